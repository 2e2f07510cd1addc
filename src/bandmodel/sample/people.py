"""The People table of the sample: seats, careers and pay put together, column by column."""

from __future__ import annotations

import numpy as np

from bandmodel.inputs import schema, table
from bandmodel.inputs.table import FIRST_ROW, Read
from bandmodel.model import Model
from bandmodel.sample import careers, organisation, pay, planted
from bandmodel.sample.draws import chosen, uniforms
from bandmodel.sample.organisation import LEADER, LEAF, Seats

DRAWS = (
    "time", "tenure", "pay", "pay again", "rating", "rating before", "preference", "origin", "gender", "fte", "status",
    "bonus",
)  # fmt: skip
FAMILIES = ("Engineering", "Science", "Operations", "Data", "Finance", "Sales", "Quality", "General management")
"""Job family of each department, the executive office last."""

FULL_WEEK = {"Bern": 42.0, "Zug": 42.0, "Graz": 38.5, "Austin": 40.0}  # hours of a full-time contract
WEEKS = 52
FTES, FTE_SHARES = (1.0, 0.9, 0.8, 0.6, 0.5), (0.70, 0.06, 0.14, 0.06, 0.04)
LEADING_FTE_SHARES = (0.88, 0.06, 0.06, 0.0, 0.0)
WOMEN_SHARE = (0.30, 0.44)  # among managers, among all others
AWAY = {"leave": 0.015, "leaver": 0.010}  # shares of the members of teams


def read(model: Model, people: int, seed: int) -> Read:
    """The People table of so many people, placed on the bands of `model`."""
    bands = model.bands
    names = list(zip(bands["Track"], bands["Level"], strict=True))
    seats = organisation.seats(people, {level: number for number, (_, level) in enumerate(names)})
    draws = uniforms(seed, DRAWS, people)
    columns = _columns(model, names, seats, draws)
    number = np.arange(FIRST_ROW, FIRST_ROW + people)
    return table.read_columns(schema.PEOPLE, list(columns), list(columns.values()), number)


def _columns(
    model: Model, names: list[tuple[str, str]], seats: Seats, draws: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    bands, level = model.bands, seats.level
    grades = bands["Grade"].astype(int).to_numpy()
    track = _named([key[0] for key in names])[level]
    employee = _named([f"E{number:04d}" for number in range(1, len(level) + 1)])
    manager = np.append(employee, "")[seats.manager]
    planted.set_texts("Manager", manager)
    since, hired = careers.dates(draws, np.datetime64(model.policy["structure date"], "D"))
    rating, before = careers.ratings(draws, hired)
    previous_track, previous_level = careers.origins(draws, level, names, grades.tolist())
    woman = draws["gender"] < np.where(track == "Manager", *WOMEN_SHARE)
    place = pay.penetration(draws, seats, since, names, grades, woman)
    money = _money(model, seats, place, draws)
    titles = bands["Title"].to_numpy(object)
    codes = _named([f"{family[:3].upper()}-{name}" for family in FAMILIES for _, name in names])
    return {
        "Employee": employee,
        "Track": track,
        "Level": _named([key[1] for key in names])[level],
        "Base pay": money["Base pay"],
        "Location": _named(organisation.LOCATIONS)[seats.location],
        "FTE": money["FTE"],
        "Bonus paid": money["Bonus paid"],
        "LTI": money["LTI"],
        "Hire date": hired,
        "Level since": since,
        "Rating": rating,
        "Manager": manager,
        "Preference": careers.preferences(draws, track),
        "Previous track": previous_track,
        "Previous rating": before,
        "Job title": titles[level],
        "Job code": codes[seats.department * len(names) + level],
        "Family": _named(FAMILIES)[seats.department],
        "Currency": money["Currency"],
        "Previous level": previous_level,
        "Hourly pay": money["Hourly pay"],
        "Weekly hours": money["Weekly hours"],
        "Status": _status(draws, seats),
        "Gender": np.where(woman, "F", "M").astype(object),
        "Department": _named((*organisation.DEPARTMENTS, organisation.OFFICE_DEPARTMENT))[seats.department],
    }


def _money(model: Model, seats: Seats, place: np.ndarray, draws: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Base pay and what goes with it, in local currency. Slips in base pay are set last: they are in no other column."""
    level, at = seats.level, seats.location
    local = [model.structure.bands_at(name) for name in organisation.LOCATIONS]
    low, high = (np.stack([frame[end].to_numpy(float) for frame in local])[at, level] for end in ("Min", "Max"))
    annual = pay.base(place, low, high)
    share = np.where(seats.role <= LEADER, chosen(draws["fte"], LEADING_FTE_SHARES), chosen(draws["fte"], FTE_SHARES))
    fte = np.array(FTES)[share]
    bonus, lti = (model.bands[name].to_numpy(float)[level] for name in ("Bonus target", "LTI target"))
    week = np.array([FULL_WEEK[name] for name in organisation.LOCATIONS])[at]
    typed = annual.copy()
    planted.set_numbers("Base pay", typed)
    places = model.inputs.table("Locations").set_index("Location")["Currency"]
    return {
        "Base pay": typed,
        "FTE": fte,
        "Bonus paid": pay.rounded(annual * bonus * fte * (0.6 + 0.8 * draws["bonus"])),
        "LTI": pay.rounded(annual * lti * fte),
        "Currency": _named([places[name] for name in organisation.LOCATIONS])[at],
        "Hourly pay": np.floor(annual / (WEEKS * week) * 100 + 0.5) / 100,
        "Weekly hours": np.floor(week * fte * 10 + 0.5) / 10,
    }


def _status(draws: dict[str, np.ndarray], seats: Seats) -> np.ndarray:
    """Leave and leavers: members of teams only, none of them planted and none in the planted span."""
    shares = (*AWAY.values(), 1 - sum(AWAY.values()))
    words = _named((*AWAY, "active"))[chosen(draws["status"], shares)]
    stays = (seats.role != LEAF) | (seats.unit == organisation.MERGED)
    stays[planted.people()] = True
    return np.where(stays, "active", words).astype(object)


def _named(words: object) -> np.ndarray:
    """Words as an array to pick from by number."""
    return np.array(words, object)
