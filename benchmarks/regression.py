"""The gap regression of a million people on 50 dummies, against statsmodels and pyfixest.

Both sides start from columns that are ready: ours and pyfixest's as codes, statsmodels' as a matrix of dummies, whose
writing is not timed. Coefficient and standard error must agree to 1e-8: HC3 with statsmodels; HC1 with pyfixest, which
absorbs the controls as fixed effects and has no HC3 for those. Processor time: one thread works on either side.
"""

from __future__ import annotations

import importlib.util
import time
from typing import Any

import numpy as np

from bandmodel.core import regression
from bandmodel.core.design import Categories
from benchmarks.measure import Measured, agree, compare, fresh

PEOPLE = 1_000_000
CONTROLS = {"Level": 31, "Location": 11, "Department": 10}
"""Labels of each control: 30 + 10 + 9 dummies, and one of the gap."""
NAME = "Gender: 1"
EQUAL = 1e-8
MEMORY = 1 / 3
"""Most of statsmodels' peak memory that ours may take."""


def people(rows: int) -> tuple[np.ndarray, list[Categories]]:
    """ln pay with a spread that grows with the level, and the columns; the gap's last."""
    rng = np.random.default_rng(1)
    sizes = {**CONTROLS, "Gender": 2}
    columns = [Categories(name, rng.integers(0, size, rows), tuple(map(str, range(size)))) for name, size in sizes.items()]
    level, location, department, gender = (column.codes for column in columns)
    noise = rng.normal(0, 0.1, rows) * (1 + 0.02 * level)
    return 10 + 0.06 * level + 0.02 * location + 0.01 * department - 0.03 * gender + noise, columns


def ours(y: np.ndarray, columns: list[Categories], se: str = "HC3") -> tuple[float, float]:
    """Coefficient and standard error of the gap."""
    return regression.fit(y, columns, se=se).of(NAME)


def matrix(columns: list[Categories]) -> np.ndarray:
    """An intercept and dummies; the gap's is the last column."""
    dummies = [column.codes == label for column in columns for label in range(1, len(column.labels))]
    out = np.ones((len(columns[0].codes), 1 + len(dummies)))
    for place, dummy in enumerate(dummies, 1):
        out[:, place] = dummy
    return out


def statsmodels(y: np.ndarray, written: np.ndarray) -> tuple[float, float]:
    """The same in statsmodels."""
    import statsmodels.api as sm

    fit = sm.OLS(y, written).fit(cov_type="HC3")
    return float(fit.params[-1]), float(fit.bse[-1])


def pyfixest(frame: Any) -> tuple[float, float]:
    """The same in pyfixest, HC1."""
    import pyfixest as pf

    fit = pf.feols("y ~ Gender | Level + Location + Department", frame, vcov="HC1")
    return float(fit.coef().iloc[0]), float(fit.se().iloc[0])


def ours_alone(rows: int) -> tuple[float, float]:
    """Our fit in a process of its own."""
    return ours(*people(rows))


def statsmodels_alone(rows: int) -> tuple[float, float]:
    """The peer's fit in a process of its own."""
    y, columns = people(rows)
    return statsmodels(y, matrix(columns))


def measure() -> list[Measured]:
    """P9; pyfixest where it is installed, which no extra does."""
    mine, peak = fresh(ours_alone, PEOPLE)
    theirs, peer_peak = fresh(statsmodels_alone, PEOPLE)
    agree("coefficient and HC3 error", np.array(mine), np.array(theirs), EQUAL)
    y, columns = people(PEOPLE)
    rows = [_statsmodels(y, columns, peak, peer_peak)]
    return [*rows, _pyfixest(y, columns)] if importlib.util.find_spec("pyfixest") else rows


def _work(columns: list[Categories]) -> str:
    return f"gap regression, {PEOPLE:,} people, {sum(len(column.labels) - 1 for column in columns)} dummies"


def _statsmodels(y: np.ndarray, columns: list[Categories], peak: float, peer_peak: float) -> Measured:
    written = matrix(columns)
    pairs = compare(lambda: ours(y, columns), lambda: statsmodels(y, written), calls=10, clock=time.process_time)
    note = f"HC3, equal to {EQUAL:g}; processor time. Peak memory {peak / peer_peak:.2f} of the peer's, at most 0.33."
    return pairs.against(
        "P9", _work(columns), "statsmodels OLS", 200, met=peak <= MEMORY * peer_peak, note=note, peak_mb=peak,
        peer_peak_mb=peer_peak,
    )  # fmt: skip


def _pyfixest(y: np.ndarray, columns: list[Categories]) -> Measured:
    import pandas as pd

    frame = pd.DataFrame({"y": y, **{column.name: column.codes for column in columns}})
    agree("coefficient and HC1 error", np.array(ours(y, columns, "HC1")), np.array(pyfixest(frame)), EQUAL)
    pairs = compare(lambda: ours(y, columns, "HC1"), lambda: pyfixest(frame))
    note = f"HC1, equal to {EQUAL:g}; the peer uses every core, ours one."
    return pairs.against("P9", _work(columns), "pyfixest, controls absorbed", 8, note=note)
