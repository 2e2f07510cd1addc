"""What the checks must find, told a second time: plain loops over rows of text and numbers, after contract §1, §3, §4, §10.

Nothing is imported from the package. A row is a dict; a blank cell is None. Results are sets of (check, table, key), or of
(check, table, key, reason) for the careers.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from pathlib import Path

PARITY, ROUNDING, AGEING = 0.05, 100, 0.03
RATING, PENETRATION, PERCENTILE, BEHIND, CONDITIONS = 3, 0.90, 75, 0.95, 2
FEW_REPORTS, SMALL_STEP, HIGH, HIGH_SHARE, FLOOR = 2, 0.05, 0.75, 0.30, 1.10
NUMBERS = {
    "Rank", "Points", "Spread", "P10", "P25", "P50", "P75", "P90", "Weight", "Geo factor", "Rate", "Base pay", "FTE",
    "Rating", "Previous rating",
}  # fmt: skip


def tables(folder: Path) -> dict[str, list[dict]]:
    """Every CSV file of a folder as rows; numbers as floats, dates as text in ISO order, blanks as None."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                {name: None if cell == "" else float(cell) if name in NUMBERS else cell for name, cell in row.items()}
                for row in csv.DictReader(file)
            ]
        found[path.stem] = rows
    return found


class Company:
    """The tables with what every check needs worked out: bands, who is active, who reports to whom."""

    def __init__(self, given: dict[str, list[dict]]) -> None:
        self.given = given
        policy = {row["Setting"]: row["Value"] for row in given["Policy"]}
        self.date = policy["structure date"]
        self.kind = {row["Track"]: row["Kind"] for row in given["Tracks"]}
        self.ladder: dict[str, list[dict]] = {}
        for row in sorted(given["Levels"], key=lambda row: row["Rank"]):
            self.ladder.setdefault(row["Track"], []).append(row)
        self.level = {(row["Track"], row["Level"]): row for row in given["Levels"]}
        self.place = {row["Location"]: row for row in given["Locations"]}
        self.market = {key: self._market(key) for key in self.level}
        self.band = {key: ends(self.market[key], row["Spread"]) for key, row in self.level.items()}
        self.people = [row for row in given["People"] if row["Status"] in (None, "active")]
        self.person = {row["Employee"]: row for row in self.people}
        self.reports: dict[str, list[dict]] = {}
        for row in self.people:
            if row["Manager"] in self.person:
                self.reports.setdefault(row["Manager"], []).append(row)
        self.equal: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in given["Equivalence"]:
            pair = (row["From track"], row["From level"]), (row["To track"], row["To level"])
            self.equal.setdefault(pair[0], []).append(pair[1])
            self.equal.setdefault(pair[1], []).append(pair[0])

    def rate(self, currency: str) -> float:
        """Francs for one unit of a currency: the latest rate on or before the structure date."""
        rows = [row for row in self.given["FX"] if row["Currency"] == currency and row["Date"] <= self.date]
        return max(rows, key=lambda row: row["Date"])["Rate"] if rows else 1.0

    def national(self, row: dict) -> float:
        """A survey row's median at the structure date, in francs, at geo factor 1."""
        start, end = dt.date.fromisoformat(row["Effective date"]), dt.date.fromisoformat(self.date)
        assert start.day == end.day == 1
        months = max(0, 12 * (end.year - start.year) + end.month - start.month)
        aged = row["P50"] * (1 + AGEING * months / 12)
        return aged * self.rate(row["Currency"]) / self.place[row["Location"]]["Geo factor"]

    def _market(self, key: tuple[str, str]) -> float:
        rows = [row for row in self.given["Market"] if (row["Track"], row["Level"]) == key]
        return sum(row["Weight"] * self.national(row) for row in rows) / sum(row["Weight"] for row in rows)

    def factor(self, location: str) -> float:
        """Local pay over reference pay."""
        place = self.place[location]
        return place["Geo factor"] / self.rate(place["Currency"])

    def local(self, person: dict, key: tuple[str, str] | None = None) -> tuple[float, float, float]:
        """(min, mid, max) of a level where a person works; the person's own level if none is named."""
        key = key or key_of(person)
        low, mid, high = self.band[key]
        factor = self.factor(person["Location"])
        return (low, mid, high) if factor == 1 else ends(mid * factor, self.level[key]["Spread"])

    def penetration(self, person: dict) -> float:
        """Place in the local band."""
        low, _, high = self.local(person)
        return (person["Base pay"] - low) / (high - low)

    def days(self, person: dict) -> int:
        """Days on the level up to the structure date."""
        return (dt.date.fromisoformat(self.date) - dt.date.fromisoformat(person["Level since"])).days

    def above(self, key: tuple[str, str]) -> dict | None:
        """The next higher rung of a level's track."""
        higher = [row for row in self.ladder[key[0]] if row["Rank"] > self.level[key]["Rank"]]
        return higher[0] if higher else None

    def francs(self, person: dict) -> float:
        """A person's pay in francs."""
        return person["Base pay"] * self.rate(self.place[person["Location"]]["Currency"])


def ends(mid: float, spread: float) -> tuple[float, float, float]:
    """Published (min, mid, max) around an exact midpoint: min rounded down, max up, mid between them."""
    low = mid / (1 + spread / 2)
    high = low * (1 + spread)
    low = math.floor(round(low / ROUNDING, 8)) * ROUNDING
    high = math.ceil(round(high / ROUNDING, 8)) * ROUNDING
    return low, (low + high) / 2, high


def key_of(row: dict) -> tuple[str, str]:
    """Track and level of a row."""
    return row["Track"], row["Level"]


def percentile_inc(values: list[float], percent: float) -> float:
    """Excel's PERCENTILE.INC."""
    values = sorted(values)
    place = percent / 100 * (len(values) - 1)
    low = int(place)
    return values[low] if low + 1 == len(values) else values[low] + (place - low) * (values[low + 1] - values[low])


def conditions(company: Company, person: dict) -> list[str]:
    """The conditions of a trapped specialist that are known to be true."""
    true = []
    if company.penetration(person) >= PENETRATION:
        true.append("penetration at or above 0.90")
    times = [company.days(other) for other in company.people if key_of(other) == key_of(person)]
    known = len(times) >= 5 and len(set(times)) > 1
    if known and company.days(person) >= percentile_inc(times, PERCENTILE):
        true.append("time in level at or above the level's P75")
    if company.above(key_of(person)) is None and any(company.above(key) for key in company.equal.get(key_of(person), [])):
        true.append("no higher rung, and the equivalent track has one")
    if person["Base pay"] / (company.market[key_of(person)] * company.factor(person["Location"])) < BEHIND:
        true.append("market ratio below 0.95")
    return true


def trapped(company: Company) -> set[tuple[str, str, str, str]]:
    """Trapped specialists, and those of whom it cannot be told because rating or preference is unknown."""
    found = set()
    for person in company.people:
        if company.kind[person["Track"]] != "specialist":
            continue
        true = conditions(company, person)
        if len(true) < CONDITIONS:
            continue
        rating = None if person["Rating"] is None else person["Rating"] >= RATING
        wish = None if person["Preference"] is None else person["Preference"] != "manager"
        if rating is False or wish is False:
            continue
        if rating and wish:
            found.add(("trapped", "People", person["Employee"], "; ".join(true)))
        else:
            gate = "rating unknown" if rating is None else "preference unknown"
            found.add(("cannot tell trapped", "People", person["Employee"], "; ".join([gate, *true])))
    return found


def forced(company: Company) -> set[tuple[str, str, str, str]]:
    """Forced managers."""
    found = set()
    specialist = [row for track, rows in company.ladder.items() if company.kind[track] == "specialist" for row in rows]
    for person in company.people:
        if company.kind[person["Track"]] != "manager" or company.kind.get(person["Previous track"] or "") != "specialist":
            continue
        grade = int(company.level[key_of(person)]["Grade"])
        why = []
        if not any(int(row["Grade"]) >= grade for row in specialist):
            why.append("no specialist rung at or above the grade")
        equal = [key for key in company.equal.get(key_of(person), []) if company.kind[key[0]] == "specialist"]
        below = max((row for row in specialist if int(row["Grade"]) <= grade), key=lambda row: row["Rank"])
        for key in equal or [key_of(below)]:
            if person["Base pay"] > company.local(person, key)[2]:
                why.append(f"pay above the maximum of {key[1]}")
        signs = []
        if len(company.reports.get(person["Employee"], [])) <= FEW_REPORTS:
            signs.append("at most 2 direct reports")
        if person["Preference"] == "specialist":
            signs.append("prefers the specialist track")
        if person["Rating"] and person["Previous rating"] and person["Rating"] < person["Previous rating"]:
            signs.append("rating fell")
        if why and signs:
            found.add(("forced", "People", person["Employee"], "; ".join([*why, *signs])))
    return found


def blocked(company: Company) -> set[tuple[str, str, str, str]]:
    """Levels on which growth is blocked, one entry per reason."""
    found = set()
    for key in company.level:
        name = "/".join(key)
        upper = company.above(key)
        if upper is None:
            found.add(("blocked", "Levels", name, "no next rung"))
        elif company.band[key_of(upper)][1] / company.band[key][1] - 1 < SMALL_STEP:
            found.add(("blocked", "Levels", name, "next midpoint less than 5 % higher"))
        places = [company.penetration(person) for person in company.people if key_of(person) == key]
        if places and sum(place > HIGH for place in places) / len(places) > HIGH_SHARE:
            found.add(("blocked", "Levels", name, "more than 30 % of incumbents above penetration 0.75"))
    return found


def missing_rungs(company: Company) -> set[tuple[str, str, str, str]]:
    """Levels whose grade the other track of a compared pair of tracks does not have."""
    found = set()
    pairs = {(row["From track"], row["To track"]) for row in company.given["Equivalence"]}
    for own, other in [*pairs, *((b, a) for a, b in pairs)]:
        there = {row["Grade"] for row in company.ladder[other]}
        for row in company.ladder[own]:
            if row["Grade"] not in there:
                found.add(("missing rung", "Levels", f"{own}/{row['Level']}", f"{other} has no grade {row['Grade']}"))
    return found


def compression(company: Company, pay=None) -> set[tuple[str, str, str, str]]:
    """Managers paid less than 1.10 times their highest-paid report. `pay` of a person: in francs, if not given."""
    pay = pay or company.francs
    found = set()
    for manager, reports in company.reports.items():
        boss = company.person[manager]
        top = max(reports, key=pay)
        ratio = pay(boss) / pay(top)
        if ratio >= FLOOR:
            continue
        word = "inverted" if ratio < 1 else "compressed"
        equal = [company.level[key]["Rank"] for key in company.equal.get(key_of(boss), []) if key[0] == top["Track"]]
        if company.kind[top["Track"]] == "specialist" and equal and company.level[key_of(top)]["Rank"] >= min(equal):
            word = "legitimate"
        found.add((word, "People", manager, f"highest-paid report {top['Employee']}"))
    return found
