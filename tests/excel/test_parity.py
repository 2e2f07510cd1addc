"""BM_PARITY on golden 17 (LADDERS). Bonus targets 0.10 and 0.20, LTI 0, 0, 0.05, 0.05 against 0, 0, 0.10, 0.10."""

from __future__ import annotations

import math

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, RUNG_BY_RUNG, column, row_of, sheet, with_cell, without

HEADERS = [  # contract §2
    "From track", "From level", "To track", "To level", "Grade", "From mid", "To mid", "Gap", "Min gap", "Max gap",
    "Overlap", "Verdict",
]  # fmt: skip

PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | Status
    e1       | Specialist | S1    | 90000    |
    e2       | Specialist | S1    | 110000   |
    e3       | Specialist | S1    | 125000   | leave
    e4       | Specialist | S4    | 160000   |
    e5       | Manager    | M1    | 102000   |
    e6       | Manager    | M1    | 112200   | active
    e7       | Manager    | M1    | 81600    |
    e8       | Manager    | M9    | 81600    |
""")


def pairs(*arguments, **named) -> list[list]:
    """The pairs alone."""
    return bm.BM_PARITY(LADDERS, *arguments, **named, part="pairs")


def labels(spilled: list[list]) -> dict:
    """Label → value of the headline."""
    return {row[0]: row[1] for row in spilled[1:]}


def test_each_pair_has_the_columns_of_the_contract():
    assert pairs()[0] == HEADERS
    first = row_of(pairs(), "Specialist", "S1")
    assert [first[name] for name in ("To track", "To level", "Grade", "From mid", "To mid")] == [
        "Manager", "M1", "10", 100000, 102000,
    ]  # fmt: skip


def test_a_gap_is_from_over_to_minus_one_for_each_end_of_the_band():
    # ends are 0.8 and 1.2 times the midpoint on both tracks, so all three gaps agree
    expected = [100 / 102 - 1, 118 / 125 - 1, 139 / 150 - 1, 160 / 190 - 1]
    for header in ("Gap", "Min gap", "Max gap"):
        assert column(pairs(), header) == pytest.approx(expected)
    lower = with_cell(LADDERS, 1, "Min", 61200.0)  # 61 200 / 81 600 = 0.75
    assert column(bm.BM_PARITY(lower, part="pairs"), "Min gap")[0] == pytest.approx(-0.25)
    assert column(bm.BM_PARITY(lower, part="pairs"), "Gap") == pytest.approx(expected)


def test_overlap_is_a_share_of_the_band_with_the_higher_midpoint():
    # S1 80 … 120, M1 81.6 … 122.4: (120 − 81.6) / 40.8; S4 128 … 192, M4 152 … 228: (192 − 152) / 76
    assert [column(pairs(), "Overlap")[n] for n in (0, 3)] == pytest.approx([38.4 / 40.8, 40 / 76])
    # a specialist above: S1 at 100 … 150, mid 125: shared 122.4 − 100 = 22.4 of its own 50
    above = with_cell(with_cell(with_cell(LADDERS, 1, "Min", 100000.0), 1, "Mid", 125000.0), 1, "Max", 150000.0)
    assert column(bm.BM_PARITY(above, part="pairs"), "Overlap")[0] == pytest.approx(22.4 / 50)


def test_verdicts_name_the_direction_both_ways():
    assert column(pairs(), "Verdict") == ["Within tolerance", *["Specialist below"] * 3]
    above = with_cell(LADDERS, 1, "Mid", 110000.0)  # 110 / 102 − 1 = 7.8 %
    assert column(bm.BM_PARITY(above, part="pairs"), "Verdict")[0] == "Specialist above"


@pytest.mark.parametrize(
    ("mid", "verdict"),
    [  # M1 at 100 000 and a tolerance of 5 %
        (95000.0, "Within tolerance"),  # exactly 5 % passes (contract §10)
        (94999.0, "Specialist below"),
        (105000.0, "Within tolerance"),
        (105001.0, "Specialist above"),
    ],
)
def test_a_gap_of_exactly_the_tolerance_is_within(mid, verdict):
    bands = with_cell(with_cell(LADDERS, 1, "Mid", mid), 5, "Mid", 100000.0)
    assert column(bm.BM_PARITY(bands, part="pairs"), "Verdict")[0] == verdict


def test_the_tolerance_moves_the_verdict_and_nothing_else():
    # gaps 1.96 %, 5.6 %, 7.33 %, 15.79 %
    wide = pairs(None, 0.08)
    assert column(wide, "Verdict") == [*["Within tolerance"] * 3, "Specialist below"]
    assert [row[:-1] for row in wide] == [row[:-1] for row in pairs()]


@pytest.mark.parametrize("tolerance", [0, 1, 5, -0.05])
def test_a_tolerance_that_is_no_fraction_is_refused_by_every_function_that_takes_one(tolerance):
    message = bm.BM_PARITY(LADDERS, None, tolerance)
    assert message == f"#BM! Tolerance {tolerance:g} is not between 0 and 1; give a fraction such as 0.05."
    assert bm.BM_PARITY_WEIGHT(LADDERS, tolerance) == message


def test_cash_and_total_add_the_targets():
    # golden 18: cash is 1.1 / 1.2 of the base ratio; total of S3 139 · 1.15 against 150 · 1.30
    base = [100 / 102, 118 / 125, 139 / 150, 160 / 190]
    assert column(pairs("cash"), "Gap") == pytest.approx([ratio * 1.1 / 1.2 - 1 for ratio in base])
    assert column(pairs("total"), "Gap") == pytest.approx(
        [ratio * share - 1 for ratio, share in zip(base, [1.1 / 1.2, 1.1 / 1.2, 1.15 / 1.3, 1.15 / 1.3], strict=True)]
    )
    assert column(pairs("total"), "From mid")[2] == pytest.approx(139000 * 1.15)


def test_an_unknown_target_leaves_the_gap_unknown():
    # a blank bonus target is unknown, not 0
    bands = with_cell(LADDERS, 2, "Bonus target", None)
    assert column(bm.BM_PARITY(bands, part="pairs"), "Gap")[1] == pytest.approx(118 / 125 - 1)
    cash = bm.BM_PARITY(bands, "cash", part="pairs")
    assert (column(cash, "Gap")[1], column(cash, "Verdict")[1]) == ("", "Unknown")
    head = labels(bm.BM_PARITY(bands, "cash", part="headline"))
    assert (head["Pairs compared"], head["Pairs unknown"]) == (3, 1)


def test_a_note_justifies_a_difference_and_keeps_it_listed():
    noted = [[*row, None] for row in RUNG_BY_RUNG]
    noted[0][-1], noted[4][-1], noted[1][-1] = "Note", "rare skill", "within anyway"
    found = bm.BM_PARITY(LADDERS, equivalence=noted)
    verdicts = [row[11] for row in found[1:5]]
    assert verdicts == ["Within tolerance", "Specialist below", "Specialist below", "Justified (note)"]
    head = labels(bm.BM_PARITY(LADDERS, equivalence=noted, part="headline"))
    assert (head["Pairs outside tolerance"], head["Pairs justified by a note"]) == (2, 1)
    assert head["Worst gap"] == pytest.approx(160 / 190 - 1)


def test_several_equivalents_enter_as_their_weighted_geometric_mean():
    shared = sheet("""
        From track | From level | To track | To level | Weight
        Specialist | S2         | Manager  | M1       | 3
        Specialist | S2         | Manager  | M2       | 1
    """)
    (pair,) = bm.BM_PARITY(LADDERS, equivalence=shared, part="pairs")[1:]
    # weights 0.75 and 0.25: 102^0.75 · 125^0.25
    assert pair[3] == "M1; M2"
    assert pair[6] == pytest.approx(1000 * 102**0.75 * 125**0.25)
    assert pair[7] == pytest.approx(118 / (102**0.75 * 125**0.25) - 1)


def test_the_headline_is_the_geometric_mean_with_the_mean_size_beside_it():
    spilled = bm.BM_PARITY(LADDERS, part="headline")
    assert spilled[0] == ["Label", "Value", "Note"]
    ratios = [100 / 102, 118 / 125, 139 / 150, 160 / 190]
    head = labels(spilled)
    assert head["Headline gap"] == pytest.approx(math.prod(ratios) ** 0.25 - 1)  # −0.0781, golden 20
    assert head["Mean absolute gap"] == pytest.approx(sum(1 - ratio for ratio in ratios) / 4)
    assert head["Worst gap"] == pytest.approx(160 / 190 - 1)
    assert [head[f"Pairs {name}"] for name in ("compared", "outside tolerance", "unknown")] == [4, 3, 0]
    assert next(row[2] for row in spilled if row[0] == "Worst gap") == "Specialist S4 / Manager M4"


def test_opposite_gaps_cancel_in_the_headline_and_not_in_the_mean_size():
    # +25 % and −20 % are opposite in logs: 1.25 · 0.8 = 1
    bands = sheet("""
        Track      | Level | Grade | Min | Mid | Max
        Specialist | S1    | 1     | 100 | 125 | 150
        Specialist | S2    | 2     | 128 | 160 | 192
        Manager    | M1    | 1     | 80  | 100 | 120
        Manager    | M2    | 2     | 160 | 200 | 240
    """)
    head = labels(bm.BM_PARITY(bands, part="headline"))
    assert head["Headline gap"] == pytest.approx(0, abs=1e-12)
    assert head["Mean absolute gap"] == pytest.approx((0.25 + 0.20) / 2)


def test_missing_rungs_are_named_from_both_sides():
    shorter = [*LADDERS[:4], *LADDERS[5:]]  # no S4
    odd = with_cell(shorter, 1, "Grade", None)  # S1 has no grade
    missing = bm.BM_PARITY(odd, part="missing")
    assert missing == [
        ["Track", "Level", "Grade", "Missing on", "Reason"],
        ["Specialist", "S1", "", "Manager", "no equivalent level"],
        ["Manager", "M1", "10", "Specialist", "no level at grade 10 and no equivalent level"],
        ["Manager", "M4", "13", "Specialist", "no level at grade 13 and no equivalent level"],
    ]
    assert bm.BM_PARITY(LADDERS, part="missing") == missing[:1]  # none


def test_all_parts_stand_below_one_another_with_a_blank_row_between():
    everything = bm.BM_PARITY(LADDERS)
    assert {len(row) for row in everything} == {12}
    parts = [bm.BM_PARITY(LADDERS, part=part) for part in ("pairs", "headline", "missing")]
    blank = [""] * 12
    expected = [*parts[0], blank, *parts[1], blank, *parts[2]]
    assert [row[: len(other)] for row, other in zip(everything, expected, strict=True)] == expected
    assert all(cell == "" for row, other in zip(everything, expected, strict=True) for cell in row[len(other) :])


def test_people_add_headcount_and_median_compa_and_change_no_verdict():
    staffed = bm.BM_PARITY(LADDERS, people=PEOPLE, part="pairs")
    assert staffed[0][12:] == ["From headcount", "From median compa", "To headcount", "To median compa"]
    assert [row[:12] for row in staffed] == pairs()
    # S1: 90 and 110 of 100 thousand, e3 on leave: median 1.0; M1: 102, 112.2, 81.6 of 102: 1.0, 1.1, 0.8 → 1.0
    assert staffed[1][12:] == [2, pytest.approx(1.0), 3, pytest.approx(1.0)]
    assert staffed[4][12:] == [1, pytest.approx(1.0), 0, ""]  # nobody on M4: no median
    assert staffed[2][12:] == [0, "", 0, ""]


def test_people_need_track_level_and_pay_only():
    bare = without(PEOPLE, "Employee", "Status")
    staffed = bm.BM_PARITY(LADDERS, people=bare, part="pairs")
    # S1 now counts e3: 0.9, 1.1, 1.25
    assert staffed[1][12:14] == [3, pytest.approx(1.1)]
    message = bm.BM_PARITY(LADDERS, people=without(PEOPLE, "Base pay"))
    assert message.startswith("#BM! ")
    assert '"Base pay"' in message
    assert "People" in message


@pytest.mark.parametrize(
    "person",
    [  # each is paid exactly the local midpoint of S1
        ["", 53350.0, None, ""],  # the reference location
        ["Zug", 58700.0, None, ""],  # 46 900 … 70 500
        ["Berlin", 50550.0, None, ""],  # 40 400 … 60 700 EUR
        ["Berlin", 48022.5, None, "CHF"],  # 50 550 EUR · 0.95 CHF per EUR
    ],
)
def test_people_are_measured_against_the_band_of_their_location(priced, person):
    people = [["Track", "Level", "Location", "Base pay", "FTE", "Currency"], ["Specialist", "S1", *person]]
    first = bm.BM_PARITY(priced, people=people, part="pairs")[1]
    assert first[12:14] == [1, pytest.approx(1.0)]


def test_actual_pay_is_taken_to_full_time_once_where_policy_says_so():
    policy = [*PRICED["policy"], ["Base pay is", "actual"]]
    handle = bm.BM_MODEL(**{**PRICED, "policy": policy})
    people = [["Track", "Level", "Base pay", "FTE"], ["Specialist", "S1", 53350.0 * 0.5, 0.5]]
    assert bm.BM_PARITY(handle, people=people, part="pairs")[1][13] == pytest.approx(1.0)
    assert bm.BM_PARITY(bm.BM_MODEL(**PRICED), people=people, part="pairs")[1][13] == pytest.approx(0.5)


def test_a_roster_in_which_nobody_counts_leaves_the_pairs_as_they_are():
    gone = with_cell(PEOPLE[:2], 1, "Status", "leaver")
    staffed = bm.BM_PARITY(LADDERS, people=gone, part="pairs")
    assert [row[12:] for row in staffed[1:]] == [[0, "", 0, ""]] * 4


def test_a_model_and_its_bands_as_a_table_have_the_same_parity(priced):
    spilled = bm.BM_BANDS(priced)
    table = without(spilled, "Title", "Spread", "Progression", "Overlap", "Market index")
    assert bm.BM_PARITY(table) == bm.BM_PARITY(priced)


def test_bands_as_they_spill_are_a_table_of_bands_again(priced):
    assert bm.BM_BANDS(bm.BM_BANDS(priced)) == bm.BM_BANDS(priced)


def test_a_policy_tolerance_is_the_default_of_a_model():
    levels = [["Rank", *LADDERS[0]], *([n, *row] for n, row in enumerate(LADDERS[1:]))]
    handle = bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["Parity tolerance", 0.08]])
    assert column(bm.BM_PARITY(handle, part="pairs"), "Verdict")[2] == "Within tolerance"
    assert column(bm.BM_PARITY(handle, None, 0.05, part="pairs"), "Verdict")[2] == "Specialist below"
