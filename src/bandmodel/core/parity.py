"""Parity of bands: each comparison's gap, its verdict, and the headline over all of them.

Gaps are from / to − 1 [fraction]: −0.05 means that the from-level (as a rule the specialist's) is 5 % lower. Bands are
policy, not a sample, so there are ratios here and no p-values. A gap with an unknown side is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import bands, ladder
from bandmodel.core.comparisons import Comparisons

SLACK = 1e-9
"""|gap| ≤ tolerance + SLACK is within: exactly 5 % passes at a tolerance of 5 %."""

WITHIN, JUSTIFIED, UNKNOWN = "Within tolerance", "Justified (note)", "Unknown"

PAIR_COLUMNS = (
    "From track", "From level", "To track", "To level", "Grade", "From mid", "To mid",
    "Gap", "Min gap", "Max gap", "Overlap", "Verdict",
)  # fmt: skip


def pairs(frame: pd.DataFrame, comparisons: Comparisons, *, basis: str = "base", tolerance: float = 0.05) -> pd.DataFrame:
    """One row per comparison with the columns of `PAIR_COLUMNS`.

    basis       "base", "cash" (with bonus target) or "total" (with bonus and LTI target)
    tolerance   largest |Gap| that is within [fraction]
    A to-side of several levels is their weighted geometric mean. Overlap is the shared width over the width of the
    band with the higher midpoint (a tie takes the to-side). A gap beyond the tolerance is justified by a note, and listed.
    """
    sides = {name: _sides(frame, comparisons, name, basis) for name in ("Min", "Mid", "Max")}
    gap = {name: from_side / to_side - 1 for name, (from_side, to_side) in sides.items()}
    from_row = comparisons.from_row
    from_track = frame["Track"].to_numpy()[from_row]
    return pd.DataFrame(
        {
            "From track": from_track,
            "From level": frame["Level"].to_numpy()[from_row],
            "To track": np.array(comparisons.to_track, object),
            "To level": _joined(frame["Level"], comparisons),
            "Grade": _grades(frame, comparisons),
            "From mid": sides["Mid"][0],
            "To mid": sides["Mid"][1],
            "Gap": gap["Mid"],
            "Min gap": gap["Min"],
            "Max gap": gap["Max"],
            "Overlap": _overlap(sides),
            "Verdict": verdicts(gap["Mid"], from_track, comparisons.note, tolerance),
        },
        columns=list(PAIR_COLUMNS),
    )


def verdicts(gap: np.ndarray, from_track: np.ndarray, note: tuple[str, ...], tolerance: float) -> np.ndarray:
    """Verdict of each gap: within tolerance, "<From track> below" or above, justified by its note, or unknown."""
    out = np.abs(gap) > tolerance + SLACK
    justified = out & np.array([bool(text) for text in note], bool)
    side = [f"{track} {'below' if g < 0 else 'above'}" for track, g in zip(from_track, gap, strict=True)]
    chosen = np.select([np.isnan(gap), justified, out], [UNKNOWN, JUSTIFIED, np.array(side, object)], WITHIN)
    return chosen.astype(object)


def _sides(frame: pd.DataFrame, comparisons: Comparisons, column: str, basis: str) -> tuple[np.ndarray, np.ndarray]:
    """From and to pay of each comparison for one column."""
    pay = ladder.on_basis(frame, column, basis)
    return pay[comparisons.from_row], comparisons.to_pay(pay)


def _overlap(sides: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    (from_low, to_low), (from_mid, to_mid), (from_high, to_high) = sides["Min"], sides["Mid"], sides["Max"]
    from_above = from_mid > to_mid

    def pick(from_side: np.ndarray, to_side: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.where(from_above, to_side, from_side), np.where(from_above, from_side, to_side)

    (low_a, low_b), (high_a, high_b) = pick(from_low, to_low), pick(from_high, to_high)
    return bands.overlap(low_a, high_a, low_b, high_b)


def _joined(names: pd.Series, comparisons: Comparisons) -> np.ndarray:
    """Names of the to-levels of each comparison, joined: "M1; M2"."""
    texts: list[list[str]] = [[] for _ in range(len(comparisons))]
    for comparison, row in zip(comparisons.edge_of, comparisons.to_row, strict=True):
        texts[comparison].append(str(names.iloc[row]))
    return np.array(["; ".join(text) for text in texts], object)


def _grades(frame: pd.DataFrame, comparisons: Comparisons) -> np.ndarray:
    """Grade of each comparison: one label where both sides agree or one is blank, else "from / to"."""
    own = frame["Grade"].to_numpy()[comparisons.from_row]
    others: list[dict[str, None]] = [{} for _ in range(len(comparisons))]
    for comparison, row in zip(comparisons.edge_of, comparisons.to_row, strict=True):
        if frame["Grade"].iloc[row]:
            others[comparison][str(frame["Grade"].iloc[row])] = None
    labels = []
    for grade, theirs in zip(own, others, strict=True):
        other = "; ".join(theirs)
        labels.append(grade or other if grade == other or not grade or not other else f"{grade} / {other}")
    return np.array(labels, object)


@dataclass(frozen=True)
class Headline:
    """All comparisons in one line. Comparisons weigh equally; people never weigh in; unknown gaps are counted apart.

    gap        exp(mean ln(1 + gap)) − 1; opposite gaps cancel in it, so `mean_abs` stands beside it [fraction]
    mean_abs   mean |gap| [fraction]
    worst      row of the pairs frame with the largest |ln(1 + gap)|; None without a known gap
    """

    gap: float
    mean_abs: float
    worst: int | None
    known: int
    unknown: int
    outside: int
    justified: int


def headline(pairs: pd.DataFrame) -> Headline:
    """The headline of a frame of pairs. Source: geometric mean of ratios; golden 17 gives −0.0781."""
    gap = pairs["Gap"].to_numpy(float)
    verdict = pairs["Verdict"].to_numpy()
    known = ~np.isnan(gap)
    logs = np.log1p(gap[known])
    nothing = not known.any()
    return Headline(
        gap=np.nan if nothing else float(np.expm1(logs.mean())),
        mean_abs=np.nan if nothing else float(np.abs(gap[known]).mean()),
        worst=None if nothing else int(np.flatnonzero(known)[np.argmax(np.abs(logs))]),
        known=int(known.sum()),
        unknown=int((~known).sum()),
        outside=int((known & (verdict != WITHIN) & (verdict != JUSTIFIED)).sum()),
        justified=int((verdict == JUSTIFIED).sum()),
    )


MISSING_COLUMNS = ("Track", "Level", "Grade", "Missing on", "Reason")
NO_LEVEL = "no level at grade"
"""Begins the reason of a rung whose grade the other track does not have."""


def track_pairs(frame: pd.DataFrame, comparisons: Comparisons) -> list[tuple[str, str]]:
    """The (from track, to track) pairs that are compared, in order of first appearance."""
    from_track = frame["Track"].to_numpy()[comparisons.from_row]
    return list(dict.fromkeys(zip(from_track, comparisons.to_track, strict=True)))


def missing_rungs(frame: pd.DataFrame, comparisons: Comparisons) -> pd.DataFrame:
    """Rungs that one track of a compared pair has and the other lacks, by name.

    A rung is missing where exactly one of the two tracks has a level at a grade, and for each level that no
    comparison of the two touches. One row per level: Track, Level, Grade, Missing on, Reason.
    """
    grade, level = frame["Grade"].to_numpy(), frame["Level"].to_numpy()
    track = frame["Track"].to_numpy()
    rows = []
    for from_track, to_track in track_pairs(frame, comparisons):
        compared = _compared(comparisons, track, from_track, to_track, len(frame))
        for own, other in ((from_track, to_track), (to_track, from_track)):
            there = set(grade[track == other]) - {""}
            for row in np.flatnonzero(track == own):
                no_grade = bool(grade[row]) and bool(there) and grade[row] not in there
                reasons = [f"{NO_LEVEL} {grade[row]}"] * no_grade + ["no equivalent level"] * (not compared[row])
                if reasons:
                    rows.append((own, level[row], grade[row], other, " and ".join(reasons)))
    return pd.DataFrame(rows, columns=list(MISSING_COLUMNS))


def _compared(comparisons: Comparisons, track: np.ndarray, from_track: str, to_track: str, levels: int) -> np.ndarray:
    """Which levels stand in a comparison of these two tracks."""
    mine = (track[comparisons.from_row] == from_track) & (np.array(comparisons.to_track, object) == to_track)
    touched = np.zeros(levels, bool)
    touched[comparisons.from_row[mine]] = True
    touched[comparisons.to_row[mine[comparisons.edge_of]]] = True
    return touched
