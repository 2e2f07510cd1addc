"""The lattice of career moves: from each level up, across to its equivalents, and diagonally to the rung above them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.core import ladder
from bandmodel.core.comparisons import equivalents
from bandmodel.core.ladder import tracks
from bandmodel.errors import InputError
from bandmodel.placement import Placement
from bandmodel.structure import Structure

UP, ACROSS, DIAGONAL = "up", "across", "diagonal"
COLUMNS = (
    "From track", "From level", "Move", "To track", "To level", "From mid", "To mid", "Midpoint change", "To min",
)  # fmt: skip
PEOPLE = (
    "Employee", "From track", "From level", "Move", "To track", "To level", "Pay", "To min", "Raise to min", "Raise",
)  # fmt: skip
Move = tuple[int, str, int]
"""Row of the level left, kind of move, row of the level reached."""


def lattice(structure: Structure) -> list[Move]:
    """Every move, in the order of the levels.

    Up: the next rung of the own track. Across: each equivalent level. Diagonal: the rung above the highest equivalent of
    a track; where a level has no equivalent on a track, the lowest rung there of a higher grade, unless the own next
    rung comes before it.
    """
    frame = structure.bands
    grade = structure.grades()
    above = ladder.rung_above(frame)
    return [move for row in range(len(frame)) for move in _from(structure, row, above, grade)]


def _from(structure: Structure, row: int, above: np.ndarray, grade: np.ndarray) -> Iterator[Move]:
    frame, compared = structure.bands, structure.comparisons
    track = frame["Track"].to_numpy(object)
    if above[row] >= 0:
        yield row, UP, int(above[row])
    for other in tracks(frame):
        if other == track[row]:
            continue
        equal = sorted(place for place, _ in equivalents(frame, compared, row, other)) if compared is not None else []
        for place in equal:
            yield row, ACROSS, place
        if equal and above[equal[-1]] >= 0:
            yield row, DIAGONAL, int(above[equal[-1]])
        elif not equal:
            higher = np.flatnonzero((track == other) & (grade > grade[row]))
            if len(higher) and (above[row] < 0 or not grade[higher[0]] > grade[above[row]]):
                yield row, DIAGONAL, int(higher[0])


def chosen(structure: Structure, track: str = "", level: str = "") -> list[Move]:
    """The moves from one track, or from one level. Raises InputError for an unknown one, with what there is."""
    frame = structure.bands
    if not track and level:
        only = {structure.row_of_name(level)}
    elif level:
        only = {structure.row_of(track, level)}
    elif track:
        if track not in tracks(frame):
            raise InputError(f'Track "{track}" is not known; tracks: {", ".join(tracks(frame))}.')
        only = set(np.flatnonzero((frame["Track"] == track).to_numpy()).tolist())
    else:
        only = set(range(len(frame)))
    return [move for move in lattice(structure) if move[0] in only]


def table(structure: Structure, track: str = "", level: str = "") -> pd.DataFrame:
    """The moves with their change of pay (columns `COLUMNS`), by the reference bands.

    Midpoint change is midpoint / midpoint − 1; To min is what the new level pays at least.
    """
    frame = structure.bands
    moves = chosen(structure, track, level)
    start, goal = (np.array([move[side] for move in moves], int) for side in (0, 2))
    names = {name: frame[name].to_numpy(object) for name in ("Track", "Level")}
    mid, low = frame["Mid"].to_numpy(float), frame["Min"].to_numpy(float)
    return pd.DataFrame({
        "From track": names["Track"][start], "From level": names["Level"][start], "Move": [move[1] for move in moves],
        "To track": names["Track"][goal], "To level": names["Level"][goal], "From mid": mid[start], "To mid": mid[goal],
        "Midpoint change": mid[goal] / mid[start] - 1, "To min": low[goal],
    }, columns=list(COLUMNS))  # fmt: skip


def people_table(structure: Structure, placed: Placement, track: str = "", level: str = "") -> pd.DataFrame:
    """Each person's moves with the raise needed to reach the new minimum (columns `PEOPLE`) [local pay].

    Raise to min is 0 for someone who is paid that much already; Raise is its share of the person's pay.
    """
    by_level: dict[int, list[Move]] = {}
    for move in chosen(structure, track, level):
        by_level.setdefault(move[0], []).append(move)
    person = [at for at, row in enumerate(placed.row.tolist()) for _ in by_level.get(row, ())]
    moves = [move for row in placed.row.tolist() for move in by_level.get(row, ())]
    at, goal = np.array(person, int), np.array([move[2] for move in moves], int)
    frame = structure.bands
    names = {name: frame[name].to_numpy(object) for name in ("Track", "Level")}
    start = placed.row[at]
    low = placed.band("Min", goal, at)
    pay = placed.pay[at]
    rise = np.maximum(low - pay, 0)
    numbers = pd.Series([str(row) for row in placed.people.index], placed.people.index)  # without ids, rows of the table
    employee = placed.people.get("Employee", numbers).to_numpy(object)
    return pd.DataFrame({
        "Employee": employee[at], "From track": names["Track"][start], "From level": names["Level"][start],
        "Move": [move[1] for move in moves], "To track": names["Track"][goal], "To level": names["Level"][goal],
        "Pay": pay, "To min": low, "Raise to min": rise, "Raise": rise / pay,
    }, columns=list(PEOPLE))  # fmt: skip
