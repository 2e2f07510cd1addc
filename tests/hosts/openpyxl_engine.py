"""An xlwings engine over openpyxl: workbooks in a file behave as in Excel, as far as the buttons' macros use them.

Only xlwings' BSD-licensed base classes are used. What a real Excel does to a caller is done here too, where it matters:

* numbers arrive as floats, error cells as COM's integers, formulas as the values that Excel saved with them;
* text that is written is taken as if typed: "=…" becomes a formula, "7" a number, and an apostrophe keeps it text;
* cells can be selected on the active sheet only; a table that grows takes its formulas along;
* nothing is calculated but by the hook `App.on_calculate`, as by a test that plays Excel's part.

`open_book` gives an `xlwings.Book`; `Book.impl.app` keeps what was shown (`alerts`, `shown`) and done (`calculations`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from xlwings import base_classes as base

from bandmodel.inputs.coerce import EXCEL_ERRORS

ERROR_NUMBERS = {text: number for number, text in EXCEL_ERRORS.items()}
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


def open_book(path: Path) -> xw.Book:
    """A workbook file, opened; nothing is written back to the file unless it is saved."""
    return xw.Book(impl=Book(App(), path))


class Engine:
    """What xlwings asks of an engine when it converts values."""

    name, type = "excel", "desktop"

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        """A Python value on its way into a cell."""
        return value.item() if hasattr(value, "item") else value

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> list[list[Any]]:
        """Cells on their way to Python: blank and error cells become the value for empty ones."""
        return [[empty if cell in ("", None) or type(cell) is int else cell for cell in row] for row in data]


class App(base.App):
    """One Excel. Attributes hold the state that a macro must leave as it was."""

    engine = Engine()
    pid, version, hwnd, visible = 1, "16.0", 0, True
    calculation, screen_updating, display_alerts, enable_events = "automatic", True, True, True

    def __init__(self) -> None:
        self.book: Any = None
        self.alerts: list[tuple[str, str, str | None]] = []
        self.shown: list[Any] = []
        self.calculations = 0
        self.on_calculate: Callable[[], None] = lambda: None
        self.has_alert = True
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
    def selection(self) -> Range | None:
        active = self.book.sheets.active
        return Range(active, active.selected)

    def activate(self, steal_focus: bool = False) -> None:
        """There is one book only, which is always in front."""

    def calculate(self) -> None:
        """Count the calculation and let the test compute."""
        self.calculations += 1
        self.on_calculate()

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        """Keep what a message box says."""
        if not self.has_alert:
            return super().alert(prompt, title, buttons, mode, callback)
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
    """A workbook: `cells` with formulas and values, and in `computed` the value of each formula cell."""

    app: Any = None
    name: Any = ""
    fullname: Any = ""

    def __init__(self, app: App, path: Path) -> None:
        self.app, self.name, self.fullname = app, path.name, str(path)
        self.cells = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
        saved = openpyxl.load_workbook(path, data_only=True)
        self.computed = {
            (sheet.title, cell.coordinate): saved[sheet.title][cell.coordinate].value
            for sheet in self.cells.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if is_formula(cell.value)
        }
        self.selected: dict[str, Box] = {}
        app.book = self

    @property
    def api(self) -> Any:
        return self.cells

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        """It is always active."""

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file."""
        self.cells.save(path or self.fullname)


def is_formula(value: Any) -> bool:
    """Whether openpyxl's value of a cell is a formula."""
    return isinstance(value, ArrayFormula) or (isinstance(value, str) and value.startswith("="))


class Sheets(base.Sheets):
    """The worksheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.cells.active)

    def __call__(self, key: int | str) -> Sheet:
        cells = self.book.cells
        return Sheet(self.book, cells.worksheets[key - 1] if isinstance(key, int) else cells[key])

    def __len__(self) -> int:
        return len(self.book.cells.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, cells) for cells in self.book.cells.worksheets)

    def __contains__(self, name: str) -> bool:
        return name in self.book.cells.sheetnames


class Sheet(base.Sheet):
    """One worksheet."""

    book: Any = None

    def __init__(self, book: Book, cells: Any) -> None:
        self.book, self.sheet_cells = book, cells

    @property
    def api(self) -> Any:
        return self.sheet_cells

    @property
    def name(self) -> str:
        return self.sheet_cells.title

    @property
    def index(self) -> int:
        return self.book.cells.worksheets.index(self.sheet_cells) + 1

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def selected(self) -> Box:
        """The cells that are selected here, also while another sheet is active."""
        return self.book.selected.get(self.name, (1, 1, 1, 1))

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
        self.book.cells.active = self.sheet_cells


class Block(base.Range):
    """A block of cells of one sheet: where it is, whatever holds the cells."""

    sheet: Any = None
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Any, box: Box) -> None:
        self.sheet, self.box = sheet, box

    @property
    def row(self) -> int:
        return self.box[0]

    @property
    def column(self) -> int:
        return self.box[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Block:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        top, left = self.row + row - 1, self.column + column - 1
        return type(self)(self.sheet, (top, left, top, left))

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        rows, columns = "$" * row_absolute, "$" * column_absolute
        ends = [(self.box[0], self.box[1]), (self.box[2], self.box[3])]
        names = [f"{columns}{get_column_letter(column)}{rows}{row}" for row, column in ends]
        address = names[0] if len(self) == 1 else ":".join(names)
        return f"[{self.sheet.book.name}]{self.sheet.name}!{address}" if external else address


class Range(Block):
    """A block of cells of one sheet."""

    @property
    def api(self) -> Range:
        return self

    def grid(self) -> list[list[Any]]:
        """openpyxl's cells, row by row."""
        top, left, bottom, right = self.box
        return [[self.sheet.sheet_cells.cell(r, c) for c in range(left, right + 1)] for r in range(top, bottom + 1)]

    def _read(self, cell: Any) -> Any:
        value = cell.value
        if is_formula(value) and cell.data_type != "s":
            value = self.sheet.book.computed.get((self.sheet.name, cell.coordinate))
        if isinstance(value, str):
            return ERROR_NUMBERS.get(value, value)
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @property
    def raw_value(self) -> Any:
        """Values as COM hands them over: rows as tuples, a single cell alone."""
        rows = tuple(tuple(self._read(cell) for cell in row) for row in self.grid())
        return rows if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        for at, row in enumerate(self.grid()):
            for place, cell in enumerate(row):
                self._type(cell, data[at][place] if isinstance(data, (list, tuple)) else data)

    def _type(self, cell: Any, value: Any) -> None:
        """Put a value into a cell as Excel does, where text is read as if it were typed."""
        self.sheet.book.computed.pop((self.sheet.name, cell.coordinate), None)
        text = isinstance(value, str)
        if text and value.startswith("'"):
            cell.value, cell.data_type, cell.quotePrefix = value[1:], "s", True
        elif text and cell.number_format != "@" and value.replace(".", "", 1).isdecimal():
            cell.value = float(value)
        else:
            cell.value = value

    @property
    def formula(self) -> Any:
        """Formulas; of any other cell what it holds, as text."""
        rows = tuple(tuple(self._formula(cell.value) for cell in row) for row in self.grid())
        return rows if len(self) > 1 else rows[0][0]

    @formula.setter
    def formula(self, text: str) -> None:
        for row in self.grid():
            for cell in row:
                cell.value = text

    @staticmethod
    def _formula(value: Any) -> str:
        if isinstance(value, ArrayFormula):
            return value.text
        return "" if value is None else str(value)

    def clear_contents(self) -> None:
        for row in self.grid():
            for cell in row:
                cell.value = None

    def clear(self) -> None:
        self.clear_contents()
        for row in self.grid():
            for cell in row:
                cell.style = "Normal"

    def autofill(self, destination: xw.Range, type_: str) -> None:
        """Formats only: each row of the destination looks as the first of them."""
        assert type_ == "fill_formats"
        source, *others = destination.impl.grid()
        for row in others:
            for cell, like in zip(row, source, strict=True):
                cell._style = copy(like._style)

    def select(self) -> None:
        if self.sheet.sheet_cells is not self.sheet.book.cells.active:
            raise RuntimeError("Select method of Range class failed")
        self.sheet.book.selected[self.sheet.name] = self.box


class Tables(base.Tables):
    """The Excel tables of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def _all(self) -> list[Any]:
        return list(self.sheet.sheet_cells.tables.values())

    def __call__(self, key: int | str) -> Table:
        return Table(self.sheet, self._all[key - 1] if isinstance(key, int) else self.sheet.sheet_cells.tables[key])

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, table) for table in self._all)


class Table(base.Table):
    """One Excel table (ListObject)."""

    parent: Any = None

    def __init__(self, sheet: Sheet, table: Any) -> None:
        self.parent, self.table = sheet, table

    @property
    def api(self) -> Any:
        return self.table

    @property
    def name(self) -> str:
        return self.table.displayName

    @property
    def range(self) -> Range:
        return self.parent.range(self.table.ref)

    @property
    def show_totals(self) -> bool:
        return bool(self.table.totalsRowCount)

    def resize(self, cells: xw.Range) -> None:
        """Give the table other last rows; a column's own formula goes into rows that come in."""
        old, new = self.range.box, cells.impl.box
        if new[:2] != old[:2] or new[3] != old[3]:
            raise RuntimeError("Resize method of ListObject class failed")
        self.table.ref = cells.impl.get_address(False, False, False)
        if self.table.autoFilter is not None:
            self.table.autoFilter.ref = self.table.ref
        for offset, column in enumerate(self.table.tableColumns):
            formula = column.calculatedColumnFormula
            for row in range(old[2] + 1, new[2] + 1) if formula is not None else ():
                self.parent.sheet_cells.cell(row, old[1] + offset).value = "=" + formula.attr_text


class Names(base.Names):
    """The defined names of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def contains(self, name: str) -> bool:
        return name in self.book.cells.defined_names

    def __call__(self, name: int | str) -> Name:
        names = self.book.cells.defined_names
        return Name(self.book, list(names.values())[name - 1] if isinstance(name, int) else names[name])

    def __len__(self) -> int:
        return len(self.book.cells.defined_names)


class Name(base.Name):
    """A defined name."""

    def __init__(self, book: Book, defined: Any) -> None:
        self.book, self.defined = book, defined

    @property
    def name(self) -> str:
        return self.defined.name

    @property
    def refers_to(self) -> str:
        return "=" + self.defined.attr_text

    @property
    def refers_to_range(self) -> Range:
        sheet, _, address = self.defined.attr_text.rpartition("!")
        return self.book.sheets(sheet.strip("'")).range(address)


def contents(book: xw.Book) -> dict[tuple[str, str], Any]:
    """Everything that a macro could change, by sheet and place: cells with what they hold, and the extent of tables."""
    found: dict[tuple[str, str], Any] = {}
    for sheet in book.impl.cells.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    found[sheet.title, cell.coordinate] = Range._formula(cell.value), cell.data_type
        found |= {(sheet.title, f"table {table.displayName}"): table.ref for table in sheet.tables.values()}
    return found


def state(book: xw.Book) -> dict[str, Any]:
    """What the user sees and has set: it must be the same after a macro that fails."""
    app = book.impl.app
    return {
        "sheet": book.sheets.active.name,
        "selection": app.selection.address,
        "calculation": app.calculation,
        "screen updating": app.screen_updating,
        "display alerts": app.display_alerts,
        "status bar": app.status_bar,
    }
