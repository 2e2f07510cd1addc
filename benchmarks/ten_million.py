"""Ten million people: headcount, below, above, payroll and cost to minimum by band and gender, against DuckDB on one thread.

Both sides hold the people in memory with their texts coded: ours as columns of type category and a placement, DuckDB as
columns of type ENUM, joined with the table of bands. Mean pay is payroll over headcount.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from bandmodel import people
from benchmarks import coded_company
from benchmarks.coded_company import KEYS
from benchmarks.measure import Measured, agree, compare, peak_mb

PEOPLE, RUNS, GOAL = 10_000_000, 5, 1 / 1.5
QUERY = """
select Level, Gender, count(*) as n, count(*) filter (Pay < Min) as below, count(*) filter (Pay > Max) as above,
       sum(Pay * FTE) as payroll, sum(greatest(Min - Pay, 0) * FTE) as cost
from people join bands using (Level) group by Level, Gender order by Level::varchar, Gender::varchar
"""


def measure() -> list[Measured]:
    """P13."""
    structure, placed = coded_company.placed(PEOPLE)
    base = duckdb.connect()
    base.execute("set threads to 1")
    frame = placed.people.rename(columns={"Base pay": "Pay"})
    bands = structure.bands[["Level", "Min", "Max"]].astype({"Level": frame["Level"].dtype})
    base.register("frame", frame)
    base.register("frame_of_bands", bands)
    base.execute("create table people as select * from frame")
    base.execute("create table bands as select * from frame_of_bands")

    def ours() -> pd.DataFrame:
        return people.cost_to_min(structure, placed, KEYS)

    def peer() -> pd.DataFrame:
        return base.execute(QUERY).df()

    mine, theirs = ours().iloc[:-1].sort_values(list(KEYS)), peer()  # the last row is everyone
    for name in KEYS:
        agree(name, mine[name].tolist(), theirs[name].tolist())
    for name in ("Headcount", "Below", "Above", "Payroll", "Cost"):
        agree(name, mine[name].to_numpy(float), theirs["n" if name == "Headcount" else name.lower()].to_numpy(float))
    times = compare(ours, peer, runs=RUNS)
    work = f"{PEOPLE:,} people: headcount, payroll, cost to minimum by {len(theirs)} bands × genders"
    note = (
        "Our function also counts who is not placed, converts currencies and finds each person's local band; DuckDB joins "
        "one table of bands. Peak memory is of both sides together."
    )
    return [times.against("P13", work, "DuckDB, one thread", GOAL, note=note, peak_mb=peak_mb())]
