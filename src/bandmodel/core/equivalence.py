"""Is a gap small enough to call it parity? Two one-sided tests, the verdict, and how many people it would take to tell.

A gap that is not significant is not parity: six managers can hide anything. Parity is shown where the 90 % confidence
interval lies inside the bounds (TOST at 5 %; Schuirmann 1987). Coefficients are of ln pay; bounds for a margin m are
± ln(1 − m): for 5 % these are pay ratios of −5.00 % and +5.26 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from bandmodel.errors import InputError

EQUIVALENT, DISTINGUISHABLE = "Equivalent", "Equivalent, but distinguishable from 0"
DIFFERENT, SMALL, INCONCLUSIVE = "Different", "Small but not shown equivalent", "Inconclusive"
SLACK = 1e-9
"""What a coefficient may exceed the margin by and still be at it, where there is no scatter (as `core.parity.SLACK`)."""
POWER = 0.80
"""Power of the test for which `needed` counts people."""


@dataclass(frozen=True)
class Verdict:
    """What a coefficient of ln pay and its standard error say about a margin.

    gap         `kennedy` of them [fraction]
    low, high   95 % confidence interval, exp(b ∓ t · SE) − 1 [fraction]; low_90, high_90 the 90 % interval
    p           of b = 0, two-sided; p_equivalent of the two one-sided tests, the larger
    bounds      (lower, upper) of the margin, as pay ratios less 1 [fraction]
    verdict     one of the words above
    """

    gap: float
    low: float
    high: float
    low_90: float
    high_90: float
    p: float
    p_equivalent: float
    bounds: tuple[float, float]
    verdict: str


def kennedy(coefficient: float, error: float) -> float:
    """Gap of a coefficient b of ln pay with its standard error: exp(b − SE² / 2) − 1 [fraction].

    A gap beyond any number is infinite. Source: Kennedy 1981, American Economic Review 71(4).
    """
    with np.errstate(over="ignore"):
        return float(np.expm1(coefficient - error**2 / 2))


def judged(coefficient: float, error: float, free: float, *, margin: float = 0.05) -> Verdict:
    """Judge a coefficient of ln pay with its standard error and degrees of freedom against a margin [fraction].

    A standard error of 0 (pay without scatter) is judged as the limit of ever smaller ones; exactly at the margin is then
    within, as it is for bands. An end of an interval beyond any number is infinite.
    """
    from scipy.special import stdtr, stdtrit  # here: only the statistics need scipy

    if not 0 < margin < 1:
        raise InputError(f"Tolerance {margin:g} is not between 0 and 1; give a fraction such as 0.05.")
    bound = -np.log1p(-margin)
    t_95, t_90 = stdtrit(free, 0.975), stdtrit(free, 0.95)
    p = 2 * stdtr(free, _over(-abs(coefficient), error))
    reach = bound if error else bound + SLACK
    p_equivalent = max(stdtr(free, _over(side - reach, error)) for side in (-coefficient, coefficient))
    verdict = _verdict(coefficient, bound, bool(p < 0.05), bool(p_equivalent < 0.05))
    with np.errstate(over="ignore"):
        low, high, low_90, high_90 = (float(np.expm1(coefficient + t * error)) for t in (-t_95, t_95, -t_90, t_90))
    gap = kennedy(coefficient, error)
    limits = (float(np.expm1(-bound)), float(np.expm1(bound)))
    return Verdict(gap, low, high, low_90, high_90, float(p), float(p_equivalent), limits, verdict)


def _over(distance: float, error: float) -> float:
    """t of a distance; without scatter any distance at all is beyond doubt."""
    return distance / error if error else float(np.copysign(np.inf, distance)) if distance else 0.0


def _verdict(coefficient: float, bound: float, differs: bool, inside: bool) -> str:
    if inside:
        return DISTINGUISHABLE if differs else EQUIVALENT
    if differs:
        return DIFFERENT if abs(coefficient) > bound else SMALL
    return INCONCLUSIVE


def needed(sigma: float, *, margin: float = 0.05) -> int:
    """People per side for 80 % power to show equivalence where there is no gap: ⌈2σ²(z.95 + z.90)² / ln(1 − m)²⌉.

    sigma   standard deviation of ln pay that the controls leave
    It takes both sides to be equally many at equal controls; where they stand on different rungs, it takes more.
    Source: Chow, Shao and Wang, Sample Size Calculations in Clinical Research, equivalence of two means.
    """
    from scipy.special import ndtri

    people: float = 2 * sigma**2 * (ndtri(0.95) + ndtri((1 + POWER) / 2)) ** 2 / np.log1p(-margin) ** 2
    return ceil(people)
