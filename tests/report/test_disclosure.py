"""The people behind each figure: as many as the figure counts, so that what is decided is decided of the right ones."""

from __future__ import annotations

import numpy as np
import pytest

from bandmodel import people
from bandmodel.errors import InputError
from bandmodel.report import disclosure
from bandmodel.report.content import Hidden
from bandmodel.report.material import Material
from bandmodel.report.wording import Words
from report.conftest import LEVELS, ON, STAFF, staff


@pytest.fixture(scope="module")
def material(company):
    return Material(company, ON, Words())


@pytest.fixture(scope="module")
def figures(material):
    return {name: (kind, np.atleast_2d(groups), variable) for name, kind, groups, variable in
            disclosure._Atoms(material).figures()}  # fmt: skip


def test_each_count_has_as_many_people_as_the_table_says(material, figures):
    table = material.cost
    for name in ("Headcount", "Not placed", "Below", "Above"):
        assert [int(figures[name, track][1].sum()) for track in table["Track"]] == table[name].to_list()


def test_sums_rest_on_those_whose_money_it_is(figures):
    kind, groups, variable = figures["Cost", people.ALL]
    assert (kind, variable, groups.sum()) == ("sum", "Cost", 6)  # the six below S2's minimum
    assert figures["Payroll", "Manager"][1].sum() == 13


def test_medians_quartiles_and_bins_rest_on_the_people_of_their_level_or_track(material, figures):
    # the people of each level, counted by hand in conftest
    for track, level, number in (("Specialist", "S2", 12), ("Specialist", "S3", 8), ("Manager", "M2", 3)):
        assert figures["Median", track, level][1].sum() == number
    assert figures["Quartiles", "Specialist"][1].sum() == 30
    for track, bins in material.bins.items():
        parts = [figures["Share", track, place][1] for place in range(len(bins))]
        assert [int(part[0].sum()) for part in parts] == [found.people for found in bins]
        assert len({part[1].sum() for part in parts}) == 1  # beside the whole track, always


def test_leavers_are_rows_of_the_table_and_nobody_else(model_of):
    rows = staff({**STAFF, "M1": [(10, 110000), (6, 111000)]}, Status="active")
    for row in rows[-9:-3]:  # the six at 111,000
        row[-1] = "leaver"
    figures = disclosure._Atoms(Material(model_of(Levels=LEVELS, People=rows), ON, Words())).figures()
    number = {name: int(np.atleast_2d(groups)[0].sum()) for name, _, groups, _ in figures}
    assert number["Rows",] == 49 and number["Away",] == 6
    assert number["Headcount", people.ALL] == 43


def test_findings_on_people_are_those_peoples(model_of):
    rows = staff({**STAFF, "S1": [(10, 80000), (2, 7000)]})  # 12 · 7,000 fits the band from 64,000
    material = Material(model_of(Levels=LEVELS, People=rows), ON, Words())
    figures = {name: groups for name, _, groups, _ in disclosure._Atoms(material).figures()}
    assert figures["Finding", "warning", "pay-looks-monthly"].sum() == 2
    assert material.privacy.cell(("Finding", "warning", "pay-looks-monthly"), 2.0) == Hidden(5)


def test_a_figure_that_was_never_added_cannot_be_shown(material):
    with pytest.raises(InputError, match="never added"):
        material.privacy.cell(("Bonus", "Manager"), 1.0)


def test_the_internal_version_shows_every_figure(company):
    open_ = Material(company, ON, Words(), internal=True).privacy
    assert open_.internal and open_.cell("whatever", 2.0) == 2.0


def test_the_minimum_is_the_policys(model_of):
    # S2's six below the minimum are few where eight are asked for
    model = model_of({"minimum group": 8, "minimum group for statistics": 12}, Levels=LEVELS, People=staff(STAFF))
    assert Material(model, ON, Words()).privacy.cell(("Below", people.ALL), 6.0) == Hidden(8)
