"""Columns of cells gathered into arrays say what the cells said, one by one."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from bandmodel.inputs import schema
from bandmodel.inputs.coerce import Coded
from bandmodel.inputs.gathering import gathered

DAY = dt.date(2024, 2, 29)
ZONED = dt.datetime(2024, 2, 29, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-8)))


@pytest.mark.parametrize("blank", ["", None, float("nan"), pd.NA], ids=repr)
@pytest.mark.parametrize("kind", [schema.TEXT, schema.NUMBER, schema.DATE])
def test_texts_are_told_once_each_whatever_stands_for_a_blank(kind, blank):
    found = gathered(["b", blank, "a ", "b"], kind)
    assert isinstance(found, Coded)
    assert list(found)[0::2] == ["b", "a "] and found[3] == "b"
    assert found[1] in ("", None)


@pytest.mark.parametrize("blank", ["", None, float("nan")], ids=repr)
def test_numbers_with_blanks_are_an_array_with_unknowns(blank):
    found = gathered((1.5, blank, -2.0), schema.NUMBER)
    assert isinstance(found, np.ndarray)
    np.testing.assert_array_equal(found, [1.5, np.nan, -2.0])


@pytest.mark.parametrize("blank", ["", None, pd.NaT], ids=repr)
@pytest.mark.parametrize("cell", [DAY, dt.datetime(2024, 2, 29, 23, 59), ZONED], ids=repr)
def test_dates_with_blanks_are_the_days_on_the_cell(blank, cell):
    found = gathered([cell, blank], schema.DATE)
    np.testing.assert_array_equal(found, np.array(["2024-02-29", "NaT"], "datetime64[D]"))


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([1.0, 2.0], schema.TEXT),  # a grade that is typed as a number is a label: it is written as one cell by cell
        ([DAY], schema.TEXT),
        ([1.0, "2"], schema.NUMBER),
        ([1.0, " "], schema.NUMBER),
        ([1.0, True], schema.NUMBER),
        ([1.0, -2146826246], schema.NUMBER),  # an error cell over COM
        ([45000.0, DAY], schema.DATE),
        ([DAY, "2024-03-01"], schema.DATE),
        (["x", 1.0, ""], schema.TEXT),
        (["x", "y"], schema.ANY),
        ([1.0, pd.NaT], schema.NUMBER),
        ([], schema.NUMBER),
    ],
    ids=repr,
)
def test_other_columns_stay_as_they_are(cells, kind):
    assert gathered(cells, kind) is cells


def test_cells_are_not_changed_by_being_gathered():
    cells = np.array([1.0, "", 2.0], object)
    gathered(cells, schema.NUMBER)
    assert cells.tolist() == [1.0, "", 2.0]
