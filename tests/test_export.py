"""The workbook of results, read back with openpyxl: its figures are those of the views, its text stays text."""

from __future__ import annotations

import datetime as dt
import io
import math
import os
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import bandmodel
from bandmodel import export, findings, model, sample, views, weighting
from bandmodel.errors import BandModelError, Finding
from excel.sheets import PRICED, with_cell

DAY = dt.date(2026, 11, 23)
TODAY = dt.date(2026, 11, 23)  # the structure date is 2026-01-01
SECTIONS = ("Pairs", "Headline", "Missing rungs", "Ceilings", "Slopes", "Smallest parity weight")
CALM = """
    Track      | Level | Rank | Grade | Min   | Max
    Specialist | S1    | 1    | 10    | 80000 | 120000
    Manager    | M1    | 1    | 10    | 80000 | 120000
"""


@pytest.fixture(scope="module")
def company():
    """The model of the sample company, people included."""
    return model.of_inputs(sample.generate().inputs, TODAY)


@pytest.fixture(scope="module")
def book(company):
    """The sample company's results, read back."""
    return read(export.contents(company, DAY))


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet, first=1):
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def section(sheet, title):
    """The rows of one table of the sheet Parity, headers first, as wide as its headers."""
    rows = rows_of(sheet)
    start = next(place for place, row in enumerate(rows) if row[0] == title) + 1
    stop = next((place for place in range(start, len(rows)) if not any(cell is not None for cell in rows[place])), len(rows))
    width = sum(header is not None for header in rows[start])
    return [row[:width] for row in rows[start:stop]]


def same(rows, frame):
    """Every cell of a table against the frame: text alike, figures to 1e-9, unknown a blank cell."""
    assert rows[0] == list(frame.columns)
    assert len(rows) == len(frame) + 1
    for cells, expected in zip(rows[1:], frame.itertuples(index=False), strict=True):
        for cell, value in zip(cells, expected, strict=True):
            if isinstance(value, str):
                assert (cell or "") == value
            elif math.isnan(value):
                assert cell is None
            else:
                assert cell == pytest.approx(value, rel=1e-9, abs=1e-9)


# ---------------------------------------------------------------- figures


def test_there_are_four_sheets_and_neither_macros_nor_formulas(company):
    content = export.contents(company, DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower() or "externalLink" in name]
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in text or b"<f " in text for text in sheets)
    assert read(content).sheetnames == ["Bands", "Parity", "Findings", "Settings"]


def test_bands_are_those_of_the_view(book, company):
    same(rows_of(book["Bands"]), views.bands_table(company.bands))


def test_bands_are_those_worked_out_by_hand(model_of):
    """S1: mean of 53 170 and 53 530 is 53 350; ends 42 680 and 64 020, outward to 100 (excel/sheets.py)."""
    made = model_of({"structure currency": "CHF", "structure date": "2025-01-01"}, Levels=PRICED["levels"],
                    Market=PRICED["market"], Locations=PRICED["locations"], FX=PRICED["fx"])  # fmt: skip
    bands = read(export.contents(made, DAY))["Bands"]
    assert [cell.value for cell in bands[2]][:2] == ["Specialist", "S1"]
    assert [cell.value for cell in bands[2]][4:7] == [42600, 53350, 64100]
    headers = [cell.value for cell in bands[1]]
    assert bands.cell(2, headers.index("Progression") + 1).value is None  # the lowest rung has none
    assert bands.cell(2, headers.index("Spread") + 1).value == pytest.approx((64100 - 42600) / 42600, rel=1e-9)


@pytest.mark.parametrize(("basis", "tolerance"), [("base", None), ("cash", 0.1), ("total", None)])
def test_parity_is_that_of_the_views(company, basis, tolerance):
    sheet = read(export.contents(company, DAY, basis=basis, tolerance=tolerance))["Parity"]
    structure = company.structure
    pairs, headline, missing = views.parity_parts(structure, basis, tolerance)
    expected = {
        "Pairs": pairs, "Headline": headline, "Missing rungs": missing, "Ceilings": views.ceiling_table(structure),
        "Slopes": views.slope_table(structure),
        "Smallest parity weight": views.weighting_table(weighting.smallest(structure, tolerance)),
    }  # fmt: skip
    assert tuple(expected) == SECTIONS
    for title, frame in expected.items():
        same(section(sheet, title), frame)
    limit = "10.00%" if tolerance else "5.00%"
    assert sheet["A1"].value == f"Parity between tracks: basis {basis}, tolerance {limit}. Gap = from / to − 1"


def test_without_anything_to_compare_by_parity_gives_the_reason(model_of):
    alone = "Track | Level | Rank | Min | Max\nSpecialist | S1 | 1 | 80000 | 120000"
    sheet = read(export.contents(model_of(Levels=alone), DAY))["Parity"]
    text = sheet["A2"].value
    assert text.startswith("Nothing says which levels are equivalent;")


def test_findings_are_those_of_the_model_but_for_single_people(book, company):
    found = findings.of_model(company)
    people = [f for f in found if f.table == "People" and f.row is not None]
    listed = rows_of(book["Findings"])
    assert people, "the sample plants some"
    assert {f.severity for f in people} == {"warning"}
    same(listed[:-1], findings.table(f for f in found if f not in people))
    said = f"Findings on single people are not in this file: {len(people)} warnings."
    assert listed[-1] == ["note", "People", None, None, said, "See the findings of the model itself."]


def test_no_employee_is_named_anywhere(book, company):
    names = set(company.inputs.table("People")["Employee"])
    text = " ".join(str(cell) for sheet in book for row in rows_of(sheet) for cell in row if isinstance(cell, str))
    assert names
    assert not names & set(text.replace(":", " ").replace(",", " ").split())


def test_given_findings_are_listed_and_none_is_an_empty_table(model_of):
    calm = model_of(Levels=CALM)
    one = Finding("a-code", "error", "Levels", 3, "Mid", "", "Something is wrong.", "Mend it.")
    assert rows_of(read(export.contents(calm, DAY, found=[one]))["Findings"], 2) == [
        ["error", "Levels", 3, "Mid", "Something is wrong.", "Mend it."]
    ]
    assert rows_of(read(export.contents(calm, DAY, found=[]))["Findings"], 2) == []


def test_findings_on_people_are_counted_by_severity():
    def on(table, severity, row):
        return Finding("a-code", severity, table, row, "Level", "", "E1: no band.", "")

    found = [on("People", "error", 2), on("Levels", "error", 2), on("People", "warning", 3), on("People", "warning", 4),
             on("People", "note", None)]  # fmt: skip
    table = export.impersonal(found)
    assert table["Table"].tolist() == ["Levels", "People", "People"]
    assert table["Finding"].iloc[-1] == "Findings on single people are not in this file: 1 error, 2 warnings."


def test_settings_name_the_model_and_every_value_with_its_origin(model_of):
    settings = {"parity weight": 0.4, "Specialist: progression": 0.08, "structure date": "2027-04-01", "largest span": 12}
    made = model_of(settings, Levels=CALM)
    rows = {row[0]: row[1:4] for row in rows_of(read(export.contents(made, DAY))["Settings"])}
    assert rows["Setting"] == ["Value", "Unit", "From"]
    assert rows["Model key"][0] == made.key
    assert rows["Version"][0] == bandmodel.__version__
    assert rows["Written"][0] == dt.datetime(2026, 11, 23)
    assert rows["structure date"] == [dt.datetime(2027, 4, 1), "date", "Policy table"]
    assert rows["parity weight"] == [0.4, "fraction", "Policy table"]
    assert rows["largest span"] == [12, "people", "Policy table"]
    assert rows["Specialist: progression"][0::2] == [0.08, "Policy table"]
    assert rows["parity tolerance"] == [0.05, "fraction", "default"]
    assert rows["parity anchor"] == ["common", "method", "default"]
    assert rows.keys() >= made.policy.values.keys()


# ---------------------------------------------------------------- text


INJECTION = ["=1+1", '=HYPERLINK("http://evil","x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", INJECTION)
def test_text_that_looks_like_a_formula_is_text(model_of, text):
    levels = [
        ["Track", "Level", "Rank", "Title", "Grade", "Min", "Max"],
        ["Specialist", text, 1, text, text, 80000, 120000],
        ["Manager", "M1", 1, text, text, 80000, 120000],
    ]
    finding = Finding("a-code", "note", text, None, text, "", text, text)
    made = model_of(Levels=levels)
    content = export.contents(made, DAY, found=[finding])
    book = read(content)
    label = text.strip()
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in (text, label)]
    assert {cell.parent.title for cell in cells} == {"Bands", "Parity", "Findings"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)  # stays text when someone edits the cell
    assert not book["Bands"]["A2"].quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not any(b"hyperlink" in package.read(name) for name in package.namelist() if "worksheets" in name)


def test_text_that_looks_like_a_number_or_a_link_is_text_without_a_warning_sign(model_of):
    levels = [["Track", "Level", "Rank", "Title", "Grade", "Min", "Max"],
              ["Specialist", "S1", 1, "http://example.org", "05", 80000, 120000]]  # fmt: skip
    content = export.contents(model_of(Levels=levels), DAY)
    cells = read(content)["Bands"]
    assert [cells[place].value for place in ("C2", "D2")] == ["http://example.org", "05"]
    assert cells["C2"].hyperlink is None
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b'<ignoredError sqref="A1:XFD2" numberStoredAsText="1"/>' in package.read("xl/worksheets/sheet1.xml")


def test_text_longer_than_a_cell_is_cut_and_not_lost(model_of):
    long = Finding("a-code", "note", "Levels", None, "", "", "x" * 40_000, "")
    sheet = read(export.contents(model_of(Levels=CALM), DAY, found=[long]))["Findings"]
    assert sheet["E2"].value == "x" * 32_767  # Excel's limit


# ---------------------------------------------------------------- how it looks


def test_headers_stay_in_view_and_are_repeated_on_paper(book):
    assert {sheet.title: sheet.freeze_panes for sheet in book} == {
        "Bands": "C2", "Parity": "A2", "Findings": "A2", "Settings": "B2",
    }  # fmt: skip
    for sheet in book:
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide, as many as it takes high
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.right.text == "Page &P of &N"
    for name in ("Bands", "Findings", "Settings"):
        assert book[name].auto_filter.ref == book[name].dimensions
        assert all(cell.font.bold and cell.fill.fgColor.rgb == "FF1F4E79" for cell in book[name][1])


def test_figures_have_the_format_of_their_kind(book):
    bands = {cell.value: book["Bands"].cell(3, cell.column).number_format for cell in book["Bands"][1]}
    assert (bands["Mid"], bands["Spread"], bands["Market index"]) == ("#,##0", "0.00%", "0.000")
    parity = {row[0].value: row[1].number_format for row in book["Parity"].iter_rows()}
    assert parity["Headline gap"] == parity["Worst gap"] == "+0.00%;-0.00%;0.00%"
    assert (parity["Pairs compared"], parity["Tolerance"], parity["Exact parity weight"]) == ("0", "0.00%", "0.000000")
    settings = {row[0].value: row[1].number_format for row in book["Settings"].iter_rows()}
    assert (settings["Written"], settings["parity tolerance"]) == ("yyyy-mm-dd", "0.00##%")


def test_pay_shows_cents_where_bands_are_rounded_to_less_than_one(model_of):
    fine = read(export.contents(model_of({"rounding": 0.01}, Levels=CALM), DAY))
    assert fine["Bands"]["E2"].number_format == "#,##0.00"


def test_columns_are_as_wide_as_what_they_hold_and_long_text_is_wrapped(book):
    sheet = book["Findings"]
    assert sheet.column_dimensions["E"].width == pytest.approx(60, abs=1)
    assert sheet["E2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == 30  # two lines
    assert 9 <= book["Bands"].column_dimensions["A"].width <= 14


def test_the_same_model_and_day_give_the_same_bytes(company):
    assert export.contents(company, DAY) == export.contents(company, DAY)
    assert export.contents(company, DAY) != export.contents(company, DAY + dt.timedelta(1))


# ---------------------------------------------------------------- the file


def test_the_file_is_written_and_its_path_returned(model_of, tmp_path):
    path = tmp_path / "Größe 2027" / "Band results.xlsx"
    path.parent.mkdir()
    assert export.write(model_of(Levels=CALM), path, DAY) == path
    assert path.read_bytes() == export.contents(model_of(Levels=CALM), DAY)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_no_file_is_ever_overwritten(model_of, tmp_path):
    path = tmp_path / "R.v2.xlsx"
    path.write_bytes(b"kept")
    path.with_name("R.v2 (2).xlsx").mkdir()  # a folder of that name is as good as a file
    assert export.write(model_of(Levels=CALM), path, DAY).name == "R.v2 (3).xlsx"
    assert path.read_bytes() == b"kept"


def test_a_file_that_comes_in_between_is_not_overwritten(model_of, tmp_path, monkeypatch):
    path, real = tmp_path / "R.xlsx", Path.write_bytes

    def write(self, content):
        real(path, b"someone else's")  # between the choice of a name and the move
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", write)
    assert export.write(model_of(Levels=CALM), path, DAY).name == "R (2).xlsx"
    assert path.read_bytes() == b"someone else's"


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_what_cannot_be_written_is_said_and_leaves_nothing_behind(model_of, tmp_path, monkeypatch, step):
    made, real = model_of(Levels=CALM), getattr(Path, step)

    def no_links(*paths):
        raise OSError(95, "Operation not supported")  # a disk without links, where the file is moved

    def refuses(self, *arguments):
        if step == "write_bytes":
            real(self, b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(Path, step, refuses)
    with pytest.raises(BandModelError, match=r'"R.xlsx" cannot be written to .*: No space left on device\. Choose a folder'):
        export.write(made, tmp_path / "R.xlsx", DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_basis_that_is_not_known_is_refused_before_anything_is_written(company, tmp_path):
    with pytest.raises(BandModelError, match="everything"):
        export.write(company, tmp_path / "R.xlsx", DAY, basis="everything")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_figure_is_a_blank_cell(model_of):
    levels = with_cell(PRICED["levels"], 1, "Rank", 1.0)
    made = model_of({"structure currency": "CHF"}, Levels=levels)  # no market: S1 and S2 have no band
    row = rows_of(read(export.contents(made, DAY))["Bands"])[1]
    assert row[4:7] == [None, None, None]
    assert pd.isna(views.bands_table(made.bands)["Mid"].iloc[0])
