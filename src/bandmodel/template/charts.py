"""The charts of the workbook. They are native Excel charts over cells, so that they follow the figures."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

import bandmodel.excel as bm
from bandmodel.template import design
from bandmodel.template.book import Book

BLOCK_TOP = 3  # row of the headers of the block behind the chart, counted from 0
CHART_COLUMNS = 15  # columns that the chart covers; the block stands to the right of them
PER_PAIR = 3  # rows per pair: from-level, to-level, a blank between


def paired_bands(book: Book, sheet: Any, handle: str, column: int) -> None:
    """Floating bands of each compared pair side by side, midpoints marked.

    The block behind it, to the right of the chart, lists for each pair of the Parity sheet the from-level, the first
    to-level and a blank row.
    """
    place, column = column, column + CHART_COLUMNS
    pairs = bm.BM_PARITY(handle, None, None, None, None, "pairs")[1:]
    count = len(pairs) * PER_PAIR
    headers = ["Track", "Level", "Label", "Min", "Mid", "Max", "From band", "To band", "Midpoint"]
    form, figure = book.formats["caption"], book.formats.result("pay")
    sheet.write_string(BLOCK_TOP - 1, column, "Behind the chart: each compared pair of the Parity sheet", form)
    for at, header in enumerate(headers):
        sheet.write_string(BLOCK_TOP, column + at, header, book.formats["header"])
    tracks, levels = _names(book, sheet, pairs, column)
    first, last = BLOCK_TOP + 1, BLOCK_TOP + count
    names = [xl_range_abs(first, column + at, last, column + at) for at in (0, 1)]
    found = {}
    for at, measure in enumerate(("min", "mid", "max"), 3):
        formula = f'=BM_BAND(Model,{names[0]},{names[1]},"{measure}")'
        rows = bm.BM_BAND(handle, [[t] for t in tracks], [[n] for n in levels], measure)
        values = found[measure] = [value for (value,) in rows]
        sheet.write_dynamic_array_formula(first, column + at, last, column + at, formula, figure, values[0])
        for offset, value in enumerate(values[1:], 1):
            sheet.write(first + offset, column + at, value, figure)
    _markers(sheet, column, first, found["mid"], figure)
    _widths(sheet, column, first, found["min"], found["max"], figure)
    _chart(book, sheet, place, column, first, last)


def _names(book: Book, sheet: Any, pairs: list[list[Any]], column: int) -> tuple[list[str], list[str]]:
    """Track, level and label of each row of the block, taken from the Parity sheet by formula."""
    tracks, levels = [], []
    form = book.formats.result("text")
    for number, pair in enumerate(pairs):
        source = 6 + number + 1  # row of the pair on Parity, as Excel counts
        lower = str(pair[3]).split(";")[0]
        parts = (
            (f"=Parity!$A${source}", f"=Parity!$B${source}", pair[0], pair[1]),
            (f"=Parity!$C${source}", f'=TRIM(LEFT(Parity!$D${source},FIND(";",Parity!$D${source}&";")-1))', pair[2], lower),
        )
        for side, (track_formula, level_formula, track, level) in enumerate(parts):
            row = BLOCK_TOP + 1 + number * PER_PAIR + side
            sheet.write_formula(row, column, track_formula, form, track)
            sheet.write_formula(row, column + 1, level_formula, form, level)
            cell = f"{xl_col_to_name(column + 1)}{row + 1}"
            sheet.write_formula(row, column + 2, f"={cell}", form, level)
        tracks += [str(pair[0]), str(pair[2]), ""]
        levels += [str(pair[1]), lower, ""]
    return tracks, levels


def _markers(sheet: Any, column: int, first: int, mids: list[Any], figure: Any) -> None:
    """Midpoint markers: the midpoint, or #N/A on blank rows, which a chart leaves out."""
    source = xl_col_to_name(column + 4)
    for row, mid in enumerate(mids, first):
        formula = f"=IF(ISNUMBER({source}{row + 1}),{source}{row + 1},NA())"
        sheet.write_formula(row, column + 8, formula, figure, mid if isinstance(mid, float) else "#N/A")


def _widths(sheet: Any, column: int, first: int, lows: list[Any], highs: list[Any], figure: Any) -> None:
    """Width of each band, in the column of its side: the two sides have different colours."""
    low_cell, high_cell = xl_col_to_name(column + 3), xl_col_to_name(column + 5)
    for offset, (low, high) in enumerate(zip(lows, highs, strict=True)):
        row, side = first + offset, offset % PER_PAIR
        if side == 2:
            continue
        width = high - low if isinstance(low, float) and isinstance(high, float) else 0
        sheet.write_formula(row, column + 6 + side, f"=IFERROR({high_cell}{row + 1}-{low_cell}{row + 1},0)", figure, width)


def _chart(book: Book, sheet: Any, place: int, column: int, first: int, last: int) -> None:
    name = sheet.get_name()

    def cells(at: int) -> list[Any]:
        return [name, first, column + at, last, column + at]

    chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
    nothing = {"fill": {"none": True}, "border": {"none": True}}
    chart.add_series({"name": "base", "categories": cells(2), "values": cells(3), "gap": 8, **nothing})
    sides = ((6, "from-level (specialist, project)", design.SPECIALIST), (7, "to-level (manager)", design.MANAGER))
    for at, title, colour in sides:
        fill = {"color": colour, "transparency": 25}
        border = {"color": colour}
        chart.add_series({"name": title, "categories": cells(2), "values": cells(at), "fill": fill, "border": border})
    line = book.book.add_chart({"type": "line"})
    line.add_series({
        "name": "midpoint", "categories": cells(2), "values": cells(8), "line": {"none": True},
        "marker": {"type": "long_dash", "size": 9, "fill": {"color": design.MARK}, "border": {"color": design.MARK}},
    })  # fmt: skip
    chart.combine(line)
    chart.set_title({"name": "Compared bands side by side", "name_font": {"size": 13, "color": design.ACCENT}})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_x_axis({"num_font": {"rotation": -90, "size": 8}, "interval_unit": 1})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": 900, "height": 560})
    options = {
        "description": "Floating columns: the band of each compared level beside that of its equivalent, midpoints marked."
    }
    sheet.insert_chart(3, place, chart, options)


def gaps(book: Book, sheet: Any, top: int, count: int, column: int) -> None:
    """Gap of each pair as a bar, from the spilled pairs."""
    name = sheet.get_name()
    chart = book.book.add_chart({"type": "bar"})
    chart.add_series({
        "name": "Gap", "categories": [name, top + 1, 1, top + count, 1], "values": [name, top + 1, 7, top + count, 7],
        "fill": {"color": design.SPECIALIST}, "border": {"none": True}, "gap": 40,
        "data_labels": {"value": True, "num_format": "+0.0%;-0.0%", "font": {"size": 8}},
    })  # fmt: skip
    chart.set_title({"name": "Gap of each pair", "name_font": {"size": 13, "color": design.ACCENT}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size({"width": 640, "height": 300})
    sheet.insert_chart(4, column, chart, {"description": "Bars: the gap of each compared pair, negative to the left."})
