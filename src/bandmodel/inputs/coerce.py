"""Cells of one column → numbers, dates, labels; and which cells could not be read.

A cell may come from Excel over COM (float, Decimal, timezone-aware time, error number), from a workbook file (float,
datetime, text) or from a text file (text). Blank is None, "" or spaces. Unknown stays unknown: NaN, not-a-date, "".
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

EXCEL_EPOCH = dt.datetime(1899, 12, 30)
SERIAL_RANGE = (1, 2958465)  # 1900-01-01 (as Excel counts) … 9999-12-31

EXCEL_ERRORS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}
"""What COM hands over for an error cell: an integer, where numbers are floats."""

ERROR_TEXTS = frozenset(EXCEL_ERRORS.values())
OUR_ERROR = "#BM!"

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})([T ].*)?")


def is_blank(cell: Any) -> bool:
    """None, an empty text or spaces (also non-breaking ones), or a float NaN."""
    return cell is None or (isinstance(cell, str) and not cell.strip()) or (isinstance(cell, float) and math.isnan(cell))


def error_text(cell: Any) -> str:
    """The text of an error cell ("#N/A", "#BM! …"); "" for a cell that is none."""
    if isinstance(cell, str):
        return cell if cell in ERROR_TEXTS or cell.startswith(OUR_ERROR) else ""
    return EXCEL_ERRORS.get(cell, "") if type(cell) is int else ""


def shown(cell: Any) -> str:
    """A cell as a message shows it."""
    if error_text(cell):
        return error_text(cell)
    if isinstance(cell, (dt.datetime, dt.date)):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (int, float, Decimal)):
        return f"{float(cell):.12g}"
    return str(cell)


def label(cell: Any) -> str:
    """A cell as a label: trimmed text; a whole number without its ".0"; a date as 2025-01-31; "" for blank."""
    if is_blank(cell):
        return ""
    return cell.strip() if isinstance(cell, str) else shown(cell)


def number(cell: Any) -> float | None:
    """A cell as a number; NaN for blank, None if it is none (text, TRUE, a date, infinity, an error)."""
    if is_blank(cell):
        return math.nan
    if isinstance(cell, bool) or error_text(cell):
        return None
    if isinstance(cell, (int, float, Decimal, np.integer, np.floating)):
        value = float(cell)
        return value if math.isfinite(value) else None
    if isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()):
        value = float(cell)
        return value if math.isfinite(value) else None
    return None


def date(cell: Any) -> np.datetime64 | None:
    """A cell as a day; not-a-date for blank, None if it is none. A number is a serial of the 1900 date system."""
    if is_blank(cell):
        return np.datetime64("NaT", "D")
    if isinstance(cell, (dt.datetime, dt.date)):
        return np.datetime64(dt.date(cell.year, cell.month, cell.day), "D")
    if isinstance(cell, str):
        return _date_of_text(cell.strip())
    serial = number(cell)
    if serial is None or not SERIAL_RANGE[0] <= serial <= SERIAL_RANGE[1]:
        return None
    return np.datetime64((EXCEL_EPOCH + dt.timedelta(days=int(serial))).date(), "D")


def _date_of_text(text: str) -> np.datetime64 | None:
    match = _ISO_DATE.fullmatch(text)
    try:
        return np.datetime64(dt.date(*(int(part) for part in match.groups()[:3])), "D") if match else None
    except ValueError:  # 2025-02-30
        return None


def numbers(cells: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """A column as floats, and True where a cell is not a number."""
    read = [number(cell) for cell in cells]
    bad = np.fromiter((value is None for value in read), bool, len(read))
    return np.array([math.nan if value is None else value for value in read], float), bad


def dates(cells: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """A column as days (datetime64), and True where a cell is not a date."""
    read = [date(cell) for cell in cells]
    bad = np.fromiter((value is None for value in read), bool, len(read))
    nothing = np.datetime64("NaT", "D")
    return np.array([nothing if value is None else value for value in read], "datetime64[D]"), bad


def labels(cells: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """A column as labels, and True where a cell is an error cell."""
    bad = np.fromiter((bool(error_text(cell)) for cell in cells), bool, len(cells))
    return np.array(["" if wrong else label(cell) for cell, wrong in zip(cells, bad, strict=True)], object), bad
