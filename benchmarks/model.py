"""The model of 5,000 levels and their bands in 50 locations, against a loop over the levels in pandas.

The peer does less: it converts no currencies, pulls no tracks together and checks nothing. It finds the survey rows of a
level in a groupby that is made once, and computes the bands of a level in all locations at once.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from bandmodel import model
from bandmodel.inputs.inputs import Inputs
from benchmarks.measure import Measured, agree, compare

TRACKS, RUNGS, PLACES, ROWS, RUNS, GOAL = 250, 20, 50, 2, 3, 50
DAY = dt.date(2026, 1, 1)
ENDS = ("Min", "Mid", "Max")
AGEING, SPREAD, UNIT = 0.03, 0.5, 100
"""Policy's defaults, which the peer has as constants."""


def company() -> Inputs:
    """250 tracks of 20 rungs, each level with two survey rows a year old, and 50 locations."""
    dice = np.random.default_rng(1)
    track = np.repeat(np.array([f"Track {n}" for n in range(TRACKS)], object), RUNGS)
    rank = np.tile(np.arange(1.0, RUNGS + 1), TRACKS)
    level = np.array([f"L{place:.0f}" for place in rank], object)
    survey = np.repeat(40_000 * 1.1**rank, ROWS) * dice.normal(1, 0.03, len(track) * ROWS)
    market = pd.DataFrame({
        "Track": np.repeat(track, ROWS), "Level": np.repeat(level, ROWS), "Effective date": np.datetime64("2025-01-01", "s"),
        "Weight": dice.integers(1, 5, len(survey)).astype(float), "P50": np.round(survey),
    })  # fmt: skip
    places = pd.DataFrame({
        "Location": [f"Place {n}" for n in range(PLACES)], "Geo factor": np.linspace(0.8, 1.3, PLACES).round(3),
    })  # fmt: skip
    levels = pd.DataFrame({"Track": track, "Level": level, "Rank": rank})
    tables = {"Levels": levels, "Market": market, "Locations": places}
    texts = {name: frame.astype(dict.fromkeys(frame.select_dtypes("str"), object)) for name, frame in tables.items()}
    return Inputs({name: frame.rename_axis("row") for name, frame in texts.items()}, source="the benchmark")


def ours(inputs: Inputs) -> np.ndarray:
    """(min, mid, max) of every level in every location: array of locations × 3 × levels."""
    structure = model.of_inputs(inputs, DAY).structure
    places = inputs.table("Locations")["Location"]
    local = [structure.bands_at(place) for place in places]
    return np.stack([[frame[name].to_numpy() for name in ENDS] for frame in local])


def in_pandas(inputs: Inputs) -> np.ndarray:
    """The same by a loop over the levels."""
    rows_of = inputs.tables["Market"].groupby(["Track", "Level"])
    factor = inputs.tables["Locations"].set_index("Location")["Geo factor"]
    found = []
    for level in inputs.tables["Levels"].itertuples():
        rows = rows_of.get_group((level.Track, level.Level))
        rate = np.average(rows["P50"] * (1 + AGEING), weights=rows["Weight"])
        reference = band(pd.Series([rate]))["Mid"].iloc[0]
        found.append(band(reference * factor))
    return np.stack([frame.to_numpy() for frame in found], axis=2)


def band(mid: pd.Series) -> pd.DataFrame:
    """Bands around midpoints, minimum rounded down and maximum up; the quotient to 9 digits, for 1000.0000000001 is 1000."""
    low = np.floor((mid / (1 + SPREAD / 2) / UNIT).round(9)) * UNIT
    high = np.ceil((mid / (1 + SPREAD / 2) * (1 + SPREAD) / UNIT).round(9)) * UNIT
    return pd.DataFrame({"Min": low, "Mid": (low + high) / 2, "Max": high})


def measure() -> list[Measured]:
    """P17."""
    inputs = company()
    agree("bands", ours(inputs), in_pandas(inputs))
    times = compare(lambda: ours(inputs), lambda: in_pandas(inputs), runs=RUNS)
    work = f"model of {TRACKS * RUNGS:,} levels and their bands in {PLACES} locations"
    return [times.against("P17", work, "pandas, a loop over the levels", GOAL, note=f"{RUNS} runs.")]
