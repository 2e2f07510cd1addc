"""The command report: the leadership report of a model, written whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bandmodel import saving
from bandmodel.core.bands import one_of
from bandmodel.errors import BandModelError
from bandmodel.model import Model
from bandmodel.report import compose, html, pdf, xlsx
from bandmodel.report.content import Report
from bandmodel.report.material import ScenarioSummary
from bandmodel.scenarios import choice, confidential, outcomes
from bandmodel.scenarios.run import Result

RENDERED: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: html.page(report).encode(),
    "pdf": pdf.document,
    "xlsx": xlsx.workbook,
}
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
    items: list[Any] = outcomes.table(result).to_numpy().tolist() if internal else confidential.items(result)
    by_year: dict[float, dict[str, float]] = {}
    for year, item, value, *_ in items:
        by_year.setdefault(year, {})[item] = np.nan if value is None else float(value)
    last = by_year[max(by_year)]
    lumps = [one["One-off: merit above maximum"] for one in by_year.values() if "One-off: merit above maximum" in one]
    return ScenarioSummary(
        result.scenario.name, float(sum(lumps)), last["Cost total"], last["Percent of payroll"], last["P10"], last["P90"],
        choice.summary(result)["Worst gap before"], last.get("Worst parity gap with bonus", last["Worst parity gap"]),
    )  # fmt: skip
