"""The pages are done step by step, as a reader does: every command, formula, table and sum of theirs."""

import doctest
from pathlib import Path

import pytest

from docs import page as pages
from docs.checker import complaints

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


@pytest.mark.parametrize("name", ["analyst-hour", "finance-hour", "method"])
def test_page_holds_step_by_step(name, tmp_path):
    assert complaints((ROOT / "docs" / f"{name}.md").read_text("utf-8"), tmp_path) == []


def test_readme_holds_step_by_step(tmp_path):
    text = README.read_text("utf-8")
    names: dict = {}
    example = doctest.DocTestParser().get_doctest(text, names, "README", str(README), 0)
    doctest.DocTestRunner(verbose=False).run(example, out=lambda text: None, clear_globs=False)
    assert complaints(text, tmp_path, {"A1:F7": example.globs["bands"]}) == []


def test_pages_that_are_run_hold_what_they_should():
    counted = {
        name: [type(step).__name__ for step in pages.steps((ROOT / "docs" / f"{name}.md").read_text("utf-8"))]
        for name in ("analyst-hour", "finance-hour")
    }
    for kinds in counted.values():
        assert kinds.count("Commands") >= 3
        assert kinds.count("Spilled") >= 8
        assert kinds.count("Typed") >= 2
    assert counted["analyst-hour"].count("Shown") >= 15
    assert counted["finance-hour"].count("Computed") >= 25


def test_installing_is_told_as_in_the_readme_whose_commands_are_the_ones_that_the_gate_runs():
    page = (ROOT / "docs" / "analyst-hour.md").read_text("utf-8")
    for start in ("python3 -m venv .venv && .venv/bin/pip install .", r"py -m venv .venv && .venv\Scripts\pip install ."):
        assert f"`{start} && " in README.read_text("utf-8")
    assert "| `python3 -m venv .venv && .venv/bin/pip install .` |" in page
    assert r"| `py -m venv .venv; .venv\Scripts\pip install .` |" in page  # PowerShell has no && before version 7
