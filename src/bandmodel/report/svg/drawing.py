"""Any chart as SVG."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bandmodel.report import content
from bandmodel.report.content import Chart
from bandmodel.report.svg import bars, distribution, heat_map, lines, paired_bands, stacked_bars, waterfall
from bandmodel.report.svg.canvas import WIDE
from bandmodel.report.wording import Words

DRAWN: dict[type[Chart], Callable[[Any, Words, str, float], str]] = {
    content.PairedBands: paired_bands.draw, content.HeatMap: heat_map.draw, content.Waterfall: waterfall.draw,
    content.Distribution: distribution.draw, content.Lines: lines.draw, content.Bars: bars.draw,
    content.StackedBars: stacked_bars.draw, content.PathMap: lambda chart, *_: str(chart.svg),
}  # fmt: skip
STYLE = re.compile(r"<style>(.*?)</style>\s*", re.DOTALL)


def draw(chart: Chart, words: Words, *, width: float = WIDE, name: str = "") -> str:
    """A chart as SVG.

    width   of the picture [pixels]; the map of career paths has its own
    name    makes the ids of the picture unique on a page; its key if not given
    """
    return DRAWN[type(chart)](chart, words, name or chart.key, width)


def scoped(svg: str, where: str) -> tuple[str, str]:
    """(picture, style sheet): the style of a picture taken out of it, and held to what is inside `where` on a page."""
    found = STYLE.search(svg)
    rules = found.group(1) if found else ""
    kept = re.sub(r"(@[^{}]*\{)|([^{}@]+)\{", lambda rule: rule.group(1) or _held(rule.group(2), where), rules)
    return STYLE.sub("", svg, count=1), kept.strip()


def _held(selectors: str, where: str) -> str:
    """The selectors of one rule, each below `where`."""
    lead = selectors[: len(selectors) - len(selectors.lstrip())]
    return lead + ",".join(f"{where} {selector.strip()}" for selector in selectors.split(",")) + "{"
