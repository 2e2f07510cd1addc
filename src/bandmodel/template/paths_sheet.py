"""The sheet Paths: the map of career paths, every move, and the two formulas that try out new rungs."""

from __future__ import annotations

import string

import bandmodel.excel as bm
from bandmodel.template import path_chart
from bandmodel.template.book import Book, rows_of
from bandmodel.template.input_sheets import choices, typed
from bandmodel.template.people_sheets import HEADING, INPUT_ROW, TOP

MAP_COLUMNS, WIDEST = 15, 7  # columns that the map covers, and those of the widest table of an effect


def create(book: Book, handle: str) -> None:
    """The map at the left; moves, a mirrored track and a new rung to its right."""
    lead = "Up within a track, across between equivalents, diagonal to the rung above them. Nothing here changes the model."
    sheet = book.sheet("Paths", "Career paths", lead)
    people, staff = book.reference("People"), book.cells["People"]
    column = MAP_COLUMNS + 1
    moves = bm.BM_MOVES(handle)
    book.block(sheet, HEADING, column, "Every move", "=BM_MOVES(Model)", moves)
    column += len(moves[0]) + 1
    source, target = _tracks(handle)
    typed(book, sheet, INPUT_ROW, column, "Copy rungs of", source, "text", "MirrorFrom")
    typed(book, sheet, INPUT_ROW, column + 2, "to", target, "text", "MirrorTo")
    for at in (column + 1, column + 3):
        text = "A track of the model; a new name makes a new track."
        choices(sheet, INPUT_ROW, at, INPUT_ROW + 1, "=TrackNames", "Track", text, stop=False)
    mirrored = rows_of(bm.BM_MIRROR_TRACK(handle, source, target, staff))
    formula = f"=BM_MIRROR_TRACK(Model,MirrorFrom,MirrorTo,{people})"
    book.block(sheet, HEADING, column, "Try: mirror a track", formula, mirrored)
    sheet.set_column(column, column, 32)
    column += max(len(mirrored[0]), WIDEST) + 1
    rung = _rung(handle, target)
    for offset, (label, value) in enumerate(zip(("Track", "Level", "Grade"), rung, strict=True)):
        typed(book, sheet, INPUT_ROW, column + 2 * offset, label, value, "text", f"Add{label}")
    added = rows_of(bm.BM_ADD_LEVEL(handle, *rung, None, staff))
    formula = f'=BM_ADD_LEVEL(Model,AddTrack,AddLevel,AddGrade,"",{people})'
    book.block(sheet, HEADING, column, "Try: add a rung", formula, added)
    sheet.set_column(column, column, 32)
    path_chart.create(book, sheet, handle, column + max(len(added[0]), WIDEST) + 1)
    sheet.set_row(TOP, 30)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.print_area(0, 0, TOP + path_chart.ROWS, MAP_COLUMNS)
    sheet.fit_to_pages(1, 1)


def _tracks(handle: str) -> tuple[str, str]:
    """The first pair of tracks to try: the to-side of the first comparison onto the from-side."""
    pair = bm.BM_PARITY(handle, None, None, None, None, "pairs")[1]
    return pair[2], pair[0]


def _rung(handle: str, track: str) -> tuple[str, str, str]:
    """A rung to try: the next number above the top of a track, at the next higher grade of another."""
    bands = bm.BM_BANDS(handle)[1:]
    top = [row for row in bands if row[0] == track][-1]
    above = sorted({row[3] for row in bands if _number(row[3]) > _number(top[3])}, key=_number)
    letters = top[1].rstrip(string.digits)
    return track, f"{letters}{int(top[1][len(letters) :] or 0) + 1}", str(above[0] if above else top[3])


def _number(grade: str) -> float:
    return float(grade) if grade.isdigit() else 0.0
