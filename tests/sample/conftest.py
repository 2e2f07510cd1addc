"""The invented company as generated, and as the oracle reads it back from CSV files."""

from __future__ import annotations

import datetime as dt

import pytest

from bandmodel import model, sample
from sample.oracle import Company, tables

TODAY = dt.date(2030, 6, 1)  # not the structure date, which the sample's Policy table gives


@pytest.fixture(scope="session")
def company():
    """The sample of 1,200 people, seed 1."""
    return sample.generate()


@pytest.fixture(
    scope="session", params=[(1200, 1), (1200, 2), (1000, 3), (3500, 4)], ids=lambda p: f"{p[0]} people, seed {p[1]}"
)
def any_company(request):
    """Samples of several sizes and seeds."""
    people, seed = request.param
    return sample.generate(people=people, seed=seed)


@pytest.fixture(scope="session")
def written(company, tmp_path_factory):
    """Folder with the sample written out."""
    folder = tmp_path_factory.mktemp("sample") / "company"
    company.write(folder)
    return folder


@pytest.fixture(scope="session")
def retold(any_company, tmp_path_factory):
    """What the oracle works on: the sample read back from CSV without the package."""
    folder = tmp_path_factory.mktemp("sample")
    any_company.write(folder)
    return Company(tables(folder))


@pytest.fixture(scope="session")
def model_at():
    """The model of a sample, with policy settings changed: model_at(company, parity_anchor="higher")."""
    return lambda company, **changes: model.of_inputs(company.inputs, TODAY, **changes)
