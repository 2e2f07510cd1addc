"""The VBA module that xlwings generates for the functions: it must compile, unseen, on every user's machine."""

from __future__ import annotations

import re

import pytest

import bandmodel.excel as bm
from hosts.vba_words import RESERVED, USED_BY_THE_WRAPPER

LONGEST_LINE, MOST_CONTINUATIONS, LARGEST_PROCEDURE = 1023, 24, 64 * 1024  # VBA's limits, the notes on the Excel host


@pytest.fixture(scope="module")
def text(host) -> str:
    """The generated module."""
    return host.wrappers()


def heads(text: str) -> dict[str, list[str]]:
    """Name → parameters as written, of each Function statement."""
    found = re.findall(r"^Function (\w+)\((.*)\)$", text, re.MULTILINE)
    return {name: parameters.split(", ") for name, parameters in found}


def test_there_is_one_function_for_each_worksheet_function(text):
    names = re.findall(r"^(?:Function|Sub) (\w+)\(", text, re.MULTILINE)
    assert sorted(names) == sorted(bm.FUNCTIONS)
    assert text.count("End Function") == len(bm.FUNCTIONS)


def test_parameters_stand_in_order_and_optional_ones_are_marked(text):
    for name, written in heads(text).items():
        expected = ["Optional " * part.optional + part.name for part in bm.FUNCTIONS[name].parameters]
        assert written == expected


def test_no_parameter_is_a_word_that_vba_keeps(text):
    used = {parameter.split()[-1].casefold() for written in heads(text).values() for parameter in written}
    assert not used & (RESERVED | USED_BY_THE_WRAPPER)


def test_every_parameter_is_passed_on_in_order(text):
    for name, function in bm.FUNCTIONS.items():
        passed = ", ".join(part.name for part in function.parameters)
        calls = re.findall(rf'{name} = XLPy\.CallUDF\("bandmodel\.excel", "{name}", Array\((.*?)\)[,)]', text)
        assert calls == [passed, passed]  # for Excel, and for other hosts


def test_the_source_is_ascii_and_so_cp1252(text):
    assert text.isascii()
    assert text.encode("cp1252").decode("cp1252") == text


def test_no_line_and_no_procedure_is_longer_than_vba_admits(text):
    assert max(map(len, text.splitlines())) <= LONGEST_LINE
    procedures = text.split("End Function")
    assert max(map(len, procedures)) < LARGEST_PROCEDURE
    continued = re.findall(r"(?:.* _\n)+", text)
    assert all(block.count("\n") <= MOST_CONTINUATIONS for block in continued)


def test_nothing_is_volatile_and_nothing_is_blocked_in_the_function_wizard(text):
    assert "Volatile" not in text
    assert "CommandBars" not in text


def test_a_workbook_calls_python_for_itself_and_an_add_in_for_the_active_workbook(text, host):
    assert "ThisWorkbook, Application.Caller" in text
    assert "ActiveWorkbook" not in text
    add_in = host.wrappers("BandModel.xlam")
    assert "ActiveWorkbook, Application.Caller" in add_in
    assert "ThisWorkbook" not in add_in
    assert add_in.replace("ActiveWorkbook", "ThisWorkbook") == text
