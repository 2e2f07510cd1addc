"""The tables of the model as data: their columns, kinds, limits and keys.

The same headers stand on the sheets of the workbook and in a folder of CSV files. Everything that reads a table reads
it from here, so that a table means the same wherever it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TEXT, NUMBER, DATE, ANY = "text", "number", "date", "any"
"""Kinds of column. Text is a label: trimmed, and 7.0 typed as a number reads "7". ANY keeps the cell as it is."""


@dataclass(frozen=True)
class Column:
    """One column: its header, kind and the values it admits.

    required   a table without the header cannot be read, and a row without a value is left out
    above      values must be above this; least, most: values must be at least, at most this
    likely     values outside stay, with a warning: they are possible and probably a slip
    may_be_blank   a required header whose cells may be blank
    has_default    a blank cell means a default that changes figures, so that a row whose cell is at fault is left out
    choices    the words admitted, matched without regard to case; () = any
    """

    name: str
    meaning: str
    kind: str = TEXT
    required: bool = False
    above: float | None = None
    least: float | None = None
    most: float | None = None
    likely: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    may_be_blank: bool = False
    has_default: bool = False

    @property
    def pay(self) -> bool:
        """Whether the column holds amounts of pay."""
        return "[pay]" in self.meaning


@dataclass(frozen=True)
class Table:
    """One table and its columns.

    key       columns that name a row; () = rows need no name of their own
    open      whether columns that the model does not know are kept, as text: further groups of People
    instead   a header that stands in for some required ones, and these
    beside    headers of the workbook that explain the table and are not read
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    open: bool = False
    instead: tuple[str, frozenset[str]] | None = None
    beside: tuple[str, ...] = ()

    def required_among(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Headers without which the table cannot be read, given those that it has."""
        stand_in, spared = self.instead or ("", frozenset())
        return tuple(name for name in self.required if stand_in not in headers or name not in spared)

    def column(self, name: str) -> Column:
        """The column with this header."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> frozenset[str]:
        """Headers of all columns."""
        return frozenset(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Headers without which the table cannot be read."""
        return tuple(column.name for column in self.columns if column.required)


def _text(name: str, meaning: str, *, required: bool = False, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, meaning, TEXT, required, choices=choices)


def _place(name: str, meaning: str) -> Column:
    """A location or currency, of which a blank cell means another place than the one that a cell at fault may hold."""
    return Column(name, meaning, TEXT, has_default=True)


def _choice(name: str, meaning: str, choices: tuple[str, ...]) -> Column:
    """A word of a list, of which a blank cell means the first."""
    return Column(name, meaning, TEXT, choices=choices, has_default=True)


def _zone_end(name: str, meaning: str) -> Column:
    """An end of a zone: its header must be there, its cells may be blank."""
    return Column(name, meaning, NUMBER, required=True, may_be_blank=True, has_default=True, likely=(0, 3))


def _pay(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, meaning + " [pay]", NUMBER, required, above=0)


def _share(name: str, meaning: str, *, most: float, likely: tuple[float, float] | None = None) -> Column:
    return Column(name, meaning + " [fraction]", NUMBER, least=0, most=most, likely=likely)


def _number(name: str, meaning: str, *, required: bool = False, **limits: Any) -> Column:
    return Column(name, meaning, NUMBER, required, **limits)


def _date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, meaning, DATE, required)


KINDS = ("specialist", "manager", "project", "contributor")
ELEMENTS = ("base", "target cash")

TRACKS = Table(
    "Tracks",
    "The career tracks and what kind each is; a track named like a kind needs no row.",
    (
        _text("Track", "Name of the track", required=True),
        _text("Kind", "specialist, manager, project or contributor", required=True, choices=KINDS),
        _text("Title", "Title to show"),
        _text("Mirrors", "Track whose rungs this one mirrors"),
    ),
    key=("Track",),
)

LEVELS = Table(
    "Levels",
    "The rungs of each track. Min and Max together are a given range, which the model leaves as it is.",
    (
        _text("Track", "Track the level belongs to", required=True),
        _text("Level", "Name of the level, e.g. S3", required=True),
        _number("Rank", "Order within the track, lowest first", required=True),
        _text("Title", "Title to show"),
        _text("Family", "Job family"),
        _text("Grade", "Grade label; levels of equal grade are equivalent unless Equivalence says otherwise"),
        _number("Points", "Job evaluation points, for the pay line", least=0),
        _pay("Min", "Given minimum"),
        _pay("Mid", "Given midpoint; (Min + Max) / 2 if blank"),
        _pay("Max", "Given maximum"),
        _share("Spread", "Spread of the band, (max - min) / min; Policy default spread if blank", most=3),
        _number("Target percentile", "Market percentile aimed at; Policy target percentile if blank", least=10, most=90),
        _share("Bonus target", "Target bonus as a share of base; blank = unknown, 0 = none", most=3),
        _share(
            "LTI target", "Target long-term incentive as a share of base; blank = unknown, 0 = none", most=10, likely=(0, 3)
        ),
        _number("Years in level", "Typical years before the next rung [years]", above=0, likely=(0.5, 15)),
    ),
    key=("Track", "Level"),
)

EQUIVALENCE = Table(
    "Equivalence",
    "Levels of different tracks that should pay the same. Without rows, levels of equal grade are equivalent.",
    (
        _text("From track", "Track compared (as a rule the specialist's)", required=True),
        _text("From level", "Its level", required=True),
        _text("To track", "Track compared with (as a rule the manager's)", required=True),
        _text("To level", "Its level", required=True),
        _number("Weight", "Share of this level among several to-levels; blank = 1, 0 = left out", least=0, has_default=True),
        _text("Note", "Reason for a justified difference"),
    ),
    key=("From track", "From level", "To track", "To level"),
)

MATCHES = Table(
    "Matches",
    "Which level a survey's own job is matched to; feeds Market.",
    (
        _text("Survey", "Survey", required=True),
        _text("Survey job", "The survey's own job name or code", required=True),
        _text("Track", "Track", required=True),
        _text("Level", "Level", required=True),
        _text("Match quality", "How good the match is"),
    ),
    key=("Survey", "Survey job", "Track", "Level"),
)

MARKET = Table(
    "Market",
    "Survey data: one row per survey and level.",
    (
        _text("Survey", "Survey", required=True),
        _text("Survey job", "The survey's own job, where the Matches table gives Track and Level"),
        _text("Track", "Track", required=True),
        _text("Level", "Level", required=True),
        _place("Location", "Location the rates are for; blank = the reference location (factor 1)"),
        _place("Currency", "Currency of the rates; blank = the structure currency"),
        _date("Effective date", "Date the rates hold for", required=True),
        _pay("P10", "10th percentile"),
        _pay("P25", "25th percentile"),
        Column("P50", "Median [pay]", NUMBER, required=True, above=0),
        _pay("P75", "75th percentile"),
        _pay("P90", "90th percentile"),
        _number("Organisations", "Organisations in the sample", least=0),
        _number("Observations", "Incumbents in the sample", least=0),
        _number("Weight", "Weight in the blend; blank = 1, 0 = left out", least=0, has_default=True),
        _choice("Element", "base or target cash; blank = base. Midpoints use base only", ELEMENTS),
    ),
    instead=("Survey job", frozenset({"Track", "Level"})),
)

POLICY = Table(
    "Policy",
    "Settings that differ from their default.",
    (
        _text("Setting", "Name of the setting", required=True),
        Column("Value", "Its value; blank = the default", ANY, required=True, may_be_blank=True),
    ),
    key=("Setting",),
    beside=("Default", "Unit", "Admitted", "Meaning"),
)

LOCATIONS = Table(
    "Locations",
    "Geographic pay differentials.",
    (
        _text("Location", "Location", required=True),
        _number("Geo factor", "Local pay over reference pay [ratio]", required=True, above=0, likely=(0.2, 5)),
        _place("Currency", "Local currency; blank = the structure currency"),
    ),
    key=("Location",),
)

FX = Table(
    "FX",
    "Exchange rates into the structure currency.",
    (
        _text("Currency", "Currency", required=True),
        _number("Rate", "Structure-currency units for one unit of Currency [ratio]", required=True, above=0),
        Column("Date", "Date the rate holds from; blank = before all others", DATE, has_default=True),
    ),
    key=("Currency", "Date"),
)

PEOPLE = Table(
    "People",
    "One row per employee. Further columns can be used as groups.",
    (
        _text("Employee", "Employee id", required=True),
        _text("Track", "Track", required=True),
        _text("Level", "Level", required=True),
        Column("Base pay", "Annual full-time-equivalent base pay [pay]", NUMBER, required=True, above=0),
        _place("Location", "Location; blank = the reference location"),
        _number("FTE", "Share of full time; blank = 1 [fraction]", above=0, most=2, has_default=True),
        _number("Bonus paid", "Bonus paid in the year [pay]", least=0),
        _number("LTI", "Long-term incentive granted in the year [pay]", least=0),
        _date("Hire date", "Date of hire"),
        _date("Level since", "Date of reaching the present level"),
        _number("Rating", "Performance rating, higher is better", likely=(0, 10)),
        _text("Manager", "Employee id of the manager"),
        _text("Preference", "specialist, manager or open", choices=("specialist", "manager", "open")),
        _text("Previous track", "Track before the present one"),
        _number("Previous rating", "Rating of the year before"),
        _text("Job title", "Job title"),
        _text("Job code", "Job code"),
        _text("Family", "Job family"),
        _place("Currency", "Currency of the pay; blank = the location's"),
        _text("Previous level", "Level before the present one"),
        _number("Hourly pay", "Gross hourly pay [pay per hour]", above=0),
        _number("Weekly hours", "Contractual hours per week [hours]", least=0, likely=(0, 60)),
        _choice("Status", "active, leave or leaver; blank = active", ("active", "leave", "leaver")),
        _text("Gender", "Gender as recorded"),
    ),
    key=("Employee",),
    open=True,
)

MERIT = Table(
    "Merit",
    "The merit matrix: increase by rating and compa-ratio zone.",
    (
        _number("Rating", "Rating", required=True),
        _zone_end("Compa from", "Zone starts at this compa-ratio; blank = open"),
        _zone_end("Compa to", "Zone ends below this compa-ratio; blank = open"),
        _number("Increase", "Increase [fraction]", required=True, least=-1, most=1, likely=(0, 0.3)),
    ),
)

SCENARIOS = Table(
    "Scenarios",
    "Levers by year; scenario base is no lever.",
    (
        _text("Scenario", "Name of the scenario", required=True),
        _number("Year", "Year", required=True),
        _text("Lever", "Lever", required=True),
        _text("Scope", "all, track=…, level=…, location=…, joined by ;"),
        Column("Value", "Value of the lever", ANY),
        _text("Note", "Note"),
    ),
)

TABLES = {
    table.name: table
    for table in (
        TRACKS,
        LEVELS,
        EQUIVALENCE,
        MATCHES,
        MARKET,
        POLICY,
        LOCATIONS,
        FX,
        PEOPLE,
        MERIT,
        SCENARIOS,
    )
}

BANDS = Table(
    "Bands",
    "Finished bands, where no model handle is at hand.",
    (
        _text("Track", "Track", required=True),
        _text("Level", "Level", required=True),
        _pay("Min", "Minimum", required=True),
        _pay("Mid", "Midpoint", required=True),
        _pay("Max", "Maximum", required=True),
        _number("Rank", "Order within the track; the order of the rows if the column is absent"),
        _text("Title", "Title to show"),
        _text("Grade", "Grade label"),
        _text("Kind", "Kind of the track", choices=KINDS),
        _pay("Market", "Market rate"),
        _share("Bonus target", "Target bonus as a share of base; blank = unknown, 0 = none", most=3),
        _share(
            "LTI target", "Target long-term incentive as a share of base; blank = unknown, 0 = none", most=10, likely=(0, 3)
        ),
        _number("Years in level", "Typical years before the next rung [years]", above=0, likely=(0.5, 15)),
    ),
    key=("Track", "Level"),
)
"""The `bands` argument of worksheet functions; not a sheet of the workbook."""
