"""The smallest parity weight of a structure. Golden 20, and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bandmodel import weighting

GOLDEN_17 = """Track | Level | Grade | Min | Mid | Max
               Specialist | S1 | 1 | 80000 | 100000 | 120000
               Specialist | S2 | 2 | 94400 | 118000 | 141600
               Specialist | S3 | 3 | 111200 | 139000 | 166800
               Specialist | S4 | 4 | 128000 | 160000 | 192000
               Manager | M1 | 1 | 81600 | 102000 | 122400
               Manager | M2 | 2 | 100000 | 125000 | 150000
               Manager | M3 | 3 | 120000 | 150000 | 180000
               Manager | M4 | 4 | 152000 | 190000 | 228000"""
MIXED = """Track | Level | Rank | Min | Mid | Max
           Specialist | S1 | 1 | | 100000 |
           Specialist | S2 | 2 | | 115000 |
           Specialist | S3 | 3 | | 130000 |
           Manager | M1 | 1 | | 121000 |
           Manager | M2 | 2 | 100000 | | 180000
           Manager | M3 | 3 | | 180000 |"""
EQUAL = """From track | From level | To track | To level | Note
           Specialist | S1 | Manager | M1 |
           Specialist | S2 | Manager | M2 |
           Specialist | S3 | Manager | M3 | scarce skill"""
COARSE = """Track | Level | Rank | Grade | Mid | Spread
            Specialist | S1 | 1 | 7 | 95000 | 0.2
            Manager | M1 | 1 | 7 | 115000 | 0.5"""


def rows_of(found: weighting.Weighting, part: str) -> dict[str, tuple]:
    return {label: (value, note) for kind, label, value, note in found.rows() if kind == part}


@pytest.mark.parametrize("anchor", ["common", "manager", "higher"])
def test_golden_20_is_met_whichever_the_anchor(structure_of, anchor):
    found = weighting.smallest(structure_of(GOLDEN_17, parity_anchor=anchor), 0.05)
    assert found.answer.exact == pytest.approx(0.701523, abs=1e-6)
    assert_allclose(found.answer.per_comparison, [0, 0.109941, 0.326518, 0.701523], atol=1e-6)


def test_the_weight_after_rounding_is_the_first_at_which_all_published_gaps_are_within(structure_of):
    found = weighting.smallest(structure_of(GOLDEN_17), 0.05)
    specialist, manager = np.array([100e3, 118e3, 139e3, 160e3]), np.array([102e3, 125e3, 150e3, 190e3])

    def published(mid: np.ndarray) -> np.ndarray:
        return (np.floor(mid * 0.8 / 100) * 100 + np.ceil(mid * 1.2 / 100) * 100) / 2

    def worst(weight: float) -> float:
        half = (manager / specialist) ** (weight / 2)  # both go half the way
        return np.abs(published(specialist * half) / published(manager / half) - 1).max()

    grid = np.arange(0.701523, 0.72, 1e-5)
    first = next(weight for weight in grid if worst(weight) <= 0.05)
    assert found.answer.exact <= found.answer.rounded <= first
    assert first - found.answer.rounded < 1e-5 + 1e-12
    assert worst(found.answer.rounded + 1e-9) <= 0.05
    assert abs(found.worst_gap) == pytest.approx(worst(found.answer.rounded + 1e-9))
    assert rows_of(found, weighting.RESULT)["Worst published gap"] == (found.worst_gap, "at that weight")


def test_the_levels_that_fall_are_listed_with_their_fall(structure_of):
    common = rows_of(weighting.smallest(structure_of(GOLDEN_17)), weighting.FALLS)
    assert list(common) == [f"Falls: Manager M{rung}" for rung in (1, 2, 3, 4)]  # every manager is above
    # M4 at λ = 0.7015…: 190 000 · (160 / 190)^(λ/2) = 178 885 → 143 100 … 214 700, middle 178 900: −5.84 %
    assert common["Falls: Manager M4"][0] == pytest.approx(178_900 / 190_000 - 1, abs=3e-4)
    for anchor in ("manager", "higher"):
        assert rows_of(weighting.smallest(structure_of(GOLDEN_17, parity_anchor=anchor)), weighting.FALLS) == {}


def test_the_answer_names_anchor_tolerance_and_every_comparison(structure_of):
    found = weighting.smallest(structure_of(GOLDEN_17, parity_tolerance=0.08))
    result = rows_of(found, weighting.RESULT)
    assert result["Parity anchor"][0] == "common"
    assert result["Tolerance"][0] == 0.08  # the policy's, since none is given
    compared = rows_of(found, weighting.COMPARISON)
    assert list(compared) == [f"Specialist S{rung} / Manager M{rung}" for rung in (1, 2, 3, 4)]
    # at 8 % only the last pair needs a pull: 1 − ln 0.92 / ln(160/190) = 0.514801
    assert_allclose([value for value, _ in compared.values()], [0, 0, 0, 0.514801], atol=1e-6)


def test_justified_comparisons_and_given_ranges_are_listed_as_excluded(model_of):
    found = weighting.smallest(model_of(Levels=MIXED, Equivalence=EQUAL).structure)
    assert found.reasons == ("", "given range", "justified: scarce skill")
    assert rows_of(found, weighting.EXCLUDED) == {
        "Specialist S2 / Manager M2": ("", "given range"),
        "Specialist S3 / Manager M3": ("", "justified: scarce skill"),
    }
    # S1 / M1 alone: 1 − ln 0.95 / ln(100/121) = 0.730914
    assert found.answer.exact == pytest.approx(0.730914, abs=1e-6)
    assert list(rows_of(found, weighting.COMPARISON)) == ["Specialist S1 / Manager M1"]
    still = found.bands.set_index("Level").loc[["S2", "S3", "M2", "M3"], "Mid"].tolist()
    assert still == [115_000, 130_000, 140_000, 180_000]


def test_the_weight_counts_from_own_midpoints_whatever_the_policys_weight(model_of):
    answers = [
        weighting.smallest(model_of({"parity weight": weight}, Levels=MIXED, Equivalence=EQUAL).structure)
        for weight in (0, 0.4, 1)
    ]
    assert [found.answer.exact for found in answers] == pytest.approx([0.730914] * 3, abs=1e-6)
    assert len({found.answer.rounded for found in answers}) == 1
    assert [list(rows_of(found, weighting.FALLS)) for found in answers] == [["Falls: Manager M1"]] * 3


def test_rounding_can_prevent_parity(model_of):
    found = weighting.smallest(model_of({"rounding": 20_000}, Levels=COARSE).structure)
    # exact: 1 − ln 0.95 / ln(95/115) = 0.731526. From there to 1 the midpoints meet at √(95 · 115) = 104.52 from 101.9
    # and 107.2; S1 stays at 80 … 120 (its ends 92.6–95.0 and 111.1–114.0), M1 at 80 … 140 (85.8–83.6 and 128.7–125.4).
    assert found.answer.exact == pytest.approx(0.731526, abs=1e-6)
    assert np.isnan(found.answer.rounded)
    assert found.bands["Mid"].tolist() == [100_000, 110_000]
    assert found.worst_gap == pytest.approx(100 / 110 - 1)
    result = rows_of(found, weighting.RESULT)
    assert result["Parity weight after rounding"][0] == "rounding prevents it"
    assert result["Worst published gap"] == (pytest.approx(100 / 110 - 1), "at parity weight 1")


def test_a_gap_between_two_manager_tracks_is_out_of_reach_of_the_manager_anchor(structure_of):
    bands = """Track | Level | Kind | Min | Mid | Max
               Leaders | L1 | manager | 80000 | 100000 | 120000
               Heads | H1 | manager | 96800 | 121000 | 145200"""
    equal = "From track | From level | To track | To level\nLeaders | L1 | Heads | H1"
    found = weighting.smallest(structure_of(bands, equal, parity_anchor="manager"))
    assert np.isnan(found.answer.exact)
    assert rows_of(found, weighting.RESULT)["Parity weight after rounding"][0] == "out of reach with this anchor"
    assert found.worst_gap == pytest.approx(100 / 121 - 1)


def test_when_nothing_can_be_pulled_the_reasons_stand(structure_of):
    equal = "From track | From level | To track | To level | Note\nSpecialist | S4 | Manager | M4 | scarce skill"
    found = weighting.smallest(structure_of(GOLDEN_17, equal))
    assert rows_of(found, weighting.RESULT)["Exact parity weight"] == (
        "", "no comparison can be pulled: see the reasons below",
    )  # fmt: skip
    assert rows_of(found, weighting.EXCLUDED) == {"Specialist S4 / Manager M4": ("", "justified: scarce skill")}
    assert rows_of(found, weighting.FALLS) == {}


def test_a_structure_within_tolerance_needs_no_weight(structure_of):
    found = weighting.smallest(structure_of(GOLDEN_17), 0.2)
    assert (found.answer.exact, found.answer.rounded) == (0, 0)
    assert found.bands["Mid"].tolist() == found.structure.bands["Mid"].tolist()
    assert rows_of(found, weighting.FALLS) == {}
