"""What fuzzing found, kept as cases, and the seeds it starts from: every target holds its promises on them.

A case is a file found/<target>/<name>: put a new one there, and it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz import accounts, seeds, targets

FOUND = Path(__file__).parent / "found"
CASES = [pytest.param(path.parent.name, path, id=f"{path.parent.name}-{path.name}") for path in sorted(FOUND.glob("*/*"))]


@pytest.fixture(autouse=True)
def accounted() -> Iterator[None]:
    """Every table that is read is checked: rows read and rows named are the rows given."""
    accounts.install()
    yield
    accounts.remove()


@pytest.mark.parametrize(("target", "path"), CASES)
def test_what_was_found_once_is_not_found_again(target: str, path: Path):
    targets.TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", sorted(targets.TARGETS))
def test_the_seeds_hold_every_promise(target: str):
    for data in seeds.of(target):
        targets.TARGETS[target](data)


def test_a_row_that_is_gone_without_a_word_is_noticed(monkeypatch):
    """The accounts can fail: a reader that loses a row is caught."""
    honest = accounts._read_columns

    def losing(*args, **options):
        found = honest(*args, **options)
        return targets.table.Read(found.frame.iloc[1:], found.findings)

    monkeypatch.setattr(accounts, "_read_columns", losing)
    with pytest.raises(AssertionError, match="not read and not named"):
        targets.csv_bytes(seeds.csv_bytes()[0])
