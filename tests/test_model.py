"""From tables to published bands. Structure date 2026-01-01 unless said; the arithmetic stands beside each figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import bandmodel
from bandmodel import findings, model
from bandmodel.errors import InputError, PolicyError
from bandmodel.inputs import folder

LEVELS = """Track | Level | Rank | Grade | Points
            Specialist | S1 | 1 | 7 | 100
            Specialist | S2 | 2 | 8 | 200
            Specialist | S3 | 3 | 9 | 350
            Manager | M1 | 1 | 8 | 220
            Manager | M2 | 2 | 9 | 300
            Manager | M3 | 3 | 10 | 500"""
PAY = {"S1": 80e3, "S2": 95e3, "S3": 120e3, "M1": 100e3, "M2": 118e3, "M3": 160e3}
ONE_LEVEL = "Track | Level | Rank\nSpecialist | S1 | 1"
PAIR = "Track | Level | Rank | Grade | Mid\nSpecialist | S1 | 1 | 7 | 100000\nManager | M1 | 1 | 7 | 121000"
SURVEYS = """Survey | Track | Level | Location | Currency | Effective date | P50 | Weight | Element
             A | Specialist | S1 | | CHF | 2025-01-01 | 100000 | 2 |
             B | Specialist | S1 | Genf | EUR | 2025-07-01 | 100000 | | base
             C | Specialist | S1 | | CHF | 2025-07-01 | 900000 | 0 |
             D | Specialist | S1 | | CHF | 2025-07-01 | 900000 | 1 | target cash
             E | Specialist | S1 | | CHF | 2026-03-01 | 104000 | 1 |"""
PLACES = "Location | Geo factor | Currency\nGenf | 1.1 | CHF\nLyon | 0.8 | EUR\nBasel | 1 |"
FX = """Currency | Rate | Date
        EUR | 0.90 | 2024-01-01
        EUR | 0.95 | 2026-01-01
        EUR | 9.99 | 2026-01-02"""
CHF = {"structure currency": "CHF"}


def market(pay: dict[str, float]) -> list[list]:
    """Survey rows dated on the structure date, so that the median is the market rate."""
    track = {"S": "Specialist", "M": "Manager"}
    rows = [["A", track[level[0]], level, "2026-01-01", value] for level, value in pay.items()]
    return [["Survey", "Track", "Level", "Effective date", "P50"], *rows]


def own(built) -> dict[str, float]:
    return dict(zip(built.bands["Level"], built.structure.own_mid, strict=True))


def exact(built) -> dict[str, float]:
    return dict(zip(built.bands["Level"], built.structure.exact_mid, strict=True))


def band(built, level: str) -> list[float]:
    return built.bands.set_index("Level").loc[level, ["Min", "Mid", "Max"]].astype(float).tolist()


# ---- market pricing


def test_surveys_are_aged_converted_localised_and_blended(model_of):
    built = model_of(CHF, Levels=ONE_LEVEL, Market=SURVEYS, Locations=PLACES, FX=FX)
    steps = built.survey.set_index("Survey")
    assert_allclose(steps["Months"], [12, 6, 6, 6, 0])
    # A 100 000 · (1 + 0.03 · 12/12); B 100 000 · (1 + 0.03 · 6/12); E after the structure date: not aged
    assert_allclose(steps.loc[["A", "B", "E"], "Aged"], [103_000, 101_500, 104_000])
    assert_allclose(steps.loc["B", ["Rate", "Converted"]].astype(float), [0.95, 96_425])  # rate of 2026-01-01
    assert_allclose(steps.loc["B", ["Factor", "National"]].astype(float), [1.1, 96_425 / 1.1])  # 87 659.09
    assert steps["Used weight"].tolist() == [2, 1, 0, 0, 1]
    # (2 · 103 000 + 87 659.0909 + 104 000) / 4
    assert_allclose(built.market, [99_414.7727], atol=1e-4)
    # 99 414.77 / 1.25 = 79 531.8 down; · 1.5 = 119 297.7 up; middle
    assert band(built, "S1") == [79_500, 99_400, 119_300]


@pytest.mark.parametrize(
    ("method", "day", "aged"),
    [
        ("simple", "2025-03-15", 100_000 * (1 + 0.03 * (9 + 17 / 31) / 12)),  # nine months to 15 December, 17 of 31 days
        ("simple", "2025-01-01", 103_000),
        ("compound", "2025-07-01", 101_488.916),  # 100 000 · √1.03
        ("compound", "2024-01-01", 106_090),  # 1.03²
    ],
)
def test_ageing_follows_policy_and_calendar(model_of, method, day, aged):
    surveys = f"Survey | Track | Level | Effective date | P50\nA | Specialist | S1 | {day} | 100000"
    built = model_of({"ageing method": method}, Levels=ONE_LEVEL, Market=surveys)
    assert_allclose(built.market, [aged], rtol=1e-8)


def test_the_target_percentile_of_the_level_stands_over_that_of_the_policy(model_of):
    levels = "Track | Level | Rank | Target percentile\nSpecialist | S1 | 1 | 60\nSpecialist | S2 | 2 |"
    head = "Survey | Track | Level | Effective date | P25 | P50 | P75"
    rows = "\n".join(f"A | Specialist | {level} | 2026-01-01 | 80000 | 100000 | 121000" for level in ("S1", "S2"))
    # P60: 0.4 of the way from P50 to P75 in logs, 100 000 · 1.21^0.4
    assert_allclose(model_of(Levels=levels, Market=f"{head}\n{rows}").market, [100_000 * 1.21**0.4, 100_000])
    assert_allclose(
        model_of({"target percentile": 75}, Levels=levels, Market=f"{head}\n{rows}").market, [100_000 * 1.21**0.4, 121_000]
    )


def test_a_level_without_a_survey_has_no_band(model_of):
    built = model_of(Levels=LEVELS, Market=market({"S1": 80e3}))
    assert built.bands["Mid"].isna().tolist() == [False, True, True, True, True, True]


# ---- midpoint methods


def test_method_market_takes_the_market_rate(model_of):
    assert own(model_of(Levels=LEVELS, Market=market(PAY))) == pytest.approx(PAY)


def test_method_line_fits_each_track_on_points(model_of):
    built = model_of({"midpoint method": "line"}, Levels=LEVELS, Market=market(PAY))
    for levels, points in ((["S1", "S2", "S3"], [100, 200, 350]), (["M1", "M2", "M3"], [220, 300, 500])):
        line = np.polyfit(points, np.log([PAY[level] for level in levels]), 1)
        assert_allclose([own(built)[level] for level in levels], np.exp(np.polyval(line, points)))
    assert built.lines["Specialist"].rows == 3


def test_method_line_gives_a_level_without_market_data_its_place_on_the_line(model_of):
    levels = LEVELS + "\nSpecialist | S4 | 4 | 10 | 400"
    built = model_of({"midpoint method": "line"}, Levels=levels, Market=market(PAY))
    line = np.polyfit([100, 200, 350], np.log([80e3, 95e3, 120e3]), 1)
    assert own(built)["S4"] == pytest.approx(np.exp(np.polyval(line, 400)))


def test_method_grade_makes_equal_grades_equal_on_all_tracks(model_of):
    built = model_of({"midpoint method": "grade"}, Levels=LEVELS, Market=market(PAY))
    line = np.polyfit([7, 8, 9, 8, 9, 10], np.log(list(PAY.values())), 1)
    assert_allclose(list(own(built).values()), np.exp(np.polyval(line, [7, 8, 9, 8, 9, 10])))
    assert exact(built)["S2"] == exact(built)["M1"]
    assert exact(built)["S3"] == exact(built)["M2"]


def test_method_progression_climbs_at_a_constant_rate(model_of):
    rates = {"Specialist: first midpoint": 80_000, "Specialist: progression": 0.1}
    rates |= {"manager: First midpoint": 100_000, "Manager: progression": 0.2}
    built = model_of({"midpoint method": "progression", **rates}, Levels=LEVELS)
    expected = {"S1": 80_000, "S2": 88_000, "S3": 96_800, "M1": 100_000, "M2": 120_000, "M3": 144_000}
    assert own(built) == pytest.approx(expected)


def test_a_typed_mid_alone_is_the_own_midpoint(model_of):
    levels = "Track | Level | Rank | Mid | Spread\nSpecialist | S1 | 1 | 44514 | 0.4"
    built = model_of({"rounding": 500}, Levels=levels, Market=market({"S1": 90e3}))
    assert own(built)["S1"] == 44_514
    # golden 14: 44 514 / 1.2 = 37 095 → 37 000; · 1.4 = 51 933 → 52 000; the middle is not rounded again
    assert band(built, "S1") == [37_000, 44_500, 52_000]
    assert_allclose(built.bands["Spread"], [15 / 37])  # the effective one: 15 000 / 37 000


@pytest.mark.parametrize("method", ["market", "line", "progression", "grade"])
def test_a_given_range_is_left_as_it_is_by_every_method(model_of, method):
    levels = """Track | Level | Rank | Grade | Points | Min | Mid | Max | Spread
                Specialist | S1 | 1 | 7 | 100 | 70001 | | 99999 | 0.1
                Specialist | S2 | 2 | 8 | 200 | 80001 | 91000 | 99999 | 0.1
                Manager | M1 | 1 | 7 | 300 | | 150000 | |"""
    built = model_of({"midpoint method": method, "parity weight": 1}, Levels=levels, Market=market({"S1": 9e4, "M1": 1e5}))
    assert band(built, "S1") == [70_001, 85_000, 99_999]
    assert band(built, "S2") == [80_001, 91_000, 99_999]  # a given Mid is kept
    assert exact(built)["M1"] == 150_000  # a given range does not pull either


@pytest.mark.parametrize("ends", ["50000 | |", "| | 60000", "60000 | | 50000", "60000 | 55000 | 50000"])
def test_a_broken_range_leaves_its_band_and_its_neighbour_on_the_other_track_alone(model_of, ends):
    levels = f"Track | Level | Rank | Grade | Min | Mid | Max\nSpecialist | S1 | 1 | 7 | {ends}\nManager | M1 | 1 | 7 | | |"
    built = model_of({"parity weight": 1}, Levels=levels, Market=market({"S1": 9e4, "M1": 1e5}))
    assert np.isnan(band(built, "S1")).all()
    assert band(built, "M1") == [80_000, 100_000, 120_000]


# ---- parity weight, rounding


@pytest.mark.parametrize(
    ("weight", "anchor", "specialist", "manager"),
    [
        (0, "common", 100_000, 121_000),
        (1, "common", 110_000, 110_000),  # √(100 · 121)
        (0.4, "common", 100_000 * 1.1**0.4, 121_000 / 1.1**0.4),
        (1, "manager", 121_000, 121_000),
        (0.4, "manager", 100_000 * 1.21**0.4, 121_000),
        (0.4, "higher", 100_000 * 1.21**0.4, 121_000),
    ],
)
def test_the_parity_weight_pulls_a_pair_together(model_of, weight, anchor, specialist, manager):
    built = model_of({"parity weight": weight, "parity anchor": anchor}, Levels=PAIR)
    assert exact(built) == pytest.approx({"S1": specialist, "M1": manager})
    assert own(built) == pytest.approx({"S1": 100_000, "M1": 121_000})


@pytest.mark.parametrize(("anchor", "specialist", "manager"), [("manager", 100_000, 100_000), ("higher", 121_000, 121_000)])
def test_only_the_manager_anchor_lets_a_specialist_fall(model_of, anchor, specialist, manager):
    levels = PAIR.replace("100000", "x").replace("121000", "100000").replace("x", "121000")
    built = model_of({"parity weight": 1, "parity anchor": anchor}, Levels=levels)
    assert exact(built) == pytest.approx({"S1": specialist, "M1": manager})


def test_an_equivalence_with_a_note_does_not_pull(model_of):
    equal = "From track | From level | To track | To level | Note\nSpecialist | S1 | Manager | M1 | scarce skill"
    assert exact(model_of({"parity weight": 1}, Levels=PAIR, Equivalence=equal)) == pytest.approx({"S1": 1e5, "M1": 121e3})


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ({}, [79_200, 99_050, 118_900]),  # 99 040 / 1.25 = 79 232 down, · 1.5 = 118 848 up
        ({"min rounding": "nearest", "max rounding": "nearest"}, [79_200, 99_000, 118_800]),
        ({"min rounding": "up", "max rounding": "down"}, [79_300, 99_050, 118_800]),
        ({"rounding": 1}, [79_232, 99_040, 118_848]),
        ({"spread basis": "mid"}, [74_200, 99_000, 123_800]),  # 99 040 · 0.75 = 74 280, · 1.25 = 123 800
    ],
)
def test_ends_are_rounded_as_the_policy_says(model_of, rounding, expected):
    assert band(model_of(rounding, Levels="Track | Level | Rank | Mid\nSpecialist | S1 | 1 | 99040"), "S1") == expected


@pytest.mark.parametrize(
    ("setting", "mid", "spread"),
    [
        ({"rounding": 100_000}, 50_000, 0.5),  # the minimum rounds down to 0
        ({"spread basis": "mid"}, 50_000, 2.5),  # a minimum below 0
        ({"min rounding": "up", "max rounding": "down"}, 50_050, 0.0005),  # the ends change places
    ],
)
def test_a_band_that_cannot_be_published_is_a_finding_and_leaves_the_others_alone(model_of, setting, mid, spread):
    # the promise of model.build: "every lesser fault leaves its figure unknown and is a finding"
    levels = f"Track | Level | Rank | Mid | Spread\nSpecialist | S1 | 1 | {mid} | {spread}\nSpecialist | S2 | 2 | 900000 | 1"
    built = model_of(setting, Levels=levels)
    assert np.isnan(band(built, "S1")).all()
    assert not np.isnan(band(built, "S2")).any()
    assert [(f.row, f.severity) for f in findings.of_model(built) if f.table == "Levels"][:1] == [(2, "error")]


# ---- currency and locations


@pytest.mark.parametrize(
    ("policy", "surveys", "places", "expected"),
    [
        ({"structure currency": "USD"}, "CHF", "EUR", "USD"),
        ({}, "CHF", "CHF", "CHF"),
        ({}, "", "EUR", "EUR"),
        ({}, "", "", ""),
    ],
)
def test_the_structure_currency_is_the_setting_or_the_only_one_named(model_of, policy, surveys, places, expected):
    head = "Survey | Track | Level | Effective date | P50 | Currency"
    tables = {
        "Market": f"{head}\nA | Specialist | S1 | 2026-01-01 | 1e5 | {surveys}",
        "Locations": f"Location | Geo factor | Currency\nBern | 1.1 | {places}",
    }
    assert model_of(policy, Levels=ONE_LEVEL, **tables).structure.localities.currency == expected


def test_several_currencies_need_the_setting(model_of):
    with pytest.raises(PolicyError, match=r'several currencies \(CHF, EUR\); add a row "structure currency"'):
        model_of(Levels=ONE_LEVEL, Locations=PLACES)


def test_the_bands_of_a_location_are_scaled_and_rounded_alike(model_of):
    levels = """Track | Level | Rank | Min | Mid | Max
                Specialist | S1 | 1 | | 100000 |
                Specialist | S2 | 2 | 90000 | | 150000"""
    built = model_of(CHF, Levels=levels, Market=market({"S1": 99e3}), Locations=PLACES, FX=FX)
    assert band(built, "S1") == [80_000, 100_000, 120_000]

    def at(place: str, level: str) -> list[float]:
        frame = built.structure.bands_at(place).set_index("Level")
        return frame.loc[level, ["Min", "Mid", "Max", "Market"]].astype(float).tolist()

    assert_allclose(at("Genf", "S1"), [88_000, 110_000, 132_000, 108_900])  # · 1.1
    # in euros: 100 000 · 0.8 / 0.95 = 84 210.5; / 1.25 = 67 368.4 down, · 1.5 = 101 052.6 up; market 99 000 · 0.8 / 0.95
    assert_allclose(at("Lyon", "S1"), [67_300, 84_200, 101_100, 83_368.42], atol=0.01)
    assert_allclose(at("Lyon", "S2")[:3], [75_789.47, 101_052.63, 126_315.79], atol=0.01)  # a given range is not rounded
    assert built.structure.bands_at("Basel") is built.bands  # factor 1, structure currency


def test_a_location_that_has_no_bands_says_why(model_of):
    built = model_of(CHF, Levels=PAIR, Locations=PLACES)
    with pytest.raises(InputError, match='Location "Rom" is not on the Locations table; locations: Genf, Lyon, Basel'):
        built.structure.bands_at("Rom")
    with pytest.raises(InputError, match='Location "Lyon": currency EUR has no rate'):
        built.structure.bands_at("Lyon")


# ---- key, order, scale


def test_the_key_names_the_figures(inputs_of):
    day = dt.date(2026, 11, 23)
    inputs = inputs_of(Levels=LEVELS, Market=market(PAY))
    key = model.of_inputs(inputs, day).key
    assert model.of_inputs(inputs_of(Levels=LEVELS, Market=market(PAY)), day).key == key
    assert model.of_inputs(inputs, day.replace(month=2)).key == key  # the same structure date
    others = [
        model.of_inputs(inputs, day, parity_weight=0.1),
        model.of_inputs(inputs, day.replace(year=2027)),
        model.of_inputs(inputs_of(Levels=LEVELS, Market=market({**PAY, "M3": 160_001})), day),
        model.of_inputs(inputs_of(Levels=LEVELS.replace("500", "501"), Market=market(PAY)), day),
    ]
    assert len({key, *(other.key for other in others)}) == 5
    people = "Employee | Track | Level | Base pay\nE-1 | Specialist | S1 | 90000"
    assert model.of_inputs(inputs_of(Levels=LEVELS, Market=market(PAY), People=people), day).key == key


def test_faults_of_the_policy_table_travel_with_the_model(model_of):
    built = model_of({"parity wieght": 1}, Levels=PAIR)
    assert [finding.code for finding in built.inputs.findings] == ["setting-unknown"]


def test_changes_stand_over_the_policy_table(inputs_of):
    inputs = inputs_of(Levels=PAIR, Policy="Setting | Value\nparity weight | 0")
    built = model.of_inputs(inputs, dt.date(2026, 11, 23), parity_weight=1)
    assert exact(built) == pytest.approx({"S1": 110_000, "M1": 110_000})


def test_without_levels_there_is_no_model(inputs_of):
    with pytest.raises(InputError, match="No levels found in the test"):
        model.of_inputs(inputs_of(Market=market(PAY)), dt.date(2026, 11, 23))


METHODS = st.sampled_from([{}, {"midpoint method": "line"}, {"midpoint method": "grade"}, {"parity weight": 0.4}])


@settings(deadline=None, max_examples=30)
@given(policy=METHODS, data=st.data())
def test_the_order_of_the_rows_does_not_matter(model_of, policy, data):
    head, *rows = LEVELS.split("\n")
    surveys = market(PAY)
    turned = model_of(
        policy,
        Levels="\n".join([head, *data.draw(st.permutations(rows))]),
        Market=[surveys[0], *data.draw(st.permutations(surveys[1:] + surveys[1:]))],
    )
    straight = model_of(policy, Levels=LEVELS, Market=surveys)
    for level in PAY:
        assert band(turned, level) == band(straight, level)


@settings(deadline=None, max_examples=30)
@given(policy=METHODS, factor=st.sampled_from([0.01, 0.5, 3, 7.3, 150]))
def test_bands_scale_with_all_pay(model_of, policy, factor):
    straight = model_of(policy, Levels=LEVELS, Market=market(PAY))
    scaled = {level: pay * factor for level, pay in PAY.items()}
    turned = model_of({**policy, "rounding": 100 * factor}, Levels=LEVELS, Market=market(scaled))
    for level in PAY:
        assert_allclose(band(turned, level), np.multiply(band(straight, level), factor), rtol=1e-9)


# ---- Canada


@pytest.fixture(scope="module")
def canada():
    """Canada's core public service as it is embedded; its SOURCE.md names the source."""
    return model.of_inputs(folder.read(Path(bandmodel.__file__).parent / "data/canada"), dt.date(2026, 11, 23))


def test_canadas_midpoints_are_the_published_ones(canada):
    mid = canada.bands.set_index("Level")["Mid"]
    # contract §9, golden 19: middle of the published ranges
    assert mid[["SE-RES-3", "SE-REM-1", "SE-RES-4", "SE-REM-2"]].tolist() == pytest.approx(
        [103_242, 103_289, 118_438, 117_130], abs=0.51
    )
    assert canada.structure.localities.currency == "CAD"
    assert canada.policy["structure date"] == dt.date(2020, 1, 1)


def test_canadas_research_managers_and_scientists_are_at_parity(canada):
    pairs = canada.structure.pairs().set_index("From level")
    assert_allclose(pairs.loc[["SE-RES-3", "SE-RES-4"], "Gap"], [-0.0005, 0.0112], atol=5e-5)  # golden 19
    assert pairs.loc[["SE-RES-3", "SE-RES-4"], "Verdict"].tolist() == ["Within tolerance"] * 2
    assert pairs.loc[["CS-05", "EC-08"], "Verdict"].tolist() == ["Within tolerance"] * 2  # 124 977 and 121 728 to 122 200
    assert pairs.loc["AS-8", "Verdict"] == "AS below"  # 105 789 to 122 200: −13.4 %


@pytest.mark.parametrize(
    ("maxima", "ratios"),
    [
        (None, [0.664, 0.610, 0.537]),  # contract §9: 141 426, 129 848 and 114 392 over 212 900
        (268_254, [0.527, 0.484, 0.426]),  # with the compiled file's EX-05 maximum, not like for like
    ],
)
def test_canadas_ceilings_are_as_computed_by_hand(canada, maxima, ratios):
    from bandmodel.core import ceilings

    structure = canada.structure
    if maxima:
        bands = structure.bands.copy()
        bands.loc[bands["Level"] == "EX-05", "Max"] = maxima
        structure = replace(structure, bands=bands)
    table = ceilings.ceiling(structure.bands, structure.compared()).set_index("From track")
    assert_allclose(table.loc[["CS", "EC", "AS"], "Ceiling ratio"], ratios, atol=5e-4)
