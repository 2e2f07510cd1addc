"""Findings: what an analyst should look at, as a list in which each row names place, message and remedy.

Faults of the inputs come from reading; the checks here look at the model that was built. Each check is a generator of
findings over one subject; `of_model` runs them all.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from bandmodel.errors import SEVERITIES, Finding
from bandmodel.findings import ladders, merit, people, pricing, scenarios, settings, tracks
from bandmodel.model import Model
from bandmodel.structure import Structure

COLUMNS = ("Severity", "Table", "Row", "Column", "Finding", "Remedy")


def of_model(model: Model, staff: pd.DataFrame | None = None) -> list[Finding]:
    """Every finding of a model, errors first, each severity in the order of the tables.

    staff   the People table to place on the bands; the one of the inputs if it was given there
    """
    roster = staff if staff is not None else (model.inputs.table("People") if model.inputs.given("People") else None)
    found = [
        *model.inputs.findings,
        *model.trouble,
        *settings.owners(model),
        *ladders.given_ranges(model),
        *ladders.unknown_bands(model),
        *ladders.impossible_bands(model),
        *pricing.survey_rows(model),
        *pricing.outdated(model),
        *pricing.percentiles_in_order(model),
        *pricing.far_from_blend(model),
        *pricing.levels_without_market(model),
        *pricing.locations(model),
        *pricing.structure_currency_rates(model),
        *tracks.table_rows(model),
        *tracks.equivalence_rows(model),
        *tracks.crossed(model),
        *tracks.without_weight(model),
        *of_structure_only(model.structure),
        *(people.checks(model.structure, roster) if roster is not None else ()),
        *merit.zones(model.inputs.table("Merit")),
        *scenarios.rows(model),
    ]
    return ranked(found)


def of_structure(structure: Structure, staff: pd.DataFrame | None = None) -> list[Finding]:
    """Every finding that finished bands allow."""
    return ranked([*of_structure_only(structure), *(people.checks(structure, staff) if staff is not None else ())])


def of_structure_only(structure: Structure) -> Iterable[Finding]:
    """The checks that need nothing but bands and comparisons."""
    yield from ladders.ranks(structure)
    yield from ladders.shapes(structure)
    yield from ladders.steps(structure)
    yield from tracks.kinds(structure)
    yield from tracks.look_alike_grades(structure)
    yield from tracks.without_equivalence(structure)
    yield from tracks.merged_rungs(structure)
    yield from tracks.limits(structure)


def ranked(found: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; otherwise in the order found."""
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def has_errors(found: Iterable[Finding]) -> bool:
    """Whether a figure is missing or wrong."""
    return any(finding.severity == "error" for finding in found)


def table(found: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table with the columns of `COLUMNS`."""
    rows = [(f.severity, f.table, f.row, f.column, f.message, f.remedy) for f in found]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"Row": float})
