"""Workbooks written with XlsxWriter and read back. Row numbers are those that Excel shows at the left edge."""

from __future__ import annotations

import datetime as dt
import zipfile

import numpy as np
import pytest
import xlsxwriter

from bandmodel.errors import InputError
from bandmodel.inputs import workbook


def test_sheets_are_found_by_their_names(workbook_of, tables):
    inputs = workbook.read(workbook_of(tables))
    assert set(inputs.tables) == {"Levels", "Market", "Policy"}
    assert inputs.findings == ()
    assert inputs.tables["Levels"].index.tolist() == [2, 3, 5]  # row 4 is blank
    assert inputs.tables["Levels"]["Grade"].tolist() == ["7", "8", "7"]  # typed as numbers
    assert inputs.tables["Market"]["Effective date"].dt.date.tolist() == [dt.date(2025, 1, 1), dt.date(2025, 7, 1)]
    np.testing.assert_array_equal(inputs.tables["Market"]["Weight"], [2, np.nan])


def test_sheet_names_match_whatever_their_case(workbook_of, tables):
    assert set(workbook.read(workbook_of({"LEVELS": tables["Levels"], "Notes": [["x"]]})).tables) == {"Levels"}


@pytest.mark.parametrize("name", ["Löhne 2026 – Entwurf (neu).xlsx", "bands.xlsm", "BANDS.XLSX"])
def test_a_path_may_have_spaces_umlauts_and_either_extension(workbook_of, tables, name):
    inputs = workbook.read(workbook_of(tables, name))
    assert inputs.tables["Levels"]["Title"].tolist() == ["Ingénieur", "Spezialistin für Löhne", "Team lead; first"]
    assert name in inputs.source


def test_headers_may_stand_below_a_title(workbook_of, tables):
    rows = [["Our levels in 2026"], [], *tables["Levels"]]
    inputs = workbook.read(workbook_of({"Levels": rows}))
    assert inputs.findings == ()
    assert inputs.tables["Levels"].index.tolist() == [4, 5, 7]  # headers in row 3


def test_headers_may_stand_away_from_the_left_edge(workbook_of, tables):
    inputs = workbook.read(workbook_of({"Levels": tables["Levels"]}, corner=(2, 3)))
    assert inputs.findings == ()
    assert inputs.tables["Levels"].index.tolist() == [4, 5, 7]


@pytest.mark.parametrize("name", ["Levels", "tblLevels", "TBLLEVELS"])
def test_an_excel_table_is_found_by_its_name_wherever_it_stands(list_objects, tables, name):
    inputs = workbook.read(list_objects({name: tables["Levels"]}, (6, 2)))
    assert inputs.findings == ()
    assert inputs.tables["Levels"].index.tolist() == [8, 9, 11]  # headers in row 7
    assert inputs.tables["Levels"]["Level"].tolist() == ["S1", "S2", "M1"]


def test_a_fault_in_an_excel_table_is_placed_by_the_row_of_the_sheet(list_objects):
    rows = [["Track", "Level", "Rank"], ["Specialist", "S1", 1], ["Specialist", "S2", "two"]]
    (finding,) = workbook.read(list_objects({"tblLevels": rows}, (9, 1))).findings
    assert (finding.code, finding.row, finding.column, finding.value) == ("not-a-number", 12, "Rank", "two")


def test_an_excel_table_wins_over_a_sheet_of_the_same_name(tmp_path, tables):
    with xlsxwriter.Workbook(tmp_path / "both.xlsx") as book:
        old = book.add_worksheet("Levels")
        old.write_row(0, 0, ["Track", "Level", "Rank"])
        old.write_row(1, 0, ["Old", "O1", 1])
        page = book.add_worksheet("Data")
        page.add_table(0, 0, 1, 2, {"name": "tblLevels", "columns": [{"header": h} for h in ("Track", "Level", "Rank")]})
        page.write_row(1, 0, ["Specialist", "S1", 1])
    assert workbook.read(tmp_path / "both.xlsx").tables["Levels"]["Track"].tolist() == ["Specialist"]


def test_the_totals_row_of_an_excel_table_is_no_row(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "totals.xlsx") as book:
        page = book.add_worksheet("Data")
        headers = [{"header": "Track", "total_string": "Total"}, {"header": "Level"}, {"header": "Rank"}]
        page.add_table(0, 0, 2, 2, {"name": "Levels", "columns": headers, "total_row": True})
        page.write_row(1, 0, ["Specialist", "S1", 1])
    inputs = workbook.read(tmp_path / "totals.xlsx")
    assert inputs.findings == ()
    assert inputs.tables["Levels"].index.tolist() == [2]


def _with_range(path, area, **counts):
    """A workbook of one Excel table Levels in B3:D4, said to stand elsewhere: XlsxWriter itself writes no such table."""
    with xlsxwriter.Workbook(path.with_name("whole.xlsx")) as book:
        page = book.add_worksheet("Data")
        page.add_table(2, 1, 3, 3, {"name": "Levels", "columns": [{"header": h} for h in ("Track", "Level", "Rank")]})
    said = "".join(f' {name}="{count}"' for name, count in counts.items())
    with zipfile.ZipFile(path.with_name("whole.xlsx")) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="B3:D4" totals', f'ref="{area}"{said} totals'.encode()))
    return path


@pytest.mark.parametrize(
    ("area", "counts"), [("B3:D3", {}), ("B3:D4", {"totalsRowCount": 1}), ("B4:D4", {"headerRowCount": 1})]
)
def test_an_excel_table_of_headers_alone_is_an_empty_table(tmp_path, area, counts):
    inputs = workbook.read(_with_range(tmp_path / "bare.xlsx", area, **counts))
    assert inputs.findings == ()
    assert inputs.tables["Levels"].columns.tolist() == ["Track", "Level", "Rank"]
    assert len(inputs.tables["Levels"]) == 0


@pytest.mark.parametrize(
    ("area", "told"),
    [
        *(
            (area, "has a range that cannot be")
            for area in ("D3:B4", "B4:D3", "B3", "B3:ZZZ4", "B3:D1048577", "B3:CCCCCCC4")
        ),
        ("B3:XFD9999", "has 163,823,616 cells; at most 50,000,000 are read"),  # 9,999 · 16,384
    ],
)
def test_an_excel_table_with_an_impossible_range_is_a_damaged_workbook(tmp_path, area, told):
    with pytest.raises(InputError, match=f"is damaged or not complete .Excel table Levels {told}"):
        workbook.read(_with_range(tmp_path / "odd.xlsx", area))


def test_missing_headers_are_told_with_those_of_the_first_filled_row(workbook_of):
    inputs = workbook.read(workbook_of({"Levels": [[], ["Track", "Grade"], ["Specialist", 7]]}))
    (finding,) = inputs.findings
    assert (finding.code, finding.column) == ("header-missing", "Level, Rank")
    assert "Levels" not in inputs.tables


def test_a_formula_gives_the_value_that_excel_saved(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "formula.xlsx") as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, ["Track", "Level", "Rank", "Mid"])
        page.write_row(1, 0, ["Specialist", "S1", 1])
        page.write_formula("D2", "=50000*2", None, 100000)
    assert workbook.read(tmp_path / "formula.xlsx").tables["Levels"]["Mid"].tolist() == [100000]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!"])
@pytest.mark.parametrize("as_table", [False, True])
@pytest.mark.parametrize("corner", [(0, 0), (4, 28)])
def test_an_error_cell_is_a_fault_and_not_a_blank(tmp_path, error, as_table, corner):
    # a Min that silently turns blank would price the level anew
    headers = ["Track", "Level", "Rank", "Min", "Max"]
    with xlsxwriter.Workbook(tmp_path / "error.xlsx") as book:
        page = book.add_worksheet("Levels")
        top, left = corner
        page.write_row(top, left, headers)
        page.write_row(top + 1, left, ["Specialist", "S1", 1, 80_000, 120_000])
        page.write_row(top + 2, left, ["Specialist", "S2", 2, None, 120_000])
        if as_table:
            named = {"name": "tblLevels", "columns": [{"header": name} for name in headers]}
            page.add_table(top, left, top + 2, left + 4, named)
        page.write_formula(top + 2, left + 3, "=1/0", None, error)
    findings = workbook.read(tmp_path / "error.xlsx").findings
    assert [(f.code, f.row, f.column, f.value) for f in findings] == [("error-cell", top + 3, "Min", error)]


@pytest.mark.parametrize(("word", "told"), [("#SPILL!", "#SPILL!"), ("#CALC!", "#CALC!"), ("#ODD!", "#VALUE!")])
@pytest.mark.parametrize("as_table", [False, True])
def test_an_error_cell_of_a_word_that_few_readers_know_spoils_no_other_cell(tmp_path, word, told, as_table):
    # as newer Excel writes it: #N/A stands in for the word until the part is changed
    headers, made, path = ["Track", "Level", "Rank", "Min", "Max"], tmp_path / "made.xlsx", tmp_path / "error.xlsx"
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, headers)
        page.write_row(1, 0, ["Specialist", "S1", 1, 80_000, 120_000])
        page.write_row(2, 0, ["Specialist", "S2", 2, None, 130_000])
        page.write_formula(2, 3, "=1/0", None, "#N/A")
        page.write_row(3, 0, ["Specialist", word, 3, 90_000, 140_000])  # a text of that word, which is no error cell
        if as_table:
            page.add_table(0, 0, 3, 4, {"name": "tblLevels", "columns": [{"header": name} for name in headers]})
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"<v>#N/A</v>", f"<v>{word}</v>".encode()))
    read = workbook.read(path)
    errors = [(f.row, f.column, f.value) for f in read.findings if f.code == "error-cell"]
    assert (3, "Min", told) in errors
    assert read.tables["Levels"]["Max"].tolist()[:2] == [120_000, 130_000]
    assert read.tables["Levels"]["Min"].tolist()[:1] == [80_000]


def test_a_formula_without_a_saved_value_is_a_fault_and_not_a_blank(tmp_path):
    # XlsxWriter and most other programs write formulas without computing them
    with xlsxwriter.Workbook(tmp_path / "uncalculated.xlsx") as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, ["Track", "Level", "Rank", "Mid", "Title"])
        page.write_row(1, 0, ["Specialist", "S1", 1])
        page.write_formula("D2", "=50000*2", None, "")
        page.write_row(2, 0, ["Specialist", "S2", 2])
        page.write_formula("D3", "=50000*2", None, 100_000)
    inputs = workbook.read(tmp_path / "uncalculated.xlsx")
    assert [(f.code, f.severity, f.row, f.column) for f in inputs.findings] == [("formula-without-value", "error", 2, "Mid")]
    np.testing.assert_array_equal(inputs.tables["Levels"]["Mid"], [np.nan, 100_000])


def test_hidden_rows_are_read_and_told(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "hidden.xlsx") as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, ["Track", "Level", "Rank"])
        for row in (1, 2, 3):
            page.write_row(row, 0, ["Specialist", f"S{row}", row])
        page.set_row(2, None, None, {"hidden": True})
        page.set_row(9, None, None, {"hidden": True})  # below the table
    inputs = workbook.read(tmp_path / "hidden.xlsx")
    assert [(f.code, f.severity, f.row, f.value) for f in inputs.findings] == [("rows-hidden", "note", 3, "1")]
    assert inputs.tables["Levels"]["Level"].tolist() == ["S1", "S2", "S3"]


def test_merged_cells_are_told(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "merged.xlsx") as book:
        page = book.add_worksheet("Levels")
        page.merge_range(0, 0, 0, 2, "A title above the table is no matter")
        page.write_row(1, 0, ["Track", "Level", "Rank"])
        page.write_row(2, 1, ["S1", 1])
        page.write_row(3, 1, ["S2", 2])
        page.merge_range(2, 0, 3, 0, "Specialist")
    findings = workbook.read(tmp_path / "merged.xlsx").findings
    assert [(f.code, f.row, f.column) for f in findings] == [("required-blank", 4, "Track"), ("cells-merged", 3, "")]
    assert all(f.remedy for f in findings)


@pytest.mark.parametrize("date1904", [False, True])
def test_dates_are_the_same_days_in_both_date_systems(tmp_path, date1904):
    day = dt.date(2025, 3, 4)
    serial = (day - (dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30))).days
    with xlsxwriter.Workbook(tmp_path / "dates.xlsx", {"date_1904": date1904}) as book:
        page = book.add_worksheet("FX")
        page.write_row(0, 0, ["Currency", "Rate", "Date"])
        page.write_row(1, 0, ["EUR", 0.95])
        page.write_datetime(1, 2, day, book.add_format({"num_format": "dd.mm.yyyy"}))
        page.write_row(2, 0, ["USD", 0.9, serial])  # the same day without a date format
        page.write_row(3, 0, ["GBP", 1.1, "04.03.2025"])  # and as text
    inputs = workbook.read(tmp_path / "dates.xlsx")
    assert [f for f in inputs.findings if f.severity == "error"] == []
    assert inputs.tables["FX"]["Date"].dt.date.tolist() == [day] * 3


def test_an_empty_sheet_is_no_table(workbook_of, tables):
    assert set(workbook.read(workbook_of({"Levels": tables["Levels"], "Market": []})).tables) == {"Levels"}


def test_a_workbook_without_tables_names_what_it_should_have(workbook_of):
    with pytest.raises(InputError, match=r"No table found in .*bands\.xlsx; it should have sheets such as Levels"):
        workbook.read(workbook_of({"Sheet1": []}))


def test_a_file_that_is_no_workbook_says_so(tmp_path):
    path = tmp_path / "renamed.xlsx"
    path.write_text("Track,Level,Rank\n")
    told = r"renamed\.xlsx is not an Excel workbook but text: name it after its table, such as Levels\.csv"
    with pytest.raises(InputError, match=told):
        workbook.read(path)


def test_a_zip_file_that_is_no_workbook_says_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as file:
        file.writestr("readme.txt", "not a workbook")
    with pytest.raises(InputError, match=r"zip\.xlsx is a zip file without a workbook in it"):
        workbook.read(tmp_path / "zip.xlsx")


def test_a_missing_workbook_says_so(tmp_path):
    with pytest.raises(InputError, match=r"absent\.xlsx cannot be read"):
        workbook.read(tmp_path / "absent.xlsx")


@pytest.mark.parametrize(("cell", "told"), [("XFE2", "XFE2"), ("A1048577", "C1048577"), ("nanB2", "NANB2")])
def test_a_cell_that_excel_has_not_is_refused(tmp_path, cell, told):
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        page = book.add_worksheet("Levels")
        page.write_row(0, 0, ["Track", "Level", "Rank"])
        page.write_number(1, 0, 7)
    with zipfile.ZipFile(tmp_path / "made.xlsx") as old, zipfile.ZipFile(tmp_path / "far.xlsx", "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'<c r="A2">', f'<c r="{cell}">'.encode()))
    with pytest.raises(InputError, match=f"Sheet Levels of .* reaches to cell {told}, and Excel's last cell is XFD1048576"):
        workbook.read(tmp_path / "far.xlsx")
