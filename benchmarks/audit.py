"""Placing and auditing a million people from Parquet, against the same in pandas.

    python -m benchmarks.audit [--people 1000000] [--runs 5]

Both sides run in fresh processes, so that peak memory is their own, and find the same people before a time is printed.
The peer is what an analyst at home in pandas would write: whole columns, merge and groupby, no row loops; it gets the
bands, factors and equivalences ready-made, and checks nothing of what it reads. Times are medians; reading is shown apart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

GOAL, GOAL_MEMORY = 10, 1024

OURS = """
import datetime as dt, json, sys, time
from bandmodel import audit, model, placement
from bandmodel.inputs import source
start = time.perf_counter()
inputs = source.read(sys.argv[1])
read = time.perf_counter()
built = model.of_inputs(inputs, dt.date(2026, 1, 1))
placed = placement.place(built.structure, inputs.table("People"))
status = placed.status
trapped, forced = audit.trapped(built.structure, placed), audit.forced(built.structure, placed)
pay = audit.compressed(built.structure, placed)
end = time.perf_counter()
told = trapped["Evidence"] == audit.SUGGESTS_TRAPPED
low = pay[pay["Result"].isin([audit.COMPRESSED, audit.INVERTED, audit.LEGITIMATE])]
found = {"trapped": sorted(trapped.loc[told, "Employee"]), "forced": sorted(forced["Employee"]),
         "compressed": sorted(set(low["Manager"])), "below": int((status == "below").sum()),
         "compa": float(placed.compa.sum()), "cost": float(placed.cost_to_min.sum())}
"""

PEER = """
import json, sys, time
import numpy as np, pandas as pd
folder = sys.argv[1]
start = time.perf_counter()
people = pd.read_parquet(f"{folder}/People.parquet")
read = time.perf_counter()
bands = pd.read_parquet(f"{folder}/peer_bands.parquet")
staff = people[people["Status"].isna() | people["Status"].isin(["", "active"])]
staff = staff.merge(bands, on=["Track", "Level", "Location"], how="left")
staff["Compa"] = staff["Base pay"] / staff["Mid"]
staff["Penetration"] = (staff["Base pay"] - staff["Min"]) / (staff["Max"] - staff["Min"])
staff["Band status"] = np.select([staff["Base pay"] < staff["Min"], staff["Base pay"] > staff["Max"]], ["below", "above"],
                                 "in band")
staff["Cost to min"] = (staff["Min"] - staff["Base pay"]).clip(lower=0) * staff["FTE"].fillna(1)
staff["Time"] = (pd.Timestamp(sys.argv[2]) - staff["Level since"]).dt.days
level = staff.groupby(["Track", "Level"])["Time"]
staff["P75"] = level.transform("quantile", 0.75).where(level.transform("count") >= 5)
signs = ((staff["Penetration"] >= 0.90).astype(int) + (staff["Time"] >= staff["P75"]) + staff["Ends first"].fillna(False)
         + (staff["Base pay"] / staff["Market"] < 0.95))
trapped = staff[(staff["Kind"] == "specialist") & (signs >= 2) & (staff["Rating"] >= 3)
                & staff["Preference"].isin(["specialist", "open"])]
reports = staff.groupby("Manager").size()
staff["Reports"] = staff["Employee"].map(reports).fillna(0)
why = staff["No rung"].fillna(False) | (staff["Base pay"] > staff["Equivalent max"])
sign = ((staff["Reports"] <= 2) | (staff["Preference"] == "specialist") | (staff["Rating"] < staff["Previous rating"]))
forced = staff[(staff["Kind"] == "manager") & (staff["Previous track"] == "Specialist") & why & sign]
staff["Pay"] = staff["Base pay"] * staff["FX"]
top = staff.groupby("Manager")["Pay"].max().rename("Top pay")
beside = staff[["Employee", "Pay"]].merge(top, left_on="Employee", right_index=True)
low = beside[beside["Pay"] / beside["Top pay"] < 1.10]
end = time.perf_counter()
found = {"trapped": sorted(trapped["Employee"]), "forced": sorted(forced["Employee"]), "compressed": sorted(low["Employee"]),
         "below": int((staff["Band status"] == "below").sum()), "compa": float(staff["Compa"].sum()),
         "cost": float(staff["Cost to min"].sum())}
"""

TAIL = """
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:  # Windows
    peak = float("nan")
print(json.dumps({"read": read - start, "audit": end - read, "whole": end - start, "peak": peak, "found": found}))
"""


def write(folder: Path, people: int) -> str:
    """The sample company of that size as Parquet, and the bands ready-made for the peer; returns the structure date."""
    import datetime as dt

    import numpy as np
    import pandas as pd

    from bandmodel import model, sample
    from bandmodel.core import careers

    inputs = sample.generate(people=people).inputs
    for name, frame in inputs.tables.items():
        frame.reset_index(drop=True).to_parquet(folder / f"{name}.parquet")
    structure = model.of_inputs(inputs, dt.date(2026, 1, 1)).structure
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


def run(code: str, arguments: list[str], times: int) -> dict:
    """The figures of one side: the medians of several fresh processes, the highest peak, and what was found."""
    results = []
    for _ in range(times):
        command = [sys.executable, "-c", code + TAIL, *arguments]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        results.append(json.loads(done.stdout))
    middle = {name: statistics.median(result[name] for result in results) for name in ("read", "audit", "whole")}
    return {**middle, "peak": max(result["peak"] for result in results), "found": results[0]["found"]}


def agree(ours: dict, peer: dict) -> None:
    """Stop unless both sides found the same people and the same sums."""
    for name, value in ours.items():
        other = peer[name]
        same = abs(value - other) <= 1e-9 * abs(other) if isinstance(value, float) else value == other
        if not same:
            raise SystemExit(f"{name}: ours {value}, peer {other}")


def main() -> None:
    """Print both sides and their ratio against the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        date = write(Path(folder), asked.people)
        ours, peer = run(OURS, [folder], asked.runs), run(PEER, [folder, date], asked.runs)
    agree(ours["found"], peer["found"])
    counts = {name: len(people) for name, people in ours["found"].items() if isinstance(people, list)}
    print(f"{asked.people:,} people; both found {counts}, {ours['found']['below']:,} below minimum")
    for title, side in (("bandmodel", ours), ("pandas", peer)):
        print(f"{title:10} reading {side['read']:5.2f} s, audit {side['audit']:5.2f} s, whole {side['whole']:5.2f} s, "
              f"peak {side['peak']:,.0f} MB")  # fmt: skip
    print(f"ratio: audit {peer['audit'] / ours['audit']:.1f}, whole {peer['whole'] / ours['whole']:.1f} (goal {GOAL}); "
          f"peak memory goal {GOAL_MEMORY:,} MB")  # fmt: skip


if __name__ == "__main__":
    main()
