"""The buttons, run on a workbook in a file through an xlwings engine over openpyxl.

The workbook is laid out as the shipped one: tables begin in row 4, own columns of the workbook stand to the right of
those that the model knows. Its tables are PRICED (`excel.sheets`), whose bands are worked out by hand there.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

import bandmodel.excel as bm
from bandmodel.excel import macros
from excel.sheets import PRICED, sheet, with_cell, without
from hosts import openpyxl_engine as engine
from test_startup import loaded_after

NOW = dt.datetime(2026, 11, 23, 14, 5)
FORMULA = "=BM_MODEL(Levels[[#All],[Track]:[Max]],Market[[#All],[Survey]:[Weight]],Policy[[#All],[Setting]:[Value]])"
TRACKS = sheet("""
    Track      | Kind
    Specialist | specialist
    Manager    | manager
""")
PEOPLE = sheet("""
    Employee | Track      | Level | Base pay
    E1       | Specialist | S1    | 50000
    E2       | Manager    | M1    | 61000
""")
TOP = 4  # row of the headers of every table
SHEET_OF = {"FX": ("Locations", 4), "Tracks": ("Locations", 9)}  # the others stand on a sheet of their own, from column A


def fill(book, sheets, name, rows, *, totals=False, formulas=()):
    """One table on its sheet; `formulas` are headers of columns with a formula of their own."""
    title, left = SHEET_OF.get(name, (name, 0))
    if title not in sheets:
        sheets[title] = book.add_worksheet(title)
    yellow = book.add_format({"bg_color": "#FFF8DC", "num_format": "#,##0"})
    for down, line in enumerate(rows[1:], TOP):
        for along, cell in enumerate(line, left):
            sheets[title].write(down, along, cell, yellow)
    columns = [{"header": h, **({"formula": "=1+1"} if h in formulas else {})} for h in rows[0]]
    options = {"name": name, "columns": columns, "autofilter": False, "total_row": totals}
    sheets[title].add_table(TOP - 1, left, TOP + len(rows) - 2 + totals, left + len(rows[0]) - 1, options)


def write_workbook(path, tables, *, handle, names=True, below=None, **options):
    """A workbook with these tables, the cell of the model and the cell of the last run."""
    book = xlsxwriter.Workbook(path)
    sheets = {"Start": book.add_worksheet("Start")}
    sheets["Start"].write_formula("B9", FORMULA, None, handle)
    sheets["Start"].write("B18", "not run yet")
    if names:
        book.define_name("Model", "=Start!$B$9")
        book.define_name("LastRun", "=Start!$B$18")
    for name, rows in tables.items():
        fill(book, sheets, name, rows, **(options if name == "Levels" else {}))
    if below is not None:
        sheets["Levels"].write(TOP + len(tables["Levels"]) - 1, 2, below)
    sheets["Findings"] = book.add_worksheet("Findings")
    parity = book.add_worksheet("Parity")
    parity.write("B3", "cash")
    book.close()


def tables_of(**changes):
    """The PRICED tables by their names in a workbook, with the columns that are the workbook's own; None leaves one out."""
    tables = {"Levels": PRICED["levels"], "Market": PRICED["market"], "Locations": PRICED["locations"], "FX": PRICED["fx"],
              "Policy": [[*row, own] for row, own in zip(PRICED["policy"], ["Default", None, "CHF"], strict=True)],
              "Tracks": TRACKS, "People": PEOPLE} | changes  # fmt: skip
    return {name: rows for name, rows in tables.items() if rows is not None}


def handle_of(tables):
    """What BM_MODEL gives for the tables, without the columns that are the workbook's own."""
    own = {"Policy": ("Default",), "Levels": ("Own",)}
    rows = {name: without(part, *(h for h in own.get(name, ()) if h in part[0])) for name, part in tables.items()}
    names = ("levels", "market", "policy", "equivalence", "locations", "fx", "tracks")
    given = {name.casefold(): part for name, part in rows.items()}
    return bm.BM_MODEL(**{name: given.get(name) for name in names})


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The buttons are pressed on 2026-11-23 at 14:05."""
    monkeypatch.setattr(macros, "now", lambda: NOW)
    monkeypatch.setattr("bandmodel.excel.cells.today", NOW.date)


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Open a workbook with these tables as the caller of the macros; keeps what it held before."""

    def open_it(path="Tool.xlsm", *, tables=None, **options):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        tables = tables_of() if tables is None else tables
        write_workbook(file.with_suffix(".xlsx"), tables, handle=options.pop("handle", handle_of(tables)), **options)
        file.with_suffix(".xlsx").rename(file)  # without VBA: nothing here runs it
        book = engine.open_book(file)
        monkeypatch.setattr(xw.Book, "_mock_caller", book, raising=False)
        return SimpleNamespace(
            book=book, impl=book.impl, app=book.impl.app, file=file, tables=tables, before=engine.contents(book),
            state=engine.state(book), bytes=file.read_bytes(),
        )  # fmt: skip

    return open_it


def changed(case):
    """Every place that is not as it was: what it holds now, None where it holds nothing."""
    after = engine.contents(case.book)
    places = case.before.keys() | after.keys()
    return {place: after.get(place) for place in places if after.get(place) != case.before.get(place)}


def last_run(text):
    """The one change that every button makes."""
    return {("Start", "B18"): (text, "s")}


def refused(case, button, line):
    """The message of a button that did nothing but say so."""
    assert changed(case) == last_run(f"{button} 2026-11-23 14:05: not done. {line}")
    assert engine.state(case.book) == case.state
    assert case.file.read_bytes() == case.bytes
    ((message, title, mode),) = case.app.alerts
    assert (title, mode) == (f"Band Model: {button}", "critical")
    return message


# ---------------------------------------------------------------- check


@pytest.mark.parametrize(
    ("people", "errors"),
    [
        (PEOPLE, 0),
        (without(PEOPLE, "Base pay"), 0),
        (with_cell(PEOPLE, 1, "Level", "S9"), 1),  # a level that is not there
        (with_cell(PEOPLE, 2, "Base pay", "lots"), 1),
        (with_cell(with_cell(PEOPLE, 1, "Level", "S9"), 2, "Base pay", "lots"), 2),
        (without(PEOPLE, "Level"), 1),
    ],
)
def test_check_counts_what_the_sheet_findings_lists_and_shows_that_sheet(opened, people, errors):
    case = opened(tables=tables_of(People=people))
    listed = Counter(row[0] for row in bm.BM_FINDINGS(handle_of(case.tables), people)[1:])
    macros.check()
    assert listed["error"] == errors
    warnings, notes = listed["warning"], listed["note"]
    counted = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    assert changed(case) == last_run(f"Check 2026-11-23 14:05: {counted}")
    assert engine.state(case.book) == case.state | {"sheet": "Findings"}
    ((message, title, mode),) = case.app.alerts
    assert message.splitlines()[0] == f"{counted}, {notes} note{'s' * (notes != 1)}."
    assert (title, mode) == ("Band Model: Check", "info")


def test_check_names_the_first_error_with_its_cell_and_remedy(opened):
    case = opened(tables=tables_of(Levels=with_cell(PRICED["levels"], 2, "Rank", "three")))
    macros.check()
    (message, *_), *_ = case.app.alerts
    place = "First error: Levels row 3, column Rank (cell Levels!C6)"  # headers in row 4: row 3 of the table is row 6
    assert place in message.splitlines()
    assert '"three"' in message
    said = next(row for row in bm.BM_FINDINGS(handle_of(case.tables)) if row[:4] == ["error", "Levels", 3.0, "Rank"])
    assert message.endswith("\n".join(said[4:]))


def test_check_sees_an_error_cell(opened):
    case = opened()
    case.impl.cells["Market"]["G5"] = "#N/A"
    macros.check()
    (message, *_), *_ = case.app.alerts
    assert "Market row 2, column P50 (cell Market!G5)\nThe cell holds the error #N/A;" in message


def test_check_finds_a_table_of_another_sheet_and_beside_others(opened):
    case = opened(tables=tables_of(FX=with_cell(PRICED["fx"], 1, "Rate", "much")))
    macros.check()
    assert "FX row 2, column Rate (cell Locations!F5)" in case.app.alerts[0][0]


def test_an_empty_cell_of_macos_is_empty(opened, monkeypatch):
    """There Excel hands over appscript's keyword k.missing_value."""
    case, keyword, read = opened(), object(), engine.Range._read
    monkeypatch.setattr(engine.Range, "_read", lambda self, cell: keyword if cell.value is None else read(self, cell))
    macros.check()
    assert case.app.alerts[0][0].startswith("0 errors")
    macros.export()
    settings = openpyxl.load_workbook(case.file.with_name("Tool results 2026-11-23.xlsx"))["Settings"]
    assert f"Band model {settings['B2'].value} " in case.impl.computed["Start", "B9"]


def test_check_reads_a_formula_by_its_value(opened):
    case = opened()
    case.impl.cells["Levels"]["C5"] = "=0+1"
    case.impl.computed["Levels", "C5"] = 1
    macros.check()
    assert case.app.alerts[0][0].startswith("0 errors")


def test_check_does_not_read_a_row_of_totals(opened):
    case = opened(totals=True)
    case.impl.cells["Levels"]["A9"] = "Total"
    macros.check()
    assert case.app.alerts[0][0].startswith("0 errors")


def test_check_without_levels_says_what_to_add_and_leaves_everything_as_it_was(opened):
    case = opened(tables=tables_of(Levels=None), handle="#BM! no levels")
    macros.check()
    message = refused(case, "Check", "1 fault in the input: Levels: No levels found in workbook Tool.xlsm. "
                      "Add a table Levels with the columns Track, Level, Rank and a row per level.")  # fmt: skip
    assert message.startswith("1 fault in the input:\nLevels: No levels found")


def test_check_without_people_or_a_sheet_findings_still_counts(opened):
    case = opened(tables=tables_of(People=None))
    case.impl.cells.remove(case.impl.cells["Findings"])
    macros.check()
    assert case.app.alerts[0][0].startswith("0 errors")
    assert engine.state(case.book) == case.state


def test_a_long_list_of_faults_is_cut_to_the_height_of_a_message_box(opened):
    levels = [PRICED["levels"][0], *([f"T{n}", "L", "x", *[None] * 7] for n in range(30))]
    case = opened(tables=tables_of(Levels=levels), handle="#BM! no levels")
    macros.check()
    lines = case.app.alerts[0][0].splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("30 faults in the input:", 13, "…")


def test_check_says_when_the_sheet_is_not_up_to_date(opened, monkeypatch):
    case = opened()
    case.app.calculation = "manual"
    macros.check()
    assert "press Refresh" in case.app.alerts[0][0]
    assert case.app.calculation == "manual"
    monkeypatch.setattr(macros.sys, "platform", "darwin")
    macros.check()
    assert "On macOS" in case.app.alerts[1][0]


# ---------------------------------------------------------------- what every button does


BUTTONS = (macros.check, macros.refresh, macros.add_level, macros.report, macros.export)


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("bar", [False, "Somebody's own text"])
def test_progress_stands_in_the_status_bar_and_the_bar_is_given_back(opened, button, bar):
    case = opened()
    case.app.status_bar = bar
    case.app.shown.clear()
    button()
    assert str(case.app.shown[0]).startswith("Band Model: ")
    assert case.app.status_bar == bar


def test_the_text_that_macos_leaves_in_the_status_bar_is_taken_away(opened):
    case = opened()
    case.app.status_bar = "Running..."
    macros.check()
    assert case.app.status_bar is False


@pytest.mark.parametrize("button", BUTTONS)
def test_a_host_without_message_boxes_still_gets_the_line(opened, button):
    case = opened()
    case.app.has_alert = False
    button()
    assert not case.app.alerts
    assert " 2026-11-23 14:05: " in case.impl.cells["Start"]["B18"].value


@pytest.mark.parametrize("button", BUTTONS)
def test_without_the_name_of_the_last_run_a_button_still_works(opened, button):
    case = opened()
    del case.impl.cells.defined_names["LastRun"]
    button()
    assert [mode for *_, mode in case.app.alerts] == ["info"]
    assert ("Start", "B18") not in changed(case)


@pytest.mark.parametrize(
    ("button", "broken"),
    [
        (macros.check, "findings.of_model"),
        (macros.refresh, "coerce.label"),
        (macros.add_level, "next_name"),
        (macros.report, "read_whole"),
        (macros.export, "results.write"),
    ],
)
def test_a_bug_stays_visible_and_everything_is_as_it_was(opened, monkeypatch, button, broken):
    case = opened()
    case.book.sheets["Levels"].impl.activate()
    case.book.sheets["Levels"].range("B6").select()
    case.app.calculation, case.app.status_bar = "semiautomatic", "mine"
    state = engine.state(case.book)
    monkeypatch.setattr(f"bandmodel.excel.macros.{broken}", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        button()
    assert changed(case) == {}
    assert engine.state(case.book) == state
    assert not case.app.alerts
    assert [path.name for path in case.file.parent.iterdir()] == ["Tool.xlsm"]


@pytest.mark.parametrize("button", BUTTONS)
def test_pressed_in_the_add_in_a_button_works_on_the_workbook_in_front(opened, button):
    add_in = opened("BandModel.xlsm")
    add_in.impl.name = "BandModel.xlam"  # openpyxl opens no .xlam
    file = add_in.file.with_name("Tool.xlsm")
    shutil.copy(add_in.file, file)
    in_front = xw.Book(impl=engine.Book(add_in.app, file))
    button()
    assert changed(add_in) == {}
    assert " 2026-11-23 14:05: " in in_front.impl.cells["Start"]["B18"].value
    assert add_in.app.alerts[0][2] == "info"


def test_importing_the_buttons_loads_nothing_heavy_and_the_functions_do_not_load_the_buttons():
    heavy = {"xlsxwriter", "python_calamine", "openpyxl", "typer", "rich", "jinja2", "typst"}
    assert not loaded_after("import bandmodel.excel.macros") & heavy
    code = "import bandmodel.excel, sys\nsys.exit('bandmodel.excel.macros' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0


# ---------------------------------------------------------------- refresh


def plays_excel(case):
    """Excel's part: the cell Model is calculated from the tables as they are, if its formula is still there."""

    def calculate():
        assert case.impl.cells["Start"]["B9"].value == FORMULA
        case.impl.computed["Start", "B9"] = handle_of(case.tables)

    case.app.on_calculate = calculate


def test_refresh_calculates_the_model_and_says_its_size(opened):
    case = opened(handle="Band model 0123456789abcdef (1 level, 1 track)")  # of another Python, long gone
    plays_excel(case)
    macros.refresh()
    assert case.app.calculations == 1
    assert changed(case) == last_run("Refresh 2026-11-23 14:05: 4 levels, 2 tracks")
    assert engine.state(case.book) == case.state
    assert case.app.alerts == [
        (
            "The model has 4 levels, 2 tracks. Everything that depends on it is calculated anew.",
            "Band Model: Refresh",
            "info",
        )
    ]


def test_where_marking_fails_the_sheet_that_was_in_front_is_so_again(opened, monkeypatch):
    case = opened()
    select(case, "Levels", "E7")
    state = engine.state(case.book)
    monkeypatch.setattr(engine.Range, "Dirty", lambda self: 1 / 0, raising=False)
    with pytest.raises(ZeroDivisionError):
        macros.refresh()
    assert engine.state(case.book) == state
    assert changed(case) == {}


def test_refresh_marks_the_cell_while_its_sheet_is_in_front_where_excel_can_mark(opened, monkeypatch):
    case = opened()
    marked = []
    monkeypatch.setattr(engine.Range, "Dirty", lambda self: marked.append((self.address, case.book.sheets.active.name)),
                        raising=False)  # fmt: skip
    monkeypatch.setattr(engine.Range, "formula", property(engine.Range.formula.fget))  # writing a formula would fail
    case.book.sheets["Levels"].impl.activate()
    macros.refresh()
    assert marked == [("$B$9", "Start")]
    assert case.book.sheets.active.name == "Levels"
    assert case.app.alerts[0][2] == "info"


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        ("#BM! 1 fault in the input:\n  Levels: No levels.", "1 fault in the input: Levels: No levels."),
        ("#NAME?", 'Python did not answer; the cell Model shows "#NAME?". Enable macros, and look at the path of the '
                   "interpreter on the sheet xlwings.conf."),
        (None, 'Python did not answer; the cell Model shows "". Enable macros, and look at the path of the interpreter on '
               "the sheet xlwings.conf."),
    ],
)  # fmt: skip
def test_refresh_says_why_there_is_no_model(opened, shown, line):
    case = opened()
    case.app.on_calculate = lambda: case.impl.computed.update({("Start", "B9"): shown})
    macros.refresh()
    refused(case, "Refresh", line)


NO_FORMULA = "No cell named Model holds the formula =BM_MODEL(…); take both from a new workbook."


def test_refresh_without_the_formula_says_so(opened):
    case = opened()
    case.impl.cells["Start"]["B9"] = "overwritten"
    case.before = engine.contents(case.book)
    macros.refresh()
    refused(case, "Refresh", NO_FORMULA)
    assert case.app.calculations == 0


@pytest.mark.parametrize("refers_to", [None, "#REF!$B$9"])
def test_refresh_without_the_name_or_with_one_that_leads_nowhere_says_so(opened, refers_to):
    case = opened()
    if refers_to is None:
        del case.impl.cells.defined_names["Model"]
    else:
        case.impl.cells.defined_names["Model"].attr_text = refers_to
    macros.refresh()
    refused(case, "Refresh", NO_FORMULA)


def test_refresh_on_macos_touches_no_formula(opened, monkeypatch):
    monkeypatch.setattr(macros.sys, "platform", "darwin")
    case = opened()
    macros.refresh()
    refused(case, "Refresh", "Excel on macOS does not run the worksheet functions, so there is nothing to refresh.")
    assert case.app.calculations == 0


# ---------------------------------------------------------------- add a level


def select(case, sheet_name, address):
    """What the user has selected before the button is pressed."""
    case.book.sheets[sheet_name].impl.activate()
    case.book.sheets[sheet_name].range(address).select()


def added(text, **cells):
    """The changes that a new level makes: PRICED levels stand in A4:J8, so the new row is row 9."""
    return {
        **last_run(f"Add level 2026-11-23 14:05: {text}"),
        ("Levels", "table Levels"): "A4:J9",
        **{("Levels", address): cell for address, cell in cells.items()},
    }


def test_a_level_is_added_to_the_first_track_where_no_level_is_selected(opened):
    case = opened()
    macros.add_level()
    assert changed(case) == added("Specialist S3", A9=("Specialist", "s"), B9=("S3", "s"), C9=("3.0", "n"))
    expected = {"sheet": "Levels", "selection": "$B$9"}
    assert engine.state(case.book) == case.state | expected
    assert case.app.alerts == [
        (
            "Specialist S3 is added, rank 3. Fill in what you know of it: title, grade, spread.",
            "Band Model: Add level",
            "info",
        )
    ]


@pytest.mark.parametrize(
    ("sheet_name", "address", "track", "level"),
    [
        ("Levels", "E7", "Manager", "M3"),  # row 7 is Manager M1
        ("Levels", "A8", "Manager", "M3"),
        ("Levels", "B5:B6", "Specialist", "S3"),
        ("Levels", "A4", "Specialist", "S3"),  # the headers
        ("Levels", "A40", "Specialist", "S3"),  # below the table
        ("Market", "A7", "Specialist", "S3"),  # another sheet
    ],
)
def test_a_level_is_added_to_the_track_of_the_selected_row(opened, sheet_name, address, track, level):
    case = opened()
    select(case, sheet_name, address)
    macros.add_level()
    assert changed(case) == added(f"{track} {level}", A9=(track, "s"), B9=(level, "s"), C9=("3.0", "n"))


def test_the_new_level_follows_the_highest_rank_wherever_it_stands(opened):
    levels = with_cell(with_cell(PRICED["levels"], 1, "Rank", 12.0), 1, "Level", "S16")
    case = opened(tables=tables_of(Levels=levels))
    macros.add_level()
    assert changed(case) == added("Specialist S17", A9=("Specialist", "s"), B9=("S17", "s"), C9=("13.0", "n"))


@pytest.mark.parametrize(
    ("last", "taken", "name"),
    [
        ("S16", {"S16"}, "S17"),
        ("S16", {"S16", "S17", "s18"}, "S19"),
        ("L09", {"L09"}, "L10"),
        ("L99", {"L99"}, "L100"),
        ("IC4b", {"IC4b"}, "IC5b"),
        ("P2-3", {"P2-3"}, "P2-4"),
        ("7", {"7"}, "8"),
        ("Lead", {"Lead"}, "Lead 2"),
        ("Lead", {"Lead", "Lead 2"}, "Lead 3"),
    ],
)
def test_the_name_of_a_level_follows_the_pattern_of_the_last(last, taken, name):
    assert macros.next_name(last, taken) == name


@pytest.mark.parametrize(
    ("last", "name"), [("08", "09"), ("+1", "+2"), ("=1", "=2"), ("@1", "@2"), ("'1", "'2"), ("-1", "-2")]
)
def test_the_name_of_a_level_stays_text(opened, last, name):
    levels = with_cell(PRICED["levels"], 2, "Level", "S1")
    case = opened(tables=tables_of(Levels=levels), handle="Band model 0123456789abcdef (4 levels, 2 tracks)")
    cell = case.impl.cells["Levels"]["B6"]
    cell.value, cell.data_type = last, "s"
    macros.add_level()
    new = case.impl.cells["Levels"]["B9"]
    assert (new.value, new.data_type, new.quotePrefix) == (name, "s", True)


def test_columns_with_a_formula_and_the_look_of_the_row_above_follow(opened):
    levels = [[*row, extra] for row, extra in zip(PRICED["levels"], ["Own", 2, 2, 2, 2], strict=True)]
    case = opened(tables=tables_of(Levels=levels), formulas=("Own",))
    macros.add_level()
    cells = case.impl.cells["Levels"]
    assert case.impl.cells["Levels"]["K9"].value == case.impl.cells["Levels"]["K8"].value == "=1+1"
    assert changed(case).keys() == {("Start", "B18"), ("Levels", "table Levels"),
                                    *(("Levels", place) for place in ("A9", "B9", "C9", "K9"))}  # fmt: skip
    assert [cells.cell(9, column).fill.fgColor.rgb for column in range(1, 11)] == ["FFFFF8DC"] * 10
    assert cells["E9"].number_format == "#,##0"


@pytest.mark.parametrize("below", ["a remark", 0, '=""'])
def test_where_something_stands_below_the_table_nothing_is_done(opened, below):
    case = opened(below=below)
    case.impl.computed["Levels", "C9"] = ""  # what the formula shows
    macros.add_level()
    refused(case, "Add level", "Something stands below the Levels table (Levels!A9:J9). Move it, then add the level.")


def test_a_value_that_spills_from_elsewhere_stands_below_the_table_too(opened, monkeypatch):
    case = opened(below="spilled")
    monkeypatch.setattr(engine.Range, "_formula", staticmethod(lambda value: ""))
    macros.add_level()
    assert case.app.alerts[0][0].startswith("Something stands below the Levels table (Levels!A9:J9).")


def test_below_a_row_of_totals_nothing_is_done(opened):
    case = opened(totals=True)
    macros.add_level()
    refused(
        case, "Add level", "The Levels table has a totals row; switch it off (Table Design, Total Row), then add the level."
    )


def test_a_bad_rank_is_named_and_nothing_is_done(opened):
    case = opened(tables=tables_of(Levels=with_cell(PRICED["levels"], 4, "Rank", "top")))
    macros.add_level()
    (line,) = [text for text, _ in changed(case).values()]
    message = refused(case, "Add level", line.partition("not done. ")[2])
    assert message.startswith('No level was added. Mend first:\nLevels row 5, column Rank (cell Levels!C8): "top"')


def test_a_fault_elsewhere_in_the_table_does_not_stop_a_new_level(opened):
    case = opened(tables=tables_of(Levels=with_cell(PRICED["levels"], 4, "Spread", "wide")))
    macros.add_level()
    assert case.app.alerts[0][2] == "info"


def test_a_missing_or_misspelt_column_is_named_and_nothing_is_done(opened):
    headers = ["Track", "Rung", *PRICED["levels"][0][2:]]
    case = opened(tables=tables_of(Levels=[headers, *PRICED["levels"][1:]]), handle="#BM! no levels")
    macros.add_level()
    (line,) = [text for text, _ in changed(case).values()]
    message = refused(case, "Add level", line.partition("not done. ")[2])
    assert 'Required column "Level" not found; headers present: Track, Rung, Rank' in message


def test_an_empty_table_and_no_table_say_what_to_do(opened):
    case = opened(tables=tables_of(Levels=[PRICED["levels"][0], [None] * 10]), handle="#BM! no levels")
    macros.add_level()
    refused(case, "Add level",
            "The Levels table has no level yet; type the first level of a track, the next ones come by button.")  # fmt: skip
    case = opened(tables=tables_of(Levels=None), handle="#BM! no levels")
    macros.add_level()
    refused(case, "Add level", 'There is no table named "Levels"; make the rows of your levels a table of that name.')


def test_the_table_may_be_called_tblLevels(opened):
    case = opened()
    case.impl.cells["Levels"].tables["Levels"].displayName = "tblLevels"
    macros.add_level()
    assert case.impl.cells["Levels"]["B9"].value == "S3"


@pytest.mark.parametrize("written", [0, 1, 2])
def test_what_fails_half_way_leaves_no_half_written_row(opened, monkeypatch, written):
    case = opened()
    select(case, "Levels", "E7")
    state, write, done = engine.state(case.book), macros._write, []
    row = [cell.has_style for cell in case.impl.cells["Levels"][9]]

    def fails_after(cell, value):
        assert case.app.calculation == "manual"  # Excel would calculate after each cell
        assert not case.app.screen_updating
        if len(done) == written:
            raise OSError("Excel went away")
        write(cell, value)
        done.append(value)

    monkeypatch.setattr(macros, "_write", fails_after)
    with pytest.raises(OSError, match="Excel went away"):
        macros.add_level()
    assert changed(case) == {}
    assert engine.state(case.book) == state
    assert [cell.has_style for cell in case.impl.cells["Levels"][9]] == row == [False] * 10


# ---------------------------------------------------------------- report

EQUIVALENCE = sheet("""
    From track | From level | To track | To level
    Specialist | S1         | Manager  | M1
    Specialist | S2         | Manager  | M2
""")
SCENARIOS = sheet("""
    Scenario | Year | Lever           | Scope | Value
    Minimum  | 2026 | lift to minimum | all   | 1
    Bonus    | 2026 | specialist bonus | track=Specialist | 0.1
""")
STAFF = [
    ["Employee", "Track", "Level", "Base pay"],
    *([f"Meier{n}", "Specialist", "S1", 40_000.0 + 2_000 * n] for n in range(8)),
    *([f"Meier{n}", "Manager", "M1", 60_000.0 + 1_000 * n] for n in range(8, 16)),
]
FORMS = ("html", "pdf", "xlsx")


def forms_of(case, more="", stem="Tool"):
    """The files of the report, as they are named beside a workbook."""
    return [case.file.parent / "Report" / f"{stem} report 2026-11-23{more}.{form}" for form in FORMS]


def test_the_report_stands_in_a_folder_beside_the_workbook_names_nobody_and_tells_the_scenarios(opened):
    case = opened("Löhne/Bänder 2027.xlsm", tables=tables_of(People=STAFF, Equivalence=EQUIVALENCE, Scenarios=SCENARIOS))
    case.app.shown.clear()
    macros.report()
    written = forms_of(case, stem="Bänder 2027")
    assert case.app.alerts == [("\n".join(["The report is in", *map(str, written)]), "Band Model: Report", "info")]
    assert changed(case) == last_run(f"Report 2026-11-23 14:05: {', '.join(path.name for path in written)}")
    assert engine.state(case.book) == case.state
    assert case.file.read_bytes() == case.bytes
    assert sorted(written[0].parent.iterdir()) == sorted(written)
    assert [text.partition("making the ")[2] for text in case.app.shown if "making" in str(text)] == [
        f"{f} …" for f in FORMS
    ]
    page = written[0].read_text("utf-8")
    assert ">Minimum<" in page and ">Bonus<" in page
    # by hand, in excel/sheets.py: S1 53 350 beside M1 60 000, S2 77 450 beside M2 80 000
    assert f"{1 - 53_350 / 60_000:.1%}".replace("%", "") in page
    assert "Meier" not in page
    assert written[1].read_bytes().startswith(b"%PDF-")
    cells = [cell for sheet in openpyxl.load_workbook(written[2]) for row in sheet.values for cell in row]
    assert not any("Meier" in str(cell) for cell in cells)


def test_a_second_report_takes_another_name_and_says_why(opened):
    case = opened()
    first, again = forms_of(case), forms_of(case, " (2)")
    first[0].parent.mkdir()
    first[0].write_bytes(b"open in a browser")
    macros.report()
    assert first[0].read_bytes() == b"open in a browser"
    assert sorted(first[0].parent.iterdir()) == sorted([*first, again[0]])
    assert case.app.alerts[0][0].splitlines() == [
        "The report is in", str(again[0]), str(first[1]), str(first[2]),
        f'{again[0].name}: another name, as "{first[0].name}" is there already; it stays as it is.',
    ]  # fmt: skip


def test_the_report_says_which_tables_have_errors_that_it_may_rest_on(opened):
    case = opened(tables=tables_of(People=with_cell(PEOPLE, 1, "Base pay", "lots")))
    macros.report()
    message, _, mode = case.app.alerts[0]
    assert mode == "info"
    assert "The tables have errors; what they reach in the report is wrong or unknown." in message
    assert "First error: People row 2, column Base pay (cell People!D5)" in message
    assert all(path.exists() for path in forms_of(case))


def test_a_lever_that_cannot_act_is_named_and_no_report_is_written(opened):
    case = opened(tables=tables_of(Scenarios=with_cell(SCENARIOS, 1, "Lever", "wish")))
    macros.report()
    message = refused(case, "Report", case.impl.cells["Start"]["B18"].value.partition("not done. ")[2])
    assert 'Lever "wish" is not known' in message
    assert not (case.file.parent / "Report").exists()


def test_a_report_of_a_workbook_that_is_not_saved_is_not_begun(opened):
    case = opened()
    case.impl.fullname = "Book1"
    macros.report()
    refused(case, "Report", "The workbook has not been saved yet. Save it to a folder of this computer, then try again.")


def test_where_the_folder_of_the_report_cannot_be_made_it_is_named(opened):
    case = opened()
    case.file.with_name("Report").write_text("a file of that name")
    macros.report()
    message = refused(case, "Report", case.impl.cells["Start"]["B18"].value.partition("not done. ")[2])
    assert message.startswith(f"{case.file.parent / 'Report'} cannot be made: ")
    assert case.file.with_name("Report").read_text() == "a file of that name"


def no_links(*paths):
    """A disk on which a file has one name only, such as FAT."""
    raise OSError(1, "Operation not permitted")


@pytest.mark.parametrize("step", ["write_bytes", "open", "replace"])
def test_where_windows_refuses_a_step_of_writing_the_report_nothing_of_it_is_left_behind(opened, monkeypatch, step):
    case = opened()

    def refuses(self, *arguments, **options):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    with monkeypatch.context() as patch:
        patch.setattr("bandmodel.report.files.RENDERED", {"html": lambda report: b"<html></html>"})  # nothing else is read
        patch.setattr(Path, step, refuses)
        patch.setattr(os, "link", no_links)
        macros.report()
    message = refused(case, "Report", case.impl.cells["Start"]["B18"].value.partition("not done. ")[2])
    assert "used by another process" in message and "close what holds it" in message
    assert list((case.file.parent / "Report").iterdir()) == []


# ---------------------------------------------------------------- export


def test_the_results_stand_beside_the_workbook_and_the_workbook_is_as_it_was(opened):
    case = opened("Löhne und Bänder/Tool 2027 – Zürich.xlsm")
    macros.export()
    name = "Tool 2027 – Zürich results 2026-11-23.xlsx"
    assert changed(case) == last_run(f"Export 2026-11-23 14:05: {name}")
    assert engine.state(case.book) == case.state
    assert case.file.read_bytes() == case.bytes
    assert sorted(path.name for path in case.file.parent.iterdir()) == sorted([name, case.file.name])
    assert case.app.alerts == [(f"The results are in\n{case.file.parent / name}", "Band Model: Export", "info")]


@pytest.mark.parametrize("faults", [{}, {"Locations": "Geo factor", "FX": "Rate", "Tracks": "Kind", "Market": "P75"}])
def test_the_results_are_those_of_the_model_in_the_cell_model(opened, faults):
    tables = tables_of()
    case = opened(tables=tables | {name: with_cell(tables[name], 1, header, "bad") for name, header in faults.items()})
    macros.export()
    book = openpyxl.load_workbook(case.file.with_name("Tool results 2026-11-23.xlsx"))
    settings = {row[0]: row[1] for row in book["Settings"].iter_rows(values_only=True)}
    assert f"Band model {settings['Model key']} (4 levels, 2 tracks)" == case.impl.computed["Start", "B9"]
    assert settings["Read from"] == "workbook Tool.xlsm"
    if faults:
        return
    bands = [row[:2] + row[4:7] for row in book["Bands"].iter_rows(min_row=2, values_only=True)]
    assert bands == [  # by hand, in excel/sheets.py
        ("Specialist", "S1", 42600, 53350, 64100), ("Specialist", "S2", 59500, 77450, 95400),
        ("Manager", "M1", 48000, 60000, 72000), ("Manager", "M2", 64000, 80000, 96000),
    ]  # fmt: skip


def test_findings_on_single_people_are_counted_in_the_export_and_not_listed(opened):
    case = opened(tables=tables_of(People=with_cell(PEOPLE, 1, "Level", "S9")))
    macros.export()
    findings = openpyxl.load_workbook(case.file.with_name("Tool results 2026-11-23.xlsx"))["Findings"]
    texts = [row[4] for row in findings.iter_rows(min_row=2, values_only=True)]
    assert texts[-1] == "Findings on single people are not in this file: 1 error."
    assert not any("E1" in text for text in texts)


def test_a_second_export_gets_a_number_and_the_first_stays(opened):
    case = opened()
    macros.export()
    first = case.file.with_name("Tool results 2026-11-23.xlsx")
    first.write_bytes(b"someone's own work")
    macros.export()
    macros.export()
    assert first.read_bytes() == b"someone's own work"
    names = {path.name for path in case.file.parent.iterdir()} - {"Tool.xlsm"}
    assert names == {f"Tool results 2026-11-23{more}.xlsx" for more in ("", " (2)", " (3)")}
    why = 'another name, as "Tool results 2026-11-23.xlsx" is there already; it stays as it is.'
    assert case.app.alerts[2][0].endswith(f"\nTool results 2026-11-23 (3).xlsx: {why}")
    assert "another name" not in case.app.alerts[0][0]
    assert case.impl.cells["Start"]["B18"].value == "Export 2026-11-23 14:05: Tool results 2026-11-23 (3).xlsx"


def test_the_export_follows_what_the_sheet_parity_is_set_to(opened):
    case = opened()
    case.impl.cells.defined_names["ParityBasis"] = openpyxl.workbook.defined_name.DefinedName(
        "ParityBasis", attr_text="Parity!$B$3"
    )
    macros.export()
    title = openpyxl.load_workbook(case.file.with_name("Tool results 2026-11-23.xlsx"))["Parity"]["A1"].value
    assert "basis cash, tolerance 5.00%" in title
    case.impl.cells["Parity"]["B3"] = "everything"
    case.before = engine.contents(case.book)
    macros.export()
    assert '"everything"' in case.app.alerts[1][0]
    assert case.app.alerts[1][2] == "critical"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("https://firm-my.sharepoint.com/personal/anna/Documents/Tool.xlsm", "The workbook is in the cloud (https://firm"),
        ("Book1", "The workbook has not been saved yet. Save it to a folder of this computer, then try again."),
    ],
)
def test_a_workbook_that_is_not_on_this_computer_is_to_be_saved_there_first(opened, place, said):
    case = opened()
    case.impl.fullname = place
    macros.export()
    (line,) = [text for text, _ in changed(case).values()]
    assert refused(case, "Export", line.partition("not done. ")[2]).startswith(said)


def test_a_cloud_path_that_xlwings_cannot_place_is_a_message_too(opened, monkeypatch):
    case = opened()

    def nowhere(self):
        raise xw.XlwingsError("Couldn't find your local OneDrive file, see: xlwings.org/error")

    monkeypatch.setattr(engine.Book, "fullname", property(nowhere))
    macros.export()
    message, _, mode = case.app.alerts[0]
    assert (message, mode) == (
        "The workbook is in the cloud; no copy of it was found on this computer. "
        "Save a copy to a folder of this computer, and press the button there.", "critical",
    )  # fmt: skip


def test_a_folder_that_is_gone_is_a_message(opened):
    case = opened("gone/Tool.xlsm")
    shutil.rmtree(case.file.parent)
    macros.export()
    ((message, _, mode),) = case.app.alerts
    assert mode == "critical"
    assert message.startswith(f'"Tool results 2026-11-23.xlsx" cannot be written to {case.file.parent}: No such file')
    assert not case.file.parent.exists()


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_message_and_nothing_is_left_behind(opened):
    case = opened("locked/Tool.xlsm")
    case.file.parent.chmod(0o555)
    try:
        macros.export()
    finally:
        case.file.parent.chmod(0o755)
    message = refused(case, "Export", case.impl.cells["Start"]["B18"].value.partition("not done. ")[2])
    assert "Permission denied" in message
    assert [path.name for path in case.file.parent.iterdir()] == ["Tool.xlsm"]


@pytest.mark.parametrize("step", ["write_bytes", "open", "replace"])
def test_where_windows_refuses_a_step_of_writing_nothing_is_left_behind(opened, monkeypatch, step):
    case = opened()
    real = getattr(Path, step)

    def refuses(self, *arguments, **options):
        ours = "results" in self.name or self.name.startswith("~")
        if not ours:
            return real(self, *arguments, **options)
        if step == "write_bytes":
            real(self, b"half of it")
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, refuses)
        patch.setattr(os, "link", no_links)
        macros.export()
    message = refused(case, "Export", case.impl.cells["Start"]["B18"].value.partition("not done. ")[2])
    assert "used by another process" in message
    assert [path.name for path in case.file.parent.iterdir()] == ["Tool.xlsm"]
