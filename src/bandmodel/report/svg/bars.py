"""Bars from zero, one below the other, with the figure at the end and a range where there is one."""

from __future__ import annotations

from bandmodel.report.content import Bar, Bars
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import Scale, framed, line, rect, text
from bandmodel.report.svg.palette import hue
from bandmodel.report.wording import Words

ROW, BAR, LABEL = 42, 15, 15
"""Height of a row, of its bar, and of the label above it."""
VALUE = 96
"""Room for the figure beside the longest bar."""


def draw(chart: Bars, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    reach = [0.0, *(end for bar in chart.bars for end in (bar.value, bar.low, bar.high) if isinstance(end, float | int))]
    low, high = min(reach), max(reach)
    room = (VALUE if low < 0 else 0.0, width - VALUE)
    scale = Scale(low, high if high > low else low + 1.0, *room)
    drawn = [_bar(bar, chart, words, scale, place * ROW, width) for place, bar in enumerate(chart.bars)]
    return framed(chart, name, width, max(len(chart.bars), 1) * ROW, *drawn)


def _bar(bar: Bar, chart: Bars, words: Words, scale: Scale, top: float, width: float) -> str:
    label = text(0, top + 11, canvas.fitted(bar.label, width))
    y = top + LABEL + 2
    shown = words.brief(bar.value, chart.kind)
    zero = scale(0)
    if not isinstance(bar.value, float | int):
        return label + text(zero + 4, y + 12, shown, quiet=True)
    left, right = sorted((zero, scale(bar.value)))
    drawn = rect(left, y, max(right - left, 1.0), BAR, f"{bar.label}: {shown}", rx=2, **hue(bar.hue))
    ends = [right]
    if bar.low is not None and bar.high is not None:
        start, end = scale(bar.low), scale(bar.high)
        middle = y + BAR / 2
        drawn += line(start, middle, end, middle, stroke_width=1.5)
        drawn += "".join(line(x, middle - 4, x, middle + 4, stroke_width=1.5) for x in (start, end))
        ends.append(end)
    if bar.value < 0:
        return label + drawn + text(left - 6, y + 12, shown, anchor="end")
    return label + drawn + text(max(ends) + 6, y + 12, shown)
