"""Ladders: order of the rungs and the completed bands frame. Expected values by hand or by a slow loop."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import ladder
from bandmodel.errors import InputError, RowError

RUNG = st.tuples(st.sampled_from("ABC"), st.one_of(st.just(np.nan), st.integers(1, 4).map(float)))


@pytest.fixture
def two_tracks():
    """Manager rungs between specialist rungs, and the higher specialist rung first."""
    rows = [
        ("Specialist", "S2", 2, 88e3, 110e3, 132e3, 100e3),
        ("Manager", "M1", 1, 80e3, 100e3, 120e3, np.nan),
        ("Specialist", "S1", 1, 80e3, 100e3, 120e3, 125e3),
    ]
    return pd.DataFrame(rows, columns=["Track", "Level", "Rank", "Min", "Mid", "Max", "Market"])


@given(st.lists(RUNG, max_size=12))
def test_levels_are_sorted_by_track_then_rank_then_as_listed(rungs):
    track, rank = pd.Series([t for t, _ in rungs], dtype=object), pd.Series([r for _, r in rungs], dtype=float)
    first_seen = {name: number for number, name in reversed(list(enumerate(track)))}
    # an unknown rank comes last on its track: counted as rank 99
    slow = sorted(range(len(rungs)), key=lambda i: (first_seen[track[i]], 99 if np.isnan(rank[i]) else rank[i], i))
    assert ladder.order(track, rank).tolist() == slow


@given(st.lists(st.integers(1, 4), max_size=4))
def test_the_rung_below_is_the_row_above_on_the_same_track(lengths):
    track = [name for name, rungs in zip("ABCD", lengths, strict=False) for _ in range(rungs)]
    frame = pd.DataFrame({"Track": pd.Series(track, dtype=object)})
    below = []
    for row, name in enumerate(track):
        same = row > 0 and track[row - 1] == name
        below.append(row - 1 if same else -1)
    assert ladder.rung_below(frame).tolist() == below


def test_a_completed_frame_is_sorted_and_has_every_column(two_tracks):
    full = ladder.completed(two_tracks)
    assert full["Level"].tolist() == ["S1", "S2", "M1"]
    assert set(ladder.COLUMNS) <= set(full.columns)
    assert (full[["Title", "Grade", "Kind"]] == "").all(axis=None)
    assert full[["Bonus target", "LTI target", "Years in level"]].isna().all(axis=None)


def test_derived_columns_match_hand_arithmetic(two_tracks):
    full = ladder.completed(two_tracks)
    assert_allclose(full["Spread"], [0.5, 0.5, 0.5])  # 40 000 / 80 000, 44 000 / 88 000
    assert_allclose(full["Progression"], [np.nan, 0.1, np.nan])  # 110 000 / 100 000 − 1; a lowest rung has none
    assert_allclose(full["Overlap"], [np.nan, 32 / 44, np.nan])  # 88..120 of 88..132
    assert_allclose(full["Market index"], [0.8, 1.1, np.nan])  # 100 / 125, 110 / 100, unknown market


def test_derived_columns_follow_the_bases(two_tracks):
    full = ladder.completed(two_tracks, spread_basis="mid", overlap_basis="lower")
    assert_allclose(full["Spread"], [0.4, 0.4, 0.4])  # 40 000 / 100 000
    assert_allclose(full["Overlap"], [np.nan, 32 / 40, np.nan])  # 88..120 of 80..120


def test_without_ranks_the_rows_stand_in_order_within_their_track(two_tracks):
    full = ladder.completed(two_tracks.drop(columns="Rank"))
    assert full["Level"].tolist() == ["S2", "S1", "M1"]
    assert full["Rank"].tolist() == [1, 2, 1]
    assert full["Progression"].iloc[1] == pytest.approx(100 / 110 - 1)  # inverted, not refused


def test_completing_does_not_touch_the_frame_that_was_given(two_tracks):
    before = two_tracks.copy(deep=True)
    ladder.completed(two_tracks)
    pd.testing.assert_frame_equal(two_tracks, before)


def test_an_unknown_midpoint_leaves_only_its_neighbours_unknown(two_tracks):
    two_tracks.loc[2, ["Min", "Mid", "Max"]] = np.nan  # S1, the lowest rung
    full = ladder.completed(two_tracks)
    assert full["Spread"].isna().tolist() == [True, False, False]
    assert full[["Progression", "Overlap"]].isna().all(axis=None)


def test_a_frame_without_rows_stays_without_rows():
    full = ladder.completed(pd.DataFrame({name: [] for name in ("Track", "Level", "Min", "Mid", "Max")}))
    assert len(full) == 0
    assert set(ladder.COLUMNS) <= set(full.columns)


def test_a_band_upside_down_is_refused(two_tracks):
    with pytest.raises(RowError, match="Min 88000 is above max 70000; swap them"):
        ladder.completed(two_tracks.assign(Max=[70e3, 120e3, 120e3]))


@pytest.mark.parametrize(
    ("basis", "pay"),
    [("base", [100e3, 100e3]), ("cash", [110e3, 120e3]), ("Total", [115e3, 150e3])],  # · 1.1, 1.2; · 1.15, 1.5
)
def test_pay_on_a_basis_adds_the_targets(bands_frame, basis, pay):
    targets = {"Bonus target": [0.1, 0.2], "LTI target": [0.05, 0.3]}
    frame = bands_frame({"Specialist": [100e3], "Manager": [100e3]}, **targets)
    assert_allclose(ladder.on_basis(frame, "Mid", basis), pay)


def test_an_unknown_target_leaves_cash_and_total_unknown(bands_frame):
    targets = {"Bonus target": [0.1, np.nan, 0.1], "LTI target": [0.0, 0.1, np.nan]}
    frame = bands_frame({"Specialist": [100e3, 110e3, 120e3]}, **targets)
    assert np.isnan(ladder.on_basis(frame, "Mid", "base")).tolist() == [False, False, False]
    assert np.isnan(ladder.on_basis(frame, "Mid", "cash")).tolist() == [False, True, False]
    assert np.isnan(ladder.on_basis(frame, "Mid", "total")).tolist() == [False, True, True]


def test_an_unknown_basis_lists_the_bases(bands_frame):
    with pytest.raises(InputError, match='use one of "base", "cash", "total"'):
        ladder.on_basis(bands_frame({"Specialist": [100e3]}), "Mid", "net")


def test_tracks_are_named_in_order_of_appearance_and_have_a_kind(bands_frame):
    frame = bands_frame({"Project": [90e3], "Expert": [95e3], "Manager": [99e3, 110e3]})
    assert ladder.tracks(frame) == ["Project", "Expert", "Manager"]
    assert [ladder.kind_of(frame, name) for name in ("Project", "Expert", "Manager", "absent")] == [
        "project",
        "",
        "manager",
        "",
    ]
