"""What the cost to minimum and the parity of bands may come to if the market moves by chance: P10, P50, P90."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from bandmodel import policy as policies
from bandmodel.core import parity, simulation
from bandmodel.core.comparisons import Comparisons
from bandmodel.core.simulation import PiecewiseCost
from bandmodel.errors import InputError, plain
from bandmodel.figures import LABELLED
from bandmodel.placement import Placement
from bandmodel.structure import Structure

MOST_DRAWS = 1_000_000
"""More draws than this add digits that no volatility deserves, and take memory."""
BLOCK = 1 << 22
"""Figures that are held at a time while draws are evaluated."""
HALF_A_CENT = 0.005
"""A cost is over budget by at least this much; less is what floating point leaves."""

Row = tuple[str, float, str]


@dataclass(frozen=True)
class Movement:
    """How the market may move until the bands are next set.

    volatility    standard deviation of its log movement: one for all tracks, or by track [fraction]
    draws, seed   how often it is drawn; the same seed gives the same draws
    correlation   between the movements of any two tracks
    """

    volatility: float | Mapping[str, float]
    draws: int
    seed: int
    correlation: float

    def of(self, tracks: list[str], moving: set[str]) -> np.ndarray:
        """Volatility of each track; 0 for one without a level that moves. Raises InputError for a name that fits none."""
        given = self.volatility
        by_track = dict(given) if isinstance(given, Mapping) else dict.fromkeys(tracks, float(given))
        for track, value in by_track.items():
            if track not in tracks:
                raise InputError(f'Volatility names track "{track}", which is not known; tracks: {", ".join(tracks)}.')
            if not 0 <= value <= 1:
                whose = f' of track "{track}"' if isinstance(given, Mapping) else ""
                raise InputError(
                    f"Volatility {value:g}{whose} is not between 0 and 1; give a fraction such as 0.03 for 3 %."
                )
        missing = [track for track in tracks if track in moving and track not in by_track]
        if missing:
            raise InputError(f'Volatility has no row for track "{missing[0]}"; add one, with 0 if its market stands still.')
        return np.array([by_track[track] if track in moving else 0.0 for track in tracks], float)


def assumed(
    structure: Structure, volatility: float | Mapping[str, float], draws: float | None = None, seed: float | None = None,
    correlation: float | None = None,
) -> Movement:  # fmt: skip
    """The movement asked for; what is not given is as the Policy says. Raises InputError for what cannot be."""
    asked = {"simulation draws": draws, "simulation seed": seed, "simulation correlation": correlation}
    read = {name: structure.policy[name] if value is None else _setting(name, value) for name, value in asked.items()}
    count = int(read["simulation draws"])
    if count > MOST_DRAWS:
        raise InputError(f"Draws {count:,} are too many; give at most {MOST_DRAWS:,}.")
    return Movement(volatility, count, int(read["simulation seed"]), float(read["simulation correlation"]))


def _setting(name: str, value: float) -> Any:
    """A figure given instead of a setting, under the setting's own rule."""
    setting = next(setting for setting in policies.settings() if setting.name == name)
    try:
        return setting.read(value)
    except ValueError as rule:
        said = name.removeprefix("simulation ").capitalize()
        raise InputError(f"{said} {plain(value)} {rule}; admitted: {setting.range} [{setting.unit}].") from None


def simulated(
    structure: Structure, placed: Placement, movement: Movement, budget: float | None = None
) -> pd.DataFrame:  # fmt: skip
    """Cost to minimum and parity over the draws of a movement, in labelled lines (columns `LABELLED`).

    budget   below 1 a share of payroll, otherwise an amount [structure pay]
    A band moves by its track's factor exp(σZ − σ²/2): its published minimum times the factor, not rounded again. Given
    ranges and midpoints set by hand stay. Where the parity weight ties tracks together, each level moves by what the pull
    makes of the tracks' movements. Pay stands still. Cost is base pay for the FTE worked, a year, in the structure currency.
    Raises InputError for a volatility that fits no track, and where there is no level.
    """
    if not len(structure.bands):
        raise InputError("The bands have no level, so that no market moves them; give at least one.")
    names, response = responses(structure)
    sigma = movement.of(names, set(structure.bands.loc[structure.follows_market(), "Track"]))
    drawn = simulation.movements(sigma, movement.draws, movement.seed, len(names), movement.correlation)
    rows = [*_cost_rows(structure, placed, response, drawn, budget)]
    if structure.comparisons is not None and len(structure.comparisons):
        rows += _parity_rows(structure, structure.comparisons, response, drawn)
    rows += _assumptions(structure, placed, movement, dict(zip(names, sigma.tolist(), strict=True)))
    return pd.DataFrame(rows, columns=list(LABELLED))


def responses(structure: Structure) -> tuple[list[str], np.ndarray]:
    """The tracks by name, and by how much each level's log midpoint moves per unit of each track's log movement.

    A level moves with its own track, or not at all; the parity weight then shifts it as it shifts midpoints, which is
    linear for the anchors common and manager. For higher it is not: there the pull is kept as it is today.
    """
    track, follows = structure.bands["Track"].to_numpy(object), structure.follows_market()
    names = sorted(set(track.tolist()))
    own = np.array([np.where(follows & (track == name), 1.0, 0.0) for name in names]).reshape(len(names), len(track))
    weight = _pull(structure)
    if weight > 0 and structure.policy["parity anchor"] != "higher":
        unknown = np.where(np.isnan(structure.own_mid), np.nan, 0.0)
        own = own + weight * np.array([structure.moves(shift + unknown) for shift in own])
    return names, own.T


def _pull(structure: Structure) -> float:
    """The parity weight; 0 where nothing is compared."""
    nothing = structure.comparisons is None or not len(structure.comparisons)
    return 0.0 if nothing else float(structure.policy["parity weight"])


def _in_blocks(drawn: np.ndarray, response: np.ndarray, figure: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """A figure of each draw, from the log movements that `response` makes of the tracks' (one column per row of it)."""
    parts = ceil(len(drawn) * max(len(response), 1) / BLOCK)
    return np.concatenate([figure((response @ part.T).T) for part in np.array_split(drawn, max(parts, 1))])


def _cost_rows(
    structure: Structure, placed: Placement, response: np.ndarray, drawn: np.ndarray, budget: float | None
) -> list[Row]:
    draws = cost_of_draws(placed, placed.fte * placed.rate, response, drawn)
    now, payroll = float(np.nansum(placed.cost_to_min * placed.rate)), float(np.nansum(placed.payroll))
    money = structure.localities.currency or "pay"
    error = float(draws.std() / np.sqrt(len(draws)))
    spread = simulation.quantiles(draws)
    costs = {
        "": (now, f"without uncertainty: bands as they are, base pay for the FTE worked [{money} a year]"),
        ", mean": (float(draws.mean()), f"over the draws; standard error {error:,.2f}"),
        ", P10": (spread["P10"], "a tenth of the draws cost less"),
        ", P50": (spread["P50"], "half of the draws cost less"),
        ", P90": (spread["P90"], "a tenth of the draws cost more"),
    }
    share = 1 / payroll if payroll > 0 else np.nan
    rows = [(f"Cost to minimum{which}", cost, note) for which, (cost, note) in costs.items()]
    rows.append(("Payroll", payroll, f"base pay for the FTE worked [{money} a year]; it stands still"))
    rows += [(f"Percent of payroll{which}", cost * share, "of the cost above") for which, (cost, _) in costs.items()]
    if budget is not None:
        amount = budget * payroll if budget < 1 else budget
        rows += [
            ("Budget", amount, f"{budget:.2%} of payroll" if budget < 1 else f"[{money} a year]"),
            ("Chance over budget", float((draws > amount + HALF_A_CENT).mean()), "share of the draws that cost more"),
        ]
    return rows


def cost_of_draws(placed: Placement, weight: np.ndarray, response: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Cost to minimum at each draw [structure pay]. Levels that move alike are one group: they share a factor.

    weight    yearly cost of a raise of 1 [local pay] of each person [structure pay]
    response  as `responses` gives it;  drawn  log movements, one row per draw and one column per track
    """
    alike, group = np.unique(np.round(response, 12), axis=0, return_inverse=True)
    cost = PiecewiseCost.of(placed.pay, placed.min, weight, group.ravel()[placed.row], len(alike))
    return _in_blocks(drawn, alike, lambda logs: cost.at(np.exp(logs)))


def _parity_rows(
    structure: Structure, comparisons: Comparisons, response: np.ndarray, drawn: np.ndarray
) -> list[Row]:  # fmt: skip
    pairs = structure.pairs()
    known = ~np.isnan(pairs["Gap"].to_numpy(float))
    now = np.log1p(pairs["Gap"].to_numpy(float)[known])
    shift = np.array([comparisons.log_gap(column) for column in response.T]).T[known]
    noted = np.array([bool(note) for note in comparisons.note], bool)[known]
    limit = structure.tolerance() + parity.SLACK

    def figures(logs: np.ndarray) -> np.ndarray:
        gaps = np.expm1(now + logs)
        widest = np.argmax(np.abs(now + logs), axis=1)[:, None]
        outside = (np.abs(gaps[:, ~noted]) > limit).any(axis=1)
        worst = np.abs(np.take_along_axis(gaps, widest, axis=1)[:, 0])
        return np.column_stack([worst, np.expm1((now + logs).mean(axis=1)), outside])

    told = [
        ("Worst absolute gap", "without uncertainty: of the pair furthest apart, whichever it is", "of the widest pair"),
        ("Headline gap", "without uncertainty: geometric mean of from / to, minus 1", "opposite gaps cancel"),
    ]
    if not known.any():
        return [(label, np.nan, "no midpoint of a pair is known on both sides") for label, _, _ in told]
    draws, today = _in_blocks(drawn, shift, figures), figures(np.zeros((1, len(now))))[0]
    rows: list[Row] = []
    for at, (label, first, later) in enumerate(told):
        rows.append((label, float(today[at]), first))
        rows += [(f"{label}, {name}", value, later) for name, value in simulation.quantiles(draws[:, at]).items()]
    note = f"beyond {structure.tolerance():.2%} in at least one pair without a note; today {'yes' if today[2] else 'no'}"
    return [*rows, ("Chance of a pair outside tolerance", float(draws[:, 2].mean()), note)]


def _assumptions(
    structure: Structure, placed: Placement, movement: Movement, sigma: Mapping[str, float]
) -> list[Row]:  # fmt: skip
    said = "standard deviation of the log movement; the factor on a band is exp(σZ − σ²/2)"
    by_track = isinstance(movement.volatility, Mapping)
    given = {f", {track}": value for track, value in sigma.items()} if by_track else {"": max(sigma.values(), default=0.0)}
    rows: list[Row] = [(f"Volatility{whose}", value, said) for whose, value in given.items()]
    unknown = np.isnan(placed.pay * placed.min * placed.rate)
    together = "1 = one movement for all tracks" if movement.correlation == 1 else "between the movements of any two tracks"
    rows += [
        ("Correlation", movement.correlation, together),
        ("Draws", float(movement.draws), "P10, P50 and P90 as PERCENTILE.INC"),
        ("Seed", float(movement.seed), "the same seed gives the same draws (numpy, PCG64)"),
        ("Levels that move", float(structure.follows_market().sum()), _moving(structure)),
        ("People counted", float((~unknown).sum()), "active, in a band, with known pay"),
    ]
    if unknown.any():
        rows.append(("People not counted", float(unknown.sum()), "no band, or pay in a currency without a rate"))
    return rows


def _moving(structure: Structure) -> str:
    """What moves and how, in words."""
    given, total = int(structure.given.sum()), len(structure.bands)
    hand = total - int(structure.follows_market().sum()) - given
    parts = [f"of {total}"]
    if structure.finished:
        parts.append("finished bands: all are taken to follow the market")
    weight = _pull(structure)
    parts += [f"given ranges, which stay: {given}"] * bool(given)
    parts += [f"midpoints set by hand, which stay{', but for the pull' * bool(weight)}: {hand}"] * bool(hand)
    if weight and structure.policy["parity anchor"] == "higher":
        parts.append("the pull of parity anchor higher is kept as it is today")
    elif weight:
        parts.append(f"pulled together at parity weight {weight:g} after each movement")
    step = plain(structure.policy["rounding"])
    bound = "" if structure.finished else f", which is within one rounding step ({step}, times a factor above 1) a person"
    return "; ".join([*parts, f"a moved minimum is not rounded again{bound}"])
