"""Market pricing: ageing, percentiles, blending by level, geography and currency.

Pay is annual full-time-equivalent pay [pay]; rates are fractions per year; factors and exchange rates are ratios.
"""

from __future__ import annotations

import numpy as np

from bandmodel.core.bands import Numeric, one_of
from bandmodel.errors import require

AGEING_METHODS = ("simple", "compound")
TIMINGS = {"lag": 0, "lead-lag": 6, "lead": 12}
"""Months after the structure date to which each timing ages survey rates."""
PERCENTILES = (10.0, 25.0, 50.0, 75.0, 90.0)
"""The percentiles that surveys publish, in the order of the Market table's columns P10 … P90."""


def age(value: Numeric, annual_rate: Numeric, months: Numeric, *, method: str = "simple") -> np.ndarray:
    """Survey pay moved forward by `months` [pay].

    simple: value · (1 + rate · months / 12); compound: value · (1 + rate)^(months / 12).
    Source: WorldatWork, ageing market data; golden 9 (simple).
    """
    method = one_of(method, AGEING_METHODS, "Method")
    value, rate, months = np.asarray(value, float), np.asarray(annual_rate, float), np.asarray(months, float)
    require(~(rate <= -1), "Annual rate {rate} would take all pay away; give a fraction such as 0.03.", rate=rate)
    require(~(rate > 1), "Annual rate {rate} is above 1, which is 100 % a year; give a fraction such as 0.03.", rate=rate)
    if method == "compound":
        compounded: np.ndarray = value * (1 + rate) ** (months / 12)
        return compounded
    factor = 1 + rate * months / 12
    require(~(factor <= 0), "Annual rate {rate} over {months} months takes all pay away.", rate=rate, months=months)
    aged: np.ndarray = value * factor
    return aged


def whole_months(start_date: Numeric, end_date: Numeric) -> np.ndarray:
    """Completed months from one date to another [months], as Excel's DATEDIF(start, end, "m"). Golden 15.

    Dates are numpy dates (datetime64); not-a-date gives an unknown result.
    """
    start, end = _in_order(start_date, end_date)
    first, last = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    short = (end - last.astype("datetime64[D]")) < (start - first.astype("datetime64[D]"))
    return np.where(np.isnat(start) | np.isnat(end), np.nan, (last - first).astype(float) - short)


def months_between(start_date: Numeric, end_date: Numeric) -> np.ndarray:
    """Months from one date to another with the remainder as a fraction [months].

    Whole calendar months, then the remaining days over the days of the month that they are part of. The same day of a
    later month ends a month; where that month is too short (31 → 30), its last day does.
    """
    start, end = _in_order(start_date, end_date)
    known = ~(np.isnat(start) | np.isnat(end))
    first = start.astype("datetime64[M]")
    whole = np.where(known, (end.astype("datetime64[M]") - first).astype(float), 0).astype(int)
    day = start - first.astype("datetime64[D]")
    whole -= _same_day(first + whole, day) > end
    before, after = _same_day(first + whole, day), _same_day(first + whole + 1, day)
    return np.where(known, whole + (end - before).astype(float) / (after - before).astype(float), np.nan)


def _in_order(start_date: Numeric, end_date: Numeric) -> tuple[np.ndarray, np.ndarray]:
    start, end = np.asarray(start_date, "datetime64[D]"), np.asarray(end_date, "datetime64[D]")
    require(~(end < start), "End {end} is before start {start}; swap them.", start=start, end=end)
    return start, end


def _same_day(month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The date `day` days after the first of a month, or the month's last day if that is sooner."""
    same: np.ndarray = np.minimum(month.astype("datetime64[D]") + day, (month + 1).astype("datetime64[D]") - 1)
    return same


def aged_to(structure_date: np.datetime64, timing: str) -> np.datetime64:
    """The date to which survey rates are aged: the structure date (lag), 6 months later (lead-lag) or 12 (lead).

    Bands that lag start the year at the market and fall behind it; bands that lead reach it at the year's end.
    Source: WorldatWork, base pay structures: lead, lag and lead-lag policies.
    """
    months = TIMINGS[one_of(timing, tuple(TIMINGS), "Timing")]
    date = np.asarray(structure_date, "datetime64[D]")
    month = date.astype("datetime64[M]")
    return np.datetime64(_same_day(month + months, date - month.astype("datetime64[D]")).item(), "D")


def at_percentile(percentile: Numeric, p10: Numeric, p25: Numeric, p50: Numeric, p75: Numeric, p90: Numeric) -> np.ndarray:
    """Market pay at a percentile [pay]: log-linear between the two nearest percentiles that are known.

    percentile   10 … 90. Outside the known percentiles nothing is extrapolated: that row is an error.
    """
    wanted, *known = np.broadcast_arrays(*(np.asarray(x, float) for x in (percentile, p10, p25, p50, p75, p90)))
    low_at = np.full(wanted.shape, np.nan)
    high_at, low_pay, high_pay = low_at.copy(), low_at.copy(), low_at.copy()
    for point, pay in zip(PERCENTILES, known, strict=True):
        below = ~np.isnan(pay) & (point <= wanted)
        low_at, low_pay = np.where(below, point, low_at), np.where(below, pay, low_pay)
    for point, pay in reversed(list(zip(PERCENTILES, known, strict=True))):
        above = ~np.isnan(pay) & (point >= wanted)
        high_at, high_pay = np.where(above, point, high_at), np.where(above, pay, high_pay)
    any_known = ~np.all(np.isnan(known), axis=0)
    require(
        ~(any_known & ~np.isnan(wanted) & np.isnan(low_at + high_at)),
        "Percentile {wanted} is outside the percentiles that the survey gives; choose one between them.",
        wanted=wanted,
    )
    require(~((low_pay <= 0) | (high_pay <= 0)), "Market pay {pay} is not above 0.", pay=np.fmin(low_pay, high_pay))
    width = high_at - low_at
    share = np.where(width > 0, (wanted - low_at) / np.where(width > 0, width, 1), 0.0)
    return np.where(share == 0, low_pay, np.exp((1 - share) * np.log(low_pay) + share * np.log(high_pay)))


def blend(value: np.ndarray, weight: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Weighted mean of market pay per group [pay]; rows of unknown value or weight 0 do not count.

    group   number of each row's group, 0 … groups − 1. A group without a usable row is unknown.
    """
    used = ~np.isnan(value) & (weight > 0)
    total = np.bincount(group[used], (value * weight)[used], groups)
    weights = np.bincount(group[used], weight[used], groups)
    return total / np.where(weights > 0, weights, np.nan)


def rate_on(date: np.ndarray, rate: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Exchange rate of one currency on some dates: the latest dated on or before each; unknown where there is none.

    date, rate   rows of the FX table for the currency; an undated rate holds before all others
    on           dates asked for; not-a-date asks for the latest rate of all
    """
    known = ~np.isnan(rate)
    first = np.datetime64("0001-01-01")
    date = np.where(np.isnat(date[known]), first, date[known])
    order = np.argsort(date, kind="stable")
    place = np.searchsorted(date[order], np.where(np.isnat(on), np.datetime64("9999-12-31"), on), side="right") - 1
    return np.where(place < 0, np.nan, np.append(rate[known][order], np.nan)[place])


def latest_rates(currency: np.ndarray, rate: np.ndarray, date: np.ndarray, on: np.datetime64) -> dict[str, float]:
    """Exchange rate per currency on a date: the latest dated on or before it; an undated rate holds before all others.

    rate   units of the structure currency for one unit of the currency [ratio]
    """
    found = {
        str(name): float(rate_on(date[currency == name], rate[currency == name], np.asarray(on)))
        for name in dict.fromkeys(currency)
    }
    return {name: value for name, value in found.items() if not np.isnan(value)}
