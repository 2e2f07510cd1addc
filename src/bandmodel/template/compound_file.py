"""Compound files: the small file system inside one file in which Office keeps a VBA project.

A folder is a mapping from names to streams (bytes) and folders. `write` gives version 3 files that depend on nothing but
their content: no clock, no class ids. `read` takes versions 3 and 4. Source: [MS-CFB], named by section below.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bandmodel.errors import InputError

Folder: TypeAlias = Mapping[str, "bytes | Folder"]

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SECTOR, MINI_SECTOR = 512, 64  # 2.2: version 3
CUTOFF = 4096  # 2.2: shorter streams go to the mini stream
FREE, END, FAT_SECTOR, NO_ENTRY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF  # 2.1, 2.6.1
STORAGE, STREAM, ROOT = 1, 2, 5  # 2.6.1
ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")  # 2.6.1, 128 bytes
HEADER_FAT_SECTORS = 109  # 2.2: more would need a table of tables, from 7 MB on
LONGEST_NAME = 31  # 2.6.1, in UTF-16 units


@dataclass
class _Entry:
    """One directory entry (2.6.1)."""

    name: str
    kind: int
    content: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = 0
    size: int = 0
    left: int = NO_ENTRY
    right: int = NO_ENTRY
    child: int = NO_ENTRY
    red: bool = False

    def packed(self) -> bytes:
        """The 128 bytes of the entry."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        return ENTRY.pack(
            name, len(name), self.kind, not self.red, self.left, self.right, self.child, bytes(16), 0, 0, 0,
            self.start, self.size,
        )  # fmt: skip


class _Area:
    """Sectors of one size, and for each the next of its chain (2.3 for the file, 2.4 for the mini stream)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()
        self.following: list[int] = []

    def add(self, content: bytes) -> int:
        """Append content as a chain of its own; returns its first sector."""
        if not content:
            return END
        first, count = len(self.following), -(-len(content) // self.size)
        self.following += [*range(first + 1, first + count), END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def write(folder: Folder) -> bytes:
    """The bytes of a compound file with this content.

    Raises ValueError for a name that the format cannot hold, and for content beyond some 7 MB.
    """
    entries = [_Entry("Root Entry", ROOT)]
    _add_entries(entries, 0, folder)
    sectors, mini = _Area(SECTOR), _Area(MINI_SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.content)
            entry.start = (mini if entry.size < CUTOFF else sectors).add(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(mini.data)), len(mini.data)
    mini_fat = _table(mini.following)
    first_mini_fat = sectors.add(mini_fat)
    blank = ENTRY.pack(b"", 0, 0, 0, NO_ENTRY, NO_ENTRY, NO_ENTRY, bytes(16), 0, 0, 0, 0, 0)
    directory = [entry.packed() for entry in entries] + [blank] * (-len(entries) % (SECTOR // ENTRY.size))
    first_directory = sectors.add(b"".join(directory))
    count = 1
    while count * SECTOR // 4 < len(sectors.following) + count:  # the table lists its own sectors too
        count += 1
    if count > HEADER_FAT_SECTORS:
        raise ValueError(f"{len(sectors.data)} bytes are too many for a compound file without a table of tables")
    places = [*range(len(sectors.following), len(sectors.following) + count)]
    fat = _table(sectors.following + [FAT_SECTOR] * count)
    header = SIGNATURE + struct.pack(
        "<16x5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, count, first_directory, 0, CUTOFF, first_mini_fat,
        len(mini_fat) // SECTOR, END, 0,
    )  # fmt: skip
    in_header = struct.pack(f"<{HEADER_FAT_SECTORS}I", *places, *[FREE] * (HEADER_FAT_SECTORS - count))
    return header + in_header + bytes(sectors.data) + fat


def _add_entries(entries: list[_Entry], parent: int, folder: Folder) -> None:
    """Append the entries of a folder and of its folders, and make each folder's children a tree."""
    for name, content in folder.items():
        if not 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME or set(name) & set("/\\:!"):
            raise ValueError(f"{name!r} cannot be a name in a compound file: 1 to {LONGEST_NAME} characters, no / \\ : !")
        number = len(entries)
        entries[parent].children.append(number)
        if isinstance(content, bytes):
            entries.append(_Entry(name, STREAM, content))
        else:
            entries.append(_Entry(name, STORAGE))
            _add_entries(entries, number, content)
    ordered = sorted(entries[parent].children, key=lambda number: _order(entries[number].name))
    entries[parent].child = _tree(entries, ordered, 0, len(ordered))


def _order(name: str) -> tuple[int, list[int]]:
    """By length, then by upper-case letters (2.6.4)."""
    units = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in name).encode("utf-16-le")
    return len(units), list(struct.unpack(f"<{len(units) // 2}H", units))


def _tree(entries: list[_Entry], numbers: list[int], depth: int, total: int) -> int:
    """Make sorted entries a balanced tree; returns its root.

    A red-black tree (2.6.4): halving fills every level but the last, so red on an unfinished last level and black
    elsewhere gives each path the same number of black entries.
    """
    if not numbers:
        return NO_ENTRY
    middle = len(numbers) // 2
    root = entries[numbers[middle]]
    levels = total.bit_length()
    root.red = depth == levels - 1 and total != 2**levels - 1
    root.left = _tree(entries, numbers[:middle], depth + 1, total)
    root.right = _tree(entries, numbers[middle + 1 :], depth + 1, total)
    return numbers[middle]


def _table(following: list[int]) -> bytes:
    """A chain table in whole sectors; the rest of the last is free."""
    filled = following + [FREE] * (-len(following) % (SECTOR // 4))
    return struct.pack(f"<{len(filled)}I", *filled)


def read(data: bytes) -> dict[str, bytes | Folder]:
    """The content of a compound file. Raises InputError where it is none, or damaged."""
    if not data.startswith(SIGNATURE):
        raise InputError("This is not a compound file: its first bytes are not those of one.")
    try:
        return _Reader(data).folder()
    except (struct.error, IndexError, ValueError, RecursionError) as trouble:
        raise InputError(f"The compound file is damaged: {trouble}.") from None


class _Reader:
    """The tables of one compound file, read from its header (2.2) on."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.shift, self.mini_shift = struct.unpack_from("<HH", data, 30)
        _, _, self.directory, _, self.cutoff, mini_fat, mini_sectors, difat, _ = struct.unpack_from("<9I", data, 40)
        places = [*struct.unpack_from(f"<{HEADER_FAT_SECTORS}I", data, 76), *self._further_places(difat)]
        self.fat = [number for place in places if place < FAT_SECTOR for number in self._numbers(self._sector(place))]
        self.mini_fat = self._numbers(self._chain(mini_fat)) if mini_sectors else []
        self.mini_stream = b""

    def folder(self) -> dict[str, bytes | Folder]:
        """The whole content, from the root entry down."""
        content = self._chain(self.directory)
        entries = [ENTRY.unpack_from(content, at) for at in range(0, len(content) - ENTRY.size + 1, ENTRY.size)]
        self.mini_stream = self._chain(entries[0][11]) if entries[0][12] else b""
        return dict(self._children(entries, entries[0][6], set()))

    def _children(self, entries: list[tuple[Any, ...]], number: int, seen: set[int]) -> Iterator[tuple[str, bytes | Folder]]:
        """Name and content of an entry and of all that its sibling links reach."""
        if number == NO_ENTRY:
            return
        if number in seen:
            raise IndexError("a directory entry stands in two places")
        seen.add(number)
        name, length, kind, _, left, right, child, _, _, _, _, start, size = entries[number]
        yield from self._children(entries, left, seen)
        text = name[: max(length - 2, 0)].decode("utf-16-le")
        yield text, dict(self._children(entries, child, seen)) if kind == STORAGE else self._stream(start, size)
        yield from self._children(entries, right, seen)

    def _stream(self, start: int, size: int) -> bytes:
        size &= 0xFFFFFFFF  # 2.6.1: the upper half may hold anything in version 3
        if not size:
            return b""
        if size >= self.cutoff:
            return self._chain(start)[:size]
        width = 1 << self.mini_shift
        return b"".join(self.mini_stream[at * width : (at + 1) * width] for at in _links(self.mini_fat, start))[:size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(place) for place in _links(self.fat, start))

    def _sector(self, place: int) -> bytes:
        at = (place + 1) << self.shift
        if at >= len(self.data):
            raise IndexError(f"sector {place} lies beyond its end")
        return self.data[at : at + (1 << self.shift)]

    def _further_places(self, start: int) -> Iterator[int]:
        """Sectors of the chain table that the header has no room for (2.5)."""
        seen: set[int] = set()
        while start < FAT_SECTOR - 1 and start not in seen:
            seen.add(start)
            *places, start = self._numbers(self._sector(start))
            yield from places

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(content) // 4}I", content))


def _links(following: list[int], start: int) -> Iterator[int]:
    """The sectors of one chain (2.3)."""
    for _ in following:
        if start == END:
            return
        yield start
        start = following[start]
    if start != END:
        raise IndexError("a chain of sectors runs in a circle")
