"""The heat map: a cell per pair and basis, coloured by how far the gap is from tolerance, with the figure in it."""

from __future__ import annotations

from bandmodel.report.content import HeatMap
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import framed, legend, rect, text
from bandmodel.report.svg.palette import HIGHER, INK, LEVEL, LOWER, PALE_INK, shade
from bandmodel.report.wording import Words

ROW, SPACE, LINE = 25, 2, 14
"""Height of a row, room between cells, height of a line of a header."""
SLIM = 420


def draw(chart: HeatMap, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    left = 96 if width < SLIM else 170
    cell = (width - left) / max(len(chart.columns), 1)
    headers = [canvas.broken(column, cell - 4, canvas.SMALL) for column in chart.columns]
    top = max((len(lines) for lines in headers), default=0) * LINE + 4
    drawn = [
        text(left + (place + 0.5) * cell, (row + 1) * LINE - 2, part, anchor="middle", size=canvas.SMALL, bold=True)
        for place, lines in enumerate(headers)
        for row, part in enumerate(lines)
    ]
    for place, (label, gaps) in enumerate(chart.rows):
        y = top + place * ROW
        drawn.append(text(left - 8, y + ROW / 2 + 3, canvas.fitted(label, left - 8), anchor="end"))
        drawn += [_cell(chart, words, (label, column), gap, left + at * cell, y, cell)
                  for at, (column, gap) in enumerate(zip(chart.columns, gaps, strict=True))]  # fmt: skip
    side = canvas.SWATCH
    items = [(rect(0, 0, side, side, fill=fill, stroke="#9AA4AF"), told) for fill, _, told in meanings(chart, words)]
    keys, end = legend(items, width, top + len(chart.rows) * ROW + 10)
    return framed(chart, name, width, end, *drawn, keys)


def _cell(chart: HeatMap, words: Words, names: tuple[str, str], gap: float | None, x: float, y: float, width: float) -> str:
    fill, ink = shade(gap, chart.tolerance)
    shown = "–" if gap is None else words.brief(gap, "gap")
    title = f"{names[0]}, {names[1]}: {words.brief(gap, 'gap')}"
    frame = {"stroke": "#9AA4AF", "stroke_dasharray": "3 3"} if gap is None else {}
    return (
        rect(x + SPACE / 2, y + SPACE / 2, width - SPACE, ROW - SPACE, title, fill=fill, rx=2, **frame)
        + text(x + width / 2, y + ROW / 2 + 4, shown, anchor="middle", ink=ink, over=True)
    )  # fmt: skip


def meanings(chart: HeatMap, words: Words) -> list[tuple[str, str, str]]:
    """(fill, ink, what it means) of each colour: within tolerance, then the shades of lower and of higher."""
    step = chart.tolerance
    items = [(LEVEL, INK, words.say("parity.within_legend", tolerance=step))]
    for side, shades in (("lower", LOWER), ("higher", HIGHER)):
        for place, colour in enumerate(shades, 1):
            far = place == len(shades)
            size = words.say(
                "parity.far_legend" if far else "parity.beyond_legend", low=place * step, high=(place + 1) * step
            )
            told = f"{words.say(f'parity.{side}')}: {size}" if place == 1 else size
            items.append((colour, PALE_INK if far else INK, told))
    return items
