"""What a fault looks like. The expected texts are written out by hand from the promises in the docstrings."""

from __future__ import annotations

import numpy as np
import pytest

from bandmodel.errors import BandModelError, Finding, InputError, PolicyError, RowError, plain, require

LEVEL_7 = Finding("mid-missing", "error", "Levels", 7, "Mid", "", "Mid is blank.", "Fill it in.")


def test_require_lets_good_rows_pass():
    require(True, "never {x}", x=1)
    require(np.array([True, True]), "never {x}", x=[1, 2])
    require(np.zeros(0, bool), "never {x}", x=[])  # no row, no fault


def test_require_names_each_bad_row_and_where_it_is():
    with pytest.raises(RowError) as caught:
        require(np.array([True, False, True, False]), "Min {low} is above max {high}.", low=[1, 9, 1, 8], high=5)
    assert caught.value.bad.tolist() == [False, True, False, True]
    assert caught.value.messages == ["Min 9 is above max 5.", "Min 8 is above max 5."]
    assert str(caught.value).startswith("Min 9 is above max 5. (and 1 more")


def test_require_keeps_the_shape_of_a_single_value_and_of_a_block():
    with pytest.raises(RowError) as single:
        require(False, "Unit {unit} is not above 0.", unit=0.0)
    assert single.value.bad.shape == ()
    assert bool(single.value.bad)
    assert str(single.value) == "Unit 0 is not above 0."
    with pytest.raises(RowError) as block:
        require(np.array([[True, False], [False, True]]), "{x}", x=np.array([[1, 2], [3, 4]]))
    assert block.value.bad.tolist() == [[False, True], [True, False]]
    assert block.value.messages == ["2", "3"]  # row by row


def test_require_can_say_something_without_naming_a_value():
    with pytest.raises(RowError, match="Both ends are blank"):
        require(np.array([True, False]), "Both ends are blank.")


def test_a_brace_in_a_value_is_only_text():
    with pytest.raises(RowError, match=r"Location \{x\} is unknown"):
        require(np.array([False]), "Location {name} is unknown.", name=np.array(["{x}"], object))


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (60000.0, "60000"),
        (60000, "60000"),
        (np.float64(0.1) + 0.05, "0.15"),  # 0.15000000000000002 in floats
        (np.int64(-3), "-3"),
        (0.025, "0.025"),
        (-0.0, "0"),
        (1234567.89, "1234567.89"),
        (True, "TRUE"),
        (np.False_, "FALSE"),
        ("S3", "S3"),
        (np.datetime64("2025-01-31"), "2025-01-31"),
        (None, "None"),
    ],
)
def test_plain_shows_a_value_as_a_person_would_type_it(value, typed):
    assert plain(value) == typed


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_a_finding_takes_the_three_severities(severity):
    assert Finding("code", severity, "Levels", None, "", "", "Said.", "").severity == severity


@pytest.mark.parametrize("severity", ["Error", "fatal", ""])
def test_a_finding_refuses_any_other_severity(severity):
    with pytest.raises(ValueError, match="severity"):
        Finding("code", severity, "Levels", None, "", "", "Said.", "")


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [
        (7, "Mid", "Levels row 7, column Mid"),
        (7, "", "Levels row 7"),
        (None, "Mid", "Levels, column Mid"),
        (None, "", "Levels"),
    ],
)
def test_a_finding_says_where_it_is(row, column, place):
    finding = LEVEL_7.at(row=row, column=column)
    assert finding.place == place
    assert str(finding) == f"{place}: Mid is blank. Fill it in."


def test_moving_a_finding_leaves_the_first_one_as_it_was():
    moved = LEVEL_7.at(row=12)
    assert (LEVEL_7.row, moved.row, moved.code) == (7, 12, "mid-missing")


def test_one_error_lists_every_fault():
    error = InputError.of(iter([LEVEL_7, LEVEL_7.at(row=9)]))
    assert str(error) == (
        "2 faults in the input:\n"
        "  Levels row 7, column Mid: Mid is blank. Fill it in.\n"
        "  Levels row 9, column Mid: Mid is blank. Fill it in."
    )
    assert [fault.row for fault in error.findings] == [7, 9]


def test_a_single_fault_is_counted_in_the_singular():
    assert str(InputError.of([LEVEL_7])).startswith("1 fault in the input:\n")


def test_of_keeps_the_kind_of_error():
    assert type(PolicyError.of([LEVEL_7])) is PolicyError


def test_every_error_is_one_that_the_edges_translate():
    assert issubclass(PolicyError, InputError)
    assert issubclass(RowError, InputError)
    assert issubclass(InputError, BandModelError)
    assert InputError("said").findings == ()
