"""The report as files in a folder: every form from the same content, each written whole, none in place of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from bandmodel import saving
from bandmodel.core.bands import one_of
from bandmodel.errors import BandModelError
from bandmodel.model import Model
from bandmodel.report import compose, html, pdf, scenario_lines, wording, xlsx
from bandmodel.report.content import Report

RENDERED: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: html.page(report).encode(),
    "pdf": pdf.document,
    "xlsx": xlsx.workbook,
}
"""The forms of the report, each from the same content."""


def write(
    model: Model, folder: Path, on: dt.date, *, name: str = "Band report", form: str = "all", language: str = "en",
    scenarios: Sequence[str] = (), internal: bool = False, tell: Callable[[str], None] = lambda _: None,
) -> dict[Path, Path]:  # fmt: skip
    """Write the report of a model, one file of each form; the files written, by the paths that they were to have.

    folder      made if it is not there
    on          day of the report, which is part of the files' names
    name        what the names begin with
    form        "html", "pdf", "xlsx" or "all"
    language    "en", "de" or "fr"
    scenarios   those that the report speaks of, by name; all of the Scenarios table if none is named
    internal    name people and hide no small group; the files' names say so
    tell        is told what is being done
    No file is written before all of them are made. Raises InputError for an unknown form, language or scenario, and
    BandModelError where the folder cannot be made or written.
    """
    forms = list(RENDERED) if form == "all" else [one_of(form, tuple(RENDERED), "Format")]
    wording.texts(language)
    tell("computing the report")
    lines = scenario_lines.of_model(model, scenarios, internal=internal)
    report = compose.of_model(model, on, language=language, internal=internal, summaries=lines)
    made: dict[Path, bytes] = {}
    for kind in forms:
        tell(f"making the {kind}")
        made[folder / f"{name} {on:%Y-%m-%d}{' internal' * internal}.{kind}"] = RENDERED[kind](report)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise BandModelError(f"{folder} cannot be made: {trouble.strerror or trouble}. Choose another folder.") from trouble
    return {path: saving.at_free_name(content, path) for path, content in made.items()}
