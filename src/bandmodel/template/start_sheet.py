"""The first sheet: what the workbook is, the state of the model, the figures that matter, the buttons."""

from __future__ import annotations

from typing import Any

from bandmodel.template import design
from bandmodel.template.book import Book

LINES = (
    "Comparable pay bands for specialist, project and manager tracks, and a check of parity between the tracks.",
    "Yellow cells are yours: Levels, Equivalence, Market, Policy, Locations, People, Merit, Scenarios.",
    "White cells are computed and follow whatever you change. Type =BM_ in any cell to see the functions.",
    'Every figure opens into its steps: =BM_EXPLAIN(Model,"{track}","{level}").',
    "Made with: {source}. Nothing leaves this computer.",
)
BUTTONS = (
    ("Check", "BandModelCheck"),
    ("Refresh", "BandModelRefresh"),
    ("Add level", "BandModelAddLevel"),
    ("Run scenarios", "BandModelRunScenarios"),
    ("Report", "BandModelReport"),
    ("Export", "BandModelExport"),
)
MODEL_TABLES = ("Levels", "Market", "Policy", "Equivalence", "Locations", "FX", "Tracks", "Matches")
BIG = {"gap": "big percent", "weight": "big weight", "Cost": "big pay"}
"""Format of a figure by a word of its label."""
MODEL_CELL = (8, 1)
FIGURES_TOP = 10


def create(book: Book) -> Any:
    """The sheet with its text and buttons; `fill` adds the figures once the other sheets are there."""
    sheet = book.sheet("Start", "Band Model")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 6, 14)
    told = {"source": book.inputs.source, **_first_level(book)}
    for row, line in enumerate(LINES, 1):
        sheet.merge_range(row, 0, row, 6, line.format(**told), book.formats["lead"])
        sheet.set_row(row, 17)
    for number, (caption, macro) in enumerate(BUTTONS):
        options = {"macro": macro, "caption": caption, "width": 96, "height": 28, "x_offset": number * 106, "y_offset": 4}
        sheet.insert_button(6, 0, {**options, "description": f"Runs {caption}; the Band Model tab has the same."})
    sheet.set_row(6, 34)
    book.book.define_name("Model", f"=Start!${chr(65 + MODEL_CELL[1])}${MODEL_CELL[0] + 1}")
    return sheet


def _first_level(book: Book) -> dict[str, str]:
    """Track and level of the first row of Levels, as a text in a formula holds them."""
    first = book.inputs.table("Levels").iloc[0]
    return {name.casefold(): str(first[name]).replace('"', '""') for name in ("Track", "Level")}


def model_formula(book: Book) -> str:
    """The formula of the model's cell: every table that bands depend on."""
    return f"=BM_MODEL({','.join(book.reference(name) for name in MODEL_TABLES)})"


def fill(book: Book, sheet: Any, handle: str, places: dict[str, tuple[str, Any]]) -> None:
    """The model's cell and the figures, each a reference to the sheet that it stands on.

    places   label → (reference, value as it is now)
    """
    forms = book.formats
    row, column = MODEL_CELL
    sheet.write_string(row, 0, "Model", forms["label"])
    sheet.write_formula(row, column, model_formula(book), forms["handle"], handle)
    for offset, (label, (reference, value)) in enumerate(places.items()):
        form = forms[next((name for word, name in BIG.items() if word in label), "big")]
        sheet.set_row(FIGURES_TOP + offset, 24)
        sheet.write_string(FIGURES_TOP + offset, 0, label, forms["label"])
        sheet.write_formula(FIGURES_TOP + offset, 1, f"={reference}", form, value)
    last = FIGURES_TOP + len(places) + 1
    sheet.write_string(last, 0, "Last run", forms["label"])
    sheet.write_string(last, 1, "not run yet", forms["caption"])
    book.book.define_name("LastRun", f"=Start!$B${last + 1}")
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": forms.fill(design.BELOW)}
    errors = list(places).index("Findings: errors") + FIGURES_TOP
    sheet.conditional_format(errors, 1, errors, 1, rule)
    sheet.print_area(0, 0, last, 6)
