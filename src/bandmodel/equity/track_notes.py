"""What the gaps between tracks rest on, in labelled lines: model, bounds, rows, rungs compared, and what is not compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bandmodel.core import ladder
from bandmodel.equity import fit_notes, pay_model
from bandmodel.equity.fit_notes import Line, listed
from bandmodel.equity.tracks import FEW, TrackGap, by_rung, rung_of, signed
from bandmodel.structure import Structure

ERRORS = (
    "robust to unequal scatter (MacKinnon and White 1985), degrees of freedom = rows less coefficients; with fewer than "
    f"{FEW} people on a side a verdict must hold with the classic error too"
)


def notes(structure: Structure, gaps: Sequence[TrackGap], inactive: int = 0) -> pd.DataFrame:
    """What the gaps rest on (`figures.LABELLED`); a line about one pair of tracks begins its note with the pair.

    inactive   people on the People table who do not count, for they are not active
    """
    low, high = (signed(bound) for bound in gaps[0].verdict.bounds)
    lines: list[Line] = [
        ("Bounds of parity", f"{low} and {high}", "of the gap, from / to - 1; a tolerance of m has the bounds ± ln(1 - m)"),
        ("Standard errors", "HC3", ERRORS),
        ("Sign", "", "gap = from / to - 1; negative = the from track is paid less; 90 % interval"),
    ]
    for gap in gaps:
        lines += [(label, value, f"{gap.pair}{note and ': '}{note}") for label, value, note in _of_pair(structure, gap)]
    if inactive:
        lines.append(("Left out: not active", float(inactive), "all pairs"))
    lines += _alone(structure)
    return pd.DataFrame([*lines, fit_notes.INTERNAL], columns=["Label", "Value", "Note"])


def _of_pair(structure: Structure, gap: TrackGap) -> list[Line]:
    """Model, rows and rungs of one pair."""
    model, fit = gap.model, gap.fit
    lines = [fit_notes.formula(model)]
    if fit is not None:
        lines += [("Degrees of freedom", float(fit.free), ""), ("R2", fit.r_squared, "")]
    lines += fit_notes.rows(model, fit)
    if fit is not None:
        lines += fit_notes.dropped(model, fit) + fit_notes.whole(model, fit)
    return lines + _rungs(structure, gap) + _missing(structure, gap)


def _rungs(structure: Structure, gap: TrackGap) -> list[Line]:
    """Rungs compared, those that have people of one track only, and those that join several levels of a track."""
    rung = rung_of(gap.model)
    counts = by_rung(gap.model, np.isfinite(gap.model.pay) if gap.fit is None else gap.fit.used)
    both = (counts > 0).all(axis=0)
    single = (counts > 0).any(axis=0) & ~both
    lines: list[Line] = [("Rungs compared", float(both.sum()), listed(np.array(rung.labels, object)[both]))]
    if single.any():
        names = listed(f"{rung.labels[n]} ({counts[:, n].sum()})" for n in np.flatnonzero(single))
        lines.append(
            ("Rungs of one track only", float(single.sum()), f"{names}: their people enter the controls, not the gap")
        )
    return lines + _joining(structure, gap)


def _joining(structure: Structure, gap: TrackGap) -> list[Line]:
    """Rungs that join several levels of one track: within them the mix of levels is part of the gap."""
    number = pay_model.rungs(structure, gap.from_track, gap.to_track)
    track, level = (structure.bands[name].to_numpy(object) for name in ("Track", "Level"))
    merged = []
    for one in np.unique(number[number >= 0]):
        for name in (gap.from_track, gap.to_track):
            own = level[(number == one) & (track == name)]
            merged += [" + ".join(own.tolist())] * (len(own) > 1)
    if not merged:
        return []
    return [("Rungs of several levels", float(len(merged)), f"{listed(merged)}: who is on which of them is part of the gap")]


def _missing(structure: Structure, gap: TrackGap) -> list[Line]:
    """Levels of either track that the other has nothing to compare with."""
    number = pay_model.rungs(structure, gap.from_track, gap.to_track)
    rows = structure.bands[structure.bands["Track"].isin([gap.from_track, gap.to_track]) & (number < 0)]
    names = rows["Track"] + " " + rows["Level"]
    return [("Levels not compared", float(len(rows)), f"the other track lacks them: {listed(names)}")] if len(rows) else []


def _alone(structure: Structure) -> list[Line]:
    """Tracks that no comparison touches."""
    touched = {name for pair in pay_model.compared_tracks(structure) for name in pair}
    alone = [name for name in ladder.tracks(structure.bands) if name not in touched]
    return [("Tracks not compared", float(len(alone)), listed(alone))] if alone else []
