"""A small company whose scenarios can be worked by hand: three rungs on two tracks, six people."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from bandmodel import policy
from bandmodel.core.merit import Zones
from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import Inputs
from bandmodel.scenarios.bands import FromBands
from bandmodel.scenarios.run import Company, Result, run

BANDS = [
    ["Track", "Level", "Grade", "Min", "Mid", "Max"],
    ["Specialist", "S1", "5", 80_000, 100_000, 120_000],
    ["Specialist", "S2", "6", 94_400, 118_000, 141_600],
    ["Specialist", "S3", "7", 111_200, 139_000, 166_800],
    ["Manager", "M1", "5", 81_600, 102_000, 122_400],
    ["Manager", "M2", "6", 100_000, 125_000, 150_000],
    ["Manager", "M3", "7", 120_000, 150_000, 180_000],
]
PEOPLE = [
    ["Employee", "Track", "Level", "Base pay", "FTE", "Rating"],
    ["a", "Specialist", "S1", 75_000, 1, 3],
    ["b", "Specialist", "S2", 90_000, 0.5, 4],
    ["c", "Specialist", "S3", 140_000, 1, 3],
    ["d", "Manager", "M1", 100_000, 1, 3],
    ["e", "Manager", "M2", 130_000, 0.8, 4],
    ["f", "Manager", "M3", 185_000, 1, 3],
]
PAYROLL = 75_000 + 45_000 + 140_000 + 100_000 + 104_000 + 185_000  # 649,000
MERIT = [
    ["Rating", "Compa from", "Compa to", "Increase"],
    [3, None, 1.0, 0.03],
    [3, 1.0, None, 0.01],
    [4, None, None, 0.04],
]


def frame(kind: schema.Table, rows: list[list[object]]) -> pd.DataFrame:
    """Rows, headers first, as a typed table with every column of its schema that it has."""
    read = table.read(kind, rows[0], rows[1:])
    assert read.frame is not None and not [f for f in read.findings if f.severity == "error"], read.findings
    return read.frame


def company(
    levers: list[tuple[object, ...]], people: list[list[object]] = PEOPLE, bands: list[list[object]] = BANDS,
    merit: list[list[object]] | None = MERIT, **settings: object,
) -> Company:  # fmt: skip
    """The company with scenarios: (scenario, year, lever, scope, value) each."""
    rows = [["Scenario", "Year", "Lever", "Scope", "Value"], *map(list, levers)]
    scenarios = Inputs({"Scenarios": frame(schema.SCENARIOS, rows)}).table("Scenarios")
    rules = policy.defaults().dated(dt.date(2026, 5, 1)).with_values(**settings)
    source = FromBands(rules, "by hand", bands=frame(schema.BANDS, bands))
    zones = None if merit is None else Zones.of_table(frame(schema.MERIT, merit))
    return Company(source, frame(schema.PEOPLE, people), zones, scenarios)


def ran(levers: list[tuple[object, ...]], name: str = "A", **changes: object) -> Result:
    """One scenario, run."""
    made = company(levers, **changes)
    return run(made, made.scenario(name))
