"""Recalculation of workbooks: what an edit reaches, two workbooks side by side, and a Python that has forgotten.

The tables are sheets.PRICED: by hand, S1 has midpoint 53 350, S2 77 450, M1 60 000 (typed) and M2 80 000 (a range).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from excel.sheets import PRICED, with_cell
from hosts.libreoffice.bridge import Call
from hosts.libreoffice.small_workbook import SmallWorkbook
from hosts.libreoffice.workbook import Workbook, opened

pytest_plugins = ["hosts.libreoffice.fixtures"]

LOST = "#BM! model not loaded; press Refresh (Band Model tab)"
ASKED_FIRST, ASKED_SECOND, ENDS = "Data!$A$7:$B$7", "Data!$A$9:$B$9", "Data!$A$11:$B$11"
TYPED_MID = "Data!I4"  # of level M1, on the Levels table at Data!A1:J5


@dataclass(frozen=True)
class Places:
    """The formulas of `build`: a model, two bands of it, Excel's own formula on the first, a spread apart from all."""

    model: str
    first: str
    second: str
    doubled: str
    spread: str


def build(path: Path, tables: dict[str, Any] = PRICED, saved: list[Any] | None = None) -> Places:
    """A workbook that asks for the bands of S1 and M2. saved: the values that the file carries for its formulas."""
    values = iter(saved or [0] * 5)
    book = SmallWorkbook(path)
    levels = book.cells(tables["levels"])
    inputs = [book.cells(rows) for rows in ([["Specialist", "S1"]], [["Manager", "M2"]], [[60000.0, 90000.0]])]
    assert [levels, *inputs] == ["Data!$A$1:$J$5", ASKED_FIRST, ASKED_SECOND, ENDS]
    others = [book.cells(rows) for rows in (tables["market"], tables["policy"], [[None]], tables["locations"], tables["fx"])]
    model = book.formula(f"=BM_MODEL({','.join([levels, *others])})", [[next(values)]])
    first = book.formula(f"=BM_BAND({model},Data!$A$7,Data!$B$7)", [[next(values)]])
    second = book.formula(f"=BM_BAND({model},Data!$A$9,Data!$B$9)", [[next(values)]])
    doubled = book.formula(f"={first}*2", [[next(values)]])
    spread = book.formula("=BM_SPREAD(Data!$A$11,Data!$B$11)", [[next(values)]])
    book.save()
    return Places(model, first, second, doubled, spread)


def shown(book: Workbook, places: Places) -> list[Any]:
    """What the five formulas show."""
    return [book.cell(cell) for cell in (places.model, places.first, places.second, places.doubled, places.spread)]


def counted(calls: list[Call]) -> Counter[str]:
    """How often each function was called."""
    return Counter(call.function for call in calls)


@pytest.fixture
def path(tmp_path) -> Path:
    """Where the workbook of a test is written."""
    return tmp_path / "Bands.xlsm"


# ---------------------------------------------------------------- edits


def test_opening_calls_nothing_and_a_full_recalculation_calls_each_formula_once(path, open_workbook):
    places = build(path, saved=["a handle", 1.0, 2.0, 3.0, 4.0])
    book = open_workbook(path)
    assert shown(book, places) == ["a handle", 1.0, 2.0, 3.0, 4.0]
    assert not book.bridge.calls
    book.recalculate()
    assert counted(book.bridge.calls) == {"BM_MODEL": 1, "BM_BAND": 2, "BM_SPREAD": 1}
    assert shown(book, places)[1:] == [53350.0, 80000.0, 106700.0, 0.5]


@pytest.mark.parametrize(("cell", "value", "called", "figures"), [
    ("Data!B11", 75000.0, {"BM_SPREAD": 1}, [53350.0, 80000.0, 106700.0, 0.25]),
    ("Data!B7", "S2", {"BM_BAND": 1}, [77450.0, 80000.0, 154900.0, 0.5]),
    (TYPED_MID, 64000.0, {"BM_MODEL": 1, "BM_BAND": 2}, [53350.0, 80000.0, 106700.0, 0.5]),
    ("Data!H5", 80000.0, {"BM_MODEL": 1, "BM_BAND": 2}, [53350.0, 88000.0, 106700.0, 0.5]),  # M2: 80 000 … 96 000
    ("Data!Z99", 1.0, {}, [53350.0, 80000.0, 106700.0, 0.5]),
], ids=["end of the spread", "level asked for", "midpoint of the model", "range of the model", "no input"])  # fmt: skip
def test_an_edit_recalculates_exactly_what_depends_on_it(path, open_workbook, cell, value, called, figures):
    places = build(path)
    book = open_workbook(path)
    book.recalculate()
    with book.calls() as calls:
        book.write(cell, value)
    assert counted(calls) == called
    assert shown(book, places)[1:] == figures


def test_a_changed_input_changes_the_handle_and_the_old_value_brings_it_back(path, open_workbook):
    places = build(path)
    book = open_workbook(path)
    book.recalculate()
    before = book.cell(places.model)
    book.write(TYPED_MID, 64000.0)
    assert book.cell(places.model) != before
    book.write(TYPED_MID, 60000.0)
    assert book.cell(places.model) == before


def test_an_emptied_input_shows_its_message_downstream_and_heals(path, open_workbook):
    places = build(path)
    book = open_workbook(path)
    book.recalculate()
    book.write("Data!B7", None)
    assert book.cell(places.first) == '#BM! Level "" is not on track "Specialist"; its levels: S1, S2.'
    assert book.cell(places.second) == 80000.0
    book.write("Data!B7", "S1")
    assert shown(book, places)[1:] == [53350.0, 80000.0, 106700.0, 0.5]


def test_what_a_formula_needs_is_computed_before_it_calls_python(path, open_workbook):
    small = SmallWorkbook(path)
    pay = small.cells([[60000.0]])
    last = small.formula(f"=BM_PROGRESSION(Calls!$A$3,{pay})")  # stands above what it needs, so it is reached first
    middle = small.formula("=BM_MIDPOINT(Calls!$A$5,Calls!$A$5)")
    first = small.formula(f"=BM_ROUND({pay},50000)")
    assert [last, middle, first] == ["Calls!$A$1", "Calls!$A$3", "Calls!$A$5"]
    small.save()
    book = open_workbook(path)
    in_order = ["BM_ROUND", "BM_MIDPOINT", "BM_PROGRESSION"]
    book.recalculate()
    assert [call.function for call in book.bridge.calls] == in_order
    assert book.cell(last) == pytest.approx(0.2)  # 60 000 / 50 000 - 1
    with book.calls() as calls:
        book.write("Data!A1", 120000.0)
    assert [call.function for call in calls] == in_order
    assert book.cell(last) == pytest.approx(0.2)  # 120 000 / 100 000 - 1
    assert book.cell(first) == 100000.0


# ---------------------------------------------------------------- two workbooks


def test_two_open_workbooks_do_not_mix(tmp_path, open_workbook):
    other_tables = {**PRICED, "levels": with_cell(PRICED["levels"], 4, "Min", 80000.0)}  # M2: 80 000 … 96 000
    one_places = build(tmp_path / "One.xlsm")
    two_places = build(tmp_path / "Two.xlsm", other_tables)
    one, two = open_workbook(tmp_path / "One.xlsm"), open_workbook(tmp_path / "Two.xlsm")
    one.recalculate()
    two.recalculate()
    assert shown(one, one_places)[1:] == [53350.0, 80000.0, 106700.0, 0.5]
    assert shown(two, two_places)[1:] == [53350.0, 88000.0, 106700.0, 0.5]
    assert one.cell(one_places.model) != two.cell(two_places.model)
    with one.calls() as of_one, two.calls() as of_two:
        two.write("Data!B7", "S2")
        one.write("Data!B11", 75000.0)
    assert (counted(of_one), counted(of_two)) == ({"BM_SPREAD": 1}, {"BM_BAND": 1})
    assert shown(one, one_places)[1:] == [53350.0, 80000.0, 106700.0, 0.25]
    assert shown(two, two_places)[1:] == [77450.0, 88000.0, 154900.0, 0.5]


def test_a_workbook_goes_on_when_the_one_opened_before_it_is_closed(tmp_path, office, excel_python, open_workbook):
    places = build(tmp_path / "Stays.xlsm")
    build(tmp_path / "Closes.xlsm")
    with opened(office, tmp_path / "Closes.xlsm", excel_python) as closes:
        stays = open_workbook(tmp_path / "Stays.xlsm")
        closes.recalculate()
    stays.recalculate()
    assert shown(stays, places)[1:] == [53350.0, 80000.0, 106700.0, 0.5]


# ---------------------------------------------------------------- a Python that has forgotten


@pytest.fixture
def saved(tmp_path, excel_python, open_workbook) -> tuple[Path, Places, list[Any]]:
    """A workbook as it was saved and closed: path, places and the values in the file. Python has forgotten its model."""
    first_path = tmp_path / "Before.xlsm"
    places = build(first_path)
    book = open_workbook(first_path)
    book.recalculate()
    values = shown(book, places)
    again = tmp_path / "Again.xlsm"
    build(again, saved=values)
    excel_python.forget()
    return again, places, values


def test_a_reopened_workbook_shows_its_saved_figures_without_python(saved, open_workbook):
    path, places, values = saved
    book = open_workbook(path)
    assert shown(book, places) == values
    assert not book.bridge.calls


def test_after_reopening_an_edit_says_that_the_model_is_lost_and_a_refresh_brings_it_back(saved, open_workbook):
    path, places, values = saved
    book = open_workbook(path)
    book.write("Data!B7", "S2")  # only the band depends on it; the model's handle is the one in the file
    assert book.cell(places.first) == LOST
    book.recalculate()
    assert shown(book, places) == [values[0], 77450.0, 80000.0, 154900.0, 0.5]


def test_after_reopening_an_edit_of_the_model_gives_the_new_figures_at_once(saved, open_workbook):
    path, places, values = saved
    book = open_workbook(path)
    book.write("Data!H5", 80000.0)  # M2: 80 000 … 96 000
    assert shown(book, places)[1:] == [53350.0, 88000.0, 106700.0, 0.5]
    assert book.cell(places.model) != values[0]


def test_a_python_that_is_restarted_meanwhile_reads_like_one_that_has_forgotten(path, excel_python, open_workbook):
    places = build(path)
    book = open_workbook(path)
    book.recalculate()
    excel_python.stop()
    book.write("Data!B7", "S2")
    assert book.cell(places.first) == LOST
    assert book.cell(places.second) == 80000.0  # not recalculated, and right
    book.recalculate()
    assert shown(book, places)[1:] == [77450.0, 80000.0, 154900.0, 0.5]
