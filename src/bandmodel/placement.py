"""Who stands where: each active person's local band and pay on one footing.

Pay and band are in the local currency of the person's location. Pay is annual full-time-equivalent pay: where Policy says
that base pay is actual, it is divided by FTE here, once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import position
from bandmodel.structure import Structure


@dataclass(frozen=True, eq=False)
class Placement:
    """People and their bands, one entry per active person; unknown where the person has no band.

    people   the rows of the People table that count: Status active or blank
    row      row of the band in the bands frame, −1 for none
    pay      full-time-equivalent base pay [local pay]
    fte      share of full time; 1 where blank
    min, mid, max, market   the local band [local pay]
    """

    people: pd.DataFrame
    row: np.ndarray
    pay: np.ndarray
    fte: np.ndarray
    min: np.ndarray
    mid: np.ndarray
    max: np.ndarray
    market: np.ndarray

    @property
    def compa(self) -> np.ndarray:
        """Compa-ratio [fraction]."""
        return position.compa(self.pay, self.mid)

    @property
    def status(self) -> np.ndarray:
        """ "below", "in band", "above"; "" where pay or band is unknown."""
        return position.status(self.pay, self.min, self.max)

    @property
    def cost_to_min(self) -> np.ndarray:
        """Cost of lifting each person to the minimum, for the FTE worked [local pay]."""
        return position.cost_to_min(self.pay, self.min, self.fte)


def active(people: pd.DataFrame) -> np.ndarray:
    """Who counts: Status active or blank."""
    if "Status" not in people:
        return np.ones(len(people), bool)
    return people["Status"].isin(["", "active"]).to_numpy()


def place(structure: Structure, people: pd.DataFrame) -> Placement:
    """Place the active people on their local bands. Requires Track, Level, Base pay; Location, FTE, Currency if present.

    Finished bands have no localities: there everyone stands on the bands as they are.
    """
    staff = people[active(people)]
    row = position.band_of(staff, structure.bands)
    fte = staff["FTE"].astype(float).fillna(1.0).to_numpy() if "FTE" in staff else np.ones(len(staff))
    pay = staff["Base pay"].to_numpy(float)
    if structure.policy["base pay is"] == "actual":
        pay = pay / fte
    location = _column(staff, "Location") if structure.localities.factors else np.full(len(staff), "", object)
    code, names = pd.factorize(location)
    pay = pay * _into_local(structure, _column(staff, "Currency"), location)
    local = [structure.scaled(structure.localities.pay_factor(name)) for name in names]

    def local_band(name: str) -> np.ndarray:
        return _picked([frame[name].to_numpy(float) for frame in local], code, row)

    return Placement(staff, row, pay, fte, *(local_band(name) for name in ("Min", "Mid", "Max", "Market")))


def _column(staff: pd.DataFrame, name: str) -> np.ndarray:
    return staff[name].to_numpy(object) if name in staff else np.full(len(staff), "", object)


def _picked(by_location: list[np.ndarray], code: np.ndarray, row: np.ndarray) -> np.ndarray:
    """One band figure per person, from the figures of each location."""
    if not by_location or not by_location[0].size:
        return np.full(len(code), np.nan)
    return np.where(row < 0, np.nan, np.stack(by_location)[code, row])


def _into_local(structure: Structure, currency: np.ndarray, location: np.ndarray) -> np.ndarray:
    """Factor from the currency of the pay into that of the location; 1 where the pay is in local currency."""
    places = structure.localities
    codes, pairs = pd.factorize(pd.MultiIndex.from_arrays([currency, location]))
    factors = np.ones(len(pairs))
    for number, (own, place_) in enumerate(pairs):
        local = places.currencies.get(place_, "") or places.currency
        if own and own != local and places.known:
            factors[number] = places.rate(own) / places.rate(local)
    return factors[codes]
