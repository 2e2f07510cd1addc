"""The regression kernel against statsmodels, NIST's certified values, the printed output of R and Stata, and fractions.

`exact` solves the normal equations in fractions, where nothing is rounded, and gives each kind of standard error from its
definition, so that it can judge columns that are nearly combinations of each other.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bandmodel.core import design as designs
from bandmodel.core import regression
from bandmodel.core.design import Categories, Numbers
from bandmodel.errors import InputError
from core import nist

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning:bandmodel")

SEEDS = st.integers(0, 2**32 - 1)
ROBUST = ("classic", "HC0", "HC1", "HC2", "HC3")
CERTIFIED = (
    nist.LONGLEY,
    nist.NORRIS,
    nist.PONTIUS,
    nist.WAMPLER1,
    nist.WAMPLER2,
    nist.WAMPLER3,
    nist.WAMPLER4,
    nist.WAMPLER5,
)


def named(columns) -> list[Numbers]:
    """Columns of numbers called x1, x2 …"""
    return [Numbers(f"x{place}", np.array(values, float)) for place, values in enumerate(columns, 1)]


def written_out(columns) -> np.ndarray:
    """The matrix of the columns with an intercept, dummies by a plain loop."""
    parts = [np.ones(len(columns[0].codes if isinstance(columns[0], Categories) else columns[0].values))]
    for column in columns:
        if isinstance(column, Categories):
            parts += [(column.codes == n) * 1.0 for n in range(len(column.labels)) if n != column.reference]
        else:
            parts.append(np.asarray(column.values, float))
    return np.column_stack(parts)


def drawn(seed: int, rows: int | None = None):
    """y, two categories with any reference and two numbers, weights and clusters: a design of full rank, no row whole."""
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(9, 41)) if rows is None else rows
    columns = [
        Numbers("years", rng.gamma(2.0, 4.0, rows)),
        Categories("Grade", rng.integers(0, 3, rows), ("7", "8", "9"), int(rng.integers(3))),
        Numbers("rating", rng.normal(100, 15, rows)),
        Categories("Track", rng.integers(0, 2, rows), ("Manager", "Specialist"), int(rng.integers(2))),
    ]
    y = 50 + rng.normal(0, 3, rows) + columns[0].values + 2 * columns[1].codes
    weights, clusters = rng.uniform(0.2, 3, rows), rng.integers(0, 5, rows)
    matrix = written_out(columns)
    assume(np.linalg.matrix_rank(matrix) == matrix.shape[1])
    assume(np.linalg.cond(matrix / np.linalg.norm(matrix, axis=0)) < 1e3)
    q = np.linalg.qr(matrix * np.sqrt(weights)[:, None])[0]
    flat = np.linalg.qr(matrix)[0]
    assume(max((q**2).sum(1).max(), (flat**2).sum(1).max()) < 0.99)
    assume(len(np.unique(clusters)) > 1)
    return y, columns, weights, clusters


def agrees(fit, expected, rtol=1e-9):
    """A fit has the coefficients and standard errors of a statsmodels fit, beside the size of the coefficients."""
    assert_allclose(fit.coefficients, expected.params, rtol=rtol, atol=rtol * np.abs(expected.bse).max())
    assert_allclose(fit.errors, expected.bse, rtol=rtol)


def solved(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    """The inverse of a positive definite matrix (Gauss and Jordan; no swap is needed)."""
    size = len(matrix)
    rows = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for place in range(size):
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(size):
            if other != place:
                share = rows[other][place]
                rows[other] = [a - share * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[size:] for row in rows]


def exact(y, columns, *, robust: bool = False) -> dict[str, list[float]]:
    """Coefficients, then the standard errors of each kind, in fractions; the numbers are taken as they are stored."""
    rows = [[Fraction(1), *row] for row in zip(*([Fraction(v) for v in column] for column in columns), strict=True)]
    y, size = [Fraction(v) for v in y], len(rows[0])
    inverse = solved([[sum(row[i] * row[j] for row in rows) for j in range(size)] for i in range(size)])
    right = [sum(row[i] * v for row, v in zip(rows, y, strict=True)) for i in range(size)]
    found = [sum(a * b for a, b in zip(line, right, strict=True)) for line in inverse]
    left = [v - sum(c * x for c, x in zip(found, row, strict=True)) for v, row in zip(y, rows, strict=True)]
    spare = len(rows) - size
    variance = sum(e * e for e in left) / spare
    out = {
        "coefficients": [float(c) for c in found],
        "classic": [math.sqrt(variance * inverse[i][i]) for i in range(size)],
        "sigma": [math.sqrt(variance)],
        "r_squared": [float(1 - variance * spare / sum((v - sum(y) / len(y)) ** 2 for v in y))],
    }
    if not robust:
        return out
    reach = [[sum(a * b for a, b in zip(line, row, strict=True)) for line in inverse] for row in rows]
    leverage = [sum(a * b for a, b in zip(own, row, strict=True)) for own, row in zip(reach, rows, strict=True)]
    for kind, power, factor in (("HC0", 0, 1), ("HC1", 0, Fraction(len(rows), spare)), ("HC2", 1, 1), ("HC3", 2, 1)):
        share = [e * e / (1 - h) ** power * factor if h != 1 else 0 for e, h in zip(left, leverage, strict=True)]
        out[kind] = [math.sqrt(sum(s * p[i] ** 2 for s, p in zip(share, reach, strict=True))) for i in range(size)]
    return out


# ---------------------------------------------------------------- statsmodels


@pytest.mark.parametrize("chunk", [7, designs.CHUNK])
@pytest.mark.parametrize("kind", ROBUST)
@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_random_designs_have_the_standard_errors_of_statsmodels(kind, chunk, seed):
    y, columns, weights, _ = drawn(seed)
    covariance = "nonrobust" if kind == "classic" else kind
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(designs, "CHUNK", chunk)
        agrees(regression.fit(y, columns, se=kind), sm.OLS(y, written_out(columns)).fit(cov_type=covariance))
        fit = regression.fit(y, columns, se=kind, weights=weights)
    expected = sm.WLS(y, written_out(columns), weights=weights).fit(cov_type=covariance)
    agrees(fit, expected)
    assert_allclose([fit.sigma, fit.r_squared], [expected.mse_resid**0.5, expected.rsquared], rtol=1e-9)
    assert_allclose(fit.residuals, expected.resid, atol=1e-10)
    assert (fit.rows, fit.free, fit.free_of_test, fit.clusters) == (expected.nobs, expected.df_resid, expected.df_resid, 0)


@pytest.mark.parametrize("chunk", [7, designs.CHUNK])
@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_random_designs_have_the_cluster_standard_errors_of_statsmodels(chunk, seed):
    y, columns, weights, clusters = drawn(seed)
    how = {"cov_type": "cluster", "cov_kwds": {"groups": clusters}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(designs, "CHUNK", chunk)
        found = [regression.fit(y, columns, se="cluster", cluster=clusters * 10, weights=w) for w in (None, weights)]
    agrees(found[0], sm.OLS(y, written_out(columns)).fit(**how))
    agrees(found[1], sm.WLS(y, written_out(columns), weights=weights).fit(**how))
    groups = len(set(clusters.tolist()))
    assert [(fit.clusters, fit.free_of_test) for fit in found] == [(groups, groups - 1)] * 2


@pytest.mark.parametrize("rows", [7, 13, 14, 15, 20, 21, 22])
def test_blocks_that_end_at_before_or_after_a_row_give_what_one_block_gives(monkeypatch, rows):
    rng = np.random.default_rng(rows)
    y, x = rng.normal(size=(2, rows))
    near = x + 1e-5 * rng.normal(size=rows)  # so near to x that QR, too, goes block by block
    clusters = np.arange(rows) % 4
    columns = [Numbers("x", x), Categories("c", np.arange(rows) % 3, ("a", "b", "c"), 1), Numbers("near", near)]
    whole = [regression.fit(y, columns, se=kind, cluster=clusters) for kind in ("classic", "cluster")]
    monkeypatch.setattr(designs, "CHUNK", 7)
    parts = [regression.fit(y, columns, se=kind, cluster=clusters) for kind in ("classic", "cluster")]
    assert whole[0].method == parts[0].method == "QR"
    for one, other in zip(whole, parts, strict=True):
        assert_allclose(other.coefficients, one.coefficients, rtol=1e-7)  # cond 1e5: 16 − 5 digits, less a margin
    assert_allclose(parts[0].errors, whole[0].errors, rtol=1e-7)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(regression.KINDS))
def test_rows_with_an_unknown_value_are_left_out_and_told_by_column(seed, kind):
    y, columns, weights, clusters = drawn(seed, rows=40)
    years, grade, rating, track = columns
    known = regression.fit(y, columns, weights=weights, cluster=clusters, se=kind)
    pad = np.arange(8)  # eight copies of known rows, each of which loses something
    y, weights, clusters = (np.concatenate([values[pad], values]) for values in (y, weights, clusters))
    years, rating = (np.concatenate([column.values[pad], column.values]) for column in (years, rating))
    codes, other = (np.concatenate([column.codes[pad], column.codes]) for column in (grade, track))
    y[[0, 1]] = [np.nan, np.inf]
    years[[1, 2]] = np.nan  # row 1 is already told under y
    codes[3], other[4], weights[5], weights[6], clusters[7] = -1, -1, np.nan, 0, -1
    rating[2] = -np.inf
    columns = [
        Numbers("years", years), Categories("Grade", codes, grade.labels, grade.reference),
        Numbers("rating", rating), Categories("Track", other, track.labels, track.reference),
    ]  # fmt: skip
    told = {"regressed value": 2, "years": 1, "Grade": 1, "Track": 1, "weight unknown": 1, "weight 0": 1}
    if kind == "cluster":
        told["cluster unknown"] = 1
    else:
        y[7] = np.nan
        told["regressed value"] = 3
    fit = regression.fit(y, columns, weights=weights, cluster=clusters, se=kind)
    assert fit.unknown == told
    assert fit.used.tolist() == [False] * 8 + [True] * 40
    assert_allclose(fit.coefficients, known.coefficients, rtol=1e-12)
    assert_allclose(fit.covariance, known.covariance, rtol=1e-12)


# ---------------------------------------------------------------- published figures


@pytest.mark.parametrize("given", [*CERTIFIED, nist.FILIP], ids=lambda given: given.name)
def test_the_nist_data_typed_here_are_those_that_were_certified(given):
    found = exact(given.y, given.columns)
    for name, expected in (
        ("coefficients", given.coefficients), ("classic", given.errors), ("sigma", [given.sigma]),
        ("r_squared", [given.r_squared]),
    ):  # fmt: skip
        assert_allclose(found[name], expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("given", "coefficients", "errors"),  # digits that double arithmetic allows
    [
        (nist.LONGLEY, 11, 11), (nist.NORRIS, 12, 13), (nist.PONTIUS, 11, 12), (nist.WAMPLER1, 9, 8),
        (nist.WAMPLER2, 11, 12), (nist.WAMPLER3, 8.5, 9), (nist.WAMPLER4, 6.5, 9), (nist.WAMPLER5, 4.5, 9),
    ],
    ids=lambda value: getattr(value, "name", None),
)  # fmt: skip
def test_the_nist_sets_come_out_as_certified(given, coefficients, errors):
    fit = regression.fit(np.array(given.y, float), named(given.columns), se="classic")
    digits = agreed(fit.coefficients, given.coefficients), agreed(fit.errors, given.errors)
    print(f"{given.name}, {fit.method}: {digits[0]:.1f} digits of the coefficients, {digits[1]:.1f} of the errors")
    assert digits[0] >= coefficients and digits[1] >= errors
    assert agreed([fit.sigma], [given.sigma]) >= errors and agreed([fit.r_squared], [given.r_squared]) >= 12
    assert not fit.dropped


def agreed(found, expected) -> float:
    """Digits to which all numbers agree (the log relative error of McCullough 1998; absolute where 0 is expected)."""
    off = max(abs(a - b) / (abs(b) or 1) for a, b in zip(found, expected, strict=True))
    return -math.log10(max(off, 1e-16))


def test_filip_loses_its_last_power_and_says_so():
    # x¹⁰ has less than 1e-7 of its length beside x … x⁹, the tolerance that R's lm has
    fit = regression.fit(np.array(nist.FILIP.y, float), named(nist.FILIP.columns), se="classic")
    assert (fit.dropped, fit.free, fit.method) == (("x10",), 82 - 10, "QR")
    shorter = exact(nist.FILIP.y, nist.FILIP.columns[:9])
    assert agreed(fit.coefficients, shorter["coefficients"]) > 6
    assert agreed(fit.errors, shorter["classic"]) > 6


@pytest.mark.parametrize(
    ("kind", "printed"),  # R, package sandwich, on the Longley data, as statsmodels' own tests print it
    [
        ("HC0", [51.22035, 0.02458, 0.38324, 0.14625, 0.15821, 428.38438]),
        ("HC1", [68.29380, 0.03277, 0.51099, 0.19499, 0.21094, 571.17917]),
        ("HC2", [67.49208, 0.03653, 0.55334, 0.20522, 0.22324, 617.59295]),
        ("HC3", [91.11939, 0.05562, 0.82213, 0.29879, 0.32491, 922.80784]),
    ],
)
def test_robust_errors_of_the_longley_data_print_as_r_prints_them(kind, printed):
    fit = regression.fit(np.array(nist.LONGLEY.y, float), named(nist.LONGLEY.columns), se=kind)
    assert_allclose(fit.errors[1:], printed, atol=0.0000051)


GRUNFELD = {
    # Stata: regress invest mvalue kstock, vce(cluster company); the same with [aw=1/mvalue]; and with , robust
    ("cluster", False): ([-42.714369016733, 0.11556215606596, 0.23067848754982],
                         [20.425202580078, 0.01589433647768, 0.08496711097464], 9),
    ("cluster", True): ([-9.2723336171089, 0.11694307068216, 0.10410756769914],
                        [5.7204731422962, 0.02609630113434, 0.02285882773869], 9),
    ("HC1", True): ([-9.2723336171089, 0.11694307068216, 0.10410756769914],
                    [2.3458404391932, 0.00768545583365, 0.00986959606725], 197),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "weighted"), GRUNFELD)
def test_the_grunfeld_data_give_statas_printed_errors(kind, weighted):
    data = sm.datasets.grunfeld.load_pandas().data[:200]  # Stata's copy has ten firms, its numbers in single precision
    invest, value, capital = (data[name].to_numpy("f4").astype(float) for name in ("invest", "value", "capital"))
    firm = np.unique(data["firm"].astype(str), return_inverse=True)[1]
    fit = regression.fit(
        invest,
        [Numbers("mvalue", value), Numbers("kstock", capital)],
        weights=1 / value if weighted else None,
        se=kind,
        cluster=firm,
    )
    coefficients, errors, free = GRUNFELD[kind, weighted]
    assert_allclose(fit.coefficients, coefficients, rtol=1e-11)
    assert_allclose(fit.errors, errors, rtol=1e-10)
    assert fit.free_of_test == free


@pytest.mark.parametrize("aliased", [False, True])
def test_plant_weights_print_as_r_prints_them_with_and_without_an_aliased_dummy(aliased):
    # R, help page of lm, after Dobson (1990): summary(lm(weight ~ group)); a dummy of the control is NA after it
    control = [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14]
    treated = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69]
    group = Categories("group", np.repeat([0, 1], 10), ("Ctl", "Trt"))
    columns = [group, Numbers("control", np.repeat([1, 0], 10))] if aliased else [group]
    fit = regression.fit(np.array(control + treated), columns, se="classic")
    assert [round(value, 4) for value in fit.coefficients] == [5.0320, -0.3710]
    assert [round(value, 4) for value in fit.errors] == [0.2202, 0.3114]
    assert (round(fit.sigma, 4), fit.free, round(fit.r_squared, 5)) == (0.6964, 18, 0.07308)
    assert fit.names == ("Intercept", "group: Trt")
    assert fit.dropped == (("control",) if aliased else ())


# ---------------------------------------------------------------- columns that say nothing new


@pytest.fixture
def sample():
    rng = np.random.default_rng(5)
    return rng.normal(100, 5, 24), rng.normal(10, 2, 24), rng.normal(0, 1, 24)


@pytest.mark.parametrize("kind", ["classic", "HC1", "HC3"])
@pytest.mark.parametrize(
    ("extra", "names"),
    [
        (lambda a, b: [Numbers("more", np.full(24, 0.1))], ("more",)),  # 0.1 is rounded, and so is its mean
        (lambda a, b: [Numbers("more", np.zeros(24))], ("more",)),
        (lambda a, b: [Numbers("more", a)], ("more",)),
        (lambda a, b: [Numbers("more", -3 * a + 7)], ("more",)),
        (lambda a, b: [Numbers("more", a + b)], ("more",)),
        (lambda a, b: [Numbers("more", a + 1e-9 * np.cos(np.arange(24)))], ("more",)),  # below R's 1e-7
        (lambda a, b: [Categories("Unit", np.zeros(24, int), ("One",))], ()),
        (lambda a, b: [Categories("Unit", np.zeros(24, int), ("One", "Two"))], ("Unit: Two",)),
        (lambda a, b: [Categories("Unit", np.ones(24, int), ("One", "Two"))], ("Unit: Two",)),  # the reference is unused
    ],
    ids=["constant", "zeros", "twice", "line", "sum", "near", "one", "unused", "reference"],
)
def test_a_column_that_says_nothing_new_is_dropped_by_name_and_changes_nothing(sample, kind, extra, names):
    y, a, b = sample
    own = [Numbers("a", a), Numbers("b", b)]
    fit, plain = regression.fit(y, own + extra(a, b), se=kind), regression.fit(y, own, se=kind)
    assert fit.dropped == names
    assert (fit.names, fit.free, fit.rows) == (("Intercept", "a", "b"), 21, 24)
    assert_allclose(fit.coefficients, plain.coefficients, rtol=1e-10)
    assert_allclose(fit.errors, plain.errors, rtol=1e-10)


def test_the_later_of_two_columns_is_dropped_as_in_r(sample):
    y, a, b = sample
    total = Numbers("total", a + b)
    assert regression.fit(y, [total, Numbers("a", a), Numbers("b", b)]).dropped == ("b",)
    assert regression.fit(y, [Numbers("a", a), total, Numbers("b", b)]).dropped == ("b",)
    assert regression.fit(y, [Numbers("b", b), Numbers("a", a), total]).dropped == ("total",)


def test_an_unused_label_is_dropped_whichever_it_is(sample):
    y, _, b = sample
    codes = np.tile([0, 1, 3], 8)  # R drops unused levels, so the fit is that of three labels
    plain = regression.fit(y, [Categories("c", np.tile([0, 1, 2], 8), ("k", "l", "n")), Numbers("b", b)])
    fit = regression.fit(y, [Categories("c", codes, ("k", "l", "m", "n")), Numbers("b", b)])
    assert fit.dropped == ("c: m",)
    assert fit.names == ("Intercept", "c: l", "c: n", "b")
    assert_allclose([fit.coefficients, fit.errors], [plain.coefficients, plain.errors], rtol=1e-10)
    # where the reference is unused, the dummies add up to the intercept: the last of them goes
    other = regression.fit(y, [Categories("c", codes, ("k", "l", "m", "n"), 2), Numbers("b", b)])
    assert other.dropped == ("c: n",)
    assert_allclose(other.residuals, plain.residuals, atol=1e-11)


def test_a_category_nested_in_another_is_dropped_label_by_label(sample):
    y, _, b = sample
    team = np.arange(24) % 4
    columns = [Categories("Team", team, ("1", "2", "3", "4")), Categories("Unit", team // 2, ("U", "V")), Numbers("b", b)]
    fit = regression.fit(y, columns)
    assert fit.dropped == ("Unit: V",)
    plain = regression.fit(y, [columns[0], columns[2]])
    assert_allclose([fit.coefficients, fit.errors], [plain.coefficients, plain.errors], rtol=1e-10)
    assert regression.fit(y, columns[1::-1]).dropped == ("Team: 4",)


def test_no_columns_leave_the_mean_with_its_standard_error():
    fit = regression.fit(np.array([1.0, 2.0, 6.0]), [], se="classic")
    # mean 3; squares 4 + 1 + 9 = 14; s² = 7; error √(7 / 3)
    assert_allclose(fit.of("Intercept"), (3, math.sqrt(7 / 3)))
    assert_allclose([fit.sigma, fit.r_squared], [math.sqrt(7), 0], atol=1e-15)
    assert fit.free == 2


def test_a_line_without_scatter_has_errors_of_0(sample):
    _, a, _ = sample
    for kind in ROBUST:
        fit = regression.fit(3 + 2 * a, [Numbers("a", a)], se=kind)
        assert_allclose(fit.coefficients, [3, 2], rtol=1e-12)
        assert_allclose(fit.errors, 0, atol=1e-12)
        assert_allclose(fit.r_squared, 1, rtol=1e-14)


# ---------------------------------------------------------------- rows that fix a coefficient


@pytest.mark.parametrize("kind", ["HC0", "HC2", "HC3"])
@pytest.mark.parametrize("reference", [0, 1])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_category_with_one_member_fits_itself_and_leaves_the_rest_alone(sample, kind, reference, weighted):
    y, a, _ = sample
    codes = np.r_[np.tile([0, 1], 11), 2, -1]  # row 22 is alone in its label, row 23 unknown
    weights = np.linspace(0.5, 2, 24) if weighted else None
    fit = regression.fit(
        y, [Numbers("a", a), Categories("c", codes, ("k", "l", "one"), reference)], se=kind, weights=weights
    )
    rest = slice(0, 22)
    without = regression.fit(
        y[rest],
        [Numbers("a", a[rest]), Categories("c", codes[rest], ("k", "l"), reference)],
        se=kind,
        weights=None if weights is None else weights[rest],
    )
    assert fit.whole.tolist() == [22]
    assert not without.whole.size
    assert fit.free == without.free
    assert_allclose(fit.coefficients[:3], without.coefficients, rtol=1e-11)
    assert_allclose(fit.errors[:3], without.errors, rtol=1e-11)
    assert_allclose(fit.residuals[22], 0, atol=1e-11)


def test_rows_alone_in_a_label_are_numbered_among_all_rows():
    codes = np.array([0, -1, 0, 1, 0, -1, 2, 0])
    y = np.array([3.0, np.nan, 4, 9, 6, 1, 2, 7])
    fit = regression.fit(y, [Categories("c", codes, ("k", "l", "m"))])
    assert fit.whole.tolist() == [3, 6]
    # the mean of 3, 4, 6, 7 is 5: residuals −2, −1, 1, 2, leverage 1/4; HC3 = √(Σ (e / (3/4))²) / 4 = √(10 · 16/9) / 4
    assert_allclose(fit.of("Intercept"), (5, math.sqrt(10 * 16 / 9) / 4))
    assert_allclose(fit.coefficients, [5, 4, -3])


def test_a_lone_row_that_is_the_reference_is_whole_too():
    y = np.array([10.0, 3, 4, 6, 7])
    fit = regression.fit(y, [Categories("c", np.array([0, 1, 1, 1, 1]), ("one", "many"))])
    assert fit.whole.tolist() == [0]
    assert_allclose(fit.coefficients, [10, -5])
    assert_allclose(fit.covariance, [[0, 0], [0, 10 * 16 / 9 / 16]], atol=1e-12)  # by hand as above


# ---------------------------------------------------------------- nearly combinations


@pytest.mark.parametrize(
    ("noise", "rtol"), [(1e-3, 1e-8), (1e-4, 1e-8), (1e-5, 1e-6)]
)  # the condition of the columns is 1 / noise, that of their normal equations its square
def test_columns_close_to_each_other_come_out_as_in_fractions(sample, noise, rtol):
    y, a, b = sample
    a = a - 10
    columns = [a, a + noise * b]
    fit, expected = regression.fit(y, named(columns), se="classic"), exact(y, columns)
    assert fit.method == ("normal equations" if noise > 1e-3 else "QR")
    assert_allclose(fit.coefficients, expected["coefficients"], rtol=rtol)
    assert_allclose(fit.errors, expected["classic"], rtol=rtol)


@pytest.mark.parametrize(("degree", "rtol"), [(1, 1e-10), (2, 1e-9), (3, 1e-9)])
def test_powers_of_a_year_come_out_as_in_fractions(degree, rtol):
    year = np.arange(1990, 2021)
    y = np.random.default_rng(3).normal(50_000, 4_000, 31)
    columns = [year.astype(float) ** power for power in range(1, degree + 1)]  # below 2⁵³: exact
    fit, expected = regression.fit(y, named(columns), se="classic"), exact(y, columns)
    assert fit.method == ("QR" if degree == 3 else "normal equations")
    assert_allclose(fit.coefficients, expected["coefficients"], rtol=rtol)
    assert_allclose(fit.errors, expected["classic"], rtol=rtol)


@pytest.mark.parametrize("degree", [4, 5, 6])
def test_powers_of_a_year_beyond_the_tolerance_are_named_and_the_rest_is_the_fit_without_them(degree):
    year = np.arange(1990, 2021)
    y = np.random.default_rng(3).normal(50_000, 4_000, 31)
    columns = named([year.astype(float) ** power for power in range(1, degree + 1)])
    fit = regression.fit(y, columns, se="classic")
    assert fit.names[:4] == ("Intercept", "x1", "x2", "x3")
    assert "x4" in fit.dropped
    left = [column.values for column in columns if column.name not in fit.dropped]
    assert_allclose(fit.coefficients, exact(y, left)["coefficients"], rtol=1e-6)
    assert fit.free == 31 - 1 - len(left)


def test_a_shift_of_a_billion_costs_no_digits(sample):
    y, a, b = sample
    far = np.round(a * 1024) / 1024 + 2.0**30  # exact in doubles
    fit, expected = regression.fit(y, named([far, b]), se="HC3"), exact(y, [far, b], robust=True)
    assert_allclose(fit.coefficients[1:], expected["coefficients"][1:], rtol=1e-10)
    assert_allclose(fit.errors, expected["HC3"], rtol=1e-9)


# ---------------------------------------------------------------- properties


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(regression.KINDS), st.sampled_from([1e-6, -0.3, 12.0, 1e9]))
def test_a_column_times_c_has_its_coefficient_over_c_and_every_t_as_before(seed, kind, c):
    y, columns, weights, clusters = drawn(seed)
    how = {"se": kind, "weights": weights, "cluster": clusters}
    before = regression.fit(y, columns, **how)
    after = regression.fit(y, [Numbers("years", columns[0].values * c), *columns[1:]], **how)
    factor = np.where(np.array(before.names) == "years", c, 1.0)
    assert_allclose(after.coefficients * factor, before.coefficients, rtol=1e-8, atol=1e-9)
    assert_allclose(after.errors * np.abs(factor), before.errors, rtol=1e-8)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(regression.KINDS), st.sampled_from([-1000.0, 0.5, 1e5]))
def test_a_column_that_is_shifted_changes_the_intercept_alone(seed, kind, shift):
    y, columns, weights, clusters = drawn(seed)
    how = {"se": kind, "weights": weights, "cluster": clusters}
    before = regression.fit(y, columns, **how)
    after = regression.fit(y, [Numbers("years", columns[0].values + shift), *columns[1:]], **how)
    assert_allclose(after.coefficients[1:], before.coefficients[1:], rtol=1e-7, atol=1e-8)
    assert_allclose(after.errors[1:], before.errors[1:], rtol=1e-7)
    moved = before.coefficients[0] - shift * before.of("years")[0]
    assert_allclose(after.coefficients[0], moved, rtol=1e-7, atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(regression.KINDS))
def test_the_order_of_rows_columns_and_labels_changes_nothing_else(seed, kind):
    y, columns, weights, clusters = drawn(seed)
    before = regression.fit(y, columns, se=kind, weights=weights, cluster=clusters)
    order = np.random.default_rng(seed).permutation(len(y))
    years, grade, rating, track = (designs.taken(column, order) for column in columns)
    turn = np.array([2, 0, 1])  # new number of each old label
    labels = tuple(grade.labels[old] for old in np.argsort(turn))
    grade = Categories("Grade", turn[grade.codes], labels, int(turn[grade.reference]))
    after = regression.fit(y[order], [track, rating, grade, years], se=kind, weights=weights[order], cluster=clusters[order])
    assert sorted(after.names) == sorted(before.names)
    for name in before.names:
        assert_allclose(after.of(name), before.of(name), rtol=1e-8, atol=1e-9)
    assert_allclose(after.residuals, before.residuals[order], atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.integers(0, 2))
def test_another_reference_label_changes_no_fitted_value(seed, reference):
    y, columns, weights, _ = drawn(seed)
    grade = columns[1]
    other = Categories("Grade", grade.codes, grade.labels, reference)
    before = regression.fit(y, columns, weights=weights)
    after = regression.fit(y, [columns[0], other, *columns[2:]], weights=weights)
    assert_allclose(after.residuals, before.residuals, atol=1e-9)
    for name in ("years", "rating"):
        assert_allclose(after.of(name), before.of(name), rtol=1e-8, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(regression.KINDS))
def test_equal_weights_of_any_size_are_weights_of_1(seed, kind):
    y, columns, _, clusters = drawn(seed)
    plain = regression.fit(y, columns, se=kind, cluster=clusters)
    double = regression.fit(y, columns, se=kind, cluster=clusters, weights=np.full(len(y), 2.0))
    assert_allclose(double.coefficients, plain.coefficients, rtol=1e-9)
    assert_allclose(double.errors, plain.errors, rtol=1e-9)
    assert_allclose(double.sigma, plain.sigma * math.sqrt(2), rtol=1e-9)  # R: weights scale the variance of a row


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_weight_of_2_has_the_coefficients_of_a_row_that_stands_twice(seed):
    y, columns, _, _ = drawn(seed)
    weights = np.arange(len(y)) % 3.0  # 0, 1 and 2: rows left out, once and twice
    twice = np.repeat(np.arange(len(y)), weights.astype(int))
    copies = [designs.taken(column, twice) for column in columns]
    assume(np.linalg.matrix_rank(written_out(copies)) == 7 - 1 and len(np.unique(twice)) > 6)
    assert_allclose(
        regression.fit(y, columns, weights=weights, se="classic").coefficients,
        regression.fit(y[twice], copies, se="classic").coefficients,
        rtol=1e-8,
        atol=1e-8,
    )


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"se": "HC4"}, 'Standard error "HC4" is unknown; use one of "HC3", "classic", "cluster"'),
        ({"se": "cluster"}, "need a cluster; name its column"),
        ({"se": "cluster", "cluster": np.zeros(24, int)}, "at least 2 clusters"),
        ({"se": "cluster", "cluster": np.full(24, -1)}, r"No row is left .*cluster unknown \(24\)"),
        ({"weights": np.zeros(24)}, r"No row is left .*weight 0 \(24\)"),
        ({"weights": np.r_[np.ones(23), -0.5]}, r"Weight -0\.5 is below 0"),
        ({"weights": np.full(24, np.nan)}, r"No row is left .*weight unknown \(24\)"),
        ({"y": np.full(24, np.nan)}, r"No row is left .*regressed value \(24\)"),
        ({"weights": np.r_[1.0, 1.0, np.zeros(22)]}, "2 rows leave no degree of freedom for 2 coefficients"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_its_reason(sample, change, text):
    y, a, _ = sample
    change = dict(change)
    with pytest.raises(InputError, match=text):
        regression.fit(change.pop("y", y), [Numbers("a", a)], **change)


def test_one_row_beyond_the_coefficients_is_enough():
    # points (0, 0), (1, 0), (2, 3): slope 3/2, middle 1, so the line is −1/2 + 3/2 x; residuals 1/2, −1, 1/2; s² = 3/2
    fit = regression.fit(np.array([0.0, 0, 3]), [Numbers("x", np.array([0, 1, 2]))], se="classic")
    assert_allclose(fit.coefficients, [-0.5, 1.5], atol=1e-15)
    assert_allclose(fit.errors, [math.sqrt(1.5 * 5 / 6), math.sqrt(1.5 / 2)])  # Σx² / (3 Σ(x − 1)²) = 5/6
    assert fit.free == 1


def test_unknowns_alone_in_different_columns_are_counted_once_each_in_the_refusal():
    with pytest.raises(InputError, match=r"regressed value \(1\), a \(1\), c \(2\)"):
        regression.fit(
            np.array([np.nan, 1, 2, 3]),
            [Numbers("a", np.array([np.nan, np.nan, 1, 2])), Categories("c", np.array([-1, -1, -1, -1]), ("k",))],
        )


def test_a_column_without_a_coefficient_is_refused_by_its_reason(sample):
    y, a, _ = sample
    fit = regression.fit(y, [Numbers("a", a), Numbers("copy", a)])
    with pytest.raises(InputError, match=r'"copy" has no coefficient; it is a combination of other columns'):
        fit.of("copy")
    with pytest.raises(InputError, match=r'"b" has no coefficient; columns: Intercept, a'):
        fit.of("b")


def test_the_kind_is_read_in_any_case(sample):
    y, a, _ = sample
    assert regression.fit(y, [Numbers("a", a)], se=" hc1 ").kind == "HC1"
    assert regression.fit(y, [Numbers("a", a)]).kind == "HC3"


# ---------------------------------------------------------------- what these tests found in the first kernel


def test_a_lone_member_of_the_reference_label_has_an_error_of_0_and_none_that_is_unknown():
    # the intercept is that row's own value: its robust error is 0
    pay, code = np.array([10.0, 3, 4, 6, 7]), np.array([0, 1, 1, 1, 1])
    found = regression.fit(pay, [Categories("c", code, ("a", "b"))])
    assert found.errors[0] == pytest.approx(0, abs=1e-12)
    for seed in range(60):
        draw = np.random.default_rng(seed)
        code = np.concatenate([[0], draw.integers(1, 4, 29)])
        assert np.isfinite(regression.fit(draw.normal(size=30), [Categories("c", code, tuple("abcd"))]).errors).all()


@pytest.mark.parametrize(("d", "rtol"), [(1e-2, 1e-7), (1e-3, 1e-4)])
@pytest.mark.parametrize("steps", [2, 3])
def test_columns_that_are_close_one_to_the_next_are_solved_without_squares(d, rtol, steps):
    # each is close to the one before, so that several small parts multiply
    draw = np.random.default_rng(3)
    normal = draw.normal(size=(5, 40))
    columns = [normal[0], *(normal[k] + d * normal[k + 1] if k else normal[0] + d * normal[1] for k in range(steps))]
    pay = columns[0] + columns[-1] + draw.normal(size=40)
    expected = exact(pay, columns, robust=True)
    for kind in ("classic", "HC0", "HC3"):
        found = regression.fit(pay, [Numbers(f"x{n}", column) for n, column in enumerate(columns)], se=kind)
        assert_allclose(found.coefficients, expected["coefficients"], rtol=rtol)
        assert_allclose(found.errors, expected[kind], rtol=rtol)


@pytest.mark.parametrize(("noise", "rtol"), [(1e-3, 1e-8), (1e-4, 1e-7), (1e-5, 1e-5)])
@pytest.mark.parametrize("level", [0.0, 2000.0])
def test_robust_errors_of_columns_close_to_each_other_come_out_as_in_fractions(noise, rtol, level):
    draw = np.random.default_rng(7)
    x = level + draw.normal(size=40)
    near = x + noise * draw.normal(size=40)
    pay = x - near + draw.normal(size=40)
    expected = exact(pay, [x, near], robust=True)
    for kind in ("classic", "HC0", "HC2", "HC3"):
        found = regression.fit(pay, [Numbers("x", x), Numbers("near", near)], se=kind)
        assert found.dropped == ()
        assert_allclose(found.errors, expected[kind], rtol=rtol * (1 if level == 0 else 100))


@pytest.mark.parametrize("others", [0, 20])
@pytest.mark.parametrize(("noise", "dropped"), [(1e-8, True), (6e-7, False), (1e-5, False)])
def test_what_counts_as_a_combination_does_not_depend_on_how_many_columns_there_are(others, noise, dropped):
    draw = np.random.default_rng(5)
    x = draw.normal(size=200)
    more = [Numbers(f"o{n}", draw.normal(size=200)) for n in range(others)]
    found = regression.fit(
        draw.normal(size=200), [Numbers("x", x), *more, Numbers("near", x + noise * draw.normal(size=200))]
    )
    assert found.dropped == (("near",) if dropped else ())


@pytest.mark.parametrize("value", [0.1, 1 / 3, 12345.678, 1e6 + 0.1])
def test_of_a_constant_nothing_is_explained(value):
    assert np.isnan(regression.fit(np.full(7, value), [Numbers("x", np.arange(7.0))]).r_squared)


def test_an_infinite_weight_is_unknown():
    x = np.arange(6.0)
    found = regression.fit(x**2, [Numbers("x", x)], weights=np.array([1, 1, np.inf, 1, 1, 1]))
    assert found.unknown == {"weight unknown": 1}


# ---------------------------------------------------------------- what changed lines once went unnoticed


@pytest.mark.parametrize("noise", [1e-2, 1e-5])
def test_weights_are_copies_of_rows_also_where_columns_are_close_to_each_other(sample, noise):
    y, a, b = sample
    a = a - 10
    weights = 1 + np.arange(24) % 3
    twice = np.repeat(np.arange(24), weights)
    fit = regression.fit(y, named([a, a + noise * b]), weights=weights, se="classic")
    assert fit.method == ("normal equations" if noise > 1e-3 else "QR")
    expected = exact(y[twice], [a[twice], (a + noise * b)[twice]])["coefficients"]
    assert_allclose(fit.coefficients, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"se": "cluster"}, "Standard errors by cluster need a cluster; name its column."),
        ({"se": "cluster", "cluster": np.zeros(4, int)}, "Standard errors by cluster need at least 2 clusters."),
        ({"weights": np.array([1, 0, 0.5, -0.25])}, "Weight -0.25 is below 0."),
        ({"y": np.zeros(0)}, "No row is left in which everything is known; unknown: there is none."),
        ({"extra": 4}, "4 rows leave no degree of freedom for 4 coefficients; use fewer controls."),
    ],
)
def test_each_refusal_is_said_in_full(change, text):
    change = dict(change)
    y = change.pop("y", np.array([1.0, 2, 4, 3]))
    powers = [np.arange(len(y), dtype=float) ** power for power in range(1, 2 + change.pop("extra", 0))]
    with pytest.raises(InputError) as refusal:
        regression.fit(y, named(powers), **change)
    assert str(refusal.value) == text


def test_two_columns_of_one_name_are_counted_together_where_they_are_unknown():
    y = np.arange(6.0)
    columns = [Numbers("pay", np.array([np.nan, 1, 0, 1, 0, 2])), Numbers("pay", np.array([1, np.nan, 1, 3, 2, 9]))]
    assert regression.fit(y, columns).unknown == {"pay": 2}


def test_clusters_leave_no_row_out_of_standard_errors_that_do_not_use_them(sample):
    y, a, _ = sample
    columns = [Numbers("a", a)]
    with_clusters = regression.fit(y, columns, se="HC3", cluster=np.r_[-1, np.zeros(23, int)])
    assert with_clusters.rows == 24
    assert_allclose(with_clusters.errors, regression.fit(y, columns, se="HC3").errors, rtol=0)


def test_blank_cells_are_unknown_values_and_weights():
    y = np.array([1, None, 2, 4, 3], object)  # a cell is None where it is empty
    fit = regression.fit(y, [Numbers("x", np.arange(5.0))], weights=np.array([1, 1, None, 1, 1], object))
    assert fit.unknown == {"regressed value": 1, "weight unknown": 1}
    # points (0, 1), (3, 4), (4, 3): Σ(x − x̄)(y − ȳ) = 16/3 and Σ(x − x̄)² = 26/3
    assert_allclose(fit.coefficients[1], 8 / 13)


def test_two_clusters_are_enough():
    assert regression.cr1(2, 10, 7) == 2 * 9 / 7  # 2 / 1 · 9 / 7


def test_a_small_scatter_about_a_large_mean_is_explained():
    x = np.arange(12.0)  # 100 000 holds steps of 1.5e-11, so that steps of 1e-6 are scatter and not rounding
    assert regression.fit(100_000 + 1e-6 * x, [Numbers("x", x)]).r_squared == pytest.approx(1, abs=1e-6)


def test_rows_of_leverage_1_are_numbers_of_rows_also_where_there_is_none(sample):
    y, a, _ = sample
    whole = regression.fit(y, [Numbers("a", a)]).whole
    assert y[whole].tolist() == []
