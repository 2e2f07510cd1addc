"""How the groups are spread over the pay quartiles, as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import quartiles
from bandmodel.equity import workforce
from bandmodel.equity.measures import HOURLY, STAND_IN, Measure
from bandmodel.equity.workforce import Workforce
from bandmodel.structure import Structure

COLUMNS = ("Quartile", "Group", "Share", "People", "n quartile", "Pay from", "Pay to", "Note")
RULE = (
    ("Definition", "UK", "Equality Act 2010 (Gender Pay Gap Information) Regulations 2017, reg. 13"),
    ("Equal pay", "shared", "people of equal pay in two quartiles are shared so that each group's part is the same in both"),
    (
        "Left over",
        "lower first",
        "people beyond a multiple of 4: lower; lower and upper middle; all but upper (UK guidance)",
    ),
)


def tables(people: pd.DataFrame, group: str, reference: str = "", structure: Structure | None = None) -> list[pd.DataFrame]:
    """Shares by quartile of hourly pay (`COLUMNS`), and what they rest on; by base pay, and said so, if that is not known.

    Raises InputError for a column or group that is not there, and where no pay is known.
    """
    staff = workforce.of(people, group, reference, structure)
    basis = staff.first_known((HOURLY, STAND_IN), "which quartiles rest on")
    return [table(staff, basis), staff.remarks(basis, RULE)]


def table(staff: Workforce, basis: Measure) -> pd.DataFrame:
    """One row per quartile, lowest first, and group (`COLUMNS`): the group's share of the quartile's people [fraction].

    People of equal pay across a boundary are shared between the quartiles in proportion to their groups, so that People may
    be a fraction (`core.quartiles`).
    """
    labels = staff.group.labels
    found = quartiles.quartiles(staff.values(basis), staff.group.codes, len(labels))
    each = np.repeat(np.arange(4), len(labels))
    notes = [_note(basis, size, shared) for size, shared in zip(found.size.tolist(), found.shared.tolist(), strict=True)]
    return pd.DataFrame({
        "Quartile": np.array(quartiles.NAMES, object)[each], "Group": list(labels) * 4, "Share": found.share.ravel(),
        "People": found.people.ravel(), "n quartile": found.size[each], "Pay from": found.low[each],
        "Pay to": found.high[each], "Note": np.array(notes, object)[each],
    }, columns=list(COLUMNS))  # fmt: skip


def _note(basis: Measure, size: int, shared: int) -> str:
    if not size:
        return "unknown: fewer than four people, and none falls here"
    return f"{basis.meaning}{f'; {shared} people of equal pay are shared with another quartile' if shared else ''}"
