"""`bandmodel --help` in a fresh process, against the import of what draws it. Processor time of the process."""

from __future__ import annotations

from benchmarks.first_formula import run, seconds
from benchmarks.measure import DisagreementError, Measured, by_turns

HELP = """
import sys
from bandmodel.cli import main
sys.argv = ["bandmodel", "--help"]
try:
    main()
except SystemExit:
    pass
"""
IMPORTS = "import typer, rich"
RUNS, GOAL = 11, 1 / 1.5


def measure() -> list[Measured]:
    """P18."""
    shown = run(HELP)
    if not all(command in shown for command in ("check", "bands", "parity", "report")):
        raise DisagreementError(f"the help does not list the commands: {shown}")
    seconds(IMPORTS)
    times = by_turns(lambda: seconds(HELP), lambda: seconds(IMPORTS), runs=RUNS)
    note = f"Processor time of fresh processes, {RUNS} by turns."
    return [times.against("P18", "bandmodel --help, cold", IMPORTS, GOAL, note=note)]
