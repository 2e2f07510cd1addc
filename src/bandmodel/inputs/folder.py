"""A folder of files, one per table and named like it (Levels.csv, People.parquet …) ↔ Inputs."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bandmodel import saving
from bandmodel.errors import BandModelError, Finding, InputError
from bandmodel.inputs import coerce, csv_text, file_kind, near_names, schema, styles, table
from bandmodel.inputs.inputs import Inputs, collect
from bandmodel.inputs.styles import Style

SUFFIXES = (".csv", ".txt", ".tsv", ".parquet")
PANDAS_INDEX = re.compile(r"__index_level_\d+__")
"""Name under which pandas writes an index without one; pandas itself takes it for the index again."""
TITLE_ROWS = 20
"""Rows among which the headers are looked for."""
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
    read = {name: _read_file(schema.TABLES[name], paths[0]) for name, paths in named.items()}
    stems = [path.stem for path in _files(folder)]
    return collect({**read, **near_names.found(stems, read, "File")}, str(folder))


def tables_in(folder: Path) -> dict[str, list[Path]]:
    """The files of each table that a folder holds."""
    files: dict[str, list[Path]] = {}
    for path in _files(folder):
        files.setdefault(path.stem.casefold(), []).append(path)
    return {name: files[name.casefold()] for name in schema.TABLES if name.casefold() in files}


def _files(folder: Path) -> list[Path]:
    """What a folder holds that can be a table, by its ending."""
    return [path for path in sorted(folder.iterdir()) if path.suffix.casefold() in SUFFIXES]


def _read_file(kind: schema.Table, path: Path) -> table.Read:
    if path.is_dir():
        raise InputError(f"{path} is a folder, where the table {kind.name} should be a file; rename it.")
    if path.suffix.casefold() == ".parquet":
        headers, columns = _parquet(path)
        rows = len(columns[0]) if columns else 0
        return table.read_columns(kind, headers, columns, np.arange(2, rows + 2), style=STYLES[","])
    content = path.read_bytes()
    file_kind.require_text(path, content[:16])
    text, remark = csv_text.decoded(content)
    delimiter, text, skipped = csv_text.delimited(text, kind)
    csv_text.require_closed_quotes(path, text, delimiter)
    headers, columns = _columns(text, delimiter)
    headers, columns, above = _below_title(kind, headers, columns)
    first = 2 + skipped + above
    number = np.arange(first, first + (len(columns[0]) if columns else 0))
    read = table.read_columns(kind, headers, columns, number, style=STYLES.get(delimiter, Style()))
    if not remark:
        return read
    told = Finding(
        "file-not-clean", "warning", kind.name, None, "", "", f"{path.name} {remark}",
        "Look at the names in it. Save it again as CSV UTF-8.",
    )  # fmt: skip
    return replace(read, findings=(*read.findings, told))


def _below_title(
    kind: schema.Table, headers: list[str], columns: list[coerce.Cells]
) -> tuple[list[str], list[coerce.Cells], int]:
    """Headers, columns below them, and the number of rows above: a title may stand there, as on a sheet."""
    if not columns or table.is_header(kind, headers):
        return headers, columns, 0
    for row in range(min(TITLE_ROWS, len(columns[0]))):
        cells = [column[row] for column in columns]
        if table.is_header(kind, cells):
            return [str(cell) for cell in cells], [column[row + 1 :] for column in columns], row + 1
    return headers, columns, 0


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
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            held = file.read(columns=[field.name for field in fields])  # at once, which every core has a part in
        headers, columns = held.column_names, [_cells(column) for column in held.columns]
        del held
        default_memory_pool().release_unused()
        return headers, columns
    except (
        OSError,
        ValueError,
        NotImplementedError,
        ArrowException,
    ) as trouble:  # the third: no time zone in the year 12000
        told = str(trouble).rstrip(".")
        raise InputError(f"{path} cannot be read as Parquet: {told}. Write it again, or give the table as CSV.") from trouble


def _cells(column: Any) -> coerce.Cells:
    """A column of a Parquet file as cells: text by its dictionary, numbers and dates as they are, all else as objects."""
    kind = str(column.type)
    if kind.startswith(("dictionary<values=string", "dictionary<values=large_string")):
        whole = column.unify_dictionaries().combine_chunks()
        whole.validate(full=True)  # a damaged file can number texts that it does not hold
        codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return coerce.Coded(codes, whole.dictionary.to_numpy(zero_copy_only=False).astype(object))
    values: pd.Series = column.to_pandas()
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_localize(None)  # the day where the clock of the time stood
    if values.dtype.kind in "fiuM" and isinstance(values.dtype, np.dtype):
        return values.to_numpy()
    cells = values.astype(object)
    if "binary" in kind:  # text that was written without saying so
        cells = cells.map(lambda cell: cell.decode("utf-8", "replace"), na_action="ignore").astype(object)
    return cells.to_numpy()


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
    """Write every table as CSV (UTF-8, comma, decimal point, LF); reading it gives equal tables. Raises as `write_files`."""
    write_files({f"{name}.csv": csv_of(frame).encode("utf-8") for name, frame in inputs.tables.items()}, folder)


def csv_of(frame: pd.DataFrame) -> str:
    """A table as CSV text: comma, decimal point, LF, whatever the machine's locale."""
    text = frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    if "\r" in text:  # a line end inside a cell, which quotes must keep there
        return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d", quoting=csv.QUOTE_NONNUMERIC)
    return text


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made if it is not there: all of them, or none.

    They are written whole into a folder beside it first, which then gets the name. Raises InputError where the folder is a
    file or holds tables already, BandModelError where it cannot be written.
    """
    require_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = saving.draft(folder)
        draft.mkdir()
        try:
            for name, content in files.items():
                (draft / name).write_bytes(content)
            _moved(draft, folder, files)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as trouble:
        raise BandModelError(
            f"{folder} cannot be written: {trouble.strerror or trouble}. Choose another folder, or make room."
        ) from trouble


def _moved(draft: Path, folder: Path, files: Iterable[str]) -> None:
    """Give a finished folder its name; where one of that name is there, move the files into it."""
    if not folder.exists():
        draft.replace(folder)
        return
    for name in files:
        (draft / name).replace(folder / name)


def require_free(folder: Path) -> None:
    """Raise InputError where a folder is a file, or holds tables that writing would replace."""
    if folder.is_file():
        raise InputError(f"{folder} is a file; give a folder.")
    if folder.is_dir() and any(tables_in(folder)):
        raise InputError(f"{folder} holds tables already; choose another folder.")
