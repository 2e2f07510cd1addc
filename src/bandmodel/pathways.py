"""Designing pathways: add a level to a track, or mirror a track's rungs on another, and see the effect before it is kept.

A new rung is priced by grade: at the own midpoint of the levels of its grade on other tracks (their geometric mean), and
where no track has the grade, on the pay line over Grade through all levels. It then takes part like any level: parity
weight, spread and rounding follow. Nothing is changed in place: every design is a new `Inputs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from bandmodel import audit, model, people, placement
from bandmodel.core import ladder, parity, pay_line
from bandmodel.errors import InputError
from bandmodel.inputs import coerce
from bandmodel.inputs.inputs import Inputs
from bandmodel.model import Model
from bandmodel.placement import Placement
from bandmodel.structure import Structure, kind_named

RUNGS = ("Track", "Level", "Grade", "Priced by", "Min", "Mid", "Max")
CHANGES = ("Label", "Before", "After", "Note")
BLOCKED = ("Track", "Level", "Change", "Blockages")
COPIED = ("Points", "Spread", "Target percentile", "Bonus target", "LTI target", "Years in level")
"""What a mirrored rung takes over from the one it mirrors."""


@dataclass(frozen=True)
class Rung:
    """A rung to be added: where, its grade, and what it mirrors or is priced at.

    mid       own midpoint typed by hand [pay]; unknown = priced by grade
    mirrors   (track, level) of the rung that it copies; None for a rung of its own
    """

    track: str
    level: str
    grade: str = ""
    mid: float = np.nan
    mirrors: tuple[str, str] | None = None


def added(base: Model, rungs: list[Rung]) -> tuple[Inputs, list[str]]:
    """The inputs with the rungs added, and how each is priced, in words.

    A track that is new is a specialist track, unless Tracks or its name say otherwise. Raises InputError for a rung that is
    there already, a track of unknown kind, or a rung that cannot be priced.
    """
    levels = base.inputs.table("Levels")
    tracks, equivalence = base.inputs.table("Tracks"), base.inputs.table("Equivalence")
    new: list[dict[str, object]] = []
    pricing: list[str] = []
    for rung in rungs:
        _require_new(base, rung, new)
        mid, how = _price(base, rung)
        copied = _copied(base, rung)
        rank = _rank(base, pd.concat([levels, pd.DataFrame(new)]), rung)
        new.append({**copied, "Track": rung.track, "Level": rung.level, "Rank": rank, "Grade": rung.grade, "Mid": mid})
        pricing.append(how)
        if _is_new(base, rung.track) and rung.track not in set(tracks["Track"]) and not kind_named(rung.track):
            tracks = _with_rows(tracks, [{"Track": rung.track, "Kind": "specialist"}])
    tables = dict(base.inputs.tables)
    tables["Levels"] = _with_rows(levels, new)
    if base.inputs.given("Equivalence"):
        tables["Equivalence"] = _with_rows(equivalence, [row for rung in rungs for row in _links(base, rung)])
    if len(tracks):
        tables["Tracks"] = tracks
    return replace(base.inputs, tables=MappingProxyType(tables)), pricing


def mirrored(base: Model, source: str, target: str) -> list[Rung]:
    """The rungs that track `target` lacks: one for each grade of `source` that it has no level at. Where `source` has
    several levels of a grade, the rung copies the lowest, is priced at their geometric mean, and is equivalent to each.

    Raises InputError for an unknown source, levels without a grade, or nothing to mirror.
    """
    frame = base.bands
    names = ladder.tracks(frame)
    if source not in names:
        raise InputError(f'Track "{source}" is not known; tracks: {", ".join(names)}.')
    if source == target:
        raise InputError(f'Track "{source}" cannot mirror itself; name another track.')
    rows = np.flatnonzero((frame["Track"] == source).to_numpy())
    grades, levels = frame["Grade"].to_numpy(object), frame["Level"].to_numpy(object)
    if not all(grades[rows]):
        blank = ", ".join(str(levels[row]) for row in rows if not grades[row])
        raise InputError(f"{source} {blank} has no Grade; rungs are mirrored by grade, so fill it in.")
    _require_spelling(names, target)
    there = set(grades[(frame["Track"] == target).to_numpy()])
    by_grade = {grades[row]: row for row in reversed(rows.tolist())}  # of several levels of one grade, the lowest
    wanted = sorted(row for grade, row in by_grade.items() if grade not in there)
    if not wanted:
        raise InputError(f"{target} has a level at every grade of {source}; nothing is left to mirror.")
    named = _names(base, target, [str(levels[row]) for row in wanted], [str(grades[row]) for row in wanted])
    return [
        Rung(target, name, str(grades[row]), mirrors=(source, str(levels[row])))
        for row, name in zip(wanted, named, strict=True)
    ]


def effect(base: Model, rungs: list[Rung], staff: pd.DataFrame | None = None) -> list[pd.DataFrame]:
    """What adding the rungs does: the new rungs (`RUNGS`), figures before and after (`CHANGES`), and levels whose
    blockages change (`BLOCKED`). With people, also what it costs."""
    inputs, pricing = added(base, rungs)
    after = model.build(inputs, base.policy)
    rows = [after.structure.row_of(rung.track, rung.level) for rung in rungs]
    bands = after.bands.iloc[rows].assign(**{"Priced by": pricing})[list(RUNGS)].reset_index(drop=True)
    was, now = (_Side.of(built.structure, staff) for built in (base, after))
    changes = pd.DataFrame([*_parity(was, now), *_costs(was, now, rows)], columns=list(CHANGES))
    return [bands, changes, _blockages(was, now)]


@dataclass(frozen=True, eq=False)
class _Side:
    """The company before or after: its structure, its people placed and audited once; no people, no placement."""

    structure: Structure
    blocked: pd.DataFrame
    placed: Placement | None
    trapped: pd.Index

    @classmethod
    def of(cls, structure: Structure, staff: pd.DataFrame | None) -> _Side:
        if staff is None:
            return cls(structure, audit.blockages(structure), None, pd.Index([]))
        placed = placement.place(structure, staff)
        table = audit.trapped(structure, placed)
        told = table.index[table["Evidence"] == audit.SUGGESTS_TRAPPED]  # of the others it cannot be told
        return cls(structure, audit.blockages(structure, placed), placed, told)


Change = tuple[str, float, float, str]


def _parity(was: _Side, now: _Side) -> list[Change]:
    before, after = _parity_figures(was.structure), _parity_figures(now.structure)
    notes = {
        "Pairs outside tolerance": f"tolerance {was.structure.tolerance():.2%}",
        "Headline gap": "geometric mean of from / to, minus 1",
        "Rungs missing": "in both directions",
    }
    return [(label, figure, after[label], notes.get(label, "")) for label, figure in before.items()]


def _parity_figures(structure: Structure) -> dict[str, float]:
    """The figures that are set side by side; unknown where nothing is compared."""
    compared = structure.comparisons
    figures = {"Levels": float(len(structure.bands))}
    if compared is None or not len(compared):
        names = ("Pairs compared", "Pairs outside tolerance", "Headline gap", "Worst gap", "Rungs missing")
        return {**figures, **dict.fromkeys(names, np.nan)}
    pairs = structure.pairs()
    head = parity.headline(pairs)
    return {
        **figures,
        "Pairs compared": float(head.known),
        "Pairs outside tolerance": float(head.outside),
        "Headline gap": head.gap,
        "Worst gap": np.nan if head.worst is None else float(pairs["Gap"].iloc[head.worst]),
        "Rungs missing": float(len(parity.missing_rungs(structure.bands, compared))),
    }


def _costs(was: _Side, now: _Side, rows: list[int]) -> list[Change]:
    """Cost to minimum before and after, and what moving up onto the new rungs would cost: a range, from those whom the
    figures suggest are trapped to everyone on the rung below. Nothing without people."""
    if was.placed is None or now.placed is None:
        return []
    before, after = _people_figures(was, was.placed), _people_figures(now, now.placed)
    notes = {"Cost to minimum": "a year; bands of existing levels move only with the parity weight"}
    placed = now.placed
    above = np.append(ladder.rung_above(now.structure.bands), -1)[placed.row]
    gains = np.isin(above, rows)
    rise = np.maximum(placed.band("Min", np.where(gains, above, -1)) - placed.pay, 0) * placed.fte * placed.rate
    mine = gains & placed.people.index.isin(was.trapped)
    return [
        *((label, figure, after[label], notes.get(label, "at present pay and time")) for label, figure in before.items()),
        ("People below a new rung", 0.0, float(gains.sum()), "the new one is their next"),
        ("Cost of moving the trapped up", 0.0, float(np.nansum(rise[mine])), "a year: their raise to the new minimum"),
        ("Cost of moving everyone there up", 0.0, float(np.nansum(rise)), "a year: the upper end, not a plan"),
    ]


def _people_figures(side: _Side, placed: Placement) -> dict[str, float]:
    return {
        "Blockages": float(sum(why.count(";") + 1 for why in side.blocked["Reasons"])),
        "Trapped specialists suggested": float(len(side.trapped)),
        "Forced managers suggested": float(len(audit.forced(side.structure, placed))),
        "Cost to minimum": float(people.cost_to_min(side.structure, placed)["Cost"].iloc[-1]),
    }


def _blockages(was: _Side, now: _Side) -> pd.DataFrame:
    told = [
        {(track, level): why for track, level, why in side.blocked[["Track", "Level", "Reasons"]].to_numpy()}
        for side in (was, now)
    ]
    keys = list(zip(now.structure.bands["Track"], now.structure.bands["Level"], strict=True))
    rows = [(*key, *_change(told[0].get(key, ""), told[1].get(key, ""))) for key in keys]
    return pd.DataFrame([row for row in rows if row[2]], columns=list(BLOCKED))


def _change(before: str, after: str) -> tuple[str, str]:
    """What becomes of a level's blockages, in a word and in full; "" where nothing does."""
    if before == after:
        return "", ""
    if not before or not after:
        return ("new", after) if after else ("gone", before)
    return "changed", f"{before} → {after}"


def _require_new(base: Model, rung: Rung, others: list[dict[str, object]]) -> None:
    frame = base.bands
    keys = {*zip(frame["Track"], frame["Level"], strict=True), *((o["Track"], o["Level"]) for o in others)}
    if (rung.track, rung.level) in keys:
        raise InputError(f'Track "{rung.track}" has a level "{rung.level}" already; choose another name.')
    if not rung.grade and np.isnan(rung.mid):
        raise InputError(f"{rung.track} {rung.level} has neither grade nor midpoint; give one, so that it can be priced.")
    if rung.mid <= 0:
        raise InputError(f"{rung.track} {rung.level}: midpoint {rung.mid:g} is not above 0.")
    _require_spelling(ladder.tracks(frame), rung.track)
    if not _is_new(base, rung.track) and not ladder.kind_of(frame, rung.track):
        raise InputError(f'The kind of track "{rung.track}" is not known; add it to the Tracks table.')


def _require_spelling(names: list[str], track: str) -> None:
    """Raise InputError for a track that differs from one that is there in its capitals alone."""
    same = [name for name in names if name.casefold() == track.casefold()]
    if same and track not in same:
        raise InputError(f'Track "{track}" is written "{same[0]}"; write it so, or choose another name.')


def _is_new(base: Model, track: str) -> bool:
    return track not in ladder.tracks(base.bands)


def _price(base: Model, rung: Rung) -> tuple[float, str]:
    """Own midpoint of a rung [pay] and how it came about."""
    if not np.isnan(rung.mid):
        return rung.mid, "midpoint typed"
    frame, own = base.bands, base.structure.own_mid
    same = (frame["Grade"] == rung.grade).to_numpy() & (frame["Track"] != rung.track).to_numpy() & ~np.isnan(own)
    if rung.mirrors is not None:
        same &= (frame["Track"] == rung.mirrors[0]).to_numpy()
    if same.any():
        names = ", ".join((frame["Track"] + " " + frame["Level"])[same])
        mid = own[same][0] if same.sum() == 1 else np.exp(np.log(own[same]).mean())
        return float(mid), f"grade {rung.grade}: midpoint of {names}"
    grade, _ = coerce.numbers([*frame["Grade"], rung.grade])
    if np.isnan(grade[-1]):
        raise InputError(
            f'{rung.track} {rung.level}: no level has grade "{rung.grade}"; give a midpoint, or a grade in use.'
        )
    line = pay_line.fitted(grade[:-1], own, rows="levels with grade and midpoint")
    return float(line.at(grade[-1])), f"pay line over Grade through {line.rows} levels, at grade {rung.grade}"


def _copied(base: Model, rung: Rung) -> dict[str, object]:
    if rung.mirrors is None:
        return {}
    levels = base.inputs.table("Levels")
    place = base.structure.row_of(*rung.mirrors)
    copied = {name: levels.loc[base.structure.rows[place], name] for name in COPIED}
    if base.structure.given[place]:  # a given range has its spread in its ends
        low, mid, high = base.bands[["Min", "Mid", "Max"]].iloc[place]
        copied["Spread"] = (high - low) / (low if base.policy["spread basis"] == "min" else mid)
    return copied


def _rank(base: Model, levels: pd.DataFrame, rung: Rung) -> float:
    """Rank between the rungs of lower and of higher grade; above the top where the grades do not tell."""
    mine = levels[levels["Track"] == rung.track]
    rank = mine["Rank"].to_numpy(float)
    if not len(rank):
        return 1.0
    grade = base.structure.rising_grades([*mine["Grade"], rung.grade])
    below, above = rank[grade[:-1] <= grade[-1]], rank[grade[:-1] > grade[-1]]
    if not len(above):
        return float(np.nanmax(rank)) + 1
    low = float(below.max()) if len(below) else float(above.min()) - 2
    return (low + float(above.min())) / 2


def _links(base: Model, rung: Rung) -> list[dict[str, object]]:
    """Rows for the Equivalence table: to the levels of equal grade on the track that is mirrored, else on manager tracks.

    The manager's side is the to-side, as in every comparison.
    """
    frame = base.bands
    if rung.mirrors is not None:
        same = frame[(frame["Grade"] == rung.grade) & (frame["Track"] == rung.mirrors[0])]
    else:
        same = frame[(frame["Grade"] == rung.grade) & (frame["Track"] != rung.track)] if rung.grade else frame.iloc[:0]
    manager = (ladder.kind_of(frame, rung.track) or kind_named(rung.track)) == "manager"
    own, pairs = (rung.track, rung.level), []
    for track, level, kind in same[["Track", "Level", "Kind"]].to_numpy():
        if rung.mirrors is not None or manager or kind == "manager":
            pairs.append(((track, level), own) if manager and kind != "manager" else (own, (track, level)))
    return [
        {"From track": source[0], "From level": source[1], "To track": target[0], "To level": target[1]}
        for source, target in pairs
    ]  # fmt: skip


def _names(base: Model, track: str, sources: list[str], grades: list[str]) -> list[str]:
    """Names for mirrored rungs: numbers go on where every new rung stands above S1, S2, …; else S-M3 mirrors M3."""
    frame = base.bands[base.bands["Track"] == track]
    parts = [re.fullmatch(r"(\D+)(\d+)", level) for level in frame["Level"]]
    initial = track.strip()[:1].upper()
    known = base.structure.rising_grades([*frame["Grade"], *grades])
    on_top = not len(frame) or bool(np.min(known[len(frame) :]) > np.max(known[: len(frame)]))
    prefixes = {part[1] for part in parts if part}
    if on_top and all(parts) and len(prefixes) <= 1:
        last = max((int(part[2]) for part in parts if part), default=0)
        width = max((len(part[2]) for part in parts if part), default=1)  # S01, S02: S03
        prefix = prefixes.pop() if prefixes else initial
        return [f"{prefix}{last + number:0{width}d}" for number in range(1, len(sources) + 1)]
    return [f"{initial}-{source}" for source in sources]


def _with_rows(frame: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    """A table with rows added below it; what they do not give is unknown."""
    if not rows:
        return frame
    start = int(frame.index.max()) + 1 if len(frame) else 2
    text = {name: not (is_numeric_dtype(frame[name]) or is_datetime64_any_dtype(frame[name])) for name in frame.columns}
    blank = {name: "" if text[name] else np.nan for name in frame.columns}
    fresh = pd.DataFrame([{**blank, **row} for row in rows], index=pd.RangeIndex(start, start + len(rows), name="row"))
    fresh = fresh[list(frame.columns)].astype(frame.dtypes.to_dict())
    return pd.concat([frame, fresh])
