"""Every figure that a table shows has a kind, so that command line, workbook and export print it alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from bandmodel import (
    audit,
    changes,
    explain,
    figures,
    findings,
    merit,
    model,
    moves,
    offer,
    pathways,
    people,
    placement,
    sample,
    views,
    weighting,
)  # fmt: skip
from bandmodel.cli import output
from bandmodel.inputs import folder

SHOWN_AS = {"pay", "any pay", "share", "gap", "ratio", "count", "years", "date", "weight", "p", "plain", "text"}
OWN_RULE = {"Figure", "After rounding"}
"""Columns that the command line formats by the line they stand on: by the unit of a step, and rounded up."""

IN_WORDS = {("pathway 2", "Change"), ("levels changed", "Change")}
"""Columns of words whose header stands over a figure in another table."""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The model of the sample company."""
    place = tmp_path_factory.mktemp("figures") / "company"
    sample.generate().write(place)
    return model.of_inputs(folder.read(place), dt.date(2030, 6, 1))


@pytest.fixture(scope="module")
def tables(company) -> dict[str, pd.DataFrame]:
    """Every public table of the sample company under a name of its own."""
    return dict(_tables(company))


def _tables(company) -> Iterator[tuple[str, pd.DataFrame]]:
    structure, staff = company.structure, company.inputs.table("People")
    stands = placement.place(structure, staff)
    heavier = structure.scaled(1.25)  # every band a quarter higher: people fall below their minimum
    heavier = replace(structure, bands=heavier)
    yield "bands", views.bands_table(company.bands)
    yield "pairs", views.pairs_table(structure, "base", None, staff)
    yield from ((f"parity {number}", part) for number, part in enumerate(views.parity_parts(structure, "total", None)))
    yield "missing", views.missing_table(structure)
    yield "ceilings", views.ceiling_table(structure)
    yield "slopes", views.slope_table(structure)
    yield "split", views.split_table(structure)
    yield "weighting", views.weighting_table(weighting.smallest(structure))
    yield "equivalents", views.equivalents_table(structure, "Specialist", "S10", "Manager")
    yield "explanation", explain.of_model(company, "Specialist", "S10")
    yield "findings", findings.table(findings.of_model(company))
    yield "people", people.placed_table(structure, staff)
    yield "cost to minimum", people.cost_to_min(structure, stands, ["Track", "Location"])
    merits = merit.cost(structure, stands, company.inputs.table("Merit"), 0.02)
    yield from ((f"merit {number}", part) for number, part in enumerate(merits))
    yield "trapped", audit.trapped(structure, stands)
    yield "forced", audit.forced(structure, stands)
    yield "blockages", audit.blockages(structure, stands)
    yield "compression", audit.compressed(structure, stands)
    yield "span", audit.span(staff)
    yield "moves", moves.table(structure)
    yield "moves of people", moves.people_table(structure, stands)
    offers = offer.tables(structure, offer.Offer("Specialist", "S10", 140_000.0), staff)
    yield from ((f"offer {number}", part) for number, part in enumerate(offers))
    yield "levels changed", changes.levels(structure, heavier)
    yield "people changed", changes.people(structure, heavier, staff)
    effect = pathways.effect(company, pathways.mirrored(company, "Manager", "Specialist"), staff)
    yield from ((f"pathway {number}", part) for number, part in enumerate(effect))


def columns(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, pd.Series]]:
    return ((name, column, table[column]) for name, table in tables.items() for column in table.columns)


def test_the_walk_meets_every_table_with_rows_in_it(tables):
    assert len(tables) >= 27
    assert {name for name, table in tables.items() if table.empty} == set()


def test_a_level_that_is_new_or_gone_is_told_in_words_under_change(tables):
    assert all(isinstance(value, str) for name, column in IN_WORDS for value in tables[name][column])


def test_no_column_of_numbers_is_taken_for_text(tables):
    wrong = {
        (name, column)
        for name, column, values in columns(tables)
        if column not in OWN_RULE and is_numeric_dtype(values) and figures.kind_of(column) == "text"
    }
    assert wrong == set()


def test_no_column_of_names_or_reasons_is_taken_for_a_figure(tables):
    wrong = {
        (name, column)
        for name, column, values in columns(tables)
        if column not in ("Value", "Before", "After")
        and figures.kind_of(column) != "text"
        and any(isinstance(value, str) and value for value in values)
    }
    assert wrong - IN_WORDS == set()


def test_a_date_column_has_the_kind_date(tables):
    found = {column for _, column, values in columns(tables) if is_datetime64_any_dtype(values)}
    assert {figures.kind_of(column) for column in found} <= {"date"}


def test_every_kind_is_one_that_a_surface_knows():
    kinds = {*figures.KINDS.values(), *figures.LABELS.values(), *figures.BEGINNINGS.values()}
    assert kinds <= SHOWN_AS


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        # contract §1, §2 and §10: pay is annual pay; rates and gaps are fractions; ratios are quotients
        ("Min", "pay"), ("Mid", "pay"), ("Max", "pay"), ("Market", "pay"), ("Shortfall", "pay"), ("Raise to min", "pay"),
        ("Spread", "share"), ("Overlap", "share"), ("Penetration", "share"), ("Raise", "share"), ("Next step", "share"),
        ("Gap", "gap"), ("Ceiling gap", "gap"), ("Midpoint change", "gap"), ("Ceiling ratio", "ratio"),
        ("Compa-ratio", "ratio"), ("Market index", "ratio"), ("Headcount", "count"), ("Direct reports", "count"),
        ("Years in level", "years"), ("Level since", "date"), ("Grade", "text"), ("Reasons", "text"), ("Priced by", "text"),
    ],
)  # fmt: skip
def test_a_column_has_the_kind_that_the_contract_gives_it(column, kind):
    assert figures.kind_of(column) == kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Levels", "count"), ("Pairs compared", "count"), ("Pairs outside tolerance", "count"), ("Headline gap", "gap"),
        ("Worst gap", "gap"), ("Rungs missing", "count"), ("Blockages", "count"),
        ("Trapped specialists suggested", "count"), ("Forced managers suggested", "count"), ("Cost to minimum", "pay"),
        ("People below a new rung", "count"), ("Cost of moving the trapped up", "pay"),
        ("Cost of moving everyone there up", "pay"),
    ],
)  # fmt: skip
def test_each_line_of_a_pathways_effect_has_its_kind(tables, label, kind):
    assert label in set(tables["pathway 1"]["Label"])
    assert figures.kind_of_label(label) == kind


def test_no_line_of_a_pathways_effect_is_left_without_a_kind(tables):
    assert {figures.kind_of_label(label) for label in tables["pathway 1"]["Label"]} == {"pay", "count", "gap"}


@pytest.mark.parametrize(
    ("column", "value", "row", "text"),
    [
        # by hand
        ("Min", 82_799.6, {}, "82,800"),
        ("Spread", 0.5, {}, "50.00 %"),
        ("Gap", -0.056, {}, "−5.60 %"),
        ("Gap", 0.0112, {}, "+1.12 %"),
        ("Ceiling ratio", 0.66371, {}, "0.664"),
        ("Headcount", 12.0, {}, "12"),
        ("Years in level", 13.76, {}, "13.8"),
        ("Rank", 1.5, {}, "1.5"),
        ("Grade", "07", {}, "07"),
        ("Mid", float("nan"), {}, ""),
        ("Before", 2.0, {"Label": "Pairs compared"}, "2"),
        ("After", -0.0578, {"Label": "Headline gap"}, "−5.78 %"),
        ("After", 34_600.0, {"Label": "Cost of moving the trapped up"}, "34,600"),
        ("Value", float("nan"), {"Label": "Headline gap"}, ""),
        ("Figure", 0.03, {"Unit": "fraction"}, "0.0300"),
        ("Figure", 53_350.0, {"Unit": "pay"}, "53,350.00"),
        ("After rounding", 0.6443214, {}, "0.644322"),  # upward, so that it still suffices when it is typed in
    ],
)
def test_the_command_line_prints_a_figure_by_its_kind(column, value, row, text):
    assert output.cell(column, value, row) == text


def test_no_cell_of_any_table_is_printed_as_a_missing_value(tables):
    told = {
        (name, column, output.cell(column, value, row))
        for name, table in tables.items()
        for row in table.head(60).to_dict("records")
        for column, value in row.items()
        if output.cell(column, value, row).casefold() in ("nan", "nat", "none", "<na>", "inf", "-inf")
    }
    assert told == set()
