"""Columns by number: each different value once, texts as a rule, and its number in every row; and rows sorted by number."""

from __future__ import annotations

import numpy as np
import pandas as pd


def coded(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """(number of each row's value, the values); −1 for a missing one. A column of type category holds both already."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories.to_numpy(object)
    return pd.factorize(column.to_numpy(object) if column.dtype.kind not in "fM" else column.to_numpy())


def sorted_in_cells(values: np.ndarray, cell: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(the values cell by cell and rising within each, how many each cell has, where each begins).

    cell   number of each value's cell, 0 … cells − 1
    """
    narrow = np.uint8 if cells < 2**8 else np.int16 if cells < 2**15 else np.int64
    in_order = values[np.argsort(cell.astype(narrow), kind="stable")]  # short integers sort by digits, ten times as fast
    count = np.bincount(cell, minlength=cells)
    start = np.cumsum(count) - count
    for first, size in zip(start[count > 1].tolist(), count[count > 1].tolist(), strict=True):
        in_order[first : first + size].sort()  # cell by cell: fewer comparisons than one sort of all
    return in_order, count, start
