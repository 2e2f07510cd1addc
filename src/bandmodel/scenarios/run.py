"""Running a scenario: every year's pay bill, what each lever costs of it, and what it closes.

The cost of a lever in a year is the pay bill with the levers up to it, over all years so far, less the pay bill with the
levers before it. So costs add up, to the cent, to the bill of the scenario less that of `base`, in every year. It is a
yearly cost that goes on; what is paid once is told apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

import bandmodel
from bandmodel.core.merit import Zones
from bandmodel.errors import InputError
from bandmodel.inputs.inputs import fingerprint
from bandmodel.scenarios import levers as catalogue
from bandmodel.scenarios.bands import Source
from bandmodel.scenarios.effects import applied
from bandmodel.scenarios.levers import Scenario
from bandmodel.scenarios.state import State, at_start


@dataclass(frozen=True, eq=False)
class Company:
    """What scenarios are run on; the base, which no scenario changes.

    source   where the bands come from
    people   the People table
    merit    the merit matrix; None where there is none
    table    the Scenarios table
    """

    source: Source
    people: pd.DataFrame
    merit: Zones | None
    table: pd.DataFrame

    @cached_property
    def start(self) -> State:
        """The company before any lever; scenario `base` stays there."""
        return at_start(self.source, self.people)

    @property
    def first_year(self) -> int:
        """The structure year."""
        return int(self.source.policy["structure date"].year)

    @property
    def years(self) -> range:
        """From the structure year to the last year of the Scenarios table, for every scenario."""
        return range(self.first_year, catalogue.last_year(self.table, self.first_year) + 1)

    def in_one_year(self) -> Company:
        """The same company, its scenarios ending with the structure year."""
        alone = replace(self, table=self.table.iloc[:0])
        alone.__dict__["start"] = self.start  # as it is: it depends on no scenario
        return alone

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, base first."""
        return tuple(catalogue.scenarios(self.table, self.first_year)[0])

    def scenario(self, name: str) -> Scenario:
        """A scenario of the table by name."""
        return catalogue.chosen(self.table, name, self.first_year)

    def key(self, scenario: Scenario) -> str:
        """Hash of everything that the figures of a scenario depend on, and of the version."""
        digest = hashlib.blake2b(digest_size=8)
        merit = () if self.merit is None else (self.merit.rating, self.merit.start, self.merit.end, self.merit.increase)
        told = [(lever.name, lever.year, str(lever.scope), repr(lever.value)) for lever in scenario.levers]
        parts = (self.source.key, fingerprint(self.people), *(values.tobytes().hex() for values in merit), repr(told),
                 repr(self.years), bandmodel.__version__)  # fmt: skip
        for part in parts:
            digest.update(part.encode() + b"\0")
        return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Year:
    """One year of a scenario.

    bill      pay bill [structure pay]; base the bill of scenario `base`
    costs     cost of each lever in the stated order; they add up to bill less base
    one_off   what is paid once [structure pay]
    before    the state before the year's first lift to minimum, None without one
    state     the state at the end of the year
    """

    year: int
    bill: float
    base: float
    costs: dict[str, float]
    one_off: float
    before: State | None
    state: State

    @property
    def cost(self) -> float:
        """Cost of all levers [structure pay a year]."""
        return round(self.bill - self.base, 2)


@dataclass(frozen=True, eq=False)
class Result:
    """A scenario that was run. `key` is the hash of its inputs: the same key means the same figures."""

    company: Company
    scenario: Scenario
    years: tuple[Year, ...]
    key: str

    @property
    def version(self) -> str:
        """Version of the program that made it."""
        return bandmodel.__version__


def run(company: Company, scenario: Scenario) -> Result:
    """Run a scenario over the years of its company. Raises InputError for a lever that cannot act."""
    if not len(company.start.people):
        raise InputError("No active person is on the People table; a scenario needs people.")
    kinds = scenario.kinds
    base = company.start.bill
    bills = [[base] * len(company.years)]
    last: list[tuple[State, State | None, float]] = [(company.start, None, 0.0)] * len(company.years)
    for number in range(1, len(kinds) + 1):
        last = list(_history(company, scenario, kinds[:number]))
        bills.append([state.bill for state, _, _ in last])
    years = []
    for at, year in enumerate(company.years):
        costs = {kind: round(bills[n + 1][at] - bills[n][at], 2) for n, kind in enumerate(kinds)}
        state, before, one_off = last[at]
        years.append(Year(year, bills[-1][at], base, costs, round(one_off, 2), before, state))
    return Result(company, scenario, tuple(years), company.key(scenario))


def _history(
    company: Company, scenario: Scenario, kinds: tuple[str, ...]
) -> Iterator[tuple[State, State | None, float]]:  # fmt: skip
    """The end of each year with some kinds of levers only, the state before its first lift, and its one-offs."""
    state = company.start
    for year in company.years:
        before = None
        for lever in scenario.of(year, kinds):
            if lever.name == "lift to minimum" and before is None:
                before = state
            state = applied(state, lever, company.merit)
        yield state, before, state.one_off
        state = state.next_year()
