"""The scenarios of a model, each in the line that the report has of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bandmodel.model import Model
from bandmodel.report.material import ScenarioSummary
from bandmodel.scenarios import choice, confidential, outcomes
from bandmodel.scenarios.run import Company, Result, results


def of_model(model: Model, names: Sequence[str] = (), *, internal: bool = False) -> list[ScenarioSummary]:
    """The scenarios by name, each once, in that order; all of the model's own if none is named.

    None where no name is given and the model has no people or no scenarios. Raises InputError for a name that is not on the
    Scenarios table, with those that are.
    """
    if not names and not (model.inputs.given("Scenarios") and model.inputs.given("People")):
        return []
    company = Company.of_model(model)
    chosen = list(dict.fromkeys(company.scenario(name).name for name in names))
    return [_line(result, internal=internal) for result in results(company, chosen)]


def _line(result: Result, *, internal: bool) -> ScenarioSummary:
    """One scenario; for leadership in figures from which no single pay follows, withheld ones unknown."""
    items: list[Any] = outcomes.table(result).to_numpy().tolist() if internal else confidential.items(result)
    by_year: dict[float, dict[str, float]] = {}
    for year, item, value, *_ in items:
        by_year.setdefault(year, {})[item] = np.nan if value is None else float(value)
    last = by_year[max(by_year)]
    run_rate, low, high = (last[item] for item in ("Cost total", "P10", "P90"))
    if run_rate < low or run_rate > high:  # each is rounded by a unit of its own
        low, high = min(low, run_rate), max(high, run_rate)
    lumps = [one["One-off: merit above maximum"] for one in by_year.values() if "One-off: merit above maximum" in one]
    return ScenarioSummary(
        result.scenario.name, float(sum(lumps)), run_rate, last["Percent of payroll"], low, high,
        choice.summary(result)["Worst gap before"], last.get("Worst parity gap with bonus", last["Worst parity gap"]),
        outcomes.worth_telling(result.years[-1].cost, result.years[-1].slips[""][0]),
    )  # fmt: skip
