"""What someone who holds all three files of the leadership report cannot find out: people, single pay, figures of few.

The reader looks at every byte (`published`), and reckons with every figure of the workbook: exact linear algebra, whole
numbers and ranges. That the reader is able is shown on the internal report, from which the same things are found.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import openpyxl
import pytest
from scipy.optimize import LinearConstraint, milp

from bandmodel import people, placement
from bandmodel.model import Model
from bandmodel.report import compose
from bandmodel.report.content import Hidden, Report
from core.disclosure_attack import small_groups_given_away
from report import published, rendered
from report.conftest import LEVELS, ON, STAFF, staff
from report.rendered import FORMS
from report.test_three_forms import rows_of, tables

SMALL = {
    "one alone": {**STAFF, "S3": [(1, 119137)]},
    "two": {**STAFF, "S3": [(2, 119137)]},
    "four": {**STAFF, "S3": [(4, 119137)]},
    "two small groups": {**STAFF, "S3": [(3, 119137)], "M1": [(2, 111137)]},
    "a small track": {"S1": [(20, 80000)], "S2": [(10, 100000)], "M1": [(3, 111137)], "M2": [(1, 150137)]},
    "few below": {**STAFF, "S2": [(2, 78137), (20, 100000)]},
    "few below on each track": {**STAFF, "S2": [(3, 78137), (20, 100000)], "M1": [(2, 87137), (10, 110000)]},
    "all but few below": {**STAFF, "S2": [(20, 78000), (1, 100137)], "S1": [(10, 50000)], "S3": [(8, 90000)]},
    "few above": {**STAFF, "S2": [(1, 130137), (20, 100000)], "M1": [(4, 140137), (10, 110000)]},
    "few below and few above": {**STAFF, "S2": [(1, 78137), (4, 130137), (20, 100000)]},
}
"""Companies beside that of `conftest` in which some group has one to four people: how many at which pay, by level."""


@dataclass(frozen=True)
class Files:
    """The content of a report, its files, each made when it is asked for, and what is in them by where it stands."""

    content: Report

    @cache  # noqa: B019 - as long as the tests of this file
    def file(self, form: str) -> bytes:
        return FORMS[form](self.content)

    @cached_property
    def texts(self) -> dict[str, str]:
        return published.texts({form: self.file(form) for form in FORMS})

    @cached_property
    def numbers(self) -> dict[str, set[float]]:
        """Size of every number, pictures of dots left out."""
        texts = {where: text for where, text in self.texts.items() if not where.endswith(".png")}
        return {where: {abs(number) for number in published.numbers(text)} for where, text in texts.items()}


@pytest.fixture(scope="module")
def reports(model_of):
    """(model, leadership report, internal report) of a company by name."""

    @cache
    def of(name: str) -> tuple[Model, Files, Files]:
        if name not in SMALL:
            return rendered.model(name), *(Files(rendered.report(name, internal=inside)) for inside in (False, True))
        model = model_of({"structure currency": "CHF"}, Levels=LEVELS, People=staff(SMALL[name]))
        return model, *(Files(compose.of_model(model, ON, internal=inside)) for inside in (False, True))

    return of


COMPANIES = ["sample", *SMALL]
LOOKED_THROUGH = ["sample", "two small groups", "a small track", "few below and few above"]  # byte by byte


# ---------------------------------------------------------------- every byte


@pytest.mark.parametrize("name", LOOKED_THROUGH)
def test_no_file_names_anyone(reports, name):
    model, leadership, internal = reports(name)
    everyone = model.inputs.table("People")
    for where, text in leadership.texts.items():
        assert [one for one in everyone["Employee"] if one and one in text] == [], where
    outside = people.placed_table(model.structure, everyone).query("Status in ['below', 'above']")
    for where in ("html", "xlsx xl/sharedStrings.xml", "pdf text"):
        assert all(one in internal.texts[where] for one in outside["Employee"]), where  # the reader would have found them


@pytest.mark.parametrize("name", LOOKED_THROUGH)
def test_no_file_shows_the_pay_of_few(reports, name):
    """Pay that fewer than five people have, where no band, no shown figure and no mark of an axis is the same."""
    model, leadership, internal = reports(name)
    pay = model.inputs.table("People")["Base pay"]
    harmless = of_bands(model)
    for part in leadership.content.parts:
        harmless |= {float(round(cell)) for table in tables(part) for row in table.rows for cell in row
                     if isinstance(cell, float)}  # fmt: skip
    wanted = {float(each) for each in pay[pay.map(pay.value_counts()) < 5] if each >= 10000 and each % 1000} - harmless
    assert wanted
    for where, numbers in leadership.numbers.items():
        assert wanted & numbers == set(), where
    assert name != "sample" or wanted & internal.numbers["html"]  # the internal report shows the pay of some


@pytest.mark.parametrize("name", LOOKED_THROUGH)
def test_no_file_holds_a_figure_that_a_table_hides(reports, name):
    """Each hidden figure as the internal report has it, where it has digits enough to be told from others."""
    model, leadership, internal = reports(name)
    hidden: set[float] = set()
    for part, same in zip(leadership.content.parts, internal.content.parts, strict=False):
        for table, open_ in zip(tables(part), tables(same), strict=False):
            if len(table.rows) != len(open_.rows):  # steps of few people are joined, and stand in other rows then
                continue
            for row, true in zip(table.rows, open_.rows, strict=True):
                hidden |= {figure for cell, figure in zip(row, true, strict=True)
                           if isinstance(cell, Hidden) and isinstance(figure, float) and figure > 1000}  # fmt: skip
    hidden -= of_bands(model)
    rounded = {float(round(figure)) for figure in hidden}
    for where, numbers in leadership.numbers.items():
        assert (rounded | hidden) & numbers == set(), where
    assert rounded <= internal.numbers["html"]  # the reader would have found them
    assert hidden


def of_bands(model: Model) -> set[float]:
    """Every end and middle of a band."""
    return set(model.bands[["Min", "Mid", "Max"]].to_numpy().ravel())


# ---------------------------------------------------------------- reckoning


def table_of(report: Files, title: str) -> list[list]:
    """The rows of a table as the workbook has them."""
    book = openpyxl.load_workbook(io.BytesIO(report.file("xlsx")))
    for sheet, part in zip(book, report.content.parts, strict=True):
        wanted = tables(part)
        for table, rows in zip(wanted, rows_of(sheet, wanted), strict=True):
            if table.title == title:
                return rows
    raise AssertionError(f"no table {title}")


def people_of(model) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Tracks; people by track and status (below, in band, above, without a band); what lifting them costs, by track."""
    placed = placement.place(model.structure, model.inputs.table("People"))
    staff_ = model.inputs.table("People")[placement.active(model.inputs.table("People"))]
    track, status = staff_["Track"].to_numpy(object), np.asarray(placed.status, object)
    cost = np.nan_to_num(placed.cost_to_min * placed.rate)
    names = list(dict.fromkeys(track))
    kinds = [status == "below", status == "in band", status == "above", np.isnan(placed.cost_to_min)]
    counts = np.array([[int((kind & (track == name)).sum()) for kind in kinds] for name in names])
    return names, counts, np.array([cost[track == name].sum() for name in names])


def figures_of(names: list[str], rows: list[list]) -> tuple[np.ndarray, list]:
    """Masks over (track, status) and what the table of people and cost shows of each."""
    masks, texts = [], []
    for row in rows:
        own = np.array([name == row[0] or row[0] == "All" for name in names])
        for place, kinds in enumerate(([1, 1, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 1, 0]), 1):
            masks.append(np.outer(own, kinds).ravel().astype(int))
            texts.append(row[place])
    return np.array(masks), texts


def whole_range(masks, texts, counts, target) -> tuple[int, int]:
    """Least and most people that a group can have, whatever table of whole numbers the page allows."""
    true = masks @ counts
    low, high = [], []
    for text, number in zip(texts, true, strict=True):
        few = isinstance(text, str) and text.startswith("<")
        exact = not isinstance(text, str)
        low.append(text if exact else 1 if few else 5 if number >= 5 else 0)
        high.append(text if exact else int(text[1:]) - 1 if few else np.inf)
    assert all(a <= n <= b for a, n, b in zip(low, true, high, strict=True)), "the page contradicts the people"
    ends = []
    for sign in (1, -1):
        done = milp(sign * target, constraints=LinearConstraint(masks, low, high), integrality=np.ones(len(counts)))
        ends.append(round(float(done.x @ target)) if done.success else 10**6)
    return ends[0], ends[1]


def found_out(masks, texts, counts) -> list[np.ndarray]:
    """Groups of one to four people whose number follows: figures of the page, single cells, unions of cells."""
    targets = np.vstack([masks, np.eye(len(counts), dtype=int)])
    small = [target for target in targets if 0 < target @ counts < 5]
    pinned = [target for target in small if len(set(whole_range(masks, texts, counts, target))) == 1]
    return pinned + small_groups_given_away(masks, texts, counts)


@pytest.mark.parametrize("name", COMPANIES)
def test_no_number_of_few_people_follows_from_the_people_by_track(reports, name):
    model, leadership, internal = reports(name)
    names, counts, _ = people_of(model)
    masks, texts = figures_of(names, table_of(leadership, "People and cost by track"))
    assert found_out(masks, texts, counts.ravel()) == []
    masks, texts = figures_of(names, table_of(internal, "People and cost by track"))
    figures = np.append(masks @ counts.ravel(), counts)
    small = ((figures > 0) & (figures < 5)).any()
    assert bool(found_out(masks, texts, counts.ravel())) == bool(small)  # from the internal one they do


def test_the_reader_finds_what_is_hidden_without_its_total():
    """3 of 13 below: hidden alone it is the total less the others, and the reader says so."""
    masks = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 1, 0]])
    counts = np.array([3, 10, 6, 20])
    assert found_out(masks, [13, 26, 39, "<5", 6, 9], counts)
    assert found_out(masks, [13, 26, 39, "<5", "withheld", "withheld"], counts) == []


@pytest.mark.parametrize("name", COMPANIES)
def test_no_sum_of_few_people_follows_to_within_a_tenth(reports, name):
    """Cost to minimum: what the shown sums leave open of each hidden one, everyone's cost being zero at least."""
    model, leadership, _ = reports(name)
    names, counts, costs = people_of(model)
    rows = {row[0]: row for row in table_of(leadership, "People and cost by track")}
    shown = {track: rows[track][5] for track in (*names, "All")}
    total = shown["All"]
    open_ = [track for track in names if isinstance(shown[track], str)]
    for track, number, cost in zip(names, counts[:, 0], costs, strict=True):
        if not 0 < number < 5:
            continue
        assert track in open_
        if isinstance(total, str):
            continue  # no bound above
        rest = total - sum(figure for figure in (shown[name] for name in names) if not isinstance(figure, str))
        others = [other for other in open_ if other != track]
        assert others and rest >= 0.1 * cost
    if all(not isinstance(figure, str) for figure in shown.values()):
        assert not ((counts[:, 0] > 0) & (counts[:, 0] < 5)).any()


@pytest.mark.parametrize("name", COMPANIES)
def test_no_step_of_compa_ratios_with_few_people_follows_from_the_others(reports, name):
    """Shares times people are whole numbers: hidden steps hold none of few that their complement gives away."""
    model, leadership, _ = reports(name)
    compa = leadership.content.part("compa")
    if not any(table.title == "Shares of people by compa-ratio" for table in tables(compa)):
        assert name != "sample"
        return
    rows = table_of(leadership, "Shares of people by compa-ratio")
    placed = people.placed_table(model.structure, model.inputs.table("People"))
    for track in dict.fromkeys(row[0] for row in rows):
        ratios = placed.loc[placed["Track"] == track, "Compa-ratio"].dropna().to_numpy()
        mine = [row for row in rows if row[0] == track]
        counts = np.array([count_in(ratios, row[1]) for row in mine])
        assert counts.sum() == len(ratios)
        masks = np.vstack([np.eye(len(mine), dtype=int), np.ones(len(mine), int)])
        texts = [row[2] if isinstance(row[2], str) else round(row[2] * len(ratios)) for row in mine]
        assert [text for text in texts if text == "withheld" or text == 0 or text >= 5] == texts
        assert small_groups_given_away(masks, [*texts, len(ratios)], counts) == []


def count_in(ratios: np.ndarray, step: str) -> int:
    """People whose ratio is in a step as the report words it."""
    words = step.split()
    if words == ["any"]:
        return len(ratios)
    if words[0] == "below":
        return int((ratios < float(words[1]) - 1e-9).sum())
    low = float(words[0])
    high = float(words[-1]) if words[-1] != "above" else np.inf
    return int(((ratios >= low - 1e-9) & (ratios < high - 1e-9)).sum())
