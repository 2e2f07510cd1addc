"""What the buttons and the ribbon of the workbook do: check, refresh, add a level, run scenarios, report, export.

Excel calls each by RunPython, so they take nothing and find their workbook by `xw.Book.caller()`. Each says in the status
bar what it is doing and ends with a message and a line in the cell LastRun. What the user has set stays as it is; where a
button fails, so do sheets and selection. Our own errors become the message; any other error stays visible as a bug.

`import bandmodel.excel` does not load this module: worksheet functions have no use for it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import xlwings as xw

from bandmodel import export as results
from bandmodel import findings, saving
from bandmodel.errors import SEVERITIES, SHOWN, BandModelError, Finding, InputError
from bandmodel.excel import cells, registry, scenarios
from bandmodel.excel.book_tables import (
    address_of,
    grid_of,
    headers_of,
    named_cell,
    named_value,
    place_of,
    read_model,
    read_whole,
    rows_of,
    tables_of,
)
from bandmodel.inputs import coerce, schema, table
from bandmodel.scenarios import choice, record, run
from bandmodel.scenarios.run import Result

NEW_LEVEL = ("Track", "Level", "Rank")  # what a new row of the Levels table gets
BUSY_ON_MACOS = "Running..."
"""What RunPython leaves in the status bar on macOS; nobody else takes it away."""
LONGEST = 12  # lines of a message box

Outcome = tuple[str, str]
"""How a button ended: a few words for LastRun, and the message."""


def check() -> None:
    """Build the model from the tables, show the sheet Findings, and say how many findings there are."""
    _press("Check", _check)


def refresh() -> None:
    """Build the model anew and calculate everything that depends on it."""
    _press("Refresh", _refresh)


def add_level() -> None:
    """Add the next level to the track of the selected row of the Levels table, or to the first track."""
    _press("Add level", _add_level)


def run_scenarios() -> None:
    """Run every scenario of the Scenarios table, say what each comes to, and record the runs where Policy asks for it."""
    _press("Run scenarios", _run)


def report() -> None:
    """Write the report for leadership in every form into the folder Report beside this workbook; it names nobody."""
    _press("Report", _report)


def export() -> None:
    """Write the results into a plain workbook beside this one."""
    _press("Export", _export)


# ---------------------------------------------------------------- what every button does


def _press(button: str, work: Callable[[Any], Outcome]) -> None:
    book = xw.Book.caller()
    if book.name.casefold().endswith(".xlam"):  # the tab of the add-in is for the workbook in front
        book = book.app.books.active
    try:
        with _as_it_was(book, f"Band Model: {button} …"):
            (line, message), mode = work(book), "info"
    except BandModelError as trouble:
        said = [part.strip() for part in str(trouble).splitlines()]
        more = ["…"] if len(said) > LONGEST else []
        line, message, mode = " ".join(["not done.", *said[:2]]), "\n".join(said[:LONGEST] + more), "critical"
    last_run = named_cell(book, "LastRun")
    if last_run is not None:
        _write(last_run, f"{button} {now():%Y-%m-%d %H:%M}: {line}")
    with contextlib.suppress(NotImplementedError):  # a host without message boxes: LastRun says it
        book.app.alert(message, f"Band Model: {button}", mode=mode)


@contextlib.contextmanager
def _as_it_was(book: Any, text: str) -> Iterator[None]:
    """Status bar and screen updating as they were afterwards; where the work fails, the sheet in front too."""
    app = book.app
    if app.status_bar == BUSY_ON_MACOS:
        app.status_bar = False
    sheet = book.sheets.active
    with app.properties(status_bar=text, screen_updating=False):
        try:
            yield
        except BaseException:
            _show(sheet)  # each sheet keeps its own selection
            raise


def _show(sheet: Any) -> None:
    sheet.impl.activate()  # Sheet.activate also looks for the Excel in front, and fails where that is another one


def now() -> dt.datetime:
    """The clock, read here at the edge only."""
    return dt.datetime.now()


# ---------------------------------------------------------------- check, refresh, export


def _check(book: Any) -> Outcome:
    known = tables_of(book)
    _, found = read_model(book, known)
    if "Findings" in [sheet.name for sheet in book.sheets]:
        _show(book.sheets["Findings"])
    counts = {word: _count(sum(finding.severity == word for finding in found), word) for word in SEVERITIES}
    said = [", ".join(counts.values()) + "."]
    said += _first_error(known, found)
    if sys.platform == "darwin":
        said.append("On macOS the sheet Findings stays as Windows left it; Export writes the findings of now.")
    elif book.app.calculation == "manual":
        said.append("Calculation is manual: press Refresh to bring the sheet Findings up to date.")
    return f"{counts['error']}, {counts['warning']}", "\n\n".join(said)


def _first_error(known: Mapping[str, Any], found: list[Finding]) -> list[str]:
    if not findings.has_errors(found):
        return []
    return [f"First error: {place_of(known, found[0])}\n{found[0].message}\n{found[0].remedy}"]


def _refresh(book: Any) -> Outcome:
    if sys.platform == "darwin":
        raise BandModelError("Excel on macOS does not run the worksheet functions, so there is nothing to refresh.")
    cell = named_cell(book, "Model")
    formula = None if cell is None else cell.formula
    if not isinstance(formula, str) or not formula.startswith("="):
        raise InputError("No cell named Model holds the formula =BM_MODEL(…); take both from a new workbook.")
    in_front = book.sheets.active
    _show(cell.sheet)  # some versions of Excel mark cells of the sheet in front, whatever sheet they are asked to mark
    try:
        cell.api.Dirty()
    except AttributeError:  # not Excel on Windows
        cell.formula = formula
    _show(in_front)
    book.app.calculate()
    shown = coerce.label(cell.raw_value)
    if shown.startswith(cells.PREFIX):
        raise InputError(shown.removeprefix(cells.PREFIX))
    if not registry.is_handle(shown):
        raise BandModelError(
            f'Python did not answer; the cell Model shows "{shown}". Enable macros, and look at the path of the interpreter '
            "on the sheet xlwings.conf."
        )
    size = shown.partition("(")[2].rstrip(")")  # "35 levels, 6 tracks"
    return size, f"The model has {size}. Everything that depends on it is calculated anew."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _export(book: Any) -> Outcome:
    path, day = _local_path(book), cells.today()
    built, found = read_model(book, tables_of(book))
    book.app.status_bar = "Band Model: writing the results …"
    basis, tolerance = (named_value(book, name) for name in ("ParityBasis", "ParityTolerance"))  # as the sheet Parity is set
    wanted = path.with_name(f"{path.stem} results {day:%Y-%m-%d}.xlsx")
    written = results.write(
        built, wanted, day, found=found,
        basis=cells.word(basis, "ParityBasis", "base"),
        tolerance=cells.optional_number(tolerance, "ParityTolerance"),
    )  # fmt: skip
    return written.name, "\n".join(["The results are in", str(written), *_other_names({wanted: written})])


def _report(book: Any) -> Outcome:
    from bandmodel.report import files  # here, because of what it loads

    path, day, known = _local_path(book), cells.today(), tables_of(book)
    built = read_whole(book, known)

    def tell(step: str) -> None:
        book.app.status_bar = f"Band Model: {step} …"

    written = files.write(built, path.with_name("Report"), day, name=f"{path.stem} report", tell=tell)
    said = ["The report is in", *map(str, written.values()), *_other_names(written)]
    faults = _first_error(known, findings.of_model(built))
    if faults:
        said += ["", "The tables have errors; what they reach in the report is wrong or unknown.", *faults]
    return ", ".join(one.name for one in written.values()), "\n".join(said)


def _other_names(written: Mapping[Path, Path]) -> list[str]:
    """What to say of files that did not get the names that they were to have."""
    said = [(path.name, saving.why_another(path, wanted)) for wanted, path in written.items()]
    return [f"{name}: {why}." for name, why in said if why]


def _run(book: Any) -> Outcome:
    known = tables_of(book)
    missing = [name for name in ("People", "Scenarios") if name not in known]
    if missing:
        raise InputError(f"There is no table named {' and none named '.join(missing)}; scenarios need both.")
    built, _ = read_model(book, known)
    merit = rows_of(known["Merit"]) if "Merit" in known else None
    book.app.status_bar = "Band Model: running the scenarios …"
    company = scenarios.company_of_model(built, rows_of(known["People"]), rows_of(known["Scenarios"]), merit)
    done = run.results(company)
    if not done:
        raise InputError("The Scenarios table has no scenario yet; add a row with Scenario, Year, Lever, Scope and Value.")
    lines = [_outcome(result) for result in done]
    if record.wanted(company):
        path = record.place(_local_path(book))
        for result in done:
            record.add(path, result, now().isoformat(timespec="seconds"))
        lines += ["", f"Recorded in {path.name}, without names or single pay."]
    if sys.platform == "darwin":
        lines += ["", "On macOS the sheet Scenarios stays as Windows left it; these are the figures of now."]
    return _count(len(done), "scenario"), "\n".join(lines)


def _outcome(result: Result) -> str:
    """A scenario in one line: its cost in the last year, and the widest gap between bands."""
    one = choice.summary(result)
    cost, share, gap = (one[line] for line in ("Cost in the last year", "Percent of payroll, last year", "Worst gap, bands"))
    return f"{one.name}: {cost:,.0f} a year ({share:.2%} of payroll), worst gap between bands {gap:+.2%}"


def _local_path(book: Any) -> Path:
    """Where the workbook is on this computer."""
    remedy = "Save a copy to a folder of this computer, and press the button there."
    try:
        path = book.fullname
    except xw.XlwingsError as trouble:  # a cloud path of which xlwings finds no local copy
        raise InputError(f"The workbook is in the cloud; no copy of it was found on this computer. {remedy}") from trouble
    if "://" in path:
        raise InputError(f"The workbook is in the cloud ({path}). {remedy}")
    if not Path(path).is_absolute():
        raise InputError("The workbook has not been saved yet. Save it to a folder of this computer, then try again.")
    return Path(path)


# ---------------------------------------------------------------- one more level


def _add_level(book: Any) -> Outcome:
    known = tables_of(book)
    levels = known.get("Levels")
    if levels is None:
        raise InputError('There is no table named "Levels"; make the rows of your levels a table of that name.')
    read = cells.read_table(rows_of(levels), schema.LEVELS, "Levels")
    wrong = [f for f in read.findings if f.severity == "error" and (read.frame is None or f.column in NEW_LEVEL)]
    if wrong or read.frame is None:
        listed = [f"{place_of(known, fault)}: {fault.message} {fault.remedy}" for fault in wrong[:SHOWN]]
        raise InputError("No level was added. Mend first:\n" + "\n".join(listed))
    if read.frame.empty:
        raise InputError("The Levels table has no level yet; type the first level of a track, the next ones come by button.")
    _require_room(levels)
    track = _chosen_track(book, levels, read.frame)
    ladder = read.frame[read.frame["Track"] == track].sort_values("Rank")
    name, rank = next_name(ladder["Level"].iloc[-1], set(ladder["Level"])), float(ladder["Rank"].iloc[-1]) + 1
    with book.app.properties(calculation="manual"):  # one calculation at the end, not one per cell
        cell = _grown(levels, {"Track": track, "Level": name, "Rank": rank})
    _show(levels.parent)
    cell.select()
    return f"{track} {name}", f"{track} {name} is added, rank {rank:g}. Fill in what you know of it: title, grade, spread."


def next_name(last: str, taken: set[str]) -> str:
    """The first free name after a level's: S16 → S17, L09 → L10, Lead → Lead 2."""
    folded = {name.casefold() for name in taken}
    parts = re.fullmatch(r"(.*?)(\d+)(\D*)", last, re.DOTALL)
    before, digits, after = parts.groups() if parts else (f"{last} ", "1", "")
    number = int(digits)
    while True:
        number += 1
        name = f"{before}{number:0{len(digits)}d}{after}"
        if name.casefold() not in folded:
            return name


def _chosen_track(book: Any, levels: Any, frame: Any) -> str:
    """The track of the selected row of the Levels table; the first track where no level is selected."""
    selected = book.selection
    here = selected is not None and selected.sheet == levels.parent
    row = selected.row - levels.range.row + 1 if here else None
    return str(frame["Track"].loc[row] if row in frame.index else frame["Track"].iloc[0])


def _require_room(levels: Any) -> None:
    """Raise InputError unless the row below the table is empty."""
    if levels.show_totals:
        raise InputError("The Levels table has a totals row; switch it off (Table Design, Total Row), then add the level.")
    below = levels.range.offset(levels.range.shape[0]).resize(1)
    held = [*grid_of(below, below.raw_value), *grid_of(below, below.formula)]
    if any(not coerce.is_blank(cell) for row in held for cell in row):
        raise InputError(f"Something stands below the Levels table ({address_of(below)}). Move it, then add the level.")


def _grown(levels: Any, values: Mapping[str, Any]) -> Any:
    """Give the table one more row with these values and the look of the row above; returns the cell of the level.

    The table is resized first, so that the formulas of its own columns follow. Where that fails, it is as before.
    """
    before = levels.range
    last, below = (before.offset(before.shape[0] + down).resize(1) for down in (-1, 0))
    place, _ = table.match(schema.LEVELS, headers_of(levels))
    levels.resize(before.resize(before.shape[0] + 1))
    try:
        with contextlib.suppress(NotImplementedError):
            last.autofill(last.resize(2), "fill_formats")
        for name, value in values.items():
            _write(below[0, place[name]], value)
    except BaseException:
        levels.resize(before)
        below.clear()
        raise
    return below[0, place["Level"]]


def _write(cell: Any, value: Any) -> None:
    """Write a value; text stays the text that it is, also where Excel would make a formula, number or date of it."""
    if not isinstance(value, str) or not (results.begins_formula(value) or value.startswith("'")):
        cell.value = value
    if isinstance(value, str) and coerce.label(cell.raw_value) != value:
        cell.value = f"'{value}"
