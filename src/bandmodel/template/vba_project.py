"""The part vbaProject.bin of a macro workbook: written from the text of its modules, and read back to it.

Only source is written. Without compiled code, which the format calls a performance cache, Office compiles the source when
it opens the file (2.3.4.1: version 0xFFFF); xlwings ships its own workbooks that way. Nothing depends on clock or chance.
Source: [MS-OVBA], named by section below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from bandmodel.errors import InputError
from bandmodel.template import compound_file

CHUNK = 4096  # 2.4.1: each chunk of so many bytes is compressed by itself
COMPRESSED, RAW = 0xB000, 0x3000  # 2.4.1.1.5: flag and signature in the header of a chunk
NO_CACHE = bytes.fromhex("cc61ffff000000")  # 2.3.4.1
VERSION = 0x09  # 2.3.4.2.1, PROJECTVERSION: the one record whose size field (4) is not its size (6)
PROJECT_ID = "{5B0A7C11-9B1E-4C0B-8C31-0D9D6C1B7A10}"  # one for all: nothing looks a project up by it
CMG, DPB, GC = "0D0FD2EED2EAD6EAD6EAD6EAD6", "0705D8E4D8E4D9E5D9E5D9", "0B09D4E8D5E9D5E92A"
"""Not protected, no password, visible (2.3.1), encrypted as 2.4.3.2 says for PROJECT_ID."""
REFERENCES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
    r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
}
"""The libraries that every new Excel project names; Office finds them by id wherever they are (2.1.1.8)."""


class Kind(StrEnum):
    """What a module is, by its word in the PROJECT stream (2.3.1)."""

    STANDARD = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"
    FORM = "BaseClass"


@dataclass(frozen=True)
class Module:
    r"""One module.

    source       its whole text with "\n" between lines, first the Attribute lines that the VBA editor hides
    description  what the object browser says of it
    """

    name: str
    kind: Kind
    source: str
    description: str = ""


@dataclass(frozen=True)
class Project:
    """A VBA project: its modules in order, its name in code, and the Windows code page of its texts."""

    modules: tuple[Module, ...]
    name: str = "VBAProject"
    code_page: int = 1252


def write(project: Project) -> bytes:
    """The bytes of vbaProject.bin. Raises ValueError for text that the code page does not have."""
    records = (_number(i, 2) + _number(4 if i == VERSION else len(c)) + c for i, c in _directory(project))
    vba = {"_VBA_PROJECT": NO_CACHE, "dir": compress(b"".join(records))}
    names = b""  # 2.3.3
    for module in project.modules:
        vba[module.name] = compress(_narrow(module.source.replace("\n", "\r\n"), project))
        names += _narrow(module.name, project) + b"\0" + _wide(module.name) + b"\0\0"
    return compound_file.write({"VBA": vba, "PROJECT": _properties(project), "PROJECTwm": names + b"\0\0"})


def _properties(project: Project) -> bytes:
    """The PROJECT stream (2.3.1)."""
    lines = [f'ID="{PROJECT_ID}"']
    for module in project.modules:
        lines.append(f"{module.kind}={module.name}" + "/&H00000000" * (module.kind is Kind.DOCUMENT))
    lines += [f'Name="{project.name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"', f'CMG="{CMG}"',
              f'DPB="{DPB}"', f'GC="{GC}"', "", "[Host Extender Info]",
              "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", "", "[Workspace]"]  # fmt: skip
    lines += [f"{module.name}=0, 0, 0, 0, C" for module in project.modules]
    return _narrow("".join(f"{line}\r\n" for line in lines), project)


def _directory(project: Project) -> Iterator[tuple[int, bytes]]:
    """The records of the dir stream (2.3.4.2): information, references, modules."""
    yield from ((0x01, _number(3)), (0x02, _number(0x409)), (0x14, _number(0x409)))  # 64-bit Windows, English
    yield from ((0x03, _number(project.code_page, 2)), (0x04, _narrow(project.name, project)))
    yield from ((0x05, b""), (0x40, b""), (0x06, b""), (0x3D, b""))  # no description, no help file
    yield from ((0x07, _number(0)), (0x08, _number(0)), (VERSION, _number(1) + _number(1, 2)), (0x0C, b""), (0x3C, b""))
    for name, library in REFERENCES.items():
        yield from ((0x16, _narrow(name, project)), (0x3E, _wide(name)))
        yield 0x0D, _number(len(library)) + library.encode("ascii") + bytes(6)
    yield from ((0x0F, _number(len(project.modules), 2)), (0x13, _number(0xFFFF, 2)))
    for module in project.modules:
        for narrow, wide, text in ((0x19, 0x47, module.name), (0x1A, 0x32, module.name), (0x1C, 0x48, module.description)):
            yield from ((narrow, _narrow(text, project)), (wide, _wide(text)))
        yield from ((0x31, _number(0)), (0x1E, _number(0)), (0x2C, _number(0xFFFF, 2)))  # source from byte 0 on
        yield from ((0x21 if module.kind is Kind.STANDARD else 0x22, b""), (0x2B, b""))
    yield 0x10, b""


def read(data: bytes) -> Project:
    """The project in a vbaProject.bin, also one with compiled code beside the source. Raises InputError if damaged."""
    root = compound_file.read(data)
    try:
        return _project(root["VBA"], root["PROJECT"])
    except (LookupError, TypeError, ValueError) as trouble:
        raise InputError(f"The VBA project is damaged or of an unknown form ({trouble!r}).") from None


def _project(vba: Any, properties: Any) -> Project:
    """The project of its streams; the directory says at which byte of its stream each module's source begins."""
    records = list(_records(decompress(vba["dir"])))
    first = dict(reversed(records))  # ids come again in the modules
    code_page = int.from_bytes(first[0x03], "little")
    codec = _codec(code_page)
    pairs = [line.partition("=")[::2] for line in str(properties, codec, "replace").splitlines()]
    kinds = {value.partition("/")[0].casefold(): Kind(word) for word, value in pairs if word in set(Kind)}
    starts = [at for at, (number, _) in enumerate(records) if number == 0x19]
    parts = (dict(records[start:end]) for start, end in pairwise([*starts, len(records)]))
    return Project(tuple(_module(part, vba, kinds, codec) for part in parts), first[0x04].decode(codec), code_page)


def _module(fields: Mapping[int, bytes], vba: Any, kinds: Mapping[str, Kind], codec: str) -> Module:
    """One module of its records; those with a wide text may be missing (2.3.4.2.3.2.2)."""
    name, stream, said = (
        fields[wide].decode("utf-16-le") if wide in fields else fields[narrow].decode(codec, "replace")
        for wide, narrow in ((0x47, 0x19), (0x32, 0x1A), (0x48, 0x1C))
    )
    source = decompress(vba[stream][int.from_bytes(fields[0x31], "little") :]).decode(codec, "replace")
    return Module(name, kinds[name.casefold()], source.replace("\r\n", "\n"), said)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records in bytes."""
    at = 0
    while at < len(data):
        number, size = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 6], "little")
        size = 6 if number == VERSION else size
        yield number, data[at + 6 : at + 6 + size]
        at += 6 + size


def _number(value: int, size: int = 4) -> bytes:
    return value.to_bytes(size, "little")


def _narrow(text: str, project: Project) -> bytes:
    return text.encode(_codec(project.code_page))


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _codec(code_page: int) -> str:
    return {10000: "mac_roman", 65001: "utf-8"}.get(code_page, f"cp{code_page}")


def compress(data: bytes) -> bytes:
    """Compressed data (2.4.1). Raises ValueError where the end does not compress, which text always does."""
    return b"\1" + b"".join(_compressed(data[at : at + CHUNK]) for at in range(0, len(data), CHUNK))


def _compressed(chunk: bytes) -> bytes:
    tokens = _tokens(chunk)
    if len(tokens) <= CHUNK:
        return _number(COMPRESSED | (len(tokens) - 1), 2) + tokens
    if len(chunk) < CHUNK:  # 2.4.1.3.10 would add zeros to it, and they would be read as part of it
        raise ValueError(f"The last {len(chunk)} bytes do not compress and are too few to be stored as they are.")
    return _number(RAW | (CHUNK - 1), 2) + chunk


def _tokens(chunk: bytes) -> bytes:
    """A chunk as bytes and copies of what stands before them, a byte of flags before each eight (2.4.1.3.7)."""
    out, at = bytearray(), 0
    places: dict[bytes, list[int]] = defaultdict(list)
    while at < len(chunk):
        flag_at = len(out)
        out.append(0)
        for bit in range(8):
            if at == len(chunk):
                break
            width = _offset_width(at)
            start, length = _longest_copy(chunk, at, places[chunk[at : at + 3]], (0xFFFF >> width) + 3)
            step = length or 1
            if length:
                out[flag_at] |= 1 << bit
                out += _number((at - start - 1) << (16 - width) | (length - 3), 2)
            else:
                out.append(chunk[at])
            for passed in range(at, at + step):
                places[chunk[passed : passed + 3]].append(passed)
            at += step
    return bytes(out)


def _longest_copy(chunk: bytes, at: int, starts: list[int], most: int) -> tuple[int, int]:
    """Start and length of the longest copy at `at`; `starts` is where its first three bytes stand before. 0 = none."""
    best, most = (0, 0), min(most, len(chunk) - at)
    for start in reversed(starts):
        length = next((n for n in range(3, most) if chunk[start + n] != chunk[at + n]), most)
        if length > best[1]:
            best = (start, length)
        if length == most:
            break
    return best


def _offset_width(at: int) -> int:
    """Bits of a copy token that say how far back it reaches (2.4.1.3.19.1)."""
    return max(4, (at - 1).bit_length())


def decompress(data: bytes) -> bytes:
    """What was compressed (2.4.1.3.1). Raises ValueError or IndexError for damaged data."""
    if data[:1] != b"\1":
        raise ValueError("compressed data does not begin with its signature")
    out, at = bytearray(), 1
    while at < len(data):
        header = int.from_bytes(data[at : at + 2], "little")
        if header & 0x7000 != RAW:
            raise ValueError("a compressed chunk does not begin with its signature")
        chunk, at = data[at + 2 : at + (header & 0x0FFF) + 3], at + (header & 0x0FFF) + 3
        out += _expanded(chunk) if header & 0x8000 else chunk
    return bytes(out)


def _expanded(tokens: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(tokens):
        flags, at = tokens[at], at + 1
        for bit in range(8):
            if at >= len(tokens):
                break
            if flags >> bit & 1:
                token, at = int.from_bytes(tokens[at : at + 2], "little"), at + 2
                width = _offset_width(len(out))
                for _ in range((token & 0xFFFF >> width) + 3):
                    out.append(out[-1 - (token >> (16 - width))])
            else:
                out.append(tokens[at])
                at += 1
    return bytes(out)
