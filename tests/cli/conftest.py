"""Commands run in this process, as `main` does: a process of its own takes a second to start."""

from __future__ import annotations

import sys

import pytest

from bandmodel import cli


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a command here: (exit code, standard output, standard error)."""

    def called(*arguments) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["bandmodel", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return called
