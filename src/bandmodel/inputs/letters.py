"""Signs that cannot be seen or only look different: removed, or made one, so that names which look the same are the same.

Text from old systems, the web, PDFs and other scripts brings control signs, zero-width spaces, marks of direction, fullwidth
letters, and é as one sign or as two. A name keeps everything that can be seen.
"""

from __future__ import annotations

import re
import unicodedata

CONTROLS = "".join(map(chr, (*range(9), *range(14, 28), *range(127, 133), *range(134, 160))))
"""Control signs but for blanks: old exports hold them, and a terminal obeys them."""
HIDDEN = CONTROLS + "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad"
"""Signs without width: controls, spaces, joiners, marks of direction, byte order marks, soft hyphens."""
SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
BLANK = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029" + SPACES + HIDDEN
"""What a cell may hold and still be blank."""

FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Fullwidth forms of ASCII, as Japanese and Chinese keyboards type them (Unicode block Halfwidth and Fullwidth Forms)."""
HALVES = "\ud800-\udfff"
"""Halves of a sign, which Excel can hand over alone: no file can hold them, so that they are shown as �."""
_HALF = re.compile(f"[{HALVES}]")
_SEEN = {**dict.fromkeys(map(ord, HIDDEN)), **FULLWIDTH}
_ODD = re.compile(f"[{re.escape(BLANK[1:])}\uff01-\uff5e{HALVES}]|  ")  # any blank but the plain space

ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0,
    0x1810,
)  # fmt: skip
"""The digit 0 of scripts with digits of their own (Unicode category Nd): Arabic, Persian, Devanagari, Bengali, Thai …"""
DIGITS = {zero + digit: str(digit) for zero in ZEROS for digit in range(10)}

NUMERIC = {
    **DIGITS,
    **dict.fromkeys(map(ord, HIDDEN)), **FULLWIDTH, **dict.fromkeys(map(ord, SPACES), " "),
    ord("’"): "'", ord("−"): "-", ord("٫"): ".", ord("٬"): "'",
}  # fmt: skip
"""Signs in numbers and dates: spaces alike, the Arabic decimal mark a point, its mark of thousands an apostrophe."""


def is_plain(text: str) -> bool:
    """Whether a text holds nothing that `tidied` would change, but for spaces at its ends."""
    if text.isascii() and text.isprintable():  # which takes a tenth of the time of looking for each sign
        return "  " not in text
    return _ODD.search(text) is None and (text.isascii() or unicodedata.is_normalized("NFC", text))


def tidied(text: str) -> str:
    """A name as it looks: composed letters, plain width, one space between words, none around, no hidden sign."""
    if is_plain(text):
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", whole(text).translate(_SEEN)).split())


def whole(text: str) -> str:
    """A text with � for each half of a sign that stands alone."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


SCRIPTS = ("CYRILLIC", "GREEK")


def foreign(text: str) -> str:
    """The first letter of a text that looks Latin and is not, with its script: М (Cyrillic); "" where there is none."""
    names = [(letter, unicodedata.name(letter, "")) for letter in text if letter.isalpha()]
    if not any(name.startswith("LATIN") for _, name in names) and len(names) > 2:
        return ""  # a word of another script
    odd = ((letter, script) for letter, name in names for script in SCRIPTS if name.startswith(script))
    return next((f"{letter} ({script.title()})" for letter, script in odd), "")


EXCEL_ERRORS_ABROAD = frozenset((
    "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!",  # German
    "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!",  # French
    "#N/D", "#RIF!", "#VALORE!", "#NOME?", "#NULLO!",  # Italian
    "#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡NUM!", "#¡NULO!", "#¡DIV/0!", "#¡DESBORDAMIENTO!",  # Spanish
    "#VALOR!", "#NÚM!", "#NULO!",  # Portuguese
    "#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#GETAL!", "#LEEG!", "#DEEL/0!", "#OVERLOOP!",  # Dutch
))  # fmt: skip
"""Errors as Excel shows them in other languages, and writes them into CSV files and pasted text."""
