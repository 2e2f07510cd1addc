"""Fuzz one target with atheris (see README.md): python tests/fuzz/run.py csv_bytes --seconds 600 --keep FOLDER.

A breach is kept once for each place in the source, and the search goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import time
import traceback
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["bandmodel"]):
    from fuzz import accounts, draws, seeds, targets

MEMORY = 4 << 30  # bytes: a file must not take the machine with it

TAGS = ('<f>', '</f>', '<f/>', ' t="e"', ' t="s"', ' t="str"', ' t="b"', ' t="d"', ' hidden="1"', '<mergeCell ref="A1:B2"/>',
        ' r="XFD1048576"', '<v>', '</v>', '<row r="2">', '</row>', '<c r="A2">', '</c>', ' ref="A1:C3"')  # fmt: skip


def _quoted(word: str) -> str:
    """A word as libFuzzer's dictionary writes it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(targets.TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--keep", type=Path, required=True, help="folder for the corpus and for what is found")
    parser.add_argument("--longest", type=int, default=16384, help="longest input [bytes]")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    corpus, found = given.keep / "corpus" / given.target, given.keep / "found" / given.target
    for place in (corpus, found):
        place.mkdir(parents=True, exist_ok=True)
    for data in seeds.of(given.target):
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    accounts.install()
    warnings.filterwarnings("error", category=RuntimeWarning, module="bandmodel")  # as pytest does
    target, seen = targets.TARGETS[given.target], set()

    def one(data: bytes) -> None:
        begun = time.monotonic()
        try:
            target(data)
        except KeyboardInterrupt:
            raise
        except BaseException as trouble:  # a panic of compiled code is no Exception
            _keep(found, seen, data, trouble)
        if time.monotonic() - begun > 10:
            _keep(found, seen, data, TimeoutError(f"{time.monotonic() - begun:.0f} s"))

    options = [f"-max_total_time={given.seconds}", f"-max_len={given.longest}", "-timeout=60", "-rss_limit_mb=4000",
               f"-artifact_prefix={found}{os.sep}", "-print_final_stats=1",
               f"-dict={given.keep / 'words'}"]  # fmt: skip
    (given.keep / "words").write_text(
        "\n".join(f'"{_quoted(word)}"' for word in (*draws.WORDS, *TAGS) if word) + "\n", "ascii"
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()  # which ends the process, and says how many inputs it tried


def _keep(found: Path, seen: set[tuple], data: bytes, trouble: BaseException) -> None:
    """Write an input down, once for each kind of trouble and the deepest place of our own that it comes from."""
    frames = [frame for frame in traceback.extract_tb(trouble.__traceback__) if "bandmodel" in frame.filename]
    mark = type(trouble).__name__, *((frames[-1].filename, frames[-1].lineno) if frames else ("", 0))
    if isinstance(trouble, AssertionError):
        last = traceback.extract_tb(trouble.__traceback__)[-1]
        mark = ("AssertionError", last.filename, last.lineno)
    if mark in seen:
        return
    seen.add(mark)
    name = hashlib.sha256(data).hexdigest()[:12]
    (found / name).write_bytes(data)
    text = "".join(traceback.format_exception(trouble))
    (found / f"{name}.txt").write_text(text, "utf-8", "backslashreplace")
    print(f"BREACH {name}: {mark} {str(trouble)[:200]!r}", flush=True)


if __name__ == "__main__":
    main()
