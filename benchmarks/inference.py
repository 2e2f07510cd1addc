"""Do the tests of a gap hold their level? Simulated companies in which the truth is known.

    python -m benchmarks.inference [--runs 10000] [--json FILE]

Specialists and managers on several rungs, ln pay with an effect per rung and normal scatter that differs between the tracks.
Every company goes the way of real ones: `regression.fit`, then `equivalence.judged`. Printed are shares of companies: false
alarms (p below 5 % where there is no gap), false parity (Equivalent where the gap sits on the bound), and verdicts where
people are few. The permutation and bootstrap tests see a tenth of the companies, with 999 draws each. Behind ± is twice the
standard error that so many companies leave.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from bandmodel.core import bootstrap, equivalence, permutation, regression
from bandmodel.core.design import Categories, Column

TRACKS = ("Manager", "Specialist")
NAME = f"Track: {TRACKS[1]}"
LEVEL, BOUND, DRAWS = 0.05, -np.log1p(-0.05), 999
ALARM_GOAL, PARITY_GOAL, INCONCLUSIVE_GOAL = 0.07, 0.06, 0.90
PARITY = (equivalence.EQUIVALENT, equivalence.DISTINGUISHABLE)


@dataclass(frozen=True)
class Company:
    """Head counts of each track by rung, the scatter of each [ln pay], and the true gap [ln pay]."""

    specialists: tuple[int, ...]
    managers: tuple[int, ...]
    scatter: tuple[float, float]
    gap: float = 0.0

    @property
    def title(self) -> str:
        """Head counts and scatter in words."""
        sizes = f"{sum(self.specialists)} specialists, {sum(self.managers)} managers"
        return f"{sizes}, sd {self.scatter[0]:.2f} / {self.scatter[1]:.2f}"

    def columns(self) -> tuple[Categories, Categories]:
        """Rung and track of each person."""
        rungs = len(self.specialists)
        rung = np.concatenate([np.repeat(np.arange(rungs), self.specialists), np.repeat(np.arange(rungs), self.managers)])
        track = np.repeat([1, 0], [sum(self.specialists), sum(self.managers)])
        names = tuple(str(place) for place in range(rungs))
        return Categories("Rung", rung, names), Categories("Track", track, TRACKS)

    def log_pay(self, rng: np.random.Generator) -> np.ndarray:
        """ln pay of each person: a rung pays 15 % more than the one below."""
        rung, track = self.columns()
        scatter = np.where(track.codes == 1, *self.scatter)
        return 11 + np.log(1.15) * rung.codes + self.gap * (track.codes == 1) + scatter * rng.standard_normal(len(scatter))


MANY = [Company((80, 60, 40, 20), (5, 10, 10, 5), scatter) for scatter in ((0.10, 0.20), (0.20, 0.10), (0.15, 0.15))]
FEW = [Company((16, 14, 10), (2, 2, 2), scatter) for scatter in ((0.10, 0.20), (0.20, 0.10), (0.15, 0.15))]
HANDFULS = [Company((40,), (managers,), (0.15, 0.15)) for managers in (1, 2, 3, 4)]
TINY = [Company((8, 6), (2, 2), scatter) for scatter in ((0.10, 0.20), (0.20, 0.10), (0.15, 0.15))]


@dataclass(frozen=True)
class Rate:
    """The share of some companies in which something happened."""

    case: str
    what: str
    rate: float
    runs: int
    goal: str = ""
    met: bool | None = None

    @property
    def text(self) -> str:
        """The share, its margin and the goal."""
        goal = f"  goal {self.goal}: {'met' if self.met else 'MISSED'}" if self.goal else ""
        spread = max(self.rate * (1 - self.rate), 1 / self.runs) / self.runs
        return f"{self.rate:.4f} ± {2 * np.sqrt(spread):.4f}{goal}"


def judged(y: np.ndarray, columns: tuple[Column, ...], se: str = "HC3") -> equivalence.Verdict:
    """The verdict on the tracks' gap, by the way that real companies go."""
    fit = regression.fit(y, columns, se=se)
    return equivalence.judged(*fit.of(NAME), fit.free_of_test)


def shares(company: Company, tests: dict[str, Callable[[np.ndarray], bool]], runs: int, seed: int) -> list[Rate]:
    """The share of simulated companies in which each test says yes."""
    rng, yes = np.random.default_rng(seed), Counter[str]()
    for _ in range(runs):
        y = company.log_pay(rng)
        yes.update(name for name, test in tests.items() if test(y))
    return [Rate(company.title, name, yes[name] / runs, runs) for name in tests]


def at_most(rate: Rate, goal: float) -> Rate:
    """The same with a goal."""
    return replace(rate, goal=f"<= {goal}", met=rate.rate <= goal)


def false_alarms(company: Company, runs: int) -> list[Rate]:
    """Shares of p below 5 % where there is no gap: t tests with all companies, resampling with a tenth."""
    rung, track = columns = company.columns()
    mine = track.codes == 1
    t_tests = {f"{se} t test": lambda y, se=se: judged(y, columns, se).p < LEVEL for se in ("HC3", "classic")}
    resampled = {
        "Freedman-Lane": lambda y: permutation.freedman_lane(y, [rung], track, draws=DRAWS).p <= LEVEL,
    }
    if sum(company.managers) > 1:  # a gap that rests on one row has no residual to reweight
        resampled["wild bootstrap"] = lambda y: bootstrap.wild(y, columns, NAME, draws=DRAWS).p <= LEVEL
    if permutation.countable(mine, rung.codes) <= permutation.LIMIT:
        resampled["exact"] = lambda y: permutation.exact(y, mine, rung.codes).p <= LEVEL
    return shares(company, t_tests, runs, 1) + shares(company, resampled, max(runs // 10, 1), 2)


def clustered(runs: int) -> list[Rate]:
    """False alarms where pay moves together in ten units that hold the tracks in different shares."""
    units, each = 10, 12
    unit = np.repeat(np.arange(units), each)
    track = Categories("Track", (np.arange(units * each) % each < 2 + unit).astype(int), TRACKS)
    case, rng = f"{units} units of {each}, effects of units sd 0.10, of people 0.10", np.random.default_rng(3)
    yes = Counter[str]()
    for _ in range(runs):
        y = 11 + 0.1 * rng.standard_normal(units)[unit] + 0.1 * rng.standard_normal(len(unit))
        by_unit = regression.fit(y, [track], se="cluster", cluster=unit)
        yes["HC3 t test"] += judged(y, (track,)).p < LEVEL
        yes["cluster t test (CR1)"] += equivalence.judged(*by_unit.of(NAME), by_unit.free_of_test).p < LEVEL
        yes["wild cluster bootstrap"] += bootstrap.wild(y, [track], NAME, cluster=unit, draws=DRAWS).p <= LEVEL
    return [Rate(case, name, count / runs, runs) for name, count in yes.items()]


def false_parity(company: Company, runs: int) -> list[Rate]:
    """Shares of Equivalent where the gap sits on either bound, by HC3 and by the classic standard error."""
    columns, found = company.columns(), []
    for bound, gap in (("-5.00 %", -BOUND), ("+5.26 %", BOUND)):
        tests = {
            f"{se} TOST, gap {bound}": lambda y, se=se: judged(y, columns, se).verdict in PARITY for se in ("HC3", "classic")
        }
        found += shares(replace(company, gap=gap), tests, runs, 4)
    return found


def verdicts(company: Company, runs: int) -> tuple[list[Rate], int]:
    """Share of each verdict where there is no gap, and the people per side that the fits ask for (median)."""
    columns, rng, words, asked = company.columns(), np.random.default_rng(5), Counter[str](), []
    for _ in range(runs):
        fit = regression.fit(company.log_pay(rng), columns)
        words[equivalence.judged(*fit.of(NAME), fit.free_of_test).verdict] += 1
        asked.append(equivalence.needed(fit.sigma))
    return [Rate(company.title, word, count / runs, runs) for word, count in words.most_common()], int(np.median(asked))


def study(runs: int) -> list[Rate]:
    """All rates, printed as they are found."""
    found: list[Rate] = []

    def told(rates: list[Rate]) -> None:
        print(rates[0].case)
        for rate in rates:
            print(f"    {rate.what:34}{rate.text}", flush=True)
        found.extend(rates)

    print("False alarms: p < 5 % where there is no gap")
    for company in MANY:
        first, *others = false_alarms(company, runs)
        told([at_most(first, ALARM_GOAL), *others])
    for company in (*FEW, *TINY, *HANDFULS):
        told(false_alarms(company, runs))
    told(clustered(max(runs // 10, 1)))
    print("\nFalse parity: Equivalent where the gap sits on the bound")
    for company in MANY:
        told([at_most(rate, PARITY_GOAL) if "HC3" in rate.what else rate for rate in false_parity(company, runs)])
    print("\nVerdicts where people are few and there is no gap")
    for company in FEW:
        rates, people = verdicts(company, runs)
        told([replace(rate, goal=f">= {INCONCLUSIVE_GOAL}", met=rate.rate >= INCONCLUSIVE_GOAL)
              if rate.what == equivalence.INCONCLUSIVE else rate for rate in rates])  # fmt: skip
        own = equivalence.needed(float(np.sqrt(np.mean(np.square(company.scatter)))))
        print(
            f"    people per side needed            {people} by the fits' pooled scatter (median), {own} by the tracks' own"
        )
    print(f"\nParity shown where there is no gap (power, meant to be {equivalence.POWER})")
    for scatter in ((0.15, 0.15), (0.10, 0.20)):
        people = equivalence.needed(float(np.sqrt(np.mean(np.square(scatter)))))
        company = Company((people,), (people,), scatter)
        columns = company.columns()
        told(shares(company, {"Equivalent": lambda y, columns=columns: judged(y, columns).verdict in PARITY}, runs // 2, 6))
    return found


def main() -> None:
    """Print the study, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    start = time.perf_counter()
    found = study(asked.runs)
    missed = [rate for rate in found if rate.met is False]
    print(f"\n{len([rate for rate in found if rate.goal])} goals, {len(missed)} missed; {time.perf_counter() - start:.0f} s")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(rate) for rate in found], indent=2), "utf-8")


if __name__ == "__main__":
    main()
