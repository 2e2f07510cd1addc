"""Goal seeking: how far a budget goes, what budget a goal takes, and when it is reached.

A sought value is bracketed: cost is within the budget at `low` and beyond it at `high`, which lie no further apart than
`WIDTH`. Published bands jump where they are rounded, so cost jumps too; the bracket shows by how much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bandmodel import weighting
from bandmodel.core import parity
from bandmodel.core.parity import SLACK
from bandmodel.equity import closing
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.scenarios import outcomes
from bandmodel.scenarios.levers import Lever
from bandmodel.scenarios.run import Company, Result
from bandmodel.scenarios.scope import Scope
from bandmodel.scenarios.state import State

WIDTH = 1e-6
"""Width of a bracket."""
STEPS = 20
"""Parts in which the first crossing is looked for, since cost need not rise everywhere."""
LARGEST = 0.5
"""Largest structure adjustment that is tried."""
HALF_A_CENT = 0.005
"""A cost is beyond a budget by at least this much; less is what floating point leaves."""


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
    """The first crossing of a budget by a cost between 0 and `most`, as far as `STEPS` parts of the way tell.

    Raises InputError where the cost is beyond the budget from the start.
    """
    low, at_low = 0.0, cost(0.0)
    if at_low > budget + HALF_A_CENT:
        raise InputError(f"The cost is {at_low:,.0f} from the start, beyond the budget of {budget:,.0f}; raise the budget.")
    for high in np.linspace(0, most, STEPS + 1)[1:].tolist():
        at_high = cost(high)
        if at_high > budget + HALF_A_CENT:
            break
        low, at_low = high, at_high
    else:
        return Bracket(low, np.nan, at_low, np.nan)
    while high - low > WIDTH:
        middle = (low + high) / 2
        spent = cost(middle)
        if spent > budget + HALF_A_CENT:
            high, at_high = middle, spent
        else:
            low, at_low = middle, spent
    return Bracket(low, high, at_low, at_high)


def amount(company: Company, budget: float) -> float:
    """A budget as an amount a year: below 1 it is a share of payroll. Raises InputError below 0."""
    if not 0 <= budget < np.inf:
        raise InputError(f"Budget {budget:g} is not 0 or more; give a share of payroll such as 0.006, or an amount.")
    return budget * company.start.bill if budget < 1 else budget


def _cost_of_lift(company: Company, name: str, scope: Scope, value: float) -> float:
    """Yearly cost of lifting everyone to the minimum after one lever on the bands, as a scenario of both costs in its first
    year. Such a lever moves nobody's pay, so that nobody needs to be paid anew."""
    state = replace(company.start, shaped=(Lever(name, company.first_year, scope, value),))
    return round(float(np.nansum(state.cost(state.short))), 2)


def largest_lift(company: Company, scope: Scope, budget: float) -> Bracket:
    """The largest rise of the bands in scope for which lifting everyone to the minimum stays within a budget."""
    return bracket(
        lambda rise: _cost_of_lift(company, "structure adjustment", scope, rise), amount(company, budget), LARGEST
    )


def parity_weight(company: Company, budget: float) -> Bracket:
    """The largest parity weight for which lifting everyone to the minimum stays within a budget."""
    company.start.structure.compared()
    return bracket(lambda weight: _cost_of_lift(company, "parity weight", Scope(), weight), amount(company, budget), 1.0)


def budget_for_parity(company: Company) -> tuple[float, float]:
    """The smallest parity weight at which all bands are within tolerance, and what lifting everyone to them costs a year.

    Both are unknown where no weight does it: rounding prevents it, or a given range, which no weight pulls, is outside.
    """
    weight = float(weighting.smallest(company.start.structure).answer.rounded)
    if np.isnan(weight):
        return weight, np.nan
    after = company.source.after((Lever("parity weight", company.first_year, Scope(), weight),))
    if parity.headline(after.pairs()).outside:
        return np.nan, np.nan
    return weight, _cost_of_lift(company, "parity weight", Scope(), weight)


def year_reached(result: Result) -> tuple[int | None, int | None]:
    """When parity is reached: of bands, where every known pair is within tolerance or justified by a note; of people, where
    every known adjusted track gap is within. Each is the first year at whose end that holds, None where it never does."""
    bands = people = None
    for year in result.years:
        structure = year.state.structure
        limit = structure.tolerance() + SLACK
        compared = outcomes.pairs(structure)
        head = None if compared is None else parity.headline(compared)
        if bands is None and head is not None and head.known and not head.outside:
            bands = year.year
        gaps = _known_gaps(year.state)
        if people is None and gaps and max(map(abs, gaps)) <= limit:
            people = year.year
    return bands, people


def _known_gaps(state: State) -> list[float]:
    """The adjusted track gaps that are known; none where no two tracks are compared."""
    if state.structure.comparisons is None or not len(state.structure.comparisons):
        return []
    return [gap.gap for gap in state.track_gaps if not np.isnan(gap.gap)]


def table(company: Company, budget: float, scope: Scope) -> pd.DataFrame:
    """What a budget reaches, in labelled lines, and what band parity would take."""
    _require(company, scope)
    limit = amount(company, budget)
    rows: list[tuple[str, float | str, str]] = [("Budget", limit, f"{limit / company.start.bill:.2%} of payroll a year")]
    rows += _bracketed(
        "Largest rise of bands", lambda: largest_lift(company, scope, budget), f"of {scope}; cost is the lift to minimum"
    )
    compared = company.start.structure.comparisons
    if compared is not None and len(compared):
        rows += _bracketed("Largest parity weight", lambda: parity_weight(company, budget), "cost is the lift to minimum")
        weight, cost = budget_for_parity(company)
        note = "smallest at which every pair of bands is within tolerance"
        note = "no weight brings every pair of bands within tolerance" if np.isnan(weight) else note
        rows += [("Parity weight within tolerance", weight, note), ("Cost at that weight", cost, "lift to minimum a year")]
        rows += _people(company, budget)
    return pd.DataFrame(rows, columns=list(LABELLED))


def _people(company: Company, budget: float) -> list[tuple[str, float | str, str]]:
    """What closing the adjusted gap between the tracks would take, and how far the budget gets."""
    try:
        done = closing.close(company.start.structure, company.start.placed, "Track", budget=budget)
    except InputError as trouble:
        return [("Budget that closes the track gap", np.nan, str(trouble))]
    closes = "raises of people, least cost first; the bands stay"
    reason = f"no budget closes it: {done.limit}" if np.isnan(done.needed_budget) else closes
    before, after = (max(gaps, key=abs) for gaps in (done.gap_before, done.gap_after))
    return [
        ("Budget that closes the track gap", done.needed_budget, reason),
        ("Adjusted track gap at the budget", after, f"before {before:+.2%}"),
    ]


def _bracketed(label: str, seek: Callable[[], Bracket], note: str) -> list[tuple[str, float | str, str]]:
    """A sought value and its cost, with the bracket; unknown, with the reason, where there is none."""
    cost = f"Cost at {label.casefold()}"
    try:
        found = seek()
    except InputError as trouble:
        return [(label, np.nan, str(trouble)), (cost, np.nan, "")]
    if np.isnan(found.high):
        return [(label, found.low, f"{note}; the budget reaches to the end of what was tried"), (cost, found.at_low, "")]
    between = f"between {found.low:.7f} and {found.high:.7f}"
    return [(label, found.low, f"{note}; {between}"), (cost, found.at_low, f"at the upper end {found.at_high:,.2f}")]


def _require(company: Company, scope: Scope) -> None:
    """Raise InputError for a scope in which no level lies, or nobody to pay."""
    levels = company.start.structure.bands
    unknown = scope.unknown({"track": set(levels["Track"]), "level": set(levels["Level"])})
    if unknown:
        raise InputError(f"Scope: {unknown}.")
    if not scope.rows(levels).any():
        raise InputError(f"No level is in the scope {scope}.")
    if not company.start.bill > 0:
        raise InputError("Nobody on the People table is active and has a known pay; a budget needs a payroll.")
