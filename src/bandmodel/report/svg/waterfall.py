"""The waterfall: parts that add up to a total, each beginning where the one before it ends."""

from __future__ import annotations

from itertools import accumulate

from bandmodel.report.content import Waterfall
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import Scale, framed, line, rect, text
from bandmodel.report.svg.palette import HIGHER, LOWER, QUIET
from bandmodel.report.wording import Words

HEIGHT, FOOT, HEAD, GAP = 250, 34, 20, 0.24
"""Height of the picture, room below and above, and the share of a column that stays empty."""


def draw(chart: Waterfall, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    ends = list(accumulate(value for _, value in chart.steps))
    starts = [0.0, *ends][: len(ends)]
    bars = [(label, start, end, False) for (label, _), start, end in zip(chart.steps, starts, ends, strict=True)]
    bars.append((chart.total[0], 0.0, chart.total[1], True))
    reach = [0.0, *ends, chart.total[1]]
    span = (max(reach) - min(reach)) or 1.0
    scale = Scale(max(reach), max(reach) - span, HEAD, HEIGHT - FOOT - 18)
    column = width / len(bars)
    drawn = [line(0, scale(0), width, scale(0), grid=True)]
    for place, (label, start, end, total) in enumerate(bars):
        drawn.append(_bar(words, chart.kind, label, scale, (start, end), (place * column, column), total))
        if not total:
            x = (place + 1 - GAP / 2) * column
            drawn.append(line(x, scale(end), x + GAP * column, scale(end), stroke_dasharray="2 2", stroke_width=1))
    return framed(chart, name, width, HEIGHT, *drawn)


def _bar(
    words: Words, kind: str, label: str, scale: Scale, ends: tuple[float, float], place: tuple[float, float], total: bool
) -> str:
    (start, end), (left, column) = ends, place
    value = end - start
    top, bottom = sorted((scale(start), scale(end)))
    fill = {"fill": QUIET, "class_": "total"} if total else {"fill": (LOWER if value < 0 else HIGHER)[1]}
    shown = words.brief(value, kind)
    middle = left + column / 2
    y = bottom + 15 if value < 0 else top - 6
    lines = canvas.broken(label, column - 4)[:2]
    return (
        rect(left + GAP / 2 * column, top, (1 - GAP) * column, max(bottom - top, 1.0), f"{label}: {shown}", **fill)
        + text(middle, y, shown, anchor="middle", bold=True)
        + "".join(
            text(middle, HEIGHT - FOOT + 14 + row * 14, part, anchor="middle", bold=total) for row, part in enumerate(lines)
        )
    )
