"""The modules of the VBA project of a workbook or an add-in.

Ours are text files in the folder vba, but for what is made from the list of worksheet functions. `xlwings` and `Dictionary`
come out of the workbook and the add-in that the installed xlwings ships, so that they fit its DLL.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from zipfile import ZipFile

from bandmodel.template import vba_project, wrappers
from bandmodel.template.vba_project import Kind, Module

WORKBOOK, SHEET = "{00020819-0000-0000-C000-000000000046}", "{00020820-0000-0000-C000-000000000046}"
"""Excel's classes that a document module extends."""
DOCUMENT_HEAD = """Attribute VB_Name = "{name}"
Attribute VB_Base = "0{base}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""
CODE_NAME = re.compile(r"[^\W\d_]\w{0,30}")
"""A module name: a letter, then letters, digits, underscores; at most 31 characters."""

XLWINGS, OURS = ("xlwings", "Dictionary"), ("bandmodel_macros", "bandmodel_ribbon", wrappers.HELP)
STANDARD = (*XLWINGS, wrappers.NAME, *OURS)
"""Every module that is no document; whatever else a workbook holds is its user's."""

ADDIN_PROJECT = "bandmodel"
"""The name an add-in gives xlwings: its settings are in a sheet and a file of this name, apart from other workbooks'."""


def project(sheets: Sequence[str], workbook: str = "Template.xlsm", code_page: int = 1252) -> bytes:
    """vbaProject.bin for a workbook (.xlsm) or an add-in (.xlam), which xlwings tells apart by the name's ending.

    sheets     code names of the sheets, in order
    code_page  Windows code page of the code names
    """
    return vba_project.write(vba_project.Project(tuple(modules(sheets, workbook)), code_page=code_page))


def modules(sheets: Sequence[str], workbook: str = "Template.xlsm") -> list[Module]:
    """The modules in order: documents, xlwings' own, the wrappers, ours. Raises ValueError for a code name that is none."""
    names = ["ThisWorkbook", *sheets, *STANDARD]
    wrong = [name for name in names if not CODE_NAME.fullmatch(name)]
    if wrong or len({name.casefold() for name in names}) < len(names):
        raise ValueError(f"Code names must be names in VBA and each its own; given: {', '.join(sheets)}.")
    return [
        _document("ThisWorkbook", WORKBOOK, _text("ThisWorkbook")),
        *(_document(name, SHEET, "") for name in sheets),
        *xlwings_modules(workbook),
        Module(wrappers.NAME, Kind.STANDARD, wrappers.module_text(workbook)),
        *(_standard(name, _text(name) + (wrappers.help_text() if name == wrappers.HELP else "")) for name in OURS),
    ]


def configuration_sheet(workbook: str) -> str:
    """Name of the sheet in which xlwings looks for its settings in a workbook or add-in of this file name.

    An add-in's differs: xlwings would otherwise take the settings of whatever xlwings workbook is in front.
    """
    return f"{ADDIN_PROJECT if wrappers.is_addin(workbook) else 'xlwings'}.conf"


def xlwings_modules(workbook: str = "Template.xlsm") -> list[Module]:
    """xlwings' own modules as the installed xlwings ships them. Raises RuntimeError where it ships something else."""
    addin = wrappers.is_addin(workbook)
    source = "quickstart_addin.xlam" if addin else "quickstart_standalone.xlsm"
    shipped = {module.name: module for module in _shipped(source)}
    if not shipped.keys() >= set(XLWINGS):
        raise RuntimeError(f"The installed xlwings has no module {' or '.join(XLWINGS)}; the template needs them.")
    own, dictionary = (shipped[name] for name in XLWINGS)
    if addin:
        text, count = re.subn(r'(?m)^(Public Const PROJECT_NAME As String = )".*"$', rf'\1"{ADDIN_PROJECT}"', own.source)
        if count != 1:
            raise RuntimeError("The installed xlwings does not name its add-in once; the add-in needs a name of its own.")
        own = Module(own.name, own.kind, text)
    return [own, dictionary]


@cache
def _shipped(name: str) -> tuple[Module, ...]:
    with ZipFile(io.BytesIO(files("xlwings").joinpath(name).read_bytes())) as archive:
        return vba_project.read(archive.read("xl/vbaProject.bin")).modules


def _text(name: str) -> str:
    return files("bandmodel.template").joinpath("vba", f"{name}.bas").read_text("ascii")


def _document(name: str, base: str, code: str) -> Module:
    return Module(name, Kind.DOCUMENT, DOCUMENT_HEAD.format(name=name, base=base) + code)


def _standard(name: str, code: str) -> Module:
    return Module(name, Kind.STANDARD, f'Attribute VB_Name = "{name}"\n{code}')
