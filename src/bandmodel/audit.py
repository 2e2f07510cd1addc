"""The career audit of a company: who the figures suggest is trapped or was forced, which levels block growth, and
managers beside their reports. Each row carries the reasons that fired and the figures behind them.

The rows are evidence about levels, pay and time; they judge nobody. Thresholds are Policy settings. Nothing is suppressed
here: the tables are for those who may see single people.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from bandmodel import policy as policies
from bandmodel.core import careers, ladder, parity, reporting
from bandmodel.core.careers import SLACK
from bandmodel.core.comparisons import Comparisons, from_grades
from bandmodel.core.ladder import kind_of, tracks
from bandmodel.inputs.table import frame_of
from bandmodel.placement import Placement, active, numbers, one_currency, texts
from bandmodel.structure import Structure, kind_named

TRAPPED = (
    "Employee", "Track", "Level", "Reasons", "Evidence", "Rating", "Preference", "Penetration", "Years in level",
    "Long from", "Market ratio",
)  # fmt: skip
FORCED = (
    "Employee", "Track", "Level", "Reasons", "Evidence", "Previous track", "Pay", "Specialist level", "Specialist max",
    "Shortfall", "Direct reports", "Preference", "Rating", "Previous rating",
)  # fmt: skip
BLOCKAGES = ("Track", "Level", "Reasons", "Grade", "Next level", "Next step", "Incumbents", "Share high in band")
NO_NEXT_RUNG, SMALL_STEP, CROWDED_TOP, MISSING_RUNG = "no_next_rung", "small_step", "crowded_top", "missing_grade"
BLOCKED_BY = (NO_NEXT_RUNG, SMALL_STEP, CROWDED_TOP, MISSING_RUNG)
"""Kinds of reason why growth is blocked on a level; people make the third, and bands the others."""
COMPRESSION = (
    "Manager", "Track", "Level", "Pay", "Report", "Report track", "Report level", "Report pay", "Ratio", "Result",
)  # fmt: skip
SPAN = ("Manager", "Direct reports", "Levels below", "People below", "Remark")

SUGGESTS_TRAPPED, SUGGESTS_FORCED, CANNOT_TELL = "suggests trapped", "suggests forced", "cannot tell"
INVERTED, COMPRESSED, LEGITIMATE, WITHIN, UNKNOWN = "inverted", "compressed", "legitimate", "within", "unknown"
YEAR = 365.25  # days


def trapped(structure: Structure, placed: Placement) -> pd.DataFrame:
    """Specialists whom the figures suggest are trapped, and those of whom a missing rating or preference keeps it from
    being told (columns `TRAPPED`; contract §4).

    On a track of kind specialist, rating at or above the threshold, preference not manager, and at least as many of the
    four signs as Policy asks. Pay figures are local; Long from is the percentile of years in level among the level's people.
    """
    policy, frame, people = structure.policy, structure.bands, placed.people
    limits = careers.TrappedLimits(
        penetration=policy["trapped: penetration"],
        percentile=policy["trapped: time percentile"],
        incumbents=int(policy["trapped: incumbents"]),
        market_ratio=policy["trapped: market ratio"],
    )
    days, penetration, market_ratio = days_in_level(structure, people), placed.penetration, placed.market_ratio
    ends_first = careers.ends_first(frame, _compared(structure), structure.grades())
    signs = careers.trapped_signs(placed.row, penetration, days, market_ratio, ends_first, limits)
    rating, preference = numbers(people, "Rating"), texts(people, "Preference")
    asked = _of_kind(structure, placed.row, "specialist") & (signs.count >= policy["trapped: signs"])
    asked &= ~(rating < policy["rating threshold"] - SLACK) & (preference != "manager")
    at = np.flatnonzero(asked)
    unknown = {"rating unknown": np.isnan(rating), "preference unknown": preference == ""}
    told = {
        f"penetration at or above {_limit(limits.penetration)}": signs.near_top,
        f"time in level at or above the level's P{limits.percentile:g}": signs.long,
        "no higher rung, and the equivalent track has one": signs.no_rung,
        f"market ratio below {_limit(limits.market_ratio)}": signs.behind,
    }
    gates = _reasons(unknown, at)
    return _table(TRAPPED, people, at, {
        "Reasons": _reasons({**unknown, **told}, at),
        "Evidence": [f"{CANNOT_TELL}: {gate}" if gate else SUGGESTS_TRAPPED for gate in gates],
        "Rating": rating[at], "Preference": preference[at], "Penetration": penetration[at],
        "Years in level": days[at] / YEAR, "Long from": signs.time_limit[at] / YEAR,
        "Market ratio": market_ratio[at],
    })  # fmt: skip


def forced(structure: Structure, placed: Placement) -> pd.DataFrame:
    """Managers whom the figures suggest took the manager track for want of another (columns `FORCED`; contract §4).

    On a track of kind manager, from a previous track of kind specialist that has no rung at or above the present grade or
    would pay less on returning, and with at least one sign: few direct reports, preference specialist, rating fell.
    Shortfall is pay above the maximum of the specialist level [local pay].
    """
    policy, people = structure.policy, placed.people
    at = np.flatnonzero(_of_kind(structure, placed.row, "manager"))
    previous = texts(people, "Previous track")[at]
    origins = {name: origins_of(structure, name) for name in set(previous)}
    from_specialist = np.isin(previous, [name for name, tracks_ in origins.items() if tracks_])
    at, previous = at[from_specialist], previous[from_specialist]
    ends, names, back = _ways_back(structure, placed, at, previous, origins)
    pay = placed.pay[at]
    shortfall = np.where(pay > back + SLACK * pay, pay - back, np.nan)
    reports, preference = reports_of(structure, placed)[at], texts(people, "Preference")[at]
    rating, before = numbers(people, "Rating")[at], numbers(people, "Previous rating")[at]
    signs = {
        f"at most {policy['forced: reports']:g} direct reports": reports <= policy["forced: reports"],
        "prefers the specialist track": preference == "specialist",
        "rating fell": rating < before - SLACK,
    }
    found = np.flatnonzero((ends | ~np.isnan(shortfall)) & np.any(list(signs.values()), axis=0))
    levels = dict.fromkeys(names[found])
    above = {f"pay above the maximum of {name}": (names == name) & ~np.isnan(shortfall) for name in levels}
    return _table(FORCED, people, at[found], {
        "Reasons": _reasons({"no specialist rung at or above the grade": ends, **above, **signs}, found),
        "Evidence": SUGGESTS_FORCED, "Previous track": previous[found], "Pay": pay[found],
        "Specialist level": names[found], "Specialist max": back[found], "Shortfall": shortfall[found],
        "Direct reports": reports[found], "Preference": preference[found], "Rating": rating[found],
        "Previous rating": before[found],
    })  # fmt: skip


def blockages(structure: Structure, placed: Placement | None = None) -> pd.DataFrame:
    """Levels on which growth is blocked, with every reason that holds (columns `BLOCKAGES`; contract §4)."""
    return blocked(structure, placed)[0]


def blocked(structure: Structure, placed: Placement | None = None) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """The table of `blockages`, and the kinds of reason of each of its rows (`BLOCKED_BY`)."""
    policy, frame = structure.policy, structure.bands
    above = ladder.rung_above(frame)
    step, small = careers.small_steps(frame, policy["blocked: progression"])
    count = share = np.full(len(frame), np.nan)
    if placed is not None:
        count, share = careers.high_share(placed.row, placed.penetration, len(frame), policy["blocked: penetration"])
    high = share > policy["blocked: share"] + SLACK
    reasons: list[list[tuple[str, str]]] = [[] for _ in range(len(frame))]
    for holds, kind, text in (
        (above < 0, NO_NEXT_RUNG, "no next rung"),
        (small, SMALL_STEP, f"next midpoint less than {policy['blocked: progression'] * 100:g} % higher"),
        (high, CROWDED_TOP, f"more than {policy['blocked: share'] * 100:g} % of incumbents above penetration "
                            f"{_limit(policy['blocked: penetration'])}"),
    ):  # fmt: skip
        for row in np.flatnonzero(holds).tolist():
            reasons[row].append((kind, text))
    for row, text in _missing(structure):
        reasons[row].append((MISSING_RUNG, text))
    at = [row for row in range(len(frame)) if reasons[row]]
    level = frame["Level"].to_numpy(object)
    table = pd.DataFrame({
        "Track": frame["Track"].to_numpy(object)[at], "Level": level[at],
        "Reasons": ["; ".join(text for _, text in reasons[row]) for row in at],
        "Grade": frame["Grade"].to_numpy(object)[at],
        "Next level": np.where(above >= 0, level[above], "").astype(object)[at], "Next step": step[at],
        "Incumbents": count[at].astype(float), "Share high in band": share[at],
    }, columns=list(BLOCKAGES))  # fmt: skip
    return table, [tuple(dict.fromkeys(kind for kind, _ in reasons[row])) for row in at]


def compression(people: pd.DataFrame, floor: float, pay: np.ndarray, placed: Placement | None = None,
                structure: Structure | None = None) -> pd.DataFrame:  # fmt: skip
    """Every manager beside the highest-paid direct report, lowest ratio first (columns `COMPRESSION`; contract §4).

    people   active people; pay [one currency] of each of them
    A report on an equivalent or higher rung of a specialist track is set aside as legitimate; beside such a one, the
    manager has a further row for the highest-paid of the others.
    """
    parent = placed.parent if placed is not None else reporting.parents(people["Employee"], people["Manager"])
    level, legitimate = np.full(len(people), -1), np.zeros((0, 0), bool)
    if structure is not None and placed is not None:
        level = placed.row
        kinds = structure.bands["Kind"].to_numpy(object)
        legitimate = reporting.legitimate_pairs(kinds, structure.bands, structure.comparisons)
    name = people["Employee"].to_numpy(object)
    found = reporting.against_reports(parent, pay, level, legitimate, name, floor)
    result = np.select(
        [np.isnan(found.ratio), found.legitimate, found.ratio < 1 - SLACK, found.ratio < floor - SLACK],
        [UNKNOWN, LEGITIMATE, INVERTED, COMPRESSED], WITHIN,
    )  # fmt: skip
    order = np.lexsort((name[found.manager].astype(str), found.ratio))
    boss, report = found.manager[order], found.report[order]
    track, rung = texts(people, "Track"), texts(people, "Level")
    figures = (
        name[boss], track[boss], rung[boss], pay[boss], name[report], track[report], rung[report], pay[report],
        found.ratio[order], result[order].astype(object),
    )  # fmt: skip
    return frame_of(dict(zip(COMPRESSION, figures, strict=True)), pd.RangeIndex(len(order)))


def compressed(structure: Structure, placed: Placement, floor: float | None = None) -> pd.DataFrame:
    """`compression` of placed people, in the structure currency."""
    limit = structure.policy["compression floor"] if floor is None else floor
    return compression(placed.people, limit, placed.pay * placed.rate, placed, structure)


def compressed_as_typed(people: pd.DataFrame, floor: float | None = None) -> pd.DataFrame:
    """`compression` of pay as typed, where no bands are at hand to convert it or to tell what is legitimate.

    Raises InputError where pay is in several currencies.
    """
    used = [name for name in ("Employee", "Manager", "Base pay", "Track", "Level", "Currency") if name in people]
    staff = people[used][active(people)]  # of these columns only, as each that is copied takes its time
    one_currency(staff)
    limit = policies.defaults()["compression floor"] if floor is None else floor
    return compression(staff, limit, staff["Base pay"].to_numpy(float))


def span(people: pd.DataFrame) -> pd.DataFrame:
    """Every manager's direct reports, levels below and people below (columns `SPAN`); a circle is named, not followed."""
    staff = people[["Employee", "Manager"]][active(people)]
    parent = reporting.parents(staff["Employee"], staff["Manager"])
    direct = reporting.direct_reports(parent)
    levels, below = reporting.below(parent)
    at = np.flatnonzero(direct > 0)
    circle = np.isnan(levels[at])
    return pd.DataFrame({
        "Manager": staff["Employee"].to_numpy(object)[at], "Direct reports": direct[at].astype(float),
        "Levels below": levels[at], "People below": below[at],
        "Remark": np.where(circle, "the line of managers comes back to this person; not followed", "").astype(object),
    }, columns=list(SPAN))  # fmt: skip


def days_in_level(structure: Structure, people: pd.DataFrame) -> np.ndarray:
    """Days from Level since to the structure date; unknown where either is, or where the date is still to come."""
    on = structure.policy.get("structure date")
    if on is None or "Level since" not in people:
        return np.full(len(people), np.nan)
    since = people["Level since"].to_numpy().astype("datetime64[D]")
    days = np.asarray(np.datetime64(on, "D") - since)
    known = ~np.isnat(since) & (since <= np.datetime64(on, "D"))
    return np.where(known, days.astype(float), np.nan)


def reports_of(structure: Structure, placed: Placement) -> np.ndarray:
    """Direct reports of each person; 0 is unknown unless managers are filled in for the firm (Policy `forced: lines known`).

    Without the columns Employee and Manager nothing is known.
    """
    parent = placed.parent
    if not {"Employee", "Manager"} <= set(placed.people.columns) or not len(parent):
        return np.full(len(parent), np.nan)
    reports = reporting.direct_reports(parent).astype(float)
    filled = (parent >= 0).mean() >= structure.policy["forced: lines known"] - SLACK
    return reports if filled else np.where(reports > 0, reports, np.nan)


def origins_of(structure: Structure, previous: str) -> tuple[str, ...]:
    """The specialist tracks that a previous track means: the one of that name, else all where it names their kind."""
    names = tracks(structure.bands)
    if previous in names:
        return (previous,) if kind_of(structure.bands, previous) == "specialist" else ()
    if kind_named(previous) != "specialist":
        return ()
    return tuple(name for name in names if kind_of(structure.bands, name) == "specialist")


def _ways_back(
    structure: Structure, placed: Placement, at: np.ndarray, previous: np.ndarray, origins: dict[str, tuple[str, ...]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the people at some positions, who come from the tracks `previous`: whether the track of origin has no rung at or
    above the grade; the specialist level to return to, by name; and its local maximum. Of several levels, the one that
    pays most."""
    grade = structure.grades()
    name = structure.bands["Level"].to_numpy(object)
    ends, back = np.zeros(len(at), bool), np.full(len(at), np.nan)
    names = np.full(len(at), "", object)
    compared = _compared(structure)
    level = placed.row[at]
    for track in dict.fromkeys(previous):
        for row in np.unique(level[previous == track]).tolist():
            way = careers.way_back(structure.bands, grade, compared, row, origins[track])
            here = np.flatnonzero((level == row) & (previous == track))
            ends[here] = way.at_or_above is False
            if not way.rows:
                continue
            maxima = np.stack([placed.band("Max", np.full(len(here), r), at[here]) for r in way.rows])
            best = np.argmax(np.where(np.isnan(maxima), -np.inf, maxima), axis=0)
            back[here] = np.take_along_axis(maxima, best[None], axis=0)[0]
            names[here] = name[np.array(way.rows)[best]]
    return ends, names, back


def _missing(structure: Structure) -> Iterable[tuple[int, str]]:
    """Levels whose grade another compared track does not have, as (row, reason)."""
    if structure.comparisons is None or not len(structure.comparisons):
        return
    missing = parity.missing_rungs(structure.bands, structure.comparisons)
    for track, level, grade, other, reason in missing.itertuples(index=False, name=None):
        row = structure.row_of(track, level)
        if reason.startswith(parity.NO_LEVEL):
            yield row, f"{other} has no grade {grade}"
        elif not grade:
            yield row, f"{other} has no equivalent level"


def _compared(structure: Structure) -> Comparisons:
    """The comparisons; those of grade, which may be none, where nothing was given."""
    return structure.comparisons if structure.comparisons is not None else from_grades(structure.bands)


def _of_kind(structure: Structure, row: np.ndarray, kind: str) -> np.ndarray:
    """Whether each row of the bands is on a track of a kind; row −1 is not."""
    of_kind: np.ndarray = np.append(structure.bands["Kind"].to_numpy(object) == kind, False)[row]
    return of_kind


def _limit(value: float) -> str:
    """A threshold with two digits, or as many as it has."""
    return f"{value:.2f}" if round(value, 2) == value else f"{value:g}"


def _reasons(signs: dict[str, np.ndarray], at: np.ndarray) -> list[str]:
    """The texts of the signs that hold, joined, for each of some people."""
    return ["; ".join(text for text, holds in signs.items() if holds[place]) for place in at.tolist()]


def _table(columns: tuple[str, ...], people: pd.DataFrame, at: np.ndarray, figures: dict[str, object]) -> pd.DataFrame:
    """A table of some of the people: who they are, and figures; the index is the row of the People table."""
    who = {name: texts(people, name)[at] for name in ("Employee", "Track", "Level")}
    return pd.DataFrame({**who, **figures}, index=people.index[at], columns=list(columns))
