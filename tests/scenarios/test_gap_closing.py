"""The lever `close parity gap`: yearly parts, budgets, caps and bands.

The staff is balanced: as many people on each rung of each track, at midpoint · share · (1 + the same five small steps). So
the coefficient of a track is the mean over rungs of the difference in mean ln pay, which is worked out here.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel.errors import InputError
from bandmodel.scenarios import outcomes
from scenarios.balanced_staff import WIDE, staff
from scenarios.company import company, ran


def of(levers, people, bands=WIDE, **settings_):
    return ran([("A", *lever) for lever in levers], people=people, bands=bands, **settings_)


def log_gap(year, track, other="Manager"):
    """The coefficient of a track in ln pay, worked out from means: the design is balanced."""
    people, there = year.state.people, year.state.hired == 0
    logs = np.log(people["Base pay"].to_numpy(float))
    grade = people["Level"].str[1:].to_numpy()

    def mean(name, rung):
        return logs[there & (people["Track"] == name).to_numpy() & (grade == rung)].mean()

    return np.mean([mean(track, rung) - mean(other, rung) for rung in ("5", "6", "7")])


def raised(result, track, year=-1):
    before, after = result.company.start.people, result.years[year].state.people
    rises = after["Base pay"].to_numpy(float)[: len(before)] / before["Base pay"].to_numpy(float) - 1
    return rises[(before["Track"] == track).to_numpy()]


# ---------------------------------------------------------------- over years


@pytest.mark.parametrize("mode", ["least cost", "uniform", "residual"])
def test_a_gap_is_closed_by_equal_parts_in_logs(mode):
    result = of([(2026, "close parity gap", "", f"years=3; mode={mode}")], staff(Specialist=0.9, Manager=1.0))
    whole = np.log(0.9)
    for year, left in zip(result.years, (2 / 3, 1 / 3, 0), strict=True):
        assert log_gap(year, "Specialist") == pytest.approx(whole * left, abs=0.0015)  # tolerance, and V / 2 of the estimate


def test_a_plan_that_starts_later_leaves_the_years_before_alone():
    result = of([(2027, "close parity gap", "", "years=2")], staff(Specialist=0.9, Manager=1.0))
    assert [year.year for year in result.years] == [2026, 2027, 2028]
    assert result.years[0].cost == 0
    assert log_gap(result.years[1], "Specialist") == pytest.approx(np.log(0.9) / 2, abs=0.0015)


def test_a_handful_of_people_of_whom_nothing_can_be_tested_is_closed_by_parts_too():
    few = [row for row in staff(Specialist=0.9, Manager=1.0) if row[0].endswith(("Employee", "-0.02", "0.03"))]
    result = of([(2026, "close parity gap", "", "years=2")], few)
    assert log_gap(result.years[0], "Specialist") == pytest.approx(np.log(0.9) / 2, abs=0.01)


def test_specialists_paid_more_are_met_by_raising_managers_where_there_is_no_other_pair():
    result = of([(2026, "close parity gap", "", "years=2")], staff(Specialist=1.1, Manager=1.0))
    assert log_gap(result.years[0], "Specialist") == pytest.approx(np.log(1.1) / 2, abs=0.0015)
    assert abs(log_gap(result.years[1], "Specialist")) < 0.0015
    assert (raised(result, "Specialist") == 0).all()


def test_a_wide_gap_above_does_not_make_a_gap_below_rise_beyond_parity():
    # the widest gap is that of Project, +12 %, which nobody closes: it is one of two; Specialist goes half of its way
    result = of([(2026, "close parity gap", "", "years=2")], staff(Specialist=0.95, Project=1.12, Manager=1.0))
    assert log_gap(result.years[0], "Specialist") == pytest.approx(np.log(0.95) / 2, abs=0.0015)
    assert log_gap(result.years[1], "Specialist") == pytest.approx(0, abs=0.0015)
    assert log_gap(result.years[1], "Project") == pytest.approx(np.log(1.12), abs=1e-9)
    assert (raised(result, "Manager") == 0).all()


def test_a_scope_closes_the_gap_of_its_tracks_alone():
    people = staff(Specialist=0.92, Project=0.94, Manager=1.0)
    result = of([(2026, "close parity gap", "track=Project", None)], people)
    assert abs(log_gap(result.years[0], "Project")) < 0.0015
    assert (raised(result, "Specialist") == 0).all()
    with pytest.raises(InputError, match=r"row 2, close parity gap 2026: no compared track is in its scope, track=Fellow"):
        of([(2026, "close parity gap", "track=Fellow", None)], people)


# ---------------------------------------------------------------- limits


def test_nobody_is_reduced_or_lifted_beyond_cap_and_band():
    tight = [row if number == 0 else [*row[:5], row[4] * 0.95, row[6]] for number, row in enumerate(WIDE)]
    result = of([(2026, "close parity gap", "", "cap=0.04")], staff(Specialist=0.9, Manager=1.0), bands=tight)
    rises, state = raised(result, "Specialist"), result.years[0].state
    assert rises.max() <= 0.04 + 1e-9
    assert rises.min() >= 0
    moved = state.people["Base pay"].to_numpy(float)[state.moved]
    assert len(moved)
    assert (moved <= state.placed.max[state.moved] + 0.005).all()


def test_a_budget_of_nothing_raises_nobody():
    result = of([(2026, "close parity gap", "", 0)], staff(Specialist=0.9, Manager=1.0))
    assert (result.years[0].cost, result.years[0].state.moved.sum()) == (0, 0)


def test_a_budget_below_1_is_a_share_of_payroll_and_from_1_on_an_amount():
    people = staff(Specialist=0.8, Manager=1.0)
    share = of([(2026, "close parity gap", "", 0.01)], people)
    amount = of([(2026, "close parity gap", "", round(0.01 * share.years[0].base, 2))], people)
    assert share.years[0].cost == pytest.approx(0.01 * share.years[0].base, abs=5)
    assert amount.years[0].cost == pytest.approx(share.years[0].cost, abs=0.5)


def test_small_units_of_pay_do_not_turn_an_amount_into_a_share():
    thousands = [row if not number else [*row[:3], row[3] / 1000, *row[4:]]
                 for number, row in enumerate(staff(Specialist=0.8, Manager=1.0))]  # fmt: skip
    bands = [row if not number else [*row[:3], *(end / 1000 for end in row[3:6]), row[6]] for number, row in enumerate(WIDE)]
    result = of([(2026, "close parity gap", "", 0.0001)], thousands, bands=bands, rounding=0.1)
    assert 0 < result.years[0].cost <= 0.0001 * result.years[0].base + 0.01  # some 0.28 (thousand), bills to 0.01


def test_the_budget_of_a_later_year_is_spent_at_the_on_cost_of_then():
    levers = [(2026, "close parity gap", "", "years=2; budget=0.005"), (2026, "employer on-cost", "all", 0.5)]
    result = of(levers, staff(Specialist=0.8, Manager=1.0), **{"employer on-cost": 0.1})
    base = result.years[0].base / 1.1
    first, second = (year.bill for year in result.years)
    spent = first / 1.5 - base, second - first  # raises of the first year without on-cost; of the second with the new one
    assert spent[0] * 1.1 <= 0.005 * base * 1.1 + 0.01
    assert 0.005 * first - 10 < spent[1] <= 0.005 * first + 0.01


def test_after_half_have_left_the_budget_pays_for_twice_the_raises():
    levers = [(2026, "attrition", "", 0.5), (2026, "close parity gap", "", 0.005)]
    result = of(levers, staff(Specialist=0.8, Manager=1.0))
    payroll = result.years[0].base + result.years[0].costs["attrition"]
    assert result.years[0].costs["close parity gap"] == pytest.approx(0.005 * payroll, abs=1)


def test_the_on_cost_of_a_place_is_the_places_own():
    people = [[*row, "Location" if not number else ("Bern" if number % 2 else "Zug")]
              for number, row in enumerate(staff(Specialist=0.8, Manager=1.0))]  # fmt: skip
    levers = [(2026, "employer on-cost", "location=Zug", 1.0), (2027, "close parity gap", "", 0.005)]
    result = of(levers, people)
    before, after = (year.bill for year in result.years)
    assert 0.005 * before - 10 < after - before <= 0.005 * before + 0.01


# ---------------------------------------------------------------- properties

BUDGETS = st.floats(0, 0.05).map(lambda value: round(value, 5))


@settings(max_examples=8, deadline=None)
@given(BUDGETS, st.floats(0, 0.6), st.floats(0.75, 0.98))
def test_no_year_spends_more_than_its_budget_whoever_has_left(budget, leaving, share):
    levers = [(2026, "attrition", "", round(leaving, 3)), (2026, "close parity gap", "", f"years=2; budget={budget}")]
    result = of(levers, staff(Specialist=share, Manager=1.0), **{"employer on-cost": 0.2})
    costs = [year.costs["close parity gap"] for year in result.years]
    for year, spent in zip(result.years, np.diff([0, *costs]), strict=True):
        assert -0.01 <= spent <= budget * year.bill + 0.01


@settings(max_examples=8, deadline=None)
@given(st.lists(BUDGETS, min_size=2, max_size=2).map(sorted), st.sampled_from(["least cost", "uniform", "residual"]))
def test_more_budget_never_leaves_a_wider_gap(budgets, mode):
    people = staff(Specialist=0.85, Manager=1.0)
    levers = [(2026, "close parity gap", "", f"years=2; budget={budget}; mode={mode}") for budget in budgets]
    less, more = (of([lever], people) for lever in levers)
    for one, other in zip(less.years, more.years, strict=True):
        assert abs(log_gap(other, "Specialist")) <= abs(log_gap(one, "Specialist")) + 0.0005
        assert other.costs["close parity gap"] >= one.costs["close parity gap"] - 0.5


def test_the_gap_is_told_before_and_after():
    result = of([(2026, "close parity gap", "", None)], staff(Specialist=0.9, Manager=1.0))
    (row,) = outcomes.table(result).query("Item == 'Adjusted track gap'").to_dict("records")
    assert abs(row["Value"]) < 0.0006
    assert row["Note"].startswith("Specialist / Manager; before -10.")


def test_without_anything_compared_the_lever_says_so():
    bare = [[*row[:2], "" if number else "Grade", *row[3:]] for number, row in enumerate(WIDE)]
    with pytest.raises(InputError, match="row 2, close parity gap 2026: Nothing says which levels are equivalent"):
        of([(2026, "close parity gap", "", None)], staff(Specialist=0.9, Manager=1.0), bands=bare)


def test_closing_leaves_bands_and_base_alone():
    made = company([("A", 2026, "close parity gap", "", None)], people=staff(Specialist=0.9, Manager=1.0), bands=WIDE)
    before = made.people.copy()
    result = of([(2026, "close parity gap", "", None)], staff(Specialist=0.9, Manager=1.0))
    assert result.company.people.equals(before)
    assert result.years[0].state.structure.bands.equals(result.company.start.structure.bands)


def test_a_gap_that_two_plans_close_at_once_is_named_in_the_years_of_both():
    plans = [(2026, "close parity gap", "track=Specialist", "years=2"), (2027, "close parity gap", "", "years=2")]
    result = of(plans, staff(Specialist=0.9, Project=0.95, Manager=1.0))
    items = outcomes.table(result).query("Item == 'Cost: close parity gap'")
    both = "closed by several plans this year, each going on from what the one before left: Specialist / Manager"
    assert items["Note"].tolist() == ["", both, ""]  # 2027 is the last year of the first plan and the first of the second


def test_plans_for_different_tracks_are_no_overlap():
    plans = [(2026, "close parity gap", f"track={track}", None) for track in ("Specialist", "Project")]
    result = of(plans, staff(Specialist=0.9, Project=0.95, Manager=1.0))
    assert outcomes.table(result).query("Item == 'Cost: close parity gap'")["Note"].tolist() == [""]
