"""BM_ADD_LEVEL and BM_MIRROR_TRACK: what new rungs would do, before anything is kept. All figures by hand.

Spread 0.5 on the minimum, ends rounded to 100: S1 80 000 … 120 000, M2 104 000 … 156 000, M3 128 000 … 192 000.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import bandmodel.excel as bm
from excel.sheets import column, row_of, sheet, with_cell, without

LEVELS = sheet("""
    Track      | Level | Rank | Grade |    Mid | Bonus target
    Specialist | S1    | 1    | 5     | 100000 | 0.1
    Specialist | S2    | 2    | 6     | 120000 | 0.1
    Manager    | M1    | 1    | 5     | 110000 | 0.2
    Manager    | M2    | 2    | 6     | 130000 | 0.2
    Manager    | M3    | 3    | 7     | 160000 | 0.2
""")
PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | FTE
    e1       | Specialist | S2    | 120000   |
    e2       | Specialist | S2    |  95000   | 0.5
    e3       | Manager    | M2    | 130000   |
""")


@pytest.fixture
def handle():
    return bm.BM_MODEL(levels=LEVELS)


def parts(spilled: list[list]) -> list[list[list]]:
    """The tables of a spill, without the cells that only fill it up."""
    blocks: list[list[list]] = [[]]
    for row in spilled:
        if any(cell != "" for cell in row):
            blocks[-1].append(row)
        else:
            blocks.append([])
    return [[row[: sum(cell != "" for cell in block[0])] for row in block] for block in blocks]


def figures(block: list[list]) -> dict[str, list]:
    return {row[0]: row[1:3] for row in block[1:]}


def test_the_spill_has_the_new_rungs_the_figures_and_the_blockages(handle):
    rungs, figures_, blocked = parts(bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist"))
    assert rungs == [
        ["Track", "Level", "Grade", "Priced by", "Min", "Mid", "Max"],
        ["Specialist", "S3", "7", "grade 7: midpoint of Manager M3", 128_000, 160_000, 192_000],
    ]
    assert figures_[0] == ["Label", "Before", "After", "Note"]
    assert blocked == [
        ["Track", "Level", "Change", "Blockages"],
        ["Specialist", "S2", "gone", "no next rung"],
        ["Specialist", "S3", "new", "no next rung"],
        ["Manager", "M3", "changed", "no next rung; Specialist has no grade 7 → no next rung"],
    ]


def test_every_row_of_the_spill_has_one_width_and_native_cells(handle):
    spilled = bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist", PEOPLE)
    assert {len(row) for row in spilled} == {7}
    assert {type(cell) for row in spilled for cell in row} <= {str, float}
    assert not any(isinstance(cell, float) and math.isnan(cell) for row in spilled for cell in row)


def test_parity_before_and_after_mirroring(handle):
    told = figures(parts(bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist"))[1])
    product = 100 / 110 * 120 / 130
    assert told["Levels"] == [5, 6]
    assert told["Pairs compared"] == [2, 3]
    assert told["Pairs outside tolerance"] == [2, 2]
    assert told["Headline gap"] == pytest.approx([product ** (1 / 2) - 1, product ** (1 / 3) - 1])
    assert told["Worst gap"] == pytest.approx([-1 / 11, -1 / 11])
    assert told["Rungs missing"] == [1, 0]
    assert "Cost to minimum" not in told


def test_with_people_the_costs_stand_below(handle):
    told = figures(parts(bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist", PEOPLE))[1])
    assert told["Cost to minimum"] == [500, 500]  # half of 96 000 − 95 000
    assert told["People below a new rung"] == [0, 2]
    # to 128 000: 8 000, and half of 33 000; nobody has a rating, so nobody is told to be trapped
    assert told["Cost of moving everyone there up"] == [0, 8_000 + 16_500]
    assert told["Cost of moving the trapped up"] == [0, 0]
    assert told["Trapped specialists suggested"] == [0, 0]


def test_a_mirrored_level_and_the_same_level_added_by_its_grade_are_alike(handle):
    mirrored = bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist", PEOPLE)
    assert bm.BM_ADD_LEVEL(handle, "Specialist", "S3", 7.0, None, PEOPLE) == mirrored
    assert bm.BM_ADD_LEVEL(handle, "Specialist", "S3", "7", "", PEOPLE) == mirrored


def test_a_typed_midpoint(handle):
    rungs = parts(bm.BM_ADD_LEVEL(handle, "Specialist", "S3", 7.0, 150_000.0))[0]
    # 150 000 / 1.25, · 1.5; 150 000 of 160 000 is the pair's gap
    assert row_of(rungs, "Specialist", "S3") == {
        "Track": "Specialist", "Level": "S3", "Grade": "7", "Priced by": "midpoint typed",
        "Min": 120_000, "Mid": 150_000, "Max": 180_000,
    }  # fmt: skip
    blank = bm.BM_ADD_LEVEL(handle, "Specialist", "S3", None, 150_000.0)
    assert blank[1] == ["Specialist", "S3", "", "midpoint typed", 120_000, 150_000, 180_000]


def test_a_grade_that_no_track_has_is_priced_on_the_pay_line(handle):
    (rung,) = parts(bm.BM_ADD_LEVEL(handle, "Specialist", "S9", 9.0))[0][1:]
    line = np.polyfit([5, 6, 5, 6, 7], np.log([100_000, 120_000, 110_000, 130_000, 160_000]), 1)  # numpy's own fit
    exact = math.exp(np.polyval(line, 9))
    low, high = math.floor(exact / 1.25 / 100) * 100, math.ceil(exact / 1.25 * 1.5 / 100) * 100  # outward to 100
    assert rung[3:] == ["pay line over Grade through 5 levels, at grade 9", low, (low + high) / 2, high]


def test_nothing_is_kept_in_the_model(handle):
    before = bm.BM_BANDS(handle)
    bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist", PEOPLE)
    bm.BM_ADD_LEVEL(handle, "Fellow", "F1", 7.0)
    assert bm.BM_BANDS(handle) == before
    assert column(bm.BM_BANDS(handle), "Level") == ["S1", "S2", "M1", "M2", "M3"]


def test_a_new_name_makes_a_new_track(handle):
    rungs = parts(bm.BM_MIRROR_TRACK(handle, "Manager", "Fellow"))[0]
    assert column(rungs, "Level") == ["F1", "F2", "F3"]
    assert column(rungs, "Mid") == [110_000, 130_000, 160_000]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("Project", "Specialist"), '#BM! Track "Project" is not known; tracks: Specialist, Manager.'),
        (("Manager", "Manager"), '#BM! Track "Manager" cannot mirror itself'),
        (("Specialist", "Manager"), "#BM! Manager has a level at every grade of Specialist; nothing is left to mirror."),
        ((None, "Specialist"), "#BM! from_track is blank"),
        (("Manager", "  "), "#BM! to_track is blank"),
        (("Manager", -2146826246), "#BM! to_track holds the error #N/A"),
        (("Manager", [["a"], ["b"]]), "#BM! to_track is a range of 2 × 1 cells"),
    ],
)
def test_a_mirror_that_cannot_be_is_an_error_in_words(handle, arguments, why):
    assert bm.BM_MIRROR_TRACK(handle, *arguments).startswith(why)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("Specialist", "S1", 7.0), '#BM! Track "Specialist" has a level "S1" already'),
        (("Specialist", "S3", None), "#BM! Specialist S3 has neither grade nor midpoint"),
        (("Specialist", "S3", "top"), '#BM! Specialist S3: no level has grade "top"; give a midpoint, or a grade in use.'),
        (("", "S3", 7.0), "#BM! track is blank"),
        (("Specialist", None, 7.0), "#BM! level is blank"),
        (("Specialist", "S3", 7.0, "much"), '#BM! mid "much" is not a number'),
        (("Specialist", "S3", [[7.0], [8.0]]), "#BM! grade is a range of 2 × 1 cells"),
        (("Specialist", "S3", 7.0, None, without(PEOPLE, "Base pay")), "#BM! "),
        (("Specialist", "S3", 7.0, None, with_cell(PEOPLE, 1, "Base pay", "much")), "#BM! "),
    ],
)
def test_a_level_that_cannot_be_added_is_an_error_in_words(handle, arguments, why):
    assert bm.BM_ADD_LEVEL(handle, *arguments).startswith(why)


@pytest.mark.parametrize("bands", [LEVELS, "Model 123", None, "#BM! something before"])
def test_a_pathway_is_designed_on_a_model_only(bands):
    for told in (bm.BM_MIRROR_TRACK(bands, "Manager", "Specialist"), bm.BM_ADD_LEVEL(bands, "Specialist", "S3", 7.0)):
        assert told.startswith("#BM! ")


def test_finished_bands_are_answered_with_what_to_give_instead():
    assert bm.BM_MIRROR_TRACK(LEVELS, "Manager", "Specialist") == (
        "#BM! A pathway is designed on a model: give the cell of BM_MODEL as bands."
    )


def test_a_handle_that_is_no_longer_held_says_how_to_refresh(handle):
    from bandmodel.excel import registry

    registry.forget()
    assert bm.BM_MIRROR_TRACK(handle, "Manager", "Specialist").startswith("#BM! ")
