"""The commands on scenarios: what each prints, from one model with its People and Scenarios tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from bandmodel.errors import InputError
from bandmodel.model import Model
from bandmodel.scenarios import choice, compare, outcomes, record, scope, seek
from bandmodel.scenarios.run import Company, Result, results


def side_by_side(done: list[Result]) -> dict[str, pd.DataFrame]:
    """The scenarios in one table to choose by, and what their hashes are."""
    keys = pd.DataFrame([(one.scenario.name, one.key, one.version) for one in done], columns=["Scenario", "Hash", "Version"])
    return {"Scenarios side by side": choice.table(done), "Hashes of the inputs": keys}


def one(result: Result, *, plain: bool) -> dict[str, pd.DataFrame]:
    """One scenario: its items, the pairs before and after, and where the figures come from.

    plain   a row per year and item, as machines read it, in place of a column per year
    """
    items = outcomes.table(result)
    return {
        f"Scenario {result.scenario.name}": items if plain else outcomes.by_year(items),
        "Pairs before and after": outcomes.pair_table(result),
        "Origin": outcomes.origin(result),
    }


def cautions(done: list[Result]) -> list[str]:
    """What a reader of the costs must know: how much of them is for pay that looks like a slip."""
    return [
        f"{result.scenario.name}, {year.year}: the cost is {year.cost:,.2f} a year; {told}"
        for result in done for year in result.years[-1:] if (told := outcomes.slips(year.cost, *year.slips[""]))
    ]  # fmt: skip


def sought(base: Company, budget: float, where: str) -> dict[str, pd.DataFrame]:
    """What a budget reaches, and when each scenario reaches parity."""
    try:
        inside = scope.read(where, ("track", "level"))
    except ValueError as rule:
        raise InputError(f"Scope {rule}.") from rule
    reached = []
    for result in results(base):
        years = ["not reached" if year is None else str(year) for year in seek.year_reached(result)]
        reached.append((result.scenario.name, *years))
    when = pd.DataFrame(reached, columns=["Scenario", "Bands within tolerance", "People within tolerance"])
    return {"What the budget reaches": seek.table(base, budget, inside), "Year in which parity is reached": when}


def compared(base: Company, a: str, b: str) -> dict[str, pd.DataFrame]:
    """Two scenarios, item by item."""
    left, right = results(base, [a, b])
    return {f"{left.scenario.name} (A) beside {right.scenario.name} (B)": compare.table(left, right)}


def recorded(source: Path, done: list[Result]) -> str:
    """Record the runs where Policy asks for it; says so, or "" where it does not."""
    if not done or not record.wanted(done[0].company):
        return ""
    path, now = record.place(source), dt.datetime.now().isoformat(timespec="seconds")
    numbers = [record.add(path, result, now) for result in done]
    return f"Recorded in {path}: run {', '.join(map(str, numbers))}."


def runs(source: Path) -> dict[str, pd.DataFrame]:
    """The recorded runs of a workbook or folder."""
    return {"Recorded runs": record.listed(record.runs(record.place(source)))}


def shown(source: Path, number: int) -> dict[str, pd.DataFrame]:
    """One recorded run: its figures, levers and settings."""
    run_ = record.one(record.place(source), number)
    lines = [("Scenario", run_.scenario, run_.time), ("Hash of the inputs", run_.key, f"bandmodel {run_.version}")]
    lines += [("Lever", lever, "") for lever in run_.levers]
    lines += [("Setting", f"{name} = {value}", "") for name, value in run_.settings.items()]
    return {
        f"Run {number}": outcomes.by_year(run_.table()),
        "Origin": pd.DataFrame(lines, columns=["Label", "Value", "Note"]),
    }


def reproduced(source: Path, model: Model, number: int) -> dict[str, pd.DataFrame]:
    """One recorded run beside the same scenario of now."""
    return {f"Run {number} beside now": record.reproduced(Company.of_model(model), record.one(record.place(source), number))}
