"""Cells to numbers, dates and labels. Expected values are what Excel or a person means by the cell."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.inputs import coerce

NBSP = "\u00a0"
CET = dt.timezone(dt.timedelta(hours=1))
BLANKS = [None, "", "   ", NBSP, f" {NBSP}\t", math.nan, np.float64("nan"), pd.NaT, pd.NA]

# COM's VT_ERROR codes: 0x800A0000 + 2000 + n, as signed 32-bit (Excel's XlCVErr: 2007 #DIV/0!, 2042 #N/A, 2015 #VALUE!…)
ERROR_CODES = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2050: "#CALC!",
}


@pytest.mark.parametrize("cell", BLANKS)
def test_a_blank_cell_is_unknown_and_never_zero(cell):
    assert coerce.is_blank(cell)
    assert math.isnan(coerce.number(cell))
    assert np.isnat(coerce.date(cell))
    assert coerce.label(cell) == ""


@pytest.mark.parametrize("cell", [0, 0.0, "0", False, "-", "#N/A", Decimal(0)])
def test_zero_and_text_are_not_blank(cell):
    assert not coerce.is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (60000, 60000),
        (60000.5, 60000.5),
        (Decimal("12.25"), 12.25),  # Excel's currency format comes over COM as Decimal
        (np.float64(0.05), 0.05),
        (np.int64(7), 7),
        ("60000", 60000),
        (" 0.05 ", 0.05),
        (f"{NBSP}60000{NBSP}", 60000),
        ("-3", -3),
        ("+3", 3),
        (".5", 0.5),
        ("5.", 5),
        ("1.2e5", 120000),
    ],
)
def test_a_number_is_read_however_it_comes(cell, value):
    assert coerce.number(cell) == value


@pytest.mark.parametrize(
    "cell",
    [
        True,
        False,
        "abc",
        "60,000",  # thousands or decimals? not guessed; what styles tell is in test_styles.py
        "1_000",  # Python's own float would take it
        "nan",
        "inf",
        "1e999",
        math.inf,
        -math.inf,
        Decimal("Infinity"),
        dt.date(2025, 1, 1),
        dt.datetime(2025, 1, 1),
        "#N/A",
        -2146826246,
        "#BM! no such level",
        "-",
    ],
)
def test_what_is_no_number_is_refused_rather_than_guessed(cell):
    assert coerce.number(cell) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_as_text_is_the_same_number(value):
    assert coerce.number(repr(value)) == value


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2025, 1, 31),
        dt.datetime(2025, 1, 31),
        dt.datetime(2025, 1, 31, 23, 59),
        dt.datetime(2025, 1, 31, 23, 59, tzinfo=CET),  # pywin32 stamps every date with a zone; the day is as shown
        dt.datetime(2025, 1, 31, 0, 0, tzinfo=dt.UTC),
        "2025-01-31",
        " 2025-1-31 ",
        "2025-01-31T08:15:00",
        "2025-01-31 08:15",
        np.datetime64("2025-01-31T08:15"),
        pd.Timestamp("2025-01-31"),
        45688,  # Excel: =DATE(2025;1;31) formatted as a number
        45688.99,
        Decimal(45688),
    ],
)
def test_a_day_is_read_however_it_comes(cell):
    assert coerce.date(cell) == np.datetime64("2025-01-31", "D")


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, "1900-01-01"),  # Microsoft: serial 1 is 1 January 1900
        (59, "1900-02-28"),
        (61, "1900-03-01"),  # Microsoft: 60 is the 29 February that 1900 did not have
        (25569, "1970-01-01"),
        (36526, "2000-01-01"),
        (2958465, "9999-12-31"),  # Microsoft: the last day of Excel
    ],
)
def test_a_serial_counts_days_as_excel_does(serial, day):
    assert coerce.date(serial) == np.datetime64(day, "D")


@pytest.mark.parametrize(
    "cell", [0, -1, 2958466, 0.5, True, "03/04/2025", "2025-02-30", "2025-13-01", "2025", "soon", "#N/A"]
)
def test_what_is_no_date_is_refused_rather_than_guessed(cell):
    assert coerce.date(cell) is None


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_a_day_is_the_same_as_date_text_and_serial(day):
    serial = (day - dt.date(1899, 12, 30)).days
    expected = np.datetime64(day.isoformat(), "D")
    assert coerce.date(day) == coerce.date(day.isoformat()) == coerce.date(float(serial)) == expected


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("S3", "S3"),
        ("  Senior  ", "Senior"),
        (f"S3{NBSP}", "S3"),
        ("07", "07"),  # "07" is not "7" (contract §10)
        (7.0, "7"),
        (7, "7"),
        (7.5, "7.5"),
        (Decimal("7.00"), "7"),
        (True, "TRUE"),
        (dt.date(2025, 1, 31), "2025-01-31"),
        (dt.datetime(2025, 1, 31, 12), "2025-01-31"),
    ],
)
def test_a_label_is_what_the_cell_shows_without_its_edges(cell, label):
    assert coerce.label(cell) == label


@pytest.mark.parametrize(("number", "text"), ERROR_CODES.items())
def test_an_error_cell_is_known_by_its_text_and_by_its_number(number, text):
    code = (0x800A0000 + number) - 2**32
    assert coerce.error_text(code) == text
    assert coerce.error_text(text) == text
    assert coerce.shown(code) == text


def test_our_own_error_counts_as_an_error_cell():
    assert coerce.error_text("#BM! Level S9 is unknown.") == "#BM! Level S9 is unknown."


@pytest.mark.parametrize("cell", ["", "N/A", "#1", "# of people", 2042, -2146826246.0, None, True])
def test_other_cells_are_no_error(cell):
    assert coerce.error_text(cell) == ""  # COM gives numbers as floats, so a float is a number, whatever its value


def test_columns_are_read_whole_with_the_place_of_what_could_not_be_read():
    numbers, bad = coerce.numbers([1, "2", None, "x", True])
    np.testing.assert_array_equal(numbers, [1, 2, np.nan, np.nan, np.nan])
    assert bad.tolist() == [False, False, False, True, True]
    days, bad = coerce.dates(["2025-01-31", None, "x"])
    assert days.tolist() == [dt.date(2025, 1, 31), None, None]
    assert bad.tolist() == [False, False, True]
    labels, bad = coerce.labels([" a ", None, "#REF!", 7.0])
    assert labels.tolist() == ["a", "", "", "7"]
    assert bad.tolist() == [False, False, True, False]


DAY = dt.date(2025, 1, 31)
KINDS = st.sampled_from(
    [
        [1.0, 2, "3", " 4 ", None, "", "x", "#N/A", True, "2025-01-31", 45688, NBSP, DAY, Decimal("1.5")],
        [DAY, None, math.nan, pd.NaT, pd.NA],  # columns of one kind take a fast path
        [dt.datetime(2025, 1, 31, 8), DAY, pd.NaT, None],
        [dt.datetime(2025, 1, 31, 8, tzinfo=CET), dt.datetime(2025, 1, 31, 8), None],
        [1.5, 2.0, math.nan, None],
        [1, 2, -2146826246, None],
        [True, False, None, ""],
        [Decimal("1.5"), None, ""],
        ["a", " b", "", NBSP, None, "#N/A"],
    ]
)


@given(KINDS.flatmap(lambda cells: st.lists(st.sampled_from(cells), max_size=6)))
def test_a_column_reads_as_its_cells_do_one_by_one(cells):
    numbers, bad = coerce.numbers(cells)
    alone = [coerce.number(cell) for cell in cells]
    assert bad.tolist() == [value is None for value in alone]
    np.testing.assert_array_equal(numbers, [math.nan if value is None else value for value in alone])
    days, bad = coerce.dates(cells)
    alone = [coerce.date(cell) for cell in cells]
    assert bad.tolist() == [value is None for value in alone]
    missing = np.datetime64("NaT", "D")
    np.testing.assert_array_equal(days, np.array([missing if d is None else d for d in alone], "datetime64[D]"))
    labels, bad = coerce.labels(cells)
    assert bad.tolist() == [bool(coerce.error_text(cell)) for cell in cells]
    assert labels.tolist() == ["" if coerce.error_text(cell) else coerce.label(cell) for cell in cells]
    assert coerce.blank(cells).tolist() == [coerce.is_blank(cell) for cell in cells]


def test_typed_columns_read_like_their_cells():
    numbers, bad = coerce.numbers(np.array([1.5, np.nan, np.inf]))
    np.testing.assert_array_equal(numbers, [1.5, np.nan, np.nan])
    assert bad.tolist() == [False, False, True]  # infinity is no number
    days, bad = coerce.dates(pd.to_datetime(pd.Series(["2025-01-31 08:00", None])))
    assert days.tolist() == [dt.date(2025, 1, 31), None]
    assert not bad.any()
    numbers, bad = coerce.numbers([1, -2146826246])  # from COM: one number, one #N/A
    assert bad.tolist() == [False, True]


@pytest.mark.parametrize("read", [coerce.numbers, coerce.dates, coerce.labels])
def test_an_empty_column_stays_empty(read):
    values, bad = read([])
    assert len(values) == len(bad) == 0
