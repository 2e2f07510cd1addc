"""What every benchmark shares: timing two sides by turns, a fresh process with its own peak memory, one row of results.

A benchmark is a module with `measure()`, which gives rows: `Measured`, or `Growth` where one function is timed at several
sizes. It compares the results of both sides first (`agree`), then times them; nothing is timed that does not agree.
"""

from __future__ import annotations

import importlib
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


class DisagreementError(Exception):
    """The two sides of a benchmark do not give the same result, so there is nothing to time."""


@dataclass(frozen=True)
class Measured:
    """One row of the table: a workload, ours and its peer against the goal.

    ours_s, peer_s  median time of a run [seconds]
    ratio           median over the runs of peer_s / ours_s: above 1 is faster than the peer
    spread          largest deviation of one run's ratio from that median [fraction]
    goal            the least ratio; below 1 where a peer may be faster: 0.67 is "within 1.5 times its time"
    note            what to know of the figure: how many runs, what was extrapolated, why a goal is missed
    peak_mb         highest memory of the process [MiB], where the workload has a process of its own
    """

    id: str
    workload: str
    peer: str
    ours_s: float
    peer_s: float
    ratio: float
    spread: float
    goal: float
    met: bool
    note: str = ""
    peak_mb: float | None = None
    peer_peak_mb: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON takes it."""
        return asdict(self)


GROWTH = "GROWTH"
"""The id of the rows of growth."""
NOISE = 1.2
"""Growth of time beyond that of n log n that noise may make."""


@dataclass(frozen=True)
class Growth:
    """How the time of a function grows with the number of people: one row of the second table.

    people     sizes, from the smallest
    seconds    time at each
    exponent   of the last two sizes: 1 is time in proportion to people
    met        whether time grew by no more than n log n does between the last two sizes, and a fifth (`NOISE`)
    note       what its time goes to, told where it is not met
    """

    function: str
    people: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float
    met: bool
    note: str = ""
    id: str = GROWTH

    @classmethod
    def of(cls, function: str, found: dict[int, float], note: str = "") -> Growth:
        """The row of a function's times by number of people."""
        (small, before), (large, after) = sorted(found.items())[-2:]
        allowed = NOISE * large * math.log(large) / (small * math.log(small))
        exponent = math.log(after / before) / math.log(large / small)
        sizes = tuple(sorted(found))
        return cls(function, sizes, tuple(found[size] for size in sizes), exponent, after / before <= allowed, note)

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON takes it."""
        return asdict(self)


def row_of(kept: dict[str, Any]) -> Measured | Growth:
    """The row that `as_dict` made a dict of."""
    if kept["id"] == GROWTH:
        return Growth(**{**kept, "people": tuple(kept["people"]), "seconds": tuple(kept["seconds"])})
    return Measured(**kept)


@dataclass(frozen=True)
class Times:
    """Seconds of the runs of both sides, by turns: run n of ours stands beside run n of the peer."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Peer over ours, run by run."""
        return tuple(peer / ours for ours, peer in zip(self.ours, self.peer, strict=True))

    @property
    def ratio(self) -> float:
        """Median of the ratios."""
        return statistics.median(self.ratios)

    def against(self, id: str, workload: str, peer: str, goal: float, *, met: bool = True, **more: Any) -> Measured:
        """The row of the table. The goal is met by the ratio, and by what else must hold (`met`)."""
        ratio = self.ratio
        spread = max(abs(one / ratio - 1) for one in self.ratios)
        here, there = statistics.median(self.ours), statistics.median(self.peer)
        return Measured(id, workload, peer, here, there, ratio, spread, goal, bool(met and ratio >= goal), **more)


def compare(
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    runs: int = 5,
    calls: int = 1,
    clock: Callable[[], float] = time.process_time,
) -> Times:
    """Time both sides by turns in this process. Have them compared before, which also warms them up.

    calls   a run of ours is the mean of so many calls: one that takes less than a millisecond says more of the clock
    clock   processor time, so that waiting on a busy machine favours neither; `time.perf_counter` where several threads
            or processes work
    """
    return by_turns(lambda: seconds(ours, calls, clock), lambda: seconds(peer, 1, clock), runs=runs)


def by_turns(ours: Callable[[], float], peer: Callable[[], float], *, runs: int = 5) -> Times:
    """The same, of sides that tell their own seconds."""
    pairs = [(ours(), peer()) for _ in range(runs)]
    return Times(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def seconds(task: Callable[[], object], calls: int = 1, clock: Callable[[], float] = time.process_time) -> float:
    """Processor time that a task takes, or that of another clock; the mean of several calls [seconds]."""
    start = clock()
    for _ in range(calls):
        task()
    return (clock() - start) / calls


def agree(name: str, ours: Any, peer: Any, rtol: float = 1e-9) -> None:
    """Raise DisagreementError unless both sides found the same: numbers within `rtol`, everything else equal."""
    mine, theirs = np.asarray(ours), np.asarray(peer)
    if mine.dtype.kind in "iuf" and theirs.dtype.kind in "iuf":
        same = mine.shape == theirs.shape and np.allclose(mine, theirs, rtol=rtol, atol=0, equal_nan=True)
    else:
        same = mine.shape == theirs.shape and bool((mine == theirs).all())
    if not same:
        raise DisagreementError(f"{name}: ours {_short(ours)}, peer {_short(peer)}")


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 200 else text[:200] + " …"


# ---------------------------------------------------------------- a fresh process

LAUNCH = """
import importlib, json, sys
module, name, arguments = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
result = getattr(importlib.import_module(module), name)(*arguments)
from benchmarks.measure import peak_mb
print("\\n" + json.dumps({"result": result, "peak": peak_mb()}))
"""


def fresh(function: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """What a module's function gives in a fresh process, and the highest memory of that process [MiB].

    Arguments and result go through JSON. Peak memory holds the imports too, of the module and of the function.
    """
    command = [sys.executable, "-c", LAUNCH, function.__module__, function.__name__, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{function.__module__}.{function.__name__}:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    return told["result"], told["peak"]


def rows_of(module: str) -> list[dict[str, Any]]:
    """The rows of one module of benchmarks, for a process of its own."""
    return [row.as_dict() for row in importlib.import_module(f"benchmarks.{module}").measure()]


def peak_mb() -> float:
    """Highest memory of this process so far [MiB]; unknown on Windows."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage holds the peak of the process that started this one, too
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2  # bytes on macOS
