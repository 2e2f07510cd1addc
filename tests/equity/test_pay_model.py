"""Which rows, pay, groups and controls a pay regression is made of, against masks over the People table."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bandmodel import placement
from bandmodel.equity import pay_model
from bandmodel.errors import InputError
from equity.staff import BANDS, people

REQUIRED = ("Track", "Level", "Base pay")
LEVELS = "Track | Level | Rank | Grade | Mid\nSpecialist | S1 | 1 | 1 | 100000\nManager | M1 | 1 | 1 | 100000"


def staff(**columns):
    """Six people on three rungs, one clerk, one on leave."""
    cells = {
        "Track": ["Specialist", "Manager", "Specialist", "Manager", "Specialist", "Clerk", "Manager", "Specialist"],
        "Level": ["S1", "M1", "S2", "M2", "S9", "C1", "M1", "S7"],
        "Base_pay": [90e3, 95e3, 110e3, 120e3, 200e3, 50e3, 99e3, 100e3],
        "Gender": ["F", "M", "F", "F", "M", "F", "M", ""],
        "Rating": [1, 2, 3, 4, 5, 4, 3, 2],
        "Status": ["", "active", "active", "", "", "", "leave", ""],
    }
    return people(REQUIRED, **{**cells, **columns})


def test_groups_are_of_the_active_people_with_their_pay_and_row_numbers():
    model = pay_model.of_groups(staff(), "gender", ["Level", "Rating"])
    assert model.people.index.tolist() == [2, 3, 4, 5, 6, 7, 9]
    assert model.position.tolist() == [0, 1, 2, 3, 4, 5, 7]
    assert model.left_out == {"not active": 1}
    assert_allclose(np.exp(model.log_pay), [90e3, 95e3, 110e3, 120e3, 200e3, 50e3, 100e3])
    assert (model.reference, model.others, model.coefficient("F")) == ("M", ("F",), "Gender: F")
    assert model.formula == "ln(Base pay) ~ C(Gender) + C(Level) + Rating"
    assert [group for group, code in zip("FMFFMF ", model.group.codes.tolist(), strict=True) if code < 0] == [" "]


def test_the_group_is_what_is_dropped_where_a_control_tells_the_groups_apart():
    model = pay_model.of_groups(staff(Unit=list("xyxxyxyx")), "Gender", ["Unit"])
    assert model.fit("classic").dropped == ("Gender: F",)


def test_pay_of_groups_on_bands_is_in_structure_currency_at_full_time(model_of):
    model = model_of(
        {"base pay is": "actual", "structure currency": "CHF"},
        Levels=LEVELS,
        Locations="Location | Geo factor | Currency\nBern | 1 | CHF\nBerlin | 1 | EUR",
        FX="Currency | Rate | Date\nEUR | 0.5 |",
    )
    table = people(
        REQUIRED, Track=["Specialist", "Manager", "Manager"], Level=["S1", "M1", "M1"], Base_pay=[50e3, 80e3, 60e3],
        FTE=[0.5, 1, 1], Location=["Bern", "Berlin", "Berlin"], Currency=["", "EUR", "CHF"], Gender=list("FMM"),
    )  # fmt: skip
    placed = placement.place(model.structure, table)
    made = pay_model.of_groups(table, "Gender", placed=placed)
    assert_allclose(made.pay, [100e3, 40e3, 60e3])
    assert made.position.tolist() == [0, 1, 2]


def test_without_bands_pay_in_several_currencies_is_refused():
    table = people(Base_pay=[1, 2], Gender=["F", "M"], Currency=["CHF", "EUR"])
    with pytest.raises(InputError, match=r"several currencies \(CHF, EUR\); give the cell of BM_MODEL"):
        pay_model.of_groups(table, "Gender")


@pytest.mark.parametrize("name", ["gender", "C(Gender)", "Base pay", "c(base pay)"])
def test_the_group_itself_and_the_pay_are_no_controls(name):
    with pytest.raises(InputError, match="it cannot be a control too"):
        pay_model.of_groups(staff(), "Gender", ["Rating", name])


# ---------------------------------------------------------------- tracks


@pytest.fixture(scope="module")
def firm(structure_of):
    """The structure of BANDS."""
    return structure_of(BANDS)


def tracks(firm, table, controls=()):
    """The model of specialists and managers."""
    return pay_model.of_tracks(firm, placement.place(firm, table), "Specialist", "Manager", controls)


def test_tracks_are_of_the_people_on_rungs_that_both_have(firm):
    model = tracks(firm, staff(), ["Rating"])
    assert model.people.index.tolist() == [2, 3, 4, 5]  # not S9, which managers lack, nor S7, which the bands do not have
    assert model.position.tolist() == [0, 1, 2, 3]
    assert model.left_out == {"on a rung that the other track lacks": 1, "on a level that the bands do not have": 1}
    assert (model.reference, model.others) == ("Manager", ("Specialist",))
    assert model.group.codes.tolist() == [1, 0, 1, 0]
    assert model.formula == "ln(Base pay) ~ C(Track) + C(Rung) + Rating"
    rung = model.controls[0]
    assert [rung.labels[code] for code in rung.codes] == ["S1 / M1", "S1 / M1", "S2 / M2", "S2 / M2"]


@pytest.mark.parametrize("controls", [[], ["Location"], ["C(location)", "Rating"]])
def test_location_is_an_effect_once_where_it_is_filled_in(firm, controls):
    table = staff(Location=["Bern", "", "Zug", "", "", "", "", ""])
    names = [column.name for column in tracks(firm, table, controls).controls]
    assert names == ["Rung", "Location", *(["Rating"] if "Rating" in controls else [])]
    blank = staff(Location=["", "", "", "", "Bern", "", "", ""])  # S9 is not compared
    assert [column.name for column in tracks(firm, blank).controls] == ["Rung"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("track", "Track is what is compared"),
        ("C(Level)", "Level tells the tracks apart"),
        ("Base pay", "Base pay is what is explained"),
    ],
)
def test_what_tells_the_tracks_apart_by_nature_is_no_control(firm, name, why):
    with pytest.raises(InputError, match=why):
        tracks(firm, staff(), [name])


def test_levels_joined_in_a_chain_are_one_rung(structure_of):
    pairs = """
        From track | From level | To track | To level
        Specialist | S1         | Manager  | M1
        Specialist | S1         | Manager  | M2
        Specialist | S2         | Manager  | M2
    """
    joined = structure_of(BANDS, pairs)
    rung = pay_model.rungs(joined, "Specialist", "Manager")
    level = joined.bands["Level"].tolist()
    one = {name for name, number in zip(level, rung.tolist(), strict=True) if number == rung[level.index("S1")]}
    assert one == {"S1", "S2", "M1", "M2"}
    assert {name for name, number in zip(level, rung.tolist(), strict=True) if number < 0} == {"S3", "S9", "M3", "C1"}
    assert tracks(joined, staff()).controls[0].labels == ("S1 / S2 / M1 / M2",)


def test_the_compared_pairs_are_those_of_the_comparisons_in_their_order(structure_of):
    pairs = """
        From track | From level | To track   | To level
        Clerk      | C1         | Manager    | M1
        Specialist | S1         | Manager    | M1
        Clerk      | C1         | Specialist | S1
    """
    assert pay_model.compared_tracks(structure_of(BANDS, pairs)) == [
        ("Clerk", "Manager"), ("Specialist", "Manager"), ("Clerk", "Specialist"),
    ]  # fmt: skip


def test_rungs_are_those_of_the_pair_alone(structure_of):
    # Clerk joins S1 to M2 for other pairs, not for specialists against managers
    pairs = """
        From track | From level | To track   | To level
        Specialist | S1         | Manager    | M1
        Clerk      | C1         | Manager    | M2
        Clerk      | C1         | Specialist | S1
    """
    made = tracks(structure_of(BANDS, pairs), staff())
    assert made.controls[0].labels == ("S1 / M1",)
    assert made.people.index.tolist() == [2, 3]


def test_tracks_that_are_not_compared_are_refused(firm):
    with pytest.raises(
        InputError, match="Clerk and Manager are not compared: no level of one is equivalent to one of the other"
    ):
        pay_model.of_tracks(firm, placement.place(firm, staff()), "Clerk", "Manager")
