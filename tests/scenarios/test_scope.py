"""The scope of a lever: how it is read, what it admits, and how it is told."""

import pandas as pd
import pytest

from bandmodel.scenarios import scope
from bandmodel.scenarios.scope import Scope

EVERY = ("track", "level", "location", "currency")
PEOPLE = pd.DataFrame({
    "Track": ["Specialist", "Specialist", "Manager", "Manager"], "Level": ["S1", "S2", "M1", "S1"],
    "Location": ["Bern", "", "Bern", "Zürich"],
})  # fmt: skip


def rows(text):
    return scope.read(text, EVERY).rows(PEOPLE).tolist()


@pytest.mark.parametrize("text", ["", "  ", "all", "All", " ALL "])
def test_all_is_everyone(text):
    assert scope.read(text, EVERY) == Scope()
    assert rows(text) == [True] * 4


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("track=Specialist", [1, 1, 0, 0]),
        ("level=S1", [1, 0, 0, 1]),  # the name is on two tracks
        ("level=S1;track=Manager", [0, 0, 0, 1]),  # both must hold
        ("level=S1;level=M1", [1, 0, 1, 1]),  # one of them
        ("track=Manager; level=S1 ;level=M1;location=Bern", [0, 0, 1, 0]),
        (" TRACK = Specialist ;; ", [1, 1, 0, 0]),
        ("location=Zürich", [0, 0, 0, 1]),
        ("track=specialist", [0, 0, 0, 0]),  # names are matched as written
        ("level=S1;level=S1", [1, 0, 0, 1]),
    ],
)
def test_values_of_one_key_are_alternatives_and_several_keys_must_all_hold(text, inside):
    assert rows(text) == [bool(one) for one in inside]


def test_a_blank_location_is_inside_all_but_in_no_named_place():
    assert rows("location=Bern")[1] is False


def test_names_may_hold_an_equals_sign():
    assert scope.read("level=S=1", EVERY).of == {"level": ("S=1",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Specialist", '"Specialist" is not of the form track=Specialist'),
        ("track=", '"track=" is not of the form track=Specialist'),
        ("=Specialist", '"=Specialist" is not of the form'),
        ("family=IT", '"family=IT" is not of the form'),
        ("all;track=Specialist", '"all" is not of the form'),
        ("location=Bern", '"location" does not apply to this lever; it takes all, track=…, level=…'),
    ],
)
def test_what_cannot_be_read_is_said(text, said):
    with pytest.raises(ValueError, match=r"does not apply|is not of the form") as trouble:
        scope.read(text, ("track", "level"))
    assert str(trouble.value).startswith(said)


def test_a_lever_without_scopes_takes_all_only():
    with pytest.raises(ValueError, match=r"it takes all$"):
        scope.read("track=Specialist", ())


def test_an_unknown_name_is_told_with_those_there_are():
    read = scope.read("level=S1;level=S9;track=X", EVERY)
    assert read.unknown({"level": {"S1", "S2"}}) == 'level "S9" is not known; known: S1, S2'
    assert read.unknown({"level": {"S1", "S9"}, "track": set()}) == 'track "X" is not known; known: none'
    assert read.unknown({"level": {"S1", "S9"}}) == ""  # of tracks nothing is known here
    assert Scope().unknown({"level": set()}) == ""


@pytest.mark.parametrize("text", ["all", "track=Specialist", "level=S2;level=S1;track=A B", "location=Zürich"])
def test_a_scope_is_told_as_it_can_be_typed_again(text):
    read = scope.read(text, EVERY)
    assert scope.read(str(read), EVERY) == read


def test_the_order_of_keys_makes_no_difference():
    assert scope.read("track=A;level=B", EVERY) == scope.read("level=B;track=A", EVERY)


def test_a_table_without_the_column_is_not_narrowed():
    assert scope.read("location=Bern", EVERY).rows(PEOPLE[["Track", "Level"]]).all()
