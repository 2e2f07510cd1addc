"""Part 8, careers: whom the evidence suggests the ladders hold back, as counts, and the levels where growth is blocked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel import audit, moves
from bandmodel.people import ALL
from bandmodel.report import career_map, people_needed
from bandmodel.report.content import Block, Cell, Column, Part, PathMap, Table
from bandmodel.report.disclosure import FORCED, TRAPPED, UNTOLD
from bandmodel.report.material import Material


def build(material: Material) -> Part:
    """Counts of people by track, blocked levels by reason, and the map of career paths."""
    say = material.words.say
    blocks: list[Block] = [people_table(material) if material.placed is not None else people_needed.notice(material)]
    blocks += [blocked_table(material), paths(material)]
    return Part(8, "careers", say("careers.title"), tuple(_sentences(material)), tuple(blocks))


def sentence(material: Material) -> str:
    """The careers in one sentence: people where there are any, else levels."""
    say = material.words.say
    if material.placed is None:
        levels = len(material.structure.bands)
        blocked = len(structural(material))
        return say("careers.levels_blocked", n=blocked, blocked=blocked, levels=levels)
    trapped, forced = trapped_by_track(material)[-1], forced_by_track(material)[-1]
    if trapped == forced == 0:
        return say("careers.none")
    return say(
        "careers.suggests",
        trapped=say("careers.trapped_people", n=trapped, people=trapped),
        forced=say("careers.forced_people", n=forced, people=forced),
    )


def _sentences(material: Material) -> Iterator[str]:
    say = material.words.say
    yield sentence(material)
    if material.placed is not None:
        untold = untold_by_track(material)[-1]
        if untold:
            yield say("careers.untold", n=untold, people=untold)
        blocked = len(structural(material))
        yield say("careers.levels_blocked", n=blocked, blocked=blocked, levels=len(material.structure.bands))
        yield say("careers.reading")


def _counted(material: Material, table: pd.DataFrame, kind: str, sign: str) -> list[Cell]:
    """People of a table per track of a kind, and in all, as they may be shown."""
    on = table["Track"].to_numpy(object)
    tracks = material.tracks_of(kind)
    people = [*(float((on == name).sum()) for name in tracks), float(len(on))]
    return [material.privacy.cell((sign, name), count) for name, count in zip((*tracks, ALL), people, strict=True)]


def trapped_by_track(material: Material) -> list[Cell]:
    """People per specialist track whom the evidence suggests are trapped, and in all."""
    return _counted(
        material, material.trapped[material.trapped["Evidence"] == audit.SUGGESTS_TRAPPED], "specialist", TRAPPED
    )


def untold_by_track(material: Material) -> list[Cell]:
    """People per specialist track of whom a missing rating or preference keeps it from being told, and in all."""
    return _counted(material, material.trapped[material.trapped["Evidence"] != audit.SUGGESTS_TRAPPED], "specialist", UNTOLD)


def forced_by_track(material: Material) -> list[Cell]:
    """People per manager track whom the evidence suggests were forced, and in all."""
    return _counted(material, material.forced, "manager", FORCED)


def people_table(material: Material) -> Table:
    """Counts by sign and track; the total of several tracks on a line of its own."""
    say, rows = material.words.say, []
    for name, kind, counts in (
        ("trapped", "specialist", trapped_by_track(material)), ("cannot_tell", "specialist", untold_by_track(material)),
        ("forced", "manager", forced_by_track(material)),
    ):  # fmt: skip
        labels = [*material.tracks_of(kind), say("careers.all")]
        several = len(labels) > 2
        rows += [(say(f"careers.{name}"), label, count) for label, count in
                 list(zip(labels, counts, strict=True))[: None if several else 1]]  # fmt: skip
    columns = (Column(say("careers.evidence")), Column(say("column.track")), Column(say("column.people"), "count"))
    note = "" if material.privacy.internal else say("careers.hidden", least=material.privacy.minimum)
    return Table(say("careers.people_table"), columns, tuple(rows), note=note)


def structural(material: Material) -> pd.DataFrame:
    """The blocked levels that may be shown, with the kinds of their reasons: what people make, only if there are enough."""
    table, kinds = material.blocked
    enough = _populated(material)
    names = zip(table["Track"], table["Level"], strict=True)
    reasons = [
        [kind for kind in of if kind != audit.CROWDED_TOP or name in enough] for of, name in zip(kinds, names, strict=True)
    ]
    kept = np.array([bool(text) for text in reasons], bool)
    return table.assign(Reasons=pd.Series(reasons, table.index, dtype=object))[kept]


def _populated(material: Material) -> set[tuple[str, str]]:
    """The levels with people enough to say of them how many are near the top."""
    if material.placed is None:
        return set()
    table, least = material.medians, 1 if material.privacy.internal else material.privacy.minimum
    names = zip(table["Track"], table["Level"], table["Headcount"], strict=True)
    return {(track, level) for track, level, people in names if people >= least}


def blocked_table(material: Material) -> Table:
    """Blocked levels by track and reason: levels are counted, not people."""
    say, table = material.words.say, structural(material)
    columns = [Column(say("column.track")), *(Column(say(f"careers.{kind}"), "count") for kind in audit.BLOCKED_BY)]
    columns.append(Column(say("careers.levels")))
    rows: list[tuple[Cell, ...]] = []
    for name in material.tracks:
        mine = table[table["Track"] == name]
        counts = [float(sum(kind in reasons for reasons in mine["Reasons"])) for kind in audit.BLOCKED_BY]
        rows.append((name, *counts, ", ".join(mine["Level"])))
    return Table(say("careers.blocked_table"), tuple(columns), tuple(rows), note=say("careers.blocked_note"))


def paths(material: Material) -> PathMap:
    """The map of career paths, and its levels as a table."""
    say, frame = material.words.say, material.structure.bands
    columns = (
        *(Column(say(f"column.{name}")) for name in ("track", "level", "grade")),
        *(Column(say(f"column.{name}"), "pay") for name in ("min", "mid", "max")),
    )  # fmt: skip
    ends = [[None if np.isnan(pay) else float(pay) for pay in frame[end].to_numpy(float)] for end in ("Min", "Mid", "Max")]
    rows = tuple(zip(frame["Track"], frame["Level"], frame["Grade"], *ends, strict=True))
    text = say("careers.map_text", tracks=material.tracks)
    return PathMap(
        key="paths", title=say("careers.map"), text=text, unit=say("careers.map_unit"),
        svg=career_map.svg(material.structure, say("careers.map"), _map_words(material, text)),
        table=Table(say("careers.map_table"), columns, rows),
    )  # fmt: skip


def _map_words(material: Material, text: str) -> career_map.Wording:
    words = material.words
    fields = {"own": "{own}", "other": "{other}", "kind": "{kind}"}
    band = {"name": "{name}", "low": "{low}", "high": "{high}", "mid": "{mid}"}
    return career_map.Wording(
        reading=words.say("careers.map_reading"),
        moves={kind: words.say(f"careers.map_{kind}") for kind in (moves.UP, moves.ACROSS, moves.DIAGONAL)},
        move=words.say("careers.map_move", **fields), band=words.say("careers.map_band", **band),
        no_band=words.say("careers.map_no_band", name="{name}"), small=words.say("careers.map_small"), described=text,
        pay=lambda pay: words.brief(pay, "pay"), change=lambda change: words.brief(change, "gap"),
    )  # fmt: skip
