"""Lines over labelled places: published ones in full, measured ones dashed, a point where there is a figure."""

from __future__ import annotations

from bandmodel.report.content import Line, Lines
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import Scale, framed, legend, number, tag, text, ticks, tip
from bandmodel.report.svg.palette import NOWHERE, hue, stroke
from bandmodel.report.wording import Words

TALL, FOOT, RIGHT = 270, 38, 14
APART = 26  # least distance of two labels of the axis
DASHES = "5 4"


def draw(chart: Lines, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    keys, top = legend([(_swatch(line), line.name) for line in chart.lines], width, 0)
    known = [value for line in chart.lines for value in line.values if value is not None]
    marks = ticks(min(known), max(known), 6) if known else [0.0, 1.0]
    left = max(canvas.wide(words.brief(mark, chart.kind), canvas.SMALL) for mark in marks) + 10
    bottom = top + 12 + TALL
    x = Scale(0, max(len(chart.places) - 1, 1), left + 12, width - RIGHT)
    y = Scale(marks[0], marks[-1], bottom, top + 12)
    drawn = [
        canvas.line(left, y(mark), width, y(mark), grid=True)
        + text(left - 6, y(mark) + 4, words.brief(mark, chart.kind), anchor="end", size=canvas.SMALL, quiet=True)
        for mark in marks
    ]
    drawn += [_line(line, x, y) for line in chart.lines]
    drawn += [_points(line, chart, words, x, y) for line in chart.lines]  # above every line, so that none hides a tooltip
    return framed(chart, name, width, bottom + FOOT, keys, *drawn, *_places(chart, x, bottom))


def _swatch(line: Line) -> str:
    dashes = DASHES if line.dashed else None
    return tag(
        "path", d="M0 5H14", stroke_width=2.5, stroke_dasharray=dashes, transform="translate(-2 0)", **stroke(line.hue)
    )


def _places(chart: Lines, x: Scale, bottom: float) -> list[str]:
    """Labels of the axis, as many as there is room for, and its name."""
    widest = max((canvas.wide(place, canvas.SMALL) for place in chart.places), default=0.0) + 8
    each = 1
    while len(chart.places) > 1 and (x(each) - x(0)) < max(APART, widest) and each < len(chart.places):
        each += 1
    labels = [text(x(at), bottom + 16, place, anchor="middle", size=canvas.SMALL, quiet=True)
              for at, place in enumerate(chart.places) if at % each == 0]  # fmt: skip
    return [*labels, text((x.start + x.end) / 2, bottom + 33, chart.axis, anchor="middle", size=canvas.SMALL, quiet=True)]


def _known(line: Line) -> list[tuple[int, float]]:
    return [(at, value) for at, value in enumerate(line.values) if value is not None]


def _line(line: Line, x: Scale, y: Scale) -> str:
    known = _known(line)
    path = "".join(
        f"{'L' if place and known[place - 1][0] == at - 1 else 'M'}{number(x(at))} {number(y(value))}"
        for place, (at, value) in enumerate(known)
    )
    dashes = DASHES if line.dashed else None
    return tag("path", d=path, stroke_width=2, stroke_dasharray=dashes, **stroke(line.hue)) if path else ""


def _points(line: Line, chart: Lines, words: Words, x: Scale, y: Scale) -> str:
    drawn = ""
    for at, value in _known(line):
        title = tip(f"{line.name}, {chart.axis} {chart.places[at]}: {words.brief(value, chart.kind)}")
        style = _hollow(line) if line.dashed else hue(line.hue)
        drawn += tag("circle", title, cx=x(at), cy=y(value), r=3.5, **style)
    return drawn


def _hollow(line: Line) -> dict[str, object]:
    """Attributes of a point that is a ring: a measured figure."""
    ring = stroke(line.hue)
    return {**ring, "class_": f"{ring['class_']} paper", "fill": NOWHERE, "stroke_width": 2}
