"""When survey rates are aged to: the market timing of the structure, by hand, and rows dated after the structure date."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel import findings
from bandmodel.core import market, pricing

D = np.datetime64
LEVELS = """Track | Level | Rank
            Specialist | S1 | 1
            Specialist | S2 | 2
            Manager | M1 | 1"""
SURVEYS = """Survey | Track | Level | Effective date | P50
             A | Specialist | S1 | 2024-08-31 | 100000
             B | Specialist | S2 | 2025-11-30 | 100000
             C | Manager | M1 | 2026-03-15 | 100000"""
MONTH_END = {"structure date": "2025-08-31", "rounding": 1}


def terms(date: str, until: str, rate: float = 0.12, method: str = "simple") -> pricing.Terms:
    """Terms without currencies and locations; 0.12 a year is 1 % a month."""
    return pricing.Terms(D(date), D(until), rate, method, "", {}, {})


@pytest.fixture(scope="module")
def rows_of(inputs_of):
    """Market rows of one level at 100 000 with these effective dates, priced on some terms."""

    def build(on: pricing.Terms, *dates: str):
        lines = "\n".join(f"{n} | Specialist | S1 | {date} | 100000" for n, date in enumerate(dates))
        rows = inputs_of(Market=f"Survey | Track | Level | Effective date | P50\n{lines}").table("Market")
        return pricing.priced(rows, np.zeros(len(rows), int), np.full(len(rows), 50.0), on)

    return build


@pytest.mark.parametrize(
    ("timing", "a", "b", "c"),
    [  # 0.03 a year, simple, on 31 August 2025. A: 12 months to then; B and C are dated later
        ("lag", 103_000, 100_000, 100_000),
        # to 28 February 2026: A 18 months; B 30 November → 28 February, 3 months; C is later still
        ("lead-lag", 104_500, 100_750, 100_000),
        # to 31 August 2026: A 24; B 9 and 1 of 31 days (31 August after the 30th); C 5 and 16 of 31 days
        ("lead", 106_000, 100_000 * (1 + 0.03 * (9 + 1 / 31) / 12), 100_000 * (1 + 0.03 * (5 + 16 / 31) / 12)),
    ],
)
def test_market_rates_on_a_month_end_under_each_timing(model_of, timing, a, b, c):
    built = model_of({**MONTH_END, "market timing": timing}, Levels=LEVELS, Market=SURVEYS)
    assert_allclose(built.market, [a, b, c], rtol=1e-12)
    # spread 0.5 on min: min and max are 0.8 and 1.2 times the rate, rounded outward to 1
    by_hand = np.array([a, b, c])
    low, high = np.floor(np.round(by_hand * 0.8, 6)), np.ceil(np.round(by_hand * 1.2, 6))
    assert_allclose(built.bands["Mid"], (low + high) / 2)


@pytest.mark.parametrize(
    ("timing", "texts"),
    [
        ("lag", ["not aged (2025-11-30)", "not aged (2026-03-15)"]),
        ("lead-lag", ["aged from then to 2026-02-28 (2025-11-30)", "not aged (2026-03-15)"]),
        ("lead", ["aged from then to 2026-08-31 (2025-11-30)", "aged from then to 2026-08-31 (2026-03-15)"]),
    ],
)
def test_a_survey_after_the_structure_date_is_a_finding_that_says_how_it_is_aged(model_of, timing, texts):
    built = model_of({**MONTH_END, "market timing": timing}, Levels=LEVELS, Market=SURVEYS)
    found = [finding for finding in findings.of_model(built) if finding.code == "market-after-structure-date"]
    assert [(finding.table, finding.row, finding.column, finding.severity) for finding in found] == [
        ("Market", 3, "Effective date", "warning"), ("Market", 4, "Effective date", "warning"),
    ]  # fmt: skip
    heads = ["B Specialist S2", "C Manager M1"]
    assert [finding.message for finding in found] == [
        f"{head}: dated after the structure date: {text}." for head, text in zip(heads, texts, strict=True)
    ]


def test_lag_is_the_default(model_of):
    default = model_of(MONTH_END, Levels=LEVELS, Market=SURVEYS)
    lag = model_of({**MONTH_END, "market timing": "lag"}, Levels=LEVELS, Market=SURVEYS)
    assert default.market.tolist() == lag.market.tolist()
    assert default.policy["market timing"] == "lag"


def test_another_timing_is_another_key(model_of):
    keys = {
        model_of({**MONTH_END, "market timing": timing}, Levels=LEVELS, Market=SURVEYS).key
        for timing in ("lag", "lead-lag", "lead")
    }
    assert len(keys) == 3


def test_an_unknown_timing_is_a_finding_that_lists_the_choices(model_of):
    built = model_of({**MONTH_END, "market timing": "sideways"}, Levels=LEVELS, Market=SURVEYS)
    (found,) = (finding for finding in built.inputs.findings if finding.table == "Policy")
    assert "lag / lead-lag / lead" in found.message
    assert built.market[0] == pytest.approx(103_000)  # as lag


def test_rows_are_aged_until_the_date_that_is_said(rows_of):
    # 1 % a month to 1 July: 6, 5 and 0 months; those after 1 January have a remark, all are used
    priced = rows_of(terms("2025-01-01", "2025-07-01"), "2025-01-01", "2025-02-01", "2025-07-01", "2025-08-01")
    assert priced["Months"].tolist() == [6, 5, 0, 0]
    assert_allclose(priced["Aged"], [106_000, 105_000, 100_000, 100_000])
    assert priced["Code"].tolist() == ["", pricing.LATE, pricing.LATE, pricing.LATE]
    assert priced["Reason"].tolist() == [
        "",
        "dated after the structure date: aged from then to 2025-07-01",
        "dated after the structure date: not aged",
        "dated after the structure date: not aged",
    ]
    assert priced["Used weight"].tolist() == [1, 1, 1, 1]


def test_ageing_beyond_the_structure_date_compounds_where_that_is_asked(rows_of):
    # 1.12^(18 / 12) from 1 January 2024 to 1 July 2025
    (aged,) = rows_of(terms("2025-01-01", "2025-07-01", method="compound"), "2024-01-01")["Aged"]
    assert aged == pytest.approx(100_000 * 1.12**1.5)


def test_a_row_without_a_date_is_left_out_under_every_timing(rows_of, model_of):
    for until in ("2025-01-01", "2026-01-01"):
        priced = rows_of(terms("2025-01-01", until), "2024-01-01", "2024-07-01")
        blank = priced.drop(columns=list(pricing.STEPS)).assign(
            **{"Effective date": np.array(["NaT", "2024-07-01"], "M8[s]")}
        )
        again = pricing.priced(blank, np.zeros(2, int), np.full(2, 50.0), terms("2025-01-01", until))
        assert again["Code"].tolist() == [pricing.UNDATED, ""]
        assert again["Used weight"].tolist() == [0, 1]


@given(st.dates(min_value=D("2015-01-01").item(), max_value=D("2030-12-31").item()), st.integers(-800, 800))
def test_each_timing_ages_at_least_as_far_as_the_one_before(rows_of, day, apart):
    date = D(day)
    aged = [
        float(rows_of(terms(str(date), str(market.aged_to(date, timing))), str(date + apart))["Aged"].iloc[0])
        for timing in ("lag", "lead-lag", "lead")
    ]
    assert aged == sorted(aged)
    assert aged[0] >= 100_000
