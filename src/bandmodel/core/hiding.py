"""Which aggregates to hide so that nothing protected can be worked out: complementary suppression at least cost.

Each attack that succeeds names aggregates of which at least one has to go. Hiding the cheapest until no attack succeeds is
safe but hides too much; the cheapest set that meets all the attacks seen so far is a lower bound, and once that set is safe
itself, it is the best there is. Between the two the search goes back and forth, then takes back what is not needed.
Source: Fischetti and Salazar-González, Mathematics of Operations Research 26 (2001), with each cut at its plainest form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.core.disclosure import NODES, Figures, Intruder
from bandmodel.errors import InputError

ROUNDS = 25
"""Rounds after which the search settles for the best set so far. A count, not a time: every machine hides the same."""
MANY, NEAR = 500, 0.02
"""Attacks after which a set is good enough that costs at most 2 % more than the lower bound."""
TIE = 0.01
"""What the last aggregate costs more than the first, in square roots of people: it settles which of equals is hidden."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What a reader knows of each aggregate, as (low, high), in each state it can be in.

    shown    where the aggregate is shown; marked  where it is hidden behind its mark; bare  where the mark goes too
    """

    shown: tuple[np.ndarray, np.ndarray]
    marked: tuple[np.ndarray, np.ndarray]
    bare: tuple[np.ndarray, np.ndarray]

    def of(self, hidden: np.ndarray, unmarked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(low, high) of each aggregate."""
        low, high = (
            np.where(hidden, np.where(unmarked, bare, marked), shown)
            for shown, marked, bare in zip(self.shown, self.marked, self.bare, strict=True)
        )
        return low, high


class Hiding:
    """Looks for the cheapest set of aggregates to hide.

    forced   aggregates that are hidden whatever else is; cost  of hiding each
    """

    def __init__(self, intruder: Intruder, knowledge: Knowledge, forced: np.ndarray, cost: np.ndarray) -> None:
        self.intruder, self.knowledge, self.forced, self.cost = intruder, knowledge, forced, cost
        self.unmarked = np.zeros(len(forced), bool)
        self.cuts: list[np.ndarray] = []
        differs = [one != other for one, other in zip(knowledge.shown, knowledge.marked, strict=True)]
        self.telling = (differs[0] | differs[1]) & ~forced  # hiding these takes something away from the reader

    def best(self) -> np.ndarray:
        """The hidden aggregates. `unmarked` then says which of them must not even carry a mark."""
        self.cuts += self._nested()
        best = self._enough(self.forced | self._cover())
        for _ in range(ROUNDS if self.cuts else 0):
            known, least = len(self.cuts), self.forced | self._cover()
            found = self._enough(least)
            if len(self.cuts) == known:
                return found
            if self.cost[found].sum() < self.cost[best].sum():
                best = found
            if len(self.cuts) > MANY and self.cost[best].sum() <= (1 + NEAR) * self.cost[least].sum():
                return best
        return self._pruned(best)

    def _nested(self) -> list[np.ndarray]:
        """The plainest attacks, without a search: two aggregates, one inside the other, that differ by a small group."""
        figures = self.intruder.figures
        rows = figures.rows.astype(np.float32)
        inner = rows @ (1 - rows).T == 0
        people, value = (of[None] - of[:, None] for of in (figures.people, figures.total))
        small = inner & (people > 0) & (people < self.intruder.minimum) & (value > 0)
        pairs = np.argwhere(small & self.telling & self.telling[:, None])
        return [np.isin(np.arange(len(figures.people)), pair) for pair in pairs]

    def _enough(self, hidden: np.ndarray) -> np.ndarray:
        """Hide the cheapest aggregate of each attack that still succeeds."""
        hidden = hidden.copy()
        while (found := self.intruder.attack(*self.knowledge.of(hidden, self.unmarked))) is not None:
            choice = found.rows & self.telling & ~hidden
            if choice.any():
                self.cuts.append(choice)
                hidden[_first(choice, self.cost)] = True
            else:
                self._unmark(found.rows & hidden, found.target)
        return hidden

    def _unmark(self, marks: np.ndarray, target: np.ndarray) -> None:
        """Take a mark away where the marks alone give a figure away: four of "<5" in a total of "<5" are 1 each."""
        figures, telling = self.intruder.figures, self.knowledge.marked[1] < self.knowledge.bare[1]
        for choice in (marks, (figures.rows & target).any(axis=1), np.ones(len(self.forced), bool)):
            choice = choice & telling & self.forced & ~self.unmarked
            if choice.any():
                self.unmarked[_first(choice, -figures.people.astype(float))] = True
                return
        raise InputError("A small group cannot be protected whatever is hidden; leave its table out of the report.")

    def _cover(self) -> np.ndarray:
        """The cheapest aggregates that meet every attack so far: at least one of each."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not self.cuts:
            return np.zeros(len(self.cost), bool)
        cuts = np.unique(np.array(self.cuts), axis=0)
        used = np.flatnonzero(cuts.any(axis=0))
        met = LinearConstraint(cuts[:, used].astype(float), 1, np.inf)
        found = milp(self.cost[used], constraints=met, integrality=np.ones(len(used)), bounds=Bounds(0, 1),
                     options={"node_limit": NODES, "mip_rel_gap": 0})  # fmt: skip
        hidden = np.zeros(len(self.cost), bool)
        if found.x is not None:
            hidden[used[found.x > 0.5]] = True
        return hidden

    def _pruned(self, hidden: np.ndarray) -> np.ndarray:
        """Show again, dearest first, what need not be hidden."""
        for row in sorted(np.flatnonzero(hidden & ~self.forced).tolist(), key=lambda n: (-self.cost[n], n)):
            trial = hidden.copy()
            trial[row] = False
            if self.intruder.attack(*self.knowledge.of(trial, self.unmarked)) is None:
                hidden = trial
        return hidden


def _first(choice: np.ndarray, cost: np.ndarray) -> int:
    """The cheapest row of a choice; of equals the first."""
    rows = np.flatnonzero(choice)
    return int(rows[np.argmin(cost[rows])])


def cheapest(
    figures: Figures, knowledge: Knowledge, forced: np.ndarray, cost: np.ndarray, *, minimum: int, width: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """(hidden, unmarked) of each aggregate: hidden at least cost so that no small group can be worked out.

    Protected are the aggregates and the classes of 1 to minimum − 1 people, and such groups as sums and differences of what
    is shown would give away.
    """
    intruder = Intruder(figures, minimum, width)
    cost = cost + TIE * np.arange(len(cost)) / max(len(cost), 1)
    small = figures.rows[(figures.people > 0) & (figures.people < minimum)]
    classes = np.eye(len(figures.count), dtype=bool)[(figures.count > 0) & (figures.count < minimum)]
    intruder.protect(np.vstack([small, classes]))
    search = Hiding(intruder, knowledge, forced, cost)
    return search.best(), search.unmarked
