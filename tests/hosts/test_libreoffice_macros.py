"""Every button on the committed workbook, open in LibreOffice: the macro runs in VBA, its RunPython for real.

Formulas are computed by the Python behind them, the macros by the one of the test through `libreoffice_engine`; both
read the same live cells. Each test begins with the calculated workbook as it was before any button was pressed.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from bandmodel.errors import BandModelError
from bandmodel.excel import cells, macros
from hosts import libreoffice_engine as engine
from hosts.libreoffice.kept import Kept
from hosts.libreoffice.workbook import opened

pytest_plugins = ["hosts.libreoffice.fixtures"]

COMMITTED = Path(__file__).resolve().parents[2] / "workbook" / "Template.xlsm"
NOW = dt.datetime(2026, 11, 23, 14, 5)
LAST_RUN = ("Start", "B24")
HANDLE = ("Start", "B9")
BANDS, FINDINGS = "Bands!A5:F44", "Findings!A5:F28"  # as many rows as the file was saved with: 40 levels, 24 findings
LEVELS_BELOW = "Levels!A45:O45"
BUTTONS = {"Check": "Check", "Refresh": "Refresh", "Add level": "AddLevel", "Run scenarios": "RunScenarios",
           "Report": "Report", "Export": "Export"}  # fmt: skip


@pytest.fixture(scope="module")
def open_copy(office, excel_python, tmp_path_factory):
    """Opens the workbook under a name with spaces and umlauts, its RunPython answered here."""
    path = tmp_path_factory.mktemp("macros") / "Löhne 2026.xlsm"
    shutil.copy(COMMITTED, path)
    return lambda: opened(office, path, excel_python, run_python=lambda command: exec(command, {}))


@pytest.fixture(scope="module")
def kept(open_copy):
    workbook = Kept(open_copy, as_before)
    yield workbook
    workbook.close()


@pytest.fixture(scope="module")
def kept_spoilt(open_copy):
    """The workbook with a header that nobody knows."""

    def open_spoilt():
        open_book = open_copy()
        open_book.range("Levels!B4").setString("Rung")
        return open_book

    workbook = Kept(open_spoilt, as_before)
    yield workbook
    workbook.close()


def as_before(open_book) -> None:
    """Take back what every button does: the line in the cell LastRun, and the files beside the workbook."""
    open_book.range("!".join(LAST_RUN)).setString("not run yet")
    file = Path(engine.book_of(open_book.document).fullname)
    for other in file.parent.iterdir():
        if other.is_dir():
            shutil.rmtree(other)
        elif other != file:
            other.unlink()


@pytest.fixture
def template(kept, monkeypatch):
    """The workbook, calculated, as a caller of the macros."""
    case = caller(kept.book(), monkeypatch)
    assert case.before[HANDLE][1].startswith("Band model ")
    return case


@pytest.fixture
def spoilt(kept_spoilt, monkeypatch):
    """The workbook with a spoilt header as a caller of the macros."""
    case = caller(kept_spoilt.book(), monkeypatch)
    assert case.before[HANDLE][1].startswith("#BM! ")
    return case


def caller(open_book, monkeypatch) -> SimpleNamespace:
    """A workbook with its first sheet in front, which the macros find as their caller; keeps what it held before."""
    book = engine.book_of(open_book.document)
    monkeypatch.setattr(xw.Book, "_mock_caller", book, raising=False)
    monkeypatch.setattr(macros, "now", lambda: NOW)
    book.sheets["Start"].impl.activate()
    book.sheets["Start"].range("A1").select()
    case = SimpleNamespace(
        office=open_book, book=book, app=book.impl.app, file=Path(book.fullname), bytes=Path(book.fullname).read_bytes()
    )
    remember(case)
    return case


def remember(case) -> None:
    """Take what is there now as what was there before."""
    case.before, case.state = engine.contents(case.book), engine.state(case.book)


def press(case, button: str) -> tuple[str, str, str | None]:
    """Run the macro of a button as the workbook does; what its message box says."""
    commands, alerts = len(case.office.bridge.commands), len(case.app.alerts)
    case.office.macro(f"bandmodel_macros.BandModel{BUTTONS[button]}")
    assert len(case.office.bridge.commands) == commands + 1
    assert case.office.bridge.errors == []
    assert len(case.app.alerts) == alerts + 1
    assert case.app.alerts[-1][1] == f"Band Model: {button}"
    return case.app.alerts[-1]


def select(case, sheet: str, address: str) -> None:
    """What the user has selected before the button is pressed."""
    case.book.sheets[sheet].impl.activate()
    case.book.sheets[sheet].range(address).select()
    assert case.app.selection.address == case.book.sheets[sheet].range(address).address
    remember(case)


def changed(case) -> dict[tuple[str, str], Any]:
    """Every place that is not as it was: its formula and value now, None where it holds nothing."""
    after = engine.contents(case.book)
    places = case.before.keys() | after.keys()
    return {place: after.get(place) for place in places if after.get(place) != case.before.get(place)}


def looks(case, row: str) -> list[tuple[Any, ...]]:
    """How the cells of a row look."""
    block = case.office.range(row)
    row_of_cells = [block.getCellByPosition(number, 0) for number in range(block.Columns.Count)]
    return [(cell.CellStyle, cell.NumberFormat, cell.CellBackColor, cell.CharColor) for cell in row_of_cells]


def text(value: str) -> tuple[str, str]:
    """What a cell with a text holds."""
    return value, value


# ---------------------------------------------------------------- the buttons


def test_check_counts_what_the_sheet_findings_lists_and_shows_that_sheet(template):
    listed = Counter(row[0] for row in template.office.cells(FINDINGS))
    assert listed["warning"] > 1 and listed["note"] == 1 and listed.keys() == {"warning", "note"}
    message, _, mode = press(template, "Check")
    assert (message, mode) == (f"0 errors, {listed['warning']} warnings, 1 note.", "info")
    line = f"Check 2026-11-23 14:05: 0 errors, {listed['warning']} warnings"
    assert changed(template) == {LAST_RUN: text(line)}
    assert engine.state(template.book) == template.state | {"sheet": "Findings"}
    assert template.state["sheet"] == "Start"


def test_check_names_the_cell_of_an_error_and_counts_it_as_the_sheet_does(template):
    template.office.write("Levels!I10", "12o000")  # Mid of Specialist S6
    listed = Counter(row[0] for row in template.office.cells(FINDINGS))
    first = template.office.cells(FINDINGS)[0]
    message, _, _ = press(template, "Check")
    assert first[:4] == ["error", "Levels", 7, "Mid"]
    assert message.splitlines()[0].startswith(f"{listed['error']} error")
    assert message.splitlines()[2:] == ["First error: Levels row 7, column Mid (cell Levels!I10)", *first[4:]]


def test_run_scenarios_says_what_each_comes_to_as_the_sheet_shows_it_and_writes_nothing(template):
    names, costs = template.office.cells("Scenarios!I6:L6")[0], template.office.cells("Scenarios!I8:L8")[0]
    message, _, mode = press(template, "Run scenarios")
    assert mode == "info"
    assert [line.partition(" a year")[0] for line in message.splitlines()] == [
        f"{name}: {cost:,.0f}" for name, cost in zip(names, costs, strict=True)
    ]
    assert changed(template) == {LAST_RUN: text("Run scenarios 2026-11-23 14:05: 4 scenarios")}
    assert [path.name for path in template.file.parent.glob("*.sqlite")] == []  # the record is off


def test_refresh_calculates_the_model_anew_and_every_value_stays(template):
    select(template, "Bands", "B7:D9")
    with template.office.calls() as calls:
        message, _, mode = press(template, "Refresh")
    assert (message, mode) == (
        "The model has 40 levels, 3 tracks. Everything that depends on it is calculated anew.",
        "info",
    )
    functions = Counter(call.function for call in calls)
    assert functions["BM_MODEL"] == 1 and functions["BM_BANDS"] >= 1 and functions["BM_FINDINGS"] >= 1
    assert changed(template) == {LAST_RUN: text("Refresh 2026-11-23 14:05: 40 levels, 3 tracks")}
    assert engine.state(template.book) == template.state


def test_refresh_brings_in_what_was_changed_while_nothing_was_calculated(template):
    template.book.sheets["Levels"].range("I10").value = 120_000
    assert changed(template) == {("Levels", "I10"): ("120000", 120_000.0)}
    before = [row[5] for row in template.office.cells(BANDS)]
    press(template, "Refresh")
    after = [row[5] for row in template.office.cells(BANDS)]
    assert [number for number in range(40) if after[number] != before[number]] == [5]
    assert after[5] == 120_000
    assert changed(template)[HANDLE] != template.before[HANDLE]


def test_a_level_is_added_to_the_track_of_the_selected_row_and_the_results_know_it(template):
    select(template, "Levels", "E8")
    before, above = looks(template, LEVELS_BELOW), looks(template, "Levels!A44:O44")
    assert before != above
    calculations = template.app.calculations
    message, _, mode = press(template, "Add level")
    assert message == "Specialist S17 is added, rank 17. Fill in what you know of it: title, grade, spread."
    assert mode == "info"
    after = changed(template)
    results = ("Bands", "Parity", "Placement", "Careers", "Paths", "Equity", "Scenarios", "Findings", "People")
    counted = [("Start", f"B{row}") for row in range(17, 23)]  # calculation came back, and so were the counts on Start
    assert {place: held for place, held in after.items() if place[0] not in results and place not in counted} == {
        LAST_RUN: text("Add level 2026-11-23 14:05: Specialist S17"),
        HANDLE: after[HANDLE],
        ("Start", "B15"): after["Start", "B15"],  # the numbers of errors and of warnings, counted below
        ("Start", "B16"): after["Start", "B16"],
        ("Levels", "table Levels"): "$A$4:$O$45",
        ("Levels", "A45"): text("Specialist"),
        ("Levels", "B45"): text("S17"),
        ("Levels", "C45"): ("17", 17.0),
    }
    assert "(41 levels, 3 tracks)" in after[HANDLE][1]
    assert after[HANDLE][0] == template.before[HANDLE][0]
    assert looks(template, LEVELS_BELOW) == above
    assert template.app.calculations == calculations + 1
    assert engine.state(template.book) == template.state | {"selection": "$B$45"}
    formulas = {place: held[0] for place, held in after.items() if place[0] in results}
    assert formulas == {place: template.before[place][0] for place in formulas}
    bands = template.office.cells(BANDS)
    assert bands[16] == ["Specialist", "S17", "", "", "", ""]  # below S16; the last level has left the fixed block
    findings = template.office.cells(FINDINGS)
    assert findings[0][:5] == ["error", "Levels", 42, "Level", "Specialist S17: no usable market data; it has no band."]
    listed = Counter(row[0] for row in findings)
    assert [template.office.cell("Start!B15"), template.office.cell("Start!B16")] == [1, listed["warning"]]
    message, _, _ = press(template, "Check")  # the same model, built from the same cells
    assert message.splitlines()[0] == f"1 error, {listed['warning']} warnings, {listed['note']} note."
    assert "(cell Levels!B45)" in message


def test_the_export_beside_the_workbook_holds_the_midpoints_of_the_sheet_bands(template):
    message, _, mode = press(template, "Export")
    (written,) = (path for path in template.file.parent.iterdir() if path != template.file)
    assert written.name == f"Löhne 2026 results {cells.today():%Y-%m-%d}.xlsx"
    assert (message, mode) == (f"The results are in\n{written}", "info")
    exported = openpyxl.load_workbook(written, data_only=True)
    rows = exported["Bands"].iter_rows(values_only=True)
    place = {header: number for number, header in enumerate(next(rows))}
    found = [[row[place[name]] for name in ("Track", "Level", "Min", "Mid", "Max")] for row in rows]
    shown = [[row[0], row[1], row[4], row[5], template.office.cell(f"Bands!G{y}")]
             for y, row in enumerate(template.office.cells(BANDS), 5)]  # fmt: skip
    assert len(found) == 40
    assert found == shown
    settings = {row[0]: row[1] for row in exported["Settings"].iter_rows(values_only=True)}
    assert template.before[HANDLE][1] == f"Band model {settings['Model key']} (40 levels, 3 tracks)"
    assert changed(template) == {LAST_RUN: text(f"Export 2026-11-23 14:05: {written.name}")}
    assert engine.state(template.book) == template.state
    assert template.file.read_bytes() == template.bytes


def test_the_report_beside_the_workbook_tells_the_gap_and_the_scenarios_of_its_sheets(template):
    message, _, mode = press(template, "Report")
    folder = template.file.parent / "Report"
    written = [folder / f"Löhne 2026 report {cells.today():%Y-%m-%d}.{form}" for form in ("html", "pdf", "xlsx")]
    assert (message, mode) == ("\n".join(["The report is in", *map(str, written)]), "info")
    assert sorted(folder.iterdir()) == sorted(written)
    page = " ".join(re.sub(r"<[^>]*>", " ", written[0].read_text("utf-8")).split())
    gaps = [row[0] for row in template.office.cells("Parity!H7:H25")]
    assert f"{max(map(abs, gaps)):.1%}".replace("%", " %") in page
    for name in template.office.cells("Scenarios!I6:L6")[0]:
        assert f"{name}: " in page
    assert not set(re.findall(r"\bE\d{4}\b", page))
    assert changed(template) == {LAST_RUN: text(f"Report 2026-11-23 14:05: {', '.join(path.name for path in written)}")}
    assert engine.state(template.book) == template.state
    assert template.file.read_bytes() == template.bytes


# ---------------------------------------------------------------- failure


@pytest.mark.parametrize("button", BUTTONS)
def test_a_spoilt_header_is_named_and_everything_stays_as_it_was(spoilt, button):
    select(spoilt, "Levels", "C7:D9")
    message, _, mode = press(spoilt, button)
    assert mode == "critical"
    assert 'Required column "Level" not found; headers present: Track, Rung, Rank' in message
    after = changed(spoilt)
    assert after.keys() == {LAST_RUN}
    assert re.match(rf"{button} 2026-11-23 14:05: not done\. ", after[LAST_RUN][1])
    assert engine.state(spoilt.book) == spoilt.state
    assert list(spoilt.file.parent.iterdir()) == [spoilt.file]


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_level_that_fails_half_way_leaves_no_half_written_row(template, monkeypatch, written):
    select(template, "Levels", "E8")
    before = looks(template, LEVELS_BELOW)
    write, done = macros._write, []

    def fails_once_after(cell, value):
        if len(done) == written:
            done.append("failed")
            raise BandModelError("The sheet is protected.")
        write(cell, value)
        done.append(value)

    monkeypatch.setattr(macros, "_write", fails_once_after)
    message, _, mode = press(template, "Add level")
    assert (message, mode) == ("The sheet is protected.", "critical")
    assert changed(template) == {LAST_RUN: text("Add level 2026-11-23 14:05: not done. The sheet is protected.")}
    assert engine.state(template.book) == template.state
    assert looks(template, LEVELS_BELOW) == before
