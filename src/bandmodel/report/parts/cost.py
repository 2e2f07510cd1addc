"""Part 7, cost to minimum: how many people are below and above their band, and what lifting them costs."""

from __future__ import annotations

from collections.abc import Iterator

from bandmodel.people import COST
from bandmodel.report import lifts, people_needed
from bandmodel.report.content import Bar, Bars, Block, Column, Hidden, Part, Table
from bandmodel.report.lifts import Lift
from bandmodel.report.material import Closing, Material

KINDS = ("count", "count", "count", "count", "pay", "pay", "share")
"""Kinds of the columns of the cost to minimum (`people.COST`)."""


def build(material: Material) -> Part:
    """People and cost by track, and the cost at the bands that close the gaps."""
    say = material.words.say
    if material.placed is None:
        return Part(7, "cost", say("cost.title"), (), (people_needed.notice(material),))
    table = by_track(material)
    blocks: list[Block] = [chart(material, table), table]
    if material.closing is not None:
        blocks.append(_closing(material, material.closing))
    return Part(7, "cost", say("cost.title"), tuple(_sentences(material)), tuple(blocks))


def _sentences(material: Material) -> Iterator[str]:
    say, cells = material.words.say, lifts.by_track(material)
    below, above = cells["Below"][-1], cells["Above"][-1]
    yield say("cost.counts", n=below, people=cells["Headcount"][-1], below=below, above=above)
    if not material.anyone:
        yield say("cost.nobody")
        return
    yield _cost(material, lifts.now(material), "cost.now")
    if material.closing is not None:
        yield _cost(material, lifts.then(material), "cost.then")
    if cells["Not placed"][-1]:
        yield say("cost.unplaced", n=cells["Not placed"][-1], unplaced=cells["Not placed"][-1])
    yield say("cost.reading")


def _cost(material: Material, lift: Lift, key: str) -> str:
    form = "few" if isinstance(lift.amount, Hidden) else "none" if lift.people == 0 else "shown"
    return material.words.say(f"{key}_{form}", n=lift.people, people=lift.people, amount=lift.amount, share=lift.share)


def by_track(material: Material) -> Table:
    """Headcount, below, above and cost of each track and of all."""
    say, cells = material.words.say, lifts.by_track(material)
    columns = [Column(say("column.track"))]
    columns += [Column(say(f"cost.{name.lower().replace(' ', '_')}"), kind) for name, kind in zip(COST, KINDS, strict=True)]
    names = [*material.cost["Track"].to_list()[:-1], say("cost.all")]
    rows = tuple(zip(names, *(cells[name] for name in COST), strict=True))
    note = "" if material.privacy.internal else say("cost.hidden", least=material.privacy.minimum)
    return Table(say("cost.table"), tuple(columns), rows, note=note, total=True)


def chart(material: Material, table: Table) -> Bars:
    """Cost to minimum of each track, without the total."""
    say, place = material.words.say, COST.index("Cost") + 1
    bars = tuple(Bar(str(row[0]), row[place], hue=material.hues.get(str(row[0]), 0)) for row in table.rows[:-1])
    behind = Table(say("cost.chart"), (table.columns[0], table.columns[place]),
                   tuple((row[0], row[place]) for row in table.rows[:-1]))  # fmt: skip
    unit = say(f"cost.{material.unit}", currency=material.words.currency)
    return Bars(key="cost", title=say("cost.chart"), text=say("cost.chart_text", n=len(bars), tracks=len(bars)), unit=unit,
                bars=bars, table=behind)  # fmt: skip


def _closing(material: Material, closing: Closing) -> Table:
    """Now beside the bands that bring every pair within tolerance."""
    say = material.words.say
    now, then = lifts.now(material), lifts.then(material)
    columns = (
        Column(say("column.state")), Column(say("column.parity_weight"), "weight"), Column(say("column.widest_gap"), "gap"),
        Column(say("cost.below"), "count"), Column(say("cost.cost"), "pay"), Column(say("cost.percent_of_payroll"), "share"),
    )  # fmt: skip
    weight = float(material.model.policy["parity weight"])
    rows = (
        (say("cost.state_now"), weight, material.worst_pulled, now.people, now.amount, now.share),
        (say("cost.state_then"), closing.weight, closing.worst, then.people, then.amount, then.share),
    )
    return Table(
        say("cost.closing_table"), columns, rows, note=say("cost.closing_note", n=closing.falls, falls=closing.falls)
    )
