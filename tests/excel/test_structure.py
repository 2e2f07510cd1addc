"""BM_BANDS and BM_BAND on the PRICED example, whose reference figures are worked out in sheets.py."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, column, row_of, with_cell, without

HEADERS = [  # contract §2
    "Track", "Level", "Title", "Grade", "Min", "Mid", "Max", "Spread", "Progression", "Overlap", "Market", "Market index",
]  # fmt: skip


def test_the_bands_have_the_columns_of_the_contract_and_a_row_per_level(priced):
    bands = bm.BM_BANDS(priced)
    assert bands[0] == HEADERS
    assert [row[:4] for row in bands[1:]] == [
        ["Specialist", "S1", "Engineer", "10"],
        ["Specialist", "S2", "Senior engineer", "11"],
        ["Manager", "M1", "Team lead", "10"],
        ["Manager", "M2", "Head of group", "11"],
    ]


def test_the_published_bands_are_those_worked_out_by_hand(priced):
    bands = bm.BM_BANDS(priced)
    assert column(bands, "Min") == [42600, 59500, 48000, 64000]
    assert column(bands, "Mid") == [53350, 77450, 60000, 80000]
    assert column(bands, "Max") == [64100, 95400, 72000, 96000]
    assert column(bands, "Market") == [pytest.approx(53350), pytest.approx(77460), "", ""]


def test_derived_columns_are_of_the_published_band(priced):
    s1, s2 = (row_of(bm.BM_BANDS(priced), "Specialist", level) for level in ("S1", "S2"))
    assert s1["Spread"] == pytest.approx(21500 / 42600)  # not the 0.5 that was asked for
    assert (s1["Progression"], s1["Overlap"]) == ("", "")  # the lowest rung
    assert s2["Progression"] == pytest.approx(77450 / 53350 - 1)
    assert s2["Overlap"] == pytest.approx((64100 - 59500) / (95400 - 59500))
    assert s2["Market index"] == pytest.approx(77450 / 77460)


def test_columns_that_a_table_does_not_have_are_blank():
    bare = bm.BM_BANDS(without(LADDERS, "Grade"))
    assert bare[0] == HEADERS
    assert {row[header] for row in bare[1:] for header in (2, 3, 10, 11)} == {""}


def test_a_location_scales_by_its_factor_and_rounds_again(priced):
    # Zug 1.1, no currency of its own: S1 53 350 · 1.1 = 58 685; / 1.25 = 46 948 → 46 900; · 1.5 = 70 422 → 70 500
    zug = row_of(bm.BM_BANDS(priced, "Zug"), "Specialist", "S1")
    assert [zug[end] for end in ("Min", "Mid", "Max")] == [46900, 58700, 70500]
    assert zug["Market"] == pytest.approx(53350 * 1.1)


def test_a_location_in_another_currency_is_converted(priced):
    # Berlin 0.9 at 0.95 CHF per EUR: S1 53 350 · 0.9 / 0.95 = 50 542.105 EUR
    # / 1.25 = 40 433.68 → 40 400; 40 433.68 · 1.5 = 60 650.53 → 60 700; mid 50 550
    berlin = row_of(bm.BM_BANDS(priced, "Berlin"), "Specialist", "S1")
    assert [berlin[end] for end in ("Min", "Mid", "Max")] == [40400, 50550, 60700]


def test_a_given_range_is_scaled_at_a_location_and_not_rounded(priced):
    # M2 64 000 … 96 000 · 0.9 / 0.95 = 60 631.578947 … 90 947.368421
    berlin = row_of(bm.BM_BANDS(priced, "Berlin"), "Manager", "M2")
    assert [berlin[end] for end in ("Min", "Max")] == pytest.approx([60631.578947, 90947.368421])


def test_the_published_midpoint_is_scaled_and_not_the_exact_one(priced):
    # S2 at a factor of 3: 77 450 · 3 = 232 350; / 1.3 = 178 730.77 → 178 700; · 1.6 = 285 969.23 → 286 000
    # from the exact 77 460 the maximum would be 286 006.15 → 286 100
    tripled = bm.BM_MODEL(**{**PRICED, "locations": with_cell(PRICED["locations"], 2, "Geo factor", 3.0)})
    zug = row_of(bm.BM_BANDS(tripled, "Zug"), "Specialist", "S2")
    assert [zug["Min"], zug["Max"]] == [178700, 286000]


def test_a_location_at_factor_one_in_the_structure_currency_has_the_reference_bands(priced):
    assert bm.BM_BANDS(priced, "Bern") == bm.BM_BANDS(priced)


def test_an_unknown_location_is_named_with_those_that_are_known(priced):
    said = '#BM! Location "Basel" is not on the Locations table; locations: Bern, Zug, Berlin.'
    assert bm.BM_BANDS(priced, "Basel") == bm.BM_BAND(priced, "Specialist", "S1", "mid", "Basel") == said


def test_a_location_whose_currency_has_no_rate_is_named(priced):
    early = bm.BM_MODEL(**{**PRICED, "fx": PRICED["fx"][:1] + PRICED["fx"][3:]})  # only the rate of 2025-06-30 is left
    message = bm.BM_BANDS(early, "Berlin")
    assert message.startswith('#BM! Location "Berlin"')
    assert "EUR" in message


def test_a_table_of_bands_has_no_locations():
    said = '#BM! Location "Bern" needs a model: give the cell of BM_MODEL as bands.'
    assert bm.BM_BANDS(LADDERS, "Bern") == bm.BM_BAND(LADDERS, "Specialist", "S1", None, "Bern") == said


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("min", 59500), ("mid", 77450), ("max", 95400), ("spread", pytest.approx(35900 / 59500)),
     ("progression", pytest.approx(77450 / 53350 - 1)), ("overlap", pytest.approx(4600 / 35900)),
     ("market", pytest.approx(77460)), ("market index", pytest.approx(77450 / 77460)), ("grade", "11"),
     ("title", "Senior engineer"), ("track", "Specialist"), ("level", "S2"), ("Market Index", pytest.approx(77450 / 77460))],
)  # fmt: skip
def test_every_column_of_the_bands_can_be_looked_up_as_a_measure(priced, measure, expected):
    assert bm.BM_BAND(priced, "Specialist", "S2", measure) == expected


def test_a_measure_that_is_unknown_for_a_level_is_blank(priced):
    assert bm.BM_BAND(priced, "Manager", [["M1"], ["M2"]], "market") == [[""], [""]]


def test_track_level_measure_and_location_may_each_be_a_range(priced):
    # one row per person: reference, Zug (1.1) and Berlin (0.9 / 0.95); M1 48 000 … 72 000
    found = bm.BM_BAND(
        priced,
        [["Specialist"], ["Specialist"], ["Manager"]],
        [["S1"], ["S1"], ["M1"]],
        [["mid"], ["mid"], ["max"]],
        [[None], ["Zug"], ["Bern"]],
    )
    assert found == [[53350], [58700], [72000]]


def test_a_row_of_measures_against_a_column_of_levels_is_a_block(priced):
    block = bm.BM_BAND(priced, "Specialist", [["S1"], ["S2"]], [["min", "max"]])
    assert block == [[42600, 64100], [59500, 95400]]


def test_an_unknown_level_or_track_is_named_in_its_own_row(priced):
    result = bm.BM_BAND(priced, [["Specialist"], ["Specialist"], ["Chief"]], [["S1"], ["S7"], ["S1"]])
    assert result == [
        [53350],
        ['#BM! Level "S7" is not on track "Specialist"; its levels: S1, S2.'],
        ['#BM! Track "Chief" is not known; tracks: Specialist, Manager.'],
    ]


def test_an_error_in_the_level_column_is_said_in_its_own_row(priced):
    result = bm.BM_BAND(priced, "Specialist", [["S1"], [-2146826246], ["#BM! no level"]])
    assert result == [[53350], ["#BM! level holds the error #N/A; mend that cell."], ["#BM! no level"]]
