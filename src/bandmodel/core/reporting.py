"""Reporting lines: who reports to whom, how many report directly, and which lines run in a circle.

A reporting line is an array `parent` that holds the row of each person's manager, −1 for none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def parents(employee: pd.Series, manager: pd.Series) -> np.ndarray:
    """Row of each person's manager, −1 where none is named or the one named is not on the list."""
    rows = pd.Index(employee).get_indexer(pd.Index(manager))
    return np.where((manager == "").to_numpy(), -1, rows)


def direct_reports(parent: np.ndarray) -> np.ndarray:
    """Number of people who report directly to each person."""
    return np.bincount(parent[parent >= 0], minlength=len(parent))


def on_cycle(parent: np.ndarray) -> np.ndarray:
    """True for each person whose line of managers comes back to the person.

    Following the managers n times ends either at the top or on a circle, and everyone on a circle is such an end:
    doubling the step needs only log₂ n passes.
    """
    size = len(parent)
    step = np.append(parent, -1)  # the last entry stands for "nobody", whose manager is nobody
    step = np.where(step < 0, size, step)
    for _ in range(size.bit_length()):
        step = step[step]
    found = np.zeros(size + 1, bool)
    found[step] = True
    return found[:size]
