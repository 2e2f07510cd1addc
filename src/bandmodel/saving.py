"""Writing a file whole or not at all: a killed program leaves the old one as it was, and nothing is overwritten."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bandmodel.errors import BandModelError

DRAFT = re.compile(r"~[0-9a-f]{12}\.tmp")
FORGOTTEN = 600.0
"""Seconds after which a draft belongs to a program that was killed: no write takes as long."""


def draft(path: Path) -> Path:
    """A name beside `path` to write under first; drafts that killed programs left there are removed."""
    now = time.time()
    for old in path.parent.glob("~*.tmp"):
        with contextlib.suppress(OSError):
            if DRAFT.fullmatch(old.name) and now - old.stat().st_mtime > FORGOTTEN:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
    return path.with_name(f"~{secrets.token_hex(6)}.tmp")


def in_place(content: bytes, path: Path) -> None:
    """Write to `path`, in place of a file of that name, which stays until the new one is complete. Raises OSError."""
    temporary = draft(path)
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def at_free_name(content: bytes, path: Path) -> Path:
    """Write to `path`, or to "… (2)", "… (3)" where a file has that name already; returns the path written.

    The file is complete before it gets its name. Raises BandModelError, and leaves nothing behind, where it cannot be
    written.
    """
    temporary = draft(path)
    try:
        try:
            temporary.write_bytes(content)
            return _named(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as trouble:
        raise BandModelError(
            f'"{path.name}" cannot be written to {path.parent}: {trouble.strerror or trouble}. '
            "Choose a folder that you may write to, or close what holds it, then try again."
        ) from trouble


def why_another(written: Path, wanted: Path) -> str:
    """Why a file did not get the name that it was to have; "" where it did."""
    return f'another name, as "{wanted.name}" is there already; it stays as it is' if written != wanted else ""


def _named(temporary: Path, path: Path) -> Path:
    """Give a finished file the first name that is free.

    A second link to the file is refused where the name is taken, and never stands for half a file. Where the disk has no
    links, the name is taken before the move, so that nothing is overwritten.
    """
    for name in _names(path):
        try:
            os.link(temporary, name)
        except FileExistsError:
            continue
        except OSError:
            pass
        else:
            return name
        try:
            name.open("xb").close()
        except FileExistsError:
            continue
        try:
            temporary.replace(name)
        except OSError:
            name.unlink(missing_ok=True)
            raise
        return name
    raise AssertionError("names never end")


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in itertools.count(2):
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
