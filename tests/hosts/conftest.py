"""A fresh interpreter in which xlwings is as on Windows; the tests' own interpreter keeps the xlwings of this system."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from hosts import xlwings_on_linux


class Host:
    """Functions of `xlwings_on_linux`, each called in that interpreter: host.call("BM_SPREAD", 60000.0, 90000.0)."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def __getattr__(self, name: str):
        return lambda *arguments: self._pool.submit(getattr(xlwings_on_linux, name), *arguments).result(timeout=120)


@pytest.fixture(scope="session")
def host():
    """The interpreter with xlwings as on Windows."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, initializer=xlwings_on_linux.install) as pool:
        yield Host(pool)
