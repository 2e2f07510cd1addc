"""Two scenarios side by side: values, differences, what a lacking item stands for, and the levers behind a difference."""

import numpy as np
import pytest

from bandmodel.scenarios import compare, outcomes
from bandmodel.scenarios.levers import LEVERS
from bandmodel.scenarios.run import run
from scenarios.company import PAYROLL, company

LIFT = ("A", 2026, "lift to minimum", "all", 1)
BONUS = ("B", 2026, "specialist bonus", "all", 0.10)


def side_by_side(levers, a="A", b="B", **changes):
    made = company(levers, **changes)
    return compare.table(*(run(made, made.scenario(name)) for name in (a, b)))


def line(table, item, year=2026):
    (row,) = table[(table["Year"] == year) & (table["Item"] == item)].to_dict("records")
    return row


def test_every_item_stands_with_both_values_and_b_less_a():
    table = side_by_side([LIFT, BONUS])
    assert tuple(table.columns) == compare.COLUMNS
    total = line(table, "Cost total")
    assert (total["Value A"], total["Value B"], total["Difference"]) == (7_200, 26_000, 18_800)  # as in test_run
    assert total["Unit"] == "pay a year"
    assert total["Reason"] == "A: lift to minimum 1; B: specialist bonus 0.1"
    assert line(table, "Payroll")["Value B"] == PAYROLL + 26_000


def test_costs_that_one_side_lacks_are_0_and_differences_add_up():
    table = side_by_side([LIFT, BONUS, ("B", 2026, "merit cycle", "", None)])
    lift, bonus = line(table, "Cost: lift to minimum"), line(table, "Cost: specialist bonus")
    assert (lift["Value B"], lift["Difference"]) == (0, -7_200)
    assert bonus["Value A"] == 0
    assert line(table, "One-off: merit above maximum")["Value A"] == 0
    costs = table[table["Item"].str.startswith("Cost: ")]
    assert costs["Difference"].sum() == pytest.approx(line(table, "Cost total")["Difference"], abs=0.001)


def test_people_without_a_bonus_are_none_and_parity_with_it_is_that_of_the_bands():
    table = side_by_side([LIFT, BONUS])
    assert line(table, "People with a bonus")["Value A"] == 0
    row = line(table, "Worst parity gap with bonus")
    assert row["Value A"] == pytest.approx(139 / 150 - 1)
    assert row["Value B"] == pytest.approx(110 / 102 - 1)
    assert row["Difference"] == pytest.approx(110 / 102 - 139 / 150)


def test_items_stand_in_the_order_of_one_scenario():
    table = side_by_side([LIFT, BONUS, ("A", 2026, "employer on-cost", "", 0.2), ("B", 2026, "attrition", "", 0.1)])
    items = table["Item"].tolist()
    assert items[0] == "Payroll"
    costs = [item.removeprefix("Cost: ") for item in items if item.startswith("Cost: ")]
    assert costs == [name for name in LEVERS if name in costs]
    assert items[5:7] == ["Cost total", "Percent of payroll"]
    assert items[-3:] == ["P10", "P50", "P90"]
    assert len(items) == len(set(items))


def test_a_scenario_beside_itself_differs_in_nothing():
    table = side_by_side([LIFT, BONUS], "A", "A")
    known = table["Difference"].dropna()
    assert (known == 0).all()
    assert (table["Reason"] == "").all()


def test_the_sides_change_the_sign_alone():
    forth, back = side_by_side([LIFT, BONUS], "A", "B"), side_by_side([LIFT, BONUS], "B", "A")
    for row in forth.to_dict("records"):
        other = line(back, row["Item"])
        assert row["Difference"] == pytest.approx(-other["Difference"], nan_ok=True)


def test_only_levers_that_can_reach_a_cost_are_its_reason():
    levers = [LIFT, ("B", 2026, "lift to minimum", "all", 1), ("B", 2026, "employer on-cost", "", 0.3),
              ("B", 2026, "structure adjustment", "track=Specialist", 0.05)]  # fmt: skip
    table = side_by_side(levers)
    assert line(table, "Cost: lift to minimum")["Reason"] == "A: none of these; B: structure adjustment 0.05"
    assert "employer on-cost 0.3" in line(table, "Cost total")["Reason"]


def test_levers_of_later_years_are_no_reason_yet():
    table = side_by_side([LIFT, ("B", 2026, "lift to minimum", "all", 1), ("B", 2027, "attrition", "", 0.3)])
    assert line(table, "Cost total", 2026)["Reason"] == ""
    assert line(table, "Cost total", 2027)["Reason"] == "A: none of these; B: attrition 0.3"


def test_values_that_differ_late_are_told_apart():
    table = side_by_side([(name, 2026, "merit cycle", "", value) for name, value in (("A", 0.0112345), ("B", 0.0112346))])
    assert line(table, "Cost total")["Reason"] == "A: merit cycle 0.0112345; B: merit cycle 0.0112346"


def test_many_rows_of_one_lever_are_told_together():
    rows = [("B", 2026, "specialist bonus", f"level=S{rung}", value) for rung, value in ((1, 0.1), (2, 0.1), (3, 0.2))]
    assert line(side_by_side([LIFT, *rows]), "Cost total")["Reason"].endswith("B: specialist bonus 0.1 / 0.2 (3 rows)")


@pytest.mark.parametrize(
    ("lever", "text"),
    [
        (("merit cycle", "", None), "merit cycle without limit (all, 2026)"),
        (("relevel", "level=S1", "Specialist/S1=Specialist/S2"), "relevel Specialist/S1=Specialist/S2 (level=S1, 2026)"),
        (("remove level", "", "Specialist/S1"), "remove level Specialist/S1 (all, 2026)"),
        (
            ("close parity gap", "", "years=2; cap=0.05"),
            "close parity gap year 1 of 2; cap=0.05; mode=least cost (all, 2026)",
        ),
    ],
)  # fmt: skip
def test_a_lever_is_told_in_a_few_words(lever, text):
    made = company([("A", 2026, *lever)])
    assert compare.told(made.scenario("A").levers[0]) == text


def test_unknown_figures_have_no_difference_and_no_reason():
    row = line(side_by_side([LIFT, BONUS]), "P10")
    assert np.isnan(row["Difference"])
    assert row["Reason"] == ""


def test_base_can_be_either_side():
    row = line(side_by_side([LIFT], "base", "A"), "Cost total")
    assert (row["Value A"], row["Difference"], row["Reason"]) == (0, 7_200, "A: none of these; B: lift to minimum 1")


def test_a_table_by_year_has_a_column_for_each():
    made = company([LIFT, ("A", 2027, "merit cycle", "", None), BONUS])
    wide = outcomes.by_year(outcomes.table(run(made, made.scenario("A"))))
    assert list(wide.columns) == ["Item", "2026", "2027", "Unit", "Note"]
    assert wide["Item"].iloc[0] == "Payroll"
    assert wide.set_index("Item").loc["Cost total", "2026"] == 7_200
