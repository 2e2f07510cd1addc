"""The merit matrix: increase by rating and zone, its faults, and the split into base pay and lump sum. By hand.

Contract §10, merit rows: from ≤ compa < to, the last row includes its end, blank = open; no matching row is an error.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from bandmodel.core import merit
from bandmodel.core.merit import Zones
from bandmodel.errors import InputError, RowError

OPEN = np.nan


def matrix(*rows: tuple[float, float, float, float]) -> Zones:
    """Zones of rows (rating, from, to, increase); the first is row 2, as on a sheet."""
    frame = pd.DataFrame(rows, columns=["Rating", "Compa from", "Compa to", "Increase"], dtype=float)
    return Zones.of_table(frame.set_index(pd.RangeIndex(2, 2 + len(rows))))


THREE = matrix((3, 0.8, 0.9, 0.05), (3, 0.9, 1.1, 0.03), (3, 1.1, 1.2, 0.01))


def rise(rating, compa, zones=THREE):
    return merit.increase(rating, compa, zones=zones)


@pytest.mark.parametrize(
    ("compa", "expected"),
    [
        (0.8, 0.05),  # the start belongs to the zone
        (0.8999999, 0.05),
        (0.9, 0.03),  # the end belongs to the next zone
        (99_000 / 110_000, 0.03),
        (88_000 / 110_000, 0.05),  # 0.8 as a quotient
        (0.3 * 3, 0.03),  # 0.8999999999999999 in floats, 0.9 on paper
        (1.1, 0.01),
        (121_000 / 110_000, 0.01),
        (1.2, 0.01),  # the last zone includes its end
        (132_000 / 110_000, 0.01),
    ],
)
def test_a_zone_holds_from_its_start_to_just_below_its_end(compa, expected):
    assert rise(3, compa) == expected


@pytest.mark.parametrize("compa", [0.79, 1.21, 0, -1])
def test_outside_every_zone_is_an_error_that_names_both(compa):
    with pytest.raises(RowError, match=rf"no zone for rating 3 at compa-ratio {compa:g}"):
        rise(3, compa)


def test_a_hole_is_an_error_and_its_lower_edge_lies_in_it():
    holed = matrix((3, 0.8, 0.9, 0.05), (3, 1.0, 1.1, 0.03))
    assert rise(3, [0.89, 1.0], holed).tolist() == [0.05, 0.03]
    for compa in (0.9, 0.95):
        with pytest.raises(RowError, match="no zone"):
            rise(3, compa, holed)


def test_blank_ends_are_open():
    ends_open = matrix((3, OPEN, 0.9, 0.05), (3, 0.9, OPEN, 0.02))
    assert rise(3, [-5, 0, 0.89, 0.9, 40], ends_open).tolist() == [0.05, 0.05, 0.05, 0.02, 0.02]


def test_each_rating_has_its_own_last_zone():
    zones = matrix((2, 0.8, 1.0, 0.01), (3, 0.8, 1.0, 0.02), (3, 1.0, 1.2, 0.03))
    assert rise([2, 3, 3], [1.0, 1.0, 1.2], zones).tolist() == [0.01, 0.03, 0.03]


def test_the_last_zone_is_the_highest_whatever_the_order_of_the_rows():
    # the highest zone stands first; the row written last, 0.9 … 1.1, does not include its end
    zones = matrix((3, 1.1, 1.2, 0.01), (3, 0.8, 0.9, 0.05), (3, 0.9, 1.1, 0.03))
    assert rise(3, [0.8, 0.9, 1.1, 1.2], zones).tolist() == [0.05, 0.03, 0.01, 0.01]


def test_an_unknown_rating_is_an_error_that_lists_the_ratings():
    zones = matrix((3, OPEN, OPEN, 0.02), (2, OPEN, OPEN, 0.01), (3.5, OPEN, OPEN, 0.03))
    with pytest.raises(RowError, match=r"no row for rating 5; ratings there: 2, 3, 3\.5"):
        rise(5, 1.0, zones)


def test_an_empty_matrix_is_an_error_and_not_0():
    with pytest.raises(RowError, match="ratings there: none"):
        rise(3, 1.0, matrix())


def test_zones_of_different_increase_on_one_place_are_an_error_that_names_the_rows():
    zones = matrix((3, 0.8, 1.0, 0.05), (3, 0.9, 1.1, 0.03))
    assert rise(3, [0.85, 1.05], zones).tolist() == [0.05, 0.03]
    with pytest.raises(RowError, match="rows 2 and 3"):
        rise(3, 0.95, zones)


def test_zones_of_equal_increase_on_one_place_say_the_same():
    zones = matrix((3, 0.8, 1.0, 0.05), (3, 0.9, 1.1, 0.05))
    assert rise(3, 0.95, zones) == 0.05


def test_two_equal_zones_and_a_different_third_still_clash():
    zones = matrix((3, 0.8, 1.2, 0.05), (3, 0.8, 1.2, 0.05), (3, 0.8, 1.2, 0.03), (3, 0.8, 1.2, 0.05))
    with pytest.raises(RowError, match="rows 2 and 3 and 4 and 5"):
        rise(3, 1.0, zones)


def test_unknown_in_unknown_out():
    assert_array_equal(rise([np.nan, 3, np.nan], [1.0, np.nan, np.nan]), [np.nan] * 3)
    assert np.isnan(rise(np.nan, 0.1))  # a compa-ratio without a zone does not matter where the rating is unknown


def test_the_bad_rows_are_told_apart_from_the_good():
    with pytest.raises(RowError) as told:
        rise([3, 4, 3, np.nan], [1.0, 1.0, 2.0, 1.0])
    assert told.value.bad.tolist() == [False, True, True, False]
    assert ["rating 4" in told.value.messages[0], "compa-ratio 2" in told.value.messages[1]] == [True, True]


def test_an_increase_of_0_or_below_is_an_increase_and_not_an_unknown():
    assert rise([3, 2], [1.0, 1.0], matrix((3, OPEN, OPEN, 0.0), (2, OPEN, OPEN, -0.02))).tolist() == [0.0, -0.02]


@st.composite
def ladders_of_cuts(draw):
    """Ascending cuts in whole per cents, and an increase for each zone between them."""
    cuts = sorted(draw(st.sets(st.integers(50, 150), min_size=2, max_size=6)))
    return cuts, draw(st.lists(st.integers(0, 100), min_size=len(cuts) - 1, max_size=len(cuts) - 1))


@given(ladders_of_cuts(), st.lists(st.integers(40, 160), min_size=1, max_size=20), st.permutations(range(5)))
def test_zones_are_those_that_whole_per_cents_give(ladder, compas, order):
    cuts, increases = ladder
    rows = [(3, low / 100, high / 100, up / 1000) for low, high, up in zip(cuts, cuts[1:], increases, strict=False)]
    zones = matrix(*(rows[n] for n in order if n < len(rows)))
    expected = []
    for compa in compas:  # in whole numbers, so that no float can be on the wrong side of a cut
        inside = [n for n in range(len(rows)) if cuts[n] <= compa < cuts[n + 1]]
        inside += [len(rows) - 1] if compa == cuts[-1] else []
        expected.append(inside[0] if inside else None)
    for compa, place in zip(compas, expected, strict=True):
        for typed in (compa / 100, compa * 1100 / 110_000):
            if place is None:
                with pytest.raises(RowError):
                    rise(3, typed, zones)
            else:
                assert rise(3, typed, zones) == rows[place][3]


# ---------------------------------------------------------------- faults


def told(*rows: tuple[float, float, float, float]) -> list[tuple]:
    return [(f.kind, f.rating, f.start, f.end, f.row) for f in merit.faults(matrix(*rows))]


def test_zones_that_touch_have_no_fault():
    assert told((3, OPEN, 0.9, 0.05), (3, 0.9, 1.1, 0.03), (3, 1.1, OPEN, 0.01), (2, 0.5, 0.6, 0)) == []
    assert told((3, 0.1 + 0.2, 0.7, 0.05), (3, 0.1, 0.3, 0.03)) == []  # 0.30000000000000004 is 0.3 on paper
    assert told() == []


def test_a_hole_is_told_at_the_row_above_it():
    assert told((3, 0.8, 0.9, 0.05), (3, 1.0, 1.1, 0.03)) == [(merit.HOLE, 3, 0.9, 1.0, 3)]
    assert told((3, 1.0, 1.1, 0.03), (3, 0.8, 0.9, 0.05)) == [(merit.HOLE, 3, 0.9, 1.0, 2)]


def test_a_hole_of_one_rating_is_not_filled_by_another():
    assert told((3, 0.8, 0.9, 0.05), (2, 0.9, 1.0, 0.05), (3, 1.0, 1.1, 0.03)) == [(merit.HOLE, 3, 0.9, 1.0, 4)]


def test_an_overlap_is_told_with_what_is_shared():
    assert told((3, 0.8, 1.0, 0.05), (3, 0.9, 1.1, 0.03)) == [(merit.OVERLAP, 3, 0.9, 1.0, 3)]
    # inside the first: 0.9 … 1.0 is shared; and the next one starts inside the first too
    nested = ((3, 0.8, 1.2, 0.05), (3, 0.9, 1.0, 0.03), (3, 1.1, 1.3, 0.01))
    assert told(*nested) == [(merit.OVERLAP, 3, 0.9, 1.0, 3), (merit.OVERLAP, 3, 1.1, 1.2, 4)]


def test_a_zone_that_ends_at_or_before_its_start_is_backward_and_nothing_else():
    assert told((3, 1.0, 0.9, 0.05), (2, 1.0, 1.0, 0.03)) == [
        (merit.BACKWARD, 2, 1.0, 1.0, 3),
        (merit.BACKWARD, 3, 1.0, 0.9, 2),
    ]


@given(st.lists(st.tuples(st.integers(50, 90), st.integers(91, 150)), min_size=1, max_size=5))
def test_of_zones_that_all_cross_one_place_each_after_the_first_overlaps(spans):
    rows = [(3, low / 100, high / 100, n / 100) for n, (low, high) in enumerate(spans)]
    found = merit.faults(matrix(*rows))
    # every zone holds 0.905, so none leaves a hole
    assert [fault.kind for fault in found] == [merit.OVERLAP] * (len(rows) - 1)


# ---------------------------------------------------------------- the round


def round_of(pay, high, rating, *, mid=100.0, fte=None, zones=THREE, capped=True):
    pay = np.array(pay, float)
    fte = np.ones(len(pay)) if fte is None else np.array(fte, float)
    args = (fte, np.array(high, float), pay / mid, np.array(rating, float), zones)
    return merit.merit_round(pay, *args, capped=capped)


FLAT = matrix((3, OPEN, OPEN, 0.10))


def test_what_would_rise_above_the_maximum_is_a_lump_sum():
    # maximum 120: 100 → 110 all base; 115 → 126.5, of which 5 fit; 120 at it and 130 above it: lump sum only
    done = round_of([100, 115, 120, 130], [120] * 4, [3] * 4, zones=FLAT)
    assert_allclose(done.base, [10, 5, 0, 0])
    assert_allclose(done.lump, [0, 6.5, 12, 13])
    assert done.zone.tolist() == [0, 0, 0, 0]


def test_uncapped_everything_goes_into_base_pay():
    done = round_of([100, 115, 130], [120] * 3, [3] * 3, zones=FLAT, capped=False)
    assert_allclose(done.base, [10, 11.5, 13])
    assert_allclose(done.lump, [0, 0, 0], atol=1e-12)


def test_cost_is_for_the_share_of_full_time_worked():
    done = round_of([100, 115], [120, 120], [3, 3], fte=[0.5, 0.8], zones=FLAT)
    assert_allclose(done.base, [5, 4])  # 10 · 0.5; 5 · 0.8
    assert_allclose(done.lump, [0, 5.2])  # 6.5 · 0.8


def test_a_cut_of_pay_goes_into_base_pay_even_above_the_maximum():
    done = round_of([130], [120], [3], zones=matrix((3, OPEN, OPEN, -0.02)))
    assert_allclose([*done.base, *done.lump], [-2.6, 0], atol=1e-12)


def test_who_has_no_rating_pay_or_band_has_an_unknown_increase():
    done = round_of([100, np.nan, 100], [120, 120, np.nan], [np.nan, 3, 3], mid=np.array([100, 100, np.nan]), zones=FLAT)
    assert (done.zone < 0).all()
    assert np.isnan(done.base).all()
    assert np.isnan(done.lump).all()


def test_people_whom_no_row_covers_are_an_error_that_counts_them():
    with pytest.raises(InputError, match=r"3 people have no increase: .*no row for rating 4.*no zone for rating 3"):
        round_of([100, 100, 200, 90], [120] * 4, [4, 4, 3, 3])


def test_a_long_list_of_reasons_is_cut():
    with pytest.raises(InputError, match="2 more") as told:
        round_of([100] * 5, [120] * 5, [11, 12, 13, 14, 15])
    assert str(told.value).count("no row for rating") == merit.SHOWN


@given(
    st.lists(
        st.tuples(st.floats(50, 200), st.floats(60, 140), st.sampled_from([1, 2, 3, np.nan]), st.floats(0.1, 1)),
        min_size=1, max_size=20,
    ),
    st.booleans(),
)  # fmt: skip
def test_a_round_equals_a_plain_loop(people, capped):
    zones = matrix((1, OPEN, OPEN, 0.0), (2, OPEN, 1.0, 0.04), (2, 1.0, OPEN, 0.02), (3, OPEN, OPEN, 0.08))
    pay, high, rating, fte = (np.array(part, float) for part in zip(*people, strict=True))
    done = merit.merit_round(pay, fte, high, pay / 100, rating, zones, capped=capped)
    for n, (own, top, rated, share) in enumerate(people):
        if np.isnan(rated):
            assert np.isnan(done.base[n])
            continue
        up = own * {1: 0.0, 2: 0.04 if own / 100 < 1 - 1e-12 else 0.02, 3: 0.08}[rated]
        fits = up
        if capped and own + up > top:
            fits = top - own if top > own else 0.0
        assert done.base[n] == pytest.approx(fits * share, abs=1e-9)
        assert done.lump[n] == pytest.approx((up - fits) * share, abs=1e-9)
