"""Pages of a report together, against the reader who subtracts means, pages and variables from each other."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import sample
from bandmodel.core.pages import Pages, crossed
from bandmodel.errors import InputError
from core import disclosure_attack as reader

DASH = "–"


def groups(*sizes):
    """A mask per group for groups of these sizes, one person per atom, and the mask of all."""
    member = np.repeat(np.arange(len(sizes)), sizes)
    return [member == n for n in range(len(sizes))], np.ones(len(member), bool)


def marks_of(pages):
    return dict(pages.settle().marks)


@pytest.mark.parametrize("kind", ["count", "share", "median", "mean", "sum", "quartiles"])
def test_figures_of_a_level_and_of_its_men_are_not_both_shown_beside_two_women(kind):
    (_, men), everyone = groups(2, 18)
    pages = Pages(np.ones(20))
    pages.add("all", "count" if kind == "share" else kind, everyone)
    pages.add("men", kind, [men, everyone] if kind == "share" else men)
    assert sorted(marks_of(pages).values()) == ["", DASH]
    six = Pages(np.ones(20))
    (_, men), everyone = groups(6, 14)
    six.add("all", "count" if kind == "share" else kind, everyone)
    six.add("men", kind, [men, everyone] if kind == "share" else men)
    assert set(marks_of(six).values()) == {""}


def test_one_page_hides_what_another_would_give_away():
    _, everyone = groups(3, 17)
    rest = np.ones(20, bool)
    rest[0] = False
    pages = Pages(np.ones(20))
    pages.add("page 1: mean of all", "mean", everyone)
    pages.add("page 7: median of all but one", "median", rest)
    assert sorted(marks_of(pages).values()) == ["", DASH]


@pytest.mark.parametrize(
    ("kind", "sizes", "mark"),
    [("regression", (9, 40), "<10"), ("regression", (10, 40), ""), ("quartiles", (9, 40), "<10"), ("mean", (4, 40), "<5"),
     ("median", (5, 40), ""), ("regression", (3, 40), "<10")],
)  # fmt: skip
def test_every_compared_group_needs_its_minimum(kind, sizes, mark):
    masks, _ = groups(*sizes)
    pages = Pages(np.ones(sum(sizes)))
    pages.add("gap", kind, np.array(masks))
    assert pages.settle().text("gap", -0.03) == (mark or -0.03)


def test_a_regression_on_a_group_whose_number_is_shown_says_less_than_10():
    (few, _), _ = groups(7, 40)
    pages = Pages(np.ones(47))
    pages.add("n", "count", few)
    pages.add("slope", "regression", few)
    settled = pages.settle()
    assert settled.text("n", 7) == 7 and settled.text("slope", 0.1) == "<10"


def test_a_group_without_people_shows_its_number_and_nothing_else():
    pages = Pages(np.array([1] * 9 + [0]))
    nobody = np.arange(10) == 9
    pages.add("n", "count", nobody)
    pages.add("mean", "mean", nobody)
    pages.add("all", "count", np.ones(10))
    settled = pages.settle()
    assert (settled.text("n", 0), settled.text("mean", None), settled.text("all", 9)) == (0, DASH, 9)


def test_known_values_count_by_variable():
    # bonus known of 4 of 12 people
    known = np.arange(12) < 4
    pages = Pages({"People": np.ones(12), "Bonus": known})
    pages.add("people", "count", np.ones(12))
    pages.add("bonus", "median", np.ones(12), "Bonus")
    settled = pages.settle()
    assert settled.shows("people") and settled.text("bonus", 100.0) == "<5"


def test_what_is_hidden_for_people_stays_hidden_for_a_variable_with_values_missing():
    # 1 woman, 11 men, 12 in all; bonuses known of all 11 men would say that at most 1 is left
    (woman, men), everyone = groups(1, 11)
    pages = Pages({"People": np.ones(12), "Bonus": men})
    pages.add("all", "count", everyone)
    pages.add("women", "count", woman)
    pages.add("bonus of men", "median", men, "Bonus")
    settled = pages.settle()
    assert settled.text("women", 1) == "<5"
    assert not (settled.shows("all") and settled.shows("bonus of men"))


# --- sums of pay --------------------------------------------------------------------------------------------------------


def test_a_small_groups_sum_is_not_narrowed_to_within_10_per_cent():
    # Sums  W 300  X  3 | 303   With W, X, Y and Z hidden and the totals shown, X is at most 9, so that W lies in 294 to 303:
    #       Y   3  Z  6 |   9   3 % of it. By heads, W 3, X 20, Y 20, Z 20, the same cells would do.
    #       -----------------
    #         303     9 | 312
    (w, x, y, z), everyone = groups(3, 20, 20, 20)
    wanted = {"w": w, "x": x, "y": y, "z": z, "wx": w | x, "yz": y | z, "wy": w | y, "xz": x | z, "all": everyone}
    amounts = w * 100.0 + (x | y) * 3 / 20 + z * 6 / 20
    shown = {}
    for name, variables in {"heads": ["Heads"], "pay": ["Pay"], "both": ["Heads", "Pay"]}.items():
        pages = Pages(dict.fromkeys(variables, np.ones(63)), amounts={"Pay": amounts} if "Pay" in variables else None)
        for key, mask in wanted.items():
            for variable in variables:
                pages.add((variable, key), "mean", mask, variable)
        shown[name] = {key[1] for key, mark in marks_of(pages).items() if not mark and key[0] == variables[-1]}
    rows = np.array([[(mask & cell).any() for cell in (w, x, y, z)] for mask in wanted.values()], int)
    sums = np.array([300.0, 3, 3, 6])

    def width(names):
        visible = np.array([key in names for key in wanted])
        low = np.where(visible, rows @ sums, 0)
        high = np.where(visible, rows @ sums, np.inf)
        lowest, highest = reader.interval(rows, low, high, [1, 0, 0, 0])
        return (highest - lowest) / 300

    assert shown["heads"] == {"wx", "yz", "wy", "xz", "all"} and width(shown["heads"]) == pytest.approx(9 / 300)
    assert width(shown["pay"]) >= 0.10 and width(shown["both"]) >= 0.10


def test_base_pay_and_bonus_do_not_give_away_together_what_total_pay_hides():
    (women, men), everyone = groups(2, 18)
    rng = np.random.default_rng(3)
    amounts = {"Base": rng.uniform(50e3, 90e3, 20), "Bonus": np.where(women, 9e3, 10.0)}
    amounts["Total"] = amounts["Base"] + amounts["Bonus"]
    pages = Pages(dict.fromkeys(amounts, np.ones(20)), amounts=amounts)
    wanted = [("Base", "men", men), ("Bonus", "men", men), ("Total", "men", men), ("Bonus", "all", everyone),
              ("Total", "all", everyone)]  # fmt: skip
    for variable, name, mask in wanted:
        pages.add((variable, name), "mean", mask, variable)
    settled = pages.settle()
    # unknowns: base of women, base of men, bonus of women, bonus of men
    equation = {("Base", "men"): [0, 1, 0, 0], ("Bonus", "men"): [0, 0, 0, 1], ("Total", "men"): [0, 1, 0, 1],
                ("Bonus", "all"): [0, 0, 1, 1], ("Total", "all"): [1, 1, 1, 1]}  # fmt: skip
    span = reader.Span([equation[name] for name in equation if settled.shows(name)])
    assert not any(np.array(of_women) in span for of_women in ([1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 1, 0]))
    assert sum(settled.shows(name) for name in equation) >= 2


def test_a_sum_of_nothing_at_all_is_shown_and_says_it_of_everyone():
    (women, _), everyone = groups(3, 9)
    pages = Pages(np.ones(12), amounts={"People": np.zeros(12)})
    pages.add("all", "mean", everyone)
    pages.add("women", "mean", women)
    assert marks_of(pages) == {"all": "", "women": "<5"}


# --- the same whatever the order; what is refused -------------------------------------------------------------------------


@settings(max_examples=5)
@given(st.permutations(range(12)), st.permutations(range(30)))
def test_the_order_of_figures_and_people_changes_nothing(figures, people):
    labels = pd.DataFrame(
        {"Level": np.repeat(["A", "B", "C"], [8, 8, 14]), "Gender": list("FFFMMMMM" * 2 + "FF" + "M" * 12)}
    )

    def settled(order, frame):
        masks = list(crossed(frame).items())
        pages = Pages(np.ones(30))
        for n in order:
            pages.add(masks[n][0], "mean", masks[n][1])
        return marks_of(pages)

    assert settled(figures, labels.iloc[list(people)].reset_index(drop=True)) == settled(range(12), labels)


@pytest.mark.parametrize("dtype", [object, "str", "string", "category"])
def test_groups_and_totals_are_crossed_and_unknown_labels_stay_in_the_totals(dtype):
    labels = pd.DataFrame({"Level": ["A", "A", "B", ""], "Gender": ["F", "M", np.nan, "M"]}).astype(dtype)
    masks = {key: np.flatnonzero(mask).tolist() for key, mask in crossed(labels).items()}
    assert masks == {
        ("A", "F"): [0], ("A", "M"): [1], ("A", "Total"): [0, 1], ("B", "Total"): [2],
        ("Total", "F"): [0], ("Total", "M"): [1, 3], ("Total", "Total"): [0, 1, 2, 3],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda p: p.add("x", "mode", [1, 1]), "Kind 'mode' of figure 'x' is unknown; use count, share"),
        (lambda p: p.add("n", "count", [1, 1]), "Figure 'n' is on the pages already"),
        (lambda p: p.add("x", "count", [1, 1], "Bonus"), "Variable 'Bonus' has no counts; give them, or use People"),
        (lambda p: p.add("x", "count", [1, 1, 1]), "3 entries for 2 counts"),
        (lambda p: p.settle().text("y", 1), "Figure 'y' was never added"),
        (lambda p: Pages([1, 1], amounts={"People": [5.0, -1.0]}), r"Amount -1 of 'People' \(number 2\)"),
        (lambda p: Pages([1, 1], amounts={"People": [5.0, np.nan]}), r"Amount nan of 'People' \(number 2\)"),
        (lambda p: Pages([1, 1], amounts={"People": [5.0]}), "1 amounts of 'People' for 2 atoms"),
        (lambda p: p.add("x", "share", [1, 1]), "Share 'x' has 1 groups"),
        (lambda p: Pages([1, 1], amounts={"Bonus": [5.0, 1.0]}), "Variable 'Bonus'"),
        (lambda p: p.add_table("t", "count", pd.DataFrame({"Level": ["Total", "A"]})), "label 'Total'"),
    ],
)
def test_a_wrong_call_says_what_and_what_to_do(call, words):
    pages = Pages([1, 1])
    pages.add("n", "count", [1, 1])
    with pytest.raises(InputError, match=words):
        call(pages)


def test_pages_without_figures_settle_to_nothing():
    assert marks_of(Pages([1, 1])) == {} == marks_of(Pages([]))


# --- the sample company -------------------------------------------------------------------------------------------------


def test_the_sample_companys_pages_give_no_small_group_away():
    people = sample.generate().inputs.tables["People"]
    one, pay = np.ones(len(people)), people["Base pay"].to_numpy(float)
    pages, masks = Pages({"People": one, "Pay": one}, amounts={"Pay": pay}), {}
    for columns in (["Track", "Level", "Gender"], ["Location", "Gender"]):
        for kind, variable in (("count", "People"), ("mean", "Pay")):
            page = f"{kind} by {', '.join(columns)}"
            keys = pages.add_table(page, kind, people[columns], variable)
            masks |= {(page, *key): mask for key, mask in zip(keys, crossed(people[columns]).values(), strict=True)}
    settled = pages.settle()
    for kind, of in (("count", one), ("mean", pay)):
        names = [name for name in masks if name[0].startswith(kind)]
        rows = np.array([masks[name] for name in names])
        classes, member = np.unique(rows, axis=1, return_inverse=True)
        people_of, sums = np.bincount(member.ravel(), one), np.bincount(member.ravel(), of)
        shown = np.array([settled.shows(name) for name in names])
        size = classes @ people_of
        assert not shown[(size > 0) & (size < 5)].any() and shown.mean() > 0.6
        nobody_subtracts_to_a_small_group(classes[shown], people_of)
        tested = np.vstack([np.eye(len(sums), dtype=bool)[people_of < 5][::12], np.unique(classes[size < 5], axis=0)[::8]])
        low, high = np.where(shown, classes @ sums, 0), np.where(shown, classes @ sums, np.inf)
        for target in tested:
            lowest, highest = reader.interval(classes[shown], low[shown], high[shown], target)
            assert highest - lowest >= (1 if kind == "count" else 0.1 * (target @ sums)) - 1e-6


def nobody_subtracts_to_a_small_group(rows, people):
    """No two shown groups, one inside the other, differ by 1 to 4 people."""
    size = rows @ people
    rows = rows.astype(float)
    inside = rows @ (1 - rows).T == 0  # first inside second
    for first, second in product(range(len(rows)), repeat=2):
        if inside[first, second]:
            assert not 0 < size[second] - size[first] < 5
