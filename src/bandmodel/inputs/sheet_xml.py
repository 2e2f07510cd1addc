"""What a reader of values does not see in a sheet: error cells, formulas without a saved value, hidden rows, merged cells.

One streamed pass over the sheet's XML, and only where the raw bytes show that there is something to see: a sheet of plain
values costs no more than its decompression.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from bandmodel.inputs import file_kind

CHUNK = 1 << 20
SUSPECT = {
    b't="e"': (b"",), b"t='e'": (b"",), b"hidden=": (b"",), b"mergeCell ": (b"",),
    b"<f": (b"<f>", b"<f ", b"<f/"), b":f": (b":f>", b":f ", b":f/"),
}  # fmt: skip
"""Bytes, each with the forms of which one stands there in a sheet with something to see; a search of megabytes for each."""
OVERLAP = 32  # bytes, more than any mark has

DAMAGED = (
    BadZipFile, KeyError, OSError, ParseError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    LookupError,
)  # fmt: skip
"""What reading a package raises where its parts are broken, missing, encrypted, or packed in a way that nobody knows."""

_FAR = re.compile(rb'r="(?:[A-Za-z]{3,}\d|[B-Zb-z][A-Za-z]\d|[Aa][V-Zv-z]\d|[A-Za-z]{0,2}\d{7})')
"""A cell in column AV or beyond, or in row 1,000,000 or beyond: a sheet without one has at most 47 million cells."""
_ODD = (b"r='", b"r =")
"""Places of cells as no spreadsheet program writes them, and a reader takes them."""
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d+)")
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^>]*\bt\s*=\s*["'])e(["'])""")
_CELL = re.compile(r"([A-Z]+)(\d+)")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass
class Unseen:
    """What one sheet holds beside its values; rows and columns count from 1.

    errors    (row, column) → text of the error, e.g. "#N/A"
    formulas  (row, column) of formulas without a saved value
    hidden    rows that are hidden, by hand or by a filter
    merged    (first row, first column, last row, last column) of merged cells
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


NOWHERE = (0, 0)


@dataclass(frozen=True)
class ExcelTable:
    """An Excel table, of which its columns are known even where it has no row.

    first, last   row and column of the first header and of the last cell, counted from 1; 0 where its range cannot be told
    rows          rows of data in its range
    """

    sheet: str
    headers: list[str]
    first: tuple[int, int]
    last: tuple[int, int]
    rows: int


@dataclass(frozen=True)
class Package:
    """A workbook file as a package of XML parts.

    parts       the part of each sheet
    tables      the Excel tables by their names
    date1904    whether dates count from 1904
    """

    path: Path
    parts: dict[str, str]
    tables: dict[str, ExcelTable]
    date1904: bool

    def unseen(self, sheet: str) -> Unseen:
        """What one sheet holds beside its values."""
        part = self.parts.get(sheet)
        if part is None:
            return Unseen()
        with _opened(self.path) as archive:
            with archive.open(part) as stream:
                if not _suspect(stream):
                    return Unseen()
            with archive.open(part) as stream:
                return _scan(stream)

    def extent(self, sheet: str) -> tuple[int, str]:
        """The last row and column of a sheet that reaches far; (0, "") of one that does not.

        Its own statement of its size is not believed: programs leave it out, and a few bytes far away take all memory.
        """
        part = self.parts.get(sheet)
        if part is None:
            return 0, ""
        with _opened(self.path) as archive:
            with archive.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(4096):  # entities, which no spreadsheet writes, unpack without end
                    raise BadZipFile("a sheet with a document type definition")
            with archive.open(part) as stream:
                if not any(_FAR.search(chunk) or any(odd in chunk for odd in _ODD) for chunk in _chunks(stream)):
                    return 0, ""
            with archive.open(part) as stream:
                places = {place.groups() for chunk in _chunks(stream) for place in _PLACE.finditer(chunk)}
        rows = max((int(row) for _, row in places), default=0)
        columns = {column.decode().upper() for column, _ in places}
        return rows, max(columns, key=column_number, default="")

    def errors_as_text(self, sheets: Iterable[str]) -> BytesIO:
        """A copy of the package in which the error cells of some sheets are texts, for a reader that does not know them."""
        changed = {self.parts[sheet] for sheet in sheets if sheet in self.parts}
        copy = BytesIO()
        with _opened(self.path) as archive, ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as made:
            for name in dict.fromkeys(archive.namelist()):
                content = archive.read(name)
                made.writestr(name, _ERROR_CELL.sub(rb"\1str\2", content) if name in changed else content)
        copy.seek(0)
        return copy


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    """The package as an archive. Raises InputError where it, or a part that is read from it, is damaged."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except DAMAGED as trouble:
        raise file_kind.damaged(path, trouble) from trouble


def open_package(path: Path) -> Package:
    """Read which part of the package each sheet is, and where its tables stand. Raises InputError for a damaged package."""
    with _opened(path) as archive:
        targets = {link.get("Id"): target for link, target in _links(archive, "xl/workbook.xml")}
        parts, date1904 = {}, False
        with archive.open("xl/workbook.xml") as stream:
            for _, element in iterparse(stream):
                if _local(element.tag) == "sheet":
                    links = [value for name, value in element.attrib.items() if _local(name) == "id"]
                    parts[element.get("name", "")] = targets.get(links[0], "") if links else ""
                elif _local(element.tag) == "workbookPr":
                    date1904 = element.get("date1904", "0") in ("1", "true")
        parts = {name: part for name, part in parts.items() if part}
        tables: dict[str, ExcelTable] = {}
        for name, table in _tables(archive, parts):
            tables[name] = replace(table, first=NOWHERE, last=NOWHERE) if name in tables else table
        return Package(path, parts, tables, date1904)


def _links(archive: ZipFile, part: str) -> list[tuple[Element, str]]:
    """The relationships of a part, each with the name of the part that it leads to."""
    home, name = posixpath.split(part)
    with archive.open(f"{home}/_rels/{name}.rels") as stream:
        links = [element for _, element in iterparse(stream) if _local(element.tag) == "Relationship"]
    targets = [link.get("Target", "") for link in links]
    return [
        (link, target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(home, target)))
        for link, target in zip(links, targets, strict=True)
    ]


def _tables(archive: ZipFile, parts: dict[str, str]) -> Iterator[tuple[str, ExcelTable]]:
    """Each Excel table with its name."""
    held = set(archive.namelist())
    for sheet, part in parts.items():
        home, name = posixpath.split(part)
        if f"{home}/_rels/{name}.rels" not in held:
            continue
        for link, target in _links(archive, part):
            if link.get("Type", "").endswith("/table") and target in held:
                with archive.open(target) as stream:
                    yield _table(sheet, iterparse(stream, ("start",)))


def _table(sheet: str, elements: Iterator[tuple[str, Element]]) -> tuple[str, ExcelTable]:
    _, table = next(elements)
    headers = [element.get("name", "") for _, element in elements if _local(element.tag) == "tableColumn"]
    match = _RANGE.fullmatch(table.get("ref", ""))
    if not match:
        return table.get("displayName", ""), ExcelTable(sheet, headers, NOWHERE, NOWHERE, 0)
    first, last = (int(match[2]), column_number(match[1])), (int(match[4]), column_number(match[3]))
    rows = last[0] - first[0] + 1 - int(table.get("headerRowCount", "1")) - int(table.get("totalsRowCount", "0"))
    return table.get("displayName", ""), ExcelTable(sheet, headers, first, last, rows)


def _suspect(stream: IO[bytes]) -> bool:
    return any(
        mark in chunk and any(form in chunk for form in forms)
        for chunk in _chunks(stream) for mark, forms in SUSPECT.items()
    )  # fmt: skip


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream piece by piece, each with the end of the one before it, so that no mark is cut in two."""
    tail = b""
    for chunk in iter(partial(stream.read, CHUNK), b""):
        yield tail + chunk
        tail = chunk[-OVERLAP:]


def _scan(stream: IO[bytes]) -> Unseen:
    found = Unseen()
    for _, element in iterparse(stream):
        name = _local(element.tag)
        if name == "row":
            if element.get("hidden") in ("1", "true"):
                found.hidden.add(int(element.get("r", "0")))
            element.clear()
        elif name == "c":
            _cell(element, found)
            element.clear()
        elif name == "mergeCell":
            match = _RANGE.fullmatch(element.get("ref", ""))
            if match:
                found.merged.append((int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3])))
    return found


def _cell(element: Element, found: Unseen) -> None:
    kind = element.get("t")
    children = {_local(child.tag): child for child in element}
    if kind != "e" and "f" not in children:
        return
    match = _CELL.fullmatch(element.get("r", ""))
    if not match:
        return
    place = int(match[2]), column_number(match[1])
    value = (children["v"].text or "") if "v" in children else ""
    if kind == "e":
        found.errors[place] = value or "#VALUE!"
    elif not value and kind != "str":
        found.formulas.add(place)


def column_number(letters: str) -> int:
    """Number of a column, A = 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(tag: str) -> str:
    """A tag or attribute without its namespace."""
    return tag.rpartition("}")[2]
