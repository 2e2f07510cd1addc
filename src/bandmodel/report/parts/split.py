"""Part 4, where the gap comes from: market, policy, bonus and LTI, exactly additive in logs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.report.content import Block, Column, Notice, Part, StackedBars, Table, Waterfall
from bandmodel.report.material import Material, level_name
from bandmodel.report.parts.bands import missing_equivalence
from bandmodel.report.privacy import plain

PARTS = ("Market", "Policy", "Market and policy", "Bonus", "LTI")


def build(material: Material) -> Part:
    """The widest pair in total pay as a waterfall, and all pairs as stacked bars."""
    say = material.words.say
    if not material.compares:
        return Part(4, "split", say("split.title"), (), (missing_equivalence(material),))
    known = material.split.dropna(subset=["Log gap"])
    if known.empty:
        notice = Notice("missing", say("missing.title"), (say("split.needs_targets"),))
        return Part(4, "split", say("split.title"), (), (notice,))
    widest = known.iloc[int(np.argmax(np.abs(known["Log gap"].to_numpy(float))))]
    blocks: tuple[Block, ...] = (waterfall(material, widest), bars(material, known))
    return Part(4, "split", say("split.title"), tuple(_sentences(material, known, widest)), blocks)


def present(split: pd.DataFrame) -> list[str]:
    """The parts that have a figure in any of the pairs."""
    return [name for name in PARTS if split[name].notna().any()]


def _sentences(material: Material, known: pd.DataFrame, widest: pd.Series) -> Iterator[str]:
    say = material.words.say
    own, other = (level_name(widest[f"{side} track"], widest[f"{side} level"]) for side in ("From", "To"))
    gap = float(widest["Gap"])
    yield say(f"split.widest_{'below' if gap < 0 else 'above'}", own=own, other=other, size=abs(gap))
    parts = {name: float(widest[name]) for name in PARTS if not np.isnan(widest[name])}
    largest = max(parts, key=lambda name: abs(parts[name]))
    yield say("split.largest", part=_part(material, largest), points=parts[largest], total=float(widest["Log gap"]))
    yield say("split.reading")
    unknown = len(material.split) - len(known)
    if unknown:
        yield say("split.unknown", n=unknown, unknown=unknown)


def _part(material: Material, name: str) -> str:
    return material.words.say(f"split.part_{name.lower().replace(' ', '_')}")


def waterfall(material: Material, pair: pd.Series) -> Waterfall:
    """The parts of one pair's gap, each beginning where the one before ends."""
    say = material.words.say
    steps = tuple((_part(material, name), float(pair[name])) for name in PARTS if not np.isnan(pair[name]))
    total = (say("split.part_total"), float(pair["Log gap"]))
    told = "; ".join(f"{name} {material.words.brief(points, 'points')}" for name, points in (*steps, total))
    columns = (Column(say("column.part")), Column(say("column.points"), "points"))
    return Waterfall(
        key="split-widest", title=say("split.chart", pair=material.pair_name(pair)),
        text=say("split.chart_text", parts=told), unit=say("split.unit"), steps=steps, total=total,
        table=Table(say("split.table"), columns, (*steps, total), total=True),
    )  # fmt: skip


def bars(material: Material, known: pd.DataFrame) -> StackedBars:
    """The parts of every pair's gap, the highest rung on top."""
    say, names = material.words.say, present(known)
    rows = material.split.iloc[material.order].dropna(subset=["Log gap"])
    values = list(zip(*(plain(rows[name].to_numpy(float)) for name in names), strict=True))
    totals = [float(total) for total in rows["Log gap"]]
    parts = [_part(material, name) for name in names]
    drawn = tuple(zip((material.pair_name(pair) for _, pair in rows.iterrows()), values, totals, strict=True))
    columns = [
        Column(say("column.pair")), *(Column(_part(material, name), "points") for name in names),
        Column(say("split.part_total"), "points"), Column(say("column.total_gap"), "gap"),
    ]  # fmt: skip
    table = tuple((name, *points, total, float(gap)) for (name, points, total), gap in zip(drawn, rows["Gap"], strict=True))
    return StackedBars(
        key="split-all", title=say("split.all_chart"), unit=say("split.unit"), parts=tuple(parts),
        text=say("split.all_text", n=len(drawn), pairs=len(drawn), parts=parts),
        bars=drawn, table=Table(say("split.all_table"), tuple(columns), table, note=say("split.reading")),
    )  # fmt: skip
