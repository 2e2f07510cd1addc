"""What can be wrong with what a user gave us, and how it is said.

Three kinds of trouble, each with its own shape:

* `InputError`, `PolicyError` stop the work: the figure asked for cannot be computed at all.
* `RowError` stops some rows of a vectorised formula; a caller that holds a column can set those rows
  aside, keep their messages and go on with the rest (see `excel.elementwise`).
* `Finding` stops nothing: it is a remark on one place of one table, collected and shown in a list.

Edges (cells, command line) translate `BandModelError` and nothing else, so that a bug stays visible as a bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SHOWN = 25
"""How many faults the text of one error lists: it must fit into a cell."""

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One remark on one place of the inputs or of the structure that was built from them.

    code      stable name of the check, e.g. "midpoint-inverted"
    severity  "error" (a figure is missing or wrong), "warning" (look at it) or "note" (for the record)
    table     name of the table, e.g. "Levels"
    row       row as the user sees it: the header is row 1 unless the sheet says otherwise; None = whole table
    column    header of the column; "" = whole row
    value     the value found, as text; "" where no single value is meant
    message   what is wrong, with the value
    remedy    what to do about it
    """

    code: str
    severity: str
    table: str
    row: int | None
    column: str
    value: str
    message: str
    remedy: str

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"severity {self.severity!r} is not one of {SEVERITIES}")

    @property
    def place(self) -> str:
        """Where it is, in words: `Levels row 7, column Mid`."""
        row = f" row {self.row}" if self.row is not None else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.table}{row}{column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.remedy}".strip()

    def at(self, **changes: Any) -> Finding:
        """The same finding at another place (a caller knows the sheet's own row numbers)."""
        return replace(self, **changes)


class BandModelError(Exception):
    """Base of every error that bandmodel raises on purpose."""


class InputError(BandModelError):
    """Something that the user gave cannot be used; `findings` lists every fault, not only the first."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> InputError:
        """One error for many faults: the text names the first of them, each on a line of its own."""
        faults = tuple(findings)
        head = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"{head} in the input:", *(f"  {fault}" for fault in faults[:SHOWN])]
        if len(faults) > SHOWN:
            lines.append(f"  and {len(faults) - SHOWN} more")
        return cls("\n".join(lines), faults)


class PolicyError(InputError):
    """A Policy setting is missing or does not fit what is asked."""


class RowError(InputError):
    """Some rows of an element-wise formula cannot be computed.

    bad       True where a row is at fault; shape of the broadcast arguments
    messages  one message for each bad row, in row order
    """

    def __init__(self, bad: np.ndarray, messages: list[str]) -> None:
        others = len(messages) - 1
        more = f" (and {others} more row{'s' * (others != 1)})" if others else ""
        super().__init__(messages[0] + more)
        self.bad = bad
        self.messages = messages


def require(good: Any, message: str, **values: Any) -> None:
    """Raise `RowError` where `good` is False; `message` may name {values} of the row.

    Unknown (NaN) rows must be let through by the caller's condition: write `~(low > high)`, not `low <= high`.
    """
    import numpy as np  # here, because the command line's help must not wait for numpy

    good = np.asarray(good)
    if good.all():
        return
    bad = ~np.atleast_1d(good)
    columns = {name: np.broadcast_to(np.asarray(value), bad.shape)[bad] for name, value in values.items()}
    rows = [{name: plain(column[n]) for name, column in columns.items()} for n in range(int(bad.sum()))]
    texts = [message.format(**row) for row in rows]
    raise RowError(bad.reshape(good.shape), texts)


def plain(value: Any) -> str:
    """A value as a person would type it: 60000 rather than 60000.0, 0.15 rather than 0.15000000000000002."""
    if type(value).__name__ in ("bool", "bool_"):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Real):
        return f"{float(value) or 0.0:.12g}"  # minus zero is 0
    return str(value)
