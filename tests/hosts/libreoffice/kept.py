"""A calculated workbook that serves test after test, so that only the first one waits until it is opened and calculated.

Each test gets it as it was calculated: what the last one wrote is taken back, and the whole workbook is compared with what
it held at first. Where anything differs it is closed and opened anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hosts.libreoffice.workbook import Workbook

Held = tuple[Any, ...]


class Kept:
    """The workbook that `open_it` opens, calculated. `as_before` takes back what a test does other than by `Workbook`."""

    def __init__(self, open_it: Callable[[], Workbook], as_before: Callable[[Workbook], Any] = lambda _: None) -> None:
        self._open_it, self._as_before = open_it, as_before
        self._book: Workbook | None = None
        self._held: Held = ()
        self.opened = 0

    def book(self) -> Workbook:
        """The workbook as it was calculated."""
        if self._book is not None:
            self._book.undo()
            self._as_before(self._book)
            if held_by(self._book) == self._held:
                return self._book
            self.close()
        self._book = self._open_it()
        self.opened += 1
        self._book.recalculate()
        self._held = held_by(self._book)
        return self._book

    def close(self) -> None:
        """Close the workbook; an unexpected error in Python since it was opened fails the test."""
        book, self._book = self._book, None
        if book is not None:
            with book:
                pass


def held_by(book: Workbook) -> Held:
    """Every cell's formula and value, and the extent of every table."""
    sheets = []
    for name in book.document.Sheets.ElementNames:
        cursor = book.document.Sheets.getByName(name).createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        cells = book.document.Sheets.getByName(name).getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        sheets.append((name, cells.getFormulaArray(), cells.getDataArray()))
    tables = book.document.DatabaseRanges
    areas = [(name, tables.getByName(name).DataArea) for name in tables.ElementNames]
    return *sheets, *((name, area.Sheet, area.StartRow, area.EndRow, area.EndColumn) for name, area in areas)
