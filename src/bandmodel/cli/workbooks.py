"""Commands that make workbooks: new, and the add-in."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bandmodel.errors import InputError
from bandmodel.inputs import file_kind
from bandmodel.inputs.inputs import Inputs

if TYPE_CHECKING:
    from bandmodel.template import build

ADDIN = "BandModel.xlam"
OTHERWISE = "Close it in Excel, or choose another folder."
SOURCES = ("sample", "canada", "empty")


def inputs_of(source: str) -> Inputs:
    """The inputs that a new workbook starts with."""
    from bandmodel.core.bands import one_of

    chosen = one_of(source, SOURCES, "From")
    if chosen == "sample":
        from bandmodel import sample

        return sample.generate().inputs
    if chosen == "canada":
        from bandmodel.sample import canada

        return canada.inputs()
    from bandmodel.template import starter

    return starter.inputs()


def new(path: Path, source: str, force: bool) -> None:
    """Write a workbook that is wired to this Python and this xlwings. Refuses to overwrite without `force`."""
    from bandmodel.template import build, package

    if path.suffix.casefold() != ".xlsm":
        raise InputError(f"{path} should end in .xlsm: the workbook holds macros.")
    if path.exists() and not force:
        raise InputError(f"{path} exists; choose another name, or give --force to replace it.")
    if not path.parent.is_dir():
        raise InputError(f"Folder {path.parent} does not exist; make it first.")
    package.save(path, build.workbook(inputs_of(source), this_python(), path.name), OTHERWISE)


def require(path: Path) -> None:
    """Raise InputError where a path that is there is no workbook."""
    if path.is_dir():
        raise InputError(f"{path} is a folder; give a workbook (.xlsm).")
    file_kind.require_workbook(path)


def this_python() -> build.Wiring:
    """The wiring of a workbook to the Python that runs now."""
    from bandmodel.template import build

    return build.Wiring(sys.executable if os.name == "nt" else "python", sys.executable if sys.platform == "darwin" else "")


def startup_folder() -> Path:
    """The folder whose workbooks Excel opens whenever it starts. Raises InputError where there is no Excel."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", "~")).expanduser() / "Microsoft" / "Excel" / "XLSTART"
    if sys.platform == "darwin":
        office = Path("~/Library/Group Containers/UBF8T346G9.Office").expanduser()
        return office / "User Content.localized" / "Startup.localized" / "Excel"
    raise InputError(
        "Excel has no start folder on this system; build the add-in here and copy it to a Windows or Mac machine."
    )


def addin(action: str, folder: Path | None, dry_run: bool) -> str:
    """Build, install or remove the add-in, and say what was done; `dry_run` only says where."""
    from bandmodel.core.bands import one_of
    from bandmodel.template import build, package

    action = one_of(action, ("build", "install", "remove"), "Action")
    path = (folder or (Path.cwd() if action == "build" else startup_folder())) / ADDIN
    if dry_run:
        return f"Would {action} {path}."
    if action == "remove":
        if not path.exists():
            raise InputError(f"{path} is not there; nothing to remove.")
        path.unlink()
        return f"Removed {path}."
    if path.parent.is_file():
        raise InputError(f"{path.parent} is a file; give a folder.")
    path.parent.mkdir(parents=True, exist_ok=True)
    package.save(path, build.addin(this_python(), ADDIN), OTHERWISE)
    return f"Written: {path}." + (" Start Excel anew." if action == "install" else "")
