"""Several processes write the same thing at the same time: everything that is said to be written is there, and whole."""

from __future__ import annotations

import multiprocessing

import pytest

from bandmodel.scenarios import record
from faults import writers

FORKED = "forkserver" in multiprocessing.get_all_start_methods()
PROCESSES, TIMES = (4, 10) if FORKED else (2, 5)


@pytest.fixture(scope="module")
def at_once():
    """Runs one kind of write in several processes at once: what each was told, write by write."""
    context = multiprocessing.get_context("forkserver" if FORKED else "spawn")
    if FORKED:
        context.set_forkserver_preload(["faults.writers"])

    def run(name, place) -> list[list[object]]:
        start, pipes, processes = context.Barrier(PROCESSES), [], []
        for _ in range(PROCESSES):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=writers.several, args=(name, str(place), TIMES, start, there))
            process.start()
            pipes.append(here)
            processes.append(process)
        told = [pipe.recv() for pipe in pipes]
        for process in processes:
            process.join()
        return told

    return run


def test_every_file_gets_a_name_of_its_own(at_once, tmp_path):
    named = [name for told in at_once("free", tmp_path) for name in told]
    assert len(set(named)) == PROCESSES * TIMES
    assert sorted(map(str, tmp_path.iterdir())) == sorted(named)
    assert all(path.read_bytes() == writers.LARGE[0] for path in tmp_path.iterdir())


def test_a_workbook_written_by_several_is_one_of_theirs(at_once, tmp_path):
    told = at_once("place", tmp_path)
    assert told == [[None] * TIMES] * PROCESSES
    assert [path.name for path in tmp_path.iterdir()] == ["Bands.xlsm"]
    assert (tmp_path / "Bands.xlsm").read_bytes() == writers.LARGE[0]


def test_every_run_is_recorded_under_a_number_of_its_own(at_once, tmp_path):
    numbers = [number for told in at_once("record", tmp_path) for number in told]
    assert sorted(numbers) == list(range(1, PROCESSES * TIMES + 1))
    assert [run.number for run in record.runs(tmp_path / "company.runs.sqlite")] == sorted(numbers)
    assert [path.name for path in tmp_path.iterdir()] == ["company.runs.sqlite"]


def test_a_folder_of_tables_is_written_by_one_and_refused_to_the_others(at_once, tmp_path):
    told = [text for part in at_once("tables", tmp_path) for text in part]
    assert told.count(None) >= 1
    assert all(text is None or str(text).startswith("refused: ") for text in told)
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == writers.known_files()
