"""The cost to minimum and parity under a market that moves by chance.

Oracles: a plain loop over draws taken straight from numpy's generator, the normal distribution, and the model built anew
from a market that did move.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from bandmodel import people as persons
from bandmodel import placement, uncertainty
from bandmodel.core import parity, simulation
from bandmodel.errors import InputError
from bandmodel.uncertainty import Movement

LADDERS = """Track | Level | Grade | Min | Mid | Max
             Specialist | S1 | 1 | 80000 | 100000 | 120000
             Specialist | S2 | 2 | 94400 | 118000 | 141600
             Manager | M1 | 1 | 81600 | 102000 | 122400
             Manager | M2 | 2 | 100000 | 125000 | 150000"""
# gaps: 100 / 102 − 1 = −1.96 %, 118 / 125 − 1 = −5.6 %
LEVELS = """Track | Level | Rank | Grade | Min | Mid | Max
            Specialist | S1 | 1 | 1 | | |
            Specialist | S2 | 2 | 2 | | |
            Specialist | S3 | 3 | | 90000 | | 130000
            Manager | M1 | 1 | 1 | | |
            Manager | M2 | 2 | 2 | | |
            Project | P1 | 1 | 1 | | 95000 |"""
RATES = {
    ("Specialist", "S1"): 100_000,
    ("Specialist", "S2"): 118_000,
    ("Manager", "M1"): 104_000,
    ("Manager", "M2"): 131_000,
}
PLACES = {  # Lyon: 0.9 of the reference pay, 0.75 francs a euro, so local pay is 1.2 times
    "Locations": "Location | Geo factor | Currency\nBern | 1 | CHF\nLyon | 0.9 | EUR",
    "FX": "Currency | Rate\nEUR | 0.75",
}
TRACKS = ["Manager", "Project", "Specialist"]  # by name: the order in which their movements are drawn


def market(factors: dict[str, float]) -> str:
    """The Market table after each track's rates moved by a factor."""
    rows = [
        f"North | {track} | {level} | 2026-01-01 | {rate * factors.get(track, 1)!r}"
        for (track, level), rate in RATES.items()
    ]
    return "\n".join(["Survey | Track | Level | Effective date | P50", *rows])


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["Employee", "Track", "Level", "Base pay"], index=range(2, 2 + len(rows)))
    return frame.astype({"Base pay": float}).assign(**columns)


STAFF = staff(
    ("E1", "Specialist", "S1", 79_000), ("E2", "Specialist", "S1", 90_000), ("E3", "Specialist", "S2", 93_000),
    ("E4", "Manager", "M1", 80_500), ("E5", "Manager", "M2", 101_000), ("E6", "Specialist", "S3", 80_000),
    ("E7", "Project", "P1", 70_000), ("E8", "Specialist", "S9", 50_000), ("E9", "Manager", "M1", 95_000),
    Location=["", "", "", "", "", "", "", "", "Lyon"], FTE=[1, 1, 0.5, np.nan, 0.8, 1, 1, 1, 1],
)  # fmt: skip


def run(structure, people=STAFF, volatility=0.05, draws=2_000, seed=1, correlation=1.0, budget=None) -> pd.DataFrame:
    movement = Movement(volatility, draws, seed, correlation)
    return uncertainty.simulated(structure, placement.place(structure, people), movement, budget)


def lines(table: pd.DataFrame) -> dict[str, float]:
    assert table["Label"].is_unique
    return dict(zip(table["Label"], table["Value"], strict=True))


def note(table: pd.DataFrame, label: str) -> str:
    (found,) = table.loc[table["Label"] == label, "Note"]
    return found


COSTS = [f"Cost to minimum{which}" for which in ("", ", mean", ", P10", ", P50", ", P90")]
GAPS = [f"{name}{which}" for name in ("Worst absolute gap", "Headline gap") for which in ("", ", P10", ", P50", ", P90")]


def test_every_line_and_its_order(structure_of):
    found = run(structure_of(LADDERS), budget=0.01)
    assert found.columns.tolist() == ["Label", "Value", "Note"]
    assert list(lines(found)) == [
        *COSTS, "Payroll", *(cost.replace("Cost to minimum", "Percent of payroll") for cost in COSTS), "Budget",
        "Chance over budget", *GAPS, "Chance of a pair outside tolerance", "Volatility", "Correlation", "Draws", "Seed",
        "Levels that move", "People counted", "People not counted",
    ]  # fmt: skip


def test_without_volatility_every_figure_is_that_of_today(structure_of):
    found = lines(run(structure_of(LADDERS), volatility=0.0))
    # E1 1 000, E3 1 400 · 0.5, E4 1 100; the others are paid their minimum, or have no band
    assert [found[label] for label in COSTS] == pytest.approx([2_800] * 5)
    # FTE: 79 + 90 + 46.5 + 80.5 + 80.8 + 80 + 70 + 50 + 95 thousand, with and without a band
    assert found["Payroll"] == pytest.approx(671_800)
    assert found["Percent of payroll, P90"] == pytest.approx(2_800 / 671_800)
    assert [found[label] for label in GAPS[:4]] == pytest.approx([0.056] * 4)
    headline = np.sqrt(100 / 102 * 118 / 125) - 1
    assert [found[label] for label in GAPS[4:]] == pytest.approx([headline] * 4)
    assert found["Chance of a pair outside tolerance"] == 1
    assert (found["People counted"], found["People not counted"], found["Levels that move"]) == (6, 3, 4)


# ---------------------------------------------------------------- against a plain loop


PERSON = st.tuples(
    st.sampled_from([("Specialist", "S1"), ("Specialist", "S3"), ("Manager", "M1"), ("Project", "P1"), ("Manager", "M7")]),
    st.integers(60_000, 110_000).map(float),
    st.sampled_from([np.nan, 0.5, 0.8, 1]),
    st.sampled_from(["", "Bern", "Lyon", "Rom"]),
)
GEO = {"": (1.0, 1.0), "Bern": (1.0, 1.0), "Lyon": (1.2, 0.75)}  # local over reference pay, francs for local pay
MIN = {("Specialist", "S1"): 80_000, ("Specialist", "S3"): 90_000, ("Manager", "M1"): 83_200, ("Project", "P1"): 76_000}
MOVES = {("Specialist", "S1"): "Specialist", ("Manager", "M1"): "Manager"}  # S3 is given, P1 typed


@pytest.fixture(scope="module")
def priced(model_of):
    """Specialist S1 80 000, S2 94 400, S3 given from 90 000; Manager M1 83 200, M2 104 800; Project P1 76 000, typed."""
    policy = {"structure currency": "CHF", "rounding": 1}
    return model_of(policy, Levels=LEVELS, Market=market({}), **PLACES).structure


@given(st.lists(PERSON, min_size=1, max_size=12), st.sampled_from([0.0, 0.5, 1.0]))
@settings(deadline=None, max_examples=25)
def test_the_figures_are_those_of_a_plain_loop_over_numpys_draws(priced, people, correlation):
    sigma = {"Specialist": 0.06, "Manager": 0.03}
    z = np.random.default_rng(5).standard_normal((4, 120))
    costs = []
    for draw in range(120):
        cost = 0.0
        for level, pay, fte, place in people:
            if level not in MIN or place not in GEO:
                continue
            moved = 1.0
            if level in MOVES:
                own = z[1 + TRACKS.index(MOVES[level])][draw]
                mixed = np.sqrt(correlation) * z[0][draw] + np.sqrt(1 - correlation) * own
                moved = np.exp(sigma[MOVES[level]] * mixed - sigma[MOVES[level]] ** 2 / 2)
            geo, rate = GEO[place]
            cost += max(0, MIN[level] * geo * moved - pay) * (1 if np.isnan(fte) else fte) * rate
        costs.append(cost)
    levels, pays, ftes, places = zip(*people, strict=True)
    table = staff(*((str(n), *levels[n], pays[n]) for n in range(len(people))), FTE=list(ftes), Location=list(places))
    found = lines(run(priced, table, sigma, 120, 5, correlation, budget=20_000.0))
    expected = [np.mean(costs), *np.percentile(costs, [10, 50, 90])]
    assert [found[label] for label in COSTS[1:]] == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert found["Chance over budget"] == pytest.approx(np.mean(np.array(costs) > 20_000))


def test_gaps_are_those_of_a_plain_loop_over_numpys_draws(structure_of):
    found = lines(run(structure_of(LADDERS), draws=500, seed=3, correlation=0.25))
    z = np.random.default_rng(3).standard_normal((3, 500))
    manager, specialist = (np.exp(0.05 * (0.5 * z[0] + np.sqrt(0.75) * z[n]) - 0.05**2 / 2) for n in (1, 2))
    worst, headline, outside = [], [], 0
    for ratio in (specialist / manager).tolist():
        gaps = [100 / 102 * ratio - 1, 118 / 125 * ratio - 1]
        worst.append(abs(max(gaps, key=lambda gap: abs(np.log1p(gap)))))
        headline.append(np.sqrt((1 + gaps[0]) * (1 + gaps[1])) - 1)
        outside += max(abs(gap) for gap in gaps) > 0.05
    assert [found[label] for label in GAPS[1:4]] == pytest.approx(np.percentile(worst, [10, 50, 90]).tolist(), rel=1e-9)
    assert [found[label] for label in GAPS[5:]] == pytest.approx(np.percentile(headline, [10, 50, 90]).tolist(), rel=1e-9)
    assert found["Chance of a pair outside tolerance"] == pytest.approx(outside / 500)
    assert 0 < outside < 500


# ---------------------------------------------------------------- against theory


def test_the_figures_of_one_person_are_those_of_the_lognormal_distribution(structure_of):
    person = staff(("E1", "Specialist", "S1", 80_000))  # on the minimum of 80 000
    found = lines(run(structure_of(LADDERS), person, 0.05, 200_000, budget=2_000.0))
    # E max(0, f − 1) = 2 N(σ / 2) − 1, a call at the money
    assert found["Cost to minimum, mean"] == pytest.approx(80_000 * (2 * norm.cdf(0.025) - 1), rel=0.01)
    assert (found["Cost to minimum, P10"], found["Cost to minimum, P50"]) == (0, 0)  # the median factor is below 1
    high = np.exp(0.05 * norm.ppf(0.9) - 0.05**2 / 2)
    assert found["Cost to minimum, P90"] == pytest.approx(80_000 * (high - 1), rel=0.01)
    over = norm.sf((np.log(82_000 / 80_000) + 0.05**2 / 2) / 0.05)
    assert found["Chance over budget"] == pytest.approx(over, abs=0.005)


def test_the_standard_error_is_told(structure_of):
    person = staff(("E1", "Specialist", "S1", 40_000))  # always below: the cost is 80 000 f − 40 000
    table = run(structure_of(LADDERS), person, 0.1, 10_000)
    told = float(note(table, "Cost to minimum, mean").rpartition(" ")[2].replace(",", ""))
    assert told == pytest.approx(80_000 * np.sqrt(np.expm1(0.1**2)) / 100, rel=0.05)  # sd of the factor √(exp σ² − 1)


# ---------------------------------------------------------------- against a market that did move


def moved_by(monkeypatch, factors: dict[str, float]) -> None:
    """One draw, at which each track's market has moved by a factor."""
    logs = np.log([[factors.get(track, 1.0) for track in TRACKS]])
    monkeypatch.setattr(simulation, "movements", lambda *_: logs)


@pytest.mark.parametrize("anchor", ["common", "manager"])
@pytest.mark.parametrize("weight", [0, 0.4, 1])
@pytest.mark.parametrize("factors", [{"Specialist": 1.04, "Manager": 1.04}, {"Specialist": 1.05, "Manager": 0.97}])
def test_a_movement_costs_what_the_model_built_from_the_moved_market_costs(monkeypatch, model_of, factors, weight, anchor):
    policy = {"structure currency": "CHF", "rounding": 0.0001, "parity weight": weight, "parity anchor": anchor}

    def structure(moved: dict[str, float]):
        return model_of(policy, Levels=LEVELS, Market=market(moved), **PLACES).structure

    anew, today = structure(factors), structure({})
    moved_by(monkeypatch, factors)
    found = lines(run(today, draws=1, correlation=0.5))
    expected = persons.cost_to_min(anew, placement.place(anew, STAFF))["Cost"].iloc[-1]
    assert found["Cost to minimum, P50"] == pytest.approx(expected, abs=0.01)
    assert found["Cost to minimum, P50"] != pytest.approx(found["Cost to minimum"], abs=100)
    head = parity.headline(anew.pairs())
    assert found["Headline gap, P50"] == pytest.approx(head.gap, abs=1e-8)
    assert found["Worst absolute gap, P50"] == pytest.approx(abs(anew.pairs()["Gap"].iloc[head.worst]), abs=1e-8)


@pytest.mark.parametrize("factor", [0.93, 1.0317, 1.1])
def test_leaving_out_the_second_rounding_is_within_the_bound_that_the_note_tells(monkeypatch, model_of, factor):
    policy = {"structure currency": "CHF", "rounding": 1000}
    both = {"Specialist": factor, "Manager": factor}
    today, anew = (model_of(policy, Levels=LEVELS, Market=market(to), **PLACES).structure for to in ({}, both))
    moved_by(monkeypatch, both)
    for row in range(len(STAFF)):
        one = STAFF.iloc[[row]].assign(**{"Base pay": 50_000.0, "FTE": 1.0, "Location": ""})  # below: nothing is cut off
        table = run(today, one, draws=1)
        placed = placement.place(anew, one)
        off = lines(table)["Cost to minimum, P50"] - np.nansum(placed.cost_to_min)
        assert abs(off) < 1000 * max(1, factor)
    assert "within one rounding step (1000, times a factor above 1) a person" in note(table, "Levels that move")


def test_anchor_higher_is_exact_where_tracks_move_alike_and_its_pull_is_said_to_stay(monkeypatch, model_of):
    policy = {"structure currency": "CHF", "rounding": 0.0001, "parity weight": 0.5, "parity anchor": "higher"}
    both = {"Specialist": 1.04, "Manager": 1.04}
    plain = "\n".join(line for line in LEVELS.splitlines() if "P1" not in line)  # a typed midpoint would not move along
    today, anew = (model_of(policy, Levels=plain, Market=market(to), **PLACES).structure for to in ({}, both))
    monkeypatch.setattr(simulation, "movements", lambda *_: np.log([[1.04, 1.04]]))
    table = run(today, draws=1)
    expected = persons.cost_to_min(anew, placement.place(anew, STAFF))["Cost"].iloc[-1]
    assert lines(table)["Cost to minimum, P50"] == pytest.approx(expected, abs=0.01)
    assert "pull of parity anchor higher is kept" in note(table, "Levels that move")


# ---------------------------------------------------------------- what moves and what stays


def test_given_ranges_and_midpoints_set_by_hand_stay(priced):
    for level, pay in ((("Specialist", "S3"), 80_000), (("Project", "P1"), 70_000)):  # 10 000, and 76 000 − 70 000
        found = lines(run(priced, staff(("E1", *level, pay))))
        assert len({round(found[label], 6) for label in COSTS}) == 1
        assert found["Cost to minimum"] == MIN[level] - pay
    table = run(priced)
    assert lines(table)["Levels that move"] == 4
    assert "of 6; given ranges, which stay: 1; midpoints set by hand, which stay: 1;" in note(table, "Levels that move")


def test_a_fixed_progression_does_not_follow_the_market(model_of):
    policy = {"midpoint method": "progression", "Specialist: first midpoint": 100_000, "Specialist: progression": 0.1}
    levels = "Track | Level | Rank\nSpecialist | S1 | 1\nSpecialist | S2 | 2"
    structure = model_of(policy, Levels=levels).structure
    found = lines(run(structure, staff(("E1", "Specialist", "S1", 70_000))))
    assert {found[label] for label in COSTS} == {10_000}
    assert found["Levels that move"] == 0


def test_finished_bands_all_move_and_that_is_said(structure_of):
    table = run(structure_of(LADDERS), staff(("E1", "Manager", "M1", 70_000)))
    assert lines(table)["Cost to minimum, P10"] < 11_600 < lines(table)["Cost to minimum, P90"]
    assert "finished bands: all are taken to follow the market" in note(table, "Levels that move")
    assert "rounding step" not in note(table, "Levels that move")


def test_tracks_that_move_alike_leave_parity_as_it_is_but_for_ranges_that_stay(structure_of, priced):
    found = lines(run(structure_of(LADDERS), volatility=0.1))
    assert {round(found[label], 12) for label in GAPS[:4]} == {0.056}
    moved = lines(run(priced, volatility=0.1))  # P1 is compared with M1 and stays
    assert moved["Headline gap, P10"] < moved["Headline gap"] - 0.01 < moved["Headline gap, P90"] - 0.02


def test_a_noted_pair_is_no_pair_outside_tolerance(structure_of):
    pairs = "From track | From level | To track | To level | Note\nSpecialist | S2 | Manager | M2 | {}"
    still = {"volatility": 0.0}
    assert lines(run(structure_of(LADDERS, pairs.format("")), **still))["Chance of a pair outside tolerance"] == 1
    noted = lines(run(structure_of(LADDERS, pairs.format("scarce")), **still))
    assert noted["Chance of a pair outside tolerance"] == 0
    assert noted["Worst absolute gap"] == pytest.approx(0.056)


def test_bands_that_are_not_compared_have_no_lines_of_parity(structure_of):
    plain = "\n".join(" | ".join(np.delete(line.split("|"), 2)) for line in LADDERS.splitlines())
    assert not [label for label in lines(run(structure_of(plain))) if "gap" in label or "pair" in label]


def test_gaps_that_cannot_be_known_stay_unknown(model_of):
    levels = "Track | Level | Rank | Grade | Mid\nSpecialist | S1 | 1 | 1 |\nManager | M1 | 1 | 1 | 100000"
    found = lines(run(model_of(Levels=levels).structure))
    assert np.isnan([found["Worst absolute gap"], found["Headline gap"]]).all()


# ---------------------------------------------------------------- properties


def test_neither_the_order_of_people_nor_that_of_tracks_matters(structure_of):
    head, *rows = LADDERS.splitlines()
    one = lines(run(structure_of(LADDERS), correlation=0.4, budget=5_000.0))
    other = lines(
        run(structure_of("\n".join([head, *rows[2:], *rows[:2]])), STAFF.iloc[::-1], correlation=0.4, budget=5_000.0)
    )
    assert other == pytest.approx(one, rel=1e-12)


def test_people_without_a_band_change_payroll_and_their_count_only(structure_of):
    structure = structure_of(LADDERS)
    one, more = (lines(run(structure, people)) for people in (STAFF[:5], pd.concat([STAFF[:5], STAFF[5:8]])))
    changed = {label for label in one if one[label] != more[label]}
    assert {"Payroll", "Percent of payroll", "Percent of payroll, P90"} <= changed
    assert all(label.startswith(("Payroll", "Percent of payroll")) for label in changed)
    assert more["People not counted"] == 3
    assert "People not counted" not in one


@given(st.sampled_from([0.25, 2.0, 1024.0]))
def test_costs_grow_with_the_scale_of_pay_and_shares_stay(structure_of, scale):
    def at(factor: float) -> dict[str, float]:
        head, *rows = ([cell.strip() for cell in line.split("|")] for line in LADDERS.splitlines())
        scaled = [[*row[:3], *(float(pay) * factor for pay in row[3:])] for row in rows]
        return lines(run(structure_of([head, *scaled]), STAFF.assign(**{"Base pay": STAFF["Base pay"] * factor})))

    one, other = at(1), at(scale)
    for label in one:
        grows = scale if label.startswith("Cost") or label == "Payroll" else 1
        assert other[label] == one[label] * grows


def test_a_seed_reproduces_and_more_draws_of_it_are_close(structure_of):
    structure = structure_of(LADDERS)
    one, same, other, more = (
        lines(run(structure, correlation=0.5, seed=seed, draws=draws))
        for seed, draws in ((1, 20_000), (1, 20_000), (2, 20_000), (1, 150_000))
    )
    assert one == same
    assert one["Cost to minimum, mean"] != other["Cost to minimum, mean"]
    assert more["Cost to minimum, mean"] == pytest.approx(one["Cost to minimum, mean"], rel=0.03)


def test_draws_in_blocks_are_the_same_draws(structure_of, monkeypatch):
    structure = structure_of(LADDERS)
    whole = lines(run(structure, correlation=0.5))
    monkeypatch.setattr(uncertainty, "BLOCK", 1_000)
    assert lines(run(structure, correlation=0.5)) == pytest.approx(whole, rel=1e-12)


# ---------------------------------------------------------------- budget, volatility, assumptions


@pytest.mark.parametrize(
    ("budget", "amount", "chance"),
    [
        (0.1, 8_000, 1),  # below 1: a share of the payroll of 80 000; the cost is 80 000 f
        (0, 0, 1),
        (80_000, 80_000, 0.49),  # the factor's median is exp(−σ² / 2): N(−0.025) = 0.490
        (1e6, 1e6, 0),
    ],
)
def test_a_budget_is_a_share_below_1_and_an_amount_from_1_on(structure_of, budget, amount, chance):
    person = staff(("E1", "Specialist", "S1", 1))  # cost 80 000 f − 1
    people = pd.concat([person, staff(("E2", "Specialist", "S9", 79_999))])  # payroll 80 000
    found = lines(run(structure_of(LADDERS), people, 0.05, 100_000, budget=budget))
    assert found["Budget"] == pytest.approx(amount)
    assert found["Chance over budget"] == pytest.approx(chance, abs=0.006)


def test_a_cost_that_is_exactly_the_budget_is_not_over_it(structure_of):
    found = lines(run(structure_of(LADDERS), volatility=0.0, budget=2_800.0))
    assert found["Chance over budget"] == 0
    assert lines(run(structure_of(LADDERS), volatility=0.0, budget=2_799.99))["Chance over budget"] == 1


def test_each_track_has_the_volatility_of_its_own(structure_of):
    one, other = staff(("E1", "Specialist", "S1", 1)), staff(("E2", "Manager", "M1", 1))
    still = {"Specialist": 0.1, "Manager": 0.0}
    table = run(structure_of(LADDERS), other, still)
    assert {round(lines(table)[label], 6) for label in COSTS} == {81_599}
    assert lines(table)["Volatility, Specialist"] == 0.1
    assert lines(table)["Volatility, Manager"] == 0
    moved = lines(run(structure_of(LADDERS), one, still, 100_000))["Cost to minimum, P90"]
    assert moved == pytest.approx(80_000 * np.exp(0.1 * norm.ppf(0.9) - 0.005), rel=0.005)


@pytest.mark.parametrize(
    ("volatility", "said"),
    [
        (3, "Volatility 3 is not between 0 and 1; give a fraction"),
        (-0.1, r"Volatility -0\.1 is not between"),
        (np.nan, "Volatility nan is not between"),
        ({"Specialist": 0.1}, 'no row for track "Manager"; add one'),
        ({"Specialist": 0.1, "Manager": 0.1, "Boss": 0.1}, 'names track "Boss", which is not known; tracks: Manager, Spec'),
        ({"Specialist": 0.1, "Manager": 2}, 'Volatility 2 of track "Manager" is not between'),
    ],
)
def test_a_volatility_that_cannot_be_one_is_refused(structure_of, volatility, said):
    with pytest.raises(InputError, match=said):
        run(structure_of(LADDERS), volatility=volatility)


def test_a_track_on_which_nothing_moves_needs_no_volatility(priced):
    found = lines(run(priced, volatility={"Specialist": 0.1, "Manager": 0.1}))
    assert found["Volatility, Project"] == 0


def test_what_is_not_given_is_as_the_policy_says(structure_of):
    structure = structure_of(LADDERS, None, simulation_draws=500, simulation_seed=9, simulation_correlation=0.3)
    assert uncertainty.assumed(structure, 0.02) == Movement(0.02, 500, 9, 0.3)
    assert uncertainty.assumed(structure, 0.02, 100, 0, 0) == Movement(0.02, 100, 0, 0)
    assert uncertainty.assumed(structure_of(LADDERS), 0.02) == Movement(0.02, 10_000, 1, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 50}, r"Draws 50 is not at least 100"),
        ({"draws": 1000.5}, r"Draws 1000\.5 is not a whole number"),
        ({"draws": 2e6}, "Draws 2,000,000 are too many; give at most 1,000,000"),
        ({"seed": -1}, "Seed -1 is not at least 0"),
        ({"correlation": 1.5}, r"Correlation 1\.5 is not at least 0 and at most 1"),
    ],
)
def test_assumptions_that_cannot_be_are_refused(structure_of, given, said):
    with pytest.raises(InputError, match=said):
        uncertainty.assumed(structure_of(LADDERS), 0.02, **given)


def test_nobody_costs_nothing_and_has_no_share(structure_of):
    found = lines(run(structure_of(LADDERS), STAFF[:0], budget=0.01))
    assert [found[label] for label in COSTS] == [0] * 5
    assert np.isnan(found["Percent of payroll, P50"])
    assert found["Chance over budget"] == 0


def test_no_level_is_refused(structure_of):
    with pytest.raises(InputError, match="The bands have no level"):
        run(structure_of([["Track", "Level", "Min", "Mid", "Max"]]))
