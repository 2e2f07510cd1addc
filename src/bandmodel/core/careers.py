"""The career audit: signs that a specialist is trapped, that a manager was forced, that growth is blocked.

Arrays have one entry per person or per level; `level` is a row of the bands frame, −1 where a person has none. A sign is
True only where it is known to hold: what is unknown never counts as a sign. Signs describe levels and figures, not people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core.codes import sorted_in_cells
from bandmodel.core.comparisons import Comparisons, links
from bandmodel.core.ladder import rung_above

SLACK = 1e-9
"""A figure this close to a threshold stands exactly on it."""


def ends_first(frame: pd.DataFrame, comparisons: Comparisons, grade: np.ndarray) -> np.ndarray:
    """Levels with no rung above them on their own track while the track of an equivalent level has one.

    grade   of each level as a number that rises with the rungs. Where a top rung has no equivalent itself, a compared
            track with a rung of a higher grade goes on too.
    """
    above, track = rung_above(frame), frame["Track"].to_numpy()
    row, other = links(comparisons)
    goes_on = np.zeros(len(frame), bool)
    goes_on[row[above[other] >= 0]] = True
    compared = set(zip(track[row], track[other], strict=True))
    for top in np.flatnonzero((above < 0) & ~np.isin(np.arange(len(frame)), row)):
        beside = np.isin(track, [there for here, there in compared if here == track[top]])
        goes_on[top] = bool((grade[beside] > grade[top]).any())
    return (above < 0) & goes_on


def percentile_by_level(value: np.ndarray, level: np.ndarray, levels: int, percent: float, least: int) -> np.ndarray:
    """Percentile of a figure over the people of each level, as Excel's PERCENTILE.INC.

    Unknown for a level with fewer than `least` known figures, or where all of them are equal.
    """
    known = ~np.isnan(value) & (level >= 0)
    in_order, count, start = sorted_in_cells(value[known], level[known], levels)
    last = np.maximum(count - 1, 0)
    place = percent / 100 * last
    low = np.floor(place + SLACK).astype(int)
    if not len(in_order):
        return np.full(levels, np.nan)

    def at(position: np.ndarray) -> np.ndarray:
        value_there: np.ndarray = in_order[np.minimum(start + position, len(in_order) - 1)]
        return value_there

    lower, upper = at(low), at(np.minimum(low + 1, last))
    found = lower + np.maximum(place - low, 0) * (upper - lower)
    return np.where((count >= least) & (at(last) > at(np.zeros_like(last))), found, np.nan)


@dataclass(frozen=True)
class TrappedLimits:
    """Thresholds of a trapped specialist.

    penetration   range penetration at or above which a person is near the top of the band
    percentile    time in level at or above this percentile of the level's people is long; unknown below `incumbents`
    market_ratio  pay over market below which a person is behind the market
    """

    penetration: float
    percentile: float
    incumbents: int
    market_ratio: float


@dataclass(frozen=True)
class TrappedSigns:
    """Signs of a trapped specialist, one entry per person, and the level's percentile of time in level.

    near_top   penetration at or above the threshold
    long       time in level at or above the percentile of the person's level
    no_rung    no rung above on the own track while an equivalent level's track has one
    behind     pay over market below the threshold
    """

    near_top: np.ndarray
    long: np.ndarray
    no_rung: np.ndarray
    behind: np.ndarray
    time_limit: np.ndarray

    @property
    def count(self) -> np.ndarray:
        """How many of the four hold."""
        signs: np.ndarray = self.near_top.astype(np.int8) + self.long + self.no_rung + self.behind
        return signs


def trapped_signs(
    level: np.ndarray,
    penetration: np.ndarray,
    time: np.ndarray,
    market_ratio: np.ndarray,
    ends_first: np.ndarray,
    limits: TrappedLimits,
) -> TrappedSigns:
    """The four signs of each person (contract §4, §10 Careers).

    time         time in level, in any unit; the person counts among the incumbents of the level
    ends_first   of each level (`ends_first`)
    """
    by_level = percentile_by_level(time, level, len(ends_first), limits.percentile, limits.incumbents)
    placed = level >= 0
    time_limit = np.where(placed, np.append(by_level, np.nan)[level], np.nan)
    return TrappedSigns(
        near_top=penetration >= limits.penetration - SLACK,
        long=time >= time_limit - SLACK,
        no_rung=placed & np.append(ends_first, False)[level],
        behind=market_ratio < limits.market_ratio - SLACK,
        time_limit=time_limit,
    )


@dataclass(frozen=True)
class Return:
    """What the specialist tracks of origin have to offer a manager of one level.

    at_or_above   whether they have a rung at or above the manager's grade; None where that cannot be told
    rows          rows of the equivalent levels; where there is none, the highest rung below of each track; empty for no rung
    equivalent    whether `rows` are equivalents
    """

    at_or_above: bool | None
    rows: tuple[int, ...]
    equivalent: bool


def way_back(
    frame: pd.DataFrame, grade: np.ndarray, comparisons: Comparisons, manager: int, tracks: Collection[str]
) -> Return:
    """What `tracks`, where the manager came from, offer to a manager of level `manager`.

    grade   of each level as a number that rises with the rungs, unknown where it is none. Where grades do not tell,
            equivalences do: a rung equivalent to the level, or to a higher one of its track, is at or above it.
    """
    on_track = np.flatnonzero(np.isin(frame["Track"].to_numpy(), list(tracks)))
    if not len(on_track):
        return Return(None, (), False)
    row, other = links(comparisons)
    mine = np.isin(other, on_track)
    row, other = row[mine], other[mine]
    own_track = frame["Track"].to_numpy()[row] == frame["Track"].iloc[manager]
    equal = tuple(sorted({int(o) for r, o in zip(row, other, strict=True) if r == manager}))
    graded = on_track[~np.isnan(grade[on_track])]
    at_or_above: bool | None = None
    if not np.isnan(grade[manager]) and len(graded):
        at_or_above = bool((grade[graded] >= grade[manager]).any())
        below = graded[grade[graded] <= grade[manager]]
    else:
        if own_track.any():
            at_or_above = bool((own_track & (row >= manager)).any())
        below = other[own_track & (row < manager)]
    if equal:
        return Return(at_or_above, equal, True)
    own = frame["Track"].to_numpy()[below]
    return Return(at_or_above, tuple(int(below[own == name].max()) for name in dict.fromkeys(own)), False)


def high_share(level: np.ndarray, penetration: np.ndarray, levels: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """(people, share of them above `limit`) of each level; the share is of those whose penetration is known."""
    known = (level >= 0) & ~np.isnan(penetration)
    count = np.bincount(level[known], minlength=levels)
    high = np.bincount(level[known & (penetration > limit + SLACK)], minlength=levels)
    return np.bincount(level[level >= 0], minlength=levels), high / np.where(count > 0, count, np.nan)


def small_steps(frame: pd.DataFrame, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """(step to the next midpoint, whether it is below `limit`) of each level; unknown for a top rung [fraction]."""
    above, mid = rung_above(frame), frame["Mid"].to_numpy(float)
    step = np.where(above >= 0, mid[above] / mid - 1, np.nan)
    return step, step < limit - SLACK
