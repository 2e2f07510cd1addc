"""People whose pay is drawn, for the tests of decompositions."""

from __future__ import annotations

import numpy as np
import pandas as pd


def people(seed: int = 1, rows: int = 160) -> pd.DataFrame:
    """People with Gender, Level, Tenure, Base pay; women have less tenure and are paid 4 % less."""
    rng = np.random.default_rng(seed)
    gender = np.where(rng.random(rows) < 0.45, "F", "M").astype(object)
    level = rng.integers(1, 4, rows)
    tenure = np.round(rng.gamma(2, 3, rows) + (gender == "M"), 1)
    pay = np.exp(11 + 0.1 * level + 0.01 * tenure - 0.04 * (gender == "F") + rng.normal(0, 0.08, rows))
    names = np.array([f"L{n}" for n in level], object)
    return pd.DataFrame({"Employee": [f"E{n}" for n in range(rows)], "Gender": gender, "Level": names, "Tenure": tenure,
                         "Base pay": pay}, index=range(2, rows + 2))  # fmt: skip
