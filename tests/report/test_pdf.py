"""The PDF: readable by screen readers, the same bytes for the same report, its figures those of the page.

It is read back with poppler, another program than the one that made it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import shutil
import subprocess
import unicodedata

import pytest
import typst

from bandmodel import model as models
from bandmodel import sample
from bandmodel.errors import InputError
from bandmodel.report import compose, html, pdf
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
    Report,
    Table,
)
from bandmodel.report.wording import LANGUAGES
from bandmodel.sample import canada
from report import harmful
from report.conftest import ON
from report.pages import Page


def poppler(program: str, document: bytes, *options: str) -> str:
    """What a program of poppler says of a document; a test without poppler is skipped, and fails in CI."""
    if not shutil.which(program):
        reason = f"{program} is not installed (apt-get install poppler-utils)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    last = ["-", "-"] if program == "pdftotext" else ["-"]
    command = [program, *options, *last]
    return subprocess.run(command, input=document, capture_output=True, check=True, timeout=60).stdout.decode()


def plain(text: str) -> str:
    """Text without its spaces and line ends, compatible characters alike."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def made_of(*blocks, sentences=(), **more) -> Report:
    """A report of one part with some blocks."""
    part = Part(1, "answer", "The answer", tuple(sentences), tuple(blocks))
    fields = {"title": "Pay", "subtitle": "Sub", "key": "0123abcd", "version": "1.0", "settings": "Tolerance 5 %",
              "internal": False, "language": "en", "date": ON, **more}  # fmt: skip
    return Report(as_of=ON, currency="CHF", parts=(part,), **fields)


def told(name: str) -> Report:
    """A report in which a name stands wherever a name can stand."""
    table = Table(name, (Column(name), Column("B", "pay")), ((name, name),), note=name)
    bars = Bars(key="bars", title=name, text=name, unit=name, table=table, bars=(Bar(name, 1.0), Bar("other", 2.0)))
    return made_of(
        Figures((Figure(name, name, "text", name),)), Notice("decision", name, (name,)), Notice("note", name, (name,)),
        table, bars, sentences=(name,), title=name or "Pay", subtitle=name, settings=name,
    )  # fmt: skip


@pytest.fixture(scope="module")
def document(report) -> bytes:
    return pdf.document(report)


@pytest.fixture(scope="module")
def text(document) -> str:
    return poppler("pdftotext", document, "-layout")


@pytest.fixture(scope="module")
def big() -> tuple[Report, bytes, sample.SampleCompany]:
    """The report of the sample company, as PDF, and the company."""
    company = sample.generate()
    report = compose.of_model(models.of_inputs(company.inputs, ON), ON)
    return report, pdf.document(report), company


# ---------------------------------------------------------------- the standard


def test_the_sample_company_makes_a_document_of_the_standard(big):
    _, document, _ = big
    assert document.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    said = poppler("pdfinfo", document)
    assert re.search(r"Tagged: +yes", said) and re.search(r"JavaScript: +no", said) and re.search(r"Encrypted: +no", said)


def test_canada_makes_a_document_of_the_standard():
    report = compose.of_model(models.of_inputs(canada.inputs(), ON), ON)
    document = pdf.document(report)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    assert "SE-RES-3" in poppler("pdftotext", document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_which_it_is(company, language):
    document = pdf.document(compose.of_model(company, ON, language=language))
    assert re.search(rb"/Lang ?\(" + language.encode() + rb"\)", document)
    assert {"en": "Page 1 /", "de": "Seite 1 /", "fr": "Page 1 /"}[language] in poppler("pdftotext", document, "-l", "1")


def test_headings_go_down_a_level_at_a_time_and_every_chart_has_its_sentence(document, report):
    tree = poppler("pdfinfo", document, "-struct")
    levels = [int(level) for level in re.findall(r"^\s*H(\d)\b", tree, re.MULTILINE)]
    assert levels[0] == 1 and set(levels) == {1, 2}
    assert levels.count(1) == len(report.parts) + 1  # the tables behind the charts come last
    assert len(re.findall(r"^\s*Figure\b", tree, re.MULTILINE)) == len(report.charts()) > 5
    told = plain(alternatives(document))
    assert all(plain(chart.text) in told for chart in report.charts())


def alternatives(document: bytes) -> str:
    """Every alternative text of a document: written as UTF-16 in hexadecimal digits, or as plain letters."""
    coded = [bytes.fromhex(found.decode()).decode("utf-16") for found in re.findall(rb"/Alt ?<(FEFF[0-9A-F]*)>", document)]
    letters = [found.decode("ascii") for found in re.findall(rb"/Alt ?\((.*?)\)/[A-Z]", document, re.DOTALL)]
    return re.sub(r"\\(.)", r"\1", "\n".join(coded + letters))


def test_the_header_of_a_table_is_marked_and_stands_on_each_of_its_pages():
    table = Table("Long", (Column("Which one"), Column("Much", "count")), tuple((f"row {n}", n) for n in range(150)))
    document = pdf.document(made_of(table))
    pages = poppler("pdftotext", document, "-layout").rstrip("\f").split("\f")
    shown = [page for page in pages if "row " in page]
    assert len(shown) >= 3 and all(page.count("Which one") == 1 for page in shown)
    tree = poppler("pdfinfo", document, "-struct")
    assert len(re.findall(r"^\s*TH\b", tree, re.MULTILINE)) == 2 and len(re.findall(r"^\s*TD\b", tree, re.MULTILINE)) == 300


def test_every_font_is_embedded_and_comes_with_typst(big):
    _, document, _ = big
    rows = poppler("pdffonts", document).splitlines()[2:]
    assert rows
    for row in rows:
        name, embedded, subset, unicode_map = row.split()[0], *row.split()[-5:-2]
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes")
        assert name.split("+")[1].startswith(("LibertinusSerif", "DejaVuSansMono"))


# ---------------------------------------------------------------- the same report, the same bytes


def test_the_same_report_is_the_same_bytes_wherever_and_whenever_it_is_made(report, document, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert pdf.document(report) == document


def test_title_and_date_are_those_of_the_report(document, report):
    said = poppler("pdfinfo", document, "-isodates")
    assert re.search(rf"Title: +{re.escape(report.title)}$", said, re.MULTILINE)
    assert re.search(r"CreationDate: +2026-03-01T00:00:00Z?", said)
    assert report.key in said
    later = pdf.document(dataclasses.replace(report, date=dt.date(2026, 3, 2)))
    assert later != document


# ---------------------------------------------------------------- figures


def test_the_answer_is_that_of_the_page(text, report):
    page, first = Page.of(html.page(report)), plain(text.split("\f")[0])
    values = [element.text for element in page.all("dd", class_="value")]
    assert values == ["−14.7\u00a0%", "−20.0\u00a0%", "2", "CHF\u00a029,400"]
    assert all(plain(value) in first for value in values)
    assert all(plain(sentence)[:30] in first for sentence in report.part("answer").sentences)


def test_the_gaps_of_the_pairs_are_those_of_the_page(text, report):
    _, *rows = Page.of(html.page(report)).tables()["Gaps of every pair"]
    lines = [plain(line) for line in text.split("Gaps of every pair")[1].splitlines()]
    for row in rows:
        assert any(line.startswith(plain("".join(row[:5]))) for line in lines)
    assert any(line.startswith("S3/M2−20.00%") for line in lines)  # 120 / 150 − 1


def test_every_cell_of_every_table_is_in_the_document(big):
    report, document, _ = big
    shown, page = plain(poppler("pdftotext", document)), Page.of(html.page(report))
    cells = {plain(cell) for rows in page.tables().values() for row in rows[1:] for cell in row if len(cell) < 15}
    assert len(cells) > 300
    assert not [cell for cell in cells if cell not in shown]


def test_hidden_and_unknown_figures_are_told():
    columns = (Column("A"), Column("B", "count"), Column("C", "pay"))
    table = Table("T", columns, (("x", Hidden(5), None), ("y", Hidden(), 1.0)))
    lines = [line.split() for line in poppler("pdftotext", pdf.document(made_of(table)), "-layout").splitlines()]
    assert ["x", "<5", "unknown"] in lines and ["y", "withheld", "1"] in lines


@pytest.mark.parametrize(
    "blocks", [(), (Figures(()),), (Table("Empty", (Column("A"),), ()),), (Notice("missing", "Gone", ("No.",)),)]
)
def test_a_report_of_next_to_nothing_is_a_document(blocks):
    assert "The answer" in poppler("pdftotext", pdf.document(made_of(*blocks)))


# ---------------------------------------------------------------- pages


def test_every_part_starts_a_page_unless_it_only_says_what_is_missing(text, report):
    firsts = [page.split("\n", 6)[:6] for page in text.split("\f")]
    for part in report.parts[1:]:
        starts = any(re.search(rf"^\s*{part.number}\s+{re.escape(part.title)}", "\n".join(lines), re.M) for lines in firsts)
        assert starts != html.is_short(part)


@pytest.mark.parametrize("rows", [44, 45, 47])  # a page holds 43 of these
def test_no_row_of_a_table_stands_alone_on_its_last_page(rows):
    table = Table("T", (Column("A"), Column("B")), tuple((f"row{number:03d}", "x") for number in range(rows)))
    first, last, _ = poppler("pdftotext", pdf.document(made_of(table))).split("\f")
    on = [len(re.findall(r"row\d{3}", page)) for page in (first, last)]
    assert sum(on) == rows and on[1] >= 3


def test_every_page_says_what_it_is_of(text, report):
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 9
    for number, page in enumerate(pages, 1):
        head = page[:400]
        for what in (report.title, "1 March 2026", report.key, f"bandmodel {report.version}"):
            assert what in head
        assert f"Page {number} / {len(pages)}" in page and "Tolerance 5" in page
        assert "INTERNAL" not in page


def test_every_page_of_the_internal_report_says_so(internal):
    pages = poppler("pdftotext", pdf.document(internal), "-layout").rstrip("\f").split("\f")
    assert all("INTERNAL: names single people" in page[:500] for page in pages)
    assert any("EMP-011" in page for page in pages)


def test_a_chart_taller_than_a_page_is_made_to_fit():
    rows = tuple((f"pair {n}", (0.01 * n, None)) for n in range(90))
    table = Table("T", (Column("A"),), (("x",),))
    chart = HeatMap(key="heat", title="Heat", text="A heat map.", unit="gap", table=table, columns=("a", "b"), rows=rows,
                    tolerance=0.05)  # fmt: skip
    assert isinstance(chart, Chart)
    pages = poppler("pdftotext", pdf.document(made_of(chart))).rstrip("\f").split("\f")
    (page,) = [page for page in pages if "pair 0" in page]
    assert "pair 89" in page and "Heat" in page


# ---------------------------------------------------------------- who may see it, and what a name can do


def test_the_leadership_report_names_nobody(big, text):
    _, document, company = big
    shown = poppler("pdftotext", document) + alternatives(document)
    names = company.inputs.table("People")["Employee"].to_numpy(dtype=str)
    assert len(names) == 1200
    assert not [name for name in names if name in shown]
    assert "EMP-" not in text


@pytest.mark.parametrize("name", harmful.TEMPLATES, ids=ascii)
def test_a_harmful_name_is_text_and_nothing_else(name):
    document = pdf.document(told(name))
    shown = plain(poppler("pdftotext", document))
    # header, title, subtitle, part, figure (3), notices (4), table (4), chart (2), tables behind (4), footer (1) and more
    assert shown.count(plain(name)) >= 20
    assert "root:" not in shown and b"/URI" not in document and b"/JavaScript" not in document


@pytest.mark.parametrize("name", [*harmful.LETTERS, *harmful.FORBIDDEN], ids=ascii)
def test_an_unusual_name_is_no_obstacle(name):
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.document(told(name))


def test_a_letter_that_no_font_has_is_told_with_what_to_do(monkeypatch):
    compile_with = typst.compile  # a computer without fonts of its own
    monkeypatch.setattr(typst, "compile", lambda *of, **more: compile_with(*of, **{**more, "ignore_system_fonts": True}))
    with pytest.raises(InputError, match="no font of this computer has a letter") as told_so:
        pdf.document(made_of(subtitle="\U00012000"))  # a sign of cuneiform
    assert "\U00012000" in str(told_so.value) and "html" in str(told_so.value)
