"""Do Excel, Python and xlwings fit together? Each check with its remedy, and the repair of a workbook's VBA."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bandmodel import saving
from bandmodel.errors import InputError
from bandmodel.template import modules, package, vba_project
from bandmodel.template.vba_project import Kind, Project

FINE, FAILS, NOT_HERE = "fine", "fails", "not on this system"
PART = "xl/vbaProject.bin"
XLWINGS_VERSION = re.compile(r"xlwings64-(\d+(?:\.\d+)+)\.dll")
CLOUD = re.compile(r"^https?:|OneDrive|SharePoint", re.IGNORECASE)
COLUMNS = ("Check", "Result", "What was found", "Remedy")


@dataclass(frozen=True)
class Check:
    """One check: its name, result, what was found and what to do."""

    check: str
    result: str
    found: str
    remedy: str = ""


def table(checks: list[Check]) -> pd.DataFrame:
    """Checks as a table with the columns of `COLUMNS`."""
    return pd.DataFrame([(c.check, c.result, c.found, c.remedy) for c in checks], columns=list(COLUMNS))


def of_machine() -> Iterator[Check]:
    """Python, xlwings and what Windows needs."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield _check("Python", sys.version_info >= (3, 11), f"{version} at {sys.executable}", "Install Python 3.11 or later.")
    wanted = _pinned_xlwings()
    installed = importlib.metadata.version("xlwings")
    yield _check("xlwings", installed == wanted, installed, f"pip install xlwings=={wanted}")
    if os.name != "nt":
        for name in ("pywin32", "xlwings DLL"):
            yield Check(name, NOT_HERE, "worksheet functions need Windows; buttons work on macOS too")
        return
    has_pywin32 = importlib.util.find_spec("win32com") is not None
    yield _check("pywin32", has_pywin32, "installed" if has_pywin32 else "missing", "pip install pywin32")
    dll = Path(sys.prefix) / f"xlwings64-{installed}.dll"
    yield _check("xlwings DLL", dll.exists(), str(dll), "pip install --force-reinstall xlwings")


def _pinned_xlwings() -> str:
    """The version of xlwings that this package is made for, from its own requirements."""
    requirements = importlib.metadata.requires("bandmodel") or []
    return next(text.partition("==")[2].split(";")[0].strip() for text in requirements if text.startswith("xlwings=="))


def of_workbook(path: Path) -> Iterator[Check]:
    """The file, its place, its settings and its VBA. Raises InputError where it is no macro workbook."""
    parts, project = _opened(path)
    place = str(path.resolve())
    yield _check("Place", not CLOUD.search(place), place, "Save a copy in a local folder: xlwings cannot find synced paths.")
    yield from _mark_of_the_web(path)
    yield from _settings(path)
    versions = XLWINGS_VERSION.findall("\n".join(module.source for module in project.modules if module.name == "xlwings"))
    installed = importlib.metadata.version("xlwings")
    fits = versions[:1] == [installed]
    yield _check("xlwings in the VBA", fits, ", ".join(versions[:1]) or "missing", f"bandmodel doctor {path.name} --fix")
    sources = {module.name: module.source for module in project.modules}
    fresh = {module.name: module.source for module in modules.modules(_code_names(project), path.name)}
    stale = [name for name in modules.STANDARD if sources.get(name) != fresh[name]]
    found = "as this bandmodel writes them" if not stale else f"different: {', '.join(stale)}"
    yield _check("Functions in the VBA", not stale, found, f"bandmodel doctor {path.name} --fix")
    missing = [] if package.RIBBON in parts else ["ribbon"]
    yield _check("Ribbon", not missing, "there" if not missing else "missing", "bandmodel new builds a workbook with it.")


def _check(name: str, good: bool, found: str, remedy: str) -> Check:
    return Check(name, FINE, found) if good else Check(name, FAILS, found, remedy)


def _opened(path: Path) -> tuple[dict[str, bytes], Project]:
    if not path.exists():
        raise InputError(f"{path} does not exist; give a workbook (.xlsm).")
    parts = package.read(path.read_bytes())
    if PART not in parts:
        raise InputError(f"{path} holds no macros; it should be an .xlsm made by `bandmodel new`.")
    return parts, vba_project.read(parts[PART])


def _mark_of_the_web(path: Path) -> Iterator[Check]:
    """Windows marks files from the internet; Excel then blocks their macros without asking."""
    if os.name != "nt":
        yield Check("Mark of the web", NOT_HERE, "Windows only")
        return
    marked = Path(f"{path}:Zone.Identifier").exists()
    found = "marked as from the internet" if marked else "not marked"
    yield _check("Mark of the web", not marked, found, "Right-click the file, Properties, Unblock.")


def _settings(path: Path) -> Iterator[Check]:
    """The rows of the sheet from which xlwings reads how to start Python."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        name = modules.configuration_sheet(path.name)
        rows = book.get_sheet_by_name(name).to_python() if name in book.sheet_names else []
    settings = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
    there = settings.get("UDF MODULES") == "bandmodel.excel"
    yield _check(
        "Settings sheet", there, f"{name}: {'complete' if there else 'missing or incomplete'}", "bandmodel new BOOK.xlsm"
    )
    key = "INTERPRETER_MAC" if sys.platform == "darwin" else "INTERPRETER_WIN"
    interpreter = settings.get(key, "")
    if os.name != "nt" and sys.platform != "darwin":
        yield Check("Interpreter", NOT_HERE, interpreter or "not set")
        return
    found = Path(interpreter).exists() or shutil.which(interpreter) is not None
    yield _check("Interpreter", found, interpreter or "not set", f"Type {sys.executable} beside {key} on the sheet {name}.")


def _code_names(project: Project) -> list[str]:
    return [module.name for module in project.modules if module.kind == Kind.DOCUMENT and module.name != "ThisWorkbook"]


def fix(path: Path) -> str:
    """Rebuild a workbook's VBA for this xlwings, and say what was done.

    The workbook's own code names are kept, every other part stays as it is, and a copy with .bak comes first, in place of no
    earlier one. Stops, and lists them, at modules that are not ours: they would be lost.
    """
    parts, project = _opened(path)
    foreign = [m.name for m in project.modules if m.kind != Kind.DOCUMENT and m.name not in modules.STANDARD]
    sheets = _code_names(project)
    ours = {module.name: module.source for module in modules.modules(sheets, path.name)}
    foreign += [
        m.name for m in project.modules if m.kind == Kind.DOCUMENT and m.name != "ThisWorkbook" and _has_code(m.source)
    ]
    own_start = next((m.source for m in project.modules if m.name == "ThisWorkbook"), "")
    if _has_code(own_start) and _bare(own_start) != _bare(ours["ThisWorkbook"]) and "DescribeFunctions" not in own_start:
        foreign.append("ThisWorkbook")
    if foreign:
        raise InputError(
            f"{path} has code that is not bandmodel's: {', '.join(foreign)}. Nothing was changed; move that code into a "
            "workbook of its own first."
        )
    rebuilt = vba_project.write(Project(tuple(modules.modules(sheets, path.name)), project.name, project.code_page))
    backup = saving.at_free_name(path.read_bytes(), path.with_name(path.name + ".bak"))
    package.save(path, package.write({**parts, PART: rebuilt}), "Close it in Excel; nothing was changed.")
    return f"Rebuilt the VBA of {path}; the workbook as it was is {backup.name}."


def _bare(source: str) -> str:
    """Code without the Attribute lines that the editor hides."""
    return "\n".join(line for line in source.splitlines() if not line.startswith("Attribute ")).strip()


def _has_code(source: str) -> bool:
    return bool(re.sub(r"(?m)^\s*(Option .*|'.*)?$", "", _bare(source)).strip())
