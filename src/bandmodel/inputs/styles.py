"""How text writes numbers and dates: decimal point or comma, groups of thousands, day or month first.

Excel writes CSV in the style of the country it runs in, and text pasted into cells keeps the style of its source. The
style is found from the cells themselves; a cell that could mean two things is left unknown and reported, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bandmodel.inputs import letters

POINT, COMMA = ".", ","
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[+-]?)\s*(?P<digits>\d[\d.,' ]*|[.,]\d+)\s*(?P<percent>%?)(?P<close>\)?)(?P<after>-?)"
)
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[€$£¥]|Fr\.)\s*|\s*(?:[A-Z]{3}|[€$£¥])$")
_NO_CENTS = re.compile(r"(?<=\d)([.,])[-–—]+$")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})([T ].*)?")
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(\s.*)?")
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}({re.escape(mark)}\d{{3}})+") for mark in (POINT, COMMA, "'", " ")}


@dataclass(frozen=True)
class Style:
    """How the text of one file or column is to be read.

    decimal     the decimal mark, "." or ","; "" where nothing tells: a cell such as 1,052 is then ambiguous
    otherwise   the decimal mark to take where the cells tell nothing; "" for none
    lone_point  whether 1.052 is a decimal where nothing tells; not so in files with semicolons, which half of Europe
                writes with decimal commas and Switzerland with points
    day_first   whether 03/04/2025 is 3 April; None where nothing tells
    date1904    whether serial dates count from 1904 (workbooks from old Macs)
    text        whether text is the natural form of numbers (CSV) or worth a remark (workbook)
    """

    decimal: str = ""
    otherwise: str = ""
    lone_point: bool = True
    day_first: bool | None = None
    date1904: bool = False
    text: bool = True


PLAIN = Style()


def tidy(text: str) -> str:
    """Text with spaces, apostrophes and signs in their plain form, trimmed; Swiss 84'000.– is 84'000.00."""
    return _NO_CENTS.sub(r"\g<1>00", text.translate(letters.NUMERIC).strip())


def amount(text: str, style: Style = PLAIN) -> float | None:
    """A number written as text: 1234.5, 1,234.5, 1.234,5, 1'234.50, 1 234,5, 5 %, CHF 1'234, (12).

    None if it is no number, or if it could be two (see `is_ambiguous`). "5 %" is 0.05.
    """
    text = tidy(text)
    bare = text.lstrip("+-")
    if _PLAIN.fullmatch(text) and not (style.decimal == COMMA and _GROUPED[POINT].fullmatch(bare)):
        return None if _two_ways(bare, style) else float(text)
    match = _AMOUNT.fullmatch(_CURRENCY.sub("", text, count=1).strip())
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    digits = _digits(match["digits"].strip(), style)
    if digits is None:
        return None
    negative = match["open"] or match["sign"] == "-" or match["after"]
    return float(digits) * (-1 if negative else 1) / (100 if match["percent"] else 1)


def _two_ways(digits: str, style: Style) -> bool:
    """Whether digits such as 1,052 can be 1052 or 1.052, and the style does not tell."""
    mark = "," if style.lone_point else "[.,]"
    return not style.decimal and bool(re.fullmatch(rf"[1-9]\d{{0,2}}{mark}\d{{3}}", digits))


def _digits(digits: str, style: Style) -> str | None:
    """Digits with a decimal point and without groups, or None."""
    for mark in ("'", " "):
        if mark in digits:
            whole, tail = re.fullmatch(rf"([\d{mark}]*)(.*)", digits).groups()  # type: ignore[union-attr]
            if not _GROUPED[mark].fullmatch(whole):
                return None
            return _digits(whole.replace(mark, "") + tail, style)
    marks = [mark for mark in (POINT, COMMA) if mark in digits]
    if not marks:
        return digits
    if len(marks) == 2:
        decimal = max(marks, key=digits.rindex)
        group = POINT if decimal == COMMA else COMMA
        whole, _, tail = digits.rpartition(decimal)
        return f"{whole.replace(group, '')}.{tail}" if _GROUPED[group].fullmatch(whole) and tail.isdigit() else None
    mark = marks[0]
    if digits.count(mark) > 1:
        return digits.replace(mark, "") if _GROUPED[mark].fullmatch(digits) else None
    if _two_ways(digits, style):
        return None
    if style.decimal and style.decimal != mark:  # the mark can only group
        return digits.replace(mark, "") if _GROUPED[mark].fullmatch(digits) else None
    return digits.replace(mark, ".")


def is_grouped(text: str) -> bool:
    """Whether a text is a number of groups of three digits with points between, such as 80.000."""
    return _GROUPED[POINT].fullmatch(tidy(text)) is not None


def is_ambiguous(text: str, style: Style = PLAIN) -> bool:
    """Whether a text is a number that could be two (1,052) or a date that could be two (03/04/2025)."""
    text = tidy(text)
    bare = _CURRENCY.sub("", text, count=1).strip().lstrip("+-").rstrip("% ")
    return _two_ways(bare, style) or (style.day_first is None and _day(text, style) == AMBIGUOUS)


AMBIGUOUS = "ambiguous"


def day(text: str, style: Style = PLAIN) -> dt.date | None:
    """A date written as text: 2025-12-31, 20251231, 31.12.2025, 12/31/2025. None if it is none, or could be two."""
    found = _day(tidy(text), style)
    return found if isinstance(found, dt.date) else None


def _day(text: str, style: Style) -> dt.date | str | None:
    iso = _ISO.fullmatch(text)
    parts = _PARTS.fullmatch(text)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[3]), int(iso[4]))
        digits = _DIGITS.fullmatch(text)
        if digits:
            return dt.date(int(digits[1]), int(digits[2]), int(digits[3]))
        if not parts:
            return None
        first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
        if parts[2] == "." or first > 12:
            return dt.date(year, second, first)
        if second > 12:
            return dt.date(year, first, second)
        if style.day_first is None and first != second:
            return AMBIGUOUS
        return dt.date(year, second, first) if style.day_first else dt.date(year, first, second)
    except ValueError:  # 2025-02-30
        return None


def told(style: Style, texts: Iterable[str]) -> Style:
    """The style with the decimal mark that the texts of one table use, unless it has one already."""
    return style if style.decimal else replace(style, decimal=decimal_mark(texts, style.otherwise))


def decimal_mark(texts: Iterable[str], otherwise: str = "") -> str:
    """The decimal mark that texts use; `otherwise` where nothing tells, "" where they disagree."""
    seen = {mark for text in texts for mark in (_evidence(tidy(text)),) if mark}
    return seen.pop() if len(seen) == 1 else ("" if seen else otherwise)


def _evidence(text: str) -> str:
    """The decimal mark that one text proves, "" if it proves none."""
    match = _AMOUNT.fullmatch(_CURRENCY.sub("", text, count=1).strip())
    if not match:
        return ""
    digits = match["digits"].strip()
    marks = [mark for mark in (POINT, COMMA) if mark in digits]
    if not marks:
        return ""
    other = {POINT: COMMA, COMMA: POINT}
    if len(marks) == 2:
        last = max(marks, key=digits.rindex)
        return last if digits.count(last) == 1 else ""
    mark = marks[0]
    if digits.count(mark) > 1:
        return other[mark] if _GROUPED[mark].fullmatch(digits) else ""
    whole, _, tail = digits.rpartition(mark)
    grouped = len(tail) == 3 and 1 <= len(whole.strip()) <= 3 and not whole.startswith("0") and whole.isdigit()
    return "" if grouped else mark


def day_first(texts: Iterable[str]) -> bool | None:
    """Whether the dates of one column put the day first; None where nothing tells or they disagree."""
    seen = set()
    for text in texts:
        parts = _PARTS.fullmatch(tidy(text))
        if parts and (int(parts[1]) > 12 or parts[2] == "."):
            seen.add(True)
        elif parts and int(parts[3]) > 12:
            seen.add(False)
    return seen.pop() if len(seen) == 1 else None
