"""The columns of a design against the same matrix written out by a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import design as designs
from bandmodel.core.design import Categories, Design, Numbers

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning:bandmodel")

ROWS = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(0, 2), st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=24
)
REFERENCES = st.tuples(st.integers(0, 2), st.integers(0, 3))
LABELS = (("low", "mid", "high"), ("N", "E", "S", "W"))


def made(rows, references):
    """The design, its weights and its matrix in the order of names, dummies cell by cell, numbers as they are."""
    x, first, second, weight = (np.array(column) for column in zip(*rows, strict=True))
    columns = [
        Categories("Level", first, LABELS[0], references[0]),
        Numbers("x", x.astype(float)),
        Categories("Area", second, LABELS[1], references[1]),
    ]
    matrix = []
    for row in range(len(x)):
        line = [1.0]
        line += [float(first[row] == label) for label in range(3) if label != references[0]]
        line += [float(x[row])]
        line += [float(second[row] == label) for label in range(4) if label != references[1]]
        matrix.append(line)
    return Design.of(columns, len(x)), weight.astype(float), np.array(matrix)


def standard(matrix):
    """The same with the fourth column (x) centred and scaled to length √n; zeros where x is constant."""
    x = matrix[:, 3] - matrix[:, 3].mean()
    spread = np.sqrt((x**2).mean())
    out = matrix.copy()
    out[:, 3] = x / spread if spread > 1e-9 else 0.0
    return out


@given(ROWS, REFERENCES)
def test_the_names_leave_out_the_reference_and_start_with_the_intercept(rows, references):
    design, _, _ = made(rows, references)
    levels = [f"Level: {label}" for n, label in enumerate(LABELS[0]) if n != references[0]]
    areas = [f"Area: {label}" for n, label in enumerate(LABELS[1]) if n != references[1]]
    assert design.names == ("Intercept", *levels, "x", *areas)
    assert design.starts == (1, 3, 4)


@pytest.mark.parametrize("chunk", [1, 7, designs.CHUNK])
@given(ROWS, REFERENCES)
def test_the_blocks_are_the_matrix_written_out(chunk, rows, references):
    design, _, matrix = made(rows, references)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(designs, "CHUNK", chunk)
        parts = list(design.blocks())
    assert [part.start for part, _ in parts] == list(range(0, len(rows), chunk))
    assert all(part.stop - part.start == len(block) <= chunk for part, block in parts)
    assert_allclose(np.vstack([block for _, block in parts]), standard(matrix), atol=1e-12)


@given(ROWS, REFERENCES)
def test_group_sums_are_the_products_of_the_matrix_written_out(rows, references):
    design, weight, matrix = made(rows, references)
    own = standard(matrix)
    assert_allclose(design.gram(weight), own.T @ (own * weight[:, None]), atol=1e-9)
    assert_allclose(design.times(weight), own.T @ weight, atol=1e-9)
    coefficients = np.arange(1.0, 8.0)
    assert_allclose(design.fitted(coefficients), own @ coefficients, atol=1e-9)


@given(ROWS, REFERENCES)
def test_coefficients_go_back_to_the_columns_as_they_are(rows, references):
    design, _, matrix = made(rows, references)
    if np.ptp(matrix[:, 3]) == 0:
        return  # a constant has no coefficient to go back to
    coefficients = np.array([1.0, -2.0, 3.0, 0.5, 4.0, -1.0, 2.0])
    assert_allclose(matrix @ (design.back() @ coefficients), design.fitted(coefficients), atol=1e-9)


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 1e9 / 7, -12345.678])
@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_a_constant_is_all_zeros_beside_the_intercept(value, rows):
    design = Design.of([Numbers("x", np.full(rows, value))], rows)
    assert design.columns[0].values.tolist() == [0.0] * rows
    assert design.scale.tolist() == [1.0, 1.0]


def test_a_category_with_one_label_adds_no_column():
    design = Design.of([Categories("c", np.zeros(3, int), ("only",)), Numbers("x", np.array([1.0, 2, 3]))], 3)
    assert design.names == ("Intercept", "x")
    # x centred is −1, 0, 1, and its spread √(2/3)
    assert_allclose(design.gram(np.ones(3)), [[3, 0], [0, 3]], atol=1e-15)
    assert_allclose(design.times(np.array([1.0, 1, 4])), [6, 3 / np.sqrt(2 / 3)])
    assert_allclose(design.back(), [[1, -2 / np.sqrt(2 / 3)], [0, 1 / np.sqrt(2 / 3)]])


def test_unknown_rows_are_those_without_a_label_or_a_finite_number():
    assert designs.unknown(Categories("c", np.array([0, -1, 1]), ("k", "l"))).tolist() == [False, True, False]
    assert designs.unknown(Numbers("x", np.array([1, np.nan, np.inf, -np.inf]))).tolist() == [False, True, True, True]
    assert designs.unknown(Numbers("x", np.array([1, 2]))).tolist() == [False, False]  # whole numbers, too


def test_taking_rows_keeps_labels_and_reference():
    keep = np.array([True, False, True])
    found = designs.taken(Categories("c", np.array([1, 0, 2]), ("k", "l", "m"), 2), keep)
    assert (found.name, found.codes.tolist(), found.labels, found.reference) == ("c", [1, 2], ("k", "l", "m"), 2)
    assert designs.taken(Numbers("x", np.array([1, 2, 3])), keep).values.tolist() == [1.0, 3.0]


@pytest.mark.parametrize("chunk", [1, 7, designs.CHUNK])
@given(ROWS, REFERENCES)
def test_sums_by_group_are_the_products_of_each_groups_rows(chunk, rows, references):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(designs, "CHUNK", chunk)
        design, weight, matrix = made(rows, references)
    own, groups = standard(matrix), np.arange(len(rows)) % 3
    expected = [own[groups == group].T @ weight[groups == group] for group in range(3)]
    assert_allclose(design.sums(weight, groups, 3), expected, atol=1e-9)


@pytest.mark.parametrize("chunk", [1, 7, designs.CHUNK])
@pytest.mark.parametrize("labels", [4, 90])  # 90 × 90 × 90 codes are more than a table of them may hold: they are sorted
def test_rows_share_a_cell_where_they_are_alike_in_every_category(monkeypatch, chunk, labels):
    monkeypatch.setattr(designs, "CHUNK", chunk)
    draw = np.random.default_rng(4)
    codes = draw.integers(0, labels, (3, 40))
    codes[:, 20:30] = codes[:, :10]
    columns = [Categories(f"c{n}", own, tuple(map(str, range(labels)))) for n, own in enumerate(codes)]
    design = Design.of([columns[0], Numbers("x", draw.normal(size=40)), *columns[1:]], 40)
    alike = (codes[:, :, None] == codes[:, None, :]).all(axis=0)
    assert ((design.cell[:, None] == design.cell[None, :]) == alike).all()
    assert sorted(set(design.cell.tolist())) == list(range(len(design.member)))
    assert design.cell[design.member].tolist() == list(range(len(design.member)))
