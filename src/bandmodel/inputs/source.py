"""A path that a user typed → Inputs."""

from __future__ import annotations

from pathlib import Path

from bandmodel.errors import InputError
from bandmodel.inputs import folder, workbook
from bandmodel.inputs.inputs import Inputs

WORKBOOKS = (".xlsx", ".xlsm")
SHOWN = 200
"""Characters of a path that an error shows."""


def read(path: str | Path) -> Inputs:
    """Read a workbook or a folder of CSV files. Raises InputError where there is nothing readable at `path`."""
    place = Path(path)
    try:
        there, inside = place.exists(), place.is_dir()
    except (OSError, ValueError) as trouble:  # a name that the system does not take, a folder that may not be entered
        raise unreadable(place, trouble) from trouble
    if not there:
        raise InputError(f"{place} does not exist; give a workbook (.xlsx, .xlsm) or a folder of CSV files.")
    try:
        if inside:
            return folder.read(place)
        if place.suffix.casefold() in WORKBOOKS:
            return workbook.read(place)
    except OSError as trouble:
        raise unreadable(place, trouble) from trouble
    if place.suffix.casefold() in folder.SUFFIXES:
        raise InputError(f"{place} is one table of a model; give the folder that holds it and the others, {place.parent}.")
    raise InputError(f"{place} is neither a folder nor a workbook (.xlsx, .xlsm); save it as one of them.")


def unreadable(path: Path, trouble: OSError | ValueError) -> InputError:
    """The error for a path that the system does not let us read."""
    told = getattr(trouble, "strerror", None) or trouble
    shown = str(path) if len(str(path)) <= SHOWN else f"{str(path)[:SHOWN]}…"
    return InputError(f"{shown} cannot be read: {told}. Close what holds it, check that you may read it, or choose another.")
