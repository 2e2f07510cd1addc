"""Closing a gap of a million people at least cost on an exact budget, against a bisection and against HiGHS.

Both sides start from the same arrays: influence, pay, price and limit of the women below their predicted pay, drawn for a
company of that size. The bisection looks 50 times for the rate above which the raises cost the budget, with one product of
a vector and a mask at each look, and gives the one person at the line what is left. HiGHS solves the linear programme of the
small company through scipy. Before they are timed, the raises and the gains must be the same, and the budget be spent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import linprog

from bandmodel.core import remedies
from benchmarks.measure import DisagreementError, Measured, compare, seconds

PEOPLE, SMALL, RUNS = 1_000_000, 2_000, 7
GOAL_BISECTION, GOAL_HIGHS, GOAL_SPENT = 1.8, 200, 1e-9
LOOKS, BLOCK = 50, 20
SHARE = 0.3
"""The budget, as a share of what it costs to raise everyone to the limit."""

Case = dict[str, np.ndarray]


def company(people: int, seed: int = 1) -> Case:
    """Influence, pay, price and limit of people whose influence differs by position and whose pay is lognormal."""
    rng = np.random.default_rng(seed)
    pay = np.round(rng.lognormal(11.4, 0.3, people), 2)
    return {
        "influence": rng.uniform(0.5, 1.5, people) / people,
        "pay": pay,
        "price": rng.choice([0.5, 0.8, 1.0], people) * rng.choice([1.0, 0.95, 0.88], people) * 1.15,
        "limit": remedies.down_to_cent(pay * rng.uniform(0.0, 0.15, people)),
    }


def ours(case: Case, budget: float) -> np.ndarray:
    """The raises by one coarse order."""
    return remedies.least_cost(**case, budget=budget)


def bisected(case: Case, budget: float) -> np.ndarray:
    """The raises by bisection of the rate; the highest rate that is not above the line gets what is left."""
    rate, cost = case["influence"] / (case["pay"] * case["price"]), case["price"] * case["limit"]
    low, high = float(rate.min()) * (1 - 1e-12), float(rate.max())
    for _ in range(LOOKS):
        middle = (low + high) / 2
        if cost @ (rate > middle) > budget:
            low = middle
        else:
            high = middle
    raises = np.where(rate > high, case["limit"], 0.0)
    at = np.flatnonzero((rate > low) & (rate <= high))
    left = budget - float(case["price"] @ raises)
    for last in at[np.argsort(-rate[at])].tolist():
        raises[last] = min(left / case["price"][last], case["limit"][last])
        left -= raises[last] * case["price"][last]
    return raises


def by_highs(case: Case, budget: float) -> np.ndarray:
    """The raises by HiGHS: the largest gain that the budget admits."""
    worth = case["influence"] / case["pay"]
    bounds = np.column_stack([np.zeros(len(worth)), case["limit"]])
    found = linprog(-worth / worth.max(), A_ub=case["price"][None, :], b_ub=[budget], bounds=bounds, method="highs")
    if found.status != 0:
        raise DisagreementError(found.message)
    return found.x


def agree(case: Case, budget: float, raises: np.ndarray, peer: np.ndarray, name: str) -> float:
    """The relative error of what is spent. Stops unless both sides gain and give the same and ours spends the budget."""
    worth = case["influence"] / case["pay"]
    gains, largest = (float(worth @ raises), float(worth @ peer)), float(np.abs(raises - peer).max())
    if abs(gains[0] / gains[1] - 1) > 1e-6 or largest > 0.01:
        raise DisagreementError(f"{name}: gains {gains}, raises differ by up to {largest:g}")
    spent = abs(float(case["price"] @ raises) / budget - 1)
    if spent > GOAL_SPENT:
        raise DisagreementError(f"{name}: spent {spent:g} beside the budget")
    return spent


def compared(people: int, peer: Callable[[Case, float], np.ndarray], name: str, goal: float) -> Measured:
    """Both sides on one company: agreement first, then times."""
    case = company(people)
    budget = SHARE * float(case["price"] @ case["limit"])
    spent = agree(case, budget, ours(case, budget), peer(case, budget), name)
    calls = BLOCK if seconds(lambda: ours(case, budget)) < 1e-3 else 1
    found = compare(lambda: ours(case, budget), lambda: peer(case, budget), runs=RUNS, calls=calls)
    note = f"Spent within {spent:.0e} of the budget, goal {GOAL_SPENT:.0e}."
    return found.against("P8", f"least cost on a budget, {people:,} people", name, goal, note=note)


def measure() -> list[Measured]:
    """P8, against both peers."""
    return [
        compared(PEOPLE, bisected, f"{LOOKS} looks of a bisection", GOAL_BISECTION),
        compared(SMALL, by_highs, "HiGHS", GOAL_HIGHS),
    ]
