"""A column gives, row by row, exactly what its cells give one by one: values, blanks and messages alike."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bandmodel.excel as bm
from excel.sheets import LADDERS

SPOILT = st.sampled_from([None, "", "sixty", True, -2146826246, "#N/A", "#BM! Min is blank."])


def cell(good: st.SearchStrategy) -> st.SearchStrategy:
    """Mostly a good cell, now and then a blank, an error or a text."""
    return st.one_of(good, good, good, SPOILT)


PAY = cell(st.one_of(st.floats(1_000, 500_000), st.sampled_from([0.0, -100.0, 60_000.0, 90_000.0])))
SHARE = cell(st.floats(-0.5, 3))
LEVELS = cell(st.sampled_from([1.0, 2.0, 3.5, 8.0, 20.0]))
UNIT = cell(st.sampled_from([0.0, 0.05, 1.0, 100.0, 500.0, -5.0]))
FTE = cell(st.sampled_from([0.0, 0.5, 1.0]))
DAY = cell(st.one_of(st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)), st.floats(40_000, 50_000)))


def words(*known: str) -> st.SearchStrategy:
    """An option: one of its words, blank, or a word that the formula does not know."""
    return st.sampled_from([*known, None, "", "sideways"])


TRACK = words("Specialist", "Manager")
LEVEL = words("S1", "S4", "M2")

ARGUMENTS = {
    "BM_MIDPOINT": [PAY, PAY],
    "BM_MIN": [PAY, SHARE, words("min", "mid")],
    "BM_MAX": [PAY, SHARE, words("min", "mid")],
    "BM_SPREAD": [PAY, PAY, words("min", "mid")],
    "BM_PROGRESSION": [PAY, PAY],
    "BM_STEP_RATE": [PAY, PAY, LEVELS],
    "BM_OVERLAP": [PAY, PAY, PAY, PAY, words("upper", "lower", "union")],
    "BM_ROUND": [PAY, UNIT, words("nearest", "up", "down")],
    "BM_COMPA": [PAY, PAY, FTE],
    "BM_PENETRATION": [PAY, PAY, PAY],
    "BM_STATUS": [PAY, PAY, PAY],
    "BM_MONTHS": [DAY, DAY],
}


def same(vector, scalar) -> bool:
    """Equal; numbers may differ in the last bits, where a processor raises several numbers to a power at once."""
    if isinstance(scalar, float) and isinstance(vector, float):
        return vector == pytest.approx(scalar, rel=1e-12)
    return vector == scalar


@pytest.mark.parametrize("name", ARGUMENTS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_column_gives_what_its_cells_give_one_by_one(name, data):
    function = getattr(bm, name)
    rows = data.draw(st.lists(st.tuples(*ARGUMENTS[name]), min_size=1, max_size=6))
    columns = [[[value] for value in column] for column in zip(*rows, strict=True)]
    vector = [value for (value,) in function(*columns)]
    scalars = [function(*row) for row in rows]
    assert all(map(same, vector, scalars)), (vector, scalars)


@settings(max_examples=30)
@given(rows=st.lists(st.tuples(TRACK, LEVEL, words("min", "Mid", "spread", "grade")), min_size=1, max_size=6))
def test_a_column_of_bands_gives_what_its_cells_give_one_by_one(rows):
    columns = [[[value] for value in column] for column in zip(*rows, strict=True)]
    vector = [value for (value,) in bm.BM_BAND(LADDERS, *columns)]
    assert vector == [bm.BM_BAND(LADDERS, *row) for row in rows]


@given(low=PAY, highs=st.lists(PAY, min_size=1, max_size=6))
def test_a_single_cell_beside_a_row_counts_for_every_cell_of_it(low, highs):
    (row,) = bm.BM_SPREAD(low, [highs])
    assert all(map(same, row, [bm.BM_SPREAD(low, high) for high in highs]))


def test_every_element_wise_function_is_tried():
    # those that contract §2 marks with an e and that exist, and BM_STEP_RATE; BM_BAND has its own test above
    assert {*ARGUMENTS, "BM_BAND"} == {
        "BM_MIDPOINT", "BM_MIN", "BM_MAX", "BM_SPREAD", "BM_PROGRESSION", "BM_STEP_RATE", "BM_OVERLAP", "BM_ROUND",
        "BM_BAND", "BM_COMPA", "BM_PENETRATION", "BM_STATUS", "BM_MONTHS",
    }  # fmt: skip
