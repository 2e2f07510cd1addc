"""Histograms of groups, one panel below the other on one axis: the area of a bar is its share."""

from __future__ import annotations

from bandmodel.report.content import Bin, Distribution, Hidden, Panel
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import Scale, framed, line, rect, text, ticks
from bandmodel.report.svg.palette import QUIET, hue
from bandmodel.report.wording import NO_BREAK, Words

PANEL, TITLE, AXIS, SIDE = 84, 24, 20, 8
"""Height of the bars' room, of the name above it, of the axis below it; room beside it."""
WITHHELD = 15  # height of the frame that stands for a share not shown


def draw(chart: Distribution, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    ends = [end for panel in chart.panels for found in panel.bins for end in edges(found, chart.step)]
    x = Scale(min(ends), max(ends), SIDE, width - SIDE)
    high = max((density(found, chart.step) for panel in chart.panels for found in panel.bins), default=1.0) or 1.0
    marks = [
        mark for mark in ticks(min(ends), max(ends), 5 if width < 420 else 9) if min(ends) - 1e-9 <= mark <= max(ends) + 1e-9
    ]
    drawn, y = [], 0.0
    for panel in chart.panels:
        base = y + TITLE + PANEL
        drawn.append(_panel(panel, chart, words, x, Scale(0.0, high, base, base - PANEL + 14), y))
        drawn += [text(x(mark), base + 14, words.brief(mark, "ratio"), anchor="middle", size=canvas.SMALL, quiet=True)
                  for mark in marks if SIDE + 6 < x(mark) < width - SIDE - 6]  # fmt: skip
        y = base + AXIS
    return framed(chart, name, width, y + 4, *drawn)


def edges(found: Bin, step: float) -> tuple[float, float]:
    """Ends of a bin as drawn: an open end lies a step away from the other."""
    low = found.low if found.low is not None else (found.high if found.high is not None else 1.0) - step
    return low, found.high if found.high is not None else low + step


def density(found: Bin, step: float) -> float:
    """Share per step of width, 0 for one that is not shown."""
    low, high = edges(found, step)
    return 0.0 if isinstance(found.share, Hidden) else found.share * step / (high - low)


def _panel(panel: Panel, chart: Distribution, words: Words, x: Scale, y: Scale, top: float) -> str:
    drawn = [text(SIDE, top + 16, panel.name, bold=True)]
    drawn.append(line(x.start, y.start, x.end, y.start, grid=True))
    drawn += [_bar(panel, found, chart, words, x, y) for found in panel.bins]
    if x.low <= chart.mark <= x.high:
        place = x(chart.mark)
        drawn.append(line(place, top + 22, place, y.start, stroke_width=1.5, stroke_dasharray="4 3", pointer_events="none"))
    return "".join(drawn)


def _bar(panel: Panel, found: Bin, chart: Distribution, words: Words, x: Scale, y: Scale) -> str:
    low, high = edges(found, chart.step)
    left, right = x(low) + 0.75, x(high) - 0.75
    ends = " – ".join("" if end is None else words.number(end, 2) for end in (found.low, found.high))
    title = f"{panel.name}, {ends}: {words.brief(found.share, 'share')}"
    if isinstance(found.share, Hidden):
        frame = {"fill": "none", "stroke": QUIET, "stroke_dasharray": "3 3", "class_": "withheld", "pointer_events": "all"}
        drawn = rect(left, y.start - WITHHELD, right - left, WITHHELD, title, **frame)
        return drawn + _label(words.say("format.withheld"), left, right, y.start - 4, over=True)
    top = y(density(found, chart.step))
    share = words.number(found.share * 100, 0) + NO_BREAK + "%" if found.share else ""
    return rect(left, top, right - left, y.start - top, title, **hue(panel.hue)) + _label(share, left, right, top - 4)


def _label(content: str, left: float, right: float, y: float, *, over: bool = False) -> str:
    """What a bar says, if there is room for it."""
    if not content or canvas.wide(content, canvas.SMALL) > right - left:
        return ""
    return text((left + right) / 2, y, content, anchor="middle", size=canvas.SMALL, quiet=True, over=over)
