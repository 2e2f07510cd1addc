"""Findings on market data: survey rows that could not be used, levels without any, locations without a rate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bandmodel.core import pricing
from bandmodel.errors import Finding
from bandmodel.findings.ladders import at
from bandmodel.inputs import coerce
from bandmodel.model import Model

SURVEY_ROWS = {  # severity, column and remedy of each code
    pricing.UNKNOWN_LEVEL: ("error", "Level", "Correct Track and Level, or add the level to the Levels table."),
    pricing.UNKNOWN_LOCATION: ("error", "Location", "Add the location to the Locations table."),
    pricing.NO_RATE: ("error", "Currency", "Add a rate to the FX table, dated on or before the structure date."),
    pricing.OUT_OF_REACH: ("error", "P50", "Change the level's target percentile, or fill in the percentile's column."),
    pricing.UNPRICED: ("error", "P50", "Fill in the percentile's pay, or set Weight to 0."),
    pricing.UNDATED: ("error", "Effective date", "Fill in the date that the survey's rates hold for."),
    pricing.LATE: ("warning", "Effective date", "Check the date, and the structure date in Policy."),
}


def survey_rows(model: Model) -> Iterator[Finding]:
    """Market rows that are left out, or used with a remark, and why."""
    survey = model.survey
    for row, code, reason in zip(survey.index, survey["Code"], survey["Reason"], strict=True):
        if code not in SURVEY_ROWS:
            continue
        severity, column, remedy = SURVEY_ROWS[code]
        line = survey.loc[row]
        value = coerce.shown(line[column]) if column != "P50" else f"P{line['Target']:g}"
        name = f"{line['Survey']} {line['Track']} {line['Level']}"
        effect = "" if code == pricing.LATE else "; the row is left out"
        yield Finding(
            code, severity, "Market", int(row), column, value, f"{name}: {reason.rstrip('.')} ({value}){effect}.", remedy
        )


def levels_without_market(model: Model) -> Iterator[Finding]:
    """Levels that no survey row prices; an error where the midpoint depends on it."""
    structure = model.structure
    by_market = model.policy["midpoint method"] == "market"
    for row in np.flatnonzero(np.isnan(model.market) & ~structure.given):
        lost = by_market and np.isnan(structure.own_mid[row])
        effect = "it has no band" if lost else "its market index is unknown"
        yield at(structure, int(row), "level-without-market", "error" if lost else "note", "Level", "",
                 f"no usable market data; {effect}.",
                 "Add a row to the Market table, give Min and Max, or choose another midpoint method.")  # fmt: skip


def locations(model: Model) -> Iterator[Finding]:
    """Locations in a currency without a rate."""
    table = model.inputs.table("Locations")
    for row, name, currency in zip(table.index, table["Location"], table["Currency"], strict=True):
        if currency and currency != model.currency and currency not in model.rates:
            yield Finding(
                "location-without-rate", "error", "Locations", int(row), "Currency", currency,
                f"{name}: currency {currency} has no rate on or before the structure date; it has no local bands.",
                "Add a rate to the FX table.",
            )  # fmt: skip
