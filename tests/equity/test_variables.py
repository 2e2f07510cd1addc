"""Columns of People as numbers and categories, against what a reader of the table would say they are."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bandmodel.core.design import Categories, Numbers
from bandmodel.equity import variables
from bandmodel.errors import InputError
from equity.staff import people

STAFF = people(
    Base_pay=[1, 2, 3, 4], Level=["S10", "S2", "S2", ""], Location=["Bern", "", "Zug", "Zug"], FTE=[0.5, None, 1, 0.8],
    Rating=[3, None, 4, 5], Hire_date=[dt.date(2020, 1, 1), dt.date(2021, 1, 1), None, dt.date(2020, 7, 1)],
    Years=[1.5, None, 3, 4], Unit=["b", "a", None, "a"], Cost_centre=[10, 20, 10, 30], Gender=["F", "M", "F", "F"],
    Empty=[None] * 4,
)  # fmt: skip


def shown(column: Categories) -> list[str | None]:
    """The label of each row."""
    return [column.labels[code] if code >= 0 else None for code in column.codes]


@pytest.mark.parametrize(("name", "values"), [("Rating", [3, np.nan, 4, 5]), ("years", [1.5, np.nan, 3, 4]),
                                              ("Cost centre", [10, 20, 10, 30]), ("FTE", [0.5, 1, 1, 0.8])])  # fmt: skip
def test_numbers_enter_as_numbers_and_a_blank_is_unknown_but_for_fte(name, values):
    column = variables.variable(STAFF, name)
    assert isinstance(column, Numbers) and column.name.casefold() == name.casefold()
    assert_array_equal(column.values, values)


def test_a_date_enters_in_years():
    values = variables.variable(STAFF, "Hire date").values
    # 2020 has 366 days, of which 182 are before 1 July
    assert_allclose(values - values[0], [0, 366 / 365.25, np.nan, 182 / 365.25], atol=1e-12)


@pytest.mark.parametrize(
    ("name", "labels", "reference"),
    [
        ("Level", ["S10", "S2", "S2", None], "S2"),  # the largest
        ("Unit", ["b", "a", None, "a"], "a"),
        ("C(Cost centre)", ["10", "20", "10", "30"], "10"),
        (" c( rating ) ", ["3", None, "4", "5"], "3"),  # of equals the first
        ("Location", ["Bern", "(reference location)", "Zug", "Zug"], "Zug"),  # a blank location means something
        ("C(Hire date)", ["2020-01-01", "2021-01-01", None, "2020-07-01"], "2020-01-01"),
    ],
)
def test_text_and_what_is_written_as_categories_enters_as_categories(name, labels, reference):
    column = variables.variable(STAFF, name)
    assert isinstance(column, Categories)
    assert shown(column) == labels and column.labels[column.reference] == reference


def test_categories_are_in_natural_order():
    assert variables.categories(STAFF, "Level").labels == ("S2", "S10")


def test_a_column_without_any_value_is_unknown_throughout():
    column = variables.variable(STAFF, "Empty")
    assert isinstance(column, Categories) and (column.codes == -1).all()


def test_each_control_enters_once_in_order_of_mention():
    made = variables.controls(STAFF, ["Years", "level", "YEARS", "C(Level)", "C(Years)"])
    assert [variables.written(column) for column in made] == ["Years", "C(Level)", "C(Years)"]


def test_a_column_of_numbers_with_a_slip_is_refused_with_its_place_and_remedy():
    staff = people(Base_pay=[1, 2, 3], Years=[4, "5 yrs", 6])
    with pytest.raises(InputError, match=r'People row 3, column Years: "5 yrs" is not a number, as most .* C\(Years\)'):
        variables.variable(staff, "Years")
    assert shown(variables.variable(staff, "C(Years)")) == ["4", "5 yrs", "6"]
    few = people(Base_pay=[1, 2, 3], Code=[4, "a", "b"])  # mostly text: categories
    assert shown(variables.variable(few, "Code")) == ["4", "a", "b"]


@pytest.mark.parametrize("name", ["Grade", "C(Grade)", "C(Level", "", "C()"])
def test_a_column_that_is_not_there_is_refused_with_those_that_are(name):
    with pytest.raises(InputError, match=r"People has no column .*; columns: Level, Base pay, Location"):
        variables.variable(STAFF, name)


@pytest.mark.parametrize(
    ("column", "cells", "reference"),
    [
        ("Gender", ["F", "F", "M"], "M"), ("Gender", ["f", "f", "m"], "m"), ("Gender", ["female", "female", "Male"], "Male"),
        ("Gender", ["w", "w", "d"], "w"), ("Track", ["Specialist", "Specialist", "Managers"], "Managers"),
        ("Track", ["Lab", "Lab", "Desk"], "Lab"), ("Unit", ["b", "a", "b"], "b"), ("Unit", ["b", "a", ""], "a"),
    ],
)  # fmt: skip
def test_the_reference_is_m_or_the_manager_track_or_the_largest_group(column, cells, reference):
    groups = variables.groups(people(**{"Base_pay": [1, 2, 3], column: cells}), column)
    assert groups.labels[groups.reference] == reference


def test_a_reference_that_is_asked_for_is_found_in_any_case():
    groups = variables.groups(STAFF, "gender", "f")
    assert groups.labels[groups.reference] == "F"
    both = variables.groups(people(Base_pay=[1, 2], Unit=["A", "a"]), "Unit", "a")
    assert both.labels[both.reference] == "a"  # the label itself before one in another case


@pytest.mark.parametrize(
    ("column", "reference", "text"),
    [
        ("Gender", "X", 'No one is in reference group "X" of Gender; groups: F, M'),
        ("Empty", "", r"names one group or none \(none\); two are needed"),
        ("Sex", "", 'no column "Sex"'),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(column, reference, text):
    with pytest.raises(InputError, match=text):
        variables.groups(STAFF, column, reference)
    with pytest.raises(InputError, match=r"names one group or none \(a\)"):
        variables.groups(people(Base_pay=[1, 2], Unit=["a", "a"]), "Unit")
