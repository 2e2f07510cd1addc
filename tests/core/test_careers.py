"""Signs of the career audit on ladders of levels: by hand, and against plain loops. Contract §4, §10 Careers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import careers, comparisons, ladder
from bandmodel.core.comparisons import from_equivalence

NAN = np.nan
LIMITS = careers.TrappedLimits(penetration=0.90, percentile=75, incumbents=5, market_ratio=0.95)


def ladders(*tracks: tuple[str, list[float]]) -> pd.DataFrame:
    """Levels A1, A2 … of track A and so on, with midpoints, lowest first."""
    rows = [(track, f"{track}{n}", mid) for track, mids in tracks for n, mid in enumerate(mids, 1)]
    return pd.DataFrame(rows, columns=["Track", "Level", "Mid"])


def equals(frame: pd.DataFrame, *pairs: str):
    """Comparisons of pairs such as "S2 M1"."""
    rows = [(a[0], a, b[0], b) for a, b in (pair.split() for pair in pairs)]
    return from_equivalence(frame, pd.DataFrame(rows, columns=["From track", "From level", "To track", "To level"]))


THREE = ladders(("S", [100, 105, 130]), ("M", [125, 131.249, 175]), ("P", [90]))  # rows 0 1 2, 3 4 5, 6


def test_the_rung_above_is_on_the_same_track():
    assert ladder.rung_above(THREE).tolist() == [1, 2, -1, 4, 5, -1, -1]
    assert ladder.rung_above(THREE.iloc[:0]).tolist() == []


def test_steps_below_the_limit_are_small_and_one_of_exactly_the_limit_is_not():
    step, small = careers.small_steps(THREE, 0.05)
    # 105/100, 130/105, –, 131.249/125 = 4.9992 %, 175/131.249, –, –
    assert_allclose(step, [0.05, 25 / 105, NAN, 0.049992, 175 / 131.249 - 1, NAN, NAN], atol=1e-12)
    assert small.tolist() == [False, False, False, True, False, False, False]


def test_a_step_down_is_small_and_an_unknown_midpoint_is_not():
    frame = ladders(("S", [100, 90, NAN, 120]))
    assert careers.small_steps(frame, 0.05)[1].tolist() == [True, False, False, False]


@given(st.floats(1, 1e6), st.integers(1, 400))
def test_a_step_of_exactly_the_limit_is_not_small_whatever_the_pay(mid, permille):
    limit = permille / 1000
    frame = ladders(("S", [mid, mid * (1 + limit)]))
    assert not careers.small_steps(frame, limit)[1].any()


def test_links_run_in_both_directions():
    row, other = comparisons.links(equals(THREE, "S2 M1", "S3 M2"))
    assert sorted(zip(row.tolist(), other.tolist(), strict=True)) == [(1, 3), (2, 4), (3, 1), (4, 2)]


@pytest.mark.parametrize(
    ("pairs", "ends"),
    [
        (["S3 M2"], [2]),  # M3 is above M2
        (["S3 M3"], []),  # both end there
        (["S3 M2", "S3 M3"], [2]),  # one of two equivalents goes on
        (["S2 M3"], [5]),  # the manager track ends where the specialist track goes on to S3
        (["P1 S1", "S1 M3"], [5, 6]),
        ([], []),
    ],
)
def test_a_level_ends_first_where_an_equivalent_one_goes_on(pairs, ends):
    assert np.flatnonzero(careers.ends_first(THREE, equals(THREE, *pairs), np.full(len(THREE), NAN))).tolist() == ends


@pytest.mark.parametrize(("grades", "ends"), [([1, 2, 12, 9, 11, 13], [2]), ([1, 2, 12, 9, 11, 12], []), ([NAN] * 6, [])])
def test_a_top_rung_without_an_equivalent_ends_first_where_the_compared_track_has_a_higher_grade(grades, ends):
    # S1 ~ M1 makes the tracks compared; S3 is the top and has no equivalent of its own, nor has M3
    grade = np.array([*grades, *[NAN] * (len(THREE) - 6)], float)
    found = careers.ends_first(THREE, equals(THREE, "S1 M1"), grade)
    assert [row for row in np.flatnonzero(found).tolist() if row < 3] == ends


# ---------------------------------------------------------------- percentile by level


def test_the_percentile_is_excels_percentile_inc():
    # Microsoft's PERCENTILE.INC example: {1, 3, 2, 4} at 0.3 is 1.9
    found = careers.percentile_by_level(np.array([1.0, 3, 2, 4]), np.zeros(4, int), 1, 30, 2)
    assert_allclose(found, [1.9])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4], NAN),  # four
        ([1, 2, 3, 4, 5], 4),
        ([1, 2, 3, 4, 5, 6], 4.75),  # 0.75 · 5 = 3.75 steps
        ([7, 7, 7, 7, 7], NAN),  # all equal
        ([7, 7, 7, 7, 8], 7),
        ([1, 2, 3, 4, NAN], NAN),  # four are known
        ([], NAN),
    ],
)
def test_a_level_of_few_or_all_equal_has_no_percentile(values, expected):
    found = careers.percentile_by_level(np.array(values, float), np.ones(len(values), int), 3, 75, 5)
    assert_allclose(found, [NAN, expected, NAN])


VALUES = st.one_of(st.just(NAN), st.integers(0, 9).map(float), st.floats(0, 20_000))


@given(st.lists(st.tuples(VALUES, st.integers(-1, 4)), max_size=60), st.integers(0, 100), st.integers(2, 6))
def test_percentiles_equal_numpys_group_by_group(people, percent, least):
    value = np.array([figure for figure, _ in people], float)
    level = np.array([place for _, place in people], int)
    expected = []
    for number in range(5):
        known = [figure for figure, place in people if place == number and not np.isnan(figure)]
        told = len(known) >= least and len(set(known)) > 1
        expected.append(np.percentile(known, percent, method="linear") if told else NAN)
    assert_allclose(careers.percentile_by_level(value, level, 5, percent, least), expected, rtol=1e-12, atol=1e-6)


# ---------------------------------------------------------------- signs of a trapped specialist


def signs(level, penetration, time, ratio, ends_first):
    arrays = (np.array(x, float) for x in (penetration, time, ratio))
    return careers.trapped_signs(np.array(level, int), *arrays, np.array(ends_first), LIMITS)


def test_each_sign_on_both_sides_of_its_threshold():
    # one level of five with times 1 … 5: the percentile is 4
    found = signs([0] * 5, [0.9, 0.8999, 0.91, NAN, 0.1], [4, 3.99, 1, 2, 5], [0.95, 0.9499, 1, NAN, 0.1], [False])
    assert found.time_limit.tolist() == [4] * 5
    assert found.near_top.tolist() == [True, False, True, False, False]
    assert found.long.tolist() == [True, False, False, False, True]
    assert found.behind.tolist() == [False, True, False, False, True]
    assert found.no_rung.tolist() == [False] * 5
    assert found.count.tolist() == [2, 1, 1, 0, 2]


def test_all_four_signs_add_up_and_the_unknown_never_counts():
    found = signs([1] * 6, [1] + [0] * 5, [9, 1, 2, 3, 4, 5], [0.5] + [1] * 5, [False, True])
    assert found.count.tolist() == [4, 1, 1, 1, 1, 2]  # the percentile of 1 2 3 4 5 9 is 4.75
    nothing = signs([1, 0], [NAN, NAN], [NAN, NAN], [NAN, NAN], [False, False])
    assert nothing.count.tolist() == [0, 0]


def test_someone_on_no_level_has_no_sign_of_a_level():
    found = signs([-1, -1], [NAN, NAN], [9, 1], [NAN, NAN], [True])
    assert found.count.tolist() == [0, 0]
    assert np.isnan(found.time_limit).all()


def test_nobody_has_no_signs():
    assert signs([], [], [], [], [True, False]).count.tolist() == []


# ---------------------------------------------------------------- the way back of a manager

GRADE = np.array([1, 2, 3, 2, 3, 4, 9.0])  # S1 S2 S3, M1 M2 M3, P1


def back(manager: int, *pairs: str, grade: np.ndarray = GRADE, track: str = "S") -> tuple:
    found = careers.way_back(THREE, grade, equals(THREE, *pairs), manager, track)
    return found.at_or_above, found.rows, found.equivalent


@pytest.mark.parametrize(
    ("manager", "pairs", "expected"),
    [
        (3, ["S2 M1"], (True, (1,), True)),
        (4, ["S2 M1", "S3 M2"], (True, (2,), True)),  # a rung at the very grade
        (5, ["S3 M2"], (False, (2,), False)),  # grade 4: none; the highest below is S3
        (5, ["S2 M3"], (False, (1,), True)),  # an equivalent of a lower grade is the way back all the same
        (3, ["S1 M1", "S3 M1"], (True, (0, 2), True)),
        (3, [], (True, (1,), False)),  # no equivalent: the highest at or below grade 2
    ],
)
def test_the_way_back_by_grade(manager, pairs, expected):
    assert back(manager, *pairs) == expected


def test_of_several_tracks_of_origin_each_has_its_highest_rung_below():
    # P1 is a further track of origin, of grade 2: below M2, of grade 3, S3 and P1
    assert back(4, grade=np.array([1, 2, 3, 2, 3, 4, 2.0]), track=("S", "P")) == (True, (2, 6), False)


def test_with_every_rung_above_there_is_no_level_to_fall_back_on():
    assert back(3, grade=np.array([5, 6, 7, 2, 3, 4, NAN])) == (True, (), False)


@pytest.mark.parametrize(
    ("manager", "pairs", "expected"),
    [
        (4, ["S2 M1", "S3 M2"], (True, (2,), True)),
        (3, ["S3 M2"], (True, (), False)),  # a rung equivalent to a higher level is above it; none is below
        (5, ["S2 M1", "S3 M2"], (False, (2,), False)),  # all equivalents are of lower levels: the highest of them
        (5, [], (None, (), False)),  # nothing tells
        (5, ["P1 M1"], (None, (), False)),  # of another track
    ],
)
def test_the_way_back_by_equivalence_where_grades_do_not_tell(manager, pairs, expected):
    assert back(manager, *pairs, grade=np.full(7, NAN)) == expected


def test_some_grades_are_enough():
    # S3 alone is graded, 3; M3 has grade 4, M1 grade 2
    some = np.array([NAN, NAN, 3, 2, NAN, 4, NAN])
    assert back(5, grade=some) == (False, (2,), False)
    assert back(3, grade=some) == (True, (), False)


# ---------------------------------------------------------------- how many are high in their band


def test_the_share_high_in_the_band_is_of_those_whose_place_is_known():
    level = np.array([0, 0, 0, 0, 1, -1, 1])
    penetration = np.array([0.75, 0.7501, 2, NAN, NAN, 0.9, NAN])
    count, share = careers.high_share(level, penetration, 3, 0.75)
    assert count.tolist() == [4, 2, 0]  # one on level 0 and both on level 1 are counted, and their place is not known
    assert_allclose(share, [2 / 3, NAN, NAN])


@given(st.lists(st.tuples(st.integers(-1, 3), st.sampled_from([NAN, 0.1, 0.75, 0.76, 1.2])), max_size=40))
def test_shares_equal_a_plain_loop(people):
    level, place = np.array([a for a, _ in people], int), np.array([b for _, b in people], float)
    count, share = careers.high_share(level, place, 4, 0.75)
    for number in range(4):
        known = [b for a, b in people if a == number and not np.isnan(b)]
        assert count[number] == sum(a == number for a, _ in people)
        assert_allclose(share[number], sum(b > 0.75 for b in known) / len(known) if known else NAN)
