"""The workbook under construction: its sheets, its tables, and formulas whose values are computed as Excel would.

Every value that the file shows before Excel recalculates is the result of the worksheet function itself, called on the
very cells that the formula names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bandmodel.figures import kind_at, kind_of
from bandmodel.inputs import coerce, schema
from bandmodel.inputs.inputs import Inputs
from bandmodel.template.design import Formats, width_of

FURTHEST = 60_000
"""Last row that formulas over a spilled table look at: more than any table should have."""
Rows = list[list[Any]]
Places = dict[str, tuple[str, Any]]
"""Label → (reference to a cell or a formula, its value as it is now): what the first sheet repeats."""


@dataclass
class Book:
    """One workbook being written.

    book     the XlsxWriter workbook; formats its cell formats
    cells    the cells of each table as Excel would hand them to a function: headers first
    sheets   worksheets by name, in order; code_names their VBA names
    """

    book: Any
    inputs: Inputs
    formats: Formats
    cells: dict[str, Rows] = field(default_factory=dict)
    sheets: dict[str, Any] = field(default_factory=dict)
    code_names: dict[str, str] = field(default_factory=dict)

    def sheet(self, name: str, title: str, lead: str = "") -> Any:
        """A new worksheet with a title line, ready to print."""
        sheet = self.book.add_worksheet(name)
        code = "sh" + "".join(letter for letter in name.title() if letter.isalnum())
        sheet.set_vba_name(code)
        self.sheets[name], self.code_names[name] = sheet, code
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer("&L&8&F · &A&R&8Page &P of &N")
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, title, self.formats["title"])
        if lead:
            sheet.write_string(1, 0, lead, self.formats["caption"])
        return sheet

    def table(self, sheet: Any, row: int, column: int, name: str, frame: pd.DataFrame, extra: int = 0) -> int:
        """An Excel table of input cells; returns the row below it. `extra` blank rows are left for more entries."""
        headers = list(frame.columns)
        rows = [[excel_value(value) for value in line] for line in frame.itertuples(index=False, name=None)]
        rows += [[None] * len(headers) for _ in range(max(extra, 0 if rows else 1))]
        last = row + len(rows)
        sheet.add_table(row, column, last, column + len(headers) - 1, {
            "name": name, "style": "Table Style Light 1", "autofilter": False,
            "columns": [{"header": header, "header_format": self.formats.header(header)} for header in headers],
        })  # fmt: skip
        for at, header in enumerate(headers):
            form = self.formats.input(kind_of(header))
            sheet.set_column(column + at, column + at, width_of(header))
            for offset, line in enumerate(rows, 1):
                write(sheet, row + offset, column + at, line[at], form)
        self.cells[name] = [headers, *rows]
        return last + 1

    def spill(self, sheet: Any, row: int, column: int, formula: str, values: Rows, *, widths: bool = True) -> int:
        """A table that one formula spills, with its values as they are now; returns the row below it."""
        headers, *body = values
        bottom, right = row + len(body), column + len(headers) - 1
        sheet.write_dynamic_array_formula(row, column, bottom, right, formula, self.formats.header(headers[0]), headers[0])
        for at, header in enumerate(headers):
            if header == "":
                sheet.write_string(row, column + at, "", self.formats["bare"])
                for offset, line in enumerate(body, 1):
                    write(sheet, row + offset, column + at, line[at], self.formats["bare"])
                continue
            if at:
                sheet.write_string(row, column + at, header, self.formats.header(header, body[0][at] if body else None))
            if widths:
                sheet.set_column(column + at, column + at, width_of(header))
            form = self.formats.result(kind_of(header))
            for offset, line in enumerate(body, 1):
                write(sheet, row + offset, column + at, line[at], form)
        return bottom + 1

    def block(
        self, sheet: Any, row: int, column: int, title: str, formula: str, values: Rows, *, widths: bool = True
    ) -> int:  # fmt: skip
        """A heading and, below it, a table or several that one formula spills; returns the row below them."""
        sheet.write_string(row, column, title, self.formats["heading"])
        bottom = self.spill(sheet, row + 1, column, formula, values, widths=widths)
        headers, width = values[0], sum(header != "" for header in values[0])
        for offset, line in enumerate(values):
            if offset and all(cell == "" for cell in values[offset - 1]):
                headers = line  # another table begins below the blank row
            below = values[offset + 1] if offset + 1 < len(values) else None
            self._row(sheet, row + 1 + offset, column, headers, line, below, width, first=headers is values[0])
        return bottom

    def _row(
        self, sheet: Any, row: int, column: int, headers: list[Any], line: list[Any], below: list[Any] | None, width: int,
        *, first: bool,
    ) -> None:  # fmt: skip
        """Write a row of a block in the formats of the table that it is in; labelled values and steps by their own kind.

        below   the row below, which tells what a header stands above
        width   columns of the first table of the block: those beyond it get their width here
        """
        for at, value in enumerate(line):
            header = str(headers[at])
            if line is headers:
                if not first and header:
                    sheet.write_string(row, column + at, header, self.formats.header(header, below[at] if below else None))
                if not first and header and at >= width:
                    sheet.set_column(column + at, column + at, width_of(header))
            elif header and not (first and isinstance(value, str)):
                kind = kind_at(dict(zip(headers, line, strict=True)), header)
                write(sheet, row, column + at, value, self.formats.result(kind))

    def reference(self, table: str) -> str:
        """A whole table with its headers, in the form that Excel and LibreOffice read alike."""
        headers = self.cells[table][0]
        return f"{table}[[#All],[{headers[0]}]:[{headers[-1]}]]"


def rows_of(result: Any) -> Rows:
    """The result of a worksheet function as rows: an error text is one cell."""
    return result if isinstance(result, list) else [[result]]


def write(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    """Write one value; text is always text, whatever it begins with."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, (dt.date, dt.datetime)):
        sheet.write_datetime(row, column, value, form)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_string(row, column, str(value), form)


def excel_value(value: Any) -> Any:
    """A value of a typed frame as a cell holds it: blank for unknown, a date without time."""
    if coerce.is_blank(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def full(inputs: Inputs, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A table with every column of its schema, so that a user sees what can be filled in."""
    frame = inputs.table(name)
    return frame[list(columns)] if columns else frame[[c.name for c in schema.TABLES[name].columns] + _further(frame, name)]


def _further(frame: pd.DataFrame, name: str) -> list[str]:
    return [column for column in frame.columns if column not in schema.TABLES[name].names]
