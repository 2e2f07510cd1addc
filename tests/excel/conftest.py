"""Every test of the worksheet functions starts without models, as Excel does after a restart of Python."""

from __future__ import annotations

import pytest
from hypothesis import settings

import bandmodel.excel as bm
from bandmodel.excel import registry
from excel.sheets import PRICED

settings.register_profile("bandmodel", deadline=None)
settings.load_profile("bandmodel")


@pytest.fixture(autouse=True)
def no_models():
    """An empty registry before and after each test."""
    registry.forget()
    yield
    registry.forget()


@pytest.fixture
def priced():
    """The handle of the PRICED tables."""
    return bm.BM_MODEL(**PRICED)
