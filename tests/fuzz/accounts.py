"""The accounts of a reader: every row that was given is a row that was read, or is named in a finding.

The reader of rows is wrapped, so that what is checked is every table that any target reads, from whichever file.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.inputs import inputs as gathered
from bandmodel.inputs import table

_read_columns = table.read_columns


def is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing that can be seen, by this page's own rule."""
    if isinstance(cell, str):
        return all(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Zs") for sign in cell)
    if isinstance(cell, np.datetime64):
        return bool(np.isnat(cell))
    return (
        cell is None
        or cell is pd.NaT
        or cell is pd.NA
        or (isinstance(cell, (float, np.floating, Decimal)) and math.isnan(cell))
    )


def kept(headers: Sequence[Any], columns: Sequence[Any], number: np.ndarray, found: table.Read, known: set[str]) -> None:
    """Check one table: rows read + rows named = rows that hold something; no row twice, none from nowhere."""
    if found.frame is None:
        assert any(finding.code == "header-missing" for finding in found.findings), "a table is gone without a word"
        return
    named = [
        " ".join(header.replace("\xa0", " ").split()).casefold() if isinstance(header, str) else "" for header in headers
    ]
    pairs = zip(reversed(named), reversed(columns), strict=True)  # of a header that is there twice, the first is read
    read = {header: list(part) for header, part in pairs if header in known}
    given = {int(row) for position, row in enumerate(number) if not all(is_empty(part[position]) for part in read.values())}
    rows = [int(row) for row in found.frame.index]
    told = {finding.row for finding in found.findings if finding.severity == "error"}
    assert len(rows) == len(set(rows)), "a row is read twice"
    assert set(rows) <= set(map(int, number)), "a row comes from nowhere"
    lost = given - set(rows) - told
    assert not lost, f"rows {sorted(lost)[:5]} were given, are not read and not named"


def read_columns(kind: Any, headers: Any, columns: Any, number: Any, **options: Any) -> table.Read:
    """The reader with its accounts."""
    found = _read_columns(kind, headers, columns, number, **options)
    if len(number) <= 2000:
        kept(headers, columns, number, found, {name.casefold() for name in kind.names})
    return found


def install() -> None:
    """Wrap the reader of rows."""
    table.read_columns = read_columns


def remove() -> None:
    """Undo `install`."""
    table.read_columns = _read_columns


def _plain(value: Any) -> Any:
    """A value such that equal values are equal: NaN, NaT and None are nothing, times are days."""
    if is_empty(value):
        return None
    if isinstance(value, (np.datetime64, dt.datetime)):
        return str(np.datetime64(value, "D"))
    return value.item() if isinstance(value, np.generic) else value


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[list[Any]]:
    """The values of a frame, row by row, without its index."""
    parts = [frame[name].tolist() if name in frame else [None] * len(frame) for name in columns]
    return [[_plain(value) for value in row] for row in zip(*parts, strict=True)]


def same_tables(first: Mapping[str, pd.DataFrame], second: Mapping[str, pd.DataFrame], but: tuple[str, ...] = ()) -> None:
    """Check that two readings hold the same rows of the same tables; a column that holds nothing may lack."""
    filled = {name for name, frame in first.items() if len(frame)}
    assert filled <= set(second), f"tables {filled - set(second)} are gone"
    for name in filled - set(but):
        columns = sorted(set(first[name].columns) | set(second[name].columns))
        left, right = rows_of(first[name], columns), rows_of(second[name], columns)
        assert len(left) == len(right), f"{name}: {len(left)} rows were written, {len(right)} are read"
        for one, other in zip(left, right, strict=True):
            assert one == other, f"{name}: {one} was written, {other} is read"


def same_inputs(first: gathered.Inputs, second: gathered.Inputs) -> None:
    """Check that two readings of one file agree in every value and every finding."""
    assert first.findings == second.findings, "read twice, the findings differ"
    assert first.fingerprint() == second.fingerprint(), "read twice, the hash differs"
    same_tables(first.tables, second.tables)
