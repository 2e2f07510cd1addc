"""Reach and basis against statsmodels' coefficients, leverages and residuals, and the pseudo-inverse."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import design as designs
from bandmodel.core import projection, regression
from bandmodel.core.design import Categories, Numbers
from bandmodel.errors import InputError

SEEDS = st.integers(0, 2**32 - 1)
NAMES = ("Intercept", "years", "Grade: 7", "Grade: 9", "Track: S")


def drawn(seed: int, rows: int = 30):
    """y, columns, and the same columns written out with an intercept."""
    rng = np.random.default_rng(seed)
    years, grade, track = rng.gamma(2.0, 4.0, rows), rng.permutation(np.arange(rows) % 3), np.arange(rows) % 2
    columns = [
        Numbers("years", years),
        Categories("Grade", grade, ("7", "8", "9"), 1),
        Categories("Track", track, ("M", "S")),
    ]
    matrix = np.column_stack([np.ones(rows), years, grade == 0, grade == 2, track]).astype(float)
    return rng.normal(11, 0.1, rows) + 0.1 * grade, columns, matrix


@pytest.mark.parametrize("chunk", [7, designs.CHUNK])
@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(NAMES))
def test_reach_is_the_row_of_the_pseudo_inverse(chunk, seed, name):
    y, columns, matrix = drawn(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(designs, "CHUNK", chunk)
        found = projection.reach(y, columns, name)
    fit = sm.OLS(y, matrix).fit()
    assert_allclose(found.values, np.linalg.pinv(matrix)[NAMES.index(name)], atol=1e-11)
    assert_allclose(found.coefficient, fit.params[NAMES.index(name)], rtol=1e-9, atol=1e-11)
    assert_allclose(found.leverage, fit.get_influence().hat_matrix_diag, atol=1e-11)
    assert_allclose(found.residuals, fit.resid, atol=1e-11)
    assert found.free == fit.df_resid


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(NAMES[1:]))
def test_the_last_column_of_the_basis_gives_the_coefficient_and_the_basis_gives_residuals(seed, name):
    y, columns, matrix = drawn(seed)
    base = projection.basis(y, columns, name)
    fit = sm.OLS(y, matrix).fit()
    own = y[base.rows]
    assert_allclose(base.q.T @ base.q, np.eye(5), atol=1e-12)
    assert_allclose(base.q[:, -1] @ own / base.length, fit.params[NAMES.index(name)], rtol=1e-9, atol=1e-11)
    assert_allclose(own - base.q @ (base.q.T @ own), fit.resid[base.rows], atol=1e-12)
    others = np.delete(matrix, NAMES.index(name), axis=1)[base.rows]
    assert_allclose(base.q[:, -1] @ others, 0, atol=1e-9)
    assert_allclose(base.leverage, fit.get_influence().hat_matrix_diag[base.rows], atol=1e-11)
    assert base.free == fit.df_resid
    assert (np.diff(own) >= 0).all() and sorted(base.rows.tolist()) == list(range(30))


def test_unknown_rows_and_unknown_clusters_are_left_out_and_columns_that_say_nothing_dropped():
    y, columns, _ = drawn(1)
    years, grade, track = columns
    more = [
        Numbers("years", np.r_[years.values, np.nan, 3.0, 3.0]),
        Categories("Grade", np.r_[grade.codes, 0, -1, 0], (*grade.labels, "never"), 1),
        Numbers("twice", np.r_[years.values, 1.0, 3.0, 3.0] * 2),
        Categories("Track", np.r_[track.codes, 0, 1, 1], ("M", "S")),
    ]
    cluster = np.r_[np.arange(30) % 4, 0, 0, -1]
    base = projection.basis(np.r_[y, 11, 11, 11], more, "Track: S", cluster)
    assert sorted(base.rows.tolist()) == list(range(30))
    plain = projection.basis(y, columns, "Track: S")
    assert_allclose(base.q[:, -1], plain.q[:, -1], atol=1e-12)
    reach = projection.reach(np.r_[y, 11, 11, 11], more, "Track: S", cluster)
    assert reach.used.tolist() == [True] * 30 + [False] * 3
    assert_allclose(reach.values, projection.reach(y, columns, "Track: S").values, atol=1e-12)
    with pytest.raises(InputError, match='"twice" has no coefficient; it is a combination'):
        projection.basis(np.r_[y, 11, 11, 11], more, "twice")


def test_equal_rows_have_a_place_of_their_own_in_the_basis_whatever_theirs_in_the_input():
    y, columns, _ = drawn(2)
    y = np.round(y, 1)  # many ties
    rows = np.random.default_rng(3).permutation(30)
    moved = [designs.taken(column, rows) for column in columns]
    one, other = projection.basis(y, columns, "years"), projection.basis(y[rows], moved, "years")
    assert (one.q == other.q).all() and one.length == other.length
    assert (y[one.rows] == y[rows][other.rows]).all()


def test_what_has_no_coefficient_or_no_freedom_is_refused_by_name():
    y, columns, _ = drawn(3)
    for make in (projection.basis, projection.reach):
        with pytest.raises(InputError, match='"tenure" has no coefficient; columns: Intercept, years'):
            make(y, columns, "tenure")
        with pytest.raises(InputError, match="leave no degree of freedom"):
            make(y[:4], [designs.taken(column, np.arange(4)) for column in columns], "years")
    with pytest.raises(InputError, match="intercept"):
        projection.basis(y, columns, "Intercept")


def test_columns_that_nearly_agree_keep_the_digits_that_the_fit_keeps():
    y, columns, _ = drawn(4)
    near = Numbers("near", columns[0].values + 1e-4 * np.cos(np.arange(30)))
    base = projection.basis(y, [*columns, near], "near")
    expected = regression.fit(y, [*columns, near])
    assert expected.method == "QR"
    assert_allclose(base.q[:, -1] @ y[base.rows] / base.length, expected.of("near")[0], rtol=1e-8)
    assert_allclose(base.q.T @ base.q, np.eye(6), atol=1e-12)
