"""A small macro workbook and add-in, built as the template is; and the interpreter in which xlwings is as on Windows."""

from __future__ import annotations

import datetime as dt
import io
import warnings

import pytest
import xlsxwriter

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools calls pyparsing by names that are on their way out
    import oletools.olevba  # noqa: F401

from bandmodel.template import modules, package, ribbon
from hosts.conftest import host

__all__ = ["host"]

SHEETS = {"Start": "shStart", "Notes": "shNotes"}


def small_workbook(name: str = "Template.xlsm") -> bytes:
    """A workbook of two sheets and the settings of xlwings, with the VBA project and the ribbon."""
    content = io.BytesIO()
    sheets = {**SHEETS, modules.configuration_sheet(name): "shConfiguration"}
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2026, 1, 1)})
    book.add_vba_project(io.BytesIO(modules.project([*sheets.values()], name)), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    for sheet, code_name in sheets.items():
        book.add_worksheet(sheet).set_vba_name(code_name)
    book.get_worksheet_by_name("Start").write_formula("A1", "=BM_MIDPOINT(1,3)", None, 2)
    book.get_worksheet_by_name("Start").insert_button("B3", {"macro": "BandModelCheck", "caption": "Check"})
    book.define_name("Model", "=Start!$A$1")
    book.close()
    finished = package.finished(content.getvalue(), ribbon.customui())
    return package.as_addin(finished) if name.endswith(".xlam") else finished


@pytest.fixture(scope="session", params=["Template.xlsm", "BandModel.xlam"])
def built(request) -> tuple[str, bytes]:
    """Name and bytes of a macro workbook, and of an add-in."""
    return request.param, small_workbook(request.param)
