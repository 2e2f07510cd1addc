"""Columns by number: each different value once, texts as a rule, and its number in every row."""

from __future__ import annotations

import numpy as np
import pandas as pd


def coded(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """(number of each row's value, the values); −1 for a missing one. A column of type category holds both already."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories.to_numpy(object)
    return pd.factorize(column.to_numpy(object) if column.dtype.kind not in "fM" else column.to_numpy())
