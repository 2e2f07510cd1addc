"""A workbook that is open in LibreOffice, with Python behind its formulas, as a test handles it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hosts.libreoffice.bridge import Bridge, Call, library_of
from hosts.libreoffice.com_values import ComValues, Rows
from hosts.libreoffice.office import PATIENCE, Office
from hosts.libreoffice.python_process import PythonProcess


class Workbook:
    """An open workbook. References are as in Excel: "Bands!B4", "'My sheet'!A1:C3", or a defined name after a sheet.

    document   LibreOffice's own object, for what is not offered here
    bridge     what arrived from the formulas, and what went wrong; None until `connect`

    Used by `with`, it is closed at the end, and an unexpected error in Python fails the test.
    """

    def __init__(self, office: Office, path: Path) -> None:
        self._office = office
        self.document = office.open(path)
        self._values = ComValues(self.document)
        self.bridge: Bridge | None = None
        self._before: list[tuple[str, str]] = []

    def connect(self, python: PythonProcess, run_python: Callable[[str], Any] | None = None) -> Bridge:
        """Put Python behind the formulas. Until then every call fails, as on a computer without Python."""
        self.bridge = Bridge(self.document, python, run_python)
        return self.bridge

    def range(self, reference: str) -> Any:
        """LibreOffice's object of some cells."""
        sheet, _, cells = reference.rpartition("!")
        return self.document.Sheets.getByName(sheet.strip("'").replace("''", "'")).getCellRangeByName(cells)

    def cells(self, reference: str) -> Rows:
        """The values of some cells, as COM would hand them over: an error is an integer, an empty cell None."""
        with self._office.limit(PATIENCE):
            return self._values.of_range(self.range(reference))

    def cell(self, reference: str) -> Any:
        """The value of one cell."""
        ((value,),) = self.cells(reference)
        return value

    def write(self, reference: str, value: str | float | None) -> None:
        """Type a value into a cell: text, a number, or nothing. What depends on it is recalculated."""
        with self._office.limit(PATIENCE):
            cell = self._to_change(reference)
            if isinstance(value, str):
                cell.setString(value)
            elif value is None:
                cell.clearContents(1 | 2 | 4 | 16)  # numbers, dates, text, formulas; formats stay
            else:
                cell.setValue(value)
            self.document.calculate()

    def write_formula(self, reference: str, formula: str) -> None:
        """Type a formula into a cell, in LibreOffice's spelling (; between arguments). It is calculated."""
        with self._office.limit(PATIENCE):
            self._to_change(reference).setFormula(formula)
            self.document.calculate()

    def _to_change(self, reference: str) -> Any:
        """A cell of which is remembered what it holds."""
        cell = self.range(reference).getCellByPosition(0, 0)
        self._before.append((reference, cell.getFormula()))
        return cell

    def undo(self) -> None:
        """Give the cells that were written what they held before. What depends on them is recalculated."""
        if self._before:
            with self._office.limit(PATIENCE):
                for reference, formula in reversed(self._before):
                    self.range(reference).getCellByPosition(0, 0).setFormula(formula)
                self._before.clear()
                self.document.calculate()

    def recalculate(self) -> None:
        """Recalculate every formula, as Ctrl+Alt+F9 does."""
        with self._office.limit(PATIENCE):
            self.document.calculateAll()

    def macro(self, name: str, *arguments: Any) -> Any:
        """Run a macro or function: "module.name". One that fails ends without a word, and None comes back."""
        project, _ = library_of(self.document)
        script = f"vnd.sun.star.script:{project}.{name}?language=Basic&location=document"
        with self._office.limit(PATIENCE):
            return self.document.getScriptProvider().getScript(script).invoke(arguments, (), ())[0]

    def calls(self) -> Calls:
        """The calls that arrive meanwhile: `with book.calls() as calls`; the list is complete when the block ends."""
        return Calls(self.bridge)

    def close(self) -> None:
        """Close the workbook without saving; nothing where LibreOffice has gone."""
        if self._office.alive():
            with self._office.limit(PATIENCE):
                self.document.close(True)

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type | None, trouble: BaseException | None, _: Any) -> None:
        self.close()
        errors = "\n".join(self.bridge.errors) if self.bridge else ""
        if trouble is None:
            assert not errors, errors
        elif errors and isinstance(trouble, AssertionError):
            trouble.add_note(errors)


class Calls(list[Call]):
    """The calls that a bridge saw during a `with` block."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._before = 0

    def __enter__(self) -> Calls:
        self._before = len(self._bridge.calls)
        return self

    def __exit__(self, *_: Any) -> None:
        self += self._bridge.calls[self._before :]


def opened(office: Office, path: Path, python: PythonProcess, run_python: Callable[[str], Any] | None = None) -> Workbook:
    """A workbook, open with Python behind it."""
    book = Workbook(office, path)
    try:
        book.connect(python, run_python)
    except Exception:
        book.close()
        raise
    return book
