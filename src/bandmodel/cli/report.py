"""The command report: the leadership report of a model, written whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bandmodel import saving
from bandmodel.core.bands import one_of
from bandmodel.errors import BandModelError
from bandmodel.model import Model
from bandmodel.report import compose, html
from bandmodel.report.content import Report
from bandmodel.report.material import ScenarioSummary
from bandmodel.scenarios import choice, confidential
from bandmodel.scenarios.run import Result

RENDERED: dict[str, Callable[[Report], bytes]] = {"html": lambda report: html.page(report).encode()}
"""The forms of the report, each from the same content."""


def written(model: Model, folder: Path, *, form: str, language: str, internal: bool, on: dt.date) -> list[Path]:
    """The files written: one of each form asked for. Raises BandModelError where the folder cannot be made or written."""
    forms = list(RENDERED) if form == "all" else [one_of(form, tuple(RENDERED), "Format")]
    report = compose.of_model(
        model, on, language=language, internal=internal, summaries=summaries(model, internal=internal)
    )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise BandModelError(f"{folder} cannot be made: {trouble.strerror or trouble}. Choose another folder.") from trouble
    name = f"Band report {on:%Y-%m-%d}" + (" internal" if internal else "")
    return [saving.at_free_name(RENDERED[kind](report), folder / f"{name}.{kind}") for kind in forms]


def summaries(model: Model, *, internal: bool) -> list[ScenarioSummary]:
    """The scenarios of the model in a line each; none where it has no people or no scenarios."""
    if not (model.inputs.given("Scenarios") and model.inputs.given("People")):
        return []
    from bandmodel.cli import scenarios as commands

    return [_summary(result, internal=internal) for result in commands.results(commands.company(model), [])]


def _summary(result: Result, *, internal: bool) -> ScenarioSummary:
    """One scenario; for leadership in figures from which no single pay follows, withheld ones unknown."""
    lines = choice.summary(result)
    figures = {
        "run rate": lines["Cost in the last year"], "share": lines["Percent of payroll, last year"],
        "low": lines["Low (P10), last year"], "high": lines["High (P90), last year"], "one-off": lines["Paid once"],
    }  # fmt: skip
    if not internal:
        last = result.years[-1].year
        kept = {str(item): value for year, item, value, *_ in confidential.items(result) if year == last}
        lumps = [v for _, item, v, *_ in confidential.items(result) if str(item).startswith("One-off")]
        figures = {
            "run rate": _known(kept.get("Cost total")), "share": _known(kept.get("Percent of payroll")),
            "low": _known(kept.get("P10")), "high": _known(kept.get("P90")),
            "one-off": float(np.sum([_known(value) for value in lumps])),
        }  # fmt: skip
    return ScenarioSummary(
        result.scenario.name, figures["one-off"], figures["run rate"], figures["share"], figures["low"], figures["high"],
        lines["Worst gap before"], lines["Worst gap, with bonus"],
    )  # fmt: skip


def _known(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else np.nan
