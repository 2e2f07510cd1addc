"""Oaxaca–Blinder: how much of the difference of mean ln pay goes with what people have, and how much with how it is paid.

A is the reference group, B the other one; each has a regression of its own, x̄ its mean columns and β its coefficients.

threefold   endowments (x̄A − x̄B)'βB + coefficients x̄B'(βA − βB) + interaction (x̄A − x̄B)'(βA − βB)
twofold     explained (x̄A − x̄B)'βR + unexplained x̄A'(βA − βR) + x̄B'(βR − βB), with reference coefficients βR:
            pooled    of both groups together with the group as a further column, which is then left out
            Neumark   of both groups together, without that column
            Reimers   (βA + βB) / 2;  Cotton: weighted by the groups' shares of people;  A, B: of that group

Standard errors are by the delta method, and the columns count as drawn with the people, so their means have a variance too,
as in Stata's oaxaca: groups independent, classic variances of βA and βB; with βR from a pooled fit the joint robust
variances of all three (Stata's suest). Sources: Blinder 1973, Oaxaca 1973, Jann 2008 (Stata Journal 8: 453–479).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bandmodel.core import design as designs
from bandmodel.core import regression
from bandmodel.core.bands import one_of
from bandmodel.core.contrasts import Coordinates, combinations
from bandmodel.core.design import Categories, Column
from bandmodel.core.regression import Equations
from bandmodel.errors import InputError

REFERENCES = ("pooled", "Neumark", "Reimers", "Cotton", "A", "B")
COMPONENTS = {
    "Endowments": ((0, 1, 0), (0, -1, 0)),
    "Coefficients": ((0, 0, 0), (1, -1, 0)),
    "Interaction": ((1, -1, 0), (-1, 1, 0)),
    "Explained": ((0, 0, 1), (0, 0, -1)),
    "Unexplained": ((1, 0, -1), (0, -1, 1)),
    "Unexplained A": ((1, 0, -1), (0, 0, 0)),
    "Unexplained B": ((0, 0, 0), (0, -1, 1)),
    "Difference": ((1, 0, 0), (0, -1, 0)),
}
"""Each component as the factors of x̄A·(βA, βB, βR) and of x̄B·(βA, βB, βR) in its sum."""
CANCELS = 1e-7
"""Share of the standard errors of a sum's parts below which the standard error of the sum is what rounding leaves of 0."""


@dataclass(frozen=True, eq=False)
class Side:
    """One group.

    people      rows used, `free` of them beyond the coefficients of the group's own regression;  mean_pay of ln pay
    means       of each coordinate; `spread` the covariance of these means
    entangled   variables whose effects this group's rows cannot tell apart (`Coordinates.entangled`)
    """

    label: str
    people: int
    free: int
    mean_pay: float
    means: np.ndarray
    spread: np.ndarray
    entangled: tuple[str, ...]

    def absent(self, coordinates: Coordinates) -> tuple[str, ...]:
        """Categories that no one of the group has, by name."""
        pairs = zip(coordinates.variable, coordinates.category, self.means, strict=True)
        return tuple(f"{variable}: {category}" for variable, category, mean in pairs if category and not mean)


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A difference of mean ln pay, decomposed. All is per coordinate: the intercept, each number, each category.

    coefficients   βA, βB, βR, one row each, normalised (`core.contrasts`)
    root           root·root' is the covariance of the three rows, one after the other; own_root that of βA and βB by their
                   own regressions, for what takes no βR: it does not change with the reference coefficients
    reference      which coefficients βR are
    used           True for each row that was used; `unknown` counts those left out by the first column unknown in them
    dropped        columns left out, for they follow from columns before them or are the same for everyone
    group_told     whether the columns tell the groups apart, so that pooled coefficients are those of Neumark
    """

    coordinates: Coordinates
    a: Side
    b: Side
    coefficients: np.ndarray
    root: np.ndarray
    own_root: np.ndarray
    reference: str
    used: np.ndarray
    unknown: Mapping[str, int] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    group_told: bool = False

    def component(self, name: str, members: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """A component of `COMPONENTS` and its standard errors [ln pay].

        members   one row per sum wanted, True for each coordinate that it takes in; the total if not given
        """
        factors = np.array(COMPONENTS[name], float)
        means, size = np.stack([self.a.means, self.b.means]), len(self.a.means)
        chosen = np.ones((1, size)) if members is None else np.asarray(members, float)
        of_means, of_coefficients = factors @ self.coefficients, factors.T @ means
        value = chosen @ (means * of_means).sum(axis=0)
        root = self.root if factors[:, 2].any() else self.own_root
        gradient = (chosen[:, None, :] * of_coefficients).reshape(len(chosen), 3 * size)
        variance = ((gradient @ root) ** 2).sum(axis=1)
        variance[np.sqrt(variance) < CANCELS * (np.abs(gradient) @ np.sqrt((root**2).sum(axis=1)))] = 0.0
        for side, own in zip((self.a, self.b), of_means, strict=True):
            across = chosen * own
            variance += np.maximum(np.einsum("ij,ij->i", across @ side.spread, across), 0.0)
        return value, np.sqrt(variance)


def decompose(y: np.ndarray, columns: Sequence[Column], group: Categories, *, reference: str = "pooled") -> Decomposition:
    """Decompose the difference of the means of `y` between the two labels of `group`; its reference label is A.

    reference   which coefficients are βR: one of `REFERENCES`
    Raises InputError where a group has too few rows for the columns.
    """
    chosen = one_of(reference, REFERENCES, "Reference coefficients")
    whole = regression.equations(y, (*columns, group))
    y, groups = np.asarray(y, float)[whole.used], group.codes[whole.used]
    rows = [groups == place for place in (group.reference, 1 - group.reference)]
    labels = [group.labels[place] for place in (group.reference, 1 - group.reference)]
    kept = [designs.taken(column, whole.used) for column in columns if not _follows(column, whole)]
    coordinates, size = Coordinates.of(kept), _sizes(kept)
    own = [
        _Fitted.of(y[inside], [designs.taken(column, inside) for column in kept], coordinates, size, label)
        for inside, label in zip(rows, labels, strict=True)
    ]
    sides = [_side(label, y[inside], fitted, coordinates) for label, inside, fitted in zip(labels, rows, own, strict=True)]
    told = _follows(group, whole)
    share = {"Reimers": 0.5, "Cotton": float(rows[0].mean()), "B": 0.0}.get(chosen, 1.0)
    coefficients, own_root = _weighted(own, share)
    root = own_root
    if chosen in ("pooled", "Neumark"):
        with_group = [designs.taken(group, whole.used)] if chosen == "pooled" and not told else []
        pooled = _Fitted.of(y, [*kept, *with_group], coordinates, size)
        coefficients, root = _joint([*own, pooled], rows)
    gone = tuple(column.name for column in columns if _follows(column, whole))
    return Decomposition(
        coordinates, sides[0], sides[1], coefficients, root, own_root, chosen, whole.used, whole.unknown, gone, told
    )  # fmt: skip


def _follows(column: Column, found: Equations) -> bool:
    """Whether the whole of a column follows from those before it, or is the same for everyone."""
    if not isinstance(column, Categories):
        return column.name in found.dropped
    there = np.bincount(column.codes[found.used], minlength=len(column.labels)) > 0
    names = [f"{column.name}: {label}" for place, label in enumerate(column.labels) if there[place]]
    return {*names} - {f"{column.name}: {column.labels[column.reference]}"} <= {*found.dropped}


def _sizes(columns: Sequence[Column]) -> np.ndarray:
    """What each coordinate's coefficient counts by: 0 the intercept, 1 a category, the standard deviation of a number."""
    parts = [np.ones(len(c.labels)) if isinstance(c, Categories) else np.array([c.values.std()]) for c in columns]
    return np.concatenate([np.zeros(1), *parts])


# ---------------------------------------------------------------- one regression


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A regression in coordinates; root·root'·σ² is the classic covariance of its coefficients."""

    found: Equations
    coefficients: np.ndarray
    root: np.ndarray
    free: np.ndarray

    @classmethod
    def of(
        cls, y: np.ndarray, columns: Sequence[Column], coordinates: Coordinates, size: np.ndarray, label: str = ""
    ) -> _Fitted:
        """Fit y on the columns; those after the ones that `coordinates` knows are held equal and left out."""
        if not len(y):
            raise InputError(f"No one of {label} is left in whom everything is known; use fewer controls.")
        try:
            found = regression.equations(y, columns)
        except InputError as trouble:
            raise InputError(f"{label}: {trouble}" if label else str(trouble)) from trouble
        width = len(coordinates.expansion)
        free = combinations(found)[:width]
        to = coordinates.smallest(free, size) @ found.design.back()[:width]
        return cls(found, to @ found.solved.full, to[:, found.solved.kept] @ found.solved.half, free)

    @property
    def sigma(self) -> float:
        """Standard error of the regression."""
        residuals = self.found.solved.residuals
        return float(np.sqrt(residuals @ residuals / self.found.free))

    def reach(self, rows: np.ndarray) -> np.ndarray:
        """What some rows add to each coefficient by their residuals: rows × coordinates."""
        solved = self.found.solved
        return np.asarray((solved.columns.of_rows(rows) @ self.root.T) * solved.residuals[rows, None])


def _side(label: str, y: np.ndarray, fitted: _Fitted, coordinates: Coordinates) -> Side:
    """Means of a group's columns, and the covariance of these means: that of the rows, by n − 1, over n."""
    design, people = fitted.found.design, len(y)
    gram = design.gram(np.ones(people))
    means = (design.centre + design.scale * gram[0] / people) @ coordinates.expansion
    category = np.array([bool(name) for name in coordinates.category])
    means[category & (np.abs(means) < 0.5 / people)] = 0.0  # what rounding leaves of no one
    spread = (gram - np.outer(gram[0], gram[0]) / people) * np.outer(design.scale, design.scale) / people / (people - 1)
    spread = coordinates.expansion.T @ spread @ coordinates.expansion
    entangled = coordinates.entangled(fitted.free, ~category | (means > 0))
    return Side(label, people, fitted.found.free, float(y.mean()), means, spread, entangled)


# ---------------------------------------------------------------- the three rows of coefficients


def _weighted(own: Sequence[_Fitted], share: float) -> tuple[np.ndarray, np.ndarray]:
    """βA, βB and share · βA + (1 − share) · βB, and the root of their covariance: groups independent, classic variances."""
    first, second = (fitted.coefficients for fitted in own)
    one, other = (fitted.sigma * fitted.root for fitted in own)
    root = np.block([
        [one, np.zeros_like(other)],
        [np.zeros_like(one), other],
        [share * one, (1 - share) * other],
    ])  # fmt: skip
    return np.stack([first, second, share * first + (1 - share) * second]), root


def _joint(fits: Sequence[_Fitted], rows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """βA, βB and the pooled βR, and the root of their joint robust covariance: Σ reach·reach' · n / (n − 1)."""
    *own, pooled = fits
    size, people = len(pooled.coefficients), len(rows[0])
    square = np.zeros((3 * size, 3 * size))
    for place, (fitted, inside) in enumerate(zip(own, rows, strict=True)):
        at = np.r_[place * size : (place + 1) * size, 2 * size : 3 * size]
        members = np.flatnonzero(inside)
        for first in range(0, len(members), designs.CHUNK):  # all rows at once would take gigabytes for a million people
            part = members[first : first + designs.CHUNK]
            reach = np.hstack([fitted.reach(np.arange(first, first + len(part))), pooled.reach(part)])
            square[np.ix_(at, at)] += reach.T @ reach
    square *= people / (people - 1)
    length = np.sqrt(np.diag(square))  # lengths apart, so that coefficients of very different size keep their digits
    scale = np.where(length > 0, length, 1.0)
    value, direction = np.linalg.eigh(square / np.outer(scale, scale))
    root = scale[:, None] * direction * np.sqrt(np.maximum(value, 0.0))
    return np.stack([fitted.coefficients for fitted in fits]), root
