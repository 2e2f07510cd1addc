"""Tables that worksheet functions and command line show alike. Golden ids: tests/golden/golden.csv."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from bandmodel import views, weighting
from bandmodel.errors import InputError

GOLDEN_17 = """Track | Level | Title | Grade | Min | Mid | Max | Market | Bonus target | LTI target
               Specialist | S1 | Engineer | 1 | 80000 | 100000 | 120000 | 100000 | 0.1 | 0
               Specialist | S2 | Senior | 2 | 94400 | 118000 | 141600 | 112000 | 0.1 | 0
               Specialist | S3 | Principal | 3 | 111200 | 139000 | 166800 | | 0.1 | 0
               Specialist | S4 | Fellow | 4 | 128000 | 160000 | 192000 | 150000 | 0.1 | 0.1
               Manager | M1 | Lead | 1 | 81600 | 102000 | 122400 | 105000 | 0.2 | 0
               Manager | M2 | Manager | 2 | 100000 | 125000 | 150000 | 120000 | 0.2 | 0
               Manager | M3 | Head | 3 | 120000 | 150000 | 180000 | 150000 | 0.2 | 0
               Manager | M4 | Director | 4 | 152000 | 190000 | 228000 | 180000 | 0.2 | 0.2
               Manager | M5 | Chief | 5 | 190000 | 238000 | 286000 | | 0.2 | 0.3"""


@pytest.fixture
def golden(structure_of):
    return structure_of(GOLDEN_17)


def staff(*rows: tuple, **columns: list) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["Track", "Level", "Base pay"]).assign(**columns)


def test_the_bands_table_has_the_columns_of_the_contract(golden):
    # contract §2, BM_BANDS
    expected = "Track, Level, Title, Grade, Min, Mid, Max, Spread, Progression, Overlap, Market, Market index"
    table = views.bands_table(golden.bands)
    assert ", ".join(table.columns) == expected
    assert len(table) == 9


@pytest.mark.parametrize(
    ("measure", "value"),
    [("mid", 118_000), ("MAX", 141_600), (" Market Index ", 118 / 112), ("progression", 0.18), ("title", "Senior")],
)
def test_a_measure_is_named_whatever_its_case(golden, measure, value):
    found = views.measure_of(golden, "Specialist", "S2", measure)
    assert found == (value if isinstance(value, str) else pytest.approx(value))


def test_a_measure_or_level_that_is_not_there_is_answered_with_what_is(golden):
    with pytest.raises(InputError, match='Measure "median" is unknown; use one of "Track", "Level"'):
        views.measure_of(golden, "Specialist", "S2", "median")
    with pytest.raises(InputError, match='Level "M1" is not on track "Specialist"'):
        views.measure_of(golden, "Specialist", "M1", "mid")


def test_people_add_headcount_and_median_compa_and_change_no_verdict(golden):
    people = staff(
        ("Specialist", "S1", 90_000),
        ("Specialist", "S1", 100_000),
        ("Specialist", "S1", 130_000),
        ("Specialist", "S1", 999_000),  # a leaver
        ("Manager", "M1", 102_000),
        ("Manager", "M9", 102_000),  # no such level
        ("Manager", "M4", np.nan),  # unknown pay: counted, without a compa-ratio
        Status=["active", "", "active", "leaver", "", "", ""],
    )
    table = views.pairs_table(golden, "base", 0.05, people)
    assert table["From headcount"].tolist() == [3, 0, 0, 0]
    assert table["To headcount"].tolist() == [1, 0, 0, 1]
    # the middle of 0.9, 1.0, 1.3; 102 / 102; unknown where nobody is
    np.testing.assert_array_equal(table["From median compa"], [1.0, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(table["To median compa"], [1.0, np.nan, np.nan, np.nan])
    assert table["Verdict"].tolist() == views.pairs_table(golden, "base", 0.05)["Verdict"].tolist()


def test_a_side_of_several_levels_counts_the_people_of_all(structure_of):
    equal = """From track | From level | To track | To level
               Specialist | S2 | Manager | M1
               Specialist | S2 | Manager | M2"""
    people = staff(("Manager", "M1", 102_000), ("Manager", "M2", 137_500), ("Manager", "M2", 150_000))
    table = views.pairs_table(structure_of(GOLDEN_17, equal), "base", 0.05, people)
    assert table["To headcount"].tolist() == [3]
    assert table["To median compa"].tolist() == [1.1]  # of 1.0, 137.5 / 125 = 1.1, 150 / 125 = 1.2


def test_the_headline_of_golden_17(golden):
    table = views.headline_table(golden.pairs(), "base", 0.05).set_index("Label")
    assert table.columns.tolist() == ["Value", "Note"]
    assert table.loc["Headline gap", "Value"] == pytest.approx(-0.0781, abs=5e-5)  # golden 20
    assert table.loc["Mean absolute gap", "Value"] == pytest.approx((2 / 102 + 7 / 125 + 11 / 150 + 30 / 190) / 4)
    assert table.loc["Worst gap", "Value"] == pytest.approx(-30 / 190)
    assert table.loc["Worst gap", "Note"] == "Specialist S4 / Manager M4"
    counts = table["Value"].tolist()[3:]
    assert counts == [4, 3, 0, 0]  # compared, outside, justified, unknown
    assert "tolerance 5.00%" in table.loc["Pairs outside tolerance", "Note"]


def test_a_headline_without_a_known_gap_is_unknown(structure_of):
    bands = "Track | Level | Grade | Min | Mid | Max\nSpecialist | S1 | 1 | 8 | 10 | 12\nManager | M1 | 1 | 8 | 10 | 12"
    table = views.headline_table(structure_of(bands).pairs("cash"), "cash", 0.05).set_index("Label")["Value"]
    assert table[["Headline gap", "Mean absolute gap", "Worst gap"]].isna().all()
    assert table[["Pairs compared", "Pairs unknown"]].tolist() == [0, 1]


def test_the_parts_of_the_parity_check_can_be_asked_for_alone(golden):
    pairs, headline, missing = views.parity_parts(golden)
    assert [len(pairs), len(headline), len(missing)] == [4, 7, 1]
    for part, whole in (("pairs", pairs), ("Headline", headline), ("MISSING", missing)):
        (alone,) = views.parity_parts(golden, part=part)
        pd.testing.assert_frame_equal(alone, whole)
    assert missing.iloc[0].tolist() == ["Manager", "M5", "5", "Specialist", "no level at grade 5 and no equivalent level"]


def test_the_parity_check_takes_basis_and_tolerance(golden):
    pairs, headline, _ = views.parity_parts(golden, "cash", 0.14)
    assert_allclose(pairs["Gap"], [-0.1013, -0.1347, -0.1506, -0.2281], atol=5e-5)  # golden 18
    assert headline.set_index("Label").loc["Pairs outside tolerance", "Value"] == 2


@pytest.mark.parametrize("tolerance", [0, 1, -0.05, 5])
def test_a_tolerance_that_is_no_fraction_is_refused(golden, tolerance):
    with pytest.raises(InputError, match=f"Tolerance {tolerance:g} is not between 0 and 1; give a fraction such as 0.05"):
        views.parity_parts(golden, tolerance=tolerance)


def test_an_unknown_part_lists_the_parts(golden):
    with pytest.raises(InputError, match='Part "everything" is unknown; use one of "all", "pairs", "headline", "missing"'):
        views.parity_parts(golden, part="everything")


def test_ceiling_and_slope_of_golden_17(structure_of):
    built = structure_of("\n".join(GOLDEN_17.split("\n")[:-1]))  # without M5
    ceiling = views.ceiling_table(built).iloc[0]
    assert (ceiling["From top level"], ceiling["To top level"]) == ("S4", "M4")
    assert ceiling["Ceiling gap"] == pytest.approx(-0.1579, abs=5e-5)
    assert ceiling["Ceiling ratio"] == pytest.approx(192 / 228)
    slope = views.slope_table(built)
    assert slope["Over"].tolist() == ["all rungs", "equivalent rungs"]
    assert_allclose(slope["From slope"], [0.1696] * 2, atol=5e-5)
    assert_allclose(slope["To slope"], [0.2304] * 2, atol=5e-5)


def test_the_split_adds_up_in_logs(golden):
    table = views.split_table(golden)
    first, third, fourth = table.iloc[0], table.iloc[2], table.iloc[3]
    # S1/M1: market 100/105, midpoints 100/102, bonus 1.1/1.2, no LTI
    assert first["Market"] == pytest.approx(np.log(100 / 105))
    assert first["Policy"] == pytest.approx(np.log(100 / 102) - np.log(100 / 105))
    assert (first["Bonus"], first["LTI"]) == (pytest.approx(np.log(1.1 / 1.2)), pytest.approx(0, abs=1e-12))
    assert first["Gap"] == pytest.approx(110 / 122.4 - 1)
    # S3 has no market rate: market and policy are shown as one
    assert np.isnan(third["Market"])
    assert third["Market and policy"] == pytest.approx(np.log(139 / 150))
    # S4/M4: LTI on top of bonus, (1.2/1.1) / (1.4/1.2)
    assert fourth["LTI"] == pytest.approx(np.log((1.2 / 1.1) / (1.4 / 1.2)))
    parts = table[["Market", "Policy", "Market and policy", "Bonus", "LTI"]].sum(axis=1)
    assert_allclose(parts, table["Log gap"])


def test_the_weighting_table_has_a_line_for_everything(golden):
    table = views.weighting_table(weighting.smallest(golden))
    assert table.columns.tolist() == ["Label", "Value", "Note"]
    assert table["Label"].tolist()[:5] == [
        "Exact parity weight", "Parity weight after rounding", "Worst published gap", "Tolerance", "Parity anchor",
    ]  # fmt: skip
    assert table["Value"].iloc[0] == pytest.approx(0.701523, abs=1e-6)  # golden 20


def test_equivalents_are_found_in_both_directions(structure_of):
    equal = """From track | From level | To track | To level | Weight
               Specialist | S3 | Manager | M1 | 1
               Specialist | S3 | Manager | M2 | 3"""
    built = structure_of(GOLDEN_17, equal)
    there = views.equivalents_table(built, "Specialist", "S3", "Manager")
    assert there[["Track", "Level", "Mid", "Weight"]].to_numpy().tolist() == [
        ["Manager", "M1", 102_000, 0.25], ["Manager", "M2", 125_000, 0.75],
    ]  # fmt: skip
    back = views.equivalents_table(built, "Manager", "M2", "Specialist")
    assert back[["Level", "Weight"]].to_numpy().tolist() == [["S3", 1.0]]
    assert views.equivalents_table(built, "Specialist", "S1", "Manager").empty
    with pytest.raises(InputError, match='Track "Project" is not known; tracks: Specialist, Manager'):
        views.equivalents_table(built, "Specialist", "S1", "Project")
