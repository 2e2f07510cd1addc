"""How the time of every public function over people grows: at 1,000 to 1,000,000 of them, the group summary at 10,000,000.

People are those of the sample company; parameters are what one would ask first. Each call gets a placement of its own, so
that nothing which an earlier call has found is at hand. A function's time may grow as n log n does, and a fifth more, which
is the noise of a busy machine (as for the whole check, `growth`).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from bandmodel import (
    audit,
    changes,
    distributions,
    export,
    findings,
    merit,
    model,
    moves,
    offer,
    pathways,
    people,
    placement,
    sample,
    turnover,
    uncertainty,
    views,
)
from bandmodel.equity import (
    adjusted,
    categories,
    closing,
    oaxaca,
    pay_model,
    quartiles,
    statutory,
    swiss,
    track_notes,
    tracks,
)
from bandmodel.equity.pay_model import PayModel
from bandmodel.inputs import source
from bandmodel.inputs.inputs import Inputs
from bandmodel.model import Model
from bandmodel.placement import Placement
from bandmodel.report import compose
from bandmodel.scenarios import choice, compare, outcomes, run, seek
from bandmodel.scenarios.scope import Scope
from bandmodel.structure import Structure
from benchmarks import coded_company
from benchmarks.coded_company import KEYS
from benchmarks.measure import Growth, seconds

SIZES = (1_000, 10_000, 100_000, 1_000_000)
TEN_MILLION = 10_000_000
RUNS, LEAST_SECONDS, MOST_SECONDS = 3, 0.1, 10
"""A time is the least of so many runs, for what disturbs a run only adds to it, or of as many as 10 seconds hold. A run is
the mean of as many calls as take a tenth of a second."""
DAY = dt.date(2026, 1, 1)
CONTROLS = ("Level", "Location")
CATEGORY = ("Track", "Level")
DRAWS = 1_000


@dataclass(frozen=True, eq=False)
class Company:
    """The sample company with so many people, as the functions take it; its files lie in `folder`."""

    inputs: Inputs
    folder: Path

    @classmethod
    def of_size(cls, size: int, folder: Path) -> Company:
        """The company, written as CSV and as Parquet, and read again, as commands do."""
        company = sample.generate(people=size)
        company.write(folder / "csv")
        (folder / "csv" / "planted.csv").unlink()
        (folder / "parquet").mkdir()
        for name, frame in company.inputs.tables.items():
            frame.reset_index(drop=True).to_parquet(folder / "parquet" / f"{name}.parquet")
        return cls(source.read(folder / "parquet"), folder)

    @cached_property
    def model(self) -> Model:
        """The model of its tables."""
        return model.of_inputs(self.inputs, DAY)

    @cached_property
    def moved(self) -> Structure:
        """Its bands after half of the pull to parity."""
        return model.of_inputs(self.inputs, DAY, **{"parity weight": 0.5}).structure

    @property
    def structure(self) -> Structure:
        """Its bands."""
        return self.model.structure

    @cached_property
    def staff(self) -> pd.DataFrame:
        """Its People table."""
        return self.inputs.table("People")

    @cached_property
    def in_one_currency(self) -> pd.DataFrame:
        """Its people as if all pay were in one currency, for functions that convert none."""
        return self.staff.drop(columns="Currency")

    @cached_property
    def _placed(self) -> Placement:
        return placement.place(self.structure, self.staff[placement.active(self.staff)])

    @property
    def placed(self) -> Placement:
        """Its active people in their bands, of whom nothing else has been found yet."""
        return replace(self._placed)

    @property
    def by_gender(self) -> PayModel:
        """What a gap between genders is estimated from."""
        return pay_model.of_groups(self.staff, "Gender", CONTROLS, placed=self.placed)

    @property
    def start(self) -> run.Company:
        """What scenarios are run on, of which nothing has been found yet."""
        return run.Company.of_model(self.model)

    @cached_property
    def logib(self) -> pd.DataFrame:
        """A Logib sheet of as many rows, drawn."""
        dice, size = np.random.default_rng(1), len(self.staff)

        def code(last: int) -> np.ndarray:
            return np.array([str(value) for value in range(1, last + 1)], object)[dice.integers(0, last, size)]

        return pd.DataFrame({
            "age": dice.integers(20, 65, size).astype(float), "sex": np.array(["F", "M"], object)[dice.integers(0, 2, size)],
            "training": code(8), "years_of_service": dice.integers(0, 30, size).astype(float),
            "level_of_requirements": code(8), "professional_position": code(5), "activity_rate": 100.0, "paid_hours": 0.0,
            "basic_wage": np.round(dice.lognormal(8.9, 0.3, size), 2), "allowances": 0.0, "monthly_wage_13": 0.0,
            "special_payments": 0.0, "weekly_hours": 42.0, "population": "1",
        }, index=self.staff.index)  # fmt: skip


def _adjusted(company: Company) -> list[pd.DataFrame]:
    found = adjusted.adjusted_gaps(company.by_gender)
    return [adjusted.table(found), adjusted.notes(found)]


def _tracks(company: Company) -> list[pd.DataFrame]:
    found = tracks.track_gaps(company.structure, company.placed)
    return [tracks.table(found), track_notes.notes(company.structure, found)]


def _closed(company: Company, group: str) -> list[pd.DataFrame]:
    return closing.tables(closing.close(company.structure, company.placed, group, budget=0.005, cap=0.06))


def _scenarios(company: Company) -> list[pd.DataFrame]:
    results = run.results(company.start)
    tables = [make(result) for result in results for make in (outcomes.table, outcomes.pair_table, outcomes.origin)]
    return [*tables, choice.table(results), compare.table(*results[:2])]


def _simulated(company: Company) -> pd.DataFrame:
    movement = uncertainty.assumed(company.structure, 0.03, DRAWS)
    return uncertainty.simulated(company.structure, company.placed, movement)


def _offered(company: Company) -> list[pd.DataFrame]:
    wanted = offer.Offer("Specialist", "S5", 95_000, "Bern")
    return offer.tables(company.structure, wanted, company.staff)


def _extended(company: Company) -> list[pd.DataFrame]:
    rungs = pathways.mirrored(company.model, "Manager", "Specialist")
    return pathways.effect(company.model, rungs, company.staff)


@dataclass(frozen=True)
class Timed:
    """What is timed under one name: public functions by module, as "people: placed_table", what tells the task apart, and
    what its time goes to where it grows faster than others do."""

    functions: str
    task: Callable[[Company], object]
    how: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """Its name on the page."""
        return f"{self.functions} ({self.how})" if self.how else self.functions


CLOSING = "equity.closing: close, tables, totals, people_table"
HIDING = "Small groups are hidden by masks of all people, one for each group shown: sorted, and too large for any cache."
SCENARIOS = (
    "scenarios.run: results; scenarios.outcomes: table, pair_table, origin; scenarios.choice: table; "
    "scenarios.compare: table"
)
FUNCTIONS = (
    Timed("inputs.source: read", lambda c: source.read(c.folder / "csv"), "CSV"),
    Timed("inputs.source: read", lambda c: source.read(c.folder / "parquet"), "Parquet"),
    Timed("placement: place", lambda c: placement.place(c.structure, c.staff)),
    Timed("people: placed_table", lambda c: people.placed_table(c.structure, c.staff)),
    Timed("people: cost_to_min", lambda c: people.cost_to_min(c.structure, c.placed, KEYS), "by level and gender"),
    Timed("findings: of_model", lambda c: findings.of_model(c.model, c.staff)),
    Timed("views: pairs_table, parity_parts", lambda c: views.parity_parts(c.structure, people=c.staff)),
    Timed("distributions: by_level", lambda c: distributions.by_level(c.structure, c.placed)),
    Timed("distributions: compa_by_track", lambda c: distributions.compa_by_track(c.structure, c.placed)),
    Timed("audit: trapped", lambda c: audit.trapped(c.structure, c.placed)),
    Timed("audit: forced", lambda c: audit.forced(c.structure, c.placed)),
    Timed("audit: blockages", lambda c: audit.blockages(c.structure, c.placed)),
    Timed("audit: compressed, compression", lambda c: audit.compressed(c.structure, c.placed)),
    Timed("audit: compressed_as_typed", lambda c: audit.compressed_as_typed(c.in_one_currency)),
    Timed("audit: span", lambda c: audit.span(c.staff)),
    Timed("moves: people_table", lambda c: moves.people_table(c.structure, c.placed)),
    Timed("changes: people", lambda c: changes.people(c.structure, c.moved, c.staff)),
    Timed("offer: tables", _offered),
    Timed("pathways: effect", _extended, "the manager track mirrored"),
    Timed("merit: cost", lambda c: merit.cost(c.structure, c.placed, c.inputs.table("Merit"), 0.02)),
    Timed("turnover: cost", lambda c: turnover.cost(c.in_one_currency, 0.08)),
    Timed("uncertainty: simulated", _simulated, f"{DRAWS:,} draws"),
    Timed("equity.tracks: track_gaps, table; equity.track_notes: notes", _tracks),
    Timed("equity.adjusted: adjusted_gaps, table, notes", _adjusted),
    Timed("equity.oaxaca: tables", lambda c: oaxaca.tables(c.by_gender)),
    Timed("equity.statutory: tables", lambda c: statutory.tables(c.staff, "Gender", structure=c.structure)),
    Timed(
        "equity.quartiles: tables, table",
        lambda c: quartiles.tables(c.staff, "Gender", structure=c.structure),
    ),
    Timed("equity.categories: tables", lambda c: categories.tables(c.staff, CATEGORY, "Gender", structure=c.structure)),
    Timed(CLOSING, lambda c: _closed(c, "Gender"), "between genders"),
    Timed(CLOSING, lambda c: _closed(c, "Track"), "between tracks"),
    Timed("equity.swiss: table", lambda c: swiss.table(c.logib)),
    Timed(SCENARIOS, _scenarios, "the four scenarios of the sample"),
    Timed("scenarios.seek: table", lambda c: seek.table(c.start, 0.01, Scope())),
    Timed("report.compose: of_model", lambda c: compose.of_model(c.model, DAY), note=HIDING),
    Timed("report.compose: of_model", lambda c: compose.of_model(c.model, DAY, internal=True), "internal"),
    Timed("export: contents", lambda c: export.contents(c.model, DAY)),
)
MANY = "people: cost_to_min (by level and gender, texts coded, as in P13)"


def least(task: Callable[[], object]) -> float:
    """Processor time of a call: the least of some runs, each the mean of some calls [seconds]."""
    first = seconds(task)
    calls = max(1, round(LEAST_SECONDS / max(first, 1e-6)))
    runs = [first]
    while len(runs) < RUNS and (sum(runs) + runs[-1]) * calls < MOST_SECONDS:
        runs.append(seconds(task, calls))
    return min(runs)


def timed(size: int) -> dict[str, float]:
    """Seconds of every function by its name, for a company of one size."""
    with tempfile.TemporaryDirectory() as folder:
        company = Company.of_size(size, Path(folder))
        return {one.name: least(lambda one=one: one.task(company)) for one in FUNCTIONS}


def summed(size: int) -> float:
    """Seconds of the group summary of people whose texts are coded."""
    structure, placed = coded_company.placed(size)
    return least(lambda: people.cost_to_min(structure, replace(placed), KEYS))


def measure() -> list[Growth]:
    """A row for each function."""
    found = {size: timed(size) for size in SIZES}
    rows = [Growth.of(one.name, {size: found[size][one.name] for size in SIZES}, one.note) for one in FUNCTIONS]
    many = {size: summed(size) for size in (*SIZES, TEN_MILLION)}
    return [*rows, Growth.of(MANY, many)]
