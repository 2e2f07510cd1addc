"""A workbook (.xlsx or .xlsm) → Inputs: each table by its Excel table name, else by its sheet's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bandmodel.errors import InputError
from bandmodel.inputs import coerce, schema, table
from bandmodel.inputs.inputs import Inputs, collect


def read(path: Path) -> Inputs:
    """Read every table of the schema that the workbook has.

    A table is an Excel table of that name (or ending in it, as tblLevels); otherwise a sheet of that name whose headers
    stand in the first row that holds all required ones. Values are the ones that Excel saved.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # here, because Excel's start must not pay for it

    try:
        with CalamineWorkbook.from_path(str(path), load_tables=True) as book:
            found = {name: _read_table(book, kind) for name, kind in schema.TABLES.items()}
    except (CalamineError, OSError, ValueError) as trouble:
        raise InputError(f"{path} cannot be read as an Excel workbook: {trouble}. Save it again as .xlsx.") from trouble
    read = {name: result for name, result in found.items() if result is not None}
    if not read:
        raise InputError(f"No table found in {path}; it should have sheets such as Levels, Market, Equivalence, Policy.")
    return collect(read, str(path))


def _read_table(book: Any, kind: schema.Table) -> table.Read | None:
    wanted = (kind.name.casefold(), f"tbl{kind.name}".casefold())
    for name in book.table_names:
        if name.casefold() in wanted:
            data = book.get_table_by_name(name)
            return table.read(kind, data.columns, data.to_python(), first_row=_first_row(book, data))
    for name in book.sheet_names:
        if name.casefold() == kind.name.casefold():
            return _read_sheet(book.get_sheet_by_name(name), kind)
    return None


def _first_row(book: Any, data: Any) -> int:
    """Row number in the sheet of the table's first row of data; calamine counts from 0."""
    return int(data.start[0]) + 1


def _read_sheet(sheet: Any, kind: schema.Table) -> table.Read | None:
    rows = sheet.to_python(skip_empty_area=False)
    must = {name.casefold() for name in kind.required}
    for position, row in enumerate(rows):
        if must <= {header.casefold() for header in table.headers_of(row)}:
            return table.read(kind, row, rows[position + 1 :], first_row=position + 2)
    filled = [(n, row) for n, row in enumerate(rows) if any(not coerce.is_blank(cell) for cell in row)]
    if not filled:
        return None
    position, row = filled[0]
    return table.read(kind, row, rows[position + 1 :], first_row=position + 2)
