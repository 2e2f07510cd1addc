"""The committed workbook, opened by LibreOffice: its formulas call the generated VBA, which calls our Python.

What the file showed before is read with openpyxl, so that two readers and two computations have to agree.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hosts.libreoffice.kept import Kept
from hosts.libreoffice.workbook import opened

pytest_plugins = ["hosts.libreoffice.fixtures"]

COMMITTED = Path(__file__).resolve().parents[2] / "workbook" / "Template.xlsm"
SHEETS = ("Start", "Market", "Merit", "Bands", "Parity", "Placement", "Careers", "Paths", "Equity", "Scenarios", "Findings")
MIDS = "Bands!F5:F44"  # 40 levels


@pytest.fixture(scope="module")
def saved() -> dict[str, list[list[Any]]]:
    """The values that the file was saved with, sheet by sheet."""
    book = openpyxl.load_workbook(COMMITTED, data_only=True)
    return {name: [list(row) for row in book[name].iter_rows(values_only=True)] for name in SHEETS}


@pytest.fixture(scope="module")
def kept(office, excel_python, tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "Löhne 2026.xlsm"  # a copy, under a name with spaces and umlauts
    shutil.copy(COMMITTED, path)
    workbook = Kept(lambda: opened(office, path, excel_python))
    yield workbook
    workbook.close()


@pytest.fixture
def template(kept):
    """The workbook, calculated; what a test writes is taken back after it."""
    return kept.book()


def block(book, sheet: str, rows: int, columns: int) -> list[list[Any]]:
    last = openpyxl.utils.get_column_letter(columns)
    return [list(row) for row in book.cells(f"{sheet}!A1:{last}{rows}")]


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, dt.datetime) and isinstance(found, dt.datetime):
        return found.date() == expected.date()
    if isinstance(expected, (int, float)) and isinstance(found, (int, float)):
        return found == pytest.approx(expected, rel=1e-9, abs=1e-12)
    return (found in (None, "") and expected in (None, "", "#N/A")) or found == expected or expected == "#N/A"


def test_recalculated_by_python_every_cell_shows_what_the_file_was_saved_with(template, saved):
    assert len(template.bridge.calls) > 0
    different = []
    for sheet, rows in saved.items():
        found = block(template, sheet, len(rows), len(rows[0]))
        different += [
            (sheet, y + 1, x + 1, found[y][x], expected)
            for y, row in enumerate(rows)
            for x, expected in enumerate(row)
            if not same(found[y][x], expected)
        ]
    assert different == []
    print(f"\n{len(template.bridge.calls)} calls went cell → VBA → CallUDF → Python")


def test_a_changed_midpoint_moves_its_band_and_its_pair_and_nothing_else(template):
    before = [row[0] for row in template.cells(MIDS)]
    template.write("Levels!I10", 120_000)  # Mid of Specialist S6, the sixth row of the table
    after = [row[0] for row in template.cells(MIDS)]
    # spread 50 % on min: 120000 / 1.25 = 96000, 144000: both ends are multiples of 100, so the midpoint is 120000
    assert after[5] == 120_000
    assert [n for n in range(40) if after[n] != before[n]] == [5]
    # S6 against M1, whose midpoint stays: 120000 / 105050 − 1
    gap = template.cell("Parity!H7")
    assert gap == pytest.approx(120_000 / 105_050 - 1)
    assert template.cell("Parity!L7") == "Specialist above"


def test_a_tolerance_changes_verdicts_and_not_bands(template):
    with template.calls() as calls:
        template.write("Parity!E3", 0.2)
    verdicts = {row[0] for row in template.cells("Parity!L7:L25")}
    assert verdicts == {"Within tolerance"}  # the widest gap is −16.3 %
    # exactly what names the cell (pairs, headline, smallest weight), and the three columns behind the chart of bands, which
    # take their levels from the pairs: not the model, the bands, the findings
    expected = ["BM_BAND", "BM_BAND", "BM_BAND", "BM_PARITY", "BM_PARITY", "BM_PARITY_WEIGHT"]
    assert sorted(call.function for call in calls) == expected


def test_a_parity_weight_in_policy_pulls_the_ladders_together(template):
    names = [row[0] for row in template.cells("Policy!A5:A60")]
    template.write(f"Policy!B{5 + names.index('parity weight')}", 0.72)
    gaps = [row[0] for row in template.cells("Parity!H7:H25")]
    levels = [row[0] for row in template.cells("Parity!B7:B25")]
    # 0.72 is above the smallest weight of the first sheet; S11 / M6 is justified by its note and is not pulled
    assert all(abs(gap) <= 0.05 + 1e-9 for gap, level in zip(gaps, levels, strict=True) if level != "S11")


def test_a_wrong_value_is_named_in_findings_and_leaves_the_other_levels_alone(template):
    template.write("Levels!I10", "12o000")
    findings = template.cells("Findings!A5:F6")
    assert findings[0][0] == "error"
    assert list(findings[0][1:4]) == ["Levels", 7, "Mid"]  # the sixth row below the headers, which are row 1
    assert "12o000" in findings[0][4]
    assert template.cell("Bands!F5") > 0


def test_a_cell_of_ones_own_can_ask_for_a_band(template):
    template.write_formula("Bands!B60", '=BM_BAND(Model;"Specialist";"S6";"mid")')
    template.write_formula("Bands!B61", '=BM_BAND(Model;"Specialist";"X9")')
    assert template.cell("Bands!B60") == template.cell("Bands!F10")
    assert template.cell("Bands!B61").startswith('#BM! Level "X9" is not on track "Specialist"')


def test_another_equivalent_changes_its_pair_and_no_band(template):
    bands, gaps = template.cells(MIDS), [row[0] for row in template.cells("Parity!H7:H25")]
    template.write("Equivalence!D5", "M2")  # the equivalent of S6, so far M1
    assert template.cells(MIDS) == bands
    after = [row[0] for row in template.cells("Parity!H7:H25")]
    assert [n for n in range(len(gaps)) if after[n] != gaps[n]] == [0]
    assert after[0] == pytest.approx(102_700 / 114_800 - 1)  # the midpoints of S6 and M2 on Bands


def test_a_survey_rate_changes_the_band_of_its_level_alone(template):
    before = [row[0] for row in template.cells(MIDS)]
    template.write("Market!I5", 90_000)  # P50 of the first survey's row for S1, so far 64 600
    after = [row[0] for row in template.cells(MIDS)]
    assert [n for n in range(40) if after[n] != before[n]] == [0]
    assert after[0] > before[0]


def test_a_geo_factor_changes_the_levels_priced_there(template):
    before = [row[0] for row in template.cells(MIDS)]
    template.write("Locations!B5", 1.25)  # Bern, where the first survey is from: its rates count as local pay
    after = [row[0] for row in template.cells(MIDS)]
    assert all(new <= old for new, old in zip(after, before, strict=True))
    assert after != before


ON_PEOPLE = [  # every formula that reads the sheet People
    "BM_ADD_LEVEL", "BM_ADJUSTED_GAP", "BM_ADJUSTED_GAP", "BM_BLOCKAGES", "BM_CATEGORIES", "BM_CATEGORIES", "BM_CHOICE",
    "BM_CLOSE_GAP", "BM_CLOSE_GAP", "BM_COMPARE", "BM_COMPRESSION", "BM_COST_TO_MIN", "BM_FINDINGS", "BM_FORCED",
    "BM_MERIT_COST", "BM_MIRROR_TRACK", "BM_OAXACA", "BM_OAXACA", "BM_OFFER", "BM_PAY_GAP", "BM_PAY_GAP", "BM_PLACE",
    "BM_SCENARIO", "BM_SPAN", "BM_TRACK_GAP", "BM_TRACK_GAP", "BM_TRAPPED",
]  # fmt: skip


def test_a_person_changes_findings_placement_and_careers_and_not_the_model(template):
    bands = template.cells(MIDS)
    with template.calls() as calls:
        template.write("People!D6", 1_000_000)  # base pay of E0002
    assert sorted(call.function for call in calls) == ON_PEOPLE
    assert template.cells(MIDS) == bands
    told = [row[4] for row in template.cells("Findings!A5:F40") if row[4]]
    assert any(text.startswith("E0002: base pay 1,000,000 is ") for text in told)


def column_of(book, sheet: str, row: int, header: str, width: int = 80) -> str:
    """Letter of the first column of a sheet whose header stands in a row."""
    last = openpyxl.utils.get_column_letter(width)
    headers = list(book.cells(f"{sheet}!A{row}:{last}{row}")[0])
    return openpyxl.utils.get_column_letter(headers.index(header) + 1)


def test_a_rating_below_the_threshold_takes_a_person_off_the_trapped(template):
    people = template.cells("Careers!J7:M16")
    assert [row[0] for row in people[:8]] == ["E0010", "E0011", "E0012", "E0013", "E0075", "E0160", "E0362", "E0446"]
    staff = [row[0] for row in template.cells("People!A5:A1300")]
    rating = column_of(template, "People", 4, "Rating")
    template.write(f"People!{rating}{5 + staff.index('E0010')}", 2)  # the threshold is 3
    assert [row[0] for row in template.cells("Careers!J7:J13")] == [
        "E0011",
        "E0012",
        "E0013",
        "E0075",
        "E0160",
        "E0362",
        "E0446",
    ]


def test_another_grouping_and_another_budget_change_their_tables_alone(template):
    with template.calls() as calls:
        template.write("Placement!N3", "Gender")
    assert [call.function for call in calls] == ["BM_COST_TO_MIN"]
    rows = template.cells("Placement!M6:N9")
    assert rows[0] == ["Gender", "Headcount"]
    assert sum(row[1] for row in rows[1:] if isinstance(row[1], float) and row[0] != "All") == 1183
    with template.calls() as calls:
        template.write("Merit!G3", 0.02)
    assert [call.function for call in calls] == ["BM_MERIT_COST"]


def test_a_pay_far_below_is_placed_and_costed(template):
    staff = [row[0] for row in template.cells("People!A5:A1300")]
    place = 7 + staff.index("E0160")
    low, cost = template.cell(f"Placement!D{place}"), template.cell("Placement!R10")
    template.write(f"People!D{5 + staff.index('E0160')}", low - 1000)
    assert template.cell(f"Placement!I{place}") == "below"
    assert template.cell(f"Placement!J{place}") == pytest.approx(1000)
    assert template.cell("Placement!R10") == pytest.approx(cost + 1000)  # E0160 works full time in Bern


def test_a_level_to_explain_and_a_track_to_mirror_are_chosen_in_cells(template):
    explain = column_of(template, "Market", 6, "Step")
    mid = next(row[2] for row in template.cells(f"Market!{explain}7:AC30") if row[1] == "Mid")
    assert mid == template.cell("Bands!F14")  # S10
    mirrored = [row[:2] for row in template.cells("Paths!AA7:AB8")]
    assert mirrored == [["Specialist", "S17"], ["Specialist", "S18"]]
    template.write("Paths!AD3", "Project")
    assert [row[0] for row in template.cells("Paths!AA7:AA11")] == ["Project"] * 5  # grades 18 to 22


def test_a_definition_changes_the_unadjusted_gaps_alone(template):
    with template.calls() as calls:
        template.write("Equity!F4", "UK")  # named EquityDefinition
    assert [call.function for call in calls] == ["BM_PAY_GAP", "BM_PAY_GAP"]


def test_another_scenario_is_shown_with_its_waterfall_and_nothing_else_is_run(template):
    name = template.cell("Scenarios!H30")
    with template.calls() as calls:
        template.write("Scenarios!I30", "Bonus")  # named ScenarioShown
    assert name == "Scenario shown"
    assert [call.function for call in calls] == ["BM_SCENARIO"]
    items = {row[0]: row[1:4] for row in template.cells("Scenarios!H33:K53")}
    assert "Cost: specialist bonus" in items
    steps = {row[0]: row[1] for row in template.cells("Scenarios!Y7:Z16") if row[0]}
    assert steps == {"specialist bonus": items["Cost: specialist bonus"][-1], "All levers": items["Cost total"][-1]}


def test_a_lever_changes_the_scenarios_and_no_band(template):
    bands, cost = template.cells(MIDS), template.cell("Scenarios!I7")
    with template.calls() as calls:
        template.write("Scenarios!E5", 0.5)  # parity weight of scenario Parity, so far 0.72
    assert {call.function for call in calls} == {"BM_CHOICE", "BM_SCENARIO", "BM_COMPARE"}
    assert template.cells(MIDS) == bands
    assert template.cell("Scenarios!I7") != cost
