"""Findings on the People table: who cannot be placed or counted, pay, lines and dates that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core import reporting
from bandmodel.errors import Finding
from bandmodel.findings.wording import money, share
from bandmodel.placement import Placement
from bandmodel.structure import Structure, kind_named, no_such_level

MONTHS = 12
HOURS = 2080
"""Hours of a full-time year: 52 weeks of 40 hours."""
UNITS = ((1000, "pay in thousands: a thousand times it"), (HOURS, f"an hour's pay: {HOURS:,} times it"))
CAREER = 60
"""Years of the longest service."""


def checks(structure: Structure, people: pd.DataFrame) -> Iterator[Finding]:
    """Every check of a People table; each needs only the columns that it uses."""
    placed = placement.place(structure, people) if "Base pay" in people else None
    yield from unplaced(structure, people[placement.active(people)])
    yield from not_active(people)
    if placed is not None:
        yield from far_outside(structure, placed)
    if {"Employee", "Manager"} <= set(people.columns):
        yield from lines(structure, people[placement.active(people)])
    yield from dates(structure, people)
    yield from previous_tracks(structure, people[placement.active(people)])


def _at(
    people: pd.DataFrame, place: int, code: str, severity: str, column: str, value: str, text: str, remedy: str
) -> Finding:
    """A finding on one person; the text begins with the employee id."""
    name = str(people["Employee"].iloc[place]) if "Employee" in people else f"Row {people.index[place]}"
    return Finding(code, severity, "People", int(people.index[place]), column, value, f"{name}: {text}", remedy)


def unplaced(structure: Structure, people: pd.DataFrame) -> Iterator[Finding]:
    """People on a level or at a location that the model does not have, or paid in a currency without a rate."""
    known = pd.MultiIndex.from_frame(structure.bands[["Track", "Level"]])
    row = known.get_indexer(pd.MultiIndex.from_frame(people[["Track", "Level"]]))
    for place in np.flatnonzero(row < 0).tolist():
        track, level = people["Track"].iloc[place], people["Level"].iloc[place]
        yield _at(people, place, "person-level-unknown", "error", "Level", str(level),
                  f"{no_such_level(structure.bands, track, level)} The person is not placed.",
                  "Correct Track and Level, or add the level to the Levels table.")  # fmt: skip
    if "Currency" in people and structure.localities.known:
        rates = {name: structure.localities.rate(name) for name in people["Currency"].unique()}
        for place in np.flatnonzero(people["Currency"].map(rates).isna().to_numpy()).tolist():
            currency = str(people["Currency"].iloc[place])
            yield _at(people, place, "person-currency-without-rate", "error", "Currency", currency,
                      f"currency {currency} has no rate on or before the structure date; the pay cannot be placed.",
                      "Add a rate to the FX table.")  # fmt: skip
    factors = structure.localities.factors
    if not factors or "Location" not in people:
        return
    for place in np.flatnonzero(~people["Location"].isin(["", *factors]).to_numpy()).tolist():
        location = str(people["Location"].iloc[place])
        yield _at(people, place, "person-location-unknown", "error", "Location", location,
                  f'location "{location}" is not on the Locations table; the person has no band.',
                  "Correct it, or add the location.")  # fmt: skip


def not_active(people: pd.DataFrame) -> Iterator[Finding]:
    """How many people are on leave or leavers: they are not counted."""
    away = int((~placement.active(people)).sum())
    if away:
        yield Finding(
            "people-not-active", "note", "People", None, "Status", str(away),
            f"{away} of {len(people)} rows are on leave or leavers and are not counted.", "Nothing to do if that is right.",
        )  # fmt: skip


def far_outside(structure: Structure, placed: Placement) -> Iterator[Finding]:
    """Pay so far outside its band that it is probably a slip; what looks like a month's or an hour's pay, or thousands."""
    limit = structure.policy["pay outlier"]
    low, high = placed.min * (1 - limit), placed.max * (1 + limit)
    monthly = (placed.pay < low) & (placed.pay * MONTHS >= low) & (placed.pay * MONTHS <= high)
    for place in np.flatnonzero(placed.far_outside(limit)).tolist():
        pay = placed.pay[place]
        band = f"{money(placed.min[place])} to {money(placed.max[place])}"
        small = _unit(pay, placed.min[place], placed.max[place], limit)
        if small and not monthly[place]:
            yield _at(placed.people, place, "pay-looks-of-other-unit", "warning", "Base pay", money(pay),
                      f"base pay {money(pay)} looks like {small} fits the band {band}.",
                      "Type annual pay in full.")  # fmt: skip
            continue
        if monthly[place]:
            yield _at(placed.people, place, "pay-looks-monthly", "warning", "Base pay", money(pay),
                      f"base pay {money(pay)} looks like a month's pay: twelve times it fits the band {band}.",
                      "Type annual pay.")  # fmt: skip
            continue
        end, side = (
            (placed.min[place], "below the minimum") if pay < low[place] else (placed.max[place], "above the maximum")
        )
        yield _at(placed.people, place, "pay-far-outside-band", "warning", "Base pay", money(pay),
                  f"base pay {money(pay)} is {share(abs(pay / end - 1))} {side} of the band {band}; limit {share(limit)}.",
                  "Check pay, currency, FTE and level.")  # fmt: skip


def _unit(pay: float, low: float, high: float, limit: float) -> str:
    """What pay far below its band looks like in the unit that brings it nearest to the middle; "" if none fits."""
    near = {
        abs(np.log(pay * times / (low + high) * 2)): said
        for times, said in UNITS
        if low * (1 - limit) <= pay * times <= high * (1 + limit)
    }
    return near[min(near)] if near else ""


def lines(structure: Structure, staff: pd.DataFrame) -> Iterator[Finding]:
    """Reporting lines that cannot be: unknown managers, circles, spans beyond the limit."""
    parent = reporting.parents(staff["Employee"], staff["Manager"])
    named, own = (staff["Manager"] != "").to_numpy(), (staff["Manager"] == staff["Employee"]).to_numpy()
    for place in np.flatnonzero((parent < 0) & named & ~own).tolist():
        manager = str(staff["Manager"].iloc[place])
        yield _at(staff, place, "manager-unknown", "warning", "Manager", manager,
                  f'manager "{manager}" is not among the active people.', "Correct the id, or add the manager.")  # fmt: skip
    for place in np.flatnonzero(reporting.on_cycle(parent) | (named & own)).tolist():
        manager = str(staff["Manager"].iloc[place])
        yield _at(staff, place, "reporting-cycle", "warning", "Manager", manager,
                  f"the line of managers, beginning with {manager}, comes back to this person; it is not followed.",
                  "Correct the manager of one of them.")  # fmt: skip
    limit = structure.policy["largest span"]
    count = reporting.direct_reports(parent)
    for place in np.flatnonzero(count > limit).tolist():
        yield _at(staff, place, "span-too-large", "warning", "Manager", str(count[place]),
                  f"{count[place]} people report directly to this person; limit {limit:g}.",
                  "Check the managers of these people.")  # fmt: skip


def dates(structure: Structure, people: pd.DataFrame) -> Iterator[Finding]:
    """Dates in an order that cannot be: on the level before the hire, or after the structure date."""
    on = structure.policy.get("structure date")
    hired, since = (_days(people, name) for name in ("Hire date", "Level since"))
    latest = np.datetime64("NaT", "D") if on is None else np.datetime64(on, "D")
    early = np.datetime64("NaT", "D") if on is None else latest - np.timedelta64(int(CAREER * 365.25), "D")
    for name, wrong, text in (
        ("Hire date", hired < early, f"is more than {CAREER} years before the structure date {on}"),
        ("Level since", (since < early) & ~(hired < early), f"is more than {CAREER} years before the structure date {on}"),
        ("Level since", (since < hired) & ~(since < early), "is before the hire date"),
        ("Level since", since > latest, f"is after the structure date {on}"),
        ("Hire date", hired > latest, f"is after the structure date {on}"),
    ):
        values = _days(people, name)
        for place in np.flatnonzero(wrong).tolist():
            yield _at(people, place, "dates-out-of-order", "warning", name, str(values[place]),
                      f"{name} {values[place]} {text}.", "Correct one of the dates.")  # fmt: skip


def previous_tracks(structure: Structure, staff: pd.DataFrame) -> Iterator[Finding]:
    """Previous tracks whose kind cannot be told: the career audit passes over these people."""
    if "Previous track" not in staff:
        return
    names = set(structure.bands["Track"])
    specialists = (structure.bands["Kind"] == "specialist").any()
    told = {"": False, "specialist": specialists}  # of another kind nothing is asked
    unknown = {name for name in set(staff["Previous track"]) - names - {""} if not told.get(kind_named(name), True)}
    for place in np.flatnonzero(staff["Previous track"].isin(unknown).to_numpy()).tolist():
        name = str(staff["Previous track"].iloc[place])
        yield _at(staff, place, "previous-track-unknown", "warning", "Previous track", name,
                  f'previous track "{name}" is no track of the structure; a forced move cannot be checked.',
                  "Correct the name, or add the track to the Tracks table.")  # fmt: skip


def _days(people: pd.DataFrame, name: str) -> np.ndarray:
    if name not in people:
        return np.full(len(people), np.datetime64("NaT"), "datetime64[D]")
    return people[name].to_numpy().astype("datetime64[D]")
