"""A company of any size whose people are placed and whose texts are coded, as a table of type category holds them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from bandmodel import model, sample
from bandmodel.placement import Placement
from bandmodel.structure import Structure

KEYS = ("Level", "Gender")


def placed(people: int) -> tuple[Structure, Placement]:
    """So many people on the sample company's reference bands: the arrays that `placement.place` makes."""
    structure = model.of_inputs(sample.generate(people=1_200).inputs, dt.date(2026, 1, 1)).structure
    bands, dice = structure.bands, np.random.default_rng(1)
    row = dice.integers(0, len(bands), people, np.int16)
    pay = np.round(bands["Mid"].to_numpy(float)[row] * dice.normal(1, 0.12, people), 2)
    staff = pd.DataFrame({
        "Level": pd.Categorical.from_codes(row, bands["Level"]),
        "Gender": pd.Categorical.from_codes(dice.integers(0, 2, people, np.int8), ["men", "women"]),
        "Base pay": pay, "FTE": dice.choice([0.5, 0.8, 1.0], people),
    })  # fmt: skip
    fte = staff["FTE"].to_numpy()
    placed = Placement(staff, np.ones(people, bool), row, pay, fte, np.ones(people), (bands,), np.zeros(people, np.int8))
    return structure, placed
