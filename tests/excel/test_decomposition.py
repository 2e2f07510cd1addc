"""BM_OAXACA and BM_LOGIB as cells see them: blocks of rows, defaults, and what an error says. Figures: tests/core."""

from __future__ import annotations

import numpy as np
import pytest

import bandmodel.excel as bm
from bandmodel.equity import oaxaca, pay_model, swiss
from bandmodel.excel.decomposition import BM_LOGIB, BM_OAXACA
from core.logib_sheets import drawn
from equity.logib_cells import read, rows_of
from equity.paid_staff import people
from excel.sheets import PRICED

STAFF = people(7, 90)
CELLS = [list(STAFF.columns), *STAFF.to_numpy(object).tolist()]
SHEET = rows_of(drawn(4, 120))


def blocks(rows: list[list]) -> list[list[list]]:
    """The stacked tables: rows between blank rows."""
    found: list[list[list]] = [[]]
    for row in rows:
        if all(cell == "" for cell in row):
            found.append([])
        else:
            found[-1].append(row)
    return found


def with_column(name: str, values) -> list[list]:
    """The people with one more column."""
    return [[*CELLS[0], name], *([*row, value] for row, value in zip(CELLS[1:], values, strict=True))]


def test_the_tables_are_stacked_in_their_order_with_a_blank_row_between():
    rows = BM_OAXACA(CELLS, "Gender", "Level;Tenure")
    found = blocks(rows)
    expected = oaxaca.tables(pay_model.of_groups(STAFF, "Gender", ["Level", "Tenure"]))
    assert len({len(row) for row in rows}) == 1
    assert [block[0][: len(frame.columns)] for block, frame in zip(found, expected, strict=True)] == [
        list(frame.columns) for frame in expected
    ]
    for block, frame in zip(found, expected, strict=True):
        assert [row[0] for row in block[1:]] == frame.iloc[:, 0].tolist()
    values = [row[1] for row in found[1][1:]]
    assert values == pytest.approx(expected[1]["Value"].tolist(), rel=1e-12)
    assert all(isinstance(value, float) for value in values)


def test_controls_may_be_a_range_and_a_blank_option_is_pooled():
    asked = BM_OAXACA(CELLS, "gender", [["Level"], ["tenure"]], "POOLED")
    assert asked == BM_OAXACA(CELLS, "Gender", "Level; Tenure", "") == BM_OAXACA(CELLS, "Gender", "Level;Tenure", None)
    assert asked != BM_OAXACA(CELLS, "Gender", "Level;Tenure", "Neumark")


def test_numbers_written_as_categories_enter_as_categories():
    found = BM_OAXACA(with_column("Rating", np.arange(90) % 3 + 1.0), "Gender", "C(Rating)")
    assert [row[:2] for row in blocks(found)[4][1:]] == [["Rating", "1"], ["Rating", "2"], ["Rating", "3"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Gender", ""), "controls is blank; name columns of People"),
        (("Gender", "Level;Grade"), 'People has no column "Grade"'),
        (("Sex", "Level"), 'People has no column "Sex"'),
        (("Gender", "Gender;Level"), "Gender is the group that is compared"),
        (("Gender", "Level", "mean"), 'Reference coefficients "mean" is unknown; use one of "pooled"'),
        ((None, "Level"), "group is blank"),
    ],
)
def test_arguments_that_cannot_be_used_say_why(arguments, said):
    assert BM_OAXACA(CELLS, *arguments).startswith(f"#BM! {said}")


def test_a_pay_that_is_no_number_is_named_with_its_row():
    wrong = [CELLS[0], [*CELLS[1][:4], "n/a"], *CELLS[2:]]
    assert "People row 2, column Base pay" in BM_OAXACA(wrong, "Gender", "Level")


def test_pay_in_several_currencies_needs_the_model():
    # Everyone is on S1 in one place; half is paid in EUR at 0.5 structure units. Doubling their pay in EUR is the same pay.
    track, level = PRICED["levels"][1][:2]
    rows = with_column("Track", [track] * 90)
    place = rows[0].index("Level")
    named = [[*rows[0], "Tier"], *([*row[:place], level, *row[place + 1 :], row[place]] for row in rows[1:])]
    pay = named[0].index("Base pay")
    doubled = [[*named[0], "Currency"]]
    for number, row in enumerate(named[1:]):
        doubled.append([*row[:pay], row[pay] * (2 if number % 2 else 1), *row[pay + 1 :], "EUR" if number % 2 else "CHF"])
    assert BM_OAXACA(doubled, "Gender", "Tier").startswith("#BM! Pay is in several currencies (CHF, EUR)")
    tables = {**PRICED, "fx": [["Currency", "Rate"], ["EUR", 0.5]]}
    tables["policy"] = [*[row for row in PRICED.get("policy", [["Setting", "Value"]]) if row[0] != "currency"],
                        ["currency", "CHF"]]  # fmt: skip
    handle = bm.BM_MODEL(**tables)
    assert isinstance(handle, str) and not handle.startswith("#BM!"), handle
    converted, plain = (BM_OAXACA(staff, "Gender", "Tier", bands=handle) for staff in (doubled, named))
    one, other = (blocks(rows)[1][1:] for rows in (converted, plain))
    assert [row[1:3] for row in one] == [pytest.approx(row[1:3], rel=1e-9) for row in other]


# ---------------------------------------------------------------- Logib


def test_the_analysis_spills_label_value_note():
    rows = BM_LOGIB(SHEET)
    expected = swiss.table(read(SHEET))
    assert rows[0] == ["Label", "Value", "Note"]
    assert [row[0] for row in rows[1:]] == expected["Label"].tolist()
    assert rows[1][1] == expected["Value"].iloc[0]


def test_headers_are_matched_without_regard_to_case_and_order_and_others_ignored():
    turned = [[*map(str.upper, reversed(row)), "Name"] if n == 0 else [*reversed(row), "x"] for n, row in enumerate(SHEET)]
    assert BM_LOGIB(turned) == BM_LOGIB(SHEET)


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("training", 9, 'Logib sheet row 2, column training: "9"'),
        ("sex", "X", 'Logib sheet row 2, column sex: "X"'),
        ("age", 1980, "Logib sheet row 2, column age"),  # a year of birth
        ("basic_wage", "six", "Logib sheet row 2, column basic_wage"),
        ("activity_rate", -5, "Logib sheet row 2, column activity_rate"),
        ("population", 6, "Logib sheet row 2, column population"),
    ],
)
def test_a_cell_that_logib_does_not_admit_is_named(header, value, said):
    place = SHEET[0].index(header)
    wrong = [SHEET[0], [*SHEET[1][:place], value, *SHEET[1][place + 1 :]], *SHEET[2:]]
    found = BM_LOGIB(wrong)
    assert isinstance(found, str), found
    assert found.startswith("#BM! 1 fault in the input:")
    assert said in found


def test_missing_headers_are_named_all_at_once():
    keep = [n for n, name in enumerate(SHEET[0]) if name not in ("age", "sex")]
    found = BM_LOGIB([[row[n] for n in keep] for row in SHEET])
    assert '"age", "sex" not found' in found


def test_a_cell_instead_of_a_sheet_is_refused():
    assert BM_LOGIB(5).startswith('#BM! people "5" is not a table')


def test_codes_typed_as_numbers_or_text_are_the_same():
    typed = [SHEET[0], *([str(c) if isinstance(c, int) else float(c) if c == 1 else c for c in row] for row in SHEET[1:])]
    assert BM_LOGIB(typed) == BM_LOGIB(SHEET)
