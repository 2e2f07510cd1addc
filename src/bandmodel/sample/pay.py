"""The drawn pay of the sample: a place in the local band for everyone, and what follows from it.

Places are drawn from windows that keep everyone but the planted people clear of the thresholds: nobody long on a level,
on a top rung or with reports stands below 0.97 of the market, and nobody in a team stands above 0.72 of the band but a few
newcomers, who are short on their level.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bandmodel.sample import planted
from bandmodel.sample.organisation import CHIEF, HEAD, LEADER, LEAF, Seats

UNIT = 100  # base pay is rounded to this
LONG = 0.60  # from this share of the level's people on, sorted by time in level, one counts as long on it
WINDOWS = {"new": (0.12, 0.70), "long": (0.48, 0.72), LEADER: (0.44, 0.70), CHIEF: (0.54, 0.64), HEAD: (0.70, 0.72)}
HIGH = (0.78, 0.84)  # every second person on the crowded level
CROWDED = ("Project", "P3")
WOMEN = 0.80  # women's place within the window over men's: the sample has a pay gap


def penetration(
    draws: Mapping[str, np.ndarray], seats: Seats, since: np.ndarray, names: list[tuple[str, str]], grades: np.ndarray,
    woman: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Place of each person in the band [fraction]: 0 = minimum, 1 = maximum."""
    level = seats.level
    rank = pd.Series(-since.astype(int)).groupby(level).rank(method="max", pct=True).to_numpy()
    top = np.array([number + 1 == len(names) or names[number + 1][0] != key[0] for number, key in enumerate(names)])[level]
    low, high = (np.where((rank >= LONG) | top, WINDOWS["long"][end], WINDOWS["new"][end]) for end in (0, 1))
    for role in (LEADER, CHIEF, HEAD):
        low, high = (np.where(seats.role == role, WINDOWS[role][end], side) for end, side in ((0, low), (1, high)))
    within = (draws["pay"] + draws["pay again"]) / 2 * np.where(woman, WOMEN, 1.0)
    place: np.ndarray = low + (high - low) * within
    number = pd.Series(level).groupby(level).cumcount().to_numpy()
    new = (seats.role == LEAF) & (rank < 0.5)
    far = grades[level] + 5 <= grades[level[seats.manager]]
    place = np.where(new & (number % 25 == 3), -0.12 + 0.10 * within, place)
    place = np.where(new & far & (number % 40 == 7), 1.01 + 0.05 * within, place)
    crowded = (level == names.index(CROWDED)) & (number % 2 == 0)
    place = np.where(crowded, HIGH[0] + (HIGH[1] - HIGH[0]) * within, place)
    planted.set_numbers("Penetration", place)
    return place


def base(place: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Annual full-time base pay at a place in the band [local pay], rounded."""
    return rounded(low + place * (high - low))


def rounded(pay: np.ndarray) -> np.ndarray:
    """Pay rounded to `UNIT`, half up."""
    return np.floor(pay / UNIT + 0.5) * UNIT
