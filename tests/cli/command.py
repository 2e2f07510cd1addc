"""A command run in this process, as `main` does: a process of its own takes a second or two to start."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from typing import Any
from unittest import mock

from rich.console import Console

from bandmodel import cli


def called(*arguments: Any, width: int | None = None) -> subprocess.CompletedProcess[str]:
    """Exit code and output of a command.

    width   columns of the terminal; what the output goes to has none, which rich takes as 80
    """
    from bandmodel.cli import output

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    command = ["bandmodel", *map(str, arguments)]
    with contextlib.ExitStack() as changed:
        changed.enter_context(mock.patch.object(sys, "argv", command))
        if width is not None:
            changed.enter_context(mock.patch.object(output, "_out", Console(highlight=False, width=width)))
        changed.enter_context(contextlib.redirect_stdout(out))
        changed.enter_context(contextlib.redirect_stderr(err))
        try:
            cli.main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
    return subprocess.CompletedProcess(command, code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))
