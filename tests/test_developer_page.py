"""The developer's page is followed to the letter: its function is added to a copy of the project, tested and documented."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "developer.md").read_text("utf-8")
ADDED = re.compile(r"Add to the end of `(.+?)`:\n\n```python\n(.*?)```", re.DOTALL)
SHOWN = re.compile(r"^>>> .*?(?=\n\n```)", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project after the steps that change files."""
    copy = tmp_path_factory.mktemp("a copy")
    for name in ("src", "docs", "workbook"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "README.md", copy)
    (copy / "tests" / "core").mkdir(parents=True)
    for path, code in ADDED.findall(PAGE):
        place = copy / path
        before = place.read_text("utf-8") if place.exists() else ""
        place.write_text(before + code, encoding="utf-8")
    init = copy / "src" / "bandmodel" / "excel" / "__init__.py"
    named = init.read_text("utf-8").replace("    BM_ROUND,\n", "    BM_RANGE_RATIO,\n    BM_ROUND,\n", 1)
    init.write_text(named.replace('    "BM_ROUND",\n', '    "BM_RANGE_RATIO",\n    "BM_ROUND",\n', 1), encoding="utf-8")
    return copy


def run(copy: Path, *command: str) -> str:
    """What Python prints in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, *command], cwd=copy, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_changes_a_formula_a_test_and_a_worksheet_function():
    assert [path for path, _ in ADDED.findall(PAGE)] == [
        "src/bandmodel/core/bands.py", "tests/core/test_range_ratio.py", "src/bandmodel/excel/bands.py",
    ]  # fmt: skip


def test_its_own_tests_pass(copy):
    assert "3 passed" in run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/core/test_range_ratio.py")


def test_the_function_gives_what_the_page_shows(copy):
    (copy / "shown.txt").write_text(SHOWN.search(PAGE)[0] + "\n", encoding="utf-8")
    assert "3 passed" in run(copy, "-m", "doctest", "-v", "shown.txt")


def test_the_commands_of_the_page_document_the_function_and_wire_it_into_the_workbook(copy):
    for command in re.findall(r"^python (.+)$", PAGE.split("**5.")[1].split("```text")[1].split("```")[0], re.MULTILINE):
        run(copy, *command.split())
    for page in ("README.md", "docs/functions.md"):
        assert "BM_RANGE_RATIO(min, max)" in (copy / page).read_text("utf-8")
    code = "\n".join(part[3] for part in VBA_Parser(str(copy / "workbook" / "Template.xlsm")).extract_macros())
    assert "Function BM_RANGE_RATIO(" in code
    assert (copy / "docs/img/architecture.svg").read_text("utf-8") == (ROOT / "docs/img/architecture.svg").read_text("utf-8")


def test_every_room_of_the_table_exists():
    table = PAGE.split("| room |")[1].split("\n\n")[0]
    rooms = re.findall(r"`(\w+)(?:/|\.py)?`", "\n".join(line.split("|")[1] for line in table.splitlines()[2:]))
    assert len(rooms) >= 12
    for room in rooms:
        place = ROOT / "src" / "bandmodel" / room
        assert place.is_dir() or place.with_suffix(".py").exists(), room
