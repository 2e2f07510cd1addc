"""Companies whose pay gaps the tests close, and what plain numpy says of a gap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from bandmodel import placement
from bandmodel.structure import Structure
from equity.staff import people


def drawn(seed: int, size: int, gap: float = 0.06, spread: float = 0.08, **extra: Any) -> pd.DataFrame:
    """Men and women on S1 to S3, part-time too; women's ln pay is lower by `gap`. Pay is near the middle of the bands."""
    draw = np.random.default_rng(seed)
    rung = draw.integers(0, 3, size)
    woman = draw.random(size) < 0.4
    woman[:2] = True, False
    mid = np.array([100_000, 118_000, 139_000])[rung]
    pay = np.round(mid * np.exp(-gap * woman + spread * draw.normal(size=size)), 2)
    return people(
        required=("Employee", "Track", "Level", "Base pay"), Employee=[f"e{n}" for n in range(size)],
        Track=["Specialist"] * size, Level=[f"S{n + 1}" for n in rung], Base_pay=pay.tolist(),
        Gender=np.where(woman, "F", "M").tolist(), FTE=draw.choice([0.5, 0.8, 1.0], size).tolist(), **extra,
    )  # fmt: skip


def written_out(staff: pd.DataFrame, group: str, labels: tuple[str, ...], controls: tuple[str, ...]) -> np.ndarray:
    """Intercept, a dummy per label of the group, then dummies of the controls, the first label of each left out."""
    columns = [np.ones(len(staff)), *((staff[group] == label).to_numpy(float) for label in labels)]
    for name in controls:
        columns += [(staff[name] == label).to_numpy(float) for label in sorted(staff[name].unique())[1:]]
    return np.column_stack(columns)


def gap_of(matrix: np.ndarray, pay: np.ndarray, place: int = 1) -> float:
    """exp(b − V / 2) − 1 of one column by statsmodels, HC3."""
    fit = sm.OLS(np.log(pay), matrix).fit(cov_type="HC3")
    return float(np.exp(fit.params[place] - fit.bse[place] ** 2 / 2) - 1)


def placed_on(structure: Structure, staff: pd.DataFrame) -> placement.Placement:
    """The staff on bands."""
    return placement.place(structure, staff)
