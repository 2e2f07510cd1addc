"""Tests of a gap hold their level in simulated companies: a fast version of `python -m benchmarks.inference`.

Every company goes the way of real ones. A count of refusals is held against the binomial distribution that its level gives:
beyond the bound lies a millionth.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from bandmodel.core import bootstrap, equivalence, permutation, regression
from bandmodel.core.design import Categories

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning:bandmodel")

BOUND = -np.log(0.95)
GAP = "Track: Specialist"
MANY = ((80, 60, 40, 20), (5, 10, 10, 5))
FEW = ((16, 14, 10), (2, 2, 2))


def company(heads, scatter):
    """Rung, track and scatter [ln pay] of each person; heads and scatter of specialists, then managers."""
    rung = np.concatenate([np.repeat(np.arange(len(own)), own) for own in heads])
    track = np.repeat([1, 0], [sum(own) for own in heads])
    rungs = Categories("Rung", rung, tuple(str(place) for place in range(len(heads[0]))))
    return rungs, Categories("Track", track, ("Manager", "Specialist")), np.where(track == 1, *scatter)


def verdict(y, columns, se="HC3"):
    fit = regression.fit(y, columns, se=se)
    return equivalence.judged(*fit.of(GAP), fit.free_of_test)


def most(runs: int, rate: float) -> int:
    """A count that a rate exceeds once in a million."""
    return int(stats.binom.ppf(1 - 1e-6, runs, rate))


def least(runs: int, rate: float) -> int:
    """A count that a rate falls below once in a million."""
    return int(stats.binom.ppf(1e-6, runs, rate))


@pytest.mark.parametrize("scatter", [(0.10, 0.20), (0.20, 0.10)])
def test_hc3_gives_few_false_alarms_and_the_classic_error_far_too_many_or_none(scatter):
    rung, track, sd = company(MANY, scatter)
    rng, runs, alarms = np.random.default_rng(1), 400, Counter()
    for _ in range(runs):
        y = 11 + 0.1 * rung.codes + sd * rng.standard_normal(len(sd))
        alarms.update(se for se in ("HC3", "classic") if verdict(y, (rung, track), se).p < 0.05)
    assert least(runs, 0.05) <= alarms["HC3"] <= most(runs, 0.06)
    # the managers' share of the variance of the gap is hidden by the pooled one, or exaggerated
    assert alarms["classic"] >= least(runs, 0.20) if scatter[1] > scatter[0] else alarms["classic"] <= most(runs, 0.01)


@pytest.mark.parametrize("gap", [-BOUND, BOUND])
@pytest.mark.parametrize("heads", [MANY, ((200, 200), (150, 150))])
def test_a_gap_on_the_bound_is_seldom_called_parity(heads, gap):
    rung, track, sd = company(heads, (0.20, 0.10))
    rng, runs, parity = np.random.default_rng(2), 400, 0
    for _ in range(runs):
        y = 11 + 0.1 * rung.codes + gap * track.codes + sd * rng.standard_normal(len(sd))
        parity += verdict(y, (rung, track)).verdict in (equivalence.EQUIVALENT, equivalence.DISTINGUISHABLE)
    assert parity <= most(runs, 0.05)
    if heads is not MANY:  # enough people for the test to be as large as it may be
        assert parity >= least(runs, 0.05)


def test_six_managers_prove_nothing_and_the_people_needed_are_told():
    rung, track, sd = company(FEW, (0.15, 0.15))
    rng, runs, words, people = np.random.default_rng(3), 400, Counter(), []
    for _ in range(runs):
        fit = regression.fit(11 + 0.1 * rung.codes + sd * rng.standard_normal(len(sd)), (rung, track))
        words[equivalence.judged(*fit.of(GAP), fit.free_of_test).verdict] += 1
        people.append(equivalence.needed(fit.sigma))
    assert words[equivalence.INCONCLUSIVE] >= least(runs, 0.93)
    assert words[equivalence.EQUIVALENT] <= most(runs, 0.001)
    # sigma 0.15: ⌈2 · 0.15² · (1.6449 + 1.2816)² / ln(0.95)²⌉ = 147; one sigma is off by √(1 / 84) = 11 %, a median by less
    assert np.median(people) == pytest.approx(147, rel=0.05)


def test_as_many_people_as_are_asked_for_show_parity_four_times_in_five():
    heads = ((147,), (147,))
    _, track, sd = company(heads, (0.15, 0.15))
    rng, runs = np.random.default_rng(4), 400
    shown = sum(
        verdict(11 + sd * rng.standard_normal(294), (track,)).verdict
        in (equivalence.EQUIVALENT, equivalence.DISTINGUISHABLE)
        for _ in range(runs)
    )
    assert least(runs, 0.80) <= shown <= most(runs, 0.80)


@pytest.mark.parametrize("scatter", [(0.10, 0.20), (0.15, 0.15)])
def test_resampling_holds_its_level_with_six_managers_and_sees_a_large_gap(scatter):
    rung, track, sd = company(FEW, scatter)
    rng = np.random.default_rng(5)
    for gap, runs, fewest, greatest in ((0.0, 150, 0.03, 0.06), (0.5, 40, 0.90, 1.0)):
        refused = Counter({"Freedman-Lane": 0, "wild": 0})
        for _ in range(runs):
            y = 11 + 0.1 * rung.codes + gap * track.codes + sd * rng.standard_normal(len(sd))
            refused["Freedman-Lane"] += permutation.freedman_lane(y, [rung], track, draws=199).p <= 0.05
            refused["wild"] += bootstrap.wild(y, [rung, track], GAP, draws=199).p <= 0.05
        assert all(least(runs, fewest) <= count <= most(runs, greatest) for count in refused.values())


def test_the_exact_test_has_its_level_to_the_arrangement_where_both_tracks_have_one_distribution():
    rung, track, _ = company(((4, 4), (2, 2)), (0.15, 0.15))
    rng, runs, alarms = np.random.default_rng(6), 1_000, 0
    # 15² = 225 arrangements; p ≤ 0.05 in 11 of them: pay has no ties, so that each p has an arrangement of its own
    for _ in range(runs):
        y = 0.1 * rung.codes + rng.gamma(2.0, 0.1, len(rung.codes))
        alarms += permutation.exact(y, track.codes == 1, rung.codes).p <= 0.05
    assert least(runs, 11 / 225) <= alarms <= most(runs, 11 / 225)


def test_wild_weights_by_unit_hold_their_level_where_t_tests_of_people_do_not():
    unit = np.repeat(np.arange(10), 12)
    track = Categories("Track", (np.arange(120) % 12 < 2 + unit).astype(int), ("Manager", "Specialist"))
    rng, runs, alarms = np.random.default_rng(7), 120, Counter()
    for _ in range(runs):
        y = 11 + 0.1 * rng.standard_normal(10)[unit] + 0.1 * rng.standard_normal(120)
        alarms["people"] += verdict(y, (track,)).p < 0.05
        alarms["units"] += bootstrap.wild(y, [track], GAP, cluster=unit, draws=199).p <= 0.05
    assert alarms["units"] <= most(runs, 0.06)
    assert alarms["people"] >= least(runs, 0.15)
