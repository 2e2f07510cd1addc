"""The inputs of an empty workbook: two short ladders without rates, to be typed over."""

from __future__ import annotations

from types import MappingProxyType

from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import Inputs

ROWS = {
    "Levels": (
        ("Track", "Level", "Rank", "Grade", "Mid"),
        ("Specialist", "S1", 1, "1", 50000),
        ("Specialist", "S2", 2, "2", 60000),
        ("Manager", "M1", 1, "1", 50000),
        ("Manager", "M2", 2, "2", 60000),
    ),
    "Tracks": (("Track", "Kind"), ("Specialist", "specialist"), ("Manager", "manager")),
}


def inputs() -> Inputs:
    """Two tracks of two levels with made-up midpoints, so that every sheet shows something; all else is blank."""
    read = {}
    for name, kind in schema.TABLES.items():
        headers, *rows = ROWS.get(name, (kind.required,))
        read[name] = table.read(kind, headers, rows).frame
    tables = {name: frame for name, frame in read.items() if frame is not None}
    return Inputs(MappingProxyType(tables), (), "an empty workbook")
