"""What each lever does: a pure function from the state before it to the state after it.

The pay bill before and after is its cost. Levers that shape bands move nobody's pay; lift to minimum, merit, closing a
gap and the bonus do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from bandmodel.core import merit as rounds
from bandmodel.core.merit import Zones
from bandmodel.errors import InputError
from bandmodel.placement import numbers
from bandmodel.scenarios import gap_closing
from bandmodel.scenarios.bands import SHAPING, LeverError, wrong
from bandmodel.scenarios.levers import Lever
from bandmodel.scenarios.state import State

Effect = Callable[[State, Lever, Zones | None], State]


def applied(state: State, lever: Lever, merit: Zones | None) -> State:
    """The state after one lever. Raises InputError, with its place on the table, where it cannot act."""
    try:
        if lever.name in SHAPING:
            return _shaped(state, lever)
        return _EFFECTS[lever.name](state, lever, merit)
    except LeverError:
        raise
    except InputError as trouble:
        raise wrong(lever, str(trouble)) from trouble


def _shaped(state: State, lever: Lever) -> State:
    after = replace(state, shaped=(*state.shaped, lever))
    state.source.after(after.shaped)  # made here, so that a lever that does not fit is told as it acts
    return after


def _people(state: State, lever: Lever) -> np.ndarray:
    """The rows in the scope of a lever. Raises InputError for a name that neither bands nor people know."""
    frame, people = state.structure.bands, state.people
    known = {key: {*frame[name], *people[name]} - {""} for key, name in (("track", "Track"), ("level", "Level"))}
    if "Location" in people:
        known["location"] = {*state.structure.localities.factors, *people["Location"]} - {""}
    elif "location" in lever.scope.of:
        raise wrong(lever, "People has no column Location.")
    unknown = lever.scope.unknown(known)
    if unknown:
        raise wrong(lever, f"{unknown}.")
    return lever.scope.rows(people)


def _relevel(state: State, lever: Lever, merit: Zones | None) -> State:
    rung = lever.value
    track, level = rung.goal
    there = ((state.people["Track"] == rung.track) & (state.people["Level"] == rung.level)).to_numpy()
    if not there.any():  # who is on a level that was removed can still leave it
        state.structure.row_of(rung.track, rung.level)
    state.structure.row_of(track, level)
    who = _people(state, lever) & there
    people = state.people.assign(
        Track=np.where(who, track, state.people["Track"].to_numpy(object)),
        Level=np.where(who, level, state.people["Level"].to_numpy(object)),
    )
    return replace(state, people=people, moved=state.moved | who)


def _attrition(state: State, lever: Lever, merit: Zones | None) -> State:
    """Leavers leave in the share of the lever from every row; each is replaced by a row at the midpoint of the level."""
    placed = state.placed
    replaceable = ~np.isnan(placed.mid) & ~np.isnan(placed.pay)
    leaving = np.where(_people(state, lever) & replaceable, lever.value, 0.0) * state.weight
    own = state.people["Base pay"].to_numpy(float)
    new = np.flatnonzero(leaving > 0)
    hires = state.people.iloc[new].assign(**{"Base pay": placed.mid[new] * (own / placed.pay)[new]})

    def extended(values: np.ndarray, hired: np.ndarray) -> np.ndarray:
        return np.concatenate([values, hired])

    return replace(
        state,
        people=pd.concat([state.people, hires]),
        person=extended(state.person, state.person[new]),
        weight=extended(state.weight - leaving, leaving[new]),
        hired=extended(state.hired, np.full(len(new), lever.year)),
        moved=extended(state.moved, np.zeros(len(new), bool)),
        bonus=extended(state.bonus, np.zeros(len(new))),
        lump=extended(state.lump, np.zeros(len(new))),
    )


def _merit(state: State, lever: Lever, merit: Zones | None) -> State:
    """A merit round for those in scope with a rating and a band; replacements of this year wait for the next round."""
    if merit is None or not len(merit.rating):
        raise wrong(lever, "a merit cycle needs a Merit table with a row per rating and zone; there is none.")
    placed = state.placed
    rating = np.where(_people(state, lever) & (state.hired < lever.year), numbers(state.people, "Rating"), np.nan)
    capped = state.source.policy["merit above maximum"] == "lump sum"

    def done(share: float) -> rounds.Round:
        scaled = replace(merit, increase=merit.increase * share)
        full = np.ones(len(placed.pay))
        return rounds.merit_round(placed.pay, full, placed.max, placed.compa, rating, scaled, capped=capped)

    whole = done(1.0)
    spent = float(np.nansum(state.cost(whole.base + whole.lump)))
    limit = lever.value * float(np.nansum(state.payroll * (1 + state.on_cost))) if np.isfinite(lever.value) else np.inf
    if spent > limit:
        whole = done(limit / spent)
    return replace(state.raised(whole.base), lump=state.lump + np.nan_to_num(state.cost(whole.lump)))


def _lift(state: State, lever: Lever, merit: Zones | None) -> State:
    return state.raised(np.where(_people(state, lever), state.short * lever.value, 0.0))


def _bonus(state: State, lever: Lever, merit: Zones | None) -> State:
    """A bonus as a share of pay for those in scope; where it names neither track nor level, on the specialist tracks."""
    who = _people(state, lever)
    if not {"track", "level"} & set(lever.scope.of):
        frame = state.structure.bands
        specialist = set(frame.loc[frame["Kind"] == "specialist", "Track"])
        if not specialist:
            raise wrong(lever, "no track is of kind specialist; name the tracks in Scope.")
        who &= state.people["Track"].isin(specialist).to_numpy()
    return replace(state, bonus=np.where(who, lever.value, state.bonus))


def _on_cost(state: State, lever: Lever, merit: Zones | None) -> State:
    _people(state, lever)
    return replace(state, on_costs=(*state.on_costs, lever))


def _close(state: State, lever: Lever, merit: Zones | None) -> State:
    return gap_closing.closed(state, lever)


_EFFECTS: dict[str, Effect] = {
    "relevel": _relevel,
    "attrition": _attrition,
    "merit cycle": _merit,
    "lift to minimum": _lift,
    "close parity gap": _close,
    "specialist bonus": _bonus,
    "employer on-cost": _on_cost,
}
