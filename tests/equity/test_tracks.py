"""The equivalence test between tracks against statsmodels and scipy, and what it says where little can be said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from bandmodel import placement
from bandmodel.core import equivalence
from bandmodel.equity import pay_model, track_notes, tracks
from bandmodel.errors import InputError
from equity.staff import BANDS, people, two_tracks

SEEDS = st.integers(0, 2**32 - 1)
REQUIRED = ("Track", "Level", "Base pay")
BOUND = -np.log(0.95)


@pytest.fixture(scope="module")
def firm(structure_of):
    """The structure of BANDS."""
    return structure_of(BANDS)


def placed(firm, columns):
    """People of columns on their bands."""
    return placement.place(firm, people(REQUIRED, **columns))


def compared(firm, columns, controls=(), tolerance=None):
    """The one gap of specialists to managers."""
    (gap,) = tracks.track_gaps(firm, placed(firm, columns), controls, tolerance)
    return gap


def lines(firm, *gaps, inactive=0):
    """(label, value, note) of each labelled line."""
    return list(track_notes.notes(firm, gaps, inactive).itertuples(index=False, name=None))


def dummies(values):
    """Dummies of every label but the first."""
    labels = sorted(set(values))[1:]
    return (
        np.column_stack([np.array(values) == label for label in labels]).astype(float)
        if labels
        else np.zeros((len(values), 0))
    )


# ---------------------------------------------------------------- figures


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.sampled_from([-0.08, -0.02, 0.0, 0.05]), st.sampled_from([0.02, 0.08]), st.sampled_from([0.02, 0.05, 0.1]))
def test_every_figure_follows_from_statsmodels_and_scipy(firm, seed, gap, spread, tolerance):
    draw = np.random.default_rng(seed)
    columns = two_tracks(seed, (40, 25), gap, spread, Location=draw.choice(["Bern", "", "Zug"], 65).tolist(),
                         Rating=draw.integers(1, 6, 65).tolist())  # fmt: skip
    found = compared(firm, columns, ["Rating", "Location"], tolerance)
    specialist = np.array(columns["Track"]) == "Specialist"
    rung = [level[1] for level in columns["Level"]]
    design = np.column_stack([np.ones(65), specialist, dummies(rung), dummies(columns["Location"]), columns["Rating"]])
    fit = sm.OLS(np.log(columns["Base_pay"]), design.astype(float)).fit(cov_type="HC3")
    b, error, free = fit.params[1], fit.bse[1], 65 - 7
    assert_allclose((found.coefficient, found.error, found.free), (b, error, free), rtol=1e-9, atol=1e-12)
    bound = -np.log(1 - tolerance)
    p_equivalent = max(stats.t.sf((b + bound) / error, free), stats.t.cdf((b - bound) / error, free))
    p = 2 * stats.t.sf(abs(b) / error, free)
    low, high = np.exp(stats.t.interval(0.9, free, b, error)) - 1
    row = tracks.table([found]).iloc[0]
    assert row.index.tolist() == [
        "From track", "To track", "Coefficient", "SE", "Gap", "Low 90", "High 90", "p equivalence", "p difference", "n from",
        "n to", "Verdict", "n needed per side", "Meaning",
    ]  # fmt: skip
    assert row.iloc[:2].tolist() == ["Specialist", "Manager"] and found.pair == "Specialist / Manager"
    assert_allclose(row.iloc[2:9].astype(float), [b, error, np.exp(b - error**2 / 2) - 1, low, high, p_equivalent, p],
                    rtol=1e-8, atol=1e-12)  # fmt: skip
    assert row[["n from", "n to"]].tolist() == [40, 25]
    differs, beyond = p < 0.05, abs(b) > bound
    expected = (
        ("Equivalent, but distinguishable from 0" if differs else "Equivalent") if p_equivalent < 0.05
        else ("Different" if beyond else "Small but not shown equivalent") if differs else "Inconclusive"
    )  # fmt: skip
    assert row["Verdict"] == expected
    sigma = np.sqrt(fit.ssr / free)
    needed = np.ceil(2 * sigma**2 * (stats.norm.ppf(0.95) + stats.norm.ppf(0.90)) ** 2 / np.log(1 - tolerance) ** 2)
    assert row["n needed per side"] == pytest.approx(needed if expected == "Inconclusive" else np.nan, nan_ok=True)


SAID = {
    (0.0, 0.05, 300): (
        "Equivalent",
        "Specialist and Manager are shown to be paid alike on the rungs compared, within −5.00 % to +5.26 %; it does not "
        "say that every rung or every person is.",
    ),
    (0.03, 0.05, 300): (
        "Equivalent, but distinguishable from 0",
        "the gap is real, and shown to be small enough to count as parity, within −5.00 % to +5.26 %",
    ),
    (0.12, 0.1, 100): ("Different", "the gap is real, and its estimate is beyond the tolerance; it does not say why."),
    (0.04, 0.1, 100): (
        "Small but not shown equivalent",
        "its estimate is within the tolerance but not shown to be, so this is not parity.",
    ),
    (0.0, 0.15, 40): (
        "Inconclusive",
        "Neither parity nor a gap is shown, and no gap shown is not parity: it would take about",
    ),
}


@pytest.mark.parametrize(("gap", "spread", "size"), SAID)
def test_each_verdict_is_reached_and_said_in_a_plain_sentence(firm, gap, spread, size):
    verdict, said = SAID[gap, spread, size]
    found = compared(firm, two_tracks(1, (size, size), gap, spread))
    assert found.verdict.verdict == verdict
    assert said in tracks.meaning(found)
    if "the gap is real" in said:
        amount = f"Specialist is paid {-100 * found.gap:.2f} % less than Manager on the rungs compared"
        assert tracks.meaning(found).startswith(amount)


def test_a_track_that_is_paid_more_is_said_to_be(firm):
    assert "Specialist is paid 1" in tracks.meaning(compared(firm, two_tracks(1, (100, 100), -0.12)))
    assert "% more than Manager" in tracks.meaning(compared(firm, two_tracks(1, (100, 100), -0.12)))


def test_people_enough_but_an_estimate_near_the_limit_are_said_to_be():
    # t(400, 0.95) · 0.025 = 0.0412: the interval −0.081 … 0.001 holds both 0 and the lower bound, −0.0513
    verdict = equivalence.judged(-0.04, 0.025, 400)
    assert verdict.verdict == "Inconclusive"
    gap = tracks.TrackGap("Specialist", "Manager", verdict, -0.04, 0.025, 400, 300, 200, 147, None, None)
    assert "there are people enough to show parity were there no gap, but the estimate is −3.95 %" in tracks.meaning(gap)


@pytest.mark.parametrize(
    ("of_to", "of_from", "alike"),
    [
        ([50, 50], [50, 50], 100),  # 2 · (2500 / 100 + 2500 / 100): as many as there are
        ([5, 195], [195, 5], 19.5),  # 2 · (975 / 200 + 975 / 200)
        ([0, 40], [30, 40], 40),  # a rung of one track tells nothing
    ],
)
def test_people_tell_as_much_as_the_smaller_side_of_their_rung_lets_them(of_to, of_from, alike):
    assert tracks.spread_alike(np.array([of_to, of_from])) == pytest.approx(alike)


def test_people_enough_but_on_different_rungs_are_said_to_be_too_few(firm):
    columns = two_tracks(1, (200, 200), 0.0, 0.15, rungs=1)
    columns["Level"] = ["S1"] * 195 + ["S2"] * 5 + ["M1"] * 5 + ["M2"] * 195
    gap = compared(firm, columns)
    assert gap.verdict.verdict == "Inconclusive" and gap.needed < 200 and gap.alike == pytest.approx(19.5)
    said = f"tell as much as 20 per side spread alike; it would take about {gap.needed}, were there no gap."
    assert tracks.meaning(gap).endswith(said)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_order_unit_and_people_that_do_not_count_change_no_verdict(firm, seed):
    columns = two_tracks(seed, (30, 20), 0.03, 0.1, Status=["active"] * 50)
    before = tracks.table([compared(firm, columns)])
    order = np.random.default_rng(seed).permutation(50)
    turned = {name: np.array(values, object)[order].tolist() for name, values in columns.items()}
    turned["Base_pay"] = [pay * 100 for pay in turned["Base_pay"]]
    more = {"Track": ["Specialist", "Clerk", "Manager"], "Level": ["S9", "C1", "M1"], "Base_pay": [1e6, 1e6, 1e9],
            "Status": ["", "", "leaver"]}  # fmt: skip
    found = compared(firm, {name: values + more[name] for name, values in turned.items()})
    after = tracks.table([found])
    assert_allclose(after.iloc[:, 2:11].astype(float), before.iloc[:, 2:11].astype(float), rtol=1e-8, atol=1e-10)
    assert after.iloc[0, 11:13].astype(str).tolist() == before.iloc[0, 11:13].astype(str).tolist()
    assert found.model.left_out == {"on a rung that the other track lacks": 1}


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_seen_from_the_other_track_the_verdict_is_the_same(structure_of, seed):
    columns = two_tracks(seed, (30, 20), 0.04, 0.1)
    pairs = "From track | From level | To track | To level\n"
    there, back = (
        structure_of(BANDS, pairs + "\n".join(f"{a[0]} | {a[1]}{n} | {b[0]} | {b[1]}{n}" for n in (1, 2, 3)))
        for a, b in ((("Specialist", "S"), ("Manager", "M")), (("Manager", "M"), ("Specialist", "S")))
    )
    one, other = compared(there, columns), compared(back, columns)
    assert (other.from_track, other.to_track) == ("Manager", "Specialist")
    assert_allclose([other.coefficient, other.error], [-one.coefficient, one.error], rtol=1e-8, atol=1e-12)
    assert other.verdict.verdict == one.verdict.verdict
    assert (other.n_from, other.n_to) == (one.n_to, one.n_from)


def test_actual_pay_is_divided_by_fte_and_other_currencies_are_converted(model_of):
    model = model_of(
        {"base pay is": "actual", "structure currency": "CHF"},
        Levels="Track | Level | Rank | Grade | Mid\nSpecialist | S1 | 1 | 1 | 100000\nManager | M1 | 1 | 1 | 100000",
        Locations="Location | Geo factor | Currency\nBern | 1 | CHF\nBerlin | 1 | EUR",
        FX="Currency | Rate | Date\nEUR | 0.5 |",
    )
    columns = {
        "Track": ["Specialist"] * 4 + ["Manager"] * 4, "Level": ["S1"] * 4 + ["M1"] * 4,
        "Base_pay": [50e3, 105e3, 200e3, 210e3, 100e3, 52e3, 210e3, 205e3],
        "FTE": [0.5, 1, 1, 1, 1, 0.5, 1, 1], "Location": ["Bern", "Bern", "Berlin", "Berlin"] * 2,
    }  # fmt: skip
    (found,) = tracks.track_gaps(model.structure, placement.place(model.structure, people(REQUIRED, **columns)))
    # in CHF at full time: 100 105 100 105 against 100 104 105 102.5 thousand
    assert_allclose(found.model.pay, [100e3, 105e3, 100e3, 105e3, 100e3, 104e3, 105e3, 102.5e3])
    expected = np.log([100, 105, 100, 105]).mean() - np.log([100, 104, 105, 102.5]).mean()
    assert found.coefficient == pytest.approx(expected, rel=1e-9)  # two of each at each place: no weight shifts
    columns["Location"] = ["Bern", "Paris", "Berlin", "Berlin"] * 2
    (found,) = tracks.track_gaps(model.structure, placement.place(model.structure, people(REQUIRED, **columns)))
    told = {label: value for label, value, _ in lines(model.structure, found)}
    assert told["Left out: pay unknown, for want of a rate for its currency or location"] == 2
    assert (told["Rows used"], found.n_from) == (6, 3)


# ---------------------------------------------------------------- few people


def by_hand(specialists, managers, **extra):
    """People on one rung by their pay."""
    return {
        "Track": ["Specialist"] * len(specialists) + ["Manager"] * len(managers),
        "Level": ["S1"] * len(specialists) + ["M1"] * len(managers), "Base_pay": [*specialists, *managers], **extra,
    }  # fmt: skip


def test_six_managers_cannot_prove_parity(firm):
    # every residual is ±c, and σ² = 126 c² / 124: with c = 0.15 √(124 / 126) the contract says 147 per side
    pay = 100e3 * np.exp(0.15 * np.sqrt(124 / 126) * np.tile([-1.0, 1.0], 63))
    found = compared(firm, by_hand(pay[:120].tolist(), pay[120:].tolist()))
    assert (found.verdict.verdict, found.n_to, found.needed) == ("Inconclusive", 6, 147)
    assert tracks.meaning(found) == (
        "Neither parity nor a gap is shown, and no gap shown is not parity: 6 people of Manager cannot prove it; it would "
        "take about 147 people per side, were there no gap."
    )


@pytest.mark.parametrize(
    ("specialists", "managers", "p"),
    [
        ([90e3, 91e3, 92e3], [100e3, 101e3, 103e3], "0.10"),  # 20 ways to choose three of six, and the two extremes: 2 / 20
        ([90e3, 91e3], [100e3, 101e3, 99e3], "0.10"),  # ten ways, one extreme
        ([90e3] * 5, [90e3] * 5, "1.00"),  # every way is the same
    ],
)
def test_where_no_outcome_could_be_significant_nothing_can_be_tested(firm, specialists, managers, p):
    found = compared(firm, by_hand(specialists, managers))
    assert found.verdict.verdict == "Cannot be tested"
    assert np.isnan([found.verdict.p, found.verdict.p_equivalent]).all()
    counts = f"{len(specialists)} and {len(managers)}"
    assert f"neither parity nor a gap: with {counts} people, and these pays, no outcome could have p below {p}." in (
        tracks.meaning(found)
    )


def test_rungs_count_apart_in_what_could_be_significant(firm):
    # two specialists and two managers on each of two rungs: 6 · 6 = 36 ways, the extremes are 2 of them: 0.0556
    columns = two_tracks(1, (4, 4), rungs=2)
    assert compared(firm, columns).verdict.verdict == "Cannot be tested"
    assert compared(firm, two_tracks(1, (6, 6), rungs=2)).verdict.verdict != "Cannot be tested"  # 400 ways


def test_two_managers_paid_alike_by_chance_prove_nothing(firm):
    # HC3 takes the two residuals of 0 at their word; the classic error has the scatter of all
    specialists = (100e3 * np.exp(0.1 * np.linspace(-1.5, 1.5, 40))).tolist()
    found = compared(firm, by_hand(specialists, [100e3, 100e3]))
    robust = equivalence.judged(found.coefficient, found.error, found.free)
    assert robust.verdict == "Equivalent"
    assert found.verdict.verdict == "Inconclusive"
    # σ² = Σ (0.1 x)² / 40 with Σ x² = 40 · 41 / 39 · 1.5² / 3; error √(σ² (1 / 40 + 1 / 2))
    sigma = np.sqrt(0.01 * 40 * 41 / 39 * 1.5**2 / 3 / 40)
    assert f"the classic standard error, {sigma * np.sqrt(1 / 40 + 1 / 2):.4f}, counts too" in tracks.meaning(found)
    assert found.error < 0.02  # the figure shown stays HC3


def test_one_manager_has_no_error_and_nothing_can_be_tested(firm):
    found = compared(firm, by_hand([90e3 + 100 * n for n in range(30)], [91e3]))
    assert found.verdict.verdict == "Cannot be tested" and np.isnan([found.error, found.gap]).all()
    assert found.coefficient == pytest.approx(np.mean(np.log([90e3 + 100 * n for n in range(30)])) - np.log(91e3), rel=1e-6)
    assert "Specialist beside Manager rests on a single row (leverage 1), which fits itself" in tracks.meaning(found)


def test_ten_of_a_side_are_judged_by_hc3_alone(firm):
    specialists = (100e3 * np.exp(0.1 * np.linspace(-1.5, 1.5, 400))).tolist()
    found = compared(firm, by_hand(specialists, [100e3] * 10))
    assert found.verdict.verdict == "Equivalent" and found.why == ""


# ---------------------------------------------------------------- nothing to compare


def silent(found, why, word="Cannot be compared"):
    """A pair has no figures, the word, and its reason; the table and the lines can be made all the same."""
    assert found.verdict.verdict == word and why in found.why
    frame = tracks.table([found])
    assert frame.iloc[0][["SE", "Gap", "Low 90", "High 90", "p equivalence", "p difference"]].isna().all()
    assert found.why in frame["Meaning"].iloc[0]
    assert found.needed is None


def test_tracks_that_no_rung_has_both_of_are_not_compared(firm):
    columns = {"Track": ["Specialist"] * 3 + ["Manager"] * 3, "Level": ["S1", "S1", "S2", "M3", "M3", "M3"],
               "Base_pay": [9e4, 9.1e4, 1e5, 1.4e5, 1.5e5, 1.6e5]}  # fmt: skip
    found = compared(firm, columns)
    silent(found, "no rung has people of both tracks")
    assert (found.n_from, found.n_to) == (0, 0)
    told = {label: (value, note) for label, value, note in lines(firm, found)}
    assert told["Rungs of one track only"] == (
        3, "Specialist / Manager: S1 / M1 (2), S2 / M2 (1), S3 / M3 (3): their people enter the controls, not the gap",
    )  # fmt: skip


@pytest.mark.parametrize("track", ["Specialist", "Manager"])
def test_a_track_without_people_is_not_compared(firm, track):
    other = {"Specialist": ("Manager", "M1"), "Manager": ("Specialist", "S1")}[track]
    found = compared(firm, {"Track": [other[0]] * 4, "Level": [other[1]] * 4, "Base_pay": [1e5, 1.1e5, 1.2e5, 9e4]})
    silent(found, f"no one of {track} with known pay is on a compared rung")


def test_no_people_at_all_are_not_compared(firm):
    nobody = people(REQUIRED, Track=["Clerk"], Level=["C1"], Base_pay=[5e4])
    for staff in (nobody, nobody.iloc[:0]):
        (found,) = tracks.track_gaps(firm, placement.place(firm, staff))
        silent(found, "no one of Manager with known pay is on a compared rung")
        assert ("Rows used", 0, "Specialist / Manager") in lines(firm, found)


def test_one_person_on_each_side_leaves_no_degree_of_freedom(firm):
    silent(compared(firm, by_hand([9e4], [1e5])), "2 rows leave no degree of freedom for 2 coefficients")


def test_a_control_that_tells_the_tracks_apart_is_named(firm):
    columns = two_tracks(1, (20, 20), Unit=["Lab"] * 20 + ["Office"] * 20)
    found = compared(firm, columns, ["Unit"])
    silent(found, "C(Unit) tells Specialist from Manager: no one is left to compare at equal controls")


def test_controls_that_are_known_for_one_track_only_leave_nothing_to_compare(firm):
    columns = two_tracks(1, (20, 20), Years=list(range(20)) + [None] * 20)
    silent(compared(firm, columns, ["Years"]), "no rung has people of both tracks")


@pytest.mark.parametrize(("factor", "verdict", "gap"), [(1.0, "Equivalent", 0.0), (0.97, equivalence.DISTINGUISHABLE, -0.03),
                                                        (0.9, "Different", -0.1)])  # fmt: skip
def test_pay_without_scatter_is_judged_by_the_gap_itself(firm, factor, verdict, gap):
    columns = two_tracks(1, (30, 30), spread=0.0)
    columns["Base_pay"] = [pay * (factor if n < 30 else 1) for n, pay in enumerate(columns["Base_pay"])]
    found = compared(firm, columns)
    assert (found.error, found.verdict.verdict) == (0, verdict)
    assert found.gap == pytest.approx(gap, abs=1e-12)


@pytest.mark.parametrize("tolerance", [0.0, 1.0, -0.1])
def test_a_tolerance_that_is_no_share_is_refused(firm, tolerance):
    with pytest.raises(InputError, match=r"not between 0 and 1; give a fraction such as 0\.05"):
        compared(firm, two_tracks(1, (20, 20)), tolerance=tolerance)


def test_the_tolerance_of_the_policy_counts_unless_another_is_given(structure_of):
    wide = structure_of(BANDS, parity_tolerance=0.2)
    columns = two_tracks(1, (60, 60), 0.12)
    assert compared(wide, columns).verdict.verdict == equivalence.DISTINGUISHABLE
    assert compared(wide, columns, tolerance=0.05).verdict.verdict == "Different"


# ---------------------------------------------------------------- the lines below


def test_the_lines_name_bounds_model_rows_rungs_and_what_is_not_compared(firm):
    columns = two_tracks(2, (12, 12), rungs=2, Location=["Bern", "Zug"] * 12, Unit=["a", "b", ""] * 8)
    more = {"Track": ["Specialist", "Specialist", "Manager", "Manager"], "Level": ["S9", "S7", "M3", "M3"],
            "Base_pay": [2e5, 1e5, 1e5, 1.1e5], "Location": ["Bern"] * 4, "Unit": ["a"] * 4}  # fmt: skip
    found = compared(firm, {name: values + more[name] for name, values in columns.items()}, ["Unit"])
    told = lines(firm, found, inactive=3)
    pair = "Specialist / Manager"
    assert told[0][:2] == ("Bounds of parity", "−5.00 % and +5.26 %")
    assert ("Standard errors", "HC3") in [line[:2] for line in told]
    assert (
        "Model",
        "ln(Base pay) ~ C(Track) + C(Rung) + C(Location) + C(Unit)",
        f"{pair}: natural logarithm; C(…) = categories",
    ) in told
    assert ("Rows used", 18, pair) in told  # 24 less 8 without unit, and 2 on M3
    assert ("Left out: Unit unknown", 8, pair) in told
    assert ("Left out: on a rung that the other track lacks", 1, pair) in told
    assert ("Left out: on a level that the bands do not have", 1, pair) in told
    assert ("Left out: not active", 3, "all pairs") in told
    assert ("Rungs compared", 2, f"{pair}: S1 / M1, S2 / M2") in told
    assert ("Rungs of one track only", 1, f"{pair}: S3 / M3 (2): their people enter the controls, not the gap") in told
    assert ("Levels not compared", 1, f"{pair}: the other track lacks them: Specialist S9") in told
    assert ("Tracks not compared", 1, "Clerk") in told
    assert told[-1][0] == "Internal"
    assert (found.n_from, found.n_to) == (8, 8)


def test_a_rung_that_joins_several_levels_of_a_track_is_named(structure_of):
    pairs = """
        From track | From level | To track | To level
        Specialist | S1         | Manager  | M1
        Specialist | S1         | Manager  | M2
        Specialist | S3         | Manager  | M3
    """
    joined = structure_of(BANDS, pairs)
    columns = {"Track": ["Specialist"] * 12 + ["Manager"] * 12, "Level": ["S1", "S3"] * 6 + ["M1", "M2", "M3"] * 4,
               "Base_pay": np.random.default_rng(1).uniform(9e4, 1e5, 24).tolist()}  # fmt: skip
    found = compared(joined, columns)
    told = lines(joined, found)
    assert (
        "Rungs of several levels",
        1,
        "Specialist / Manager: M1 + M2: who is on which of them is part of the gap",
    ) in told
    assert ("Rungs compared", 2, "Specialist / Manager: S1 / M1 / M2, S3 / M3") in told
    assert found.n_to == 12


def test_every_compared_pair_has_its_own_row_and_lines(structure_of):
    bands = BANDS + "    Project    | P1    | 10    |  81600 | 102000 | 122400\n"
    firm = structure_of(bands)
    columns = two_tracks(1, (30, 30))
    for name, more in (("Track", ["Project"] * 12), ("Level", ["P1"] * 12)):
        columns[name] = columns[name] + more
    columns["Base_pay"] = columns["Base_pay"] + np.random.default_rng(2).uniform(9e4, 1.1e5, 12).tolist()
    found = tracks.track_gaps(firm, placement.place(firm, people(REQUIRED, **columns)))
    assert [gap.pair for gap in found] == ["Specialist / Manager", "Project / Manager"]
    assert [(gap.n_from, gap.n_to) for gap in found] == [(30, 30), (12, 10)]  # a third of the managers are on M1
    assert sum(label == "Model" for label, *_ in lines(firm, *found)) == 2


def test_a_pair_alone_is_the_pair_among_others(firm):
    columns = two_tracks(4, (25, 25), 0.02)
    model = pay_model.of_tracks(firm, placed(firm, columns), "Specialist", "Manager")
    alone, among = tracks.track_gap(model, 0.05), compared(firm, columns)
    pd.testing.assert_frame_equal(tracks.table([alone]), tracks.table([among]))
