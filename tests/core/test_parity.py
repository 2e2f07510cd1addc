"""Parity of bands. Golden ids refer to tests/golden/golden.csv; the rest is hand arithmetic or a slow loop."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import parity

MIDS = st.lists(st.integers(50, 200).map(lambda thousand: 1000.0 * thousand), min_size=3, max_size=3)


@pytest.fixture
def one_to_two(bands_frame, equate):
    """S1 100 000 against M1 80 000 (weight 1) and M2 125 000 (weight 3)."""
    frame = bands_frame({"Specialist": [100e3], "Manager": [80e3, 125e3]}, Grade=["7", "6", "7"])
    return frame, equate(frame, ("S1", "M1", 1), ("S1", "M2", 3))


def test_gaps_match_the_worked_example(golden_17):  # golden 17: 100 / 102 − 1 …
    pairs = parity.pairs(*golden_17)
    assert_allclose(pairs["Gap"], [-0.0196, -0.0560, -0.0733, -0.1579], atol=0.00005)
    below = "Specialist below"
    assert pairs["Verdict"].tolist() == ["Within tolerance", below, below, below]
    assert pairs["From mid"].tolist() == [100e3, 118e3, 139e3, 160e3]
    assert_allclose(pairs["To mid"], [102e3, 125e3, 150e3, 190e3])
    assert tuple(pairs.columns) == parity.PAIR_COLUMNS


def test_gaps_in_cash_match_the_worked_example(golden_17):  # golden 18: bonus targets 0.10 and 0.20
    frame, equated = golden_17
    frame = frame.assign(**{"Bonus target": [0.10] * 4 + [0.20] * 4})
    gaps = parity.pairs(frame, equated, basis="cash")["Gap"]
    assert_allclose(gaps, [-0.1013, -0.1347, -0.1506, -0.2281], atol=0.00005)
    assert parity.pairs(frame, equated, basis="total")["Gap"].isna().all()  # LTI is not known


def test_gaps_in_total_pay_match_hand_arithmetic(golden_17):
    frame, equated = golden_17
    targets = {"Bonus target": [0.10] * 4 + [0.20] * 4, "LTI target": [0.0] * 4 + [0.05] * 4}
    # (100 · 1.10) / (102 · 1.25) − 1 and so on
    by_hand = [own * 1.10 / (other * 1.25) - 1 for own, other in ((100, 102), (118, 125), (139, 150), (160, 190))]
    assert_allclose(parity.pairs(frame.assign(**targets), equated, basis="Total")["Gap"], by_hand)


def test_gaps_match_canadas_published_rates(bands_frame, equate):
    # golden 19: SE-RES-3 and -4 against SE-REM-1 and -2, middles of the 2020 rates (canada_core_2020.csv)
    frame = bands_frame({"Specialist": [103242, 118438], "Manager": [103289, 117130]})
    pairs = parity.pairs(frame, equate(frame, ("S1", "M1"), ("S2", "M2")))
    assert_allclose(pairs["Gap"], [-0.0005, 0.0112], atol=0.00005)
    assert pairs["Verdict"].tolist() == ["Within tolerance"] * 2


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        (95_000, "Within tolerance"),  # exactly 5 % lower
        (105_000, "Within tolerance"),
        (94_999, "Specialist below"),  # −5.001 %
        (105_001, "Specialist above"),
        (100_000, "Within tolerance"),
        (np.nan, "Unknown"),
    ],
)
@pytest.mark.parametrize("noted", [False, True])
def test_the_verdict_at_a_tolerance_of_5_percent(bands_frame, equate, own, verdict, noted):
    frame = bands_frame({"Specialist": [own], "Manager": [100e3]})
    pairs = parity.pairs(frame, equate(frame, ("S1", "M1", 1, "market premium" if noted else "")), tolerance=0.05)
    outside = verdict in ("Specialist below", "Specialist above")
    assert pairs["Verdict"].tolist() == ["Justified (note)" if noted and outside else verdict]


def test_the_verdict_names_the_from_track_both_ways():
    gap, track = np.array([-0.2, 0.2, 0.0, np.nan]), np.array(["Project"] * 4, object)
    verdicts = parity.verdicts(gap, track, ("", "", "", "noted"), 0.1)
    assert verdicts.tolist() == ["Project below", "Project above", "Within tolerance", "Unknown"]


def test_several_to_levels_enter_as_their_weighted_geometric_mean(one_to_two):
    pairs = parity.pairs(*one_to_two)
    other = 80e3**0.25 * 125e3**0.75  # by hand: weights 1 and 3 of 4
    assert_allclose(pairs["To mid"], [other])
    assert_allclose(pairs["Gap"], [100e3 / other - 1])
    # Min and Max are 0.8 and 1.2 times Mid on every level, and so are their means: the same gap
    assert_allclose([pairs["Min gap"], pairs["Max gap"]], [[100e3 / other - 1]] * 2)
    assert pairs["To level"].tolist() == ["M1; M2"]
    assert pairs["Grade"].tolist() == ["7 / 6; 7"]


def test_one_label_stands_for_a_grade_that_both_sides_share(bands_frame, equate):
    frame = bands_frame({"Specialist": [1, 2, 3, 4], "Manager": [1, 2, 3, 4]}, Grade=["7", "8", "", "", "7", "", "9", ""])
    equated = equate(frame, ("S1", "M1"), ("S2", "M2"), ("S3", "M3"), ("S4", "M4"))
    assert parity.pairs(frame, equated)["Grade"].tolist() == ["7", "8", "9", ""]


def test_one_label_stands_for_a_grade_that_several_to_levels_share(bands_frame, equate):
    # both sides agree on grade 7, so it is said once
    frame = bands_frame({"Specialist": [100e3], "Manager": [98e3, 104e3]}, Grade=["7", "7", "7"])
    assert parity.pairs(frame, equate(frame, ("S1", "M1"), ("S1", "M2")))["Grade"].tolist() == ["7"]


BAND = st.lists(st.integers(1, 40), min_size=2, max_size=2, unique=True).map(sorted)


@given(BAND, BAND, st.booleans())
def test_overlap_is_the_share_of_the_band_with_the_higher_midpoint(bands_frame, equate, own, other, tie):
    mids = [30.0, 30.0] if tie else [sum(own) / 2, sum(other) / 2]
    frame = bands_frame({"Specialist": mids[:1], "Manager": mids[1:]}, Min=[own[0], other[0]], Max=[own[1], other[1]])
    cell = np.arange(41)  # cell k stands for pay from k to k + 1
    in_own, in_other = (cell >= own[0]) & (cell < own[1]), (cell >= other[0]) & (cell < other[1])
    higher = in_own if mids[0] > mids[1] else in_other  # a tie takes the to-side
    overlap = parity.pairs(frame, equate(frame, ("S1", "M1")))["Overlap"]
    assert_allclose(overlap, [(in_own & in_other).sum() / higher.sum()], atol=1e-9)


@given(MIDS, MIDS, st.floats(0.01, 200))
def test_gaps_do_not_depend_on_the_currency(bands_frame, equate, own, other, factor):
    shown = []
    for scale in (1, factor):
        frame = bands_frame({"Specialist": [scale * x for x in own], "Manager": [scale * x for x in other]})
        shown.append(parity.pairs(frame, equate(frame, ("S1", "M1"), ("S2", "M2"), ("S2", "M3"), ("S3", "M3"))))
    columns = ["Gap", "Min gap", "Max gap", "Overlap"]
    assert_allclose(shown[0][columns], shown[1][columns], rtol=1e-9, atol=1e-9)


def test_the_headline_matches_the_worked_example(golden_17):
    headline = parity.headline(parity.pairs(*golden_17))
    assert headline.gap == pytest.approx(-0.0781, abs=0.00005)  # golden 20, headline of 17
    ratios = [100 / 102, 118 / 125, 139 / 150, 160 / 190]
    assert headline.gap == pytest.approx(math.prod(ratios) ** 0.25 - 1)  # geometric mean
    assert headline.mean_abs == pytest.approx(sum(1 - ratio for ratio in ratios) / 4)
    assert (headline.worst, headline.known, headline.unknown, headline.outside, headline.justified) == (3, 4, 0, 3, 0)


def test_opposite_gaps_cancel_in_the_headline_but_not_beside_it(bands_frame, equate):
    frame = bands_frame({"Specialist": [80e3, 125e3, 1e5, np.nan], "Manager": [100e3, 100e3, 100e3, 100e3]})
    equated = equate(frame, ("S1", "M1"), ("S2", "M2", 1, "premium"), ("S3", "M3"), ("S4", "M4"))
    headline = parity.headline(parity.pairs(frame, equated))
    assert headline.gap == pytest.approx(0, abs=1e-12)  # 0.8 · 1.25 · 1 = 1
    assert headline.mean_abs == pytest.approx(0.15)  # (0.2 + 0.25 + 0) / 3
    # |ln 0.8| = |ln 1.25|: either of the first two; one outside, one outside with a note, one unknown
    assert headline.worst in (0, 1)
    assert (headline.known, headline.unknown, headline.outside, headline.justified) == (3, 1, 1, 1)


def test_the_worst_pair_is_worst_in_logs(bands_frame, equate):
    # −45 % is further from parity (ln 0.55 = −0.598) than +50 % (ln 1.5 = 0.405); a leading unknown keeps its row
    frame = bands_frame({"Specialist": [np.nan, 150e3, 55e3], "Manager": [100e3] * 3})
    pairs = parity.pairs(frame, equate(frame, ("S1", "M1"), ("S2", "M2"), ("S3", "M3")))
    assert parity.headline(pairs).worst == 2


def test_with_nothing_known_there_is_no_headline(bands_frame, equate):
    frame = bands_frame({"Specialist": [np.nan], "Manager": [100e3]})
    for equated in (equate(frame, ("S1", "M1")), equate(frame)):
        headline = parity.headline(parity.pairs(frame, equated))
        assert np.isnan([headline.gap, headline.mean_abs]).all()
        assert (headline.worst, headline.known, headline.unknown) == (None, 0, len(equated))


def test_rungs_that_one_track_lacks_are_named(bands_frame, equate):
    frame = bands_frame({"Specialist": [1, 2, 3], "Manager": [1, 2, 3, 4], "Project": [1]})
    frame["Grade"] = ["6", "7", "", "7", "8", "9", "", "6"]
    missing = parity.missing_rungs(frame, equate(frame, ("S2", "M1"), ("S3", "M3")))
    # Project stands in no comparison, so it is not a pair. S2 ~ M1 share grade 7 and miss nothing; S3 has no grade
    # and an equivalent; M3 has an equivalent but its grade 9 is not on the specialist track.
    assert missing.to_numpy().tolist() == [
        ["Specialist", "S1", "6", "Manager", "no level at grade 6 and no equivalent level"],
        ["Manager", "M2", "8", "Specialist", "no level at grade 8 and no equivalent level"],
        ["Manager", "M3", "9", "Specialist", "no level at grade 9"],
        ["Manager", "M4", "", "Specialist", "no equivalent level"],
    ]


def test_without_grades_only_the_equivalence_tells_what_is_missing(bands_frame, equate):
    frame = bands_frame({"Specialist": [1, 2], "Manager": [1, 2]}, Grade=["6", "7", "", ""])
    missing = parity.missing_rungs(frame, equate(frame, ("S1", "M1"), ("S2", "M1")))
    assert missing.to_numpy().tolist() == [["Manager", "M2", "", "Specialist", "no equivalent level"]]


def test_a_level_compared_with_one_track_may_lack_an_equivalent_on_another(bands_frame, equate):
    frame = bands_frame({"Specialist": [1, 2], "Manager": [1], "Project": [1]})
    equated = equate(frame, ("S1", "M1"), ("S2", "M1"), ("S1", "P1"))
    assert parity.track_pairs(frame, equated) == [("Specialist", "Manager"), ("Specialist", "Project")]
    expected = [["Specialist", "S2", "", "Project", "no equivalent level"]]
    assert parity.missing_rungs(frame, equated).to_numpy().tolist() == expected


def test_frames_without_a_comparison_keep_their_headers(bands_frame, equate):
    frame = bands_frame({"Specialist": [1], "Manager": [1]})
    nothing = parity.pairs(frame, equate(frame)), parity.missing_rungs(frame, equate(frame))
    assert [len(table) for table in nothing] == [0, 0]
    assert tuple(nothing[0].columns) == parity.PAIR_COLUMNS
    assert isinstance(nothing[1], pd.DataFrame)
    assert tuple(nothing[1].columns) == parity.MISSING_COLUMNS


def test_each_pair_is_named_on_both_sides(bands_frame, equate):
    frame = bands_frame({"Specialist": [1, 2], "Manager": [1, 2], "Project": [1]})
    named = parity.pairs(frame, equate(frame, ("S2", "M1"), ("P1", "M2")))[list(parity.PAIR_COLUMNS[:4])]
    assert named.to_numpy().tolist() == [["Specialist", "S2", "Manager", "M1"], ["Project", "P1", "Manager", "M2"]]


@pytest.mark.parametrize(
    ("own", "other", "share"),
    [
        ([50, 100], [40, 60], 0.2),  # 50 to 60 is shared: 10 of the 50 of the from-band, whose midpoint is higher
        ([40, 60], [50, 100], 0.2),  # the same the other way round: of the to-band
        ([40, 60], [45, 55], 1.0),  # equal midpoints: of the to-band, which lies inside
    ],
)
def test_overlap_is_of_the_band_with_the_higher_midpoint_by_hand(bands_frame, equate, own, other, share):
    mids = {"Specialist": [sum(own) / 2], "Manager": [sum(other) / 2]}
    frame = bands_frame(mids, Min=[own[0], other[0]], Max=[own[1], other[1]])
    assert parity.pairs(frame, equate(frame, ("S1", "M1")))["Overlap"].tolist() == [share]
