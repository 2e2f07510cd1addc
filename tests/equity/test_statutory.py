"""Unadjusted gaps by statute. All expected figures by hand, the arithmetic beside them."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from bandmodel.equity import statutory
from bandmodel.errors import InputError
from bandmodel.inputs import schema, table

# hourly pay of men 10 18 22 30, of women 10 12 17 17 24
STAFF = """
    Employee | Gender | Hourly pay | Base pay | Bonus paid | LTI  | Status
    m1       | M      | 10         | 20000    | 0          | 0    |
    m2       | M      | 18         | 40000    | 1000       | 0    | active
    m3       | M      | 22         | 50000    | 1000       | 0    |
    m4       | M      | 30         | 90000    | 4000       | 2000 |
    f1       | F      | 10         | 20000    | 500        | 0    |
    f2       | F      | 12         | 30000    | 0          | 0    |
    f3       | F      | 17         | 40000    | 0          | 0    |
    f4       | F      | 17         | 40000    | 700        |      |
    f5       | F      | 24         | 60000    |            | 800  |
    l1       | F      | 99         | 99000    | 9000       | 9000 | leave
    l2       | M      | 99         | 99000    | 9000       | 9000 | leaver
    u1       |        | 99         | 99000    | 9000       | 9000 |
    u2       | F      |            |          | 0          | 0    |
"""


def people_of(block: str | list[list]) -> pd.DataFrame:
    rows = (
        [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]
        if isinstance(block, str)
        else block
    )
    read = table.read(schema.PEOPLE, rows[0], rows[1:], required=())
    assert not [finding for finding in read.findings if finding.severity == "error"]
    return read.frame


def figures(parts: list[pd.DataFrame]) -> dict[tuple[str, str], float]:
    """Gap by measure and statistic, where one group is compared."""
    return {(row["Measure"], row["Statistic"]): row["Gap"] for _, row in parts[0].iterrows()}


def line(parts: list[pd.DataFrame], label: str) -> tuple[object, str]:
    """Value and note of a labelled line."""
    found = parts[-1].set_index("Label").loc[label]
    return found["Value"], found["Note"]


def labels(parts: list[pd.DataFrame]) -> list[str]:
    return parts[-1]["Label"].tolist()


@pytest.fixture(scope="module")
def staff():
    return people_of(STAFF)


# ---------------------------------------------------------------- United Kingdom


def test_the_british_figures_of_a_worked_example(staff):
    parts = statutory.tables(staff, "Gender", definition="UK")
    gaps, received, quartiles, _ = parts
    assert figures(parts) == pytest.approx({
        ("Hourly pay", "mean"): 0.2,  # men (10 + 18 + 22 + 30) / 4 = 20, women (10 + 12 + 17 + 17 + 24) / 5 = 16: 4 / 20
        ("Hourly pay", "median"): 0.15,  # (18 + 22) / 2 = 20, 17: 3 / 20
        ("Bonus pay", "mean"): 0.7,  # receivers: men (1000 + 1000 + 4000) / 3 = 2000, women (500 + 700) / 2 = 600
        ("Bonus pay", "median"): 0.4,  # 1000, 600
    })  # fmt: skip
    assert gaps["Reference pay"].tolist() == [20, 20, 2000, 1000]
    assert gaps["Group pay"].tolist() == [16, 17, 600, 600]
    assert gaps[["n group", "n reference"]].to_numpy().tolist() == [[5, 4], [5, 4], [2, 3], [2, 3]]
    # women: 500, 0, 0, 700 known and u2's 0 (f5's is not): 2 of 5; men: 3 of 4
    assert received[["Group", "Share", "Receivers", "n"]].to_numpy().tolist() == [["F", 0.4, 2, 5], ["M", 0.75, 3, 4]]
    # 10 M, 10 F, 12 F | 17 F, 17 F | 18 M, 22 M | 24 F, 30 M
    share = quartiles.pivot(index="Quartile", columns="Group", values="Share").loc[
        ["Lower", "Lower middle", "Upper middle", "Upper"]
    ]
    assert share["F"].tolist() == pytest.approx([2 / 3, 1, 0, 1 / 2])
    assert share["M"].tolist() == pytest.approx([1 / 3, 0, 1, 1 / 2])


def test_everyone_is_used_or_left_out_for_one_reason(staff):
    parts = statutory.tables(staff, "Gender", definition="UK")
    assert line(parts, "Rows used")[0] == 9
    assert line(parts, "Left out: not active") == (2, "leave 1, leaver 1")
    assert line(parts, "Left out: Gender unknown")[0] == 1
    assert line(parts, "Left out: Hourly pay unknown")[0] == 1
    assert len(staff) == 9 + 2 + 1 + 1


def test_the_notes_say_which_definition_and_how_many_are_unknown(staff):
    notes = statutory.tables(staff, "Gender", definition="UK")[0]["Note"]
    assert notes[0] == "UK: gross hourly pay; left out as unknown: F 1"
    assert notes[2] == "UK: bonus paid of the year, over receivers only; left out as unknown: F 1"


def test_without_hourly_pay_base_pay_stands_in_and_is_said_not_to_be_the_statutory_basis(staff):
    for without in (staff.drop(columns="Hourly pay"), staff.assign(**{"Hourly pay": np.nan})):
        parts = statutory.tables(without, "Gender", definition="UK")
        # men (20 + 40 + 50 + 90) / 4 = 50, women (20 + 30 + 40 + 40 + 60) / 5 = 38: 12 / 50; medians 45, 40: 5 / 45
        assert figures(parts)["Base pay", "mean"] == pytest.approx(0.24)
        assert figures(parts)["Base pay", "median"] == pytest.approx(1 / 9)
        assert parts[0]["Note"][0].startswith(
            "UK: not the statutory basis: base pay, as the column Hourly pay is not filled in"
        )
        assert line(parts, "Basis") == ("Base pay", parts[0]["Note"][0].removeprefix("UK: ").partition(";")[0])
        assert parts[2]["Note"].str.startswith("not the statutory basis").all()


def test_hourly_pay_alone_is_enough(staff):
    parts = statutory.tables(staff[["Gender", "Hourly pay", "Status"]], "Gender", definition="UK")
    assert figures(parts)["Hourly pay", "mean"] == pytest.approx(0.2)
    assert np.isnan(figures(parts)["Bonus pay", "mean"])
    wanted = 'unknown: People has no column "Bonus paid"; fill it in, 0 for none'
    assert parts[0]["Note"].str.endswith(wanted).tolist() == [False, False, True, True]
    assert parts[1]["Share"].isna().all()
    assert parts[1]["Note"].str.endswith(wanted).all()


# ---------------------------------------------------------------- European Union


def test_the_european_figures_of_a_worked_example(staff):
    parts = statutory.tables(staff, "Gender")  # EU is the default
    assert figures(parts) == pytest.approx({
        # men 20, 41, 51 and 96 thousand: mean 52; women of whom all is known 20.5, 30 and 40: mean 30 1/6
        ("Total pay", "mean"): (52_000 - 90_500 / 3) / 52_000,
        ("Total pay", "median"): (46_000 - 30_000) / 46_000,
        ("Base pay", "mean"): 0.24,
        ("Base pay", "median"): 1 / 9,
        # over everyone, 0 included: men 0, 1000, 1000, 6000: mean 2000; women 500, 0, 0 and u2's 0: mean 125
        ("Variable pay", "mean"): 1 - 125 / 2000,
        ("Variable pay", "median"): 1.0,  # 1000, 0
        ("Hourly pay", "mean"): 0.2,
        ("Hourly pay", "median"): 0.15,
    })  # fmt: skip
    received = parts[1]
    assert received[["Group", "Share", "n"]].to_numpy().tolist() == [["F", 0.25, 4], ["M", 0.75, 4]]  # 1 of 4, 3 of 4
    assert parts[0]["Note"][4] == "EU: bonus paid + LTI of the year, over everyone, 0 included; left out as unknown: F 2"


def test_the_european_quartiles_are_of_total_pay(staff):
    quartiles = statutory.tables(staff, "Gender")[2]
    # in thousands: 20 M, 20.5 F | 30 F, 40 F | 41 M, 51 M | 96 M: seven, three left over: lower, lower middle, upper middle
    assert quartiles.loc[quartiles["Group"] == "F", "Share"].tolist() == [0.5, 1, 0, 0]
    assert line(statutory.tables(staff, "Gender"), "Basis")[0] == "Total pay"


def test_variable_pay_needs_both_its_columns_and_says_which_is_missing(staff):
    parts = statutory.tables(staff.drop(columns="LTI"), "Gender")
    for measure in ("Total pay", "Variable pay"):
        assert np.isnan(figures(parts)[measure, "mean"])
    assert figures(parts)["Base pay", "mean"] == pytest.approx(0.24)
    assert parts[0]["Note"][0].endswith('; unknown: People has no column "LTI"; fill it in, 0 for none')
    assert line(parts, "Basis")[0] == "Base pay"  # the next pay that is known


def test_a_column_that_is_there_and_blank_throughout_is_told_as_such(staff):
    parts = statutory.tables(staff.assign(**{"Bonus paid": np.nan}).drop(columns=["LTI", "Hourly pay"]), "Gender")
    notes = parts[0]["Note"].str.partition("unknown: ")[2].tolist()
    assert notes[0] == 'People has no column "LTI"; Bonus paid is blank throughout; fill them in, 0 for none'
    assert notes[-1] == 'People has no column "Hourly pay"; fill it in'


def test_where_the_reference_receives_nothing_the_gap_is_unknown_and_says_why():
    people = people_of("""
        Gender | Base pay | Bonus paid | LTI
        M      | 100      | 0          | 0
        F      | 90       | 5          | 0
    """)
    parts = statutory.tables(people, "Gender")
    assert np.isnan(figures(parts)["Variable pay", "mean"])
    assert parts[0]["Note"][4].endswith("; unknown: the mean of M is 0")
    assert parts[0]["Note"][5].endswith("; unknown: the median of M is 0")


# ---------------------------------------------------------------- Australia, British Columbia


def test_the_australian_figures_are_of_base_salary_and_of_total_remuneration(staff):
    parts = statutory.tables(staff, "Gender", definition="WGEA")
    assert figures(parts) == pytest.approx({
        ("Base salary", "mean"): 0.24, ("Base salary", "median"): 1 / 9,
        ("Total remuneration", "mean"): (52_000 - 90_500 / 3) / 52_000,  # as the EU's total pay
        ("Total remuneration", "median"): (46_000 - 30_000) / 46_000,
    })  # fmt: skip
    assert len(parts) == 2


def test_a_blank_lti_makes_that_person_s_total_unknown_and_not_smaller():
    people = people_of("""
        Gender | Base pay | Bonus paid | LTI
        M      | 100      | 10         | 90
        F      | 100      | 10         |
        F      | 100      | 10         | 50
    """)
    parts = statutory.tables(people, "Gender", definition="WGEA")
    assert figures(parts)["Base salary", "mean"] == 0
    assert figures(parts)["Total remuneration", "mean"] == pytest.approx(0.2)  # (200 − 160) / 200; with 0 it were 0.325
    assert parts[0]["n group"].tolist() == [2, 2, 1, 1]
    assert parts[0]["Note"][2].endswith("left out as unknown: F 1")


def columbian(men: list, women: list, bonus: list | None = None) -> pd.DataFrame:
    rows = [["M", pay] for pay in men] + [["F", pay] for pay in women]
    if bonus is None:
        return people_of([["Gender", "Hourly pay"], *rows])
    return people_of([["Gender", "Hourly pay", "Bonus paid"], *([*row, b] for row, b in zip(rows, bonus, strict=True))])


def test_british_columbia_asks_for_ten_people_of_each_group():
    parts = statutory.tables(columbian([30.0] * 12, [27.0] * 10), "Gender", definition="BC")
    assert figures(parts)["Hourly pay", "mean"] == pytest.approx(0.1)  # 3 / 30
    parts = statutory.tables(columbian([30.0] * 12, [27.0] * 9), "Gender", definition="BC")
    assert np.isnan(parts[0].loc[:1, ["Group pay", "Gap"]].to_numpy()).all()
    assert parts[0]["Note"][0] == "BC: gross hourly pay; unknown: 9 in F, fewer than the 10 that BC asks for"
    assert parts[0]["n group"][0] == 9
    parts = statutory.tables(columbian([30.0] * 9, [27.0] * 10), "Gender", definition="BC")
    assert np.isnan(parts[0].loc[:1, ["Reference pay", "Gap"]].to_numpy()).all()
    assert parts[0]["Note"][0].endswith("unknown: 9 in M, fewer than the 10 that BC asks for")


def test_british_columbia_counts_receivers_only_for_bonuses():
    # 10 of 12 men receive 300, 10 of 11 women 240; then only 9 women
    people = columbian([30.0] * 12, [27.0] * 11, [300.0] * 10 + [0.0] * 2 + [240.0] * 10 + [0.0])
    parts = statutory.tables(people, "Gender", definition="BC")
    assert figures(parts)["Bonus pay", "mean"] == pytest.approx(0.2)
    assert parts[1]["Share"].tolist() == pytest.approx([10 / 11, 10 / 12])
    people = columbian([30.0] * 12, [27.0] * 11, [300.0] * 10 + [0.0] * 2 + [240.0] * 9 + [0.0] * 2)
    parts = statutory.tables(people, "Gender", definition="BC")
    assert np.isnan(figures(parts)["Bonus pay", "mean"])
    assert parts[1]["Share"].tolist() == pytest.approx([9 / 11, 10 / 12])  # of 11 women it is known


def test_british_columbia_shows_no_share_of_receivers_among_fewer_than_ten():
    people = columbian([30.0] * 12, [27.0] * 9, [300.0] * 21)
    received = statutory.tables(people, "Gender", definition="BC")[1]
    assert received["Share"].tolist()[1] == 1
    assert np.isnan(received["Share"][0])
    assert "Bonus pay is known of 9 people, fewer than the 10 that BC asks for" in received["Note"][0]


@pytest.mark.parametrize("definition", ["EU", "UK", "WGEA", "BC"])
def test_pay_of_0_is_no_pay_and_is_told(definition):
    rows = [[*("MF" * 10)], [20.0, 18.0] * 10, [40e3, 36e3] * 10]
    people = pd.DataFrame({"Gender": rows[0], "Hourly pay": rows[1], "Base pay": rows[2]}, index=range(2, 22))
    unpaid = pd.DataFrame({"Gender": ["F"], "Hourly pay": [0.0], "Base pay": [0.0]}, index=[22])
    parts = statutory.tables(pd.concat([people, unpaid]), "Gender", definition=definition)
    pay = {"WGEA": "Base salary", "EU": "Base pay"}.get(definition, "Hourly pay")
    zero = "Hourly pay" if definition in ("UK", "BC") else "Base pay"
    assert figures(parts)[pay, "mean"] == pytest.approx(0.1)  # 2 / 20 and 4 / 40; with the 0 it were 0.18
    assert line(parts, f"Left out: {zero} is 0")[0] == 1
    assert line(parts, "Rows used")[0] == 20


def test_who_has_a_bonus_and_no_base_pay_has_no_total():
    people = pd.DataFrame({"Gender": [*"MFF"], "Base pay": [90.0, 80, 0], "Bonus paid": [10.0, 10, 10], "LTI": 0.0})
    parts = statutory.tables(people, "Gender")
    assert figures(parts)["Total pay", "mean"] == pytest.approx(0.1)  # (100 − 90) / 100; with the 10 it were 0.5
    assert line(parts, "Left out: Base pay is 0")[0] == 1


# ---------------------------------------------------------------- groups, options, order


def test_every_other_group_is_compared_with_the_reference():
    people = people_of("Gender | Base pay\n M | 100\n F | 95\n X | 110\n M | 100\n M | 100")
    parts = statutory.tables(people, "gender", statistic="mean", definition="WGEA")
    assert parts[0]["Group"].tolist() == ["F", "F", "X", "X"]
    assert parts[0]["Measure"].tolist() == ["Base salary", "Total remuneration"] * 2
    rows = parts[0][parts[0]["Measure"] == "Base salary"]
    assert dict(zip(rows["Group"], rows["Gap"], strict=True)) == pytest.approx({"F": 0.05, "X": -0.1})
    assert set(parts[0]["Reference"]) == {"M"}
    other = statutory.tables(people, "Gender", "f", "mean", "WGEA")[0]
    assert other.loc[other["Measure"] == "Base salary", ["Group", "Gap"]].to_numpy().tolist() == [
        ["M", pytest.approx(-5 / 95)], ["X", pytest.approx(-15 / 95)],
    ]  # fmt: skip


def test_the_reference_of_tracks_is_the_manager_track_and_of_others_the_largest():
    people = people_of("""
        Track      | Team  | Base pay
        Specialist | South | 80
        Specialist | North | 80
        Manager    | South | 100
        Specialist | South | 80
    """)
    assert figures(statutory.tables(people, "Track"))["Base pay", "mean"] == pytest.approx(0.2)
    assert set(statutory.tables(people, "Team")[0]["Reference"]) == {"South"}


@pytest.mark.parametrize("statistic", ["mean", "Median"])
def test_one_statistic_can_be_asked_for(staff, statistic):
    both, one = (statutory.tables(staff, "Gender", statistic=s)[0] for s in ("", statistic))
    pd.testing.assert_frame_equal(one, both[both["Statistic"] == statistic.lower()].reset_index(drop=True))


@pytest.mark.parametrize("definition", list(statutory.DEFINITIONS))
def test_nothing_depends_on_the_order_of_the_rows(staff, definition):
    parts = statutory.tables(staff, "Gender", definition=definition)
    for seed in range(5):
        order = random.Random(seed).sample(range(len(staff)), len(staff))
        for one, other in zip(parts, statutory.tables(staff.iloc[order], "Gender", definition=definition), strict=True):
            pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("definition", list(statutory.DEFINITIONS))
def test_gaps_do_not_depend_on_the_currency(staff, definition):
    dearer = staff.assign(**{name: staff[name] * 7 for name in ("Hourly pay", "Base pay", "Bonus paid", "LTI")})
    one, other = (statutory.tables(people, "Gender", definition=definition)[0]["Gap"] for people in (staff, dearer))
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_the_answer_says_its_sign_its_reference_and_that_it_is_internal(staff):
    parts = statutory.tables(staff, "Gender", definition="uk")
    assert line(parts, "Definition") == (
        "UK", "Equality Act 2010 (Gender Pay Gap Information) Regulations 2017, reg. 8 to 13",
    )  # fmt: skip
    assert line(parts, "Sign")[1] == "Gap = (reference - group) / reference; positive = group paid less"
    assert line(parts, "Reference group") == ("M", "of Gender")
    assert line(parts, "Disclosure")[0] == "internal: not suppressed"


@pytest.mark.parametrize(
    ("block", "arguments", "said"),
    [
        ("Gender | Base pay\n M | 1\n F | 1", {"definition": "FR"},
         'Definition "FR" is unknown; use one of "EU", "UK", "WGEA", "BC".'),
        ("Gender | Base pay\n M | 1\n F | 1", {"statistic": "mode"},
         'Statistic "mode" is unknown; use one of "mean", "median".'),
        ("Gender | Base pay\n M | 1\n F | 1", {"group": "Sex"}, 'People has no column "Sex"; columns: Base pay, Gender.'),
        ("Gender | Base pay\n M | 1\n F | 1", {"reference": "W"},
         'No one is in reference group "W" of Gender; groups: F, M.'),
        ("Gender | Base pay\n F | 1\n F | 1", {},
         "Column Gender of People names one group or none (F); two are needed for a comparison."),
        ("Gender | Base pay", {},
         "Column Gender of People names one group or none (none); two are needed for a comparison."),
        ("Gender | Base pay\n M | \n F | ", {},
         'Pay is known of no active person, as definition EU has it: fill in the column "Base pay" or "Hourly pay" of '
         "People."),
        ("Gender | Team\n M | a\n F | a", {"definition": "UK"},
         'Pay is known of no active person, as definition UK has it: fill in the column "Hourly pay" or "Base pay" of '
         "People."),
        ("Gender | Base pay | Currency\n M | 1 | CHF\n F | 1 | EUR", {},
         "Pay is in several currencies (CHF, EUR); give the rows of one currency at a time: these gaps are reported country "
         "by country."),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_named_with_the_remedy(block, arguments, said):
    with pytest.raises(InputError) as trouble:
        statutory.tables(people_of(block), **{"group": "Gender", **arguments})
    assert str(trouble.value) == said


def test_a_group_without_pay_is_unknown_and_says_so():
    parts = statutory.tables(people_of("Gender | Base pay\n M | 100\n F | \n F | "), "Gender", definition="WGEA")
    assert np.isnan(figures(parts)["Base salary", "mean"])
    assert parts[0]["Note"][0].endswith("unknown: Base salary above 0 is known of no one in F")
    assert parts[0]["n group"][0] == 0


def test_one_person_on_each_side_is_compared():
    parts = statutory.tables(people_of("Gender | Base pay\n M | 100000\n F | 95000"), "Gender", definition="WGEA")
    assert figures(parts)["Base salary", "median"] == pytest.approx(0.05)
