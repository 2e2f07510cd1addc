"""Paired floating bands: each level's band beside its equivalents', midpoints marked, the gap at the right."""

from __future__ import annotations

from bandmodel.report.content import Band, BandPair, PairedBands
from bandmodel.report.svg import canvas
from bandmodel.report.svg.canvas import Scale, columns_of_grid, framed, legend, line, rect, text, ticks
from bandmodel.report.svg.palette import hue
from bandmodel.report.wording import Words

BAR, BETWEEN, PAIR, HEAD = 11, 3, 12, 24
"""Height of a band, distance to the next of its pair and of the next pair, room for the axis."""
SLIM = 420
"""Width below which there is room for less beside the bands."""


def draw(chart: PairedBands, words: Words, name: str, width: float) -> str:
    """The chart as SVG."""
    slim = width < SLIM
    left, right = (66, 64) if slim else (92, 88)
    top, keys = _legend(chart, words, width)
    bands = [band for pair in chart.pairs for band in pair.bands]
    marks = ticks(min(b.low for b in bands), max(b.high for b in bands), 7) if bands else [0.0, 1.0]
    scale = Scale(marks[0], marks[-1], left, width - right)
    drawn, y = [], top + HEAD
    for pair in chart.pairs:
        drawn.append(_pair(pair, words, scale, y, width))
        y += _height(pair) + PAIR
    grid = columns_of_grid(scale, marks, top + HEAD - 8, y - PAIR + 4, lambda mark: words.brief(mark, "pay"))
    return framed(chart, name, width, y, keys, grid, *drawn)


def _legend(chart: PairedBands, words: Words, width: float) -> tuple[float, str]:
    """A colour per track, and what the signs at the right mean: (where it ends, what is drawn)."""
    tracks = {band.track: band.hue for pair in chart.pairs for band in pair.bands}
    items = [(rect(0, 1, canvas.SWATCH, canvas.SWATCH - 2, **hue(colour)), track) for track, colour in tracks.items()]
    items.append((line(5.5, 0, 5.5, 11, stroke_width=2.5), words.say("bands.legend_mid")))
    items.append((text(0, 10, "▲", size=canvas.SMALL, bold=True), words.say("bands.legend_outside")))
    drawn, end = legend(items, width, 0)
    return end, drawn


def _height(pair: BandPair) -> float:
    return len(pair.bands) * (BAR + BETWEEN) - BETWEEN


def _pair(pair: BandPair, words: Words, scale: Scale, y: float, width: float) -> str:
    drawn = [_band(pair, band, words, scale, y + place * (BAR + BETWEEN)) for place, band in enumerate(pair.bands)]
    sign = "" if not pair.outside or pair.gap is None else "▼ " if pair.gap < 0 else "▲ "
    gap = sign + words.brief(pair.gap, "gap")
    middle = y + _height(pair) / 2 + 4
    return "".join(drawn) + text(width, middle, gap, anchor="end", bold=pair.outside, quiet=not pair.outside)


def _band(pair: BandPair, band: Band, words: Words, scale: Scale, y: float) -> str:
    low, mid, high = (words.brief(end, "pay") for end in (band.low, band.mid, band.high))
    told = words.say("careers.map_band", name=f"{band.track} {band.name}", low=low, high=high, mid=mid)
    title = f"{told}; {pair.label}" if pair.label else told
    label = canvas.fitted(band.name, scale.start - 8, canvas.SMALL)
    return (
        text(scale.start - 8, y + BAR - 2, label, anchor="end", size=canvas.SMALL)
        + rect(scale(band.low), y, scale(band.high) - scale(band.low), BAR, title, rx=2, **hue(band.hue))
        + line(scale(band.mid), y - 1, scale(band.mid), y + BAR + 1, stroke_width=2.5, pointer_events="none")
    )
