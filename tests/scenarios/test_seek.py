"""Goal seeking: what a budget reaches, with its bracket; budgets, weights and years of parity.

On finished bands a rise r of the specialists' costs, by hand, for the people of `company.py` (a, b and, far off, c):
max(0, 80 000 (1 + r) − 75 000) + 0.5 · max(0, 94 400 (1 + r) − 90 000) + max(0, 111 200 (1 + r) − 140 000).
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel.errors import InputError
from bandmodel.scenarios import scope, seek
from bandmodel.scenarios.run import run
from scenarios import model_company as modelled
from scenarios.company import BANDS, PAYROLL, company, ran

SPECIALISTS = scope.read("track=Specialist", ("track", "level"))
ALL = scope.read("all", ("track", "level"))
NOW = 5_000 + 2_200
"""What lies below the minimums as they are."""


def lift_cost(rise):
    people = ((80_000, 75_000), (47_200, 45_000), (111_200, 140_000))
    return sum(max(0, low * (1 + rise) - pay) for low, pay in people)


def labelled(table):
    return {label: (value, note) for label, value, note in table.itertuples(index=False, name=None)}


def by_scenario(make, lever, where, value):
    """The same cost by running a scenario of the two levers."""
    made = make([("A", 2026, lever, where, value), ("A", 2026, "lift to minimum", "all", 1)])
    return run(made, made.scenario("A")).years[0].cost


# ---------------------------------------------------------------- the bracket


def test_a_crossing_is_bracketed_closely():
    found = seek.bracket(lambda x: 100 * x, 33, 1)
    assert found.low <= 0.33 + seek.HALF_A_CENT / 100 <= found.high
    assert found.high - found.low <= seek.WIDTH
    assert (found.at_low, found.at_high) == pytest.approx((100 * found.low, 100 * found.high))


def test_a_jump_is_bracketed_with_the_cost_on_both_sides():
    found = seek.bracket(lambda x: 10.0 if x < 0.123456 else 50.0, 20, 0.5)
    assert found.low < 0.123456 <= found.high
    assert (found.at_low, found.at_high) == (10, 50)


def test_of_several_crossings_the_first_counts():
    found = seek.bracket(lambda x: 100 * np.sin(3 * np.pi * x), 50, 1)  # beyond 50 from 1/18 to 5/18, and again from 13/18
    assert found.low == pytest.approx(1 / 18, abs=1e-4)


def test_a_budget_that_reaches_to_the_end_has_no_upper_side():
    found = seek.bracket(lambda x: x, 5, 1)
    assert (found.low, found.at_low) == (1, 1)
    assert np.isnan(found.high)


def test_a_budget_that_is_spent_before_anything_is_an_error():
    with pytest.raises(InputError, match="The cost is 12 from the start, beyond the budget of 10; raise the budget"):
        seek.bracket(lambda x: 12 + x, 10, 1)
    assert seek.bracket(lambda x: 10 + x, 10, 1).low < 0.01  # just enough for what is there


# ---------------------------------------------------------------- largest rise of bands


@pytest.mark.parametrize("budget", [NOW, 10_000, 20_000, 64_900, 0.05])
def test_the_largest_rise_is_that_of_hand_arithmetic(budget):
    amount = budget * PAYROLL if budget < 1 else budget
    below = amount <= lift_cost(140 / 111.2 - 1)  # c is reached where the minimum reaches 140 000
    rise = (amount + 120_000) / 127_200 - 1 if below else (amount + 260_000) / 238_400 - 1
    found = seek.largest_lift(company([]), SPECIALISTS, budget)
    assert found.low == pytest.approx(rise, abs=2e-6)
    assert found.at_low <= amount + seek.HALF_A_CENT < found.at_high
    assert found.at_low == pytest.approx(lift_cost(found.low), abs=0.01)


def test_on_a_model_the_bracket_holds_the_jump_of_rounded_bands_and_costs_are_those_of_a_scenario():
    found = seek.largest_lift(modelled.company([]), ALL, 30_000)
    assert 0 < found.high - found.low <= seek.WIDTH
    assert found.at_low <= 30_000 < found.at_high
    assert found.at_high - found.at_low >= 50  # minimums jump by 100; b works half of the time
    assert by_scenario(modelled.company, "structure adjustment", "all", found.low) == found.at_low
    assert by_scenario(modelled.company, "structure adjustment", "all", found.high) == found.at_high


@settings(max_examples=4, deadline=None)
@given(st.integers(8_000, 100_000))
def test_a_greater_budget_never_reaches_less(budget):
    made = company([])
    assert seek.largest_lift(made, ALL, budget).low <= seek.largest_lift(made, ALL, budget + 500).low + 1e-9


def test_on_cost_is_in_the_cost_of_what_is_sought():
    plain = seek.largest_lift(company([]), SPECIALISTS, 20_000)
    with_on_cost = seek.largest_lift(company([], **{"employer on-cost": 0.25}), SPECIALISTS, 25_000)
    assert with_on_cost.low == pytest.approx(plain.low, abs=2e-6)


# ---------------------------------------------------------------- parity weight


def test_the_largest_parity_weight_is_the_first_to_cost_too_much():
    made = company([])
    found = seek.parity_weight(made, 8_000)
    costs = [by_scenario(company, "parity weight", "all", weight) for weight in np.linspace(0, found.low, 6)]
    assert max(costs) <= 8_000 + seek.HALF_A_CENT
    assert by_scenario(company, "parity weight", "all", found.high) == found.at_high > 8_000
    assert by_scenario(company, "parity weight", "all", found.low) == found.at_low


def test_the_budget_of_parity_is_the_cost_at_the_smallest_weight_that_reaches_it():
    weight, cost = seek.budget_for_parity(company([]))
    assert weight == pytest.approx(0.326518, abs=0.02)  # exact 1 − ln 0.95 / ln(139 / 150); rounded bands need a bit more
    assert by_scenario(company, "parity weight", "all", weight) == cost
    reached = ran([("A", 2026, "parity weight", "all", weight)])
    assert seek.year_reached(reached)[0] == 2026
    assert seek.year_reached(ran([("A", 2026, "parity weight", "all", weight - 0.01)]))[0] is None


def test_where_no_weight_reaches_parity_the_budget_is_unknown():
    # S1, 100 000, beside the given range of M1, 110 000: no weight pulls it; S2 / M2 is within tolerance as it is
    made = modelled.company([])
    assert np.isnan(seek.budget_for_parity(made)).all()
    told = labelled(seek.table(made, 0.5, ALL))
    assert np.isnan(told["Cost at that weight"][0])
    assert told["Parity weight within tolerance"][1] == "no weight brings every pair of bands within tolerance"


def test_a_pair_that_is_justified_does_not_stand_in_the_way():
    table = [["From track", "From level", "To track", "To level", "Note"], ["Specialist", "S1", "Manager", "M1", "scarce"],
             ["Specialist", "S2", "Manager", "M3", ""]]  # fmt: skip
    weight, cost = seek.budget_for_parity(modelled.company([], Equivalence=table))
    # 120 / 150: λ = 1 − ln 0.95 / ln 0.8 = 0.770; S2 rises to about 132 000, M3 falls
    assert weight == pytest.approx(1 - np.log(0.95) / np.log(0.8), abs=0.01)
    assert cost > 8_000


# ---------------------------------------------------------------- years


def test_parity_is_reached_in_the_year_in_which_the_levers_bring_it():
    levers = [("A", 2027, "parity weight", "all", 0.2), ("A", 2028, "parity weight", "all", 0.9),
              ("A", 2029, "lift to minimum", "all", 1)]  # fmt: skip
    assert seek.year_reached(ran(levers)) == (2028, None)  # with two or three people a side nothing is known of people
    assert seek.year_reached(ran(levers, name="base")) == (None, None)


def test_parity_is_not_reached_where_nothing_is_compared_or_known():
    apart = [[*row[:2], f"{row[0]}{row[2]}" if number else "Grade", *row[3:]] for number, row in enumerate(BANDS)]
    assert seek.year_reached(ran([("A", 2026, "lift to minimum", "all", 1)], bands=apart)) == (None, None)
    blank = [[*row[:5], None] if row[5] and number else row for number, row in enumerate(modelled.LEVELS)]
    blank[3][4] = None
    none = modelled.ran([modelled.LIFT], levels=[[*row[:4], None if n else row[4], None if n else row[5]]
                                                 for n, row in enumerate(blank)], Market=modelled.MARKET[:1])  # fmt: skip
    assert np.isnan(none.years[0].state.structure.pairs()["Gap"]).all()
    assert seek.year_reached(none)[0] is None


# ---------------------------------------------------------------- the table


def test_the_table_tells_value_cost_and_bracket():
    told = labelled(seek.table(company([]), 20_000, SPECIALISTS))
    assert told["Budget"] == (20_000, f"{20_000 / PAYROLL:.2%} of payroll a year")
    rise, note = told["Largest rise of bands"]
    assert rise == pytest.approx(140 / 127.2 - 1, abs=2e-6)
    assert note.startswith("of track=Specialist; cost is the lift to minimum; between 0.100628")
    assert told["Cost at largest rise of bands"][0] == pytest.approx(20_000, abs=0.2)
    assert told["Cost at largest rise of bands"][1].startswith("at the upper end 20,000.")
    assert told["Largest parity weight"][0] == 1
    assert told["Largest parity weight"][1].endswith("the budget reaches to the end of what was tried")
    assert {"Parity weight within tolerance", "Cost at that weight", "Budget that closes the track gap"} <= set(told)


def test_a_budget_too_small_for_the_bands_as_they_are_still_tells_the_rest():
    told = labelled(seek.table(company([]), 5_000, SPECIALISTS))
    value, note = told["Largest rise of bands"]
    assert np.isnan(value)
    assert note == "The cost is 7,200 from the start, beyond the budget of 5,000; raise the budget."
    assert told["Cost at that weight"][0] > 0


def test_without_comparisons_the_table_ends_with_the_rise():
    apart = [[*row[:2], "", *row[3:]] if number else row for number, row in enumerate(BANDS)]
    told = labelled(seek.table(company([], bands=apart), 20_000, SPECIALISTS))
    assert list(told) == ["Budget", "Largest rise of bands", "Cost at largest rise of bands"]


@pytest.mark.parametrize(
    ("budget", "where", "said"),
    [
        (-1, "all", "Budget -1 is not 0 or more; give a share of payroll such as 0.006, or an amount"),
        (np.inf, "all", "Budget inf is not 0 or more"),
        (0.01, "level=S9", 'Scope: level "S9" is not known; known: M1, M2, M3, S1, S2, S3'),
        (0.01, "track=Manager;level=S1", "No level is in the scope level=S1;track=Manager"),
    ],
)
def test_what_cannot_be_sought_is_said(budget, where, said):
    with pytest.raises(InputError, match=said):
        seek.table(company([]), budget, scope.read(where, ("track", "level")))


def test_a_budget_needs_people():
    rows = [["Employee", "Track", "Level", "Base pay", "Status"], ["a", "Specialist", "S1", 75_000, "leaver"]]
    with pytest.raises(InputError, match="Nobody on the People table is active"):
        seek.table(company([], people=rows), 0.01, ALL)


def test_seeking_changes_nothing():
    made = company([])
    before = made.start.structure.bands.copy()
    seek.table(made, 20_000, SPECIALISTS)
    assert made.start.structure.bands.equals(before)
    assert made.start.bill == PAYROLL
