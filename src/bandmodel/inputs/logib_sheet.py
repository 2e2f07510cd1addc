"""The data sheet of Logib, the Swiss federal tool for equal pay analyses, as a table; not a sheet of the workbook.

Headers and admitted values are those of Logib module 1 (R package logib, `check_data`). There a blank amount, activity rate
or number of paid hours means 0, and a blank population 1.
"""

from __future__ import annotations

from bandmodel.inputs.schema import NUMBER, TEXT, Column, Table


def _must(name: str, meaning: str, least: float, most: float, likely: tuple[float, float] | None = None) -> Column:
    """A number whose header must be there; a row with a blank cell is left out of the analysis."""
    return Column(name, meaning, NUMBER, required=True, may_be_blank=True, least=least, most=most, likely=likely)


def _code(name: str, meaning: str, last: int) -> Column:
    """A code from 1 to `last`, highest first."""
    choices = tuple(str(code) for code in range(1, last + 1))
    return Column(name, meaning, TEXT, required=True, may_be_blank=True, choices=choices)


def _amount(name: str, meaning: str, *, most: float | None = None, likely: tuple[float, float] | None = None) -> Column:
    """A number of which a blank cell means 0."""
    return Column(name, meaning + "; blank = 0", NUMBER, least=0, most=most, likely=likely, has_default=True)


LOGIB = Table(
    "Logib sheet",
    "One row per employee, pay of the reference month.",
    (
        _must("age", "Age [years]", 13, 100, (15, 70)),
        Column("sex", "F or M", TEXT, required=True, may_be_blank=True, choices=("F", "M")),
        _code("training", "Training: 1 university … 8 compulsory schooling", 8),
        _must("years_of_service", "Years in the firm", 0, 85, (0, 55)),
        _code("level_of_requirements", "Level of requirements, 1 the highest", 8),
        _code("professional_position", "Professional position: 1 top management … 5 no management", 5),
        Column("activity_rate", "Per cent of full time; blank = 0, paid by the hour", NUMBER, required=True,
               may_be_blank=True, least=0, most=150, likely=(0, 100)),
        _amount("paid_hours", "Hours paid in the month, for those paid by the hour", most=300, likely=(0, 220)),
        Column("basic_wage", "Basic wage of the month [pay]", NUMBER, required=True, may_be_blank=True, least=0),
        _amount("allowances", "Allowances of the month [pay]"),
        _amount("monthly_wage_13", "A twelfth of the 13th monthly wage [pay]"),
        _amount("special_payments", "A twelfth of the year's special payments [pay]"),
        Column("weekly_hours", "Contractual hours of a full-time week", NUMBER, required=True, may_be_blank=True, least=0,
               most=100, likely=(1, 50)),
        Column("population", "1 = in the analysis; blank = 1", TEXT, choices=("1", "2", "3", "4", "5"), has_default=True),
    ),
)  # fmt: skip
"""The `people` argument of BM_LOGIB."""
