"""The appendix of the internal version: the rows behind the counts, which name single people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bandmodel import audit, figures, people
from bandmodel.core.position import ABOVE, BELOW
from bandmodel.report import people_needed
from bandmodel.report.content import Block, Cell, Column, Notice, Part, Table
from bandmodel.report.material import Material

KINDS = ("plain", "pay", "share", "gap", "ratio", "count", "years")
"""Kinds of figures that a table of the model's may have; anything else is text."""


def build(material: Material) -> Part:
    """Everyone whom a count of the report stands for; headers and reasons as the model writes them."""
    say = material.words.say
    if material.placed is None:
        return Part(11, "appendix", say("appendix.title"), (), (people_needed.notice(material),))
    placed = people.placed_table(material.structure, material.model.inputs.table("People"))
    outside = placed[placed["Status"].isin([BELOW, ABOVE]) | (placed["Remark"] != "")]
    compressed = audit.compressed(material.structure, material.placed)
    blocks: list[Block] = [
        Notice("note", say("appendix.handle_title"), (say("appendix.handle"),)),
        _table(say("appendix.outside"), outside),
        _table(say("appendix.trapped"), material.trapped),
        _table(say("appendix.forced"), material.forced),
        _table(say("appendix.compression"), compressed[compressed["Result"].isin([audit.COMPRESSED, audit.INVERTED])]),
    ]
    return Part(11, "appendix", say("appendix.title"), (say("appendix.reading"),), tuple(blocks))


def _table(title: str, frame: pd.DataFrame) -> Table:
    kinds = [figures.kind_of(name) for name in frame.columns]
    columns = tuple(Column(name, kind if kind in KINDS else "text") for name, kind in zip(frame.columns, kinds, strict=True))
    rows = tuple(tuple(_cell(value) for value in line) for line in frame.itertuples(index=False, name=None))
    return Table(title, columns, rows)


def _cell(value: Any) -> Cell:
    """A value as a cell: unknown is None."""
    if isinstance(value, str):
        return value or None
    return None if pd.isna(value) else float(value)
