"""The comparisons whose gaps are to be closed, and the closing of one after the other from one budget.

The gap is that of `pay_model`: exp(b − V / 2) − 1 with HC3 variance, group / reference − 1. After the raises it is
estimated anew, with everyone's new pay, until it is where it should be. How far a row reaches into a coefficient, and its
leverage, do not depend on pay: only the residuals are computed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from bandmodel.core import projection, regression
from bandmodel.core.projection import Reach
from bandmodel.core.regression import Equations
from bandmodel.core.remedies import Search
from bandmodel.equity import pay_model
from bandmodel.equity.pay_model import PayModel
from bandmodel.equity.raises import SLACK, Candidates, Company, Terms
from bandmodel.errors import InputError
from bandmodel.placement import Placement, column_named, texts
from bandmodel.structure import Structure

TOLERANCE = 0.0005
"""A gap this near to the target is closed (contract §10)."""
SETTLED = 1e-6
"""A gap this near to the target is not aimed at again: what is left is the rounding to cents."""
REFITS = 20
"""How often the gap is estimated anew: a few times with many people, more with a handful."""
MOST = 2.0
"""Raises never aim at more than e² times the pay: what asks for it is a standard error, and no matter of pay."""
UNSTEADY = "the standard error, which grows with the raises: too few people"
ROUNDS = 4
"""How often each comparison is taken up: closing one can open another a little."""
NOTHING = 1e-9
"""A reach below this share of the largest is what rounding leaves of none."""
BUDGET = "budget"
TRACK = "Track"
CONTROLS = ("Level", TRACK, "Location")
"""What groups of people are adjusted for, where the columns are there."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """One group beside its reference.

    model   number of its model
    sole    True where there is no other: only then may the reference be raised, which would widen the others' gaps
    reach   how far each row of the model that is used reaches into the group's coefficient
    """

    model: int
    label: str
    other: str
    sole: bool
    reach: Reach

    @property
    def name(self) -> str:
        """Group / reference."""
        return f"{self.label} / {self.other}"

    def narrows(self, side: float) -> np.ndarray:
        """Whose raise moves the coefficient up (side 1) or down (−1), one entry per row of the model.

        No raise does of those beside whom the other side has nobody, and of rows that are not used.
        """
        moves = np.zeros(len(self.reach.used), bool)
        moves[self.reach.used] = side * self.reach.values > NOTHING * np.abs(self.reach.values).max()
        return moves

    @cached_property
    def robust(self) -> np.ndarray:
        """Reach / (1 − leverage) of each row used; 0 at leverage 1, where the residual is 0 whatever the pay."""
        counts = self.reach.leverage < regression.WHOLE
        return np.where(counts, self.reach.values, 0.0) / np.where(counts, 1 - self.reach.leverage, 1.0)

    def coefficient(self, estimate: Estimate) -> tuple[float, float]:
        """The group's coefficient of ln pay and its HC3 variance: Σ (reach · residual / (1 − leverage))²."""
        parts = self.robust * estimate.residuals
        return float(self.reach.values @ estimate.log_pay), float(parts @ parts)

    def level(self, estimate: Estimate) -> float:
        """ln(1 + gap): b − V / 2."""
        coefficient, variance = self.coefficient(estimate)
        return coefficient - variance / 2

    def gap(self, estimate: Estimate) -> float:
        """The group's adjusted gap [fraction]."""
        return float(np.expm1(self.level(estimate)))


@dataclass(frozen=True, eq=False)
class Estimate:
    """A model at some pay: ln pay and what the regression leaves of it, one entry per row used."""

    log_pay: np.ndarray
    residuals: np.ndarray


@dataclass(frozen=True, eq=False)
class Run:
    """Raises under one budget.

    raises      of each person placed [local pay];  predicted  pay of those considered, as people of the other side
    gaps        of each comparison, after the raises [fraction]
    limits      what held each comparison back that could not be closed, by its number
    """

    raises: np.ndarray
    predicted: np.ndarray
    gaps: list[float]
    limits: dict[int, str]


@dataclass(frozen=True, eq=False)
class Plan:
    """A company, the terms, and what is compared: the models with their estimates before any raise.

    unknown   people with an unknown value in each model, by column
    notes     what could not be compared, and why
    """

    company: Company
    terms: Terms
    models: list[PayModel]
    before: list[Estimate]
    unknown: list[dict[str, int]]
    comparisons: list[Comparison]
    notes: list[str]

    def cost(self, raises: np.ndarray) -> float:
        """Yearly cost of raises [structure pay]."""
        return float(np.nansum(self.company.price * raises))

    def gaps(self, estimates: Sequence[Estimate]) -> list[float]:
        """The adjusted gap of each comparison [fraction]."""
        return [comparison.gap(estimates[comparison.model]) for comparison in self.comparisons]

    def left(self, number: int, gap: float) -> float:
        """What raises should add to a gap: above 0 for the group, below 0 for its reference, 0 where nothing is to be done.

        A gap above the target needs no raise unless the group is paid more than the reference, which is then raised if
        no other group is compared with it.
        """
        return self._goal(number, gap) - gap

    def _goal(self, number: int, gap: float) -> float:
        if gap < self.terms.target:
            return self.terms.target
        return min(gap, max(self.terms.target, 0.0)) if self.comparisons[number].sole else gap

    def open(self, gaps: list[float]) -> bool:
        """Whether raises should still move any of these gaps."""
        return any(abs(self.left(number, gap)) > TOLERANCE for number, gap in enumerate(gaps))

    def run(self, budget: float) -> Run:
        """Close one gap after the other, the widest first, within a budget [structure pay]."""
        raises, estimates, limits = np.zeros(len(self.company.pay)), list(self.before), dict[int, str]()
        predicted = np.full(len(raises), np.nan)
        for _ in range(ROUNDS * len(self.comparisons)):
            left = [0.0 if n in limits else self.left(n, gap) for n, gap in enumerate(self.gaps(estimates))]
            widest = int(np.argmax(np.abs(left)))
            if abs(left[widest]) <= TOLERANCE or BUDGET in limits.values():
                break
            comparison = self.comparisons[widest]
            people = self._candidates(comparison, estimates[comparison.model], raises, np.sign(left[widest]))
            raised, limit = self._closed(widest, estimates[comparison.model], people, raises, budget - self.cost(raises))
            if limit:
                limits[widest] = limit
            seen = predicted[people.place]
            predicted[people.place] = np.where(np.isnan(seen), people.predicted, seen)
            moved = [(raised[model.position] != raises[model.position]).any() for model in self.models]
            estimates = [self._estimate(n, raised) if moved[n] else old for n, old in enumerate(estimates)]
            raises = raised
        return Run(raises, predicted, self.gaps(estimates), limits)

    def _candidates(self, comparison: Comparison, estimate: Estimate, raises: np.ndarray, side: float) -> Candidates:
        """The side that is to be raised: those of known pay whose raise narrows the gap."""
        model, company, reach = self.models[comparison.model], self.company, comparison.reach
        of_side = model.group.codes == model.group.labels.index(comparison.label if side > 0 else comparison.other)
        own = (of_side & comparison.narrows(side))[reach.used]
        place = model.position[reach.used][own]
        pay = company.pay[place] + raises[place]
        beside = np.exp(-estimate.residuals[own] - side * comparison.coefficient(estimate)[0])
        return Candidates(
            place, side * reach.values[own], pay, company.price[place], pay * beside,
            company.cap_room[place] - raises[place], company.band_room[place] - raises[place],
        )  # fmt: skip

    def _closed(
        self, number: int, before: Estimate, people: Candidates, raises: np.ndarray, budget: float
    ) -> tuple[np.ndarray, str]:
        """Everyone's raises once one gap is as near to its goal as can be, and what holds it back; "" where nothing does.

        What raises add to the coefficient is known beforehand; its variance is not, and so the gap is estimated anew.
        """
        comparison, mode = self.comparisons[number], self.terms.mode
        gap, goal = comparison.gap(before), self._goal(number, comparison.gap(before))
        side = np.sign(goal - gap)
        search = Search.from_0(side * (comparison.level(before) - np.log1p(goal)))
        best, nearest, limit = raises, abs(goal - gap), UNSTEADY
        for _ in range(REFITS):
            if nearest <= SETTLED or search.at > MOST:
                break
            added = people.raises(mode, search.at, budget)
            raised = raises.copy()
            raised[people.place] += added
            after = self._estimate(comparison.model, raised)
            far, short = abs(goal - comparison.gap(after)), people.gain(added) < search.at - SLACK
            if far <= nearest:
                best, nearest = raised, far
                limit = (people.prevented_by(mode, search.at, people.gain(added)) or BUDGET) if short else UNSTEADY
            if short:
                break
            search = search.seen(side * (comparison.level(after) - np.log1p(goal)))
        return best, limit if nearest > TOLERANCE else ""

    def _estimate(self, model: int, raises: np.ndarray) -> Estimate:
        """A model after raises."""
        own, place = self.models[model], self.models[model].position
        return estimated(replace(own, pay=(self.company.pay[place] + raises[place]) * self.company.rate[place]))[0]


# ---------------------------------------------------------------- what is compared


def planned(
    structure: Structure, placed: Placement, group: str, controls: Sequence[str], company: Company, terms: Terms
) -> Plan:
    """The plan for a column of People, or for the compared tracks. Raises InputError where nothing can be compared."""
    models, notes = _models(structure, placed, group, controls)
    made = [estimated(model) for model in models]
    every = [(number, label) for number, model in enumerate(models) for label in model.others]
    found = [(number, label) for number, label in every if models[number].coefficient(label) in made[number][1].names]
    lost = ", ".join(f"{label} / {models[number].reference}" for number, label in every if (number, label) not in found)
    why = "the controls tell the groups apart, or there is nobody whose pay and controls are known"
    if not found:
        raise InputError(f"{lost}: {why}, so that there is no adjusted gap. Use fewer controls.")
    comparisons = [
        Comparison(number, label, models[number].reference, len(found) == 1, _reach(models[number], label))
        for number, label in found
    ]
    notes += [f"{lost}: {why}; not compared."] if lost else []
    return Plan(company, terms, models, [one[0] for one in made], [one[1].unknown for one in made], comparisons, notes)


def estimated(model: PayModel) -> tuple[Estimate, Equations]:
    """A model's estimate, and the equations behind it."""
    found = regression.equations(model.log_pay, (*model.controls, model.group))
    return Estimate(model.log_pay[found.used], found.solved.residuals), found


def _models(
    structure: Structure, placed: Placement, group: str, controls: Sequence[str]
) -> tuple[list[PayModel], list[str]]:
    """One model per pair of compared tracks, or one for a group of people; and which pairs have none."""
    header = column_named(placed.people, group, "to compare by")
    if header != TRACK:
        usual = controls or _usual(placed, header)
        return [pay_model.of_groups(placed.people, header, usual, placed=placed)], []
    models, notes = [], list[str]()
    for pair in pay_model.compared_tracks(structure):
        model = pay_model.of_tracks(structure, placed, *pair, controls)
        empty = [label for place, label in enumerate(model.group.labels) if not (model.group.codes == place).any()]
        if empty:
            notes.append(f"{' / '.join(pair)}: nobody of {' and '.join(empty)} is on a compared rung; not compared.")
        else:
            models.append(model)
    if not models:
        raise InputError(f"No two tracks can be compared by their people. {' '.join(notes)}")
    return models, notes


def _usual(placed: Placement, header: str) -> list[str]:
    """What a group of people is adjusted for: `CONTROLS`, without Track where each level is on one track and so tells it."""
    level, track = (pd.factorize(texts(placed.people, name))[0] for name in ("Level", TRACK))
    both = level * (track.max(initial=0) + 1) + track
    told = header != "Level" and len(pd.unique(level)) == len(pd.unique(both))
    return [name for name in CONTROLS if name in placed.people and name != header and not (told and name == TRACK)]


def _reach(model: PayModel, label: str) -> Reach:
    """How far each row of a model reaches into the coefficient of a group."""
    return projection.reach(model.log_pay, (*model.controls, model.group), model.coefficient(label))
