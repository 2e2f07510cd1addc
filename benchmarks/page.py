"""The page docs/performance.md, made of the rows that `python -m benchmarks --json FILE` keeps."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

from benchmarks.measure import GROWTH

PACKAGES = (
    "numpy", "pandas", "scipy", "xlwings", "pyarrow", "python-calamine", "duckdb", "statsmodels", "openpyxl", "XlsxWriter",
    "typst", "weasyprint",
)  # fmt: skip
HEAD = """# Performance

Each workload runs beside a peer: a program or a way of writing that a practitioner would use instead. Both sides work on
the same data and must give the same result before either is timed. The ratio is the peer's time over ours, the median of
runs by turns; ± is the largest deviation of one run from it. Ratios travel between machines, seconds do not.

This page is written by `python -m benchmarks --page docs/performance.md --from FILE`, and FILE by
`python -m benchmarks --json FILE` (with `pip install -e ".[bench]"`). `python -m benchmarks P4 P5` runs some of them.
"""

GROWTH_HEAD = """## Growth

Processor time of every public function that makes a table of people, by number of people: the least of three runs, or of
as many as 10 seconds hold. The exponent is that of the last two sizes: at 1.00, ten times the people take ten times as
long. Met is what grows no faster than n log n, with 20 % for noise: from 100,000 to 1,000,000 people at most 14.4 times, an
exponent of 1.16. `python -m benchmarks growth` runs this alone.
"""


def text(rows: list[dict[str, Any]]) -> str:
    """The page."""
    growth = [row for row in rows if row["id"] == GROWTH]
    measured = [row for row in rows if row["id"] != GROWTH]
    parts = [HEAD, *_table(measured), "", *_notes(measured), *_growth(growth), "## Machine", ""]
    for machine in dict.fromkeys(row["machine"] for row in rows):
        own = [row for row in rows if row["machine"] == machine]
        dates = sorted({row["date"] for row in own})
        when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
        which = ", ".join(dict.fromkeys("growth" if row["id"] == GROWTH else row["id"] for row in own))
        parts += [f"- {machine}. Measured {when}: {which}."]
    return "\n".join(parts) + "\n"


def _table(rows: list[dict[str, Any]]) -> list[str]:
    lines = ["| | workload | peer | ours | peer's | ratio | ± | goal | met |", "|---|---|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        cells = [
            row["id"], row["workload"], row["peer"], duration(row["ours_s"]), duration(row["peer_s"]), times(row["ratio"]),
            f"{row['spread']:.0%}", goal(row["goal"]), "yes" if row["met"] else "no",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _notes(rows: list[dict[str, Any]]) -> list[str]:
    """Goals that are missed, each with the reason; then memory and what else there is to know."""
    missed = [row for row in rows if not row["met"]]
    noted = [row for row in rows if row["met"] and (row["note"] or row["peak_mb"])]
    parts = []
    for title, chosen in (("Goals missed", missed), ("Notes", noted)):
        if chosen:
            lines = [f"- {row['id']}, {row['workload']}: {' '.join([row['note'], _memory(row)]).strip()}" for row in chosen]
            parts += [f"## {title}", "", *lines, ""]
    return parts


def _memory(row: dict[str, Any]) -> str:
    if not row["peak_mb"]:
        return ""
    peer = f", peer {row['peer_peak_mb']:,.0f} MB" if row["peer_peak_mb"] else ""
    return f"Peak memory {row['peak_mb']:,.0f} MB{peer}."


def _growth(rows: list[dict[str, Any]]) -> list[str]:
    """The second table: how each public function grows."""
    if not rows:
        return []
    columns = sizes(rows)
    heads = ["function", *(f"{size:,}" for size in columns), "exponent", "met"]
    lines = [f"| {' | '.join(heads)} |", f"|---|{'--:|' * (len(columns) + 1)}---|"]
    lines += [f"| {' | '.join([*growth_cells(row, columns), 'yes' if row['met'] else 'no'])} |" for row in rows]
    reasons = [f"- {row['function']}: {row['note']}" for row in rows if row["note"] and not row["met"]]
    return [GROWTH_HEAD, *lines, "", *reasons, *([""] if reasons else [])]


def sizes(rows: list[dict[str, Any]]) -> list[int]:
    """Every number of people in the rows of growth."""
    return sorted({size for row in rows for size in row["people"]})


def growth_cells(row: dict[str, Any], columns: list[int]) -> list[str]:
    """A row of growth but for whether it is met: the function, its time at each size or nothing, the exponent."""
    known = dict(zip(row["people"], row["seconds"], strict=True))
    return [row["function"], *(duration(known[size]) if size in known else "" for size in columns), f"{row['exponent']:.2f}"]


def duration(seconds: float) -> str:
    """A time with three digits in the unit that suits it."""
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{_digits(seconds / size)} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def times(ratio: float) -> str:
    """A ratio with three digits."""
    return f"{_digits(ratio)}×"


def goal(ratio: float) -> str:
    """A least ratio; one below 1 as the most that ours may take of the peer's time."""
    return f"≥ {ratio:g}×" if ratio >= 1 else f"≤ {1 / ratio:.3g} of peer"


def _digits(value: float) -> str:
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def machine() -> str:
    """Processor, cores, memory, system, Python and packages, in one line."""
    versions = []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    system = f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores{_ram()}, {system}; {', '.join(versions)}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or platform.machine()


def _ram() -> str:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return ""
    return f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
