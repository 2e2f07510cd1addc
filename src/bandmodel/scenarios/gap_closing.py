"""The lever `close parity gap`: a year's part of closing the adjusted gap between tracks.

With several years left, a year brings the widest gap nearer by its share in logs: with three years left by a third, with
two by half, in the last year wholly. The gap is that of the people who were there at the start; replacements are hired
at the midpoint and get no raise.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bandmodel import placement
from bandmodel.equity import closing, tracks
from bandmodel.scenarios.bands import wrong
from bandmodel.scenarios.levers import Closing, Lever
from bandmodel.scenarios.state import State
from bandmodel.structure import Structure


def closed(state: State, lever: Lever) -> State:
    """The state after the year's raises. Raises InputError where no two tracks can be compared."""
    plan: Closing = lever.value
    structure = _compared(state.structure, lever)
    there = np.flatnonzero(state.hired == 0)
    placed = placement.place(structure, state.people.iloc[there])
    target = _target(structure, placed, plan.left)
    done = closing.close(
        structure, placed, "Track", mode=plan.mode, budget=plan.budget, cap=plan.cap, target=target
    )  # fmt: skip
    raises = np.zeros(len(state.people))
    raises[there] = done.raises
    return state.raised(raises)


def _compared(structure: Structure, lever: Lever) -> Structure:
    """The structure with the comparisons in the lever's scope only. Raises InputError where there is none."""
    wanted = lever.scope.of.get("track")
    compared = structure.compared()
    if wanted is None:
        return structure
    from_track = structure.bands["Track"].to_numpy(object)[compared.from_row]
    inside = np.isin(from_track.astype(str), wanted) | np.isin(np.array(compared.to_track, str), wanted)
    if not inside.any():
        raise wrong(lever, f"no compared track is in its scope, {lever.scope}.")
    return replace(structure, comparisons=compared.only(inside))


def _target(structure: Structure, placed: placement.Placement, left: int) -> float:
    """The gap to aim at this year; 0 in the last one."""
    gaps = [gap.gap for gap in tracks.track_gaps(structure, placed) if not np.isnan(gap.gap)]
    if left == 1 or not gaps:
        return 0.0
    widest = max(gaps, key=lambda gap: abs(np.log1p(gap)))
    return float(np.expm1(np.log1p(widest) * (1 - 1 / left)))
