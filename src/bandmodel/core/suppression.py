"""Suppression of small groups: what of a table of counts may be shown, and what stands in the other cells.

A group of 1 to 4 people is small (the minimum, 5, is an argument). Its count shows as "<5", and further cells show a dash,
just as many as it takes that no small group can be worked out from the rest (`hiding`, `disclosure`). A dash stands for at
least 5 people, and a reader may know that; only where the marks alone would tell a count does a small group carry one too.
A count of 0 is always shown and hides nothing: who is not there cannot be recognised. Contract §5 and §10, Suppression.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.core.disclosure import merged
from bandmodel.core.hiding import Knowledge, cheapest
from bandmodel.errors import InputError

HIDDEN = "–"
TOTAL = "Total"


def shown(n: float, minimum: int = 5) -> int | str:
    """A count by itself as it may be shown: the number, "<5" for 1 to minimum − 1 people, "" where it is unknown."""
    if np.isnan(n):
        return ""
    count = int(whole(np.array([n], float), minimum)[0])
    return below(minimum) if 0 < count < minimum else count


def below(minimum: int) -> str:
    """The mark of a small group: "<5"."""
    return f"<{minimum}"


@dataclass(frozen=True, eq=False)
class Masks:
    """What becomes of each aggregate.

    shown    its figure may be shown
    small    it is hidden and carries the mark "<5"; what is neither shown nor small carries a dash
    minimum  people from which a group is no longer small
    """

    shown: np.ndarray
    small: np.ndarray
    minimum: int

    def texts(self, figures: Sequence[Any] | np.ndarray) -> np.ndarray:
        """The figures where they may be shown, "<5" or a dash where not."""
        marks = np.where(self.small, below(self.minimum), HIDDEN).astype(object)
        return np.where(self.shown, np.asarray(figures, object), marks)


def protect(
    counts: Sequence[int] | np.ndarray,
    tables: np.ndarray,
    *,
    minimum: int = 5,
    names: Sequence[Hashable] | None = None,
    cost: np.ndarray | None = None,
) -> Masks:
    """Which counts of one or several tables may be shown, so that no count of 1 to minimum − 1 people can be worked out.

    counts   people of each atom, the finest cells that any table cuts [whole numbers]
    tables   a row per published count, totals too, of the atoms it adds up [0 or 1]; equal rows are one figure
    names    of the rows: equally good choices fall to the names that sort first, in whatever order rows and atoms come.
             Without names they fall to the atoms that come first
    cost     of hiding each row; by default the square root of its people: a total of 80 is worth four cells of 5
    Raises InputError for counts that are not whole numbers from 0 and for rows that are not 0 and 1.
    """
    count = whole(np.asarray(counts, float), minimum)
    rows = masks_over(tables, len(count))
    people = rows @ count
    price = np.sqrt(people) if cost is None else np.asarray(cost, float)
    label = [""] * len(rows) if names is None else [str(name) for name in names]
    order = np.array(sorted(range(len(rows)), key=lambda n: (label[n], people[n], rows[n].tobytes())), int)
    figures, row, price = merged(rows[order], count, count, price[order], whole=True)
    small = (figures.people > 0) & (figures.people < minimum)
    hidden, unmarked = cheapest(figures, counts_known(figures.people, minimum), small, price, minimum=minimum)
    back = np.empty(len(rows), int)
    back[order] = row
    return Masks(~hidden[back], (small & ~unmarked)[back], minimum)


def counts_known(people: np.ndarray, least: int | np.ndarray) -> Knowledge:
    """What a reader knows of counts: shown ones; a 0 always; 1 to least − 1 behind "<5", `least` or more behind a dash."""
    none, small = people == 0, people < least
    low = np.where(none, 0, np.where(small, 1, least)).astype(float)
    high = np.where(none, 0, np.where(small, np.asarray(least, float) - 1, np.inf))
    exact = people.astype(float)
    return Knowledge((exact, exact), (low, high), (low, np.where(none, 0, np.inf)))


@dataclass(frozen=True, eq=False)
class Cells:
    """A table with its totals: `shown` says which cells may be shown, `texts` has the number, "<5" or a dash."""

    shown: pd.DataFrame
    texts: pd.DataFrame


def table(counts: pd.DataFrame | pd.Series | np.ndarray, *, minimum: int = 5, totals: bool = True) -> Cells:
    """A one- or two-way table of counts as it may be shown, with a row and (two-way) a column of totals.

    Equally good choices fall to the labels that sort first, so a table in another order hides the same cells.
    Raises InputError for labels that are not distinct and for counts that are not whole numbers from 0.
    """
    two_way = isinstance(counts, pd.DataFrame) or np.ndim(counts) == 2
    frame = pd.DataFrame(counts)
    for labels in (frame.index, frame.columns):
        if not labels.is_unique or TOTAL in labels:
            raise InputError(f"A table's labels must be distinct and not {TOTAL!r}, not {list(labels)}; rename them.")
    index = pd.Index([*frame.index, *[TOTAL] * totals], dtype=object)
    columns = pd.Index([*frame.columns, *[TOTAL] * (totals and two_way)], dtype=object)
    down, across = _sums(len(frame.index), len(index)), _sums(len(frame.columns), len(columns))
    names = [(str(row), str(column)) for row in index for column in columns]
    cells = np.kron(down, across)
    count = frame.to_numpy(float).ravel()
    found = protect(count, cells, minimum=minimum, names=names)
    shape = (len(index), len(columns))
    texts = found.texts((cells @ count).astype(int)).reshape(shape)
    return Cells(pd.DataFrame(found.shown.reshape(shape), index, columns), pd.DataFrame(texts, index, columns))


def _sums(size: int, lines: int) -> np.ndarray:
    """Each line by itself, then their total if there is a line more."""
    return np.vstack([np.eye(size), np.ones((lines - size, size))])


def whole(count: np.ndarray, minimum: int) -> np.ndarray:
    """Counts as whole numbers. Raises InputError where one is none, and for a minimum below 2."""
    if minimum < 2 or minimum != int(minimum):
        raise InputError(f"The minimum group {minimum:g} is not a whole number from 2; set 'minimum group' in Policy.")
    bad = ~((count >= 0) & (count == np.floor(count)) & np.isfinite(count))
    if bad.any():
        place = int(np.flatnonzero(bad.ravel())[0])
        raise InputError(f"Count {count.ravel()[place]:g} (number {place + 1}) is not a whole number from 0; count people.")
    return count.astype(np.int64)


def masks_over(rows: np.ndarray, atoms: int) -> np.ndarray:
    """Rows over atoms as masks. Raises InputError for another width and for entries that are not 0 and 1."""
    rows = np.atleast_2d(np.asarray(rows))
    if rows.ndim != 2 or rows.shape[1] != atoms:
        raise InputError(f"A row of the tables has {rows.shape[1]} entries for {atoms} counts; give one entry per count.")
    odd = rows[~np.isin(rows, (0, 1))]
    if len(odd):
        raise InputError(f"A row of the tables has the entry {odd[0]}; give 1 for the cells that it adds up, else 0.")
    return rows.astype(bool)
