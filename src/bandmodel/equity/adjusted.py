"""The adjusted gap between groups: what a group is paid beside the reference group at equal controls.

ln pay is regressed on the controls and the groups. A group's gap is exp(b − V / 2) − 1, b its coefficient and V the
variance of that (Kennedy 1981); its interval exp(b ∓ t · SE) − 1. Gaps are group / reference − 1: negative is paid less.

A figure that the rows cannot carry stays unknown, with its reason: a group that a control tells apart has no coefficient,
and one that rests on a single row or cluster has no robust standard error, for that row or cluster fits itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bandmodel.core import regression
from bandmodel.core.bands import one_of
from bandmodel.core.design import Categories, Column, Numbers
from bandmodel.core.equivalence import judged
from bandmodel.core.regression import Fit
from bandmodel.equity import fit_notes, variables
from bandmodel.equity.pay_model import PayModel
from bandmodel.errors import InputError

NOTHING = 1e-12
"""A coefficient or standard error below this share of the largest ln pay is what rounding leaves of 0."""
NO_ONE = "no one of {} has every column known"
NO_ERROR = "no standard error can be told from it"


@dataclass(frozen=True)
class Estimate:
    """A group's coefficient and its standard error; unknown where the rows cannot carry them, and `why`."""

    coefficient: float
    error: float
    people: int
    why: str = ""


@dataclass(frozen=True)
class GroupGap:
    """A group beside the reference: gap and 95 % interval [fraction], p of no gap, people used; unknown with `why`."""

    group: str
    coefficient: float
    error: float
    gap: float
    low: float
    high: float
    p: float
    people: int
    why: str


@dataclass(frozen=True, eq=False)
class Adjusted:
    """The adjusted gaps of a model, and the fit they come from; `cluster` is the column of clusters, "" for none."""

    model: PayModel
    fit: Fit
    gaps: tuple[GroupGap, ...]
    cluster: str = ""


def adjusted_gaps(model: PayModel, se: str = "HC3", cluster: str = "") -> Adjusted:
    """The adjusted gap of each group of a model to its reference.

    se        "HC3", "classic" or "cluster" (HC0 to HC2 too)
    cluster   the column of People whose labels are the clusters, for "cluster" only
    Raises InputError for a kind that is not known, a cluster that is missing or not used, and what cannot be fitted.
    """
    clustered = one_of(se, regression.KINDS, "Standard error") == "cluster"
    if cluster and not clustered:
        raise InputError(f'Cluster "{cluster}" is given, but se is {se}; write cluster as se, or leave cluster blank.')
    labels = variables.categories(model.people, variables.header_of(model.people, cluster)) if cluster else None
    fit = model.fit(se, None if labels is None else labels.codes)
    found = estimates(model, fit, labels)
    gaps = tuple(_gap(label, estimate, fit.free_of_test) for label, estimate in found.items())
    return Adjusted(model, fit, gaps, "" if labels is None else labels.name)


def _gap(label: str, estimate: Estimate, free: int) -> GroupGap:
    if np.isnan(estimate.error):
        unknown = (np.nan,) * 4
        return GroupGap(label, estimate.coefficient, np.nan, *unknown, estimate.people, estimate.why)
    found = judged(estimate.coefficient, estimate.error, free)
    return GroupGap(
        label, estimate.coefficient, estimate.error, found.gap, found.low, found.high, found.p, estimate.people, ""
    )


def table(adjusted: Adjusted) -> pd.DataFrame:
    """The gaps, one row per group: Group, Coefficient, SE, Gap, Low, High, p, n."""
    rows = [(g.group, g.coefficient, g.error, g.gap, g.low, g.high, g.p, float(g.people)) for g in adjusted.gaps]
    frame = pd.DataFrame(rows, columns=["Group", "Coefficient", "SE", "Gap", "Low", "High", "p", "n"])
    return frame.replace(np.inf, np.nan)  # an end beyond any number cannot stand in a cell


# ---------------------------------------------------------------- what the rows can carry


def estimates(model: PayModel, fit: Fit, cluster: Categories | None = None) -> dict[str, Estimate]:
    """Coefficient and standard error of each group beside the reference, by label.

    cluster   the clusters, where the standard errors are by cluster
    """
    people = np.bincount(model.group.codes[fit.used], minlength=len(model.group.labels))
    lone = _resting_on_a_row(model, fit)
    scale = NOTHING * float(np.abs(model.log_pay[fit.used]).max())
    found = {}
    for label in model.others:
        place = model.group.labels.index(label)
        count, why = int(people[place]), _not_estimated(model, fit, place, people)
        if why:
            found[label] = Estimate(np.nan, np.nan, count, why)
            continue
        coefficient, error = fit.of(model.coefficient(label))
        why = lone.get(model.coefficient(label)) or _in_one_cluster(model, fit, place, cluster)
        error = error if error > scale else 0.0
        if cluster is not None and not error and fit.sigma > scale:
            why = why or f"{label} differs from {model.reference} within one cluster only; {NO_ERROR}"
        estimate = Estimate(coefficient if error or abs(coefficient) > scale else 0.0, error, count)
        found[label] = replace(estimate, error=np.nan, why=why) if why else estimate
    return found


def _not_estimated(model: PayModel, fit: Fit, place: int, people: np.ndarray) -> str:
    """Why a group has no coefficient; "" where it has one.

    Where several groups are compared, a group whose own column was kept may stand beside another group than the
    reference: that shows once its column comes after all the others.
    """
    for side in (model.group.reference, place):
        if not people[side]:
            return NO_ONE.format(model.group.labels[side])
    if not any(name.startswith(f"{model.group.name}: ") for name in fit.dropped):
        return ""
    own = Numbers("own", (model.group.codes == place).astype(float))
    others = Categories("others", np.where(own.values > 0, model.group.reference, model.group.codes), model.group.labels,
                        model.group.reference)  # fmt: skip
    if not _determined(own, (*model.controls, others), fit):
        return ""
    alone = [variables.written(control) for control in model.controls if _determined(own, (control, others), fit)]
    which = alone[0] if alone else "the controls together"
    tells = "tells" if alone else "tell"
    return f"{which} {tells} {model.group.labels[place]} from {model.reference}: no one is left to compare at equal controls"


def _determined(own: Numbers, columns: Sequence[Column], fit: Fit) -> bool:
    """Whether a column is a combination of others, in the rows that a fit used."""
    weights = fit.used.astype(float)
    return own.name in regression.fit(own.values, (*columns, own), weights=weights, se="classic").dropped


def _resting_on_a_row(model: PayModel, fit: Fit) -> dict[str, str]:
    """The coefficients that a row of leverage 1 enters, and why they have no robust standard error.

    Such a row's own value is fitted whatever it is. Coefficients are linear in the values: put a mark on each such row and
    0 elsewhere, and the coefficients that are not 0 are those that it enters. The marks differ, so that none cancel.
    """
    if fit.kind == "classic" or not len(fit.whole):
        return {}
    marks = np.zeros(len(fit.used))
    marks[fit.whole] = np.random.default_rng(1).uniform(1, 2, len(fit.whole))
    again = regression.fit(marks, (*model.controls, model.group), weights=fit.used.astype(float), se="classic")
    entered = {name for name, value in zip(again.names, again.coefficients, strict=True) if abs(value) > 1e-6}
    why = f"beside {model.reference} rests on a single row (leverage 1), which fits itself; {NO_ERROR}"
    return {name: f"{label} {why}" for label in model.others if (name := model.coefficient(label)) in entered}


def _in_one_cluster(model: PayModel, fit: Fit, place: int, cluster: Categories | None) -> str:
    """Why a standard error by cluster is unknown: one cluster holds the whole group, or the whole reference."""
    if cluster is None:
        return ""
    for side in (place, model.group.reference):
        inside = np.unique(cluster.codes[fit.used & (model.group.codes == side)])
        if len(inside) == 1:
            where = f"{cluster.name} {cluster.labels[inside[0]]}"
            return f"everyone of {model.group.labels[side]} is in one cluster ({where}), which fits itself; {NO_ERROR}"
    return ""


# ---------------------------------------------------------------- what it says, in lines


def notes(adjusted: Adjusted) -> pd.DataFrame:
    """What the gaps rest on, in labelled lines (`figures.LABELLED`): model, errors, rows, drops, how to read it."""
    model, fit = adjusted.model, adjusted.fit
    people = int((model.group.codes[fit.used] == model.group.reference).sum())
    lines: list[fit_notes.Line] = [
        fit_notes.formula(model),
        ("Reference group", model.reference, f"n = {people}"),
        *fit_notes.errors(fit, adjusted.cluster),
        ("R2", fit.r_squared, "share of the variance of ln pay that the model explains"),
        *fit_notes.rows(model, fit),
        *fit_notes.dropped(model, fit),
        *((f"No figures: {gap.group}", "", gap.why) for gap in adjusted.gaps if gap.why),
        *fit_notes.whole(model, fit),
        ("Sign", "", f"gap = group / {model.reference} - 1; negative = the group is paid less; 95 % interval"),
        ("Meaning", "", _meaning(model)),
        fit_notes.INTERNAL,
    ]
    return pd.DataFrame(lines, columns=["Label", "Value", "Note"])


def _meaning(model: PayModel) -> str:
    equal = f"at equal {fit_notes.controls_named(model)}" if model.controls else "with nothing held equal"
    return (
        f"It says what people of a group are paid beside {model.reference} {equal}, on average; it does not say that the "
        "group is the cause, nor that the rest of the pay gap is justified, for the controls may carry a gap themselves."
    )
