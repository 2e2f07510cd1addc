"""BM_PARITY_WEIGHT on golden 17 (LADDERS): the exact weight by hand, the rounded one checked through BM_MODEL."""

from __future__ import annotations

from math import log

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, RUNG_BY_RUNG, column, sheet, with_cell


def value(spilled: list[list], label: str) -> object:
    """The value of one label."""
    return next(row[1] for row in spilled if row[0] == label)


def note(spilled: list[list], label: str) -> str:
    """The note of one label."""
    return next(row[2] for row in spilled if row[0] == label)


def test_the_answer_stands_in_labelled_rows():
    answer = bm.BM_PARITY_WEIGHT(LADDERS)
    assert answer[0] == ["Label", "Value", "Note"]
    assert [row[0] for row in answer[1:6]] == [
        "Exact parity weight", "Parity weight after rounding", "Worst published gap", "Tolerance", "Parity anchor",
    ]  # fmt: skip
    assert (value(answer, "Tolerance"), value(answer, "Parity anchor")) == (0.05, "common")


def test_the_exact_weight_is_the_largest_over_the_pairs():
    # golden 20: 1 − ln 0.95 / ln(1 + gap); S1 is within already
    answer = bm.BM_PARITY_WEIGHT(LADDERS, 0.05)
    ratios = {
        "S1 / Manager M1": None,
        "S2 / Manager M2": 118 / 125,
        "S3 / Manager M3": 139 / 150,
        "S4 / Manager M4": 160 / 190,
    }
    for pair, ratio in ratios.items():
        expected = 0 if ratio is None else 1 - log(0.95) / log(ratio)
        assert value(answer, f"Specialist {pair}") == pytest.approx(expected)
    assert value(answer, "Exact parity weight") == pytest.approx(1 - log(0.95) / log(160 / 190))


def test_a_gap_upward_is_brought_down_to_the_upper_bound():
    # S1 25 % above M1: 1 − ln 1.05 / ln 1.25
    bands = with_cell(with_cell(LADDERS[:2] + LADDERS[5:6], 1, "Mid", 125000.0), 2, "Mid", 100000.0)
    assert value(bm.BM_PARITY_WEIGHT(bands), "Exact parity weight") == pytest.approx(1 - log(1.05) / log(1.25))


def as_model(weight: float) -> list[list]:
    """The pairs of golden 17 as a model at a parity weight: midpoints typed, spread 0.5, ends rounded to 100."""
    levels = [["Track", "Level", "Rank", "Grade", "Mid"]]
    levels += [[row[0], row[1], n, row[2], row[4]] for n, row in enumerate(LADDERS[1:])]
    return bm.BM_PARITY(bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["Parity weight", weight]]), part="pairs")


def test_the_rounded_weight_is_the_smallest_at_which_a_model_publishes_every_pair_within():
    answer = bm.BM_PARITY_WEIGHT(LADDERS)
    exact, rounded = value(answer, "Exact parity weight"), value(answer, "Parity weight after rounding")
    assert exact < rounded < 0.71  # rounding to 100 costs less than a hundredth here
    assert set(column(as_model(rounded), "Verdict")) == {"Within tolerance"}
    for weight in (exact, (exact + rounded) / 2, rounded - 1e-6):
        assert set(column(as_model(weight), "Verdict")) == {"Within tolerance", "Specialist below"}
    worst = max(column(as_model(rounded), "Gap"), key=abs)
    assert value(answer, "Worst published gap") == pytest.approx(worst)


def test_every_level_that_falls_is_named_with_its_change():
    answer = bm.BM_PARITY_WEIGHT(LADDERS)
    falls = {row[0]: row[1] for row in answer if row[0].startswith("Falls: ")}
    assert list(falls) == [f"Falls: Manager M{n}" for n in (1, 2, 3, 4)]
    # M4 moves by λ / 2 of its log gap: 190 000 · (160 / 190)^(λ / 2), its ends then rounded outward to 100
    weight = value(answer, "Parity weight after rounding")
    exact = 190000 * (160 / 190) ** (weight / 2)
    assert falls["Falls: Manager M4"] == pytest.approx(exact / 190000 - 1, abs=100 / 190000)


def test_pairs_that_are_within_already_need_no_weight():
    bands = with_cell(LADDERS[:2] + LADDERS[5:6], 2, "Mid", 100000.0)
    answer = bm.BM_PARITY_WEIGHT(bands)
    assert [value(answer, name) for name in ("Exact parity weight", "Parity weight after rounding")] == [0, 0]
    assert not any(row[0].startswith("Falls: ") for row in answer)


def test_a_wider_tolerance_needs_less():
    weights = [value(bm.BM_PARITY_WEIGHT(LADDERS, t), "Exact parity weight") for t in (0.02, 0.05, 0.10, 0.20)]
    assert weights == sorted(weights, reverse=True)
    assert weights[2] == pytest.approx(1 - log(0.90) / log(160 / 190))
    assert weights[3] == 0  # the worst gap is 15.79 %


def test_a_justified_pair_is_listed_as_excluded_with_its_reason():
    noted = [[*row, None] for row in RUNG_BY_RUNG]
    noted[0][-1], noted[4][-1] = "Note", "rare skill"
    answer = bm.BM_PARITY_WEIGHT(LADDERS, equivalence=noted)
    assert value(answer, "Specialist S4 / Manager M4") == ""
    assert note(answer, "Specialist S4 / Manager M4") == "justified: rare skill"
    assert value(answer, "Exact parity weight") == pytest.approx(1 - log(0.95) / log(139 / 150))  # S3 is now the worst


def test_a_given_range_of_a_model_is_listed_as_excluded(priced):
    answer = bm.BM_PARITY_WEIGHT(priced)
    assert note(answer, "Specialist S2 / Manager M2") == "given range"
    # S1 53 350 against M1 60 000: 1 − ln 0.95 / ln 0.889167
    assert value(answer, "Exact parity weight") == pytest.approx(1 - log(0.95) / log(53350 / 60000))


def test_where_no_pair_can_be_pulled_it_says_so():
    noted = [[*row, "agreed"] for row in RUNG_BY_RUNG]
    noted[0][-1] = "Note"
    answer = bm.BM_PARITY_WEIGHT(LADDERS, equivalence=noted)
    assert value(answer, "Exact parity weight") == ""
    assert "no comparison can be pulled" in note(answer, "Exact parity weight")


def test_the_weight_counts_from_own_midpoints_whatever_the_policy_says_now():
    levels = [["Track", "Level", "Rank", "Grade", "Mid"]]
    levels += [[row[0], row[1], n, row[2], row[4]] for n, row in enumerate(LADDERS[1:])]
    pulled = bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["Parity weight", 0.9]])
    assert value(bm.BM_PARITY_WEIGHT(pulled), "Exact parity weight") == pytest.approx(1 - log(0.95) / log(160 / 190))


def test_two_levels_against_one_are_pulled_as_far_as_the_farther_needs():
    bands = sheet("""
        Track      | Level |   Min |    Mid |    Max
        Specialist | S1    | 80000 | 100000 | 120000
        Manager    | M1    | 80000 | 100000 | 120000
        Project    | P1    | 96000 | 120000 | 144000
    """)
    equivalence = sheet("""
        From track | From level | To track | To level
        Specialist | S1         | Manager  | M1
        Project    | P1         | Manager  | M1
    """)
    answer = bm.BM_PARITY_WEIGHT(bands, 0.05, equivalence)
    # S1 equals M1 and needs none; P1 is 20 % above: 1 − ln 1.05 / ln 1.2
    assert value(answer, "Specialist S1 / Manager M1") == 0
    assert value(answer, "Exact parity weight") == pytest.approx(1 - log(1.05) / log(1.2))


def test_coarse_rounding_can_prevent_it_and_then_says_so():
    levels = sheet("""
        Track      | Level | Rank | Grade | Mid    | Spread
        Specialist | S1    | 1    | 1     | 90000  | 0.5
        Manager    | M1    | 1    | 1     | 100000 | 1
    """)
    answer = bm.BM_PARITY_WEIGHT(bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["Rounding", 60000.0]]))
    # exact: 1 − ln 0.95 / ln 0.9 = 0.5132; from there to 1 both go to √(90 · 100) = 94.87 thousand:
    # S1 92.5 … 94.9: ends 0.8 and 1.2 times, 74 … 76 → 60 and 111 … 114 → 120, mid 90 throughout
    # M1 97.3 … 94.9: ends 2/3 and 4/3 times, 65 … 63 → 60 and 130 … 126 → 180, mid 120 throughout; 90 / 120 − 1 = −25 %
    assert value(answer, "Exact parity weight") == pytest.approx(1 - log(0.95) / log(0.9))
    assert value(answer, "Parity weight after rounding") == "rounding prevents it"
    assert value(answer, "Worst published gap") == pytest.approx(-0.25)
    assert note(answer, "Worst published gap") == "at parity weight 1"


def test_an_anchor_under_which_a_gap_cannot_close_is_named():
    # anchor manager: the manager track stays, so a gap between two manager tracks is out of reach
    levels = sheet("""
        Track      | Level | Rank | Mid
        Manager    | M1    | 1    | 100000
        Leaders    | L1    | 1    | 120000
    """)
    tracks = sheet("Track | Kind\n Manager | manager\n Leaders | manager")
    equivalence = sheet("From track | From level | To track | To level\n Leaders | L1 | Manager | M1")
    policy = sheet("Setting | Value\n Parity anchor | manager")
    answer = bm.BM_PARITY_WEIGHT(bm.BM_MODEL(levels, None, policy, equivalence, tracks=tracks))
    assert value(answer, "Exact parity weight") == ""
    assert value(answer, "Parity weight after rounding") == "out of reach with this anchor"
    assert value(answer, "Parity anchor") == "manager"
