"""The report as one html file: no script, nothing from elsewhere, for screen, phone, dark screens and paper.

What it says is the content model's; this file and the templates beside it say how it looks. Every text is escaped by the
template engine; pictures are escaped where they are drawn. The page's own policy lets nothing in but its style sheets, which
it names by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bandmodel.report import long_tables
from bandmodel.report.content import Block, Cell, Chart, Figures, Hidden, Notice, Part, PathMap, Report, Table
from bandmodel.report.svg import drawing, palette
from bandmodel.report.svg.canvas import NARROW, WIDE
from bandmodel.report.wording import NUMERIC, Words

if TYPE_CHECKING:
    from markupsafe import Markup

FOLDED = 14
"""Rows above which a table is folded away until it is asked for."""
LONG = 48  # letters above which a text gets room in a crowded table


@dataclass(frozen=True)
class Style:
    """A style sheet of the page, and the hash by which the page's policy admits it."""

    text: Markup
    hash: Markup


def page(report: Report) -> str:
    """The report as html."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape  # here: nothing else needs it

    environment = Environment(
        loader=PackageLoader("bandmodel.report", "templates"), undefined=StrictUndefined, trim_blocks=False,
        autoescape=select_autoescape(enabled_extensions=("jinja",), default=True, default_for_string=True),
    )  # fmt: skip
    renderer = _Renderer(long_tables.shortened(report), environment)
    return environment.get_template("report.html.jinja").render(renderer.names())


class _Renderer:
    """One report on its way to html: what the templates may call."""

    def __init__(self, report: Report, environment: Any) -> None:
        self.report, self.words = report, Words.of(report)
        environment.globals.update(self._tools())
        self._blocks = environment.get_template("blocks.html.jinja").module

    def names(self) -> dict[str, Any]:
        """What the page itself is made of."""
        words, report = self.words, self.report
        stamp = words.say("report.stamp", date=report.date, key=report.key, version=report.version)
        return {
            "report": report, "stamp": stamp, "show": self.show, "is_short": is_short,
            "styles": [_style(text) for text in (self._sheet(stamp), *self._map_styles()) if text],
        }  # fmt: skip

    def _tools(self) -> dict[str, Any]:
        words = self.words
        return {
            "say": words.say, "figure": words.figure, "brief": words.brief, "drawn": self._drawn, "wide": WIDE,
            "narrow": NARROW, "folded": FOLDED, "is_numeric": NUMERIC.__contains__, "is_shown": _is_shown,
            "is_long": _is_long,
            "is_number": lambda cell: isinstance(cell, float | int), "is_map": lambda block: isinstance(block, PathMap),
        }  # fmt: skip

    def show(self, block: Block) -> Markup:
        """One block of a part."""
        kinds = {Figures: "figures", Table: "table", Notice: "notice", Chart: "chart"}
        name = next(name for kind, name in kinds.items() if isinstance(block, kind))
        shown: Markup = getattr(self._blocks, name)(block)
        return shown

    def _drawn(self, chart: Chart, width: float, name: str) -> Markup:
        from markupsafe import Markup

        picture = drawing.draw(chart, self.words, width=width, name=name)
        return Markup(drawing.scoped(picture, ".career-map")[0] if isinstance(chart, PathMap) else picture)

    def _map_styles(self) -> list[str]:
        """The style sheets that maps of career paths bring along."""
        maps = [chart for chart in self.report.charts() if isinstance(chart, PathMap)]
        return [drawing.scoped(chart.svg, ".career-map")[1] for chart in maps[:1]]

    def _sheet(self, stamp: str) -> str:
        """The style sheet of the page, with the line that runs over every printed page."""
        sheet = files("bandmodel").joinpath("report/templates/report.css").read_text("utf-8")
        head = self.words.say("report.internal") if self.report.internal else self.report.title
        number = _quoted(f"{self.words.say('report.page')} ")
        grey, red = "#556170", "#9b1c1c"
        boxes = (
            ("top-left", _quoted(head), red if self.report.internal else grey), ("top-right", _quoted(stamp), grey),
            ("bottom-left", _quoted(self.report.settings), grey),
            ("bottom-right", f'{number} counter(page) " / " counter(pages)', grey),
        )  # fmt: skip
        running = "".join(f"@{where}{{content:{said};font:8pt sans-serif;color:{ink}}}" for where, said, ink in boxes)
        return f"{sheet}@media print{{@page{{{running}}}}}{palette.style_sheet()}"


def is_short(part: Part) -> bool:
    """Whether a part says no more than what is missing: on paper it needs no page of its own."""
    return not part.sentences and all(isinstance(block, Notice) for block in part.blocks)


def _is_shown(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, Hidden)


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > LONG


def _style(text: str) -> Style:
    from markupsafe import Markup

    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Style(Markup(text), Markup(f"'sha256-{digest}'"))


def _quoted(text: str) -> str:
    """Text as a string of a style sheet: whatever is not a plain letter, digit or space is written by its number."""
    plain = [c if (c.isalnum() and c.isascii()) or c == " " else f"\\{ord(c):x} " for c in text]
    return '"' + "".join(plain) + '"'
