"""Fixtures of tests that run a workbook in LibreOffice: `pytest_plugins = ["hosts.libreoffice.fixtures"]`.

Without LibreOffice such tests are skipped, and pytest says why; where CI=true they fail.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from hosts.libreoffice import render, uno_access
from hosts.libreoffice.office import Office
from hosts.libreoffice.presence import needed
from hosts.libreoffice.python_process import PythonProcess
from hosts.libreoffice.workbook import Workbook, opened


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """LibreOffice, started when the first document is opened."""
    needed(uno_access.trouble())
    running = Office()
    yield running
    running.close()


@pytest.fixture(scope="session")
def excel_python() -> Iterator[PythonProcess]:
    """The Python behind the formulas of every open workbook."""
    process = PythonProcess()
    yield process
    process.stop()


@pytest.fixture
def open_workbook(office: Office, excel_python: PythonProcess) -> Iterator[Callable[..., Workbook]]:
    """Open workbooks with Python behind them; they are closed after the test, which fails on an unexpected error.

    open_workbook(path, run_python) hands what a macro gives RunPython to a function of the test.
    """
    with contextlib.ExitStack() as books:
        yield lambda path, run_python=None: books.enter_context(opened(office, path, excel_python, run_python))


@pytest.fixture
def drawing() -> None:
    """For tests that draw pages."""
    needed(render.trouble())
