"""Part 2, bands side by side: the floating bands of equivalent levels, and the rungs that have no equivalent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.core.parity import WITHIN
from bandmodel.report.content import Band, BandPair, Block, Cell, Column, Notice, PairedBands, Part, Table
from bandmodel.report.material import Material
from bandmodel.report.parts.verdicts import verdict
from bandmodel.report.privacy import plain


def build(material: Material) -> Part:
    """A chart per pair of tracks, and the missing rungs."""
    say = material.words.say
    if not material.compares:
        return Part(2, "bands", say("bands.title"), (), (missing_equivalence(material),))
    blocks: list[Block] = [chart(material, *tracks) for tracks in material.track_pairs]
    return Part(2, "bands", say("bands.title"), tuple(_sentences(material)), (*blocks, _missing(material)))


def missing_equivalence(material: Material) -> Notice:
    """That nothing says which levels are equivalent, and what to do."""
    say = material.words.say
    return Notice("missing", say("missing.title"), (say("missing.equivalence"),))


def _sentences(material: Material) -> Iterator[str]:
    say, pairs = material.words.say, material.pairs["base"]
    yield say("bands.reading")
    known = pairs.dropna(subset=["Overlap"])
    if len(known):
        least = known.iloc[int(known["Overlap"].to_numpy(float).argmin())]
        yield say("bands.least_overlap", pair=material.pair_name(least), overlap=float(least["Overlap"]))
    if len(material.missing):
        yield say("bands.missing_rungs", n=len(material.missing), missing=len(material.missing))


def of_tracks(pairs: pd.DataFrame, from_track: str, to_track: str) -> np.ndarray:
    """Rows of the pairs that compare two tracks."""
    return np.flatnonzero(((pairs["From track"] == from_track) & (pairs["To track"] == to_track)).to_numpy())


def chart(material: Material, from_track: str, to_track: str) -> PairedBands:
    """The bands of every pair of two tracks, the highest rung on top."""
    say, pairs = material.words.say, material.pairs["base"]
    at = of_tracks(pairs, from_track, to_track)[::-1]
    drawn = [_pair(material, row) for row in at.tolist()]
    number = material.track_pairs.index((from_track, to_track)) + 1
    outside = sum(pair.outside for pair in drawn)
    return PairedBands(
        key=f"bands-{number}",
        title=say("bands.chart", from_track=from_track, to_track=to_track),
        text=say("bands.chart_text", n=len(at), from_track=from_track, to_track=to_track, pairs=len(at), outside=outside),
        unit=say(f"bands.{material.unit}", currency=material.words.currency),
        table=_table(material, pairs.iloc[at]),
        pairs=tuple(pair for pair in drawn if pair.bands),
    )


def _pair(material: Material, row: int) -> BandPair:
    """One pair: the from-level's band and those of its equivalents; bands that are unknown are left out."""
    compared, frame, pair = material.structure.compared(), material.structure.bands, material.pairs["base"].iloc[row]
    levels = [int(compared.from_row[row]), *compared.to_levels(row).tolist()]
    bands = [_band(material, frame.iloc[level]) for level in levels if not np.isnan(frame["Mid"].iloc[level])]
    gap = float(pair["Gap"])
    unknown = np.isnan(gap)
    outside = not unknown and pair["Verdict"] != WITHIN
    grade = str(pair["Grade"])
    label = material.words.say("bands.grade", grade=grade) if grade else ""
    return BandPair(tuple(bands), None if unknown else gap, outside, label)


def _band(material: Material, level: pd.Series) -> Band:
    low, mid, high = (float(level[end]) for end in ("Min", "Mid", "Max"))
    return Band(str(level["Track"]), str(level["Level"]), low, mid, high, material.hues[level["Track"]])


def _table(material: Material, pairs: pd.DataFrame) -> Table:
    say = material.words.say
    columns = [
        Column(say("column.pair")), Column(say("column.grade")), Column(say("column.from_mid"), "pay"),
        Column(say("column.to_mid"), "pay"), Column(say("column.gap"), "gap"), Column(say("column.min_gap"), "gap"),
        Column(say("column.max_gap"), "gap"), Column(say("column.overlap"), "share"), Column(say("column.verdict")),
    ]  # fmt: skip
    figures = [plain(pairs[name].to_numpy(float)) for name in ("From mid", "To mid", "Gap", "Min gap", "Max gap", "Overlap")]
    lines = [line for _, line in pairs.iterrows()]
    verdicts = [verdict(material.words, line) for line in lines]
    names = [(material.pair_name(line), str(line["Grade"])) for line in lines]
    rows = tuple(
        (*name, *cells, word) for name, cells, word in zip(names, zip(*figures, strict=True), verdicts, strict=True)
    )
    return Table(say("bands.table"), tuple(columns), rows, note=say("bands.table_note"))


def _missing(material: Material) -> Table:
    """The missing rungs, a line per pair of tracks."""
    say, missing = material.words.say, material.missing
    columns = (
        Column(say("column.track")), Column(say("column.without_equivalent_on")), Column(say("column.levels"), "count"),
        Column(say("column.which")),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*map(str, tracks), float(len(levels)), ", ".join(levels["Level"]))
        for tracks, levels in missing.groupby(["Track", "Missing on"], sort=False)
    )
    return Table(say("bands.missing_table"), columns, rows, note="" if rows else say("bands.none_missing"))
