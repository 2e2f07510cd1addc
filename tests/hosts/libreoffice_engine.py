"""An xlwings engine over a document that is open in LibreOffice: the buttons' macros read and write live cells by UNO.

Only xlwings' BSD-licensed base classes are used; `openpyxl_engine` is its sibling over files. What differs from Excel:

* LibreOffice 7.4 crashes when it recalculates only a part of our workbook. So the document's own automatic calculation
  stays off; `App.calculation` is what the user has set, and going back to "automatic" calculates everything, as Excel
  then calculates what is due. A value that is written while it is "automatic" calculates nothing.
* A cell cannot be marked for recalculation (`Range.Dirty` of COM): the macros then write its formula again.
* Filling with formats only is a copy of the cells whose contents are cleared afterwards; data validation comes along.
* A table is a database range. One that grows does not take formulas of its columns along; Levels has none.
* A sheet that comes to the front has its cursor and no block that was selected, so the engine selects that again.
* No message box and no status bar is shown in a headless LibreOffice: the texts are kept in `App.alerts` and `App.shown`.

Formulas are in LibreOffice's own spelling (`;` between arguments), values as COM hands them over (`ComValues`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw
from openpyxl.utils import get_column_letter, range_boundaries
from xlwings import base_classes as base

from hosts.libreoffice import uno_access
from hosts.libreoffice.com_values import ComValues
from hosts.openpyxl_engine import Block, Box, Engine

CONTENTS = 1 | 2 | 4 | 8 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, text, notes, formulas
LOOKS = 32 | 64  # formats and styles
TEXT_FORMAT = 256  # com.sun.star.util.NumberFormat.TEXT


def book_of(document: Any) -> xw.Book:
    """The open document as an xlwings book."""
    return xw.Book(impl=Book(App(), document))


class App(base.App):
    """One Excel. Attributes hold the state that a macro must leave as it was."""

    engine = Engine()
    pid, version, hwnd, visible = 1, "16.0", 0, True
    display_alerts, enable_events = True, True

    def __init__(self) -> None:
        self.book: Any = None
        self.alerts: list[tuple[str, str, str | None]] = []
        self.shown: list[Any] = []
        self.calculations = 0
        self._calculation = "automatic"
        self._status_bar: Any = False

    @property
    def api(self) -> App:
        return self

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def status_bar(self) -> Any:
        """Text of the status bar; False while Excel itself has it."""
        return self._status_bar

    @status_bar.setter
    def status_bar(self, text: Any) -> None:
        self._status_bar = text
        self.shown.append(text)

    @property
    def screen_updating(self) -> bool:
        """Whether LibreOffice redraws; its views are locked meanwhile, as Excel's are."""
        return not self.book.document.hasControllersLocked()

    @screen_updating.setter
    def screen_updating(self, wanted: bool) -> None:
        document = self.book.document
        if wanted != self.screen_updating:
            (document.unlockControllers if wanted else document.lockControllers)()

    @property
    def calculation(self) -> str:
        """What the user has set; the document's own automatic calculation stays off."""
        return self._calculation

    @calculation.setter
    def calculation(self, mode: str) -> None:
        before, self._calculation = self._calculation, mode
        if mode == "automatic" != before:
            self.calculate()

    def calculate(self) -> None:
        """Calculate every formula, as nothing less is safe in LibreOffice 7.4."""
        self.calculations += 1
        self.book.document.calculateAll()

    @property
    def selection(self) -> Range | None:
        """The selected cells; None where something else is selected, such as a picture, or several blocks."""
        selected = self.book.document.CurrentSelection
        if selected is None or not hasattr(selected, "RangeAddress"):
            return None
        return Range(self.book.sheets.active, box_of(selected.RangeAddress))

    def activate(self, steal_focus: bool = False) -> None:
        """There is one book only, which is always in front."""

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        """Keep what a message box says."""
        self.alerts.append((prompt, title or "", mode))
        return "ok"


class Books(base.Books):
    """The one open workbook."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        return self.app.book

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Book]:
        yield self.app.book


class Book(base.Book):
    """A document that is open in LibreOffice."""

    app: Any = None

    def __init__(self, app: App, document: Any) -> None:
        self.app, self.document = app, document
        self.values = ComValues(document)
        self.selected: dict[str, Box] = {}
        document.enableAutomaticCalculation(False)
        app.book = self

    @property
    def api(self) -> Any:
        return self.document

    @property
    def fullname(self) -> str:
        return uno_access.load().fileUrlToSystemPath(self.document.URL)

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        """It is always active."""


class Sheets(base.Sheets):
    """The worksheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, key: int | str) -> Sheet:
        sheets = self.book.document.Sheets
        return Sheet(self.book, sheets.getByIndex(key - 1) if isinstance(key, int) else sheets.getByName(key))

    def __len__(self) -> int:
        return self.book.document.Sheets.Count

    def __iter__(self) -> Iterator[Sheet]:
        return (self(number) for number in range(1, len(self) + 1))

    def __contains__(self, name: str) -> bool:
        return self.book.document.Sheets.hasByName(name)


class Sheet(base.Sheet):
    """One worksheet."""

    book: Any = None

    def __init__(self, book: Book, cells: Any) -> None:
        self.book, self.cells_of = book, cells

    @property
    def api(self) -> Any:
        return self.cells_of

    @property
    def name(self) -> str:
        return self.cells_of.Name

    @property
    def index(self) -> int:
        return self.cells_of.RangeAddress.Sheet + 1

    @property
    def tables(self) -> Tables:
        return Tables(self)

    def range(self, first: Any, second: Any = None) -> Range:
        """Cells by address, by (row, column) pairs, by two ranges, or by (row, column, rows, columns)."""
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first.replace("$", ""))
            return Range(self, (top, left, bottom, right))
        if isinstance(first, Range):
            return Range(self, (*first.box[:2], *second.box[2:]))
        if len(first) == 4:
            row, column, rows, columns = first
            return Range(self, (row, column, row + rows - 1, column + columns - 1))
        return Range(self, (*first, *(second or first)))

    def activate(self) -> None:
        """Come to the front, with the cells that were selected here."""
        book, here = self.book, self.book.sheets.active
        if here.name == self.name:
            return
        if book.app.selection is not None:
            book.selected[here.name] = book.app.selection.box
        book.document.CurrentController.setActiveSheet(self.cells_of)
        if self.name in book.selected:
            Range(self, book.selected[self.name]).select()


class Range(Block):
    """A block of cells of one sheet."""

    @property
    def api(self) -> Any:
        """LibreOffice's object of the cells."""
        top, left, bottom, right = (number - 1 for number in self.box)
        return self.sheet.cells_of.getCellRangeByPosition(left, top, right, bottom)

    @property
    def raw_value(self) -> Any:
        """Values as COM hands them over: rows as tuples, a single cell alone."""
        rows = tuple(map(tuple, self.sheet.book.values.of_range(self.api)))
        return rows if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        cells = self.api
        for down in range(self.shape[0]):
            for along in range(self.shape[1]):
                value = data[down][along] if isinstance(data, (list, tuple)) else data
                self._type(cells.getCellByPosition(along, down), value)

    def _type(self, cell: Any, value: Any) -> None:
        """Put a value into a cell as Excel does, where text is read as if it were typed."""
        if value is None:
            cell.clearContents(CONTENTS)
        elif not isinstance(value, str):
            cell.setValue(value)
        elif value.startswith("'"):  # LibreOffice has no such sign: it sets the text format
            cell.setString(value[1:])
        elif self.sheet.book.document.NumberFormats.getByKey(cell.NumberFormat).Type & TEXT_FORMAT:
            cell.setString(value)
        else:
            cell.setFormula(value)

    @property
    def formula(self) -> Any:
        """Formulas; of any other cell what it holds, as text."""
        rows = self.api.getFormulaArray()
        return rows if len(self) > 1 else rows[0][0]

    @formula.setter
    def formula(self, text: str) -> None:
        cells = self.api
        for down in range(self.shape[0]):
            for along in range(self.shape[1]):
                cells.getCellByPosition(along, down).setFormula(text)

    def clear_contents(self) -> None:
        self.api.clearContents(CONTENTS)

    def clear(self) -> None:
        self.api.clearContents(CONTENTS | LOOKS)

    def autofill(self, destination: xw.Range, type_: str) -> None:
        """Formats only: each row of the destination looks as the first of them."""
        assert type_ == "fill_formats"
        copied = self.api.RangeAddress
        top, left, bottom, _ = destination.impl.box
        for row in range(top + 1, bottom + 1):
            below = Range(self.sheet, (row, left, row, destination.impl.box[3]))
            assert not any(cell for line in below.api.getFormulaArray() for cell in line)
            self.sheet.cells_of.copyRange(below.api.getCellByPosition(0, 0).CellAddress, copied)
            below.clear_contents()

    def select(self) -> None:
        if self.sheet.book.sheets.active.name != self.sheet.name:
            raise RuntimeError("Select method of Range class failed")
        self.sheet.book.document.CurrentController.select(self.api)


class Tables(base.Tables):
    """The Excel tables of one sheet: LibreOffice has them as database ranges."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def _all(self) -> list[Table]:
        ranges = self.sheet.book.document.DatabaseRanges
        tables = [Table(self.sheet, ranges.getByName(name)) for name in ranges.ElementNames]
        return [table for table in tables if table.api.DataArea.Sheet + 1 == self.sheet.index]

    def __call__(self, key: int | str) -> Table:
        if isinstance(key, int):
            return self._all[key - 1]
        return next(table for table in self._all if table.name == key)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all)


class Table(base.Table):
    """One Excel table (ListObject)."""

    parent: Any = None

    def __init__(self, sheet: Sheet, area: Any) -> None:
        self.parent, self.area = sheet, area

    @property
    def api(self) -> Any:
        return self.area

    @property
    def name(self) -> str:
        return self.area.Name

    @property
    def range(self) -> Range:
        return Range(self.parent, box_of(self.area.DataArea))

    @property
    def show_totals(self) -> bool:
        return bool(self.area.TotalsRow)

    def resize(self, cells: xw.Range) -> None:
        """Give the table other last rows."""
        old, new = self.range.box, cells.impl.box
        if new[:2] != old[:2] or new[3] != old[3]:
            raise RuntimeError("Resize method of ListObject class failed")
        self.area.setDataArea(cells.impl.api.RangeAddress)


class Names(base.Names):
    """The defined names of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def contains(self, name: str) -> bool:
        return self.book.document.NamedRanges.hasByName(name)

    def __call__(self, name: int | str) -> Name:
        names = self.book.document.NamedRanges
        return Name(self.book, names.getByIndex(name - 1) if isinstance(name, int) else names.getByName(name))

    def __len__(self) -> int:
        return self.book.document.NamedRanges.Count


class Name(base.Name):
    """A defined name."""

    def __init__(self, book: Book, defined: Any) -> None:
        self.book, self.defined = book, defined

    @property
    def name(self) -> str:
        return self.defined.Name

    @property
    def refers_to(self) -> str:
        return "=" + self.defined.Content

    @property
    def refers_to_range(self) -> Range:
        address = self.defined.ReferredCells.RangeAddress
        return Range(self.book.sheets(address.Sheet + 1), box_of(address))


def box_of(address: Any) -> Box:
    """LibreOffice's address of a block, which counts from 0."""
    return address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1


Contents = dict[tuple[str, str], Any]


def contents(book: xw.Book) -> Contents:
    """Everything that a macro could change, by sheet and place: each cell's formula and value, and the extent of tables."""
    found: Contents = {}
    for sheet in book.impl.sheets:
        name = sheet.name  # asked once: each question goes to the other process
        cursor = sheet.cells_of.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        cells = sheet.cells_of.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        columns = [get_column_letter(number) for number in range(1, end.EndColumn + 2)]
        both = zip(cells.getFormulaArray(), cells.getDataArray(), strict=True)
        for row, (formulas, values) in enumerate(both, 1):
            for column, formula, value in zip(columns, formulas, values, strict=True):
                if formula != "":
                    found[name, f"{column}{row}"] = formula, value
        found |= {(name, f"table {listed.name}"): listed.range.address for listed in sheet.tables}
    return found


def state(book: xw.Book) -> dict[str, Any]:
    """What the user sees and has set: it must be the same after a macro that fails."""
    app = book.impl.app
    return {
        "sheet": book.sheets.active.name,
        "selection": app.selection.address,
        "calculation": app.calculation,
        "automatic calculation of LibreOffice": bool(book.impl.document.isAutomaticCalculationEnabled()),
        "screen updating": app.screen_updating,
        "status bar": app.status_bar,
    }
