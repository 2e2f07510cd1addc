"""Small builders shared by the tests of the core. Session scope, so that hypothesis tests may use them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from bandmodel.core.comparisons import from_equivalence

settings.register_profile("bandmodel", deadline=None)
settings.load_profile("bandmodel")


def _bands(mids: dict[str, list[float]], **columns: object) -> pd.DataFrame:
    """A bands frame written out by hand: _bands({"Specialist": [100, 118], "Manager": [102, 125]}, Grade=[…]).

    Levels are named by the track's first letter and the rung (S1, S2, M1 …); a track named like a kind is of that kind;
    Min and Max are 0.8 and 1.2 times Mid; everything else is unknown unless `columns` gives it, one entry per level.
    """
    rows = [(track, f"{track[0]}{rung}", mid) for track, pay in mids.items() for rung, mid in enumerate(pay, 1)]
    frame = pd.DataFrame(rows, columns=["Track", "Level", "Mid"]).astype({"Mid": float, "Track": object, "Level": object})
    kinds = {"Specialist": "specialist", "Manager": "manager", "Project": "project"}
    frame["Kind"] = [kinds.get(track, "") for track in frame["Track"]]
    frame["Grade"] = ""
    frame["Min"], frame["Max"] = 0.8 * frame["Mid"], 1.2 * frame["Mid"]
    for name in ("Market", "Bonus target", "LTI target", "Years in level"):
        frame[name] = np.nan
    return frame.assign(**columns)


def _equate(frame: pd.DataFrame, *rows: tuple):
    """Comparisons between levels called by name: _equate(frame, ("S1", "M1"), ("S2", "M1", weight, note))."""
    track = dict(zip(frame["Level"], frame["Track"], strict=True))
    table = [(track[a], a, track[b], b, *(more[:1] or [1.0]), *(more[1:] or [""])) for a, b, *more in rows]
    columns = ["From track", "From level", "To track", "To level", "Weight", "Note"]
    return from_equivalence(frame, pd.DataFrame(table, columns=columns))


@pytest.fixture(scope="session")
def bands_frame():
    """Builds a bands frame, see `_bands`."""
    return _bands


@pytest.fixture(scope="session")
def equate():
    """Builds comparisons between levels called by name, see `_equate`."""
    return _equate


@pytest.fixture
def golden_17():
    """Golden 17: specialist 100 118 139 160 thousand, manager 102 125 150 190, rung equals rung."""
    frame = _bands({"Specialist": [100e3, 118e3, 139e3, 160e3], "Manager": [102e3, 125e3, 150e3, 190e3]})
    return frame, _equate(frame, ("S1", "M1"), ("S2", "M2"), ("S3", "M3"), ("S4", "M4"))
