"""Every worksheet function, called from cells: LibreOffice runs the generated wrapper, and xlwings' call_udf the rest.

The formulas are those of test_call_udf.py, typed into a workbook. Expected are the results of the plain Python calls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pytest

import bandmodel.excel as bm
from hosts.libreoffice.bridge import Call
from hosts.libreoffice.small_workbook import SmallWorkbook
from hosts.libreoffice.workbook import opened
from hosts.test_call_udf import HANDLE, ONE_CELL, RANGES, in_full, plain
from hosts.xlwings_on_linux import MISSING

pytest_plugins = ["hosts.libreoffice.fixtures"]

KINDS = {"constants": ONE_CELL, "cells": ONE_CELL, "ranges": RANGES}
CASES = [(kind, name) for kind, formulas in KINDS.items() for name in formulas]


@dataclass(frozen=True)
class Typed:
    """A formula in the workbook: where it stands, what it must hand over and what it must show."""

    reference: str
    arguments: tuple[Any, ...]
    expected: list[list[Any]]


@dataclass(frozen=True)
class Computed:
    """The workbook after one recalculation: each formula, what its cells show, and the calls that arrived."""

    formulas: dict[tuple[str, str], Typed]
    shown: dict[tuple[str, str], list[list[Any]]]
    calls: list[Call]
    handle: str
    errors: list[str]


def block(result: Any) -> list[list[Any]]:
    """A result as the rows of a block of cells."""
    return result if isinstance(result, list) else [[result]]


def blank(rows: list[list[Any]]) -> list[list[Any]]:
    """A block of that size that the file carries before the first calculation."""
    return [[0] * len(row) for row in rows]


def type_in(book: SmallWorkbook, kind: str, name: str, model: str) -> Typed:
    """Type a formula: its arguments as constants, as single cells or as ranges."""
    written, handed_over = [], []
    arguments = KINDS[kind][name]
    for argument in arguments:
        if argument is HANDLE:
            written.append(model)
            handed_over.append(HANDLE)
        elif kind == "constants" or (kind == "ranges" and isinstance(argument, (float, str))):
            written.append(f'"{argument}"' if isinstance(argument, str) else f"{argument:g}")
            handed_over.append(argument)
        else:  # an argument that is left out between others: LibreOffice would pass 0, so it is an empty cell
            rows = [[None]] if argument is MISSING else block(argument)
            written.append(book.cells(rows))
            handed_over.append(rows)
    expected = block(plain(name, in_full(name, arguments)))
    reference = book.formula(f"={name}({','.join(written)})", blank(expected))
    return Typed(reference, tuple(handed_over), expected)


@pytest.fixture(scope="module")
def computed(office, excel_python, tmp_path_factory) -> Computed:
    """Every formula in one workbook, recalculated once."""
    book = SmallWorkbook(tmp_path_factory.mktemp("functions") / "Functions.xlsm")
    arguments = RANGES["BM_MODEL"]
    tables = ",".join(book.cells([[None]] if argument is MISSING else argument) for argument in arguments)
    model = book.formula(f"=BM_MODEL({tables})")
    formulas = {(kind, name): type_in(book, kind, name, model) for kind, name in CASES}
    with opened(office, book.save(), excel_python) as live:
        live.recalculate()
        shown = {case: live.cells(typed.reference) for case, typed in formulas.items()}
        return Computed(formulas, shown, list(live.bridge.calls), live.cell(model), list(live.bridge.errors))


def test_every_registered_function_is_called(computed):
    assert {call.function for call in computed.calls} == set(bm.FUNCTIONS)
    assert not computed.errors


def test_each_formula_calls_python_once(computed):
    assert len(computed.calls) == len(computed.formulas) + 1  # and the model that they share


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_the_cells_show_what_the_plain_call_gives(computed, kind, name):
    assert computed.shown[kind, name] == computed.formulas[kind, name].expected


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_the_arguments_arrive_as_excel_hands_them_over(computed, kind, name):
    typed = computed.formulas[kind, name]
    handed_over = tuple([[computed.handle]] if part is HANDLE else part for part in typed.arguments)
    assert Call(name, in_full(name, handed_over)) in computed.calls


def test_no_cell_shows_an_error_or_an_infinite_number(computed):
    cells = [cell for rows in computed.shown.values() for row in rows for cell in row]
    assert len(cells) > len(CASES)
    assert {type(cell) for cell in cells} <= {float, str, bool}
    assert all(math.isfinite(cell) for cell in cells if isinstance(cell, float))
