"""Two one-sided tests against scipy's t distribution and statsmodels' ttost, and the verdicts in the contract's order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import ttost_ind

from bandmodel.core import equivalence
from bandmodel.errors import InputError

BOUND = -np.log(0.95)


def test_bounds_of_five_per_cent_are_minus_5_and_plus_5_26():
    # contract §10: ± ln(1 − m), printed as −5.00 % and +5.26 %
    low, high = equivalence.judged(0.0, 0.01, 100).bounds
    assert (round(low, 4), round(high, 4)) == (-0.05, 0.0526)


def test_people_needed_are_those_of_the_contract():
    assert equivalence.needed(0.15) == 147  # contract §10
    assert equivalence.needed(0.30) == 586  # four times 146.4, rounded up


@given(st.floats(-0.3, 0.3), st.floats(0.002, 0.2), st.integers(3, 500), st.sampled_from([0.02, 0.05, 0.1]))
def test_p_values_and_intervals_equal_scipys(b, se, df, margin):
    found = equivalence.judged(b, se, df, margin=margin)
    bound = -np.log(1 - margin)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(b) / se, df), rel=1e-9, abs=1e-300)
    tests = stats.t.sf((b + bound) / se, df), stats.t.cdf((b - bound) / se, df)
    assert found.p_equivalent == pytest.approx(max(tests), rel=1e-9, abs=1e-300)
    for share, ends in ((0.95, (found.low, found.high)), (0.90, (found.low_90, found.high_90))):
        assert ends == pytest.approx(np.exp(stats.t.interval(share, df, b, se)) - 1, rel=1e-9, abs=1e-12)


def test_two_samples_give_the_p_value_of_statsmodels():
    rng = np.random.default_rng(4)
    one, other = rng.normal(11, 0.12, 80), rng.normal(11.01, 0.12, 60)
    df = len(one) + len(other) - 2
    pooled = (one.var(ddof=1) * (len(one) - 1) + other.var(ddof=1) * (len(other) - 1)) / df
    se = np.sqrt(pooled * (1 / len(one) + 1 / len(other)))
    found = equivalence.judged(one.mean() - other.mean(), se, df)
    assert found.p_equivalent == pytest.approx(ttost_ind(one, other, -BOUND, BOUND)[0], rel=1e-9)


@pytest.mark.parametrize(
    ("b", "se", "verdict"),
    [  # df 1000: t.95 = 1.6464, t.975 = 1.9623; bound 0.051293
        (0.0, 0.0311, equivalence.EQUIVALENT),  # 1.6464 · 0.0311 = 0.0512
        (0.0, 0.0312, equivalence.INCONCLUSIVE),  # 0.0514
        (0.02, 0.01, equivalence.DISTINGUISHABLE),  # 0.02 + 0.0165 inside, and 2.0 above 1.9623
        (0.02, 0.0102, equivalence.EQUIVALENT),  # 1.9608 is not
        (0.052, 0.01, equivalence.DIFFERENT),
        (-0.09, 0.02, equivalence.DIFFERENT),
        (0.051, 0.01, equivalence.SMALL),  # excludes 0, and is inside the bound by itself
        (0.09, 0.05, equivalence.INCONCLUSIVE),  # 1.8
    ],
)
def test_the_first_verdict_that_holds_is_given(b, se, verdict):
    assert equivalence.judged(b, se, 1000).verdict == verdict


def test_six_people_prove_no_parity():
    # sigma 0.15, 3 against 3: SE 0.15 · sqrt(2 / 3) = 0.122, far wider than the bound whatever the gap
    assert equivalence.judged(0.0, 0.15 * np.sqrt(2 / 3), 4).verdict == equivalence.INCONCLUSIVE


@given(st.floats(-0.3, 0.3), st.floats(0.002, 0.2), st.integers(3, 500))
def test_which_group_is_the_reference_changes_no_verdict(b, se, df):
    one, other = equivalence.judged(b, se, df), equivalence.judged(-b, se, df)
    assert one.verdict == other.verdict
    assert one.p_equivalent == pytest.approx(other.p_equivalent, rel=1e-9)
    assert (1 + one.low) * (1 + other.high) == pytest.approx(1)


def test_the_gap_is_kennedys():
    # exp(−0.1 − 0.04² / 2) − 1 = exp(−0.1008) − 1
    assert equivalence.judged(-0.1, 0.04, 50).gap == pytest.approx(np.exp(-0.1008) - 1)


@pytest.mark.parametrize("margin", [0.0, 1.0, -0.1, np.nan])
def test_a_margin_that_is_no_share_is_refused(margin):
    with pytest.raises(InputError, match="not between 0 and 1"):
        equivalence.judged(0.0, 0.1, 10, margin=margin)


@pytest.mark.parametrize(
    ("b", "p", "p_equivalent", "verdict"),
    [
        (0.0, 1, 0, equivalence.EQUIVALENT),
        (-0.05, 0, 0, equivalence.DISTINGUISHABLE),
        (-BOUND, 0, 0, equivalence.DISTINGUISHABLE),  # exactly 5 % is within, whatever rounding makes of it
        (BOUND + 1e-12, 0, 0, equivalence.DISTINGUISHABLE),
        (0.06, 0, 1, equivalence.DIFFERENT),
    ],
)
def test_without_scatter_the_gap_itself_is_judged(b, p, p_equivalent, verdict):
    found = equivalence.judged(b, 0.0, 20)
    assert (found.p, found.p_equivalent, found.verdict) == (p, p_equivalent, verdict)
    assert [found.gap, found.low, found.high, found.low_90, found.high_90] == pytest.approx([np.exp(b) - 1] * 5)


def test_an_interval_beyond_any_number_is_infinite():
    found = equivalence.judged(3.0, 400.0, 4)
    assert (found.high, found.high_90, found.verdict) == (np.inf, np.inf, equivalence.INCONCLUSIVE)
    assert found.low == pytest.approx(-1)
