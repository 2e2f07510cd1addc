"""Part 5, compa-ratios: how people's pay is spread around the midpoints, track by track."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bandmodel.report import people_needed
from bandmodel.report.content import Bin, Block, Cell, Column, Distribution, Hidden, Panel, Part, Table
from bandmodel.report.material import STEP, Material
from bandmodel.report.privacy import plain


def build(material: Material) -> Part:
    """A histogram per track, and the quartiles."""
    say = material.words.say
    if material.placed is None:
        return Part(5, "compa", say("compa.title"), (), (people_needed.notice(material),))
    tracks = list(material.bins)
    blocks: list[Block] = [*([chart(material, tracks)] if tracks else []), _quartiles(material)]
    return Part(
        5, "compa", say("compa.title"), tuple(_sentences(material, len(material.tracks) - len(tracks))), tuple(blocks)
    )


def _sentences(material: Material, hidden: int) -> Iterator[str]:
    say, table = material.words.say, material.compa
    yield say("compa.reading")
    medians = {track: middle for track, _, middle, _ in _cells(material) if isinstance(middle, float)}
    shown = {material.words.brief(middle, "ratio") for middle in medians.values()}
    if len(medians) > 1 and len(shown) == 1:
        yield say("compa.level", median=next(iter(medians.values())))
    elif len(medians) > 1:
        low, high = min(medians, key=medians.__getitem__), max(medians, key=medians.__getitem__)
        yield say("compa.range", low=medians[low], low_track=low, high=medians[high], high_track=high)
    for track, middle in medians.items() if len(medians) == 1 else ():
        yield say("compa.median", track=track, median=middle)
    if hidden and not material.privacy.internal and table["Headcount"].sum():
        yield say("compa.few", n=hidden, hidden=hidden, least=material.privacy.for_statistics)


def chart(material: Material, names: list[str]) -> Distribution:
    """Shares of the people of some tracks by compa-ratio; a bin of few people is joined to its neighbour."""
    say = material.words.say
    panels = tuple(Panel(name, _bins(material, name), material.hues[name]) for name in names)
    rows = tuple((panel.name, _range(material, found), found.share) for panel in panels for found in panel.bins)
    columns = (Column(say("column.track")), Column(say("column.compa")), Column(say("column.share_of_people"), "share"))
    joined = "" if material.privacy.internal else say("compa.joined", least=material.privacy.minimum)
    return Distribution(
        key="compa", title=say("compa.chart"), text=say("compa.chart_text", tracks=names), unit=say("compa.unit"),
        panels=panels, step=STEP, mark=1.0, table=Table(say("compa.table"), columns, rows, note=joined),
    )  # fmt: skip


def _bins(material: Material, track: str) -> tuple[Bin, ...]:
    found = material.bins[track]
    total = sum(each.people for each in found)
    return tuple(Bin(_end(each.low), _end(each.high), _share(material, track, place, each.people / total))
                 for place, each in enumerate(found))  # fmt: skip


def _share(material: Material, track: str, place: int, share: float) -> float | Hidden:
    if not share:
        return share
    cell = material.privacy.cell(("Share", track, place), share)
    return cell if isinstance(cell, Hidden) else share


def _end(value: float) -> float | None:
    return None if np.isnan(value) else value


def _range(material: Material, found: Bin) -> str:
    words = material.words
    low, high = (None if end is None else words.number(end, 2) for end in (found.low, found.high))
    if low is None:
        return words.say("compa.everyone") if high is None else words.say("compa.under", high=high)
    return words.say("compa.from", low=low) if high is None else words.say("compa.between", low=low, high=high)


def _cells(material: Material) -> list[tuple[str, Cell, Cell, Cell]]:
    """Track, lower quartile, median and upper quartile, as they may be shown."""
    cell, rows = material.privacy.cell, []
    for track, _, *figures in material.compa.itertuples(index=False, name=None):
        low, middle, high = plain(figures)
        names = ("Quartiles", track), ("Median", track), ("Quartiles", track)
        rows.append((track, *(figure if figure is None else cell(name, figure)
                              for name, figure in zip(names, (low, middle, high), strict=True))))  # fmt: skip
    return rows


def _quartiles(material: Material) -> Table:
    say, privacy = material.words.say, material.privacy
    columns = (Column(say("column.track")), *(Column(say(f"compa.{name}"), "ratio") for name in ("p25", "p50", "p75")))
    note = "" if privacy.internal else say("compa.hidden", least=privacy.minimum, statistics=privacy.for_statistics)
    return Table(say("compa.quartiles"), columns, tuple(_cells(material)), note=note)
