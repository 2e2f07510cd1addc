"""The pay line against R's printed output, statsmodels, numpy, exact fractions and hand arithmetic.

`exact` solves the normal equations in fractions, where nothing is rounded, so that it can judge points that lie close
together and far from zero, on which floating-point solvers themselves lose digits.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import pay_line
from bandmodel.errors import InputError, RowError

PAY = st.floats(10_000, 500_000)
DEGREE = {"linear": 1, "exponential": 1, "quadratic": 2}
ROWS = st.lists(st.tuples(st.integers(100, 900), PAY), min_size=4, max_size=12, unique_by=lambda row: row[0])
CLOSE = st.lists(PAY, min_size=5, max_size=5)  # pay at five points in a row, far from zero

# R datasets `cars` (Ezekiel 1930) and `women` (The World Almanac 1975), typed from R's help pages
SPEED = [4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17,
         17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25]  # fmt: skip
DIST = [2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40,
        50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85]  # fmt: skip
HEIGHT = list(range(58, 73))
WEIGHT = [115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164]

CARS = ("linear", SPEED, DIST, [-17.5791, 3.9324], [6.7584, 0.4155], 15.38, 48, 0.6511, (4, 2))
"""summary(lm(dist ~ speed, cars)): estimates, standard errors, residual standard error, df, R-squared, digits printed."""
WOMEN = (
    "quadratic", HEIGHT, WEIGHT, [261.87818, -7.34832, 0.08306], [25.19677, 0.77769, 0.00598], 0.3841, 12, 0.9995, (5, 4),
)  # fmt: skip
"""summary(lm(weight ~ height + I(height^2), women))."""
as_printed = pytest.mark.parametrize(
    ("model", "x", "y", "estimates", "errors", "residual", "free", "r_squared", "digits"),
    [pytest.param(*CARS, id="R cars"), pytest.param(*WOMEN, id="R women")],
)


@as_printed
def test_the_line_prints_as_r_prints_it(model, x, y, estimates, errors, residual, free, r_squared, digits):
    line = pay_line.fitted(x, y, model=model)
    assert [round(value, digits[0]) for value in line.coefficients] == estimates
    assert [round(value, digits[0]) for value in line.errors] == errors
    assert (round(line.residual, digits[1]), line.free, round(line.r_squared, 4)) == (residual, free, r_squared)
    assert line.rows == len(x)


@as_printed
def test_the_data_typed_here_are_those_that_r_printed_from(
    model, x, y, estimates, errors, residual, free, r_squared, digits
):
    fit = by_statsmodels(x, y, model)
    assert [round(value, digits[0]) for value in fit.params] == estimates
    assert [round(value, digits[0]) for value in fit.bse] == errors
    assert (round(fit.mse_resid**0.5, digits[1]), fit.df_resid, round(fit.rsquared, 4)) == (residual, free, r_squared)


def by_statsmodels(x, pay, model: str):
    """The same regression by statsmodels."""
    x, pay = np.asarray(x, float), np.asarray(pay, float)
    design = np.vander(x, DEGREE[model] + 1, increasing=True)
    return sm.OLS(np.log(pay) if model == "exponential" else pay, design).fit(method="qr")


@pytest.mark.parametrize("model", pay_line.MODELS)
@settings(max_examples=60)
@given(ROWS)
def test_random_points_give_what_statsmodels_gives(model, rows):
    x, pay = np.array(rows, float).T
    line, fit = pay_line.fitted(x, pay, model=model), by_statsmodels(x, pay, model)
    size = np.abs(fit.params) + fit.bse
    assert_allclose(np.array(line.coefficients) / size, fit.params / size, atol=1e-6)
    assert_allclose(line.r_squared, fit.rsquared, atol=1e-6)
    y = np.log(pay) if model == "exponential" else pay
    if fit.mse_resid**0.5 > 1e-6 * np.ptp(y):  # otherwise the points lie on the line, and only rounding is left
        assert_allclose(line.errors, fit.bse, rtol=1e-4)
        assert_allclose(line.residual, fit.mse_resid**0.5, rtol=1e-4)
    assert (line.rows, line.free) == (fit.nobs, fit.df_resid)


@settings(max_examples=40)
@given(ROWS)
def test_random_points_give_what_numpy_gives(rows):
    x, pay = np.array(rows, float).T
    for model, degree in DEGREE.items():
        expected = np.polynomial.Polynomial.fit(x, np.log(pay) if model == "exponential" else pay, degree)
        found = pay_line.fitted(x, pay, model=model).at(x)
        assert_allclose(found, np.exp(expected(x)) if model == "exponential" else expected(x), rtol=1e-8, atol=1e-3)


def exact(x, y, degree: int) -> tuple[list[float], list[float], float, float]:
    """(coefficients, standard errors, R², residual standard error) by the normal equations in fractions."""
    x, y = [Fraction(float(value)) for value in x], [Fraction(float(value)) for value in y]
    size = degree + 1
    rows = [
        [sum(v ** (i + j) for v in x) for j in range(size)] + [Fraction(i == j) for j in range(size)] for i in range(size)
    ]
    for place in range(size):  # Gauss and Jordan; the leading minors of a Gram matrix are above 0, so none needs a swap
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(size):
            if other != place:
                share = rows[other][place]
                rows[other] = [a - share * b for a, b in zip(rows[other], rows[place], strict=True)]
    inverse = [row[size:] for row in rows]
    right = [sum(v**i * w for v, w in zip(x, y, strict=True)) for i in range(size)]
    found = [sum(a * b for a, b in zip(row, right, strict=True)) for row in inverse]
    left = sum((w - sum(c * v**i for i, c in enumerate(found))) ** 2 for v, w in zip(x, y, strict=True))
    mean = sum(y) / len(y)
    variance = left / (len(x) - size)
    errors = [math.sqrt(variance * inverse[i][i]) for i in range(size)]
    return [float(c) for c in found], errors, float(1 - left / sum((w - mean) ** 2 for w in y)), math.sqrt(variance)


@pytest.mark.parametrize("start", [0, 1000, 100_000])
@pytest.mark.parametrize("model", pay_line.MODELS)
@settings(max_examples=25)
@given(pay=CLOSE)
@example(pay=[50e3, 52e3, 57e3, 58e3, 64e3])
def test_points_close_together_and_far_from_zero_lose_no_digits(model, start, pay):
    x = start + np.arange(5.0)
    y = np.log(pay) if model == "exponential" else np.array(pay)
    if np.ptp(y) < 1e-3 * abs(y[0]):  # a flat line: R² and errors are those of rounding
        return
    coefficients, errors, r_squared, residual = exact(x, y, DEGREE[model])
    line = pay_line.fitted(x, pay, model=model)
    slack = 1e-9 * (np.abs(coefficients) + np.array(errors))  # a coefficient near 0 is known as well as its error
    assert (np.abs(np.array(line.coefficients) - coefficients) <= slack).all()
    assert line.r_squared == pytest.approx(r_squared, abs=1e-9)
    if residual > 1e-6 * np.ptp(y):
        assert_allclose(line.errors, errors, rtol=1e-7)
        assert line.residual == pytest.approx(residual, rel=1e-7)


@pytest.mark.parametrize("model", pay_line.MODELS)
def test_points_from_1000_to_1004_agree_with_statsmodels_as_far_as_it_goes(model):
    x, pay = np.arange(1000.0, 1005), np.array([50e3, 52e3, 57e3, 58e3, 64e3])
    line, fit = pay_line.fitted(x, pay, model=model), by_statsmodels(x, pay, model)
    assert_allclose(line.coefficients, fit.params, rtol=1e-4)
    assert_allclose(line.errors, fit.bse, rtol=1e-4)
    assert_allclose([line.r_squared, line.residual], [fit.rsquared, fit.mse_resid**0.5], rtol=1e-6)


def test_a_line_by_hand():
    # x 1 2 3 4, y 2 4 5 9: means 2.5 and 5, Sxx 5, Sxy 11: slope 2.2, intercept −0.5; residuals 0.3 0.1 −1.1 0.7,
    # squares 1.8 of 26 in all; variance 1.8 / 2 = 0.9; errors √(0.9 / 5) and √(0.9 · (1/4 + 6.25/5))
    line = pay_line.fitted([1, 2, 3, 4], [2, 4, 5, 9], model="linear")
    assert line.coefficients == pytest.approx((-0.5, 2.2))
    assert line.errors == pytest.approx((math.sqrt(1.35), math.sqrt(0.18)))
    assert (line.r_squared, line.residual, line.rows, line.free) == (
        pytest.approx(1 - 1.8 / 26), pytest.approx(math.sqrt(0.9)), 4, 2,
    )  # fmt: skip
    assert line.at(np.array([0.0, 10.0])) == pytest.approx([-0.5, 21.5])


def test_the_exponential_line_finds_a_growth_that_is_there():
    # 30 000 doubles every 100 points: ln pay = ln 30 000 + ln 2 · x / 100
    x = np.array([100.0, 200, 300, 500])
    line = pay_line.fitted(x, 30e3 * 2 ** (x / 100), model="exponential")
    assert_allclose(line.coefficients, [np.log(30e3), np.log(2) / 100])
    assert_allclose(line.at(np.array([0.0, 400.0])), [30e3, 480e3])
    assert line.r_squared == pytest.approx(1)


def test_the_quadratic_line_finds_a_curve_that_is_there():
    # 40 000 + 100 x + 2 x² at 10, 20, 50, 80; at 100 it is 70 000
    x = np.array([10.0, 20, 50, 80])
    line = pay_line.fitted(x, 40e3 + 100 * x + 2 * x**2, model="quadratic")
    assert_allclose(line.coefficients, [40e3, 100, 2])
    assert line.at(np.array([100.0])) == pytest.approx([70e3])


def test_three_rows_on_a_curve_leave_no_error_to_tell():
    # three rows, three coefficients: 1 + x² through (0, 1), (1, 2), (2, 5); 0 degrees of freedom
    line = pay_line.fitted([0, 1, 2], [1, 2, 5], model="quadratic")
    assert line.coefficients == pytest.approx((1, 0, 1), abs=1e-12)
    assert (line.free, line.rows, line.r_squared) == (0, 3, pytest.approx(1))
    assert np.isnan([*line.errors, line.residual]).all()


def test_pay_that_never_changes_has_no_r_squared():
    line = pay_line.fitted([1, 2, 3], [50e3, 50e3, 50e3], model="linear")
    assert line.coefficients == pytest.approx((50e3, 0), abs=1e-6)
    assert np.isnan(line.r_squared)


@pytest.mark.parametrize("model", pay_line.MODELS)
@given(ROWS)
def test_rows_with_one_side_unknown_do_not_count(model, rows):
    x, pay = np.array(rows, float).T
    gaps = np.append(x, [150.0, np.nan]), np.append(pay, [np.nan, 60e3])
    assert pay_line.fitted(*gaps, model=model) == pay_line.fitted(x, pay, model=model)


@pytest.mark.parametrize("model", pay_line.MODELS)
@settings(max_examples=40)
@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(model, rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    a, b = (pay_line.fitted(*np.array(order, float).T, model=model) for order in (rows, mixed))
    x = np.array([100.0, 500, 900])
    assert_allclose(a.at(x), b.at(x), rtol=1e-6, atol=1e-3)


@settings(max_examples=40)
@given(ROWS, st.floats(0.1, 10))
def test_pay_in_another_currency_scales_every_line(rows, rate):
    x, pay = np.array(rows, float).T
    for model in pay_line.MODELS:
        found = pay_line.fitted(x, pay * rate, model=model).at(x)
        assert_allclose(found, rate * pay_line.fitted(x, pay, model=model).at(x), rtol=1e-7, atol=1e-3)


def test_the_default_line_is_exponential():
    x, pay = [100, 200, 300], [50e3, 60e3, 90e3]
    assert pay_line.fitted(x, pay) == pay_line.fitted(x, pay, model=" Exponential ")
    assert pay_line.fitted(x, pay).model == "exponential"


def test_an_unknown_model_lists_the_choices():
    with pytest.raises(InputError, match='Model "cubic" is unknown; use one of "linear", "exponential", "quadratic"'):
        pay_line.fitted([1, 2, 3], [1, 2, 3], model="cubic")


@pytest.mark.parametrize("model", pay_line.MODELS)
def test_a_line_needs_three_rows_and_says_what_a_row_is(model):
    with pytest.raises(InputError, match="at least 3 levels with market data; 2 found"):
        pay_line.fitted([100, 200, 300], [50e3, 60e3, np.nan], model=model, rows="levels with market data")
    with pytest.raises(InputError, match="at least 3 rows with points and pay; 0 found"):
        pay_line.fitted([], [], model=model)


@pytest.mark.parametrize("model", pay_line.MODELS)
@pytest.mark.parametrize("points", [200.0, 0.1])  # the mean of three times 0.1 is not 0.1 in floats
def test_a_line_needs_different_points(model, points):
    with pytest.raises(InputError, match="needs different points; all 3 rows with points and pay stand at"):
        pay_line.fitted(np.full(3, points), [50e3, 60e3, 70e3], model=model)


def test_a_quadratic_line_needs_three_different_points():
    with pytest.raises(InputError, match="at least 3 different points; 2 found"):
        pay_line.fitted([1, 1, 2, 2], [1, 2, 3, 4], model="quadratic")
    assert pay_line.fitted([1, 1, 2, 2], [1, 2, 3, 4], model="linear").coefficients == pytest.approx((-0.5, 2))


@pytest.mark.parametrize("pay", [0.0, -50e3])
def test_an_exponential_line_refuses_pay_that_has_no_logarithm_and_marks_the_row(pay):
    with pytest.raises(RowError, match=f"Pay {pay:g} is not above 0") as caught:
        pay_line.fitted([1, 2, 3, 4], [50e3, pay, 60e3, 70e3], model="exponential")
    assert caught.value.bad.tolist() == [False, True, False, False]
    assert pay_line.fitted([1, 2, 3, 4], [50e3, pay, 60e3, 70e3], model="linear").rows == 4


@pytest.mark.parametrize(("pay", "model"), [(61234.56, "linear"), (50000.0, "exponential"), (70000.1, "linear")])
def test_of_equal_pay_nothing_is_explained(pay, model):
    line = pay_line.fitted(np.arange(7.0), np.full(7, pay), model=model)
    assert np.isnan(line.r_squared)
    assert_allclose(line.at(np.array([0.0, 3.5, 6.0])), pay)


def test_a_curve_far_from_zero_keeps_its_digits():
    # the same curve at points 0 to 4 and 1 000 000 higher
    pay = np.array([50_000.0, 51_000, 53_500, 56_000, 61_000])
    near = pay_line.fitted(np.arange(5.0), pay, model="quadratic")
    far = pay_line.fitted(np.arange(5.0) + 1e6, pay, model="quadratic")
    assert_allclose(far.at(np.arange(5.0) + 1e6), near.at(np.arange(5.0)), rtol=1e-12)


def test_points_that_differ_by_rounding_alone_are_the_same_point():
    with pytest.raises(InputError, match="different points"):
        pay_line.fitted(np.array([0.3, 0.1 + 0.2, 0.3]), np.array([1.0, 2, 3]), model="linear")
