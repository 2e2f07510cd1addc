"""Findings on the rungs of one ladder: given ranges, order, shape and steps of the bands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.core import ladder, midpoints
from bandmodel.core.parity import SLACK
from bandmodel.errors import Finding
from bandmodel.findings.wording import at, money, share
from bandmodel.model import Model
from bandmodel.structure import Structure


def given_ranges(model: Model) -> Iterator[Finding]:
    """Given Min and Max: one alone, swapped, or a given Mid that is off their middle."""
    structure, inputs = model.structure, model.inputs.table("Levels")
    limit = model.policy["given midpoint tolerance"]
    ends = inputs.loc[structure.rows, ["Min", "Mid", "Max"]].to_numpy(float)
    for position, (low, mid, high) in enumerate(ends):
        if np.isnan(low) != np.isnan(high):
            end, other = ("Max", "Min") if np.isnan(high) else ("Min", "Max")
            yield at(structure, position, "range-half-given", "error", end, "",
                     f"{other} is given without {end}; the level has no band.",
                     "Give both for a given range, or neither to price the level.")  # fmt: skip
        elif low > high:
            yield at(structure, position, "range-swapped", "error", "Min", money(low),
                     f"Min {money(low)} is above Max {money(high)}; the level has no band.", "Swap them.")  # fmt: skip
        elif not np.isnan(mid + low) and not low <= mid <= high:
            yield at(structure, position, "midpoint-outside", "error", "Mid", money(mid),
                     f"given Mid {money(mid)} is outside the range {money(low)} to {money(high)}.",
                     "Correct it, or leave Mid blank.")  # fmt: skip
        elif not np.isnan(mid + low) and abs(mid / ((low + high) / 2) - 1) > limit + SLACK:
            yield at(structure, position, "midpoint-off-middle", "warning", "Mid", money(mid),
                     f"given Mid {money(mid)} is {share(mid / ((low + high) / 2) - 1)} from the middle of the range "
                     f"({money((low + high) / 2)}); it is kept.", "Correct it, or leave Mid blank.")  # fmt: skip


def unknown_bands(model: Model) -> Iterator[Finding]:
    """Levels whose midpoint could not be computed, where no other finding says why."""
    structure = model.structure
    method = model.policy["midpoint method"]
    needs = {"line": "Points", "grade": "Grade"}.get(method, "")
    told = {finding.row for finding in given_ranges(model) if finding.severity == "error"}
    lost = {finding.value for finding in model.trouble if finding.code == "pay-line-impossible"}
    for row in np.flatnonzero(np.isnan(structure.own_mid)):
        without_line = bool(lost & {structure.bands["Track"].iloc[row], midpoints.ALL_TRACKS})
        if not needs or structure.rows[row] in told or without_line:
            continue
        grade = str(structure.bands["Grade"].iloc[row]) if needs == "Grade" else ""
        text, remedy = f"method {method} needs {needs}", f"Fill in {needs}, or give Min and Max."
        if grade:
            text, remedy = (
                f'method grade needs a number, and grade "{grade}" is none',
                "Number the grades, or give Min and Max.",
            )
        yield at(structure, int(row), "midpoint-unknown", "error", needs, grade, f"no midpoint: {text}.", remedy)


def impossible_bands(model: Model) -> Iterator[Finding]:
    """Bands that spread and rounding make impossible: a minimum that is not above 0, or above the maximum."""
    structure, policy = model.structure, model.policy
    lost = ~np.isnan(structure.exact_mid) & structure.bands["Mid"].isna().to_numpy()
    for row in np.flatnonzero(lost).tolist():
        mid = structure.exact_mid[row]
        yield at(structure, row, "band-impossible", "error", "Spread", "",
                 f"no band can be published around the midpoint {money(round(mid, 2))}: its spread, and rounding to "
                 f"{policy['rounding']:g}, leave no minimum above 0 and below the maximum.",
                 "Check the unit of the pay, the spread, and the rounding in Policy.")  # fmt: skip


def ranks(structure: Structure) -> Iterator[Finding]:
    """Two levels of one track at the same rank."""
    frame = structure.bands
    twice = frame.duplicated(["Track", "Rank"]) & frame["Rank"].notna()
    for row in np.flatnonzero(twice):
        rank = frame["Rank"].iloc[row]
        yield at(structure, int(row), "rank-duplicate", "warning", "Rank", f"{rank:g}",
                 f"rank {rank:g} is taken by another level of the track; the order of the rows decides.",
                 "Give every level of a track its own rank.")  # fmt: skip


def shapes(structure: Structure) -> Iterator[Finding]:
    """Flat bands, and spreads outside the limits."""
    least, most = structure.policy["spread minimum"], structure.policy["spread maximum"]
    frame = structure.bands
    spreads = (frame["Max"] / frame["Min"] - 1).to_numpy(float)
    for row, spread in enumerate(spreads):
        if spread == 0:
            yield at(structure, row, "band-flat", "warning", "Max", money(frame["Max"].iloc[row]),
                     "Min equals Max; nobody's place in the band can be told.", "Give the band a spread.")  # fmt: skip
        elif spread < least - SLACK or spread > most + SLACK:
            word = "narrow" if spread < least else "wide"
            yield at(structure, row, "spread-outside-limits", "warning", "Spread", share(spread),
                     f"spread {share(spread)} is {word}; limits {share(least)} to {share(most)}.",
                     "Change Spread, or the limits in Policy.")  # fmt: skip


def steps(structure: Structure) -> Iterator[Finding]:
    """From rung to rung: midpoints that fall, steps too small or too large, gaps between bands, no overlap."""
    frame = structure.bands
    below = ladder.rung_below(frame)
    least, most = structure.policy["progression minimum"], structure.policy["progression maximum"]
    for row in np.flatnonzero(below >= 0):
        lower = frame.iloc[below[row]]
        yield from _step(structure, int(row), frame.iloc[row], lower, least, most)


def _step(structure: Structure, row: int, band: pd.Series, lower: pd.Series, least: float, most: float) -> Iterator[Finding]:
    step = band["Progression"]
    if step <= 0:
        word = "equals" if step == 0 else "is below"
        yield at(structure, row, "midpoint-inverted", "warning", "Mid", money(band["Mid"]),
                 f"midpoint {money(band['Mid'])} {word} that of the lower rung {lower['Level']} ({money(lower['Mid'])}).",
                 "Check the market data and ranks of both levels.")  # fmt: skip
    elif step < least - SLACK or step > most + SLACK:
        word = "small" if step < least else "large"
        yield at(structure, row, f"progression-{word}", "warning", "Mid", share(step),
                 f"progression {share(step)} from {lower['Level']} is {word}; limits {share(least)} to {share(most)}.",
                 "Check both levels; a rung may be missing or doubled.")  # fmt: skip
    if band["Min"] > lower["Max"]:
        yield at(structure, row, "bands-apart", "warning", "Min", money(band["Min"]),
                 f"Min {money(band['Min'])} is above the Max {money(lower['Max'])} of {lower['Level']}: "
                 "pay in between is in no band.", "Widen a spread, or add a rung between.")  # fmt: skip
    elif band["Min"] == lower["Max"]:
        yield at(structure, row, "bands-without-overlap", "note", "Min", money(band["Min"]),
                 f"the band begins where that of {lower['Level']} ends.",
                 "Widen a spread if that is not meant.")  # fmt: skip
