"""The same tables written as a workbook and as a folder of CSV files."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

LEVELS = [
    ["Track", "Level", "Rank", "Title", "Grade", "Spread", "Bonus target"],
    ["Specialist", "S1", 1, "Ingénieur", 7, 0.5, None],
    ["Specialist", "S2", 2, "Spezialistin für Löhne", 8, None, 0],
    [None] * 7,
    ["Manager", "M1", 1, "Team lead; first", 7, 0.45, 0.1],
]
MARKET = [
    ["Survey", "Track", "Level", "Effective date", "P50", "Currency", "Weight"],
    ["Umfrage A", "Specialist", "S1", dt.date(2025, 1, 1), 100000, "CHF", 2],
    ["Umfrage A", "Manager", "M1", dt.date(2025, 7, 1), 110000.5, "CHF", None],
]
POLICY = [["Setting", "Value"], ["parity weight", 0.4], ["structure date", dt.date(2026, 4, 1)], ["base pay is", "fte"]]
TABLES = {"Levels": LEVELS, "Market": MARKET, "Policy": POLICY}


def write_sheet(book: xlsxwriter.Workbook, name: str, rows: list[list], corner: tuple[int, int] = (0, 0)):
    """One sheet with the rows from a corner (row, column; both from 0) on; dates are dates in Excel."""
    sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            place = (corner[0] + number, corner[1] + position)
            if isinstance(cell, dt.date):
                sheet.write_datetime(*place, cell, day)
            elif cell is not None:
                sheet.write(*place, cell)
    return sheet


def write_list_object(book: xlsxwriter.Workbook, sheet: str, table: str, rows: list[list], corner: tuple[int, int]):
    """The rows on a sheet as an Excel table of a name."""
    page = write_sheet(book, sheet, rows, corner)
    headers = [{"header": header} for header in rows[0]]
    end = (corner[0] + len(rows) - 1, corner[1] + len(rows[0]) - 1)
    page.add_table(*corner, *end, {"name": table, "columns": headers})


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


@pytest.fixture
def tables() -> dict[str, list[list]]:
    """Three small tables with a blank row, umlauts, dates, numbers as labels and blanks."""
    return TABLES


@pytest.fixture
def workbook_of(tmp_path):
    """Writes sheets to a workbook and gives its path: workbook_of({"Levels": rows}, "name.xlsm")."""

    def write(sheets: dict[str, list[list]], name: str = "bands.xlsx", corner: tuple[int, int] = (0, 0)) -> Path:
        with xlsxwriter.Workbook(tmp_path / name) as book:
            for sheet, rows in sheets.items():
                write_sheet(book, sheet, rows, corner)
        return tmp_path / name

    return write


@pytest.fixture
def list_objects(tmp_path):
    """Writes Excel tables to a workbook and gives its path: list_objects({"tblLevels": rows}, (4, 2))."""

    def write(named: dict[str, list[list]], corner: tuple[int, int] = (0, 0), name: str = "bands.xlsx") -> Path:
        with xlsxwriter.Workbook(tmp_path / name) as book:
            for number, (table, rows) in enumerate(named.items(), 1):
                write_list_object(book, f"Blatt {number}", table, rows, corner)
        return tmp_path / name

    return write


@pytest.fixture
def folder_of(tmp_path):
    """Writes tables to a folder of CSV files and gives its path."""

    def write(
        tables: dict[str, list[list]],
        *,
        encoding: str = "utf-8",
        delimiter: str = ",",
        line_end: str = "\n",
        file_name: str = "{}.csv",
    ) -> Path:
        place = tmp_path / "tables"
        place.mkdir()
        for name, rows in tables.items():
            path = place / file_name.format(name)
            with path.open("w", encoding=encoding, newline="") as file:
                writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
                writer.writerows([_text(cell) for cell in row] for row in rows)
        return place

    return write
