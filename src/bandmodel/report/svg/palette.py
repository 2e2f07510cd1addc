"""Colours that colour-blind readers can tell apart. Each has a class, by which a page's style sheet may change it."""

from __future__ import annotations

HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito, Color Universal Design (2008); yellow and black left out, which paper and ink take."""
ON_DARK = ("#4FA8E0", "#F0B429", "#2FC79A", "#E39AC4", "#8FD0F5", "#F08A4B")
"""The same on a dark page."""
LOWER, HIGHER = ("#F7CFA5", "#E8995A", "#A8500B"), ("#BBD6EC", "#6AA7D6", "#1F5F99")
"""Shades of gaps, from small to large: orange where the first level is lower, blue where it is higher."""
LEVEL, NOWHERE = "#ECEFF2", "#FFFFFF"
"""A gap within tolerance, and one that is unknown."""
INK, PALE_INK, QUIET, GRID = "#1F2A37", "#FFFFFF", "#5B6673", "#D5DAE0"


def hue(number: int) -> dict[str, str]:
    """Attributes of a mark filled in a colour of the palette."""
    place = number % len(HUES)
    return {"class_": f"hue-{place}", "fill": HUES[place]}


def stroke(number: int) -> dict[str, str]:
    """Attributes of a line in a colour of the palette."""
    place = number % len(HUES)
    return {"class_": f"stroke-{place}", "stroke": HUES[place], "fill": "none"}


def shade(gap: float | None, tolerance: float) -> tuple[str, str]:
    """(fill, ink) of a gap: level up to the tolerance, then darker from once, twice and three times of it."""
    if gap is None:
        return NOWHERE, INK
    if abs(gap) <= tolerance + 1e-9:
        return LEVEL, INK
    step = min(int((abs(gap) - 1e-9) / tolerance), 3) - 1
    return (LOWER if gap < 0 else HIGHER)[step], PALE_INK if step == 2 else INK


def style_sheet() -> str:
    """The palette as a style sheet of a page: variables for light and dark, and the classes that use them."""
    light = "".join(f"--hue-{n}:{colour};" for n, colour in enumerate(HUES))
    dark = "".join(f"--hue-{n}:{colour};" for n, colour in enumerate(ON_DARK))
    classes = "".join(f".hue-{n}{{fill:var(--hue-{n})}}.stroke-{n}{{stroke:var(--hue-{n})}}" for n in range(len(HUES)))
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}{classes}"
