"""What a reader of values does not see in a sheet: error cells, formulas without a saved value, hidden rows, merged cells.

One streamed pass over the sheet's XML, and only where the raw bytes show that there is something to see: a sheet of plain
values costs no more than its decompression.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from bandmodel.inputs import file_kind

CHUNK = 1 << 20
SUSPECT = {
    b't="e"': (b"",), b"t='e'": (b"",), b"hidden=": (b"",), b"mergeCell ": (b"",),
    b"<f": (b"<f>", b"<f ", b"<f/"), b":f": (b":f>", b":f ", b":f/"),
}  # fmt: skip
"""Bytes, each with the forms of which one stands there in a sheet with something to see; a search of megabytes for each."""
OVERLAP = 32  # bytes carried over from chunk to chunk, so that no mark is cut in two

DAMAGED = (
    BadZipFile, KeyError, OSError, ParseError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    LookupError,
)  # fmt: skip
"""What reading a package raises where its parts are broken, missing, encrypted, or packed in a way that nobody knows."""

_DIMENSION = re.compile(rb'dimension ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
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


@dataclass(frozen=True)
class Package:
    """A workbook file as a package of XML parts: the part of each sheet, and the date system."""

    path: Path
    parts: dict[str, str]
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

    def extent(self, sheet: str) -> tuple[str, int]:
        """The last cell that a sheet claims to have, and the number of its cells; ("", 0) where it does not say."""
        part = self.parts.get(sheet)
        if part is None:
            return "", 0
        with _opened(self.path) as archive, archive.open(part) as stream:
            start = stream.read(4096)
            if b"<!DOCTYPE" in start:  # entities: no spreadsheet program writes them, and they unpack without end
                raise BadZipFile("a sheet with a document type definition")
            claimed = _DIMENSION.search(start)
        if claimed is None:
            return "", 0
        left, top, right, bottom = (part.decode() for part in claimed.groups())
        return right + bottom, (int(bottom) - int(top) + 1) * (column_number(right) - column_number(left) + 1)


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    """The package as an archive. Raises InputError where it, or a part that is read from it, is damaged."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except DAMAGED as trouble:
        raise file_kind.damaged(path, trouble) from trouble


def open_package(path: Path) -> Package:
    """Read which part of the package each sheet is. Raises InputError for a damaged package."""
    with _opened(path) as archive:
        targets: dict[str | None, str] = {}
        with archive.open("xl/_rels/workbook.xml.rels") as stream:
            for _, element in iterparse(stream):
                if _local(element.tag) == "Relationship":
                    targets[element.get("Id")] = posixpath.normpath(
                        posixpath.join("xl", element.get("Target", "").lstrip("/").removeprefix("xl/"))
                    )
        parts, date1904 = {}, False
        with archive.open("xl/workbook.xml") as stream:
            for _, element in iterparse(stream):
                if _local(element.tag) == "sheet":
                    links = [value for name, value in element.attrib.items() if _local(name) == "id"]
                    parts[element.get("name", "")] = targets.get(links[0], "") if links else ""
                elif _local(element.tag) == "workbookPr":
                    date1904 = element.get("date1904", "0") in ("1", "true")
    return Package(path, {name: part for name, part in parts.items() if part}, date1904)


def _suspect(stream: IO[bytes]) -> bool:
    tail = b""
    for chunk in iter(partial(stream.read, CHUNK), b""):
        seen = tail + chunk
        if any(mark in seen and any(form in seen for form in forms) for mark, forms in SUSPECT.items()):
            return True
        tail = chunk[-OVERLAP:]
    return False


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
