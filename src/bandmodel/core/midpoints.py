"""Own midpoints: what each level's midpoint would be if its track stood alone.

Four methods. market: the market rate itself; line: a pay line over Points, fitted per track; progression: a first
midpoint and a constant rate; grade: one pay line over Grade, shared by all tracks, comparable by construction.
"""

from __future__ import annotations

import numpy as np

from bandmodel.core import pay_line
from bandmodel.core.pay_line import PayLine
from bandmodel.errors import InputError

ALL_TRACKS = "all tracks"
"""Name of the one pay line of method grade."""


def progressed(first: float, rate: float, rungs: int) -> np.ndarray:
    """first · (1 + rate)^k for the rungs k = 0, 1, … [pay]."""
    return first * (1 + rate) ** np.arange(rungs)


def by_line(x: np.ndarray, rate: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, dict[str, PayLine], dict[str, str]]:
    """Midpoints on one pay line per group: (midpoint of each level, line of each group, trouble of each group).

    A group whose line cannot be fitted has unknown midpoints and its trouble in words.
    """
    mid = np.full(len(x), np.nan)
    lines: dict[str, PayLine] = {}
    trouble: dict[str, str] = {}
    for name in dict.fromkeys(group):
        rows = np.flatnonzero(group == name)
        try:
            lines[name] = pay_line.fitted(x[rows], rate[rows], rows="levels with market data")
            mid[rows] = lines[name].at(x[rows])
        except InputError as error:
            trouble[name] = str(error)
    return mid, lines, trouble
