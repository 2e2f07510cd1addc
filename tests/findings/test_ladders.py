"""Findings on the rungs of a ladder: each fires beyond its limit and is silent at the limit itself.

Limits: contract §3 (spread 20–120 %, progression 3–30 %) and §10 (a given Mid off by more than 1 %).
"""

from __future__ import annotations

import pytest

from bandmodel import findings
from bandmodel.findings import ladders

HEAD = "Track | Level | Min | Mid | Max"
LEVELS = "Track | Level | Rank | Min | Mid | Max"


@pytest.fixture
def steps(structure_of, of_code):
    """Findings of one code on a ladder of two bands, each (min, mid, max)."""

    def found(code: str, lower: tuple, upper: tuple) -> list[tuple]:
        rows = [["Specialist", f"S{rung}", *band] for rung, band in enumerate((lower, upper), 1)]
        return of_code(findings.of_structure(structure_of([HEAD.split(" | "), *rows])), code)

    return found


@pytest.mark.parametrize(
    ("mid", "code", "value"),
    [
        (99_000, "midpoint-inverted", "99,000"),
        (100_000, "midpoint-inverted", "100,000"),  # equal counts as inverted
        (100_001, "progression-small", "0.00 %"),
        (102_900, "progression-small", "2.90 %"),
        (103_000, "", ""),  # exactly 3 %
        (110_000, "", ""),
        (130_000, "", ""),  # exactly 30 %
        (130_100, "progression-large", "30.10 %"),
    ],
)
def test_the_step_to_the_next_midpoint_has_limits(steps, mid, code, value):
    lower, upper = (80_000, 100_000, 120_000), (90_000, mid, 140_000)
    for name in ("midpoint-inverted", "progression-small", "progression-large"):
        assert steps(name, lower, upper) == ([("warning", "Levels", 3, "Mid", value)] if name == code else [])


def test_the_limits_of_a_step_are_the_policys(structure_of, of_code):
    bands = f"{HEAD}\nSpecialist | S1 | 80000 | 100000 | 120000\nSpecialist | S2 | 88000 | 110000 | 132000"
    narrow = structure_of(bands, progression_minimum=0.11)
    assert of_code(findings.of_structure(narrow), "progression-small") == [("warning", "Levels", 3, "Mid", "10.00 %")]
    wide = structure_of(bands, progression_maximum=0.09)
    assert of_code(findings.of_structure(wide), "progression-large") == [("warning", "Levels", 3, "Mid", "10.00 %")]


@pytest.mark.parametrize(
    ("low", "code", "severity"),
    [(119_000, "", ""), (120_000, "bands-without-overlap", "note"), (121_000, "bands-apart", "warning")],
)
def test_a_band_should_begin_inside_the_one_below(steps, low, code, severity):
    lower, upper = (80_000, 100_000, 120_000), (low, 128_000, 150_000)
    for name in ("bands-apart", "bands-without-overlap"):
        expected = [(severity, "Levels", 3, "Min", f"{low:,}")]
        assert steps(name, lower, upper) == (expected if name == code else [])


def test_a_band_wholly_below_the_lower_rung_is_not_said_to_begin_where_that_ends(steps):
    lower, upper = (100_000, 110_000, 120_000), (60_000, 70_000, 80_000)
    assert steps("midpoint-inverted", lower, upper) == [("warning", "Levels", 3, "Mid", "70,000")]
    assert steps("bands-without-overlap", lower, upper) == steps("bands-apart", lower, upper) == []


def test_the_lowest_rung_of_a_track_is_compared_with_nothing(structure_of):
    bands = f"{HEAD}\nSpecialist | S1 | 80 | 100 | 120\nManager | M1 | 8 | 10 | 12"
    assert [f.code for f in ladders.steps(structure_of(bands))] == []


@pytest.mark.parametrize(
    ("low", "high", "code", "column", "value"),
    [
        (50_000, 50_000, "band-flat", "Max", "50,000"),
        (50_000, 59_900, "spread-outside-limits", "Spread", "19.80 %"),
        (50_000, 60_000, "", "", ""),  # exactly 20 %
        (50_000, 75_000, "", "", ""),
        (50_000, 110_000, "", "", ""),  # exactly 120 %
        (50_000, 110_100, "spread-outside-limits", "Spread", "120.20 %"),
    ],
)
def test_the_spread_of_a_band_has_limits(structure_of, of_code, low, high, code, column, value):
    found = findings.of_structure(structure_of(f"{HEAD}\nSpecialist | S1 | {low} | {(low + high) / 2} | {high}"))
    for name in ("band-flat", "spread-outside-limits"):
        assert of_code(found, name) == ([("warning", "Levels", 2, column, value)] if name == code else [])


def test_the_limits_of_the_spread_are_on_the_minimum_whatever_the_basis(structure_of, of_code):
    # 100 000 over 50 000 is 100 % on the minimum (policy.toml: "fraction of the minimum") and 66.7 % on the midpoint
    bands = f"{HEAD}\nSpecialist | S1 | 50000 | 75000 | 100000"
    found = findings.of_structure(structure_of(bands, spread_basis="mid", spread_maximum=0.9))
    assert of_code(found, "spread-outside-limits") == [("warning", "Levels", 2, "Spread", "100.00 %")]


def test_two_levels_of_one_rank_are_told(model_of, of_code):
    levels = """Track | Level | Rank | Mid
                Specialist | S1 | 1 | 100000
                Manager | M1 | 1 | 100000
                Specialist | S2 | 1 | 110000"""
    found = findings.of_model(model_of(Levels=levels))
    assert of_code(found, "rank-duplicate") == [("warning", "Levels", 4, "Rank", "1")]
    assert of_code(findings.of_model(model_of(Levels=levels.replace("S2 | 1", "S2 | 2"))), "rank-duplicate") == []


# ---- given ranges


@pytest.mark.parametrize(
    ("ends", "code", "column", "value"),
    [
        ("50000 | |", "range-half-given", "Max", ""),
        ("| | 60000", "range-half-given", "Min", ""),
        ("50000 | 55000 |", "range-half-given", "Max", ""),
        ("60001 | | 60000", "range-swapped", "Min", "60,001"),
    ],
)
def test_a_range_that_is_no_range_is_an_error_and_leaves_no_band(model_of, of_code, ends, code, column, value):
    levels = f"{LEVELS}\nSpecialist | S1 | 1 | | 40000 |\nSpecialist | S2 | 2 | {ends}"
    built = model_of(Levels=levels)
    found = findings.of_model(built)
    assert of_code(found, code) == [("error", "Levels", 3, column, value)]
    assert [f.code for f in found if f.severity == "error"] == [code]  # market data would not mend it
    assert built.bands.set_index("Level").loc["S2", ["Min", "Mid", "Max"]].isna().all()


@pytest.mark.parametrize("ends", ["50000 | | 60000", "60000 | | 60000", "| 55000 |"])
def test_a_range_that_is_one_is_no_error(model_of, ends):
    found = findings.of_model(model_of(Levels=f"{LEVELS}\nSpecialist | S1 | 1 | {ends}"))
    assert [f.code for f in found if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("mid", "fires"),
    [("", False), (100_000, False), (101_000, False), (99_000, False), (101_100, True), (98_900, True)],
)
def test_a_given_mid_far_from_the_middle_is_kept_with_a_warning(model_of, of_code, mid, fires):
    built = model_of(Levels=f"{LEVELS}\nSpecialist | S1 | 1 | 80000 | {mid} | 120000")
    found = findings.of_model(built)
    expected = [("warning", "Levels", 2, "Mid", f"{mid or 0:,}")]
    assert of_code(found, "midpoint-off-middle") == (expected if fires else [])
    assert built.bands["Mid"].tolist() == [mid or 100_000]


def test_the_distance_from_the_middle_is_named_with_its_sign(model_of):
    found = findings.of_model(model_of(Levels=f"{LEVELS}\nSpecialist | S1 | 1 | 80000 | 98900 | 120000"))
    (finding,) = [f for f in found if f.code == "midpoint-off-middle"]
    assert "given Mid 98,900 is −1.10 % from the middle of the range (100,000)" in finding.message


@pytest.mark.parametrize(
    ("policy", "band", "fires"),
    [
        ({"rounding": 40_000}, "50000 | 0.5", False),  # 40 000 … 80 000 around 50 000 / 1.25 = 40 000
        ({"rounding": 40_100}, "50000 | 0.5", True),  # the minimum rounds down to 0
        ({"spread basis": "mid"}, "50000 | 1.9", False),
        ({"spread basis": "mid"}, "50000 | 2.1", True),  # 50 000 · (1 − 1.05) is below 0
        ({"min rounding": "up", "max rounding": "down"}, "50050 | 0.01", False),  # 49 800.99… → 49 900 and 50 200
        ({"min rounding": "up", "max rounding": "down"}, "50050 | 0.001", True),  # 50 024.99 → 50 100 and 50 075.01 → 50 000
    ],
)
def test_a_band_that_spread_and_rounding_make_impossible_is_told(model_of, of_code, policy, band, fires):
    found = findings.of_model(model_of(policy, Levels=f"Track | Level | Rank | Mid | Spread\nSpecialist | S1 | 1 | {band}"))
    assert of_code(found, "band-impossible") == ([("error", "Levels", 2, "Spread", "")] if fires else [])


# ---- midpoints that could not be computed


@pytest.mark.parametrize(("method", "column"), [("line", "Points"), ("grade", "Grade")])
def test_a_level_off_the_pay_line_is_told(model_of, sound, of_code, method, column):
    blank = sound["Levels"].replace("M2 | 2 | 2 | 250", "M2 | 2 | |") + "\nManager | M4 | 4 | 4 | 450"
    surveys = sound["Market"] + "\nA | Manager | M4 | 2026-01-01 | 135000"  # a fourth level, so that three carry the line
    found = findings.of_model(model_of({"midpoint method": method}, Levels=blank, Market=surveys))
    assert of_code(found, "midpoint-unknown") == [("error", "Levels", 6, column, "")]


@pytest.mark.parametrize("method", ["line", "grade"])
def test_levels_on_the_pay_line_are_not_told(model_of, sound, method):
    assert findings.of_model(model_of({"midpoint method": method}, **sound)) == []


def test_a_pay_line_through_too_few_levels_is_an_error_that_names_the_track(model_of, sound, of_code):
    surveys = "\n".join(line for line in sound["Market"].split("\n") if "M3" not in line)
    built = model_of({"midpoint method": "line"}, **{**sound, "Market": surveys})
    found = findings.of_model(built)
    assert of_code(found, "pay-line-impossible") == [("error", "Levels", None, "Points", "Manager")]
    assert built.bands.loc[built.bands["Track"] == "Manager", "Mid"].isna().all()
    # Points are filled in, so "needs Points" would send the reader the wrong way: unknown_bands is for levels "where no
    # other finding says why"
    assert of_code(found, "midpoint-unknown") == []


@pytest.mark.parametrize("method", ["line", "grade", "progression"])
@pytest.mark.parametrize("ends", ["81600 | | 122400", "| 102000 |"])
def test_levels_with_a_range_or_a_midpoint_of_their_own_need_no_method(model_of, method, ends):
    levels = f"Track | Level | Rank | Grade | Points | Min | Mid | Max\nManager | M1 | 1 | 1 | 100 | {ends}"
    found = findings.of_model(model_of({"midpoint method": method}, Levels=levels))
    assert [f.code for f in found if f.severity == "error"] == []


def test_a_grade_that_is_no_number_is_named_where_a_line_needs_one(model_of, sound):
    # "Fill in Grade" would not help: Grade is filled in (contract §10: numeric only where a line needs it)
    levels = sound["Levels"].replace("M3 | 3 | 3", "M3 | 3 | G3")
    found = findings.of_model(model_of({"midpoint method": "grade"}, **{**sound, "Levels": levels}))
    (finding,) = [f for f in found if f.code == "midpoint-unknown"]
    assert (finding.row, finding.column, finding.value) == (7, "Grade", "G3")
    assert "number" in finding.message + finding.remedy


def test_a_track_of_given_ranges_needs_no_pay_line(model_of, sound, of_code):
    levels = """Track | Level | Rank | Grade | Points | Min | Max
                Specialist | S1 | 1 | 1 | 100 | |
                Specialist | S2 | 2 | 2 | 200 | |
                Specialist | S3 | 3 | 3 | 300 | |
                Manager | M1 | 1 | 1 | | 81600 | 122400"""
    market = "\n".join(line for line in sound["Market"].split("\n") if "Manager" not in line)
    found = findings.of_model(model_of({"midpoint method": "line"}, Levels=levels, Market=market))
    assert of_code(found, "pay-line-impossible") == of_code(found, "midpoint-unknown") == []


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({}, ["Specialist: first midpoint", "Specialist: progression"]),
        ({"Specialist: progression": 0.1}, ["Specialist: first midpoint"]),
        ({"Specialist: first midpoint": 8e4}, ["Specialist: progression"]),
        ({"Specialist: first midpoint": 8e4, "Specialist: progression": 0.1}, []),
    ],
)
def test_a_progression_that_is_not_set_is_an_error_that_names_the_setting(model_of, of_code, settings, missing):
    built = model_of({"midpoint method": "progression", **settings}, Levels="Track | Level | Rank\nSpecialist | S1 | 1")
    expected = [("error", "Policy", None, "Setting", name) for name in missing]
    found = findings.of_model(built)
    assert of_code(found, "setting-missing") == expected
    assert [f.code for f in found if f.severity == "error"] == ["setting-missing"] * len(missing)
