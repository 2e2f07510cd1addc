"""The command line, run as a user runs it: a process, its output and its exit code."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

LEVELS = """Track,Level,Rank,Grade,Min,Max
Specialist,S1,1,5,80000,120000
Specialist,S2,2,6,94400,141600
Manager,M1,1,5,81600,122400
Manager,M2,2,6,100000,150000
"""


def run(*arguments, **environment):
    command = [sys.executable, "-m", "bandmodel", *map(str, arguments)]
    env = {**os.environ, "COLUMNS": "160", **environment}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env)


@pytest.fixture
def firm(tmp_path):
    folder = tmp_path / "Löhne und Bänder"
    folder.mkdir()
    (folder / "Levels.csv").write_text(LEVELS, "utf-8")
    return folder


def test_demo_prints_canadas_parity():
    shown = run("demo").stdout
    pairs = {line.split()[1]: line for line in shown.splitlines() if "SE-REM-" in line or "EX-01" in line}
    # Treasury Board ranges: 103,242 / 103,289 − 1 and 118,437.5 / 117,129.5 − 1
    assert "−0.05 %" in pairs["SE-RES-3"] and "Within tolerance" in pairs["SE-RES-3"]
    assert "+1.12 %" in pairs["SE-RES-4"]
    assert "AS below" in pairs["AS-8"]
    for ratio in ("0.664", "0.610", "0.537", "0.527", "0.484", "0.426"):  # base maxima, then the compiled ones
        assert ratio in shown
    assert "Not like for like" in shown
    assert "this project's assumption" in shown
    assert "EX-02, EX-03, EX-04, EX-05" in shown
    assert "0.644322" in shown  # 1 − ln(0.95) / ln(105789 / 122200) = 0.6443214…, rounded up


def test_demo_prints_the_same_as_json():
    content = json.loads(run("demo", "--json").stdout)
    gaps = {row["From level"]: row["Gap"] for row in content["pairs"]}
    assert gaps["SE-RES-3"] == pytest.approx(103242 / 103289 - 1)


def test_a_pair_outside_tolerance_for_a_stated_reason_is_not_said_to_be_within():
    said = run("demo", "--data", "sample").stdout
    # of its 19 gaps, 9 are within 5 % and 10 are not; that of S11, -9.53 %, has a note
    assert "9 of 19 compared pairs are within 5.00 %. 1 more is outside it for a reason that a note states." in said


def test_the_sample_company_is_written_where_asked_and_its_check_has_no_errors(tmp_path):
    folder = tmp_path / "Firma mit Umlauten Äö"
    done = run("demo", "--data", "sample", "--out", folder, "--json")
    shown = json.loads(done.stdout)
    assert {"before and after", "smallest parity weight", "findings"} <= set(shown)
    anchors = {row["Anchor"]: row for row in shown["smallest parity weight"]}
    assert set(anchors) == {"common", "manager", "higher"}
    assert anchors["higher"]["Levels that fall"] == 0  # by definition of the anchor
    assert all(abs(row["Worst gap"]) <= 0.05 + 1e-9 for row in anchors.values())
    checked = run("check", folder, "--json")
    assert checked.returncode == 0
    assert {finding["severity"] for finding in json.loads(checked.stdout)["findings"]} == {"warning", "note"}


def test_small_pay_keeps_its_cents(firm):
    (firm / "Levels.csv").write_text("Track,Level,Rank,Min,Max\nSpecialist,S1,1,25.5,38.5\n", "utf-8")
    (line,) = [line for line in run("bands", firm).stdout.splitlines() if "S1" in line]
    assert line.split()[2:5] == ["25.50", "32", "38.50"]


def test_check_of_a_sound_structure_ends_with_exit_code_0(firm):
    done = run("check", firm)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_check_names_place_and_remedy_and_ends_with_exit_code_1(firm):
    (firm / "Levels.csv").write_text(LEVELS.replace("80000", "8o000"), "utf-8")
    done = run("check", firm, "--json")
    found = json.loads(done.stdout)["findings"]
    assert done.returncode == 1
    assert done.stderr == "2 errors: figures are missing or wrong; see the remedies.\n"
    fault = next(finding for finding in found if finding["code"] == "not-a-number")
    assert (fault["table"], fault["row"], fault["column"], fault["value"]) == ("Levels", 2, "Min", "8o000")
    assert fault["remedy"]


def test_bands_as_csv_has_points_and_no_separators(firm):
    rows = list(csv.DictReader(io.StringIO(run("bands", firm, "--csv").stdout)))
    assert [float(row["Mid"]) for row in rows] == [100000, 118000, 102000, 125000]  # (Min + Max) / 2 by hand


def test_parity_as_json_has_every_table(firm):
    done = run("parity", firm, "--json")
    content = json.loads(done.stdout)
    assert [row["Gap"] for row in content["pairs"]] == pytest.approx([100 / 102 - 1, 118 / 125 - 1])
    assert set(content) == {"pairs", "headline", "missing rungs", "ceilings", "slopes", "parity weight"}
    assert content["ceilings"][0]["Ceiling gap"] == pytest.approx(118 / 125 - 1)


def test_parity_tolerance_decides_the_verdict(firm):
    verdicts = [row["Verdict"] for row in json.loads(run("parity", firm, "--tolerance", 0.06, "--json").stdout)["pairs"]]
    assert verdicts == ["Within tolerance", "Within tolerance"]


def test_explain_ends_at_the_published_band(firm):
    steps = json.loads(run("explain", firm, "Specialist", "S1", "--json").stdout)["specialist s1"]
    assert {row["Item"]: row["Figure"] for row in steps if row["Step"] == "Band"} == {
        "Min": 80000, "Mid": 100000, "Max": 120000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bands", "nowhere.xlsx"), "does not exist"),
        (("bands",), "Missing argument"),
        (("parity", "{firm}", "--basis", "gross"), '"base", "cash", "total"'),
        (("parity", "{firm}", "--tolerance", "5"), "between 0 and 1"),
        (("explain", "{firm}", "Specialist", "S9"), "its levels: S1, S2"),
        (("bands", "{firm}", "--location", "Bern"), "not on the Locations table"),
        (("place", "{firm}", "--people", "--budget", "0.03"), "which --people does not show"),
        (("demo", "--data", "mars"), '"canada", "sample"'),
        (("bands", "{firm}/Levels.csv"), "is one table of a model; give the folder that holds it"),
    ],
)
def test_a_bad_call_is_one_message_with_exit_code_2(firm, arguments, said):
    done = run(*(argument.format(firm=firm) for argument in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_functions_lists_arguments_and_descriptions():
    rows = list(csv.DictReader(io.StringIO(run("functions", "--csv").stdout)))
    assert "BM_SPREAD(min, max, [basis])" in [row["Function"] for row in rows]


def test_output_survives_a_console_without_unicode(firm):
    done = run("demo", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
