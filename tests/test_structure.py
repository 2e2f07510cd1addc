"""Structures of finished bands: who is compared, who pulls, what is published. Golden ids: tests/golden/golden.csv."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bandmodel import findings, structure
from bandmodel.errors import InputError

GOLDEN_17 = """Track | Level | Grade | Min | Mid | Max | Bonus target
               Specialist | S1 | 1 | 80000 | 100000 | 120000 | 0.1
               Specialist | S2 | 2 | 94400 | 118000 | 141600 | 0.1
               Specialist | S3 | 3 | 111200 | 139000 | 166800 | 0.1
               Specialist | S4 | 4 | 128000 | 160000 | 192000 | 0.1
               Manager | M1 | 1 | 81600 | 102000 | 122400 | 0.2
               Manager | M2 | 2 | 100000 | 125000 | 150000 | 0.2
               Manager | M3 | 3 | 120000 | 150000 | 180000 | 0.2
               Manager | M4 | 4 | 152000 | 190000 | 228000 | 0.2"""
PAIR = """Track | Level | Grade | Min | Mid | Max
          Specialist | S1 | 7 | 80001 | 100001 | 120001
          Manager | M1 | 7 | 97 | 121 | 145"""
SAME_NAME = """Track | Level | Min | Mid | Max
               Specialist | L1 | 80 | 100 | 120
               Manager | L1 | 80 | 100 | 120
               Manager | M2 | 90 | 110 | 130"""
EQUAL = "From track | From level | To track | To level | Note\nSpecialist | S1 | Manager | M1 |"


@pytest.mark.parametrize(
    ("basis", "gaps"),
    [
        ("base", [-0.0196, -0.0560, -0.0733, -0.1579]),  # golden 17
        ("cash", [-0.1013, -0.1347, -0.1506, -0.2281]),  # golden 18: bonus targets 0.10 and 0.20
    ],
)
def test_equal_grades_are_compared(structure_of, basis, gaps):
    pairs = structure_of(GOLDEN_17).pairs(basis)
    assert pairs["From level"].tolist() == ["S1", "S2", "S3", "S4"]
    assert pairs["To level"].tolist() == ["M1", "M2", "M3", "M4"]
    assert_allclose(pairs["Gap"], gaps, atol=5e-5)


def test_the_tolerance_is_the_policys_unless_one_is_given(structure_of):
    below = ["Within tolerance", "Specialist below", "Specialist below", "Specialist below"]
    assert structure_of(GOLDEN_17).pairs()["Verdict"].tolist() == below  # 5 %
    assert structure_of(GOLDEN_17, parity_tolerance=0.06).pairs()["Verdict"].tolist() == [below[0], below[0], *below[2:]]
    assert structure_of(GOLDEN_17).pairs(tolerance=0.2)["Verdict"].tolist() == [below[0]] * 4


def test_an_equivalence_table_stands_over_the_grades(structure_of):
    built = structure_of(GOLDEN_17, EQUAL.replace("S1", "S4"))
    assert built.pairs()[["From level", "To level"]].to_numpy().tolist() == [["S4", "M1"]]
    other = built.with_equivalence(
        built.pairs()[["From track", "From level", "To track", "To level"]].assign(**{"To level": "M2"})
    )
    assert other.pairs()["To level"].tolist() == ["M2"]
    assert built.pairs()["To level"].tolist() == ["M1"]  # the first structure stays as it was


@pytest.mark.parametrize("bands", [PAIR.replace("| 7 |", "| |"), PAIR.replace("Manager", "Leaders")])
def test_with_nothing_to_compare_by_the_remedy_is_named(structure_of, bands):
    with pytest.raises(InputError, match=r"fill in Grade on both tracks \(one of them of kind manager\).*Equivalence"):
        structure_of(bands).compared()


@pytest.mark.parametrize(
    ("track", "kind"),
    [
        ("Manager", "manager"),
        (" MANAGERS ", "manager"),
        ("specialist", "specialist"),
        ("Projects", "project"),
        ("Contributor", "contributor"),
        ("Project manager", ""),  # contract §10: no substring match
        ("Managerss", ""),
        ("", ""),
    ],
)
def test_a_kind_is_told_by_the_name_alone_or_not_at_all(track, kind):
    assert structure.kind_named(track) == kind


def test_a_kind_that_is_given_stands_over_the_name(structure_of):
    built = structure_of(
        "Track | Level | Min | Mid | Max | Kind\nManager | P1 | 1 | 2 | 3 | project\nManagers | M1 | 1 | 2 | 3 |"
    )
    assert built.bands["Kind"].tolist() == ["project", "manager"]


# ---- levels by name


def test_a_level_is_found_by_track_and_name(structure_of):
    built = structure_of(GOLDEN_17)
    assert built.row_of("Manager", "M1") == 4
    with pytest.raises(InputError, match='Level "M1" is not on track "Specialist"; its levels: S1, S2, S3, S4'):
        built.row_of("Specialist", "M1")
    with pytest.raises(InputError, match='Track "manager" is not known; tracks: Specialist, Manager'):
        built.row_of("manager", "M1")


def test_a_level_is_found_by_its_name_alone_if_no_other_track_has_it(structure_of):
    built = structure_of(SAME_NAME)
    assert built.row_of_name("M2") == 2
    assert built.row_of_name("Manager/L1") == built.row_of_name(" Manager / L1 ") == 1
    with pytest.raises(InputError, match='Level "L1" is on several tracks; write Specialist/L1 or Manager/L1'):
        built.row_of_name("L1")
    with pytest.raises(InputError, match='Level "M9" is not known; levels: L1, L1, M2'):
        built.row_of_name("M9")


# ---- what pulls, what is published


def test_comparisons_with_a_note_or_a_given_range_do_not_pull(model_of):
    levels = """Track | Level | Rank | Min | Mid | Max
                Specialist | S1 | 1 | | 100000 |
                Specialist | S2 | 2 | | 120000 |
                Specialist | S3 | 3 | | 140000 |
                Manager | M1 | 1 | | 110000 |
                Manager | M2 | 2 | 100000 | | 160000
                Manager | M3 | 3 | | 160000 |"""
    equal = """From track | From level | To track | To level | Note
               Specialist | S1 | Manager | M1 |
               Specialist | S2 | Manager | M2 |
               Specialist | S3 | Manager | M3 | scarce skill"""
    built = model_of(Levels=levels, Equivalence=equal).structure
    assert built.pulling().tolist() == [True, False, False]
    # the common value of S1 and M1 is √(100 · 110): each moves by half the log gap, the others stay
    assert_allclose(built.moves(), [np.log(1.1) / 2, 0, 0, -np.log(1.1) / 2, 0, 0], atol=1e-12)


@pytest.mark.parametrize(("anchor", "moves"), [("common", [0.5, -0.5]), ("manager", [1, 0]), ("higher", [1, 0])])
def test_the_anchor_says_who_moves(structure_of, anchor, moves):
    bands = PAIR.replace("97 | 121 | 145", "97000 | 121000 | 145000").replace("80001 | 100001 | 120001", "8e4 | 1e5 | 12e4")
    built = structure_of(bands, parity_anchor=anchor)
    assert_allclose(built.moves(), np.multiply(moves, np.log(1.21)), atol=1e-12)


def test_finished_bands_that_do_not_move_are_not_rounded(structure_of):
    built = structure_of(PAIR, rounding=100)
    low, mid, high = built.publish(np.array([0.0, np.log(1000)]))
    assert (low[0], mid[0], high[0]) == (80_001, 100_001, 120_001)
    assert (low[1], mid[1], high[1]) == (97_000, 121_000, 145_000)
    # 100 001 · 1.01 keeps its own proportions, 80 001 / 100 001 and 120 001 / 100 001; then rounded outward
    low, mid, high = built.publish(np.array([np.log(1.01), 0.0]))
    assert (low[0], mid[0], high[0]) == (80_800, 101_050, 121_300)  # 80 801.01 down, 121 201.01 up


def test_changes_are_published_row_by_row(structure_of):
    built = structure_of(PAIR, rounding=100)
    _, mid, _ = built.publish(np.array([[0.0, 0.0], [np.log(1.01), 0.0]]))
    assert mid.tolist() == [[100_001, 121], [101_050, 121]]


def test_bands_are_sorted_by_rank_and_keep_the_rows_of_their_table(structure_of):
    table = """Track | Level | Rank | Min | Mid | Max
               Specialist | S2 | 2 | 94 | 100 | 130
               Specialist | S1 | 1 | 80 | 110 | 120"""
    built = structure_of(table)
    assert built.bands["Level"].tolist() == ["S1", "S2"]
    assert built.rows.tolist() == [3, 2]  # S1 stands in row 3 of the table
    inverted = [f.row for f in findings.of_structure(built) if f.code == "midpoint-inverted"]
    assert inverted == [2]  # S2, the higher rung, has the lower midpoint


def test_without_ranks_the_rows_of_the_table_are_the_order(structure_of):
    built = structure_of(SAME_NAME)
    assert built.rows.tolist() == [2, 3, 4]
    assert built.bands["Rank"].tolist() == [1, 1, 2]


def test_bands_upside_down_are_refused_with_all_of_their_rows(structure_of):
    bands = f"{SAME_NAME}\nManager | M3 | 130 | 110 | 90\nManager | M4 | 99 | 100 | 98"
    with pytest.raises(InputError) as caught:
        structure_of(bands)
    assert [(f.code, f.table, f.row, f.column, f.value) for f in caught.value.findings] == [
        ("range-swapped", "Bands", 5, "Min", "130"), ("range-swapped", "Bands", 6, "Min", "99"),
    ]  # fmt: skip


@pytest.mark.parametrize("tolerance", [0, 1, -0.05, 5])
def test_a_tolerance_that_is_no_fraction_is_refused(structure_of, tolerance):
    with pytest.raises(InputError, match=f"Tolerance {tolerance:g} is not between 0 and 1"):
        structure_of(GOLDEN_17).pairs(tolerance=tolerance)


# ---- localities


def test_a_locality_says_what_its_pay_is_worth():
    places = structure.Localities(
        "CHF", {"EUR": 0.95}, {"Bern": 1.1, "Lyon": 0.8, "Rom": 0.7}, {"Lyon": "EUR", "Rom": "USD"}
    )
    assert [places.rate(name) for name in ("", "CHF", "EUR")] == [1, 1, 0.95]
    assert np.isnan(places.rate("USD"))
    assert places.pay_factor("") == 1
    assert places.pay_factor("Bern") == 1.1
    assert places.pay_factor("Lyon") == pytest.approx(0.8 / 0.95)  # in euros
    assert np.isnan(places.pay_factor("Rom"))
    assert np.isnan(places.pay_factor("Paris"))


def test_an_unknown_factor_leaves_bands_unknown(structure_of):
    built = structure_of(GOLDEN_17)
    assert built.scaled(np.nan)[["Min", "Mid", "Max"]].isna().all(axis=None)
    assert built.scaled(1) is built.bands
    # 80 400 … 120 600 stay on the hundred
    assert built.scaled(1.005).loc[0, ["Min", "Mid", "Max"]].tolist() == [80_400, 100_500, 120_600]
