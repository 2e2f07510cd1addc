"""The surveys stand on real percentiles: arithmetic by hand from data/sample/oews.csv."""

import math

import pytest

from bandmodel.sample import market


@pytest.mark.parametrize(
    ("track", "level", "rung", "expected"),
    [
        ("Specialist", "S1", 1, 67240),  # data scientists, P10
        ("Specialist", "S6", 6, 105210),  # software developers, P25
        ("Specialist", "S16", 16, 225330),  # computer hardware engineers, P90
        ("Specialist", "S11", 11, math.sqrt(105210 * 225330)),  # half-way in logs
        ("Manager", "M1", 1, 107550),  # computer and information systems managers, P10
        ("Manager", "M13", 13, 323270),  # financial managers, P90
        ("Manager", "M4", 4, 107550 ** (9 / 12) * 323270 ** (3 / 12)),
        ("Project", "P11", 11, 199130),  # data scientists, P90
    ],
)
def test_market_pay_runs_log_linearly_between_published_percentiles(track, level, rung, expected):
    assert market.us_pay(track, level, rung, market._occupations()) == pytest.approx(expected, rel=1e-12)


def test_survey_row_is_market_pay_taken_back_to_its_date_and_place(company):
    rows = company.inputs.tables["Market"].set_index(["Survey", "Level"])
    # 67,240 USD on 2026-01-01; 8 months at 3 % a year back; pattern (7·1 + 5·2 + 3·10) mod 11 = 3, so −0.4 %
    assert rows["P50"]["Colorado River Pay Index", "S1"] == round(67240 / 1.02 * 0.996, -2)
    # in euros at Graz: × 0.88 / 0.90 × 0.62 / 0.94; 9 months; pattern (7 + 5 + 30) mod 11 = 9, so +0.8 %
    assert rows["P50"]["Mur Salary Panel", "S1"] == round(67240 * 0.88 / 0.9 * 0.62 / 0.94 / 1.0225 * 1.008, -2)


def test_percentiles_of_a_row_spread_a_third_as_wide_as_those_of_the_occupation(company):
    row = company.inputs.tables["Market"].set_index(["Survey", "Level"]).loc[("Aare Pay Survey", "S1")]
    wide = math.log(199130 / 67240)  # data scientists, P90 over P10
    assert math.log(row["P90"] / row["P10"]) == pytest.approx(wide / 3, abs=0.003)


def test_every_level_is_in_at_least_two_surveys(company):
    surveys = company.inputs.tables["Market"].groupby(["Track", "Level"])["Survey"].nunique()
    assert len(surveys) == 40
    assert surveys.min() >= 2
