"""The sheet Equity: are people paid alike? Between the tracks, and between groups of people, each with what it rests on.

Every block is one formula, and the choices (group, controls, definition, closing) are cells. It shows single groups
however small: it is for those who may see people's pay.
"""

from __future__ import annotations

from typing import Any

import bandmodel.excel as bm
from bandmodel.core.equivalence import DIFFERENT, EQUIVALENT, INCONCLUSIVE, SMALL
from bandmodel.template import design
from bandmodel.template.book import Book, Places, Rows, rows_of
from bandmodel.template.input_sheets import choices
from bandmodel.template.people_sheets import typed

TOP, HEADING = 2, 6
"""First row of the choices, and row of the headings of the blocks."""
GROUP, CONTROLS, CATEGORY = "Gender", "Track;Level;Location", "Track;Level"
DEFINITIONS = ("EU", "UK", "WGEA", "BC")
MODES = ("least cost", "residual", "uniform")
COLOURS = {EQUIVALENT: design.WITHIN, DIFFERENT: design.BELOW, SMALL: design.JUSTIFIED, INCONCLUSIVE: design.UNKNOWN}
"""Fill of a verdict, by how it begins."""


def create(book: Book, handle: str) -> Places:
    """The sheet; returns what the first sheet repeats."""
    lead = "A gap that is not significant is not parity. Groups are shown however small: for those who may see people's pay."
    sheet = book.sheet("Equity", "Equity: are people paid alike?", lead)
    people, staff = book.reference("People"), book.cells["People"]
    _choices(book, sheet)
    gaps = rows_of(bm.BM_TRACK_GAP(staff, handle))
    blocks: tuple[tuple[str, str, Rows], ...] = (
        ("Between the tracks: gap = from / to - 1, negative = less",
         f'=BM_TRACK_GAP({people},Model,"",EquityTolerance)', gaps),
        ("Between groups at equal controls: gap = group / reference - 1",
         f'=BM_ADJUSTED_GAP({people},EquityGroup,EquityControls,"","","",Model)',
         rows_of(bm.BM_ADJUSTED_GAP(staff, GROUP, CONTROLS, None, None, None, handle))),
        ("Unadjusted, by statute: gap = (reference - group) / reference",
         f'=BM_PAY_GAP({people},EquityGroup,"","",EquityDefinition,Model)',
         rows_of(bm.BM_PAY_GAP(staff, GROUP, None, None, DEFINITIONS[0], handle))),
        ("By category of workers: gap = (reference - group) / reference",
         f'=BM_CATEGORIES({people},EquityCategory,EquityGroup,"",Model)',
         rows_of(bm.BM_CATEGORIES(staff, CATEGORY, GROUP, None, handle))),
        ("What explains the difference (Oaxaca-Blinder)",
         f'=BM_OAXACA({people},EquityGroup,EquityControls,"",Model)',
         rows_of(bm.BM_OAXACA(staff, GROUP, CONTROLS, None, handle))),
        ("Closing the gap: raises within budget and cap",
         f"=BM_CLOSE_GAP({people},Model,EquityClose,EquityMode,EquityBudget,EquityCap)",
         rows_of(bm.BM_CLOSE_GAP(staff, handle, "Track", MODES[0], 0.006, 0.06))),
    )  # fmt: skip
    column = 0
    for title, formula, values in blocks:
        bottom = book.block(sheet, HEADING, column, title, formula, values)
        if column == 0:
            _verdicts(book, sheet, values, bottom)
            sheet.print_area(0, 0, bottom, len(values[0]) - 1)
        column += len(values[0]) + 1
    sheet.set_column(0, 0, 24)
    sheet.freeze_panes(HEADING + 2, 0)
    sheet.fit_to_pages(1, 0)
    return _places(gaps)


def _choices(book: Book, sheet: Any) -> None:
    """The cells to choose in, side by side above the blocks."""
    cells = (
        (0, 0, "Tolerance", None, "share", "EquityTolerance"),
        (0, 3, "Group", GROUP, "text", "EquityGroup"),
        (1, 3, "Controls", CONTROLS, "text", "EquityControls"),
        (2, 3, "Category", CATEGORY, "text", "EquityCategory"),
        (0, 6, "Definition", DEFINITIONS[0], "text", "EquityDefinition"),
        (0, 9, "Close the gap of", "Track", "text", "EquityClose"),
        (1, 9, "Mode", MODES[0], "text", "EquityMode"),
        (0, 12, "Budget", 0.006, "share", "EquityBudget"),
        (1, 12, "Cap", 0.06, "share", "EquityCap"),
    )
    for row, column, label, value, kind, name in cells:
        typed(book, sheet, TOP + row, column, label, value, kind, name)
    sheet.write_string(TOP + 1, 0, "blank = Policy", book.formats["caption"])
    sheet.write_string(TOP + 2, 12, "Budget: share of payroll, or an amount a year", book.formats["caption"])
    choices(sheet, TOP, 7, TOP + 1, list(DEFINITIONS), "Definition", "Whose definition of an unadjusted gap.")
    choices(sheet, TOP + 1, 10, TOP + 2, list(MODES), "Mode", "How raises are given out.")
    text = "Track, or a column of People such as Gender."
    choices(sheet, TOP, 10, TOP + 1, ["Track", "Gender"], "Close the gap of", text, stop=False)


def _verdicts(book: Book, sheet: Any, values: Rows, bottom: int) -> None:
    """Colour and width of the verdicts and their meaning."""
    headers = values[0]
    if "Verdict" not in headers:
        return
    at = headers.index("Verdict")
    for word, colour in COLOURS.items():
        rule = {"type": "text", "criteria": "begins with", "value": word, "format": book.formats.fill(colour)}
        sheet.conditional_format(HEADING + 2, at, bottom + 10, at, rule)
    sheet.set_column(at, at, 24)
    sheet.set_column(headers.index("Meaning"), headers.index("Meaning"), 100)


def _places(gaps: Rows) -> Places:
    """The widest adjusted gap between tracks, for the first sheet."""
    if "Gap" not in gaps[0]:
        return {}
    at = gaps[0].index("Gap")
    found = []
    for row in gaps[1:]:
        if all(cell == "" for cell in row):
            break
        found.append(row[at])
    known = [gap for gap in found if isinstance(gap, float)]
    letter = chr(65 + at)
    area = f"Equity!${letter}${HEADING + 3}:${letter}${HEADING + 2 + len(found)}"
    return {"Adjusted track gap": (f"MIN({area})", min(known))} if known else {}
