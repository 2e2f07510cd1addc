"""Three scenarios worked in a spreadsheet of native formulas, as an analyst would without this program.

Each sheet holds inputs as typed, formulas row by row, and at its end a block of results: label, then a figure per year.
Nothing here calls the program; only the tables of the small companies of the tests are shared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from scenarios import company as small
from scenarios import model_company as modelled

SETTINGS = {
    "Lift": {"rise": 0.05, "rate": 1.1, "on-cost": 0.2, "new on-cost": 0.25},
    "Bonus": {"leave": 0.1, "rise": 0.03, "bonus": 0.08, "last bonus": 0.04, "on-cost": 0.1},
    "Merit": {"budget": 0.012, "next budget": 0.009, "on-cost": 0.15},
}
SPREAD, UNIT = 0.5, 100
MERIT_PEOPLE = [*small.PEOPLE, ["g", "Manager", "M3", 178_900, 0.6, 4]]  # whose rise goes beyond the maximum of 180 000


class Sheet:
    """A worksheet that is filled from the top; formulas name the cells of what was written before."""

    def __init__(self, book: Any, name: str) -> None:
        self.sheet, self.row, self.results = book.add_worksheet(name), 0, 0

    def settings(self, values: dict[str, float]) -> dict[str, str]:
        """Typed figures with their labels; the address of each."""
        places = {}
        for label, value in values.items():
            self.sheet.write_string(self.row, 0, label)
            self.sheet.write_number(self.row, 1, value)
            places[label] = xl_rowcol_to_cell(self.row, 1, True, True)
            self.row += 1
        self.row += 1
        return places

    def table(self, rows: list[list[Any]], formulas: dict[str, str]) -> dict[str, str]:
        """A typed table and columns of formulas beside it; the range of each column.

        A formula names a column of its own row as [Pay], the settings and other columns by address.
        """
        heads, first, last = [*map(str, rows[0]), *formulas], self.row + 1, self.row + len(rows) - 1
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell is not None:
                    self.sheet.write(self.row + down, across, cell)
        for across, (head, formula) in enumerate(formulas.items(), len(rows[0])):
            self.sheet.write_string(self.row, across, head)
            for down in range(first, last + 1):
                text = formula
                for place, name in enumerate(heads):
                    text = text.replace(f"[{name}]", xl_rowcol_to_cell(down, place, False, True))
                self.sheet.write_formula(down, across, f"={text}")
        self.row = last + 2
        return {head: f"{xl_rowcol_to_cell(first, at, True, True)}:{xl_rowcol_to_cell(last, at, True, True)}"
                for at, head in enumerate(heads)}  # fmt: skip

    def result(self, label: str, *formulas: str) -> list[str]:
        """A line of results, a figure per year; their addresses."""
        self.sheet.write_string(self.row, 0, f"= {label}")
        for at, formula in enumerate(formulas, 1):
            self.sheet.write_formula(self.row, at, f"={formula}")
        self.row += 1
        return [xl_rowcol_to_cell(self.row - 1, at, True, True) for at in range(1, len(formulas) + 1)]


def build(path: Path) -> Path:
    """Write the workbook; its formulas carry no values until a host computes them."""
    book = xlsxwriter.Workbook(path)
    _lift(Sheet(book, "Lift"))
    _bonus(Sheet(book, "Bonus"))
    _merit(Sheet(book, "Merit"))
    book.close()
    return path


def read(document: Any) -> dict[str, dict[str, list[float]]]:
    """The results of each sheet by label; a cell with an error is an error."""
    found: dict[str, dict[str, list[float]]] = {}
    for name in SETTINGS:
        sheet, lines = document.Sheets.getByName(name), {}
        for row in range(200):
            label = sheet.getCellByPosition(0, row).String
            if label.startswith("= "):
                cells = [sheet.getCellByPosition(at, row) for at in range(1, 4)]
                lines[label[2:]] = [cell.Value for cell in cells if cell.Formula]
                assert not any(cell.getError() for cell in cells), f"{name} row {row + 1}"
        found[name] = lines
    return found


# ---------------------------------------------------------------- 1: bands and rates move, people are lifted


def _lift(sheet: Sheet) -> None:
    """fx, structure adjustment of the specialists, lift to minimum and employer's on-cost in one year, on surveys."""
    put = sheet.settings({**SETTINGS["Lift"], "old rate": 1.0, "spread": SPREAD, "unit": UNIT})
    market = {row[2]: (row[5], row[3]) for row in modelled.MARKET[1:]}
    levels = [["Track", "Level", "Grade", "Low", "High", "Survey", "Currency"]]
    levels += [[row[0], row[1], float(row[3]), row[4], row[5], *market[row[1]]] for row in modelled.LEVELS[1:]]
    down = f"FLOOR(ROUND({{}}/(1+{put['spread']}/2),6),{put['unit']})"
    up = f"CEILING(ROUND({{}}/(1+{put['spread']}/2)*(1+{put['spread']}),6),{put['unit']})"
    bands = sheet.table(levels, {
        "Rise": f"IF([Track]=\"Specialist\",1+{put['rise']},1)",
        "Own": f"IF(ISBLANK([Low]),[Survey]*IF([Currency]=\"EUR\",{put['rate']},1),([Low]+[High])/2)*[Rise]",
        "Min": f"IF(ISBLANK([Low]),{down.format('[Own]')},[Low]*[Rise])",
        "Max": f"IF(ISBLANK([Low]),{up.format('[Own]')},[High]*[Rise])",
        "Mid": "([Min]+[Max])/2",
    })  # fmt: skip
    people = [row[1:6] for row in modelled.PEOPLE]

    def of_level(column: str) -> str:
        return f"INDEX({bands[column]},MATCH([Level],{bands['Level']},0))"

    staff = sheet.table(people, {
        "Was": f"IF([Location]=\"Wien\",{put['old rate']},1)",
        "Is": f"IF([Location]=\"Wien\",{put['rate']},1)",
        "Factor": "IF([Location]=\"Wien\",0.8,1)/[Is]",
        "Local": f"IF([Factor]=1,{of_level('Min')},{down.format('(' + of_level('Mid') + '*[Factor])')})",
        "Raise": "MAX(0,[Local]-[Base pay])",
        "New": "[Base pay]+[Raise]",
    })  # fmt: skip
    pay, fte, new = staff["Base pay"], staff["FTE"], staff["New"]
    (base,) = sheet.result("Base", f"ROUND(SUMPRODUCT({pay},{fte},{staff['Was']})*(1+{put['on-cost']}),2)")
    (revalued,) = sheet.result("Revalued", f"ROUND(SUMPRODUCT({pay},{fte},{staff['Is']})*(1+{put['on-cost']}),2)")
    (lifted,) = sheet.result("Lifted", f"ROUND(SUMPRODUCT({new},{fte},{staff['Is']})*(1+{put['on-cost']}),2)")
    (whole,) = sheet.result("Payroll", f"ROUND(SUMPRODUCT({new},{fte},{staff['Is']})*(1+{put['new on-cost']}),2)")
    sheet.result("Cost: fx", f"{revalued}-{base}")
    sheet.result("Cost: structure adjustment", "0")
    sheet.result("Cost: lift to minimum", f"{lifted}-{revalued}")
    sheet.result("Cost: employer on-cost", f"{whole}-{lifted}")
    sheet.result("Cost total", f"{whole}-{base}")
    sheet.result("Percent of payroll", f"({whole}-{base})/{base}")
    sheet.result("People moved", f"SUMPRODUCT(({staff['Raise']}>0)*1)")

    def mid(level: str) -> str:
        return f'INDEX({bands["Mid"]},MATCH("{level}",{bands["Level"]},0))'

    gaps = [f"LN({mid(own)}/{mid(other)})" for own, other in (("S1", "M1"), ("S2", "M2"))]
    sheet.result("Worst parity gap", f"EXP(IF(ABS({gaps[0]})>=ABS({gaps[1]}),{gaps[0]},{gaps[1]}))-1")
    sheet.result("Headline parity", f"EXP(({gaps[0]}+{gaps[1]})/2)-1")


# ---------------------------------------------------------------- 2: a bonus, people who leave, bands that rise meanwhile


def _bonus(sheet: Sheet) -> None:
    """Three years: a share of the specialists leaves and is replaced at the midpoint of then, who is there gets a bonus."""
    put = sheet.settings(SETTINGS["Bonus"])
    bands = sheet.table([[row[1], row[4]] for row in small.BANDS], {"Later": f"[Mid]*(1+{put['rise']})"})
    people = [[row[1], row[2], row[3], row[4]] for row in small.PEOPLE]
    leave = f'IF([Track]="Specialist",{put["leave"]},0)'
    staff = sheet.table(people, {
        "Mid": f"INDEX({bands['Mid']},MATCH([Level],{bands['Level']},0))",
        "Later": f"INDEX({bands['Later']},MATCH([Level],{bands['Level']},0))",
        "Old 1": f"1-{leave}", "Old 2": f"[Old 1]*(1-{leave})", "Old 3": f"[Old 2]*(1-{leave})",
        "First 1": leave, "First 2": f"[First 1]*(1-{leave})", "First 3": f"[First 2]*(1-{leave})",
        "Second 2": f"({leave})*([Old 1]+[First 1])", "Second 3": f"[Second 2]*(1-{leave})",
        "Third 3": f"({leave})*([Old 2]+[First 2]+[Second 2])",
        "Year 1": "[FTE]*([Old 1]*[Base pay]+[First 1]*[Mid])",
        "Year 2": "[FTE]*([Old 2]*[Base pay]+[First 2]*[Mid]+[Second 2]*[Later])",
        "Year 3": "[FTE]*([Old 3]*[Base pay]+[First 3]*[Mid]+([Second 3]+[Third 3])*[Later])",
        "Bonus": "IF([Track]=\"Specialist\",1,0)",
    })  # fmt: skip
    years = [staff[f"Year {number}"] for number in (1, 2, 3)]
    shares = [put["bonus"], put["bonus"], put["last bonus"]]
    base = sheet.result("Base", *[f"ROUND(SUMPRODUCT({staff['Base pay']},{staff['FTE']})*(1+{put['on-cost']}),2)"] * 3)
    left = sheet.result("Left", *[f"ROUND(SUM({year})*(1+{put['on-cost']}),2)" for year in years])
    paid = sheet.result("Payroll", *[
        f"ROUND(SUMPRODUCT({year},1+{staff['Bonus']}*{share})*(1+{put['on-cost']}),2)"
        for year, share in zip(years, shares, strict=True)
    ])  # fmt: skip
    sheet.result("Cost: structure adjustment", *["0"] * 3)
    sheet.result("Cost: attrition", *[f"{one}-{other}" for one, other in zip(left, base, strict=True)])
    sheet.result("Cost: specialist bonus", *[f"{one}-{other}" for one, other in zip(paid, left, strict=True)])
    sheet.result("Cost total", *[f"{one}-{other}" for one, other in zip(paid, base, strict=True)])
    sheet.result("Percent of payroll", *[f"({one}-{other})/{other}" for one, other in zip(paid, base, strict=True)])
    sheet.result("People with a bonus", *[f"SUM({staff['Bonus']})"] * 3)


# ---------------------------------------------------------------- 3: two merit rounds within a budget


def _merit(sheet: Sheet) -> None:
    """Two rounds of the matrix, each scaled down to its budget; what would go beyond the maximum is paid once."""
    put = sheet.settings(SETTINGS["Merit"])
    zones = sheet.table(small.MERIT, {
        "From": "IF(ISBLANK([Compa from]),-1000,[Compa from])", "To": "IF(ISBLANK([Compa to]),1000,[Compa to])",
    })  # fmt: skip
    bands = sheet.table([[row[1], row[4], row[5]] for row in small.BANDS], {})
    people = [[row[2], row[3], row[4], row[5]] for row in MERIT_PEOPLE]
    bill, spent, pay = [], [], "[Base pay]"
    for number, budget in enumerate((put["budget"], put["next budget"]), 1):
        staff = sheet.table(people, {
            "Mid": f"INDEX({bands['Mid']},MATCH([Level],{bands['Level']},0))",
            "Max": f"INDEX({bands['Max']},MATCH([Level],{bands['Level']},0))",
            "Pay": pay,
            "Increase": f"SUMPRODUCT(({zones['Rating']}=[Rating])*([Pay]/[Mid]>={zones['From']})*([Pay]/[Mid]<{zones['To']})"
                        f"*{zones['Increase']})",
            "Rise": "[Pay]*[Increase]",
        })  # fmt: skip
        limit = f"{budget}*SUMPRODUCT({staff['Pay']},{staff['FTE']})/SUMPRODUCT({staff['Rise']},{staff['FTE']})"
        (scale,) = sheet.result(f"Scale {number}", f"MIN(1,{limit})")
        raised = sheet.table([["Into base", "At once"]] + [[None, None]] * (len(people) - 1), {
            "Base": _aligned(f"MIN([Rise]*{scale},MAX(0,[Max]-[Pay]))", staff, sheet.row),
            "Lump": _aligned(f"[Rise]*{scale}-MIN([Rise]*{scale},MAX(0,[Max]-[Pay]))", staff, sheet.row),
            "New": _aligned(f"[Pay]+MIN([Rise]*{scale},MAX(0,[Max]-[Pay]))", staff, sheet.row),
        })  # fmt: skip
        bill.append(f"ROUND(SUMPRODUCT({raised['New']},{staff['FTE']})*(1+{put['on-cost']}),2)")
        spent.append(f"ROUND(SUMPRODUCT({raised['Lump']},{staff['FTE']})*(1+{put['on-cost']}),2)")
        pay = _aligned("[New]", raised, sheet.row)
        whole = f"SUMPRODUCT({staff['Base pay']},{staff['FTE']})"  # as typed, the same in both rounds
    base = sheet.result("Base", *[f"ROUND({whole}*(1+{put['on-cost']}),2)"] * 2)
    paid = sheet.result("Payroll", *bill)
    sheet.result("Cost: merit cycle", *[f"{one}-{other}" for one, other in zip(paid, base, strict=True)])
    sheet.result("Cost total", *[f"{one}-{other}" for one, other in zip(paid, base, strict=True)])
    sheet.result("Percent of payroll", *[f"({one}-{other})/{other}" for one, other in zip(paid, base, strict=True)])
    sheet.result("One-off: merit above maximum", *spent)


def _aligned(formula: str, columns: dict[str, str], row: int) -> str:
    """A formula on the columns of a table above, row by row: INDEX by the distance from the header of the table now."""
    for name, cells in columns.items():
        formula = formula.replace(f"[{name}]", f"INDEX({cells},ROW()-{row + 1})")
    return formula
