"""The sound tables that a case spoils, and how the spoilt ones are written as CSV, as a workbook and as Parquet."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from bad_inputs.catalogue import Case

BASE = Path(__file__).with_name("base")
ALWAYS = ("Levels", "Market", "Matches", "Policy", "Locations", "FX")
"""Tables that every case has; the others come where a case changes or names them."""

Rows = list[list[Any]]


def base(name: str) -> Rows:
    """The sound table of a name as typed cells, headers first."""
    with (BASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [[_typed(cell) for cell in row] for row in csv.reader(file)]


def _typed(text: str) -> Any:
    """A cell of the sound tables as Excel holds it: a number, a day, text or nothing."""
    if not text:
        return None
    for read in (int, float, dt.date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def names() -> list[str]:
    """Every table that there is."""
    return [path.stem for path in sorted(BASE.glob("*.csv"))]


def of_case(case: Case) -> dict[str, Rows]:
    """The tables of a case with what it spoils."""
    wanted = names() if case.tables == ["all"] else [*ALWAYS, *case.tables, *case.touched]
    tables = {name: base(name) for name in names() if name in wanted and name not in case.drop}
    for name, header, *cells in case.column:
        for row, cell in zip(tables[name], [header, *(cells + [None] * len(tables[name]))], strict=False):
            row.append(cell)
    for name, line in case.append:
        tables[name].append([line.get(header) for header in tables[name][0]])
    for name, row, header, cell in case.set:
        tables[name][row - 1][tables[name][0].index(header)] = cell
    for name, header in case.without:
        place = tables[name][0].index(header)
        for row in tables[name]:
            del row[place]
    for name, old, new in case.rename:
        tables[name][0][tables[name][0].index(old)] = new
    for name in case.reverse:
        tables[name] = [row[::-1] for row in tables[name]]
    for name in case.empty:
        tables[name] = tables[name][:1]
    return tables


def text_of(cell: Any) -> str:
    """A cell as a CSV file holds it."""
    if cell is None:
        return ""
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def as_csv(tables: dict[str, Rows], folder: Path) -> Path:
    """A folder of CSV files."""
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([text_of(cell) for cell in row] for row in rows)
    return folder


def as_workbook(tables: dict[str, Rows], folder: Path) -> Path:
    """A workbook with a sheet for each table; numbers, days and text as such."""
    path = folder / "Bands.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    write_cell(sheet, y, x, cell, day)
    return path


def write_cell(sheet: Any, y: int, x: int, cell: Any, day: Any) -> None:
    """One cell by its own kind; text stays text, whatever it looks like."""
    if isinstance(cell, bool):
        sheet.write_boolean(y, x, cell)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(y, x, cell, day)
    elif isinstance(cell, (int, float)):
        sheet.write_number(y, x, cell)
    elif cell is not None:
        sheet.write_string(y, x, cell)


def as_parquet(tables: dict[str, Rows], folder: Path) -> Path:
    """A folder of Parquet files; a column of cells of several kinds is text."""
    import pyarrow as pa
    from pyarrow import parquet

    for name, (headers, *rows) in tables.items():
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(headers)
        parquet.write_table(pa.table([_column(cells) for cells in columns], headers), folder / f"{name}.parquet")
    return folder


def _column(cells: tuple[Any, ...]) -> Any:
    import pyarrow as pa

    kinds = {type(cell) for cell in cells if cell is not None}
    mixed = len(kinds - {int, float}) > 0 and len(kinds) > 1
    return pa.array([None if cell is None else text_of(cell) if mixed else cell for cell in cells])


WRITERS: dict[str, Callable[[dict[str, Rows], Path], Path]] = {"csv": as_csv, "xlsx": as_workbook, "parquet": as_parquet}
