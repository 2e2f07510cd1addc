"""Reading a workbook of 50,000 people × 15 columns, against openpyxl; and a million people from CSV and Parquet, alone.

Each reading runs in a fresh process, so that its peak memory is its own. The tables read are compared with what was written.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pandas as pd

from bandmodel.inputs import source
from benchmarks.measure import Measured, agree, by_turns, fresh

PEOPLE, MANY, GOAL, RUNS = 50_000, 1_000_000, 6, 5
COLUMNS = [
    "Employee", "Track", "Level", "Base pay", "Location", "FTE", "Bonus paid", "Hire date", "Level since", "Rating",
    "Manager", "Preference", "Gender", "Weekly hours", "Department",
]  # fmt: skip


def ours(path: str) -> dict[str, float]:
    """Reading with bandmodel: seconds, and what was read."""
    start = time.perf_counter()
    table = source.read(Path(path)).table("People")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **told(len(table), table["Base pay"].sum(), table["Level since"].notna().sum())}


def by_openpyxl(path: str) -> dict[str, float]:
    """Reading with openpyxl, rows of values and nothing checked: seconds, and what was read."""
    import openpyxl

    start = time.perf_counter()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    headers, *rows = book["People"].iter_rows(values_only=True)
    seconds = time.perf_counter() - start
    pay, since = headers.index("Base pay"), headers.index("Level since")
    return {
        "seconds": seconds,
        **told(len(rows), sum(row[pay] for row in rows), sum(row[since] is not None for row in rows)),
    }


def told(rows: int, pay: float, since: int) -> dict[str, float]:
    """What is compared."""
    return {"rows": rows, "pay": float(pay), "since": int(since)}


def people(rows: int) -> pd.DataFrame:
    """A roster of the sample company, as wide as the benchmark asks."""
    from bandmodel import sample

    frame = sample.generate(people=max(rows, 1200)).inputs.table("People").iloc[:rows]
    return frame[COLUMNS].reset_index(drop=True)


def write_workbook(frame: pd.DataFrame, path: Path) -> None:
    """The roster as a plain workbook."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("People")
    sheet.write_row(0, 0, list(frame.columns))
    for column, name in enumerate(frame.columns):
        for row, value in enumerate(frame[name], 1):
            if isinstance(value, pd.Timestamp):
                sheet.write_datetime(row, column, value.to_pydatetime())
            elif value is not pd.NaT and value == value:
                sheet.write(row, column, value)
    book.close()


def check(name: str, result: dict[str, float], frame: pd.DataFrame) -> dict[str, float]:
    """The result itself. Raises DisagreementError unless the table read is the table written."""
    written = told(len(frame), frame["Base pay"].sum(), frame["Level since"].notna().sum())
    agree(name, [result[key] for key in written], list(written.values()), rtol=1e-12)
    return result


def alone(frame: pd.DataFrame, folder: Path, kind: str) -> str:
    """How long a million people take from files of one kind, in words: no peer checks and types them."""
    home = folder / kind
    home.mkdir()
    if kind == "csv":
        frame.to_csv(home / "People.csv", index=False)
    else:
        frame.to_parquet(home / "People.parquet")
    result, peak = fresh(ours, str(home))
    each = check(kind, result, frame)["seconds"] / len(frame) * 1e6
    return f"{len(frame):,} people from {kind}: {result['seconds']:.1f} s, {each:.1f} µs each, peak {peak:,.0f} MB."


def measure() -> list[Measured]:
    """P12."""
    with tempfile.TemporaryDirectory() as name:
        folder, book = Path(name), str(Path(name) / "people.xlsx")
        many = people(MANY)
        few = many.iloc[:PEOPLE]
        write_workbook(few, Path(book))
        (_, peak), (_, peer_peak) = fresh(ours, book), fresh(by_openpyxl, book)
        times = by_turns(
            lambda: check("bandmodel", fresh(ours, book)[0], few)["seconds"],
            lambda: check("openpyxl", fresh(by_openpyxl, book)[0], few)["seconds"],
            runs=RUNS,
        )
        note = " ".join(alone(many, folder, kind) for kind in ("csv", "parquet"))
    work = f"a workbook of {PEOPLE:,} people × {len(COLUMNS)} columns, read and checked"
    return [times.against("P12", work, "openpyxl", GOAL, note=note, peak_mb=peak, peer_peak_mb=peer_peak)]
