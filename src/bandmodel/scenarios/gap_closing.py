"""The lever `close parity gap`: a year's part of closing the adjusted gap between tracks.

With several years left, a year brings the widest gap nearer by its share in logs: with three years left by a third, with
two by half, in the last year wholly. The gap is that of the people who were there at the start; replacements are hired
at the midpoint and get no raise. Costs are expected costs, with the on-cost of now: so the budget holds for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from bandmodel import placement
from bandmodel.core import parity
from bandmodel.equity import closing
from bandmodel.equity.closing_plan import planned
from bandmodel.equity.raises import Company, Terms
from bandmodel.errors import InputError
from bandmodel.placement import Placement, texts
from bandmodel.policy import Policy
from bandmodel.scenarios.levers import Lever
from bandmodel.scenarios.state import State
from bandmodel.scenarios.values import Closing
from bandmodel.structure import Structure


def closed(state: State, lever: Lever) -> State:
    """The state after the year's raises. Raises InputError where no two tracks can be compared."""
    plan: Closing = lever.value
    structure = replace(_compared(state.structure, lever), policy=_with_on_cost(state))
    there = np.flatnonzero(state.there)
    expected = state.placed.fte[there] * state.weight[there]  # a row costs as many people as it stands for
    placed = placement.place(structure, state.people.iloc[there].assign(FTE=expected))
    terms = Terms.checked(plan.mode, 0.0, plan.cap, True)
    company = Company.of(structure, placed, terms)
    done = closing.close(
        structure, placed, "Track", mode=plan.mode, budget=_budget(state, plan, company.payroll), cap=plan.cap,
        target=_target(structure, placed, company, terms, plan.left),
    )  # fmt: skip
    raises = np.zeros(len(state.people))
    raises[there] = done.raises
    return state.raised(raises)


def _compared(structure: Structure, lever: Lever) -> Structure:
    """The structure with the comparisons in the lever's scope only. Raises InputError where there is none."""
    inside = _inside(structure, lever)
    if not inside.any():
        raise InputError(f"no compared track is in its scope, {lever.scope}.")
    return replace(structure, comparisons=structure.compared().only(inside))


def _inside(structure: Structure, lever: Lever) -> np.ndarray:
    """Which comparisons a lever's scope takes in: those that it names a track of, on either side."""
    wanted, compared = lever.scope.of.get("track"), structure.compared()
    if wanted is None:
        return np.ones(len(compared), bool)
    from_track = structure.bands["Track"].to_numpy(object)[compared.from_row]
    return np.isin(from_track.astype(str), wanted) | np.isin(np.array(compared.to_track, str), wanted)


def closed_twice(structure: Structure, levers: Sequence[Lever]) -> list[tuple[str, str]]:
    """The pairs of tracks, (from, to), whose gap more than one of the levers closes."""
    plans = np.sum([_inside(structure, lever) for lever in levers], axis=0)
    return parity.track_pairs(structure.bands, structure.compared().only(plans > 1))


def _with_on_cost(state: State) -> Policy:
    """The policy with the on-cost that each location has by now."""
    names = [f"{name}: employer on-cost" if name else "employer on-cost" for name in texts(state.people, "Location")]
    now = dict(zip(names, state.on_cost.tolist(), strict=True))
    policy = state.source.policy
    return replace(policy, values=MappingProxyType({**policy.values, **now}))


def _budget(state: State, plan: Closing, payroll: float) -> float | None:
    """The year's budget as `closing.close` takes it: a share of `payroll`, or an amount from 1 on.

    A share in the lever is one of the whole payroll, those hired since included; an amount stays what it is.
    """
    if plan.budget is None:
        return None
    amount = plan.budget if plan.budget >= 1 else plan.budget * float(np.nansum(state.payroll * (1 + state.on_cost)))
    return amount / payroll if amount < payroll else max(amount, 1.0)


def _target(structure: Structure, placed: Placement, company: Company, terms: Terms, left: int) -> float:
    """The gap to aim at this year; 0 in the last one.

    Of several gaps the one furthest below 0 counts: one above 0 can only be closed where it is the only one.
    """
    if left == 1:
        return 0.0
    plan = planned(structure, placed, "Track", (), company, terms)
    gaps = plan.gaps(plan.before)
    widest = gaps[0] if len(gaps) == 1 else min(*gaps, 0.0)
    return float(np.expm1(np.log1p(widest) * (1 - 1 / left)))
