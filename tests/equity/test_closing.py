"""Closing a gap: the gap after by statsmodels, the cost by HiGHS, single raises by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import linprog

from bandmodel import placement
from bandmodel.equity import closing, pay_model
from bandmodel.equity.closing import LEAST_COST, RESIDUAL, UNIFORM
from bandmodel.errors import InputError
from equity.closing_staff import drawn, gap_of, written_out
from equity.staff import BANDS, people

MODES = (LEAST_COST, RESIDUAL, UNIFORM)
NAMED = ("Employee", "Track", "Level", "Base pay")


@pytest.fixture(scope="module")
def bands(structure_of):
    return structure_of(BANDS)


def closed(bands, staff, group="Gender", **asked):
    """The closing of a gap of staff on bands."""
    return closing.close(bands, placement.place(bands, staff), group, **asked)


def on_s1(pay: dict[str, list[float]], **extra):
    """People on S1, by the label of column Unit."""
    labels = [label for label, paid in pay.items() for _ in paid]
    return people(
        required=NAMED, Employee=[f"e{n}" for n in range(len(labels))], Track=["Specialist"] * len(labels),
        Level=["S1"] * len(labels), Base_pay=[p for paid in pay.values() for p in paid], Unit=labels, **extra,
    )  # fmt: skip


# ---------------------------------------------------------------- the gap that is reached


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("target", [0.0, -0.02, 0.01])
def test_the_gap_after_is_the_target_by_another_regression(bands, mode, target):
    staff = drawn(1, 120)
    done = closed(bands, staff, mode=mode, target=target, in_band=False)
    matrix, pay = written_out(staff, "Gender", ("F",), ("Level",)), staff["Base pay"].to_numpy()
    assert_allclose(done.gap_before, [gap_of(matrix, pay)], rtol=1e-9)
    assert_allclose(done.gap_after, [gap_of(matrix, pay + done.raises)], atol=1e-12)
    assert_allclose(done.gap_after, [target], atol=2e-6)
    assert done.feasible and done.limit == "" and done.needed_budget == done.cost
    assert any(note.startswith("The target is above 0: F is to be paid more") for note in done.notes) == (target > 0)
    assert (done.raises >= 0).all() and (done.raises[(staff["Gender"] == "M").to_numpy()] == 0).all()
    assert_allclose(done.raises * 100, np.round(done.raises * 100), atol=1e-6)
    assert_allclose(done.cost, (done.raises * staff["FTE"].to_numpy()).sum(), rtol=1e-12)


def test_the_gap_before_is_that_of_the_adjusted_gap(bands):
    staff = drawn(2, 60, Location=["Bern", "Zug"] * 30)
    placed = placement.place(bands, staff)
    model = pay_model.of_groups(staff, "Gender", ["Level", "Location"], placed=placed)
    coefficient, error = model.fit().of("Gender: F")
    assert_allclose(closed(bands, staff).gap_before, [np.expm1(coefficient - error**2 / 2)], rtol=1e-11)


def test_the_same_percentage_by_hand(bands):
    # two groups and no control but one level: b = mean ln pay B − mean ln pay A; HC3: V = Σ over groups of SS / (n − 1)²
    pay = {"A": [100_000.0, 110_000.0, 90_000.0], "B": [80_000.0, 90_000.0]}
    logs = {label: np.log(paid) for label, paid in pay.items()}
    b = logs["B"].mean() - logs["A"].mean()
    v = sum(((own - own.mean()) ** 2).sum() / (len(own) - 1) ** 2 for own in logs.values())
    done = closed(bands, on_s1(pay), "Unit", mode=UNIFORM)
    # raises of one percentage leave V as it is: b must become V / 2
    assert_allclose(done.gap_before, [np.expm1(b - v / 2)], rtol=1e-12)
    assert_allclose(done.raises[3:] / pay["B"], np.expm1(v / 2 - b), atol=2e-7)
    assert_array_equal(done.raises[:3], 0)


def test_the_predicted_pay_is_what_the_other_side_is_paid(bands):
    # one level: the mean of A's ln pay, the geometric mean of 90 000 and 110 000
    done = closed(bands, on_s1({"A": [110_000.0, 90_000.0], "B": [80_000.0, 85_000.0, 102_000.0]}), "Unit")
    assert_allclose(done.predicted[2:], np.sqrt(110_000.0 * 90_000.0), rtol=1e-12)
    assert np.isnan(done.predicted[:2]).all()


def test_least_cost_starts_with_the_lowest_paid_and_stops_at_the_predicted_pay(bands):
    pay = {"A": [100_000.0, 104_000.0, 96_000.0], "B": [84_000.0, 88_000.0, 98_000.0, 103_000.0]}
    done = closed(bands, on_s1(pay), "Unit", budget=5_000)
    assert_array_equal(done.raises[3:], [5_000, 0, 0, 0])  # influences are equal: the lowest paid first
    line = (100_000 * 104_000 * 96_000) ** (1 / 3)
    done = closed(bands, on_s1(pay), "Unit", budget=20_000)
    first = np.ceil((line - 84_000) * 100) / 100
    assert_allclose(done.raises[3:5], [first, 20_000 - first], atol=0.006)
    assert done.raises[5:].max() == 0 and done.cost <= 20_000


def test_residual_gives_everyone_below_the_same_share_of_what_is_missing(bands):
    pay = {"A": [100_000.0, 104_000.0, 96_000.0], "B": [84_000.0, 88_000.0, 98_000.0, 103_000.0]}
    done = closed(bands, on_s1(pay), "Unit", mode=RESIDUAL, budget=6_000)
    line = (100_000 * 104_000 * 96_000) ** (1 / 3)
    missing = np.maximum(line - np.array(pay["B"]), 0)
    assert_allclose(done.raises[3:], 6_000 * missing / missing.sum(), atol=0.011)
    assert done.raises[6] == 0 and 5_999.98 < done.cost <= 6_000


@pytest.mark.parametrize("mode", [LEAST_COST, RESIDUAL])
def test_where_all_are_at_the_predicted_pay_and_a_gap_is_left_they_rise_with_it(bands, mode):
    # B is far below A and close together: at the predicted pay b = 0, but V = 4 · ln²(√(11 / 9)) / 9 = 0.00447 of A alone
    staff = on_s1({"A": [110_000.0, 90_000.0] * 2, "B": [70_000.0, 70_100.0, 70_050.0]})
    done = closed(bands, staff, "Unit", mode=mode, in_band=False)
    assert done.feasible and abs(done.gap_after[0]) < 2e-6
    new = done.raises[4:] + staff["Base pay"].to_numpy()[4:]
    assert_allclose(new, np.sqrt(110_000 * 90_000) * np.exp(2 * np.log(11 / 9) ** 2 / 4 / 9), atol=0.02)
    assert set(closing.people_table(done)["Reason"]) == {"predicted pay, estimated anew"}


# ---------------------------------------------------------------- least cost is the cheapest


@given(seed=st.integers(0, 10_000), budget=st.sampled_from([None, 8_000.0, 25_000.0]), cap=st.sampled_from([None, 0.06]))
@settings(max_examples=25)
def test_least_cost_costs_what_the_linear_programme_costs(bands, seed, budget, cap):
    staff = drawn(seed, 70)
    done = closed(bands, staff, budget=budget, cap=cap)
    if not done.raises.any():
        return
    pay, woman = staff["Base pay"].to_numpy(), (staff["Gender"] == "F").to_numpy()
    matrix = written_out(staff, "Gender", ("F",), ("Level",))
    influence = (np.linalg.pinv(matrix) @ np.eye(len(pay)))[1]
    beta = np.linalg.lstsq(matrix, np.log(pay), rcond=None)[0]
    top = staff["Level"].map({"S1": 120_000, "S2": 141_600, "S3": 166_800}).to_numpy(float)
    line = np.exp(matrix @ beta - beta[1])
    limit = np.clip(np.minimum(line, top) - pay, 0, np.inf if cap is None else cap * pay) * (woman & (influence > 1e-12))
    # linearised: a raise adds influence · raise / pay; the cheapest raises that add as much as ours do
    worth, price = influence / pay, staff["FTE"].to_numpy()
    wanted = min(float(worth @ done.raises), float(worth @ limit))
    found = linprog(price, A_ub=[-worth * 1e6], b_ub=[-wanted * 1e6], bounds=list(zip(0 * limit, limit, strict=True)))
    assert found.status == 0
    assert_allclose(done.cost, found.fun, rtol=1e-6, atol=0.01 * (done.raises > 0).sum())


@pytest.mark.parametrize("seed", range(4))
def test_least_cost_is_cheaper_than_the_other_modes(bands, seed):
    cost = {mode: closed(bands, drawn(seed, 100), mode=mode, in_band=False).cost for mode in MODES}
    assert cost[LEAST_COST] < cost[RESIDUAL] < cost[UNIFORM]


# ---------------------------------------------------------------- budget, cap, band


@given(
    seed=st.integers(0, 10_000), mode=st.sampled_from(MODES), cap=st.sampled_from([None, 0.03]),
    budgets=st.lists(st.floats(0, 0.05), min_size=2, max_size=4),
)  # fmt: skip
@settings(max_examples=25)
def test_more_budget_never_gives_a_worse_gap(bands, seed, mode, cap, budgets):
    staff = drawn(seed, 50)
    gaps = [closed(bands, staff, mode=mode, cap=cap, budget=budget).gap_after[0] for budget in sorted(budgets)]
    assert (np.diff(np.abs(gaps)) <= 2e-7).all()  # a cent in 100 000 is 1e-7 of pay


@pytest.mark.parametrize("mode", MODES)
def test_the_budget_is_kept_and_spent_and_the_needed_budget_is_enough(bands, mode):
    staff = drawn(3, 80, gap=0.1)
    short = closed(bands, staff, mode=mode, budget=30_000, in_band=False)
    assert not short.feasible and short.limit == "budget"
    assert 30_000 - 0.02 < short.cost <= 30_000
    assert short.gap_before[0] < short.gap_after[0] < -0.0005
    enough = closed(bands, staff, mode=mode, budget=short.needed_budget, in_band=False)
    assert enough.feasible and enough.cost == short.needed_budget and abs(enough.gap_after[0]) < 2e-6
    assert not closed(bands, staff, mode=mode, budget=0.95 * short.needed_budget, in_band=False).feasible


def test_a_budget_below_1_is_a_share_of_payroll_with_on_cost(structure_of):
    bands = structure_of(BANDS, **{"employer on-cost": 0.2})
    staff = on_s1({"A": [100_000.0, 102_000.0], "B": [90_000.0, 92_000.0]}, FTE=[1, 0.5, 0.5, 1])
    done = closed(bands, staff, "Unit", budget=0.01)
    # payroll: (100 000 + 51 000 + 45 000 + 92 000) · 1.2 = 345 600
    assert_allclose(done.budget, 3_456)
    # at 0.5 FTE a raise costs half: 90 000 comes first, up to √(100 000 · 102 000); it costs 0.6 for each 1
    assert_allclose(done.raises[2:], [3_456 / 0.6, 0], atol=0.011)
    assert_allclose(done.cost, done.raises[2] * 0.6)
    assert done.cost <= 3_456


def test_cents_under_a_tight_budget_never_cost_more_than_it(bands):
    staff = drawn(4, 90)
    for budget in (1.0, 1.01, 77.77, 1_234.56):
        for mode in MODES:
            done = closed(bands, staff, mode=mode, budget=budget)
            spent = float((done.raises * staff["FTE"].to_numpy()).sum())
            assert budget - 0.01 <= spent <= budget + 1e-9


def test_a_budget_or_cap_of_0_raises_nobody_and_says_what_it_would_take(bands):
    staff = drawn(5, 60)
    nothing = closed(bands, staff, budget=0)
    assert nothing.cost == 0 and nothing.limit == "budget" and nothing.gap_after == nothing.gap_before
    assert nothing.needed_budget == closed(bands, staff).cost > 0
    capped = closed(bands, staff, cap=0)
    assert not capped.raises.any() and np.isnan(capped.needed_budget)
    assert capped.limit == "the cap alone prevents it" and not capped.feasible


@pytest.mark.parametrize("mode", MODES)
def test_raises_keep_the_cap_and_the_gap_is_the_best_that_it_admits(bands, mode):
    staff = drawn(6, 60, gap=0.12)
    done = closed(bands, staff, mode=mode, cap=0.03, in_band=False)
    pay, woman = staff["Base pay"].to_numpy(), (staff["Gender"] == "F").to_numpy()
    assert (done.raises <= 0.03 * pay + 1e-9).all() and done.limit == "the cap alone prevents it"
    if mode == UNIFORM:
        assert_allclose(done.raises[woman] / pay[woman], 0.03, atol=2e-7)
    else:
        low = woman & (done.predicted > 1.03 * pay)
        assert_allclose(done.raises[low] / pay[low], 0.03, atol=2e-7)
        assert_allclose((pay + done.raises)[woman & ~low], np.maximum(done.predicted, pay)[woman & ~low], atol=0.011)


def test_a_budget_that_binds_before_a_cap_that_would_is_told_with_it(bands):
    done = closed(bands, drawn(6, 60, gap=0.12), cap=0.03, budget=1_000)
    assert done.limit == "budget; without it the cap alone prevents it" and np.isnan(done.needed_budget)
    assert 999.99 <= done.cost <= 1_000


@pytest.mark.parametrize("mode", MODES)
def test_raises_stay_within_the_band_unless_allowed(bands, mode):
    staff = on_s1({"A": [125_000.0, 127_000.0, 126_000.0], "B": [112_000.0, 119_000.0, 121_000.0]})
    done = closed(bands, staff, "Unit", mode=mode)
    new = staff["Base pay"].to_numpy() + done.raises
    assert_allclose(new[3:], [120_000, 120_000, 121_000])  # the maximum of S1 is 120 000; above it nothing
    assert done.limit == "the band maximum alone prevents it" and np.isnan(done.needed_budget)
    assert "B: 1 person not raised: at or above the band maximum." in done.notes
    free = closed(bands, staff, "Unit", mode=mode, in_band=False)
    assert free.feasible and (staff["Base pay"].to_numpy() + free.raises)[3:].max() > 120_000


def test_cap_and_maximum_together_and_each_alone(bands):
    apart = on_s1({"A": [119_000.0] * 3 + [119_001.0], "B": [110_000.0, 110_000.0, 118_990.0]})
    # the cap of 9 % lets all reach 119 000, the maximum too
    assert closed(bands, apart, "Unit", cap=0.09).feasible
    both = on_s1({"A": [130_000.0, 130_001.0], "B": [100_000.0, 119_000.0]})
    told = closed(bands, both, "Unit", cap=0.05)
    assert told.limit == "the cap alone prevents it, and so does the band maximum"
    # uniform: the cap of 7 % alone would let everyone rise 7 %, the maximum alone would let the lower one rise by 26 %
    mixed = on_s1({"A": [112_000.0, 112_001.0], "B": [95_000.0, 119_900.0]})
    told = closed(bands, mixed, "Unit", mode=UNIFORM, cap=0.07)
    assert told.limit == "cap and band maximum together prevent it"
    assert closed(bands, mixed, "Unit", mode=UNIFORM, cap=0.07, in_band=False).feasible
    assert closed(bands, mixed, "Unit", mode=UNIFORM).feasible


def test_where_everybody_is_above_the_maximum_nobody_is_raised(bands):
    done = closed(bands, on_s1({"A": [140_000.0, 141_000.0], "B": [125_000.0, 126_000.0]}), "Unit")
    assert not done.raises.any() and done.limit == "the band maximum alone prevents it"
    assert closing.people_table(done).empty
    assert "B: 2 people not raised: at or above the band maximum." in done.notes


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize("target", [0.0, -0.08])
def test_a_gap_that_is_no_wider_than_the_target_needs_nothing(bands, target):
    staff = drawn(8, 80, gap=0.0 if target == 0 else 0.04, spread=0.0001)
    done = closed(bands, staff, target=target)
    assert done.feasible and not done.raises.any() and done.cost == done.needed_budget == 0
    assert done.gap_after == done.gap_before


@pytest.mark.parametrize("mode", MODES)
def test_a_group_of_one_person_is_closed_too(bands, mode):
    staff = on_s1({"A": [100_000.0, 102_000.0, 98_000.0], "B": [90_000.0]})
    done = closed(bands, staff, "Unit", mode=mode)
    # leverage 1: the one row has no part in V; of the others V = SS / (n − 1)², n = 3
    logs = np.log([100_000.0, 102_000.0, 98_000.0])
    v = ((logs - logs.mean()) ** 2).sum() / 4
    assert_allclose(90_000 + done.raises[3], np.exp(logs.mean() + v / 2), atol=0.011)
    assert done.feasible


def test_people_of_unknown_pay_level_or_band_are_not_raised_and_change_nothing(bands):
    staff = on_s1({"A": [100_000.0, 104_000.0, 96_000.0] * 2, "B": [90_000.0, 94_000.0]})
    more = people(
        required=("Employee",), Employee=[*staff["Employee"], "x", "y", "z", "w"],
        Track=["Specialist"] * 8 + ["Specialist", "Specialist", "Ghost", "Specialist"], Level=["S1"] * 11 + [""],
        Base_pay=[*staff["Base pay"], None, 90_000, 80_000, 90_000], Unit=[*staff["Unit"], "B", "", "B", "B"],
    )  # fmt: skip
    done = closed(bands, more, "Unit", controls=["Level", "Track"])
    assert_allclose(done.raises[:8], closed(bands, staff, "Unit").raises, atol=0.011)
    assert_array_equal(done.raises[8:], 0)
    assert done.left_out == {"regressed value unknown": 1, "Level unknown": 1, "Unit unknown": 1}


def test_who_has_no_band_is_raised_only_out_of_band(bands):
    staff = people(
        required=NAMED, Employee=list("abcdef"), Track=["Specialist"] * 6, Level=["S1"] * 3 + ["S7"] * 3,
        Base_pay=[100_000, 90_000, 91_000, 80_000, 70_000, 71_000], Unit=["A", "B", "B"] * 2,
    )  # fmt: skip
    kept = closed(bands, staff, "Unit")
    assert (kept.raises[4:] == 0).all() and kept.raises[1:3].min() > 0
    assert "B: 2 people not raised: no band is known to stay in." in kept.notes
    assert closed(bands, staff, "Unit", in_band=False).raises[4:].min() > 0


def test_who_stands_beside_nobody_of_the_other_side_gets_no_raise_that_changes_nothing(bands):
    staff = people(
        required=NAMED, Employee=list("abcdefg"), Track=["Specialist"] * 7, Level=["S1"] * 5 + ["S2"] * 2,
        Base_pay=[100_000, 101_000, 90_000, 91_000, 92_000, 110_000, 112_000], Unit=list("AABBBBB"),
    )  # fmt: skip
    for mode in MODES:
        done = closed(bands, staff, "Unit", mode=mode)
        assert done.feasible and (done.raises[5:] == 0).all() and done.raises[2] > 0
        assert any("2 people not raised: nobody of the other side is in their position" in note for note in done.notes)


def test_the_order_of_the_rows_changes_nothing(bands):
    staff = drawn(11, 60)
    order = np.random.default_rng(0).permutation(60)
    for mode in MODES:
        own, other = (closed(bands, rows, mode=mode, budget=9_000) for rows in (staff, staff.iloc[order]))
        assert_allclose(other.raises, own.raises[order], atol=0.011)


def test_pay_in_another_unit_is_raised_alike(structure_of):
    staff = drawn(12, 60)
    tenfold = "\n".join(
        line if n < 2 else " | ".join([*line.split("|")[:3], *(f"{10 * float(c)}" for c in line.split("|")[3:])])
        for n, line in enumerate(BANDS.splitlines()) if line.strip() or n < 1
    )  # fmt: skip
    for mode in MODES:
        own = closed(structure_of(BANDS), staff, mode=mode, budget=9_000, cap=0.2)
        large = staff.assign(**{"Base pay": staff["Base pay"] * 10})
        other = closed(structure_of(tenfold), large, mode=mode, budget=90_000, cap=0.2)
        assert_allclose(other.raises / 10, own.raises, atol=0.011)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"mode": "cheap"}, 'Mode "cheap" is unknown'),
        ({"cap": 5}, "Cap 5 is not between 0 and 1"),
        ({"cap": -0.1}, "Cap -0.1 is not between 0 and 1"),
        ({"target": 1.5}, "Target 1.5 is not between -1 and 1"),
        ({"target": float("nan")}, "Target nan is not between -1 and 1"),
        ({"budget": -1}, "Budget -1 is not 0 or more"),
        ({"budget": float("nan")}, "Budget nan is not 0 or more"),
        ({"group": "Shoe"}, 'People has no column "Shoe" to compare by'),
        ({"group": "Track"}, "No two tracks can be compared by their people"),
        ({"controls": ["Gender"]}, "Gender is the group that is compared"),
        ({"controls": ["Sex"]}, "the controls tell the groups apart"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_remedy(bands, asked, told):
    staff = drawn(1, 30)
    with pytest.raises(InputError, match=told.replace("(", r"\(")):
        closed(bands, staff.assign(Sex=staff["Gender"]), **{"group": "Gender", **asked})


def test_groups_are_adjusted_for_level_and_location_and_for_track_where_levels_do_not_tell_it(bands):
    staff = drawn(1, 30, Location=["Bern", "Zug", ""] * 10)
    assert closed(bands, staff).formulas == ("ln(Base pay) ~ C(Gender) + C(Level) + C(Location)",)
    two = staff.assign(Track=["Specialist", "Manager"] * 15)
    assert closed(bands, two, in_band=False).formulas == (
        "ln(Base pay) ~ C(Gender) + C(Level) + C(Track) + C(Location)",
    )  # fmt: skip
    assert closed(bands, two, controls=["FTE"]).formulas == ("ln(Base pay) ~ C(Gender) + FTE",)
