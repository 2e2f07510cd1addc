"""Where ladders end and how fast they rise. Golden ids refer to tests/golden/golden.csv; the rest is hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import ceilings, parity


def test_the_ceiling_matches_the_worked_example(golden_17):
    table = ceilings.ceiling(*golden_17)
    assert tuple(table.columns) == ceilings.CEILING_COLUMNS
    assert table["Ceiling gap"].tolist() == [pytest.approx(-0.1579, abs=0.00005)]  # golden 17: 160 / 190 − 1
    assert table["Ceiling ratio"].tolist() == [pytest.approx(160 / 190)]  # Max is 1.2 · Mid on both sides
    assert table[["From top level", "To top level"]].to_numpy().tolist() == [["S4", "M4"]]
    assert table[["Rungs missing", "Missing levels"]].to_numpy().tolist() == [[0, ""]]


@pytest.mark.parametrize(
    ("top", "low", "high", "base_ratio", "file_ratio"),
    [
        # Canada core public service 2020 (canada_core_2020.csv); ratios from contract section 9
        ("CS-05", 108_528, 141_426, 0.664, 0.527),
        ("EC-08", 113_608, 129_848, 0.610, 0.484),
        ("AS-8", 97_186, 114_392, 0.537, 0.426),
    ],
)
def test_the_ceiling_ratio_matches_canadas_ladders(bands_frame, equate, top, low, high, base_ratio, file_ratio):
    # EX-05: 181 000 to 212 900 base pay, 268 254 in the compiled file
    for ex_max, ratio in ((212_900, base_ratio), (268_254, file_ratio)):
        mids = {"Specialist": [(low + high) / 2], "Manager": [(181_000 + ex_max) / 2]}
        frame = bands_frame(mids, Min=[low, 181_000.0], Max=[high, ex_max]).assign(Level=[top, "EX-05"])
        table = ceilings.ceiling(frame, equate(frame, (top, "EX-05")))
        assert table["Ceiling ratio"].tolist() == [pytest.approx(ratio, abs=0.0005)]


def test_the_ceiling_names_the_rungs_above_the_highest_equivalent(bands_frame, equate):
    mids = {"Specialist": [100e3, 120e3], "Manager": [100e3, 110e3, 132e3, 160e3, 200e3], "Project": [90e3]}
    frame = bands_frame(mids, Grade=["6", "7", "6", "", "7", "8", "9", ""])
    equated = equate(frame, ("S1", "M1"), ("S2", "M2"), ("S2", "M3"), ("P1", "M1"))
    table = ceilings.ceiling(frame, equated)
    # Specialist: top S2 120 against M5 200; M3 is its highest equivalent, so M4 and M5 are missing
    # Project: top P1 90 against M5 200; M2 to M5 are missing
    assert table[["From track", "To track"]].to_numpy().tolist() == [["Specialist", "Manager"], ["Project", "Manager"]]
    assert_allclose(table["Ceiling gap"], [-0.4, -0.55])
    assert table["Rungs missing"].tolist() == [2, 4]
    assert table["Missing levels"].tolist() == ["Specialist lacks M4, M5", "Project lacks M2, M3, M4, M5"]
    assert table[["From grade", "To grade"]].to_numpy().tolist() == [["7", "9"], ["", "9"]]


def test_an_unknown_top_leaves_the_ceiling_unknown(bands_frame, equate):
    frame = bands_frame({"Specialist": [100e3, np.nan], "Manager": [100e3, 120e3]})
    table = ceilings.ceiling(frame, equate(frame, ("S1", "M1")))
    assert table[["Ceiling gap", "Ceiling ratio"]].isna().all(axis=None)
    assert table["Rungs missing"].tolist() == [2]  # S2 and M2 have no equivalent, whatever they pay
    assert table["Missing levels"].tolist() == ["Specialist lacks M2; Manager lacks S2"]


def test_slopes_match_the_worked_example(golden_17):  # golden 17: (160 / 100)^(1/3) − 1 and (190 / 102)^(1/3) − 1
    table = ceilings.slope(*golden_17)
    assert tuple(table.columns) == ceilings.SLOPE_COLUMNS
    assert table["Over"].tolist() == ["all rungs", "equivalent rungs"]
    assert_allclose(table["From slope"], [0.1696] * 2, atol=0.00005)
    assert_allclose(table["To slope"], [0.2304] * 2, atol=0.00005)
    assert_allclose(table["Difference"], [0.1696 - 0.2304] * 2, atol=0.0001)


def test_slopes_over_equivalent_rungs_leave_the_others_out(bands_frame, equate):
    frame = bands_frame({"Specialist": [100e3, 110e3, 121e3], "Manager": [80e3, 100e3, 144e3, 200e3]})
    table = ceilings.slope(frame, equate(frame, ("S1", "M2"), ("S3", "M3")))
    # all rungs: 1.21^(1/2) = 1.1 and 2.5^(1/3); equivalent: S1, S3 → 1.21 over one step; M2, M3 → 1.44 over one step
    assert_allclose(table["From slope"], [0.1, 0.21])
    assert_allclose(table["To slope"], [2.5 ** (1 / 3) - 1, 0.44])
    assert table[["From rungs", "To rungs"]].to_numpy().tolist() == [[3, 4], [2, 2]]


@given(st.floats(10e3, 500e3), st.floats(-0.2, 0.5), st.integers(2, 8))
def test_a_ladder_of_constant_progression_has_that_slope(bands_frame, first, rate, rungs):
    frame = bands_frame({"Specialist": [first * (1 + rate) ** k for k in range(rungs)]})
    assert ceilings.growth(frame, np.arange(rungs)) == pytest.approx(rate, abs=1e-9)


def test_a_slope_over_fewer_than_two_rungs_is_unknown(bands_frame, equate):
    frame = bands_frame({"Specialist": [100e3, 110e3], "Manager": [100e3, 120e3]})
    table = ceilings.slope(frame, equate(frame, ("S1", "M1")))
    assert table["Difference"].isna().tolist() == [False, True]
    assert np.isnan(ceilings.growth(frame, np.zeros(0, int)))


@pytest.fixture
def one_pair(bands_frame, equate):
    """S1 market 100, mid 102, bonus 10 %, no LTI; M1 market 110, mid 120, bonus 20 %, LTI 5 %."""
    extras = {"Market": [100.0, 110.0], "Bonus target": [0.1, 0.2], "LTI target": [0.0, 0.05]}
    frame = bands_frame({"Specialist": [102], "Manager": [120]}, **extras)
    equated = equate(frame, ("S1", "M1"))
    return frame, equated, parity.pairs(frame, equated)


def test_the_split_matches_hand_arithmetic(one_pair):
    split = ceilings.split(*one_pair)
    assert tuple(split.columns) == ceilings.SPLIT_COLUMNS
    market = np.log(100 / 110)
    by_hand = [
        102 * 1.1 / (120 * 1.25) - 1,  # Gap, in total pay
        np.log(102 * 1.1 / (120 * 1.25)),  # Log gap
        market,
        np.log(102 / 120) - market,  # Policy
        np.nan,  # Market and policy: shown apart
        np.log(1.1 / 1.2),  # Bonus
        np.log((1.1 / 1.1) / (1.25 / 1.2)),  # LTI
    ]
    assert_allclose(split.iloc[0, 4:].to_numpy(float), by_hand)


def test_an_unknown_market_leaves_market_and_policy_as_one(one_pair):
    frame, equated, pairs = one_pair
    split = ceilings.split(frame.assign(Market=[100.0, np.nan]), equated, pairs).iloc[0]
    assert np.isnan([split["Market"], split["Policy"]]).all()
    assert split["Market and policy"] == pytest.approx(np.log(102 / 120))
    assert split["Market and policy"] + split["Bonus"] + split["LTI"] == pytest.approx(split["Log gap"])


@pytest.mark.parametrize(("unknown", "parts"), [("Bonus target", ["Bonus", "LTI"]), ("LTI target", ["LTI"])])
def test_an_unknown_target_leaves_the_gap_and_its_part_unknown(one_pair, unknown, parts):
    frame, equated, pairs = one_pair
    split = ceilings.split(frame.assign(**{unknown: [0.1, np.nan]}), equated, pairs).iloc[0]
    known = [name for name in ("Market", "Policy", "Bonus", "LTI") if name not in parts]
    assert np.isnan(split[["Gap", "Log gap", *parts]].to_numpy(float)).all()
    assert not np.isnan(split[known].to_numpy(float)).any()


PAY = st.lists(st.floats(50e3, 200e3), min_size=4, max_size=4)
SHARE = st.lists(st.floats(0, 1), min_size=4, max_size=4)


@given(PAY, PAY, SHARE, SHARE)
def test_the_parts_of_the_split_add_up_to_the_log_gap(bands_frame, equate, mids, market, bonus, lti):
    extras = {"Market": market, "Bonus target": bonus, "LTI target": lti}
    frame = bands_frame({"Specialist": mids[:2], "Manager": mids[2:]}, **extras)
    equated = equate(frame, ("S1", "M1", 1), ("S1", "M2", 2), ("S2", "M2"))
    split = ceilings.split(frame, equated, parity.pairs(frame, equated))
    assert_allclose(split[["Market", "Policy", "Bonus", "LTI"]].sum(axis=1), split["Log gap"], atol=1e-12)
    # total pay of each level by hand, to-side as the weighted geometric mean
    total = np.array(mids) * (1 + np.array(bonus) + np.array(lti))
    ratios = [total[0] / (total[2] ** (1 / 3) * total[3] ** (2 / 3)), total[1] / total[3]]
    assert_allclose(split["Gap"], np.array(ratios) - 1, atol=1e-9)
