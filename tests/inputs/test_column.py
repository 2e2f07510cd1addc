"""One column of cells: what is at fault, what looks wrong, and what the finding says."""

from __future__ import annotations

import numpy as np
import pytest

from bandmodel.inputs import schema, table
from bandmodel.inputs.styles import COMMA, POINT, Style

HEADERS = ["Location", "Geo factor"]


def places(*factors: object, style: Style | None = None):
    """The Locations table with these geo factors in rows 2, 3, …"""
    rows = [[f"L{number}", factor] for number, factor in enumerate(factors)]
    return table.read(schema.LOCATIONS, HEADERS, rows, style=style or Style())


def found(result, code: str) -> list[tuple]:
    return [(f.severity, f.row, f.column, f.value) for f in result.findings if f.code == code]


def test_a_number_that_could_be_two_is_left_out_and_told():
    result = places("1,052", 1.1)
    assert found(result, "number-ambiguous") == [("error", 2, "Geo factor", "1,052")]
    assert len(result.findings) == 1
    assert "decimal point" in result.findings[0].remedy
    assert result.frame["Geo factor"].tolist() == [1.1]


def test_the_style_of_the_file_settles_it():
    assert places("1,052", style=Style(COMMA)).frame["Geo factor"].tolist() == [1.052]
    grouped = places("1,052", style=Style(POINT))
    assert grouped.frame["Geo factor"].tolist() == [1052]
    # 1 052 times the pay is possible and surely a slip
    assert found(grouped, "implausible-value") == [("warning", 2, "Geo factor", "1052")]


@pytest.mark.parametrize(("factor", "fires"), [(0.2, False), (5, False), (0.19, True), (5.1, True)])
def test_an_unlikely_value_stays_with_a_warning(factor, fires):
    result = places(factor)
    assert found(result, "implausible-value") == ([("warning", 2, "Geo factor", f"{factor:g}")] if fires else [])
    assert result.frame["Geo factor"].tolist() == [factor]


def test_a_percentage_typed_as_a_number_is_answered_with_the_fraction():
    result = table.read(schema.LEVELS, ["Track", "Level", "Rank", "Bonus target"], [["Specialist", "S1", 1, 10]])
    (finding,) = result.findings
    assert (finding.code, finding.row, finding.column) == ("out-of-range", 2, "Bonus target")
    assert finding.remedy == "Type a fraction such as 0.1, or 10 %."


@pytest.mark.parametrize(
    ("cells", "fires"),
    [
        (["1.1", "1.2"], [("note", 2, "Geo factor", "1.1")]),
        ([1.1, "1.2"], [("note", 3, "Geo factor", "1.2")]),
        ([1.1, 1.2], []),
    ],
)
def test_numbers_stored_as_text_are_read_with_one_note_per_column(cells, fires):
    workbook = Style(text=False)
    result = places(*cells, style=workbook)
    assert found(result, "number-as-text") == fires
    assert result.frame["Geo factor"].tolist() == [1.1, 1.2]
    assert places(*cells).findings == ()  # in a text file that is how numbers are written


def test_a_date_that_could_be_two_is_told_unless_its_column_tells():
    headers = ["Currency", "Rate", "Date"]
    alone = table.read(schema.FX, headers, [["EUR", 0.95, "03/04/2025"]])
    assert found(alone, "date-ambiguous") == [("error", 2, "Date", "03/04/2025")]
    assert "2025-12-31" in alone.findings[0].remedy
    told = table.read(schema.FX, headers, [["EUR", 0.95, "03/04/2025"], ["USD", 0.9, "31/12/2025"]])
    assert told.findings == ()
    assert told.frame["Date"].tolist()[0] == np.datetime64("2025-04-03")


def test_a_formula_without_a_saved_value_says_what_to_do():
    (finding,) = places("#BM! formula without a saved value").findings
    assert (finding.code, finding.row, finding.column) == ("formula-without-value", 2, "Geo factor")
    assert "recalculate and save" in finding.remedy


@pytest.mark.parametrize(("cell", "code"), [("x", "not-a-number"), (0, "out-of-range"), ("#N/A", "error-cell")])
def test_a_fault_in_a_required_column_says_that_the_row_is_left_out(cell, code):
    (finding,) = places(cell).findings
    assert finding.code == code
    assert finding.message.endswith("; the row is left out.")


@pytest.mark.parametrize("cell", ["x", -1, "#N/A"])
def test_a_fault_in_an_optional_column_does_not(cell):
    result = table.read(schema.LEVELS, ["Track", "Level", "Rank", "Spread"], [["Specialist", "S1", 1, cell]])
    assert "left out" not in result.findings[0].message
    assert len(result.frame) == 1
