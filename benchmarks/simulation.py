"""Cost to minimum over 10,000 draws of the market: one search per draw against every person at every draw.

    python -m benchmarks.simulation [--draws 10000] [--runs 7]

P6: 5,000 people, one factor for all, then a factor for each of 80 bands, against numpy broadcasting in chunks; the size of
the chunks is the fastest of several. P7: 50,000 people, preparation included, against a numpy loop over the draws. Both
sides get the same people and the same factors in the layout that suits them, in one process and by turns. They must agree
to 1e-9 before a time is printed. Times are medians of processor time on one thread, so that waiting on a busy machine
favours neither; the spread is that of the ratio over the runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the peer's threads would wait for each other on a busy machine

import numpy as np

from bandmodel.core import simulation
from bandmodel.core.simulation import PiecewiseCost

CHUNKS = tuple(1 << power for power in range(14, 19))
"""Cells of a chunk that the peer may choose from: what a cache holds. Larger ones are slower, and erratic."""
AGREE = 1e-9


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


def seconds(task: Callable[[], np.ndarray]) -> float:
    """Processor time that a task takes once."""
    start = time.process_time()
    task()
    return time.process_time() - start


def compare(title: str, ours: Callable[[], np.ndarray], peer: Callable[[], np.ndarray], runs: int, goal: float) -> None:
    """Check that both sides agree, then time them by turns and print the ratio against its goal."""
    apart = float(np.max(np.abs(ours() / peer() - 1)))
    if not apart <= AGREE:
        raise SystemExit(f"{title}: ours and the peer differ by {apart:.1e}")
    times = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    mine, theirs = (statistics.median(side) for side in zip(*times, strict=True))
    ratios = sorted(other / own for own, other in times)
    print(f"{title}: bandmodel {1000 * mine:.2f} ms, peer {1000 * theirs:.1f} ms, ratio {theirs / mine:.1f} "
          f"({ratios[0]:.1f} to {ratios[-1]:.1f}; goal {goal:g}); they agree to {apart:.0e}")  # fmt: skip


def shocks(title: str, groups: int, goal: float, draws: int, runs: int) -> None:
    """P6: one factor for all, or one for each band."""
    company, factors = Company.of(5_000), simulation.factors(0.05, draws, 1, groups, 0.5)
    rows, codes = np.ascontiguousarray(factors), company.band if groups > 1 else None

    def made() -> PiecewiseCost:
        return PiecewiseCost.of(company.pay, company.minimum, company.weight, codes, groups)

    cells = min(CHUNKS, key=lambda size: min(seconds(lambda: broadcast(company, rows, size)) for _ in range(3)))
    cost = made()
    compare(f"P6 {draws:,} draws x 5,000 people, {title} (chunks of {cells:,})",
            lambda: cost.at(factors), lambda: broadcast(company, rows, cells), runs, goal)  # fmt: skip
    again = statistics.median(seconds(lambda: made().at(factors)) for _ in range(runs))
    print(f"   preparation included: bandmodel {1000 * again:.2f} ms")


def large(draws: int, runs: int) -> None:
    """P7: ten times the people, preparation included."""
    company, factors = Company.of(50_000), simulation.factors(0.05, draws, 1)
    compare(f"P7 {draws:,} draws x 50,000 people, preparation included",
            lambda: PiecewiseCost.of(company.pay, company.minimum, company.weight).at(factors),
            lambda: loop(company, factors), runs, 30)  # fmt: skip


def main() -> None:
    """Print P6 and P7."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    shocks("one factor", 1, 100, asked.draws, asked.runs)
    shocks("80 band shocks", 80, 8, asked.draws, asked.runs)
    large(asked.draws, asked.runs)


if __name__ == "__main__":
    main()
