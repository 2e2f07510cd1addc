"""How pay is spread, against worked groups and a slow obvious count."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel import distributions, placement

EDGES = np.array([0.8, 0.9, 1.0, 1.1])
LEVELS = """Track | Level | Rank | Mid | Spread
            Specialist | S1 | 1 | 100000 | 0.5
            Specialist | S2 | 2 | 120000 | 0.5
            Manager    | M1 | 1 | 150000 | 0.5"""


def placed_of(model, *rows):
    return model.structure, placement.place(model.structure, model.inputs.table("People"))


def test_quartiles_are_those_of_percentile_inc(model_of):
    people = "Employee|Track|Level|Base pay\n" + "\n".join(
        f"E{n}|Specialist|S1|{pay}" for n, pay in enumerate((90000, 95000, 100000, 110000))
    )
    table = distributions.compa_by_track(*placed_of(model_of(Levels=LEVELS, People=people)))
    # PERCENTILE.INC of 0.90, 0.95, 1.00, 1.10: 0.95 − 0.05 / 4 = 0.9375; 0.975; 1.00 + 0.10 / 4 = 1.025
    assert table.iloc[0].tolist() == ["Specialist", 4, *map(pytest.approx, (0.9375, 0.975, 1.025))]
    assert table.iloc[1]["Headcount"] == 0 and np.isnan(table.iloc[1]["Median"])


def test_the_median_pay_of_a_level_is_its_median_compa_ratio_at_the_reference_midpoint(model_of):
    places = "Location|Geo factor|Currency\nBern|1|CHF\nLinz|0.5|CHF"
    people = """Employee|Track|Level|Base pay|Location
                A|Specialist|S2|126000|Bern
                B|Specialist|S2|63000|Linz
                C|Specialist|S2|61500|Linz
                D|Specialist|S9|61500|Linz"""
    model = model_of({"rounding": 1}, Levels=LEVELS, Locations=places, People=people)
    table = distributions.by_level(*placed_of(model))
    # compa-ratios 126 / 120 = 1.05, 63 / 60 = 1.05, 61.5 / 60 = 1.025: median 1.05, at 120,000 = 126,000
    row = table[table["Level"] == "S2"].iloc[0]
    assert (row["Headcount"], row["Median compa"], row["Median pay"]) == (3, pytest.approx(1.05), pytest.approx(126000))
    assert np.isnan(table[table["Level"] == "S1"].iloc[0]["Median pay"])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # people in the bins below 0.8, 0.8, 0.9, 1.0, from 1.1 on; a few join the smaller neighbour until no few are left
        ((0, 6, 9, 7, 0), [(0.8, 0.9, 6), (0.9, 1.0, 9), (1.0, 1.1, 7)]),
        ((2, 0, 3, 20, 0), [(np.nan, 1.0, 5), (1.0, 1.1, 20)]),
        ((0, 5, 0, 5, 0), [(0.8, 0.9, 5), (0.9, 1.0, 0), (1.0, 1.1, 5)]),  # nobody between, and that is no secret
        ((0, 8, 2, 9, 0), [(0.8, 1.0, 10), (1.0, 1.1, 9)]),
        ((0, 0, 9, 0, 3), [(0.9, np.nan, 12)]),
        ((0, 0, 0, 0, 3), [(np.nan, np.nan, 3)]),  # all there are: who asks decides whether to show it
        ((0, 0, 0, 0, 0), []),
    ],
)
def test_a_bin_of_few_people_joins_its_smaller_neighbour(counts, expected):
    middles = np.repeat([0.7, 0.85, 0.95, 1.05, 1.2], counts)
    found = distributions.binned(middles, EDGES, 5)
    assert [tuple(map(str, each)) for each in found] == [tuple(map(str, each)) for each in expected]


def test_a_value_on_an_edge_belongs_to_the_bin_above():
    found = distributions.binned(np.array([0.9, 0.3 * 3, 1.1]), EDGES, 1)  # 0.3 · 3 is stored a hair below 0.9
    assert [(each.low, each.people) for each in found] == [(0.9, 2), (1.0, 0), (1.1, 1)]


@given(st.lists(st.floats(0.5, 1.5), max_size=60), st.integers(1, 8))
def test_bins_hold_everyone_once_and_never_a_few(values, least):
    values = np.array(values)
    found = distributions.binned(values, EDGES, least)
    assert sum(each.people for each in found) == len(values)
    assert [int(each.holds(values).sum()) for each in found] == [each.people for each in found]
    if len(found) > 1:
        assert all(each.people == 0 or each.people >= least for each in found)
    assert all(left.high == right.low for left, right in pairwise(found))
