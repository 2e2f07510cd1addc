"""Oaxaca–Blinder against statsmodels' printed example, a second writing of it, the bootstrap, and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.oaxaca import OaxacaBlinder

from bandmodel.core import decomposition
from bandmodel.core.decomposition import COMPONENTS, REFERENCES, decompose
from bandmodel.core.design import Categories, Numbers
from bandmodel.errors import InputError
from core.oaxaca_by_hand import by_hand

SEEDS = st.integers(0, 2**32 - 1)
MAIN = ("Endowments", "Coefficients", "Interaction", "Explained", "Unexplained")


def two(of_b) -> Categories:
    """Group column: A where `of_b` is 0, B where it is 1, unknown where it is −1."""
    return Categories("Group", np.asarray(of_b, int), ("A", "B"), 0)


def total(found, name) -> float:
    return float(found.component(name)[0][0])


def error(found, name) -> float:
    return float(found.component(name)[1][0])


def drawn(seed: int, rows: int = 90):
    """y, a number, two categories with any base level, and the group."""
    rng = np.random.default_rng(seed)
    of_b = (rng.random(rows) < 0.4).astype(int)
    level = rng.integers(0, 4, rows)
    columns = [
        Numbers("Tenure", rng.gamma(2.0, 4.0, rows)),
        Categories("Level", level, ("1", "2", "3", "4"), int(rng.integers(4))),
        Categories("Place", rng.integers(0, 3, rows), ("Bern", "Graz", "Zug"), int(rng.integers(3))),
    ]
    y = 11 + 0.1 * level + 0.01 * columns[0].values * (1 - 0.3 * of_b) - 0.05 * of_b + rng.normal(0, 0.1, rows)
    return y, columns, of_b


def complete(seed: int):
    """As drawn, where no group lacks a category."""
    y, columns, of_b = drawn(seed)
    for side in (0, 1):
        assume(all(np.bincount(c.codes[of_b == side], minlength=len(c.labels)).min() >= 3 for c in columns[1:]))
    return y, columns, of_b


def relabelled(column: Categories, rng) -> Categories:
    """The same categories in another order, with another base level."""
    order = rng.permutation(len(column.labels))
    place = np.argsort(order)
    codes = np.where(column.codes < 0, -1, place[column.codes])
    labels = tuple(column.labels[n] for n in order)
    return Categories(column.name, codes, labels, int(rng.integers(len(labels))))


def by_name(found, component) -> dict:
    """Value and standard error of each coordinate by its name."""
    value, error = found.component(component, np.eye(len(found.coordinates.variable)))
    names = zip(found.coordinates.variable, found.coordinates.category, strict=True)
    return dict(zip(names, zip(value, error, strict=True), strict=True))


# ---------------------------------------------------------------- printed and other tools


@pytest.fixture(scope="module")
def ccard():
    """Credit card spending of owners (A) and tenants (B): statsmodels' own example."""
    data = sm.datasets.ccard.load_pandas()
    columns = [Numbers(name, data.exog[name].to_numpy(float)) for name in ("AGE", "INCOME", "INCOMESQ")]
    return data, columns, two(1 - data.exog["OWNRENT"].to_numpy(int))


def test_the_printed_example_of_statsmodels_is_met(ccard):
    # printed in statsmodels/stats/oaxaca.py: gap 158.75044; unexplained 27.94091, explained 130.80954;
    # endowments 321.74824, coefficients 75.45371, interaction −238.45151
    data, columns, group = ccard
    found = decompose(data.endog.to_numpy(float), columns, group)
    printed = {"Unexplained": 27.94091, "Explained": 130.80954, "Endowments": 321.74824, "Coefficients": 75.45371,
               "Interaction": -238.45151, "Difference": 158.75044}  # fmt: skip
    assert {name: round(total(found, name), 5) for name in printed} == printed


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("pooled", {"two_fold_type": "pooled"}),
        ("Neumark", {"two_fold_type": "nuemark"}),  # as statsmodels spells it
        ("Reimers", {"two_fold_type": "reimers"}),
        # 27 of 72 are owners; statsmodels' own "cotton" takes the other group's share once it has swapped the groups
        ("Cotton", {"two_fold_type": "self_submitted", "submitted_weight": 27 / 72}),
        ("A", {"two_fold_type": "self_submitted", "submitted_weight": 1.0}),
        ("B", {"two_fold_type": "self_submitted", "submitted_weight": 0.0}),
    ],
)
def test_each_kind_of_reference_coefficients_equals_statsmodels(ccard, reference, kind):
    data, columns, group = ccard
    expected = OaxacaBlinder(data.endog, data.exog, "OWNRENT", hasconst=False).two_fold(**kind)
    found = decompose(data.endog.to_numpy(float), columns, group, reference=reference)
    assert_allclose((total(found, "Unexplained"), total(found, "Explained")), expected.params[:2], rtol=1e-9)
    assert found.reference == reference


@settings(max_examples=18)
@given(SEEDS, st.sampled_from(REFERENCES))
def test_every_component_its_detail_and_errors_equal_a_second_writing(seed, reference):
    y, columns, of_b = complete(seed)
    found, expected = decompose(y, columns, two(of_b), reference=reference), by_hand(y, columns, of_b, reference)
    names = list(zip(found.coordinates.variable, found.coordinates.category, strict=True))
    assert names == expected.names
    level = np.array([variable == "Level" for variable, _ in names])
    for component in COMPONENTS:
        for members in (np.ones(len(names)), level, *np.eye(len(names))):
            value, se = (float(part[0]) for part in found.component(component, members[None, :]))
            wanted, wanted_se = expected.component(component, members)
            assert value == pytest.approx(wanted, rel=1e-9, abs=1e-11)
            assert se == pytest.approx(wanted_se, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("reference", ["Reimers", "pooled"])
def test_standard_errors_are_those_of_the_bootstrap(reference):
    # 800 draws of people with replacement within each group: their spread is known to about 2.5 %
    rng = np.random.default_rng(3)
    of_b = np.repeat([0, 1], [260, 240])
    x = rng.normal(3 - 0.6 * of_b, 1.0)
    y = 11 + (0.12 - 0.05 * of_b) * x - 0.04 * of_b + rng.normal(0, 0.15, 500)
    found = decompose(y, [Numbers("x", x)], two(of_b), reference=reference)

    def once(rows):
        own = [np.polyfit(x[rows][of_b[rows] == side], y[rows][of_b[rows] == side], 1) for side in (0, 1)]
        pooled = np.linalg.lstsq(np.column_stack([x[rows], np.ones(500), of_b[rows]]), y[rows], rcond=None)[0]
        slope, base = pooled[:2] if reference == "pooled" else (own[0] + own[1]) / 2
        a, b = (x[rows][of_b[rows] == side].mean() for side in (0, 1))
        (sa, ia), (sb, ib) = own
        explained = (a - b) * slope
        return ((a - b) * sb, ia - ib + b * (sa - sb), (a - b) * (sa - sb), explained,
                (ia - base) + a * (sa - slope) + (base - ib) + b * (slope - sb))  # fmt: skip

    draws = [once(np.concatenate([rng.integers(0, 260, 260), rng.integers(260, 500, 240)])) for _ in range(800)]
    assert_allclose([error(found, name) for name in MAIN], np.std(draws, axis=0), rtol=0.12)
    assert_allclose([total(found, name) for name in MAIN], once(np.arange(500)), rtol=1e-9)


def test_without_columns_everything_is_unexplained_and_the_error_is_welchs():
    rng = np.random.default_rng(1)
    y, of_b = rng.normal(11, 0.2, 70), np.repeat([0, 1], [45, 25])
    found = decompose(y, [], two(of_b), reference="A")
    welch = stats.ttest_ind(y[of_b == 0], y[of_b == 1], equal_var=False)
    assert total(found, "Unexplained") == pytest.approx(y[:45].mean() - y[45:].mean(), abs=1e-12)
    assert total(found, "Unexplained") / error(found, "Unexplained") == pytest.approx(welch.statistic, rel=1e-9)
    assert (total(found, "Explained"), error(found, "Explained")) == (0.0, 0.0)


# ---------------------------------------------------------------- what holds whatever the rows


@settings(max_examples=40)
@given(SEEDS, st.sampled_from(REFERENCES), st.booleans())
def test_the_detail_does_not_hang_on_order_or_base_of_the_categories(seed, reference, full):
    y, columns, of_b = complete(seed) if full else drawn(seed)
    rng = np.random.default_rng(seed)
    if not full:  # no one of B on level 4; the three places and a fourth column that tells two of the levels from the others
        of_b = np.where(columns[1].codes == 3, 0, of_b)
        columns.insert(1, Categories("Grade", columns[1].codes // 2, ("low", "high"), int(rng.integers(2))))
    assume(25 < of_b.sum() < 65)
    again = [relabelled(c, rng) if isinstance(c, Categories) else c for c in columns]
    one, other = (decompose(y, each, two(of_b), reference=reference) for each in (columns, again))
    for component in COMPONENTS:
        mine, theirs = by_name(one, component), by_name(other, component)
        assert mine.keys() == theirs.keys()
        assert_allclose([mine[name] for name in mine], [theirs[name] for name in mine], rtol=1e-8, atol=1e-9)


@settings(max_examples=40)
@given(SEEDS, st.sampled_from(REFERENCES), st.booleans())
def test_details_add_up_to_totals_and_totals_to_the_difference(seed, reference, full):
    y, columns, of_b = complete(seed) if full else drawn(seed)
    assume(20 < of_b.sum() < 70)
    found = decompose(y, columns, two(of_b), reference=reference)
    difference = y[of_b == 0].mean() - y[of_b == 1].mean()
    every = np.eye(len(found.coordinates.variable))
    for component in COMPONENTS:
        assert found.component(component, every)[0].sum() == pytest.approx(total(found, component), abs=1e-12)
    assert sum(total(found, name) for name in MAIN[:3]) == pytest.approx(difference, abs=1e-11)
    assert sum(total(found, name) for name in MAIN[3:]) == pytest.approx(difference, abs=1e-11)
    split = total(found, "Unexplained A") + total(found, "Unexplained B")
    assert split == pytest.approx(total(found, "Unexplained"), abs=1e-11)


@settings(max_examples=25)
@given(SEEDS, st.sampled_from(REFERENCES))
def test_swapping_the_groups_turns_the_decomposition_round(seed, reference):
    # E' = −(E + I), C' = −(C + I), I' = I; A and B swap their roles as reference
    y, columns, of_b = drawn(seed)
    swapped = {"A": "B", "B": "A"}.get(reference, reference)
    found = decompose(y, columns, two(of_b), reference=reference)
    turned = decompose(y, columns, two(1 - of_b), reference=swapped)
    e, c, i, explained, unexplained = (total(found, name) for name in MAIN)
    expected = (-(e + i), -(c + i), i, -explained, -unexplained)
    assert_allclose([total(turned, name) for name in MAIN], expected, atol=1e-11)
    assert error(turned, "Explained") == pytest.approx(error(found, "Explained"), rel=1e-7)


@settings(max_examples=25)
@given(SEEDS, st.floats(0.1, 50), st.floats(-100, 100), st.sampled_from(REFERENCES))
def test_another_unit_of_a_column_changes_nothing_and_of_y_everything_alike(seed, unit, level, reference):
    y, columns, of_b = drawn(seed)
    found = decompose(y, columns, two(of_b), reference=reference)
    tenure = Numbers("Tenure", columns[0].values * unit)
    again = decompose(3 * y + level, [tenure, *columns[1:]], two(of_b), reference=reference)
    for name in MAIN:
        assert total(again, name) == pytest.approx(3 * total(found, name), abs=1e-9)
        assert error(again, name) == pytest.approx(3 * error(found, name), rel=1e-6, abs=1e-9)


@settings(max_examples=25)
@given(SEEDS, st.sampled_from(REFERENCES))
def test_order_of_rows_and_rows_with_unknown_values_do_not_matter(seed, reference):
    y, columns, of_b = drawn(seed)
    found = decompose(y, columns, two(of_b), reference=reference)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y) + 3)
    y2 = np.append(y, [np.nan, 12.0, 11.0])[order]
    tenure = np.append(columns[0].values, [1.0, np.nan, 2.0])[order]
    codes = [np.append(column.codes, [0, 1, 2])[order] for column in columns[1:]]
    more = [Categories(c.name, new, c.labels, c.reference) for c, new in zip(columns[1:], codes, strict=True)]
    again = decompose(y2, [Numbers("Tenure", tenure), *more], two(np.append(of_b, [0, 1, -1])[order]), reference=reference)
    assert again.unknown == {"regressed value": 1, "Tenure": 1, "Group": 1}
    assert (again.a.people, again.b.people) == (found.a.people, found.b.people)
    for name in MAIN:
        assert_allclose((total(again, name), error(again, name)), (total(found, name), error(found, name)),
                        rtol=1e-8, atol=1e-10)  # fmt: skip


def test_the_threefold_errors_do_not_hang_on_the_reference_coefficients():
    y, columns, of_b = drawn(5, 200)
    errors = {tuple(error(decompose(y, columns, two(of_b), reference=r), name) for name in MAIN[:3]) for r in REFERENCES}
    assert len(errors) == 1


# ---------------------------------------------------------------- what a group lacks


def test_a_category_that_a_group_lacks_counts_as_the_average_of_its_others_and_is_named():
    # A: level 1 pays 10, 12; level 2 14, 16; level 3 20, 22. B: level 1 9, 11; level 2 11, 13; no one on level 3.
    # Means A 11, 15, 21: average 47/3, deviations −14/3, −2/3, 16/3. B 10, 12: average 11, deviations −1, 1 and 0.
    # Endowments (1/3 − 1/2)·(−1) + (1/3 − 1/2)·1 + 1/3·0 = 0
    # Coefficients 47/3 − 11 + 1/2·(−14/3 + 1) + 1/2·(−2/3 − 1) = 14/3 − 11/6 − 5/6 = 2
    # Interaction (−1/6)·(−11/3) + (−1/6)·(−5/3) + 1/3·16/3 = 8/3
    y = np.array([10, 12, 14, 16, 20, 22, 9, 11, 11, 13], float)
    level = Categories("Level", np.array([0, 0, 1, 1, 2, 2, 0, 0, 1, 1]), ("1", "2", "3"), 2)
    found = decompose(y, [level], two([0] * 6 + [1] * 4), reference="A")
    assert_allclose([total(found, name) for name in MAIN[:3]], [0, 2, 8 / 3], atol=1e-12)
    assert by_name(found, "Interaction")[("Level", "3")][0] == pytest.approx(16 / 9)
    assert (found.a.absent(found.coordinates), found.b.absent(found.coordinates)) == ((), ("Level: 3",))
    assert not found.b.entangled


def test_columns_that_follow_from_others_are_dropped_and_named():
    y, columns, of_b = drawn(2, 120)
    twice = Numbers("Twice", 2 * columns[0].values + 1)
    same = Numbers("Same", np.full(120, 7.0))
    lone = Categories("Lone", np.zeros(120, int), ("only", "no one"), 1)
    grade = Categories("Grade", columns[1].codes // 2, ("low", "high"), 0)
    found = decompose(y, [*columns, twice, same, lone, grade], two(of_b))
    plain = decompose(y, columns, two(of_b))
    assert found.dropped == ("Twice", "Same", "Lone", "Grade")
    assert found.coordinates.variable == plain.coordinates.variable
    for name in MAIN:
        assert_allclose((total(found, name), error(found, name)), (total(plain, name), error(plain, name)), rtol=1e-9)


def test_effects_that_cannot_be_told_apart_are_named_and_leave_the_totals_alone():
    y, columns, of_b = drawn(2, 120)
    grade = Categories("Grade", columns[1].codes // 2, ("low", "high"), 0)
    found = decompose(y, [columns[0], grade, *columns[1:]], two(of_b), reference="Cotton")
    plain = decompose(y, columns, two(of_b), reference="Cotton")
    assert found.a.entangled == found.b.entangled == ("Grade", "Level")
    for name in MAIN:
        assert_allclose((total(found, name), error(found, name)), (total(plain, name), error(plain, name)), rtol=1e-8)


def test_a_number_that_is_the_same_for_all_of_a_group_has_no_effect_there_and_is_named():
    y, columns, of_b = drawn(4, 120)
    hours = Numbers("Hours", np.where(of_b == 1, 40.0, 40 + np.arange(120) % 3))
    found = decompose(y, [columns[1], hours], two(of_b), reference="B")
    assert (found.a.entangled, found.b.entangled) == ((), ("Hours",))
    assert by_name(found, "Endowments")[("Hours", "")][0] == pytest.approx(0, abs=1e-12)
    plain = decompose(y, [columns[1]], two(of_b), reference="B")
    assert total(found, "Endowments") == pytest.approx(total(plain, "Endowments"), abs=1e-11)


def test_columns_that_tell_the_groups_apart_make_pooled_coefficients_those_of_neumark():
    y, columns, of_b = drawn(6, 120)
    telling = Categories("Union", of_b.copy(), ("yes", "no"), 0)
    pooled, neumark = (decompose(y, [columns[1], telling], two(of_b), reference=r) for r in ("pooled", "Neumark"))
    assert pooled.group_told
    assert total(pooled, "Explained") == pytest.approx(total(neumark, "Explained"), abs=1e-12)
    assert not decompose(y, columns, two(of_b)).group_told


def test_pay_without_scatter_has_no_error_but_that_of_the_means():
    x = np.array([1.0, 2, 3, 4, 2, 3, 4, 5])
    of_b = np.repeat([0, 1], 4)
    found = decompose(10 + 0.5 * x - 0.2 * of_b, [Numbers("x", x)], two(of_b))
    assert total(found, "Unexplained") == pytest.approx(0.2)
    assert error(found, "Unexplained") == pytest.approx(0, abs=1e-7)
    assert total(found, "Explained") == pytest.approx(-0.5)
    # the means' variance is (5/3) / 4 each: 0.5 · √(5/12 · 2)
    assert error(found, "Explained") == pytest.approx(0.5 * np.sqrt(10 / 12))


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_columns_of_very_different_size_keep_their_errors(scale):
    y, columns, of_b = drawn(9, 150)
    year = Numbers("Year", scale * (columns[0].values + 2000))
    found, plain = (decompose(y, [each, *columns[1:]], two(of_b)) for each in (year, columns[0]))
    for name in MAIN:
        assert_allclose((total(found, name), error(found, name)), (total(plain, name), error(plain, name)), rtol=1e-6)


@pytest.mark.parametrize(
    ("of_b", "message"),
    [
        ([0] * 9 + [1], "B: 1 rows leave no degree of freedom for 1 coefficients"),
        ([0] * 8 + [1] * 2, "B: 2 rows leave no degree of freedom for 2 coefficients"),
        ([0] * 9 + [-1], "No one of B is left in whom everything is known"),
    ],
)
def test_a_group_with_too_few_rows_is_named(of_b, message):
    with pytest.raises(InputError, match=message):
        decompose(np.arange(10.0), [Numbers("x", np.arange(10.0) ** 2)], two(of_b))


def test_reference_coefficients_that_are_not_known_are_refused_with_the_choices():
    with pytest.raises(InputError, match='"Oaxaca" is unknown; use one of "pooled", "Neumark", "Reimers", "Cotton"'):
        decompose(np.arange(6.0), [], two([0, 0, 0, 1, 1, 1]), reference="Oaxaca")
    assert decompose(np.arange(6.0), [], two([0, 0, 0, 1, 1, 1]), reference=" neumark ").reference == "Neumark"


def test_every_component_is_a_sum_that_the_module_states():
    factors = {name: np.array(rows) for name, rows in decomposition.COMPONENTS.items()}
    assert (factors["Endowments"] + factors["Coefficients"] + factors["Interaction"] == factors["Difference"]).all()
    assert (factors["Explained"] + factors["Unexplained"] == factors["Difference"]).all()
