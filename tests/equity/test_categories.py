"""Gaps by category of workers and the EU's 5 %. All expected figures by hand."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from bandmodel.equity import categories
from bandmodel.errors import InputError
from bandmodel.inputs import schema, table

FLAG = "at or above 5 %: joint assessment if not justified and not remedied within six months"


def frame(block: str, kind=schema.PEOPLE) -> pd.DataFrame:
    rows = [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]
    read = table.read(kind, rows[0], rows[1:], required=())
    assert not [finding for finding in read.findings if finding.severity == "error"]
    return read.frame


def pair(reference: float, group: float) -> pd.DataFrame:
    """One category with one man and one woman."""
    return frame(f"Level | Gender | Base pay\n A | M | {reference}\n A | F | {group}")


def rows(parts: list[pd.DataFrame], *names: str) -> pd.DataFrame:
    found = parts[0].set_index(["Category", "Measure"])
    return found.loc[names] if names else found


def line(parts: list[pd.DataFrame], label: str) -> tuple[object, str]:
    found = parts[-1].set_index("Label").loc[label]
    return found["Value"], found["Note"]


STAFF = """
    Track      | Level | Gender | Base pay | Bonus paid | LTI | Status
    Specialist | S2    | M      | 100000   | 10000      | 0   |
    Specialist | S2    | M      | 120000   | 12000      | 0   |
    Specialist | S2    | F      | 104500   | 11000      | 0   |
    Specialist | S10   | M      | 200000   | 20000      | 0   |
    Specialist | S10   | F      | 200000   | 0          | 0   |
    Manager    | S2    | M      | 150000   | 30000      | 0   |
    Manager    | S2    | F      | 150000   | 30000      |     |
    Manager    | M9    | F      | 300000   | 50000      | 0   |
    Manager    |       | F      | 300000   | 50000      | 0   |
    Manager    | M9    | M      | 999999   | 50000      | 0   | leaver
"""


# ---------------------------------------------------------------- the trigger


@pytest.mark.parametrize(
    ("group", "flag"),
    [(95000, FLAG), (95001, ""), (95100, ""), (94999, FLAG), (100000, ""), (106000, "")],
)
def test_a_mean_gap_of_5_per_cent_is_flagged_and_one_of_4_point_9_is_not(group, flag):
    parts = categories.tables(pair(100_000, group), ["Level"], "Gender")
    assert rows(parts)["Flag"].tolist() == [flag]
    assert line(parts, "Flagged by Base pay")[0] == int(flag != "")


def test_the_text_says_that_exactly_5_per_cent_is_flagged_here_and_concludes_nothing():
    value, note = line(categories.tables(pair(100, 95), ["Level"], "Gender"), "Trigger")
    assert value == 0.05
    assert note == (
        "of the mean gap, and exactly 5 % is flagged (between bands it is within tolerance); the median never triggers"
    )


def test_the_median_never_triggers():
    # means 100 and 98: 2 %; medians 100 and 80: 20 %
    people = frame("Level | Gender | Base pay\n" + "\n".join(f"A | {g} | {p}" for g, p in [
        ("M", 100), ("M", 100), ("M", 100), ("F", 80), ("F", 80), ("F", 134)]))  # fmt: skip
    row = rows(categories.tables(people, ["Level"], "Gender")).iloc[0]
    assert (row["Gap"], row["Median gap"]) == (pytest.approx(0.02), pytest.approx(0.2))
    assert row["Flag"] == ""


def test_a_gap_the_other_way_is_remarked_on():
    row = rows(categories.tables(pair(100, 105), ["Level"], "Gender")).iloc[0]
    assert row["Gap"] == pytest.approx(-0.05)  # of the men's pay: 5 more on 100; the men are paid 5 / 105 = 4.8 % less
    assert row["Note"] == "F is paid at least 5 % more than M: Art. 10 speaks of a difference, whichever group is paid less"


# ---------------------------------------------------------------- a worked example


def test_each_category_has_its_mean_gap_of_total_base_and_variable_pay():
    found = rows(categories.tables(frame(STAFF), ["Level"], "Gender"))
    # S2, both tracks: men 100, 120, 150 thousand: mean 370 / 3; women 104.5 and 150: 127.25
    assert found.loc[("S2", "Base pay"), "Gap"] == pytest.approx((370 / 3 - 127.25) / (370 / 3))
    # men 110, 132, 180: 422 / 3; one woman whose total is known: 115.5
    assert found.loc[("S2", "Total pay"), "Gap"] == pytest.approx((422 / 3 - 115.5) / (422 / 3))
    assert found.loc[("S2", "Variable pay"), "Gap"] == pytest.approx((52 / 3 - 11) / (52 / 3))  # 10, 12, 30; 11
    assert found.loc["S2"][["n group", "n reference"]].to_numpy().tolist() == [[1, 3], [2, 3], [1, 3]]
    assert found.loc[("S10", "Base pay"), "Gap"] == 0
    assert found.loc[("S10", "Total pay"), "Gap"] == pytest.approx(20 / 220)
    assert found.loc[("S10", "Variable pay"), "Gap"] == 1  # a bonus of 0 is known and counts


def test_categories_stand_in_natural_order_and_each_with_total_base_and_variable():
    table_ = categories.tables(frame(STAFF), ["level"], "Gender")[0]
    assert table_["Category"].tolist() == ["M9"] * 3 + ["S2"] * 3 + ["S10"] * 3
    assert table_["Measure"].tolist() == ["Total pay", "Base pay", "Variable pay"] * 3


def test_several_columns_make_a_category_of_each_combination_that_occurs():
    parts = categories.tables(frame(STAFF), ["Track", "Level"], "Gender")
    found = rows(parts)
    assert list(dict.fromkeys(parts[0]["Category"])) == [
        "Manager / M9",
        "Manager / S2",
        "Specialist / S2",
        "Specialist / S10",
    ]
    assert found.loc[("Specialist / S2", "Base pay"), "Gap"] == pytest.approx(0.05)  # (110 − 104.5) / 110
    assert found.loc[("Specialist / S2", "Base pay"), "Flag"] == FLAG
    assert found.loc[("Specialist / S2", "Total pay"), "Gap"] == pytest.approx(1 - 115.5 / 121)
    assert line(parts, "Categories") == (4, "by Track / Level")


def test_a_flag_on_a_component_says_that_the_pay_level_decides():
    found = rows(categories.tables(frame(STAFF), ["Track", "Level"], "Gender"))
    assert found.loc[("Specialist / S10", "Total pay"), ["Flag", "Note"]].tolist() == [FLAG, ""]
    component = "a component: Art. 10 looks at the pay level, here Total pay"
    assert found.loc[("Specialist / S10", "Variable pay"), ["Flag", "Note"]].tolist() == [FLAG, component]


def test_a_category_without_one_of_the_groups_is_unknown_and_not_flagged():
    found = rows(categories.tables(frame(STAFF), ["Track", "Level"], "Gender"))
    alone = found.loc["Manager / M9"]
    assert alone["Gap"].isna().all()
    assert set(alone["Flag"]) == {""}
    assert alone["Note"].iloc[0] == "unknown: Total pay is known of no one in M here"
    assert found.loc[("Manager / S2", "Total pay"), "Note"] == "unknown: Total pay is known of no one in F here"


def test_who_is_left_out_is_told_with_the_reason():
    parts = categories.tables(frame(STAFF), ["Level"], "Gender")
    assert line(parts, "Left out: not active") == (1, "leaver 1")
    assert line(parts, "Left out: Level unknown")[0] == 1
    assert line(parts, "Left out: Total pay unknown")[0] == 1
    assert line(parts, "Rows used")[0] == 10 - 3


def test_pay_whose_columns_are_absent_is_blank_with_the_reason():
    parts = categories.tables(frame(STAFF).drop(columns=["LTI", "Bonus paid"]), ["Level"], "Gender")
    assert set(parts[0]["Measure"]) == {"Base pay"}
    missing = 'unknown: People has no column "Bonus paid" or "LTI"; fill them in, 0 for none'
    assert line(parts, "Total pay") == line(parts, "Variable pay") == ("", missing)


def test_where_no_one_has_variable_pay_its_gap_is_unknown():
    people = frame("Level | Gender | Base pay | Bonus paid | LTI\n A | M | 100 | 0 | 0\n A | F | 100 | 0 | 0")
    found = rows(categories.tables(people, ["Level"], "Gender"))
    assert np.isnan(found.loc[("A", "Variable pay"), "Gap"])
    assert found.loc[("A", "Variable pay"), "Note"] == "unknown: the mean of M is 0"


# ---------------------------------------------------------------- justifications


def test_a_note_stands_beside_each_flagged_gap_of_its_category():
    reasons = frame("Category | Note\n S10 | on-call duty\n S2 | scarce\n S77 | gone", categories.JUSTIFICATIONS)
    parts = categories.tables(frame(STAFF), ["Level"], "Gender", justifications=reasons)
    found = rows(parts)
    assert found.loc[("S10", "Total pay"), "Justification"] == "justified (on-call duty)"
    assert found.loc[("S10", "Total pay"), "Flag"] == FLAG  # the flag stays
    assert found.loc[("S10", "Base pay"), "Justification"] == ""  # nothing to justify
    assert line(parts, "Justified")[0] == 2
    assert line(parts, "Justifications not used") == (1, "S77 (no such category)")


def test_a_note_on_a_category_without_a_flag_and_a_blank_note_are_not_used():
    reasons = frame("Category | Note\n A | why", categories.JUSTIFICATIONS)
    parts = categories.tables(pair(100, 96), ["Level"], "Gender", justifications=reasons)
    assert line(parts, "Justifications not used") == (1, "A")
    blank = pd.DataFrame({"Category": ["A"], "Note": [""]})
    parts = categories.tables(pair(100, 90), ["Level"], "Gender", justifications=blank)
    assert rows(parts)["Justification"].tolist() == [""]
    assert line(parts, "Justified")[0] == 0


# ---------------------------------------------------------------- properties and messages


def test_nothing_depends_on_the_order_of_the_rows():
    people = frame(STAFF)
    parts = categories.tables(people, ["Track", "Level"], "Gender")
    for seed in range(5):
        order = random.Random(seed).sample(range(len(people)), len(people))
        for one, other in zip(parts, categories.tables(people.iloc[order], ["Track", "Level"], "Gender"), strict=True):
            pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_the_table_equals_a_loop_over_categories_and_groups():
    chance = np.random.default_rng(3)
    size = 400
    people = pd.DataFrame({
        "Level": chance.choice(["L1", "L2", "L3", ""], size), "Gender": chance.choice(["M", "F", "X", ""], size),
        "Base pay": np.where(chance.random(size) < 0.1, np.nan, chance.integers(50, 90, size) * 1e3),
    }).astype({"Level": object, "Gender": object})  # fmt: skip
    found = categories.tables(people, ["Level"], "Gender")[0]
    assert len(found) == 3 * 2
    for _, row in found.iterrows():
        here = people[people["Level"] == row["Category"]]
        pay = {group: here.loc[here["Gender"] == group, "Base pay"].dropna() for group in ("M", row["Group"])}
        reference, group = pay["M"].mean(), pay[row["Group"]].mean()
        assert row["Gap"] == pytest.approx((reference - group) / reference, abs=1e-12)
        assert (row["n group"], row["n reference"]) == (len(pay[row["Group"]]), len(pay["M"]))
        assert (row["Flag"] != "") == ((reference - group) / reference >= 0.05 - 1e-9)


@pytest.mark.parametrize(
    ("category", "said"),
    [
        ([], "No category is named; name a column of People, e.g. Level."),
        (["Gender"], "Gender is the group that is compared; it cannot be the category too."),
        (["Grade"], 'People has no column "Grade" to take categories from; columns: Level, Base pay, Gender.'),
    ],
)
def test_a_category_that_cannot_be_used_is_named(category, said):
    with pytest.raises(InputError) as trouble:
        categories.tables(pair(100, 90), category, "Gender")
    assert str(trouble.value) == said


def test_where_everyone_s_category_is_blank_there_are_no_rows_and_it_says_so():
    parts = categories.tables(pair(100, 90).assign(Level=""), ["Level"], "Gender")
    assert parts[0].empty
    assert line(parts, "Categories")[0] == 0
    assert line(parts, "Left out: Level unknown")[0] == 2


# ---------------------------------------------------------------- several currencies


@pytest.fixture(scope="module")
def abroad(model_of):
    """A model in CHF with a location in EUR: 0.95 CHF for a euro."""

    def build(**policy):
        return model_of(
            {"structure currency": "CHF", **policy},
            Levels="Track | Level | Rank | Min | Max\n Specialist | S1 | 1 | 50000 | 90000",
            Locations="Location | Geo factor | Currency\n Bern | 1 | CHF\n Berlin | 1 | EUR",
            FX="Currency | Rate | Date\n EUR | 0.95 | 2020-01-01",
        ).structure

    return build


ABROAD = """
    Track      | Level | Gender | Base pay | Bonus paid | LTI | Location | Currency | FTE
    Specialist | S1    | M      | 100000   | 10000      | 0   | Bern     | CHF      | 1
    Specialist | S1    | F      | 100000   | 10000      | 0   | Berlin   | EUR      | 0.5
"""


def test_pay_in_several_currencies_is_converted_by_a_model(abroad):
    found = rows(categories.tables(frame(ABROAD), ["Level"], "Gender", structure=abroad()))
    # 100 000 EUR at 0.95 are 95 000 CHF, and the bonus of 10 000 EUR is 9 500 CHF
    assert found["Group pay"].tolist() == pytest.approx([104_500, 95_000, 9_500])
    assert found["Gap"].tolist() == pytest.approx([0.05] * 3)
    assert found["Flag"].tolist() == [FLAG] * 3


def test_actual_base_pay_is_made_full_time_and_the_bonus_stays_as_paid(abroad):
    found = rows(categories.tables(frame(ABROAD), ["Level"], "Gender", structure=abroad(**{"base pay is": "actual"})))
    assert found["Group pay"].tolist() == pytest.approx([199_500, 190_000, 9_500])  # 95 000 / 0.5


def test_pay_in_an_unknown_currency_is_left_out_and_told(abroad):
    people = frame(ABROAD)
    people.loc[4] = [*people.iloc[0]]
    people.loc[4, ["Gender", "Currency", "Location"]] = ["F", "", "Paris"]
    parts = categories.tables(people, ["Level"], "Gender", structure=abroad())
    assert rows(parts).loc[("S1", "Base pay"), "n group"] == 1
    assert line(parts, "Left out: Total pay unknown") == (1, "blank, or in a currency that is not known")


def test_without_a_model_pay_in_several_currencies_is_an_error_that_asks_for_it():
    with pytest.raises(
        InputError, match=r"several currencies \(CHF, EUR\); give the cell of BM_MODEL as bands to convert it"
    ):
        categories.tables(frame(ABROAD), ["Level"], "Gender")
