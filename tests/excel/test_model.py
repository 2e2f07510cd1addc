"""BM_MODEL: what it takes, what it leaves to the findings, and when it cannot build anything."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, RUNG_BY_RUNG, column, row_of, sheet, with_cell

MIDS = sheet("""
    Track      | Level | Rank | Grade | Mid
    Specialist | S1    | 1    | 10    | 100000
    Manager    | M1    | 1    | 10    | 121000
""")


def policy(*settings: tuple[str, object]) -> list[list]:
    """A Policy table."""
    return [["Setting", "Value"], *(list(setting) for setting in settings)]


def mids(handle: str) -> list[float]:
    """The published midpoints."""
    return column(bm.BM_BANDS(handle), "Mid")


def test_levels_alone_make_a_model():
    # 100 000 / 1.25 = 80 000 and · 1.5 = 120 000; 121 000: 96 800 and 145 200; all multiples of 100
    bands = bm.BM_BANDS(bm.BM_MODEL(MIDS))
    assert [column(bands, end) for end in ("Min", "Max")] == [[80000, 96800], [120000, 145200]]


@pytest.mark.parametrize("blank", [None, ""])
def test_blank_tables_count_as_not_given(blank):
    assert bm.BM_MODEL(MIDS, blank, blank, blank, blank, blank, blank) == bm.BM_MODEL(MIDS)


def test_settings_are_read_without_regard_to_case():
    # spread 0.2 on the midpoint: 0.9 and 1.1 times
    bands = bm.BM_BANDS(bm.BM_MODEL(MIDS, policy=policy(("DEFAULT spread", 0.2), ("Spread Basis", "MID"), ("rounding", 1))))
    assert [column(bands, end) for end in ("Min", "Max")] == [[90000, 108900], [110000, 133100]]


def test_a_parity_weight_pulls_equivalents_together():
    # common value √(100 000 · 121 000) = 110 000: at weight 1 both are there; min 88 000, max 132 000
    assert mids(bm.BM_MODEL(MIDS, policy=policy(("parity weight", 1)))) == [110000, 110000]
    # at weight 0.5 half-way in logs: √(100 000 · 110 000) = 104 880.88, √(121 000 · 110 000) = 115 368.97
    # ends 83 904.71 → 83 900, 125 857.06 → 125 900; 92 295.18 → 92 200, 138 442.77 → 138 500
    assert mids(bm.BM_MODEL(MIDS, policy=policy(("parity weight", 0.5)))) == [104900, 115350]


def test_the_anchor_says_who_moves():
    # manager: S1 moves by the whole gap, to 121 000; higher: no level falls, so S1 alone rises
    for anchor in ("manager", "higher"):
        assert mids(bm.BM_MODEL(MIDS, policy=policy(("parity weight", 1), ("parity anchor", anchor)))) == [121000, 121000]


def test_a_given_range_is_neither_pulled_nor_rounded():
    levels = sheet("""
        Track      | Level | Rank | Grade | Min   | Mid    | Max
        Specialist | S1    | 1    | 10    |       | 100000 |
        Manager    | M1    | 1    | 10    | 90001 |        | 150003
    """)
    handle = bm.BM_MODEL(levels, policy=policy(("parity weight", 1)))
    # M1: (90 001 + 150 003) / 2; S1 has nothing to be pulled to
    assert mids(handle) == [100000, 120002]
    assert row_of(bm.BM_BANDS(handle), "Manager", "M1")["Min"] == 90001


def test_a_kind_on_the_tracks_table_lets_a_track_be_compared_by_grade():
    levels = [[cell if cell != "Manager" else "Leaders" for cell in row] for row in MIDS]
    assert bm.BM_PARITY(bm.BM_MODEL(levels)).startswith("#BM! Nothing says which levels are equivalent")
    tracks = [["Track", "Kind"], ["Leaders", "Manager"]]
    assert column(bm.BM_PARITY(bm.BM_MODEL(levels, tracks=tracks), part="pairs"), "To track") == ["Leaders"]


def test_a_table_that_is_no_range_is_named():
    assert bm.BM_MODEL(MIDS, market=3.0) == '#BM! Market "3" is not a table; select the table with its headers.'
    assert bm.BM_MODEL(MIDS, None, "policy").startswith('#BM! Policy "policy" is not a table')


def test_without_levels_every_fault_of_every_table_is_told_at_once():
    message = bm.BM_MODEL([["Track", "Rung"], ["Specialist", "S1"]], market=[["Survey"], ["North"]])
    assert message.startswith("#BM! ")
    assert '"Level", "Rank"' in message  # missing on Levels
    assert '"P50"' in message  # missing on Market


def test_an_empty_levels_table_says_what_to_fill_in():
    message = bm.BM_MODEL(MIDS[:1])
    assert message.startswith("#BM! ")
    assert "Track, Level, Rank" in message


def test_a_faulty_cell_leaves_its_figure_unknown_and_the_rest_alone():
    handle = bm.BM_MODEL(with_cell(MIDS, 1, "Mid", "lots"))
    assert mids(handle) == ["", 121000]
    first = dict(zip(bm.BM_FINDINGS(handle)[0], bm.BM_FINDINGS(handle)[1], strict=True))
    assert (first["Severity"], first["Table"], first["Row"], first["Column"]) == ("error", "Levels", 2, "Mid")


def test_currencies_that_nothing_chooses_between_are_asked_for():
    message = bm.BM_MODEL(**{**PRICED, "policy": PRICED["policy"][:2]})
    assert message == (
        '#BM! The tables name several currencies (CHF, EUR); add a row "structure currency" to the Policy table.'
    )  # fmt: skip


def test_a_midpoint_below_the_rounding_unit_is_told_by_level_and_leaves_the_other_levels_alone():
    # 25 / 1.25 = 20 → 0 when rounded down to 100: an hourly rate among yearly pay
    handle = bm.BM_MODEL(with_cell(MIDS, 1, "Mid", 25.0))
    assert handle.startswith("Band model "), handle
    assert mids(handle)[1] == 121000
    assert any("S1" in row[4] and row[0] == "error" for row in bm.BM_FINDINGS(handle)[1:])


def test_finished_bands_and_the_same_bands_as_given_ranges_agree():
    levels = [["Rank", *LADDERS[0]], *([n % 4, *row] for n, row in enumerate(LADDERS[1:]))]
    handle = bm.BM_MODEL(levels, equivalence=RUNG_BY_RUNG)
    assert bm.BM_BANDS(handle) == bm.BM_BANDS(LADDERS)
    assert bm.BM_PARITY(handle) == bm.BM_PARITY(LADDERS)
