"""Where a pay to be offered would stand. By hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import offer
from bandmodel.errors import InputError
from bandmodel.offer import Offer

BANDS = """Track | Level | Min | Mid | Max | Market
           Specialist | S1 |  80000 | 100000 | 120000 | 104000
           Specialist | S2 |  96000 | 120000 | 144000 |
           Specialist | S3 | 120000 | 150000 | 180000 |
           Manager    | M1 |  88000 | 110000 | 132000 |
           Manager    | M2 | 104000 | 130000 | 156000 |
           Project    | P1 |  84000 | 105000 | 126000 |"""
EQUAL = """From track | From level | To track | To level | Weight
           Specialist | S1 | Manager | M1 |
           Specialist | S2 | Manager | M1 | 1
           Specialist | S2 | Manager | M2 | 3
           Specialist | S1 | Project | P1 |"""
ABROAD = {  # Lyon: 0.9 of the reference pay, 0.75 francs a euro, so local pay is 1.2 times; Oslo's currency has no rate
    "Levels": """Track | Level | Rank | Grade | Min | Max
                 Specialist | S1 | 1 | 1 | 80000 | 120000
                 Manager | M1 | 1 | 1 | 88000 | 132000""",
    "Locations": "Location | Geo factor | Currency\nBern | 1 | CHF\nLyon | 0.9 | EUR\nOslo | 1 | NOK",
    "FX": "Currency | Rate\nEUR | 0.75",
}


@pytest.fixture(scope="module")
def bands(structure_of):
    """Bands of three tracks with an Equivalence table."""
    return structure_of(BANDS, EQUAL)


@pytest.fixture(scope="module")
def abroad(model_of):
    """Given ranges of two levels of equal grade, with locations in two currencies."""
    return model_of({"structure currency": "CHF"}, **ABROAD).structure


def staff(*pays: float, level: tuple[str, str] = ("Specialist", "S1"), **columns: list) -> pd.DataFrame:
    rows = [(f"E{n}", *level, float(pay)) for n, pay in enumerate(pays)]
    frame = pd.DataFrame(rows, columns=["Employee", "Track", "Level", "Base pay"], index=range(2, 2 + len(rows)))
    return frame.assign(**columns)


def lines(structure, asked: Offer, people: pd.DataFrame | None = None) -> dict[str, object]:
    table = offer.tables(structure, asked, people)[0]
    return dict(zip(table["Label"], table["Value"], strict=True))


def said(structure, asked: Offer, people: pd.DataFrame, label: str) -> str:
    """Everything that the line of a label says, as one text."""
    table = offer.tables(structure, asked, people)[0]
    return " ".join(str(cell) for cell in table[table["Label"] == label].iloc[0, 1:])


@pytest.mark.parametrize(
    ("pay", "status", "compa", "penetration", "below", "above"),
    [
        (70_000, "below", 0.7, -0.25, 10_000, 0),
        (80_000, "in band", 0.8, 0, 0, 0),
        (105_000, "in band", 1.05, 0.625, 0, 0),
        (120_000, "in band", 1.2, 1, 0, 0),
        (126_000, "above", 1.26, 1.15, 0, 6_000),
    ],
)
def test_an_offer_is_placed_in_its_band(bands, pay, status, compa, penetration, below, above):
    found = lines(bands, Offer("Specialist", "S1", pay))
    assert [found[name] for name in ("Pay", "Min", "Mid", "Max")] == [pay, 80_000, 100_000, 120_000]
    assert found["Status"] == status
    assert found["Compa-ratio"] == pytest.approx(compa)
    assert found["Penetration"] == pytest.approx(penetration)
    assert [found["Below minimum by"], found["Above maximum by"]] == [below, above]
    assert found["Market ratio"] == pytest.approx(pay / 104_000)


def test_an_unknown_market_rate_leaves_the_market_ratio_unknown(bands):
    assert np.isnan(lines(bands, Offer("Specialist", "S2", 100_000))["Market ratio"])


def test_the_same_pay_on_the_equivalent_levels_of_each_other_track(bands):
    _, table = offer.tables(bands, Offer("Specialist", "S1", 105_000))
    assert list(table.columns) == list(offer.EQUIVALENTS)
    assert table[["Track", "Level", "Weight", "Status"]].to_numpy().tolist() == [
        ["Manager", "M1", 1, "in band"],
        ["Project", "P1", 1, "in band"],
    ]
    assert table["Compa-ratio"].tolist() == pytest.approx([105 / 110, 1])
    assert table["Penetration"].tolist() == pytest.approx([17 / 44, 0.5])  # (105 − 88) / 44, (105 − 84) / 42


def test_weights_of_several_equivalents_are_shares(bands):
    _, table = offer.tables(bands, Offer("Specialist", "S2", 160_000))
    assert table[["Level", "Weight", "Status"]].to_numpy().tolist() == [["M1", 0.25, "above"], ["M2", 0.75, "above"]]


def test_equivalence_is_read_from_the_other_side_too(bands):
    _, table = offer.tables(bands, Offer("Manager", "M1", 100_000))
    # M1 is the whole of S1's comparison and a quarter of S2's: 1 and 0.25 of 1.25
    assert table["Level"].tolist() == ["S1", "S2"]
    assert table["Weight"].tolist() == pytest.approx([0.8, 0.2])


def test_a_level_without_equivalent_has_none_listed(bands, structure_of):
    assert offer.tables(bands, Offer("Specialist", "S3", 1))[1].empty
    _, table = offer.tables(structure_of(BANDS), Offer("Specialist", "S1", 1))  # nothing says what is equivalent
    assert table.empty
    assert list(table.columns) == list(offer.EQUIVALENTS)


def test_an_offer_abroad_is_held_against_the_local_bands(abroad):
    # Lyon S1 96 000 … 144 000 EUR, mid 120 000; M1 105 600 … 158 400, mid 132 000
    asked = Offer("Specialist", "S1", 108_000, "Lyon")
    found = lines(abroad, asked)
    assert [found[name] for name in ("Min", "Mid", "Max")] == pytest.approx([96_000, 120_000, 144_000])
    assert found["Compa-ratio"] == pytest.approx(0.9)
    assert found["Penetration"] == pytest.approx(0.25)
    _, table = offer.tables(abroad, asked)
    assert table[["Min", "Mid", "Max"]].iloc[0].tolist() == pytest.approx([105_600, 132_000, 158_400])
    assert table["Compa-ratio"].tolist() == pytest.approx([108 / 132])
    assert lines(abroad, Offer("Specialist", "S1", 108_000))["Mid"] == 100_000


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Offer("Specialist", "S9", 1), 'Level "S9" is not on track "Specialist"; its levels: S1'),
        (Offer("Project", "S1", 1), 'Track "Project" is not known; tracks: Specialist, Manager'),
        (Offer("Specialist", "S1", 1, "Rom"), 'Location "Rom" is not on the Locations table; locations: Bern, Lyon, Oslo'),
        (Offer("Specialist", "S1", 1, "Oslo"), "currency NOK has no rate"),
        (Offer("Specialist", "S1", 0), "Pay 0 is not above 0"),
        (Offer("Specialist", "S1", -5), "Pay -5 is not above 0"),
        (Offer("Specialist", "S1", np.nan), "not above 0"),
    ],
)
def test_what_is_not_known_or_cannot_be_is_an_error(abroad, asked, why):
    with pytest.raises(InputError) as told:
        offer.tables(abroad, asked)
    assert why in str(told.value)


# ---------------------------------------------------------------- peers


def test_from_five_people_on_there_is_a_median(bands):
    asked = Offer("Specialist", "S1", 99_000)
    found = lines(bands, asked, staff(80_000, 85_000, 90_000, 110_000, 115_000))
    assert found["Peers"] == found["Peers here"] == 5
    assert found["Peers' median compa-ratio"] == pytest.approx(0.9)
    assert found["Offer against peers"] == pytest.approx(0.1)  # 0.99 / 0.9 − 1
    assert found["Peers' median pay here"] == 90_000


def test_with_four_there_is_none_and_the_reason_is_said(bands):
    asked, people = Offer("Specialist", "S1", 99_000), staff(80_000, 85_000, 90_000, 110_000)
    found = lines(bands, asked, people)
    assert found["Peers"] == 4
    for label in ("Peers' median compa-ratio", "Offer against peers", "Peers' median pay here"):
        assert np.isnan(found[label])
    for label in ("Peers' median compa-ratio", "Peers' median pay here"):
        assert "fewer than 5" in said(bands, asked, people, label)


def test_only_active_people_of_the_same_track_and_level_are_peers(bands):
    people = pd.concat([
        staff(80_000, 85_000, 90_000, 110_000, 115_000, 1, Status=["", "active", "", "", "", "leaver"]),
        staff(1, level=("Manager", "M1")).assign(Status=""),
        staff(1, level=("Specialist", "S9")).assign(Status=""),
    ], ignore_index=True)  # fmt: skip
    found = lines(bands, Offer("Specialist", "S1", 99_000), people)
    assert found["Peers"] == 5
    assert found["Peers' median pay here"] == 90_000


def test_the_median_of_an_even_number_lies_between_the_two_middle_ones(bands):
    found = lines(bands, Offer("Specialist", "S1", 99_000), staff(80_000, 85_000, 90_000, 100_000, 110_000, 115_000))
    assert found["Peers' median compa-ratio"] == pytest.approx(0.95)


def test_without_people_there_are_no_lines_about_them(bands):
    assert not [label for label in lines(bands, Offer("Specialist", "S1", 1)) if "eers" in label]


def test_the_smallest_group_is_the_policys(structure_of):
    structure = structure_of(BANDS, EQUAL, minimum_group=3)
    assert lines(structure, Offer("Specialist", "S1", 1), staff(80_000, 85_000, 90_000))["Peers' median pay here"] == 85_000


def test_peers_abroad_enter_by_their_own_bands_and_pay_is_compared_at_one_place(abroad):
    # Lyon, mid 120 000: 0.8, 0.85, 0.9, 1.0 and, 97 500 CHF being 130 000 EUR, 1.083; Bern, mid 100 000: 1.1, 1.1
    people = staff(96_000, 102_000, 108_000, 120_000, 97_500, 110_000, 110_000)
    people = people.assign(Location=["Lyon"] * 5 + ["Bern"] * 2, Currency=[""] * 4 + ["CHF", "", ""])
    found = lines(abroad, Offer("Specialist", "S1", 126_000, "Lyon"), people)
    assert [found["Peers"], found["Peers here"]] == [7, 5]
    assert found["Peers' median compa-ratio"] == pytest.approx(1.0)
    assert found["Offer against peers"] == pytest.approx(0.05)  # 126 / 120 / 1.0 − 1
    assert found["Peers' median pay here"] == pytest.approx(108_000)
    there = lines(abroad, Offer("Specialist", "S1", 100_000, "Bern"), people)
    assert there["Peers here"] == 2
    assert np.isnan(there["Peers' median pay here"])


def test_actual_pay_of_peers_is_compared_at_full_time(model_of):
    structure = model_of({"base pay is": "actual"}, Levels=ABROAD["Levels"]).structure
    people = staff(*[45_000] * 5, FTE=[0.5] * 5)
    found = lines(structure, Offer("Specialist", "S1", 99_000), people)
    assert found["Peers' median pay here"] == 90_000
    assert found["Offer against peers"] == pytest.approx(0.1)


# ---------------------------------------------------------------- properties


@given(st.lists(st.integers(60_000, 150_000), min_size=1, max_size=9), st.randoms())
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_peers_does_not_matter(bands, pays, random):
    asked = Offer("Specialist", "S1", 99_000)
    one, other = (lines(bands, asked, staff(*p)) for p in (pays, random.sample(pays, len(pays))))
    pd.testing.assert_series_equal(pd.Series(one), pd.Series(other))


@given(st.integers(60_000, 150_000), st.sampled_from([0.5, 4.0]))
@settings(deadline=None, max_examples=40)
def test_amounts_grow_with_the_scale_of_pay_and_ratios_stay(structure_of, pay, scale):
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in BANDS.splitlines())
    larger = [[*row[:2], *(float(cell) * scale if cell else None for cell in row[2:])] for row in rows]
    people = staff(80_000, 85_000, 90_000, 110_000, 115_000)
    one = lines(structure_of(BANDS, EQUAL), Offer("Specialist", "S1", pay), people)
    scaled = people.assign(**{"Base pay": people["Base pay"] * scale})
    other = lines(structure_of([head, *larger], EQUAL), Offer("Specialist", "S1", pay * scale), scaled)
    for name in ("Pay", "Min", "Mid", "Max", "Below minimum by", "Above maximum by", "Peers' median pay here"):
        assert other[name] == one[name] * scale  # powers of two: exact in floats
    for name in ("Compa-ratio", "Penetration", "Market ratio", "Peers' median compa-ratio", "Offer against peers", "Status"):
        assert other[name] == one[name]
