"""Blending survey rows. Expected means come from Excel's documentation, hand arithmetic and plain loops."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import blending
from bandmodel.errors import InputError, RowError

PAY = st.floats(10_000, 500_000)
WEIGHT = st.sampled_from([0.0, 0.5, 1, 7, 1200, math.nan])
ROWS = st.lists(st.tuples(st.one_of(PAY, st.just(math.nan)), WEIGHT), min_size=1, max_size=15)


def test_trimming_matches_the_example_in_the_documentation_of_trimmean():
    # Microsoft, TRIMMEAN function: TRIMMEAN({4,5,6,7,2,3,4,5,1,2,3}, 0.2) = 3.778
    found = blending.blend([4, 5, 6, 7, 2, 3, 4, 5, 1, 2, 3], np.nan, trim=0.2)
    assert round(found.mean, 3) == 3.778
    assert np.flatnonzero(found.reason == blending.TRIMMED).tolist() == [3, 8]  # the 7 and the 1


@pytest.mark.parametrize(
    ("rows", "trim", "left_out"),
    [  # Microsoft, TRIMMEAN: "rounds the number of excluded data points down to the nearest multiple of 2"
        (30, 0.1, 2),  # Microsoft's own: 10 percent of 30 data points equals 3 points, so one at each end
        (20, 0.2, 4),  # Microsoft's own: in a set of 20 points, 4 are trimmed
        (10, 0.0, 0),
        (9, 0.2, 0),  # 1.8
        (10, 0.2, 2),
        (10, 0.6, 6),  # 10 · 0.6 / 2 is 3 exactly, in floats too
        (100, 0.58, 58),  # 0.58 · 100 / 2 falls just short of 29 in floats
        (3, 0.99, 2),
        (2, 0.99, 0),
        (1, 0.99, 0),
    ],
)
def test_as_many_rows_are_trimmed_as_trimmean_trims(rows, trim, left_out):
    found = blending.blend(np.arange(1.0, rows + 1), 1, trim=trim)
    trimmed = (np.flatnonzero(~found.used) + 1).tolist()
    half = left_out // 2
    assert trimmed == [*range(1, half + 1), *range(rows - half + 1, rows + 1)]
    assert found.mean == pytest.approx((rows + 1) / 2)  # symmetric


def test_golden_9_is_the_mean_of_both_rows():  # golden 9
    assert blending.blend([53170, 53530], 1).mean == pytest.approx(53350)


def test_weights_count_by_their_proportions():
    # (3 · 78 280 + 1 · 75 000) / 4 = 77 460
    assert blending.blend([78280, 75000], [3, 1]).mean == pytest.approx(77460)
    assert blending.blend([78280, 75000], [300, 100]).mean == pytest.approx(77460)


def test_a_blank_weight_counts_one_and_a_weight_of_zero_leaves_the_row_out():
    # contract §10: Weight blank = 1, 0 excludes: (2 · 100 + 1 · 130) / 3 = 110
    found = blending.blend([100, 130, 999, np.nan], [2, np.nan, 0, 1])
    assert found.mean == pytest.approx(110)
    assert found.used.tolist() == [True, True, False, False]
    assert found.reason.tolist() == ["", "", "weight 0", "value is blank"]


def test_rows_that_do_not_count_are_not_among_those_that_are_trimmed():
    # five rows count, 40 % of them are two: 10 and 50 fall away; the blank row and the row of weight 0 stay out of it
    found = blending.blend([np.nan, 10, 20, 30, 40, 50, 9999], [1, 1, 1, 1, 1, 1, 0], trim=0.4)
    assert found.reason.tolist() == ["value is blank", "trimmed", "", "", "", "trimmed", "weight 0"]
    assert found.mean == pytest.approx(30)


def test_trimming_goes_by_rows_and_the_mean_of_the_rest_by_weight():
    # 10 and 40 fall away however much they weigh; (1 · 20 + 3 · 30) / 4 = 27.5
    assert blending.blend([10, 20, 30, 40], [100, 1, 3, 100], trim=0.5).mean == pytest.approx(27.5)


def test_nothing_left_is_unknown():
    found = blending.blend([np.nan, 100], [1, 0])
    assert np.isnan(found.mean)
    assert not found.used.any()
    assert np.isnan(found.apart).all()


@given(ROWS, st.floats(0, 0.95))
@example([(50e3, 1.0)] * 10, 0.2)
def test_a_blend_is_what_a_plain_loop_gives(rows, trim):
    counted = [(pay, 1.0 if math.isnan(weight) else weight) for pay, weight in rows if not math.isnan(pay) and weight != 0]
    share = len(counted) * Fraction(trim) / 2
    assume(abs(share - round(share)) > Fraction(1, 10**6) or share == round(share))  # not a float's breadth from whole
    ends = math.floor(share)
    kept = sorted(counted)[ends : len(counted) - ends]
    pays = [pay for pay, _ in kept]
    found = blending.blend(*np.array(rows, float).T, trim=trim)
    assert found.used.sum() == len(kept)
    if len(set(counted)) == len({pay for pay, _ in counted}):  # rows of equal pay but unequal weight: either may go
        expected = sum(pay * weight for pay, weight in kept) / sum(weight for _, weight in kept) if kept else math.nan
        assert_allclose(found.mean, expected, rtol=1e-12)
    if kept:
        assert min(pays) * (1 - 1e-12) <= found.mean <= max(pays) * (1 + 1e-12)


@given(ROWS, st.floats(0, 0.95))
def test_every_row_is_used_or_has_a_reason(rows, trim):
    found = blending.blend(*np.array(rows, float).T, trim=trim)
    assert (found.used == (found.reason == "")).all()
    assert np.isnan(found.apart[~found.used]).all()
    ends = np.array(rows, float)[:, 0]
    if found.used.any() and (found.reason == blending.TRIMMED).any():
        trimmed = ends[found.reason == blending.TRIMMED]
        assert ((trimmed <= ends[found.used].min()) | (trimmed >= ends[found.used].max())).all()
        assert len(trimmed) % 2 == 0


def test_the_distance_is_from_the_weighted_mean_of_the_others():
    # 100: others (1 · 120 + 3 · 200) / 4 = 180 → −80/180; 120: (2 · 100 + 3 · 200) / 5 = 160 → −1/4;
    # 200: (2 · 100 + 1 · 120) / 3 = 320/3 → 7/8
    found = blending.blend([100, 120, 200], [2, 1, 3])
    assert_allclose(found.apart, [-80 / 180, -1 / 4, 7 / 8])


def test_a_row_alone_has_no_others():
    assert np.isnan(blending.blend([100], [1]).apart).all()
    assert np.isnan(blending.blend([100, 200], [1, 0]).apart).all()


def test_a_trimmed_row_is_none_of_the_others():
    # 1 000 and 10 fall away: 100 against 110 and 110 against 100
    found = blending.blend([1000, 100, 110, 10], 1, trim=0.5)
    assert_allclose(found.apart, [np.nan, 100 / 110 - 1, 110 / 100 - 1, np.nan])


@given(st.lists(st.tuples(PAY, st.sampled_from([0.5, 1, 7, 1200]), st.integers(0, 3)), min_size=1, max_size=12))
def test_the_distance_in_groups_is_what_a_plain_loop_gives(rows):
    value, weight, group = (np.array(part) for part in zip(*rows, strict=True))
    expected = []
    for place, (pay, _, mine) in enumerate(rows):
        others = [(p, w) for other, (p, w, g) in enumerate(rows) if g == mine and other != place]
        mean = sum(p * w for p, w in others) / sum(w for _, w in others) if others else math.nan
        expected.append(pay / mean - 1)
    assert_allclose(blending.from_others(value, weight, group, 5), expected, rtol=1e-7, atol=1e-9)  # group 4 is empty


@pytest.mark.parametrize("trim", [-0.1, 1, 1.5, np.nan])
def test_a_trim_that_is_no_share_is_refused_with_what_to_give(trim):
    with pytest.raises(InputError, match=f"Trim {trim:g} is not at least 0 and below 1; give the share of rows"):
        blending.blend([1, 2, 3], 1, trim=trim)


def test_a_negative_weight_is_refused_and_marks_its_row():  # contract §10: negative is an error
    with pytest.raises(RowError, match="Weight -2 is below 0; 0 leaves a row out") as caught:
        blending.blend([1, 2, 3], [1, -2, 1])
    assert caught.value.bad.tolist() == [False, True, False]
