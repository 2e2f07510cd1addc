"""Part 9, scenarios side by side: cost once and a year, share of payroll, range, and what each does to the widest gap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bandmodel.report.content import Bar, Bars, Block, Cell, Column, Notice, Part, Table
from bandmodel.report.material import Material, ScenarioSummary

COLUMNS = (
    ("one_off", "pay"), ("run_rate", "pay"), ("percent_of_payroll", "share"), ("low", "pay"), ("high", "pay"),
    ("worst_gap_before", "gap"), ("worst_gap_after", "gap"),
)  # fmt: skip

SAME = 0.0005
"""Two gaps that differ by less read the same [fraction]."""


def build(material: Material) -> Part:
    """A bar and a line of the table for each scenario."""
    say = material.words.say
    if not material.scenarios:
        notice = Notice("missing", say("missing.title"), (say("scenarios.none"),))
        return Part(9, "scenarios", say("scenarios.title"), (), (notice,))
    blocks: tuple[Block, ...] = (chart(material), table(material))
    return Part(9, "scenarios", say("scenarios.title"), tuple(_sentences(material)), blocks)


def _sentences(material: Material) -> Iterator[str]:
    say = material.words.say
    for found in material.scenarios:
        told = effect(material, found)
        form = "scenarios.line" if told else "scenarios.line_alone"
        yield say(form, name=found.name, price=price(material, found), effect=told)
    if any(_known(found.low) is not None for found in material.scenarios):
        yield say("scenarios.range")
    doubtful = [found.name for found in material.scenarios if found.doubtful]
    if doubtful:
        yield say("scenarios.slips", names=doubtful)


def price(material: Material, found: ScenarioSummary) -> str:
    """What a scenario costs a year, and once where anything is paid once."""
    form = "price" if found.one_off == 0 else "price_with_lump"
    return material.words.say(
        f"scenarios.{form}", one_off=_known(found.one_off), run_rate=_known(found.run_rate),
        share=_known(found.percent_of_payroll),
    )  # fmt: skip


def effect(material: Material, found: ScenarioSummary) -> str:
    """What a scenario does to the widest gap; "" where no gap is known."""
    before, after = abs(found.worst_gap_before), abs(found.worst_gap_after)
    if np.isnan(before) or np.isnan(after):
        return ""
    form = "effect_none" if abs(before - after) < SAME else "effect"
    return material.words.say(f"scenarios.{form}", before=before, after=after)


def chart(material: Material) -> Bars:
    """Run-rate of each scenario, with its range."""
    say = material.words.say
    bars = tuple(
        Bar(found.name, _known(found.run_rate), _known(found.low), _known(found.high)) for found in material.scenarios
    )
    told = tuple(COLUMNS.index(column) for column in COLUMNS if column[0] in ("run_rate", "low", "high"))
    full = table(material)
    behind = Table(
        say("scenarios.chart"), (full.columns[0], *(full.columns[place + 1] for place in told)),
        tuple((row[0], *(row[place + 1] for place in told)) for row in full.rows),
    )  # fmt: skip
    unit = say(f"scenarios.{material.unit}", currency=material.words.currency)
    return Bars(key="scenarios", title=say("scenarios.chart"), unit=unit, bars=bars, table=behind,
                text=say("scenarios.chart_text", n=len(bars), scenarios=len(bars)))  # fmt: skip


def table(material: Material) -> Table:
    """Every figure of every scenario."""
    say = material.words.say
    columns = [Column(say("column.scenario")), *(Column(say(f"scenarios.{name}"), kind) for name, kind in COLUMNS)]
    rows = tuple((found.name, *_figures(found)) for found in material.scenarios)
    return Table(say("scenarios.table"), tuple(columns), rows)


def _figures(found: ScenarioSummary) -> list[Cell]:
    return [_known(getattr(found, name)) for name, _ in COLUMNS]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
