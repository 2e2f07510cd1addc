"""Scenarios side by side in one table: what each costs, whom it reaches, what it closes, and for how long.

It is made for the choice between lifting bands and paying a bonus: both are told in the same lines. Costs of all years are
summed as they are, without discounting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import parity
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.scenarios import outcomes
from bandmodel.scenarios.levers import BASE
from bandmodel.scenarios.run import Result

LINES = (
    "Cost in the first year",
    "Cost in the last year",
    "Cost of all years",
    "Paid once",
    "Percent of payroll, last year",
    "Low (P10), last year",
    "High (P90), last year",
    "People whose pay is raised",
    "People with a bonus, last year",
    "Pairs outside tolerance before",
    "Pairs outside tolerance, bands",
    "Pairs outside tolerance, with bonus",
    "Worst gap before",
    "Worst gap, bands",
    "Worst gap, with bonus",
    "Headline gap, bands",
    "Headline gap, with bonus",
    "Adjusted track gap",
    "Below minimum, last year",
    "Turnover avoided low, all years",
    "Turnover avoided high, all years",
)
"""The lines of the table."""
NOTES = {
    "Cost in the first year": "pay bill less that of base, employer's on-cost included",
    "Cost in the last year": "what goes on: the run-rate",
    "Cost of all years": "summed, not discounted",
    "Paid once": "lump sums, beside the cost",
    "Percent of payroll, last year": "of the payroll of base",
    "Low (P10), last year": "if the market moves otherwise; Policy setting simulation volatility",
    "People whose pay is raised": "or whose level changes; people of every year summed: raised twice counts twice",
    "Pairs outside tolerance, bands": "a pair justified by a note is not counted, yet can be the worst",
    "Pairs outside tolerance, with bonus": "a bonus moves no band: it ends with its last row",
    "Worst gap, with bonus": "midpoints with the bonus paid in the last year",
    "Adjusted track gap": "of people's base pay, widest pair of tracks, last year",
    "Turnover avoided low, all years": "assumed, never netted against the cost",
}


@dataclass(frozen=True)
class Summary:
    """One scenario in figures; unknown where it cannot be told. Pay in the structure currency."""

    name: str
    figures: dict[str, float]

    def __getitem__(self, line: str) -> float:
        return self.figures[line]


def summary(result: Result) -> Summary:
    """The lines of one scenario."""
    items = outcomes.table(result)
    by_year = [dict(zip(part["Item"], part["Value"], strict=True)) for _, part in items.groupby("Year", sort=True)]
    first, last = by_year[0], by_year[-1]
    year = result.years[-1]
    before = outcomes.pairs(result.company.start.structure)
    after = outcomes.pairs(year.state.structure)
    with_bonus = outcomes.pairs(year.state.structure, outcomes.bonus_of_levels(year))
    figures = {
        "Cost in the first year": first["Cost total"],
        "Cost in the last year": last["Cost total"],
        "Cost of all years": sum(one["Cost total"] for one in by_year),
        "Paid once": sum(one_year.one_off for one_year in result.years),
        "Percent of payroll, last year": last["Percent of payroll"],
        "Low (P10), last year": last["P10"],
        "High (P90), last year": last["P90"],
        "People whose pay is raised": sum(one["People moved"] for one in by_year),
        "People with a bonus, last year": float(year.state.weight[year.state.bonus > 0].sum()),
        "Pairs outside tolerance before": _outside(before),
        "Pairs outside tolerance, bands": _outside(after),
        "Pairs outside tolerance, with bonus": _outside(with_bonus),
        "Worst gap before": _worst(before),
        "Worst gap, bands": _worst(after),
        "Worst gap, with bonus": _worst(with_bonus),
        "Headline gap, bands": _headline(after),
        "Headline gap, with bonus": _headline(with_bonus),
        "Adjusted track gap": last["Adjusted track gap"],
        "Below minimum, last year": last["Below min"],
        "Turnover avoided low, all years": _known_sum(by_year, "Turnover avoided low"),
        "Turnover avoided high, all years": _known_sum(by_year, "Turnover avoided high"),
    }
    return Summary(result.scenario.name, figures)


def _outside(pairs: pd.DataFrame | None) -> float:
    return np.nan if pairs is None else float(parity.headline(pairs).outside)


def _worst(pairs: pd.DataFrame | None) -> float:
    worst = None if pairs is None else parity.headline(pairs).worst
    return np.nan if pairs is None or worst is None else float(pairs["Gap"].iloc[worst])


def _headline(pairs: pd.DataFrame | None) -> float:
    return np.nan if pairs is None else parity.headline(pairs).gap


def _known_sum(by_year: list[dict[str, float]], item: str) -> float:
    """The sum over the years in which an item is known; unknown where it never is."""
    known = [one[item] for one in by_year if not np.isnan(one[item])]
    return sum(known) if known else np.nan


def _header(name: str) -> str:
    """The name of a scenario as a header of its own beside Label and Note."""
    return f"{name} (scenario)" if name in LABELLED else name


def table(results: Sequence[Result]) -> pd.DataFrame:
    """The scenarios side by side: Label, a column per scenario, Note. `base` is left out: nothing happens in it.

    Raises InputError where nothing is left to choose between.
    """
    chosen = [summary(result) for result in results if result.scenario.name.casefold() != BASE]
    if not chosen:
        raise InputError("The Scenarios table has no scenario beside base; add one.")
    columns = {_header(one.name): [one[line] for line in LINES] for one in chosen}
    return pd.DataFrame({"Label": list(LINES), **columns, "Note": [NOTES.get(line, "") for line in LINES]})
