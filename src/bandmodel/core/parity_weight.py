"""Parity weight: pulling equivalent levels together by the smallest change that does it.

x are the logs of the own midpoints, A the comparison matrix. At parity weight λ every log gap shall be (1 − λ) times
its own, at the least change Σ Δ²:

    x(λ) = x + λ · Δ,    A Δ = −A x

anchor "common"   Δ = −A⁺ A x (A⁺ the pseudo-inverse): for one-to-one chains, λ = 1 is the geometric mean
anchor "manager"  the manager tracks stay, the others move by the full log gap
anchor "higher"   no level falls: the same least change under Δ ≥ 0

Components of A (levels joined by comparisons) are solved one by one. Source: minimum-norm least squares
(Moore–Penrose); least-distance programming (Lawson & Hanson, Solving Least Squares Problems, ch. 23).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bandmodel.core.bands import one_of
from bandmodel.core.comparisons import Comparisons
from bandmodel.core.parity import SLACK

ANCHORS = ("common", "manager", "higher")


def change(
    own: np.ndarray, comparisons: Comparisons, *, anchor: str = "common", fixed: np.ndarray | None = None
) -> np.ndarray:
    """Δ: the change of each log midpoint at λ = 1, so that x(λ) = own + λ · Δ.

    own          logs of the own midpoints
    comparisons  those that pull; leave out the justified ones and those with a given range
    fixed        levels that stay where anchor is "manager" (True for the manager tracks' levels)
    A comparison with an unknown side does not pull. Levels in no comparison have Δ = 0.
    """
    anchor = one_of(anchor, ANCHORS, "Parity anchor")
    held = fixed if anchor == "manager" and fixed is not None else np.zeros(len(own), bool)
    pulling = comparisons.only(~np.isnan(comparisons.log_gap(own)))
    delta = np.zeros(len(own))
    for rows, matrix in blocks(pulling, len(own)):
        x, free = own[rows], ~held[rows]
        if anchor == "higher":
            delta[rows] = _least_rise(matrix, x)
        else:
            delta[rows[free]] = -_solve(matrix[:, free], matrix @ x)
    return delta


def blocks(comparisons: Comparisons, levels: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Rows and comparison matrix of each connected component that has a comparison."""
    if not len(comparisons):
        return
    component = comparisons.components(levels)
    members: dict[int, list[int]] = {}
    for row in np.unique(np.concatenate([comparisons.from_row, comparisons.to_row])).tolist():
        members.setdefault(int(component[row]), []).append(row)
    of_comparison = component[comparisons.from_row]
    for number, rows in members.items():
        yield np.array(rows), comparisons.only(of_comparison == number).matrix(levels)[:, rows]


def _solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Minimum-norm least-squares solution of matrix · z = right."""
    solution: np.ndarray = np.linalg.lstsq(matrix, right, rcond=1e-12)[0]
    return solution


def null_space(matrix: np.ndarray) -> np.ndarray:
    """Orthonormal basis of the log midpoints at which every gap of a component is closed, one column each."""
    _, singular, vectors = np.linalg.svd(matrix)
    rank = int((singular > 1e-12 * singular[0]).sum())
    return vectors[rank:].T


def _least_rise(matrix: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The smallest Δ ≥ 0 with A Δ = −A x. It exists: lifting every level to the highest closes all gaps.

    With N an orthonormal basis of the null space of A, x + Δ = N z, and the problem is least distance programming.
    """
    null = null_space(matrix)
    if null.shape[1] == 1:  # a one-to-one chain: all levels share one value, the highest
        even: np.ndarray = x.max() - x
        return even
    from scipy.optimize import nnls  # here, because Excel's start must not pay for scipy

    short = x - null @ (null.T @ x)
    stacked = np.vstack([null.T, short])
    target = np.append(np.zeros(null.shape[1]), 1.0)
    dual, _ = nnls(stacked, target)
    residual = stacked @ dual - target
    step = -residual[:-1] / residual[-1] if abs(residual[-1]) > 1e-14 else np.zeros(null.shape[1])
    rise: np.ndarray = np.maximum(null @ (null.T @ x + step) - x, 0.0)
    return rise


def exact(gap: np.ndarray, slope: np.ndarray, tolerance: float) -> np.ndarray:
    """Smallest λ in [0, 1] that brings each comparison within tolerance before rounding; NaN where none does.

    gap     own log gaps
    slope   their change per unit of λ; −gap where the gap closes in full at λ = 1, and then this is
            1 − ln(1 ± tolerance) / ln(1 + gap). Golden 20.
    """
    bound = np.where(gap < 0, np.log1p(-tolerance), np.log1p(tolerance))
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (bound - gap) / slope
    inside = np.abs(np.expm1(gap)) <= tolerance + SLACK
    reached = (crossing >= 0) & (crossing <= 1 + SLACK)
    return np.where(inside, 0.0, np.where(reached, np.minimum(crossing, 1.0), np.nan))


@dataclass(frozen=True)
class Answer:
    """The smallest parity weight within tolerance.

    per_comparison   exact λ of each comparison on unrounded midpoints (NaN: excluded or out of reach)
    exact            the largest of them; NaN if one is out of reach
    rounded          smallest λ ≥ exact at which every published gap is known and within; NaN: rounding prevents it
    gaps             published gap of each comparison at `rounded`; at λ = 1 where rounding prevents it
    change           Δ: log change of each level per unit of λ
    """

    per_comparison: np.ndarray
    exact: float
    rounded: float
    gaps: np.ndarray
    change: np.ndarray


Publish = Callable[[np.ndarray], np.ndarray]
"""Log changes from the own midpoints, one row per λ and one column per level → published midpoints, same shape."""


def smallest(
    own: np.ndarray,
    comparisons: Comparisons,
    delta: np.ndarray,
    *,
    tolerance: float,
    publish: Publish,
    breakpoints: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> Answer:
    """Smallest λ that brings `comparisons` within tolerance, exactly and then after rounding.

    publish       log changes → published midpoints
    breakpoints   (log midpoints at the exact λ, log midpoints at λ = 1) → the exact log midpoints, one row of
                  (level, log value) each, at which a published end of some level jumps
    """
    gap = comparisons.log_gap(own)
    slope = comparisons.log_gap(delta)
    each = exact(gap, slope, tolerance)
    known = ~np.isnan(gap)
    start = float(np.max(each[known], initial=0.0)) if not np.isnan(each[known]).any() else np.nan
    if np.isnan(start):
        return Answer(each, np.nan, np.nan, _published_gaps(delta, comparisons, publish), delta)
    found = _first_within(own, delta, comparisons.only(known), start, breakpoints, tolerance, publish)
    at = 1.0 if np.isnan(found) else found
    return Answer(each, start, found, _published_gaps(at * delta, comparisons, publish), delta)


def _published_gaps(change: np.ndarray, comparisons: Comparisons, publish: Publish) -> np.ndarray:
    gaps: np.ndarray = np.expm1(comparisons.log_gap(np.log(publish(change[None, :])[0])))
    return gaps


BEYOND = 2e-11
"""Step in the log beyond a multiple of the unit after which an end that was on it is rounded to the next one.

Rounding takes an end to 12 significant digits, so that the jump comes within 5e-12 of the multiple on either side.
"""


WINDOWS = np.array([0.0, *4.0 ** np.arange(-6, 0), 1.0])
"""Ends of the windows of the search, as shares of the way from the exact weight to 1."""


def _first_within(
    own: np.ndarray,
    delta: np.ndarray,
    comparisons: Comparisons,
    start: float,
    breakpoints: Callable[[np.ndarray, np.ndarray], np.ndarray],
    tolerance: float,
    publish: Publish,
    chunk: int = 4096,
) -> float:
    """The first candidate λ at which all published gaps are within.

    Between two breakpoints the published bands do not change, so the breakpoints, and the points just beyond them,
    are all there is to try: an exact search over finitely many candidates. Most searches end near `start`, so that the
    breakpoints, millions where pay is in large numbers, are made window by window.
    """
    for low, high in itertools.pairwise(start + (1 - start) * WINDOWS):
        candidates = _candidates(own, delta, low, high, start, breakpoints)
        found = _first_of(candidates, delta, comparisons, tolerance, publish, chunk)
        if not np.isnan(found):
            return found
    return np.nan


def _candidates(
    own: np.ndarray,
    delta: np.ndarray,
    low: float,
    high: float,
    start: float,
    breakpoints: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """The candidates above `low` and up to `high`; at `start` and at 1 that end itself."""
    before = 0.0 if low == start else 2 * BEYOND * np.sign(delta)  # a breakpoint below a window has its other point in it
    jumps = breakpoints(own + low * delta - before, own + high * delta)
    level, value = jumps[:, 0].astype(int), jumps[:, 1]
    at = (value - own[level]) / delta[level]
    beyond = at + BEYOND / np.abs(delta[level])
    crossing = np.concatenate([at, beyond])
    ends = [*([start] if low == start else []), *([1.0] if high == 1 else [])]
    return np.unique(np.concatenate([ends, crossing[(crossing > low) & (crossing <= high) & (crossing < 1)]]))


def _first_of(
    candidates: np.ndarray,
    delta: np.ndarray,
    comparisons: Comparisons,
    tolerance: float,
    publish: Publish,
    chunk: int,
) -> float:
    """The first of some λ at which all published gaps are within; NaN where none is."""
    for first in range(0, len(candidates), chunk):
        weights = candidates[first : first + chunk]
        logs = np.log(publish(weights[:, None] * delta))
        from_side = logs[:, comparisons.from_row]
        to_side = np.stack([comparisons.to_side(row) for row in logs])
        gaps = np.expm1(from_side - to_side)
        within = np.all(np.abs(gaps) <= tolerance + SLACK, axis=1)  # a gap is unknown where rounding leaves no band
        if within.any():
            return float(weights[np.argmax(within)])
    return np.nan


def rounding_breakpoints(
    low: np.ndarray,
    high: np.ndarray,
    ratios: tuple[np.ndarray, np.ndarray],
    units: tuple[float, float],
    modes: tuple[str, str],
) -> np.ndarray:
    """Log midpoints at which a rounded end of a band jumps, as rows (level, log midpoint).

    low, high   log midpoints of each level at the two ends of the search (either may be the larger)
    ratios      (min / mid, max / mid) of each level: an end is ratio · exp(log midpoint)
    units       rounding unit of each end; modes: "nearest" jumps half-way between multiples, "up" and "down" at them
    """
    rows = []
    for ratio, unit, mode in zip(ratios, units, modes, strict=True):
        shift = 0.5 if mode == "nearest" else 0.0
        ends = np.exp(np.stack([np.minimum(low, high), np.maximum(low, high)])) * ratio / unit - shift
        first, last = np.ceil(ends[0] * (1 - SLACK)), np.floor(ends[1] * (1 + SLACK))  # the ends of the search included
        for level in np.flatnonzero(~np.isnan(ends).any(axis=0) & (low != high)):
            multiples = np.arange(first[level], last[level] + 1) + shift
            if len(multiples):
                rows.append(
                    np.column_stack([np.full(len(multiples), float(level)), np.log(multiples * unit / ratio[level])])
                )
    return np.concatenate(rows) if rows else np.zeros((0, 2))
