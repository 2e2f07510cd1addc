"""What lifting people to the minimum costs, as far as it may be shown: now, and at the bands that close the gaps.

Every page that names these figures takes them from here, so that no page shows what another hides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.people import ALL
from bandmodel.report.content import Cell, Hidden
from bandmodel.report.material import Material
from bandmodel.report.privacy import beside, plain
from bandmodel.scenarios.outcomes import worth_telling

CENT = 0.01
COUNTED = ("Headcount", "Not placed", "Below", "Above")
OF = {"Cost": "Below", "Payroll": "Headcount"}
"""Sums of money, and the people whose money it is; that of nobody is nothing, and may be said."""


@dataclass(frozen=True)
class Lift:
    """How many people are lifted, at what cost a year [pay], and what share of payroll that is [fraction]."""

    people: Cell
    amount: Cell
    share: Cell


def by_track(material: Material) -> dict[str, list[Cell]]:
    """The columns of the cost to minimum, a cell per track and one for all, as they may be shown."""
    table, privacy = material.cost, material.privacy
    columns = {name: plain(table[name].to_numpy(float)) for name in (*COUNTED, *OF)}
    cells = {
        name: [privacy.cell((name, track), figure) for track, figure in zip(table["Track"], columns[name], strict=True)]
        for name in COUNTED
    }
    for name, counted in OF.items():
        groups = zip(table["Track"], columns[name], columns[counted], strict=True)
        cells[name] = [figure if nobody == 0 else privacy.cell((name, track), figure) for track, figure, nobody in groups]
    share = plain(table["Percent of payroll"].to_numpy(float))
    return {**cells, "Percent of payroll": beside(share, *(cells[name] for name in ("Below", *OF)))}


def now(material: Material) -> Lift:
    """The minimums of now."""
    cells = by_track(material)
    return Lift(cells["Below"][-1], cells["Cost"][-1], cells["Percent of payroll"][-1])


def then(material: Material) -> Lift:
    """The minimums of the bands that bring every pair within tolerance. Requires them, and people.

    Hidden too where only a few people's cost changes: it would follow from the cost of now.
    """
    closing = material.closing
    assert closing is not None and closing.cost is not None
    privacy, amounts = material.privacy, plain(closing.cost[["Cost", "Percent of payroll"]].to_numpy(float))
    people = privacy.cell(("Below then",), float(closing.cost["Below"]))
    if not privacy.internal and people != 0 and 0 < changed(material) < privacy.minimum:
        return Lift(people, Hidden(), Hidden())
    if people == 0:
        return Lift(people, *amounts)
    sums = [privacy.cell(("Cost then",), amount) for amount in amounts]
    payroll = privacy.cell(("Payroll", ALL), None)
    return Lift(people, sums[0], payroll if isinstance(payroll, Hidden) else sums[1])


def doubtful(material: Material) -> bool:
    """Whether pay that looks like a slip makes part of the cost: at the closing bands, where there are such, else now."""
    if material.placed is None:
        return False
    whose = material.placed if material.closing is None or material.closing.placed is None else material.closing.placed
    cost = np.nan_to_num(whose.cost_to_min * whose.rate)
    slips = material.placed.far_outside(float(material.model.policy["pay outlier"]))
    return worth_telling(float(cost.sum()), float(cost[slips].sum()))


def changed(material: Material) -> int:
    """People whose cost to minimum is another at the closing bands than now."""
    assert material.placed is not None and material.closing is not None and material.closing.placed is not None
    costs = [np.nan_to_num(placed.cost_to_min * placed.rate) for placed in (material.placed, material.closing.placed)]
    return int((np.abs(costs[0] - costs[1]) > CENT / 2).sum())
