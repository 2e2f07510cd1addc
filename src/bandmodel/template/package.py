"""The finished package: a workbook file of XlsxWriter with the ribbon added, the same bytes whenever it is built.

Source: ECMA-376 part 2 (packages); [MS-CUSTOMUI2] 2.1 (the ribbon's part); [MS-OFFMACRO2] (content types).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from bandmodel import saving
from bandmodel.errors import InputError

TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
RIBBON = "customUI/customUI14.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
WORKBOOK_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN_TYPE = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the earliest that a zip file can hold."""


def read(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name. Raises InputError where it is none."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except BadZipFile as trouble:
        raise InputError(f"This is not an Excel workbook of the kind .xlsx or .xlsm ({trouble}).") from None


def write(parts: Mapping[str, bytes]) -> bytes:
    """A package of parts: first what every reader looks for first, then by name; one time for all."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != TYPES, name != RELATIONS, name)):
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # zipfile would write the system that it runs on
            archive.writestr(entry, parts[name])
    return content.getvalue()


def save(path: Path, content: bytes, remedy: str) -> None:
    """Write a file whole or not at all: a draft beside it, then moved into place. Raises InputError with the remedy."""
    try:
        saving.in_place(content, path)
    except OSError as trouble:
        raise InputError(f"{path} cannot be written: {trouble.strerror}. {remedy}") from None


def finished(workbook: bytes, customui: bytes) -> bytes:
    """A workbook with its ribbon tab, packed anew. A ribbon that it has already is replaced."""
    parts = read(workbook)
    if RIBBON not in parts:
        link = f'<Relationship Id="rIdRibbon" Type="{RIBBON_RELATION}" Target="{RIBBON}"/>'
        parts[RELATIONS] = _before_the_end(parts[RELATIONS], link)
        if b'Extension="xml"' not in parts[TYPES]:
            parts[TYPES] = _before_the_end(parts[TYPES], f'<Override PartName="/{RIBBON}" ContentType="application/xml"/>')
    parts[RIBBON] = customui
    return write(parts)


def as_addin(workbook: bytes) -> bytes:
    """A macro workbook as an add-in (.xlam), which differs in its main part's content type. Raises ValueError for others."""
    parts = read(workbook)
    if parts[TYPES].count(WORKBOOK_TYPE) != 1:
        raise ValueError("Only a workbook with macros can become an add-in.")
    parts[TYPES] = parts[TYPES].replace(WORKBOOK_TYPE, ADDIN_TYPE)
    return write(parts)


def _before_the_end(part: bytes, element: str) -> bytes:
    """Add an element as the last child of a part's root."""
    content, mark, rest = part.rpartition(b"</")
    return content + element.encode("utf-8") + mark + rest
