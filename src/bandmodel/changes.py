"""Last year's bands against this year's: what changed level by level, and whose status changes with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core.comparisons import level_rows
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
    before, after = placement.place(old, staff), placement.place(new, staff)
    table = before.people[["Track", "Level", "Base pay"]].copy()
    table.insert(0, "Employee", [str(name) for name in before.people.get("Employee", table.index)])
    for age, placed in (("old", before), ("new", after)):
        table[f"Status {age}"] = np.where(placed.row < 0, "no band", placed.status)
        table[f"Cost to min {age}"] = placed.cost_to_min
    return table.loc[table["Status old"] != table["Status new"], list(PEOPLE_COLUMNS)]
