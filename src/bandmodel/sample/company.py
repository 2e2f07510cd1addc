"""An invented company of three career tracks, with planted cases that every check must find.

40 levels on three tracks, four locations in three currencies, three surveys anchored on real percentiles, and as many
people as asked for. Two tracks are not paid alike: specialists stand below managers of the same grade, by 2 % at the
first common grade and 16 % at the last. Sources and what is invented: data/sample/SOURCE.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from bandmodel import model
from bandmodel.errors import InputError
from bandmodel.inputs import folder as folders
from bandmodel.inputs import schema
from bandmodel.inputs.inputs import Inputs
from bandmodel.inputs.table import Read
from bandmodel.sample import market, organisation, planted
from bandmodel.sample import people as staff

DATE = dt.date(2026, 1, 1)  # structure date; the Policy table gives it too
CSV: dict[str, Any] = {"lineterminator": "\n", "float_format": "%.12g", "date_format": "%Y-%m-%d"}
LEAST = len(organisation.OFFICE) + organisation.CORE * organisation.UNIT


@dataclass(frozen=True, eq=False)
class Sample:
    """The sample's tables, and what the checks must find in them.

    inputs    the tables, as read
    planted   Check (a finding's code, or the name of a career check), Table, Key (Track/Level, employee id, row of
              Market, or track), Reason
    """

    inputs: Inputs
    planted: pd.DataFrame

    def write(self, folder: Path) -> None:
        """Write one CSV file per table, and planted.csv, into a folder; it is made if it is not there."""
        frames = {**self.inputs.tables, "planted": self.planted}
        files = {f"{name}.csv": frame.to_csv(index=False, **CSV).encode("utf-8") for name, frame in frames.items()}
        folders.write_files(files, folder)


def generate(people: int = 1200, seed: int = 1) -> Sample:
    """The invented company with so many people, the same on every machine.

    people   number of employees, at least 1,000: the planted cases are among the first thousand
    seed     seed of the draws of people; structure, market and planted cases are the same for every seed
    """
    if people < LEAST:
        raise InputError(f"People {people} is too few: the sample's planted cases need at least {LEAST}.")
    with as_file(files("bandmodel").joinpath("data/sample")) as place:
        read = replace(folders.read(place), source=f"invented company of {people} people, seed {seed}")
    structure = _with(read, "Market", market.read(read))
    roster = staff.read(model.of_inputs(structure, DATE), people, seed)
    return Sample(_with(structure, "People", roster), planted.expected())


def _with(inputs: Inputs, name: str, read: Read) -> Inputs:
    """The inputs with one more table, in the order of the schema."""
    known = {**inputs.tables, **({} if read.frame is None else {name: read.frame})}
    tables = MappingProxyType({table: known[table] for table in schema.TABLES if table in known})
    return replace(inputs, tables=tables, findings=(*inputs.findings, *read.findings))
