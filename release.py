"""Build what is released and check it as a stranger would: python release.py [--out dist]

Makes the wheel and the source archive, then, with the wheel alone in a fresh environment, Template.xlsm and BandModel.xlam.
Checks that

- version, changelog and package agree, and nothing is left uncommitted (--draft lets both pass with a word);
- the wheel is pure Python and, built twice, the same byte for byte;
- the wheel, installed outside this folder, prints the demonstration and makes a workbook that `bandmodel doctor` accepts;
- Template.xlsm made by the installed wheel is the committed one byte for byte;
- BandModel.xlam holds a VBA project that calls every worksheet function;
- all three pass the Open XML validator, where it is installed.

Prints a line per check, writes SHA256SUMS beside the files, and ends with 1 where a check fails. Publishes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TEMPLATE, ADDIN, SUMS = "Template.xlsm", "BandModel.xlam", "SHA256SUMS"
EPOCH = "1767225600"  # 1 January 2026: the time stamps inside the archives, so that two builds are equal
FUNCTIONS_IN_VBA = """
import sys
from oletools.olevba import VBA_Parser
from bandmodel.excel import FUNCTIONS
code = "\\n".join(part[3] for part in VBA_Parser(sys.argv[1]).extract_macros())
lacking = [name for name in FUNCTIONS if f"Function {name}(" not in code]
print(len(FUNCTIONS), "functions, lacking:", lacking or "none")
sys.exit(bool(lacking))
"""

Check = tuple[str, bool, str]
"""What was checked, whether it holds, and what was seen."""


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A command with its output."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONUTF8": "1"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def agreement(draft: bool) -> Iterator[Check]:
    """Version and changelog, and what is not committed."""
    version = re.search(r'__version__ = "(.+)"', (ROOT / "src/bandmodel/__init__.py").read_text("utf-8"))
    name = version[1] if version else "no version"
    heading = next(
        (line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")), "no heading"
    )
    dated = re.fullmatch(rf"## {re.escape(name)} \(\d{{4}}-\d\d-\d\d\)", heading) is not None
    yield "the changelog begins with this version and its day", dated or draft, f"{name}: {heading}"
    changed = run("git", "status", "--porcelain").stdout.strip()
    yield "nothing is uncommitted", not changed or draft, changed.splitlines()[0] if changed else "clean"
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    yield "xlwings is pinned", any(re.fullmatch(r"xlwings==[\d.]+", entry) for entry in pinned), ", ".join(pinned)


def built(out: Path) -> Iterator[Check]:
    """The wheel and the source archive, the wheel twice."""
    with tempfile.TemporaryDirectory() as again:
        for folder in (out, Path(again)):
            shutil.rmtree(ROOT / "build", ignore_errors=True)  # what an earlier build left would go into the wheel
            made = run(sys.executable, "-m", "build", "--outdir", folder)
            if made.returncode:
                yield "the wheel is built", False, last(made)
                return
        wheel = next(out.glob("*.whl"))
        twin = Path(again) / wheel.name
        yield "the wheel is pure Python", wheel.name.endswith("-py3-none-any.whl"), wheel.name
        same = twin.exists() and twin.read_bytes() == wheel.read_bytes()
        yield "two builds of the wheel are the same", same, f"{wheel.stat().st_size:,} bytes"
    names = zipfile.ZipFile(wheel).namelist()
    foreign = [name for name in names if name.split("/")[0].partition("-")[0] != "bandmodel"]
    yield "the wheel holds this package only", not foreign, ", ".join(foreign) or f"{len(names)} files"


def installed(out: Path, home: Path) -> Iterator[Check]:
    """The wheel alone in a fresh environment, run from another folder whose name has a space and a letter beyond ASCII."""
    place = home / "env"
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python, command, desk = scripts / "python", scripts / "bandmodel", home / "Löhne 2026"
    desk.mkdir()
    wheel = next(out.glob("*.whl")).resolve()
    got = run(python, "-m", "pip", "install", "-q", wheel, cwd=desk)
    yield "the wheel installs", got.returncode == 0, last(got) if got.returncode else "with its dependencies"
    demo = run(command, "demo", cwd=desk)
    yield "the demonstration prints", demo.returncode == 0 and "4 of 5 compared pairs" in demo.stdout, first(demo)
    new = run(command, "new", "Bänder.xlsm", cwd=desk)
    yield "a workbook is made", new.returncode == 0, first(new)
    doctor = run(command, "doctor", "Bänder.xlsm", cwd=desk)
    yield "doctor finds the workbook in order", doctor.returncode == 0, f"{doctor.stdout.count(' fine ')} things fine"
    fresh = run(python, "-m", "bandmodel.template.build", (out / TEMPLATE).resolve(), cwd=desk)
    same = fresh.returncode == 0 and (out / TEMPLATE).read_bytes() == (ROOT / "workbook" / TEMPLATE).read_bytes()
    yield "the template is the committed one", same, last(fresh) or f"{(out / TEMPLATE).stat().st_size:,} bytes"
    addin = run(command, "addin", "build", "--folder", out.resolve(), cwd=desk)
    yield "the add-in is made", addin.returncode == 0 and (out / ADDIN).exists(), first(addin)
    run(python, "-m", "pip", "install", "-q", "oletools", cwd=desk)
    calls = run(python, "-c", FUNCTIONS_IN_VBA, (out / ADDIN).resolve(), cwd=desk)
    yield "the add-in calls every worksheet function", calls.returncode == 0, last(calls)


def valid(out: Path) -> Iterator[Check]:
    """What the Open XML validator says; passed over with a word where it is not installed."""
    validator = shutil.which("ooxml-validator")
    for name in (TEMPLATE, ADDIN):
        if validator is None:
            yield f"{name} is valid Open XML", True, "not checked: ooxml-validator is not installed"
        else:
            found = run(validator, out / name)
            fine = '"ok": true' in found.stdout
            yield f"{name} is valid Open XML", fine, "no fault" if fine else found.stdout + found.stderr


def sums(out: Path) -> str:
    """A line per file for `sha256sum --check`."""
    files = sorted(path for path in out.iterdir() if path.name != SUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def first(done: subprocess.CompletedProcess[str]) -> str:
    """The first line that a command printed."""
    return next((line for line in (done.stdout + done.stderr).splitlines() if line.strip()), "")


def last(done: subprocess.CompletedProcess[str]) -> str:
    """The last line that a command printed."""
    return next((line for line in reversed((done.stdout + done.stderr).splitlines()) if line.strip()), "")


def main() -> int:
    """Build, check, print; the number of checks that failed, at most 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the files; emptied first")
    parser.add_argument("--draft", action="store_true", help="let an undated changelog and uncommitted changes pass")
    chosen = parser.parse_args()
    out: Path = chosen.out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        for checks in (agreement(chosen.draft), built(out), installed(out, Path(home)), valid(out)):
            for what, holds, seen in checks:
                failed += not holds
                print(f"{'ok  ' if holds else 'FAIL'}  {what}: {seen}", flush=True)
    (out / SUMS).write_text(sums(out), encoding="utf-8", newline="\n")
    print(f"\n{out}:\n{(out / SUMS).read_text('utf-8')}" if not failed else f"\n{failed} checks failed; nothing to release.")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
