"""The pay difference between two groups, decomposed: tables of the threefold and twofold decomposition with their detail.

All values are of ln pay, A less B: positive means that B, the other group, is paid less. The column Gap says the same as a
pay ratio, exp(−value) − 1: the gap there would be if nothing but this component differed; the gaps of components multiply.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bandmodel.core import decomposition
from bandmodel.core.bands import one_of
from bandmodel.core.decomposition import REFERENCES, Decomposition
from bandmodel.core.design import INTERCEPT, Categories, taken
from bandmodel.equity import fit_notes, oaxaca_notes
from bandmodel.equity.pay_model import PayModel
from bandmodel.errors import InputError

THREEFOLD = {
    "Endowments": "B's columns brought to A's, paid as B is paid",
    "Coefficients": "B's people paid as A is paid; the intercept is in it",
    "Interaction": "both at once, beyond the two lines above",
}
TWOFOLD = {
    "Explained": "goes with the controls, paid by the reference coefficients",
    "Unexplained": "does not go with the controls",
}
SPLIT = {
    "Unexplained A": "of it, A paid beside the reference coefficients",
    "Unexplained B": "of it, B paid beside the reference coefficients",
}
DETAIL = (*THREEFOLD, *TWOFOLD)
NOTHING = 1e-12
"""A standard error below this share of ln pay is what rounding leaves of 0."""


def tables(model: PayModel, reference_coefficients: str = "pooled") -> list[pd.DataFrame]:
    """The decomposition of the model's reference group (A) against each other group (B), table after table.

    reference_coefficients   one of `core.decomposition.REFERENCES`
    Raises InputError for coefficients that are not known, and where no group can be decomposed.
    """
    chosen = one_of(reference_coefficients, REFERENCES, "Reference coefficients")
    found: list[pd.DataFrame] = []
    refused: dict[str, str] = {}
    for label in model.others:
        try:
            found += _tables(model, label, decomposed(model, label, chosen))
        except InputError as trouble:
            refused[label] = str(trouble)
    if not found:
        raise InputError(" ".join(refused.values()))
    lines = [(f"No figures: {label}", "", why) for label, why in refused.items()]
    return [*found, _labelled(lines)] if lines else found


def decomposed(model: PayModel, label: str, reference_coefficients: str = "pooled") -> Decomposition:
    """The decomposition of the reference group against one other; arrays have one entry per person of the two."""
    rows, pair = _pair(model, label)
    columns = [taken(column, rows) for column in model.controls]
    return decomposition.decompose(model.log_pay[rows], columns, pair, reference=reference_coefficients)


def _pair(model: PayModel, label: str) -> tuple[np.ndarray, Categories]:
    """Which rows stand in the reference group, the other one or in none that is known, and the two as categories."""
    codes, other = model.group.codes, model.group.labels.index(label)
    rows = (codes == model.group.reference) | (codes == other) | (codes < 0)
    pair = np.where(codes[rows] < 0, -1, (codes[rows] == other).astype(int))
    return rows, Categories(model.group.name, pair, (model.reference, label), 0)


def _tables(model: PayModel, label: str, found: Decomposition) -> list[pd.DataFrame]:
    categories = any(found.coordinates.category)
    return [
        _totals(found),
        _components(found, THREEFOLD),
        _components(found, {**TWOFOLD, **(SPLIT if found.reference != "pooled" else {})}),
        _by_variable(found),
        *([_by_category(found)] if categories else []),
        _labelled(oaxaca_notes.lines(model, label, found)),
    ]


def _labelled(lines: Sequence[fit_notes.Line]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["Label", "Value", "Note"])


# ---------------------------------------------------------------- totals


def _totals(found: Decomposition) -> pd.DataFrame:
    """Means, their difference, and what it is as a ratio of pay."""
    a, b = found.a, found.b
    difference = a.mean_pay - b.mean_pay
    return _labelled([
        ("Mean ln pay A", a.mean_pay, f"{a.label}, n = {a.people}: the reference group"),
        ("Mean ln pay B", b.mean_pay, f"{b.label}, n = {b.people}"),
        ("Difference", difference, "A - B, in ln pay: positive = B is paid less"),
        ("Geometric gap", float(np.expm1(0.0 - difference)), "B / A - 1 of the geometric means: negative = B is paid less"),
    ])  # fmt: skip


def _components(found: Decomposition, meanings: dict[str, str]) -> pd.DataFrame:
    """Components in lines, and their sum: value, standard error, z, p, as a gap, as a share of the difference."""
    difference = found.a.mean_pay - found.b.mean_pay
    names = {**meanings, "Difference": "the sum" + (" of the first two" if len(meanings) > 3 else "")}
    pairs = [found.component(name) for name in names]
    value, error = (np.array([float(pair[side][0]) for pair in pairs]) for side in (0, 1))
    scale = NOTHING * max(abs(found.a.mean_pay), abs(found.b.mean_pay), 1.0)
    z = np.divide(value, error, out=np.full(len(value), np.nan), where=error > scale)
    share = value / difference if abs(difference) > scale else np.full(len(value), np.nan)
    return pd.DataFrame({
        "Label": list(names), "Value": value, "SE": error, "z": z, "p": _two_sided(z), "Gap": np.expm1(0.0 - value),
        "Share of difference": share, "Note": list(names.values()),
    })  # fmt: skip


def _two_sided(z: np.ndarray) -> np.ndarray:
    """p of a standard normal figure at least as far from 0."""
    from scipy.special import ndtr  # here: only the statistics need scipy

    return np.asarray(2 * ndtr(-np.abs(z)))


# ---------------------------------------------------------------- detail


def _by_variable(found: Decomposition) -> pd.DataFrame:
    """One line per variable, a category column as the sum of its categories; the last is the total."""
    variable = np.array(found.coordinates.variable, object)
    names = list(dict.fromkeys(found.coordinates.variable))
    members = np.array([variable == name for name in names] + [np.ones(len(variable), bool)])
    numbers = np.array([not any(np.array(found.coordinates.category, object)[own]) for own in members])
    single = numbers & (members.sum(axis=1) == 1) & (np.array([*names, ""], object) != INTERCEPT)
    means = {
        side: np.where(single, members.astype(float) @ means, np.nan)
        for side, means in (("Mean A", found.a.means), ("Mean B", found.b.means))
    }
    return pd.DataFrame({"Variable": [*names, "Total"], **means, **_detail(found, members)})


def _by_category(found: Decomposition) -> pd.DataFrame:
    """One line per category that someone has."""
    category = np.array(found.coordinates.category, object)
    there = np.flatnonzero((category != "") & ((found.a.means > 0) | (found.b.means > 0)))
    members = np.eye(len(category), dtype=bool)[there]
    names = np.array(found.coordinates.variable, object)[there]
    shares = {"Share A": found.a.means[there], "Share B": found.b.means[there]}
    return pd.DataFrame({"Variable": names, "Category": category[there], **shares, **_detail(found, members)})


def _detail(found: Decomposition, members: np.ndarray) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    for name in DETAIL:
        columns[name], columns[f"{name} SE"] = found.component(name, members)
    return columns
