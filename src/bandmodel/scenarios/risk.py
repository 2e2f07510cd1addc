"""What is uncertain about a scenario: its cost if the market moves otherwise, and the turnover it may avoid.

Neither is netted against the cost. Both rest on settings that have no default (`simulation volatility`, `exit rate`):
without them the figures are blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from bandmodel.core import simulation
from bandmodel.core.simulation import PiecewiseCost

if TYPE_CHECKING:
    from bandmodel.scenarios.levers import Scenario
    from bandmodel.scenarios.run import Company, Result, Year

QUANTILES = {"P10": 0.1, "P50": 0.5, "P90": 0.9}
Item = tuple[str, float, str, str]


def range_of_cost(result: Result, year: Year) -> Iterator[Item]:
    """P10, P50, P90 of the year's cost if the market, and the bands that derive from it, move by chance since the start.

    Only the lift to minimum reacts: what lies below the moved minimum has to be raised. Everything else is as planned.
    """
    policy, money = result.company.source.policy, _money(result.company)
    sigma = policy.get("simulation volatility")
    if sigma is None:
        for name in QUANTILES:
            yield name, np.nan, money, 'needs the Policy setting "simulation volatility" (a year, e.g. 0.02)'
        return
    spread = float(sigma) * np.sqrt(year.year - result.company.first_year + 1)
    lift = moving_lift(result, year)
    note = f"of Cost total at a market volatility of {spread:.2%} since the start"
    if lift is None:
        yield from ((name, year.cost, money, "no lift to minimum this year: the cost does not hang on the market")
                    for name in QUANTILES)  # fmt: skip
        return
    draws = simulation.factors(
        spread,
        int(policy["simulation draws"]),
        int(policy["simulation seed"]),
        lift.groups,
        policy["simulation correlation"],
    )
    cost = year.cost - float(lift.at(np.ones((1, lift.groups)))[0]) + lift.at(draws)
    for name, share in QUANTILES.items():
        yield name, float(np.quantile(cost, share)), money, note


def moving_lift(result: Result, year: Year) -> PiecewiseCost | None:
    """Cost of the year's lifts to minimum as a function of the market, by track; None where nothing is lifted."""
    lifts = result.scenario.of(year.year, ("lift to minimum",))
    state = year.before
    if state is None or not lifts:
        return None
    placed, structure = state.placed, state.structure
    share = np.zeros(len(state.people))
    for lever in lifts:
        share = np.where(lever.scope.rows(state.people), 1 - (1 - share) * (1 - lever.value), share)
    weight = state.cost(np.ones(len(share))) * share
    derives = ~structure.given[placed.row] & (placed.row >= 0)
    codes = _tracks(structure.bands["Track"].to_numpy(object), placed.row)
    return PiecewiseCost.of(
        np.where(derives, placed.pay, np.nan), placed.min, np.nan_to_num(weight), codes
    )  # fmt: skip


def _tracks(track: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Number of each row's track."""
    names = {name: number for number, name in enumerate(dict.fromkeys(track.tolist()))}
    number = np.array([names[name] for name in track.tolist()], int)
    return np.where(row >= 0, number[row], 0)


def turnover(company: Company, scenario: Scenario, year: Year) -> Iterator[Item]:
    """Cost of turnover avoided, low and high: fewer leavers than the exit rate, at the policy's share of their pay."""
    policy, money = company.source.policy, _money(company)
    ends = {"low": "turnover cost low", "high": "turnover cost high"}
    usual = policy.get("exit rate")
    levers = scenario.of(year.year, ("attrition",))
    why = ""
    if usual is None:
        why = 'needs the Policy setting "exit rate": the share of people who leave in a year as things are'
    elif not levers:
        why = "no lever attrition this year: the scenario says nothing about leavers"
    avoided = 0.0
    if not why:
        people, rate = year.state.people, np.full(len(year.state.people), float(usual))
        for lever in levers:
            rate = np.where(lever.scope.rows(people), lever.value, rate)
        avoided = float(np.nansum((float(usual) - rate) * year.state.payroll))
    for end, setting in ends.items():
        share = float(policy[setting])
        note = why or f"{share:.0%} of the pay of fewer leavers than at an exit rate of {float(usual):.1%}; not netted"
        yield f"Turnover avoided {end}", np.nan if why else avoided * share, money, note


def _money(company: Company) -> str:
    currency = company.start.structure.localities.currency
    return f"{currency} a year" if currency else "pay a year"
