"""What groups are paid and the gaps between them. Oracles: pandas' group-by, hand arithmetic, published examples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from bandmodel.core import gaps
from bandmodel.errors import InputError

PAY = st.one_of(st.just(np.nan), st.integers(0, 30).map(float), st.floats(1, 1e6))
PEOPLE = st.lists(st.tuples(PAY, st.integers(-1, 3)), max_size=40)


def arrays(people):
    return np.array([pay for pay, _ in people], float), np.array([cell for _, cell in people], int)


def figures(found):
    return np.concatenate([found.n, found.mean, found.median])


# ---------------------------------------------------------------- headcount, mean, median


def test_a_worked_example_by_hand():
    pay = np.array([50e3, 70e3, 60e3, np.nan, 40e3, 44e3, 99e3])
    found = gaps.summary(pay, np.array([0, 0, 0, 0, 1, 1, -1]), 3)
    assert found.n.tolist() == [3, 2, 0]
    assert_array_equal(found.mean, [60e3, 42e3, np.nan])  # (50 + 70 + 60) / 3, (40 + 44) / 2, no one
    assert_array_equal(found.median, [60e3, 42e3, np.nan])


@given(PEOPLE)
def test_the_summary_equals_pandas_group_by(people):
    pay, cell = arrays(people)
    found = gaps.summary(pay, cell, 4)
    by_cell = pd.Series(pay[cell >= 0]).groupby(cell[cell >= 0])
    for figure, expected in ((found.n, by_cell.count()), (found.mean, by_cell.mean()), (found.median, by_cell.median())):
        wanted = expected.reindex(range(4), fill_value=np.nan).to_numpy()
        assert_allclose(figure, np.nan_to_num(wanted) if figure is found.n else wanted, rtol=1e-12)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_summary_does_not_depend_on_the_order_of_the_rows_to_the_last_digit(people, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert_array_equal(figures(gaps.summary(*arrays(people), 4)), figures(gaps.summary(*arrays(shuffled), 4)))


@given(PEOPLE)
def test_people_of_unknown_pay_or_without_a_cell_change_nothing(people):
    known = [(pay, cell) for pay, cell in people if not np.isnan(pay) and cell >= 0]
    assert_array_equal(figures(gaps.summary(*arrays(people), 4)), figures(gaps.summary(*arrays(known), 4)))


@pytest.mark.parametrize("pay", [0.1, 1 / 3, 61234.57, 1e9 + 0.1])
@pytest.mark.parametrize("n", [1, 3, 7, 10])
def test_the_mean_of_equal_pays_is_that_pay_exactly(pay, n):
    assert gaps.summary(np.full(n, pay), np.zeros(n, int), 1).mean[0] == pay


def test_bands_by_groups_come_out_of_one_pass():
    band, group = np.array([0, 0, 1, 1, 2, -1, 0]), np.array([0, 1, 1, 1, 0, 0, -1])
    cell = gaps.crossed(band, group, 2)
    assert cell.tolist() == [0, 1, 3, 3, 4, -1, -1]
    found = gaps.summary(np.array([10.0, 20, 30, 50, 60, 1, 2]), cell, 6)
    assert found.n.reshape(3, 2).tolist() == [[1, 1], [0, 2], [1, 0]]
    assert_array_equal(found.mean.reshape(3, 2), [[10, 20], [np.nan, 40], [60, np.nan]])


def test_a_million_people_in_eighty_cells_equal_pandas_group_by():
    chance = np.random.default_rng(7)
    pay, cell = chance.lognormal(11, 0.4, 1_000_000).round(2), chance.integers(0, 80, 1_000_000)
    found, by_cell = gaps.summary(pay, cell, 80), pd.Series(pay).groupby(cell)
    assert_array_equal(found.n, by_cell.count())
    assert_allclose(found.mean, by_cell.mean(), rtol=1e-12)
    assert_array_equal(found.median, by_cell.median())


def test_more_cells_than_a_short_integer_counts_are_told_apart():
    cell = np.array([0, 2**15, 2**15 + 1, 2**16])
    found = gaps.summary(np.array([1.0, 2, 3, 4]), cell, 2**16 + 1)
    assert found.median[cell].tolist() == [1, 2, 3, 4]
    assert found.n.sum() == 4


def test_a_statistic_that_is_not_known_is_named():
    found = gaps.summary(np.array([1.0, 2, 6]), np.zeros(3, int), 1)
    assert (found.at("Mean")[0], found.at("median")[0]) == (3, 2)
    with pytest.raises(InputError, match='Statistic "mode" is unknown; use one of "mean", "median"'):
        found.at("mode")


# ---------------------------------------------------------------- gaps


@pytest.mark.parametrize(
    ("reference", "group", "printed"),
    [
        (23550 / 1345, 46900 / 3100, 13.59),  # mean hourly pay: 1,345 men £23,550, 3,100 women £46,900
        (15, 14, 6.67),  # median hourly pay
        (1650, 1490, 9.7),  # mean bonus pay
        (2300, 2225, 3.3),  # median bonus pay
    ],
)
def test_the_gap_is_what_the_british_government_prints_in_its_guidance(reference, group, printed):
    # GOV.UK, statutory guidance "Making your gender pay gap calculations", example Acme Ltd, calculations 2, 3, 5 and 6
    places = len(str(printed).partition(".")[2])
    assert round(100 * float(gaps.gap(reference, group)), places) == printed


def test_a_positive_gap_means_that_the_group_is_paid_less():
    assert_allclose(gaps.gap(np.array([100.0, 100, 100]), np.array([95.0, 100, 110])), [0.05, 0, -0.1])


def test_a_gap_to_nothing_or_to_the_unknown_is_unknown_and_not_infinite():
    assert np.isnan(gaps.gap(np.array([0.0, np.nan, 5]), np.array([5.0, 5, np.nan]))).all()


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0.01, 100))
def test_gaps_do_not_depend_on_the_currency_and_turn_round_with_the_reference(reference, group, rate):
    there, back = float(gaps.gap(reference, group)), float(gaps.gap(group, reference))
    assert float(gaps.gap(reference * rate, group * rate)) == pytest.approx(there, abs=1e-9)
    assert (1 - there) * (1 - back) == pytest.approx(1)  # group / reference times reference / group


def test_receivers_are_counted_among_those_of_whom_it_is_known():
    values, cell = np.array([0, 500, np.nan, 700, 0, np.nan, 9]), np.array([0, 0, 0, 0, 1, 2, -1])
    share, received, known = gaps.receiving(values, cell, 3)
    assert_array_equal(share, [2 / 3, 0, np.nan])  # 2 of 3 known; none of 1; nothing known
    assert (received.tolist(), known.tolist()) == ([2, 0, 0], [3, 1, 0])


def test_the_share_of_receivers_is_what_the_british_government_prints():
    # the same guidance, calculation 4: 1,300 of 1,375 men and 2,000 of 3,125 women: 94.5 % and 64.0 %
    values = np.repeat([900.0, 0, 900, 0], [1300, 75, 2000, 1125])
    share, _, _ = gaps.receiving(values, np.repeat([0, 1], [1375, 3125]), 2)
    assert [round(100 * part, 1) for part in share.tolist()] == [94.5, 64.0]


@pytest.mark.parametrize(
    ("reference", "group", "flagged"),
    [(100e3, 95e3, True), (100e3, 95.1e3, False), (100e3, 94e3, True), (3.0, 2.85, True), (100e3, 95e3 + 0.001, False),
     (100e3, 110e3, False), (np.nan, 95e3, False)],
)  # fmt: skip
def test_five_per_cent_is_at_the_limit_and_four_point_nine_is_below_it(reference, group, flagged):
    assert gaps.reaches(gaps.gap(reference, group), 0.05) == flagged
