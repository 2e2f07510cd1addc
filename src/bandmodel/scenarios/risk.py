"""What is uncertain about a scenario: its cost if the market moves otherwise, and the turnover it may avoid.

Neither is netted against the cost. Both rest on settings that have no default (`simulation volatility`, `exit rate`):
without them the figures are blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from bandmodel import uncertainty
from bandmodel.core import simulation
from bandmodel.core.simulation import QUANTILES

if TYPE_CHECKING:
    from bandmodel.scenarios.levers import Scenario
    from bandmodel.scenarios.run import Company, Result, Year

Item = tuple[str, float, str, str]
"""Name, value, unit, note."""


def range_of_cost(result: Result, year: Year) -> Iterator[Item]:
    """P10, P50, P90 of the year's cost if the market, and the bands that derive from it, move by chance since the start.

    Only the year's lift to minimum reacts: what lies below the moved minimum has to be raised. All else is as planned.
    """
    money = result.company.unit_of_pay
    sigma = spread(result, year)
    if np.isnan(sigma):
        for name in QUANTILES:
            yield name, np.nan, money, 'needs the Policy setting "simulation volatility" (a year, e.g. 0.02)'
        return
    if year.before is None:
        yield from ((name, year.cost, money, "no lift to minimum this year: the cost does not depend on the market")
                    for name in QUANTILES)  # fmt: skip
        return
    note = f"of Cost total at a market volatility of {sigma:.2%} since the start; only the year's lift to minimum reacts"
    for name, value in simulation.quantiles(costs_of_draws(result, year, sigma)).items():
        yield name, value, money, note


def spread(result: Result, year: Year) -> float:
    """Standard deviation of the log market movement from the start to the year's end; unknown without the setting."""
    sigma = result.company.source.policy.get("simulation volatility")
    return np.nan if sigma is None else float(sigma) * float(np.sqrt(year.year - result.company.first_year + 1))


def costs_of_draws(result: Result, year: Year, sigma: float) -> np.ndarray:
    """The year's cost at each draw of the market [structure pay]. Requires a lift to minimum in the year."""
    state, policy = year.before, result.company.source.policy
    assert state is not None
    share = np.zeros(len(state.people))
    for lever in result.scenario.of(year.year, ("lift to minimum",)):
        share = np.where(lever.scope.rows(state.people), 1 - (1 - share) * (1 - lever.value), share)
    end = year.state  # bonus and on-cost act after the lift, and so on what it adds
    weight = share * state.weight * state.placed.fte * state.placed.rate * (1 + end.bonus) * (1 + end.on_cost)
    tracks, response = uncertainty.responses(state.structure)
    draws, seed = int(policy["simulation draws"]), int(policy["simulation seed"])
    drawn = simulation.movements(sigma, draws, seed, len(tracks), policy["simulation correlation"])
    planned, moved = (
        uncertainty.cost_of_draws(state.placed, weight, response, logs) for logs in (np.zeros((1, len(tracks))), drawn)
    )
    costs: np.ndarray = year.cost - planned[0] + moved
    return costs


def turnover(company: Company, scenario: Scenario, year: Year) -> Iterator[Item]:
    """Cost of turnover avoided, low and high: fewer leavers than the exit rate, at the policy's share of their pay."""
    policy, money = company.source.policy, company.unit_of_pay
    usual, levers = policy.get("exit rate"), scenario.of(year.year, ("attrition",))
    why = ""
    if usual is None:
        why = 'needs the Policy setting "exit rate": the share of people who leave in a year as things are'
    elif not levers:
        why = "no lever attrition this year: the scenario says nothing about leavers"
    for end in ("low", "high"):
        share = float(policy[f"turnover cost {end}"])
        if why:
            yield f"Turnover avoided {end}", np.nan, money, why
            continue
        note = f"{share:.0%} of the pay of fewer leavers than at an exit rate of {float(usual):.1%}; not netted"
        yield f"Turnover avoided {end}", float(share * staying(company, scenario, year).sum()), money, note


def staying(company: Company, scenario: Scenario, year: Year) -> np.ndarray:
    """Pay of those who stay though they would have left at the exit rate, in expectation, by row [structure pay a year].

    Nothing for rows of which no lever attrition speaks; below 0 where more leave than usual. Requires an exit rate.
    """
    people, usual = year.state.people, float(company.source.policy["exit rate"])
    named, left = np.zeros(len(people), bool), np.ones(len(people))
    for lever in scenario.of(year.year, ("attrition",)):
        inside = lever.scope.rows(people)
        named, left = named | inside, np.where(inside, left * (1 - lever.value), left)
    saved: np.ndarray = np.nan_to_num(np.where(named, usual - (1 - left), 0.0) * year.state.payroll)
    return saved
