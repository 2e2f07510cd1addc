"""The report of some 50 pages with charts as pdf, against WeasyPrint; its appendix as a workbook, against XlsxWriter.

Both pdfs are of one report: ours set by typst from its content, the peer's printed from its html. Pages differ in number, as
the two set text differently. The appendix is a table of 50,000 rows × 15 columns on a
sheet ready to print, by the report's own workbook writer; the peer writes the same values row by row, without formats.
Processor time.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import re
import time
from typing import Any

from bandmodel import model, sample
from bandmodel.report import compose, html, pdf, xlsx
from bandmodel.report.content import Column, Part, Report, Table
from benchmarks.measure import DisagreementError, Measured, agree, compare, fresh

PEOPLE = 50_000
DAY = dt.date(2026, 1, 1)
COLUMNS, ROWS, TEXTS = 15, 50_000, 8
PDF_GOAL, XLSX_GOAL = 8, 4
RUNS = 3


def report() -> Report:
    """The internal report of the sample company."""
    built = model.of_inputs(sample.generate(people=PEOPLE).inputs, DAY)
    return compose.of_model(built, DAY, language="en", internal=True)


def pages(document: bytes) -> int:
    """Pages of a pdf that typst made: the count at the root of its page tree."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", document))


def weasyprint(page: str) -> Any:
    """The peer's pdf of an html page."""
    import weasyprint as peer

    document = peer.HTML(string=page).render()
    return len(document.pages), document.write_pdf()


def appendix() -> tuple[list[str], tuple[tuple[str | float, ...], ...]]:
    """Headers and rows: texts that repeat, and numbers."""
    headers = [f"Column {place + 1}" for place in range(COLUMNS)]
    texts = [f"Text {place}" for place in range(997)]
    rows = tuple(
        (f"E{row:06d}", *(texts[(row * place) % 997] for place in range(1, TEXTS)),
         *(40_000.25 + row * place for place in range(COLUMNS - TEXTS)))
        for row in range(ROWS)
    )  # fmt: skip
    return headers, rows


def ours_workbook(headers: list[str], rows: tuple[tuple[str | float, ...], ...], whole: Report) -> bytes:
    """The appendix by the report's writer, as the only part of a report."""
    from dataclasses import replace

    columns = tuple(Column(name, "text" if place < TEXTS else "pay") for place, name in enumerate(headers))
    part = Part(1, "appendix", "Appendix", (), (Table("People", columns, rows),))
    return xlsx.workbook(replace(whole, parts=(part,)))


def row_by_row(headers: list[str], rows: tuple[tuple[str | float, ...], ...]) -> bytes:
    """The same values in XlsxWriter, row by row."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Appendix")
    sheet.write_row(0, 0, headers)
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row)
    book.close()
    return content.getvalue()


def values(content: bytes) -> list[list[Any]]:
    """The rows of data on the first sheet, which has titles and headers too."""
    from python_calamine import CalamineWorkbook

    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [row for row in cells if str(row[0]).startswith("E0")]


def pdf_alone() -> int:
    """Our pdf in a process of its own."""
    return pages(pdf.document(report()))


def workbook_alone() -> int:
    """Our workbook of the appendix in a process of its own."""
    return len(ours_workbook(*appendix(), report()))


def measure() -> list[Measured]:
    """P11: the pdf where WeasyPrint is installed, and the workbook."""
    whole = report()
    rows = [_pdf(whole)] if importlib.util.find_spec("weasyprint") else []
    return [*rows, _workbook(whole)]


def _pdf(whole: Report) -> Measured:
    page = html.page(whole)
    count, peak = fresh(pdf_alone)
    printed, _ = weasyprint(page)
    if min(count, printed) < 30 or page.count("<section") < len(whole.parts):
        raise DisagreementError(f"pages: ours {count}, peer {printed}; parts {len(whole.parts)}")
    times = compare(lambda: pdf.document(whole), lambda: weasyprint(page), runs=RUNS, clock=time.process_time)
    note = f"{count} pages, the peer's {printed}, of the same parts and charts; {RUNS} runs, processor time."
    return times.against("P11", f"report of {count} pages as pdf", "WeasyPrint", PDF_GOAL, note=note, peak_mb=peak)


def _workbook(whole: Report) -> Measured:
    headers, rows = appendix()
    mine, theirs = values(ours_workbook(headers, rows, whole)), values(row_by_row(headers, rows))
    agree("texts", [row[:TEXTS] for row in mine], [row[:TEXTS] for row in theirs])
    agree("numbers", [row[TEXTS:] for row in mine], [row[TEXTS:] for row in theirs])
    _, peak = fresh(workbook_alone)
    times = compare(lambda: ours_workbook(headers, rows, whole), lambda: row_by_row(headers, rows), runs=RUNS,
                    clock=time.process_time)  # fmt: skip
    note = (
        "The goal is for a faster writer, and none is used: the appendix lists those outside their band, some 1,600 of "
        "50,000 people, which take a fraction of a second. Ours formats each cell and fits rows for print."
    )
    return times.against("P11", f"appendix of {ROWS:,} × {COLUMNS} as xlsx", "XlsxWriter row by row", XLSX_GOAL, note=note,
                         peak_mb=peak)  # fmt: skip
