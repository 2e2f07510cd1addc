"""Raw rows of one table → a typed frame, with every fault found on the way.

A fault does not stop the reading: the cell becomes unknown, or the row is left out where it has no name or no value
in a required column, and a finding says so. Only a missing required header makes a table unreadable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs import coerce, schema
from bandmodel.inputs.schema import Column, Table

FIRST_ROW = 2
"""The row number of the first row below the headers, unless the sheet says otherwise."""


@dataclass(frozen=True, eq=False)
class Read:
    """A table as read: the typed frame (its index holds the rows' numbers as the user sees them) and the findings.

    `frame` has every column of the schema that was present, in the schema's order; it is None if required headers
    are missing.
    """

    frame: pd.DataFrame | None
    findings: tuple[Finding, ...]


def headers_of(cells: Sequence[Any]) -> list[str]:
    """Headers as read: one space for any white space, trimmed. Matched without regard to case."""
    return [" ".join(coerce.label(cell).split()) for cell in cells]


def read(
    table: Table,
    headers: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    *,
    required: Iterable[str] | None = None,
    first_row: int = FIRST_ROW,
) -> Read:
    """Read the rows of a table by its headers.

    required    headers that must be there; the schema's own if not given (a function needs only what it uses)
    first_row   row number of the first of `rows` in the user's sheet or file
    Blank rows are passed over. Raises nothing: faults are findings.
    """
    must = tuple(table.required if required is None else required)
    place, findings = _match(table, headers_of(headers), must)
    missing = [name for name in must if name not in place]
    if missing:
        return Read(None, (*findings, _missing_headers(table, missing, headers_of(headers))))
    number = np.arange(first_row, first_row + len(rows))
    filled = np.fromiter((any(not coerce.is_blank(cell) for cell in row) for row in rows), bool, len(rows))
    kept = [row for row, keep in zip(rows, filled, strict=True) if keep]
    number = number[filled]
    frame = pd.DataFrame(index=pd.Index(number, name="row"))
    whole = np.ones(len(kept), bool)
    for name, position in place.items():
        column = table.column(name) if name in {c.name for c in table.columns} else Column(name, "", schema.TEXT)
        cells = [row[position] if position < len(row) else None for row in kept]
        values, bad, faults = _column(table, column, cells, number)
        findings += [_row_lost(fault) for fault in faults] if name in must else faults
        frame[name] = values
        if name in must:
            blank = np.fromiter((coerce.is_blank(cell) for cell in cells), bool, len(cells))
            findings += [_blank(table, name, row) for row in number[blank]]
            whole &= ~(blank | bad)
    frame = frame[whole]
    twice, faults = _duplicates(table, frame)
    return Read(frame[~twice].copy(), (*findings, *faults))


def _match(table: Table, headers: list[str], must: tuple[str, ...]) -> tuple[dict[str, int], list[Finding]]:
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
        elif header:
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


def _missing_headers(table: Table, missing: list[str], headers: list[str]) -> Finding:
    listed = ", ".join(f'"{name}"' for name in missing)
    there = ", ".join(header for header in headers if header) or "none"
    plural = "s" if len(missing) > 1 else ""
    return Finding(
        "header-missing", "error", table.name, None, ", ".join(missing), "",
        f"Required column{plural} {listed} not found; headers present: {there}.",
        f"Add the column{plural}, or correct the header{plural}.",
    )  # fmt: skip


def _column(
    table: Table, column: Column, cells: list[Any], number: np.ndarray
) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """The values of one column, True where a cell is at fault, and the findings."""
    if column.kind == schema.ANY:
        values = np.empty(len(cells), object)
        values[:] = cells
        bad = np.fromiter((bool(coerce.error_text(cell)) for cell in cells), bool, len(cells))
        return values, bad, [_unreadable(table, column, cells, number, row) for row in np.flatnonzero(bad)]
    values, bad = {schema.TEXT: coerce.labels, schema.NUMBER: coerce.numbers, schema.DATE: coerce.dates}[column.kind](cells)
    faults = [_unreadable(table, column, cells, number, row) for row in np.flatnonzero(bad)]
    if column.kind == schema.NUMBER:
        outside, why = _outside(column, values)
        faults += [_beyond(table, column, cells[row], number[row], why) for row in np.flatnonzero(outside)]
        values = np.where(outside, np.nan, values)
        bad |= outside
    if column.choices:
        values, wrong = _chosen(column, values)
        faults += [_not_a_choice(table, column, cells[row], number[row]) for row in np.flatnonzero(wrong)]
        bad |= wrong
    return values, bad, faults


def _outside(column: Column, values: np.ndarray) -> tuple[np.ndarray, str]:
    """Which values the column does not admit, and the rule in words."""
    rules = []
    outside = np.zeros(len(values), bool)
    if column.above is not None:
        outside |= values <= column.above
        rules.append(f"above {column.above:g}")
    if column.least is not None:
        outside |= values < column.least
        rules.append(f"at least {column.least:g}")
    if column.most is not None:
        outside |= values > column.most
        rules.append(f"at most {column.most:g}")
    return outside, " and ".join(rules)


def _chosen(column: Column, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    words = {choice.casefold(): choice for choice in column.choices}
    known = np.array([words.get(value.casefold(), "") for value in values], object)
    return known, (known == "") & (values != "")


def _unreadable(table: Table, column: Column, cells: list[Any], number: np.ndarray, row: np.integer) -> Finding:
    cell = coerce.shown(cells[row])
    if coerce.error_text(cells[row]):
        code, message, remedy = "error-cell", f"The cell holds the error {cell}.", "Mend the formula, or type a value."
    elif column.kind == schema.DATE:
        code, message = "not-a-date", f'"{cell}" is not a date.'
        remedy = "Type a date, or text as 2025-12-31."
    else:
        code, message = "not-a-number", f'"{cell}" is not a number.'
        remedy = "Type a number, with a decimal point and no thousands separator if it is text."
    return Finding(code, "error", table.name, int(number[row]), column.name, cell, message, remedy)


def _beyond(table: Table, column: Column, cell: Any, row: int, why: str) -> Finding:
    value = coerce.shown(cell)
    return Finding(
        "out-of-range", "error", table.name, int(row), column.name, value,
        f"{value} is not {why}; it is taken as unknown.", f"Correct it: {column.meaning}.",
    )  # fmt: skip


def _row_lost(fault: Finding) -> Finding:
    """The same fault in a required column: without its value the row cannot be used."""
    bare = fault.message.partition("; it is taken as")[0].rstrip(".")
    return fault.at(message=f"{bare}; the row is left out.")


def _not_a_choice(table: Table, column: Column, cell: Any, row: int) -> Finding:
    value = coerce.shown(cell)
    return Finding(
        "not-a-choice", "error", table.name, int(row), column.name, value,
        f'"{value}" is not known; it is taken as blank.', f"Use one of: {', '.join(column.choices)}.",
    )  # fmt: skip


def _blank(table: Table, column: str, row: int) -> Finding:
    return Finding(
        "required-blank", "error", table.name, int(row), column, "",
        f"{column} is blank; the row is left out.", f"Fill in {column}, or delete the row.",
    )  # fmt: skip


def _duplicates(table: Table, frame: pd.DataFrame) -> tuple[np.ndarray, list[Finding]]:
    """Rows whose key a row above has already, and the findings that say so."""
    if not table.key or not set(table.key) <= set(frame.columns):
        return np.zeros(len(frame), bool), []
    keys = frame[list(table.key)]
    twice = keys.duplicated().to_numpy()
    first = {key: row for row, key in reversed(list(zip(frame.index, keys.itertuples(index=False, name=None), strict=True)))}
    findings = []
    for row, key in zip(frame.index[twice], keys[twice].itertuples(index=False, name=None), strict=True):
        named = " ".join(coerce.shown(value) for value in key)
        before = f"row {first[key]}" if key in first else "a row above"
        findings.append(
            Finding(
                "duplicate-key",
                "error",
                table.name,
                int(row),
                table.key[-1],
                named,
                f'"{named}" is already in {before}; this row is not used.',
                "Delete or rename one of them.",
            )
        )
    return twice, findings
