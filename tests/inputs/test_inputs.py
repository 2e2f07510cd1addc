"""Inputs: whole tables whatever was given, and a fingerprint that changes with everything the bands depend on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from bandmodel.errors import InputError
from bandmodel.inputs import schema
from bandmodel.inputs.inputs import Inputs, require_levels

BASE = {
    "Tracks": "Track | Kind | Title | Mirrors\nExperts | specialist | x | Manager",
    "Levels": (
        "Track | Level | Rank | Title | Family | Grade | Points | Min | Mid | Max | Spread | Target percentile | "
        "Bonus target | LTI target | Years in level\n"
        "Experts | E1 | 1 | t | f | 7 | 100 | 80 | 100 | 120 | 0.5 | 50 | 0.1 | 0.2 | 3"
    ),
    "Equivalence": "From track | From level | To track | To level | Weight | Note\nExperts | E1 | Manager | M1 | 1 | n",
    "Matches": "Survey | Survey job | Track | Level | Match quality\nA | J9 | Experts | E1 | good",
    "Market": (
        "Survey | Survey job | Track | Level | Location | Currency | Effective date | P10 | P25 | P50 | P75 | P90 | "
        "Organisations | Observations | Weight | Element\n"
        "A | J1 | Experts | E1 | Bern | CHF | 2025-01-01 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 1 | base"
    ),
    "Policy": "Setting | Value\nrounding | 50",
    "Locations": "Location | Geo factor | Currency\nBern | 1.1 | CHF",
    "FX": "Currency | Rate | Date\nEUR | 0.95 | 2025-01-01",
}
PEOPLE = "Employee | Track | Level | Base pay\nE-1 | Experts | E1 | 90"
MERIT = "Rating | Compa from | Compa to | Increase\n3 | 0.8 | 1 | 0.02"
SCENARIOS = "Scenario | Year | Lever\nlift | 2026 | spread"
CELLS = [(name, number) for name, block in BASE.items() for number in range(block.split("\n")[0].count("|") + 1)]
OTHER = {"specialist": "project", "base": "target cash", "2025-01-01": "2025-01-02"}  # everything else: a 9 behind it


def changed(name: str, number: int) -> dict[str, str]:
    """The tables of BASE with one cell of the first row of one table changed."""
    header, row = BASE[name].split("\n")
    parts = [part.strip() for part in row.split("|")]
    parts[number] = OTHER.get(parts[number], parts[number] + "9")
    in_range = {"Min": "81", "Target percentile": "81", "Years in level": "4", "Geo factor": "1.2"}
    parts[number] = in_range.get(header.split("|")[number].strip(), parts[number])
    return {**BASE, name: f"{header}\n{' | '.join(parts)}"}


@pytest.mark.parametrize(("name", "number"), CELLS)
def test_the_fingerprint_changes_with_every_cell_that_bands_depend_on(inputs_of, name, number):
    before, after = inputs_of(**BASE), inputs_of(**changed(name, number))
    assert before.findings == after.findings == ()
    assert before.fingerprint() != after.fingerprint()


@pytest.mark.parametrize(("name", "number"), CELLS)
def test_the_fingerprint_changes_when_a_cell_becomes_blank(inputs_of, name, number):
    header, row = BASE[name].split("\n")
    parts = row.split("|")
    parts[number] = ""
    after = inputs_of(**{**BASE, name: f"{header}\n{'|'.join(parts)}"})
    assert inputs_of(**BASE).fingerprint() != after.fingerprint()


@pytest.mark.parametrize("name", list(BASE))
def test_the_fingerprint_changes_when_a_table_is_left_out(inputs_of, name):
    rest = {other: block for other, block in BASE.items() if other != name}
    assert inputs_of(**BASE).fingerprint() != inputs_of(**rest).fingerprint()


@pytest.mark.parametrize("extra", [{"People": PEOPLE}, {"Merit": MERIT}, {"Scenarios": SCENARIOS}])
def test_the_fingerprint_does_not_change_with_what_bands_do_not_depend_on(inputs_of, extra):
    assert inputs_of(**BASE, **extra).fingerprint() == inputs_of(**BASE).fingerprint()


def test_the_fingerprint_does_not_change_with_the_pay_of_people(inputs_of):
    raised = PEOPLE.replace("90", "95")
    assert inputs_of(**BASE, People=PEOPLE).fingerprint() == inputs_of(**BASE, People=raised).fingerprint()


def test_values_do_not_run_together_in_the_fingerprint(inputs_of):
    header = "Track | Level | Rank | Title | Family"
    one = inputs_of(Levels=f"{header}\nExperts | E1 | 1 | ab | c")
    other = inputs_of(Levels=f"{header}\nExperts | E1 | 1 | a | bc")
    assert one.fingerprint() != other.fingerprint()


@pytest.mark.parametrize("name", list(schema.TABLES))
def test_a_table_that_was_not_given_has_every_column_and_no_row(name):
    frame = Inputs({}).table(name)
    assert frame.columns.tolist() == [column.name for column in schema.TABLES[name].columns]
    assert len(frame) == 0
    for column in schema.TABLES[name].columns:
        kind = {schema.NUMBER: "f", schema.DATE: "M"}.get(column.kind, "O")
        assert frame[column.name].to_numpy().dtype.kind == kind, column.name


def test_a_column_that_was_not_given_is_unknown(inputs_of):
    frame = inputs_of(Market="Survey | Track | Level | Effective date | P50\nA | Experts | E1 | 2025-01-01 | 100").table(
        "Market"
    )
    assert frame.columns.tolist() == [column.name for column in schema.MARKET.columns]
    assert np.isnan(frame.loc[2, "Weight"])
    assert frame.loc[2, "Currency"] == ""
    assert frame.loc[2, "P50"] == 100
    assert frame.loc[2, "Effective date"].date() == dt.date(2025, 1, 1)
    levels = inputs_of(FX="Currency | Rate\nEUR | 0.95").table("FX")
    assert pd.isna(levels.loc[2, "Date"])


def test_people_keep_their_own_columns_at_the_end(inputs_of):
    frame = inputs_of(People="Site | Employee | Track | Level | Base pay\nNorth | E-1 | Experts | E1 | 90").table("People")
    assert frame.columns[-1] == "Site"
    assert frame.loc[2, "Site"] == "North"


def test_a_table_is_handed_out_as_a_copy(inputs_of):
    inputs = inputs_of(**BASE)
    before = inputs.fingerprint()
    frame = inputs.table("Levels")
    frame["Rank"] = 99.0
    frame.loc[2, "Level"] = "changed"
    assert inputs.fingerprint() == before
    assert inputs.table("Levels").loc[2, "Level"] == "E1"


def test_a_table_counts_as_given_from_its_first_row_on(inputs_of):
    inputs = inputs_of(**BASE, People="Employee | Track | Level | Base pay")
    assert inputs.given("Levels")
    assert not inputs.given("People")
    assert not inputs.given("Merit")


def test_inputs_without_levels_say_what_to_add(inputs_of):
    with pytest.raises(InputError, match="Add a table Levels with the columns Track, Level, Rank") as caught:
        require_levels(inputs_of(Market=BASE["Market"]))
    assert [finding.code for finding in caught.value.findings] == ["levels-missing"]


def test_levels_that_could_not_be_read_are_told_with_all_other_faults(inputs_of):
    with pytest.raises(InputError) as caught:
        require_levels(inputs_of(Levels="Track | Level\nExperts | E1", FX="Currency | Rate\nEUR | x"))
    assert [(f.table, f.code) for f in caught.value.findings] == [("Levels", "header-missing"), ("FX", "not-a-number")]
    assert str(caught.value).startswith("2 faults in the input:")


def test_with_a_level_nothing_is_raised(inputs_of):
    assert require_levels(inputs_of(Levels=BASE["Levels"])) is None
