"""Oaxaca–Blinder written out a second time, slowly, for the tests: dummies by loops, statsmodels' regressions, derivatives
by complex steps (a product of parameters has an exact one), joint robust covariances by stacking the regressions and
clustering by person (what Stata's suest does)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm

from bandmodel.core.design import Categories


@dataclass
class ByHand:
    """Parameters (βA, βB, βR, x̄A, x̄B one after the other), their covariance, and the names of the coordinates."""

    names: list[tuple[str, str]]
    own: np.ndarray
    own_covariance: np.ndarray
    joint: np.ndarray
    joint_covariance: np.ndarray

    def component(self, name: str, members=None) -> tuple[float, float]:
        """Value and standard error of a component, summed over the coordinates in `members`."""
        chosen = np.ones(len(self.names)) if members is None else np.asarray(members, float)
        whole = {
            "Endowments": lambda a, b, r, x, z: (x - z) * b,
            "Coefficients": lambda a, b, r, x, z: z * (a - b),
            "Interaction": lambda a, b, r, x, z: (x - z) * (a - b),
            "Explained": lambda a, b, r, x, z: (x - z) * r,
            "Unexplained": lambda a, b, r, x, z: x * (a - r) + z * (r - b),
            "Unexplained A": lambda a, b, r, x, z: x * (a - r),
            "Unexplained B": lambda a, b, r, x, z: z * (r - b),
            "Difference": lambda a, b, r, x, z: x * a - z * b,
        }[name]
        with_reference = name.split()[0] in ("Explained", "Unexplained")
        point, covariance = (self.joint, self.joint_covariance) if with_reference else (self.own, self.own_covariance)

        def total(values):
            return (whole(*values.reshape(5, -1)) * chosen).sum()

        step = 1e-30
        gradient = np.array([total(point + step * 1j * np.eye(len(point))[n]).imag / step for n in range(len(point))])
        return float(total(point).real), float(np.sqrt(max(gradient @ covariance @ gradient, 0.0)))


def by_hand(y, columns, of_b, reference: str) -> ByHand:
    """Decompose y between the rows where `of_b` is 0 and 1; every category must have someone in both groups."""
    matrix, names, contrast, full = _written_out(columns)
    groups = [of_b == 0, of_b == 1]
    fits = [sm.OLS(y[inside], matrix[inside]).fit() for inside in groups]
    share = {"Reimers": 0.5, "Cotton": groups[0].mean(), "A": 1.0, "B": 0.0}.get(reference)
    betas = [contrast @ fit.params for fit in fits]
    variances = [contrast @ fit.cov_params() @ contrast.T for fit in fits]
    size = len(names)
    zero = np.zeros((size, size))
    w = 1.0 if share is None else share
    own = [*betas, w * betas[0] + (1 - w) * betas[1]]
    va, vb = variances
    own_v = np.block([
        [va, zero, w * va],
        [zero, vb, (1 - w) * vb],
        [w * va, (1 - w) * vb, w**2 * va + (1 - w) ** 2 * vb],
    ])  # fmt: skip
    joint, joint_v = own, own_v
    if share is None:
        joint, joint_v = _stacked(y, matrix, groups, of_b if reference == "pooled" else None, contrast)
    means = [full[inside].mean(axis=0) for inside in groups]
    spread = [np.atleast_2d(np.cov(full[inside], rowvar=False)) / inside.sum() for inside in groups]

    def whole(betas, v):
        rest = np.zeros((3 * size, 2 * size))
        means_v = np.block([[spread[0], zero], [zero, spread[1]]])
        return np.concatenate([*betas, *means]), np.block([[v, rest], [rest.T, means_v]])

    return ByHand(names, *whole(own, own_v), *whole(joint, joint_v))


def _written_out(columns):
    """Design with the base levels left out, names with every category, deviation contrast, design with every category."""
    rows = len(columns[0].codes if isinstance(columns[0], Categories) else columns[0].values)
    base, full, names = [np.ones(rows)], [np.ones(rows)], [("Intercept", "")]
    lines: list[dict[int, float]] = [{0: 1.0}]
    for column in columns:
        if not isinstance(column, Categories):
            base.append(column.values)
            full.append(column.values)
            names.append((column.name, ""))
            lines.append({len(base) - 1: 1.0})
            continue
        own = {}
        for code in range(len(column.labels)):
            if code != column.reference:
                base.append((column.codes == code) * 1.0)
                own[code] = len(base) - 1
        for code, label in enumerate(column.labels):
            full.append((column.codes == code) * 1.0)
            names.append((column.name, label))
            line = {place: -1 / len(column.labels) for place in own.values()}
            if code in own:
                line[own[code]] += 1.0
            lines.append(line)
        for place in own.values():
            lines[0][place] = lines[0].get(place, 0.0) + 1 / len(column.labels)
    contrast = np.zeros((len(names), len(base)))
    for row, line in enumerate(lines):
        for place, value in line.items():
            contrast[row, place] = value
    return np.column_stack(base), names, contrast, np.column_stack(full)


def _stacked(y, matrix, groups, of_b, contrast):
    """Both groups' and the pooled regression as one, clustered by person; n / (n − 1) as suest has it."""
    width, rows = matrix.shape[1], len(y)
    pooled = matrix if of_b is None else np.column_stack([matrix, of_b])
    stacked = np.zeros((2 * rows, 2 * width + pooled.shape[1]))
    for place, inside in enumerate(groups):
        stacked[:rows][inside, place * width : (place + 1) * width] = matrix[inside]
    stacked[rows:, 2 * width :] = pooled
    person = np.tile(np.arange(rows), 2)
    fit = sm.OLS(np.tile(y, 2), stacked).fit(cov_type="cluster", cov_kwds={"groups": person, "use_correction": False})
    keep = np.arange(3 * width)  # the group's own coefficient is the last, where there is one
    size = len(contrast)
    to = np.zeros((3 * size, 3 * width))
    for place in range(3):
        to[place * size : (place + 1) * size, place * width : (place + 1) * width] = contrast
    covariance = fit.cov_params()[np.ix_(keep, keep)] * rows / (rows - 1)
    return list((to @ fit.params[keep]).reshape(3, size)), to @ covariance @ to.T
