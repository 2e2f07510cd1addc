"""The workbook as built: reproducible, complete, and made as an analyst expects a workbook to be made."""

import re
import sys
from pathlib import Path

import openpyxl
import pytest

from bandmodel import sample
from bandmodel.excel import FUNCTIONS
from bandmodel.sample import canada
from bandmodel.template import build, package, starter, vba_project

COMMITTED = Path(__file__).resolve().parents[2] / "workbook" / "Template.xlsm"
SHEETS = [
    "Start", "Levels", "Equivalence", "Market", "Policy", "Locations", "People", "Merit", "Scenarios", "Bands", "Parity",
    "Placement", "Careers", "Paths", "Equity", "Findings", "xlwings.conf",
]  # fmt: skip
TABLES = {
    "Levels",
    "Equivalence",
    "Market",
    "Policy",
    "Locations",
    "FX",
    "Tracks",
    "People",
    "Matches",
    "Merit",
    "Scenarios",
}
VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|INFO|CELL)\(")


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(COMMITTED, keep_vba=True)


@pytest.fixture(scope="module")
def formulas(book):
    """Every formula by its cell; a spilled one stands once, in the first cell of its range."""
    found = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                text = getattr(cell.value, "text", cell.value)
                if isinstance(text, str) and text.startswith("="):
                    found[f"{sheet.title}!{cell.coordinate}"] = text
    return found


def test_the_committed_workbook_is_a_fresh_build_byte_for_byte():
    committed, fresh = COMMITTED.read_bytes(), build.workbook(sample.generate().inputs)
    again = "run: python -m bandmodel.template.build workbook/Template.xlsm"
    assert package.read(committed) == package.read(fresh), again
    if sys.platform == "linux":  # elsewhere Python may bring another zlib, which packs the same parts otherwise
        assert committed == fresh, again


def test_two_builds_are_the_same_bytes():
    assert build.workbook(canada.inputs()) == build.workbook(canada.inputs())


def test_the_sheets_stand_in_the_order_of_the_work(book):
    assert book.sheetnames == SHEETS
    assert book["xlwings.conf"].sheet_state == "hidden"


def test_every_input_is_an_excel_table_of_its_name(book):
    assert {name for sheet in book for name in sheet.tables} == TABLES


def test_every_worksheet_function_stands_in_the_generated_vba():
    project = vba_project.read(package.read(COMMITTED.read_bytes())["xl/vbaProject.bin"])
    wrappers = next(module.source for module in project.modules if module.name == "xlwings_udfs")
    assert re.findall(r"^Function (BM_\w+)", wrappers, re.MULTILINE) == sorted(FUNCTIONS)


def test_no_formula_is_volatile(formulas):
    assert [cell for cell, text in formulas.items() if VOLATILE.search(text)] == []


def test_each_result_table_is_one_formula(formulas):
    calls = [text for text in formulas.values() if "BM_" in text]
    # the model; bands and the three columns behind their chart; seven tables of parity; explanation and pay line;
    # placement, cost to minimum, offer; the merit round; five tables of the audit; moves, mirrored track, new rung;
    # findings; equity: six subjects, figures and notes of each; scenarios: side by side, one by year, two compared
    assert len(calls) == 1 + 4 + 7 + 2 + 3 + 1 + 5 + 3 + 1 + 12 + 3
    assert sum("BM_MODEL" in text for text in calls) == 1


def test_formulas_use_only_forms_of_table_references_that_every_program_reads(formulas):
    assert [text for text in formulas.values() if "[#All]" in text and "[[#All]," not in text] == []


def test_input_tables_hold_values_and_no_formulas(formulas, book):
    results = {"Start", "Bands", "Parity", "Placement", "Careers", "Paths", "Equity", "Findings"}
    beside = {"Market", "Merit", "Scenarios"}  # input tables with a live block to their right, outside the table
    assert {cell.split("!")[0] for cell in formulas} == results | beside
    for name in beside:
        (table,) = (sheet.tables[name] for sheet in [book[name]])
        inside = {cell.coordinate for row in book[name][table.ref] for cell in row}
        assert not inside & {cell.split("!")[1] for cell in formulas if cell.startswith(f"{name}!")}


def test_cells_to_type_in_are_coloured_alike(book):
    colours = {book[name].cell(6, 1).fill.start_color.rgb for name in ("Levels", "Equivalence", "Market", "People")}
    assert colours == {"FFFFF8DC"}


def test_headers_stay_in_view_on_every_table_sheet(book):
    assert all(book[name].freeze_panes for name in SHEETS[1:-1])


def test_no_data_stands_in_merged_cells(book):
    assert {sheet.title for sheet in book if sheet.merged_cells.ranges} <= {"Start"}  # its lines of text


def test_columns_with_a_list_of_words_offer_it(book):
    lists = {v.formula1 for name in SHEETS for v in book[name].data_validations.dataValidation if v.type == "list"}
    assert {"TrackNames", "LevelNames", "LocationNames", '"specialist,manager,project,contributor"'} <= lists


def test_the_saved_bands_are_those_of_the_model():
    import datetime as dt

    from bandmodel import model

    values = openpyxl.load_workbook(COMMITTED, data_only=True)["Bands"]
    saved = [[values.cell(row, column).value for column in (5, 6, 7)] for row in range(5, 45)]
    bands = model.of_inputs(sample.generate().inputs, dt.date(2026, 1, 1)).bands
    assert saved == bands[["Min", "Mid", "Max"]].to_numpy().tolist()


@pytest.mark.parametrize("inputs", [canada.inputs(), starter.inputs()], ids=["canada", "empty"])
def test_other_inputs_give_a_workbook_too(inputs, tmp_path):
    path = tmp_path / "other.xlsm"
    path.write_bytes(build.workbook(inputs))
    assert openpyxl.load_workbook(path, keep_vba=True).sheetnames == SHEETS
