"""Band midpoints of 50,000 rows: one formula for the column, and a formula per row, against a formula per row that is handed
the range of bands as a DataFrame.

All go through xlwings' call_udf. Of the formulas per row some are timed, and the time of all is extrapolated.
"""

from __future__ import annotations

from benchmarks import excel_host
from benchmarks.excel_company import sheet
from benchmarks.measure import Measured, agree, by_turns, seconds

PEOPLE, SCALARS, RUNS, GOAL_COLUMN, GOAL_SCALAR = 50_000, 500, 5, 200, 30


def measure() -> list[Measured]:
    """P2: the column, and the single cells."""
    cells = sheet(PEOPLE)
    keys = [row[1:3] for row in cells.people[1:]]
    column = excel_host.ours("BM_BAND", cells.handle, [[track] for track, _ in keys], [[level] for _, level in keys])
    scalars = [excel_host.ours("BM_BAND", cells.handle, *key) for key in keys[:SCALARS]]
    peers = [excel_host.peer("midpoint", cells.bands, *key) for key in keys[:SCALARS]]
    empty = [excel_host.peer("nothing", cells.handle, *key) for key in keys[:SCALARS]]
    found = [row[0] for row in column()]
    agree("column", found[:SCALARS], [peer()[0][0] for peer in peers])
    agree("single cells", found[:SCALARS], [scalar()[0][0] for scalar in scalars])

    def all_of(formulas: list) -> float:
        """Seconds of a formula per row, extrapolated to every row."""
        return seconds(lambda: [formula() for formula in formulas]) * PEOPLE / SCALARS

    work, peer = f"midpoint of the band of {PEOPLE:,} rows", "a formula per row, the bands as DataFrame"
    note = f"Formulas per row are extrapolated from {SCALARS}."
    once = by_turns(lambda: seconds(column), lambda: all_of(peers), runs=RUNS)
    own = min(all_of(empty) for _ in range(RUNS)) / PEOPLE * 1e6
    single = by_turns(lambda: all_of(scalars), lambda: all_of(peers), runs=RUNS)
    return [
        once.against("P2", f"{work}, one formula", peer, GOAL_COLUMN, note=note),
        single.against(
            "P2",
            f"{work}, a formula per row with the model's handle",
            peer,
            GOAL_SCALAR,
            note=f"{note} A call that computes nothing takes {own:.0f} µs in xlwings itself.",
        ),
    ]
