"""The demonstrations: Canada's specialist and manager ladders, and an invented company, checked from end to end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from bandmodel import findings, model, sample, structure, views, weighting
from bandmodel.cli import output
from bandmodel.core import parity
from bandmodel.core.parity_weight import ANCHORS
from bandmodel.inputs import folder as folders
from bandmodel.inputs.inputs import Inputs
from bandmodel.model import Model
from bandmodel.sample import canada
from bandmodel.structure import Structure

CANADA, SAMPLE = DATA = ("canada", "sample")
DATE = dt.date(2020, 1, 1)  # never used: the Policy table of either data gives the structure date

PAIRS = ["From track", "From level", "To track", "To level", "From mid", "To mid", "Gap", "Max gap", "Verdict"]
CEILINGS = ["From track", "From top level", "From max", "To track", "To top level", "To max", "Ceiling ratio", "Ceiling gap"]


def show(data: str, as_json: bool) -> None:
    """Print the parity check of embedded data."""
    heading, sections, remarks = _canada() if data == CANADA else _sample()
    if as_json:
        output.show(sections, as_json=True, as_csv=False)
        return
    for number, text in enumerate(heading):
        output.line(text, "bold" if number == 0 else "")
    output.line("Gap = from / to − 1: negative means that the band of the first level is lower.\n", "dim")
    for title, table in sections.items():
        output.table(title, table)
        if title in remarks:
            output.line(remarks[title] + "\n", "dim")


def write(data: str, folder: Path) -> None:
    """Write the tables of embedded data into a folder, as CSV files."""
    if data == CANADA:
        folders.write(canada.inputs(), folder)
    else:
        sample.generate().write(folder)


Shown = tuple[list[str], dict[str, pd.DataFrame], dict[str, str]]
"""Heading lines, tables by title, and a remark below some of them."""


def _canada() -> Shown:
    base = model.of_inputs(canada.inputs(), DATE)
    compiled = model.of_inputs(canada.inputs(canada.COMPILED), DATE)
    heading = [
        "Canada's core public service: are specialists paid like the managers they are set beside?",
        _answer(base.structure),
        f"Source: {base.inputs.source}. {canada.ASSUMED}",
    ]
    remarks = {
        "Ceilings": "Ceiling ratio = top maximum / top maximum; ceiling gap = top midpoint / top midpoint − 1.",
        "With the compiled EX maxima": canada.NOT_LIKE_FOR_LIKE,
        "Smallest parity weight": (
            "These ranges are given, so the model leaves them as they are. Were they yours to set, this parity weight "
            "would bring every pair within 5 %:"
        ),
        "What it would change": "Published midpoints at that weight with anchor common, levels that move only.",
    }
    return heading, _sections(base, compiled), remarks


def _sample() -> Shown:
    company = sample.generate()
    built = model.of_inputs(company.inputs, DATE)
    found = {anchor: _by_anchor(company.inputs, anchor) for anchor in ANCHORS}
    pairs = built.structure.pairs()[["From track", "From level", "To track", "To level", "Gap", "Verdict"]]
    after = {f"Gap {anchor}": _gaps_after(answer) for anchor, answer in found.items()}
    sections = {
        "Before and after": pairs.rename(columns={"Gap": "Gap now"}).assign(**after),
        "Headline": views.parity_parts(built.structure, part="headline")[0],
        "Ceilings": views.ceiling_table(built.structure)[CEILINGS],
        "Smallest parity weight": _weights(found),
        "Findings": findings.table(findings.of_model(built)),
    }
    heading = [
        "An invented company of three tracks: are specialists and project leads paid like managers of the same grade?",
        _answer(built.structure),
        f"Source: {company.inputs.source}. People and figures are made up; market rates follow real US percentiles (OEWS).",
    ]
    remarks = {
        "Before and after": "Published gaps now, and at the smallest parity weight within 5 % for each anchor.",
        "Findings": "Planted: the company ships with a list of what each check must find, and nothing else.",
    }
    return heading, sections, remarks


def _by_anchor(inputs: Inputs, anchor: str) -> weighting.Weighting:
    return weighting.smallest(model.of_inputs(inputs, DATE, parity_anchor=anchor).structure)


def _gaps_after(answer: weighting.Weighting) -> np.ndarray:
    """Gap of every compared pair, pulled or not, as published at the weight found."""
    compared, tolerance = answer.structure.compared(), answer.tolerance
    return parity.pairs(answer.bands, compared, tolerance=tolerance)["Gap"].to_numpy(float)


def _sections(base: Model, compiled: Model) -> dict[str, pd.DataFrame]:
    ours = structure.of_bands(base.bands, base.inputs.table("Equivalence"), base.policy)
    found = {anchor: weighting.smallest(_anchored(ours, base, anchor)) for anchor in ANCHORS}
    return {
        "Pairs": base.structure.pairs()[PAIRS],
        "Headline": views.parity_parts(base.structure, part="headline")[0],
        "Ceilings": views.ceiling_table(base.structure)[CEILINGS],
        "Missing rungs": missing_by_track(base.structure),
        "With the compiled EX maxima": _compiled(compiled),
        "Smallest parity weight": _weights(found),
        "What it would change": _changes(found["common"]),
    }


def _anchored(ours: Structure, base: Model, anchor: str) -> Structure:
    policy = base.policy.with_values(parity_anchor=anchor)
    return structure.of_bands(ours.bands, base.inputs.table("Equivalence"), policy)


def _answer(of: Structure) -> str:
    """The answer in two or three sentences."""
    pairs = of.pairs()
    head = parity.headline(pairs)
    limit = output.percent(of.policy["parity tolerance"])
    within = head.known - head.outside - head.justified
    sentence = f"{within} of {head.known} compared pairs are within {limit}."
    if head.justified:
        sentence += (
            f" {head.justified} more {'is' if head.justified == 1 else 'are'} outside it for a reason that a note states."
        )
    if head.worst is None:
        return sentence
    worst = pairs.iloc[head.worst]
    side = "below" if worst["Gap"] < 0 else "above"
    size = output.percent(abs(worst["Gap"]))
    return f"{sentence} The widest gap: {worst['From level']} is {size} {side} {worst['To level']}."


def missing_by_track(of: Structure) -> pd.DataFrame:
    """Missing rungs in one line per pair of tracks."""
    missing = views.missing_table(of)
    rows = [
        (there, track, len(levels), ", ".join(levels["Level"]))
        for (track, there), levels in missing.groupby(["Track", "Missing on"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["Track", "Has no equivalent of", "Rungs", "Levels"])


def _compiled(compiled: Model) -> pd.DataFrame:
    """Gap, verdict and ceiling ratio of the ladders against EX with the compiled maxima."""
    pairs = compiled.structure.pairs()
    ceilings = views.ceiling_table(compiled.structure)[["From track", "Ceiling ratio"]]
    executive = pairs[pairs["To track"] == "EX"]
    return executive[["From track", "From level", "To level", "Gap", "Verdict"]].merge(ceilings, on="From track")


def _weights(found: dict[str, weighting.Weighting]) -> pd.DataFrame:
    rows = []
    for anchor, answer in found.items():
        change = answer.change_of_mid()
        rounded = answer.answer.rounded
        falls = int((change < 0).sum())
        shown = "rounding prevents it" if np.isnan(rounded) else rounded
        rows.append((anchor, answer.answer.exact, shown, answer.worst_gap, falls, change.min(), change.max()))
    columns = ["Anchor", "Exact weight", "After rounding", "Worst gap", "Levels that fall", "Largest fall", "Largest rise"]
    return pd.DataFrame(rows, columns=columns)


def _changes(answer: weighting.Weighting) -> pd.DataFrame:
    change = answer.change_of_mid()
    moved = change != 0
    now, then = answer.structure.bands[moved], answer.bands[moved]
    return pd.DataFrame(
        {
            "Track": now["Track"],
            "Level": now["Level"],
            "Mid old": now["Mid"],
            "Mid new": then["Mid"],
            "Change": change[moved],
        }
    )
