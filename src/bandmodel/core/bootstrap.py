"""Bootstraps of one coefficient, without refitting: pairs by influence for many rows, wild for few people or few clusters.

`influence` gives an interval from resampled people, to first order what refitting would give, at any number of rows.
`wild` gives a test and an interval that hold their level where the t distribution does not: six managers, or people in few
units whose pay moves together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bandmodel.core import projection
from bandmodel.core.bands import one_of
from bandmodel.core.design import Column
from bandmodel.core.regression import WHOLE, cr1
from bandmodel.core.wild import FEW, TINY, WEIGHTS, Statistic, Units, drawn, every_sign
from bandmodel.errors import InputError

KINDS = {"HC3": 1.0, "HC0": 0.0, "HC1": 0.0, "HC2": 0.5, "cluster": 0.0}
"""Kinds of influence, by the power of 1 / (1 − leverage) that scales each residual."""
SINGLE, BINS = 128, 1024
"""Rows at either end that are drawn one by one, and bins of the rows between."""
CELLS = 1 << 21
"""Numbers that are held at a time."""
ALONE = 1e-6
"""Share of a coefficient's reach from which a row counts as reaching into it, and not by rounding."""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Replicates of a coefficient [ln pay].

    estimate    of the rows as they are
    error       standard deviation of the replicates
    low, high   percentile interval (Efron 1981)
    replicates  one value per draw
    """

    estimate: float
    error: float
    low: float
    high: float
    replicates: np.ndarray


def influence(
    y: np.ndarray,
    columns: Sequence[Column],
    name: str,
    *,
    cluster: np.ndarray | None = None,
    se: str = "HC3",
    draws: int = 1000,
    seed: int = 1,
    level: float = 0.95,
) -> Bootstrap:
    """One-step pairs bootstrap of the coefficient `name`: rows are drawn with replacement, influences are added up.

    se       kind of standard error that the replicates' spread tends to as draws grow. HC3: an influence is the estimate
             less the estimate without the row, and the spread is the nearest to that of refitting; HC0 takes residuals as
             they are; "cluster" draws clusters instead of rows and needs `cluster`, the number of each row's (−1 unknown)
    level    of the interval
    Raises InputError as `regression.fit` does, and where one row fixes the coefficient alone.
    A replicate is estimate + Σ count · influence with multinomial counts. Influences are sorted into bins; the rows drawn
    from a bin add its mean and, together, a normal part of its variance. So a replicate's mean and variance are exact, and
    up to 1,280 rows, as for the 128 rows at either end, each row is a bin of its own; and a draw costs the same for a
    million rows as for a thousand.
    Source: Hampel 1974 (influence); Efron and Tibshirani 1993, §21–22; jackknife influence is HC3: MacKinnon and White 1985.
    """
    kind = one_of(se, tuple(KINDS), "Standard error")
    if kind == "cluster" and cluster is None:
        raise InputError("A bootstrap by cluster needs a cluster; name its column.")
    _require(draws, level)
    found = projection.reach(y, columns, name, cluster if kind == "cluster" else None)
    _refuse_alone(found.values, found.leverage, name)
    rest = np.where(found.leverage < WHOLE, 1 - found.leverage, np.inf)
    values = found.values * found.residuals / rest ** KINDS[kind]
    if kind == "HC1":
        values *= np.sqrt(len(values) / found.free)
    if kind == "cluster":
        groups = np.unique(np.asarray(cluster)[found.used], return_inverse=True)[1]
        values = np.bincount(groups, values) * np.sqrt(cr1(int(groups.max()) + 1, len(groups), found.free))
    replicates = found.coefficient + _resampled(values, draws, np.random.default_rng(seed))
    low, high = np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2])
    return Bootstrap(found.coefficient, float(replicates.std(ddof=1)), float(low), float(high), replicates)


def _resampled(values: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Sums of as many values as there are, drawn with replacement from them less their mean."""
    centred = np.sort(values - values.mean())
    rows = len(centred)
    starts = np.arange(rows)
    if rows > BINS + 2 * SINGLE:
        between = np.linspace(SINGLE, rows - SINGLE, BINS, endpoint=False).astype(int)
        starts = np.concatenate([starts[:SINGLE], between, starts[-SINGLE:]])
    size = np.diff(starts, append=rows)
    mean = np.add.reduceat(centred, starts) / size
    variance = np.add.reduceat((centred - np.repeat(mean, size)) ** 2, starts) / size
    sums, step = np.empty(draws), max(1, CELLS // len(size))
    for first in range(0, draws, step):
        part = slice(first, min(first + step, draws))
        counts = rng.multinomial(rows, size / rows, size=part.stop - first).astype(float)
        sums[part] = counts @ mean + np.sqrt(counts @ variance) * rng.standard_normal(part.stop - first)
    return sums


def _require(draws: int, level: float) -> None:
    if draws < 2:
        raise InputError(f"{draws} draws are too few; take 999 or more.")
    if not 0 < level < 1:
        raise InputError(f"Level {level:g} is not between 0 and 1; give a fraction such as 0.95.")


def _refuse_alone(reach: np.ndarray, leverage: np.ndarray, name: str) -> None:
    """A coefficient that rests on a row of leverage 1 has no residual that could tell its error."""
    if (np.abs(reach[leverage >= WHOLE]) > ALONE * np.linalg.norm(reach)).any():
        raise InputError(f'"{name}" rests on one row alone: no bootstrap can tell its error; use a permutation test.')


# ---------------------------------------------------------------- wild


@dataclass(frozen=True)
class Wild:
    """What a wild bootstrap says of a coefficient [ln pay].

    estimate, error   the coefficient and its standard error: HC3, or CR1 by cluster
    p                 of the coefficient 0, two-sided
    smallest_p        no data with these clusters and weights give a smaller one. Above 0.05 nothing can be tested at 5 %
    low, high         the values that the test does not refuse; infinite where it refuses none on that side
    clusters          units that are given a weight: rows where no cluster is named
    weights           "Rademacher" or "Webb"
    draws             sets of weights that were taken
    """

    estimate: float
    error: float
    p: float
    smallest_p: float
    low: float
    high: float
    clusters: int
    weights: str
    draws: int


def wild(
    y: np.ndarray,
    columns: Sequence[Column],
    name: str,
    *,
    cluster: np.ndarray | None = None,
    weights: str = "",
    draws: int = 9999,
    seed: int = 1,
    level: float = 0.95,
) -> Wild:
    """Wild bootstrap of the t of the coefficient `name`, with the null imposed.

    cluster   number of each row's cluster (−1 unknown); without it every row is one
    weights   "Rademacher" (−1 or 1) or "Webb" (six points); if not given, Webb where fewer than 12 clusters are named
    Residuals of the regression without the column are multiplied by a weight per cluster, and t is taken anew. Where there
    are no more sets of Rademacher weights than draws, each is taken once. The interval holds the values whose own test has
    p above 1 − level: all is linear in the value, so that it needs no draws of its own. Clusters are numbered by their
    lowest y: neither a row's place nor a cluster's number changes anything. Raises InputError as `regression.fit` does, and
    where one row fixes the coefficient alone. Every column is expanded: meant for up to some 10,000 rows. Where one or two
    clusters hold all of a group, p is far too large (MacKinnon and Webb 2017).
    Source: Wu 1986, Davidson and Flachaire 2008 (rows); Cameron, Gelbach and Miller 2008 (clusters); computed as Roodman,
    Nielsen, MacKinnon and Webb 2019, Stata Journal 19(1), do; Webb 2023, Canadian Journal of Economics 56(3).
    """
    _require(draws, level)
    base = projection.basis(y, columns, name, cluster)
    _refuse_alone(base.q[:, -1], base.leverage, name)
    groups = np.arange(len(base.rows)) if cluster is None else _numbered(np.asarray(cluster)[base.rows])
    count = int(groups.max()) + 1
    usual = "Rademacher" if cluster is None or count >= FEW else "Webb"
    kind = one_of(weights or usual, tuple(WEIGHTS), "Weight")
    every = kind == "Rademacher" and count < 63 and 2**count <= draws + 1
    units = Units.of(np.asarray(y, float)[base.rows], base, groups, robust=cluster is None)
    test = Statistic.of(units, every_sign(count) if every else drawn(kind, draws, count, seed), 0 if every else 1)
    factor = 1.0 if cluster is None else cr1(count, len(base.rows), base.free)
    error = float(np.sqrt(test.variance))
    low, high = (test.end(side * (error or TINY), 1 - level) / base.length for side in (-1, 1))
    return Wild(
        estimate=test.estimate / base.length,
        error=error * float(np.sqrt(factor)) / base.length,
        p=test.p(0.0),
        smallest_p=max(float(len(WEIGHTS[kind])) ** (1 - count), 0.0 if every else 1 / (draws + 1)),
        low=low,
        high=high,
        clusters=count,
        weights=kind,
        draws=len(test.numerator),
    )


def _numbered(clusters: np.ndarray) -> np.ndarray:
    """Clusters numbered in the order in which they first appear."""
    _, first, codes = np.unique(clusters, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[codes]
