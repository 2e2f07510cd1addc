"""What a reader can work out from published figures: the intruder whom complementary suppression has to stop.

The reader knows every figure that is shown, the range that a mark such as "<5" stands for, and that no figure is negative.
What follows is a range for each protected figure, found by linear programming. A figure is safe once another set of people
is known that would have given the same pages: such a set is the proof, checked in whole numbers where figures are counts.
Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, ch. 4: feasibility interval, sliding protection;
Fischetti and Salazar-González, Mathematics of Operations Research 26 (2001): the two linear programs of the attacker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bandmodel.core.small_groups import given_away

SLACK = 1e-6
"""What the solver's tolerance leaves of equal figures, in units of a usual class."""
NODES = 1000
"""Nodes after which the search for another set in whole numbers stops; the figure then counts as not safe."""
FEW = 3
"""Exposed figures up to which each is tried by itself; more are first pushed together."""


@dataclass(frozen=True, eq=False)
class Figures:
    """Aggregates over classes of people: every class lies wholly inside or wholly outside each of them.

    rows    classes of each aggregate, aggregates by classes [True or False]
    count   people of each class; value  what is summed over it: people again, or pay
    whole   whether values are whole numbers, as counts are
    """

    rows: np.ndarray
    count: np.ndarray
    value: np.ndarray
    whole: bool

    @cached_property
    def total(self) -> np.ndarray:
        """Value of each aggregate."""
        total: np.ndarray = self.rows @ self.value
        return total

    @cached_property
    def people(self) -> np.ndarray:
        """People of each aggregate."""
        people: np.ndarray = self.rows @ self.count
        return people

    @cached_property
    def sparse(self) -> Any:
        """The rows as a sparse matrix of numbers."""
        from scipy.sparse import csr_array  # here: worksheet functions must not wait for scipy

        return csr_array(self.rows.astype(float))

    @cached_property
    def unit(self) -> float:
        """Size of a usual class, by which the programs are scaled; 1 for counts."""
        return 1.0 if self.whole else float(self.value.mean()) or 1.0


def merged(
    rows: np.ndarray, count: np.ndarray, value: np.ndarray, cost: np.ndarray, *, whole: bool
) -> tuple[Figures, np.ndarray, np.ndarray]:
    """(figures over classes, the aggregate of each row, cost of each aggregate).

    Rows of equal atoms are one aggregate and add up their cost; atoms that no row tells apart are one class; atoms in no row
    are left out. Aggregates keep the order of their first rows, classes follow from that order alone.
    """
    packed, first, row = np.unique(np.packbits(rows, axis=1), axis=0, return_index=True, return_inverse=True)
    place = np.empty(len(packed), int)
    place[np.argsort(first)] = np.arange(len(packed))
    row = place[row.ravel()]
    rows = rows[np.sort(first)]
    atoms = rows.any(axis=0)
    columns, member = np.unique(np.packbits(rows[:, atoms], axis=0).T, axis=0, return_inverse=True)
    sums = [np.bincount(member.ravel(), of[atoms], len(columns)) for of in (count, value)]
    kind = np.unpackbits(columns.T, axis=0, count=len(rows)).astype(bool)
    people = np.rint(sums[0]).astype(np.int64)
    return Figures(kind, people, people if whole else sums[1], whole), row, np.bincount(row, cost, len(rows))


@dataclass(frozen=True, eq=False)
class Attack:
    """A protected figure that can be worked out, as a row of classes, and the aggregates that together give it away."""

    target: np.ndarray
    rows: np.ndarray


class Intruder:
    """Tries to work out protected figures from what is known of the aggregates.

    minimum   people from which a group is no longer small
    width     how wide the range of a small group's sum must stay [fraction of the sum]; a count must keep two values
    """

    def __init__(self, figures: Figures, minimum: int, width: float) -> None:
        self.figures, self.minimum, self.width = figures, minimum, width
        self.targets, self.need = np.zeros((0, len(figures.value)), bool), np.zeros(0)
        self.found = figures.value[None].astype(float)  # sets of people that agree with some pages, the true one first
        self._sums, self._values = figures.total[None].astype(float), np.zeros((1, 0))
        self._seen: set[bytes] = set()
        self._searched: set[bytes] = set()
        self._stuck = FEW

    def protect(self, targets: np.ndarray) -> bool:
        """Protect the figures of more groups, rows of classes; whether there was a new one.

        A sum of 0 is let go where a large group is known to have 0 altogether: that says it of each of its members.
        """
        figures = self.figures
        nothing = figures.rows[(figures.total == 0) & (figures.people >= self.minimum)]
        told = (targets @ figures.value == 0) & (~(targets @ ~nothing.T)).any(axis=1)
        rows = {row.tobytes(): row for row in targets[~told] if row.tobytes() not in self._seen}
        self._seen |= set(rows)
        if rows:
            new = np.array(list(rows.values()))
            value, people = new @ figures.value, new @ figures.count
            usual = figures.value.sum() / figures.count.sum() * people
            wide = self.width * np.where(value > 0, value, usual)
            need = np.maximum(wide, 1000 * SLACK * figures.unit)  # never so little that the solver's tolerance makes it up
            self.targets = np.vstack([self.targets, new])
            self.need = np.append(self.need, np.ones(len(new)) if figures.whole else need)
            self._values = np.hstack([self._values, self.found @ new.T])
        return bool(rows)

    def attack(self, low: np.ndarray, high: np.ndarray) -> Attack | None:
        """The first protected figure that is given away where aggregates are known to lie in low to high; None: all safe."""
        program = _Program(self.figures, low, high)
        while True:
            exposed = self._exposed(program)
            if not len(exposed):
                if not self._unforeseen(low == high):
                    return None
            elif len(exposed) > self._stuck:
                self._push(program, exposed)
            else:
                self._stuck = max(len(exposed), FEW)
                found = self._alone(program, exposed[0])
                if found is not None:
                    return found

    def _exposed(self, program: _Program) -> np.ndarray:
        """Targets of which no two values far enough apart are known to be possible."""
        values = self._values[program.agree(self._sums)]
        return np.flatnonzero(np.ptp(values, axis=0) < self.need * (1 - 1e-12))

    def _unforeseen(self, known: np.ndarray) -> bool:
        """Protect the small groups that the known aggregates give away though nobody listed them."""
        key = known.tobytes()
        if key in self._searched:
            return False
        self._searched.add(key)
        return self.protect(given_away(self.figures.rows[known], self.figures.count, self.minimum))

    def _push(self, program: _Program, exposed: np.ndarray) -> None:
        """Push all exposed figures at once, up and down; not again for so many if that makes none of them safe."""
        direction = self.targets[exposed].sum(axis=0, dtype=float)
        for sign in (1, -1):
            self._add(program, program.far(direction, sign))
        if len(self._exposed(program)) == len(exposed):
            self._stuck = len(exposed)

    def _alone(self, program: _Program, target: int) -> Attack | None:
        """Push one figure up and down. None: another value is possible; else what holds it."""
        row, whole = self.targets[target], self.figures.whole
        holding, room = np.zeros(len(self.figures.rows), bool), []
        for sign in (1, -1):
            point, held = program.extreme(row, sign)
            self._add(program, point)
            if target not in self._exposed(program):
                return None
            holding |= held
            if whole and sign * ((point - self.figures.value) @ row) > 1 - SLACK:
                room.append(sign)
        for sign in room:
            self._add(program, program.other(row, sign))
            if target not in self._exposed(program):
                return None
        # Where fractions leave room and whole numbers do not, no multipliers say why: whatever shares a class may hold it,
        # and in that rare case what gets hidden may be a little dearer than the cheapest.
        return Attack(row, (self.figures.rows & row).any(axis=1) if room else holding)

    def _add(self, program: _Program, point: np.ndarray) -> None:
        """Keep a set of people if it agrees with the pages in earnest, not only up to the solver's tolerance."""
        exact = np.rint(point) if self.figures.whole else np.maximum(point, 0.0)
        sums = exact @ self.figures.rows.T
        if program.agree(sums[None])[0] and exact.min() >= 0 and not (self.found == exact).all(axis=1).any():
            self.found = np.vstack([self.found, exact])
            self._sums = np.vstack([self._sums, sums])
            self._values = np.vstack([self._values, exact @ self.targets.T])


class _Program:
    """The sets of people that agree with what is known of the aggregates."""

    def __init__(self, figures: Figures, low: np.ndarray, high: np.ndarray) -> None:
        self.figures, self.low, self.high = figures, low, high
        equal, above, below = low == high, np.isfinite(high) & (low < high), (low > 0) & (low < high)
        unit, rows = figures.unit, figures.sparse
        self.fixed, self.bound = np.flatnonzero(equal), np.append(np.flatnonzero(above), np.flatnonzero(below))
        self.cap = 2.0 * figures.value.sum() / unit + 100  # nothing grows beyond all measure, so that ends exist
        self.known: Mapping[str, Any] = {}
        if len(self.fixed):
            self.known = {"A_eq": rows[self.fixed], "b_eq": low[equal] / unit}
        if len(self.bound):
            sign = np.append(np.ones(above.sum()), -np.ones(below.sum()))
            limits = {"A_ub": rows[self.bound] * sign[:, None], "b_ub": np.append(high[above], -low[below]) / unit}
            self.known = {**self.known, **limits}

    def agree(self, sums: np.ndarray) -> np.ndarray:
        """Which sets of people agree, given their values of each aggregate, one set per row."""
        slack = 0 if self.figures.whole else SLACK * self.figures.unit
        inside: np.ndarray = (sums >= self.low - slack) & (sums <= self.high + slack)
        every: np.ndarray = np.all(inside, axis=1)
        return every

    def extreme(self, direction: np.ndarray, sign: int) -> tuple[np.ndarray, np.ndarray]:
        """(a set with the highest or lowest value of `direction`, the aggregates that hold it there)."""
        from scipy.optimize import linprog

        found = linprog(-sign * direction.astype(float), bounds=(0, self.cap), method="highs-ds", **self.known)
        tight = np.zeros(len(self.low), bool)
        if found.x is None:  # the solver gave up: nothing is gained, and everything may hold it
            return self.figures.value.astype(float), ~tight
        tight[self.fixed] |= np.abs(found.eqlin.marginals) > SLACK
        tight[self.bound[np.abs(found.ineqlin.marginals) > SLACK]] = True
        return found.x * self.figures.unit, tight

    def other(self, row: np.ndarray, sign: int) -> np.ndarray:
        """A set in whole numbers with a higher or a lower value of `row`; the true one where none is found."""
        from scipy.optimize import LinearConstraint

        true = self.figures.value @ row
        beyond = (true + 1, np.inf) if sign > 0 else (0, true - 1)
        return self._whole(np.zeros(len(row)), NODES, LinearConstraint(row.astype(float), *beyond))

    def far(self, direction: np.ndarray, sign: int) -> np.ndarray:
        """A set with a high or a low value of `direction`: the end of the range, or as near as comes without a search."""
        return self._whole(-sign * direction, 1) if self.figures.whole else self.extreme(direction, sign)[0]

    def _whole(self, cost: np.ndarray, nodes: int, *more: Any) -> np.ndarray:
        from scipy.optimize import Bounds, LinearConstraint, milp

        pages = LinearConstraint(self.figures.sparse, self.low, self.high)
        found = milp(cost, constraints=[pages, *more], integrality=np.ones(len(cost)), bounds=Bounds(0, self.cap),
                     options={"node_limit": nodes})  # fmt: skip
        return self.figures.value.astype(float) if found.x is None else found.x
