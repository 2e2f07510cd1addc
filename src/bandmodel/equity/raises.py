"""Who can be raised to close a gap, how far, and by how much: the three modes, and what holds raises back.

Pay and raises are full-time-equivalent base pay in the currency of the person's location; costs are in the structure
currency, for the FTE worked and with the employer's on-cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core import remedies
from bandmodel.core.bands import one_of
from bandmodel.errors import InputError
from bandmodel.placement import Placement, texts
from bandmodel.policy import Policy
from bandmodel.structure import Structure

UNIFORM, RESIDUAL, LEAST_COST = MODES = ("uniform", "residual", "least cost")
SLACK = 1e-12
"""What rounding leaves of a coefficient of ln pay."""
MONEY = 1e-7
"""A coefficient of ln pay this far below the most that raises can add was held back by money, not by rounding."""
CAP, MAXIMUM = "cap", "band maximum"


@dataclass(frozen=True)
class Terms:
    """How a gap is to be closed: mode, gap aimed at, largest raise as a share of own pay, whether raises stay in band."""

    mode: str
    target: float
    cap: float | None
    in_band: bool

    @classmethod
    def checked(cls, mode: str, target: float, cap: float | None, in_band: bool) -> Terms:
        """The terms. Raises InputError for an unknown mode, or a target or cap that cannot be one."""
        if not -1 < target < 1:
            raise InputError(f"Target {target:g} is not between -1 and 1; give a gap such as 0, or -0.02 to leave 2 % open.")
        if cap is not None and not 0 <= cap <= 1:
            raise InputError(f"Cap {cap:g} is not between 0 and 1; give the largest raise as a share of pay, such as 0.05.")
        return cls(one_of(mode, MODES, "Mode"), float(target), cap, in_band)


@dataclass(frozen=True, eq=False)
class Company:
    """Everyone's pay, the room for raises and what they cost; arrays have one entry per person placed.

    pay          base pay before any raise [local pay]
    rate         structure currency for one unit of local pay
    price        yearly cost of a raise of 1: rate · FTE · (1 + on-cost) [structure pay]
    cap_room     largest raise by the cap, in whole cents; infinite without one [local pay]
    band_room    largest raise by the maximum of the local band; 0 where it is unknown; infinite if raises may leave the band
    """

    pay: np.ndarray
    rate: np.ndarray
    price: np.ndarray
    cap_room: np.ndarray
    band_room: np.ndarray

    @classmethod
    def of(cls, structure: Structure, placed: Placement, terms: Terms) -> Company:
        """The company of placed people on some terms."""
        price = placed.rate * placed.fte * (1 + on_cost(structure.policy, placed.people))
        unlimited = np.full(len(placed.pay), np.inf)
        cap_room = unlimited if terms.cap is None else remedies.down_to_cent(placed.pay * terms.cap)
        band_room = unlimited
        if terms.in_band:
            band_room = np.nan_to_num(np.maximum(remedies.down_to_cent(placed.max - placed.pay), 0.0))
        return cls(placed.pay, placed.rate, price, cap_room, band_room)

    @property
    def payroll(self) -> float:
        """Annual base pay for the FTE worked, with on-cost, of everyone whose pay is known [structure pay]."""
        return float(np.nansum(self.pay * self.price))


def on_cost(policy: Policy, people: pd.DataFrame) -> np.ndarray:
    """Employer's contributions of each person: the location's own, else the general ones [fraction of pay]."""
    code, names = pd.factorize(texts(people, "Location"))
    general = float(policy["employer on-cost"])
    own = [policy.get(f"{name}: employer on-cost") if name else None for name in names]
    return np.array([general if share is None else float(share) for share in own])[code] if len(code) else np.zeros(0)


@dataclass(frozen=True, eq=False)
class Candidates:
    """The people of one side of a comparison whose raise narrows its gap; arrays have one entry per person.

    place       their places among the people placed
    influence   what 1 unit of their ln pay adds to the coefficient, in the direction that narrows the gap; above 0
    pay         present base pay [local pay];  price  cost of a raise of 1 [structure pay]
    predicted   what the regression predicts for them as people of the other side [local pay]
    cap_room, band_room   what is left of the largest raise [local pay]
    """

    place: np.ndarray
    influence: np.ndarray
    pay: np.ndarray
    price: np.ndarray
    predicted: np.ndarray
    cap_room: np.ndarray
    band_room: np.ndarray

    @property
    def room(self) -> np.ndarray:
        """Largest raise, in whole cents [local pay]."""
        room: np.ndarray = np.minimum(self.cap_room, self.band_room)
        return room

    @property
    def short(self) -> np.ndarray:
        """What is missing to the predicted pay; 0 for those who have it [local pay]."""
        short: np.ndarray = np.maximum(self.predicted - self.pay, 0.0)
        return short

    def gain(self, raises: np.ndarray) -> float:
        """What raises add to the coefficient, in the direction that narrows the gap."""
        return float(self.influence @ np.log1p(raises / self.pay))

    def raises(self, mode: str, wanted: float, budget: float) -> np.ndarray:
        """Raises in whole cents that add `wanted` to the coefficient, or as much as budget and room admit [local pay].

        least cost  those below their predicted pay, up to it, where the coefficient moves most for the money first
        residual    everyone the same share of what is missing to the predicted pay
        uniform     everyone the same share of pay
        Where least cost and residual bring everyone to the predicted pay and a gap is left (the regression is estimated
        anew), all go on rising with the predicted pay.
        """
        exact = self._exact(mode, wanted, budget)
        with np.errstate(divide="ignore"):
            rate = self.influence / (self.pay * self.price)
        return remedies.to_cents(exact, self.price, self.room, budget, rate)

    def _exact(self, mode: str, wanted: float, budget: float) -> np.ndarray:
        room, short = self.room, self.short
        if mode == UNIFORM:
            end = _end(room / self.pay, np.expm1(wanted))
            return self._along(lambda share: np.minimum(share * self.pay, room), wanted, budget, end)
        if mode == LEAST_COST:
            limit = np.minimum(remedies.up_to_cent(short), room)
            raises = remedies.least_cost(self.influence, self.pay, self.price, limit, wanted=wanted, budget=budget)
        else:
            raises = self._along(lambda share: np.minimum(share * short, room), wanted, budget, 1.0)
        if self.gain(raises) >= wanted - SLACK or _holds(raises, short):
            return raises
        end = np.log(
            _end((self.pay + room) / self.predicted, np.exp(wanted) * np.max(self.pay / self.predicted, initial=1.0))
        )
        return self._along(
            lambda lift: np.minimum(np.maximum(self.predicted * np.exp(lift) - self.pay, 0.0), room), wanted, budget, end
        )

    def _along(self, family: Callable[[float], np.ndarray], wanted: float, budget: float, end: float) -> np.ndarray:
        return remedies.along(family, self.influence, self.pay, self.price, wanted=wanted, budget=budget, end=end)

    def prevented_by(self, mode: str, wanted: float, gained: float) -> str:
        """What keeps raises that added `gained` from adding `wanted`; "" if more money would add more."""
        most = self._most(mode, self.room)
        if most >= wanted - SLACK or gained < most - MONEY:
            return ""
        alone = {CAP: self._most(mode, self.cap_room), MAXIMUM: self._most(mode, self.band_room)}
        stops = [name for name, most in alone.items() if most < wanted - SLACK]
        if len(stops) == 1:
            return f"the {stops[0]} alone prevents it"
        return (
            f"the {CAP} alone prevents it, and so does the {MAXIMUM}"
            if stops
            else f"{CAP} and {MAXIMUM} together prevent it"
        )

    def _most(self, mode: str, room: np.ndarray) -> float:
        """The most that raises within some room can add, whatever they cost."""
        if mode != UNIFORM and _holds(room, self.short):
            room = np.minimum(room, self.short)
        return self.gain(room)


def _end(highest: np.ndarray, enough: float) -> float:
    """The level at which everyone is at the limit; without limits the one at which each has more than is wanted."""
    top = float(np.max(highest, initial=1.0))
    return top if np.isfinite(top) else 1.01 * float(enough)


def _holds(raises: np.ndarray, short: np.ndarray) -> bool:
    """Whether raises, or the room for them, leave anyone below the predicted pay."""
    return bool((raises < short - 1 / remedies.CENTS).any())
