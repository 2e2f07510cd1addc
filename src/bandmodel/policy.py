"""Policy: every setting with its value, unit, range and source.

The settings stand in `data/policy.toml`. A Policy table overrides them by name, without regard to case. Nothing here
reads the clock: the structure date, if not given, is resolved at the edge by `Policy.dated`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pandas as pd

from bandmodel.errors import Finding, PolicyError
from bandmodel.inputs import coerce


@dataclass(frozen=True)
class Setting:
    """One setting as policy.toml describes it; `default` is None where there is none."""

    name: str
    type: str
    unit: str
    meaning: str
    used_by: str
    date: str
    source: str
    default: Any = None
    choices: tuple[str, ...] = ()
    above: float | None = None
    below: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def pattern(self) -> bool:
        """Whether the name has a placeholder: one value for each track or location."""
        return "{" in self.name

    @property
    def range(self) -> str:
        """What is admitted, in words."""
        if self.choices:
            return " / ".join(self.choices)
        words = {"above": "above", "least": "at least", "below": "below", "most": "at most"}
        limits = [f"{word} {getattr(self, name):g}" for name, word in words.items() if getattr(self, name) is not None]
        return " and ".join(limits) or f"any {self.type}"

    def read(self, cell: Any) -> Any:
        """The setting's value from a cell. Raises ValueError with the rule that the cell breaks."""
        if self.type in ("number", "fraction", "count"):
            value = coerce.number(cell)
            if value is None:
                raise ValueError("is not a number")
            if self.type == "count" and value != int(value):
                raise ValueError("is not a whole number")
            if not self._admits(value):
                raise ValueError(f"is not {self.range}")
            return value
        if self.type == "date":
            day = coerce.date(cell)
            if day is None:
                raise ValueError("is not a date such as 2026-01-01")
            return day.astype(dt.date)
        text = coerce.label(cell)
        if self.choices:
            chosen = [choice for choice in self.choices if choice.casefold() == text.casefold()]
            if not chosen:
                raise ValueError(f"is not one of {self.range}")
            return chosen[0]
        return text

    def _admits(self, value: float) -> bool:
        checks: tuple[tuple[float | None, Callable[[float], bool]], ...] = (
            (self.above, lambda limit: value > limit),
            (self.below, lambda limit: value < limit),
            (self.least, lambda limit: value >= limit),
            (self.most, lambda limit: value <= limit),
        )
        return all(limit is None or holds(limit) for limit, holds in checks)


@cache
def settings() -> tuple[Setting, ...]:
    """Every setting, in the order of policy.toml."""
    import tomllib  # here: Excel's start must not pay for it

    text = files("bandmodel").joinpath("data/policy.toml").read_text("utf-8")
    rows = tomllib.loads(text)["setting"]
    return tuple(Setting(**{**row, "choices": tuple(row.get("choices", ()))}) for row in rows)


@dataclass(frozen=True)
class Policy:
    """The value of every setting; `given` names those that the Policy table sets.

    Subscript by name: policy["parity tolerance"]. A setting without value or default raises PolicyError.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise PolicyError(f'Policy setting "{name}" has no value; add a row "{name}" to the Policy table.')
        return value

    def get(self, name: str) -> Any:
        """The value of a setting, None where it has none. Names match without regard to case."""
        if name in self.values:
            return self.values[name]
        folded = name.casefold()
        return next((value for key, value in self.values.items() if key.casefold() == folded), None)

    def with_values(self, **changes: Any) -> Policy:
        """The same policy with some values changed; names with underscores for spaces (parity_weight=0.4).

        For code, whose slips are bugs: raises KeyError for a name that is none, ValueError for a value that does not fit.
        """
        renamed = {name.replace("_", " "): value for name, value in changes.items()}
        known = {setting.name: setting for setting in settings()}
        read = {name: known[name].read(value) for name, value in renamed.items()}
        return replace(self, values=MappingProxyType({**self.values, **read}), given=self.given | set(renamed))

    def dated(self, today: dt.date) -> Policy:
        """The same policy with a structure date: 1 January of `today`'s year, unless the Policy table gives one."""
        if self.get("structure date") is not None:
            return self
        return replace(self, values=MappingProxyType({**self.values, "structure date": dt.date(today.year, 1, 1)}))

    def fingerprint(self) -> str:
        """Every value in one line of text, for the hash of a model."""
        return "\x1f".join(f"{name}={value!r}" for name, value in sorted(self.values.items()))


@cache
def defaults() -> Policy:
    """The policy without a Policy table."""
    values = {setting.name: setting.default for setting in settings() if setting.default is not None}
    return Policy(MappingProxyType(values))


def read(table: pd.DataFrame) -> tuple[Policy, tuple[Finding, ...]]:
    """The policy that a Policy table (Setting, Value) makes, and what is wrong in it.

    A setting that is unknown or out of range is a finding, and its default stays; a blank value means the default.
    """
    values, given = dict(defaults().values), set()
    findings = []
    for row, name, cell in zip(table.index, table["Setting"], table["Value"], strict=True):
        found = lookup(str(name))
        if found is None:
            findings.append(_unknown(row, str(name)))
        elif found[0] in given:
            findings.append(_twice(row, found[0]))
        elif not coerce.is_blank(cell):
            key, setting = found
            try:
                values[key] = setting.read(cell)
                given.add(key)
            except ValueError as rule:
                findings.append(_unfit(row, key, setting, cell, str(rule)))
    return Policy(MappingProxyType(values), frozenset(given)), tuple(findings)


def lookup(name: str) -> tuple[str, Setting] | None:
    """The setting that a name means, with its key: the exact name, or "Specialist: progression" for a pattern."""
    folded = " ".join(name.split()).casefold()
    for setting in settings():
        if setting.name.casefold() == folded:
            return setting.name, setting
    owner, _, rest = " ".join(name.split()).rpartition(": ")
    for setting in settings():
        if setting.pattern and owner and setting.name.partition("}: ")[2].casefold() == rest.casefold():
            return f"{owner}: {setting.name.partition('}: ')[2]}", setting
    return None


def _unknown(row: int, name: str) -> Finding:
    names = {setting.name.casefold(): setting.name for setting in settings()}
    close = [names[near] for near in get_close_matches(name.casefold(), list(names), 1, 0.6)]
    remedy = f'Did you mean "{close[0]}"?' if close else "Use a name from the list of settings, or delete the row."
    return Finding(
        "setting-unknown", "error", "Policy", int(row), "Setting", name,
        f'Setting "{name}" is not known; it has no effect.', remedy,
    )  # fmt: skip


def _twice(row: int, key: str) -> Finding:
    return Finding(
        "setting-twice", "error", "Policy", int(row), "Setting", key,
        f'Setting "{key}" is given in a row above; this row has no effect.', "Delete one of the two rows.",
    )  # fmt: skip


def _unfit(row: int, key: str, setting: Setting, cell: Any, rule: str) -> Finding:
    value = coerce.shown(cell)
    stays = f"the default {setting.default} stays" if setting.default is not None else "it is not set"
    return Finding(
        "setting-unfit", "error", "Policy", int(row), "Value", value,
        f'{key}: "{value}" {rule}; {stays}.', f"Admitted: {setting.range} [{setting.unit}].",
    )  # fmt: skip
