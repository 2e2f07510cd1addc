"""The real xlwings, as it is on Windows, on any system: stand-ins take the place of pywin32 and of Excel's COM objects.

`install` must run before xlwings is first imported, in a fresh interpreter. It puts small modules where pywin32 would
be and lets xlwings believe that it is on Windows while it is imported. xlwings itself then does everything else as it
does there: its decorators, `udfs.call_udf`, converters, `_xlwindows.Range`, the VBA generator, and `XLPython.CallUDF`,
the method that the VBA wrappers call. Nothing of xlwings is replaced.

Not exercised: the DLL between VBA and Python, COM's own conversion of values, and Excel.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import importlib
import io
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any
from unittest import mock

MISSING = -2147352572
"""What COM hands over for an optional argument that a formula leaves out (DISP_E_PARAMNOTFOUND)."""

NA_ERROR, DIV_ERROR, VALUE_ERROR = -2146826246, -2146826281, -2146826273
"""What COM hands over for cells that show #N/A, #DIV/0!, #VALUE!."""

RANGE_ID = "{00020846-0000-0000-C000-000000000046}"
"""Interface id of Excel's Range, by which xlwings tells a range from a value."""


class ComError(Exception):
    """pywintypes.com_error."""


class TimeType(dt.datetime):
    """pywintypes.TimeType: a date as COM hands it over, always with a time zone."""


def com_time(year: int, month: int, day: int) -> TimeType:
    """A date cell as COM hands it over."""
    return TimeType(year, month, day, tzinfo=dt.UTC)


class ComWorkbook:
    """The workbook of a formula: a name and no sheets (xlwings looks for embedded code there, and finds none)."""

    def __init__(self, name: str = "Template.xlsm") -> None:
        self.Name = name
        self.Worksheets: list[Any] = []
        self.Application = types.SimpleNamespace(Hwnd=1)


class ComRange:
    """A range as Excel hands it over: rows of raw cells; a single cell has a scalar value."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        block = tuple(tuple(row) for row in rows)
        self.Row = self.Column = 1
        self.Rows = types.SimpleNamespace(Count=len(block))
        self.Columns = types.SimpleNamespace(Count=len(block[0]))
        self.Value = block[0][0] if len(block) == len(block[0]) == 1 else block
        self.Worksheet = types.SimpleNamespace(Name="Sheet1", Parent=ComWorkbook())
        attributes = types.SimpleNamespace(iid=RANGE_ID)
        self._oleobj_ = types.SimpleNamespace(GetTypeInfo=lambda: types.SimpleNamespace(GetTypeAttr=lambda: attributes))


def _not_wrapped(thing: Any) -> Any:
    raise ComError("not a Python object behind a COM pointer")


def _stand_ins() -> dict[str, types.ModuleType]:
    """The modules of pywin32, each with what xlwings takes from it when it is imported or called."""
    pointer = type("PyIDispatch", (), {})
    wrapper = type("CDispatch", (), {})
    contents: dict[str, dict[str, Any]] = {
        "pythoncom": {
            "CoInitialize": lambda *_: None, "IID_IDispatch": "IDispatch", "IID_IEnumVARIANT": "IEnumVARIANT",
            "TypeIIDs": {"IDispatch": pointer}, "ole_error": ComError, "DispatchBaseClass": wrapper,
        },
        "pywintypes": {"com_error": ComError, "error": ComError, "TimeType": TimeType, "IID": str},
        "win32api": {},
        "win32con": {},
        "win32event": {},
        "win32gui": {},
        "win32process": {"GetWindowThreadProcessId": lambda handle: (0, handle)},
        "win32timezone": {"TimeZoneInfo": types.SimpleNamespace(utc=lambda: dt.UTC)},
        "win32com": {},
        "win32com.client": {
            "CDispatch": wrapper, "CoClassBaseClass": wrapper, "DispatchBaseClass": wrapper,
            "Dispatch": lambda thing, **_: thing, "DispatchEx": lambda thing, **_: thing,
        },
        "win32com.server": {},
        "win32com.server.dispatcher": {},
        "win32com.server.policy": {},
        "win32com.server.util": {"unwrap": _not_wrapped},
    }  # fmt: skip
    modules = {}
    for name, members in contents.items():
        modules[name] = types.ModuleType(name)
        modules[name].__dict__.update(members, __file__=name)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(modules[parent], child, modules[name])
    return modules


@contextlib.contextmanager
def _as_on_windows() -> Iterator[None]:
    """While xlwings is imported: sys.platform says win32, and ctypes has the libraries of Windows."""
    library = mock.MagicMock()
    with contextlib.ExitStack() as changed:
        changed.enter_context(mock.patch.object(sys, "platform", "win32"))
        for name in ("oledll", "windll", "PyDLL"):
            changed.enter_context(mock.patch.object(ctypes, name, library, create=True))
        yield


def install() -> None:
    """Import xlwings as it is on Windows. Raises RuntimeError where xlwings is imported already."""
    if "xlwings" in sys.modules:
        raise RuntimeError("xlwings is imported already, with the decorators of this system; use a fresh interpreter.")
    for name in ("asyncio", "concurrent.futures", "numpy", "pandas", "subprocess", "tempfile"):
        importlib.import_module(name)  # they ask for the platform too, and must hear the true one
    sys.modules.update(_stand_ins())
    with _as_on_windows():
        importlib.import_module("xlwings")


def _handed_over(argument: Any) -> Any:
    """An argument as COM hands it over: a list of rows is a range, everything else (also a VBA array) is itself."""
    return ComRange(argument) if isinstance(argument, list) else argument


def call(function: str, *arguments: Any) -> Any:
    """What a formula's cells get: the way of the VBA wrapper, through XLPython.CallUDF and call_udf.

    arguments   lists of rows for ranges, values for single cells and constants, `MISSING` for what is left out
    A single cell comes back as a value, a single row as a flat list, anything else as a list of rows.
    """
    from xlwings.com_server import XLPython

    given = tuple(map(_handed_over, arguments))
    return XLPython().CallUDF("bandmodel.excel", function, given, ComWorkbook(), ComRange([[None]]))


def call_udf(function: str, *arguments: Any) -> Any:
    """What xlwings' call_udf returns, before XLPython.CallUDF unpacks single cells and single rows."""
    from xlwings import udfs

    return udfs.call_udf("bandmodel.excel", function, tuple(map(_handed_over, arguments)))


def facts() -> dict[str, Any]:
    """Where the parts of xlwings come from in this interpreter."""
    import xlwings

    engine = type(xlwings.engines["excel"].impl).__module__
    return {
        "decorator": xlwings.func.__module__, "engine": engine, "platform": sys.platform, "paid parts": xlwings.__pro__,
    }  # fmt: skip


def registered() -> dict[str, dict[str, Any]]:
    """What xlwings knows of each worksheet function."""
    module = importlib.import_module("bandmodel.excel")
    found = (getattr(getattr(module, name), "__xlfunc__", None) for name in dir(module))
    return {known["name"]: known for known in found if known}


def file_changed() -> None:
    """Let xlwings believe that the file of the functions has changed: it reloads the module on the next call."""
    from xlwings import udfs

    udfs.udf_modules["bandmodel.excel"]["filetime"] = 0


def wrappers(workbook: str = "Template.xlsm") -> str:
    """The text of the VBA module that xlwings generates for the worksheet functions of a workbook or add-in."""
    from xlwings import udfs

    text = io.StringIO()
    udfs.generate_vba_wrapper("bandmodel.excel", importlib.import_module("bandmodel.excel"), text, ComWorkbook(workbook))
    return text.getvalue()
