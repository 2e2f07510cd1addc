"""The benchmarks' index, table of rows and page; no time is asserted anywhere."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import sys

import pytest
from benchmarks import __main__ as index
from benchmarks import functions, page
from benchmarks.measure import GROWTH, ROOT, DisagreementError, Growth, Times, agree, row_of

import bandmodel

NOT_OVER_PEOPLE = ("core", "cli", "excel", "inputs", "report", "sample", "template")
"""Parts of the package that show the tables of the others, or make people."""
OF_PEOPLE = {"people", "staff", "placed", "adjusted", "gaps", "closing", "sheet", "company", "result", "results"}
"""Names of arguments that hold people, or what was found of them."""
ONCE_MORE = {"scenarios.record: reproduced"}
"""Not timed again: it runs a scenario, which is timed, and compares a few figures."""


def test_every_workload_has_its_module_with_a_measure():
    for name in set(index.WORKLOADS.values()):
        tree = ast.parse((ROOT / "benchmarks" / f"{name}.py").read_text("utf-8"))
        assert "measure" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


def test_a_row_holds_medians_the_median_ratio_and_the_run_farthest_from_it():
    row = Times((1.0, 2.0, 1.0), (10.0, 10.0, 12.0)).against("P1", "work", "peer", 10)
    assert (row.ours_s, row.peer_s) == (1.0, 10.0)  # medians of 1, 1, 2 and of 10, 10, 12
    assert row.ratio == 10.0  # of 10, 5, 12
    assert row.spread == 0.5  # 5 is half of 10
    assert row.met


@pytest.mark.parametrize(("ratio", "met", "expected"), [(9.9, True, False), (10.0, True, True), (50.0, False, False)])
def test_a_goal_is_met_by_the_ratio_and_by_what_else_must_hold(ratio, met, expected):
    assert Times((1.0,), (ratio,)).against("P1", "work", "peer", 10, met=met).met is expected


@pytest.mark.parametrize(
    ("ours", "peer"), [([1.0, 2.0], [1.0, 2.1]), ([1.0], [1.0, 1.0]), ([1.0], [float("nan")]), (["a", "b"], ["a", "c"])]
)
def test_results_that_differ_are_an_error(ours, peer):
    with pytest.raises(DisagreementError, match=r"^Pay: ours"):
        agree("Pay", ours, peer)


def test_results_that_are_the_same_may_be_unknown():
    agree("Pay", [1.0, float("nan")], [1.0 + 1e-12, float("nan")])


def test_the_page_tells_the_reason_of_a_goal_that_is_missed_and_the_machine():
    found = Times((1.0,), (2.0,)).against("P4", "placing", "pandas", 25, note="It merges fast.", peak_mb=100.0)
    text = page.text([{**found.as_dict(), "date": "2026-01-31", "machine": "a computer"}])
    assert "| P4 | placing | pandas | 1.00 s | 2.00 s | 2.00× | 0% | ≥ 25× | no |" in text
    assert "## Goals missed\n\n- P4, placing: It merges fast. Peak memory 100 MB.\n" in text
    assert "- a computer. Measured 2026-01-31: P4." in text


def test_a_file_keeps_the_rows_of_workloads_that_did_not_run(tmp_path):
    path = tmp_path / "rows.json"
    for name, ratio in (("P10", 1.0), ("P2", 2.0), ("P10", 3.0)):
        index.keep(path, [Times((1.0,), (ratio,)).against(name, "work", "peer", 1)], "2026-01-31")
    assert [(row["id"], row["ratio"]) for row in json.loads(path.read_text("utf-8"))] == [("P2", 2.0), ("P10", 3.0)]


@pytest.mark.parametrize(("least", "told"), [(15, "≥ 15×"), (1 / 1.5, "≤ 1.5 of peer"), (1 / 1.15, "≤ 1.15 of peer")])
def test_a_goal_below_one_is_told_as_the_most_of_the_peers_time(least, told):
    assert page.goal(least) == told


# ---------------------------------------------------------------- growth


@pytest.mark.parametrize(("before", "after", "met"), [(1.0, 14.3, True), (1.0, 14.5, False), (2.0, 2.0, True)])
def test_a_function_may_grow_as_n_log_n_does_and_a_fifth_more(before, after, met):
    # 10 × ln 1,000,000 / ln 100,000 = 10 × 6 / 5 = 12 times, and a fifth more 14.4
    assert Growth.of("f", {1_000_000: after, 100_000: before, 1_000: 9.0}).met is met


def test_the_exponent_is_that_of_the_last_two_sizes():
    row = Growth.of("f", {10: 5.0, 100: 3.0, 10_000: 30.0})
    assert row.people == (10, 100, 10_000)
    assert row.exponent == pytest.approx(0.5)  # ten times the time for a hundred times the people


def test_rows_of_growth_are_kept_behind_the_others_and_make_the_second_table_of_the_page(tmp_path, monkeypatch):
    rows, made = tmp_path / "rows.json", tmp_path / "page.md"
    growth = [
        Growth.of("audit: span", {1_000: 0.002, 10_000: 0.02}, "It is quick."),
        Growth.of("all pairs", {1_000: 0.5, 100_000: 5000.0}, "It looks at pairs."),
    ]
    index.keep(rows, [*growth, Times((1.0,), (2.0,)).against("P4", "placing", "pandas", 1)], "2026-01-31")
    assert [row["id"] for row in json.loads(rows.read_text("utf-8"))] == ["P4", GROWTH, GROWTH]
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--page", str(made), "--from", str(rows)])
    index.main()
    text = made.read_text("utf-8")
    assert "| function | 1,000 | 10,000 | 100,000 | exponent | met |\n|---|--:|--:|--:|--:|---|\n" in text
    assert "| audit: span | 2.00 ms | 20.0 ms |  | 1.00 | yes |\n" in text
    assert "| all pairs | 500 ms |  | 5,000 s | 2.00 | no |\n\n- all pairs: It looks at pairs.\n\n## Machine" in text
    assert "It is quick." not in text
    assert text.index("| P4 |") < text.index("## Growth") < text.index("## Machine")
    assert ". Measured 2026-01-31: P4, growth." in text


@pytest.mark.parametrize(
    "row", [Growth.of("f", {1_000: 1.0, 10_000: 9.0}), Times((1.0,), (2.0,)).against("P4", "w", "p", 1)]
)
def test_a_row_comes_back_from_the_process_that_measured_it(row):
    assert row_of(json.loads(json.dumps(row.as_dict()))) == row


def named() -> set[str]:
    """The functions that the benchmark of growth names, as "module: function"."""
    found = set()
    for one in functions.FUNCTIONS:
        for part in one.functions.split("; "):
            module, _, names = part.partition(": ")
            found |= {f"{module}: {name}" for name in names.split(", ")}
    return found


def over_people() -> set[str]:
    """Every public function of the package that makes tables of people, as "module: function"."""
    found = set()
    for part in pkgutil.walk_packages(bandmodel.__path__, "bandmodel."):
        name = part.name.removeprefix("bandmodel.")
        if name.split(".")[0] in NOT_OVER_PEOPLE or name == "__main__":
            continue
        module = importlib.import_module(part.name)
        for title, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == part.name and not title.startswith("_"):
                told = inspect.signature(function)
                tables = re.fullmatch(r"(list\[)?pd\.DataFrame\]?", str(told.return_annotation))
                if tables and OF_PEOPLE & set(told.parameters):
                    found.add(f"{name}: {title}")
    return found


def test_the_growth_of_every_public_table_function_over_people_is_measured():
    wanted = over_people()
    assert {"people: placed_table", "audit: span", "equity.swiss: table"} <= wanted
    assert wanted - named() - ONCE_MORE == set()


def test_every_function_named_is_there():
    for name in named():
        module, _, function = name.partition(": ")
        assert callable(getattr(importlib.import_module(f"bandmodel.{module}"), function)), name


def test_every_task_of_growth_runs(tmp_path):
    company = functions.Company.of_size(functions.SIZES[0], tmp_path)
    assert len(company.staff) == 1_000
    names = [one.name for one in functions.FUNCTIONS]
    assert len(set(names)) == len(names)
    for one in functions.FUNCTIONS:
        assert one.task(company) is not None, one.name
