"""The sample's survey data: three invented surveys around real percentiles of US occupations.

A level's market pay runs log-linearly over the rungs of its track, from an occupation's percentile at the entry to an
occupation's percentile at the top (`ANCHORS`). The percentiles are those of data/sample/oews.csv (US Bureau of Labor
Statistics, OEWS); which rung stands at which percentile, the surveys and their dates are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from bandmodel import policy as policies
from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import Inputs
from bandmodel.inputs.table import Read

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")

ANCHORS = {
    "Specialist": ((1, "15-2051", "p10"), (6, "15-1252", "p25"), (16, "17-2061", "p90")),
    "Manager": ((1, "11-3021", "p10"), (13, "11-3031", "p90")),
    "Project": ((1, "15-1221", "p10"), (11, "15-2051", "p90")),
}
"""Rungs of each track, the occupation (SOC code) and percentile that each stands at; in between log-linear."""

PLANTED_LEVELS = {("Specialist", "S5"): 0.945, ("Project", "P7"): 0.93}
"""Levels whose market is set off its ladder, so that the step from the rung below is small."""

NOISE = 0.01  # largest deviation of a survey's row from the level's market pay
WITHIN = 1 / 3  # a level's pay spreads a third as wide, in logs, as that of the whole occupation
UNIT = 100  # survey figures are rounded to this

HEADERS = (
    "Survey", "Track", "Level", "Location", "Currency", "Effective date", "P10", "P25", "P50", "P75", "P90",
    "Organisations", "Observations", "Weight", "Element",
)  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """An invented survey: where it looks, when, how much it counts, and which rungs it leaves out (rung % gap == 0)."""

    name: str
    location: str
    effective: dt.date
    weight: float
    gap: int
    size: int


SURVEYS = (
    Survey("Aare Pay Survey", "Bern", dt.date(2025, 7, 1), 2.0, 99, 900),
    Survey("Mur Salary Panel", "Graz", dt.date(2025, 4, 1), 1.0, 7, 400),
    Survey("Colorado River Pay Index", "Austin", dt.date(2025, 5, 1), 1.0, 5, 4800),
)

PLANTED_ROWS: dict[tuple[str, str], dict[str, float | str]] = {
    ("Mur Salary Panel", "S9"): {"factor": 1.38, "Weight": 0.1},
    ("Colorado River Pay Index", "M4"): {"P25": 1.006},
    ("Mur Salary Panel", "P5"): {"P90": 0.99},
    ("Aare Pay Survey", "P9"): {"Effective date": "2026-02-01"},
}
"""Rows with a planted fault: all rates times `factor`; P25 as a multiple of P50, P90 of P75; another weight or date."""


def read(structure: Inputs) -> Read:
    """The Market table. `structure` has the sample's Levels, Locations, FX and Policy."""
    policy, _ = policies.read(structure.table("Policy"))
    date, rate = policy["structure date"], policy["ageing rate"]
    places = structure.table("Locations").set_index("Location")
    rates = dict(zip(structure.table("FX")["Currency"], structure.table("FX")["Rate"], strict=True))  # the last one listed
    occupations = _occupations()
    us = next(survey for survey in SURVEYS if survey.location == "Austin")
    reference = rates["USD"] / places["Geo factor"][us.location]  # US dollars → structure currency at factor 1
    levels = list(structure.table("Levels")[["Track", "Level", "Rank"]].itertuples(index=False, name=None))
    rows = []
    for number, survey in enumerate(SURVEYS):
        currency = places["Currency"][survey.location]
        months = 12 * (date.year - survey.effective.year) + date.month - survey.effective.month
        local = reference * places["Geo factor"][survey.location] / rates.get(currency, 1.0) / (1 + rate * months / 12)
        for track, level, rank in levels:
            rung = int(rank)
            if rung % survey.gap:
                pay = local * us_pay(track, level, rung, occupations) * (1 + deviation(number, track, rung))
                rows.append(_row(survey, currency, track, level, rung, pay, _shape(track, rung, occupations)))
    return table.read(schema.MARKET, HEADERS, rows)


def us_pay(track: str, level: str, rung: int, occupations: dict[str, dict[str, float]]) -> float:
    """Market pay of a level in US dollars: log-linear between the anchors of its track."""
    (low, soc, percentile), (high, top, upper) = _between(track, rung)
    start, end = occupations[soc][percentile], occupations[top][upper]
    pay: float = start * (end / start) ** ((rung - low) / (high - low)) * PLANTED_LEVELS.get((track, level), 1.0)
    return pay


def deviation(survey: int, track: str, rung: int) -> float:
    """Deviation of a survey's row from the level's market pay [fraction]: a fixed pattern, the same for every seed."""
    return NOISE * ((7 * rung + 5 * survey + 3 * len(track)) % 11 - 5) / 5


def _between(track: str, rung: int) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    return next(pair for pair in pairwise(ANCHORS[track]) if rung <= pair[1][0])


def _shape(track: str, rung: int, occupations: dict[str, dict[str, float]]) -> list[float]:
    """The level's percentiles as multiples of its median, from the occupation at the lower anchor."""
    occupation = occupations[_between(track, rung)[0][1]]
    return [(occupation[name] / occupation["p50"]) ** WITHIN for name in PERCENTILES]


def _row(survey: Survey, currency: str, track: str, level: str, rung: int, pay: float, shape: list[float]) -> list[object]:
    planted = PLANTED_ROWS.get((survey.name, level), {})
    rates = [_rounded(pay * float(planted.get("factor", 1.0)) * multiple) for multiple in shape]
    if "P25" in planted:
        rates[1] = _rounded(rates[2] * float(planted["P25"]))
    if "P90" in planted:
        rates[4] = _rounded(rates[3] * float(planted["P90"]))
    date = planted.get("Effective date", survey.effective.isoformat())
    people = survey.size // (rung + 2)
    counts = [min(5 + people // 4, 60), people, planted.get("Weight", survey.weight)]
    return [survey.name, track, level, survey.location, currency, date, *rates, *counts, "base"]


def _rounded(pay: float) -> float:
    return float(int(pay / UNIT + 0.5) * UNIT)


def _occupations() -> dict[str, dict[str, float]]:
    text = files("bandmodel").joinpath("data/sample/oews.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["soc"]: {name: float(row[name]) for name in PERCENTILES} for row in rows}
