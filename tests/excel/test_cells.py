"""The border between cells and Python, seen through element-wise functions: shapes in, shapes out.

BM_SPREAD is (max − min) / min: 60 000 … 90 000 gives 0.5, 50 000 … 60 000 gives 0.2, 80 000 … 100 000 gives 0.25.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import bandmodel.excel as bm
from bandmodel.excel import cells

COLUMN_MIN, COLUMN_MAX = [[60000.0], [50000.0], [80000.0]], [[90000.0], [60000.0], [100000.0]]
SPREADS = [0.5, 0.2, 0.25]


def flat(result):
    """The cells of a column."""
    return [cell for (cell,) in result]


def test_a_single_cell_gives_a_single_value():
    assert bm.BM_SPREAD(60000, 90000) == 0.5


def test_a_single_cell_given_as_a_range_gives_a_range():
    assert bm.BM_SPREAD([[60000]], [[90000]]) == [[0.5]]


def test_a_column_gives_a_column():
    assert flat(bm.BM_SPREAD(COLUMN_MIN, COLUMN_MAX)) == pytest.approx(SPREADS)


def test_a_flat_list_is_a_column_and_comes_back_flat():
    assert bm.BM_SPREAD([60000, 50000, 80000], [90000, 60000, 100000]) == pytest.approx(SPREADS)


def test_a_row_gives_a_row():
    assert bm.BM_SPREAD([[60000, 50000, 80000]], [[90000, 60000, 100000]]) == [pytest.approx(SPREADS)]


def test_tuples_of_tuples_are_ranges_too():  # what COM hands over
    assert flat(bm.BM_SPREAD(((60000.0,), (50000.0,)), ((90000.0,), (60000.0,)))) == pytest.approx([0.5, 0.2])


@pytest.mark.parametrize(
    "column",
    [np.array([60000, 50000]), pd.Series([60000, 50000]), pd.Series([60000, 50000], index=[7, 9])],
    ids=["array", "series", "filtered series"],
)
def test_a_column_of_numpy_or_pandas_is_a_flat_list(column):
    assert bm.BM_SPREAD(column, 75000) == [0.25, 0.5]


def test_a_single_cell_stretches_along_a_column():
    # 60 000 against 90 000, 75 000 and 60 000: 0.5, 0.25, 0
    assert flat(bm.BM_SPREAD(60000, [[90000], [75000], [60000]])) == [0.5, 0.25, 0.0]


def test_a_row_and_a_column_stretch_to_a_block():
    # rows: max 90 000, 120 000; columns: min 60 000, 40 000
    assert bm.BM_SPREAD([[60000, 40000]], [[90000], [120000]]) == [[0.5, 1.25], [1.0, 2.0]]


def test_a_block_keeps_its_shape():
    block = bm.BM_PROGRESSION([[100, 100], [200, 200]], [[110, 120], [210, 220]])
    assert block[0] == pytest.approx([0.10, 0.20])
    assert block[1] == pytest.approx([0.05, 0.10])


def test_a_flat_list_beside_a_column_of_rows_gives_a_column_of_rows():
    assert flat(bm.BM_SPREAD([60000, 50000], [[90000], [60000]])) == pytest.approx([0.5, 0.2])


@pytest.mark.parametrize(
    ("low", "high", "named", "sizes"),
    [
        ([[1], [2]], [[3], [4], [5]], "min", ["2 rows", "3"]),
        ([[1, 2]], [[3, 4, 5]], "min", ["2 columns", "3"]),
        ([[1], [2], [3]], [4, 5], "max", ["2 rows", "3"]),
    ],
)
def test_ranges_of_unequal_size_are_refused_as_a_whole_and_the_smaller_is_named(low, high, named, sizes):
    message = bm.BM_SPREAD(low, high)
    assert message.startswith(f"#BM! {named} has ")
    assert all(size in message for size in sizes)
    assert "equal size" in message


def test_a_range_with_ragged_rows_is_refused():
    assert bm.BM_SPREAD([[1, 2], [3]], 4) == "#BM! min has rows of different length."


def test_an_empty_range_is_refused():
    assert bm.BM_SPREAD([], 4).startswith("#BM! ")


def test_unknown_is_an_empty_cell_and_never_zero():
    assert bm.BM_SPREAD(None, 90000) == ""
    assert flat(bm.BM_SPREAD([[60000], [None], [""]], 90000)) == [0.5, "", ""]


def test_results_are_native_python_values():
    results = [bm.BM_SPREAD(60000, 90000), bm.BM_STATUS(1, 2, 3), bm.BM_MONTHS("2024-01-01", "2025-01-01")]
    assert [type(result) for result in results] == [float, str, float]
    assert {type(cell) for cell in flat(bm.BM_SPREAD(COLUMN_MIN, 100000))} == {float}


def test_a_row_that_a_formula_refuses_holds_its_own_message_and_leaves_the_others_alone():
    result = flat(bm.BM_SPREAD([[60000], [95000], [0], [50000]], [[90000], [90000], [90000], [60000]]))
    assert result[0] == 0.5
    assert result[1] == "#BM! Min 95000 is above max 90000; swap them."
    assert result[2] == "#BM! Min 0 is not above 0."
    assert result[3] == pytest.approx(0.2)


def test_a_cell_that_cannot_be_read_spoils_its_own_row_only():
    result = flat(bm.BM_SPREAD([[60000], ["sixty"], [50000]], [[90000], [90000], [60000]]))
    assert [result[0], result[2]] == pytest.approx([0.5, 0.2])
    assert result[1] == '#BM! min "sixty" is not a number; correct that cell.'


def test_a_single_bad_cell_spoils_every_row_that_it_stretches_to():
    message = '#BM! min "sixty" is not a number; correct that cell.'
    assert flat(bm.BM_SPREAD("sixty", [[90000], [60000]])) == [message, message]


def test_the_first_argument_at_fault_speaks_for_its_row():
    assert bm.BM_SPREAD("sixty", "ninety").startswith('#BM! min "sixty"')


def test_spilled_rows_have_the_headers_first_and_blanks_for_unknown():
    bands = [["Track", "Level", "Min", "Mid", "Max"], ["Specialist", "S1", 80, 100, 120]]
    assert bm.BM_BANDS(bands) == [
        ["Track", "Level", "Title", "Grade", "Min", "Mid", "Max", "Spread", "Progression", "Overlap", "Market",
         "Market index"],
        ["Specialist", "S1", "", "", 80.0, 100.0, 120.0, 0.5, "", "", "", ""],
    ]  # fmt: skip


def test_a_message_that_is_ours_already_is_not_prefixed_again():
    assert cells.message("Min is blank.") == "#BM! Min is blank."
    assert cells.message("#BM! Min is blank.") == "#BM! Min is blank."
