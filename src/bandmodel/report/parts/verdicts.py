"""Verdicts of pairs in the report's language."""

from __future__ import annotations

import pandas as pd

from bandmodel.core.parity import JUSTIFIED, UNKNOWN, WITHIN
from bandmodel.report.wording import Words

KEYS = {WITHIN: "within", JUSTIFIED: "justified", UNKNOWN: "unknown"}


def verdict(words: Words, pair: pd.Series) -> str:
    """The verdict of one line of the frame of pairs."""
    key = KEYS.get(pair["Verdict"]) or ("below" if pair["Gap"] < 0 else "above")
    return words.say(f"verdict.{key}", track=pair["From track"])
