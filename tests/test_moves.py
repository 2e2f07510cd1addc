"""The lattice of career moves on ladders drawn by hand, and what a move is worth. Contract §4, moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import moves, placement
from bandmodel.errors import InputError

# ends are 0.8 and 1.2 times the midpoint
LADDERS = """Track | Level | Min | Mid | Max
             Specialist | S1 |  80000 | 100000 | 120000
             Specialist | S2 |  96000 | 120000 | 144000
             Specialist | S3 | 120000 | 150000 | 180000
             Manager    | M1 |  88000 | 110000 | 132000
             Manager    | M2 | 104000 | 130000 | 156000
             Manager    | M3 | 128000 | 160000 | 192000"""
# S2 stands beside M1 and M2, M2 beside S2 and S3; S1 and M3 beside nothing
MANY_TO_MANY = """From track | From level | To track | To level | Weight
                  Specialist | S2 | Manager | M1 | 0.5
                  Specialist | S2 | Manager | M2 | 0.5
                  Specialist | S3 | Manager | M2 |"""


def graded(*grades: str) -> str:
    """The ladders with a grade for each level in turn."""
    head, *rows = LADDERS.splitlines()
    return "\n".join([head + " | Grade", *(f"{row} | {grade}" for row, grade in zip(rows, grades, strict=True))])


def lattice(structure, **only) -> list[str]:
    """The moves in words: "S1 up S2"."""
    level = structure.bands["Level"].tolist()
    found = moves.chosen(structure, **only) if only else moves.lattice(structure)
    return [f"{level[start]} {move} {level[goal]}" for start, move, goal in found]


def test_moves_follow_a_many_to_many_equivalence(structure_of):
    assert lattice(structure_of(LADDERS, MANY_TO_MANY)) == [
        "S1 up S2",  # no equivalent, and no grade tells what would come next
        "S2 up S3",
        "S2 across M1",
        "S2 across M2",
        "S2 diagonal M3",  # above the higher of the two
        "S3 across M2",  # top rung
        "S3 diagonal M3",
        "M1 up M2",
        "M1 across S2",
        "M1 diagonal S3",
        "M2 up M3",
        "M2 across S2",
        "M2 across S3",  # nothing stands above S3
    ]


def test_without_equivalence_and_grades_the_only_way_is_up(structure_of):
    assert lattice(structure_of(LADDERS)) == ["S1 up S2", "S2 up S3", "M1 up M2", "M2 up M3"]


def test_a_single_track_has_moves_up_and_no_others(structure_of):
    single = "\n".join(graded("1", "2", "3", "", "", "").splitlines()[:4])
    assert lattice(structure_of(single)) == ["S1 up S2", "S2 up S3"]


def test_a_level_by_itself_has_no_move(structure_of):
    structure = structure_of("Track | Level | Min | Mid | Max\nSpecialist | S1 | 8 | 10 | 12")
    assert moves.lattice(structure) == []
    assert moves.table(structure).columns.tolist() == list(moves.COLUMNS)
    assert moves.table(structure).empty


def test_equal_grades_are_across_and_a_level_between_them_goes_to_the_next_higher_grade(structure_of):
    # grades: S 1 2 3, M 2 4 5
    assert lattice(structure_of(graded("1", "2", "3", "2", "4", "5"))) == [
        "S1 up S2",
        "S1 diagonal M1",  # no equivalent of grade 1; the next higher grade there is 2, no further than the own next rung
        "S2 up S3",
        "S2 across M1",
        "S2 diagonal M2",
        "S3 diagonal M2",  # no equivalent of grade 3
        "M1 up M2",
        "M1 across S2",
        "M1 diagonal S3",
        "M2 up M3",  # no higher grade on the specialist track
    ]


def test_the_own_next_rung_comes_first_where_it_is_lower(structure_of):
    # grades: S 1 2 3, M 3 4 5: S1 has S2 before it; S2 (no equivalent either) may go to S3 or M1, both of grade 3
    found = lattice(structure_of(graded("1", "2", "3", "3", "4", "5")), track="Specialist")
    assert found == ["S1 up S2", "S2 up S3", "S2 diagonal M1", "S3 across M1", "S3 diagonal M2"]


def test_grades_are_numbers_where_one_is_higher_than_another(structure_of):
    # 9 < 10 < 11: as text 10 would come before 9
    assert "S1 diagonal M1" in lattice(structure_of(graded("9", "11", "12", "10", "11", "12")))
    assert "M1 diagonal S2" in lattice(structure_of(graded("9", "11", "12", "10", "11", "12")))


def test_moves_of_one_track(structure_of):
    structure = structure_of(LADDERS, MANY_TO_MANY)
    both = lattice(structure, track="Specialist") + lattice(structure, track="Manager")
    assert both == lattice(structure)
    assert all(move.startswith("S") for move in lattice(structure, track="Specialist"))


def test_moves_of_one_level_by_its_name_or_with_its_track(structure_of):
    structure = structure_of(LADDERS, MANY_TO_MANY)
    expected = ["M1 up M2", "M1 across S2", "M1 diagonal S3"]
    assert lattice(structure, level="M1") == expected
    assert lattice(structure, level="Manager/M1") == expected
    assert lattice(structure, track="Manager", level="M1") == expected
    assert lattice(structure, level="M3") == []


@pytest.mark.parametrize(
    ("only", "why"),
    [
        ({"track": "Project"}, 'Track "Project" is not known; tracks: Specialist, Manager'),
        ({"level": "S9"}, 'Level "S9" is not known; levels: S1, S2, S3, M1, M2, M3'),
        ({"track": "Specialist", "level": "M1"}, 'Level "M1" is not on track "Specialist"; its levels: S1, S2, S3'),
        ({"level": "Project/S1"}, 'Track "Project" is not known'),
    ],
)
def test_an_unknown_track_or_level_is_named_with_what_there_is(structure_of, only, why):
    with pytest.raises(InputError) as told:
        moves.chosen(structure_of(LADDERS), **only)
    assert why in str(told.value)


def test_a_level_on_two_tracks_needs_its_track(structure_of):
    structure = structure_of(LADDERS.replace("M1", "S1"))
    with pytest.raises(InputError, match="write Specialist/S1 or Manager/S1"):
        moves.chosen(structure, level="S1")
    assert lattice(structure, level="Manager/S1") == ["S1 up M2"]


def test_a_move_is_worth_the_change_of_midpoints_and_at_least_the_new_minimum(structure_of):
    table = moves.table(structure_of(LADDERS, MANY_TO_MANY), "Specialist", "S2")
    # from a midpoint of 120 000; minima 120 000, 88 000, 104 000, 128 000
    assert table["To level"].tolist() == ["S3", "M1", "M2", "M3"]
    assert table["Midpoint change"].tolist() == pytest.approx([0.25, 110 / 120 - 1, 130 / 120 - 1, 160 / 120 - 1])
    assert table["To min"].tolist() == [120_000, 88_000, 104_000, 128_000]


def test_a_level_without_a_band_has_moves_of_unknown_worth(model_of):
    levels = "Track | Level | Rank | Mid\nSpecialist | S1 | 1 | 100000\nSpecialist | S2 | 2 |\nSpecialist | S3 | 3 | 140000"
    table = moves.table(model_of(Levels=levels).structure)
    assert table["To level"].tolist() == ["S2", "S3"]
    assert table["Midpoint change"].isna().all()


# ---------------------------------------------------------------- with people


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["Employee", "Track", "Level", "Base pay"], index=range(2, 2 + len(rows)))
    return frame.astype({"Base pay": float}).assign(**columns)


def raises(structure, roster: pd.DataFrame, **only) -> pd.DataFrame:
    return moves.people_table(structure, placement.place(structure, roster), **only)


def test_each_persons_moves_with_the_raise_to_the_new_minimum(structure_of):
    roster = staff(
        ("E1", "Specialist", "S2", 100_000),
        ("E2", "Specialist", "S2", 130_000),
        ("E3", "Manager", "M3", 1),  # no move from there
        ("E4", "Specialist", "S9", 1),  # no band
        ("E5", "Specialist", "S1", 96_000),  # exactly the minimum of S2
        ("E6", "Specialist", "S1", 90_000),
        Status=["", "", "", "", "", "leave"],
        FTE=[0.5, 1, 1, 1, 1, 1],  # pay is full-time pay, and so is the raise
    )
    table = raises(structure_of(LADDERS, MANY_TO_MANY), roster)
    assert table.columns.tolist() == list(moves.PEOPLE)
    assert table[["Employee", "Move", "To level", "Pay", "To min", "Raise to min"]].to_numpy().tolist() == [
        ["E1", "up", "S3", 100_000, 120_000, 20_000],
        ["E1", "across", "M1", 100_000, 88_000, 0],
        ["E1", "across", "M2", 100_000, 104_000, 4_000],
        ["E1", "diagonal", "M3", 100_000, 128_000, 28_000],
        ["E2", "up", "S3", 130_000, 120_000, 0],
        ["E2", "across", "M1", 130_000, 88_000, 0],
        ["E2", "across", "M2", 130_000, 104_000, 0],
        ["E2", "diagonal", "M3", 130_000, 128_000, 0],
        ["E5", "up", "S2", 96_000, 96_000, 0],
    ]
    assert table["Raise"].tolist() == pytest.approx([0.2, 0, 0.04, 0.28, 0, 0, 0, 0, 0])
    assert set(table["From level"]) == {"S1", "S2"}


def test_people_of_one_level_only(structure_of):
    structure = structure_of(LADDERS, MANY_TO_MANY)
    roster = staff(("E1", "Manager", "M1", 100_000), ("E2", "Specialist", "S1", 90_000))
    assert raises(structure, roster, track="Specialist")["Employee"].tolist() == ["E2"]
    assert raises(structure, roster, level="M1")["Employee"].tolist() == ["E1"] * 3
    assert raises(structure, roster, level="M3").empty


def test_nobody_has_no_moves(structure_of):
    table = raises(structure_of(LADDERS, MANY_TO_MANY), staff(("E1", "Manager", "M1", 1))[:0])
    assert table.columns.tolist() == list(moves.PEOPLE)
    assert table.empty


def test_the_raise_leads_to_the_minimum_at_the_persons_place(model_of):
    structure = model_of(
        {"structure currency": "CHF"},
        Levels="""Track | Level | Rank | Min | Max
                  Specialist | S1 | 1 | 80000 | 120000
                  Specialist | S2 | 2 | 96000 | 144000""",
        Locations="Location | Geo factor | Currency\nBern | 1 | CHF\nLyon | 0.9 | EUR",
        FX="Currency | Rate\nEUR | 0.75",
    ).structure
    roster = staff(
        *((f"E{n}", "Specialist", "S1", 90_000) for n in range(4)),
        Location=["Bern", "Lyon", "Lyon", "Rom"],
        Currency=["", "", "CHF", ""],
    )
    # S2 in Bern from 96 000; in Lyon from 96 000 · 0.9 / 0.75 = 115 200 EUR; 90 000 CHF are 120 000 EUR
    table = raises(structure, roster)
    assert table["Pay"].tolist()[:3] == pytest.approx([90_000, 90_000, 120_000])
    assert table["To min"].tolist()[:3] == pytest.approx([96_000, 115_200, 115_200])
    assert table["Raise to min"].tolist()[:3] == pytest.approx([6_000, 25_200, 0])
    assert table["Raise"].tolist()[:3] == pytest.approx([6 / 90, 25.2 / 90, 0])
    # the place is not known, and so neither is the currency of the pay, nor what a move there takes
    assert table.loc[3, ["To min", "Raise to min", "Raise"]].isna().all()


# ---------------------------------------------------------------- properties

RUNGS = st.lists(st.integers(1, 6), min_size=1, max_size=5, unique=True).map(sorted)


@given(RUNGS, RUNGS)
@settings(deadline=None, max_examples=60)
def test_by_grade_the_lattice_equals_a_plain_search(structure_of, specialist, manager):
    tracks = {"Specialist": specialist, "Manager": manager}
    rows = [[track, f"{track[0]}{g}", 80.0, 100.0, 120.0, str(g)] for track, grades in tracks.items() for g in grades]
    structure = structure_of([["Track", "Level", "Min", "Mid", "Max", "Grade"], *rows])
    expected = set()
    for own, other in (("Specialist", "Manager"), ("Manager", "Specialist")):
        for grade in tracks[own]:
            here = f"{own[0]}{grade}"
            mine, theirs = ([g for g in tracks[t] if g > grade] for t in (own, other))
            if mine:
                expected.add(f"{here} up {own[0]}{mine[0]}")
            if grade in tracks[other]:
                expected.add(f"{here} across {other[0]}{grade}")
            # the rung above an equivalent is the next higher grade; without one, only if the own next is not nearer
            if theirs and (grade in tracks[other] or not mine or theirs[0] <= mine[0]):
                expected.add(f"{here} diagonal {other[0]}{theirs[0]}")
    found = lattice(structure)
    assert set(found) == expected
    assert len(found) == len(expected)


@given(st.sampled_from([0.5, 4.0]), st.lists(st.integers(60_000, 200_000), min_size=1, max_size=6))
@settings(deadline=None, max_examples=30)
def test_amounts_grow_with_the_scale_of_pay_and_ratios_stay(structure_of, scale, pays):
    def at(factor: float):
        head, *rows = ([cell.strip() for cell in line.split("|")] for line in LADDERS.splitlines())
        structure = structure_of(
            [head, *([*row[:2], *(float(cell) * factor for cell in row[2:])] for row in rows)], MANY_TO_MANY
        )
        roster = staff(*((f"E{n}", "Specialist", "S2", pay * factor) for n, pay in enumerate(pays)))
        return moves.table(structure), raises(structure, roster)

    (table, people), (larger, larger_people) = at(1), at(scale)  # powers of two: exact in floats
    for one, other, amounts in (
        (table, larger, ["From mid", "To mid", "To min"]),
        (people, larger_people, ["Pay", "To min", "Raise to min"]),
    ):
        assert np.array_equal(one[amounts].to_numpy() * scale, other[amounts].to_numpy())
        pd.testing.assert_frame_equal(one.drop(columns=amounts), other.drop(columns=amounts))


@given(st.permutations(range(6)))
@settings(deadline=None, max_examples=30)
def test_the_order_of_the_people_moves_the_rows_and_changes_no_figure(structure_of, order):
    structure = structure_of(LADDERS, MANY_TO_MANY)
    roster = staff(*((f"E{n}", "Specialist", f"S{n % 3 + 1}", 80_000 + 9_000 * n) for n in range(6)))
    one, other = raises(structure, roster), raises(structure, roster.iloc[list(order)])
    by_name = [table.sort_values(["Employee"], kind="stable").reset_index(drop=True) for table in (one, other)]
    pd.testing.assert_frame_equal(*by_name)
    assert list(dict.fromkeys(other["Employee"])) == [f"E{n}" for n in order]


def test_the_names_of_the_tracks_do_not_matter_where_an_equivalence_is_given(structure_of):
    names = {"Specialist": "Alpha", "Manager": "Beta", "S1": "x", "S2": "y", "S3": "z"}
    other_ladders, other_equal = LADDERS, MANY_TO_MANY
    for old, new in names.items():
        other_ladders, other_equal = other_ladders.replace(old, new), other_equal.replace(old, new)
    one, other = moves.lattice(structure_of(LADDERS, MANY_TO_MANY)), moves.lattice(structure_of(other_ladders, other_equal))
    assert one == other
