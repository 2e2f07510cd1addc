"""Worksheet functions of the whole structure: the model, its bands, findings, explanations, changes."""

from __future__ import annotations

from typing import Any

from bandmodel import changes, explain, model, views
from bandmodel.errors import Finding, InputError
from bandmodel.excel import cells, registry
from bandmodel.excel.bands_argument import model_of, people_of, spelt_as, structure_of
from bandmodel.excel.elementwise import elementwise, text
from bandmodel.excel.functions import worksheet_function
from bandmodel.inputs import schema
from bandmodel.inputs.inputs import collect
from bandmodel.structure import Structure

BANDS_HELP = "Cell with BM_MODEL, or a table with Track, Level, Min, Mid, Max"
EQUIVALENCE_HELP = "Equivalence table with headers; blank = the model's own, else levels of equal Grade"


@worksheet_function(
    levels="Levels table with headers",
    market="Market table with headers",
    policy="Policy table with headers; blank = every default",
    equivalence="Equivalence table with headers; blank = levels of equal Grade",
    locations="Locations table with headers",
    fx="FX table with headers",
    tracks="Tracks table with headers; a track named like a kind needs no row",
    matches="Matches table with headers, where Market rows give the survey's own job instead of Track and Level",
)
def BM_MODEL(levels, market=None, policy=None, equivalence=None, locations=None, fx=None, tracks=None, matches=None):
    """Builds the band structure and returns its handle, which other functions take as bands. Changes with any input."""
    tables = {
        schema.LEVELS: levels, schema.MARKET: market, schema.POLICY: policy, schema.EQUIVALENCE: equivalence,
        schema.LOCATIONS: locations, schema.FX: fx, schema.TRACKS: tracks, schema.MATCHES: matches,
    }  # fmt: skip
    read = {kind.name: cells.read_table(part, kind, kind.name) for kind, part in tables.items() if cells.given(part)}
    return registry.hold(model.of_inputs(collect(read, "the worksheet"), cells.today()))


@worksheet_function(bands=BANDS_HELP, location="Location on the Locations table; blank = the reference structure")
def BM_BANDS(bands, location=None):
    """The bands: Track, Level, Title, Grade, Min, Mid, Max, Spread, Progression, Overlap, Market, Market index."""
    place = cells.optional_word(location, "location")
    return cells.spill(views.bands_table(_structure_at(bands, place).bands_at(place)))


def _structure_at(bands: Any, location: str) -> Structure:
    """The structure of a handle or a table. Raises InputError where a location is asked for of a table, which has none."""
    if location and model_of(bands) is None:
        raise InputError(f'Location "{location}" needs a model: give the cell of BM_MODEL as bands.')
    return structure_of(bands)


@worksheet_function(
    bands=BANDS_HELP,
    track="Track, e.g. Specialist",
    level="Level, e.g. S3",
    measure="A column of BM_BANDS: mid (default), min, max, spread, progression, market, market index, grade, title",
    location="Location on the Locations table; blank = the reference structure",
)
def BM_BAND(bands, track, level, measure=None, location=None):
    """One measure of one band. Give BM_MODEL's cell as bands when many cells call it."""
    local: dict[str, Structure] = {}

    def look_up(track: str, level: str, measure: str, location: str) -> Any:
        if not track and not level:
            return ""
        if location not in local:
            local[location] = _structure_at(bands, location)
        return views.measure_of(local[location], track, level, measure, location)

    return elementwise(
        look_up, track=text(track), level=text(level), measure=text(measure, "mid"),
        location=text(location),
    )  # fmt: skip


@worksheet_function(bands=BANDS_HELP, people="People table with headers, to check that everyone has a band")
def BM_FINDINGS(bands, people=None):
    """What to look at: Severity, Table, Row, Column, Finding, Remedy; errors first. Row 1 is a table's header row."""
    from bandmodel import findings  # here: Excel's start must not pay for it

    held, structure = model_of(bands), structure_of(bands)
    staff = None
    faults: tuple[Finding, ...] = ()
    if cells.given(people):
        read = spelt_as(structure, cells.read_table(people, schema.PEOPLE, "people", ("Track", "Level")))
        staff, faults = read.frame, read.findings
    found = findings.of_structure(structure, staff) if held is None else findings.of_model(held, staff)
    return cells.spill(findings.table(findings.ranked([*found, *faults])))


@worksheet_function(bands=BANDS_HELP, track="Track, e.g. Specialist", level="Level, e.g. S3")
def BM_EXPLAIN(bands, track, level):
    """Each step from the survey rows to the published band: Step, Item, Figure, Unit, How."""
    names = cells.word(track, "track"), cells.word(level, "level")
    held = model_of(bands)
    return cells.spill(explain.of_structure(structure_of(bands), *names) if held is None else explain.of_model(held, *names))


@worksheet_function(
    bands_old="Last year's bands: a table with Track, Level, Min, Mid, Max, or BM_MODEL's cell",
    bands_new="This year's bands: BM_MODEL's cell or a table",
    people="People table with headers; adds who changes status",
)
def BM_CHANGE(bands_old, bands_new, people=None):
    """Last year's against this year's bands, level by level; with people, below it, who changes status and at what cost."""
    old, new = structure_of(bands_old), structure_of(bands_new)
    parts = [changes.levels(old, new)]
    staff = people_of(people, new)
    return cells.stacked(parts if staff is None else [*parts, changes.people(old, new, staff)])
