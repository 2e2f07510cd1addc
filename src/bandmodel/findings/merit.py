"""Findings on the Merit table: holes and overlaps in the zones of a rating."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel.core import merit
from bandmodel.core.merit import Zones
from bandmodel.errors import Finding

TOUCH = "Let one zone begin where the other ends."
TOLD = {  # code, message and remedy of each kind of fault
    merit.HOLE: ("merit-hole", "no zone covers compa-ratio {between}", TOUCH),
    merit.OVERLAP: ("merit-overlap", "compa-ratio {between} is in two zones", TOUCH),
    merit.BACKWARD: ("merit-backward", "the zone ends at {end:g}, not above its start {start:g}", "Correct one of them."),
}


def zones(matrix: pd.DataFrame) -> Iterator[Finding]:
    """Holes and overlaps between the zones of each rating, and zones that end before they start."""
    for fault in merit.faults(Zones.of_table(matrix)):
        code, text, remedy = TOLD[fault.kind]
        told = text.format(start=fault.start, end=fault.end, between=_between(fault))
        cell = fault.end if fault.kind == merit.HOLE else fault.start  # where the row's own zone begins
        value = "" if np.isinf(cell) else f"{cell:g}"
        yield Finding(
            code, "warning", "Merit", fault.row, "Compa from", value, f"Rating {fault.rating:g}: {told}.", remedy
        )  # fmt: skip


def _between(fault: merit.Fault) -> str:
    """The part of the scale that a fault is about; its ends may be open."""
    if np.isinf(fault.start) and np.isinf(fault.end):
        return "of any height"
    if np.isinf(fault.start):
        return f"below {fault.end:g}"
    return f"from {fault.start:g}" if np.isinf(fault.end) else f"{fault.start:g} to {fault.end:g}"
