"""Cells of one column → numbers, dates, labels; and which cells could not be read.

A cell may come from Excel over COM (float, Decimal, timezone-aware time, error number), from a workbook file (float,
datetime, text), from a text file (text) or from Parquet (whole typed columns). Blank is None, "" or spaces. Unknown stays
unknown: NaN, not-a-date, "". Text is read in a `Style`; columns of one type take a fast path.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeGuard

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype

from bandmodel.inputs import letters, styles
from bandmodel.inputs.styles import PLAIN, Style


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of text as a file with dictionaries holds it: each different text once, and its number in every row.

    codes    number of each row's text, −1 for a missing one
    unique   the different texts
    """

    codes: np.ndarray
    unique: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Any) -> Any:
        """The text of one row, None where it is missing; or the column of the rows that a mask keeps."""
        if isinstance(rows, np.ndarray):
            return Coded(self.codes[rows], self.unique)
        code = self.codes[rows]
        return self.unique[code] if code >= 0 else None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.objects().tolist())

    def objects(self) -> np.ndarray:
        """Every row's text as an array of objects."""
        return self.spread(self.unique, None)

    def spread(self, each: Any, missing: Any) -> np.ndarray:
        """A value of every row, from one of each different text and one for the missing ones."""
        values = np.empty(len(self.unique) + 1, object)
        values[:-1], values[-1] = each, missing
        rows: np.ndarray = values[self.codes]  # code −1 takes the last
        return rows

    @cached_property
    def together(self) -> str:
        """All different texts as one, to look for a sign in a million of them at once."""
        return "".join(self.unique.tolist())

    @cached_property
    def plain(self) -> bool:
        """Whether every text is as it looks, but for spaces at its ends."""
        return letters.is_plain(self.together)

    @cached_property
    def bare(self) -> bool:
        """Whether every text is as it looks, and none holds a space."""
        return self.plain and " " not in self.together


Cells = Sequence[Any] | np.ndarray | pd.Series | Coded

EPOCH_1900, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
LAST_SERIAL = 2958465  # 9999-12-31 in the 1900 date system
FIRST_DAY, LAST_DAY = np.datetime64("0001-01-01", "D"), np.datetime64("9999-12-31", "D")
"""The years of four digits: a typed column of a Parquet file can hold others, which as text would be no date."""

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
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
"""What COM hands over for an error cell: an integer, where numbers are floats."""

NEWER_ERRORS = ("#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!")
ERROR_TEXTS = frozenset((*EXCEL_ERRORS.values(), *NEWER_ERRORS)) | letters.EXCEL_ERRORS_ABROAD
OUR_ERROR = "#BM!"
NO_SAVED_VALUE = "#BM! formula without a saved value"
"""What a reader puts into a cell whose formula has no value saved with it."""

NUMBERS = (float, np.floating, Decimal)
"""Types of number that can hold not-a-number, which is blank."""


def is_typed(cells: Cells) -> TypeGuard[np.ndarray | pd.Series]:
    """Whether a column holds numbers or dates alone, as arrays of them do."""
    return isinstance(cells, (np.ndarray, pd.Series)) and cells.dtype.kind in "fiuM"


def is_blank(cell: Any) -> bool:
    """None, a text without a sign that can be seen, a float NaN or not-a-time."""
    if isinstance(cell, str):
        return not cell.strip(letters.BLANK)
    if isinstance(cell, np.datetime64):
        return bool(np.isnat(cell))
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, NUMBERS) and math.isnan(cell))


def error_text(cell: Any) -> str:
    """The text of an error cell ("#N/A", "#BM! …"); "" for a cell that is none."""
    if isinstance(cell, str):
        if "#" not in cell:
            return ""
        text = cell.strip(letters.BLANK)
        return text.upper() if text.upper() in ERROR_TEXTS else text if text.startswith(OUR_ERROR) else ""
    return EXCEL_ERRORS.get(cell, "") if type(cell) is int else ""


def shown(cell: Any) -> str:
    """A cell as a message shows it."""
    if cell is pd.NaT:
        return ""
    if isinstance(cell, np.datetime64):
        return "" if np.isnat(cell) else str(cell.astype("datetime64[D]"))
    if error_text(cell):
        return error_text(cell)
    if isinstance(cell, (dt.datetime, dt.date)):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, (bool, np.bool_)):
        return str(bool(cell)).upper()
    if isinstance(cell, (int, float, Decimal, np.number)):
        value = _float(cell)
        if abs(value) < WHOLE and value == int(value):
            return str(int(cell) if abs(value) < EXACT else int(Decimal(f"{value:.15g}")))
        return f"{value:.12g}"
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else letters.whole(str(cell))


WHOLE, EXACT = 1e18, 1e15
"""Whole numbers below the first are shown in full, as they may be ids; from the second on with 15 digits, as in Excel."""


def label(cell: Any) -> str:
    """A cell as a label: text as it looks, trimmed; a whole number without its ".0"; a date as 2025-01-31; "" for blank."""
    if is_blank(cell):
        return ""
    return letters.tidied(cell) if isinstance(cell, str) else shown(cell)


def number(cell: Any, style: Style = PLAIN) -> float | None:
    """A cell as a number; NaN for blank, None if it is none (text, TRUE, a date, infinity, an error) or ambiguous."""
    if is_blank(cell):
        return math.nan
    if isinstance(cell, (bool, np.bool_)) or error_text(cell):
        return None
    if isinstance(cell, str):
        value = styles.amount(cell, style)
        return value if value is not None and math.isfinite(value) else None
    if isinstance(cell, (int, float, Decimal, np.number)):
        value = _float(cell)
        return value if math.isfinite(value) else None
    return None


def _float(cell: Any) -> float:
    """A number of any type as a float; a whole number that is too large for one is infinite."""
    try:
        return float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf


def date(cell: Any, style: Style = PLAIN) -> np.datetime64 | None:
    """A cell as a day; not-a-date for blank, None if it is none or ambiguous. A number is a serial date."""
    if is_blank(cell):
        return np.datetime64("NaT", "D")
    if isinstance(cell, (dt.datetime, dt.date)):
        return np.datetime64(dt.date(cell.year, cell.month, cell.day), "D")
    if isinstance(cell, np.datetime64):
        whole: np.datetime64 = cell.astype("datetime64[D]")
        return whole if FIRST_DAY <= whole <= LAST_DAY else None
    if isinstance(cell, str):
        day = styles.day(cell, style)
        if day is None and _SERIAL.fullmatch(styles.tidy(cell)):
            return _of_serial(float(styles.tidy(cell)), style)
        return None if day is None else np.datetime64(day, "D")
    serial = number(cell)
    if serial is None or serial <= LAST_SERIAL:
        return None if serial is None else _of_serial(serial, style)
    digits = styles.day(shown(cell), style)  # 20250131
    return None if digits is None else np.datetime64(digits, "D")


_SERIAL = re.compile(r"\d{4,7}(\.\d+)?")
YEARS = (1900, 2100)
"""A number from the first to the last is a year, not a day of the year 1905."""
NO_DAY = 60
"""Excel's 29 February 1900, which never was."""


def _of_serial(serial: float, style: Style) -> np.datetime64 | None:
    """The day of a serial number in the workbook's date system; Excel's 1900 system has a 29 February 1900."""
    days = int(serial) if 1 <= serial <= LAST_SERIAL else 0
    if not days or YEARS[0] <= serial <= YEARS[1]:
        return None
    if style.date1904:
        return np.datetime64(EPOCH_1904 + dt.timedelta(days=days), "D") if days <= LAST_SERIAL - 1462 else None
    return None if days == NO_DAY else np.datetime64(EPOCH_1900 + dt.timedelta(days=days + (days < NO_DAY)), "D")


def numbers(cells: Cells, style: Style = PLAIN) -> tuple[np.ndarray, np.ndarray]:
    """A column as floats, and True where a cell is not a number."""
    kind = _kind(cells)
    if kind == "floating":
        values = np.array(cells, float)
        return np.where(np.isinf(values), np.nan, values), np.isinf(values)
    if kind == "string":
        return _numbers_of_texts(_objects(cells), style)
    return _one_by_one(cells, lambda cell: number(cell, style), math.nan, float)


def _numbers_of_texts(cells: np.ndarray, style: Style) -> tuple[np.ndarray, np.ndarray]:
    """Plain numbers (1234.5) at once, every other text by itself."""
    values = np.full(len(cells), np.nan)
    if style.decimal != styles.COMMA:
        values = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(float, copy=True)
    bad = np.zeros(len(cells), bool)
    left = ~np.isfinite(values)
    if not style.decimal and not style.lone_point:  # 80.000 may be eighty thousand
        left |= np.fromiter((isinstance(cell, str) and "." in cell for cell in cells), bool, len(cells))
    values[left], bad[left] = _texts(cells[left], lambda cell: number(cell, style), math.nan)
    return values, bad


def dates(cells: Cells, style: Style = PLAIN) -> tuple[np.ndarray, np.ndarray]:
    """A column as days (datetime64), and True where a cell is not a date."""
    nothing = np.datetime64("NaT", "D")
    kind = _kind(cells)
    if kind == "datetime64":
        values = pd.to_datetime(pd.Series(cells)).dt.tz_localize(None).to_numpy().astype("datetime64[D]")
        beyond = (values < FIRST_DAY) | (values > LAST_DAY)
        return np.where(beyond, nothing, values), beyond
    if kind in ("date", "datetime") and not any(getattr(cell, "tzinfo", None) for cell in cells):
        values = np.array([None if is_blank(cell) else cell for cell in cells], "datetime64[s]").astype("datetime64[D]")
        return values, np.zeros(len(values), bool)
    if kind == "string":
        return _texts(cells, lambda cell: date(cell, style), nothing)
    return _one_by_one(cells, lambda cell: date(cell, style), nothing, "datetime64[D]")


def labels(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """A column as labels, and True where a cell is an error cell."""
    if _kind(cells) == "string":
        return _labels_of_texts(cells)
    bad = np.fromiter((bool(error_text(cell)) for cell in cells), bool, len(cells))
    values = np.empty(len(cells), object)
    values[:] = ["" if wrong else label(cell) for cell, wrong in zip(cells, bad, strict=True)]
    return values, bad


def _labels_of_texts(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """A column of text as labels, each different text read once; all at once where none is an error or odd."""
    coded = _coded(cells)
    if "#" in coded.together or not coded.plain:
        return _texts(coded, lambda cell: None if error_text(cell) else label(cell), "")
    names = coded.unique if coded.bare else [text.strip() for text in coded.unique.tolist()]
    return coded.spread(names, ""), np.zeros(len(coded), bool)


def _coded(cells: Cells) -> Coded:
    """A column of text by its different texts."""
    return cells if isinstance(cells, Coded) else Coded(*pd.factorize(_objects(cells)))


def _objects(cells: Cells) -> np.ndarray:
    """Cells as an array of objects."""
    return cells.objects() if isinstance(cells, Coded) else np.asarray(cells, object)


def blank(cells: Cells) -> np.ndarray:
    """True where a cell is blank."""
    kind = _kind(cells)
    if kind == "string":
        coded = _coded(cells)
        texts = (
            coded.unique if coded.bare else np.array([text.strip(letters.BLANK) for text in coded.unique.tolist()], object)
        )
        empty_rows: np.ndarray = np.append(texts == "", True)[coded.codes]  # code −1, a missing value, takes the last entry
        return empty_rows
    if kind.startswith("mixed"):
        return np.fromiter((is_blank(cell) for cell in cells), bool, len(cells))
    return pd.isna(pd.Series(cells, dtype=None if hasattr(cells, "dtype") else object)).to_numpy(bool)


def _kind(cells: Cells) -> str:
    """The type that all cells but the blank ones have, in pandas' words; integers are not told from COM errors here."""
    if isinstance(cells, Coded):
        return "string"
    if is_typed(cells):
        return "datetime64" if cells.dtype.kind == "M" else "floating"
    return str(infer_dtype(cells, skipna=True)) if len(cells) else "empty"


def _texts(cells: Cells, read: Callable[[str], Any], nothing: Any) -> tuple[np.ndarray, np.ndarray]:
    """A column of text, each different text read once."""
    coded = _coded(cells)
    values = [nothing if is_blank(cell) else read(cell) for cell in coded.unique] + [nothing]
    bad = np.fromiter((value is None for value in values), bool, len(values))
    known = [nothing if value is None else value for value in values]
    if isinstance(nothing, str):
        return coded.spread(known[:-1], nothing), bad[coded.codes]
    column = np.array(known, float if isinstance(nothing, float) else "datetime64[D]")
    return column[coded.codes], bad[coded.codes]


def _one_by_one(cells: Cells, read: Callable[[Any], Any], nothing: Any, dtype: Any) -> tuple[np.ndarray, np.ndarray]:
    values = [read(cell) for cell in cells]
    bad = np.fromiter((value is None for value in values), bool, len(values))
    return np.array([nothing if value is None else value for value in values], dtype), bad
