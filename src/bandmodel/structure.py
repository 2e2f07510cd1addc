"""A structure: published bands, the comparisons between their levels, and how the bands came about.

It is what parity, findings and reports read. It comes from a model (`model.build`) or from finished bands (`of_bands`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from bandmodel import policy as policies
from bandmodel.core import bands, comparisons, ladder, parity, parity_weight
from bandmodel.core.comparisons import Comparisons
from bandmodel.errors import Finding, InputError
from bandmodel.inputs import coerce, letters
from bandmodel.inputs.schema import KINDS
from bandmodel.policy import Policy


@dataclass(frozen=True)
class Localities:
    """Where the bands hold: geo factors and currencies of the locations, and what currencies are worth.

    currency   structure currency; "" where the tables name none
    rates      structure-currency units for one unit of each currency, on the structure date
    factors    geo factor of each location [ratio]
    currencies currency of each location; "" = the structure currency
    """

    currency: str = ""
    rates: Mapping[str, float] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether anything is known of places and currencies: nothing is for finished bands."""
        return bool(self.currency or self.rates or self.factors)

    def rate(self, currency: str) -> float:
        """Structure-currency units for one unit of a currency; unknown where there is no rate."""
        return 1.0 if currency in ("", self.currency) else self.rates.get(currency, np.nan)

    def pay_factor(self, location: str) -> float:
        """Local pay, in local currency, over reference pay; 1 for no location, unknown for an unknown one."""
        if not location:
            return 1.0
        return self.factors.get(location, np.nan) / self.rate(self.currencies.get(location, ""))


@dataclass(frozen=True, eq=False)
class Structure:
    """Published bands and what made them; arrays have one entry per level, in the order of `bands`.

    bands        the bands frame (`core.ladder.COLUMNS`)
    comparisons  which levels are compared; None where neither Equivalence nor Grade says so
    own_mid      own midpoints, before the parity weight [pay]
    exact_mid    midpoints after the parity weight, before rounding [pay]
    end_ratios   min / mid and max / mid of each exact band
    given        True for a given range: it is never pulled or rounded
    finished     True where the bands were given as they are (`of_bands`): a level that does not move is not rounded
    rows         row numbers on the Levels table
    localities   where the bands hold; empty for finished bands
    by_hand      True for an own midpoint that no market rate makes: typed, or a fixed progression
    """

    bands: pd.DataFrame
    comparisons: Comparisons | None
    policy: Policy
    own_mid: np.ndarray
    exact_mid: np.ndarray
    end_ratios: tuple[np.ndarray, np.ndarray]
    given: np.ndarray
    finished: bool = False
    rows: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    localities: Localities = field(default_factory=Localities)
    by_hand: np.ndarray = field(default_factory=lambda: np.zeros((), bool))

    @cached_property
    def level_rows(self) -> dict[tuple[str, str], int]:
        """Row of each (track, level), in the bands of every location (`core.comparisons.level_rows`)."""
        return comparisons.level_rows(self.bands)

    def grades(self) -> np.ndarray:
        """Each level's grade as a number that rises with the rungs, also where grade 1 is the top; else unknown."""
        return self.rising_grades(self.bands["Grade"].to_list())

    def rising_grades(self, labels: list[str]) -> np.ndarray:
        """Grades, of these levels or of others, as numbers that rise with the rungs of this structure."""
        own, _ = coerce.numbers(self.bands["Grade"].to_list())
        return coerce.numbers(labels)[0] * ladder.rising(self.bands, own)

    def compared(self) -> Comparisons:
        """The comparisons. Raises InputError, with the remedy, where there is nothing to compare by."""
        if self.comparisons is None or not len(self.comparisons):
            raise InputError(
                "Nothing says which levels are equivalent; fill in Grade on both tracks (one of them of kind manager), "
                "or give an Equivalence table."
            )
        return self.comparisons

    def with_equivalence(self, table: pd.DataFrame) -> Structure:
        """The same bands compared by another Equivalence table."""
        return replace(self, comparisons=comparisons.from_equivalence(self.bands, table))

    def tolerance(self, asked: float | None = None) -> float:
        """The tolerance asked for, else the policy's. Raises InputError unless it is between 0 and 1."""
        limit = float(self.policy["parity tolerance"] if asked is None else asked)
        if not 0 < limit < 1:
            raise InputError(f"Tolerance {limit:g} is not between 0 and 1; give a fraction such as 0.05.")
        return limit

    def pairs(self, basis: str = "base", tolerance: float | None = None) -> pd.DataFrame:
        """The frame of compared pairs (`core.parity.PAIR_COLUMNS`)."""
        return parity.pairs(self.bands, self.compared(), basis=basis, tolerance=self.tolerance(tolerance))

    def row_of(self, track: str, level: str) -> int:
        """Row of a level. Raises InputError that lists what there is."""
        found = self.level_rows.get((track, level))
        if found is None:
            raise InputError(no_such_level(self.bands, track, level))
        return found

    def row_of_name(self, name: str) -> int:
        """Row of a level named alone ("S3"), or with its track ("Specialist/S3") where two tracks have it."""
        track, slash, level = name.rpartition("/")
        found = np.flatnonzero(self.bands["Level"] == name)
        if slash and not len(found):
            return self.row_of(track.strip(), level.strip())
        if len(found) == 1:
            return int(found[0])
        if len(found):
            choices = " or ".join(f"{self.bands['Track'].iloc[row]}/{name}" for row in found)
            raise InputError(f'Level "{name}" is on several tracks; write {choices}.')
        raise InputError(f'Level "{name}" is not known; levels: {", ".join(self.bands["Level"])}.')

    def pulling(self) -> np.ndarray:
        """Which comparisons the parity weight pulls: those without a note and without a given range."""
        compared = self.compared()
        noted = np.array([bool(note) for note in compared.note], bool)
        pulled: np.ndarray = ~noted & ~compared.touches(self.given)
        return pulled

    def follows_market(self) -> np.ndarray:
        """Levels whose own midpoint moves with the market: not a given range, not set by hand. Of finished bands, all."""
        follows: np.ndarray = ~(self.given | self.by_hand)
        return follows

    def moves(self, own: np.ndarray | None = None) -> np.ndarray:
        """Change of each log midpoint per unit of parity weight, by the policy's anchor.

        own   logs of midpoints to pull instead of the own ones
        """
        manager = self.bands["Kind"].to_numpy() == "manager"
        pulling = self.compared().only(self.pulling())
        logs = np.log(self.own_mid) if own is None else own
        return parity_weight.change(logs, pulling, anchor=self.policy["parity anchor"], fixed=manager)

    def publish(self, change: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(min, mid, max) as published after a log change of the own midpoints; `change` may have several rows.

        Given ranges stay as they are, and so do the levels of finished bands that do not move.
        """
        low, mid, high = rounded_ends(self.own_mid * np.exp(change), self.end_ratios, self.policy)
        stays = self.given | (self.finished & (change == 0))
        kept = (self.bands[name].to_numpy(float) for name in ("Min", "Mid", "Max"))
        low, mid, high = (np.where(stays, old, new) for old, new in zip(kept, (low, mid, high), strict=True))
        return low, mid, high

    def bands_at(self, location: str) -> pd.DataFrame:
        """The bands of one location, in its currency: reference midpoint × geo factor × FX, spread and rounding alike.

        A given range is scaled and not rounded. No location, or one at factor 1 in the structure currency, has the
        reference bands. Raises InputError for an unknown location or a currency without a rate.
        """
        places = self.localities
        if location and location not in places.factors:
            known = ", ".join(places.factors) or "none"
            raise InputError(f'Location "{location}" is not on the Locations table; locations: {known}.')
        factor = places.pay_factor(location)
        if np.isnan(factor):
            currency = places.currencies[location]
            raise InputError(f'Location "{location}": currency {currency} has no rate on or before the structure date.')
        return self.scaled(factor)

    def scaled(self, factor: float) -> pd.DataFrame:
        """The bands frame at a factor of local over reference pay; an unknown factor leaves the bands unknown."""
        if factor == 1:
            return self.bands
        key = str(factor)  # also of an unknown one, which does not equal itself
        if key not in self._scaled:  # formulas in every row ask for the same location, scenarios for all of them
            self._scaled[key] = self._at_factor(factor)
        return self._scaled[key]

    @cached_property
    def _scaled(self) -> dict[str, pd.DataFrame]:
        return {}

    def _at_factor(self, factor: float) -> pd.DataFrame:
        low, mid, high = rounded_ends(self.bands["Mid"].to_numpy(float) * factor, self.end_ratios, self.policy)
        ends = {"Min": low, "Mid": mid, "Max": high}
        local = {name: np.where(self.given, self.bands[name] * factor, end) for name, end in ends.items()}
        return rederived(self.bands.assign(**local, Market=self.bands["Market"] * factor), self.policy)

    def figure(self, column: str, row: int, location: str = "") -> float | str:
        """One figure of the bands of a location, by column and row of the frame. Raises InputError as `bands_at` does."""
        if (location, column) not in self._figures:
            self._figures[location, column] = self.bands_at(location)[column].to_numpy()
        figure: float | str = self._figures[location, column][row]
        return figure

    @cached_property
    def _figures(self) -> dict[tuple[str, str], np.ndarray]:
        return {}

    def moved(self, change: np.ndarray) -> pd.DataFrame:
        """The bands frame after a log change of the own midpoints."""
        ends = dict(zip(("Min", "Mid", "Max"), self.publish(change), strict=True))
        made = rederived if set(ladder.COLUMNS) <= set(self.bands) else completed  # a model's draft is not complete yet
        return made(self.bands.assign(**ends), self.policy)

    def pulled(self, weight: float) -> Structure:
        """The structure at a parity weight, counted from own midpoints; where nothing is compared nothing is pulled."""
        change = np.zeros(len(self.bands))
        if weight > 0 and self.comparisons is not None and len(self.comparisons):
            change = weight * self.moves()
        return replace(self, bands=self.moved(change), exact_mid=self.own_mid * np.exp(change))

    def adjusted(self, factor: np.ndarray) -> Structure:
        """The structure with own midpoints and given ranges times a factor per level, then pulled as the policy says."""
        ends = {name: np.where(self.given, self.bands[name] * factor, self.bands[name]) for name in ("Min", "Mid", "Max")}
        draft = replace(self, bands=self.bands.assign(**ends), own_mid=self.own_mid * factor)
        return draft.pulled(self.policy["parity weight"])


def rounded_ends(
    exact_mid: np.ndarray, end_ratios: tuple[np.ndarray, np.ndarray], policy: Policy
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(min, mid, max) around exact midpoints, ends rounded as the policy says; the midpoint is (min + max) / 2.

    Unknown where rounding leaves no band: a minimum of 0, or above the maximum.
    """
    low, high = (
        bands.round_to(exact_mid * ratio, policy["rounding"], mode=policy[f"{end} rounding"])
        for ratio, end in zip(end_ratios, ("min", "max"), strict=True)
    )
    possible = (low > 0) & (low <= high)
    low, high = np.where(possible, low, np.nan), np.where(possible, high, np.nan)
    return low, (low + high) / 2, high


def completed(frame: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The bands frame made of `frame` (`core.ladder.completed`), on the policy's bases."""
    return ladder.completed(frame, spread_basis=policy["spread basis"], overlap_basis=policy["overlap basis"])


def rederived(frame: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """A complete bands frame whose ends have changed, its derived columns computed anew."""
    bases = {"spread_basis": policy["spread basis"], "overlap_basis": policy["overlap basis"]}
    return frame.assign(**ladder.derived(frame, **bases))


def no_such_level(frame: pd.DataFrame, track: str, level: str) -> str:
    """Message for a level that is not there, with what is."""
    names = ladder.tracks(frame)
    if track not in names:
        return f'Track "{track}" is not known; tracks: {", ".join(names)}.'
    levels = ", ".join(frame.loc[frame["Track"] == track, "Level"])
    odd = letters.foreign(level)
    told = f" It holds the letter {odd}, which only looks like a Latin one." if odd else ""
    return f'Level "{level}" is not on track "{track}"; its levels: {levels}.{told}'


def kind_named(track: str) -> str:
    """The kind that a track's name says: equal to a kind or its plural, trimmed, whatever the case; "" otherwise."""
    folded = track.strip().casefold()
    return next((kind for kind in KINDS if folded in (kind, f"{kind}s")), "")


def of_bands(frame: pd.DataFrame, equivalence: pd.DataFrame | None = None, policy: Policy | None = None) -> Structure:
    """A structure of finished bands: Track, Level, Min, Mid, Max and what else the bands frame may have.

    Own midpoints are the bands' own. Without an Equivalence table, equal Grade applies.
    """
    _require_bands(frame)
    kinds = frame["Kind"] if "Kind" in frame else pd.Series("", frame.index)
    told = [kind or kind_named(track) for kind, track in zip(kinds, frame["Track"], strict=True)]
    settings = policy or policies.defaults()
    full = completed(frame.assign(Kind=told, row=frame.index), settings)
    mid = full["Mid"].to_numpy(float)
    ratios = (full["Min"].to_numpy(float) / mid, full["Max"].to_numpy(float) / mid)
    rows, full = full["row"].to_numpy(), full.drop(columns=["row"])
    structure = Structure(full, None, settings, mid, mid, ratios, np.zeros(len(full), bool), True, rows)
    if equivalence is not None:
        return structure.with_equivalence(equivalence)
    return replace(structure, comparisons=comparisons.from_grades(full))


def _require_bands(frame: pd.DataFrame) -> None:
    """Raise InputError that lists every band whose minimum is above its maximum."""
    columns = frame[["Track", "Level", "Min", "Max"]].itertuples(name=None)
    faults = [
        Finding(
            "range-swapped", "error", "Bands", int(row), "Min", f"{low:g}",
            f"{track} {level}: Min {low:,.0f} is above Max {high:,.0f}.", "Swap them.",
        )
        for row, track, level, low, high in columns
        if low > high
    ]  # fmt: skip
    if faults:
        raise InputError.of(faults)
