"""The commands on people and careers: what each prints, from one model and its People table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from bandmodel import audit, merit, moves, pathways, people, placement, saving
from bandmodel import model as models
from bandmodel.cli import output
from bandmodel.core.bands import one_of
from bandmodel.errors import BandModelError, InputError
from bandmodel.inputs import folder as folders
from bandmodel.model import Model
from bandmodel.pathways import Rung
from bandmodel.placement import Placement
from bandmodel.report import career_map

PARTS = ("all", "trapped", "forced", "blockages", "compression", "span")


def _placed(model: Model) -> Placement:
    return placement.place(model.structure, model.inputs.require("People"))


def people_table(model: Model) -> pd.DataFrame:
    """Every person in the own band."""
    return people.placed_table(model.structure, model.inputs.require("People"))


def placed(model: Model, by: str, budget: float | None) -> dict[str, pd.DataFrame]:
    """Cost to minimum by group; with a Merit table, the merit round."""
    limit, stands = merit.checked(budget), _placed(model)
    names = [name.strip() for name in by.split(";") if name.strip()]
    tables = {"Cost to minimum": people.cost_to_min(model.structure, stands, names)}
    if model.inputs.given("Merit"):
        zones, totals = merit.cost(model.structure, stands, model.inputs.table("Merit"), limit)
        tables |= {"Merit by rating and zone": zones[zones["Headcount"] > 0], "Merit round": totals}
    elif budget is not None:
        raise InputError(f"{model.inputs.source} has no Merit table to spend a budget by; add one.")
    return tables


def audited(model: Model, part: str) -> dict[str, pd.DataFrame]:
    """The parts of the career audit; compression lists only what is not within, unless it is asked for alone."""
    part = one_of(part, PARTS, "Part")
    structure, stands = model.structure, _placed(model)

    def compression() -> pd.DataFrame:
        pay = audit.compressed(structure, stands)
        return pay if part == "compression" else pay[pay["Result"] != audit.WITHIN]

    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "Trapped specialists": lambda: audit.trapped(structure, stands),
        "Forced managers": lambda: audit.forced(structure, stands),
        "Blockages": lambda: audit.blockages(structure, stands),
        "Compression": compression,
        "Span": lambda: audit.span(model.inputs.require("People")),
    }
    if part != "all":
        title = list(makers)[PARTS.index(part) - 1]
        return {title: makers[title]()}
    tables = {title: make() for title, make in makers.items()}
    span = tables.pop("Span")
    return {"Summary": _summary(tables, span), **tables}


def _summary(tables: dict[str, pd.DataFrame], span: pd.DataFrame) -> pd.DataFrame:
    """Counts of what the evidence suggests."""
    trapped, pay = tables["Trapped specialists"], tables["Compression"]
    told = trapped["Evidence"] == audit.SUGGESTS_TRAPPED
    rows = [
        ("People whom the evidence suggests are trapped", float(told.sum()), "specialists; two or more signs"),
        ("People of whom it cannot be told", float((~told).sum()), "rating or preference unknown"),
        ("People whom the evidence suggests were forced", float(len(tables["Forced managers"])), "from a specialist track"),
        ("Levels blocked", float(len(tables["Blockages"])), "with the reasons listed"),
        ("Pairs of manager and report compressed", float(pay["Result"].isin([audit.COMPRESSED, audit.INVERTED]).sum()),
         "or inverted; legitimate ones are listed, not counted"),
        ("People in a circle of managers", float((span["Remark"] != "").sum()), "not followed"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Label", "Value", "Note"])


def moved(model: Model, track: str, level: str, each: bool) -> dict[str, pd.DataFrame]:
    """The career moves, or each person's."""
    if each:
        return {"Moves of people": moves.people_table(model.structure, _placed(model), track, level)}
    return {"Moves": moves.table(model.structure, track, level)}


def draw(model: Model, path: Path) -> None:
    """Write the map of career paths. Raises BandModelError for a name of another kind, and where it cannot be written."""
    if path.suffix.casefold() != ".svg" and not path.is_dir():
        raise InputError(f"{path} should end in .svg: the map is a picture of that kind.")
    try:
        saving.in_place(career_map.svg(model.structure).encode("utf-8"), path)
    except OSError as trouble:
        raise BandModelError(f"{path} cannot be written: {trouble.strerror or trouble}. Choose another place.") from trouble


def designed(model: Model, add: list[str], mirror: str) -> list[Rung]:
    """The rungs that the options ask for. Raises InputError for one that cannot be read, or none at all."""
    rungs = [_rung(text) for text in add]
    if mirror:
        source, target = (part.strip() for part in f"{mirror}=".split("=")[:2])
        if not (source and target):
            raise InputError(f'Mirror "{mirror}" is not of the form Manager=Specialist.')
        with_rungs = models.build(pathways.added(model, rungs)[0], model.policy) if rungs else model
        rungs += pathways.mirrored(with_rungs, source, target)
    if not rungs:
        raise InputError("Nothing to try: give --add Track/Level=grade or --mirror Manager=Specialist.")
    return rungs


def _rung(text: str) -> Rung:
    place, equals, grade = text.partition("=")
    track, slash, level = place.rpartition("/")
    if not (equals and slash and track.strip() and level.strip()):
        raise InputError(f'Rung "{text}" is not of the form Track/Level=grade, such as Specialist/S17=21.')
    return Rung(track.strip(), level.strip(), grade.strip(), np.nan)


def effect(model: Model, rungs: list[Rung]) -> dict[str, pd.DataFrame]:
    """What the rungs would do; with a People table, also what they cost."""
    staff = model.inputs.table("People") if model.inputs.given("People") else None
    return dict(
        zip(("New rungs", "Before and after", "Blockages that change"), pathways.effect(model, rungs, staff), strict=True)
    )


def keep(model: Model, rungs: list[Rung], folder: Path) -> None:
    """Write the tables with the rungs. Raises InputError where that would lose or mix anything."""
    errors = [finding for finding in model.inputs.findings if finding.severity == "error"]
    if errors:
        told = output.counted(len(errors), "error")
        raise InputError(f"The tables have {told}, which the copy would lose; mend them first: {errors[0]}")
    folders.write(pathways.added(model, rungs)[0], folder)
