"""Compa-ratios by track as a native column chart: how many people stand in each step of 0.05 around the midpoint.

The counts are native COUNTIFS over the table of placed people, so that they follow it.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from bandmodel.template import design
from bandmodel.template.book import FURTHEST, Book, Rows
from bandmodel.template.path_chart import COLOURS

EDGES = tuple(n / 20 for n in range(15, 26))
"""Edges of the steps: 0.75 to 1.25."""


def create(book: Book, sheet: Any, names: list[str], placed: Rows, top: int, place: int, column: int) -> None:
    """Write the counts from `column` on, and the chart at `place`.

    names    the tracks
    placed   the table of placed people as it is now, headers first, standing from row `top` in the first columns
    """
    track_at, compa_at = (placed[0].index(name) for name in ("Track", "Compa-ratio"))
    name = sheet.get_name()
    tracks, compas = (
        f"${xl_col_to_name(at)}${top + 2}:${xl_col_to_name(at)}${FURTHEST}" for at in (track_at, compa_at)
    )  # fmt: skip
    sheet.write_string(top - 1, column, "Behind the chart: people by compa-ratio", book.formats["caption"])
    for at, header in enumerate(["Compa-ratio", *names]):
        sheet.write_string(top, column + at, header, book.formats.header("Headcount" if at else "Level"))
    steps = list(zip((None, *EDGES), (*EDGES, None), strict=True))
    for offset, (low, high) in enumerate(steps):
        row = top + 1 + offset
        sheet.write_string(row, column, _label(low, high), book.formats.result("text"))
        for at, track in enumerate(names, 1):
            header = f"{xl_col_to_name(column + at)}${top + 1}"
            limits = "".join(f',{compas},"{sign}"&{edge:g}' for sign, edge in ((">=", low), ("<", high)) if edge is not None)
            count = sum(_inside(row[compa_at], low, high) for row in placed[1:] if row[track_at] == track)
            formula = f"=COUNTIFS({tracks},{header}{limits})"
            sheet.write_formula(row, column + at, formula, book.formats.result("count"), count)
    chart = book.book.add_chart({"type": "column"})
    last = top + len(steps)
    for at in range(1, len(names) + 1):
        chart.add_series({
            "name": [name, top, column + at], "categories": [name, top + 1, column, last, column],
            "values": [name, top + 1, column + at, last, column + at], "gap": 60,
            "fill": {"color": COLOURS[(at - 1) % len(COLOURS)]}, "border": {"none": True},
        })  # fmt: skip
    chart.set_title({"name": "People by compa-ratio", "name_font": {"size": 13, "color": design.ACCENT}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#E3E7EB"}}})
    chart.set_size({"width": 640, "height": 380})
    text = "Columns: how many people of each track have a compa-ratio in each step of 0.05; 1 is the midpoint."
    sheet.insert_chart(top - 1, place, chart, {"description": text})


def _label(low: float | None, high: float | None) -> str:
    if low is None:
        return f"below {high:.2f}"
    return f"from {low:.2f}" if high is None else f"{low:.2f} to {high:.2f}"


def _inside(value: Any, low: float | None, high: float | None) -> bool:
    return isinstance(value, float) and (low is None or value >= low) and (high is None or value < high)
