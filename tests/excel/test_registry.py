"""Handles: what BM_MODEL returns, when it changes, and what a lost one says."""

from __future__ import annotations

import datetime as dt
import re

import pytest

import bandmodel.excel as bm
from bandmodel.excel import cells, registry
from excel.sheets import PRICED, RUNG_BY_RUNG, sheet, with_cell

LOST = "#BM! model not loaded; press Refresh (Band Model tab)"  # the notes on the Excel host: what an unknown handle says

EVERY_TABLE = {
    **PRICED,
    "equivalence": with_cell(RUNG_BY_RUNG, 1, "To level", "M1")[:3],
    "tracks": sheet("""
        Track      | Kind       | Title
        Specialist | specialist | Experts
        Manager    | manager    | Leaders
    """),
}

# one change of each kind of cell of each table: table, row, column, new cell
CHANGES = [
    ("levels", 1, "Track", "Expert"),
    ("levels", 1, "Level", "S0"),
    ("levels", 1, "Rank", 0.5),
    ("levels", 1, "Title", "Junior engineer"),
    ("levels", 1, "Grade", "9"),
    ("levels", 2, "Spread", 0.61),
    ("levels", 2, "Target percentile", 62.6),
    ("levels", 3, "Mid", 60000.01),
    ("levels", 4, "Min", 64001.0),
    ("levels", 4, "Max", 95999.0),
    ("levels", 3, "Mid", None),
    ("levels", 3, "Mid", "a lot"),
    ("market", 1, "Survey", "East"),
    ("market", 1, "Level", "S2"),
    ("market", 1, "Location", "Zug"),
    ("market", 1, "Currency", "EUR"),
    ("market", 1, "Effective date", "2024-04-02"),
    ("market", 1, "P50", 52000.5),
    ("market", 1, "P75", 60000.0),
    ("market", 1, "Weight", 2.0),
    ("policy", 1, "Value", "2025-01-02"),
    ("policy", 2, "Value", "EUR"),
    ("policy", 1, "Setting", "Structure dates"),
    ("equivalence", 1, "To level", "M2"),
    ("equivalence", 2, "From level", "S1"),
    ("locations", 2, "Location", "Zurich"),
    ("locations", 2, "Geo factor", 1.11),
    ("locations", 3, "Currency", "CHF"),
    ("fx", 2, "Currency", "USD"),
    ("fx", 2, "Rate", 0.951),
    ("fx", 2, "Date", "2024-07-01"),
    ("tracks", 1, "Track", "Expert"),
    ("tracks", 1, "Kind", "project"),
    ("tracks", 2, "Title", "Heads"),
]


def test_a_handle_says_what_it_holds():
    # four levels on two tracks; the rest is a hash
    assert re.fullmatch(r"Band model [0-9a-f]{16} \(4 levels, 2 tracks\)", bm.BM_MODEL(**PRICED))
    one = sheet("Track | Level | Rank | Mid\n Specialist | S1 | 1 | 50000")
    assert bm.BM_MODEL(one).endswith("(1 level, 1 track)")


def test_the_same_inputs_give_the_same_handle():
    first = bm.BM_MODEL(**EVERY_TABLE)
    assert bm.BM_MODEL(**EVERY_TABLE) == first
    registry.forget()
    assert bm.BM_MODEL(**EVERY_TABLE) == first


def test_how_a_cell_arrives_does_not_change_the_handle():
    tuples = {name: tuple(tuple(row) for row in rows) for name, rows in PRICED.items()}
    assert bm.BM_MODEL(**tuples) == bm.BM_MODEL(**PRICED)
    as_integer = with_cell(PRICED["levels"], 3, "Mid", 60000)
    assert bm.BM_MODEL(**{**PRICED, "levels": as_integer}) == bm.BM_MODEL(**PRICED)
    as_date = with_cell(PRICED["market"], 1, "Effective date", dt.datetime(2024, 4, 1, tzinfo=dt.UTC))
    assert bm.BM_MODEL(**{**PRICED, "market": as_date}) == bm.BM_MODEL(**PRICED)


@pytest.mark.parametrize(("table", "row", "header", "cell"), CHANGES)
def test_a_changed_cell_gives_another_handle(table, row, header, cell):
    changed = {**EVERY_TABLE, table: with_cell(EVERY_TABLE[table], row, header, cell)}
    handle = bm.BM_MODEL(**changed)
    assert handle.startswith("Band model ")
    assert handle != bm.BM_MODEL(**EVERY_TABLE)


@pytest.mark.parametrize("table", ["market", "equivalence", "locations", "fx", "tracks"])
def test_a_removed_row_gives_another_handle(table):
    shorter = bm.BM_MODEL(**{**EVERY_TABLE, table: EVERY_TABLE[table][:-1]})
    assert shorter != bm.BM_MODEL(**EVERY_TABLE)


def test_two_cells_that_change_places_give_another_handle():
    swapped = with_cell(with_cell(PRICED["market"], 1, "P50", 53000.0), 2, "P50", 52000.0)
    assert bm.BM_MODEL(**{**PRICED, "market": swapped}) != bm.BM_MODEL(**PRICED)


def test_another_day_gives_another_handle_only_where_policy_has_no_structure_date(monkeypatch):
    undated = {**PRICED, "policy": PRICED["policy"][:1] + PRICED["policy"][2:]}
    monkeypatch.setattr(cells, "today", lambda: dt.date(2026, 11, 23))
    dated_now, undated_now = bm.BM_MODEL(**PRICED), bm.BM_MODEL(**undated)
    monkeypatch.setattr(cells, "today", lambda: dt.date(2026, 11, 24))
    assert (bm.BM_MODEL(**PRICED), bm.BM_MODEL(**undated)) == (dated_now, undated_now)  # still 1 January 2026
    monkeypatch.setattr(cells, "today", lambda: dt.date(2027, 1, 1))
    assert bm.BM_MODEL(**PRICED) == dated_now
    assert bm.BM_MODEL(**undated) != undated_now


HANDLE_FUNCTIONS = {
    "BM_BANDS": lambda handle: bm.BM_BANDS(handle),
    "BM_BANDS at a location": lambda handle: bm.BM_BANDS(handle, "Zug"),
    "BM_BAND": lambda handle: bm.BM_BAND(handle, "Specialist", "S1"),
    "BM_FINDINGS": lambda handle: bm.BM_FINDINGS(handle),
    "BM_EXPLAIN": lambda handle: bm.BM_EXPLAIN(handle, "Specialist", "S1"),
    "BM_CHANGE, old": lambda handle: bm.BM_CHANGE(handle, handle),
    "BM_EQUIVALENT": lambda handle: bm.BM_EQUIVALENT("Specialist", "S1", "Manager", handle),
    "BM_PARITY": lambda handle: bm.BM_PARITY(handle),
    "BM_CEILING": lambda handle: bm.BM_CEILING(handle),
    "BM_SLOPE": lambda handle: bm.BM_SLOPE(handle),
    "BM_PARITY_SPLIT": lambda handle: bm.BM_PARITY_SPLIT(handle),
    "BM_PARITY_WEIGHT": lambda handle: bm.BM_PARITY_WEIGHT(handle),
    "BM_CAREER_VALUE": lambda handle: bm.BM_CAREER_VALUE(handle, "S1", 3),
}


@pytest.mark.parametrize("name", HANDLE_FUNCTIONS)
def test_a_lost_handle_says_how_to_refresh(name, priced):
    call = HANDLE_FUNCTIONS[name]
    assert call(priced) != LOST
    registry.forget()  # as a restart of Python does
    assert call(priced) == LOST


def test_a_lost_handle_comes_back_when_the_model_is_built_again(priced):
    registry.forget()
    assert bm.BM_BAND(priced, "Specialist", "S1") == LOST
    assert bm.BM_MODEL(**PRICED) == priced
    assert bm.BM_BAND(priced, "Specialist", "S1") == 53350  # by hand, see sheets.PRICED


def test_a_lost_handle_in_a_column_of_cells_is_said_in_every_cell(priced):
    registry.forget()
    assert bm.BM_BAND(priced, "Specialist", [["S1"], ["S2"]]) == [[LOST], [LOST]]


def one_level(mid: float) -> list[list]:
    """A Levels table of one level with a midpoint set by hand."""
    return [["Track", "Level", "Rank", "Mid"], ["Specialist", "S1", 1.0, mid]]


def test_the_model_used_least_recently_is_forgotten_first():
    handles = [bm.BM_MODEL(one_level(1000.0 * n)) for n in range(1, registry.CAPACITY + 1)]
    assert bm.BM_BAND(handles[0], "Specialist", "S1", "mid") != LOST  # used: now the latest
    one_more = bm.BM_MODEL(one_level(999000.0))
    assert bm.BM_BAND(handles[1], "Specialist", "S1") == LOST
    assert bm.BM_BAND(handles[0], "Specialist", "S1") != LOST
    assert bm.BM_BAND(one_more, "Specialist", "S1") != LOST


def test_building_the_same_model_again_takes_no_room():
    first = bm.BM_MODEL(one_level(1000.0))
    for _ in range(registry.CAPACITY + 1):
        bm.BM_MODEL(one_level(2000.0))
    assert bm.BM_BAND(first, "Specialist", "S1") != LOST
