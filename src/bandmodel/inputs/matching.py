"""Matches → Market: survey rows that name the survey's own job get the track and level that the job is matched to."""

from __future__ import annotations

import pandas as pd

from bandmodel.errors import Finding
from bandmodel.inputs.table import Read


def matched(market: Read, matches: Read | None) -> Read:
    """Market with Track and Level filled in from Matches where they are blank.

    A job matched to several levels gives a row for each. A row that gives a track, or a level, takes only matches that have
    it. A job without a match is a finding, and its row is left out.
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
    waiting = frame[open_rows].rename_axis("row").reset_index().rename(columns={"Track": "Own track", "Level": "Own level"})
    joined = waiting.merge(links, on=["Survey", "Survey job"]).set_index("row")
    for own, linked in (("Own track", "Track"), ("Own level", "Level")):  # what a row gives itself, its match must have too
        joined = joined[(joined[own] == "") | (joined[own] == joined[linked])]
    unmatched = waiting[~waiting["row"].isin(joined.index)]
    findings = [_unmatched(int(line["row"]), line) for _, line in unmatched.iterrows()]
    whole = pd.concat([frame[~open_rows], joined[frame.columns]]).sort_index(kind="stable")
    return Read(whole, (*market.findings, *findings))


def _unmatched(row: int, line: pd.Series) -> Finding:
    job, own = line["Survey job"], " ".join(part for part in (line["Own track"], line["Own level"]) if part)
    if job:
        named, remedy = f'{line["Survey"]} "{job}"', "Add the job to the Matches table."
    else:
        named, remedy = f"{line['Survey']}, without Survey job", "Give Track and Level, or the survey's own job."
    kept = f" of {own}" if own else ""
    return Finding(
        "market-job-unmatched", "error", "Market", row, "Survey job", str(job),
        f"{named} is not matched to a level{kept}; the row is left out.", remedy,
    )  # fmt: skip
