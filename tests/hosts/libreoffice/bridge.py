"""The way from a document's VBA to Python: the module `xlwings` is replaced, everything else of the workbook is its own.

Formula → generated wrapper → stand-in for xlwings' VBA (basic_shim.py) → `Bridge` → `XLPython.CallUDF` of the real
xlwings in its own interpreter (python_process.py) → our function, and back.
"""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hosts.libreoffice import basic_shim, uno_access
from hosts.libreoffice.com_values import ComValues
from hosts.libreoffice.python_process import PythonProcess

FUNCTIONS_MODULE = "bandmodel.excel"
CLASS_MODULE = 2  # com.sun.star.script.ModuleType


@dataclass(frozen=True)
class Call:
    """A call that arrived: the worksheet function and its arguments as COM hands them over."""

    function: str
    arguments: tuple[Any, ...]


class Bridge:
    """What the VBA of one document asks Python, and what went wrong.

    calls      every call of a worksheet function, in order
    commands   every RunPython, in order
    errors     tracebacks of what no function should let out; a test asserts that there are none
    """

    def __init__(self, document: Any, python: PythonProcess, run_python: Callable[[str], Any] | None = None) -> None:
        self.calls: list[Call] = []
        self.commands: list[str] = []
        self.errors: list[str] = []
        self._name = document.Title
        self._values = ComValues(document)
        self._python = python
        self._run_python = run_python or (lambda command: None)
        name, library = library_of(document)
        _replace_xlwings(library)
        _mend_wrappers(library)
        script = f"vnd.sun.star.script:{name}.xlwings.ConnectTest?language=Basic&location=document"
        document.getScriptProvider().getScript(script).invoke(
            tuple(_receiver()(self._answer) for _ in ("formulas", "macros")), (), ()
        )

    def _answer(self, question: str, *details: Any) -> tuple[str, Any]:
        """Answer a question of the VBA; nothing may leave but an answer."""
        try:
            if question == "RunPython":
                (command,) = details
                self.commands.append(command)
                self._run_python(command)
                return "cell", None
            return self._call(*details)
        except Exception as trouble:
            self.errors.append(traceback.format_exc())
            return "error", f"{type(trouble).__name__}: {trouble}"

    def _call(self, module: str, function: str, tagged: tuple[Any, ...], workbook: str) -> tuple[str, Any]:
        arguments = tuple(self._values.of_argument(*argument) for argument in tagged)
        self.calls.append(Call(function, arguments))
        if module != FUNCTIONS_MODULE:
            raise ValueError(f"a wrapper asks for module {module}")
        if workbook not in (self._name, ""):  # VBA that is no wrapper may leave it out
            raise ValueError(f"a formula of {workbook} calls Python for {self._name}")
        return answer_of(self._python.call(function, *arguments))


def answer_of(result: Any) -> tuple[str, Any]:
    """What CallUDF returns, as the stand-in takes it: a value, a flat row, or rows."""
    if not isinstance(result, list):
        return "cell", to_cell(result)
    if not isinstance(result[0], list):
        return "row", tuple(map(to_cell, result))
    if len({len(row) for row in result}) != 1:
        raise ValueError("rows of different length cannot leave by COM")
    return "rows", tuple(tuple(map(to_cell, row)) for row in result)


def to_cell(value: Any) -> Any:
    """A value as it leaves by COM: every number is a float in a cell."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    raise TypeError(f"a {type(value).__name__} cannot leave by COM: {value!r}")


# ---------------------------------------------------------------- the document's VBA


def library_of(document: Any) -> tuple[str, Any]:
    """Name and library of a document's VBA project. Raises LookupError where it has no module of xlwings."""
    libraries = document.BasicLibraries
    for name in libraries.ElementNames:
        library = libraries.getByName(name)
        if library.hasByName("xlwings"):
            return name, library
    raise LookupError(f"{document.Title} has no VBA module xlwings.")


def _replace_xlwings(library: Any) -> None:
    """xlwings' own modules give way to the stand-in."""
    if library.hasByName("Dictionary"):
        library.removeByName("Dictionary")
    information = uno_access.kind("script.ModuleInfo")()
    information.ModuleType = CLASS_MODULE
    library.insertModuleInfo(basic_shim.CLASS_NAME, information)
    library.insertByName(basic_shim.CLASS_NAME, basic_shim.CLASS)
    library.replaceByName("xlwings", basic_shim.MODULE)


def _mend_wrappers(library: Any) -> None:
    """One condition in each generated wrapper cannot be asked in LibreOffice; the rest runs as generated."""
    source = library.getByName("xlwings_udfs")
    wrappers = source.count("End Function")
    if source.count(basic_shim.CALLER_TEST) != wrappers or not wrappers:
        raise LookupError(f"{wrappers} wrappers, {source.count(basic_shim.CALLER_TEST)} of the form that xlwings writes.")
    library.replaceByName("xlwings_udfs", source.replace(basic_shim.CALLER_TEST, basic_shim.WITHOUT_IT))


@functools.cache
def _receiver() -> type:
    """The type of object that VBA calls; made late, as its bases come with UNO.

    Of the methods that LibreOffice offers for this, the one here hands no argument back: where calls are nested, Basic
    writes those through memory that the inner call has freed.
    """
    uno_access.load()
    unohelper = sys.modules["unohelper"]

    class Receiver(unohelper.Base, uno_access.kind("sheet.XFunctionAccess")):
        def __init__(self, answer: Callable[..., tuple[str, Any]]) -> None:
            self._answer = answer

        def callFunction(self, question: str, details: tuple[Any, ...]) -> tuple[str, Any]:
            """XFunctionAccess.callFunction: the answer to a question."""
            return self._answer(question, *details)

    return Receiver
