"""Worksheet functions of scenarios: what one comes to, two side by side, and what a budget reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bandmodel import policy as policies
from bandmodel.core.bands import one_of
from bandmodel.core.merit import Zones
from bandmodel.errors import InputError
from bandmodel.excel import cells, recent
from bandmodel.excel.bands_argument import equivalence_of, model_of, roster
from bandmodel.excel.functions import worksheet_function
from bandmodel.excel.structure import BANDS_HELP, EQUIVALENCE_HELP
from bandmodel.inputs import schema
from bandmodel.inputs.inputs import Inputs, fingerprint

if TYPE_CHECKING:
    import pandas as pd

    from bandmodel.model import Model
    from bandmodel.scenarios.bands import Source
    from bandmodel.scenarios.run import Company, Result

PEOPLE_HELP = "People table with headers: Track, Level, Base pay; Location, FTE, Currency, Rating, Status if there"
SCENARIOS_HELP = "Scenarios table with headers: Scenario, Year, Lever, Scope, Value"
MERIT_HELP = "Merit table with headers; needed where a scenario has a merit cycle"


@dataclass(frozen=True, eq=False)
class Runs:
    """A company and the scenarios of it that were run: a sheet shows one alone, two side by side, and all of them."""

    company: Company
    _done: dict[str, Result] = field(default_factory=dict)

    def of(self, name: str) -> Result:
        """A scenario by name, run once. Raises InputError for a name that is not there, or a lever that cannot act."""
        from bandmodel.scenarios.run import run

        scenario = self.company.scenario(name)
        if scenario.name not in self._done:
            self._done[scenario.name] = run(self.company, scenario)
        return self._done[scenario.name]


def runs_of(bands: Any, people: Any, scenarios: Any, merit: Any = None, equivalence: Any = None) -> Runs:
    """The company that scenarios run on, from cells, and its runs."""
    given = (bands, people, scenarios, merit, equivalence)
    return recent.RUNS.get(recent.key_of(*given), lambda: Runs(_company_of(*given)))


def _company_of(bands: Any, people: Any, scenarios: Any, merit: Any, equivalence: Any) -> Company:
    model = model_of(bands)
    if model is not None:
        table = equivalence_of(equivalence, model.structure.bands)
        return company_of_model(model, people, scenarios, merit, table)
    from bandmodel.scenarios.bands import FromBands

    frame = cells.frame(bands, schema.BANDS, "bands")
    table = equivalence_of(equivalence, frame)
    key = fingerprint(frame) + ("" if table is None else fingerprint(table))
    source = FromBands(policies.defaults().dated(cells.today()), key, bands=frame, equivalence=table)
    return _company(source, people, scenarios, merit)


def company_of_model(
    model: Model, people: Any, scenarios: Any, merit: Any = None, equivalence: pd.DataFrame | None = None
) -> Company:
    """The company that scenarios run on, from a model and cells."""
    from bandmodel.scenarios.bands import source_of

    return _company(source_of(model, equivalence), people, scenarios, merit)


def _company(source: Source, people: Any, scenarios: Any, merit: Any) -> Company:
    from bandmodel.scenarios.run import Company

    zones = Zones.of_table(cells.frame(merit, schema.MERIT, "merit")) if cells.given(merit) else None
    rows = Inputs({"Scenarios": cells.frame(scenarios, schema.SCENARIOS, "scenarios")}).table("Scenarios")
    return Company(source, roster(people, source.after(())), zones, rows)


@worksheet_function(
    scenario="Name of a scenario of the table, or base",
    bands=BANDS_HELP,
    people=PEOPLE_HELP,
    scenarios=SCENARIOS_HELP,
    merit=MERIT_HELP,
    equivalence=EQUIVALENCE_HELP,
    layout='"rows" (default): a row per year and item; "years": a column per year',
)
def BM_SCENARIO(scenario, bands, people, scenarios, merit=None, equivalence=None, layout=None):
    """What a scenario comes to: Year, Item, Value, Unit, Note; costs add up. Below: pairs before and after, the hash."""
    from bandmodel.scenarios import outcomes

    result = runs_of(bands, people, scenarios, merit, equivalence).of(cells.word(scenario, "scenario"))
    items, pairs, origin = outcomes.table(result), outcomes.pair_table(result), outcomes.origin(result)
    if one_of(cells.word(layout, "layout", "rows"), ("rows", "years"), "Layout") == "years":
        items, pairs, origin = outcomes.by_year(items), outcomes.pair_lines(pairs), origin[["Label", "Value"]]
    return cells.stacked([items, pairs, origin])


@worksheet_function(
    scenario_a="Name of a scenario, or base",
    scenario_b="Name of another one",
    bands=BANDS_HELP,
    people=PEOPLE_HELP,
    scenarios=SCENARIOS_HELP,
    merit=MERIT_HELP,
    equivalence=EQUIVALENCE_HELP,
)
def BM_COMPARE(scenario_a, scenario_b, bands, people, scenarios, merit=None, equivalence=None):
    """Two scenarios side by side: every item of every year, the difference B - A, and which levers make it."""
    from bandmodel.scenarios import compare

    runs = runs_of(bands, people, scenarios, merit, equivalence)
    names = (cells.word(scenario_a, "scenario_a"), cells.word(scenario_b, "scenario_b"))
    return cells.spill(compare.table(*map(runs.of, names)))


@worksheet_function(
    bands=BANDS_HELP,
    people=PEOPLE_HELP,
    scenarios=SCENARIOS_HELP,
    merit=MERIT_HELP,
    equivalence=EQUIVALENCE_HELP,
)
def BM_CHOICE(bands, people, scenarios, merit=None, equivalence=None):
    """Every scenario side by side: cost, people reached, parity of bands and people, range. To choose band or bonus by."""
    from bandmodel.scenarios import choice

    runs = runs_of(bands, people, scenarios, merit, equivalence)
    return cells.spill(choice.table([runs.of(name) for name in runs.company.scenarios]))


@worksheet_function(
    budget="What may be spent a year: below 1 a share of payroll, from 1 on an amount",
    bands=BANDS_HELP,
    people=PEOPLE_HELP,
    scope="Levels to raise, e.g. track=Specialist; blank = all",
    equivalence=EQUIVALENCE_HELP,
)
def BM_SEEK(budget, bands, people, scope=None, equivalence=None):
    """What a yearly budget reaches: the largest rise of bands and parity weight it pays, and what parity would take."""
    from bandmodel.scenarios import scope as scopes
    from bandmodel.scenarios import seek

    company = runs_of(bands, people, [list(schema.SCENARIOS.required)], None, equivalence).company
    try:
        where = scopes.read(cells.optional_word(scope, "scope"), ("track", "level"))
    except ValueError as rule:
        raise InputError(f"scope {rule}.") from rule
    return cells.spill(seek.table(company, cells.number(budget, "budget"), where))
