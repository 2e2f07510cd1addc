"""Values on their way from cells to Python and back: what arrives is what Excel's COM hands over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from hosts.libreoffice.bridge import Call, answer_of
from hosts.libreoffice.com_values import as_formatted, com_error, of_value
from hosts.libreoffice.small_workbook import SmallWorkbook
from hosts.xlwings_on_linux import DIV_ERROR, MISSING, NA_ERROR, VALUE_ERROR, TimeType, com_time

pytest_plugins = ["hosts.libreoffice.fixtures"]

NAME_ERROR, REF_ERROR, NUM_ERROR = -2146826259, -2146826265, -2146826252

DAY = dt.datetime(2025, 1, 2)
NOON = dt.datetime(2025, 1, 2, 12)
EVERY_KIND = [  # what is typed, what arrives
    (60000.0, 60000.0),
    ("text", "text"),
    (None, None),
    ('=""', ""),
    (True, True),
    ("=1=2", False),
    (DAY, com_time(2025, 1, 2)),
    (NOON, TimeType(2025, 1, 2, 12, tzinfo=dt.UTC)),
    (Decimal("12.5"), Decimal("12.5")),
    ("=1/0", DIV_ERROR),
    ("=NA()", NA_ERROR),
    ('="a"*1', VALUE_ERROR),
    ("=no_such_name", NAME_ERROR),
    ("=10^300*10^300", NUM_ERROR),
    ("=2*3", 6.0),
    ('="a"&"b"', "ab"),
]


@pytest.fixture
def small(tmp_path) -> SmallWorkbook:
    """An empty workbook in the making."""
    return SmallWorkbook(tmp_path / "Values.xlsm")


def arguments_of(calls: list[Call]) -> tuple:
    """The arguments of the only call."""
    (call,) = calls
    return call.arguments


def test_cells_of_every_kind_arrive_from_one_range(small, open_workbook):
    cells = small.cells([[typed for typed, _ in EVERY_KIND]])
    small.formula(f"=BM_COMPA({cells},1)", [[0] * len(EVERY_KIND)])
    book = open_workbook(small.save())
    book.recalculate()
    arrived = arguments_of(book.bridge.calls)
    assert arrived == ([[value for _, value in EVERY_KIND]], 1.0, MISSING)
    assert [type(value) for value in arrived[0][0]] == [type(value) for _, value in EVERY_KIND]


def test_cells_of_every_kind_arrive_one_by_one(small, open_workbook):
    for typed, _ in EVERY_KIND:
        small.formula(f"=BM_COMPA({small.cells([[typed]])},1)")
    book = open_workbook(small.save())
    book.recalculate()
    arrived = [call.arguments[0] for call in book.bridge.calls]
    assert sorted(arrived, key=repr) == sorted(([[value]] for _, value in EVERY_KIND), key=repr)


def test_a_column_in_one_format_arrives_in_that_format(small, open_workbook):
    days = small.cells([[DAY], [None], ["2025-01-02"], [DAY]])
    money = small.cells([[Decimal("60000")], [Decimal("50000.25")]])
    small.formula(f"=BM_MONTHS({days},{days})", [[0]] * 4)
    small.formula(f"=BM_COMPA({money},1)", [[0]] * 2)
    book = open_workbook(small.save())
    book.recalculate()
    by_name = {call.function: call.arguments[0] for call in book.bridge.calls}
    assert by_name["BM_MONTHS"] == [[com_time(2025, 1, 2)], [None], ["2025-01-02"], [com_time(2025, 1, 2)]]
    assert by_name["BM_COMPA"] == [[Decimal("60000")], [Decimal("50000.25")]]


def test_dates_in_cells_count_as_the_day_that_is_shown(small, open_workbook):
    first = small.cells([[dt.datetime(2021, 6, 1)], [dt.datetime(2021, 6, 1, 23, 30)], [44348.0], ["2021-06-01"]])
    last = small.cells([[dt.datetime(2025, 1, 1)]])
    months = small.formula(f"=BM_MONTHS({first},{last})", [[0]] * 4)
    book = open_workbook(small.save())
    book.recalculate()
    assert book.cells(months) == [[43.0]] * 4  # golden 15: 43 months from 2021-06-01 to 2025-01-01


def test_error_cells_are_named_and_leave_the_other_rows_alone(small, open_workbook):
    low = small.cells([[60000.0], ["=NA()"], ["=1/0"], ["=no_such_name"], [50000.0]])
    spread = small.formula(f"=BM_SPREAD({low},75000)", [[0]] * 5)
    book = open_workbook(small.save())
    book.recalculate()
    assert book.cells(spread) == [
        [0.25],
        ["#BM! min holds the error #N/A; mend that cell."],
        ["#BM! min holds the error #DIV/0!; mend that cell."],
        ["#BM! min holds the error #NAME?; mend that cell."],
        [0.5],
    ]


@pytest.mark.parametrize(("formula", "message"), [
    ('=BM_SPREAD("sixty",90000)', '#BM! min "sixty" is not a number; correct that cell.'),
    ("=BM_SPREAD(0,90000)", "#BM! Min 0 is not above 0."),
    ('=BM_SPREAD(60000,90000,"max")', '#BM! Basis "max" is unknown; use one of "min", "mid".'),
    ('=BM_BANDS("not a handle")', '#BM! bands "not a handle" is neither the cell of BM_MODEL nor a table of bands; '
                                  'give one of them.'),
    ('=BM_BANDS("Band model 0123456789abcdef (4 levels, 2 tracks)")',
     "#BM! model not loaded; press Refresh (Band Model tab)"),
])  # fmt: skip
def test_a_wrong_input_shows_its_message_in_the_cell(small, open_workbook, formula, message):
    cell = small.formula(formula)
    book = open_workbook(small.save())
    book.recalculate()
    assert book.cell(cell) == message


def test_arrays_inside_a_formula_arrive_as_arrays(small, open_workbook):
    low = small.cells([[60000.0], [50000.0]])
    column = small.formula(f"=BM_SPREAD({low}*1,75000)", [[0], [0]])
    row = small.formula("=BM_SPREAD({60000,50000},90000)", [[0, 0]])
    broken = small.formula(f"=BM_SPREAD({low}/{{1;0}},75000)", [[0], [0]])
    book = open_workbook(small.save())
    book.recalculate()
    arrived = [call.arguments[0] for call in book.bridge.calls]
    assert sorted(arrived, key=repr) == [((60000.0,), (-2146826281,)), ((60000.0,), (50000.0,)), (60000.0, 50000.0)]
    assert book.cells(column) == [[0.25], [0.5]]
    assert book.cells(row) == [[0.5, 0.8]]
    assert book.cells(broken) == [[0.25], ["#BM! min holds the error #DIV/0!; mend that cell."]]


def test_left_out_optional_arguments_mean_their_default(small, open_workbook):
    left_out = small.formula("=BM_SPREAD(60000,90000)")
    empty = small.formula(f"=BM_SPREAD(60000,90000,{small.cells([[None]])})")
    given = small.formula('=BM_SPREAD(60000,90000,"min")')
    book = open_workbook(small.save())
    book.recalculate()
    assert [book.cell(cell) for cell in (left_out, empty, given)] == [0.5, 0.5, 0.5]


def test_a_name_can_stand_for_a_table(small, open_workbook):
    small.name("Pay", small.cells([[60000.0], [90000.0]]))
    compa = small.formula("=BM_COMPA(Pay,60000)", [[0], [0]])
    book = open_workbook(small.save())
    book.recalculate()
    assert book.cells(compa) == [[1.0], [1.5]]


# ---------------------------------------------------------------- without LibreOffice


def test_results_leave_as_call_udf_returns_them():
    assert answer_of(0.5) == ("cell", 0.5)
    assert answer_of("") == ("cell", "")
    assert answer_of([1, "x"]) == ("row", (1.0, "x"))
    assert answer_of([["Track", "Mid"], ["Specialist", 100]]) == ("rows", (("Track", "Mid"), ("Specialist", 100.0)))
    assert answer_of([[True], [None]]) == ("rows", ((True,), (None,)))


def test_what_com_cannot_take_is_refused():
    with pytest.raises(TypeError, match="datetime cannot leave by COM"):
        answer_of(DAY)
    with pytest.raises(ValueError, match="different length"):
        answer_of([[1.0], [1.0, 2.0]])


def test_integers_become_floats_and_truth_values_stay():
    assert [type(of_value(value)) for value in (1, 1.5, True, "x")] == [float, float, bool, str]
    assert of_value(((1, 2),)) == (1.0, 2.0)
    assert of_value(((1, 2), (3, 4))) == ((1.0, 2.0), (3.0, 4.0))


def test_a_number_that_is_no_date_stays_a_number():
    assert as_formatted(-1.0, 2) == -1.0
    assert as_formatted(3e6, 2) == 3e6
    assert as_formatted(0.5, 1024) == 0.5
    assert com_error(522) == VALUE_ERROR  # a circular reference, which Excel does not have as an error
    assert com_error(524) == REF_ERROR
