"""The commands that make and check workbooks, run as a user runs them."""

import json

import openpyxl
import pytest

from cli.test_commands import run


@pytest.mark.parametrize("source", ["sample", "canada", "empty"])
def test_new_writes_a_workbook_of_the_data_asked_for(tmp_path, source):
    path = tmp_path / "Löhne 2026 (neu).xlsm"
    done = run("new", path, "--from", source)
    assert (done.returncode, done.stderr) == (0, "")
    tracks = {row[0].value for row in openpyxl.load_workbook(path)["Levels"].iter_rows(min_row=5, max_col=1)}
    assert tracks >= {"sample": {"Specialist", "Project"}, "canada": {"SE-RES", "EX"}, "empty": {"Specialist"}}[source]
    assert list(tmp_path.iterdir()) == [path]  # nothing else is left behind


def test_new_replaces_a_workbook_only_if_told_to(tmp_path):
    path = tmp_path / "bands.xlsm"
    path.write_bytes(b"mine")
    refused = run("new", path, "--from", "empty")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert path.read_bytes() == b"mine"
    assert run("new", path, "--from", "empty", "--force").returncode == 0
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{home}/bands.xlsx",), "should end in .xlsm"),
        (("{home}/nowhere/bands.xlsm",), "does not exist"),
        (("{home}/bands.xlsm", "--from", "mars"), '"sample", "canada", "empty"'),
    ],
)
def test_new_says_what_is_wrong(tmp_path, arguments, said):
    done = run("new", *(argument.format(home=tmp_path) for argument in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_finds_a_new_workbook_well(tmp_path):
    path = tmp_path / "bands.xlsm"
    run("new", path, "--from", "canada")
    done = run("doctor", path, "--json")
    checks = {check["check"]: check["result"] for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 0
    assert checks["Functions in the VBA"] == "fine"
    assert "fails" not in checks.values()


def test_the_doctor_needs_a_workbook_to_fix():
    done = run("doctor", "--fix")
    assert done.returncode == 2
    assert "--fix needs a workbook" in done.stderr


def test_the_addin_is_built_installed_and_removed_where_told(tmp_path):
    start = tmp_path / "XLSTART"
    assert "Would install" in run("addin", "install", "--folder", start, "--dry-run").stdout
    assert not start.exists()
    assert run("addin", "install", "--folder", start).returncode == 0
    assert [path.name for path in start.iterdir()] == ["BandModel.xlam"]
    assert run("addin", "remove", "--folder", start).returncode == 0
    assert list(start.iterdir()) == []
    assert run("addin", "remove", "--folder", start).returncode == 2
