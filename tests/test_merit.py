"""What a merit round costs, by zone and in all. By hand, and against a plain loop."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import merit, placement
from bandmodel.errors import InputError

BANDS = """Track | Level | Min | Mid | Max
           Specialist | S1 | 80000 | 100000 | 120000
           Manager | M1 | 88000 | 110000 | 132000"""
LEVELS = """Track | Level | Rank | Min | Max
            Specialist | S1 | 1 | 80000 | 120000
            Manager | M1 | 1 | 88000 | 132000"""

ABROAD = {  # Lyon: 0.9 of the reference pay, 0.75 francs a euro, so local pay is 1.2 times
    "Levels": LEVELS,
    "Locations": "Location | Geo factor | Currency\nBern | 1 | CHF\nLyon | 0.9 | EUR",
    "FX": "Currency | Rate\nEUR | 0.75\nUSD | 0.8",
}
FRANCS = {"structure currency": "CHF"}


@pytest.fixture(scope="module")
def abroad(model_of):
    """The structure with locations: merit above maximum as a lump sum (True) or into base pay (False)."""
    into_base = {**FRANCS, "merit above maximum": "base"}
    return {True: model_of(FRANCS, **ABROAD).structure, False: model_of(into_base, **ABROAD).structure}


def matrix(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["Rating", "Compa from", "Compa to", "Increase"], dtype=float)
    return frame.set_index(pd.RangeIndex(2, 2 + len(rows)))


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    names = ["Employee", "Track", "Level", "Base pay", "Rating"]
    frame = pd.DataFrame(rows, columns=names, index=range(2, 2 + len(rows))).astype({"Base pay": float, "Rating": float})
    return frame.assign(**columns)


def value(totals: pd.DataFrame, beginning: str) -> float:
    """The value of the one line whose label begins so."""
    (found,) = totals.loc[totals["Label"].str.startswith(beginning), "Value"]
    return found


def labels(totals: pd.DataFrame, beginning: str) -> list[str]:
    return [label for label in totals["Label"] if label.startswith(beginning)]


MATRIX = matrix((3, None, 0.9, 0.05), (3, 0.9, 1.1, 0.03), (3, 1.1, None, 0.02), (4, None, None, 0.06))
STAFF = (
    ("E1", "Specialist", "S1", 85_000, 3),  # 0.85: 5 % = 4 250
    ("E2", "Specialist", "S1", 90_000, 3),  # 0.90 is the next zone: 3 % = 2 700
    ("E3", "Manager", "M1", 110_000, 3),  # 1.00: 3 % = 3 300
    ("E4", "Specialist", "S1", 118_000, 4),  # 6 % = 7 080, of which 2 000 fit under 120 000
    ("E5", "Manager", "M1", 140_000, 3),  # above 132 000: 2 % = 2 800, all of it a lump sum
)


def test_the_round_by_zone_and_in_all(structure_of):
    structure = structure_of(BANDS)
    table, totals = merit.cost(structure, placement.place(structure, staff(*STAFF)), MATRIX, 0.04)
    assert table.columns.tolist() == list(merit.BY_ZONE)
    assert table["Headcount"].tolist() == [1, 2, 1, 1]
    assert table["Payroll"].tolist() == [85_000, 200_000, 140_000, 118_000]
    assert table["Cost"].tolist() == pytest.approx([4_250, 6_000, 0, 2_000])
    assert table["Lump sum"].tolist() == pytest.approx([0, 0, 2_800, 5_080])
    # 12 250 + 7 880 = 20 130 of 543 000; 4 % are 21 720
    assert value(totals, "Payroll") == 543_000
    assert value(totals, "Cost") == pytest.approx(12_250)
    assert value(totals, "Lump") == pytest.approx(7_880)
    assert totals.loc[totals["Label"] == "Total", "Value"].tolist() == pytest.approx([20_130])
    assert totals.loc[totals["Label"] == "Budget", "Value"].tolist() == pytest.approx([21_720])
    assert value(totals, "Left of budget") == pytest.approx(1_590)
    assert labels(totals, "People") == []


def test_policy_may_let_base_pay_rise_above_the_maximum(structure_of):
    structure = structure_of(BANDS, merit_above_maximum="base")
    table, totals = merit.cost(structure, placement.place(structure, staff(*STAFF)), MATRIX)
    assert table["Cost"].tolist() == pytest.approx([4_250, 6_000, 2_800, 7_080])
    assert table["Lump sum"].tolist() == pytest.approx([0, 0, 0, 0], abs=1e-9)
    assert labels(totals, "Budget") == labels(totals, "Left") == []  # none was given


def test_a_zone_without_people_costs_nothing_and_stays_on_the_list(structure_of):
    structure = structure_of(BANDS)
    table, _ = merit.cost(structure, placement.place(structure, staff(STAFF[0])), MATRIX)
    assert table["Headcount"].tolist() == [1, 0, 0, 0]
    assert table["Cost"].tolist() == pytest.approx([4_250, 0, 0, 0])


def test_who_has_no_rating_or_no_band_is_counted_apart_and_in_the_payroll(structure_of):
    structure = structure_of(BANDS)
    people = staff(
        ("E1", "Specialist", "S1", 100_000, 3),
        ("E2", "Specialist", "S1", 90_000, np.nan),
        ("E3", "Specialist", "S9", 50_000, 3),
        ("E4", "Specialist", "S9", 60_000, np.nan),
        ("E5", "Specialist", "S1", 1, 3),
        Status=["", "active", "", "", "leave"],
    )
    table, totals = merit.cost(structure, placement.place(structure, people), MATRIX)
    assert table["Headcount"].sum() == 1
    assert totals.loc[totals["Label"] == "Total", "Value"].tolist() == [3_000]
    assert value(totals, "Payroll") == 300_000  # 100 + 90 + 50 + 60; the one on leave does not count
    assert value(totals, "People with no rating") == 2  # each person is counted once
    assert value(totals, "People with no band") == 1


def test_without_the_column_nobody_has_a_rating(structure_of):
    structure = structure_of(BANDS)
    table, totals = merit.cost(structure, placement.place(structure, staff(*STAFF).drop(columns="Rating")), MATRIX)
    assert table["Cost"].sum() == 0
    assert value(totals, "People with no rating") == 5


def test_people_whom_no_row_covers_stop_the_round(structure_of):
    structure = structure_of(BANDS)
    people = staff(*STAFF, ("E6", "Specialist", "S1", 90_000, 5))
    with pytest.raises(InputError, match=r"1 person has no increase.*no row for rating 5"):
        merit.cost(structure, placement.place(structure, people), MATRIX)


def test_amounts_abroad_are_in_the_structure_currency_and_zones_by_the_local_band(abroad):
    # Lyon S1: 96 000 … 144 000, mid 120 000 EUR
    people = staff(
        ("E1", "Specialist", "S1", 102_000, 3),  # 0.85: 5 % = 5 100 EUR = 3 825 CHF
        ("E2", "Specialist", "S1", 99_000, 3),  # in francs: 132 000 EUR, 1.10: 2 % = 2 640 EUR = 1 980 CHF
        ("E3", "Specialist", "S1", 142_000, 4),  # 6 % = 8 520 EUR; 2 000 fit; half-time: 750 and 2 445 CHF
        Location=["Lyon"] * 3,
        Currency=["", "CHF", "EUR"],
        FTE=[1, np.nan, 0.5],
    )
    table, totals = merit.cost(abroad[True], placement.place(abroad[True], people), MATRIX)
    assert table["Headcount"].tolist() == [1, 0, 1, 1]
    assert table["Cost"].tolist() == pytest.approx([3_825, 0, 1_980, 750])
    assert table["Lump sum"].tolist() == pytest.approx([0, 0, 0, 2_445])
    # 102 000 · 0.75 + 99 000 + 142 000 · 0.75 · 0.5
    assert value(totals, "Payroll") == pytest.approx(76_500 + 99_000 + 53_250)


def test_actual_pay_is_raised_for_the_time_worked(model_of):
    structure = model_of({"base pay is": "actual"}, Levels=LEVELS).structure
    people = staff(("E1", "Specialist", "S1", 50_000, 3), FTE=[0.5])  # 100 000 at full time: 3 % of 50 000
    table, totals = merit.cost(structure, placement.place(structure, people), MATRIX)
    assert table["Cost"].tolist() == [0, 1_500, 0, 0]
    assert value(totals, "Payroll") == 50_000


@pytest.mark.parametrize(
    ("budget", "amount"),
    [
        (0.033, 3_300),  # below 1: a share of the payroll of 100 000
        (0, 0),
        (3_000, 3_000),
        (1, 1),  # from 1 on: an amount
    ],
)
def test_a_budget_is_a_share_below_1_and_an_amount_from_1_on(structure_of, budget, amount):
    structure = structure_of(BANDS)
    people = staff(("E1", "Specialist", "S1", 100_000, 3))  # costs 3 000
    _, totals = merit.cost(structure, placement.place(structure, people), MATRIX, budget)
    assert totals.loc[totals["Label"] == "Budget", "Value"].tolist() == pytest.approx([amount])
    assert value(totals, "Left of budget") == pytest.approx(amount - 3_000)


def test_a_budget_below_0_cannot_be_one():
    with pytest.raises(InputError, match=r"-0\.01 is not 0 or more"):
        merit.checked(-0.01)
    assert merit.checked(0) == 0
    assert merit.checked(None) is None


def test_nobody_costs_nothing_and_has_no_share(structure_of):
    structure = structure_of(BANDS)
    table, totals = merit.cost(structure, placement.place(structure, staff(STAFF[0])[:0]), MATRIX, 0.03)
    assert table["Headcount"].tolist() == table["Cost"].tolist() == [0, 0, 0, 0]
    assert np.isnan(value(totals, "Total as"))


PERSON = st.tuples(
    st.sampled_from([("Specialist", "S1"), ("Manager", "M1"), ("Manager", "M7")]),
    st.integers(60_000, 180_000).map(lambda pay: pay + 0.37),  # never exactly on a bound
    st.sampled_from([3, 4, np.nan]),
    st.sampled_from([np.nan, 0.5, 0.8, 1]),
    st.sampled_from(["", "Bern", "Lyon"]),
    st.sampled_from(["", "CHF", "EUR", "USD"]),
)
BAND = {("Specialist", "S1"): (80_000, 100_000, 120_000), ("Manager", "M1"): (88_000, 110_000, 132_000)}
GEO = {"": (1.0, "CHF"), "Bern": (1.0, "CHF"), "Lyon": (0.9, "EUR")}
RATE = {"CHF": 1.0, "EUR": 0.75, "USD": 0.8}
INCREASE = {3: [(0, 0.9, 0.05), (0.9, 1.1, 0.03), (1.1, 99, 0.02)], 4: [(0, 99, 0.06)]}


def roster(people: list[tuple]) -> pd.DataFrame:
    level, pay, rating, fte, place, currency = zip(*people, strict=True)
    rows = [(str(n), *level[n], pay[n], rating[n]) for n in range(len(people))]
    return staff(*rows, FTE=list(fte), Location=list(place), Currency=list(currency))


@given(st.lists(PERSON, min_size=1, max_size=25), st.booleans())
@settings(deadline=None, max_examples=40)
def test_the_cost_equals_a_plain_loop(abroad, people, capped):
    structure = abroad[capped]
    table, totals = merit.cost(structure, placement.place(structure, roster(people)), MATRIX)
    cost, lump, payroll, counted = [0.0] * 4, [0.0] * 4, 0.0, [0] * 4
    for level, typed, rating, share, place, currency in people:
        geo, own = GEO[place]
        pay = typed * RATE[currency or own] / RATE[own]  # in the currency of the place
        fte = 1 if np.isnan(share) else share
        payroll += pay * fte * RATE[own]
        if level not in BAND or np.isnan(rating):
            continue
        _, mid, high = (end * geo / RATE[own] for end in BAND[level])
        zones = INCREASE[rating]
        (at,) = (n for n, (low, top, _) in enumerate(zones) if low <= pay / mid < top)
        up = zones[at][2] * pay
        base = min(up, max(high - pay, 0)) if capped else up
        line = at if rating == 3 else 3
        cost[line] += base * fte * RATE[own]
        lump[line] += (up - base) * fte * RATE[own]
        counted[line] += 1
    assert table["Headcount"].tolist() == counted
    assert table["Cost"].tolist() == pytest.approx(cost, abs=1e-6)
    assert table["Lump sum"].tolist() == pytest.approx(lump, abs=1e-6)
    assert value(totals, "Payroll") == pytest.approx(payroll)


@given(st.lists(PERSON, min_size=1, max_size=15), st.randoms())
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_people_does_not_matter(abroad, people, random):
    structure = abroad[True]
    shuffled = random.sample(people, len(people))
    one, other = (merit.cost(structure, placement.place(structure, roster(p)), MATRIX)[0] for p in (people, shuffled))
    pd.testing.assert_frame_equal(one, other)


@given(st.lists(PERSON, min_size=1, max_size=15), st.sampled_from([0.5, 2.0, 8.0]))
@settings(deadline=None, max_examples=40)
def test_amounts_grow_with_the_scale_of_pay_and_the_share_of_payroll_stays(structure_of, people, scale):
    def at(factor: float) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = [[t, lv, *(end * factor for end in ends)] for (t, lv), ends in BAND.items()]
        structure = structure_of([["Track", "Level", "Min", "Mid", "Max"], *rows])
        plain = [(level, pay * factor, *rest) for level, pay, *rest in people]
        return tuple(merit.cost(structure, placement.place(structure, roster(plain).drop(columns="Currency")), MATRIX))

    (one, totals), (other, totals_scaled) = at(1), at(scale)  # powers of two: exact in floats
    for name in ("Payroll", "Cost", "Lump sum"):
        assert other[name].tolist() == (one[name] * scale).tolist()
    assert other["Headcount"].tolist() == one["Headcount"].tolist()
    assert value(totals_scaled, "Total as") == value(totals, "Total as")
