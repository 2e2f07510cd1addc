"""The map of career paths as a native chart: one column per track, height = midpoint, lines between equivalents.

A level line between two equivalents means equal pay; a slope is the gap. The cells behind it are native formulas over the
sheets Bands and Parity, so the map follows every change; rungs that are added have room.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel.template import design
from bandmodel.template.book import Book, write

TOP, SPARE, ROWS = 4, 20, 38
"""Row of the headers behind the chart, rows kept for new rungs, rows that the chart covers."""
BANDS_TOP, PAIRS_TOP = 5, 7
"""First rows of the bands on the sheet Bands and of the pairs on the sheet Parity, as Excel counts."""
COLOURS = (design.SPECIALIST, design.MANAGER, "#CC79A7", "#009E73", "#56B4E9", "#D55E00")
NOT = "#N/A"


def create(book: Book, sheet: Any, handle: str, column: int) -> None:
    """Write the block behind the chart from `column` on, and the chart at the left edge of the sheet."""
    bands = bm.BM_BANDS(handle)[1:]
    names = list(dict.fromkeys(row[0] for row in bands))
    count = len(bands) + SPARE
    sheet.write_string(TOP - 1, column, "Behind the map: bands and compared pairs", book.formats["caption"])
    _levels(book, sheet, column, bands, names, count)
    pairs_at = column + 4 + len(names) + 1
    pairs = bm.BM_PARITY(handle, None, None, None, None, "pairs")[1:]
    _pairs(book, sheet, pairs_at, column, pairs, names, count)
    _chart(book, sheet, column, names, len(bands), count, pairs_at, 3 * len(pairs))


def _levels(book: Book, sheet: Any, column: int, bands: list[list[Any]], names: list[str], count: int) -> None:
    """Track, level, midpoint, place from left to right, and the midpoint again in the column of its track."""
    headers = ["Track", "Level", "Mid", "Place", *names]
    for at, header in enumerate(headers):
        sheet.write_string(TOP, column + at, header, book.formats.header("Level" if at < 2 else "Mid"))
    track, mid, place = (xl_col_to_name(column + at) for at in (0, 2, 3))
    text, pay, plain = (book.formats.result(kind) for kind in ("text", "pay", "plain"))
    for offset in range(count):
        row, source = TOP + 1 + offset, BANDS_TOP + offset
        here = row + 1  # as Excel counts
        band = bands[offset] if offset < len(bands) else None
        number = names.index(band[0]) + 1 if band else NOT
        value = band[5] if band and band[5] != "" else NOT
        for at, letter in ((0, "A"), (1, "B")):
            formula = f'=IF(Bands!${letter}${source}="","",Bands!${letter}${source})'
            sheet.write_formula(row, column + at, formula, text, band[at] if band else "")
        sheet.write_formula(row, column + 2, f"=IF(ISNUMBER(Bands!$F${source}),Bands!$F${source},NA())", pay, value)
        before = f"IF({track}{here}={track}{here - 1},{place}{here - 1},{place}{here - 1}+1)" if offset else "1"
        sheet.write_formula(row, column + 3, f'=IF({track}{here}="",NA(),{before})', plain, number)
        for k in range(1, len(names) + 1):
            formula = f"=IF({place}{here}={k},{mid}{here},NA())"
            sheet.write_formula(row, column + 3 + k, formula, pay, value if number == k else NOT)


def _pairs(book: Book, sheet: Any, at: int, column: int, pairs: list[list[Any]], names: list[str], count: int) -> None:
    """Place and midpoint of both sides of each pair, with a blank row after it: there the line breaks."""
    for offset, header in enumerate(("Pair: place", "Pair: midpoint")):
        sheet.write_string(TOP, at + offset, header, book.formats.header("Mid"))
    tracks, places = (f"${xl_col_to_name(c)}${TOP + 2}:${xl_col_to_name(c)}${TOP + 1 + count}" for c in (column, column + 3))
    for number, pair in enumerate(pairs):
        source = PAIRS_TOP + number
        sides = (("A", "F", pair[0], pair[5]), ("C", "G", pair[2], pair[6]))
        for side, (track_letter, mid_letter, track, mid) in enumerate(sides):
            row = TOP + 1 + 3 * number + side
            place = f"=IFERROR(INDEX({places},MATCH(Parity!${track_letter}${source},{tracks},0)),NA())"
            sheet.write_formula(row, at, place, book.formats.result("plain"), names.index(track) + 1)
            formula = f"=IF(ISNUMBER(Parity!${mid_letter}${source}),Parity!${mid_letter}${source},NA())"
            sheet.write_formula(row, at + 1, formula, book.formats.result("pay"), mid if mid != "" else NOT)
        write(sheet, TOP + 3 + 3 * number, at, None, None)


def _chart(
    book: Book, sheet: Any, column: int, names: list[str], levels: int, count: int, pairs_at: int, pair_rows: int
) -> None:
    name = sheet.get_name()
    first, last = TOP + 1, TOP + count

    def cells(at: int, bottom: int = last) -> list[Any]:
        return [name, first, at, bottom, at]

    chart = book.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart.add_series({
        "name": "equivalent levels", "categories": cells(pairs_at, TOP + pair_rows),
        "values": cells(pairs_at + 1, TOP + pair_rows), "marker": {"type": "none"},
        "line": {"color": design.QUIET, "width": 1.5, "dash_type": "dash"},
    })  # fmt: skip
    label = xl_col_to_name(column + 1)
    for number in range(len(names)):
        colour = COLOURS[number % len(COLOURS)]
        labels = [{"value": f"={name}!${label}${first + 1 + offset}"} for offset in range(levels)]
        chart.add_series({
            "name": [name, TOP, column + 4 + number], "categories": cells(column + 3), "values": cells(column + 4 + number),
            "marker": {"type": "square", "size": 9, "fill": {"color": colour}, "border": {"color": design.MARK}},
            "line": {"color": colour, "width": 2},
            "data_labels": {"value": True, "custom": labels, "position": "right", "font": {"size": 9},
                            "fill": {"color": design.PAPER}},
        })  # fmt: skip
    chart.set_title({"name": "Career paths by midpoint", "name_font": {"size": 13, "color": design.ACCENT}})
    chart.set_x_axis({"min": 0.5, "max": len(names) + 0.7, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E3E7EB"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 940, "height": 760})
    text = "Each track is a column of rungs, height is the midpoint; dashed lines join equivalent levels: a slope is a gap."
    sheet.insert_chart(TOP - 1, 0, chart, {"description": text})
