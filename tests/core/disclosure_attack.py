"""A reader who tries to work out hidden figures, written apart from the code that hides them.

Three ways, each on the published page alone, that is on the rows (which cells each figure adds up) and on the texts shown:
exact linear algebra in fractions, linear programming, and, for small tables, listing every table that the page allows.
A number is itself, "<5" is 1 to 4, and a dash is at least 5, as someone knows who knows the rules; only where that is not
so, in the rare table where a mark itself would tell too much, is a dash at least 1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.optimize import linprog


def known(texts, minimum=5, people=None):
    """(low, high) that each text stands for; `people` are the true numbers behind them."""
    low, high = [], []
    for n, text in enumerate(texts):
        if isinstance(text, str) and text.startswith("<"):
            ends = (1, int(text[1:]) - 1)
        elif isinstance(text, str):
            ends = (minimum if people is None or people[n] >= minimum else 1, np.inf)
        else:
            ends = (int(text), int(text))
        low.append(ends[0])
        high.append(ends[1])
    return np.array(low, float), np.array(high, float)


class Span:
    """All linear combinations of some rows, in fractions."""

    def __init__(self, rows):
        self.basis: dict[int, list[Fraction]] = {}
        for row in np.asarray(rows, int):
            self.add(row)

    def _reduced(self, row):
        rest = [Fraction(int(v)) for v in row]
        for pivot in sorted(self.basis):
            if rest[pivot]:
                factor = rest[pivot]
                rest = [a - factor * b for a, b in zip(rest, self.basis[pivot], strict=True)]
        return rest

    def add(self, row):
        rest = self._reduced(row)
        pivot = next((n for n, v in enumerate(rest) if v), None)
        if pivot is not None:
            self.basis[pivot] = [v / rest[pivot] for v in rest]

    def __contains__(self, row):
        return not any(self._reduced(row))


def small_groups_given_away(rows, texts, counts, minimum=5):
    """Every union of cells with 1 to minimum − 1 people whose count is a linear combination of the numbers shown."""
    numbers = [row for row, text in zip(rows, texts, strict=True) if not isinstance(text, str)]
    span = Span(numbers if numbers else np.zeros((0, len(counts))))
    filled = [n for n, count in enumerate(counts) if 0 < count < minimum]
    empty = [n for n, count in enumerate(counts) if count == 0]
    found = []
    for size in range(1, minimum):
        for cells in combinations(filled, size):
            if sum(counts[n] for n in cells) >= minimum:
                continue
            for more in (c for k in range(len(empty) + 1) for c in combinations(empty, k)):
                mask = np.isin(np.arange(len(counts)), [*cells, *more])
                if mask.astype(int) in span:
                    found.append(mask)
    return found


def interval(rows, low, high, target):
    """(lowest, highest) value of a sum of cells that the page allows, fractions of people included."""
    rows, exact = np.asarray(rows, float), low == high
    upper, lower = ~exact & np.isfinite(high), ~exact & (low > 0)
    program = {
        "A_eq": rows[exact], "b_eq": low[exact],
        "A_ub": np.vstack([rows[upper], -rows[lower]]), "b_ub": np.append(high[upper], -low[lower]),
    }  # fmt: skip
    ends = [linprog(sign * np.asarray(target, float), bounds=(0, None), method="highs", **program) for sign in (1, -1)]
    unbounded = 3
    assert ends[0].status == 0 and ends[1].status in (0, unbounded), "the page contradicts itself"
    return ends[0].fun, np.inf if ends[1].status == unbounded else -ends[1].fun


def every_table(rows, low, high, most):
    """Every table of whole numbers from 0 to `most` that the page allows, one per row."""
    rows = np.asarray(rows, int)
    tables = np.zeros((1, 0), int)
    for cell in range(rows.shape[1]):
        tables = np.column_stack([np.repeat(tables, most + 1, axis=0), np.tile(np.arange(most + 1), len(tables))])
        sums = tables @ rows[:, : cell + 1].T
        complete = ~rows[:, cell + 1 :].any(axis=1)
        tables = tables[(sums <= high).all(axis=1) & (sums >= np.where(complete, low, 0)).all(axis=1)]
    return tables


def pinned(rows, texts, counts, minimum=5, most=None):
    """Hidden rows of 1 to minimum − 1 people, and cells of so many, that have one value in every table the page allows."""
    rows, counts = np.asarray(rows, int), np.asarray(counts, int)
    low, high = known(texts, minimum, rows @ counts)
    tables = every_table(rows, low, high, int(counts.max() + minimum) if most is None else most)
    targets = np.vstack([rows, np.eye(len(counts), dtype=int)])
    small = (targets @ counts > 0) & (targets @ counts < minimum)
    values = tables @ targets.T
    assert (values == targets @ counts).all(axis=1).any(), "the true table must be among those the page allows"
    return [target for target, same in zip(targets[small], np.ptp(values, axis=0)[small] == 0, strict=True) if same]


def is_safe(rows, texts, counts, minimum=5):
    """Whether neither listing every table nor linear algebra works out a small group."""
    return not pinned(rows, texts, counts, minimum) and not small_groups_given_away(rows, texts, counts, minimum)
