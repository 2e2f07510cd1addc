"""Reading: a million people from CSV and Parquet, and a 50,000 × 15 workbook against openpyxl.

    python -m benchmarks.reading [--people 1000000]

Each reading runs in a fresh process, so that its peak memory is its own. The tables read are compared with what was
written before any time is printed; times are medians of five runs (of one for the million rows).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

COLUMNS = [
    "Employee", "Track", "Level", "Base pay", "Location", "FTE", "Bonus paid", "Hire date", "Level since", "Rating",
    "Manager", "Preference", "Gender", "Weekly hours", "Department",
]  # fmt: skip

OURS = """
import json, sys, time
from bandmodel.inputs import source
start = time.perf_counter()
table = source.read(sys.argv[1]).table("People")
seconds = time.perf_counter() - start
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:  # Windows
    peak = float("nan")
print(json.dumps({"seconds": seconds, "peak": peak, "rows": len(table), "pay": float(table["Base pay"].sum()),
                  "since": int(table["Level since"].notna().sum())}))
"""

OPENPYXL = """
import json, sys, time
import openpyxl
start = time.perf_counter()
rows = list(openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)["People"].iter_rows(values_only=True))
seconds = time.perf_counter() - start
place = rows[0].index("Base pay")
since = rows[0].index("Level since")
print(json.dumps({"seconds": seconds, "rows": len(rows) - 1, "pay": float(sum(row[place] for row in rows[1:])),
                  "since": sum(row[since] is not None for row in rows[1:])}))
"""


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


def run(code: str, path: Path, times: int) -> dict[str, float]:
    """The figures of a reading in a fresh process; seconds are the median of several runs."""
    results = []
    for _ in range(times):
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True, encoding="utf-8")
        results.append(json.loads(done.stdout))
    return {**results[0], "seconds": statistics.median(result["seconds"] for result in results)}


def agree(result: dict[str, float], frame: pd.DataFrame) -> None:
    """Stop unless the table read is the table written."""
    expected = (len(frame), float(frame["Base pay"].sum()), int(frame["Level since"].notna().sum()))
    found = (result["rows"], result["pay"], result["since"])
    if not np.allclose(expected, found, rtol=1e-12):
        raise SystemExit(f"read {found}, written {expected}")


def main() -> None:
    """Print the readings."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    asked = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        many = people(asked.people)
        (home / "csv").mkdir()
        (home / "parquet").mkdir()
        many.to_csv(home / "csv" / "People.csv", index=False)
        many.to_parquet(home / "parquet" / "People.parquet")
        for kind in ("csv", "parquet"):
            result = run(OURS, home / kind, 1)
            agree(result, many)
            each = result["seconds"] / len(many) * 1e6
            print(f"{kind:8} {len(many):>9,} people × {len(COLUMNS)}: {result['seconds']:6.2f} s, {each:5.2f} µs per row, "
                  f"peak {result['peak']:,.0f} MB")  # fmt: skip
        few = many.iloc[:50_000]
        book = home / "people.xlsx"
        write_workbook(few, book)
        ours, peer = run(OURS, book, 5), run(OPENPYXL, book, 5)
        agree(ours, few)
        agree(peer, few)
        ratio = peer["seconds"] / ours["seconds"]
        print(f"workbook {len(few):>9,} people × {len(COLUMNS)}: {ours['seconds']:6.2f} s, "
              f"openpyxl {peer['seconds']:.2f} s, ratio {ratio:.1f} (goal 6)")  # fmt: skip
    print(f"whole benchmark {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
