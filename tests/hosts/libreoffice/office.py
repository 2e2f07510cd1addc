"""A private headless LibreOffice: its own profile and its own pipe, so that it meets no other LibreOffice here.

It runs macros without asking, imports VBA, and computes nothing when it loads a document: values that a workbook
carries stay until a test recalculates. A time limit ends the process, which makes any call that hangs in it fail.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from hosts.libreoffice import uno_access

SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {"MacroSecurityLevel": "0"},
    "org.openoffice.Office.Calc/Filter/Import/VBA": {"Load": "true", "Executable": "true"},
    "org.openoffice.Office.Calc/Formula/Load": {"OOXMLRecalcMode": "1"},  # 0 always, 1 never, 2 asks
    "org.openoffice.Setup/Office": {"ooSetupInstCompleted": "true"},
    "org.openoffice.Office.Recovery/AutoSave": {"Enabled": "false"},
    "org.openoffice.Office.Common/Misc": {"UseLocking": "false"},  # a lock that is left over would refuse the next open
}
OPENING = {"Hidden": True, "MacroExecutionMode": 4, "UpdateDocMode": 1}  # macros run unasked; links stay as they are
ASKS_FOR_A_RESTART = 81  # how LibreOffice leaves when it has set up a new profile
PATIENCE = 120.0  # seconds, for anything that is asked of the process; tests of other files run beside it

_numbers = itertools.count(1)


class OfficeError(RuntimeError):
    """LibreOffice does not start, or has gone."""


def _profile_text() -> str:
    items = [
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in SETTINGS.items()
        for name, value in values.items()
    ]
    spaces = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {spaces}>{"".join(items)}</oor:items>\n'


class Office:
    """One LibreOffice process. `open` starts it where it does not run (any more); `close` ends it for good."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="bandmodel-office-"))
        (self.home / "user").mkdir()
        (self.home / "user" / "registrymodifications.xcu").write_text(_profile_text(), "utf-8")
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._desktop: Any = None
        atexit.register(self.close)  # where whoever made it fails before closing it

    # ------------------------------------------------------------ the process

    def start(self) -> None:
        """Start the process and wait until it answers."""
        self.stop()
        pipe = f"bandmodel{os.getpid()}n{next(_numbers)}"
        patient_until = time.monotonic() + PATIENCE
        self._process = self._launch(pipe)
        while self._desktop is None:
            left = self._process.poll()
            if left == ASKS_FOR_A_RESTART:
                self._process = self._launch(pipe)
            elif left is not None or time.monotonic() > patient_until:
                log = self.log.read_text("utf-8", "replace")[-2000:]
                self.stop()
                raise OfficeError(f"LibreOffice did not start (exit code {left}).\n{log}")
            self._desktop = self._reach(pipe)
        self.starts += 1

    @property
    def log(self) -> Path:
        """What the process prints."""
        return self.home / "printed.txt"

    def _launch(self, pipe: str) -> subprocess.Popen[bytes]:
        command = [
            str(uno_access.program() / "soffice.bin"), "--headless", "--norestore", "--nologo", "--nodefault",
            "--nolockcheck", f"-env:UserInstallation={self.home.as_uri()}", f"--accept=pipe,name={pipe};urp",
        ]  # fmt: skip
        surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with self.log.open("ab") as printed:
            return subprocess.Popen(command, env=surroundings, stdout=printed, stderr=subprocess.STDOUT)

    @staticmethod
    def _reach(pipe: str) -> Any:
        """The desktop of the process at the other end of a pipe; None, after a moment, where none answers yet."""
        here = uno_access.load().getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except (uno_access.kind("connection.NoConnectException"), uno_access.kind("lang.DisposedException")):
            time.sleep(0.1)
            return None

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None and self._desktop is not None

    @property
    def process_id(self) -> int | None:
        """The id of the process; None where it does not run."""
        return self._process.pid if self._process else None

    def kill(self) -> None:
        """End the process as a crash would; nothing is tidied up."""
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        """End the process: asked first, then made to. A later `start` or `open` begins a new one."""
        desktop, self._desktop = self._desktop, None
        process, self._process = self._process, None
        if process is None:
            return
        if desktop is not None and process.poll() is None:
            with contextlib.suppress(OfficeError), Limit(process, 10):  # an end breaks off the call
                desktop.terminate()
        try:
            process.wait(10 if desktop is not None else 0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)

    def close(self) -> None:
        """End the process and remove its profile."""
        atexit.unregister(self.close)
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    # ------------------------------------------------------------ its documents

    def open(self, path: Path) -> Any:
        """A copy of a document, open and hidden, its cells as the file carries them."""
        if not self.alive():
            self.start()
        copy = Path(tempfile.mkdtemp(dir=self.home), path.name)
        shutil.copyfile(path, copy)
        address, options = uno_access.address(copy), uno_access.properties(**OPENING)
        with self.limit(PATIENCE):
            document = self._desktop.loadComponentFromURL(address, "_blank", 0, options)
        if document is None:
            raise OfficeError(f"LibreOffice cannot open {path}.")
        # No window around the sheets: VBA that writes to the status bar would make one, and Debian's package without a
        # graphical interface lacks a part of it (posbox.ui), at which the process ends.
        document.CurrentController.Frame.LayoutManager.setVisible(False)
        return document

    def limit(self, seconds: float) -> Limit:
        """A time limit for calls to LibreOffice, used by `with`."""
        return Limit(self._process, seconds)


class Limit:
    """When the time is over the process ends, which makes the call that hangs fail.

    Errors of LibreOffice leave as OfficeError: its own exceptions take no traceback, so that what Python does with an
    exception in generators and notes fails on them.
    """

    def __init__(self, process: subprocess.Popen[bytes] | None, seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._over = False
        self._timer = threading.Timer(seconds, self._end)

    def _end(self) -> None:
        self._over = True
        if self._process is not None:
            self._process.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: type | None, trouble: BaseException | None, _: Any) -> None:
        self._timer.cancel()
        if self._over and self._process is not None:
            self._process.wait(10)  # the call breaks off before the process has ended
        if trouble is None or not isinstance(trouble, uno_access.kind("uno.Exception")):
            return
        if self._over:
            raise OfficeError(f"LibreOffice did not answer within {self._seconds:g} s and was ended.") from trouble
        if self._process is None or self._process.poll() is not None:
            raise OfficeError("LibreOffice has gone; Office.log has what it printed.") from trouble
        raise OfficeError(f"LibreOffice: {trouble.Message}") from trouble
