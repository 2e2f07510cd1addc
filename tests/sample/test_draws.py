"""Uniforms come from the bits alone; numpy's own uniform of the same generator is the oracle."""

import numpy as np

from bandmodel.sample.draws import chosen, uniforms


def test_uniforms_are_the_ones_that_numpy_makes_of_the_same_bits():
    columns = uniforms(5, ["a", "b"], 50)
    expected = np.random.Generator(np.random.PCG64(5)).random((50, 2))
    assert np.array_equal(np.column_stack([columns["a"], columns["b"]]), expected)


def test_first_uniform_of_seed_1_is_this_number():
    assert uniforms(1, ["a"], 1)["a"][0] == 0.5118216247002567  # numpy.random.default_rng(1).random()


def test_first_rows_do_not_depend_on_the_number_of_rows():
    few, many = uniforms(3, ["a", "b"], 10), uniforms(3, ["a", "b"], 1000)
    assert np.array_equal(few["b"], many["b"][:10])


def test_choice_follows_the_shares():
    uniform = np.array([0.0, 0.19, 0.2, 0.69, 0.7, 0.999])
    assert chosen(uniform, (0.2, 0.5, 0.3)).tolist() == [0, 0, 1, 1, 2, 2]
