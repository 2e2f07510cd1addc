"""The levers of a scenario as data, and how a row of the Scenarios table is read.

The order of `LEVERS` is the order in which they act within a year and in which their costs are told.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from bandmodel.errors import Finding, InputError
from bandmodel.inputs import coerce
from bandmodel.scenarios import scope as scopes
from bandmodel.scenarios.scope import Scope
from bandmodel.scenarios.values import LONGEST_PLAN, Closing, closing, number, rung

BASE = "base"
"""The scenario without any lever; it needs no row."""


@dataclass(frozen=True)
class Lever:
    """One lever in one year. `value` is a number, a `Rung` or a `Closing`; `row` its row on the Scenarios table."""

    name: str
    year: int
    scope: Scope
    value: Any
    row: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """A lever as the table knows it: what it does, which scopes it takes, what its value means and admits."""

    name: str
    meaning: str
    unit: str
    scopes: tuple[str, ...]
    read: Callable[[Any], Any] = field(repr=False)


@dataclass(frozen=True)
class Scenario:
    """The levers of one scenario, in the order in which they act: by year, kind of lever, row."""

    name: str
    levers: tuple[Lever, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the levers that it has, in the order in which they act."""
        used = {lever.name for lever in self.levers}
        return tuple(name for name in LEVERS if name in used)

    def of(self, year: int, kinds: tuple[str, ...]) -> list[Lever]:
        """The levers of a year, of some kinds only."""
        return [lever for lever in self.levers if lever.year == year and lever.name in kinds]


_BANDS = ("track", "level")
_PEOPLE = ("track", "level", "location")

LEVERS = {
    kind.name: kind
    for kind in (
        Kind("fx", "New rate of a currency, in structure currency", "rate", ("currency",), number(1e-9, 1e9)),
        Kind("market movement", "Market rates rise by this share, and bands that derive from them follow",
             "fraction that year", _BANDS, number(-0.5, 2)),
        Kind("structure adjustment", "All bands in scope rise by this share, given ranges too", "fraction that year",
             _BANDS, number(-0.5, 2)),
        Kind("geo factor", "New geo factor of the locations in scope", "ratio", ("location",), number(0.01, 100)),
        Kind("add level", "A new rung, priced by its grade: Track/Level=grade", "Track/Level=grade", (), rung("grade")),
        Kind("remove level", "A rung less: Track/Level", "Track/Level", (), rung()),
        Kind("parity weight", "New parity weight; 1 pays equivalent levels the same", "fraction", (), number(0, 1)),
        Kind("spread", "New spread of the bands in scope; given ranges stay", "fraction", _BANDS, number(0, 3)),
        Kind("relevel", "People move to another level at their pay: Track/Level=Track/Level", "Track/Level=Track/Level",
             _PEOPLE, rung("Track/Level")),
        Kind("attrition", "Share of people who leave; each is replaced at the midpoint, in expectation",
             "fraction that year", _PEOPLE, number(0, 1)),
        Kind("merit cycle", "The merit matrix, scaled down where it costs more than this share of payroll; "
             "blank = no limit", "share of payroll", _PEOPLE, number(0, 1, blank=float("inf"))),
        Kind("lift to minimum", "Pay below the minimum is raised to it; 1 = wholly, 0.5 = half of the way",
             "share of the shortfall", _PEOPLE, number(0, 1, blank=1.0)),
        Kind("close parity gap", "Raises that close the adjusted gap between the tracks: a budget (share of payroll, or an "
             "amount a year), or years=3; budget=0.006; cap=0.05; mode=least cost", "budget, or years; budget; cap; mode",
             ("track",), closing),
        Kind("specialist bonus", "A bonus as a share of pay, paid in that year; on the specialist tracks, unless Scope "
             "names a track or level", "share of pay that year", _PEOPLE, number(0, 3)),
        Kind("employer on-cost", "New employer's contributions on top of pay", "fraction of pay", ("location",),
             number(0, 2)),
    )
}  # fmt: skip
"""Every lever by name."""


# ---------------------------------------------------------------- reading the table


def scenarios(table: pd.DataFrame, first_year: int) -> tuple[dict[str, Scenario], list[Finding]]:
    """The scenarios of a Scenarios table by name, `base` first, and what is wrong in it; a row at fault is left out.

    first_year   the structure year: nothing can happen before it
    """
    found: dict[str, list[Lever]] = {BASE: []}
    faults: list[Finding] = []
    columns = ("Scenario", "Year", "Lever", "Scope", "Value", "Note")
    for row, *values in zip(table.index, *(table[name] for name in columns), strict=True):
        name, year, lever, scope, value, note = values
        rows = found.setdefault(_spelling(found, str(name)), [])
        made = _row(int(row), year, str(lever), str(scope), value, str(note), first_year)
        if isinstance(made, Finding):
            faults.append(made)
        elif name.strip().casefold() == BASE:
            faults.append(_fault("scenario-base-lever", int(row), "Scenario", name, "Scenario base has no lever.",
                                 "Give the lever to a scenario of another name."))  # fmt: skip
        else:
            rows += _yearly(made)
    place = {name: number for number, name in enumerate(LEVERS)}
    place["remove level"] = place["add level"]  # one step, in row order: what is removed can be added anew
    ordered = {
        name: Scenario(name, tuple(sorted(rows, key=lambda lever: (lever.year, place[lever.name]))))
        for name, rows in found.items()
    }
    return ordered, faults


def chosen(table: pd.DataFrame, name: str, first_year: int) -> Scenario:
    """One scenario by name. Raises InputError for a name that is not there, and for rows of it that cannot be read."""
    known, faults = scenarios(table, first_year)
    found = next((scenario for key, scenario in known.items() if key.casefold() == name.strip().casefold()), None)
    if found is None:
        raise InputError(f'Scenario "{name}" is not on the Scenarios table; scenarios: {", ".join(known)}.')
    own = {int(row) for row, other in zip(table.index, table["Scenario"], strict=True)
           if str(other).strip().casefold() == found.name.casefold()}  # fmt: skip
    mine = [fault for fault in faults if fault.row in own]
    if mine:
        raise InputError.of(mine)
    return found


def last_year(table: pd.DataFrame, first_year: int) -> int:
    """The last year that any scenario of the table reaches."""
    known, _ = scenarios(table, first_year)
    return max([first_year, *(lever.year for scenario in known.values() for lever in scenario.levers)])


def stopping_bonuses(table: pd.DataFrame, first_year: int) -> Iterator[Finding]:
    """Bonuses that have no row in a later year of their scenario: they are paid in the years of their rows only."""
    known, _ = scenarios(table, first_year)
    last = last_year(table, first_year)
    for scenario in known.values():
        bonuses = [lever for lever in scenario.levers if lever.name == "specialist bonus"]
        for scope in dict.fromkeys(lever.scope for lever in bonuses):
            by_year = {lever.year: lever for lever in bonuses if lever.scope == scope}
            for year, after in itertools.zip_longest(by_year, list(by_year)[1:], fillvalue=last + 1):
                again = after <= last
                if by_year[year].value > 0 and after > year + 1 and (not again or by_year[after].value > 0):
                    then = f"and again from {after}" if again else f"the scenarios run until {last}"
                    yield _fault(
                        "scenario-bonus-stops", by_year[year].row, "Year", year,
                        f"{scenario.name}: the bonus of {scope} is paid until {year}, {then}.",
                        f"Give {year + 1} a row too: its value, or 0 if the bonus is meant to end.", "note",
                    )  # fmt: skip


def _spelling(found: dict[str, Any], name: str) -> str:
    """The scenario's name as its first row spells it."""
    return next((known for known in found if known.casefold() == name.strip().casefold()), name.strip())


def _row(
    row: int, year: float, lever: str, scope: str, value: Any, note: str, first_year: int
) -> Lever | Finding:  # fmt: skip
    kind = LEVERS.get(" ".join(lever.split()).casefold())
    if kind is None:
        return _fault("scenario-lever-unknown", row, "Lever", lever, f'Lever "{lever}" is not known.',
                      f"Use one of {', '.join(LEVERS)}.")  # fmt: skip
    if year != int(year) or not first_year <= year <= first_year + LONGEST_PLAN:
        return _fault("scenario-year-unfit", row, "Year", year, f"Year {year:g} is not between {first_year} (the structure "
                      f"year) and {first_year + LONGEST_PLAN}.", "Correct the year.")  # fmt: skip
    try:
        where = scopes.read(scope, kind.scopes)
    except ValueError as rule:
        return _fault("scenario-scope-unfit", row, "Scope", scope, f"{kind.name}: scope {rule}.", "Correct the scope.")
    try:
        return _within(Lever(kind.name, int(year), where, kind.read(value), row, note), first_year + LONGEST_PLAN)
    except ValueError as rule:
        shown = "" if coerce.is_blank(value) else coerce.shown(value)
        return _fault("scenario-value-unfit", row, "Value", shown, f'{kind.name}: value "{shown}" {rule}.',
                      f"The value is {kind.unit}: {kind.meaning}.")  # fmt: skip


def _within(lever: Lever, last: int) -> Lever:
    """The lever. Raises ValueError for a plan over years that ends after the last year there can be."""
    if isinstance(lever.value, Closing) and lever.year + lever.value.years - 1 > last:
        raise ValueError(f"reaches beyond {last}")
    return lever


def _yearly(lever: Lever) -> list[Lever]:
    """A lever that acts over several years, one for each of them; any other as it is."""
    if not isinstance(lever.value, Closing):
        return [lever]
    plan = lever.value
    return [
        replace(lever, year=lever.year + done, value=replace(plan, left=plan.years - done)) for done in range(plan.years)
    ]


def _fault(
    code: str, row: int | None, column: str, value: Any, message: str, remedy: str, severity: str = "error"
) -> Finding:  # fmt: skip
    return Finding(code, severity, "Scenarios", row, column, coerce.shown(value), message, remedy)
