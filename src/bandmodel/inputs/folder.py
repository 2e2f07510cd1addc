"""A folder of files, one per table and named like it (Levels.csv, People.parquet …) ↔ Inputs."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bandmodel.errors import InputError
from bandmodel.inputs import coerce, schema, styles, table
from bandmodel.inputs.inputs import Inputs, collect
from bandmodel.inputs.styles import Style

SUFFIXES = (".csv", ".txt", ".tsv", ".parquet")
PANDAS_INDEX = re.compile(r"__index_level_\d+__")
"""Name under which pandas writes an index without one; pandas itself takes it for the index again."""
DELIMITERS = (",", ";", "\t", "|")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
STYLES = {",": Style(otherwise=styles.POINT), ";": Style(lone_point=False)}
"""What a delimiter says about the decimal mark, where the numbers themselves do not tell."""


def read(folder: Path) -> Inputs:
    """Read every table that has a file in the folder; other files are left alone.

    CSV in the encodings and styles that Excel writes (UTF-8 with or without mark, UTF-16, Windows code page; comma,
    semicolon or tab; decimal point or comma), and Parquet.
    """
    named = tables_in(folder)
    if not named:
        expected = ", ".join(f"{name}.csv" for name in ("Levels", "Market", "Equivalence", "Policy"))
        raise InputError(f"No table found in folder {folder}; it should hold files such as {expected}.")
    for name, paths in named.items():
        if len(paths) > 1:
            listed = ", ".join(path.name for path in paths)
            raise InputError(f"Table {name} has several files in {folder}: {listed}; keep one of them.")
    return collect({name: _read_file(schema.TABLES[name], paths[0]) for name, paths in named.items()}, str(folder))


def tables_in(folder: Path) -> dict[str, list[Path]]:
    """The files of each table that a folder holds."""
    files: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() in SUFFIXES:
            files.setdefault(path.stem.casefold(), []).append(path)
    return {name: files[name.casefold()] for name in schema.TABLES if name.casefold() in files}


def _read_file(kind: schema.Table, path: Path) -> table.Read:
    if path.suffix.casefold() == ".parquet":
        headers, columns = _parquet(path)
        rows = len(columns[0]) if columns else 0
        return table.read_columns(kind, headers, columns, np.arange(2, rows + 2), style=STYLES[","])
    text = text_of(path)
    delimiter, text, skipped = _delimiter(text)
    headers, columns = _columns(text, delimiter)
    first = 2 + skipped
    number = np.arange(first, first + (len(columns[0]) if columns else 0))
    return table.read_columns(kind, headers, columns, number, style=STYLES.get(delimiter, Style()))


def _parquet(path: Path) -> tuple[list[str], list[coerce.Cells]]:
    """Headers and columns of a Parquet file; text comes by its dictionary, so that each different text is read once."""
    try:
        from pyarrow import ArrowException, default_memory_pool, parquet
    except ImportError:
        raise InputError(
            f'{path} is Parquet, which needs the package pyarrow: install bandmodel with its extra, "bandmodel[parquet]".'
        ) from None
    try:
        fields = [field for field in parquet.read_schema(path) if not PANDAS_INDEX.fullmatch(field.name)]
        texts = [field.name for field in fields if str(field.type) in ("string", "large_string")]
        headers, columns = [field.name for field in fields], []
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            for name in headers:  # column by column: the file's own form of the others needs no memory meanwhile
                columns.append(_cells(file.read(columns=[name]).column(0)))
        default_memory_pool().release_unused()
        return headers, columns
    except (OSError, ValueError, ArrowException) as trouble:
        raise InputError(f"{path} cannot be read as Parquet: {trouble}.") from trouble


def _cells(column: Any) -> coerce.Cells:
    """A column of a Parquet file as cells: text by its dictionary, numbers and dates as they are, all else as objects."""
    kind = str(column.type)
    if kind.startswith(("dictionary<values=string", "dictionary<values=large_string")):
        whole = column.unify_dictionaries().combine_chunks()
        codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return coerce.Coded(codes, whole.dictionary.to_numpy(zero_copy_only=False).astype(object))
    values = column.to_pandas()
    if values.dtype.kind in "fiuM" and isinstance(values.dtype, np.dtype):
        return values.to_numpy()
    return values.astype(object).to_numpy()


def text_of(path: Path) -> str:
    """The text of a CSV file by its byte order mark, else UTF-8, else the Windows code page."""
    content = path.read_bytes()
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> tuple[str, str, int]:
    """(delimiter, text without a line that names it, number of lines taken away).

    Excel's line sep=; names it; otherwise it is the one that stands most often in the header line: Excel writes
    semicolons where the comma is decimal.
    """
    header, _, rest = text.lstrip("\r\n").partition("\n")
    if header.casefold().startswith("sep=") and len(header.strip()) == 5:
        return header.strip()[4], rest, 1
    return max(DELIMITERS, key=header.count), text, 0


def _columns(text: str, delimiter: str) -> tuple[list[str], list[coerce.Cells]]:
    """Headers and columns of CSV text; every cell stays text."""
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=delimiter, header=None, dtype=object, keep_default_na=False, na_filter=False,
            skip_blank_lines=False, skipinitialspace=True, low_memory=False,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError):  # rows of different length, or nothing at all
        return _ragged(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)))
    headers = [str(cell) for cell in frame.iloc[0]]
    return headers, [frame[name].to_numpy(object)[1:] for name in frame.columns]


def _ragged(rows: list[list[str]]) -> tuple[list[str], list[coerce.Cells]]:
    if not rows:
        return [], []
    width = max(len(row) for row in rows)
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    return even[0], [list(column) for column in zip(*even[1:], strict=True)] or [[] for _ in range(width)]


def write(inputs: Inputs, folder: Path) -> None:
    """Write every table as CSV (UTF-8, comma, decimal point, LF); reading it gives equal tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in inputs.tables.items():
        text = frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8"))
