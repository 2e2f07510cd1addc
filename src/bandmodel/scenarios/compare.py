"""Two scenarios side by side: every item of every year, the difference, and which levers make it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.errors import plain
from bandmodel.scenarios import outcomes
from bandmodel.scenarios.levers import LEVERS, Lever, Scenario
from bandmodel.scenarios.run import Result

WITH_BONUS = " with bonus"
COLUMNS = ("Year", "Item", "Value A", "Value B", "Difference", "Unit", "Reason")


def table(a: Result, b: Result) -> pd.DataFrame:
    """Every item of A and B (columns `COLUMNS`); Difference is B − A.

    What one lacks is 0 where it is a cost or counts people, and without a bonus parity with bonus is that of the bands.
    """
    keys = ["Year", "Item"]
    left, right = (outcomes.table(result) for result in (a, b))
    merged = left.merge(right, how="outer", on=keys, suffixes=(" A", " B"), sort=False)
    order = {item: place for place, item in enumerate(_order(left, right))}
    merged = merged.assign(place=merged["Item"].map(order)).sort_values(["Year", "place"], kind="stable")
    values = [_values(merged, side) for side in ("A", "B")]
    reasons = [
        _reason(a.scenario, b.scenario, int(year), item, difference)
        for year, item, difference in zip(merged["Year"], merged["Item"], values[1] - values[0], strict=True)
    ]
    return pd.DataFrame({
        "Year": merged["Year"].to_numpy(float), "Item": merged["Item"].to_numpy(object), "Value A": values[0],
        "Value B": values[1], "Difference": values[1] - values[0],
        "Unit": merged["Unit A"].fillna(merged["Unit B"]).to_numpy(object), "Reason": reasons,
    }, columns=list(COLUMNS))  # fmt: skip


def _values(merged: pd.DataFrame, side: str) -> np.ndarray:
    """The values of one side, with what stands for an item that it lacks."""
    item, value = merged["Item"], merged[f"Value {side}"]
    lacking = merged[f"Unit {side}"].isna()
    none = item.str.startswith(outcomes.COST) | item.str.startswith("One-off") | (item == "People with a bonus")
    known = dict(zip(zip(merged["Year"], item, strict=True), value, strict=True))
    bands = [known.get((year, name.removesuffix(WITH_BONUS)), np.nan)
             for year, name in zip(merged["Year"], item, strict=True)]  # fmt: skip
    instead = np.where(none, 0.0, np.where(item.str.endswith(WITH_BONUS), bands, np.nan))
    return np.where(lacking, instead, value.to_numpy(float))


def _order(left: pd.DataFrame, right: pd.DataFrame) -> list[str]:
    """The items of both: costs in the order in which levers act, what one side alone has behind what it follows there."""
    items = list(dict.fromkeys(left["Item"]))
    before = ""
    for item in dict.fromkeys(right["Item"]):
        if item not in items:
            items.insert(items.index(before) + 1 if before else 0, item)
        before = item
    costs = [f"{outcomes.COST}{name}" for name in LEVERS if f"{outcomes.COST}{name}" in items]
    rest = [item for item in items if item not in costs]
    return [rest[0], *costs, *rest[1:]]


def _reason(a: Scenario, b: Scenario, year: int, item: str, difference: float) -> str:
    """The levers up to a year that one scenario has and the other has not, or has otherwise."""
    if np.isnan(difference) or difference == 0:
        return ""
    only = item.removeprefix(outcomes.COST) if item.startswith(outcomes.COST) else ""
    sides = [
        {told(lever): lever for lever in scenario.levers if lever.year <= year and (not only or _reaches(lever.name, only))}
        for scenario in (a, b)
    ]
    lines = [
        f"{side}: {_listed([lever for text, lever in own.items() if text not in other]) or 'none of these'}"
        for side, own, other in (("A", sides[0], sides[1]), ("B", sides[1], sides[0]))
    ]
    return "; ".join(lines)


def _listed(levers: list[Lever]) -> str:
    """Levers in a few words, those of one name together: lift to minimum 1, specialist bonus 0.07 / 0.1 (9 rows)."""
    parts = []
    for name in dict.fromkeys(lever.name for lever in levers):
        mine = [lever for lever in levers if lever.name == name]
        values = list(dict.fromkeys(value_text(lever) for lever in mine))
        few = " / ".join(values) if len(values) < 4 else f"{len(values)} values"
        parts.append(f"{name} {few}" + (f" ({len(mine)} rows)" if len(mine) > 1 else ""))
    return ", ".join(parts)


def _reaches(name: str, cost: str) -> bool:
    """Whether a lever can change the cost of another: it acts before it, or is it."""
    order = list(LEVERS)
    return order.index(name) <= order.index(cost)


def told(lever: Lever) -> str:
    """A lever in a few words: lift to minimum 1 (all, 2026)."""
    return f"{lever.name} {value_text(lever)} ({lever.scope}, {lever.year})"


def value_text(lever: Lever) -> str:
    """The value of a lever as the table writes it."""
    value = lever.value
    if isinstance(value, float):
        return "without limit" if np.isinf(value) else plain(value)
    if hasattr(value, "track"):
        return f"{value.track}/{value.level}" + (f"={value.then}" if value.then else "")
    limits = [f"{name}={plain(limit)}" for name, limit in (("budget", value.budget), ("cap", value.cap))
              if limit is not None]  # fmt: skip
    return "; ".join([f"year {value.years - value.left + 1} of {value.years}", *limits, f"mode={value.mode}"])
