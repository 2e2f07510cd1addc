"""Findings on the Merit table: holes, overlaps and backward zones of a rating (contract §10, merit rows)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bandmodel import findings
from bandmodel.findings import merit

HEAD = "Rating | Compa from | Compa to | Increase\n"


@pytest.fixture
def zones(inputs_of):
    """The findings of a Merit table."""

    def found(block: str) -> list:
        return list(merit.zones(inputs_of(Merit=HEAD + block).table("Merit")))

    return found


def test_zones_that_touch_are_no_finding(zones):
    assert zones("3 | | 0.9 | 0.05\n3 | 0.9 | 1.1 | 0.03\n3 | 1.1 | | 0\n4 | 0.8 | 1.2 | 0.04") == []
    assert zones("") == []


@pytest.mark.parametrize(
    ("rows", "code", "row", "words"),
    [
        ("3 | 0.8 | 0.9 | 0.05\n3 | 0.95 | 1.1 | 0.03", "merit-hole", 3, "no zone covers compa-ratio 0.9 to 0.95"),
        ("3 | 0.8 | 1.0 | 0.05\n3 | 0.9 | | 0.03", "merit-overlap", 3, "compa-ratio 0.9 to 1 is in two zones"),
        ("3 | 1.1 | 0.9 | 0.05", "merit-backward", 2, "ends at 0.9, not above its start 1.1"),
        ("3 | 1 | 1 | 0.05", "merit-backward", 2, "ends at 1, not above its start 1"),
    ],
)
def test_a_fault_of_the_zones_is_told_with_its_place(zones, of_code, rows, code, row, words):
    found = zones(rows)
    assert [told[:4] for told in of_code(found, code)] == [("warning", "Merit", row, "Compa from")]
    assert [f.code for f in found] == [code]
    assert found[0].message.startswith("Rating 3: ")
    assert words in found[0].message


def test_the_same_place_of_two_ratings_is_no_overlap(zones):
    assert zones("3 | 0.8 | 1.0 | 0.05\n4 | 0.8 | 1.0 | 0.06") == []


def test_every_fault_is_told_and_a_blank_row_keeps_the_row_numbers(zones, of_code):
    found = zones("3 | 0.8 | 0.9 | 0.05\n | | |\n3 | 1.0 | 1.2 | 0.03\n3 | 1.1 | 1.3 | 0.02")
    assert [told[:4] for told in of_code(found, "merit-hole")] == [("warning", "Merit", 4, "Compa from")]
    assert of_code(found, "merit-overlap") == [("warning", "Merit", 5, "Compa from", "1.1")]


def test_a_model_with_a_merit_table_lists_its_faults(model_of, sound, of_code):
    found = findings.of_model(model_of(**sound, Merit=HEAD + "3 | 0.8 | 0.9 | 0.05\n3 | 1 | | 0.03"))
    assert [told[:4] for told in of_code(found, "merit-hole")] == [("warning", "Merit", 3, "Compa from")]
    assert [f.code for f in found] == ["merit-hole"]


def test_a_hole_is_told_with_the_value_of_the_cell_it_is_told_at_and_open_ends_in_words():
    matrix = pd.DataFrame(
        [(1, 0.8, 0.9, 0.01), (1, 0.95, 1.1, 0.02), (2, np.nan, 0.9, 0.01), (2, np.nan, 1.1, 0.02)],
        columns=["Rating", "Compa from", "Compa to", "Increase"], index=[2, 3, 4, 5],
    )  # fmt: skip
    hole, overlap = merit.zones(matrix)
    assert (hole.row, hole.value, hole.message) == (3, "0.95", "Rating 1: no zone covers compa-ratio 0.9 to 0.95.")
    assert (overlap.row, overlap.value, overlap.message) == (5, "", "Rating 2: compa-ratio below 0.9 is in two zones.")
