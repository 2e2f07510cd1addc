"""`bands.round_to` against Python's decimal, which calculates in base ten as a person does.

decimal's ROUND_HALF_UP is half away from zero, as Excel's ROUND; ROUND_CEILING is up and ROUND_FLOOR is down.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.core.bands import round_to
from bandmodel.errors import RowError

IN_DECIMAL = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}
UNITS = ("0.01", "0.05", "0.1", "0.25", "0.5", "1", "5", "10", "100", "500", "1000", "1000000")


def by_decimal(value: str | Decimal, unit: str, mode: str) -> float:
    """The multiple of `unit` next to `value`, in decimal arithmetic."""
    whole = (Decimal(value) / Decimal(unit)).quantize(Decimal(1), IN_DECIMAL[mode])
    return float(whole * Decimal(unit))


@pytest.mark.parametrize(
    ("value", "unit", "mode", "rounded"),
    [
        ("2.5", "1", "nearest", 3),  # Python's round() gives 2
        ("-2.5", "1", "nearest", -3),
        ("0.5", "1", "nearest", 1),
        ("-0.5", "1", "nearest", -1),
        ("1.5", "1", "nearest", 2),
        ("1.005", "0.01", "nearest", 1.01),  # 1.005 / 0.01 is 100.49999999999999 in floats
        ("2.675", "0.01", "nearest", 2.68),
        ("1.115", "0.01", "nearest", 1.12),
        ("0.15", "0.1", "nearest", 0.2),
        ("0.35", "0.1", "nearest", 0.4),
        ("1005", "10", "nearest", 1010),
        ("1.005e3", "10", "nearest", 1010),
        ("-1005", "10", "nearest", -1010),
        ("0.125", "0.05", "nearest", 0.15),
        ("0.075", "0.05", "nearest", 0.1),
        ("0.375", "0.25", "nearest", 0.5),
        ("250", "500", "nearest", 500),
        ("1499999", "1000000", "nearest", 1000000),
        ("1500000", "1000000", "nearest", 2000000),
        ("44186.046", "100", "up", 44200),
        ("44186.046", "100", "down", 44100),
        ("44186.046", "100", "nearest", 44200),
        ("44200", "100", "up", 44200),
        ("44200", "100", "down", 44200),
        ("-44186.046", "100", "up", -44100),  # toward +∞
        ("-44186.046", "100", "down", -44200),  # toward −∞
        ("0.3", "0.1", "down", 0.3),  # 0.3 / 0.1 is 2.9999999999999996 in floats
        ("1.1", "0.1", "up", 1.1),  # 1.1 / 0.1 is 11.000000000000002 in floats
        ("0", "100", "up", 0),
    ],
)
def test_hard_cases_round_as_on_paper(value, unit, mode, rounded):
    assert by_decimal(value, unit, mode) == rounded
    assert round_to(float(value), float(unit), mode=mode) == rounded


@pytest.mark.parametrize("mode", IN_DECIMAL)
@given(number=st.integers(-(10**9), 10**9), places=st.integers(0, 4), unit=st.sampled_from(UNITS))
def test_any_decimal_number_rounds_as_in_decimal_arithmetic(mode, number, places, unit):
    value = Decimal(number).scaleb(-places)
    assert round_to(float(value), float(unit), mode=mode) == by_decimal(value, unit, mode)


@pytest.mark.parametrize("mode", IN_DECIMAL)
@given(quotient=st.integers(-(10**9), 10**9), unit=st.sampled_from(UNITS))
def test_half_way_and_whole_multiples_round_as_in_decimal_arithmetic(mode, quotient, unit):
    for value in (Decimal(unit) * quotient, Decimal(unit) * (quotient + Decimal("0.5"))):
        assert round_to(float(value), float(unit), mode=mode) == by_decimal(value, unit, mode)


VALUE, UNIT = st.floats(-1e9, 1e9), st.sampled_from([float(unit) for unit in UNITS] + [0.3, 7.0, 12.5])


@pytest.mark.parametrize("mode", IN_DECIMAL)
@given(value=VALUE, unit=UNIT)
def test_what_is_rounded_stays_when_rounded_again(mode, value, unit):
    once = round_to(value, unit, mode=mode)
    assert round_to(once, unit, mode=mode) == once


@pytest.mark.parametrize("mode", IN_DECIMAL)
@given(value=VALUE, unit=UNIT)
def test_the_result_is_a_multiple_of_the_unit(mode, value, unit):
    quotient = float(round_to(value, unit, mode=mode)) / unit
    assert quotient == pytest.approx(round(quotient), rel=1e-14, abs=1e-9)


@given(VALUE, UNIT)
def test_up_is_not_below_and_down_not_above_the_value(value, unit):
    up, down = float(round_to(value, unit, mode="up")), float(round_to(value, unit, mode="down"))
    slack = 1e-11 * abs(value) + 1e-20  # beyond 12 significant digits a value counts as the multiple
    assert up >= value - slack
    assert down <= value + slack
    assert up - down <= unit * (1 + 1e-9) + slack
    assert round_to(value, unit) in (up, down)


@given(VALUE, UNIT)
def test_a_negative_value_is_the_mirror_image(value, unit):
    assert round_to(-value, unit) == -round_to(value, unit)
    assert round_to(-value, unit, mode="up") == -round_to(value, unit, mode="down")


def test_the_result_is_never_minus_0():
    assert not np.signbit(round_to([-0.2, -0.0, 0.2], 1.0)).any()
    assert not np.signbit(round_to(-0.2, 1.0, mode="up"))


def test_columns_round_row_by_row_and_unknown_stays_unknown():
    # nearest 100, nearest 0.05, unknown value, unknown unit
    rounded = round_to([150, 0.125, np.nan, 7], [100, 0.05, 1, np.nan])
    assert rounded[:2].tolist() == [200, 0.15]
    assert np.isnan(rounded[2:]).all()


@pytest.mark.parametrize("unit", [0, -100])
def test_a_unit_that_is_not_above_0_is_named(unit):
    with pytest.raises(RowError, match=f"Unit {unit} is not above 0"):
        round_to(150, unit)


def test_only_the_rows_with_a_bad_unit_are_marked():
    with pytest.raises(RowError) as caught:
        round_to([150, 250, 350], [100, 0, -5])
    assert caught.value.bad.tolist() == [False, True, True]
    assert len(caught.value.messages) == 2


@pytest.mark.parametrize(
    ("value", "mode", "rounded"),
    [
        (100.4999999996, "nearest", 101),  # 12 significant digits: 100.500000000
        (100.499999999, "nearest", 100),  # these are 12, and stay
        (0.4999999999996, "nearest", 1),  # 0.500000000000
        (100_000_000_000.4, "up", 100_000_000_001),  # 12 digits before the point: nothing is cleaned
    ],
)
def test_the_quotient_is_taken_to_12_significant_digits(value, mode, rounded):
    assert round_to(value, 1, mode=mode) == rounded


def test_a_unit_too_small_to_have_an_inverse_rounds_like_any_other():
    unit = 2.0**-1030  # 1 / unit is beyond what a float holds
    assert round_to(3 * unit, unit) == 3 * unit
