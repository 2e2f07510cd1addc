"""What a report says: parts made of sentences, figures, tables and charts, before anyone decides how they look.

Every rendering (html, pdf, workbook) reads the same `Report`. Figures are raw numbers in the unit of their kind
(`wording.KINDS`); sentences are finished text in the report's language. Charts hold the data to draw, a sentence that
says what they show, and the table behind them. Nothing here computes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Hidden:
    """A figure that is not shown, because it would point to single people.

    below   the figure is of fewer people than this, and of at least one; 0 where another hidden figure would follow
            from this one
    """

    below: int = 0


Cell: TypeAlias = float | str | dt.date | Hidden | None
"""One figure of a table: None is unknown."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, and the kind of figure it holds (`wording.KINDS`)."""

    header: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row names the row.

    kinds   kind of figure of the second cell of each row, where the rows of one table differ
    note    what a reader must know of the table; "" for nothing
    total   the last row is the total of the others
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kinds: tuple[str, ...] = ()
    note: str = ""
    total: bool = False

    def kind(self, row: int, column: int) -> str:
        """Kind of figure of one cell."""
        return self.kinds[row] if self.kinds and column == 1 else self.columns[column].kind


@dataclass(frozen=True)
class Figure:
    """One number of a page, with what it is and a remark beside it."""

    label: str
    value: Cell
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """The few numbers of a page, side by side."""

    items: tuple[Figure, ...]


@dataclass(frozen=True)
class Notice:
    """Sentences set apart. kind: "decision" (what is asked), "missing" (what keeps a page from being told), "note"."""

    kind: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has.

    key     name of the chart, unique in the report
    text    what the chart shows, in a sentence, for those who do not see it
    unit    what is drawn, with its unit
    table   the figures behind the chart
    """

    key: str
    title: str
    text: str
    unit: str
    table: Table


@dataclass(frozen=True)
class Band:
    """One floating band [pay]. hue: number of its colour in the palette, the same for a track throughout a report."""

    track: str
    name: str
    low: float
    mid: float
    high: float
    hue: int


@dataclass(frozen=True)
class BandPair:
    """A level, then its equivalents on the other track; gap of the midpoints [fraction], None where it is unknown."""

    bands: tuple[Band, ...]
    gap: float | None
    outside: bool
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class PairedBands(Chart):
    """Floating bands of equivalent levels, pair below pair, midpoints marked [pay]."""

    pairs: tuple[BandPair, ...]


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """Gaps [fraction], a row per pair and a column per basis; None is unknown.

    tolerance   largest gap that is within [fraction]; colours step at once, twice and three times of it
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    tolerance: float


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """Parts that add up to a total, each beginning where the one before it ends."""

    steps: tuple[tuple[str, float], ...]
    total: tuple[str, float]
    kind: str = "points"


@dataclass(frozen=True)
class Bin:
    """Share of a group with a value from `low` to below `high` [fraction]; None is an open end."""

    low: float | None
    high: float | None
    share: float | Hidden


@dataclass(frozen=True)
class Panel:
    """The bins of one group, lowest first."""

    name: str
    bins: tuple[Bin, ...]
    hue: int


@dataclass(frozen=True, kw_only=True)
class Distribution(Chart):
    """Shares of groups over one axis, a panel per group; bins may differ in width.

    step   width of the narrowest bin: the height of a bar is its share per step
    mark   value that a line stands at
    """

    panels: tuple[Panel, ...]
    step: float
    mark: float


@dataclass(frozen=True)
class Line:
    """Values over the places of the axis; None where there is none. dashed: a measured line beside a published one."""

    name: str
    values: tuple[float | None, ...]
    hue: int
    dashed: bool = False


@dataclass(frozen=True, kw_only=True)
class Lines(Chart):
    """Lines over labelled places, from the left."""

    places: tuple[str, ...]
    lines: tuple[Line, ...]
    kind: str = "pay"
    axis: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar, with a range about its end where there is one."""

    label: str
    value: Cell
    low: float | None = None
    high: float | None = None
    hue: int = 0


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Bars from zero, one below the other."""

    bars: tuple[Bar, ...]
    kind: str = "pay"


@dataclass(frozen=True, kw_only=True)
class StackedBars(Chart):
    """Parts that add up, one bar below the other; what is negative runs to the left.

    bars   name, parts (None for one that is unknown) and total of each
    """

    parts: tuple[str, ...]
    bars: tuple[tuple[str, tuple[float | None, ...], float], ...]
    kind: str = "points"


@dataclass(frozen=True, kw_only=True)
class PathMap(Chart):
    """The map of career paths, drawn already (`career_map.svg`)."""

    svg: str


Block: TypeAlias = Figures | Table | Notice | Chart


@dataclass(frozen=True)
class Part:
    """One page of the report, or a few: a title, what it says in sentences, and what shows it."""

    number: int
    key: str
    title: str
    sentences: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole report.

    date       day of the report; as_of the day that the bands hold for
    key        hash of all that the figures rest on: the same key, the same figures
    version    version of bandmodel
    settings   the settings that matter most, in a line
    internal   whether single people may be named; the leadership version names none
    language   "en", "de" or "fr": that of every text and number format
    currency   currency of pay; "" where the tables name none
    pay_digits decimals of pay
    """

    title: str
    subtitle: str
    date: dt.date
    as_of: dt.date
    key: str
    version: str
    settings: str
    internal: bool
    language: str
    currency: str
    pay_digits: int = 0
    parts: tuple[Part, ...] = field(default_factory=tuple)

    def part(self, key: str) -> Part:
        """The part of this key."""
        return next(part for part in self.parts if part.key == key)

    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(block for part in self.parts for block in part.blocks if isinstance(block, Chart))
