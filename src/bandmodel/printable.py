"""Characters that no paper shows, no file may hold and a terminal obeys, and the sign that says so in their place."""

from __future__ import annotations

import re

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""Controls but tab and line feed, halves of pairs, what is no character, and the mark of the byte order."""


def printable(text: str) -> str:
    """The text with � for each such character."""
    return UNPRINTABLE.sub("\ufffd", text)
