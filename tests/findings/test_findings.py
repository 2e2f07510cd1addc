"""The list of findings as a whole: a sound structure has none, and what is found is sorted and tabled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel import findings
from bandmodel.errors import Finding

NOTE = Finding("c", "note", "Levels", 4, "Mid", "", "Noted.", "Nothing.")
PERSON = pd.DataFrame([("E1", "Specialist", "S9", 1.0)], columns=["Employee", "Track", "Level", "Base pay"], index=[2])


def test_a_sound_structure_gives_no_findings_at_all(model_of, sound):
    assert findings.of_model(model_of(**sound)) == []


def test_a_sound_structure_with_every_optional_table_gives_none_either(model_of, sound):
    equal = "\n".join(f"Specialist | S{rung} | Manager | M{rung} | 1 |" for rung in (1, 2, 3))
    tables = {
        "Tracks": "Track | Kind | Title | Mirrors\nSpecialist | specialist | Experts |\nManager | manager | | Specialist",
        "Equivalence": "From track | From level | To track | To level | Weight | Note\n" + equal,
        "Locations": "Location | Geo factor | Currency\nBern | 1.1 | CHF\nLyon | 0.8 | EUR",
        "FX": "Currency | Rate | Date\nEUR | 0.95 | 2025-12-01",
        "People": "Employee | Track | Level | Base pay | Status\n1 | Specialist | S1 | 9e4 | active\n2 | Manager | M1 | 9e4",
    }
    settings = {"structure currency": "CHF", "parity weight": 0.4, "overlap floor": 0.8}
    assert findings.of_model(model_of(settings, **sound, **tables)) == []


def test_a_sound_structure_of_finished_bands_gives_none(model_of, structure_of, sound):
    bands = model_of(**sound).bands
    columns = ["Track", "Level", "Rank", "Grade", "Min", "Mid", "Max"]
    table = [columns, *bands[columns].to_numpy().tolist()]
    assert findings.of_structure(structure_of(table)) == []


def test_faults_of_reading_and_of_the_policy_are_in_the_list(model_of, sound, of_code):
    surveys = sound["Market"] + "\nB | Specialist | S1 | 2026-01-01 | n/a"
    found = findings.of_model(model_of({"rounding": 0, "parity wieght": 1}, **{**sound, "Market": surveys}))
    assert of_code(found, "not-a-number") == [("error", "Market", 8, "P50", "n/a")]
    assert of_code(found, "setting-unfit") == [("error", "Policy", 2, "Value", "0")]
    assert of_code(found, "setting-unknown") == [("error", "Policy", 3, "Setting", "parity wieght")]


def test_errors_come_first_and_notes_last():
    found = [NOTE, NOTE.at(severity="warning", row=9), NOTE.at(severity="error"), NOTE.at(severity="warning", row=1)]
    told = [(f.severity, f.row) for f in findings.ranked(found)]
    assert told == [("error", 4), ("warning", 9), ("warning", 1), ("note", 4)]  # otherwise in the order found


def test_only_errors_count_as_errors():
    assert not findings.has_errors([NOTE, NOTE.at(severity="warning")])
    assert findings.has_errors([NOTE, NOTE.at(severity="error")])
    assert not findings.has_errors([])


def test_the_table_has_the_columns_of_the_contract():
    table = findings.table([NOTE, NOTE.at(row=None)])
    # contract §2, BM_FINDINGS
    assert table.columns.tolist() == ["Severity", "Table", "Row", "Column", "Finding", "Remedy"]
    assert table.iloc[0].tolist() == ["note", "Levels", 4.0, "Mid", "Noted.", "Nothing."]
    assert np.isnan(table["Row"].iloc[1])
    assert findings.table([]).columns.tolist() == table.columns.tolist()


def test_people_given_apart_stand_over_those_of_the_inputs(model_of, sound, of_code):
    people = "Employee | Track | Level | Base pay\nE1 | Specialist | S8 | 90000"
    built = model_of(**sound, People=people)
    assert of_code(findings.of_model(built), "person-level-unknown") == [("error", "People", 2, "Level", "S8")]
    assert of_code(findings.of_model(built, PERSON), "person-level-unknown") == [("error", "People", 2, "Level", "S9")]
    assert of_code(findings.of_structure(built.structure, PERSON), "person-level-unknown") == [
        ("error", "People", 2, "Level", "S9")
    ]
