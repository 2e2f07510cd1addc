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
from bandmodel.equity.raises import on_cost
from bandmodel.placement import Placement, numbers
from bandmodel.scenarios.bands import Source
from bandmodel.scenarios.levers import Lever
from bandmodel.structure import Structure


@dataclass(frozen=True, eq=False)
class State:
    """The company after some levers; arrays have one entry per row of `people`.

    source    where the bands come from; `shaped` the levers that shaped them
    people    Base pay is full-time-equivalent pay in the row's own currency [pay]
    weight    people that the row stands for; 1 unless there is attrition
    hired     year in which the row was hired as a replacement; 0 for those there at the start
    moved     True where pay or level was changed this year
    bonus     specialist bonus of this year [fraction of pay]
    on_costs  the levers that changed the employer's on-cost
    one_off   what is paid once this year, on-cost included [structure pay]
    """

    source: Source
    shaped: tuple[Lever, ...]
    people: pd.DataFrame
    weight: np.ndarray
    hired: np.ndarray
    moved: np.ndarray
    bonus: np.ndarray
    on_costs: tuple[Lever, ...] = ()
    one_off: float = 0.0

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
        return self.weight * self.placed.payroll

    @property
    def bill(self) -> float:
        """The pay bill of the year to the cent: base pay and specialist bonus, with the employer's on-cost."""
        return round(float(np.nansum(self.payroll * (1 + self.bonus) * (1 + self.on_cost))), 2)

    def cost(self, raises: np.ndarray) -> np.ndarray:
        """Yearly cost of raises [local pay] of each row, for the FTE worked, with on-cost [structure pay]."""
        placed = self.placed
        return raises * placed.fte * placed.rate * self.weight * (1 + self.on_cost)

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
        return replace(self, moved=nothing.astype(bool), bonus=nothing, one_off=0.0)


def at_start(source: Source, people: pd.DataFrame) -> State:
    """The company before any lever: the active people, their pay as full-time equivalent."""
    staff = people[placement.active(people)]
    pay = staff["Base pay"].to_numpy(float)
    if source.actual:
        fte = numbers(staff, "FTE")
        pay = pay / np.where(np.isnan(fte), 1.0, fte)
    rows = len(staff)
    return State(
        source, (), staff.assign(**{"Base pay": pay}), np.ones(rows), np.zeros(rows), np.zeros(rows, bool), np.zeros(rows)
    )
