"""The last table of the method page: every row leads to a function, a module and a test, with the tolerance that it has."""

import ast
import re
from pathlib import Path

import pytest

from bandmodel.excel import FUNCTIONS
from docs.page import cells, plain

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## Figure, function, module, test, oracle, digits"


def rows() -> list[tuple[str, ...]]:
    text = (ROOT / "docs" / "method.md").read_text("utf-8").partition(HEADING)[2]
    return [cells(line) for line in text.splitlines() if line.startswith("|")][2:]


def source(test: str) -> str:
    """The source of a test, as tests/… :: name."""
    file, _, name = test.partition("::")
    text = (ROOT / "tests" / file).read_text("utf-8")
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(found) == 1, test
    return str(ast.get_source_segment(text, found[0]))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_leads_to_what_it_names(row):
    _, function, module, test, oracle, digits = row
    assert plain(function) in FUNCTIONS or function.startswith("none")
    assert (ROOT / "src" / "bandmodel" / module).is_file()
    code = source(test)
    assert oracle
    named = re.findall(r"`([^`]+)`", digits)
    assert [tolerance for tolerance in named if tolerance not in code] == []
    if digits == "exact":
        assert not re.search(r"approx|allclose|round\(", code)


def test_functions_that_compute_a_figure_are_in_the_table():
    named = {plain(row[1]) for row in rows()}
    statistics = {
        name for name in FUNCTIONS if re.search("GAP|PARITY|OAXACA|LOGIB|QUARTILES|CATEGORIES|SIMULATE|SCENARIO", name)
    }
    assert sorted(statistics - named) == []
