"""Raw rows of one table → a typed frame, with every fault found on the way.

A fault does not stop the reading: the cell becomes unknown, or the row is left out where it has no name or no value
in a required column, and a finding says so. Only a missing required header makes a table unreadable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs import coerce, column, look_alike, schema, styles, written
from bandmodel.inputs.gathering import gathered
from bandmodel.inputs.schema import Column, Table
from bandmodel.inputs.styles import PLAIN, Style

FIRST_ROW = 2
"""The row number of the first row below the headers, unless the sheet says otherwise."""


@dataclass(frozen=True, eq=False)
class Read:
    """A table as read: the typed frame (its index holds the rows' numbers as the user sees them) and the findings.

    `frame` has every column of the schema that was present, in the schema's order; it is None if required headers
    are missing. `typed` names the pay that is typed with a currency: row, column, text, currency or its sign.
    """

    frame: pd.DataFrame | None
    findings: tuple[Finding, ...]
    typed: tuple[tuple[int, str, str, str], ...] = ()


def headers_of(cells: Sequence[Any]) -> list[str]:
    """Headers as read: one space for any white space, trimmed. Matched without regard to case."""
    return [" ".join(coerce.label(cell).split()) for cell in cells]


def is_header(table: Table, cells: Sequence[Any]) -> bool:
    """Whether a row holds every header that the table needs."""
    folded = {header.casefold() for header in headers_of(cells)}
    there = {name for name in table.names if name.casefold() in folded}
    return set(table.required_among(there)) <= there


def read(
    table: Table,
    headers: Sequence[Any],
    rows: Sequence[Sequence[Any]] | np.ndarray,
    *,
    required: Iterable[str] | None = None,
    first_row: int = FIRST_ROW,
    style: Style = PLAIN,
) -> Read:
    """Read the rows of a table by its headers.

    required    headers that must be there; the schema's own if not given (a function needs only what it uses)
    first_row   row number of the first of `rows` in the user's sheet or file
    style       how text writes numbers and dates
    Blank rows are passed over. Raises nothing: faults are findings.
    """
    columns = list(rows.T) if isinstance(rows, np.ndarray) else _columns(rows, len(headers))
    number = np.arange(first_row, first_row + len(rows))
    return read_columns(table, headers, columns, number, required=required, style=style)


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[coerce.Cells]:
    even = rows if {*map(len, rows)} <= {width} else [[*row, *[None] * width][:width] for row in rows]
    return list(zip(*even, strict=True)) if len(rows) else [()] * width


def read_columns(
    table: Table,
    headers: Sequence[Any],
    columns: Sequence[coerce.Cells],
    number: np.ndarray,
    *,
    required: Iterable[str] | None = None,
    style: Style = PLAIN,
) -> Read:
    """Read a table column by column; `number` holds the rows' numbers as the user sees them. See `read`."""
    named = headers_of(headers)
    place, findings = match(table, named)
    must = tuple(table.required_among(place) if required is None else required)
    missing = [name for name in must if name not in place]
    if missing:
        return Read(None, (*findings, _missing_headers(table, missing, named)))
    findings += _nameless(table, named, columns, number)
    cells = {name: gathered(columns[position], _column(table, name).kind) for name, position in place.items()}
    empty = {name: coerce.blank(part) for name, part in cells.items()}
    filled = ~np.logical_and.reduce(list(empty.values())) if empty else np.zeros(0, bool)
    if not filled.all():
        cells = {name: _kept(part, filled) for name, part in cells.items()}
        empty = {name: part[filled] for name, part in empty.items()}
    number = number[filled]
    style = styles.told(style, _texts_of_numbers(table, cells))
    typed: dict[str, np.ndarray] = {}
    whole = np.ones(len(number), bool)
    for name, part in cells.items():
        kind = _column(table, name)
        values, bad, faults = column.read(table, kind, part, number, style)
        lost = name in must and not kind.may_be_blank
        findings += [column.row_lost(fault) for fault in faults] if lost or kind.has_default else faults
        whole &= ~(bad & kind.has_default)
        typed[name] = values
        if lost:
            findings += [_blank(table, name, row) for row in number[empty[name]]]
            whole &= ~(empty[name] | bad)
    frame = _only(frame_of(typed, pd.Index(number, name="row")), whole)
    twice, faults = _duplicates(table, frame)
    frame = _only(frame, ~twice)
    typed_with = [
        (int(number[n]), name, text, sign)
        for name, part in cells.items() if name in table.names and table.column(name).pay
        for n, text, sign in written.currencies_named(part)
    ]  # fmt: skip
    return Read(frame, (*findings, *faults, *look_alike.found(table, frame)), tuple(typed_with))


def frame_of(columns: Mapping[str, Any], index: pd.Index) -> pd.DataFrame:
    """A frame of columns as they are: texts stay objects, where pandas might turn them into strings of Arrow and back."""
    kept = {
        name: pd.Series(values, index, dtype=object, copy=False) if values.dtype == object else values
        for name, values in columns.items()
    }
    return pd.DataFrame(kept, index=index, copy=False)


def _only(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """The rows that a mask keeps; the frame itself, without a copy, where it keeps all."""
    return frame if rows.all() else frame[rows].copy()


def _column(table: Table, name: str) -> Column:
    """A column of the schema, or one of the user's own, which is text."""
    return table.column(name) if name in table.names else Column(name, "", schema.TEXT)


def _texts_of_numbers(table: Table, cells: dict[str, coerce.Cells]) -> Iterator[str]:
    """The different texts of the columns that should hold numbers."""
    for name, part in cells.items():
        if name in table.names and table.column(name).kind == schema.NUMBER and not coerce.is_typed(part):
            yield from {cell for cell in written.different(part) if isinstance(cell, str)}


def _kept(cells: coerce.Cells, filled: np.ndarray) -> coerce.Cells:
    if isinstance(cells, (np.ndarray, pd.Series, coerce.Coded)):
        return cells[filled]
    return [cell for cell, keep in zip(cells, filled, strict=True) if keep]


def _nameless(table: Table, headers: list[str], columns: Sequence[coerce.Cells], number: np.ndarray) -> list[Finding]:
    """Columns that hold values under no header, as a header merged over two columns leaves them."""
    lost = [n for n, header in enumerate(headers) if not header and not coerce.blank(columns[n]).all()]
    return [
        Finding(
            "header-blank", "warning", table.name, None, f"column {n + 1}", "",
            f"Column {n + 1} of the table holds values but no header (perhaps merged with its neighbour), the first in "
            f"row {number[int(np.argmin(coerce.blank(columns[n])))]}; it is not read.",
            "Unmerge the headers and name every column.",
        )
        for n in lost
    ]  # fmt: skip


def match(table: Table, headers: list[str]) -> tuple[dict[str, int], list[Finding]]:
    """Position of each known header, in the schema's order, with notes on the unknown and the doubled ones."""
    names = {column.name.casefold(): column.name for column in table.columns}
    found: dict[str, int] = {}
    extra: dict[str, int] = {}
    findings = []
    for position, header in enumerate(headers):
        name = names.get(header.casefold())
        if name in found or header in extra:
            findings.append(
                Finding(
                    "header-twice",
                    "error",
                    table.name,
                    None,
                    header,
                    header,
                    f'Column "{header}" is there twice; only the first is read.',
                    "Rename or delete one of them.",
                )
            )
        elif name:
            found[name] = position
        elif header and table.open:
            extra[header] = position
            findings += _misspelt(table, header, names, headers)
        elif header and header not in table.beside:
            findings.append(_unknown_header(table, header, names, found))
    ordered = {column.name: found[column.name] for column in table.columns if column.name in found}
    return {**ordered, **extra}, findings


def _unknown_header(table: Table, header: str, names: dict[str, str], found: dict[str, int]) -> Finding:
    close = [names[near] for near in get_close_matches(header.casefold(), list(names), 1, 0.8)]
    hint = f'Did you mean "{close[0]}"?' if close and close[0] not in found else "Nothing to do if it is your own."
    return Finding(
        "header-unknown", "note", table.name, None, header, header,
        f'Column "{header}" is not one that the model knows; it is ignored.', hint,
    )  # fmt: skip


def _misspelt(table: Table, header: str, names: dict[str, str], headers: list[str]) -> list[Finding]:
    """A warning where a column of one's own is called almost like one that the table knows and does not have."""
    there = {other.casefold() for other in headers}
    close = [names[near] for near in get_close_matches(header.casefold(), list(names), 1, 0.85) if near not in there]
    return [
        Finding(
            "header-misspelt", "warning", table.name, None, header, header,
            f'Column "{header}" is read as one of your own, and there is no column "{name}".',
            f'Did you mean "{name}"? Correct the header if so.',
        )
        for name in close
    ]  # fmt: skip


def _missing_headers(table: Table, missing: list[str], headers: list[str]) -> Finding:
    listed = ", ".join(f'"{name}"' for name in missing)
    there = ", ".join(header for header in headers if header) or "none"
    plural = "s" if len(missing) > 1 else ""
    return Finding(
        "header-missing", "error", table.name, None, ", ".join(missing), "",
        f"Required column{plural} {listed} not found; headers present: {there}.",
        f"Add the column{plural}, or correct the header{plural}.",
    )  # fmt: skip


def _blank(table: Table, column: str, row: int) -> Finding:
    return Finding(
        "required-blank", "error", table.name, int(row), column, "",
        f"{column} is blank; the row is left out.", f"Fill in {column}, or delete the row.",
    )  # fmt: skip


def _duplicates(table: Table, frame: pd.DataFrame) -> tuple[np.ndarray, list[Finding]]:
    """Rows whose key a row above has already, and the findings that say so. An absent optional part of a key is blank."""
    key = [name for name in table.key if name in frame]
    if not key or not set(table.key) & set(table.required) <= set(key):
        return np.zeros(len(frame), bool), []
    keys = frame[key]
    if len(key) == 1 and len({*keys[key[0]].tolist()}) == len(keys):
        return np.zeros(len(frame), bool), []
    named = np.logical_and.reduce([(keys[name] != "").to_numpy() for name in key if table.column(name).required])
    twice = keys.duplicated().to_numpy() & named
    if not twice.any():
        return twice, []
    group = keys.groupby(key, dropna=False, sort=False).ngroup()
    first = dict(zip(reversed(group.to_list()), reversed(frame.index.to_list()), strict=True))
    findings = []
    for position in np.flatnonzero(twice).tolist():
        value = " ".join(filter(None, (coerce.shown(part) for part in keys.iloc[position])))
        findings.append(
            Finding(
                "duplicate-key", "error", table.name, int(frame.index[position]), key[-1], value,
                f'"{value}" is already in row {first[group.iloc[position]]}; this row is not used.',
                "Delete or rename one of them.",
            )
        )  # fmt: skip
    return twice, findings
