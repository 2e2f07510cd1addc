"""Where ladders end and how fast they rise, track against track.

Ceiling: does one track end sooner, or lower, than the other? Slope: does the midpoint grow faster per rung on one of
them? Gaps and differences are from − to in the sense of the comparisons: negative means less for the from-track.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core import ladder
from bandmodel.core.comparisons import Comparisons
from bandmodel.core.parity import track_pairs

CEILING_COLUMNS = (
    "From track", "From top level", "From grade", "From mid", "From max",
    "To track", "To top level", "To grade", "To mid", "To max",
    "Ceiling gap", "Ceiling ratio", "Rungs missing", "Missing levels",
)  # fmt: skip

SLOPE_COLUMNS = (
    "From track", "To track", "Over", "From rungs", "From slope", "To rungs", "To slope", "Difference",
)  # fmt: skip


def ceiling(frame: pd.DataFrame, comparisons: Comparisons) -> pd.DataFrame:
    """Top rung against top rung of each compared pair of tracks, with the columns of `CEILING_COLUMNS`.

    Ceiling gap = from mid / to mid − 1 (golden 17: −0.1579); Ceiling ratio = from max / to max (Canada: CS .664).
    Rungs missing counts the rungs of either track above the highest one that the other has an equivalent for; Missing
    levels names them, with the track that lacks them.
    """
    track = frame["Track"].to_numpy()
    rows = []
    for from_track, to_track in track_pairs(frame, comparisons):
        top = [int(np.flatnonzero(track == name)[-1]) for name in (from_track, to_track)]
        side = [[frame[c].iloc[row] for c in ("Level", "Grade", "Mid", "Max")] for row in top]
        own, other = _rungs(frame, comparisons, from_track, to_track)
        lacking = {from_track: _above(track, to_track, other), to_track: _above(track, from_track, own)}
        (_, _, from_mid, from_max), (_, _, to_mid, to_max) = side
        missing = sum(len(rungs) for rungs in lacking.values())
        levels = {name: ", ".join(frame["Level"].iloc[rungs]) for name, rungs in lacking.items() if len(rungs)}
        names = "; ".join(f"{name} lacks {listed}" for name, listed in levels.items())
        gaps = [from_mid / to_mid - 1, from_max / to_max]
        rows.append([from_track, *side[0], to_track, *side[1], *gaps, float(missing), names])
    return pd.DataFrame(rows, columns=list(CEILING_COLUMNS))


def _rungs(frame: pd.DataFrame, comparisons: Comparisons, from_track: str, to_track: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the levels of two tracks that are equivalent to one another, lowest rung first."""
    own = frame["Track"].to_numpy()[comparisons.from_row] == from_track
    mine = own & (np.array(comparisons.to_track, object) == to_track)
    return np.unique(comparisons.from_row[mine]), np.unique(comparisons.to_row[mine[comparisons.edge_of]])


def _above(track: np.ndarray, name: str, equivalent: np.ndarray) -> np.ndarray:
    """Rows of a track above its highest rung in `equivalent`."""
    rows = np.flatnonzero(track == name)
    above: np.ndarray = rows[rows > equivalent[-1]]
    return above


def slope(frame: pd.DataFrame, comparisons: Comparisons) -> pd.DataFrame:
    """Growth of the midpoint per rung, (top / bottom)^(1 / (rungs − 1)) − 1, with the columns of `SLOPE_COLUMNS`.

    One row over all rungs of both tracks, one over the equivalent rungs only (a longer ladder would otherwise be
    compared with a shorter one); Difference = from − to [fraction per rung]. Golden 17: 0.1696 against 0.2304.
    """
    track = frame["Track"].to_numpy()
    rows = []
    for from_track, to_track in track_pairs(frame, comparisons):
        everything = np.flatnonzero(track == from_track), np.flatnonzero(track == to_track)
        for over, (own, other) in (
            ("all rungs", everything),
            ("equivalent rungs", _rungs(frame, comparisons, from_track, to_track)),
        ):
            from_rate, to_rate = growth(frame, own), growth(frame, other)
            rows.append((from_track, to_track, over, len(own), from_rate, len(other), to_rate, from_rate - to_rate))
    return pd.DataFrame(rows, columns=list(SLOPE_COLUMNS))


def growth(frame: pd.DataFrame, rows: np.ndarray) -> float:
    """Growth of the midpoint per rung over some rungs of one track; unknown for fewer than two."""
    if len(rows) < 2:
        return np.nan
    mid = frame["Mid"].to_numpy(float)
    return float((mid[rows[-1]] / mid[rows[0]]) ** (1 / (len(rows) - 1)) - 1)


SPLIT_COLUMNS = (
    "From track", "From level", "To track", "To level", "Gap",
    "Log gap", "Market", "Policy", "Market and policy", "Bonus", "LTI",
)  # fmt: skip


def split(frame: pd.DataFrame, comparisons: Comparisons, pairs: pd.DataFrame) -> pd.DataFrame:
    """Each comparison's gap in total pay, split in logs so that the parts add up exactly to Log gap.

    pairs   the same comparisons' frame of pairs (for the names of the levels)
    Market = ln of the market ratio; Policy = ln of the midpoint ratio − Market; Bonus = ln of the (1 + bonus) ratio;
    LTI = ln of the (1 + bonus + LTI) / (1 + bonus) ratio. Where a market rate is unknown, market and policy are
    shown as one. Gap = exp(Log gap) − 1, unknown where bonus or LTI are.
    """
    base, cash, total = (comparisons.log_gap(np.log(ladder.on_basis(frame, "Mid", basis))) for basis in ladder.BASES)
    market = comparisons.log_gap(np.log(frame["Market"].to_numpy(float)))
    names = pairs[["From track", "From level", "To track", "To level"]]
    return names.assign(
        **{
            "Gap": np.expm1(total),
            "Log gap": total,
            "Market": market,
            "Policy": base - market,
            "Market and policy": np.where(np.isnan(market), base, np.nan),
            "Bonus": cash - base,
            "LTI": total - cash,
        }
    )[list(SPLIT_COLUMNS)]
