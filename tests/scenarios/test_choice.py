"""The table to choose by: lifting bands beside paying a bonus, in the same lines; each figure by hand."""

import numpy as np
import pytest

from bandmodel.errors import InputError
from bandmodel.scenarios import choice
from bandmodel.scenarios.run import run
from scenarios.company import PAYROLL, company

BAND = [("Band", 2026, "structure adjustment", "track=Specialist", 0.05), ("Band", 2026, "lift to minimum", "all", 1)]
BONUS = [("Bonus", year, "specialist bonus", "all", 0.05) for year in (2026, 2027)]


def chosen(levers, **changes):
    made = company(levers, **changes)
    return choice.table([run(made, made.scenario(name)) for name in made.scenarios]).set_index("Label")


def test_lifting_the_band_and_paying_a_bonus_stand_side_by_side():
    table = chosen([*BAND, *BONUS])
    assert list(table.columns) == ["Band", "Bonus", "Note"]
    band, bonus = table["Band"], table["Bonus"]
    # band: a 84 000 − 75 000; b half of 99 120 − 90 000. bonus: a twentieth of 75 000 + 45 000 + 140 000
    assert (band["Cost in the first year"], bonus["Cost in the first year"]) == (13_560, 13_000)
    assert (band["Cost of all years"], bonus["Cost of all years"]) == (27_120, 26_000)
    assert band["Percent of payroll, last year"] == pytest.approx(13_560 / PAYROLL)
    assert (band["People whose pay is raised"], bonus["People whose pay is raised"]) == (2, 0)
    assert (band["People with a bonus, last year"], bonus["People with a bonus, last year"]) == (0, 3)
    # before −1.96, −5.6, −7.33 %; band 105 / 102 = +2.94, 123.9 / 125 = −0.88, 145.95 / 150 = −2.7 %
    assert (band["Pairs outside tolerance before"], bonus["Pairs outside tolerance before"]) == (2, 2)
    assert (band["Pairs outside tolerance, bands"], bonus["Pairs outside tolerance, bands"]) == (0, 2)
    assert (band["Pairs outside tolerance, with bonus"], bonus["Pairs outside tolerance, with bonus"]) == (0, 0)
    assert band["Worst gap, bands"] == band["Worst gap, with bonus"] == pytest.approx(105 / 102 - 1)
    assert bonus["Worst gap, bands"] == bonus["Worst gap before"] == pytest.approx(139 / 150 - 1)
    assert bonus["Worst gap, with bonus"] == pytest.approx(105 / 102 - 1)
    headline = (100 / 102 * 118 / 125 * 139 / 150) ** (1 / 3)
    assert bonus["Headline gap, bands"] == pytest.approx(headline - 1)
    assert bonus["Headline gap, with bonus"] == pytest.approx(headline * 1.05 - 1)
    assert (band["Below minimum, last year"], bonus["Below minimum, last year"]) == (0, 2)


def test_the_lines_are_always_the_same_and_each_is_a_figure():
    table = chosen([*BAND, *BONUS])
    assert list(table.index) == list(choice.LINES)
    assert table[["Band", "Bonus"]].dtypes.map(lambda kind: kind.kind == "f").all()
    assert set(choice.NOTES) <= set(choice.LINES)


def test_what_is_paid_once_stands_apart_and_is_summed_over_the_years():
    table = chosen([("Merit", 2026, "merit cycle", "", None), ("Merit", 2027, "merit cycle", "", None)])
    assert table["Merit"]["Paid once"] == 1_850 * 2  # f, above the maximum: 1 % of 185 000 each year
    assert table["Merit"]["People whose pay is raised"] == 5 * 2


def test_a_bonus_that_ends_before_the_last_year_is_not_in_the_last_year():
    table = chosen([("Bonus", 2026, "specialist bonus", "all", 0.05), ("Late", 2027, "lift to minimum", "", 1)])
    assert table["Bonus"]["Cost in the first year"] == 13_000
    assert table["Bonus"]["Cost in the last year"] == 0
    assert table["Bonus"]["Worst gap, with bonus"] == table["Bonus"]["Worst gap, bands"]


def test_range_and_turnover_are_there_once_their_settings_are():
    levers = [*BAND, ("Stay", 2026, "attrition", "track=Specialist", 0.05)]
    bare = chosen(levers)
    assert bare["Band"][["Low (P10), last year", "Turnover avoided low, all years"]].isna().all()
    known = chosen(levers, **{"simulation volatility": 0.03, "exit rate": 0.1})
    assert known["Band"]["Low (P10), last year"] < 13_560 < known["Band"]["High (P90), last year"]
    assert np.isnan(known["Band"]["Turnover avoided low, all years"])
    stay = known["Stay"]
    assert stay["Turnover avoided high, all years"] == pytest.approx(stay["Turnover avoided low, all years"] * 2.00 / 0.21)


def test_without_comparisons_what_is_about_parity_is_unknown():
    bands = [["Track", "Level", "Min", "Mid", "Max"], ["Specialist", "S1", 80, 100, 120]]
    people = [["Employee", "Track", "Level", "Base pay"], ["a", "Specialist", "S1", 70]]
    table = chosen([("A", 2026, "lift to minimum", "", 1)], bands=bands, people=people)
    parity = [line for line in choice.LINES if line.startswith(("Pairs", "Worst", "Headline", "Adjusted"))]
    assert len(parity) == 9
    assert table["A"][parity].isna().all()
    assert table["A"]["Cost of all years"] == 10


def test_base_is_no_choice_and_alone_none():
    made = company([*BAND])
    both = choice.table([run(made, made.scenario(name)) for name in ("base", "band")])
    assert list(both.columns) == ["Label", "Band", "Note"]
    with pytest.raises(InputError, match="The Scenarios table has no scenario beside base; add one"):
        chosen([])


def test_a_scenario_named_as_a_column_of_the_table_stands_beside_it():
    rows = [("Label", 2026, "lift to minimum", "", 1), ("Note", 2026, "specialist bonus", "", 0.05)]
    made = company(rows)
    table = choice.table([run(made, made.scenario(name)) for name in made.scenarios])
    assert list(table.columns) == ["Label", "Label (scenario)", "Note (scenario)", "Note"]
    assert table["Label"].tolist() == list(choice.LINES)
    assert table.set_index("Label")["Label (scenario)"]["Cost in the first year"] == 7_200
