"""Permutation tests of a gap in ln pay: exact where people are few, random where a gap is adjusted for more than rungs.

Both ask how often chance would deal out a gap as large if membership of the group said nothing about pay, two-sided. The
exact test supposes more than equal means: that within a rung both groups have one distribution of pay. Where their spreads
differ and their numbers do too, it is not a test of means alone (Romano 1990); `freedman_lane` studentises and is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb, lgamma, log, prod

import numpy as np

from bandmodel.core import projection
from bandmodel.core.design import Categories, Column
from bandmodel.core.regression import WHOLE
from bandmodel.errors import InputError

LIMIT = 200_000
"""Arrangements up to which all are enumerated."""
TIES = 1e-9
"""Share of the largest statistic by which two may differ and still be equal but for rounding."""
EQUAL = 1e-13
"""What rounding leaves of equal values, as a share of them."""
CELLS = 1 << 21
"""Numbers that are permuted at a time."""


@dataclass(frozen=True)
class Permutation:
    """What a permutation test says.

    p             share of the arrangements in which the statistic is at least as far from 0 as in the one observed
    smallest_p    share of those in which it is farthest: no p can be smaller. Above 0.05 the gap cannot be tested at 5 %
    arrangements  how many there are (exact), or were drawn, the observed one included
    estimate      the gap, group less others [ln pay]; unknown where no rung has both
    """

    p: float
    smallest_p: float
    arrangements: int
    estimate: float


def exact(y: np.ndarray, is_from: np.ndarray, blocks: np.ndarray, *, limit: int = LIMIT) -> Permutation:
    """Exact test of the difference in mean `y` between `is_from` and the others, permuted within blocks.

    y        ln pay of each row; NaN is unknown and leaves the row out
    is_from  True for the rows of the one group, False for the other
    blocks   number of each row's rung (0, 1 …); −1 is unknown and leaves the row out
    Differences of blocks are weighted as least squares with an effect per block weights them: n₁n₀ / (n₁ + n₀). Then the
    estimate is the sum of `y` less its block's mean over the group, divided by the sum of the weights, which no arrangement
    changes; so the sums of every choice of people within a block, added across blocks, are the whole distribution.
    Raises InputError where there are more arrangements than `limit`.
    Source: Fisher 1935, The Design of Experiments, §21; Pitman 1937; the weights are those of Frisch and Waugh 1933.
    """
    y, side, block = np.asarray(y, float), np.asarray(is_from, bool), np.asarray(blocks)
    known = np.isfinite(y) & (block >= 0)
    y, side, block = y[known], side[known], block[known]
    count = countable(side, block, limit)
    if count > limit:
        raise InputError(
            f"There are about 10^{_log_count(side, block) / log(10):.0f} arrangements, more than {limit:,}; "
            "use the permutation of residuals (Freedman and Lane) instead."
        )
    sums, observed, weight = np.zeros(1), 0.0, 0.0
    for code in np.unique(block):
        own, mine = y[block == code], side[block == code]
        some = int(mine.sum())
        centred = own - own.mean()
        sums = np.add.outer(sums, _sums(centred, some)).ravel()
        observed += float(centred[mine].sum())
        weight += some * (len(own) - some) / len(own)
    slack = TIES * float(np.abs(sums).max()) + EQUAL * float(np.abs(y).sum())
    p, smallest_p = _shares(np.abs(sums), abs(observed), slack)
    return Permutation(p, smallest_p, count, observed / weight if weight else np.nan)


def countable(is_from: np.ndarray, blocks: np.ndarray, limit: int = LIMIT) -> int:
    """Number of arrangements of `is_from` within blocks; limit + 1 where there are more than `limit`."""
    sizes, some = _sizes(is_from, blocks)
    if _log_count(is_from, blocks) > log(limit) + 1:  # far above: the number itself would be too long to compute
        return limit + 1
    return min(prod(map(comb, sizes, some)), limit + 1)


def _sizes(is_from: np.ndarray, blocks: np.ndarray) -> tuple[list[int], list[int]]:
    """Rows of each block, and how many of them are of the group."""
    known = np.asarray(blocks) >= 0
    codes = np.unique(np.asarray(blocks)[known], return_inverse=True)[1]
    return np.bincount(codes).tolist(), np.bincount(codes, np.asarray(is_from, bool)[known]).astype(int).tolist()


def _log_count(is_from: np.ndarray, blocks: np.ndarray) -> float:
    """Natural logarithm of the number of arrangements."""
    return sum(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for n, k in zip(*_sizes(is_from, blocks), strict=True))


def _sums(values: np.ndarray, size: int) -> np.ndarray:
    """The sum of every choice of `size` of the values, which add up to 0; the fewer are chosen, the others left."""
    few = min(size, len(values) - size)
    count = comb(len(values), few)
    chosen = np.fromiter(chain.from_iterable(combinations(values.tolist(), few)), float, count * few)
    sums = chosen.reshape(count, few).sum(axis=1)
    of_size: np.ndarray = sums if few == size else -sums
    return of_size


def _shares(distances: np.ndarray, observed: float, slack: float) -> tuple[float, float]:
    """Share of the distances that reach the observed one, and share of those that reach the largest."""
    return float((distances >= observed - slack).mean()), float((distances >= distances.max() - slack).mean())


# ---------------------------------------------------------------- adjusted for controls


def freedman_lane(
    y: np.ndarray, controls: Sequence[Column], group: Column, *, label: str = "", draws: int = 9999, seed: int = 1
) -> Permutation:
    """Permutation test of the group's coefficient in the regression of `y` on controls and group.

    label   which label of the group is tested; needed where it has more than two (the others are then controls)
    draws   random arrangements beside the observed one, which counts too (Phipson and Smyth 2010)
    Residuals of the regression on the controls alone are permuted, and each time the coefficient's t is taken anew with its
    HC3 standard error: as t has the same limit whatever the groups' spreads, the test holds its level for equal means though
    spreads differ. HC3 is the kernel's usual kind, so the t observed is that of `regression.fit`. Rows that a control fixes
    alone have no residual to permute and are left out. A row's place among the rows, and the unit of y, change nothing.
    Every column is expanded: meant for up to some 10,000 rows, beyond which the t test is as good.
    Raises InputError as `regression.fit` does, and where the group has no coefficient beside the controls.
    Source: Freedman and Lane 1983; Winkler, Ridgway, Webster, Smith and Nichols 2014, NeuroImage 92, which finds it the best
    of its kind; studentised by a robust error: DiCiccio and Romano 2017, JASA 112.
    """
    if draws < 1:
        raise InputError(f"{draws} draws are too few; take 999 or more.")
    base = projection.basis(y, (*controls, group), _name(group, label))
    others = base.leverage - base.q[:, -1] ** 2
    q, leverage = base.q[others < WHOLE], base.leverage[others < WHOLE]
    value = np.asarray(y, float)[base.rows][others < WHOLE]
    left = value - q[:, :-1] @ (q[:, :-1].T @ value)
    estimate = float(q[:, -1] @ left) / base.length
    if not len(left) or np.abs(left).max() <= EQUAL * np.sqrt(len(value)) * np.abs(value).max():
        return Permutation(1.0, 1.0, draws + 1, estimate)  # nothing is left to permute: every arrangement is the same
    reach = np.where(leverage < WHOLE, q[:, -1] / np.where(leverage < WHOLE, 1 - leverage, 1.0), 0.0)
    found, rng = [_t(left[None, :], q, reach)], np.random.default_rng(seed)
    step = max(1, CELLS // len(left))
    for first in range(0, draws, step):
        found.append(_t(rng.permuted(np.tile(left, (min(step, draws - first), 1)), axis=1), q, reach))
    distances = np.abs(np.concatenate(found))
    p, smallest_p = _shares(distances, float(distances[0]) * (1 - TIES), TIES)
    return Permutation(p, smallest_p, draws + 1, estimate)


def _t(values: np.ndarray, q: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """t of the last column in the regression of each row of `values`; an error of 0 counts as one far below rounding."""
    coefficient = values @ q[:, -1]
    residuals = values - (values @ q) @ q.T
    error = np.sqrt(((residuals * reach) ** 2).sum(axis=1))
    statistic: np.ndarray = coefficient / np.maximum(error, TIES * np.linalg.norm(values, axis=1))
    return statistic


def _name(group: Column, label: str) -> str:
    """Name of the coefficient that is tested."""
    if not isinstance(group, Categories):
        return group.name
    compared = [text for place, text in enumerate(group.labels) if place != group.reference]
    if not label and len(compared) > 1:
        raise InputError(f"{group.name} has more than two groups; name one to test: {', '.join(compared)}.")
    return f"{group.name}: {label or ''.join(compared)}"
