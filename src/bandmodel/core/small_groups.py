"""Small groups that published aggregates give away together: sums and differences of them that count 1 to 4 people.

A list of aggregates is a matrix of 0 and 1, a row per aggregate and a column per class of people. Every combination of
rows that comes out as 0 and 1 again is a group whose figure a reader can work out, whether it is listed or not: all less
men, level S3 less its people in Bern, this scenario's page less that one's. The arithmetic is exact: whole numbers modulo
a prime. Only a determinant that the prime divides could hide a group, and those of such tables are far smaller.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

PRIME = 2**31 - 1


def echelon(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rows, pivot columns) of the reduced echelon form of a matrix of whole numbers, modulo `PRIME`."""
    work = np.asarray(matrix).astype(np.int64) % PRIME
    done, pivots = 0, []
    for column in range(work.shape[1] if len(work) else 0):
        below = done + np.flatnonzero(work[done:, column])
        if not len(below):
            continue
        short = below[np.argmin(np.count_nonzero(work[below], axis=1))]  # a short pivot row fills in little
        work[[done, short]] = work[[short, done]]
        wide = np.flatnonzero(work[done])
        work[done, wide] = work[done, wide] * pow(int(work[done, column]), -1, PRIME) % PRIME
        rows = np.flatnonzero(work[:, column])
        rows = rows[rows != done]
        part = np.ix_(rows, wide)
        work[part] = (work[part] - work[rows, column][:, None] * work[done, wide]) % PRIME
        pivots.append(column)
        done += 1
        if done == len(work):
            break
    return work[:done], np.array(pivots, int)


def given_away(rows: np.ndarray, count: np.ndarray, minimum: int) -> np.ndarray:
    """Groups of 1 to minimum − 1 people that are sums and differences of published aggregates, a row of classes each.

    rows   the published aggregates over classes [0 or 1]; count  people of each class
    At least one is found wherever there is any; not every one is listed, since the first is reason enough to act. An empty
    class takes part unless the aggregates themselves show that it is empty.
    """
    # Large classes are eliminated first: what is left below them is made of small classes alone.
    order = np.argsort(np.where(count == 0, minimum, minimum - np.minimum(count, minimum)), kind="stable")
    size, known = count[order], np.array(rows, bool)[:, order]
    known[:, known[known @ size == 0].any(axis=0)] = False
    while True:
        basis, pivots = echelon(known)
        nobody = basis[size[pivots] == 0]
        empty = nobody[(nobody <= len(known)).all(axis=1)].any(axis=0)  # nobody in a sum of classes: nobody in each
        if not empty.any():
            break
        known[:, empty] = False
    small = size[pivots] < minimum
    search = _Search(basis[small], size, size[pivots[small]], minimum)
    starts = np.flatnonzero(search.own > 0).tolist()
    found = {group for start in starts if (group := search.grown(frozenset([start])))}
    groups = np.zeros((len(found), len(size)), bool)
    for n, chosen in enumerate(sorted(found, key=sorted)):
        groups[n, order] = search.total(chosen) == 1
    return groups


class _Search:
    """Looks for sets of basis rows that sum to a small group. Each row brings the people of its own pivot class."""

    def __init__(self, basis: np.ndarray, size: np.ndarray, own: np.ndarray, minimum: int) -> None:
        self.basis, self.size, self.own, self.minimum = basis, size, own, minimum
        self.odd = basis > 1  # neither 0 nor 1: a negative or a fraction

    def total(self, chosen: frozenset[int]) -> np.ndarray:
        total: np.ndarray = self.basis[sorted(chosen)].sum(axis=0) % PRIME
        return total

    def grown(self, chosen: frozenset[int]) -> frozenset[int] | None:
        """The first small group that contains the rows `chosen`, None where there is none."""
        total = self.total(chosen)
        wrong = np.flatnonzero(total > 1)
        if not len(wrong) and self.size[total == 1].sum() < self.minimum:
            return chosen
        for row in self._next(total, wrong):
            if row not in chosen and self.own[[*chosen, row]].sum() < self.minimum:
                found = self.grown(chosen | {row})
                if found:
                    return found
        return None

    def _next(self, total: np.ndarray, wrong: np.ndarray) -> Iterator[int]:
        """Rows that may mend the first entry that is neither 0 nor 1, or take people away where there are too many."""
        helps = self.basis[:, wrong[0]] > 0 if len(wrong) else self.odd[:, total == 1].any(axis=1)
        return iter(np.flatnonzero(helps).tolist())
