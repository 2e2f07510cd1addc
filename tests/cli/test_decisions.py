"""The commands equity and report, on the invented company."""

from __future__ import annotations

import csv
import datetime as dt
import html
import importlib.util
import io
import json
import re
import subprocess
import sys

import openpyxl
import pytest
from rich.console import Console

from bandmodel import sample
from bandmodel.cli import output


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    """The tables of the invented company, as CSV files."""
    folder = tmp_path_factory.mktemp("Löhne") / "Firma 1"
    sample.generate().write(folder)
    return folder


def staff(firm):
    """The active people of the table."""
    with (firm / "People.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Status"] in ("", "active")]


def test_equity_compares_the_people_on_the_rungs_that_both_tracks_have(run, firm):
    code, out, _ = run("equity", firm, "--part", "tracks", "--json")
    assert code == 0
    (rows,) = [table for title, table in json.loads(out).items() if "what it rests on" not in title]
    pair = next(row for row in rows if row["From track"] == "Specialist")
    compared = {f"S{level}" for level in range(6, 17)}  # the Equivalence table: S6 to S16 beside M1 to M11
    assert pair["n from"] == sum(row["Track"] == "Specialist" and row["Level"] in compared for row in staff(firm))
    assert pair["Verdict"] == "Different"
    assert -0.13 < pair["Gap"] < -0.07  # the sample pays specialists about a tenth less


def test_equity_shows_every_subject_under_a_title_of_its_own(run, firm):
    code, out, _ = run("equity", firm, "--json")
    titles = list(json.loads(out))
    assert code == 0
    assert len(titles) == len(set(titles))
    for subject in (
        "between tracks",
        "adjusted gaps",
        "unadjusted gaps",
        "quartiles of pay",
        "by category",
        "oaxaca-blinder",
    ):
        assert any(title.startswith(subject) for title in titles), subject


def test_raises_stay_within_the_budget_and_nobody_is_reduced(run, firm):
    code, out, _ = run("equity", firm, "--close", "Gender", "--budget", "100000", "--cap", "0.05", "--json")
    tables = json.loads(out)
    raises = tables["raises"]
    assert code == 0
    assert 0 < sum(row["Cost"] for row in raises) <= 100_000
    assert all(0 < row["Raise amount"] <= 0.05 * row["Pay"] + 0.01 for row in raises)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--group", "Shoe size"), 'People has no column "Shoe size"'),
        (("--part", "everything"), 'Part "everything" is unknown'),
        (("--definition", "FR"), '"FR" is unknown'),
        (("--close", "Gender", "--mode", "gently"), 'Mode "gently" is unknown'),
        (("--close", "Gender", "--controls", "Level;Shoe size"), 'People has no column "Shoe size"'),
    ],
)
def test_equity_says_what_it_cannot_use(run, firm, words, said):
    code, _, err = run("equity", firm, *words)
    assert code == 2
    assert said in err


def text_of(page):
    """What a report in html says, without its marks."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page.read_text("utf-8")))


def test_the_report_names_nobody_and_a_second_one_takes_another_name_and_says_why(run, firm, tmp_path):
    first, second = (tmp_path / "Bericht" / f"Band report {dt.date.today()}{more}.html" for more in ("", " (2)"))
    code, out, _ = run("report", firm, "--out", tmp_path / "Bericht", "--format", "html")
    assert (code, out) == (0, f"Written: {first}\n")
    written = first.read_bytes()
    _, out, _ = run("report", firm, "--out", tmp_path / "Bericht", "--format", "html", "--language", "de")
    assert out == f'Written: {second} (another name, as "{first.name}" is there already; it stays as it is)\n'
    assert first.read_bytes() == written
    assert sorted((tmp_path / "Bericht").iterdir()) == [second, first]
    employees = {row["Employee"] for row in staff(firm)}
    assert not any(employees & set(re.findall(r"\w+", page.read_text("utf-8"))) for page in (first, second))
    assert 'lang="de"' in second.read_text("utf-8")


def test_the_report_speaks_of_the_scenario_that_is_named_and_asks_for_that_one(run, firm, tmp_path):
    _, out, _ = run("scenarios", firm, "Parity", "--json")
    items = json.loads(out)["scenario parity"]
    cost = next(row["Value"] for row in reversed(items) if row["Item"] == "Cost total")
    code, _, _ = run("report", firm, "--out", tmp_path, "--format", "html", "--scenario", "parity")
    (page,) = tmp_path.iterdir()
    text = " ".join(text_of(page).split())
    assert code == 0
    told = re.search(r"The scenario Parity brings .* it costs CHF ([\d,]+) a year", text)[1]
    assert abs(float(told.replace(",", "")) - cost) <= 50_000  # rounded, so that no single pay follows
    assert f"Approve this scenario. Parity: CHF {told} a year" in text
    assert "Yearly cost of one scenario" in text
    assert not re.search("Both in steps|People first", text)


def test_the_report_sets_the_scenarios_that_are_named_side_by_side_in_that_order(run, firm, tmp_path):
    names = ("--scenario", "Parity", "--scenario", "Bonus", "--scenario", "PARITY")
    code, _, _ = run("report", firm, "--out", tmp_path, "--format", "html", *names)
    (page,) = tmp_path.iterdir()
    text = " ".join(text_of(page).split())
    assert code == 0
    assert re.search(r"Choose one of these scenarios\. Parity: [^;]*; the widest gap is then [^.]*\.\d %\. Bonus: ", text)
    assert "Yearly cost of 2 scenarios" in text
    assert "Both in steps" not in text


def test_the_range_of_each_scenario_holds_its_cost(run, firm, tmp_path):
    run("report", firm, "--out", tmp_path, "--format", "xlsx")
    (book,) = tmp_path.iterdir()
    rows = [row for sheet in openpyxl.load_workbook(book) for row in sheet.values]
    (top,) = (number for number, row in enumerate(rows) if row[0] == "Scenario" and "Share of payroll" in row)
    low, cost, high = (rows[top].index(header) for header in ("Low", "A year", "High"))
    told = {row[0]: (row[low], row[cost], row[high]) for row in rows[top + 1 : top + 5]}
    assert told.keys() == {"Parity", "Bonus", "Both in steps", "People first"}
    assert all(least <= amount <= most for least, amount, most in told.values()), told


def test_a_scenario_that_is_not_there_is_named_with_those_that_are_and_nothing_is_written(run, firm, tmp_path):
    code, _, err = run("report", firm, "--out", tmp_path / "Report", "--scenario", "Cheap")
    assert code == 2
    assert '"Cheap" is not on the Scenarios table; scenarios: base, Parity, Bonus, Both in steps, People first.' in err
    assert not (tmp_path / "Report").exists()


def test_a_scenario_is_asked_for_where_there_is_no_table_of_them(run, firm, tmp_path):
    for name in ("Levels", "Market", "Policy", "People"):
        (tmp_path / f"{name}.csv").write_bytes((firm / f"{name}.csv").read_bytes())
    code, _, err = run("report", tmp_path, "--out", tmp_path / "Report", "--scenario", "Parity")
    assert code == 2
    assert "has no Scenarios table; add one with Scenario, Year and Lever." in err


def test_on_a_terminal_the_report_says_which_form_it_is_making(run, firm, tmp_path, monkeypatch):
    terminal = io.StringIO()
    monkeypatch.setattr(output, "_err", Console(file=terminal, force_terminal=True, width=100))
    code, _, _ = run("report", firm, "--out", tmp_path)
    assert code == 0
    for step in ("computing the report", "making the html", "making the pdf", "making the xlsx"):
        assert f"Report: {step}" in terminal.getvalue()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".pdf", ".xlsx"]


KILLED_WHILE_WRITING = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from bandmodel import cli
cli.main()
"""


@pytest.mark.skipif(
    importlib.util.find_spec("resource") is None, reason="no system that ends a process by the size of a file"
)
def test_a_report_that_is_killed_while_it_is_written_leaves_the_old_one_whole(run, firm, tmp_path):
    old = tmp_path / f"Band report {dt.date.today()}.html"
    old.write_bytes(b"the report of this morning" * 4_000)  # longer than what the process may write
    before = old.read_bytes()
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, "report", firm, "--out", tmp_path, "--format", "html"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    (half,) = (path for path in tmp_path.iterdir() if path != old)
    assert done.returncode < 0  # by a signal: none of our own code ran afterwards
    assert half.suffix == ".tmp"  # no file that looks like a report
    assert half.stat().st_size == 20_000
    assert old.read_bytes() == before
    code, _, _ = run("report", firm, "--out", tmp_path, "--format", "html")
    assert code == 0
    assert old.read_bytes() == before
    assert (tmp_path / f"{old.stem} (2).html").read_text("utf-8").rstrip().endswith("</html>")


def test_the_internal_report_says_so_in_its_name(run, firm, tmp_path):
    code, _, _ = run("report", firm, "--out", tmp_path, "--format", "html", "--internal")
    (page,) = tmp_path.iterdir()
    assert code == 0
    assert "internal" in page.name


def test_the_report_refuses_a_format_and_a_folder_that_are_none(run, firm, tmp_path):
    code, _, err = run("report", firm, "--out", tmp_path, "--format", "doc")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert 'Format "doc" is unknown' in err
    (tmp_path / "taken").write_text("a file")
    code, _, err = run("report", firm, "--out", tmp_path / "taken", "--format", "html")
    assert code == 2
    assert "cannot be made" in err
