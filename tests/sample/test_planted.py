"""Every planted case is found and nothing else is: by the oracle, at several sizes and seeds, and by the findings."""

import subprocess
import sys

import pandas as pd
import pytest

import bandmodel.excel as bm
from bandmodel import findings, sample
from bandmodel.excel import registry
from sample import input_oracle, oracle

CAREERS = {
    oracle.trapped: {"trapped", "cannot tell trapped"},
    oracle.forced: {"forced"},
    oracle.blocked: {"blocked"},
    oracle.missing_rungs: {"missing rung"},
    oracle.compression: {"compressed", "inverted", "legitimate"},
}
CAREER_CHECKS = set().union(*CAREERS.values())


def planted(company, checks, *columns):
    rows = company.planted[company.planted["Check"].isin(checks)]
    return set(rows[list(columns)].itertuples(index=False, name=None))


def codes(company):
    """The planted (check, table, key) that findings are to report."""
    return planted(company, set(company.planted["Check"]) - CAREER_CHECKS, "Check", "Table", "Key")


@pytest.mark.parametrize("check", CAREERS, ids=lambda check: check.__name__)
def test_oracle_of_careers_finds_what_is_planted_with_its_reasons_and_nothing_else(any_company, retold, check):
    assert check(retold) == planted(any_company, CAREERS[check], "Check", "Table", "Key", "Reason")


def sheets(given):
    """The tables of a sample as Excel hands them over, headers first."""
    return {name: [list(rows[0]), *(list(row.values()) for row in rows)] for name, rows in given.items()}


@pytest.fixture(scope="session")
def audited(retold):
    """The four functions of the audit on the sheets of a sample: name → rows, each a dict."""
    given = sheets(retold.given)
    names = ("Levels", "Market", "Policy", "Equivalence", "Locations", "FX", "Tracks")
    handle = bm.BM_MODEL(**{name.lower(): given[name] for name in names})
    people = given["People"]
    spilled = {
        oracle.trapped: bm.BM_TRAPPED(people, handle), oracle.forced: bm.BM_FORCED(people, handle),
        oracle.blocked: bm.BM_BLOCKAGES(handle, people), oracle.compression: bm.BM_COMPRESSION(people, None, handle),
    }  # fmt: skip
    registry.forget()
    return {check: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for check, rows in spilled.items()}


def test_trapped_on_the_sheet_are_the_planted_ones_and_those_of_whom_it_cannot_be_told(any_company, audited):
    rows = audited[oracle.trapped]
    words = {"suggests trapped": "trapped"}
    found = [(words.get(row["Evidence"], "cannot tell trapped"), row["Employee"], row["Reasons"]) for row in rows]
    assert sorted(found) == sorted(planted(any_company, CAREERS[oracle.trapped], "Check", "Key", "Reason"))
    assert {row["Evidence"] for row in rows} == {
        "suggests trapped", "cannot tell: rating unknown", "cannot tell: preference unknown",
    }  # fmt: skip


def test_forced_on_the_sheet_are_the_planted_ones(any_company, audited):
    found = [("forced", row["Employee"], row["Reasons"]) for row in audited[oracle.forced]]
    assert sorted(found) == sorted(planted(any_company, CAREERS[oracle.forced], "Check", "Key", "Reason"))


def test_blockages_on_the_sheet_are_the_planted_ones_reason_by_reason(any_company, audited):
    found = [
        ("missing rung" if " has no grade " in reason else "blocked", f"{row['Track']}/{row['Level']}", reason)
        for row in audited[oracle.blocked]
        for reason in row["Reasons"].split("; ")
    ]
    checks = CAREERS[oracle.blocked] | CAREERS[oracle.missing_rungs]
    assert sorted(found) == sorted(planted(any_company, checks, "Check", "Key", "Reason"))


def test_compression_on_the_sheet_is_the_planted_one(any_company, audited, retold):
    rows = audited[oracle.compression]
    found = [
        (row["Result"], row["Manager"], f"highest-paid report {row['Report']}") for row in rows if row["Result"] != "within"
    ]
    assert sorted(found) == sorted(planted(any_company, CAREERS[oracle.compression], "Check", "Key", "Reason"))
    # everyone else who leads stands beside the highest-paid report too
    assert {row["Manager"] for row in rows} <= set(retold.reports)


def test_spans_on_the_sheet_equal_a_plain_count(retold):
    rows = bm.BM_SPAN(sheets(retold.given)["People"])[1:]
    assert {row[0]: row[1] for row in rows} == {boss: len(reports) for boss, reports in retold.reports.items()}
    assert {row[0] for row in rows if row[2] == ""} == {"E0726", "E0734"}  # planted: they report to one another


def test_oracle_of_inputs_finds_what_is_planted_and_nothing_else(any_company, retold):
    found = input_oracle.market(retold) | input_oracle.structure(retold) | input_oracle.people(retold)
    assert found == codes(any_company)


def test_findings_of_the_model_are_the_planted_ones_and_none_is_an_error(any_company, model_at):
    found = findings.of_model(model_at(any_company))
    keys = [(finding.code, finding.table, key_of(finding, any_company.inputs)) for finding in found]
    assert sorted(keys) == sorted(codes(any_company))
    assert {finding.severity for finding in found} == {"warning", "note"}


def key_of(finding, inputs):
    """The key of a finding as planted.csv writes it."""
    if finding.table == "Bands":
        return finding.message.partition(" ends ")[0]
    if finding.row is None:
        return ""
    row = inputs.tables[finding.table].loc[finding.row]
    return {"Levels": lambda: f"{row['Track']}/{row['Level']}", "People": lambda: row["Employee"]}.get(
        finding.table, lambda: str(finding.row)
    )()


def test_compression_is_the_same_in_local_currency_because_teams_sit_in_one_place(retold):
    assert oracle.compression(retold, lambda person: person["Base pay"]) == oracle.compression(retold)


def test_everybody_else_is_clear_of_the_thresholds(any_company, retold, monkeypatch):
    softer = {"PENETRATION": 0.86, "PERCENTILE": 72, "BEHIND": 0.97, "FLOOR": 1.12, "HIGH": 0.73, "HIGH_SHARE": 0.27,
              "SMALL_STEP": 0.055}  # fmt: skip
    for name, value in softer.items():
        monkeypatch.setattr(oracle, name, value)
    for check, names in CAREERS.items():
        assert {row[:3] for row in check(retold)} == planted(any_company, names, "Check", "Table", "Key")


def test_specialists_with_an_unknown_gate_are_only_those_of_whom_it_cannot_be_told(retold, any_company):
    unknown = {
        person["Employee"]
        for person in retold.people
        if person["Track"] == "Specialist" and None in (person["Rating"], person["Preference"])
    }
    assert unknown == {key for (key,) in planted(any_company, {"cannot tell trapped"}, "Key")}


def test_number_of_planted_cases_of_each_check(company):
    assert company.planted["Check"].value_counts().to_dict() == {
        "missing rung": 15, "trapped": 6, "blocked": 6, "forced": 5, "equivalents-overlap-little": 4, "compressed": 4,
        "percentiles-out-of-order": 2, "ceiling-gap": 2, "pay-looks-monthly": 2, "pay-far-outside-band": 2,
        "manager-unknown": 2, "reporting-cycle": 2, "dates-out-of-order": 2, "cannot tell trapped": 2, "legitimate": 2,
        "market-after-structure-date": 1, "market-far-from-blend": 1, "spread-outside-limits": 1, "progression-small": 1,
        "span-too-large": 1, "people-not-active": 1, "inverted": 1,
    }  # fmt: skip


def test_trapped_are_planted_for_six_different_sets_of_conditions_and_forced_for_every_sign(company):
    reasons = company.planted.groupby("Check")["Reason"]
    assert reasons.get_group("trapped").nunique() == 6
    signs = ("at most 2 direct reports", "prefers the specialist track", "rating fell")
    assert all(reasons.get_group("forced").str.contains(sign).sum() >= 2 for sign in signs)


def test_planted_file_of_the_package_equals_a_fresh_generation(written):
    fresh = pd.read_csv(written / "planted.csv", dtype=str, keep_default_na=False)
    again = sample.generate(people=1500, seed=9).planted
    pd.testing.assert_frame_equal(fresh, again)
    assert list(fresh.columns) == ["Check", "Table", "Key", "Reason"]


def test_check_command_on_the_written_sample_exits_without_an_error(written):
    run = subprocess.run([sys.executable, "-m", "bandmodel", "check", str(written)], capture_output=True, check=False)
    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()
