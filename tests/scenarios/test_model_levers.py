"""The levers on bands that derive from a market: every figure by hand, from the company of `model_company.py`."""

import numpy as np
import pytest

from bandmodel import model
from bandmodel.errors import InputError
from bandmodel.scenarios import outcomes
from bandmodel.scenarios.bands import source_of
from bandmodel.scenarios.levers import Lever
from bandmodel.scenarios.run import run
from bandmodel.scenarios.scope import Scope
from scenarios.model_company import FX, LEVELS, LIFT, LOCATIONS, PAYROLL, PEOPLE, built, company, mids, ran

OWN = {"S1": 100_000, "S2": 120_000, "M1": 110_000, "M2": 125_000, "M3": 150_000}


def costs(result, year=2026):
    return next(one for one in result.years if one.year == year).costs


def column(result, name, level, year=2026):
    bands = next(one for one in result.years if one.year == year).state.structure.bands
    return float(bands.loc[bands["Level"] == level, name].iloc[0])


def test_the_company_before_any_lever():
    result = ran([LIFT])
    assert mids(result) == OWN
    assert result.years[0].base == PAYROLL
    assert costs(result) == {"lift to minimum": 2_000 + 6_000}
    assert column(result, "Market index", "M1") == pytest.approx(1.1)


# ---------------------------------------------------------------- market and structure


def test_market_movement_raises_what_derives_from_the_market_and_lets_the_index_of_a_given_range_fall():
    result = ran([("A", 2026, "market movement", "all", 0.1), LIFT])
    assert mids(result) == {"S1": 110_000, "S2": 132_000, "M1": 110_000, "M2": 137_500, "M3": 165_000}
    assert column(result, "Market index", "M1") == pytest.approx(1.0)  # 110 / 110
    assert column(result, "Market index", "S1") == pytest.approx(1.0)
    # b: Wien 88 000, from 70 400: 10 400 · 0.5; e: 132 000 / 1.25 = 105 600: 15 600
    assert costs(result) == {"market movement": 0, "lift to minimum": 5_200 + 15_600}


def test_structure_adjustment_raises_given_ranges_too_and_the_market_stays():
    result = ran([("A", 2026, "structure adjustment", "all", 0.1), LIFT])
    assert mids(result) == pytest.approx({"S1": 110_000, "S2": 132_000, "M1": 121_000, "M2": 137_500, "M3": 165_000})
    assert column(result, "Min", "M1") == pytest.approx(99_000)
    assert column(result, "Market index", "M1") == pytest.approx(1.21)
    assert costs(result) == {"structure adjustment": 0, "lift to minimum": 20_800}


def test_movement_of_one_track_and_adjustment_of_one_level_stay_there():
    result = ran([("A", 2026, "market movement", "track=Manager", 0.2),
                  ("A", 2026, "structure adjustment", "level=S2", -0.05)])  # fmt: skip
    assert mids(result) == {**OWN, "M2": 150_000, "M3": 180_000, "S2": 114_000}


def test_movements_of_several_years_compound():
    result = ran([("A", year, "market movement", "track=Specialist", 0.1) for year in (2026, 2027)])
    assert mids(result, 2026)["S1"] == 110_000
    assert mids(result, 2027)["S1"] == 121_000


# ---------------------------------------------------------------- places and currencies


def test_a_geo_factor_moves_the_bands_of_its_place_alone():
    result = ran([("A", 2026, "geo factor", "location=Wien", 1.0), LIFT])
    assert mids(result) == OWN
    assert costs(result) == {"geo factor": 0, "lift to minimum": 10_000 + 6_000}  # b: (80 000 − 60 000) · 0.5


def test_a_geo_factor_without_places_says_so():
    with pytest.raises(InputError, match="row 2, geo factor 2026: there is no Locations table"):
        ran([("A", 2026, "geo factor", "all", 1.1)], Locations=LOCATIONS[:1], people=without_place())


def without_place():
    return [[cell for place, cell in enumerate(row) if place != 4] for row in PEOPLE if row[0] != "b"]


def test_fx_revalues_foreign_payroll_foreign_survey_rows_and_local_bands():
    result = ran([("A", 2026, "fx", "currency=EUR", 1.25), LIFT])
    assert mids(result) == {**OWN, "M3": 187_500}
    # b costs 30 000 · 1.25; the band in Wien is 100 000 · 0.8 / 1.25 = 64 000 EUR, from 51 200: b is in it now
    # d, paid 150 000: 187 500 / 1.25 = 150 000, just in band; e lacks 6 000
    assert costs(result) == {"fx": 7_500, "lift to minimum": 6_000}


def test_of_levers_that_shape_bands_fx_alone_costs_something():
    levers = [("A", 2026, "fx", "all", 1.25), ("A", 2026, "market movement", "all", 0.1),
              ("A", 2026, "structure adjustment", "all", 0.1), ("A", 2026, "geo factor", "all", 1.3)]  # fmt: skip
    assert costs(ran(levers)) == {"fx": 7_500, "market movement": 0, "structure adjustment": 0, "geo factor": 0}
    assert costs(ran(levers[1:])) == {"market movement": 0, "structure adjustment": 0, "geo factor": 0}


def test_a_lift_abroad_costs_at_the_rate_of_the_day():
    result = ran([("A", 2026, "fx", "all", 0.5), LIFT])
    # Wien: 100 000 · 0.8 / 0.5 = 160 000 EUR, from 128 000: b (128 000 − 60 000) · 0.5 · 0.5; the rate alone: −15 000
    assert costs(result) == {"fx": -15_000, "lift to minimum": 17_000 + 6_000}


def test_fx_with_several_currencies_wants_to_know_which():
    with pytest.raises(InputError, match="row 2, fx 2026: name the currency in Scope, such as currency=EUR"):
        ran([("A", 2026, "fx", "all", 1.1)], FX=[*FX, ["USD", 0.9, None]])


def test_fx_of_a_later_date_in_the_table_does_not_win_over_the_lever():
    result = ran([("A", 2026, "fx", "currency=EUR", 1.25)], FX=[*FX, ["EUR", 1.1, "2025-12-31"]])
    assert costs(result) == {"fx": round(30_000 * 0.15, 2)}  # at the latest rate of 1.1 before


def test_pay_in_another_currency_than_the_place_is_raised_in_its_own():
    # b is paid in CHF in Wien, at 0.8 CHF per EUR: 48 000 CHF = 60 000 EUR; the band there: 100 000 · 0.8 / 0.8 from 80 000
    people = [[*PEOPLE[0], "Currency"], *([*row, ""] for row in PEOPLE[1:])]
    people[2] = ["b", "Specialist", "S1", 48_000, "Wien", 0.5, 4, "CHF"]
    result = ran([LIFT], people=people, FX=[["Currency", "Rate"], ["EUR", 0.8]])
    assert costs(result) == {"lift to minimum": 20_000 * 0.5 * 0.8 + 6_000}
    assert result.years[0].state.people["Base pay"].iloc[1] == pytest.approx(64_000, abs=1e-9)  # 80 000 EUR in CHF


def test_someone_in_a_place_without_a_rate_costs_nothing_and_is_said_not_to_be_counted():
    places = [*LOCATIONS, ["Oslo", 1, "NOK"]]
    people = [*PEOPLE, ["g", "Specialist", "S1", 500_000, "Oslo", 1, 3]]
    result = ran([LIFT], people=people, Locations=places)
    assert result.years[0].base == PAYROLL
    assert costs(result) == {"lift to minimum": 8_000}
    note = outcomes.table(result).set_index("Item").loc["Payroll", "Note"]
    assert "1 people of unknown pay, location or currency are not counted" in note


def test_base_pay_that_is_actual_is_divided_by_fte_once():
    people = [list(row) for row in PEOPLE]
    people[2][3] = 30_000  # what b is paid for half of the time
    result = ran([("A", 2026, "merit cycle", "all", None), LIFT], people=people, policy={"base pay is": "actual"})
    as_fte = ran([("A", 2026, "merit cycle", "all", None), LIFT])
    assert result.years[0].base == as_fte.years[0].base == PAYROLL
    assert result.years[0].costs == as_fte.years[0].costs


# ---------------------------------------------------------------- rungs


def test_an_added_rung_is_priced_by_its_grade_as_adjusted_in_the_same_year():
    assert mids(ran([("A", 2026, "add level", "", "Specialist/S3=7")]))["S3"] == 150_000
    levers = [("A", 2026, "structure adjustment", "track=Manager", 0.1), ("A", 2026, "add level", "", "Specialist/S3=7")]
    assert mids(ran(levers))["S3"] == mids(ran(levers))["M3"] == 165_000


def test_an_added_rung_rises_with_later_adjustments():
    levers = [("A", 2026, "add level", "", "Specialist/S3=7"), ("A", 2027, "structure adjustment", "track=Specialist", 0.1)]
    result = ran(levers)
    assert (mids(result, 2026)["S3"], mids(result, 2027)["S3"]) == (150_000, 165_000)


def test_an_added_rung_follows_the_market_of_its_grade_in_later_years():
    levers = [("A", 2026, "add level", "", "Specialist/S3=7"), ("A", 2027, "market movement", "all", 0.1)]
    result = ran(levers)
    assert (mids(result, 2026)["S3"], mids(result, 2027)["S3"]) == (150_000, 165_000)
    given = [row if row[1] != "M3" else ["Manager", "M3", 3, "7", 120_000, 180_000] for row in LEVELS]
    assert mids(ran(levers, levels=given), 2027)["S3"] == 150_000  # a given range stays, and so does what it prices


def test_people_can_move_to_an_added_rung_and_are_lifted_there():
    levers = [("A", 2026, "add level", "", "Specialist/S3=7"), LIFT,
              ("A", 2026, "relevel", "", "Specialist/S2=Specialist/S3")]  # fmt: skip
    # e: 150 000 / 1.25 − 90 000 = 30 000; b as ever
    assert costs(ran(levers)) == {"add level": 0, "relevel": 0, "lift to minimum": 30_000 + 2_000}


def test_people_of_a_removed_level_can_be_moved_in_the_same_year():
    levers = [("A", 2026, "remove level", "", "Specialist/S2"), LIFT,
              ("A", 2026, "relevel", "", "Specialist/S2=Specialist/S1")]  # fmt: skip
    result = ran(levers)
    assert costs(result) == {"remove level": 0, "relevel": 0, "lift to minimum": 2_000}  # e, 90 000, is in 80 000 … 120 000
    assert "S2" not in mids(result)


def test_a_level_that_was_adjusted_can_be_removed_later():
    levers = [("A", 2026, "structure adjustment", "level=S2", 0.05), ("A", 2027, "remove level", "", "Specialist/S2")]
    assert list(mids(ran(levers), 2027)) == ["S1", "M1", "M2", "M3"]


def test_a_removed_level_that_comes_back_is_a_new_one():
    levers = [("A", 2026, "structure adjustment", "level=S2", 0.5), ("A", 2026, "remove level", "", "Specialist/S2"),
              ("A", 2027, "add level", "", "Specialist/S2=6")]  # fmt: skip
    result = ran(levers)
    assert mids(result, 2027)["S2"] == 125_000  # of M2, grade 6, and not adjusted
    assert np.isnan(column(result, "Market", "S2", 2027))  # its survey rows went with the one before


def test_removing_a_level_of_an_equivalence_table_leaves_the_other_pairs_and_does_not_fall_back_to_grades():
    table = [["From track", "From level", "To track", "To level"], ["Specialist", "S2", "Manager", "M2"]]
    result = ran([("A", 2026, "remove level", "", "Specialist/S2")], Equivalence=table)
    (pair,) = outcomes.pair_table(result).to_dict("records")  # not S1 / M1, which share a grade alone
    assert (pair["From level"], pair["Gap before"]) == ("S2", pytest.approx(120 / 125 - 1))
    assert np.isnan(pair["Gap after"])
    assert np.isnan(pair["Gap with bonus"])


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        (("remove level", "", "Specialist/S7"), 'Level "S7" is not on track "Specialist"; its levels: S1, S2'),
        (("add level", "", "Specialist/S2=6"), 'Track "Specialist" has a level "S2" already'),
        (("add level", "", "Specialist/S3=top"), 'no level has grade "top"'),
        (("relevel", "", "Specialist/S2=Manager/M9"), 'Level "M9" is not on track "Manager"; its levels: M1, M2, M3'),
        (("relevel", "", "Specialist/S8=Manager/M1"), 'Level "S8" is not on track "Specialist"'),
        (("spread", "level=S8", 0.4), 'level "S8" is not known; known: M1, M2, M3, S1, S2'),
        (("geo factor", "location=Graz", 1), 'location "Graz" is not known; known: Bern, Wien'),
        (("fx", "currency=NOK", 1), 'currency "NOK" is not known; known: EUR'),
        (("lift to minimum", "location=Graz", 1), 'location "Graz" is not known; known: Bern, Wien'),
    ],
)
def test_a_lever_that_does_not_fit_says_so_with_its_row(lever, said):
    with pytest.raises(InputError, match=f"^Scenarios row 2, {lever[0]} 2026: ") as trouble:
        ran([("A", 2026, *lever)])
    assert said in str(trouble.value)


def test_the_last_level_cannot_be_removed():
    levers = [("A", 2026, "remove level", "", f"{row[0]}/{row[1]}") for row in LEVELS[1:]]
    with pytest.raises(InputError, match="row 6, remove level 2026: no level would be left"):
        ran(levers)


# ---------------------------------------------------------------- weight and spread


def test_a_parity_weight_is_the_one_that_a_model_of_that_policy_has():
    result = ran([("A", 2026, "parity weight", "all", 0.6), ("A", 2027, "parity weight", "all", 0.2)])
    for year, weight in ((2026, 0.6), (2027, 0.2)):
        anew = model.build(built().inputs, built().policy.with_values(parity_weight=weight)).bands
        assert mids(result, year) == dict(zip(anew["Level"], anew["Mid"], strict=True))


def test_a_parity_weight_without_anything_compared_is_an_error():
    bare = [[*row[:3], "" if number else "Grade", *row[4:]] for number, row in enumerate(LEVELS)]
    with pytest.raises(InputError, match="row 2, parity weight 2026: Nothing says which levels are equivalent"):
        ran([("A", 2026, "parity weight", "all", 0.5)], levels=bare)


def test_a_new_spread_leaves_given_ranges_and_midpoints_as_they_are():
    result = ran([("A", 2026, "spread", "all", 0.2), LIFT])
    assert mids(result)["S2"] == pytest.approx(120_000, abs=100)  # 109 000 … 130 900
    assert column(result, "Min", "M1") == 90_000
    # S2: 120 000 / 1.1 = 109 090.9 → 109 000: e 19 000; Wien: 80 000 / 1.1 = 72 727.3 → 72 700: b 12 700 · 0.5
    # c: 125 000 / 1.1 = 113 636; d: 150 000 / 1.1 = 136 364; both above
    assert costs(result)["lift to minimum"] == 19_000 + 6_350


# ---------------------------------------------------------------- the base


def test_the_model_and_its_tables_are_as_before():
    levers = [
        ("A", 2026, "fx", "all", 1.1), ("A", 2026, "market movement", "all", 0.1), ("A", 2026, "geo factor", "all", 1.2),
        ("A", 2026, "structure adjustment", "all", 0.1), ("A", 2026, "add level", "", "Specialist/S3=7"),
        ("A", 2026, "remove level", "", "Manager/M1"), ("A", 2026, "parity weight", "all", 1),
        ("A", 2026, "spread", "all", 0.3), ("A", 2026, "employer on-cost", "all", 0.2), LIFT,
    ]  # fmt: skip
    made = company(levers)
    held = made.source.model
    before = {name: table.copy() for name, table in held.inputs.tables.items()}
    bands, key = held.bands.copy(), held.key
    result = run(made, made.scenario("A"))
    assert all(held.inputs.tables[name].equals(table) for name, table in before.items())
    assert held.bands.equals(bands)
    assert model.build(held.inputs, held.policy).key == key
    assert made.start.bill == PAYROLL
    assert list(result.years[0].costs) == [
        "fx", "market movement", "structure adjustment", "geo factor", "add level", "remove level", "parity weight",
        "spread", "lift to minimum", "employer on-cost",
    ]  # fmt: skip
    assert round(sum(result.years[0].costs.values()), 2) == result.years[0].cost


def test_levers_that_only_scale_make_the_same_structure_as_a_model_built_anew():
    source = source_of(built(), None)
    alone = source.after((Lever("structure adjustment", 2026, Scope(), 0.0),))
    held = source.model.structure
    numbers = ["Min", "Mid", "Max", "Spread", "Progression", "Overlap", "Market", "Market index"]
    assert np.array_equal(alone.bands[numbers], held.bands[numbers], equal_nan=True)
    assert alone.bands["Level"].tolist() == held.bands["Level"].tolist()


def test_an_equivalence_table_that_names_an_unknown_level_is_an_error():
    from bandmodel.inputs import schema
    from scenarios.company import frame

    rows = [["From track", "From level", "To track", "To level"], ["Specialist", "S9", "Manager", "M2"]]
    with pytest.raises(InputError, match='names level "S9" of track "Specialist"'):
        source_of(built(), frame(schema.EQUIVALENCE, rows))
