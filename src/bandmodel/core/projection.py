"""One coefficient of a regression, row by row: what each row adds to it, and the columns made orthogonal.

Permutations and bootstraps never refit: with these, the coefficient and its standard error for other values of y are a few
products of matrices. The last of the columns that are made orthogonal one after the other (Gram and Schmidt) is what the
coefficient's own column adds to all others (Frisch and Waugh 1933).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bandmodel.core import design as designs
from bandmodel.core import regression
from bandmodel.core.design import Categories, Column
from bandmodel.errors import InputError


@dataclass(frozen=True, eq=False)
class Reach:
    """How far each row reaches into one coefficient; arrays have one entry per row used.

    coefficient  Σ values · y
    values       the coefficient's row of (X'WX)⁻¹X'W [1 / unit of its column]
    leverage     diagonal of X(X'WX)⁻¹X'W;  residuals  what the fit leaves of y
    used         True for each row (of all) that was used;  free  degrees of freedom
    """

    coefficient: float
    values: np.ndarray
    leverage: np.ndarray
    residuals: np.ndarray
    used: np.ndarray
    free: int


def reach(y: np.ndarray, columns: Sequence[Column], name: str, cluster: np.ndarray | None = None) -> Reach:
    """The reach of every row into the coefficient `name`.

    cluster   number of each row's cluster: rows in which it is unknown (−1) are left out
    Raises InputError as `regression.fit` does, and for a name that has no coefficient.
    """
    found = regression.equations(y, columns, cluster=cluster)
    line = found.design.back()[found.solved.kept[regression.place_of(name, found.names, found.dropped)]]
    across = found.solved.columns
    values, leverage = across.times(line @ across.half), across.lengths
    return Reach(float(line @ found.solved.full), values, leverage, found.solved.residuals, found.used, found.free)


@dataclass(frozen=True, eq=False)
class Basis:
    """Orthonormal columns that span those of a regression; the last is what one column adds to all others.

    q        one row per row used, one column per coefficient; q[:, −1] · y / length is the coefficient of the one column
    length   of what it adds to the others, in its own unit
    rows     the row (of all) of each row of q, in order of y and, where y is equal, of the columns: what is drawn for a row
             then does not depend on where it stands
    """

    q: np.ndarray
    length: float
    rows: np.ndarray

    @property
    def leverage(self) -> np.ndarray:
        """Leverage of each row in the whole regression."""
        leverage: np.ndarray = np.einsum("ij,ij->i", self.q, self.q)
        return leverage

    @property
    def free(self) -> int:
        """Degrees of freedom."""
        free: int = self.q.shape[0] - self.q.shape[1]
        return free


def basis(y: np.ndarray, columns: Sequence[Column], name: str, cluster: np.ndarray | None = None) -> Basis:
    """The basis whose last column is for the coefficient `name`. All columns are expanded: rows × coefficients × 8 bytes.

    cluster   number of each row's cluster: rows in which it is unknown (−1) are left out
    Raises InputError as `regression.fit` does, and for a name that has no coefficient.
    """
    if name == designs.INTERCEPT:
        raise InputError("The intercept adds nothing to other columns; name a column.")
    y = np.asarray(y, float)
    keys = [column.codes if isinstance(column, Categories) else column.values for column in columns]
    order = np.lexsort([*keys, y])
    sorted_columns = [designs.taken(column, order) for column in columns]
    found = regression.equations(y[order], sorted_columns, cluster=None if cluster is None else np.asarray(cluster)[order])
    kept = found.solved.kept
    own = kept[regression.place_of(name, found.names, found.dropped)]
    q, root = np.linalg.qr(np.vstack([block[:, [*kept[kept != own], own]] for _, block in found.design.blocks()]))
    side = np.where(np.diag(root) < 0, -1.0, 1.0)
    return Basis(q * side, float(abs(root[-1, -1]) * found.design.scale[own]), order[found.used])
