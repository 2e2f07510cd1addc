"""The bands after some levers: from a model, which is built anew from changed tables, or from finished bands.

The base is never changed: each set of levers gives a structure of its own, which is kept as long as the base is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from bandmodel import model as models
from bandmodel import pathways
from bandmodel import structure as structures
from bandmodel.core import bands
from bandmodel.core.comparisons import unknown_levels
from bandmodel.core.pricing import PERCENTILES
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
BY_LEVEL = ("market movement", "structure adjustment", "spread")
"""The levers whose scope names levels."""
ENDS = ("Min", "Mid", "Max")
MARKET = ("fx", "market movement")
"""The levers on market rates. They are taken first, whatever their year: then a rung that was added is priced at the rates
of now, and moves as the levels of its grade do."""
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
            _check(self.levels, levers)
            made = self._make(levers)
            if levers and levers[-1].name == "parity weight":
                made.compared()
            self.made[levers] = made
        return self.made[levers]

    @property
    def levels(self) -> pd.DataFrame:
        """The levels before any lever; Track and Level at least."""
        raise NotImplementedError

    def _make(self, levers: tuple[Lever, ...]) -> Structure:
        raise NotImplementedError


class LeverError(InputError):
    """A lever cannot act; the text says where it stands on the Scenarios table."""


def wrong(lever: Lever, text: str) -> LeverError:
    """The error of a lever that cannot act, with its place on the table."""
    row = f" row {lever.row}" if lever.row is not None else ""
    return LeverError(f"Scenarios{row}, {lever.name} {lever.year}: {text}")


def _check(levels: pd.DataFrame, levers: tuple[Lever, ...]) -> None:
    """Raise LeverError for a lever whose levels are not there when its turn comes, or are the last ones."""
    there = levels[["Track", "Level"]]
    for lever in levers:
        if lever.name == "add level":
            there = pd.concat([there, pd.DataFrame({"Track": [lever.value.track], "Level": [lever.value.level]})])
        elif lever.name == "remove level":
            there = there[~_named(there, lever)]
            if there.empty:
                raise wrong(lever, "no level would be left.")
        elif lever.name in BY_LEVEL:
            _inside(there, lever)


@dataclass(frozen=True, eq=False)
class FromModel(Source):
    """Bands of a model."""

    model: Model = field(kw_only=True)

    @classmethod
    def of(cls, model: Model) -> FromModel:
        """The source over a model."""
        policy = replace(model.policy, values=MappingProxyType({**model.policy.values, "base pay is": "FTE"}))
        return cls(policy, model.key, model.policy["base pay is"] == "actual", model=model)

    @property
    def levels(self) -> pd.DataFrame:
        """The Levels table."""
        return self.model.inputs.table("Levels")

    def _make(self, levers: tuple[Lever, ...]) -> Structure:
        draft = _Draft(self.model.inputs, self.policy)
        for lever in sorted(levers, key=lambda lever: lever.name not in MARKET):
            draft = draft.after(lever)
        return draft.structure(self.model) if levers else replace(self.model.structure, policy=self.policy)


@dataclass(frozen=True, eq=False)
class _Draft:
    """A model in the making. `rises` holds the factor by which each level was adjusted; 1 where it is not there."""

    inputs: Inputs
    policy: Policy
    rises: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def after(self, lever: Lever) -> _Draft:
        """The draft after one lever."""
        if lever.name == "parity weight":
            return replace(self, policy=self.policy.with_values(parity_weight=lever.value))
        if lever.name == "structure adjustment":
            levels = self.inputs.table("Levels")
            keys = [key for key, inside in zip(_keys(levels), lever.scope.rows(levels), strict=True) if inside]
            return replace(self, rises={**self.rises, **{key: self.rises.get(key, 1.0) * (1 + lever.value) for key in keys}})
        if lever.name == "add level":
            return replace(self, inputs=self._with_rung(lever))
        tables = {**self.inputs.tables, **_TABLES[lever.name](self.inputs, lever)}
        changed = replace(self, inputs=replace(self.inputs, tables=MappingProxyType(tables)))
        if lever.name != "remove level":
            return changed
        gone = (lever.value.track, lever.value.level)
        return replace(changed, rises={key: rise for key, rise in self.rises.items() if key != gone})

    def _with_rung(self, lever: Lever) -> Inputs:
        """The inputs with a new rung, priced by the levels of its grade as they have been adjusted so far."""
        rung = pathways.Rung(lever.value.track, lever.value.level, lever.value.then)
        built = models.build(self.inputs, self.policy)
        return pathways.added(replace(built, structure=self._risen(built.structure)), [rung])[0]

    def structure(self, base: Model) -> Structure:
        """The structure; a model is built only where its tables are other than those of the base."""
        built = base.structure if self.inputs is base.inputs else models.build(self.inputs, self.policy).structure
        return self._risen(replace(built, policy=self.policy))

    def _risen(self, structure: Structure) -> Structure:
        return structure.adjusted(np.array([self.rises.get(key, 1.0) for key in _keys(structure.bands)], float))


Tables = dict[str, pd.DataFrame]
"""The tables that a lever changes."""


def _fx(inputs: Inputs, lever: Lever) -> Tables:
    table = inputs.table("FX")
    known = sorted(set(table["Currency"]))
    named = lever.scope.of.get("currency", tuple(known) if len(known) == 1 else ())
    if not named:
        raise wrong(lever, f"name the currency in Scope, such as currency={known[0] if known else 'EUR'}.")
    _require(lever, {"currency": set(known)})
    kept = table[~table["Currency"].isin(named)]
    dates = np.full(len(named), np.datetime64("NaT"), "datetime64[s]")
    new = pd.DataFrame({"Currency": list(named), "Rate": lever.value, "Date": dates}).astype({"Currency": object})
    return {"FX": pd.concat([kept, new], ignore_index=True)}


def _movement(inputs: Inputs, lever: Lever) -> Tables:
    table = inputs.table("Market")
    factor = np.where(lever.scope.rows(table), 1 + lever.value, 1.0)
    return {"Market": table.assign(**{name: table[name].to_numpy(float) * factor for name in PERCENTILES})}


def _geo(inputs: Inputs, lever: Lever) -> Tables:
    table = inputs.table("Locations")
    if table.empty:
        raise wrong(lever, "there is no Locations table.")
    _require(lever, {"location": set(table["Location"])})
    factor = np.where(lever.scope.rows(table), lever.value, table["Geo factor"].to_numpy(float))
    return {"Locations": table.assign(**{"Geo factor": factor})}


def _spread(inputs: Inputs, lever: Lever) -> Tables:
    table = inputs.table("Levels")
    spread = np.where(lever.scope.rows(table), lever.value, table["Spread"].to_numpy(float))
    return {"Levels": table.assign(Spread=spread)}


def _remove(inputs: Inputs, lever: Lever) -> Tables:
    """Without the level and its survey rows; comparisons with it fall away when the model is built."""
    return {name: table[~_is(table, lever)] for name in ("Levels", "Market") for table in [inputs.table(name)]}


_TABLES = {"fx": _fx, "market movement": _movement, "geo factor": _geo, "spread": _spread, "remove level": _remove}


def _keys(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["Track"], frame["Level"], strict=True))


def _is(frame: pd.DataFrame, lever: Lever) -> np.ndarray:
    named: np.ndarray = ((frame["Track"] == lever.value.track) & (frame["Level"] == lever.value.level)).to_numpy()
    return named


def _named(frame: pd.DataFrame, lever: Lever) -> np.ndarray:
    """The row of the level that a lever names. Raises LeverError where there is none."""
    found = _is(frame, lever)
    if not found.any():
        raise wrong(lever, structures.no_such_level(frame, lever.value.track, lever.value.level))
    return found


def _inside(frame: pd.DataFrame, lever: Lever) -> np.ndarray:
    """The levels in the scope of a lever. Raises LeverError for a name that is not there, or no level at all."""
    _require(lever, {"track": set(frame["Track"]), "level": set(frame["Level"])})
    found = lever.scope.rows(frame)
    if not found.any():
        raise wrong(lever, f"no level is in its scope, {lever.scope}.")
    return found


def _require(lever: Lever, known: dict[str, set[str]]) -> None:
    unknown = lever.scope.unknown(known)
    if unknown:
        raise wrong(lever, f"{unknown}.")


@dataclass(frozen=True, eq=False)
class FromBands(Source):
    """Finished bands: they derive from no market, are in one place and one currency, and count as given."""

    bands: pd.DataFrame = field(kw_only=True)
    equivalence: pd.DataFrame | None = field(default=None, kw_only=True)

    @property
    def levels(self) -> pd.DataFrame:
        """The bands as they were given."""
        return self.bands

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
            return frame[~_is(frame, lever)]
        inside = lever.scope.rows(frame)
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


def source_of(model: Model, equivalence: pd.DataFrame | None) -> FromModel:
    """The source over a model, compared by another Equivalence table where one is given."""
    if equivalence is None:
        return FromModel.of(model)
    model.structure.with_equivalence(equivalence)  # a level that it does not know is an error, as in every function
    tables = MappingProxyType({**model.inputs.tables, "Equivalence": equivalence})
    return FromModel.of(models.build(replace(model.inputs, tables=tables), model.policy))
