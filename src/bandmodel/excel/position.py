"""Worksheet functions of one person in a band: read cells, call core, return cells."""

from __future__ import annotations

from bandmodel.core import market, position
from bandmodel.excel.elementwise import date, elementwise, optional
from bandmodel.excel.functions import worksheet_function


@worksheet_function(
    pay="Base pay [pay]",
    mid="Midpoint of the band [pay]",
    fte="Share of full time that the pay is for; blank = 1 (pay is already full-time equivalent)",
)
def BM_COMPA(pay, mid, fte=None):
    """Compa-ratio as a fraction: pay / fte / midpoint. Source: WorldatWork."""
    return elementwise(position.compa, pay=pay, mid=mid, fte=optional(fte, 1.0))


@worksheet_function(pay="Base pay [pay]", min="Lower end of the band [pay]", max="Upper end of the band [pay]")
def BM_PENETRATION(pay, min, max):
    """Range penetration as a fraction: (pay - min) / (max - min). Below 0 or above 1 outside the band."""
    return elementwise(position.penetration, pay=pay, min=min, max=max)


@worksheet_function(pay="Base pay [pay]", min="Lower end of the band [pay]", max="Upper end of the band [pay]")
def BM_STATUS(pay, min, max):
    """Place of a pay: "below", "in band" or "above"; both ends belong to the band."""
    return elementwise(position.status, pay=pay, min=min, max=max)


@worksheet_function(start_date="First date", end_date="Last date, not before the first")
def BM_MONTHS(start_date, end_date):
    """Whole months from one date to another, as Excel's DATEDIF with "m"."""
    return elementwise(market.whole_months, start_date=date(start_date), end_date=date(end_date))
