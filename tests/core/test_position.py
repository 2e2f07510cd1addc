"""Where a person stands in a band. Golden ids refer to tests/golden/golden.csv."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import position
from bandmodel.errors import RowError

PAY = st.floats(10_000, 500_000)
BAND = st.lists(st.integers(10, 50), min_size=2, max_size=2, unique=True).map(sorted)


def test_penetration_matches_the_published_example():  # golden 7
    assert position.penetration(70000, 55000, 82200) == pytest.approx(0.55, abs=0.005)


def test_compa_ratio_matches_the_published_example():  # golden 8
    assert position.compa(78400, 80000) == 0.98


def test_compa_ratio_of_part_time_pay_is_of_its_full_time_equivalent():
    assert position.compa(40000, 100000, 0.5) == 0.8  # 40 000 / 0.5 = 80 000


def test_penetration_is_not_clipped():
    # band 50..90: (40 − 50) / 40, 0, a quarter, 1, (110 − 50) / 40
    assert_allclose(position.penetration([40, 50, 60, 90, 110], 50, 90), [-0.25, 0, 0.25, 1, 1.5])


@given(BAND, st.floats(-2, 3))
def test_penetration_is_linear_in_pay(band, share):
    low, high = band
    assert position.penetration(low + share * (high - low), low, high) == pytest.approx(share, abs=1e-9)


@given(PAY, BAND, st.floats(0.01, 200))
def test_positions_do_not_depend_on_the_currency(pay, band, factor):
    low, high = (1000.0 * end for end in band)
    assert_allclose(position.compa(pay * factor, low * factor), position.compa(pay, low))
    scaled = position.penetration(pay * factor, low * factor, high * factor)
    assert_allclose(scaled, position.penetration(pay, low, high), rtol=1e-6, atol=1e-9)


@given(st.lists(st.integers(5, 55), min_size=1, max_size=30), BAND)
def test_status_and_cost_equal_boolean_masks(pay, band):
    pay, (low, high) = np.array(pay, float), band
    expected = np.full(len(pay), "in band", object)
    expected[pay < low] = "below"
    expected[pay > high] = "above"
    assert position.status(pay, low, high).tolist() == expected.tolist()
    cost = np.zeros(len(pay))
    cost[pay < low] = low - pay[pay < low]
    assert_allclose(position.cost_to_min(pay, low), cost)


def test_both_ends_belong_to_the_band():
    assert position.status([49.99, 50, 90, 90.01], 50, 90).tolist() == ["below", "in band", "in band", "above"]


def test_cost_to_minimum_is_paid_for_the_share_of_full_time():
    # (50 000 − 45 000) · 0.8; at or above the minimum nothing
    assert_allclose(position.cost_to_min([45e3, 50e3, 60e3], 50e3, [0.8, 1, 1]), [4000, 0, 0])


@pytest.mark.parametrize("argument", range(3))
def test_an_unknown_argument_gives_an_unknown_result_and_never_0(argument):
    row = [60e3, 50e3, 90e3]
    row[argument] = np.nan
    assert np.isnan(position.penetration(*row))
    assert position.status(*row).item() == ""
    for formula, arguments in ((position.compa, [60e3, 80e3, 1.0]), (position.cost_to_min, [60e3, 80e3, 1.0])):
        arguments[argument] = np.nan
        assert np.isnan(formula(*arguments))


def test_penetration_of_a_flat_band_is_unknown_and_its_status_is_not():
    assert np.isnan(position.penetration([40, 50, 60], 50, 50)).all()
    assert position.status([40, 50, 60], 50, 50).tolist() == ["below", "in band", "above"]


def test_a_column_gives_what_its_rows_give_one_by_one():
    pay, low, high = [40e3, 60e3, 95e3], [50e3, 50e3, 60e3], [90e3, 80e3, 90e3]
    for formula in (position.compa, position.penetration, position.status, position.cost_to_min):
        columns = [pay, low, high] if formula in (position.penetration, position.status) else [pay, low, [0.5, 1, 0.8]]
        one_by_one = [formula(*row).item() for row in zip(*columns, strict=True)]
        assert formula(*columns).tolist() == one_by_one


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: position.compa(50e3, 0), "Midpoint 0 is not above 0"),
        (lambda: position.compa(50e3, 60e3, 0), "FTE 0 is not above 0; type 1 for full time"),
        (lambda: position.penetration(50e3, 90e3, 60e3), "Min 90000 is above max 60000; swap them"),
        (lambda: position.status([50e3], [90e3], [60e3]), "Min 90000 is above max 60000; swap them"),
    ],
)
def test_what_cannot_be_placed_is_named(call, said):
    with pytest.raises(RowError, match=said):
        call()


@given(st.permutations(range(5)))
def test_each_person_finds_the_band_of_the_same_track_and_level(order):
    levels = [("Specialist", "S1"), ("Specialist", "S2"), ("Manager", "S1"), ("Manager", "M1"), ("Manager", "M2")]
    frame = pd.DataFrame([levels[i] for i in order], columns=["Track", "Level"])
    wanted = [("Manager", "S1"), ("Specialist", "S2"), ("Manager", "S2"), ("manager", "M1"), ("Specialist", "S2"), ("", "")]
    listed = [levels[i] for i in order]
    by_hand = [listed.index(key) if key in listed else -1 for key in wanted]
    assert position.band_of(pd.DataFrame(wanted, columns=["Track", "Level"]), frame).tolist() == by_hand


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: position.compa(80e3, 80e3, 0), "FTE 0 is not above 0; type 1 for full time."),
        (lambda: position.compa(80e3, 80e3, 80), "FTE 80 is above 2; type a fraction such as 0.8, or 80 %."),
        (lambda: position.compa(80e3, 80e3, 2.5), "FTE 2.5 is above 2; type a fraction such as 0.8, or 80 %."),
        (lambda: position.compa(-80e3, 80e3), "Pay -80000 is below 0; type the pay without a sign."),
        (lambda: position.compa(80e3, 0), "Midpoint 0 is not above 0."),
        (lambda: position.penetration(80e3, 90e3, 60e3), "Min 90000 is above max 60000; swap them."),
        (lambda: position.status(80e3, 90e3, 60e3), "Min 90000 is above max 60000; swap them."),
    ],
)
def test_each_refusal_says_what_is_wrong_and_what_to_do(call, said):
    with pytest.raises(RowError) as refusal:
        call()
    assert refusal.value.messages == [said]


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(position.compa, id="compa"),
        pytest.param(position.penetration, id="penetration"),
        pytest.param(lambda pay, low, high: np.where(position.status(pay, low, high) == "", np.nan, 0), id="status"),
        pytest.param(lambda pay, low, fte: position.cost_to_min(pay, low, fte), id="cost"),
    ],
)
@pytest.mark.parametrize("blank", [0, 1, 2])
def test_a_blank_cell_makes_its_own_row_unknown(formula, blank):
    columns = (
        [[60.0, 60.0], [80.0, 80.0], [1.5, 1.5]] if formula is position.compa else [[60.0, 60.0], [50.0, 50.0], [90.0, 90.0]]
    )
    columns[blank] = [None, columns[blank][1]]  # a cell is None where it is empty
    assert np.isnan(formula(*columns)).tolist() == [True, False]


def test_the_ends_of_what_is_admitted_are_admitted():
    assert position.compa(0, 80e3) == 0
    assert position.compa(160e3, 80e3, 2) == 1  # 160 000 / 2 = 80 000
    assert position.compa(0.5, 0.5) == 1
    assert position.penetration(80e3, 80e3, 80e3 + 1) == 0


def test_a_pay_beside_an_end_by_what_rounding_leaves_stands_on_it():
    # the slack is 1e-12 of the end: 5e-13 of it is inside, 1e-11 of it is outside
    assert position.status([1e5 * (1 - 5e-13), 1e5 * (1 - 1e-11)], 1e5, 2e5).tolist() == ["in band", "below"]
    assert position.status([2e5 * (1 + 5e-13), 2e5 * (1 + 1e-11)], 1e5, 2e5).tolist() == ["in band", "above"]
    assert position.cost_to_min([1e5 * (1 - 5e-13), 99_000], 1e5, 0.5).tolist() == [0, 500]


def test_the_first_of_two_bands_of_one_name_is_taken():
    bands = pd.DataFrame({"Track": ["A", "A", "B"], "Level": ["1", "1", "1"]})
    people = pd.DataFrame({"Track": ["A", "B", "B"], "Level": ["1", "1", "2"]})
    assert position.band_of(people, bands).tolist() == [0, 2, -1]


def test_a_person_without_a_name_of_track_or_level_has_no_band():
    bands = pd.DataFrame({"Track": ["A"], "Level": ["1"]})
    people = pd.DataFrame({"Track": [None, "A", "A"], "Level": ["1", None, "1"]}, dtype=object)
    rows = position.band_of(people, bands)
    assert rows.tolist() == [-1, -1, 0]
    assert rows.dtype.kind == "i"  # rows that index a frame


def test_a_status_is_plain_text():
    assert [type(word) for word in position.status([1.0, np.nan], 2, 3)] == [str, str]
