"""Names in ranges are read as the bands spell them, as Excel's own lookups and the reading of a whole workbook do."""

from __future__ import annotations

import pytest

import audit_roster as roster
import bandmodel.excel as bm
from audit_roster import as_excel
from excel.sheets import LADDERS, column, sheet, with_cell

PEOPLE = as_excel(roster.PEOPLE)
NAMES = ("Track", "Level", "Previous track", "Manager", "Location")
SCENARIOS = sheet("""
    Scenario | Year | Lever           | Scope | Value
    Lift     | 2027 | lift to minimum | all   | 1
""")


def in_another_case(rows):
    """The names of a table in capitals, or in small letters where they are capitals."""
    places = [place for place, header in enumerate(rows[0]) if header in NAMES]
    return [rows[0]] + [
        [cell.swapcase() if place in places and isinstance(cell, str) else cell for place, cell in enumerate(row)]
        for row in rows[1:]
    ]


@pytest.fixture
def hand():
    """The handle of the hand roster's model."""
    tables = {name.lower(): as_excel(getattr(roster, name)) for name in ("LEVELS", "MARKET", "POLICY", "LOCATIONS", "FX")}
    return bm.BM_MODEL(**tables)


FUNCTIONS = {
    "place": lambda people, bands: bm.BM_PLACE(people, bands),
    "cost": lambda people, bands: bm.BM_COST_TO_MIN(people, bands, "Track;Location"),
    "trapped": lambda people, bands: bm.BM_TRAPPED(people, bands),
    "forced": lambda people, bands: bm.BM_FORCED(people, bands),
    "blockages": lambda people, bands: bm.BM_BLOCKAGES(bands, people),
    "compression": lambda people, bands: bm.BM_COMPRESSION(people, None, bands),
    "compression as typed": lambda people, bands: bm.BM_COMPRESSION(people),
    "span": lambda people, bands: bm.BM_SPAN(people),
    "moves": lambda people, bands: bm.BM_MOVES(bands, people=people),
    "parity": lambda people, bands: bm.BM_PARITY(bands, people=people),
    "track gap": lambda people, bands: bm.BM_TRACK_GAP(people, bands),
    "adjusted gap": lambda people, bands: bm.BM_ADJUSTED_GAP(people, "Track", "Location", bands=bands),
    "change": lambda people, bands: bm.BM_CHANGE(bands, bands, people),
    "scenario": lambda people, bands: bm.BM_SCENARIO("Lift", bands, people, SCENARIOS),
    "simulate": lambda people, bands: bm.BM_SIMULATE(bands, people, 0.03),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_people_named_in_another_case_answer_alike(name, hand):
    exact = FUNCTIONS[name](PEOPLE, hand)
    assert not isinstance(exact, str), exact
    other = FUNCTIONS[name](in_another_case(PEOPLE), hand)
    if name in ("span", "compression as typed"):  # no table of bands says how tracks are spelt; managers are people
        exact, other = ([row[0] for row in rows] for rows in (exact, other))
    hashed = "Hash of the inputs"  # one track of origin is on no table, and stays as it is written
    assert [row for row in other if row[0] != hashed] == [row for row in exact if row[0] != hashed]


def test_the_note_of_it_is_among_the_findings(hand):
    told = bm.BM_FINDINGS(hand, in_another_case(PEOPLE))
    assert '"sPECIALIST" is read as "Specialist"' in " ".join(column(told, "Finding"))
    assert "is read as" not in " ".join(column(bm.BM_FINDINGS(hand, PEOPLE), "Finding"))


def test_an_equivalence_range_too():
    equivalence = sheet("""
        From track | From level | To track | To level
        SPECIALIST | s2         | manager  | m2
    """)
    exact = sheet("""
        From track | From level | To track | To level
        Specialist | S2         | Manager  | M2
    """)
    assert column(bm.BM_PARITY(LADDERS, equivalence=equivalence), "From level")[0] == "S2"
    assert bm.BM_PARITY(LADDERS, equivalence=equivalence) == bm.BM_PARITY(LADDERS, equivalence=exact)


def test_a_name_that_the_bands_do_not_have_in_any_case_is_still_told(hand):
    told = bm.BM_PLACE(with_cell(PEOPLE, 1, "Level", "nowhere"), hand)
    assert "nowhere" in " ".join(map(str, column(told, "Remark")))
