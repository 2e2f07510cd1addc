"""The drawn careers of the sample: when people came, how long they have been on their level, ratings, wishes, past levels.

Only planted people have been on their level for more than ten years, and only managers of the three lowest rungs come
from the specialist track, so that nobody else is near a threshold of the career checks.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bandmodel.sample import planted
from bandmodel.sample.draws import chosen

Draws = Mapping[str, np.ndarray]

SHORTEST, LONGEST = 0.3, 9.0  # years in level of those who are not planted
RATINGS = (0.04, 0.12, 0.44, 0.30, 0.10)  # shares of the ratings 1 to 5
WISHES = ("specialist", "open", "manager")
WISH_SHARES = {"Specialist": (0.60, 0.25, 0.15), "Manager": (0.05, 0.20, 0.75), "Project": (0.30, 0.45, 0.25)}
NEW = np.datetime64("2025-01-01")  # hired from then on: no rating of the year before


def dates(draws: Draws, on: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
    """Level since and hire date of each person [days], before the structure date `on`."""
    years = SHORTEST + (LONGEST - SHORTEST) * draws["time"] * draws["time"]
    since = on - (years * 365).astype(int).astype("timedelta64[D]")
    before = np.where(draws["tenure"] < 0.3, 0.0, (draws["tenure"] - 0.3) * 12)  # years with the firm before the level
    hired = since - (before * 365).astype(int).astype("timedelta64[D]")
    planted.set_dates("Level since", since)
    planted.set_dates("Hire date", hired)
    return since, hired


def ratings(draws: Draws, hired: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """This year's and last year's rating of each person, 1 to 5; no last year's where hired this year."""
    now = 1.0 + chosen(draws["rating"], RATINGS)
    before = np.clip(now + chosen(draws["rating before"], (0.2, 0.6, 0.2)) - 1, 1, 5)
    before = np.where(hired >= NEW, np.nan, before)
    planted.set_numbers("Rating", now)
    planted.set_numbers("Previous rating", before)
    return now, before


def preferences(draws: Draws, track: np.ndarray) -> np.ndarray:
    """The track that each person wishes for."""
    wish = np.full(len(track), "", object)
    for name, shares in WISH_SHARES.items():
        mine = track == name
        wish[mine] = np.array(WISHES, object)[chosen(draws["preference"][mine], shares)]
    planted.set_texts("Preference", wish)
    return wish


def origins(
    draws: Draws, level: np.ndarray, names: list[tuple[str, str]], grades: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Previous track and level of each person; "" where the person was hired into the level.

    level           number of each person's level
    names, grades   track and name of each level, and its grade
    """
    below = {key: names[number - 1] for number, key in enumerate(names) if number and names[number - 1][0] == key[0]}
    specialist = {grade: key for key, grade in zip(names, grades, strict=True) if key[0] == "Specialist"}
    hired = ("", "")
    own = [below.get(key, hired) for key in names]
    crossing = [
        specialist.get(grade - 1, hired) if key[0] == "Project" or key in LOW_MANAGERS else own[number]
        for number, (key, grade) in enumerate(zip(names, grades, strict=True))
    ]
    options = np.array([own, crossing, [hired] * len(names)], object)
    picked = options[chosen(draws["origin"], (0.45, 0.35, 0.2)), level]
    track, previous = picked[:, 0], picked[:, 1]
    planted.set_texts("Previous track", track)
    planted.set_texts("Previous level", previous)
    return track, previous


LOW_MANAGERS = (("Manager", "M1"), ("Manager", "M2"), ("Manager", "M3"))
