"""People in their bands: one row per person, and cost to minimum by any group. By hand, and against a plain loop."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import people, placement
from bandmodel.errors import InputError

BANDS = """Track | Level | Min | Mid | Max
           Specialist | S1 | 80000 | 100000 | 120000
           Specialist | S2 | 90000 | 90000 | 90000
           Manager | M1 | 88000 | 110000 | 132000"""
ABROAD = {  # Lyon: 0.9 of the reference pay, 0.75 francs a euro, so local pay is 1.2 times; Oslo's currency has no rate
    "Levels": """Track | Level | Rank | Min | Max
                 Specialist | S1 | 1 | 80000 | 120000
                 Manager | M1 | 1 | 88000 | 132000
                 Manager | M2 | 2 | |""",
    "Locations": "Location | Geo factor | Currency\nBern | 1 | CHF\nLyon | 0.9 | EUR\nOslo | 1.1 | NOK",
    "FX": "Currency | Rate\nEUR | 0.75\nUSD | 0.8",
}


@pytest.fixture(scope="module")
def abroad(model_of):
    """A structure of given ranges with locations in two currencies; M2 has no band."""
    return model_of({"structure currency": "CHF"}, **ABROAD).structure


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["Employee", "Track", "Level", "Base pay"], index=range(2, 2 + len(rows)))
    return frame.astype({"Base pay": float}).assign(**columns)


def placed(structure, roster: pd.DataFrame) -> pd.DataFrame:
    return people.placed_table(structure, roster).set_index("Employee")


def costs(structure, roster: pd.DataFrame, *by: str) -> pd.DataFrame:
    return people.cost_to_min(structure, placement.place(structure, roster), by)


def test_each_person_has_one_row_with_the_figures_of_the_band(structure_of):
    roster = staff(
        ("E1", "Specialist", "S1", 70_000),  # below by 10 000, half-time
        ("E2", "Specialist", "S1", 80_000),  # at the minimum
        ("E3", "Manager", "M1", 110_000),  # at the midpoint
        ("E4", "Manager", "M1", 132_000),  # at the maximum
        ("E5", "Specialist", "S1", 130_000),  # above
        FTE=[0.5, 1, np.nan, 0.8, 1],
    )
    table = people.placed_table(structure_of(BANDS), roster)
    assert table.columns.tolist() == list(people.PLACED)
    assert table["Employee"].tolist() == ["E1", "E2", "E3", "E4", "E5"]
    assert table["Min"].tolist() == [80_000, 80_000, 88_000, 88_000, 80_000]
    assert table["Compa-ratio"].tolist() == pytest.approx([0.7, 0.8, 1, 1.2, 1.3])
    assert table["Penetration"].tolist() == pytest.approx([-0.25, 0, 0.5, 1, 1.25])  # width 40 000 and 44 000
    assert table["Status"].tolist() == ["below", "in band", "in band", "in band", "above"]
    assert table["Cost to min"].tolist() == [5_000, 0, 0, 0, 0]
    assert set(table["Remark"]) == {""}


def test_a_flat_band_has_no_penetration_and_says_so(structure_of):
    roster = staff(*((f"E{n}", "Specialist", "S2", pay) for n, pay in enumerate((89_000, 90_000, 91_000))))
    table = placed(structure_of(BANDS), roster)
    assert table["Penetration"].isna().all()
    assert table["Status"].tolist() == ["below", "in band", "above"]
    assert table["Cost to min"].tolist() == [1_000, 0, 0]
    assert set(table["Remark"]) == {"the band is flat: no penetration"}


@pytest.mark.parametrize(
    ("track", "level", "place", "currency", "why"),
    [
        ("Specialist", "S9", "", "", 'Level "S9" is not on track "Specialist"'),
        ("Project", "S1", "", "", 'Track "Project" is not known'),
        ("Manager", "M2", "", "", "Manager M2 has no band"),
        ("Specialist", "S1", "Rom", "", 'location "Rom"'),
        ("Specialist", "S1", "Oslo", "", "no rate on the FX table"),
        ("Specialist", "S1", "Bern", "NOK", "no rate on the FX table"),
    ],
)
def test_who_has_no_figures_has_a_remark_that_says_why(abroad, track, level, place, currency, why):
    roster = staff(("E1", track, level, 90_000), ("E2", "Manager", "M1", 90_000), Location=[place, ""])
    table = placed(abroad, roster.assign(Currency=[currency, ""]))
    assert why in table.loc["E1", "Remark"]
    assert table.loc["E1", ["Compa-ratio", "Penetration", "Cost to min"]].isna().all()
    assert table.loc["E1", "Status"] == ""
    assert table.loc["E2", ["Status", "Remark"]].tolist() == ["in band", ""]


def test_those_on_leave_and_leavers_keep_their_row_without_figures(structure_of):
    roster = staff(*((f"E{n}", "Specialist", "S1", 70_000) for n in range(4)), Status=["leave", "", "leaver", "active"])
    table = placed(structure_of(BANDS), roster)
    assert table["Remark"].tolist() == ["leave: not counted", "", "leaver: not counted", ""]
    assert table["Status"].tolist() == ["", "below", "", "below"]
    assert table["Cost to min"].isna().tolist() == [True, False, True, False]


def test_a_roster_of_leavers_only_has_its_rows_too(structure_of):
    table = placed(structure_of(BANDS), staff(("E1", "Specialist", "S1", 70_000), Status=["leaver"]))
    assert table["Remark"].tolist() == ["leaver: not counted"]
    assert table["Min"].isna().all()


def test_rows_that_could_not_be_read_keep_their_place(structure_of):
    roster = staff(("E1", "Specialist", "S1", 70_000), ("E2", "Manager", "M1", 88_000)).set_axis([3, 6])
    table = people.placed_table(structure_of(BANDS), roster, range(2, 8), {4: "no pay"})
    assert table.index.tolist() == [2, 3, 4, 5, 6, 7]
    assert table["Employee"].tolist() == ["", "E1", "", "", "E2", ""]
    assert table["Remark"].tolist() == ["", "", "no pay", "", "", ""]
    assert table["Status"].tolist() == ["", "below", "", "", "in band", ""]


def test_without_employee_numbers_the_rows_stand_in_their_order(structure_of):
    roster = staff(("E1", "Specialist", "S1", 70_000), ("E2", "Manager", "M1", 88_000)).drop(columns="Employee")
    table = people.placed_table(structure_of(BANDS), roster)
    assert table["Employee"].tolist() == ["", ""]
    assert table["Level"].tolist() == ["S1", "M1"]


def test_pay_and_band_are_in_the_currency_of_the_place(abroad):
    # Lyon S1: 80 000 · 1.2 = 96 000 … 144 000 EUR, mid 120 000
    roster = staff(
        ("E1", "Specialist", "S1", 90_000),  # EUR as the place: 6 000 below
        ("E2", "Specialist", "S1", 90_000),  # CHF: 120 000 EUR
        ("E3", "Specialist", "S1", 45_000),  # USD: 45 000 · 0.8 / 0.75 = 48 000 EUR, 48 000 below, half-time
        Location=["Lyon"] * 3,
        Currency=["", "CHF", "USD"],
        FTE=[1, 1, 0.5],
    )
    table = placed(abroad, roster)
    assert table["Min"].tolist() == pytest.approx([96_000] * 3)
    assert table["Compa-ratio"].tolist() == pytest.approx([0.75, 1, 0.4])
    assert table["Cost to min"].tolist() == pytest.approx([6_000, 0, 24_000])


# ---------------------------------------------------------------- cost to minimum

FIVE = (
    ("E1", "Specialist", "S1", 78_000),  # 2 000 below, half-time: 1 000
    ("E2", "Specialist", "S1", 100_000),
    ("E3", "Specialist", "S2", 85_000),  # 5 000 below the flat band
    ("E4", "Manager", "M1", 140_000),  # above
    ("E5", "Specialist", "S9", 50_000),  # no band
)


def test_the_cost_in_all_is_one_row(structure_of):
    table = costs(structure_of(BANDS), staff(*FIVE, FTE=[0.5, np.nan, 1, 1, 0.8]))
    assert table.columns.tolist() == list(people.COST)
    # payroll 39 000 + 100 000 + 85 000 + 140 000 + 40 000
    assert table.iloc[0, :6].tolist() == [5, 1, 2, 1, 6_000, 404_000]
    assert table["Percent of payroll"].tolist() == pytest.approx([6_000 / 404_000])


def test_by_a_column_there_is_a_row_per_group_and_one_in_all(structure_of):
    table = costs(structure_of(BANDS), staff(*FIVE, FTE=[0.5, np.nan, 1, 1, 0.8]), "Track")
    assert table.iloc[:, :7].to_numpy().tolist() == [
        ["Manager", 1, 0, 0, 1, 0, 140_000],
        ["Specialist", 4, 1, 2, 0, 6_000, 264_000],
        ["All", 5, 1, 2, 1, 6_000, 404_000],
    ]


def test_by_two_columns_each_pair_that_occurs_is_a_group(structure_of):
    table = costs(structure_of(BANDS), staff(*FIVE, Site=["b", "a", "", "b", "a"]), "Level", "Site")
    assert table[["Level", "Site", "Headcount", "Cost"]].to_numpy().tolist() == [
        ["M1", "b", 1, 0],
        ["S1", "a", 1, 0],
        ["S1", "b", 1, 2_000],
        ["S2", "(blank)", 1, 5_000],
        ["S9", "a", 1, 0],
        ["All", "", 5, 7_000],
    ]


def test_groups_stand_in_natural_order(structure_of):
    names = ["S10", "S2", "S1", "s3", "Bern 12 b", "Bern 2 b", "10", "9", "S2"]
    roster = staff(*((f"E{n}", "Specialist", "S1", 90_000) for n in range(9)), Site=names)
    table = costs(structure_of(BANDS), roster, "Site")
    # numbers count as numbers and come before letters, and capitals do not matter
    assert table["Site"].tolist() == ["9", "10", "Bern 2 b", "Bern 12 b", "S1", "S2", "s3", "S10", "All"]


def test_an_unknown_column_is_named_with_those_there(structure_of):
    with pytest.raises(InputError, match=r'no column "Squad" to group by; columns: Employee, Track, Level, Base pay\.'):
        costs(structure_of(BANDS), staff(*FIVE), "Track", "Squad")


def test_a_group_without_band_costs_nothing_and_is_counted(structure_of):
    table = costs(structure_of(BANDS), staff(*FIVE), "Level").set_index("Level")
    assert table.loc["S9", list(people.COST)].tolist() == [1, 1, 0, 0, 0, 50_000, 0]


def test_cost_and_payroll_of_a_place_abroad_are_in_the_structure_currency(abroad):
    roster = staff(
        ("E1", "Specialist", "S1", 90_000),  # Lyon: 6 000 EUR below = 4 500 CHF; pay 67 500 CHF
        ("E2", "Specialist", "S1", 70_000),  # Bern: 10 000 CHF below
        ("E3", "Specialist", "S1", 60_000),  # in francs at Lyon: 80 000 EUR, 16 000 below = 12 000 CHF
        Location=["Lyon", "Bern", "Lyon"],
        Currency=["", "", "CHF"],
    )
    table = costs(abroad, roster, "Location").set_index("Location")
    assert table.loc["Lyon", ["Cost", "Payroll"]].tolist() == pytest.approx([16_500, 127_500])
    assert table.loc["All", ["Cost", "Payroll"]].tolist() == pytest.approx([26_500, 197_500])


def test_actual_pay_is_the_payroll_and_is_held_against_the_band_at_full_time(model_of):
    structure = model_of({"base pay is": "actual", "structure currency": "CHF"}, **ABROAD).structure
    roster = staff(("E1", "Specialist", "S1", 30_000), ("E2", "Specialist", "S1", 45_000), FTE=[0.5, 0.5])
    # 60 000 and 90 000 at full time: 20 000 below, for half the time
    assert placed(structure, roster)["Compa-ratio"].tolist() == pytest.approx([0.6, 0.9])
    assert costs(structure, roster).loc[0, ["Below", "Cost", "Payroll"]].tolist() == [1, 10_000, 75_000]


def test_nobody_makes_no_group_and_no_share(structure_of):
    table = costs(structure_of(BANDS), staff(*FIVE)[:0], "Track")
    assert table.iloc[:, :7].to_numpy().tolist() == [["All", 0, 0, 0, 0, 0, 0]]
    assert np.isnan(table["Percent of payroll"].iloc[0])


BAND = {("Specialist", "S1"): (80_000, 120_000), ("Manager", "M1"): (88_000, 132_000)}
GEO = {"": (1.0, "CHF"), "Bern": (1.0, "CHF"), "Lyon": (0.9, "EUR"), "Rom": (np.nan, "CHF")}
RATE = {"CHF": 1.0, "EUR": 0.75, "USD": 0.8}
PERSON = st.tuples(
    st.sampled_from([*BAND, ("Manager", "M2"), ("Manager", "S1")]),
    st.integers(50_000, 190_000).map(lambda pay: pay + 0.37),  # never exactly on a bound
    st.sampled_from([np.nan, 0.5, 0.8, 1]),
    st.sampled_from([*GEO]),
    st.sampled_from(["", "CHF", "EUR", "USD"]),
    st.sampled_from(["active", "", "leave", "leaver"]),
    st.sampled_from(["a", "b", ""]),
)


def roster_of(persons: list[tuple]) -> pd.DataFrame:
    level, pay, fte, place, currency, status, site = zip(*persons, strict=True)
    rows = [(str(n), *level[n], pay[n]) for n in range(len(persons))]
    columns = {"FTE": fte, "Location": place, "Currency": currency, "Status": status, "Site": site}
    return staff(*rows, **{name: list(cells) for name, cells in columns.items()})


@given(st.lists(PERSON, min_size=1, max_size=25))
@settings(deadline=None, max_examples=40)
def test_cost_to_minimum_equals_a_plain_loop(abroad, persons):
    expected: dict[str, list[float]] = defaultdict(lambda: [0.0] * 6)
    for level, typed, fte, place, currency, status, site in persons:
        if status in ("leave", "leaver"):
            continue
        geo, own = GEO[place]
        pay = typed * RATE[currency or own] / RATE[own]
        low, high = (end * geo / RATE[own] for end in BAND.get(level, (np.nan, np.nan)))
        share = 1 if np.isnan(fte) else fte
        short = max(low - pay, 0) if low == low else 0
        figures = (1, low != low, pay < low, pay > high, short * share * RATE[own], pay * share * RATE[own])
        if place == "Rom" and not currency:  # nothing tells the currency of the pay
            figures = (1, 1, 0, 0, 0, 0)
        for group in (site or "(blank)", "All"):
            expected[group] = [total + figure for total, figure in zip(expected[group], figures, strict=True)]
    table = costs(abroad, roster_of(persons), "Site").set_index("Site")
    assert set(table.index) == {"All", *expected}
    for group, figures in expected.items():
        assert table.loc[group, list(people.COST[:6])].tolist() == pytest.approx(figures, abs=1e-6)
    # the groups make up the whole
    assert table.drop(index="All")[list(people.COST[:6])].sum().tolist() == pytest.approx(table.loc["All"].tolist()[:6])


@given(st.lists(PERSON, min_size=1, max_size=12), st.randoms())
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_people_moves_the_rows_and_changes_no_figure(abroad, persons, random):
    roster = roster_of(persons)
    order = random.sample(range(len(roster)), len(roster))
    shuffled = roster.iloc[order]
    one, other = people.placed_table(abroad, roster), people.placed_table(abroad, shuffled)
    pd.testing.assert_frame_equal(one.iloc[order], other)
    pd.testing.assert_frame_equal(costs(abroad, roster, "Site", "Track"), costs(abroad, shuffled, "Site", "Track"))


@given(st.lists(PERSON, min_size=1, max_size=12), st.sampled_from([0.25, 2.0, 16.0]))
@settings(deadline=None, max_examples=40)
def test_amounts_grow_with_the_scale_of_pay_and_ratios_stay(structure_of, persons, scale):
    def at(factor: float):
        rows = [[*level, low * factor, (low + high) / 2 * factor, high * factor] for level, (low, high) in BAND.items()]
        structure = structure_of([["Track", "Level", "Min", "Mid", "Max"], *rows])
        roster = roster_of(persons).drop(columns="Currency")  # finished bands convert nothing
        return structure, roster.assign(**{"Base pay": roster["Base pay"] * factor})

    (one, roster), (other, scaled) = at(1), at(scale)  # powers of two: exact in floats
    table, larger = people.placed_table(one, roster), people.placed_table(other, scaled)
    amounts = ["Min", "Mid", "Max", "Cost to min"]
    pd.testing.assert_frame_equal(table[amounts] * scale, larger[amounts])
    pd.testing.assert_frame_equal(table.drop(columns=amounts), larger.drop(columns=amounts))
    cost, larger_cost = costs(one, roster, "Site"), costs(other, scaled, "Site")
    assert larger_cost["Cost"].tolist() == (cost["Cost"] * scale).tolist()
    pd.testing.assert_series_equal(larger_cost["Percent of payroll"], cost["Percent of payroll"])


@given(st.lists(PERSON, min_size=1, max_size=12))
@settings(deadline=None, max_examples=40)
def test_other_names_for_tracks_and_levels_change_no_figure(structure_of, persons):
    names = {"Specialist": "Manager", "Manager": "Specialist", "S1": "M1", "M1": "S1"}  # swapped all over
    rows = [[*level, low, (low + high) / 2, high] for level, (low, high) in BAND.items()]
    one = structure_of([["Track", "Level", "Min", "Mid", "Max"], *rows])
    renamed = [[names[track], names[level], *ends] for track, level, *ends in rows]
    other = structure_of([["Track", "Level", "Min", "Mid", "Max"], *renamed])
    roster = roster_of(persons).drop(columns="Currency")
    swapped = roster.assign(
        Track=roster["Track"].map(names), Level=roster["Level"].map(lambda level: names.get(level, level))
    )
    figures = ["Min", "Mid", "Max", "Compa-ratio", "Penetration", "Status", "Cost to min"]
    table, other_table = people.placed_table(one, roster), people.placed_table(other, swapped)
    pd.testing.assert_frame_equal(table[figures], other_table[figures])
    pd.testing.assert_frame_equal(costs(one, roster), costs(other, swapped))
