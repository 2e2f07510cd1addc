"""How a report words figures and sentences, in English, German and French.

Texts are data: `texts/<language>.toml`, by key, with placeholders such as {gap:share} that name a value and the kind of
figure it is. A number is rounded once, here, half away from zero: finely in tables (`figure`), to what a reader keeps in
mind in sentences and charts (`brief`).
"""

from __future__ import annotations

import datetime as dt
import math
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from bandmodel.errors import InputError
from bandmodel.findings.catalogue import CATALOGUE
from bandmodel.report.content import Cell, Hidden, Report

LANGUAGES = ("en", "de", "fr")
SIGNED = ("gap", "points")
PER_CENT = ("share", "gap", "size", "limit")
DIGITS = {  # decimals in tables, and in sentences and charts
    "pay": (0, 0), "money": (0, 0), "share": (2, 1), "gap": (2, 1), "size": (2, 1), "limit": (2, 1), "ratio": (3, 2),
    "weight": (6, 2), "points": (2, 1), "count": (0, 0), "years": (1, 1),
}  # fmt: skip
NUMERIC = (*DIGITS, "plain")
KINDS = (*NUMERIC, "text", "date", "list")
"""pay; money (pay with its currency); share, gap (with its sign), size (without it) and limit (with no more decimals than it
has) of a fraction as per cent; ratio; weight; points (hundredths of a log); count; years; plain (a number as it is); text;
date; list (of texts)."""
SIGNIFICANT = 3
"""Digits that a sentence keeps of an amount of money."""
MINUS, NO_BREAK = "\u2212", "\u00a0"
"""The true minus sign, and the space at which no line ends."""
MOST_DIGITS = 6


@dataclass(frozen=True)
class Words:
    """The words of one language, for pay in one currency with so many decimals."""

    language: str = "en"
    currency: str = ""
    pay_digits: int = 0

    @classmethod
    def of(cls, report: Report) -> Words:
        """The words of a report."""
        return cls(report.language, report.currency, report.pay_digits)

    def say(self, key: str, /, n: Cell = None, **values: Any) -> str:
        """The text of a key with its placeholders filled in; `n` chooses among the forms for none, one and several."""
        found = _found(self.language, key)
        if isinstance(found, Mapping):
            found = found[_form(self.language, found, n)]
        return _Filler(self).vformat(str(found), (), values)

    def figure(self, value: Cell, kind: str) -> str:
        """A cell of a table as text."""
        return self._shown(value, kind, 0)

    def brief(self, value: Cell, kind: str, beside: float | None = None) -> str:
        """A figure of a sentence or chart as text.

        beside   a limit that the figure stands against: it gets as many digits as tell it from the limit
        """
        if isinstance(value, float | int) and math.isfinite(value):
            if kind == "money":
                return self._money(_significant(value))
            if kind in PER_CENT and kind not in SIGNED and abs(value) > 0 and not _rounded(abs(value) * 100, 1):
                return self.say("format.less_than", value=self.number(0.1, 1) + NO_BREAK + "%")
            if beside is not None and kind in PER_CENT:
                return self._per_cent(value, kind, _telling(value, beside))
        return self._shown(value, kind, 1)

    def number(self, value: float, digits: int, *, signed: bool = False) -> str:
        """A number with the marks of the language and a true minus sign."""
        exact = _rounded(value, digits)
        style = _found(self.language, "format")
        whole, _, part = f"{abs(exact):,.{digits}f}".partition(".")
        sign = MINUS if exact < 0 else "+" if signed and exact > 0 else ""
        return sign + whole.replace(",", style["thousands"]) + (style["decimal"] + part if part else "")

    def date(self, value: dt.date) -> str:
        """A date in words."""
        style = _found(self.language, "format")
        month = style["months"][value.month - 1]
        day = style["first_day"] if value.day == 1 else str(value.day)
        return str(style["date"]).format(day=day, month=month, year=value.year)

    def listed(self, items: Sequence[str]) -> str:
        """A, B and C."""
        if len(items) < 2:
            return "".join(items)
        style = _found(self.language, "format")
        return ", ".join(items[:-1]) + str(style["and"]) + items[-1]

    def _shown(self, value: Cell | Sequence[str], kind: str, place: int) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Hidden):
            key = "few" if place == 0 else "few_in_words"
            return self.say(f"format.{key}", below=str(value.below)) if value.below else self.say("format.withheld")
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, Sequence):
            return self.listed(value)
        if value is None or math.isnan(value):
            return self.say("format.unknown")
        if kind in PER_CENT:
            return self._per_cent(value, kind, DIGITS[kind][place])
        if kind == "money":
            return self._money(value)
        if kind in DIGITS:
            digits = self.pay_digits if kind == "pay" else DIGITS[kind][place]
            return self.number(value * 100 if kind == "points" else value, digits, signed=kind in SIGNED)
        return self.number(value, _decimals(value))

    def _per_cent(self, value: float, kind: str, digits: int) -> str:
        shown = abs(value) if kind == "size" else value
        if kind == "limit":
            digits = _decimals(value * 100)
        return self.number(shown * 100, digits, signed=kind in SIGNED) + NO_BREAK + "%"

    def _money(self, value: float) -> str:
        amount = self.number(value, self.pay_digits if abs(value) < 10**SIGNIFICANT else 0)
        pattern = _found(self.language, "format")["money"]
        return str(pattern).format(currency=self.currency, amount=amount) if self.currency else amount


class _Filler(string.Formatter):
    """Fills the placeholders of a text; what stands after the colon is the kind of figure."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def format_field(self, value: Any, format_spec: str) -> str:
        return self._words.brief(value, format_spec or "text")


@cache
def texts(language: str) -> Mapping[str, Any]:
    """Every text of a language. Raises InputError that lists the languages there are."""
    if language not in LANGUAGES:
        raise InputError(f'Language "{language}" is not known; use one of {", ".join(LANGUAGES)}.')
    folder = files("bandmodel").joinpath("report/texts")

    def of(name: str) -> dict[str, Any]:
        return tomllib.loads(folder.joinpath(f"{name}.{language}.toml").read_text("utf-8"))

    meant = {entry.code: entry.meaning for entry in CATALOGUE}
    return {**of("report"), "finding": meant if language == "en" else {**meant, **of("findings")["finding"]}}


def _found(language: str, key: str) -> Any:
    found: Any = texts(language)
    for name in key.split("."):
        found = found[name]
    return found


def _form(language: str, forms: Mapping[str, str], n: Cell) -> str:
    """The form that a number takes; French has the one for 1 for 0 too, and a hidden number is of several."""
    if not isinstance(n, float | int):
        return "other"
    if n == 0 and "none" in forms:
        return "none"
    return "one" if n == 1 or (n == 0 and language == "fr") else "other"


def _rounded(value: float, digits: int) -> Decimal:
    """Half away from zero, on 12 significant digits: 0.05 stored a hair lower is 0.05."""
    exact = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return exact if exact else Decimal(0).scaleb(-digits)


def _decimals(value: float) -> int:
    """Decimals that a number has, `MOST_DIGITS` at most."""
    return min(max(0, -int(Decimal(f"{value:.12g}").normalize().as_tuple().exponent)), MOST_DIGITS)


def _significant(value: float) -> float:
    """Rounded to `SIGNIFICANT` digits."""
    if not value:
        return 0.0
    return float(_rounded(value, SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))))


def _telling(value: float, limit: float) -> int:
    """Decimals of a per cent that tell a figure from a limit that it is beyond."""
    least = DIGITS["share"][1]
    for digits in range(least, MOST_DIGITS):
        if _rounded(abs(value) * 100, digits) != _rounded(abs(limit) * 100, digits):
            return digits
    return least
