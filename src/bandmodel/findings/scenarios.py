"""Findings on the Scenarios table: rows that cannot be read, and bonuses that stop."""

from __future__ import annotations

from collections.abc import Iterator

from bandmodel.errors import Finding
from bandmodel.model import Model
from bandmodel.scenarios import levers


def rows(model: Model) -> Iterator[Finding]:
    """Levers, years, scopes and values that are none, and bonuses paid for fewer years than the scenarios run."""
    if not model.inputs.given("Scenarios"):
        return
    table, year = model.inputs.table("Scenarios"), model.policy["structure date"].year
    yield from levers.scenarios(table, year)[1]
    yield from levers.stopping_bonuses(table, year)
