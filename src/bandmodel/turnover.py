"""What turnover costs a year, as a range with its sources: never one figure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel import policy as policies
from bandmodel.core import turnover
from bandmodel.figures import LABELLED

NAMED = 10
"""How many people are named one by one."""


def cost(people: pd.DataFrame, exit_rate: float, low: float | None = None, high: float | None = None) -> pd.DataFrame:
    """Yearly cost of turnover as a range, in labelled lines (columns `LABELLED`).

    people      People table with Base pay, full-time equivalent; only active people count, FTE enters payroll
    exit_rate   share of people who leave in a year [fraction]
    low, high   cost of replacing one person [fraction of annual pay]; the Policy's defaults if not given
    Raises InputError where pay is in several currencies, and as `core.turnover.cost` does.
    """
    staff = people[placement.active(people)]
    placement.one_currency(staff, "give the people of one currency at a time, or convert their pay")
    shares = {"low": _share("low", low), "high": _share("high", high)}
    pay, fte = placement.numbers(staff, "Base pay"), placement.numbers(staff, "FTE")
    unknown = np.isnan(pay)
    payroll = np.nan if len(staff) and unknown.all() else float(np.nansum(pay * np.where(np.isnan(fte), 1.0, fte)))
    costs = turnover.cost(payroll, exit_rate, shares["low"][0], shares["high"][0])
    rows: list[tuple[str, float, str]] = [
        ("Headcount", float(len(staff)), "active people, whatever their FTE"),
        ("Leavers expected", len(staff) * exit_rate, f"a year: headcount × exit rate {exit_rate:.2%}"),
        ("Payroll", payroll, "base pay × FTE; Base pay is read as full-time pay, so that pay actually paid counts"),
    ]
    for (end, (share, source)), amount in zip(shares.items(), costs, strict=True):
        note = f"a year: {100 * share:g} % of the pay of leavers, who are taken to be paid as the average is; {source}"
        rows.append((f"Turnover cost, {end}", float(amount), note))
    if unknown.any():
        rows.append(("People with unknown pay", float(unknown.sum()), f"not in payroll and cost: {_names(staff[unknown])}"))
    return pd.DataFrame(rows, columns=list(LABELLED))


def _share(end: str, given: float | None) -> tuple[float, str]:
    """A cost share and where it comes from."""
    if given is not None:
        return given, "as given"
    setting = next(setting for setting in policies.settings() if setting.name == f"turnover cost {end}")
    return float(setting.default), f"default, {setting.source}"


def _names(people: pd.DataFrame) -> str:
    """The people by name; by row where they have none."""
    names = [name or f"row {row}" for name, row in zip(placement.texts(people, "Employee"), people.index, strict=True)]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
