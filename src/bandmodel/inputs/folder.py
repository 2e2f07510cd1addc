"""A folder of CSV files, one per table and named like it (Levels.csv, Market.csv …) → Inputs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from bandmodel.errors import InputError
from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import Inputs, collect

DELIMITERS = (",", ";", "\t")


def read(folder: Path) -> Inputs:
    """Read every table that has a file in the folder; other files are left alone."""
    files = {path.stem.casefold(): path for path in sorted(folder.iterdir()) if path.suffix.casefold() == ".csv"}
    named = {name: files[name.casefold()] for name in schema.TABLES if name.casefold() in files}
    if not named:
        expected = ", ".join(f"{name}.csv" for name in ("Levels", "Market", "Equivalence", "Policy"))
        raise InputError(f"No table found in folder {folder}; it should hold files such as {expected}.")
    return collect({name: _read_file(schema.TABLES[name], path) for name, path in named.items()}, str(folder))


def _read_file(kind: schema.Table, path: Path) -> table.Read:
    rows = list(csv.reader(io.StringIO(text_of(path), newline=""), delimiter=_delimiter(path)))
    return table.read(kind, rows[0] if rows else [], rows[1:])


def text_of(path: Path) -> str:
    """The text of a CSV file: UTF-8 with or without a byte order mark, else the Windows code page."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(path: Path) -> str:
    """The delimiter that splits the header line most often: Excel writes semicolons where the comma is decimal."""
    header = text_of(path).partition("\n")[0]
    return max(DELIMITERS, key=header.count)
