"""Tables of tens of thousands of rows: the pages show the first and say how many are left out, the workbook shows all."""

from __future__ import annotations

import io

import openpyxl
import pytest

from bandmodel.report import html, long_tables, pdf, xlsx
from bandmodel.report.content import Bar, Bars, Column, Part, Report, Table
from report.conftest import ON
from report.pages import Page

MOST = long_tables.MOST


def table(rows: int, **more) -> Table:
    """Names in order, each with its number."""
    return Table(
        "People", (Column("Name"), Column("Number", "count")), tuple((f"P{n}", float(n)) for n in range(rows)), **more
    )


def report(*blocks) -> Report:
    part = Part(1, "answer", "The answer", (), tuple(blocks))
    return Report("Pay", "Sub", ON, ON, "0123abcd", "1.0", "Tolerance 5 %", True, "en", "CHF", parts=(part,))


def cut(block):
    return long_tables.shortened(report(block)).parts[0].blocks[0]


@pytest.mark.parametrize("rows", [0, 1, MOST])
def test_a_table_that_fits_is_as_it_was(rows):
    assert cut(table(rows)) == table(rows)


def test_a_longer_table_shows_its_first_rows_and_says_how_many_are_left_out():
    shown = cut(table(MOST + 2500, note="By name."))
    assert [row[0] for row in shown.rows] == [f"P{n}" for n in range(MOST)]
    assert shown.note == "By name. 2,500 more rows are in the workbook."
    assert cut(table(MOST + 1)).note == "One more row is in the workbook."


def test_a_total_stays_the_last_row_and_each_row_keeps_its_kind():
    kinds = tuple("pay" if n % 2 else "count" for n in range(MOST + 5))
    shown = cut(table(MOST + 5, total=True, kinds=kinds))
    assert len(shown.rows) == MOST and shown.rows[-1][0] == f"P{MOST + 4}"
    assert shown.kinds == (*kinds[: MOST - 1], kinds[-1])


def test_the_table_behind_a_chart_is_shortened_too():
    chart = Bars(key="bars", title="Bars", text="One bar.", unit="CHF", table=table(MOST + 3), bars=(Bar("A", 1.0),))
    assert len(cut(chart).table.rows) == MOST


def test_fifty_thousand_rows_are_a_page_in_html_and_pdf_and_complete_in_the_workbook():
    whole = report(table(50_000))
    assert len(Page.of(html.page(whole)).all("tr")) == 1 + MOST
    assert len(pdf.document(whole)) < 2_000_000
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.workbook(whole)), read_only=True).worksheets[0]
    names = [
        row[0] for row in sheet.iter_rows(max_col=1, values_only=True) if str(row[0]).startswith("P") and row[0] != "Pay"
    ]
    assert names[-1] == "P49999" and len([name for name in names if name[1:].isdigit()]) == 50_000
