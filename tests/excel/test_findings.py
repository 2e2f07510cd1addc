"""BM_FINDINGS: the list an analyst works through. Each fault is put in on purpose; row 1 is the row of the headers."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, column, sheet, with_cell, without

HEADERS = ["Severity", "Table", "Row", "Column", "Finding", "Remedy"]  # contract §2

PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | Status
    e1       | Specialist | S1    | 100000   |
    e2       | Specialist | S2    | 118000   | leaver
    e3       | Manager    | M3    | 150000   | leave
""")


def found(spilled: list[list], words: str) -> dict:
    """The one finding whose text holds these words."""
    (row,) = (row for row in spilled[1:] if words in row[4])
    return dict(zip(spilled[0], row, strict=True))


def test_the_list_has_the_columns_of_the_contract():
    assert bm.BM_FINDINGS(LADDERS)[0] == HEADERS


def test_sound_bands_have_no_finding():
    # two equal ladders, 10 % from rung to rung, spread 50 %
    sound = sheet("""
        Track      | Level | Grade | Min | Mid   | Max
        Specialist | S1    | 1     | 800 | 1000  | 1200
        Specialist | S2    | 2     | 880 | 1100  | 1320
        Manager    | M1    | 1     | 800 | 1000  | 1200
        Manager    | M2    | 2     | 880 | 1100  | 1320
    """)
    assert bm.BM_FINDINGS(sound) == [HEADERS]


def test_every_finding_names_severity_table_and_remedy(priced):
    for severity, table, _, _, finding, remedy in bm.BM_FINDINGS(priced)[1:]:
        assert severity in ("error", "warning", "note")
        assert table
        assert finding
        assert remedy


def test_errors_come_first_and_notes_last():
    handle = bm.BM_MODEL(**{**PRICED, "levels": with_cell(PRICED["levels"], 1, "Spread", "wide")})
    order = [["error", "warning", "note"].index(severity) for severity in column(bm.BM_FINDINGS(handle), "Severity")]
    assert order == sorted(order)
    assert {0, 1, 2} == set(order)


@pytest.mark.parametrize(
    ("row", "header", "cell", "words", "place"),
    [  # one fault in the PRICED tables and where it must be found
        (1, "Spread", "wide", '"wide" is not a number', ("error", "Levels", 2, "Spread")),
        (1, "Target percentile", 95.0, "at most 90", ("error", "Levels", 2, "Target percentile")),
        (1, "Min", 40000.0, "Min is given without Max", ("error", "Levels", 2, "Max")),
        (4, "Min", 97000.0, "Min 97,000 is above Max 96,000", ("error", "Levels", 5, "Min")),
        (4, "Mid", 90000.0, "12.50 %", ("warning", "Levels", 5, "Mid")),  # 90 000 / 80 000 − 1
        (2, "Rank", 1.0, "rank 1 is taken", ("warning", "Levels", 3, "Rank")),
        (1, "Spread", 0.1, "narrow", ("warning", "Levels", 2, "Spread")),
        (1, "Spread", 1.5, "wide", ("warning", "Levels", 2, "Spread")),
        (1, "Grade", -2146826246, "#N/A", ("error", "Levels", 2, "Grade")),
    ],
)
def test_a_fault_of_a_level_is_found_in_its_place(row, header, cell, words, place):
    handle = bm.BM_MODEL(**{**PRICED, "levels": with_cell(PRICED["levels"], row, header, cell)})
    finding = found(bm.BM_FINDINGS(handle), words)
    assert tuple(finding[name] for name in ("Severity", "Table", "Row", "Column")) == place


@pytest.mark.parametrize(
    ("row", "header", "cell", "words", "place"),
    [
        (1, "Level", "S9", "level is not on the Levels table", ("error", "Market", 2, "Level")),
        (1, "Location", "Basel", "location has no geo factor", ("error", "Market", 2, "Location")),
        (1, "Currency", "USD", "currency has no rate", ("error", "Market", 2, "Currency")),
        (1, "Effective date", "2025-03-01", "dated after the structure date", ("warning", "Market", 2, "Effective date")),
        (4, "P75", None, "62.5 is outside the percentiles", ("error", "Market", 5, "P50")),
        (1, "Weight", -1.0, "at least 0", ("error", "Market", 2, "Weight")),
    ],
)
def test_a_fault_of_a_survey_row_is_found_in_its_place(row, header, cell, words, place):
    handle = bm.BM_MODEL(**{**PRICED, "market": with_cell(PRICED["market"], row, header, cell)})
    finding = found(bm.BM_FINDINGS(handle), words)
    assert tuple(finding[name] for name in ("Severity", "Table", "Row", "Column")) == place


def test_a_misspelt_setting_is_found_and_the_right_one_suggested():
    handle = bm.BM_MODEL(**{**PRICED, "policy": [*PRICED["policy"], ["Roundin", 10.0], ["Spread basis", "max"]]})
    findings = bm.BM_FINDINGS(handle)
    misspelt, unfit = found(findings, '"Roundin" is not known'), found(findings, '"max"')
    assert (misspelt["Table"], misspelt["Row"]) == ("Policy", 4)
    assert '"rounding"' in misspelt["Remedy"]
    assert "min / mid" in unfit["Remedy"]


def test_an_unknown_column_is_a_note_and_a_missing_table_is_none():
    levels = [[*row, "blue"] for row in PRICED["levels"]]
    levels[0][-1] = "Colour"
    assert found(bm.BM_FINDINGS(bm.BM_MODEL(levels)), '"Colour"')["Severity"] == "note"
    assert not any('"Colour"' in row[4] for row in bm.BM_FINDINGS(bm.BM_MODEL(PRICED["levels"])))


@pytest.mark.parametrize(
    ("row", "changes", "words", "place"),
    [  # S1 80 … 120, S2 94.4 … 141.6 thousand
        (2, {"Mid": 100000.0}, "equals that of the lower rung S1", ("warning", 3, "Mid")),
        (2, {"Mid": 99000.0}, "is below that of the lower rung S1", ("warning", 3, "Mid")),
        (2, {"Mid": 102000.0}, "progression 2.00 % from S1 is small", ("warning", 3, "Mid")),
        (2, {"Mid": 131000.0}, "progression 31.00 % from S1 is large", ("warning", 3, "Mid")),
        (2, {"Min": 120001.0}, "above the Max 120,000 of S1", ("warning", 3, "Min")),
        (2, {"Min": 120000.0}, "begins where that of S1 ends", ("note", 3, "Min")),
        (1, {"Min": 100000.0, "Max": 100000.0}, "Min equals Max", ("warning", 2, "Max")),
    ],
)
def test_a_fault_of_finished_bands_is_found_in_its_place(row, changes, words, place):
    bands = LADDERS
    for header, cell in changes.items():
        bands = with_cell(bands, row, header, cell)
    finding = found(bm.BM_FINDINGS(bands), words)
    assert tuple(finding[name] for name in ("Severity", "Row", "Column")) == place


def test_tracks_that_end_apart_or_grow_apart_are_found():
    findings = bm.BM_FINDINGS(LADDERS)
    # golden 17: ceiling gap −0.1579, slopes 0.1696 against 0.2304; limits 10 % and 3 points
    assert "−15.79 %" in found(findings, "ends below Manager")["Finding"]
    slope = found(findings, "per equivalent rung")["Finding"]
    assert "16.96 %" in slope
    assert "23.04 %" in slope


def test_equivalents_whose_bands_overlap_little_are_found():
    # S4 128 … 192, M4 152 … 228 thousand: 40 / 76 = 52.63 %, below the floor of 70 %
    assert found(bm.BM_FINDINGS(LADDERS), "52.63 %")["Row"] == 5


def test_a_track_whose_kind_cannot_be_told_is_found():
    renamed = [[cell if cell != "Specialist" else "Experts" for cell in row] for row in LADDERS]
    findings = bm.BM_FINDINGS(renamed)
    assert found(findings, "kind of the track")["Severity"] == "warning"
    assert "Experts" in found(findings, "kind of the track")["Finding"]


def test_grades_that_look_alike_and_are_not_are_found():
    odd = with_cell(LADDERS, 1, "Grade", "010")
    assert found(bm.BM_FINDINGS(odd), 'grade "')["Column"] == "Grade"


def test_people_without_a_band_are_found_and_the_inactive_are_counted(priced):
    for bands in (LADDERS, priced):
        findings = bm.BM_FINDINGS(bands, with_cell(PEOPLE, 1, "Level", "S7"))
        lost = found(findings, "e1: ")
        assert (lost["Severity"], lost["Table"], lost["Row"], lost["Column"]) == ("error", "People", 2, "Level")
        assert '"S7"' in lost["Finding"]
        assert found(findings, "2 of 3 rows")["Severity"] == "note"


def test_a_faulty_people_table_is_itself_a_finding():
    findings = bm.BM_FINDINGS(LADDERS, with_cell(PEOPLE, 2, "Base pay", "much"))
    assert found(findings, '"much"')["Row"] == 3
    missing = found(bm.BM_FINDINGS(LADDERS, without(PEOPLE, "Level")), '"Level"')
    assert (missing["Severity"], missing["Table"]) == ("error", "People")


def test_people_are_checked_by_track_and_level_alone():
    assert bm.BM_FINDINGS(LADDERS, without(PEOPLE[:2], "Employee", "Base pay", "Status")) == bm.BM_FINDINGS(LADDERS)


def test_a_people_argument_that_is_no_table_is_named():
    assert bm.BM_FINDINGS(LADDERS, "staff") == '#BM! people "staff" is not a table; select the table with its headers.'
