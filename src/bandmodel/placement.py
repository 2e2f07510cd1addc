"""Who stands where: each active person's local band and pay on one footing.

Pay and band are in the local currency of the person's location. Pay is annual full-time-equivalent pay: where Policy says
that base pay is actual, it is divided by FTE here, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from bandmodel.core import position, reporting
from bandmodel.core.bands import ratio
from bandmodel.core.codes import coded
from bandmodel.errors import InputError
from bandmodel.structure import Structure

PLACED_BY = ("Track", "Level", "Base pay", "FTE", "Location", "Currency")
"""Columns of the People table that a placement reads."""
CONVERT = "give the cell of BM_MODEL as bands to convert it"


@dataclass(frozen=True, eq=False)
class Placement:
    """People and their bands, one entry per active person; unknown where the person has no band.

    everyone the People table
    counted  which of its rows count: Status active or blank
    row      row of the band in the bands frame, −1 for none
    pay      full-time-equivalent base pay [local pay]
    fte      share of full time; 1 where blank
    rate     structure-currency units for one unit of local pay; 1 for finished bands
    local    the bands frame of each location
    place    number of each person's location in `local`
    """

    everyone: pd.DataFrame
    counted: np.ndarray
    row: np.ndarray
    pay: np.ndarray
    fte: np.ndarray
    rate: np.ndarray
    local: tuple[pd.DataFrame, ...]
    place: np.ndarray

    @cached_property
    def people(self) -> pd.DataFrame:
        """The rows of the People table that count, in every column; made when asked for, as it copies them all."""
        return self.everyone if self.counted.all() else self.everyone[self.counted]

    def some(self, at: np.ndarray) -> pd.DataFrame:
        """The rows of a few of the people, by their position among those who count."""
        rows: pd.DataFrame = self.everyone.iloc[np.flatnonzero(self.counted)[at]]
        return rows

    def band(self, column: str, row: np.ndarray | None = None, who: np.ndarray | slice = slice(None)) -> np.ndarray:
        """A figure of the local bands, one per person: of the person's own level, or of the levels in `row`.

        who   positions of the people asked for; everyone if not given
        """
        if not self.local or not len(self.local[0]):
            return np.full(len(self.place[who]), np.nan)
        figures = np.stack([np.append(frame[column].to_numpy(float), np.nan) for frame in self.local])
        if row is None:
            return figures.ravel().take(self._cell[who])
        figure: np.ndarray = figures[self.place[who], row]  # row −1 is the last, which is unknown
        return figure

    @cached_property
    def _cell(self) -> np.ndarray:
        """Number of each person's band in the bands of all locations, one after the other, each with one unknown band."""
        width = len(self.local[0]) + 1
        cell: np.ndarray = np.multiply(self.place, width, dtype=np.intp) + np.where(self.row < 0, width - 1, self.row)
        return cell

    @cached_property
    def min(self) -> np.ndarray:
        """Minimum of the local band [local pay]."""
        return self.band("Min")

    @cached_property
    def mid(self) -> np.ndarray:
        """Midpoint of the local band [local pay]."""
        return self.band("Mid")

    @cached_property
    def max(self) -> np.ndarray:
        """Maximum of the local band [local pay]."""
        return self.band("Max")

    @cached_property
    def market(self) -> np.ndarray:
        """Local market rate [local pay]."""
        return self.band("Market")

    @cached_property
    def parent(self) -> np.ndarray:
        """Row of each person's manager, −1 for none (`core.reporting.parents`)."""
        if not {"Employee", "Manager"} <= set(self.everyone.columns):
            return np.full(len(self.pay), -1)
        return reporting.parents(self.everyone["Employee"][self.counted], self.everyone["Manager"][self.counted])

    @property
    def payroll(self) -> np.ndarray:
        """Annual base pay of each person for the FTE worked [structure pay]."""
        payroll: np.ndarray = self.pay * self.fte * self.rate
        return payroll

    @property
    def penetration(self) -> np.ndarray:
        """Range penetration [fraction]."""
        return position.penetration(self.pay, self.min, self.max)

    @property
    def market_ratio(self) -> np.ndarray:
        """Pay over the local market rate [ratio]."""
        return ratio(self.pay, self.market)

    @property
    def compa(self) -> np.ndarray:
        """Compa-ratio [fraction]."""
        return position.compa(self.pay, self.mid)

    @property
    def status(self) -> np.ndarray:
        """ "below", "in band", "above"; "" where pay or band is unknown."""
        return position.status(self.pay, self.min, self.max)

    def far_outside(self, limit: float) -> np.ndarray:
        """Whether each person's pay is probably a slip (`position.far_outside`); Policy `pay outlier` is the limit."""
        return position.far_outside(self.pay, self.min, self.max, limit)

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

    Finished bands have no localities: there everyone stands on the bands as they are, and pay must be in one currency
    (InputError).
    """
    counted = active(people)
    used = [name for name in PLACED_BY if name in people]
    staff = people if counted.all() else people[used][counted]
    row = position.band_of(staff, structure.bands)
    fte = staff["FTE"].astype(float).fillna(1.0).to_numpy() if "FTE" in staff else np.ones(len(staff))
    pay = staff["Base pay"].to_numpy(float)
    if structure.policy["base pay is"] == "actual":
        pay = pay / fte
    places = structure.localities
    code, names = _coded(staff, "Location") if places.factors else (np.zeros(len(staff), np.int8), [""])
    if places.known:
        pay = pay * _into_local(structure, *_coded(staff, "Currency"), code, names)
    else:
        one_currency(staff)
    local = tuple(structure.scaled(places.pay_factor(name)) for name in names)
    rates = np.array([places.rate(places.currencies.get(name, "")) for name in names], float)
    return Placement(people, counted, row, pay, fte, rates[code] if len(rates) else np.ones(len(staff)), local, code)


def _coded(people: pd.DataFrame, name: str) -> tuple[np.ndarray, list[str]]:
    """A column of text by number, and the texts; "" throughout where there is no such column."""
    if name not in people:
        return np.zeros(len(people), np.int8), [""]
    codes, names = coded(people[name])
    return codes, list(names)


def texts(people: pd.DataFrame, name: str) -> np.ndarray:
    """A column of text of a People table; "" throughout where it has no such column."""
    return people[name].to_numpy(object) if name in people else np.full(len(people), "", object)


def numbers(people: pd.DataFrame, name: str) -> np.ndarray:
    """A column of numbers of a People table; unknown throughout where it has no such column."""
    return people[name].to_numpy(float) if name in people else np.full(len(people), np.nan)


def column_named(people: pd.DataFrame, name: str, purpose: str = "") -> str:
    """The header of a People column, found without regard to case. Raises InputError that lists what there is.

    purpose   what the column is wanted for, as the message says it: "to group by"
    """
    found = next((str(column) for column in people.columns if str(column).casefold() == name.strip().casefold()), None)
    if found is None:
        known = ", ".join(str(column) for column in people.columns)
        raise InputError(f'People has no column "{name}"{purpose and " " + purpose}; columns: {known}.')
    return found


def one_currency(people: pd.DataFrame, remedy: str = CONVERT) -> None:
    """Raise InputError where pay is in several currencies, and nothing is at hand to convert it.

    remedy   what to do about it, as the message ends
    """
    currencies = sorted(set(texts(people, "Currency")) - {""})
    if len(currencies) > 1:
        listed = ", ".join(currencies)
        raise InputError(f"Pay is in several currencies ({listed}); {remedy}.")


def _into_local(
    structure: Structure, currency: np.ndarray, currencies: list[str], place: np.ndarray, names: list[str]
) -> np.ndarray | float:
    """Factor from the currency of the pay into that of the location; 1 where the pay is in local currency.

    Unknown where neither the person nor a known location tells the currency.
    """
    places = structure.localities
    factors = np.ones((max(len(currencies), 1), max(len(names), 1)))
    for number, own in enumerate(currencies):
        for at, name in enumerate(names):
            local = places.currencies.get(name, "") or places.currency
            if not own and name and name not in places.factors:
                factors[number, at] = np.nan
            elif own and own != local:
                factors[number, at] = places.rate(own) / places.rate(local)
    return 1.0 if (factors == 1).all() else factors[currency, place]
