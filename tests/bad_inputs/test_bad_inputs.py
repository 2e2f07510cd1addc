"""Every case of the catalogue, and what the catalogue itself must hold."""

from __future__ import annotations

import pytest

from bad_inputs import catalogue, verdict
from bad_inputs.catalogue import Case
from bad_inputs.tables import ALWAYS, WRITERS, base, names, of_case
from bad_inputs.tally import PROPERTY, outcome
from bandmodel.inputs import schema

CASES = catalogue.every()
RUNS = [pytest.param(case, kind, id=f"{case.subject}: {case.name} [{kind}]") for case in CASES for kind in case.kinds]


@pytest.mark.parametrize(("case", "kind"), RUNS)
def test_a_bad_input_is_told_or_rightly_read(case: Case, kind: str, tmp_path, record_property):
    found = verdict.judged(case, kind, tmp_path)
    record_property(PROPERTY, outcome(case, found))
    assert not found.faults, "\n".join(found.faults)


@pytest.mark.parametrize("kind", list(WRITERS))
def test_the_tables_that_the_cases_spoil_are_sound(kind, tmp_path):
    sound = Case("sound", "base", tables=["all"])
    found = verdict.judged(sound, kind, tmp_path)
    assert not found.faults
    assert verdict.run(["check", str(tmp_path if kind != "xlsx" else tmp_path / "Bands.xlsx")]).out.startswith("No findings")


def test_the_sound_tables_have_the_headers_of_every_table():
    assert set(names()) == set(schema.TABLES)
    assert set(ALWAYS) <= set(names())
    for name in names():
        assert set(base(name)[0]) <= schema.TABLES[name].names


def test_there_are_enough_cases_and_each_expects_something():
    assert len(CASES) >= 300
    for case in CASES:
        silent = not (case.finds or case.reads or case.refused or case.prints or case.says) and case.gives is None
        assert not silent or case.subject == "empty", case.name


def test_every_table_and_every_kind_of_file_has_cases():
    touched = {name for case in CASES for name in case.touched}
    assert touched == set(schema.TABLES)
    assert {kind for case in CASES for kind in case.kinds} == set(WRITERS)


def test_every_command_has_cases():
    from bandmodel.cli import app

    commands = {command.callback.__name__ for command in app.registered_commands}
    assert commands - {"functions"} <= {case.command[0] for case in CASES if case.command} | {"check"}


def test_a_case_spoils_only_what_it_names():
    case = Case("x", "x", set=[["People", 3, "Base pay", "abc"]])
    spoilt = of_case(case)["People"]
    sound = base("People")
    differing = [(y, x) for y, row in enumerate(sound) for x, cell in enumerate(row) if spoilt[y][x] != cell]
    assert differing == [(2, 3)]  # row 3 of the sheet, the fourth column


def test_an_unknown_key_of_a_case_is_refused(tmp_path):
    (tmp_path / "x.toml").write_text('[[case]]\nname = "x"\nfnids = []\n', "utf-8")
    with pytest.raises(ValueError, match="fnids"):
        catalogue.of_file(tmp_path / "x.toml")


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        ({"finds": [{"says": "no such words"}]}, "no finding"),
        ({"finds": [{"says": "is not a number", "remedy": "?", "row": 4}]}, "no finding"),
        ({"reads": [["People", 2, "Base pay", 1]]}, "not 1"),
        ({"refused": ["cannot"]}, "exit code 1, not 2"),
        ({}, "exit code 1, not 0"),
    ],
)
def test_the_judge_sees_a_false_expectation(expected, fault, tmp_path):
    case = Case("x", "x", set=[["People", 3, "Base pay", "abc"]], **expected)
    assert any(fault in told for told in verdict.judged(case, "csv", tmp_path).faults)
