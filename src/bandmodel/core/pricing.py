"""From survey rows to the market rate of each level, step by step, with every row left out and why.

Steps per row: target percentile → ageing to the structure date → conversion → ÷ geo factor. Then the weighted mean of
a level's rows. The frame of rows keeps each step, so that a midpoint can be explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import market
from bandmodel.errors import RowError

PERCENTILES = tuple(f"P{point:.0f}" for point in market.PERCENTILES)
"""The columns of the Market table that hold percentiles: P10 … P90."""
STEPS = ("At target", "Months", "Aged", "Rate", "Converted", "Factor", "National", "Used weight")

UNKNOWN_LEVEL, NOT_BASE, WEIGHT_ZERO = "market-level-unknown", "market-not-base", "market-weight-zero"
UNKNOWN_LOCATION, NO_RATE, OUT_OF_REACH = "location-unknown", "rate-missing", "percentile-out-of-reach"
UNDATED, UNPRICED, LATE = "market-undated", "market-unpriced", "market-after-structure-date"


@dataclass(frozen=True)
class Terms:
    """What survey rows are priced on.

    date      structure date; a row dated later has a remark
    until     date that rows are aged to, not before the structure date; a row dated later is not aged
    rate      ageing rate [fraction per year]; method "simple" or "compound"
    currency  structure currency; "" where the tables name none
    rates     structure-currency units for one unit of each currency
    factors   geo factor of each location
    """

    date: np.datetime64
    until: np.datetime64
    rate: float
    method: str
    currency: str
    rates: Mapping[str, float]
    factors: Mapping[str, float]


def priced(rows: pd.DataFrame, level: np.ndarray, percentile: np.ndarray, terms: Terms) -> pd.DataFrame:
    """The Market rows with each step's figure, and Code and Reason where a row is left out or remarkable.

    rows         Market table
    level        row of the level in the bands frame that each survey row is for, −1 for none
    percentile   target percentile of each survey row
    """
    out = rows.copy()
    out["Level row"], out["Target"], out["Code"], out["Reason"] = level, percentile, "", ""
    weight = rows["Weight"].to_numpy(float)
    weight = np.where(np.isnan(weight), 1.0, weight)
    _remark(out, level < 0, UNKNOWN_LEVEL, "level is not on the Levels table")
    _remark(out, rows["Element"].to_numpy() == "target cash", NOT_BASE, "target cash: midpoints use base pay only")
    _remark(out, weight == 0, WEIGHT_ZERO, "weight 0")
    factor = _looked_up(rows["Location"], terms.factors, blank=1.0)
    _remark(out, np.isnan(factor), UNKNOWN_LOCATION, "location has no geo factor")
    rate = _looked_up(rows["Currency"], {**terms.rates, terms.currency: 1.0}, blank=1.0)
    _remark(out, np.isnan(rate), NO_RATE, "currency has no rate on or before the structure date")
    at_target = _at_target(rows, percentile, out)
    _remark(out, np.isnan(at_target), UNPRICED, "no pay at the target percentile")
    effective = rows["Effective date"].to_numpy().astype("datetime64[D]")
    _remark(out, np.isnat(effective), UNDATED, "no effective date")
    late = effective > terms.date
    months = market.months_between(np.minimum(effective, terms.until), terms.until)
    aged = market.age(at_target, terms.rate, months, method=terms.method)
    _remark(out, late & (effective >= terms.until), LATE, "dated after the structure date: not aged")
    _remark(out, late, LATE, f"dated after the structure date: aged from then to {terms.until}")
    used = _used(out)
    return out.assign(
        **{
            "At target": at_target,
            "Months": months,
            "Aged": aged,
            "Rate": rate,
            "Converted": aged * rate,
            "Factor": factor,
            "National": aged * rate / factor,
            "Used weight": np.where(used, weight, 0.0),
        }
    )


def _used(rows: pd.DataFrame) -> np.ndarray:
    code = rows["Code"].to_numpy()
    used: np.ndarray = (code == "") | (code == LATE)
    return used


def _remark(out: pd.DataFrame, where: np.ndarray, code: str, reason: str) -> None:
    """Give rows a code and a reason, unless they have one already: the first reason stands."""
    fresh = where & (out["Code"].to_numpy() == "")
    out.loc[fresh, "Code"] = code
    out.loc[fresh, "Reason"] = reason


def _looked_up(names: pd.Series, table: Mapping[str, float], *, blank: float) -> np.ndarray:
    """The figure of each name; `blank` for "", unknown for a name that the table lacks."""
    return np.array([blank if not name else table.get(name, np.nan) for name in names], float)


def _at_target(rows: pd.DataFrame, percentile: np.ndarray, out: pd.DataFrame) -> np.ndarray:
    pay = [rows[name].to_numpy(float) for name in PERCENTILES]
    wanted = np.array(percentile, float)
    while True:
        try:
            return market.at_percentile(wanted, *pay)
        except RowError as trouble:  # set the rows at fault aside, and price the others
            for row, message in zip(np.flatnonzero(trouble.bad), trouble.messages, strict=True):
                _remark(out, np.arange(len(out)) == row, OUT_OF_REACH, message)
            pay = [np.where(trouble.bad, np.nan, column) for column in pay]


def blended(rows: pd.DataFrame, levels: int) -> np.ndarray:
    """Market rate of each level [pay]: the weighted mean of its rows; unknown where it has none."""
    inside = rows["Level row"].to_numpy() >= 0
    used = rows[inside]
    return market.blend(
        used["National"].to_numpy(float), used["Used weight"].to_numpy(float), used["Level row"].to_numpy(int), levels
    )
