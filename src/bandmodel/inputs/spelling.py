"""Names that refer to another table, spelt in another case of letters there: read as that table spells them, with a note.

Excel itself makes no difference between m2 and M2, so a user who looks names up in it does not either. A name that the other
table has exactly stays; one that it has in two spellings stays too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs.look_alike import casefolded
from bandmodel.inputs.table import Read

REFERENCES = (  # table, its columns, the table that spells them, its column
    ("Tracks", ("Track",), "Levels", "Track"),
    ("Market", ("Track",), "Levels", "Track"),
    ("Market", ("Level",), "Levels", "Level"),
    ("Market", ("Location",), "Locations", "Location"),
    ("Matches", ("Track",), "Levels", "Track"),
    ("Matches", ("Level",), "Levels", "Level"),
    ("Matches", ("Survey",), "Market", "Survey"),
    ("Matches", ("Survey job",), "Market", "Survey job"),
    ("Equivalence", ("From track", "To track"), "Levels", "Track"),
    ("Equivalence", ("From level", "To level"), "Levels", "Level"),
    ("People", ("Track", "Previous track"), "Levels", "Track"),
    ("People", ("Level", "Previous level"), "Levels", "Level"),
    ("People", ("Location",), "Locations", "Location"),
    ("People", ("Manager",), "People", "Employee"),
)
CURRENCIES = ("Market", "Locations", "FX", "People")
CODE = 3
"""Letters of a currency code (ISO 4217), which is written in capitals."""


def respelt(read: Mapping[str, Read]) -> dict[str, Read]:
    """The tables with names as the tables that they refer to spell them, and a note for each column that had others."""
    made = dict(read)
    for name, columns, source, header in REFERENCES:
        known = _names(made.get(source), header) if name in made else set()
        for column in columns if known else ():
            strange = _names(made[name], column) - known
            made[name] = _column(made[name], name, column, _known_as(strange, known))
    for name in CURRENCIES:
        codes = {code for code in _names(made.get(name), "Currency") if _is_code(code) and not code.isupper()}
        if codes:
            made[name] = _column(made[name], name, "Currency", {code: code.upper() for code in codes})
    return made


def _is_code(text: str) -> bool:
    """Whether a text can be the code of a currency, in capitals or not."""
    return len(text) == CODE and text.isascii() and text.isalpha()


def _names(read: Read | None, column: str) -> set[str]:
    """The different names in a column; none where there is no such table or column."""
    if read is None or read.frame is None or column not in read.frame:
        return set()
    return set(read.frame[column].tolist()) - {""}


def _known_as(strange: set[str], known: set[str]) -> dict[str, str]:
    """How the other table spells names that it does not have as they are written; not those it has in two spellings."""
    names = list(known)
    wanted = {name.casefold() for name in strange}
    folded = casefolded(names) if strange else []
    if wanted.isdisjoint(folded):
        return {}
    spellings: dict[str, list[str]] = {}
    for key, name in zip(folded, names, strict=True):
        if key in wanted:
            spellings.setdefault(key, []).append(name)
    found = {name: spellings.get(name.casefold(), []) for name in strange}
    return {name: spelt[0] for name, spelt in found.items() if len(spelt) == 1}


def _column(read: Read, name: str, column: str, change: Mapping[str, str]) -> Read:
    """A table with one column respelt: each name that is a key of `change`."""
    frame = read.frame
    if frame is None or not change:
        return read
    rows = frame[column].isin(change)
    first = frame.index[rows.to_numpy()][0]
    used = str(frame.loc[rows, column].iloc[0])
    note = Finding(
        "name-respelt", "note", name, int(first), column, used,
        f'"{used}" is read as "{change[used]}"{_others(int(rows.sum()) - 1)}: the names differ in capital letters only.',
        "Nothing to do, or spell them alike.",
    )  # fmt: skip
    spelt = pd.Series(frame[column].map(lambda text: change.get(text, text)), frame.index, dtype=object)
    return replace(read, frame=frame.assign(**{column: spelt}), findings=(*read.findings, note))


def _others(count: int) -> str:
    """How many more cells of the column are respelt."""
    return f", and {count} more cell{'s' * (count != 1)} of the column likewise" if count else ""
