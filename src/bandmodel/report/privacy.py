"""What a report may show of people: every figure of theirs is decided together with all others, on all pages.

The leadership version shows no count of one to four people, no sum, share or median of so few, no quartile of fewer than
ten, and nothing from which one of these would follow (`core.pages`). The internal version shows everything, and says so on
every page.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from bandmodel.core.pages import Settled
from bandmodel.core.suppression import below
from bandmodel.report.content import Cell, Hidden


@dataclass(frozen=True, eq=False)
class Privacy:
    """The limits of one report, and what they leave of its figures.

    minimum          smallest group whose count, sum, share or median is shown [people]
    for_statistics   smallest group whose quartiles are shown [people]
    settled          which figures may be shown, by name; None in the internal version, which hides nothing
    """

    minimum: int
    for_statistics: int
    settled: Settled | None = None

    @property
    def internal(self) -> bool:
        """Whether everything is shown."""
        return self.settled is None

    def cell(self, name: Hashable, figure: Cell) -> Cell:
        """A figure as it may be shown. Raises InputError for a name that was never settled."""
        if self.settled is None:
            return figure
        mark = str(self.settled.text(name, ""))
        if not mark:
            return figure
        limits = {below(limit): limit for limit in (self.minimum, self.for_statistics)}
        return Hidden(limits.get(mark, 0))


def beside(values: Sequence[Cell], *others: Sequence[Cell]) -> list[Cell]:
    """Figures, each hidden where another one that it rests on is."""
    return [next((cell for cell in cells if isinstance(cell, Hidden)), value)
            for value, *cells in zip(values, *others, strict=True)]  # fmt: skip


def plain(values: Sequence[float] | np.ndarray) -> list[Cell]:
    """Numbers as cells: unknown is None."""
    return [None if np.isnan(value) else float(value) for value in values]
