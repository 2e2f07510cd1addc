"""The tables that worksheet functions and command line both show: which columns, in which order, under which names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core import bands, ceilings, comparisons, parity
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.structure import Structure
from bandmodel.weighting import Weighting

BANDS = (
    "Track", "Level", "Title", "Grade", "Min", "Mid", "Max", "Spread", "Progression", "Overlap", "Market", "Market index",
)  # fmt: skip
PARTS = ("all", "pairs", "headline", "missing")


def bands_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The bands with the columns of `BANDS`."""
    return frame[list(BANDS)]


def measure_of(structure: Structure, track: str, level: str, measure: str, location: str = "") -> float | str:
    """One column of the bands of one level, at a location or for reference; the column is matched without regard to case."""
    column = bands.one_of(measure, BANDS, "Measure")
    return structure.figure(column, structure.row_of(track, level), location)


def pairs_table(
    structure: Structure, basis: str, tolerance: float | None = None, people: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The compared pairs; with people, also headcount and median compa-ratio of each side, which change no verdict."""
    pairs = structure.pairs(basis, tolerance)
    if people is None:
        return pairs
    compared = structure.compared()
    count, median = _by_level(structure, people)
    from_rows = [compared.from_row[[c]] for c in range(len(compared))]
    to_rows = [compared.to_levels(c) for c in range(len(compared))]
    extra = {}
    for side, rows in (("From", from_rows), ("To", to_rows)):
        extra[f"{side} headcount"] = [float(count[r].sum()) for r in rows]
        extra[f"{side} median compa"] = [median(r) for r in rows]
    return pairs.assign(**extra)


def _by_level(structure: Structure, people: pd.DataFrame) -> tuple[np.ndarray, Callable[[np.ndarray], float]]:
    """Headcount per level, and a function from rows of levels to the median compa-ratio of the people on them."""
    placed = placement.place(structure, people)
    compa = placed.compa

    def median(rows: np.ndarray) -> float:
        inside = compa[np.isin(placed.row, rows) & ~np.isnan(compa)]
        return float(np.median(inside)) if len(inside) else np.nan

    return np.bincount(placed.row[placed.row >= 0], minlength=len(structure.bands)), median


def headline_table(pairs: pd.DataFrame, basis: str, tolerance: float) -> pd.DataFrame:
    """The headline in labelled lines: geometric mean, mean |gap|, worst pair, counts."""
    head = parity.headline(pairs)
    worst = ""
    if head.worst is not None:
        pair = pairs.iloc[head.worst]
        worst = f"{pair['From track']} {pair['From level']} / {pair['To track']} {pair['To level']}"
    rows = [
        ("Headline gap", head.gap, "geometric mean of from / to, minus 1; opposite gaps cancel in it"),
        ("Mean absolute gap", head.mean_abs, "nothing cancels"),
        ("Worst gap", np.nan if head.worst is None else pairs["Gap"].iloc[head.worst], worst),
        ("Pairs compared", float(head.known), f"basis {basis}"),
        ("Pairs outside tolerance", float(head.outside), f"tolerance {tolerance:.2%}; exactly at it is within"),
        ("Pairs justified by a note", float(head.justified), "outside tolerance, with the reason on the Equivalence table"),
        ("Pairs unknown", float(head.unknown), "a midpoint, bonus or LTI target is blank"),
    ]
    return pd.DataFrame(rows, columns=list(LABELLED))


def missing_table(structure: Structure) -> pd.DataFrame:
    """Missing rungs by name (`core.parity.MISSING_COLUMNS`)."""
    return parity.missing_rungs(structure.bands, structure.compared())


def parity_parts(
    structure: Structure,
    basis: str = "base",
    tolerance: float | None = None,
    people: pd.DataFrame | None = None,
    part: str = "all",
) -> list[pd.DataFrame]:
    """The parts of the parity check: pairs, headline, missing rungs; or the one of them that `part` names."""
    part = bands.one_of(part, PARTS, "Part")
    limit = structure.tolerance(tolerance)
    pairs = pairs_table(structure, basis, limit, people)
    parts = {
        "pairs": pairs,
        "headline": headline_table(pairs, basis, limit),
        "missing": missing_table(structure),
    }
    return list(parts.values()) if part == "all" else [parts[part]]


def ceiling_table(structure: Structure) -> pd.DataFrame:
    """Top rung against top rung (`core.ceilings.CEILING_COLUMNS`)."""
    return ceilings.ceiling(structure.bands, structure.compared())


def slope_table(structure: Structure) -> pd.DataFrame:
    """Growth per rung (`core.ceilings.SLOPE_COLUMNS`)."""
    return ceilings.slope(structure.bands, structure.compared())


def split_table(structure: Structure) -> pd.DataFrame:
    """Each pair's gap split (`core.ceilings.SPLIT_COLUMNS`)."""
    return ceilings.split(structure.bands, structure.compared(), structure.pairs())


def weighting_table(weighting: Weighting) -> pd.DataFrame:
    """The smallest parity weight in labelled lines."""
    return pd.DataFrame([row[1:] for row in weighting.rows()], columns=list(LABELLED))


def equivalents_table(structure: Structure, track: str, level: str, other_track: str) -> pd.DataFrame:
    """The equivalents of one level on another track: Track, Level, Grade, Mid, Weight."""
    row = structure.row_of(track, level)
    if other_track not in set(structure.bands["Track"]):
        raise InputError(f'Track "{other_track}" is not known; tracks: {", ".join(structure.bands["Track"].unique())}.')
    found = comparisons.equivalents(structure.bands, structure.compared(), row, other_track)
    table = structure.bands.iloc[[place for place, _ in found]][["Track", "Level", "Grade", "Mid"]]
    return table.assign(Weight=[weight for _, weight in found])
