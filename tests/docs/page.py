"""What a page of the documentation claims, read from ordinary Markdown.

A page that is checked keeps to a few forms, which any reader of Markdown sees as what they are:

* a block ```shell holds commands; a block ```text after it is what the last of them prints, and a line "…" in it stands
  for lines left out, "…" within a line for anything;
* a table whose headers are "formula" and "shows" holds formulas of one cell and what each shows; further columns are prose;
* a block ```excel holds one formula, and the table after it is what it spills: some of its columns, and a row "…" for
  rows left out;
* a paragraph that begins with the bold name of a table of the model, as **Levels**, says that the table below it is typed or
  pasted on that sheet: single cells where its first column is Row, the row of the sheet; settings by name for Policy; any
  other table replaces the one that is there;
* code such as `2,900 × 1.16 = 3,364.00` is arithmetic, and code such as `=BM_BANDS(Model)` within a sentence a formula that
  must work.

Every step keeps the line that it stands on, so that a complaint names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bandmodel.inputs import schema

LANGUAGES = {"shell", "text", "excel", "python"}
ARITHMETIC = re.compile(r"`([\d(][\d\s.,()×/+−^ln]*?) = ([^`=]+)`|`(ln[\d\s.,()×/+−^ln]*?) = ([^`=]+)`")


@dataclass(frozen=True)
class Commands:
    """Command lines, without comments."""

    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """What the last command prints."""

    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A formula of one cell and the text of the cell."""

    line: int
    formula: str
    shows: str


@dataclass(frozen=True)
class Spilled:
    """A formula and the table that it spills: headers, then rows."""

    line: int
    formula: str
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Typed:
    """A table of the model as typed on its sheet: headers, then rows."""

    line: int
    name: str
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Mentioned:
    """A formula within a sentence: it must work, whatever it gives."""

    line: int
    formula: str


@dataclass(frozen=True)
class Computed:
    """Arithmetic by hand: what is computed, and the result as shown."""

    line: int
    sum: str
    shows: str


@dataclass(frozen=True)
class Misplaced:
    """Something that looks as if it were checked, and is not."""

    line: int
    what: str


Step = Commands | Printed | Shown | Spilled | Typed | Mentioned | Computed | Misplaced


def steps(text: str) -> list[Step]:
    """The claims of a page in its order."""
    found: list[Step] = []
    lines = text.splitlines()
    pending: Step | None = None  # a formula or the name of a sheet that waits for its table
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        if fence := re.match(r"```(\w*)\s*$", line):
            end = next(i for i in range(at + 1, len(lines)) if lines[i].startswith("```"))
            step = _fenced(fence[1], lines[at + 1 : end], number, found)
            pending = step if isinstance(step, Spilled) else None
            if step and not pending:
                found.append(step)
            at = end + 1
            continue
        found += [Computed(number, sum_, shows) for sum_, shows in computed(line)]
        if line.startswith("|"):
            end = at
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            found += [Computed(i + 1, sum_, shows) for i in range(at + 1, end) for sum_, shows in computed(lines[i])]
            found += _tabled(lines[at:end], number, pending)
            pending, at = None, end
            continue
        if isinstance(pending, Spilled) and line.strip():
            found.append(Misplaced(pending.line, "no table follows the formula"))
            pending = None
        if (name := re.match(r"\*\*(\w+)\*\*", line)) and name[1] in schema.TABLES:
            pending = Typed(number, name[1], ())
        elif line.startswith("#"):
            pending = None
        found += [Mentioned(number, formula) for formula in re.findall(r"`(=[^`]+\))`", line) if "…" not in formula]
        at += 1
    if isinstance(pending, Spilled):
        found.append(Misplaced(pending.line, "no table follows the formula"))
    return found


def computed(line: str) -> list[tuple[str, str]]:
    """The arithmetic of a line: what is computed, and its result."""
    return [(one or other, shows or last) for one, shows, other, last in ARITHMETIC.findall(line)]


def cells(line: str) -> tuple[str, ...]:
    """Cells of a row of a table, as a reader sees them."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner))


def plain(cell: str) -> str:
    """A cell without its marks of code and emphasis."""
    code = re.fullmatch(r"`+(.+?)`+", cell)
    return code[1] if code else cell.replace("**", "")


def _fenced(language: str, lines: list[str], number: int, before: list[Step]) -> Step | None:
    if language not in LANGUAGES:
        return Misplaced(number, f"a block of {language or 'no language'}: nothing checks it")
    if language == "python":
        return None  # examples of Python are run by doctest
    if language == "excel":
        return Spilled(number, " ".join(line.strip() for line in lines), ())
    if language == "shell":
        return Commands(number, tuple(line for line in lines if line.strip() and not line.startswith("#")))
    if not any(isinstance(step, Commands) for step in before):
        return Misplaced(number, "output without a command before it")
    return Printed(number, tuple(lines))


def _tabled(lines: list[str], number: int, pending: Step | None) -> list[Step]:
    headers = tuple(plain(cell) for cell in cells(lines[0]))
    rows = tuple(tuple(plain(cell) for cell in cells(line)) for line in lines[2:])
    if isinstance(pending, Spilled):
        return [Spilled(pending.line, pending.formula, (headers, *rows))]
    if isinstance(pending, Typed):
        return [Typed(number, pending.name, (headers, *rows))]
    if headers[:2] == ("formula", "shows"):
        return [Shown(number + 2 + at, row[0], row[1]) for at, row in enumerate(rows)]
    text = [Mentioned(number, formula) for formula in re.findall(r"`(=[^`]+\))`", "\n".join(lines)) if "[" not in formula]
    return [] if headers[:1] == ("function",) else list(text)
