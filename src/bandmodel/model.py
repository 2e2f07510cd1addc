"""Inputs → Model: the one place where the formulas are put in order.

percentile → age → convert → ÷ geo → blend → midpoint method → parity weight → spread → round → published bands.
Everything later uses the published values. Nothing here reads files or the clock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

import bandmodel
from bandmodel import policy as policies
from bandmodel.core import bands, comparisons, ladder, market, midpoints, pricing
from bandmodel.core.comparisons import Comparisons
from bandmodel.core.pay_line import PayLine
from bandmodel.errors import Finding, PolicyError
from bandmodel.inputs import coerce
from bandmodel.inputs.inputs import Inputs, require_levels
from bandmodel.policy import Policy
from bandmodel.structure import Localities, Structure, kind_named


@dataclass(frozen=True, eq=False)
class Model:
    """Inputs, policy, and the structure that they make.

    structure   published bands and their comparisons
    survey      the Market rows with each step's figure (`core.pricing.priced`)
    market      market rate of each level in the reference location [pay]
    lines       pay lines of midpoint methods line (by track) and grade (under "all tracks")
    trouble     what kept a midpoint from being computed
    key         hash of inputs, policy and version: the same key means the same figures
    """

    inputs: Inputs
    policy: Policy
    structure: Structure
    survey: pd.DataFrame
    market: np.ndarray
    lines: dict[str, PayLine]
    trouble: tuple[Finding, ...]
    key: str

    @property
    def bands(self) -> pd.DataFrame:
        """The published bands of the reference structure."""
        return self.structure.bands


def of_inputs(inputs: Inputs, today: dt.date, **changes: Any) -> Model:
    """The model of inputs with the policy that their Policy table makes; `changes` override settings by name.

    today   resolves a structure date that is not given; the edges pass the day on, nothing below reads a clock
    """
    policy, faults = policies.read(inputs.table("Policy"))
    return build(replace(inputs, findings=(*inputs.findings, *faults)), policy.with_values(**changes).dated(today))


def build(inputs: Inputs, policy: Policy) -> Model:
    """Build the model. `policy` must have a structure date (`Policy.dated`).

    Raises InputError where there is no level at all; every lesser fault leaves its figure unknown and is a finding.
    """
    require_levels(inputs)
    date = np.datetime64(policy["structure date"], "D")
    levels = _levels(inputs)
    currency = structure_currency(inputs, policy)
    fx = inputs.table("FX")
    rates = market.latest_rates(
        fx["Currency"].to_numpy(), fx["Rate"].to_numpy(float), fx["Date"].to_numpy().astype("datetime64[D]"), date
    )
    places = _localities(inputs, currency, rates)
    until = market.aged_to(date, policy["market timing"])
    terms = pricing.Terms(date, until, policy["ageing rate"], policy["ageing method"], currency, rates, places.factors)
    survey = _survey(inputs, policy, levels, terms)
    rate = pricing.blended(survey, len(levels))
    own, lines, trouble = _own_midpoints(levels, rate, policy)
    structure = replace(_structure(inputs, policy, levels.assign(Market=rate), own), localities=places)
    digest = hashlib.blake2b(digest_size=8)
    for part in (inputs.fingerprint(), policy.fingerprint(), bandmodel.__version__):
        digest.update(part.encode() + b"\0")
    return Model(inputs, policy, structure, survey, rate, lines, tuple(trouble), digest.hexdigest())


def structure_currency(inputs: Inputs, policy: Policy) -> str:
    """The setting, else the one currency that Market and Locations name. Raises PolicyError where they name several."""
    given = policy.get("structure currency")
    if given:
        return str(given)
    named = {name for table in ("Market", "Locations") for name in inputs.table(table)["Currency"] if name}
    if len(named) > 1:
        listed = ", ".join(sorted(named))
        raise PolicyError(
            f'The tables name several currencies ({listed}); add a row "structure currency" to the Policy table.'
        )
    return named.pop() if named else ""


def _levels(inputs: Inputs) -> pd.DataFrame:
    """The Levels table sorted into ladders, with the kind of each track and the row numbers in column "row"."""
    levels = inputs.table("Levels").reset_index()
    tracks = inputs.table("Tracks")
    kinds = dict(zip(tracks["Track"], tracks["Kind"], strict=True))
    levels["Kind"] = [kinds.get(track) or kind_named(track) for track in levels["Track"]]
    return levels.iloc[ladder.order(levels["Track"], levels["Rank"])].reset_index(drop=True)


def _localities(inputs: Inputs, currency: str, rates: dict[str, float]) -> Localities:
    table = inputs.table("Locations")
    factors = dict(zip(table["Location"], table["Geo factor"].astype(float), strict=True))
    return Localities(currency, rates, factors, dict(zip(table["Location"], table["Currency"], strict=True)))


def _survey(inputs: Inputs, policy: Policy, levels: pd.DataFrame, terms: pricing.Terms) -> pd.DataFrame:
    rows = inputs.table("Market")
    known = comparisons.level_rows(levels)
    level = np.array([known.get(key, -1) for key in zip(rows["Track"], rows["Level"], strict=True)], int)
    target = levels["Target percentile"].to_numpy(float)
    target = np.where(np.isnan(target), policy["target percentile"], target)
    wanted = np.where(level >= 0, target[level], policy["target percentile"]) if len(rows) else np.zeros(0)
    return pricing.priced(rows, level, wanted, terms)


def _own_midpoints(
    levels: pd.DataFrame, rate: np.ndarray, policy: Policy
) -> tuple[np.ndarray, dict[str, PayLine], list[Finding]]:
    """Own midpoint of each level by the policy's method; levels with a given range are overwritten later."""
    method = policy["midpoint method"]
    track = levels["Track"].to_numpy()
    if method == "market":
        return rate, {}, []
    if method == "progression":
        return _by_progression(levels, policy)
    if method == "line":
        mid, lines, trouble = midpoints.by_line(levels["Points"].to_numpy(float), rate, track)
    else:
        grade, _ = coerce.numbers(levels["Grade"].to_list())
        mid, lines, trouble = midpoints.by_line(grade, rate, np.full(len(levels), midpoints.ALL_TRACKS, object))
    priced = {name for name in ladder.tracks(levels) if not _set_by_hand(levels, track == name)}
    priced |= {midpoints.ALL_TRACKS} if priced else set()
    needed = {name: text for name, text in trouble.items() if name in priced}
    over = "Points" if method == "line" else "Grade"
    findings = [
        Finding("pay-line-impossible", "error", "Levels", None, over, name, f"{name}: {text}",
                f"Give {over} and market rates to at least 3 levels, or choose another midpoint method.")
        for name, text in needed.items()
    ]  # fmt: skip
    return mid, lines, findings


def _by_progression(levels: pd.DataFrame, policy: Policy) -> tuple[np.ndarray, dict[str, PayLine], list[Finding]]:
    mid = np.full(len(levels), np.nan)
    findings = []
    for track in ladder.tracks(levels):
        rows = np.flatnonzero(levels["Track"].to_numpy() == track)
        if _set_by_hand(levels, rows):
            continue
        names = [f"{track}: {what}" for what in ("first midpoint", "progression")]
        first, rate = (policy.get(name) for name in names)
        missing = [name for name, value in zip(names, (first, rate), strict=True) if value is None]
        findings += [
            Finding("setting-missing", "error", "Policy", None, "Setting", name,
                    f'Midpoint method progression needs the setting "{name}"; the track\'s midpoints are unknown.',
                    f'Add a row "{name}" to the Policy table.')
            for name in missing
        ]  # fmt: skip
        if not missing:
            mid[rows] = midpoints.progressed(first, rate, len(rows))
    return mid, {}, findings


def _set_by_hand(levels: pd.DataFrame, rows: np.ndarray) -> bool:
    """Whether every one of some levels has a given range or a typed midpoint, so that no method is needed."""
    ranges = levels[["Min", "Max"]].notna().all(axis=1) | levels["Mid"].notna()
    return bool(ranges.to_numpy()[rows].all())


def _structure(inputs: Inputs, policy: Policy, levels: pd.DataFrame, own: np.ndarray) -> Structure:
    """Own midpoints → parity weight → spread → rounding; given ranges stay as they are."""
    low, high = levels["Min"].to_numpy(float), levels["Max"].to_numpy(float)
    given = ~np.isnan(low) & ~np.isnan(high) & ~(low > high)
    broken = ~given & ~(np.isnan(low) & np.isnan(high))  # one end alone, or ends swapped: a finding, and no band
    typed = levels["Mid"].to_numpy(float)  # alone it is an own midpoint set by hand
    middle = np.where(given & np.isnan(typed), (low + high) / 2, typed)
    own = np.where(broken, np.nan, np.where(np.isnan(middle), own, middle))
    compared = _comparisons(inputs, levels)
    spread = levels["Spread"].to_numpy(float)
    spread = np.where(np.isnan(spread), policy["default spread"], spread)
    one, basis = np.ones(len(levels)), policy["spread basis"]
    spread = np.where((basis == "mid") & (spread >= 2), np.nan, spread)  # no minimum above 0: a finding
    ratios = (bands.minimum(one, spread, basis=basis), bands.maximum(one, spread, basis=basis))
    by_hand = ~np.isnan(typed) | (policy["midpoint method"] == "progression")
    frame, rows = levels.assign(Mid=middle), levels["row"].to_numpy()
    draft = Structure(frame, compared, policy, own, own, ratios, given, rows=rows, by_hand=by_hand)
    made = draft.pulled(policy["parity weight"])
    return replace(made, bands=made.bands.drop(columns=["row"]))


def _comparisons(inputs: Inputs, levels: pd.DataFrame) -> Comparisons | None:
    """By the Equivalence table if it has rows (those that name unknown levels or one track are left out), else by Grade."""
    if not inputs.given("Equivalence"):
        return comparisons.from_grades(levels)
    table = inputs.table("Equivalence")
    usable = (table["From track"] != table["To track"]).to_numpy(copy=True)
    usable[np.array([position for position, _, _ in comparisons.unknown_levels(levels, table)], int)] = False
    return comparisons.from_equivalence(levels, table[usable])
