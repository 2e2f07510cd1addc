"""The merit matrix: increase by rating and compa-ratio zone, its holes and overlaps, and what a merit round costs.

A row of the matrix holds where the rating is equal and from ≤ compa-ratio < to; the highest zone of a rating includes its
end. A blank end is open. Increases are fractions of pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core.bands import Numeric
from bandmodel.errors import InputError, RowError

NO_ROW, SEVERAL, UNKNOWN = -1, -2, -3
SLACK = 1e-12
SHOWN = 3
"""How many different faults one message lists."""


@dataclass(frozen=True)
class Zones:
    """The rows of a merit matrix in their order: rating, zone [compa-ratio], increase [fraction], row on the table."""

    rating: np.ndarray
    start: np.ndarray
    end: np.ndarray
    increase: np.ndarray
    row: np.ndarray

    @classmethod
    def of_table(cls, merit: pd.DataFrame) -> Zones:
        """The zones of a Merit table; an open end is infinite."""
        start, end = merit["Compa from"].to_numpy(float), merit["Compa to"].to_numpy(float)
        return cls(
            merit["Rating"].to_numpy(float),
            np.where(np.isnan(start), -np.inf, start),
            np.where(np.isnan(end), np.inf, end),
            merit["Increase"].to_numpy(float),
            merit.index.to_numpy(),
        )

    @property
    def closed(self) -> np.ndarray:
        """Zones that include their end: the highest of each rating. One that ends before it starts is none."""
        ends = np.where(self.end > self.start, self.end, -np.inf)
        highest = {rating: ends[self.rating == rating].max() for rating in np.unique(self.rating)}
        closed: np.ndarray = ends == np.array([highest[rating] for rating in self.rating])
        return closed

    def holds(self, place: int, rating: np.ndarray, compa: np.ndarray, closed: bool) -> np.ndarray:
        """Which people one zone holds for."""
        below = compa <= self.end[place] + SLACK if closed else compa < self.end[place] - SLACK
        held: np.ndarray = (rating == self.rating[place]) & (compa >= self.start[place] - SLACK) & below
        return held

    def find(self, rating: np.ndarray, compa: np.ndarray) -> np.ndarray:
        """Position of the zone of each person; `NO_ROW`, `SEVERAL` zones of different increase, or `UNKNOWN`."""
        found = np.full(rating.shape, NO_ROW)
        for place, closed in enumerate(self.closed.tolist()):
            inside = self.holds(place, rating, compa, closed)
            taken = inside & (found >= 0)
            found[inside & (found == NO_ROW)] = place
            found[taken & (self.increase[np.maximum(found, 0)] != self.increase[place])] = SEVERAL
        return np.where(np.isnan(rating) | np.isnan(compa), UNKNOWN, found)

    def of(self, found: np.ndarray) -> np.ndarray:
        """Increase of each position that `find` gives; unknown where it gives none."""
        return np.append(self.increase, np.nan)[np.where(found < 0, len(self.increase), found)]


def increase(rating: Numeric, compa: Numeric, *, zones: Zones) -> np.ndarray:
    """Merit increase [fraction] of a rating and compa-ratio; unknown where either is.

    A rating and compa-ratio that no row of the matrix covers, or several with different increases, is an error, never 0.
    Source: salary.com, merit matrix; golden 13.
    """
    rating, compa = np.broadcast_arrays(np.asarray(rating, float), np.asarray(compa, float))
    found = np.atleast_1d(zones.find(rating, compa)).ravel()
    bad = (found == NO_ROW) | (found == SEVERAL)
    if bad.any():
        texts = [
            no_zone(zones, float(r), float(c))
            for r, c in zip(np.ravel(rating)[bad], np.ravel(compa)[bad], strict=True)
        ]  # fmt: skip
        raise RowError(bad.reshape(np.shape(rating)), texts)
    return zones.of(found).reshape(np.shape(rating))


def no_zone(zones: Zones, rating: float, compa: float) -> str:
    """Why a rating and compa-ratio have no increase, and what to do."""
    if not (zones.rating == rating).any():
        known = ", ".join(f"{value:g}" for value in np.unique(zones.rating)) or "none"
        return f"Merit has no row for rating {rating:g}; ratings there: {known}. Add a row."
    one, at = np.array([rating]), np.array([compa])
    mine = [place for place, closed in enumerate(zones.closed.tolist()) if zones.holds(place, one, at, closed)[0]]
    if len(mine) > 1:
        rows = " and ".join(str(row) for row in zones.row[mine])
        return f"Rating {rating:g} at compa-ratio {compa:.4g} falls into rows {rows} of Merit; let their zones not overlap."
    return f"Merit has no zone for rating {rating:g} at compa-ratio {compa:.4g}; add one, or widen a zone."


@dataclass(frozen=True)
class Fault:
    """A hole between two zones of a rating, or an overlap: from, to [compa-ratio], and the row it is told at."""

    kind: str
    rating: float
    start: float
    end: float
    row: int


HOLE, OVERLAP, BACKWARD = "hole", "overlap", "backward"


def faults(zones: Zones) -> list[Fault]:
    """Holes and overlaps between the zones of each rating, and zones that end before they start."""
    found = []
    for rating in np.unique(zones.rating):
        mine = np.flatnonzero(zones.rating == rating)
        for place in mine[zones.end[mine] <= zones.start[mine]].tolist():
            start, end = float(zones.start[place]), float(zones.end[place])
            found.append(Fault(BACKWARD, float(rating), start, end, int(zones.row[place])))
        mine = mine[zones.end[mine] > zones.start[mine]]
        mine = mine[np.lexsort((zones.end[mine], zones.start[mine]))]
        reached = -np.inf
        for number, place in enumerate(mine.tolist()):
            start, row = float(zones.start[place]), int(zones.row[place])
            if number and start > reached + SLACK:
                found.append(Fault(HOLE, float(rating), reached, start, row))
            elif number and start < reached - SLACK:
                found.append(Fault(OVERLAP, float(rating), start, float(min(reached, zones.end[place])), row))
            reached = max(reached, float(zones.end[place]))
    return found


@dataclass(frozen=True)
class Round:
    """What a merit round costs, one entry per person [local pay, for the FTE worked].

    zone    position of the person's row in the matrix
    base    yearly cost of what goes into base pay
    lump    what is paid once, because base pay may not rise above the maximum
    """

    zone: np.ndarray
    base: np.ndarray
    lump: np.ndarray


def merit_round(
    pay: np.ndarray, fte: np.ndarray, max: np.ndarray, compa: np.ndarray, rating: np.ndarray, zones: Zones, *, capped: bool
) -> Round:
    """The increase of each person, split into base pay and lump sum; unknown where rating, pay or band is.

    max      maximum of the band [pay]; capped: what would lift base pay above it is paid as a lump sum
    Raises InputError that lists what no row of the matrix covers.
    """
    zone = zones.find(rating, compa)
    bad = (zone == NO_ROW) | (zone == SEVERAL)
    if bad.any():
        texts = sorted({no_zone(zones, float(r), float(c)) for r, c in zip(rating[bad], compa[bad], strict=True)})
        more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
        people = "1 person has" if bad.sum() == 1 else f"{int(bad.sum())} people have"
        raise InputError(f"{people} no increase: {' '.join(texts[:SHOWN])}{more}")
    rise = pay * zones.of(zone)
    room = np.maximum(max - pay, 0) if capped else np.full(len(pay), np.inf)
    base = np.minimum(rise, room)
    return Round(zone, base * fte, (rise - base) * fte)
