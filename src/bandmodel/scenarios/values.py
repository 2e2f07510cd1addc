"""What the value of a lever can be, and how the cell that holds it is read.

A reader raises ValueError with the rule that a cell breaks; the words follow the value ("is not a number").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bandmodel.equity.raises import LEAST_COST, MODES
from bandmodel.inputs import coerce

LONGEST_PLAN = 30
"""Most years over which a gap may be closed, and that a scenario may reach beyond its first."""


@dataclass(frozen=True)
class Closing:
    """What `close parity gap` may do in one year.

    budget   below 1 a share of payroll, from 1 on an amount a year [pay]; None = without limit
    cap      largest raise as a share of own pay [fraction]; None = without limit
    mode     one of `equity.raises.MODES`
    years    over how many years the gap is closed
    left     how many of them are left, the present one included
    """

    budget: float | None = None
    cap: float | None = None
    mode: str = LEAST_COST
    years: int = 1
    left: int = 1


@dataclass(frozen=True)
class Rung:
    """A level named in a lever: the value `Track/Level`, or `Track/Level=…`. Of a level to go to, `then` is its track and
    level, joined by the last stroke."""

    track: str
    level: str
    then: str = ""

    @property
    def goal(self) -> tuple[str, str]:
        """Track and level to go to, of `Track/Level=Track/Level`."""
        return _place(self.then)


def number(least: float, most: float, *, blank: float | None = None) -> Callable[[Any], float | None]:
    """Reads a number between two limits; a blank cell means `blank` where that is given."""

    def read(cell: Any) -> float | None:
        if coerce.is_blank(cell):
            if blank is None:
                raise ValueError("is blank; give a number")
            return blank
        value = coerce.number(cell)
        if value is None:
            raise ValueError("is not a number")
        if not least <= value <= most:
            raise ValueError(f"is not between {least:g} and {most:g}")
        return value

    return read


def rung(then: str = "") -> Callable[[Any], Rung]:
    """Reads `Track/Level`, with `=then` where `then` says what must follow."""

    def read(cell: Any) -> Rung:
        text, equals, rest = coerce.label(cell).partition("=")
        track, level = _place(text)
        form = f"Track/Level={then}" if then else "Track/Level"
        if not (track and level) or bool(then) != bool(rest.strip()) or bool(then) != bool(equals):
            raise ValueError(f"is not of the form {form}")
        if then == "Track/Level":
            if not all(_place(rest)):
                raise ValueError(f"is not of the form {form}")
            rest = "/".join(_place(rest))
        return Rung(track, level, rest.strip())

    return read


def _place(text: str) -> tuple[str, str]:
    """Track and level of Track/Level; the last stroke parts them, since a track's name may hold one (R/D)."""
    track, _, level = text.rpartition("/")
    return track.strip(), level.strip()


def closing(cell: Any) -> Closing:
    """Reads a budget, or `years=3; budget=0.006; cap=0.05; mode=least cost`; a blank cell is no limit."""
    if coerce.is_blank(cell):
        return Closing()
    alone = coerce.number(cell)
    if alone is not None:
        return _limited(Closing(), "budget", alone)
    made = Closing()
    for part in filter(None, (part.strip() for part in coerce.label(cell).split(";"))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or key.casefold() not in ("years", "budget", "cap", "mode"):
            raise ValueError(f'holds "{part}"; it takes years=…; budget=…; cap=…; mode=…')
        made = _limited(made, key.casefold(), value)
    return replace(made, left=made.years)


def _limited(made: Closing, key: str, value: Any) -> Closing:
    if key == "mode":
        if str(value).casefold() not in MODES:
            raise ValueError(f'holds mode "{value}"; modes: {", ".join(MODES)}')
        return replace(made, mode=str(value).casefold())
    number = coerce.number(value)
    if number is None or not number >= 0:
        raise ValueError(f'holds {key} "{coerce.shown(value)}", which is not a number from 0 on')
    if key == "cap" and number > 1:
        raise ValueError(f'holds cap "{coerce.shown(value)}", which is a share of pay and not above 1')
    if key == "years":
        if number != int(number) or not 1 <= number <= LONGEST_PLAN:
            raise ValueError(f"holds years {number:g}, which is not a whole number from 1 to {LONGEST_PLAN}")
        return replace(made, years=int(number))
    return replace(made, budget=number) if key == "budget" else replace(made, cap=number)
