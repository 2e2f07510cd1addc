"""What became of the bad inputs that were tried, in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bad_inputs.catalogue import Case

if TYPE_CHECKING:
    from bad_inputs.verdict import Verdict

PROPERTY = "bad input"
"""Name under which a test's report carries the outcome."""
TOLD, ACCEPTED, TRACEBACK, SILENT, SHORT = OUTCOMES = (
    "told clearly", "accepted as typed", "tracebacks", "silently wrong", "short of the message expected",
)  # fmt: skip


def outcome(case: Case, found: Verdict) -> str:
    """What became of one case."""
    if found.traceback:
        return TRACEBACK
    if found.silent:
        return SILENT
    if found.faults:
        return SHORT
    return TOLD if case.told else ACCEPTED


def told(outcomes: Sequence[str]) -> str:
    """The counts in one line."""
    counts = Counter(outcomes)
    return f"bad inputs: {len(outcomes)} tried, " + ", ".join(f"{counts[name]} {name}" for name in OUTCOMES)
