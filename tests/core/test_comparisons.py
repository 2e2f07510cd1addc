"""Equivalence as data. Matrices are built again by slow loops; components come from scipy's graph routines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.sparse.csgraph import connected_components

from bandmodel.core import comparisons as cmp
from bandmodel.errors import InputError

LEVELS = ["S1", "S2", "S3", "M1", "M2", "M3", "P1", "P2"]  # three tracks, named by their first letter
EQUATED = st.lists(
    st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS), st.sampled_from([0.0, 0.5, 1.0, 3.0])).filter(
        lambda row: row[0][0] != row[1][0]
    ),
    max_size=10,
)


def three_tracks(bands_frame):
    return bands_frame({"Specialist": [100e3, 118e3, 139e3], "Manager": [102e3, 125e3, 150e3], "Project": [90e3, 120e3]})


def slow_matrix(rows) -> np.ndarray:
    """One row per from-level and to-track in order of appearance: +1 from, minus each share of the weights to."""
    weights: dict[tuple[str, str], dict[str, float]] = {}
    for source, target, weight in rows:
        if weight > 0:
            mine = weights.setdefault((source, target[0]), {})
            mine[target] = mine.get(target, 0) + weight
    matrix = np.zeros((len(weights), len(LEVELS)))
    for row, ((source, _), targets) in enumerate(weights.items()):
        matrix[row, LEVELS.index(source)] = 1
        for target, weight in targets.items():
            matrix[row, LEVELS.index(target)] -= weight / sum(targets.values())
    return matrix


@given(EQUATED, st.lists(st.floats(10, 13), min_size=8, max_size=8))
def test_a_gap_is_a_linear_form_of_the_logs(bands_frame, equate, rows, logs):
    equated = equate(three_tracks(bands_frame), *rows)
    assert_allclose(equated.matrix(8), slow_matrix(rows), atol=1e-12)
    assert_allclose(equated.log_gap(np.array(logs)), slow_matrix(rows) @ logs, atol=1e-9)
    assert len(equated) == len(slow_matrix(rows))


@given(EQUATED)
def test_the_weights_of_a_comparison_sum_to_1(bands_frame, equate, rows):
    equated = equate(three_tracks(bands_frame), *rows)
    for comparison in range(len(equated)):
        assert equated.weight[equated.edge_of == comparison].sum() == pytest.approx(1)
        negative = np.flatnonzero(slow_matrix(rows)[comparison] < 0)
        assert sorted(set(equated.to_levels(comparison).tolist())) == negative.tolist()


@given(EQUATED, st.data())
def test_some_of_the_comparisons_are_some_rows_of_the_matrix(bands_frame, equate, rows, data):
    equated = equate(three_tracks(bands_frame), *rows)
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=len(equated), max_size=len(equated))), bool)
    some = equated.only(keep)
    assert_allclose(some.matrix(8), slow_matrix(rows)[keep], atol=1e-12)
    assert some.to_track == tuple(np.array(equated.to_track, object)[keep])


@given(EQUATED, st.lists(st.booleans(), min_size=8, max_size=8))
def test_a_comparison_touches_a_level_on_either_side(bands_frame, equate, rows, marked):
    equated = equate(three_tracks(bands_frame), *rows)
    mask = (slow_matrix(rows) != 0) & np.array(marked)
    assert equated.touches(np.array(marked)).tolist() == mask.any(axis=1).tolist()


@given(EQUATED)
def test_components_are_those_of_the_graph(bands_frame, equate, rows):
    joined = np.zeros((8, 8))
    for source, target, weight in rows:
        if weight > 0:
            joined[LEVELS.index(source), LEVELS.index(target)] = 1
    _, label = connected_components(joined, directed=False)
    found = equate(three_tracks(bands_frame), *rows).components(8)
    assert ((found[:, None] == found) == (label[:, None] == label)).all()


def test_rows_with_the_same_from_level_and_to_track_are_one_comparison(bands_frame, equate):
    frame = three_tracks(bands_frame)
    equated = equate(frame, ("S3", "M2", 1), ("S3", "P2"), ("S3", "M3", 3))
    assert equated.source == "Equivalence"
    assert equated.from_row.tolist() == [2, 2]
    assert equated.to_track == ("Manager", "Project")
    assert equated.to_levels(0).tolist() == [4, 5]
    # weighted geometric mean of M2 125 000 and M3 150 000, a quarter and three quarters
    to_mid = np.exp(equated.to_side(np.log(frame["Mid"].to_numpy())))
    assert_allclose(to_mid, [125e3**0.25 * 150e3**0.75, 120e3])


def test_the_pay_on_the_to_side_is_the_levels_own_or_their_weighted_geometric_mean(bands_frame, equate):
    frame = three_tracks(bands_frame).assign(Mid=[1, 2, 3, 100e3, 81_234.56, 144e3, np.nan, 5])
    to_pay = equate(frame, ("S1", "M2"), ("S2", "M1"), ("S2", "M3"), ("S3", "P1"), ("S3", "M3")).to_pay(
        frame["Mid"].to_numpy()
    )
    assert to_pay[0] == 81_234.56  # to the cent
    assert_allclose(to_pay[1:], [120e3, np.nan, 144e3])  # √(100 · 144) = 120; P1 is unknown
    assert len(equate(frame).to_pay(frame["Mid"].to_numpy())) == 0


def test_a_blank_weight_is_1_a_weight_of_0_leaves_the_row_out_and_notes_are_joined(bands_frame):
    columns = ["From track", "From level", "To track", "To level", "Weight", "Note"]
    rows = [
        ("Specialist", "S1", "Manager", "M1", np.nan, " market premium "),
        ("Specialist", "S1", "Manager", "M2", 1.0, "market premium"),
        ("Specialist", "S1", "Manager", "M2", 2.0, "scarce skill"),
        ("Specialist", "S1", "Manager", "M3", 0.0, "not read"),
        ("Specialist", "S2", "Manager", "M2", 0.0, "not read"),
        ("Specialist", "S3", "Manager", "M3", 1.0, None),
    ]
    equated = cmp.from_equivalence(three_tracks(bands_frame), pd.DataFrame(rows, columns=columns))
    assert equated.from_row.tolist() == [0, 2]
    assert equated.note == ("market premium; scarce skill", "")
    assert_allclose(equated.matrix(8)[0], [1, 0, 0, -0.25, -0.75, 0, 0, 0])  # 1 to 1 + 2


def test_an_equivalence_without_weights_and_notes_is_read(bands_frame):
    table = pd.DataFrame({"From track": ["Specialist"], "From level": ["S1"], "To track": ["Manager"], "To level": ["M1"]})
    equated = cmp.from_equivalence(three_tracks(bands_frame), table)
    assert (equated.weight.tolist(), equated.note) == ([1.0], ("",))


def test_a_gap_with_an_unknown_side_is_unknown(bands_frame, equate):
    equated = equate(three_tracks(bands_frame), ("S1", "M1"), ("S2", "M2"), ("S2", "M3"), ("S3", "M3"))
    logs = np.zeros(8)
    logs[[0, 4]] = np.nan  # S1 and M2
    assert np.isnan(equated.log_gap(logs)).tolist() == [True, True, False]


def test_levels_that_the_bands_do_not_have_are_listed_and_refused(bands_frame):
    frame = three_tracks(bands_frame)
    table = pd.DataFrame(
        [("Specialist", "S1", "Manager", "M9"), ("Specialist", "S1", "Manager", "M1"), ("Expert", "S1", "Manager", "M1")],
        columns=["From track", "From level", "To track", "To level"],
    )
    assert cmp.unknown_levels(frame, table) == [(0, "To", ("Manager", "M9")), (2, "From", ("Expert", "S1"))]
    with pytest.raises(InputError, match='level "M9" of track "Manager", which the bands do not have'):
        cmp.from_equivalence(frame, table)


def test_a_level_listed_twice_is_the_first_one(bands_frame):
    frame = bands_frame({"Specialist": [100e3, 110e3]}).assign(Level=["S1", "S1"])
    assert cmp.level_rows(frame) == {("Specialist", "S1"): 0}


def test_equal_grades_set_every_other_track_against_each_manager_track(bands_frame):
    frame = bands_frame({"Specialist": [1, 2, 3, 4], "Manager": [1, 2, 3], "Project": [1, 2], "Expert": [1]})
    grade = ["7", "8", "07", "", "7", "8", "8", "8", "9", "7"]
    equated = cmp.from_grades(frame.assign(Grade=grade))
    # S1 ~ M1 at 7, S2 ~ M2 and M3 at 8, P1 ~ M2 and M3 at 8; "07" is not "7", blank is no grade,
    # 9 is not on the manager track, and the kind of Expert cannot be told
    assert equated.source == "Grade"
    assert equated.from_row.tolist() == [0, 1, 7]
    assert [equated.to_levels(c).tolist() for c in range(3)] == [[4], [5, 6], [5, 6]]
    assert_allclose(equated.weight, [1, 0.5, 0.5, 0.5, 0.5])


def test_two_manager_tracks_are_two_comparisons(bands_frame):
    frame = bands_frame({"Specialist": [1], "Manager": [1], "Leader": [1]}, Grade=["7"] * 3)
    equated = cmp.from_grades(frame.assign(Kind=["specialist", "manager", "manager"]))
    assert (equated.from_row.tolist(), equated.to_track) == ([0, 0], ("Manager", "Leader"))


def test_equivalents_are_found_in_both_directions(bands_frame, equate):
    frame = three_tracks(bands_frame)
    equated = equate(frame, ("S1", "M1"), ("S3", "M1", 1), ("S3", "M2", 3), ("S2", "P1"))
    assert cmp.equivalents(frame, equated, 2, "Manager") == [(3, 0.25), (4, 0.75)]  # S3 ~ M1, M2
    # M1 stands in S1's comparison with weight 1 and in S3's with 0.25: 1 / 1.25 and 0.25 / 1.25
    assert cmp.equivalents(frame, equated, 3, "Specialist") == [(0, 0.8), (2, 0.2)]
    assert cmp.equivalents(frame, equated, 6, "Specialist") == [(1, 1.0)]
    assert cmp.equivalents(frame, equated, 5, "Specialist") == []  # M3
    assert cmp.equivalents(frame, equated, 0, "Project") == []


def test_without_a_single_comparison_nothing_breaks(bands_frame, equate):
    frame = three_tracks(bands_frame)
    none = equate(frame)
    assert len(none) == 0
    assert none.matrix(8).shape == (0, 8)
    assert len(none.log_gap(np.zeros(8))) == 0
    assert len(none.only(np.zeros(0, bool))) == 0
    assert none.touches(np.ones(8, bool)).tolist() == []
    assert len(set(none.components(8))) == 8
    assert cmp.equivalents(frame, none, 0, "Manager") == []
