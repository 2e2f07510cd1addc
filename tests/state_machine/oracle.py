"""What a workbook must say, told a second time: plain loops over rows, after contract §1, §3 and §10.

Nothing is imported from the package. A row is a dict from header to cell, a blank cell is None, unknown is None. It is slow
and obvious on purpose: one level, one comparison, one person after the other.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Row = dict[str, Any]
Key = tuple[str, str]

KINDS = ("specialist", "manager", "project", "contributor")
REQUIRED = {
    "Tracks": ("Track", "Kind"),
    "Levels": ("Track", "Level", "Rank"),
    "Equivalence": ("From track", "From level", "To track", "To level"),
    "Market": ("Survey", "Track", "Level", "Effective date", "P50"),
    "People": ("Employee", "Track", "Level", "Base pay"),
}
KEYS = {
    "Tracks": ("Track",), "Levels": ("Track", "Level"), "People": ("Employee",),
    "Equivalence": ("From track", "From level", "To track", "To level"), "Market": (),
}  # fmt: skip
NUMBERS = {"Rank", "Min", "Mid", "Max", "Spread", "Bonus target", "P50", "Weight", "Base pay", "FTE"}
BLANK_MEANS_SOMETHING = {"FTE", "Weight"}
DEFAULTS: Row = {
    "structure date": dt.date(2026, 1, 1), "ageing rate": 0.03, "parity weight": 0.0, "default spread": 0.5,
    "spread basis": "min",
    "rounding": 100.0, "parity tolerance": 0.05, "parity anchor": "common", "base pay is": "FTE",
}  # fmt: skip


class NothingThereError(Exception):
    """The workbook has no level, or nothing says which levels are equivalent."""


@dataclass
class Band:
    """One level: its place on the ladder and its published band."""

    track: str
    level: str
    grade: str
    kind: str
    bonus: float | None
    given: bool
    market: float | None
    own: float | None
    spread: float
    low: float | None = None
    mid: float | None = None
    high: float | None = None
    progression: float | None = None
    overlap: float | None = None


@dataclass
class Comparison:
    """One level against its equivalents on one other track."""

    source: Band
    to_track: str
    targets: list[tuple[Band, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def usable(table: str, rows: list[Row]) -> list[Row]:
    """The rows that count: whole in the columns that must be there, none twice; a number that is none is unknown."""
    kept, seen = [], set()
    for given in rows:
        row = dict(given)
        spoilt = False
        for name, cell in given.items():
            if name in NUMBERS and isinstance(cell, str):
                row[name] = None
                spoilt = spoilt or name in BLANK_MEANS_SOMETHING
        if spoilt or any(row[name] in (None, "") for name in REQUIRED[table]):
            continue
        key = tuple(row[name] for name in KEYS[table])
        if key and key in seen:
            continue
        seen.add(key)
        kept.append(row)
    return kept


class Company:
    """A workbook worked out: bands in ladder order, comparisons, people."""

    def __init__(self, tables: dict[str, list[Row]], policy: Row) -> None:
        self.policy = {**DEFAULTS, **{name: value for name, value in policy.items() if value is not None}}
        self.rows = {name: usable(name, tables[name]) for name in KEYS}
        if not self.rows["Levels"]:
            raise NothingThereError("no level")
        self.bands = self._ladders()
        self.by_key: dict[Key, Band] = {(band.track, band.level): band for band in self.bands}
        self.comparisons = self._comparisons()
        self._publish()
        self._describe()

    # ------------------------------------------------------------ bands

    def _kind(self, track: str) -> str:
        for row in self.rows["Tracks"]:
            if row["Track"] == track:
                return str(row["Kind"])
        for kind in KINDS:
            if track.casefold() in (kind, kind + "s"):
                return kind
        return ""

    def _ladders(self) -> list[Band]:
        order: list[str] = []
        for row in self.rows["Levels"]:
            if row["Track"] not in order:
                order.append(row["Track"])
        made = []
        for track in order:
            rungs = [row for row in self.rows["Levels"] if row["Track"] == track]
            for row in sorted(rungs, key=lambda rung: rung["Rank"]):
                made.append(self._band(row))
        return made

    def _band(self, row: Row) -> Band:
        low, mid, high = row["Min"], row["Mid"], row["Max"]
        market = self._market(row["Track"], row["Level"])
        given = low is not None and high is not None and low <= high
        if given:
            own = (low + high) / 2 if mid is None else mid
        elif low is not None or high is not None:
            own = None
        else:
            own = market if mid is None else mid
        spread = self.policy["default spread"] if row["Spread"] is None else row["Spread"]
        band = Band(row["Track"], row["Level"], row["Grade"] or "", self._kind(row["Track"]), row["Bonus target"], given,
                    market,
                    own, spread)  # fmt: skip
        if given:
            band.low, band.mid, band.high = low, own, high
        return band

    def _market(self, track: str, level: str) -> float | None:
        total = weights = 0.0
        for row in self.rows["Market"]:
            weight = 1.0 if row["Weight"] is None else row["Weight"]
            if (row["Track"], row["Level"]) == (track, level) and weight > 0:
                months = months_between(row["Effective date"], self.policy["structure date"])
                total += weight * row["P50"] * (1 + self.policy["ageing rate"] * months / 12)
                weights += weight
        return total / weights if weights else None

    def _comparisons(self) -> list[Comparison]:
        links = []
        if self.rows["Equivalence"]:
            for row in self.rows["Equivalence"]:
                source = self.by_key.get((row["From track"], row["From level"]))
                target = self.by_key.get((row["To track"], row["To level"]))
                weight = 1.0 if row["Weight"] is None else row["Weight"]
                if source and target and source.track != target.track and weight > 0:
                    links.append((source, target, weight, row["Note"] or ""))
        else:
            managers = [
                track for track in dict.fromkeys(band.track for band in self.bands) if self._kind(track) == "manager"
            ]
            for source in self.bands:
                if source.kind in ("", "manager") or not source.grade:
                    continue
                for manager in managers:
                    for target in self.bands:
                        if target.track == manager and target.grade == source.grade:
                            links.append((source, target, 1.0, ""))
        found: dict[tuple[str, str, str], Comparison] = {}
        for source, target, weight, note in links:
            key = source.track, source.level, target.track
            comparison = found.setdefault(key, Comparison(source, target.track))
            comparison.targets.append((target, weight))
            if note and note not in comparison.notes:
                comparison.notes.append(note)
        for comparison in found.values():
            total = sum(weight for _, weight in comparison.targets)
            comparison.targets = [(target, weight / total) for target, weight in comparison.targets]
        return list(found.values())

    def _publish(self) -> None:
        change = self._pull()
        unit, basis = self.policy["rounding"], self.policy["spread basis"]
        for number, band in enumerate(self.bands):
            if band.given or band.own is None:
                continue
            mid = band.own * math.exp(change[number])
            low = mid / (1 + band.spread / 2) if basis == "min" else mid * (1 - band.spread / 2)
            high = low * (1 + band.spread) if basis == "min" else mid * (1 + band.spread / 2)
            low, high = rounded(low, unit, math.floor), rounded(high, unit, math.ceil)
            if 0 < low <= high:
                band.low, band.mid, band.high = low, (low + high) / 2, high

    def _pull(self) -> list[float]:
        """Change of each log midpoint: −λ times the part of it that the pulling comparisons see, x − λ·A⁺A·x.

        A⁺A is the projection onto the rows of A, here by Gram and Schmidt. Where the manager tracks stay,
        the equations of the
        others may contradict each other: there numpy's pseudo-inverse of their columns serves.
        """
        weight = self.policy["parity weight"]
        place = {id(band): number for number, band in enumerate(self.bands)}
        rows, gaps = [], []
        for one in self.comparisons:
            members = [one.source, *(target for target, _ in one.targets)]
            if one.notes or any(band.given or band.own is None for band in members):
                continue
            row = [0.0] * len(self.bands)
            row[place[id(one.source)]] += 1.0
            for target, share in one.targets:
                row[place[id(target)]] -= share
            rows.append(row)
            gaps.append(sum(a * math.log(band.own) for a, band in zip(row, self.bands, strict=True) if a))
        if not weight or not rows:
            return [0.0] * len(self.bands)
        if self.policy["parity anchor"] == "manager":
            free = [[0.0 if band.kind == "manager" else a for a, band in zip(row, self.bands, strict=True)] for row in rows]
            return [-weight * step for step in (np.linalg.pinv(np.array(free), rcond=1e-10) @ np.array(gaps)).tolist()]
        return [-weight * step for step in least_change(rows, gaps)]

    def _describe(self) -> None:
        for below, band in zip([None, *self.bands[:-1]], self.bands, strict=True):
            if below is None or below.track != band.track or below.mid is None or band.mid is None:
                continue
            band.progression = band.mid / below.mid - 1
            band.overlap = overlap(below.low, below.high, band.low, band.high)

    # ------------------------------------------------------------ parity

    def pairs(self, basis: str) -> list[Row]:
        """Each comparison with its gaps and its verdict."""
        if not self.comparisons:
            raise NothingThereError("nothing to compare by")
        return [self._pair(one, basis) for one in self.comparisons]

    def _pair(self, one: Comparison, basis: str) -> Row:
        own = {end: on_basis(getattr(one.source, end), one.source.bonus, basis) for end in ("low", "mid", "high")}
        other = {}
        for end in ("low", "mid", "high"):
            parts = [(on_basis(getattr(target, end), target.bonus, basis), share) for target, share in one.targets]
            if any(pay is None for pay, _ in parts):
                other[end] = None
            else:
                other[end] = parts[0][0] if len(parts) == 1 else math.exp(sum(share * math.log(pay) for pay, share in parts))
        gap = {end: None if own[end] is None or other[end] is None else own[end] / other[end] - 1 for end in own}
        tolerance, track = self.policy["parity tolerance"], one.source.track
        if gap["mid"] is None:
            verdict = "Unknown"
        elif abs(gap["mid"]) <= tolerance + 1e-9:
            verdict = "Within tolerance"
        elif one.notes:
            verdict = "Justified (note)"
        else:
            verdict = f"{track} {'below' if gap['mid'] < 0 else 'above'}"
        shared = None
        if gap["mid"] is not None:
            first, second = (other, own) if own["mid"] > other["mid"] else (own, other)
            shared = overlap(first["low"], first["high"], second["low"], second["high"])
        return {
            "From track": track, "From level": one.source.level, "To track": one.to_track,
            "To level": "; ".join(target.level for target, _ in one.targets), "From mid": own["mid"], "To mid": other["mid"],
            "Gap": gap["mid"], "Min gap": gap["low"], "Max gap": gap["high"], "Overlap": shared, "Verdict": verdict,
        }  # fmt: skip

    def headline(self, basis: str) -> Row:
        """All pairs in one line."""
        pairs = self.pairs(basis)
        known = [pair["Gap"] for pair in pairs if pair["Gap"] is not None]
        verdicts = [pair["Verdict"] for pair in pairs]
        return {
            "Headline gap": math.exp(sum(math.log(1 + gap) for gap in known) / len(known)) - 1 if known else None,
            "Mean absolute gap": sum(abs(gap) for gap in known) / len(known) if known else None,
            "Worst": max(abs(math.log(1 + gap)) for gap in known) if known else None,
            "Pairs compared": len(known),
            "Pairs outside tolerance": sum(verdict.endswith((" below", " above")) for verdict in verdicts),
            "Pairs justified by a note": verdicts.count("Justified (note)"),
            "Pairs unknown": verdicts.count("Unknown"),
        }

    def ceilings(self) -> list[Row]:
        """Top rung against top rung of each compared pair of tracks."""
        if not self.comparisons:
            raise NothingThereError("nothing to compare by")
        made = []
        for source, target in dict.fromkeys((one.source.track, one.to_track) for one in self.comparisons):
            mine, theirs = ([band for band in self.bands if band.track == name] for name in (source, target))
            chosen = [one for one in self.comparisons if (one.source.track, one.to_track) == (source, target)]
            reached = [max(mine.index(one.source) for one in chosen),
                       max(theirs.index(band) for one in chosen for band, _ in one.targets)]  # fmt: skip
            missing = len(mine) - 1 - reached[0] + len(theirs) - 1 - reached[1]
            top, other = mine[-1], theirs[-1]
            known = top.mid is not None and other.mid is not None
            made.append({
                "From track": source, "From top level": top.level, "To track": target, "To top level": other.level,
                "Ceiling gap": top.mid / other.mid - 1 if known else None,
                "Ceiling ratio": top.high / other.high if known else None, "Rungs missing": missing,
            })  # fmt: skip
        return made

    # ------------------------------------------------------------ people

    def people(self) -> list[Row]:
        """Each active person in the band."""
        made = []
        for row in self.rows["People"]:
            if row["Status"] not in (None, "", "active"):
                continue
            band = self.by_key.get((row["Track"], row["Level"]))
            fte = 1.0 if row["FTE"] is None else row["FTE"]
            pay = row["Base pay"] / fte if self.policy["base pay is"] == "actual" else row["Base pay"]
            low, mid, high = (band.low, band.mid, band.high) if band else (None, None, None)
            status = (
                ""
                if mid is None
                else "below"
                if low - pay > 1e-12 * low
                else "above"
                if pay - high > 1e-12 * high
                else "in band"
            )
            made.append({
                "Employee": row["Employee"], "Track": row["Track"], "Payroll": pay * fte,
                "Compa-ratio": None if mid is None else pay / mid,
                "Penetration": None if mid is None or low == high else (pay - low) / (high - low), "Status": status,
                "Cost to min": None if mid is None else (low - pay) * fte if status == "below" else 0.0,
            })  # fmt: skip
        return made

    def costs(self) -> dict[str, Row]:
        """Cost to minimum by track, and of all."""
        groups: dict[str, list[Row]] = {"All": self.people()}
        for row in groups["All"]:
            groups.setdefault(row["Track"], []).append(row)
        return {
            name: {
                "Headcount": len(rows),
                "Not placed": sum(row["Cost to min"] is None for row in rows),
                "Below": sum(row["Status"] == "below" for row in rows),
                "Above": sum(row["Status"] == "above" for row in rows),
                "Cost": math.fsum(row["Cost to min"] or 0.0 for row in rows),
                "Payroll": math.fsum(row["Payroll"] for row in rows),
            }
            for name, rows in groups.items()
        }


def months_between(start: dt.date, end: dt.date) -> float:
    """Whole calendar months and the days that are left over the days of their month; none where the start is later."""
    if start >= end:
        return 0.0
    whole = 0
    while _months_later(start, whole + 1) <= end:
        whole += 1
    before, after = _months_later(start, whole), _months_later(start, whole + 1)
    return whole + (end - before).days / (after - before).days


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def rounded(pay: float, unit: float, way: Any) -> float:
    """Up or down to a multiple of the unit, the quotient first taken to 12 significant digits."""
    return way(float(f"{pay / unit:.12g}")) * unit


def on_basis(pay: float | None, bonus: float | None, basis: str) -> float | None:
    """Base pay, or cash with the target bonus; unknown without it."""
    if basis == "base" or pay is None:
        return pay
    return None if bonus is None else pay * (1 + bonus)


def overlap(low: float, high: float, upper_low: float, upper_high: float) -> float | None:
    """Shared width over the width of the upper band; unknown where that is flat."""
    width = upper_high - upper_low
    return max(0.0, min(high, upper_high) - max(low, upper_low)) / width if width else None


def least_change(rows: list[list[float]], right: list[float]) -> list[float]:
    """The shortest vector that solves the equations rows · z = right, which agree with each other.

    Gram–Schmidt on the rows gives orthonormal directions,
    each a known mixture of rows; where a row depends on earlier ones its
    equation adds nothing. z is the sum of the directions, each times what it must hold.
    """
    basis: list[tuple[list[float], float]] = []
    for row, wanted in zip(rows, right, strict=True):
        rest, left = list(row), wanted
        for _ in range(2):  # the second time takes away what rounding left
            for direction, held in basis:
                share = sum(a * b for a, b in zip(rest, direction, strict=True))
                rest = [a - share * b for a, b in zip(rest, direction, strict=True)]
                left -= share * held
        length = math.sqrt(sum(a * a for a in rest))
        if length > 1e-9:
            basis.append(([a / length for a in rest], left / length))
    return [math.fsum(direction[n] * held for direction, held in basis) for n in range(len(rows[0]))]
