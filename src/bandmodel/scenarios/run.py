"""Running a scenario: every year's pay bill, what each lever costs of it, and what it closes.

The cost of a lever in a year is the pay bill with the levers up to it, over all years so far, less the pay bill with the
levers before it. So costs add up, to the cent, to the bill of the scenario less that of `base`, in every year. It is a
yearly cost that goes on; what is paid once is told apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

import bandmodel
from bandmodel.core.merit import Zones
from bandmodel.errors import InputError
from bandmodel.inputs.inputs import fingerprint
from bandmodel.model import Model
from bandmodel.scenarios import levers as catalogue
from bandmodel.scenarios.bands import SHAPING, Source, source_of
from bandmodel.scenarios.effects import applied
from bandmodel.scenarios.levers import Scenario
from bandmodel.scenarios.state import State, at_start

CENT = 0.01


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

    @classmethod
    def of_model(cls, model: Model, *, needed: bool = True) -> Company:
        """The company of a model's tables. Raises InputError without People, and without Scenarios if they are needed."""
        scenarios = (model.inputs.require if needed else model.inputs.table)("Scenarios")
        merit = Zones.of_table(model.inputs.table("Merit")) if model.inputs.given("Merit") else None
        return cls(source_of(model, None), model.inputs.require("People"), merit, scenarios)

    @cached_property
    def start(self) -> State:
        """The company before any lever; scenario `base` stays there."""
        return at_start(self.source, self.people)

    @cached_property
    def doubtful(self) -> np.ndarray:
        """Whether each person's pay at the start looks like a slip: the findings name it."""
        return self.start.placed.far_outside(float(self.source.policy["pay outlier"]))

    @property
    def first_year(self) -> int:
        """The structure year."""
        return int(self.source.policy["structure date"].year)

    @property
    def years(self) -> range:
        """From the structure year to the last year of the Scenarios table, for every scenario."""
        return range(self.first_year, catalogue.last_year(self.table, self.first_year) + 1)

    @property
    def currency(self) -> str:
        """The structure currency; "pay" where no table names one."""
        return self.start.structure.localities.currency or "pay"

    @property
    def unit_of_pay(self) -> str:
        """The unit of costs that go on: the structure currency, a year."""
        return f"{self.currency} a year"

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


@dataclass(frozen=True)
class Reach:
    """How many people a figure rests on, and the most that one of them adds to it [structure pay]."""

    people: int
    largest: float

    @classmethod
    def of(cls, parts: np.ndarray) -> Reach:
        """The reach of a sum over people; who adds less than half a cent adds nothing."""
        return cls(int((np.abs(parts) >= CENT / 2).sum()), float(np.abs(parts).max(initial=0.0)))


@dataclass(frozen=True, eq=False)
class Year:
    """One year of a scenario.

    bill      pay bill [structure pay]; base the bill of scenario `base`
    costs     cost of each lever in the stated order; they add up to bill less base
    reach     reach of each of the costs; under "" of all together
    slips     of each of the costs, what is for people whose pay at the start looks like a slip, and how many these are
    before    the state before the year's first lift to minimum, None without one
    state     the state at the end of the year
    """

    year: int
    bill: float
    base: float
    costs: dict[str, float]
    reach: dict[str, Reach]
    slips: dict[str, tuple[float, int]]
    before: State | None
    state: State

    @property
    def cost(self) -> float:
        """Cost of all levers [structure pay a year]."""
        return round(self.bill - self.base, 2)

    @property
    def one_off(self) -> float:
        """What is paid once [structure pay]."""
        return round(float(self.state.lump.sum()), 2)


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
    histories = _histories(company, scenario)
    years = []
    for at, year in enumerate(company.years):
        ends = [history[at][0] for history in histories]
        bills = [state.bill for state in ends]
        parts = [state.by_person(state.bills) for state in ends]
        costs = {kind: round(bills[n + 1] - bills[n], 2) for n, kind in enumerate(kinds)}
        of_people = {kind: parts[n + 1] - parts[n] for n, kind in enumerate(kinds)} | {"": parts[-1] - parts[0]}
        reach = {kind: Reach.of(part) for kind, part in of_people.items()}
        doubtful = {kind: part[company.doubtful] for kind, part in of_people.items()}
        slips = {kind: (float(part.sum()), Reach.of(part).people) for kind, part in doubtful.items()}
        state, before = histories[-1][at]
        years.append(Year(year, bills[-1], bills[0], costs, reach, slips, before, state))
    return Result(company, scenario, tuple(years), company.key(scenario))


def results(company: Company, names: Sequence[str] = ()) -> list[Result]:
    """Scenarios by name, run in that order; all of the table but base if none is named."""
    chosen = names or [name for name in company.scenarios if name != catalogue.BASE]
    return [run(company, company.scenario(name)) for name in chosen]


def _histories(company: Company, scenario: Scenario) -> list[list[tuple[State, State | None]]]:
    """The history without any lever, with the first kind of them, the first two, and so on up to all.

    Levers that shape bands move nobody's pay, and so cost nothing: one alone but fx, which revalues it, leaves the pay bill.
    They are not tried by halves: a rung that is adjusted may be one that a later kind of lever adds.
    """
    kinds = scenario.kinds
    shaping = sum(kind in SHAPING for kind in kinds)
    none = list(_history(company, scenario, ()))
    revalued = list(_history(company, scenario, ("fx",))) if "fx" in kinds else none
    whole = [list(_history(company, scenario, kinds[:number])) for number in range(max(shaping, 1), len(kinds) + 1)]
    if not shaping:
        return [none, *whole]
    return [none, *[revalued] * (shaping - 1), *whole]


def _history(
    company: Company, scenario: Scenario, kinds: tuple[str, ...]
) -> Iterator[tuple[State, State | None]]:  # fmt: skip
    """The end of each year with some kinds of levers only, and the state before its first lift."""
    state = company.start
    for year in company.years:
        before = None
        for lever in scenario.of(year, kinds):
            if lever.name == "lift to minimum" and before is None:
                before = state
            state = applied(state, lever, company.merit)
        yield state, before
        state = state.next_year()
