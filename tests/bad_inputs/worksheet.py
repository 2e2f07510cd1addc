"""Cases of worksheet functions: bad cells in, text that says what is wrong out."""

from __future__ import annotations

import datetime as dt
import math
import traceback
from typing import TYPE_CHECKING, Any

import bandmodel.excel as bm
from bad_inputs import tables
from bad_inputs.catalogue import Case
from bandmodel.inputs.coerce import EXCEL_ERRORS

if TYPE_CHECKING:
    from bad_inputs.verdict import Verdict

COM = {text: number for number, text in EXCEL_ERRORS.items()}
BANDS = [
    ["Track", "Level", "Min", "Mid", "Max", "Grade", "Years in level"],
    ["Specialist", "S1", 80000.0, 100000.0, 120000.0, "5", 3.0],
    ["Specialist", "S2", 94400.0, 118000.0, 141600.0, "6", 4.0],
    ["Manager", "M1", 81600.0, 102000.0, 122400.0, "5", 3.0],
    ["Manager", "M2", 100000.0, 125000.0, 150000.0, "6", 4.0],
]


def cell(value: Any) -> Any:
    """A cell as Excel hands it over: numbers are floats, error cells integers, blanks None."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    return None if value == "!blank" else COM.get(value.removeprefix("!"), value) if value.startswith("!#") else value


def argument(value: Any, case: Case) -> Any:
    """An argument of a case: @People is that table with what the case spoils, @bands a table, @model the handle."""
    if isinstance(value, list):
        return [[cell(one) for one in row] if isinstance(row, list) else cell(row) for row in value]
    if value == "@bands":
        return [list(row) for row in BANDS]
    if value == "@model":
        return bm.BM_MODEL(*(_range(name, case) for name in MODEL))
    if isinstance(value, str) and value.startswith("@"):
        return _range(value[1:], case)
    return cell(value)


MODEL = ("Levels", "Market", "Policy", "Equivalence", "Locations", "FX", "Tracks", "Matches")


def _range(name: str, case: Case) -> list[list[Any]]:
    spoilt = tables.of_case(case) if name in case.touched else {name: tables.base(name)}
    return [[cell(one) for one in row] for row in spoilt[name]]


def judge(case: Case, verdict: Verdict) -> None:
    """Call the function; the result must say all that the case expects, or be the value that it names."""
    try:
        result = getattr(bm, case.function)(*(argument(value, case) for value in case.arguments))
    except Exception:  # Excel would show it as a traceback
        verdict.traceback = True
        verdict.fault("\n".join(traceback.format_exc().splitlines()[-9:]))
        return
    shown = flat(result)
    if case.says:
        text = " ".join(str(part) for part in shown if isinstance(part, str))
        verdict.faults += [f"the result does not say {part!r}: {result!r}"[:900] for part in case.says if part not in text]
        return
    if not equal(result, case.gives):
        verdict.fault(f"gives {result!r}, not {case.gives!r}", silent=True)


def flat(result: Any) -> list[Any]:
    """All cells of a result."""
    if not isinstance(result, list):
        return [result]
    return [part for row in result for part in flat(row)]


def equal(result: Any, expected: Any) -> bool:
    """Whether a result is the one that was worked out by hand."""
    if isinstance(expected, list):
        return isinstance(result, list) and len(result) == len(expected) and all(map(equal, result, expected))
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        return isinstance(result, (int, float)) and math.isclose(result, expected, rel_tol=1e-9, abs_tol=1e-12)
    return bool(result == expected)
