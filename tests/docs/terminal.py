"""A terminal in which a page's commands are typed: a Python of its own that runs `bandmodel` as its command line does.

One process does for a page, as loading pandas for every command would take longer than the commands. `Terminal` is the
test's side; run as a script, this file is the other: a line of JSON in for each command, one out with what it printed.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

COLUMNS = 110
"""Width of the terminal."""


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    output: str
    errors: str


class Terminal:
    """A process that runs commands of bandmodel in a folder."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            cwd=folder,
            env={**os.environ, "COLUMNS": str(COLUMNS), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, words: list[str]) -> Ran:
        """Run `bandmodel` with these arguments."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return Ran(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def answered(words: list[str]) -> Ran:
    """What a command prints in this process."""
    from bandmodel.cli import main

    before = sys.argv, sys.stdout, sys.stderr
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    sys.argv, sys.stdout, sys.stderr = ["bandmodel", *words], output, errors
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
        code = 1
    finally:
        sys.argv, sys.stdout, sys.stderr = before
    printed = []
    for stream in (output, errors):
        stream.flush()
        printed.append(stream.buffer.getvalue().decode("utf-8"))
    return Ran(code, *printed)


def serve() -> None:
    """Run what comes in, line by line, until nothing does."""
    for line in sys.stdin:
        print(json.dumps(vars(answered(json.loads(line)))), flush=True)


if __name__ == "__main__":
    serve()
