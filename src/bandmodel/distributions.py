"""How pay is spread: compa-ratios within each track, median pay on each level beside the midpoint, and bins that show a
distribution without showing a few people.

Compa-ratios are of local pay to the local midpoint, so people at all locations stand together. Nothing is suppressed
here but where a function says so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from bandmodel.core.ladder import tracks
from bandmodel.placement import Placement
from bandmodel.structure import Structure

BY_TRACK = ("Track", "Headcount", "P25", "Median", "P75")
BY_LEVEL = ("Track", "Level", "Grade", "Mid", "Headcount", "Median compa", "Median pay")
SLACK = 1e-12


class Bin(NamedTuple):
    """People from `low` to below `high`; an open end is unknown."""

    low: float
    high: float
    people: int

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Which values lie in it; unknown ones do not."""
        low, high = -np.inf if np.isnan(self.low) else self.low, np.inf if np.isnan(self.high) else self.high
        return (values + SLACK >= low) & (values + SLACK < high)


def compa_by_track(structure: Structure, placed: Placement) -> pd.DataFrame:
    """Quartiles of the compa-ratios on each track (columns `BY_TRACK`), of people with a known one; PERCENTILE.INC."""
    track = tracks_of(structure, placed)
    rows = []
    for name in tracks(structure.bands):
        compa = known(placed, track == name)
        quartiles = np.percentile(compa, (25, 50, 75)) if len(compa) else np.full(3, np.nan)
        rows.append((name, float(len(compa)), *map(float, quartiles)))
    return pd.DataFrame(rows, columns=list(BY_TRACK))


def by_level(structure: Structure, placed: Placement) -> pd.DataFrame:
    """Median pay on each level beside its midpoint (columns `BY_LEVEL`).

    Median pay = median compa-ratio × reference midpoint: what the median person would be paid at the reference location
    [structure pay].
    """
    compa, row = placed.compa, placed.row
    usable = (row >= 0) & ~np.isnan(compa)
    grouped = pd.Series(compa[usable]).groupby(row[usable])
    levels = range(len(structure.bands))
    median = grouped.median().reindex(levels).to_numpy(float)
    named = structure.bands[["Track", "Level", "Grade", "Mid"]]
    return named.assign(**{
        "Headcount": grouped.size().reindex(levels, fill_value=0).to_numpy(float),
        "Median compa": median, "Median pay": median * structure.bands["Mid"].to_numpy(float),
    })[list(BY_LEVEL)]  # fmt: skip


def compa_of(structure: Structure, placed: Placement, track: str) -> np.ndarray:
    """The known compa-ratios of the people on a track."""
    return known(placed, tracks_of(structure, placed) == track)


def known(placed: Placement, who: np.ndarray) -> np.ndarray:
    """The known compa-ratios of some people."""
    compa = placed.compa[who]
    there: np.ndarray = compa[~np.isnan(compa)]
    return there


def binned(values: np.ndarray, edges: np.ndarray, least: int) -> list[Bin]:
    """People per bin between rising edges, with an open bin at either end; empty bins at the ends are left out.

    least   a bin with fewer people, and at least one, is joined to its smaller neighbour until no such bin is left
    """
    counts = np.bincount(np.digitize(values + SLACK, edges), minlength=len(edges) + 1).tolist()
    ends = [np.nan, *map(float, edges), np.nan]
    bins = [Bin(low, high, count) for low, high, count in zip(ends[:-1], ends[1:], counts, strict=True)]
    while len(bins) > 1 and (few := [at for at, found in enumerate(bins) if 0 < found.people < least]):
        at = min(few, key=lambda place: bins[place].people)
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(bins)]
        first = min(at, min(beside, key=lambda place: bins[place].people))
        bins[first : first + 2] = [Bin(bins[first].low, bins[first + 1].high, bins[first].people + bins[first + 1].people)]
    filled = [at for at, found in enumerate(bins) if found.people]
    return bins[filled[0] : filled[-1] + 1] if filled else []


def tracks_of(structure: Structure, placed: Placement) -> np.ndarray:
    """Track of each person's band; "" for who has none."""
    track: np.ndarray = np.append(structure.bands["Track"].to_numpy(object), "")[placed.row]
    return track
