"""Market pricing. Golden ids refer to tests/golden/golden.csv; dates are checked with the standard library's calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import market
from bandmodel.errors import InputError, RowError

PAY, RATE, MONTHS = st.floats(10_000, 500_000), st.floats(-0.2, 0.3), st.integers(0, 120)
DAY = st.dates(dt.date(1999, 1, 1), dt.date(2030, 12, 31))
D = np.datetime64


@pytest.mark.parametrize(("value", "months", "published"), [(52000, 9, 53170), (53000, 4, 53530)])
def test_simple_ageing_matches_the_published_example(value, months, published):  # golden 9
    assert market.age(value, 0.03, months) == pytest.approx(published, abs=0.5)


def test_compound_ageing_matches_hand_arithmetic():
    assert market.age(100, 0.10, 24, method="compound") == pytest.approx(121)  # 100 · 1.1²
    assert market.age(100, 0.10, 24, method="simple") == pytest.approx(120)  # 100 · (1 + 0.1 · 2)
    # contract section 9: 90 000 · 1.03^0.5 is 91 340.02, not the published 91 341
    assert market.age(90000, 0.03, 6, method="Compound") == pytest.approx(91340.02, abs=0.005)


@given(PAY, RATE, MONTHS)
def test_simple_ageing_equals_exact_fractions(value, rate, months):
    assume(1 + rate * months / 12 > 0)  # otherwise it is an error: all pay would be gone
    exact = Fraction(value) * (1 + Fraction(rate) * months / 12)
    assert market.age(value, rate, months) == pytest.approx(float(exact), rel=1e-12)


@given(PAY, RATE, MONTHS, MONTHS)
def test_compound_ageing_in_two_stages_is_ageing_once(value, rate, first, second):
    twice = market.age(market.age(value, rate, first, method="compound"), rate, second, method="compound")
    assert_allclose(twice, market.age(value, rate, first + second, method="compound"))


@pytest.mark.parametrize("method", market.AGEING_METHODS)
def test_ageing_a_column_is_ageing_each_row_and_unknown_stays_unknown(method):
    value, rate, months = [52e3, 53e3, np.nan, 50e3, 50e3], [0.03, -0.02, 0.03, np.nan, 0.03], [9, 4, 1, 1, np.nan]
    aged = market.age(value, rate, months, method=method)
    assert [float(market.age(*row, method=method)) for row in zip(value[:2], rate[:2], months[:2], strict=True)] == [
        *aged[:2]
    ]
    assert np.isnan(aged).tolist() == [False, False, True, True, True]


def test_ageing_by_a_rate_that_takes_all_pay_away_is_refused():
    with pytest.raises(RowError, match="Annual rate -1 "):
        market.age([50e3, 50e3], [0.03, -1.0], 12)


def whole_months_by_counting(start: dt.date, end: dt.date) -> int:
    """Excel's DATEDIF "m": how often the day of the month of `start` has come round by `end`, counted one by one."""
    count, year, month = 0, start.year, start.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if (year, month, start.day) > (end.year, end.month, end.day):
            return count
        count += 1


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        pytest.param("2021-06-01", "2025-01-01", 43, id="golden 15"),
        ("2025-01-31", "2025-02-28", 0),  # the 31st has not come round
        ("2025-01-31", "2025-03-01", 1),
        ("2025-01-15", "2025-01-15", 0),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
    ],
)
def test_whole_months_match_datedif(start, end, months):
    assert market.whole_months(D(start), D(end)) == months


@given(DAY, DAY)
def test_whole_months_equal_counting_one_by_one(a, b):
    start, end = sorted([a, b])
    assert market.whole_months(D(start), D(end)) == whole_months_by_counting(start, end)


@given(DAY, DAY)
def test_months_are_the_whole_ones_and_the_rest_over_the_length_of_its_month(a, b):
    start, end = sorted([a, b])
    assume(start.day <= 28)  # the day comes round in every month
    whole = whole_months_by_counting(start, end)
    year, month = divmod(start.year * 12 + start.month - 1 + whole, 12)
    rest = (end - dt.date(year, month + 1, start.day)).days / calendar.monthrange(year, month + 1)[1]
    months = market.months_between(D(start), D(end))
    assert months == pytest.approx(whole + rest, abs=1e-9)
    assert np.floor(months) == whole


@given(DAY, st.integers(0, 1500))
@example(dt.date(2025, 1, 31), 58)  # 30 March and 31 March 2025
def test_a_later_end_is_never_fewer_months(start, days):
    ends = D(start) + np.arange(days, days + 32)
    assert (np.diff(market.months_between(D(start), ends)) >= 0).all()


def test_an_unknown_date_gives_unknown_months_and_a_backward_one_is_refused():
    start, end = (
        np.array(["2024-01-01", "NaT", "2024-01-01"], "M8[D]"),
        np.array(["2024-07-01", "2024-07-01", "NaT"], "M8[D]"),
    )
    for months in (market.whole_months(start, end), market.months_between(start, end)):
        assert months[0] == 6
        assert np.isnan(months[1:]).all()
    with pytest.raises(RowError, match="End 2024-01-01 is before start 2024-07-01"):
        market.months_between(D("2024-07-01"), D("2024-01-01"))


def test_percentiles_between_known_ones_are_log_linear():
    # 62.5 is half-way from 50 to 75: √(100 · 121) = 110; half-way from 75 to 90, √(121 · 144) = 132
    survey = [np.nan, np.nan, 100, 121, 144]
    assert_allclose(market.at_percentile([50, 62.5, 75, 82.5, 90], *survey), [100, 110, 121, 132, 144])
    # P25 and P50 unknown: 10 → 75 is one stretch, 40 is (40 − 10) / 65 of it: 100 · 4^(30/65)
    assert market.at_percentile(40, 100, np.nan, np.nan, 400, np.nan) == pytest.approx(100 * 4 ** (30 / 65))


SURVEY = st.lists(st.one_of(st.just(np.nan), PAY), min_size=5, max_size=5)


@given(SURVEY, st.floats(10, 90))
def test_percentiles_equal_interpolation_of_logs_and_lie_between_their_neighbours(pays, wanted):
    at, pay = np.array(market.PERCENTILES), np.array(pays)
    known = ~np.isnan(pay)
    assume(known.any() and at[known][0] <= wanted <= at[known][-1])
    found = float(market.at_percentile(wanted, *pays))
    assert found == pytest.approx(np.exp(np.interp(wanted, at[known], np.log(pay[known]))))
    neighbours = pay[known & (at <= wanted)][-1], pay[known & (at >= wanted)][0]
    assert min(neighbours) * (1 - 1e-12) <= found <= max(neighbours) * (1 + 1e-12)


@given(SURVEY)
def test_a_known_percentile_is_met_exactly(pays):
    for point, pay in zip(market.PERCENTILES, pays, strict=True):
        if not np.isnan(pay):
            assert market.at_percentile(point, *pays) == pay


@pytest.mark.parametrize("wanted", [5, 24.9, 75.1, 90])
def test_a_percentile_outside_the_known_ones_is_refused_row_by_row(wanted):
    with pytest.raises(RowError, match=f"Percentile {wanted} is outside") as caught:
        market.at_percentile([50, wanted], np.nan, 80, 100, 120, np.nan)
    assert caught.value.bad.tolist() == [False, True]


def test_a_survey_row_without_pay_or_a_blank_percentile_is_unknown():
    assert np.isnan(market.at_percentile(50, *[np.nan] * 5))
    assert np.isnan(market.at_percentile(np.nan, 1, 2, 3, 4, 5))
    with pytest.raises(RowError, match="Market pay 0 is not above 0"):
        market.at_percentile(50, 80, 90, 0, 120, 150)


def test_blend_matches_the_published_example():  # golden 9: (53 170 + 53 530) / 2
    assert_allclose(market.blend(np.array([53170.0, 53530]), np.ones(2), np.zeros(2, int), 1), [53350])


@given(st.lists(st.tuples(PAY, st.sampled_from([0.0, 0.5, 1, 7]), st.integers(0, 3), st.booleans()), max_size=12))
def test_blend_equals_the_weighted_average_of_each_group(rows):
    value, weight, group, blank = (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.zeros(0)] * 4
    value, weight, group = np.where(blank, np.nan, value), weight.astype(float), group.astype(int)
    blended = market.blend(value, weight, group, 5)  # group 4 is always empty
    for number in range(5):
        mine = (group == number) & ~np.isnan(value) & (weight > 0)
        expected = np.average(value[mine], weights=weight[mine]) if mine.any() else np.nan
        assert_allclose(blended[number], expected)
    assert_allclose(market.blend(value[::-1], weight[::-1], group[::-1], 5), blended)


def test_blend_leaves_out_a_row_without_a_weight():
    assert_allclose(market.blend(np.array([100.0, 200]), np.array([1, np.nan]), np.zeros(2, int), 1), [100])


DATED = st.tuples(st.sampled_from(["EUR", "USD"]), st.one_of(st.none(), st.integers(0, 40)))


@given(st.lists(DATED, unique=True, max_size=12), st.sampled_from(["D", "s", "us", "ns"]))
def test_the_rate_is_the_latest_one_in_force(rows, unit):
    on = D("2025-01-01")
    in_force: dict[str, tuple[float, float]] = {}
    for number, (currency, day) in enumerate(rows):  # day 20 is the structure date; undated holds before all others
        since = -1 if day is None else day
        if since <= 20 and since >= in_force.get(currency, (-2, 0.0))[0]:
            in_force[currency] = (since, float(number + 1))
    date = np.array([D("NaT") if day is None else on + (day - 20) for _, day in rows], f"M8[{unit}]")
    currency, rate = np.array([row[0] for row in rows], object), np.arange(len(rows)) + 1.0
    assert market.latest_rates(currency, rate, date, on) == {name: rate for name, (_, rate) in in_force.items()}


def test_a_blank_rate_does_not_hide_an_earlier_one():
    dates = np.array(["2024-01-01", "2024-06-01"], "M8[D]")
    assert market.latest_rates(np.array(["EUR", "EUR"]), np.array([0.95, np.nan]), dates, D("2025-01-01")) == {"EUR": 0.95}


@pytest.mark.parametrize(
    ("structure_date", "timing", "until"),
    [
        ("2025-01-01", "lag", "2025-01-01"),
        ("2025-01-01", "lead-lag", "2025-07-01"),
        ("2025-01-01", "Lead", "2026-01-01"),
        ("2025-08-31", "lag", "2025-08-31"),
        ("2025-08-31", "lead-lag", "2026-02-28"),  # February is shorter
        ("2023-08-31", "lead-lag", "2024-02-29"),
        ("2025-08-31", "lead", "2026-08-31"),
        ("2024-02-29", "lead", "2025-02-28"),
        ("2024-02-29", " LEAD-LAG ", "2024-08-29"),
        ("2025-12-31", "lead-lag", "2026-06-30"),
    ],
)
def test_rates_are_aged_to_the_structure_date_half_a_year_or_a_year_later(structure_date, timing, until):
    assert market.aged_to(D(structure_date), timing) == D(until)


@given(DAY, st.sampled_from([("lag", 0), ("lead-lag", 6), ("lead", 12)]))
def test_the_date_aged_to_is_the_same_day_that_many_months_later_or_that_months_last(day, timing):
    name, months = timing
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    assert market.aged_to(D(day), name) == D(dt.date(year, month + 1, min(day.day, last)))
    assert market.months_between(D(day), market.aged_to(D(day), name)) == months


def test_an_unknown_timing_lists_the_choices():
    with pytest.raises(InputError, match='Timing "late" is unknown; use one of "lag", "lead-lag", "lead"'):
        market.aged_to(D("2025-01-01"), "late")


def test_a_rate_holds_from_its_date_until_the_next_and_an_undated_one_before_all():
    # rows in no order; 1 January 0.97, 1 July 0.95, undated 0.90
    dates = np.array(["2024-07-01", "NaT", "2024-01-01"], "M8[D]")
    rates = np.array([0.95, 0.90, 0.97])
    asked = np.array(["1900-01-01", "2023-12-31", "2024-01-01", "2024-06-30", "2024-07-01", "2030-01-01", "NaT"], "M8[D]")
    assert market.rate_on(dates, rates, asked).tolist() == [0.90, 0.90, 0.97, 0.97, 0.95, 0.95, 0.95]


def test_before_the_first_dated_rate_and_without_any_rate_there_is_none():
    dates, rates = np.array(["2024-07-01", "2024-01-01"], "M8[D]"), np.array([0.95, np.nan])  # a blank rate is no rate
    assert np.isnan(market.rate_on(dates, rates, np.array(["2024-01-01", "2024-06-30"], "M8[D]"))).all()
    assert np.isnan(market.rate_on(dates[:0], rates[:0], np.array(["2024-01-01", "NaT"], "M8[D]"))).all()


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 30)), st.booleans()), unique_by=lambda row: row[0], max_size=8),
    st.lists(st.one_of(st.none(), st.integers(-3, 33)), max_size=8),
)
def test_the_rate_on_a_date_is_what_a_plain_loop_finds(rows, asked):
    start = D("2025-01-01")

    def day(number):
        return D("NaT") if number is None else start + number

    dates = np.array([day(number) for number, _ in rows], "M8[D]")
    rates = np.array([np.nan if blank else place + 1.0 for place, (_, blank) in enumerate(rows)])
    expected = []
    for on in asked:
        since = [
            (-99 if number is None else number, place + 1.0)
            for place, (number, blank) in enumerate(rows)
            if not blank and (on is None or number is None or number <= on)
        ]
        expected.append(max(since)[1] if since else np.nan)
    assert_allclose(market.rate_on(dates, rates, np.array([day(on) for on in asked], "M8[D]")), expected)
