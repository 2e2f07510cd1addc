"""The commands on scenarios: scenarios, compare, runs. Most run in this process, as `main` does; one starts its own."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LEVELS = """Track,Level,Rank,Grade,Min,Max
Specialist,S1,1,5,80000,120000
Specialist,S2,2,6,94400,141600
Manager,M1,1,5,81600,122400
Manager,M2,2,6,100000,150000
"""
PEOPLE = """Employee,Track,Level,Base pay,FTE,Rating
Ada,Specialist,S1,75000,1,3
Bob,Specialist,S2,90000,0.5,4
Cyd,Manager,M1,100000,1,3
Dan,Manager,M2,155000,1,4
"""
SCENARIOS = """Scenario,Year,Lever,Scope,Value,Note
Lift,2026,lift to minimum,all,1,for Ada
Bonus,2026,specialist bonus,all,0.1,
Bonus,2027,specialist bonus,all,0.1,
Merit,2026,merit cycle,all,,
"""
MERIT = """Rating,Compa from,Compa to,Increase
3,,,0.02
4,,,0.03
"""
POLICY = "Setting,Value\nstructure date,2026-01-01\n"
PAYROLL = 75_000 + 45_000 + 100_000 + 155_000
LIFT = 5_000 + 2_200  # to 80 000, and half of 94 400 − 90 000


@pytest.fixture
def firm(tmp_path):
    """A company of four on given ranges, as CSV files."""
    folder = tmp_path / "Löhne und Bänder"
    folder.mkdir()
    tables = {"Levels": LEVELS, "People": PEOPLE, "Scenarios": SCENARIOS, "Merit": MERIT, "Policy": POLICY}
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def content(run):
    """What a command prints as JSON; NaN is no JSON and is refused."""

    def called(*arguments) -> dict:
        code, out, err = run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))

    return called


def values(rows: list[dict], year: int = 2026) -> dict[str, float]:
    return {row["Item"]: row["Value"] for row in rows if row["Year"] == year}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def record_of(firm: Path) -> Path:
    return firm.parent / f"{firm.name}.runs.sqlite"


def switched_on(firm: Path) -> Path:
    (firm / "Policy.csv").write_text(POLICY + "record runs,yes\n", "utf-8")
    return firm


# ---------------------------------------------------------------- scenarios


def test_as_a_user_runs_it(firm):
    command = [sys.executable, "-m", "bandmodel", "scenarios", str(firm)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "COLUMNS": "200"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Scenarios side by side" in done.stdout
    assert "7,200" in done.stdout
    assert "+7.84 %" in done.stdout  # 110 / 102 − 1
    assert "nan" not in done.stdout.casefold().replace("finance", "")


def test_all_scenarios_stand_side_by_side(content, firm):
    found = content("scenarios", firm)
    assert set(found) == {"scenarios side by side", "hashes of the inputs"}
    lines = {row["Label"]: row for row in found["scenarios side by side"]}
    assert lines["Cost of all years"]["Lift"] == 2 * LIFT
    assert lines["Cost of all years"]["Bonus"] == 2 * 12_000
    assert lines["Low (P10), last year"]["Lift"] is None
    assert len({row["Hash"] for row in found["hashes of the inputs"]}) == 3


def test_one_scenario_is_told_in_full(content, run, firm):
    found = content("scenarios", firm, "lift")
    assert list(found) == ["scenario lift", "pairs before and after", "origin"]
    told = values(found["scenario lift"])
    assert (told["Payroll"], told["Cost: lift to minimum"]) == (PAYROLL + LIFT, LIFT)
    code, out, err = run("scenarios", firm, "Lift", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, err) == (0, "")
    assert float(next(row["Value"] for row in rows if row["Item"] == "Cost total")) == LIFT
    code, out, _ = run("scenarios", firm, "Lift")  # for people: a column per year
    assert code == 0
    assert "2026" in out
    assert "2027" in out


def test_base_can_be_asked_for(content, firm):
    assert values(content("scenarios", firm, "base")["scenario base"])["Cost total"] == 0


def test_a_budget_is_turned_into_what_it_reaches(content, firm):
    found = content("scenarios", firm, "--budget", "20000", "--scope", "track=Specialist")
    assert set(found) == {"what the budget reaches", "year in which parity is reached"}
    told = {row["Label"]: row["Value"] for row in found["what the budget reaches"]}
    # 80 000 (1 + r) − 75 000 + half of 94 400 (1 + r) − 90 000 = 20 000
    assert told["Largest rise of bands"] == pytest.approx(140_000 / 127_200 - 1, abs=2e-6)
    (first, *_) = found["year in which parity is reached"]
    assert first == {"Scenario": "Lift", "Bands within tolerance": "not reached", "People within tolerance": "not reached"}


def test_a_budget_needs_no_scenarios(content, firm):
    (firm / "Scenarios.csv").unlink()
    found = content("scenarios", firm, "--budget", "0.05")
    assert found["year in which parity is reached"] == []
    assert found["what the budget reaches"][0] == {"Label": "Budget", "Value": 0.05 * PAYROLL,
                                                   "Note": "5.00% of payroll a year"}  # fmt: skip


# ---------------------------------------------------------------- compare


def test_two_scenarios_are_compared(content, run, firm):
    ((title, rows),) = content("compare", firm, "Lift", "bonus").items()
    assert title == "lift (a) beside bonus (b)"
    total = next(row for row in rows if (row["Year"], row["Item"]) == (2026, "Cost total"))
    assert (total["Value A"], total["Value B"], total["Difference"]) == (LIFT, 12_000, 12_000 - LIFT)
    code, out, _ = run("compare", firm, "Lift", "Bonus", "--csv")
    assert code == 0
    assert {len(row) for row in csv.reader(io.StringIO(out))} == {7}


# ---------------------------------------------------------------- the record


def test_nothing_is_written_unless_the_policy_says_so(run, firm):
    before, beside = files(firm), sorted(firm.parent.iterdir())
    for command in (["scenarios"], ["scenarios", "Lift"], ["scenarios", "--budget", "0.05"], ["compare", "Lift", "Bonus"]):
        assert run(command[0], firm, *command[1:])[0] == 0
    assert (files(firm), sorted(firm.parent.iterdir())) == (before, beside)
    code, _, err = run("runs", firm)
    assert code == 2
    assert "There is no record of runs at" in err
    assert 'Set the Policy setting "record runs" to yes' in err


def test_runs_are_recorded_listed_shown_and_reproduced(run, content, firm):
    code, _, err = run("scenarios", switched_on(firm))
    assert code == 0
    assert " ".join(err.split()).endswith(".runs.sqlite: run 1, 2, 3.")
    (runs,) = content("runs", firm).values()
    assert [(row["Run"], row["Scenario"], row["Years"]) for row in runs] == [
        (1, "Lift", "2026-2027"), (2, "Bonus", "2026-2027"), (3, "Merit", "2026-2027"),
    ]  # fmt: skip
    shown = content("runs", firm, 1)
    assert {row["Value"] for row in shown["origin"] if row["Label"] == "Lever"} == {"lift to minimum 1 (all, 2026)"}
    assert {row["Value"] for row in shown["origin"] if row["Label"] == "Setting"} == {
        "record runs = yes", "structure date = 2026-01-01",
    }  # fmt: skip
    told = next(row for row in shown["run 1"] if row["Item"] == "Cost total")
    assert (told["2026"], told["Note"]) == (None, "withheld: fewer than 5 people")
    (same,) = content("runs", firm, 1, "--reproduce").values()
    assert {row["Label"]: row["Value"] for row in same}["Figures that differ"] == 0
    (firm / "People.csv").write_text(PEOPLE.replace("155000", "145000"), "utf-8")
    (other,) = content("runs", firm, 1, "--reproduce").values()
    assert {row["Label"]: row["Value"] for row in other}["Inputs"] == "changed"


def test_the_record_names_nobody(run, firm):
    run("scenarios", switched_on(firm))
    held = record_of(firm).read_bytes()
    for text in (b"Ada", b"Bob", b"Cyd", b"Dan", b"75000", b"90000", b"155000", b"5000.0", b"7200", b"for Ada"):
        assert text not in held


def test_looking_at_a_budget_or_two_scenarios_is_no_run(run, firm):
    run("scenarios", switched_on(firm), "--budget", "0.05")
    run("compare", firm, "Lift", "Bonus")
    assert not record_of(firm).exists()


def test_a_record_that_cannot_be_written_is_an_error_after_the_figures(run, firm):
    record_of(firm).write_text("something else", "utf-8")
    code, out, err = run("scenarios", switched_on(firm), "--json")
    assert code == 2
    assert json.loads(out)["scenarios side by side"]
    assert "cannot be used: file is not a database. Close what holds it, or move it away." in " ".join(err.split())
    assert record_of(firm).read_text("utf-8") == "something else"


def test_a_folder_is_named_by_a_dot_too(run, monkeypatch, firm):
    monkeypatch.chdir(switched_on(firm))
    assert run("scenarios", ".")[0] == 0
    assert record_of(firm).exists()


# ---------------------------------------------------------------- what goes wrong


def test_a_fault_of_the_table_ends_with_exit_code_1_and_the_others_are_run(run, content, firm):
    (firm / "Scenarios.csv").write_text(SCENARIOS + "Odd,2026,magic,all,1,\n", "utf-8")
    code, out, err = run("scenarios", firm, "Lift", "--json")
    assert code == 1
    assert values(json.loads(out)["scenario lift"])["Cost total"] == LIFT
    assert "1 error: `bandmodel check` lists what and where." in err
    code, out, _ = run("check", firm, "--json")
    assert code == 1
    codes = {row["code"]: row["row"] for row in json.loads(out)["findings"]}
    assert codes["scenario-lever-unknown"] == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scenarios", "{firm}", "Magic"), 'Scenario "Magic" is not on the Scenarios table; scenarios: base, Lift, Bonus'),
        (("scenarios", "{firm}", "--budget", "-1"), "Budget -1 is not 0 or more"),
        (
            ("scenarios", "{firm}", "--budget", "1", "--scope", "place=Bern"),
            'Scope "place=Bern" is not of the form track=Specialist.',
        ),
        (("scenarios", "{firm}", "--budget", "1", "--scope", "level=S9"), 'Scope: level "S9" is not known'),
        (("scenarios", "{firm}", "--scope", "track=Specialist"), "give --budget too"),
        (("scenarios", "{firm}", "Lift", "--budget", "1"), "--budget is of no single scenario"),
        (("compare", "{firm}", "Lift", "Magic"), 'Scenario "Magic" is not on the Scenarios table'),
        (("compare", "{firm}", "Lift"), "Missing argument"),
        (("runs", "{firm}", "1"), "There is no record of runs at"),
        (("runs", "{firm}", "one"), "Invalid value for 'number'"),
        (("scenarios", "{firm}/nowhere"), "does not exist"),
    ],
)
def test_a_bad_call_is_one_message_with_exit_code_2(run, firm, arguments, said):
    code, out, err = run(*(argument.format(firm=firm) for argument in arguments))
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())
    assert "Traceback" not in err


@pytest.mark.parametrize("table", ["People", "Scenarios"])
def test_a_missing_table_is_said(run, firm, table):
    (firm / f"{table}.csv").unlink()
    code, _, err = run("scenarios", firm)
    assert code == 2
    assert f"has no {table} table; add one" in " ".join(err.split())


def test_a_scenario_at_fault_itself_is_not_run(run, firm):
    (firm / "Scenarios.csv").write_text(SCENARIOS + "Odd,2026,attrition,all,7,\n", "utf-8")
    code, out, err = run("scenarios", firm, "Odd")
    assert (code, out) == (2, "")
    assert "Scenarios row 6, column Value" in err
