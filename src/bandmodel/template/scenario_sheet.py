"""The sheet Scenarios: the table of levers, all scenarios side by side, one in full with its waterfall, and two compared.

Each block is one formula. The waterfall looks its steps up in the scenario shown, so that it follows every change.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel.scenarios.choice import LINES
from bandmodel.scenarios.levers import BASE, LEVERS
from bandmodel.scenarios.outcomes import COST
from bandmodel.template import design
from bandmodel.template.book import Book, Rows, full, rows_of
from bandmodel.template.input_sheets import FIRST, MORE, choices
from bandmodel.template.people_sheets import typed

HEADING, TOP = 4, 5
SHOWN = HEADING + len(LINES) + 4
"""Row of the choice of the scenario shown by year, below the table of all of them, which always has the same lines."""
MOST_YEARS, SLOTS, TOTAL = 12, 10, "All levers"
"""How far the years may reach, how many steps the waterfall has room for, and the name of its last step."""
CHART_COLUMNS = 10
"""Columns that the chart covers; more scenarios may spill below it."""


def levers(book: Book) -> None:
    """The Scenarios table with the names of the levers to choose from."""
    lead = "Levers by year. Costs are yearly and add up; a scenario never changes the company. Internal: not suppressed."
    sheet = book.sheet("Scenarios", "Scenarios", lead)
    bottom = book.table(sheet, FIRST, 0, "Scenarios", full(book.inputs, "Scenarios"), MORE)
    told = "One of the levers; what its value means is on the right of the sheet, under Levers."
    choices(sheet, FIRST + 1, 2, bottom, "=LeverNames", "Lever", told)
    sheet.set_column(0, 0, 16)
    sheet.set_column(2, 2, 20)
    sheet.set_column(3, 3, 34)
    sheet.set_column(4, 4, 30)
    sheet.set_column(5, 5, 36)
    sheet.freeze_panes(FIRST + 1, 1)


def results(book: Book, handle: str) -> None:
    """What the scenarios come to, on the right of their table."""
    sheet = book.sheets["Scenarios"]
    names = _names(book)
    column = len(book.cells["Scenarios"][0]) + 1
    people, table, merit = (book.reference(name) for name in ("People", "Scenarios", "Merit"))
    side = rows_of(bm.BM_CHOICE(handle, *_cells(book)))
    book.block(sheet, HEADING, column, "Scenarios side by side", f"=BM_CHOICE(Model,{people},{table},{merit})", side)
    right = column + len(side[0]) + 1
    behind = right + CHART_COLUMNS
    bottom = _shown(book, sheet, handle, column, names[0], right, behind)
    _compared(book, sheet, handle, behind + 6, names)
    _catalogue(book, sheet, behind + 15)
    sheet.set_column(column, column, 40)
    sheet.set_column(column + 1, column + len(side[0]) - 2, 15)
    sheet.set_column(right, right + CHART_COLUMNS - 1, 9)
    sheet.print_area(0, column, bottom, right + CHART_COLUMNS - 1)
    sheet.fit_to_pages(1, 1)


def _cells(book: Book) -> list[Rows]:
    """The cells of the tables that scenarios run on beside the model."""
    return [book.cells[name] for name in ("People", "Scenarios", "Merit")]


def _names(book: Book) -> list[str]:
    """The scenarios of the table; base where there is none."""
    named = [str(row[0]) for row in book.cells["Scenarios"][1:] if row[0]]
    return list(dict.fromkeys(named)) or [BASE]


def _shown(book: Book, sheet: Any, handle: str, column: int, name: str, chart: int, behind: int) -> int:
    """One scenario by year, and its waterfall; returns the row below it.

    chart, behind   columns of the chart and of the figures behind it
    """
    typed(book, sheet, SHOWN, column, "Scenario shown", name, "text", "ScenarioShown")
    people, table, merit = (book.reference(part) for part in ("People", "Scenarios", "Merit"))
    values = rows_of(bm.BM_SCENARIO(name, handle, *_cells(book), None, "years"))
    formula = f'=BM_SCENARIO(ScenarioShown,Model,{people},{table},{merit},"","years")'
    bottom = book.block(sheet, SHOWN + 1, column, "The scenario by year", formula, values, widths=False)
    _waterfall(book, sheet, values, column, behind, chart)
    return bottom


def _waterfall(book: Book, sheet: Any, values: Rows, column: int, place: int, chart: int) -> None:
    """The costs of the last year, one upon the other, and their total: a native chart at column `chart` over figures at
    `place`, which follow the scenario shown in `column`, however many levers and years it has."""
    top, first = HEADING + 1, SHOWN + 4  # rows of the headers here (from 0) and of the item after Payroll
    sheet.write_string(top - 1, place, "Behind the chart: costs of the last year by lever", book.formats["caption"])
    for at, header in enumerate(("Lever", "Cost", "Hidden", "More", "Less")):
        sheet.write_string(top, place + at, header, book.formats.header("Cost" if at else "Level"))
    item, end = xl_col_to_name(column), xl_col_to_name(column + MOST_YEARS)
    header_row = f"${item}${first - 1}:${end}${first - 1}"
    name, cost = xl_col_to_name(place), xl_col_to_name(place + 1)
    money, running = book.formats.result("pay"), 0.0
    for number in range(SLOTS):
        row, source = top + 1 + number, first + 1 + number  # from 0 here, from 1 there
        told, value = _step(values, number)
        lever = told not in ("", TOTAL)
        text = f'IF(LEFT({item}{source},6)="{COST}",MID({item}{source},7,60),IF({item}{source}="Cost total","{TOTAL}",""))'
        sheet.write_formula(row, place, f"={text}", book.formats.result("text"), told)
        found = f'INDEX(${item}{source}:${end}{source},MATCH("Unit",{header_row},0)-1)'
        sheet.write_formula(row, place + 1, f'=IF({name}{row + 1}="",0,{found})', money, value)
        up_to = f"SUM({cost}${top + 2}:{cost}{row + 1})"
        hidden = f'IF(OR({name}{row + 1}="",{name}{row + 1}="{TOTAL}"),0,MIN({up_to},{up_to}-{cost}{row + 1}))'
        sheet.write_formula(row, place + 2, f"={hidden}", money, min(running, running + value) if lever else 0)
        sheet.write_formula(row, place + 3, f"=MAX({cost}{row + 1},0)", money, max(value, 0))
        sheet.write_formula(row, place + 4, f"=MAX(-{cost}{row + 1},0)", money, abs(min(value, 0)))
        running += value if lever else 0
    sheet.set_column(place, place, 22)
    sheet.set_column(place + 1, place + 4, 13)
    _chart(book, sheet, top, top + SLOTS, place, chart)


def _step(values: Rows, number: int) -> tuple[str, float]:
    """Name and last cost of one step of the waterfall as it is now; "" and 0 where there is none."""
    if "Unit" not in values[0] or number + 2 >= len(values):
        return "", 0.0
    row = values[number + 2]
    told = str(row[0]).removeprefix(COST) if str(row[0]).startswith(COST) else TOTAL if row[0] == "Cost total" else ""
    return told, float(row[values[0].index("Unit") - 1]) if told else 0.0


def _chart(book: Book, sheet: Any, top: int, end: int, place: int, column: int) -> None:
    chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
    name = sheet.get_name()
    for at, colour in ((2, None), (3, design.MANAGER), (4, design.SPECIALIST)):
        chart.add_series({
            "name": [name, top, place + at], "categories": [name, top + 1, place, end, place],
            "values": [name, top + 1, place + at, end, place + at], "gap": 40,
            "fill": {"none": True} if colour is None else {"color": colour}, "border": {"none": True},
        })  # fmt: skip
    chart.set_title({"name": "What each lever costs in the last year", "name_font": {"size": 13, "color": design.ACCENT}})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_x_axis({"num_font": {"size": 8, "rotation": -45}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E3E7EB"}}})
    chart.set_size({"width": 620, "height": 430})
    text = "Waterfall: the yearly cost of each lever of the scenario shown, one upon the other, in its last year."
    sheet.insert_chart(HEADING, column, chart, {"description": text})


def _compared(book: Book, sheet: Any, handle: str, column: int, names: list[str]) -> None:
    """Two scenarios, item by item."""
    pair = (names[0], names[1] if len(names) > 1 else BASE)
    typed(book, sheet, 1, column, "Scenario A", pair[0], "text", "ScenarioA")
    typed(book, sheet, 2, column, "Scenario B", pair[1], "text", "ScenarioB")
    people, table, merit = (book.reference(part) for part in ("People", "Scenarios", "Merit"))
    values = rows_of(bm.BM_COMPARE(*pair, handle, *_cells(book)))
    formula = f"=BM_COMPARE(ScenarioA,ScenarioB,Model,{people},{table},{merit})"
    book.block(sheet, HEADING, column, "Two scenarios, item by item", formula, values)
    sheet.set_column(column, column, 14)
    sheet.set_column(column + 1, column + 1, 40)
    sheet.set_column(column + 2, column + 4, 15)
    sheet.set_column(column + len(values[0]) - 1, column + len(values[0]) - 1, 70)


def _catalogue(book: Book, sheet: Any, column: int) -> None:
    """Every lever with what it does and what its value means; the list to choose from."""
    sheet.write_string(HEADING, column, "Levers, in the order in which they act", book.formats["heading"])
    for at, header in enumerate(("Lever", "Value means", "Scope", "What it does")):
        sheet.write_string(TOP, column + at, header, book.formats["header"])
    for offset, kind in enumerate(LEVERS.values(), 1):
        scopes = ", ".join(["all", *(f"{key}=…" for key in kind.scopes)]) if kind.scopes else "blank"
        for at, text in enumerate((kind.name, kind.unit, scopes, kind.meaning)):
            sheet.write_string(TOP + offset, column + at, text, book.formats.result("text"))
    for at, width in enumerate((20, 30, 40, 90)):
        sheet.set_column(column + at, column + at, width)
    letter = xl_col_to_name(column)
    book.book.define_name("LeverNames", f"=Scenarios!${letter}${TOP + 2}:${letter}${TOP + 1 + len(LEVERS)}")
