"""Adds runs to a record, in a process of its own."""

from pathlib import Path

from bandmodel.scenarios import record
from scenarios.company import ran


def write(path: str, count: int) -> list[int]:
    """Add some runs; their numbers."""
    result = ran([("A", 2026, "lift to minimum", "all", 1)])
    return [record.add(Path(path), result, "2026-05-01T09:00:00") for _ in range(count)]
