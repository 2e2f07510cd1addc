"""The `bands` argument of worksheet functions: the handle of a model, or a table of finished bands."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bandmodel import placement
from bandmodel import policy as policies
from bandmodel import structure as structures
from bandmodel.errors import InputError
from bandmodel.excel import cells, registry
from bandmodel.inputs import coerce, schema
from bandmodel.inputs.inputs import Inputs
from bandmodel.inputs.schema import Table
from bandmodel.inputs.spelling import respelt
from bandmodel.inputs.table import Read
from bandmodel.model import Model
from bandmodel.placement import Placement
from bandmodel.structure import Structure

PLACED = ("Track", "Level", "Base pay")
"""What a people table needs to be placed on bands."""
CONVERT_HELP = "Cell with BM_MODEL, to convert pay in several currencies; blank = pay as it stands"


def model_of(bands: Any) -> Model | None:
    """The model of a handle; None for a table. Raises where it is neither, and where the handle is not held."""
    if isinstance(bands, str) and registry.is_handle(bands):
        return registry.held(bands)
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
    if model is None:
        policy = policies.defaults().dated(cells.today())
        frame = cells.frame(bands, schema.BANDS, "bands")
        if frame.empty:
            raise InputError("bands has headers and no level below them; select the table with its rows.")
        return structures.of_bands(frame, equivalence_of(equivalence, frame), policy)
    table = equivalence_of(equivalence, model.structure.bands)
    return model.structure if table is None else model.structure.with_equivalence(table)


def equivalence_of(equivalence: Any, bands: pd.DataFrame) -> pd.DataFrame | None:
    """The Equivalence table if one is given, its names as the bands spell them."""
    if not cells.given(equivalence):
        return None
    given = cells.frame(equivalence, schema.EQUIVALENCE, "equivalence")
    return respelt({"Equivalence": Read(given, ()), "Levels": Read(bands, ())})["Equivalence"].frame


def spelt_as(structure: Structure, people: Read) -> Read:
    """The People table with names as the structure spells them, as it is where a whole workbook is read: m2 is M2."""
    locations = pd.DataFrame({"Location": list(structure.localities.factors)}, dtype=object)
    known = {"Levels": Read(structure.bands, ()), "Locations": Read(locations, ())}
    return respelt({"People": people, **known})["People"]


def spelt(people: pd.DataFrame, structure: Structure | None) -> pd.DataFrame:
    """The same for a table without faults; without a structure its managers are spelt as its people are."""
    read = Read(people, ())
    made = respelt({"People": read})["People"] if structure is None else spelt_as(structure, read)
    return people if made.frame is None else made.frame


def people_of(people: Any, structure: Structure, required: tuple[str, ...] = PLACED) -> pd.DataFrame | None:
    """The People table if one is given, its names as the structure spells them."""
    return roster(people, structure, required) if cells.given(people) else None


def placed(
    people: Any, structure: Structure, required: tuple[str, ...] = PLACED, used: tuple[str, ...] = ()
) -> Placement:  # fmt: skip
    """The people of a People table on the bands of a structure; columns as `roster` takes them."""
    return placement.place(structure, roster(people, structure, required, used))


def roster(
    people: Any, structure: Structure | None = None, required: tuple[str, ...] = PLACED, used: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The People table. Raises InputError that lists every fault of it.

    structure  whose spelling names are given in; managers are given as the people themselves are in any case
    required   columns that must be there and filled in
    used       columns that must be there, whose cells may be blank
    """
    frame = spelt(cells.frame(people, schema.PEOPLE, "people", required), structure)
    missing = [name for name in used if name not in frame]
    if missing:
        listed = ", ".join(f'"{name}"' for name in missing)
        there = ", ".join(str(name) for name in frame.columns)
        raise InputError(f"People has no column {listed}, which this formula reads; columns: {there}. Add it.")
    return frame


def converted(people: Any, bands: Any) -> tuple[pd.DataFrame, Placement | None]:
    """The People table, and its people on bands where bands are given, which converts pay in several currencies."""
    if not cells.given(bands):
        return roster(people, required=("Base pay",)), None
    structure = structure_of(bands)
    staff = roster(people, structure)
    return staff, placement.place(structure, staff)


def table_of(given: Any, kind: Table, name: str) -> tuple[pd.DataFrame, Model | None]:
    """A table range, or the table of that kind of the model whose handle is given instead."""
    rows = cells.grid(given)
    if len(rows) > 1 or len(rows[0]) > 1:
        frame = cells.frame(given, kind, name)
        return Inputs({kind.name: frame}).table(kind.name), None
    cell = cells.one_cell(given, name)
    if coerce.is_blank(cell):
        raise InputError(f"{name} is blank; give the table with its headers, or the cell of BM_MODEL.")
    if not isinstance(cell, str) or not registry.is_handle(cell):
        raise InputError(f'{name} "{coerce.shown(cell)}" is neither a table with headers nor the cell of BM_MODEL.')
    held = registry.held(cell)
    return held.inputs.table(kind.name), held
