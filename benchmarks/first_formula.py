"""The first formula in a fresh process, which Excel waits for: the worksheet functions imported and one called.

The peer imports xlwings and pandas, which any Python function in Excel that takes a table does. Optional packages that
pandas imports where it finds them (pyarrow) weigh on both sides: name the Python of an environment without the extras in
BANDMODEL_PYTHON. Compiled modules are cached, as after an installation. Processor time of the process.
"""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.measure import ROOT, Measured, agree, by_turns

FORMULA = "import bandmodel.excel as bm; answer = bm.BM_SPREAD(60000, 90000)"
IMPORTS = "import xlwings, pandas"
RUNS, GOAL = 11, 1 / 1.15
PYTHON = os.environ.get("BANDMODEL_PYTHON", sys.executable)


def run(code: str) -> str:
    """What a fresh process prints. It finds this checkout, and keeps what it compiles."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, check=True, encoding="utf-8", env=environment)
    return done.stdout


def seconds(code: str) -> float:
    """Processor time of a fresh process from its start to the end of the code."""
    return float(run(f"{code}\nimport time; print(time.process_time())").splitlines()[-1])


def measure() -> list[Measured]:
    """P14."""
    agree("first formula", float(run(f"{FORMULA}; print(answer)")), 0.5)  # 90,000 / 60,000 − 1
    seconds(IMPORTS)
    times = by_turns(lambda: seconds(FORMULA), lambda: seconds(IMPORTS), runs=RUNS)
    extras = run(
        "import importlib.util as u; print(*(n for n in ('pyarrow', 'numexpr', 'bottleneck') if u.find_spec(n)))"
    ).strip()
    note = f"Processor time of fresh processes, {RUNS} by turns; optional packages there: {extras or 'none'}."
    return [times.against("P14", "first formula in a fresh process", IMPORTS, GOAL, note=note)]
