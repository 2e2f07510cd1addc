"""Findings on the People table: who cannot be placed, and who is not counted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.core import position
from bandmodel.errors import Finding
from bandmodel.structure import Structure, no_such_level


def placements(structure: Structure, people: pd.DataFrame) -> Iterator[Finding]:
    """People on a level that the bands do not have, and how many are not active."""
    place = position.band_of(people, structure.bands)
    names = people["Employee"] if "Employee" in people else pd.Series("", people.index)
    for row in np.flatnonzero(place < 0).tolist():
        track, level = people["Track"].iloc[row], people["Level"].iloc[row]
        yield Finding(
            "person-level-unknown", "error", "People", int(people.index[row]), "Level", str(level),
            f"{names.iloc[row]}: {no_such_level(structure.bands, track, level)} The person is not placed.",
            "Correct Track and Level, or add the level to the Levels table.",
        )  # fmt: skip
    away = int((~active(people)).sum())
    if away:
        yield Finding(
            "people-not-active", "note", "People", None, "Status", str(away),
            f"{away} of {len(people)} rows are on leave or leavers and are not counted.", "Nothing to do if that is right.",
        )  # fmt: skip


def active(people: pd.DataFrame) -> np.ndarray:
    """Who counts: Status active or blank."""
    if "Status" not in people:
        return np.ones(len(people), bool)
    return people["Status"].isin(["", "active"]).to_numpy()
