"""Who sits where: the executive office and units that repeat, each a small tree of managers, experts and teams.

Employee number 0 heads the company. The executive office comes first, then the units one after the other, 24 to a
division. Every division after the first has a head of its own, who reports to nobody (a sister company). In a unit whoever
reports to a manager stands at least three grades below, which keeps managers' pay clear of their reports'; at the top, where
ladders are steeper or grades nearer, the windows of `pay` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

OFFICE = (
    ("M13", -1), *[("M12", 0)] * 8, *[("S16", 0)] * 8,
    *[("S15", 1 + n // 3) for n in range(1, 9)], *[("S14", 1 + n // 3) for n in range(9, 19)],
    *[("P11", 1 + n // 3) for n in range(19, 24)],
)  # fmt: skip
"""Level and manager (place in the office, −1 for none) of each person of the executive office."""

UNIT = 96  # people in a unit
UNITS = 24  # units in a division
DIVISION = 1 + UNIT * UNITS  # people in a division, its head included
CORE = 10  # units in which the planted cases are

FIRST_LEADER = 4  # seats: 0 head, 1–3 heads of group, then nine team leaders, three leaders of small teams
FIRST_LEAF = 33
TEAMED = 54  # members of the nine teams; the other nine belong to the small ones

MERGED = 4
"""Number of the unit whose nine teams have been put under one leader: the planted span of 54."""

LOCATIONS = ("Bern", "Zug", "Graz", "Bern", "Austin")
DEPARTMENTS = ("Engineering", "Research", "Operations", "Data", "Finance", "Sales", "Quality")
OFFICE_DEPARTMENT = "Executive office"


@dataclass(frozen=True)
class Pattern:
    """One kind of unit: the levels of its head, heads of group, team leaders, leaders of small teams and so on."""

    chain: tuple[str, str, str, str]
    staff: tuple[str, ...]
    experts: tuple[str, ...]
    teams: tuple[str, ...]
    small: tuple[str, ...]


PATTERNS = (
    Pattern(
        ("M11", "M8", "M5", "M2"),
        ("S13", "S13", "S12", "P11", "P10"),
        ("S10", "S10", "S9", "P8"),
        ("S7", "S6", "S5", "P3", "S4", "S6", "P5", "S3", "S5", "P4", "S7"),
        ("S4", "S3", "P1"),
    ),
    Pattern(
        ("M10", "M7", "M4", "M1"),
        ("S12", "S12", "S11", "P10", "P9"),
        ("S9", "S9", "S8", "P7"),
        ("S6", "S5", "S4", "P3", "S3", "S5", "P4", "S6", "S2", "S4", "P2"),
        ("S3", "S2", "P1"),
    ),
    Pattern(
        ("M9", "M6", "M3", "M2"),
        ("S11", "S11", "S10", "P9", "P8"),
        ("S8", "S8", "S7", "P6"),
        ("S5", "S4", "S3", "P2", "S2", "S4", "S5", "P1", "S1", "S3", "S2"),
        ("S4", "S2", "P1"),
    ),
)

HEAD, CHIEF, LEADER, EXPERT, LEAF = range(5)
"""Roles: head of company or division; other executives and heads of unit; leaders; experts; members of teams."""


@dataclass(frozen=True, eq=False)
class Seats:
    """One entry per person. `unit` is −1 outside units; `manager` is the place of the person's manager, −1 for none."""

    level: np.ndarray
    role: np.ndarray
    manager: np.ndarray
    unit: np.ndarray

    @property
    def location(self) -> np.ndarray:
        """Number of the person's location in `LOCATIONS`; the office and division heads are in the first."""
        return np.where(self.unit < 0, 0, self.unit % len(LOCATIONS))

    @property
    def department(self) -> np.ndarray:
        """Number of the person's department in `DEPARTMENTS`, one past the end for the executive office."""
        return np.where(self.unit < 0, len(DEPARTMENTS), self.unit % len(DEPARTMENTS))


def seats(people: int, number_of: Mapping[str, int]) -> Seats:
    """Seats of so many people, more than the executive office holds. `number_of` gives the number of each level."""
    parts = zip(_office(number_of), _units(people - len(OFFICE), number_of), strict=True)
    return Seats(*(np.concatenate(part) for part in parts))


Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _office(number_of: Mapping[str, int]) -> Columns:
    """Level, role, manager and unit of the executive office."""
    role = {"M13": HEAD, "M12": CHIEF}
    names, manager = zip(*OFFICE, strict=True)
    level = np.array([number_of[name] for name in names])
    return level, np.array([role.get(name, EXPERT) for name in names]), np.array(manager), np.full(len(OFFICE), -1)


def _units(people: int, number_of: Mapping[str, int]) -> Columns:
    """Level, role, manager and unit of everybody after the executive office, division by division."""
    place = np.arange(len(OFFICE), len(OFFICE) + people)
    turn = np.arange(1, 1 + people)  # as if the first division too began with a seat for its head, at turn 0
    division, within = turn // DIVISION, turn % DIVISION
    head = within == 0
    unit, seat = division * UNITS + (within - 1) // UNIT, (within - 1) % UNIT
    kind = unit % len(PATTERNS)
    names, bosses, roles = (np.stack(part) for part in zip(*map(_template, PATTERNS), strict=True))
    level = np.array([[number_of[name] for name in row] for row in names])[kind, seat]
    merged = (unit == MERGED) & (seat >= FIRST_LEAF) & (seat < FIRST_LEAF + TEAMED)
    manager = place - seat + np.where(merged, FIRST_LEADER, bosses[kind, seat])
    above = np.where(division == 0, 0, place - within)  # the head of the company, or of the division
    manager = np.where(head, -1, np.where(seat == 0, above, manager))
    return (
        np.where(head, number_of["M13"], level),
        np.where(head, HEAD, roles[kind, seat]),
        manager,
        np.where(head, -1, unit),
    )


@cache
def _template(pattern: Pattern) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level, manager's seat and role of each seat of a unit."""
    head, group, leader, small = pattern.chain
    rows = [(head, -1, CHIEF), *[(group, 0, LEADER)] * 3]
    rows += [(leader, 1 + team // 3, LEADER) for team in range(9)]
    rows += [(small, 1 + team, LEADER) for team in range(3)]
    rows += [(name, 0, EXPERT) for name in pattern.staff]
    rows += [(pattern.experts[n % 4], 1 + n // 4, EXPERT) for n in range(12)]
    rows += [(pattern.teams[n % len(pattern.teams)], FIRST_LEADER + n % 9, LEAF) for n in range(TEAMED)]
    rows += [(pattern.small[n // 3], FIRST_LEADER + 9 + n % 3, LEAF) for n in range(UNIT - FIRST_LEAF - TEAMED)]
    level, boss, role = zip(*rows, strict=True)
    return np.array(level), np.array(boss), np.array(role)
