"""Matches → Market: survey rows that name the survey's own job get the track and level that the job is matched to."""

from __future__ import annotations

import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs.table import Read


def matched(market: Read, matches: Read | None) -> Read:
    """Market with Track and Level filled in from Matches where they are blank.

    A job matched to several levels gives a row for each. A job without a match is a finding, and its row is left out.
    """
    frame = market.frame
    if frame is None or "Survey job" not in frame:
        return market
    frame = frame.reindex(columns=[*frame.columns, *({"Track", "Level"} - set(frame.columns))], fill_value="")
    open_rows = (frame["Track"] == "") | (frame["Level"] == "")
    if not open_rows.any():
        return market
    if matches is None or matches.frame is None:
        links = pd.DataFrame({name: [] for name in ("Survey", "Survey job", "Track", "Level")}, dtype=object)
    else:
        links = matches.frame[["Survey", "Survey job", "Track", "Level"]]
    waiting = frame[open_rows].drop(columns=["Track", "Level"]).reset_index()
    joined = waiting.merge(links, on=["Survey", "Survey job"], how="left").set_index("row")
    lost = joined["Track"].isna()
    unmatched = joined[lost]
    findings = [_unmatched(int(row), unmatched.iloc[n]) for n, row in enumerate(unmatched.index)]
    whole = pd.concat([frame[~open_rows], joined[~lost]])[frame.columns].sort_index(kind="stable")
    return Read(whole, (*market.findings, *findings))


def _unmatched(row: int, line: pd.Series) -> Finding:
    job = line["Survey job"]
    named = f'{line["Survey"]} "{job}"' if job else f"{line['Survey']}, without Survey job, Track and Level"
    return Finding(
        "market-job-unmatched", "error", "Market", row, "Survey job", str(job),
        f"{named} is not matched to a level; the row is left out.", "Add the job to the Matches table.",
    )  # fmt: skip
