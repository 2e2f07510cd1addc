"""Element-wise worksheet functions: a formula of core on cells or ranges, each row with its own figure or message."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from bandmodel.errors import BandModelError, InputError, RowError
from bandmodel.excel.cells import Rows, grid, is_range, message, native, natives, read_numbers, unreadable
from bandmodel.inputs import coerce

TOO_LARGE = "the result is larger than a cell can hold; check the arguments."


class Argument(NamedTuple):
    """An argument of an element-wise function: its cells, how to read them, and what a blank one means.

    read   cells → (values, messages of the cells that cannot be read by position)
    """

    cells: Any
    read: Callable[[str, list[Any], Any], tuple[np.ndarray, dict[int, str]]]
    blank: Any = None


def optional(cells: Any, default: float) -> Argument:
    """Numbers, of which a blank one means the default."""
    return Argument(cells, read_numbers, default)


def text(cells: Any, default: str = "") -> Argument:
    """Labels, of which a blank one means the default."""
    return Argument(cells, _labels, default)


def date(cells: Any) -> Argument:
    """Dates: Excel dates, serial numbers or text such as 2026-01-31."""
    return Argument(cells, _dates)


def _dates(name: str, cells: list[Any], blank: Any) -> tuple[np.ndarray, dict[int, str]]:
    values, wrong = coerce.dates(cells)
    return values, {int(n): unreadable(name, cells[n], "a date such as 2026-01-31") for n in np.flatnonzero(wrong)}


def _labels(name: str, cells: list[Any], blank: Any) -> tuple[np.ndarray, dict[int, str]]:
    values, wrong = coerce.labels(cells)
    values[values == ""] = blank
    return values, {int(n): unreadable(name, cells[n], "text") for n in np.flatnonzero(wrong)}


def elementwise(function: Callable[..., Any], **arguments: Any) -> Any:
    """Call a vectorised formula on cells or ranges and return the same shape.

    arguments   cells by the formula's own argument names: numbers as they come, others as `optional`, `text`, `date`
    Single cells and single rows or columns stretch to the shape of the others. A cell that cannot be read, and a row
    that the formula refuses, hold their own message and leave the other rows alone.
    """
    given = {name: a if isinstance(a, Argument) else Argument(a, read_numbers) for name, a in arguments.items()}
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
    for name, (cell, read, blank) in given.items():
        if read is _labels:  # an option of the formula, which takes no array
            if coerce.error_text(cell):
                return unreadable(name, cell, "text")
            options[name] = coerce.label(cell) or blank
            continue
        numbers[name], wrong = read(name, [cell], blank)
        if wrong:
            return wrong[0]
    try:
        with np.errstate(over="ignore"):
            result = function(**numbers, **options)
    except RowError as trouble:
        return message(trouble.messages[0])
    except BandModelError as trouble:
        return message(trouble)
    if isinstance(result, np.ndarray):
        result = result.astype(object).item()
    return message(TOO_LARGE) if isinstance(result, float) and math.isinf(result) else native(result)


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
    if all(not is_range(next(iter(part))) for part in ranges):  # flat lists in, flat list out
        return cells
    return [cells[row * shape[1] : (row + 1) * shape[1]] for row in range(shape[0])]
