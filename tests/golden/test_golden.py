"""Published worked examples, through the worksheet functions. Expected figures are read from golden.csv, never typed here.

Every row of golden.csv is computed below.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import bandmodel.excel as bm

ROWS = {row["id"]: row for row in csv.DictReader((Path(__file__).parent / "golden.csv").open(encoding="utf-8"))}

EXACT = 1e-12
"""Where golden.csv gives tolerance 0 the figure holds to the last printed digit; floats are allowed this much."""


def published(row: dict[str, str]) -> list[float]:
    """The figures of a published result in order; digits in names (S3) are none.

    Row 20 closes with "headline of 17 is …", a figure of row 17 at row 17's tolerance; it has its own test.
    """
    text = row["published_result"].partition("; headline of 17")[0]
    return [float(figure) for figure in re.findall(r"(?<![A-Za-z0-9])-?\d+(?:\.\d+)?", text)]


LADDER_17 = {  # golden 17: thousands, rung equals rung
    "Specialist": [100, 118, 139, 160],
    "Manager": [102, 125, 150, 190],
}


def bands_17(**targets: float) -> list[list]:
    """The bands of golden 17; any ends will do, only midpoints are compared. targets: bonus target by track."""
    rows = [
        [track, f"{track[0]}{rung}", rung, 800 * mid, 1000 * mid, 1200 * mid, targets.get(track, 0)]
        for track, mids in LADDER_17.items()
        for rung, mid in enumerate(mids, 1)
    ]
    return [["Track", "Level", "Grade", "Min", "Mid", "Max", "Bonus target"], *rows]


def column(spilled: list[list], header: str) -> list:
    """One column of a spilled table."""
    return [row[spilled[0].index(header)] for row in spilled[1:]]


def labelled(spilled: list[list], label: str) -> float:
    """The value of one label of a Label, Value table."""
    return next(row[1] for row in spilled if row[0] == label)


def golden_9() -> list[float]:
    aged = bm.BM_AGE([[52000], [53000]], 0.03, [[9], [4]])
    return [*(value for (value,) in aged), *column(bm.BM_BLEND(aged, 1), "Weighted mean")]


def golden_11() -> list[float]:
    points, pay = [10, 35, 60], [2500, 3750, 5000]
    line = bm.BM_LINE(points, pay)
    return [labelled(line, "Slope"), labelled(line, "Intercept"), *bm.BM_PREDICT(points, pay, [25, 50, 70])]


def golden_13() -> list[float]:
    """Payroll 1 000 000, weighted matrix 3.07 %, cap 3.3 %; people and matrix are made up to have that weighted increase."""
    merit = [
        ["Rating", "Compa from", "Compa to", "Increase"],
        [4, None, 0.9, 0.05], [4, 0.9, 1.1, 0.04], [4, 1.1, None, 0.02], [3, None, None, 0.03], [2, None, None, 0.0115],
    ]  # fmt: skip
    bands = [["Track", "Level", "Min", "Mid", "Max"], ["Specialist", "S1", 80000, 100000, 120000]]
    # 85 · 5 % + 115 · 2 % + 200 · 4 % + 500 · 3 % + 100 · 1.15 % = 4.25 + 2.3 + 8 + 15 + 1.15 = 30.7 thousand
    staff = [(85000, 4), (115000, 4), *[(100000, 4)] * 2, *[(100000, 3)] * 5, (100000, 2)]
    people = [["Track", "Level", "Base pay", "Rating"], *(["Specialist", "S1", pay, rating] for pay, rating in staff)]
    cost = bm.BM_MERIT_COST(people, bands, merit, 0.033)
    assert [labelled(cost, "Payroll"), labelled(cost, "Total as percent of payroll")] == pytest.approx([1_000_000, 0.0307])
    return [labelled(cost, "Total"), labelled(cost, "Budget")]


def golden_14() -> list[float]:
    low, high = bm.BM_MIN(44514, 0.40), bm.BM_MAX(44514, 0.40)
    return [low, high, bm.BM_ROUND(low, 500, "down"), bm.BM_ROUND(high, 500, "up")]


def golden_16() -> list[float]:
    """100 staff at 50,000, exit rate 0.263, cost 0.5 to 2.0 of salary."""
    staff = [["Employee", "Base pay"], *([f"e{number}", 50000] for number in range(100))]
    found = {row[0]: row[1] for row in bm.BM_TURNOVER_COST(staff, 0.263, 0.5, 2.0)}
    return [found["Turnover cost, low"], found["Turnover cost, high"]]


def golden_17() -> list[float]:
    bands = bands_17()
    slope = bm.BM_SLOPE(bands)
    ceiling = column(bm.BM_CEILING(bands), "Ceiling gap")
    slopes = [column(slope, "From slope")[0], column(slope, "To slope")[0]]
    return [*column(bm.BM_PARITY(bands, part="pairs"), "Gap"), *ceiling, *slopes]


def golden_19() -> list[float]:
    bands = [  # only midpoints are compared; the ends are made up
        ["Track", "Level", "Min", "Mid", "Max"],
        ["SE-RES", "SE-RES-3", 90000, 103242, 116000],
        ["SE-RES", "SE-RES-4", 105000, 118438, 132000],
        ["SE-REM", "SE-REM-1", 90000, 103289, 116000],
        ["SE-REM", "SE-REM-2", 105000, 117130, 132000],
    ]
    equivalence = [
        ["From track", "From level", "To track", "To level"],
        ["SE-RES", "SE-RES-3", "SE-REM", "SE-REM-1"],
        ["SE-RES", "SE-RES-4", "SE-REM", "SE-REM-2"],
    ]
    return column(bm.BM_PARITY(bands, equivalence=equivalence, part="pairs"), "Gap")


def golden_20() -> list[float]:
    answer = bm.BM_PARITY_WEIGHT(bands_17(), 0.05)
    pairs = [row[1] for row in answer if row[2] == "exact weight"]
    return [labelled(answer, "Exact parity weight"), *pairs]


def golden_21() -> list[float]:
    """The exact midpoints at parity weight 1, in thousands, and the step from M1 to M2 in percent."""
    levels = [  # Mid alone is an own midpoint set by hand
        ["Track", "Level", "Rank", "Mid"],
        ["Specialist", "S3", 1, 110000],
        ["Manager", "M1", 1, 100000],
        ["Manager", "M2", 2, 125000],
    ]
    equivalence = [
        ["From track", "From level", "To track", "To level", "Weight"],
        ["Specialist", "S3", "Manager", "M1", 0.5],
        ["Specialist", "S3", "Manager", "M2", 0.5],
    ]
    model = bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["Parity weight", 1]], equivalence=equivalence)
    mids = []
    for track, level in (("Specialist", "S3"), ("Manager", "M1"), ("Manager", "M2")):
        steps = bm.BM_EXPLAIN(model, track, level)
        mids += [row[2] / 1000 for row in steps if row[1] == "Exact midpoint"]
    return [*mids, 100 * (mids[2] / mids[1] - 1)]


COMPUTED = {
    "1": lambda: [bm.BM_SPREAD(60000, 90000)],
    "2": lambda: [bm.BM_SPREAD(50000, 75000)],
    "3": lambda: [bm.BM_SPREAD(80000, 120000, "mid")],
    "4": lambda: [bm.BM_MIN(47500, 0.15), bm.BM_MAX(47500, 0.15)],
    "5": lambda: [bm.BM_MIN(53750, 0.25), bm.BM_MAX(53750, 0.25)],
    "6": lambda: [bm.BM_OVERLAP(44186, 50814, 47778, 59722, "upper")],
    "7": lambda: [bm.BM_PENETRATION(70000, 55000, 82200)],
    "8": lambda: [bm.BM_COMPA(78400, 80000)],
    "9": golden_9,
    "10": lambda: [bm.BM_PROGRESSION(30000, 33000)],
    "11": golden_11,
    "12": lambda: [bm.BM_STEP_RATE(30000, 65000, 8), bm.BM_STEP_RATE(30000, 65000, 9)],
    "13": golden_13,
    "14": golden_14,
    "15": lambda: [bm.BM_MONTHS("2021-06-01", "2025-01-01")],
    "16": golden_16,
    "17": golden_17,
    "18": lambda: column(bm.BM_PARITY(bands_17(Specialist=0.10, Manager=0.20), "cash", part="pairs"), "Gap"),
    "19": golden_19,
    "20": golden_20,
    "21": golden_21,
}


def test_every_published_example_is_computed_or_waits_for_a_later_part():
    assert sorted(COMPUTED, key=int) == sorted(ROWS, key=int)


@pytest.mark.parametrize("number", COMPUTED)
def test_the_published_result_is_reached(number):
    row = ROWS[number]
    tolerance = max(float(row["tolerance"]), EXACT)
    assert COMPUTED[number]() == pytest.approx(published(row), abs=tolerance), row["source"]


@pytest.mark.parametrize(
    ("number", "figures"),
    [  # read off golden.csv by eye: what `published` must find, and what it must not take for a figure
        ("4", [44186, 50814]),
        ("11", [50, 2000, 3250, 4500, 5500]),
        ("14", [37095, 51933, 37000, 52000]),
        ("15", [43]),
        ("17", [-0.0196, -0.0560, -0.0733, -0.1579, -0.1579, 0.1696, 0.2304]),
        ("20", [0.701523, 0, 0.109941, 0.326518, 0.701523]),
        ("21", [111.2, 99.5, 124.3, 25]),
    ],
)
def test_the_figures_of_a_published_result_are_read_in_full(number, figures):
    assert published(ROWS[number]) == figures


def test_the_headline_of_example_17_is_as_row_20_prints_it():
    printed = float(ROWS["20"]["published_result"].rpartition("headline of 17 is ")[2])
    assert printed == -0.0781
    headline = labelled(bm.BM_PARITY(bands_17(), part="headline"), "Headline gap")
    assert headline == pytest.approx(printed, abs=float(ROWS["17"]["tolerance"]))


def test_the_other_bases_of_the_overlap_example_match_the_recomputed_figures():
    # golden 6, source column: lower basis 0.4581 and union 0.1954 recomputed
    ends = (44186, 50814, 47778, 59722)
    assert [bm.BM_OVERLAP(*ends, "lower"), bm.BM_OVERLAP(*ends, "union")] == pytest.approx([0.4581, 0.1954], abs=5e-5)
