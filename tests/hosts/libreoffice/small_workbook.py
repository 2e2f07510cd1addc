"""Small macro workbooks for tests: blocks of cells and formulas, one below the other, with the template's own VBA."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from bandmodel.template import modules, vba_project
from bandmodel.template.vba_project import Kind, Module, Project

Rows = Sequence[Sequence[Any]]
CALCULATION = 191029  # the engine version that is written: Excel then keeps the values of the file


class SmallWorkbook:
    """A workbook in the making; `save` writes it. Blocks go below each other on their sheet, a row apart.

    macros   VBA for a module `macros`, beside all that the template has
    """

    def __init__(self, path: Path, macros: str = "", sheets: Sequence[str] = ("Data", "Calls")) -> None:
        self.path = path
        self._macros = macros
        self._book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
        self._next_row = dict.fromkeys(sheets, 0)
        self._formats = {
            dt.datetime: self._book.add_format({"num_format": "yyyy-mm-dd"}),
            Decimal: self._book.add_format({"num_format": "[$$-409]#,##0.00"}),
        }
        for number, name in enumerate(sheets, 1):
            self._book.add_worksheet(name).set_vba_name(f"Sheet{number}")

    def cells(self, rows: Rows, sheet: str = "Data") -> str:
        """A block of cells: numbers, text, truth values, times, Decimal for money, "=…" for formulas, None for empty.

        Returns the reference to it: "Data!$A$1:$C$3", for a single cell "Data!$A$1".
        """
        first = self._room(sheet, len(rows))
        for row, line in enumerate(rows, first):
            for column, value in enumerate(line):
                self._write(sheet, row, column, value)
        return f"{sheet}!{xl_range_abs(first, 0, first + len(rows) - 1, len(rows[0]) - 1)}"

    def formula(self, formula: str, values: Rows = ((0,),), sheet: str = "Calls") -> str:
        """A formula in as many cells as it has values, which the file carries as the last result; its reference."""
        first = self._room(sheet, len(values))
        last, right = first + len(values) - 1, len(values[0]) - 1
        worksheet = self._book.get_worksheet_by_name(sheet)
        if (last, right) == (first, 0):
            worksheet.write_formula(first, 0, formula, None, values[0][0])
        else:
            worksheet.write_dynamic_array_formula(first, 0, last, right, formula, None, values[0][0])
            for row, line in enumerate(values):
                for column, value in enumerate(line):
                    if row or column:
                        self._write(sheet, first + row, column, value)
        return f"{sheet}!{xl_range_abs(first, 0, last, right)}"

    def name(self, name: str, reference: str) -> None:
        """Define a name for some cells."""
        self._book.define_name(name, f"={reference}")

    def save(self) -> Path:
        """Write the file."""
        project = self.path.with_suffix(".bin")
        code_names = [f"Sheet{number}" for number in range(1, len(self._next_row) + 1)]
        own = Module("macros", Kind.STANDARD, f'Attribute VB_Name = "macros"\n{self._macros}')
        project.write_bytes(vba_project.write(Project((*modules.modules(code_names), own))))
        self._book.add_vba_project(str(project))
        self._book.set_vba_name("ThisWorkbook")
        self._book.set_calc_mode("auto", CALCULATION)
        self._book.calc_on_load = False
        self._book.close()
        return self.path

    def _room(self, sheet: str, rows: int) -> int:
        """The first row of a new block."""
        first = self._next_row[sheet]
        self._next_row[sheet] = first + rows + 1
        return first

    def _write(self, sheet: str, row: int, column: int, value: Any) -> None:
        worksheet = self._book.get_worksheet_by_name(sheet)
        if isinstance(value, str) and value.startswith("="):
            worksheet.write_formula(row, column, value)
        elif value is not None:
            worksheet.write(row, column, value, self._formats.get(type(value)))
