"""Worksheet functions of one person in a band. Figures by hand; the published examples are in tests/golden."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm


def test_compa_ratio_takes_pay_to_full_time_first():
    # 42 000 on 60 % is 70 000 on full time; over the midpoint of 80 000: 0.875
    assert bm.BM_COMPA(42000, 80000, 0.6) == pytest.approx(0.875)
    assert bm.BM_COMPA(70000, 80000) == 0.875


def test_a_compa_ratio_without_a_midpoint_or_time_is_refused():
    assert bm.BM_COMPA(70000, 0) == "#BM! Midpoint 0 is not above 0."
    assert bm.BM_COMPA(70000, 80000, 0) == "#BM! FTE 0 is not above 0; type 1 for full time."


def test_penetration_is_not_clipped_outside_the_band():
    # band 60 000 … 100 000; 50 000 is a quarter of the width below, 110 000 a quarter above
    assert bm.BM_PENETRATION([[50000], [60000], [80000], [110000]], 60000, 100000) == [[-0.25], [0], [0.5], [1.25]]


def test_penetration_of_a_flat_band_is_unknown():
    assert bm.BM_PENETRATION(60000, 60000, 60000) == ""


def test_status_counts_both_ends_as_in_the_band():
    pay = [[59999.99], [60000], [80000], [100000], [100000.01], [None]]
    states = ["below", "in band", "in band", "in band", "above", ""]
    assert bm.BM_STATUS(pay, 60000, 100000) == [[state] for state in states]


def test_an_upside_down_band_is_refused():
    said = "#BM! Min 100000 is above max 60000; swap them."
    assert bm.BM_STATUS(80000, 100000, 60000) == bm.BM_PENETRATION(80000, 100000, 60000) == said


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [  # Excel, DATEDIF(start, end, "m")
        ("2021-06-01", "2025-01-01", 43),  # golden 15
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-01-31", "2024-02-29", 0),  # the 31st is not reached
        ("2024-01-31", "2024-03-31", 2),
        ("2024-05-05", "2024-05-05", 0),
    ],
)
def test_months_are_whole_months(start, end, months):
    assert bm.BM_MONTHS(start, end) == months


def test_months_the_wrong_way_round_are_refused():
    message = bm.BM_MONTHS("2025-01-02", "2025-01-01")
    assert message == "#BM! End 2025-01-01 is before start 2025-01-02; swap them."
