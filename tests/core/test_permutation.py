"""Permutation tests against Fisher's published count, scipy, and loops that go through every arrangement."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from bandmodel.core import permutation, regression
from bandmodel.core.design import Categories, Numbers
from bandmodel.errors import InputError

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning:bandmodel")

SEEDS = st.integers(0, 2**32 - 1)


def few(seed: int, rungs: int = 3):
    """ln pay, group and rung of a few people, some of them equally paid; at most 5 a rung."""
    rng = np.random.default_rng(seed)
    block = np.repeat(np.arange(rungs), rng.integers(1, 6, rungs))
    y = np.log(rng.integers(50, 60, len(block)) * 1000.0) + 0.1 * block
    return y, rng.random(len(block)) < 0.4, block


def estimate(y, side, block) -> float:
    """Differences of block means, weighted n1·n0 / (n1 + n0), in a loop."""
    top = bottom = 0.0
    for code in set(block.tolist()):
        one, other = y[(block == code) & side], y[(block == code) & ~side]
        if len(one) and len(other):
            weight = len(one) * len(other) / (len(one) + len(other))
            top += weight * (one.mean() - other.mean())
            bottom += weight
    return top / bottom if bottom else math.nan


def every(y, side, block) -> list[float]:
    """The estimate under every arrangement of the group within blocks."""
    rows = [np.flatnonzero(block == code) for code in sorted(set(block.tolist()))]
    choices = [itertools.combinations(own.tolist(), int(side[own].sum())) for own in rows]
    found = []
    for chosen in itertools.product(*choices):
        moved = np.zeros(len(y), bool)
        moved[list(itertools.chain(*chosen))] = True
        found.append(estimate(y, moved, block))
    return found


# ---------------------------------------------------------------- exact


def test_darwins_maize_gives_the_count_that_fisher_published():
    # Fisher 1935, The Design of Experiments, §21: 15 pairs of crossed and self-fertilised plants, heights in eighths of an
    # inch; of 2¹⁵ arrangements of signs 863 have a sum of at least 314, and 1726 are as far from 0: 5.267 %
    crossed = [188, 96, 168, 176, 153, 172, 177, 163, 146, 173, 186, 168, 177, 184, 96]
    selfed = [139, 163, 160, 160, 147, 149, 149, 122, 132, 144, 130, 144, 102, 124, 144]
    assert sum(crossed) - sum(selfed) == 314
    found = permutation.exact(np.array(crossed + selfed, float), np.arange(30) < 15, np.arange(30) % 15)
    assert (found.p, found.arrangements) == (1726 / 2**15, 2**15)
    assert found.smallest_p == 2 / 2**15  # all signs alike, either way
    assert found.estimate == pytest.approx(314 / 15)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_one_rung_has_the_p_value_of_scipy(seed):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(11, 0.1, 4), rng.normal(11, 0.1, 6)  # no ties: scipy's slack for them is 100 roundings only

    def difference(a, b, axis):
        return np.abs(a.mean(axis=axis) - b.mean(axis=axis))

    expected = stats.permutation_test((one, other), difference, alternative="greater", n_resamples=np.inf)
    found = permutation.exact(np.r_[one, other], np.arange(10) < 4, np.zeros(10, int))
    assert found.p == pytest.approx(expected.pvalue, abs=1e-12)
    assert found.arrangements == len(expected.null_distribution) == 210  # 10! / (4! · 6!)
    reach = expected.null_distribution.max() - 1e-9
    assert found.smallest_p == pytest.approx((expected.null_distribution >= reach).mean())


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_rungs_have_the_p_value_of_a_loop_over_every_arrangement(seed):
    y, side, block = few(seed)
    found, loop = permutation.exact(y, side, block), np.array(every(y, side, block))
    assert found.arrangements == len(loop)
    here = estimate(y, side, block)
    if math.isnan(here):  # no rung has both groups
        assert math.isnan(found.estimate) and (found.p, found.smallest_p, found.arrangements) == (1, 1, 1)
        return
    assert_allclose(found.estimate, here, atol=1e-13)
    assert found.p == pytest.approx((np.abs(loop) >= abs(here) - 1e-10).mean())
    assert found.smallest_p == pytest.approx((np.abs(loop) >= np.abs(loop).max() - 1e-10).mean())


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_the_estimate_is_the_coefficient_beside_effects_of_rungs(seed):
    rng = np.random.default_rng(seed)
    block, side = np.arange(12) % 3, np.arange(12) % 4 == 0  # on each rung one of four
    y = rng.normal(11, 0.2, 12)
    dummies = np.column_stack([block == code for code in range(3)] + [side]).astype(float)
    assert_allclose(permutation.exact(y, side, block).estimate, sm.OLS(y, dummies).fit().params[-1], atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from([1e-3, 1.0, -7.0, 1e6]))
def test_order_scale_effects_of_rungs_numbers_of_rungs_and_the_other_group_change_no_p(seed, scale):
    y, side, block = few(seed)
    plain = permutation.exact(y, side, block)
    shuffled = np.random.default_rng(seed + 1).permutation(len(y))
    shifted = (y + np.array([3.0, -2.0, 50.0])[block]) * scale
    other = permutation.exact(shifted[shuffled], side[shuffled], np.array([40, 0, 7])[block][shuffled])
    assert (other.p, other.smallest_p, other.arrangements) == (plain.p, plain.smallest_p, plain.arrangements)
    assert_allclose(other.estimate, plain.estimate * scale, rtol=1e-9, atol=1e-12 * abs(scale))
    swapped = permutation.exact(y, ~side, block)
    assert (swapped.p, swapped.smallest_p) == (plain.p, plain.smallest_p)
    assert_allclose(swapped.estimate, -plain.estimate, atol=1e-13)


def test_unknown_pay_or_rung_leaves_the_row_out():
    y, side, block = np.array([1.0, 2, 4, 8, 16]), np.array([True, False, True, False, False]), np.zeros(5, int)
    plain = permutation.exact(y, side, block)
    more = permutation.exact(
        np.r_[y, np.nan, np.inf, 3.0], np.r_[side, True, False, True], np.r_[block, 0, 0, -1]
    )  # the last has no rung
    assert more == plain
    assert plain.arrangements == 10


def test_one_against_three_cannot_be_tested_however_large_the_gap():
    # 4 arrangements; the largest distance from the mean belongs to one of them
    found = permutation.exact(np.array([9.0, 1, 1.1, 1.2]), np.array([True, False, False, False]), np.zeros(4, int))
    assert (found.p, found.smallest_p, found.arrangements) == (0.25, 0.25, 4)


@pytest.mark.parametrize("first", [True, False])
def test_one_of_a_hundred_thousand_has_the_share_of_those_as_far_from_the_mean(first):
    y = np.random.default_rng(1).normal(0, 1, 100_000)
    y[0] = 2.0
    side = (np.arange(100_000) == 0) == first  # the one, or all others
    found = permutation.exact(y, side, np.zeros(100_000, int))
    assert found.p == (np.abs(y - y.mean()) >= 2.0 - y.mean() - 1e-9).mean()
    assert (found.smallest_p, found.arrangements) == (1e-5, 100_000)
    assert found.estimate == pytest.approx((1 if first else -1) * (2.0 - y[1:].mean()))


def test_equal_pay_has_p_1():
    # 0.1 + 0.2 is not 0.3 in binary: rounding must not make one arrangement more extreme than another
    y = np.log(np.array([3e4] * 3 + [1e4 + 2e4] * 3 + [np.exp(np.log(3e4))] * 2))
    found = permutation.exact(y, np.arange(8) % 2 == 0, np.zeros(8, int))
    assert (found.p, found.smallest_p) == (1, 1)
    assert found.estimate == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("side", "block"),
    [([], []), ([True], [0]), ([True, True], [0, 0]), ([False, False], [0, 1]), ([True, False], [0, 1]), ([True], [-1])],
    ids=["nobody", "one", "one group", "the other", "apart", "unknown"],
)
def test_without_a_rung_that_has_both_groups_the_gap_is_unknown_and_p_is_1(side, block):
    found = permutation.exact(np.arange(len(side), dtype=float), np.array(side, bool), np.array(block, int))
    assert math.isnan(found.estimate)
    assert (found.p, found.smallest_p, found.arrangements) == (1, 1, 1)


def test_arrangements_are_counted_without_computing_numbers_of_sixty_thousand_digits():
    side = np.arange(14) < 7
    assert permutation.countable(side, np.zeros(14, int)) == 3432  # 14! / 7!²
    assert permutation.countable(side, np.arange(14) % 2) == 35**2  # 7! / (4! · 3!) on each rung
    assert permutation.countable(side, np.zeros(14, int), limit=3432) == 3432
    assert permutation.countable(side, np.zeros(14, int), limit=3431) == 3432  # limit + 1: more than the limit
    assert permutation.countable(np.arange(200_000) % 2 == 0, np.zeros(200_000, int)) == permutation.LIMIT + 1


def test_more_arrangements_than_the_limit_are_refused_with_their_number_and_the_remedy():
    # 40! / 20!² = 1.378 · 10¹¹
    with pytest.raises(InputError, match=r"about 10\^11 arrangements, more than 200,000; use .*Freedman and Lane"):
        permutation.exact(np.arange(40.0), np.arange(40) % 2 == 0, np.zeros(40, int))


# ---------------------------------------------------------------- Freedman and Lane


def adjusted(seed: int, rows: int = 24):
    """y with a group's gap of 0.1, a rung and a number as controls."""
    rng = np.random.default_rng(seed)
    rung = Categories("Rung", np.arange(rows) % 3, ("1", "2", "3"), 1)
    years = Numbers("Years", rng.gamma(2.0, 4.0, rows))
    group = Categories("Track", (rng.random(rows) < 0.4).astype(int), ("M", "S"))
    y = 11 + 0.1 * rung.codes + 0.01 * years.values + 0.1 * group.codes + rng.normal(0, 0.1, rows) * (1 + group.codes)
    return y, (rung, years), group


def hc3_t(y, matrix) -> float:
    """t of the last column by statsmodels."""
    return float(sm.OLS(y, matrix).fit(cov_type="HC3").tvalues[-1])


def matrix_of(controls, group, codes=None) -> np.ndarray:
    rung, years = controls
    dummies = [rung.codes == 0, rung.codes == 2]
    return np.column_stack([np.ones(len(group.codes)), *dummies, years.values, group.codes]).astype(float)


def test_every_arrangement_of_residuals_gives_the_share_that_random_ones_tend_to():
    y, controls, group = adjusted(3, rows=7)
    group = Categories("Track", np.array([0, 1, 0, 1, 1, 0, 0]), ("M", "S"))
    matrix = np.column_stack([np.ones(7), controls[1].values, group.codes])
    null = sm.OLS(y, matrix[:, :2]).fit()
    here = abs(hc3_t(y, matrix))
    # by statsmodels, all 7! = 5,040 arrangements of the residuals beside the fitted values
    inverse = np.linalg.inv(matrix.T @ matrix)
    leverage = np.einsum("ij,jk,ik->i", matrix, inverse, matrix)
    ts = []
    for order in itertools.permutations(range(7)):
        other = null.fittedvalues + null.resid[list(order)]
        b = inverse @ matrix.T @ other
        meat = (inverse @ matrix.T)[2] * (other - matrix @ b) / (1 - leverage)
        ts.append(abs(b[2]) / np.sqrt((meat**2).sum()))
    assert min(abs(np.array(ts) - here)) < 1e-8  # the loop's t is statsmodels' HC3
    expected = (np.array(ts) >= here * (1 - 1e-9)).mean()
    found = permutation.freedman_lane(y, [controls[1]], group, draws=19_999)
    assert abs(found.p - expected) < 4 * np.sqrt(expected * (1 - expected) / 20_000)
    assert_allclose(found.estimate, sm.OLS(y, matrix).fit().params[-1], rtol=1e-10)
    assert found.arrangements == 20_000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_p_follows_from_statsmodels_t_on_the_same_shuffles(monkeypatch, seed):
    y, controls, group = adjusted(seed)
    matrix = matrix_of(controls, group)
    order = np.argsort(y)  # rows are taken in order of y
    y, matrix = y[order], matrix[order]
    null = sm.OLS(y, matrix[:, :-1]).fit()
    rng = np.random.default_rng(5)
    ts = [hc3_t(null.fittedvalues + rng.permuted(null.resid[None, :], axis=1)[0], matrix) for _ in range(200)]
    here = hc3_t(y, matrix)
    expected = (1 + (np.abs(ts) >= abs(here)).sum()) / 201
    y, controls, group = adjusted(seed)
    assert permutation.freedman_lane(y, controls, group, draws=200, seed=5).p == pytest.approx(expected)
    monkeypatch.setattr(permutation, "CELLS", 70)  # chunks of two or three draws
    assert permutation.freedman_lane(y, controls, group, draws=200, seed=5).p == pytest.approx(expected)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_seed_gives_one_p_whatever_the_order_of_rows_the_unit_and_the_reference(seed):
    y, controls, group = adjusted(seed)
    rung, years = controls
    plain = permutation.freedman_lane(y, controls, group, draws=199, seed=3)
    rows = np.random.default_rng(seed).permutation(len(y))
    other = permutation.freedman_lane(
        1000 * y[rows] + 7,
        [Numbers("Years", years.values[rows] * 12 - 5), Categories("Rung", rung.codes[rows], rung.labels, 2)],
        Categories("Track", group.codes[rows], group.labels, 1),
        draws=199,
        seed=3,
    )
    assert other.p == plain.p
    assert_allclose(other.estimate, -1000 * plain.estimate, rtol=1e-8, atol=1e-8)
    assert permutation.freedman_lane(y, controls, group, draws=199, seed=3) == plain
    others = {permutation.freedman_lane(y, controls, group, draws=199, seed=n).p for n in range(8)}
    assert len(others) > 1 or plain.p in (1 / 200, 1.0)  # the draws do hang on the seed


def test_unknown_rows_and_rows_that_a_control_fixes_alone_change_nothing():
    y, (rung, years), group = adjusted(4)
    plain = permutation.freedman_lane(y, [rung, years], group, draws=499)
    with_more = permutation.freedman_lane(
        np.r_[y, 12.0, np.nan, 11.0, 11.0],  # alone on rung 4; unknown pay; unknown group; unknown years
        [
            Categories("Rung", np.r_[rung.codes, 3, 0, 0, 0], ("1", "2", "3", "4"), 1),
            Numbers("Years", np.r_[years.values, 90.0, 1.0, 1.0, np.nan]),
        ],
        Categories("Track", np.r_[group.codes, 1, 0, -1, 0], ("M", "S")),
        draws=499,
    )
    assert with_more.p == plain.p
    assert_allclose(with_more.estimate, plain.estimate, rtol=1e-9)


def test_a_group_of_several_labels_needs_the_one_to_test_and_controls_for_the_others():
    y, controls, _ = adjusted(6)
    codes = np.arange(24) // 2 % 3
    group = Categories("Gender", codes, ("M", "F", "X"))
    with pytest.raises(InputError, match="Gender has more than two groups; name one to test: F, X"):
        permutation.freedman_lane(y, controls, group)
    found = permutation.freedman_lane(y, controls, group, label="F", draws=199)
    assert_allclose(found.estimate, regression.fit(y, [*controls, group]).of("Gender: F")[0], rtol=1e-9)
    one = Categories("F", (codes == 1).astype(int), ("no", "yes"))
    same = permutation.freedman_lane(y, [*controls, Numbers("X", (codes == 2) * 1.0)], one, draws=199)
    assert_allclose(found.estimate, same.estimate, rtol=1e-9)
    assert found.p == same.p
    with pytest.raises(InputError, match="Gender: Q"):
        permutation.freedman_lane(y, controls, group, label="Q")


def test_a_number_can_be_tested_as_a_group_can():
    y, controls, group = adjusted(7)
    by_label = permutation.freedman_lane(y, controls, group, draws=199)
    by_number = permutation.freedman_lane(y, controls, Numbers("S", group.codes * 2.0), draws=199)
    assert by_number.p == by_label.p
    assert_allclose(by_number.estimate, by_label.estimate / 2, rtol=1e-9)


def test_a_gap_without_scatter_has_the_smallest_p_and_pay_that_controls_explain_has_p_1():
    _, (rung, years), group = adjusted(8)
    gap = permutation.freedman_lane(11 + 0.1 * rung.codes + 0.2 * group.codes, [rung], group, draws=999)
    assert gap.p == 1 / 1000 == gap.smallest_p
    assert gap.estimate == pytest.approx(0.2)
    none = permutation.freedman_lane(11 + 0.1 * rung.codes + 0.01 * years.values, [rung, years], group, draws=99)
    assert (none.p, none.smallest_p) == (1, 1)
    assert none.estimate == pytest.approx(0, abs=1e-12)


def test_two_against_two_cannot_be_tested_and_the_draws_show_it():
    # without controls t has 6 arrangements in 3 pairs of sign: no |t| is rarer than a third of the draws
    y, group = np.array([1.0, 1.1, 2.0, 2.3]), Categories("G", np.array([0, 0, 1, 1]), ("a", "b"))
    found = permutation.freedman_lane(y, [], group, draws=4999)
    assert found.p == found.smallest_p == pytest.approx(1 / 3, abs=4 * np.sqrt(2 / 9 / 5000))


def test_a_group_of_one_has_no_p_below_its_share_of_the_people():
    # a gap however large is that of the one arrangement in 21 that leaves the one in place
    y, group = np.random.default_rng(9).normal(0, 0.1, 21), Categories("G", (np.arange(21) == 3).astype(int), ("a", "b"))
    found = permutation.freedman_lane(y + 5.0 * group.codes, [], group, draws=9_999)
    assert found.p == found.smallest_p == pytest.approx(1 / 21, abs=4 * np.sqrt(1 / 21 / 10_000))


def test_what_cannot_be_permuted_is_refused_in_words():
    y, controls, group = adjusted(9)
    with pytest.raises(InputError, match="0 draws are too few"):
        permutation.freedman_lane(y, controls, group, draws=0)
    twin = Numbers("Twin", group.codes * 1.0)
    with pytest.raises(InputError, match='"Track: S" has no coefficient; it is a combination of other columns'):
        permutation.freedman_lane(y, [*controls, twin], group)
    alone = Categories("Track", np.zeros(24, int), ("M", "S"))
    with pytest.raises(InputError, match="no coefficient"):
        permutation.freedman_lane(y, controls, alone)


def test_tracks_that_differ_in_spread_alone_are_not_told_apart():
    # 30 against 8 of three times the spread: the t test of equal spreads refuses about a quarter
    rng, refused, classic = np.random.default_rng(10), 0, 0
    group = Categories("Track", (np.arange(38) < 30).astype(int), ("M", "S"))
    for _ in range(300):
        y = rng.normal(0, np.where(group.codes == 1, 0.1, 0.3))
        refused += permutation.freedman_lane(y, [], group, draws=199).p <= 0.05
        classic += stats.ttest_ind(y[:30], y[30:]).pvalue <= 0.05
    assert refused <= stats.binom.ppf(1 - 1e-6, 300, 0.07)
    assert classic >= stats.binom.ppf(1e-6, 300, 0.25)
