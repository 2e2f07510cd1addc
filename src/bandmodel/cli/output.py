"""How commands print: tables for people, JSON and CSV for machines."""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pandas as pd
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from bandmodel import figures, views, weighting
from bandmodel.cli import layout
from bandmodel.errors import Finding, InputError
from bandmodel.export import begins_formula
from bandmodel.inputs.folder import csv_of
from bandmodel.printable import printable
from bandmodel.structure import Structure

FIGURES = {"pay": ",.0f", "ratio": ".3f", "count": ".0f", "years": ".1f", "step pay": ",.2f", "step share": ".4f"}
"""How a kind of figure is printed; shares and gaps as per cent."""
SIGNED = re.compile(r"[+-]\d+([.,]\d+)?")
"""Text that is a number with a sign, such as a level -1: it harms nothing."""
HOURLY = 1000
"""Pay below this has cents: hourly pay always, any other where there are some."""
CRITICAL = {"error": "bold red", "warning": "yellow", "note": "dim"}

ANY_WIDTH = 100_000
"""Wider than any table."""

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def line(text: str, style: str = "") -> None:
    """One line for a person."""
    _out.print(_text(text, style), soft_wrap=True)


def complain(text: str, style: str = "red") -> None:
    """One line beside the output proper, as a rule about trouble."""
    _err.print(_text(text, style), soft_wrap=True)


def _text(text: str, style: str = "") -> Text:
    """A text as it is: no sign of it commands the terminal, and nothing in brackets is taken for a style."""
    return Text(printable(text), style=style)


@contextmanager
def working(text: str) -> Iterator[Callable[[str], None]]:
    """Show that something is going on, on a terminal only; gives what changes the text meanwhile."""
    if not _err.is_terminal:
        yield lambda text: None
        return
    with _err.status(_text(text)) as shown:
        yield lambda text: shown.update(_text(text), spinner="dots")  # naming the spinner draws the text at once


def show(tables: dict[str, pd.DataFrame], *, as_json: bool, as_csv: bool) -> None:
    """Print tables for a person, all of them as JSON, or the first of them as CSV. Raises InputError for both at once."""
    require_one_form(as_json=as_json, as_csv=as_csv)
    if as_json:
        write_json({title.lower(): frame.to_dict("records") for title, frame in tables.items()})
    elif as_csv:
        write_csv(next(iter(tables.values())))
    else:
        for title, frame in tables.items():
            table(title, frame)


def require_one_form(*, as_json: bool, as_csv: bool) -> None:
    """Raise InputError where JSON and CSV are both asked for."""
    if as_json and as_csv:
        raise InputError("--json and --csv are two forms of one answer; give one of them.")


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
    """CSV with a decimal point and LF, whatever the machine's locale; no text of it is a formula where Excel opens it."""
    sys.stdout.write(csv_of(frame.map(harmless).rename(columns=harmless)))


def harmless(value: Any) -> Any:
    """A value as CSV may hold it: without control signs, and an apostrophe before what a spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    shown = printable(value)
    return f"'{shown}" if begins_formula(value) and not SIGNED.fullmatch(value) else shown


def table(title: str, frame: pd.DataFrame) -> None:
    """A table for a person: pay with thousands separators, fractions as per cent, unknown blank."""
    if frame.empty:
        line(f"{title}: none\n", "bold")
        return
    frame = layout.fitting(title, frame, _out.width)
    rows = [dict(zip(frame.columns, values, strict=True)) for values in frame.itertuples(index=False, name=None)]
    texts = pd.DataFrame([[cell(name, value, row) for name, value in row.items()] for row in rows], columns=frame.columns)
    figures_alone = layout.numeric(frame)
    texts, notes = layout.footnoted(texts, figures_alone, _out.width)
    shown = Table(title=_text(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, column in layout.columns(texts, figures_alone).items():
        side: Literal["left", "right"] = "right" if column.numeric else "left"
        shown.add_column(_text(name), justify=side, overflow="fold", no_wrap=column.whole, min_width=column.least)
    for row, told in zip(rows, texts.itertuples(index=False, name=None), strict=True):
        style = CRITICAL.get(str(row.get("Severity", "")), "")
        shown.add_row(*(_text(text, style) for text in told))
    needed = Measurement.get(_out, _out.options.update(max_width=ANY_WIDTH), shown).minimum
    if needed > _out.width:  # the terminal breaks the lines then
        shown.width = needed
    _out.print(shown, crop=False)
    if notes:
        below = Table.grid(padding=(0, 2))
        for mark, note in notes.items():
            below.add_row(_text(mark), _text(note))
        _out.print(below, Text(), sep="\n")


def cell(column: str, value: Any, row: dict[str, Any]) -> str:
    """A value as a person reads it, by its column; labelled lines go by their label."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)
    if math.isnan(value):
        return ""
    if row.get("Label") == weighting.ROUNDED or column == "After rounding":
        return f"{weighting.in_six_digits(value):.6f}"
    return figure(value, figures.kind_at(row, column))


def figure(value: float, kind: str) -> str:
    """A figure of a kind as a person reads it, with a true minus sign."""
    return percent(value, sign=kind == "gap") if kind in ("share", "gap") else _number(value, kind).replace("-", "−")


def _number(value: float, kind: str) -> str:
    if kind == "any pay" or (kind == "pay" and value % 1):
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
