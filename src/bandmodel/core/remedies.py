"""Raises that move a coefficient of ln pay, within a budget and with a limit for each person.

A coefficient b of a regression of ln pay is Σ influence · ln pay: influence is its row of (X'X)⁻¹X', which no raise changes.
So a raise adds influence · ln(1 + raise / pay) to b, the other coefficients re-estimated included, and it costs
price · raise. Arrays have one entry per person, influence is above 0, nobody is reduced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

BUCKETS = 1 << 14
"""Classes of the first, coarse order: the exact one is needed only inside the class in which the line falls."""
CENTS = 100
SLIP = 1e-6
"""What rounding of the arithmetic may leave of a whole cent [cents]."""


def least_cost(
    influence: np.ndarray,
    pay: np.ndarray,
    price: np.ndarray,
    limit: np.ndarray,
    *,
    wanted: float = np.inf,
    budget: float = np.inf,
    exact: bool = True,
) -> np.ndarray:
    """The cheapest raises that add `wanted` to the coefficient, or, where budget or limits end before, the most [pay].

    People are raised in the order of influence / (pay · price), each to the limit, the last one in part; of equal ones the
    first. That solves the linear programme min price · x with Σ (influence / pay) · x ≥ wanted and 0 ≤ x ≤ limit, and
    max Σ (influence / pay) · x with price · x ≤ budget (fractional knapsack; Dantzig 1957).

    price    cost of a raise of 1, 0 or more [structure pay]
    limit    largest raise, finite [pay]
    exact    False measures what a raise adds by raise / pay, as the linear programme does, instead of ln(1 + raise / pay)
    """
    worth = influence / pay
    with np.errstate(divide="ignore"):
        rate = worth / price
    cost, gain = price * limit, np.zeros(len(pay))
    if np.isfinite(wanted):
        gain = influence * np.log1p(limit / pay) if exact else worth * limit
    first, few, (gained, paid) = _front(rate, ((gain, wanted), (cost, budget)))
    reached, spent = gained + np.cumsum(gain[few]), paid + np.cumsum(cost[few])
    whole = int(min(np.searchsorted(reached, wanted), np.searchsorted(spent, budget, side="right")))
    raises = np.where(first, limit, 0.0)
    raises[few[:whole]] = limit[few[:whole]]
    if whole < len(few):
        last = few[whole]
        by_gain = np.inf
        if np.isfinite(wanted):
            missing = min(max(wanted - float(reached[whole] - gain[last]), 0.0), float(gain[last]))
            by_gain = pay[last] * np.expm1(missing / influence[last]) if exact else missing / worth[last]
        left = max(budget - float(spent[whole] - cost[last]), 0.0)
        by_budget = left / price[last] if price[last] > 0 else np.inf
        raises[last] = min(by_gain, by_budget, limit[last])
    return raises


def _front(
    rate: np.ndarray, totals: tuple[tuple[np.ndarray, float], ...]
) -> tuple[np.ndarray, np.ndarray, tuple[float, ...]]:
    """Who comes before the first total that is reached, and the few, in order, among whom it is reached.

    rate     what decides the order, the highest first
    totals   (amounts, total): the sum of amounts in order is to reach the total
    Returns True for those who come before, the rows of the few, and the sums over those who come before (0 if the total is
    infinite).
    A coarse order by class takes one pass where sorting everyone takes twenty.
    """
    finite = rate[np.isfinite(rate)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    top = min(BUCKETS, len(rate))
    scale = (top - 1) / (high - low) if high > low else 0.0
    bucket = ((np.minimum(rate, high) - low) * scale).astype(np.int32)
    if len(finite) < len(rate):
        bucket[np.isinf(rate)] = top
    sums = [
        np.append(np.cumsum(np.bincount(bucket, amount, top + 1)[::-1])[::-1], 0.0)
        if np.isfinite(total)
        else np.zeros(top + 2)
        for amount, total in totals
    ]
    reached = [np.flatnonzero(own[:-1] >= total) for own, (_, total) in zip(sums, totals, strict=True)]
    cut = max((int(found[-1]) for found in reached if len(found)), default=-1)
    few = np.flatnonzero(bucket == cut)
    few = few[np.argsort(-rate[few], kind="stable")]
    return bucket > cut, few, tuple(float(own[cut + 1]) for own in sums)


def along(
    family: Callable[[float], np.ndarray],
    influence: np.ndarray,
    pay: np.ndarray,
    price: np.ndarray,
    *,
    wanted: float,
    budget: float = np.inf,
    end: float,
) -> np.ndarray:
    """The first raises of a family that add `wanted` to the coefficient, or the largest that budget and `end` admit [pay].

    family   from a level, 0 or more, to everyone's raise: none falls as the level rises
    """
    from scipy.optimize import brentq  # here: only the statistics need scipy

    def missing(level: float) -> float:
        return float(influence @ np.log1p(family(level) / pay)) - wanted

    def over(level: float) -> float:
        return float(price @ family(level)) - budget

    level = end
    for beyond in (missing, over):
        if beyond(level) > 0:
            level = 0.0 if beyond(0.0) >= 0 else float(brentq(beyond, 0.0, level, xtol=1e-16))
    return family(level)


@dataclass(frozen=True)
class Search:
    """Where a function that rises from below 0 reaches it: by secants, kept between the places that are known.

    at     where to look next;  last  (place, value) looked at before
    low    the last place known to be below 0;  high  the first known to be above; infinite at first
    """

    at: float
    last: tuple[float, float]
    low: float = 0.0
    high: float = np.inf

    @classmethod
    def from_0(cls, value: float) -> Search:
        """The search that starts at place 0, of that value, and takes the slope to be 1."""
        return cls(-value, (0.0, value))

    def seen(self, value: float) -> Search:
        """The search once the value at the place looked at is known."""
        low, high = (self.at, self.high) if value < 0 else (self.low, self.at)
        slope = (value - self.last[1]) / (self.at - self.last[0])
        step = self.at - value / slope if slope > 0 else np.inf
        if not low < step < high:
            step = (low + high) / 2 if np.isfinite(high) else 2 * self.at
        return Search(float(step), (self.at, value), low, high)


def to_cents(raises: np.ndarray, price: np.ndarray, limit: np.ndarray, budget: float, rate: np.ndarray) -> np.ndarray:
    """Raises rounded up to the cent, the highest `rate` first, while the budget allows it, and down from there on [pay].

    limit   largest raise, in whole cents
    """
    low = np.floor(raises * CENTS + SLIP) / CENTS
    high = np.minimum(up_to_cent(raises), limit)
    part = np.flatnonzero(high > low)
    part = part[np.argsort(-rate[part], kind="stable")]
    spent = float(price @ low) + np.cumsum((high - low)[part] * price[part])
    affordable = part[: np.searchsorted(spent, budget * (1 + 1e-12), side="right")]
    low[affordable] = high[affordable]
    return low


def up_to_cent(amount: np.ndarray) -> np.ndarray:
    """Amounts rounded up to the cent."""
    return np.ceil(amount * CENTS - SLIP) / CENTS


def down_to_cent(amount: np.ndarray) -> np.ndarray:
    """Amounts rounded down to the cent; an infinite one stays."""
    return np.floor(amount * CENTS + SLIP) / CENTS
