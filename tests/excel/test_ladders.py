"""BM_EQUIVALENT, BM_CEILING, BM_SLOPE and BM_PARITY_SPLIT on golden 17 (LADDERS). Figures by hand."""

from __future__ import annotations

from math import log

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, column, sheet, with_cell, without

SHARED = sheet("""
    From track | From level | To track | To level | Weight
    Specialist | S2         | Manager  | M1       | 3
    Specialist | S2         | Manager  | M2       | 1
    Specialist | S3         | Manager  | M2       | 1
""")


def test_equivalents_are_read_from_the_table_in_its_own_direction():
    assert bm.BM_EQUIVALENT("Specialist", "S2", "Manager", LADDERS, SHARED) == [
        ["Track", "Level", "Grade", "Mid", "Weight"],
        ["Manager", "M1", "10", 102000, 0.75],  # 3 of 4
        ["Manager", "M2", "11", 125000, 0.25],
    ]


def test_equivalents_are_read_backwards_too():
    assert column(bm.BM_EQUIVALENT("Manager", "M1", "Specialist", LADDERS, SHARED), "Level") == ["S2"]
    backwards = bm.BM_EQUIVALENT("Manager", "M2", "Specialist", LADDERS, SHARED)
    # M2 is a quarter of S2's equivalent and all of S3's: shares 0.25 and 1 of 1.25
    assert [row[1] for row in backwards[1:]] == ["S2", "S3"]
    assert column(backwards, "Weight") == pytest.approx([0.2, 0.8])


def test_by_grade_the_equivalent_is_the_level_of_the_same_grade():
    assert bm.BM_EQUIVALENT("Specialist", "S4", "Manager", LADDERS)[1] == ["Manager", "M4", "13", 190000, 1]
    assert bm.BM_EQUIVALENT("Manager", "M4", "Specialist", LADDERS)[1] == ["Specialist", "S4", "13", 160000, 1]


def test_a_level_without_equivalent_has_none():
    assert bm.BM_EQUIVALENT("Manager", "M4", "Specialist", LADDERS, SHARED) == [["Track", "Level", "Grade", "Mid", "Weight"]]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Chief", "S1", "Manager"), '#BM! Track "Chief" is not known; tracks: Specialist, Manager.'),
        (("Specialist", "S9", "Manager"), '#BM! Level "S9" is not on track "Specialist"; its levels: S1, S2, S3, S4.'),
        (("Specialist", "S1", "Chief"), '#BM! Track "Chief" is not known; tracks: Specialist, Manager.'),
    ],
)
def test_an_unknown_track_or_level_is_named_with_those_that_are_known(names, said):
    assert bm.BM_EQUIVALENT(*names, LADDERS) == said


def test_the_ceiling_compares_the_top_rungs():
    assert bm.BM_CEILING(LADDERS) == [
        ["From track", "From top level", "From grade", "From mid", "From max",
         "To track", "To top level", "To grade", "To mid", "To max",
         "Ceiling gap", "Ceiling ratio", "Rungs missing", "Missing levels"],
        ["Specialist", "S4", "13", 160000, 192000, "Manager", "M4", "13", 190000, 228000,
         pytest.approx(160 / 190 - 1), pytest.approx(192 / 228), 0, ""],
    ]  # fmt: skip


def test_a_track_that_ends_sooner_lacks_the_rungs_above():
    shorter = [*LADDERS[:3], *LADDERS[5:]]  # S1 and S2 only
    row = dict(zip(*bm.BM_CEILING(shorter), strict=True))
    assert row["From top level"] == "S2"
    assert row["Ceiling gap"] == pytest.approx(118 / 190 - 1)
    assert row["Ceiling ratio"] == pytest.approx(141.6 / 228)
    assert (row["Rungs missing"], row["Missing levels"]) == (2, "Specialist lacks M3, M4")


def test_the_slope_is_the_growth_per_rung():
    own, other = 1.6 ** (1 / 3) - 1, (190 / 102) ** (1 / 3) - 1  # 0.1696 and 0.2304, golden 17
    assert bm.BM_SLOPE(LADDERS) == [
        ["From track", "To track", "Over", "From rungs", "From slope", "To rungs", "To slope", "Difference"],
        ["Specialist", "Manager", "all rungs", 4, pytest.approx(own), 4, pytest.approx(other), pytest.approx(own - other)],
        ["Specialist", "Manager", "equivalent rungs", 4, pytest.approx(own), 4, pytest.approx(other),
         pytest.approx(own - other)],
    ]  # fmt: skip


def test_the_slope_over_equivalent_rungs_leaves_the_others_out():
    rows = bm.BM_SLOPE(LADDERS, SHARED)[1:]
    # S2 and S3: 139 / 118; M1 and M2: 125 / 102
    assert rows[1][3:7] == [2, pytest.approx(139 / 118 - 1), 2, pytest.approx(125 / 102 - 1)]
    assert rows[0][3] == 4


def test_one_rung_alone_has_no_slope():
    lonely = sheet("From track | From level | To track | To level\n Specialist | S1 | Manager | M1")
    assert bm.BM_SLOPE(LADDERS, lonely)[2][3:] == [1, "", 1, "", ""]


SPLIT = sheet("""
    Track      | Level | Grade | Min | Mid | Max | Market | Bonus target | LTI target
    Specialist | S1    | 1     | 80  | 100 | 120 | 98     | 0.10         | 0
    Specialist | S2    | 2     | 96  | 120 | 144 |        | 0.10         | 0
    Manager    | M1    | 1     | 88  | 110 | 132 | 100    | 0.20         | 0.05
    Manager    | M2    | 2     | 96  | 120 | 144 | 120    | 0.20         | 0.05
""")


def test_a_gap_is_split_exactly_in_logs():
    spilled = bm.BM_PARITY_SPLIT(SPLIT)
    assert spilled[0] == [
        "From track", "From level", "To track", "To level", "Gap", "Log gap", "Market", "Policy", "Market and policy",
        "Bonus", "LTI",
    ]  # fmt: skip
    first = dict(zip(spilled[0], spilled[1], strict=True))
    # total: 100 · 1.1 = 110 against 110 · 1.25 = 137.5
    assert first["Gap"] == pytest.approx(110 / 137.5 - 1)
    assert first["Log gap"] == pytest.approx(log(0.8))
    assert first["Market"] == pytest.approx(log(98 / 100))
    assert first["Policy"] == pytest.approx(log(100 / 110) - log(98 / 100))
    assert first["Market and policy"] == ""
    assert first["Bonus"] == pytest.approx(log(1.1 / 1.2))
    assert first["LTI"] == pytest.approx(log((1.1 / 1.1) / (1.25 / 1.2)))
    assert sum(first[part] for part in ("Market", "Policy", "Bonus", "LTI")) == pytest.approx(first["Log gap"], abs=1e-12)


def test_without_a_market_rate_market_and_policy_are_one_part():
    second = bm.BM_PARITY_SPLIT(SPLIT)[2]
    assert second[6:9] == ["", "", 0]  # equal midpoints: ln 1


def test_without_targets_the_gap_in_total_pay_is_unknown():
    bare = without(SPLIT, "LTI target")
    row = bm.BM_PARITY_SPLIT(bare)[1]
    assert (row[4], row[5], row[10]) == ("", "", "")
    assert row[9] == pytest.approx(log(1.1 / 1.2))  # the bonus is known


@pytest.mark.parametrize("function", [bm.BM_CEILING, bm.BM_SLOPE, bm.BM_PARITY_SPLIT])
def test_bands_with_nothing_to_compare_by_say_what_is_missing(function):
    assert function(without(LADDERS, "Grade")).startswith("#BM! Nothing says which levels are equivalent")


@pytest.mark.parametrize("function", [bm.BM_CEILING, bm.BM_SLOPE, bm.BM_PARITY_SPLIT])
def test_project_tracks_are_compared_with_managers_and_not_with_specialists(function):
    # contract §1: each non-manager track (from) against the manager track (to)
    three = with_cell(with_cell([*LADDERS, ["Project", *LADDERS[1][1:]]], 9, "Level", "P1"), 9, "Mid", 101000.0)
    found = {(row[0], row[2] if function is bm.BM_PARITY_SPLIT else row[1] if function is bm.BM_SLOPE else row[5])
             for row in function(three)[1:]}  # fmt: skip
    assert found == {("Specialist", "Manager"), ("Project", "Manager")}
