"""The pay line: market pay as a function of job evaluation points or grade, by least squares.

linear       pay = b0 + b1 · x
quadratic    pay = b0 + b1 · x + b2 · x²
exponential  ln(pay) = b0 + b1 · x: a constant rate of growth per point

R² and standard errors are those of the equation that is fitted: of ln(pay) for the exponential line.
Source: ordinary least squares; exponential and quadratic pay lines after WorldatWork, market pricing; golden 11 (linear).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.core.bands import one_of
from bandmodel.errors import InputError, require

MODELS = ("linear", "exponential", "quadratic")
FEWEST = 3
"""Rows below which no line is fitted, whatever the model: two points always lie on one."""
ROUNDING = 1e-14
"""What rounding leaves of equal pay, as a share of it."""


@dataclass(frozen=True)
class PayLine:
    """A fitted pay line.

    model         "linear", "exponential" or "quadratic"
    coefficients  b0, b1 and, for quadratic, b2
    errors        standard error of each coefficient; unknown where the line goes through every row by count
    r_squared     share of the variation explained [fraction]; unknown where there is none
    rows          rows that were used
    residual      standard error of the regression: [pay], or [ln pay] for exponential
    centre        (middle, half width) of the points; `inner` are the coefficients of powers of (x − middle) / half width,
                  by which pay is computed: far from 0 the coefficients of x itself would cancel
    """

    model: str
    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    r_squared: float
    rows: int
    residual: float
    centre: tuple[float, float]
    inner: tuple[float, ...]

    @property
    def free(self) -> int:
        """Degrees of freedom: rows less coefficients."""
        return self.rows - len(self.coefficients)

    def at(self, x: np.ndarray) -> np.ndarray:
        """Pay on the line [pay]. Beyond the points it was fitted to, it is an extrapolation."""
        middle, width = self.centre
        value = np.polynomial.polynomial.polyval((np.asarray(x, float) - middle) / width, self.inner)
        return np.exp(value) if self.model == "exponential" else value


def fitted(x: np.ndarray, pay: np.ndarray, *, model: str = "exponential", rows: str = "rows with points and pay") -> PayLine:
    """The pay line through the rows where both x and pay are known.

    rows   what a row is, for messages
    Raises InputError for fewer than 3 rows, or too few different x for the model, RowError for pay at or below 0 in an
    exponential line.
    """
    model = one_of(model, MODELS, "Model")
    x, pay = np.asarray(x, float), np.asarray(pay, float)
    known = ~(np.isnan(x) | np.isnan(pay))
    if model == "exponential":
        require(~(known & (pay <= 0)), "Pay {pay} is not above 0; an exponential line needs positive pay.", pay=pay)
    x, pay = x[known], pay[known]
    _require_rows(x, 2 if model == "quadratic" else 1, rows)
    y = np.log(pay) if model == "exponential" else pay
    return _least_squares(x, y, model)


def _require_rows(x: np.ndarray, degree: int, rows: str) -> None:
    if len(x) < FEWEST:
        raise InputError(f"A pay line needs at least {FEWEST} {rows}; {len(x)} found.")
    different = len(np.unique(np.round(x / max(float(np.abs(x).max()), 1e-300), 12)))
    if different == 1:
        raise InputError(f"A pay line needs different points; all {len(x)} {rows} stand at {x[0]:g}.")
    if different <= degree:
        raise InputError(f"A quadratic pay line needs at least 3 different points; {different} found.")


def _least_squares(x: np.ndarray, y: np.ndarray, model: str) -> PayLine:
    """Fit in centred and scaled x, where the equations are well conditioned, then expand to powers of x itself."""
    degree = 2 if model == "quadratic" else 1
    middle, scale = x.mean(), np.ptp(x) / 2
    design = np.vander((x - middle) / scale, degree + 1, increasing=True)
    q, r = np.linalg.qr(design)
    inner = np.linalg.solve(r, q.T @ y)
    back = _expansion(middle, scale, degree)
    left = y - design @ inner
    free = len(x) - degree - 1
    variance = float(left @ left) / free if free else np.nan
    root = back @ np.linalg.inv(r)  # coefficients have covariance variance · root · rootᵀ
    spread = y - y.mean()
    total = float(spread @ spread)
    nothing = len(y) * (ROUNDING * float(np.abs(y).max())) ** 2  # what rounding alone leaves of equal pay
    return PayLine(
        model=model,
        coefficients=tuple((back @ inner).tolist()),
        errors=tuple(np.sqrt(variance * (root * root).sum(axis=1)).tolist()),
        r_squared=1 - float(left @ left) / total if total > nothing else np.nan,
        rows=len(x),
        residual=float(np.sqrt(variance)),
        centre=(float(middle), float(scale)),
        inner=tuple(inner.tolist()),
    )


def _expansion(middle: float, scale: float, degree: int) -> np.ndarray:
    """Matrix from coefficients of powers of (x − middle) / scale to coefficients of powers of x."""
    back = np.zeros((degree + 1, degree + 1))
    for power in range(degree + 1):
        row = np.polynomial.polynomial.polypow([-middle / scale, 1 / scale], power)
        back[: power + 1, power] = row
    return back
