"""A small company whose figures are worked out by hand, its model and its reports.

Midpoints are typed, spread 0.5 on the minimum: ends are 0.8 and 1.2 times the midpoint. Pairs by grade: S2 / M1 and S3 / M2.
"""

from __future__ import annotations

import datetime as dt

import pytest

from bandmodel.report import compose

ON = dt.date(2026, 3, 1)
LEVELS = """Track | Level | Rank | Grade | Mid | Spread | Bonus target | LTI target
            Specialist | S1 | 1 | 1 |  80000 | 0.5 | 0    | 0
            Specialist | S2 | 2 | 2 | 100000 | 0.5 | 0.05 | 0
            Specialist | S3 | 3 | 3 | 120000 | 0.5 | 0.10 | 0
            Manager    | M1 | 1 | 2 | 110000 | 0.5 | 0.10 | 0
            Manager    | M2 | 2 | 3 | 150000 | 0.5 | 0.20 | 0.1"""
# level: how many people at which pay; S2 has six people 2,000 below its minimum of 80,000, M2 has three people
STAFF = {
    "S1": [(10, 80000)],
    "S2": [(6, 78000), (6, 100000)],
    "S3": [(8, 120000)],
    "M1": [(10, 110000)],
    "M2": [(3, 150137)],
}


def staff(groups: dict[str, list[tuple[int, float]]], **more: str) -> list[list[str]]:
    """Rows of a People table: so many people of each level at each pay, their ids EMP-001 and on."""
    rows, tracks = [["Employee", "Track", "Level", "Base pay", *more]], {"S": "Specialist", "M": "Manager"}
    for level, paid in groups.items():
        for number, pay in paid:
            for _ in range(number):
                rows.append([f"EMP-{len(rows):03d}", tracks[level[0]], level, str(pay), *more.values()])
    return rows


@pytest.fixture(scope="session")
def company(model_of):
    """The model of the small company."""
    return model_of({"structure currency": "CHF"}, Levels=LEVELS, People=staff(STAFF))


@pytest.fixture(scope="session")
def bare(model_of):
    """The same bands without people and without a currency."""
    return model_of(Levels=LEVELS)


@pytest.fixture(scope="session")
def report(company):
    """The leadership report of the small company."""
    return compose.of_model(company, ON)


@pytest.fixture(scope="session")
def internal(company):
    """Its internal report."""
    return compose.of_model(company, ON, internal=True)
