"""Coefficients of every category, none left out, so that what is told by category does not depend on the base level.

A regression leaves out one label of each category column, and more where columns are combinations of each other. Of all
coefficients that fit alike, the ones taken here have the smallest sum of squares, the intercept apart and numbers counted
per standard deviation. Where nothing but the base level was left out that is the deviation contrast: the categories' effects
sum to 0 (Gardeazabal and Ugidos 2004, Yun 2005). A category without people has effect 0, the average of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bandmodel.core.design import INTERCEPT, Categories, Column
from bandmodel.core.regression import Equations

NOTHING = 1e-9
"""Share of the largest entry below which an entry of a combination is what rounding left of 0."""


@dataclass(frozen=True, eq=False)
class Coordinates:
    """The intercept, each number and each category of some columns; p of them.

    variable, category   of each coordinate; the category is "" for the intercept and for numbers
    expansion            columns of the design × p: a row of the design times this is the row with every category written out
    contrast             p × columns of the design: coefficients of the design → of the coordinates, by deviation contrast
    shifts               p × category columns: what leaves every fitted value as it is
    """

    variable: tuple[str, ...]
    category: tuple[str, ...]
    expansion: np.ndarray
    contrast: np.ndarray
    shifts: np.ndarray

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Coordinates:
        """The coordinates of some columns."""
        variable, category, starts = [INTERCEPT], [""], []
        for column in columns:
            labels = column.labels if isinstance(column, Categories) else ("",)
            starts.append(len(variable))
            variable += [column.name] * len(labels)
            category += labels
        width = 1 + sum(len(c.labels) - 1 if isinstance(c, Categories) else 1 for c in columns)
        expansion, contrast = np.zeros((width, len(variable))), np.zeros((len(variable), width))
        shifts = np.zeros((len(variable), sum(isinstance(c, Categories) for c in columns)))
        expansion[0, 0] = contrast[0, 0] = 1.0
        at = shift = 0
        for column, start in zip(columns, starts, strict=True):
            if not isinstance(column, Categories):
                at += 1
                expansion[at, start] = contrast[start, at] = 1.0
                continue
            size = len(column.labels)
            every, base = np.arange(start, start + size), start + column.reference
            own = np.arange(at + 1, at + size)
            others = np.delete(every, column.reference)
            expansion[own, others], expansion[own, base], expansion[0, base] = 1.0, -1.0, 1.0
            contrast[others, own] = 1.0
            contrast[np.ix_(every, own)] -= 1 / size
            contrast[0, own] += 1 / size
            shifts[0, shift], shifts[every, shift] = 1.0, -1.0
            at, shift = at + size - 1, shift + 1
        return cls(tuple(variable), tuple(category), expansion, contrast, shifts)

    def smallest(self, free: np.ndarray, size: np.ndarray) -> np.ndarray:
        """Matrix p × columns of the design: from coefficients of the design to the smallest that fit alike.

        free   combinations of the design that are 0 in every row, one per column (`combinations`)
        size   what each coordinate's coefficient counts by: 0 for the intercept
        """
        if not free.shape[1]:
            return self.contrast
        alike = np.hstack([self.contrast @ free, self.shifts])
        weight = size[:, None]
        alike = alike / np.linalg.norm(weight * alike, axis=0)
        share = np.linalg.lstsq(weight * alike, weight * self.contrast, rcond=None)[0]
        smallest: np.ndarray = self.contrast - alike @ share
        return smallest

    def entangled(self, free: np.ndarray, there: np.ndarray) -> tuple[str, ...]:
        """Variables whose effects the rows cannot tell from each other, or from the intercept.

        there   whether anyone is on each coordinate: a category without people entangles nothing
        """
        names = np.array(self.variable, object)
        found: set[str] = set()
        for combination in (self.contrast @ free).T:
            left = np.where(there, combination, 0.0)
            for name in dict.fromkeys(self.variable[1:]):
                own = there & (names == name)
                if own.any() and self.category[int(np.flatnonzero(own)[0])]:
                    left[own] -= left[own].mean()
            left[0] = 0.0
            limit = NOTHING * float(np.abs(combination).max())
            found |= set(names[np.abs(left) > limit].tolist())
        return tuple(name for name in dict.fromkeys(self.variable) if name in found)


def combinations(found: Equations) -> np.ndarray:
    """The combinations of the columns of a design that are 0 in every row, one for each column that was dropped."""
    width, kept = len(found.design.names), found.solved.kept
    dropped = np.setdiff1d(np.arange(width), kept)
    free = np.zeros((width, len(dropped)))
    if not len(dropped):
        return free
    root = np.zeros((0, width))
    for _, block in found.design.blocks():
        root = np.asarray(np.linalg.qr(np.vstack([root, block]), mode="r"))
    free[dropped, np.arange(len(dropped))] = 1.0
    free[kept] = -np.linalg.lstsq(root[:, kept], root[:, dropped], rcond=None)[0]
    return found.design.back() @ free
