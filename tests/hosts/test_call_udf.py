"""Every worksheet function by the way that Excel takes on Windows: VBA wrapper → XLPython.CallUDF → call_udf → Python.

xlwings is real, see `xlwings_on_linux`. Expected are the results of the plain Python call, and figures by hand.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pytest

import bandmodel.excel as bm
from excel.sheets import LADDERS, PRICED, RUNG_BY_RUNG, sheet
from hosts.xlwings_on_linux import DIV_ERROR, MISSING, NA_ERROR, VALUE_ERROR, TimeType, com_time

PEOPLE = sheet("""
    Employee | Track      | Level | Base pay
    e1       | Specialist | S1    | 90000
    e2       | Manager    | M1    | 102000
""")
STAFF = sheet("""
    Employee | Track      | Level | Base pay | Location | Manager | Rating | Preference | Previous track | FTE
    e1       | Manager    | M1    | 150000   | Bern     |         | 3      | specialist | Specialist     |
    e2       | Manager    | M1    | 52000    | Zug      | e1      | 4      |            |                | 0.5
    e3       | Specialist | S2    | 118000   | Zug      | e1      | 3      | open       |                |
    e4       | Specialist | S1    | 51000    |          | e2      |        | open       |                |
""")
MERIT = sheet("""
    Rating | Compa from | Compa to | Increase
    3      |            | 1        | 0.03
    3      | 1          |          | 0.02
    4      |            |          | 0.05
""")
LOW, HIGH = [[60000.0], [50000.0], [80000.0]], [[90000.0], [60000.0], [100000.0]]
HANDLE = object()  # stands for the cell of BM_MODEL in the same interpreter

ONE_CELL = {  # a formula of single cells and constants
    "BM_MIDPOINT": (60000.0, 90000.0),
    "BM_MIN": (47500.0, 0.15),
    "BM_MAX": (47500.0, 0.15),
    "BM_SPREAD": (60000.0, 90000.0),
    "BM_PROGRESSION": (30000.0, 33000.0),
    "BM_STEP_RATE": (30000.0, 65000.0, 8.0),
    "BM_OVERLAP": (44186.0, 50814.0, 47778.0, 59722.0),
    "BM_ROUND": (149.0, 100.0),
    "BM_BAND": (HANDLE, "Specialist", "S1"),
    "BM_COMPA": (78400.0, 80000.0),
    "BM_PENETRATION": (70000.0, 55000.0, 82200.0),
    "BM_STATUS": (70000.0, 55000.0, 82200.0),
    "BM_MONTHS": (44348.0, 45658.0),
    "BM_AGE": (52000.0, 0.03, 9.0),
    "BM_AGE_DATES": (52000.0, 0.03, 44348.0, 45658.0, "compound"),
    "BM_MARKET_AT": (60.0, 80000.0, 90000.0, 100000.0, 112000.0, 125000.0),
}
PAID = [  # both genders and both tracks on every rung
    ["Employee", "Track", "Level", "Base pay", "Gender", "Hourly pay", "Bonus paid", "LTI"],
    *([f"e{n}", track, f"{track[0]}{1 + n % 2}", 60000.0 + 900.0 * n + 250.0 * (n % 3), "FM"[n // 2 % 2], 30.0 + n,
       100.0 * n, 0.0]
      for n in range(16) for track in ["Specialist" if n < 8 else "Manager"]),
]  # fmt: skip
THIS_YEAR = float(dt.date.today().year)  # finished bands have no structure date of their own
LEVERS = [
    ["Scenario", "Year", "Lever", "Scope", "Value"],
    ["Lift", THIS_YEAR, "lift to minimum", "all", 1.0],
    ["Bonus", THIS_YEAR, "specialist bonus", "all", 0.1],
]
SWISS = [
    ["age", "sex", "training", "years_of_service", "level_of_requirements", "professional_position", "activity_rate",
     "paid_hours", "basic_wage", "allowances", "monthly_wage_13", "special_payments", "weekly_hours"],
    *([30.0 + n % 20, "FM"[n % 2], 1.0 + n % 8, 2.0 + n % 5, 1.0 + n % 3, 1.0 + n % 2, 100.0, 0.0,
       6000.0 + 37.0 * n + 11.0 * (n % 4), 0.0, 500.0, 0.0, 42.0] for n in range(60)),
]  # fmt: skip
RANGES = {  # a formula of columns, or one that spills a table
    "BM_MIDPOINT": (LOW, HIGH),
    "BM_MIN": (HIGH, 0.5, "mid"),
    "BM_MAX": (HIGH, [[0.5], [0.2], [0.1]]),
    "BM_SPREAD": (LOW, HIGH, [["min"], ["mid"], [None]]),
    "BM_PROGRESSION": (LOW, HIGH),
    "BM_STEP_RATE": (LOW, HIGH, 3.0),
    "BM_OVERLAP": (LOW, HIGH, HIGH, 120000.0, "union"),
    "BM_ROUND": (LOW, [[100.0, 70.0]], "up"),
    "BM_STEPS": (60000.0, 90000.0, 4.0),
    "BM_MODEL": (*(PRICED[name] for name in ("levels", "market", "policy")), MISSING, PRICED["locations"], PRICED["fx"]),
    "BM_BANDS": (HANDLE, "Zug"),
    "BM_BAND": (HANDLE, [["Specialist"], ["Manager"]], [["S1"], ["M9"]], [["mid", "market"]]),
    "BM_FINDINGS": (LADDERS, PEOPLE),
    "BM_EXPLAIN": (HANDLE, "Specialist", "S2"),
    "BM_CHANGE": (LADDERS, HANDLE, PEOPLE),
    "BM_EQUIVALENT": ("Specialist", "S1", "Manager", LADDERS, RUNG_BY_RUNG),
    "BM_PARITY": (LADDERS, "total", 0.1, PEOPLE, RUNG_BY_RUNG),
    "BM_CEILING": (LADDERS,),
    "BM_SLOPE": (LADDERS, RUNG_BY_RUNG),
    "BM_PARITY_SPLIT": (LADDERS,),
    "BM_PARITY_WEIGHT": (LADDERS, 0.05),
    "BM_CAREER_VALUE": (LADDERS, "S1", 5.0, MISSING, 0.03),
    "BM_COMPA": (LOW, HIGH, [[0.5], [None], [1.0]]),
    "BM_PENETRATION": (70000.0, LOW, HIGH),
    "BM_STATUS": ([[70000.0, None, 1.0]], 60000.0, 90000.0),
    "BM_MONTHS": ([[44348.0], [None]], 45658.0),
    "BM_AGE": (LOW, 0.03, [[9.0], [4.0], [None]]),
    "BM_AGE_DATES": (LOW, 0.03, [[44348.0], [None], [44500.0]], 45658.0),
    "BM_BLEND": (LOW, [[1.0], [None], [2.0]], 0.0),
    "BM_MARKET_AT": ([[60.0], [75.0], [5.0]], 80000.0, 90000.0, 100000.0, 112000.0, 125000.0),
    "BM_LINE": ([[10.0], [35.0], [60.0]], LOW, "quadratic"),
    "BM_PREDICT": ([[10.0], [35.0], [60.0]], LOW, [[25.0, None]], "exponential"),
    "BM_GEO": (LOW, [["Zug"], ["Nowhere"], ["Berlin"]], PRICED["locations"]),
    "BM_FX": (LOW, "EUR", [["CHF"], ["XXX"], ["EUR"]], HANDLE, [[45200.0], [None], [None]]),
    "BM_PLACE": (STAFF, HANDLE),
    "BM_COST_TO_MIN": (STAFF, HANDLE, "Track;Location"),
    "BM_MERIT": ([[3.0], [4.0], [9.0]], [[0.85, 1.05]], MERIT),
    "BM_MERIT_COST": (STAFF, HANDLE, MERIT, 0.03),
    "BM_OFFER": (HANDLE, "Specialist", "S1", 55000.0, "Zug", STAFF),
    "BM_COMPRESSION": (STAFF, MISSING, LADDERS, RUNG_BY_RUNG),
    "BM_SPAN": (STAFF,),
    "BM_TRAPPED": (STAFF, LADDERS),
    "BM_FORCED": (STAFF, LADDERS),
    "BM_BLOCKAGES": (LADDERS, STAFF, RUNG_BY_RUNG),
    "BM_MOVES": (LADDERS, "Specialist", MISSING, RUNG_BY_RUNG, STAFF),
    "BM_ADD_LEVEL": (HANDLE, "Specialist", "S3", "12", 90000.0, STAFF),
    "BM_MIRROR_TRACK": (HANDLE, "Manager", "Expert"),
    "BM_TRACK_GAP": (PAID, LADDERS, MISSING, 0.05, RUNG_BY_RUNG),
    "BM_ADJUSTED_GAP": (PAID, "Gender", "Track;Level"),
    "BM_PAY_GAP": (PAID, "Gender", "M", "mean", "UK"),
    "BM_QUARTILES": (PAID, "Gender"),
    "BM_CATEGORIES": (PAID, "Track", "Gender"),
    "BM_OAXACA": (PAID, "Gender", "Track"),
    "BM_LOGIB": (SWISS,),
    "BM_CLOSE_GAP": (PAID, LADDERS, "Gender", "uniform", 0.01),
    "BM_SIMULATE": (LADDERS, PAID, 0.05, 200.0, 7.0),
    "BM_TURNOVER_COST": (PAID, 0.1, 0.5, 2.0),
    "BM_SCENARIO": ("Lift", LADDERS, PAID, LEVERS),
    "BM_COMPARE": ("Lift", "Bonus", LADDERS, PAID, LEVERS),
    "BM_CHOICE": (LADDERS, PAID, LEVERS),
    "BM_SEEK": (0.01, LADDERS, PAID),
}


def in_full(name: str, arguments: tuple) -> tuple:
    """The arguments as VBA passes them: those that are left out at the end are there, as missing."""
    return arguments + (MISSING,) * (len(bm.FUNCTIONS[name].parameters) - len(arguments))


def with_handle(arguments: tuple, handle: object) -> tuple:
    """HANDLE replaced by a handle of the interpreter that is called."""
    return tuple(handle if argument is HANDLE else argument for argument in arguments)


def plain(name: str, arguments: tuple) -> object:
    """The plain Python call; what is missing is not given."""
    given = [None if argument is MISSING else argument for argument in with_handle(arguments, bm.BM_MODEL(**PRICED))]
    return getattr(bm, name)(*given)


def unpacked(result: object) -> object:
    """A result as Excel takes it: a single cell is its value, a single row is flat."""
    if isinstance(result, list) and len(result) == 1 and isinstance(result[0], list):
        return result[0][0] if len(result[0]) == 1 else result[0]
    return result


def cells_of(result: object) -> list:
    """Every cell of a result."""
    if not isinstance(result, list):
        return [result]
    return [cell for row in result for cell in (row if isinstance(row, list) else [row])]


@pytest.fixture(scope="module")
def handle(host) -> str:
    """BM_MODEL's handle of the PRICED tables in the other interpreter."""
    return host.call("BM_MODEL", *in_full("BM_MODEL", RANGES["BM_MODEL"]))


def test_every_function_is_called():
    assert set(RANGES) == set(bm.FUNCTIONS)


@pytest.mark.parametrize("name", ONE_CELL)
def test_a_formula_of_single_cells_gives_one_value(host, handle, name):
    arguments = in_full(name, ONE_CELL[name])
    assert host.call(name, *with_handle(arguments, handle)) == plain(name, arguments)


@pytest.mark.parametrize("name", RANGES)
def test_a_formula_of_ranges_gives_what_the_plain_call_gives(host, handle, name):
    arguments = in_full(name, RANGES[name])
    assert host.call(name, *with_handle(arguments, handle)) == unpacked(plain(name, arguments))


@pytest.mark.parametrize("name", RANGES)
def test_every_cell_can_be_written_by_com(host, handle, name):
    result = host.call(name, *with_handle(in_full(name, RANGES[name]), handle))
    # nothing of numpy or pandas, no None and no NaN: COM would write them as errors or not at all
    assert {type(cell) for cell in cells_of(result)} <= {float, int, str, bool}
    assert not [cell for cell in cells_of(result) if isinstance(cell, float) and not math.isfinite(cell)]
    if isinstance(result, list) and isinstance(result[0], list):
        assert len({len(row) for row in result}) == 1


@pytest.mark.parametrize("name", RANGES)
def test_call_udf_leaves_rows_as_they_are(host, handle, name):
    arguments = in_full(name, RANGES[name])
    assert unpacked(host.call_udf(name, *with_handle(arguments, handle))) == unpacked(plain(name, arguments))


def test_a_missing_optional_argument_is_its_default(host):
    assert host.call("BM_SPREAD", LOW, HIGH, MISSING) == host.call("BM_SPREAD", LOW, HIGH, "min")
    assert host.call("BM_SPREAD", LOW, HIGH, None) == host.call("BM_SPREAD", LOW, HIGH, "min")  # an empty cell


def test_a_single_empty_cell_given_as_a_table_counts_as_not_given(host):
    assert host.call("BM_PARITY", LADDERS, *[[[None]]] * 5) == bm.BM_PARITY(LADDERS)


def test_dates_arrive_with_a_time_zone_and_count_as_the_day_that_is_shown(host):
    # golden 15: 43 months from 2021-06-01 to 2025-01-01
    column = [[com_time(2021, 6, 1)], [TimeType(2021, 6, 1, 23, 30, tzinfo=dt.UTC)], [44348.0]]
    assert host.call("BM_MONTHS", column, com_time(2025, 1, 1)) == [[43], [43], [43]]


def test_dates_of_a_market_table_and_of_policy_arrive_as_times(host):
    market = [[com_time(*map(int, cell.split("-"))) if str(cell).startswith("202") else cell for cell in row]
              for row in PRICED["market"]]  # fmt: skip
    policy = [["Setting", "Value"], ["Structure date", com_time(2025, 1, 1)], ["Structure currency", "CHF"]]
    found = host.call("BM_MODEL", *in_full("BM_MODEL", (PRICED["levels"], market, policy, MISSING, PRICED["locations"],
                                                         PRICED["fx"])))  # fmt: skip
    assert found.startswith("Band model ")
    # 53 350 and 77 450 by hand, see sheets.PRICED
    assert host.call("BM_BAND", found, "Specialist", [["S1"], ["S2"]], "mid", MISSING) == [[53350], [77450]]


def test_currency_cells_arrive_as_decimals(host):
    # 60 000 … 90 000: 0.5; 50 000 … 60 000: 0.2
    found = host.call("BM_SPREAD", [[Decimal("60000")], [50000.0]], [[Decimal("90000.0000")], [Decimal("60000")]], MISSING)
    assert found == [[0.5], [pytest.approx(0.2)]]


def test_error_cells_arrive_as_integers_and_are_named(host):
    found = host.call("BM_SPREAD", [[60000.0], [NA_ERROR], [DIV_ERROR], [VALUE_ERROR]], 90000.0, MISSING)
    assert found == [
        [0.5],
        ["#BM! min holds the error #N/A; mend that cell."],
        ["#BM! min holds the error #DIV/0!; mend that cell."],
        ["#BM! min holds the error #VALUE!; mend that cell."],
    ]


def test_booleans_texts_and_empty_cells_arrive_as_they_are(host):
    found = host.call("BM_SPREAD", [[True], ["sixty"], [None], [""]], 90000.0, MISSING)
    assert found == [
        ['#BM! min "TRUE" is not a number; correct that cell.'],
        ['#BM! min "sixty" is not a number; correct that cell.'],
        [""],
        [""],
    ]


def test_the_result_of_another_formula_arrives_as_an_array_and_not_as_a_range(host):
    # =BM_SPREAD(A1:A2 * 1, …): COM hands over a tuple of tuples
    assert host.call("BM_SPREAD", ((60000.0,), (50000.0,)), 75000.0, MISSING) == [[0.25], [0.5]]


def test_an_array_constant_of_one_row_arrives_flat_and_goes_back_as_a_row(host):
    # =BM_SPREAD({60000,50000}, 90000): VBA sees one dimension
    assert host.call("BM_SPREAD", (60000.0, 50000.0), 90000.0, MISSING) == [0.5, pytest.approx(0.8)]


def test_a_lost_handle_says_how_to_refresh(host):
    gone = "Band model 0123456789abcdef (4 levels, 2 tracks)"
    assert host.call("BM_BANDS", gone, MISSING) == "#BM! model not loaded; press Refresh (Band Model tab)"


def test_models_survive_when_xlwings_reloads_the_functions(host, handle):
    before = host.call("BM_BANDS", handle, MISSING)
    host.file_changed()
    assert host.call("BM_BANDS", handle, MISSING) == before


def test_a_bug_reaches_vba_as_an_error_and_is_no_text_of_ours(host):
    with pytest.raises(TypeError):
        host.call("BM_SPREAD", LOW, HIGH, MISSING, "one argument too many")


def test_arguments_arrive_raw_and_nothing_is_volatile(host):
    known = host.registered()
    assert set(known) == set(bm.FUNCTIONS)
    for name, function in known.items():
        assert function["category"] == "Band Model", name
        assert (function["volatile"], function["async_mode"], function["call_in_wizard"]) == (False, None, True), name
        assert {argument["options"]["convert"] for argument in function["args"]} == {"raw"}, name
        assert "expand" not in function["ret"]["options"], name


def test_the_function_wizard_gets_the_help_of_every_argument(host):
    for name, function in host.registered().items():
        described = [(argument["name"], argument["doc"], "optional" in argument) for argument in function["args"]]
        assert described == [(part.name, part.help, part.optional) for part in bm.FUNCTIONS[name].parameters]
        assert function["ret"]["doc"] == bm.FUNCTIONS[name].description
