"""Worksheet functions of unadjusted pay gaps: by statute, by pay quartile, by category of workers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from bandmodel.errors import InputError
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import CONVERT_HELP, spelt, structure_of
from bandmodel.excel.functions import in_parts, worksheet_function
from bandmodel.inputs import schema
from bandmodel.structure import Structure

REFERENCE_HELP = "Group to compare with; blank = M for Gender, the manager track for Track, else the largest group"
GROUP_HELP = "Column of the groups to compare, e.g. Gender"
UNPAID = replace(
    schema.PEOPLE,
    columns=tuple(
        replace(column, above=None, least=0) if column.name in ("Base pay", "Hourly pay") else column
        for column in schema.PEOPLE.columns
    ),
)
"""The People table as a payroll has it: pay may be 0, which is told and left out."""


@worksheet_function(
    people="People table with headers: the group, Base pay, Hourly pay, Bonus paid, LTI, Status, Currency as they are there",
    group=GROUP_HELP,
    reference=REFERENCE_HELP,
    statistic='"mean" or "median"; blank = both',
    definition='"EU" (default), "UK", "WGEA" or "BC"',
    bands=CONVERT_HELP,
    part=cells.PART_HELP,
)
@in_parts
def BM_PAY_GAP(people, group, reference=None, statistic=None, definition=None, bands=None, part=None):
    """Unadjusted pay gaps as a statute has them: (reference - group) / reference, positive = group paid less. Internal."""
    from bandmodel.equity import statutory  # here: Excel's start must not pay for it

    staff, structure = _converted(people, bands)
    return statutory.tables(
        staff, cells.word(group, "group"), cells.optional_word(reference, "reference"),
        cells.optional_word(statistic, "statistic"), cells.word(definition, "definition", "EU"), structure,
    )  # fmt: skip


@worksheet_function(
    people="People table with headers: the group, Hourly pay (or Base pay, not the statutory basis), Status, Currency",
    group=GROUP_HELP,
    reference=REFERENCE_HELP,
    bands=CONVERT_HELP,
)
def BM_QUARTILES(people, group, reference=None, bands=None):
    """Each group's share of each pay quartile; equal pay across a boundary is shared (UK reg. 13(2)). Internal."""
    from bandmodel.equity import quartiles  # here: Excel's start must not pay for it

    staff, structure = _converted(people, bands)
    against = cells.optional_word(reference, "reference")
    return cells.stacked(quartiles.tables(staff, cells.word(group, "group"), against, structure))


@worksheet_function(
    people="People table with headers: category, group, Base pay; Bonus paid, LTI, Status, Currency if there",
    category="Column of the categories of workers, e.g. Level; several with semicolons, e.g. Track;Level",
    group=GROUP_HELP,
    reference=REFERENCE_HELP,
    bands=CONVERT_HELP,
    justifications="Table with headers: Category, Note; the note is shown beside a flagged gap",
    part=cells.PART_HELP,
)
@in_parts
def BM_CATEGORIES(people, category, group, reference=None, bands=None, justifications=None, part=None):
    """Mean pay gaps by category of workers, flagged from 5 % on (EU Art. 10), which concludes nothing. Internal."""
    from bandmodel.equity import categories  # here: Excel's start must not pay for it

    staff, structure = _converted(people, bands)
    reasons = None
    if cells.given(justifications):
        reasons = cells.frame(justifications, categories.JUSTIFICATIONS, "justifications")
    named = cells.words(category, "category")
    against = cells.optional_word(reference, "reference")
    return categories.tables(staff, named, cells.word(group, "group"), against, structure, reasons)


def _converted(people: Any, bands: Any) -> tuple[pd.DataFrame, Structure | None]:
    """The People table, and the structure that converts its pay where bands are given."""
    if not cells.given(bands):
        return _staff(people), None
    structure = structure_of(bands)
    return spelt(_staff(people, ("Track", "Level")), structure), structure


def _staff(people: Any, needed: tuple[str, ...] = ()) -> pd.DataFrame:
    """The People table, of which only what is used must be there."""
    frame = cells.frame(people, UNPAID, "people", ())
    missing = [name for name in needed if name not in frame]
    if missing:
        raise InputError(f"People has no column {' and '.join(missing)}, which converting pay with bands needs. Add it.")
    return frame
