"""Raises that move a coefficient: against HiGHS, a plain loop, bisection, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import linprog

from bandmodel.core import remedies

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int, people: int | None = None) -> dict[str, np.ndarray]:
    """Influence, pay, price and limit of some people: some of price 0, some at their limit, some equal to others."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 60)) if people is None else people
    pay = np.round(rng.lognormal(11.3, 0.4, size), -3)
    return {
        "influence": rng.choice([0.5, 1.0, 1.0, 1.7], size) / size,
        "pay": pay,
        "price": rng.choice([0.0, 0.5, 1.0, 1.0, 1.16], size),
        "limit": np.minimum(pay * rng.choice([0.0, 0.03, 0.05], size), pay * rng.uniform(0, 0.2, size)),
    }


def programme(case: dict[str, np.ndarray], *, wanted: float | None = None, budget: float | None = None) -> float:
    """Optimum of the linearised problem by HiGHS: least cost for a gain, or largest gain for a budget."""
    worth, price = case["influence"] * len(case["pay"]) / case["pay"] * 1e5, case["price"]
    bounds = list(zip(np.zeros(len(price)), case["limit"], strict=True))
    if wanted is not None:
        scaled = wanted * len(price) * 1e5
        found = linprog(price, A_ub=[-worth], b_ub=[-scaled], bounds=bounds, method="highs")
        assert found.status == 0, found.message
        return float(found.fun)
    found = linprog(-worth, A_ub=[price], b_ub=[budget], bounds=bounds, method="highs")
    assert found.status == 0, found.message
    return float(-found.fun) / len(price) / 1e5


def linear_gain(case: dict[str, np.ndarray], raises: np.ndarray) -> float:
    return float(case["influence"] / case["pay"] @ raises)


def one_after_the_other(case: dict[str, np.ndarray], wanted: float, budget: float) -> list[float]:
    """The cheapest raises by a plain loop over people, the best rate first."""
    rate = [i / (p * q) if q else np.inf for i, p, q in zip(case["influence"], case["pay"], case["price"], strict=True)]
    raises = [0.0] * len(rate)
    for at in sorted(range(len(rate)), key=lambda n: -rate[n]):
        influence, pay, price, limit = (float(case[name][at]) for name in ("influence", "pay", "price", "limit"))
        amount = min(limit, pay * np.expm1(min(wanted / influence, 50)), budget / price if price else np.inf)
        raises[at] = amount
        wanted, budget = wanted - influence * np.log1p(amount / pay), budget - price * amount
        if amount < limit:
            break
    return raises


# ---------------------------------------------------------------- least cost


@given(seed=SEEDS, share=st.floats(0.01, 0.999))
@settings(max_examples=60)
def test_the_cost_of_a_gain_is_the_linear_programmes(seed, share):
    case = drawn(seed)
    wanted = share * linear_gain(case, case["limit"])
    assume(wanted > 0)
    raises = remedies.least_cost(**case, wanted=wanted, exact=False)
    assert_allclose(linear_gain(case, raises), wanted, rtol=1e-12)
    assert (raises >= 0).all() and (raises <= case["limit"]).all()
    assert_allclose(case["price"] @ raises, programme(case, wanted=wanted), rtol=1e-6, atol=1e-6)


@given(seed=SEEDS, share=st.floats(0.0, 1.2))
@settings(max_examples=60)
def test_the_gain_for_a_budget_is_the_linear_programmes_and_the_budget_is_spent(seed, share):
    case = drawn(seed)
    whole = float(case["price"] @ case["limit"])
    raises = remedies.least_cost(**case, budget=share * whole)
    assert_allclose(case["price"] @ raises, min(share, 1.0) * whole, rtol=1e-12, atol=1e-9)
    assert (raises >= 0).all() and (raises <= case["limit"]).all()
    assert_allclose(linear_gain(case, raises), programme(case, budget=share * whole), rtol=1e-6, atol=1e-12)


@given(seed=SEEDS, wanted=st.floats(0, 0.2), budget=st.floats(0, 1e5))
@settings(max_examples=60)
def test_with_both_limits_and_exact_gains_it_is_the_plain_loops(seed, wanted, budget):
    case = drawn(seed)
    raises = remedies.least_cost(**case, wanted=wanted, budget=budget)
    assert_allclose(raises, one_after_the_other(case, wanted, budget), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("far", [1.0, 1e9])  # someone whose rate is so high that the coarse order tells nobody apart
def test_a_large_company_is_in_the_same_order_as_the_plain_loop(far):
    case = drawn(5, 20_000)
    case["pay"] = case["pay"] * np.random.default_rng(6).uniform(0.9, 1.1, 20_000)
    case["influence"][7] *= far
    for wanted, budget in ((0.02, np.inf), (np.inf, 3e6), (0.02, 3e6)):
        raises = remedies.least_cost(**case, wanted=wanted, budget=budget)
        assert_allclose(raises, one_after_the_other(case, wanted, budget), rtol=1e-6, atol=1e-3)


def test_the_budget_is_that_of_a_bisection_over_the_rate():
    case = drawn(9, 5_000)
    case["price"] = np.maximum(case["price"], 0.5)
    case["pay"] = case["pay"] * np.random.default_rng(3).uniform(0.9, 1.1, 5_000)
    rate, cost = case["influence"] / (case["pay"] * case["price"]), case["price"] * case["limit"]
    low, high, budget = float(rate.min()), float(rate.max()), 0.37 * float(cost.sum())
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if cost[rate > middle].sum() > budget else (low, middle)
    raises = remedies.least_cost(**case, budget=budget)
    assert_allclose(raises[rate > high], case["limit"][rate > high])
    assert_allclose(raises[rate < low], 0)
    assert abs(float(case["price"] @ raises) / budget - 1) <= 1e-12


@settings(max_examples=40)
@given(seed=SEEDS, first=st.floats(0, 1), second=st.floats(0, 1))
def test_more_budget_takes_nothing_from_anyone(seed, first, second):
    case = drawn(seed)
    whole = float(case["price"] @ case["limit"])
    less, more = (remedies.least_cost(**case, budget=share * whole) for share in sorted((first, second)))
    assert (less <= more + 1e-9).all()


def test_three_people_by_hand():
    # influence / (pay · price): 0.3 / 50 000 = 6e-6, 0.4 / 100 000 = 4e-6, 0.3 / (100 000 · 0.5) = 6e-6, the later row
    case = {"influence": [0.3, 0.4, 0.3], "pay": [5e4, 1e5, 1e5], "price": [1, 1, 0.5], "limit": [5e3, 5e3, 5e3]}
    case = {name: np.array(values, float) for name, values in case.items()}
    assert_allclose(remedies.least_cost(**case, budget=6_000), [5_000, 0, 2_000])  # 5 000 + 0.5 · 2 000
    assert_allclose(remedies.least_cost(**case, budget=8_000), [5_000, 500, 5_000])  # 5 000 + 2 500 + 500
    assert_allclose(remedies.least_cost(**case, wanted=0.031, exact=False), [5_000, 0, 1e5 * 0.001 / 0.3])
    assert_allclose(remedies.least_cost(**case, wanted=0.3 * np.log(1.02)), [1_000, 0, 0])
    assert_array_equal(remedies.least_cost(**case, wanted=0.0), [0, 0, 0])
    assert_array_equal(remedies.least_cost(**case, wanted=9.0), case["limit"])
    assert_array_equal(remedies.least_cost(**case), case["limit"])


def test_nobody_needs_nothing():
    none = np.zeros(0)
    assert len(remedies.least_cost(none, none, none, none, wanted=1.0, budget=5.0)) == 0


# ---------------------------------------------------------------- raises in proportion


def test_the_same_percentage_is_the_one_that_adds_what_is_wanted():
    pay, influence, price = np.array([5e4, 8e4, 1e5]), np.array([0.2, 0.3, 0.5]), np.array([1.0, 0.5, 1.2])
    # Σ influence = 1, so ln(1 + r) = 0.05
    raises = remedies.along(lambda share: share * pay, influence, pay, price, wanted=0.05, end=8.0)
    assert_allclose(raises / pay, np.expm1(0.05), rtol=1e-12)
    # a budget of 1 % of 50 000 + 40 000 + 120 000
    raises = remedies.along(lambda share: share * pay, influence, pay, price, wanted=0.05, budget=2_100, end=8.0)
    assert_allclose(raises / pay, 0.01, rtol=1e-12)


def test_where_one_is_at_the_limit_the_others_go_on():
    pay, influence = np.array([1e5, 1e5]), np.array([0.5, 0.5])
    raises = remedies.along(
        lambda share: np.minimum(share * pay, [2_000, np.inf]), influence, pay, np.ones(2), wanted=0.04, end=8.0
    )
    # 0.5 · ln 1.02 + 0.5 · ln(1 + r) = 0.04
    assert_allclose(raises, [2_000, 1e5 * (np.exp(0.08) / 1.02 - 1)], rtol=1e-12)


def test_it_stops_at_its_end_where_what_is_wanted_is_out_of_reach():
    pay, influence, short = np.array([1e5, 2e5]), np.array([0.5, 0.5]), np.array([1e3, 4e3])
    assert_allclose(remedies.along(lambda s: s * short, influence, pay, np.ones(2), wanted=9.0, end=1.0), short)
    held = remedies.along(lambda s: np.minimum(s * pay, short), influence, pay, np.ones(2), wanted=9.0, end=8.0)
    assert_allclose(held, short)
    assert_array_equal(
        remedies.along(lambda s: s * short, influence, pay, np.ones(2), wanted=9.0, budget=0.0, end=1.0), [0, 0]
    )


def searched(function, at_0: float, tries: int = 20) -> tuple[float, int]:
    """Where a search ends, and how often it looked."""
    search = remedies.Search.from_0(at_0)
    for looked in range(1, tries + 1):
        value = function(search.at)
        if abs(value) < 1e-9:
            return search.at, looked
        search = search.seen(value)
    raise AssertionError(f"not found in {tries}")


@pytest.mark.parametrize(
    ("function", "root", "most"),
    [
        (lambda x: x - 0.1, 0.1, 1),  # the slope of 1 that it takes for granted
        (lambda x: x - 0.1 - 1e-4 * x**2, (1 - np.sqrt(1 - 4e-5)) / 2e-4, 3),
        (lambda x: x**3 - 0.3, 0.3 ** (1 / 3), 14),
        (lambda x: np.tanh(9 * (x - 0.02)) if x > 0 else -0.3, 0.02, 12),  # flat where it looks first
        (lambda x: min(x - 1.5, 0.5 * x - 0.9), 1.8, 12),  # beyond where it looks first
    ],
)
def test_a_search_finds_where_a_rising_function_is_0(function, root, most):
    found, looked = searched(function, float(function(0.0)))
    assert_allclose(found, root, rtol=1e-8)
    assert looked <= most


# ---------------------------------------------------------------- cents


def test_raises_are_rounded_up_while_the_budget_lasts():
    raises, price, limit = np.array([10.001, 20.011, 30.0, 40.019]), np.array([1, 1, 1, 0.5]), np.full(4, np.inf)
    rate = np.array([1.0, 3.0, 4.0, 2.0])
    assert_allclose(remedies.to_cents(raises, price, limit, np.inf, rate), [10.01, 20.02, 30.0, 40.02])
    # down: 10.00 + 20.01 + 30.00 + 20.005 = 80.015; a cent for the second (0.01) and the fourth (0.005) make 80.03
    assert_allclose(remedies.to_cents(raises, price, limit, 80.03, rate), [10.0, 20.02, 30.0, 40.02])
    assert_allclose(remedies.to_cents(raises, price, limit, 80.029, rate), [10.0, 20.02, 30.0, 40.01])
    assert_allclose(remedies.to_cents(raises, price, limit, 80.02, rate), [10.0, 20.01, 30.0, 40.01])


def test_what_is_left_of_arithmetic_is_no_cent_and_a_limit_holds():
    raises = np.array([0.1 + 0.2, 1.10 * 3, 12.345])
    limit = np.array([9, 9, 12.34])
    assert_allclose(remedies.to_cents(raises, np.ones(3), limit, np.inf, np.ones(3)), [0.30, 3.30, 12.34], atol=1e-12)
    assert_allclose(remedies.down_to_cent(np.array([1.999, 2.0, np.inf])), [1.99, 2.0, np.inf])
    assert_allclose(remedies.up_to_cent(np.array([1.991, 2.0])), [2.0, 2.0])


@settings(max_examples=60)
@given(seed=SEEDS, share=st.floats(0, 1))
def test_rounded_raises_keep_the_budget_and_leave_less_than_a_cent_of_it(seed, share):
    case = drawn(seed)
    limit = remedies.down_to_cent(case["limit"])
    budget = share * float(case["price"] @ limit)
    with np.errstate(divide="ignore"):
        rate = case["influence"] / (case["pay"] * case["price"])
    exact = remedies.least_cost(**{**case, "limit": limit}, budget=budget)
    raises = remedies.to_cents(exact, case["price"], limit, budget, rate)
    spent = float(case["price"] @ raises)
    assert spent <= budget * (1 + 1e-9) + 1e-9
    assert spent >= budget - 0.01 * 1.16 - 1e-6  # the dearest price of a cent
    assert_allclose(raises * 100, np.round(raises * 100), atol=1e-6)
    assert (raises <= limit).all() and (np.abs(raises - exact) < 0.01 + 1e-9).all()
