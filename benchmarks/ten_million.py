"""Ten million people: headcount, below, above, payroll and cost to minimum by band and gender, against DuckDB on one thread.

Both sides hold the people in memory with their texts coded: ours as columns of type category and a placement, DuckDB as
columns of type ENUM, joined with the table of bands. Mean pay is payroll over headcount.
"""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pandas as pd

from bandmodel import model, people, sample
from bandmodel.placement import Placement
from bandmodel.structure import Structure
from benchmarks.measure import Measured, agree, compare, peak_mb

PEOPLE, RUNS, GOAL = 10_000_000, 5, 1 / 1.5
KEYS = ["Level", "Gender"]
QUERY = """
select Level, Gender, count(*) as n, count(*) filter (Pay < Min) as below, count(*) filter (Pay > Max) as above,
       sum(Pay * FTE) as payroll, sum(greatest(Min - Pay, 0) * FTE) as cost
from people join bands using (Level) group by Level, Gender order by Level::varchar, Gender::varchar
"""


def company() -> tuple[Structure, Placement]:
    """Ten million people on the sample company's reference bands, placed: the arrays that `placement.place` makes."""
    structure = model.of_inputs(sample.generate(people=1_200).inputs, dt.date(2026, 1, 1)).structure
    bands, dice = structure.bands, np.random.default_rng(1)
    row = dice.integers(0, len(bands), PEOPLE, np.int16)
    pay = np.round(bands["Mid"].to_numpy(float)[row] * dice.normal(1, 0.12, PEOPLE), 2)
    staff = pd.DataFrame({
        "Level": pd.Categorical.from_codes(row, bands["Level"]),
        "Gender": pd.Categorical.from_codes(dice.integers(0, 2, PEOPLE, np.int8), ["men", "women"]),
        "Base pay": pay, "FTE": dice.choice([0.5, 0.8, 1.0], PEOPLE),
    })  # fmt: skip
    fte = staff["FTE"].to_numpy()
    return structure, Placement(staff, row, pay, fte, np.ones(PEOPLE), (bands,), np.zeros(PEOPLE, np.int8))


def measure() -> list[Measured]:
    """P13."""
    structure, placed = company()
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

    mine, theirs = ours().iloc[:-1].sort_values(KEYS), peer()  # the last row is everyone
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
