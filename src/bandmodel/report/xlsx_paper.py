"""The printed pages of one sheet: where each begins, so that nothing which belongs together is cut by the end of one.

The sheet is scaled to the width of a page by a fixed per cent: "fit to a page" may pass over the breaks.
"""

from __future__ import annotations

from collections.abc import Sequence

INCH, DIGIT, BESIDE = 72, 5.25, 3.75
"""Points of an inch, width of a digit of Calibri 11, and what a column is wider than its digits [points]."""
SHEET, MARGINS = (11.69, 8.27), (0.5, 0.5, 0.8, 0.7)
"""Width and height of A4 across, and the margins left, right, above and below [inches]."""
ACROSS, DOWN = 0.91, 0.97
"""Share of a page's width and height that is filled: programs and printers differ, LibreOffice's columns are 6 % wider."""


class Paper:
    """The pages of a sheet with columns of some widths [characters], filled from the top; heights are in points.

    scale    of the sheet in print [per cent]
    room     height that a page holds at that scale
    breaks   the rows that begin a new page
    """

    def __init__(self, widths: Sequence[float]) -> None:
        across = sum(width * DIGIT + BESIDE for width in widths)
        left, right, above, below = MARGINS
        self.scale = min(int(100 * ACROSS * (SHEET[0] - left - right) * INCH / across), 100)
        self.room = DOWN * (SHEET[1] - above - below) * INCH / (self.scale / 100)
        self.breaks: list[int] = []
        self._used = self._top = 0.0

    def repeat(self) -> None:
        """What stands on the page so far stands on every page."""
        self._top = self._used

    def fill(self, height: float) -> None:
        """So much of this page is filled."""
        self._used += height

    def fits(self, height: float) -> bool:
        """Whether an empty page holds so much."""
        return self._top + height <= self.room

    def keep(self, row: int, height: float) -> bool:
        """Begin a page with a row where what begins there, so high, does not fit on this one; whether it did."""
        if self._used + height <= self.room or self._used <= self._top:
            return False
        self.breaks.append(row)
        self._used = self._top
        return True

    def left(self) -> tuple[float, float]:
        """(what this page has left, what an empty one has)."""
        return self.room - self._used, self.room - self._top
