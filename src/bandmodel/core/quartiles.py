"""Pay quartiles: four sections of the people in order of pay, and how the groups are spread over them.

Sources: Equality Act 2010 (Gender Pay Gap Information) Regulations 2017 (SI 2017/172), reg. 13, for the sections and for
equal pay across a boundary; the statutory guidance "Making your gender pay gap calculations" (GOV.UK, Government Equalities
Office), calculation 1, for people left over where their number does not divide by 4. Directive (EU) 2023/970, Art. 3(1)(f)
asks for four equal groups and says nothing of either, so these rules serve there too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.core.bands import ratio

NAMES = ("Lower", "Lower middle", "Upper middle", "Upper")
SAME = 1e-12
"""Pays that differ by no more than this share are equal: hourly pay is a quotient, and quotients carry rounding."""
_LEFT_OVER = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0]])


@dataclass(frozen=True, eq=False)
class Quartiles:
    """The groups by quartile, lowest first.

    people     quartiles by groups [people]; a fraction where people of equal pay are shared between quartiles
    size       people in each quartile [count]
    low, high  lowest and highest pay in each [pay]; unknown where it is empty
    shared     for each quartile, people of equal pay who stand in it and in another too [count]; 0 where no one does
    """

    people: np.ndarray
    size: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shared: np.ndarray

    @property
    def share(self) -> np.ndarray:
        """Each group's share of each quartile [fraction]; unknown where the quartile is empty."""
        return ratio(self.people, self.size[:, None])


def sizes(n: int) -> np.ndarray:
    """People in each quartile, lowest first: n // 4, and those left over as the UK guidance has it.

    One left over goes to the lower quartile; two to the lower and the upper middle; three to all but the upper.
    """
    people: np.ndarray = n // 4 + _LEFT_OVER[n % 4]
    return people


def quartiles(pay: np.ndarray, group: np.ndarray, groups: int) -> Quartiles:
    """The people of `groups` groups by quartile of their pay; who has no group (−1) or no known pay (NaN) is left out.

    People of equal pay who fall into more than one quartile are shared so that each group's part of them is the same in
    each of these quartiles (reg. 13(2)), in exact proportion: 36 women and 4 men, of whom 10 fall into the lower quartile,
    put 9 women and 1 man there. The regulation says "so far as possible", of whole people; fractions are kept here, so
    that nothing depends on the order of the rows.
    """
    known = (group >= 0) & ~np.isnan(pay)
    order = np.argsort(pay[known])
    ranked, of_group = np.asarray(pay[known], float)[order], group[known][order]
    size = sizes(len(ranked))
    end = np.cumsum(size)
    start = end - size
    level = np.cumsum(np.diff(ranked, prepend=ranked[:1]) > SAME * np.abs(ranked))
    levels = int(level[-1]) + 1 if len(level) else 0
    counts = np.bincount(level * groups + of_group, minlength=levels * groups).reshape(levels, groups)
    all_of = counts.sum(axis=1)[:, None]
    after = np.cumsum(all_of)[:, None]
    inside = np.clip(np.minimum(after, end) - np.maximum(after - all_of, start), 0, None)  # of each pay in each quartile
    across = (inside > 0) & (inside < all_of)
    filled = np.flatnonzero(size)
    low, high = np.full(4, np.nan), np.full(4, np.nan)
    low[filled], high[filled] = ranked[start[filled]], ranked[end[filled] - 1]
    people = (inside / np.maximum(all_of, 1)).T @ counts
    return Quartiles(people, size, low, high, (across * all_of).sum(axis=0))
