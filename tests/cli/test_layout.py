"""How a table fits a terminal: sentences become notes where they would be squeezed, and stay where they are the answer."""

from __future__ import annotations

import pandas as pd
import pytest

from bandmodel import sample
from bandmodel.cli import layout, output
from cli.command import called

SENTENCE, OTHER = "what is paid in a year, bonus and LTI included", "the mean of the annual pay of everyone in the group"
GAPS = pd.DataFrame({
    "Category": [f"Manager / M{n}" for n in range(10)], "Reference pay": ["100,000"] * 10, "Group pay": ["95,000"] * 10,
    "Note": [SENTENCE, OTHER, "", SENTENCE, SENTENCE, OTHER, "", "", "", OTHER],
})  # fmt: skip
FIGURES = {"Reference pay", "Group pay"}
# Category 12, Reference pay 13, Group pay 9, each with 3 beside it: 43; 24 and 3 more are needed for the sentences
NEEDED = 43 + 24 + 3


@pytest.mark.parametrize("width", [40, NEEDED - 1])
def test_sentences_that_many_rows_share_are_notes_where_there_is_no_room(width):
    texts, notes = layout.footnoted(GAPS, FIGURES, width)
    assert texts["Note"].tolist() == ["(1)", "(2)", "", "(1)", "(1)", "(2)", "", "", "", "(2)"]
    assert notes == {"(1)": SENTENCE, "(2)": OTHER}
    assert texts.drop(columns="Note").equals(GAPS.drop(columns="Note"))


def test_sentences_stay_where_there_is_room():
    texts, notes = layout.footnoted(GAPS, FIGURES, NEEDED)
    assert texts.equals(GAPS)
    assert notes == {}


def test_sentences_of_their_own_stay_beside_their_rows_while_they_can_be_read():
    own = GAPS.assign(Note=[f"{SENTENCE}, of the people in category {n}" for n in range(10)])
    readable = 43 + 12 + 3
    assert layout.footnoted(own, FIGURES, readable)[1] == {}
    assert len(layout.footnoted(own, FIGURES, readable - 1)[1]) == 10


@pytest.mark.parametrize("name", ["Reasons", "Verdict"])
def test_the_answer_stays_beside_its_row(name):
    assert layout.footnoted(GAPS.rename(columns={"Note": name}), FIGURES, 30)[1] == {}


def test_what_a_row_is_stays_however_long():
    texts, notes = layout.footnoted(GAPS[["Note", "Category", "Group pay"]], FIGURES, 30)
    assert texts["Note"].tolist() == GAPS["Note"].tolist()
    assert notes == {}


def test_figures_and_names_are_not_broken_and_other_text_not_within_a_word():
    told = layout.columns(GAPS.assign(Model=["natural logarithm of base pay"] * 10), FIGURES)
    assert {name: (column.whole, column.least) for name, column in told.items()} == {
        "Category": (True, 12), "Reference pay": (True, 13), "Group pay": (True, 9), "Note": (False, 8), "Model": (False, 9),
    }  # fmt: skip


def test_the_notes_stand_below_their_table(monkeypatch, capsys):
    monkeypatch.setattr(output, "_out", output.Console(highlight=False, width=60))
    output.table("Gaps", GAPS.assign(**{"Reference pay": 100_000.0, "Group pay": 95_000.0}))
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == ["Gaps"]
    assert lines[3] == ["Manager", "/", "M0", "100,000", "95,000", "(1)"]
    assert lines[-2] == ["(1)", *SENTENCE.split()]
    assert lines[-1] == ["(2)", *OTHER.split()]


@pytest.mark.parametrize("width", [80, 140])
def test_no_word_of_the_check_of_pay_is_broken(width, tmp_path):
    sample.generate().write(tmp_path / "firm")
    shown = called("equity", tmp_path / "firm", width=width).stdout
    for word in ("Coefficients", "Interaction", "difference,", "assessment"):
        assert word in shown
