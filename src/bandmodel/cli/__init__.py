"""The command line. `bandmodel --help` lists the commands.

Commands import what they need when they run: help must not wait for pandas.
"""

from __future__ import annotations

import sys

from bandmodel.cli.decisions import app  # with the commands of app.py before its own
from bandmodel.errors import BandModelError

FINE, FINDINGS, UNUSABLE = 0, 1, 2
"""Exit codes: fine; findings of severity error; a bad call or input that cannot be read."""


def main() -> None:
    """Run the command line; an error of ours is one message and exit code 2, any other stays a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except BandModelError as trouble:
        print(f"bandmodel: {trouble}", file=sys.stderr)  # noqa: T201
        raise SystemExit(UNUSABLE) from None
