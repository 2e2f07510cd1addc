"""Surveys that use their own job names: Matches says which level a job is."""

from __future__ import annotations

import pytest

from bandmodel.inputs import folder, workbook

MATCHES = """Survey | Survey job | Track | Level | Match quality
             A | Eng 3 | Specialist | S3 | good
             A | Lead 1 | Manager | M1 | good
             A | Lead 1 | Specialist | S4 | fair"""
HEAD = "Survey | Survey job | Effective date | P50"


def levels(inputs) -> list[tuple]:
    frame = inputs.table("Market")
    return list(zip(frame.index, frame["Track"], frame["Level"], frame["P50"], strict=True))


def test_a_job_gets_the_level_it_is_matched_to(inputs_of):
    inputs = inputs_of(Matches=MATCHES, Market=f"{HEAD}\nA | Eng 3 | 2025-01-01 | 100000")
    assert inputs.findings == ()
    assert levels(inputs) == [(2, "Specialist", "S3", 100_000)]


def test_a_job_matched_to_two_levels_prices_both(inputs_of, model_of):
    market = f"{HEAD}\nA | Eng 3 | 2026-01-01 | 100000\nA | Lead 1 | 2026-01-01 | 120000"
    inputs = inputs_of(Matches=MATCHES, Market=market)
    assert levels(inputs) == [(2, "Specialist", "S3", 1e5), (3, "Manager", "M1", 12e4), (3, "Specialist", "S4", 12e4)]
    table = "Track | Level | Rank\nSpecialist | S3 | 3\nSpecialist | S4 | 4\nManager | M1 | 1"
    assert model_of(Levels=table, Matches=MATCHES, Market=market).market.tolist() == [100_000, 120_000, 120_000]


@pytest.mark.parametrize(
    ("survey", "job", "text"),
    [
        ("A", "Eng 9", 'A "Eng 9" is not matched'),
        ("B", "Eng 3", 'B "Eng 3" is not matched'),
        ("A", "", "A, without Survey job"),
    ],
)
def test_a_job_without_a_match_is_left_out_and_told(inputs_of, survey, job, text):
    inputs = inputs_of(Matches=MATCHES, Market=f"{HEAD}\nA | Eng 3 | 2025-01-01 | 1\n{survey} | {job} | 2025-01-01 | 2")
    (finding,) = inputs.findings
    assert (finding.code, finding.severity, finding.table) == ("market-job-unmatched", "error", "Market")
    assert (finding.row, finding.column, finding.value) == (3, "Survey job", job)
    assert finding.message.startswith(text)
    assert finding.remedy
    assert levels(inputs) == [(2, "Specialist", "S3", 1)]


def test_track_and_level_that_are_typed_stand_over_the_match(inputs_of):
    market = """Survey | Survey job | Track | Level | Effective date | P50
                A | Eng 3 | Specialist | S1 | 2025-01-01 | 1
                A | Eng 3 | | | 2025-01-01 | 2"""
    inputs = inputs_of(Matches=MATCHES, Market=market)
    assert inputs.findings == ()
    assert levels(inputs) == [(2, "Specialist", "S1", 1), (3, "Specialist", "S3", 2)]


def test_without_survey_jobs_matches_change_nothing(inputs_of):
    market = "Survey | Track | Level | Effective date | P50\nA | Specialist | S1 | 2025-01-01 | 1"
    assert levels(inputs_of(Matches=MATCHES, Market=market)) == [(2, "Specialist", "S1", 1)]


def test_without_a_matches_table_every_job_is_unmatched(inputs_of):
    inputs = inputs_of(Market=f"{HEAD}\nA | Eng 3 | 2025-01-01 | 1\nA | Eng 4 | 2025-01-01 | 2")
    assert [(f.code, f.row) for f in inputs.findings] == [("market-job-unmatched", 2), ("market-job-unmatched", 3)]
    assert levels(inputs) == []


def test_survey_jobs_are_matched_from_files_too(folder_of, workbook_of):
    tables = {
        "Matches": [["Survey", "Survey job", "Track", "Level"], ["A", "Eng 3", "Specialist", "S3"]],
        # a title above the headers: they are found by the columns that must be there, which Survey job makes fewer
        "Market": [["Our surveys"], ["Survey", "Survey job", "Effective date", "P50"], ["A", "Eng 3", "2025-01-01", 1]],
    }
    from_workbook = workbook.read(workbook_of(tables))
    assert [f.code for f in from_workbook.findings if f.severity == "error"] == []
    assert levels(from_workbook) == [(3, "Specialist", "S3", 1)]
    tables["Market"] = tables["Market"][1:]
    assert levels(folder.read(folder_of(tables))) == [(2, "Specialist", "S3", 1)]
