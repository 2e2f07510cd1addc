"""Worksheet functions of the career audit: trapped, forced, blocked, moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bandmodel.errors import InputError
from bandmodel.excel import cells
from bandmodel.excel.bands_argument import PLACED, model_of, people_of, placed, structure_of
from bandmodel.excel.functions import worksheet_function
from bandmodel.excel.structure import BANDS_HELP, EQUIVALENCE_HELP
from bandmodel.model import Model

if TYPE_CHECKING:
    from bandmodel.pathways import Rung

CAREERS = ("Employee", *PLACED)


@worksheet_function(
    people="People table with headers; uses Rating, Preference, Level since, Location, Currency if there",
    bands=BANDS_HELP,
    equivalence=EQUIVALENCE_HELP,
)
def BM_TRAPPED(people, bands, equivalence=None):
    """Specialists whom two or more signs suggest are trapped: Employee, Track, Level, Reasons, figures. Limits in Policy."""
    from bandmodel import audit  # here: Excel's start must not pay for it

    structure = structure_of(bands, equivalence)
    return cells.spill(audit.trapped(structure, placed(people, structure, CAREERS)))


@worksheet_function(
    people="People table with headers; uses Previous track, Manager, Preference, Rating, Previous rating",
    bands=BANDS_HELP,
    equivalence=EQUIVALENCE_HELP,
)
def BM_FORCED(people, bands, equivalence=None):
    """Managers who came from a specialist track that offers no way back, with a sign: Employee, Track, Level, Reasons."""
    from bandmodel import audit  # here: Excel's start must not pay for it

    structure = structure_of(bands, equivalence)
    return cells.spill(audit.forced(structure, placed(people, structure, CAREERS, ("Previous track",))))


@worksheet_function(
    bands=BANDS_HELP,
    people="People table with headers; adds how many are high in each band",
    equivalence=EQUIVALENCE_HELP,
)
def BM_BLOCKAGES(bands, people=None, equivalence=None):
    """Levels on which growth is blocked: Track, Level, Reasons, and the figures behind them. Limits in Policy."""
    from bandmodel import audit  # here: Excel's start must not pay for it

    structure = structure_of(bands, equivalence)
    return cells.spill(audit.blockages(structure, placed(people, structure) if cells.given(people) else None))


@worksheet_function(
    bands=BANDS_HELP,
    track="Only moves from this track",
    level="Only moves from this level",
    equivalence=EQUIVALENCE_HELP,
    people="People table with headers; lists each person's moves with the raise to the new minimum instead",
)
def BM_MOVES(bands, track=None, level=None, equivalence=None, people=None):
    """Career moves from each level: up, across to its equivalents, diagonal to the rung above them, with change of pay."""
    from bandmodel import moves  # here: Excel's start must not pay for it

    structure = structure_of(bands, equivalence)
    chosen = [cells.optional_word(cell, name) for cell, name in ((track, "track"), (level, "level"))]
    if not cells.given(people):
        return cells.spill(moves.table(structure, *chosen))
    return cells.spill(moves.people_table(structure, placed(people, structure), *chosen))


@worksheet_function(
    bands="Cell with BM_MODEL",
    track="Track to add a rung to, e.g. Specialist",
    level="Name of the new rung, e.g. S17",
    grade="Grade of the new rung; prices it as the levels of that grade on other tracks",
    mid="Own midpoint, if it should not be priced by grade [pay]",
    people="People table with headers; adds what it costs",
)
def BM_ADD_LEVEL(bands, track, level, grade, mid=None, people=None):
    """What a new rung would do, before anything is kept: its band, parity, blockages, trapped and forced, cost."""
    from bandmodel import pathways  # here: Excel's start must not pay for it

    rung = pathways.Rung(
        cells.word(track, "track"), cells.word(level, "level"), cells.optional_word(grade, "grade"),
        cells.number(mid, "mid", np.nan),
    )  # fmt: skip
    return _effect(_model(bands), [rung], people)


@worksheet_function(
    bands="Cell with BM_MODEL",
    from_track="Track whose rungs to copy, e.g. Manager",
    to_track="Track that gets the rungs it lacks, e.g. Specialist; a new name makes a new track",
    people="People table with headers; adds what it costs",
)
def BM_MIRROR_TRACK(bands, from_track, to_track, people=None):
    """What copying a track's rungs to another would do, before anything is kept: bands, parity, blockages, cost."""
    from bandmodel import pathways  # here: Excel's start must not pay for it

    model = _model(bands)
    tracks = cells.word(from_track, "from_track"), cells.word(to_track, "to_track")
    return _effect(model, pathways.mirrored(model, *tracks), people)


def _model(bands: Any) -> Model:
    held = model_of(bands)
    if held is None:
        raise InputError("A pathway is designed on a model: give the cell of BM_MODEL as bands.")
    return held


def _effect(model: Model, rungs: list[Rung], people: Any) -> cells.Rows:
    from bandmodel import pathways  # here: Excel's start must not pay for it

    staff = people_of(people, model.structure, CAREERS)
    return cells.stacked([part for part in pathways.effect(model, rungs, staff) if len(part)])
