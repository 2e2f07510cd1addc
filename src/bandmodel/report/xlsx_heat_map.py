"""The heat map in cells of a sheet: each gap a number, filled by how far it is from tolerance; what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bandmodel.report.content import HeatMap
from bandmodel.report.svg import heat_map
from bandmodel.report.svg.palette import QUIET, shade

if TYPE_CHECKING:
    from bandmodel.report.xlsx import Page

AIR, HEADING = 5, 40  # room in a row of colours, height of the title and the unit of a chart [points]


def write(page: Page, chart: HeatMap) -> None:
    """The rows of the map, on one printed page where it holds them; the words above say what they show."""
    from bandmodel.report.xlsx import LEAST_ROWS, LINE, clean, lines_of

    names, headers = [clean(label) for label, _ in chart.rows], ("", *chart.columns)
    right, meanings = [False, *[True] * len(chart.columns)], heat_map.meanings(chart, page.words)
    legend = max(lines_of(told, page.widths[at]) for at, (*_, told) in enumerate(meanings)) * LINE
    heights = [lines_of(name, page.widths[0]) * LINE for name in names]
    around = page.tall(chart.text) + page.headers_tall(headers) + legend + HEADING
    airy, (left, _) = [height + AIR for height in heights], page.paper.left()
    close = sum(heights) + around <= left < sum(airy) + around
    heights = airy if page.paper.fits(sum(airy) + around) and not close else heights
    whole = sum(heights) + around
    page.headed(chart, (whole if page.paper.fits(whole) else around + sum(heights[:LEAST_ROWS])) - HEADING)
    page.line(chart.text, font_color=QUIET)
    page.headers(headers, right)
    frame = {"border": 1, "border_color": "#FFFFFF", "align": "center"}
    for name, height, (_, gaps) in zip(names, heights, chart.rows, strict=True):
        page.next_of(height, headers, right)
        page.sheet.write_string(page.row, 0, name, page.formats.text(name))
        for column, gap in enumerate(gaps, 1):
            fill, ink = shade(gap, chart.tolerance)
            page.cell(page.row, column, gap, "gap", bg_color=fill, font_color=ink, **frame)
        page.down(height)
    page.keep(legend)
    for column, (fill, ink, told) in enumerate(meanings):
        style = page.formats.text(told, **frame, bg_color=fill, font_color=ink, font_size=9)
        page.sheet.write_string(page.row, column, clean(told), style)
    page.down(legend)
