"""Specialists stand below managers by a gap that grows, and a smallest parity weight exists for every anchor."""

import numpy as np
import pytest

from bandmodel import weighting
from bandmodel.core.parity_weight import ANCHORS


def test_gap_of_specialists_grows_from_2_to_16_percent(company, model_at):
    pairs = model_at(company).structure.pairs()
    gap = pairs[pairs["From track"] == "Specialist"]["Gap"].to_numpy()
    assert len(gap) == 11
    assert gap[0] == pytest.approx(105210 / 107550 - 1, abs=0.005)  # the anchors of S6 and M1
    assert gap[-1] == pytest.approx(225330 / (107550 ** (2 / 12) * 323270 ** (10 / 12)) - 1, abs=0.005)  # S16 and M11
    assert (np.diff(gap) < 0.002).all()


def test_some_pairs_are_outside_tolerance_and_one_is_justified_by_a_note(company, model_at):
    verdicts = model_at(company).structure.pairs()["Verdict"].value_counts()
    assert verdicts.to_dict() == {
        "Within tolerance": 9, "Specialist below": 8, "Project below": 1, "Justified (note)": 1,
    }  # fmt: skip


def test_one_comparison_has_two_managers_with_weights(company, model_at):
    pairs = model_at(company).structure.pairs()
    assert pairs[pairs["To level"].str.contains(";")]["From level"].to_list() == ["S10"]
    rows = company.inputs.tables["Equivalence"]
    assert rows[rows["From level"] == "S10"]["Weight"].to_list() == [0.3, 0.7]
    assert (rows[rows["To level"] == "M4"]["From level"]).to_list() == ["S9", "S10", "P7"]


@pytest.mark.parametrize("anchor", ANCHORS)
def test_smallest_parity_weight_brings_every_published_pair_within_tolerance(company, model_at, anchor):
    found = weighting.smallest(model_at(company, parity_anchor=anchor).structure)
    weight = found.answer.rounded
    assert 0.5 < found.answer.exact <= weight < 1
    pulled = model_at(company, parity_anchor=anchor, parity_weight=weight).structure.pairs()[found.pulling]
    assert (pulled["Gap"].abs() <= 0.05 + 1e-9).all()
    short = model_at(company, parity_anchor=anchor, parity_weight=found.answer.exact - 0.01).structure.pairs()[found.pulling]
    assert (short["Gap"].abs() > 0.05).any()
