"""What a file is, whatever its name says: told by its first bytes, before anything is unpacked.

Sources: [MS-CFB] 2.2 (compound files), [MS-OFFCRYPTO] 1.3.3 (the stream EncryptedPackage of a workbook with a password),
[MS-XLS] 2.1.2 (the stream Workbook), PKWARE APPNOTE 4.3 (zip).
"""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from bandmodel.errors import InputError

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OWNER = "~$"
"""How the file begins in name that Excel puts beside an open workbook."""
SIGNS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a packed file (gzip)"),
)
UNPACKED_MOST = 4 << 30
"""Bytes that a workbook may unpack to: a People sheet full to Excel's last row and 24 columns takes about 1 GB."""
EXCEL = "xl/workbook.xml"
DAMAGED = "Copy it again from where it came, or open it in Excel, let it be repaired and save it."


def require_workbook(path: Path) -> None:
    """Raise InputError, with what the file is and what to do, unless it is a package that may hold a workbook."""
    if path.name.startswith(OWNER):
        raise InputError(
            f"{path} is what Excel keeps while {path.name[2:]} is open; give {path.name[2:]} itself, saved and closed."
        )
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(ZIP):
        _require_parts(path)
    elif not start:
        raise InputError(f"{path} is empty (0 bytes): save it again, or copy it again from where it came.")
    elif start.startswith(COMPOUND):
        raise InputError(f"{path} {_compound(path)}")
    else:
        raise InputError(f"{path} is not an Excel workbook but {_said(start)}")


def _compound(path: Path) -> str:
    """What a compound file under the name of a workbook is."""
    if ENCRYPTED in path.read_bytes():
        return "is protected by a password: open it in Excel, save a copy without one, and give that copy."
    return "is a workbook in the old format .xls: open it in Excel and save it as .xlsx."


def _require_parts(path: Path) -> None:
    """Raise InputError unless a zip file holds a workbook of a size that can be read."""
    try:
        with ZipFile(path) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except (BadZipFile, NotImplementedError, ValueError) as trouble:
        raise damaged(path, trouble) from trouble
    if EXCEL not in sizes:
        if "content.xml" in sizes and "mimetype" in sizes:
            raise InputError(f"{path} is an OpenDocument file: open it and save it as .xlsx.")
        if "xl/workbook.bin" in sizes:
            raise InputError(f"{path} is a binary workbook (.xlsb): open it in Excel and save it as .xlsx.")
        raise InputError(f"{path} is a zip file without a workbook in it: unpack it, and give what is inside.")
    total = sum(sizes.values())
    if total > UNPACKED_MOST:
        raise InputError(
            f"{path} would unpack to {total / (1 << 30):.1f} GB; at most {UNPACKED_MOST >> 30} GB are read. "
            "Save it again in Excel, without what is not needed."
        )


def damaged(path: Path, trouble: object) -> InputError:
    """The error for a workbook that cannot be read to its end."""
    return InputError(f"{path} is damaged or not complete ({trouble}). {DAMAGED}")


def _said(start: bytes) -> str:
    """What bytes that are no zip file begin, and what to do about it."""
    binary = _binary(start)
    if binary:
        return f"{binary}: save the tables as .xlsx."
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table")):
        return "a web page, as some systems export it: open it in Excel and save it as .xlsx."
    if text.startswith(b"<"):
        return "XML text: open it in Excel and save it as .xlsx."
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "something else: save the tables as .xlsx."
    return "text: name it after its table, such as Levels.csv, and give the folder it is in."


def _binary(start: bytes) -> str:
    return next((name for sign, name in SIGNS if start.startswith(sign)), "")


def require_text(path: Path, start: bytes) -> None:
    """Raise InputError where a file that should be a CSV table is a workbook or another file under that name."""
    if start.startswith(ZIP):
        with path.open("rb") as file:
            found = b"xl/" in file.read(1 << 16)
        what = "is an Excel workbook" if found else "is a zip file"
    elif start.startswith(COMPOUND):
        what = "is an Excel workbook of the old kind, or one with a password"
    elif binary := _binary(start):
        what = f"is {binary}"
    else:
        return
    raise InputError(f"{path} {what}, not a table of text: open it, and save it with File > Save As as .csv or .xlsx.")
