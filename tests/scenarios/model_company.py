"""A company on a model, whose bands derive from a market, with two places and two currencies; worked by hand.

Ageing 0, spread 0.5, ends rounded to 100: a midpoint of 100 000 has the band 80 000 … 120 000.

level  midpoint                            local band
S1     100 000                             Wien: 100 000 · 0.8 / 1.0 = 80 000 EUR, from 64 000
S2     120 000, from 96 000
M1     given range 90 000 … 130 000, midpoint 110 000, market 100 000 (market index 1.1)
M2     125 000, from 100 000
M3     150 000 EUR at 1.0, from 120 000

lift   b: (64 000 − 60 000) · 0.5 · 1.0 = 2 000; e: 96 000 − 90 000 = 6 000
"""

from __future__ import annotations

import datetime as dt

from bandmodel import model
from bandmodel.core.merit import Zones
from bandmodel.inputs import schema
from bandmodel.inputs.inputs import Inputs
from bandmodel.model import Model
from bandmodel.scenarios.bands import source_of
from bandmodel.scenarios.run import Company, Result, run
from scenarios.company import MERIT, frame

LEVELS = [
    ["Track", "Level", "Rank", "Grade", "Min", "Max"],
    ["Specialist", "S1", 1, "5", None, None],
    ["Specialist", "S2", 2, "6", None, None],
    ["Manager", "M1", 1, "5", 90_000, 130_000],
    ["Manager", "M2", 2, "6", None, None],
    ["Manager", "M3", 3, "7", None, None],
]
MARKET = [
    ["Survey", "Track", "Level", "Currency", "Effective date", "P50"],
    ["North", "Specialist", "S1", "CHF", "2026-01-01", 100_000],
    ["North", "Specialist", "S2", "CHF", "2026-01-01", 120_000],
    ["North", "Manager", "M1", "CHF", "2026-01-01", 100_000],
    ["North", "Manager", "M2", "CHF", "2026-01-01", 125_000],
    ["North", "Manager", "M3", "EUR", "2026-01-01", 150_000],
]
LOCATIONS = [["Location", "Geo factor", "Currency"], ["Bern", 1, "CHF"], ["Wien", 0.8, "EUR"]]
FX = [["Currency", "Rate", "Date"], ["EUR", 1.0, "2025-01-01"]]
PEOPLE = [
    ["Employee", "Track", "Level", "Base pay", "Location", "FTE", "Rating"],
    ["a", "Specialist", "S1", 100_000, "Bern", 1, 3],
    ["b", "Specialist", "S1", 60_000, "Wien", 0.5, 4],
    ["c", "Manager", "M2", 125_000, "Bern", 1, 3],
    ["d", "Manager", "M3", 150_000, "Bern", 1, 4],
    ["e", "Specialist", "S2", 90_000, "Bern", 1, 3],
]
PAYROLL = 100_000 + 30_000 + 125_000 + 150_000 + 90_000  # 495 000
POLICY = {"structure currency": "CHF", "ageing rate": 0}
LIFT = ("A", 2026, "lift to minimum", "all", 1)

Rows = list[list[object]]


def built(levels: Rows = LEVELS, people: Rows = PEOPLE, policy: dict[str, object] | None = None, **tables: Rows) -> Model:
    """The model of the company, with some tables or settings otherwise."""
    rows = {"Levels": levels, "Market": MARKET, "Locations": LOCATIONS, "FX": FX, "People": people, **tables}
    read = {name: frame(schema.TABLES[name], table) for name, table in rows.items()}
    settings = {"structure date": "2026-01-01", **POLICY, **(policy or {})}
    read["Policy"] = frame(schema.POLICY, [["Setting", "Value"], *([name, value] for name, value in settings.items())])
    return model.of_inputs(Inputs(read), dt.date(2026, 1, 1))


def company(levers: list[tuple[object, ...]], **changes: object) -> Company:
    """The company with scenarios: (scenario, year, lever, scope, value) each."""
    rows = [["Scenario", "Year", "Lever", "Scope", "Value"], *map(list, levers)]
    made = built(**changes)
    scenarios = Inputs({"Scenarios": frame(schema.SCENARIOS, rows)}).table("Scenarios")
    return Company(source_of(made, None), made.inputs.table("People"), Zones.of_table(frame(schema.MERIT, MERIT)), scenarios)


def ran(levers: list[tuple[object, ...]], name: str = "A", **changes: object) -> Result:
    """One scenario, run."""
    made = company(levers, **changes)
    return run(made, made.scenario(name))


def mids(result: Result, year: int = 2026) -> dict[str, float]:
    """Midpoint of each level at the end of a year."""
    bands = next(one for one in result.years if one.year == year).state.structure.bands
    return dict(zip(bands["Level"], bands["Mid"], strict=True))
