"""Suppression against a reader written apart (`disclosure_attack`), published tables, and the best choice by trying all."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandmodel import sample
from bandmodel.core import hiding, suppression
from bandmodel.core.disclosure import Figures, Intruder
from bandmodel.errors import InputError
from core import disclosure_attack as reader

DASH = suppression.HIDDEN


def two_way(rows: int, columns: int) -> np.ndarray:
    """Rows of a two-way table with its totals, over the cells row by row; the totals' column and row come last."""
    down = np.vstack([np.eye(rows), np.ones((1, rows))])
    return np.kron(down, np.vstack([np.eye(columns), np.ones((1, columns))])).astype(int)


def texts_of(counts, rows, **options):
    return list(suppression.protect(counts, rows, **options).texts(rows @ np.asarray(counts)))


# --- thresholds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "minimum", "text"),
    [(0, 5, 0), (1, 5, "<5"), (4, 5, "<5"), (5, 5, 5), (5.0, 5, 5), (9, 10, "<10"), (2, 3, "<3"), (np.nan, 5, "")],
)
def test_a_count_by_itself_shows_from_the_minimum_and_unknown_stays_blank(n, minimum, text):
    assert suppression.shown(n, minimum) == text


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: suppression.shown(2.5), "Count 2.5"),
        (lambda: suppression.protect([3, -1], np.eye(2)), r"Count -1 \(number 2\)"),
        (lambda: suppression.protect([3, np.nan], np.eye(2)), r"Count nan \(number 2\)"),
        (lambda: suppression.protect([3, 4], [[1, 2]]), "entry 2"),
        (lambda: suppression.protect([3, 4], [[1, 1, 0]]), "3 entries for 2 counts"),
        (lambda: suppression.protect([3], [[1]], minimum=1), "minimum group 1 "),
        (lambda: suppression.table(pd.Series([6, 7], ["A", "A"])), "distinct"),
        (lambda: suppression.table(pd.Series([6, 7], ["A", "Total"])), "distinct"),
    ],
)
def test_what_cannot_be_protected_is_refused_with_the_value_and_the_remedy(call, words):
    with pytest.raises(InputError, match=words):
        call()


# --- published tables ---------------------------------------------------------------------------------------------------

# Federal Committee on Statistical Methodology, Statistical Policy Working Paper 22 (1994), ch. II, tables 1 to 2: delinquent
# children by county and education; counts below 5 are sensitive.
COUNTIES = pd.DataFrame(
    [[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]],
    index=["Alpha", "Beta", "Gamma", "Delta"],
    columns=["Low", "Medium", "High", "Very high"],
)


def test_the_attack_of_working_paper_22_is_found_and_does_not_succeed_here():
    # Table 2 hides Alpha/Medium, High, Very high, Beta/Medium, High, Gamma/Low, Very high, Delta/Low, Very high. Yet
    # Alpha + Beta − Medium − High = 20 + 55 − 35 − 30 = 10 = 15 + 15 + (Alpha, Very high) − 10 − 14 − 10 − 7: it is 1.
    rows, counts = two_way(4, 4), COUNTIES.to_numpy().ravel()
    hidden = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (2, 0), (2, 3), (3, 0), (3, 3)]
    texts = (rows @ counts).astype(object).reshape(5, 5)
    for cell in hidden:
        texts[cell] = "<5" if COUNTIES.to_numpy()[cell] < 5 else DASH
    alpha_very_high = np.eye(16, dtype=int)[3]
    numbers = [row for row, text in zip(rows, texts.ravel(), strict=True) if not isinstance(text, str)]
    assert alpha_very_high in reader.Span(numbers)
    mine = texts_of(counts, rows)
    assert not reader.small_groups_given_away(rows, mine, counts)
    for target in np.eye(16, dtype=int)[(counts > 0) & (counts < 5)]:
        low, high = reader.interval(rows, *reader.known(mine), target)
        assert np.floor(high + 1e-7) > np.ceil(low - 1e-7)


def test_the_feasibility_interval_is_that_of_the_handbook():
    # Handbook on Statistical Disclosure Control (ESSNet), ch. 4, example 3, after Geurts (1992), table 10: with
    # X11 + X12 = 7, X21 + X22 = 3, X11 + X21 = 6, X12 + X22 = 4, X11 lies in 3 to 6.
    rows = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], bool)
    count = np.array([4, 3, 2, 1])
    intruder = Intruder(Figures(rows, count, count, whole=True), minimum=2, width=0.0)
    intruder.protect(np.array([[True, False, False, False]]))
    assert intruder.attack(rows @ count.astype(float), rows @ count.astype(float)) is None
    assert reader.interval(rows, rows @ count, rows @ count, [1, 0, 0, 0]) == pytest.approx((3, 6))
    assert {4} < set(intruder.found[:, 0]) <= {3, 4, 5, 6}  # the other sets that prove it safe


# The R package easySdcTable, vignette "The problem of singletons and zeros" (Statistics Norway): data1a and data1b, cells up
# to 3 sensitive, zeros shown. "." in the vignette's tables is a hidden cell.
ONES_A = pd.DataFrame([[0, 1, 7, 1, 0], [2, 0, 0, 2, 8]], index=["r1", "r2"], columns=list("ABHMW"))
ONES_B = pd.DataFrame([[1, 1, 7, 1, 0], [1, 0, 0, 2, 8]], index=["r1", "r2"], columns=list("ABHMW"))


def test_the_ones_that_a_plain_suppression_gives_away_are_found():
    # s1a: 9 = 7 + . + . with neither of them 0, "easy to reveal that both must be 1"
    plain = [0, "<4", 7, "<4", 0, 9, "<4", 0, 0, "<4", 8, 12, "<4", "<4", 7, "<4", 8, 21]
    given_away = reader.small_groups_given_away(two_way(2, 5), plain, ONES_A.to_numpy().ravel(), 4)
    assert any(mask.tolist() == [n in (1, 3) for n in range(10)] for mask in given_away)
    low, high = reader.interval(two_way(2, 5), *reader.known(plain, 4), np.eye(10)[1])
    assert (low, high) == pytest.approx((1, 1))


def test_the_table_of_ones_comes_out_as_statistics_norway_hides_it():
    # s1aGauss, digit for digit
    published = [[0, ".", ".", ".", 0, 9], [".", 0, 0, ".", 8, 12], [".", ".", ".", ".", 8, 21]]
    texts = suppression.table(ONES_A, minimum=4).texts
    assert texts.map(lambda text: "." if isinstance(text, str) else text).to_numpy().tolist() == published
    assert texts.loc["Total", "H"] == texts.loc["r1", "H"] == DASH and texts.loc["r1", "B"] == "<4"


def test_two_hidden_cells_that_make_3_people_together_are_not_given_away_either():
    # data1b: s1bGauss shows 11 and 8 in the second row, which leaves 3 people for two hidden cells; s1bThreshold4 hides two
    # cells more than s1bGauss against that, four that are not small themselves.
    cells = suppression.table(ONES_B, minimum=4)
    texts, counts = cells.texts.to_numpy().ravel().tolist(), ONES_B.to_numpy().ravel()
    assert not reader.small_groups_given_away(two_way(2, 5), texts, counts, 4)
    gauss = cells.texts.copy()
    gauss.loc[:, :] = [["<4", "<4", DASH, "<4", 0, 10], ["<4", 0, 0, "<4", 8, 11], ["<4", "<4", DASH, "<4", 8, 21]]
    assert reader.small_groups_given_away(two_way(2, 5), gauss.to_numpy().ravel().tolist(), counts, 4)
    assert (cells.texts == DASH).to_numpy().sum() == 2  # the totals of both rows


def test_a_table_with_subtotals_hides_no_more_than_statistics_norway_does():
    # R package GaussSuppression, vignette "Small count frequency table suppression", table 4: age by country with EU and
    # non-EU, maxN = 4, protectZeros = FALSE. The published result hides six cells up to 4 and four others: old EU 10,
    # young EU 5, young Spain 5, total Spain 11.
    atoms = [("young", "Iceland"), ("young", "Portugal"), ("young", "Spain"),
             ("old", "Iceland"), ("old", "Portugal"), ("old", "Spain")]  # fmt: skip
    counts = np.array([2, 0, 5, 3, 4, 6])
    places = {"Iceland": {"Iceland"}, "Portugal": {"Portugal"}, "Spain": {"Spain"}, "nonEU": {"Iceland"},
              "EU": {"Portugal", "Spain"}, "Total": {"Iceland", "Portugal", "Spain"}}  # fmt: skip
    keys = [(age, place) for age in ("young", "old", "Total") for place in places]
    rows = np.array([[a in (age, "Total") or age == "Total" for a, _ in atoms] for age, _ in keys]) & np.array(
        [[p in places[place] for _, p in atoms] for _, place in keys]
    )
    mine = dict(zip(keys, texts_of(counts, rows, names=keys), strict=True))
    dashes = {key for key, text in mine.items() if text == DASH}
    people = dict(zip(keys, rows @ counts, strict=True))
    assert sum(people[key] for key in dashes) <= 10 + 5 + 5 + 11
    assert reader.is_safe(rows, list(mine.values()), counts)
    assert {key for key, text in mine.items() if text == "<5"} == {key for key, n in people.items() if 0 < n < 5}


# --- attacks ------------------------------------------------------------------------------------------------------------

SIZES = st.sampled_from([0, 1, 1, 2, 3, 4, 5, 5, 6, 7, 9])
MASKS = st.lists(st.booleans(), min_size=5, max_size=5).filter(any)
SHAPES = st.sampled_from([(2, 2), (2, 3), (1, 4)])
TABLES = SHAPES.flatmap(lambda s: st.tuples(st.just(s), st.lists(SIZES, min_size=s[0] * s[1], max_size=s[0] * s[1])))


@settings(max_examples=25)
@given(TABLES)
def test_no_table_gives_a_small_group_away_whatever_is_listed_or_combined(case):
    (height, width), counts = case
    rows = two_way(height, width)
    assert reader.is_safe(rows, texts_of(counts, rows), counts)


@settings(max_examples=25)
@given(st.lists(SIZES, min_size=5, max_size=5), st.lists(MASKS, min_size=1, max_size=6))
def test_no_list_of_overlapping_aggregates_gives_a_small_group_away(counts, masks):
    rows = np.array(masks, int)
    texts = texts_of(counts, rows)
    told_apart, place = np.unique(rows, axis=1, return_inverse=True)  # cells that no row tells apart are one group
    counts = np.bincount(place.ravel(), counts).astype(int)
    listed = told_apart.any(axis=0)
    assert reader.is_safe(told_apart[:, listed], texts, counts[listed])


@settings(max_examples=30)
@given(st.lists(st.integers(5, 60), min_size=6, max_size=6))
def test_nothing_is_hidden_when_every_cell_has_the_minimum(counts):
    assert suppression.protect(counts, two_way(2, 3)).shown.all()


def test_zeros_are_shown_and_never_hide_another_cell():
    texts = suppression.table(pd.DataFrame([[0, 3, 20], [0, 30, 8]])).texts
    assert (texts[0] == 0).all() and texts.loc[0, 1] == "<5" and DASH in list(texts.loc[0])


def test_a_total_of_two_hides_the_other_or_itself():
    # 2 + 20 = 22: the total is dearer than the 20. 2 + 5 + 40: one of 5 is enough.
    assert suppression.table(pd.Series([2, 20], ["F", "M"])).texts[0].tolist() == ["<5", DASH, 22]
    assert suppression.table(pd.Series([2, 5, 40])).texts[0].tolist() == ["<5", DASH, 40, 47]
    # 1 + 5 = 6: with the total shown and the 5 behind a dash, which is at least 5, exactly 1 would be left
    assert suppression.table(pd.Series([1, 5])).texts[0].tolist() == ["<5", 5, DASH]


def test_marks_alone_give_nothing_away():
    # four of "<5" add up to "<5" only as 1 + 1 + 1 + 1; with a minimum of 2, "<2" is 1
    assert suppression.table(pd.Series([1, 1, 1, 1])).texts[0].tolist() == ["<5"] * 4 + [DASH]
    assert suppression.table(pd.Series([1, 1]), minimum=2).texts[0].tolist()[:2] == [DASH, DASH]


# a + b + c = 14, b + d = 10 and c + d = 15 say c = b + 5 and a = 9 − 2b: whole people make a odd
ODD = np.array([[1, 1, 1, 0], [1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1]])


def test_a_figure_that_only_whole_people_fix_is_fixed_and_one_that_they_leave_open_is_not():
    # "<5": a is 1 with b = 4, or 3 with b = 3; in fractions it reaches 4. "<3": 1 or 2, and 2 needs half a person
    counts = [1, 4, 9, 6]
    assert suppression.protect(counts, ODD).shown.tolist() == [True, False, True, True]
    assert reader.pinned(ODD, [14, "<3", 10, 15], counts, 3)
    texts = texts_of(counts, ODD, minimum=3)
    assert not reader.pinned(ODD, texts, counts, 3) and texts[1] == "<3" and texts.count(DASH) == 1


def test_two_scenarios_that_differ_in_one_small_cell_are_not_both_shown():
    # people moved at one level: 14 in one scenario, 12 of them in the other; no page lists the 2
    counts, rows = [12, 2, 30], np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1]])
    found = suppression.protect(counts, rows, names=["A", "B", "all"])
    assert found.shown.tolist() == [True, False, True]
    assert suppression.protect([12, 6, 30], rows).shown.all()  # a difference of 6 is large enough


def test_pages_of_three_ways_do_not_give_a_small_cell_away_together():
    # Tables 1×2, 1×3 and 2×3 of a 2×2×2 cube list sums of two cells, none of them small. Together they leave one step open,
    # +1 and −1 by turns, and two empty cells stop it both ways: every cell is known, the 2 as well, though no page lists it.
    cube = np.array([[[2, 9], [9, 0]], [[9, 9], [9, 0]]])
    cells = np.indices((2, 2, 2)).reshape(3, -1)
    rows = np.array(
        [(cells[a] == x) & (cells[b] == y) for a, b in combinations(range(3), 2) for x in (0, 1) for y in (0, 1)]
    )
    counts = cube.ravel()
    everything = (rows @ counts).tolist()
    assert not any(0 < people < 5 for people in everything)
    assert reader.pinned(rows, everything, counts, most=12)
    texts = texts_of(counts, rows)
    assert not reader.pinned(rows, texts, counts, most=16)
    assert DASH in texts


# --- the same whatever the order; no more than necessary -----------------------------------------------------------------


@settings(max_examples=6)
@given(st.lists(SIZES, min_size=6, max_size=6), st.permutations(range(12)), st.permutations(range(6)))
def test_the_order_of_rows_and_cells_changes_nothing(counts, rows_order, cells_order):
    rows, names = two_way(2, 3), [f"figure {n:02}" for n in range(12)]
    first = dict(zip(names, texts_of(counts, rows, names=names), strict=True))
    names = [names[n] for n in rows_order]
    rows, counts = rows[rows_order][:, cells_order], [counts[n] for n in cells_order]
    assert dict(zip(names, texts_of(counts, rows, names=names), strict=True)) == first


@settings(max_examples=6)
@given(st.permutations(["A", "B", "C"]), st.permutations(["F", "M", "X"]))
def test_a_table_in_another_order_hides_the_same_cells(index, columns):
    frame = pd.DataFrame([[3, 8, 8], [8, 8, 8], [9, 2, 9]], index=["A", "B", "C"], columns=["F", "M", "X"])
    again = suppression.table(frame.loc[list(index), list(columns)]).texts
    assert again.loc[["A", "B", "C", "Total"], ["F", "M", "X", "Total"]].equals(suppression.table(frame).texts)


@pytest.mark.parametrize("labels", [["x", "b", "c"], ["x", "c", "b"], ["c", "x", "b"], ["c", "b", "x"]])
def test_of_equals_the_first_name_is_hidden(labels):
    counts = pd.Series({"x": 2, "b": 8, "c": 8})[labels]
    texts = suppression.table(counts).texts[0]
    assert texts.to_dict() == {"x": "<5", "b": DASH, "c": 8, "Total": 18}


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_search_that_is_cut_short_is_safe_and_hides_nothing_in_vain(monkeypatch, rounds):
    monkeypatch.setattr(hiding, "ROUNDS", rounds)
    rng, rows = np.random.default_rng(5), two_way(2, 3)
    for _ in range(6):
        counts = rng.choice([1, 2, 3, 4, 5, 6, 7, 9], 6)
        texts = texts_of(counts, rows)
        assert reader.is_safe(rows, texts, counts)
        for n in [n for n, text in enumerate(texts) if text == DASH and rows[n] @ counts >= 5]:
            assert not reader.is_safe(rows, [*texts[:n], rows[n] @ counts, *texts[n + 1 :]], counts)


def test_a_search_that_stops_near_the_best_is_safe(monkeypatch):
    monkeypatch.setattr(hiding, "MANY", 0)
    monkeypatch.setattr(hiding, "NEAR", 1.0)
    rng, rows = np.random.default_rng(6), two_way(2, 3)
    for _ in range(6):
        counts = rng.choice([1, 2, 3, 4, 5, 6, 7, 9], 6)
        assert reader.is_safe(rows, texts_of(counts, rows), counts)


def test_no_more_is_hidden_than_the_best_choice_needs():
    rng, more = np.random.default_rng(11), []
    for height, width in [(2, 2), (2, 3), (1, 4)] * 4:
        counts = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 9], height * width)
        rows = two_way(height, width) if height > 1 else np.vstack([np.eye(width), np.ones((1, width))]).astype(int)
        dashes = [n for n, text in enumerate(texts_of(counts, rows)) if text == DASH]
        best = cheapest_by_trying_all(rows, counts)
        cost = np.sqrt(rows @ counts)
        more.append((cost[dashes].sum() - cost[best].sum(), len(dashes) - len(best)))
    print(f"cost above the best {np.mean(more, axis=0)[0]:.3f}, cells {np.mean(more, axis=0)[1]:.3f}")
    assert max(cost for cost, _ in more) == pytest.approx(0, abs=0.05) and abs(np.mean(more, axis=0)[1]) <= 1


def cheapest_by_trying_all(rows, counts):
    """The rows of at least 5 people whose hiding is safe at least cost, by trying every set of them."""
    people = rows @ counts
    large = np.flatnonzero(people >= 5)
    sets = [list(chosen) for size in range(len(large) + 1) for chosen in combinations(large, size)]
    for chosen in sorted(sets, key=lambda chosen: np.sqrt(people[chosen]).sum()):
        texts = [DASH if n in chosen else "<5" if 0 < count < 5 else count for n, count in enumerate(people)]
        if reader.is_safe(rows, texts, counts):
            return chosen
    raise AssertionError("no choice is safe")


# --- the sample company -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def people():
    return sample.generate().inputs.tables["People"]


def test_the_sample_companys_levels_by_gender_give_no_small_cell_away(people):
    counts = pd.crosstab(people["Level"], people["Gender"])
    cells = suppression.table(counts)
    rows, flat, texts = two_way(*counts.shape), counts.to_numpy().ravel(), cells.texts.to_numpy().ravel()
    low, high = reader.known(texts)
    numbers = np.array([not isinstance(text, str) for text in texts])
    span = reader.Span(rows[numbers])
    for target in np.eye(len(flat), dtype=int)[(flat > 0) & (flat < 5)]:
        ends = reader.interval(rows, low, high, target)
        assert target not in span and np.floor(ends[1] + 1e-7) > np.ceil(ends[0] - 1e-7)
    people_of = rows @ flat
    assert not numbers[(people_of > 0) & (people_of < 5)].any()
    assert cells.shown.loc["Total"].all()  # firm-wide totals stay
