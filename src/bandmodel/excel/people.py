"""Worksheet functions of people in bands: placement, cost to minimum, merit, offers, compression, spans."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import merit as matrix
from bandmodel.errors import InputError, require
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import PLACED, people_of, placed, roster, spelt_as, structure_of
from bandmodel.excel.elementwise import elementwise
from bandmodel.excel.functions import worksheet_function
from bandmodel.excel.structure import BANDS_HELP, EQUIVALENCE_HELP
from bandmodel.inputs import coerce, schema
from bandmodel.inputs.table import headers_of

POSITION = (*PLACED, "Location", "Currency", "FTE", "Status")
"""Columns that a person's place in the band rests on."""
PEOPLE_HELP = "People table with headers: Track, Level, Base pay; Location, FTE, Currency, Status if there"
MERIT_HELP = "Merit table with headers: Rating, Compa from, Compa to, Increase"


@worksheet_function(people=PEOPLE_HELP, bands=BANDS_HELP)
def BM_PLACE(people, bands):
    """Each person's local band, compa-ratio, penetration, status and cost to minimum, row by row; why not in Remark."""
    from bandmodel import people as persons  # here: Excel's start must not pay for it

    structure = structure_of(bands)
    read = spelt_as(structure, cells.read_table(people, schema.PEOPLE, "people", PLACED))
    errors = [finding for finding in read.findings if finding.severity == "error"]
    if read.frame is None or any(finding.row is None for finding in errors):
        raise InputError.of(errors)
    faults: dict[int, str] = {}
    for finding in errors:
        if finding.row is not None and finding.column in (*POSITION, "Employee"):
            said = f"{finding.column}: {finding.message} {finding.remedy}"
            faults[finding.row] = f"{faults[finding.row]} {said}" if finding.row in faults else said
    sound = read.frame[~read.frame.index.isin(faults)] if faults else read.frame
    rows = cells.grid(people)
    table = persons.placed_table(structure, sound, range(2, len(rows) + 1), faults)
    return cells.spill(_named(table, rows, faults))


def _named(table: pd.DataFrame, rows: cells.Rows, faults: dict[int, str]) -> pd.DataFrame:
    """The table with the names that can be read of the rows at fault."""
    headers = [header.casefold() for header in headers_of(rows[0])]
    for name in ("Employee", "Track", "Level"):
        if name.casefold() in headers:
            place = headers.index(name.casefold())
            for row in faults:
                cell = rows[row - 1][place]
                table.loc[row, name] = "" if coerce.error_text(cell) else coerce.label(cell)
    return table


@worksheet_function(
    people=PEOPLE_HELP,
    bands=BANDS_HELP,
    by="Column of People to group by, several with semicolons, e.g. Track;Location; blank = everyone",
)
def BM_COST_TO_MIN(people, bands, by=None):
    """Yearly cost of lifting everyone to the minimum, by group and in all: headcount, below, cost, percent of payroll."""
    from bandmodel import people as persons  # here: Excel's start must not pay for it

    structure = structure_of(bands)
    return cells.spill(persons.cost_to_min(structure, placed(people, structure), cells.words(by, "by")))


@worksheet_function(rating="Performance rating", compa="Compa-ratio, e.g. 0.96", merit=MERIT_HELP)
def BM_MERIT(rating, compa, merit):
    """Merit increase as a fraction from the matrix: from <= compa-ratio < to. No matching row is an error, never 0."""
    zones = matrix.Zones.of_table(cells.frame(merit, schema.MERIT, "merit"))

    def increase(rating: np.ndarray, compa: np.ndarray) -> np.ndarray:
        require(~(compa > 10), "Compa-ratio {compa} is above 10; type a ratio such as 0.96, not per cent.", compa=compa)
        return matrix.increase(rating, compa, zones=zones)

    return elementwise(increase, rating=rating, compa=compa)


@worksheet_function(
    people="People table with headers: Track, Level, Base pay, Rating; Location, FTE, Currency, Status if there",
    bands=BANDS_HELP,
    merit=MERIT_HELP,
    budget="Share of payroll, e.g. 0.033; from 1 on an amount; blank = no budget",
)
def BM_MERIT_COST(people, bands, merit, budget=None):
    """Cost of a merit round by rating and zone, its total against the budget, and holes and overlaps of the matrix."""
    from bandmodel import findings  # here: Excel's start must not pay for it
    from bandmodel import merit as merits

    structure = structure_of(bands)
    table = cells.frame(merit, schema.MERIT, "merit")
    limit = merits.checked(cells.optional_number(budget, "budget"))
    parts = merits.cost(structure, placed(people, structure, used=("Rating",)), table, limit)
    faults = findings.table(findings.merit.zones(table))
    return cells.stacked([*parts, *([] if faults.empty else [faults])])


@worksheet_function(
    bands=BANDS_HELP,
    track="Track, e.g. Specialist",
    level="Level, e.g. S3",
    pay="Annual full-time base pay offered, in the location's currency [pay]",
    location="Location on the Locations table; blank = the reference structure",
    people="People table with headers; adds the peers' medians from 5 people on",
    equivalence=EQUIVALENCE_HELP,
)
def BM_OFFER(bands, track, level, pay, location=None, people=None, equivalence=None):
    """Where an offer stands: in the band, against market and peers; below it the same pay on the equivalent levels."""
    from bandmodel import offer  # here: Excel's start must not pay for it

    asked = offer.Offer(
        cells.word(track, "track"), cells.word(level, "level"), cells.number(pay, "pay"),
        cells.word(location, "location") if cells.given(location) else "",
    )  # fmt: skip
    structure = structure_of(bands, equivalence)
    return cells.stacked(offer.tables(structure, asked, people_of(people, structure)))


@worksheet_function(
    people="People table with headers: Employee, Manager, Base pay; Track, Level, Location, Currency if there",
    floor="Manager's pay over the highest-paid report's below which it is compression; blank = Policy (1.10)",
    bands="Cell with BM_MODEL, or a table of bands; converts currencies and tells which levels may be paid more",
    equivalence=EQUIVALENCE_HELP,
)
def BM_COMPRESSION(people, floor=None, bands=None, equivalence=None):
    """Each manager beside the highest-paid report, lowest ratio first: inverted, compressed, legitimate or within."""
    from bandmodel import audit  # here: Excel's start must not pay for it

    limit = cells.number(floor, "floor") if cells.given(floor) else None
    if limit is not None and not limit > 0:
        raise InputError(f"floor {limit:g} is not above 0; give a ratio such as 1.10.")
    needed, used = ("Employee", "Base pay"), ("Manager",)
    if cells.given(bands):
        structure = structure_of(bands, equivalence)
        return cells.spill(audit.compressed(structure, placed(people, structure, (*needed, "Track", "Level"), used), limit))
    return cells.spill(audit.compressed_as_typed(roster(people, required=needed, used=used), limit))


@worksheet_function(people="People table with headers: Employee, Manager; Status if there")
def BM_SPAN(people):
    """Each manager's direct reports, levels below and people below. A circle of managers is named and not followed."""
    from bandmodel import audit  # here: Excel's start must not pay for it

    return cells.spill(audit.span(roster(people, required=("Employee",), used=("Manager",))))
