"""Cost to minimum over 10,000 draws of the market: one search per draw against every person at every draw.

P6: 5,000 people, one factor for all, then a factor for each of 80 bands, against numpy broadcasting in chunks; the size of
the chunks is the fastest of several. P7: 50,000 people, preparation included, against a numpy loop over the draws. Both
sides get the same people and the same factors in the layout that suits them, in one process and by turns. They must agree
to 1e-9 before they are timed. Times are medians of processor time on one thread, so that waiting on a busy machine
favours neither.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bandmodel.core import simulation
from bandmodel.core.simulation import PiecewiseCost
from benchmarks.measure import Measured, agree, compare
from benchmarks.measure import seconds as timed

DRAWS, RUNS, CLOCK = 10_000, 7, time.process_time
CALLS = 20
"""Calls of ours in a run: of a millisecond each, they would else be timed while the memory of the peer is cleared away."""
CHUNKS = tuple(1 << power for power in range(14, 19))
"""Cells of a chunk that the peer may choose from: what a cache holds. Larger ones are slower, and erratic."""


@dataclass(frozen=True)
class Company:
    """People made up for the benchmark: each in a band, most of them above its minimum."""

    pay: np.ndarray
    minimum: np.ndarray
    weight: np.ndarray
    band: np.ndarray

    @classmethod
    def of(cls, people: int, bands: int = 80) -> Company:
        """A company of that size, the same each time."""
        dice = np.random.default_rng(1)
        band = dice.integers(0, bands, people)
        minimum = dice.uniform(50_000, 200_000, bands)[band]
        return cls(minimum * dice.lognormal(0.1, 0.15, people), minimum, dice.uniform(0.5, 1, people), band)


def broadcast(company: Company, factors: np.ndarray, cells: int) -> np.ndarray:
    """The peer of P6: chunks of draws, every person at every draw. `factors` has a column per band, or one for all."""
    pay, minimum, weight = company.pay, company.minimum, company.weight
    step = max(1, cells // len(pay))
    cost = np.empty(len(factors))
    for start in range(0, len(factors), step):
        part = factors[start : start + step]
        moved = part[:, company.band] if factors.shape[1] > 1 else part
        cost[start : start + step] = np.maximum(moved * minimum - pay, 0) @ weight
    return cost


def loop(company: Company, factors: np.ndarray) -> np.ndarray:
    """The peer of P7: one draw after the other."""
    pay, minimum, weight = company.pay, company.minimum, company.weight
    return np.array([np.maximum(factor * minimum - pay, 0) @ weight for factor in factors[:, 0].tolist()])


def shocks(workload: str, groups: int, goal: float) -> Measured:
    """P6: one factor for all, or one for each band; preparation, which is done once for all simulations, apart."""
    company, factors = Company.of(5_000), simulation.factors(0.05, DRAWS, 1, groups, 0.5)
    rows, codes = np.ascontiguousarray(factors), company.band if groups > 1 else None

    def made() -> PiecewiseCost:
        return PiecewiseCost.of(company.pay, company.minimum, company.weight, codes, groups)

    cost = made()
    agree(workload, cost.at(factors), broadcast(company, rows, CHUNKS[0]))
    cells = min(CHUNKS, key=lambda size: min(seconds(lambda: broadcast(company, rows, size)) for _ in range(3)))
    found = compare(lambda: cost.at(factors), lambda: broadcast(company, rows, cells), runs=RUNS, calls=CALLS, clock=CLOCK)
    whole = statistics.median(seconds(lambda: made().at(factors)) for _ in range(RUNS))
    note = f"Preparation included, ours takes {1000 * whole:.2f} ms."
    return found.against("P6", workload, f"numpy, chunks of {cells:,} cells", goal, note=note)


def large() -> Measured:
    """P7: ten times the people, preparation included."""
    company, factors = Company.of(50_000), simulation.factors(0.05, DRAWS, 1)

    def ours() -> np.ndarray:
        return PiecewiseCost.of(company.pay, company.minimum, company.weight).at(factors)

    agree("P7", ours(), loop(company, factors))
    found = compare(ours, lambda: loop(company, factors), runs=RUNS, calls=CALLS, clock=CLOCK)
    return found.against("P7", "cost of 10,000 draws × 50,000 people", "numpy, a loop over the draws", 30)


def seconds(task: Callable[[], object]) -> float:
    """Processor time of a task [seconds]."""
    return timed(task, clock=CLOCK)


def measure() -> list[Measured]:
    """P6 and P7."""
    work = "cost of 10,000 draws × 5,000 people"
    return [shocks(f"{work}, one factor", 1, 100), shocks(f"{work}, 80 band shocks", 80, 8), large()]
