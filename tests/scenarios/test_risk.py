"""P10, P50, P90 of a scenario's cost against the whole matrix of draws and people, and turnover avoided; blanks and reasons.

The draws are numpy's own: factor exp(σZ − σ² / 2), Z of Generator(PCG64(seed)).standard_normal (contract §10).
"""

import numpy as np
import pytest

from bandmodel.scenarios import outcomes
from scenarios import company as small
from scenarios import model_company as modelled
from scenarios.company import PAYROLL, ran

SIGMA = "simulation volatility"
QUANTILES = ("P10", "P50", "P90")


def told(result, year=2026):
    """(value, note) of each item of a year."""
    table = outcomes.table(result)
    part = table[table["Year"] == year]
    return {item: (value, note) for item, value, note in zip(part["Item"], part["Value"], part["Note"], strict=True)}


def quantiles(result, year=2026):
    return [told(result, year)[name][0] for name in QUANTILES]


def factors(sigma, draws=10_000, seed=1):
    normal = np.random.Generator(np.random.PCG64(seed)).standard_normal(draws)
    return np.exp(sigma * normal - sigma**2 / 2)


def of_matrix(factor, people, rest=0.0):
    """P10, P50, P90 of rest + Σ weight · max(0, minimum · factor − pay); a level that stays has factor 1."""
    costs = [rest + sum(w * max(0.0, low * (f if moves else 1.0) - pay) for pay, low, w, moves in people) for f in factor]
    return [float(np.percentile(costs, share)) for share in (10, 50, 90)]


SIX = [  # pay, minimum, FTE of the people of company.py; finished bands all move
    (75_000, 80_000, 1, True), (90_000, 94_400, 0.5, True), (140_000, 111_200, 1, True), (100_000, 81_600, 1, True),
    (130_000, 100_000, 0.8, True), (185_000, 120_000, 1, True),
]  # fmt: skip


def test_the_quantiles_are_those_of_the_full_matrix():
    result = ran([small_lift()], **{SIGMA: 0.05, "simulation draws": 2_000, "simulation seed": 7})
    assert quantiles(result) == pytest.approx(of_matrix(factors(0.05, 2_000, 7), SIX), rel=1e-9)


def small_lift(year=2026, value=1, where="all"):
    return ("A", year, "lift to minimum", where, value)


def test_volatility_grows_with_the_root_of_the_years_and_what_was_lifted_before_is_as_planned():
    levers = [small_lift(), ("A", 2028, "structure adjustment", "all", 0.1), small_lift(2028)]
    result = ran(levers, **{SIGMA: 0.04, "simulation draws": 2_000})
    lifted = [(max(pay, low), 1.1 * low, w, moves) for pay, low, w, moves in SIX]
    expected = of_matrix(factors(0.04 * np.sqrt(3), 2_000), lifted, rest=7_200)
    assert quantiles(result, 2028) == pytest.approx(expected, rel=1e-9)
    assert "market volatility of 6.93% since the start" in told(result, 2028)["P10"][1]


def test_what_a_moved_lift_adds_carries_the_bonus_and_the_on_cost_of_the_year():
    levers = [small_lift(), ("A", 2026, "specialist bonus", "all", 0.2), ("A", 2026, "employer on-cost", "all", 0.3)]
    result = ran(levers, **{SIGMA: 0.05, "simulation draws": 2_000, "employer on-cost": 0.1})
    weighted = [(pay, low, w * 1.3 * (1.2 if place < 3 else 1), moves) for place, (pay, low, w, moves) in enumerate(SIX)]
    planned = sum(w * max(0, low - pay) for pay, low, w, _ in weighted)
    rest = result.years[0].cost - planned
    assert quantiles(result) == pytest.approx(of_matrix(factors(0.05, 2_000), weighted, rest), rel=1e-9)


def test_a_lift_of_a_part_and_of_a_scope_reacts_by_that_part():
    levers = [small_lift(value=0.5, where="track=Specialist"), small_lift(value=0.5, where="level=S1")]
    result = ran(levers, **{SIGMA: 0.05, "simulation draws": 2_000})
    weight = {75_000: 0.75, 90_000: 0.25, 140_000: 0.5}  # of S1 half, and half of what is left
    people = [(pay, low, weight.get(pay, 0), moves) for pay, low, _, moves in SIX]
    assert quantiles(result) == pytest.approx(of_matrix(factors(0.05, 2_000), people), rel=1e-9)


def test_those_who_left_in_expectation_do_not_react():
    levers = [("A", 2026, "attrition", "level=S1", 0.4), small_lift()]
    result = ran(levers, **{SIGMA: 0.05, "simulation draws": 2_000})
    people = [(75_000, 80_000, 0.6, True), (100_000, 80_000, 0.4, True), *SIX[1:]]
    rest = 0.4 * 25_000
    assert quantiles(result) == pytest.approx(of_matrix(factors(0.05, 2_000), people, rest), rel=1e-9)


def test_bands_that_derive_from_no_market_stand_still():
    # M1 is a given range, S2 typed by hand: only S1, M2 and M3 move; local minimums in Wien move alike
    levels = [[*row[:6], "Mid" if not number else 120_000 if row[1] == "S2" else None]
              for number, row in enumerate(modelled.LEVELS)]  # fmt: skip
    people = [*modelled.PEOPLE, ["g", "Manager", "M1", 80_000, "Bern", 1, 3]]
    policy = {SIGMA: 0.06, "simulation draws": 2_000}
    result = modelled.ran([modelled.LIFT], levels=levels, people=people, policy=policy)
    staff = [(100_000, 80_000, 1, True), (60_000, 64_000, 0.5, True), (125_000, 100_000, 1, True),
             (150_000, 120_000, 1, True), (90_000, 96_000, 1, False), (80_000, 90_000, 1, False)]  # fmt: skip
    assert quantiles(result) == pytest.approx(of_matrix(factors(0.06, 2_000), staff), rel=1e-9)


def test_tracks_that_move_apart_have_their_own_draws():
    policy = {SIGMA: 0.06, "simulation draws": 1_000, "simulation correlation": 0.25}
    result = modelled.ran([modelled.LIFT], policy=policy)
    normal = np.random.Generator(np.random.PCG64(1)).standard_normal((3, 1_000))  # shared, then tracks by name
    manager, specialist = (
        np.exp(0.06 * (np.sqrt(0.25) * normal[0] + np.sqrt(0.75) * own) - 0.06**2 / 2) for own in normal[1:]
    )
    costs = (
        np.maximum(0, 64_000 * specialist - 60_000) * 0.5 + np.maximum(0, 96_000 * specialist - 90_000)
        + np.maximum(0, 80_000 * specialist - 100_000) + np.maximum(0, 100_000 * manager - 125_000)
        + np.maximum(0, 120_000 * manager - 150_000)
    )  # fmt: skip
    assert quantiles(result) == pytest.approx(np.percentile(costs, [10, 50, 90]).tolist(), rel=1e-9)


def test_the_quantiles_rise_and_the_same_seed_gives_the_same():
    changes = {SIGMA: 0.08}
    low, middle, high = quantiles(ran([small_lift()], **changes))
    assert low < middle < high
    assert quantiles(ran([small_lift()], **changes)) == [low, middle, high]
    assert quantiles(ran([small_lift()], **changes, **{"simulation seed": 2})) != [low, middle, high]


def test_without_a_volatility_there_is_no_range_and_it_is_said_why():
    for name in QUANTILES:
        value, note = told(ran([small_lift()]))[name]
        assert np.isnan(value)
        assert note == 'needs the Policy setting "simulation volatility" (a year, e.g. 0.02)'


def test_a_year_without_a_lift_does_not_hang_on_the_market():
    levers = [("A", 2026, "specialist bonus", "all", 0.1), small_lift(2027)]
    found = told(ran(levers, **{SIGMA: 0.05}))
    assert [found[name] for name in QUANTILES] == [
        (26_000, "no lift to minimum this year: the cost does not depend on the market")
    ] * 3
    assert [told(ran(levers, name="base", **{SIGMA: 0.05}))[name][0] for name in QUANTILES] == [0, 0, 0]


# ---------------------------------------------------------------- turnover


def test_turnover_avoided_is_blank_with_its_reason():
    left = ("A", 2026, "attrition", "all", 0.05)
    value, note = told(ran([left]))["Turnover avoided low"]
    assert np.isnan(value)
    assert note.startswith('needs the Policy setting "exit rate"')
    value, note = told(ran([small_lift()], exit_rate=0.1))["Turnover avoided high"]
    assert np.isnan(value)
    assert note == "no lever attrition this year: the scenario says nothing about leavers"


def test_turnover_avoided_is_the_exit_rate_less_the_levers_in_scope_at_either_share_of_pay():
    found = told(ran([("A", 2026, "attrition", "track=Manager", 0.06)], exit_rate=0.1))
    pay = 0.94 * (100_000 + 104_000 + 185_000) + 0.06 * (102_000 + 0.8 * 125_000 + 150_000)  # after replacement at midpoint
    assert found["Turnover avoided low"][0] == pytest.approx(0.04 * 0.21 * pay, rel=1e-12)
    assert found["Turnover avoided high"][0] == pytest.approx(0.04 * 2.00 * pay, rel=1e-12)
    assert found["Turnover avoided low"][1] == "21% of the pay of fewer leavers than at an exit rate of 10.0%; not netted"


def test_more_leavers_than_usual_are_a_loss_and_two_levers_compound():
    levers = [("A", 2026, "attrition", "level=M3", 0.1), ("A", 2026, "attrition", "level=M3", 0.1)]
    found = told(ran(levers, exit_rate=0.1))
    left = 1 - 0.9 * 0.9  # 0.19; of the replacements of the first, a tenth leaves too and is replaced alike
    pay = 185_000 * (1 - left) + 150_000 * left
    assert found["Turnover avoided low"][0] == pytest.approx((0.1 - left) * 0.21 * pay, rel=1e-12)


def test_cost_total_holds_nothing_of_the_turnover_avoided():
    levers = [("A", 2026, "attrition", "all", 0)]
    result = ran(levers, exit_rate=0.1)
    assert (result.years[0].cost, result.years[0].base) == (0, PAYROLL)
    assert told(result)["Turnover avoided high"][0] == pytest.approx(0.1 * 2 * PAYROLL)


def test_the_six_people_here_are_those_of_the_small_company():
    assert [row[3] for row in small.PEOPLE[1:]] == [pay for pay, *_ in SIX]
