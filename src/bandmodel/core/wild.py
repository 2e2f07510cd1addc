"""The wild bootstrap's t, for every null at once.

Under the null θ the residuals of a regression without the tested column are those under 0 less θ times what the column adds
to the others, so that numerator and variance of each draw's t² are polynomials in θ. They come from sums over clusters:
people are gone through once, whatever the number of draws.
Source: Roodman, Nielsen, MacKinnon and Webb 2019, Stata Journal 19(1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bandmodel.core.projection import Basis
from bandmodel.core.regression import WHOLE

FEW = 12
"""Clusters below which two-point weights make too few arrangements (Webb 2023)."""
WEIGHTS = {
    "Rademacher": np.array([-1.0, 1.0]),
    "Webb": np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)]),
}
TIES, TINY = 1e-9, 1e-10
"""Share by which two t may differ and still be equal; share of the residuals' length below which an error is 0."""
EQUAL = 1e-13
"""What rounding leaves of equal values, as a share of them."""
DOUBLINGS, HALVINGS = 60, 30
"""Of the standard error until an end of the interval is bracketed or there is none; of the bracket until it is found."""
CELLS = 1 << 21
"""Numbers that are held at a time."""


def every_sign(count: int) -> Iterator[np.ndarray]:
    """Each set of Rademacher weights once, a block of sets at a time."""
    step = max(1, CELLS // count)
    for first in range(0, 2**count, step):
        sets = np.arange(first, min(first + step, 2**count))[:, None]
        yield 2.0 * ((sets >> np.arange(count)) & 1) - 1.0


def drawn(kind: str, draws: int, count: int, seed: int) -> Iterator[np.ndarray]:
    """Random sets of weights, a block of sets at a time."""
    rng, points, step = np.random.default_rng(seed), WEIGHTS[kind], max(1, CELLS // count)
    for first in range(0, draws, step):
        yield points[rng.integers(len(points), size=(min(step, draws - first), count))]


@dataclass(frozen=True, eq=False)
class Units:
    """Sums over each cluster, in pairs: of the residuals r under the null 0, and of the column itself (the basis' last, x).

    Under the null θ the residuals are r − θ · x, so that every sum is that of r less θ times that of x.
    numerator   Σ x · r, Σ x²;  score the same with each row's factor (HC3: 1 / (1 − leverage))
    across      Σ q · r, Σ q · x, one row per cluster;  back Σ factor · x · q;  size Σ r² over all
    """

    numerator: tuple[np.ndarray, np.ndarray]
    score: tuple[np.ndarray, np.ndarray]
    across: tuple[np.ndarray, np.ndarray]
    back: np.ndarray
    size: float

    @classmethod
    def of(cls, value: np.ndarray, base: Basis, groups: np.ndarray, *, robust: bool) -> Units:
        q, x = base.q, base.q[:, -1]
        left = value - q[:, :-1] @ (q[:, :-1].T @ value)
        if np.abs(left).max() <= EQUAL * np.sqrt(len(value)) * np.abs(value).max():
            left = np.zeros(len(value))  # the other columns say all of y
        whole = base.leverage >= WHOLE
        factor = np.where(whole, 0.0, 1 / np.where(whole, 1.0, 1 - base.leverage)) if robust else np.ones(len(value))
        order = np.argsort(groups, kind="stable")
        starts = np.flatnonzero(np.diff(groups[order], prepend=-1))

        def summed(values: np.ndarray) -> np.ndarray:
            return np.add.reduceat(values[order], starts)

        return cls(
            (summed(x * left), summed(x * x)),
            (summed(factor * x * left), summed(factor * x * x)),
            (summed(q * left[:, None]), summed(q * x[:, None])),
            summed(q * (factor * x)[:, None]),
            float(left @ left),
        )

    def scores(self, weights: np.ndarray) -> list[np.ndarray]:
        """Scores of each cluster when residuals are weighted, one row per set of weights: of r, and of x."""
        pairs = zip(self.score, self.across, strict=True)
        return [weights * own - (weights @ across) @ self.back.T for own, across in pairs]


@dataclass(frozen=True, eq=False)
class Statistic:
    """t² of the data and of each set of weights as functions of the null θ, in units of the basis' last column.

    estimate, variance   of the data;  size as that of Units
    numerator            per set (a, c): a − θc;  squares per set (A, B, C): variance A − 2θB + θ²C
    more                 sets counted beside these: the data's own where sets are random (Phipson and Smyth 2010)
    """

    estimate: float
    variance: float
    size: float
    numerator: np.ndarray
    squares: np.ndarray
    more: int

    @classmethod
    def of(cls, units: Units, sets: Iterator[np.ndarray], more: int) -> Statistic:
        observed = units.scores(np.ones((1, len(units.numerator[0]))))[0]
        numerator, squares = [], []
        for weights in sets:
            numerator.append(np.column_stack([weights @ own for own in units.numerator]))
            r, x = units.scores(weights)
            squares.append(np.column_stack([np.einsum("ij,ij->i", one, two) for one, two in ((r, r), (r, x), (x, x))]))
        terms = np.concatenate(squares)
        terms[terms[:, 2] <= TINY**2, 1:] = 0.0  # weights that are all alike leave nothing of x but rounding
        variance, estimate = float((observed**2).sum()), float(units.numerator[0].sum())
        return cls(estimate, variance, units.size, np.concatenate(numerator), terms, more)

    def p(self, null: float) -> float:
        """Share of the sets whose |t| under the null reaches that of the data."""
        nothing = TINY**2 * (self.size + null**2)
        top = (self.numerator @ [1.0, -null]) ** 2
        below = np.maximum(self.squares @ [1.0, -2 * null, null**2], nothing)
        reached = top * max(self.variance, nothing) >= (self.estimate - null) ** 2 * below * (1 - 2 * TIES)
        return float((reached.sum() + self.more) / (len(reached) + self.more))

    def end(self, step: float, least: float) -> float:
        """The end of the values with p above `least`, from the estimate on in the direction of `step`."""
        inside, outside = self.estimate, self.estimate + step
        for _ in range(DOUBLINGS):
            if self.p(outside) <= least:
                break
            inside, outside = outside, self.estimate + 2 * (outside - self.estimate)
        else:
            return float(np.copysign(np.inf, step))
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if self.p(middle) > least else (inside, middle)
        return outside
