"""Columns of the People table as variables of a regression: numbers as numbers, text as categories.

A date enters as a number of years. A column that the user added is numbers where every filled cell reads as one; written
`C(name)` it is categories all the same. Blank is unknown, but for the two columns whose blank means something: Location
(the reference location) and FTE (1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from bandmodel.core.design import Categories, Column, Numbers
from bandmodel.errors import InputError
from bandmodel.inputs import coerce, schema
from bandmodel.people import natural
from bandmodel.placement import column_named, texts
from bandmodel.structure import kind_named

HERE = "(reference location)"
DAYS_OF_YEAR = 365.25
MEN = ("m", "male", "man", "men")
"""Labels of Gender that are the customary reference."""
CATEGORY = re.compile(r"\s*C\s*\(\s*(.*?)\s*\)\s*", re.IGNORECASE)


def controls(people: pd.DataFrame, names: Sequence[str]) -> tuple[Column, ...]:
    """The columns that `names` say, each once, in their order. Raises InputError for one that is not there or not usable."""
    made: dict[str, Column] = {}
    for name in names:
        column = variable(people, name)
        made.setdefault(written(column), column)
    return tuple(made.values())


def variable(people: pd.DataFrame, name: str) -> Column:
    """One column as a variable; `C(name)` makes it categories."""
    header = header_of(people, name)
    if CATEGORY.fullmatch(name):
        return categories(people, header)
    known = {column.name: column.kind for column in schema.PEOPLE.columns}.get(header)
    if known == schema.NUMBER:
        values = people[header].to_numpy(float)
        return Numbers(header, np.where(np.isnan(values), 1.0, values) if header == "FTE" else values)
    if known == schema.DATE:
        days = people[header].to_numpy().astype("datetime64[D]")
        return Numbers(header, np.where(np.isnat(days), np.nan, days.astype(float) / DAYS_OF_YEAR))
    if known == schema.TEXT:
        return categories(people, header)
    return _by_content(people, header)


def header_of(people: pd.DataFrame, name: str) -> str:
    """The header of the column that a name means, plain or as `C(name)`. Raises InputError where there is none."""
    forced = CATEGORY.fullmatch(name)
    return column_named(people, forced.group(1) if forced else name)


def _by_content(people: pd.DataFrame, header: str) -> Column:
    """A column that the user added. Raises InputError where most cells are numbers and some are not."""
    cells = people[header].to_list()
    values, wrong = coerce.numbers(cells)
    filled = ~np.isnan(values)
    if not wrong.any() and filled.any():
        return Numbers(header, values)
    if filled.sum() > wrong.sum():
        at = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f'People row {people.index[at]}, column {header}: "{coerce.shown(cells[at])}" is not a number, as most of the '
            f"column is. Correct it or leave it blank; for categories write C({header})."
        )
    return categories(people, header)


def categories(people: pd.DataFrame, header: str, reference: str = "") -> Categories:
    """A column as categories in natural order (S2 before S10); the reference is the label given, else the largest."""
    code, labels = pd.factorize(coerce.labels(texts(people, header))[0])
    if header == "Location":
        labels[labels == ""] = HERE
    known = _in_order(labels)
    place = {label: number for number, label in enumerate(known)}
    codes = np.array([place.get(label, -1) for label in labels.tolist()], int)[code]
    if reference in place:
        return Categories(header, codes, tuple(known), place[reference])
    size = np.bincount(codes[codes >= 0], minlength=len(known))
    return Categories(header, codes, tuple(known), int(size.argmax()) if len(known) else 0)


def groups(people: pd.DataFrame, name: str, reference: str = "") -> Categories:
    """The column whose labels are the groups to compare.

    reference   label to compare with; if not given M for Gender, the manager track for Track, else the largest group
    Raises InputError where there are not two groups, or the reference is none of them.
    """
    header = column_named(people, name)
    column = categories(people, header, reference or _usual(people, header))
    if reference and reference not in column.labels:
        folded = [label for label in column.labels if label.casefold() == reference.casefold()]
        if not folded:
            there = ", ".join(column.labels) or "none"
            raise InputError(f'No one is in reference group "{reference}" of {header}; groups: {there}.')
        column = categories(people, header, folded[0])
    if len(column.labels) < 2:
        there = column.labels[0] if column.labels else "none"
        raise InputError(f"Column {header} of People names one group or none ({there}); two are needed for a comparison.")
    return column


def _usual(people: pd.DataFrame, header: str) -> str:
    """The customary reference of a column; "" where there is none."""
    labels = _in_order(pd.unique(coerce.labels(texts(people, header))[0]))
    if header == "Gender":
        return next((label for label in labels if label.casefold() in MEN), "")
    if header == "Track":
        return next((label for label in labels if kind_named(label) == "manager"), "")
    return ""


def _in_order(labels: np.ndarray) -> list[str]:
    """Labels but the blank one in natural order, whatever the order of the rows."""
    return sorted(set(labels.tolist()) - {""}, key=lambda label: (natural(label), label))


def written(column: Column) -> str:
    """A variable as the model's formula writes it: categories in C(…)."""
    return f"C({column.name})" if isinstance(column, Categories) else column.name
