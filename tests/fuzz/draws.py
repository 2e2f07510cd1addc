"""Bytes of a fuzzer → cells: every input means some table, and a small change of it a small change of the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

Choice = TypeVar("Choice")

WORDS = (
    "", " ", "\xa0", "all", "base", "Specialist", "Manager", "S1", "S2", "S3", "M1", "M2", "7", "07", "8", "Bern", "CHF",
    "EUR", "F", "M", "0.05", "5 %", "1,052", "1.052", "1'234.50", "1 234,5", "(12)", "-0", "1e400", "nan", "inf", "TRUE",
    "#N/A",
    "#BM! formula without a saved value", "2025-12-31", "03/04/2025", "31.12.2025", "2025-02-30", "0001-01-01", "9999-12-31",
    "=1+1", "track=Specialist;level=S3", "years=3; budget=0.006; cap=0.05; mode=least cost", "Specialist/S4=8",
    "Specialist/S1=Manager/M1", "R/D/S1", "\u0661\u0662", "\u00b2", "\u0130", "\u00df", "e\u0301", "\ud800", "\U0001f600",
    "a;b", "a,b", "a\tb", "a|b", 'a"b', "a\nb", "a\r\nb", "a\rb", "sep=;", "\x00", "\ufeff", "\u2028", "CHF 1'234.50",
    "100-", "market movement", "add level", "remove level", "relevel", "close parity gap", "specialist bonus",
    "merit cycle", "fx",
)  # fmt: skip
"""Texts of which many a table is made, and those that once were read wrong somewhere."""
NUMBERS = (0.0, -0.0, 1.0, 2.0, 7.0, 0.05, -0.5, 100000.0, 150000.5, 45000.0, 60.0, 2958465.0, 1e15, 1e308, 5e-324,
           float("inf"), float("-inf"), float("nan"), 0.1 + 0.2)  # fmt: skip
OTHERS: tuple[Any, ...] = (
    None, True, False, -2146826246, -2146826281, 10**400, Decimal("80000"), Decimal("NaN"), Decimal("1E+999"),
    dt.datetime(2025, 7, 1), dt.datetime(2025, 7, 1, 12, 30, tzinfo=dt.UTC), dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31),
    dt.date(2025, 1, 31), dt.time(12, 30), dt.timedelta(hours=30),
)  # fmt: skip
"""What else a cell may hold over COM or from a workbook: nothing, truth, error numbers, currency, times."""


class Draws:
    """Reads choices, numbers and texts off bytes; when they are used up, every draw is the first choice."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, count: int) -> bytes:
        """The next bytes, fewer at the end."""
        part = self._data[self._at : self._at + count]
        self._at += count
        return part

    def byte(self) -> int:
        """A number from 0 to 255."""
        return (self.take(1) or b"\x00")[0]

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of some choices (256 at most)."""
        return choices[self.byte() % len(choices)]

    def text(self) -> str:
        """A text of up to 31 bytes, lone surrogates (as Excel can send them) included."""
        part = self.take(self.byte() % 32)
        try:
            return part.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return part.decode("latin-1")

    def number(self) -> float:
        """A number as cells hold it: an odd one, a whole one, or one with decimals."""
        kind = self.byte() % 4
        if kind == 0:
            return self.one_of(NUMBERS)
        value = float(int.from_bytes(self.take(3), "little", signed=kind == 3))
        return value / 1000 if kind == 2 else value

    def cell(self) -> Any:
        """One cell: text, number or anything else that a cell holds."""
        kind = self.byte() % 8
        if kind < 3:
            return self.one_of(WORDS)
        if kind < 6:
            return self.number()
        return self.text() if kind == 6 else self.one_of(OTHERS)
