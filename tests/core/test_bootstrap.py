"""Bootstraps against theory, against loops that refit, and against what another package printed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from bandmodel.core import bootstrap, regression, wild
from bandmodel.core.design import Categories, Numbers
from bandmodel.errors import InputError

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning:bandmodel")

SEEDS = st.integers(0, 2**32 - 1)
GAP = "Track: S"


def staff(seed: int, rows: int, units: int = 0):
    """ln pay with a gap of 0.1, rung, years, track, units that have effects if there are any; the tracks' spreads differ."""
    rng = np.random.default_rng(seed)
    rung = Categories("Rung", np.arange(rows) % 3, ("1", "2", "3"), 1)
    years = Numbers("Years", rng.gamma(2.0, 4.0, rows))
    track = Categories("Track", (rng.random(rows) < 0.3).astype(int), ("M", "S"))
    y = 11 + 0.1 * rung.codes + 0.01 * years.values + 0.1 * track.codes + rng.normal(0, 0.1, rows) * (1 + track.codes)
    unit = np.arange(rows) * max(units, 1) // rows
    if units:
        y += rng.normal(0, 0.1, units)[unit]
    matrix = np.column_stack([np.ones(rows), rung.codes == 0, rung.codes == 2, years.values, track.codes]).astype(float)
    return y, [rung, years, track], matrix, unit


def sampling(draws: int) -> float:
    """Four standard errors of a standard deviation of normal draws, as a share of it: 1 / √(2 · draws) each."""
    return 4 / np.sqrt(2 * draws)


# ---------------------------------------------------------------- influence


@pytest.mark.parametrize(
    ("kind", "rows", "draws"),  # every row a bin of its own; several rows a bin
    [("HC0", 60, 40_000), ("HC1", 60, 40_000), ("HC2", 60, 40_000), ("HC3", 60, 40_000), ("HC3", 5_000, 4_000)],
)
def test_the_spread_of_replicates_is_the_robust_standard_error_of_statsmodels(kind, rows, draws):
    y, columns, matrix, _ = staff(1, rows)
    fit = sm.OLS(y, matrix).fit(cov_type=kind)
    found = bootstrap.influence(y, columns, GAP, se=kind, draws=draws)
    # draws with replacement have the variance of influences about their mean, which HC2 and HC3 leave at not quite 0
    assert found.error == pytest.approx(fit.bse[-1], rel=sampling(draws) + 1 / rows)
    assert found.estimate == pytest.approx(fit.params[-1], rel=1e-10)
    assert found.replicates.mean() == pytest.approx(fit.params[-1], abs=4 * fit.bse[-1] / np.sqrt(draws))


def test_clusters_are_drawn_whole_with_the_cluster_standard_error_of_statsmodels():
    y, columns, matrix, unit = staff(2, 400, units=40)
    fit = sm.OLS(y, matrix).fit(cov_type="cluster", cov_kwds={"groups": unit})
    found = bootstrap.influence(y, columns, GAP, se="cluster", cluster=unit, draws=40_000)
    assert found.error == pytest.approx(fit.bse[-1], rel=sampling(40_000))
    alone = sm.OLS(y, matrix).fit(cov_type="HC3").bse[-1]
    assert abs(fit.bse[-1] / alone - 1) > 2 * sampling(40_000)  # so that drawing people would not pass


def test_three_hundred_people_have_the_standard_error_and_interval_of_a_loop_that_refits():
    y, columns, matrix, _ = staff(3, 300)
    rng, loop = np.random.default_rng(4), []
    for _ in range(2_000):
        rows = rng.integers(0, 300, 300)
        loop.append(np.linalg.lstsq(matrix[rows], y[rows], rcond=None)[0][-1])
    found = bootstrap.influence(y, columns, GAP, draws=2_000)
    refitted = np.std(loop, ddof=1)
    assert found.error == pytest.approx(refitted, rel=np.sqrt(2) * sampling(2_000))
    # an end at 2.5 % of 2,000 has the standard error √(.025 · .975 / 2000) / φ(1.96) = 0.06 of theirs: four of a difference
    ends = np.quantile(loop, [0.025, 0.975])
    assert_allclose([found.low, found.high], ends, atol=4 * np.sqrt(2) * 0.06 * refitted)


def test_a_replicate_of_few_rows_is_a_sum_of_influences_of_drawn_rows():
    # six rows: 6⁶ = 46,656 equally likely draws; the distribution by going through all of them
    y, matrix = np.array([11.0, 11.3, 11.1, 11.6, 11.2, 11.9]), np.column_stack([np.ones(6), [0, 0, 0, 0, 1, 1]])
    columns = [Categories("Track", np.array([0, 0, 0, 0, 1, 1]), ("M", "S"))]
    fit = sm.OLS(y, matrix).fit()
    influence = np.linalg.pinv(matrix)[1] * fit.resid
    exact = np.sort(fit.params[1] + influence[list(itertools.product(range(6), repeat=6))].sum(axis=1))
    found = bootstrap.influence(y, columns, GAP, se="HC0", draws=20_000).replicates
    ends = (
        np.searchsorted(exact, np.sort(found) - 1e-12) / len(exact),
        np.searchsorted(exact, np.sort(found) + 1e-12) / len(exact),
    )
    steps = np.arange(20_000) / 20_000, np.arange(1, 20_001) / 20_000
    apart = max((ends[0] - steps[1]).max(), (steps[0] - ends[1]).max())  # Kolmogorov's distance of two step functions
    assert apart < stats.kstwobign.isf(1e-6) / np.sqrt(20_000)


def test_bins_leave_the_distribution_as_it_is():
    # skewed influences of 5,000 rows, about four to a bin: drawn by bins, and row by row
    values = np.random.default_rng(6).lognormal(0, 1, 5_000)
    binned = bootstrap._resampled(values, 3_000, np.random.default_rng(7))
    rng = np.random.default_rng(8)
    plain = values[rng.integers(0, 5_000, (3_000, 5_000))].sum(axis=1) - values.sum()
    assert stats.ks_2samp(binned, plain).pvalue > 1e-6
    assert binned.std() == pytest.approx(np.sqrt(5_000) * values.std(), rel=sampling(3_000))


def test_an_outlier_is_drawn_row_by_row():
    # one of 50,000 influences is as large as all others together: replicates come in lumps, as many as times it is drawn
    values = np.r_[np.random.default_rng(9).normal(0, 1e-6, 49_999), 1.0]
    times = bootstrap._resampled(values, 2_000, np.random.default_rng(1)) + 1  # the mean, 1 in all, is taken off
    assert_allclose(times, np.round(times), atol=2e-3)
    for count in range(4):  # Poisson(1) but for 1 / 50,000
        share = stats.poisson.pmf(count, 1)
        assert (np.round(times) == count).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 2_000))


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from(["HC0", "HC3", "cluster"]), st.sampled_from([1e-3, 2.0, 1e5]))
def test_a_seed_gives_one_answer_whatever_the_order_of_rows_and_the_unit(seed, kind, scale):
    y, columns, _, unit = staff(seed, 40, units=10)
    plain = bootstrap.influence(y, columns, GAP, se=kind, cluster=unit, draws=200, seed=seed % 7)
    rows = np.random.default_rng(seed).permutation(40)
    rung, years, track = columns
    moved = [
        Categories("Track", track.codes[rows], track.labels),
        Categories("Rung", rung.codes[rows], rung.labels, 0),
        Numbers("Years", years.values[rows] * 12),
    ]
    other = bootstrap.influence(scale * y[rows], moved, GAP, se=kind, cluster=unit[rows] * 3 + 1, draws=200, seed=seed % 7)
    assert_allclose(other.replicates, plain.replicates * scale, rtol=1e-6, atol=1e-8 * scale)
    assert_allclose(
        [other.low, other.high, other.error],
        np.array([plain.low, plain.high, plain.error]) * scale,
        rtol=1e-6,
        atol=1e-8 * scale,
    )
    again = bootstrap.influence(y, columns, GAP, se=kind, cluster=unit, draws=200, seed=seed % 7)
    assert (again.replicates == plain.replicates).all()
    third = bootstrap.influence(y, columns, GAP, se=kind, cluster=unit, draws=200, seed=8)
    assert (third.replicates != plain.replicates).any()


def test_the_interval_holds_its_share_of_the_replicates():
    y, columns, _, _ = staff(10, 200)
    found = bootstrap.influence(y, columns, GAP, draws=1_000, level=0.9)
    assert ((found.replicates >= found.low) & (found.replicates <= found.high)).sum() == 900
    assert len(found.replicates) == 1_000


def test_rows_with_something_unknown_and_rows_alone_in_a_label_change_no_replicates_spread():
    y, columns, _, _ = staff(11, 90)
    rung, years, track = columns
    more = [
        Categories("Rung", np.r_[rung.codes, 0, 3], (*rung.labels, "alone"), 1),
        Numbers("Years", np.r_[years.values, np.nan, 5.0]),
        Categories("Track", np.r_[track.codes, 0, 1], track.labels),
    ]
    plain = bootstrap.influence(y, columns, GAP, draws=20_000)
    other = bootstrap.influence(np.r_[y, 11, 12], more, GAP, draws=20_000)
    assert other.estimate == pytest.approx(plain.estimate, rel=1e-9)
    assert other.error == pytest.approx(plain.error, rel=np.sqrt(2) * sampling(20_000))


def test_pay_without_scatter_has_no_spread():
    _, columns, matrix, _ = staff(12, 50)
    found = bootstrap.influence(matrix @ [11, 0.1, 0.2, 0.01, 0.3], columns, GAP, draws=50)
    assert_allclose([found.estimate, found.low, found.high], 0.3, rtol=1e-9)
    assert found.error < 1e-12


# ---------------------------------------------------------------- wild


def grunfeld(firms: int):
    """Investment of firms in twenty years; the eleventh firm is the one that some copies lack."""
    data = sm.datasets.grunfeld.load_pandas().data[: firms * 20]
    firm = np.unique(data["firm"].astype(str), return_inverse=True)[1]
    columns = [Numbers(name, data[name].to_numpy(float)) for name in ("value", "capital")]
    return data["invest"].to_numpy(float), columns, firm


@pytest.mark.parametrize(
    ("firms", "name", "printed", "t"),
    [(10, "value", 0.001953, 7.27065), (10, "capital", 0.021484, 2.714915), (11, "value", 0.003906, 7.069828)],
)
def test_the_grunfeld_data_give_the_p_and_t_that_wildboottest_prints(firms, name, printed, t):
    # wildboottest 0.3.2 (Python), bootstrap_type "11", null imposed, all 2^G sets of signs. It counts |t*| > |t|, so that it
    # leaves out the data's own two sets, all signs alike, whose |t*| = |t|; here they count
    y, columns, firm = grunfeld(firms)
    found = bootstrap.wild(y, columns, name, cluster=firm, weights="Rademacher")
    assert found.p - 2 / 2**firms == pytest.approx(printed, abs=5e-7)
    assert found.estimate / found.error == pytest.approx(t, abs=5e-6)
    assert (found.draws, found.clusters, found.smallest_p) == (2**firms, firms, 2 / 2**firms)


def cr1_t(y, matrix, groups) -> float:
    """t of the last column with the sum over clusters, in a loop; no factor, which would be the same in every t."""
    inverse = np.linalg.inv(matrix.T @ matrix)
    b = inverse @ matrix.T @ y
    left = y - matrix @ b
    scores = [inverse[-1] @ matrix[groups == unit].T @ left[groups == unit] for unit in sorted(set(groups.tolist()))]
    return float(b[-1] / np.sqrt(np.square(scores).sum()))


def slow_p(y, matrix, groups, sets, null=0.0, t=cr1_t) -> float:
    """Share of the sets of signs whose |t| reaches the data's: refit under the null, signs on residuals, refit."""
    y = y - null * matrix[:, -1]
    others = matrix[:, :-1]
    fitted = others @ np.linalg.lstsq(others, y, rcond=None)[0]
    here = abs(t(y, matrix, groups))
    there = np.array([abs(t(fitted + (y - fitted) * signs[groups], matrix, groups)) for signs in sets])
    return float((there >= here * (1 - 1e-8)).mean())


@pytest.mark.parametrize("seed", range(6))
def test_p_is_that_of_a_loop_that_refits_for_every_set_of_signs(seed):
    y, columns, matrix, unit = staff(seed, 42, units=7)
    found = bootstrap.wild(y, columns, GAP, cluster=unit, weights="Rademacher")
    sets = np.array(list(itertools.product([-1.0, 1.0], repeat=7)))
    assert found.p == slow_p(y, matrix, unit, sets)
    fit = sm.OLS(y, matrix).fit(cov_type="cluster", cov_kwds={"groups": unit})
    assert_allclose([found.estimate, found.error], [fit.params[-1], fit.bse[-1]], rtol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_ends_where_the_loops_p_passes_5_per_cent(seed):
    y, columns, matrix, unit = staff(seed + 20, 42, units=7)
    found = bootstrap.wild(y, columns, GAP, cluster=unit, weights="Rademacher")
    sets, width = np.array(list(itertools.product([-1.0, 1.0], repeat=7))), found.high - found.low
    assert found.low < found.estimate < found.high
    for inside, outside in (
        (found.low + 1e-5 * width, found.low - 1e-5 * width),
        (found.high - 1e-5 * width, found.high + 1e-5 * width),
    ):
        assert slow_p(y, matrix, unit, sets, inside) > 0.05 >= slow_p(y, matrix, unit, sets, outside)


@pytest.mark.parametrize(("kind", "cluster"), [("Webb", True), ("Rademacher", False)])
def test_random_weights_give_the_p_of_a_loop_over_the_same_weights(monkeypatch, kind, cluster):
    y, columns, matrix, unit = staff(30, 30, units=5)
    rows = np.argsort(y)  # rows are numbered in order of y, clusters by their lowest y
    seen = list(dict.fromkeys(unit[rows].tolist()))
    groups = np.array([seen.index(code) for code in unit.tolist()]) if cluster else np.argsort(rows)
    rng, count = np.random.default_rng(9), 5 if cluster else 30
    points = [-(1.5**0.5), -1, -(0.5**0.5), 0.5**0.5, 1, 1.5**0.5] if kind == "Webb" else [-1, 1]
    sets = np.array(points)[rng.integers(len(points), size=(400, count))]

    def hc3_t(y, matrix, groups):
        return float(sm.OLS(y, matrix).fit(cov_type="HC3").tvalues[-1])

    expected = slow_p(y, matrix, groups, sets, t=cr1_t if cluster else hc3_t)
    how = {"cluster": unit if cluster else None, "draws": 400, "seed": 9}
    found = bootstrap.wild(y, columns, GAP, **how)
    assert (found.weights, found.clusters, found.draws) == (kind, count, 400)
    assert found.p == pytest.approx((1 + 400 * expected) / 401)
    monkeypatch.setattr(wild, "CELLS", 100)
    assert bootstrap.wild(y, columns, GAP, **how).p == found.p


def test_rows_have_the_hc3_standard_error_and_weights_are_chosen_by_the_number_of_clusters():
    y, columns, matrix, unit = staff(31, 60, units=12)
    alone = bootstrap.wild(y, columns, GAP, draws=199)
    assert (alone.weights, alone.clusters, alone.smallest_p) == ("Rademacher", 60, 1 / 200)
    ten = bootstrap.wild(y[:10], [Numbers("S", np.arange(10) % 2.0)], "S")  # ten rows are no clusters
    assert (ten.weights, ten.draws) == ("Rademacher", 2**10)
    assert alone.error == pytest.approx(sm.OLS(y, matrix).fit(cov_type="HC3").bse[-1], rel=1e-10)
    assert bootstrap.wild(y, columns, GAP, cluster=unit, draws=199).weights == "Rademacher"
    assert bootstrap.wild(y, columns, GAP, cluster=unit // 2, draws=199).weights == "Webb"
    assert bootstrap.wild(y, columns, GAP, cluster=unit, weights="webb", draws=199).weights == "Webb"


def test_too_few_clusters_cannot_be_tested_and_have_no_ends():
    y, columns, _, unit = staff(32, 40, units=4)
    found = bootstrap.wild(y, columns, GAP, cluster=unit, weights="Rademacher")
    assert found.smallest_p == 1 / 8  # 16 sets, two of which repeat the data
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.p >= 1 / 8
    webb = bootstrap.wild(y, columns, GAP, cluster=unit)
    assert webb.smallest_p == pytest.approx(1 / 216)  # all four weights alike: 6 of 6⁴


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.booleans())
def test_a_wild_seed_gives_one_answer_whatever_the_order_of_rows_the_unit_and_the_clusters_numbers(seed, cluster):
    y, columns, _, unit = staff(seed, 36, units=9)
    rung, years, track = columns
    how = {"draws": 199, "seed": 4}
    plain = bootstrap.wild(y, columns, GAP, cluster=unit if cluster else None, **how)
    rows = np.random.default_rng(seed).permutation(36)
    moved = [
        Categories("Track", track.codes[rows], track.labels),
        Numbers("Years", 5 - years.values[rows] / 12),
        Categories("Rung", rung.codes[rows], rung.labels, 0),
    ]
    numbers = np.random.default_rng(seed).permutation(9)[unit]
    other = bootstrap.wild(100 * y[rows] + 3, moved, GAP, cluster=numbers[rows] if cluster else None, **how)
    assert (other.p, other.smallest_p, other.clusters) == (plain.p, plain.smallest_p, plain.clusters)
    ends = np.array([plain.estimate, plain.error, plain.low, plain.high])
    assert_allclose([other.estimate, other.error, other.low, other.high], 100 * ends, rtol=1e-6, atol=1e-6)
    assert bootstrap.wild(y, columns, GAP, cluster=unit if cluster else None, **how) == plain


def test_unknown_clusters_leave_their_rows_out():
    y, columns, _, unit = staff(33, 40, units=8)
    rung, years, track = columns
    more = [
        Categories("Rung", np.r_[rung.codes, 0, 1], rung.labels, 1),
        Numbers("Years", np.r_[years.values, 3.0, 4.0]),
        Categories("Track", np.r_[track.codes, 0, 1], track.labels),
    ]
    plain = bootstrap.wild(y, columns, GAP, cluster=unit, draws=199)
    assert bootstrap.wild(np.r_[y, 13.0, 9.0], more, GAP, cluster=np.r_[unit, -1, -1], draws=199) == plain


def test_pay_that_the_others_explain_and_pay_without_scatter_have_the_ends_of_p():
    _, columns, matrix, unit = staff(34, 48, units=8)
    none = bootstrap.wild(matrix @ [11, 0.1, 0.2, 0.01, 0], columns, GAP, cluster=unit, weights="Rademacher")
    assert none.p == 1
    assert_allclose([none.estimate, none.error, none.low, none.high], 0, atol=1e-8)
    whole = bootstrap.wild(matrix @ [11, 0.1, 0.2, 0.01, 0.3], columns, GAP, cluster=unit, weights="Rademacher")
    assert whole.p == whole.smallest_p == 2 / 256
    assert_allclose([whole.estimate, whole.low, whole.high], 0.3, rtol=1e-6)


# ---------------------------------------------------------------- refusals


def test_what_cannot_be_computed_is_refused_in_words():
    y, columns, _, _ = staff(35, 30)
    with pytest.raises(InputError, match='"Track: Q" has no coefficient; columns: Intercept'):
        bootstrap.influence(y, columns, "Track: Q")
    with pytest.raises(InputError, match="needs a cluster"):
        bootstrap.influence(y, columns, GAP, se="cluster")
    with pytest.raises(InputError, match='Standard error "classic" is unknown; use one of "HC3"'):
        bootstrap.influence(y, columns, GAP, se="classic")
    with pytest.raises(InputError, match='Weight "Mammen" is unknown; use one of "Rademacher", "Webb"'):
        bootstrap.wild(y, columns, GAP, weights="Mammen")
    for make in (bootstrap.influence, bootstrap.wild):
        with pytest.raises(InputError, match="1 draws are too few"):
            make(y, columns, GAP, draws=1)
        with pytest.raises(InputError, match="Level 95 is not between 0 and 1"):
            make(y, columns, GAP, level=95)
    alone = Categories("Track", (np.arange(30) == 4).astype(int), ("M", "S"))  # its one member fixes the gap
    for make in (bootstrap.influence, bootstrap.wild):
        with pytest.raises(InputError, match='"Track: S" rests on one row alone: no bootstrap'):
            make(y, [columns[1], alone], GAP)
        make(y, [Categories("Rung", alone.codes, ("1", "2")), columns[2]], GAP)  # one alone on a rung is no matter
    one = np.zeros(30, int)
    with pytest.raises(InputError, match="at least 2 clusters"):
        bootstrap.wild(y, columns, GAP, cluster=one)
    with pytest.raises(InputError, match="at least 2 clusters"):
        bootstrap.influence(y, columns, GAP, se="cluster", cluster=one)


def test_the_standard_error_is_the_kernels():
    y, columns, _, unit = staff(36, 50, units=6)
    assert bootstrap.wild(y, columns, GAP, draws=9).error == pytest.approx(regression.fit(y, columns).of(GAP)[1], rel=1e-12)
    by_unit = regression.fit(y, columns, se="cluster", cluster=unit).of(GAP)[1]
    assert bootstrap.wild(y, columns, GAP, cluster=unit, draws=9).error == pytest.approx(by_unit, rel=1e-12)
