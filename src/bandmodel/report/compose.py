"""A model as a report: its parts in order, each made by its own small file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import bandmodel
from bandmodel.model import Model
from bandmodel.report.content import Part, Report
from bandmodel.report.material import Material, ScenarioSummary
from bandmodel.report.parts import (
    answer,
    appendix,
    bands,
    careers,
    compa,
    cost,
    lines,
    method,
    parity,
    scenarios,
    split,
)
from bandmodel.report.wording import Words

PARTS: tuple[Callable[[Material], Part], ...] = (
    answer.build, bands.build, parity.build, split.build, compa.build, lines.build, cost.build, careers.build,
    scenarios.build, method.build,
)  # fmt: skip
"""The parts of every report, in order; the internal one has an appendix besides."""


def of_model(
    model: Model, on: dt.date, *, language: str = "en", internal: bool = False, name: str = "",
    summaries: Sequence[ScenarioSummary] = (),
) -> Report:  # fmt: skip
    """The report of a model.

    on         day of the report
    language   "en", "de" or "fr"
    internal   name single people, in an appendix, and hide no small group; every page says so
    name       whose report it is, for the subtitle; "" for nobody's
    summaries  what was computed of scenarios
    Raises InputError for an unknown language.
    """
    policy, currency = model.policy, model.structure.localities.currency
    digits = 2 if policy["rounding"] < 1 else 0
    words = Words(language, currency, digits)
    material = Material(model, on, words, internal, tuple(summaries))
    builders = (*PARTS, appendix.build) if internal else PARTS
    settings = words.say(
        "report.settings", tolerance=policy["parity tolerance"], weight=policy["parity weight"],
        method=words.say(f"midpoint_method.{policy['midpoint method']}"), least=policy["minimum group"],
    )  # fmt: skip
    as_of = policy["structure date"]
    subtitle = words.say("report.subtitle_named" if name else "report.subtitle", name=name, date=as_of)
    return Report(
        words.say("report.title"), subtitle, on, as_of, material.key, bandmodel.__version__, settings, internal, language,
        currency, digits, tuple(build(material) for build in builders),
    )  # fmt: skip
