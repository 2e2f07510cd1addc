"""The command equity: gaps between tracks and between groups, and raises that close one, from one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from bandmodel.core.bands import one_of
from bandmodel.equity import adjusted, categories, closing, oaxaca, pay_model, quartiles, statutory, track_notes, tracks
from bandmodel.model import Model
from bandmodel.placement import Placement, place

PARTS = ("all", "tracks", "adjusted", "unadjusted", "quartiles", "categories", "oaxaca")
CATEGORY = ("Track", "Level")
PART = {
    "Receivers": "who received variable pay", "Quartile": "by quartile", "Endowments": "threefold", "Explained": "twofold",
    "Variable": "detail by variable", "Category": "detail by category",
}  # fmt: skip
"""What a table holds whose first label, or one of whose columns, is this."""


@dataclass(frozen=True)
class Asked:
    """What is compared: the group's column, the controls with semicolons, whose definition, the tolerance of tracks."""

    group: str
    controls: str
    definition: str
    tolerance: float | None

    @property
    def names(self) -> list[str]:
        """The controls one by one."""
        return names_of(self.controls)


def names_of(text: str) -> list[str]:
    """Names in a text with semicolons between them."""
    return [name.strip() for name in text.split(";") if name.strip()]


def gaps(model: Model, asked: Asked, part: str) -> dict[str, pd.DataFrame]:
    """The parts of the check of people's pay, or one of them."""
    part = one_of(part, PARTS, "Part")
    staff = model.inputs.require("People")
    stands = place(model.structure, staff)
    makers: dict[str, Callable[[], dict[str, pd.DataFrame]]] = {
        "tracks": lambda: _tracks(model, stands, len(staff), asked),
        "adjusted": lambda: _adjusted(staff, stands, asked),
        "unadjusted": lambda: _named(
            statutory.tables(staff, asked.group, "", "", asked.definition, model.structure), "Unadjusted gaps"
        ),
        "quartiles": lambda: _named(quartiles.tables(staff, asked.group, "", model.structure), "Quartiles of pay"),
        "categories": lambda: _named(
            categories.tables(staff, CATEGORY, asked.group, "", model.structure), "By category of workers"
        ),
        "oaxaca": lambda: _named(
            oaxaca.tables(pay_model.of_groups(staff, asked.group, asked.names, placed=stands)), "Oaxaca-Blinder"
        ),
    }
    shown = list(makers) if part == "all" else [part]
    return {title: table for name in shown for title, table in makers[name]().items()}


def _tracks(model: Model, stands: Placement, people: int, asked: Asked) -> dict[str, pd.DataFrame]:
    found = tracks.track_gaps(model.structure, stands, (), asked.tolerance)
    notes = track_notes.notes(model.structure, found, people - len(stands.people))
    return {"Between tracks (gap = from / to − 1)": tracks.table(found), "Between tracks: what it rests on": notes}


def _adjusted(staff: pd.DataFrame, stands: Placement, asked: Asked) -> dict[str, pd.DataFrame]:
    found = adjusted.adjusted_gaps(pay_model.of_groups(staff, asked.group, asked.names, placed=stands))
    title = "Adjusted gaps (group / reference − 1)"
    return {title: adjusted.table(found), "Adjusted gaps: what they rest on": adjusted.notes(found)}


def _named(tables: list[pd.DataFrame], title: str) -> dict[str, pd.DataFrame]:
    """Several tables of one subject, each under a title that says what it holds."""
    named: dict[str, pd.DataFrame] = {}
    for number, table in enumerate(tables):
        said = title if number == 0 else f"{title}: {_holds(table)}"
        named[said if said not in named else f"{said} ({number + 1})"] = table
    return named


def _holds(table: pd.DataFrame) -> str:
    """What a table holds, by its first label or its columns."""
    first = str(table.iloc[0, 0]) if len(table) else ""
    told = PART.get(first) or next((PART[column] for column in table.columns if column in PART), "")
    return told or "what it rests on"


def closed(
    model: Model, group: str, mode: str, budget: float | None, cap: float | None, controls: Sequence[str] = ()
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Raises that close a gap: what they come to, and who gets one; without controls, those that closing has by default."""
    stands = place(model.structure, model.inputs.require("People"))
    done = closing.close(model.structure, stands, group, mode=mode, budget=budget, cap=cap, controls=controls)
    return dict(zip((f"Closing the gap of {group}", "Raises"), closing.tables(done), strict=True))
