"""A workbook (.xlsx or .xlsm) → Inputs: each table by its Excel table name, else by its sheet's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from bandmodel.errors import Finding, InputError
from bandmodel.inputs import coerce, file_kind, near_names, schema, table
from bandmodel.inputs.inputs import Inputs, collect
from bandmodel.inputs.sheet_xml import ExcelTable, Unseen, column_number, open_package
from bandmodel.inputs.styles import Style

NAMES = {name.casefold() for name in schema.TABLES}
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of Excel; XFD is the column's name."""
MOST_CELLS = 50_000_000
"""Cells of one sheet that are read: twice a People sheet with 24 columns that is full to Excel's last row."""

UNKNOWN_ERROR = "#VALUE!"
"""What an error cell is taken for whose word is none that Excel is known to use."""


@dataclass(frozen=True)
class Block:
    """The cells of one table as they stand on a sheet.

    top, left   row and column of the first header in the sheet, counted from 1
    remark      what else could have been meant, and was not read
    """

    sheet: str
    headers: list[Any]
    rows: np.ndarray
    top: int
    left: int
    remark: str = ""


def read(path: Path) -> Inputs:
    """Read every table of the schema that the workbook has.

    A table is an Excel table of that name (or tbl and that name); otherwise a sheet of that name, whose headers stand in
    the first row that holds all required ones. Values are the ones that Excel saved. Error cells, formulas without a saved
    value, hidden rows and merged cells are found and reported.
    """
    from concurrent.futures import ThreadPoolExecutor  # both here, because Excel's start must not pay for them

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        file_kind.require_workbook(path)
    except OSError as trouble:
        raise InputError(f"{path} cannot be read: {trouble.strerror or trouble}.") from trouble
    package = open_package(path)
    wanted = {sheet for sheet in package.parts if _named(sheet) in NAMES}
    wanted |= {held.sheet for name, held in package.tables.items() if name.casefold().removeprefix("tbl") in NAMES}
    try:
        with ThreadPoolExecutor(1) as beside:  # sees what Calamine passes over, which works without Python's lock
            extents = {sheet: beside.submit(package.extent, sheet) for sheet in wanted}
            with CalamineWorkbook.from_path(str(path), load_tables=True) as book:
                for sheet, extent in extents.items():
                    _require_extent(path, sheet, *extent.result())
                unseen = {sheet: beside.submit(package.unseen, sheet) for sheet in wanted}
                try:
                    blocks = _blocks(book, package.tables)
                except CalamineError:  # an error cell whose word it does not know, such as #SPILL!
                    if not any(told.result().errors for told in unseen.values()):
                        raise
                    with CalamineWorkbook.from_filelike(package.errors_as_text(wanted), load_tables=True) as same:
                        blocks = _blocks(same, package.tables)
                names = book.sheet_names
                hidden = {page.name for page in book.sheets_metadata if not str(page.visible).endswith(".Visible")}
    except (CalamineError, OSError, ValueError) as trouble:
        raise file_kind.damaged(path, trouble) from trouble
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":  # of compiled code, and no Exception
            raise
        raise file_kind.damaged(path, trouble) from trouble
    found = {}
    for name, block in blocks.items():
        if block is not None:
            told = unseen[block.sheet].result() if block.sheet in unseen else package.unseen(block.sheet)
            found[name] = _read(schema.TABLES[name], block, told, package.date1904, hidden)
    if not found:
        raise InputError(
            f"No table found in {path}; it should have sheets such as Levels, Market, Equivalence, Policy. It has: "
            f"{', '.join(names)}."
        )
    return collect({**found, **near_names.found(names, found, "Sheet")}, str(path))


def _blocks(book: Any, held: Mapping[str, ExcelTable]) -> dict[str, Block | None]:
    """The cells of each table of the schema; `held` are the Excel tables of the workbook."""
    return {name: _block(book, kind, held) for name, kind in schema.TABLES.items()}


def _block(book: Any, kind: schema.Table, held: Mapping[str, ExcelTable]) -> Block | None:
    wanted = (kind.name.casefold(), f"tbl{kind.name}".casefold())
    tables = [name for name in book.table_names if name.casefold() in wanted]
    if len(tables) > 1:
        raise InputError(
            f"There are two Excel tables of {kind.name}: {' and '.join(tables)}; keep one, or rename the other."
        )
    kinds = {page.name: str(page.typ) for page in book.sheets_metadata}
    sheets = [name for name in book.sheet_names if _named(name) == kind.name.casefold()
              and "WorkSheet" in kinds[name]]  # fmt: skip
    if tables:
        return _block_of_table(book, tables[0], held.get(tables[0]), sheets)
    for name in sheets:
        return _block_of_sheet(name, _cells(book.get_sheet_by_name(name)), kind)
    return None


def _block_of_table(book: Any, name: str, held: ExcelTable | None, sheets: list[str]) -> Block:
    """The cells of an Excel table; a table of headers alone, as programs write it, has no data to ask for.

    Raises ValueError for one whose range cannot be, which the reader would take memory for.
    """
    if held is None or not held.first[0] <= held.last[0] <= LAST_ROW or not 0 < held.first[1] <= held.last[1] <= LAST_COLUMN:
        raise ValueError(f"Excel table {name} has a range that cannot be")
    if held.rows < 1:
        block = Block(held.sheet, held.headers, np.empty((0, len(held.headers)), object), *held.first)
    elif held.last[0] * held.last[1] > MOST_CELLS:
        raise ValueError(f"Excel table {name} has {held.last[0] * held.last[1]:,} cells; at most {MOST_CELLS:,} are read")
    else:
        data = book.get_table_by_name(name)
        top, left = data.start  # of the first row of data, counted from 0: the row of the headers counted from 1
        block = Block(data.sheet, data.columns, _array(data.to_python(), len(data.columns)), int(top), int(left) + 1)
    if not sheets or block.sheet in sheets:
        return block
    passed = f"Excel table {name} on sheet {block.sheet} is read; sheet {sheets[0]} is not read."
    return replace(block, remark=passed)


def _require_extent(path: Path, sheet: str, row: int, column: str) -> None:
    """Raise InputError where a sheet has cells that Excel has not, or more than memory: one in the last corner is enough."""
    if row > LAST_ROW or column_number(column) > LAST_COLUMN:
        raise InputError(
            f"Sheet {sheet} of {path} reaches to cell {column}{row}, and Excel's last cell is XFD{LAST_ROW}: the file is "
            "damaged, or not made by a spreadsheet. Open it in Excel and save it again."
        )
    cells = row * column_number(column)
    if cells > MOST_CELLS:
        raise InputError(
            f"Sheet {sheet} of {path} reaches to cell {column}{row}: {cells:,} cells; at most {MOST_CELLS:,} are read. "
            "Delete the columns to the right of the table and the rows below it, and save the workbook."
        )


def _cells(sheet: Any) -> np.ndarray:
    """The cells of a sheet from its very first on."""
    if sheet.end is None:
        return np.empty((0, 0), object)
    cells = _array(sheet.iter_rows(), sheet.width)
    left = sheet.start[1]
    return np.hstack([np.full((len(cells), left), "", object), cells]) if left else cells


def _array(rows: Iterable[list[Any]], width: int) -> np.ndarray:
    """Rows of equal width as one array: as lists, Python would look through them for garbage again and again."""
    return np.fromiter(chain.from_iterable(rows), object).reshape(-1, width)


def _block_of_sheet(name: str, rows: np.ndarray, kind: schema.Table) -> Block | None:
    filled = None
    for position, row in enumerate(rows):
        if table.is_header(kind, row):
            return Block(name, row.tolist(), rows[position + 1 :], position + 1, 1)
        if filled is None and not all(coerce.is_blank(cell) for cell in row):
            filled = position
    return None if filled is None else Block(name, rows[filled].tolist(), rows[filled + 1 :], filled + 1, 1)


def _named(sheet: str) -> str:
    return sheet.strip().casefold()


def _read(kind: schema.Table, block: Block, unseen: Unseen, date1904: bool, hidden: set[str]) -> table.Read:
    rows = _with_unseen(block, unseen)
    style = Style(date1904=date1904, text=False)
    read = table.read(kind, block.headers, rows, first_row=block.top + 1, style=style)
    told = _of_sheet(kind, block, hidden)
    return replace(read, findings=(*read.findings, *told, *_remarks(kind, block, unseen)))


def _of_sheet(kind: schema.Table, block: Block, hidden: set[str]) -> list[Finding]:
    """Notes on the sheet: another one of the same name, or that it is hidden."""
    hide = f"Sheet {block.sheet} is hidden; it is read like any other." if block.sheet in hidden else ""
    rule = "Delete or rename the one that should not count."
    return [
        Finding(code, "note", kind.name, None, "", "", text, rule)
        for code, text in (("sheet-not-read", block.remark), ("sheet-hidden", hide))
        if text
    ]


def _with_unseen(block: Block, unseen: Unseen) -> np.ndarray:
    """The rows with error cells and formulas without a value put back where a reader of values sees blanks."""
    errors = {place: coerce.error_text(word) or UNKNOWN_ERROR for place, word in unseen.errors.items()}
    marks = {**dict.fromkeys(unseen.formulas, coerce.NO_SAVED_VALUE), **errors}
    if not marks:
        return block.rows
    rows = block.rows.copy()
    for (row, column), text in marks.items():
        y, x = row - block.top - 1, column - block.left
        if 0 <= y < rows.shape[0] and 0 <= x < rows.shape[1]:
            rows[y, x] = text
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
