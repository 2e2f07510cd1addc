"""Part 3, parity: the gap of every pair in base pay, with bonus, in total, and at the top of the band, as a heat map."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bandmodel.core.ladder import BASES
from bandmodel.core.parity import JUSTIFIED
from bandmodel.report.content import Block, Column, HeatMap, Part, Table
from bandmodel.report.material import Material
from bandmodel.report.parts.bands import missing_equivalence
from bandmodel.report.parts.verdicts import verdict
from bandmodel.report.privacy import plain


def build(material: Material) -> Part:
    """The heat map, and the differences that a note justifies."""
    say = material.words.say
    if not material.compares:
        return Part(3, "parity", say("parity.title"), (), (missing_equivalence(material),))
    blocks: list[Block] = [chart(material)]
    if material.head.justified:
        blocks.append(_notes(material))
    return Part(3, "parity", say("parity.title"), tuple(_sentences(material)), tuple(blocks))


def _sentences(material: Material) -> Iterator[str]:
    say, heads = material.words.say, material.heads
    yield say("parity.reading", tolerance=material.tolerance)
    gaps = material.pairs["base"]["Gap"].to_numpy(float)
    if (gaps < 0).any() and (gaps > 0).any():
        yield say("parity.base_both", gap=heads["base"].gap, mean_abs=heads["base"].mean_abs)
    elif not np.isnan(heads["base"].gap):
        yield say("parity.base", gap=heads["base"].gap)
    if not np.isnan(heads["total"].gap):
        yield say("parity.total", cash=heads["cash"].gap, total=heads["total"].gap)
    if heads["total"].unknown:
        yield say("parity.unknown", n=heads["total"].unknown, unknown=heads["total"].unknown)


def chart(material: Material) -> HeatMap:
    """Gaps of all pairs, the highest rung of each pair of tracks on top."""
    say, pairs = material.words.say, material.pairs
    columns = tuple(say(f"parity.{name}_column") for name in (*BASES, "max"))
    order = material.order
    gaps = [*(pairs[basis]["Gap"] for basis in BASES), pairs["base"]["Max gap"]]
    cells = list(zip(*(plain(gap.to_numpy(float)[order]) for gap in gaps), strict=True))
    lines = [line for _, line in pairs["base"].iloc[order].iterrows()]
    names = [material.pair_name(line) for line in lines]
    head = [Column(say("column.pair")), *(Column(name, "gap") for name in columns), Column(say("column.verdict"))]
    rows = [(name, *cell, verdict(material.words, line)) for name, cell, line in zip(names, cells, lines, strict=True)]
    outside = material.head.outside + material.head.justified  # a reason takes no colour from the map
    return HeatMap(
        key="parity", title=say("parity.chart"), unit=say("parity.unit"), columns=columns, tolerance=material.tolerance,
        rows=tuple(zip(names, cells, strict=True)),
        text=say("parity.chart_text", n=len(names), pairs=len(names), outside=outside),
        table=Table(say("parity.table"), tuple(head), tuple(rows), note=say("parity.table_note")),
    )  # fmt: skip


def _notes(material: Material) -> Table:
    say, notes = material.words.say, material.structure.compared().note
    columns = (Column(say("column.pair")), Column(say("column.gap"), "gap"), Column(say("column.reason")))
    lines = [line for _, line in material.pairs["base"].iterrows()]
    rows = tuple(
        (material.pair_name(line), float(line["Gap"]), note)
        for line, note in zip(lines, notes, strict=True)
        if line["Verdict"] == JUSTIFIED
    )
    return Table(say("parity.justified_table"), columns, rows)
