"""Reporting lines: who is below whom, circles, and managers beside their reports. Plain loops tell it a second time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from bandmodel.core import reporting
from bandmodel.core.comparisons import from_equivalence

NAN = np.nan
NOTHING = np.zeros((0, 0), bool)


@st.composite
def forests(draw, *, circles: bool = True):
    """Lines in which everyone reports to nobody or to someone earlier in a shuffled order; then some circles planted."""
    size = draw(st.integers(1, 40))
    order = draw(st.permutations(range(size)))
    parent = np.full(size, -1)
    for place in range(1, size):
        boss = draw(st.integers(-1, place - 1))
        parent[order[place]] = order[boss] if boss >= 0 else -1
    if circles:
        for _ in range(draw(st.integers(0, 3))):  # each reports to the next, the last to the first
            members = draw(st.lists(st.sampled_from(range(size)), min_size=1, max_size=5, unique=True))
            for one, other in zip(members, members[1:] + members[:1], strict=True):
                parent[one] = other
    return parent


def returns(parent: np.ndarray, person: int) -> bool:
    """Whether the line of managers of a person comes back to the person."""
    boss, steps = parent[person], 0
    while boss >= 0 and boss != person and steps < len(parent):
        boss, steps = parent[boss], steps + 1
    return boss == person


def counted(parent: np.ndarray, person: int) -> tuple[float, float]:
    """(levels below, people below) by walking down."""
    if returns(parent, person):
        return NAN, NAN
    under = [counted(parent, report) for report in np.flatnonzero(parent == person)]
    return max((levels + 1 for levels, _ in under), default=0), sum(people + 1 for _, people in under)


# ---------------------------------------------------------------- lines


def test_a_manager_who_is_not_named_or_not_there_is_none():
    found = reporting.parents(pd.Series(["a", "b", "c", "d"]), pd.Series(["", "a", "x", "b"]))
    assert found.tolist() == [-1, 0, -1, 1]


@pytest.mark.parametrize(
    ("employee", "manager", "rows"),
    [
        ([-1, -2, "c"], ["", "", -1], [-1, -1, 0]),  # -2, on the list too, is not the one named
        ([-1, -2, "c", "d"], ["", -1, -2, -1], [-1, 0, 1, 0]),
        ([-2, "c"], ["", -1], [-1, -1]),  # -1 is not on the list
    ],
)
def test_ids_of_one_hash_are_different_people(employee, manager, rows):
    assert hash(-1) == hash(-2)  # of texts, no pair is known
    found = reporting.parents(pd.Series(employee, dtype=object), pd.Series(manager, dtype=object))
    assert found.tolist() == rows


def test_direct_reports_are_counted():
    assert reporting.direct_reports(np.array([-1, 0, 0, 1])).tolist() == [2, 1, 0, 0]
    assert reporting.direct_reports(np.array([], int)).tolist() == []


def test_levels_and_people_below_by_hand():
    # 0 leads 1 and 2, 1 leads 3, 3 leads 4 and 5; 6 stands alone
    levels, people = reporting.below(np.array([-1, 0, 0, 1, 3, 3, -1]))
    assert levels.tolist() == [3, 2, 0, 1, 0, 0, 0]
    assert people.tolist() == [5, 3, 0, 2, 0, 0, 0]


def test_below_a_circle_is_unknown_on_it_and_known_beside_it():
    # 0 and 1 lead each other; 2 reports into the circle and leads 3; 4 leads 5
    levels, people = reporting.below(np.array([1, 0, 0, 2, -1, 4]))
    assert_array_equal(levels, [NAN, NAN, 1, 0, 1, 0])
    assert_array_equal(people, [NAN, NAN, 1, 0, 1, 0])


def test_ones_own_manager_is_a_circle_of_one():
    levels, people = reporting.below(np.array([0, 0, 1]))
    assert_array_equal(levels, [NAN, 1, 0])
    assert_array_equal(people, [NAN, 1, 0])


def test_nobody_has_nobody_below():
    assert [part.tolist() for part in reporting.below(np.array([], int))] == [[], []]


@given(forests())
def test_below_equals_a_recursive_loop(parent):
    levels, people = reporting.below(parent)
    expected = [counted(parent, person) for person in range(len(parent))]
    assert_array_equal(levels, [levels for levels, _ in expected])
    assert_array_equal(people, [people for _, people in expected])


@given(forests())
def test_circles_equal_a_plain_loop(parent):
    assert reporting.on_cycle(parent).tolist() == [returns(parent, person) for person in range(len(parent))]


@given(forests(circles=False))
def test_the_people_below_the_tops_and_the_tops_are_everyone(parent):
    _, people = reporting.below(parent)
    top = parent < 0
    assert people[top].sum() + top.sum() == len(parent)


def test_a_chain_of_five_thousand_is_walked():
    size = 5_000
    levels, people = reporting.below(np.arange(size) - 1)  # each reports to the one before
    assert levels.tolist() == people.tolist() == list(range(size - 1, -1, -1))


def test_a_circle_of_five_thousand_is_found():
    parent = np.append(np.roll(np.arange(5_000), 1), [0, 5_000])  # two more in a line that leads into it
    levels, _ = reporting.below(parent)
    assert np.isnan(levels[:5_000]).all()
    assert levels[5_000:].tolist() == [1, 0]


# ---------------------------------------------------------------- managers beside their reports


def beside(parent, pay, *, level=None, legitimate=NOTHING, name=None, floor=1.10) -> list[tuple]:
    """(manager, report, ratio, legitimate) of each row, in order of manager."""
    size = len(parent)
    name = np.array([f"e{n}" for n in range(size)] if name is None else name, object)
    level = np.full(size, -1) if level is None else np.array(level, int)
    found = reporting.against_reports(np.array(parent, int), np.array(pay, float), level, legitimate, name, floor)
    return sorted(
        zip(*(part.tolist() for part in (found.manager, found.report, found.ratio, found.legitimate)), strict=True)
    )


def test_each_manager_stands_beside_the_highest_paid_report():
    # 0 leads 1 and 2, 2 leads 3
    assert beside([-1, 0, 0, 2], [200, 100, 160, 200]) == [(0, 2, 1.25, False), (2, 3, 0.8, False)]


def test_of_equals_the_lower_name_stands_for_them():
    assert beside([-1, 0, 0], [200, 100, 100], name=["a", "c", "b"]) == [(0, 2, 2.0, False)]


def test_a_report_of_unknown_pay_is_not_the_highest_paid_and_a_ratio_to_unknown_pay_is_unknown():
    assert beside([-1, 0, 0], [200, NAN, 100]) == [(0, 2, 2.0, False)]
    ((manager, report, ratio, _),) = beside([-1, 0], [200, NAN])  # the manager is listed, and the ratio is unknown
    assert (manager, report, np.isnan(ratio)) == (0, 1, True)
    ((manager, report, ratio, legitimate),) = beside([-1, 0], [NAN, 100])
    assert (manager, report, legitimate) == (0, 1, False)
    assert np.isnan(ratio)


@pytest.mark.parametrize(("pay", "told"), [(109.99, True), (110, False)])
def test_a_legitimate_report_has_a_row_below_the_floor_only(pay, told):
    # level 0 is the manager's, level 1 one that may be paid more
    table = np.array([[False, True], [False, False]])
    found = beside([-1, 0, 0], [pay, 100, 50], level=[0, 1, 0], legitimate=table)
    assert found == [(0, 1, pay / 100, True)] * told + [(0, 2, pay / 50, False)]


def test_someone_on_no_level_is_not_legitimate():
    table = np.ones((1, 1), bool)
    assert beside([-1, 0], [100, 100], level=[-1, 0], legitimate=table) == [(0, 1, 1.0, False)]
    assert beside([-1, 0], [100, 100], level=[0, -1], legitimate=table) == [(0, 1, 1.0, False)]
    assert beside([-1, 0], [100, 100], level=[0, 0], legitimate=table) == [(0, 1, 1.0, True)]


def test_nobody_stands_beside_nobody():
    assert beside([], []) == []
    assert beside([-1, -1], [1, 2]) == []


def plainly(parent, pay, level, legitimate, name, floor) -> list[tuple]:
    found = []
    for manager in range(len(parent)):
        reports = [n for n in range(len(parent)) if parent[n] == manager]
        others = False
        for legit in (False, True):
            kind = [n for n in reports if bool(level[manager] >= 0 and level[n] >= 0
                                               and legitimate[level[manager]][level[n]]) is legit]  # fmt: skip
            if kind:
                most = min(kind, key=lambda n: (np.inf if np.isnan(pay[n]) else -pay[n], name[n]))
                ratio = pay[manager] / pay[most]
                low = ratio < floor - 1e-9
                if not legit or low or not others:
                    found.append((manager, most, ratio, legit and bool(low)))
                others = True
    return sorted(found, key=lambda row: row[:2])


@given(
    parent=forests(),
    pay=st.lists(st.sampled_from([NAN, 90.0, 100.0, 110.0, 121.0]), min_size=40, max_size=40),  # many ties
    level=st.lists(st.integers(-1, 2), min_size=40, max_size=40),
    table=st.lists(st.booleans(), min_size=9, max_size=9),
    name=st.permutations([f"e{n}" for n in range(40)]),
    floor=st.sampled_from([0.9, 1.0, 1.1, 1.21]),
)
def test_rows_equal_a_plain_loop(parent, pay, level, table, name, floor):
    size = len(parent)
    parent = np.where(parent == np.arange(size), -1, parent)  # nobody is the own report
    pay, level, name = np.array(pay[:size]), np.array(level[:size]), name[:size]
    table = np.array(table).reshape(3, 3)
    found = beside(parent, pay, level=level, legitimate=table, name=name, floor=floor)
    expected = plainly(parent, pay, level, table, name, floor)
    assert [row[:2] + row[3:] for row in sorted(found, key=lambda row: row[:2])] == [row[:2] + row[3:] for row in expected]
    assert_array_equal([row[2] for row in sorted(found, key=lambda row: row[:2])], [row[2] for row in expected])


# ---------------------------------------------------------------- levels that may be paid more

LEVELS = pd.DataFrame(
    [("S", "S1"), ("S", "S2"), ("S", "S3"), ("M", "M1"), ("M", "M2"), ("P", "P1"), ("P", "P2")], columns=["Track", "Level"]
)
KINDS = np.array(["specialist"] * 3 + ["manager"] * 2 + ["project"] * 2, object)


def may_be_paid_more(*pairs: str) -> set[str]:
    rows = [(a[0], a, b[0], b) for a, b in (pair.split() for pair in pairs)]
    table = pd.DataFrame(rows, columns=["From track", "From level", "To track", "To level"])
    found = reporting.legitimate_pairs(KINDS, LEVELS, from_equivalence(LEVELS, table))
    return {f"{LEVELS['Level'][manager]} {LEVELS['Level'][report]}" for manager, report in np.argwhere(found)}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (["S2 M1"], {"M1 S2", "M1 S3"}),  # the equivalent and the rung above it
        (["M1 S2"], {"M1 S2", "M1 S3"}),  # whichever side of the table
        (["S1 M1", "S3 M2"], {"M1 S1", "M1 S2", "M1 S3", "M2 S3"}),
        (["P1 M1"], set()),  # no specialist track
        (["S1 P1"], {"P1 S1", "P1 S2", "P1 S3"}),  # someone on a project track who leads
        (["S2 M2", "S3 M2"], {"M1 S2", "M1 S3", "M2 S2", "M2 S3"}),  # level with a rung above M1, so higher than M1
        ([], set()),
    ],
)
def test_an_equivalent_or_higher_specialist_rung_may_be_paid_more(pairs, expected):
    assert may_be_paid_more(*pairs) == expected


def test_where_nothing_is_compared_nothing_is_legitimate():
    assert not reporting.legitimate_pairs(KINDS, LEVELS, None).any()
