"""Columns of a regression: numbers and categories, and what the kernel needs of them without writing out dummies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    """The rows of a column that a mask keeps."""
    if isinstance(column, Categories):
        return Categories(column.name, column.codes[rows], column.labels, column.reference)
    return Numbers(column.name, np.asarray(column.values[rows], float))


@dataclass(frozen=True, eq=False)
class Design:
    """The columns of complete rows, numbers centred and scaled, which keeps the equations well conditioned.

    names    of the columns once categories are expanded, the intercept first
    starts   first expanded column of each column
    """

    columns: tuple[Column, ...]
    rows: int
    names: tuple[str, ...]
    starts: tuple[int, ...]
    centre: np.ndarray
    scale: np.ndarray

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
        return cls(tuple(standard), rows, tuple(names), tuple(starts), np.array(centre), np.array(scale))

    def back(self) -> np.ndarray:
        """Matrix from coefficients of the centred and scaled columns to those of the columns themselves."""
        back = np.diag(1 / self.scale)
        back[0] -= self.centre / self.scale
        return back

    def times(self, values: np.ndarray) -> np.ndarray:
        """X'v: sums of `values`, by group where the column is categories."""
        out = np.zeros(len(self.names))
        out[0] = values.sum()
        for column, start in zip(self.columns, self.starts, strict=True):
            if isinstance(column, Categories):
                sums = np.bincount(column.codes, values, len(column.labels))
                out[start : start + len(sums) - 1] = np.delete(sums, column.reference)
            else:
                out[start] = column.values @ values
        return out

    def gram(self, weight: np.ndarray) -> np.ndarray:
        """X'WX from group sums: no dummy is written out."""
        gram = np.zeros((len(self.names),) * 2)
        gram[0] = self.times(weight)
        for column, start in zip(self.columns, self.starts, strict=True):
            if not isinstance(column, Categories):
                gram[start] = self.times(weight * column.values)
                continue
            size = len(column.labels)
            rows = np.delete(np.arange(size), column.reference)
            block = gram[start : start + size - 1]
            block[:, 0] = np.bincount(column.codes, weight, size)[rows]
            for other, at in zip(self.columns, self.starts, strict=True):
                if isinstance(other, Categories):
                    width = len(other.labels)
                    table = np.bincount(column.codes * width + other.codes, weight, size * width).reshape(size, width)
                    block[:, at : at + width - 1] = np.delete(table[rows], other.reference, axis=1)
                else:
                    block[:, at] = np.bincount(column.codes, weight * other.values, size)[rows]
        return gram

    def fitted(self, coefficients: np.ndarray) -> np.ndarray:
        """X·b of every row."""
        out = np.full(self.rows, coefficients[0])
        for column, start in zip(self.columns, self.starts, strict=True):
            if isinstance(column, Categories):
                own = coefficients[start : start + len(column.labels) - 1]
                out += np.insert(own, column.reference, 0.0)[column.codes]
            else:
                out += column.values * coefficients[start]
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
