"""The record of scenario runs: a small database beside the workbook, kept only if the user switches it on.

It holds when a scenario was run, the hash of its inputs, its levers, the settings that the Policy table gives, version and
items. It holds no names and no single pay: items are kept as `confidential` admits them, rounded where one person's pay
could follow from a difference, and withheld where they rest on few people. The hash stands for the exact figures.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bandmodel.errors import BandModelError, InputError
from bandmodel.figures import LABELLED
from bandmodel.scenarios import compare, confidential, outcomes
from bandmodel.scenarios.run import Company, Result, run

SUFFIX = ".runs.sqlite"
SWITCH = "record runs"
PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""
RUNS = ("Run", "Time", "Scenario", "Years", "Hash", "Version", "Cost total", "Worst parity gap")
_TABLE = """CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, time TEXT NOT NULL, scenario TEXT NOT NULL, hash TEXT NOT NULL, version TEXT NOT NULL,
    settings TEXT NOT NULL, levers TEXT NOT NULL, items TEXT NOT NULL)"""


@dataclass(frozen=True)
class Run:
    """One run as it was recorded; `items` as rows of Year, Item, Value, Unit, Note, a withheld value None."""

    number: int
    time: str
    scenario: str
    key: str
    version: str
    settings: dict[str, Any]
    levers: list[str]
    items: list[list[Any]]

    def table(self) -> pd.DataFrame:
        """The recorded items (columns of `outcomes.table`)."""
        return pd.DataFrame(self.items, columns=list(outcomes.COLUMNS)).astype({"Value": float, "Year": float})


def place(source: Path) -> Path:
    """Where the record of a workbook or folder is kept: beside it."""
    path = source.absolute() if source.name not in ("", "..") else source.resolve()  # a link stays where it is
    return path.with_name(f"{path.name if path.is_dir() else path.stem}{SUFFIX}")


def wanted(company: Company) -> bool:
    """Whether Policy switches the record on."""
    return bool(company.source.policy[SWITCH] == "yes")


def add(path: Path, result: Result, time: str) -> int:
    """Record a run; returns its number. Raises BandModelError where the file cannot be written."""
    source = result.company.source
    settings = {name: str(source.policy.get(name)) for name in sorted(source.policy.given)}
    settings |= {"base pay is": "actual"} if source.actual else {}  # as the user says; in a state it is made FTE
    row = (
        time, result.scenario.name, result.key, result.version, json.dumps(settings),
        json.dumps([compare.told(lever) for lever in result.scenario.levers]), json.dumps(confidential.items(result)),
    )  # fmt: skip
    with _opened(path, write=True) as base:
        base.execute(_TABLE)
        columns = "time, scenario, hash, version, settings, levers, items"
        number = base.execute(f"INSERT INTO runs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row).lastrowid
        base.commit()
    return int(number or 0)


def runs(path: Path) -> list[Run]:
    """Every recorded run, the oldest first. Raises InputError where there is no record."""
    nothing = f'There is no record of runs at {path}. Set the Policy setting "{SWITCH}" to yes, then run a scenario.'
    if not path.exists():
        raise InputError(nothing)
    with _opened(path) as base:
        if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:  # the first write was never finished
            raise InputError(nothing)
        rows = base.execute("SELECT id, time, scenario, hash, version, settings, levers, items FROM runs ORDER BY id")
        try:
            return [Run(*row[:5], *(json.loads(part) for part in row[5:])) for row in rows]
        except (ValueError, TypeError) as trouble:
            raise sqlite3.DatabaseError(f"a run in it is damaged ({trouble})") from trouble


def one(path: Path, number: int) -> Run:
    """One recorded run. Raises InputError that lists those there are."""
    known = runs(path)
    found = next((run_ for run_ in known if run_.number == number), None)
    if found is None:
        listed = ", ".join(str(run_.number) for run_ in known) or "none"
        raise InputError(f"Run {number} is not recorded in {path.name}; runs: {listed}.")
    return found


def listed(known: list[Run]) -> pd.DataFrame:
    """The runs as a table (columns `RUNS`); cost and gap are those of the last year."""
    rows = []
    for run_ in known:
        items = run_.table()
        years = sorted(set(items["Year"]))
        last = items[items["Year"] == years[-1]].set_index("Item")["Value"]
        span = f"{years[0]:.0f}-{years[-1]:.0f}"
        rows.append((float(run_.number), run_.time, run_.scenario, span, run_.key, run_.version,
                     last.get("Cost total", math.nan), last.get("Worst parity gap", math.nan)))  # fmt: skip
    return pd.DataFrame(rows, columns=list(RUNS))


def reproduced(company: Company, recorded: Run) -> pd.DataFrame:
    """The recorded run beside the same scenario run now, in labelled lines: what is equal, and what is not."""
    result = run(company, company.scenario(recorded.scenario))
    now: dict[Any, Any] = {(year, item): value for year, item, value, *_ in confidential.items(result)}
    before = {(year, item): value for year, item, value, *_ in recorded.items}
    differing = [key for key in {**before, **now} if not _equal(before.get(key), now.get(key))]
    same = result.key == recorded.key
    rows: list[tuple[str, float | str, str]] = [
        ("Inputs", "the same" if same else "changed", f"hash {recorded.key} then, {result.key} now"),
        ("Version", "the same" if result.version == recorded.version else "changed",
         f"{recorded.version} then, {result.version} now"),
        ("Figures compared", float(len(before)), "recorded items of every year"),
        ("Figures that differ", float(len(differing)), "" if differing else "reproduced"),
    ]  # fmt: skip
    rows += [
        (f"{year:.0f} {item}", _difference(before.get((year, item)), now.get((year, item))), "now less then")
        for year, item in differing
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(LABELLED))


def _equal(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return before is now
    return math.isclose(before, now, rel_tol=1e-12, abs_tol=1e-9)


def _difference(before: float | None, now: float | None) -> float | str:
    return "unknown on one side" if before is None or now is None else now - before


@contextmanager
def _opened(path: Path, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """The database, closed afterwards. Raises BandModelError in words for whatever keeps it from being used."""
    torn = path.with_name(f"{path.name}-journal").exists()  # a program was killed while writing: its half run is taken back
    mode = "rwc" if write else "rw" if torn else "ro"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE)) as base:
            yield base
    except sqlite3.Error as trouble:
        remedy = "Close what holds it, or move it away."
        raise BandModelError(f"The record of runs {path} cannot be used: {trouble}. {remedy}") from trouble
