"""Findings on the Scenarios table: rows that cannot be read, and bonuses that stop."""

from __future__ import annotations

from collections.abc import Iterator

from bandmodel.errors import Finding
from bandmodel.model import Model
from bandmodel.scenarios import levers
from bandmodel.scenarios.bands import SHAPING
from bandmodel.scenarios.levers import Scenario


def unknown_scopes(model: Model, found: dict[str, Scenario]) -> Iterator[Finding]:
    """Levers on a track, level, location or currency that there is not; one that an earlier lever may add is left alone."""
    adds = any(lever.name == "add level" for scenario in found.values() for lever in scenario.levers)
    places, people = model.structure.localities, model.inputs.table("People")
    known = {"location": set(places.factors), "currency": {*places.rates, places.currency, *places.currencies.values()}}
    if not adds:
        known |= {"track": set(model.bands["Track"]), "level": set(model.bands["Level"])}
    everywhere = {*places.factors, *people["Location"].unique()} - {""}  # people may be where no factor is known
    of_people = {**known, "location": everywhere}
    for lever in (lever for scenario in found.values() for lever in scenario.levers):
        unknown = lever.scope.unknown(known if lever.name in SHAPING else of_people)
        if unknown:
            yield Finding(
                "scenario-scope-unknown", "warning", "Scenarios", lever.row, "Scope", str(lever.scope),
                f"{lever.name}: {unknown}; the scenario cannot run.", "Correct the scope.",
            )  # fmt: skip


def rows(model: Model) -> Iterator[Finding]:
    """Levers, years, scopes and values that are none, and bonuses paid for fewer years than the scenarios run."""
    if not model.inputs.given("Scenarios"):
        return
    table, year = model.inputs.table("Scenarios"), model.policy["structure date"].year
    found, faults = levers.scenarios(table, year)
    yield from faults
    yield from unknown_scopes(model, found)
    yield from levers.stopping_bonuses(table, year)
