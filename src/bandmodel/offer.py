"""Where a pay to be offered would stand: in the band, against the market, beside the peers, on the other tracks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core import position
from bandmodel.core.bands import ratio
from bandmodel.core.comparisons import equivalents
from bandmodel.core.ladder import tracks
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.structure import Structure

EQUIVALENTS = ("Track", "Level", "Status", "Weight", "Min", "Mid", "Max", "Compa-ratio", "Penetration")


@dataclass(frozen=True)
class Offer:
    """A pay offered for a level at a location: annual full-time-equivalent base pay in the location's currency."""

    track: str
    level: str
    pay: float
    location: str = ""


def tables(structure: Structure, offer: Offer, people: pd.DataFrame | None = None) -> list[pd.DataFrame]:
    """Position in the band in labelled lines, and the same pay on the equivalent levels (columns `EQUIVALENTS`).

    people   with it, the peers' median compa-ratio (same track and level) and, of those at the same location, median pay;
             each from Policy's smallest group on
    Raises InputError for an unknown level or location, or a pay that is not above 0.
    """
    if not offer.pay > 0:
        raise InputError(f"Pay {offer.pay:g} is not above 0; give annual full-time base pay.")
    row = structure.row_of(offer.track, offer.level)
    frame = structure.bands_at(offer.location)
    rows = [*_own(frame, row, offer), *(_peers(structure, frame, row, offer, people) if people is not None else ())]
    return [pd.DataFrame(rows, columns=list(LABELLED)), _equivalent(structure, frame, row, offer)]


Row = tuple[str, float | str, str]


def _own(frame: pd.DataFrame, row: int, offer: Offer) -> list[Row]:
    band = frame.iloc[row]
    low, mid, high = (float(band[name]) for name in ("Min", "Mid", "Max"))
    place = f"at {offer.location}" if offer.location else "reference structure"
    return [
        ("Pay", offer.pay, "annual full-time base pay offered"),
        *((name, float(band[name]), f"band of {offer.track} {offer.level}, {place}") for name in ("Min", "Mid", "Max")),
        ("Status", str(position.status(offer.pay, low, high)), "both ends belong to the band"),
        ("Compa-ratio", float(position.compa(offer.pay, mid)), "pay / midpoint"),
        ("Penetration", float(position.penetration(offer.pay, low, high)), "(pay − min) / (max − min)"),
        ("Below minimum by", max(low - offer.pay, 0.0), "0 from the minimum on"),
        ("Above maximum by", max(offer.pay - high, 0.0), "0 up to the maximum"),
        ("Market ratio", float(ratio(offer.pay, band["Market"])), "pay / market rate; blank where it is unknown"),
    ]


def _peers(structure: Structure, frame: pd.DataFrame, row: int, offer: Offer, people: pd.DataFrame) -> list[Row]:
    placed = placement.place(structure, people)
    least = int(structure.policy["minimum group"])
    mine = (placed.row == row) & ~np.isnan(placed.pay)
    compa = placed.compa[mine & ~np.isnan(placed.mid)]
    here = mine
    if structure.localities.factors:  # who gives no location is at the reference location
        here = mine & (placement.texts(placed.people, "Location") == offer.location)
    peer = float(np.median(compa)) if len(compa) >= least else np.nan
    local = float(np.median(placed.pay[here])) if here.sum() >= least else np.nan
    few = f"blank: fewer than {least} people"
    where = f"at {offer.location}" if offer.location else "at the reference location"
    return [
        ("Peers", float(mine.sum()), f"active people on {offer.track} {offer.level}, all locations"),
        ("Peers' median compa-ratio", peer, few if np.isnan(peer) else "each against the band of the own location"),
        ("Offer against peers", offer.pay / float(frame["Mid"].iloc[row]) / peer - 1, "compa-ratio / peers' median − 1"),
        ("Peers here", float(here.sum()), f"of them {where}"),
        ("Peers' median pay here", local, few if np.isnan(local) else "full-time base pay"),
    ]


def _equivalent(structure: Structure, frame: pd.DataFrame, row: int, offer: Offer) -> pd.DataFrame:
    found = []
    compared = structure.comparisons
    others = [name for name in tracks(frame) if name != offer.track] if compared is not None else []
    for other in others:
        found += equivalents(frame, compared, row, other) if compared is not None else []
    band = frame.iloc[[place for place, _ in found]].reset_index(drop=True)
    low, mid, high = (band[name].to_numpy(float) for name in ("Min", "Mid", "Max"))
    return pd.DataFrame({
        "Track": band["Track"], "Level": band["Level"], "Weight": [weight for _, weight in found],
        "Min": low, "Mid": mid, "Max": high, "Compa-ratio": position.compa(offer.pay, mid),
        "Penetration": position.penetration(offer.pay, low, high), "Status": position.status(offer.pay, low, high),
    }, columns=list(EQUIVALENTS))  # fmt: skip
