"""What a career is worth: the pay of each track's path over some years, discounted.

A path starts at a level and moves up one rung each time the level's typical years are over; the top rung is kept.
The structure does not grow: paths are compared at today's bands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import ladder
from bandmodel.core.comparisons import Comparisons, equivalents
from bandmodel.errors import InputError


@dataclass(frozen=True)
class Path:
    """A sequence of rungs (rows of the bands frame) and what it is called."""

    track: str
    label: str
    rungs: tuple[int, ...]


def value(pay: np.ndarray, years_in_level: np.ndarray, years: int, discount: float = 0.0) -> float:
    """Σ pay(t) / (1 + discount)^t for t = 0 … years − 1 [pay].

    pay              pay of each rung of the path, lowest first [pay per year]
    years_in_level   typical years on each rung but the last, which is kept [years]
    pay(t) is the average over year t: a step in mid-year counts from that point on.
    """
    ends = np.append(np.cumsum(years_in_level[: len(pay) - 1]), np.inf)
    starts = np.append(0.0, ends[:-1])
    year = np.arange(years)[:, None]
    share = np.clip(np.minimum(ends, year + 1) - np.maximum(starts, year), 0, None)
    earned = np.where(share > 0, share * pay, 0.0).sum(axis=1)  # a rung that is not reached may be unknown
    return float((earned / (1 + discount) ** np.arange(years)).sum())


def paths(frame: pd.DataFrame, comparisons: Comparisons, start: int) -> tuple[list[Path], list[str]]:
    """The paths open from a level, and the tracks that offer none because the level has no equivalent there.

    First the own track; then each other track from the equivalent level (of several, the one of greatest weight, then
    the lowest); then, for each other track, staying until the first rung above that has an equivalent, and switching.
    """
    track = frame["Track"].to_numpy()
    own = str(track[start])
    rungs = _up(track, start)
    found = [Path(own, "stay", rungs)]
    closed = []
    for other in ladder.tracks(frame):
        if other == own:
            continue
        landing = _landing(frame, comparisons, start, other)
        if landing is None:
            closed.append(other)
        else:
            found.append(Path(other, "other track", _up(track, landing)))
        for stays, rung in enumerate(rungs[1:], 1):
            switch = _landing(frame, comparisons, rung, other)
            if switch is not None:
                label = f"switch at {frame['Level'].iloc[rung]}"
                found.append(Path(other, label, rungs[:stays] + _up(track, switch)))
                break
    return found, closed


def _up(track: np.ndarray, row: int) -> tuple[int, ...]:
    """The rung in `row` and all higher rungs of its track."""
    rows = np.flatnonzero(track == track[row])
    return tuple(rows[rows >= row].tolist())


def _landing(frame: pd.DataFrame, comparisons: Comparisons, row: int, other: str) -> int | None:
    options = equivalents(frame, comparisons, row, other)
    return min(options, key=lambda option: (-option[1], option[0]))[0] if options else None


MOST_YEARS = 60
"""Years of the longest career."""
COLUMNS = ("Track", "Path", "Levels", "Years", "Value", "Ratio", "Note")


def table(
    frame: pd.DataFrame, comparisons: Comparisons, start: int, years: float, *, basis: str = "base", discount: float = 0.0
) -> pd.DataFrame:
    """Value of each path open from a level, with the columns of `COLUMNS`; Ratio is to staying on the own track.

    Raises InputError where a level on a path lacks Years in level (the top rung does not need it).
    """
    if years < 1 or years != int(years):
        raise InputError(f"Years {years:g} is not a whole number of at least 1; give the number of years to look ahead.")
    if years > MOST_YEARS:
        raise InputError(f"Years {years:g} are more than a career has; give at most {MOST_YEARS}.")
    if discount <= -1:
        raise InputError(f"Discount {discount:g} is not above −1; give a fraction per year such as 0.03.")
    years = int(years)
    pay = ladder.on_basis(frame, "Mid", basis)
    stay_years = frame["Years in level"].to_numpy(float)
    found, closed = paths(frame, comparisons, start)
    rows: list[list[object]] = []
    for path in found:
        rungs = list(path.rungs)
        _require_years(frame, stay_years, rungs, years)
        worth = value(pay[rungs], stay_years[rungs], years, discount)
        rows.append([path.track, path.label, " > ".join(frame["Level"].iloc[rungs]), years, worth, np.nan, ""])
    for other in closed:
        reason = f"{frame['Level'].iloc[start]} has no equivalent level on {other}"
        rows.append([other, "other track", "", years, np.nan, np.nan, reason])
    result = pd.DataFrame(rows, columns=list(COLUMNS))
    return result.assign(Ratio=result["Value"] / result["Value"].iloc[0])


def _require_years(frame: pd.DataFrame, stay_years: np.ndarray, rungs: list[int], years: int) -> None:
    """The years on each rung that can be left within the years looked at must be known."""
    ahead, unknown = float(years), []
    for row in rungs[:-1]:
        if ahead <= 0:
            break
        if stay_years[row] > 0:
            ahead -= stay_years[row]
        else:
            unknown.append(f"{frame['Track'].iloc[row]} {frame['Level'].iloc[row]}")
    if unknown:
        raise InputError(f"Years in level is not known for {', '.join(unknown)}; fill it in on the Levels table.")
