"""Optional arguments: a blank one means its default; words may stand in a range; an unknown word is refused."""

from __future__ import annotations

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, RUNG_BY_RUNG, column

# (function, the arguments before the option, the option's default as contract §2 and §10 name it)
DEFAULTS = [
    (bm.BM_MIN, (47500, 0.15), "min"),
    (bm.BM_MAX, (47500, 0.15), "min"),
    (bm.BM_SPREAD, (60000, 90000), "min"),
    (bm.BM_OVERLAP, (44186, 50814, 47778, 59722), "upper"),
    (bm.BM_ROUND, (149, 100), "nearest"),
    (bm.BM_STEPS, (100, 400, 3), "percent"),
    (bm.BM_COMPA, (40000, 80000), 1),
    (bm.BM_BAND, (LADDERS, "Specialist", "S1"), "mid"),
    (bm.BM_PARITY, (LADDERS,), "base"),
    (bm.BM_PARITY, (LADDERS, "base"), 0.05),
    (bm.BM_PARITY, (LADDERS, None, None, None, RUNG_BY_RUNG), "all"),
    (bm.BM_PARITY_WEIGHT, (LADDERS,), 0.05),
    (bm.BM_CAREER_VALUE, (LADDERS, "S1", 3), "base"),
    (bm.BM_CAREER_VALUE, (LADDERS, "S1", 3, "base"), 0),
]


@pytest.mark.parametrize(("function", "arguments", "default"), DEFAULTS)
@pytest.mark.parametrize("blank", [None, ""], ids=["empty", "empty text"])
def test_a_blank_optional_argument_means_its_default(function, arguments, default, blank):
    assert function(*arguments, blank) == function(*arguments, default) == function(*arguments)
    assert "#BM!" not in str(function(*arguments))


# (function, arguments with the option spelt as in contract §2, the figure by hand)
CHOSEN = [
    (bm.BM_MIN, (100, 0.5, "min"), 80),  # 100 / 1.25
    (bm.BM_MIN, (100, 0.5, "mid"), 75),  # 100 · 0.75
    (bm.BM_MAX, (100, 0.5, "min"), 120),  # 80 · 1.5
    (bm.BM_MAX, (100, 0.5, "mid"), 125),  # 100 · 1.25
    (bm.BM_SPREAD, (60, 90, "min"), 0.5),  # 30 / 60
    (bm.BM_SPREAD, (60, 90, "mid"), 0.4),  # 30 / 75
    (bm.BM_OVERLAP, (40, 60, 50, 90, "upper"), 0.25),  # 10 / 40
    (bm.BM_OVERLAP, (40, 60, 50, 90, "lower"), 0.5),  # 10 / 20
    (bm.BM_OVERLAP, (40, 60, 50, 90, "union"), 0.2),  # 10 / 50
    (bm.BM_ROUND, (160, 100, "nearest"), 200),
    (bm.BM_ROUND, (101, 100, "up"), 200),
    (bm.BM_ROUND, (199, 100, "down"), 100),
    (bm.BM_STEPS, (100, 400, 3, "percent"), [[100], [200], [400]]),  # doubles twice
    (bm.BM_STEPS, (100, 400, 3, "amount"), [[100], [250], [400]]),  # 150 twice
]


def close(expected):
    """The expected figure, give or take the last bit."""
    return [[pytest.approx(cell)] for (cell,) in expected] if isinstance(expected, list) else pytest.approx(expected)


@pytest.mark.parametrize(("function", "arguments", "expected"), CHOSEN)
def test_an_option_is_followed(function, arguments, expected):
    assert function(*arguments) == close(expected)


@pytest.mark.parametrize(("function", "arguments", "expected"), CHOSEN)
@pytest.mark.parametrize("spelling", [str.capitalize, lambda word: f" {word} "], ids=["Capital", "spaces"])
def test_an_option_means_the_same_in_any_case_and_with_spaces_around(function, arguments, expected, spelling):
    *figures, option = arguments
    assert function(*figures, spelling(option)) == close(expected)


@pytest.mark.parametrize("spelling", ["CASH", "Cash", " cash "])
def test_the_basis_of_parity_and_careers_means_the_same_in_any_case(spelling):
    assert bm.BM_PARITY(LADDERS, spelling, part="PAIRS") == bm.BM_PARITY(LADDERS, "cash", part="pairs")
    assert bm.BM_CAREER_VALUE(LADDERS, "S1", 3, spelling) == bm.BM_CAREER_VALUE(LADDERS, "S1", 3, "cash")


@pytest.mark.parametrize(
    ("function", "arguments", "option", "choices"),
    [
        (bm.BM_MIN, (100, 0.5), "Basis", ["min", "mid"]),
        (bm.BM_MAX, (100, 0.5), "Basis", ["min", "mid"]),
        (bm.BM_SPREAD, (60, 90), "Basis", ["min", "mid"]),
        (bm.BM_OVERLAP, (40, 60, 50, 90), "Basis", ["upper", "lower", "union"]),
        (bm.BM_ROUND, (160, 100), "Mode", ["nearest", "up", "down"]),
        (bm.BM_STEPS, (100, 400, 3), "Method", ["percent", "amount"]),
        (bm.BM_PARITY, (LADDERS,), "Basis", ["base", "cash", "total"]),
        (bm.BM_PARITY, (LADDERS, None, None, None, None), "Part", ["all", "pairs", "headline", "missing"]),
        (bm.BM_CAREER_VALUE, (LADDERS, "S1", 3), "Basis", ["base", "cash", "total"]),
        (bm.BM_BAND, (LADDERS, "Specialist", "S1"), "Measure", ["Min", "Mid", "Max", "Market index"]),
    ],
)
def test_an_unknown_option_is_named_and_the_known_ones_are_listed(function, arguments, option, choices):
    message = function(*arguments, "sideways")
    assert message.startswith(f'#BM! {option} "sideways" is unknown; use one of ')
    assert all(f'"{choice}"' in message for choice in choices)


def test_an_option_in_a_range_holds_row_by_row():
    # 60 … 90: 0.5 on the minimum, 0.4 on the midpoint; a blank cell is the default
    assert bm.BM_SPREAD(60, 90, [["min"], ["mid"], [None], [""]]) == [[0.5], [0.4], [0.5], [0.5]]
    assert bm.BM_ROUND([[149], [149], [149]], 100, [["up"], ["down"], ["nearest"]]) == [[200], [100], [100]]


def test_an_unknown_option_in_a_range_spoils_its_own_row_only():
    result = bm.BM_SPREAD(60, 90, [["min"], ["max"], ["mid"]])
    assert [result[0], result[2]] == [[0.5], [0.4]]
    assert result[1][0].startswith('#BM! Basis "max" is unknown')


def test_a_blank_fte_in_a_range_is_full_time():
    # 40 000 on half time is 80 000 full time, the midpoint; on full time it is half of it
    assert bm.BM_COMPA(40000, 80000, [[0.5], [None], [1]]) == [[1.0], [0.5], [0.5]]


def test_a_blank_number_that_is_required_is_asked_for():
    assert bm.BM_STEPS(None, 400, 3) == "#BM! min is blank; give a number."
    assert bm.BM_CAREER_VALUE(LADDERS, "S1", "") == "#BM! years is blank; give a number."


def test_a_blank_name_that_is_required_is_asked_for():
    assert bm.BM_EXPLAIN(LADDERS, "", "S1").startswith("#BM! track is blank")
    assert bm.BM_CAREER_VALUE(LADDERS, None, 3).startswith("#BM! start_level is blank")
    assert bm.BM_EQUIVALENT("Specialist", "S1", None, LADDERS).startswith("#BM! other_track is blank")


@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_equivalence_leaves_equal_grade_in_force(blank):
    pairs = bm.BM_PARITY(LADDERS, equivalence=blank, part="pairs")
    assert column(pairs, "From level") == ["S1", "S2", "S3", "S4"]


def test_a_range_where_one_cell_is_wanted_is_refused_with_its_size():
    message = bm.BM_STEPS([[100], [110]], 400, 3)
    assert message == "#BM! min is a range of 2 × 1 cells; give one cell."
    assert "part is a range of 1 × 2 cells" in bm.BM_PARITY(LADDERS, part=[["pairs", "headline"]])
