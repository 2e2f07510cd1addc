"""Builders shared by all tests: tables written out as text, and the models and structures made of them.

A table is a block of lines with "|" between the cells; the first line holds the headers, so the first row of data is
row 2, as on a sheet. Builders have session scope, so that hypothesis tests may use them.
"""

from __future__ import annotations

import datetime as dt

import pytest

import no_network
from bandmodel import model, structure
from bandmodel.inputs import schema, table
from bandmodel.inputs.inputs import collect

no_network.block()

TODAY = dt.date(2026, 11, 23)  # the structure date follows: 2026-01-01


def cells(block: str | list[list]) -> list[list]:
    """Rows of cells of a block of text; a list of rows is taken as it is."""
    if not isinstance(block, str):
        return block
    return [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]


def _inputs(**tables: str | list[list]):
    rows = {name: cells(block) for name, block in tables.items()}
    return collect({name: table.read(schema.TABLES[name], r[0], r[1:]) for name, r in rows.items()}, "the test")


def _model(policy: dict | None = None, **tables: str | list[list]):
    settings = [["Setting", "Value"], *([name, value] for name, value in (policy or {}).items())]
    return model.of_inputs(_inputs(**tables, **({"Policy": settings} if policy else {})), TODAY)


def _structure(bands: str | list[list], equivalence: str | None = None, **policy: object):
    read = table.read(schema.BANDS, cells(bands)[0], cells(bands)[1:])
    assert not read.findings
    equal = table.read(schema.EQUIVALENCE, cells(equivalence)[0], cells(equivalence)[1:]).frame if equivalence else None
    settings = structure.policies.defaults().with_values(**policy)
    return structure.of_bands(read.frame, equal, settings)


@pytest.fixture(scope="session")
def inputs_of():
    """Inputs of tables as blocks of text: inputs_of(Levels="Track | Level | Rank ...")."""
    return _inputs


@pytest.fixture(scope="session")
def model_of():
    """The model of tables on structure date 2026-01-01: model_of({"rounding": 1}, Levels=..., Market=...)."""
    return _model


@pytest.fixture(scope="session")
def structure_of():
    """The structure of finished bands: structure_of(bands, equivalence, rounding=1)."""
    return _structure
