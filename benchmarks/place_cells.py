"""Placing 50,000 people from cells to cells, against xlwings' own DataFrame converters and a pandas merge.

Both formulas go through xlwings' call_udf. Ours also reads every cell for faults and says in Remark why a figure is missing.
"""

from __future__ import annotations

import pandas as pd

from benchmarks import excel_host
from benchmarks.excel_company import sheet
from benchmarks.measure import Measured, agree, compare

PEOPLE, RUNS, GOAL = 50_000, 5, 15


def measure() -> list[Measured]:
    """P1."""
    cells = sheet(PEOPLE)
    ours = excel_host.ours("BM_PLACE", cells.people, cells.handle)
    peer = excel_host.peer("place", cells.people, cells.bands)
    table, other = (pd.DataFrame(rows[1:], columns=rows[0]) for rows in (ours(), peer()))
    for name in other:
        agree(name, table[name].to_numpy(), other[name].to_numpy())
    work = f"{PEOPLE:,} people × {len(cells.people[0])} columns placed, cells to cells, {len(table.columns)} columns out"
    times = compare(ours, peer, runs=RUNS)
    note = (
        "A third of our time is reading: each cell is looked at for errors, blanks, names that look alike and doubled keys; "
        "a third is making the rows of the result, a seventh xlwings' own look at them."
    )
    return [
        times.against("P1", work, f"DataFrame converters, pandas merge, {len(other.columns)} columns out", GOAL, note=note)
    ]
