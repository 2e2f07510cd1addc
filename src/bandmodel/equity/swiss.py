"""The Swiss federal model as a table: a Logib data sheet in, its standard analysis in labelled lines out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import logib
from bandmodel.core.logib import FEMALE, FEWEST, Analysis
from bandmodel.equity import fit_notes
from bandmodel.errors import InputError
from bandmodel.inputs.logib_sheet import LOGIB
from bandmodel.placement import numbers, texts

ZERO = ("activity_rate", "paid_hours", "allowances", "monthly_wage_13", "special_payments")
"""Columns of which a blank cell means 0, as Logib reads its sheet."""
CODES = ("training", "level_of_requirements", "professional_position", "population")
MEANINGS = {
    1: "not statistically significant: the method shows no effect of sex",
    2: "statistically significant, within the target value of 2.5 %",
    3: "statistically significant, above the target value of 2.5 % and within the limit value of 5 %",
    4: "statistically significant, above the limit value of 5 %",
}
FORMULA = (
    "ln(standardised pay) ~ education + years_of_service + experience + experience² + C(level_of_requirements) + "
    "C(professional_position) + female"
)


def analysis(sheet: pd.DataFrame) -> Analysis:
    """The standard analysis of a Logib data sheet as read by its table. Raises InputError as `core.logib.analysed` does."""
    if sheet.empty:
        raise InputError("The Logib sheet has no rows; fill it in, one row per employee.")
    columns = {column.name: numbers(sheet, column.name) for column in LOGIB.columns if column.name not in (*CODES, "sex")}
    columns |= {name: np.nan_to_num(columns[name]) for name in ZERO}
    for name in CODES:
        columns[name] = np.array([float(code) if code else np.nan for code in texts(sheet, name).tolist()])
    columns["population"] = np.where(np.isnan(columns["population"]), 1.0, columns["population"])
    sex = texts(sheet, "sex")
    columns[FEMALE] = np.where(sex == "F", 1.0, np.where(sex == "M", 0.0, np.nan))
    return logib.analysed(columns)


def table(sheet: pd.DataFrame) -> pd.DataFrame:
    """The analysis in labelled lines: coefficient, its test, gap, rating, and what they rest on."""
    found = analysis(sheet)
    lines: list[fit_notes.Line] = [
        ("Coefficient", found.coefficient, "of female, in ln pay"),
        ("SE", found.error, "classic"),
        ("df", float(found.fit.free), "rows less coefficients"),
        ("t", found.t, ""),
        ("p", found.p, "two-sided, of no effect"),
        ("Gap", found.gap, "exp(b - V / 2) - 1 (Kennedy): negative = women earn less, other things equal"),
        ("R²", found.fit.r_squared, ""),
        ("n", float(found.rows), "employees in the analysis"),
        ("Women", float(found.women), ""),
        ("Men", float(found.men), ""),
        ("Rating", float(found.rating) if found.rating else "", _about_rating(found)),
        ("Meaning", _meaning(found), "it does not show discrimination of single people, nor that equal pay is kept"),
        ("Usual weekly hours", found.hours, "the most frequent ones of the sheet, the highest on ties"),
        ("Model", FORMULA, "Federal Office for Gender Equality, Logib module 1 (2024)"),
        ("Reference levels", _references(found), "the highest code present"),
        *((f"Dropped: {name}", "", "follows from columns before it") for name in found.fit.dropped),
        *((f"Left out: {reason}", float(count), "") for reason, count in found.left_out.items()),
        *(
            (f"Logib refuses: {reason}", float(count), "used here; the federal tool does not")
            for reason, count in found.refused.items()
        ),
        fit_notes.INTERNAL,
    ]
    return pd.DataFrame(lines, columns=["Label", "Value", "Note"])


def _about_rating(found: Analysis) -> str:
    if not found.rating:
        return f"withheld: n = {found.rows}, Logib needs {FEWEST}"
    return "1 if p > 0.05, else |gap| cut off to 0.1 %: 2 up to 2.5 %, 3 up to 5 %, 4 above"


def _meaning(found: Analysis) -> str:
    """The result in words."""
    size = f"{abs(found.gap) * 100:.1f} %"
    side = "as much as men" if size == "0.0 %" else f"{size} {'less' if found.gap < 0 else 'more'} than men"
    said = f"Women earn {side}, other things equal"
    return f"{said}; {MEANINGS[found.rating]}" if found.rating else f"{said}; not rated"


def _references(found: Analysis) -> str:
    """The level of each category that the others stand beside."""
    return ", ".join(f"{name} {code}" for name, code in found.references.items())
