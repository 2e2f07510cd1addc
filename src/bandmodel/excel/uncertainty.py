"""Worksheet functions of what is uncertain: a market that moves by chance, the cost of turnover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bandmodel.excel import cells
from bandmodel.excel.bands_argument import placed, roster, structure_of
from bandmodel.excel.functions import worksheet_function
from bandmodel.excel.people import PEOPLE_HELP
from bandmodel.excel.structure import BANDS_HELP
from bandmodel.inputs.schema import NUMBER, Column, Table

VOLATILITY = Table(
    "Volatility",
    "Volatility by track.",
    (
        Column("Track", "Track", required=True),
        Column("Volatility", "Standard deviation of the log market movement [fraction]", NUMBER, True, least=0, most=1),
    ),
    key=("Track",),
)
"""The `volatility` argument where tracks differ; not a sheet of the workbook."""


@worksheet_function(
    bands=BANDS_HELP,
    people=PEOPLE_HELP,
    volatility="Standard deviation of the market's movement in the period, e.g. 0.03; or a table Track, Volatility",
    draws="How often the market is drawn; blank = Policy (10,000)",
    seed="The same seed gives the same draws; blank = Policy (1)",
    correlation="Of the movements of any two tracks, 0 to 1; blank = Policy (1, all move alike)",
    budget="Share of payroll, e.g. 0.01; from 1 on an amount; blank = no budget",
)
def BM_SIMULATE(bands, people, volatility, draws=None, seed=None, correlation=None, budget=None):
    """Cost to minimum if the market moves by chance: now, mean, P10, P50, P90, chance over budget; and parity likewise."""
    from bandmodel import merit, uncertainty  # here: Excel's start must not pay for it

    structure = structure_of(bands)
    movement = uncertainty.assumed(
        structure, _volatility(volatility), cells.optional_number(draws, "draws"), cells.optional_number(seed, "seed"),
        cells.optional_number(correlation, "correlation"),
    )  # fmt: skip
    limit = merit.checked(cells.optional_number(budget, "budget"))
    return cells.spill(uncertainty.simulated(structure, placed(people, structure), movement, limit))


@worksheet_function(
    people="People table with headers: Base pay; Employee, FTE, Currency, Status if there",
    exit_rate="Share of people who leave in a year, e.g. 0.12",
    cost_share_low="Cost of replacing one person, low, as a share of annual pay; blank = Policy default (0.21)",
    cost_share_high="The same, high; blank = Policy default (2.00)",
)
def BM_TURNOVER_COST(people, exit_rate, cost_share_low=None, cost_share_high=None):
    """Yearly cost of turnover as a range: exit rate x payroll x cost share, low and high, and the leavers expected."""
    from bandmodel import turnover  # here: Excel's start must not pay for it

    staff, rate = roster(people, required=(), used=("Base pay",)), cells.number(exit_rate, "exit_rate")
    shares = (
        cells.optional_number(cost_share_low, "cost_share_low"),
        cells.optional_number(cost_share_high, "cost_share_high"),
    )
    return cells.spill(turnover.cost(staff, rate, *shares))


def _volatility(argument: Any) -> float | Mapping[str, float]:
    """One volatility, or one for each track of a table."""
    rows = cells.grid(argument)
    if len(rows) == 1 and len(rows[0]) == 1:
        return cells.number(argument, "volatility")
    table = cells.frame(argument, VOLATILITY, "volatility")
    return dict(zip(table["Track"], table["Volatility"].astype(float), strict=True))
