"""The results of a model as a plain workbook to pass on: values only, no macros and no formulas.

Sheets Bands, Parity, Findings and Settings. Figures are those of `views`, `findings` and `weighting`, unrounded; unknown is
a blank cell. Text that Excel could take for a formula stays text. Findings on single people are counted, not listed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import bandmodel
from bandmodel import figures, findings, saving, views, weighting
from bandmodel import policy as policies
from bandmodel.errors import SEVERITIES, Finding, InputError
from bandmodel.inputs import coerce
from bandmodel.model import Model
from bandmodel.policy import Policy, Setting

FORMULA_SIGNS = "=+-@\t\r\n"
"""Text that begins with one of these would be a formula if it were typed, or pasted from elsewhere."""

NUMBERS = {
    "pay": "#,##0", "fine pay": "#,##0.00", "any pay": "#,##0.00", "share": "0.00%", "gap": "+0.00%;-0.00%;0.00%",
    "ratio": "0.000", "fraction": "0.00##%", "p": "0.0000", "weight": "0.000000", "count": "0", "years": "0.0",
    "date": "yyyy-mm-dd", "plain": "General", "text": "General",
}  # fmt: skip
SETTINGS = ("Setting", "Value", "Unit", "From", "Meaning")

WRAPPED = ("Finding", "Remedy", "Meaning")
OVERFLOWING = ("Note", "Reason", "Missing levels")  # last columns: their text may run on to the right
NARROWEST, WIDEST, OF_A_NUMBER = 9, 60, 11  # characters
LINE = 15  # height of a line of text [points]
DARK = "#1F4E79"
STYLES: dict[str, dict[str, Any]] = {
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": DARK, "text_wrap": True, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 13, "font_color": DARK},
    "heading": {"bold": True, "font_color": DARK, "bottom": 1},
}


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    return text.startswith(tuple(FORMULA_SIGNS))


def write(
    model: Model, path: Path, on: dt.date, *, found: Iterable[Finding] | None = None, basis: str = "base",
    tolerance: float | None = None,
) -> Path:  # fmt: skip
    """Write the results to `path`, or to "… (2)", "… (3)" where a file has that name already; returns the path written.

    on         the day of writing, which the sheet Settings names
    found      the findings to list; those of the model (`findings.of_model`) if not given
    basis      pay that the parity check compares: "base", "cash" or "total"
    tolerance  largest gap that is within [fraction]; the policy's if not given
    The file is complete before it gets its name. Raises BandModelError, and leaves nothing behind, where it cannot be
    written.
    """
    return saving.at_free_name(contents(model, on, found=found, basis=basis, tolerance=tolerance), path)


def contents(
    model: Model, on: dt.date, *, found: Iterable[Finding] | None = None, basis: str = "base", tolerance: float | None = None
) -> bytes:
    """The bytes of the workbook; the same for the same model and day. Arguments as of `write`."""
    import xlsxwriter  # here, because Excel's start must not pay for it

    listed = findings.of_model(model) if found is None else found
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    about = f"bandmodel {bandmodel.__version__}, model {model.key}"
    created = dt.datetime.combine(on, dt.time())
    book.set_properties({"title": "Band model results", "author": "bandmodel", "comments": about, "created": created})
    formats = _Formats(book, fine_pay=model.policy["rounding"] < 1)
    _one_table(_Page(book, formats, "Bands"), views.bands_table(model.bands), columns=2)
    _parity(_Page(book, formats, "Parity"), model, basis, tolerance)
    _one_table(_Page(book, formats, "Findings"), impersonal(listed))
    frame, kinds = _settings(model, on)
    _one_table(_Page(book, formats, "Settings"), frame, kinds, columns=1)
    book.close()
    return content.getvalue()


# ---------------------------------------------------------------- what each sheet holds


def impersonal(found: Iterable[Finding]) -> pd.DataFrame:
    """The table of findings without those on single people, whom a file that is passed on must not name; it counts them."""
    listed = list(found)
    people = [finding for finding in listed if finding.table == "People" and finding.row is not None]
    table = findings.table(finding for finding in listed if finding.table != "People" or finding.row is None)
    if people:
        numbers = ((word, sum(f.severity == word for f in people)) for word in SEVERITIES)
        counted = ", ".join(f"{number} {word}{'s' * (number != 1)}" for word, number in numbers if number)
        text = f"Findings on single people are not in this file: {counted}."
        last = Finding("", "note", "People", None, "", "", text, "See the findings of the model itself.")
        return pd.concat([table, findings.table([last])], ignore_index=True)
    return table


def _one_table(page: _Page, frame: pd.DataFrame, kinds: Sequence[str] = (), columns: int = 0) -> None:
    """A sheet that is one table: headers stay in view, with filters. `columns` stay in view too."""
    page.table(frame, kinds)
    page.sheet.freeze_panes(1, columns)
    if len(frame):
        page.sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    page.finish()


def _parity(page: _Page, model: Model, basis: str, tolerance: float | None) -> None:
    """The parity check, its tables one below the other; where there is nothing to compare by, the reason."""
    structure = model.structure
    try:
        structure.compared()
    except InputError as reason:
        page.heading("Parity between tracks", "title")
        page.text(str(reason))
        page.finish()
        return
    limit = structure.tolerance(tolerance)
    pairs, headline, missing = views.parity_parts(structure, basis, limit)
    weight = views.weighting_table(weighting.smallest(structure, limit))
    page.heading(f"Parity between tracks: basis {basis}, tolerance {limit:.2%}. Gap = from / to − 1", "title")
    page.sheet.freeze_panes(1, 0)
    for title, frame in (
        ("Pairs", pairs),
        ("Headline", headline),
        ("Missing rungs", missing),
        ("Ceilings", views.ceiling_table(structure)),
        ("Slopes", views.slope_table(structure)),
        ("Smallest parity weight", weight),
    ):
        page.heading(title)
        page.table(frame, [figures.kind_of_label(label, "weight") for label in frame["Label"]] if "Label" in frame else ())
        page.row += 1
    page.finish()


def _settings(model: Model, on: dt.date) -> tuple[pd.DataFrame, list[str]]:
    """What the figures rest on: the model, then every setting with its value; and the kind of figure of each value."""
    policy = model.policy
    rows: list[tuple[Any, ...]] = [
        ("Model key", model.key, "", "", "The same key means the same inputs, settings and version, hence the same figures"),
        ("Version", bandmodel.__version__, "", "", "Version of bandmodel"),
        ("Read from", model.inputs.source, "", "", "Where the inputs stood"),
        ("Written", on, "date", "", "Day of this file"),
        ("Currency", model.structure.localities.currency, "currency code", "", "Currency of the bands"),
    ]
    kinds = ["date" if row[0] == "Written" else "plain" for row in rows]
    for name, setting in settings_of(policy):
        rows.append(
            (name, policy[name], setting.unit, "Policy table" if name in policy.given else "default", setting.meaning)
        )
        kinds.append({"fraction": "fraction", "date": "date", "count": "count"}.get(setting.type, "plain"))
    return pd.DataFrame(rows, columns=list(SETTINGS), dtype=object), kinds


def settings_of(policy: Policy) -> Iterator[tuple[str, Setting]]:
    """Every setting that has a value, under its own name: in policy.toml's order, those of tracks and locations last."""
    order = [setting.name for setting in policies.settings() if not setting.pattern]
    for name in [*order, *(name for name in policy.values if name not in order)]:
        found = policies.lookup(name)
        if found is not None and policy.get(name) is not None:
            yield name, found[1]


# ---------------------------------------------------------------- how it looks


class _Formats:
    """The cell formats of the workbook, each made on first use."""

    def __init__(self, book: Any, *, fine_pay: bool) -> None:
        self._book, self._fine_pay = book, fine_pay
        self._made: dict[tuple[Any, ...], Any] = {}

    def style(self, name: str) -> Any:
        """A title or heading."""
        return self._get(**STYLES[name])

    def header(self, column: str) -> Any:
        """The header of a column; it stands over its figures on the right, over text on the left."""
        return self._get(**STYLES["header"], **({"align": "right"} if figures.kind_of(column) != "text" else {"indent": 1}))

    def number(self, kind: str) -> Any:
        """A figure of a kind."""
        return self._get(num_format=NUMBERS["fine pay" if kind == "pay" and self._fine_pay else kind], valign="top")

    def text(self, value: str, *, wrap: bool) -> Any:
        """Text; where it looks like a formula, marked as text, so that it stays text when someone edits the cell."""
        return self._get(text_wrap=wrap, quote_prefix=begins_formula(value), valign="top", align="left", indent=1)

    def _get(self, **properties: Any) -> Any:
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


class _Page:
    """One sheet, written from the top downward and ready to print. `row` is the next free row, counted from 0."""

    def __init__(self, book: Any, formats: _Formats, name: str) -> None:
        self.sheet, self.row = book.add_worksheet(name), 0
        self._formats = formats
        self._widths: dict[int, int] = {}
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        self.sheet.set_footer("&L&8&F · &A&R&8Page &P of &N")
        self.sheet.repeat_rows(0)

    def heading(self, text: str, style: str = "heading") -> None:
        """A line above a table."""
        self.sheet.write_string(self.row, 0, text, self._formats.style(style))
        self.row += 1

    def text(self, text: str) -> None:
        """A line of text."""
        self.sheet.write_string(self.row, 0, text, self._formats.text(text, wrap=False))
        self.row += 1

    def table(self, frame: pd.DataFrame, kinds: Sequence[str] = ()) -> None:
        """A table with its headers. `kinds` are the kinds of figure of the column Value, row by row."""
        top = self.row
        for column, header in enumerate(frame.columns):
            self.sheet.write_string(top, column, header, self._formats.header(header))
            self._widen(column, len(header) + 3)
            for offset, value in enumerate(frame[header].tolist()):
                kind = kinds[offset] if header == "Value" and kinds else figures.kind_of(header)
                self._cell(top + 1 + offset, column, header, value, kind)
        self.row += len(frame) + 1
        for offset, lines in enumerate(_lines(frame)):
            if lines > 1:
                self.sheet.set_row(top + 1 + offset, lines * LINE)

    def _cell(self, row: int, column: int, header: str, value: Any, kind: str) -> None:
        """One value; text is always text, whatever it begins with, and an unknown one leaves the cell blank."""
        if coerce.is_blank(value):
            return
        if isinstance(value, str):
            form = self._formats.text(value, wrap=header in WRAPPED)
            self.sheet.write_string(row, column, value, form)
            if header not in OVERFLOWING:
                self._widen(column, len(value) + 2)
            return
        self._widen(column, OF_A_NUMBER)
        if isinstance(value, dt.date):
            self.sheet.write_datetime(row, column, value, self._formats.number(kind))
        else:
            self.sheet.write_number(row, column, float(value), self._formats.number(kind))

    def _widen(self, column: int, width: int) -> None:
        self._widths[column] = min(max(self._widths.get(column, NARROWEST), width), WIDEST)

    def finish(self) -> None:
        """Set the widths of the columns; numbers that are stored as text (grade 05) are meant."""
        for column, width in self._widths.items():
            self.sheet.set_column(column, column, width)
        if self._widths:
            self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{max(self.row, 1)}"})


def _lines(frame: pd.DataFrame) -> list[int]:
    """Lines that each row of a table needs for its wrapped text; not every program fits the height of rows by itself."""
    texts = [frame[header].tolist() for header in WRAPPED if header in frame]
    return [max(len(str(text)) // WIDEST + 1 for text in row) for row in zip(*texts, strict=True)]
