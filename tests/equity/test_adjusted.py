"""The adjusted gap against R's printed regressions, pyfixest, statsmodels, and arithmetic by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from bandmodel.equity import adjusted, pay_model
from bandmodel.errors import InputError
from core import published
from equity.staff import people

SEEDS = st.integers(0, 2**32 - 1)


def wages(frame, **renamed):
    """A published set of wages as a People table."""
    return people(**{new: frame[old] for new, old in renamed.items()})


@pytest.fixture(scope="module")
def wage1():
    frame = published.wage1()
    frame["gender"] = np.where(frame["female"] == 1, "F", "M")
    return wages(frame, Base_pay="wage", Gender="gender", educ="educ", exper="exper", expersq="expersq", tenure="tenure",
                 tenursq="tenursq")  # fmt: skip


@pytest.fixture(scope="module")
def cps1985():
    frame = published.cps1985()
    return wages(frame, Base_pay="wage", Gender="gender", education="education", experience="experience", region="region",
                 occupation="occupation", union="union", mens_education="mens_education")  # fmt: skip


def gaps(staff, group="Gender", controls=(), reference="", se="HC3", cluster=""):
    """Adjusted gaps of a People table."""
    return adjusted.adjusted_gaps(pay_model.of_groups(staff, group, controls, reference), se, cluster)


def only(found):
    """The one gap there is."""
    (gap,) = found.gaps
    return gap


def noted(found):
    """Value and note of each labelled line."""
    return {label: (value, note) for label, value, note in adjusted.notes(found).itertuples(index=False)}


# ---------------------------------------------------------------- published figures


WAGE1 = ("educ", "exper", "expersq", "tenure", "tenursq")


def test_women_in_wooldridges_wage1_are_paid_as_his_book_prints(wage1):
    found = gaps(wage1, controls=WAGE1, se="classic")
    gap = only(found)
    assert (gap.coefficient, gap.error) == pytest.approx((-0.2965110, 0.0358055), abs=5.6e-8)  # 0.03580545 printed
    assert (gap.group, found.model.reference, gap.people) == ("F", "M", 252)  # 252 of the 526 are women
    assert found.fit.of("Intercept")[0] == pytest.approx(0.4166910, abs=5e-8)
    assert (found.fit.free, round(found.fit.r_squared, 4)) == (519, 0.4408)
    # Kennedy: exp(−0.2965110 − 0.0358055² / 2) − 1 = exp(−0.2971520) − 1 = −0.25707
    assert gap.gap == pytest.approx(-0.25707, abs=5e-6)
    # t(519, 0.975) = 1.96454: exp(−0.2965110 ∓ 0.0703417) − 1 = exp(−0.3668527) − 1 and exp(−0.2261693) − 1
    assert (gap.low, gap.high) == pytest.approx((-0.30709, -0.20242), abs=2e-5)
    assert gap.p == pytest.approx(1.04e-15, rel=0.005)  # R prints 1.04e-15


def test_men_of_the_cps_1985_sample_are_paid_as_r_prints_beside_eleven_other_coefficients(cps1985):
    controls = ("education", "experience", "region", "occupation", "union", "mens education")
    found = gaps(cps1985, controls=controls, reference="female", se="classic")
    gap = only(found)
    assert (gap.group, round(gap.coefficient, 5), round(gap.error, 5), gap.people) == ("male", 0.53085, 0.19880, 289)
    assert gap.p == pytest.approx(0.007815, abs=5e-7)
    assert (found.fit.free, round(found.fit.r_squared, 4), round(found.fit.sigma, 4)) == (522, 0.3519, 0.4293)


PYFIXEST = {
    # pyfixest 0.60.0: feols("log(wage) ~ female + education + experience + union + region", CPS1985, vcov=…); HC3 with
    # ssc(k_adj=False), without the factor n / (n − k) that MacKinnon and White do not have
    ("cluster", "occupation"): (-0.231978411690689, 0.056824458347191, 0.00951772011666963, -0.378050332137851,
                                -0.0859064912435272),
    ("HC3", ""): (-0.231978411690689, 0.0395338590753148, 7.80126385713231e-09, -0.309641375764107, -0.154315447617271),
}  # fmt: skip


@pytest.mark.parametrize(("se", "cluster"), PYFIXEST)
def test_robust_and_cluster_errors_are_those_of_pyfixest(cps1985, se, cluster):
    found = gaps(cps1985, controls=("education", "experience", "union", "region"), se=se, cluster=cluster)
    gap, (b, error, p, low, high) = only(found), PYFIXEST[se, cluster]
    assert found.model.reference == "male"
    assert_allclose([gap.coefficient, gap.error, gap.p], [b, error, p], rtol=1e-9, atol=1e-15)
    assert_allclose(np.log1p([gap.low, gap.high]), [low, high], rtol=1e-9)
    assert found.fit.free_of_test == (5 if cluster else 528)  # six occupations


# ---------------------------------------------------------------- statsmodels


def drawn(seed, size=90):
    """A firm of three groups, a number, a category and clusters, with the design of statsmodels beside it."""
    draw = np.random.default_rng(seed)
    group, unit, team = draw.choice(list("ABC"), size), draw.choice(["x", "y"], size), draw.integers(0, 9, size)
    years, pay = draw.gamma(2, 3, size), np.exp(11 + 0.2 * draw.normal(size=size))
    staff = people(Base_pay=pay, Group=group, Unit=unit, Years=years, Team=[f"t{n}" for n in team])
    years = staff["Years"].astype(float).to_numpy()  # a column that the user added is read with 12 digits
    design = np.column_stack([np.ones(size), group == "B", group == "C", years, unit == "y"]).astype(float)
    return staff, np.log(staff["Base pay"].to_numpy()), design, team


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.sampled_from(["HC3", "classic", "cluster"]))
def test_every_figure_of_three_groups_follows_from_statsmodels(seed, se):
    staff, y, design, team = drawn(seed)
    found = gaps(staff, "Group", ["Years", "Unit"], "A", se, "Team" if se == "cluster" else "")
    how = {"HC3": {"cov_type": "HC3"}, "classic": {}, "cluster": {"cov_type": "cluster", "cov_kwds": {"groups": team}}}
    fit = sm.OLS(y, design).fit(**how[se])
    free = len(set(team.tolist())) - 1 if se == "cluster" else 85
    frame = adjusted.table(found)
    assert list(frame.columns) == ["Group", "Coefficient", "SE", "Gap", "Low", "High", "p", "n"]
    assert frame["Group"].tolist() == ["B", "C"]
    assert_allclose(frame["Coefficient"], fit.params[1:3], rtol=1e-9, atol=1e-11)
    assert_allclose(frame["SE"], fit.bse[1:3], rtol=1e-9)
    assert_allclose(frame["Gap"], np.exp(fit.params[1:3] - fit.bse[1:3] ** 2 / 2) - 1, rtol=1e-8, atol=1e-11)
    for name, side in (("Low", -1), ("High", 1)):
        ends = np.exp(fit.params[1:3] + side * stats.t.ppf(0.975, free) * fit.bse[1:3]) - 1
        assert_allclose(frame[name], ends, rtol=1e-8, atol=1e-11)
    assert_allclose(frame["p"], 2 * stats.t.sf(np.abs(fit.params[1:3] / fit.bse[1:3]), free), rtol=1e-8)
    assert frame["n"].tolist() == design[:, 1:3].sum(axis=0).tolist()


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_another_unit_of_pay_another_order_and_rows_with_unknowns_change_no_gap(seed):
    staff, _, _, _ = drawn(seed)
    before = adjusted.table(gaps(staff, "Group", ["Years", "C(Unit)"], "A"))
    lost = staff.iloc[:3].assign(Group=["", "A", "B"], Unit=["x", "", "y"], Years=["1", "2", ""])
    mixed = staff.assign(**{"Base pay": staff["Base pay"] * 1000}).sample(frac=1, random_state=seed % 1000)
    mixed = type(staff)(np.vstack([mixed.to_numpy(object), lost.to_numpy(object)]), columns=staff.columns)
    mixed = mixed.assign(**{"Base pay": mixed["Base pay"].astype(float)})
    found = gaps(mixed, "Group", ["Years", "C(Unit)"], "A")
    after = adjusted.table(found)
    assert_allclose(after.iloc[:, 1:].astype(float), before.iloc[:, 1:].astype(float), rtol=1e-7, atol=1e-10)
    told = noted(found)
    assert [told[f"Left out: {name} unknown"][0] for name in ("Group", "Unit", "Years")] == [1, 1, 1]
    assert told["Rows used"][0] == 90


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_seen_from_the_other_group_a_gap_is_the_same_with_its_sign_turned(seed):
    staff, _, _, _ = drawn(seed)
    there = {gap.group: gap for gap in gaps(staff, "Group", ["Years"], "A").gaps}["B"]
    back = {gap.group: gap for gap in gaps(staff, "Group", ["Years"], "B").gaps}["A"]
    assert_allclose([back.coefficient, back.error, back.p], [-there.coefficient, there.error, there.p], rtol=1e-8)
    assert_allclose((1 + back.low) * (1 + there.high), 1)


# ---------------------------------------------------------------- what the rows cannot carry


PAY = [100, 104, 109, 121, 116, 98, 103, 127]


def test_a_group_that_a_control_tells_apart_has_no_figures_and_the_others_are_as_in_r():
    # R's lm gives NA to the dummy that follows from those before it, and fits as if it were not there
    staff = people(Base_pay=PAY, Group=list("aaabbbcc"), Site=list("xxyxxyzz"))
    found = gaps(staff, "Group", ["Site"], "a")
    b, c = found.gaps
    design = np.column_stack([np.ones(8), [0, 0, 1, 0, 0, 1, 0, 0], [0] * 6 + [1, 1], [0, 0, 0, 1, 1, 1, 0, 0]])
    fit = sm.OLS(np.log(PAY), design).fit(cov_type="HC3")
    assert_allclose((b.coefficient, b.error), (fit.params[3], fit.bse[3]), rtol=1e-9)
    assert found.fit.free == 4
    assert np.isnan([c.coefficient, c.error, c.gap, c.low, c.high, c.p]).all()
    assert c.people == 2
    assert noted(found)["No figures: c"] == ("", "C(Site) tells c from a: no one is left to compare at equal controls")
    assert adjusted.table(found).iloc[1].tolist()[1:7] == pytest.approx([np.nan] * 6, nan_ok=True)


def test_a_group_that_could_be_compared_with_another_group_only_has_no_figures_either():
    # the control tells a, the reference, from both others: a fit has a coefficient of b, but beside c, not beside a
    staff = people(Base_pay=PAY, Group=list("aaabbbcc"), Site=list("xxxyyyyy"))
    found = gaps(staff, "Group", ["Site"], "a")
    assert "Group: b" in found.fit.names
    assert np.isnan([gap.coefficient for gap in found.gaps]).all()
    assert {gap.why for gap in found.gaps} == {
        "C(Site) tells b from a: no one is left to compare at equal controls",
        "C(Site) tells c from a: no one is left to compare at equal controls",
    }


def test_two_controls_that_together_tell_a_group_apart_are_said_to_do_so():
    staff = people(Base_pay=PAY, Group=list("aaaabbbb"), One=[1, 2, 3, 4, 6, 5, 9, 8], Other=[1, 2, 3, 4, 5, 4, 8, 7])
    found = gaps(staff, "Group", ["One", "Other"])
    assert only(found).why == "the controls together tell b from a: no one is left to compare at equal controls"


@pytest.mark.parametrize(("lost", "without"), [("a", "a"), ("c", "c")])
def test_a_group_of_which_no_one_is_known_has_no_figures_and_takes_none_along(lost, without):
    group = np.array(list("aaabbbcc"))
    staff = people(Base_pay=PAY, Group=group, Years=[None if g == lost else n for n, g in enumerate(group.tolist())])
    found = gaps(staff, "Group", ["Years"], "a")
    by_group = {gap.group: gap for gap in found.gaps}
    assert by_group["c"].why == f"no one of {without} has every column known"
    assert np.isnan(by_group["c"].coefficient)
    if lost == "a":  # then nothing can be said of b either
        assert by_group["b"].why == "no one of a has every column known"
    else:
        plain = gaps(staff[group != "c"], "Group", ["Years"], "a").gaps[0]
        assert by_group["b"] == plain


@pytest.mark.parametrize("se", ["HC3", "HC0", "cluster"])
@pytest.mark.parametrize(("reference", "unknown"), [("a", ["c"]), ("c", ["a", "b"])])
def test_a_group_of_one_has_no_robust_error_for_its_row_fits_itself(se, reference, unknown):
    staff = people(Base_pay=PAY, Group=list("aaaabbbc"), Team=list("12341231"))
    found = gaps(staff, "Group", [], reference, se, "Team" if se == "cluster" else "")
    assert [gap.group for gap in found.gaps if np.isnan(gap.error)] == unknown
    for gap in found.gaps:
        if gap.group in unknown:
            assert np.isnan([gap.error, gap.gap, gap.low, gap.high, gap.p]).all() and not np.isnan(gap.coefficient)
            assert f"{gap.group} beside {reference} rests on a single row (leverage 1)" in gap.why
    assert noted(found)["Rows with leverage 1"][0] == 1
    assert noted(found)["Rows with leverage 1"][1].startswith("People row 9:")  # the eighth person, below the headers


def test_hc3_beside_a_row_of_leverage_1_is_that_of_the_fit_without_it():
    staff = people(Base_pay=PAY, Group=list("ababbaab"), Site=list("xxxyyyyz"))
    gap, rest = (only(gaps(rows, "Group", ["Site"], "a")) for rows in (staff, staff[:7]))
    assert_allclose(dataclasses.astuple(gap)[1:7], dataclasses.astuple(rest)[1:7], rtol=1e-10)
    assert (gap.people, rest.people) == (4, 3)


def test_a_group_of_one_has_a_classic_error():
    # a: 0, 2, 4 (in logs), b: 5. Mean 2, s² = 8 / 2 = 4; error of the difference √(4 · (1 / 3 + 1)) = 2.3094
    staff = people(Base_pay=np.exp([0.0, 2, 4, 5]), Group=list("aaab"))
    gap = only(gaps(staff, "Group", se="classic"))
    assert (gap.coefficient, gap.error) == pytest.approx((3, 2.3094), abs=5e-5)


@pytest.mark.parametrize(
    ("team", "why"),
    [
        (list("11112345"), "everyone of a is in one cluster (Team 1), which fits itself"),
        (list("12345555"), "everyone of b is in one cluster (Team 5), which fits itself"),
        (list("11112222"), "everyone of b is in one cluster (Team 2), which fits itself"),
    ],
)
def test_a_group_within_one_cluster_has_no_error_by_cluster(team, why):
    found = gaps(people(Base_pay=PAY, Group=list("aaaabbbb"), Team=team), "Group", se="cluster", cluster="Team")
    assert np.isnan(only(found).error) and why in only(found).why


def test_groups_that_differ_within_one_cluster_only_have_no_error_by_cluster():
    # beside an effect of each team, only team 1 has both groups; its residuals cancel, and the sandwich is 0
    staff = people(Base_pay=PAY, Group=list("aabbaabb"), Team=list("11112233"))
    found = gaps(staff, "Group", ["C(Team)"], se="cluster", cluster="Team")
    assert np.isnan(only(found).error) and "differs from a within one cluster only" in only(found).why


@pytest.mark.parametrize(("pay", "gap", "p"), [([100] * 8, 0.0, 1.0), ([100] * 4 + [90] * 4, -0.1, 0.0)])
def test_pay_without_scatter_has_an_exact_gap(pay, gap, p):
    found = only(gaps(people(Base_pay=pay, Group=list("aaaabbbb")), "Group"))
    assert (found.error, found.p) == (0, p)
    assert [found.gap, found.low, found.high] == pytest.approx([gap] * 3, abs=1e-12)


def test_huge_and_tiny_pay_have_the_gap_of_ordinary_pay():
    for factor in (1e-9, 1e12):
        staff = people(Base_pay=np.array(PAY) * factor, Group=list("aaaabbbb"))
        # logs of 100 104 109 121 and 116 98 103 127 by hand: (4.75359 + 4.58497 + 4.63473 + 4.84419 − 4.60517 − 4.64439
        # − 4.69135 − 4.79579) / 4
        assert only(gaps(staff, "Group")).coefficient == pytest.approx(0.0202, abs=1e-4)


def test_an_end_beyond_any_number_is_blank():
    # pay over 500 orders of magnitude, which no table can hold, stands in for the few people and many controls that widen an
    # interval as far: t(2, 0.975) times the error is far above ln of the largest number
    staff = people(Base_pay=[1, 2, 3, 4], Group=list("aabb")).assign(**{"Base pay": [1e-250, 1e250, 1e-249, 1e251]})
    found = gaps(staff, "Group")
    assert only(found).high == np.inf and np.isnan(adjusted.table(found)["High"].iloc[0])


# ---------------------------------------------------------------- what is said


def test_the_lines_below_name_model_reference_errors_rows_and_how_to_read_them():
    staff = people(
        Base_pay=[*PAY, 100, 90, 80], Gender=[*"MMMFFFFM", "", "F", "M"], Level=[*"ABABABAB", "A", "", "B"],
        Years=[1, 3, 4, 8, 5, 2, 7, 6, 1, 1, 4], Status=["active"] * 10 + ["leave"],
    )  # fmt: skip
    told = noted(gaps(staff, controls=["Level", "Years", "years", "Level"]))
    assert told["Model"][0] == "ln(Base pay) ~ C(Gender) + C(Level) + Years"
    assert told["Reference group"] == ("M", "n = 4")
    assert told["Standard errors"][0] == "HC3"
    assert told["Degrees of freedom"] == (4, "rows less coefficients")  # eight rows, four coefficients
    assert (told["Rows used"][0], told["Left out: not active"][0]) == (8, 1)
    assert (told["Left out: Gender unknown"][0], told["Left out: Level unknown"][0]) == (1, 1)
    assert told["Sign"][1].startswith("gap = group / M - 1; negative = the group is paid less")
    assert "at equal Level and Years, on average; it does not say" in told["Meaning"][1]
    assert "Internal" in told and "No figures: F" not in told


def test_controls_that_say_nothing_new_are_named_with_the_reason():
    staff = people(
        Base_pay=[*PAY, 100], Gender=[*"MFMFMFMF", ""], Years=[1, 2, 4, 5, 7, 8, 3, 2, 1],
        Months=[12, 24, 48, 60, 84, 96, 36, 24, 12], Level=[*"AABBABAB", "C"],
    )  # fmt: skip
    told = noted(gaps(staff, controls=["Years", "Months", "Level"]))
    assert told["Dropped: Months"] == ("", "follows from columns before it")
    assert told["Dropped: Level: C"] == ("", "no one has this label")


def test_errors_by_cluster_are_said_to_be_and_few_clusters_are_warned_of():
    staff = people(Base_pay=PAY, Gender=list("MFMFMFMF"), Team=list("11223344"))
    told = noted(gaps(staff, se="cluster", cluster="team"))
    assert told["Standard errors"] == ("cluster", "by Team: 4 clusters, CR1; few clusters make the errors too small")
    assert told["Degrees of freedom"] == (3, "clusters less 1")


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"se": "HC9"}, 'Standard error "HC9" is unknown; use one of "HC3", "classic", "cluster"'),
        ({"se": "cluster"}, "need a cluster; name its column"),
        ({"cluster": "Team"}, 'Cluster "Team" is given, but se is HC3; write cluster as se, or leave cluster blank'),
        ({"se": "cluster", "cluster": "Tem"}, 'no column "Tem"; columns: Base pay, Gender, Team'),
        ({"se": "cluster", "cluster": "Team", "controls": ["C(Team)", "Years"]}, 'no column "Years"'),
        ({"controls": ["gender"]}, "Gender is the group that is compared; it cannot be a control too"),
        ({"controls": ["Base pay"]}, "Base pay is what is explained; it cannot be a control too"),
        ({"reference": "X"}, 'No one is in reference group "X" of Gender; groups: F, M'),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_remedy(how, text):
    staff = people(Base_pay=PAY, Gender=list("MFMFMFMF"), Team=list("11223344"))
    with pytest.raises(InputError, match=text.replace("(", r"\(").replace(")", r"\)")):
        gaps(staff, **how)
