"""The Swiss federal model against statsmodels on a sheet worked out row by row, and the rating's limits one by one."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import logib
from bandmodel.errors import InputError
from core.logib_sheets import drawn, worked_out


def oracle(sheet):
    """statsmodels' regression of the rows worked out by hand."""
    formula = ("np.log(pay) ~ education + years_of_service + experience + I(experience ** 2) + "
               "C(level, Treatment(level.max())) + C(position, Treatment(position.max())) + female")  # fmt: skip
    return smf.ols(formula, worked_out(sheet)).fit()


# ---------------------------------------------------------------- the regression


@settings(max_examples=12)
@given(st.integers(0, 2**32 - 1), st.integers(70, 300))
def test_the_analysis_equals_statsmodels(seed, rows):
    sheet = drawn(seed, rows)
    found, expected = logib.analysed(sheet), oracle(sheet)
    mine = (found.coefficient, found.error, found.t, found.fit.r_squared)
    theirs = (expected.params["female"], expected.bse["female"], expected.tvalues["female"], expected.rsquared)
    assert_allclose(mine, theirs, rtol=1e-9, atol=1e-12)
    assert found.p == pytest.approx(expected.pvalues["female"], rel=1e-8)
    assert (found.fit.free, found.rows) == (expected.df_resid, expected.nobs)
    assert found.gap == pytest.approx(np.exp(expected.params["female"] - expected.bse["female"] ** 2 / 2) - 1, rel=1e-9)


def test_everything_of_a_large_sheet_agrees_to_ten_digits():
    sheet = drawn(11, 400)
    found, expected = logib.analysed(sheet), oracle(sheet)
    assert found.coefficient == pytest.approx(expected.params["female"], rel=1e-10)
    assert found.error == pytest.approx(expected.bse["female"], rel=1e-10)
    names = {"education": "education", "years_of_service": "years_of_service", "experience": "experience",
             "experience²": "I(experience ** 2)"}  # fmt: skip
    for mine, theirs in names.items():
        assert_allclose(found.fit.of(mine), (expected.params[theirs], expected.bse[theirs]), rtol=1e-9)
    assert found.references == {"level_of_requirements": "8", "professional_position": "5"}


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_order_currency_and_rows_out_of_the_population_do_not_matter(seed, rate):
    sheet = drawn(seed, 120)
    found = logib.analysed(sheet)
    order = np.random.default_rng(seed).permutation(125)
    strangers = {name: np.append(values, values[:5]) for name, values in sheet.items()}
    strangers["population"] = np.append(sheet["population"], [2, 3, 4, 5, 2])
    for name in ("basic_wage", "allowances", "monthly_wage_13", "special_payments"):
        strangers[name] = strangers[name] * rate
    again = logib.analysed({name: values[order] for name, values in strangers.items()})
    assert (again.coefficient, again.error) == pytest.approx((found.coefficient, found.error), rel=1e-8, abs=1e-12)
    assert again.left_out["population other than 1"] == 5 + found.left_out.get("population other than 1", 0)


# ---------------------------------------------------------------- its parts


def test_years_of_education_are_those_of_the_training_codes():
    # contract §5 and logib's transform_data: 17, 15, 14, 15, 13, 12, 11, 7
    codes = np.array([1, 2, 3, 4, 5, 6, 7, 8, np.nan])
    assert logib.education(codes).tolist()[:8] == [17, 15, 14, 15, 13, 12, 11, 7]
    assert np.isnan(logib.education(codes)[8])


def test_experience_starts_after_school_and_is_never_below_0():
    # 45 − 12 − 6 = 27; 22 − 17 − 6 = −1, so 0
    assert logib.experience(np.array([45.0, 22.0]), np.array([6.0, 1.0])).tolist() == [27, 0]


def test_usual_hours_are_the_most_frequent_ones_and_the_highest_on_ties():
    assert logib.usual_hours(np.array([40, 40, 42, 42, 38, np.nan, 0, 0, 0])) == 42
    assert logib.usual_hours(np.array([40, 40, 42, 41])) == 40
    assert np.isnan(logib.usual_hours(np.array([0, np.nan])))


def test_share_of_full_time_is_by_rate_and_where_that_is_0_by_hours_paid():
    # 42·80/(100·40) = 0.84; 12·91/(52·40) = 0.525; the same where weekly hours are 0 or unknown and no rate is given
    found = logib.full_time(
        np.array([42.0, 42, 0, np.nan, np.nan]), np.array([80.0, 0, 80, 0, 80]), np.array([0.0, 91, 91, 91, 91]), 40.0
    )
    assert_allclose(found, [0.84, 0.525, 0.525, 0.525, np.nan])


def test_the_published_example_of_the_gap_is_met():
    # logib, methodology: coefficient −0.061, variance 0.041 → −0.0783
    assert round(logib.kennedy(-0.061, np.sqrt(0.041)), 4) == -0.0783


@pytest.mark.parametrize(
    ("gap", "p", "rows", "rated"),
    [
        (-0.2, 0.0500001, 50, 1),  # not significant, whatever the gap
        (-0.2, 0.05, 50, 4),  # p > 0.05 is the rule: 0.05 itself is significant
        (-0.0001, 0.04, 50, 2),
        (-0.025, 0.01, 50, 2),
        (-0.02599, 0.01, 50, 2),  # ⌊25.99⌋ = 25, which is not above 25
        (-0.026, 0.01, 50, 3),
        (-0.05, 0.01, 50, 3),
        (-0.0509, 0.01, 50, 3),  # 5.09 % is cut off to 5.0 %
        (-0.051, 0.01, 50, 4),
        (-0.0509999999999, 0.01, 50, 4),  # 5.1 % but for rounding: 50.9999999999 + 1e-9 is cut off to 51
        (0.051, 0.01, 50, 4),  # women more: the same limits
        (0.0251, 0.01, 50, 2),
        (-0.3, 0.001, 49, 0),  # withheld
        (-0.3, 0.9, 49, 0),
    ],
)
def test_ratings_at_their_limits(gap, p, rows, rated):
    assert logib.rating(gap, p, rows) == rated


@pytest.mark.parametrize(("people", "rated"), [(49, 0), (50, 4)])
def test_below_50_employees_figures_are_shown_and_the_rating_is_withheld(people, rated):
    sheet = {name: values[:people] for name, values in drawn(8, 60, effect=-0.2).items()}
    sheet["population"] = np.ones(people)
    found = logib.analysed(sheet)
    assert (found.rows, found.rating) == (people, rated)
    assert found.coefficient == pytest.approx(oracle(sheet).params["female"], rel=1e-9)


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize(
    ("ratio", "gap", "p", "rated"), [(0.94, -0.06, 0.0, 4), (0.975, -0.025, 0.0, 2), (1.0, 0.0, 1.0, 1)]
)
def test_pay_without_scatter_is_rated_by_its_gap_alone(ratio, gap, p, rated):
    sheet = drawn(3, 80)
    time = worked_out(sheet)["time"].to_numpy()
    used = sheet["population"] == 1
    sheet = {name: values[used] for name, values in sheet.items()}
    sheet |= {name: np.zeros(used.sum()) for name in ("allowances", "monthly_wage_13", "special_payments")}
    sheet["basic_wage"] = 6000 * time * np.where(sheet["female"] == 1, ratio, 1.0)
    found = logib.analysed(sheet)
    assert found.gap == pytest.approx(gap, abs=1e-12)
    assert (found.error, found.p, found.rating) == (0.0, p, rated)
    assert np.isnan(found.t)


def test_rows_left_out_are_told_once_each_by_their_first_reason():
    sheet = drawn(5, 100)
    sheet["population"][:] = 1
    changes = [("population", 2), ("age", np.nan), ("female", np.nan), ("training", np.nan), ("years_of_service", np.nan),
               ("level_of_requirements", np.nan), ("professional_position", np.nan), ("basic_wage", np.nan)]  # fmt: skip
    for row, (name, value) in enumerate(changes):
        sheet[name][row] = value
    sheet["age"][0] = np.nan  # out of the population first
    sheet["activity_rate"][8:10], sheet["paid_hours"][8:10] = [80, 0], 0
    sheet["weekly_hours"][8] = np.nan
    for name in ("basic_wage", "allowances", "monthly_wage_13", "special_payments"):
        sheet[name][10] = 0
    found = logib.analysed(sheet)
    assert found.left_out == {
        "population other than 1": 1, "age unknown": 1, "sex unknown": 1, "training unknown": 1,
        "years_of_service unknown": 1, "level_of_requirements unknown": 1, "professional_position unknown": 1,
        "basic_wage unknown": 1, "weekly_hours unknown": 1, "no working time": 1, "no pay": 1,
    }  # fmt: skip
    assert found.rows == 89


def test_rows_that_the_federal_tool_refuses_are_used_and_told():
    sheet = drawn(5, 100)
    sheet["population"][:] = 1
    sheet["activity_rate"][:5], sheet["paid_hours"][:5] = [100, 100, 100, 0, 100], [160, 0, 0, 100, 0]
    sheet["age"][1], sheet["years_of_service"][1] = 40.5, 2
    sheet["years_of_service"][2], sheet["age"][2] = 20, 30
    sheet["basic_wage"][3], sheet["allowances"][3] = 0, 900
    found = logib.analysed(sheet)
    assert found.rows == 100
    assert found.refused == {
        "activity_rate and paid_hours both given": 1, "basic_wage 0": 1, "age not a whole number": 1,
        "entered the firm before the age of 13": 1,
    }  # fmt: skip


def test_one_level_of_requirements_and_one_position_leave_the_rest_as_it_is():
    sheet = drawn(12, 100)
    sheet["level_of_requirements"][:], sheet["professional_position"][:] = 3, 5
    rows = worked_out(sheet)
    expected = smf.ols("np.log(pay) ~ education + years_of_service + experience + I(experience ** 2) + female", rows).fit()
    assert logib.analysed(sheet).coefficient == pytest.approx(expected.params["female"], rel=1e-9)


def test_sheets_that_cannot_be_analysed_say_why():
    sheet = drawn(5, 100)
    with pytest.raises(InputError, match=r"0 women and 100 men .* Rows left out: none"):
        logib.analysed({**sheet, "female": np.zeros(100), "population": np.ones(100)})
    with pytest.raises(InputError, match=r"0 women and 0 men .* population other than 1 \(100\)"):
        logib.analysed({**sheet, "population": np.full(100, 2.0)})
    with pytest.raises(InputError, match="weekly_hours is nowhere above 0"):
        logib.analysed({**sheet, "weekly_hours": np.zeros(100)})
    with pytest.raises(InputError, match="tell women from men"):
        logib.analysed({**sheet, "professional_position": np.where(sheet["female"] == 1, 5.0, 1.0)})
