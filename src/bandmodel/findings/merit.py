"""Findings on the Merit table: holes and overlaps in the zones of a rating."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from bandmodel.core import merit
from bandmodel.core.merit import Zones
from bandmodel.errors import Finding

TOUCH = "Let one zone begin where the other ends."
TOLD = {  # code, message and remedy of each kind of fault
    merit.HOLE: ("merit-hole", "no zone covers compa-ratio {start:g} to {end:g}", TOUCH),
    merit.OVERLAP: ("merit-overlap", "compa-ratio {start:g} to {end:g} is in two zones", TOUCH),
    merit.BACKWARD: ("merit-backward", "the zone ends at {end:g}, not above its start {start:g}", "Correct one of them."),
}


def zones(matrix: pd.DataFrame) -> Iterator[Finding]:
    """Holes and overlaps between the zones of each rating, and zones that end before they start."""
    for fault in merit.faults(Zones.of(matrix)):
        code, text, remedy = TOLD[fault.kind]
        message = f"Rating {fault.rating:g}: {text.format(start=fault.start, end=fault.end)}."
        yield Finding(code, "warning", "Merit", fault.row, "Compa from", f"{fault.start:g}", message, remedy)
