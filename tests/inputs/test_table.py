"""Raw rows to a typed table: headers, rows and every fault at once. Row numbers are counted by hand: headers are row 1."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.inputs import schema, table

HEADERS = ["Track", "Level", "Rank", "Grade", "Spread"]
S1 = ["Specialist", "S1", 1, "7", 0.5]
S2 = ["Specialist", "S2", 2, "8", 0.4]


def read(headers, *rows, kind=schema.LEVELS, **options):
    return table.read(kind, headers, rows, **options)


def found(result, code):
    return [(f.row, f.column, f.value) for f in result.findings if f.code == code]


def test_a_clean_table_is_read_without_a_finding():
    result = read(HEADERS, S1, S2)
    assert result.findings == ()
    assert result.frame.columns.tolist() == HEADERS
    assert result.frame.index.tolist() == [2, 3]
    assert result.frame["Rank"].tolist() == [1.0, 2.0]
    assert result.frame["Level"].tolist() == ["S1", "S2"]


def test_headers_match_without_regard_to_case_spaces_and_order():
    result = read([" RANK ", "target\u00a0 percentile", "level", "\tTrack"], [1, 60, "S1", "Specialist"])
    assert result.findings == ()
    assert result.frame.columns.tolist() == ["Track", "Level", "Rank", "Target percentile"]  # the schema's names and order
    assert result.frame.iloc[0].tolist() == ["Specialist", "S1", 1.0, 60.0]


def test_an_unknown_column_is_ignored_with_a_note():
    result = read([*HEADERS, "Remarks"], [*S1, "hm"])
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.table, finding.column) == ("header-unknown", "note", "Levels", "Remarks")
    assert finding.remedy == "Nothing to do if it is your own."
    assert "Remarks" not in result.frame


def test_an_unknown_column_that_looks_like_a_known_one_is_pointed_out():
    (finding,) = read(["Track", "Level", "Rank", "Bonus targt"], S1[:4]).findings
    assert finding.code == "header-unknown"
    assert finding.remedy == 'Did you mean "Bonus target"?'


def test_no_hint_points_at_a_column_that_is_there_already():
    (finding,) = read(["Track", "Level", "Rank", "Grade", "Grades"], [*S1[:4], "8"]).findings
    assert finding.code == "header-unknown"
    assert "Did you mean" not in finding.remedy


@pytest.mark.parametrize(("cell", "fires"), [("x", True), (0, True), ("", False), (None, False)])
def test_a_column_of_values_without_a_header_is_told(cell, fires):
    result = read(["Track", "Level", None, "Rank"], ["Specialist", "S1", cell, 1])
    assert [(f.code, f.severity, f.row, f.column) for f in result.findings] == (
        [("header-blank", "warning", None, "column 3")] if fires else []
    )
    assert result.frame.columns.tolist() == ["Track", "Level", "Rank"]


def test_a_doubled_header_is_a_fault_and_the_first_one_is_read():
    result = read([*HEADERS, "grade"], [*S1, "99"])
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column) == ("header-twice", "error", None, "grade")
    assert finding.remedy
    assert result.frame["Grade"].tolist() == ["7"]


def test_all_missing_headers_are_named_at_once_with_those_that_are_there():
    result = read(["Track", "Grade"], ["Specialist", "7"])
    (finding,) = result.findings
    assert result.frame is None
    assert (finding.code, finding.severity, finding.row) == ("header-missing", "error", None)
    assert finding.column == "Level, Rank"
    assert '"Level", "Rank"' in finding.message
    assert "headers present: Track, Grade" in finding.message
    assert finding.remedy


def test_a_misspelt_required_header_is_both_missing_and_explained():
    result = read(["Track", "Levl", "Rank"], S1[:3])
    assert [(f.code, f.remedy) for f in result.findings] == [
        ("header-unknown", 'Did you mean "Level"?'),
        ("header-missing", "Add the column, or correct the header."),
    ]


def test_a_caller_can_require_less_than_the_schema():
    result = read(["Track", "Level"], ["Specialist", "S1"], required=("Track", "Level"))
    assert result.findings == ()
    assert len(result.frame) == 1


def test_blank_rows_are_passed_over_and_row_numbers_stay():
    result = read(HEADERS, S1, ["", None, "  ", math.nan, "\u00a0"], [], S2)
    assert result.findings == ()
    assert result.frame.index.tolist() == [2, 5]


def test_row_numbers_begin_where_the_sheet_says():
    result = read(HEADERS, S1, ["Specialist", "S2", "two", "", ""], first_row=12)
    assert result.frame.index.tolist() == [12]
    assert found(result, "not-a-number") == [(13, "Rank", "two")]


def test_a_short_row_is_blank_at_its_end():
    result = read(HEADERS, ["Specialist", "S1", 1])
    assert result.findings == ()
    assert result.frame["Grade"].tolist() == [""]
    assert np.isnan(result.frame["Spread"].iloc[0])


def test_a_row_with_a_blank_in_a_required_column_is_left_out_and_named():
    result = read(HEADERS, S1, ["Specialist", " ", 2, "8", 0.5], S2)
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column) == ("required-blank", "error", 3, "Level")
    assert finding.remedy
    assert result.frame.index.tolist() == [2, 4]


def test_a_row_whose_required_number_is_none_is_left_out_and_named_once():
    result = read(HEADERS, ["Specialist", "S1", "first", "7", 0.5], S2)
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column, finding.value) == (
        "not-a-number", "error", 2, "Rank", "first",
    )  # fmt: skip
    assert finding.remedy
    assert result.frame.index.tolist() == [3]


def test_an_optional_number_at_fault_becomes_unknown_and_the_row_stays():
    result = read(HEADERS, ["Specialist", "S1", 1, "7", "half"])
    assert found(result, "not-a-number") == [(2, "Spread", "half")]
    assert result.frame.index.tolist() == [2]
    assert np.isnan(result.frame["Spread"].iloc[0])


@pytest.mark.parametrize(
    ("column", "good", "bad", "rule"),
    [
        ("Spread", 0, -0.01, "at least 0"),
        ("Min", 0.01, 0, "above 0"),
        ("Target percentile", 10, 9, "at least 10 and at most 90"),
        ("Target percentile", 90, 91, "at least 10 and at most 90"),
        ("Years in level", 0.5, 0, "above 0"),
        ("Mid", 1e-15, 1e-16, "of a size from 1e-15 to 1e+15"),
        ("Mid", 10**15, 2 * 10**15, "of a size from 1e-15 to 1e+15"),
        ("Points", 0, 1e-200, "of a size from 1e-15 to 1e+15"),
    ],
)
def test_a_number_out_of_range_is_unknown_and_the_limit_itself_is_in_range(column, good, bad, rule):
    headers = ["Track", "Level", "Rank", column]
    result = read(headers, ["Specialist", "S1", 1, good], ["Specialist", "S2", 2, bad])
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column) == ("out-of-range", "error", 3, column)
    assert f"{bad} is not {rule}" in finding.message
    assert finding.remedy
    assert result.frame[column].tolist()[0] == good
    assert np.isnan(result.frame[column].iloc[1])


def test_a_negative_survey_weight_is_an_error():  # contract §10
    headers = ["Survey", "Track", "Level", "Effective date", "P50", "Weight"]
    rows = [["A", "Specialist", "S1", "2025-01-01", 100, weight] for weight in (0, -1)]
    assert found(read(headers, *rows, kind=schema.MARKET), "out-of-range") == [(3, "Weight", "-1")]


def test_a_word_that_is_no_choice_is_blank_and_the_choices_are_listed():
    result = read(["Track", "Kind"], ["A", "Manager "], ["B", "boss"], kind=schema.TRACKS)
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column, finding.value) == (
        "not-a-choice", "error", 3, "Kind", "boss",
    )  # fmt: skip
    assert finding.remedy == "Use one of: specialist, manager, project, contributor."
    assert result.frame["Kind"].tolist() == ["manager"]  # Kind is required, so track B is left out


def test_a_date_at_fault_is_named():
    headers = ["Currency", "Rate", "Date"]
    result = read(headers, ["EUR", 0.95, "2025-02-30"], ["USD", 0.9, "2025-02-28"], kind=schema.FX)
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column, finding.value) == (
        "not-a-date", "error", 2, "Date", "2025-02-30",
    )  # fmt: skip
    assert "2025-12-31" in finding.remedy
    assert "the row is left out" in finding.message  # a blank date would mean: before all others
    assert result.frame["Date"].tolist() == [np.datetime64("2025-02-28")]


@pytest.mark.parametrize("cell", ["#N/A", -2146826246, "#BM! Level S9 is unknown."])
@pytest.mark.parametrize("column", ["Grade", "Spread"])
def test_an_error_cell_is_a_fault_in_every_kind_of_column(cell, column):
    row = dict(zip(HEADERS, S1, strict=True)) | {column: cell}
    result = read(HEADERS, list(row.values()))
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column) == ("error-cell", "error", 2, column)
    assert finding.value in ("#N/A", "#BM! Level S9 is unknown.")
    assert finding.remedy
    assert result.frame.index.tolist() == [2]


def test_an_error_cell_in_a_column_of_any_kind_is_a_fault_too():
    result = read(["Setting", "Value"], ["rounding", "#REF!"], ["parity weight", 0.4], kind=schema.POLICY)
    assert found(result, "error-cell") == [(2, "Value", "#REF!")]
    assert "#REF!" not in result.frame["Value"].tolist()  # a cell at fault is unknown
    assert result.frame["Value"].iloc[-1] == 0.4


def test_a_second_row_of_the_same_name_is_not_used_and_the_first_is_pointed_at():
    result = read(HEADERS, S1, S2, ["Specialist", "S1 ", 3, "9", 0.5], ["Manager", "S1", 1, "9", 0.5])
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.row, finding.column) == ("duplicate-key", "error", 4, "Level")
    assert finding.value == "Specialist S1"
    assert "row 2" in finding.message
    assert finding.remedy
    assert result.frame.index.tolist() == [2, 3, 5]


@pytest.mark.parametrize("headers", [["Currency", "Rate", "Date"], ["Currency", "Rate"]])
def test_two_undated_rates_of_one_currency_are_doubled_like_any_other(headers):
    result = read(headers, ["EUR", 0.95, ""], ["EUR", 0.96, ""], kind=schema.FX)
    assert [(f.code, f.row) for f in result.findings] == [("duplicate-key", 3)]
    assert "row 2" in result.findings[0].message


def test_people_without_a_number_are_not_one_and_the_same():
    # a worksheet function asks for Track, Level and Base pay only; a vacancy has no employee number yet
    rows = [["", "Specialist", "S1", 90_000], ["", "Specialist", "S1", 95_000]]
    headers = ["Employee", "Track", "Level", "Base pay"]
    result = table.read(schema.PEOPLE, headers, rows, required=("Track", "Level", "Base pay"))
    assert result.findings == ()
    assert result.frame.index.tolist() == [2, 3]


def test_a_survey_may_price_a_level_twice():
    headers = ["Survey", "Track", "Level", "Effective date", "P50"]
    row = ["A", "Specialist", "S1", "2025-01-01", 100]
    assert read(headers, row, row, kind=schema.MARKET).findings == ()


def test_every_fault_is_reported_at_once():
    result = read(
        [*HEADERS, "Hobby", "Rank"],
        ["Specialist", "S1", 1, "#N/A", -1],
        ["Specialist", "", 2, "8", "x"],
        ["Specialist", "S1", 3, "9", 0.5],
    )
    # header by header, then column by column, then the doubled rows
    assert [(f.code, f.row, f.column) for f in result.findings] == [
        ("header-unknown", None, "Hobby"),
        ("header-twice", None, "Rank"),
        ("required-blank", 3, "Level"),
        ("error-cell", 2, "Grade"),
        ("not-a-number", 3, "Spread"),
        ("out-of-range", 2, "Spread"),
        ("duplicate-key", 4, "Level"),
    ]
    assert result.frame.index.tolist() == [2]


def test_people_keep_further_columns_as_text():
    headers = ["Employee", "Track", "Level", "Base pay", "Site", "Union"]
    result = read(headers, [1001.0, "Specialist", "S1", 50000, " North ", 7.0], kind=schema.PEOPLE)
    assert result.findings == ()
    assert result.frame.loc[2, ["Employee", "Site", "Union"]].tolist() == ["1001", "North", "7"]


def test_a_doubled_column_of_ones_own_is_a_fault_too():
    headers = ["Employee", "Track", "Level", "Base pay", "Site", "Site"]
    result = read(headers, ["E1", "Specialist", "S1", 50000, "North", "South"], kind=schema.PEOPLE)
    assert [(f.code, f.column) for f in result.findings] == [("header-twice", "Site")]
    assert result.frame["Site"].tolist() == ["North"]


def test_a_table_of_headers_alone_has_no_rows():
    result = read(HEADERS)
    assert result.findings == ()
    assert len(result.frame) == 0
    assert result.frame.columns.tolist() == HEADERS


@given(st.permutations(range(5)), st.lists(st.sampled_from([S1, S2, ["", "", "", "", ""]]), max_size=6))
def test_the_order_of_the_columns_does_not_matter(order, rows):
    straight = read(HEADERS, *rows)
    turned = read([HEADERS[i] for i in order], *([row[i] for i in order] for row in rows))
    assert straight.frame.equals(turned.frame)
    assert straight.findings == turned.findings
