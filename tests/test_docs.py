"""What README and docs take from the code is as the code has it. What they show is run by tests/docs."""

import doctest
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bandmodel.excel import FUNCTIONS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/functions.md",
        "docs/policy.md",
        "docs/findings.md",
        "docs/scenarios.md",
        "docs/excel-check-form.md",
    ],
)
def test_generated_page_equals_a_fresh_build(build, page):
    assert (ROOT / page).read_text("utf-8") == build.PAGES[page](), "run: python docs/build.py"


def test_the_form_has_every_step_of_the_checklist_in_its_order():
    steps = {
        name: re.findall(r"^\| (\w+) \|(?! what)", (ROOT / "docs" / f"{name}.md").read_text("utf-8"), re.MULTILINE)
        for name in ("excel-checklist", "excel-check-form")
    }
    numbered = {name: [step for step in found if re.search(r"\d", step)] for name, found in steps.items()}
    assert len(numbered["excel-checklist"]) >= 18
    assert numbered["excel-check-form"] == numbered["excel-checklist"]


def test_readme_lists_every_worksheet_function_and_no_other():
    listed = re.findall(r"^\| `(BM_\w+)\(", README, re.MULTILINE)
    assert sorted(listed) == sorted(FUNCTIONS)


def test_readme_examples_print_what_they_show():
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted >= 5
    assert result.failed == 0


def test_every_command_of_the_readme_exists_and_every_command_is_in_the_readme():
    usage = subprocess.run([sys.executable, "-m", "bandmodel", "--help"], capture_output=True, encoding="utf-8", check=True)
    commands = set(re.findall(r"^  (\w+)  ", usage.stdout.split("Commands:")[1], re.MULTILINE))
    blocks = "\n".join(re.findall(r"```shell\n(.*?)```", README, re.DOTALL))
    in_readme = set(re.findall(r"^bandmodel (\w+)", blocks, re.MULTILINE))
    assert commands == in_readme


def test_every_dependency_has_its_line_of_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = [*project["dependencies"], *extras["test"], *extras["dev"]]
    packages = {re.split(r"[<>=\[ ]", name)[0] for name in named} - {"bandmodel"}
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert [package for package in sorted(packages) if package not in reasons] == []


def test_the_start_commands_are_the_ones_that_the_gate_runs():
    gate = (ROOT / ".ci" / "run").read_text("utf-8")
    for row in re.findall(r'readme_command "([^"]+)"', gate):
        assert f"| {row} | `" in README
