"""The stand-ins themselves: nothing of xlwings is replaced, and a plain interpreter is left alone."""

from __future__ import annotations

import sys

import pytest

from hosts import xlwings_on_linux


def test_the_tests_own_interpreter_keeps_the_xlwings_of_this_system():
    import xlwings

    assert "pywintypes" not in sys.modules or sys.platform == "win32"
    assert xlwings.func(len) is len or sys.platform == "win32"


def test_they_refuse_an_interpreter_that_has_imported_xlwings():
    with pytest.raises(RuntimeError, match="fresh interpreter"):
        xlwings_on_linux.install()


def test_a_range_of_one_cell_has_a_scalar_value_and_others_tuples_of_tuples():
    assert xlwings_on_linux.ComRange([[1.0]]).Value == 1.0
    assert xlwings_on_linux.ComRange([[1.0, 2.0]]).Value == ((1.0, 2.0),)
    assert xlwings_on_linux.ComRange([[1.0], [None]]).Value == ((1.0,), (None,))


def test_xlwings_is_its_own_in_the_other_interpreter(host):
    facts = host.facts()
    assert facts["decorator"] == "xlwings.udfs"
    assert facts["engine"] == "xlwings._xlwindows"
    assert facts["platform"] == sys.platform  # the pretence ends with the import
    assert facts["paid parts"] is False
