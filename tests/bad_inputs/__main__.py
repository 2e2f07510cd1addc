"""`python -m bad_inputs [word]` in the folder tests: every case with what falls short, and the counts.

word   only cases whose subject or name holds it
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bad_inputs import catalogue, verdict
from bad_inputs.tally import ACCEPTED, TOLD, outcome, told


def main(word: str = "") -> int:
    """Try the cases and print; 1 where one falls short."""
    outcomes = []
    for case in catalogue.every():
        if word not in f"{case.subject}: {case.name}":
            continue
        for kind in case.kinds:
            with tempfile.TemporaryDirectory() as folder:
                found = verdict.judged(case, kind, Path(folder))
            outcomes.append(outcome(case, found))
            for fault in found.faults:
                print(f"{case.subject}: {case.name} [{kind}]\n    {fault}")
    print(told(outcomes))
    return int(not set(outcomes) <= {TOLD, ACCEPTED})


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:2]))
