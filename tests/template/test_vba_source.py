"""Our VBA, which nothing compiles before it is on a user's machine: limits of VBA, names, and what calls what."""

from __future__ import annotations

import ast
import re

import pytest

import bandmodel.excel as bm
from bandmodel.excel import macros
from bandmodel.template import modules, ribbon
from hosts.vba_words import RESERVED, USED_BY_THE_WRAPPER
from template import vba_text

TEXTS = {module.name: module.source for module in modules.modules(["shStart"])}
OURS = {name: TEXTS[name] for name in ("ThisWorkbook", *modules.OURS)}
GENERATED = {**OURS, "xlwings_udfs": TEXTS["xlwings_udfs"]}

EXCEL = {"application", "activeworkbook", "thisworkbook", "workbook", "range"}
VBA = {"array", "cstr", "lcase", "right", "replace", "mac", "explicit", "resume", "error"}
each_of_ours = pytest.mark.parametrize("name", OURS)
each = pytest.mark.parametrize("name", GENERATED)


def procedures(name: str) -> dict[str, vba_text.Procedure]:
    """The procedures of a module by name."""
    return {procedure.name: procedure for procedure in vba_text.procedures(GENERATED[name])}


@each
def test_the_source_is_ascii(name):
    assert GENERATED[name].isascii()


@each
def test_no_line_is_longer_and_none_is_continued_more_often_than_vba_admits(name):
    assert max(map(len, GENERATED[name].splitlines())) <= vba_text.LONGEST_LINE
    assert max(map(len, vba_text.code(GENERATED[name]))) <= 24 * vba_text.LONGEST_LINE
    continued = re.findall(r"(?:.* _\n)+", GENERATED[name])
    assert all(block.count("\n") <= vba_text.MOST_CONTINUATIONS for block in continued)


@each
def test_no_procedure_is_larger_than_vba_admits(name):
    parts = re.split(r"(?m)^End (?:Sub|Function)$", GENERATED[name])
    assert max(map(len, parts)) < vba_text.LARGEST_PROCEDURE


@each
def test_no_text_is_split_over_lines(name):
    for line in GENERATED[name].splitlines():
        assert vba_text.without_comment(line).count('"') % 2 == 0, line


@each
def test_no_parameter_and_no_variable_has_a_name_that_vba_keeps(name):
    names = {part for procedure in procedures(name).values() for part in procedure.parameters}
    names |= set(re.findall(r"(?m)^\s*(?:Dim|Private|Public) (\w+) As", GENERATED[name])) | set(procedures(name))
    assert not {word.casefold() for word in names} & RESERVED
    if name == "xlwings_udfs":
        assert not {word.casefold() for word in names} & USED_BY_THE_WRAPPER


def undeclared(source: str) -> set[str]:
    """Names that a module uses and that neither it, nor another module in public, nor VBA, nor Excel declares."""
    found = vba_text.procedures(source)
    public = {p.name for text in GENERATED.values() for p in vba_text.procedures(text) if p.public}
    outside = {*public, *(p.name for p in found), *re.findall(r"(?m)^Private (\w+) As", source), "RunPython", "XLPy"}
    unknown: set[str] = set()
    for procedure in found:
        inside = {word for line in procedure.body for word in re.findall(r"^Dim (\w+) As", line)}
        known = {word.casefold() for word in {*outside, *inside, *procedure.parameters}} | EXCEL | VBA | RESERVED
        unknown |= {w for line in procedure.body for w in vba_text.words(line) if w.casefold() not in known}
    return unknown


@each_of_ours
def test_variables_must_be_declared_and_are(name):
    assert vba_text.code(OURS[name])[0] == "Option Explicit"
    assert undeclared(OURS[name]) == set()


def test_a_name_that_is_not_declared_would_be_seen():
    lines = [
        "Dim known As Long",
        "known = 1 ' unseen",
        'Application.StatusBar = "text" & wrong',
        "Go part:=other",
        "x.y = known",
    ]
    assert undeclared("\n".join(["Public Sub Go(ByVal part As Long)", *lines, "End Sub", ""])) == {"wrong", "other", "x"}


@each_of_ours
def test_every_block_that_opens_closes(name):
    for procedure in procedures(name).values():
        opened = [line for line in procedure.body if re.match(r"If .* Then$", line)]
        assert len(opened) == procedure.body.count("End If"), procedure.name
        assert sum(line.startswith("#If") for line in procedure.body) == procedure.body.count("#End If")


@each_of_ours
def test_no_two_public_procedures_have_one_name(name):
    others = {p.name for other, text in GENERATED.items() if other != name for p in vba_text.procedures(text) if p.public}
    others |= set(re.findall(r"(?m)^(?:Public )?(?:Sub|Function) (\w+)", TEXTS["xlwings"]))
    assert not {p.name for p in procedures(name).values() if p.public} & others


# ---------------------------------------------------------------- what calls what


@pytest.mark.parametrize("action", ribbon.ACTIONS, ids=lambda action: action.name)
def test_a_button_of_the_tab_calls_its_callback_which_runs_the_macro(action):
    callback = procedures("bandmodel_ribbon")[f"OnBandModel{action.name}"]
    assert (callback.kind, callback.public, callback.parameters, callback.types) == ("Sub", True, ("control",), ("Object",))
    assert callback.body == (f'RunMacro "BandModel{action.name}"',)
    macro = procedures("bandmodel_macros")[f"BandModel{action.name}"]
    assert (macro.kind, macro.public, macro.parameters) == ("Sub", True, ())


def test_every_macro_is_a_button_of_the_tab():
    assert set(procedures("bandmodel_macros")) == {f"BandModel{action.name}" for action in ribbon.ACTIONS}


@pytest.mark.parametrize("action", ribbon.ACTIONS, ids=lambda action: action.name)
def test_a_macro_runs_one_function_of_the_module_of_macros(action):
    (statement,) = procedures("bandmodel_macros")[f"BandModel{action.name}"].body
    (command,) = vba_text.literals(statement)
    assert statement.startswith("RunPython ")
    load, call = ast.parse(command).body
    assert ast.unparse(load) == "import bandmodel.excel.macros"
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", action.name).lower()  # AddLevel → add_level
    assert ast.unparse(call) == f"bandmodel.excel.macros.{name}()"
    assert callable(getattr(macros, name))
    assert "'" not in command  # macOS hands the command over between such


def test_the_workbook_gives_help_first_and_asks_python_before_it_touches_a_cell():
    found = procedures("ThisWorkbook")
    opening = list(found["Workbook_Open"].body)
    assert opening.index("DescribeFunctions ThisWorkbook") < len(opening) - 1
    assert opening[-1].endswith("Then LoadModel")
    load = list(found["LoadModel"].body)
    assert load.index("If PythonAnswers() Then") < load.index("CalculateModel") < load.index("Else")
    touching = [name for name, procedure in found.items() if "Names(" in " ".join(procedure.body)]
    assert touching == ["CalculateModel"]


def test_nothing_that_runs_on_opening_can_stop_with_an_error_of_python_or_of_a_cell():
    inside, helping = procedures("ThisWorkbook"), procedures("bandmodel_help")
    for procedure in (inside["PythonAnswers"], inside["CalculateModel"], helping["Describe"]):
        statements = [line for line in procedure.body if not line.startswith("Dim ")]
        assert statements[0] == "On Error Resume Next", procedure.name


def test_the_probe_is_a_call_that_python_answers_as_expected(host):
    (line,) = [line for line in procedures("ThisWorkbook")["PythonAnswers"].body if "CallUDF" in line]
    call = r'XLPy\.CallUDF\("(.*?)", "(\w+)", Array\((\d+), (\d+)\), ThisWorkbook\)'
    module, function, *numbers, expected = re.fullmatch(rf"PythonAnswers = \({call} = (\d+)\)", line).groups()
    assert module == bm.__name__
    assert host.call(function, *map(int, numbers)) == int(expected)


def test_no_dialog_appears_on_opening():
    assert "MsgBox" not in "".join(OURS.values())


def test_the_python_that_answers_is_found_again_in_the_wrappers():
    assert f'XLPy.CallUDF("{bm.__name__}", "BM_MIDPOINT"' in TEXTS["xlwings_udfs"]
