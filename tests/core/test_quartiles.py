"""Pay quartiles. Oracles: the British government's printed example, hand arithmetic, a loop in exact fractions."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from bandmodel.core import quartiles

PEOPLE = st.lists(st.tuples(st.sampled_from([np.nan, 8.0, 9.5, 10.0, 12.25, 20.0]), st.integers(-1, 2)), max_size=30)
WOMAN, MAN = 0, 1


def arrays(people):
    return np.array([pay for pay, _ in people], float), np.array([group for _, group in people], int)


def one_by_one(people, groups):
    """Expected people by quartile and group: each place in the order of pay holds a share of everyone with the pay there."""
    ranked = sorted((pay, group) for pay, group in people if not np.isnan(pay) and group >= 0)
    with_pay = Counter(pay for pay, _ in ranked)
    each, left = divmod(len(ranked), 4)
    sizes = [each + (quarter in {0: (), 1: (0,), 2: (0, 2), 3: (0, 1, 2)}[left]) for quarter in range(4)]
    places = iter(pay for pay, _ in ranked)
    table = [[Fraction(0)] * groups for _ in range(4)]
    for quarter, size in enumerate(sizes):
        for _ in range(size):
            pay = next(places)
            for other, group in ranked:
                if other == pay:
                    table[quarter][group] += Fraction(1, with_pay[pay])
    return [[float(cell) for cell in row] for row in table], sizes


# ---------------------------------------------------------------- published


def test_the_quartiles_are_what_the_british_government_prints_in_its_guidance():
    # GOV.UK, statutory guidance "Making your gender pay gap calculations", example Acme Ltd, calculation 1: 4,445 people,
    # lower 1,112 of whom 187 men, then 1,111 each with 110, 298 and 750 men; per cent men 16.8, 9.9, 26.8, 67.5
    size, men = np.array([1112, 1111, 1111, 1111]), np.array([187, 110, 298, 750])
    pay = np.arange(4445) / 100 + 10  # everyone another pay
    group = np.concatenate([np.repeat([MAN, WOMAN], [m, n - m]) for n, m in zip(size, men, strict=True)])
    found = quartiles.quartiles(pay, group, 2)
    assert found.size.tolist() == size.tolist()
    assert found.people[:, WOMAN].tolist() == [925, 1001, 813, 361]
    assert [round(100 * share, 1) for share in found.share[:, MAN]] == [16.8, 9.9, 26.8, 67.5]
    assert [round(100 * share, 1) for share in found.share[:, WOMAN]] == [83.2, 90.1, 73.2, 32.5]


def test_equal_pay_across_a_boundary_is_shared_as_the_guidance_prints_it():
    # the same guidance: 40 people of equal pay, 36 women and 4 men; 10 fall into the lower quartile, 30 into the lower
    # middle: 9 women and 1 man there, 27 women and 3 men here. Here 30 men are paid less, 90 men more.
    pay, group = np.repeat([9.0, 10, 11], [30, 40, 90]), np.repeat([MAN, WOMAN, MAN], [30, 36, 94])
    found = quartiles.quartiles(pay, group, 2)
    assert found.people.tolist() == [[9, 31], [27, 13], [0, 40], [0, 40]]  # men: 30 + 1, 3 + 10, 40, 40
    assert found.shared.tolist() == [40, 130, 90, 90]  # the 90 men at 11 fall into three quartiles


@pytest.mark.parametrize(
    ("n", "sizes"),
    [(0, [0, 0, 0, 0]), (1, [1, 0, 0, 0]), (2, [1, 0, 1, 0]), (3, [1, 1, 1, 0]), (4, [1, 1, 1, 1]), (5, [2, 1, 1, 1]),
     (6, [2, 1, 2, 1]), (7, [2, 2, 2, 1]), (322, [81, 80, 81, 80])],
)  # fmt: skip
def test_people_left_over_are_distributed_as_the_guidance_says(n, sizes):
    # one: lower; two: lower and upper middle; three: lower, lower middle and upper middle
    assert quartiles.sizes(n).tolist() == sizes


# ---------------------------------------------------------------- by hand


def test_a_worked_example_by_hand():
    # in order: 10 M, 10 F, 12 F | 17 F, 17 F | 18 M, 22 M | 24 F, 30 M: nine people, one left over in the lower quartile
    pay = np.array([30, 24, 22, 18, 17, 17, 12, 10, 10.0])
    group = np.array([MAN, WOMAN, MAN, MAN, WOMAN, WOMAN, WOMAN, WOMAN, MAN])
    found = quartiles.quartiles(pay, group, 2)
    assert found.people.tolist() == [[2, 1], [2, 0], [0, 2], [1, 1]]
    assert_allclose(found.share, [[2 / 3, 1 / 3], [1, 0], [0, 1], [1 / 2, 1 / 2]])
    assert (found.low.tolist(), found.high.tolist()) == ([10, 17, 18, 24], [12, 17, 22, 30])
    assert found.shared.tolist() == [0, 0, 0, 0]  # equal pay inside one quartile needs no sharing


def test_where_everyone_is_paid_the_same_each_quartile_has_the_share_of_the_whole():
    found = quartiles.quartiles(np.full(8, 15.0), np.array([0, 0, 0, 0, 0, 1, 1, 1]), 2)
    assert_allclose(found.share, [[5 / 8, 3 / 8]] * 4)
    assert found.shared.tolist() == [8, 8, 8, 8]


def test_pays_that_differ_by_rounding_alone_are_equal():
    pay = np.array([0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2])
    assert len(set(pay)) == 2  # not so to the machine
    found = quartiles.quartiles(pay, np.array([WOMAN, MAN, WOMAN, MAN]), 2)
    assert_allclose(found.share, [[0.5, 0.5]] * 4)


def test_a_cent_of_difference_is_a_difference():
    found = quartiles.quartiles(np.array([1e6, 1e6 + 0.01, 1e6 + 0.02, 1e6 + 0.03]), np.array([0, 1, 0, 1]), 2)
    assert found.people.tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]


def test_with_fewer_than_four_people_the_share_of_an_empty_quartile_is_unknown():
    found = quartiles.quartiles(np.array([10.0, 20.0]), np.array([0, 1]), 2)
    assert_array_equal(found.share, [[1, 0], [np.nan, np.nan], [0, 1], [np.nan, np.nan]])
    assert np.isnan(quartiles.quartiles(np.array([]), np.array([], int), 2).share).all()


# ---------------------------------------------------------------- properties


@given(PEOPLE)
def test_the_quartiles_equal_a_loop_over_the_places_in_exact_fractions(people):
    expected, size = one_by_one(people, 3)
    found = quartiles.quartiles(*arrays(people), 3)
    assert_allclose(found.people, expected, atol=1e-12)
    assert found.size.tolist() == size


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_quartiles_do_not_depend_on_the_order_of_the_rows_to_the_last_digit(people, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)
    one, other = (quartiles.quartiles(*arrays(rows), 3) for rows in (people, shuffled))
    assert_array_equal(one.people, other.people)
    assert_array_equal(one.low, other.low)


@given(PEOPLE)
def test_no_one_is_lost_and_the_quartiles_are_of_equal_size_but_for_one(people):
    pay, group = arrays(people)
    found = quartiles.quartiles(pay, group, 3)
    counted = group[(group >= 0) & ~np.isnan(pay)]
    assert_allclose(found.people.sum(axis=0), np.bincount(counted, minlength=3))
    assert_allclose(found.people.sum(axis=1), found.size)
    assert found.size.max() - found.size.min() <= 1


@given(PEOPLE, st.floats(0.01, 1000))
def test_the_shares_do_not_depend_on_the_currency(people, rate):
    pay, group = arrays(people)
    assert_allclose(quartiles.quartiles(pay * rate, group, 3).share, quartiles.quartiles(pay, group, 3).share)


@given(PEOPLE)
def test_groups_may_be_numbered_as_one_likes(people):
    pay, group = arrays(people)
    turned = np.array([2, 0, 1, -1])[group]  # 0 becomes 2, 1 becomes 0, 2 becomes 1; the last entry is for −1
    assert_array_equal(quartiles.quartiles(pay, turned, 3).people[:, [2, 0, 1]], quartiles.quartiles(pay, group, 3).people)
