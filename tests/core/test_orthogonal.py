"""Orthogonal columns against the hat matrix and the sandwich, both written out row by row."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bandmodel.core import design as designs
from bandmodel.core import regression
from bandmodel.core.design import Categories, Numbers

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning:bandmodel")

LABELS = ("a", "b", "c", "d")


def made(numbers: int, rows: int = 120):
    """A design whose cells hold several rows each, and its matrix with columns centred and scaled."""
    draw = np.random.default_rng(numbers)
    first, second = draw.integers(0, 4, (2, rows))
    values = draw.normal(size=(numbers, rows)) + first
    own = [Numbers(f"x{n}", line) for n, line in enumerate(values)]
    columns = [Categories("F", first, LABELS, 2), *own, Categories("S", second, LABELS)]
    matrix = [np.ones(rows), *((first == n) * 1.0 for n in (0, 1, 3))]
    matrix += [(line - line.mean()) / line.std() for line in values]
    matrix += [(second == n) * 1.0 for n in (1, 2, 3)]
    weight = draw.uniform(0.2, 3, rows)
    return regression.equations(draw.normal(size=rows), columns, weights=weight).solved, np.column_stack(matrix), weight


@pytest.fixture(params=[(0, 11), (1, 11), (3, 11), (0, designs.CHUNK), (3, designs.CHUNK)], ids=str)
def solved(request, monkeypatch):
    numbers, chunk = request.param
    monkeypatch.setattr(designs, "CHUNK", chunk)
    return made(numbers)


def test_the_columns_are_orthogonal_and_span_those_of_the_design(solved):
    found, matrix, weight = solved
    own = matrix @ found.columns.half
    assert_allclose(own.T @ (own * weight[:, None]), np.eye(own.shape[1]), atol=1e-12)
    assert_allclose(found.columns.half[found.kept], found.half)


def test_lengths_are_the_diagonal_of_the_hat_matrix(solved):
    found, matrix, weight = solved
    hat = matrix @ np.linalg.inv(matrix.T @ (matrix * weight[:, None])) @ matrix.T
    assert_allclose(found.columns.lengths, np.diag(hat), rtol=1e-11)


def test_a_line_through_the_columns_has_its_value_in_each_row(solved):
    found, matrix, _ = solved
    line = np.linspace(-1, 2, matrix.shape[1])
    assert_allclose(found.columns.times(line), matrix @ found.columns.half @ line, atol=1e-12)


def test_the_covariance_is_the_sum_over_the_rows(solved):
    found, matrix, _ = solved
    draw = np.random.default_rng(9)
    share, final = draw.uniform(0, 2, len(matrix)), draw.normal(size=(5, matrix.shape[1]))
    share[::7] = 0.0
    expected = np.zeros((5, 5))
    for row, weight in zip(matrix, share, strict=True):
        reach = final @ (found.columns.half.T @ row)
        expected += weight * np.outer(reach, reach)
    assert_allclose(found.columns.covariance(share, final), expected, rtol=1e-10)


def test_a_reach_that_is_0_in_every_row_has_a_variance_of_0_and_not_below(solved):
    found, matrix, _ = solved
    rows = np.linalg.svd(matrix[:4] @ found.columns.half)[2][4:]  # lines that the first four rows do not enter
    share = np.where(np.arange(len(matrix)) < 4, 1.0, 0.0)
    variance = np.diag(found.columns.covariance(share, rows))
    assert (variance >= 0).all()
    assert_allclose(variance, 0, atol=1e-28)


def test_rows_are_written_out_in_the_order_asked_for(solved):
    found, matrix, _ = solved
    rows = np.array([7, 3, 3, 119])
    assert_allclose(found.columns.of_rows(rows), (matrix @ found.columns.half)[rows], atol=1e-12)
