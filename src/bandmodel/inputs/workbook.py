"""A workbook (.xlsx or .xlsm) → Inputs: each table by its Excel table name, else by its sheet's name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bandmodel.errors import Finding, InputError
from bandmodel.inputs import coerce, schema, table
from bandmodel.inputs.inputs import Inputs, collect
from bandmodel.inputs.sheet_xml import Package, Unseen, open_package
from bandmodel.inputs.styles import Style


@dataclass(frozen=True)
class Block:
    """The cells of one table as they stand on a sheet.

    top, left   row and column of the first header in the sheet, counted from 1
    """

    sheet: str
    headers: list[Any]
    rows: list[list[Any]]
    top: int
    left: int


def read(path: Path) -> Inputs:
    """Read every table of the schema that the workbook has.

    A table is an Excel table of that name (or tbl and that name); otherwise a sheet of that name, whose headers stand in
    the first row that holds all required ones. Values are the ones that Excel saved. Error cells, formulas without a saved
    value, hidden rows and merged cells are found and reported.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # here, because Excel's start must not pay for it

    try:
        with CalamineWorkbook.from_path(str(path), load_tables=True) as book:
            blocks = {name: _block(book, kind) for name, kind in schema.TABLES.items()}
    except (CalamineError, OSError, ValueError) as trouble:
        raise InputError(f"{path} cannot be read as an Excel workbook: {trouble}. Save it again as .xlsx.") from trouble
    package = open_package(path)
    found = {name: _read(schema.TABLES[name], block, package) for name, block in blocks.items() if block is not None}
    if not found:
        raise InputError(f"No table found in {path}; it should have sheets such as Levels, Market, Equivalence, Policy.")
    return collect(found, str(path))


def _block(book: Any, kind: schema.Table) -> Block | None:
    wanted = (kind.name.casefold(), f"tbl{kind.name}".casefold())
    for name in book.table_names:
        if name.casefold() in wanted:
            data = book.get_table_by_name(name)
            top, left = data.start  # of the first row of data, counted from 0: the row of the headers counted from 1
            return Block(data.sheet, data.columns, data.to_python(), int(top), int(left) + 1)
    for name in book.sheet_names:
        if name.casefold() == kind.name.casefold():
            return _block_of_sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), kind)
    return None


def _block_of_sheet(name: str, rows: list[list[Any]], kind: schema.Table) -> Block | None:
    filled = None
    for position, row in enumerate(rows):
        if table.is_header(kind, row):
            return Block(name, row, rows[position + 1 :], position + 1, 1)
        if filled is None and not all(coerce.is_blank(cell) for cell in row):
            filled = position
    return None if filled is None else Block(name, rows[filled], rows[filled + 1 :], filled + 1, 1)


def _read(kind: schema.Table, block: Block, package: Package) -> table.Read:
    unseen = package.unseen(block.sheet)
    rows = _with_unseen(block, unseen)
    style = Style(date1904=package.date1904, text=False)
    read = table.read(kind, block.headers, rows, first_row=block.top + 1, style=style)
    return table.Read(read.frame, (*read.findings, *_remarks(kind, block, unseen)))


def _with_unseen(block: Block, unseen: Unseen) -> list[list[Any]]:
    """The rows with error cells and formulas without a value put back where a reader of values sees blanks."""
    marks = {**dict.fromkeys(unseen.formulas, coerce.NO_SAVED_VALUE), **unseen.errors}
    if not marks:
        return block.rows
    rows = [list(row) for row in block.rows]
    for (row, column), text in marks.items():
        y, x = row - block.top - 1, column - block.left
        if 0 <= y < len(rows) and 0 <= x < len(rows[y]):
            rows[y][x] = text
    return rows


def _remarks(kind: schema.Table, block: Block, unseen: Unseen) -> list[Finding]:
    """Hidden rows, which are read like any other, and merged cells, of which only the first holds a value."""
    last_row, last_column = block.top + len(block.rows), block.left + len(block.headers) - 1
    remarks = []
    hidden = sorted(row for row in unseen.hidden if block.top < row <= last_row)
    if hidden:
        count = f"{len(hidden)} row{'s' * (len(hidden) != 1)}"
        remarks.append(
            Finding(
                "rows-hidden",
                "note",
                kind.name,
                hidden[0],
                "",
                str(len(hidden)),
                f"{count} hidden or filtered out, the first in row {hidden[0]}; hidden rows are read like any other.",
                "Nothing to do, or delete the rows that should not count.",
            )
        )
    for top, left, bottom, right in unseen.merged:
        if block.top <= bottom and top <= last_row and block.left <= right and left <= last_column:
            remarks.append(
                Finding(
                    "cells-merged",
                    "warning",
                    kind.name,
                    top,
                    "",
                    "",
                    f"Cells of rows {top} to {bottom}, columns {left} to {right}, are merged; only the first holds a value.",
                    "Unmerge them and fill in every cell.",
                )
            )
    return remarks
