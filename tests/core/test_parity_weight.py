"""Parity weight: the smallest change of log midpoints that closes every gap.

Golden ids refer to tests/golden/golden.csv. The comparison matrix is built again here by a loop, and the smallest change
is found again by other routes: the Karush–Kuhn–Tucker equations for equalities; for "no level falls" every set of levels
that might stay is tried, and one ladder goes through SLSQP.
`smallest`, the search for λ after rounding, is in test_parity_weight_search.py.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import lstsq
from scipy.optimize import minimize

from bandmodel.core import parity_weight
from bandmodel.errors import InputError

TRACKS = {"S": "Specialist", "P": "Project", "M": "Manager"}
SHARE = st.sampled_from([0.25, 0.5, 1.0, 2.0])


@st.composite
def ladders(draw):
    """(levels, midpoints, equated rows): up to three rungs per track, any specialist or project level against one or more
    manager levels and any specialist level against project levels too, with weights."""
    levels = [f"{letter}{rung}" for letter in TRACKS for rung in range(1, draw(st.integers(1, 3)) + 1)]
    mids = draw(st.lists(st.floats(50e3, 200e3), min_size=len(levels), max_size=len(levels)))
    rows = []
    for level in levels:
        for other in {"S": "MP", "P": "M", "M": ""}[level[0]]:
            targets = [name for name in levels if name[0] == other]
            chosen = draw(st.lists(st.sampled_from(targets), unique=True, max_size=3))
            rows += [(level, target, draw(SHARE)) for target in chosen]
    return levels, mids, rows


def only_to(letter: str):
    """Ladders in which every comparison has its to-levels on one track."""
    return ladders().map(lambda drawn: (*drawn[:2], [row for row in drawn[2] if row[1][0] == letter]))


def slow_matrix(levels, rows) -> np.ndarray:
    """+1 for the from-level, minus the shares of the weights for the to-levels; a row per from-level and to-track."""
    matrix = []
    for source, track in dict.fromkeys((source, target[0]) for source, target, _ in rows):
        shares = {target: weight for a, target, weight in rows if a == source and target[0] == track}
        total = sum(shares.values())
        matrix.append([(level == source) - shares.get(level, 0) / total for level in levels])
    return np.array(matrix).reshape(-1, len(levels))


def built(bands_frame, equate, drawn):
    """(log midpoints, comparisons, slow comparison matrix) of what `ladders` has drawn."""
    levels, mids, rows = drawn
    by_track = {name: [m for level, m in zip(levels, mids, strict=True) if level[0] == k] for k, name in TRACKS.items()}
    return np.log(mids), equate(bands_frame(by_track), *rows), slow_matrix(levels, rows)


@pytest.mark.parametrize("anchor", ["common", "higher"])
@given(drawn=ladders(), weight=st.floats(0, 1))
def test_every_log_gap_shrinks_by_the_parity_weight(bands_frame, equate, anchor, drawn, weight):
    own, equated, matrix = built(bands_frame, equate, drawn)
    delta = parity_weight.change(own, equated, anchor=anchor)
    assert_allclose(matrix @ (own + weight * delta), (1 - weight) * (matrix @ own), atol=1e-9)
    untouched = ~(matrix != 0).any(axis=0)
    assert (delta[untouched] == 0).all()


@given(drawn=only_to("M"), weight=st.floats(0, 1))
def test_with_the_manager_anchor_managers_stay_and_the_others_move(bands_frame, equate, drawn, weight):
    own, equated, matrix = built(bands_frame, equate, drawn)
    fixed = np.array([level[0] == "M" for level in drawn[0]])
    delta = parity_weight.change(own, equated, anchor="manager", fixed=fixed)
    assert (delta[fixed] == 0).all()
    assert_allclose(matrix @ (own + weight * delta), (1 - weight) * (matrix @ own), atol=1e-9)
    # each specialist or project level is in one comparison of its own, so it moves by that gap, in full
    full = np.zeros(len(own))
    for row, gap in zip(matrix, matrix @ own, strict=True):
        full[row == 1] = -gap
    assert_allclose(delta, full, atol=1e-9)


@given(drawn=ladders())
def test_the_common_change_is_the_smallest_that_closes_all_gaps(bands_frame, equate, drawn):
    own, equated, matrix = built(bands_frame, equate, drawn)
    count, levels = matrix.shape
    # minimise ½ Δ·Δ under A Δ = −A x:  [I Aᵀ; A 0] [Δ; ν] = [0; −A x]
    system = np.block([[np.eye(levels), matrix.T], [matrix, np.zeros((count, count))]])
    solution = lstsq(system, np.append(np.zeros(levels), -matrix @ own))[0][:levels]
    assert_allclose(parity_weight.change(own, equated), solution, atol=1e-8)


def smallest_rise(own: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The smallest Δ ≥ 0 with A Δ = −A x, by trying every set of levels that might stay.

    At the optimum some levels stay and the others move by the minimum-norm solution; any other set that is allowed at all
    gives a larger change. Slow and obvious: 2ⁿ least-squares problems.
    """
    right, best = -matrix @ own, own.max(initial=0) - own  # all levels to the highest: allowed
    for moves in itertools.product([False, True], repeat=len(own)):
        delta = np.zeros(len(own))
        delta[list(moves)] = np.linalg.pinv(matrix[:, list(moves)]) @ right
        allowed = (delta > -1e-10).all() and np.abs(matrix @ delta - right).max(initial=0) < 1e-10
        if allowed and delta @ delta < best @ best:
            best = delta
    return best


@settings(max_examples=30)
@given(drawn=ladders())
def test_the_higher_anchor_is_the_smallest_change_under_which_no_level_falls(bands_frame, equate, drawn):
    own, equated, matrix = built(bands_frame, equate, drawn)
    delta = parity_weight.change(own, equated, anchor="higher")
    assert (delta >= 0).all()
    touched = (matrix != 0).any(axis=0)
    assert_allclose(delta[touched], smallest_rise(own[touched], matrix[:, touched]), atol=1e-7)


def test_the_higher_anchor_agrees_with_a_quadratic_programme(bands_frame, equate):
    # S1 ~ M1 and M2, S2 ~ M2 and M3, P1 ~ M1; SLSQP minimises Δ·Δ under A Δ = −A x and Δ ≥ 0
    levels = ["S1", "S2", "P1", "M1", "M2", "M3"]
    drawn = levels, [90e3, 140e3, 95e3, 100e3, 115e3, 130e3], [
        ("S1", "M1", 1), ("S1", "M2", 3), ("S2", "M2", 1), ("S2", "M3", 1), ("P1", "M1", 1)
    ]  # fmt: skip
    own, equated, matrix = built(bands_frame, equate, drawn)
    solved = minimize(
        lambda z: z @ z,
        own.max() - own,
        jac=lambda z: 2 * z,
        bounds=[(0, None)] * len(own),
        constraints={"type": "eq", "fun": lambda z: matrix @ (own + z), "jac": lambda z: matrix},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert solved.success
    assert_allclose(parity_weight.change(own, equated, anchor="higher"), solved.x, atol=1e-6)


@given(drawn=only_to("M"), factor=st.floats(0.01, 200), anchor=st.sampled_from(parity_weight.ANCHORS))
def test_the_change_does_not_depend_on_the_currency(bands_frame, equate, drawn, factor, anchor):
    own, equated, _ = built(bands_frame, equate, drawn)
    fixed = np.array([level[0] == "M" for level in drawn[0]])
    delta = parity_weight.change(own, equated, anchor=anchor, fixed=fixed)
    assert_allclose(parity_weight.change(own + np.log(factor), equated, anchor=anchor, fixed=fixed), delta, atol=1e-9)


@given(drawn=ladders(), anchor=st.sampled_from(["common", "higher"]), data=st.data())
def test_the_order_of_the_levels_does_not_matter(bands_frame, equate, drawn, anchor, data):
    own, equated, _ = built(bands_frame, equate, drawn)
    levels, mids, rows = drawn
    order = data.draw(st.permutations(range(len(levels))))
    shuffled = bands_frame({"S": mids}).assign(
        Level=[levels[i] for i in order], Track=[TRACKS[levels[i][0]] for i in order], Mid=[mids[i] for i in order]
    )
    again = equate(shuffled, *rows[::-1])
    delta = parity_weight.change(own, equated, anchor=anchor)
    assert_allclose(parity_weight.change(own[list(order)], again, anchor=anchor), delta[list(order)], atol=1e-8)


def test_one_to_one_chains_meet_at_their_geometric_mean_or_at_the_highest(bands_frame, equate):
    frame = bands_frame({"Specialist": [80e3, 50e3], "Project": [100e3], "Manager": [125e3, 70e3]})
    equated = equate(frame, ("S1", "P1"), ("P1", "M1"), ("S1", "M1"))  # S2 and M2 stand alone
    own = np.log(frame["Mid"].to_numpy())
    meeting = np.exp(own + parity_weight.change(own, equated))
    assert_allclose(meeting, [100e3, 50e3, 100e3, 100e3, 70e3])  # ∛(80 · 100 · 125) = 100
    meeting = np.exp(own + parity_weight.change(own, equated, anchor="higher"))
    assert_allclose(meeting, [125e3, 50e3, 125e3, 125e3, 70e3])


def test_a_level_between_two_managers_does_not_merge_them(bands_frame, equate):  # golden 21
    frame = bands_frame({"Specialist": [110], "Manager": [100, 125]}).assign(Level=["S3", "M1", "M2"])
    equated = equate(frame, ("S3", "M1", 0.5), ("S3", "M2", 0.5))
    own = np.log(frame["Mid"].to_numpy())
    at_1 = np.exp(own + parity_weight.change(own, equated))
    assert_allclose(at_1, [111.2, 99.5, 124.3], atol=0.1)
    assert at_1[2] / at_1[1] == pytest.approx(1.25)  # the 25 % step survives


def test_two_specialist_levels_against_one_manager_level_merge(bands_frame, equate):
    frame = bands_frame({"Specialist": [80e3, 100e3], "Manager": [125e3]})
    equated = equate(frame, ("S1", "M1"), ("S2", "M1"))
    own, fixed = np.log(frame["Mid"].to_numpy()), np.array([False, False, True])
    for anchor, meeting in (("common", 100e3), ("manager", 125e3), ("Higher", 125e3)):  # ∛(80 · 100 · 125) = 100
        delta = parity_weight.change(own, equated, anchor=anchor, fixed=fixed)
        assert_allclose(np.exp(own + delta), [meeting] * 3)


def test_two_manager_tracks_that_stay_leave_a_compromise_between_them(bands_frame, equate):
    # S1 cannot equal both 100 and 144; least squares in logs puts it at √(100 · 144) = 120. Managers' own pair stays.
    frame = bands_frame({"Specialist": [90], "Manager": [100], "Leader": [144]})
    equated = equate(frame, ("S1", "M1"), ("S1", "L1"), ("M1", "L1"))
    own = np.log(frame["Mid"].to_numpy())
    delta = parity_weight.change(own, equated, anchor="manager", fixed=np.array([False, True, True]))
    assert_allclose(np.exp(own + delta), [120, 100, 144])


def test_a_comparison_with_an_unknown_side_does_not_pull(bands_frame, equate):
    frame = bands_frame({"Specialist": [100e3, 110e3], "Manager": [121e3, np.nan]})
    own = np.log(frame["Mid"].to_numpy())
    equated = equate(frame, ("S1", "M1"), ("S2", "M2"), ("S2", "M1"))
    for anchor in parity_weight.ANCHORS:
        delta = parity_weight.change(own, equated, anchor=anchor, fixed=np.array([False, False, True, True]))
        assert np.isnan(own + delta).tolist() == [False, False, False, True]
        assert delta[1] == 0  # S2 has one comparison, with M1 and M2 together, and M2 is unknown


def test_without_comparisons_nothing_moves_and_an_unknown_anchor_is_refused(bands_frame, equate):
    frame = bands_frame({"Specialist": [100e3], "Manager": [121e3]})
    own = np.log(frame["Mid"].to_numpy())
    assert parity_weight.change(own, equate(frame)).tolist() == [0, 0]
    with pytest.raises(InputError, match='Parity anchor "lower" is unknown'):
        parity_weight.change(own, equate(frame), anchor="lower")
