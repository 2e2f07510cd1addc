"""BM_ADJUSTED_GAP and BM_TRACK_GAP from the sheet: published regressions, and what a wrong argument is told."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bandmodel.excel as bm
from bandmodel.excel.adjusted import BM_ADJUSTED_GAP, BM_TRACK_GAP
from bandmodel.excel.cells import PREFIX
from core import published
from excel.sheets import LADDERS, RUNG_BY_RUNG, row_of, sheet, without

GAPS = ["Group", "Coefficient", "SE", "Gap", "Low", "High", "p", "n"]
TRACKS = [
    "From track", "To track", "Coefficient", "SE", "Gap", "Low 90", "High 90", "p equivalence", "p difference", "n from",
    "n to", "Verdict", "n needed per side", "Meaning",
]  # fmt: skip


def cells(frame):
    """A frame as a range of cells, headers first."""
    return [list(frame.columns), *frame.astype(object).to_numpy().tolist()]


@pytest.fixture(scope="module")
def wage1():
    """WAGE1 as a People table on a sheet."""
    frame = published.wage1().rename(columns={"wage": "Base pay"})
    return cells(frame.assign(Gender=np.where(frame["female"] == 1, "F", "M")).drop(columns="female"))


def below(spilled):
    """The labelled lines under a result: value and note by label, the first of each."""
    start = next(n for n, row in enumerate(spilled) if row[:3] == ["Label", "Value", "Note"])
    found: dict[str, tuple] = {}
    for label, value, note, *_ in spilled[start + 1 :]:
        found.setdefault(label, (value, note))
    return found


NAMES = ["educ", "exper", "expersq", "tenure", "tenursq"]


@pytest.mark.parametrize("controls", ["; ".join(NAMES), [NAMES], [*([name] for name in NAMES), [None]]])
def test_wooldridges_wage_equation_comes_out_in_the_sheet(wage1, controls):
    spilled = BM_ADJUSTED_GAP(wage1, "Gender", controls, None, "classic")
    assert spilled[0] == GAPS
    row = row_of(spilled[:2], "F")
    # Wooldridge, example 7.5, as R prints it: female −0.2965110 (0.0358055), 519 degrees of freedom, R² 0.4408
    assert (row["Coefficient"], row["SE"]) == pytest.approx((-0.2965110, 0.0358055), abs=5.6e-8)
    assert row["Gap"] == pytest.approx(np.exp(-0.2965110 - 0.0358055**2 / 2) - 1, abs=1e-7)
    assert row["n"] == 252
    lines = below(spilled)
    assert lines["Model"][0] == "ln(Base pay) ~ C(Gender) + educ + exper + expersq + tenure + tenursq"
    assert lines["Reference group"] == ("M", "n = 274")
    assert lines["Standard errors"][0] == "classic"
    assert lines["Degrees of freedom"][0] == 519
    assert lines["R2"][0] == pytest.approx(0.4408, abs=5e-5)
    assert lines["Rows used"][0] == 526
    assert spilled[2] == [""] * 8  # a blank row between the two tables
    assert {len(row) for row in spilled} == {8}


def test_the_default_errors_are_hc3_and_a_cluster_has_its_own(wage1):
    # pyfixest 0.60.0, vcov="HC3", ssc=ssc(k_adj=False), and vcov={"CRV1": "occupation"}; see tests/equity/test_adjusted.py
    frame = published.cps1985().rename(columns={"wage": "Base pay", "gender": "Gender"})
    people, controls = cells(frame), "education;experience;union;region"
    robust, clustered = (
        row_of(BM_ADJUSTED_GAP(people, "gender", controls, *how)[:2], "female")
        for how in ((), ("male", "Cluster", "occupation"))
    )
    assert robust["SE"] == pytest.approx(0.0395338590753148, rel=1e-9)
    assert (clustered["SE"], clustered["p"]) == pytest.approx((0.056824458347191, 0.00951772011666963), rel=1e-9)
    assert clustered["Coefficient"] == robust["Coefficient"] == pytest.approx(-0.231978411690689, rel=1e-9)


STAFF = sheet("""
    Base pay | Gender | Level | Team | Years | Status
      100000 | M      | A     | t1   | 3     |
      104000 | M      | A     | t2   | 4     | active
       90000 | F      | A     | t1   | 1     |
       99000 | F      | A     | t2   | 2     |
      121000 | M      | B     | t3   | 9     |
      118000 | F      | B     | t1   | 6     |
      127000 | M      | B     | t2   | 5     |
      117000 | D      | C     | t3   |       |
      118500 | D      | C     | t3   | 8     |
      500000 | F      | B     | t3   | 5     | leaver
""")


def test_what_the_rows_cannot_carry_is_blank_with_its_reason():
    spilled = BM_ADJUSTED_GAP(STAFF, "Gender", "Level")
    assert row_of(spilled[:3], "D") == dict(zip(GAPS, ["D", "", "", "", "", "", "", 2], strict=True))
    assert row_of(spilled[:3], "F")["n"] == 3
    lines = below(spilled)
    assert lines["No figures: D"] == ("", "C(Level) tells D from M: no one is left to compare at equal controls")
    assert lines["Left out: not active"] == (1, "")
    assert lines["Sign"][1] == "gap = group / M - 1; negative = the group is paid less; 95 % interval"
    assert "Internal" in lines
    assert below(BM_ADJUSTED_GAP(STAFF, "Gender", "Years"))["Left out: Years unknown"] == (1, "")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("Gender", "Grade"), 'People has no column "Grade"; columns: Level, Base pay, Status, Gender, Team, Years.'),
        (("Sex", "Level"), 'People has no column "Sex"; columns: Level, Base pay,'),
        (("Gender", "gender;Level"), "Gender is the group that is compared; it cannot be a control too. Leave it out"),
        (("Gender", "Base pay"), "Base pay is what is explained; it cannot be a control too."),
        (("Gender", None), "controls is blank; name a column of People, or several with semicolons between them."),
        (("Gender", "  "), "controls is blank"),
        ((None, "Level"), "group is blank; give its name."),
        (("Gender", "Level", "X"), 'No one is in reference group "X" of Gender; groups: D, F, M.'),
        (("Status", "Level"), "Column Status of People names one group or none (active); two are needed for a comparison."),
        (("Gender", "Level", None, "HC5"), 'Standard error "HC5" is unknown; use one of "HC3", "classic", "cluster"'),
        (("Gender", "Level", None, "cluster"), "Standard errors by cluster need a cluster; name its column."),
        (("Gender", "Level", None, "cluster", "Unit"), 'People has no column "Unit"; columns: Level, Base pay,'),
        (("Gender", "Level", None, None, "Team"), 'Cluster "Team" is given, but se is HC3; write cluster as se, or leave'),
        (("Gender", "Team;C(Years);Level"), "8 rows leave no degree of freedom for 8 coefficients; use fewer controls."),
    ],
)
def test_a_wrong_argument_of_the_adjusted_gap_is_told_what_to_do(arguments, text):
    said = BM_ADJUSTED_GAP(STAFF, *arguments)
    assert isinstance(said, str) and said.startswith(PREFIX + text)


def test_a_table_without_pay_is_told_so():
    assert 'Required column "Base pay" not found' in BM_ADJUSTED_GAP(without(STAFF, "Base pay"), "Gender", "Level")


# ---------------------------------------------------------------- tracks


def on_rungs(specialists, managers):
    """People of golden 17's first rung by their pay."""
    rows = [["Specialist", "S1", pay] for pay in specialists] + [["Manager", "M1", pay] for pay in managers]
    return [["Track", "Level", "Base pay"], *rows]


# ln pay is 11 ± 0.02 for specialists and 11.01 ± 0.02 for managers, twenty of each: b = −0.01, and every leverage 1 / 20
EVEN = on_rungs(*(np.exp(middle + 0.02 * np.tile([-1, 1], 10)).tolist() for middle in (11.0, 11.01)))


def test_parity_of_two_tracks_comes_out_as_by_hand():
    spilled = BM_TRACK_GAP(EVEN, LADDERS)
    assert spilled[0] == TRACKS
    row = row_of(spilled[:2], "Specialist", "Manager")
    # HC3: Σ (0.02 / (19 / 20))² / 20² of both sides = 2 · 20 · 0.000443213 / 400 = 4.43213e-5, SE 0.00665743, df 38
    assert (row["Coefficient"], row["SE"]) == pytest.approx((-0.01, 0.00665743), abs=5e-9)
    assert row["Gap"] == pytest.approx(np.expm1(-0.01 - 4.43213e-5 / 2), abs=1e-8)
    # t(38, 0.95) = 1.685954: −0.01 ∓ 0.0112241
    assert (row["Low 90"], row["High 90"]) == pytest.approx((np.expm1(-0.0212241), np.expm1(0.0012241)), abs=1e-7)
    # (−0.01 + 0.0512933) / 0.00665743 = 6.2026; 0.01 / 0.00665743 = 1.50208, two-sided at 38 degrees of freedom
    assert row["p equivalence"] == pytest.approx(1.5e-7, abs=5e-8) and row["p difference"] == pytest.approx(0.1413, abs=5e-5)
    assert (row["n from"], row["n to"], row["Verdict"], row["n needed per side"]) == (20, 20, "Equivalent", "")
    lines = below(spilled)
    assert lines["Bounds of parity"][0] == "−5.00 % and +5.26 %"
    assert lines["Rungs compared"] == (1, "Specialist / Manager: S1 / M1")
    assert "Levels not compared" not in lines  # each rung of golden 17 has its equal; three have no people
    assert {len(row) for row in spilled} == {14}


def test_a_narrower_tolerance_asks_for_more_people():
    row = row_of(BM_TRACK_GAP(EVEN, LADDERS, None, 0.01)[:2], "Specialist", "Manager")
    # bound ln(0.99) = −0.0100503: −0.01 lies at it. σ² = 40 · 0.0004 / 38; 2 σ² · (1.644854 + 1.281552)² / 0.0100503² = 71.4
    assert (row["Verdict"], row["n needed per side"]) == ("Inconclusive", 72)


def test_bands_may_be_a_handle_and_equivalence_a_table(priced):
    people = [["Track", "Level", "Base pay", "Location"], *([*row, "Bern"] for row in EVEN[1:])]
    assert row_of(BM_TRACK_GAP(people, priced)[:2], "Specialist", "Manager")["Verdict"] == "Equivalent"
    same = BM_TRACK_GAP(EVEN, without(LADDERS, "Grade"), None, None, RUNG_BY_RUNG)
    assert same[1] == BM_TRACK_GAP(EVEN, LADDERS)[1]


def test_people_who_do_not_count_and_controls_are_told():
    rows = [[*row, "x" if n % 4 < 2 else "y", ""] for n, row in enumerate(EVEN[1:])]
    people = [["Track", "Level", "Base pay", "Unit", "Status"], *rows, ["Manager", "M1", 1e9, "x", "leaver"]]
    lines = below(BM_TRACK_GAP(people, LADDERS, "Unit"))
    assert lines["Left out: not active"] == (1, "all pairs")
    assert lines["Model"][0] == "ln(Base pay) ~ C(Track) + C(Rung) + C(Unit)"


def test_three_against_three_cannot_be_tested():
    row = row_of(BM_TRACK_GAP(on_rungs([90e3, 91e3, 92e3], [100e3, 101e3, 103e3]), LADDERS)[:2], "Specialist", "Manager")
    assert row["Verdict"] == "Cannot be tested" and row["p difference"] == row["p equivalence"] == ""
    assert "no outcome could have p below 0.10" in row["Meaning"]  # 2 of the 20 ways


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((None, 0), "Tolerance 0 is not between 0 and 1; give a fraction such as 0.05."),
        ((None, 5), "Tolerance 5 is not between 0 and 1; give a fraction such as 0.05."),
        ((None, "wide"), 'tolerance "wide" is not a number; correct that cell.'),
        (("Unit",), 'People has no column "Unit"; columns: Track, Level, Base pay.'),
        (("Level",), "Level tells the tracks apart; it cannot be a control too. Leave it out of the controls."),
        (("C(track)",), "Track is what is compared; it cannot be a control too."),
    ],
)
def test_a_wrong_argument_of_the_track_gap_is_told_what_to_do(arguments, text):
    said = BM_TRACK_GAP(EVEN, LADDERS, *arguments)
    assert isinstance(said, str) and said.startswith(PREFIX + text)


def test_bands_that_nothing_compares_are_told_what_to_fill_in():
    said = BM_TRACK_GAP(EVEN, without(LADDERS, "Grade"))
    assert said.startswith(PREFIX + "Nothing says which levels are equivalent; fill in Grade on both tracks")


@pytest.mark.parametrize("function", ["BM_ADJUSTED_GAP", "BM_TRACK_GAP"])
def test_what_the_function_wizard_shows_fits_it(function):
    registered = bm.FUNCTIONS[function]
    for text in (registered.description, *(parameter.help for parameter in registered.parameters)):
        assert len(text) <= 255 and re.fullmatch(r"[ -~]+", text)
