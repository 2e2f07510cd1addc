"""The scope of a lever: `all`, or `track=Specialist;level=S3`, one or several of each, joined by semicolons.

Several values of one key are alternatives; several keys must all hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from bandmodel.placement import texts

ALL = "all"
KEYS = {"track": "Track", "level": "Level", "location": "Location", "currency": "Currency"}
"""What a scope can name, and the column that holds it."""


@dataclass(frozen=True)
class Scope:
    """What a lever applies to; `names` holds the values admitted by key, nothing for everything."""

    names: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def of(self) -> Mapping[str, tuple[str, ...]]:
        """The values admitted, by key."""
        return MappingProxyType(dict(self.names))

    def rows(self, frame: pd.DataFrame) -> np.ndarray:
        """Which rows of a table of levels or people are inside; a key without its column is not looked at."""
        inside = np.ones(len(frame), bool)
        for key, values in self.names:
            column = KEYS[key]
            if column in frame:
                inside &= np.isin(texts(frame, column).astype(str), values)
        return inside

    def unknown(self, known: Mapping[str, set[str]]) -> str:
        """The first name that is not among the known ones, in words; "" where all are."""
        for key, values in self.names:
            for value in values:
                if key in known and value not in known[key]:
                    there = ", ".join(sorted(known[key])) or "none"
                    return f'{key} "{value}" is not known; known: {there}'
        return ""

    def __str__(self) -> str:
        return ";".join(f"{key}={value}" for key, values in self.names for value in values) or ALL


def read(text: str, admitted: tuple[str, ...]) -> Scope:
    """The scope that a cell says. Raises ValueError with the rule that it breaks."""
    if text.strip().casefold() in ("", ALL):
        return Scope()
    names: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not (equals and value) or key.casefold() not in KEYS:
            raise ValueError(f'"{part}" is not of the form track=Specialist')
        if key.casefold() not in admitted:
            raise ValueError(f'"{key}" does not apply to this lever; it takes {_listed(admitted)}')
        names.setdefault(key.casefold(), []).append(value)
    return Scope(tuple((key, tuple(values)) for key, values in sorted(names.items())))


def _listed(admitted: tuple[str, ...]) -> str:
    return ", ".join([ALL, *(f"{key}=…" for key in admitted)])
