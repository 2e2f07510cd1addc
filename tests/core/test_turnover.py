"""The range of the cost of turnover. Golden 16: Gallup's 100 staff at 50 000."""

from __future__ import annotations

import numpy as np
import pytest

from bandmodel.core import turnover
from bandmodel.errors import InputError


def test_the_published_example():
    # golden 16, gallup.com workplace 247391: exit rate 0.263, 0.5 to 2 times the salary (printed 660 000 and 2.6 million)
    assert turnover.cost(100 * 50_000, 0.263, 0.5, 2.0) == pytest.approx((657_500, 2_630_000))


def test_one_share_is_a_range_of_one_figure_and_nobody_leaving_costs_nothing():
    assert turnover.cost(1_000, 0.1, 0.5, 0.5) == (50, 50)
    assert turnover.cost(1_000, 0, 0.5, 2) == (0, 0)
    assert turnover.cost(1_000, 1, 0, 1) == (0, 1_000)


def test_an_unknown_payroll_has_an_unknown_cost():
    assert np.isnan(turnover.cost(np.nan, 0.1, 0.5, 2)).all()


@pytest.mark.parametrize(
    ("rate", "low", "high", "said"),
    [
        (1.2, 0.5, 2, r"Exit rate 1\.2 is not between 0 and 1; give a fraction"),
        (-0.1, 0.5, 2, r"Exit rate -0\.1"),
        (np.nan, 0.5, 2, "Exit rate nan"),
        (0.1, -0.5, 2, r"Cost share low -0\.5 is not 0 or more"),
        (0.1, 0.5, np.inf, "Cost share high inf"),
        (0.1, 2, 0.5, r"Cost share low 2 is above cost share high 0\.5; swap them"),
    ],
)
def test_what_cannot_be_is_refused(rate, low, high, said):
    with pytest.raises(InputError, match=said):
        turnover.cost(1_000, rate, low, high)
