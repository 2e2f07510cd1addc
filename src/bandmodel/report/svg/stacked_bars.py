"""Stacked bars: parts that add up, what is negative to the left and what is positive to the right, the total at the end."""

from __future__ import annotations

from typing import TypeAlias

from bandmodel.report.content import StackedBars
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import Scale, columns_of_grid, framed, legend, line, rect, text, ticks
from bandmodel.report.svg.palette import hue
from bandmodel.report.wording import Words

ROW, BAR, HEAD, SLIM = 21, 14, 24, 420
NOTHING = 0.02  # a side that reaches less far than this share of the whole gets no mark of its own
Parts: TypeAlias = tuple[float | None, ...]


def draw(chart: StackedBars, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    slim = width < SLIM
    left, right = (86, 52) if slim else (132, 64)
    items = [(rect(0, 1, canvas.SWATCH, canvas.SWATCH - 2, **hue(n)), part) for n, part in enumerate(chart.parts)]
    items.append((line(5.5, 0, 5.5, 11, stroke_width=2.5), words.say("split.part_total")))
    keys, top = legend(items, width, 0)
    sides = [ends(values) for _, values, _ in chart.bars]
    low, high = min((low for low, _ in sides), default=0.0), max((high for _, high in sides), default=1.0)
    least = NOTHING * (high - low)
    marks = ticks(0.0 if -low < least else low, 0.0 if high < least else high, 7)
    scale = Scale(min(marks[0], low), max(marks[-1], high), left, width - right)
    bottom = top + HEAD + len(chart.bars) * ROW
    grid = columns_of_grid(scale, marks, top + HEAD - 6, bottom, lambda mark: words.number(mark * 100, 0, signed=True))
    rows = [_row(chart, words, scale, bar, top + HEAD + place * ROW, width) for place, bar in enumerate(chart.bars)]
    zero = line(scale(0), top + HEAD - 6, scale(0), bottom, stroke_width=1)
    return framed(chart, name, width, bottom + 4, keys, grid, *rows, zero)


def ends(values: Parts) -> tuple[float, float]:
    """How far the parts reach to the left and to the right of zero."""
    known = [value for value in values if value is not None]
    return sum(value for value in known if value < 0), sum(value for value in known if value > 0)


def _row(chart: StackedBars, words: Words, scale: Scale, bar: tuple[str, Parts, float], top: float, width: float) -> str:
    label, values, total = bar
    drawn = [
        text(
            scale.start - 8,
            top + BAR - 1,
            canvas.fitted(label, scale.start - 8, canvas.SMALL),
            anchor="end",
            size=canvas.SMALL,
        )
    ]
    reach = {-1: 0.0, 1: 0.0}
    for place, (part, value) in enumerate(zip(chart.parts, values, strict=True)):
        if value:
            side = 1 if value > 0 else -1
            start, reach[side] = reach[side], reach[side] + value
            x, end = sorted((scale(start), scale(reach[side])))
            title = f"{label}, {part}: {words.brief(value, chart.kind)}"
            drawn.append(rect(x, top + 1, end - x, BAR, title, **hue(place)))
    drawn.append(line(scale(total), top - 1, scale(total), top + BAR + 3, stroke_width=2.5, pointer_events="none"))
    shown = words.brief(total, chart.kind)
    return "".join(drawn) + text(width, top + BAR - 1, shown, anchor="end", size=canvas.SMALL)
