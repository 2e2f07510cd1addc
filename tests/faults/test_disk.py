"""No room, no right, no folder: the message is clear, the old file stays, and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bandmodel import saving
from bandmodel.errors import BandModelError
from bandmodel.scenarios import record
from faults import writers

OLD = b"what was there before"
POSIX = os.name == "posix"
WRITES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "free": ("Result.xlsx", lambda place: saving.at_free_name(writers.LARGE[0], place / "Result.xlsx")),
    "place": ("Bands.xlsm", lambda place: writers.package.save(place / "Bands.xlsm", writers.LARGE[0], "Close it.")),
    "map": ("Map.svg", lambda place: writers.careers.draw(writers.MODEL, place / "Map.svg")),
    "tables": ("mine.txt", lambda place: writers.folders.write(writers.CANADA, place / "tables")),
    "record": ("company.runs.sqlite", lambda place: record.add(place / "company.runs.sqlite", writers.RESULT, "2026-01-01")),
    "report": ("mine.txt", lambda place: writers.files.write(writers.MODEL, place, writers.ON, form="html")),
    "export": ("Results.xlsx", lambda place: writers.export.write(writers.MODEL, place / "Results.xlsx", writers.ON)),
}
"""What each command writes, and a file that is there before."""


def before(place: Path, name: str) -> dict[str, bytes]:
    """The files of a folder before the write; the record of runs has a run."""
    old = WRITES[name][0]
    if name == "record":
        record.add(place / old, writers.RESULT, "2025-01-01")
    else:
        (place / old).write_bytes(OLD)
    return {path.name: path.read_bytes() for path in place.iterdir()}


def after(place: Path) -> dict[str, bytes]:
    """The files of a folder, with those of its folders."""
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def said(write: Callable[[Path], object], place: Path) -> str:
    """What the program says of a write that fails."""
    with pytest.raises(BandModelError) as told:
        write(place)
    return str(told.value)


def told_by_child(name: str, place: Path, prepare: Callable[[], None]) -> str:
    """What a write says in a forked process that was given less: less room, or fewer rights."""
    with tempfile.TemporaryDirectory() as scratch:
        WRITES[name][1](Path(scratch))  # imports what it needs while it may
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def work() -> None:
        prepare()
        try:
            WRITES[name][1](place)
            there.send("written")
        except BandModelError as trouble:
            there.send(str(trouble))
        except BaseException as trouble:  # a bug: the parent must see it
            there.send(f"Traceback: {trouble!r}")

    process = context.Process(target=work)
    process.start()
    text = here.recv()
    process.join()
    return str(text)


def no_room() -> None:
    """Files of this process may have 100 bytes; a write beyond fails as on a full disk, with an error and no signal."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def nobody() -> None:
    """Become a user without rights."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


@pytest.mark.skipif(not POSIX, reason="limits of a process are POSIX's own; Windows has no such switch")
@pytest.mark.parametrize("name", list(WRITES))
def test_without_room_the_old_file_stays_and_the_message_is_clear(name, tmp_path):
    was = before(tmp_path, name)
    text = told_by_child(name, tmp_path, no_room)
    assert "cannot be" in text and text.rstrip().endswith(".") and "Traceback" not in text
    assert after(tmp_path) == was


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 64 KB, where this system lets us make one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root on Linux only")
    place = Path(tempfile.mkdtemp())
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, text=True)
    if done.returncode:
        place.rmdir()
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)
    place.rmdir()


@pytest.mark.parametrize("name", ["free", "place", "tables", "record"])
def test_on_a_full_disk_the_old_file_stays_and_the_message_is_clear(name, small_disk):
    was = before(small_disk, name)
    filler = small_disk / "filler"
    with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1024)
    text = said(WRITES[name][1], small_disk)
    assert "cannot be" in text
    filler.unlink()
    assert after(small_disk) == was


@pytest.mark.skipif(not POSIX, reason="rights of a folder are another thing on Windows")
@pytest.mark.parametrize("name", list(WRITES))
def test_in_a_folder_without_the_right_to_write_the_message_is_clear(name):
    place = Path(tempfile.mkdtemp())  # not below pytest's own folder, which others may not enter
    try:
        was = before(place, name)
        place.chmod(0o555)
        text = told_by_child(name, place, nobody)
        assert "cannot be" in text and "Traceback" not in text
        assert after(place) == was
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.skipif(not POSIX, reason="rights of a folder are another thing on Windows")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_read_is_told(what):
    from bandmodel.inputs import source

    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    try:
        inside = place / "tables"
        inside.mkdir()
        (inside / "Levels.csv").write_text("Track,Level,Rank\nSpecialist,S1,1\n", "utf-8")
        (inside / "Levels.csv" if what == "file" else inside).chmod(0)
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)

        def work() -> None:
            nobody()
            try:
                source.read(inside)
                there.send("read")
            except BandModelError as trouble:
                there.send(str(trouble))
            except BaseException as trouble:
                there.send(f"Traceback: {trouble!r}")

        process = context.Process(target=work)
        process.start()
        text = here.recv()
        process.join()
        assert "cannot be read" in text and "tables" in text
    finally:
        inside.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.parametrize("name", ["place", "map"])
def test_a_folder_of_the_files_name_stays(name, tmp_path):
    """A file that another program holds cannot be replaced on Windows; a folder in its place cannot be anywhere."""
    target = tmp_path / WRITES[name][0]
    target.mkdir()
    (target / "mine.txt").write_bytes(OLD)
    text = said(WRITES[name][1], tmp_path)
    assert target.name in text and "cannot be written" in text
    assert after(tmp_path) == {str(Path(target.name) / "mine.txt"): OLD}


def test_a_record_that_another_program_is_writing_is_waited_for_and_then_told(tmp_path, monkeypatch):
    import sqlite3

    monkeypatch.setattr(record, "PATIENCE", 0.2)
    path = tmp_path / "company.runs.sqlite"
    record.add(path, writers.RESULT, "2026-01-01")
    was = path.read_bytes()
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    text = said(WRITES["record"][1], tmp_path)
    other.rollback()
    other.close()
    assert "company.runs.sqlite cannot be used: database is locked. Close what holds it" in text
    assert path.read_bytes() == was


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's own")
def test_output_into_a_full_disk_is_no_traceback():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bandmodel", "demo", "--json"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "bandmodel: " in done.stderr


def test_output_into_a_program_that_stops_reading_is_no_traceback():
    with subprocess.Popen(
        [sys.executable, "-m", "bandmodel", "functions", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
