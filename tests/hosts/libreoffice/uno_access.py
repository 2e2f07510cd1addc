"""UNO, LibreOffice's interface for Python, in an interpreter that is not the system's.

Debian puts uno.py among all its other Python packages, which would hide those of the virtual environment. Only uno.py
and unohelper.py are linked into a private folder for the time of the import; uno.py itself knows where its compiled
part is.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FILES = ("uno.py", "unohelper.py")
TRY_IT = "import sys; sys.path.insert(0, sys.argv[1]); import uno, unohelper; uno.getComponentContext()"


def program() -> Path | None:
    """LibreOffice's folder of programs; None where it is not installed."""
    found = shutil.which("soffice")
    folder = Path(found).resolve().parent if found else None
    return folder if folder and (folder / "soffice.bin").exists() else None


def _home_of_uno() -> Path | None:
    """The folder that holds uno.py: beside the programs, or among the system's Python packages."""
    folders = [program(), Path("/usr/lib/python3/dist-packages")]
    return next((folder for folder in folders if folder and all((folder / name).exists() for name in FILES)), None)


def _link_into(folder: str) -> None:
    for name in FILES:
        Path(folder, name).symlink_to(_home_of_uno() / name)


@functools.cache
def trouble() -> str:
    """Why UNO cannot be used here, in words; empty where it can."""
    if program() is None:
        return "LibreOffice is not installed (apt-get install libreoffice-calc-nogui)"
    if _home_of_uno() is None:
        return "uno.py is not installed (apt-get install python3-uno)"
    with tempfile.TemporaryDirectory() as folder:  # tried apart: a compiled part that does not fit ends the process
        _link_into(folder)
        command = [sys.executable, "-c", TRY_IT, folder]
        tried = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    version = ".".join(map(str, sys.version_info[:2]))
    return f"uno.py does not run in Python {version}: {tried.stderr.strip()}" if tried.returncode else ""


@functools.cache
def load() -> Any:
    """The module uno. The path and the import statement are as before afterwards; uno.py changes both."""
    path, import_statement = list(sys.path), builtins.__import__
    with tempfile.TemporaryDirectory() as folder:
        _link_into(folder)
        sys.path.insert(0, folder)
        try:
            module = importlib.import_module("uno")
            importlib.import_module("unohelper")  # while uno's import statement is there, which it needs
        finally:
            sys.path[:] = path
            builtins.__import__ = import_statement
    return module


def kind(name: str) -> Any:
    """A type of LibreOffice: kind("beans.PropertyValue")."""
    return load().getClass(f"com.sun.star.{name}")


def properties(**values: Any) -> tuple[Any, ...]:
    """Values by name, as LibreOffice takes options."""
    make = kind("beans.PropertyValue")
    return tuple(make(Name=name, Value=value) for name, value in values.items())


def address(path: Path) -> str:
    """A file as LibreOffice names it."""
    return load().systemPathToFileUrl(str(path.resolve()))
