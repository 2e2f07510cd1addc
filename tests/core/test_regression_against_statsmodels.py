"""The least-squares kernel against statsmodels, digit for digit, and against NIST's certified values for Longley."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.datasets import longley

from bandmodel.core import design, regression
from bandmodel.core.design import Categories, Numbers
from bandmodel.errors import InputError

# NIST Statistical Reference Datasets, Longley: certified estimates and their standard deviations
COEFFICIENTS = [-3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359,
                -0.511041056535807e-01, 1829.15146461355]  # fmt: skip
ERRORS = [890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699, 0.214274163161675,
          0.226073200069370, 455.478499142212]  # fmt: skip
R_SQUARED = 0.995479004577296


@pytest.fixture(params=range(4))
def company(request):
    """ln pay on a group, a level and a number: the columns, the same written out, and clusters."""
    draw = np.random.default_rng(request.param)
    size = 60 + 80 * request.param
    group, level = draw.integers(0, 2, size), draw.integers(0, 5, size)
    tenure, cluster = draw.gamma(2, 3, size), draw.integers(0, 12, size)
    pay = 11 + 0.1 * level - 0.03 * group + 0.01 * tenure + draw.normal(size=size) * (0.05 + 0.1 * group)
    dummies = [group == 1, *(level == number for number in (0, 1, 3, 4))]  # level 2 is the reference
    columns = [
        Categories("Group", group, ("a", "b")), Categories("Level", level, tuple("vwxyz"), reference=2),
        Numbers("Tenure", tenure),
    ]  # fmt: skip
    return pay, columns, np.column_stack([np.ones(size), *dummies, tenure]).astype(float), cluster


@pytest.mark.parametrize("kind", ["classic", "HC0", "HC1", "HC2", "HC3"])
def test_coefficients_and_errors_are_statsmodels(company, kind):
    pay, columns, written, _ = company
    peer = sm.OLS(pay, written).fit(cov_type="nonrobust" if kind == "classic" else kind)
    ours = regression.fit(pay, columns, se=kind)
    assert ours.names == ("Intercept", "Group: b", "Level: v", "Level: w", "Level: y", "Level: z", "Tenure")
    assert_allclose(ours.coefficients, peer.params, rtol=1e-10)
    assert_allclose(ours.errors, peer.bse, rtol=1e-10)
    assert_allclose([ours.r_squared, ours.sigma, ours.free], [peer.rsquared, np.sqrt(peer.scale), peer.df_resid], rtol=1e-10)


def test_errors_by_cluster_are_statsmodels(company):
    pay, columns, written, cluster = company
    peer = sm.OLS(pay, written).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    ours = regression.fit(pay, columns, se="cluster", cluster=cluster)
    assert_allclose(ours.errors, peer.bse, rtol=1e-10)
    assert ours.free_of_test == len(np.unique(cluster)) - 1


def test_weights_are_statsmodels_and_weight_0_leaves_a_row_out(company):
    pay, columns, written, _ = company
    weight = np.random.default_rng(9).integers(0, 4, len(pay)).astype(float)
    used = weight > 0
    peer = sm.WLS(pay[used], written[used], weights=weight[used]).fit(cov_type="HC3")
    ours = regression.fit(pay, columns, weights=weight)
    assert_allclose(ours.coefficients, peer.params, rtol=1e-9)
    assert_allclose(ours.errors, peer.bse, rtol=1e-9)
    assert ours.unknown == {"weight 0": int((~used).sum())}


def test_longley_keeps_the_certified_digits():
    data = longley.load_pandas()
    columns = [Numbers(name, data.exog[name].to_numpy(float)) for name in data.exog]
    found = regression.fit(data.endog.to_numpy(float), columns, se="classic")
    assert_allclose(found.coefficients, COEFFICIENTS, rtol=1e-11)
    assert_allclose(found.errors, ERRORS, rtol=1e-11)
    assert found.r_squared == pytest.approx(R_SQUARED, rel=1e-13)
    digits = -np.log10(np.abs(found.coefficients / COEFFICIENTS - 1))
    print(f"\nLongley: {digits.min():.1f} to {digits.max():.1f} digits of the coefficients, {found.method}")


def test_blocks_of_rows_change_nothing(company, monkeypatch):
    pay, columns, _, cluster = company
    whole = [regression.fit(pay, columns, se=kind, cluster=cluster).errors for kind in regression.KINDS]
    monkeypatch.setattr(design, "CHUNK", 7)
    for kind, errors in zip(regression.KINDS, whole, strict=True):
        assert_allclose(regression.fit(pay, columns, se=kind, cluster=cluster).errors, errors, rtol=1e-12)


def test_a_combination_of_earlier_columns_is_dropped_named_and_costs_no_degree_of_freedom(company):
    pay, columns, _, _ = company
    tenure = columns[2].values
    alone = regression.fit(pay, columns)
    found = regression.fit(
        pay, [*columns, Numbers("Months", 12 * tenure + 3), Categories("Again", columns[0].codes, ("a", "b"))]
    )
    assert found.dropped == ("Months", "Again: b")
    assert (found.names, found.free) == (alone.names, alone.free)
    assert_allclose(found.errors, alone.errors, rtol=1e-9)
    with pytest.raises(InputError, match='"Months" has no coefficient; it is a combination of other columns'):
        found.of("Months")


def test_a_row_that_fixes_a_coefficient_alone_enters_no_robust_error_and_is_named(company):
    pay, columns, _, _ = company
    single = np.zeros(len(pay), int)
    single[5] = 1
    with_row = regression.fit(pay, [*columns, Categories("Site", single, ("many", "one"))])
    without = regression.fit(np.where(single == 1, np.nan, pay), columns)
    assert with_row.whole.tolist() == [5]
    assert_allclose(with_row.coefficients[:-1], without.coefficients, rtol=1e-9)
    assert_allclose(with_row.errors[:-1], without.errors, rtol=1e-9)


def test_nearly_the_same_columns_are_solved_by_orthogonal_triangles():
    # powers of a year: the normal equations of the columns as they are would keep no digit
    year = np.arange(1990.0, 2021.0)
    z = (year - 2005) / 10
    pay = 10 + 0.3 * z - 0.2 * z**2 + 0.05 * z**3
    near = z**2 + 1e-6 * z**3  # its part beside z² is a millionth
    found = regression.fit(pay, [Numbers("z", z), Numbers("z2", z**2), Numbers("near", near)])
    assert found.method == "QR"
    assert found.dropped == ()
    assert_allclose(found.coefficients, [10, 0.3, -0.2 - 0.05e6, 0.05e6], rtol=1e-7)


def test_rows_left_out_are_told_by_the_first_column_that_is_unknown_in_them(company):
    pay, columns, _, _ = company
    pay, tenure = pay.copy(), columns[2].values.copy()
    pay[[0, 1]], tenure[[1, 2, 3]] = np.nan, np.nan
    level = columns[1].codes.copy()
    level[3] = -1
    changed = [columns[0], Categories("Level", level, columns[1].labels, 2), Numbers("Tenure", tenure)]
    found = regression.fit(pay, changed)
    assert found.unknown == {"the regressed value": 2, "Level": 1, "Tenure": 1}
    assert found.rows == len(pay) - 4


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"se": "HC9"}, 'Standard error "HC9" is unknown; use one of'),
        ({"se": "cluster"}, "need a cluster"),
        ({"se": "cluster", "cluster": np.zeros(60, int)}, "at least 2 clusters"),
        ({"weights": np.full(60, -1.0)}, "Weight -1 is below 0"),
    ],
)
def test_what_cannot_be_fitted_is_told(more, said):
    x = np.arange(60.0)
    with pytest.raises(InputError, match=said):
        regression.fit(x**2, [Numbers("x", x)], **more)


def test_too_few_rows_are_told():
    with pytest.raises(InputError, match="2 rows leave no degree of freedom for 2 coefficients"):
        regression.fit(np.array([1.0, 2]), [Numbers("x", np.array([1.0, 3]))])
    with pytest.raises(InputError, match=r"No row is left.*x \(2\)"):
        regression.fit(np.array([1.0, 2]), [Numbers("x", np.full(2, np.nan))])
