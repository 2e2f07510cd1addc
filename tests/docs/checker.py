"""A page of the documentation, done step by step in a folder: each claim that does not hold is a complaint."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from docs import page as pages
from docs.formula import Formulas, arithmetic, difference, matches
from docs.sheets import Rows, Sheets
from docs.terminal import Ran, Terminal

LEFT_OUT = "…"
SPECIAL = {
    "bandmodel addin install": (["--dry-run"], (0, 2)),  # never into this user's Excel; 2 where there is no Excel
    "bandmodel addin remove": (["--dry-run"], (0, 2)),
    "bandmodel runs my-company": ([], (2,)),  # the README's company records no runs, and the program says so
}
"""Commands that are run with a further option, and their exit codes. Any other ends with 0, or 1 for findings of errors."""


def complaints(text: str, folder: Path, cells: dict[str, Rows] | None = None) -> list[str]:
    """What of a page does not hold, as "line 12: …"; `folder` is where its commands run, `cells` ranges such as A1:F7."""
    run = Run(folder, cells)
    try:
        return run.all(pages.steps(text))
    finally:
        run.close()


class Run:
    """One reading of one page: its folder, its workbook, what the last command printed."""

    def __init__(self, folder: Path, cells: dict[str, Rows] | None) -> None:
        self._folder, self._cells = folder, cells
        self._made: Path | None = None  # the workbook, opened when a step needs its tables
        self._sheets: Sheets | None = None
        self._terminal: Terminal | None = None
        self._ran: Ran | None = None
        self._refused = ""  # the message of a command that could not do its work, until the page shows it

    def all(self, steps: list[pages.Step]) -> list[str]:
        """Every step in its order."""
        found: list[str] = []
        for step in steps:
            if self._refused and not isinstance(step, pages.Printed):
                found.append(f"line {step.line}: before it a command fails, which the page does not show: {self._refused}")
            self._refused = ""
            try:
                found += [f"line {step.line}: {complaint}" for complaint in self._step(step)]
            except (ValueError, KeyError, IndexError) as trouble:
                found.append(f"line {step.line}: {trouble}")
        return [*found, f"the last command fails, which the page does not show: {self._refused}"] if self._refused else found

    def close(self) -> None:
        """Leave the terminal."""
        if self._terminal is not None:
            self._terminal.close()

    def _step(self, step: pages.Step) -> list[str]:
        match step:
            case pages.Commands():
                return [complaint for line in step.lines for complaint in self._command(line)]
            case pages.Printed():
                return self._printed(step)
            case pages.Typed():
                self._book().type(step.name, step.table)
                return []
            case pages.Shown():
                value = self._value(step.formula)
                other = difference(step.shows, value)
                return [f"{step.formula} shows {step.shows!r} on the page and gives {other}"] if other else []
            case pages.Spilled():
                return spilled(step, self._value(step.formula))
            case pages.Mentioned():
                value = self._value(step.formula)
                return [f"{step.formula} gives {value}"] if str(value).startswith("#BM!") else []
            case pages.Computed():
                other = difference(step.shows, arithmetic(step.sum))
                return [f"{step.sum} is {other}, not {step.shows}"] if other else []
            case pages.Misplaced():
                return [step.what]

    def _value(self, formula: str) -> Any:
        return Formulas(self._book, self._cells).value(formula)

    def _book(self) -> Sheets:
        if self._made is None:
            raise ValueError("a table is needed before `bandmodel new` made a workbook")
        if self._sheets is None:
            self._sheets = Sheets(self._made)
        return self._sheets

    def _command(self, line: str) -> list[str]:
        words = shlex.split(line, comments=True)
        if not words or words[0] != "bandmodel":
            return [f"not a command of bandmodel: {line}"]
        further, fine = SPECIAL.get(" ".join(words[:3]), ([], (0, 1)))
        if self._sheets:
            self._sheets.save()
        if self._terminal is None:
            self._terminal = Terminal(self._folder)
        self._ran = self._terminal.run([*words[1:], *further])
        if words[1:2] == ["new"] and self._ran.code == 0:
            self._made, self._sheets = self._folder / words[2], None
        if self._refused:
            return [f"a command before {line} fails: {self._refused}"]
        if self._ran.code not in fine or "Traceback" in self._ran.errors:
            self._refused = f"{line} ends with {self._ran.code}: {self._ran.errors.strip()}"
        return []

    def _printed(self, step: pages.Printed) -> list[str]:
        if self._ran is None:
            return ["output without a command before it"]
        whole = self._ran.output + self._ran.errors
        missing = not_printed(step.lines, whole)
        return [f"not printed, or not there: {missing!r}; printed:\n{whole}"] if missing is not None else []


def not_printed(shown: tuple[str, ...], printed: str) -> str | None:
    """The first shown line that is not printed in its place; None if all are."""
    given = [line for line in (_bare(line) for line in printed.splitlines()) if line]
    at, gap = 0, False
    for line in (bare for bare in map(_bare, shown) if bare):
        if line == LEFT_OUT:
            gap = True
            continue
        reach = range(at, len(given) if gap else min(at + 1, len(given)))
        here = next((i for i in reach if matches(line, given[i])), None)
        if here is None:
            return line
        at, gap = here + 1, False
    return None if gap or at == len(given) else f"(the end, but there is more: {given[at]})"


def spilled(step: pages.Spilled, value: Any) -> list[str]:
    """Complaints about a spilled table: columns by header, rows in their order, all unless a row "…" stands there."""
    if not isinstance(value, list):
        return [f"{step.formula} gives {value}"]
    headers, *rows = step.table
    unknown = [header for header in headers if header not in value[0]]
    if unknown:
        return [f"{step.formula} has no column {', '.join(unknown)}; it has {', '.join(map(str, value[0]))}"]
    places = [value[0].index(header) for header in headers]
    given = [[row[place] for place in places] for row in value[1:]]
    at, gap = 0, False
    for row in rows:
        if row[0] == LEFT_OUT:
            gap = True
            continue
        reach = range(at, len(given) if gap else min(at + 1, len(given)))
        here = next((i for i in reach if not any(map(difference, row, given[i]))), None)
        if here is None:
            seen = "\n".join(str(line) for line in given[at : at + (40 if gap else 1)])
            return [f"{step.formula}: the row {' | '.join(row)} is not there; the rows there:\n{seen}"]
        at, gap = here + 1, False
    return [] if gap or at == len(given) else [f"{step.formula}: more rows follow: {given[at:]}"]


def _bare(line: str) -> str:
    """A line without lines of boxes and needless white space."""
    return " ".join(re.sub(r"[─━│]", " ", line).split())
