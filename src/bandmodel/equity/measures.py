"""The kinds of pay whose gaps are asked for, made of the columns of People.

Base pay is annual and full-time equivalent; bonus and LTI are as paid or granted in the year. Blank is unknown, 0 is none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A kind of pay.

    name     as results call it
    columns  of People, whose sum it is: unknown where one of them is
    meaning  what it is, in words
    zeros    whether people who received nothing are counted with 0; they are left out if not
    """

    name: str
    columns: tuple[str, ...]
    meaning: str
    zeros: bool = False


PAY = ("Base pay", "Hourly pay")
"""Columns of which 0 is no pay."""
EXTRAS = ("Bonus paid", "LTI")
"""Columns of which 0 is a known amount."""

BASE = Measure("Base pay", ("Base pay",), "annual full-time-equivalent base pay")
HOURLY = Measure("Hourly pay", ("Hourly pay",), "gross hourly pay")
STAND_IN = Measure("Base pay", ("Base pay",), "not the statutory basis: base pay, as the column Hourly pay is not filled in")
TOTAL = Measure("Total pay", ("Base pay", *EXTRAS), "full-time-equivalent base pay + bonus paid + LTI of the year")
VARIABLE = Measure("Variable pay", EXTRAS, "bonus paid + LTI of the year, over everyone, 0 included", zeros=True)
BONUS = Measure("Bonus pay", ("Bonus paid",), "bonus paid of the year, over receivers only")
SALARY = Measure("Base salary", ("Base pay",), "annual full-time-equivalent base pay")
REMUNERATION = Measure(
    "Total remuneration", ("Base pay", *EXTRAS), "full-time-equivalent base pay + bonus paid + LTI of the year"
)
