"""A company as it lies in cells: bands, people and the handle of its model, for the benchmarks of worksheet functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel import sample
from bandmodel.excel import BM_BANDS, BM_MODEL, recent
from bandmodel.excel.cells import Rows, spill

BANDS = ["Track", "Level", "Min", "Mid", "Max"]


@dataclass(frozen=True)
class Sheet:
    """Ranges with headers in their first row.

    handle   text of the cell with BM_MODEL
    bands    Track, Level, Min, Mid, Max of the reference structure
    people   Employee, Track, Level, Base pay
    """

    handle: str
    bands: Rows
    people: Rows


def forget() -> None:
    """Drop what functions keep of their last calls, so that each run computes anew."""
    recent.forget()


def sheet(people: int, *, gender: bool = False) -> Sheet:
    """The sample company's structure, and so many people on it: pay around the midpoint; Gender too where asked for."""
    tables = sample.generate(people=1_200).inputs.tables
    named = {"levels": "Levels", "market": "Market", "policy": "Policy", "locations": "Locations", "fx": "FX"}
    handle = BM_MODEL(**{argument: spill(tables[name]) for argument, name in named.items()}, tracks=spill(tables["Tracks"]))
    rows = BM_BANDS(handle)
    bands = pd.DataFrame(rows[1:], columns=rows[0])[BANDS]
    dice = np.random.default_rng(1)
    row = dice.integers(0, len(bands), people)
    roster = bands[["Track", "Level"]].iloc[row].reset_index(drop=True)
    roster.insert(0, "Employee", [f"E{n:06}" for n in range(people)])
    roster["Base pay"] = np.round(bands["Mid"].to_numpy(float)[row] * dice.normal(1, 0.12, people), 2)
    if gender:
        roster["Gender"] = np.array(["F", "M"], object)[dice.integers(0, 2, people)]
    return Sheet(handle, spill(bands), spill(roster))
