"""Closing an adjusted pay gap by raises, within a budget and a limit for each person.

Nobody is reduced: the lower-paid side is raised. With several comparisons (pairs of tracks, more than two groups) the
widest gap comes first, all from one budget. The tables name single people: they are for those who may see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel import merit
from bandmodel.equity.closing_plan import BUDGET, TOLERANCE, Plan, Run, planned
from bandmodel.equity.fit_notes import INTERNAL
from bandmodel.equity.raises import CAP, LEAST_COST, MAXIMUM, RESIDUAL, SLACK, UNIFORM, Company, Terms
from bandmodel.figures import LABELLED
from bandmodel.placement import Placement, texts
from bandmodel.structure import Structure

PERSON = (
    "Employee", "Track", "Level", "Pay", "Predicted pay", "Raise amount", "New pay", "Raise percent", "Cost", "Reason",
)  # fmt: skip
MODES = {
    LEAST_COST: "raises those below their predicted pay, at most up to it, first where a raise narrows the gap most for "
    "its cost",
    RESIDUAL: "gives everyone below their predicted pay the same share of what is missing to it",
    UNIFORM: "gives everyone of the lower-paid side the same percentage, as far as cap and band maximum let them",
}
"""What each mode does, in a sentence."""
PREDICTED = "predicted pay"
HALF_CENT = 0.005
SLIP = 0.5
"""A raise above this share of pay says that the pay may be wrong, not low."""


@dataclass(frozen=True, eq=False)
class Closing:
    """What closing a gap takes; arrays have one entry per person placed.

    raises         raise of full-time-equivalent base pay, in whole cents [local pay]
    cost           yearly cost of them: for the FTE worked, with on-cost [structure pay]
    compared       the comparisons, group / reference; gap_before, gap_after of each, group / reference − 1 [fraction]
    feasible       True where every gap that raises are to close is within `TOLERANCE` of the target
    limit          what keeps a gap open; "" where nothing does
    needed_budget  budget that reaches the target; unknown where no budget does [structure pay]
    notes          what else is to be known
    predicted      what the other side is paid in the same position; unknown for those not considered [local pay]
    budget         None = no limit [structure pay]
    formulas       of the regressions;  left_out  people who are not in them, by reason
    """

    placed: Placement
    company: Company
    terms: Terms
    raises: np.ndarray
    cost: float
    compared: tuple[str, ...]
    gap_before: list[float]
    gap_after: list[float]
    feasible: bool
    limit: str
    needed_budget: float
    notes: tuple[str, ...]
    predicted: np.ndarray
    budget: float | None
    formulas: tuple[str, ...]
    left_out: dict[str, int]


def close(
    structure: Structure,
    placed: Placement,
    group: str,
    *,
    mode: str = LEAST_COST,
    budget: float | None = None,
    cap: float | None = None,
    controls: Sequence[str] = (),
    target: float = 0.0,
    in_band: bool = True,
) -> Closing:
    """Raises that bring the adjusted gap of a group to `target`, or as near as budget, cap and bands admit.

    group     a column of People, or Track for the tracks that are compared
    budget    below 1 a share of payroll with on-cost, otherwise an amount a year [structure pay]; None = no limit
    cap       largest raise as a share of own pay; in_band keeps raises within the maximum of the local band
    controls  columns of People; if none are given Level, Track and Location, as far as they are there. Tracks are compared
              on their rungs and locations in any case
    Raises InputError where nothing can be compared, or an argument cannot be used.
    """
    terms = Terms.checked(mode, target, cap, in_band)
    share = merit.checked(budget)
    company = Company.of(structure, placed, terms)
    amount = share * company.payroll if share is not None and share < 1 else share
    plan = planned(structure, placed, group, controls, company, terms)
    free = plan.run(np.inf)
    within = amount is None or plan.cost(free.raises) <= amount * (1 + SLACK)
    done = free if within else plan.run(float(amount or 0.0))
    before = plan.gaps(plan.before)
    feasible = not plan.open(done.gaps)
    return Closing(
        placed, company, terms, done.raises, plan.cost(done.raises), tuple(c.name for c in plan.comparisons), before,
        done.gaps, feasible, "" if feasible else _limit(plan, done, free),
        np.nan if plan.open(free.gaps) else plan.cost(free.raises), (*plan.notes, *_notes(plan, placed, before)),
        done.predicted, amount, tuple(dict.fromkeys(model.formula for model in plan.models)), _left_out(plan),
    )  # fmt: skip


def _limit(plan: Plan, done: Run, free: Run) -> str:
    """What keeps gaps open, comparison by comparison."""
    told = []
    for number, comparison in enumerate(plan.comparisons):
        if abs(plan.left(number, done.gaps[number])) <= TOLERANCE:
            continue
        said = done.limits.get(number, BUDGET if BUDGET in done.limits.values() else "raises for one gap open another")
        lasting = free.limits.get(number, "")
        text = f"{said}; without it {lasting}" if said == BUDGET and lasting else said
        told.append((comparison.name, text))
    texts_told = list(dict.fromkeys(text for _, text in told))
    return texts_told[0] if len(texts_told) == 1 else "; ".join(f"{name}: {text}" for name, text in told)


def _notes(plan: Plan, placed: Placement, before: list[float]) -> list[str]:
    """Who is raised and who cannot be, comparison by comparison."""
    notes = []
    for number, comparison in enumerate(plan.comparisons):
        left, gap = plan.left(number, before[number]), before[number]
        if gap - max(plan.terms.target, 0.0) > TOLERANCE and not comparison.sole:
            notes.append(
                f"{comparison.label} is paid {gap:.2%} more than {comparison.other}. Nobody is reduced, and raising "
                f"{comparison.other} would widen the other gaps: this one stays."
            )
        if abs(left) <= TOLERANCE:
            continue
        low = comparison.label if left > 0 else comparison.other
        if left > 0 and plan.terms.target > 0:
            notes.append(f"The target is above 0: {low} is to be paid more than {comparison.other}.")
        if left < 0:
            notes.append(f"{comparison.label} is paid more: nobody is reduced, so {low} is raised.")
        model = plan.models[comparison.model]
        of_side = (model.group.codes == model.group.labels.index(low)) & comparison.reach.used
        moves = comparison.narrows(np.sign(left))
        place = model.position[of_side & moves]
        counts = {
            "not raised: nobody of the other side is in their position, so that a raise would not narrow the gap":
                (of_side & ~moves).sum(),
        }  # fmt: skip
        if plan.terms.in_band:
            counts["not raised: no band is known to stay in"] = np.isnan(placed.max[place]).sum()
            counts["not raised: at or above the band maximum"] = (placed.pay[place] >= placed.max[place] - HALF_CENT).sum()
        notes += [f"{low}: {count} {'person' if count == 1 else 'people'} {why}." for why, count in counts.items() if count]
    return notes


def _left_out(plan: Plan) -> dict[str, int]:
    """People who are not in the regressions, by reason; with several regressions by comparison."""
    told = {}
    for model, unknown in zip(plan.models, plan.unknown, strict=True):
        pair = f"{' / '.join((*model.others, model.reference))}: " if len(plan.models) > 1 else ""
        reasons = {**model.left_out, **{f"{name} unknown": count for name, count in unknown.items()}}
        told.update({pair + reason: count for reason, count in reasons.items()})
    return told


# ---------------------------------------------------------------- as tables


def tables(closing: Closing) -> list[pd.DataFrame]:
    """The totals in labelled lines, and a row for everyone who is raised (columns `PERSON`)."""
    return [totals(closing), people_table(closing)]


def totals(closing: Closing) -> pd.DataFrame:
    """Mode, gaps, cost and what limits them, in labelled lines."""
    raised, payroll = closing.raises > 0, closing.company.payroll
    share = np.max(closing.raises[raised] / closing.company.pay[raised], initial=0.0)
    of_payroll = f"payroll {payroll:,.2f}: annual base pay x FTE x (1 + on-cost)"
    reaches = "reaches the target" if closing.needed_budget >= 0 else "no budget reaches the target"
    rows: list[tuple[str, object, str]] = [
        ("Mode", closing.terms.mode, f"{closing.terms.mode} {MODES[closing.terms.mode]}"),
        *_gaps(closing),
        ("Target", closing.terms.target, f"closed within {TOLERANCE:.2%}: {'yes' if closing.feasible else 'no'}"),
        ("Cost", closing.cost, "a year, for the FTE worked, with on-cost, in the structure currency"),
        ("Percent of payroll", closing.cost / payroll if payroll > 0 else np.nan, of_payroll),
        ("Budget", np.nan if closing.budget is None else closing.budget, "none given" if closing.budget is None else ""),
        ("People raised", float(raised.sum()), ""),
        ("Largest raise", share, _on_largest(closing.terms.cap, float(share))),
        ("Limit", closing.limit or "none", "" if closing.feasible else "the gap after is the best that can be reached"),
        ("Needed budget", closing.needed_budget, reaches),
        *(("Formula", formula, f"{PREDICTED}: what it says of the other side, before") for formula in closing.formulas),
        ("Standard errors", "HC3", "gap = exp(b - V / 2) - 1"),
        *(("People left out", float(count), reason) for reason, count in closing.left_out.items()),
        *(("Note", np.nan, note) for note in closing.notes),
        INTERNAL,
    ]  # fmt: skip
    if (closing.company.rate[raised] != 1).any():
        rows.append(("Note", np.nan, "Pay and raises are in the currency of the location, costs in the structure currency."))
    return pd.DataFrame(rows, columns=list(LABELLED))


def _on_largest(cap: float | None, share: float) -> str:
    slip = "; look at that pay first, it may be a slip" if share > SLIP else ""
    return "of own pay" + ("" if cap is None else f"; cap {cap:.2%}") + slip


def _gaps(closing: Closing) -> list[tuple[str, object, str]]:
    """The widest gap before and after; below it, if there are several, each of them."""
    widest = int(np.argmax([abs(gap - closing.terms.target) for gap in closing.gap_before]))
    name = closing.compared[widest]
    said = f"{name} - 1, adjusted; negative = {name.rpartition(' / ')[0]} is paid less"
    rows: list[tuple[str, object, str]] = [
        ("Gap before", closing.gap_before[widest], said),
        ("Gap after", closing.gap_after[widest], "estimated anew with the pay after the raises"),
    ]
    if len(closing.compared) > 1:
        for name, before, after in zip(closing.compared, closing.gap_before, closing.gap_after, strict=True):
            rows += [(f"Gap before: {name}", before, ""), (f"Gap after: {name}", after, "")]
    return rows


def people_table(closing: Closing) -> pd.DataFrame:
    """Everyone who is raised: pay, predicted pay, raise, new pay [local pay], cost [structure pay], what set the raise."""
    at = np.flatnonzero(closing.raises > 0)
    people, raises, pay = closing.placed.people, closing.raises[at], closing.company.pay[at]
    names = {name: texts(people, name)[at] for name in ("Employee", "Track", "Level")}
    return pd.DataFrame({
        **names, "Pay": pay, "Predicted pay": closing.predicted[at], "Raise amount": raises, "New pay": pay + raises,
        "Raise percent": raises / pay, "Cost": raises * closing.company.price[at], "Reason": _reasons(closing, at),
    }, columns=list(PERSON))  # fmt: skip


def _reasons(closing: Closing, at: np.ndarray) -> np.ndarray:
    """What set each raise: the limit that it hits, else the mode."""
    raises, company = closing.raises[at], closing.company
    missing = closing.predicted[at] - company.pay[at]
    rest = {LEAST_COST: "last in order", UNIFORM: "same percentage", RESIDUAL: "same share of what is missing"}
    by_line = closing.terms.mode != UNIFORM
    return np.select(
        [
            raises >= company.band_room[at] - HALF_CENT,
            raises >= company.cap_room[at] - HALF_CENT,
            by_line & (raises > missing + 2 * HALF_CENT),
            by_line & (raises >= missing - HALF_CENT),
        ],
        [MAXIMUM, CAP, f"{PREDICTED}, estimated anew", PREDICTED],
        rest[closing.terms.mode],
    ).astype(object)
