"""A case is written, run as a user would, and judged.

What holds for every case, beside what it expects itself: no traceback; the exit code that is documented; every cell
and every row that was given is either read or named; nothing reads as 0 that is not 0; the files given stay as they are.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import json
import math
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import typer.main

from bad_inputs import files, worksheet
from bad_inputs.catalogue import Case
from bad_inputs.tables import WRITERS, Rows, of_case
from bandmodel import cli
from bandmodel.inputs import schema, source
from bandmodel.inputs.inputs import Inputs

FINE, FINDINGS, UNUSABLE = 0, 1, 2


@dataclass
class Verdict:
    """What became of a case: the faults of the program that it shows, none where all is well."""

    faults: list[str] = field(default_factory=list)
    traceback: bool = False
    silent: bool = False

    def fault(self, text: str, *, silent: bool = False) -> None:
        """Note a fault; `silent` where a figure is wrong, or a row gone, and nobody is told."""
        self.faults.append(text)
        self.silent |= silent


@dataclass
class Ran:
    """A command that ran: its exit code and output, the inputs as it read them, the traceback if it had one."""

    code: int | None
    out: str
    err: str
    inputs: Inputs | None
    crash: str


def judged(case: Case, kind: str, folder: Path) -> Verdict:
    """Write a case, run it and compare."""
    verdict = Verdict()
    if case.function:
        worksheet.judge(case, verdict)
        return verdict
    tables: dict[str, Rows] = {}
    if case.build:
        given = getattr(files, case.build)(folder, **case.options)
    elif case.files:
        for name, text in case.files.items():
            (folder / name).write_bytes(text.encode(case.encoding, "surrogateescape"))
        given = folder
    else:
        tables = of_case(case)
        given = WRITERS[kind](tables, folder)
    before = files.state(folder)
    command = case.command or ["check", "{}", "--json"]
    ran = run([word.replace("{}", str(given)).replace("{folder}", str(folder)) for word in command])
    if ran.crash or "Traceback" in ran.err + ran.out:
        verdict.traceback = True
        verdict.fault(f"traceback: {ran.crash or ran.err}")
        return verdict
    after = files.state(folder)
    verdict.faults += [f"{name} was changed" for name in before if after.get(name) != before[name]]
    if not ("--out" in command or command[0] in ("new", "addin")):
        verdict.faults += [f"{name} was left behind" for name in after if name not in before]
    _compare(case, ran, verdict)
    if ran.inputs is not None:
        found = _findings(ran)
        if tables:
            _every_cell(tables, ran.inputs, found, verdict)
        for name, rows in case.rows.items():
            _every_row(name, rows, ran.inputs, found, verdict)
    return verdict


typer.main.get_command = functools.cache(typer.main.get_command)  # the commands are made once, not for each case


def run(arguments: list[str]) -> Ran:
    """Run a command in this process, as `main` does, and keep what it read."""
    kept: list[Inputs] = []
    out, err, crash, code = io.StringIO(), io.StringIO(), "", None
    with _argv(["bandmodel", *arguments]), _watched(kept), _captured(out, err):
        try:
            cli.main()
        except SystemExit as left:
            code = int(left.code or 0) if not isinstance(left.code, str) else 1
        except BaseException:  # whatever it is, the user would see it as a traceback
            crash = _end_of(traceback.format_exc())
    return Ran(code, out.getvalue(), err.getvalue(), kept[0] if kept else None, crash)


def _end_of(trace: str) -> str:
    """The last frames of a traceback."""
    return "\n".join(trace.rstrip().splitlines()[-9:])


@contextlib.contextmanager
def _argv(words: list[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, words
    try:
        yield
    finally:
        sys.argv = before


@contextlib.contextmanager
def _watched(kept: list[Inputs]) -> Iterator[None]:
    """The real reading, with a note of what it gave."""
    real = source.read

    def read(path: str | Path) -> Inputs:
        kept.append(real(path))
        return kept[-1]

    source.read = read
    try:
        yield
    finally:
        source.read = real


class _Stream(io.TextIOBase):
    """A stream that can be told its encoding, as the command line does with its own."""

    def __init__(self, text: io.StringIO) -> None:
        self._text = text

    def reconfigure(self, **_: Any) -> None:
        """Text needs no encoding."""

    def write(self, text: str) -> int:
        """Keep the text."""
        return self._text.write(text)


@contextlib.contextmanager
def _captured(out: io.StringIO, err: io.StringIO) -> Iterator[None]:
    with contextlib.redirect_stdout(_Stream(out)), contextlib.redirect_stderr(_Stream(err)):
        yield


# ---------------------------------------------------------------- what the case expects


def _findings(ran: Ran) -> list[dict[str, Any]]:
    """The findings that `check --json` printed; those of the reading where another command ran."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return list(json.loads(ran.out)["findings"])
    return [vars(finding) for finding in (ran.inputs.findings if ran.inputs is not None else ())]


def _compare(case: Case, ran: Ran, verdict: Verdict) -> None:
    found = _findings(ran)
    expected = UNUSABLE if case.refused else FINE
    if any(one.get("severity", "error") == "error" for one in case.finds) and not case.refused:
        expected = FINDINGS
    if ran.code != expected:
        verdict.fault(f"exit code {ran.code}, not {expected}: {_brief(found)} {ran.err.strip()[:600]}")
    verdict.faults += [f"stderr does not say {part!r}: {ran.err.strip()}" for part in case.refused if part not in ran.err]
    said = " ".join((ran.out + ran.err).split())
    verdict.faults += [f"output does not say {part!r}: {said[:800]}" for part in case.prints if part not in said]
    for one in case.finds:
        wanted = _wanted(case, one)
        if not any(_matches(finding, wanted) for finding in found):
            verdict.fault(f"no finding {wanted}; found: {_brief(found)}", silent=not found)
    if not case.refused and not any(one.get("severity", "error") != "note" for one in case.finds) and not case.command:
        loud = [finding for finding in found if finding["severity"] != "note"]
        if loud:
            verdict.fault(f"accepted input is told of: {_brief(loud)}")
    for table, row, column, value in case.reads:
        if ran.inputs is None or table not in ran.inputs.tables or row not in ran.inputs.tables[table].index:
            verdict.fault(f"{table} row {row} was not read")
            continue
        read = ran.inputs.tables[table].loc[row, column] if column in ran.inputs.tables[table] else "no such column"
        if not _same(read, value):
            verdict.fault(f"{table} row {row} {column} reads {read!r}, not {value!r}", silent=True)


def _wanted(case: Case, one: dict[str, Any]) -> dict[str, Any]:
    """What a finding must hold; table, row, column and value are those of the spoilt cell unless the case says otherwise."""
    place: dict[str, Any] = {}
    if case.set:
        table, row, column, value = case.set[0]
        place = {"table": table, "row": row, "column": column}
        if isinstance(value, str) and value.strip():
            place["value"] = value
    wanted = {"severity": "error", **place, **one}
    if not wanted.get("says"):
        raise ValueError(f"{case.name}: an expected finding needs `says`")
    return wanted


def _matches(finding: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for key, value in wanted.items():
        if key == "says":
            whole = f"{finding['message']} {finding['remedy']}"
            parts = [value] if isinstance(value, str) else value
            if not all(part in whole for part in parts):
                return False
        elif key == "row" and value == "none":
            if finding["row"] is not None:
                return False
        elif finding[key] != value:
            return False
    return bool(finding["message"] and finding["remedy"])


def _brief(found: list[dict[str, Any]]) -> str:
    return "; ".join(
        f"[{f['severity']} {f['code']} {f['table']} {f['row']} {f['column']} {f['value']!r}] {f['message']} | {f['remedy']}"
        for f in found[:6]
    )


def _same(read: Any, value: Any) -> bool:
    if value == "unknown":
        return _unknown(read)
    if isinstance(value, dt.date):
        return not _unknown(read) and np.datetime64(read, "D") == np.datetime64(value, "D")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return isinstance(read, (int, float, np.number)) and math.isclose(float(read), value, rel_tol=1e-12)
    return bool(read == value)


# ---------------------------------------------------------------- what holds for every case


def _unknown(value: Any) -> bool:
    if value is None or (isinstance(value, str) and not value):
        return True
    return bool(np.isnat(np.datetime64(value))) if isinstance(value, np.datetime64) else value != value


def _left_out(name: str, found: list[dict[str, Any]]) -> set[int]:
    """Rows that a finding names as left out."""
    signs = ("row is left out", "row is not used")
    return {f["row"] for f in found if f["table"] == name and any(sign in f["message"] for sign in signs)}


def _lost_table(name: str, found: list[dict[str, Any]]) -> bool:
    return any(f["table"] == name and f["code"] == "header-missing" for f in found)


def _every_row(name: str, rows: int, inputs: Inputs, found: list[dict[str, Any]], verdict: Verdict) -> None:
    """Rows read and rows named as left out are the rows given."""
    read = len(set(inputs.tables[name].index)) if name in inputs.tables else 0
    named = _left_out(name, found) - set(inputs.tables[name].index if name in inputs.tables else ())
    if read + len(named) != rows and not _lost_table(name, found):
        verdict.fault(f"{name}: {rows} rows given, {read} read, {len(named)} named as left out", silent=True)


def _every_cell(tables: dict[str, Rows], inputs: Inputs, found: list[dict[str, Any]], verdict: Verdict) -> None:
    """Each row and each cell that was given is read or named; what reads as 0 is written with zeros."""
    told = {(f["table"], f["row"], f["column"]) for f in found}
    for name, (headers, *rows) in tables.items():
        filled = {n: row for n, row in enumerate(rows, 2) if any(_is_filled(cell) for cell in row)}
        if _lost_table(name, found):
            continue
        frame = inputs.tables.get(name)
        if frame is None:
            if filled:
                verdict.fault(f"table {name} is gone", silent=True)
            continue
        lost = set(filled) - set(frame.index) - _left_out(name, found)
        if lost:
            verdict.fault(f"{name}: rows {sorted(lost)} are gone", silent=True)
        spelt = {" ".join(str(header).split()).casefold(): n for n, header in reversed(list(enumerate(headers)))}
        for column in frame.columns:
            place = spelt.get(column.casefold())
            values = dict(zip(frame.index.tolist(), frame[column].to_numpy(), strict=True)) if place is not None else {}
            for number, value in values.items():
                cell = filled[number][place] if number in filled else None
                if _is_filled(cell) and _unknown(value) and (name, number, column) not in told:
                    verdict.fault(f"{name} row {number} {column}: {cell!r} is unknown, and nobody is told", silent=True)
                if _is_number(name, column) and value == 0 and not _is_zero(cell):
                    verdict.fault(f"{name} row {number} {column}: {cell!r} reads 0", silent=True)


def _is_filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_number(table: str, column: str) -> bool:
    kind = schema.TABLES[table]
    return column in kind.names and kind.column(column).kind == schema.NUMBER


def _is_zero(cell: Any) -> bool:
    """Whether a cell is written with no digit but 0."""
    digits = [sign for sign in str(cell) if sign.isdigit()]
    return bool(digits) and all(int(digit) == 0 for digit in digits)
