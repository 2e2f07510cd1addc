"""The bands after some levers: from a model, which is built anew from changed tables, or from finished bands.

The base is never changed: each set of levers gives a structure of its own, which is kept as long as the base is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from bandmodel import model as models
from bandmodel import pathways
from bandmodel import structure as structures
from bandmodel.core import bands
from bandmodel.core.comparisons import unknown_levels
from bandmodel.errors import InputError
from bandmodel.inputs.inputs import Inputs
from bandmodel.model import Model
from bandmodel.policy import Policy
from bandmodel.scenarios.levers import Lever
from bandmodel.structure import Structure

SHAPING = (
    "fx", "market movement", "structure adjustment", "geo factor", "add level", "remove level", "parity weight", "spread",
)  # fmt: skip
"""The levers that shape bands; the others act on people's pay."""
PERCENTILES = ("P10", "P25", "P50", "P75", "P90")
ENDS = ("Min", "Mid", "Max")
NEEDS_MODEL = ("fx", "geo factor", "add level")


@dataclass(frozen=True, eq=False)
class Source:
    """Where bands come from. `after` gives the structure that some levers make, in the order in which they act.

    policy   the settings; they say that base pay is full-time equivalent, as it is in every `State`
    key      hash of what the bands are made of
    actual   whether base pay on the People table is what is actually paid
    """

    policy: Policy
    key: str
    actual: bool = False
    made: dict[tuple[Lever, ...], Structure] = field(default_factory=dict)

    def after(self, levers: tuple[Lever, ...]) -> Structure:
        """The structure after some levers of `SHAPING`. Raises InputError for one that does not fit the bands."""
        if levers not in self.made:
            self.made[levers] = self._make(levers)
        return self.made[levers]

    def _make(self, levers: tuple[Lever, ...]) -> Structure:
        raise NotImplementedError


def wrong(lever: Lever, text: str) -> InputError:
    """The error of a lever that cannot act, with its place on the table."""
    row = f" row {lever.row}" if lever.row is not None else ""
    return InputError(f"Scenarios{row}, {lever.name} {lever.year}: {text}")


@dataclass(frozen=True, eq=False)
class FromModel(Source):
    """Bands of a model."""

    model: Model = field(kw_only=True)

    @classmethod
    def of(cls, model: Model) -> FromModel:
        """The source over a model."""
        policy = model.policy.with_values(base_pay_is="FTE")
        return cls(policy, model.key, model.policy["base pay is"] == "actual", model=model)

    def _make(self, levers: tuple[Lever, ...]) -> Structure:
        inputs, policy = self.model.inputs, self.policy
        for lever in levers:
            if lever.name == "parity weight":
                policy = policy.with_values(parity_weight=lever.value)
            elif lever.name != "structure adjustment":
                inputs = _changed(inputs, policy, lever)
        structure = models.build(inputs, policy).structure if levers else replace(self.model.structure, policy=policy)
        factor = np.ones(len(structure.bands))
        for lever in levers:
            if lever.name == "structure adjustment":
                factor *= np.where(_inside(structure.bands, lever), 1 + lever.value, 1.0)
        return structure if (factor == 1).all() else structure.adjusted(factor)


def _changed(inputs: Inputs, policy: Policy, lever: Lever) -> Inputs:
    """The inputs after one lever."""
    if lever.name == "add level":
        rung = pathways.Rung(lever.value.track, lever.value.level, lever.value.then)
        return pathways.added(models.build(inputs, policy), [rung])[0]
    name, frame = _TABLES[lever.name](inputs, lever)
    tables = {**inputs.tables, name: frame}
    if lever.name == "remove level":
        tables |= _without_level(inputs, lever)
    return replace(inputs, tables=MappingProxyType(tables))


def _fx(inputs: Inputs, lever: Lever) -> tuple[str, pd.DataFrame]:
    table = inputs.table("FX")
    known = sorted(set(table["Currency"]))
    named = lever.scope.of.get("currency", tuple(known) if len(known) == 1 else ())
    if not named:
        raise wrong(lever, f"name the currency in Scope, such as currency={known[0] if known else 'EUR'}.")
    _require(lever, {"currency": set(known)})
    kept = table[~table["Currency"].isin(named)]
    dates = np.full(len(named), np.datetime64("NaT"), "datetime64[s]")
    new = pd.DataFrame({"Currency": list(named), "Rate": lever.value, "Date": dates}).astype({"Currency": object})
    return "FX", pd.concat([kept, new], ignore_index=True)


def _movement(inputs: Inputs, lever: Lever) -> tuple[str, pd.DataFrame]:
    _inside(inputs.table("Levels"), lever)
    table = inputs.table("Market")
    factor = np.where(lever.scope.rows(table), 1 + lever.value, 1.0)
    return "Market", table.assign(**{name: table[name].to_numpy(float) * factor for name in PERCENTILES})


def _geo(inputs: Inputs, lever: Lever) -> tuple[str, pd.DataFrame]:
    table = inputs.table("Locations")
    _require(lever, {"location": set(table["Location"])})
    factor = np.where(lever.scope.rows(table), lever.value, table["Geo factor"].to_numpy(float))
    return "Locations", table.assign(**{"Geo factor": factor})


def _spread(inputs: Inputs, lever: Lever) -> tuple[str, pd.DataFrame]:
    table = inputs.table("Levels")
    spread = np.where(_inside(table, lever), lever.value, table["Spread"].to_numpy(float))
    return "Levels", table.assign(Spread=spread)


def _remove(inputs: Inputs, lever: Lever) -> tuple[str, pd.DataFrame]:
    table = inputs.table("Levels")
    return "Levels", table[~_named(table, lever)]


_TABLES = {"fx": _fx, "market movement": _movement, "geo factor": _geo, "spread": _spread, "remove level": _remove}


def _without_level(inputs: Inputs, lever: Lever) -> dict[str, pd.DataFrame]:
    """The tables that name levels, without the rows of a level that is gone."""
    tables = {}
    if inputs.given("Market"):
        market = inputs.table("Market")
        tables["Market"] = market[~_is(market, lever, "Track", "Level")]
    if inputs.given("Equivalence"):
        table = inputs.table("Equivalence")
        gone = _is(table, lever, "From track", "From level") | _is(table, lever, "To track", "To level")
        tables["Equivalence"] = table[~gone]
    return tables


def _is(frame: pd.DataFrame, lever: Lever, track: str, level: str) -> np.ndarray:
    return ((frame[track] == lever.value.track) & (frame[level] == lever.value.level)).to_numpy()


def _named(frame: pd.DataFrame, lever: Lever) -> np.ndarray:
    """The row of the level that a lever names. Raises InputError where there is none."""
    found = _is(frame, lever, "Track", "Level")
    if not found.any():
        raise wrong(lever, structures.no_such_level(frame, lever.value.track, lever.value.level))
    return found


def _inside(frame: pd.DataFrame, lever: Lever) -> np.ndarray:
    """The levels in the scope of a lever. Raises InputError for a name that is not there, or no level at all."""
    _require(lever, {"track": set(frame["Track"]), "level": set(frame["Level"])})
    inside = lever.scope.rows(frame)
    if not inside.any():
        raise wrong(lever, f"no level is in its scope, {lever.scope}.")
    return inside


def _require(lever: Lever, known: dict[str, set[str]]) -> None:
    unknown = lever.scope.unknown(known)
    if unknown:
        raise wrong(lever, f"{unknown}.")


@dataclass(frozen=True, eq=False)
class FromBands(Source):
    """Finished bands: they derive from no market, are in one place and one currency, and count as given."""

    bands: pd.DataFrame = field(kw_only=True)
    equivalence: pd.DataFrame | None = field(default=None, kw_only=True)

    def _make(self, levers: tuple[Lever, ...]) -> Structure:
        frame = self.bands
        weight = 0.0
        for lever in levers:
            if lever.name in NEEDS_MODEL:
                raise wrong(lever, "it needs a model: give the cell of BM_MODEL as bands.")
            if lever.name == "parity weight":
                weight = lever.value
            else:
                frame = self._changed(frame, lever)
        structure = structures.of_bands(frame, self._links(frame), self.policy)
        return structure.pulled(weight) if weight and structure.comparisons is not None else structure

    def _changed(self, frame: pd.DataFrame, lever: Lever) -> pd.DataFrame:
        if lever.name == "remove level":
            return frame[~_named(frame, lever)]
        inside = _inside(frame, lever)
        if lever.name == "spread":
            return frame.assign(**self._respread(frame, inside, lever.value))
        names = [name for name in (("Market",) if lever.name == "market movement" else ENDS) if name in frame]
        factor = np.where(inside, 1 + lever.value, 1.0)
        return frame.assign(**{name: frame[name].to_numpy(float) * factor for name in names})

    def _respread(self, frame: pd.DataFrame, inside: np.ndarray, spread: float) -> dict[str, np.ndarray]:
        mid, basis = frame["Mid"].to_numpy(float), self.policy["spread basis"]
        one = np.ones(len(mid))
        ratios = (bands.minimum(one, spread, basis=basis), bands.maximum(one, spread, basis=basis))
        ends = structures.rounded_ends(mid, ratios, self.policy)
        return {name: np.where(inside, end, frame[name].to_numpy(float)) for name, end in zip(ENDS, ends, strict=True)}

    def _links(self, frame: pd.DataFrame) -> pd.DataFrame | None:
        """The Equivalence table without the rows of levels that a lever removed; a level that never was is an error."""
        table = self.equivalence
        if table is None or len(frame) == len(self.bands):
            return table
        never = {place for place, _, _ in unknown_levels(self.bands, table)}
        gone = {place for place, _, _ in unknown_levels(frame, table)} - never
        return table[[place not in gone for place in range(len(table))]]


def source_of(held: Any, equivalence: pd.DataFrame | None) -> FromModel:
    """The source over a model, compared by another Equivalence table where one is given."""
    if equivalence is None:
        return FromModel.of(held)
    tables = MappingProxyType({**held.inputs.tables, "Equivalence": equivalence})
    return FromModel.of(models.build(replace(held.inputs, tables=tables), held.policy))
