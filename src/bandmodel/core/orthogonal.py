"""The columns of a regression made orthogonal, and what they give: leverage, and the robust covariance of coefficients.

The columns of numbers come last, so that those before them are made of categories alone and are the same for every row of
a cell. Each row's reach into a coefficient goes through these columns, and variances are sums of squares of it: they keep
their digits, and cannot fall below 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bandmodel.core import design as designs
from bandmodel.core.design import Design


@dataclass(frozen=True, eq=False)
class Orthogonal:
    """The columns X·half of a design.

    half   names × orthogonal columns, with half·half' the inverse of X'WX; 0 for names that were dropped
    fixed  columns, the first ones, into which no numbers enter
    """

    design: Design
    half: np.ndarray
    fixed: int

    @cached_property
    def moving(self) -> np.ndarray:
        """The columns into which numbers enter, of every row."""
        moving = np.empty((self.design.rows, self.half.shape[1] - self.fixed))
        for place, column in enumerate(self.half[:, self.fixed :].T):
            moving[:, place] = self.design.fitted(column)
        return moving

    @cached_property
    def fixed_lengths(self) -> np.ndarray:
        """Σ of squares of the columns of categories, by cell."""
        return np.concatenate([np.einsum("ij,ij->i", own, own) for _, own in self._fixed_parts()])

    @property
    def lengths(self) -> np.ndarray:
        """Σ of squares of each row: its leverage, if all weights are 1."""
        square = self.fixed_lengths[self.design.cell]
        lengths: np.ndarray = square + np.einsum("ij,ij->i", self.moving, self.moving) if self.moving.shape[1] else square
        return lengths

    def times(self, line: np.ndarray) -> np.ndarray:
        """X·half·line of every row."""
        out = np.concatenate([own @ line[: self.fixed] for _, own in self._fixed_parts()])[self.design.cell]
        product: np.ndarray = out + self.moving @ line[self.fixed :] if self.moving.shape[1] else out
        return product

    def of_rows(self, rows: np.ndarray) -> np.ndarray:
        """X·half of some rows, written out."""
        out = self.design.of_cells(self.half, self.design.cell[rows])
        for at, own in self.design.numbers:
            out += own[rows, None] * self.half[at]
        return out

    def covariance(self, share: np.ndarray, final: np.ndarray) -> np.ndarray:
        """Σ share · reach'reach over the rows, where a row's reach is its orthogonal columns times final'.

        share   of each row; or sums by cell, where no column moves
        Rows of a cell differ in the moving columns only: their mean reach is that of the cell, and what they scatter about
        it is added.
        """
        cell, count = self.design.cell, len(self.design.member)
        of_cells = np.bincount(cell, share, count) if len(share) == len(cell) else share
        some = np.where(of_cells > 0, of_cells, 1.0)
        middle = np.empty((count, self.moving.shape[1]))
        for place, own in enumerate(self.moving.T):
            middle[:, place] = np.bincount(cell, share * own, count) / some
        covariance = np.zeros((len(final), len(final)))
        for part, columns in self._fixed_parts():
            reach = np.hstack([columns, middle[part]]) @ final.T * np.sqrt(of_cells[part])[:, None]
            covariance += reach.T @ reach
        if self.moving.shape[1]:
            root = np.zeros((0, self.moving.shape[1]))
            for first in range(0, self.design.rows, designs.CHUNK):
                part = slice(first, first + designs.CHUNK)
                scatter = np.sqrt(share[part])[:, None] * (self.moving[part] - middle[cell[part]])
                root = np.asarray(np.linalg.qr(np.vstack([root, scatter]), mode="r"))
            reach = root @ final[:, self.fixed :].T
            covariance += reach.T @ reach
        return covariance

    def _fixed_parts(self) -> Iterator[tuple[slice, np.ndarray]]:
        """The columns of categories alone, some cells at a time."""
        for first in range(0, len(self.design.member), designs.CHUNK):
            part = slice(first, first + designs.CHUNK)
            yield part, self.design.of_cells(self.half[:, : self.fixed], part)
