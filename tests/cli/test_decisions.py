"""The commands equity and report, on the invented company."""

from __future__ import annotations

import csv
import json
import re

import pytest

from bandmodel import sample


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
    ],
)
def test_equity_says_what_it_cannot_use(run, firm, words, said):
    code, _, err = run("equity", firm, *words)
    assert code == 2
    assert said in err


def test_the_report_names_nobody_and_a_second_one_takes_another_name(run, firm, tmp_path):
    code, _, _ = run("report", firm, "--out", tmp_path / "Bericht", "--format", "html")
    assert code == 0
    run("report", firm, "--out", tmp_path / "Bericht", "--format", "html", "--language", "de")
    pages = sorted((tmp_path / "Bericht").iterdir())
    assert len(pages) == 2
    assert any(page.stem.endswith("(2)") for page in pages)
    for page in pages:
        text = page.read_text("utf-8")
        assert not any(re.search(rf"\b{row['Employee']}\b", text) for row in staff(firm))
    assert any('lang="de"' in page.read_text("utf-8") for page in pages)


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
