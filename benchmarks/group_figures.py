"""Headcount, mean and median of a million people by 80 bands × 2 groups, against pandas groupby.

Ours starts from codes of bands and groups, as a placement holds them. pandas groups the same people by text, and by
columns of type category, which hold codes too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import gaps
from benchmarks.measure import Measured, agree, compare

PEOPLE, BANDS, GROUPS, RUNS = 1_000_000, 80, 2, 5


def measure() -> list[Measured]:
    """P5, against both peers."""
    dice = np.random.default_rng(1)
    band, group = dice.integers(0, BANDS, PEOPLE), dice.integers(0, GROUPS, PEOPLE)
    pay = np.round(dice.lognormal(11.3, 0.3, PEOPLE), 2)
    labels = np.array([f"Track {n // 20} / L{n % 20:02}" for n in range(BANDS)])[band], np.array(["men", "women"])[group]
    text = pd.DataFrame({"Band": labels[0], "Group": labels[1], "Pay": pay})
    coded = text.astype({"Band": "category", "Group": "category"})

    def ours() -> gaps.Summary:
        return gaps.summary(pay, gaps.crossed(band, group, GROUPS), BANDS * GROUPS)

    def peer(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.groupby(["Band", "Group"], observed=True)["Pay"].agg(["count", "mean", "median"])

    found, work = ours(), f"n, mean, median of {PEOPLE:,} people by {BANDS} bands × {GROUPS} groups"
    rows = []
    for frame, name, goal in ((text, "text", 6), (coded, "category", 2)):
        other = peer(frame)
        for mine, theirs in ((found.n, "count"), (found.mean, "mean"), (found.median, "median")):
            agree(theirs, mine, other[theirs].to_numpy(), rtol=1e-12)
        times = compare(ours, lambda frame=frame: peer(frame), runs=RUNS)
        note = (
            "Ours sorts each group, so that no digit depends on the order of the rows; pandas 3 numbers Arrow's texts fast."
        )
        rows.append(times.against("P5", work, f"pandas groupby on {name}", goal, note=note))
    return rows
