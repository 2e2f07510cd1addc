"""The formulas of one pay band: midpoint, minimum, maximum, spread, progression, overlap, rounding.

Pay is annual full-time-equivalent pay in one currency [pay]. Spread, progression and overlap are fractions:
0.5 means 50 %. Every function takes scalars or arrays and broadcasts them; an unknown (NaN) argument gives an
unknown result. A row that cannot be computed raises `RowError`, which names the value and the remedy.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from bandmodel.errors import InputError, require

Numeric: TypeAlias = Any
"""A float, or anything numpy turns into an array of floats."""

SPREAD_BASES = ("min", "mid")
OVERLAP_BASES = ("upper", "lower", "union")
ROUNDING_MODES = ("nearest", "up", "down")
STEP_METHODS = ("percent", "amount")
MOST_STEPS = 10_000
"""Steps of one band: more than any scale has, and they fit into a column."""


def one_of(value: str, choices: tuple[str, ...], name: str) -> str:
    """The choice that `value` names, without regard to case; otherwise an error that lists the choices."""
    folded = str(value).strip().casefold()
    for choice in choices:
        if choice.casefold() == folded:
            return choice
    quoted = ", ".join(f'"{choice}"' for choice in choices)
    raise InputError(f'{name} "{value}" is unknown; use one of {quoted}.')


def midpoint(min: Numeric, max: Numeric) -> np.ndarray:
    """Midpoint of a band [pay]: (min + max) / 2. Source: WorldatWork, base pay structures."""
    low, high = _ends(min, max)
    mid: np.ndarray = (low + high) / 2
    return mid


def minimum(mid: Numeric, spread: Numeric, *, basis: str = "min") -> np.ndarray:
    """Lower end of the band around `mid` [pay].

    basis "min": mid / (1 + spread / 2), so that max is min · (1 + spread); "mid": mid · (1 − spread / 2).
    Source: WorldatWork, base pay structures (range spread on the minimum); golden 4, 5.
    """
    mid, spread, basis = _mid_and_spread(mid, spread, basis)
    low: np.ndarray = mid / (1 + spread / 2) if basis == "min" else mid * (1 - spread / 2)
    return low


def maximum(mid: Numeric, spread: Numeric, *, basis: str = "min") -> np.ndarray:
    """Upper end of the band around `mid` [pay]: min · (1 + spread), or mid · (1 + spread / 2) on basis "mid"."""
    mid, spread, basis = _mid_and_spread(mid, spread, basis)
    high: np.ndarray = mid / (1 + spread / 2) * (1 + spread) if basis == "min" else mid * (1 + spread / 2)
    return high


def spread(min: Numeric, max: Numeric, *, basis: str = "min") -> np.ndarray:
    """Range spread [fraction]: (max − min) / min, or / midpoint on basis "mid". Source: WorldatWork; golden 1–3."""
    basis = one_of(basis, SPREAD_BASES, "Basis")
    low, high = _ends(min, max)
    share: np.ndarray = (high - low) / (low if basis == "min" else (low + high) / 2)
    return share


def progression(mid_low: Numeric, mid_high: Numeric) -> np.ndarray:
    """Midpoint progression from one rung to the next [fraction]: mid_high / mid_low − 1. Golden 10.

    Negative where the higher rung has the lower midpoint: that is a finding, not an error.
    """
    low, high = _positive(mid_low, "Lower midpoint"), _positive(mid_high, "Upper midpoint")
    step: np.ndarray = high / low - 1
    return step


def step_rate(low_mid: Numeric, high_mid: Numeric, levels: Numeric) -> np.ndarray:
    """Constant progression that leads from the lowest to the highest of `levels` rungs [fraction].

    (high / low)^(1 / (levels − 1)) − 1: eight levels are seven steps. Source: compound growth (Excel's RATE); golden 12.
    """
    low, high = _positive(low_mid, "Lower midpoint"), _positive(high_mid, "Upper midpoint")
    levels = np.asarray(levels, float)
    require(~(levels < 2), "Levels {levels} is too few: a progression needs at least 2 levels.", levels=levels)
    require(~(levels % 1 > 0), "Levels {levels} is not a whole number; count the rungs.", levels=levels)
    rate: np.ndarray = (high / low) ** (1 / (levels - 1)) - 1
    return rate


def overlap(
    min_lower: Numeric, max_lower: Numeric, min_upper: Numeric, max_upper: Numeric, *, basis: str = "upper"
) -> np.ndarray:
    """Shared width of two bands as a share of the upper band's width, the lower's, or of both together [fraction].

    0 where the bands do not touch; unknown where the width it is a share of is 0. Golden 6.
    """
    basis = one_of(basis, OVERLAP_BASES, "Basis")
    low_a, high_a = _ends(min_lower, max_lower, "lower band: ")
    low_b, high_b = _ends(min_upper, max_upper, "upper band: ")
    shared = np.maximum(np.minimum(high_a, high_b) - np.maximum(low_a, low_b), 0)
    width = {
        "upper": high_b - low_b,
        "lower": high_a - low_a,
        "union": np.maximum(high_a, high_b) - np.minimum(low_a, low_b),
    }[basis]
    return ratio(shared, width)


def ratio(part: Numeric, whole: Numeric) -> np.ndarray:
    """part / whole, unknown (not infinite) where the whole is 0."""
    whole = np.asarray(whole, float)
    return np.asarray(part, float) / np.where(whole == 0, np.nan, whole)


def round_to(value: Numeric, unit: Numeric, *, mode: str = "nearest") -> np.ndarray:
    """`value` to a multiple of `unit` [pay]. "nearest" rounds half away from zero, as Excel's ROUND does.

    "up" is toward +∞ and "down" toward −∞. The quotient is first taken to 12 significant digits, so that
    1.005 / 0.01 counts as 100.5 and not as 100.49999999999999.
    """
    mode = one_of(mode, ROUNDING_MODES, "Mode")
    value, unit = np.asarray(value, float), np.asarray(unit, float)
    require(~(unit <= 0), "Unit {unit} is not above 0; give the step to round to, e.g. 100.", unit=unit)
    quotient = _to_12_digits(value / unit)
    if mode == "nearest":
        whole = np.copysign(np.floor(np.abs(quotient) + 0.5), quotient)
    else:
        whole = np.ceil(quotient) if mode == "up" else np.floor(quotient)
    return _times(whole, unit) + 0.0  # + 0.0 turns −0.0 into 0.0


def _to_12_digits(x: np.ndarray) -> np.ndarray:
    size = np.abs(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = np.clip(np.floor(np.log10(size)), -11, 11)
    scale = 10.0 ** (11 - np.where(np.isfinite(digits), digits, 0))  # exact: powers of ten up to 1e22 are
    return np.where((size > 1e-10) & (size < 1e11), np.rint(x * scale) / scale, x)  # beyond, no digit is to be cleaned


def _times(whole: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """whole · unit; for a unit such as 0.05 it divides by 20, whose result is the nearest decimal."""
    with np.errstate(over="ignore", invalid="ignore"):  # a unit so small that it has no inverse is no decimal
        inverse = np.rint(1 / unit)
        decimal = (unit < 1) & (np.abs(1 / unit - inverse) < 1e-9 * inverse)
    return np.where(decimal, whole / np.where(decimal, inverse, 1), whole * unit)


def steps(min: float, max: float, steps: float, *, method: str = "percent") -> np.ndarray:
    """The `steps` pay values from min to max, both included [pay]: equal percentages or equal amounts."""
    method = one_of(method, STEP_METHODS, "Method")
    low, high = _ends(min, max)
    require(
        float(steps) >= 2 and float(steps).is_integer(), "Steps {steps} must be a whole number of at least 2.", steps=steps
    )
    require(steps <= MOST_STEPS, f"Steps {{steps}} are too many; give at most {MOST_STEPS:,}.", steps=steps)
    values = (np.geomspace if method == "percent" else np.linspace)(low, high, int(steps))
    values[0], values[-1] = low, high
    return values


def _positive(value: Numeric, name: str) -> np.ndarray:
    number: np.ndarray = np.asarray(value, float)
    require(~(number <= 0), name + " {value} is not above 0.", value=number)
    return number


def _ends(min: Numeric, max: Numeric, which: str = "") -> tuple[np.ndarray, np.ndarray]:
    low, high = _positive(min, which + "Min"), _positive(max, which + "Max")
    require(~(low > high), which + "Min {low} is above max {high}; swap them.", low=low, high=high)
    return low, high


def _mid_and_spread(mid: Numeric, spread: Numeric, basis: str) -> tuple[np.ndarray, np.ndarray, str]:
    basis = one_of(basis, SPREAD_BASES, "Basis")
    mid, spread = _positive(mid, "Midpoint"), np.asarray(spread, float)
    require(~(spread < 0), "Spread {spread} is negative; give a fraction such as 0.5 for 50 %.", spread=spread)
    require(
        ~(spread > 3), "Spread {spread} is above 3, which is 300 %; give a fraction such as 0.5 for 50 %.", spread=spread
    )
    if basis == "mid":
        require(~(spread >= 2), "Spread {spread} on the midpoint leaves no minimum above 0; stay below 2.", spread=spread)
    return mid, spread, basis
