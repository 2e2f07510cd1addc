"""Parity of people: are two career tracks paid alike on the rungs that both have, and could the data tell?

ln pay is regressed on rung, location and controls plus the track (`pay_model.of_tracks`). No significant gap is not parity:
parity is shown where the 90 % interval lies inside the tolerance (`core.equivalence`), and what the people there cannot
decide is said to be undecided. Gaps are from / to - 1: negative means the from track is paid less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bandmodel.core import equivalence, permutation
from bandmodel.core.design import Categories
from bandmodel.core.equivalence import INCONCLUSIVE, Verdict
from bandmodel.core.regression import Fit
from bandmodel.equity import pay_model
from bandmodel.equity.adjusted import Estimate, estimates
from bandmodel.equity.pay_model import PayModel
from bandmodel.errors import InputError
from bandmodel.placement import Placement
from bandmodel.structure import Structure

CANNOT_COMPARE, CANNOT_TEST = "Cannot be compared", "Cannot be tested"
FEW = 10
"""Below this many people on a side a robust standard error rests on a handful of residuals, which may be equal by chance:
there a verdict must hold with the classic error too, and the exact permutation test says whether any could be reached."""
COLUMNS = (
    "From track", "To track", "Coefficient", "SE", "Gap", "Low 90", "High 90", "p equivalence", "p difference", "n from",
    "n to", "Verdict", "n needed per side", "Meaning",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class TrackGap:
    """Two tracks and what their people's pay says of parity between them.

    verdict      gap, 90 % interval, p values and the word; figures are unknown where the word is "Cannot be …"
    coefficient  of the from track in ln pay; error its standard error (HC3), free their degrees of freedom
    n_from, n_to people used on rungs where both tracks have people: only they carry the comparison
    needed       people per side that could show parity, were there no gap; None where that is not the question
    fit          the regression; None where there is none
    why          what stands in the way; "" where nothing does
    alike        people per side who would tell as much if on each rung both tracks had equally many (`spread_alike`)
    """

    from_track: str
    to_track: str
    verdict: Verdict
    coefficient: float
    error: float
    free: float
    n_from: int
    n_to: int
    needed: int | None
    fit: Fit | None
    model: PayModel
    why: str = ""
    alike: float = np.inf

    @property
    def gap(self) -> float:
        """The gap, from / to − 1 [fraction]."""
        return self.verdict.gap

    @property
    def pair(self) -> str:
        """The two tracks by name."""
        return f"{self.from_track} / {self.to_track}"


def track_gaps(
    structure: Structure, placed: Placement, controls: Sequence[str] = (), tolerance: float | None = None
) -> list[TrackGap]:
    """The adjusted gap of each compared pair of tracks, judged against the tolerance (Policy's if not given).

    controls   columns of People to hold equal besides rung and location, `C(name)` for categories
    A pair that cannot be compared has unknown figures and its reason. Raises InputError where no tracks are compared, for a
    control that cannot be used, and for a tolerance that is not between 0 and 1.
    """
    margin = structure.tolerance(tolerance)
    pairs = pay_model.compared_tracks(structure)
    return [track_gap(pay_model.of_tracks(structure, placed, *pair, controls), margin) for pair in pairs]


def track_gap(model: PayModel, margin: float) -> TrackGap:
    """The adjusted gap of one pair of tracks (a model of `pay_model.of_tracks`), judged against a margin [fraction]."""
    known = np.isfinite(model.pay)
    for place, track in enumerate(model.group.labels):
        if not (known & (model.group.codes == place)).any():
            return _unknown(model, margin, CANNOT_COMPARE, f"no one of {track} with known pay is on a compared rung")
    try:
        fit = model.fit()
    except InputError as trouble:
        return _unknown(model, margin, CANNOT_COMPARE, str(trouble).rstrip("."))
    return _judged(model, fit, margin)


def _unknown(model: PayModel, margin: float, word: str, why: str, fit: Fit | None = None) -> TrackGap:
    """A pair without figures."""
    nothing = Verdict(*(np.nan,) * 7, (-margin, margin / (1 - margin)), word)
    free = np.nan if fit is None else float(fit.free_of_test)
    counts = sides(model, np.isfinite(model.pay) if fit is None else fit.used)
    return TrackGap(model.others[0], model.reference, nothing, np.nan, np.nan, free, *counts, None, fit, model, why)


def rung_of(model: PayModel) -> Categories:
    """The rung of each row; a model of tracks has it first among its controls."""
    rung = model.controls[0]
    assert isinstance(rung, Categories)
    return rung


def by_rung(model: PayModel, used: np.ndarray) -> np.ndarray:
    """People on each rung among the rows used: of the to track, and below it of the from track."""
    rung = rung_of(model)
    of_side = (rung.codes[used & (model.group.codes == side)] for side in (0, 1))
    return np.array([np.bincount(codes, minlength=len(rung.labels)) for codes in of_side])


def sides(model: PayModel, used: np.ndarray) -> tuple[int, int]:
    """People of the from track and of the to track on rungs where both have people, among the rows used."""
    counts = by_rung(model, used)
    n_to, n_from = counts[:, (counts > 0).all(axis=0)].sum(axis=1)
    return int(n_from), int(n_to)


def spread_alike(counts: np.ndarray) -> float:
    """People per side, equally many on each rung, who would tell as much of a gap as those there are: 2 Σ n₁n₀ / (n₁ + n₀).

    counts   people of either track on each rung (`by_rung`)
    Source: with an effect per rung the variance of the difference is σ² / Σ n₁n₀ / (n₁ + n₀), and 2σ² / n for n per side.
    """
    return float(2 * (counts.prod(axis=0) / np.maximum(counts.sum(axis=0), 1)).sum())


def _judged(model: PayModel, fit: Fit, margin: float) -> TrackGap:
    """A pair that was fitted."""
    n_from, n_to = sides(model, fit.used)
    if not n_from:
        return _unknown(model, margin, CANNOT_COMPARE, "no rung has people of both tracks", fit)
    found = estimates(model, fit)[model.others[0]]
    if np.isnan(found.coefficient):
        return _unknown(model, margin, CANNOT_COMPARE, found.why, fit)
    if found.why:
        alone = _unknown(model, margin, CANNOT_TEST, found.why, fit)
        return replace(alone, coefficient=found.coefficient)
    verdict, why = equivalence.judged(found.coefficient, found.error, fit.free, margin=margin), ""
    if min(n_from, n_to) < FEW:
        verdict, why = _of_few(model, fit, verdict, found, margin)
    open_ = verdict.verdict in (INCONCLUSIVE, CANNOT_TEST) and fit.sigma > 0
    needed = equivalence.needed(fit.sigma, margin=margin) if open_ else None
    names = model.others[0], model.reference
    return TrackGap(
        *names, verdict, found.coefficient, found.error, fit.free, n_from, n_to, needed, fit, model, why,
        spread_alike(by_rung(model, fit.used)),
    )  # fmt: skip


def _of_few(model: PayModel, fit: Fit, verdict: Verdict, found: Estimate, margin: float) -> tuple[Verdict, str]:
    """The verdict where a side has few people, and what stands in the way of it.

    Nothing can be tested where even the most extreme dealing out of these pays to these people has p above 5 %. Otherwise
    the verdict is that of the larger of the robust and the classic standard error.
    """
    p = _smallest_p(model, fit)
    if p > 0.05:
        counts = " and ".join(str(count) for count in sides(model, fit.used))
        why = f"with {counts} people, and these pays, no outcome could have p below {p:.2f}"
        return replace(verdict, p=np.nan, p_equivalent=np.nan, verdict=CANNOT_TEST), why
    classic = estimates(model, model.fit("classic"))[model.others[0]].error
    sober = equivalence.judged(found.coefficient, max(found.error, classic), fit.free, margin=margin).verdict
    if sober == verdict.verdict:
        return verdict, ""
    why = f"with fewer than {FEW} people on a side the classic standard error, {classic:.4f}, counts too and is larger"
    return replace(verdict, verdict=sober), why


def _smallest_p(model: PayModel, fit: Fit) -> float:
    """Smallest p that the exact permutation test within rungs could have; 0 where arrangements are too many to matter."""
    used, rung = fit.used, rung_of(model)
    is_from, blocks = model.group.codes[used] == 1, rung.codes[used]
    if permutation.countable(is_from, blocks) > permutation.LIMIT:
        return 0.0
    return permutation.exact(model.log_pay[used], is_from, blocks).smallest_p


# ---------------------------------------------------------------- in words


def table(gaps: Sequence[TrackGap]) -> pd.DataFrame:
    """The gaps, one row per pair of tracks (`COLUMNS`)."""
    rows = [
        (g.from_track, g.to_track, g.coefficient, g.error, g.gap, g.verdict.low_90, g.verdict.high_90,
         g.verdict.p_equivalent, g.verdict.p, float(g.n_from), float(g.n_to), g.verdict.verdict,
         np.nan if g.needed is None else float(g.needed), meaning(g))
        for g in gaps
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).replace(np.inf, np.nan)  # an end beyond any number is left blank


def meaning(gap: TrackGap) -> str:
    """What the verdict says and what it does not say, in one plain sentence."""
    tracks = f"{gap.from_track} and {gap.to_track}"
    within = " to ".join(signed(bound) for bound in gap.verdict.bounds)
    amount = f"{abs(gap.gap) * 100:.2f} % {'less' if gap.gap < 0 else 'more'}"
    paid = f"{gap.from_track} is paid {amount} than {gap.to_track} on the rungs compared: the gap is real"
    each = "it does not say that every rung or every person is"
    said = {
        CANNOT_COMPARE: f"Nothing can be said of {tracks}: {gap.why}",
        CANNOT_TEST: f"Nothing can be shown of {tracks}, neither parity nor a gap: {gap.why}",
        equivalence.EQUIVALENT: f"{tracks} are shown to be paid alike on the rungs compared, within {within}; {each}",
        equivalence.DISTINGUISHABLE: f"{paid}, and shown to be small enough to count as parity, within {within}; {each}",
        equivalence.DIFFERENT: f"{paid}, and its estimate is beyond the tolerance; it does not say why",
        equivalence.SMALL: f"{paid}; its estimate is within the tolerance but not shown to be, so this is not parity",
        INCONCLUSIVE: f"Neither parity nor a gap is shown, and no gap shown is not parity: {_what_it_takes(gap)}",
    }
    return said[gap.verdict.verdict] + "."


def _what_it_takes(gap: TrackGap) -> str:
    """What would decide an inconclusive pair."""
    fewer = min(gap.n_from, gap.n_to)
    side = gap.from_track if gap.n_from == fewer else gap.to_track
    told = [f"{fewer} people of {side} cannot prove it"] * (fewer < FEW) + [gap.why] * bool(gap.why)
    if gap.needed is not None and gap.alike < gap.needed <= fewer:
        told.append(
            f"on each rung one track has few people, so that all tell as much as {gap.alike:.0f} per side spread alike; "
            f"it would take about {gap.needed}, were there no gap"
        )
    elif gap.needed is not None and fewer >= gap.needed:
        told.append(f"there are people enough to show parity were there no gap, but the estimate is {signed(gap.gap)}")
    elif gap.needed is not None:
        told.append(f"it would take about {gap.needed} people per side, were there no gap")
    return "; ".join(told)


def signed(value: float) -> str:
    """A fraction as the contract prints bounds: −5.00 %, +5.26 %."""
    return f"{value * 100:+.2f} %".replace("-", "−")
