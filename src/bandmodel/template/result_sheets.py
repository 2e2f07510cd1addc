"""The sheets that show results, each filled by one formula per table: bands, parity, findings."""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

import bandmodel.excel as bm
from bandmodel.core import parity
from bandmodel.template import charts, design
from bandmodel.template.book import FURTHEST, Book, Places, Rows
from bandmodel.template.input_sheets import ROWS_OF_A_TABLE, choices
from bandmodel.weighting import ROUNDED

TOP, WEIGHT = 3, 30  # row of the first table's headers, and of the heading of the parity weight, counted from 0
NOTHING_PULLED = "no pair can be pulled"
SPARE = 40  # rows below a spill to which colours apply, so that a grown table keeps them


def bands(book: Book, handle: str) -> None:
    """The bands, one below the other, and the chart of compared pairs."""
    sheet = book.sheet("Bands", "Bands", "One formula. Change a level, a rate or a setting, and the bands follow.")
    values = bm.BM_BANDS(handle)
    bottom = book.spill(sheet, TOP, 0, "=BM_BANDS(Model)", values)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.repeat_rows(TOP)
    charts.paired_bands(book, sheet, handle, column=len(values[0]) + 1)
    sheet.print_area(0, 0, bottom - 1, len(values[0]) + charts.CHART_COLUMNS)
    sheet.fit_to_pages(1, 1)


def parity_sheet(book: Book, handle: str) -> Places:
    """The parity check: settings, headline, pairs with verdicts, ceilings, slopes, split, missing rungs, parity weight.

    Returns where the figures stand that the first sheet repeats.
    """
    sheet = book.sheet(
        "Parity", "Parity between tracks", "Gap = from / to − 1: negative means that the from-level is lower."
    )
    forms = book.formats
    sheet.write_string(2, 0, "Basis", forms["label"])
    sheet.write_string(2, 1, "base", forms.input("text"))
    choices(
        sheet, 2, 1, 3, ["base", "cash", "total"], "Basis", "base, cash with the bonus target, total with bonus and LTI."
    )
    sheet.write_string(2, 3, "Tolerance", forms["label"])
    sheet.write_blank(2, 4, None, forms.input("share"))
    sheet.write_string(2, 5, "blank = Policy", forms["caption"])
    book.book.define_name("ParityBasis", "=Parity!$B$3")
    book.book.define_name("ParityTolerance", "=Parity!$E$3")
    pairs = bm.BM_PARITY(handle, "base", None, None, None, "pairs")
    left = _pairs(book, sheet, pairs)
    headline = bm.BM_PARITY(handle, "base", None, None, None, "headline")
    book.block(sheet, 20, left, "Headline", '=BM_PARITY(Model,ParityBasis,ParityTolerance,"","","headline")', headline)
    weight = bm.BM_PARITY_WEIGHT(handle)
    book.block(sheet, WEIGHT, left, "Smallest parity weight within tolerance", "=BM_PARITY_WEIGHT(Model,ParityTolerance)",
           weight)  # fmt: skip
    right = left + 5
    row = book.block(sheet, 4, right, "Ceilings", "=BM_CEILING(Model)", bm.BM_CEILING(handle))
    book.block(sheet, row + 6, right, "Slopes", "=BM_SLOPE(Model)", bm.BM_SLOPE(handle), widths=False)
    book.block(sheet, WEIGHT, right, "Split of the gap in total pay, in logs", "=BM_PARITY_SPLIT(Model)",
           bm.BM_PARITY_SPLIT(handle), widths=False)  # fmt: skip
    far = right + 15
    book.block(sheet, 4, far, "Missing rungs", '=BM_PARITY(Model,"","","","","missing")',
           bm.BM_PARITY(handle, None, None, None, None, "missing"))  # fmt: skip
    sheet.freeze_panes(3, 0)
    sheet.print_area(0, 0, max(len(pairs) + 6, WEIGHT + 1 + len(weight)), left + 2)
    sheet.fit_to_pages(1, 1)
    letter = xl_col_to_name(left + 1)
    at = {row[0]: number for number, row in enumerate(headline[1:], 23)}
    values = {row[0]: row[1] for row in headline[1:]}
    return {
        "Headline gap": (f"Parity!${letter}${at['Headline gap']}", values["Headline gap"]),
        "Worst gap": (f"Parity!${letter}${at['Worst gap']}", values["Worst gap"]),
        "Pairs outside tolerance": (f"Parity!${letter}${at['Pairs outside tolerance']}", values["Pairs outside tolerance"]),
        "Smallest parity weight": _smallest(left, weight),
    }


def _smallest(column: int, weight: Rows) -> tuple[str, Any]:
    """The weight after rounding by its label, in six digits, and its value as it is now."""
    labels, values = (
        f"Parity!${xl_col_to_name(at)}${WEIGHT + 2}:${xl_col_to_name(at)}${FURTHEST}" for at in (column, column + 1)
    )
    found = f'INDEX({values},MATCH("{ROUNDED}",{labels},0))'
    told = next((row[1] for row in weight if row[0] == ROUNDED), NOTHING_PULLED)
    return f'IFERROR(ROUNDUP({found},6),IFERROR({found},"{NOTHING_PULLED}"))', _rounded_up(told)


def _rounded_up(weight: Any) -> Any:
    """A weight in six digits, rounded up as Excel's ROUNDUP does: so that it is enough when it is typed in."""
    return math.ceil(round(weight * 1e6, 6)) / 1e6 if isinstance(weight, float) else weight


def _pairs(book: Book, sheet: Any, pairs: Rows) -> int:
    """The pairs with the colours of their verdicts, and their chart; returns the column to the right."""
    forms = book.formats
    top = 5
    sheet.write_string(top - 1, 0, "Pairs", forms["heading"])
    bottom = book.spill(sheet, top, 0, '=BM_PARITY(Model,ParityBasis,ParityTolerance,"","","pairs")', pairs)
    verdict = pairs[0].index("Verdict")
    area = xl_range_abs(top + 1, verdict, bottom + SPARE, verdict)
    cell = xl_rowcol_to_cell(top + 1, verdict, col_abs=True)
    rules = (
        (f'={cell}="{parity.WITHIN}"', design.WITHIN),
        (f'=ISNUMBER(SEARCH(" below",{cell}))', design.BELOW),
        (f'=ISNUMBER(SEARCH(" above",{cell}))', design.ABOVE),
        (f'={cell}="{parity.JUSTIFIED}"', design.JUSTIFIED),
    )
    for criteria, colour in rules:
        sheet.conditional_format(
            area.replace("$", ""), {"type": "formula", "criteria": criteria, "format": forms.fill(colour)}
        )
    charts.gaps(book, sheet, top, len(pairs) - 1, column=len(pairs[0]) + 1)
    return len(pairs[0]) + 1


def findings(book: Book, handle: str) -> Places:
    """What to look at. Returns the formulas that count errors and warnings."""
    sheet = book.sheet("Findings", "Findings", f"Errors first: a figure is missing or wrong. {ROWS_OF_A_TABLE}")
    values = bm.BM_FINDINGS(handle, book.cells["People"])
    bottom = book.spill(sheet, TOP, 0, f"=BM_FINDINGS(Model,{book.reference('People')})", values)
    for row in range(TOP + 1, bottom):
        sheet.set_row(row, 30)
        for column in (4, 5):
            sheet.write_string(row, column, str(values[row - TOP][column]), book.formats["wrap"])
    area = f"A{TOP + 2}:A{bottom + SPARE}"
    for word, colour in (("error", design.BELOW), ("warning", design.WITHIN), ("note", design.JUSTIFIED)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.formats.fill(colour)}
        sheet.conditional_format(area, rule)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.repeat_rows(TOP)
    severities = [row[0] for row in values[1:]]
    area = f"Findings!$A${TOP + 2}:$A${FURTHEST}"
    counted = {word: (f'COUNTIF({area},"{word}")', severities.count(word)) for word in ("error", "warning")}
    return {f"Findings: {word}s": place for word, place in counted.items()}
