"""Worksheet functions of market pricing: ageing, blending, percentiles, the pay line, geography, currency."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bandmodel import policy
from bandmodel.core import blending, market, pay_line
from bandmodel.core.pay_line import PayLine
from bandmodel.errors import InputError, require
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import table_of
from bandmodel.excel.elementwise import date, elementwise, text
from bandmodel.excel.functions import worksheet_function
from bandmodel.inputs import schema

METHOD_HELP = '"simple" (default): value x (1 + rate x months / 12), or "compound": value x (1 + rate) ^ (months / 12)'
NO_RATE = (
    'currency "{name}" has no rate{when}; add it to the FX table (rate 1 if it is the structure currency, or give the cell '
    "of BM_MODEL as fx)."
)
LINE_HELP = '"linear" (default), "exponential" (constant growth per point) or "quadratic"'


@worksheet_function(
    value="Survey pay [pay]",
    annual_rate="Market movement per year as a fraction, e.g. 0.03",
    months="Months to age it by",
    method=METHOD_HELP,
)
def BM_AGE(value, annual_rate, months, method=None):
    """Survey pay moved forward by a number of months. Source: WorldatWork, ageing market data."""
    return elementwise(market.age, value=value, annual_rate=annual_rate, months=months, method=text(method, "simple"))


@worksheet_function(
    value="Survey pay [pay]",
    annual_rate="Market movement per year as a fraction, e.g. 0.03",
    start_date="Date the survey's rates hold for",
    end_date="Date to age to: the structure date to lag, half a year later to lead-lag, a year later to lead",
    method=METHOD_HELP,
)
def BM_AGE_DATES(value, annual_rate, start_date, end_date, method=None):
    """Survey pay moved forward from one date to another: whole calendar months, then days over the days of the month."""

    def aged(value: Any, annual_rate: Any, start_date: Any, end_date: Any, method: str) -> Any:
        return market.age(value, annual_rate, market.months_between(start_date, end_date), method=method)

    return elementwise(
        aged, value=value, annual_rate=annual_rate, start_date=date(start_date), end_date=date(end_date),
        method=text(method, "simple"),
    )  # fmt: skip


@worksheet_function(
    values="Market rates, one per survey row [pay]",
    weights="Weight of each row; blank = 1, 0 = left out",
    trim="Share of the rows to leave out, half at each end, as TRIMMEAN; blank = 0",
)
def BM_BLEND(values, weights, trim=None):
    """Weighted mean of survey rows and how many were used; below it each row left out, and each far from the others."""
    pay, weight = cells.numbers(values, "values"), cells.numbers(weights, "weights")
    cells.require_each(~(pay <= 0), "values", pay, "is not above 0; give annual pay, or leave the cell blank")
    cells.require_each(~(weight < 0), "weights", weight, "is below 0; 0 leaves a row out")
    if len(weight) not in (1, len(pay)):
        raise InputError(f"weights has {len(weight)} cells and values {len(pay)}; give one weight per value.")
    found = blending.blend(pay, weight, trim=cells.number(trim, "trim", 0.0))
    rows: list[list[Any]] = [["Weighted mean", "Rows used"], [cells.native(found.mean), int(found.used.sum())]]
    remarks = _remarks(found, policy.defaults()["market outlier"])
    return rows if not remarks else [*rows, ["", ""], ["Row", "Remark"], *remarks]


def _remarks(found: blending.Blend, limit: float) -> list[list[Any]]:
    """Rows left out with the reason, and rows used though they are far from the mean of the others."""
    far = np.abs(found.apart) > limit
    texts = [
        reason or f"used; {apart:+.1%} from the mean of the others, limit {limit:.0%}"
        for reason, apart in zip(found.reason, found.apart, strict=True)
    ]
    return [[number + 1, texts[number]] for number in np.flatnonzero(~found.used | far).tolist()]


@worksheet_function(
    percentile="Percentile wanted, e.g. 60",
    p10="10th percentile of the survey; blank = unknown [pay]",
    p25="25th percentile; blank = unknown [pay]",
    p50="Median; blank = unknown [pay]",
    p75="75th percentile; blank = unknown [pay]",
    p90="90th percentile; blank = unknown [pay]",
)
def BM_MARKET_AT(percentile, p10, p25, p50, p75, p90):
    """Market pay at any percentile: log-linear between the nearest known ones. Outside them it is an error, not a guess."""
    return elementwise(market.at_percentile, percentile=percentile, p10=p10, p25=p25, p50=p50, p75=p75, p90=p90)


@worksheet_function(points="Points or grades, one per level", pay="Market pay of each level [pay]", model=LINE_HELP)
def BM_LINE(points, pay, model=None):
    """The pay line by least squares: coefficients with standard errors, R2, n. Exponential: of ln(pay)."""
    line = _fitted(points, pay, model)
    names = ("Intercept", "Slope", "Curvature")[: len(line.coefficients)]
    rows: list[tuple[str, Any]] = [("Model", line.model), *zip(names, line.coefficients, strict=True)]
    if line.model == "exponential":
        rows.append(("Growth per point", float(np.expm1(line.coefficients[1]))))
    rows += [
        ("R²", line.r_squared), ("n", line.rows), ("Standard error", line.residual), ("Degrees of freedom", line.free),
        *((f"{name} standard error", error) for name, error in zip(names, line.errors, strict=True)),
    ]  # fmt: skip
    return cells.spill(pd.DataFrame(rows, columns=["Label", "Value"], dtype=object))


@worksheet_function(
    points="Points or grades, one per level",
    pay="Market pay of each level [pay]",
    new_points="Points to price; beyond the line's own points it is an extrapolation",
    model=LINE_HELP,
)
def BM_PREDICT(points, pay, new_points, model=None):
    """Market rate on the pay line through points and pay, at new points."""
    line = _fitted(points, pay, model)
    return elementwise(lambda new_points: line.at(new_points), new_points=new_points)


def _fitted(points: Any, pay: Any, model: Any) -> PayLine:
    x, y = cells.numbers(points, "points"), cells.numbers(pay, "pay")
    if len(x) != len(y):
        raise InputError(f"points has {len(x)} cells and pay {len(y)}; give ranges of equal size.")
    return pay_line.fitted(x, y, model=cells.word(model, "model", "linear"))


@worksheet_function(
    value="Pay in the reference location [pay]",
    location="Location on the Locations table",
    locations="Locations table with headers, or BM_MODEL's cell",
)
def BM_GEO(value, location, locations):
    """Pay at a location: value x geo factor. An unknown or blank location is an error, never factor 1."""
    table, _ = table_of(locations, schema.LOCATIONS, "locations")
    factors = dict(zip(table["Location"], table["Geo factor"].astype(float), strict=True))
    known = ", ".join(factors) or "none"

    def local(value: Any, location: str) -> Any:
        name = f'location "{location}" is not on the Locations table' if location else "location is blank"
        require(np.isnan(value) | (location in factors), "{name}; locations: {known}.", name=name, known=known)
        return value * factors.get(location, np.nan)

    return elementwise(local, value=value, location=text(location))


@worksheet_function(
    value="Pay in the source currency [pay]",
    source_currency="Currency of the value, e.g. EUR",
    target_currency="Currency wanted, e.g. CHF",
    fx="FX table with headers, or BM_MODEL's cell, which knows the structure currency and date",
    on_date="Date of the rates; blank = the latest (with BM_MODEL's cell: on the structure date)",
)
def BM_FX(value, source_currency, target_currency, fx, on_date=None):
    """Pay in another currency by the latest rate dated on or before a date. A currency without a rate is an error."""
    table, held = table_of(fx, schema.FX, "fx")
    base = held.structure.localities.currency if held else ""
    otherwise = np.datetime64(held.policy["structure date"] if held else "NaT", "D")
    dates, rates = table["Date"].to_numpy().astype("datetime64[D]"), table["Rate"].to_numpy(float)

    def rate(currency: str, on: np.ndarray) -> np.ndarray:
        mine = (table["Currency"] == currency).to_numpy()
        return np.ones(len(on)) if currency and currency == base else market.rate_on(dates[mine], rates[mine], on)

    def converted(value: Any, on_date: Any, source_currency: str, target_currency: str) -> Any:
        on = np.where(np.isnat(on_date), otherwise, on_date)
        when = np.where(np.isnat(on), "", np.char.add(" on or before ", on.astype(str)))
        both = {name: rate(name, on) for name in (source_currency, target_currency)}
        for name, found in both.items():
            known = np.isnan(value) | ~np.isnan(found)
            require(known, NO_RATE if name else "a currency is blank; name it.", name=name, when=when)
        return value * both[source_currency] / both[target_currency]

    return elementwise(
        converted, value=value, on_date=date(on_date), source_currency=text(source_currency),
        target_currency=text(target_currency),
    )  # fmt: skip
