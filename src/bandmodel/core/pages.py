"""The pages of a report together: which of all their figures may be shown, decided once all of them are known.

Figure by figure each can be harmless and two of them together not: the mean of a level and the mean of its men give away the
mean of its two women. So a report first adds every figure that it wants to show with the people behind it, and asks then.
The same goes for scenarios and run records: whatever one reader may see belongs into one `Pages`.

How figures disclose: the number of people behind a figure counts as known wherever the figure is shown. Counts and shares
add up. A mean times its number is a sum, and sums of pay add up too: no small group's sum may follow to within 10 %.
Medians, quartiles and coefficients do not add up: their groups must be large enough, and the numbers behind them protected.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.core.disclosure import Figures, merged
from bandmodel.core.hiding import Knowledge, cheapest
from bandmodel.core.suppression import HIDDEN, TOTAL, below, counts_known, masks_over, whole
from bandmodel.errors import InputError

STATISTICS, SUMMED = ("quartiles", "regression"), ("mean", "sum")
KINDS = ("count", "share", "median", *SUMMED, *STATISTICS)
PEOPLE = "People"
WIDTH = 0.10
"""A small group's sum stays open by 10 %, as a p %-rule with p = 10 asks: Hundepool et al., Statistical Disclosure Control,
Wiley 2012, ch. 4 (sliding protection: the width of the range counts, not where the true value lies in it)."""


@dataclass(frozen=True, eq=False)
class Aggregate:
    """A figure that a report wants to show: its kind, its variable, and the groups that it compares as masks over atoms."""

    name: Hashable
    kind: str
    variable: str
    groups: np.ndarray


@dataclass(frozen=True)
class Settled:
    """What may be shown of each figure, by name: `marks` holds "" where it may, else what stands in its place."""

    marks: Mapping[Hashable, str]

    def shows(self, name: Hashable) -> bool:
        """Whether a figure may be shown."""
        return not self._mark(name)

    def text(self, name: Hashable, figure: Any) -> Any:
        """The figure if it may be shown, else "<5", "<10" or a dash."""
        return self._mark(name) or figure

    def _mark(self, name: Hashable) -> str:
        if name not in self.marks:
            raise InputError(f"Figure {name!r} was never added to the pages; add it before they are settled.")
        return self.marks[name]


class Pages:
    """Collects the figures of a report, then settles which of them may be shown.

    counts    people of each atom, an atom being one person or one finest cell; by variable where values are missing for
              some, e.g. {"People": ones, "Bonus": 1 where the bonus is known} [whole numbers]
    amounts   sum of a variable in each atom, by variable [pay]; without amounts every head counts the same
    minimum   people from which counts, shares, medians, means and sums show; minimum_statistics: quartiles, regressions
    width     how far a small group's sum must stay open [fraction of the sum]

    A combination of groups in which nobody is counts as known to be empty: colleagues know who is not there.
    """

    def __init__(
        self,
        counts: np.ndarray | Mapping[str, np.ndarray],
        *,
        amounts: Mapping[str, np.ndarray] | None = None,
        minimum: int = 5,
        minimum_statistics: int = 10,
        width: float = WIDTH,
    ) -> None:
        given = counts if isinstance(counts, Mapping) else {PEOPLE: counts}
        self.counts = {name: whole(np.asarray(count, float), minimum) for name, count in given.items()}
        self.amounts = {name: np.asarray(amount, float) for name, amount in (amounts or {}).items()}
        self.minimum, self.minimum_statistics, self.width = minimum, max(minimum, minimum_statistics), width
        self.added: dict[Hashable, Aggregate] = {}
        for name, amount in self.amounts.items():
            self._known(name)
            if amount.shape != self.counts[name].shape:
                raise InputError(
                    f"There are {amount.size} amounts of {name!r} for {len(self.counts[name])} atoms; give each one."
                )
            wrong = np.flatnonzero((self.counts[name] > 0) & ~((amount >= 0) & np.isfinite(amount)))
            if len(wrong):
                raise InputError(
                    f"Amount {amount[wrong[0]]:g} of {name!r} (number {wrong[0] + 1}) is not a number from 0; mend it."
                )

    def add(self, name: Hashable, kind: str, groups: np.ndarray, variable: str = PEOPLE) -> None:
        """Add a figure that is to be shown.

        name    by which it is asked for again; each figure has its own
        groups  the atoms of its group as a mask; of several groups that it compares, a row each: women and men of a gap,
                part and whole of a share, every group of a regression
        Raises InputError for an unknown kind or variable, a name that is taken, a mask of another length.
        """
        if kind not in KINDS:
            raise InputError(f"Kind {kind!r} of figure {name!r} is unknown; use {', '.join(KINDS)}.")
        if name in self.added:
            raise InputError(f"Figure {name!r} is on the pages already; give each figure a name of its own.")
        self._known(variable)
        rows = masks_over(groups, len(self.counts[variable]))
        if kind == "share" and len(rows) != 2:
            raise InputError(f"Share {name!r} has {len(rows)} groups; give two, the part and the whole.")
        self.added[name] = Aggregate(name, kind, variable, rows)

    def add_table(self, name: Hashable, kind: str, labels: pd.DataFrame, variable: str = PEOPLE) -> list[tuple[Any, ...]]:
        """Add a figure for each group of `labels` and for all totals; returns the keys: ask for each as (name, *key)."""
        masks = crossed(labels)
        for key, mask in masks.items():
            self.add((name, *key), kind, mask, variable)
        return list(masks)

    def settle(self) -> Settled:
        """Which figures may be shown beside each other. The order in which they were added does not matter.

        Variables of the same people are decided together. Those of more people go first, and what they hide stays hidden for
        the others: the number of known bonuses says something of the number of people.
        """
        of: dict[bytes, list[str]] = {}
        for variable in sorted(self.counts, key=lambda name: (-int(self.counts[name].sum()), name)):
            of.setdefault(self.counts[variable].tobytes(), []).append(variable)
        added = sorted(self.added.values(), key=lambda what: (str(what.name), what.kind))
        marks: dict[Hashable, str] = {}
        closed: set[bytes] = set()
        for variables in of.values():
            open_ = [what for what in added if what.name not in marks]
            if any(what.variable in variables for what in open_):
                marks |= _Decision(self, variables, open_, closed).marks()
        return Settled(MappingProxyType(marks))

    def _known(self, variable: str) -> None:
        if variable not in self.counts:
            raise InputError(f"Variable {variable!r} has no counts; give them, or use {', '.join(self.counts)}.")


class _Decision:
    """The figures of variables that are known of the same people, decided together: first numbers of people, then sums.

    closed   masks of the groups that stay hidden from earlier decisions; those of this one are added
    """

    def __init__(self, pages: Pages, variables: list[str], added: list[Aggregate], closed: set[bytes]) -> None:
        self.pages, self.variables, self.added = pages, variables, added
        self.owner = np.repeat(np.arange(len(added)), [len(what.groups) for what in added])
        self.masks = np.vstack([what.groups for what in added])
        self.mine = np.array([what.variable in variables for what in added])
        count = pages.counts[variables[0]]
        self.there = count > 0
        rows, count = self.masks[:, self.there], count[self.there]
        self.figures, self.row, self.cost = merged(rows, count, count, np.sqrt(rows @ count), whole=True)
        people, minimum = self.figures.people, pages.minimum
        self.least = np.where(self._wanted(STATISTICS) & ~self._wanted(KINDS[:-2]), pages.minimum_statistics, minimum)
        self.small = (people > 0) & (people < self.least)
        before = np.array([mask.tobytes() in closed for mask in self.masks])
        forced = self.small | (np.bincount(self.row, before, len(people)) > 0)
        known = counts_known(people, self.least)
        self.hidden, self.unmarked = cheapest(self.figures, known, forced, self.cost, minimum=minimum)
        closed |= {mask.tobytes() for mask, row in zip(self.masks, self.row, strict=True) if self.hidden[row]}
        self.sums_hidden = self._sums_hidden()

    def _wanted(self, kinds: tuple[str, ...], variables: Collection[str] = ()) -> np.ndarray:
        """Aggregates of which a figure of one of these kinds is wanted, of any variable or of some."""
        fits = np.array([what.kind in kinds and (not variables or what.variable in variables) for what in self.added])
        return np.bincount(self.row, fits[self.owner], len(self.cost)) > 0

    def _sums_hidden(self) -> np.ndarray:
        """Aggregates whose means and sums are hidden: those of too few people or hidden people, and what these need.

        The variables hide alike, because they may add up: base pay and bonus to total pay.
        """
        hidden = self.hidden.copy()
        summed = np.flatnonzero(self._wanted(SUMMED, self.variables) & (self.figures.people > 0))
        count = self.pages.counts[self.variables[0]][self.there]
        first = np.unique(self.row, return_index=True)[1][summed]
        rows = self.masks[first][:, self.there]
        for variable in [name for name in self.variables if self._wanted(SUMMED, [name]).any() and len(summed)]:
            value = self.pages.amounts.get(variable, self.pages.counts[variable])[self.there].astype(float)
            figures, _, cost = merged(rows, count, value, self.cost[summed], whole=False)
            found, _ = cheapest(figures, _sums_known(figures, hidden[summed]), hidden[summed], cost,
                                minimum=self.pages.minimum, width=self.pages.width)  # fmt: skip
            hidden[summed] = found
        return hidden

    def marks(self) -> dict[Hashable, str]:
        """The mark of each figure of these variables, "" where it may be shown."""
        rows = np.split(self.row, np.cumsum([len(what.groups) for what in self.added])[:-1])
        return {
            what.name: self._mark(what.kind, own)
            for what, own, mine in zip(self.added, rows, self.mine, strict=True)
            if mine
        }

    def _mark(self, kind: str, rows: np.ndarray) -> str:
        people, hidden = self.figures.people[rows], (self.sums_hidden if kind in SUMMED else self.hidden)[rows]
        marked = self.small[rows] & ~self.unmarked[rows]
        if marked.any():
            return below(int(self.least[rows][marked].min()))
        if hidden.any() or (kind != "count" and not people.all()):
            return HIDDEN
        few = kind in STATISTICS and (people < self.pages.minimum_statistics).any()
        return below(self.pages.minimum_statistics) if few else ""


def _sums_known(figures: Figures, forced: np.ndarray) -> Knowledge:
    """What a reader knows of sums: all if shown, else that they are not negative. A sum of 0 hides nothing."""
    total, nothing = figures.total.astype(float), np.zeros(len(figures.total))
    most = np.where((total == 0) & ~forced, 0.0, np.inf)
    return Knowledge((total, total), (nothing, most), (nothing, most))


def crossed(labels: pd.DataFrame) -> dict[tuple[Any, ...], np.ndarray]:
    """Masks of all groups of people that the columns of `labels` make, and of all totals, by key.

    A key has an entry per column: a label or "Total". A person whose label is unknown ("" or NaN) is in no group of that
    column but in its totals. Groups without people are left out.
    """
    sets = []
    for name in labels:
        column = labels[name].astype(object)
        column = column.where(column.notna(), "")
        one = {label: (column == label).to_numpy(bool) for label in sorted(set(column) - {""}, key=str)}
        if TOTAL in one:
            raise InputError(f"Column {name!r} has the label {TOTAL!r}, which stands for all; rename it.")
        sets.append({**one, TOTAL: np.ones(len(labels), bool)})
    found = {key: np.logical_and.reduce([one[k] for one, k in zip(sets, key, strict=True)]) for key in product(*sets)}
    return {key: mask for key, mask in found.items() if mask.any()}
