"""The tables of a decomposition: what each line holds, what is named, several groups. Figures: tests/core."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from bandmodel.core.design import Categories, Numbers
from bandmodel.equity import oaxaca, pay_model
from bandmodel.errors import InputError
from core.oaxaca_by_hand import by_hand
from equity.paid_staff import people


def tables(staff: pd.DataFrame, controls=("Level", "Tenure"), reference="pooled") -> list[pd.DataFrame]:
    return oaxaca.tables(pay_model.of_groups(staff, "Gender", controls), reference)


def labelled(frame: pd.DataFrame) -> dict:
    return dict(zip(frame["Label"], frame["Value"], strict=True))


def noted(frame: pd.DataFrame) -> dict:
    return dict(zip(frame["Label"], frame["Note"], strict=True))


def second_writing(staff: pd.DataFrame, reference: str):
    codes = np.array([int(name[1:]) - 1 for name in staff["Level"]])
    columns = [Categories("Level", codes, ("L1", "L2", "L3"), 0), Numbers("Tenure", staff["Tenure"].to_numpy(float))]
    return by_hand(np.log(staff["Base pay"].to_numpy()), columns, (staff["Gender"] == "F").to_numpy(int), reference)


def test_means_difference_and_geometric_gap_stand_first():
    staff = people()
    totals = tables(staff)[0]
    women = staff["Gender"] == "F"
    a, b = (np.log(staff["Base pay"][side]).mean() for side in (~women, women))
    geometric = stats.gmean(staff["Base pay"][women]) / stats.gmean(staff["Base pay"][~women]) - 1
    expected = {"Mean ln pay A": a, "Mean ln pay B": b, "Difference": a - b, "Geometric gap": geometric}
    assert labelled(totals) == pytest.approx(expected, rel=1e-12)
    assert noted(totals)["Mean ln pay A"] == f"M, n = {(~women).sum()}: the reference group"


@pytest.mark.parametrize("reference", ["pooled", "Neumark", "Reimers", "Cotton", "A", "B"])
def test_lines_of_the_components_hold_value_error_z_p_gap_and_share(reference):
    staff = people()
    found = tables(staff, reference=reference)
    expected = second_writing(staff, reference)
    names = ["Endowments", "Coefficients", "Interaction", "Difference"]
    twofold = [
        "Explained",
        "Unexplained",
        *(["Unexplained A", "Unexplained B"] if reference != "pooled" else []),
        "Difference",
    ]
    assert [found[1]["Label"].tolist(), found[2]["Label"].tolist()] == [names, twofold]
    for frame in found[1:3]:
        for row in frame.itertuples(index=False):
            value, error = expected.component(row.Label)
            assert (row.Value, row.SE) == pytest.approx((value, error), rel=1e-6, abs=1e-8)
            assert row.Gap == pytest.approx(np.exp(-value) - 1, abs=1e-9)
            assert row[6] == pytest.approx(value / frame["Value"].iloc[-1], abs=1e-9)
            if error > 1e-7:
                assert (row.z, row.p) == pytest.approx((value / error, 2 * stats.norm.sf(abs(value / error))), rel=1e-5)
            else:  # where βR is a group's own, that group is paid by it exactly
                assert np.isnan(row.z) and np.isnan(row.p)
    assert labelled(found[-1])["Reference coefficients"] == reference


def test_gaps_of_the_components_multiply_to_the_geometric_gap():
    found = tables(people())
    for frame in found[1:3]:
        assert np.prod(1 + frame["Gap"].iloc[:-1]) == pytest.approx(1 + labelled(found[0])["Geometric gap"], rel=1e-12)


def test_detail_by_variable_adds_up_and_a_category_column_is_the_sum_of_its_categories():
    staff = people()
    found = tables(staff)
    by_variable, by_category = found[3], found[4]
    assert by_variable["Variable"].tolist() == ["Intercept", "Level", "Tenure", "Total"]
    assert by_category[["Variable", "Category"]].to_numpy().tolist() == [["Level", f"L{n}"] for n in (1, 2, 3)]
    for name in oaxaca.DETAIL:
        assert by_variable[name].iloc[:-1].sum() == pytest.approx(by_variable[name].iloc[-1], abs=1e-13)
        assert by_category[name].sum() == pytest.approx(by_variable[name].iloc[1], abs=1e-13)
        expected = second_writing(staff, "pooled").component(name, [0, 1, 1, 1, 0])
        assert (by_variable[name].iloc[1], by_variable[f"{name} SE"].iloc[1]) == pytest.approx(expected, rel=1e-6, abs=1e-9)
    women = staff["Gender"] == "F"
    means = by_variable[["Mean A", "Mean B"]].to_numpy()
    assert means[2] == pytest.approx([staff["Tenure"][~women].mean(), staff["Tenure"][women].mean()])
    assert np.isnan(means[[0, 1, 3]]).all()
    shares = [(staff["Level"][side] == "L2").mean() for side in (~women, women)]
    assert by_category[["Share A", "Share B"]].iloc[1].tolist() == pytest.approx(shares)


def test_without_categories_there_is_no_table_of_them():
    found = tables(people(), ("Tenure",))
    assert [frame.columns[0] for frame in found] == ["Label", "Label", "Label", "Variable", "Label"]


def test_notes_say_formula_coefficients_rows_and_meaning():
    staff = people().assign(Status="active")
    staff.loc[[2, 3], "Status"] = "leaver"
    staff.loc[4, "Tenure"], staff.loc[5, "Gender"], staff.loc[6, "Level"] = np.nan, "", ""
    notes = tables(staff)[-1]
    said = labelled(notes)
    assert said["Model"] == "ln(Base pay) ~ C(Level) + Tenure"
    assert said["Reference coefficients"] == "pooled"
    assert said["Rows used"] == 155
    left_out = {label: value for label, value in said.items() if label.startswith("Left out")}
    assert left_out == {"Left out: not active": 2, "Left out: Level unknown": 1, "Left out: Tenure unknown": 1,
                        "Left out: Gender unknown": 1}  # fmt: skip
    assert "not the same as discrimination" in noted(notes)["Meaning"]
    assert "stochastic" in noted(notes)["Standard errors"]
    assert "Internal" in said


def test_what_a_group_lacks_and_what_was_dropped_is_named():
    staff = people()
    women = staff["Gender"] == "F"
    staff["Level"] = np.where(women & (staff["Level"] == "L3"), "L2", staff["Level"])
    staff["Hours"] = np.where(women, 40.0, 40 + np.arange(len(staff)) % 2)
    staff["Half"] = staff["Tenure"] / 2
    notes = tables(staff, ("Level", "Tenure", "Half", "Hours"))[-1]
    said, why = labelled(notes), noted(notes)
    assert said["No one of F in"] == 1
    assert why["No one of F in"].startswith("Level: L3: its effect there is taken as the average")
    assert why["Not determined in F"] == "Hours is the same for all of the group: it has no effect there"
    assert "Dropped: Half" in said
    assert said["Model"] == "ln(Base pay) ~ C(Level) + Tenure + Hours"


def test_controls_that_tell_the_groups_apart_are_said_to():
    staff = people()
    staff["Union"] = np.where(staff["Gender"] == "F", "yes", "no")
    notes = tables(staff, ("Tenure", "Union"))[-1]
    assert "tell F from M, so these are Neumark's" in noted(notes)["Reference coefficients"]


def test_each_other_group_has_its_own_tables_and_one_that_is_too_small_says_so():
    staff = people()
    staff.loc[[2, 3], "Gender"] = "X"
    found = tables(staff)
    assert [frame.columns[0] for frame in found] == ["Label", "Label", "Label", "Variable", "Variable", "Label", "Label"]
    assert labelled(found[5])["Left out: in another Gender"] == 2
    assert noted(found[6])["No figures: X"].startswith("X: 2 rows leave no degree of freedom")
    alone = tables(staff[staff["Gender"] != "X"])
    assert alone[1]["Value"].tolist() == pytest.approx(found[1]["Value"].tolist(), abs=1e-12)


def test_where_no_group_can_be_decomposed_the_reason_is_raised():
    staff = people(rows=20)
    staff["Gender"] = ["F"] * 2 + ["M"] * 18
    with pytest.raises(InputError, match="F: 2 rows leave no degree of freedom"):
        tables(staff)


def test_equal_pay_for_everyone_has_no_share_and_no_test():
    staff = people().assign(**{"Base pay": 80000.0})
    found = tables(staff)
    for frame in found[1:3]:
        assert frame["Value"].abs().max() < 1e-9
        assert frame[["z", "p", "Share of difference"]].isna().all(axis=None)


def test_small_groups_are_told_that_the_tests_are_rough():
    large, small = (labelled(tables(people(rows=rows))[-1]) for rows in (160, 50))
    assert not [label for label in large if label.startswith("Few people")]
    assert [label for label in small if label.startswith("Few people")] == ["Few people in M", "Few people in F"]
