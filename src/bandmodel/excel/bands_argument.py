"""The `bands` argument of worksheet functions: the handle of a model, or a table of finished bands."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bandmodel import structure as structures
from bandmodel.errors import InputError
from bandmodel.excel import cells, registry
from bandmodel.inputs import coerce, schema
from bandmodel.model import Model
from bandmodel.structure import Structure

PLACED = ("Track", "Level", "Base pay")
"""What a people table needs to be placed on bands."""


def model_of(bands: Any) -> Model | None:
    """The model of a handle; None for a table. Raises where it is neither, and where the handle is not held."""
    rows = cells.grid(bands)
    if len(rows) > 1 or len(rows[0]) > 1:
        return None
    cell = cells.one_cell(bands, "bands")
    if coerce.is_blank(cell):
        raise InputError("bands is blank; give the cell of BM_MODEL or a table of bands.")
    if coerce.error_text(cell):
        raise InputError(str(cell) if isinstance(cell, str) else f"bands holds the error {coerce.error_text(cell)}.")
    if not isinstance(cell, str) or not registry.is_handle(cell):
        raise InputError(
            f'bands "{coerce.shown(cell)}" is neither the cell of BM_MODEL nor a table of bands; give one of them.'
        )
    return registry.held(cell)


def structure_of(bands: Any, equivalence: Any = None) -> Structure:
    """The structure of a handle or a table, compared by an Equivalence table if one is given."""
    model = model_of(bands)
    table = None
    if cells.given(equivalence):
        table = cells.frame(equivalence, schema.EQUIVALENCE, "equivalence")
    if model is None:
        return structures.of_bands(cells.frame(bands, schema.BANDS, "bands"), table)
    return model.structure if table is None else model.structure.with_equivalence(table)


def people_of(people: Any, required: tuple[str, ...] = PLACED) -> pd.DataFrame | None:
    """The People table if one is given."""
    return cells.frame(people, schema.PEOPLE, "people", required) if cells.given(people) else None
