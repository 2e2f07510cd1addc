"""Goal seeking: how far a budget goes, what budget a goal takes, and when it is reached.

A sought value is bracketed: cost is within the budget at `low` and beyond it at `high`, which lie closer than `WIDTH`.
Published bands jump where they are rounded, so cost jumps too; the bracket shows by how much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel import weighting
from bandmodel.core import parity
from bandmodel.core.parity import SLACK
from bandmodel.equity import closing
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.scenarios import outcomes
from bandmodel.scenarios.levers import Lever, Scenario
from bandmodel.scenarios.run import Company, Result, run
from bandmodel.scenarios.scope import Scope

WIDTH = 1e-6
"""Width of a bracket."""
STEPS = 20
"""Parts in which the first crossing is looked for, since cost need not rise everywhere."""
LARGEST = 0.5
"""Largest structure adjustment that is tried."""
CENT = 0.005


@dataclass(frozen=True)
class Bracket:
    """Where a budget ends.

    low, high      the sought value is at least `low` and below `high`; `high` is unknown where the budget reaches to the end
    at_low, at_high cost at the two [structure pay a year]
    """

    low: float
    high: float
    at_low: float
    at_high: float


def bracket(cost: Callable[[float], float], budget: float, most: float) -> Bracket:
    """The first crossing of a budget by a cost between 0 and `most`.

    Raises InputError where the cost is beyond the budget from the start.
    """
    low, at_low = 0.0, cost(0.0)
    if at_low > budget + CENT:
        raise InputError(f"The cost is {at_low:,.0f} from the start, beyond the budget of {budget:,.0f}; raise the budget.")
    for high in np.linspace(0, most, STEPS + 1)[1:].tolist():
        at_high = cost(high)
        if at_high > budget + CENT:
            break
        low, at_low = high, at_high
    else:
        return Bracket(low, np.nan, at_low, np.nan)
    while high - low > WIDTH:
        middle = (low + high) / 2
        spent = cost(middle)
        if spent > budget + CENT:
            high, at_high = middle, spent
        else:
            low, at_low = middle, spent
    return Bracket(low, high, at_low, at_high)


def amount(company: Company, budget: float) -> float:
    """A budget as an amount a year: below 1 it is a share of payroll. Raises InputError below 0."""
    if not 0 <= budget < np.inf:
        raise InputError(f"Budget {budget:g} is not 0 or more; give a share of payroll such as 0.006, or an amount.")
    return budget * company.start.bill if budget < 1 else budget


def _cost(company: Company, *levers: tuple[str, Scope, float]) -> float:
    """Yearly cost of some levers in the first year."""
    year = company.first_year
    made = tuple(Lever(name, year, scope, value) for name, scope, value in levers)
    return run(company.in_one_year(), Scenario("sought", made)).years[0].cost


def largest_lift(company: Company, scope: Scope, budget: float) -> Bracket:
    """The largest rise of the bands in scope for which lifting everyone to the minimum stays within a budget."""

    def cost(rise: float) -> float:
        return _cost(company, ("structure adjustment", scope, rise), ("lift to minimum", Scope(), 1.0))

    return bracket(cost, amount(company, budget), LARGEST)


def parity_weight(company: Company, budget: float) -> Bracket:
    """The largest parity weight for which lifting everyone to the minimum stays within a budget."""
    company.start.structure.compared()

    def cost(weight: float) -> float:
        return _cost(company, ("parity weight", Scope(), weight), ("lift to minimum", Scope(), 1.0))

    return bracket(cost, amount(company, budget), 1.0)


def budget_for_parity(company: Company) -> tuple[float, float]:
    """The smallest parity weight at which all bands are within tolerance, and what lifting everyone to them costs a year.

    Both are unknown where no weight does it.
    """
    weight = weighting.smallest(company.start.structure).answer.rounded
    if np.isnan(weight):
        return weight, np.nan
    return weight, _cost(company, ("parity weight", Scope(), weight), ("lift to minimum", Scope(), 1.0))


def year_reached(result: Result) -> tuple[int | None, int | None]:
    """When parity is reached: of bands, where every pair is within tolerance or justified by a note; of people, where every
    adjusted track gap is within. Each is the first year at whose end that holds, None where it never does."""
    bands = people = None
    for year in result.years:
        structure = year.state.structure
        limit = structure.tolerance() + SLACK
        compared = outcomes.pairs(structure)
        if bands is None and compared is not None and not parity.headline(compared).outside:
            bands = year.year
        gaps = [gap.gap for gap in outcomes.track_gaps(year.state) if not np.isnan(gap.gap)]
        if people is None and gaps and max(map(abs, gaps)) <= limit:
            people = year.year
    return bands, people


def table(company: Company, budget: float, scope: Scope) -> pd.DataFrame:
    """What a budget reaches, in labelled lines, and what band parity would take."""
    limit = amount(company, budget)
    rows: list[tuple[str, float | str, str]] = [("Budget", limit, f"{limit / company.start.bill:.2%} of payroll a year")]
    rows += _bracketed(
        "Largest rise of bands", largest_lift(company, scope, budget), f"of {scope}; cost is the lift to minimum"
    )
    if company.start.structure.comparisons is not None:
        rows += _bracketed("Largest parity weight", parity_weight(company, budget), "cost is the lift to minimum")
        weight, cost = budget_for_parity(company)
        note = "smallest at which every pair of bands is within tolerance" if cost == cost else "no weight reaches it"
        rows += [("Parity weight within tolerance", weight, note), ("Cost at that weight", cost, "lift to minimum a year")]
        rows += _people(company, budget)
    return pd.DataFrame(rows, columns=list(LABELLED))


def _people(company: Company, budget: float) -> list[tuple[str, float | str, str]]:
    """What closing the adjusted gap between the tracks would take, and how far the budget gets."""
    try:
        done = closing.close(company.start.structure, company.start.placed, "Track", budget=budget)
    except InputError as trouble:
        return [("Budget that closes the track gap", np.nan, str(trouble))]
    reason = done.limit or "raises of people, least cost first; the bands stay"
    widest = min(done.gap_after, key=lambda gap: -abs(gap))
    return [
        ("Budget that closes the track gap", done.needed_budget, reason),
        ("Adjusted track gap at the budget", widest, f"before {min(done.gap_before, key=lambda gap: -abs(gap)):+.2%}"),
    ]


def _bracketed(label: str, found: Bracket, note: str) -> list[tuple[str, float | str, str]]:
    cost = f"Cost at {label.casefold()}"
    if np.isnan(found.high):
        return [(label, found.low, f"{note}; the budget reaches to the end of what was tried"), (cost, found.at_low, "")]
    return [(label, found.low, note), (cost, found.at_low, f"at {found.high:.6f} it is {found.at_high:,.0f}")]
