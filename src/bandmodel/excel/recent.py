"""What was computed last, for formulas that ask for the same twice: figures here and notes there, one scenario and all.

What is kept is found by the hash of every cell and of the day that it depends on: an input that changes finds nothing, so
that nothing here is ever stale. The store is bounded and drops what was used least recently.

This module holds no worksheet function, as `registry` holds none: xlwings reloads modules of functions.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bandmodel.excel import cells

if TYPE_CHECKING:
    import pandas as pd

    from bandmodel.excel.scenarios import Runs

T = TypeVar("T")


class Recent(Generic[T]):
    """Results by the hash of what they were made of, at most `capacity` of them."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """What is kept under a key, made now where nothing is. What `make` raises leaves, and nothing is kept."""
        if key not in self._held:
            self._held[key] = make()
        self._held.move_to_end(key)
        while len(self._held) > self._capacity:
            self._held.popitem(last=False)
        return self._held[key]

    def clear(self) -> None:
        """Drop everything."""
        self._held.clear()


TABLES: Recent[list[pd.DataFrame]] = Recent(24)
"""What functions with an argument `part` made, as a sheet asks each for its figures and for its notes."""
RUNS: Recent[Runs] = Recent(3)
"""Companies with their scenarios, as a sheet asks for one, for two side by side and for all; few, as they are large."""


def forget() -> None:
    """Drop everything, as a restart of Python does."""
    TABLES.clear()
    RUNS.clear()


def key_of(*given: Any) -> str:
    """Hash of arguments as cells hand them over, each cell with its type, and of the day."""
    told = [cells.grid(part) if cells.is_range(part) else part for part in given]
    return hashlib.blake2b(repr((cells.today(), told)).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
