"""How commands print: tables for people, JSON and CSV for machines."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bandmodel import figures, views, weighting
from bandmodel.errors import Finding
from bandmodel.structure import Structure

FIGURES = {"pay": ",.0f", "ratio": ".3f", "count": ".0f", "years": ".1f", "step pay": ",.2f", "step share": ".4f"}
"""How a kind of figure is printed; shares and gaps as per cent."""
HOURLY = 1000
"""Pay below this is hourly pay, which has cents."""
CRITICAL = {"error": "bold red", "warning": "yellow", "note": "dim"}

WIDE, TIGHT, LONG = 150, 110, 34
"""Width from which every column is shown, width below which tracks go unsaid, and width of a column of reasons."""
TRACKS = ["From track", "To track"]
"""What the names of compared levels tell as a rule."""
NEEDED = {"Trapped specialists": 190, "Forced managers": 230}
"""Width from which the widest tables are shown whole."""
SHORT = {"Track", "Level", "From track", "From level", "To track", "To level", "Severity", "Row", "Column", "Verdict"}
"""Columns that are not broken into lines."""
ESSENTIAL = {
    "Bands": ["Track", "Level", "Grade", "Min", "Mid", "Max", "Spread", "Progression", "Market index"],
    "Pairs": ["From track", "From level", "To track", "To level", "From mid", "To mid", "Gap", "Verdict"],
    "Ceilings": ["From track", "From top level", "To track", "To top level", "Ceiling gap", "Ceiling ratio"],
    "Trapped specialists": ["Employee", "Level", "Reasons", "Evidence", "Penetration", "Years in level", "Market ratio"],
    "Forced managers": ["Employee", "Level", "Reasons", "Pay", "Shortfall", "Direct reports"],
    "Blockages": ["Track", "Level", "Reasons", "Next step", "Incumbents", "Share high in band"],
    "Compression": ["Manager", "Level", "Report", "Report level", "Ratio", "Result"],
    "Moves": ["From track", "From level", "Move", "To track", "To level", "Midpoint change"],
    "Before and after": ["From level", "To level", "Gap now", "Verdict", "Gap common", "Gap manager", "Gap higher"],
    "Pairs before and after": ["From level", "To level", "Gap before", "Gap after", "Gap with bonus"],
    "Merit by rating and zone": ["Rating", "Compa from", "Compa to", "Increase", "Headcount", "Cost", "Lump sum"],
}  # fmt: skip
"""The columns of wide tables that a narrow terminal gets; JSON and CSV always have all."""

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def line(text: str, style: str = "") -> None:
    """One line for a person."""
    _out.print(Text(text, style=style), soft_wrap=True)


def complain(text: str, style: str = "red") -> None:
    """One line beside the output proper, as a rule about trouble."""
    _err.print(Text(text, style=style), soft_wrap=True)


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show that something is going on, on a terminal only."""
    if not _err.is_terminal:
        yield
        return
    with _err.status(text):
        yield


def show(tables: dict[str, pd.DataFrame], *, as_json: bool, as_csv: bool) -> None:
    """Print tables for a person, all of them as JSON, or the first of them as CSV."""
    if as_json:
        write_json({title.lower(): frame.to_dict("records") for title, frame in tables.items()})
    elif as_csv:
        write_csv(next(iter(tables.values())))
    else:
        for title, frame in tables.items():
            table(title, frame)


def write_json(content: Any) -> None:
    """JSON in plain ASCII, for any pipe; a table is a list of rows under its title, unknown is null."""
    sys.stdout.write(json.dumps(_jsonable(content), indent=1) + "\n")


def _jsonable(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _jsonable(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_jsonable(value) for value in content]
    if isinstance(content, float) and math.isnan(content):
        return None
    return content.item() if hasattr(content, "item") else content


def write_csv(frame: pd.DataFrame) -> None:
    """CSV with a decimal point and LF, whatever the machine's locale."""
    frame.to_csv(sys.stdout, index=False, lineterminator="\n")


def table(title: str, frame: pd.DataFrame) -> None:
    """A table for a person: pay with thousands separators, fractions as per cent, unknown blank."""
    if frame.empty:
        line(f"{title}: none\n", "bold")
        return
    if _out.width < NEEDED.get(title, WIDE):
        frame = _narrow(title, frame)
    shown = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in frame.columns:
        numeric = bool(frame[name].map(lambda value: isinstance(value, (int, float)) or value == "").all())
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric or name in SHORT,
                         min_width=LONG if name == "Reasons" else None)  # fmt: skip
    for values in frame.itertuples(index=False, name=None):
        row = dict(zip(frame.columns, values, strict=True))
        style = CRITICAL.get(str(row.get("Severity", "")), "")
        shown.add_row(*(Text(cell(name, value, row), style=style) for name, value in row.items()))
    _out.print(shown)


def _narrow(title: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that a narrow terminal gets of a wide table."""
    if title in ESSENTIAL:
        without = TRACKS if _out.width < TIGHT else []
        return frame[[name for name in ESSENTIAL[title] if name not in without]]
    by_item = "Item" in frame and "Figure" not in frame
    return frame.drop(columns=["Note", "Reason"], errors="ignore") if by_item else frame


def cell(column: str, value: Any, row: dict[str, Any]) -> str:
    """A value as a person reads it, by its column; labelled lines go by their label."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    if math.isnan(value):
        return ""
    if row.get("Label") == "Parity weight after rounding" or column == "After rounding":
        return f"{math.ceil(value * 1e6) / 1e6:.6f}"  # rounded up, so that it still does when it is typed in
    return figure(value, figures.kind_at(row, column))


def figure(value: float, kind: str) -> str:
    """A figure of a kind as a person reads it."""
    if kind in ("share", "gap"):
        return percent(value, sign=kind == "gap")
    if kind == "any pay":
        return format(value, ",.2f" if abs(value) < HOURLY else ",.0f")
    if kind == "p":
        return "<0.0001" if value < 0.0001 else f"{value:.4f}"
    if kind in FIGURES:
        return format(value, FIGURES[kind])
    return f"{value:.6f}".rstrip("0").rstrip(".")


def percent(value: float, *, sign: bool = False) -> str:
    """A fraction as per cent with a true minus sign, and a plus sign if asked for: −5.60 %, +1.12 %."""
    return f"{value:{'+' if sign else ''}.2%}".replace("%", " %").replace("-", "−")


def counted(number: int, word: str) -> str:
    """3 errors, 1 error."""
    return f"{number} {word}{'s' * (number != 1)}"


def count_by_severity(found: Iterable[Finding]) -> str:
    """2 errors, 1 warning."""
    counts = Counter(finding.severity for finding in found)
    return ", ".join(counted(number, severity) for severity, number in counts.items())


def parity_tables(structure: Structure, basis: str, tolerance: float | None, part: str) -> dict[str, pd.DataFrame]:
    """The tables of the parity check under their titles."""
    parts = views.parity_parts(structure, basis, tolerance, part=part)
    if part != "all":
        return {part.capitalize(): parts[0]}
    named = dict(zip(("Pairs", "Headline", "Missing rungs"), parts, strict=True))
    return {
        **named,
        "Ceilings": views.ceiling_table(structure),
        "Slopes": views.slope_table(structure),
        "Parity weight": views.weighting_table(weighting.smallest(structure, tolerance)),
    }
