"""How the cells of a column are written, where that matters: lists, per cents, currencies, lost digits, points in pay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from bandmodel.errors import Finding
from bandmodel.inputs import coerce, styles
from bandmodel.inputs.coerce import Cells
from bandmodel.inputs.schema import Column, Table
from bandmodel.inputs.styles import Style

_LETTERS = re.compile(r"[A-Za-z€$£¥]")
_NAMED = re.compile(r"^\s*([A-Z]{3}|[€$£¥]|Fr\.)\s*[\d(+-]|[\d)]\s*([A-Z]{3}|[€$£¥])\s*$")
NESTED = (list, dict, tuple, np.ndarray)
LONG = 1e15
"""Excel keeps 15 digits of a number."""


def at(cells: Cells, row: Any) -> Any:
    """One cell of a column."""
    return cells.iloc[row] if hasattr(cells, "iloc") else cells[row]


def different(cells: Cells) -> Iterable[Any]:
    """The cells of a column; each different text once where it is held so."""
    return cells.unique.tolist() if isinstance(cells, coerce.Coded) else cells


def _texts_joined(cells: Cells) -> str:
    """All text of a column in one, to look for a sign in it at once; "" for a typed column."""
    if isinstance(cells, coerce.Coded):
        return cells.together
    return "" if coerce.is_typed(cells) else "".join(cell for cell in cells if isinstance(cell, str))


def _kinds(cells: Cells) -> set[type]:
    """The types of the cells of a column."""
    return {str} if isinstance(cells, coerce.Coded) else {*map(type, cells)}


def structured(cells: Cells) -> np.ndarray:
    """True where a cell is a list or a record, as Parquet files can hold them."""
    if coerce.is_typed(cells) or not any(issubclass(kind, NESTED) for kind in _kinds(cells)):
        return np.zeros(len(cells), bool)
    return np.fromiter((isinstance(cell, NESTED) for cell in cells), bool, len(cells))


def shares(cells: Cells) -> np.ndarray:
    """True where text with a per cent sign stands in a column of pay."""
    if "%" not in _texts_joined(cells):
        return np.zeros(len(cells), bool)
    return np.fromiter((isinstance(cell, str) and "%" in cell for cell in cells), bool, len(cells))


def currencies_named(cells: Cells) -> list[tuple[int, str, str]]:
    """(position, text, currency or sign) of the cells of a column that are typed with a currency."""
    if not _LETTERS.search(_texts_joined(cells)):
        return []
    found = ((n, cell, _NAMED.search(cell)) for n, cell in enumerate(cells) if isinstance(cell, str))
    return [(n, cell, match[1] or match[2]) for n, cell, match in found if match]


def cut_off(table: Table, column: Column, cells: Cells, number: np.ndarray) -> list[Finding]:
    """Numbers of more than 15 digits in a column of names: Excel keeps 15, and the others are 0."""
    if _kinds(cells) <= {str, type(None)}:
        return []
    amounts = ((n, cell.item() if isinstance(cell, np.number) else cell) for n, cell in enumerate(cells))
    long = [n for n, amount in amounts if isinstance(amount, (int, float)) and LONG <= abs(amount) < np.inf]
    return [
        Finding(
            "digits-lost", "warning", table.name, int(number[row]), column.name, coerce.shown(at(cells, row)),
            f"{coerce.shown(at(cells, row))} has more than the 15 digits that Excel keeps of a number; the last ones may be "
            "lost.", "Type it as text, with an apostrophe before it, and compare it with its source.",
        )
        for row in long
    ]  # fmt: skip


def grouped(table: Table, column: Column, cells: Cells, number: np.ndarray, style: Style) -> list[Finding]:
    """One warning per column of pay of which every number is written like 80.000: decimals here, thousands elsewhere."""
    if not column.pay or coerce.is_typed(cells) or style.decimal == styles.COMMA:
        return []
    filled = (cell for cell in different(cells) if isinstance(cell, str) and not coerce.is_blank(cell))
    if not all(map(styles.is_grouped, filled)):
        return []
    row = next((n for n, cell in enumerate(cells) if isinstance(cell, str) and not coerce.is_blank(cell)), None)
    if row is None:
        return []
    value, _ = coerce.numbers([at(cells, row)], style)
    if np.isnan(value[0]):  # ambiguous, and told as such
        return []
    return [
        Finding(
            "pay-looks-grouped", "warning", table.name, int(number[row]), column.name, f"{value[0]:.12g}",
            f'"{at(cells, row)}" is read as {value[0]:.12g}, and every number of the column is written like it; with points '
            "for thousands it is a thousand times that.", "Write pay without marks for thousands.",
        )
    ]  # fmt: skip
