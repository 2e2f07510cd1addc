"""People in their bands, as tables: one row per person, and cost to minimum by any group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core.position import ABOVE, BELOW
from bandmodel.errors import InputError
from bandmodel.inputs import coerce
from bandmodel.placement import Placement, column_named
from bandmodel.structure import Structure, no_such_level

PLACED = (
    "Employee", "Track", "Level", "Min", "Mid", "Max", "Compa-ratio", "Penetration", "Status", "Cost to min", "Remark",
)  # fmt: skip
COST = ("Headcount", "Not placed", "Below", "Above", "Cost", "Payroll", "Percent of payroll")
ALL, BLANK = "All", "(blank)"


def placed_table(
    structure: Structure, people: pd.DataFrame, rows: range | None = None, faults: Mapping[int, str] | None = None
) -> pd.DataFrame:
    """Band, compa-ratio, range penetration, status and cost to minimum of each person (columns `PLACED`).

    One row for each row of the People table, in its order, so that the table can stand beside it: who has no figures has
    a remark that says why. Pay figures are in the currency of the person's location; Cost to min is for the FTE worked.

    rows     row numbers to show, where some of them are not in `people`
    faults   what is wrong with rows that could not be read
    """
    placed = placement.place(structure, people)
    names = ["Employee", "Track", "Level"]
    who = pd.DataFrame({name: people.get(name, pd.Series("", people.index)) for name in names}, index=people.index)
    figures = pd.DataFrame({
        "Min": placed.min, "Mid": placed.mid, "Max": placed.max, "Compa-ratio": placed.compa,
        "Penetration": placed.penetration, "Status": placed.status, "Cost to min": placed.cost_to_min,
        "Remark": remarks(structure, placed),
    }, index=placed.people.index)  # fmt: skip
    table = who.join(figures)
    away = ~placement.active(people)
    if away.any():
        table.loc[away, "Remark"] = people.loc[away, "Status"] + ": not counted"
    if rows is not None:
        table = table.reindex(rows)
    table = table.astype({"Remark": object})
    for row, text in (faults or {}).items():
        table.loc[row, "Remark"] = text
    words = ["Employee", "Track", "Level", "Status", "Remark"]
    return table.assign(**{name: table[name].fillna("") for name in words})[list(PLACED)]


def remarks(structure: Structure, placed: Placement) -> np.ndarray:
    """Why a person has no band or no figure; "" where nothing is missing."""
    said = np.full(len(placed.row), "", object)
    said[(placed.min == placed.max)] = "the band is flat: no penetration"
    track, level, location = (placement.texts(placed.people, name) for name in ("Track", "Level", "Location"))
    factors = structure.localities.factors
    for at in np.flatnonzero(np.isnan(placed.mid) | np.isnan(placed.pay)).tolist():
        if placed.row[at] < 0:
            said[at] = no_such_level(structure.bands, track[at], level[at])
        elif np.isnan(structure.bands["Mid"].iloc[placed.row[at]]):
            said[at] = f"{track[at]} {level[at]} has no band; see the findings"
        elif factors and location[at] and location[at] not in factors:
            said[at] = f'location "{location[at]}" is not on the Locations table'
        else:
            said[at] = "a currency has no rate on the FX table"
    return said


def cost_to_min(structure: Structure, placed: Placement, by: Sequence[str] = ()) -> pd.DataFrame:
    """What lifting everyone to the minimum costs a year, by group and in all (the columns of `by`, then `COST`).

    Cost and payroll [structure pay] are base pay for the FTE worked; people of another currency enter at its rate on the
    structure date. Who has no band, or pay in an unknown currency, counts in Headcount and Not placed, and makes no cost.
    """
    people, status = placed.people, placed.status
    by = list(dict.fromkeys(_column(people, name) for name in by))
    keys = [np.array([BLANK if coerce.is_blank(v) else coerce.shown(v) for v in people[name]], object) for name in by]
    group, labels = _groups(keys, len(people))
    cost = placed.cost_to_min * placed.rate
    unplaced = np.isnan(cost)
    counted = {
        "Headcount": np.ones(len(people)), "Not placed": unplaced, "Below": status == BELOW,
        "Above": status == ABOVE, "Cost": np.where(unplaced, 0.0, cost), "Payroll": np.nan_to_num(placed.payroll),
    }  # fmt: skip
    table = pd.DataFrame({
        name: [*(np.bincount(group, values, len(labels)) if by else ()), float(np.sum(values))]
        for name, values in counted.items()
    })  # fmt: skip
    payroll = table["Payroll"].to_numpy(float)
    table["Percent of payroll"] = table["Cost"] / np.where(payroll > 0, payroll, np.nan)
    for number, name in enumerate(by):
        table.insert(number, name, [*(label[number] for label in labels), ALL if number == 0 else ""])
    return table


def _column(people: pd.DataFrame, name: str) -> str:
    """The column to group by. Raises InputError where there is none to use."""
    found = column_named(people, name, "to group by")
    if found in COST:
        raise InputError(f'People\'s column "{found}" has the name of a result; rename it to group by it.')
    return found


def _groups(keys: list[np.ndarray], size: int) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Number of each person's group, and the labels of the groups in natural order (S2 before S10)."""
    if not keys:
        return np.zeros(size, int), []
    combined = list(zip(*keys, strict=True))
    labels = sorted(set(combined), key=lambda label: ([natural(part) for part in label], label))
    number = {label: place for place, label in enumerate(labels)}
    return np.array([number[label] for label in combined], int), labels


def natural(text: str) -> list[tuple[int, float, str]]:
    """Sort key in which numbers inside a text count as numbers."""
    parts = re.split(r"([0-9]+)", text.casefold())
    return [(0, float(part), "") if part.isdecimal() else (1, 0.0, part) for part in parts if part]
