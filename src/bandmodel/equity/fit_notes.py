"""What a pay regression says of itself, in labelled lines: its formula, errors, rows, what it dropped and left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bandmodel.core.design import Categories
from bandmodel.core.regression import Fit
from bandmodel.equity.pay_model import PayModel

Line = tuple[str, float | str, str]
"""Label, Value, Note."""
LISTED = 20
"""Row numbers that one line lists: more do not fit into a cell."""
FEW_CLUSTERS = 40
"""Fewer clusters than this make their standard errors too small (Angrist and Pischke 2009, Mostly Harmless, ch. 8)."""
REASONS = {
    "regressed value": "pay unknown, for want of a rate for its currency or location",
    "cluster unknown": "cluster unknown",
}
"""What a fit's own names of rows left out mean here."""
INTERNAL: Line = ("Internal", "", "small groups are not suppressed: for those who may see the pay of single people")


def formula(model: PayModel) -> Line:
    """The model in one line."""
    return "Model", model.formula, "natural logarithm; C(…) = categories"


def errors(fit: Fit, cluster: str = "") -> list[Line]:
    """Kind of standard errors, and their degrees of freedom."""
    if fit.kind != "cluster":
        how = {"HC3": "robust to unequal scatter (MacKinnon and White 1985)", "classic": "equal scatter assumed"}
        df = ("Degrees of freedom", float(fit.free_of_test), "rows less coefficients")
        return [("Standard errors", fit.kind, how.get(fit.kind, "robust to unequal scatter")), df]
    few = "" if fit.clusters >= FEW_CLUSTERS else "; few clusters make the errors too small"
    kind = ("Standard errors", fit.kind, f"by {cluster}: {fit.clusters} clusters, CR1{few}")
    return [kind, ("Degrees of freedom", float(fit.free_of_test), "clusters less 1")]


def rows(model: PayModel, fit: Fit | None) -> list[Line]:
    """Rows used, and those left out by reason."""
    used = 0.0 if fit is None else float(fit.rows)
    counts = dict(model.left_out)
    for column, count in (fit.unknown if fit else {}).items():
        reason = REASONS.get(column, f"{column} unknown")
        counts[reason] = counts.get(reason, 0) + count
    return [("Rows used", used, ""), *((f"Left out: {reason}", float(count), "") for reason, count in counts.items())]


def dropped(model: PayModel, fit: Fit) -> list[Line]:
    """Each control that was dropped, by name, with the reason."""
    return [
        (
            f"Dropped: {name}",
            "",
            "no one has this label" if name in _unused(model, fit) else "follows from columns before it",
        )
        for name in fit.dropped
        if not name.startswith(f"{model.group.name}: ")
    ]


def _unused(model: PayModel, fit: Fit) -> set[str]:
    """Coefficients of labels that no used row has."""
    names: set[str] = set()
    for control in model.controls:
        if isinstance(control, Categories):
            size = np.bincount(control.codes[fit.used], minlength=len(control.labels))
            names |= {f"{control.name}: {control.labels[place]}" for place in np.flatnonzero(size == 0)}
    return names


def whole(model: PayModel, fit: Fit) -> list[Line]:
    """The rows of leverage 1, by row number of the People table."""
    if not len(fit.whole):
        return []
    numbers = listed(str(number) for number in model.people.index[fit.whole])
    note = f"People row {numbers}: fixes a coefficient alone, adds nothing to a robust standard error"
    return [("Rows with leverage 1", float(len(fit.whole)), note)]


def listed(names: Iterable[str]) -> str:
    """Names with commas between them, at most `LISTED`."""
    every = list(names)
    more = f" and {len(every) - LISTED} more" if len(every) > LISTED else ""
    return ", ".join(every[:LISTED]) + more


def joined(names: Iterable[str]) -> str:
    """Names as a sentence has them: Level, Tenure and Location."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def controls_named(model: PayModel) -> str:
    """What is held equal, in words."""
    return joined(control.name for control in model.controls)
