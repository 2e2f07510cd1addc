"""Names that refer to another table, spelt in another case of letters there: read as that table spells them, with a note.

Excel itself makes no difference between m2 and M2, so a user who looks names up in it does not either. A name that the other
table has exactly stays; one that it has in two spellings stays too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

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
        if name in made and source in made:
            spelt = made[source].frame
            known = set() if spelt is None or header not in spelt else set(spelt[header])
            spellings = _Folded({name for name in known if name})
            for column in columns:
                made[name] = _column(made[name], name, column, spellings)
    for name in CURRENCIES:
        if name in made:
            frame = made[name].frame
            used = set() if frame is None or "Currency" not in frame else set(frame["Currency"])
            codes = {code: code.upper() for code in used if len(code) == CODE and code.isascii() and code.isalpha()}
            made[name] = _column(made[name], name, "Currency", codes)
    return made


class _Folded:
    """Looks a name up without regard to case; finds nothing where it is there exactly, or in two spellings."""

    def __init__(self, known: set[str]) -> None:
        self.known = known

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Made once a name is not there as it is written, which in most columns no one is."""
        names = list(self.known)
        folded = casefolded(names)
        twice = set() if len(set(folded)) == len(folded) else {name for name, n in Counter(folded).items() if n > 1}
        return {key: name for key, name in zip(folded, names, strict=True) if key not in twice}

    def get(self, name: str, default: str = "") -> str:
        """The spelling of a name, or the default."""
        return default if name in self.known else self._folded.get(name.casefold(), default)


def _column(read: Read, name: str, column: str, spellings: _Folded | dict[str, str]) -> Read:
    """A table with one column respelt."""
    frame = read.frame
    if frame is None or column not in frame or not spellings:
        return read
    change = {used: spellings.get(used, "") for used in set(frame[column]) if used}
    change = {used: spelt for used, spelt in change.items() if spelt and spelt != used}
    if not change:
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
