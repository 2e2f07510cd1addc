"""Blending survey rows: weighted mean, trimming, and how far each row is from the others.

Values are market pay [pay]; weights are shares of any scale: only their proportions count, and 0 leaves a row out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.core.bands import ratio
from bandmodel.errors import InputError, require

NOT_KNOWN, WEIGHT_ZERO, TRIMMED = "value is blank", "weight 0", "trimmed"


@dataclass(frozen=True)
class Blend:
    """A weighted mean, and why rows did not count.

    mean    weighted mean of the rows used [pay]; unknown where no row is left
    used    True for each row that counts
    reason  why a row does not count; "" where it does
    apart   each used row's distance from the weighted mean of the other used rows [fraction]; unknown for a row alone
    """

    mean: float
    used: np.ndarray
    reason: np.ndarray
    apart: np.ndarray


def blend(value: np.ndarray, weight: np.ndarray, *, trim: float = 0.0) -> Blend:
    """Weighted mean of survey rows; a blank weight counts 1.

    trim   share of the rows left out, half of them at each end, rounded down to whole rows as Excel's TRIMMEAN does
    Source: WorldatWork, market pricing (weighted average of sources); golden 9; Microsoft Excel, TRIMMEAN.
    """
    if not 0 <= trim < 1:
        raise InputError(f"Trim {trim:g} is not at least 0 and below 1; give the share of rows to leave out, such as 0.2.")
    value, weight = np.broadcast_arrays(np.asarray(value, float), np.asarray(weight, float))
    weight = np.where(np.isnan(weight), 1.0, weight)
    require(~(weight < 0), "Weight {weight} is below 0; 0 leaves a row out.", weight=weight)
    reason = np.where(np.isnan(value), NOT_KNOWN, np.where(weight == 0, WEIGHT_ZERO, "")).astype(object)
    counted = np.flatnonzero(reason == "")
    ends = int(len(counted) * trim / 2 + 1e-12)
    in_order = counted[np.argsort(value[counted], kind="stable")]
    reason[np.concatenate([in_order[:ends], in_order[len(in_order) - ends :]])] = TRIMMED
    used = reason == ""
    one = np.zeros(len(value), int)
    apart = np.full(len(value), np.nan)
    apart[used] = from_others(value[used], weight[used], one[used], 1)
    mean = float(np.average(value[used], weights=weight[used])) if used.any() else np.nan
    return Blend(mean, used, reason, apart)


def from_others(value: np.ndarray, weight: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Each row's value over the weighted mean of its group's other rows, less 1 [fraction]; unknown for a row alone."""
    total = np.bincount(group, value * weight, groups)[group] - value * weight
    weights = np.bincount(group, weight, groups)[group] - weight
    alone = np.bincount(group, minlength=groups)[group] < 2
    return np.where(alone, np.nan, ratio(value, ratio(total, weights)) - 1)
