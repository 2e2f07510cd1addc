"""VBA source as the tests look at it: logical lines, procedures, names."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_LINE, MOST_CONTINUATIONS, LARGEST_PROCEDURE = 1023, 24, 64 * 1024  # VBA's limits, the notes on the Excel host
HEAD = re.compile(r"^(?:(Public|Private) )?(Sub|Function) (\w+)\((.*)\)(?: As (\w+))?$")
PARAMETER = re.compile(r"^(?:Optional )?(?:ByVal |ByRef )?(\w+)(?: As (\w+))?$")


@dataclass(frozen=True)
class Procedure:
    """One Sub or Function: its statements without the first and the last line, and its length as written."""

    kind: str
    name: str
    public: bool
    parameters: tuple[str, ...]
    types: tuple[str, ...]
    body: tuple[str, ...]


def code(source: str) -> list[str]:
    """Logical lines: continued lines joined, comments and indentation off, Attribute lines and blank lines left out."""
    joined = re.sub(r" _\n\s*", " ", source)
    lines = (without_comment(line).strip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("Attribute ")]


def without_comment(line: str) -> str:
    """A line up to the apostrophe that is not in quotes."""
    parts = line.split('"')  # every second part is in quotes; a doubled quote only adds an empty part
    for at in range(0, len(parts), 2):
        if "'" in parts[at]:
            return '"'.join([*parts[:at], parts[at].partition("'")[0]])
    return line


def procedures(source: str) -> list[Procedure]:
    """Every procedure of a module. Fails where a procedure begins or ends out of turn."""
    found, head, body = [], None, []
    for line in code(source):
        match = HEAD.match(line)
        if match:
            assert head is None, f"{line} inside {head and head.group(3)}"
            head, body = match, []
        elif head and line == f"End {head.group(2)}":
            parts = [PARAMETER.match(part.strip()) for part in head.group(4).split(",")] if head.group(4) else []
            assert all(parts), f"parameters of {head.group(3)}: {head.group(4)}"
            found.append(Procedure(
                head.group(2), head.group(3), head.group(1) != "Private", tuple(part.group(1) for part in parts),
                tuple(part.group(2) or "Variant" for part in parts), tuple(body),
            ))  # fmt: skip
            head = None
        elif head:
            body.append(line)
        else:
            assert not re.match(r"End (Sub|Function)", line), line
    assert head is None, f"{head and head.group(3)} does not end"
    return found


def without_literals(line: str) -> str:
    """A line with the text in its quotes left out."""
    return re.sub(r'"(?:[^"]|"")*"', '""', line)


def words(line: str) -> list[str]:
    """The names a line uses: no members (after a dot), no named arguments (before :=), no literals."""
    return re.findall(r"(?<![.\w#])[A-Za-z]\w*\b(?!\s*:=)", without_literals(line))


def literals(line: str) -> list[str]:
    """The texts in quotes, as VBA reads them."""
    return [text.replace('""', '"') for text in re.findall(r'"((?:[^"]|"")*)"', line)]
