"""Market movement by chance. Oracles: the full matrix of draws and people as a plain loop, and option-price theory.

The cost of one person at a lognormal factor of mean 1 is a call: E max(0, f·m − p) = m·N(d₁) − p·N(d₂) with
d₁ = ln(m / p) / σ + σ / 2, d₂ = d₁ − σ (Black and Scholes 1973, no interest, time 1).
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from bandmodel.core import simulation
from bandmodel.core.simulation import PiecewiseCost
from bandmodel.errors import InputError


def by_loop(pay, minimum, weight, group, factors) -> list[float]:
    """Every person at every draw, one after the other."""
    return [
        sum(max(0.0, draw[g] * low - own) * share for own, low, share, g in zip(pay, minimum, weight, group, strict=True))
        for draw in factors
    ]


def call(minimum, pay, sigma):
    first = np.log(minimum / pay) / sigma + sigma / 2
    return minimum * norm.cdf(first) - pay * norm.cdf(first - sigma)


def strata(size: int) -> np.ndarray:
    """Standard normal values at the middles of `size` strata of equal probability: chance without the luck."""
    return norm.ppf((np.arange(size) + 0.5) / size)


@pytest.fixture(scope="module")
def crowd():
    """300 people of 7 groups, each with a minimum of its own."""
    dice = np.random.default_rng(4)
    group = dice.integers(0, 7, 300)
    minimum = dice.uniform(50_000, 150_000, 300)
    return minimum * dice.lognormal(0.08, 0.12, 300), minimum, dice.uniform(0.4, 1.2, 300), group


# ---------------------------------------------------------------- the cost of a factor


def test_the_cost_of_three_people_by_hand():
    # minimums 100; pay 90, 100, 120; weights 1, 2, 0.5
    cost = PiecewiseCost.of(np.array([90.0, 100, 120]), np.full(3, 100.0), np.array([1, 2, 0.5]))
    # 0.8: 80 below all. 0.9: 90 is just paid. 0.95: 5. 1: 10. 1.1: 20 + 2 · 10. 1.3: 40 + 2 · 30 + 0.5 · 10
    assert cost.at(np.array([0.8, 0.9, 0.95, 1, 1.1, 1.3])).tolist() == pytest.approx([0, 0, 5, 10, 40, 105], abs=1e-12)
    assert cost.groups == 1


@pytest.mark.parametrize("draws", [3, 2_000])  # fewer draws than people, and more
def test_the_cost_is_that_of_the_full_matrix(crowd, draws):
    factors = simulation.factors(0.1, draws, 5, 7, 0.3)
    found = PiecewiseCost.of(*crowd).at(factors)
    assert found.tolist() == pytest.approx(by_loop(*crowd, factors.tolist()), rel=1e-9, abs=0)


PERSON = st.tuples(
    st.integers(500, 1500).map(float),  # pay
    st.sampled_from([800.0, 1000.0, 1250.0]),  # minimum: ties are common
    st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    st.integers(0, 2),
)
FACTOR = st.integers(400, 2000).map(lambda thousandths: thousandths / 1000)


@given(st.lists(PERSON, max_size=12), st.lists(st.tuples(FACTOR, FACTOR, FACTOR), min_size=1, max_size=40))
@settings(deadline=None)
def test_any_people_cost_at_any_factors_what_a_loop_says(people, factors):
    columns = [np.array(column, float) for column in zip(*people, strict=True)] or [np.zeros(0)] * 4
    found = PiecewiseCost.of(*columns, groups=3).at(np.array(factors))
    assert found.tolist() == pytest.approx(by_loop(*columns[:3], columns[3].astype(int).tolist(), factors), abs=1e-9)


def test_a_factor_without_a_group_of_its_own_holds_for_all_groups(crowd):
    pay, minimum, weight, _ = crowd
    factors = simulation.factors(0.1, 500, 1)[:, 0]
    alone = PiecewiseCost.of(pay, minimum, weight).at(factors)
    assert PiecewiseCost.of(*crowd).at(factors).tolist() == pytest.approx(alone.tolist(), rel=1e-12)


def test_a_group_without_people_costs_nothing_and_keeps_its_column():
    cost = PiecewiseCost.of(np.array([90.0]), np.array([100.0]), np.ones(1), np.array([1]), groups=3)
    assert cost.groups == 3
    assert cost.at(np.array([[9, 1.1, 9], [9, 0.5, 9]])).tolist() == pytest.approx([20, 0])


def test_nobody_costs_nothing():
    assert PiecewiseCost.of(np.zeros(0), np.zeros(0), np.zeros(0)).at(np.array([0.5, 2])).tolist() == [0, 0]


def test_who_is_unknown_or_has_no_minimum_makes_no_cost(crowd):
    pay, minimum, weight, group = crowd
    more = [np.append(column, extra) for column, extra in (
        (pay, [np.nan, 1, 1, 1]), (minimum, [9e9, np.nan, 9e9, 0]), (weight, [1, 1, np.nan, 1]), (group, [0, 1, 2, 3]),
    )]  # fmt: skip
    factors = simulation.factors(0.1, 500, 1, 7, 0.5)
    assert PiecewiseCost.of(*more).at(factors).tolist() == PiecewiseCost.of(*crowd).at(factors).tolist()


def test_the_order_of_the_people_does_not_matter(crowd):
    order = np.random.default_rng(8).permutation(300)
    factors = simulation.factors(0.1, 500, 1, 7, 0.5)
    shuffled = PiecewiseCost.of(*(column[order] for column in crowd)).at(factors)
    assert shuffled.tolist() == pytest.approx(PiecewiseCost.of(*crowd).at(factors).tolist(), rel=1e-13)


def test_the_numbers_of_the_groups_are_names_only(crowd):
    pay, minimum, weight, group = crowd
    factors = simulation.factors(0.1, 500, 1, 7, 0.5)
    renamed = PiecewiseCost.of(pay, minimum, weight, 6 - group).at(factors[:, ::-1])
    assert renamed.tolist() == pytest.approx(PiecewiseCost.of(*crowd).at(factors).tolist(), rel=1e-13)


def test_cost_grows_with_the_scale_of_pay(crowd):
    pay, minimum, weight, group = crowd
    factors = simulation.factors(0.1, 500, 1, 7, 0.5)
    scaled = PiecewiseCost.of(pay * 1024, minimum * 1024, weight, group).at(factors)
    assert scaled.tolist() == (PiecewiseCost.of(*crowd).at(factors) * 1024).tolist()  # a power of two: exact in floats


def test_a_tiny_movement_over_a_large_payroll_keeps_its_digits():
    minimum = np.arange(50_000, 150_000, 2.0)  # 50 000 people on their minimum; together 4 999 950 000
    found = PiecewiseCost.of(minimum, minimum, np.ones(50_000)).at(np.array([1, 1 + 2.0**-30]))
    assert found.tolist() == [0, pytest.approx(4_999_950_000 * 2.0**-30, rel=1e-12)]


def test_draws_that_are_all_alike_are_searched():
    cost = PiecewiseCost.of(np.array([90.0, 110]), np.full(2, 100.0), np.ones(2))
    assert cost.at(np.full(500, 1.2)).tolist() == pytest.approx([40.0] * 500)


def test_a_movement_at_a_break_is_on_neither_side():
    pay = np.array([90.0, 95, 100, 105, 110])  # breaks at −0.1 … 0.1; the cost at the last is 20 + 15 + 10 + 5 + 0
    cost = PiecewiseCost.of(pay, np.full(5, 100.0), np.ones(5))
    around = np.repeat([0.9, 0.95, 1, 1.05, 1.1], 100)  # more draws than breaks: the table
    assert cost.at(around).tolist() == pytest.approx(np.repeat([0, 5, 15, 30, 50], 100).tolist(), abs=1e-12)


# ---------------------------------------------------------------- theory


@pytest.mark.parametrize("sigma", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("pay", [95_000.0, 100_000.0, 103_000.0])
def test_the_expected_cost_of_a_person_is_the_price_of_a_call(pay, sigma):
    factors = np.exp(sigma * strata(200_000) - sigma**2 / 2)
    found = PiecewiseCost.of(np.array([pay]), np.array([100_000.0]), np.ones(1)).at(factors).mean()
    assert found == pytest.approx(call(100_000, pay, sigma), rel=2e-4, abs=0.01)


def test_the_mean_over_draws_is_the_sum_of_calls_within_sampling_error(crowd):
    pay, minimum, weight, _ = crowd
    draws = PiecewiseCost.of(*crowd).at(simulation.factors(0.06, 100_000, 1, 7, 0.4))
    error = draws.std() / np.sqrt(len(draws))
    assert draws.mean() == pytest.approx((call(minimum, pay, 0.06) * weight).sum(), abs=4 * error)
    assert error < 0.003 * draws.mean()  # so that the test can fail


def test_a_quantile_of_the_cost_is_the_cost_at_the_quantile_of_one_factor(crowd):
    pay, minimum, weight, _ = crowd
    cost = PiecewiseCost.of(pay, minimum, weight)
    draws = cost.at(simulation.factors(0.06, 100_000, 1))
    for share, found in zip((0.1, 0.5, 0.9), simulation.quantiles(draws).values(), strict=True):
        expected = by_loop(pay, minimum, weight, [0] * 300, [[np.exp(0.06 * norm.ppf(share) - 0.06**2 / 2)]])
        assert found == pytest.approx(expected[0], rel=0.01)


# ---------------------------------------------------------------- the draws


def test_factors_have_mean_1_and_the_volatility_and_correlation_asked_for():
    size = 200_000
    logs = simulation.movements(np.array([0.02, 0.1, 0.1]), size, 3, 3, 0.6)
    assert np.exp(logs).mean(axis=0).tolist() == pytest.approx([1, 1, 1], abs=4 * 0.1 / np.sqrt(size))
    assert logs.std(axis=0).tolist() == pytest.approx([0.02, 0.1, 0.1], rel=4 / np.sqrt(2 * size))
    assert np.corrcoef(logs.T)[np.triu_indices(3, 1)].tolist() == pytest.approx([0.6] * 3, abs=4 * 0.64 / np.sqrt(size))


def test_draws_are_those_of_numpys_generator_with_the_seed():
    # default_rng(1) is Generator(PCG64(1)); its first normal is 0.345584192064786 as numpy prints it
    z = np.random.default_rng(1).standard_normal(5)
    assert z[0] == pytest.approx(0.345584192064786, abs=1e-15)
    assert simulation.movements(0.1, 5, 1)[:, 0].tolist() == (0.1 * z - 0.005).tolist()
    assert simulation.factors(0.1, 5, 1).tolist() == np.exp(simulation.movements(0.1, 5, 1)).tolist()


def test_groups_mix_a_shared_part_with_their_own():
    z = np.random.default_rng(9).standard_normal((3, 50))  # Z₀, then the groups
    found = simulation.movements(1, 50, 9, 2, 0.36)
    for group in (0, 1):
        assert found[:, group].tolist() == pytest.approx((0.6 * z[0] + 0.8 * z[group + 1] - 0.5).tolist(), abs=1e-12)


def test_a_seed_reproduces_and_another_does_not():
    one, same, other = (simulation.factors(0.1, 100, seed, 3, 0.5) for seed in (7, 7, 8))
    assert one.tolist() == same.tolist()
    assert not np.isin(other, one).any()


def test_correlation_1_moves_all_groups_alike_and_0_leaves_nothing_shared():
    together = simulation.movements(0.1, 100, 1, 3, 1)
    assert together[:, 0].tolist() == together[:, 1].tolist() == together[:, 2].tolist()
    z = np.random.default_rng(1).standard_normal((4, 100))
    assert simulation.movements(1, 100, 1, 3, 0).tolist() == pytest.approx((z[1:] - 0.5).T)


def test_further_groups_leave_the_draws_of_the_first_as_they_are():
    assert simulation.movements(0.1, 50, 1, 5, 0.5)[:, :2].tolist() == simulation.movements(0.1, 50, 1, 2, 0.5).tolist()


def test_no_volatility_is_no_movement():
    assert simulation.factors(0, 10, 1, 2, 0.5).tolist() == [[1, 1]] * 10


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"volatility": -0.1}, r"Volatility -0\.1 is not 0 or more"),
        ({"volatility": np.nan}, "Volatility nan is not 0 or more"),
        ({"correlation": 1.1}, r"Correlation 1\.1 is not between 0 and 1"),
        ({"correlation": -0.1}, r"Correlation -0\.1"),
        ({"draws": 0}, "0 draws with seed 1"),
        ({"seed": -1}, "10 draws with seed -1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changed, said):
    with pytest.raises(InputError, match=said):
        simulation.movements(**{"volatility": 0.1, "draws": 10, "seed": 1, "groups": 2, "correlation": 0.5, **changed})


def test_quantiles_are_those_of_excels_percentile_inc():
    # PERCENTILE.INC of 1, 2, 3, 4 at k is 1 + 3k
    assert simulation.quantiles(np.array([4.0, 1, 3, 2])) == pytest.approx({"P10": 1.3, "P50": 2.5, "P90": 3.7})
    assert simulation.quantiles(np.array([5.0])) == {"P10": 5, "P50": 5, "P90": 5}
    assert np.isnan(list(simulation.quantiles(np.zeros(0)).values())).all()
