"""Which levels of different tracks are compared: equivalence as data.

A *comparison* sets one level (from) against its equivalents on one other track (to). Several to-levels enter as a
weighted geometric mean, their weights normalised to 1. In logs a gap is then a linear form of the midpoints:
gap = ln(from) − Σ wⱼ · ln(toⱼ), one row of the comparison matrix A (+1 from, −w to).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bandmodel.core.ladder import tracks
from bandmodel.errors import InputError

BY_EQUIVALENCE, BY_GRADE = "Equivalence", "Grade"


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Comparisons between rows of one bands frame.

    source     where they come from: `BY_EQUIVALENCE` or `BY_GRADE`
    from_row   row of the from-level of each comparison
    to_track   name of the other track of each comparison
    note       the justified difference of each comparison; "" where there is none
    edge_of    comparison to which each to-level belongs (one entry per to-level)
    to_row     row of each to-level
    weight     its weight; sums to 1 within a comparison
    """

    source: str
    from_row: np.ndarray
    to_track: tuple[str, ...]
    note: tuple[str, ...]
    edge_of: np.ndarray
    to_row: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        return len(self.from_row)

    def to_side(self, log_values: np.ndarray) -> np.ndarray:
        """Weighted mean of log values over each comparison's to-levels; unknown if one of them is."""
        terms = self.weight * log_values[self.to_row]
        return np.bincount(self.edge_of, terms, len(self)) if len(self) else np.zeros(0)

    def to_pay(self, pay: np.ndarray) -> np.ndarray:
        """Weighted geometric mean of pay over each comparison's to-levels; a single to-level's own pay, to the cent."""
        mean = np.exp(self.to_side(np.log(pay)))
        single = np.bincount(self.edge_of, minlength=len(self)) == 1
        only = np.zeros(len(self), int)
        only[self.edge_of] = self.to_row
        return np.where(single, pay[only], mean) if len(self) else mean

    def log_gap(self, log_values: np.ndarray) -> np.ndarray:
        """ln(from) − Σ w · ln(to) of each comparison; negative where the from-level is lower."""
        gap: np.ndarray = log_values[self.from_row] - self.to_side(log_values)
        return gap

    def matrix(self, levels: int) -> np.ndarray:
        """The comparison matrix A, one row per comparison and one column per level."""
        matrix = np.zeros((len(self), levels))
        matrix[np.arange(len(self)), self.from_row] = 1.0
        np.add.at(matrix, (self.edge_of, self.to_row), -self.weight)
        return matrix

    def only(self, keep: np.ndarray) -> Comparisons:
        """The comparisons where `keep` is True."""
        number = np.cumsum(keep) - 1
        edges = keep[self.edge_of] if len(self) else np.zeros(0, bool)
        return replace(
            self,
            from_row=self.from_row[keep],
            to_track=tuple(t for t, k in zip(self.to_track, keep, strict=True) if k),
            note=tuple(t for t, k in zip(self.note, keep, strict=True) if k),
            edge_of=number[self.edge_of[edges]],
            to_row=self.to_row[edges],
            weight=self.weight[edges],
        )

    def touches(self, rows: np.ndarray) -> np.ndarray:
        """Which comparisons have a level, on either side, for which `rows` (one bool per level) is True."""
        hit: np.ndarray = rows[self.from_row].copy()
        np.logical_or.at(hit, self.edge_of, rows[self.to_row])
        return hit

    def components(self, levels: int) -> np.ndarray:
        """Number of the connected component of each level: levels joined by comparisons, directly or in a chain."""
        parent = np.arange(levels)

        def root(level: int) -> int:
            while parent[level] != level:
                parent[level] = parent[parent[level]]
                level = parent[level]
            return level

        for source, target in zip(self.from_row[self.edge_of], self.to_row, strict=True):
            parent[root(source)] = root(target)
        return np.array([root(level) for level in range(levels)], int)

    def to_levels(self, comparison: int) -> np.ndarray:
        """Rows of the to-levels of one comparison."""
        rows: np.ndarray = self.to_row[self.edge_of == comparison]
        return rows


def links(comparisons: Comparisons) -> tuple[np.ndarray, np.ndarray]:
    """Equivalent levels, each pair in both directions: (row, row of its equivalent)."""
    source, target = comparisons.from_row[comparisons.edge_of], comparisons.to_row
    return np.concatenate([source, target]), np.concatenate([target, source])


def level_rows(frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Row of each (track, level) in the bands frame; the first where a level is listed twice."""
    rows: dict[tuple[str, str], int] = {}
    for row, key in enumerate(zip(frame["Track"], frame["Level"], strict=True)):
        rows.setdefault(key, row)
    return rows


def from_equivalence(frame: pd.DataFrame, table: pd.DataFrame) -> Comparisons:
    """The comparisons that an Equivalence table states. Rows with the same from-level and to-track are one.

    table   From track, From level, To track, To level and optionally Weight (share; blank = 1, 0 leaves the row out),
            Note. Every level named must be in `frame`; use `unknown_levels` first to report those that are not.
            A row within one track compares nothing and is left out.
    """
    known = level_rows(frame)
    rows: list[tuple[int, str, int, float, str]] = []
    for pair in equivalence_rows(table):
        source, target = known.get(pair[0]), known.get(pair[1])
        if source is None or target is None:
            missing = pair[0] if source is None else pair[1]
            raise InputError(f'Equivalence names level "{missing[1]}" of track "{missing[0]}", which the bands do not have.')
        if pair[2] > 0 and pair[0][0] != pair[1][0]:
            rows.append((source, pair[1][0], target, pair[2], pair[3]))
    return _grouped(rows, BY_EQUIVALENCE)


def equivalence_rows(table: pd.DataFrame) -> list[tuple[tuple[str, str], tuple[str, str], float, str]]:
    """Each row as ((from track, from level), (to track, to level), weight, note), blank weights as 1."""
    weight = table["Weight"].astype(float).fillna(1.0) if "Weight" in table else pd.Series(1.0, table.index)
    note = table["Note"].fillna("").astype(str).str.strip() if "Note" in table else pd.Series("", table.index)
    sources = zip(table["From track"], table["From level"], strict=True)
    targets = zip(table["To track"], table["To level"], strict=True)
    return list(zip(sources, targets, weight.astype(float), note, strict=True))


def unknown_levels(frame: pd.DataFrame, table: pd.DataFrame) -> list[tuple[int, str, tuple[str, str]]]:
    """Rows of an Equivalence table that name no level of the bands: (position, "From" or "To", (track, level))."""
    known = level_rows(frame)
    return [
        (position, side, key)
        for position, (source, target, _, _) in enumerate(equivalence_rows(table))
        for side, key in (("From", source), ("To", target))
        if key not in known
    ]


def from_grades(frame: pd.DataFrame) -> Comparisons:
    """Levels of equal Grade as equivalents: each other track's levels (from) against each manager track (to).

    Grades match exactly as text ("07" is not "7"). A track whose kind cannot be told does not take part.
    """
    names = tracks(frame)
    of_levels = zip(frame["Track"], frame["Kind"], strict=True)
    kinds = dict(reversed(list(of_levels)))  # a track's kind is that of its first level, as `ladder.kind_of` tells it
    managers = [name for name in names if kinds[name] == "manager"]
    at_grade: dict[tuple[str, str], list[int]] = {}
    for row, (track, grade) in enumerate(zip(frame["Track"], frame["Grade"], strict=True)):
        if grade:
            at_grade.setdefault((track, grade), []).append(row)
    rows = [
        (source, manager, target, 1.0, "")
        for source, (track, grade) in enumerate(zip(frame["Track"], frame["Grade"], strict=True))
        if kinds[track] not in ("", "manager")
        for manager in managers
        for target in at_grade.get((manager, grade), ())
    ]
    return _grouped(rows, BY_GRADE)


def _grouped(rows: Iterable[tuple[int, str, int, float, str]], source: str) -> Comparisons:
    """Rows (from row, to track, to row, weight, note) as comparisons, in order of first appearance."""
    number: dict[tuple[int, str], int] = {}
    notes: list[list[str]] = []
    edge_of, to_row, weight = [], [], []
    for from_row, to_track, target, share, note in rows:
        place = number.setdefault((from_row, to_track), len(number))
        if place == len(notes):
            notes.append([])
        if note and note not in notes[place]:
            notes[place].append(note)
        edge_of.append(place)
        to_row.append(target)
        weight.append(share)
    edges, shares = np.array(edge_of, int), np.array(weight, float)
    totals = np.bincount(edges, shares, len(number))
    return Comparisons(
        source=source,
        from_row=np.array([key[0] for key in number], int),
        to_track=tuple(key[1] for key in number),
        note=tuple("; ".join(note) for note in notes),
        edge_of=edges,
        to_row=np.array(to_row, int),
        weight=shares / totals[edges] if len(edges) else shares,
    )


def equivalents(frame: pd.DataFrame, comparisons: Comparisons, row: int, other_track: str) -> list[tuple[int, float]]:
    """Equivalent levels on another track, as (row, weight); weights sum to 1. Empty where there is none.

    Read in both directions: the level's own comparison first, else the comparisons whose to-side it is on.
    """
    own = [c for c in range(len(comparisons)) if comparisons.from_row[c] == row and comparisons.to_track[c] == other_track]
    edges = np.isin(comparisons.edge_of, own)
    found = list(zip(comparisons.to_row[edges].tolist(), comparisons.weight[edges].tolist(), strict=True))
    if not found:
        edges = comparisons.to_row == row
        sources = comparisons.from_row[comparisons.edge_of]
        edges &= (frame["Track"].to_numpy()[sources] == other_track) if len(sources) else edges
        found = list(zip(sources[edges].tolist(), comparisons.weight[edges].tolist(), strict=True))
    total = sum(weight for _, weight in found)
    return [(place, weight / total) for place, weight in found]
