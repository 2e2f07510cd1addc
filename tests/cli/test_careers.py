"""The commands on people and careers: place, audit, moves, pathway."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audit_roster import JUDGEMENT
from bandmodel import sample
from cli.command import called

LEVELS = """Track,Level,Rank,Grade,Mid
Specialist,S1,1,5,100000
Specialist,S2,2,6,120000
Manager,M1,1,5,110000
Manager,M2,2,6,130000
Manager,M3,3,7,160000
"""
PEOPLE = """Employee,Track,Level,Base pay,FTE,Rating,Preference,Previous track,Manager,Team
e1,Specialist,S2,142000,1,4,open,,e3,A
e2,Specialist,S1,76000,0.5,3,open,,e3,B
e3,Manager,M3,170000,1,3,specialist,Specialist,,A
"""
COMMANDS = {
    "place": ["place"],
    "people": ["place", "--people"],
    "audit": ["audit"],
    "moves": ["moves"],
    "moves of people": ["moves", "--people"],
    "pathway": ["pathway", "--mirror", "Manager=Specialist"],
}


def run(*arguments):
    return called(*arguments, width=250)


def content(*arguments) -> dict:
    """What a command prints as JSON; NaN is no JSON and is refused."""
    done = run(*arguments, "--json")
    return json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


@pytest.fixture
def firm(tmp_path):
    """A company of three on two ladders; bands are midpoint / 1.25 to · 1.5 of that."""
    folder = tmp_path / "Löhne und Bänder"
    folder.mkdir()
    (folder / "Levels.csv").write_text(LEVELS, "utf-8")
    (folder / "People.csv").write_text(PEOPLE, "utf-8")
    return folder


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The sample company as CSV files."""
    folder = tmp_path_factory.mktemp("careers") / "Muster Söhne AG"
    sample.generate().write(folder)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


# ---------------------------------------------------------------- every command on the sample


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_prints_tables_without_missing_values(company, command):
    done = run(command[0], company, *command[1:])
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 10
    assert not re.search(r"\b(nan|nat|null|inf)\b", done.stdout, re.I)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_prints_json_with_null_for_the_unknown(company, command):
    found = content(command[0], company, *command[1:])
    assert found
    assert all(isinstance(rows, list) for rows in found.values())


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_prints_csv_of_one_width(company, command):
    done = run(command[0], company, *command[1:], "--csv")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert (done.returncode, done.stderr) == (0, "")
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.casefold() in ("nan", "nat", "none") for row in rows for cell in row)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_leaves_its_source_as_it_is(firm, command):
    before = hashes(firm)
    assert run(command[0], firm, *command[1:]).returncode == 0
    assert hashes(firm) == before


@pytest.mark.parametrize("command", [COMMANDS[name] for name in ("place", "people", "audit", "moves of people")])
def test_a_command_on_people_without_a_people_table_says_so(firm, command):
    (firm / "People.csv").unlink()
    done = run(command[0], firm, *command[1:])
    assert done.returncode == 2
    assert "has no People table; add one" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [COMMANDS[name] for name in ("place", "audit", "moves")])
def test_a_fault_of_the_inputs_ends_with_exit_code_1(firm, command):
    (firm / "Levels.csv").write_text(LEVELS.replace("120000", "12o000"), "utf-8")
    done = run(command[0], firm, *command[1:])
    assert done.returncode == 1
    assert "bandmodel check" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("audit", "{firm}", "--part", "gossip"), '"all", "trapped", "forced", "blockages", "compression", "span"'),
        (("place", "{firm}", "--by", "Shoe size"), 'no column "Shoe size" to group by; columns: Employee'),
        (("place", "{firm}", "--budget", "0.03"), "has no Merit table"),
        (("moves", "{firm}", "Project"), 'Track "Project" is not known; tracks: Specialist, Manager'),
        (("moves", "{firm}", "Specialist", "S9"), "its levels: S1, S2"),
        (("moves", "{firm}", "--people", "Project"), 'Track "Project" is not known'),
        (("pathway", "{firm}"), "Nothing to try: give --add"),
        (("pathway", "{firm}", "--mirror", "Manager"), "not of the form Manager=Specialist"),
        (("pathway", "{firm}", "--mirror", "=Specialist"), 'Mirror "=Specialist" is not of the form Manager=Specialist.'),
        (("pathway", "{firm}", "--mirror", "Manager="), 'Mirror "Manager=" is not of the form Manager=Specialist.'),
        (("pathway", "{firm}", "--mirror", "Manager=Specialist", "--out", "{firm}"), "holds tables already"),
        (("moves", "{firm}", "--svg", "{firm}/nowhere/map.svg"), "cannot be written"),
        (("moves", "{firm}", "Nowhere", "--svg", "map.svg"), 'Track "Nowhere" is not known'),
        (("place", "{firm}", "--budget", "nan"), "Budget nan is not 0 or more"),
        (("pathway", "{firm}", "--mirror", "Manager=Manager"), "cannot mirror itself"),
        (("pathway", "{firm}", "--mirror", "Specialist=Manager"), "nothing is left to mirror"),
        (("pathway", "{firm}", "--add", "Specialist/S3"), "not of the form Track/Level=grade"),
        (("pathway", "{firm}", "--add", "S3=7"), "not of the form Track/Level=grade"),
        (("pathway", "{firm}", "--add", "/S3=7"), "not of the form Track/Level=grade"),
        (("pathway", "{firm}", "--add", "Specialist/=7"), "not of the form Track/Level=grade"),
        (("pathway", "{firm}", "--add", "Specialist/S3="), "neither grade nor midpoint"),
        (("pathway", "{firm}", "--add", "Specialist/S3=top"), 'no level has grade "top"'),
        (("pathway", "{firm}", "--add", "Specialist/S1=7"), "already; choose another name"),
        (("pathway", "nowhere", "--add", "Specialist/S3=7"), "does not exist"),
    ],
)
def test_a_bad_call_is_one_message_with_exit_code_2(firm, arguments, said):
    done = run(*(argument.format(firm=firm) for argument in arguments))
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- place


def test_place_tells_the_cost_to_minimum_by_group(firm):
    rows = content("place", firm)["cost to minimum"]
    # e2: half of 80 000 − 76 000; payroll 142 000 + 38 000, and 170 000
    assert [(row["Track"], row["Headcount"], row["Below"], row["Cost"], row["Payroll"]) for row in rows] == [
        ("Manager", 1, 0, 0, 170_000), ("Specialist", 2, 1, 2_000, 180_000), ("All", 3, 1, 2_000, 350_000),
    ]  # fmt: skip


def test_place_groups_by_several_columns(firm):
    rows = content("place", firm, "--by", "Team; Track")["cost to minimum"]
    assert [(row["Team"], row["Track"], row["Headcount"]) for row in rows] == [
        ("A", "Manager", 1), ("A", "Specialist", 1), ("B", "Specialist", 1), ("All", "", 3),
    ]  # fmt: skip


def test_place_lists_every_person(firm):
    rows = content("place", firm, "--people")["people"]
    assert [row["Employee"] for row in rows] == ["e1", "e2", "e3"]
    assert [row["Status"] for row in rows] == ["in band", "below", "in band"]
    assert rows[1]["Compa-ratio"] == pytest.approx(0.76)


def test_place_spends_a_merit_budget_on_the_sample(company):
    found = content("place", company, "--budget", "0.02")
    assert set(found) == {"cost to minimum", "merit by rating and zone", "merit round"}
    totals = {row["Label"]: row["Value"] for row in found["merit round"]}
    assert totals["Budget"] == pytest.approx(0.02 * totals["Payroll"])
    assert totals["Left of budget"] == pytest.approx(totals["Budget"] - totals["Total"])


# ---------------------------------------------------------------- audit


def test_audit_tells_what_the_figures_suggest(firm):
    found = content("audit", firm)
    # e1: penetration (142 − 96) / 48 = 0.96, and S2 is the top where M2 goes on; e3: no specialist rung at grade 7
    assert [row["Employee"] for row in found["trapped specialists"]] == ["e1"]
    assert [row["Employee"] for row in found["forced managers"]] == ["e3"]
    assert [row["Result"] for row in found["compression"]] == []  # 170 / 142 = 1.197 is within 1.10
    counts = {row["Label"]: row["Value"] for row in found["summary"]}
    assert counts["People whom the evidence suggests are trapped"] == 1
    assert counts["People whom the evidence suggests were forced"] == 1


@pytest.mark.parametrize(
    ("part", "title"),
    [
        ("trapped", "trapped specialists"), ("FORCED", "forced managers"), ("blockages", "blockages"),
        ("compression", "compression"), ("span", "span"),
    ],
)  # fmt: skip
def test_audit_of_one_part_prints_that_part_alone(firm, part, title):
    assert set(content("audit", firm, "--part", part)) == {title}


def test_compression_asked_for_alone_lists_those_within_too(firm):
    (row,) = content("audit", firm, "--part", "compression")["compression"]
    assert (row["Manager"], row["Report"], row["Result"]) == ("e3", "e1", "within")
    assert row["Ratio"] == pytest.approx(170 / 142)


def test_audit_says_suggests_and_judges_nobody(company):
    # contract §4: "evidence suggests", and never call a person a bad manager
    for command in (["audit"], ["audit", "--json"], ["pathway", "--mirror", "Manager=Specialist"]):
        shown = run(command[0], company, *command[1:]).stdout
        assert "suggest" in shown
        assert JUDGEMENT.findall(shown) == []


def test_counts_of_the_audit_are_the_rows_below_them(company):
    found = content("audit", company)
    counts = {row["Label"]: row["Value"] for row in found["summary"]}
    told = [row["Evidence"] == "suggests trapped" for row in found["trapped specialists"]]
    assert counts["People whom the evidence suggests are trapped"] == sum(told)
    assert counts["People of whom it cannot be told"] == len(told) - sum(told)
    assert counts["People whom the evidence suggests were forced"] == len(found["forced managers"])
    assert counts["Levels blocked"] == len(found["blockages"])


# ---------------------------------------------------------------- moves


def test_moves_of_one_level(firm):
    rows = content("moves", firm, "Specialist", "S2")["moves"]
    # S2 is the top rung: across to M1's neighbour of grade 6, and above it M3; 130 / 120 and 160 / 120
    assert [(row["Move"], row["To level"]) for row in rows] == [("across", "M2"), ("diagonal", "M3")]
    assert [row["Midpoint change"] for row in rows] == pytest.approx([130 / 120 - 1, 160 / 120 - 1])


def test_moves_of_people_with_the_raise(firm):
    rows = content("moves", firm, "Specialist", "S1", "--people")["moves of people"]
    # e2, paid 76 000: S2 from 96 000, M1 from 88 000, M2 from 104 000
    assert [(row["Employee"], row["To level"], row["Raise to min"]) for row in rows] == [
        ("e2", "S2", 20_000), ("e2", "M1", 12_000), ("e2", "M2", 28_000),
    ]  # fmt: skip


def test_the_map_is_written_to_a_file_that_parses(company, tmp_path):
    path = tmp_path / "Laufbahn Übersicht.svg"
    done = run("moves", company, "--svg", path)
    assert done.returncode == 0
    assert "Written" in done.stderr
    text = path.read_bytes().decode("utf-8")
    picture = ElementTree.fromstring(text)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    levels = len(list(csv.reader((company / "Levels.csv").open(encoding="utf-8")))) - 1
    assert len(re.findall(r'class="box ', text)) == levels
    assert "\r" not in text
    assert not re.search(r"\bnan\b", text)


# ---------------------------------------------------------------- pathway


def test_pathway_prints_what_the_rungs_would_do(firm):
    found = content("pathway", firm, "--mirror", "Manager=Specialist")
    assert set(found) == {"new rungs", "before and after", "blockages that change"}
    assert found["new rungs"] == [
        {"Track": "Specialist", "Level": "S3", "Grade": "7", "Priced by": "grade 7: midpoint of Manager M3",
         "Min": 128_000, "Mid": 160_000, "Max": 192_000},
    ]  # fmt: skip
    told = {row["Label"]: (row["Before"], row["After"]) for row in found["before and after"]}
    assert told["Rungs missing"] == (1, 0)
    assert told["Trapped specialists suggested"] == (1, 0)
    assert told["Forced managers suggested"] == (1, 0)
    assert told["Cost to minimum"] == (2_000, 2_000)
    assert told["People below a new rung"] == (0, 1)
    assert told["Cost of moving the trapped up"] == (0, 0)  # e1 is paid 142 000, above 128 000


def test_an_added_rung_and_a_mirrored_one_are_alike(firm):
    one = content("pathway", firm, "--mirror", "Manager=Specialist")
    assert content("pathway", firm, "--add", "Specialist/S3=7") == one
    assert content("pathway", firm, "--add", " Specialist / S3 = 7 ") == one


def test_several_rungs_are_added_at_once(firm):
    rows = content("pathway", firm, "--add", "Specialist/S3=7", "--add", "Fellow/F1=6")["new rungs"]
    assert [(row["Track"], row["Level"], row["Mid"]) for row in rows] == [
        # grade 6: √(120 000 · 130 000) = 124 899.96; ends 99 919.97 → 99 900 and 149 879.95 → 149 900
        ("Specialist", "S3", 160_000), ("Fellow", "F1", 124_900),
    ]  # fmt: skip


def test_pathway_without_people_leaves_the_costs_out(firm):
    (firm / "People.csv").unlink()
    labels = [row["Label"] for row in content("pathway", firm, "--mirror", "Manager=Specialist")["before and after"]]
    assert "Rungs missing" in labels
    assert not [label for label in labels if label.startswith(("Cost", "People", "Trapped"))]


def test_the_design_is_kept_in_another_folder_and_the_source_is_left_alone(company, tmp_path):
    before, out = hashes(company), tmp_path / "Entwurf für 2027"
    done = run("pathway", company, "--mirror", "Manager=Specialist", "--out", out)
    assert done.returncode == 0
    assert "Written" in done.stderr
    assert hashes(company) == before
    shown = {(row["Track"], row["Level"]): row for row in content("bands", out)["bands"]}
    old = {(row["Track"], row["Level"]): row for row in content("bands", company)["bands"]}
    assert set(shown) - set(old) == {("Specialist", "S17"), ("Specialist", "S18")}  # M12 and M13 had no counterpart
    for new, model in (("S17", "M12"), ("S18", "M13")):
        ends = [[shown[track, level][end] for end in ("Min", "Mid", "Max")] for track, level in
                (("Specialist", new), ("Manager", model))]  # fmt: skip
        assert ends[0] == ends[1]
    for key, row in old.items():
        assert {name: shown[key][name] for name in ("Min", "Mid", "Max", "Title", "Grade")} == {
            name: row[name] for name in ("Min", "Mid", "Max", "Title", "Grade")
        }


def test_a_kept_design_has_no_finding_that_the_source_has_not_but_those_of_its_rungs(company, tmp_path):
    run("pathway", company, "--mirror", "Manager=Specialist", "--out", tmp_path / "out")
    old, new = (json.loads(run("check", folder, "--json").stdout)["findings"] for folder in (company, tmp_path / "out"))
    assert not [finding for finding in new if finding["severity"] == "error"]
    known = {(finding["code"], finding["message"]) for finding in old}
    fresh = [finding for finding in new if (finding["code"], finding["message"]) not in known]
    assert all("S17" in str(finding) or "S18" in str(finding) for finding in fresh), fresh


def test_a_kept_design_mirrored_again_has_nothing_left_to_do(firm, tmp_path):
    run("pathway", firm, "--mirror", "Manager=Specialist", "--out", tmp_path / "out")
    done = run("pathway", tmp_path / "out", "--mirror", "Manager=Specialist")
    assert done.returncode == 2
    assert "nothing is left to mirror" in done.stderr


def test_nothing_is_written_where_the_rungs_cannot_be_built(firm, tmp_path):
    assert run("pathway", firm, "--add", "Specialist/S1=7", "--out", tmp_path / "out").returncode == 2
    assert not (tmp_path / "out").exists()


def test_parquet_gives_the_same_answers_as_csv(firm, tmp_path):
    pytest.importorskip("pyarrow")
    import pandas as pd

    other = tmp_path / "Parquet"
    shutil.copytree(firm, other)
    for name in ("Levels", "People"):
        pd.read_csv(other / f"{name}.csv", dtype={"Grade": str}).to_parquet(other / f"{name}.parquet")
        (other / f"{name}.csv").unlink()
    for command in COMMANDS.values():
        assert content(command[0], other, *command[1:]) == content(command[0], firm, *command[1:])
