"""Placing a million people on their local bands: compa-ratio, penetration and status, against a pandas merge on text.

Ours builds the codes of bands and locations from the texts, as every placement does (`placement.place`), or finds them
ready: People's columns of type category. The peer merges the bands of all locations and tells the status by np.select; its
texts are of pandas' own type, which it merges faster than objects.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from bandmodel import model, placement, sample
from bandmodel.structure import Structure
from benchmarks.measure import Measured, agree, compare

PEOPLE, RUNS, GOAL = 1_000_000, 5, 25
KEYS = ["Track", "Level", "Location"]
NOTE = (
    "pandas 3 merges its own texts, which are Arrow's, much faster than it merged objects; the results alone, three arrays, "
    "take as long to write as a goal of 25× leaves for everything."
)


def company() -> tuple[Structure, pd.DataFrame]:
    """The structure of the sample company, and its active people: keys and pay."""
    inputs = sample.generate(people=PEOPLE).inputs
    people = inputs.table("People")
    staff = people[people["Status"].isin(["", "active"])].reset_index(drop=True)
    return model.of_inputs(inputs, dt.date(2026, 1, 1)).structure, staff[[*KEYS, "Base pay"]]


def ours(structure: Structure, people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compa-ratio, penetration and status of each person."""
    placed = placement.place(structure, people)
    return placed.compa, placed.penetration, placed.status


def merged(bands: pd.DataFrame, people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same in pandas."""
    staff = people.merge(bands, on=KEYS, how="left")
    pay, low, high = staff["Base pay"], staff["Min"], staff["Max"]
    status = np.select([pay.isna() | low.isna(), pay < low, pay > high], ["", "below", "above"], "in band")
    return (pay / staff["Mid"]).to_numpy(), ((pay - low) / (high - low)).to_numpy(), status


def measure() -> list[Measured]:
    """P4: from texts, from codes, and the status alone against copying its array."""
    structure, people = company()
    places = structure.localities.factors
    bands = pd.concat([structure.bands_at(place).assign(Location=place) for place in places])
    bands = bands[[*KEYS, "Min", "Mid", "Max"]].reset_index(drop=True)
    plain = people.astype(dict.fromkeys(KEYS, "str"))
    plain_bands = bands.astype(dict.fromkeys(KEYS, "str"))
    coded = people.astype(dict.fromkeys(KEYS, "category"))
    other = merged(plain_bands, plain)
    rows = []
    work = f"{len(people):,} people placed: compa-ratio, penetration, status"
    for frame, how in ((people, "from texts"), (coded, "band codes built")):
        for name, mine, theirs in zip(("compa", "penetration", "status"), ours(structure, frame), other, strict=True):
            agree(name, mine, theirs)
        times = compare(lambda frame=frame: ours(structure, frame), lambda: merged(plain_bands, plain), runs=RUNS)
        rows.append(times.against("P4", f"{work}, {how}", "pandas merge on text, np.select", GOAL, note=NOTE))
    placed = placement.place(structure, coded)
    status = placed.status
    times = compare(lambda: placed.status, lambda: status.copy(), runs=RUNS)
    why = "Three comparisons of a million numbers and one look-up of words; a copy only moves memory."
    return [*rows, times.against("P4", f"status of {len(people):,} people placed", "a copy of its array", 0.5, note=why)]
