"""Cells of one type as one array: what each pass over a column of a sheet then no longer asks cell by cell."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype

from bandmodel.inputs import schema
from bandmodel.inputs.coerce import Cells, Coded

EPOCH = dt.date(1970, 1, 1).toordinal()


def gathered(cells: Cells, kind: str) -> Cells:
    """The cells of a column of the schema's `kind` as an array, where all but the blanks are of one type; else as they are.

    Texts are told once each, beside the number of every row's. What a cell says is not changed: a text stays a text, and
    whether it is a number is for `coerce` to find.
    """
    loose = isinstance(cells, (list, tuple)) or (isinstance(cells, np.ndarray) and cells.dtype == object)
    if not loose or not len(cells) or kind == schema.ANY:
        return cells
    values = np.empty(len(cells), object)
    values[:] = cells
    found = infer_dtype(values, skipna=True)
    if found == "mixed":  # perhaps because a blank is an empty text
        values[values == ""] = None
        found = infer_dtype(values, skipna=True)
    if found == "string":
        return Coded(*pd.factorize(values))
    if kind == schema.NUMBER and found == "floating":
        return _floats(values, cells)
    if kind == schema.DATE and found in ("date", "datetime"):
        return _days(values)
    return cells


def _floats(values: np.ndarray, cells: Cells) -> Cells:
    try:
        return values.astype(float)
    except TypeError:  # pandas has other unknowns than None and NaN
        return cells


def _days(values: np.ndarray) -> np.ndarray:
    """Dates as days; the hour and the time zone of a cell have no part in its date."""
    there = pd.notna(values)
    days = np.full(len(values), np.datetime64("NaT", "D"))
    ordinals = np.fromiter(map(dt.date.toordinal, values[there]), np.int64, int(np.count_nonzero(there)))
    days[there] = (ordinals - EPOCH).astype("datetime64[D]")
    return days
