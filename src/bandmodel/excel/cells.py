"""The border between cells and Python: one place for reading arguments, writing results and saying what is wrong.

Cells arrive raw: a single cell as a scalar, a range as rows; numbers as float (Decimal in currency format), empty as
None, an error cell as a COM integer. They leave as native Python values; unknown leaves as "".
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.core.bands import one_of
from bandmodel.errors import BandModelError, InputError, plain
from bandmodel.figures import LABELLED
from bandmodel.inputs import coerce, table
from bandmodel.inputs.schema import Table

Rows = list[list[Any]]
PREFIX = "#BM! "
NOT_GIVEN = (None, "")


def message(trouble: BandModelError | str) -> str:
    """The text that a cell shows for an error."""
    text = str(trouble)
    return text if text.startswith(PREFIX) else PREFIX + text


def grid(cells: Any) -> Rows:
    """Cells as rows: a scalar is one cell, a flat list is a column."""
    if not is_range(cells):
        return [[cells]]
    rows = list(cells)
    if not rows:
        raise InputError("A range is empty; give at least one cell.")
    if {*map(type, rows)} <= {list, tuple}:  # as xlwings hands a range over: its rows are taken as they are
        return rows
    return [list(row) if is_range(row) else [row] for row in rows]


def is_range(cells: Any) -> bool:
    """Whether cells are a range (a list of rows or a flat list) and not a single cell."""
    return isinstance(cells, (list, tuple, np.ndarray, pd.Series))


def native(value: Any) -> Any:
    """A value as a cell takes it: unknown is "", numpy types are Python's own."""
    own = value.item() if isinstance(value, np.generic) else value
    return "" if own is None or own is pd.NaT or (isinstance(own, float) and math.isnan(own)) else own


def natives(column: np.ndarray | pd.Series) -> list[Any]:
    """A whole column as cells take it, each value as `native` gives it."""
    cells = column.tolist()
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        for place in np.flatnonzero(np.isnan(column)).tolist():
            cells[place] = ""
        return cells
    kinds = {*map(type, cells)}
    if kinds <= {str, int, bool, float}:
        return ["" if cell != cell else cell for cell in cells] if float in kinds else cells  # NaN differs from itself
    return [native(cell) for cell in cells]


def read_table(cells: Any, kind: Table, name: str, required: Sequence[str] | None = None) -> table.Read:
    """A table range, headers first, as typed frame and findings; row 1 is the row of the headers."""
    if not is_range(cells):
        raise InputError(f'{name} "{coerce.shown(cells)}" is not a table; select the table with its headers.')
    rows = grid(cells)
    return table.read(kind, rows[0], rows[1:], required=required)


def frame(cells: Any, kind: Table, name: str, required: Sequence[str] | None = None) -> pd.DataFrame:
    """A table range as a typed frame. Raises InputError that lists every fault of it."""
    read = read_table(cells, kind, name, required)
    faults = [finding for finding in read.findings if finding.severity == "error"]
    if read.frame is None or faults:
        raise InputError.of(faults)
    return read.frame


def spill(frame: pd.DataFrame) -> Rows:
    """A frame as rows, headers first."""
    columns = [natives(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return [[str(name) for name in frame.columns], *map(list, zip(*columns, strict=True))]


def stacked(frames: Sequence[pd.DataFrame]) -> Rows:
    """Several tables one below the other, a blank row between, all rows of one width."""
    blocks = [spill(part) for part in frames]
    width = max(len(block[0]) for block in blocks)
    rows: Rows = []
    for block in blocks:
        rows += [[""] * width] * bool(rows) + [row + [""] * (width - len(row)) for row in block]
    return rows


PARTS = ("all", "figures", "notes")
PART_HELP = '"all" (default), "figures" without the labelled notes, or "notes" alone'


def parted(frames: Sequence[pd.DataFrame], part: Any) -> Rows:
    """Several tables one below the other, or only those of figures, or only the labelled lines (Label, Value, Note)."""
    chosen = one_of(word(part, "part", "all"), PARTS, "Part")
    kept = [frame for frame in frames if chosen == "all" or (tuple(frame.columns) == LABELLED) == (chosen == "notes")]
    if not kept:
        raise InputError(f'There are no {chosen} here; leave part blank, or write "all".')
    return stacked(kept)


def given(cells: Any) -> bool:
    """Whether an optional argument was given: None and "" mean that it was not."""
    return is_range(cells) or cells not in NOT_GIVEN


def unreadable(name: str, cell: Any, wanted: str) -> str:
    """The message for a cell that is not what is wanted: an error of its own is handed on."""
    error = coerce.error_text(cell)
    if error.startswith(PREFIX):
        return error
    if error:
        return message(f"{name} holds the error {error}; mend that cell.")
    return message(f'{name} "{coerce.shown(cell)}" is not {wanted}; correct that cell.')


def read_numbers(name: str, cells: list[Any], blank: Any) -> tuple[np.ndarray, dict[int, str]]:
    """Cells of an argument as numbers, a blank one as `blank` (None: unknown), and messages by position."""
    if {type(cell) for cell in cells} <= {float, type(None)}:  # what Excel sends, as a rule
        values = np.array(cells, float)
        wrong = np.isinf(values)
    else:
        values, wrong = coerce.numbers(cells)
    values = np.where(np.isnan(values) & ~wrong, np.nan if blank is None else blank, values)
    return values, {int(n): unreadable(name, cells[n], "a number") for n in np.flatnonzero(wrong)}


def number(cells: Any, name: str, default: float | None = None) -> float:
    """A single number; a blank one means the default."""
    if not given(cells) and default is not None:
        return default
    value = coerce.number(one_cell(cells, name))
    if value is None:
        raise InputError(unreadable(name, one_cell(cells, name), "a number"))
    if np.isnan(value):
        raise InputError(f"{name} is blank; give a number.")
    return value


def optional_number(cells: Any, name: str) -> float | None:
    """A number that may be left out."""
    return number(cells, name) if given(cells) else None


def numbers(cells: Any, name: str) -> np.ndarray:
    """A range as one column of numbers; blank cells are unknown. Raises InputError that names the first cell at fault."""
    flat = [cell for row in grid(cells) for cell in row]
    values, wrong = read_numbers(name, flat, None)
    if wrong:
        at, said = next(iter(wrong.items()))
        raise InputError(said.removeprefix(PREFIX).replace(name, f"{name}, cell {at + 1},", 1))
    return values


def require_each(good: np.ndarray, name: str, values: np.ndarray, text: str) -> None:
    """Raise InputError that names the first number of a column which is not good, and its place."""
    if not good.all():
        at = int(np.flatnonzero(~good)[0])
        raise InputError(f"{name}, cell {at + 1}: {plain(float(values[at]))} {text}.")


def words(cells: Any, name: str) -> list[str]:
    """Labels in a range, or in one cell with semicolons between them; none where it is blank."""
    flat = [cell for row in grid(cells) for cell in row] if given(cells) else []
    labels = [word(cell, name) for cell in flat if not coerce.is_blank(cell)]
    return [part.strip() for label in labels for part in label.split(";") if part.strip()]


def word(cells: Any, name: str, default: str = "") -> str:
    """A single label; a blank one means the default. Without a default it must be given."""
    cell = one_cell(cells, name)
    if coerce.error_text(cell):
        raise InputError(unreadable(name, cell, "text"))
    label = coerce.label(cell) or default
    if not label:
        raise InputError(f"{name} is blank; give its name.")
    return label


def optional_word(cells: Any, name: str) -> str:
    """A label that may be left out."""
    return word(cells, name) if given(cells) else ""


def one_cell(cells: Any, name: str) -> Any:
    """The single cell of an argument."""
    rows = grid(cells)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise InputError(f"{name} is a range of {len(rows)} × {len(rows[0])} cells; give one cell.")
    return rows[0][0]


def today() -> dt.date:
    """The clock, read here at the edge only: it resolves a structure date that Policy does not give."""
    return dt.date.today()
