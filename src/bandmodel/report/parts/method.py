"""Part 10, method: where the figures come from, which rows were left out and why, every setting, and the hash."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import bandmodel
from bandmodel import placement
from bandmodel.core import pricing
from bandmodel.errors import SEVERITIES
from bandmodel.export import settings_of
from bandmodel.people import ALL
from bandmodel.report.content import Cell, Column, Hidden, Part, Table
from bandmodel.report.disclosure import by_person
from bandmodel.report.material import Material

KIND_OF_TYPE = {"fraction": "share", "count": "count", "date": "date"}


def build(material: Material) -> Part:
    """Sentences on the method; tables of sources, rows left out, findings and settings."""
    say = material.words.say
    blocks = (_sources(material), _left_out(material), _findings(material), _settings(material))
    return Part(10, "method", say("method.title"), tuple(_sentences(material)), blocks)


def _sentences(material: Material) -> Iterator[str]:
    say = material.words.say
    yield say("method.order")
    yield say("method.gap", tolerance=material.tolerance)
    yield say("method.career")
    yield say("method.privacy_open" if material.privacy.internal else "method.privacy", least=material.privacy.minimum,
              statistics=material.privacy.for_statistics)  # fmt: skip
    yield say("method.trace")


def _sources(material: Material) -> Table:
    say, model = material.words.say, material.model
    rows: list[tuple[Cell, ...]] = [
        (say("method.read_from"), _last(model.inputs.source)), (say("method.as_of"), model.policy["structure date"]),
        (say("method.report_date"), material.on), (say("method.key"), material.key),
        (say("method.model_key"), model.key), (say("method.version"), f"bandmodel {bandmodel.__version__}"),
        (say("method.currency"), material.words.currency or say("method.no_currency")),
    ]  # fmt: skip
    return Table(say("method.sources"), (Column(say("column.what")), Column(say("column.value"))), tuple(rows))


def _last(source: str) -> str:
    """File or folder that was read, without the way to it: that tells of a computer and of whom it belongs to."""
    return re.split(r"[/\\]", source)[-1] or source


def _left_out(material: Material) -> Table:
    """Rows of Market and People that no figure rests on, counted by reason."""
    say, survey = material.words.say, material.model.survey
    codes = Counter(code for code in survey["Code"] if code and code != pricing.LATE)
    rows: list[tuple[Cell, ...]] = [
        ("Market", say(f"left_out.{code}"), float(number), float(len(survey))) for code, number in sorted(codes.items())
    ]
    if material.placed is not None:
        rows += _people_left_out(material)
    columns = (Column(say("column.table")), Column(say("column.reason")), Column(say("column.rows"), "count"),
               Column(say("column.of_rows"), "count"))  # fmt: skip
    return Table(say("method.left_out"), columns, tuple(rows), note="" if rows else say("method.nothing_left_out"))


def _people_left_out(material: Material) -> list[tuple[Cell, ...]]:
    say, people, cell = material.words.say, material.model.inputs.table("People"), material.privacy.cell
    counted = (
        ("people-not-active", ("Away",), float((~placement.active(people)).sum())),
        ("unplaced", ("Not placed", ALL), float(material.cost["Not placed"].iloc[-1])),
    )
    rows = cell(("Rows",), float(len(people)))
    return [("People", say(f"left_out.{key}"), cell(name, number), rows) for key, name, number in counted if number]


def _findings(material: Material) -> Table:
    """Findings counted by kind; those on single people as they may be shown."""
    say = material.words.say
    counts = Counter((finding.severity, finding.table, finding.code) for finding in material.findings)
    order = sorted(counts, key=lambda kind: SEVERITIES.index(kind[0]))
    rows = tuple(
        (say(f"severity.{kind[0]}"), kind[1], say(f"finding.{kind[2]}"), _times(material, kind, counts[kind]))
        for kind in order
    )
    columns = (Column(say("column.severity")), Column(say("column.table")), Column(say("column.finding")),
               Column(say("column.times"), "count"))  # fmt: skip
    return Table(say("method.findings"), columns, rows, note=say("method.findings_note" if rows else "method.no_findings"))


def _times(material: Material, kind: tuple[str, str, str], number: int) -> Cell:
    """How often a finding (severity, table, code) stands; of a few single people, some of whom may stand in no row that was
    read, it is hidden.
    """
    (severity, table, code), privacy = kind, material.privacy
    if table != "People" or (severity, code) not in by_person(material.findings):
        return float(number)
    if not privacy.internal and number < privacy.minimum:
        return Hidden(privacy.minimum)
    return float(number) if material.placed is None else privacy.cell(("Finding", severity, code), float(number))


def _settings(material: Material) -> Table:
    """Every setting that has a value, under its own name, and whether the Policy table gives it."""
    say, policy = material.words.say, material.model.policy
    rows: list[tuple[Cell, ...]] = []
    kinds: list[str] = []
    for name, setting in settings_of(policy):
        rows.append((name, policy[name], say("method.given" if name in policy.given else "method.default")))
        kinds.append(KIND_OF_TYPE.get(setting.type, "plain"))
    columns = (Column(say("column.setting")), Column(say("column.value"), "plain"), Column(say("column.from")))
    return Table(say("method.settings"), columns, tuple(rows), tuple(kinds), note=say("method.settings_note"))
