"""What is fuzzed: functions from bytes to nothing, which raise where a reader breaks a promise.

The promises: a reader raises nothing but our own errors; rows read and rows named as left out are the rows given; reading
twice gives the same; what is written back reads the same. `accounts` holds the checks, `draws` makes cells of bytes.
"""

from __future__ import annotations

import csv
import io
import math
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import bandmodel.excel as bm
from bandmodel import policy
from bandmodel.errors import BandModelError
from bandmodel.excel import cells
from bandmodel.inputs import coerce, folder, schema, source, styles, table
from bandmodel.inputs.inputs import Inputs
from bandmodel.inputs.logib_sheet import LOGIB
from bandmodel.scenarios import levers, scope
from fuzz import packages
from fuzz.accounts import same_inputs, same_tables
from fuzz.draws import OTHERS, Draws

NAMES = tuple(schema.TABLES)
STYLES = (
    styles.PLAIN, styles.Style(decimal=","), styles.Style(decimal="."), styles.Style(lone_point=False),
    styles.Style(day_first=True),
    styles.Style(day_first=False), styles.Style(date1904=True), styles.Style(otherwise="."),
)  # fmt: skip
NATIVE = (str, float, int, bool)


# ---------------------------------------------------------------- files


def _file(place: Path) -> Inputs | None:
    """The tables of a file or folder, None where it is refused; read twice."""
    try:
        first = source.read(place)
    except BandModelError as trouble:
        assert str(trouble), "an error without a word"
        return None
    same_inputs(first, source.read(place))
    return first


def _written_back(first: Inputs, place: Path) -> None:
    """What was read, written as CSV and read again; Policy and Scenarios hold cells of any kind, which come back as text."""
    if not any(len(frame) for frame in first.tables.values()):
        return
    folder.write(first, place / "back")
    same_tables(first.tables, source.read(place / "back").tables, but=("Policy", "Scenarios"))


def csv_bytes(data: bytes) -> None:
    """A CSV file of any bytes."""
    _file_of_bytes(data, ".csv")


def _file_of_bytes(data: bytes, ending: str) -> None:
    """A file of any bytes: the first says which table it is."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        kind = NAMES[data[0] % len(NAMES)] if data else "Levels"
        (place / f"{kind}{ending}").write_bytes(data[1:])
        found = _file(place)
        if found:
            _written_back(found, place)


def csv_cells(data: bytes) -> None:
    """A CSV file that Python's own writer made of drawn cells: as many rows are read as were written."""
    draws = Draws(data)
    kind = schema.TABLES[draws.one_of(NAMES)]
    delimiter, encoding = draws.one_of((",", ";", "\t", "|")), draws.one_of(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    headers, rows = _table(draws, kind, 6, text=True)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=draws.one_of(("\n", "\r\n")), quoting=draws.byte() % 2)
    writer.writerows([headers, *rows])
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / f"{kind.name}.csv").write_bytes(file.getvalue().encode(encoding, "replace"))
        found = _file(place)
        if found:
            _written_back(found, place)


def xlsx_bytes(data: bytes) -> None:
    """A workbook of any bytes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.xlsx"
        path.write_bytes(data)
        _file(path)


def xlsx_parts(data: bytes) -> None:
    """A workbook of any XML parts."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.xlsx"
        packages.workbook(data, path)
        found = _file(path)
        if found:
            _written_back(found, Path(name))


def xlsx_cells(data: bytes) -> None:
    """A workbook of one sheet with cells of every kind."""
    draws = Draws(data)
    kind = schema.TABLES[draws.one_of(NAMES)]
    headers = [column.name for column in kind.columns if column.required or draws.byte() % 2]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.xlsx"
        packages.sheet(draws, kind.name, headers, path)
        found = _file(path)
        if found:
            _written_back(found, Path(name))


def parquet_bytes(data: bytes) -> None:
    """A Parquet file of any bytes."""
    _file_of_bytes(data, ".parquet")


def parquet_columns(data: bytes) -> None:
    """A Parquet file of columns of any type."""
    draws = Draws(data)
    kind = schema.TABLES[draws.one_of(NAMES)]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        packages.parquet(draws, tuple(column.name for column in kind.columns), place / f"{kind.name}.parquet")
        found = _file(place)
        if found:
            _written_back(found, place)


# ---------------------------------------------------------------- texts


def texts(data: bytes) -> None:
    """One text as number, date, label, blank and setting, in every style; a column of it reads as the cell does."""
    draws = Draws(data)
    style = draws.one_of(STYLES)
    style = replace(style, decimal=draws.one_of((style.decimal, ",", ".")))
    text = _decoded(draws.take(200))
    for cell in (text, draws.one_of(OTHERS)):
        _cell(cell, style)
    name = draws.one_of([setting.name for setting in policy.settings()])
    frame = pd.DataFrame({"Setting": [name, text], "Value": [text, text]}, index=[2, 3], dtype=object)
    made, findings = policy.read(frame)
    assert all(str(finding) for finding in findings)
    assert made.fingerprint() == policy.read(frame)[0].fingerprint()
    styles.day_first([text])
    styles.is_ambiguous(text, style)
    assert styles.decimal_mark([text]) in ("", ".", ",")


def _cell(cell: Any, style: styles.Style) -> None:
    number, date, label = coerce.number(cell, style), coerce.date(cell, style), coerce.label(cell)
    assert number is None or isinstance(number, float)
    assert number is None or math.isnan(number) or math.isfinite(number), "a number without end"
    assert label == coerce.label(label), "a label of a label is another"
    assert isinstance(coerce.shown(cell), str)
    if number is not None and not math.isnan(number):
        again = coerce.number(repr(number), styles.Style(decimal="."))
        assert again == number, f"{number!r} is read back as {again!r}"
    if date is not None and not np.isnat(date):
        assert coerce.date(coerce.shown(date)) == date, f"{date} is not read back"
    for read, one, nothing in ((coerce.numbers, number, math.nan), (coerce.dates, date, np.datetime64("NaT", "D"))):
        for column in ([cell], [cell, "x"], [cell, 1.0, None], np.array([cell, ""], object)):
            values, bad = read(column, style)
            assert bool(bad[0]) == (one is None), f"{cell!r} alone is {one!r}, in a column {values[0]!r}, {bad[0]}"
            wanted = nothing if one is None else one
            assert values[0] == wanted or (pd.isna(values[0]) and pd.isna(wanted)), f"{cell!r}: {wanted!r} and {values[0]!r}"
    values, bad = coerce.labels([cell, "x"])
    assert values[0] == ("" if coerce.error_text(cell) else label) and bool(bad[0]) == bool(coerce.error_text(cell))
    assert bool(coerce.blank([cell, "x"])[0]) == coerce.is_blank(cell)


def lever_values(data: bytes) -> None:
    """Values and scopes of levers, and a Scenarios table of them."""
    draws = Draws(data)
    rows = []
    for _ in range(1 + draws.byte() % 4):
        kind = levers.LEVERS[draws.one_of(tuple(levers.LEVERS))]
        cell = _decoded(draws.take(draws.byte() % 64)) if draws.byte() % 2 else draws.cell()
        where = (
            _decoded(draws.take(draws.byte() % 64))
            if draws.byte() % 2
            else str(draws.one_of(("", "all", "track=A;level=B")))
        )
        try:
            kind.read(cell)
        except ValueError as rule:
            assert str(rule), "a rule without a word"
        try:
            read = scope.read(where, kind.scopes)
            assert scope.read(str(read), kind.scopes) == read, f"{read} is not read back"
        except ValueError as rule:
            assert str(rule), "a rule without a word"
        rows.append([draws.one_of(("A", "base", "a ", draws.text())), draws.one_of((2026.0, 2027.0, draws.number())),
                     draws.one_of((kind.name, kind.name.upper(), draws.text())), where, cell, ""])  # fmt: skip
    found = table.read(schema.SCENARIOS, [column.name for column in schema.SCENARIOS.columns], rows)
    made, faults = levers.scenarios(found.frame, 2026)
    named = {fault.row for fault in faults}
    kept = {lever.row for scenario in made.values() for lever in scenario.levers}
    assert named.isdisjoint(kept), "a row is at fault and acts"
    assert named | kept == set(found.frame.index), "a row of a scenario is gone without a word"
    list(levers.stopping_bonuses(found.frame, 2026))


def _decoded(part: bytes) -> str:
    try:
        return part.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return part.decode("latin-1")


# ---------------------------------------------------------------- cells of Excel


def _table(draws: Draws, kind: schema.Table, most: int, *, text: bool = False) -> tuple[list[Any], list[list[Any]]]:
    """A table of drawn cells: most columns of the schema, in their order or turned, now and then another."""
    names = [column.name for column in kind.columns]
    headers = [name for name in names if name in kind.required or draws.byte() % 4]
    if draws.byte() % 8 == 7:
        headers.append(draws.text())
    if draws.byte() % 4 == 3:
        headers.reverse()
    rows = []
    for _ in range(draws.byte() % (most + 1)):
        row = [_fitting(draws, kind, header) for header in headers]
        rows.append(["" if cell is None else str(cell) for cell in row] if text else row)
    return headers, rows


def _fitting(draws: Draws, kind: schema.Table, header: str) -> Any:
    """A cell that fits its column as a rule, so that tables get past the reader; any cell now and then."""
    if draws.byte() % 8 == 7:
        return draws.cell()
    if header in ("Track", "From track", "To track", "Previous track"):
        return draws.one_of(("Specialist", "Manager", "Project"))
    if header in ("Level", "From level", "To level", "Previous level", "Grade"):
        return draws.one_of(("S1", "S2", "S3", "M1", "M2"))
    if header not in kind.names:
        return draws.one_of(("a", "b", ""))
    column = kind.column(header)
    if column.choices:
        return draws.one_of(column.choices)
    if column.kind == schema.NUMBER:
        return draws.one_of((1.0, 2.0, 100000.0, 80000.0, 120000.0, 0.5, 3.0, None, 60.0, 90000.0))
    if column.kind == schema.DATE:
        return draws.one_of((45658.0, None, "2024-05-06"))
    return draws.text() if draws.byte() % 4 == 3 else draws.one_of(("E1", "E2", "E3", "E4", ""))


def excel_tables(data: bytes) -> None:
    """Worksheet functions on ranges of drawn cells: the answer is rows of native cells, or our own message."""
    draws = Draws(data)
    kinds = (schema.LEVELS, schema.MARKET, schema.POLICY, schema.EQUIVALENCE, schema.LOCATIONS, schema.FX, schema.TRACKS)
    bands, people = _range(draws, schema.BANDS, 6), _range(draws, schema.PEOPLE, 6)
    equal = _range(draws, schema.EQUIVALENCE, 4) if draws.byte() % 2 else None
    call: Callable[[], Any] = draws.one_of((
        lambda: bm.BM_PARITY(bands, equivalence=equal), lambda: bm.BM_PLACE(people, bands), lambda: bm.BM_BANDS(bands),
        lambda: bm.BM_CEILING(bands, equal), lambda: bm.BM_MOVES(bands, equivalence=equal, people=people),
        lambda: bm.BM_COMPRESSION(people, bands=bands), lambda: bm.BM_TRAPPED(people, bands), lambda: bm.BM_SPAN(people),
        lambda: bm.BM_PARITY_WEIGHT(bands, equivalence=equal), lambda: bm.BM_SLOPE(bands, equal),
        lambda: bm.BM_PARITY_SPLIT(bands, equal), lambda: bm.BM_FINDINGS(bands, people), lambda: bm.BM_FORCED(people, bands),
        lambda: bm.BM_BLOCKAGES(bands, people), lambda: bm.BM_PAY_GAP(people, "Gender"),
        lambda: bm.BM_COST_TO_MIN(people, bands),
        lambda: bm.BM_BANDS(bm.BM_MODEL(*(_range(draws, kind, 4) for kind in kinds))),
    ))  # fmt: skip
    _answer(call())


def _range(draws: Draws, kind: schema.Table, most: int) -> list[list[Any]]:
    headers, rows = _table(draws, kind, most)
    return [headers, *rows]


def excel_cells(data: bytes) -> None:
    """Element-wise worksheet functions on drawn cells: one answer for each cell, and a column answers as its cells do."""
    draws = Draws(data)
    function, count = draws.one_of((
        (bm.BM_MIDPOINT, 2), (bm.BM_SPREAD, 2), (bm.BM_COMPA, 2), (bm.BM_PENETRATION, 3), (bm.BM_STATUS, 3),
        (bm.BM_ROUND, 2),
        (bm.BM_OVERLAP, 4), (bm.BM_AGE, 3), (bm.BM_MONTHS, 2), (bm.BM_PROGRESSION, 2), (bm.BM_MIN, 2), (bm.BM_MAX, 2),
        (bm.BM_AGE_DATES, 4), (bm.BM_MARKET_AT, 6),
    ))  # fmt: skip
    size = 1 + draws.byte() % 3
    columns = [[draws.cell() for _ in range(size)] for _ in range(count)]
    together = function(*columns)
    alone = [function(*(column[row] for column in columns)) for row in range(size)]
    assert len(together) == size
    for one, other in zip(alone, together, strict=True):
        assert isinstance(one, NATIVE), f"{one!r} is no cell"
        if isinstance(one, str) and one.startswith(cells.PREFIX):
            assert other == one, f"{one!r} and {other!r}"
        else:
            assert one == other or (isinstance(one, float) and math.isclose(one, other, rel_tol=1e-12)), (
                f"{one!r} and {other!r}"
            )


def _answer(answer: Any) -> None:
    if isinstance(answer, str):
        assert answer.startswith(cells.PREFIX), f"{answer!r} is neither a table nor our own message"
        return
    assert len({len(row) for row in answer}) == 1, "rows of different length"
    for row in answer:
        for cell in row:
            assert isinstance(cell, NATIVE) or type(cell).__name__ in ("datetime", "date"), f"{cell!r} is no cell"
            assert not isinstance(cell, float) or math.isfinite(cell), "a number without end"


def logib(data: bytes) -> None:
    """A Logib data sheet of drawn cells, 60 rows or fewer."""
    draws = Draws(data)
    headers, rows = _table(draws, LOGIB, 60)
    _answer(bm.BM_LOGIB([headers, *rows]))


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (csv_bytes, csv_cells, xlsx_bytes, xlsx_parts, xlsx_cells, parquet_bytes, parquet_columns, texts,
                   lever_values, excel_tables,
                   excel_cells, logib)
}  # fmt: skip
