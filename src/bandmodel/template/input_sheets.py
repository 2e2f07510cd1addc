"""The sheets that the analyst fills in: levels, equivalences, market, policy, locations, people; and cells to type in."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from bandmodel import policy
from bandmodel.inputs import coerce, schema
from bandmodel.template.book import Book, excel_value, full, write

FIRST = 3  # row of the headers, counted from 0: title, caption, blank
ROWS_OF_A_TABLE = f"Rows count from a table's headers, which are row 1; Excel's own number is {FIRST} more."
"""What a sheet says where functions, to which Excel does not tell where a table stands, name rows."""
MORE = 0  # blank rows in a table: Excel grows a table as one types below it


def levels(book: Book) -> None:
    """The rungs of each track."""
    sheet = book.sheet(
        "Levels", "Levels", "One row per rung. Min and Max together are a given range, which the model keeps."
    )
    frame = full(book.inputs, "Levels")
    bottom = book.table(sheet, FIRST, 0, "Levels", frame, MORE)
    _finish(sheet, FIRST, 2)
    columns = list(frame.columns)
    choices(
        sheet, FIRST + 1, columns.index("Track"), bottom, "=TrackNames", "Track", "A track of the Tracks table.", stop=False
    )
    at_least(sheet, FIRST + 1, columns.index("Spread"), bottom, 0, 3, "Spread", "A fraction such as 50 %.")


def equivalence(book: Book) -> None:
    """Which levels should pay the same."""
    lead = "Levels that should pay the same; without rows, levels of equal grade. A note justifies a gap."
    sheet = book.sheet("Equivalence", "Equivalence", lead)
    frame = full(book.inputs, "Equivalence")
    bottom = book.table(sheet, FIRST, 0, "Equivalence", frame, MORE)
    for side in ("From track", "To track"):
        place = list(frame.columns).index(side)
        choices(sheet, FIRST + 1, place, bottom, "=TrackNames", side, "A track of the Tracks table.")
    for side in ("From level", "To level"):
        place = list(frame.columns).index(side)
        choices(sheet, FIRST + 1, place, bottom, "=LevelNames", side, "A level of the Levels table.")
    _finish(sheet, FIRST, 0)


def market(book: Book) -> None:
    """Survey rows."""
    lead = "One row per survey and level, at its own date and currency. To the right: matches, why a midpoint is what it is."
    sheet = book.sheet("Market", "Market", lead)
    columns = [column.name for column in schema.MARKET.columns if column.name != "Survey job"] + ["Survey job"]
    bottom = book.table(sheet, FIRST, 0, "Market", full(book.inputs, "Market", columns), MORE)
    choices(sheet, FIRST + 1, columns.index("Location"), bottom, "=LocationNames", "Location", "A location, or blank.")
    choices(sheet, FIRST + 1, columns.index("Element"), bottom, list(schema.ELEMENTS), "Element", "base or target cash.")
    side = len(columns) + 1
    caption = "Matches: rows of Market that give a Survey job, and no Track and Level, take them from here."
    sheet.write_string(FIRST - 1, side, caption, book.formats["caption"])
    sheet.print_area(0, 0, bottom, len(columns) - 1)
    matches = full(book.inputs, "Matches")
    book.table(sheet, FIRST, side, "Matches", matches, MORE)
    _finish(sheet, FIRST, 3)


def settings(book: Book) -> None:
    """Every setting with its value, default, unit and meaning."""
    lead = "Type a value to override a default; a blank value means the default. Track settings are added as further rows."
    sheet = book.sheet("Policy", "Policy", lead)
    given = {str(name).casefold(): value for name, value in book.inputs.table("Policy")[["Setting", "Value"]].to_numpy()}
    known = [setting for setting in policy.settings() if not setting.pattern]
    rows = [
        [s.name, _value(given.pop(s.name.casefold(), None)), _value(s.default), s.unit, s.range, s.meaning] for s in known
    ]
    rows += [[name, _value(value), None, "", "", "a setting of one track or location"] for name, value in given.items()]
    headers = [*schema.POLICY.required, *schema.POLICY.beside]
    book.table(sheet, FIRST, 0, "Policy", pd.DataFrame(rows, columns=headers, dtype=object), MORE)
    for offset, row in enumerate(rows, FIRST + 1):
        for column in (0, 2, 3, 4, 5):
            write(sheet, offset, column, row[column], book.formats.result("text"))
        setting = next((s for s in known if s.name == row[0]), None)
        if setting is not None and setting.choices:
            choices(sheet, offset, 1, offset + 1, list(setting.choices), setting.name, setting.meaning)
    book.cells["Policy"] = [headers[:2], *(row[:2] for row in rows)]
    sheet.set_column(1, 2, 14)
    _finish(sheet, FIRST, 1)


def _value(cell: Any) -> Any:
    """A setting's value as a cell: a number where it is one."""
    if coerce.is_blank(cell):
        return None
    number = coerce.number(cell)
    return number if number is not None else excel_value(cell)


def locations(book: Book) -> None:
    """Locations, exchange rates and tracks, three small tables side by side."""
    sheet = book.sheet(
        "Locations", "Locations, exchange rates, tracks", "Local pay over reference pay; rates into the structure currency."
    )
    places, rates, tracks = (full(book.inputs, name) for name in ("Locations", "FX", "Tracks"))
    book.table(sheet, FIRST, 0, "Locations", places, MORE)
    book.table(sheet, FIRST, 4, "FX", rates, MORE)
    bottom = book.table(sheet, FIRST, 8, "Tracks", tracks, MORE)
    choices(sheet, FIRST + 1, 9, bottom, list(schema.KINDS), "Kind", "What kind of track it is.")
    sheet.set_column(3, 3, 3)
    sheet.set_column(7, 7, 3)
    _finish(sheet, FIRST, 0)
    book.book.define_name("LocationNames", "=Locations[Location]")
    book.book.define_name("TrackNames", "=Tracks[Track]")
    book.book.define_name("LevelNames", "=Levels[Level]")


def people(book: Book) -> None:
    """The roster."""
    sheet = book.sheet(
        "People", "People", "One row per person. Pay is annual full-time-equivalent base pay in the location's currency."
    )
    frame = full(book.inputs, "People")
    bottom = book.table(sheet, FIRST, 0, "People", frame, MORE)
    columns = list(frame.columns)
    for name in ("Preference", "Status"):
        words = list(schema.PEOPLE.column(name).choices)
        choices(sheet, FIRST + 1, columns.index(name), bottom, words, name, f"{', '.join(words)}, or blank.")
    _finish(sheet, FIRST, 1)


def merit(book: Book) -> None:
    """The merit matrix."""
    lead = "Increase by rating and compa-ratio zone: from ≤ compa-ratio < to; blank = open. Beside it, what it costs."
    sheet = book.sheet("Merit", "Merit", lead)
    book.table(sheet, FIRST, 0, "Merit", full(book.inputs, "Merit"), MORE)
    _finish(sheet, FIRST, 0)


def _finish(sheet: Any, header: int, columns: int) -> None:
    """Headers stay in view and are repeated on every printed page."""
    sheet.freeze_panes(header + 1, columns)
    sheet.repeat_rows(header)
    sheet.set_row(header, 30)


def typed(
    book: Book, sheet: Any, row: int, column: int, label: str, value: Any, kind: str, name: str, beside: int = 1
) -> None:  # fmt: skip
    """A labelled cell to type in, under a name of the workbook; it stands `beside` columns to the right of its label."""
    sheet.write_string(row, column, label, book.formats["label"])
    write(sheet, row, column + beside, value, book.formats.input(kind))
    place = xl_rowcol_to_cell(row, column + beside, row_abs=True, col_abs=True)
    book.book.define_name(name, f"={sheet.get_name()}!{place}")


def choices(
    sheet: Any, top: int, column: int, bottom: int, source: Any, title: str, text: str, *, stop: bool = True
) -> None:
    """A list to choose from in a column; a word that is not on it is refused, or only warned of."""
    sheet.data_validation(top, column, max(bottom - 1, top), column, {
        "validate": "list", "source": source, "input_title": title[:32], "input_message": text[:255],
        "error_type": "stop" if stop else "warning", "error_title": title[:32], "error_message": text[:255],
    })  # fmt: skip


def at_least(sheet: Any, top: int, column: int, bottom: int, low: float, high: float, title: str, text: str) -> None:
    """A number between two limits."""
    sheet.data_validation(top, column, max(bottom - 1, top), column, {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high, "ignore_blank": True,
        "error_title": title, "error_message": text,
    })  # fmt: skip
