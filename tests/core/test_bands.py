"""Formulas of one band. Golden ids refer to tests/golden/golden.csv (published worked examples)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import bands
from bandmodel.errors import InputError, RowError

PAY = st.floats(1_000, 1_000_000)
BASIS = st.sampled_from(["min", "mid"])
FACTOR = st.floats(0.01, 200)  # a currency's rate

# Each formula with three rows of good arguments, one argument per line of the list.
ROWS = {
    "midpoint": (bands.midpoint, [[60e3, 50e3, 80e3], [90e3, 75e3, 80e3]]),
    "minimum": (bands.minimum, [[47500, 53750, 90e3], [0.15, 0.25, 0.0]]),
    "maximum": (bands.maximum, [[47500, 53750, 90e3], [0.15, 0.25, 0.0]]),
    "spread": (bands.spread, [[60e3, 50e3, 80e3], [90e3, 75e3, 80e3]]),
    "progression": (bands.progression, [[30e3, 33e3, 50e3], [33e3, 30e3, 50e3]]),
    "step_rate": (bands.step_rate, [[30e3, 30e3, 50e3], [65e3, 65e3, 40e3], [8, 9, 2]]),
    "overlap": (bands.overlap, [[40e3, 40e3, 40e3], [60e3, 60e3, 60e3], [50e3, 60e3, 70e3], [70e3, 90e3, 90e3]]),
}


@pytest.mark.parametrize(
    ("low", "high", "basis", "published"),
    [
        pytest.param(60000, 90000, "min", 0.50, id="golden 1"),
        pytest.param(50000, 75000, "min", 0.50, id="golden 2"),
        pytest.param(80000, 120000, "mid", 0.40, id="golden 3"),
        pytest.param(80000, 120000, "min", 0.50, id="golden 3 on the minimum"),
    ],
)
def test_spread_matches_published_examples(low, high, basis, published):
    assert bands.spread(low, high, basis=basis) == published


@pytest.mark.parametrize(
    ("mid", "spread", "low", "high"),
    [pytest.param(47500, 0.15, 44186, 50814, id="golden 4"), pytest.param(53750, 0.25, 47778, 59722, id="golden 5")],
)
def test_ends_of_a_band_match_published_examples(mid, spread, low, high):
    assert_allclose([bands.minimum(mid, spread), bands.maximum(mid, spread)], [low, high], atol=0.5)


def test_ends_of_a_band_on_the_midpoint_basis_are_half_a_spread_away():
    # 100 000 · (1 ∓ 0.4 / 2)
    assert_allclose([bands.minimum(100e3, 0.4, basis="mid"), bands.maximum(100e3, 0.4, basis="mid")], [80e3, 120e3])


@pytest.mark.parametrize(
    ("basis", "share"),
    [
        ("upper", 0.2542),  # golden 6; (50 814 − 47 778) / (59 722 − 47 778) = 3 036 / 11 944
        ("lower", 0.4581),  # 3 036 / (50 814 − 44 186) = 3 036 / 6 628
        ("union", 0.1954),  # 3 036 / (59 722 − 44 186) = 3 036 / 15 536
    ],
)
def test_overlap_matches_the_published_example(basis, share):
    assert bands.overlap(44186, 50814, 47778, 59722, basis=basis) == pytest.approx(share, abs=1e-4)


def test_progression_matches_the_published_example():
    assert bands.progression(30000, 33000) == pytest.approx(0.10, abs=1e-12)  # golden 10
    assert bands.progression(33000, 30000) == pytest.approx(-1 / 11)  # an inverted ladder is no error


@pytest.mark.parametrize(("levels", "published"), [(8, 0.11679), (9, 0.10147)])
def test_step_rate_matches_the_published_example(levels, published):  # golden 12
    assert bands.step_rate(30000, 65000, levels) == pytest.approx(published, abs=0.000005)


def test_step_rate_counts_steps_not_levels():
    # contract section 9: six grades 46 620 → 77 820 are 10.791 % apart over five steps, not 12.5 %
    assert bands.step_rate(46620, 77820, 6) == pytest.approx(0.10791, abs=0.000005)


def test_published_band_matches_the_worked_example():
    # golden 14: mid 44 514, spread 0.40 → 37 095..51 933 → 37 000..52 000, and (37 000 + 52 000) / 2
    assert_allclose([bands.minimum(44514, 0.4), bands.maximum(44514, 0.4)], [37095, 51933], atol=0.5)
    ends = bands.round_to([37095, 51933], 500, mode="down"), bands.round_to([37095, 51933], 500, mode="up")
    assert (ends[0][0], ends[1][1], bands.midpoint(ends[0][0], ends[1][1])) == (37000, 52000, 44500)


@given(PAY, st.floats(0, 1.9), BASIS)
def test_midpoint_and_spread_give_back_what_the_ends_were_made_from(mid, spread, basis):
    low, high = bands.minimum(mid, spread, basis=basis), bands.maximum(mid, spread, basis=basis)
    assert_allclose(bands.midpoint(low, high), mid, rtol=1e-12)
    assert_allclose(bands.spread(low, high, basis=basis), spread, rtol=1e-9, atol=1e-12)


@given(PAY, PAY, st.integers(2, 15))
def test_step_rate_climbs_from_the_lowest_to_the_highest(low, high, levels):
    rate, pay = float(bands.step_rate(low, high, levels)), low
    for _ in range(levels - 1):  # one rung after the other
        pay *= 1 + rate
    assert pay == pytest.approx(high, rel=1e-9)


@pytest.mark.parametrize("name", ROWS)
def test_a_column_gives_what_its_rows_give_one_by_one(name):
    formula, columns = ROWS[name]
    one_by_one = [float(formula(*row)) for row in zip(*columns, strict=True)]
    assert np.array_equal(formula(*columns), one_by_one)
    backwards = [column[::-1] for column in columns]
    assert np.array_equal(formula(*backwards), one_by_one[::-1])


@pytest.mark.parametrize("name", ROWS)
def test_an_unknown_argument_gives_an_unknown_result_in_its_own_row_only(name):
    formula, columns = ROWS[name]
    for argument in range(len(columns)):
        some = [np.array(column, float) for column in columns]
        some[argument][1] = np.nan
        assert np.isnan(formula(*some)).tolist() == [False, True, False], f"argument {argument}"


@pytest.mark.parametrize("name", ["spread", "progression", "overlap"])
@given(factor=FACTOR)
def test_fractions_do_not_depend_on_the_currency(name, factor):
    formula, columns = ROWS[name]
    assert_allclose(formula(*(np.array(column) * factor for column in columns)), formula(*columns), rtol=1e-9, atol=1e-12)


@given(PAY, st.floats(0, 1.5), FACTOR)
def test_amounts_scale_with_the_currency(mid, spread, factor):
    assert_allclose(bands.minimum(mid * factor, spread), bands.minimum(mid, spread) * factor)
    assert_allclose(bands.maximum(mid * factor, spread), bands.maximum(mid, spread) * factor)


ENDS = st.lists(st.integers(1, 60), min_size=2, max_size=2, unique=True).map(sorted)


@given(ENDS, ENDS)
def test_overlap_is_the_share_of_cells_that_both_bands_cover(lower, upper):
    cell = np.arange(0, 61)  # cell k stands for pay from k to k + 1
    in_lower = (cell >= lower[0]) & (cell < lower[1])
    in_upper = (cell >= upper[0]) & (cell < upper[1])
    both = (in_lower & in_upper).sum()
    whole = max(lower[1], upper[1]) - min(lower[0], upper[0])
    for basis, width in (("upper", in_upper.sum()), ("lower", in_lower.sum()), ("union", whole)):
        assert bands.overlap(*lower, *upper, basis=basis) == pytest.approx(both / width)


@given(st.lists(PAY, min_size=4, max_size=4), st.sampled_from(bands.OVERLAP_BASES))
def test_overlap_is_a_share_and_is_0_only_where_bands_do_not_meet(ends, basis):
    lower, upper = sorted(ends[:2]), sorted(ends[2:])
    assume(lower[0] < lower[1] and upper[0] < upper[1])
    share = bands.overlap(*lower, *upper, basis=basis)
    assert 0 <= share <= 1
    assert (share == 0) == (lower[1] <= upper[0] or upper[1] <= lower[0])


def test_overlap_with_a_flat_band_is_unknown_not_infinite():
    assert np.isnan(bands.overlap(40, 60, 50, 50, basis="upper"))
    assert bands.overlap(40, 60, 50, 50, basis="lower") == 0
    assert np.isnan(bands.ratio(1.0, 0.0))


@pytest.mark.parametrize(
    ("method", "values"),
    [("percent", [100, 110, 121]), ("amount", [100, 110.5, 121])],  # · 1.1 each; + 10.5 each
)
def test_steps_lead_from_min_to_max_in_equal_steps(method, values):
    assert_allclose(bands.steps(100, 121, 3, method=method), values)


@given(PAY, PAY, st.integers(2, 20), st.sampled_from(bands.STEP_METHODS))
def test_steps_include_both_ends_exactly_and_step_evenly(a, b, count, method):
    low, high = sorted([a, b])
    values = bands.steps(low, high, count, method=method)
    assert (values[0], values[-1], len(values)) == (low, high, count)
    even = np.diff(values) if method == "amount" else values[1:] / values[:-1]
    assert_allclose(even, even[0], rtol=1e-9, atol=1e-9 * high)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: bands.spread([60e3, 90e3], [90e3, 60e3]), "Min 90000 is above max 60000; swap them"),
        (lambda: bands.midpoint(0, 90e3), "Min 0 is not above 0"),
        (lambda: bands.progression(-5, 90e3), "Lower midpoint -5 is not above 0"),
        (lambda: bands.step_rate(30e3, 65e3, 1), "Levels 1 is too few"),
        (lambda: bands.minimum(50e3, -0.1), "Spread -0.1 is negative"),
        (lambda: bands.minimum(50e3, 2, basis="mid"), "Spread 2 on the midpoint leaves no minimum"),
        (lambda: bands.overlap(40, 60, 70, 50), "upper band: Min 70 is above max 50"),
        (lambda: bands.steps(100, 121, 2.5), "Steps 2.5 must be a whole number"),
        (lambda: bands.steps(100, 121, 1), "Steps 1 must be a whole number of at least 2"),
    ],
)
def test_a_row_that_cannot_be_computed_names_the_value_and_the_remedy(call, said):
    with pytest.raises(RowError, match=said):
        call()


def test_only_the_bad_rows_are_marked():
    with pytest.raises(RowError) as caught:
        bands.spread([60e3, 90e3, np.nan], [90e3, 60e3, 50e3])
    assert caught.value.bad.tolist() == [False, True, False]


def test_an_unknown_choice_lists_the_choices():
    with pytest.raises(InputError, match='Basis "median" is unknown; use one of "min", "mid"'):
        bands.spread(60e3, 90e3, basis="median")


@pytest.mark.parametrize(
    ("formula", "arguments", "option", "choices"),
    [
        (bands.spread, (80e3, 120e3), "basis", bands.SPREAD_BASES),
        (bands.minimum, (100e3, 0.4), "basis", bands.SPREAD_BASES),
        (bands.maximum, (100e3, 0.4), "basis", bands.SPREAD_BASES),
        (bands.overlap, (44186, 50814, 47778, 59722), "basis", bands.OVERLAP_BASES),
        (bands.round_to, (150.0, 100.0), "mode", bands.ROUNDING_MODES),
        (bands.steps, (100, 121, 3), "method", bands.STEP_METHODS),
    ],
    ids=["spread", "minimum", "maximum", "overlap", "round_to", "steps"],
)
def test_a_choice_means_the_same_in_capitals(formula, arguments, option, choices):
    # one_of promises "without regard to case": " Min " is "min", not silently "mid"
    for choice in choices:
        as_typed = formula(*arguments, **{option: f" {choice.title()} "})
        assert_allclose(as_typed, formula(*arguments, **{option: choice}))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: bands.midpoint(0, 1), "Min 0 is not above 0."),
        (lambda: bands.midpoint(1, 0), "Max 0 is not above 0."),
        (lambda: bands.midpoint(2, 1), "Min 2 is above max 1; swap them."),
        (lambda: bands.minimum(0, 0.5), "Midpoint 0 is not above 0."),
        (lambda: bands.minimum(1, -0.5), "Spread -0.5 is negative; give a fraction such as 0.5 for 50 %."),
        (lambda: bands.maximum(1, 3.5), "Spread 3.5 is above 3, which is 300 %; give a fraction such as 0.5 for 50 %."),
        (lambda: bands.minimum(1, 2, basis="mid"), "Spread 2 on the midpoint leaves no minimum above 0; stay below 2."),
        (lambda: bands.progression(0, 1), "Lower midpoint 0 is not above 0."),
        (lambda: bands.progression(1, 0), "Upper midpoint 0 is not above 0."),
        (lambda: bands.step_rate(0, 1, 2), "Lower midpoint 0 is not above 0."),
        (lambda: bands.step_rate(1, 0, 2), "Upper midpoint 0 is not above 0."),
        (lambda: bands.step_rate(1, 2, 1), "Levels 1 is too few: a progression needs at least 2 levels."),
        (lambda: bands.step_rate(1, 2, 2.5), "Levels 2.5 is not a whole number; count the rungs."),
        (lambda: bands.overlap(2, 1, 1, 2), "lower band: Min 2 is above max 1; swap them."),
        (lambda: bands.overlap(1, 2, 2, 1), "upper band: Min 2 is above max 1; swap them."),
        (lambda: bands.overlap(0, 2, 1, 2), "lower band: Min 0 is not above 0."),
        (lambda: bands.overlap(1, 2, 1, 0), "upper band: Max 0 is not above 0."),
        (lambda: bands.round_to(1, 0), "Unit 0 is not above 0; give the step to round to, e.g. 100."),
        (lambda: bands.steps(1, 2, 1), "Steps 1 must be a whole number of at least 2."),
        (lambda: bands.steps(1, 2, 2.5), "Steps 2.5 must be a whole number of at least 2."),
        (lambda: bands.steps(1, 2, 10_001), "Steps 10001 are too many; give at most 10,000."),
    ],
)
def test_each_refusal_says_what_is_wrong_and_what_to_do(call, said):
    with pytest.raises(RowError) as refusal:
        call()
    assert refusal.value.messages == [said]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: bands.spread(1, 2, basis="max"), 'Basis "max" is unknown; use one of "min", "mid".'),
        (lambda: bands.minimum(1, 0.5, basis="max"), 'Basis "max" is unknown; use one of "min", "mid".'),
        (lambda: bands.overlap(1, 2, 1, 2, basis="x"), 'Basis "x" is unknown; use one of "upper", "lower", "union".'),
        (lambda: bands.round_to(1, 1, mode="x"), 'Mode "x" is unknown; use one of "nearest", "up", "down".'),
        (lambda: bands.steps(1, 2, 2, method="x"), 'Method "x" is unknown; use one of "percent", "amount".'),
    ],
)
def test_an_unknown_option_is_named_with_those_there_are(call, said):
    with pytest.raises(InputError) as refusal:
        call()
    assert str(refusal.value) == said


@pytest.mark.parametrize("name", [*ROWS, "round_to", "ratio"])
def test_a_blank_cell_makes_its_own_row_unknown(name):
    formula, columns = ROWS.get(name, (getattr(bands, name), [[60e3, 50e3], [100, 100]]))
    for blank in range(len(columns)):
        given = [[*column[:2]] for column in columns]
        given[blank][0] = None  # a cell is None where it is empty
        assert np.isnan(formula(*given)).tolist() == [True, False]


def test_the_ends_of_what_is_admitted_are_admitted():
    assert bands.midpoint(0.5, 0.5) == 0.5
    assert bands.minimum(1, 0) == 1
    assert bands.maximum(1, 3) == pytest.approx(1.6)  # 1 / (1 + 1.5) · 4
    assert bands.minimum(1, 1.99, basis="mid") == pytest.approx(0.005)  # 1 − 1.99 / 2
    assert bands.step_rate(1, 4, 2) == 3  # one step
    assert len(bands.steps(1, 2, 10_000)) == 10_000
    assert bands.steps(1, 2, 2).tolist() == [1, 2]
    assert bands.round_to(7.5, 0.5) == 7.5
