"""Findings on tracks against each other: each fires beyond its limit and is silent at the limit itself.

Limits: contract §6 (ceiling tolerance 0.10, slope tolerance 0.03, overlap floor 0.70).
"""

from __future__ import annotations

import pytest

from bandmodel import findings

HEAD = "Track | Level | Grade | Min | Mid | Max"
EQUAL = "From track | From level | To track | To level | Weight"


@pytest.fixture
def told(structure_of, of_code):
    """Findings of one code on finished bands: told(code, {"S1": 100, "M1": 102}, equivalence); bands are mid ± 20 %."""

    def found(code: str, mids: dict[str, float], *equal: str) -> list[tuple]:
        track = {"S": "Specialist", "M": "Manager", "P": "Project"}
        rows = [[track[name[0]], name, name[1:], 0.8 * mid, mid, 1.2 * mid] for name, mid in mids.items()]
        table = "\n".join([EQUAL, *(f"{track[a[0]]} | {a} | {track[b[0]]} | {b} | 1" for a, b in map(str.split, equal))])
        built = structure_of([HEAD.split(" | "), *rows], table if equal else None)
        return of_code(findings.of_structure(built), code)

    return found


# ---- kinds and grades


def test_a_track_of_unknown_kind_is_told(model_of, sound, of_code):
    pay = {1: 100_000, 2: 110_000, 3: 121_000}
    tables = {
        "Levels": "\n".join([sound["Levels"], *(f"Experts | E{rung} | {rung} | {rung} | 100" for rung in pay)]),
        "Market": "\n".join([sound["Market"], *(f"A | Experts | E{r} | 2026-01-01 | {mid}" for r, mid in pay.items())]),
    }
    found = findings.of_model(model_of(**tables))
    assert of_code(found, "track-kind-unknown") == [("warning", "Tracks", None, "Kind", "Experts")]
    # of unknown kind, it takes no part in the comparison by grade
    assert of_code(found, "track-without-equivalence") == [("warning", "Equivalence", None, "From track", "Experts")]
    assert findings.of_model(model_of(**tables, Tracks="Track | Kind\nExperts | contributor")) == []


@pytest.mark.parametrize(
    ("grade", "fires"),
    [("2", False), ("02", True), ("002", True), ("1", False), ("20", False), ("", False)],
)
def test_grades_that_only_look_alike_are_told(model_of, sound, of_code, grade, fires):
    levels = sound["Levels"].replace("M2 | 2 | 2 |", f"M2 | 2 | {grade} |")
    found = findings.of_model(model_of(**{**sound, "Levels": levels}))
    assert of_code(found, "grade-look-alike") == ([("warning", "Levels", 6, "Grade", grade)] if fires else [])


def test_grades_that_differ_in_case_alone_look_alike(model_of, sound, of_code):
    levels = sound["Levels"].replace("S2 | 2 | 2", "S2 | 2 | E2").replace("M2 | 2 | 2", "M2 | 2 | e2")
    found = findings.of_model(model_of(**{**sound, "Levels": levels}))
    assert of_code(found, "grade-look-alike") == [("warning", "Levels", 6, "Grade", "e2")]


# ---- the Equivalence table


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        ("Specialist | S9 | Manager | M2 |", "equivalence-level-unknown", "From level", "S9"),
        ("Specialist | S2 | Manager | M9 |", "equivalence-level-unknown", "To level", "M9"),
        ("Expert | S2 | Manager | M2 |", "equivalence-level-unknown", "From level", "S2"),
        ("Specialist | S2 | Specialist | S3 |", "equivalence-one-track", "To track", "Specialist"),
    ],
)
def test_an_equivalence_that_cannot_be_used_is_left_out_and_told(model_of, sound, of_code, row, code, column, value):
    equal = f"{EQUAL}\nSpecialist | S1 | Manager | M1 |\n{row}"
    built = model_of(**sound, Equivalence=equal)
    found = findings.of_model(built)
    assert of_code(found, code) == [("error", "Equivalence", 3, column, value)]
    assert built.structure.pairs()[["From level", "To level"]].to_numpy().tolist() == [["S1", "M1"]]


def test_an_equivalence_with_two_unknown_levels_names_both(model_of, sound, of_code):
    found = findings.of_model(model_of(**sound, Equivalence=f"{EQUAL}\nSpecialist | S8 | Manager | M9 |"))
    assert of_code(found, "equivalence-level-unknown") == [
        ("error", "Equivalence", 2, "From level", "S8"), ("error", "Equivalence", 2, "To level", "M9"),
    ]  # fmt: skip


def test_a_pair_stated_in_both_directions_counts_twice_and_is_told(model_of, sound, of_code):
    equal = f"{EQUAL}\nSpecialist | S1 | Manager | M1 |\nSpecialist | S2 | Manager | M2 |\nManager | M1 | Specialist | S1 |"
    found = findings.of_model(model_of(**sound, Equivalence=equal))
    assert of_code(found, "equivalence-twice") == [("warning", "Equivalence", 4, "From level", "M1")]
    (finding,) = [f for f in found if f.code == "equivalence-twice"]
    assert "row 2" in finding.message


def test_one_level_against_two_is_not_a_pair_stated_twice(model_of, sound, of_code):
    equal = f"{EQUAL}\nSpecialist | S1 | Manager | M1 |\nSpecialist | S1 | Manager | M2 |\nManager | M3 | Specialist | S3 |"
    assert of_code(findings.of_model(model_of(**sound, Equivalence=equal)), "equivalence-twice") == []


def test_a_track_that_nothing_compares_is_told(told):
    mids = {"S1": 100, "M1": 102, "P1": 101}
    untouched = [("warning", "Equivalence", None, "From track", "Project")]
    assert told("track-without-equivalence", mids, "S1 M1") == untouched
    assert told("track-without-equivalence", mids, "S1 M1", "P1 M1") == []
    assert told("track-without-equivalence", mids, "S1 M1", "M1 P1") == []  # in either direction
    assert told("track-without-equivalence", {"S1": 100, "S2": 110}) == []  # one track has nothing to be compared with


@pytest.mark.parametrize(
    ("equal", "merged"),
    [
        (["S1 M1", "S2 M2"], []),
        (["S1 M1", "S2 M1"], [3]),  # S2 would pay what M1 pays, and so would S1
        (["S1 M1", "P1 M1", "S2 P1"], [3]),  # by a chain
        (["S2 M1", "S2 M2"], []),  # golden 21: the step from M1 to M2 survives
        (["S1 M1", "S1 M2", "S2 M1", "S2 M2"], [3]),  # the same mean of M1 and M2; M1 and M2 themselves stay apart
    ],
)
def test_rungs_that_equivalence_forces_to_be_equal_are_told(told, equal, merged):
    mids = {"S1": 100, "S2": 110, "M1": 102, "M2": 125, "P1": 101}
    assert told("equivalence-merges-rungs", mids, *equal) == [("warning", "Levels", row, "Level", "S2") for row in merged]


def test_an_equivalence_that_does_not_pull_merges_no_rungs(structure_of, model_of, sound, of_code):
    equal = "From track | From level | To track | To level | Note\nSpecialist | S1 | Manager | M1 |"
    rows = (f"Specialist | S2 | Manager | M1 | {note}" for note in ("", "a market premium"))
    plain, noted = (findings.of_model(model_of(**sound, Equivalence=f"{equal}\n{row}")) for row in rows)
    assert of_code(plain, "equivalence-merges-rungs") == [("warning", "Levels", 3, "Level", "S2")]
    assert of_code(noted, "equivalence-merges-rungs") == []  # S2 keeps its own midpoint
    given = (
        sound["Levels"]
        .replace("Points", "Points | Min | Max")
        .replace("S2 | 2 | 2 | 200", "S2 | 2 | 2 | 200 | 88000 | 132000")
    )
    ranged = findings.of_model(
        model_of(**{**sound, "Levels": given}, Equivalence=f"{equal}\nSpecialist | S2 | Manager | M1 |")
    )
    assert of_code(ranged, "equivalence-merges-rungs") == []  # nor is a given range pulled


# ---- ceilings, slopes, overlaps


@pytest.mark.parametrize(
    ("top", "value"),
    [
        (90_000, None),  # exactly −10 %
        (89_900, "−10.10 %"),
        (100_000, None),
        (110_000, None),  # exactly 10 %
        (110_100, "10.10 %"),
    ],
)
def test_a_track_that_ends_elsewhere_is_told(told, top, value):
    found = told("ceiling-gap", {"S1": 80_000, "S2": top, "M1": 80_000, "M2": 100_000})
    assert found == ([("warning", "Bands", None, "Mid", value)] if value else [])


def test_a_ceiling_gap_names_the_rungs_that_are_missing(structure_of):
    bands = (
        f"{HEAD}\nSpecialist | S1 | 1 | 80 | 100 | 120\nManager | M1 | 1 | 80 | 100 | 120\nManager | M2 | 2 | 96 | 120 | 144"
    )
    (finding,) = [f for f in findings.of_structure(structure_of(bands)) if f.code == "ceiling-gap"]
    # 100 / 120 − 1
    assert "Specialist ends below Manager: top midpoints S1 against M2 −16.67 %, limit 10.00 %" in finding.message
    assert "M2" in finding.message.partition("rungs missing: ")[2]


@pytest.mark.parametrize(
    ("second", "value"),
    [
        (113_000, None),  # 10 % against 13 %: exactly 3 %
        (113_100, "−3.10 %"),
        (107_000, None),
        (106_900, "3.10 %"),
    ],
)
def test_ladders_that_rise_at_different_rates_are_told(told, second, value):
    found = told("slope-difference", {"S1": 100_000, "S2": 110_000, "M1": 100_000, "M2": second})
    assert found == ([("warning", "Bands", None, "Mid", value)] if value else [])


def test_slopes_are_compared_over_equivalent_rungs_only(told):
    mids = {"S1": 100_000, "S2": 110_000, "M1": 100_000, "M2": 110_000, "M3": 190_000}
    assert told("slope-difference", mids) == []  # M3 has no equivalent, and its missing rung is the ceiling's matter


@pytest.mark.parametrize(
    ("low", "value"),
    [
        (82_000, None),  # 82 … 120 of the manager's 80 … 120: 95 %
        (92_000, None),  # exactly 70 %
        (92_400, "69.00 %"),
        (121_000, "0.00 %"),
    ],
)
def test_equivalent_bands_that_share_little_are_told(structure_of, of_code, low, value):
    bands = f"{HEAD}\nSpecialist | S1 | 1 | {low} | 95000 | 130000\nManager | M1 | 1 | 80000 | 100000 | 120000"
    found = findings.of_structure(structure_of(bands))
    expected = [("warning", "Levels", 2, "Level", "S1")] if value else []
    assert of_code(found, "equivalents-overlap-little") == expected
    messages = [f.message for f in found if f.code == "equivalents-overlap-little"]
    assert messages == ([f"Specialist S1: its band shares {value} with that of Manager M1; floor 70.00 %."] if value else [])


def test_limits_are_the_policys(structure_of):
    bands = f"{HEAD}\nSpecialist | S1 | 1 | 80 | 95 | 120\nSpecialist | S2 | 2 | 88 | 105 | 132"
    bands += "\nManager | M1 | 1 | 80 | 100 | 120\nManager | M2 | 2 | 88 | 112 | 132"
    assert findings.of_structure(structure_of(bands)) == []
    tight = structure_of(bands, ceiling_tolerance=0.05, slope_tolerance=0.01, overlap_floor=1)
    # ceiling 105/112 − 1 = −6.25 %; slopes 10.53 % against 12 %; the overlap is whole
    assert [f.code for f in findings.of_structure(tight)] == ["ceiling-gap", "slope-difference"]


def test_unknown_bands_make_no_finding_of_parity(model_of, sound, of_code):
    surveys = "\n".join(line for line in sound["Market"].split("\n") if "M3" not in line)
    found = findings.of_model(model_of(**{**sound, "Market": surveys}))
    assert [f.code for f in found] == ["level-without-market"]
