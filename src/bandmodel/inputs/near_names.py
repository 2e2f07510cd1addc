"""Files and sheets that are called almost like a table that is not there: Equivalance.csv, a sheet Level."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from bandmodel.errors import Finding
from bandmodel.inputs import schema
from bandmodel.inputs.table import Read

CLOSE = 0.8
"""Likeness from which a name is taken for a slip of the pen (`difflib`): one letter of five."""


def found(names: Iterable[str], given: Collection[str], what: str) -> dict[str, Read]:
    """A table without rows, and a warning with it, for each that is not given where a name is almost its own.

    names   files without their endings, or sheets
    given   tables that were found
    what    what they are names of, as the warning begins: "File", "Sheet"
    """
    missing = {name.casefold(): name for name in schema.TABLES if name not in given}
    tables = {name.casefold() for name in schema.TABLES}
    told = {}
    for name in names:
        folded = name.strip().casefold()
        close = [] if folded in tables else get_close_matches(folded, list(missing), 1, CLOSE)
        if close:
            table = missing[close[0]]
            told[table] = Read(None, (_almost(name, table, what),))
    return told


def _almost(name: str, table: str, what: str) -> Finding:
    return Finding(
        "table-misspelt", "warning", table, None, "", name,
        f'{what} "{name}" is not read, and there is no table {table}.', f'Did you mean "{table}"? Rename it if so.',
    )  # fmt: skip
