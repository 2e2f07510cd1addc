"""Last year's bands against this year's: what changed level by level, and whose status changes with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import position
from bandmodel.core.comparisons import level_rows
from bandmodel.findings.people import active
from bandmodel.structure import Structure

COLUMNS = (
    "Track", "Level", "Change", "Min old", "Min new", "Min change", "Mid old", "Mid new", "Mid change",
    "Max old", "Max new", "Max change",
)  # fmt: skip
PEOPLE_COLUMNS = ("Employee", "Track", "Level", "Base pay", "Status old", "Status new", "Cost to min old", "Cost to min new")


def levels(old: Structure, new: Structure) -> pd.DataFrame:
    """Each level of either structure with its bands, changes [fraction] and whether it is kept, new or removed."""
    rows_old, rows_new = level_rows(old.bands), level_rows(new.bands)
    keys = [*rows_new, *(key for key in rows_old if key not in rows_new)]
    table = pd.DataFrame(keys, columns=["Track", "Level"])
    table["Change"] = ["new" if k not in rows_old else ("removed" if k not in rows_new else "kept") for k in keys]
    for end in ("Min", "Mid", "Max"):
        for age, structure, rows in (("old", old, rows_old), ("new", new, rows_new)):
            pay = structure.bands[end].to_numpy(float)
            table[f"{end} {age}"] = [pay[rows[key]] if key in rows else np.nan for key in keys]
        table[f"{end} change"] = table[f"{end} new"] / table[f"{end} old"] - 1
    return table[list(COLUMNS)]


def people(old: Structure, new: Structure, staff: pd.DataFrame) -> pd.DataFrame:
    """The active people whose status (below, in band, above) changes, with the cost to minimum before and after [pay]."""
    counted = staff[active(staff)]
    pay = counted["Base pay"].to_numpy(float)
    fte = counted["FTE"].astype(float).fillna(1.0).to_numpy() if "FTE" in counted else np.ones(len(counted))
    table = counted[["Track", "Level", "Base pay"]].copy()
    table.insert(0, "Employee", counted["Employee"] if "Employee" in counted else [str(row) for row in counted.index])
    for age, structure in (("old", old), ("new", new)):
        place = position.band_of(counted, structure.bands)
        low, high = (np.where(place < 0, np.nan, structure.bands[end].to_numpy(float)[place]) for end in ("Min", "Max"))
        table[f"Status {age}"] = np.where(place < 0, "no band", position.status(pay, low, high))
        table[f"Cost to min {age}"] = position.cost_to_min(pay, low, fte)
    return table.loc[table["Status old"] != table["Status new"], list(PEOPLE_COLUMNS)]
