"""What groups are paid (headcount, mean, median of each in one pass over the people) and the unadjusted gaps between them.

Gaps here are statutory ones: fractions of the reference group's pay, positive where the group is paid less. Unknown is NaN,
never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.core.bands import one_of, ratio
from bandmodel.core.codes import sorted_in_cells

STATISTICS = ("mean", "median")
AT_LIMIT = 1e-9
"""A gap this little below a limit is at it: 0.95 is not a binary fraction."""


@dataclass(frozen=True, eq=False)
class Summary:
    """Known values by cell, one entry per cell.

    n        known values [count]
    mean     their mean [pay]; unknown where there is none
    median   their median, the mean of the middle two where n is even [pay]; unknown where there is none
    """

    n: np.ndarray
    mean: np.ndarray
    median: np.ndarray

    def at(self, statistic: str) -> np.ndarray:
        """The mean or the median. Raises InputError for another statistic."""
        return self.mean if one_of(statistic, STATISTICS, "Statistic") == "mean" else self.median


def summary(values: np.ndarray, cell: np.ndarray, cells: int) -> Summary:
    """Headcount, mean and median of each of `cells` cells.

    values   pay of each person [pay]; NaN is unknown
    cell     number of each person's cell, −1 for none (`crossed` makes the cells of bands by groups)
    The people are sorted by cell, and by pay within it, and all cells are read off: so nothing depends on the order of the
    rows, not even the last digit. The mean is the median plus the mean distance from it: of equal pays it is that pay
    exactly.
    """
    values, cell = np.asarray(values, float), np.asarray(cell)
    known = (cell >= 0) & ~np.isnan(values)
    if not known.all():
        values, cell = values[known], cell[known]
    values, n, first = sorted_in_cells(values, cell, cells)
    mean, median = np.full(cells, np.nan), np.full(cells, np.nan)
    some = n > 0
    lower, upper = (first + (n - 1) // 2)[some], (first + n // 2)[some]
    median[some] = values[lower] + (values[upper] - values[lower]) / 2
    if some.any():
        values -= np.repeat(median[some], n[some])
        mean[some] = median[some] + np.add.reduceat(values, first[some]) / n[some]
    return Summary(n, mean, median)


def crossed(outer: np.ndarray, inner: np.ndarray, width: int) -> np.ndarray:
    """Number of each person's cell in a table of outer by inner codes, `width` inner ones to a row; −1 where one is −1.

    `summary` of it, reshaped to (−1, width), has one row for each outer code: bands by groups.
    """
    crossing: np.ndarray = np.multiply(outer, width, dtype=np.intp) + inner
    none = (outer < 0) | (inner < 0)
    if none.any():
        crossing[none] = -1
    return crossing


def gap(reference: np.ndarray, group: np.ndarray) -> np.ndarray:
    """(reference − group) / reference [fraction]: 0.05 means the group is paid 5 % less; unknown where the reference is 0.

    Source: Directive (EU) 2023/970, Art. 3(1)(c); the same in SI 2017/172 reg. 8 (UK).
    """
    reference = np.asarray(reference, float)
    return ratio(reference - group, reference)


def receiving(values: np.ndarray, cell: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(share, receivers, known) by cell: whose value is above 0, among those whose value is known; 0 is nothing received.

    Source: SI 2017/172 reg. 12 (UK); Directive (EU) 2023/970, Art. 9(1)(e).
    """
    known = (cell >= 0) & ~np.isnan(values)
    all_of = np.bincount(cell[known], minlength=cells)
    received = np.bincount(cell[known & (values > 0)], minlength=cells)
    return ratio(received, all_of), received, all_of


def reaches(gaps: np.ndarray, limit: float) -> np.ndarray:
    """Whether a gap is at or above a limit [fraction], or a billionth below it; an unknown gap is not."""
    return np.asarray(gaps) >= limit - AT_LIMIT
