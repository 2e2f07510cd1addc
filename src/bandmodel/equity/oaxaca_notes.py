"""What a decomposition says of itself, in labelled lines: coefficients, errors, rows, what it cannot tell, its meaning."""

from __future__ import annotations

import numpy as np

from bandmodel.core.decomposition import Decomposition, Side
from bandmodel.equity import fit_notes, variables
from bandmodel.equity.fit_notes import Line
from bandmodel.equity.pay_model import PayModel

MEANING = (
    "Unexplained is not the same as discrimination, nor explained the same as justified: unexplained holds whatever the "
    "controls leave out, and a control may carry a gap of its own."
)
COEFFICIENTS = {
    "pooled": "both groups together, with the group as a column that is then left out",
    "Neumark": "both groups together, without the group",
    "Reimers": "the mean of A's and B's",
    "Cotton": "A's and B's by their shares of people",
    "A": "A's own",
    "B": "B's own",
}
FROM_BOTH = ("pooled", "Neumark")
FEW = 30
"""Rows beyond a group's coefficients below which z and p, which hold for large groups, are told to be rough."""


def lines(model: PayModel, label: str, found: Decomposition) -> list[Line]:
    """What the figures rest on: formula, rows, coefficients, standard errors, what was dropped, how to read it."""
    controls = [variables.written(c) for c in model.controls if c.name not in found.dropped]
    formula = "ln(Base pay) ~ " + (" + ".join(controls) or "1")
    told = f"; the controls tell {label} from {model.reference}, so these are Neumark's" if found.group_told else ""
    errors = "groups' own: classic; the means of the columns count as estimates too (stochastic regressors)"
    if found.reference in FROM_BOTH:
        errors = "pooled: robust, all three regressions jointly; " + errors
    return [
        ("Model", formula, "natural logarithm; C(…) = categories; one regression for each group"),
        ("Reference coefficients", found.reference, COEFFICIENTS[found.reference] + told * (found.reference == "pooled")),
        ("Standard errors", "delta method", errors),
        *(few for side in (found.a, found.b) for few in _few(side)),
        *_rows(model, label, found),
        *((f"Dropped: {name}", "", "follows from columns before it, or is the same for everyone") for name in found.dropped),
        *(line for side, other in ((found.a, found.b), (found.b, found.a)) for line in _gaps(side, other, found)),
        ("Detail", "", _about_detail(found)),
        ("Meaning", "", MEANING),
        fit_notes.INTERNAL,
    ]


def _few(side: Side) -> list[Line]:
    """A warning where a group is too small for what holds for large ones."""
    if side.free >= FEW:
        return []
    return [
        (f"Few people in {side.label}", float(side.people), "standard errors, z and p hold for large groups: rough here")
    ]


def _rows(model: PayModel, label: str, found: Decomposition) -> list[Line]:
    """Rows used, and those left out by reason."""
    counts = dict(model.left_out)
    others = [place for place, name in enumerate(model.group.labels) if name not in (model.reference, label)]
    away = int(np.isin(model.group.codes, others).sum())
    if away:
        counts[f"in another {model.group.name}"] = away
    for column, count in found.unknown.items():
        reason = "pay unknown" if column == "regressed value" else f"{column} unknown"
        counts[reason] = counts.get(reason, 0) + count
    used = ("Rows used", float(found.a.people + found.b.people), f"A {found.a.people}, B {found.b.people}")
    return [used, *((f"Left out: {reason}", float(count), "") for reason, count in counts.items())]


def _gaps(side: Side, other: Side, found: Decomposition) -> list[Line]:
    """What a group's rows cannot tell: categories it has no one in, effects that cannot be told apart."""
    said: list[Line] = []
    missing = [name for name in side.absent(found.coordinates) if name not in other.absent(found.coordinates)]
    if missing:
        note = f"{fit_notes.listed(missing)}: its effect there is taken as the average of the group's categories"
        said.append((f"No one of {side.label} in", float(len(missing)), note))
    if side.entangled:
        one = len(side.entangled) == 1
        why = "is the same for all of the group: it has no effect there" if one else (
            "cannot be told apart in the group: of all splits that fit alike, that with the smallest coefficients is shown"
        )  # fmt: skip
        said.append((f"Not determined in {side.label}", "", f"{fit_notes.listed(side.entangled)} {why}"))
    return said


def _about_detail(found: Decomposition) -> str:
    """How the detail is to be read."""
    text = "lines add up to the total; categories by deviation from their average, so no base level matters" if any(
        found.coordinates.category
    ) else "lines add up to the total"  # fmt: skip
    numbers = any(not c for c in found.coordinates.category[1:])
    return text + ("; what a number adds to coefficients and unexplained depends on where its 0 lies" if numbers else "")
