"""The worksheet functions of market pricing: hand figures, published examples, messages that stay in their row.

R's printed output is checked digit by digit in tests/core/test_pay_line.py; here it goes through cells.
"""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bandmodel.excel as bm
from bandmodel.excel import registry
from excel.sheets import PRICED, PRICED_LOCATIONS, column, row_of, sheet, with_cell, without

FX = sheet("""
    Currency | Rate | Date
    EUR      | 0.95 | 2024-06-30
    EUR      | 0.90 |
    USD      | 0.80 | 2024-01-01
    EUR      | 0.97 | 2023-01-01
    CHF      | 1    |
""")
"""In no order, into CHF. EUR: 0.90 before 2023, 0.97 from 1 January 2023, 0.95 from 30 June 2024; USD from 2024 only."""

ERROR_CELL = -2146826246  # #N/A as COM hands it over


def labelled(spilled: list[list], label: str) -> object:
    """The value of one label of a Label, Value table."""
    return next(row[1] for row in spilled if row[0] == label)


def remarks(spilled: list[list]) -> dict[int, str]:
    """The remarks of BM_BLEND by row."""
    return {row[0]: row[1] for row in spilled[4:]}


# ---------------------------------------------------------------- BM_AGE, BM_AGE_DATES


def test_ageing_by_months_and_by_dates_is_the_same_where_the_months_are_whole():
    # 52 000 · (1 + 0.03 · 9 / 12) = 53 170 (golden 9); 1 April 2024 → 1 January 2025 is nine months
    assert bm.BM_AGE(52000, 0.03, 9) == pytest.approx(53170)
    assert bm.BM_AGE_DATES(52000, 0.03, "2024-04-01", "2025-01-01") == pytest.approx(53170)


def test_ageing_compounds_where_that_is_asked():
    # contract §9: 90 000 · 1.03^0.5 = 91 340.02
    assert round(bm.BM_AGE(90000, 0.03, 6, "Compound"), 2) == 91340.02
    assert round(bm.BM_AGE_DATES(90000, 0.03, "2024-07-01", "2025-01-01", "compound"), 2) == 91340.02


@pytest.mark.parametrize(
    ("start", "end", "aged"),
    [  # 0.12 a year is 1 % a month
        ("2025-01-31", "2025-02-28", 101000),  # the last day of a shorter month ends a month
        ("2024-11-16", "2025-01-01", 100000 * (1 + (1 + 16 / 31) / 100)),  # 1 month, then 16 of December's 31 days
        (dt.date(2025, 1, 1), dt.datetime(2025, 1, 1, 15), 100000),
        (45658.0, 45839.0, 106000),  # serial numbers of 1 January and 1 July 2025
        ("2025-08-31", "2026-02-28", 106000),
    ],
)
def test_ageing_between_dates_counts_whole_months_and_then_days(start, end, aged):  # contract §10
    assert bm.BM_AGE_DATES(100000, 0.12, start, end) == pytest.approx(aged)


def test_an_end_before_its_start_and_a_text_that_is_no_date_stay_in_their_rows():
    found = bm.BM_AGE_DATES(1000, 0.12, ["2026-01-01", "soon", None, ERROR_CELL, "2025-01-01"], "2025-07-01")
    assert found == [
        "#BM! End 2025-07-01 is before start 2026-01-01; swap them.",
        '#BM! start_date "soon" is not a date such as 2026-01-31; correct that cell.',
        "",
        "#BM! start_date holds the error #N/A; mend that cell.",
        pytest.approx(1060),
    ]


def test_a_rate_that_takes_all_pay_away_and_an_unknown_method_stay_in_their_rows():
    found = bm.BM_AGE([1000] * 4, [0.12, -1, 0.12, 0.12], 12, ["simple", "simple", "cubic", None])
    assert found[0] == found[3] == pytest.approx(1120)
    assert found[1] == "#BM! Annual rate -1 would take all pay away; give a fraction such as 0.03."
    assert found[2] == '#BM! Method "cubic" is unknown; use one of "simple", "compound".'
    assert bm.BM_AGE_DATES(1, 0.1, "2025-01-01", "2025-02-01", "cubic") == found[2]


# ---------------------------------------------------------------- BM_BLEND


def test_a_blend_gives_the_mean_and_the_rows_used():
    # (3 · 78 280 + 1 · 75 000) / 4
    assert bm.BM_BLEND([[78280], [75000]], [[3], [1]]) == [["Weighted mean", "Rows used"], [pytest.approx(77460), 2]]
    assert bm.BM_BLEND([53170, 53530], None)[1] == [pytest.approx(53350), 2]  # golden 9; blank weights count 1 each


def test_trimming_is_that_of_trimmean_and_names_the_rows():
    # Microsoft, TRIMMEAN function: TRIMMEAN({4,5,6,7,2,3,4,5,1,2,3}, 0.2) = 3.778
    found = bm.BM_BLEND([4, 5, 6, 7, 2, 3, 4, 5, 1, 2, 3], 1, 0.2)
    assert [round(found[1][0], 3), found[1][1]] == [3.778, 9]
    assert {row for row, text in remarks(found).items() if text == "trimmed"} == {4, 9}


def test_rows_left_out_and_rows_far_away_are_listed_below():
    # row 1 is blank, row 4 has weight 0; 130 is 30 % above 100, 100 is 1 − 1/1.3 = 23.1 % below 130: limit 25 %
    found = bm.BM_BLEND([None, 100, 130, 90], [1, None, 1, 0])
    assert found == [
        ["Weighted mean", "Rows used"], [pytest.approx(115), 2], ["", ""], ["Row", "Remark"],
        [1, "value is blank"], [3, "used; +30.0% from the mean of the others, limit 25%"], [4, "weight 0"],
    ]  # fmt: skip


def test_exactly_the_limit_is_not_far():
    assert bm.BM_BLEND([100, 125], 1) == [["Weighted mean", "Rows used"], [112.5, 2]]


def test_nothing_to_blend_is_blank_and_never_zero():
    found = bm.BM_BLEND([None, 50000], [1, 0])
    assert found[1] == ["", 0]
    assert remarks(found) == {1: "value is blank", 2: "weight 0"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([4, "x", 6], 1), '#BM! values, cell 2, "x" is not a number; correct that cell.'),
        (([4, 5, ERROR_CELL], 1), "#BM! values, cell 3, holds the error #N/A; mend that cell."),
        (([4, 5], [1, "one"]), '#BM! weights, cell 2, "one" is not a number; correct that cell.'),
        (([4, 5], [1, -1]), "#BM! weights, cell 2: -1 is below 0; 0 leaves a row out."),
        (([4, 5, 6], [1, 1]), "#BM! weights has 2 cells and values 3; give one weight per value."),
        (([4, 5], 1, "some"), '#BM! trim "some" is not a number; correct that cell.'),
        (([4, 5], 1, [0.1, 0.2]), "#BM! trim is a range of 2 × 1 cells; give one cell."),
    ],
)  # fmt: skip
def test_what_a_blend_cannot_use_is_named(arguments, said):
    assert bm.BM_BLEND(*arguments) == said


@pytest.mark.parametrize("trim", [-0.2, 1, 20])
def test_a_trim_that_is_no_share_says_what_to_give(trim):
    said = f"#BM! Trim {trim} is not at least 0 and below 1; give the share of rows to leave out, such as 0.2."
    assert bm.BM_BLEND([4, 5, 6], 1, trim) == said


# ---------------------------------------------------------------- BM_MARKET_AT

ELEVENTHS = (None, None, 100000, 161051, None)
"""From P50 to P75 pay grows by 1.1^5: 1.1 per five percentiles."""


@pytest.mark.parametrize(
    ("percentile", "survey", "pay"),
    [
        (50, ELEVENTHS, 100000),
        (55, ELEVENTHS, 110000),
        (60, ELEVENTHS, 121000),
        (70, ELEVENTHS, 146410),
        (75, ELEVENTHS, 161051),
        (62.5, (None, None, 64000, 81000, None), 72000),  # √(64 000 · 81 000)
        # 1 000 at P10 and 256 000 at P90: doubles every ten percentiles, across the three that are not known
        (20, (1000, None, None, None, 256000), 2000),
        (50, (1000, None, None, None, 256000), 16000),
        (80, (1000, None, None, None, 256000), 128000),
        (82.5, (1, 2, 100, 121, 144), 132),  # √(121 · 144): the nearest known ones count, not the outer ones
    ],
)
def test_any_percentile_between_known_ones_by_hand(percentile, survey, pay):
    assert bm.BM_MARKET_AT(percentile, *survey) == pytest.approx(pay)


def test_a_percentile_outside_the_known_ones_is_named_and_stays_in_its_row():
    wanted = [[24], [25], [62.5], [75], [75.5], [90], [0.6], [None], ["sixty"]]
    outside = "#BM! Percentile {} is outside the percentiles that the survey gives; choose one between them."
    assert bm.BM_MARKET_AT(wanted, None, 80000, 100000, 144000, None) == [
        [outside.format(24)], [80000], [pytest.approx(120000)], [144000], [outside.format(75.5)], [outside.format(90)],
        [outside.format(0.6)], [""], ['#BM! percentile "sixty" is not a number; correct that cell.'],
    ]  # fmt: skip


def test_a_survey_row_without_any_percentile_is_blank_and_pay_of_zero_is_refused():
    assert bm.BM_MARKET_AT(50, *[[None, 90, 90]] * 2, [None, 100, 0], *[[None, 110, 110]] * 2) == [
        "", 100, "#BM! Market pay 0 is not above 0.",
    ]  # fmt: skip


# ---------------------------------------------------------------- BM_LINE, BM_PREDICT

# R's dataset women (The World Almanac 1975)
HEIGHT = [float(height) for height in range(58, 73)]
WEIGHT = [115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164]


def test_the_quadratic_line_prints_as_r_prints_it():
    # summary(lm(weight ~ height + I(height^2), women)): 261.87818 (25.19677), −7.34832 (0.77769), 0.08306 (0.00598);
    # residual standard error 0.3841 on 12 degrees of freedom, multiple R-squared 0.9995
    found = bm.BM_LINE([[x] for x in HEIGHT], [[y] for y in WEIGHT], "Quadratic")
    assert [[row[0], round(row[1], 5) if isinstance(row[1], float) else row[1]] for row in found] == [
        ["Label", "Value"], ["Model", "quadratic"], ["Intercept", 261.87818], ["Slope", -7.34832], ["Curvature", 0.08306],
        ["R²", pytest.approx(0.9995, abs=5e-5)], ["n", 15], ["Standard error", pytest.approx(0.3841, abs=5e-5)],
        ["Degrees of freedom", 12], ["Intercept standard error", 25.19677], ["Slope standard error", 0.77769],
        ["Curvature standard error", 0.00598],
    ]  # fmt: skip


def test_a_linear_line_by_hand():
    # x 1 2 3 4, y 2 4 5 9: slope 11 / 5, intercept −0.5, residual squares 1.8 of 26, variance 0.9 with 2 left
    found = bm.BM_LINE([1, 2, 3, 4], [2, 4, 5, 9])
    assert [row[0] for row in found] == [
        "Label", "Model", "Intercept", "Slope", "R²", "n", "Standard error", "Degrees of freedom",
        "Intercept standard error", "Slope standard error",
    ]  # fmt: skip
    assert [row[1] for row in found[2:]] == pytest.approx(
        [-0.5, 2.2, 1 - 1.8 / 26, 4, math.sqrt(0.9), 2, math.sqrt(1.35), math.sqrt(0.18)]
    )
    assert found[1] == ["Model", "linear"]


def test_an_exponential_line_says_the_growth_per_point():
    # 30 000 doubles every 100 points; at 400 it is 480 000
    points, pay = [100, 200, 300, 500], [60000, 120000, 240000, 960000]
    found = bm.BM_LINE(points, pay, "exponential")
    assert labelled(found, "Intercept") == pytest.approx(math.log(30000))
    assert labelled(found, "Slope") == pytest.approx(math.log(2) / 100)
    assert labelled(found, "Growth per point") == pytest.approx(2**0.01 - 1)
    assert bm.BM_PREDICT(points, pay, [0, 400], "exponential") == pytest.approx([30000, 480000])


def test_rows_with_one_side_blank_do_not_count():
    found = bm.BM_LINE([10, 35, 60, 80, None], [2500, 3750, 5000, None, 9000])
    assert (labelled(found, "n"), labelled(found, "Slope")) == (3, pytest.approx(50))  # golden 11
    # predictions need new points only: 2 000 + 50 · 80
    assert bm.BM_PREDICT([10, 35, 60, 80, None], [2500, 3750, 5000, None, 9000], 80) == pytest.approx(6000)


def test_a_quadratic_through_three_points_predicts_and_has_blank_errors():
    # 1 + x² through (0, 1), (1, 2), (2, 5); at 3 it is 10
    found = bm.BM_LINE([0, 1, 2], [1, 2, 5], "quadratic")
    assert [labelled(found, name) for name in ("Standard error", "Slope standard error", "Curvature standard error")] == [
        "", "", "",
    ]  # fmt: skip
    assert bm.BM_PREDICT([0, 1, 2], [1, 2, 5], 3, "quadratic") == pytest.approx(10)


def test_new_points_keep_their_shape_and_bad_ones_their_place():
    found = bm.BM_PREDICT([10, 35, 60], [2500, 3750, 5000], [[25, None, 50], ["x", ERROR_CELL, 70]])  # golden 11
    assert found == [
        [pytest.approx(3250), "", pytest.approx(4500)],
        ['#BM! new_points "x" is not a number; correct that cell.',
         "#BM! new_points holds the error #N/A; mend that cell.", pytest.approx(5500)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("points", "pay", "model", "said"),
    [
        ([1, 2, 3], [1, 2, 3], "cubic", 'Model "cubic" is unknown; use one of "linear", "exponential", "quadratic".'),
        ([1, 2, 3], [1, 2], None, "points has 3 cells and pay 2; give ranges of equal size."),
        ([1, "two", 3], [1, 2, 3], None, 'points, cell 2, "two" is not a number; correct that cell.'),
        ([1, 2, 3], [1, 2, ERROR_CELL], None, "pay, cell 3, holds the error #N/A; mend that cell."),
        ([1, 2, 3], [1, 2, None], None, "A pay line needs at least 3 rows with points and pay; 2 found."),
        ([7, 7, 7], [1, 2, 3], None, "A pay line needs different points; all 3 rows with points and pay stand at 7."),
        ([1, 1, 2], [1, 2, 3], "quadratic", "A quadratic pay line needs at least 3 different points; 2 found."),
        ([1, 2, 3], [1, 0, 3], "exponential", "Pay 0 is not above 0; an exponential line needs positive pay."),
    ],
)
def test_what_no_line_can_be_fitted_to_is_named(points, pay, model, said):
    assert bm.BM_LINE(points, pay, model) == "#BM! " + said
    assert bm.BM_PREDICT(points, pay, 2, model) == "#BM! " + said


# ---------------------------------------------------------------- BM_GEO


def test_pay_at_a_location_is_multiplied_by_its_factor():
    # 1, 1.1 and 0.9
    assert bm.BM_GEO(100000, ["Bern", "Zug", " Berlin "], PRICED_LOCATIONS) == pytest.approx([100000, 110000, 90000])


def test_the_handle_stands_for_the_locations_table(priced):
    locations, pay = [["Zug"], ["Berlin"], ["Rom"], [None]], [[100000], [None], [100000], [100000]]
    assert bm.BM_GEO(pay, locations, priced) == bm.BM_GEO(pay, locations, PRICED_LOCATIONS)
    assert bm.BM_GEO(100000, "Zug", [[priced]]) == pytest.approx(110000)


def test_an_unknown_and_a_blank_location_are_errors_of_their_row():
    known = "locations: Bern, Zug, Berlin."
    found = bm.BM_GEO(
        [[1000], [1000], [1000], ["x"], [1000]], [["Zug"], ["Rom"], [None], ["Zug"], ["zug"]], PRICED_LOCATIONS
    )
    assert found == [
        [pytest.approx(1100)],
        [f'#BM! location "Rom" is not on the Locations table; {known}'],
        [f"#BM! location is blank; {known}"],
        ['#BM! value "x" is not a number; correct that cell.'],
        [f'#BM! location "zug" is not on the Locations table; {known}'],  # a label matches exactly
    ]


def test_a_blank_value_stays_blank_whatever_its_location():
    assert bm.BM_GEO([None, "", None, None], ["Zug", "Rom", None, "Bern"], PRICED_LOCATIONS) == ["", "", "", ""]


def test_a_locations_table_that_cannot_be_used_is_named():
    assert bm.BM_GEO(1, "Zug", "Locations") == (
        '#BM! locations "Locations" is neither a table with headers nor the cell of BM_MODEL.'
    )  # fmt: skip
    assert "Geo factor" in bm.BM_GEO(1, "Zug", without(PRICED_LOCATIONS, "Geo factor"))
    assert bm.BM_GEO(1, "Zug", with_cell(PRICED_LOCATIONS, 2, "Geo factor", 0.0)).startswith(
        "#BM! 1 fault in the input:\n  Locations row 3, column Geo factor: 0 is not above 0"
    )


def test_a_handle_that_python_no_longer_holds_is_never_a_stale_figure(priced):
    registry.forget()
    for said in (bm.BM_GEO(1000, "Zug", priced), bm.BM_FX(1000, "EUR", "CHF", priced)):
        assert said.startswith("#BM! ")


# ---------------------------------------------------------------- BM_FX


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("1990-01-01", 0.90),  # undated: before all others
        ("2022-12-31", 0.90),
        ("2023-01-01", 0.97),  # from its own day on
        ("2024-06-29", 0.97),
        ("2024-06-30", 0.95),
        ("2030-01-01", 0.95),
        (None, 0.95),  # blank: the latest
        (dt.date(2023, 6, 1), 0.97),
        (45292.0, 0.97),  # the serial number of 1 January 2024
    ],
)
def test_the_rate_is_the_latest_on_or_before_the_date(day, rate):
    assert bm.BM_FX(1000, "EUR", "CHF", FX, day) == pytest.approx(1000 * rate)
    assert bm.BM_FX(1000, "CHF", "EUR", FX, day) == pytest.approx(1000 / rate)


def test_a_cross_rate_goes_through_the_structure_currency():
    # EUR 0.97 and USD 0.80 in March 2024: 1 000 · 0.97 / 0.80; the latest: 0.95 / 0.80
    assert bm.BM_FX(1000, "EUR", "USD", FX, "2024-03-01") == pytest.approx(1212.5)
    assert bm.BM_FX(1000, "EUR", "USD", FX) == pytest.approx(1187.5)
    assert bm.BM_FX(1000, "USD", "USD", FX) == pytest.approx(1000)


def test_there_and_back_is_what_it_was():
    there = bm.BM_FX(1000, "EUR", "USD", FX, "2024-03-01")
    assert bm.BM_FX(there, "USD", "EUR", FX, "2024-03-01") == pytest.approx(1000)


def test_a_currency_without_a_rate_is_an_error_that_names_it():
    remedy = "add it to the FX table (rate 1 if it is the structure currency, or give the cell of BM_MODEL as fx)."
    assert bm.BM_FX(1000, "JPY", "CHF", FX) == f'#BM! currency "JPY" has no rate; {remedy}'
    assert bm.BM_FX(1000, "EUR", "JPY", FX) == f'#BM! currency "JPY" has no rate; {remedy}'
    assert bm.BM_FX(1000, "USD", "CHF", FX, "2023-12-31") == (
        f'#BM! currency "USD" has no rate on or before 2023-12-31; {remedy}'
    )
    assert bm.BM_FX(1000, None, "CHF", FX) == bm.BM_FX(1000, "EUR", "", FX) == "#BM! a currency is blank; name it."


def test_a_table_does_not_know_the_structure_currency_and_says_what_to_do():
    said = bm.BM_FX(1000, "EUR", "CHF", FX[:-1])  # without the row of CHF
    assert said.startswith('#BM! currency "CHF" has no rate')
    assert "rate 1 if it is the structure currency" in said


def test_columns_of_currencies_and_of_dates_keep_their_rows():
    found = bm.BM_FX(
        [[1000], [1000], [1000], [1000], [None], ["x"], [1000]],
        [["EUR"], ["USD"], ["EUR"], ["JPY"], ["JPY"], ["EUR"], ["EUR"]],
        [["CHF"], ["CHF"], ["USD"], ["CHF"], ["CHF"], ["CHF"], ["CHF"]],
        FX,
        [["2022-01-01"], ["2023-01-01"], ["2024-03-01"], ["2024-01-01"], ["2024-01-01"], ["2024-01-01"], ["then"]],
    )
    assert [found[0], found[2], found[4]] == [[pytest.approx(900)], [pytest.approx(1212.5)], [""]]
    assert [found[row][0].partition(";")[0] for row in (1, 3, 5, 6)] == [
        '#BM! currency "USD" has no rate on or before 2023-01-01',
        '#BM! currency "JPY" has no rate on or before 2024-01-01',
        '#BM! value "x" is not a number',
        '#BM! on_date "then" is not a date such as 2026-01-31',
    ]


def test_a_blank_value_stays_blank_whatever_its_currency():
    assert bm.BM_FX([None, "", None], ["EUR", "JPY", None], "CHF", FX) == ["", "", ""]


def test_the_handle_knows_the_structure_currency_and_the_structure_date(priced):
    # PRICED: CHF, on 1 January 2025; EUR 0.97 from 2023, 0.95 from 30 June 2024, 0.99 from 30 June 2025
    assert bm.BM_FX(1000, "EUR", "CHF", priced) == pytest.approx(950)
    assert bm.BM_FX(1000, "CHF", "EUR", priced) == pytest.approx(1000 / 0.95)
    assert bm.BM_FX(1000, "CHF", "CHF", priced) == pytest.approx(1000)
    days = ["2022-12-31", "2023-01-01", "2025-06-30", None]
    assert bm.BM_FX(1000, "EUR", "CHF", priced, days)[1:] == pytest.approx([970, 990, 950])
    assert bm.BM_FX(1000, "EUR", "CHF", priced, days)[0].startswith(
        '#BM! currency "EUR" has no rate on or before 2022-12-31'
    )
    assert bm.BM_FX(1000, "USD", "CHF", priced).startswith('#BM! currency "USD" has no rate')


def test_an_fx_table_that_cannot_be_used_is_named():
    assert bm.BM_FX(1, "EUR", "CHF", "FX") == '#BM! fx "FX" is neither a table with headers nor the cell of BM_MODEL.'
    assert "FX row 2, column Rate: 0 is not above 0" in bm.BM_FX(1, "EUR", "CHF", with_cell(FX, 1, "Rate", 0.0))
    assert "Rate" in bm.BM_FX(1, "EUR", "CHF", without(FX, "Rate"))


# ---------------------------------------------------------------- the market timing through the workbook


def timed(timing: str | None, **tables: list[list]) -> str:
    """The handle of PRICED under a market timing."""
    policy = [*PRICED["policy"], ["Market timing", timing]]
    return bm.BM_MODEL(**{**PRICED, "policy": policy, **tables})


TIMED = {
    # S1: North 52 000 aged 9, 15, 21 months, South 53 000 aged 4, 10, 16, at 0.25 % a month; S2: North 72 000 EUR aged 12,
    # 18, 24 months, · 0.95, ÷ 0.9, South 75 000 aged 0, 6, 12; (3 · North + South) / 4
    "lag": (53350, (42600, 53350, 64100), 77460, (59500, 77450, 95400)),
    # S1 (53 950 + 54 325) / 2; / 1.25 = 43 310, · 1.5 = 64 965
    # S2 (3 · 79 420 + 76 125) / 4; / 1.3 = 60 458.65, · 1.6 = 96 733.85
    "lead-lag": (54137.5, (43300, 54150, 65000), 78596.25, (60400, 78600, 96800)),
    # S1 (54 730 + 55 120) / 2; / 1.25 = 43 940, · 1.5 = 65 910
    # S2 (3 · 80 560 + 77 250) / 4; / 1.3 = 61 332.69, · 1.6 = 98 132.31
    "lead": (54925, (43900, 54950, 66000), 79732.5, (61300, 79750, 98200)),
}  # fmt: skip


@pytest.mark.parametrize("timing", TIMED)
def test_the_bands_under_each_timing_by_hand(timing):
    bands = bm.BM_BANDS(timed(timing))
    for level, rate, ends in zip(("S1", "S2"), TIMED[timing][::2], TIMED[timing][1::2], strict=True):
        row = row_of(bands, "Specialist", level)
        assert row["Market"] == pytest.approx(rate)
        assert [row[name] for name in ("Min", "Mid", "Max")] == list(ends)
    assert row_of(bands, "Manager", "M1")["Mid"] == 60000  # typed: no timing moves it
    assert row_of(bands, "Manager", "M2")["Mid"] == 80000  # given range


def test_a_blank_timing_is_lag():
    assert bm.BM_BANDS(timed(None)) == bm.BM_BANDS(timed("LAG")) == bm.BM_BANDS(timed("lag"))


@pytest.mark.parametrize(("timing", "months", "until"), [
    ("lag", 12, "2025-01-01"), ("lead-lag", 18, "2025-07-01"), ("lead", 24, "2026-01-01"),
])  # fmt: skip
def test_the_steps_of_the_explanation_multiply_up_to_the_published_band(timing, months, until):
    handle = timed(timing)
    steps = bm.BM_EXPLAIN(handle, "Specialist", "S2")
    north = {row[0]: row for row in steps if row[1] == "North (Market row 4)"}
    south = {row[0]: row for row in steps if row[1] == "South (Market row 5)"}
    assert north["Ageing"][4] == f"0.03 a year, simple, {months} months to {until}"
    assert north["Survey"][2] == pytest.approx(72000)
    assert north["Ageing"][2] == pytest.approx(72000 * (1 + 0.03 * months / 12))
    assert north["Conversion"][2] == pytest.approx(north["Ageing"][2] * 0.95)  # the rate stays that of the structure date
    assert north["Geography"][2] == pytest.approx(north["Conversion"][2] / 0.9)
    figure = {row[1]: row[2] for row in steps}
    assert figure["Market rate"] == pytest.approx((3 * north["Geography"][2] + south["Ageing"][2]) / 4)
    assert figure["Exact midpoint"] == figure["Method market"] == figure["Market rate"]
    assert figure["Exact Max"] == pytest.approx(1.6 * figure["Exact Min"])
    published = row_of(bm.BM_BANDS(handle), "Specialist", "S2")
    assert [figure["Min"], figure["Mid"], figure["Max"]] == [published[name] for name in ("Min", "Mid", "Max")]
    assert figure["Min"] <= figure["Exact Min"] < figure["Min"] + 100
    assert figure["Max"] - 100 < figure["Exact Max"] <= figure["Max"]
    assert published["Market"] == figure["Market rate"]


def test_a_survey_after_the_structure_date_says_in_its_step_how_it_is_aged():
    late = with_cell(PRICED["market"][:2], 1, "Effective date", "2025-04-01")
    how, aged = {}, {}
    for timing in TIMED:
        steps = bm.BM_EXPLAIN(timed(timing, market=late), "Specialist", "S1")
        how[timing], aged[timing] = next((row[4], row[2]) for row in steps if row[0] == "Ageing")
    assert how == {
        "lag": "dated after the structure date: not aged",
        "lead-lag": "dated after the structure date: aged from then to 2025-07-01; "
        "0.03 a year, simple, 3 months to 2025-07-01",
        "lead": "dated after the structure date: aged from then to 2026-01-01; 0.03 a year, simple, 9 months to 2026-01-01",
    }
    # 52 000 · (1 + 0.0025 · months)
    assert aged == {"lag": 52000, "lead-lag": pytest.approx(52390), "lead": pytest.approx(53170)}


def test_a_survey_after_the_date_aged_to_is_a_finding_and_counts_as_it_is():
    late = with_cell(PRICED["market"][:2], 1, "Effective date", "2025-08-01")
    handle = timed("lead-lag", market=late)
    (found,) = (row for row in bm.BM_FINDINGS(handle) if row[1:4] == ["Market", 2, "Effective date"])
    assert found[4] == "North Specialist S1: dated after the structure date: not aged (2025-08-01)."
    assert row_of(bm.BM_BANDS(handle), "Specialist", "S1")["Market"] == 52000


# ---------------------------------------------------------------- BM_MODEL's matches

JOBS = sheet("""
    Survey | Survey job | Track      | Level | Effective date | P50
    North  | Eng 1      |            |       | 2025-01-01     | 50000
    North  | Eng 2      |            |       | 2025-01-01     | 60000
    South  | Eng 1      |            |       | 2025-01-01     | 54000
    West   |            | Specialist | S2    | 2025-01-01     | 70000
    North  | Lead       |            |       | 2025-01-01     | 90000
""")
MATCHES = sheet("""
    Survey | Survey job | Track      | Level | Match quality
    North  | Eng 1      | Specialist | S1    | good
    North  | Eng 2      | Specialist | S2    | good
    North  | Eng 2      | Manager    | M1    | fair
    South  | Eng 1      | Specialist | S2    | good
""")
RUNGS = sheet("""
    Track      | Level | Rank
    Specialist | S1    | 1
    Specialist | S2    | 2
    Manager    | M1    | 1
""")
# S1: North 50 000. S2: North 60 000, South 54 000 (another survey's job of the same name), West 70 000. M1: North 60 000
BY_MATCH = [50000, pytest.approx(184000 / 3), 60000]


def matched(market: list[list] = JOBS, matches: list[list] | None = MATCHES) -> str:
    """The handle of the levels priced by the surveys' own jobs, without ageing."""
    return bm.BM_MODEL(RUNGS, market, [["Setting", "Value"], ["Structure date", "2025-01-01"]], matches=matches)


def test_survey_jobs_get_their_levels_from_matches():
    assert column(bm.BM_BANDS(matched()), "Market") == BY_MATCH


def test_track_and_level_columns_may_be_absent_where_jobs_are_given():
    jobs = without([row for row in JOBS if row[0] != "West"], "Track", "Level")
    assert column(bm.BM_BANDS(matched(jobs)), "Market") == [50000, 57000, 60000]  # (60 000 + 54 000) / 2


def test_a_job_without_a_match_is_a_finding_and_the_others_count():
    (found,) = (row for row in bm.BM_FINDINGS(matched()) if row[1] == "Market")
    assert found[:5] == ["error", "Market", 6, "Survey job", 'North "Lead" is not matched to a level; the row is left out.']
    assert "Matches" in found[5]


def test_without_matches_every_job_is_a_finding_and_named_levels_count():
    handle = matched(matches=None)
    assert [row[2] for row in bm.BM_FINDINGS(handle) if row[3] == "Survey job"] == [2, 3, 4, 6]
    assert column(bm.BM_BANDS(handle), "Market") == ["", 70000, ""]


def test_a_match_to_an_unknown_level_is_a_finding_on_the_survey_row():
    handle = matched(matches=[*MATCHES, ["North", "Lead", "Manager", "M9", None]])
    (found,) = (row for row in bm.BM_FINDINGS(handle) if row[1] == "Market")
    assert found[:4] == ["error", "Market", 6, "Level"]
    assert "M9" in found[4]
    assert column(bm.BM_BANDS(handle), "Market") == BY_MATCH


def test_a_match_given_twice_counts_once():
    handle = matched(matches=[*MATCHES, MATCHES[2]])
    assert column(bm.BM_BANDS(handle), "Market") == BY_MATCH
    assert [row[2] for row in bm.BM_FINDINGS(handle) if row[1] == "Matches"] == [6]


def test_a_changed_match_is_another_handle():
    assert matched() == matched()
    assert matched() != matched(matches=with_cell(MATCHES, 4, "Level", "S1"))


def test_the_explanation_names_the_survey_rows_that_a_job_was_matched_from():
    items = [row[1] for row in bm.BM_EXPLAIN(matched(), "Specialist", "S2") if row[0] == "Survey"]
    assert items == ["North (Market row 3)", "South (Market row 4)", "West (Market row 5)"]


def test_the_handle_of_matched_jobs_still_converts_and_places():
    handle = bm.BM_MODEL(
        RUNGS, JOBS, PRICED["policy"], locations=PRICED_LOCATIONS, fx=PRICED["fx"], matches=MATCHES
    )  # fmt: skip
    assert bm.BM_FX(1000, "EUR", "CHF", handle) == pytest.approx(950)  # 0.95 on the structure date
    assert bm.BM_GEO(1000, "Zug", handle) == pytest.approx(1100)


# ---------------------------------------------------------------- vector = scalar, shape in = shape out

SPOILT = st.sampled_from([None, "", "sixty", True, ERROR_CELL, "#N/A", "#BM! Min is blank."])


def cell(good: st.SearchStrategy) -> st.SearchStrategy:
    """Mostly a good cell, now and then a blank, an error or a text."""
    return st.one_of(good, good, good, SPOILT)


PAY = cell(st.one_of(st.floats(1_000, 500_000), st.sampled_from([0.0, -100.0])))
RATE, MONTHS = cell(st.sampled_from([0.03, -0.02, 0.0, -1.0])), cell(st.floats(0, 60))
DAY = cell(st.one_of(st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)), st.floats(40_000, 50_000)))
A_DAY = st.one_of(st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)), st.sampled_from(["2024-01-01", "soon", ERROR_CELL]))
KNOWN_METHOD = st.sampled_from(["simple", "compound", None, ""])
METHOD = st.one_of(KNOWN_METHOD, st.just("sideways"))
PERCENTILE = cell(st.sampled_from([10.0, 24.0, 50.0, 62.5, 75.0, 95.0]))
PLACE = cell(st.sampled_from(["Bern", "Zug", "Rom"]))
CURRENCY = cell(st.sampled_from(["EUR", "USD", "CHF", "JPY"]))
LINE = ([10.0, 35, 60, 80], [2500.0, 3750, 5000, 5900])

CALLS = {
    "BM_AGE": (lambda *cells: bm.BM_AGE(*cells), [PAY, RATE, MONTHS, METHOD]),
    "BM_AGE_DATES": (lambda *cells: bm.BM_AGE_DATES(*cells), [PAY, RATE, DAY, DAY, KNOWN_METHOD]),
    "BM_MARKET_AT": (lambda *cells: bm.BM_MARKET_AT(*cells), [PERCENTILE, PAY, PAY, PAY, PAY, PAY]),
    "BM_PREDICT": (lambda *cells: bm.BM_PREDICT(*LINE, *cells), [cell(st.floats(0, 1000))]),
    "BM_GEO": (lambda *cells: bm.BM_GEO(*cells, PRICED_LOCATIONS), [PAY, PLACE]),
    "BM_FX": (lambda *cells: bm.BM_FX(*cells[:3], FX, cells[3]), [PAY, CURRENCY, CURRENCY, A_DAY]),
    "BM_FX, latest": (lambda *cells: bm.BM_FX(*cells, FX), [PAY, CURRENCY, CURRENCY]),
}
GOOD = {
    "BM_AGE": (1000.0, 0.03, 12.0), "BM_AGE_DATES": (1000.0, 0.03, "2024-01-01", "2025-01-01"),
    "BM_MARKET_AT": (60.0, 1.0, 2.0, 3.0, 4.0, 5.0), "BM_PREDICT": (50.0,), "BM_GEO": (1000.0, "Zug"),
    "BM_FX": (1000.0, "EUR", "CHF", "2024-01-01"), "BM_FX, latest": (1000.0, "EUR", "CHF"),
}  # fmt: skip


def same(vector: object, scalar: object) -> bool:
    """Equal; numbers may differ in the last bits, where a processor raises several numbers to a power at once."""
    if isinstance(scalar, float) and isinstance(vector, float):
        return vector == pytest.approx(scalar, rel=1e-12)
    return vector == scalar


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_column_gives_what_its_cells_give_one_by_one(name, data):
    function, kinds = CALLS[name]
    rows = data.draw(st.lists(st.tuples(*kinds), min_size=1, max_size=6))
    vector = [value for (value,) in function(*([[value] for value in part] for part in zip(*rows, strict=True)))]
    scalars = [function(*row) for row in rows]
    assert all(map(same, vector, scalars)), (vector, scalars)
    assert all(value.startswith("#BM! ") for value in vector if isinstance(value, str) and value)
    assert all(isinstance(value, str) or math.isfinite(value) for value in vector)


@pytest.mark.parametrize("name", CALLS)
def test_the_shape_of_the_cells_is_the_shape_of_the_answer(name):
    function, first, *others = CALLS[name][0], *GOOD[name]
    one = function(first, *others)
    assert isinstance(one, float)
    assert function([first, first], *others) == [one, one]  # a flat list
    assert function([[first], [first], [first]], *others) == [[one]] * 3
    assert function([[first, first]], *others) == [[one, one]]
    assert function([[first, first], [first, first], [first, None]], *others) == [[one, one], [one, one], [one, ""]]


@pytest.mark.parametrize("name", [name for name in CALLS if name != "BM_PREDICT"])
def test_a_row_beside_a_column_spans_a_block(name):
    function, first, second, *others = CALLS[name][0], *GOOD[name]
    one = function(first, second, *others)
    assert function([[first], [first]], [[second, second, second]], *others) == [[one] * 3] * 2


@pytest.mark.parametrize("name", [name for name in CALLS if name != "BM_PREDICT"])
def test_ranges_that_do_not_fit_are_named(name):
    function, first, second, *others = CALLS[name][0], *GOOD[name]
    assert "give ranges of equal size" in function([[first]] * 3, [[second]] * 2, *others)


def test_names_with_braces_are_only_names():
    places = [["Location", "Geo factor"], ["{0}", 1.1], ["Bern", 1.0]]
    found = bm.BM_GEO([[100.0]] * 3, [["{0}"], ["{x}"], ["A{"]], places)
    assert found[0] == [pytest.approx(110)]
    assert found[1] == ['#BM! location "{x}" is not on the Locations table; locations: {0}, Bern.']
    assert found[2][0].startswith('#BM! location "A{" is not')
    assert bm.BM_FX(100, "{x}", "EUR", FX).startswith('#BM! currency "{x}" has no rate')


def test_an_fx_table_needs_no_dates():
    assert bm.BM_FX(100, "EUR", "CHF", [["Currency", "Rate"], ["EUR", 0.9], ["CHF", 1]]) == pytest.approx(90)


def test_the_structure_currency_is_worth_one_whatever_its_row_says():
    odd = [*PRICED["fx"], ["CHF", 2.0, "2024-01-01"]]
    model = bm.BM_MODEL(**{**PRICED, "fx": odd})
    assert bm.BM_FX(100, "EUR", "CHF", model) == pytest.approx(95)  # 0.95, as the bands are converted
    (said,) = [row for row in bm.BM_FINDINGS(model) if row[1] == "FX"]
    assert said[0] == "warning"
    assert said[4] == "CHF is the structure currency, so its rate is 1; 2 is not used."


def test_a_match_does_not_override_what_a_row_says_itself():
    market = [
        ["Survey", "Survey job", "Track", "Level", "Effective date", "P50", "P75"],
        ["North", "Eng", "Manager", None, "2025-01-01", 80000, 90000],
        ["North", "Eng", "Specialist", None, "2025-01-01", 60000, 60000],  # S2 aims at P62.5
        ["North", None, "Manager", None, "2025-01-01", 70000, 80000],
    ]
    matches = [
        ["Survey", "Survey job", "Track", "Level"],
        ["North", "Eng", "Specialist", "S1"],
        ["North", "Eng", "Specialist", "S2"],
    ]
    model = bm.BM_MODEL(PRICED["levels"], market, PRICED["policy"], matches=matches)
    assert bm.BM_BAND(model, "Specialist", [["S1"], ["S2"]], "market") == [[60000], [pytest.approx(60000)]]
    told = [row[4] for row in bm.BM_FINDINGS(model) if row[1] == "Market"]
    assert told == [
        'North "Eng" is not matched to a level of Manager; the row is left out.',
        "North, without Survey job is not matched to a level of Manager; the row is left out.",
    ]


@pytest.mark.parametrize(
    "call",
    [
        lambda: bm.BM_PREDICT([1, 2, 3], [1e3, 1e5, 1e7], 1e6, "exponential"),
        lambda: bm.BM_PREDICT([1, 2, 3], [1e3, 1e5, 1e6], 1e200, "quadratic"),
        lambda: bm.BM_AGE(1e308, 1, 1e5),
    ],
)
def test_what_no_cell_can_hold_is_said_and_not_shown_as_infinite(call):
    assert call() == "#BM! the result is larger than a cell can hold; check the arguments."


def test_ageing_that_takes_all_pay_away_is_an_error():
    # 1 - 0.5 * 36 / 12 = -0.5
    assert bm.BM_AGE(50000, -0.5, 36) == "#BM! Annual rate -0.5 over 36 months takes all pay away."


def test_each_row_keeps_its_own_first_fault():
    starts, ends = [["2015-01-01"], ["2015-01-01"]], [["2009-07-06"], ["2016-01-01"]]
    alone = bm.BM_AGE_DATES(100, 0.03, "2015-01-01", "2009-07-06", "sideways")
    column = bm.BM_AGE_DATES(100, 0.03, starts, ends, "sideways")
    assert column == [[alone], [bm.BM_AGE_DATES(100, 0.03, "2015-01-01", "2016-01-01", "sideways")]]
