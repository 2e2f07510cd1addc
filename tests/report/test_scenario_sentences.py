"""What the report says of a scenario: its price once and a year, and what it does to the widest gap."""

from __future__ import annotations

import dataclasses
import math

import pytest

from bandmodel.report import compose
from bandmodel.report.material import ScenarioSummary
from report.conftest import ON


def told(company, **more) -> tuple[str, str]:
    """The sentence of part 9 and the one of the answer."""
    figures = {
        "name": "Lift", "one_off": 0.0, "run_rate": 300_000.0, "percent_of_payroll": 0.0022, "low": math.nan,
        "high": math.nan, "worst_gap_before": -0.163, "worst_gap_after": -0.086, **more,
    }  # fmt: skip
    report = compose.of_model(company, ON, summaries=[ScenarioSummary(**figures)])
    return report.part("scenarios").sentences[0], next(s for s in report.part("answer").sentences if "Lift" in s)


@pytest.mark.parametrize(
    ("figures", "line", "answer"),
    [
        (
            {},
            "Lift costs CHF 300,000 a year, 0.2 % of payroll; it brings the widest gap from 16.3 % to 8.6 %.",
            "The scenario Lift brings the widest gap from 16.3 % to 8.6 %; it costs CHF 300,000 a year, 0.2 % of payroll.",
        ),
        (
            {"one_off": 50_000.0},
            "Lift costs CHF 50,000 once and CHF 300,000 a year, 0.2 % of payroll; "
            "it brings the widest gap from 16.3 % to 8.6 %.",
            "The scenario Lift brings the widest gap from 16.3 % to 8.6 %; "
            "it costs CHF 50,000 once and CHF 300,000 a year, 0.2 % of payroll.",
        ),
        (
            {"worst_gap_after": -0.163},
            "Lift costs CHF 300,000 a year, 0.2 % of payroll; it leaves the widest gap at 16.3 %.",
            "The scenario Lift leaves the widest gap at 16.3 %; it costs CHF 300,000 a year, 0.2 % of payroll.",
        ),
    ],
)
def test_a_scenario_in_a_sentence(company, figures, line, answer):
    assert tuple(text.replace("\u202f", " ").replace("\u00a0", " ") for text in told(company, **figures)) == (line, answer)


def test_where_no_gap_is_known_only_the_price_is_told(company):
    unknown = ScenarioSummary("Lift", 0.0, 300_000.0, 0.0022, math.nan, math.nan, math.nan, math.nan)
    report = compose.of_model(company, ON, summaries=[unknown])
    text = report.part("scenarios").sentences[0].replace("\u202f", " ").replace("\u00a0", " ")
    assert text == "Lift costs CHF 300,000 a year, 0.2 % of payroll."


@pytest.mark.parametrize("source", ["/home/someone/Pay 2026/Bands.xlsx", "C:\\Users\\someone\\Bands.xlsx", "Bands.xlsx"])
def test_the_way_to_the_file_is_not_told(company, source):
    elsewhere = dataclasses.replace(company, inputs=dataclasses.replace(company.inputs, source=source))
    rows = compose.of_model(elsewhere, ON).part("method").blocks[0].rows
    assert rows[0][1] == "Bands.xlsx"
