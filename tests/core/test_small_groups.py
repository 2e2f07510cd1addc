"""Groups that sums and differences give away, against trying every group with exact fractions."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel.core import small_groups
from core.disclosure_attack import Span

CLASSES = 6
ROWS = st.lists(st.lists(st.booleans(), min_size=CLASSES, max_size=CLASSES), min_size=1, max_size=6)
COUNTS = st.lists(st.sampled_from([0, 1, 1, 2, 2, 3, 4, 6, 9]), min_size=CLASSES, max_size=CLASSES)


def by_trying_all(rows, counts, minimum):
    """Every group of 1 to minimum − 1 people that is a linear combination of the rows."""
    span = Span(np.array(rows, int))
    groups = (group for group in product((0, 1), repeat=CLASSES) if 0 < np.dot(group, counts) < minimum)
    return {group for group in groups if np.array(group) in span}


@settings(max_examples=100)
@given(ROWS, COUNTS, st.sampled_from([3, 5]))
def test_a_small_group_is_found_wherever_there_is_one(rows, counts, minimum):
    found = small_groups.given_away(np.array(rows), np.array(counts), minimum)
    if by_trying_all(rows, counts, minimum):
        assert len(found)


@settings(max_examples=100)
@given(ROWS, COUNTS.map(lambda counts: [n or 1 for n in counts]))
def test_every_group_that_is_found_is_one(rows, counts):
    found = small_groups.given_away(np.array(rows), np.array(counts), 5)
    assert {tuple(group.astype(int)) for group in found} <= by_trying_all(rows, counts, 5)


def test_a_difference_of_three_aggregates_is_found_through_an_empty_class():
    # all 20 − men 15 − women 3 = 2 without an entry; the first page shows that nobody is in the third class
    rows = np.array([[1, 1, 1, 1], [1, 0, 1, 0], [0, 0, 1, 0], [0, 1, 0, 0]])
    found = small_groups.given_away(rows, np.array([15, 9, 0, 2]), 5)
    assert [group.astype(int).tolist() for group in found] == [[0, 0, 0, 1]]


def test_a_difference_is_found_though_it_is_no_row_of_the_echelon_form():
    # five classes of 1, 1, 2, 6 and 3 people: all 13 less (6 + 3) leaves the first three, 4 people
    rows = np.array([[0, 1, 1, 0, 1], [0, 0, 0, 1, 1], [1, 1, 1, 1, 1], [1, 0, 1, 0, 1]])
    found = small_groups.given_away(rows, np.array([1, 1, 2, 6, 3]), 5)
    assert [1, 1, 1, 0, 0] in found.astype(int).tolist()


def test_the_echelon_form_is_that_of_fractions():
    # by hand: r2 − r1 = (0, 0, −1, 1); r3 is r1 + r2 and drops out
    reduced, pivots = small_groups.echelon(np.array([[1, 1, 1, 0], [1, 1, 0, 1], [2, 2, 1, 1]]))
    assert pivots.tolist() == [0, 2]
    assert reduced.tolist() == [[1, 1, 0, 1], [0, 0, 1, small_groups.PRIME - 1]]


def test_without_rows_or_classes_nothing_is_given_away():
    assert small_groups.given_away(np.zeros((0, 3), bool), np.array([1, 2, 3]), 5).shape == (0, 3)
    assert small_groups.given_away(np.zeros((2, 0), bool), np.array([], int), 5).shape == (0, 0)
