"""Last year's bands against this year's. Changes by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from bandmodel import changes

OLD = """Track | Level | Min | Mid | Max
         Specialist | S1 | 80000 | 100000 | 120000
         Specialist | S2 | 96000 | 120000 | 144000
         Manager | M1 | 88000 | 110000 | 132000"""
NEW = """Track | Level | Min | Mid | Max
         Specialist | S1 | 82000 | 103000 | 124000
         Specialist | S3 | 112000 | 140000 | 168000
         Manager | M1 | 88000 | 110000 | 132000"""


@pytest.fixture
def old_and_new(structure_of):
    return structure_of(OLD), structure_of(NEW)


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["Employee", "Track", "Level", "Base pay"], index=range(2, 2 + len(rows)))
    return frame.assign(**columns)


def test_each_level_is_kept_new_or_removed(old_and_new):
    table = changes.levels(*old_and_new)
    told = table[["Track", "Level", "Change"]].to_numpy().tolist()
    assert told == [
        ["Specialist", "S1", "kept"],
        ["Specialist", "S3", "new"],
        ["Manager", "M1", "kept"],
        ["Specialist", "S2", "removed"],  # after this year's levels
    ]


def test_changes_are_fractions_of_the_old_band(old_and_new):
    table = changes.levels(*old_and_new).set_index("Level")
    # 82/80, 103/100, 124/120
    assert_allclose(table.loc["S1", ["Min change", "Mid change", "Max change"]].astype(float), [0.025, 0.03, 1 / 30])
    assert table.loc["M1", ["Min change", "Mid change", "Max change"]].tolist() == [0, 0, 0]
    assert table.loc["S1", ["Mid old", "Mid new"]].tolist() == [100_000, 103_000]


def test_a_level_on_one_side_only_has_no_change(old_and_new):
    table = changes.levels(*old_and_new).set_index("Level")
    assert table.loc["S3", ["Min new", "Mid new", "Max new"]].tolist() == [112_000, 140_000, 168_000]
    assert table.loc["S3", ["Min old", "Mid old", "Max old", "Mid change"]].isna().all()
    assert table.loc["S2", ["Min new", "Mid new", "Max new", "Mid change"]].isna().all()


def test_a_level_of_the_same_name_on_another_track_is_another_level(structure_of):
    one = structure_of("Track | Level | Min | Mid | Max\nSpecialist | L1 | 8 | 10 | 12")
    other = structure_of("Track | Level | Min | Mid | Max\nManager | L1 | 8 | 10 | 12")
    assert changes.levels(one, other)["Change"].tolist() == ["new", "removed"]


def test_people_are_listed_whose_status_changes(old_and_new):
    people = staff(
        ("E1", "Specialist", "S1", 81_000),  # in band at 80 000, below at 82 000
        ("E2", "Specialist", "S1", 123_000),  # above at 120 000, in band at 124 000
        ("E3", "Specialist", "S1", 100_000),  # in band both times
        ("E4", "Specialist", "S2", 100_000),  # the level is gone
        ("E5", "Specialist", "S1", 79_000),  # below both times
        FTE=[0.5, 1, 1, 1, 1],
    )
    table = changes.people(*old_and_new, people)
    assert table.columns.tolist() == list(changes.PEOPLE_COLUMNS)
    assert table["Employee"].tolist() == ["E1", "E2", "E4"]
    assert table["Status old"].tolist() == ["in band", "above", "in band"]
    assert table["Status new"].tolist() == ["below", "in band", "no band"]
    assert table["Cost to min old"].tolist() == [0, 0, 0]
    # 1 000 · 0.5; 0; unknown where there is no band
    assert table["Cost to min new"].tolist()[:2] == [500, 0]
    assert np.isnan(table["Cost to min new"].iloc[2])


def test_leavers_do_not_count_and_a_blank_fte_is_one(old_and_new):
    people = staff(
        ("E1", "Specialist", "S1", 81_000),
        ("E2", "Specialist", "S1", 81_000),
        ("E3", "Specialist", "S1", 81_000),
        Status=["leaver", "", "active"],
        FTE=[1, np.nan, 0.8],
    )
    table = changes.people(*old_and_new, people)
    assert table["Employee"].tolist() == ["E2", "E3"]
    assert table["Cost to min new"].tolist() == [1_000, 800]


def test_without_employee_numbers_people_are_named_by_their_row(old_and_new):
    people = staff(("E1", "Specialist", "S1", 81_000)).drop(columns="Employee")
    assert changes.people(*old_and_new, people)["Employee"].tolist() == ["2"]


def test_equal_structures_change_nobody(structure_of):
    people = staff(("E1", "Specialist", "S1", 81_000), ("E2", "Specialist", "S9", 1))
    assert changes.people(structure_of(OLD), structure_of(OLD), people).empty
    assert set(changes.levels(structure_of(OLD), structure_of(OLD))["Mid change"]) == {0}
