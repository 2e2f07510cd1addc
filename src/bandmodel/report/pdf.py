"""The report as a PDF that screen readers can read (PDF/UA-1): the same report, the same bytes.

What it says is the content model's; `templates/report.typ` says how it looks. The texts reach the template as data, never as
its source, so that nothing in a name is carried out. Letters come from the fonts that typst brings along; only where those
lack a letter are the fonts of the computer asked for it, and the bytes then go by that computer.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from bandmodel.errors import InputError
from bandmodel.printable import printable
from bandmodel.report import long_tables
from bandmodel.report.content import Block, Cell, Chart, Figures, Hidden, Notice, Part, Report, Table
from bandmodel.report.html import LONG, is_short
from bandmodel.report.svg import drawing
from bandmodel.report.svg.palette import INK
from bandmodel.report.wording import NUMERIC, Words

FAMILY = "Libertinus Serif"
"""The font of the pictures: one that typst brings along."""
LACKING = "could not be displayed"
"""What typst says where no font has a letter."""
FONTS = re.compile(r'(?<=font-family=")[\w, -]+sans-serif|(?<=12px )[\w,-]+sans-serif')
"""The list of fonts that a picture names, in an attribute or a style sheet."""


def document(report: Report) -> bytes:
    """The report as PDF. Raises InputError where a text holds a letter that no font of this computer has."""
    import typst  # here: loads a library of 80 MB, which nothing else needs

    template = files("bandmodel").joinpath("report/templates/report.typ").read_bytes()
    told = json.dumps(_clean(_whole(long_tables.shortened(report))))
    made = dt.datetime.combine(report.date, dt.time(), dt.UTC)
    for own_fonts in (True, False):
        try:
            return bytes(typst.compile(
                template, format="pdf", sys_inputs={"report": told}, pdf_standards=["ua-1"], timestamp=made,
                ignore_system_fonts=own_fonts,
            ))  # fmt: skip
        except typst.TypstError as error:
            if LACKING not in str(error):
                raise
            lacking = str(error)
    raise InputError(
        f"The PDF cannot be written: no font of this computer has a letter of a name ({lacking}). "
        "Install a font that has it, rename what is called so, or make the html report."
    )


def _whole(report: Report) -> dict[str, Any]:
    """All that the template shows of a report."""
    words = Words.of(report)
    stamp: dict[str, Any] = {"date": report.date, "key": report.key, "version": report.version}
    return {
        "title": report.title, "subtitle": report.subtitle, "settings": report.settings, "key": report.key,
        "date": [report.date.year, report.date.month, report.date.day], "language": report.language,
        "stamp": words.say("report.stamp", **stamp), "secret": words.say("report.internal") if report.internal else "",
        "page": words.say("report.page"),
        "made-by": words.say("report.made_by", as_of=report.as_of, settings=report.settings, **stamp),
        "parts": [*(_part(part, words) for part in report.parts), *_behind(report.charts(), words)],
    }  # fmt: skip


def _part(part: Part, words: Words) -> dict[str, Any]:
    return {
        "number": str(part.number), "title": part.title, "sentences": list(part.sentences), "short": is_short(part),
        "blocks": [_block(block, words) for block in part.blocks],
    }  # fmt: skip


def _behind(charts: Sequence[Chart], words: Words) -> list[dict[str, Any]]:
    """The tables behind the charts as a last part, for those who do not see these; no part where there is no chart."""
    tables = [_table(chart.table, words) for chart in charts]
    title = words.say("report.show_table")
    last = {"number": "", "title": title, "sentences": [], "short": False, "blocks": tables}
    return [last] if tables else []


def _block(block: Block, words: Words) -> dict[str, Any]:
    """One block of a part, with its shape, by which the template knows it."""
    if isinstance(block, Figures):
        items = [
            {"label": item.label, "value": words.brief(item.value, item.kind), "note": item.note,
             "number": isinstance(item.value, float | int)} for item in block.items
        ]  # fmt: skip
        return {"shape": "figures", "items": items}
    if isinstance(block, Notice):
        return {"shape": "notice", "tone": block.kind, "title": block.title, "sentences": list(block.sentences)}
    return _table(block, words) if isinstance(block, Table) else _chart(block, words)


def lettered(svg: str) -> str:
    """A drawing whose letters are those of the PDF."""
    return FONTS.sub(FAMILY, svg)


def _chart(chart: Chart, words: Words) -> dict[str, Any]:
    """A chart as a picture, its letters in the font of the PDF, with the sentence that says what it shows."""
    svg = lettered(drawing.draw(chart, words)).replace("<svg ", f'<svg color="{INK}" ', 1)
    return {
        "shape": "chart",
        "title": chart.title,
        "unit": chart.unit,
        "text": chart.text or chart.title or chart.key,
        "svg": svg,
    }


def _table(table: Table, words: Words) -> dict[str, Any]:
    """A table with every figure as text."""
    rows = [
        [_cell(cell, table.kind(at, place), words) for place, cell in enumerate(row)] for at, row in enumerate(table.rows)
    ]
    columns = [
        {"header": column.header, "number": column.kind in NUMERIC,
         "long": any(len(row[place]["text"]) > LONG for row in rows)}
        for place, column in enumerate(table.columns)
    ]  # fmt: skip
    return {
        "shape": "table", "title": table.title, "note": table.note, "total": table.total, "columns": columns, "rows": rows,
    }  # fmt: skip


def _cell(cell: Cell, kind: str, words: Words) -> dict[str, Any]:
    shown = cell is not None and not isinstance(cell, Hidden)
    return {"text": words.figure(cell, kind), "number": kind in NUMERIC, "shown": shown}


def _clean(told: Any) -> Any:
    """The same with every text of it printable."""
    if isinstance(told, str):
        return printable(told)
    if isinstance(told, dict):
        return {name: _clean(value) for name, value in told.items()}
    return [_clean(value) for value in told] if isinstance(told, list) else told
