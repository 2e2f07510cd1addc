"""Reporting lines: who reports to whom, spans, circles, and a manager's pay against the reports'.

A reporting line is an array `parent` that holds the row of each person's manager, −1 for none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel.core.careers import SLACK
from bandmodel.core.comparisons import Comparisons, links


def parents(employee: pd.Series, manager: pd.Series) -> np.ndarray:
    """Row of each person's manager, −1 where none is named or the one named is not on the list.

    Who names the own id has no manager: some systems write the head of the firm so.
    """
    boss, named, own = _matched(employee.to_numpy(object), manager.to_numpy(object))
    row_of = np.full(len(named) + 1, -1)
    found = np.flatnonzero(own >= 0)
    row_of[own[found]] = found
    row_of[:-1][(named == "") | pd.isna(named)] = -1
    rows = row_of[boss]
    return np.where(rows == np.arange(len(rows)), -1, rows)


def _matched(employee: np.ndarray, manager: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(number of each person's manager, the names of the managers, number of each person among these names or −1).

    By hash, then compared: a table of texts goes to another place in memory for every text that it tries, and from a
    million people on that takes most of the time.
    """
    boss, hashes = pd.factorize(_hashes(manager))
    named = np.empty(len(hashes), object)
    named[boss] = manager
    if not (named[boss] == manager).all():  # two names of one hash, or something that equals nothing
        boss, named = pd.factorize(manager)
        return boss, named, pd.Index(named, dtype=object).get_indexer(pd.Index(employee, dtype=object))
    own = pd.Index(hashes).get_indexer(pd.Index(_hashes(employee)))
    found = np.flatnonzero(own >= 0)
    own[found[employee[found] != named[own[found]]]] = -1
    return boss, named, own


def _hashes(names: np.ndarray) -> np.ndarray:
    return np.fromiter(map(hash, names), np.int64, len(names))


def direct_reports(parent: np.ndarray) -> np.ndarray:
    """Number of people who report directly to each person."""
    return np.bincount(parent[parent >= 0], minlength=len(parent))


def on_cycle(parent: np.ndarray) -> np.ndarray:
    """True for each person whose line of managers comes back to the person.

    Following the managers n times ends either at the top or on a circle, and everyone on a circle is such an end:
    doubling the step needs only log₂ n passes.
    """
    size = len(parent)
    step = np.append(parent, -1)  # the last entry stands for "nobody", whose manager is nobody
    step = np.where(step < 0, size, step)
    for _ in range(size.bit_length()):
        step = step[step]
    found = np.zeros(size + 1, bool)
    found[step] = True
    return found[:size]


def below(parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(levels below, people below) of each person; unknown on a circle, which is not followed.

    Levels below is the length of the longest line down: 0 for someone without reports, 1 for a manager of such people.
    """
    circle = on_cycle(parent)
    up = np.where(circle, -1, parent)
    waiting = np.bincount(parent[parent >= 0], minlength=len(parent))
    levels, people = np.zeros(len(parent), int), np.zeros(len(parent), int)
    ready = np.flatnonzero((waiting == 0) & ~circle)
    while len(ready):  # from the ends of the lines upward, a layer at a time
        ready = ready[up[ready] >= 0]
        boss = up[ready]
        np.maximum.at(levels, boss, levels[ready] + 1)
        np.add.at(people, boss, people[ready] + 1)
        np.subtract.at(waiting, boss, 1)
        bosses = np.unique(boss)
        ready = bosses[(waiting[bosses] == 0) & ~circle[bosses]]
    return np.where(circle, np.nan, levels), np.where(circle, np.nan, people)


@dataclass(frozen=True)
class Compared:
    """Managers beside their highest-paid report: rows of both, the ratio of their pay, and whether it is legitimate."""

    manager: np.ndarray
    report: np.ndarray
    ratio: np.ndarray
    legitimate: np.ndarray


def legitimate_pairs(kinds: np.ndarray, frame: pd.DataFrame, comparisons: Comparisons | None) -> np.ndarray:
    """For a manager's level (row) and a report's (column): whether the report's is an equivalent or higher rung of a
    specialist track, where pay above the manager's is as it should be. A rung equivalent to a higher one of the
    manager's track is higher than the manager's.

    kinds   kind of the track of each level
    """
    table = np.zeros((len(frame), len(frame)), bool)
    if comparisons is None:
        return table
    track = frame["Track"].to_numpy()
    rows = np.arange(len(frame))
    for other, equal in zip(*links(comparisons), strict=True):
        if kinds[equal] == "specialist":
            managers = (track == track[other]) & (rows <= other)
            table[np.ix_(managers, (track == track[equal]) & (rows >= equal))] = True
    return table


def against_reports(
    parent: np.ndarray, pay: np.ndarray, level: np.ndarray, legitimate: np.ndarray, name: np.ndarray, floor: float
) -> Compared:
    """Each manager beside the highest-paid report, by pay on one footing [pay].

    Reports on a legitimate level (`legitimate_pairs`) are set aside first: beside the highest-paid of the others, a
    manager has a row for the highest-paid of them where its ratio is below `floor`, or where there are no others. Ties go
    to the lower name; the ratio to reports of unknown pay is unknown.
    Circles are not followed: only the direct report counts, so they do no harm here.
    """
    reports = np.flatnonzero(parent >= 0)
    boss = parent[reports]
    aside = np.zeros(len(reports), bool)
    if legitimate.size:
        both = (level[boss] >= 0) & (level[reports] >= 0)
        aside[both] = legitimate[level[boss[both]], level[reports[both]]]
    plain = _highest_paid(reports[~aside], parent, pay, name)
    above = _highest_paid(reports[aside], parent, pay, name)
    low = pay[parent[above]] / pay[above] < floor - SLACK
    above = above[low | ~np.isin(parent[above], parent[plain])]
    report = np.concatenate([plain, above])
    ratio = pay[parent[report]] / pay[report]
    legit = np.concatenate([np.zeros(len(plain), bool), np.ones(len(above), bool)]) & (ratio < floor - SLACK)
    return Compared(parent[report], report, ratio, legit)


def _highest_paid(reports: np.ndarray, parent: np.ndarray, pay: np.ndarray, name: np.ndarray) -> np.ndarray:
    """The highest-paid of some reports of each manager; of several, the one whose name comes first."""
    if not len(reports):
        return reports
    known = np.where(np.isnan(pay), -np.inf, pay)
    in_order = reports[np.argsort(parent[reports], kind="stable")]
    boss = parent[in_order]
    start = np.flatnonzero(np.diff(boss, prepend=-1))
    size = np.diff(np.append(start, len(boss)))
    top = np.repeat(np.maximum.reduceat(known[in_order], start), size)
    best = in_order[known[in_order] == top]
    start = np.flatnonzero(np.diff(parent[best], prepend=-1))
    size = np.diff(np.append(start, len(best)))
    tied = np.flatnonzero(np.repeat(size > 1, size))
    among = best[tied]
    best[tied] = among[np.lexsort((name[among].astype(str), parent[among]))]  # only ties: names are slow to sort
    first: np.ndarray = best[start]
    return first
