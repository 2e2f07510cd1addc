"""Scenarios worked by hand on the company of `company.py`; every figure's arithmetic stands beside it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel.core.position import BELOW
from bandmodel.errors import InputError
from bandmodel.scenarios import outcomes
from bandmodel.scenarios.run import run
from scenarios.company import PAYROLL, PEOPLE, company, ran

LIFT = ("A", 2026, "lift to minimum", "all", 1)


def items(result, year=2026):
    table = outcomes.table(result)
    part = table[table["Year"] == year]
    return dict(zip(part["Item"], part["Value"], strict=True))


def test_base_changes_nothing_in_any_year():
    result = ran([("A", 2028, "lift to minimum", "all", 1)], name="base")
    assert [year.year for year in result.years] == [2026, 2027, 2028]
    assert [year.bill for year in result.years] == [PAYROLL] * 3
    assert [year.costs for year in result.years] == [{}] * 3


def test_lifting_everyone_costs_what_lies_below_the_minimums():
    result = ran([LIFT])
    assert result.years[0].costs == {
        "lift to minimum": 5_000 + 4_400 * 0.5
    }  # a: 80,000 - 75,000; b: half of 94,400 - 90,000
    found = items(result)
    assert found["Payroll"] == PAYROLL + 7_200
    assert found["Percent of payroll"] == pytest.approx(7_200 / PAYROLL, rel=1e-12)
    assert (found["People moved"], found["Below min"], found["Above max"]) == (2, 0, 1)  # f is above 180,000


def test_half_a_lift_goes_half_of_the_way():
    assert ran([("A", 2026, "lift to minimum", "all", 0.5)]).years[0].cost == 3_600


def test_raised_bands_cost_nothing_until_people_are_lifted():
    result = ran([("A", 2026, "structure adjustment", "track=Specialist", 0.05), LIFT])
    # a: 84,000 - 75,000; b: half of 99,120 - 90,000
    assert result.years[0].costs == {"structure adjustment": 0, "lift to minimum": 9_000 + 4_560}
    found = items(result)
    assert found["Worst parity gap"] == pytest.approx(105 / 102 - 1, rel=1e-12)  # in logs further than 145.95 / 150
    pairs = outcomes.pair_table(result)
    assert pairs["Gap before"].tolist() == pytest.approx([100 / 102 - 1, 118 / 125 - 1, 139 / 150 - 1], rel=1e-12)
    assert pairs["Gap after"].tolist() == pytest.approx([105 / 102 - 1, 123.9 / 125 - 1, 145.95 / 150 - 1], rel=1e-12)


def test_market_movement_moves_no_finished_band():
    result = ran([("A", 2026, "market movement", "all", 0.10), LIFT])
    assert result.years[0].costs == {"market movement": 0, "lift to minimum": 7_200}


def test_a_bonus_is_paid_in_the_years_of_its_rows_and_moves_no_band():
    result = ran([("A", 2026, "specialist bonus", "all", 0.10), ("B", 2027, "specialist bonus", "all", 0.10)])
    assert [year.cost for year in result.years] == [26_000, 0]  # a tenth of 75,000 + 45,000 + 140,000
    found = items(result)
    assert found["Worst parity gap"] == pytest.approx(139 / 150 - 1, rel=1e-12)
    assert found["Worst parity gap with bonus"] == pytest.approx(110 / 102 - 1, rel=1e-12)  # 152.9 / 150 is nearer
    assert found["People with a bonus"] == 3


def test_on_cost_is_in_every_lever_and_its_own_lever_costs_the_change_alone():
    levers = [LIFT, ("A", 2026, "employer on-cost", "all", 0.25)]
    result = ran(levers, **{"employer on-cost": 0.20})
    assert result.years[0].base == PAYROLL * 1.2
    assert result.years[0].costs == {"lift to minimum": 8_640, "employer on-cost": round((PAYROLL + 7_200) * 0.05, 2)}


def test_attrition_replaces_the_share_that_leaves_at_the_midpoint():
    result = ran([("A", 2026, "attrition", "level=S1", 0.2)])
    assert result.years[0].cost == 5_000  # 0.2 * (100,000 - 75,000)
    assert items(result)["Below min"] == pytest.approx(0.8 + 1)  # a stays with 0.8, b


def test_a_lift_after_attrition_lifts_only_those_who_stayed():
    result = ran([("A", 2026, "attrition", "level=S1", 0.2), ("A", 2027, "lift to minimum", "all", 1)])
    assert result.years[1].costs == {"attrition": 5_000, "lift to minimum": 0.8 * 5_000 + 2_200}


def test_attrition_of_two_years_compounds():
    levers = [("A", year, "attrition", "level=S1", 0.2) for year in (2026, 2027)]
    # 0.8² stays; replacements who leave are replaced at the midpoint again
    assert ran(levers).years[1].cost == pytest.approx(25_000 * 0.36, abs=0.005)


def test_a_merit_cycle_pays_the_matrix_and_lump_sums_above_the_maximum():
    result = ran([("A", 2026, "merit cycle", "all", None)])
    # a: compa .75 -> 3 %, b: 4 %, c: 140/139 -> 1 %, d: 100/102 -> 3 %, e: 4 %; f is above the maximum: 1 % once
    assert result.years[0].cost == pytest.approx(2_250 + 1_800 + 1_400 + 3_000 + 4_160, abs=0.005)
    assert result.years[0].one_off == 1_850


def test_a_merit_budget_scales_the_matrix_down_and_never_up():
    whole = 2_250 + 1_800 + 1_400 + 3_000 + 4_160 + 1_850
    tight = ran([("A", 2026, "merit cycle", "all", 0.01)]).years[0]
    assert tight.cost + tight.one_off == pytest.approx(0.01 * PAYROLL, abs=0.01)
    wide = ran([("A", 2026, "merit cycle", "all", 0.5)]).years[0]
    assert wide.cost + wide.one_off == pytest.approx(whole, abs=0.01)


def test_parity_weight_one_pays_equivalents_alike():
    result = ran([("A", 2026, "parity weight", "all", 1)])
    assert abs(items(result)["Worst parity gap"]) < 0.002  # what rounding to 100 leaves


def test_relevel_moves_people_at_their_pay():
    result = ran([("A", 2026, "relevel", "all", "Specialist/S2=Specialist/S3"), LIFT])
    # b: half of 111,200 - 90,000; a: 5,000
    assert result.years[0].costs == {"relevel": 0, "lift to minimum": 10_600 + 5_000}
    assert items(result)["People moved"] == 2


def test_a_removed_level_takes_its_pair_along_and_its_people_have_no_band():
    result = ran([("A", 2026, "remove level", "", "Specialist/S3")])
    pairs = outcomes.pair_table(result)
    assert pairs["From level"].tolist() == ["S1", "S2", "S3"]
    assert np.isnan(pairs["Gap after"].iloc[2])
    assert result.years[0].bill == PAYROLL


def test_spread_changes_the_ends_and_keeps_the_midpoint():
    result = ran([("A", 2026, "spread", "level=S1", 0.2), LIFT])
    # min = 100,000 / 1.1 = 90,909.09 -> 90,900 (rounded down); max 109,090.9 -> 109,100
    assert result.years[0].costs["lift to minimum"] == 15_900 + 2_200
    frame = result.years[0].state.structure.bands
    assert frame.loc[frame["Level"] == "S1", ["Min", "Mid", "Max"]].iloc[0].tolist() == [90_900, 100_000, 109_100]


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        (("A", 2026, "fx", "currency=EUR", 0.9), "row 2, fx 2026: it needs a model"),
        (("A", 2026, "add level", "", "Specialist/S4=8"), "row 2, add level 2026: it needs a model"),
        (("A", 2026, "lift to minimum", "level=S9", 1), 'level "S9" is not known; known: M1, M2, M3, S1, S2, S3'),
        (("A", 2026, "lift to minimum", "location=Bern", 1), "People has no column Location"),
        (("A", 2026, "remove level", "", "Specialist/S9"), 'Level "S9" is not on track "Specialist"'),
        (("A", 2026, "structure adjustment", "track=Manager;level=S1", 0.1), "no level is in its scope"),
    ],
)
def test_a_lever_that_cannot_act_says_where_it_stands(lever, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        ran([lever])


def test_a_merit_cycle_without_a_matrix_is_an_error():
    with pytest.raises(InputError, match="row 2, merit cycle 2026: a merit cycle needs a Merit table"):
        ran([("A", 2026, "merit cycle", "all", 0.02)], merit=None)


def test_turnover_avoided_needs_an_exit_rate_and_is_a_range():
    lever = ("A", 2026, "attrition", "track=Specialist", 0.04)
    assert np.isnan(items(ran([lever]))["Turnover avoided low"])
    found = items(ran([lever], exit_rate=0.10))
    stay = 75_000 * 0.96 + 100_000 * 0.04, 0.5 * (90_000 * 0.96 + 118_000 * 0.04), 140_000 * 0.96 + 139_000 * 0.04
    assert found["Turnover avoided low"] == pytest.approx(0.06 * sum(stay) * 0.21, rel=1e-12)
    assert found["Turnover avoided high"] == pytest.approx(0.06 * sum(stay) * 2.00, rel=1e-12)


# ---------------------------------------------------------------- properties

CHOICES = [
    ("structure adjustment", "track=Specialist", st.floats(-0.1, 0.2)),
    ("parity weight", "all", st.floats(0, 1)),
    ("spread", "all", st.floats(0.2, 1.0)),
    ("attrition", "track=Specialist", st.floats(0, 0.5)),
    ("merit cycle", "all", st.floats(0, 0.05)),
    ("lift to minimum", "all", st.floats(0, 1)),
    ("specialist bonus", "all", st.floats(0, 0.3)),
    ("employer on-cost", "all", st.floats(0, 0.4)),
]
LEVERS = st.one_of([
    st.tuples(st.just("A"), st.integers(2026, 2028), st.just(name), st.just(where), value.map(lambda v: round(v, 6)))
    for name, where, value in CHOICES
])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(LEVERS, min_size=1, max_size=6))
def test_costs_add_up_to_the_bill_less_that_of_base_to_the_cent(levers):
    result = ran(levers)
    for year in result.years:
        assert round(sum(year.costs.values()), 2) == pytest.approx(year.bill - year.base, abs=0.001)
        assert year.base == PAYROLL


@settings(max_examples=25, deadline=None)
@given(st.lists(LEVERS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_of_different_levers_does_not_matter(levers, random):
    levers = list({(lever[1], lever[2]): lever for lever in levers}.values())
    shuffled = list(levers)
    random.shuffle(shuffled)
    assert [year.costs for year in ran(levers).years] == [year.costs for year in ran(shuffled).years]


@settings(max_examples=25, deadline=None)
@given(st.lists(LEVERS, max_size=5))
def test_nobody_is_below_the_minimum_after_a_lift(levers):
    last = ran([*levers, ("A", 2028, "lift to minimum", "all", 1)]).years[-1]
    assert not (last.state.placed.status == BELOW).any()


def test_a_scenario_leaves_the_company_as_it_was():
    made = company([LIFT, ("A", 2026, "structure adjustment", "all", 0.1)])
    people, bands = made.people.copy(), made.start.structure.bands.copy()
    run(made, made.scenario("A"))
    assert made.people.equals(people)
    assert made.start.structure.bands.equals(bands)
    assert made.start.bill == PAYROLL


def test_the_same_lever_twice_in_a_year_is_one_cost():
    levers = [
        ("A", 2026, "structure adjustment", "level=S1", 0.1),
        ("A", 2026, "structure adjustment", "level=S2", 0.1),
        LIFT,
    ]
    result = ran(levers)
    assert result.years[0].costs == {
        "structure adjustment": 0,
        "lift to minimum": 88_000 - 75_000 + 0.5 * (103_840 - 90_000),
    }


def test_people_on_leave_and_leavers_are_not_counted():
    rows = [[*PEOPLE[0], "Status"], *([*row, "active"] for row in PEOPLE[1:]), ["g", "Manager", "M1", 90_000, 1, 3, "leave"]]
    assert ran([LIFT], people=rows).years[0].base == PAYROLL


def test_the_same_inputs_have_the_same_key_and_another_lever_another():
    one, again, other = ran([LIFT]), ran([LIFT]), ran([("A", 2026, "lift to minimum", "all", 0.9)])
    assert one.key == again.key != other.key
