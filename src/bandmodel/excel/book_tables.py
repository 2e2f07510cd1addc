"""What stands in an open workbook: its tables, its named cells, and the model that they make.

The buttons read from here; what they do is in `macros`.
"""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Mapping
from typing import Any

from bandmodel import findings, model
from bandmodel.errors import Finding
from bandmodel.excel import cells
from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import collect
from bandmodel.model import Model

MODEL_TABLES = (schema.LEVELS, schema.MARKET, schema.POLICY, schema.EQUIVALENCE, schema.LOCATIONS, schema.FX, schema.TRACKS,
                schema.MATCHES)  # fmt: skip
"""The tables that make a model, in the order of BM_MODEL: the same tables have the same key there and here."""
PLACED = ("Track", "Level")  # what BM_FINDINGS needs of the People table
CELL_VALUES = (str, numbers.Number, dt.date, dt.time)
"""What cells hold; Excel on macOS hands over a keyword for an empty one."""


def read_model(book: Any, known: Mapping[str, Any]) -> tuple[Model, list[Finding]]:
    """The model that the tables make, and every finding: the same steps as BM_MODEL and BM_FINDINGS take."""
    book.app.status_bar = "Band Model: reading the tables …"
    rows = {kind: own_columns(kind, rows_of(known[kind.name])) for kind in MODEL_TABLES if kind.name in known}
    read = {kind.name: cells.read_table(part, kind, kind.name) for kind, part in rows.items()}
    built = model.of_inputs(collect(read, f"workbook {book.name}"), cells.today())
    if "People" not in known:
        return built, findings.of_model(built)
    people = cells.read_table(rows_of(known["People"]), schema.PEOPLE, "People", PLACED)
    return built, findings.ranked([*findings.of_model(built, people.frame), *people.findings])


def read_whole(book: Any, known: Mapping[str, Any]) -> Model:
    """The model of every table, with people, merit and scenarios, as the command line reads a workbook."""
    book.app.status_bar = "Band Model: reading the tables …"
    read = {name: cells.read_table(rows_of(listed), schema.TABLES[name], name) for name, listed in known.items()}
    return model.of_inputs(collect(read, f"workbook {book.name}"), cells.today())


def tables_of(book: Any) -> dict[str, Any]:
    """The Excel tables of the workbook that the model knows, by their name in the schema."""
    names = {form.casefold(): name for name in schema.TABLES for form in (name, f"tbl{name}")}
    found: dict[str, Any] = {}
    for sheet in book.sheets:
        for listed in sheet.tables:
            name = names.get(listed.name.casefold())
            if name:
                found.setdefault(name, listed)
    return found


def rows_of(listed: Any) -> cells.Rows:
    """The cells of a table, raw, headers first, without a totals row."""
    rows = grid_of(listed.range, listed.range.raw_value)
    return rows[:-1] if listed.show_totals else rows


def grid_of(block: Any, raw: Any) -> cells.Rows:
    """Raw cells as rows, in whichever way Excel hands over one row, one column or one cell."""
    flat = [cell for row in (raw if cells.is_range(raw) else [raw]) for cell in (row if cells.is_range(row) else [row])]
    known = [cell if isinstance(cell, CELL_VALUES) else None for cell in flat]
    width = block.shape[1]
    return [known[start : start + width] for start in range(0, len(known), width)]


def headers_of(listed: Any) -> list[str]:
    """The headers of a table, in order."""
    first = listed.range.resize(1)
    return table.headers_of(grid_of(first, first.raw_value)[0])


def own_columns(kind: schema.Table, rows: cells.Rows) -> cells.Rows:
    """A table up to the last column that the model knows, as the formula in Model takes it; the rest is the user's own."""
    place, _ = table.match(kind, table.headers_of(rows[0]))
    return [row[: max(place.values()) + 1] for row in rows] if place else rows


def place_of(known: Mapping[str, Any], finding: Finding) -> str:
    """Where a finding is: as the sheet Findings says it, and the cell."""
    listed = known.get(finding.table)
    if listed is None or finding.row is None:
        return finding.place
    headers = [header.casefold() for header in headers_of(listed)]
    column = headers.index(finding.column.casefold()) if finding.column.casefold() in headers else 0
    return f"{finding.place} (cell {address_of(listed.range(int(finding.row), column + 1))})"


def address_of(block: Any) -> str:
    """Sheet and cells of a block, as Levels!C7."""
    return f"{block.sheet.name}!{block.get_address(False, False)}"


def named_cell(book: Any, name: str) -> Any:
    """The cell of a defined name; None where the name is not there or leads nowhere."""
    if name not in book.names or "#REF!" in book.names[name].refers_to:
        return None
    return book.names[name].refers_to_range


def named_value(book: Any, name: str) -> Any:
    """What the cell of a defined name holds; None where there is no such cell."""
    cell = named_cell(book, name)
    return None if cell is None else grid_of(cell, cell.raw_value)[0][0]
