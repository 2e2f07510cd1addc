"""A Logib data sheet as the table of its analysis: what is read, which line says what, what is left out."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.formula.api as smf

from bandmodel.equity import swiss
from bandmodel.errors import InputError
from core.logib_sheets import drawn, worked_out
from equity.logib_cells import read, rows_of


def lines(rows: list[list]) -> dict[str, tuple]:
    """Value and note of each label."""
    frame = swiss.table(read(rows))
    assert frame.columns.tolist() == ["Label", "Value", "Note"]
    return {label: (value, note) for label, value, note in frame.itertuples(index=False, name=None)}


def test_the_lines_are_those_of_the_contract_and_hold_statsmodels_figures():
    sheet = drawn(4, 200)
    formula = ("np.log(pay) ~ education + years_of_service + experience + I(experience ** 2) + C(level) + C(position) + "
               "female")  # fmt: skip
    rows = worked_out(sheet)
    expected = smf.ols(formula, rows).fit()
    found = lines(rows_of(sheet))
    assert list(found)[:12] == ["Coefficient", "SE", "df", "t", "p", "Gap", "R²", "n", "Women", "Men", "Rating", "Meaning"]
    b, se = expected.params["female"], expected.bse["female"]
    figures = (b, se, expected.df_resid, expected.tvalues["female"], expected.pvalues["female"],
               np.exp(b - se**2 / 2) - 1, expected.rsquared, len(rows), (rows["female"] == 1).sum(),
               (rows["female"] == 0).sum())  # fmt: skip
    assert [value for value, _ in list(found.values())[:10]] == pytest.approx(list(figures), rel=1e-9)
    assert found["Usual weekly hours"][0] == 42
    assert found["Reference levels"][0] == "level_of_requirements 8, professional_position 5"


@pytest.mark.parametrize(
    ("effect", "rated", "said"),
    [
        (0.0, 1, "not statistically significant"),
        (-0.02, 2, "within the target value of 2.5 %"),
        (-0.04, 3, "above the target value of 2.5 % and within the limit value of 5 %"),
        (-0.09, 4, "above the limit value of 5 %"),
        (0.09, 4, "more than men"),
    ],
)
def test_the_meaning_says_what_the_rating_is(effect, rated, said):
    sheet = drawn(21, 2500, effect)
    found = lines(rows_of(sheet))
    assert found["Rating"][0] == rated
    assert said in found["Meaning"][0]
    assert f"{abs(found['Gap'][0]) * 100:.1f} %" in found["Meaning"][0] or effect == 0.0


def test_a_sheet_below_50_keeps_its_figures_and_withholds_the_rating():
    found = lines(rows_of({name: values[:45] for name, values in drawn(4, 60).items()}))
    assert found["Rating"][0] == ""
    assert found["Rating"][1].startswith(f"withheld: n = {found['n'][0]:.0f}, Logib needs 50")
    assert found["Meaning"][0].endswith("; not rated")
    assert isinstance(found["Coefficient"][0], float)


def test_blank_amounts_count_as_0_and_a_blank_population_as_1_as_logib_reads_them():
    sheet = drawn(9, 120)
    sheet["population"][:] = 1
    for name in ("allowances", "monthly_wage_13", "special_payments", "paid_hours"):
        sheet[name] = np.where(np.arange(120) % 3 == 0, 0.0, sheet[name])
    hourly = (sheet["activity_rate"] == 0) & (sheet["paid_hours"] == 0)
    blank = {name: np.where(values == 0, np.nan, values) for name, values in sheet.items() if name != "female"}
    blank |= {"population": np.full(120, np.nan), "female": sheet["female"], "years_of_service": sheet["years_of_service"]}
    typed, left = lines(rows_of(sheet)), lines(rows_of(blank))
    assert typed["Coefficient"] == left["Coefficient"]
    assert left["Left out: no working time"][0] == hourly.sum() > 0


def test_columns_that_logib_fills_with_0_or_1_may_be_absent():
    sheet = drawn(9, 120)
    spare = ("allowances", "monthly_wage_13", "special_payments", "population", "paid_hours")
    zero = {name: np.where(name == "population", 1.0, 0.0) * np.ones(120) for name in spare}
    assert lines(rows_of({k: v for k, v in sheet.items() if k not in spare})) == lines(rows_of({**sheet, **zero}))


def test_a_blank_cell_elsewhere_leaves_its_row_out_and_is_told():
    sheet = drawn(9, 120)
    sheet["population"][:] = 1
    sheet["training"][3] = sheet["basic_wage"][4] = sheet["female"][5] = np.nan
    found = lines(rows_of(sheet))
    assert [label for label in found if label.startswith("Left out")] == [
        "Left out: sex unknown", "Left out: training unknown", "Left out: basic_wage unknown",
    ]  # fmt: skip
    assert found["n"][0] == 117


def test_what_follows_from_other_columns_is_named():
    sheet = drawn(9, 120)
    sheet["professional_position"] = np.where(sheet["level_of_requirements"] > 4, 5.0, 1.0)
    assert "Dropped: professional_position: 1" in lines(rows_of(sheet))


def test_rows_that_logib_refuses_are_told_by_reason():
    sheet = drawn(9, 120)
    sheet["population"][:] = 1
    sheet["paid_hours"][:] = 160.0
    refused = int((sheet["activity_rate"] > 0).sum())
    assert lines(rows_of(sheet))["Logib refuses: activity_rate and paid_hours both given"][0] == refused


def test_an_empty_sheet_is_refused():
    with pytest.raises(InputError, match="has no rows"):
        swiss.table(read([[*rows_of(drawn(1, 60))[0]]]))
