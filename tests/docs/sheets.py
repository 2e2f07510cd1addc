"""The tables of a page's workbook: read from the workbook that the page makes, changed as the page says, and saved again."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

Rows = list[list[Any]]


def typed(cell: str) -> Any:
    """What Excel makes of a cell that is typed or pasted: a number, a date, text, or nothing."""
    if not cell:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return dt.datetime.fromisoformat(cell)
    try:
        return float(cell)
    except ValueError:
        return cell


class Sheets:
    """The tables of one workbook file. `formulas` holds the formulas of its named cells, as Model."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables: dict[str, Rows] = {}
        self._top: dict[str, int] = {}
        self.formulas: dict[str, str] = {}
        self._changed: set[str] = set()
        self._file = openpyxl.load_workbook(path, keep_vba=True)
        for sheet in self._file:
            for table in sheet.tables.values():
                self._top[table.name] = range_boundaries(table.ref)[1]
                self.tables[table.name] = [[cell.value for cell in row] for row in sheet[table.ref]]
        for name, defined in self._file.defined_names.items():
            found = re.fullmatch(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+)", defined.attr_text)
            if found and str(value := self._file[found[1]][found[2] + found[3]].value).startswith("="):
                self.formulas[name] = value

    def type(self, name: str, table: tuple[tuple[str, ...], ...]) -> None:
        """Type a table on its sheet: in rows of the sheet if it begins with the column Row, Policy setting by setting, and
        any other table in place of what was there.
        """
        headers, *rows = table
        self._changed.add(name)
        if headers[0] == "Row":
            for row in rows:
                self._change(name, int(row[0]), dict(zip(headers[1:], row[1:], strict=True)))
            return
        here = self.tables[name][0]
        unknown = [header for header in headers if header not in here]
        if unknown:
            raise ValueError(f"the sheet {name} has no column {', '.join(unknown)}")
        places = [here.index(header) for header in headers]
        if name == "Policy":
            self._set(rows, places)
        else:
            if places != list(range(len(places))):
                raise ValueError(f"the columns of {name} do not follow each other as on the sheet")
            width = len(here)
            self.tables[name] = [here, *([*map(typed, row), *[None] * (width - len(row))] for row in rows)]

    def _change(self, name: str, row: int, cells: dict[str, str]) -> None:
        headers = self.tables[name][0]
        for header, cell in cells.items():
            self.tables[name][row - self._top[name]][headers.index(header)] = typed(cell)

    def _set(self, rows: list[tuple[str, ...]], places: list[int]) -> None:
        policy = self.tables["Policy"]
        for row in rows:
            line = next((line for line in policy[1:] if line[places[0]] == row[0]), None)
            if line is None:
                line = [None] * len(policy[0])
                policy.append(line)
            for place, cell in zip(places, row, strict=True):
                line[place] = typed(cell)

    def save(self) -> None:
        """Write what was typed into the file, as saving in Excel does."""
        if not self._changed:
            return
        for sheet in self._file:
            for table in sheet.tables.values():
                if table.name in self._changed:
                    self._write(sheet, table, self.tables[table.name])
        self._file.save(self.path)
        self._changed.clear()

    @staticmethod
    def _write(sheet: Any, table: Any, rows: Rows) -> None:
        left, top, right, bottom = range_boundaries(table.ref)
        for line in sheet.iter_rows(top + 1, max(bottom, top + len(rows) - 1), left, right):
            for cell in line:
                if cell.value is not None:
                    cell.value = None
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if down and value is not None:
                    sheet.cell(top + down, left + across, value)
        last = top + max(len(rows), 2) - 1
        table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{last}"
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref

    def range(self, name: str, first: str = "", last: str = "") -> Rows:
        """A table with its headers, or some columns of it: as Levels[#All] or Levels[[#All],[Track]:[Rank]]."""
        rows = self.tables[name]
        if not first:
            return rows
        left, right = rows[0].index(first), rows[0].index(last or first)
        return [row[left : right + 1] for row in rows]
