"""The interpreter behind the formulas: xlwings as it is on Windows, in a process that can be lost and started anew."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from bandmodel.excel import registry
from hosts import xlwings_on_linux

PATIENCE = 120.0  # seconds


class PythonProcess:
    """A Python with the real xlwings; `call` is what COM calls there. A fresh one holds no models."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call any function there; arguments and result are copied on the way."""
        if self._pool is None:
            fresh = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=fresh, initializer=xlwings_on_linux.install)
        return self._pool.submit(function, *arguments).result(timeout=PATIENCE)

    def call(self, function: str, *arguments: Any) -> Any:
        """What a worksheet function gives by XLPython.CallUDF."""
        return self.run(xlwings_on_linux.call, function, *arguments)

    def forget(self) -> None:
        """Empty the registry of models, as a restart of Python does."""
        self.run(registry.forget)

    def stop(self) -> None:
        """End the process; the next call starts another, which holds nothing."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
