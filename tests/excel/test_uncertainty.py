"""BM_SIMULATE and BM_TURNOVER_COST as formulas call them: arguments, blanks, tables, errors. Figures by hand."""

from __future__ import annotations

import numpy as np
import pytest

import bandmodel.excel as bm
from bandmodel.excel.functions import FUNCTIONS
from bandmodel.excel.uncertainty import BM_SIMULATE, BM_TURNOVER_COST
from excel.sheets import LADDERS, PRICED, Rows, sheet, with_cell, without

# golden 17: S1 from 80 000, M1 from 81 600
PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | FTE | Status
    e1       | Specialist | S1    |  70000   | 0.5 |
    e2       | Specialist | S1    |  80000   |     | active
    e3       | Manager    | M1    |  81000   |     |
    e4       | Specialist | S9    |  90000   |     |
    e5       | Specialist | S2    |  90000   |     | leaver
""")
VOLATILITY = sheet("""
    Track      | Volatility
    Specialist | 0.05
    Manager    | 0.02
""")


def lines(spilled: Rows) -> dict[str, object]:
    assert spilled[0] == ["Label", "Value", "Note"]
    return {row[0]: row[1] for row in spilled[1:]}


# ---------------------------------------------------------------- BM_SIMULATE


def test_cost_now_and_its_range_stand_in_labelled_lines():
    found = lines(BM_SIMULATE(LADDERS, PEOPLE, 0.03))
    assert found["Cost to minimum"] == 5_600  # 10 000 · 0.5 + 600
    assert found["Cost to minimum, P10"] < found["Cost to minimum, P50"] < found["Cost to minimum, P90"]
    assert found["Payroll"] == 286_000  # 35 + 80 + 81 + 90 thousand
    assert found["Percent of payroll"] == pytest.approx(5_600 / 286_000)
    assert found["Worst absolute gap, P90"] == pytest.approx(30 / 190)  # S4 160 against M4 190: all tracks move alike
    assert (found["People counted"], found["People not counted"]) == (3, 1)
    # over numpy's own draws of seed 1, person by person
    factors = np.exp(0.03 * np.random.default_rng(1).standard_normal(10_000) - 0.03**2 / 2)
    costs = sum(np.maximum(factors * low - pay, 0) * fte for low, pay, fte in
                ((80_000, 70_000, 0.5), (80_000, 80_000, 1), (81_600, 81_000, 1)))  # fmt: skip
    assert found["Cost to minimum, mean"] == pytest.approx(costs.mean(), rel=1e-9)


@pytest.mark.parametrize("blank", [None, ""], ids=["empty", "empty text"])
def test_a_blank_optional_argument_means_its_default(blank):
    plain = BM_SIMULATE(LADDERS, PEOPLE, 0.03)
    assert BM_SIMULATE(LADDERS, PEOPLE, 0.03, blank, blank, blank, blank) == plain
    assert BM_SIMULATE(LADDERS, PEOPLE, 0.03, 10_000.0, 1.0, 1.0) == plain
    assert "Budget" not in lines(plain)


def test_draws_seed_correlation_and_budget_are_followed():
    found = lines(BM_SIMULATE(LADDERS, PEOPLE, 0.03, 400.0, 7.0, 0.25, 0.02))
    assert (found["Draws"], found["Seed"], found["Correlation"]) == (400, 7, 0.25)
    assert found["Budget"] == pytest.approx(5_720)
    assert found["Worst absolute gap, P10"] < found["Worst absolute gap"] < found["Worst absolute gap, P90"]
    assert found != lines(BM_SIMULATE(LADDERS, PEOPLE, 0.03, 400.0, 8.0, 0.25, 0.02))
    assert lines(BM_SIMULATE(LADDERS, PEOPLE, 0.03, budget=6_000.0))["Budget"] == 6_000


def test_a_model_gives_its_policys_draws_seed_and_correlation():
    policy = [*PRICED["policy"], ["Simulation draws", 300.0], ["Simulation seed", 4.0], ["Simulation correlation", 0.5]]
    model = bm.BM_MODEL(**{**PRICED, "policy": policy})
    found = lines(BM_SIMULATE(model, PEOPLE, 0.03))
    assert (found["Draws"], found["Seed"], found["Correlation"]) == (300, 4, 0.5)
    assert lines(BM_SIMULATE(model, PEOPLE, 0.03, 500.0))["Draws"] == 500
    assert found["Levels that move"] == 2  # S1, S2; M1 has a typed midpoint, M2 a given range


def test_volatility_is_a_number_in_one_cell_or_a_table_by_track():
    assert BM_SIMULATE(LADDERS, PEOPLE, [[0.03]]) == BM_SIMULATE(LADDERS, PEOPLE, 0.03)
    found = lines(BM_SIMULATE(LADDERS, PEOPLE, VOLATILITY))
    assert (found["Volatility, Specialist"], found["Volatility, Manager"]) == (0.05, 0.02)
    other = with_cell(with_cell(VOLATILITY, 1, "Volatility", 0.03), 2, "Volatility", 0.03)
    for label, value in lines(BM_SIMULATE(LADDERS, PEOPLE, other)).items():
        assert label.startswith("Volatility") or value == lines(BM_SIMULATE(LADDERS, PEOPLE, 0.03))[label]


@pytest.mark.parametrize(
    ("volatility", "said"),
    [
        (None, "volatility is blank"),
        ("high", 'volatility "high" is not a number'),
        (3.0, "Volatility 3 is not between 0 and 1"),
        (VOLATILITY[:2], 'Volatility has no row for track "Manager"'),
        (VOLATILITY[:1], 'Volatility has no row for track "Manager"'),
        ([*VOLATILITY, ["Boss", 0.1]], 'Volatility names track "Boss"'),
        ([*VOLATILITY, ["Manager", 0.1]], '"Manager" is already in row 3'),
        (
            with_cell(VOLATILITY, 1, "Volatility", 5.0),
            "Volatility row 2, column Volatility: 5 is not at least 0 and at most 1",
        ),
        (with_cell(VOLATILITY, 1, "Volatility", None), "Volatility row 2, column Volatility: Volatility is blank"),
        (without(VOLATILITY, "Volatility"), 'Required column "Volatility" not found'),
    ],
)
def test_a_volatility_that_cannot_be_one_says_what_to_do(volatility, said):
    found = BM_SIMULATE(LADDERS, PEOPLE, volatility)
    assert found.startswith("#BM! ")
    assert said in found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"draws": 5.0}, "Draws 5 is not at least 100"),
        ({"seed": "x"}, 'seed "x" is not a number'),
        ({"correlation": -0.5}, "Correlation -0.5 is not at least 0"),
        ({"budget": -1.0}, "Budget -1 is not 0 or more"),
        ({"people": without(PEOPLE, "Base pay")}, "Base pay"),
        ({"people": None}, "#BM!"),
        ({"bands": None}, "bands is blank"),
    ],
)
def test_an_argument_at_fault_is_named(arguments, said):
    assert said in BM_SIMULATE(**{"bands": LADDERS, "people": PEOPLE, "volatility": 0.03, **arguments})


# ---------------------------------------------------------------- BM_TURNOVER_COST


def test_the_published_example():
    # golden 16, gallup.com workplace 247391
    people = [["Base pay"], *[[50_000.0]] * 100]
    found = lines(BM_TURNOVER_COST(people, 0.263, 0.5, 2.0))
    assert found["Leavers expected"] == pytest.approx(26.3)
    assert (found["Turnover cost, low"], found["Turnover cost, high"]) == pytest.approx((657_500, 2_630_000))


@pytest.mark.parametrize("blank", [None, ""], ids=["empty", "empty text"])
def test_blank_cost_shares_are_the_policys(blank):
    found = BM_TURNOVER_COST(PEOPLE, 0.1, blank, blank)
    assert found == BM_TURNOVER_COST(PEOPLE, 0.1)
    assert lines(found)["Turnover cost, low"] == pytest.approx(0.1 * 286_000 * 0.21)
    assert lines(found)["Turnover cost, high"] == pytest.approx(0.1 * 286_000 * 2)


def test_a_blank_pay_is_named_and_does_not_stop_the_formula():
    found = BM_TURNOVER_COST(with_cell(PEOPLE, 2, "Base pay", None), 0.1)
    assert lines(found)["People with unknown pay"] == 1
    assert found[-1][2] == "not in payroll and cost: e2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((PEOPLE, None), "exit_rate is blank; give a number"),
        ((PEOPLE, 26.3), "Exit rate 26.3 is not between 0 and 1"),
        ((PEOPLE, 0.1, 2.0, 0.5), "Cost share low 2 is above cost share high 0.5"),
        ((PEOPLE, 0.1, "much"), 'cost_share_low "much" is not a number'),
        ((without(PEOPLE, "Base pay"), 0.1), 'People has no column "Base pay"'),
        ((with_cell(PEOPLE, 1, "Base pay", "x"), 0.1), 'People row 2, column Base pay: "x" is not a number'),
        ((None, 0.1), "#BM!"),
        (([["Base pay", "Currency"], [1.0, "CHF"], [1.0, "EUR"]], 0.1), "give the people of one currency at a time"),
    ],
)
def test_a_turnover_that_cannot_be_told_says_why(arguments, said):
    found = BM_TURNOVER_COST(*arguments)
    assert found.startswith("#BM! ")
    assert said in found


def test_both_are_registered_with_the_arguments_of_the_contract():
    assert FUNCTIONS["BM_SIMULATE"].signature == (
        "BM_SIMULATE(bands, people, volatility, [draws], [seed], [correlation], [budget])"
    )
    assert FUNCTIONS["BM_TURNOVER_COST"].signature == (
        "BM_TURNOVER_COST(people, exit_rate, [cost_share_low], [cost_share_high])"
    )
    for function in (FUNCTIONS["BM_SIMULATE"], FUNCTIONS["BM_TURNOVER_COST"]):
        texts = [function.description, *(parameter.help for parameter in function.parameters)]
        assert all(text.isascii() and len(text) <= 255 for text in texts)
