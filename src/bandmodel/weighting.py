"""The smallest parity weight that brings every comparison of a structure within tolerance, and what it would change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import parity, parity_weight
from bandmodel.core.parity import UNKNOWN
from bandmodel.core.parity_weight import Answer
from bandmodel.structure import Structure

RESULT, COMPARISON, EXCLUDED, FALLS = "result", "comparison", "excluded", "falls"
ROUNDED = "Parity weight after rounding"
"""Label of the weight to use; its line is not there where no comparison can be pulled."""


@dataclass(frozen=True, eq=False)
class Weighting:
    """The answer for one structure.

    answer     weights and gaps of the comparisons that pull (`core.parity_weight.Answer`)
    pairs      the frame of pairs of all comparisons, as published now
    pulling    which of them pull; the others have a note or a given range and are listed as excluded
    reasons    why a comparison is excluded; "" where it pulls
    bands      the bands frame at the rounded weight (at λ = 1 where rounding prevents it)
    """

    structure: Structure
    tolerance: float
    answer: Answer
    pairs: pd.DataFrame
    pulling: np.ndarray
    reasons: tuple[str, ...]
    bands: pd.DataFrame

    @property
    def worst_gap(self) -> float:
        """Largest published gap, by |ln(1 + gap)|, among the pulling comparisons at the rounded weight."""
        gaps = self.answer.gaps[~np.isnan(self.answer.gaps)]
        return float(gaps[np.argmax(np.abs(np.log1p(gaps)))]) if len(gaps) else np.nan

    def change_of_mid(self) -> np.ndarray:
        """Change of each published midpoint, from those at parity weight 0 [fraction]."""
        change: np.ndarray = self.bands["Mid"].to_numpy(float) / self.structure.publish(np.zeros(len(self.bands)))[1] - 1
        return change

    def rows(self) -> list[tuple[str, str, float | str, str]]:
        """The answer as (part, label, value, note) rows, as worksheet and command line show it."""
        answer, anchor = self.answer, self.structure.policy["parity anchor"]
        if not self.pulling.any():
            rows: list[tuple[str, str, float | str, str]] = [
                (RESULT, "Exact parity weight", "", "no comparison can be pulled: see the reasons below")
            ]
        else:
            prevented = np.isnan(answer.rounded)
            why = "out of reach with this anchor" if np.isnan(answer.exact) else "rounding prevents it"
            rounded = why if prevented else answer.rounded
            rows = [
                (RESULT, "Exact parity weight", answer.exact, "smallest on unrounded midpoints"),
                (RESULT, ROUNDED, rounded, self._how_rounded()),
                (RESULT, "Worst published gap", self.worst_gap, "at parity weight 1" if prevented else "at that weight"),
            ]
        rows += [
            (RESULT, "Tolerance", self.tolerance, ""),
            (RESULT, "Parity anchor", anchor, "Policy setting"),
        ]
        each = iter(answer.per_comparison)
        for (_, pair), pulls, reason in zip(self.pairs.iterrows(), self.pulling, self.reasons, strict=True):
            name = f"{pair['From track']} {pair['From level']} / {pair['To track']} {pair['To level']}"
            note = "exact weight" if pair["Verdict"] != UNKNOWN else "unknown: a midpoint is blank"
            rows.append((COMPARISON, name, next(each), note) if pulls else (EXCLUDED, name, "", reason))
        return rows + self._falling()

    @property
    def typed(self) -> float:
        """The weight after rounding in six digits, rounded up, to type into Policy; unknown where that is not within."""
        if np.isnan(self.answer.rounded):
            return np.nan
        typed = in_six_digits(self.answer.rounded)
        bands = self.structure.moved(typed * self.answer.change)
        gaps = np.abs(parity.pairs(bands, self.structure.compared().only(self.pulling), tolerance=self.tolerance)["Gap"])
        return np.nan if (gaps > self.tolerance + parity.SLACK).any() else typed

    def _how_rounded(self) -> str:
        """What the weight is, and the weight to type into Policy, where there is one."""
        how = "smallest at which every published gap is within"
        typed = self.typed
        return how if np.isnan(typed) else f"{how}; in Policy type {typed:.6f}"

    def _falling(self) -> list[tuple[str, str, float | str, str]]:
        change = self.change_of_mid()
        names = self.bands["Track"] + " " + self.bands["Level"]
        return [(FALLS, f"Falls: {names.iloc[row]}", change[row], "midpoint") for row in np.flatnonzero(change < 0)]


def in_six_digits(weight: float) -> float:
    """A weight to type in: in six digits, rounded up, so that it is still enough; 1 at most."""
    return min(math.ceil(weight * 1e6) / 1e6, 1.0)


def smallest(structure: Structure, tolerance: float | None = None) -> Weighting:
    """The smallest parity weight within tolerance [fraction], exactly and after rounding.

    λ counts from own midpoints, whatever the policy's own parity weight. Comparisons with a note or a given range are
    excluded. Source: tests/golden, row 20.
    """
    limit = structure.tolerance(tolerance)
    compared = structure.compared()
    pulling = structure.pulling()
    subset = compared.only(pulling)
    own = np.log(structure.own_mid)
    delta = structure.moves()

    def breakpoints(low: np.ndarray, high: np.ndarray) -> np.ndarray:
        unit = structure.policy["rounding"]
        modes = (structure.policy["min rounding"], structure.policy["max rounding"])
        return parity_weight.rounding_breakpoints(low, high, structure.end_ratios, (unit, unit), modes)

    answer = parity_weight.smallest(
        own, subset, delta, tolerance=limit, publish=lambda change: structure.publish(change)[1], breakpoints=breakpoints
    )
    weight = 1.0 if np.isnan(answer.rounded) else answer.rounded
    given = compared.touches(structure.given)
    reasons = tuple(
        "" if pulls else (f"justified: {note}" if note else ("given range" if fixed else ""))
        for pulls, note, fixed in zip(pulling, compared.note, given, strict=True)
    )
    moved = structure.moved(weight * delta)
    return Weighting(structure, limit, answer, structure.pairs(tolerance=limit), pulling, reasons, moved)
