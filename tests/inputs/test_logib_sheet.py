"""The Logib data sheet as a table: the contract's columns, and Logib's admitted values."""

from __future__ import annotations

import pytest

from bandmodel.inputs import table
from bandmodel.inputs.logib_sheet import LOGIB

# contract §5: "Columns as in Logib's data sheet"
CONTRACT = ("age, sex, training, years_of_service, level_of_requirements, professional_position, activity_rate, paid_hours, "
            "basic_wage, allowances, monthly_wage_13, special_payments, weekly_hours, population")  # fmt: skip
ROW = {"age": 40, "sex": "f", "training": 3, "years_of_service": 2, "level_of_requirements": 4, "professional_position": 5,
       "activity_rate": 100, "paid_hours": None, "basic_wage": 6000, "allowances": None, "monthly_wage_13": 500,
       "special_payments": None, "weekly_hours": 42, "population": None}  # fmt: skip


def read(**changes):
    row = {**ROW, **changes}
    return table.read(LOGIB, list(row), [list(row.values())])


def test_the_columns_are_those_of_the_contract():
    assert [column.name for column in LOGIB.columns] == CONTRACT.split(", ")


def test_a_row_is_read_with_its_codes_as_text_and_blank_stays_blank():
    found = read()
    assert not found.findings
    row = found.frame.iloc[0]
    assert (row["sex"], row["training"], row["population"]) == ("F", "3", "")
    assert row[["allowances", "paid_hours"]].isna().all()


@pytest.mark.parametrize(
    ("column", "value"),  # logib, check_data: codes, 13 to 100, 0 to 85, 0 to 150, 0 to 300, no amount below 0, at most 100
    [("age", 12), ("age", 101), ("sex", "W"), ("training", 9), ("training", 2.5), ("years_of_service", 86),
     ("level_of_requirements", 0), ("professional_position", 6), ("activity_rate", 151), ("paid_hours", 301),
     ("basic_wage", -1), ("allowances", -1), ("monthly_wage_13", -1), ("special_payments", -1), ("weekly_hours", 101),
     ("population", 6)],
)  # fmt: skip
def test_what_logib_refuses_is_an_error_of_that_cell(column, value):
    (fault,) = read(**{column: value}).findings
    assert (fault.severity, fault.column, fault.row) == ("error", column, 2)


@pytest.mark.parametrize("change", [{"age": 74}, {"activity_rate": 120}, {"weekly_hours": 55}, {"years_of_service": 60}])
def test_what_logib_calls_implausible_stays_with_a_warning(change):
    found = read(**change)
    assert [fault.severity for fault in found.findings] == ["warning"]
    assert len(found.frame) == 1


@pytest.mark.parametrize("column", ["age", "sex", "training", "basic_wage", "weekly_hours", "activity_rate"])
def test_a_blank_cell_of_a_needed_column_keeps_its_row(column):
    found = read(**{column: None})
    assert len(found.frame) == 1
    assert not found.findings
