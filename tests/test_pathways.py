"""New rungs and what they do, on a company of two ladders drawn by hand. Contract §2 to §4, §10.

Bands by hand, spread 0.5 on the minimum and ends rounded to 100 (Policy defaults): minimum = midpoint / 1.25, maximum =
1.5 · minimum. M3 has spread 0.6: 190 000 / 1.3 = 146 153.85 → 146 100, · 1.6 = 233 846.15 → 233 900.

    S1 100 000 ( 80 000 … 120 000)   M1 110 000 ( 88 000 … 132 000)   grade 5   gap −10 / 110
    S2 120 000 ( 96 000 … 144 000)   M2 130 000 (104 000 … 156 000)   grade 6   gap −10 / 130
                                     M3 190 000 (146 100 … 233 900)   grade 7
                                     M4 240 000 (192 000 … 288 000)   grade 8
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import model, pathways
from bandmodel.errors import InputError
from bandmodel.pathways import Rung

LEVELS = """Track|Level|Rank|Grade|Mid|Spread|Points|Target percentile|Bonus target|LTI target|Years in level
            Specialist | S1 | 1 | 5 | 100000 | | | | 0.1 | 0 | 2
            Specialist | S2 | 2 | 6 | 120000 | | | | 0.1 | 0 | 2
            Manager | M1 | 1 | 5 | 110000 | | | | 0.2 | 0 | 2
            Manager | M2 | 2 | 6 | 130000 | | | | 0.2 | 0 | 2
            Manager | M3 | 3 | 7 | 190000 | 0.6 | 700 | 75 | 0.25 | 0.1 | 3.5
            Manager | M4 | 4 | 8 | 240000 | | | | 0.3 | | """
BY_HAND = """From track | From level | To track | To level | Note
             Specialist | S1 | Manager | M1 | a premium
             Specialist | S2 | Manager | M2 | """
ROSTER = """Employee | Track | Level | Base pay | FTE | Rating | Preference | Previous track | Status
            e1 | Specialist | S2 | 141000 | 0.5 | 4 | open | |
            e2 | Specialist | S2 | 100000 | 1 | 4 | open | |
            e3 | Specialist | S2 | 90000 | | 4 | open | |
            e4 | Manager | M3 | 150000 | 1 | 3 | specialist | Specialist |
            e5 | Manager | M1 | 80000 | 0.5 | 3 | manager | |
            e6 | Specialist | S2 | 1000 | 1 | 5 | open | | leaver"""


@pytest.fixture(scope="module")
def base(model_of):
    return model_of(Levels=LEVELS)


@pytest.fixture(scope="module")
def staff(inputs_of):
    return inputs_of(People=ROSTER).table("People")


def graded(*rows: str) -> str:
    """Levels by hand: "Manager M1 5 110000" is track, level, grade ("-" for none) and midpoint; ranks follow."""
    split = [row.split() for row in rows]
    lines = [f"{t} | {n} | {rank} | {g.strip('-')} | {mid}" for rank, (t, n, g, mid) in enumerate(split, 1)]
    return "\n".join(["Track | Level | Rank | Grade | Mid", *lines])


def built(base, rungs: list[Rung]):
    return model.build(pathways.added(base, rungs)[0], base.policy)


def level(built_, track: str, name: str) -> pd.Series:
    return built_.bands.iloc[built_.structure.row_of(track, name)]


def order(built_, track: str) -> list[str]:
    return built_.bands.loc[built_.bands["Track"] == track, "Level"].tolist()


def names(rungs: list[Rung]) -> list[tuple[str, str]]:
    return [(rung.level, rung.grade) for rung in rungs]


# ---------------------------------------------------------------- which rungs are mirrored, and how they are called


def test_the_grades_that_the_target_lacks_are_mirrored_and_their_numbers_go_on(base):
    rungs = pathways.mirrored(base, "Manager", "Specialist")
    assert names(rungs) == [("S3", "7"), ("S4", "8")]
    assert [rung.mirrors for rung in rungs] == [("Manager", "M3"), ("Manager", "M4")]


def test_a_mirrored_rung_below_a_rung_that_stands_is_named_after_its_model(model_of):
    gap = graded(
        "Specialist S1 5 100000", "Specialist S2 7 140000", *(f"Manager M{n} {n + 4} 1{n}0000" for n in (1, 2, 3, 4))
    )
    rungs = pathways.mirrored(model_of(Levels=gap), "Manager", "Specialist")
    assert names(rungs) == [("S-M2", "6"), ("S-M4", "8")]  # one of them stands between S1 and S2, so no number goes on


def test_a_ladder_without_numbers_gets_names_after_the_model(model_of):
    words = graded("Specialist Junior 5 100000", "Manager M1 5 110000", "Manager M2 6 130000")
    assert names(pathways.mirrored(model_of(Levels=words), "Manager", "Specialist")) == [("S-M2", "6")]


def test_numbers_go_on_after_the_highest_whatever_the_prefix(model_of):
    long = graded(
        "Specialist SE-RES-9 5 100000", "Specialist SE-RES-10 6 120000", "Manager M1 7 130000", "Manager M2 8 150000"
    )
    rungs = pathways.mirrored(model_of(Levels=long), "Manager", "Specialist")
    assert names(rungs) == [("SE-RES-11", "7"), ("SE-RES-12", "8")]


def test_ladders_of_two_prefixes_do_not_go_on_numbering(model_of):
    mixed = graded("Specialist S1 5 100000", "Specialist T1 6 120000", "Manager M1 7 130000")
    assert names(pathways.mirrored(model_of(Levels=mixed), "Manager", "Specialist")) == [("S-M1", "7")]


def test_a_new_track_gets_every_rung_and_the_kind_specialist(base):
    rungs = pathways.mirrored(base, "Manager", "Fellow")
    assert names(rungs) == [("F1", "5"), ("F2", "6"), ("F3", "7"), ("F4", "8")]
    after = built(base, rungs)
    fellow = after.bands[after.bands["Track"] == "Fellow"]
    assert fellow["Mid"].tolist() == [110_000, 130_000, 190_000, 240_000]
    assert set(fellow["Kind"]) == {"specialist"}
    assert len(after.structure.compared()) == 2 + 4  # S1, S2 and the four new rungs, each against the manager


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        ("Project", "Specialist", 'Track "Project" is not known; tracks: Specialist, Manager'),
        ("Manager", "Manager", "cannot mirror itself"),
        ("Specialist", "Manager", "Manager has a level at every grade of Specialist; nothing is left"),
    ],
)
def test_a_mirror_that_makes_no_sense_is_told(base, source, target, why):
    with pytest.raises(InputError, match=why):
        pathways.mirrored(base, source, target)


def test_a_source_with_levels_without_grade_is_told_which(model_of):
    bare = graded("Specialist S1 5 100000", "Manager M1 - 110000", "Manager M2 6 130000", "Manager M3 - 150000")
    with pytest.raises(InputError, match="Manager M1, M3 has no Grade"):
        pathways.mirrored(model_of(Levels=bare), "Manager", "Specialist")


def test_grades_are_labels_and_07_is_not_7(model_of):
    # contract §10, tables and tracks: Grade is an exact-match label after trimming
    labels = graded("Specialist S1 7 100000", "Manager M1 07 110000")
    assert [rung.grade for rung in pathways.mirrored(model_of(Levels=labels), "Manager", "Specialist")] == ["07"]


# ---------------------------------------------------------------- what a mirrored rung is


def test_a_mirrored_rung_has_the_own_midpoint_and_the_terms_of_its_model(base):
    inputs, how = pathways.added(base, pathways.mirrored(base, "Manager", "Specialist"))
    row = inputs.table("Levels").set_index("Level").loc["S3"]
    assert row["Mid"] == pytest.approx(190_000, rel=1e-12)
    copied = ("Spread", "Points", "Target percentile", "Bonus target", "LTI target", "Years in level")
    assert [row[name] for name in copied] == [0.6, 700, 75, 0.25, 0.1, 3.5]
    assert np.isnan(inputs.table("Levels").set_index("Level").loc["S4", "LTI target"])  # unknown stays unknown
    assert how == ["grade 7: midpoint of Manager M3", "grade 8: midpoint of Manager M4"]


def test_the_band_of_a_mirrored_rung_is_that_of_its_model(base):
    after = built(base, pathways.mirrored(base, "Manager", "Specialist"))
    for mine, model_ in (("S3", "M3"), ("S4", "M4")):
        ends = [level(after, track, name)[["Min", "Mid", "Max"]].tolist() for track, name in
                (("Specialist", mine), ("Manager", model_))]  # fmt: skip
        assert ends[0] == ends[1]
    assert level(after, "Specialist", "S3")[["Min", "Mid", "Max"]].tolist() == [146_100, 190_000, 233_900]
    assert order(after, "Specialist") == ["S1", "S2", "S3", "S4"]


def test_the_price_is_the_models_own_midpoint_and_not_a_third_tracks(model_of):
    three = graded("Specialist S1 5 100000", "Project P1 6 500000", "Manager M1 5 110000", "Manager M2 6 130000")
    inputs, how = pathways.added(three_ := model_of(Levels=three), pathways.mirrored(three_, "Manager", "Specialist"))
    assert inputs.table("Levels").iloc[-1]["Mid"] == pytest.approx(130_000, rel=1e-12)
    assert how == ["grade 6: midpoint of Manager M2"]


def test_the_price_is_the_own_midpoint_before_the_parity_weight(model_of):
    # weight 1 pulls M1 and S1 to √(100 000 · 110 000); M3 is alone and stays, and S3 takes its own midpoint
    pulled = model_of({"parity weight": 1}, Levels=LEVELS)
    inputs, _ = pathways.added(pulled, pathways.mirrored(pulled, "Manager", "Fellow"))
    mids = inputs.table("Levels").set_index("Level")["Mid"]
    assert mids[["F1", "F2", "F3", "F4"]].tolist() == pytest.approx([110_000, 130_000, 190_000, 240_000])


def test_by_grade_a_mirrored_rung_is_the_equivalent_of_its_model(base):
    compared = built(base, pathways.mirrored(base, "Manager", "Specialist")).structure.pairs()
    assert compared[["From level", "To level"]].to_numpy().tolist() == [
        ["S1", "M1"],
        ["S2", "M2"],
        ["S3", "M3"],
        ["S4", "M4"],
    ]
    assert compared["Gap"].tolist() == pytest.approx([100 / 110 - 1, 120 / 130 - 1, 0, 0])


def test_an_equivalence_table_gets_a_row_for_each_mirrored_rung(model_of):
    named = model_of(Levels=LEVELS, Equivalence=BY_HAND)
    inputs, _ = pathways.added(named, pathways.mirrored(named, "Manager", "Specialist"))
    rows = inputs.table("Equivalence")
    assert rows[["From track", "From level", "To track", "To level"]].to_numpy().tolist() == [
        ["Specialist", "S1", "Manager", "M1"],
        ["Specialist", "S2", "Manager", "M2"],
        ["Specialist", "S3", "Manager", "M3"],
        ["Specialist", "S4", "Manager", "M4"],
    ]
    assert rows["Note"].iloc[0] == "a premium"
    assert rows["Weight"].isna().all()


def test_without_an_equivalence_table_none_is_made(base):
    inputs, _ = pathways.added(base, pathways.mirrored(base, "Manager", "Specialist"))
    assert not inputs.given("Equivalence")  # one row would switch the comparison by grade off


def test_mirroring_leaves_the_model_and_its_inputs_as_they_were(model_of, staff):
    named = model_of(Levels=LEVELS, Equivalence=BY_HAND, Tracks="Track | Kind\nManager | manager")
    before = {name: frame.copy(deep=True) for name, frame in named.inputs.tables.items()}
    bands, people, print_ = named.bands.copy(deep=True), staff.copy(deep=True), named.inputs.fingerprint()
    pathways.effect(named, pathways.mirrored(named, "Manager", "Specialist"), staff)
    pathways.effect(named, [Rung("Fellow", "F1", "8")], staff)
    assert list(named.inputs.tables) == list(before)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(named.inputs.tables[name], frame)
    pd.testing.assert_frame_equal(named.bands, bands)
    pd.testing.assert_frame_equal(staff, people)
    assert named.inputs.fingerprint() == print_


# ---------------------------------------------------------------- the effect, by hand


def changes(base, rungs, people=None) -> dict[str, tuple[float, float]]:
    table = pathways.effect(base, rungs, people)[1]
    assert table.columns.tolist() == list(pathways.CHANGES)
    return {label: (before, after) for label, before, after, _ in table.to_numpy()}


def test_the_effect_on_parity(base):
    told = changes(base, pathways.mirrored(base, "Manager", "Specialist"))
    assert set(told) == {
        "Levels", "Pairs compared", "Pairs outside tolerance", "Headline gap", "Worst gap", "Rungs missing",
    }  # fmt: skip
    product = 100 / 110 * 120 / 130
    assert told["Levels"] == (6, 8)
    assert told["Pairs compared"] == (2, 4)
    assert told["Pairs outside tolerance"] == (2, 2)  # −9.1 % and −7.7 % against 5 %; the new pairs are equal
    assert told["Headline gap"] == pytest.approx((math.sqrt(product) - 1, product ** (1 / 4) - 1))
    assert told["Worst gap"] == pytest.approx((-10 / 110, -10 / 110))
    assert told["Rungs missing"] == (2, 0)  # grades 7 and 8 on the specialist track


def test_the_effect_on_the_blockages(base):
    table = pathways.effect(base, pathways.mirrored(base, "Manager", "Specialist"))[2]
    assert table.columns.tolist() == list(pathways.BLOCKED)
    # every step is 5 % or more, so only missing rungs block
    assert table.to_numpy().tolist() == [
        ["Specialist", "S2", "gone", "no next rung"],
        ["Specialist", "S4", "new", "no next rung"],
        ["Manager", "M3", "gone", "Specialist has no grade 7"],
        ["Manager", "M4", "changed", "no next rung; Specialist has no grade 8 → no next rung"],
    ]


def test_the_new_rungs_are_shown_with_their_bands(base):
    table = pathways.effect(base, pathways.mirrored(base, "Manager", "Specialist"))[0]
    assert table.columns.tolist() == list(pathways.RUNGS)
    assert table.to_numpy().tolist() == [
        ["Specialist", "S3", "7", "grade 7: midpoint of Manager M3", 146_100, 190_000, 233_900],
        ["Specialist", "S4", "8", "grade 8: midpoint of Manager M4", 192_000, 240_000, 288_000],
    ]


def test_the_effect_on_the_people(base, staff):
    told = changes(base, pathways.mirrored(base, "Manager", "Specialist"), staff)
    # before  S2: no next rung; one of three (e1: 45 000 / 48 000 = 0.94) above penetration 0.75 is more than 30 %
    #         M3: no grade 7; M4: no next rung, no grade 8.    after  S2: high in band; S4 and M4: no next rung
    assert told["Blockages"] == (5, 3)
    # e1: penetration 0.94, and the track ends where M2 goes on to M3; e2 and e3 have the second sign only. Then S3 follows
    assert told["Trapped specialists suggested"] == (1, 0)
    # e4: from the specialist track, which has no grade 7; prefers it. Then S3 stands at grade 7, up to 233 900
    assert told["Forced managers suggested"] == (1, 0)
    # e3: 96 000 − 90 000; e5: half of 88 000 − 80 000; no band moves; the leaver does not count
    assert told["Cost to minimum"] == (10_000, 10_000)
    assert told["People below a new rung"] == (0, 3)
    # to 146 100: e1 half of 5 100; e2 46 100; e3 56 100
    assert told["Cost of moving the trapped up"] == (0, 2_550)
    assert told["Cost of moving everyone there up"] == (0, 2_550 + 46_100 + 56_100)


def test_the_blockages_of_the_people_are_in_the_list(base, staff):
    table = pathways.effect(base, pathways.mirrored(base, "Manager", "Specialist"), staff)[2].set_index("Level")
    high = "more than 30 % of incumbents above penetration 0.75"
    assert table.loc["S2", ["Change", "Blockages"]].tolist() == ["changed", f"no next rung; {high} → {high}"]


def test_a_rung_above_the_pay_of_nobody_costs_nothing(model_of, inputs_of, base):
    rich = inputs_of(People="Employee | Track | Level | Base pay\ne1 | Specialist | S2 | 999999").table("People")
    told = changes(base, pathways.mirrored(base, "Manager", "Specialist"), rich)
    assert told["People below a new rung"] == (0, 1)
    assert told["Cost of moving everyone there up"] == (0, 0)


def test_the_parity_weight_moves_what_the_new_rungs_are_compared_with(model_of):
    # weight 1, anchor common: S3 typed at 160 000 and M3 at 190 000 meet at √(160 000 · 190 000) = 174 355.96
    pulled = model_of({"parity weight": 1, "rounding": 1}, Levels=LEVELS)
    after = built(pulled, [Rung("Specialist", "S3", "7", 160_000.0)])
    common = math.sqrt(160_000 * 190_000)
    assert level(after, "Specialist", "S3")["Mid"] == pytest.approx(common, abs=1)  # ends are whole amounts
    assert level(after, "Manager", "M3")["Mid"] == pytest.approx(common, abs=1)


def test_nothing_is_compared_before_or_after_where_no_grade_or_manager_is_there(model_of):
    alone = model_of(Levels=graded("Specialist S1 5 100000", "Specialist S2 6 120000"))
    told = changes(alone, [Rung("Specialist", "S3", "", 150_000.0)])
    assert told["Levels"] == (2, 3)
    assert np.isnan([told[label] for label in ("Pairs compared", "Headline gap", "Worst gap", "Rungs missing")]).all()


# ---------------------------------------------------------------- a level of its own


def test_a_level_is_priced_by_the_levels_of_its_grade_on_all_other_tracks(model_of):
    three = model_of(
        Levels=graded("Specialist S1 5 100000", "Project P1 6 160000", "Manager M1 6 90000", "Manager M2 7 200000")
    )
    inputs, how = pathways.added(three, [Rung("Specialist", "S2", "6")])
    assert inputs.table("Levels").iloc[-1]["Mid"] == pytest.approx(120_000)  # √(160 000 · 90 000)
    assert how == ["grade 6: midpoint of Project P1, Manager M1"]


def test_the_own_tracks_level_of_the_grade_does_not_price(model_of):
    two = model_of(Levels=graded("Specialist S1 5 100000", "Specialist S2 6 999999", "Manager M1 6 90000"))
    assert pathways.added(two, [Rung("Specialist", "S2b", "6")])[0].table("Levels").iloc[-1]["Mid"] == pytest.approx(90_000)


def test_a_typed_midpoint_stands_over_the_grade(base):
    inputs, how = pathways.added(base, [Rung("Specialist", "S3", "7", 155_500.0)])
    assert inputs.table("Levels").iloc[-1][["Grade", "Mid"]].tolist() == ["7", 155_500]
    assert how == ["midpoint typed"]
    band = level(built(base, [Rung("Specialist", "S3", "7", 155_500.0)]), "Specialist", "S3")
    assert band[["Min", "Max"]].tolist() == [124_400, 186_600]  # 155 500 / 1.25, · 1.5


@pytest.mark.parametrize("grade", ["9", "6.5", "1", "40"])
def test_where_no_track_has_the_grade_the_pay_line_over_grade_prices(base, grade):
    inputs, (how,) = pathways.added(base, [Rung("Specialist", "New", grade)])
    # numpy's own fit of ln(midpoint) on grade over the six levels
    pay = np.log([100_000, 120_000, 110_000, 130_000, 190_000, 240_000])
    expected = math.exp(np.polyval(np.polyfit([5, 6, 5, 6, 7, 8], pay, 1), float(grade)))
    assert inputs.table("Levels").iloc[-1]["Mid"] == pytest.approx(expected, rel=1e-9)
    assert how == f"pay line over Grade through 6 levels, at grade {grade}"


def test_a_pay_line_needs_three_levels(model_of):
    few = model_of(Levels=graded("Specialist S1 5 100000", "Manager M1 6 110000"))
    with pytest.raises(InputError, match="at least 3 levels with grade and midpoint; 2 found"):
        pathways.added(few, [Rung("Specialist", "S9", "9")])


@pytest.mark.parametrize(
    ("rung", "why"),
    [
        (Rung("Specialist", "S1", "9"), 'Track "Specialist" has a level "S1" already'),
        (Rung("Specialist", "S9"), "S9 has neither grade nor midpoint"),
        (Rung("Specialist", "S9", "top"), 'no level has grade "top"; give a midpoint, or a grade in use'),
    ],
)
def test_a_rung_that_cannot_be_added_is_told_why(base, rung, why):
    with pytest.raises(InputError, match=why):
        pathways.added(base, [rung])


def test_the_same_rung_twice_is_told(base):
    with pytest.raises(InputError, match='has a level "S9" already'):
        pathways.added(base, [Rung("Specialist", "S9", "7"), Rung("Specialist", "S9", "8")])


def test_a_level_name_of_another_track_may_be_used_again(base):
    assert order(built(base, [Rung("Specialist", "M3", "7")]), "Specialist") == ["S1", "S2", "M3"]


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("7", ["S1", "S2", "new"]),
        ("5.5", ["S1", "new", "S2"]),
        ("4", ["new", "S1", "S2"]),
        ("10", ["S1", "S2", "new"]),  # as text 10 would come before 5
        ("", ["S1", "S2", "new"]),  # the grade does not tell
    ],
)
def test_a_new_rung_stands_between_the_rungs_of_lower_and_higher_grade(base, grade, expected):
    assert order(built(base, [Rung("Specialist", "new", grade, 111_111.0)]), "Specialist") == expected


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("3", ["new", "S1", "S2"]), ("1.5", ["S1", "new", "S2"]), ("0", ["S1", "S2", "new"])],
)
def test_where_grade_1_is_the_top_a_lower_grade_stands_higher(model_of, grade, expected):
    down = model_of(
        Levels=graded("Specialist S1 2 100000", "Specialist S2 1 120000", "Manager M1 2 110000", "Manager M2 1 130000")
    )
    assert order(built(down, [Rung("Specialist", "new", grade, 111_111.0)]), "Specialist") == expected


def test_mirroring_grades_that_count_down_goes_on_numbering_at_the_top(model_of):
    down = model_of(
        Levels=graded("Specialist S1 3 100000", "Manager M1 3 110000", "Manager M2 2 130000", "Manager M3 1 160000")
    )
    rungs = pathways.mirrored(down, "Manager", "Specialist")
    assert names(rungs) == [("S2", "2"), ("S3", "1")]
    assert order(built(down, rungs), "Specialist") == ["S1", "S2", "S3"]


def test_a_pay_line_over_grades_that_count_down_falls_with_the_grade(model_of):
    # 100 000 at grade 4, · 1.2 a grade: an exact line, so grade 1 pays 100 000 · 1.2³ = 172 800
    rows = ("Specialist S1 4 100000", "Specialist S2 3 120000", "Manager M1 4 100000", "Manager M2 2 144000")
    inputs, _ = pathways.added(model_of(Levels=graded(*rows)), [Rung("Specialist", "S9", "1")])
    assert inputs.table("Levels").iloc[-1]["Mid"] == pytest.approx(172_800)


def test_several_rungs_stand_in_the_order_of_their_grades(base):
    rungs = [Rung("Specialist", "c", "7"), Rung("Specialist", "a", "5.2"), Rung("Specialist", "b", "5.6")]
    assert order(built(base, rungs), "Specialist") == ["S1", "a", "b", "S2", "c"]


def test_a_new_rung_of_the_specialist_track_is_compared_with_the_managers_of_its_grade(model_of):
    named = model_of(Levels=LEVELS, Equivalence=BY_HAND)
    rows = pathways.added(named, [Rung("Specialist", "S3", "7")])[0].table("Equivalence")
    assert rows.iloc[-1][["From track", "From level", "To track", "To level"]].tolist() == [
        "Specialist",
        "S3",
        "Manager",
        "M3",
    ]


def test_a_new_rung_of_the_manager_track_is_what_the_others_are_compared_with(model_of):
    # contract §1, Equivalence: each non-manager track (from) against the manager track (to)
    levels = graded("Specialist S1 5 100000", "Specialist S2 6 120000", "Manager M1 5 110000")
    named = model_of(
        Levels=levels, Equivalence="From track | From level | To track | To level\nSpecialist | S1 | Manager | M1"
    )
    rows = pathways.added(named, [Rung("Manager", "M2", "6")])[0].table("Equivalence")
    assert rows.iloc[-1][["From track", "From level", "To track", "To level"]].tolist() == [
        "Specialist",
        "S2",
        "Manager",
        "M2",
    ]


def test_a_track_whose_name_tells_its_kind_needs_no_row_of_tracks(base):
    inputs, _ = pathways.added(base, [Rung("Projects", "P1", "6"), Rung("Expert", "E1", "6")])
    tracks = inputs.table("Tracks")
    assert tracks[["Track", "Kind"]].to_numpy().tolist() == [["Expert", "specialist"]]


def test_no_rung_changes_nothing(base):
    inputs, how = pathways.added(base, [])
    assert how == []
    given_ = base.inputs.tables["Levels"]
    pd.testing.assert_frame_equal(inputs.tables["Levels"][given_.columns], given_)


# ---------------------------------------------------------------- random ladders

MIDS = st.integers(20_000, 400_000)


@st.composite
def ladders(draw):
    """Two ladders of random grades; managers have no grade twice. The specialists' numbers are theirs to skip."""
    grades = [draw(st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True).map(sorted)) for _ in range(2)]
    if draw(st.booleans()):  # grade 1 at the top
        grades = [part[::-1] for part in grades]
    return graded(*(
        f"{track} {track[0]}{number} {grade} {draw(MIDS)}"
        for track, part in zip(("Specialist", "Manager"), grades, strict=True)
        for number, grade in enumerate(part, 1)
    ))  # fmt: skip


def mirrored_or_none(built_) -> list[Rung]:
    try:
        return pathways.mirrored(built_, "Manager", "Specialist")
    except InputError as told:
        assert "nothing is left to mirror" in str(told)
        return []


@given(ladders())
@settings(deadline=None, max_examples=60)
def test_mirroring_gives_the_target_a_level_at_every_grade_of_the_source_and_then_finds_nothing_to_do(model_of, levels):
    base = model_of(Levels=levels)
    after = built(base, mirrored_or_none(base))
    grades = {track: set(after.bands.loc[after.bands["Track"] == track, "Grade"]) for track in ("Specialist", "Manager")}
    assert grades["Specialist"] >= grades["Manager"]
    assert mirrored_or_none(after) == []
    assert not after.bands.duplicated(["Track", "Level"]).any()


@given(ladders())
@settings(deadline=None, max_examples=60)
def test_without_parity_weight_no_band_that_stands_changes(model_of, levels):
    base = model_of({"parity weight": 0}, Levels=levels)
    after = built(base, mirrored_or_none(base))
    columns = ["Track", "Level", "Grade", "Min", "Mid", "Max", "Spread"]
    stood = after.bands.merge(base.bands[["Track", "Level"]])[columns]
    pd.testing.assert_frame_equal(stood, base.bands[columns])


@given(ladders())
@settings(deadline=None, max_examples=60)
def test_every_mirrored_rung_stands_where_its_grade_belongs_and_is_paid_as_its_model(model_of, levels):
    base = model_of(Levels=levels)
    rungs = mirrored_or_none(base)
    after = built(base, rungs)
    for rung in rungs:
        mine, other = level(after, rung.track, rung.level), level(after, *rung.mirrors)
        assert mine[["Min", "Mid", "Max"]].tolist() == other[["Min", "Mid", "Max"]].tolist()
    ends = [line.split(" | ")[3] for line in levels.splitlines()[1:]]
    grades = after.bands.loc[after.bands["Track"] == "Specialist", "Grade"].astype(int).tolist()
    per_track = [[int(g) for g, line in zip(ends, levels.splitlines()[1:], strict=True) if line.startswith(t)] for t in "SM"]
    if any(part[0] < part[-1] for part in per_track) or not any(part[0] > part[-1] for part in per_track):
        assert grades == sorted(grades)
    else:
        assert grades == sorted(grades, reverse=True)


# ---------------------------------------------------------------- what a second reading found


def test_a_rung_on_a_manager_track_is_the_to_side_of_its_comparison(model_of):
    levels = graded("Specialist S1 5 100000", "Specialist S2 6 120000", "Specialist S3 7 140000", "Manager M1 5 110000",
                    "Manager M2 6 130000")  # fmt: skip
    given_ = """From track | From level | To track | To level
                Specialist | S1 | Manager | M1
                Specialist | S2 | Manager | M2"""
    base_ = model_of(Levels=levels, Equivalence=given_)
    rungs = pathways.mirrored(base_, "Specialist", "Manager")
    pairs = built(base_, rungs).structure.pairs()
    assert pairs[["From track", "From level", "To level"]].iloc[-1].tolist() == ["Specialist", "S3", "M3"]
    told = pathways.effect(base_, rungs)[1].set_index("Label")
    assert told.loc["Rungs missing", ["Before", "After"]].tolist() == [1, 0]


def test_two_levels_of_one_grade_make_one_rung_at_their_geometric_mean(model_of):
    levels = graded("Specialist S1 5 100000", "Manager M1 5 110000", "Manager M3 7 160000", "Manager M4 7 250000")
    base_ = model_of(Levels=levels)
    (rung,) = pathways.mirrored(base_, "Manager", "Specialist")
    assert (rung.level, rung.grade, rung.mirrors) == ("S2", "7", ("Manager", "M3"))
    assert built(base_, [rung]).structure.own_mid[1] == pytest.approx(200_000)  # the root of 160 · 250 is 200


def test_a_rung_on_a_track_of_unknown_kind_is_refused(model_of):
    base_ = model_of(Levels=graded("Expert E1 5 100000", "Manager M1 5 110000", "Manager M2 6 130000"))
    with pytest.raises(InputError, match='The kind of track "Expert" is not known; add it to the Tracks table'):
        pathways.added(base_, [Rung("Expert", "E2", "6")])


def test_a_mirrored_given_range_keeps_its_width(model_of):
    base_ = model_of(
        Levels="""Track | Level | Rank | Grade | Min | Max
                               Specialist | S1 | 1 | 5 | 80000 | 120000
                               Manager | M2 | 1 | 6 | 100000 | 180000"""
    )
    band = level(built(base_, pathways.mirrored(base_, "Manager", "Specialist")), "Specialist", "S2")
    assert band[["Min", "Mid", "Max"]].tolist() == [100_000, 140_000, 180_000]


def test_a_price_of_one_level_is_its_midpoint_to_the_last_digit(model_of):
    base_ = model_of(Levels=graded("Specialist S1 5 100000", "Manager M1 5 110000", "Manager M2 6 190000"))
    inputs, _ = pathways.added(base_, [Rung("Specialist", "S2", "6")])
    assert inputs.table("Levels")["Mid"].iloc[-1] == 190_000
    assert set(inputs.table("Levels")["Title"]) == {""}


@pytest.mark.parametrize("mid", [0.0, -5.0])
def test_a_midpoint_that_is_not_above_0_is_refused(base, mid):
    with pytest.raises(InputError, match="is not above 0"):
        pathways.added(base, [Rung("Specialist", "S9", "", mid)])


def test_a_track_that_differs_in_its_capitals_alone_is_refused(base):
    with pytest.raises(InputError, match='Track "specialist" is written "Specialist"'):
        pathways.mirrored(base, "Manager", "specialist")


def test_numbers_with_leading_zeros_go_on_with_them(model_of):
    base_ = model_of(
        Levels=graded("Specialist S01 5 1000", "Specialist S02 6 1100", "Manager M1 5 1000", "Manager M2 7 1300")
    )
    assert names(pathways.mirrored(base_, "Manager", "Specialist")) == [("S03", "7")]
