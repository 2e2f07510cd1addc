"""The command line. `bandmodel --help` lists the commands.

Commands import what they need when they run: help must not wait for pandas.
"""

from __future__ import annotations

import os
import sys

from bandmodel.cli import decisions  # noqa: F401  adds its commands after those of app.py
from bandmodel.cli.app import app
from bandmodel.errors import BandModelError
from bandmodel.printable import printable

FINE, FINDINGS, UNUSABLE = 0, 1, 2
"""Exit codes: fine; findings of severity error; a bad call or input that cannot be read."""


def main() -> None:
    """Run the command line; an error of ours is one message and exit code 2, any other stays a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BandModelError as trouble:
        print(f"bandmodel: {printable(str(trouble))}", file=sys.stderr)  # noqa: T201
        raise SystemExit(UNUSABLE) from None
    except OSError as trouble:
        if _is_heard():
            raise
        if not isinstance(trouble, BrokenPipeError):  # as of `bandmodel bands Bands.xlsx | head`, which wants no more
            print(f"bandmodel: the output cannot be written: {trouble.strerror}. Make room for it.", file=sys.stderr)  # noqa: T201
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left would fail again when Python ends
        raise SystemExit(UNUSABLE) from None


def _is_heard() -> bool:
    """Whether standard output takes what is written to it."""
    try:
        sys.stdout.write("\n")  # what failed before is no longer in its buffer
        sys.stdout.flush()
    except OSError:
        return False
    return True
