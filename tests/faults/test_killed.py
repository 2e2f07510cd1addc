"""A program that is killed at any moment of a write leaves the old files as they were, and no half ones.

A process writes without end and is killed at a random moment (SIGKILL, on Windows TerminateProcess), more than a hundred
times. It is forked from one that has imported everything; where nothing can be forked, a few kills have to do.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from pathlib import Path

import pytest

from bandmodel import saving
from bandmodel.errors import InputError
from bandmodel.scenarios import record
from faults import writers

FORKED = "forkserver" in multiprocessing.get_all_start_methods()
KILLS = {
    "at_free_names": 25,
    "in_place": 25,
    "folder_of_tables": 20,
    "runs": 20,
    "career_map": 10,
    "exported": 8,
    "report": 2,
}
LATEST = {"runs": 0.2, "career_map": 0.1, "exported": 0.4, "report": 1.0}
"""Seconds in which a kill falls after the first write began; others: 0.05, which is many of their writes."""
OLD = b"what was there before"


@pytest.fixture(scope="module")
def processes():
    """Starts processes quickly: from a server that has the writers loaded."""
    context = multiprocessing.get_context("forkserver" if FORKED else "spawn")
    if FORKED:
        context.set_forkserver_preload(["faults.writers"])
    return context


def killed(processes, name: str, place: Path, moment: float) -> int:
    """Let a writer work and kill it; the number of writes that it had finished, as it said."""
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=writers.run, args=(name, str(place), there))
    process.start()
    there.close()
    here.recv()  # it begins
    time.sleep(moment)
    process.kill()
    process.join()
    assert process.exitcode != 0  # it was killed, and had not ended by itself
    count = 0
    try:
        while here.poll():
            count = here.recv()
    except EOFError:
        pass
    return count


def drafts(place: Path) -> list[Path]:
    """What a killed writer left: files and folders of the names that the program gives its drafts."""
    return [path for path in place.rglob("*") if saving.DRAFT.fullmatch(path.name)]


def recorded(path: Path) -> list[int]:
    """The numbers of the runs in a record; none where no run was ever finished."""
    try:
        return [run.number for run in record.runs(path)]
    except InputError as trouble:
        assert "There is no record of runs" in str(trouble)
        return []


def whole(place: Path, name: str) -> None:
    """Every file that has its name is complete."""
    if name == "at_free_names":
        assert all(path.read_bytes() == writers.LARGE[0] for path in place.glob("Result*.xlsx"))
    elif name == "in_place":
        assert (place / "Bands.xlsm").read_bytes() in (*writers.LARGE, OLD)
    elif name == "folder_of_tables":
        known = writers.known_files()
        for folder in place.glob("tables *"):
            assert {path.name: path.read_bytes() for path in folder.iterdir()} == known
    elif name == "career_map":
        text = (place / "Map.svg").read_bytes()
        assert text == OLD or (text.startswith(b"<svg") and text.rstrip().endswith(b"</svg>"))
    elif name == "exported":
        import openpyxl

        for path in place.glob("Results*.xlsx"):
            assert openpyxl.load_workbook(path).sheetnames == ["Bands", "Parity", "Findings", "Settings"]
    elif name == "report":
        assert all(path.read_bytes().rstrip().endswith(b"</html>") for path in place.glob("report/*.html"))


@pytest.mark.parametrize("name", list(writers.WRITERS))
def test_a_kill_leaves_old_files_as_they_were_and_new_ones_whole(name, processes, tmp_path):
    moments = random.Random(name)
    old = {tmp_path / "Bands.xlsm": OLD, tmp_path / "Map.svg": OLD, tmp_path / "mine.txt": OLD}
    for path, content in old.items():
        path.write_bytes(content)
    finished = 0
    kills = KILLS[name] if FORKED else 2
    for number in range(kills):
        place = tmp_path / str(number)
        place.mkdir()
        for path, content in old.items():
            (place / path.name).write_bytes(content)
        done = killed(processes, name, place, moments.uniform(0, LATEST.get(name, 0.05)))
        finished += done
        assert (place / "mine.txt").read_bytes() == OLD
        whole(place, name)
        assert len(drafts(place)) <= 1
        if name == "runs":
            numbers = recorded(place / "company.runs.sqlite")
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) in (done, done + 1)  # what it said is there, and at most one that it could not say any more
    assert kills >= 2 and sum(KILLS.values()) >= 100
    assert finished or name in LATEST


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_draft_of_a_killed_program_is_removed_by_the_next_write(what, tmp_path):
    left = tmp_path / "~0123456789ab.tmp"
    fresh = tmp_path / "~ba9876543210.tmp"
    mine = tmp_path / "~my own.tmp"
    if what == "file":
        left.write_bytes(b"half")
    else:
        left.mkdir()
        (left / "Levels.csv").write_bytes(b"half")
    for path in (fresh, mine):
        path.write_bytes(b"another program is writing this")
    hour_ago = time.time() - 3600
    for path in (left, mine):
        os.utime(path, (hour_ago, hour_ago))
    saving.at_free_name(b"new", tmp_path / "Result.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Result.xlsx", fresh.name, mine.name]


def test_a_run_that_was_half_recorded_is_taken_back(processes, tmp_path):
    """A journal of a killed write is there; reading must roll it back, and not refuse."""
    import sqlite3

    path = tmp_path / "company.runs.sqlite"
    record.add(path, writers.RESULT, "2026-01-01T00:00:00")
    before = path.read_bytes()
    base = sqlite3.connect(path)
    base.execute("PRAGMA cache_size = 1")  # pages are written to the file before the commit
    base.execute("BEGIN IMMEDIATE")
    for _ in range(50):
        base.execute(
            "INSERT INTO runs SELECT NULL, time, scenario, hash, version, settings, levers, items FROM runs WHERE id = 1"
        )
    journal = tmp_path / "company.runs.sqlite-journal"
    copies = {place: place.read_bytes() for place in (path, journal)}
    base.rollback()
    base.close()
    assert copies[path] != before  # half a transaction is in the file
    for place, content in copies.items():
        place.write_bytes(content)
    assert [run.number for run in record.runs(path)] == [1]
