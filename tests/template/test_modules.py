"""The list of modules: which there are, where their text comes from, what is refused."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from bandmodel.template import modules, vba_project, wrappers
from bandmodel.template.vba_project import Kind, Module

SHEETS = ["shStart", "shBands"]


def texts(workbook: str = "Template.xlsm") -> dict[str, str]:
    """The source of each module."""
    return {module.name: module.source for module in modules.modules(SHEETS, workbook)}


def test_there_are_documents_first_then_xlwings_own_then_the_wrappers_then_ours():
    assert [(module.name, module.kind) for module in modules.modules(SHEETS)] == [
        ("ThisWorkbook", Kind.DOCUMENT), ("shStart", Kind.DOCUMENT), ("shBands", Kind.DOCUMENT),
        ("xlwings", Kind.STANDARD), ("Dictionary", Kind.CLASS), ("xlwings_udfs", Kind.STANDARD),
        ("bandmodel_macros", Kind.STANDARD), ("bandmodel_ribbon", Kind.STANDARD), ("bandmodel_help", Kind.STANDARD),
    ]  # fmt: skip
    assert [module.name for module in modules.modules([])[1:]] == [*modules.STANDARD]


@pytest.mark.parametrize("workbook", ["Template.xlsm", "BandModel.xlam"])
def test_every_module_is_read_back_from_the_project(workbook):
    read = vba_project.read(modules.project(SHEETS, workbook))
    assert list(read.modules) == modules.modules(SHEETS, workbook)


@pytest.mark.parametrize("workbook", ["Template.xlsm", "BandModel.xlam"])
def test_every_module_begins_with_its_own_name(workbook):
    for name, text in texts(workbook).items():
        assert text.startswith(f'Attribute VB_Name = "{name}"\n')
        assert text.endswith("\n")


def test_documents_have_the_class_of_a_workbook_and_of_a_sheet():
    assert 'VB_Base = "0{00020819-0000-0000-C000-000000000046}"' in texts()["ThisWorkbook"]
    assert 'VB_Base = "0{00020820-0000-0000-C000-000000000046}"' in texts()["shBands"]


def test_documents_have_the_attributes_that_excel_writes():
    shipped = {module.name: module.source for module in modules._shipped("quickstart_standalone.xlsm")}
    ours = {module.name: module.source for module in modules.modules(["Sheet1"])}
    assert ours["Sheet1"] == shipped["Sheet1"]
    assert ours["ThisWorkbook"].startswith(shipped["ThisWorkbook"])


def test_the_workbooks_xlwings_is_the_installed_one():
    assert texts()["xlwings"] == files("xlwings").joinpath("xlwings.bas").read_text("ascii")


def test_the_add_ins_xlwings_is_the_installed_one_under_our_name():
    installed = files("xlwings").joinpath("xlwings_custom_addin.bas").read_text("ascii")
    renamed = installed.replace('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "bandmodel"')
    assert texts("BandModel.xlam")["xlwings"] == renamed != installed


@pytest.mark.parametrize("workbook", ["Template.xlsm", "BandModel.xlam"])
def test_the_dictionary_is_the_installed_one(workbook):
    installed = files("xlwings").joinpath("addin", "Dictionary.cls").read_text("ascii")
    ours, theirs = (
        re.sub("(?m)^Attribute .*\n", "", text).partition("' Dictionary v")[2].casefold()  # VBA changes the case of names
        for text in (texts(workbook)["Dictionary"], installed)
    )
    assert ours == theirs != ""


@pytest.mark.parametrize("workbook", ["Template.xlsm", "BandModel.xlam"])
def test_the_dll_that_vba_names_is_that_of_the_installed_xlwings(workbook):
    import xlwings

    assert set(re.findall(r"xlwings64-([\d.]+)\.dll", texts(workbook)["xlwings"])) == {xlwings.__version__}


def test_the_settings_are_in_the_sheet_in_which_xlwings_looks():
    for workbook, sheet in (("Template.xlsm", "xlwings.conf"), ("BandModel.xlam", "bandmodel.conf")):
        assert modules.configuration_sheet(workbook) == sheet
        project_name = re.findall(r'(?m)^Public Const PROJECT_NAME As String = "(.*)"$', texts(workbook)["xlwings"])
        assert project_name == [sheet.removesuffix(".conf")]


def test_another_xlwings_than_expected_is_named(monkeypatch):
    monkeypatch.setattr(modules, "_shipped", lambda name: (Module("xlwings", Kind.STANDARD, ""),))
    with pytest.raises(RuntimeError, match="no module xlwings or Dictionary"):
        modules.xlwings_modules()
    both = (Module("xlwings", Kind.STANDARD, ""), Module("Dictionary", Kind.CLASS, ""))
    monkeypatch.setattr(modules, "_shipped", lambda name: both)
    with pytest.raises(RuntimeError, match="does not name its add-in once"):
        modules.xlwings_modules("BandModel.xlam")


@pytest.mark.parametrize("sheets", [[""], ["1st"], ["_a"], ["with space"], ["x" * 32], ["shA", "SHA"], ["xlwings"],
                                    ["thisworkbook"], ["Bandmodel_Help"]])  # fmt: skip
def test_a_code_name_that_is_none_or_is_taken_is_refused(sheets):
    with pytest.raises(ValueError, match="Code names must be names"):
        modules.modules(sheets)


def test_sheets_of_a_cyrillic_excel_keep_their_code_names():
    data = modules.project(["\u041b\u0438\u0441\u04421"], code_page=1251)
    assert vba_project.read(data).modules[1].name == "\u041b\u0438\u0441\u04421"


def test_every_text_file_is_a_module_and_every_module_of_ours_has_one():
    found = {entry.name for entry in files("bandmodel.template").joinpath("vba").iterdir()}
    assert found == {f"{name}.bas" for name in ("ThisWorkbook", *modules.OURS)}


def test_the_help_is_in_its_module():
    assert texts()["bandmodel_help"].endswith(wrappers.help_text())
