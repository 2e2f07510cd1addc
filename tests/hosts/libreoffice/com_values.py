"""What LibreOffice hands to a function, turned into what Excel hands to xlwings by COM.

LibreOffice Basic passes numbers of any type, ranges as objects, and an error inside an array as a number that is none.
COM passes floats; a time for a cell in date format; Decimal for one in currency format; an integer for an error; None
for an empty cell; `MISSING` for an optional argument that is left out.

The form is that of `xlwings_on_linux.call`: a range is a list of rows; an array is a tuple, flat where it is one row.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hosts.xlwings_on_linux import MISSING, TimeType

ERRORS = {
    521: -2146826288, 532: -2146826281, 519: -2146826273, 524: -2146826265, 525: -2146826259, 503: -2146826252,
    32767: -2146826246,
}  # fmt: skip
"""LibreOffice's error codes and COM's integers: #NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A."""
OTHER_ERROR = ERRORS[519]
"""What Excel has in place of LibreOffice's own errors, such as a circular reference."""

DATE, TIME, CURRENCY, LOGICAL = 2, 4, 8, 1024  # com.sun.star.util.NumberFormat
FIRST_DAY = TimeType(1899, 12, 30, tzinfo=dt.UTC)
DAYS = 2958466  # to the end of the year 9999

Rows = list[list[Any]]


class ComValues:
    """Values of one document as COM hands them over."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        self._kinds: dict[int, int] = {}

    def of_argument(self, tag: str, *parts: Any) -> Any:
        """An argument as the stand-in for xlwings' VBA tags it: ("missing",), ("range", object), ("value", anything)."""
        if tag == "missing":
            return MISSING
        return self.of_range(parts[0]) if tag == "range" else of_value(parts[0])

    def of_range(self, cells: Any) -> Rows:
        """The cells of a range; those that are to be recalculated are so by being read."""
        rows = [list(row) for row in cells.getDataArray()]
        if any(type(cell) is float for row in rows for cell in row):
            self._read_as_formatted(cells, rows)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                # None is an error here; an empty cell is "", as an empty text is
                if cell is None and (code := cells.getCellByPosition(x, y).getError()):
                    row[x] = com_error(code)
        if any(cell == "" for row in rows for cell in row):
            for y, x in _places(cells, cells.queryEmptyCells().RangeAddresses):
                rows[y][x] = None
        return rows

    def _read_as_formatted(self, cells: Any, rows: Rows) -> None:
        """Times, amounts of money and truth values in place of the numbers that stand for them."""
        several = cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE"
        for part in _each(cells.getUniqueCellFormatRanges()) if several else [cells]:
            if kind := self._kind(part.NumberFormat):
                for y, x in _places(cells, part.RangeAddresses if several else [cells.RangeAddress]):
                    if type(rows[y][x]) is float:
                        rows[y][x] = as_formatted(rows[y][x], kind)

    def _kind(self, key: int) -> int:
        """What a number format makes of a number, as far as COM minds; 0 for a plain number."""
        if key not in self._kinds:
            self._kinds[key] = self._formats.getByKey(key).Type & (DATE | TIME | CURRENCY | LOGICAL)
        return self._kinds[key]


def of_value(value: Any) -> Any:
    """A constant, or the result of a formula inside the formula."""
    if isinstance(value, tuple):
        rows = tuple(map(of_value, value))
        return rows[0] if len(rows) == 1 and isinstance(rows[0], tuple) else rows
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, float) and math.isnan(value):  # LibreOffice keeps the error in the lower half of the bits
        return com_error(struct.unpack("<Q", struct.pack("<d", value))[0] & 0xFFFFFFFF)
    return value


def as_formatted(number: float, kind: int) -> Any:
    """The value of a cell with a number in a format."""
    if kind & (DATE | TIME):
        return FIRST_DAY + dt.timedelta(days=number) if 0 <= number < DAYS else number
    if kind & CURRENCY:
        return Decimal(str(round(number, 4)))
    return bool(number) if number in (0, 1) else number


def com_error(code: int) -> int:
    """COM's integer of an error of LibreOffice."""
    return ERRORS.get(code, OTHER_ERROR)


def _each(collection: Any) -> Iterator[Any]:
    return (collection.getByIndex(number) for number in range(collection.Count))


def _places(cells: Any, addresses: Any) -> Iterator[tuple[int, int]]:
    """Row and column, within a range, of the cells of some addresses on its sheet."""
    top, left = cells.RangeAddress.StartRow, cells.RangeAddress.StartColumn
    for part in addresses:  # its four numbers are read once each, which is slow
        rows = range(part.StartRow - top, part.EndRow - top + 1)
        columns = range(part.StartColumn - left, part.EndColumn - left + 1)
        yield from itertools.product(rows, columns)
