"""What of a run may be kept: its items without anything from which a single person's pay follows.

Two rules, since a record holds many runs, and their differences tell more than any of them:

* a figure that rests on fewer people than Policy `minimum group` is withheld, and an estimate from fewer than `minimum
  group for statistics` on one side;
* a sum of pay is rounded to a unit (1, 2 or 5 times a power of ten) not below the most that one person adds to it. So
  what one person adds, or stops adding, from one year, scenario or run to the next, is lost in the rounding.

Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, ch. 4 and 5: threshold rule, rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bandmodel.core import simulation
from bandmodel.errors import InputError
from bandmodel.scenarios import outcomes, risk
from bandmodel.scenarios.run import Reach, Result, Year
from bandmodel.scenarios.state import State

COUNTS = ("People moved", "People with a bonus", "Below min", "Above max")
QUANTILES = tuple(simulation.QUANTILES)
TURNOVER = "Turnover avoided "
DIGITS = 3
"""Decimals of a track gap: a single raise moves it by less, unless a side has few people."""

Kept = tuple[float | None, str]
"""Value, None where it is withheld or unknown, and note."""


def items(result: Result) -> list[list[object]]:
    """The items of a run (columns `outcomes.COLUMNS`) as they may be kept; a withheld value is None."""
    rows: list[list[object]] = []
    table = outcomes.table(result)
    for year in result.years:
        kept = _Keeper(result, year)
        for _, item, value, unit, note in table[table["Year"] == year.year].itertuples(index=False, name=None):
            shown, remark = kept.of(item, value, note)
            rows.append([float(year.year), item, shown, unit, remark])
    return rows


def unit_of(largest: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below a figure above 0."""
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)


class _Keeper:
    """The limits of one year of a run."""

    def __init__(self, result: Result, year: Year) -> None:
        self.result, self.year = result, year
        policy = result.company.source.policy
        self.least, self.for_statistics = policy["minimum group"], policy["minimum group for statistics"]

    def of(self, item: str, value: float, note: str) -> Kept:
        """One item as it may be kept."""
        if item.startswith("Adjusted track gap"):
            return self._gap(item, value)
        if math.isnan(value):
            return None, note
        if item in COUNTS:
            return self._withheld(self.least) if 0 < value < self.least else (value, "")
        if item == "Percent of payroll":
            return self._share()
        if item.endswith(" with bonus") and self._few_in_a_level():
            return self._withheld(self.least)
        reach = self._reach(item)
        return (value, note) if reach is None else self._sum(value, reach)

    def _reach(self, item: str) -> Reach | None:
        """The reach of a sum of pay; None for figures that are none."""
        year, state = self.year, self.year.state
        if item.startswith(outcomes.COST):
            return year.reach[item.removeprefix(outcomes.COST)]
        if item in QUANTILES:
            return self._uncertain()
        if item.startswith(TURNOVER):
            share = self.result.company.source.policy[f"turnover cost {item.removeprefix(TURNOVER)}"]
            return Reach.of(state.by_person(share * risk.staying(self.result.company, self.result.scenario, year)))
        makers: dict[str, Callable[[], Reach]] = {
            "Payroll": lambda: Reach.of(state.by_person(state.bills)),
            "Cost total": lambda: year.reach[""],
            "One-off: merit above maximum": lambda: Reach.of(state.by_person(state.lump)),
        }
        return makers[item]() if item in makers else None

    def _uncertain(self) -> Reach:
        """The reach of the cost at a moved market: on top of the planned cost, anyone may be lifted by the movement."""
        planned, sigma = self.year.reach[""], risk.spread(self.result, self.year)
        moved = Reach.of(self.year.state.by_person(self.year.state.bills)).largest * math.expm1(2 * sigma)
        return Reach(planned.people, planned.largest + (0.0 if self.year.before is None else moved))

    def _sum(self, value: float, reach: Reach) -> Kept:
        if 0 < reach.people < self.least:
            return self._withheld(self.least)
        if not reach.largest:
            return value, ""
        unit = unit_of(reach.largest)
        return round(value / unit) * unit, f"to the nearest {unit:,g}"

    def _share(self) -> Kept:
        """Cost total of the payroll of base, both as they are kept."""
        start = self.result.company.start
        cost, why = self._sum(self.year.cost, self.year.reach[""])
        base, _ = self._sum(self.year.base, Reach.of(start.by_person(start.bills)))
        return (None, why) if cost is None or not base else (cost / base, "of rounded figures")

    def _gap(self, item: str, value: float) -> Kept:
        """An adjusted track gap; where it is that of one pair, of that pair."""
        try:
            gaps = self.year.state.track_gaps
        except InputError:
            return None, ""
        pair = item.partition(": ")[2]
        sides = [min(gap.n_from, gap.n_to) for gap in gaps if not math.isnan(gap.gap) and pair in ("", gap.pair)]
        if math.isnan(value) or not sides:
            return None, ""
        return self._withheld(self.for_statistics) if min(sides) < self.for_statistics else (round(value, DIGITS), "")

    def _few_in_a_level(self) -> bool:
        """Whether some level has a few people with a bonus beside others without, or the other way round: the mean bonus of
        the level would tell the one's pay from the others'."""
        state = self.year.state
        return any(0 < few < self.least for few in _mixed(state).ravel())

    @staticmethod
    def _withheld(limit: float) -> Kept:
        return None, f"withheld: fewer than {limit:g} people"


def _mixed(state: State) -> np.ndarray:
    """People with and without a bonus on each level that has both, one column per level."""
    row, levels = state.placed.row, len(state.structure.bands)
    with_bonus = state.bonus > 0
    counts = np.array([
        np.bincount(row[(row >= 0) & who], minlength=levels) for who in (with_bonus, ~with_bonus)
    ])  # fmt: skip
    return counts[:, (counts > 0).all(axis=0)]
