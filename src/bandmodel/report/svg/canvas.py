"""The pieces that every chart is drawn with: elements, labels, scales, axes, legends, and the frame around them.

Lengths are in pixels of the picture, which a page scales; y counts downward.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bandmodel.report.career_map import escape
from bandmodel.report.content import Chart
from bandmodel.report.svg.palette import GRID, QUIET

WIDE, NARROW = 720, 360
"""Width of a picture on a page or screen, and on a phone."""
SIZE, SMALL, CHARACTER = 12, 11, 0.56
"""Height of letters, and the mean width of one as a share of it."""
FONT = "system-ui, Carlito, Calibri, Arial, sans-serif"
SWATCH, LINE, APART = 11, 18, 8
"""Size of a swatch, height of a line of a legend, least room between two labels of an axis."""


def number(value: float) -> str:
    """A length with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, *children: str, **attributes: object) -> str:
    """One element; attributes are escaped, None is left out, and class_ stands for class."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value) if isinstance(value, float | int) else str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def tip(text: str) -> str:
    """The tooltip of a mark."""
    return tag("title", escape(text)) if text else ""


def text(x: float, y: float, content: str, *, anchor: str = "start", size: int = SIZE, quiet: bool = False,
         bold: bool = False, ink: str = "", over: bool = False) -> str:  # fmt: skip
    """A line of text. quiet: in the lesser ink; ink: a colour of its own; over: on a mark, whose tooltip shows then too."""
    fill = ink or (QUIET if quiet else "currentColor")
    return tag(
        "text", escape(content), x=x, y=y, text_anchor=None if anchor == "start" else anchor, font_size=size, fill=fill,
        font_weight="bold" if bold else None, class_="quiet" if quiet else None, pointer_events="none" if over else None,
    )  # fmt: skip


def rect(x: float, y: float, width: float, height: float, title: str = "", **attributes: object) -> str:
    """A rectangle with a tooltip."""
    return tag("rect", tip(title), x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, *, grid: bool = False, **attributes: object) -> str:
    """A straight line; grid: one of the quiet ones behind the marks."""
    style: dict[str, object] = {"stroke": GRID, "class_": "grid"} if grid else {"stroke": "currentColor"}
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **{**style, **attributes})


def wide(content: str, size: int = SIZE) -> float:
    """Width that a text takes, by the mean width of a letter."""
    return len(content) * CHARACTER * size


def fitted(content: str, width: float, size: int = SIZE) -> str:
    """The text, cut with … where it is wider than there is room."""
    most = max(int(width / (CHARACTER * size)), 2)
    return content if len(content) <= most else content[: most - 1] + "…"


def broken(content: str, width: float, size: int = SIZE) -> list[str]:
    """The text in lines of at most a width, broken at spaces; a longer word is cut."""
    lines: list[str] = []
    for word in content.split():
        if lines and wide(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [fitted(each, width, size) for each in lines] or [""]


TINY = 1e-9


@dataclass(frozen=True)
class Scale:
    """From values to places along one axis: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values from at or below `low` to at or above `high`, about `most` of them: steps of 1, 2 or 5 × 10ⁿ."""
    span = high - low
    if span <= TINY * max(abs(low), abs(high), 1.0):  # one value, as far as a reader can tell
        span = abs(high) if abs(high) > TINY else 1.0
    rough = span / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = 1 - math.floor(math.log10(step))
    return [round(place * step, decimals) for place in range(first, max(last, first + 1) + 1)]


def columns_of_grid(scale: Scale, marks: Sequence[float], top: float, bottom: float, shown: Callable[[float], str]) -> str:
    """Grid lines from top to bottom with their values above, as many of these as there is room for."""
    drawn, end = [], -math.inf
    for mark in marks:
        content = shown(mark)
        half = wide(content, SMALL) / 2
        drawn.append(line(scale(mark), top, scale(mark), bottom, grid=True))
        if scale(mark) - half > end + APART:
            drawn.append(text(scale(mark), top - 6, content, anchor="middle", size=SMALL, quiet=True))
            end = scale(mark) + half
    return "".join(drawn)


def legend(items: Sequence[tuple[str, str]], width: float, top: float) -> tuple[str, float]:
    """Swatches with their texts in lines of at most a width, from `top`: (what is drawn, where it ends)."""
    drawn, x, y = [], 0.0, top
    for swatch, content in items:
        needed = SWATCH + 6 + wide(content, SMALL)
        if x and x + needed > width:
            x, y = 0.0, y + LINE
        shown = fitted(content, width - SWATCH - 6, SMALL)
        drawn.append(
            tag(
                "g", swatch, text(SWATCH + 6, SWATCH - 1, shown, size=SMALL), transform=f"translate({number(x)} {number(y)})"
            )
        )
        x += needed + 16
    return "".join(drawn), y + LINE + 4 if items else top


def framed(chart: Chart, name: str, width: float, height: float, *body: str) -> str:
    """The picture: its frame, title and description around what is drawn. name: makes its ids unique on a page."""
    return tag(
        "svg", tag("title", escape(chart.title), id=f"{name}-title"),
        tag("desc", escape(chart.text), id=f"{name}-text"), *body,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {number(width)} {number(height)}", width=width, height=height,
        role="img", aria_labelledby=f"{name}-title {name}-text", font_family=FONT, class_="picture",
    )  # fmt: skip
