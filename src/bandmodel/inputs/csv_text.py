"""The bytes of a CSV file → its text, and the sign that separates its cells."""

from __future__ import annotations

import csv
import io
import string
from pathlib import Path

from bandmodel.errors import InputError
from bandmodel.inputs.schema import Table

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITERS = f'{string.ascii_letters}{string.digits}" \n\0'
"""Signs that cannot part cells, because cells are made of them."""
MARKS = (
    (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a CSV file, and what is wrong with its bytes in words, "" if nothing is.

    By its byte order mark, else UTF-16 where every other byte is 0, else UTF-8, else the Windows code page.
    """
    encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "") or _wide(content[:4096])
    if encoding:
        text, remark = content.decode(encoding, "replace"), ""
    else:
        text, remark = _narrow(content)
    if "\0" in text and text.strip("\0"):
        text, remark = text.replace("\0", ""), remark or "holds NUL bytes, which no text has; they are left out."
    return text, remark or ("holds bytes that its encoding does not have." if encoding and "\ufffd" in text else "")


def _wide(start: bytes) -> str:
    """UTF-16 without a mark, by the zeros of its plain letters; "" for text of another encoding."""
    half = len(start) // 2
    low, high = start[1::2].count(0), start[::2].count(0)
    if half < 4 or max(low, high) < half // 2 or min(low, high) > half // 10:
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _narrow(content: bytes) -> tuple[str, str]:
    """UTF-8 or the Windows code page; line by line where a file has both."""
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    text = content.decode("cp1252", "replace")
    remark = "holds bytes that neither UTF-8 nor the Windows code page has." if "\ufffd" in text else ""
    lines, other, beyond_ascii = [], 0, False
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        try:
            lines.append(line.decode("utf-8"))
            beyond_ascii |= not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
            other = other or number
    if not beyond_ascii:
        return text, remark
    return "".join(lines), f"is UTF-8, and from line {other} on it also holds text of the Windows code page; both are read."


def delimited(text: str, kind: Table) -> tuple[str, str, int]:
    """(delimiter, text without a line that names it, number of lines taken away).

    Excel's line sep=; names it; otherwise it is the one that parts the header line into most of the table's headers, or that
    stands in it most often: Excel writes semicolons where the comma is decimal.
    """
    start = text.lstrip("\r\n")
    header, _, rest = start.partition("\n" if "\n" in start else "\r")
    told = header.strip(" \r")
    if told.casefold().startswith("sep=") and len(told) == 5 and told[4].isascii() and told[4] not in NO_DELIMITERS:
        return told[4], rest, 1
    known = {name.casefold() for name in kind.names}

    def fit(mark: str) -> tuple[int, int]:
        return sum(part.strip(' "\r').casefold() in known for part in header.split(mark)), header.count(mark)

    return max(DELIMITERS, key=fit), text, 0


def require_closed_quotes(path: Path, text: str, delimiter: str) -> None:
    """Raise InputError where a quote is opened and never closed: everything below would be one cell."""
    if text.count('"') % 2 == 0:
        return
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    start = 1
    try:
        for _ in lines:
            start = lines.line_num + 1
    except csv.Error as trouble:
        if "unexpected end" in str(trouble):
            raise InputError(
                f'{path}: the quote (") in line {start} is never closed, so the rows below it cannot be told apart. '
                "Close it, or delete it."
            ) from None
