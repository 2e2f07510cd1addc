"""Our generator of the wrappers against xlwings' own; the help against the list of functions."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

import bandmodel.excel as bm
from bandmodel.excel.functions import Parameter, Registered
from bandmodel.template import wrappers
from template import vba_text


@pytest.mark.parametrize("workbook", ["Template.xlsm", "BandModel.xlam", "Pay bands 2026.xlsm", "xlam.xlsm"])
def test_the_functions_are_what_xlwings_itself_writes(workbook, host):
    assert wrappers.functions_text(workbook) == host.wrappers(workbook)


def test_the_lines_above_the_functions_are_what_xlwings_itself_writes():
    source = files("xlwings").joinpath("udfs.py").read_text("utf-8")
    for line in wrappers.HEAD.splitlines():
        assert line in source
    assert wrappers.module_text("Template.xlsm") == wrappers.HEAD + wrappers.functions_text("Template.xlsm")


def test_the_module_has_one_function_for_each_worksheet_function():
    found = vba_text.procedures(wrappers.module_text("Template.xlsm"))
    assert [procedure.name for procedure in found] == sorted(bm.FUNCTIONS)
    assert all(procedure.kind == "Function" and procedure.public for procedure in found)


def test_a_function_without_arguments_can_be_wrapped():
    made = Registered("BM_X", "What it gives.", (), "bandmodel.excel.bands", len)
    text = wrappers.functions_text("Template.xlsm", [made])
    assert text.startswith("Function BM_X()\n")
    assert 'XLPy.CallUDF("bandmodel.excel", "BM_X", Array(), ThisWorkbook, Application.Caller)' in text


def described(text: str) -> dict[str, tuple[str, list[str]]]:
    """Function → description and help of its arguments, as VBA reads the generated text."""
    statements = [line for procedure in vba_text.procedures(text) for line in procedure.body if line.startswith("Describe ")]
    found = {}
    for line in statements:
        assert re.fullmatch(r'Describe book, "", "", Array\((?:""(?:, "")*)?\)', vba_text.without_literals(line)), line
        name, description, *arguments = vba_text.literals(line)
        found[name] = (description, arguments)
    return found


def test_the_help_is_that_of_the_functions():
    assert described(wrappers.help_text()) == {
        name: (function.description, [part.help for part in function.parameters]) for name, function in bm.FUNCTIONS.items()
    }


def test_every_topic_is_described_when_all_are():
    found = {procedure.name: procedure for procedure in vba_text.procedures(wrappers.help_text())}
    start = found.pop("DescribeFunctions")
    assert start.public
    assert list(start.body) == [f"{name} book" for name in found]
    assert not any(procedure.public for procedure in found.values())


def test_help_that_is_as_long_as_excel_admits_stays_within_the_limits_of_vba():
    parts = tuple(Parameter(f"part{number}", '"' * 255, False) for number in range(20))
    text = wrappers.help_text([Registered("BM_X", '"' * 255, parts, "bandmodel.excel.bands", len)])
    assert max(map(len, text.splitlines())) <= vba_text.LONGEST_LINE
    assert max(block.count("\n") for block in re.findall(r"(?:.* _\n)+", text)) <= vba_text.MOST_CONTINUATIONS
    assert described(text) == {"BM_X": ('"' * 255, ['"' * 255] * 20)}
