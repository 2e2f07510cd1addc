"""Findings on market data. Each fires on its case and is silent on the sound structure next to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bandmodel import findings, model

ONE = "Track | Level | Rank\nSpecialist | S1 | 1"
HEAD = "Survey | Track | Level | Location | Currency | Effective date | P25 | P50 | P75 | Weight | Element"
GOOD = "A | Specialist | S1 | | | 2026-01-01 | 80000 | 100000 | 120000 | |"
PLACES = "Location | Geo factor | Currency\nBern | 1.1 |"


@pytest.mark.parametrize(
    ("line", "code", "severity", "column", "value"),
    [
        ("B | Specialist | S9 | | | 2026-01-01 | | 1 | | |", "market-level-unknown", "error", "Level", "S9"),
        ("B | Specialists | S1 | | | 2026-01-01 | | 1 | | |", "market-level-unknown", "error", "Level", "S1"),
        ("B | Specialist | S1 | Rom | | 2026-01-01 | | 1 | | |", "location-unknown", "error", "Location", "Rom"),
        ("B | Specialist | S1 | | EUR | 2026-01-01 | | 1 | | |", "rate-missing", "error", "Currency", "EUR"),
        ("B | Specialist | S1 | | GBP | 2026-01-01 | | 1 | | |", "rate-missing", "error", "Currency", "GBP"),
    ],
)
def test_a_survey_row_that_cannot_be_used_is_left_out_and_told(model_of, of_code, line, code, severity, column, value):
    # the rate of EUR is dated after the structure date, GBP has none
    tables = {"Levels": ONE, "Locations": PLACES, "FX": "Currency | Rate | Date\nEUR | 0.95 | 2026-01-02"}
    built = model_of({"structure currency": "CHF"}, **tables, Market=f"{HEAD}\n{GOOD}\n{line}")
    found = findings.of_model(built)
    assert of_code(found, code) == [(severity, "Market", 3, column, value)]
    assert [f.code for f in found] == [code]
    assert "the row is left out" in found[0].message
    assert found[0].message.startswith("B ")
    assert built.market.tolist() == [100_000]  # A alone


def test_the_same_row_is_used_once_its_trouble_is_mended(model_of):
    tables = {"Levels": ONE, "Locations": PLACES, "FX": "Currency | Rate | Date\nEUR | 0.95 | 2026-01-01"}
    lines = "B | Specialist | S1 | Bern | EUR | 2026-01-01 | | 110000 | | |"
    built = model_of({"structure currency": "CHF"}, **tables, Market=f"{HEAD}\n{GOOD}\n{lines}")
    assert findings.of_model(built) == []
    assert built.market == pytest.approx([97_500])  # (100 000 + 110 000 · 0.95 / 1.1) / 2


@pytest.mark.parametrize(("percentile", "fires"), [(25, False), (75, False), (76, True), (24, True)])
def test_a_percentile_outside_those_of_the_survey_is_told(model_of, of_code, percentile, fires):
    built = model_of({"target percentile": percentile}, Levels=ONE, Market=f"{HEAD}\n{GOOD}")
    found = findings.of_model(built)
    expected = [("error", "Market", 2, "P50", f"P{percentile}")]
    assert of_code(found, "percentile-out-of-reach") == (expected if fires else [])
    assert ("level-without-market" in {f.code for f in found}) == fires


@pytest.mark.parametrize(("day", "fires"), [("2026-01-01", False), ("2026-01-02", True)])
def test_a_survey_dated_after_the_structure_is_used_with_a_warning(model_of, of_code, day, fires):
    built = model_of(Levels=ONE, Market=f"{HEAD}\n{GOOD.replace('2026-01-01', day)}")
    found = findings.of_model(built)
    expected = [("warning", "Market", 2, "Effective date", day)]
    assert of_code(found, "market-after-structure-date") == (expected if fires else [])
    assert built.market.tolist() == [100_000]
    assert "left out" not in " ".join(f.message for f in found)


@pytest.mark.parametrize(
    "line",
    ["B | Specialist | S1 | | | 2026-01-01 | | 1 | | 0 |", "B | Specialist | S1 | | | 2026-01-01 | | 1 | | | target cash"],
)
def test_rows_left_out_on_purpose_are_no_findings(model_of, line):
    built = model_of(Levels=ONE, Market=f"{HEAD}\n{GOOD}\n{line}")
    assert findings.of_model(built) == []
    assert built.market.tolist() == [100_000]


@pytest.mark.parametrize(
    ("column", "code", "value"),
    [("P50", "market-unpriced", "P50"), ("Effective date", "market-undated", "")],
)
def test_rows_without_date_or_pay_that_reach_the_model_are_told(inputs_of, of_code, column, code, value):
    # reading leaves such rows out; a frame that is handed to the model in code may have them
    inputs = inputs_of(Levels=ONE, Market=f"{HEAD}\n{GOOD}\n{GOOD}")
    frame = inputs.tables["Market"].copy()
    frame.loc[3, [column, "P25", "P75"] if column == "P50" else column] = None
    built = model.build(
        replace(inputs, tables={**inputs.tables, "Market": frame}),
        model.policies.defaults().with_values(structure_date="2026-01-01"),
    )
    assert of_code(findings.of_model(built), code) == [("error", "Market", 3, column, value)]
    assert built.market.tolist() == [100_000]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("B | Specialist | S1 | | | 2026-01-01 | 80000 | 100000 | 120000 | |", None, ""),
        ("B | Specialist | S1 | | | 2026-01-01 | 100000 | 100000 | | |", None, ""),  # equal is possible
        ("B | Specialist | S1 | | | 2026-01-01 | 101000 | 100000 | 120000 | |", "P50", "100,000"),
        ("B | Specialist | S1 | | | 2026-01-01 | | 100000 | 12000 | |", "P75", "12,000"),  # a digit short
    ],
)
def test_percentiles_that_do_not_rise_are_told(model_of, of_code, line, column, value):
    found = findings.of_model(model_of(Levels=ONE, Market=f"{HEAD}\n{GOOD}\n{line}"))
    expected = [("warning", "Market", 3, column, value)] if column else []
    assert of_code(found, "percentiles-out-of-order") == expected


@pytest.mark.parametrize(("pay", "value"), [(125_000, None), (125_100, "125,100"), (75_000, None), (74_900, "74,900")])
def test_a_survey_far_from_the_others_is_told(model_of, of_code, pay, value):
    # the mean of A (weight 2 · 90 000) and B (1 · 120 000) is 100 000; C is at most 25 % away
    rows = [
        f"{survey} | Specialist | S1 | | | 2026-01-01 | | {mid} | | {weight} |"
        for survey, mid, weight in (("A", 90_000, 2), ("B", 120_000, 1), ("C", pay, 1))
    ]
    found = findings.of_model(model_of(Levels=ONE, Market="\n".join([HEAD, *rows])))
    told = [row for row in of_code(found, "market-far-from-blend") if row[2] == 4]
    assert told == ([("warning", "Market", 4, "P50", value)] if value else [])


def test_a_single_survey_is_far_from_nothing(model_of):
    assert findings.of_model(model_of(Levels=ONE, Market=f"{HEAD}\n{GOOD}")) == []


@pytest.mark.parametrize(
    ("method", "severity"),
    [("market", "error"), ("line", "note"), ("grade", "note")],
)
def test_a_level_without_market_data_is_an_error_only_where_its_band_hangs_on_it(model_of, sound, of_code, method, severity):
    levels = sound["Levels"] + "\nSpecialist | S4 | 4 | 4 | 400\nManager | M4 | 4 | 4 | 450"
    found = findings.of_model(model_of({"midpoint method": method}, **{**sound, "Levels": levels}))
    assert of_code(found, "level-without-market") == [(severity, "Levels", row, "Level", "") for row in (8, 9)]


def test_a_typed_midpoint_or_a_given_range_needs_no_market_data(model_of, of_code):
    levels = """Track | Level | Rank | Min | Mid | Max
                Specialist | S1 | 1 | | 100000 |
                Specialist | S2 | 2 | 90000 | | 130000"""
    found = findings.of_model(model_of(Levels=levels))
    assert of_code(found, "level-without-market") == [("note", "Levels", 2, "Level", "")]  # its market index is unknown
    assert len(found) == 1


@pytest.mark.parametrize(("day", "fires"), [("2026-01-01", False), ("2026-01-02", True)])
def test_a_location_in_a_currency_without_a_rate_is_told(model_of, sound, of_code, day, fires):
    places = "Location | Geo factor | Currency\nBern | 1.1 | CHF\nLyon | 0.8 | EUR\nGenf | 1.1 |"
    rates = f"Currency | Rate | Date\nEUR | 0.95 | {day}"
    found = findings.of_model(model_of({"structure currency": "CHF"}, **sound, Locations=places, FX=rates))
    expected = [("error", "Locations", 3, "Currency", "EUR")]
    assert of_code(found, "location-without-rate") == (expected if fires else [])
    assert len(found) == fires


def test_unknown_stays_unknown(model_of):
    built = model_of(Levels=ONE)
    assert np.isnan(built.market).all()
