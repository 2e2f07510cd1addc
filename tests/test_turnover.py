"""What turnover costs a company: who counts, what is unknown, where the shares come from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bandmodel import turnover
from bandmodel.errors import InputError


def staff(pay: list[float], **columns: list) -> pd.DataFrame:
    frame = pd.DataFrame({"Employee": [f"E{n}" for n in range(1, len(pay) + 1)], "Base pay": pay, **columns})
    return frame.set_index(pd.RangeIndex(2, 2 + len(pay)))


def lines(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["Label"], table["Value"], strict=True))


def note(table: pd.DataFrame, label: str) -> str:
    (found,) = table.loc[table["Label"] == label, "Note"]
    return found


def test_the_published_example():
    # golden 16, gallup.com workplace 247391
    found = lines(turnover.cost(staff([50_000.0] * 100), 0.263, 0.5, 2.0))
    assert list(found) == ["Headcount", "Leavers expected", "Payroll", "Turnover cost, low", "Turnover cost, high"]
    assert list(found.values()) == pytest.approx([100, 26.3, 5_000_000, 657_500, 2_630_000])


def test_fte_enters_payroll_and_not_the_headcount_and_only_active_people_count():
    people = staff([80_000.0, 60_000, 90_000, 90_000], FTE=[0.5, np.nan, 1, 1], Status=["", "active", "leave", "leaver"])
    found = lines(turnover.cost(people, 0.1, 0.5, 1))
    # 40 000 + 60 000; two people
    assert list(found.values()) == pytest.approx([2, 0.2, 100_000, 5_000, 10_000])


def test_shares_that_are_not_given_are_the_policys_with_their_sources():
    table = turnover.cost(staff([100_000.0]), 0.1)
    assert lines(table)["Turnover cost, low"] == pytest.approx(2_100)  # 21 %
    assert lines(table)["Turnover cost, high"] == pytest.approx(20_000)  # 200 %
    assert "21 % of the pay" in note(table, "Turnover cost, low")
    assert "Center for American Progress" in note(table, "Turnover cost, low")
    assert "Gallup" in note(table, "Turnover cost, high")
    given = turnover.cost(staff([100_000.0]), 0.1, 0.285)
    assert note(given, "Turnover cost, low").startswith("a year: 28.5 % of the pay of leavers")
    assert note(given, "Turnover cost, low").endswith("as given")
    assert "Gallup" in note(given, "Turnover cost, high")


def test_unknown_pay_is_counted_and_named_and_makes_no_cost():
    table = turnover.cost(staff([50_000.0, np.nan, 70_000, np.nan]), 0.5, 1, 1)
    assert lines(table)["Headcount"] == 4
    assert lines(table)["Leavers expected"] == 2
    assert lines(table)["Payroll"] == 120_000
    assert lines(table)["Turnover cost, high"] == 60_000
    assert lines(table)["People with unknown pay"] == 2
    assert note(table, "People with unknown pay") == "not in payroll and cost: E2, E4"


def test_many_unknown_are_named_in_part_and_the_nameless_by_row():
    people = staff([50_000.0, *[np.nan] * 12]).drop(columns="Employee")
    said = note(turnover.cost(people, 0.5), "People with unknown pay")
    assert said.endswith("row 3, row 4, row 5, row 6, row 7, row 8, row 9, row 10, row 11, row 12 and 2 more")


def test_nothing_known_stays_unknown_and_nobody_costs_nothing():
    unknown = lines(turnover.cost(staff([np.nan]), 0.5))
    assert np.isnan([unknown[label] for label in ("Payroll", "Turnover cost, low", "Turnover cost, high")]).all()
    nobody = lines(turnover.cost(staff([]), 0.5))
    assert list(nobody.values()) == [0, 0, 0, 0, 0]


def test_several_currencies_are_refused_and_one_is_not():
    with pytest.raises(InputError, match=r"several currencies \(CHF, EUR\); give the people of one currency at a time"):
        turnover.cost(staff([1.0, 2.0], Currency=["CHF", "EUR"]), 0.1)
    left = staff([1.0, 2.0], Currency=["CHF", "EUR"], Status=["active", "leaver"])
    assert lines(turnover.cost(left, 0.1))["Payroll"] == 1


def test_the_order_of_the_people_does_not_matter_and_cost_grows_with_the_scale():
    pay, fte = np.array([50_000.0, 64_000, 71_000]), [1, 0.5, 0.8]
    one = turnover.cost(staff(list(pay), FTE=fte), 0.15)["Value"]
    assert turnover.cost(staff(list(pay[::-1]), FTE=fte[::-1]), 0.15)["Value"].tolist() == pytest.approx(one.tolist())
    scaled = turnover.cost(staff(list(pay * 4), FTE=fte), 0.15)["Value"]
    assert scaled[2:].tolist() == (one[2:] * 4).tolist()
