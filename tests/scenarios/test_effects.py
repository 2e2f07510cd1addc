"""What levers on people do, case by case, on the six people of `company.py`: places, posts, hires, who has no band."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel.core.position import BELOW
from bandmodel.errors import InputError
from bandmodel.scenarios import outcomes
from scenarios.company import BANDS, MERIT, PAYROLL, PEOPLE, ran

LIFT = ("A", 2026, "lift to minimum", "all", 1)
PLACES = dict(zip("abcdef", ("Bern", "Zug", "Bern", "Bern", "", "Zug"), strict=True))
PLACED = [[*PEOPLE[0], "Location"], *([*row, PLACES[row[0]]] for row in PEOPLE[1:])]


def notes(result, year=2026):
    table = outcomes.table(result)
    part = table[table["Year"] == year]
    return dict(zip(part["Item"], part["Note"], strict=True))


def value(result, item, year=2026):
    table = outcomes.table(result)
    return table[(table["Year"] == year) & (table["Item"] == item)]["Value"].iloc[0]


# ---------------------------------------------------------------- scopes of people


def test_a_bonus_in_a_place_reaches_its_specialists_alone():
    # Zug: b (specialist, half a post) and f (manager); by name of the track f can have one
    assert ran([("A", 2026, "specialist bonus", "location=Zug", 0.1)], people=PLACED).years[0].cost == 4_500
    named = ("A", 2026, "specialist bonus", "location=Zug;track=Manager", 0.1)
    assert ran([named], people=PLACED).years[0].cost == 18_500
    assert ran([("A", 2026, "specialist bonus", "level=M3", 0.1)], people=PLACED).years[0].cost == 18_500


def test_a_later_row_of_a_bonus_overrides_the_one_before_for_its_people():
    levers = [("A", 2026, "specialist bonus", "all", 0.1), ("A", 2026, "specialist bonus", "level=S1", 0.2)]
    assert ran(levers).years[0].cost == 15_000 + 4_500 + 14_000


def test_a_bonus_without_a_specialist_track_wants_the_tracks_named():
    people = [row if not number else [row[0], "Fellow", *row[2:]] for number, row in enumerate(PEOPLE)]
    bands = [row if not number else ["Fellow", *row[1:]] for number, row in enumerate(BANDS)]
    with pytest.raises(InputError, match="row 2, specialist bonus 2026: no track is of kind specialist; name the tracks in"):
        ran([("A", 2026, "specialist bonus", "", 0.1)], people=people, bands=bands)


def test_a_level_that_is_on_two_tracks_is_meant_on_both_unless_the_track_is_named():
    bands = [["T" if row[1] == "M1" else row[0], "S1" if row[1] == "M1" else row[1], *row[2:]] for row in BANDS]
    bands[0] = BANDS[0]
    people = [PEOPLE[0], *PEOPLE[1:4], ["d", "T", "S1", 80_000, 1, 3], *PEOPLE[5:]]
    both = ran([("A", 2026, "lift to minimum", "level=S1", 1)], people=people, bands=bands)
    assert both.years[0].cost == 5_000 + 1_600
    one = ran([("A", 2026, "lift to minimum", "level=S1;track=T", 1)], people=people, bands=bands)
    assert one.years[0].cost == 1_600


def test_a_place_that_nobody_has_is_unknown():
    with pytest.raises(InputError, match='row 2, lift to minimum 2026: location "Graz" is not known; known: Bern, Zug'):
        ran([("A", 2026, "lift to minimum", "location=Graz", 1)], people=PLACED)


# ---------------------------------------------------------------- employer's on-cost


def test_the_on_cost_of_a_place_changes_the_bill_there_alone():
    result = ran([("A", 2026, "employer on-cost", "location=Zug", 0.3)], people=PLACED, **{"employer on-cost": 0.2})
    assert result.years[0].cost == pytest.approx(0.1 * (45_000 + 185_000), abs=0.005)


def test_all_reaches_places_with_a_share_of_their_own_and_people_of_no_place():
    levers = [("A", 2026, "employer on-cost", "location=Zug", 0.3), ("A", 2027, "employer on-cost", "all", 0.1)]
    result = ran(levers, people=PLACED)
    assert [year.cost for year in result.years] == [69_000, round(0.1 * PAYROLL, 2)]


def test_within_a_year_on_costs_follow_the_order_of_rows():
    levers = [("A", 2026, "employer on-cost", "location=Zug", 0.3), ("A", 2026, "employer on-cost", "all", 0.1)]
    assert ran(levers, people=PLACED).years[0].cost == round(0.1 * PAYROLL, 2)
    assert ran(levers[::-1], people=PLACED).years[0].cost == pytest.approx(0.1 * PAYROLL + 0.2 * 230_000, abs=0.005)


# ---------------------------------------------------------------- attrition


def test_replacements_get_no_merit_in_their_first_year_and_the_rating_of_whom_they_follow_in_the_next():
    rounds = [("A", year, "merit cycle", "level=M3", None) for year in (2026, 2027)]
    result = ran([("A", 2026, "attrition", "level=M3", 1), *rounds])
    assert result.years[0].costs["merit cycle"] == 0
    assert result.years[1].costs["merit cycle"] == 1_500  # 150 000 at compa 1.0, rating 3: 1 %


def test_two_rows_of_attrition_take_from_replacements_too():
    levers = [("A", 2026, "attrition", "level=S1", 0.5), ("A", 2026, "attrition", "all", 0.5)]
    state = ran(levers).years[0].state
    mine = state.person == 0
    assert state.weight[mine].sum() == pytest.approx(1)
    assert state.weight[mine & (state.hired == 0)].tolist() == [0.25]


def test_people_are_neither_lost_nor_made():
    levers = [("A", year, "attrition", "all", 0.37) for year in (2026, 2027, 2028)]
    for year in ran(levers).years:
        assert np.bincount(year.state.person, year.state.weight) == pytest.approx(np.ones(6))


def test_where_everyone_has_left_the_gap_of_those_who_were_there_is_not_that_of_anyone():
    note = notes(ran([("A", 2026, "attrition", "all", 1)]))["Adjusted track gap"]
    assert np.isnan(value(ran([("A", 2026, "attrition", "all", 1)]), "Adjusted track gap"))
    assert note.startswith("no pair of tracks can be compared: ")


def test_who_has_no_band_is_not_replaced_and_stays_as_paid():
    people = [*PEOPLE, ["g", "Specialist", "S9", 50_000, 1, 3]]
    result = ran([("A", 2026, "attrition", "all", 1), LIFT, ("A", 2026, "merit cycle", "", None)], people=people)
    state = result.years[0].state
    assert (state.weight[6], state.people["Base pay"].iloc[6]) == (1, 50_000)
    assert result.years[0].base == PAYROLL + 50_000


def test_counts_under_attrition_are_said_to_be_expected():
    result = ran([("A", 2026, "attrition", "level=S1", 0.25), LIFT])
    assert value(result, "People moved") == 0.75 + 1
    assert notes(result)["People moved"] == "pay or level changed this year; expected, where there is attrition"


# ---------------------------------------------------------------- merit


def test_a_rating_without_a_row_in_the_matrix_is_an_error_with_the_lever_and_not_nothing():
    with pytest.raises(InputError, match="row 2, merit cycle 2026: 2 people have no increase: Merit has no row for rating"):
        ran([("A", 2026, "merit cycle", "", None)], merit=MERIT[:3])
    ran([("A", 2026, "merit cycle", "level=S1", None)], merit=MERIT[:3])  # nobody of that rating is in scope


def test_someone_without_a_rating_gets_no_merit():
    people = [list(row) for row in PEOPLE]
    people[1][5] = None
    assert ran([("A", 2026, "merit cycle", "track=Specialist", None)], people=people).years[0].cost == 1_800 + 1_400


def test_merit_above_the_maximum_goes_into_base_where_the_policy_says_so():
    result = ran([("A", 2026, "merit cycle", "level=M3", None)], merit_above_maximum="base")
    assert (result.years[0].cost, result.years[0].one_off) == (1_850, 0)


def test_a_rise_that_crosses_the_maximum_is_parted():
    people = [list(row) for row in PEOPLE]
    people[6][3] = 179_000  # 1 % is 1 790; the maximum 180 000
    result = ran([("A", 2026, "merit cycle", "level=M3", None)], people=people, **{"employer on-cost": 0.1})
    assert (result.years[0].cost, result.years[0].one_off) == (1_100, 869)


@settings(max_examples=8, deadline=None)
@given(st.floats(0, 0.03), st.floats(0, 0.5), st.floats(0, 0.4))
def test_no_round_costs_more_than_its_budget_lump_sums_included(budget, on_cost, leaving):
    levers = [("A", 2026, "attrition", "", round(leaving, 3)), *(
        ("A", year, "merit cycle", "", round(budget, 5)) for year in (2026, 2027))]  # fmt: skip
    result = ran(levers, **{"employer on-cost": round(on_cost, 3)})
    before = result.years[0].base + result.years[0].costs["attrition"]
    for year, spent in zip(result.years, np.diff([0, *(year.costs["merit cycle"] for year in result.years)]), strict=True):
        assert spent + year.one_off <= round(budget, 5) * max(before, year.bill) + 0.02


# ---------------------------------------------------------------- moved people, order of years


def test_people_moved_are_those_of_the_year():
    result = ran([LIFT, ("A", 2027, "merit cycle", "level=M1", None)])
    assert [value(result, "People moved", year) for year in (2026, 2027)] == [2, 1]
    assert [value(result, "Below min", year) for year in (2026, 2027)] == [0, 0]


def test_a_year_between_levers_goes_on_as_the_one_before():
    result = ran([LIFT, ("A", 2029, "merit cycle", "level=M1", None)])
    assert [year.year for year in result.years] == [2026, 2027, 2028, 2029]
    assert [year.cost for year in result.years] == [7_200, 7_200, 7_200, 10_200]
    assert value(result, "People moved", 2027) == 0


def test_relevel_keeps_to_its_scope_and_wants_a_level_that_is_there():
    move = ("A", 2026, "relevel", "location=Bern", "Specialist/S1=Specialist/S3")
    result = ran([move, LIFT], people=PLACED)
    assert result.years[0].cost == 36_200 + 2_200  # a to 111 200
    none = ("A", 2026, "relevel", "location=Zug", "Specialist/S1=Specialist/S3")
    assert ran([none, LIFT], people=PLACED).years[0].cost == 7_200
    with pytest.raises(InputError, match='row 2, relevel 2026: Level "S9" is not on track "Specialist"'):
        ran([("A", 2026, "relevel", "", "Specialist/S9=Specialist/S3")])


# ---------------------------------------------------------------- properties

COMMUTING = {  # levers that do not meet: bands of one track, pay of the other, on-cost
    "structure adjustment": ("track=Manager", st.floats(-0.1, 0.1)),
    "lift to minimum": ("track=Specialist", st.floats(0, 1)),
    "specialist bonus": ("track=Specialist", st.floats(0, 0.3)),
}


@settings(max_examples=6, deadline=None)
@given(st.fixed_dictionaries({name: value_ for name, (_, value_) in COMMUTING.items()}))
def test_costs_of_levers_that_do_not_meet_are_those_of_each_alone(values):
    levers = {name: ("A", 2026, name, COMMUTING[name][0], round(share, 4)) for name, share in values.items()}
    together = ran(list(levers.values())).years[0].costs
    alone = {name: ran([lever]).years[0].cost for name, lever in levers.items()}
    lifted = together["lift to minimum"]
    bonus = alone["specialist bonus"] + levers["specialist bonus"][4] * lifted  # paid on what was lifted
    assert together["structure adjustment"] == alone["structure adjustment"] == 0
    assert lifted == alone["lift to minimum"]
    assert together["specialist bonus"] == pytest.approx(bonus, abs=0.02)


def test_a_lever_that_acts_earlier_in_the_year_bears_what_a_later_one_adds():
    # 2026: merit first, then the lift of what is left; turned round by years, the lift costs more and merit is on it
    same_year = ran([("A", 2026, "merit cycle", "level=S1", None), LIFT]).years[0].costs
    assert same_year == {"merit cycle": 2_250, "lift to minimum": 5_000 - 2_250 + 2_200}
    years = ran([LIFT, ("A", 2027, "merit cycle", "level=S1", None)]).years[1].costs
    # the cost of merit is told before that of the lift, whatever the year: alone it is 3 % of 75 000
    assert years == {"merit cycle": 2_250, "lift to minimum": 5_000 + 2_200 + 150}


@settings(max_examples=8, deadline=None)
@given(st.floats(-0.1, 0.3), st.floats(0.2, 1), st.floats(0, 0.5), st.floats(0, 0.3))
def test_nobody_in_scope_is_below_after_a_lift_whatever_came_before(rise, spread, leaving, raised):
    values = {"structure adjustment": rise, "attrition": leaving, "specialist bonus": raised}
    levers = [("A", 2026, name, "", round(share, 4)) for name, share in values.items()]
    levers += [("A", 2026, "spread", "track=Manager", round(spread, 4)), LIFT]
    result = ran(levers)
    state = result.years[0].state
    assert not (state.placed.status == BELOW).any()
    assert (state.people["Base pay"].to_numpy()[:6] >= result.company.start.people["Base pay"].to_numpy()).all()
