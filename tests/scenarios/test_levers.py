"""Reading the Scenarios table: the values and scopes of every lever, and what is found wrong in it."""

import datetime as dt
import math

import pytest

from bandmodel import findings, model
from bandmodel.errors import InputError
from bandmodel.inputs import schema
from bandmodel.inputs.inputs import Inputs
from bandmodel.scenarios import levers
from bandmodel.scenarios.levers import BASE, LEVERS
from bandmodel.scenarios.values import Closing, Rung
from scenarios.company import company, frame

FIRST = 2026
ORDER = [  # contract §10, "Order within a year"
    "fx", "market movement", "structure adjustment", "geo factor", "add level", "remove level", "parity weight", "spread",
    "relevel", "attrition", "merit cycle", "lift to minimum", "close parity gap", "specialist bonus", "employer on-cost",
]  # fmt: skip


def table(*rows):
    head = ["Scenario", "Year", "Lever", "Scope", "Value", "Note"]
    padded = [[*row, *[None] * (6 - len(row))] for row in rows]
    return Inputs({"Scenarios": frame(schema.SCENARIOS, [head, *padded])}).table("Scenarios")


def read(lever, value, scope=""):
    """The value of one lever as it is read, or the finding on its row."""
    known, faults = levers.scenarios(table(("A", FIRST, lever, scope, value)), FIRST)
    return faults[0] if faults else known["A"].levers[0].value


def test_the_levers_act_in_the_order_of_the_contract():
    assert list(LEVERS) == ORDER


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("lever", "scope", "least", "most"),
    [
        ("fx", "currency=EUR", 1e-9, 1e9), ("market movement", "", -0.5, 2), ("structure adjustment", "", -0.5, 2),
        ("geo factor", "", 0.01, 100), ("parity weight", "", 0, 1), ("spread", "", 0, 3), ("attrition", "", 0, 1),
        ("merit cycle", "", 0, 1), ("lift to minimum", "", 0, 1), ("specialist bonus", "", 0, 3),
        ("employer on-cost", "", 0, 2),
    ],
)  # fmt: skip
def test_a_number_is_taken_up_to_its_limits_and_not_beyond(lever, scope, least, most):
    assert read(lever, least, scope) == least
    assert read(lever, most, scope) == most
    for beyond in (least - 1e-6 - abs(least), most * 1.01):
        fault = read(lever, beyond, scope)
        assert (fault.code, fault.severity, fault.row, fault.column) == ("scenario-value-unfit", "error", 2, "Value")
        assert f"is not between {least:g} and {most:g}" in fault.message
        assert fault.remedy.startswith(f"The value is {LEVERS[lever].unit}: ")


@pytest.mark.parametrize("lever", ["fx", "market movement", "structure adjustment", "geo factor", "parity weight", "spread",
                                   "attrition", "specialist bonus", "employer on-cost"])  # fmt: skip
def test_a_blank_value_is_a_fault_where_none_is_meant(lever):
    assert read(lever, None).message == f'{lever}: value "" is blank; give a number.'


def test_a_blank_value_means_all_of_it_where_that_is_what_is_meant():
    assert read("lift to minimum", None) == 1
    assert read("merit cycle", " ") == math.inf
    assert read("close parity gap", None) == Closing()


@pytest.mark.parametrize("cell", ["much", True, "1,2,3"])
def test_what_is_no_number_is_a_fault(cell):
    assert "is not a number" in read("attrition", cell).message


def test_numbers_may_be_text_and_per_cent():
    assert read("attrition", " 0.08 ") == 0.08
    assert read("attrition", "8 %") == pytest.approx(0.08)


@pytest.mark.parametrize(
    ("lever", "cell", "value"),
    [
        ("add level", "Specialist/S4=8", Rung("Specialist", "S4", "8")),
        ("add level", " R/D / S4 = 08 ", Rung("R/D", "S4", "08")),  # the last stroke parts track and level
        ("remove level", "Specialist/S4", Rung("Specialist", "S4")),
        ("relevel", "Specialist/S2=Manager/M1", Rung("Specialist", "S2", "Manager/M1")),
        ("relevel", "R/D/S2 = R/D / S3", Rung("R/D", "S2", "R/D/S3")),
        ("close parity gap", 0.006, Closing(budget=0.006)),
        ("close parity gap", "250000", Closing(budget=250_000)),
        ("close parity gap", "cap=0.05", Closing(cap=0.05)),
        ("close parity gap", "Budget=0; MODE=Residual;", Closing(budget=0, mode="residual")),
    ],
)
def test_a_rung_or_a_plan_is_read(lever, cell, value):
    assert read(lever, cell) == value


def test_the_goal_of_a_move_is_a_track_and_a_level():
    assert read("relevel", "R/D/S2=R/D/S3").goal == ("R/D", "S3")


@pytest.mark.parametrize(
    ("lever", "cell", "said"),
    [
        ("add level", "Specialist/S4", "is not of the form Track/Level=grade"),
        ("add level", "Specialist/S4=", "is not of the form Track/Level=grade"),
        ("add level", "S4=8", "is not of the form Track/Level=grade"),
        ("add level", "/S4=8", "is not of the form Track/Level=grade"),
        ("add level", None, "is not of the form Track/Level=grade"),
        ("remove level", "Specialist/", "is not of the form Track/Level"),
        ("remove level", "Specialist/S4=8", "is not of the form Track/Level"),
        ("relevel", "Specialist/S2", "is not of the form Track/Level=Track/Level"),
        ("relevel", "Specialist/S2=M1", "is not of the form Track/Level=Track/Level"),
        ("relevel", "Specialist/S2=Manager/", "is not of the form Track/Level=Track/Level"),
        ("close parity gap", -1, 'holds budget "-1", which is not a number from 0 on'),
        ("close parity gap", "budget=", 'holds budget "", which is not a number from 0 on'),
        ("close parity gap", "soon", 'holds "soon"; it takes years=…; budget=…; cap=…; mode=…'),
        ("close parity gap", "when=1", 'holds "when=1"; it takes years=…'),
        ("close parity gap", "cap=5", 'holds cap "5", which is a share of pay and not above 1'),
        ("close parity gap", "years=2.5", "holds years 2.5, which is not a whole number from 1 to 30"),
        ("close parity gap", "years=0", "holds years 0, which is not a whole number from 1 to 30"),
        ("close parity gap", "mode=all", 'holds mode "all"; modes: uniform, residual, least cost'),
        ("close parity gap", "years=30; budget=1", ""),
    ],
)  # fmt: skip
def test_what_is_no_rung_or_plan_is_a_fault_that_says_the_form(lever, cell, said):
    fault = read(lever, cell)
    if said:
        assert (fault.code, fault.row) == ("scenario-value-unfit", 2)
        assert said in fault.message
    else:
        assert fault == Closing(budget=1, years=30, left=30)


def test_a_plan_that_ends_after_the_last_year_is_a_fault():
    known, faults = levers.scenarios(table(("A", FIRST + 28, "close parity gap", "", "years=3")), FIRST)
    assert known["A"].levers[-1].year == FIRST + 30
    known, faults = levers.scenarios(table(("A", FIRST + 29, "close parity gap", "", "years=3")), FIRST)
    assert [fault.message for fault in faults] == ['close parity gap: value "years=3" reaches beyond 2056.']


def test_a_plan_over_years_is_a_lever_in_each_of_them():
    known, _ = levers.scenarios(table(("A", 2027, "close parity gap", "", "years=3; cap=0.1")), FIRST)
    assert [(one.year, one.value.left, one.value.years, one.value.cap) for one in known["A"].levers] == [
        (2027, 3, 3, 0.1), (2028, 2, 3, 0.1), (2029, 1, 3, 0.1),
    ]  # fmt: skip


# ---------------------------------------------------------------- lever, year, scope


def test_a_lever_is_known_whatever_its_case_and_spaces():
    known, faults = levers.scenarios(table(("A", FIRST, "  Lift  TO minimum ", "all", 1)), FIRST)
    assert not faults
    assert known["A"].levers[0].name == "lift to minimum"


def test_an_unknown_lever_lists_those_there_are():
    fault = levers.scenarios(table(("A", FIRST, "magic", "all", 1)), FIRST)[1][0]
    assert (fault.code, fault.row, fault.column, fault.value) == ("scenario-lever-unknown", 2, "Lever", "magic")
    assert fault.remedy == f"Use one of {', '.join(ORDER)}."


@pytest.mark.parametrize("year", [2025, 2026.5, 2057, 20_260])
def test_a_year_outside_the_plan_is_a_fault(year):
    fault = levers.scenarios(table(("A", year, "lift to minimum", "all", 1)), FIRST)[1][0]
    assert (fault.code, fault.column) == ("scenario-year-unfit", "Year")
    assert fault.message == f"Year {year:g} is not between 2026 (the structure year) and 2056."


@pytest.mark.parametrize(
    ("lever", "admitted"),
    [
        ("fx", ["currency"]), ("market movement", ["track", "level"]), ("structure adjustment", ["track", "level"]),
        ("geo factor", ["location"]), ("add level", []), ("remove level", []), ("parity weight", []),
        ("spread", ["track", "level"]), ("relevel", ["track", "level", "location"]),
        ("attrition", ["track", "level", "location"]), ("merit cycle", ["track", "level", "location"]),
        ("lift to minimum", ["track", "level", "location"]), ("close parity gap", ["track"]),
        ("specialist bonus", ["track", "level", "location"]), ("employer on-cost", ["location"]),
    ],
)  # fmt: skip
def test_each_lever_takes_the_scopes_that_mean_something_for_it(lever, admitted):
    value = {"add level": "T/L=1", "remove level": "T/L", "relevel": "T/L=T/M"}.get(lever, 0.5)
    for key in ("track", "level", "location", "currency"):
        _, faults = levers.scenarios(table(("A", FIRST, lever, f"{key}=X", value)), FIRST)
        assert [fault.code for fault in faults] == ([] if key in admitted else ["scenario-scope-unfit"])
    for scope in ("", "all", " ALL "):
        assert not levers.scenarios(table(("A", FIRST, lever, scope, value)), FIRST)[1]


def test_the_scope_that_does_not_apply_is_said_with_those_that_do():
    fault = levers.scenarios(table(("A", FIRST, "spread", "location=Bern", 0.5)), FIRST)[1][0]
    assert fault.message == 'spread: scope "location" does not apply to this lever; it takes all, track=…, level=….'


# ---------------------------------------------------------------- the whole table


def test_levers_stand_in_the_order_of_year_kind_and_row():
    rows = [("A", 2027, "fx", "currency=EUR", 1), ("A", FIRST, "lift to minimum", "level=S2", 1),
            ("A", FIRST, "lift to minimum", "level=S1", 1), ("A", FIRST, "market movement", "", 0.1)]  # fmt: skip
    known, _ = levers.scenarios(table(*rows), FIRST)
    assert [one.row for one in known["A"].levers] == [5, 3, 4, 2]


def test_adding_and_removing_levels_is_one_step_in_row_order():
    rows = [("A", FIRST, "remove level", "", "T/L"), ("A", FIRST, "add level", "", "T/L=5")]
    assert [one.row for one in levers.scenarios(table(*rows), FIRST)[0]["A"].levers] == [2, 3]
    assert [one.name for one in levers.scenarios(table(*rows[::-1]), FIRST)[0]["A"].levers] == ["add level", "remove level"]


def test_a_scenario_is_one_whatever_the_case_of_its_name_and_spelled_as_first():
    rows = [("Größer ✓", FIRST, "lift to minimum", "", 1), (" größer ✓ ", FIRST, "merit cycle", "", None),
            ("GRÖSSER ✓", FIRST, "attrition", "", 0.1)]  # fmt: skip
    known, faults = levers.scenarios(table(*rows), FIRST)
    assert not faults
    assert list(known) == [BASE, "Größer ✓"]
    assert len(known["Größer ✓"].levers) == 3
    assert levers.chosen(table(*rows), "grösser ✓", FIRST).name == "Größer ✓"


def test_base_is_there_without_a_row_and_takes_no_lever():
    known, faults = levers.scenarios(table(), FIRST)
    assert (list(known), faults) == ([BASE], [])
    known, faults = levers.scenarios(table((" BASE ", FIRST, "lift to minimum", "", 1)), FIRST)
    assert [(fault.code, fault.row, fault.message) for fault in faults] == [
        ("scenario-base-lever", 2, "Scenario base has no lever."),
    ]  # fmt: skip
    assert (list(known), known[BASE].levers) == ([BASE], ())


def test_a_fault_leaves_the_other_rows_and_scenarios_alone():
    rows = table(("A", FIRST, "magic", "", 1), ("A", FIRST, "lift to minimum", "", 1), ("B", FIRST, "merit cycle", "", None))
    assert len(levers.chosen(rows, "B", FIRST).levers) == 1
    with pytest.raises(InputError, match="1 fault in the input:\n  Scenarios row 2, column Lever") as trouble:
        levers.chosen(rows, "a", FIRST)
    assert len(trouble.value.findings) == 1


def test_an_unknown_scenario_lists_those_there_are():
    with pytest.raises(InputError, match='Scenario "C" is not on the Scenarios table; scenarios: base, A'):
        levers.chosen(table(("A", FIRST, "lift to minimum", "", 1)), "C", FIRST)


def test_the_years_run_to_the_last_lever_of_any_scenario_and_rows_at_fault_do_not_count():
    rows = [("A", 2027, "lift to minimum", "", 1), ("B", 2029, "merit cycle", "", None), ("B", 2031, "magic", "", 1)]
    assert levers.last_year(table(*rows), FIRST) == 2029
    assert levers.last_year(table(), FIRST) == FIRST


# ---------------------------------------------------------------- bonuses that stop


def stops(*rows):
    return [(fault.row, fault.message) for fault in levers.stopping_bonuses(table(*rows), FIRST)]


def test_a_bonus_that_is_not_paid_to_the_end_is_a_note():
    rows = [("A", 2026, "specialist bonus", "", 0.1), ("A", 2027, "specialist bonus", "", 0.1), ("B", 2029, "fx", "", 1)]
    assert stops(*rows) == [(3, "A: the bonus of all is paid until 2027, the scenarios run until 2029.")]
    assert stops(*rows, ("A", 2028, "specialist bonus", "", 0)) == []  # it says that it ends
    assert stops(*rows[:2]) == []


def test_bonuses_of_different_scope_are_followed_apart():
    rows = [("A", 2026, "specialist bonus", "level=S1", 0.1), ("A", 2026, "specialist bonus", "level=S2", 0.1),
            ("A", 2027, "specialist bonus", "level=S2", 0.1)]  # fmt: skip
    assert stops(*rows) == [(2, "A: the bonus of level=S1 is paid until 2026, the scenarios run until 2027.")]


def test_a_year_left_out_between_two_years_of_a_bonus_is_a_note():
    rows = [("A", 2026, "specialist bonus", "", 0.1), ("A", 2028, "specialist bonus", "", 0.1)]
    assert stops(*rows) == [(2, "A: the bonus of all is paid until 2026, and again from 2028.")]
    assert stops(*rows, ("A", 2027, "specialist bonus", "", 0)) == []


# ---------------------------------------------------------------- as findings of a model


def test_every_code_on_scenarios_comes_out_of_the_findings_of_a_model():
    rows = [
        ("A", FIRST, "magic", "", 1), ("A", 2025, "fx", "currency=EUR", 1), ("A", FIRST, "fx", "track=X", 1),
        ("A", FIRST, "attrition", "", 2), ("base", FIRST, "attrition", "", 0.1), ("A", FIRST, "specialist bonus", "", 0.1),
        ("A", 2027, "lift to minimum", "", 1),
    ]  # fmt: skip
    ladder = [["Track", "Level", "Rank", "Grade", "Min", "Max"], ["Specialist", "S1", 1, "5", 80, 120],
              ["Manager", "M1", 1, "5", 80, 120]]  # fmt: skip
    inputs = Inputs({"Levels": frame(schema.LEVELS, ladder), "Scenarios": table(*rows)})
    found = findings.of_model(model.of_inputs(inputs, dt.date(FIRST, 5, 1)))
    told = [(one.severity, one.row, one.code) for one in found if one.table == "Scenarios"]
    assert sorted(told) == sorted([
        ("error", 2, "scenario-lever-unknown"), ("error", 3, "scenario-year-unfit"), ("error", 4, "scenario-scope-unfit"),
        ("error", 5, "scenario-value-unfit"), ("error", 6, "scenario-base-lever"), ("note", 7, "scenario-bonus-stops"),
    ])  # fmt: skip


@pytest.mark.parametrize(("place", "told"), [("Bern", []), ("Brn", [2])])
def test_a_location_that_only_people_have_is_known(place, told):
    ladder = [["Track", "Level", "Rank", "Grade", "Min", "Max"], ["Specialist", "S1", 1, "5", 80, 120]]
    people = [["Employee", "Track", "Level", "Base pay", "Location"], ["E1", "Specialist", "S1", 70, "Bern"]]
    rows = [("A", FIRST, "lift to minimum", f"location={place}", 1)]
    inputs = Inputs({
        "Levels": frame(schema.LEVELS, ladder), "People": frame(schema.PEOPLE, people), "Scenarios": table(*rows),
    })  # fmt: skip
    found = findings.of_model(model.of_inputs(inputs, dt.date(FIRST, 5, 1)))
    assert [one.row for one in found if one.code == "scenario-scope-unknown"] == told


def test_a_company_lists_its_scenarios_and_hashes_what_their_figures_depend_on():
    made = company([("A", FIRST, "lift to minimum", "", 1), ("B", FIRST, "lift to minimum", "", 0.5),
                    ("C", FIRST, "lift to minimum", "", "1")])  # fmt: skip
    assert made.scenarios == (BASE, "A", "B", "C")
    keys = {name: made.key(made.scenario(name)) for name in made.scenarios}
    assert keys["A"] == keys["C"]  # the same levers, under another name and typed as text
    assert len(set(keys.values())) == 3
    other = company([("A", FIRST, "lift to minimum", "", 1)], merit=None)
    assert other.key(other.scenario("A")) != keys["A"]
