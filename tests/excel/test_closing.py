"""BM_CLOSE_GAP: one woman beside three men, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bandmodel.excel.closing import BM_CLOSE_GAP
from excel.sheets import LADDERS, column, sheet

PEOPLE = sheet("""
    Employee | Track      | Level | Base pay | Gender | FTE
    e1       | Specialist | S1    | 100000   | M      |
    e2       | Specialist | S1    | 102000   | M      |
    e3       | Specialist | S1    |  98000   | M      |
    e4       | Specialist | S1    |  90000   | F      | 0.5
    e5       | Specialist | S1    |  95000   | F      |
""")


def parts(spilled: list[list]) -> tuple[dict, list[list]]:
    """Labelled totals, and the table of people below the blank row."""
    blank = next(n for n, row in enumerate(spilled) if not any(cell != "" for cell in row))
    return {row[0]: row[1] for row in spilled[1:blank]}, spilled[blank + 1 :]


def test_totals_come_first_and_the_people_who_are_raised_below():
    totals, rows = parts(BM_CLOSE_GAP(PEOPLE, LADDERS, "Gender"))
    assert totals["Mode"] == "least cost" and totals["Limit"] == "none" and totals["Budget"] == ""
    assert abs(totals["Gap after"]) <= 0.0005 < -totals["Gap before"]
    # b = mean ln pay F − mean ln pay M; V = Σ SS / (n − 1)²
    men, women = np.log([1e5, 1.02e5, 9.8e4]), np.log([9e4, 9.5e4])
    v = ((men - men.mean()) ** 2).sum() / 4 + ((women - women.mean()) ** 2).sum()
    assert totals["Gap before"] == pytest.approx(np.exp(women.mean() - men.mean() - v / 2) - 1)
    assert column(rows, "Employee") == ["e4", "e5"]
    assert totals["Cost"] == pytest.approx(sum(column(rows, "Cost")))
    assert column(rows, "Cost")[0] == pytest.approx(column(rows, "Raise amount")[0] / 2)  # half time
    assert column(rows, "Predicted pay") == pytest.approx([np.exp(men.mean())] * 2)


def test_every_argument_is_read_and_a_blank_one_is_its_default():
    asked = BM_CLOSE_GAP(PEOPLE, LADDERS, "Gender", "uniform", 400.0, 0.05, "Level", -0.01, False)
    totals, rows = parts(asked)
    assert totals["Mode"] == "uniform" and totals["Target"] == -0.01 and totals["Budget"] == 400
    assert 399.98 <= totals["Cost"] <= 400
    # 1 % of 90 000 costs 450 at half time, of 95 000 it costs 950: 400 are 400 / 140 000 of pay
    assert column(rows, "Raise percent") == pytest.approx([400 / 140_000] * 2, abs=2e-7)
    blank = BM_CLOSE_GAP(PEOPLE, LADDERS, "Gender", None, "", None, "", None, None, None)
    assert blank == BM_CLOSE_GAP(PEOPLE, LADDERS, "Gender")
    assert BM_CLOSE_GAP(PEOPLE, LADDERS, "Gender", in_band="true") == blank


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"mode": "cheap"}, '#BM! Mode "cheap" is unknown'),
        ({"budget": "much"}, '#BM! budget "much" is not a number'),
        ({"cap": 5.0}, "#BM! Cap 5 is not between 0 and 1"),
        ({"in_band": "perhaps"}, '#BM! in_band "perhaps" is neither TRUE nor FALSE.'),
        ({"group": "Shoe"}, '#BM! People has no column "Shoe"'),
        ({"group": None}, "#BM! group is blank"),
        ({"group": "Track"}, "#BM! No two tracks can be compared by their people."),
        ({"people": [row[1:] for row in PEOPLE]}, "#BM! 1 fault in the input"),
    ],
)
def test_what_cannot_be_read_is_told_in_the_cell(asked, said):
    spilled = BM_CLOSE_GAP(**{"people": PEOPLE, "bands": LADDERS, "group": "Gender", **asked})
    assert isinstance(spilled, str) and spilled.startswith(said)


def test_nobody_to_raise_leaves_the_headers_alone():
    totals, rows = parts(BM_CLOSE_GAP(PEOPLE, LADDERS, "Gender", budget=0.0))
    assert totals["People raised"] == 0 and totals["Limit"] == "budget" and totals["Needed budget"] > 0
    assert len(rows) == 1 and rows[0][0] == "Employee"


def test_tracks_are_compared_by_grade_and_by_equivalence(priced):
    rows = [["Employee", "Track", "Level", "Base pay"]]
    rows += [[f"s{n}", "Specialist", "S1", 50_000.0 + 100 * n] for n in range(5)]
    rows += [[f"m{n}", "Manager", "M1", 60_000.0 + 100 * n] for n in range(5)]
    totals, raised = parts(BM_CLOSE_GAP(rows, priced, "Track"))
    # P: S1 and M1 have grade 10; everyone far below: all are lifted to about the mean of the managers, 60 200
    assert totals["Gap after"] == pytest.approx(0, abs=0.0005)
    assert column(raised, "New pay") == pytest.approx([60_200] * 5, rel=1e-4)
