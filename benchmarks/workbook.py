"""A workbook of 50,000 people: places of all, 80 groups and cost to minimum by group, against native formulas.

LibreOffice calculates the native formulas: three lookups, three ratios and a status per row; count, mean, median and cost of
each group. Ours are three formulas through xlwings' call_udf; each reads all the cells again, and none may remember the run
before. Scenarios are not compared: one of ours rounds bands, replaces leavers and adds up years, as no short formula does.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from benchmarks import excel_host
from benchmarks.excel_company import Sheet, forget, sheet
from benchmarks.measure import Measured, agree, by_turns, seconds

PEOPLE, RUNS, GOAL = 50_000, 3, 80
PLACES = ("Min", "Mid", "Max", "Compa-ratio", "Penetration", "Status", "Cost to min")
GENDERS = ("M", "F")


def write(cells: Sheet, path: Path) -> list[str]:
    """The workbook of native formulas, its bands keyed by track and level; returns the levels of the groups, in order."""
    book = xlsxwriter.Workbook(path)
    people, bands, groups = (book.add_worksheet(name) for name in ("People", "Bands", "Groups"))
    for row, (track, level, *ends) in enumerate(cells.bands[1:]):
        bands.write_row(row, 0, [f"{track}|{level}", *ends])
    keys = f"Bands!$A$1:$A${len(cells.bands) - 1}"
    for row, values in enumerate(cells.people):
        people.write_row(row, 0, values)
    for row in range(2, len(cells.people) + 1):
        for place, column in enumerate("BCD"):
            table = f"Bands!${column}$1:${column}${len(cells.bands) - 1}"
            people.write_formula(row - 1, 5 + place, f'=INDEX({table},MATCH($B{row}&"|"&$C{row},{keys},0))')
        people.write_formula(row - 1, 8, f"=D{row}/G{row}")
        people.write_formula(row - 1, 9, f"=(D{row}-F{row})/(H{row}-F{row})")
        people.write_formula(row - 1, 10, f'=IF(D{row}<F{row},"below",IF(D{row}>H{row},"above","in band"))')
        people.write_formula(row - 1, 11, f"=MAX(0,F{row}-D{row})")
    level, pay, gender, cost = (f"People!${c}$2:${c}${len(cells.people)}" for c in "CDEL")
    levels = sorted({row[1] for row in cells.bands[1:]})
    for row, (name, sex) in enumerate(((name, sex) for name in levels for sex in GENDERS), 1):
        groups.write_row(row - 1, 0, [name, sex])
        groups.write_formula(row - 1, 2, f"=COUNTIFS({level},A{row},{gender},B{row})")
        groups.write_formula(row - 1, 3, f"=AVERAGEIFS({pay},{level},A{row},{gender},B{row})")
        groups.write_array_formula(row - 1, 4, row - 1, 4, f"{{=MEDIAN(IF(({level}=A{row})*({gender}=B{row}),{pay}))}}")
        groups.write_formula(row - 1, 5, f"=SUMIFS({cost},{level},A{row},{gender},B{row})")
    book.close()
    return levels


def check(placed: list, categories: list, costs: list, native: dict[str, pd.DataFrame], levels: list[str]) -> None:
    """Compare what our three formulas give with the native ones."""
    table = pd.DataFrame(placed[1:], columns=placed[0])
    for name in PLACES:
        agree(name, table[name].to_numpy(), native["People"][name].to_numpy())
    gaps = pd.DataFrame([row[:11] for row in categories[1 : len(levels) + 1]], columns=categories[0][:11])
    gaps = gaps.set_index("Category").loc[levels]
    men, women = (native["Groups"][native["Groups"]["Gender"] == name].set_index("Level").loc[levels] for name in GENDERS)
    for name, other in (("n reference", men["n"]), ("n group", women["n"]), ("Reference pay", men["mean"]),
                        ("Group pay", women["mean"])):  # fmt: skip
        agree(name, gaps[name].to_numpy(float), other.to_numpy(float))
    agree("1 - Median gap", 1 - gaps["Median gap"].to_numpy(float), (women["median"] / men["median"]).to_numpy(float))
    by = pd.DataFrame(costs[1:-1], columns=costs[0]).set_index(["Level", "Gender"])["Cost"]
    for frame, name in ((men, "M"), (women, "F")):
        agree(f"cost {name}", by.loc[[(level, name) for level in levels]].to_numpy(float), frame["cost"].to_numpy(float))


def measure() -> list[Measured]:
    """P3."""
    from hosts.libreoffice.office import Office

    cells = sheet(PEOPLE, gender=True)
    formulas = [
        excel_host.ours("BM_PLACE", cells.people, cells.handle),
        excel_host.ours("BM_CATEGORIES", cells.people, "Level", "Gender", "M"),
        excel_host.ours("BM_COST_TO_MIN", cells.people, cells.handle, "Level;Gender"),
    ]
    office = Office()
    try:
        with tempfile.TemporaryDirectory() as folder:
            levels = write(cells, Path(folder) / "native.xlsx")
            document = office.open(Path(folder) / "native.xlsx")
            document.calculateAll()
            native = {
                "People": pd.DataFrame(_cells(document, "People", f"F2:L{PEOPLE + 1}"), columns=PLACES),
                "Groups": pd.DataFrame(_cells(document, "Groups", f"A1:F{2 * len(levels)}"),
                                       columns=["Level", "Gender", "n", "mean", "median", "cost"]),
            }  # fmt: skip
            check(*(formula() for formula in formulas), native, levels)
            clock = time.perf_counter
            times = by_turns(
                lambda: seconds(lambda: (forget(), [formula() for formula in formulas]), clock=clock),
                lambda: seconds(document.calculateAll, clock=clock),
                runs=RUNS,
            )
            document.close(True)
    finally:
        office.close()
    work = f"{PEOPLE:,} people: 7 lookups and ratios each, {2 * len(levels)} groups of count, mean, median, cost"
    note = f"Elapsed time, {RUNS} runs. Nearly all of ours is reading the cells three times and making rows of results."
    return [times.against("P3", work, "LibreOffice, native formulas", GOAL, note=note)]


def _cells(document, sheet: str, cells: str) -> np.ndarray:
    """Values of some cells of a document in LibreOffice."""
    return np.array(document.Sheets.getByName(sheet).getCellRangeByName(cells).getDataArray(), object)
