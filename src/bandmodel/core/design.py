"""Columns of a regression: numbers and categories, and what the kernel needs of them without writing out dummies.

Rows that are alike in every category share a cell. Sums go over rows once, by cell; all else about categories is done on
the cells, of which a million people have some thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

INTERCEPT = "Intercept"
CHUNK = 1 << 16
"""Rows that are expanded at a time: a block of them stays in the cache."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers, one per row; NaN is unknown."""

    name: str
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Categories:
    """A column of categories: the number of each row's label, −1 for unknown; `reference` is the label left out."""

    name: str
    codes: np.ndarray
    labels: tuple[str, ...]
    reference: int = 0


Column = Numbers | Categories


def unknown(column: Column) -> np.ndarray:
    """Rows in which a column is unknown."""
    return column.codes < 0 if isinstance(column, Categories) else ~np.isfinite(column.values)


def taken(column: Column, rows: np.ndarray) -> Column:
    """The rows of a column that a mask keeps, or that are numbered."""
    if isinstance(column, Categories):
        return Categories(column.name, column.codes[rows], column.labels, column.reference)
    return Numbers(column.name, np.asarray(column.values[rows], float))


def weighted(values: np.ndarray, weight: np.ndarray | None) -> np.ndarray:
    """Values by their weights, which are 1 if not given."""
    return values if weight is None else weight * values


@dataclass(frozen=True, eq=False)
class Design:
    """The columns of complete rows, numbers centred and scaled, which keeps the equations well conditioned.

    names    of the columns once categories are expanded, the intercept first
    starts   first expanded column of each column
    cell     cell of each row;  member  a row of each cell
    """

    columns: tuple[Column, ...]
    rows: int
    names: tuple[str, ...]
    starts: tuple[int, ...]
    centre: np.ndarray
    scale: np.ndarray
    cell: np.ndarray
    member: np.ndarray

    @classmethod
    def of(cls, columns: Sequence[Column], rows: int) -> Design:
        """The design of some columns, all of whose rows are known."""
        names, starts = [INTERCEPT], []
        centre, scale = [0.0], [1.0]
        standard: list[Column] = []
        for column in columns:
            starts.append(len(names))
            if isinstance(column, Categories):
                labels = [f"{column.name}: {text}" for n, text in enumerate(column.labels) if n != column.reference]
                names += labels
                centre += [0.0] * len(labels)
                scale += [1.0] * len(labels)
                standard.append(column)
                continue
            middle = float(column.values.mean())
            spread = float(np.sqrt(((column.values - middle) ** 2).mean()))
            width = spread if spread > 1e-14 * abs(middle) else 0.0  # a constant but for rounding is the intercept again
            names.append(column.name)
            centre.append(middle)
            scale.append(width or 1.0)
            values = (column.values - middle) / width if width else np.zeros(rows)
            standard.append(Numbers(column.name, values))
        cell, member = _cells(standard, rows)
        return cls(tuple(standard), rows, tuple(names), tuple(starts), np.array(centre), np.array(scale), cell, member)

    @cached_property
    def numbers(self) -> list[tuple[int, np.ndarray]]:
        """The expanded column and the values of each column of numbers."""
        return [(at, c.values) for c, at in zip(self.columns, self.starts, strict=True) if isinstance(c, Numbers)]

    @cached_property
    def categories(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Of each column of categories: the code of each cell; the expanded column of each label, −1 for the reference."""
        found = []
        for column, start in zip(self.columns, self.starts, strict=True):
            if isinstance(column, Categories):
                place = np.insert(np.arange(start, start + len(column.labels) - 1), column.reference, -1)
                found.append((column.codes[self.member], place))
        return found

    def back(self) -> np.ndarray:
        """Matrix from coefficients of the centred and scaled columns to those of the columns themselves."""
        back = np.diag(1 / self.scale)
        back[0] -= self.centre / self.scale
        return back

    def times(self, values: np.ndarray) -> np.ndarray:
        """X'v: sums of `values`, by group where the column is categories."""
        out = self._from_cells(np.bincount(self.cell, values, len(self.member)))
        for at, own in self.numbers:
            out[at] = own @ values
        return out

    def gram(self, weight: np.ndarray | None = None) -> np.ndarray:
        """X'WX from group sums: no dummy is written out. W is 1 if not given."""
        gram = np.zeros((len(self.names),) * 2)
        by_cell = np.bincount(self.cell, weight, len(self.member))
        gram[0] = self._from_cells(by_cell)
        gram[:, 0] = gram[0]
        for n, (codes, place) in enumerate(self.categories):
            for other, across in self.categories[n:]:
                table = np.bincount(codes * len(across) + other, by_cell, len(place) * len(across))
                table = table.reshape(len(place), len(across))[np.ix_(place >= 0, across >= 0)]
                rows, columns = place[place >= 0], across[across >= 0]
                gram[np.ix_(rows, columns)], gram[np.ix_(columns, rows)] = table, table.T
        for at, own in self.numbers:
            gram[at] = gram[:, at] = self.times(weighted(own, weight))
        return gram

    def _from_cells(self, sums: np.ndarray) -> np.ndarray:
        """Sums by cell, added up to those of the intercept and of each category; 0 for numbers."""
        out = np.zeros(len(self.names))
        out[0] = sums.sum()
        for codes, place in self.categories:
            out[place[place >= 0]] = np.bincount(codes, sums, len(place))[place >= 0]
        return out

    def sums(self, values: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
        """X'v of the rows of each of `count` groups: one row per group."""
        out = np.zeros((count, len(self.names)))
        out[:, 0] = np.bincount(groups, values, count)
        for column, start in zip(self.columns, self.starts, strict=True):
            if isinstance(column, Categories):
                size = len(column.labels)
                table = np.bincount(groups * size + column.codes, values, count * size).reshape(count, size)
                out[:, start : start + size - 1] = np.delete(table, column.reference, axis=1)
            else:
                out[:, start] = np.bincount(groups, values * column.values, count)
        return out

    def of_cells(self, coefficients: np.ndarray, part: slice | np.ndarray = slice(None)) -> np.ndarray:
        """What the intercept and the categories of each cell add to X·b; b may be several columns of coefficients."""
        out = np.full((len(self.member[part]), *coefficients.shape[1:]), coefficients[0])
        for codes, place in self.categories:
            out += np.where((place >= 0).reshape(-1, *[1] * (coefficients.ndim - 1)), coefficients[place], 0.0)[codes[part]]
        return out

    def fitted(self, coefficients: np.ndarray) -> np.ndarray:
        """X·b of every row."""
        out: np.ndarray = self.of_cells(coefficients)[self.cell]
        for at, own in self.numbers:
            out += own * coefficients[at]
        return out

    def blocks(self) -> Iterator[tuple[slice, np.ndarray]]:
        """The expanded columns, a block of rows at a time."""
        for first in range(0, self.rows, CHUNK):
            part = slice(first, min(first + CHUNK, self.rows))
            block = np.zeros((part.stop - first, len(self.names)))
            block[:, 0] = 1.0
            for column, start in zip(self.columns, self.starts, strict=True):
                if isinstance(column, Categories):
                    code = column.codes[part]
                    place = np.where(code > column.reference, code - 1, code)
                    rows = np.flatnonzero(code != column.reference)
                    block[rows, start + place[rows]] = 1.0
                else:
                    block[:, start] = column.values[part]
            yield part, block


def _cells(columns: Sequence[Column], rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The cell of each row, numbered from 0 without gaps, and a row of each cell."""
    most = max(4 * rows, CHUNK)
    cell, count = np.zeros(rows, np.intp), 1
    joined: list[Categories] = []
    for column in columns:
        if isinstance(column, Categories):
            if count * prod(len(one.labels) for one in (*joined, column)) > most:
                cell, count = _numbered(cell, count, joined, most)
                joined = []
            joined.append(column)
    cell, count = _numbered(cell, count, joined, most)
    member = np.empty(count, np.intp)
    for first in range(0, rows, CHUNK):
        part = cell[first : first + CHUNK]
        member[part] = np.arange(first, first + len(part))
    return cell, member


def _numbered(cell: np.ndarray, count: int, columns: Sequence[Categories], most: int) -> tuple[np.ndarray, int]:
    """Cells parted by further columns and numbered without gaps, and how many there are."""
    parts = [slice(first, first + CHUNK) for first in range(0, len(cell), CHUNK)]
    for part in parts:
        for column in columns:
            cell[part] *= len(column.labels)
            cell[part] += column.codes[part]
    codes = count * prod(len(column.labels) for column in columns)
    if codes > most:  # a table of all codes would be larger than the rows
        found, numbered = np.unique(cell, return_inverse=True)
        return numbered, len(found)
    there = np.zeros(codes, bool)
    there[cell] = True
    number = np.cumsum(there) - 1
    for part in parts:
        cell[part] = number[cell[part]]
    return cell, int(number[-1]) + 1
