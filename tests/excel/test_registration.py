"""Names, arguments and help of every worksheet function, as the contract has them and as Excel and VBA admit them."""

from __future__ import annotations

import importlib
import inspect
import keyword
import re

import pytest

import bandmodel.excel as bm
from bandmodel.excel.functions import CATEGORY, FUNCTIONS
from hosts.vba_words import RESERVED, USED_BY_THE_WRAPPER

# contract §2, typed from there. End, Date and Currency are reserved in VBA, so BM_MONTHS and BM_AGE_DATES have start_date,
# end_date, and BM_FX has source_currency, on_date. "Functions that compare tracks take a last argument [equivalence]" is
# written out; BM_PARITY has [part] and BM_MOVES [people] after it. BM_MODEL takes [matches] too.
# BM_ADD_LEVEL and BM_MIRROR_TRACK are additions: designing pathways needs a formula; so are BM_CHOICE and BM_SEEK.
# Where pay may be in several currencies [bands] converts it; [part] parts figures from what they rest on.
CONTRACT = """
    BM_MIDPOINT(min, max)
    BM_MIN(mid, spread, [basis])
    BM_MAX(mid, spread, [basis])
    BM_SPREAD(min, max, [basis])
    BM_PROGRESSION(mid_low, mid_high)
    BM_STEP_RATE(low_mid, high_mid, levels)
    BM_OVERLAP(min_lower, max_lower, min_upper, max_upper, [basis])
    BM_ROUND(value, unit, [mode])
    BM_STEPS(min, max, steps, [method])
    BM_MODEL(levels, [market], [policy], [equivalence], [locations], [fx], [tracks], [matches])
    BM_BANDS(bands, [location])
    BM_BAND(bands, track, level, [measure], [location])
    BM_FINDINGS(bands, [people])
    BM_AGE(value, annual_rate, months, [method])
    BM_AGE_DATES(value, annual_rate, start_date, end_date, [method])
    BM_BLEND(values, weights, [trim])
    BM_MARKET_AT(percentile, p10, p25, p50, p75, p90)
    BM_LINE(points, pay, [model])
    BM_PREDICT(points, pay, new_points, [model])
    BM_GEO(value, location, locations)
    BM_FX(value, source_currency, target_currency, fx, [on_date])
    BM_COMPA(pay, mid, [fte])
    BM_PENETRATION(pay, min, max)
    BM_STATUS(pay, min, max)
    BM_PLACE(people, bands)
    BM_COST_TO_MIN(people, bands, [by])
    BM_MERIT(rating, compa, merit)
    BM_MERIT_COST(people, bands, merit, [budget])
    BM_MONTHS(start_date, end_date)
    BM_EXPLAIN(bands, track, level)
    BM_CHANGE(bands_old, bands_new, [people])
    BM_OFFER(bands, track, level, pay, [location], [people], [equivalence])
    BM_COMPRESSION(people, [floor], [bands], [equivalence])
    BM_SPAN(people)
    BM_EQUIVALENT(track, level, other_track, bands, [equivalence])
    BM_PARITY(bands, [basis], [tolerance], [people], [equivalence], [part])
    BM_CEILING(bands, [equivalence])
    BM_SLOPE(bands, [equivalence])
    BM_PARITY_SPLIT(bands, [equivalence])
    BM_PARITY_WEIGHT(bands, [tolerance], [equivalence])
    BM_CAREER_VALUE(bands, start_level, years, [basis], [discount], [equivalence])
    BM_TRAPPED(people, bands, [equivalence])
    BM_FORCED(people, bands, [equivalence])
    BM_BLOCKAGES(bands, [people], [equivalence])
    BM_MOVES(bands, [track], [level], [equivalence], [people])
    BM_ADD_LEVEL(bands, track, level, grade, [mid], [people])
    BM_MIRROR_TRACK(bands, from_track, to_track, [people])
    BM_TRACK_GAP(people, bands, [controls], [tolerance], [equivalence], [part])
    BM_PAY_GAP(people, group, [reference], [statistic], [definition], [bands], [part])
    BM_ADJUSTED_GAP(people, group, controls, [reference], [se], [cluster], [bands], [part])
    BM_OAXACA(people, group, controls, [reference_coefficients], [bands], [part])
    BM_QUARTILES(people, group, [reference], [bands])
    BM_CATEGORIES(people, category, group, [reference], [bands], [justifications], [part])
    BM_LOGIB(people)
    BM_CLOSE_GAP(people, bands, group, [mode], [budget], [cap], [controls], [target], [in_band], [equivalence], [part])
    BM_SCENARIO(scenario, bands, people, scenarios, [merit], [equivalence], [layout])
    BM_COMPARE(scenario_a, scenario_b, bands, people, scenarios, [merit], [equivalence])
    BM_CHOICE(bands, people, scenarios, [merit], [equivalence])
    BM_SEEK(budget, bands, people, [scope], [equivalence])
    BM_SIMULATE(bands, people, volatility, [draws], [seed], [correlation], [budget])
    BM_TURNOVER_COST(people, exit_rate, [cost_share_low], [cost_share_high])
"""
SIGNATURES = {line.strip().partition("(")[0]: line.strip() for line in CONTRACT.strip().splitlines()}
COMPARING = ["BM_EQUIVALENT", "BM_PARITY", "BM_CEILING", "BM_SLOPE", "BM_PARITY_SPLIT", "BM_PARITY_WEIGHT",
             "BM_CAREER_VALUE", "BM_OFFER", "BM_COMPRESSION", "BM_TRAPPED", "BM_FORCED", "BM_BLOCKAGES",
             "BM_MOVES", "BM_TRACK_GAP", "BM_CLOSE_GAP", "BM_SCENARIO", "BM_COMPARE"]  # fmt: skip

AFTER = {"BM_PARITY": ["part"], "BM_MOVES": ["people"], "BM_TRACK_GAP": ["part"], "BM_CLOSE_GAP": ["part"],
         "BM_SCENARIO": ["layout"]}  # fmt: skip
"""What stands after the equivalence: how the result is laid out."""

each_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)


def help_texts(function) -> dict[str, str]:
    """Every text of a function that enters the function wizard."""
    return {"description": function.description, **{part.name: part.help for part in function.parameters}}


def refused(name: str) -> bool:
    """Whether an argument cannot have this name in Python, VBA or xlwings."""
    return keyword.iskeyword(name) or keyword.issoftkeyword(name) or name.casefold() in RESERVED | USED_BY_THE_WRAPPER


def is_cell_address(name: str) -> bool:
    """Whether Excel would read a name as a cell: A1 to XFD1048576, or R1C1."""
    return bool(re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*C[0-9]*|[RC]", name.upper()))


def test_every_function_of_the_contract_is_there_and_no_other_is_unknown_to_it():
    later = set(FUNCTIONS) - set(SIGNATURES)
    assert set(SIGNATURES) <= set(FUNCTIONS)
    assert not later, f"{sorted(later)}: add their lines of contract §2 to CONTRACT"


@pytest.mark.parametrize("name", SIGNATURES)
def test_arguments_have_the_names_and_the_order_of_the_contract(name):
    assert FUNCTIONS[name].signature == SIGNATURES[name]
    listed = [part.name for part in FUNCTIONS[name].parameters]
    assert list(inspect.signature(getattr(bm, name)).parameters) == listed


@each_function
def test_a_name_is_bm_and_capitals_and_no_cell_address(function):
    assert re.fullmatch(r"BM(_[A-Z]+)+", function.name)
    assert not is_cell_address(function.name)


@pytest.mark.parametrize(
    ("name", "address"), [("BM1", True), ("XFD1048576", True), ("R1C1", True), ("RC", True), ("BM_MID", False)]
)
def test_a_cell_address_is_recognised(name, address):
    assert is_cell_address(name) is address


@each_function
def test_a_function_is_exported_under_its_own_name_by_its_own_module(function):
    assert getattr(bm, function.name) is function.function
    assert function.name in bm.__all__
    module = importlib.import_module(function.module)
    assert getattr(module, function.name) is function.function


def test_all_functions_are_in_one_category():
    assert CATEGORY == "Band Model"


@each_function
def test_help_is_there_in_ascii_and_not_too_long_for_the_function_wizard(function):
    for what, text in help_texts(function).items():
        assert text.strip(), f"{what} is not described"
        assert text.isascii(), f"{what} is not ASCII: VBA source is cp1252"
        assert len(text) <= 255, f"{what} has {len(text)} characters"
        assert '"""' not in text
        assert "\n" not in text, what


@each_function
def test_the_docstring_itself_fits_too(function):
    # xlwings cuts the docstring as it is written, line breaks included, at 255 characters
    doc = function.function.__doc__
    assert doc == function.description
    assert len(doc) <= 255


@each_function
def test_no_argument_has_a_name_that_python_vba_or_xlwings_keeps(function):
    assert [part.name for part in function.parameters if refused(part.name)] == []


@pytest.mark.parametrize(
    "name",
    ["from", "in", "match", "to", "To", "TYPE", "date", "String", "next", "Input", "end", "Currency", "scale", "len",
     "array", "caller", "Application"],
)  # fmt: skip
def test_a_reserved_word_is_refused_in_any_case(name):
    assert refused(name)


@pytest.mark.parametrize("name", ["min", "max", "mid", "level", "value", "mode", "start_date", "text", "step"])
def test_a_word_that_is_free_is_not_refused(name):
    assert not refused(name)


@each_function
def test_no_argument_has_a_type_hint_and_every_one_can_be_given_by_position(function):
    signature = inspect.signature(function.function)
    assert signature.return_annotation is inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is inspect.Parameter.empty, parameter
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD, parameter
        assert parameter.default in (inspect.Parameter.empty, None), "a blank optional argument arrives as None"


@each_function
def test_required_arguments_come_first(function):
    optional = [part.optional for part in function.parameters]
    assert optional == sorted(optional)


@pytest.mark.parametrize("name", COMPARING)
def test_functions_that_compare_tracks_end_with_an_equivalence(name):
    names = [part.name for part in FUNCTIONS[name].parameters]
    after = AFTER.get(name, [])
    assert names[-1 - len(after) :] == ["equivalence", *after]


@each_function
def test_an_option_lists_its_words_and_its_default(function):
    for part in function.parameters:
        if part.name in ("basis", "mode", "method", "part"):
            assert '"' in part.help, part
            assert "(default" in part.help, part
