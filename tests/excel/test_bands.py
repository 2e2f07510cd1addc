"""Worksheet functions of one band. Figures by hand; the published examples are in tests/golden."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm


def test_midpoint_is_half_way_between_the_ends():
    assert bm.BM_MIDPOINT([[60000], [50000]], [[90000], [50000]]) == [[75000], [50000]]  # a flat band too


def test_minimum_and_maximum_frame_the_midpoint():
    low, high = bm.BM_MIN(90000, 0.5), bm.BM_MAX(90000, 0.5)
    assert (low, high) == (72000, 108000)  # 90 000 / 1.25; 72 000 · 1.5
    assert bm.BM_MIDPOINT(low, high) == 90000
    assert bm.BM_SPREAD(low, high) == 0.5


@pytest.mark.parametrize(
    ("spread", "basis", "said"),
    [
        (-0.1, "min", "#BM! Spread -0.1 is negative; give a fraction such as 0.5 for 50 %."),
        (2, "mid", "#BM! Spread 2 on the midpoint leaves no minimum above 0; stay below 2."),
    ],
)
def test_a_spread_that_leaves_no_band_is_refused_with_the_remedy(spread, basis, said):
    assert bm.BM_MIN(100, spread, basis) == bm.BM_MAX(100, spread, basis) == said


def test_progression_may_be_negative():
    assert bm.BM_PROGRESSION([[100], [100]], [[112], [95]]) == [[pytest.approx(0.12)], [pytest.approx(-0.05)]]


def test_step_rate_is_the_constant_progression():
    # 100 → 121 in two steps of 10 %, 100 → 133.1 in three
    assert bm.BM_STEP_RATE(100, [[121], [133.1]], [[3], [4]]) == [[pytest.approx(0.1)], [pytest.approx(0.1)]]
    assert bm.BM_STEP_RATE(100, 121, 1) == "#BM! Levels 1 is too few: a progression needs at least 2 levels."


def test_bands_that_do_not_touch_overlap_by_zero_and_not_by_less():
    assert bm.BM_OVERLAP(40, 50, 60, 80) == 0


def test_the_overlap_with_a_flat_band_is_unknown():
    assert bm.BM_OVERLAP(40, 60, 50, 50) == ""  # nothing to take a share of


def test_a_fault_in_one_of_two_bands_says_which_band():
    assert bm.BM_OVERLAP(60, 40, 50, 90) == "#BM! lower band: Min 60 is above max 40; swap them."
    assert bm.BM_OVERLAP(40, 60, 90, 50) == "#BM! upper band: Min 90 is above max 50; swap them."


def test_rounding_is_half_away_from_zero():
    # as Excel's ROUND: 2.5 → 3, −2.5 → −3; Python's round gives 2 and −2
    assert bm.BM_ROUND([[2.5], [3.5], [-2.5]], 1) == [[3], [4], [-3]]


def test_rounding_does_not_see_the_last_bit_of_a_float():
    # 1.005 / 0.01 is 100.49999999999999 in floats; 4.35 · 100 is 434.99999999999994
    assert bm.BM_ROUND([[1.005], [4.35]], 0.01) == [[1.01], [4.35]]
    assert bm.BM_ROUND(4.35, 0.01, "up") == 4.35


def test_up_is_toward_plus_infinity_and_down_toward_minus_infinity():
    assert bm.BM_ROUND([[149], [-149]], 100, "up") == [[200], [-100]]
    assert bm.BM_ROUND([[149], [-149]], 100, "down") == [[100], [-200]]


def test_a_rounding_unit_must_be_above_zero():
    assert bm.BM_ROUND(149, 0) == "#BM! Unit 0 is not above 0; give the step to round to, e.g. 100."


def test_steps_are_a_column_with_both_ends():
    assert bm.BM_STEPS(100, 200, 5, "amount") == [[100], [125], [150], [175], [200]]
    ends = bm.BM_STEPS(50000, 73205, 5)
    # 10 % each: 1.1^4 = 1.4641, 50 000 · 1.4641 = 73 205
    assert [cell for (cell,) in ends] == pytest.approx([50000, 55000, 60500, 66550, 73205])
    assert (ends[0], ends[-1]) == ([50000], [73205])  # to the cent


@pytest.mark.parametrize("steps", [1, 0, -3, 2.5])
def test_steps_must_be_a_whole_number_of_at_least_two(steps):
    assert bm.BM_STEPS(100, 200, steps) == f"#BM! Steps {steps:g} must be a whole number of at least 2."
