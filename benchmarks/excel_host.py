"""xlwings as it runs behind Excel on Windows, for calls of worksheet functions: `call(module, function, arguments)`.

The stand-ins for COM are those of the tests (tests/hosts/xlwings_on_linux.py). Import this module before xlwings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from benchmarks.measure import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from hosts import xlwings_on_linux

xlwings_on_linux.install()

from xlwings import udfs  # noqa: E402  after `install`


def formula(module: str, function: str, *arguments: Any) -> Callable[[], Any]:
    """A formula whose arguments lie ready in cells: lists of rows are ranges. Calling it is one call_udf."""
    cells = tuple(xlwings_on_linux.ComRange(part) if isinstance(part, list) else part for part in arguments)
    return lambda: udfs.call_udf(module, function, cells)


def ours(function: str, *arguments: Any) -> Callable[[], Any]:
    """A formula with one of the worksheet functions."""
    return formula("bandmodel.excel", function, *arguments)


def peer(function: str, *arguments: Any) -> Callable[[], Any]:
    """A formula with one of `benchmarks.peer_functions`."""
    return formula("benchmarks.peer_functions", function, *arguments)
