"""What README and docs promise is checked: tables of functions and settings, commands, examples, links."""

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
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["README.md", "docs/functions.md", "docs/policy.md", "docs/findings.md"])
def test_generated_page_equals_a_fresh_build(build, page):
    assert (ROOT / page).read_text("utf-8") == build.PAGES[page](), "run: python docs/build.py"


def test_readme_lists_every_worksheet_function_and_no_other():
    listed = re.findall(r"^\| `(BM_\w+)\(", README, re.MULTILINE)
    assert sorted(listed) == sorted(FUNCTIONS)


def test_readme_examples_print_what_they_show():
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted >= 5
    assert result.failed == 0


def test_first_lines_of_the_demonstration_are_those_of_the_readme():
    shown = README.split("```text\n")[1].split("```")[0].strip().splitlines()
    run = subprocess.run([sys.executable, "-m", "bandmodel", "demo"], capture_output=True, encoding="utf-8", check=True)
    assert " ".join(run.stdout.split()).startswith(" ".join(" ".join(shown).split()))


def test_every_command_of_the_readme_exists_and_every_command_is_in_the_readme():
    usage = subprocess.run([sys.executable, "-m", "bandmodel", "--help"], capture_output=True, encoding="utf-8", check=True)
    commands = set(re.findall(r"^  (\w+)  ", usage.stdout.split("Commands:")[1], re.MULTILINE))
    blocks = "\n".join(re.findall(r"```text\n(.*?)```", README, re.DOTALL))
    in_readme = set(re.findall(r"^bandmodel (\w+)", blocks, re.MULTILINE)) | set(re.findall(r"bin/bandmodel (\w+)`", README))
    assert commands == in_readme


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


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
