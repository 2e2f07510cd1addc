"""BM_CHANGE: last year's against this year's bands. All figures by hand."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import PRICED, column, row_of, sheet, with_cell, without

OLD = sheet("""
    Track      | Level | Min   | Mid    | Max
    Specialist | S1    | 40000 | 50000  | 60000
    Specialist | S2    | 48000 | 60000  | 72000
    Manager    | M1    | 60000 | 75000  | 90000
""")
NEW = sheet("""
    Track      | Level | Min   | Mid    | Max
    Specialist | S1    | 44000 | 55000  | 66000
    Specialist | S2    | 48000 | 60000  | 72000
    Specialist | S3    | 60000 | 75000  | 90000
""")
PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | FTE | Status
    e1       | Specialist | S1    | 42000    | 0.5 | active
    e2       | Specialist | S1    | 61000    |     |
    e3       | Specialist | S1    | 50000    |     |
    e4       | Specialist | S1    | 39000    |     |
    e5       | Specialist | S1    | 43000    |     | leaver
    e6       | Manager    | M1    | 70000    |     |
    e7       | Specialist | S3    | 95000    | 1   |
""")

HEADERS = [
    "Track", "Level", "Change", "Min old", "Min new", "Min change", "Mid old", "Mid new", "Mid change", "Max old", "Max new",
    "Max change",
]  # fmt: skip


def test_each_level_is_kept_new_or_removed():
    assert bm.BM_CHANGE(OLD, NEW)[0] == HEADERS
    assert [row[:3] for row in bm.BM_CHANGE(OLD, NEW)[1:]] == [
        ["Specialist", "S1", "kept"],
        ["Specialist", "S2", "kept"],
        ["Specialist", "S3", "new"],
        ["Manager", "M1", "removed"],
    ]


def test_changes_are_fractions_of_the_old_band_and_blank_without_one():
    changed = bm.BM_CHANGE(OLD, NEW)
    # 44 / 40, 55 / 50, 66 / 60 − 1 = 10 % each; S2 stays; S3 has no old band, M1 no new one
    for end in ("Min", "Mid", "Max"):
        assert column(changed, f"{end} change") == [pytest.approx(0.1), 0, "", ""]
    assert row_of(changed, "Specialist", "S3")["Mid old"] == ""
    assert row_of(changed, "Manager", "M1")["Mid new"] == ""
    assert row_of(changed, "Manager", "M1")["Mid old"] == 75000


def test_without_people_there_is_one_table_only():
    assert len(bm.BM_CHANGE(OLD, NEW)) == 5
    assert bm.BM_CHANGE(OLD, NEW, None) == bm.BM_CHANGE(OLD, NEW, "") == bm.BM_CHANGE(OLD, NEW)


def test_with_people_those_whose_status_changes_stand_below():
    changed = bm.BM_CHANGE(OLD, NEW, PEOPLE)
    assert changed[5] == [""] * 12  # a blank row between, and all rows of one width
    assert {len(row) for row in changed} == {12}
    people = [row[:8] for row in changed[6:]]
    assert people == [
        ["Employee", "Track", "Level", "Base pay", "Status old", "Status new", "Cost to min old", "Cost to min new"],
        ["e1", "Specialist", "S1", 42000, "in band", "below", 0, 1000],  # (44 000 − 42 000) · 0.5
        ["e2", "Specialist", "S1", 61000, "above", "in band", 0, 0],
        ["e6", "Manager", "M1", 70000, "in band", "no band", 0, ""],
        ["e7", "Specialist", "S3", 95000, "no band", "above", "", 0],
    ]  # e3 stays in band, e4 stays below, e5 has left


def test_people_need_track_level_and_pay_only():
    bare = without(PEOPLE, "Employee", "FTE", "Status")[:2]
    changed = bm.BM_CHANGE(OLD, NEW, bare)
    # without a name the row number stands in; full time: 44 000 − 42 000
    assert changed[-1][:8] == ["2", "Specialist", "S1", 42000, "in band", "below", 0, 2000]
    assert '"Base pay"' in bm.BM_CHANGE(OLD, NEW, without(PEOPLE, "Base pay"))


def test_two_models_are_compared_by_their_handles(priced):
    # S1 at 5 % more: 56 017.5; / 1.25 = 44 814 → 44 800; · 1.5 = 67 221 → 67 300; mid 56 050
    market = with_cell(with_cell(PRICED["market"], 1, "P50", 52000 * 1.05), 2, "P50", 53000 * 1.05)
    this_year = bm.BM_MODEL(**{**PRICED, "market": market})
    s1 = row_of(bm.BM_CHANGE(priced, this_year), "Specialist", "S1")
    assert [s1[f"{end} new"] for end in ("Min", "Mid", "Max")] == [44800, 56050, 67300]
    assert s1["Mid change"] == pytest.approx(56050 / 53350 - 1)
    assert row_of(bm.BM_CHANGE(priced, this_year), "Specialist", "S2")["Mid change"] == 0


def test_a_person_is_measured_against_the_local_bands_of_both_years(priced):
    # Berlin: S1 40 400 … 60 700 EUR; a year later at 0.8 · 53 350 / 0.95 = 44 926.32: 35 941.05 → 35 900,
    # 53 911.58 → 54 000 EUR; 55 000 EUR was in the band and is above it now, 41 000 is in both
    places = with_cell(PRICED["locations"], 3, "Geo factor", 0.8)
    later = bm.BM_MODEL(**{**PRICED, "locations": places})
    people = sheet("""
        Employee | Track      | Level | Location | Base pay
        e1       | Specialist | S1    | Berlin   | 55000
        e2       | Specialist | S1    | Berlin   | 41000
        e3       | Specialist | S1    | Bern     | 41000
    """)
    rows = bm.BM_CHANGE(priced, later, people)[7:]
    assert [row[:8] for row in rows] == [["e1", "Specialist", "S1", 55000, "in band", "above", 0, 0]]


def test_a_table_of_last_year_is_compared_with_this_years_model(priced):
    changed = bm.BM_CHANGE(OLD, priced)
    assert row_of(changed, "Specialist", "S1")["Mid change"] == pytest.approx(53350 / 50000 - 1)
    assert column(changed, "Change") == ["kept", "kept", "kept", "new"]


def test_faults_of_either_table_are_named():
    assert "Bands row 3" in bm.BM_CHANGE(with_cell(OLD, 2, "Mid", "sixty"), NEW)
    assert "Bands row 4" in bm.BM_CHANGE(OLD, with_cell(NEW, 3, "Max", "ninety"))
