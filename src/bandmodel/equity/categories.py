"""Gaps by category of workers, and which of them the EU's joint pay assessment asks about.

Source: Directive (EU) 2023/970, Art. 9(1)(g) and Art. 10(1): a difference in the average pay level of at least 5 % in a
category of workers that is neither justified by objective, gender-neutral criteria nor remedied within six months. Whether
it is justified is for people to say: a gap is flagged here, and nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bandmodel.core import gaps
from bandmodel.core.design import Categories
from bandmodel.equity import variables, workforce
from bandmodel.equity.measures import BASE, TOTAL, VARIABLE, Measure
from bandmodel.equity.workforce import Workforce
from bandmodel.errors import InputError
from bandmodel.inputs import schema
from bandmodel.placement import CONVERT, column_named
from bandmodel.structure import Structure

COLUMNS = (
    "Category", "Group", "Reference", "Measure", "Reference pay", "Group pay", "Gap", "Median gap", "n group", "n reference",
    "Flag", "Justification", "Note",
)  # fmt: skip
MEASURES = (TOTAL, BASE, VARIABLE)
TRIGGER = 0.05
"""Mean gap in a category from which on it is flagged [fraction]. Directive (EU) 2023/970, Art. 10(1)(a), 10 May 2023."""
FLAG = "at or above 5 %: joint assessment if not justified and not remedied within six months"
JOIN = " / "

JUSTIFICATIONS = schema.Table(
    "Justifications",
    "Objective, gender-neutral reasons for gaps, by category.",
    (
        schema.Column("Category", "Category, as the table of gaps names it", required=True),
        schema.Column("Note", "The reason", required=True, may_be_blank=True),
    ),
    key=("Category",),
)


def tables(
    people: pd.DataFrame, category: Sequence[str], group: str, reference: str = "", structure: Structure | None = None,
    justifications: pd.DataFrame | None = None,
) -> list[pd.DataFrame]:  # fmt: skip
    """Mean gaps of total, base and variable pay by category (`COLUMNS`), and what they rest on.

    category        column of People; of several, each combination is a category ("Specialist / S3")
    justifications  table of `JUSTIFICATIONS`; its notes are shown beside the gaps that are flagged
    structure       of a model, to convert pay in several currencies
    Raises InputError for a column or group that is not there, and where no pay is known.
    """
    staff = workforce.of(people, group, reference, structure, CONVERT)
    basis = staff.first_known((TOTAL, BASE), "which gaps by category rest on")
    of = _categories(staff, category)
    known = [measure for measure in MEASURES if not staff.lacking(measure)]
    notes = {} if justifications is None else dict(zip(justifications["Category"], justifications["Note"], strict=True))
    table = pd.concat([_rows(staff, of, measure, known[0], notes) for measure in known])
    table = table.sort_index(kind="stable").reset_index(drop=True)
    about = [
        *_about(table, of),
        *((measure.name, "", staff.lacking(measure)) for measure in MEASURES if measure not in known),
    ]
    about += _justified(table, of, notes)
    return [table, staff.remarks(basis, about, [(f"{of.name} unknown", of.codes < 0, "blank")])]


def _categories(staff: Workforce, names: Sequence[str]) -> Categories:
    """The categories of workers: a column, or the combinations of several that occur, in natural order."""
    headers = list(dict.fromkeys(column_named(staff.people, name, "to take categories from") for name in names))
    if not headers:
        raise InputError("No category is named; name a column of People, e.g. Level.")
    if staff.group.name in headers:
        raise InputError(f"{staff.group.name} is the group that is compared; it cannot be the category too.")
    columns = [variables.categories(staff.people, header) for header in headers]
    codes = columns[0].codes
    for column in columns[1:]:
        codes = gaps.crossed(codes, column.codes, len(column.labels))
    used, place = np.unique(codes[codes >= 0], return_inverse=True)
    parts = np.unravel_index(used, [len(column.labels) for column in columns]) if len(used) else [used] * len(columns)
    named = [[column.labels[part] for part in of.tolist()] for column, of in zip(columns, parts, strict=True)]
    numbered = np.full(len(codes), -1)
    numbered[codes >= 0] = place
    return Categories(JOIN.join(headers), numbered, tuple(JOIN.join(label) for label in zip(*named, strict=True)))


def _rows(staff: Workforce, of: Categories, measure: Measure, level: Measure, notes: Mapping[str, str]) -> pd.DataFrame:
    """The rows of one measure, indexed by category and group, so that those of other measures can be sorted in.

    level   the measure that is the pay level; others are components of it
    """
    size, others, at = len(staff.group.labels), staff.others, staff.group.reference
    cell = gaps.crossed(of.codes, staff.group.codes, size)
    paid = gaps.summary(staff.values(measure), cell, len(of.labels) * size)
    n, mean, median = (figures.reshape(-1, size) for figures in (paid.n, paid.mean, paid.median))
    gap, middle = (gaps.gap(pay[:, [at]], pay[:, others]).ravel() for pay in (mean, median))
    flagged = gaps.reaches(gap, TRIGGER)
    category = np.repeat(np.array(of.labels, object), len(others))
    group = np.tile(np.array(staff.group.labels, object)[others], len(of.labels))
    reference_n, reference_pay = np.repeat(n[:, at], len(others)), np.repeat(mean[:, at], len(others))
    group_n = n[:, others].ravel()
    reasons = [notes.get(label, "") if flag else "" for label, flag in zip(category, flagged, strict=True)]
    return pd.DataFrame({
        "Category": category, "Group": group, "Reference": staff.reference, "Measure": measure.name,
        "Reference pay": reference_pay, "Group pay": mean[:, others].ravel(), "Gap": gap, "Median gap": middle,
        "n group": group_n, "n reference": reference_n, "Flag": np.where(flagged, FLAG, ""),
        "Justification": [reason and f"justified ({reason})" for reason in reasons],
        "Note": _remarks(staff, measure, level, gap, group, group_n, reference_n),
    }, columns=list(COLUMNS))  # fmt: skip


def _remarks(
    staff: Workforce, measure: Measure, level: Measure, gap: np.ndarray, group: np.ndarray, group_n: np.ndarray,
    reference_n: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Why a gap is unknown, that a flagged one is of a component, and that the reference group is paid less."""
    name, reference = measure.name, staff.reference
    component = f"a component: Art. 10 looks at the pay level, here {level.name}"
    rule = "Art. 10 speaks of a difference, whichever group is paid less"
    turned = np.array([f"{label} is paid at least 5 % more than {reference}: {rule}" for label in group], object)
    lacks = np.array([f"unknown: {name} is known of no one in {label} here" for label in group], object)
    return np.select(
        [
            group_n == 0, reference_n == 0, np.isnan(gap), gaps.reaches(-gap, TRIGGER),
            gaps.reaches(gap, TRIGGER) & (measure is not level),
        ],
        [lacks, f"unknown: {name} is known of no one in {reference} here", f"unknown: the mean of {reference} is 0", turned,
         component],
        "",
    )  # fmt: skip


def _about(table: pd.DataFrame, of: Categories) -> list[tuple[str, object, str]]:
    """The definition, its trigger, and how many categories each measure flags."""
    flagged = table[table["Flag"] != ""].groupby("Measure")["Category"].nunique()
    counts = [(f"Flagged by {name}", int(flagged.get(name, 0)), "categories") for name in table["Measure"].unique()]
    return [
        ("Definition", "EU", "Directive (EU) 2023/970, Art. 9(1)(g) and 10"),
        ("Trigger", TRIGGER, "of the mean gap, and exactly 5 % is flagged (between bands it is within tolerance); "
         "the median never triggers"),
        ("Categories", len(of.labels), f"by {of.name}"),
        *counts,
    ]  # fmt: skip


def _justified(table: pd.DataFrame, of: Categories, notes: Mapping[str, str]) -> list[tuple[str, object, str]]:
    """How many categories are justified by a note, and which notes stand beside no gap that is flagged."""
    if not notes:
        return []
    used = set(table.loc[table["Justification"] != "", "Category"])
    idle = [f"{name} (no such category)" if name not in of.labels else name for name in notes if name not in used]
    return [
        ("Justified", len(used), "categories that are flagged and have a note"),
        *([("Justifications not used", len(idle), ", ".join(idle))] if idle else []),
    ]
