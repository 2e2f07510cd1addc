"""What a career is worth: hand arithmetic, and a loop over months as the slow way to the same sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import career_value
from bandmodel.errors import InputError

NAN = np.nan


@pytest.mark.parametrize(
    ("years", "discount", "worth"),
    [
        (6, 0.0, 100 + 100 + 120 + 120 + 120 + 150),  # two years on the first rung, three on the second
        # the same six amounts over 1.1^0 … 1.1^5
        (6, 0.10, 100 + 100 / 1.1 + 120 / 1.21 + 120 / 1.331 + 120 / 1.4641 + 150 / 1.61051),
        (1, 0.10, 100),  # this year's pay is not discounted
        (8, 0.0, 100 + 100 + 120 * 3 + 150 * 3),  # the top rung is kept
    ],
)
def test_the_value_of_a_path_matches_hand_arithmetic(worth, years, discount):
    assert career_value.value(np.array([100.0, 120, 150]), np.array([2.0, 3, NAN]), years, discount) == pytest.approx(worth)


def test_a_step_in_mid_year_counts_from_that_point_on():
    # 1.5 years, then 2: year 0: 100; year 1: half 100, half 120; year 2: 120; year 3: half 120, half 150
    pay, stay = np.array([100.0, 120, 150]), np.array([1.5, 2, NAN])
    assert career_value.value(pay, stay, 4) == pytest.approx(100 + 110 + 120 + 135)
    # two steps within one year: 0.25 · 100 + 0.5 · 120 + 0.25 · 150
    assert career_value.value(pay, np.array([0.25, 0.5, NAN]), 1) == pytest.approx(122.5)


def test_a_path_of_one_rung_is_its_pay_each_year():
    assert career_value.value(np.array([100.0]), np.array([NAN]), 3) == pytest.approx(300)


def test_unknown_pay_counts_only_where_the_path_gets_to_it():
    # five years on the first rung: the first two years' pay is 100 + 100, whatever the second rung pays
    pay, stay = np.array([100.0, NAN]), np.array([5.0, NAN])
    assert career_value.value(pay, stay, 2) == pytest.approx(200)
    assert np.isnan(career_value.value(pay, stay, 6))


RUNGS = st.lists(st.tuples(st.integers(50, 200), st.integers(1, 60)), min_size=1, max_size=5)


@given(RUNGS, st.integers(1, 12), st.floats(-0.05, 0.3))
def test_the_value_equals_a_sum_over_months(rungs, years, discount):
    calendar = [pay for pay, months in rungs[:-1] for _ in range(months)] + [rungs[-1][0]] * 12 * years
    worth = sum(calendar[month] / 12 / (1 + discount) ** (month // 12) for month in range(12 * years))
    pay, stay = np.array([pay for pay, _ in rungs], float), np.array([months / 12 for _, months in rungs])
    assert career_value.value(pay, stay, years, discount) == pytest.approx(worth)


@given(RUNGS, st.integers(1, 12), st.floats(0.01, 200))
def test_the_value_scales_with_the_currency(rungs, years, factor):
    pay, stay = np.array([pay for pay, _ in rungs], float), np.array([months / 12 for _, months in rungs])
    assert_allclose(career_value.value(pay * factor, stay, years, 0.03), factor * career_value.value(pay, stay, years, 0.03))


@pytest.fixture
def two_ladders(bands_frame, equate):
    """Three specialist rungs, three manager rungs; S2 is equivalent to M1, S3 to M2; Expert stands in no comparison."""
    mids = {"Specialist": [100, 120, 150], "Manager": [125, 160, 200], "Expert": [300]}
    frame = bands_frame(mids, **{"Years in level": [2, 3, NAN, 1, 2, NAN, NAN]})
    return frame, equate(frame, ("S2", "M1"), ("S3", "M2"))


def shown(table):
    return table[["Track", "Path", "Levels", "Value"]].to_numpy().tolist()


def test_every_path_is_valued(two_ladders):
    table = career_value.table(*two_ladders, start=1, years=4)
    assert tuple(table.columns) == career_value.COLUMNS
    assert shown(table)[:3] == [
        ["Specialist", "stay", "S2 > S3", 510],  # 3 · 120 + 150
        ["Manager", "other track", "M1 > M2 > M3", 645],  # 125 + 2 · 160 + 200
        ["Manager", "switch at S3", "S2 > M2 > M3", 520],  # 3 · 120 + 160
    ]
    assert_allclose(table["Ratio"], [1, 645 / 510, 520 / 510, NAN])
    assert table.loc[3, ["Track", "Path", "Levels", "Note"]].tolist() == [
        "Expert", "other track", "", "S2 has no equivalent level on Expert"
    ]  # fmt: skip
    assert np.isnan(table.loc[3, "Value"])


def test_a_level_without_an_equivalent_may_still_switch_higher_up(two_ladders):
    table = career_value.table(*two_ladders, start=0, years=4, discount=0.1)
    stay = 100 + 100 / 1.1 + 120 / 1.21 + 120 / 1.331
    switch = 100 + 100 / 1.1 + 125 / 1.21 + 160 / 1.331  # M1 for one year, then M2
    rows = table.set_index("Path")
    assert rows.loc["stay", "Value"] == pytest.approx(stay)
    assert rows.loc["switch at S2", ["Track", "Levels"]].tolist() == ["Manager", "S1 > M1 > M2 > M3"]
    assert rows.loc["switch at S2", "Value"] == pytest.approx(switch)
    assert rows.loc["switch at S2", "Ratio"] == pytest.approx(switch / stay)
    assert table.loc[table["Track"] == "Manager", "Path"].tolist() == ["switch at S2", "other track"]
    assert "S1 has no equivalent level on Manager" in table["Note"].tolist()


def test_a_manager_may_go_the_other_way(two_ladders):
    table = career_value.table(*two_ladders, start=3, years=4)  # M1
    assert shown(table)[:3] == [
        ["Manager", "stay", "M1 > M2 > M3", 645],
        ["Specialist", "other track", "S2 > S3", 510],
        ["Specialist", "switch at M2", "M1 > S3", 575],  # 125 + 3 · 150
    ]


def test_of_several_equivalents_the_weightiest_then_the_lowest_is_taken(bands_frame, equate):
    frame = bands_frame({"Specialist": [100, 120], "Manager": [90, 110, 130]}, **{"Years in level": [1.0] * 5})
    equated = equate(frame, ("S1", "M1", 1), ("S1", "M2", 3), ("S2", "M3", 2), ("S2", "M2", 2))
    table = career_value.table(frame, equated, start=0, years=1)
    assert table["Levels"].tolist() == ["S1 > S2", "M2 > M3", "S1 > M2 > M3"]


def test_pay_is_on_the_basis_that_was_asked_for(two_ladders):
    frame, equated = two_ladders
    frame = frame.assign(**{"Bonus target": [0.1] * 3 + [0.2] * 4, "LTI target": [0.0] * 3 + [0.3] * 4})
    # S2 for three years, M1 for one and M2 for two: base, with bonus, with bonus and LTI
    for basis, own, other in (("base", 1, 1), ("cash", 1.1, 1.2), ("total", 1.1, 1.5)):
        table = career_value.table(frame, equated, start=1, years=3, basis=basis)
        assert_allclose(table["Value"].iloc[:2], [360 * own, 445 * other])


def test_years_in_level_are_needed_below_the_top_rung(two_ladders):
    frame, equated = two_ladders
    years = frame["Years in level"].copy()
    years[[0, 1]] = [NAN, 0]  # S1 and S2; no time at all is not known either
    with pytest.raises(InputError, match="not known for Specialist S1, Specialist S2; fill it in on the Levels table"):
        career_value.table(frame.assign(**{"Years in level": years}), equated, start=0, years=4)
    # from the top rung nothing below it is needed
    unequated = equated.only(np.zeros(len(equated), bool))
    alone = career_value.table(frame.assign(**{"Years in level": NAN}), unequated, start=2, years=4)
    assert alone["Value"].iloc[0] == 600


@pytest.mark.parametrize(
    ("years", "discount", "said"),
    [
        (0, 0.0, "Years 0 is not a whole number of at least 1"),
        (2.5, 0.0, "Years 2.5 is not"),
        (5, -1.0, "Discount -1 is not above −1"),
    ],
)
def test_a_senseless_horizon_or_discount_is_refused(two_ladders, years, discount, said):
    with pytest.raises(InputError, match=said):
        career_value.table(*two_ladders, start=1, years=years, discount=discount)
