"""The smallest parity weight within tolerance, exactly and after rounding.

Golden ids refer to tests/golden/golden.csv. After rounding the answer is checked by trying a fine grid of weights, with
bands that are rounded here by plain floor and ceil.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import parity_weight

SLACK = 1e-9  # contract section 10: |gap| ≤ tolerance + 1e-9 is within


def published_by_hand(mid: np.ndarray, spread: np.ndarray, unit: float) -> np.ndarray:
    """(min down + max up) / 2; ends in units are taken to 12 significant digits first, as contract section 10 rules."""
    low, high = mid / (1 + spread / 2) / unit, mid / (1 + spread / 2) * (1 + spread) / unit
    low = [end if math.isnan(end) else math.floor(float(f"{end:.12g}")) for end in low.ravel()]
    high = [end if math.isnan(end) else math.ceil(float(f"{end:.12g}")) for end in high.ravel()]
    return ((np.array(low) + np.array(high)) * unit / 2).reshape(np.shape(mid))


def search(own, equated, delta, *, tolerance=0.05, spread=0.5, unit=100.0):
    """`parity_weight.smallest` for bands with a spread on the minimum, min rounded down and max up."""
    spread = np.broadcast_to(np.asarray(spread, float), own.shape)
    ratios = 1 / (1 + spread / 2), (1 + spread) / (1 + spread / 2)
    return parity_weight.smallest(
        own,
        equated,
        delta,
        tolerance=tolerance,
        publish=lambda change: published_by_hand(np.exp(own + change), spread, unit),
        breakpoints=lambda low, high: parity_weight.rounding_breakpoints(low, high, ratios, (unit, unit), ("down", "up")),
    )


def test_the_exact_weight_matches_the_worked_example(golden_17):  # golden 20
    frame, equated = golden_17
    own = np.log(frame["Mid"].to_numpy())
    answer = search(own, equated, parity_weight.change(own, equated))
    assert_allclose(answer.per_comparison, [0, 0.109941, 0.326518, 0.701523], atol=1e-6)
    assert answer.exact == pytest.approx(0.701523, abs=1e-6)
    # by hand for S4: 1 − ln 0.95 / ln(160 / 190)
    assert answer.exact == pytest.approx(1 - np.log(0.95) / np.log(160 / 190))


def test_bands_that_rounding_leaves_nothing_of_are_not_within_tolerance(golden_17):
    # minimums of 80 to 152 thousand rounded down to whole millions are 0: no band is left at any weight
    frame, equated = golden_17
    own = np.log(frame["Mid"].to_numpy())

    def published(change):
        low = np.floor(np.exp(own + change) / 1.25 / 1e6)
        return np.where(low > 0, np.exp(own + change), np.nan)

    answer = parity_weight.smallest(
        own, equated, parity_weight.change(own, equated), tolerance=0.05, publish=published,
        breakpoints=lambda low, high: np.zeros((0, 2)),
    )  # fmt: skip
    assert answer.exact == pytest.approx(0.701523, abs=1e-6)
    assert np.isnan(answer.rounded) and np.isnan(answer.gaps).all()


@pytest.mark.parametrize("anchor", parity_weight.ANCHORS)
def test_the_exact_weight_is_the_same_for_every_anchor(golden_17, anchor):  # every log gap shrinks alike
    frame, equated = golden_17
    own = np.log(frame["Mid"].to_numpy())
    delta = parity_weight.change(own, equated, anchor=anchor, fixed=(frame["Track"] == "Manager").to_numpy())
    assert search(own, equated, delta).exact == pytest.approx(0.701523, abs=1e-6)


@pytest.mark.parametrize(
    ("ratio", "slope_share", "tolerance", "weight"),
    [
        (1.10, 1, 0.05, 1 - np.log(1.05) / np.log(1.10)),  # specialist above: the upper bound counts
        (0.80, 1, 0.05, 1 - np.log(0.95) / np.log(0.80)),
        (0.95, 1, 0.05, 0.0),  # exactly at tolerance is within
        (1.05, 1, 0.05, 0.0),
        (1.00, 1, 0.05, 0.0),
        (0.80, 1, 0.0, 1.0),  # no tolerance: all the way
        (1.25, 1, 0.0, 1.0),
        (0.80, 0.5, 0.05, np.nan),  # half the gap closes at λ = 1: √0.8 = 0.894 is still outside
        (0.80, 0, 0.05, np.nan),  # does not move
        (0.80, -1, 0.05, np.nan),  # moves away
        (np.nan, 1, 0.05, np.nan),
    ],
)
def test_the_exact_weight_of_one_comparison(ratio, slope_share, tolerance, weight):
    gap = np.array([np.log(ratio)])
    assert_allclose(parity_weight.exact(gap, -slope_share * gap, tolerance), [weight], atol=1e-12)


def test_a_tolerance_of_0_asks_for_the_full_weight(bands_frame, equate):
    # both levels meet at √(100 · 110) thousand at λ = 1 and only there
    frame = bands_frame({"Specialist": [100e3], "Manager": [110e3]})
    own, equated = np.log(frame["Mid"].to_numpy()), equate(frame, ("S1", "M1"))
    answer = search(own, equated, parity_weight.change(own, equated), tolerance=0.0)
    assert answer.exact == pytest.approx(1)


def gaps_at(weight, own, equated, delta, spread, unit) -> np.ndarray:
    """Published gaps at a parity weight, comparison by comparison."""
    mid = published_by_hand(np.exp(own + weight * delta), spread, unit)
    gaps = []
    for comparison, row in enumerate(equated.from_row):
        mine = equated.edge_of == comparison
        other = np.prod(mid[equated.to_row[mine]] ** equated.weight[mine])
        gaps.append(mid[row] / other - 1)
    return np.array(gaps)


def assert_smallest(answer, own, equated, delta, *, tolerance, spread, unit):
    """`answer.rounded` passes and no weight of a fine grid from `answer.exact` up to it does."""
    out_of_reach = np.isnan(answer.rounded)
    before = 1.0 if out_of_reach else answer.rounded - 1e-8
    for weight in np.linspace(answer.exact, before, 400) if answer.exact < before else ():
        gaps = gaps_at(weight, own, equated, delta, spread, unit)
        assert (np.abs(gaps) > tolerance + SLACK).any(), f"λ = {weight} passes"
    if not out_of_reach:
        assert answer.exact <= answer.rounded <= 1
        gaps = gaps_at(answer.rounded, own, equated, delta, spread, unit)
        assert (np.abs(gaps) <= tolerance + SLACK).all()
        assert_allclose(answer.gaps, gaps, atol=1e-9)


@pytest.mark.parametrize("unit", [1.0, 100.0, 1000.0, 5000.0])
def test_no_smaller_weight_passes_after_rounding_the_worked_example(golden_17, unit):
    frame, equated = golden_17
    own = np.log(frame["Mid"].to_numpy())
    delta, spread = parity_weight.change(own, equated), np.full(8, 0.5)
    answer = search(own, equated, delta, unit=unit)
    assert_smallest(answer, own, equated, delta, tolerance=0.05, spread=spread, unit=unit)


@settings(max_examples=60)
@given(
    mids=st.lists(st.integers(60_000, 140_000), min_size=4, max_size=4),
    spread=st.lists(st.sampled_from([0.2, 0.4, 0.5, 0.8]), min_size=4, max_size=4),
    unit=st.sampled_from([50.0, 500.0, 2000.0, 10000.0]),
    anchor=st.sampled_from(["common", "higher"]),
)
def test_no_smaller_weight_passes_after_rounding(bands_frame, equate, mids, spread, unit, anchor):
    frame, spread = bands_frame({"Specialist": mids[:2], "Manager": mids[2:]}), np.array(spread)
    own, equated = np.log(mids), equate(frame, ("S1", "M1"), ("S2", "M1", 1), ("S2", "M2", 3))
    delta = parity_weight.change(own, equated, anchor=anchor)
    answer = search(own, equated, delta, spread=spread, unit=unit)
    assert_smallest(answer, own, equated, delta, tolerance=0.05, spread=spread, unit=unit)


def test_a_band_that_jumps_just_beyond_a_multiple_is_not_missed(bands_frame, equate):
    # S1 139 600 → max 1.2 · mid passes 167 600 where mid = 139 666.67, and rounds up to 167 700 beyond it:
    # published 111 700..167 700, mid 139 700; M1 is then 111 900..168 000, mid 139 950; gap −0.18 %, within 0.2 %.
    # S1 moves half of the log gap, so that λ = 2 · ln(139 666.67 / 139 600) / ln(140 000 / 139 600).
    frame = bands_frame({"Specialist": [139_600], "Manager": [140_000]})
    own, equated = np.log(frame["Mid"].to_numpy()), equate(frame, ("S1", "M1"))
    answer = search(own, equated, parity_weight.change(own, equated), tolerance=0.002)
    by_hand = 2 * np.log(167_600 / 1.2 / 139_600) / np.log(140_000 / 139_600)  # 0.33373
    assert answer.rounded == pytest.approx(by_hand, abs=1e-4)
    assert_allclose(answer.gaps, [139_700 / 139_950 - 1])


def test_a_band_that_starts_on_a_multiple_is_not_missed(bands_frame, equate):
    # to 10 000, spread 0.8. S1 81 528 → 58 234..104 822 → 50 000..110 000, mid 80 000.
    # M1 84 000 → 60 000..108 000, its min on a multiple → 60 000..110 000, mid 85 000: 5.9 % apart, though exactly 2.9 %.
    # As soon as M1 falls at all, its min is 50 000 and the published gap 0: the smallest λ is next to nothing.
    frame = bands_frame({"Specialist": [81_528], "Manager": [84_000]})
    own, equated = np.log(frame["Mid"].to_numpy()), equate(frame, ("S1", "M1"))
    answer = search(own, equated, parity_weight.change(own, equated), spread=0.8, unit=10e3)
    assert answer.exact == 0
    assert answer.rounded == pytest.approx(0, abs=1e-4)
    assert_allclose(answer.gaps, [0], atol=1e-12)


def test_rounding_can_prevent_it(bands_frame, equate):
    # to 50 000, managers stay. M1 110 000, spread 1: 73 333..146 667 → 50 000..150 000, mid 100 000.
    # S1 comes down from 130 000 to 110 000, spread 0: 100 000..150 000 all the way, mid 125 000: 25 % above.
    frame = bands_frame({"Specialist": [130e3], "Manager": [110e3]})
    own, equated = np.log(frame["Mid"].to_numpy()), equate(frame, ("S1", "M1"))
    delta = parity_weight.change(own, equated, anchor="manager", fixed=np.array([False, True]))
    answer = search(own, equated, delta, spread=[0.0, 1.0], unit=50e3)
    assert answer.exact == pytest.approx(1 - np.log(1.05) / np.log(130 / 110))
    assert np.isnan(answer.rounded)
    assert_allclose(answer.gaps, [0.25])


def test_a_comparison_out_of_reach_leaves_no_weight_at_all(bands_frame, equate):
    # two manager tracks that stay, 20 % apart
    frame = bands_frame({"Manager": [100e3], "Leader": [120e3]})
    own, equated = np.log(frame["Mid"].to_numpy()), equate(frame, ("M1", "L1"))
    delta = parity_weight.change(own, equated, anchor="manager", fixed=np.array([True, True]))
    answer = search(own, equated, delta)
    assert np.isnan([answer.per_comparison[0], answer.exact, answer.rounded]).all()


def test_an_unknown_comparison_is_left_out_and_all_within_needs_no_weight(bands_frame, equate):
    frame = bands_frame({"Specialist": [98e3, np.nan], "Manager": [100e3, 120e3]})
    own, equated = np.log(frame["Mid"].to_numpy()), equate(frame, ("S1", "M1"), ("S2", "M2"))
    answer = search(own, equated, parity_weight.change(own, equated))
    assert_allclose(answer.per_comparison, [0, np.nan])
    assert (answer.exact, answer.rounded) == (0, 0)
    # published at λ = 0: 98 000 → 78 400..117 600, mid 98 000; 100 000 → 80 000..120 000
    assert_allclose(answer.gaps, [-0.02, np.nan])


@pytest.mark.parametrize(
    ("mode", "ends"),
    [
        ("down", [80_000, 80_100, 80_200]),  # multiples of 100 between 0.8 · 99 950 = 79 960 and 0.8 · 100 300 = 80 240
        ("up", [80_000, 80_100, 80_200]),
        ("nearest", [80_050, 80_150]),  # half-way
    ],
)
def test_the_end_of_a_band_jumps_at_multiples_or_half_way(mode, ends):
    low, high = np.log([99_950.0, 70_000, np.nan]), np.log([100_300.0, 70_000, 80_000])
    ratio = np.full(3, 0.8)
    for way in ((low, high), (high, low)):  # a level may rise or fall
        jumps = parity_weight.rounding_breakpoints(*way, (ratio, ratio), (100.0, 1e6), (mode, mode))
        assert jumps[:, 0].tolist() == [0] * len(ends)  # level 1 does not move, level 2 is unknown
        assert_allclose(np.sort(np.exp(jumps[:, 1])), np.array(ends) / 0.8)
