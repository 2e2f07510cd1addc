"""Where a person stands in a band: compa-ratio, range penetration, status, cost to minimum.

Pay is annual full-time-equivalent pay [pay]. An unknown argument gives an unknown result, never 0.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bandmodel.core.bands import Numeric, ratio
from bandmodel.errors import require

BELOW, IN_BAND, ABOVE, UNKNOWN = "below", "in band", "above", ""
SLACK = 1e-12
"""Pay this close to an end of the band, as a share of it, stands on it: what rounding leaves of a conversion."""


def compa(pay: Numeric, mid: Numeric, fte: Numeric = 1.0) -> np.ndarray:
    """Compa-ratio [fraction]: pay / fte / midpoint.

    fte   share of full time that `pay` was paid for; 1 where pay is already full-time equivalent
    Source: WorldatWork; golden 8.
    """
    fte, mid = np.asarray(fte, float), np.asarray(mid, float)
    require(~(fte <= 0), "FTE {fte} is not above 0; type 1 for full time.", fte=fte)
    require(~(mid <= 0), "Midpoint {mid} is not above 0.", mid=mid)
    return np.asarray(pay, float) / fte / mid


def penetration(pay: Numeric, min: Numeric, max: Numeric) -> np.ndarray:
    """Range penetration [fraction]: (pay − min) / (max − min); below 0 or above 1 outside the band, not clipped.

    Unknown in a flat band (min = max). Source: WorldatWork; golden 7.
    """
    low, high = np.asarray(min, float), np.asarray(max, float)
    require(~(low > high), "Min {low} is above max {high}; swap them.", low=low, high=high)
    return ratio(np.asarray(pay, float) - low, high - low)


def status(pay: Numeric, min: Numeric, max: Numeric) -> np.ndarray:
    """ "below", "in band" or "above"; both ends belong to the band; "" where pay or band is unknown."""
    pay, low, high = (np.asarray(x, float) for x in (pay, min, max))
    require(~(low > high), "Min {low} is above max {high}; swap them.", low=low, high=high)
    unknown = np.isnan(pay) | np.isnan(low) | np.isnan(high)
    below, above = low - pay > SLACK * low, pay - high > SLACK * high
    return np.select([unknown, below, above], [UNKNOWN, BELOW, ABOVE], IN_BAND).astype(object)


def cost_to_min(pay: Numeric, min: Numeric, fte: Numeric = 1.0) -> np.ndarray:
    """Annual cost of lifting full-time-equivalent `pay` to the minimum [pay]: max(0, min − pay) · fte."""
    low = np.asarray(min, float)
    short = low - np.asarray(pay, float)
    return np.where(short <= SLACK * low, 0.0, short) * np.asarray(fte, float)


def band_of(people: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Row of each person's band in the bands frame, −1 where track and level name none. Both matched as written."""
    track, level = (pd.factorize(people[name].to_numpy(object)) for name in ("Track", "Level"))
    rows = {key: row for row, key in reversed(list(enumerate(zip(frame["Track"], frame["Level"], strict=True))))}
    table = [[rows.get((own, name), -1) for name in level[1]] for own in track[1]]
    return np.array(table, int).reshape(len(track[1]), len(level[1]))[track[0], level[0]]
