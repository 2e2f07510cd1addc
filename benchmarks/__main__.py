"""The benchmarks against their goals.

    python -m benchmarks [P1 P2 … growth] [--json FILE]
    python -m benchmarks --page docs/performance.md --from FILE

Each benchmark runs in a process of its own, one after the other. FILE keeps the rows of the benchmarks that do not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import page
from benchmarks.measure import GROWTH, Growth, Measured, fresh, row_of, rows_of

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of a peer would wait for each other on a busy machine

WORKLOADS = {
    "P1": "place_cells", "P2": "lookup_cells", "P3": "workbook", "P4": "place_columns", "P5": "group_figures",
    "P6": "simulation", "P7": "simulation", "P8": "closing", "P9": "regression", "P10": "bootstrap", "P11": "report",
    "P12": "reading", "P13": "ten_million", "P14": "first_formula", "P15": "growth", "P16": "audit", "P17": "model",
    "P18": "command_line", GROWTH: "functions",
}  # fmt: skip
"""The module that measures each workload."""


def run(ids: list[str]) -> tuple[list[Measured | Growth], dict[str, str]]:
    """The rows of the workloads asked for, and what went wrong by module."""
    rows: list[Measured | Growth] = []
    faults: dict[str, str] = {}
    for module in dict.fromkeys(WORKLOADS[name] for name in ids):
        print(f"{module} …", file=sys.stderr, flush=True)
        try:
            found, _ = fresh(rows_of, module)
        except RuntimeError as trouble:  # one benchmark at fault must not lose the results of the others
            faults[module] = str(trouble)
        else:
            rows += [row_of(row) for row in found if row["id"] in ids]
    return rows, faults


def keep(path: Path, rows: Sequence[Measured | Growth], date: str) -> None:
    """Write the rows to a JSON file, in place of its rows of the same ids."""
    new = {row.id for row in rows}
    old = json.loads(path.read_text("utf-8")) if path.exists() else []
    machine = page.machine()
    all_rows = [row for row in old if row["id"] not in new]
    all_rows += [{**row.as_dict(), "date": date, "machine": machine} for row in rows]
    order = list(WORKLOADS)
    all_rows.sort(key=lambda row: order.index(row["id"]))
    path.write_text(json.dumps(all_rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(rows: list[Measured]) -> Table:
    """The rows against their goals."""
    shown = Table("id", "workload", "peer", title="Benchmarks: ratio is peer over ours")
    for heading in ("ours", "peer's", "ratio", "±", "goal", "peak"):
        shown.add_column(heading, justify="right")
    shown.add_column("met")
    for row in rows:
        peak = f"{row.peak_mb:,.0f} MB" if row.peak_mb else ""
        shown.add_row(
            row.id, row.workload, row.peer, page.duration(row.ours_s), page.duration(row.peer_s), page.times(row.ratio),
            f"{row.spread:.0%}", page.goal(row.goal), peak, "yes" if row.met else "[red]no[/red]",
        )  # fmt: skip
    return shown


def growth_table(rows: list[Growth]) -> Table:
    """How the functions grow."""
    sizes = page.sizes([row.as_dict() for row in rows])
    shown = Table("function", title="Growth: seconds by number of people")
    for heading in (*(f"{size:,}" for size in sizes), "exponent"):
        shown.add_column(heading, justify="right")
    shown.add_column("met")
    for row in rows:
        shown.add_row(*page.growth_cells(row.as_dict(), sizes), "yes" if row.met else "[red]no[/red]")
    return shown


def main() -> None:
    """Run what is asked for, or write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="The benchmarks against their goals.")
    parser.add_argument("ids", nargs="*", metavar="P1", help=f"workloads, of {', '.join(WORKLOADS)}; all if none is named")
    parser.add_argument("--json", type=Path, help="file to keep the rows in")
    parser.add_argument("--page", type=Path, help="write this page from the rows of --from, and run nothing")
    parser.add_argument("--from", dest="source", type=Path, help="file of rows that --json wrote")
    asked = parser.parse_args()
    if asked.page:
        if not asked.source:
            parser.error("--page needs --from, a file that --json wrote")
        asked.page.write_text(page.text(json.loads(asked.source.read_text("utf-8"))), encoding="utf-8")
        return
    ids = [name.upper() for name in asked.ids] or list(WORKLOADS)
    if unknown := [name for name in ids if name not in WORKLOADS]:
        parser.error(f"{', '.join(unknown)} unknown; workloads: {', '.join(WORKLOADS)}")
    rows, faults = run(ids)
    measured, growth = ([row for row in rows if isinstance(row, kind)] for kind in (Measured, Growth))
    for found, shown in ((measured, table), (growth, growth_table)):
        if found:
            Console(width=max(Console().width, 150)).print(shown(found))
    for row in measured:
        if row.note:
            print(f"{row.id} {row.workload}: {row.note}")
    for module, trouble in faults.items():
        print(f"{module} gave no result: {trouble}", file=sys.stderr)
    if asked.json:
        keep(asked.json, rows, dt.date.today().isoformat())
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
