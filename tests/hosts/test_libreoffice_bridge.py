"""The bridge from a workbook's VBA to Python: what it replaces, what it sees, and what it does with errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts.libreoffice import basic_shim
from hosts.libreoffice.bridge import library_of
from hosts.libreoffice.small_workbook import SmallWorkbook
from hosts.libreoffice.workbook import Workbook, opened

pytest_plugins = ["hosts.libreoffice.fixtures"]

MACROS = """
Public Sub SayHello()
    RunPython "print('hello')"
End Sub

Public Function RunsWell() As Boolean
    RunsWell = (RunPython("import bandmodel") <> -1)
End Function

Function BM_BROKEN(x)
    On Error GoTo failed
    BM_BROKEN = XLPy.CallUDF("bandmodel.excel", "BM_BROKEN", Array(x), ThisWorkbook)
    Exit Function
failed:
    BM_BROKEN = Err.Description
End Function

Function BM_ELSEWHERE(x)
    On Error GoTo failed
    BM_ELSEWHERE = XLPy.CallUDF("os", "getcwd", Array(), ThisWorkbook)
    Exit Function
failed:
    BM_ELSEWHERE = Err.Description
End Function
"""


@pytest.fixture
def path(tmp_path) -> Path:
    """A workbook with a formula of ours and the macros above."""
    small = SmallWorkbook(tmp_path / "Bridge.xlsm", MACROS)
    small.cells([[60000.0, 90000.0]])
    assert small.formula("=BM_SPREAD(Data!A1,Data!B1)", [[0.25]]) == "Calls!$A$1"
    return small.save()


def sources(library) -> dict[str, str]:
    """Every module of a VBA project."""
    return {name: library.getByName(name) for name in library.ElementNames}


def test_only_xlwings_own_modules_are_replaced(path, office, excel_python):
    with Workbook(office, path) as book:
        _, library = library_of(book.document)
        before = sources(library)
        book.connect(excel_python)
        after = sources(library)
    assert {"xlwings", "Dictionary", "xlwings_udfs", "ThisWorkbook", "macros"} <= set(before)
    assert set(before) - set(after) == {"Dictionary"}
    assert set(after) - set(before) == {basic_shim.CLASS_NAME}
    assert {name for name in set(before) & set(after) if before[name] != after[name]} == {"xlwings", "xlwings_udfs"}
    mended = before["xlwings_udfs"].replace("If TypeOf Application.Caller Is Range Then ", "")
    assert after["xlwings_udfs"] == mended


def test_without_python_a_formula_keeps_no_figure_that_looks_right(path, office):
    with Workbook(office, path) as book:
        assert book.cell("Calls!A1") == 0.25  # as saved
        book.recalculate()
        assert book.cell("Calls!A1") == ""


def test_run_python_arrives(path, open_workbook):
    book = open_workbook(path)
    book.macro("macros.SayHello")
    assert book.bridge.commands == ["print('hello')"]
    assert book.macro("macros.RunsWell")


def test_run_python_is_answered_by_a_function_of_the_test(path, open_workbook):
    answered = []
    book = open_workbook(path, run_python=answered.append)
    book.macro("bandmodel_macros.BandModelRefresh")
    assert answered == ["import bandmodel.excel.macros; bandmodel.excel.macros.refresh()"]


def test_run_python_can_change_the_workbook_meanwhile(path, open_workbook):
    book = open_workbook(path, run_python=lambda command: book.write("Data!B1", 75000.0))
    book.macro("macros.SayHello")
    assert book.cell("Calls!A1") == 0.25  # 60 000 … 75 000


def test_a_failing_run_python_is_seen_by_vba_and_by_the_test(path, office, excel_python):
    with pytest.raises(AssertionError, match="ZeroDivisionError"), opened(
        office, path, excel_python, run_python=lambda command: 1 / 0
    ) as book:  # fmt: skip
        assert book.macro("macros.RunsWell") is False
        assert book.bridge.commands == ["import bandmodel"]


def test_a_bug_shows_in_the_cell_and_fails_the_test(path, office, excel_python):
    with pytest.raises(AssertionError, match="AttributeError"), opened(office, path, excel_python) as book:
        book.range("Calls!B1").setFormula("=BM_BROKEN(1)")
        book.document.calculate()
        assert "has no attribute 'BM_BROKEN'" in book.cell("Calls!B1")


def test_a_wrapper_for_another_module_is_refused(path, office, excel_python):
    with pytest.raises(AssertionError, match="asks for module os"), opened(office, path, excel_python) as book:
        book.range("Calls!B1").setFormula("=BM_ELSEWHERE(1)")
        book.document.calculate()


def test_a_workbook_without_our_vba_is_refused(office, tmp_path, excel_python):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as plain:
        plain.add_worksheet()
    with pytest.raises(LookupError, match="no VBA module xlwings"):
        opened(office, tmp_path / "plain.xlsx", excel_python)


def test_the_workbook_asks_python_when_it_opens(path, open_workbook):
    book = open_workbook(path)
    with book.calls() as calls:
        book.macro("ThisWorkbook.Workbook_Open")  # when LibreOffice opens it, no VBA runs: xlwings' own is for Windows
    assert [(call.function, call.arguments) for call in calls] == [("BM_MIDPOINT", (1.0, 3.0))]
