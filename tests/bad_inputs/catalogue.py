"""The cases of the catalogue: what is given, how it is used, and what an analyst must be told."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases")


@dataclass(frozen=True)
class Case:
    """One bad input. The keys are those of the case files; README.md says what each means."""

    name: str
    subject: str
    # what is given
    set: list[list[Any]] = field(default_factory=list)
    append: list[list[Any]] = field(default_factory=list)
    rename: list[list[str]] = field(default_factory=list)
    without: list[list[str]] = field(default_factory=list)
    column: list[list[Any]] = field(default_factory=list)
    reverse: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    rows: dict[str, int] = field(default_factory=dict)
    kinds: tuple[str, ...] = ("csv",)
    build: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    # how it is used
    command: list[str] = field(default_factory=list)
    function: str = ""
    arguments: list[Any] = field(default_factory=list)
    # what is expected
    finds: list[dict[str, Any]] = field(default_factory=list)
    reads: list[list[Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    prints: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    gives: Any = None

    @property
    def told(self) -> bool:
        """Whether a message is expected; otherwise the input is rightly accepted as it is."""
        return bool(self.refused or self.says or any(one.get("severity", "error") != "note" for one in self.finds))

    @property
    def touched(self) -> list[str]:
        """The tables that the case changes."""
        changes = [*self.set, *self.append, *self.rename, *self.without, *self.column]
        return [str(change[0]) for change in changes] + self.reverse + self.empty


def of_file(path: Path) -> list[Case]:
    """The cases of one file. Raises for an unknown key, so that no expectation is passed over."""
    rows = tomllib.loads(path.read_text("utf-8"))["case"]
    known = {one.name for one in fields(Case)} - {"subject"}
    for row in rows:
        unknown = set(row) - known
        if unknown:
            raise ValueError(f"{path.name}, {row.get('name')}: unknown keys {sorted(unknown)}")
    return [Case(subject=path.stem, **row) for row in rows]


def every() -> list[Case]:
    """All cases in the order of the files. Raises where two have one name."""
    cases = [case for path in sorted(CASES.glob("*.toml")) for case in of_file(path)]
    names = [(case.subject, case.name) for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"cases of one name: {sorted(twice)}")
    return cases
