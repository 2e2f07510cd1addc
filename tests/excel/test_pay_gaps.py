"""BM_PAY_GAP, BM_QUARTILES and BM_CATEGORIES as cells call them. Figures by hand; more of them in tests/equity."""

from __future__ import annotations

import inspect

import pytest

import bandmodel.excel as bm
from bandmodel.excel.functions import FUNCTIONS
from bandmodel.excel.pay_gaps import BM_CATEGORIES, BM_PAY_GAP, BM_QUARTILES
from excel.sheets import PRICED, column, row_of, sheet, with_cell, without

PEOPLE = sheet("""
    Employee | Level | Gender | Hourly pay | Base pay | Bonus paid | LTI
    m1       | A     | M      | 20         | 40000    | 1000       | 0
    m2       | A     | M      | 30         | 60000    | 3000       | 0
    f1       | A     | F      | 18         | 40000    | 1000       | 0
    f2       | A     | F      | 22         | 55000    | 0          | 0
    f3       | B     | F      |            |          |            |
""")
NAMES = {"BM_PAY_GAP", "BM_QUARTILES", "BM_CATEGORIES"}


def block(spilled, header):
    """One table of a stack, found by its first header."""
    start = next(n for n, row in enumerate(spilled) if row[0] == header)
    end = next((n for n in range(start, len(spilled)) if not any(spilled[n])), len(spilled))
    width = sum(cell != "" for cell in spilled[start])
    return [row[:width] for row in spilled[start:end]]


def lines(spilled):
    return {row[0]: row[1:3] for row in block(spilled, "Label")}


# ---------------------------------------------------------------- BM_PAY_GAP


def test_the_gaps_come_first_with_both_sides_the_counts_and_a_note():
    found = BM_PAY_GAP(PEOPLE, "Gender", definition="UK")
    assert found[0] == [
        "Group", "Reference", "Measure", "Statistic", "Reference pay", "Group pay", "Gap", "n group", "n reference", "Note",
    ]  # fmt: skip
    # 25 and 20: 5 / 25; one woman's hourly pay is not known
    assert found[1] == ["F", "M", "Hourly pay", "mean", 25, 20, pytest.approx(0.2), 2, 2,
                        "UK: gross hourly pay; left out as unknown: F 1"]  # fmt: skip
    # men who receive one 1000 and 3000, on average 2000; the one woman 1000
    assert row_of(block(found, "Group"), "F", "M", "Bonus pay", "mean")["Gap"] == 0.5
    assert [row[:4] for row in found[6:9]] == [
        ["Group", "Measure", "Share", "Receivers"], ["F", "Bonus pay received", 0.5, 1], ["M", "Bonus pay received", 1, 2],
    ]  # fmt: skip
    assert column(block(found, "Quartile"), "Share") == [1, 0, 0, 1, 1, 0, 0, 1]  # 18 F, 20 M, 22 F, 30 M
    assert lines(found)["Disclosure"][0] == "internal: not suppressed"


@pytest.mark.parametrize("blank", [None, ""])
def test_blank_options_mean_both_statistics_the_eu_and_the_usual_reference(blank):
    found = BM_PAY_GAP(PEOPLE, "Gender", blank, blank, blank)
    assert found == BM_PAY_GAP(PEOPLE, "Gender", "M", None, "EU")
    assert [row[3] for row in found[1:9]] == ["mean", "median"] * 4


def test_unknown_figures_are_blank_cells_with_the_reason():
    found = BM_PAY_GAP(without(PEOPLE, "Bonus paid", "LTI"), "Gender", statistic="mean")
    row = row_of(block(found, "Group"), "F", "M", "Variable pay")
    assert [row["Reference pay"], row["Group pay"], row["Gap"]] == ["", "", ""]
    assert row["Note"] == (
        'EU: bonus paid + LTI of the year, over everyone, 0 included; unknown: People has no column "Bonus paid" or '
        '"LTI"; fill them in, 0 for none'
    )


def test_a_pay_of_0_is_told_and_left_out_where_other_functions_refuse_it():
    found = BM_PAY_GAP(with_cell(PEOPLE, 5, "Hourly pay", 0.0), "Gender", definition="UK")
    assert found[1][6] == pytest.approx(0.2)
    assert lines(found)["Left out: Hourly pay is 0"] == [1, "0 is no pay"]


@pytest.mark.parametrize(
    ("people", "arguments", "said"),
    [
        (PEOPLE, {"group": "Sex"}, '#BM! People has no column "Sex"; columns: Employee, Level, Base pay'),
        (PEOPLE, {"group": None}, "#BM! group is blank; give its name."),
        (PEOPLE, {"definition": "US"}, '#BM! Definition "US" is unknown; use one of "EU", "UK", "WGEA", "BC".'),
        (PEOPLE, {"reference": "W"}, '#BM! No one is in reference group "W" of Gender; groups: F, M.'),
        (PEOPLE[:1], {}, "#BM! Column Gender of People names one group or none (none); two are needed"),
        (PEOPLE[:3], {}, "#BM! Column Gender of People names one group or none (M); two are needed"),
        ("People", {}, '#BM! people "People" is not a table; select the table with its headers.'),
        (with_cell(PEOPLE, 2, "Hourly pay", -3.0), {},
         "#BM! 1 fault in the input:\n  People row 3, column Hourly pay: -3 is"),
        (with_cell(PEOPLE, 2, "Bonus paid", "much"), {},
         '#BM! 1 fault in the input:\n  People row 3, column Bonus paid: "much" is not a number.'),
    ],
)  # fmt: skip
def test_an_error_is_a_text_that_says_what_is_wrong_and_what_to_do(people, arguments, said):
    assert BM_PAY_GAP(people, **{"group": "Gender", **arguments}).startswith(said)


# ---------------------------------------------------------------- BM_QUARTILES


def test_quartiles_share_people_of_equal_pay_and_say_so():
    people = sheet("Gender | Hourly pay\n" + "\n".join(f"{g} | 15" for g in "MMFFFF"))
    found = BM_QUARTILES(people, "Gender")
    table = block(found, "Quartile")
    assert table[0] == ["Quartile", "Group", "Share", "People", "n quartile", "Pay from", "Pay to", "Note"]
    assert column(table, "Share") == pytest.approx([2 / 3, 1 / 3] * 4)
    assert column(table, "n quartile") == [2, 2, 1, 1, 2, 2, 1, 1]  # six: two left over, lower and upper middle
    assert table[1][7] == "gross hourly pay; 6 people of equal pay are shared with another quartile"
    assert lines(found)["Disclosure"][0] == "internal: not suppressed"


def test_quartiles_of_base_pay_say_that_they_are_not_the_statutory_ones():
    found = BM_QUARTILES(without(PEOPLE, "Hourly pay"), "Gender")
    # 40 000 twice, one M one F; 55 000 F; 60 000 M
    assert column(block(found, "Quartile"), "Share") == [0.5, 0.5, 0.5, 0.5, 1, 0, 0, 1]
    assert found[1][7].startswith("not the statutory basis")
    assert lines(found)["Basis"][0] == "Base pay"


def test_the_reference_of_quartiles_changes_no_share():
    one, other = (BM_QUARTILES(PEOPLE, "Gender", reference) for reference in (None, "F"))
    assert block(one, "Quartile") == block(other, "Quartile")
    assert lines(other)["Reference group"][0] == "F"


# ---------------------------------------------------------------- BM_CATEGORIES


def test_categories_flag_a_gap_of_5_per_cent_with_its_justification():
    reasons = sheet("Category | Note\n A | shift work")
    found = BM_CATEGORIES(PEOPLE, "Level", "Gender", justifications=reasons)
    assert found[0] == [
        "Category", "Group", "Reference", "Measure", "Reference pay", "Group pay", "Gap", "Median gap", "n group",
        "n reference", "Flag", "Justification", "Note",
    ]  # fmt: skip
    base = row_of(block(found, "Category"), "A", "F", "M", "Base pay")
    assert (base["Reference pay"], base["Group pay"], base["Gap"]) == (50000, 47500, pytest.approx(0.05))
    assert base["Flag"] == "at or above 5 %: joint assessment if not justified and not remedied within six months"
    assert base["Justification"] == "justified (shift work)"
    assert row_of(block(found, "Category"), "B", "F", "M", "Base pay")["Gap"] == ""
    assert lines(found)["Disclosure"][0] == "internal: not suppressed"


def test_categories_convert_pay_with_the_cell_of_a_model():
    people = sheet("""
        Track      | Level | Gender | Base pay | Location | Currency
        Specialist | S1    | M      | 100000   | Bern     | CHF
        Specialist | S1    | F      | 100000   | Berlin   | EUR
    """)
    found = BM_CATEGORIES(people, "Level", "Gender", bands=bm.BM_MODEL(**PRICED))
    assert row_of(found, "S1")["Gap"] == pytest.approx(0.05)  # 100 000 EUR at 0.95 CHF
    refused = BM_CATEGORIES(people, "Level", "Gender")
    assert refused == "#BM! Pay is in several currencies (CHF, EUR); give the cell of BM_MODEL as bands to convert it."
    assert BM_PAY_GAP(people, "Gender").startswith("#BM! Pay is in several currencies (CHF, EUR); give the rows of one")


def test_converting_needs_track_and_level():
    people = sheet("Gender | Base pay\n M | 1\n F | 1")
    said = BM_CATEGORIES(people, "Gender", "Gender", bands=bm.BM_MODEL(**PRICED))
    assert said == "#BM! People has no column Track and Level, which converting pay with bands needs. Add it."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"category": None}, "#BM! No category is named; name a column of People, e.g. Level."),
        ({"category": "Gender"}, "#BM! Gender is the group that is compared; it cannot be the category too."),
        ({"justifications": sheet("Category | Why\n A | x")}, '#BM! 1 fault in the input:\n  Justifications, column Note: '),
        ({"justifications": sheet("Category | Note\n A | x\n A | y")},
         '#BM! 1 fault in the input:\n  Justifications row 3, column Category: "A" is already in row 2'),
    ],
)  # fmt: skip
def test_what_categories_cannot_use_is_named(arguments, said):
    assert BM_CATEGORIES(PEOPLE, **{"category": "Level", "group": "Gender", **arguments}).startswith(said)


# ---------------------------------------------------------------- registration


def test_the_functions_have_the_arguments_of_the_contract():
    signatures = {name: FUNCTIONS[name].signature for name in NAMES}
    assert signatures == {
        "BM_PAY_GAP": "BM_PAY_GAP(people, group, [reference], [statistic], [definition], [bands], [part])",
        "BM_QUARTILES": "BM_QUARTILES(people, group, [reference], [bands])",
        "BM_CATEGORIES": "BM_CATEGORIES(people, category, group, [reference], [bands], [justifications], [part])",
    }


@pytest.mark.parametrize("name", sorted(NAMES))
def test_descriptions_fit_into_excel_s_function_wizard_and_say_internal(name):
    function = FUNCTIONS[name]
    texts = [function.description, *(parameter.help for parameter in function.parameters)]
    assert all(len(text) <= 255 and text.isascii() for text in texts)
    assert function.description.endswith("Internal.")
    assert inspect.getdoc(function.function)
