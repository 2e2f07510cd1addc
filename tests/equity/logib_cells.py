"""Logib sheets as cells, and as the table reads them."""

from __future__ import annotations

import numpy as np

from bandmodel.inputs import table
from bandmodel.inputs.logib_sheet import LOGIB

CODES = ("training", "level_of_requirements", "professional_position", "population")


def rows_of(sheet: dict[str, np.ndarray]) -> list[list]:
    """A sheet as rows of cells, headers first: codes as whole numbers, sex in letters, unknown as blank."""
    names = [name for name in sheet if name != "female"]
    columns = [[None if np.isnan(v) else int(v) if name in CODES else float(v) for v in sheet[name]] for name in names]
    sex = [{1.0: "F", 0.0: "M"}.get(v) for v in sheet["female"].tolist()]
    return [[*names, "sex"], *(list(row) for row in zip(*columns, sex, strict=True))]


def read(rows: list[list]):
    """The sheet as its table reads it, which must find no fault."""
    found = table.read(LOGIB, rows[0], rows[1:])
    assert not [fault for fault in found.findings if fault.severity == "error"]
    return found.frame
