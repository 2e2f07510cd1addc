"""The whole check at 1,000 to 1,000,000 people: the time per person must not grow with the company.

Model, findings, placement, parity and career audit of the sample company, as `bandmodel check` and `bandmodel audit` do
them once the tables are read. The peer of each size is the size before it: per person.
"""

from __future__ import annotations

import datetime as dt
import itertools

from bandmodel import audit, findings, model, people, placement, sample, views
from bandmodel.inputs.inputs import Inputs
from benchmarks.measure import Measured, by_turns, seconds

SIZES = (1_200, 10_000, 100_000, 1_000_000)
"""People; the sample company has 1,200 at least."""
RUNS, GOAL = 3, 1 / 1.2
DAY = dt.date(2026, 1, 1)


def check(inputs: Inputs) -> None:
    """Everything that a check of the company computes."""
    built = model.of_inputs(inputs, DAY)
    structure, staff = built.structure, inputs.table("People")
    findings.of_model(built, staff)
    people.placed_table(structure, staff)
    views.pairs_table(structure, "base", people=staff)
    placed = placement.place(structure, staff)
    for table in (audit.trapped, audit.forced, audit.blockages, audit.compressed):
        table(structure, placed)


def measure() -> list[Measured]:
    """P15: each size against the one before it."""
    companies = {size: sample.generate(people=size).inputs for size in SIZES}

    def each(size: int) -> float:
        """Seconds per person."""
        calls = max(1, 10_000 // size)
        return seconds(lambda: check(companies[size]), calls) / len(companies[size].table("People"))

    rows = []
    for small, large in itertools.pairwise(SIZES):
        check(companies[small])
        times = by_turns(lambda size=large: each(size), lambda size=small: each(size), runs=RUNS)
        note = f"Times are per person; goal with 20 % for noise; {RUNS} runs."
        rows.append(times.against("P15", f"check of {large:,} people", f"itself at {small:,}", GOAL, note=note))
    return rows
