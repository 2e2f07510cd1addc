"""Worksheet functions of one band: read cells, call core, return cells."""

from __future__ import annotations

from bandmodel.core import bands
from bandmodel.excel.cells import number, word
from bandmodel.excel.elementwise import elementwise, text
from bandmodel.excel.functions import worksheet_function


@worksheet_function(min="Lower end of the band [pay]", max="Upper end of the band [pay]")
def BM_MIDPOINT(min, max):
    """Midpoint of a band: (min + max) / 2. Source: WorldatWork."""
    return elementwise(bands.midpoint, min=min, max=max)


@worksheet_function(
    mid="Midpoint of the band [pay]",
    spread="Spread of the band as a fraction, e.g. 0.5",
    basis='Spread is a share of "min" (default) or "mid"',
)
def BM_MIN(mid, spread, basis=None):
    """Lower end of the band around a midpoint: mid / (1 + spread / 2), or mid x (1 - spread / 2) on basis mid."""
    return elementwise(bands.minimum, mid=mid, spread=spread, basis=text(basis, "min"))


@worksheet_function(
    mid="Midpoint of the band [pay]",
    spread="Spread of the band as a fraction, e.g. 0.5",
    basis='Spread is a share of "min" (default) or "mid"',
)
def BM_MAX(mid, spread, basis=None):
    """Upper end of the band around a midpoint: BM_MIN x (1 + spread), or mid x (1 + spread / 2) on basis mid."""
    return elementwise(bands.maximum, mid=mid, spread=spread, basis=text(basis, "min"))


@worksheet_function(
    min="Lower end of the band [pay]",
    max="Upper end of the band [pay]",
    basis='Share of "min" (default) or of the midpoint, "mid"',
)
def BM_SPREAD(min, max, basis=None):
    """Range spread of a band as a fraction: (max - min) / min, or / midpoint on basis mid. Source: WorldatWork."""
    return elementwise(bands.spread, min=min, max=max, basis=text(basis, "min"))


@worksheet_function(mid_low="Midpoint of the lower rung [pay]", mid_high="Midpoint of the higher rung [pay]")
def BM_PROGRESSION(mid_low, mid_high):
    """Midpoint progression from one rung to the next as a fraction: mid_high / mid_low - 1."""
    return elementwise(bands.progression, mid_low=mid_low, mid_high=mid_high)


@worksheet_function(
    low_mid="Midpoint of the lowest rung [pay]",
    high_mid="Midpoint of the highest rung [pay]",
    levels="Number of rungs, both ends counted",
)
def BM_STEP_RATE(low_mid, high_mid, levels):
    """Constant progression from the lowest to the highest rung as a fraction: (high / low) ^ (1 / (levels - 1)) - 1."""
    return elementwise(bands.step_rate, low_mid=low_mid, high_mid=high_mid, levels=levels)


@worksheet_function(
    min_lower="Lower end of the lower band [pay]",
    max_lower="Upper end of the lower band [pay]",
    min_upper="Lower end of the upper band [pay]",
    max_upper="Upper end of the upper band [pay]",
    basis='Share of the "upper" band (default), the "lower" band or their "union"',
)
def BM_OVERLAP(min_lower, max_lower, min_upper, max_upper, basis=None):
    """Overlap of two bands as a fraction: shared width / width of the upper band; 0 if they do not touch."""
    return elementwise(
        bands.overlap, min_lower=min_lower, max_lower=max_lower, min_upper=min_upper, max_upper=max_upper,
        basis=text(basis, "upper"),
    )  # fmt: skip


@worksheet_function(
    value="Pay to round [pay]",
    unit="Step to round to, e.g. 100",
    mode='"nearest" (default; half away from zero, as ROUND), "up" or "down"',
)
def BM_ROUND(value, unit, mode=None):
    """Pay rounded to a multiple of a unit. Up is toward plus infinity, down toward minus infinity."""
    return elementwise(bands.round_to, value=value, unit=unit, mode=text(mode, "nearest"))


@worksheet_function(
    min="Lower end of the band [pay]",
    max="Upper end of the band [pay]",
    steps="Number of values, both ends included",
    method='Equal "percent" (default) or equal "amount" from step to step',
)
def BM_STEPS(min, max, steps, method=None):
    """Step values of a band, both ends included, as a column."""
    ends = [number(cell, name) for cell, name in ((min, "min"), (max, "max"), (steps, "steps"))]
    return [[float(value)] for value in bands.steps(*ends, method=word(method, "method", "percent"))]
