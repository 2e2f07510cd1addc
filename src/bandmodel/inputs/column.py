"""One column of one table: its cells → typed values, and a finding for each cell that is at fault or looks wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs import coerce, schema, styles, written
from bandmodel.inputs.coerce import Cells
from bandmodel.inputs.schema import Column, Table
from bandmodel.inputs.styles import Style


def read(
    table: Table, column: Column, cells: Cells, number: np.ndarray, style: Style
) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """The values of one column, True where a cell is at fault, and the findings.

    number   row numbers as the user sees them
    A cell at fault becomes unknown. A value outside the column's likely range stays, with a warning.
    """
    if column.kind == schema.ANY:
        values = np.empty(len(cells), object)
        values[:] = [None if coerce.is_blank(cell) else cell for cell in cells]
        bad = np.fromiter((bool(coerce.error_text(cell)) for cell in cells), bool, len(cells))
        values[bad] = None
        rows = np.flatnonzero(bad)
        return values, bad, [_unreadable(table, column, written.at(cells, row), number[row], style) for row in rows]
    if column.kind == schema.TEXT:
        values, bad = coerce.labels(cells)
        odd = written.structured(cells)
        if odd.any():
            values[odd], bad = "", bad | odd
    elif column.kind == schema.NUMBER:
        values, bad = coerce.numbers(cells, style)
        if column.pay:
            bad = bad | written.shares(cells)
            values = np.where(bad, np.nan, values)
    else:
        dated = replace(style, day_first=styles.day_first(_texts_in(cells)))
        values, bad = coerce.dates(cells, dated)
    faults = [_unreadable(table, column, written.at(cells, row), number[row], style) for row in np.flatnonzero(bad)]
    if column.kind == schema.TEXT:
        faults += written.cut_off(table, column, cells, number)
    if column.kind == schema.NUMBER:
        outside = _outside(column, values)
        faults += [
            _beyond(table, column, written.at(cells, row), number[row], values[row]) for row in np.flatnonzero(outside)
        ]
        values = np.where(outside, np.nan, values)
        bad = bad | outside
        faults += _unlikely(table, column, values, number)
        if style.text:
            faults += written.grouped(table, column, cells, number, style)
        else:
            faults += _numbers_as_text(table, column, cells, number, bad)
    if column.choices:
        values, wrong = _chosen(column, values)
        faults += [_not_a_choice(table, column, written.at(cells, row), number[row]) for row in np.flatnonzero(wrong)]
        bad = bad | wrong
    return values, bad, faults


def _texts_in(cells: Cells) -> Iterator[str]:
    """The texts of a column; none in a typed one."""
    if coerce.is_typed(cells):
        return iter(())
    return (cell for cell in cells if isinstance(cell, str))


def row_lost(fault: Finding) -> Finding:
    """The same fault in a required column: without its value the row cannot be used."""
    if fault.severity != "error":
        return fault
    bare = fault.message.partition("; it is taken as")[0].rstrip(".")
    return fault.at(message=f"{bare}; the row is left out.")


SIZES = (1e-15, 1e15)
"""Sizes of numbers other than 0: beyond them, a ratio or a square of two is more than a number can hold."""


def _outside(column: Column, values: np.ndarray) -> np.ndarray:
    """Which values the column does not admit."""
    size = np.abs(values)
    outside: np.ndarray = (size > SIZES[1]) | ((size < SIZES[0]) & (size > 0))
    if column.above is not None:
        outside |= values <= column.above
    if column.least is not None:
        outside |= values < column.least
    if column.most is not None:
        outside |= values > column.most
    return outside


def _rule(column: Column, value: float) -> str:
    """What a value that is not admitted is not: within the column's own limits, or else of a size that can be."""
    limits = (("above", column.above), ("at least", column.least), ("at most", column.most))
    own = " and ".join(f"{word} {limit:g}" for word, limit in limits if limit is not None)
    within = (
        (column.above is None or value > column.above)
        and (column.least is None or value >= column.least)
        and (column.most is None or value <= column.most)
    )
    return f"of a size from {SIZES[0]:g} to {SIZES[1]:g}" if within else own


def _unlikely(table: Table, column: Column, values: np.ndarray, number: np.ndarray) -> list[Finding]:
    """Values that are possible and probably wrong: 1,052 for a geo factor of 1.052."""
    if column.likely is None:
        return []
    low, high = column.likely
    rows = np.flatnonzero((values < low) | (values > high))
    return [
        Finding(
            "implausible-value", "warning", table.name, int(number[row]), column.name, f"{values[row]:.12g}",
            f"{values[row]:.12g} is not between {low:g} and {high:g}, as {column.name} usually is; it is used as it stands.",
            "Check the decimal mark and the unit.",
        )
        for row in rows
    ]  # fmt: skip


def _numbers_as_text(table: Table, column: Column, cells: Cells, number: np.ndarray, bad: np.ndarray) -> list[Finding]:
    """One note per column on numbers that are stored as text: they are read, but Excel's own SUM passes over them."""
    if coerce.is_typed(cells):
        return []
    rows = [n for n, cell in enumerate(cells) if isinstance(cell, str) and not bad[n] and not coerce.is_blank(cell)]
    if not rows:
        return []
    first = coerce.shown(written.at(cells, rows[0]))
    cells_hold = "1 cell holds a number" if len(rows) == 1 else f"{len(rows)} cells hold numbers"
    return [
        Finding(
            "number-as-text", "note", table.name, int(number[rows[0]]), column.name, first,
            f'{cells_hold} as text, the first "{first}"; read as numbers.', "Convert the column to numbers.",
        )
    ]  # fmt: skip


def _chosen(column: Column, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    words = {choice.casefold(): choice for choice in column.choices}
    codes, unique = pd.factorize(values)
    known = np.array([*(words.get(value.casefold(), "") for value in unique), ""], object)[codes]
    return known, (known == "") & (values != "")


def _unreadable(table: Table, column: Column, cell: Any, row: int, style: Style) -> Finding:
    value = coerce.shown(cell)
    if coerce.error_text(cell) == coerce.NO_SAVED_VALUE:
        code, message = "formula-without-value", "The cell holds a formula, and the file has no value saved for it."
        remedy = "Open the file in Excel, recalculate and save it."
    elif coerce.error_text(cell):
        code, message, remedy = "error-cell", f"The cell holds the error {value}.", "Mend the formula, or type a value."
    elif isinstance(cell, str) and styles.is_ambiguous(cell, style):
        date = column.kind == schema.DATE
        code = "date-ambiguous" if date else "number-ambiguous"
        message = f'"{value}" can be two {"dates" if date else "numbers"}, and nothing tells which; it is taken as unknown.'
        remedy = "Write it as 2025-12-31." if date else "Write it without a thousands separator and with a decimal point."
    elif column.kind == schema.DATE:
        code, message = "not-a-date", f'"{value}" is not a date.'
        remedy = "Type a date, or text as 2025-12-31."
    else:
        what = "a number" if column.kind == schema.NUMBER else "text, but a list"
        code, message = "not-a-number", f'"{value}" is not {what}.'
        remedy = "Type a number, with a decimal point and no thousands separator if it is text."
    return Finding(code, "error", table.name, int(row), column.name, value, message, remedy)


def _beyond(table: Table, column: Column, cell: Any, row: int, number: float) -> Finding:
    value = coerce.shown(cell)
    remedy = f"Correct it: {column.meaning}."
    if "[fraction]" in column.meaning and column.most is not None and column.most < number <= SIZES[1]:
        remedy = f"Type a fraction such as {number / 100:g}, or {number:g} %."
    return Finding(
        "out-of-range", "error", table.name, int(row), column.name, value,
        f"{value} is not {_rule(column, number)}; it is taken as unknown.", remedy,
    )  # fmt: skip


def _not_a_choice(table: Table, column: Column, cell: Any, row: int) -> Finding:
    value = coerce.shown(cell)
    return Finding(
        "not-a-choice", "error", table.name, int(row), column.name, value,
        f'"{value}" is not known; it is taken as blank.', f"Use one of: {', '.join(column.choices)}.",
    )  # fmt: skip
