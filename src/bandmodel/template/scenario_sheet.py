"""The sheet Scenarios: the table of levers, all scenarios side by side, one in full with its waterfall, and two compared.

Each block is one formula. The waterfall looks its steps up in the scenario shown, so that it follows every change.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

import bandmodel.excel as bm
from bandmodel.figures import kind_of_label
from bandmodel.scenarios.choice import LINES
from bandmodel.scenarios.levers import BASE, LEVERS
from bandmodel.scenarios.outcomes import COST, SHARE
from bandmodel.template import design
from bandmodel.template.book import Book, Rows, full, rows_of, write
from bandmodel.template.input_sheets import FIRST, MORE, choices, typed

HEADING, TOP = 4, 5
SHOWN = HEADING + len(LINES) + 4
"""Row of the choice of the scenario shown by year, below the table of all of them, which always has the same lines."""
MOST_YEARS, MOST_SCENARIOS, SLOTS, TOTAL = 12, 12, 10, "All levers"
"""How far years and scenarios may reach, how many steps the waterfall has room for, and the name of its last step."""
COLUMNS = {
    "Hidden": "=MAX(MIN({F},{T}),0)+MIN(MAX({F},{T}),0)",
    "More": "=IF({T}<{F},0,MAX({T},0)-MAX({F},0))", "Less": "=IF({T}<{F},MAX({F},0)-MAX({T},0),0)",
    "More, below 0": "=IF({T}<{F},0,MIN({F},0)-MIN({T},0))", "Less, below 0": "=IF({T}<{F},MIN({T},0)-MIN({F},0),0)",
}  # fmt: skip
"""The stacked columns of one step of the waterfall, which runs from F to T: what lies unseen between it and zero, then what
is seen of it above zero and below."""
FURTHEST_ITEM = 300
"""Rows below the headers of a block whose formats follow what stands in them."""
BEHIND = 4 + len(COLUMNS)
"""Columns of the figures behind the waterfall."""
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
    for row, line in enumerate(side[1:], HEADING + 2):  # one more scenario stands where the notes stood
        rule = {"type": "no_blanks", "format": book.formats.shown_as(kind_of_label(str(line[0])))}
        sheet.conditional_format(row, column + 1, row, column + MOST_SCENARIOS, rule)
    right = column + len(side[0]) + 1
    behind = right + CHART_COLUMNS
    bottom = _shown(book, sheet, handle, column, _fullest(book, names), right, behind)
    _compared(book, sheet, handle, behind + BEHIND + 1, names)
    _catalogue(book, sheet, behind + BEHIND + 10)
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


def _fullest(book: Book, names: list[str]) -> str:
    """The scenario with the most levers, whose waterfall has the most to show; the first of equals."""
    levers = {name: {row[2] for row in book.cells["Scenarios"][1:] if row[0] == name} for name in names}
    return max(names, key=lambda name: len(levers[name]))


def _shown(book: Book, sheet: Any, handle: str, column: int, name: str, chart: int, behind: int) -> int:
    """One scenario by year, and its waterfall; returns the row below it.

    chart, behind   columns of the chart and of the figures behind it
    """
    typed(book, sheet, SHOWN, column, "Scenario shown", name, "text", "ScenarioShown")
    people, table, merit = (book.reference(part) for part in ("People", "Scenarios", "Merit"))
    values = rows_of(bm.BM_SCENARIO(name, handle, *_cells(book), None, "years"))
    formula = f'=BM_SCENARIO(ScenarioShown,Model,{people},{table},{merit},"","years")'
    bottom = book.block(sheet, SHOWN + 1, column, "The scenario by year", formula, values, widths=False)
    _by_row(book, sheet, SHOWN + 2, column, values, range(1, MOST_YEARS + 1))
    _waterfall(book, sheet, values, column, behind, chart)
    return bottom


def _by_row(book: Book, sheet: Any, top: int, column: int, values: Rows, figures: range, item: int = 0) -> None:
    """Number formats and headers that follow the rows of a block: another scenario has other items, on other rows.

    top       row of the headers of the block
    figures   its columns of figures, at most; item: that of what they are
    """
    text, plain = book.formats.result("text"), book.formats.result("plain")
    unit = values[0].index("Unit") if "Unit" in values[0] else 0
    for offset, line in enumerate(values[1:], 1):
        for at, value in enumerate(line):
            if at >= figures.start or isinstance(value, str):
                write(sheet, top + offset, column + at, value, plain if figures.start <= at < unit else text)
    here, first = top + 2, column + figures.start  # the first row as Excel counts
    told = f"${xl_col_to_name(column + item)}{here}"
    row = f"${xl_col_to_name(column + item + 1)}{here}:${xl_col_to_name(column + figures.stop)}{here}"
    gap = f'OR(ISNUMBER(SEARCH(" / ",{told})),ISNUMBER(SEARCH("gap",{told})),ISNUMBER(SEARCH("parity",{told})))'
    share, money = f'COUNTIF({row},"{SHARE}")>0', f'OR(COUNTIF({row},"* a year")>0,LEFT({told},7)="One-off")'
    cells = (top + 1, first, top + FURTHEST_ITEM, column + figures.stop - 1)
    for criteria, kind in ((f"={money}", "pay"), (f"={gap}", "gap"), (f"={share}", "share")):
        rule = {"type": "formula", "criteria": criteria, "format": book.formats.shown_as(kind), "stop_if_true": True}
        sheet.conditional_format(*cells, rule)
    cell = f"{xl_col_to_name(column)}{here}"
    heads = f'=AND(OR(${cell}="Pair",${cell}="Label"),{cell}<>"")'
    rule = {"type": "formula", "criteria": heads, "format": book.formats["header"]}
    sheet.conditional_format(top + 1, column, top + FURTHEST_ITEM, column + figures.stop - 1, rule)


def _waterfall(book: Book, sheet: Any, values: Rows, column: int, place: int, chart: int) -> None:
    """The costs of the last year, one upon the other, and their total: a native chart at column `chart` over figures at
    `place`, which follow the scenario shown in `column`, however many levers and years it has."""
    top, first = HEADING + 1, SHOWN + 4  # rows of the headers here (from 0) and of the item after Payroll
    sheet.write_string(top - 1, place, "Behind the chart: costs of the last year by lever", book.formats["caption"])
    for at, header in enumerate(("Lever", "Cost", "From", "To", *COLUMNS)):
        sheet.write_string(top, place + at, header, book.formats.header("Cost" if at else "Level"))
    item, end = xl_col_to_name(column), xl_col_to_name(column + MOST_YEARS)
    header_row = f"${item}${first - 1}:${end}${first - 1}"
    name, cost, before, after = (xl_col_to_name(place + at) for at in range(4))
    money, running = book.formats.result("pay"), 0.0
    for number in range(SLOTS):
        row, source = top + 1 + number, first + 1 + number  # from 0 here, from 1 there
        told, value = _step(values, number)
        start, here = running if told not in ("", TOTAL) else 0.0, row + 1
        text = f'IF(LEFT({item}{source},6)="{COST}",MID({item}{source},7,60),IF({item}{source}="Cost total","{TOTAL}",""))'
        sheet.write_formula(row, place, f"={text}", book.formats.result("text"), told)
        found = f'INDEX(${item}{source}:${end}{source},MATCH("Unit",{header_row},0)-1)'
        sheet.write_formula(row, place + 1, f'=IF({name}{here}="",0,{found})', money, value)
        so_far = f"SUM({cost}${top + 2}:{cost}{here})-{cost}{here}"
        begins = f'=IF(OR({name}{here}="",{name}{here}="{TOTAL}"),0,{so_far})'
        sheet.write_formula(row, place + 2, begins, money, start)
        sheet.write_formula(row, place + 3, f"={before}{here}+{cost}{here}", money, start + value)
        for at, (formula, part) in enumerate(zip(COLUMNS.values(), _parts(start, start + value), strict=True), 4):
            sheet.write_formula(row, place + at, formula.format(F=f"{before}{here}", T=f"{after}{here}"), money, part)
        running = start + value if told not in ("", TOTAL) else running
    sheet.set_column(place, place, 22)
    sheet.set_column(place + 1, place + 3 + len(COLUMNS), 13)
    _chart(book, sheet, top, top + SLOTS, place, chart)


def _parts(start: float, end: float) -> tuple[float, ...]:
    """What the formulas of `COLUMNS` give for a step from `start` to `end`."""
    low, high, rises = min(start, end), max(start, end), end >= start
    above, under = max(high, 0) - max(low, 0), min(low, 0) - min(high, 0)
    parts = (above, 0, under, 0) if rises else (0, above, 0, under)
    return (max(low, 0) + min(high, 0), *parts)


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
    for at, colour in enumerate((None, design.MANAGER, design.SPECIALIST, design.MANAGER, design.SPECIALIST), 4):
        chart.add_series({
            "name": [name, top, place + at], "categories": [name, top + 1, place, end, place],
            "values": [name, top + 1, place + at, end, place + at], "gap": 40,
            "fill": {"none": True} if colour is None else {"color": colour}, "border": {"none": True},
        })  # fmt: skip
    chart.set_title({"name": "What each lever costs in the last year", "name_font": {"size": 13, "color": design.ACCENT}})
    chart.set_legend({"position": "bottom", "delete_series": [0, 3, 4]})
    chart.set_x_axis({"num_font": {"size": 8, "rotation": -45}, "label_position": "low"})
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
    _by_row(book, sheet, TOP, column, values, range(2, 5), item=1)
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
