"""Writing a file whole or not at all: a killed program leaves the old one as it was, and nothing is overwritten."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from pathlib import Path

from bandmodel.errors import BandModelError


def at_free_name(content: bytes, path: Path) -> Path:
    """Write to `path`, or to "… (2)", "… (3)" where a file has that name already; returns the path written.

    The file is complete before it gets its name. Raises BandModelError, and leaves nothing behind, where it cannot be
    written.
    """
    temporary = path.with_name(f"~{secrets.token_hex(6)}.tmp")
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


def _named(temporary: Path, path: Path) -> Path:
    """Give a finished file the first name that is free. The name is taken before the move, so nothing is overwritten."""
    for name in _names(path):
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
