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
from bandmodel.core.design import Column, Design
from bandmodel.core.orthogonal import Orthogonal
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
POWER = {"HC2": 1.0, "HC3": 2.0}
"""Power of 1 / (1 − leverage) by which a kind scales the squares of residuals."""


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
        place = place_of(name, self.names, self.dropped)
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
    found = equations(y, columns, weights=weights, cluster=cluster if kind == "cluster" else None)
    design, solved, own, free, keep = found.design, found.solved, found.weights, found.free, found.solved.kept
    groups = np.unique(cluster[found.used], return_inverse=True)[1] if kind == "cluster" and cluster is not None else None
    back = design.back()
    covariance, whole = _covariance(solved, own, (back @ solved.columns.half)[keep], free, kind, groups)
    centred = solved.y - float(solved.y.mean() if own is None else np.average(solved.y, weights=own))
    variation = float(centred @ designs.weighted(centred, own))
    unexplained = float(solved.residuals @ designs.weighted(solved.residuals, own))
    people = float(design.rows if own is None else own.sum())
    nothing = people * (ROUNDING * max(float(solved.y.max()), -float(solved.y.min()))) ** 2
    return Fit(
        names=found.names,
        coefficients=(back @ solved.full)[keep],
        covariance=covariance,
        dropped=found.dropped,
        used=found.used,
        unknown=found.unknown,
        residuals=solved.residuals,
        sigma=float(np.sqrt(unexplained / free)),
        free=free,
        r_squared=1 - unexplained / variation if variation > nothing else np.nan,
        kind=kind,
        clusters=0 if groups is None else int(groups.max()) + 1,
        whole=np.flatnonzero(found.used)[whole] if whole.any() else np.empty(0, int),
        method=solved.method,
    )


def place_of(name: str, names: tuple[str, ...], dropped: tuple[str, ...]) -> int:
    """Place of a coefficient among `names`. Raises InputError for one that was not estimated."""
    if name not in names:
        why = "it is a combination of other columns" if name in dropped else f"columns: {', '.join(names)}"
        raise InputError(f'"{name}" has no coefficient; {why}.')
    return names.index(name)


# ---------------------------------------------------------------- rows


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
        if missing.any():
            unknown[name] = unknown.get(name, 0) + int(np.count_nonzero(used & missing))
            used &= ~missing
    if not used.any():
        listed = ", ".join(f"{name} ({count})" for name, count in unknown.items() if count) or "there is none"
        raise InputError(f"No row is left in which everything is known; unknown: {listed}.")
    return used, {name: count for name, count in unknown.items() if count}


# ---------------------------------------------------------------- solving


@dataclass(frozen=True, eq=False)
class Equations:
    """The equations of some columns, solved: what a fit, and whatever resamples one, starts from.

    used, unknown, names, dropped, free   as those of a Fit
    design, weights                       of the rows used; no weights are weights of 1
    solved                                kept columns, their root, every coefficient of the design, residuals
    """

    used: np.ndarray
    unknown: dict[str, int]
    design: Design
    weights: np.ndarray | None
    solved: Solved

    @property
    def names(self) -> tuple[str, ...]:
        """Columns that are estimated."""
        return tuple(self.design.names[place] for place in self.solved.kept)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Columns that are combinations of those before them."""
        kept = set(self.solved.kept.tolist())
        return tuple(name for place, name in enumerate(self.design.names) if place not in kept)

    @property
    def free(self) -> int:
        """Degrees of freedom."""
        return self.design.rows - len(self.solved.kept)


def equations(
    y: np.ndarray, columns: Sequence[Column], *, weights: np.ndarray | None = None, cluster: np.ndarray | None = None
) -> Equations:
    """Solve the equations of the rows in which everything is known. Raises InputError as `fit` does."""
    y = np.asarray(y, float)
    used, unknown = _known(y, columns, weights, cluster)
    rows = int(np.count_nonzero(used))
    own = None if weights is None else np.asarray(weights, float)[used]
    if rows < len(y):
        y, columns = y[used], [designs.taken(column, used) for column in columns]
    design = Design.of(columns, rows)
    found = Equations(used, unknown, design, own, _solve(design, y, own))
    if found.free < 1:
        raise InputError(
            f"{design.rows} rows leave no degree of freedom for {len(found.names)} coefficients; use fewer controls."
        )
    return found


@dataclass(frozen=True, eq=False)
class Solved:
    """kept columns; columns: those of the design made orthogonal; full: every coefficient, 0 where dropped."""

    kept: np.ndarray
    columns: Orthogonal
    full: np.ndarray
    residuals: np.ndarray
    y: np.ndarray
    method: str

    @property
    def half(self) -> np.ndarray:
        """half·half' is (X'WX)⁻¹ of the kept columns, and X·half has orthogonal columns."""
        half: np.ndarray = self.columns.half[self.kept]
        return half


def _solve(design: Design, y: np.ndarray, weight: np.ndarray | None) -> Solved:
    moving = [at for at, _ in design.numbers]
    order = np.concatenate([np.setdiff1d(np.arange(len(design.names)), moving), np.array(moving, int)])
    kept, root, sound = _cholesky(design.gram(weight), order)
    method = "normal equations"
    if not sound:
        kept, root, method = *_by_qr(design, weight, order), "QR"
    half = np.zeros((len(design.names), len(kept)))
    half[kept] = np.linalg.solve(root, np.eye(len(root)))
    full, residuals = np.zeros(len(design.names)), y
    for _ in range(2 if sound else 3):  # each pass removes what rounding left of the one before
        full[kept] += half[kept] @ (half[kept].T @ design.times(designs.weighted(residuals, weight))[kept])
        residuals = design.fitted(full)
        np.subtract(y, residuals, out=residuals)
    fixed = int(np.isin(kept, moving, invert=True).sum())
    return Solved(np.sort(kept), Orthogonal(design, half, fixed), full, residuals, y, method)


def _cholesky(gram: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool]:
    """Kept columns in their order, the upper root of their Gram matrix, and whether it keeps enough digits.

    Only empty columns are dropped here: whether one is a combination of others cannot be told from squares.
    """
    kept = order[np.diag(gram)[order] > 0]
    length = np.sqrt(np.diag(gram)[kept])
    try:
        root = np.linalg.cholesky(gram[np.ix_(kept, kept)] / np.outer(length, length)).T
    except np.linalg.LinAlgError:
        return kept, np.zeros((0, 0)), False
    sound = bool(np.linalg.norm(np.linalg.solve(root, np.eye(len(root)))) <= SOUND * np.sqrt(len(root)))
    return kept, root * length, sound


def _by_qr(design: Design, weight: np.ndarray | None, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kept columns in their order and root by orthogonal triangles, block by block: twice the digits of the equations."""
    root = np.zeros((0, len(design.names)))
    for part, block in design.blocks():
        rows = block if weight is None else block * np.sqrt(weight[part])[:, None]
        root = np.asarray(np.linalg.qr(np.vstack([root, rows]), mode="r"))
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
    kept = order[np.isin(order, kept)]
    return kept, np.asarray(np.linalg.qr(root[:, kept], mode="r"))


# ---------------------------------------------------------------- standard errors


def _covariance(
    solved: Solved, weight: np.ndarray | None, final: np.ndarray, free: int, kind: str, groups: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Covariance of the coefficients, and the rows of leverage 1; final·final' is (X'WX)⁻¹ of the columns as they are."""
    columns, rows, scored = solved.columns, len(solved.y), designs.weighted(solved.residuals, weight)
    cell, alike = columns.design.cell, weight is None and not columns.moving.shape[1]
    leverage = columns.fixed_lengths if alike else designs.weighted(columns.lengths, weight)  # of cells, where all are alike
    lone = leverage >= WHOLE
    whole = lone[cell] if alike else lone
    if kind == "classic":
        return final @ final.T * (float(scored @ solved.residuals) / free), whole
    if groups is not None:
        clusters = int(groups.max()) + 1
        score = columns.design.sums(scored, groups, clusters) @ columns.half @ final.T
        return score.T @ score * cr1(clusters, rows, free), whole
    share = np.bincount(cell, scored**2, len(leverage)) if alike else scored**2
    share[lone] = 0.0
    if kind in POWER:
        share /= np.where(lone, 1.0, 1 - leverage) ** POWER[kind]
    return columns.covariance(share, final) * (rows / free if kind == "HC1" else 1.0), whole


def cr1(clusters: int, rows: int, free: int) -> float:
    """Small-sample factor of CR1: G / (G − 1) · (n − 1) / (n − k). Raises InputError for a single cluster."""
    if clusters < 2:
        raise InputError("Standard errors by cluster need at least 2 clusters.")
    return clusters / (clusters - 1) * (rows - 1) / free
