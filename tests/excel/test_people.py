"""BM_PLACE, BM_COST_TO_MIN, BM_MERIT, BM_MERIT_COST and BM_OFFER: people in bands. All figures by hand."""

from __future__ import annotations

import random

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, RUNG_BY_RUNG, Rows, column, row_of, sheet, with_cell, without

NOT_AVAILABLE = -2146826246  # what COM hands over for #N/A

# golden 17: S1 80 000 … 120 000, S2 94 400 … 141 600, M1 81 600 … 122 400 (mid 102 000)
PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | FTE | Status
    e1       | Specialist | S1    |  70000   | 0.5 |
    e2       | Specialist | S1    |  80000   |     | active
    e3       | Specialist | S1    | 100000   | 0.8 |
    e4       | Manager    | M1    | 122400   | 1   |
    e5       | Manager    | M1    | 142800   |     |
    e6       | Specialist | S9    |  90000   |     |
    e7       | Specialist | S2    |  90000   |     | leave
    e8       | Specialist | S2    |  90000   |     | leaver
""")

ABROAD = sheet("""
    Employee | Track      | Level | Base pay | Location | Currency | FTE
    e1       | Specialist | S1    | 38000    | Berlin   |          |
    e2       | Specialist | S1    | 47500    | Berlin   | CHF      |
    e3       | Specialist | S1    | 40000    | Berlin   | EUR      | 0.5
    e4       | Specialist | S1    | 42000    | Zug      |          |
    e5       | Specialist | S1    | 42000    |          |          |
    e6       | Specialist | S1    | 42000    | Rom      |          |
    e7       | Specialist | S1    | 42000    | Bern     | USD      |
    e8       | Manager    | M2    | 60000    | Berlin   | EUR      |
""")


def lines(spilled: Rows) -> dict[str, object]:
    """Label and value of every labelled line of a stack of tables."""
    return {row[0]: row[1] for row in spilled if isinstance(row[0], str)}


def beginning(spilled: Rows, label: str) -> object:
    """The value of the one line whose label begins so."""
    (found,) = (row[1] for row in spilled if str(row[0]).startswith(label))
    return found


# ---------------------------------------------------------------- BM_PLACE


def test_each_row_of_the_table_has_one_row_beside_it():
    placed = bm.BM_PLACE(PEOPLE, LADDERS)
    assert placed[0] == [
        "Employee", "Track", "Level", "Min", "Mid", "Max", "Compa-ratio", "Penetration", "Status", "Cost to min", "Remark",
    ]  # fmt: skip
    assert column(placed, "Employee") == [f"e{n}" for n in range(1, 9)]
    assert [row[1:3] for row in placed[1:]] == [row[1:3] for row in PEOPLE[1:]]


def test_below_at_the_minimum_in_the_middle_at_the_maximum_and_above():
    placed = bm.BM_PLACE(PEOPLE, LADDERS)[:6]
    assert column(placed, "Min") == [80000] * 3 + [81600] * 2
    assert column(placed, "Mid") == [100000] * 3 + [102000] * 2
    assert column(placed, "Max") == [120000] * 3 + [122400] * 2
    assert column(placed, "Compa-ratio") == pytest.approx([0.7, 0.8, 1, 1.2, 1.4])
    # (70 − 80) / 40, 0, 0.5, 1, (142.8 − 81.6) / 40.8
    assert column(placed, "Penetration") == pytest.approx([-0.25, 0, 0.5, 1, 1.5])
    assert column(placed, "Status") == ["below", "in band", "in band", "in band", "above"]
    assert column(placed, "Cost to min") == [5000, 0, 0, 0, 0]  # 10 000 · 0.5
    assert column(placed, "Remark") == [""] * 5


def test_who_has_no_band_or_does_not_count_has_a_remark_and_blanks():
    unknown, leave, leaver = bm.BM_PLACE(PEOPLE, LADDERS)[6:]
    assert unknown[3:10] == leave[3:10] == leaver[3:10] == [""] * 7
    assert unknown[10].startswith('Level "S9" is not on track "Specialist"')
    assert [leave[10], leaver[10]] == ["leave: not counted", "leaver: not counted"]


def test_a_flat_band_has_no_penetration():
    flat = with_cell(with_cell(LADDERS, 1, "Min", 100000.0), 1, "Max", 100000.0)
    placed = row_of(bm.BM_PLACE(PEOPLE[:4], flat), "e1")
    assert [placed["Penetration"], placed["Status"], placed["Cost to min"]] == ["", "below", 15000]
    assert "flat" in placed["Remark"]


def test_people_stand_on_the_band_of_their_place_in_its_currency(priced):
    placed = bm.BM_PLACE(ABROAD, priced)
    # Berlin S1: 53 350 · 0.9 / 0.95 = 50 542.11; / 1.25 = 40 433.68 → 40 400; · 1.5 = 60 650.53 → 60 700; mid 50 550
    e1, e2, e3, e4, e5, e6, e7, e8 = (row_of(placed, f"e{n}") for n in range(1, 9))
    assert [e1[name] for name in ("Min", "Mid", "Max")] == [40400, 50550, 60700]
    assert e1["Compa-ratio"] == pytest.approx(38000 / 50550)
    assert [e1["Status"], e1["Cost to min"]] == ["below", 2400]  # EUR
    assert e2["Compa-ratio"] == pytest.approx(50000 / 50550)  # 47 500 / 0.95
    assert e3["Cost to min"] == 200  # 400 · 0.5
    # Zug: 53 350 · 1.1 = 58 685; / 1.25 = 46 948 → 46 900; · 1.5 = 70 422 → 70 500
    assert [e4["Min"], e4["Max"], e4["Cost to min"]] == [46900, 70500, 4900]
    assert [e5["Min"], e5["Cost to min"]] == [42600, 600]
    assert [e6["Min"], e6["Status"], e6["Cost to min"]] == ["", "", ""]
    assert 'location "Rom"' in e6["Remark"]
    assert [e7["Compa-ratio"], e7["Status"], e7["Cost to min"]] == ["", "", ""]
    assert "rate" in e7["Remark"]
    # a given range is scaled and not rounded: 64 000 · 0.9 / 0.95 = 60 631.58
    assert e8["Cost to min"] == pytest.approx(64000 * 0.9 / 0.95 - 60000)


def test_actual_pay_is_taken_at_full_time():
    policy = [*PRICED["policy"], ["Base pay is", "actual"]]
    people = [["Track", "Level", "Base pay", "FTE"], ["Specialist", "S1", 21000.0, 0.5], ["Specialist", "S1", 53350.0, None]]
    placed = bm.BM_PLACE(people, bm.BM_MODEL(**{**PRICED, "policy": policy}))
    # 42 000 at full time is 600 below 42 600, for half the time; and the midpoint
    assert column(placed, "Compa-ratio") == pytest.approx([42000 / 53350, 1])
    assert column(placed, "Cost to min") == [300, 0]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("ninety", '"ninety" is not a number'),
        (None, "blank"),
        ("", "blank"),
        (NOT_AVAILABLE, "#N/A"),
        ("#BM! no such thing", "#BM! no such thing"),
        (0.0, "0 is not above 0"),
        (-80000.0, "-80000 is not above 0"),
        (True, "TRUE"),
    ],
)
def test_a_pay_that_cannot_be_read_is_said_in_its_row_and_spoils_no_other(cell, why):
    spoiled = with_cell(PEOPLE, 3, "Base pay", cell)
    placed, sound = bm.BM_PLACE(spoiled, LADDERS), bm.BM_PLACE(PEOPLE, LADDERS)
    assert len(placed) == len(sound)
    assert placed[3][3:10] == [""] * 7
    assert "Base pay" in placed[3][10]
    assert why in placed[3][10]
    assert placed[:3] + placed[4:] == sound[:3] + sound[4:]


@pytest.mark.parametrize(
    ("header", "cell"), [("FTE", "half"), ("FTE", 0.0), ("Status", "away"), ("Track", None), ("Level", "")]
)
def test_another_cell_at_fault_is_said_too(header, cell):
    placed = bm.BM_PLACE(with_cell(PEOPLE, 1, header, cell), LADDERS)
    assert header in placed[1][10]
    assert placed[1][3:10] == [""] * 7
    assert placed[2:] == bm.BM_PLACE(PEOPLE, LADDERS)[2:]


def test_two_faults_of_one_row_are_both_said():
    placed = bm.BM_PLACE(with_cell(with_cell(PEOPLE, 2, "Base pay", "x"), 2, "FTE", "y"), LADDERS)
    assert "Base pay" in placed[2][10]
    assert "FTE" in placed[2][10]


def test_blank_rows_stay_blank_in_their_place():
    nothing = [None] * 6
    gaps = [PEOPLE[0], nothing, PEOPLE[1], nothing, [" ", "", None, None, None, None], PEOPLE[3], nothing]
    placed = bm.BM_PLACE(gaps, LADDERS)
    assert [row[0] for row in placed] == ["Employee", "", "e1", "", "", "e3", ""]
    assert [row for row in placed if not row[0]] == [[""] * 11] * 4
    assert placed[2] == bm.BM_PLACE(PEOPLE, LADDERS)[1]


def test_a_table_of_headers_only_or_of_faults_only_is_no_error():
    assert bm.BM_PLACE(PEOPLE[:1], LADDERS)[1:] == []
    (row,) = bm.BM_PLACE(with_cell(PEOPLE[:2], 1, "Base pay", None), LADDERS)[1:]
    assert row[3:10] == [""] * 7
    assert "Base pay" in row[10]


def test_an_employee_listed_twice_is_said_in_the_second_row():
    placed = bm.BM_PLACE(with_cell(PEOPLE, 2, "Employee", "e1"), LADDERS)
    assert "already in row 2" in placed[2][10]
    assert placed[2][3:10] == [""] * 7


@pytest.mark.parametrize("headers", [("Base pay",), ("Track", "Level"), ("Base pay", "Track", "Level")])
def test_missing_headers_are_one_error_that_names_each(headers):
    said = bm.BM_PLACE(without(PEOPLE, *headers), LADDERS)
    assert said.startswith("#BM! 1 fault")
    assert all(f'"{header}"' in said for header in headers)


def test_headers_match_whatever_their_case_and_spaces_and_further_columns_do_no_harm():
    people = [[" EMPLOYEE ", "track", "Level", "BASE  pay", "Shoe size"], ["e1", "Specialist", "S1", 100000.0, "big"]]
    assert row_of(bm.BM_PLACE(people, LADDERS), "e1")["Compa-ratio"] == 1
    assert column(bm.BM_PLACE(without(people, " EMPLOYEE "), LADDERS), "Compa-ratio") == [1]


def test_other_orders_of_the_rows_move_the_rows_and_change_no_figure():
    placed = bm.BM_PLACE(PEOPLE, LADDERS)
    for seed in range(5):
        order = random.Random(seed).sample(range(1, len(PEOPLE)), len(PEOPLE) - 1)
        assert bm.BM_PLACE([PEOPLE[0], *(PEOPLE[n] for n in order)], LADDERS) == [placed[0], *(placed[n] for n in order)]


# ---------------------------------------------------------------- BM_COST_TO_MIN


def test_the_cost_for_everyone():
    cost = bm.BM_COST_TO_MIN(PEOPLE, LADDERS)
    assert cost[0] == ["Headcount", "Not placed", "Below", "Above", "Cost", "Payroll", "Percent of payroll"]
    # payroll 35 000 + 80 000 + 80 000 + 122 400 + 142 800 + 90 000; the two who do not count are not in it
    assert cost[1:] == [[6, 1, 1, 1, 5000, 550200, pytest.approx(5000 / 550200)]]
    assert bm.BM_COST_TO_MIN(PEOPLE, LADDERS, "") == cost


def test_the_cost_by_one_column():
    assert [row[:7] for row in bm.BM_COST_TO_MIN(PEOPLE, LADDERS, "Track")] == [
        ["Track", "Headcount", "Not placed", "Below", "Above", "Cost", "Payroll"],
        ["Manager", 2, 0, 0, 1, 0, 265200],
        ["Specialist", 4, 1, 1, 0, 5000, 285000],
        ["All", 6, 1, 1, 1, 5000, 550200],
    ]


@pytest.mark.parametrize("by", ["Track;Level", " Track ; Level ;", ["Track", "Level"], [["Track", "Level"]]])
def test_the_cost_by_two_columns(by):
    cost = bm.BM_COST_TO_MIN(PEOPLE, LADDERS, by)
    assert [row[:3] + row[6:7] for row in cost] == [
        ["Track", "Level", "Headcount", "Cost"],
        ["Manager", "M1", 2, 0],
        ["Specialist", "S1", 3, 5000],
        ["Specialist", "S9", 1, 0],
        ["All", "", 6, 5000],
    ]


def test_an_unknown_column_to_group_by_is_an_error_that_lists_the_columns():
    said = bm.BM_COST_TO_MIN(PEOPLE, LADDERS, "Track;Squad")
    assert said.startswith('#BM! People has no column "Squad" to group by; columns: Employee, Track, Level, Base pay')


def test_groups_of_a_column_of_ones_own_stand_in_natural_order_with_the_blank_named():
    people = [[*PEOPLE[0], "Team"]] + [
        [*row, team] for row, team in zip(PEOPLE[1:], ["S10", "S2", None, "S1", "S2", 7.0, "x", "x"], strict=False)
    ]
    cost = bm.BM_COST_TO_MIN(people, LADDERS, "Team")
    teams = column(cost, "Team")
    assert [team for team in teams if team != "(blank)"] == ["7", "S1", "S2", "S10", "All"]  # who does not count has no team
    assert row_of(cost, "(blank)")["Payroll"] == 80000
    assert row_of(cost, "S10")["Cost"] == 5000
    for name in ("Headcount", "Not placed", "Below", "Above", "Cost", "Payroll"):
        assert sum(column(cost, name)[:-1]) == column(cost, name)[-1]


def test_cost_and_payroll_are_in_the_structure_currency(priced):
    people = [row for row in ABROAD if row[0] not in ("e7",)]
    cost = bm.BM_COST_TO_MIN(people, priced, "Location")
    # Berlin: S1 2 400 + 200 EUR and M2 631.58 EUR, at 0.95; payroll (38 000 + 50 000 + 20 000 + 60 000) · 0.95
    berlin = row_of(cost, "Berlin")
    assert berlin["Cost"] == pytest.approx(0.95 * (2400 + 200 + 64000 * 0.9 / 0.95 - 60000))
    assert berlin["Payroll"] == pytest.approx(0.95 * 168000)
    assert berlin["Percent of payroll"] == pytest.approx(berlin["Cost"] / 159600)
    assert [row_of(cost, "Zug")["Cost"], row_of(cost, "(blank)")["Cost"]] == [4900, 600]
    # nothing tells the currency of pay in Rom: it enters no sum
    assert [row_of(cost, "Rom")[name] for name in ("Headcount", "Not placed", "Cost", "Payroll")] == [1, 1, 0, 0]


def test_a_fault_of_the_people_stops_the_cost():
    assert "People row 3" in bm.BM_COST_TO_MIN(with_cell(PEOPLE, 2, "Base pay", "x"), LADDERS)
    assert '"Base pay"' in bm.BM_COST_TO_MIN(without(PEOPLE, "Base pay"), LADDERS)


# ---------------------------------------------------------------- BM_MERIT

MERIT = sheet("""
    Rating | Compa from | Compa to | Increase
    2      |            |          | 0
    3      |            | 0.9      | 0.05
    3      | 0.9        | 1.1      | 0.03
    3      | 1.1        | 1.2      | 0.01
    4      | 0.8        | 1.1      | 0.06
    4      | 1.1        |          | 0.04
""")


@pytest.mark.parametrize(
    ("rating", "compa", "increase"),
    [
        (3, 0.5, 0.05),
        (3, 0.8999, 0.05),
        (3, 0.9, 0.03),  # from the start on
        (3, 1.1, 0.01),  # the end belongs to the next zone
        (3, 1.2, 0.01),  # but the last includes it
        (4, 0.8, 0.06),
        (4, 88000 / 110000, 0.06),  # 0.8 as a quotient
        (4, 121000 / 110000, 0.04),
        (4, 3, 0.04),
        (2, 1, 0),
        ("3", "0.96", 0.03),  # numbers stored as text
    ],
)
def test_the_increase_is_that_of_the_zone(rating, compa, increase):
    assert bm.BM_MERIT(rating, compa, MERIT) == increase
    assert bm.BM_MERIT([[rating]], [[compa]], MERIT) == [[increase]]


def test_a_compa_ratio_computed_by_its_own_function_lands_on_the_boundary():
    # 88 000 / 110 000 = 0.8, 99 000 / 110 000 = 0.9, 121 000 / 110 000 = 1.1, 132 000 / 110 000 = 1.2
    compas = bm.BM_COMPA([[88000.0], [99000.0], [121000.0], [132000.0]], 110000.0)
    assert bm.BM_MERIT([[4.0], [3.0], [3.0], [3.0]], compas, MERIT) == [[0.06], [0.03], [0.01], [0.01]]


@pytest.mark.parametrize(
    ("rating", "compa", "why"),
    [
        (5, 1, "#BM! Merit has no row for rating 5; ratings there: 2, 3, 4. Add a row."),
        (4, 0.79, "#BM! Merit has no zone for rating 4 at compa-ratio 0.79"),
        (3, 1.21, "#BM! Merit has no zone for rating 3 at compa-ratio 1.21"),
        ("good", 1, '#BM! rating "good"'),
        (3, "high", '#BM! compa "high"'),
        (3, NOT_AVAILABLE, "#BM! "),
    ],
)
def test_what_the_matrix_does_not_cover_is_an_error_and_never_0(rating, compa, why):
    assert bm.BM_MERIT(rating, compa, MERIT).startswith(why)


def test_a_blank_rating_or_compa_ratio_stays_blank():
    assert bm.BM_MERIT(None, 1.0, MERIT) == bm.BM_MERIT(3.0, None, MERIT) == bm.BM_MERIT("", "", MERIT) == ""


def test_an_overlap_of_different_increases_is_an_error_that_names_the_rows():
    overlapping = with_cell(MERIT, 3, "Compa from", 0.85)
    said = bm.BM_MERIT(3, 0.87, overlapping)
    assert said == "#BM! Rating 3 at compa-ratio 0.87 falls into rows 3 and 4 of Merit; let their zones not overlap."
    assert bm.BM_MERIT(3, [[0.84], [0.91]], overlapping) == [[0.05], [0.03]]
    assert bm.BM_MERIT(3, 0.87, with_cell(overlapping, 3, "Increase", 0.05)) == 0.05


def test_rows_are_independent_and_the_shape_stays():
    ratings = [[3.0], [5.0], [None], [4.0], ["x"], [3.0]]
    compas = [[0.95], [1.0], [1.0], [1.15], [1.0], [None]]
    found = bm.BM_MERIT(ratings, compas, MERIT)
    assert [row[0] for row in found[::3]] == [0.03, 0.04]
    assert [found[2], found[5]] == [[""], [""]]
    assert [found[1][0][:5], found[4][0][:5]] == ["#BM! ", "#BM! "]
    for rating, compa, cell in zip(ratings, compas, found, strict=True):
        assert bm.BM_MERIT(rating[0], compa[0], MERIT) == cell[0]
    assert bm.BM_MERIT([[2.0, 3.0, 4.0]], [[1.0], [1.15]], MERIT) == [[0, 0.03, 0.06], [0, 0.01, 0.04]]


@pytest.mark.parametrize(
    ("row", "header", "cell", "why"),
    [
        (1, "Increase", None, "Merit row 2, column Increase"),
        (1, "Increase", 3.0, "Merit row 2, column Increase"),  # 3 % typed as 3
        (2, "Compa to", "high", "Merit row 3, column Compa to"),
        (3, "Rating", None, "Merit row 4, column Rating"),
    ],
)
def test_a_fault_of_the_matrix_is_named(row, header, cell, why):
    assert why in bm.BM_MERIT(3, 1, with_cell(MERIT, row, header, cell))


def test_a_matrix_without_its_headers_is_an_error_that_names_them():
    said = bm.BM_MERIT(3, 1, without(MERIT, "Compa to", "Increase"))
    assert '"Compa to", "Increase"' in said


# ---------------------------------------------------------------- BM_MERIT_COST

RATED = sheet("""
    Employee | Track      | Level | Base pay | Rating | FTE | Status
    e1       | Specialist | S1    |  85000   | 3      | 0.5 |
    e2       | Specialist | S1    | 100000   | 3      |     |
    e3       | Specialist | S1    | 118000   | 4      |     |
    e4       | Manager    | M1    | 142800   | 4      |     |
    e5       | Manager    | M1    | 102000   |        |     |
    e6       | Specialist | S9    |  50000   | 3      |     |
    e7       | Specialist | S1    |      1   | 5      |     | leaver
    e8       | Specialist | S1    |  95000   | 2      | 1   |
""")


def test_the_round_by_rating_and_zone():
    cost = bm.BM_MERIT_COST(RATED, LADDERS, MERIT)
    # e1 0.85: 5 % of 85 000 · 0.5; e2 3 %; e3 1.18: 4 % = 4 720, 2 000 fit under 120 000; e4 1.4, above: 5 712 lump sum
    assert cost[:7] == [
        ["Rating", "Compa from", "Compa to", "Increase", "Headcount", "Payroll", "Cost", "Lump sum"],
        [2, "", "", 0, 1, 95000, 0, 0],
        [3, "", 0.9, 0.05, 1, 42500, 2125, 0],
        [3, 0.9, 1.1, 0.03, 1, 100000, 3000, 0],
        [3, 1.1, 1.2, 0.01, 0, 0, 0, 0],
        [4, 0.8, 1.1, 0.06, 0, 0, 0, 0],
        [4, 1.1, "", 0.04, 2, 260800, pytest.approx(2000), pytest.approx(8432)],
    ]
    assert cost[7] == [""] * 8
    assert {len(row) for row in cost} == {8}


def test_the_totals_stand_below():
    cost = bm.BM_MERIT_COST(RATED, LADDERS, MERIT)
    # payroll 42 500 + 100 000 + 118 000 + 142 800 + 102 000 + 50 000 + 95 000
    assert beginning(cost[8:], "Payroll") == 650300
    assert beginning(cost[8:], "Cost") == pytest.approx(7125)
    assert beginning(cost[8:], "Lump") == pytest.approx(8432)
    assert lines(cost)["Total"] == pytest.approx(15557)
    assert not [label for label in lines(cost) if "udget" in label]


def test_people_without_rating_or_band_are_counted_and_cost_nothing():
    cost = bm.BM_MERIT_COST(RATED, LADDERS, MERIT)
    assert beginning(cost, "People with no rating") == 1
    assert beginning(cost, "People with no band") == 1
    sound = [row for row in RATED if row[0] not in ("e5", "e6")]
    assert not [label for label in lines(bm.BM_MERIT_COST(sound, LADDERS, MERIT)) if label.startswith("People")]


def test_the_policy_may_let_merit_above_the_maximum_into_base_pay():
    levels = sheet("Track | Level | Rank | Min | Max\nSpecialist | S1 | 1 | 80000 | 120000")
    people = [row for row in RATED if row[2] in ("Level", "S1")]
    for setting, expected in (("lump sum", [2000, 2720]), ("base", [4720, 0])):
        model = bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["Merit above maximum", setting]])
        row = bm.BM_MERIT_COST(people, model, MERIT)[6]
        assert row[6:8] == pytest.approx(expected)  # e3: 118 000 + 4 % of it


@pytest.mark.parametrize(
    ("budget", "amount"),
    [(0.04, 26012), ("0.04", 26012), (20000, 20000), (0, 0)],  # 4 % of 650 300
)
def test_a_budget_as_a_share_or_as_an_amount(budget, amount):
    cost = bm.BM_MERIT_COST(RATED, LADDERS, MERIT, budget)
    assert lines(cost)["Budget"] == pytest.approx(amount)
    assert lines(cost)["Left of budget"] == pytest.approx(amount - 15557)


def test_a_budget_below_0_or_of_text_is_an_error():
    assert bm.BM_MERIT_COST(RATED, LADDERS, MERIT, -0.01).startswith("#BM! Budget -0.01 is not 0 or more")
    assert bm.BM_MERIT_COST(RATED, LADDERS, MERIT, "much").startswith('#BM! budget "much"')
    assert bm.BM_MERIT_COST(RATED, LADDERS, MERIT, "") == bm.BM_MERIT_COST(RATED, LADDERS, MERIT)


def test_people_whom_no_row_covers_are_an_error():
    said = bm.BM_MERIT_COST(with_cell(RATED, 2, "Rating", 5.0), LADDERS, MERIT)
    assert said.startswith("#BM! 1 person has no increase: Merit has no row for rating 5")
    assert "Rating" in bm.BM_MERIT_COST(without(RATED, "Rating"), LADDERS, MERIT)


def test_faults_of_the_zones_that_nobody_meets_stand_below_the_totals():
    matrix = [
        *MERIT, [5.0, 0.8, 0.9, 0.1], [5.0, 1.0, 1.2, 0.1], [5.0, 1.1, 1.3, 0.1], [6.0, 1.2, 0.8, 0.1],
    ]  # fmt: skip
    cost = bm.BM_MERIT_COST(RATED, LADDERS, matrix)
    start = next(n for n, row in enumerate(cost) if row[0] == "Severity")
    assert cost[start - 1] == [""] * 8
    assert cost[start][:6] == ["Severity", "Table", "Row", "Column", "Finding", "Remedy"]
    assert [row[:4] for row in cost[start + 1 :]] == [
        ["warning", "Merit", 9, "Compa from"],  # from 0.9 to 1.0 there is none
        ["warning", "Merit", 10, "Compa from"],  # from 1.1 to 1.2 there are two
        ["warning", "Merit", 11, "Compa from"],  # ends before it starts
    ]
    assert "Severity" not in lines(bm.BM_MERIT_COST(RATED, LADDERS, MERIT))


def test_the_round_abroad_is_by_local_zone_in_the_structure_currency(priced):
    people = sheet("""
        Track      | Level | Base pay | Location | Currency | Rating
        Specialist | S1    | 42967.5  | Berlin   |          | 3
        Specialist | S1    | 48022.5  | Berlin   | CHF      | 3
    """)
    # Berlin mid 50 550 EUR: 0.85, so 5 %; 48 022.5 CHF are 50 550 EUR, so 3 %
    cost = bm.BM_MERIT_COST(people, priced, MERIT)
    assert column(cost[:7], "Headcount") == [0, 1, 1, 0, 0, 0]
    assert column(cost[:7], "Cost") == pytest.approx([0, 42967.5 * 0.95 * 0.05, 48022.5 * 0.03, 0, 0, 0])


# ---------------------------------------------------------------- BM_OFFER


def peers(*pays: float, place: str | None = None) -> Rows:
    rows = [["Specialist", "S1", pay, place] for pay in pays]
    return [["Track", "Level", "Base pay", "Location"], *rows]


def test_an_offer_in_the_reference_structure_and_on_the_equivalent_level():
    found = bm.BM_OFFER(LADDERS, "Specialist", "S2", 125000)
    said = lines(found)
    # S2 94 400 … 141 600, mid 118 000; M2 100 000 … 150 000, mid 125 000
    assert [said[name] for name in ("Pay", "Min", "Mid", "Max", "Status")] == [125000, 94400, 118000, 141600, "in band"]
    assert said["Compa-ratio"] == pytest.approx(125 / 118)
    assert said["Penetration"] == pytest.approx((125 - 94.4) / 47.2)
    assert [said["Below minimum by"], said["Above maximum by"], said["Market ratio"]] == [0, 0, ""]
    start = next(n for n, row in enumerate(found) if row[:2] == ["Track", "Level"])
    (other,) = (dict(zip(found[start], row, strict=True)) for row in found[start + 1 :])
    figures = ("Track", "Level", "Weight", "Min", "Mid", "Max", "Compa-ratio", "Penetration", "Status")
    assert [other[name] for name in figures] == [
        "Manager", "M2", 1, 100000, 125000, 150000, 1, 0.5, "in band",
    ]  # fmt: skip


def test_an_offer_at_a_location_is_in_its_currency(priced):
    # Berlin: S1 40 400, 50 550, 60 700 EUR; market 53 350 · 0.9 / 0.95; M1 45 400 and 68 300 (68 210.53), mid 56 850
    found = bm.BM_OFFER(priced, "Specialist", "S1", 60750, "Berlin")
    said = lines(found)
    assert [said[name] for name in ("Min", "Mid", "Max", "Status")] == [40400, 50550, 60700, "above"]
    assert said["Above maximum by"] == 50
    assert said["Penetration"] == pytest.approx(20350 / 20300)
    assert said["Market ratio"] == pytest.approx(60750 / (53350 * 0.9 / 0.95))
    start = next(n for n, row in enumerate(found) if row[:2] == ["Track", "Level"])
    other = dict(zip(found[start], found[start + 1], strict=True))
    assert [other[name] for name in ("Level", "Min", "Mid", "Max")] == ["M1", 45400, 56850, 68300]
    assert other["Compa-ratio"] == pytest.approx(60750 / 56850)


def test_equivalents_have_the_weights_of_the_table_given():
    equal = sheet("""
        From track | From level | To track | To level | Weight
        Specialist | S2         | Manager  | M1       | 1
        Specialist | S2         | Manager  | M2       | 3
    """)
    found = bm.BM_OFFER(LADDERS, "Specialist", "S2", 125000, None, None, equal)
    start = next(n for n, row in enumerate(found) if row[:2] == ["Track", "Level"])
    assert column(found[start:], "Weight") == [0.25, 0.75]
    alone = bm.BM_OFFER(LADDERS, "Specialist", "S1", 90000, equivalence=equal)  # S1 has none
    assert alone[-1][:2] == ["Track", "Level"]
    assert bm.BM_OFFER(LADDERS, "Specialist", "S2", 125000, equivalence=RUNG_BY_RUNG) == bm.BM_OFFER(
        LADDERS, "Specialist", "S2", 125000
    )


@pytest.mark.parametrize(("count", "shown"), [(4, False), (5, True)])
def test_peers_are_shown_from_five_people_on(priced, count, shown):
    people = peers(*[40440.0, 45495.0, 50550.0, 55605.0, 60660.0][:count], place="Berlin")  # 0.8 … 1.2 in steps of 0.1
    found = bm.BM_OFFER(priced, "Specialist", "S1", 55605, "Berlin", people)
    said = lines(found)
    assert [said["Peers"], said["Peers here"]] == [count, count]
    if shown:
        assert said["Peers' median compa-ratio"] == pytest.approx(1.0)
        assert said["Offer against peers"] == pytest.approx(0.1)
        assert said["Peers' median pay here"] == pytest.approx(50550)
    else:
        names = ("Peers' median compa-ratio", "Offer against peers", "Peers' median pay here")
        assert [said[name] for name in names] == ["", "", ""]
        assert any("fewer than 5" in str(cell) for row in found for cell in row)


def test_people_elsewhere_are_peers_and_not_peers_here(priced):
    people = [*peers(*[42680.0] * 5, place="Bern"), *peers(*[60660.0] * 5, place="Berlin")[1:]]
    said = lines(bm.BM_OFFER(priced, "Specialist", "S1", 50550, "Berlin", people))
    assert [said["Peers"], said["Peers here"]] == [10, 5]
    assert said["Peers' median compa-ratio"] == pytest.approx((42680 / 53350 + 1.2) / 2)  # 0.8 and 1.2, five of each
    assert said["Peers' median pay here"] == pytest.approx(60660)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("Specialist", "S9", 1.0), '#BM! Level "S9" is not on track "Specialist"; its levels: S1, S2.'),
        (("Project", "S1", 1.0), '#BM! Track "Project" is not known'),
        (
            ("Specialist", "S1", 1.0, "Rom"),
            '#BM! Location "Rom" is not on the Locations table; locations: Bern, Zug, Berlin.',
        ),
        (("Specialist", "S1", 0.0), "#BM! Pay 0 is not above 0"),
        (("Specialist", "S1", -1.0), "#BM! Pay -1 is not above 0"),
        (("Specialist", "S1", None), "#BM! pay is blank"),
        (("Specialist", "S1", "much"), '#BM! pay "much"'),
        (("Specialist", None, 1.0), "#BM! level is blank"),
        ((None, "S1", 1.0), "#BM! track is blank"),
    ],
)
def test_an_offer_that_cannot_be_placed_is_an_error(priced, asked, why):
    assert bm.BM_OFFER(priced, *asked).startswith(why)


def test_a_location_needs_a_model():
    assert bm.BM_OFFER(LADDERS, "Specialist", "S1", 90000, "Bern").startswith('#BM! Location "Bern"')


def test_faults_of_the_peers_are_named():
    assert '"Base pay"' in bm.BM_OFFER(LADDERS, "Specialist", "S1", 1, None, without(PEOPLE, "Base pay"))
    assert "People row 2" in bm.BM_OFFER(LADDERS, "Specialist", "S1", 1, None, with_cell(PEOPLE, 1, "Base pay", "x"))


# ---------------------------------------------------------------- what a second reading found


def test_a_matrix_of_one_row_gives_a_blank_for_a_blank_rating():
    one = [["Rating", "Compa from", "Compa to", "Increase"], [3, None, None, 0.03]]
    assert bm.BM_MERIT([[None], [3.0]], 0.9, one) == [[""], [0.03]]


def test_pay_that_rounding_leaves_a_hair_from_a_bound_stands_on_it():
    # actual pay 5 600 at FTE 0.07 is 80 000, the minimum; 42 000 at 0.35 is 120 000, the maximum
    levels = [["Track", "Level", "Rank", "Min", "Max"], ["Specialist", "S1", 1, 80000, 120000]]
    model = bm.BM_MODEL(levels, policy=[["Setting", "Value"], ["base pay is", "actual"]])
    people = [["Employee", "Track", "Level", "Base pay", "FTE"]]
    people += [[f"e{n} {end}", "Specialist", "S1", end * n / 100, n / 100] for n in range(1, 101) for end in (80000, 120000)]
    placed = bm.BM_PLACE(people, model)
    assert set(column(placed, "Status")) == {"in band"}
    assert set(column(placed, "Cost to min")) == {0}


def test_a_group_is_named_once_and_not_like_a_result():
    people = [[*PEOPLE[0], "Cost"], *([*row, "x"] for row in PEOPLE[1:])]
    assert bm.BM_COST_TO_MIN(PEOPLE, LADDERS, "Track;track")[0][:2] == ["Track", "Headcount"]
    said = bm.BM_COST_TO_MIN(people, LADDERS, "cost")
    assert said == '#BM! People\'s column "Cost" has the name of a result; rename it to group by it.'


def test_groups_that_look_alike_stand_in_one_order_and_blank_numbers_are_blank():
    teams = ["10²", "T7", "T07", "team", "TEAM", "Team", None, 2.5]
    people = [[*PEOPLE[0], "Team"], *([*row, team] for row, team in zip(PEOPLE[1:], teams, strict=False))]
    order = column(bm.BM_COST_TO_MIN(people, LADDERS, "Team"), "Team")
    assert order == column(bm.BM_COST_TO_MIN([people[0], *reversed(people[1:])], LADDERS, "Team"), "Team")
    numbers = [[*row, "FTE" if n == 0 else None] for n, row in enumerate(without(PEOPLE, "FTE"))]
    assert column(bm.BM_COST_TO_MIN(numbers, LADDERS, "FTE"), "FTE") == ["(blank)", "All"]


@pytest.mark.parametrize("header", ["Location", "Currency"])
def test_a_person_whose_place_or_currency_cannot_be_read_has_no_figures_and_a_name(priced, header):
    people = [
        ["Employee", "Track", "Level", "Base pay", header, "Rating"],
        ["e1", "Specialist", "S1", 40000, -2146826246, 3],  # #N/A
        ["e2", "Specialist", "S1", 40000, None, "x"],  # a rating is not needed for the place
    ]
    first, second = bm.BM_PLACE(people, priced)[1:]
    assert first[:3] == ["e1", "Specialist", "S1"]
    assert first[3:10] == [""] * 7
    assert first[10].startswith(f"{header}: The cell holds the error #N/A")
    assert second[9:] == [2600, ""]  # minimum 42 600


def test_a_header_that_is_there_twice_stops_the_placement():
    people = [["Employee", "Track", "Level", "Base pay", "Base pay"], ["e1", "Specialist", "S1", 90000, 1]]
    assert 'Column "Base pay" is there twice' in bm.BM_PLACE(people, LADDERS)


def test_people_without_a_location_column_are_at_the_reference_location(priced):
    people = [["Employee", "Track", "Level", "Base pay"], *([f"e{n}", "Specialist", "S1", 42000] for n in range(5))]
    told = {row[0]: row[1] for row in bm.BM_OFFER(priced, "Specialist", "S1", 40000, "Berlin", people)}
    assert (told["Peers"], told["Peers here"], told["Peers' median pay here"]) == (5, 0, "")


def test_zones_at_fault_are_named_by_their_own_rows():
    def at(compa, *zones):
        return bm.BM_MERIT(3, compa, [["Rating", "Compa from", "Compa to", "Increase"], *([3, *zone] for zone in zones)])

    three = [(0.8, 1.0, 0.01), (1.0, 1.2, 0.02), (0.9, 1.1, 0.03)]
    assert "falls into rows 3 and 4 of Merit" in at(1.0, *three)
    twice = [(0.8, 0.9, 0.01), (0.8, 0.9, 0.02), (0.95, 1.1, 0.03)]
    assert at(0.9, *twice).startswith("#BM! Merit has no zone for rating 3 at compa-ratio 0.9")
    assert at(1.2, (0.8, 1.2, 0.01), (1.5, 1.3, 0.02)) == 0.01  # a zone that runs backward is not the highest
