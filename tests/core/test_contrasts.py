"""Coefficients of every category against numpy's smallest solution, and by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import regression
from bandmodel.core.contrasts import Coordinates, combinations
from bandmodel.core.design import Categories, Numbers


def coefficients(y, columns, size):
    """Coefficients in coordinates."""
    found = regression.equations(np.asarray(y, float), columns)
    coordinates = Coordinates.of(columns)
    to = coordinates.smallest(combinations(found), np.asarray(size, float)) @ found.design.back()
    return coordinates, to @ found.solved.full


def test_categories_stand_beside_their_plain_average():
    # means 10, 14 and 18 of groups of 1, 1 and 2: the average counts categories, not people: (10 + 14 + 18) / 3 = 14
    level = Categories("Level", np.array([0, 1, 2, 2]), ("a", "b", "c"), 1)
    coordinates, found = coefficients([10, 14, 17, 19], [level], [0, 1, 1, 1])
    assert coordinates.variable == ("Intercept", "Level", "Level", "Level")
    assert coordinates.category == ("", "a", "b", "c")
    assert_allclose(found, [14, -4, 0, 4], atol=1e-12)


def test_a_category_without_people_has_no_effect_and_no_say_in_the_average():
    level = Categories("Level", np.array([0, 1, 0, 1]), ("a", "b", "c"), 2)
    assert_allclose(coefficients([9, 11, 9.5, 11.5], [level], [0, 1, 1, 1])[1], [10.25, -1, 1, 0], atol=1e-12)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 4))
def test_of_all_coefficients_that_fit_alike_the_smallest_are_taken(seed, base):
    # Grade follows from Level, no one is on level 5, and Points from Level too: numpy's pseudo-inverse of the centred
    # columns, numbers in standard deviations, is the smallest solution with the intercept left free
    rng = np.random.default_rng(seed)
    level = rng.permutation(np.arange(40) % 4)
    points = 10.0 + 3 * level
    columns = [
        Numbers("Points", points),
        Categories("Grade", level // 2, ("low", "high"), int(rng.integers(2))),
        Categories("Level", level, ("1", "2", "3", "4", "5"), base),
    ]
    y = rng.normal(11, 1, 40) + 0.2 * level
    coordinates, found = coefficients(y, columns, [0, points.std(), *[1] * 7])
    parts = [points / points.std(), *[(level // 2 == n) * 1.0 for n in range(2)], *[(level == n) * 1.0 for n in range(5)]]
    every = np.column_stack(parts)
    smallest = np.linalg.pinv(every - every.mean(axis=0), rcond=1e-10) @ (y - y.mean())
    smallest[0] /= points.std()
    assert_allclose(found[1:], smallest, atol=1e-9)
    there = np.array([True] * 8 + [False])
    free = combinations(regression.equations(y, columns))
    assert coordinates.entangled(free, there) == ("Points", "Grade", "Level")


def test_nothing_is_entangled_where_only_base_levels_are_left_out():
    columns = [Categories("Level", np.array([0, 1, 0, 1, 0]), ("a", "b", "c"), 2), Numbers("x", np.array([1.0, 2, 3, 5, 9]))]
    free = combinations(regression.equations(np.arange(5.0), columns))
    assert free.shape == (4, 1)  # the base level has no one: of its dummies one follows from the intercept
    assert Coordinates.of(columns).entangled(free, np.array([True, True, True, False, True])) == ()
