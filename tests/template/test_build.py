"""The workbook as built: reproducible, complete, and made as an analyst expects a workbook to be made."""

import re
import sys
from pathlib import Path

import openpyxl
import pytest

from bandmodel import sample
from bandmodel.excel import FUNCTIONS
from bandmodel.sample import canada
from bandmodel.template import build, equity_sheet, package, scenario_sheet, starter, vba_project

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


# ---------------------------------------------------------------- what the first sheet says


def start_of(inputs, tmp_path):
    """The figures of the first sheet by their labels."""
    path = tmp_path / "book.xlsm"
    path.write_bytes(build.workbook(inputs))
    sheet = openpyxl.load_workbook(path, data_only=True)["Start"]
    return {row[0]: row[1] for row in sheet.iter_rows(min_row=9, max_row=30, max_col=2, values_only=True)}


def test_where_every_range_is_given_there_is_no_parity_weight(tmp_path):
    levels = canada.inputs().table("Levels")
    assert levels[["Min", "Max"]].notna().all(axis=None)
    assert start_of(canada.inputs(), tmp_path)["Smallest parity weight"] == "no pair can be pulled"


def test_the_parity_weight_of_the_first_sheet_is_found_by_its_label(formulas):
    (cell,) = [text for text in formulas.values() if "ROUNDUP" in text]
    assert 'MATCH("Parity weight after rounding",Parity!$N$32' in cell


def test_the_first_sheet_says_what_the_workbook_was_made_with_and_explains_a_level_it_has(tmp_path):
    path = tmp_path / "book.xlsm"
    path.write_bytes(build.workbook(canada.inputs()))
    lines = [row[0] for row in openpyxl.load_workbook(path)["Start"].iter_rows(2, 6, max_col=1, values_only=True)]
    assert lines[3] == 'Every figure opens into its steps: =BM_EXPLAIN(Model,"SE-RES","SE-RES-1").'
    assert lines[4].startswith("Made with: Canada's core public service,")  # whose ranges nobody invented


@pytest.mark.parametrize(
    ("gaps", "widest"),
    [
        ([0.08, -0.02], 0.08),
        ([-0.02, -0.10, ""], -0.10),
        ([0.0753, -0.0701], -0.0701),  # 1.0753 · 0.9299 = 0.99992: below 1, so the one below is wider in logs
        ([0.0755, -0.0701], 0.0755),  # 1.0755 · 0.9299 = 1.00011
    ],
)
def test_the_widest_gap_between_tracks_is_the_widest_either_way(gaps, widest):
    rows = [["From track", "Gap"], *(["A", gap] for gap in gaps)]
    assert equity_sheet._places(rows)["Adjusted track gap"][1] == widest


# ---------------------------------------------------------------- what Excel in another language does


def test_no_criterion_of_a_formula_holds_a_number_as_text(formulas):
    """Excel reads such a text by the decimal mark of its language: ">=0.75" counts nobody where that is a comma."""
    assert [text for text in formulas.values() if re.search(r'"[<>=]+\s*\d', text)] == []


def test_an_amount_can_be_typed_into_a_budget(book):
    """In a cell shown as per cent, Excel takes 100000 for 100000 %, which is 1,000."""
    for name in ("EquityBudget", "MeritBudget"):
        ((sheet, place),) = book.defined_names[name].destinations
        assert "%" not in book[sheet][place].number_format


@pytest.mark.parametrize(
    ("start", "end", "hidden", "more", "less", "more_below", "less_below"),
    [
        (0, 100, 0, 100, 0, 0, 0),
        (100, 40, 40, 0, 60, 0, 0),  # seen from 100 down to 40
        (0, -30, 0, 0, 0, 0, -30),  # a saving from zero: seen below it
        (-30, -80, -30, 0, 0, 0, -50),
        (-50, 100, 0, 100, 0, -50, 0),  # on both sides of zero
        (30, -50, 0, 0, 30, 0, -50),
        (-80, -20, -20, 0, 0, -60, 0),
    ],
)
def test_a_step_of_the_waterfall_is_seen_where_it_is(start, end, hidden, more, less, more_below, less_below):
    assert scenario_sheet._parts(start, end) == (hidden, more, less, more_below, less_below)


def test_no_format_hangs_on_the_row_of_an_item_that_another_choice_may_move(book):
    """Of another scenario, P10 may stand where the per cent of payroll stood: the unit beside it tells the format."""
    scenarios, market = book["Scenarios"], book["Market"]
    assert [cell.value for cell in scenarios["I32:L32"][0]] == ["2026", "2027", "2028", "Unit"]
    assert {cell.number_format for row in scenarios["I33:K60"] for cell in row} == {"0.######"}
    (figure,) = [cell for cell in market[6] if cell.value == "Figure"]
    assert {market.cell(row, figure.column).number_format for row in range(7, 20)} == {"#,##0.00"}
    by_rule = {
        rule.dxf.numFmt.formatCode for area in scenarios.conditional_formatting for rule in area.rules if rule.dxf.numFmt
    }
    assert {"#,##0", "0.00%", "+0.00%;-0.00%;0.00%"} <= by_rule
