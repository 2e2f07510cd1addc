"""A path that a user typed → Inputs."""

from __future__ import annotations

from pathlib import Path

from bandmodel.errors import InputError
from bandmodel.inputs import folder, workbook
from bandmodel.inputs.inputs import Inputs

WORKBOOKS = (".xlsx", ".xlsm")


def read(path: str | Path) -> Inputs:
    """Read a workbook or a folder of CSV files. Raises InputError where there is nothing readable at `path`."""
    place = Path(path)
    if not place.exists():
        raise InputError(f"{place} does not exist; give a workbook (.xlsx, .xlsm) or a folder of CSV files.")
    if place.is_dir():
        return folder.read(place)
    if place.suffix.casefold() in WORKBOOKS:
        return workbook.read(place)
    raise InputError(f"{place} is neither a folder nor a workbook (.xlsx, .xlsm); save it as one of them.")
