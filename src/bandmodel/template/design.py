"""How the workbook looks: one palette, one set of cell formats, shared by every sheet.

Colours are safe for colour-blind readers (blue, orange, purple, grey after Okabe and Ito); meaning never rests on colour
alone. Cells for input are light yellow, everything computed is white.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bandmodel.figures import kind_of

INK, ACCENT, RULE, PAPER = "#1F2A37", "#1F4E79", "#BFC9D4", "#FFFFFF"
INPUT, HEADER, QUIET = "#FFF8DC", "#1F4E79", "#6B7684"
SPECIALIST, MANAGER, MARK = "#0072B2", "#E69F00", "#1F2A37"
WITHIN, BELOW, ABOVE, JUSTIFIED, UNKNOWN = "#D6E9F5", "#FBDDB0", "#E3D3EC", "#E6E6E6", "#FFFFFF"

BASE = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
MONEY, PERCENT, SIGNED, RATIO, PLAIN, DATE, COUNT = (
    "#,##0", "0.00%", "+0.00%;-0.00%;0.00%", "0.000", "0.######", "yyyy-mm-dd", "0",
)  # fmt: skip

FORMATS: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": ACCENT},
    "lead": {"font_size": 11, "text_wrap": True, "valign": "top"},
    "caption": {"italic": True, "font_color": QUIET},
    "heading": {"bold": True, "font_size": 12, "font_color": ACCENT, "bottom": 1, "bottom_color": ACCENT},
    "header": {"bold": True, "font_color": PAPER, "bg_color": HEADER, "text_wrap": True, "valign": "vcenter", "border": 1,
               "border_color": RULE, "indent": 1},
    "header right": {"bold": True, "font_color": PAPER, "bg_color": HEADER, "text_wrap": True, "valign": "vcenter",
                     "border": 1, "border_color": RULE, "align": "right"},
    "label": {"bold": True},
    "bare": {},
    "handle": {"font_color": QUIET, "font_size": 9},
    "big": {"bold": True, "font_size": 16, "font_color": ACCENT, "align": "left"},
    "big percent": {"bold": True, "font_size": 16, "font_color": ACCENT, "align": "left", "num_format": SIGNED},
    "big pay": {"bold": True, "font_size": 16, "font_color": ACCENT, "align": "left", "num_format": MONEY},
    "big weight": {"bold": True, "font_size": 16, "font_color": ACCENT, "align": "left", "num_format": "0.000000"},
    "input": {"bg_color": INPUT, "border": 1, "border_color": RULE},
    "wrap": {"text_wrap": True, "indent": 1, "bottom": 4, "bottom_color": RULE},
}  # fmt: skip

NUMBERS = {
    "pay": MONEY, "share": PERCENT, "gap": SIGNED, "ratio": RATIO, "plain": PLAIN, "date": DATE, "count": COUNT,
    "years": "0.0#", "weight": "0.000000", "step pay": "#,##0.00", "step share": "0.0000", "text": "@",
    "budget": "[<1]0.0####;#,##0",
    "any pay": "[<1000]#,##0.00;#,##0", "p": '[<0.0001]"<0.0001";0.0000',
}  # fmt: skip
"""Kinds of figure and their number formats; each exists as a result cell and as an input cell. A budget is a share or an
amount: in a cell shown as per cent, Excel would take an amount of 100000 for 100000 %."""


class Formats:
    """The cell formats of one workbook, made on first use: by name, or by kind of figure."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._get(name, FORMATS[name])

    def header(self, column: str, below: Any = None) -> Any:
        """The header of a column: to the right above figures, to the left above text.

        below   the first value under it, which tells where the name of the column does not
        """
        figure = kind_of(column) != "text" or isinstance(below, (int, float))
        return self["header right" if figure else "header"]

    def result(self, kind: str) -> Any:
        """A computed cell of a kind of figure."""
        extra = {"indent": 1} if kind == "text" else {"num_format": NUMBERS[kind]}
        return self._get(f"result {kind}", {**extra, "bottom": 4, "bottom_color": RULE})

    def input(self, kind: str) -> Any:
        """A cell to type in, of a kind of figure."""
        extra = {"indent": 1} if kind == "text" else {"num_format": NUMBERS[kind]}
        return self._get(f"input {kind}", {**FORMATS["input"], **extra})

    def shown_as(self, kind: str) -> Any:
        """The look of a kind of figure for conditional formats, where the kind goes by what a row holds."""
        return self._get(f"shown as {kind}", {"num_format": NUMBERS[kind]})

    def fill(self, colour: str) -> Any:
        """A fill for conditional formats."""
        return self._get(f"fill {colour}", {"bg_color": colour})

    def _get(self, name: str, properties: dict[str, Any]) -> Any:
        if name not in self._made:
            self._made[name] = self._book.add_format({**BASE, **properties})
        return self._made[name]


WIDTHS = {
    "Finding": 78, "Remedy": 52, "Column": 14, "Meaning": 104, "Title": 26, "Setting": 30, "Note": 58, "Reason": 34,
    "Missing levels": 34, "Admitted": 30, "Unit": 36, "Survey": 22, "Verdict": 18, "Label": 34, "Track": 12,
    "Level": 8, "Grade": 9, "Job title": 24, "Family": 18, "Department": 18, "From track": 12, "Evidence": 26,
    "Reasons": 92, "Priced by": 66, "Blockages": 66, "How": 70, "Remark": 40, "Item": 34, "Step": 16, "Figure": 14,
    "To track": 12, "Flag": 70, "Justification": 30, "Category": 18, "Group": 10, "Measure": 24, "Quartile": 14,
    "Variable": 24, "Pair": 36, "Lever": 20, "Scope": 30,
}  # fmt: skip


def width_of(column: str) -> float:
    """Width of a column [characters]."""
    return WIDTHS.get(column, 11)
