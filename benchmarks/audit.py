"""Placing and auditing a million people from Parquet, against the same in pandas.

Both sides run in fresh processes, so that peak memory is their own, and must find the same people. The peer is what an
analyst at home in pandas would write: whole columns, merge and groupby, no row loops; it gets the bands, factors and
equivalences ready-made, and checks nothing of what it reads.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bandmodel import audit, model, placement, sample
from bandmodel.core import careers
from bandmodel.inputs import source
from benchmarks.measure import Measured, agree, by_turns, fresh

PEOPLE, RUNS, GOAL, GOAL_MEMORY = 1_000_000, 5, 10, 1024
DAY = dt.date(2026, 1, 1)


def ours(folder: str) -> dict[str, Any]:
    """Placing and auditing with bandmodel: seconds of reading and of the audit, and who was found."""
    start = time.perf_counter()
    inputs = source.read(Path(folder))
    read = time.perf_counter()
    structure = model.of_inputs(inputs, DAY).structure
    placed = placement.place(structure, inputs.table("People"))
    status = placed.status
    trapped, forced = audit.trapped(structure, placed), audit.forced(structure, placed)
    pay = audit.compressed(structure, placed)
    end = time.perf_counter()
    told = trapped["Evidence"] == audit.SUGGESTS_TRAPPED
    low = pay[pay["Result"].isin([audit.COMPRESSED, audit.INVERTED, audit.LEGITIMATE])]
    return {
        "read": read - start, "audit": end - read, "trapped": sorted(trapped.loc[told, "Employee"]),
        "forced": sorted(forced["Employee"]), "compressed": sorted(set(low["Manager"])),
        "below": int((status == "below").sum()), "compa": float(placed.compa.sum()), "cost": float(placed.cost_to_min.sum()),
    }  # fmt: skip


def in_pandas(folder: str, date: str) -> dict[str, Any]:
    """The same in pandas."""
    start = time.perf_counter()
    people = pd.read_parquet(f"{folder}/People.parquet")
    read = time.perf_counter()
    bands = pd.read_parquet(f"{folder}/peer_bands.parquet")
    staff = people[people["Status"].isna() | people["Status"].isin(["", "active"])]
    staff = staff.merge(bands, on=["Track", "Level", "Location"], how="left")
    staff["Compa"] = staff["Base pay"] / staff["Mid"]
    staff["Penetration"] = (staff["Base pay"] - staff["Min"]) / (staff["Max"] - staff["Min"])
    outside = [staff["Base pay"] < staff["Min"], staff["Base pay"] > staff["Max"]]
    staff["Band status"] = np.select(outside, ["below", "above"], "in band")
    staff["Cost to min"] = (staff["Min"] - staff["Base pay"]).clip(lower=0) * staff["FTE"].fillna(1)
    staff["Time"] = (pd.Timestamp(date) - staff["Level since"]).dt.days
    level = staff.groupby(["Track", "Level"])["Time"]
    staff["P75"] = level.transform("quantile", 0.75).where(level.transform("count") >= 5)
    signs = (
        (staff["Penetration"] >= 0.90).astype(int)
        + (staff["Time"] >= staff["P75"])
        + staff["Ends first"].fillna(False)
        + (staff["Base pay"] / staff["Market"] < 0.95)
    )
    trapped = staff[
        (staff["Kind"] == "specialist")
        & (signs >= 2)
        & (staff["Rating"] >= 3)
        & staff["Preference"].isin(["specialist", "open"])
    ]
    reports = staff.groupby("Manager").size()
    staff["Reports"] = staff["Employee"].map(reports).fillna(0)
    why = staff["No rung"].fillna(False) | (staff["Base pay"] > staff["Equivalent max"])
    sign = (staff["Reports"] <= 2) | (staff["Preference"] == "specialist") | (staff["Rating"] < staff["Previous rating"])
    forced = staff[(staff["Kind"] == "manager") & (staff["Previous track"] == "Specialist") & why & sign]
    staff["Pay"] = staff["Base pay"] * staff["FX"]
    top = staff.groupby("Manager")["Pay"].max().rename("Top pay")
    beside = staff[["Employee", "Pay"]].merge(top, left_on="Employee", right_index=True)
    low = beside[beside["Pay"] / beside["Top pay"] < 1.10]
    end = time.perf_counter()
    return {
        "read": read - start, "audit": end - read, "trapped": sorted(trapped["Employee"]),
        "forced": sorted(forced["Employee"]), "compressed": sorted(low["Employee"]),
        "below": int((staff["Band status"] == "below").sum()), "compa": float(staff["Compa"].sum()),
        "cost": float(staff["Cost to min"].sum()),
    }  # fmt: skip


def write(folder: Path, people: int) -> str:
    """The sample company of that size as Parquet, and the bands ready-made for the peer; returns the structure date."""
    inputs = sample.generate(people=people).inputs
    for name, frame in inputs.tables.items():
        frame.reset_index(drop=True).to_parquet(folder / f"{name}.parquet")
    structure = model.of_inputs(inputs, DAY).structure
    frame, grade = structure.bands, structure.grades()
    ends = careers.ends_first(frame, structure.compared(), grade)
    back = [careers.way_back(frame, grade, structure.compared(), row, ("Specialist",)) for row in range(len(frame))]
    parts = []
    for place in structure.localities.factors:
        local = structure.bands_at(place)
        rate = structure.localities.rate(structure.localities.currencies[place])
        parts.append(local[["Track", "Level", "Kind", "Min", "Mid", "Max", "Market"]].assign(**{
            "Location": place, "FX": rate, "Ends first": ends, "No rung": [way.at_or_above is False for way in back],
            "Equivalent max": [local["Max"].iloc[list(way.rows)].max() if way.rows else np.nan for way in back],
        }))  # fmt: skip
    pd.concat(parts).to_parquet(folder / "peer_bands.parquet")
    return str(structure.policy["structure date"])


def measure() -> list[Measured]:
    """P16: the whole, reading included; the note tells reading and audit apart."""
    with tempfile.TemporaryDirectory() as folder:
        date = write(Path(folder), PEOPLE)
        sides: dict[str, list[tuple[dict[str, Any], float]]] = {"ours": [], "peer": []}

        def run(side: str, *process: Any) -> float:
            sides[side].append(fresh(*process))
            return sum(sides[side][-1][0][part] for part in ("read", "audit"))

        times = by_turns(lambda: run("ours", ours, folder), lambda: run("peer", in_pandas, folder, date), runs=RUNS)
    (found, _), (other, _) = sides["ours"][0], sides["peer"][0]
    for name in ("trapped", "forced", "compressed", "below", "compa", "cost"):
        agree(name, found[name], other[name])
    peak, peer_peak = (max(memory for _, memory in results) for results in sides.values())
    parts = [
        f"{part} {np.median([result[part] for result, _ in sides['ours']]):.2f} s, the peer's "
        f"{np.median([result[part] for result, _ in sides['peer']]):.2f} s"
        for part in ("read", "audit")
    ]
    work = f"{PEOPLE:,} people from Parquet placed and audited"
    reason = (
        "Ours checks every cell that it reads, and respells names; the peer takes them as they are, and its reading alone "
        "takes longer than a goal of 10× leaves for all."
    )
    more = {"note": f"{'; '.join(parts)}. {reason}", "peak_mb": peak, "peer_peak_mb": peer_peak}
    return [times.against("P16", work, "pandas merge and groupby", GOAL, met=peak <= GOAL_MEMORY, **more)]
