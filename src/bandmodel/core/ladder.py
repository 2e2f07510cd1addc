"""Ladders: the rungs of each track, in order, and the frame of bands that everything else reads.

A *bands frame* has one row per level, sorted by track (in order of first appearance) and rank, with the columns of
`COLUMNS`. Text that is not known is "", a number that is not known is NaN.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import bands

TEXT = ("Track", "Level", "Title", "Grade", "Kind")
NUMBERS = ("Rank", "Min", "Mid", "Max", "Market", "Bonus target", "LTI target", "Years in level")
DERIVED = ("Spread", "Progression", "Overlap", "Market index")
COLUMNS = (*TEXT, *NUMBERS, *DERIVED)
BASES = ("base", "cash", "total")


def order(track: pd.Series, rank: pd.Series) -> np.ndarray:
    """Positions that sort levels by track (first appearance), then rank, then their own order.

    An unknown rank comes last: such a level is reported, and it must not become the lowest rung by accident.
    """
    return np.lexsort((rank.to_numpy(float), pd.factorize(track)[0]))


def rung_below(frame: pd.DataFrame) -> np.ndarray:
    """Row of the next lower rung on the same track, −1 for a lowest rung. `frame` is sorted as `order` sorts."""
    track = pd.factorize(frame["Track"])[0]
    below = np.arange(len(frame)) - 1
    if len(frame):
        below[np.flatnonzero(np.diff(track, prepend=-1))] = -1
    return below


def rung_above(frame: pd.DataFrame) -> np.ndarray:
    """Row of the next higher rung on the same track, −1 for a top rung."""
    below = rung_below(frame)
    above = np.full(len(frame), -1)
    has = below >= 0
    above[below[has]] = np.flatnonzero(has)
    return above


def rising(frame: pd.DataFrame, grade: np.ndarray) -> float:
    """1 where grades rise with the rungs, −1 where they count down (grade 1 at the top), by the ends of all tracks."""
    known = ~np.isnan(grade)
    track, grade = pd.factorize(frame["Track"])[0][known], grade[known]
    first, last = np.unique(track, return_index=True)[1], len(track) - 1 - np.unique(track[::-1], return_index=True)[1]
    return -1.0 if np.sign(grade[last] - grade[first]).sum() < 0 else 1.0


def completed(frame: pd.DataFrame, *, spread_basis: str = "min", overlap_basis: str = "upper") -> pd.DataFrame:
    """The bands frame made of `frame`: sorted, absent optional columns unknown, derived columns computed.

    Requires Track, Level, Min, Mid, Max. Rank defaults to the row order within the track.
    Spread is the effective spread of the published band; Overlap is with the next lower rung; Market index = Mid / Market.
    """
    full = frame.copy()
    if "Rank" not in full:
        full["Rank"] = full.groupby("Track", sort=False).cumcount() + 1.0
    for name in TEXT:
        full[name] = full[name].fillna("").astype(object) if name in full else ""
    for name in NUMBERS:
        full[name] = full[name].astype(float) if name in full else np.nan
    full = full.iloc[order(full["Track"], full["Rank"])].reset_index(drop=True)
    return full.assign(**derived(full, spread_basis=spread_basis, overlap_basis=overlap_basis))


def derived(frame: pd.DataFrame, *, spread_basis: str = "min", overlap_basis: str = "upper") -> dict[str, np.ndarray]:
    """Spread, Progression, Overlap and Market index of a sorted frame with Min, Mid and Max."""
    low, mid, high = (frame[name].to_numpy(float) for name in ("Min", "Mid", "Max"))
    below = rung_below(frame)
    first = below < 0

    def under(values: np.ndarray) -> np.ndarray:
        return np.where(first, np.nan, values[below]) if len(values) else values

    return {
        "Spread": bands.spread(low, high, basis=spread_basis),
        "Progression": bands.progression(under(mid), mid),
        "Overlap": bands.overlap(under(low), under(high), low, high, basis=overlap_basis),
        "Market index": bands.ratio(mid, frame["Market"].to_numpy(float)),
    }


def on_basis(frame: pd.DataFrame, column: str, basis: str) -> np.ndarray:
    """A pay column of the bands on a basis [pay]: base, cash = base · (1 + bonus), total = base · (1 + bonus + LTI).

    An unknown bonus or LTI target leaves cash or total unknown; type 0 for "none".
    """
    basis = bands.one_of(basis, BASES, "Basis")
    pay = frame[column].to_numpy(float)
    if basis == "base":
        return pay
    extra = frame["Bonus target"].to_numpy(float)
    with_targets: np.ndarray = (
        pay * (1 + extra) if basis == "cash" else pay * (1 + extra + frame["LTI target"].to_numpy(float))
    )
    return with_targets


def tracks(frame: pd.DataFrame) -> list[str]:
    """Names of the tracks in order of first appearance."""
    return list(dict.fromkeys(frame["Track"]))


def kind_of(frame: pd.DataFrame, track: str) -> str:
    """Kind of a track: specialist, manager, project or contributor; "" when it cannot be told."""
    kinds = frame.loc[frame["Track"] == track, "Kind"]
    return str(kinds.iloc[0]) if len(kinds) else ""
