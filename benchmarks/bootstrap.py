"""A thousand bootstrap replicates of the adjusted gap of 100,000 people, against a refitting loop in statsmodels.

    python -m benchmarks.bootstrap [--people 100000] [--draws 1000] [--refits 20] [--json FILE]

Both sides start from columns that are ready: ours as codes and numbers, the peer's as a matrix of dummies, of which it draws
rows and refits them with `OLS(y, X).fit()`. The whole loop would take minutes; a few refits are timed and multiplied, and
that is said. Compared before a time is printed: one step and refit on the same resamples, and standard errors at a size at
which the whole loop can be run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import time
import warnings
from pathlib import Path

import numpy as np
import statsmodels.api as sm

from bandmodel import model, placement, sample
from bandmodel.core import bootstrap, projection
from bandmodel.core.design import Categories, Column
from bandmodel.equity import pay_model

GOAL = 500
CONTROLS = ("Level", "Location", "Department", "Hire date")
SMALL = 2_000
"""People of the run in which every refit is done."""
RUNS = 5


def company(people: int) -> tuple[np.ndarray, tuple[Column, ...], str]:
    """ln pay of the sample company, the columns of its gender gap with controls, and the name of the gap."""
    built = sample.generate(people=people).inputs
    placed = placement.place(model.of_inputs(built, dt.date(2026, 1, 1)).structure, built.table("People"))
    gap = pay_model.of_groups(placed.people, "Gender", CONTROLS, placed=placed)
    return gap.log_pay, (*gap.controls, gap.group), gap.coefficient(gap.others[0])


def written_out(columns: tuple[Column, ...], rows: int) -> np.ndarray:
    """The peer's matrix: an intercept, dummies, numbers; the group's dummy is the last column."""
    parts = [np.ones(rows)]
    for column in columns:
        if isinstance(column, Categories):
            parts += [(column.codes == place) * 1.0 for place in range(len(column.labels)) if place != column.reference]
        else:
            parts.append(column.values - column.values.mean())
    return np.column_stack(parts)


def refits(y: np.ndarray, matrix: np.ndarray, draws: int, seed: int = 2) -> tuple[np.ndarray, list[np.ndarray], list[float]]:
    """Coefficients of the last column in refits of resampled rows, the rows, and the seconds of each refit."""
    rng, found, drawn, seconds = np.random.default_rng(seed), [], [], []
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a resample may lack a label; its dummy is then 0, which changes no other coefficient
        for _ in range(draws):
            start = time.perf_counter()
            rows = rng.integers(0, len(y), len(y))
            found.append(sm.OLS(y[rows], matrix[rows]).fit().params[-1])
            seconds.append(time.perf_counter() - start)
            drawn.append(rows)
    return np.array(found), drawn, seconds


def agree_on_resamples(y: np.ndarray, columns: tuple[Column, ...], name: str, found: np.ndarray, drawn: list) -> float:
    """Largest difference between one step and refit on the same resamples, in standard errors. Stops at a tenth."""
    reach = projection.reach(y, columns, name)
    influence = reach.values * reach.residuals
    error = float(np.sqrt((influence**2).sum()))
    one_step = np.array([reach.coefficient + influence[rows].sum() for rows in drawn])
    largest = float(np.abs(one_step - found).max()) / error
    if largest > 0.1:
        raise SystemExit(f"one step is {largest:.3f} standard errors from a refit of the same rows")
    return largest


def agree_on_errors(draws: int) -> tuple[float, float]:
    """Standard errors of all refits and of the one-step bootstrap at `SMALL` people. Stops beyond 4 of their own errors."""
    y, columns, name = company(SMALL)
    found, _, _ = refits(y, written_out(columns, len(y)), draws)
    refitted = float(found.std(ddof=1))
    one_step = bootstrap.influence(y, columns, name, draws=draws).error
    if abs(one_step / refitted - 1) > 4 / np.sqrt(draws):  # each has a relative error of 1 / √(2 · draws)
        raise SystemExit(f"standard errors at {SMALL:,} people: one step {one_step:.6f}, refits {refitted:.6f}")
    return refitted, one_step


def timed(y: np.ndarray, columns: tuple[Column, ...], name: str, draws: int) -> list[float]:
    """Seconds of several whole runs, the fit included."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        bootstrap.influence(y, columns, name, draws=draws)
        seconds.append(time.perf_counter() - start)
    return seconds


def main() -> None:
    """Print what was compared, both times and their ratio against the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--refits", type=int, default=20)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    y, columns, name = company(asked.people)
    matrix = written_out(columns, len(y))
    found, drawn, seconds = refits(y, matrix, asked.refits)
    largest = agree_on_resamples(y, columns, name, found, drawn)
    refitted, one_step = agree_on_errors(asked.draws)
    ours = timed(y, columns, name, asked.draws)
    here, peer = statistics.median(ours), statistics.median(seconds) * asked.draws
    ratio = peer / here
    print(f"{len(y):,} people, {matrix.shape[1]} coefficients, {asked.draws:,} replicates of {name}")
    print(f"same {asked.refits} resamples: one step within {largest:.3f} standard errors of the refit")
    print(f"{SMALL:,} people, {asked.draws:,} refits: standard error {refitted:.6f}, one step {one_step:.6f} "
          f"({one_step / refitted - 1:+.1%})")  # fmt: skip
    print(f"bandmodel {here:.3f} s; statsmodels {peer:,.0f} s, extrapolated from {asked.refits} refits of "
          f"{peer / asked.draws:.3f} s; ratio {ratio:,.0f} (goal {GOAL})")  # fmt: skip
    if asked.json:
        row = {"id": "P10", "workload": f"{asked.draws} replicates, {len(y)} people", "peer": "statsmodels refits, "
               "extrapolated", "ours_s": here, "peer_s": peer, "ratio": ratio, "spread": max(ours) / min(ours), "goal": GOAL,
               "met": ratio >= GOAL}  # fmt: skip
        asked.json.write_text(json.dumps([row], indent=2), "utf-8")


if __name__ == "__main__":
    main()
