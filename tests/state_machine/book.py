"""A workbook as the machine holds it: tables of rows and a policy; how it becomes Inputs, a workbook file, a folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import Inputs, collect

COLUMNS = {
    "Tracks": ("Track", "Kind"),
    "Levels": ("Track", "Level", "Rank", "Grade", "Min", "Mid", "Max", "Spread", "Bonus target"),
    "Equivalence": ("From track", "From level", "To track", "To level", "Weight", "Note"),
    "Market": ("Survey", "Track", "Level", "Effective date", "P50", "Weight"),
    "People": ("Employee", "Track", "Level", "Base pay", "FTE", "Status", "Gender"),
}
PAY = {"Levels": ("Min", "Mid", "Max"), "Market": ("P50",), "People": ("Base pay",)}
"""Columns that hold pay."""
TRACK_NAMES = {"Tracks": ("Track",), "Levels": ("Track",), "Market": ("Track",), "People": ("Track",),
               "Equivalence": ("From track", "To track")}  # fmt: skip
"""Columns that name a track."""

Tables = dict[str, list[dict[str, Any]]]


def rows_of(tables: Tables, policy: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """Every table as rows of cells, headers first."""
    made = {name: [list(columns), *([row[c] for c in columns] for row in tables[name])] for name, columns in COLUMNS.items()}
    return made | {"Policy": [["Setting", "Value"], *([name, value] for name, value in policy.items())]}


def inputs_of(tables: Tables, policy: dict[str, Any]) -> Inputs:
    """The tables as Inputs, by the same reader that cells of Excel go through."""
    rows = rows_of(tables, policy)
    return collect({name: table.read(schema.TABLES[name], part[0], part[1:]) for name, part in rows.items()}, "the machine")


def write_xlsx(tables: Tables, policy: dict[str, Any], path: Path) -> None:
    """The tables as a workbook, a sheet for each."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in rows_of(tables, policy).items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(at, place, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(at, place, cell)
                    elif cell is not None:
                        sheet.write(at, place, cell)


def renamed(tables: Tables, old: str, new: str) -> Tables:
    """The tables with a track under another name wherever it stands."""
    return _changed(tables, TRACK_NAMES, lambda cell: new if cell == old else cell)


def in_other_money(tables: Tables, factor: float) -> Tables:
    """The tables with every pay times a factor."""
    return _changed(tables, PAY, lambda cell: cell * factor if isinstance(cell, (int, float)) else cell)


def turned(tables: Tables, names: tuple[str, ...]) -> Tables:
    """The tables with the rows of some of them in the opposite order."""
    return {name: rows[::-1] if name in names else rows for name, rows in tables.items()}


def _changed(tables: Tables, columns: dict[str, tuple[str, ...]], change: Any) -> Tables:
    return {
        name: [{c: change(cell) if c in columns.get(name, ()) else cell for c, cell in row.items()} for row in rows]
        for name, rows in tables.items()
    }
