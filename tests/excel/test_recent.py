"""What is kept of the last results: found again by its inputs, never after one of them has changed."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import numpy as np
import pytest

import bandmodel.excel as bm
from bandmodel import scenarios
from bandmodel.equity import oaxaca
from bandmodel.excel import recent, registry
from excel.sheets import sheet, with_cell

BANDS = sheet("""
    Track      | Level | Grade | Min    | Mid    | Max
    Specialist | S1    | 1     | 80000  | 100000 | 120000
    Manager    | M1    | 1     | 88000  | 110000 | 132000
""")
PEOPLE = [
    ["Employee", "Track", "Level", "Base pay", "Gender"],
    *([f"S{n}", "Specialist", "S1", 90_000.0 + 1_000 * n, "MF"[n % 2]] for n in range(12)),
    *([f"M{n}", "Manager", "M1", 100_000.0 + 1_500 * n, "FM"[n % 2]] for n in range(12)),
]
SCENARIOS = sheet("""
    Scenario | Year | Lever            | Scope            | Value
    Raise    | 2026 | specialist bonus | track=Specialist | 0.1
    Lift     | 2026 | lift to minimum  | all              | 1
""")


def counted(monkeypatch, module, name):
    """Calls of a function of the model, each with its arguments; it still does its work."""
    calls, real = [], getattr(module, name)

    def counts(*arguments, **options):
        calls.append(arguments)
        return real(*arguments, **options)

    monkeypatch.setattr(module, name, counts)
    return calls


def test_figures_and_notes_of_the_same_cells_are_computed_once(monkeypatch):
    calls = counted(monkeypatch, oaxaca, "tables")
    whole = bm.BM_OAXACA(PEOPLE, "Gender", "Level")
    figures = bm.BM_OAXACA([list(row) for row in PEOPLE], "Gender", "Level", part="figures")  # the same in other lists
    notes = bm.BM_OAXACA(PEOPLE, group="Gender", controls="Level", part="notes")
    assert len(calls) == 1
    told, all_told = ([[cell for cell in row if cell != ""] for row in rows] for rows in ([*notes, *figures], whole))
    assert sorted(filter(None, told), key=repr) == sorted(filter(None, all_told), key=repr)


@pytest.mark.parametrize("changed", ["a pay", "a header", "a text", "the group", "the controls", "a blank", "a row"])
def test_a_changed_input_is_computed_anew_and_the_old_one_gives_its_old_figures(monkeypatch, changed):
    arguments = {
        "a pay": (with_cell(PEOPLE, 3, "Base pay", 91_999.0), "Gender", "Level"),
        "a header": ([[*PEOPLE[0][:3], "Hourly pay", "Gender"], *PEOPLE[1:]], "Gender", "Level"),
        "a text": (with_cell(PEOPLE, 3, "Gender", "F"), "Gender", "Level"),
        "the group": (PEOPLE, "Track", "Gender"),
        "the controls": (PEOPLE, "Gender", "Track"),
        "a blank": (with_cell(PEOPLE, 3, "Base pay", None), "Gender", "Level"),
        "a row": (PEOPLE[:-1], "Gender", "Level"),
    }[changed]
    before = bm.BM_OAXACA(PEOPLE, "Gender", "Level", part="figures")
    after = bm.BM_OAXACA(*arguments, part="figures")
    registry.forget()
    assert bm.BM_OAXACA(*arguments, part="figures") == after
    assert bm.BM_OAXACA(PEOPLE, "Gender", "Level", part="figures") == before
    assert changed == "the controls" or after != before  # level and track go together here


def test_what_was_computed_on_another_day_is_not_taken(monkeypatch):
    calls = counted(monkeypatch, oaxaca, "tables")
    for day in (1, 1, 2):
        monkeypatch.setattr("bandmodel.excel.cells.today", lambda day=day: dt.date(2026, 11, day))
        bm.BM_OAXACA(PEOPLE, "Gender", "Level", part="notes")
    assert len(calls) == 2


def test_an_error_is_no_result_and_is_met_again():
    first = bm.BM_OAXACA(PEOPLE, "Shoe size", "Level")
    assert first.startswith("#BM! ")
    assert bm.BM_OAXACA(PEOPLE, "Shoe size", "Level") == first
    assert bm.BM_OAXACA(PEOPLE, "Gender", "Level", part="everything").startswith('#BM! Part "everything" is unknown')


def test_a_scenario_is_run_once_for_itself_for_a_comparison_and_for_the_choice(monkeypatch):
    given = (BANDS, PEOPLE, SCENARIOS)
    alone = [bm.BM_SCENARIO(name, *given) for name in ("Raise", "Lift")]
    compared, choice = bm.BM_COMPARE("Raise", "Lift", *given), bm.BM_CHOICE(*given)
    registry.forget()
    calls = counted(monkeypatch, scenarios.run, "run")
    assert bm.BM_CHOICE(*given) == choice
    assert [scenario.name for _, scenario in calls] == ["base", "Raise", "Lift"]
    assert bm.BM_COMPARE("raise", "LIFT", *given) == compared
    assert [bm.BM_SCENARIO(name, *given) for name in ("Raise", "Lift")] == alone
    assert len(calls) == 3
    bm.BM_SCENARIO("Raise", BANDS, PEOPLE, with_cell(SCENARIOS, 1, "Value", 0.2))
    assert len(calls) == 4


# ---------------------------------------------------------------- the store


def test_the_store_is_bounded_and_drops_what_was_used_least_recently():
    made = []
    store = recent.Recent(2)

    def get(key):
        return store.get(key, lambda: made.append(key) or key)

    assert [get(key) for key in "abaca"] == ["a", "b", "a", "c", "a"]
    assert made == ["a", "b", "c"]  # c took the place of b, as a had been used since
    get("b")
    assert made == ["a", "b", "c", "b"]


def test_what_fails_is_not_kept():
    store = recent.Recent(2)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: 1 / 0)
    assert store.get("a", lambda: "made") == "made"


def test_cells_that_differ_in_value_kind_or_place_have_different_keys():
    long = np.arange(5000.0)
    other = long.copy()
    other[2500] = -1.0  # in the middle, which numpy's own text leaves out
    given = [
        (1.0,), (2.0,), (-1.0,), (-2.0,), ("1.0",), (True,), (None,), ("",), (Decimal("1"),), (dt.datetime(2026, 1, 1),),
        ([[1.0, 2.0]],), ([[1.0], [2.0]],), ([[1.0, None]],), ([["1.0", 2.0]],), (1.0, None), (None, 1.0),
        (0.1 + 0.2,), (0.3,), (long,), (other,), ("\ud800",),
    ]  # fmt: skip
    keys = [recent.key_of(*one) for one in given]
    assert [pair for pair in itertools.combinations(range(len(keys)), 2) if keys[pair[0]] == keys[pair[1]]] == []
    assert recent.key_of([[1.0, "a"], [None, 2.0]], None) == recent.key_of([[1.0, "a"], [None, 2.0]], None)
