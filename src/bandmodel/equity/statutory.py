"""Unadjusted pay gaps as four statutes define them: which pay, over whom, and from how many people on.

Gaps are (reference − group) / reference: positive means the group is paid less. Nothing is suppressed beyond what the
definition itself asks for; who may see the figures is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import gaps
from bandmodel.core.bands import one_of
from bandmodel.core.gaps import STATISTICS, Summary
from bandmodel.equity import quartiles, workforce
from bandmodel.equity.measures import BASE, BONUS, HOURLY, REMUNERATION, SALARY, STAND_IN, TOTAL, VARIABLE, Measure
from bandmodel.equity.workforce import Workforce
from bandmodel.structure import Structure

COLUMNS = (
    "Group", "Reference", "Measure", "Statistic", "Reference pay", "Group pay", "Gap", "n group", "n reference", "Note",
)  # fmt: skip
RECEIVING = ("Group", "Measure", "Share", "Receivers", "n", "Note")


@dataclass(frozen=True)
class Definition:
    """What a statute asks for.

    law        where it stands
    basis      measures of pay: the first that is known orders the quartiles and tells who is left out
    measures   whose gaps are asked for; the basis comes before them where it is none of them
    received   whose receivers are counted in each group; None if that is not asked for
    quartiles  whether shares by quartile are asked for
    least      fewest people with pay in each of the two groups [people]
    remark     what the reader should know of it
    """

    name: str
    law: str
    basis: tuple[Measure, ...]
    measures: tuple[Measure, ...]
    received: Measure | None
    quartiles: bool
    least: int
    remark: str


_ALL = (
    Definition(
        "EU", "Directive (EU) 2023/970, Art. 9(1)(a) to (f)", (TOTAL, BASE, HOURLY),
        (TOTAL, BASE, VARIABLE, HOURLY), VARIABLE, True, 1,
        "pay level is gross annual and gross hourly pay (Art. 3(1)(b)); by category of workers: BM_CATEGORIES",
    ),
    Definition(
        "UK", "Equality Act 2010 (Gender Pay Gap Information) Regulations 2017, reg. 8 to 13", (HOURLY, STAND_IN), (BONUS,),
        BONUS, True, 1, "people on leave are left out throughout; the bonus figures of the regulations count them too",
    ),
    Definition(
        "WGEA", "Workplace Gender Equality Act 2012 (Australia), employer gender pay gaps", (SALARY,),
        (SALARY, REMUNERATION), None, False, 1,
        "superannuation, overtime and allowances belong to total remuneration and are no columns of People",
    ),
    Definition(
        "BC", "Pay Transparency Act, B.C. Reg. 225/2023 (British Columbia)", (HOURLY, STAND_IN), (BONUS,), BONUS, False, 10,
        "pay of 0 is left out; overtime pay and hours are no columns of People; shares by quartile: BM_QUARTILES",
    ),
)  # fmt: skip
DEFINITIONS = {definition.name: definition for definition in _ALL}
"""The statutes by name. For what a zero means, and the 10: WGEA's guide "Calculating gender pay gaps" and British Columbia's
own reporting tool leave pay of 0 out, and the tool shows no group of fewer than 10; UK bonus gaps are over receivers by
reg. 10 and 11."""


def tables(
    people: pd.DataFrame, group: str, reference: str = "", statistic: str = "", definition: str = "EU",
    structure: Structure | None = None,
) -> list[pd.DataFrame]:  # fmt: skip
    """The figures of a definition: gaps (`COLUMNS`), receivers (`RECEIVING`), shares by quartile, and what they rest on.

    group      column of People with the groups; reference the one to compare with (`variables.groups` if not given)
    statistic  of the gaps: "mean" or "median"; both if not given
    structure  of a model, to convert pay in several currencies
    Raises InputError for a definition, statistic, column or group that is not there, and where no pay is known.
    """
    law = DEFINITIONS[one_of(definition, tuple(DEFINITIONS), "Definition")]
    asked = (one_of(statistic, STATISTICS, "Statistic"),) if statistic else STATISTICS
    staff = workforce.of(people, group, reference, structure)
    basis = staff.first_known(law.basis, f"as definition {law.name} has it")
    measures = law.measures if basis in law.measures else (basis, *law.measures)
    by_measure = [_gaps(staff, law, measure, asked) for measure in measures]
    rows = [row for by_group in zip(*by_measure, strict=True) for of_one in by_group for row in of_one]
    parts = [pd.DataFrame(rows, columns=list(COLUMNS))]
    if law.received is not None:
        parts.append(_receiving(staff, law, law.received))
    if law.quartiles:
        parts.append(quartiles.table(staff, basis))
    return [*parts, staff.remarks(basis, [("Definition", law.name, law.law), ("Remark", "", law.remark)])]


def _gaps(staff: Workforce, law: Definition, measure: Measure, asked: tuple[str, ...]) -> list[list[tuple[object, ...]]]:
    """Each other group against the reference by one measure."""
    codes, size = staff.group.codes, len(staff.group.labels)
    paid = gaps.summary(staff.values(measure), codes, size)
    unknown = np.bincount(codes[(codes >= 0) & np.isnan(staff.total(measure))], minlength=size)
    return [list(_compared(staff, law, measure, paid, unknown, other, asked)) for other in staff.others]


def _compared(
    staff: Workforce, law: Definition, measure: Measure, paid: Summary, unknown: np.ndarray, other: int,
    asked: tuple[str, ...],
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    """One group against the reference by one measure: a row for each statistic asked for."""
    labels, at = staff.group.labels, staff.group.reference
    lost = ", ".join(f"{labels[number]} {unknown[number]}" for number in (other, at) if unknown[number])
    for statistic in asked:
        pay = np.where(paid.n < law.least, np.nan, paid.at(statistic))
        why = staff.lacking(measure) or _why(staff, law, measure, paid, statistic, other)
        note = why or (lost and f"left out as unknown: {lost}")
        yield (
            labels[other], staff.reference, measure.name, statistic, pay[at], pay[other],
            float(gaps.gap(pay[at], pay[other])), paid.n[other], paid.n[at], _note(law, measure.meaning, note),
        )  # fmt: skip


def _why(staff: Workforce, law: Definition, measure: Measure, paid: Summary, statistic: str, other: int) -> str:
    """Why a gap is unknown though the measure has its columns; "" where it is known."""
    labels, at = staff.group.labels, staff.group.reference
    none = [labels[number] for number in (other, at) if not paid.n[number]]
    if none:
        return f"unknown: {measure.name}{'' if measure.zeros else ' above 0'} is known of no one in {' or '.join(none)}"
    short = [f"{paid.n[number]} in {labels[number]}" for number in (other, at) if paid.n[number] < law.least]
    if short:
        return f"unknown: {' and '.join(short)}, fewer than the {law.least} that {law.name} asks for"
    return f"unknown: the {statistic} of {labels[at]} is 0" if paid.at(statistic)[at] == 0 else ""


def _receiving(staff: Workforce, law: Definition, measure: Measure) -> pd.DataFrame:
    """The share of each group that received a kind of pay, among those of whom it is known."""
    labels = staff.group.labels
    share, received, known = gaps.receiving(staff.total(measure), staff.group.codes, len(labels))
    rows = []
    for at, label in enumerate(labels):
        why = staff.lacking(measure)
        if not why and known[at] < law.least:
            few = "no one" if not known[at] else f"{known[at]} people, fewer than the {law.least} that {law.name} asks for"
            why = f"unknown: {measure.name} is known of {few}"
        value = np.nan if why else share[at]
        what = f"share of those whose {measure.name.lower()} is known"
        rows.append((label, f"{measure.name} received", value, received[at], known[at], _note(law, what, why)))
    return pd.DataFrame(rows, columns=list(RECEIVING))


def _note(law: Definition, meaning: str, reason: str) -> str:
    return f"{law.name}: {meaning}{reason and '; ' + reason}"
