"""What kind of figure each column and each labelled line holds, so that every surface shows it alike.

Kinds: pay, any pay (annual or hourly), share (a fraction shown as per cent), gap (the same with its sign), ratio, count,
years, date, weight, p (a probability), plain (as it is), text; step pay and step share of an explanation. How a kind looks
is the surface's own affair: the command line, the workbook, the export.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LABELLED = ("Label", "Value", "Note")
"""Headers of a table of labelled lines."""

KINDS = {
    **dict.fromkeys((
        "Min", "Mid", "Max", "Market", "From mid", "To mid", "From max", "To max", "Min old", "Min new", "Mid old",
        "Mid new", "Max old", "Max new", "P10", "P25", "P50", "P75", "P90", "Base pay", "Bonus paid", "LTI", "Pay", "To min",
        "Raise to min", "Cost", "Cost to min", "Cost to min old", "Cost to min new", "Payroll", "Lump sum", "Specialist max",
        "Shortfall", "Report pay", "Cost total", "Predicted pay", "New pay", "Raise amount",
    ), "pay"),
    **dict.fromkeys(("Reference pay", "Group pay", "Pay from", "Pay to"), "any pay"),
    **dict.fromkeys((
        "Spread", "Progression", "Overlap", "From slope", "To slope", "Bonus target", "LTI target", "FTE", "Penetration",
        "Next step", "Share high in band", "Percent of payroll", "Raise", "Increase", "Share", "Share of difference",
        "Share A", "Share B", "Raise percent",
    ), "share"),
    **dict.fromkeys((
        "Gap", "Min gap", "Max gap", "Ceiling gap", "Worst gap", "Difference", "Log gap", "Policy", "Market and policy",
        "Bonus", "Change", "Largest fall", "Largest rise", "Min change", "Mid change", "Max change", "Gap now", "Gap common",
        "Gap manager", "Gap higher", "Midpoint change", "Gap before", "Gap after", "Gap with bonus", "Worst parity gap",
        "Low", "High", "Low 90", "High 90", "Median gap",
    ), "gap"),
    **dict.fromkeys((
        "Market index", "Ceiling ratio", "Geo factor", "From median compa", "To median compa", "Compa-ratio", "Market ratio",
        "Ratio",
    ), "ratio"),
    **dict.fromkeys((
        "Row", "Rungs missing", "From rungs", "To rungs", "Organisations", "Observations", "Year", "From headcount",
        "To headcount", "Headcount", "Not placed", "Below", "Above", "Incumbents", "Direct reports", "Levels below",
        "People below", "Run", "n", "n from", "n to", "n needed per side", "n group", "n reference", "n quartile",
        "Receivers",
    ), "count"),
    **dict.fromkeys(("Years in level", "Long from"), "years"),
    **dict.fromkeys(("Effective date", "Date", "Hire date", "Level since"), "date"),
    **dict.fromkeys(("p", "p equivalence", "p difference"), "p"),
    **dict.fromkeys((
        "Coefficient", "SE", "z", "Mean A", "Mean B", "People",
        *(name + end for name in ("Endowments", "Coefficients", "Interaction", "Explained", "Unexplained")
          for end in ("", " SE")),
    ), "plain"),
    **dict.fromkeys((
        "Rank", "Points", "Target percentile", "Weight", "Rate", "Rating", "Previous rating", "Hourly pay", "Weekly hours",
        "Value", "Before", "After", "Compa from", "Compa to",
    ), "plain"),
}  # fmt: skip
"""Kind of figure of each column that is not text."""

LABELS = {
    **dict.fromkeys((
        "Pay", "Min", "Mid", "Max", "Payroll", "Total", "Budget", "Left of budget", "Below minimum by",
        "Above maximum by", "Peers' median pay here", "Cost to minimum",
    ), "pay"),
    **dict.fromkeys(("Tolerance", "Mean absolute gap", "Penetration", "Total as percent of payroll",
        "Budget as percent of payroll"), "share"),
    **dict.fromkeys(("Compa-ratio", "Market ratio", "Peers' median compa-ratio"), "ratio"),
    **dict.fromkeys((
        "Levels", "Blockages", "Rungs missing", "Peers", "Peers here", "Trapped specialists suggested",
        "Forced managers suggested",
    ), "count"),
    "Offer against peers": "gap",
    **dict.fromkeys(("Paid once", "P10", "P50", "P90", "Cost", "Needed budget", "Cost total"), "pay"),
    **dict.fromkeys(("Gap", "Gap before", "Gap after", "Target"), "gap"),
    **dict.fromkeys(("R2", "R²"), "ratio"),
    "p": "p",
    **dict.fromkeys((
        "Degrees of freedom", "Rows used", "Rows with leverage 1", "Rungs compared", "Rungs of one track only",
        "Rungs of several levels", "Levels not compared", "Tracks not compared", "df", "n", "Women", "Men", "Draws", "Seed",
        "Categories", "Justified", "Justifications not used", "Headcount",
    ), "count"),
    **dict.fromkeys(("Largest raise", "Volatility", "Chance of a pair outside tolerance", "Chance over budget", "Trigger"),
                    "share"),
    "People moved": "plain",
    "People with a bonus": "plain",
    "Growth per point": "share",
}  # fmt: skip
WORDS_BESIDE = ("Label", "Item", "Note", "Unit", "Reason", "How")
"""Columns of labelled lines that hold words."""
BEGINNINGS = {
    "Pairs": "count", "People ": "count", "Left out: ": "count", "Logib refuses: ": "count", "No one of ": "count",
    "Few people in ": "count", "Flagged by ": "count", "Cost ": "pay", "Cost: ": "pay", "One-off: ": "pay",
    "Lump sums": "pay", "Turnover ": "pay", "Low (P10)": "pay", "High (P90)": "pay", "Budget that": "pay", "Falls: ": "gap",
    "Worst gap": "gap", "Headline gap": "gap", "Worst parity gap": "gap", "Headline parity": "gap",
    "Adjusted track gap": "gap", "Gap before: ": "gap", "Gap after: ": "gap", "Worst absolute gap": "share",
    "Percent of payroll": "share", "Largest rise": "share",
    "Chance ": "share", "Volatility": "share", "Below minimum, ": "plain", "Below min": "plain", "Above max": "plain",
}  # fmt: skip


def kind_of(column: str) -> str:
    """Kind of figure that a column holds; text where it is not known for another."""
    return KINDS.get(column, "text")


def kind_of_step(unit: str) -> str:
    """Kind of the figure of one step of an explanation, by its unit: pay to the cent, shares with four digits."""
    return "step share" if unit in ("fraction", "ratio") else "step pay"


def kind_of_label(label: str, otherwise: str = "plain") -> str:
    """Kind of figure of the value beside a label."""
    return _told_by(label) or otherwise


def _told_by(label: str) -> str:
    """The kind that a label tells; "" where it tells none."""
    if label in LABELS:
        return LABELS[label]
    found = next((kind for begin, kind in BEGINNINGS.items() if label.startswith(begin)), "")
    return found or ("gap" if label.endswith(" gap") else "")


def kind_at(row: Mapping[str, Any], column: str) -> str:
    """Kind of the figure in a column of a row: by the line's label where that tells it, else by the column.

    row   the values of the row by header
    """
    if column == "Figure":
        return kind_of_step(str(row.get("Unit", "")))
    label = str(row.get("Label", row.get("Item", "")))
    if not label or column in (*WORDS_BESIDE, "Year"):
        return kind_of(column)
    return _told_by(label) or ("plain" if kind_of(column) == "text" else kind_of(column))
