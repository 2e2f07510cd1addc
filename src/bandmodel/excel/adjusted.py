"""Worksheet functions of adjusted gaps: between groups of people, and between career tracks with a test of parity."""

from __future__ import annotations

from bandmodel import placement
from bandmodel.errors import InputError
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import CONVERT_HELP, converted, roster, structure_of
from bandmodel.excel.functions import in_parts, worksheet_function
from bandmodel.excel.structure import BANDS_HELP, EQUIVALENCE_HELP

CONTROLS_HELP = "a range or one text with semicolons, e.g. Level;Rating; numbers enter as numbers, C(Rating) as categories"


@worksheet_function(
    people="People table with headers: Base pay and the columns named here; Currency, Status if there",
    group="Column of the groups to compare, e.g. Gender",
    controls=f"Columns to hold equal: {CONTROLS_HELP}",
    reference="Group to compare with; blank = M for Gender, the manager track for Track, else the largest group",
    se='Standard errors: "HC3" (default), "classic" or "cluster"',
    cluster='Column of the clusters, for se "cluster", e.g. Manager',
    bands=CONVERT_HELP,
    part=cells.PART_HELP,
)
@in_parts
def BM_ADJUSTED_GAP(people, group, controls, reference=None, se=None, cluster=None, bands=None, part=None):
    """Gap of each group at equal controls (group / reference - 1), standard error, 95 % interval; below it the model."""
    from bandmodel.equity import adjusted, pay_model  # here: Excel's start must not pay for it

    held = cells.words(controls, "controls")
    if not held:
        raise InputError("controls is blank; name a column of People, or several with semicolons between them.")
    against = cells.word(reference, "reference") if cells.given(reference) else ""
    staff, placed = converted(people, bands)
    model = pay_model.of_groups(staff, cells.word(group, "group"), held, against, placed)
    by = cells.word(cluster, "cluster") if cells.given(cluster) else ""
    found = adjusted.adjusted_gaps(model, cells.word(se, "se", "HC3"), by)
    return [adjusted.table(found), adjusted.notes(found)]


@worksheet_function(
    people="People table with headers: Track, Level, Base pay; Location, FTE, Currency, Status and controls if there",
    bands=BANDS_HELP,
    controls=f"Columns to hold equal besides rung and location: {CONTROLS_HELP}",
    tolerance="Largest gap that is parity, as a fraction; blank = Policy (0.05)",
    equivalence=EQUIVALENCE_HELP,
    part=cells.PART_HELP,
)
@in_parts
def BM_TRACK_GAP(people, bands, controls=None, tolerance=None, equivalence=None, part=None):
    """Are two tracks paid alike on the rungs both have: adjusted gap, equivalence test, verdict, people needed to tell."""
    from bandmodel.equity import track_notes, tracks  # here: Excel's start must not pay for it

    structure = structure_of(bands, equivalence)
    staff = roster(people, structure)
    placed = placement.place(structure, staff)
    limit = cells.number(tolerance, "tolerance") if cells.given(tolerance) else None
    gaps = tracks.track_gaps(structure, placed, cells.words(controls, "controls"), limit)
    notes = track_notes.notes(structure, gaps, len(staff) - len(placed.people))
    return [tracks.table(gaps), notes]
