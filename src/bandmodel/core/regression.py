"""Weighted least squares: the one kernel under every gap that is adjusted for something.

Columns are numbers or categories. Categories are never expanded into a matrix of dummies for the normal equations: their
sums are group sums. Columns that are linear combinations of those before them are found, dropped and named, and do not
count in the degrees of freedom, as in R's lm. Rows with an unknown value are left out and told by column.

Standard errors: classic; HC0, HC1, HC2, HC3 (MacKinnon and White 1985); cluster (CR1, as Stata and R's sandwich::vcovCL).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bandmodel.core import design as designs
from bandmodel.core.bands import one_of
from bandmodel.core.design import Categories, Column, Design
from bandmodel.errors import InputError

KINDS = ("HC3", "classic", "cluster", "HC0", "HC1", "HC2")
DEPENDENT = 1e-7
"""A column whose part beside those before it is smaller than this share of its own length is their combination (R's lm)."""
SOUND = 1e3
"""Largest norm of the inverse root, its columns of length 1, up to which normal equations keep their digits."""
ROUNDING = 1e-14
"""What rounding leaves of equal figures, as a share of them."""
WHOLE = 1 - 1e-9
"""Leverage from which a row determines a coefficient alone: its residual is 0 whatever its pay."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted regression.

    names         columns that were estimated, the intercept first
    coefficients  one per name; covariance between them, of the kind of standard errors asked for
    dropped       columns that are combinations of those before them
    used          True for each row that was used; `unknown` counts the rows left out by the first column unknown in them
    residuals     of the rows used; sigma their standard error; free the degrees of freedom of its variance
    clusters      number of clusters; 0 unless the kind is cluster
    whole         rows (of all) with leverage 1: they fix a coefficient alone and enter no robust standard error
    method        "normal equations" or, where these would lose digits, "QR"
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    covariance: np.ndarray
    dropped: tuple[str, ...]
    used: np.ndarray
    unknown: dict[str, int]
    residuals: np.ndarray
    sigma: float
    free: int
    r_squared: float
    kind: str
    clusters: int
    whole: np.ndarray
    method: str

    @property
    def errors(self) -> np.ndarray:
        """Standard error of each coefficient."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def rows(self) -> int:
        """Rows that were used."""
        return int(self.used.sum())

    @property
    def free_of_test(self) -> int:
        """Degrees of freedom of t tests and intervals: clusters − 1 for cluster, else `free`."""
        return self.clusters - 1 if self.kind == "cluster" else self.free

    def of(self, name: str) -> tuple[float, float]:
        """(coefficient, standard error) of a column. Raises InputError for one that was not estimated."""
        place = _place(name, self.names, self.dropped)
        return float(self.coefficients[place]), float(self.errors[place])


def fit(
    y: np.ndarray,
    columns: Sequence[Column],
    *,
    weights: np.ndarray | None = None,
    se: str = "HC3",
    cluster: np.ndarray | None = None,
) -> Fit:
    """Regress `y` on an intercept and the columns.

    weights   of the rows; 1 if not given, 0 leaves a row out
    se        kind of standard errors; "cluster" needs `cluster`, the number of each row's cluster (−1 unknown)
    Raises InputError where no row, or no degree of freedom, is left.
    """
    kind = one_of(se, KINDS, "Standard error")
    if kind == "cluster" and cluster is None:
        raise InputError("Standard errors by cluster need a cluster; name its column.")
    used, unknown = _known(np.asarray(y, float), columns, weights, cluster if kind == "cluster" else None)
    design = Design.of([designs.taken(column, used) for column in columns], int(used.sum()))
    own = np.ones(design.rows) if weights is None else np.asarray(weights, float)[used]
    solved = _solve(design, np.asarray(y, float)[used], own)
    free = _free(design, solved)
    groups = np.unique(cluster[used], return_inverse=True)[1] if kind == "cluster" and cluster is not None else None
    back, keep = design.back(), solved.kept
    names, dropped = _named(design, solved)
    covariance, whole = _covariance(design, solved, own, (back[:, keep] @ solved.half)[keep], free, kind, groups)
    total = np.average(solved.y, weights=own)
    variation = float(own @ (solved.y - total) ** 2)
    unexplained = float(own @ solved.residuals**2)
    nothing = float(own.sum()) * (ROUNDING * float(np.abs(solved.y).max())) ** 2
    return Fit(
        names=names,
        coefficients=(back @ solved.full)[keep],
        covariance=covariance,
        dropped=dropped,
        used=used,
        unknown=unknown,
        residuals=solved.residuals,
        sigma=float(np.sqrt(unexplained / free)),
        free=free,
        r_squared=1 - unexplained / variation if variation > nothing else np.nan,
        kind=kind,
        clusters=0 if groups is None else int(groups.max()) + 1,
        whole=np.flatnonzero(used)[whole],
        method=solved.method,
    )


# ---------------------------------------------------------------- one coefficient, row by row


@dataclass(frozen=True, eq=False)
class Reach:
    """How far each row used reaches into one coefficient.

    coefficient  the sum of reach · y; error its standard error if every residual counts as it stands (HC0)
    reach        the coefficient's row of (X'WX)⁻¹X'W, one entry per row used [1 / unit of the column]
    leverage     of each row used; residuals what the fit leaves of y
    used         True for each row that was used;  free  degrees of freedom
    """

    coefficient: float
    reach: np.ndarray
    leverage: np.ndarray
    residuals: np.ndarray
    used: np.ndarray
    free: int


def reach(y: np.ndarray, columns: Sequence[Column], name: str, *, weights: np.ndarray | None = None) -> Reach:
    """The reach of every row into the coefficient `name`; the columns are expanded a block of rows at a time."""
    y = np.asarray(y, float)
    used, _ = _known(y, columns, weights, None)
    design = Design.of([designs.taken(column, used) for column in columns], int(used.sum()))
    own = np.ones(design.rows) if weights is None else np.asarray(weights, float)[used]
    solved = _solve(design, y[used], own)
    free, place = _free(design, solved), _place(name, *_named(design, solved))
    half, line = solved.half, design.back()[solved.kept[place], solved.kept]
    leverage, values = np.empty(design.rows), np.empty(design.rows)
    for part, block in design.blocks():
        across = block[:, solved.kept] @ half
        leverage[part] = own[part] * np.einsum("ij,ij->i", across, across)
        values[part] = own[part] * (across @ (line @ half))
    coefficient = float(design.back()[solved.kept[place]] @ solved.full)
    return Reach(coefficient, values, leverage, solved.residuals, used, free)


@dataclass(frozen=True, eq=False)
class Basis:
    """Orthonormal columns that span the columns of a regression; the last is what one column adds to all others.

    q        one row per row used, one column per coefficient; q[:, -1] · y / length is the coefficient of the one column
    length   of what it adds to the others, in its own unit
    rows     the row of each row of q, in order of y and, where that is equal, of the columns: so what is drawn for a row
             does not hang on where it stands
    """

    q: np.ndarray
    length: float
    rows: np.ndarray

    @property
    def leverage(self) -> np.ndarray:
        """Leverage of each row."""
        return np.einsum("ij,ij->i", self.q, self.q)

    @property
    def free(self) -> int:
        """Degrees of freedom."""
        return self.q.shape[0] - self.q.shape[1]


def basis(y: np.ndarray, columns: Sequence[Column], name: str) -> Basis:
    """The basis whose last column is for the coefficient `name`. Everything is expanded: rows × coefficients · 8 bytes."""
    y = np.asarray(y, float)
    used, _ = _known(y, columns, None, None)
    keys = [column.codes[used] if isinstance(column, Categories) else column.values[used] for column in columns]
    rows = np.flatnonzero(used)[np.lexsort([*keys, y[used]])]
    design = Design.of([designs.taken(column, rows) for column in columns], len(rows))
    solved = _solve(design, y[rows], np.ones(len(rows)))
    _free(design, solved)
    last = solved.kept[_place(name, *_named(design, solved))]
    order = [*solved.kept[solved.kept != last], last]
    q, root = np.linalg.qr(np.vstack([block[:, order] for _, block in design.blocks()]))
    side = np.where(np.diag(root) < 0, -1.0, 1.0)
    return Basis(q * side, float(abs(root[-1, -1]) * design.scale[last]), rows)


# ---------------------------------------------------------------- rows


def _place(name: str, names: tuple[str, ...], dropped: tuple[str, ...]) -> int:
    """Place of a coefficient. Raises InputError for one that was not estimated."""
    if name not in names:
        why = "it is a combination of other columns" if name in dropped else f"columns: {', '.join(names)}"
        raise InputError(f'"{name}" has no coefficient; {why}.')
    return names.index(name)


def _named(design: Design, solved: _Solved) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the columns that were estimated, and of those that were dropped."""
    kept = set(solved.kept.tolist())
    split = [tuple(name for place, name in enumerate(design.names) if (place in kept) is side) for side in (True, False)]
    return split[0], split[1]


def _free(design: Design, solved: _Solved) -> int:
    """Degrees of freedom. Raises InputError where none is left."""
    free = design.rows - len(solved.kept)
    if free < 1:
        raise InputError(
            f"{design.rows} rows leave no degree of freedom for {len(solved.kept)} coefficients; use fewer controls."
        )
    return free


def _known(
    y: np.ndarray, columns: Sequence[Column], weights: np.ndarray | None, cluster: np.ndarray | None
) -> tuple[np.ndarray, dict[str, int]]:
    """The rows in which everything is known, and how many each column leaves out, each row told once."""
    used, unknown = np.ones(len(y), bool), dict[str, int]()
    parts = [("regressed value", ~np.isfinite(y)), *((c.name, designs.unknown(c)) for c in columns)]
    if weights is not None:
        weight = np.asarray(weights, float)
        if (weight < 0).any():
            raise InputError(f"Weight {weight[weight < 0][0]:g} is below 0.")
        parts += [("weight unknown", ~np.isfinite(weight)), ("weight 0", weight == 0)]
    if cluster is not None:
        parts.append(("cluster unknown", np.asarray(cluster) < 0))
    for name, missing in parts:
        lost = int((used & missing).sum())
        if lost:
            unknown[name] = unknown.get(name, 0) + lost
        used &= ~missing
    if not used.any():
        listed = ", ".join(f"{name} ({count})" for name, count in unknown.items()) or "there is none"
        raise InputError(f"No row is left in which everything is known; unknown: {listed}.")
    return used, unknown


# ---------------------------------------------------------------- solving


@dataclass(frozen=True, eq=False)
class _Solved:
    """kept columns; root with root'root = X'WX of them; full: every coefficient, 0 where dropped."""

    kept: np.ndarray
    root: np.ndarray
    full: np.ndarray
    residuals: np.ndarray
    y: np.ndarray
    method: str

    @property
    def half(self) -> np.ndarray:
        """Inverse of the root: half·half' is (X'WX)⁻¹ of the kept columns, and X·half has orthogonal columns."""
        return np.linalg.solve(self.root, np.eye(len(self.root)))


def _solve(design: Design, y: np.ndarray, weight: np.ndarray) -> _Solved:
    kept, root, sound = _cholesky(design.gram(weight))
    method = "normal equations"
    if not sound:
        kept, root, method = *_by_qr(design, weight), "QR"
    full, residuals = np.zeros(len(design.names)), y
    for _ in range(3):  # each pass removes what rounding left of the one before
        step = np.linalg.solve(root, np.linalg.solve(root.T, design.times(weight * residuals)[kept]))
        full[kept] += step
        residuals = y - design.fitted(full)
    return _Solved(kept, root, full, residuals, y, method)


def _cholesky(gram: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool]:
    """Kept columns, the upper root of their Gram matrix, and whether it keeps enough digits.

    Only empty columns are dropped here: whether one is a combination of others cannot be told from squares.
    """
    kept = np.flatnonzero(np.diag(gram) > 0)
    length = np.sqrt(np.diag(gram)[kept])
    try:
        root = np.linalg.cholesky(gram[np.ix_(kept, kept)] / np.outer(length, length)).T
    except np.linalg.LinAlgError:
        return kept, np.zeros((0, 0)), False
    sound = bool(np.linalg.norm(np.linalg.solve(root, np.eye(len(root)))) <= SOUND * np.sqrt(len(root)))
    return kept, root * length, sound


def _by_qr(design: Design, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kept columns and root by orthogonal triangles, block by block: twice the digits of the normal equations."""
    root = np.zeros((0, len(design.names)))
    for part, block in design.blocks():
        root = np.asarray(np.linalg.qr(np.vstack([root, block * np.sqrt(weight[part])[:, None]]), mode="r"))
    kept = np.arange(root.shape[1])
    place = 0
    while place < len(kept):
        triangle = np.asarray(np.linalg.qr(root[:, kept], mode="r"))
        length = np.linalg.norm(triangle[:, place])
        left = abs(triangle[place, place]) if place < len(triangle) else 0.0
        if left <= DEPENDENT * length:
            kept = np.delete(kept, place)
        else:
            place += 1
    return kept, np.asarray(np.linalg.qr(root[:, kept], mode="r"))


# ---------------------------------------------------------------- standard errors


def _covariance(
    design: Design, solved: _Solved, weight: np.ndarray, final: np.ndarray, free: int, kind: str, groups: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Covariance of the coefficients, and the rows of leverage 1.

    final   half of (X'WX)⁻¹ for the columns as they are. Each row's reach goes through the orthogonal columns X·half, and
            variances are sums of squares of it: they keep their digits, and cannot fall below 0.
    """
    residuals, half = solved.residuals, solved.half
    clusters = 0 if groups is None else int(groups.max()) + 1
    leverage, covariance = np.empty(design.rows), np.zeros((len(final), len(final)))
    score = np.zeros((clusters, len(final)))
    power = {"HC2": 1, "HC3": 2}.get(kind, 0)
    for part, block in design.blocks():
        own = block[:, solved.kept] @ half
        leverage[part] = weight[part] * np.einsum("ij,ij->i", own, own)
        if kind == "classic":
            continue
        reach = (own @ final.T) * (weight * residuals)[part, None]
        if groups is not None:
            np.add.at(score, groups[part], reach)
            continue
        whole = leverage[part] >= WHOLE
        reach *= np.where(whole, 0.0, np.where(whole, 1.0, 1 - leverage[part]) ** (-power / 2))[:, None]
        covariance += reach.T @ reach
    if kind == "classic":
        covariance = final @ final.T * (float(weight @ residuals**2) / free)
    elif groups is not None:
        covariance = score.T @ score * _cr1(groups, design.rows, free)
    elif kind == "HC1":
        covariance *= design.rows / free
    return covariance, leverage >= WHOLE


def _cr1(groups: np.ndarray, rows: int, free: int) -> float:
    """Small-sample factor of CR1: G / (G − 1) · (n − 1) / (n − k)."""
    clusters = int(groups.max()) + 1
    if clusters < 2:
        raise InputError("Standard errors by cluster need at least 2 clusters.")
    return clusters / (clusters - 1) * (rows - 1) / free
