"""Where a person stands in a band: compa-ratio, range penetration, status, cost to minimum.

Pay is annual full-time-equivalent pay [pay]. An unknown argument gives an unknown result, never 0.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core.bands import Numeric, ratio
from bandmodel.core.codes import coded
from bandmodel.errors import require

BELOW, IN_BAND, ABOVE, UNKNOWN = "below", "in band", "above", ""
SIDES = (IN_BAND, BELOW, ABOVE, UNKNOWN)
SLACK = 1e-12
"""Pay this close to an end of the band, as a share of it, stands on it: what rounding leaves of a conversion."""


def compa(pay: Numeric, mid: Numeric, fte: Numeric = 1.0) -> np.ndarray:
    """Compa-ratio [fraction]: pay / fte / midpoint.

    fte   share of full time that `pay` was paid for; 1 where pay is already full-time equivalent
    Source: WorldatWork; golden 8.
    """
    fte, mid = np.asarray(fte, float), np.asarray(mid, float)
    pay = np.asarray(pay, float)
    require(~(fte <= 0), "FTE {fte} is not above 0; type 1 for full time.", fte=fte)
    require(~(fte > 2), "FTE {fte} is above 2; type a fraction such as 0.8, or 80 %.", fte=fte)
    require(~(pay < 0), "Pay {pay} is below 0; type the pay without a sign.", pay=pay)
    require(~(mid <= 0), "Midpoint {mid} is not above 0.", mid=mid)
    compa: np.ndarray = pay / fte / mid
    return compa


def penetration(pay: Numeric, min: Numeric, max: Numeric) -> np.ndarray:
    """Range penetration [fraction]: (pay − min) / (max − min); below 0 or above 1 outside the band, not clipped.

    Unknown in a flat band (min = max). Source: WorldatWork; golden 7.
    """
    low, high = np.asarray(min, float), np.asarray(max, float)
    require(~(low > high), "Min {low} is above max {high}; swap them.", low=low, high=high)
    return ratio(np.asarray(pay, float) - low, high - low)


def side(pay: Numeric, min: Numeric, max: Numeric) -> np.ndarray:
    """Number of the status in `SIDES`; both ends belong to the band; unknown where pay or band is."""
    pay, low, high = (np.asarray(x, float) for x in (pay, min, max))
    require(~(low > high), "Min {low} is above max {high}; swap them.", low=low, high=high)
    above = (pay > high * (1 + SLACK)).view(np.int8)
    place = above + above + (pay < low * (1 - SLACK))
    unknown = np.isnan(pay + low + high)
    return np.where(unknown, 3, place) if unknown.any() else np.asarray(place)


def status(pay: Numeric, min: Numeric, max: Numeric) -> np.ndarray:
    """ "below", "in band" or "above"; both ends belong to the band; "" where pay or band is unknown."""
    return np.asarray(np.array(SIDES, object)[side(pay, min, max)], object)


def far_outside(pay: Numeric, min: Numeric, max: Numeric, limit: float) -> np.ndarray:
    """Whether pay is so far outside its band that it is probably a slip: by more than `limit` of the end [fraction]."""
    pay, low, high = (np.asarray(x, float) for x in (pay, min, max))
    far: np.ndarray = (pay < low * (1 - limit)) | (pay > high * (1 + limit))
    return far


def cost_to_min(pay: Numeric, min: Numeric, fte: Numeric = 1.0) -> np.ndarray:
    """Annual cost of lifting full-time-equivalent `pay` to the minimum [pay]: max(0, min − pay) · fte."""
    low = np.asarray(min, float)
    short = low - np.asarray(pay, float)
    cost: np.ndarray = np.where(short <= SLACK * low, 0.0, short) * np.asarray(fte, float)
    return cost


def band_of(people: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Row of each person's band in the bands frame, −1 where track and level name none. Both matched as written."""
    (track, tracks), (level, levels) = (coded(people[name]) for name in ("Track", "Level"))
    known = {key: row for row, key in reversed(list(enumerate(zip(frame["Track"], frame["Level"], strict=True))))}
    rows = np.full((len(tracks) + 1, len(levels) + 1), -1)  # the last of each is for a missing name, number −1
    for place, own in enumerate(tracks):
        rows[place, :-1] = [known.get((own, name), -1) for name in levels]
    row: np.ndarray = rows[track, level]
    return row
