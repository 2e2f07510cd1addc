"""What `worksheet_function` makes of a Python function. The functions here are made for the test and not kept."""

from __future__ import annotations

import pytest

from bandmodel.errors import InputError, PolicyError
from bandmodel.excel import functions
from bandmodel.excel.functions import worksheet_function


@pytest.fixture(autouse=True)
def own_list(monkeypatch):
    """A list of functions of its own, so that those made here are not registered for good."""
    monkeypatch.setattr(functions, "FUNCTIONS", {})


def test_our_own_errors_become_the_text_of_the_cell():
    @worksheet_function(pay="Pay")
    def BM_REFUSE(pay):
        """Refuses."""
        raise PolicyError("Rate is missing; add it.") if pay else InputError("Pay is missing; type it.")

    assert BM_REFUSE(1) == "#BM! Rate is missing; add it."
    assert BM_REFUSE(0) == "#BM! Pay is missing; type it."


@pytest.mark.parametrize("bug", [ZeroDivisionError, KeyError, ValueError, TypeError])
def test_a_bug_stays_visible_as_a_bug(bug):
    @worksheet_function(pay="Pay")
    def BM_BUG(pay):
        """Fails in a way that no one meant."""
        raise bug("not ours")

    with pytest.raises(bug, match="not ours"):
        BM_BUG(1)


def test_a_function_that_works_is_called_by_position_and_by_name():
    @worksheet_function(low="Low", high="High")
    def BM_DISTANCE(low, high=None):
        """Distance."""
        return (high or 100) - low

    assert BM_DISTANCE(40) == BM_DISTANCE(low=40) == 60
    assert BM_DISTANCE(40, 50) == BM_DISTANCE(high=50, low=40) == 10


def test_a_function_is_listed_with_what_the_function_wizard_shows():
    @worksheet_function(low="Lower end", high="Upper end; blank = 100")
    def BM_DISTANCE(low, high=None):
        """Distance of
        two ends."""

    listed = functions.FUNCTIONS["BM_DISTANCE"]
    assert listed.signature == "BM_DISTANCE(low, [high])"
    assert listed.description == "Distance of two ends."
    assert [(p.name, p.help, p.optional) for p in listed.parameters] == [
        ("low", "Lower end", False),
        ("high", "Upper end; blank = 100", True),
    ]


@pytest.mark.parametrize("helps", [{"low": "Low"}, {"high": "High", "low": "Low"}, {"low": "Low", "hihg": "High"}])
def test_every_argument_must_be_described_under_its_own_name_and_in_order(helps):
    with pytest.raises(TypeError, match=r"BM_DISTANCE.*low.*high"):

        @worksheet_function(**helps)
        def BM_DISTANCE(low, high=None):
            """Distance."""
