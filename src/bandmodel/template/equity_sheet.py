"""The sheet Equity: are people paid alike? Between the tracks, and between groups of people, each with what it rests on.

Every block is one formula, and the choices (group, controls, definition, closing) are cells. It shows single groups
however small: it is for those who may see people's pay.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel.core.equivalence import DIFFERENT, EQUIVALENT, INCONCLUSIVE, SMALL
from bandmodel.figures import LABELLED
from bandmodel.template import design
from bandmodel.template.book import FURTHEST, Book, Places, Rows, rows_of, write
from bandmodel.template.input_sheets import choices, typed

TOP, HEADING = 2, 6
"""First row of the choices, and row of the headings of the blocks."""
GROUP, CONTROLS, CATEGORY = "Gender", "Track;Level;Location", "Track;Level"
DEFINITIONS = ("EU", "UK", "WGEA", "BC")
MODES = ("least cost", "residual", "uniform")
WIDTHS = (40, 46, 120)
"""Widths of labelled lines: formulas stand in Value, sentences in Note."""
CLOSE, BUDGET, CAP = "Track", 0.006, 0.06
COLOURS = {EQUIVALENT: design.WITHIN, DIFFERENT: design.BELOW, SMALL: design.JUSTIFIED, INCONCLUSIVE: design.UNKNOWN}
"""Fill of a verdict, by how it begins."""


def create(book: Book, handle: str) -> Places:
    """The sheet; returns what the first sheet repeats."""
    lead = "A gap that is not significant is not parity. Groups are shown however small: for those who may see people's pay."
    sheet = book.sheet("Equity", "Equity: are people paid alike?", lead)
    _choices(book, sheet)
    column, gaps, starts = 0, [[""]], list[int]()
    for title, formula, values in _blocks(book, handle):
        end = book.block(sheet, HEADING, column, title, formula, values)
        if column == 0:
            gaps = values
            _verdicts(book, sheet, values, end)
        elif tuple(values[0]) == LABELLED:
            for at, width in enumerate(WIDTHS):
                sheet.set_column(column + at, column + at, width)
        column += len(values[0]) + 1
        starts.append(column)
    sheet.set_row(HEADING + 1, 30)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 26)
    sheet.freeze_panes(HEADING + 2, 0)
    sheet.set_v_pagebreaks(starts[:-1])  # each block begins a page of its own
    sheet.set_print_scale(42)
    return _places(gaps)


def _blocks(book: Book, handle: str) -> Iterator[tuple[str, str, Rows]]:
    """Heading, formula and values of each block, the figures of a subject before what they rest on."""
    people, staff = book.reference("People"), book.cells["People"]
    given = (GROUP, CONTROLS)

    def both(title: str, formula: str, call: Callable[[str], Any], notes: str = "What it rests on") -> Iterator[Any]:
        for part, heading in (("figures", title), ("notes", notes)):
            yield heading, f'={formula},"{part}")', rows_of(call(part))

    yield from both(
        "Between the tracks: gap = from / to - 1, negative = less", f'BM_TRACK_GAP({people},Model,"",EquityTolerance,""',
        lambda part: bm.BM_TRACK_GAP(staff, handle, None, None, None, part),
    )  # fmt: skip
    yield from both(
        "Between groups at equal controls: gap = group / reference - 1",
        f'BM_ADJUSTED_GAP({people},EquityGroup,EquityControls,"","","",Model',
        lambda part: bm.BM_ADJUSTED_GAP(staff, *given, None, None, None, handle, part),
    )  # fmt: skip
    yield from both(
        "Unadjusted, by statute: gap = (reference - group) / reference",
        f'BM_PAY_GAP({people},EquityGroup,"","",EquityDefinition,Model',
        lambda part: bm.BM_PAY_GAP(staff, GROUP, None, None, DEFINITIONS[0], handle, part),
    )  # fmt: skip
    yield from both(
        "By category of workers: gap = (reference - group) / reference",
        f'BM_CATEGORIES({people},EquityCategory,EquityGroup,"",Model,""',
        lambda part: bm.BM_CATEGORIES(staff, CATEGORY, GROUP, None, handle, None, part),
    )  # fmt: skip
    yield from both(
        "What goes with the difference (Oaxaca-Blinder)", f'BM_OAXACA({people},EquityGroup,EquityControls,"",Model',
        lambda part: bm.BM_OAXACA(staff, *given, None, handle, part),
    )  # fmt: skip
    yield from both(
        "Closing a gap: who is raised",
        f'BM_CLOSE_GAP({people},Model,EquityClose,EquityMode,EquityBudget,EquityCap,"","","",""',
        lambda part: bm.BM_CLOSE_GAP(staff, handle, CLOSE, MODES[0], BUDGET, CAP, None, None, None, None, part),
        "Closing a gap: what it takes, within budget and cap",
    )  # fmt: skip


def _choices(book: Book, sheet: Any) -> None:
    """The cells to choose in, above the first block: label and value with what it means as one selects it."""
    lists = {"EquityDefinition": list(DEFINITIONS), "EquityMode": list(MODES), "EquityClose": ["Track", "Gender"]}
    for row, column, beside, label, value, kind, name, meaning in (
        (0, 0, 1, "Tolerance", None, "share", "EquityTolerance", "Largest gap that is parity of tracks; blank = Policy."),
        (1, 0, 1, "Group", GROUP, "text", "EquityGroup", "Column of People whose groups are compared."),
        (2, 0, 1, "Controls", CONTROLS, "text", "EquityControls", "Columns held equal; C(name) makes numbers categories."),
        (0, 3, 2, "Category", CATEGORY, "text", "EquityCategory", "Columns that make the categories of workers."),
        (1, 3, 2, "Definition", DEFINITIONS[0], "text", "EquityDefinition", "Whose unadjusted gaps: EU, UK, WGEA or BC."),
        (0, 7, 2, "Close the gap of", CLOSE, "text", "EquityClose", "Track, or a column of People such as Gender."),
        (1, 7, 2, "Mode", MODES[0], "text", "EquityMode", "least cost, residual (toward the predicted pay) or uniform."),
        (0, 11, 1, "Budget", BUDGET, "budget", "EquityBudget", "Share of payroll, from 1 on an amount; blank = no limit."),
        (1, 11, 1, "Cap", CAP, "share", "EquityCap", "Largest raise as a share of own pay; blank = no limit."),
    ):  # fmt: skip
        typed(book, sheet, TOP + row, column, label, value, kind, name, beside)
        if name in lists:
            at = column + beside
            choices(sheet, TOP + row, at, TOP + row + 1, lists[name], label, meaning, stop=name != "EquityClose")
        else:
            prompt = {"validate": "any", "input_title": label, "input_message": meaning}
            sheet.data_validation(TOP + row, column + beside, TOP + row, column + beside, prompt)


def _verdicts(book: Book, sheet: Any, values: Rows, bottom: int) -> None:
    """Colour and width of the verdicts and their meaning."""
    headers = values[0]
    if "Verdict" not in headers:
        return
    at, told = headers.index("Verdict"), headers.index("Meaning")
    for word, colour in COLOURS.items():
        rule = {"type": "text", "criteria": "begins with", "value": word, "format": book.formats.fill(colour)}
        sheet.conditional_format(HEADING + 2, at, bottom + 10, at, rule)
    sheet.set_column(at, at, 24)
    sheet.set_column(told, told, 72)
    for offset, row in enumerate(values[1:], HEADING + 2):
        write(sheet, offset, told, row[told], book.formats["wrap"])
        sheet.set_row(offset, 27)


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
    letter = xl_col_to_name(at)
    area = f"Equity!${letter}${HEADING + 3}:${letter}${FURTHEST}"
    widest = f"IF((1+MAX({area}))*(1+MIN({area}))>1,MAX({area}),MIN({area}))"  # the larger |ln(1 + gap)|
    return {"Adjusted track gap": (widest, max(known, key=lambda gap: abs(math.log1p(gap))))} if known else {}
