"""Findings on market data: survey rows that could not be used, levels without any, locations without a rate."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from bandmodel.core import blending, pricing
from bandmodel.errors import Finding
from bandmodel.findings.ladders import given_ranges
from bandmodel.findings.wording import at, money, share
from bandmodel.inputs import coerce
from bandmodel.model import Model

OLD, DAYS = 10, 365.25
"""Years after which a survey is too old to age."""
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
    for place, (row, code, reason) in enumerate(zip(survey.index, survey["Code"], survey["Reason"], strict=True)):
        if code not in SURVEY_ROWS:
            continue
        severity, column, remedy = SURVEY_ROWS[code]
        line = survey.iloc[place]
        value = coerce.shown(line[column]) if column != "P50" else f"P{line['Target']:g}"
        effect = "" if code == pricing.LATE else "; the row is left out"
        yield Finding(
            code,
            severity,
            "Market",
            int(row),
            column,
            value,
            f"{_named(survey, place)}: {reason.rstrip('.')} ({value}){effect}.",
            remedy,
        )


def outdated(model: Model) -> Iterator[Finding]:
    """Surveys so long before the structure date that ageing them is guesswork, or their date is a slip."""
    survey = model.survey
    dated = survey["Effective date"].to_numpy().astype("datetime64[D]")
    passed: np.ndarray = np.full(len(dated), np.datetime64(model.policy["structure date"], "D")) - dated
    years = passed.astype(float) / DAYS
    years[np.isnat(dated)] = 0
    for place in np.flatnonzero(years > OLD).tolist():
        day = str(dated[place])
        yield Finding(
            "market-outdated", "warning", "Market", int(survey.index[place]), "Effective date", day,
            f"{_named(survey, place)}: {day} is {years[place]:.1f} years before the structure date; ageing it that far is "
            "guesswork.", "Check the date, or set Weight to 0.",
        )  # fmt: skip


def percentiles_in_order(model: Model) -> Iterator[Finding]:
    """Survey rows whose percentiles do not rise: P25 above P50, and so on."""
    survey = model.survey
    for place, values in enumerate(survey[list(pricing.PERCENTILES)].to_numpy(float)):
        known = [(name, value) for name, value in zip(pricing.PERCENTILES, values, strict=True) if not np.isnan(value)]
        for (lower, low), (upper, high) in pairwise(known):
            if low > high:
                yield Finding(
                    "percentiles-out-of-order", "warning", "Market", int(survey.index[place]), upper, money(high),
                    f"{_named(survey, place)}: {lower} {money(low)} is above {upper} {money(high)}.",
                    "Check both figures; a digit or a column may be wrong.",
                )  # fmt: skip


def far_from_blend(model: Model) -> Iterator[Finding]:
    """Survey rows far from the weighted mean of their level's other rows."""
    survey, limit = model.survey, model.policy["market outlier"]
    weight, value = survey["Used weight"].to_numpy(float), survey["National"].to_numpy(float)
    level = survey["Level row"].to_numpy(int)
    used = np.flatnonzero(weight > 0)
    distance = blending.from_others(value[used], weight[used], level[used], len(model.bands))
    for place, apart in zip(used.tolist(), distance.tolist(), strict=True):
        mean = value[place] / (1 + apart)
        if abs(apart) > limit:
            yield Finding(
                "market-far-from-blend", "warning", "Market", int(survey.index[place]), "P50", money(round(value[place])),
                f"{_named(survey, place)}: {money(round(value[place]))} aged and converted is {share(apart)} from the "
                f"mean {money(round(mean))} of the level's other rows; limit {share(limit)}.",
                "Check the match, the currency and the unit, or set Weight to 0.",
            )  # fmt: skip


def _named(survey: pd.DataFrame, place: int) -> str:
    line = survey.iloc[place]
    return f"{line['Survey']} {line['Track']} {line['Level']}"


def levels_without_market(model: Model) -> Iterator[Finding]:
    """Levels that no survey row prices; an error where the midpoint depends on it."""
    structure = model.structure
    told = {finding.row for finding in given_ranges(model) if finding.severity == "error"}
    by_market = model.policy["midpoint method"] == "market"
    for row in np.flatnonzero(np.isnan(model.market) & ~structure.given):
        if structure.rows[row] in told:
            continue
        lost = by_market and np.isnan(structure.own_mid[row])
        effect = "it has no band" if lost else "its market index is unknown"
        yield at(structure, int(row), "level-without-market", "error" if lost else "note", "Level", "",
                 f"no usable market data; {effect}.",
                 "Add a row to the Market table, give Min and Max, or choose another midpoint method.")  # fmt: skip


def structure_currency_rates(model: Model) -> Iterator[Finding]:
    """Rates other than 1 for the structure currency itself: they are not used."""
    table, own = model.inputs.table("FX"), model.structure.localities.currency
    for row, currency, rate in zip(table.index, table["Currency"], table["Rate"].astype(float), strict=True):
        if own and currency == own and rate != 1:
            yield Finding(
                "rate-of-structure-currency", "warning", "FX", int(row), "Rate", f"{rate:g}",
                f"{own} is the structure currency, so its rate is 1; {rate:g} is not used.", "Delete the row.",
            )  # fmt: skip


def locations(model: Model) -> Iterator[Finding]:
    """Locations in a currency without a rate."""
    table = model.inputs.table("Locations")
    for row, name, currency in zip(table.index, table["Location"], table["Currency"], strict=True):
        if np.isnan(model.structure.localities.rate(currency)):
            yield Finding(
                "location-without-rate", "error", "Locations", int(row), "Currency", currency,
                f"{name}: currency {currency} has no rate on or before the structure date; it has no local bands.",
                "Add a rate to the FX table.",
            )  # fmt: skip
