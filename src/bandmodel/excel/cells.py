"""The border between cells and Python: one place for reading arguments, writing results and saying what is wrong.

Cells arrive raw: a single cell as a scalar, a range as rows; numbers as float (Decimal in currency format), empty as
None, an error cell as a COM integer. They leave as native Python values; unknown leaves as "".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.core.bands import one_of
from bandmodel.errors import BandModelError, InputError, RowError, plain
from bandmodel.figures import LABELLED
from bandmodel.inputs import coerce, table
from bandmodel.inputs.schema import Table

Rows = list[list[Any]]
PREFIX = "#BM! "
NOT_GIVEN = (None, "")
TOO_LARGE = "the result is larger than a cell can hold; check the arguments."


def message(trouble: BandModelError | str) -> str:
    """The text that a cell shows for an error."""
    text = str(trouble)
    return text if text.startswith(PREFIX) else PREFIX + text


# ---------------------------------------------------------------- element-wise arguments


@dataclass(frozen=True)
class Argument:
    """An argument of an element-wise function: its cells, how to read them, and what a blank one means.

    read   cells → (values, messages of the cells that cannot be read by position)
    """

    cells: Any
    read: Callable[[str, list[Any], Any], tuple[np.ndarray, dict[int, str]]]
    blank: Any = None


def optional(cells: Any, default: float) -> Argument:
    """Numbers, of which a blank one means the default."""
    return Argument(cells, _numbers, default)


def text(cells: Any, default: str = "") -> Argument:
    """Labels, of which a blank one means the default."""
    return Argument(cells, _labels, default)


def date(cells: Any) -> Argument:
    """Dates: Excel dates, serial numbers or text such as 2026-01-31."""
    return Argument(cells, _dates)


def _numbers(name: str, cells: list[Any], blank: Any) -> tuple[np.ndarray, dict[int, str]]:
    if {type(cell) for cell in cells} <= {float, type(None)}:  # what Excel sends, as a rule
        values = np.array(cells, float)
        wrong = np.isinf(values)
    else:
        values, wrong = coerce.numbers(cells)
    values = np.where(np.isnan(values) & ~wrong, np.nan if blank is None else blank, values)
    return values, {int(n): _unreadable(name, cells[n], "a number") for n in np.flatnonzero(wrong)}


def _dates(name: str, cells: list[Any], blank: Any) -> tuple[np.ndarray, dict[int, str]]:
    values, wrong = coerce.dates(cells)
    return values, {int(n): _unreadable(name, cells[n], "a date such as 2026-01-31") for n in np.flatnonzero(wrong)}


def _labels(name: str, cells: list[Any], blank: Any) -> tuple[np.ndarray, dict[int, str]]:
    if len(cells) == 1:  # a formula in every row reads one cell each
        wanting = {0: _unreadable(name, cells[0], "text")} if coerce.error_text(cells[0]) else {}
        return np.array([coerce.label(cells[0]) or blank], object), wanting
    values, wrong = coerce.labels(cells)
    values[values == ""] = blank
    return values, {int(n): _unreadable(name, cells[n], "text") for n in np.flatnonzero(wrong)}


def _unreadable(name: str, cell: Any, wanted: str) -> str:
    error = coerce.error_text(cell)
    if error.startswith(PREFIX):
        return error
    if error:
        return message(f"{name} holds the error {error}; mend that cell.")
    return message(f'{name} "{coerce.shown(cell)}" is not {wanted}; correct that cell.')


# ---------------------------------------------------------------- element-wise calls


def elementwise(function: Callable[..., Any], **arguments: Any) -> Any:
    """Call a vectorised formula on cells or ranges and return the same shape.

    arguments   cells by the formula's own argument names: numbers as they come, others as `optional`, `text`, `date`
    Single cells and single rows or columns stretch to the shape of the others. A cell that cannot be read, and a row
    that the formula refuses, hold their own message and leave the other rows alone.
    """
    given = {name: a if isinstance(a, Argument) else Argument(a, _numbers) for name, a in arguments.items()}
    if not any(is_range(argument.cells) for argument in given.values()):
        return _of_single_cells(function, given)
    grids = {name: grid(argument.cells) for name, argument in given.items()}
    shape = _common_shape(grids)
    values: dict[str, np.ndarray] = {}
    messages: dict[int, str] = {}
    for name, rows in grids.items():
        size = (len(rows), len(rows[0]))
        read, wrong = given[name].read(name, list(chain.from_iterable(rows)), given[name].blank)
        values[name] = read if size == shape else np.broadcast_to(read.reshape(size), shape).ravel()
        if wrong:
            number = np.broadcast_to(np.arange(read.size).reshape(size), shape).ravel()
            for position, said in wrong.items():
                for spot in np.flatnonzero(number == position).tolist():
                    messages.setdefault(spot, said)
    results = _computed(function, values, messages)
    return _shaped(results, messages, shape, [argument.cells for argument in given.values()])


def _of_single_cells(function: Callable[..., Any], given: Mapping[str, Argument]) -> Any:
    """The formula of one cell each, as formulas in every row ask: shapes and masks would take most of its time."""
    numbers: dict[str, np.ndarray] = {}
    options: dict[str, str] = {}
    for name, argument in given.items():
        read, wrong = argument.read(name, [argument.cells], argument.blank)
        if wrong:
            return wrong[0]
        if read.dtype == object:
            options[name] = read[0]
        else:
            numbers[name] = read
    try:
        with np.errstate(over="ignore"):
            result = np.asarray(function(**numbers, **options)).astype(object).item()
    except RowError as trouble:
        return message(trouble.messages[0])
    except BandModelError as trouble:
        return message(trouble)
    return message(TOO_LARGE) if isinstance(result, float) and np.isinf(result) else native(result)


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


def _common_shape(grids: Mapping[str, Rows]) -> tuple[int, int]:
    sizes = {name: (len(rows), len(rows[0])) for name, rows in grids.items()}
    shape = max(height for height, _ in sizes.values()), max(width for _, width in sizes.values())
    for name, size in sizes.items():
        for own, common, what in zip(size, shape, ("rows", "columns"), strict=True):
            if own not in (1, common):
                raise InputError(f"{name} has {own} {what} where another range has {common}; give ranges of equal size.")
        if {*map(len, grids[name])} != {size[1]}:
            raise InputError(f"{name} has rows of different length.")
    return shape


def _computed(function: Callable[..., Any], values: dict[str, np.ndarray], messages: dict[int, str]) -> np.ndarray:
    """Results in row order. Text arguments are options of the formula, so each combination is one call."""
    size = len(next(iter(values.values())))
    results = np.full(size, "", object)
    good = np.ones(size, bool)
    good[list(messages)] = False
    options = [name for name, column in values.items() if column.dtype == object]
    for rows, chosen in _combinations(values, options, good):
        numbers = {name: column[rows] for name, column in values.items() if name not in options}
        try:
            results[rows] = _row_by_row(function, numbers, chosen, rows, messages)
        except BandModelError as trouble:  # an option that the formula does not know
            for row in rows.tolist():  # a row that was at fault before keeps its own message
                messages.setdefault(row, message(trouble))
    return results


def _combinations(
    values: dict[str, np.ndarray], options: list[str], good: np.ndarray
) -> list[tuple[np.ndarray, dict[str, str]]]:
    """The good rows of each combination of text arguments."""
    rows = np.flatnonzero(good)
    keys = list(zip(*(values[name][rows] for name in options), strict=True)) if options else [()] * len(rows)
    members: dict[tuple[str, ...], list[int]] = {}
    for row, key in zip(rows.tolist(), keys, strict=True):
        members.setdefault(key, []).append(row)
    return [(np.array(of), dict(zip(options, key, strict=True))) for key, of in members.items()]


def _row_by_row(
    function: Callable[..., Any], numbers: dict[str, np.ndarray], options: dict[str, str], rows: np.ndarray,
    messages: dict[int, str],
) -> np.ndarray:  # fmt: skip
    """Call the formula; rows that it refuses get its message and are taken out, then it is called again."""
    left = np.arange(len(rows))
    results = np.full(len(rows), "", object)
    while len(left):
        try:
            with np.errstate(over="ignore"):
                computed = np.asarray(function(**{name: column[left] for name, column in numbers.items()}, **options))
            results[left] = np.broadcast_to(computed, left.shape)
            if computed.dtype.kind == "f" and not np.isfinite(computed[~np.isnan(computed)]).all():
                beyond = rows[left[np.broadcast_to(np.isinf(computed), left.shape)]]
                messages.update(dict.fromkeys(beyond.tolist(), message(TOO_LARGE)))
            break
        except RowError as trouble:
            bad = np.broadcast_to(trouble.bad, left.shape)
            said = trouble.messages if len(trouble.messages) == bad.sum() else trouble.messages * int(bad.sum())
            messages.update(dict(zip(rows[left[bad]].tolist(), map(message, said), strict=True)))
            left = left[~bad]
    return results


def _shaped(results: np.ndarray, messages: dict[int, str], shape: tuple[int, int], arguments: list[Any]) -> Any:
    cells = natives(results)
    for n, said in messages.items():
        cells[n] = said
    ranges = [cells_ for cells_ in arguments if is_range(cells_)]
    if not ranges:
        return cells[0]
    if all(not is_range(next(iter(part))) for part in ranges):  # flat lists in, flat list out
        return cells
    return [cells[row * shape[1] : (row + 1) * shape[1]] for row in range(shape[0])]


def native(value: Any) -> Any:
    """A value as a cell takes it: unknown is "", numpy types are Python's own."""
    if value is None or value is pd.NaT or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return ""
    return value.item() if isinstance(value, np.generic) else value


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


# ---------------------------------------------------------------- tables in, tables out


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


def number(cells: Any, name: str, default: float | None = None) -> float:
    """A single number; a blank one means the default."""
    if not given(cells) and default is not None:
        return default
    value = coerce.number(one_cell(cells, name))
    if value is None:
        raise InputError(_unreadable(name, one_cell(cells, name), "a number"))
    if np.isnan(value):
        raise InputError(f"{name} is blank; give a number.")
    return value


def numbers(cells: Any, name: str) -> np.ndarray:
    """A range as one column of numbers; blank cells are unknown. Raises InputError that names the first cell at fault."""
    flat = [cell for row in grid(cells) for cell in row]
    values, wrong = _numbers(name, flat, None)
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
        raise InputError(_unreadable(name, cell, "text"))
    label = coerce.label(cell) or default
    if not label:
        raise InputError(f"{name} is blank; give its name.")
    return label


def one_cell(cells: Any, name: str) -> Any:
    """The single cell of an argument."""
    rows = grid(cells)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise InputError(f"{name} is a range of {len(rows)} × {len(rows[0])} cells; give one cell.")
    return rows[0][0]


def today() -> dt.date:
    """The clock, read here at the edge only: it resolves a structure date that Policy does not give."""
    return dt.date.today()
