"""People tables of the tests of equity, read as a sheet is read: the first row of data is row 2."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bandmodel.inputs import schema, table

BANDS = """
    Track      | Level | Grade |    Min |    Mid |    Max
    Specialist | S1    | 10    |  80000 | 100000 | 120000
    Specialist | S2    | 11    |  94400 | 118000 | 141600
    Specialist | S3    | 12    | 111200 | 139000 | 166800
    Specialist | S9    | 19    | 190000 | 200000 | 210000
    Manager    | M1    | 10    |  81600 | 102000 | 122400
    Manager    | M2    | 11    | 100000 | 125000 | 150000
    Manager    | M3    | 12    | 120000 | 150000 | 180000
    Clerk      | C1    | 3     |  40000 |  50000 |  60000
"""
"""Three rungs that both tracks have, one that only specialists have, and a track that nothing is compared with."""


def people(required: tuple[str, ...] = ("Base pay",), **columns: Any) -> pd.DataFrame:
    """A People table of columns; "_" in a name stands for a space. Raises where a cell is at fault."""
    names = [name.replace("_", " ") for name in columns]
    cells = [np.asarray(values).tolist() for values in columns.values()]
    read = table.read(schema.PEOPLE, names, [list(row) for row in zip(*cells, strict=True)], required=required)
    assert read.frame is not None and not [f for f in read.findings if f.severity == "error"], read.findings
    return read.frame


def two_tracks(
    seed: int, sides: tuple[int, int], gap: float = 0.0, spread: float = 0.1, rungs: int = 3, **extra: Any
) -> dict[str, Any]:
    """Columns of specialists and managers on common rungs; ln pay is normal, the specialists' lower by `gap` [ln pay]."""
    draw = np.random.default_rng(seed)
    size = sum(sides)
    manager = np.repeat([False, True], sides)
    rung = np.concatenate([np.arange(side) % rungs for side in sides])
    pay = np.exp(11.5 + 0.17 * rung - gap * ~manager + spread * draw.normal(size=size))
    return {
        "Track": np.where(manager, "Manager", "Specialist").tolist(),
        "Level": [f"{'M' if of else 'S'}{n + 1}" for of, n in zip(manager, rung, strict=True)],
        "Base_pay": pay.tolist(),
        **extra,
    }
