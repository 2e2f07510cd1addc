"""Build the workbook: `python -m bandmodel.template.build workbook/Template.xlsm`."""

from __future__ import annotations

import datetime as dt
import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import bandmodel
import bandmodel.excel as bm
from bandmodel import sample
from bandmodel.errors import InputError
from bandmodel.inputs.inputs import Inputs
from bandmodel.template import (
    equity_sheet,
    input_sheets,
    market_block,
    modules,
    package,
    paths_sheet,
    people_sheets,
    result_sheets,
    ribbon,
    scenario_sheet,
    start_sheet,
)  # fmt: skip
from bandmodel.template.book import Book
from bandmodel.template.design import Formats

CREATED = dt.datetime(2026, 1, 1)
"""Time stamp of the file: fixed, so that two builds of one version are the same byte for byte."""
CALCULATION = 191029
"""The engine version that is written: Excel then keeps the saved values until someone recalculates."""


@dataclass(frozen=True)
class Wiring:
    """How a workbook finds Python: the rows of its sheet xlwings.conf.

    interpreter_win, interpreter_mac   path of the interpreter; "" leaves xlwings' own default
    """

    interpreter_win: str = "python"
    interpreter_mac: str = ""

    def rows(self) -> list[tuple[str, str]]:
        """Name and value of each xlwings setting."""
        return [
            ("INTERPRETER_WIN", self.interpreter_win),
            ("INTERPRETER_MAC", self.interpreter_mac),
            ("PYTHONPATH", ""),
            ("UDF MODULES", "bandmodel.excel"),
            ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
            ("SHOW CONSOLE", "False"),
        ]


def workbook(inputs: Inputs, wiring: Wiring | None = None, name: str = "Template.xlsm") -> bytes:
    """The bytes of a macro workbook of that file name that holds these inputs.

    Raises InputError where no model can be built from them.
    """
    import xlsxwriter  # here: only building needs it

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Band Model", "author": "bandmodel", "comments": f"bandmodel {bandmodel.__version__}",
                         "created": CREATED})  # fmt: skip
    made = Book(book, inputs, Formats(book))
    start = start_sheet.create(made)
    for sheet in (input_sheets.levels, input_sheets.equivalence, input_sheets.market, input_sheets.settings,
                  input_sheets.locations, input_sheets.people, input_sheets.merit, scenario_sheet.levers):  # fmt: skip
        sheet(made)
    handle = bm.BM_MODEL(*(made.cells[name] for name in start_sheet.MODEL_TABLES))
    if handle.startswith("#BM!"):
        raise InputError(handle)
    result_sheets.bands(made, handle)
    places = result_sheets.parity_sheet(made, handle)
    cost = people_sheets.placement(made, handle)
    people_sheets.merit_round(made, handle)
    audited = people_sheets.careers(made, handle)
    paths_sheet.create(made, handle)
    equity = equity_sheet.create(made, handle)
    scenario_sheet.results(made, handle)
    counts = result_sheets.findings(made, handle)
    market_block.create(made, handle)
    start_sheet.fill(made, start, handle, {**places, **counts, **cost, **audited, **equity})
    _configuration(made, wiring or Wiring(), modules.configuration_sheet(name))
    book.set_calc_mode("auto", CALCULATION)
    book.calc_on_load = False
    start.activate()
    _close(made, name)
    return package.finished(content.getvalue(), ribbon.customui())


def addin(wiring: Wiring, name: str) -> bytes:
    """The bytes of an add-in: functions, macros and ribbon for every workbook, and its own settings."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": "Band Model", "author": "bandmodel", "created": CREATED})
    made = Book(book, Inputs({}), Formats(book))
    made.sheet("About", "Band Model", f"bandmodel {bandmodel.__version__}: type =BM_ in any workbook.")
    _configuration(made, wiring, modules.configuration_sheet(name))
    _close(made, name)
    return package.as_addin(package.finished(content.getvalue(), ribbon.customui()))


def _close(made: Book, name: str) -> None:
    """Add the VBA project and close the workbook."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "vbaProject.bin"
        project.write_bytes(modules.project(list(made.code_names.values()), name))
        made.book.add_vba_project(str(project))
        made.book.set_vba_name("ThisWorkbook")
        made.book.close()


def _configuration(made: Book, wiring: Wiring, name: str) -> None:
    """The hidden sheet from which xlwings reads how to start Python."""
    sheet = made.book.add_worksheet(name)
    sheet.set_vba_name("shConfiguration")
    made.sheets[name], made.code_names[name] = sheet, "shConfiguration"
    for row, (name, value) in enumerate(wiring.rows()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.set_column(0, 1, 34)
    sheet.hide()


def main(arguments: list[str]) -> None:
    """Write the template with the sample company to the path given."""
    Path(arguments[0]).write_bytes(workbook(sample.generate().inputs))


if __name__ == "__main__":
    main(sys.argv[1:])
