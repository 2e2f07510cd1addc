"""Inputs: every table of one model, typed and checked cell by cell, as it was read and never changed again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from bandmodel.errors import Finding, InputError
from bandmodel.inputs import schema
from bandmodel.inputs.currencies import checked
from bandmodel.inputs.matching import matched
from bandmodel.inputs.spelling import respelt
from bandmodel.inputs.table import Read, frame_of

NOT_FOR_BANDS = ("People", "Merit", "Scenarios")
"""Tables that bands do not depend on."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """The tables that were read, by name, and what was found wrong in them.

    tables     typed frames; the index holds the row numbers of the user's sheet or file. A table that was not given
               is not in it: `table` gives an empty one.
    findings   every fault of every table; a cell at fault is unknown, a row without its key is left out
    source     where it was read from, in words
    """

    tables: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...] = ()
    source: str = ""

    def table(self, name: str) -> pd.DataFrame:
        """One table with every column of its schema; an absent column or table is unknown throughout.

        The frame is the caller's own, its columns are shared with the inputs: add columns, but write into none.
        """
        frame = self.tables.get(name)
        known = {} if frame is None else {column: frame[column] for column in frame.columns}
        rows = pd.Index([], name="row") if frame is None else frame.index
        columns = schema.TABLES[name].columns
        complete = {column.name: known.pop(column.name, _unknown(column, len(rows))) for column in columns}
        return frame_of({**complete, **known}, rows)

    def given(self, name: str) -> bool:
        """Whether the table was given and has at least one row."""
        return len(self.tables.get(name, ())) > 0

    def require(self, name: str) -> pd.DataFrame:
        """One table as `table` gives it. Raises InputError, with its columns, where it was not given or has no row."""
        if not self.given(name):
            *columns, last = schema.TABLES[name].required
            raise InputError(
                f"{self.source} has no {name} table; add one with {', '.join(columns)} and {last}. "
                "If it has one, the findings say why it is not read."
            )
        return self.table(name)

    def fingerprint(self) -> str:
        """Hash of every value of every table that bands depend on, and of what was found wrong in them."""
        digest = hashlib.blake2b(digest_size=16)
        for name in schema.TABLES:
            if name in self.tables and name not in NOT_FOR_BANDS:
                digest.update(f"\x1d{name}".encode())
                _hash_frame(digest, self.tables[name])
        digest.update(repr([finding for finding in self.findings if finding.table not in NOT_FOR_BANDS]).encode())
        return digest.hexdigest()


def _unknown(column: schema.Column, rows: int) -> np.ndarray:
    if column.kind == schema.NUMBER:
        return np.full(rows, np.nan)
    if column.kind == schema.DATE:
        return np.full(rows, np.datetime64("NaT"), "datetime64[s]")
    return np.full(rows, "" if column.kind == schema.TEXT else None, object)


def fingerprint(frame: pd.DataFrame) -> str:
    """Hash of every value of one table."""
    digest = hashlib.blake2b(digest_size=16)
    _hash_frame(digest, frame)
    return digest.hexdigest()


def _hash_frame(digest: hashlib.blake2b, frame: pd.DataFrame) -> None:
    for name in frame.columns:
        values = frame[name].to_numpy()
        digest.update(f"\x1e{name}\x1f".encode())
        plain = values.dtype.kind in "fM"
        digest.update(values.tobytes() if plain else "\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


def collect(read: Mapping[str, Read], source: str) -> Inputs:
    """Inputs made of tables as read; a table whose required headers are missing is left out, with its findings."""
    read = checked(respelt(read))
    if "Market" in read:
        read = {**read, "Market": matched(read["Market"], read.get("Matches"))}
    tables = {name: result.frame for name, result in read.items() if result.frame is not None}
    findings = tuple(finding for result in read.values() for finding in result.findings)
    return Inputs(MappingProxyType(tables), findings, source)


def require_levels(inputs: Inputs) -> None:
    """Raise InputError, with every fault of every table, where there is no level to build bands from."""
    if inputs.given("Levels"):
        return
    errors = [finding for finding in inputs.findings if finding.severity == "error"]
    if not any(finding.table == "Levels" for finding in errors):
        columns = ", ".join(schema.LEVELS.required)
        missing = Finding(
            "levels-missing", "error", "Levels", None, "", "",
            f"No levels found in {inputs.source}.", f"Add a table Levels with the columns {columns} and a row per level.",
        )  # fmt: skip
        near = [finding for finding in inputs.findings if finding.code == "table-misspelt" and finding.table == "Levels"]
        errors += [missing, *near]
    raise InputError.of(errors)
