"""BM_SCENARIO, BM_COMPARE, BM_CHOICE and BM_SEEK through plain calls, on tables of bands and on the cell of BM_MODEL.

LADDERS (golden 17): S1 from 80 000, S2 from 94 400, S4 160 000; M1 102 000, M4 190 000. PRICED: S1 from 42 600.
"""

from __future__ import annotations

import datetime as dt

import pytest

import bandmodel.excel as bm
from bandmodel.excel import cells
from bandmodel.scenarios import choice
from excel.sheets import LADDERS, RUNG_BY_RUNG, column, row_of, sheet, without

YEAR = 2026
PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | FTE | Rating | Status
    e1       | Specialist | S1    | 75000    |     | 3      |
    e2       | Specialist | S2    | 90000    | 0.5 | 4      | active
    e3       | Manager    | M1    | 100000   | 1   | 3      |
    e4       | Manager    | M4    | 200000   | 1   | 4      |
    e5       | Manager    | M1    | 10000    | 1   | 4      | leaver
""")
SCENARIOS = sheet(f"""
    Scenario | Year     | Lever                | Scope            | Value | Note
    Band     | {YEAR}   | structure adjustment | track=Specialist | 0.05  |
    Band     | {YEAR}   | lift to minimum      | all              | 1     |
    Bonus    | {YEAR}   | specialist bonus     |                  | 0.1   |
    Bonus    | {YEAR + 1} | specialist bonus     |                  | 0.1   |
    Merit    | {YEAR}   | merit cycle          |                  |       |
""")
MERIT = sheet("""
    Rating | Compa from | Compa to | Increase
    3      |            |          | 0.02
    4      |            |          | 0.03
""")
PAYROLL = 75_000 + 45_000 + 100_000 + 200_000
LIFT = 9_000 + 4_560  # 84 000 − 75 000, and half of 99 120 − 90 000


@pytest.fixture(autouse=True)
def this_year(monkeypatch):
    """Finished bands have no structure date: their years begin with the present one."""
    monkeypatch.setattr(cells, "today", lambda: dt.date(YEAR, 11, 25))


def items(spilled, year=YEAR):
    """Values of the first table of BM_SCENARIO in layout rows, by item."""
    end = next((n for n, row in enumerate(spilled) if not any(row)), len(spilled))
    return {row[1]: row[2] for row in spilled[1:end] if row[0] == year}


def blocks(spilled):
    """The tables of a spilled result, cut to their headers."""
    found, rows = [], []
    for row in [*spilled, [""]]:
        if any(cell != "" for cell in row):
            rows.append(row)
        elif rows:
            width = sum(cell != "" for cell in rows[0])
            found.append([row[:width] for row in rows])
            rows = []
    return found


# ---------------------------------------------------------------- BM_SCENARIO


def test_a_scenario_on_a_table_of_bands():
    spilled = bm.BM_SCENARIO("band", LADDERS, PEOPLE, SCENARIOS)
    figures, pairs, origin = blocks(spilled)
    assert figures[0] == ["Year", "Item", "Value", "Unit", "Note"]
    assert set(column(figures, "Year")) == {YEAR, YEAR + 1}
    found = items(spilled)
    assert (found["Payroll"], found["Cost total"]) == (PAYROLL + LIFT, LIFT)
    assert (found["Cost: structure adjustment"], found["Cost: lift to minimum"]) == (0, LIFT)
    assert found["Percent of payroll"] == pytest.approx(LIFT / PAYROLL)
    assert found["P10"] == ""  # unknown without a volatility
    assert row_of(pairs, "Specialist", "S1")["Gap after"] == pytest.approx(105 / 102 - 1)
    told = {row[0]: row[1] for row in origin[1:]}
    assert (told["Scenario"], told["People"]) == ("Band", 4)
    assert len(told["Hash of the inputs"]) == 16


def test_layout_years_has_a_column_per_year_and_the_same_figures():
    rows = bm.BM_SCENARIO("Bonus", LADDERS, PEOPLE, SCENARIOS)
    figures, pairs, origin = blocks(bm.BM_SCENARIO("Bonus", LADDERS, PEOPLE, SCENARIOS, layout="Years"))
    assert figures[0] == ["Item", str(YEAR), str(YEAR + 1), "Unit", "Note"]
    for year in (YEAR, YEAR + 1):
        assert {row[0]: row[figures[0].index(str(year))] for row in figures[1:]} == items(rows, year)
    assert pairs[0] == ["Pair", "Gap before", "Gap after", "Gap with bonus"]
    assert row_of(pairs, "Specialist S1 / Manager M1")["Gap with bonus"] == pytest.approx(110 / 102 - 1)
    assert origin[0] == ["Label", "Value"]


def test_base_is_there_without_a_row_and_costs_nothing():
    headers = [SCENARIOS[0]]
    for table in (headers, SCENARIOS, [*headers, [None] * 6]):
        found = items(bm.BM_SCENARIO("BASE", LADDERS, PEOPLE, table))
        assert (found["Payroll"], found["Cost total"], found["People moved"]) == (PAYROLL, 0, 0)


def test_columns_that_are_not_needed_may_be_absent():
    people = without(PEOPLE, "Employee", "FTE", "Rating", "Status")[:-1]
    found = items(bm.BM_SCENARIO("Band", without(LADDERS, "Bonus target"), people, without(SCENARIOS, "Note")))
    assert found["Cost total"] == 9_000 + 9_120  # e2 counts as a whole post


def test_a_merit_cycle_needs_the_matrix():
    found = items(bm.BM_SCENARIO("Merit", LADDERS, PEOPLE, SCENARIOS, MERIT))
    assert found["Cost: merit cycle"] == 1_500 + 1_350 + 2_000 + 6_000
    said = bm.BM_SCENARIO("Merit", LADDERS, PEOPLE, SCENARIOS)
    assert said.startswith("#BM! Scenarios row 6, merit cycle 2026: a merit cycle needs a Merit table")
    said = bm.BM_SCENARIO("Merit", LADDERS, PEOPLE, SCENARIOS, MERIT[:2])
    assert said.startswith(
        "#BM! Scenarios row 6, merit cycle 2026: 2 people have no increase: Merit has no row for rating 4"
    )


def test_an_equivalence_table_decides_what_is_compared():
    without_grades = without(LADDERS, "Grade")
    assert len(blocks(bm.BM_SCENARIO("Band", without_grades, PEOPLE, SCENARIOS))) == 3
    pairs = blocks(bm.BM_SCENARIO("Band", without_grades, PEOPLE, SCENARIOS, None, RUNG_BY_RUNG[:2]))[1]
    assert column(pairs, "From level") == ["S1"]
    crossed = sheet("From track | From level | To track | To level\n Specialist | S2 | Manager | M1")
    (pair,) = blocks(bm.BM_SCENARIO("Band", LADDERS, PEOPLE, SCENARIOS, None, crossed))[1][1:]
    assert pair[4:6] == pytest.approx([118 / 102 - 1, 118 * 1.05 / 102 - 1])
    unknown = sheet("From track | From level | To track | To level\n Specialist | S9 | Manager | M1")
    assert 'names level "S9"' in bm.BM_SCENARIO("Band", LADDERS, PEOPLE, SCENARIOS, None, unknown)


def test_the_hash_changes_with_what_the_figures_depend_on_alone():
    def key(*arguments):
        return {row[0]: row[1] for row in blocks(bm.BM_SCENARIO(*arguments))[2][1:]}["Hash of the inputs"]

    same = key("Band", LADDERS, PEOPLE, SCENARIOS)
    assert key("band", LADDERS, PEOPLE, [list(row) for row in SCENARIOS]) == same
    assert key("Band", LADDERS, PEOPLE, SCENARIOS[:4] + SCENARIOS[4:5]) == same  # without a scenario beside it
    dearer = [list(row) for row in PEOPLE]
    dearer[1][3] += 1
    assert key("Band", LADDERS, dearer, SCENARIOS) != same
    assert key("Band", LADDERS, PEOPLE, SCENARIOS, MERIT) != same


# ---------------------------------------------------------------- with a handle


def of_model(priced, lever, scope="", value=None):
    people = sheet("""
        Employee | Track      | Level | Base pay | Location
        e1       | Specialist | S1    | 40000    | Bern
        e2       | Manager    | M2    | 60000    | Bern
    """)
    table = [["Scenario", "Year", "Lever", "Scope", "Value"], ["A", 2025.0, lever, scope, value],
             ["A", 2025.0, "lift to minimum", "", None]]  # fmt: skip
    return bm.BM_SCENARIO("A", priced, people, table)


def test_a_scenario_on_a_model_moves_what_derives_from_the_market(priced):
    # e1: 42 600 − 40 000; e2: the given range of M2 begins at 64 000
    assert items(of_model(priced, "parity weight", "", 0), 2025)["Cost total"] == 2_600 + 4_000
    # 53 350 · 1.1 / 1.25 = 46 948 → 46 900
    assert items(of_model(priced, "market movement", "", 0.1), 2025)["Cost total"] == 6_900 + 4_000
    assert items(of_model(priced, "structure adjustment", "", 0.1), 2025)["Cost total"] == 6_900 + 10_400
    assert items(of_model(priced, "geo factor", "location=Bern", 1.1), 2025)["Cost total"] == 6_900 + 10_400


def test_years_begin_with_the_structure_year_of_the_model(priced):
    said = of_model(priced, "attrition", "", 0.1)
    assert {row[0] for row in blocks(said)[0][1:]} == {2025}
    table = [SCENARIOS[0], ["A", 2024.0, "lift to minimum", "", 1.0, ""]]
    assert bm.BM_SCENARIO("A", priced, PEOPLE, table).startswith(
        "#BM! 1 fault in the input:\n  Scenarios row 2, column Year"
    )


def test_a_model_that_is_not_held_says_how_to_refresh(priced):
    from bandmodel.excel import registry

    registry.forget()
    assert bm.BM_CHOICE(priced, PEOPLE, SCENARIOS) == "#BM! model not loaded; press Refresh (Band Model tab)"


# ---------------------------------------------------------------- BM_COMPARE, BM_CHOICE


def test_two_scenarios_are_set_side_by_side():
    spilled = bm.BM_COMPARE("Band", "bonus", LADDERS, PEOPLE, SCENARIOS)
    assert spilled[0] == ["Year", "Item", "Value A", "Value B", "Difference", "Unit", "Reason"]
    total = row_of(spilled, YEAR, "Cost total")
    assert (total["Value A"], total["Value B"], total["Difference"]) == (LIFT, 12_000, 12_000 - LIFT)
    assert total["Reason"] == "A: structure adjustment 0.05, lift to minimum 1; B: specialist bonus 0.1"
    assert row_of(spilled, YEAR, "Cost: specialist bonus")["Value A"] == 0


def test_the_choice_has_a_column_per_scenario_and_no_base():
    spilled = bm.BM_CHOICE(LADDERS, PEOPLE, SCENARIOS, MERIT)
    assert spilled[0] == ["Label", "Band", "Bonus", "Merit", "Note"]
    assert column(spilled, "Label") == list(choice.LINES)
    assert row_of(spilled, "Cost of all years")["Band"] == 2 * LIFT
    assert row_of(spilled, "Cost of all years")["Bonus"] == 2 * 12_000


# ---------------------------------------------------------------- BM_SEEK


def test_a_budget_is_turned_into_a_rise_and_a_weight():
    spilled = bm.BM_SEEK(20_000, LADDERS, PEOPLE, "track=Specialist")
    assert spilled[0] == ["Label", "Value", "Note"]
    told = {row[0]: row[1:] for row in spilled[1:]}
    # 80 000 (1 + r) − 75 000 + half of 94 400 (1 + r) − 90 000 = 20 000
    assert told["Largest rise of bands"][0] == pytest.approx(140_000 / 127_200 - 1, abs=2e-6)
    assert told["Cost at largest rise of bands"][0] == pytest.approx(20_000, abs=0.2)
    assert "between 0.1006" in told["Largest rise of bands"][1]


def test_a_share_and_an_amount_are_the_same_budget():
    share, amount = (bm.BM_SEEK(budget, LADDERS, PEOPLE) for budget in (0.05, 0.05 * PAYROLL))
    assert share == amount


def test_seeking_on_a_model_agrees_with_a_scenario_of_what_was_found(priced):
    people = sheet("Track | Level | Base pay\n Specialist | S1 | 44000\n Specialist | S2 | 70000")
    told = {row[0]: row[1] for row in bm.BM_SEEK(5_000, priced, people, "level=S1")[1:]}
    table = [["Scenario", "Year", "Lever", "Scope", "Value"], ["A", 2025.0, "lift to minimum", "", 1.0],
             ["A", 2025.0, "structure adjustment", "level=S1", told["Largest rise of bands"]]]  # fmt: skip
    found = items(bm.BM_SCENARIO("A", priced, people, table), 2025)
    assert found["Cost total"] == told["Cost at largest rise of bands"] <= 5_000


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: bm.BM_SCENARIO("C", LADDERS, PEOPLE, SCENARIOS),
         'Scenario "C" is not on the Scenarios table; scenarios: base, Band, Bonus, Merit.'),
        (lambda: bm.BM_SCENARIO("", LADDERS, PEOPLE, SCENARIOS), "scenario is blank; give its name."),
        (lambda: bm.BM_SCENARIO("Band", LADDERS, PEOPLE, SCENARIOS, None, None, "weeks"),
         'Layout "weeks" is unknown; use one of "rows", "years".'),
        (lambda: bm.BM_SCENARIO("Band", LADDERS, PEOPLE, "A1:E9"),
         'scenarios "A1:E9" is not a table; select the table with its headers.'),
        (lambda: bm.BM_SCENARIO("Band", LADDERS, PEOPLE, without(SCENARIOS, "Lever")),
         'Scenarios, column Lever: Required column "Lever" not found; headers present: Scenario, Year, Scope, Value, Note.'),
        (lambda: bm.BM_SCENARIO("Band", LADDERS, without(PEOPLE, "Base pay", "Level"), SCENARIOS),
         'People, column Level, Base pay: Required columns "Level", "Base pay" not found'),
        (lambda: bm.BM_SCENARIO("Band", "", PEOPLE, SCENARIOS),
         "bands is blank; give the cell of BM_MODEL or a table of bands."),
        (lambda: bm.BM_SCENARIO("Band", LADDERS, [*PEOPLE[:1], PEOPLE[-1]], SCENARIOS),
         "No active person is on the People table; a scenario needs people."),
        (lambda: bm.BM_COMPARE("Band", "", LADDERS, PEOPLE, SCENARIOS), "scenario_b is blank; give its name."),
        (lambda: bm.BM_COMPARE("Band", "D", LADDERS, PEOPLE, SCENARIOS), 'Scenario "D" is not on the Scenarios table'),
        (lambda: bm.BM_CHOICE(LADDERS, PEOPLE, SCENARIOS[:1]),
         "The Scenarios table has no scenario beside base; add one."),
        (lambda: bm.BM_SEEK("much", LADDERS, PEOPLE), 'budget "much" is not a number'),
        (lambda: bm.BM_SEEK(-1, LADDERS, PEOPLE), "Budget -1 is not 0 or more"),
        (lambda: bm.BM_SEEK(1_000, LADDERS, PEOPLE, "place=Bern"),
         'scope "place=Bern" is not of the form track=Specialist.'),
        (lambda: bm.BM_SEEK(1_000, LADDERS, PEOPLE, "location=Bern"), 'scope "location" does not apply to this lever'),
        (lambda: bm.BM_SEEK(1_000, LADDERS, PEOPLE, "level=S9"), 'Scope: level "S9" is not known'),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_answered_says_why(call, said):
    told = call()
    assert isinstance(told, str)
    assert told.startswith("#BM! ")
    assert said in told


@pytest.mark.parametrize(
    ("lever", "scope", "value"), [("fx", "currency=EUR", 1.0), ("geo factor", "location=Bern", 1.0),
                                  ("add level", "", "Specialist/S5=14")]
)  # fmt: skip
def test_a_lever_that_needs_a_model_says_so_on_a_table(lever, scope, value):
    table = [SCENARIOS[0], ["A", float(YEAR), lever, scope, value, ""]]
    assert bm.BM_SCENARIO("A", LADDERS, PEOPLE, table) == (
        f"#BM! Scenarios row 2, {lever} {YEAR}: it needs a model: give the cell of BM_MODEL as bands."
    )


def test_pay_in_several_currencies_on_a_table_is_refused():
    people = sheet("Track | Level | Base pay | Currency\n Specialist | S1 | 75000 | CHF\n Specialist | S1 | 75000 | EUR")
    told = bm.BM_SCENARIO("Band", LADDERS, people, SCENARIOS)
    assert "Pay is in several currencies (CHF, EUR); give the cell of BM_MODEL as bands to convert it." in told


def test_the_tables_that_are_given_stay_as_they_are():
    before = [[list(row) for row in table] for table in (LADDERS, PEOPLE, SCENARIOS)]
    bm.BM_SCENARIO("Band", LADDERS, PEOPLE, SCENARIOS)
    bm.BM_SEEK(20_000, LADDERS, PEOPLE)
    assert before == [LADDERS, PEOPLE, SCENARIOS]
