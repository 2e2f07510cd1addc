"""What a scenario comes to, as a table: every item of every year with its unit, and each pair before and after.

Costs are in the structure currency a year. A figure that cannot be told is blank, and its note says why.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.core import parity
from bandmodel.core.position import ABOVE, BELOW
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.scenarios import gap_closing, risk
from bandmodel.scenarios.risk import Item
from bandmodel.scenarios.run import Company, Result, Year
from bandmodel.scenarios.state import State
from bandmodel.structure import Structure

COLUMNS = ("Year", "Item", "Value", "Unit", "Note")
PAIRS = ("From track", "From level", "To track", "To level", "Gap before", "Gap after", "Gap with bonus")
COST = "Cost: "
TOLD = 0.01
"""Share of a cost above which it is told that pay which looks like a slip makes it."""
SHARE, HEADS = "fraction", "people"


def table(result: Result) -> pd.DataFrame:
    """Every item of every year (columns `COLUMNS`), in the order of the contract."""
    rows = [(float(year.year), *item) for year in result.years for item in _items(result, year)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _items(result: Result, year: Year) -> Iterator[Item]:
    company = result.company
    money = company.unit_of_pay
    uncounted = int(np.isnan(year.state.placed.payroll).sum())
    left_out = f"{uncounted} people of unknown pay, location or currency are not counted" if uncounted else ""
    yield "Payroll", year.bill, money, _joined("base pay and specialist bonus, with employer's on-cost", left_out)
    notes = {"close parity gap": _closed_twice(result, year)}
    for name, cost in year.costs.items():
        yield f"{COST}{name}", cost, money, _joined(notes.get(name, ""), slips(cost, *year.slips[name]))
    yield "Cost total", year.cost, money, "a year, compared with base; what is paid once is not in it"
    yield "Percent of payroll", year.cost / year.base if year.base else np.nan, SHARE, "of the payroll of base"
    if "merit cycle" in year.costs:
        yield "One-off: merit above maximum", year.one_off, company.currency, "lump sums, paid once"
    yield from _people(year.state)
    yield from _parity(result, year)
    yield from track_gap_items(company, year.state)
    yield from risk.turnover(company, result.scenario, year)
    yield from risk.range_of_cost(result, year)


def slips(cost: float, doubtful: float, people: int) -> str:
    """How much of a cost goes where pay looks like a slip, in words; "" where it is little."""
    if not worth_telling(cost, doubtful):
        return ""
    whose = "1 person whose" if people == 1 else f"{people} people whose"
    return f"{doubtful:,.2f} of it is for {whose} pay looks like a slip: see the findings"


def worth_telling(cost: float, doubtful: float) -> bool:
    """Whether pay that looks like a slip makes so much of a cost that its reader must know."""
    return abs(doubtful) > TOLD * abs(cost)


def _closed_twice(result: Result, year: Year) -> str:
    """Between which tracks more than one plan closes the gap this year; "" where there is none."""
    plans = result.scenario.of(year.year, ("close parity gap",))
    pairs = gap_closing.closed_twice(year.state.structure, plans) if len(plans) > 1 else []
    named = ", ".join(f"{from_track} / {to_track}" for from_track, to_track in pairs)
    return named and f"closed by several plans this year, each going on from what the one before left: {named}"


def _people(state: State) -> Iterator[Item]:
    status, expected = state.placed.status, "expected, where there is attrition" if (state.hired > 0).any() else ""
    yield "People moved", float(state.weight[state.moved].sum()), HEADS, _joined("pay or level changed this year", expected)
    if (state.bonus > 0).any():
        yield "People with a bonus", float(state.weight[state.bonus > 0].sum()), HEADS, expected
    yield "Below min", float(state.weight[status == BELOW].sum()), HEADS, expected
    yield "Above max", float(state.weight[status == ABOVE].sum()), HEADS, expected


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def by_year(items: pd.DataFrame) -> pd.DataFrame:
    """The items with a column per year: Item, the years, Unit, Note (of the last year in which it has one)."""
    last = items.drop_duplicates("Item", keep="last").set_index("Item")
    order = list(dict.fromkeys(items["Item"]))
    wide = items.pivot(index="Item", columns="Year", values="Value").loc[order]
    wide.columns = [f"{year:.0f}" for year in wide.columns]
    return wide.join(last[["Unit", "Note"]]).reset_index()


# ---------------------------------------------------------------- parity of bands


def _parity(result: Result, year: Year) -> Iterator[Item]:
    """Worst pair and headline of the bands; in a scenario with a bonus, also with what is paid of it this year."""
    before, after = result.company.start.structure, year.state.structure
    yield from _pair_items(pairs(before), pairs(after), "")
    if "specialist bonus" in year.costs:
        yield from _pair_items(pairs(before), pairs(after, bonus_of_levels(year)), " with bonus")


def _pair_items(before: pd.DataFrame | None, after: pd.DataFrame | None, what: str) -> Iterator[Item]:
    if before is None or after is None:
        for name in ("Worst parity gap", "Headline parity"):
            yield f"{name}{what}", np.nan, SHARE, "nothing says which levels are equivalent; fill in Grade or Equivalence"
        return
    was, now = parity.headline(before), parity.headline(after)
    worst, name, was_worst = np.nan, "", np.nan
    if was.worst is not None:
        was_worst = float(before["Gap"].iloc[was.worst])
    if now.worst is not None:
        pair = after.iloc[now.worst]
        worst, name = float(pair["Gap"]), f"{pair['From level']} / {pair['To level']}"
    yield f"Worst parity gap{what}", worst, SHARE, _joined(name, _was(was_worst))
    yield f"Headline parity{what}", now.gap, SHARE, _joined("geometric mean over all pairs", _was(was.gap))


def _was(gap: float) -> str:
    return "" if np.isnan(gap) else f"before {gap:+.2%}"


def pairs(structure: Structure, bonus: np.ndarray | None = None) -> pd.DataFrame | None:
    """The compared pairs of published midpoints, with a bonus per level if given; None where nothing is compared."""
    if structure.comparisons is None or not len(structure.comparisons):
        return None
    frame = structure.bands
    if bonus is not None:
        frame = frame.assign(Mid=frame["Mid"] * (1 + bonus))
    return parity.pairs(frame, structure.comparisons, tolerance=structure.tolerance())


def bonus_of_levels(year: Year) -> np.ndarray:
    """Specialist bonus of each level: the mean over its people, by pay [fraction]; 0 where nobody gets one."""
    state = year.state
    size, row = len(state.structure.bands), state.placed.row
    pay = np.where(row >= 0, np.nan_to_num(state.payroll), 0.0)
    whole = np.bincount(row[row >= 0], pay[row >= 0], size)
    paid = np.bincount(row[row >= 0], (pay * state.bonus)[row >= 0], size)
    return paid / np.where(whole > 0, whole, 1.0)


def pair_table(result: Result) -> pd.DataFrame:
    """Each compared pair before and at the end of the last year, with and without its bonus (columns `PAIRS`)."""
    last, keys = result.years[-1], list(PAIRS[:4])
    found = (pairs(result.company.start.structure), pairs(last.state.structure),
             pairs(last.state.structure, bonus_of_levels(last)))  # fmt: skip
    none = pd.DataFrame(columns=[*keys, "Gap"]).astype({"Gap": float})
    gaps = [(none if frame is None else frame).set_index(keys)["Gap"] for frame in found]
    every = gaps[0].index.append(gaps[1].index.difference(gaps[0].index, sort=False))
    columns = {name: gap.reindex(every) for name, gap in zip(PAIRS[4:], gaps, strict=True)}
    return pd.DataFrame(columns, index=every).reset_index()


def pair_lines(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of `pair_table` with one name each: Pair, then the gaps."""
    name = pairs["From track"] + " " + pairs["From level"] + " / " + pairs["To track"] + " " + pairs["To level"]
    return pd.DataFrame({"Pair": name, **{column: pairs[column] for column in PAIRS[4:]}})


# ---------------------------------------------------------------- parity of people


def track_gap_items(company: Company, state: State) -> Iterator[Item]:
    """The adjusted track gap: the widest, and each pair of tracks where there are several."""
    try:
        found = state.track_gaps
    except InputError as trouble:
        yield "Adjusted track gap", np.nan, SHARE, str(trouble)
        return
    known = [gap for gap in found if not np.isnan(gap.gap)]
    if not known:
        why = "; ".join(dict.fromkeys(gap.why for gap in found))
        yield "Adjusted track gap", np.nan, SHARE, f"no pair of tracks can be compared: {why}"
        return
    before = _gaps_before(company)
    worst = max(known, key=lambda gap: abs(np.log1p(gap.gap)))
    for name, gap in [("", worst), *((f": {gap.pair}", gap) for gap in known if len(known) > 1)]:
        was = _was(before.get((gap.from_track, gap.to_track), np.nan))
        yield f"Adjusted track gap{name}", gap.gap, SHARE, _joined(gap.pair if not name else "", was)


def _gaps_before(company: Company) -> dict[tuple[str, str], float]:
    try:
        return {(gap.from_track, gap.to_track): gap.gap for gap in company.start.track_gaps}
    except InputError:  # the levers made the tracks comparable
        return {}


# ---------------------------------------------------------------- where it comes from


def origin(result: Result) -> pd.DataFrame:
    """What the figures were made of, in labelled lines: the same hash and version give the same figures."""
    company, scenario = result.company, result.scenario
    told = "; ".join(
        f"{lever.year} {lever.name} {lever.scope}" for lever in scenario.levers
    ) or "no lever"  # fmt: skip
    rows = [
        ("Scenario", scenario.name, told),
        ("Hash of the inputs", result.key, "levels, market, policy, people, merit and the levers"),
        ("Version", result.version, "bandmodel"),
        ("Structure date", str(company.source.policy["structure date"]), "years are counted from it"),
        ("People", float(len(company.start.people)), "active, on the People table"),
    ]
    return pd.DataFrame(rows, columns=list(LABELLED))
