"""Published regressions of wages, every coefficient and standard error in the digits that R printed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bandmodel.core import regression
from bandmodel.core.design import Categories, Numbers
from core import published


def columns(frame, names):
    """Numbers as they are, text as categories whose reference is the label that R's lm has (the first) unless named."""
    made = []
    for name in names:
        header, _, reference = name.partition(": ")
        if frame[header].dtype.kind in "fiu":
            made.append(Numbers(header, frame[header].to_numpy(float)))
        else:
            labels, codes = np.unique(frame[header].to_numpy(str), return_inverse=True)
            made.append(Categories(header, codes, tuple(labels), list(labels).index(reference) if reference else 0))
    return made


CASES = {
    "WAGE1": (published.WAGE1, published.wage1, np.log, ("educ", "female", "exper", "expersq", "tenure", "tenursq")),
    "CPS1985": (published.CPS1985, published.cps1985, np.log,
                ("education", "gender", "experience", "region", "occupation", "union", "mens_education")),
    "CPS1985 with age": (published.CPS1985_AGE, published.cps1985, np.array,
                         ("education", "experience", "age", "gender: male")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_wages_come_out_as_r_printed_them(case):
    printed, data, scale, names = CASES[case]
    frame = data()
    fit = regression.fit(scale(frame["wage"].to_numpy(float)), columns(frame, names), se="classic")
    assert set(fit.names) == set(printed.lines) and not fit.dropped
    found = np.array([fit.of(name) for name in printed.lines])
    assert_allclose(found, list(printed.lines.values()), rtol=0, atol=0.56 * 10.0**-printed.digits)
    assert_allclose([fit.sigma, fit.r_squared], [printed.sigma, printed.r_squared], rtol=0, atol=0.0005)
    assert fit.free == printed.free
