"""The sheets on people: Placement (bands, cost to minimum, an offer), the merit round, and Careers (the audit).

Each block is one formula. Blocks stand side by side, so that every one can grow downward.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel import audit
from bandmodel.template import compa_chart, design
from bandmodel.template.book import FURTHEST, Book, Places, Rows
from bandmodel.template.input_sheets import choices, typed

INPUT_ROW, HEADING, TOP, OFFER = 2, 4, 5, 26
"""Rows of the cells to type in, of the headings of the blocks, of their first headers, and of the offer, counted from 0."""
GROUPS = ("Track", "Level", "Location", "Track;Location", "Family", "Department", "Gender")


def placement(book: Book, handle: str) -> Places:
    """Everyone in the own band; beside it cost to minimum, compa-ratios by track, and an offer."""
    lead = "One row per person of the sheet People, in its order. Pay is in the currency of the person's location."
    sheet = book.sheet("Placement", "Placement", lead)
    people = book.reference("People")
    staff = book.cells["People"]
    values = bm.BM_PLACE(staff, handle)
    sheet.write_string(HEADING, 0, "Everyone", book.formats["heading"])
    bottom = book.spill(sheet, TOP, 0, f"=BM_PLACE({people},Model)", values)
    _status_colours(book, sheet, values[0].index("Status"), bottom)
    left = len(values[0]) + 1
    typed(book, sheet, INPUT_ROW, left, "Group by", "Track", "text", "PlacementBy")
    text = "A column of People, or several with semicolons."
    choices(sheet, INPUT_ROW, left + 1, INPUT_ROW + 1, list(GROUPS), "Group by", text, stop=False)
    cost = bm.BM_COST_TO_MIN(staff, handle, "Track")
    book.block(sheet, HEADING, left, "Cost to minimum", f"=BM_COST_TO_MIN({people},Model,PlacementBy)", cost)
    right = left + len(cost[0]) + 1
    tracks = list(dict.fromkeys(str(row[0]) for row in bm.BM_BANDS(handle)[1:]))
    compa_chart.create(book, sheet, tracks, values, TOP, right, right + 12)
    below = _offer(book, sheet, handle, OFFER, right, people, staff)
    sheet.set_row(TOP, 30)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.print_area(0, left, below, right + 8)
    sheet.fit_to_pages(1, 1)
    at = f"Placement!${xl_col_to_name(left + cost[0].index('Cost'))}"
    last = f"{at}${TOP + 2}:{at.partition('!')[2]}${FURTHEST}"
    return {"Cost to minimum": (f"MAX({last})", max(row[cost[0].index("Cost")] for row in cost[1:]))}


def _status_colours(book: Book, sheet: Any, column: int, bottom: int) -> None:
    letter = xl_col_to_name(column)
    for word, colour in (("below", design.BELOW), ("above", design.ABOVE)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.formats.fill(colour)}
        sheet.conditional_format(f"{letter}{TOP + 2}:{letter}{bottom + 200}", rule)


def _offer(book: Book, sheet: Any, handle: str, row: int, column: int, people: str, staff: Rows) -> int:
    """The cells to type an offer into, and where it stands; returns the row below."""
    bands = bm.BM_BANDS(handle)
    track, level = bands[len(bands) // 4][:2]
    places = book.cells["Locations"][1][0] or ""
    pay = round(bm.BM_BAND(handle, track, level, "mid", places or None), -3)
    given = (("Track", track, "text"), ("Level", level, "text"), ("Pay", pay, "pay"), ("Location", places, "text"))
    sheet.write_string(row, column, "An offer", book.formats["heading"])
    for offset, (label, value, kind) in enumerate(given, 1):
        typed(book, sheet, row + offset, column, label, value, kind, f"Offer{label}")
    for offset, source in ((1, "=TrackNames"), (2, "=LevelNames"), (4, "=LocationNames")):
        label = given[offset - 1][0]
        choices(
            sheet, row + offset, column + 1, row + offset + 1, source, label, f"A {label.lower()} of the model.", stop=False
        )
    values = bm.BM_OFFER(handle, track, level, pay, places or None, staff)
    formula = f"=BM_OFFER(Model,OfferTrack,OfferLevel,OfferPay,OfferLocation,{people})"
    return book.block(sheet, row + len(given) + 2, column, "Where it stands", formula, values)


def merit_round(book: Book, handle: str) -> None:
    """What the merit matrix costs, beside it on the sheet Merit."""
    sheet = book.sheets["Merit"]
    column = len(book.cells["Merit"][0]) + 1
    people, merit = book.reference("People"), book.reference("Merit")
    typed(book, sheet, INPUT_ROW, column, "Merit budget", 0.03, "budget", "MeritBudget")
    note = "a share of payroll below 1, an amount from 1 on; blank = none"
    sheet.write_string(INPUT_ROW, column + 2, note, book.formats["caption"])
    values = bm.BM_MERIT_COST(book.cells["People"], handle, book.cells["Merit"], 0.03)
    formula = f"=BM_MERIT_COST({people},Model,{merit},MeritBudget)"
    bottom = book.block(sheet, HEADING, column, "Merit round by rating and zone", formula, values)
    sheet.set_column(column, column, 30)
    sheet.print_area(0, 0, bottom, column + len(values[0]) - 1)
    sheet.fit_to_pages(1, 1)


def careers(book: Book, handle: str) -> Places:
    """The career audit: blocked levels, trapped, forced, compression, spans, each with its reasons."""
    lead = "The figures suggest where to look; they judge nobody. Limits are on the sheet Policy. Internal: it names people."
    sheet = book.sheet("Careers", "Career audit", lead)
    people, staff = book.reference("People"), book.cells["People"]
    blocks: tuple[tuple[str, str, Rows], ...] = (
        ("Levels on which growth is blocked", f"=BM_BLOCKAGES(Model,{people})", bm.BM_BLOCKAGES(handle, staff)),
        ("Specialists: evidence suggests trapped", f"=BM_TRAPPED({people},Model)", bm.BM_TRAPPED(staff, handle)),
        ("Managers: evidence suggests forced", f"=BM_FORCED({people},Model)", bm.BM_FORCED(staff, handle)),
        ("Managers beside their highest-paid report", f'=BM_COMPRESSION({people},"",Model)',
         bm.BM_COMPRESSION(staff, None, handle)),
        ("Direct reports and levels below", f"=BM_SPAN({people})", bm.BM_SPAN(staff)),
    )  # fmt: skip
    column, counted = 0, []
    for title, formula, values in blocks:
        book.block(sheet, HEADING, column, title, formula, values)
        counted.append((column, values))
        column += len(values[0]) + 1
    sheet.freeze_panes(TOP + 1, 0)
    sheet.set_row(TOP, 30)
    blocked, trapped, forced, pay, _ = counted
    sheet.print_area(0, 0, TOP + len(blocked[1]), len(blocked[1][0]) - 1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)
    return {
        "Levels blocked": _count(blocked, "Level", None),
        "Suggested trapped": _count(trapped, "Evidence", audit.SUGGESTS_TRAPPED),
        "Suggested forced": _count(forced, "Evidence", audit.SUGGESTS_FORCED),
        "Compressed or inverted": _count(pay, "Result", audit.COMPRESSED, audit.INVERTED),
    }


def _count(block: tuple[int, Rows], header: str, *words: str | None) -> tuple[str, int]:
    """A formula that counts the rows of a block, those with certain words in a column, and its value."""
    column, values = block
    place = values[0].index(header)
    letter = xl_col_to_name(column + place)
    area = f"Careers!${letter}${TOP + 2}:${letter}${FURTHEST}"
    if words == (None,):
        return f'COUNTIF({area},"?*")', len(values) - 1
    found = [row[place] for row in values[1:]]
    return "+".join(f'COUNTIF({area},"{word}")' for word in words), sum(found.count(word) for word in words)
