"""A thousand bootstrap replicates of the adjusted gap of 100,000 people, against a refitting loop in statsmodels.

Both sides start from columns that are ready: ours as codes and numbers, the peer's as a matrix of dummies, of which it draws
rows and refits them with `OLS(y, X).fit()`. The whole loop would take minutes; a few refits are timed and multiplied, and
that is said. Compared before: one step and refit on the same resamples, and standard errors at a size at
which the whole loop can be run.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
import warnings

import numpy as np
import statsmodels.api as sm

from bandmodel import model, placement, sample
from bandmodel.core import bootstrap, projection
from bandmodel.core.design import Categories, Column
from bandmodel.equity import pay_model
from benchmarks.measure import DisagreementError, Measured, by_turns
from benchmarks.measure import seconds as timed

PEOPLE, DRAWS, REFITS = 100_000, 1_000, 20
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
        # a resample may lack a label; its dummy is then 0, which changes no other coefficient
        warnings.simplefilter("ignore")
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
        raise DisagreementError(f"one step is {largest:.3f} standard errors from a refit of the same rows")
    return largest


def agree_on_errors(draws: int) -> tuple[float, float]:
    """Standard errors of all refits and of the one-step bootstrap at `SMALL` people. Stops beyond 4 of their own errors."""
    y, columns, name = company(SMALL)
    found, _, _ = refits(y, written_out(columns, len(y)), draws)
    refitted = float(found.std(ddof=1))
    one_step = bootstrap.influence(y, columns, name, draws=draws).error
    if abs(one_step / refitted - 1) > 4 / np.sqrt(draws):  # each has a relative error of 1 / √(2 · draws)
        raise DisagreementError(f"standard errors at {SMALL:,} people: one step {one_step:.6f}, refits {refitted:.6f}")
    return refitted, one_step


def measure() -> list[Measured]:
    """P10."""
    y, columns, name = company(PEOPLE)
    matrix = written_out(columns, len(y))
    found, drawn, refit = refits(y, matrix, REFITS)
    largest = agree_on_resamples(y, columns, name, found, drawn)
    refitted, one_step = agree_on_errors(DRAWS)
    loops = iter(np.array_split(np.array(refit), RUNS))
    pairs = by_turns(
        lambda: timed(lambda: bootstrap.influence(y, columns, name, draws=DRAWS)),
        lambda: DRAWS * statistics.mean(next(loops)),
        runs=RUNS,
    )
    note = (
        f"The peer is extrapolated from {REFITS} refits of {statistics.median(refit):.3f} s. On the same resamples one step "
        f"is within {largest:.3f} standard errors of the refit; at {SMALL:,} people {DRAWS:,} refits give a standard error "
        f"of {refitted:.6f}, one step {one_step:.6f}."
    )
    work = f"{DRAWS:,} replicates of the adjusted gap, {len(y):,} people, {matrix.shape[1]} coefficients"
    return [pairs.against("P10", work, "refits in statsmodels, extrapolated", GOAL, note=note)]
