"""The company at one point of a scenario: what has happened to the bands, and what each person is paid.

A row of `people` is a person, or the expected replacement of one: `weight` is how many people it stands for. Nobody is
drawn by lot, so every cost is an expected cost, to the cent and the same each time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core import position
from bandmodel.equity import tracks
from bandmodel.equity.raises import on_cost
from bandmodel.equity.tracks import TrackGap
from bandmodel.placement import Placement, numbers
from bandmodel.scenarios.bands import Source
from bandmodel.scenarios.levers import Lever
from bandmodel.structure import Structure


@dataclass(frozen=True, eq=False)
class State:
    """The company after some levers; arrays have one entry per row of `people`.

    source    where the bands come from; `shaped` the levers that shaped them
    people    Base pay is full-time-equivalent pay in the row's own currency [pay]
    person    number of the person whom the row is, or replaces
    weight    people that the row stands for; 1 unless there is attrition
    hired     year in which the row was hired as a replacement; 0 for those there at the start
    moved     True where pay or level was changed this year
    bonus     specialist bonus of this year [fraction of pay]
    on_costs  the levers that changed the employer's on-cost
    lump      what is paid once this year, on-cost included [structure pay]
    """

    source: Source
    shaped: tuple[Lever, ...]
    people: pd.DataFrame
    person: np.ndarray
    weight: np.ndarray
    hired: np.ndarray
    moved: np.ndarray
    bonus: np.ndarray
    lump: np.ndarray
    on_costs: tuple[Lever, ...] = ()

    @cached_property
    def structure(self) -> Structure:
        """The bands as they are now."""
        return self.source.after(self.shaped)

    @cached_property
    def placed(self) -> Placement:
        """Everyone on the bands as they are now."""
        return placement.place(self.structure, self.people)

    @cached_property
    def on_cost(self) -> np.ndarray:
        """Employer's contributions of each row [fraction of pay]."""
        share = on_cost(self.source.policy, self.people)
        for lever in self.on_costs:
            share = np.where(lever.scope.rows(self.people), lever.value, share)
        return share

    @property
    def payroll(self) -> np.ndarray:
        """Base pay a year of each row, for the FTE worked and the people it stands for [structure pay]."""
        payroll: np.ndarray = self.weight * self.placed.payroll
        return payroll

    @cached_property
    def bills(self) -> np.ndarray:
        """What each row adds to the pay bill: base pay and specialist bonus, with the employer's on-cost [structure pay]."""
        bills: np.ndarray = np.nan_to_num(self.payroll * (1 + self.bonus) * (1 + self.on_cost))
        return bills

    @property
    def bill(self) -> float:
        """The pay bill of the year to the cent [structure pay]."""
        return round(float(self.bills.sum()), 2)

    def by_person(self, values: np.ndarray) -> np.ndarray:
        """Sums over the rows of each person and their replacements."""
        return np.bincount(self.person, values, int(self.person.max(initial=-1)) + 1)

    @property
    def there(self) -> np.ndarray:
        """Rows of people who were there at the start and of whom some are left."""
        there: np.ndarray = (self.hired == 0) & (self.weight > 0)
        return there

    @property
    def short(self) -> np.ndarray:
        """What is missing to the minimum of the band [local pay]."""
        return position.cost_to_min(self.placed.pay, self.placed.min)

    @cached_property
    def track_gaps(self) -> list[TrackGap]:
        """The adjusted gaps between tracks of those `there`. Raises InputError where no two tracks are compared."""
        there = self.there
        placed = self.placed if there.all() else placement.place(self.structure, self.people[there])
        return tracks.track_gaps(self.structure, placed)

    def cost(self, raises: np.ndarray) -> np.ndarray:
        """Yearly cost of raises [local pay] of each row, for the FTE worked, with on-cost [structure pay]."""
        placed = self.placed
        cost: np.ndarray = raises * placed.fte * placed.rate * self.weight * (1 + self.on_cost)
        return cost

    def raised(self, raises: np.ndarray) -> State:
        """The state after raises [local pay]; unknown raises leave pay as it is."""
        own = self.people["Base pay"].to_numpy(float)
        amount = np.nan_to_num(raises * (own / self.placed.pay))  # from the location's currency into the row's own
        return replace(
            self, people=self.people.assign(**{"Base pay": own + amount}), moved=self.moved | (amount != 0)
        )  # fmt: skip

    def next_year(self) -> State:
        """The state as the next year begins: nobody has moved yet, bonuses and one-offs are paid."""
        nothing = np.zeros(len(self.people))
        return replace(self, moved=nothing.astype(bool), bonus=nothing, lump=nothing)


def at_start(source: Source, people: pd.DataFrame) -> State:
    """The company before any lever: the active people, their pay as full-time equivalent."""
    staff = people[placement.active(people)]
    pay = staff["Base pay"].to_numpy(float)
    if source.actual:
        fte = numbers(staff, "FTE")
        pay = pay / np.where(np.isnan(fte), 1.0, fte)
    none = np.zeros(len(staff))
    paid = staff.assign(**{"Base pay": pay})
    return State(source, (), paid, np.arange(len(staff)), none + 1, none, none.astype(bool), none, none)
