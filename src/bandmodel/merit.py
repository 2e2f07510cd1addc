"""A merit round over the company: cost by rating and zone, and against the budget."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import merit
from bandmodel.core.merit import Zones
from bandmodel.errors import InputError
from bandmodel.placement import Placement, numbers
from bandmodel.structure import Structure

BY_ZONE = ("Rating", "Compa from", "Compa to", "Increase", "Headcount", "Payroll", "Cost", "Lump sum")
TOTALS = ("Label", "Value")


def cost(structure: Structure, placed: Placement, matrix: pd.DataFrame, budget: float | None = None) -> list[pd.DataFrame]:
    """The round by rating and zone (columns `BY_ZONE`), and its totals against the budget (columns `TOTALS`).

    budget   below 1 a share of payroll, otherwise an amount [structure pay]
    Cost is what goes into base pay; what would lift base pay above the maximum is a lump sum, unless Policy
    `merit above maximum` is base. Both are for the FTE worked, in the structure currency.
    """
    zones = Zones.of_table(matrix)
    people, rating = placed.people, numbers(placed.people, "Rating")
    capped = structure.policy["merit above maximum"] == "lump sum"
    done = merit.merit_round(placed.pay, placed.fte, placed.max, placed.compa, rating, zones, capped=capped)
    counted = done.zone >= 0
    zone, size = done.zone[counted], len(zones.rating)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(zone, values[counted], size)

    base, lump, payroll = done.base * placed.rate, done.lump * placed.rate, placed.payroll
    table = pd.DataFrame({
        "Rating": zones.rating, "Compa from": matrix["Compa from"].to_numpy(float),
        "Compa to": matrix["Compa to"].to_numpy(float), "Increase": zones.increase, "Headcount": total(np.ones(len(people))),
        "Payroll": total(payroll), "Cost": total(base), "Lump sum": total(lump),
    }, columns=list(BY_ZONE))  # fmt: skip
    left_out = {"no rating": np.isnan(rating), "no band": ~np.isnan(rating) & ~counted}
    return [table, _totals(float(np.nansum(payroll)), table, left_out, budget)]


def _totals(payroll: float, table: pd.DataFrame, left_out: dict[str, np.ndarray], budget: float | None) -> pd.DataFrame:
    spent, lump = float(table["Cost"].sum()), float(table["Lump sum"].sum())
    whole = spent + lump

    def of_payroll(amount: float) -> float:
        return amount / payroll if payroll > 0 else np.nan

    rows: list[tuple[str, float]] = [
        ("Payroll", payroll),
        ("Cost into base pay, a year", spent),
        ("Lump sums above maximum, once", lump),
        ("Total", whole),
        ("Total as percent of payroll", of_payroll(whole)),
    ]
    if budget is not None:
        amount = budget * payroll if budget < 1 else budget
        rows += [
            ("Budget", amount),
            ("Budget as percent of payroll", of_payroll(amount)),
            ("Left of budget", amount - whole),
        ]  # fmt: skip
    rows += [(f"People with {why}, not counted", float(who.sum())) for why, who in left_out.items() if who.any()]
    return pd.DataFrame(rows, columns=list(TOTALS))


def checked(budget: float | None) -> float | None:
    """A budget that can be one. Raises InputError below 0."""
    if budget is not None and not 0 <= budget < np.inf:
        raise InputError(f"Budget {budget:g} is not 0 or more; give a share of payroll such as 0.033, or an amount.")
    return budget
