"""People in their bands, as tables: one row per person, and cost to minimum by any group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core import position
from bandmodel.core.codes import coded
from bandmodel.core.design import CHUNK
from bandmodel.core.position import ABOVE, BELOW
from bandmodel.errors import InputError
from bandmodel.inputs import coerce
from bandmodel.inputs.table import frame_of
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
    index = people.index if rows is None else pd.Index(rows)
    own = np.arange(len(people)) if index is people.index else index.get_indexer(people.index)
    counted = placement.active(people)
    away = np.flatnonzero(~counted)

    def beside(values: np.ndarray, at: np.ndarray, blank: object) -> np.ndarray:
        """A column of the table: values at some of its rows, blank at the others."""
        column = np.full(len(index), blank, values.dtype)
        column[at] = values
        return column

    who = {name: beside(placement.texts(people, name), own, "") for name in ("Employee", "Track", "Level")}
    figures = {
        "Min": placed.min, "Mid": placed.mid, "Max": placed.max, "Compa-ratio": placed.compa,
        "Penetration": placed.penetration, "Status": placed.status, "Cost to min": placed.cost_to_min,
        "Remark": remarks(structure, placed),
    }  # fmt: skip
    at = own[counted]
    columns = {name: beside(values, at, "" if values.dtype == object else np.nan) for name, values in figures.items()}
    if len(away):
        columns["Remark"][own[away]] = [f"{told}: not counted" for told in placement.texts(people, "Status")[away]]
    for row, text in (faults or {}).items():
        columns["Remark"][index.get_loc(row)] = text
    return frame_of({**who, **columns}, index)


def remarks(structure: Structure, placed: Placement) -> np.ndarray:
    """Why a person has no band or no figure; "" where nothing is missing."""
    said = np.full(len(placed.row), "", object)
    said[(placed.min == placed.max)] = "the band is flat: no penetration"
    lacking = np.flatnonzero(np.isnan(placed.mid) | np.isnan(placed.pay))
    of_them = placed.some(lacking)
    who = zip(*(placement.texts(of_them, name).tolist() for name in ("Track", "Level", "Location")), strict=True)
    factors = structure.localities.factors
    for at, (track, level, location) in zip(lacking.tolist(), who, strict=True):
        if placed.row[at] < 0:
            said[at] = no_such_level(structure.bands, track, level)
        elif np.isnan(structure.bands["Mid"].iloc[placed.row[at]]):
            said[at] = f"{track} {level} has no band; see the findings"
        elif factors and location and location not in factors:
            said[at] = f'location "{location}" is not on the Locations table'
        else:
            said[at] = "a currency has no rate on the FX table"
    return said


def cost_to_min(structure: Structure, placed: Placement, by: Sequence[str] = ()) -> pd.DataFrame:
    """What lifting everyone to the minimum costs a year, by group and in all (the columns of `by`, then `COST`).

    Cost and payroll [structure pay] are base pay for the FTE worked; people of another currency enter at its rate on the
    structure date. Who has no band, or pay in an unknown currency, counts in Headcount and Not placed, and makes no cost.
    """
    people = placed.people
    by = list(dict.fromkeys(_column(people, name) for name in by))
    cell, labels = _cells([people[name] for name in by], len(people))
    sums = np.zeros((6, len(labels)))
    for start in range(0, len(people), CHUNK):  # what a chunk needs stays in the processor's cache
        part = slice(start, start + CHUNK)
        sums += _sums(placed, part, cell[part], len(labels))
    there = np.flatnonzero(sums[0])
    found = sorted({labels[place] for place in there}, key=lambda label: ([natural(part) for part in label], label))
    number = {label: place for place, label in enumerate(found)}
    group = np.array([number[labels[place]] for place in there], int)
    table = pd.DataFrame({
        name: [*(np.bincount(group, values[there], len(found)) if by else ()), values.sum()]
        for name, values in zip(COST, sums, strict=False)
    })  # fmt: skip
    payroll = table["Payroll"].to_numpy(float)
    table["Percent of payroll"] = table["Cost"] / np.where(payroll > 0, payroll, np.nan)
    for place, name in enumerate(by):
        table.insert(place, name, [*(label[place] for label in found), ALL if place == 0 else ""])
    return table


def _column(people: pd.DataFrame, name: str) -> str:
    """The column to group by. Raises InputError where there is none to use."""
    found = column_named(people, name, "to group by")
    if found in COST:
        raise InputError(f'People\'s column "{found}" has the name of a result; rename it to group by it.')
    return found


def _sums(placed: Placement, part: slice, group: np.ndarray, groups: int) -> np.ndarray:
    """The first six columns of `COST` for some of the people: one row each, with a figure per group."""
    pay, low, high = placed.pay[part], placed.band("Min", who=part), placed.band("Max", who=part)
    weight = placed.fte[part] * placed.rate[part]
    cost, payroll = position.cost_to_min(pay, low, weight), pay * weight
    unplaced = np.isnan(cost)
    sides = np.bincount(group * 4 + position.side(pay, low, high), minlength=groups * 4).reshape(groups, 4)
    if unplaced.any():
        cost, payroll = np.nan_to_num(cost), np.nan_to_num(payroll)
    away = np.bincount(group[unplaced], minlength=groups)
    return np.stack([
        sides.sum(axis=1), away, sides[:, position.SIDES.index(BELOW)], sides[:, position.SIDES.index(ABOVE)],
        np.bincount(group, cost, groups), np.bincount(group, payroll, groups),
    ])  # fmt: skip


def _cells(columns: list[pd.Series], size: int) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Number of each person's cell in the table of all columns to group by, and the labels of each cell.

    A label may have several cells, and a cell may have nobody in it.
    """
    cell = np.zeros(size, np.intp)
    labels: list[tuple[str, ...]] = [()]
    for column in columns:
        codes, values = coded(column)
        texts = [*(BLANK if coerce.is_blank(value) else coerce.shown(value) for value in values), BLANK]
        for start in range(0, size, CHUNK):
            numbers, own = cell[start : start + CHUNK], codes[start : start + CHUNK]
            numbers *= len(texts)
            numbers += own
            numbers[own < 0] += len(texts)  # −1, missing, is the last
        there = np.arange(len(labels) * len(texts))
        if len(there) > max(size, CHUNK):  # more cells than people
            there, cell = np.unique(cell, return_inverse=True)
        labels = [(*labels[place // len(texts)], texts[place % len(texts)]) for place in there.tolist()]
    return cell, labels


def natural(text: str) -> list[tuple[int, float, str]]:
    """Sort key in which numbers inside a text count as numbers."""
    parts = re.split(r"([0-9]+)", text.casefold())
    return [(0, float(part), "") if part.isdecimal() else (1, 0.0, part) for part in parts if part]
