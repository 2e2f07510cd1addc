"""Names of rows that look the same and are not: S2 and s2, 7 and 007. One of them is probably a slip."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs import schema
from bandmodel.inputs.schema import Table


def found(table: Table, frame: pd.DataFrame) -> list[Finding]:
    """A warning for each row whose key differs from that of a row above in case of letters, or in zeros before it, only.

    None for settings: their names are taken in any case, so that such a row is one given twice (`policy.read` tells it).
    """
    key = [name for name in table.key if name in frame]
    named = all(table.column(name).kind == schema.TEXT for name in key)
    if table is schema.POLICY or not key or key != list(table.key) or not named:
        return []
    names = [frame[name].tolist() for name in key]
    plain = [_plain(part) for part in names]
    if plain == names:
        return []
    alike = plain[0] if len(key) == 1 else list(zip(*plain, strict=True))
    if len(set(alike)) == len(alike):
        return []
    keys = list(zip(*names, strict=True))
    first: dict[Any, int] = {}
    findings = []
    for place, looks in enumerate(alike):
        above = first.setdefault(looks, place)
        if keys[above] != keys[place]:
            part = int(np.flatnonzero([a != b for a, b in zip(keys[place], keys[above], strict=True)])[0])
            findings.append(
                Finding(
                    "key-look-alike", "warning", table.name, int(frame.index[place]), key[part], keys[place][part],
                    f'"{" ".join(keys[place])}" looks like "{" ".join(keys[above])}" in row {frame.index[above]}; they are '
                    "read as two.", "Write both alike, or delete one of them, if one is meant.",
                )
            )  # fmt: skip
    return findings


def _plain(names: list[str]) -> list[str]:
    """Names without regard to case and to zeros before them; the names themselves where none can differ in these alone."""
    text = "\n".join(names)
    one_case = text.isascii() and (text.isupper() or text.islower())
    plain = names if one_case else casefolded(names)
    return [name.lstrip("0") for name in plain] if text.startswith("0") or "\n0" in text else plain


def casefolded(names: list[str]) -> list[str]:
    """Names without regard to case; all as one text, which is far faster for tables of thousands."""
    folded = "\n".join(names).casefold().split("\n") if names else []
    return folded if len(folded) == len(names) else [name.casefold() for name in names]  # a name holds a line break
