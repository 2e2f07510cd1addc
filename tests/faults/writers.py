"""The writes of the program, one after the other without end, in a process of its own that is killed meanwhile.

Each writer is called with a folder and a channel, on which it says how many writes it has finished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd

from bandmodel import export, model, saving
from bandmodel.cli import careers
from bandmodel.errors import BandModelError
from bandmodel.inputs import folder as folders
from bandmodel.inputs import source
from bandmodel.report import files
from bandmodel.sample import canada
from bandmodel.scenarios import record
from bandmodel.scenarios.run import Company, results
from bandmodel.template import package

BASE = Path(__file__).parents[1] / "bad_inputs" / "base"
ON = dt.date(2026, 1, 1)
MODEL = model.of_inputs(source.read(BASE), ON)
LARGE = [bytes([letter]) * (1 << 20) for letter in b"AB"]
"""Two contents of 1 MB that cannot be mistaken for each other, nor for a part of each other."""
RESULT = results(Company.of_model(MODEL), ["Lift"])[0]
CANADA = canada.inputs()


def at_free_names(place: Path, done: Connection) -> None:
    """What export and report write: a file at the first free name."""
    _without_end(done, lambda n: saving.at_free_name(LARGE[0], place / "Result.xlsx"))


def in_place(place: Path, done: Connection) -> None:
    """What new, addin and doctor --fix write: a workbook in place of the old one."""
    _without_end(done, lambda n: package.save(place / "Bands.xlsm", LARGE[n % 2], "Close it."))


def folder_of_tables(place: Path, done: Connection) -> None:
    """What demo --out and pathway --out write: a folder of tables."""
    _without_end(done, lambda n: folders.write(CANADA, place / f"tables {n}"))


def runs(place: Path, done: Connection) -> None:
    """What scenarios records."""
    _without_end(done, lambda n: record.add(place / "company.runs.sqlite", RESULT, f"2026-01-01T00:00:{n % 60:02d}"))


def career_map(place: Path, done: Connection) -> None:
    """What moves --svg writes."""
    _without_end(done, lambda n: careers.draw(MODEL, place / "Map.svg"))


def exported(place: Path, done: Connection) -> None:
    """The workbook of results, from the model to the file."""
    _without_end(done, lambda n: export.write(MODEL, place / "Results.xlsx", ON))


def report(place: Path, done: Connection) -> None:
    """The report for leadership as a page."""
    _without_end(done, lambda n: files.write(MODEL, place / "report", ON, form="html"))


WRITERS: dict[str, Callable[[Path, Connection], None]] = {
    writer.__name__: writer for writer in (at_free_names, in_place, folder_of_tables, runs, career_map, exported, report)
}


def _without_end(done: Connection, write: Callable[[int], object]) -> None:
    number = 0
    while True:
        write(number)
        number += 1
        done.send(number)


def run(name: str, place: str, done: Connection) -> None:
    """Entry of the process."""
    done.send(0)
    WRITERS[name](Path(place), done)


def several(name: str, place: str, count: int, start, told: Connection) -> None:
    """Write a few times beside other processes that do the same, and tell what came of each."""
    writes: dict[str, Callable[[], object]] = {
        "free": lambda: str(saving.at_free_name(LARGE[0], Path(place) / "Result.xlsx")),
        "place": lambda: package.save(Path(place) / "Bands.xlsm", LARGE[0], "Close it."),
        "record": lambda: record.add(Path(place) / "company.runs.sqlite", RESULT, "2026-01-01T00:00:00"),
        "tables": lambda: folders.write(CANADA, Path(place) / "tables"),
    }
    start.wait()
    said: list[object] = []
    for _ in range(count):
        try:
            said.append(writes[name]())
        except BandModelError as trouble:
            said.append(f"refused: {trouble}")
    told.send(said)


def known_files() -> dict[str, bytes]:
    """The tables of `folder_of_tables` as they must be on disk."""
    return {f"{name}.csv": _csv(frame) for name, frame in CANADA.tables.items()}


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode("utf-8")
