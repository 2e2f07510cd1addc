"""Commands run in this process (`cli.command`)."""

from __future__ import annotations

import pytest

from cli.command import called


@pytest.fixture
def run():
    """Runs a command here: (exit code, standard output, standard error)."""

    def ran(*arguments) -> tuple[int, str, str]:
        done = called(*arguments)
        return done.returncode, done.stdout, done.stderr

    return ran
