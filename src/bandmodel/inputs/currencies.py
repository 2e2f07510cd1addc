"""Pay that is typed with its currency: EUR 112000, 112 000 €. The sign is read, and must be the row's own currency.

Which currency a row is in: its Currency cell, else the currency of the person's location, else the structure currency.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs import coerce
from bandmodel.inputs.table import Read

SIGNS = {"€": ("EUR",), "£": ("GBP", "EGP"), "¥": ("JPY", "CNY"), "Fr.": ("CHF",)}
"""Currencies that a sign can mean; $ can be any of some twenty dollars and pesos."""


def checked(read: Mapping[str, Read]) -> dict[str, Read]:
    """The tables without the rows whose pay is typed in another currency than theirs, and an error for each."""
    home = _home(read)
    places = _by_location(read)
    return {name: _checked(name, part, home, places) if part.typed else part for name, part in read.items()}


def _home(read: Mapping[str, Read]) -> str:
    """The structure currency: the setting, else the one that Market and Locations name; "" where they name several."""
    policy = read["Policy"].frame if "Policy" in read else None
    if policy is not None:
        for setting, value in zip(policy["Setting"], policy["Value"], strict=True):
            if " ".join(setting.split()).casefold() == "structure currency" and not coerce.is_blank(value):
                return coerce.label(value)
    frames = [read[name].frame for name in ("Market", "Locations") if name in read]
    used = {code for frame in frames if frame is not None and "Currency" in frame for code in frame["Currency"] if code}
    return used.pop() if len(used) == 1 else ""


def _by_location(read: Mapping[str, Read]) -> dict[str, str]:
    frame = read["Locations"].frame if "Locations" in read else None
    if frame is None or "Currency" not in frame:
        return {}
    return dict(zip(frame["Location"], frame["Currency"], strict=True))


def _checked(name: str, read: Read, home: str, places: Mapping[str, str]) -> Read:
    frame = read.frame
    if frame is None:
        return read
    findings, lost = [], set()
    place = {row: number for number, row in enumerate(frame.index.tolist())}
    for row, column, text, sign in read.typed:
        if row not in place:
            continue
        line = frame.iloc[place[row]]
        own = _own(name, line, home, places)
        if own and sign != "$" and own not in SIGNS.get(sign, (sign,)):
            lost.add(row)
            findings.append(_other(name, row, column, text, sign, own))
        elif not own or (sign == "$" and not own.endswith("D")):
            findings.append(_untold(name, row, column, text, sign))
    kept = frame[~frame.index.isin(lost)] if lost else frame
    return Read(kept, (*read.findings, *findings))


def _own(name: str, line: pd.Series, home: str, places: Mapping[str, str]) -> str:
    by_place = places.get(str(line.get("Location", "")), "") if name == "People" else ""
    return str(line.get("Currency", "")) or by_place or home


def _other(name: str, row: int, column: str, text: str, sign: str, own: str) -> Finding:
    return Finding(
        "currency-in-cell", "error", name, row, column, text,
        f'"{text}" is in {sign}, and the currency of the row is {own}; the row is left out.',
        "Type the pay in the row's currency, or give the row its Currency.",
    )  # fmt: skip


def _untold(name: str, row: int, column: str, text: str, sign: str) -> Finding:
    return Finding(
        "currency-in-cell", "warning", name, row, column, text,
        f'"{text}" is in {sign}, and no table says the currency of the row; the number is read without it.',
        "Fill in Currency, or the setting structure currency.",
    )  # fmt: skip
