"""The benchmarks' index, table of rows and page; no time is asserted anywhere."""

from __future__ import annotations

import ast
import json

import pytest
from benchmarks import __main__ as index
from benchmarks import page
from benchmarks.measure import ROOT, DisagreementError, Times, agree


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
