"""The live part of the sheet Market: why a midpoint is what it is, step by step, and the pay line through the levels."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel.template.book import Book, Rows, write
from bandmodel.template.input_sheets import ROWS_OF_A_TABLE, choices, typed
from bandmodel.template.people_sheets import HEADING, INPUT_ROW

MODEL = "exponential"
FURTHEST_STEP = 300
"""Rows below the heading whose formats follow what stands in them."""


def create(book: Book, handle: str) -> None:
    """A level to choose, every step from its survey rows to its band, and the pay line if levels have Points."""
    sheet = book.sheets["Market"]
    column = len(book.cells["Market"][0]) + len(book.cells["Matches"][0]) + 2
    bands = bm.BM_BANDS(handle)
    track, level = bands[len(bands) // 4][:2]
    typed(book, sheet, INPUT_ROW, column, "Explain track", track, "text", "ExplainTrack")
    typed(book, sheet, INPUT_ROW, column + 2, "level", level, "text", "ExplainLevel")
    for at, source in ((column + 1, "=TrackNames"), (column + 3, "=LevelNames")):
        choices(sheet, INPUT_ROW, at, INPUT_ROW + 1, source, "Level", "A level of the model.", stop=False)
    steps = bm.BM_EXPLAIN(handle, track, level)
    book.block(sheet, HEADING, column, "Why this midpoint", "=BM_EXPLAIN(Model,ExplainTrack,ExplainLevel)", steps)
    _figures(book, sheet, column, steps)
    sheet.write_string(HEADING - 1, column, ROWS_OF_A_TABLE, book.formats["caption"])
    _pay_line(book, handle, column + len(steps[0]) + 1)


def _figures(book: Book, sheet: Any, column: int, steps: Rows) -> None:
    """Number formats of the steps that go by their unit: another level has other steps, on other rows."""
    figure, unit = (steps[0].index(name) for name in ("Figure", "Unit"))
    for offset, line in enumerate(steps[1:], HEADING + 2):
        write(sheet, offset, column + figure, line[figure], book.formats.result("step pay"))
    where = f"${xl_col_to_name(column + unit)}{HEADING + 3}"
    rule = {
        "type": "formula",
        "criteria": f'=OR({where}="fraction",{where}="ratio")',
        "format": book.formats.shown_as("step share"),
    }
    sheet.conditional_format(HEADING + 2, column + figure, HEADING + FURTHEST_STEP, column + figure, rule)


def _pay_line(book: Book, handle: str, column: int) -> None:
    """The pay line over Points through the market rates of all levels, if three of them have both."""
    sheet = book.sheets["Market"]
    headers, *levels = book.cells["Levels"]
    points = [[row[headers.index("Points")]] for row in levels]
    keys = [[[row[headers.index(name)]] for row in levels] for name in ("Track", "Level")]
    rates = bm.BM_BAND(handle, *keys, "market")
    line = bm.BM_LINE(points, rates, MODEL)
    if not isinstance(line, list):
        return
    market = 'BM_BAND(Model,Levels[Track],Levels[Level],"market")'
    book.block(sheet, HEADING, column, "Pay line of all levels", f'=BM_LINE(Levels[Points],{market},"{MODEL}")', line)
    sheet.set_column(column, column, 26)
