"""The three files say the same: every figure read back from workbook, page and PDF; those that matter most worked out anew.

The workbook holds raw numbers, the page words; a number of the page is read by the rules of its language, written here, and
must be the raw one to half its last digit. The PDF must hold the words of the page, row by row.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re

import numpy as np
import openpyxl
import pytest

from bandmodel import people
from bandmodel.report.content import Chart, Figures, Hidden, Table
from report import rendered
from report.harmful import shown
from report.pages import Page
from report.rendered import FORMS
from report.test_pdf import poppler

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]  # fmt: skip
REPORTS = [("small", "en", False), ("small", "en", True), ("sample", "en", False), ("sample", "en", True),
           ("sample", "de", False), ("sample", "fr", False), ("canada", "en", False)]  # fmt: skip
UNKNOWN = {"en": "unknown", "de": "unbekannt", "fr": "inconnu"}
WITHHELD = {"en": "withheld", "de": "nicht gezeigt", "fr": "non montré"}


@pytest.fixture(scope="module")
def forms(company, report, internal):
    """The content of a report and its files: forms("sample", "en", False) is (content, workbook, page, PDF)."""
    small = {False: report, True: internal}
    made = {}

    def of(name: str, language: str, inside: bool):
        key = (name, language, inside)
        if key not in made:
            content = small[inside] if name == "small" else rendered.report(name, language, internal=inside)
            files = {form: make(content) for form, make in FORMS.items()} if name == "small" else \
                {form: rendered.file(form, name, language, internal=inside) for form in FORMS}  # fmt: skip
            book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
            made[key] = content, book, Page.of(files["html"].decode()), shown(poppler("pdftotext", files["pdf"], "-raw"))
        return made[key]

    return of


def tables(part) -> list[Table]:
    """The tables of a part, those behind charts too, in order."""
    found = [block.table if isinstance(block, Chart) else block for block in part.blocks]
    return [table for table in found if isinstance(table, Table)]


def rows_of(sheet, wanted: list[Table]) -> list[list[list]]:
    """The rows of each table of a sheet, looked for downward: its title, its headers (again on each page), its rows."""
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at, found = 0, []
    for table in wanted:
        headers = [column.header for column in table.columns]
        wide = len(headers)
        while values[at][0] != table.title or values[at + 1][:wide] != headers:
            at += 1
        at += 2
        rows = []
        while len(rows) < len(table.rows):
            if values[at][:wide] != headers:
                rows.append(values[at][:wide])
            at += 1
        found.append(rows)
    return found


def read(text: str, language: str) -> tuple[float, float]:
    """(number, half its last digit) of a text of the page, as someone of that language reads it."""
    thousands, decimal = {"en": (",", "."), "de": (".", ","), "fr": ("\u202f", ",")}[language]
    plain = text.replace("\u00a0%", "").replace(thousands, "").replace(decimal, ".").replace("\u2212", "-")
    plain = re.sub(r"^CHF\u00a0|\u00a0CHF$", "", plain).replace("CHF", "").strip()
    digits = len(plain.partition(".")[2])
    scale = 100 if text.endswith("%") else 1
    return float(plain) / scale, 0.5000001 * 10.0**-digits / scale


def is_word(value) -> bool:
    return value is None or isinstance(value, str | Hidden) or (isinstance(value, float) and math.isnan(value))


def check(raw, cell, text: str, language: str, kind: str) -> None:
    """One figure: the content's, the cell of the workbook, the text of the page."""
    if isinstance(raw, float | int) and not is_word(raw):
        assert cell == pytest.approx(raw * 100 if kind == "points" else raw, rel=1e-12, abs=1e-15)
        number, half = read(text, language)
        assert abs(number - (abs(cell) if kind == "size" else cell)) <= half, (raw, text)
    elif isinstance(raw, dt.date):
        assert cell == dt.datetime.combine(raw, dt.time())
        if language == "en":
            assert text == f"{raw.day} {MONTHS[raw.month - 1]} {raw.year}"
    elif isinstance(raw, str):
        assert cell == text == raw or (raw == "" and cell in ("", None) and text == "")
    else:
        word = (f"<{raw.below}" if raw.below else WITHHELD[language]) if isinstance(raw, Hidden) else UNKNOWN[language]
        assert cell == text == word


@pytest.mark.parametrize(("name", "language", "inside"), REPORTS)
def test_every_cell_of_every_table_is_the_same_in_workbook_and_page(forms, name, language, inside):
    content, book, page, _ = forms(name, language, inside)
    pages, numbers = iter(page.table_list()), 0
    for sheet, part in zip(book, content.parts, strict=True):
        wanted = tables(part)
        for table, rows in zip(wanted, rows_of(sheet, wanted), strict=True):
            if not table.rows:
                continue  # the page has no table then, but its title and its note
            title, (headers, *texts) = next(pages)
            assert (title, headers) == (table.title, [column.header for column in table.columns])
            assert len(texts) == len(rows) == len(table.rows)
            for at, row in enumerate(table.rows):
                for place, raw in enumerate(row):
                    check(raw, rows[at][place], texts[at][place], language, table.kind(at, place))
                    numbers += isinstance(raw, float)
    assert next(pages, None) is None and numbers > 50


@pytest.mark.parametrize(("name", "language", "inside"), REPORTS)
def test_every_number_of_the_answer_is_the_same_in_workbook_and_page(forms, name, language, inside):
    content, book, page, _ = forms(name, language, inside)
    texts = iter([element.text for element in page.all("dd", class_="value")])
    compared = 0
    for sheet, part in zip(book, content.parts, strict=True):
        cells = {row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True)}
        for block in part.blocks:
            for item in block.items if isinstance(block, Figures) else ():
                text, cell = next(texts), cells[item.label]
                if isinstance(item.value, float) and item.kind == "money":  # to three digits on the page
                    number, _ = read(text, language)
                    assert cell == item.value and number == float(f"{item.value:.3g}")
                elif isinstance(item.value, float):
                    check(item.value, cell, text, language, item.kind)
                else:
                    assert is_word(item.value) and isinstance(cell, str)
                compared += 1
    assert compared == 4 and next(texts, None) is None


@pytest.mark.parametrize(("name", "language", "inside"), REPORTS)
def test_every_row_and_every_figure_of_the_page_stands_in_the_pdf(forms, name, language, inside):
    content, _, page, text = forms(name, language, inside)
    every = list(zip([t for part in content.parts for t in tables(part) if t.rows], page.table_list(), strict=True))
    behind = [chart.table for chart in content.charts()]
    # the tables of the pages first, then those behind the charts, in a part of their own
    ordered = [found for table, found in every if not any(table is one for one in behind)]
    ordered += [found for table, found in every if any(table is one for one in behind)]
    at, counted = 0, 0
    for title, (_, *rows) in ordered:
        at = text.index(shown(title), at)
        for row in rows:
            joined = shown("".join(row))
            place = text.find(joined, at)
            assert place >= 0, (title, row)
            between = text[at:place]
            assert counted == 0 or len(between) < 1500, (title, row)  # headings of tables and of pages at most
            at, counted = place + len(joined), counted + 1
    assert counted > 40
    for element in page.all("dd", class_="value"):
        assert shown(element.text) in text


# ---------------------------------------------------------------- worked out anew


def of_label(book, part: int, label: str):
    """The number beside a label on a sheet."""
    rows = book.worksheets[part - 1].iter_rows(max_col=2, values_only=True)
    return next(second for first, second in rows if first and first.startswith(label))


def gaps(model) -> dict[tuple[str, str], tuple[float, bool]]:
    """Gap and whether a reason is stated, for each row of Equivalence, in plain loops: many levels as a geometric mean."""
    mid = {(track, level): mid for track, level, mid in model.bands[["Track", "Level", "Mid"]].itertuples(index=False)}
    table, found = model.inputs.table("Equivalence"), {}
    grouped = table.groupby(["From track", "From level", "To track"], sort=False)
    for (track, level, other), rows in grouped:
        weights = rows["Weight"].fillna(1.0).to_numpy(float)
        logs = np.log([mid[other, to] for to in rows["To level"]])
        gap = mid[track, level] / math.exp((weights * logs).sum() / weights.sum()) - 1
        found[track, level] = gap, bool((rows["Note"].fillna("") != "").any())
    return found


@pytest.mark.parametrize("name", ["sample", "canada"])
def test_gaps_and_pairs_outside_are_those_of_plain_arithmetic(forms, name):
    _, book, _, _ = forms(name, "en", False)
    found = gaps(rendered.model(name))
    assert len(found) == {"sample": 19, "canada": 5}[name]
    logs = [math.log1p(gap) for gap, _ in found.values()]
    assert of_label(book, 1, "Average gap") == pytest.approx(math.exp(sum(logs) / len(logs)) - 1, abs=1e-12)
    assert of_label(book, 1, "Widest gap") == pytest.approx(math.exp(max(logs, key=abs)) - 1, abs=1e-12)
    outside = sum(abs(gap) > 0.05 + 1e-9 and not noted for gap, noted in found.values())
    assert of_label(book, 1, "Pairs outside") == outside > 0


def test_people_below_and_what_lifting_them_costs_are_sums_over_people(forms):
    """Minimum of the local band less pay, times FTE, times the latest rate of the currency: EUR 0.94, USD 0.88."""
    model = rendered.model("sample")
    staff = model.inputs.table("People")
    staff = staff.assign(Min=people.placed_table(model.structure, staff)["Min"])[staff["Status"] == "active"]
    short = (staff["Min"] - staff["Base pay"]).clip(lower=0)
    rate = staff["Location"].map({"Bern": 1, "Zug": 1, "Graz": 0.94, "Austin": 0.88})
    staff = staff.assign(Cost=short * staff["FTE"].fillna(1) * rate, Below=short > 0)
    for inside in (True, False):
        content, book, _, _ = forms("sample", "en", inside)
        table = next(table for table in tables(content.part("cost")) if table.total)
        rows = {row[0]: row for row in rows_of(book.worksheets[6], tables(content.part("cost")))[1]}
        assert len(rows) == len(table.rows) == 4
        for track in ("Specialist", "Manager", "Project", "All"):
            mine = staff if track == "All" else staff[staff["Track"] == track]
            assert rows[track][1] == len(mine)
            assert rows[track][3] == mine["Below"].sum()
            assert rows[track][5] == pytest.approx(mine["Cost"].sum(), abs=0.005)


def test_the_small_company_is_the_one_that_was_worked_out_by_hand(forms):
    """Gaps 100 / 110 − 1 and 120 / 150 − 1; the mean of their logs; six people of S2 2,000 below 80,000."""
    _, book, page, text = forms("small", "en", False)
    assert of_label(book, 1, "Widest gap") == pytest.approx(120 / 150 - 1)
    assert of_label(book, 1, "Average gap") == pytest.approx(math.sqrt(100 / 110 * 120 / 150) - 1)
    assert of_label(book, 1, "Pairs outside") == 2
    cost = book.worksheets[6]
    specialist = next(row for row in cost.iter_rows(values_only=True) if row[0] == "Specialist" and row[1] == 30)
    assert specialist[3] == 6 and specialist[5] == 12000
    (row,) = [row for _, rows in page.table_list() for row in rows if row[:2] == ["Specialist", "30"]]
    assert (row[3], row[5]) == ("6", "12,000") and shown("".join(row)) in text
