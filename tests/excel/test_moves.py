"""BM_MOVES: the lattice of career moves as a table, and each person's raise to the new minimum. All figures by hand."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, RUNG_BY_RUNG, column, row_of, sheet, with_cell, without

PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | Location | Currency | Status
    e1       | Specialist | S1    | 50000    | Berlin   |          |
    e2       | Specialist | S1    | 47500    | Berlin   | CHF      |
    e3       | Manager    | M2    | 59000    |          |          |
    e4       | Specialist | S1    | 50000    |          |          | leave
""")


def told(spilled: list[list]) -> list[str]:
    """The moves of a spilled table in words."""
    columns = (column(spilled, name) for name in ("From level", "Move", "To level"))
    return [" ".join(cells) for cells in zip(*columns, strict=True)]


def test_the_moves_of_graded_bands():
    moves = bm.BM_MOVES(LADDERS)
    assert moves[0] == [
        "From track", "From level", "Move", "To track", "To level", "From mid", "To mid", "Midpoint change", "To min",
    ]  # fmt: skip
    assert told(moves)[:6] == [
        "S1 up S2", "S1 across M1", "S1 diagonal M2", "S2 up S3", "S2 across M2", "S2 diagonal M3",
    ]  # fmt: skip
    # per track: three up; per level: four across; from all but the top rung a diagonal
    assert len(moves) - 1 == 2 * (3 + 4 + 3)


def test_a_move_with_its_figures():
    # golden 17: S1 100 000; S2 118 000 from 94 400; M1 102 000 from 81 600; M2 125 000 from 100 000; M3 from 120 000
    moves = bm.BM_MOVES(LADDERS, "Specialist", "S2")
    assert column(moves, "To level") == ["S3", "M2", "M3"]
    assert column(moves, "Midpoint change") == pytest.approx([139 / 118 - 1, 125 / 118 - 1, 150 / 118 - 1])
    assert column(moves, "To min") == [111200, 100000, 120000]


def test_an_equivalence_given_stands_over_the_grades():
    crosswise = sheet("""
        From track | From level | To track | To level
        Specialist | S4         | Manager  | M1
        Specialist | S4         | Manager  | M2
    """)
    assert told(bm.BM_MOVES(LADDERS, None, "S4", crosswise)) == ["S4 across M1", "S4 across M2", "S4 diagonal M3"]
    assert told(bm.BM_MOVES(LADDERS, equivalence=RUNG_BY_RUNG)) == told(bm.BM_MOVES(LADDERS))


def test_blank_track_and_level_mean_every_move():
    assert bm.BM_MOVES(LADDERS, "", "") == bm.BM_MOVES(LADDERS, None, None) == bm.BM_MOVES(LADDERS)
    assert told(bm.BM_MOVES(LADDERS, "Manager")) + told(bm.BM_MOVES(LADDERS, "Specialist")) == [
        *told(bm.BM_MOVES(LADDERS))[10:], *told(bm.BM_MOVES(LADDERS))[:10],
    ]  # fmt: skip
    assert told(bm.BM_MOVES(LADDERS, "", "M4")) == ["M4 across S4"]


@pytest.mark.parametrize(
    ("track", "level", "why"),
    [
        ("Project", None, '#BM! Track "Project" is not known; tracks: Specialist, Manager.'),
        (None, "S9", '#BM! Level "S9" is not known'),
        ("Manager", "S1", '#BM! Level "S1" is not on track "Manager"; its levels: M1, M2, M3, M4.'),
    ],
)
def test_an_unknown_track_or_level_is_an_error_that_says_what_there_is(track, level, why):
    assert bm.BM_MOVES(LADDERS, track, level).startswith(why)


def test_a_level_on_two_tracks_is_named_with_its_track():
    shared = with_cell(LADDERS, 5, "Level", "S1")  # the manager's first rung is called S1 too
    assert bm.BM_MOVES(shared, None, "S1") == '#BM! Level "S1" is on several tracks; write Specialist/S1 or Manager/S1.'
    assert told(bm.BM_MOVES(shared, None, "Manager/S1")) == ["S1 up M2", "S1 across S1", "S1 diagonal S2"]


def test_without_grades_the_only_way_is_up():
    assert set(column(bm.BM_MOVES(without(LADDERS, "Grade")), "Move")) == {"up"}


def test_a_structure_without_any_move_spills_its_headers():
    assert bm.BM_MOVES(LADDERS[:2])[1:] == []
    assert bm.BM_MOVES(LADDERS, "Manager", "M4", RUNG_BY_RUNG[:2])[1:] == []


def test_with_people_each_ones_raise_to_the_local_minimum(priced):
    # Berlin, EUR: S2 77 450 · 0.9 / 0.95 = 73 373.68, / 1.3 = 56 441.30 → 56 400; M1 60 000 · 0.9 / 0.95 = 56 842.11,
    # / 1.25 = 45 473.68 → 45 400; M2 is a given range, not rounded: 64 000 · 0.9 / 0.95
    moves = bm.BM_MOVES(priced, people=PEOPLE)
    assert moves[0] == [
        "Employee", "From track", "From level", "Move", "To track", "To level", "Pay", "To min", "Raise to min", "Raise",
    ]  # fmt: skip
    m2 = 64000 * 0.9 / 0.95
    for name in ("e1", "e2"):  # 47 500 CHF are 50 000 EUR
        rows = [row for row in moves if row[0] == name]
        assert [row[3:6:2] for row in rows] == [["up", "S2"], ["across", "M1"], ["diagonal", "M2"]]
        assert [row[6] for row in rows] == pytest.approx([50000] * 3)
        assert [row[7] for row in rows] == pytest.approx([56400, 45400, m2])
        assert [row[8] for row in rows] == pytest.approx([6400, 0, m2 - 50000])
        assert [row[9] for row in rows] == pytest.approx([0.128, 0, m2 / 50000 - 1])
    # e3 is paid 59 000 CHF and S2 starts at 59 500; e4 is on leave
    assert row_of(moves, "e3")["Raise to min"] == 500
    assert {row[0] for row in moves[1:]} == {"e1", "e2", "e3"}


def test_with_people_only_the_moves_asked_for(priced):
    assert {row[0] for row in bm.BM_MOVES(priced, "Manager", people=PEOPLE)[1:]} == {"e3"}
    assert len(bm.BM_MOVES(priced, None, "S1", None, PEOPLE)) == 1 + 2 * 3
    assert bm.BM_MOVES(priced, None, "M1", None, PEOPLE)[1:] == []  # nobody is there


def test_faults_of_the_people_are_named():
    assert '"Base pay"' in bm.BM_MOVES(LADDERS, people=without(PEOPLE, "Base pay"))
    assert "People row 3" in bm.BM_MOVES(LADDERS, people=with_cell(PEOPLE, 2, "Base pay", "much"))
