"""The charts of the report as native Excel charts: each is drawn from cells of its sheet and says what it shows.

The cells stand to the right of what is printed, under the name of the chart; names in them are cells too, never part of the
chart, so that no text is taken for a reference. What is hidden or unknown is an empty cell.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from bandmodel.export import begins_formula
from bandmodel.report.content import Bars, Chart, Distribution, Lines, PairedBands, Panel, PathMap, StackedBars, Waterfall
from bandmodel.report.svg.distribution import density, edges
from bandmodel.report.svg.palette import GRID, HIGHER, HUES, INK, LOWER, QUIET

if TYPE_CHECKING:
    from bandmodel.report.xlsx import Page

PIXELS, POINTS, SCREEN = 20, 0.75, 96
"""Height of a row [pixels], height of a pixel [points], and pixels of an inch of the screen."""
WIDTH, ROW_OF_BARS, FRAME, TALL = 900, 26, 90, 300
"""Width of a chart, height of a bar with its room, of what is around bars, and of a chart of columns or lines [pixels]."""
TALLEST, NEARLY = 1400, 0.65
"""Most height of a chart [pixels], and the least share of its height that it is made to fit into."""
MARK = 0.006
"""Width of the mark of a midpoint, of the width of the axis."""
HEADING = 45  # height of the title and the unit above a chart [points]
PALE = 45  # transparency of what lies below the mark of a distribution [per cent]
Number: TypeAlias = float | None


@dataclass(frozen=True)
class Series:
    """One series: its values, and how it looks (options of XlsxWriter). hidden: not in the legend."""

    name: str
    values: Sequence[Number]
    look: dict[str, Any]
    hidden: bool = False
    low: Sequence[Number] = ()
    high: Sequence[Number] = ()


@dataclass(frozen=True)
class Drawing:
    """A chart ready to draw. kind: options of XlsxWriter's add_chart."""

    kind: dict[str, str]
    labels: Sequence[str]
    series: Sequence[Series]
    figure: str
    name: str
    text: str
    height: int
    legend: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)


def insert(page: Page, chart: Chart) -> None:
    """Draw a chart on a page; the map of career paths, which Excel has no chart for, is a picture."""
    if isinstance(chart, PathMap):
        _map(page, chart)
        return
    make: Callable[[Any, Page], list[Drawing]] = next(make for kind, make in MAKERS.items() if isinstance(chart, kind))
    drawings = [drawing for drawing in make(chart, page) if drawing.labels and drawing.series]
    heights = [fitted(page, drawing.height) for drawing in drawings]
    page.headed(chart, heights[0] * POINTS if heights else 0.0)
    for drawing, height in zip(drawings, heights, strict=True):
        _draw(page, drawing, height)


def _map(page: Page, chart: PathMap) -> None:
    """A picture over rows kept free for it, made to fit a printed page."""
    from bandmodel.report.png import PER_INCH, picture
    from bandmodel.report.xlsx import clean

    dots = picture(chart, page.words)
    width, height = struct.unpack(">II", dots[16:24])  # the header of a PNG
    scale = min(SCREEN / PER_INCH, WIDTH / width)
    high = fitted(page, math.ceil(scale * height))
    scale = min(scale, high / height)
    page.headed(chart, high * POINTS)
    options = {"image_data": io.BytesIO(dots), "description": clean(chart.text), "object_position": 1,
               "x_offset": 4, "x_scale": scale, "y_scale": scale}  # fmt: skip
    page.sheet.insert_image(page.row, 0, f"{chart.key}.png", options)
    page.skip(math.ceil(scale * height / PIXELS) + 1, PIXELS * POINTS)


def fitted(page: Page, height: int) -> int:
    """Height of a chart [pixels]: no more than a printed page holds, and less where what is left of this one nearly does."""
    left, whole = (int(min((room - HEADING) / POINTS, TALLEST) // PIXELS * PIXELS - PIXELS) for room in page.paper.left())
    height = min(height, whole)
    return left if NEARLY * height <= left < height else height


def _draw(page: Page, drawing: Drawing, height: int) -> None:
    """Write the cells of a chart, then the chart over rows kept free for it."""
    from bandmodel.report.xlsx import clean

    rows = math.ceil(height / PIXELS) + 1
    page.keep(rows * PIXELS * POINTS)
    top, left, name = page.data_row + 1, page.far, page.name
    bottom = top + len(drawing.labels)
    _write(page, drawing, top, left)
    chart = page.book.add_chart({**drawing.kind, "name": clean(drawing.name)})
    for place, series in enumerate(drawing.series, 1):
        options = {
            "name": [name, top, left + place], "categories": [name, top + 1, left, bottom, left],
            "values": [name, top + 1, left + place, bottom, left + place], **series.look,
        }  # fmt: skip
        if series.low:
            options["x_error_bars"] = _ranges(page, series, top, left + len(drawing.series) + 1)
        chart.add_series(options)
    _dress(page, chart, drawing)
    chart.set_size({"width": WIDTH, "height": height})
    page.sheet.insert_chart(page.row, 0, chart, {"description": clean(drawing.text), "object_position": 1, "x_offset": 4})
    page.skip(rows, PIXELS * POINTS)
    page.data_row = bottom + 2


def _write(page: Page, drawing: Drawing, top: int, left: int) -> None:
    from bandmodel.report.xlsx import clean

    def text(row: int, column: int, value: str) -> None:
        said = clean(value)
        page.sheet.write_string(row, column, said, page.formats.of(font_color=QUIET, quote_prefix=begins_formula(said)))

    text(top - 1, left, drawing.name)
    for row, label in enumerate(drawing.labels, top + 1):
        text(row, left, label)
    for column, series in enumerate(drawing.series, left + 1):
        text(top, column, series.name)
        for row, value in enumerate(series.values, top + 1):
            if value is not None and math.isfinite(value):
                style = page.formats.of(num_format=page.formats.code(drawing.figure), font_color=QUIET)
                page.sheet.write_number(row, column, value, style)


def _ranges(page: Page, series: Series, top: int, column: int) -> dict[str, Any]:
    """The ranges about the ends of bars, from two more columns of cells."""
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    rows = list(zip(series.values, series.low, series.high, strict=True))
    for row, (value, low, high) in enumerate(rows, top + 1):
        known = value is not None and low is not None and high is not None
        page.sheet.write_number(row, column, value - low if known else 0)  # type: ignore[operator]
        page.sheet.write_number(row, column + 1, high - value if known else 0)  # type: ignore[operator]
    minus, plus = (
        f"={quote_sheetname(page.name)}!{xl_range_abs(top + 1, at, top + len(rows), at)}" for at in (column, column + 1)
    )
    return {"type": "custom", "plus_values": plus, "minus_values": minus, "line": {"color": INK}}


def _dress(page: Page, chart: Any, drawing: Drawing) -> None:
    """Axes, legend and frame."""
    font = {"size": 9, "color": INK}
    grid = {"visible": True, "line": {"color": GRID}}
    values = {
        "num_format": page.formats.code(drawing.figure), "num_font": font, "major_gridlines": grid,
        "line": {"none": True}, **drawing.values,
    }  # fmt: skip
    names = {
        "num_font": font,
        "label_position": "low",
        "line": {"color": QUIET},
        "major_tick_mark": "none",
        **drawing.categories,
    }
    across = drawing.kind["type"] == "bar"
    # The first label on top; the value axis then stands on top too, its figures at the far side, below.
    chart.set_x_axis({**values, "label_position": "high"} if across else names)
    chart.set_y_axis({**names, "reverse": True, "major_gridlines": {"visible": False}} if across else values)
    hidden = [place for place, series in enumerate(drawing.series) if series.hidden]
    chart.set_legend({"position": "top", "font": font, "delete_series": hidden} if drawing.legend else {"none": True})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_blanks_as("gap")


def _filled(colour: str, **more: Any) -> dict[str, Any]:
    return {"fill": {"color": colour}, "border": {"none": True}, **more}


def _hue(number: int) -> str:
    return HUES[number % len(HUES)]


def _paired(chart: PairedBands, page: Page) -> list[Drawing]:
    """Floating bands: an unseen bar to the minimum, the band in its track's colour, a dark mark at the midpoint."""
    rows = [band for pair in chart.pairs for band in (*pair.bands, None)][:-1]
    bands = [band for band in rows if band]
    if not bands:
        return []
    least, most = min(band.low for band in bands), max(band.high for band in bands)
    grain = 10.0 ** math.floor(math.log10(max(most, 1e-9)) - 0.5)
    start = math.floor(least / grain) * grain
    mark = (most - start) * MARK
    tracks = {band.track: band.hue for band in bands}
    unseen = {"fill": {"none": True}, "border": {"none": True}, "gap": 15}

    def part(track: str, side: Callable[[Any], float]) -> list[Number]:
        return [max(side(band) - mark / 2, 0.0) if band and band.track == track else None for band in rows]

    lower = [Series(t, part(t, lambda b: b.mid - b.low), _filled(_hue(hue))) for t, hue in tracks.items()]
    upper = [Series(t, part(t, lambda b: b.high - b.mid), _filled(_hue(hue)), hidden=True) for t, hue in tracks.items()]
    middle = Series(page.words.say("bands.legend_mid"), [mark if band else None for band in rows], _filled(INK))
    base = Series("", [band.low if band else None for band in rows], unseen, hidden=True)
    labels = [f"{band.track} {band.name}" if band else "" for band in rows]
    height = min(len(rows) * ROW_OF_BARS + FRAME, TALLEST)
    kind = {"type": "bar", "subtype": "stacked"}
    every = {"interval_unit": 1}
    return [Drawing(kind, labels, [base, *lower, middle, *upper], "pay", chart.key, chart.text, height,
                    values={"min": start}, categories=every)]  # fmt: skip


def _waterfall(chart: Waterfall, page: Page) -> list[Drawing]:
    """Columns that begin where the one before ends; those that cross zero have a part on either side of it."""
    times, at, ends = (100 if chart.kind == "points" else 1), 0.0, []
    for _, value in chart.steps:
        ends.append((at * times, (at + value) * times))
        at += value
    ends.append((0.0, chart.total[1] * times))
    spans = [(min(pair), max(pair)) for pair in ends]
    base = [max(low, 0.0) + min(high, 0.0) for low, high in spans]
    above = [max(high, 0.0) - max(low, 0.0) for low, high in spans]
    under = [min(low, 0.0) - min(high, 0.0) for low, high in spans]
    named = [*chart.steps, chart.total]
    labels = [f"{label}\n{page.words.brief(value, chart.kind)}" for label, value in named]
    fills = [{"fill": {"color": (LOWER if value < 0 else HIGHER)[1]}} for _, value in chart.steps]
    points = [*fills, {"fill": {"color": QUIET}}]
    series = [
        Series("", base, {"fill": {"none": True}, "border": {"none": True}, "gap": 40}),
        Series("≥ 0", above, _filled(HIGHER[1], points=points)), Series("≤ 0", under, _filled(LOWER[1], points=points)),
    ]  # fmt: skip
    return [
        Drawing(
            {"type": "column", "subtype": "stacked"}, labels, series, chart.kind, chart.key, chart.text, TALL, legend=False
        )
    ]


def _distribution(chart: Distribution, page: Page) -> list[Drawing]:
    """A histogram per group on one grid of steps: the height of a column is its share per step."""
    ends = [end for panel in chart.panels for found in panel.bins for end in edges(found, chart.step)]
    if not ends:
        return []
    low, steps = min(ends), round((max(ends) - min(ends)) / chart.step)
    labels = [page.words.number(low + place * chart.step, 2) for place in range(steps)]
    middles = [low + (place + 0.5) * chart.step for place in range(steps)]

    def look(panel: Panel) -> dict[str, Any]:
        """The columns up to the mark in a lighter shade, so that the mark is seen."""
        full = {"color": _hue(panel.hue)}
        points = [{"fill": {**full, "transparency": PALE} if middle < chart.mark else full} for middle in middles]
        return _filled(_hue(panel.hue), gap=4, points=points)

    def heights(panel: Panel) -> list[Number]:
        found = [(edges(b, chart.step), density(b, chart.step), is_share(b.share)) for b in panel.bins]
        return [next((h for (start, end), h, known in found if known and start <= m < end), None) for m in middles]

    return [
        Drawing({"type": "column"}, labels, [Series(panel.name, heights(panel), look(panel))], "share",
                f"{chart.key} {place}", f"{panel.name}. {chart.text}", TALL * 2 // 3)
        for place, panel in enumerate(chart.panels, 1)
    ]  # fmt: skip


def is_share(share: object) -> bool:
    """Whether a share is shown."""
    return isinstance(share, float | int)


def _lines(chart: Lines, page: Page) -> list[Drawing]:
    """Lines with their points; a measured line is dashed."""
    series = [
        Series(line.name, line.values, {
            "line": {"color": _hue(line.hue), "width": 2, "dash_type": "dash" if line.dashed else "solid"},
            "marker": {"type": "diamond" if line.dashed else "circle", "size": 6, "fill": {"color": _hue(line.hue)},
                       "border": {"color": _hue(line.hue)}},
        })
        for line in chart.lines
    ]  # fmt: skip
    return [Drawing({"type": "line"}, chart.places, series, chart.kind, chart.key, chart.text, TALL + 60)]


def _bars(chart: Bars, page: Page) -> list[Drawing]:
    """Bars from zero with their figures; what is hidden says so in its name."""
    times = 100 if chart.kind == "points" else 1

    def scaled(values: Sequence[Any]) -> list[Number]:
        return [value * times if is_share(value) else None for value in values]

    labels = [
        bar.label if is_share(bar.value) else f"{bar.label}: {page.words.brief(bar.value, chart.kind)}" for bar in chart.bars
    ]
    points = [{"fill": {"color": _hue(bar.hue)}} for bar in chart.bars]
    shown = {"value": True, "num_format": page.formats.code(chart.kind), "font": {"size": 9}}
    low, high = scaled([bar.low for bar in chart.bars]), scaled([bar.high for bar in chart.bars])
    ranged = any(end is not None for end in low)
    # A figure at the end of a bar would lie on its range.
    look = _filled(
        HUES[0], points=points, gap=45, data_labels={**shown, "position": "inside_base" if ranged else "outside_end"}
    )
    series = Series(
        chart.unit, scaled([bar.value for bar in chart.bars]), look, low=low if ranged else (), high=high if ranged else ()
    )
    height = min(len(chart.bars) * (ROW_OF_BARS + 6) + FRAME, TALLEST)
    return [Drawing({"type": "bar"}, labels, [series], chart.kind, chart.key, chart.text, height, legend=False)]


def _stacked(chart: StackedBars, page: Page) -> list[Drawing]:
    """Parts that add up, from zero to both sides; the name of a bar says its total."""
    times = 100 if chart.kind == "points" else 1
    labels = [f"{name}: {page.words.brief(total, chart.kind)}" for name, _, total in chart.bars]
    parts = [[bar[1][place] for bar in chart.bars] for place in range(len(chart.parts))]
    series = [
        Series(name, [None if value is None else value * times for value in values], _filled(_hue(place), gap=40))
        for place, (name, values) in enumerate(zip(chart.parts, parts, strict=True))
    ]
    height = min(len(chart.bars) * ROW_OF_BARS + FRAME, TALLEST)
    kind = {"type": "bar", "subtype": "stacked"}
    return [Drawing(kind, labels, series, chart.kind, chart.key, chart.text, height, categories={"interval_unit": 1})]


MAKERS: dict[type[Chart], Callable[[Any, Page], list[Drawing]]] = {
    PairedBands: _paired, Waterfall: _waterfall, Distribution: _distribution, Lines: _lines, Bars: _bars,
    StackedBars: _stacked,
}  # fmt: skip
