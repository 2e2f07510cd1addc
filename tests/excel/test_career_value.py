"""BM_CAREER_VALUE by hand: pay of the rung reached in each year, discounted, summed."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import column, row_of, sheet, with_cell, without

TWO_RUNGS = sheet("""
    Track      | Level | Grade | Min    | Mid    | Max    | Bonus target | LTI target | Years in level
    Specialist | S1    | 1     | 80000  | 100000 | 120000 | 0.10         | 0          | 2
    Specialist | S2    | 2     | 96000  | 120000 | 144000 | 0.10         | 0.20       |
    Manager    | M1    | 1     | 88000  | 110000 | 132000 | 0.20         | 0          | 1
    Manager    | M2    | 2     | 120000 | 150000 | 180000 | 0.20         |            |
""")


def values(spilled: list[list]) -> list:
    """The values of the paths."""
    return column(spilled, "Value")


def test_the_paths_are_to_stay_to_change_now_and_to_change_at_the_next_equivalent_rung():
    found = bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 3)
    assert found[0] == ["Track", "Path", "Levels", "Years", "Value", "Ratio", "Note"]
    assert [row[:4] for row in found[1:]] == [
        ["Specialist", "stay", "S1 > S2", 3],
        ["Manager", "other track", "M1 > M2", 3],
        ["Manager", "switch at S2", "S1 > M2", 3],
    ]


def test_each_year_counts_the_pay_of_its_rung():
    # stay: 100 + 100 + 120; managers: 110 + 150 + 150; switch at S2, after two years: 100 + 100 + 150
    found = bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 3)
    assert values(found) == [320000, 410000, 350000]
    assert column(found, "Ratio") == [1, pytest.approx(410 / 320), pytest.approx(350 / 320)]


def test_the_top_rung_is_kept():
    # ten years: 2 · 100 + 8 · 120; 110 + 9 · 150; 2 · 100 + 8 · 150
    assert values(bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 10)) == [1160000, 1460000, 1400000]


def test_later_years_are_discounted_from_the_second_on():
    # at 10 %: 100 + 100 / 1.1 + 120 / 1.21
    stay = values(bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 3, None, 0.10))[0]
    assert stay == pytest.approx(100000 + 100000 / 1.1 + 120000 / 1.21)


def test_half_a_year_on_a_rung_counts_half():
    # 1.5 years on S1: 100, then half a year each of 100 and 120, then 120
    bands = with_cell(TWO_RUNGS, 1, "Years in level", 1.5)
    assert values(bm.BM_CAREER_VALUE(bands, "S1", 3))[0] == pytest.approx(100000 + 110000 + 120000)


def test_the_basis_adds_the_targets_and_unknown_stays_unknown():
    # cash: · 1.1 and · 1.2; total: M2 has no LTI target, so both paths that reach it are unknown
    assert values(bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 3, "cash"))[:2] == pytest.approx([320000 * 1.1, 410000 * 1.2])
    total = bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 3, "total")
    # stay: 2 · 100 · 1.1 + 120 · 1.3
    assert values(total) == [pytest.approx(376000), "", ""]
    assert column(total, "Ratio") == [1, "", ""]


def test_a_path_that_starts_as_manager_looks_at_the_specialists():
    found = bm.BM_CAREER_VALUE(TWO_RUNGS, "M1", 3)
    assert row_of(found, "Manager", "stay")["Value"] == 410000
    assert row_of(found, "Specialist", "other track")["Value"] == 320000
    assert row_of(found, "Specialist", "switch at M2")["Value"] == 110000 + 2 * 120000


def test_a_track_without_an_equivalent_level_is_named_and_blank():
    odd = with_cell(TWO_RUNGS, 3, "Grade", "9")
    found = bm.BM_CAREER_VALUE(odd, "S1", 3)
    row = row_of(found, "Manager", "other track")
    assert (row["Value"], row["Ratio"]) == ("", "")
    assert row["Note"] == "S1 has no equivalent level on Manager"
    assert row_of(found, "Manager", "switch at S2")["Value"] == 350000


def test_an_equivalence_table_says_where_the_other_path_starts():
    across = sheet("From track | From level | To track | To level\n Specialist | S1 | Manager | M2")
    found = bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", 3, equivalence=across)
    assert row_of(found, "Manager", "other track")["Value"] == 450000  # M2 from the start


def test_unknown_years_in_a_level_are_asked_for_by_name():
    message = bm.BM_CAREER_VALUE(with_cell(TWO_RUNGS, 3, "Years in level", None), "S1", 3)
    assert message == "#BM! Years in level is not known for Manager M1; fill it in on the Levels table."
    assert "Specialist S1" in bm.BM_CAREER_VALUE(without(TWO_RUNGS, "Years in level"), "S1", 3)


def test_a_level_on_both_tracks_is_named_with_its_track():
    same = [[cell if cell not in ("S1", "M1") else "L1" for cell in row] for row in TWO_RUNGS]
    assert bm.BM_CAREER_VALUE(same, "L1", 3) == (
        '#BM! Level "L1" is on several tracks; write Specialist/L1 or Manager/L1.'
    )  # fmt: skip
    assert values(bm.BM_CAREER_VALUE(same, "Manager/L1", 3))[0] == 410000
    assert values(bm.BM_CAREER_VALUE(same, " Specialist / L1 ", 3))[0] == 320000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("S9", 3), '#BM! Level "S9" is not known; levels: S1, S2, M1, M2.'),
        (("S1", "three"), '#BM! years "three" is not a number; correct that cell.'),
        (("S1", 3, "base", -1), "#BM! Discount -1 is not above −1; give a fraction per year such as 0.03."),
    ],
)
def test_an_argument_at_fault_is_named_with_the_remedy(arguments, said):
    assert bm.BM_CAREER_VALUE(TWO_RUNGS, *arguments) == said


@pytest.mark.parametrize("years", [0, -1, 2.5])
def test_years_must_be_a_whole_number_of_at_least_one(years):
    message = bm.BM_CAREER_VALUE(TWO_RUNGS, "S1", years)
    assert message.startswith(f"#BM! Years {years:g} is not a whole number of at least 1")
    assert "years to look ahead" in message
