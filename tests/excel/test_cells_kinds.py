"""What a cell may hold, as Excel's COM, xlwings Lite or a person hands it over, and what a formula makes of it.

60 000 … 90 000 has a spread of 0.5; from 2021-06-01 to 2025-01-01 are 43 whole months (golden 15).
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pytest

import bandmodel.excel as bm

# Excel's XlCVError as COM hands it over: 0x800A0000 + number, read as a signed 32-bit integer.
# Source: Microsoft, Excel XlCVError enumeration (2000 … 2050).
EXCEL_ERRORS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042,
    "#GETTING_DATA": 2043, "#SPILL!": 2045, "#CONNECT!": 2046, "#BLOCKED!": 2047, "#UNKNOWN!": 2048, "#FIELD!": 2049,
    "#CALC!": 2050,
}  # fmt: skip


def com_error(number: int) -> int:
    """The integer that COM hands over for an error cell."""
    return 0x800A0000 + number - 2**32


def test_the_error_number_of_not_available_is_the_one_that_xlwings_knows():
    assert com_error(2042) == -2146826246  # xlwings, _xlwindows.py: cell_errors


@pytest.mark.parametrize(
    "cell",
    [60000, 60000.0, Decimal("60000"), Decimal("60000.00"), np.float64(60000), np.int64(60000), "60000", " 60000.0 ", "6e4"],
)
def test_a_number_in_any_form_is_that_number(cell):
    assert bm.BM_SPREAD(cell, 90000) == 0.5
    assert bm.BM_SPREAD([[cell], [60000.0]], 90000) == [[0.5], [0.5]]


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", math.nan])
def test_a_blank_cell_is_unknown(cell):
    assert bm.BM_SPREAD(cell, 90000) == ""


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("sixty", "sixty"),
        ("60k", "60k"),
        ("60-70", "60-70"),
        (True, "TRUE"),
        (False, "FALSE"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        ("inf", "inf"),
        ("nan", "nan"),
        (dt.datetime(2024, 1, 31, 9, 30), "2024-01-31"),
    ],
)
def test_what_is_not_a_number_is_named_with_the_argument_and_the_remedy(cell, shown):
    expected = f'#BM! max "{shown}" is not a number; correct that cell.'
    assert bm.BM_SPREAD(60000, cell) == expected
    assert bm.BM_SPREAD(60000, [[cell], [90000]]) == [[expected], [0.5]]


def test_a_text_that_could_be_two_numbers_is_never_guessed_at():
    message = bm.BM_SPREAD(60000, "1,052")  # 1052 in English, 1.052 in German
    assert message.startswith('#BM! max "1,052" ')


@pytest.mark.parametrize(("text", "number"), EXCEL_ERRORS.items())
def test_an_error_cell_is_named_and_is_never_a_number(text, number):
    expected = f"#BM! value holds the error {text}; mend that cell."
    assert bm.BM_ROUND(com_error(number), 100) == expected
    assert bm.BM_ROUND([[com_error(number)], [149.0]], 100) == [[expected], [100.0]]


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?"])
def test_an_error_that_arrives_as_text_is_named_too(text):
    assert bm.BM_ROUND(text, 100) == f"#BM! value holds the error {text}; mend that cell."


def test_our_own_message_in_a_cell_is_passed_on_unchanged():
    first = bm.BM_MIN("half", 0.5)
    assert first.startswith("#BM! ")
    assert bm.BM_SPREAD(first, 90000) == first
    assert bm.BM_SPREAD([[first], [60000]], 90000) == [[first], [0.5]]
    assert bm.BM_STEPS(60000, first, 3) == first


def test_our_own_message_in_an_option_is_passed_on_unchanged():
    assert bm.BM_SPREAD(60000, 90000, "#BM! no such cell") == "#BM! no such cell"
    assert bm.BM_SPREAD(60000, 90000, com_error(2042)) == "#BM! basis holds the error #N/A; mend that cell."


START = [
    dt.datetime(2021, 6, 1),
    dt.datetime(2021, 6, 1, 23, 59, tzinfo=dt.UTC),  # a date cell over COM has a time zone
    dt.datetime(2021, 6, 1, tzinfo=dt.timezone(dt.timedelta(hours=10))),  # the day shown counts, not the instant
    dt.date(2021, 6, 1),
    44348.0,  # serial number of the 1900 date system: DATE(2021,6,1) in Excel
    44348.75,  # 18:00 on that day
    Decimal("44348"),
    "2021-06-01",
    "2021-6-1",
    "2021-06-01 08:00",
    " 2021-06-01T08:00:00 ",
]


@pytest.mark.parametrize("cell", START, ids=str)
def test_a_date_in_any_form_is_that_day(cell):
    assert bm.BM_MONTHS(cell, "2025-01-01") == 43
    assert bm.BM_MONTHS([[cell]], [["2025-01-01"]]) == [[43]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("June 2021", "June 2021"), ("2021-02-30", "2021-02-30"), (True, "TRUE"), (-1.0, "-1"), (0.0, "0"), (3e6, "3000000")],
)
def test_what_is_not_a_date_is_named_and_the_form_that_is_one(cell, shown):
    message = bm.BM_MONTHS(cell, "2025-01-01")
    assert message.startswith("#BM! ")
    assert f'"{shown}" is not a date such as 2026-01-31' in message


def test_a_bad_date_is_named_by_the_argument_that_the_function_wizard_shows():
    assert bm.BM_MONTHS("soon", "2025-01-01").startswith('#BM! start_date "soon" ')
    assert bm.BM_MONTHS("2025-01-01", "soon").startswith('#BM! end_date "soon" ')


def test_a_blank_date_is_unknown():
    assert bm.BM_MONTHS([[None], ["2021-06-01"]], "2025-01-01") == [[""], [43]]


def test_a_level_typed_as_a_number_is_the_label_that_is_shown():
    bands = [["Track", "Level", "Min", "Mid", "Max"], ["Specialist", 7.0, 80, 100, 120], ["Specialist", "8", 88, 110, 132]]
    assert bm.BM_BAND(bands, "Specialist", [["7"], [7.0], [8.0], [" 8 "]]) == [[100], [100], [110], [110]]
