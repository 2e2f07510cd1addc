"""Closing several gaps from one budget: tracks, groups, either side, currencies. All by hand or by statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bandmodel import placement
from bandmodel.equity import closing, pay_model
from bandmodel.equity.closing import LEAST_COST, RESIDUAL, UNIFORM
from equity.closing_staff import gap_of, written_out
from equity.staff import BANDS, people, two_tracks

MODES = (LEAST_COST, RESIDUAL, UNIFORM)
NAMED = ("Employee", "Track", "Level", "Base pay")
THREE = """
    Track      | Level | Grade |    Min |    Mid |    Max
    Specialist | S1    | 10    |  60000 | 100000 | 180000
    Project    | P1    | 10    |  60000 | 100000 | 180000
    Manager    | M1    | 10    |  60000 | 100000 | 180000
"""
CHAIN = """
    From track | From level | To track | To level
    Specialist | S1         | Project  | P1
    Project    | P1         | Manager  | M1
"""


@pytest.fixture(scope="module")
def bands(structure_of):
    return structure_of(BANDS)


@pytest.fixture(scope="module")
def three(structure_of):
    return structure_of(THREE)


def closed(bands, staff, group="Track", **asked):
    return closing.close(bands, placement.place(bands, staff), group, **asked)


def tracks(seed: int, gaps: dict[str, float], size: int = 30):
    """People on the one rung of each track, ln pay lower by the track's gap."""
    draw = np.random.default_rng(seed)
    track = np.repeat(list(gaps), size)
    pay = 1e5 * np.exp(-np.repeat(list(gaps.values()), size) + 0.06 * draw.normal(size=len(track)))
    return people(
        required=NAMED, Employee=[f"e{n}" for n in range(len(track))], Track=track.tolist(),
        Level=[f"{name[0]}1" for name in track], Base_pay=np.round(pay, 2).tolist(),
    )  # fmt: skip


def gap_between(staff, pay, low: str, high: str) -> float:
    """The gap of two tracks on one rung by statsmodels."""
    both = staff["Track"].isin([low, high]).to_numpy()
    return gap_of(written_out(staff[both], "Track", (low,), ()), pay[both])


# ---------------------------------------------------------------- tracks


@pytest.mark.parametrize("mode", MODES)
def test_tracks_are_compared_on_their_rungs_and_the_specialists_raised(bands, mode):
    columns = two_tracks(1, (60, 40), gap=0.08)
    staff = people(required=NAMED, Employee=[f"e{n}" for n in range(100)], **columns)
    done = closed(bands, staff, mode=mode, in_band=False)
    rung = staff.assign(Rung=staff["Level"].str[1])
    matrix = written_out(rung, "Track", ("Specialist",), ("Rung",))
    pay = staff["Base pay"].to_numpy()
    assert done.compared == ("Specialist / Manager",)
    assert done.formulas == ("ln(Base pay) ~ C(Track) + C(Rung)",)
    assert_allclose(done.gap_before, [gap_of(matrix, pay)], rtol=1e-9)
    assert_allclose(done.gap_after, [gap_of(matrix, pay + done.raises)], atol=1e-12)
    assert_allclose(done.gap_after, [0.0], atol=2e-6)
    assert (done.raises[(staff["Track"] == "Manager").to_numpy()] == 0).all()


def test_two_pairs_are_closed_the_worst_first_from_one_budget(three):
    staff = tracks(2, {"Specialist": 0.05, "Project": 0.12, "Manager": 0.0})
    pay, on = staff["Base pay"].to_numpy(), staff["Track"].to_numpy()
    free = closed(three, staff)
    assert free.feasible and set(free.compared) == {"Specialist / Manager", "Project / Manager"}
    for name, before, after in zip(free.compared, free.gap_before, free.gap_after, strict=True):
        assert_allclose(before, gap_between(staff, pay, *name.split(" / ")), rtol=1e-9)
        assert_allclose(after, gap_between(staff, pay + free.raises, *name.split(" / ")), atol=1e-12)
    project = float(free.raises[on == "Project"].sum())
    # enough for the wider gap and a little more: the little goes to the other pair
    some = closed(three, staff, budget=project + 500)
    assert_array_equal(some.raises[on == "Project"], free.raises[on == "Project"])
    assert_allclose(some.raises[on == "Specialist"].sum(), 500, atol=0.011)
    assert some.limit == "budget" and not some.feasible
    few = closed(three, staff, budget=2_000)
    assert few.raises[on == "Specialist"].sum() == 0 and 1_999.99 <= few.cost <= 2_000


def test_in_a_chain_raising_the_middle_opens_the_first_gap_and_it_is_closed_again(structure_of):
    bands = structure_of(THREE, CHAIN)
    staff = tracks(3, {"Specialist": 0.16, "Project": 0.08, "Manager": 0.0})
    pay = staff["Base pay"].to_numpy()
    done = closed(bands, staff)
    assert done.compared == ("Specialist / Project", "Project / Manager") and done.feasible
    for name, after in zip(done.compared, done.gap_after, strict=True):
        assert_allclose(after, gap_between(staff, pay + done.raises, *name.split(" / ")), atol=1e-12)
        assert abs(after) <= 0.0005


def test_a_pair_without_people_is_told_and_the_other_one_closed(three):
    done = closed(three, tracks(4, {"Specialist": 0.05, "Manager": 0.0}))
    assert done.feasible and done.compared == ("Specialist / Manager",)
    assert "Project / Manager: nobody of Project is on a compared rung; not compared." in done.notes


def test_people_on_a_rung_that_the_other_track_lacks_are_left_out_and_not_raised(bands):
    columns = two_tracks(1, (60, 40), gap=0.08)
    columns["Level"][:3] = ["S9", "S9", "S8"]
    done = closed(bands, people(required=NAMED, Employee=[f"e{n}" for n in range(100)], **columns))
    assert done.left_out == {"on a rung that the other track lacks": 2, "on a level that the bands do not have": 1}
    assert_array_equal(done.raises[:3], 0)


# ---------------------------------------------------------------- either side


@pytest.mark.parametrize("mode", MODES)
def test_where_the_group_is_paid_more_the_reference_is_raised_and_it_is_said(three, mode):
    staff = tracks(5, {"Specialist": -0.06, "Manager": 0.0})
    done = closed(three, staff, mode=mode)
    pay, manager = staff["Base pay"].to_numpy(), (staff["Track"] == "Manager").to_numpy()
    assert done.gap_before[0] > 0.03 and done.feasible and (done.raises[~manager] == 0).all()
    assert_allclose(gap_between(staff, pay + done.raises, "Specialist", "Manager"), 0, atol=2e-6)
    assert "Specialist is paid more: nobody is reduced, so Manager is raised." in done.notes
    if mode != UNIFORM:
        line = np.exp(np.log(pay[~manager]).mean())  # one rung: the other side's mean
        assert_allclose(done.predicted[manager], line, rtol=1e-12)
        assert (pay + done.raises)[manager].max() <= max(line, pay[manager].max()) + 0.01


def test_a_gap_in_favour_of_the_group_stays_open_as_far_as_a_target_above_0(three):
    staff = tracks(5, {"Specialist": -0.06, "Manager": 0.0})
    done = closed(three, staff, target=0.02)
    assert_allclose(done.gap_after, [0.02], atol=2e-6)
    # a target below 0 never makes the reference the better paid
    assert_allclose(closed(three, staff, target=-0.02).gap_after, [0.0], atol=2e-6)


def test_a_reference_with_several_groups_is_never_raised(three):
    staff = tracks(6, {"Specialist": 0.08, "Project": -0.07, "Manager": 0.0})
    done = closed(three, staff)
    by = dict(zip(done.compared, done.gap_after, strict=True))
    assert abs(by["Specialist / Manager"]) < 2e-6 and by["Project / Manager"] > 0.04
    assert (done.raises[(staff["Track"] != "Specialist").to_numpy()] == 0).all()
    assert any(note.startswith("Project is paid") and "this one stays" in note for note in done.notes) and done.feasible


def test_a_gap_above_0_that_a_higher_target_raises_is_not_said_to_stay(three):
    # without scatter the gap is that of the means: 102,000 and 100,000 rise to 103,000, 3 % above managers
    staff = tracks(1, {"Specialist": 0.0, "Project": 0.0, "Manager": 0.0}, size=10)
    staff = staff.assign(**{"Base pay": np.repeat([102_000.0, 100_000.0, 100_000.0], 10)})
    done = closed(three, staff, mode=UNIFORM, target=0.03)
    assert_allclose(done.raises, np.repeat([1_000, 3_000, 0], 10), atol=0.011)
    assert not any("stays" in note for note in done.notes) and done.feasible


def test_of_three_groups_the_widest_gap_is_closed_first_and_all_in_the_end(three):
    draw = np.random.default_rng(7)
    unit = np.repeat(["A", "B", "C"], [50, 25, 25])
    level = draw.choice(["S1", "P1"], 100)
    pay = 1e5 * np.exp(-0.05 * (unit == "B") - 0.1 * (unit == "C") + 0.04 * (level == "P1") + 0.05 * draw.normal(size=100))
    staff = people(
        required=NAMED, Employee=[f"e{n}" for n in range(100)], Level=level.tolist(), Unit=unit.tolist(),
        Track=np.where(level == "S1", "Specialist", "Project").tolist(), Base_pay=np.round(pay, 2).tolist(),
    )  # fmt: skip
    matrix, pay = written_out(staff, "Unit", ("B", "C"), ("Level",)), staff["Base pay"].to_numpy()
    for mode in MODES:
        done = closed(three, staff, "Unit", mode=mode)
        assert done.compared == ("B / A", "C / A") and done.feasible
        assert_allclose(done.gap_before, [gap_of(matrix, pay, 1), gap_of(matrix, pay, 2)], rtol=1e-9)
        after = [gap_of(matrix, pay + done.raises, place) for place in (1, 2)]
        assert_allclose(done.gap_after, after, atol=1e-12)
        assert np.abs(after).max() <= 0.0005
    few = closed(three, staff, "Unit", budget=3_000)
    assert few.raises[unit == "B"].sum() == 0 and few.raises[unit == "C"].sum() > 2_999


# ---------------------------------------------------------------- currencies and on-cost


def test_raises_are_local_and_costs_in_the_structure_currency_with_the_locations_on_cost(model_of):
    model = model_of(
        {"rounding": 1, "structure currency": "CHF", "employer on-cost": 0.1, "Berlin: employer on-cost": 0.2},
        Levels="Track | Level | Rank | Min | Max\nSpecialist | S1 | 1 | 80000 | 120000",
        Locations="Location | Geo factor | Currency\nBern | 1 | CHF\nBerlin | 0.5 | EUR",
        FX="Currency | Rate | Date\nEUR | 0.8 | 2025-01-01",
    )
    # Berlin: bands · 0.5 / 0.8, so S1 is 50 000 … 75 000 EUR
    staff = people(
        required=NAMED, Employee=list("abcdef"), Track=["Specialist"] * 6, Level=["S1"] * 6,
        Location=["Bern", "Bern", "Bern", "Berlin", "Berlin", "Berlin"], FTE=[1, 1, 0.5, 1, 1, 0.5],
        Base_pay=[100_000, 100_000, 90_000, 74_000, 74_000, 70_000], Unit=list("AABAAB"),
        Currency=["CHF"] * 3 + ["EUR"] * 3,
    )  # fmt: skip
    done = closed(model.structure, staff, "Unit")
    pay = staff["Base pay"].to_numpy() * [1, 1, 1, 0.8, 0.8, 0.8]
    new = (staff["Base pay"].to_numpy() + done.raises) * [1, 1, 1, 0.8, 0.8, 0.8]
    matrix = written_out(staff, "Unit", ("B",), ("Location",))
    assert_allclose(done.gap_before, [gap_of(matrix, pay)], rtol=1e-9)
    assert_allclose(done.gap_after, [gap_of(matrix, new)], atol=1e-12)
    assert done.feasible and done.raises[5] > 0 and done.raises[2] > 0
    # 0.5 FTE: CHF · 1.1, EUR · 0.8 · 1.2
    assert_allclose(done.cost, done.raises[2] * 0.5 * 1.1 + done.raises[5] * 0.5 * 0.8 * 1.2, rtol=1e-12)
    # payroll: (100 + 100 + 45) · 1.1 + (74 + 74 + 35) · 0.8 · 1.2 thousand
    assert_allclose(closed(model.structure, staff, "Unit", budget=0.001).budget, 245 * 1.1 + 183 * 0.96)
    # a raise of 1 % costs 900 · 0.55 = 495 in Bern, 700 · 0.48 = 336 in Berlin, and closes as much: Berlin first
    few = closed(model.structure, staff, "Unit", budget=480)
    assert_allclose(few.raises, [0, 0, 0, 0, 0, 1_000])


def test_the_maximum_is_that_of_the_local_band(model_of):
    model = model_of(
        {"rounding": 1, "structure currency": "CHF"},
        Levels="Track | Level | Rank | Min | Max\nSpecialist | S1 | 1 | 80000 | 120000",
        Locations="Location | Geo factor | Currency\nBern | 1 | CHF\nBerlin | 0.5 | EUR",
        FX="Currency | Rate | Date\nEUR | 0.8 | 2025-01-01",
    )
    staff = people(
        required=NAMED, Employee=list("abcd"), Track=["Specialist"] * 4, Level=["S1"] * 4, Location=["Berlin"] * 4,
        Base_pay=[90_000, 91_000, 92_000, 74_000], Unit=list("AAAB"),
    )  # fmt: skip
    done = closed(model.structure, staff, "Unit")
    assert_allclose(done.raises, [0, 0, 0, 1_000])  # to 120 000 · 0.5 / 0.8 = 75 000 EUR
    assert done.limit == "the band maximum alone prevents it"


# ---------------------------------------------------------------- as tables


def test_the_totals_and_the_rows_say_what_was_done(three):
    staff = tracks(2, {"Specialist": 0.05, "Project": 0.12, "Manager": 0.0})
    done = closed(three, staff, cap=0.1, budget=250_000)
    totals, rows = closing.tables(done)
    said = dict(zip(totals["Label"], totals["Value"], strict=True))
    widest = done.compared.index("Project / Manager")
    assert list(totals.columns) == ["Label", "Value", "Note"]
    assert said["Mode"] == "least cost" and said["Budget"] == 250_000 and said["Cost"] == done.cost
    assert said["Gap before"] == done.gap_before[widest] and said["Gap after"] == done.gap_after[widest]
    assert said["Gap after: Specialist / Manager"] == done.gap_after[done.compared.index("Specialist / Manager")]
    assert said["People raised"] == (done.raises > 0).sum() == len(rows)
    assert said["Largest raise"] == max(rows["Raise percent"]) <= 0.1
    assert said["Limit"] == done.limit and said["Standard errors"] == "HC3"
    assert_allclose(said["Percent of payroll"], done.cost / staff["Base pay"].sum())
    assert tuple(rows.columns) == closing.PERSON
    assert_allclose(rows["New pay"], rows["Pay"] + rows["Raise amount"])
    assert_allclose(rows["Raise percent"], rows["Raise amount"] / rows["Pay"])
    assert_allclose(rows["Cost"].sum(), done.cost)
    own = staff.set_index("Employee")["Base pay"]
    assert_array_equal(rows["Pay"], own[rows["Employee"]])
    capped = rows["Reason"] == "cap"
    assert_allclose(rows.loc[capped, "Raise percent"], 0.1, atol=2e-7)
    reached = rows["Reason"] == "predicted pay"
    assert_allclose(rows.loc[reached, "New pay"], rows.loc[reached, "Predicted pay"], atol=0.011)
    assert capped.any() and reached.any() and (rows["Reason"] == "last in order").sum() <= 1


def test_the_scenarios_may_ask_again_with_the_pay_that_was_reached(three):
    staff = tracks(2, {"Specialist": 0.05, "Project": 0.12, "Manager": 0.0})
    first = closed(three, staff, budget=20_000)
    again = closed(three, staff.assign(**{"Base pay": staff["Base pay"] + first.raises}))
    assert_allclose(again.gap_before, first.gap_after, atol=1e-12)
    assert again.feasible
    placed = placement.place(three, staff)
    model = pay_model.of_tracks(three, placed, "Project", "Manager")
    assert len(first.raises) == len(placed.people) and model.position.max() < len(first.raises)
