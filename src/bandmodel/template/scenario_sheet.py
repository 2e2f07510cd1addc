"""The sheet Scenarios: the table of levers, all scenarios side by side, one in full with its waterfall, and two compared.

Each block is one formula. The waterfall looks its steps up in the scenario shown, so that it follows every change.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel.scenarios.levers import BASE, LEVERS
from bandmodel.scenarios.outcomes import COST
from bandmodel.template import design
from bandmodel.template.book import Book, Rows, full, rows_of, write
from bandmodel.template.input_sheets import FIRST, MORE, choices
from bandmodel.template.people_sheets import typed

HEADING, TOP = 4, 5
LAST = 400
"""Last row of the results that look-ups reach."""


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
    cells = [book.cells[name] for name in ("People", "Scenarios", "Merit")]
    people, table, merit = (book.reference(name) for name in ("People", "Scenarios", "Merit"))
    side = rows_of(bm.BM_CHOICE(handle, *cells))
    book.block(sheet, HEADING, column, "Scenarios side by side", f"=BM_CHOICE(Model,{people},{table},{merit})", side)
    sheet.set_column(column, column, 36)
    sheet.set_column(column + 1, column + len(side[0]) - 2, 15)
    wide = column + len(side[0]) + 3
    beside = _shown(book, sheet, handle, wide, names[0]) + 2
    _compared(book, sheet, handle, beside, names)
    _catalogue(book, sheet, beside + 9)
    sheet.print_area(0, column, HEADING + 46, wide + 6)
    sheet.fit_to_pages(1, 1)


def _names(book: Book) -> list[str]:
    """The scenarios of the table; base where there is none."""
    named = [str(row[0]) for row in book.cells["Scenarios"][1:] if row[0]]
    return list(dict.fromkeys(named)) or [BASE]


def _shown(book: Book, sheet: Any, handle: str, column: int, name: str) -> int:
    """One scenario by year, with its waterfall below the choice; returns the last column it takes."""
    typed(book, sheet, 2, column, "Scenario shown", name, "text", "ScenarioShown")
    people, table, merit = (book.reference(part) for part in ("People", "Scenarios", "Merit"))
    cells = [book.cells[part] for part in ("People", "Scenarios", "Merit")]
    values = rows_of(bm.BM_SCENARIO(name, handle, *cells, None, "years"))
    formula = f'=BM_SCENARIO(ScenarioShown,Model,{people},{table},{merit},"","years")'
    book.block(sheet, HEADING, column, "The scenario by year", formula, values)
    years = values[0].index("Unit") - 1 if "Unit" in values[0] else 1
    sheet.set_column(column, column, 40)
    sheet.set_column(column + 1, column + years + 1, 14)
    _waterfall(book, sheet, values, column, years)
    return column + len(values[0]) + 9


def _waterfall(book: Book, sheet: Any, values: Rows, column: int, years: int) -> None:
    """Payroll of base, each lever's cost in the last year, payroll of the scenario: a native chart over look-ups."""
    place = column + len(values[0]) + 1
    area = f"${xl_col_to_name(column)}${TOP + 2}:${xl_col_to_name(column)}${LAST}"
    year = f"${xl_col_to_name(column + years)}${TOP + 2}:${xl_col_to_name(column + years)}${LAST}"
    top = HEADING + 24
    sheet.write_string(top - 1, place, "Behind the chart: costs of the last year by lever", book.formats["caption"])
    headers = ("Lever", "Cost", "Hidden", "More", "Less")
    for at, header in enumerate(headers):
        sheet.write_string(top, place + at, header, book.formats.header("Cost" if at else "Level"))
    costs = {str(row[0]): row[years] for row in values[1:] if len(row) > years}
    running, letters = 0.0, [xl_col_to_name(place + at) for at in range(5)]
    money = book.formats.result("pay")
    for offset, lever in enumerate(LEVERS, 1):
        row = top + offset
        cost = costs.get(f"{COST}{lever}", 0) or 0
        sheet.write_string(row, place, lever, book.formats.result("text"))
        found = f'IFERROR(INDEX({year},MATCH("{COST}"&{letters[0]}{row + 1},{area},0)),0)'
        sheet.write_formula(row, place + 1, f"={found}", money, cost)
        before, after = running, running + cost
        above = f"SUM({letters[1]}${top + 2}:{letters[1]}{row + 1})"
        sheet.write_formula(row, place + 2, f"=MIN({above},{above}-{letters[1]}{row + 1})", money, min(before, after))
        sheet.write_formula(row, place + 3, f"=MAX({letters[1]}{row + 1},0)", money, max(cost, 0))
        sheet.write_formula(row, place + 4, f"=MAX(-{letters[1]}{row + 1},0)", money, max(-cost, 0))
        running = after
    end = top + len(LEVERS) + 1
    sheet.write_string(end, place, "All levers", book.formats.result("text"))
    total = f"SUM({letters[1]}{top + 2}:{letters[1]}{end})"
    sheet.write_formula(end, place + 1, f"={total}", money, running)
    write(sheet, end, place + 2, 0, money)
    sheet.write_formula(end, place + 3, f"=MAX({letters[1]}{end + 1},0)", money, max(running, 0))
    sheet.write_formula(end, place + 4, f"=MAX(-{letters[1]}{end + 1},0)", money, max(-running, 0))
    sheet.set_column(place, place, 22)
    sheet.set_column(place + 1, place + 4, 13)
    _chart(book, sheet, top, end, place)


def _chart(book: Book, sheet: Any, top: int, end: int, place: int) -> None:
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
    chart.set_size({"width": 640, "height": 400})
    text = "Waterfall: the yearly cost of each lever of the scenario shown, one upon the other, in its last year."
    sheet.insert_chart(HEADING, place, chart, {"description": text})


def _compared(book: Book, sheet: Any, handle: str, column: int, names: list[str]) -> None:
    """Two scenarios, item by item."""
    pair = (names[0], names[1] if len(names) > 1 else BASE)
    typed(book, sheet, 1, column, "Scenario A", pair[0], "text", "ScenarioA")
    typed(book, sheet, 2, column, "Scenario B", pair[1], "text", "ScenarioB")
    people, table, merit = (book.reference(part) for part in ("People", "Scenarios", "Merit"))
    cells = [book.cells[part] for part in ("People", "Scenarios", "Merit")]
    values = rows_of(bm.BM_COMPARE(*pair, handle, *cells))
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
