"""Numbers and dates as text writes them in different countries. What could mean two things must stay unknown."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.inputs import styles
from bandmodel.inputs.styles import COMMA, POINT, Style

THIN, NARROW, NBSP = "\u2009", "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),  # the later mark is the decimal one
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),  # a mark that stands twice groups
        ("1.234.567", 1234567),
        ("1'234.50", 1234.5),  # Switzerland
        ("1’234", 1234),
        (f"1{NARROW}234,5", 1234.5),  # France
        (f"1{NBSP}234", 1234),
        (f"1{THIN}234{THIN}567", 1234567),
        ("0,5", 0.5),  # no group begins with 0
        ("12,5", 12.5),
        ("1,2345", 1.2345),
        ("5 %", 0.05),
        ("84'000.-", 84_000),
        ("CHF 84'000.–", 84_000),
        ("84.000,-", 84_000),
        ("84000-", -84_000),
        ("2.5%", 0.025),
        ("CHF 1'234", 1234),
        ("€1,234.50", 1234.5),
        ("1234 EUR", 1234),
        ("Fr. 500", 500),
        ("(12)", -12),  # accounts
        ("12-", -12),  # SAP
        ("−5", -5),  # a true minus sign
        ("- 5", -5),
        ("1.052", 1.052),  # a point alone is decimal
    ],
)
def test_an_amount_is_read_in_the_style_it_shows_itself(text, value):
    assert styles.amount(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [("1,052", 1052, 1.052), ("1.052", 1.052, 1052), ("999,000", 999000, 999), ("12,5", None, 12.5), ("1.5", 1.5, 1.5)],
)
def test_a_style_tells_what_a_mark_means(text, point, comma):
    assert styles.amount(text, Style(POINT)) == point
    assert styles.amount(text, Style(COMMA)) == comma


@pytest.mark.parametrize("text", ["1,052", "60,000", "-1,052", "1,052 %", "CHF 1,052"])
def test_a_number_that_could_be_two_is_neither(text):
    assert styles.amount(text) is None
    assert styles.is_ambiguous(text)
    assert not styles.is_ambiguous(text, Style(POINT))
    assert styles.amount(text, Style(POINT)) is not None


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1 2 3", "1,23,456", "1.2.3", "12'34", "(12", "12)", "1,234.567.8", "5 %%", "1e", "--5", "EUR", "1 234 56"],
)
def test_what_is_no_amount_is_refused(text):
    assert styles.amount(text) is None
    assert not styles.is_ambiguous(text)


@given(st.integers(-(10**9), 10**9), st.sampled_from([("{:,}", POINT), ("{:_}", "'")]))
def test_grouped_whole_numbers_are_read_back(value, form):
    pattern, mark = form
    text = pattern.format(value).replace("_", "'") if mark == "'" else pattern.format(value)
    assert styles.amount(text, Style(POINT)) == value
    swapped = text.replace(",", ".")
    assert styles.amount(swapped, Style(COMMA)) == value


@given(st.decimals(-(10**6), 10**6, places=2))
def test_amounts_with_cents_are_read_back_in_every_country(value):
    english = f"{value:,.2f}"
    german = english.replace(",", "x").replace(".", ",").replace("x", ".")
    swiss = english.replace(",", "'")
    french = english.replace(",", NARROW).replace(".", ",")
    for text in (english, german, swiss, french):
        assert styles.amount(text) == float(value), text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-12-31", dt.date(2025, 12, 31)),
        ("31.12.2025", dt.date(2025, 12, 31)),
        ("3.4.2025", dt.date(2025, 4, 3)),  # with points the day comes first
        ("31/12/2025", dt.date(2025, 12, 31)),
        ("12/31/2025", dt.date(2025, 12, 31)),
        ("05/05/2025", dt.date(2025, 5, 5)),  # both readings agree
        ("31-12-2025", dt.date(2025, 12, 31)),
        ("31.12.2025 08:15", dt.date(2025, 12, 31)),
        ("03/04/2025", None),
        ("31.02.2025", None),
        ("13/13/2025", None),
        ("31.12.25", None),  # which century?
        ("31. Dezember 2025", None),
        ("", None),
    ],
)
def test_a_day_is_read_if_it_can_be_only_one(text, day):
    assert styles.day(text) == day


def test_a_column_tells_whether_the_day_comes_first():
    assert styles.day("03/04/2025", Style(day_first=True)) == dt.date(2025, 4, 3)
    assert styles.day("03/04/2025", Style(day_first=False)) == dt.date(2025, 3, 4)
    assert styles.is_ambiguous("03/04/2025")
    assert not styles.is_ambiguous("03/04/2025", Style(day_first=True))


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,5", "2"], COMMA),
        (["1.5"], POINT),
        (["1,052", "0,9"], COMMA),
        (["1,052", "1.5"], POINT),
        (["1,234.5"], POINT),
        (["1,234,567"], POINT),  # the comma groups, so the point is decimal
        (["1.234.567"], COMMA),
        (["1,234.567.8"], ""),  # no number at all
        (["1,052", "1.052"], ""),  # each could group
        (["1.5", "1,5"], ""),  # they disagree
        (["abc", "2025-12-31", "", "12"], ""),
    ],
)
def test_the_decimal_mark_of_a_file_is_told_by_its_cells(texts, mark):
    assert styles.decimal_mark(texts) == mark


def test_only_where_the_cells_tell_nothing_the_fallback_counts():
    assert styles.decimal_mark(["12", "1,052"], COMMA) == COMMA
    assert styles.decimal_mark(["1.5"], COMMA) == POINT
    assert styles.decimal_mark(["1.5", "1,5"], COMMA) == ""


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["03/04/2025", "31/12/2025"], True),
        (["03/04/2025", "12/31/2025"], False),
        (["03/04/2025"], None),
        (["31/12/2025", "12/31/2025"], None),
        (["31.12.2025", "3.4.2025"], True),
        (["2025-12-31", "abc", ""], None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_column(texts, first):
    assert styles.day_first(texts) is first
