"""How a table fits a terminal: the columns that it gets, how narrow each may be, and sentences as notes below it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from rich.cells import cell_len

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
REASONS = "Reasons"
GAP = 3
"""Between two columns [signs]."""
READABLE, UNREADABLE = 24, 12
"""Width of a column in which sentences read well, and in which they do not read at all [signs]."""
NAME = 16
"""Text of so many signs is a name or the like, which is not broken into lines."""
FEW = 4
"""So many sentences are notes below a table however few its rows are."""


@dataclass(frozen=True)
class Column:
    """A column as it is printed.

    numeric   figures, to the right
    whole     never broken into lines
    least     least width [signs]
    """

    numeric: bool
    whole: bool
    least: int


def fitting(title: str, frame: pd.DataFrame, width: int) -> pd.DataFrame:
    """The columns that a terminal of a width gets of a table."""
    if width >= NEEDED.get(title, WIDE):
        return frame
    if title in ESSENTIAL:
        without = TRACKS if width < TIGHT else []
        return frame[[name for name in ESSENTIAL[title] if name in frame and name not in without]]
    by_item = "Item" in frame and "Figure" not in frame
    return frame.drop(columns=["Note", "Reason"], errors="ignore") if by_item else frame


def numeric(frame: pd.DataFrame) -> set[str]:
    """The columns that hold figures alone."""
    return {
        str(name) for name in frame if frame[name].map(lambda value: isinstance(value, (int, float)) or value == "").all()
    }


def columns(texts: pd.DataFrame, figures: set[str]) -> dict[str, Column]:
    """How each column of a table of texts is printed: figures and names whole, longer text no narrower than its words."""
    return {str(name): _column(str(name), texts[name].tolist(), name in figures, n == 0) for n, name in enumerate(texts)}


def _column(name: str, texts: list[str], numeric: bool, first: bool) -> Column:
    whole = numeric or name in SHORT  # never cut: a figure without its last digit is another figure
    longest = max(map(cell_len, [name, *texts]))
    if whole or longest <= NAME:
        return Column(numeric, True, longest)
    if name == REASONS:
        return Column(False, False, LONG)
    word = max(cell_len(word) for text in (name, *texts) for word in text.split(" "))
    return Column(False, False, min(LONG, max(word, min(longest, READABLE) if first else 0)))


def footnoted(texts: pd.DataFrame, figures: set[str], width: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """The table with numbers for sentences that would be squeezed, and the sentences by their numbers.

    Only where few sentences serve many rows, or rows are few, or else they could not be read at all: a list of findings
    keeps its sentences beside its rows. The first column says what a row is, and stays; so do reasons, the answer itself.
    """
    free = [name for name in texts.columns[1:] if name not in figures and name not in SHORT and name != REASONS]
    sentences = [name for name in free if texts[name].map(cell_len).max() > LONG]
    if not sentences:
        return texts, {}
    laid = columns(texts, figures)
    others = sum(column.least + GAP for name, column in laid.items() if name not in sentences)
    room = (width - others) / len(sentences) - GAP
    said = [text for text in pd.unique(texts[sentences].to_numpy().ravel()) if text]
    if room >= READABLE or (room >= UNREADABLE and len(said) > max(FEW, len(texts) // 2)):
        return texts, {}
    numbers = {text: f"({number})" for number, text in enumerate(said, 1)}
    marked = texts.copy()
    for name in sentences:
        marked[name] = texts[name].map(lambda text: numbers.get(text, ""))
    return marked, {number: text for text, number in numbers.items()}
