"""Part 1, the answer: how large the gap is, where, what closing it costs, and what is asked of the reader."""

from __future__ import annotations

import numpy as np

from bandmodel.report import lifts
from bandmodel.report.content import Figure, Figures, Hidden, Notice, Part
from bandmodel.report.lifts import Lift
from bandmodel.report.material import Closing, Material, ScenarioSummary, level_name, listed
from bandmodel.report.parts import careers, scenarios


def build(material: Material) -> Part:
    """Five sentences or six, four numbers, and the decision."""
    words = material.words
    sentences = (*_parity(material), cost(material), slips(material), careers.sentence(material))
    decision = Notice("decision", words.say("answer.decision"), tuple(_decision(material)))
    blocks = (Figures(tuple(_figures(material))), decision)
    return Part(1, "answer", words.say("answer.title"), tuple(text for text in sentences if text), blocks)


def best(material: Material) -> ScenarioSummary | None:
    """The scenario that leaves the smallest widest gap; of equals, the cheapest a year."""
    known = [found for found in material.scenarios if not np.isnan(found.worst_gap_after)]
    return min(known, key=lambda found: (round(abs(np.log1p(found.worst_gap_after)), 3), found.run_rate), default=None)


def _parity(material: Material) -> list[str]:
    say = material.words.say
    if not material.compares:
        return [say("answer.no_equivalence")]
    if material.head.worst is None:
        return [say("answer.no_gap_known", n=material.head.unknown, unknown=material.head.unknown)]
    return [average(material), widest(material), ceiling(material)]


def average(material: Material) -> str:
    """How far the bands lie apart on average."""
    pairs = material.pairs["base"]
    gap = material.head.gap
    own, other = (listed(pairs[f"{side} track"].to_list()) for side in ("From", "To"))
    return material.words.say(f"answer.average_{_side(gap)}", gap=abs(gap), from_tracks=own, to_tracks=other)


def widest(material: Material) -> str:
    """How many pairs are outside tolerance, and which is the widest."""
    head, words = material.head, material.words
    assert head.worst is not None
    pair = material.pairs["base"].iloc[head.worst]
    gap = float(pair["Gap"])
    state = "outside" if head.outside else "justified" if head.justified else "within"
    counted = words.say(
        f"answer.{state}", n=head.outside if head.outside else head.known, outside=head.outside, known=head.known,
        tolerance=material.tolerance,
    )  # fmt: skip
    size = words.brief(abs(gap), "size", beside=material.tolerance)
    own, other = (level_name(pair[f"{side} track"], pair[f"{side} level"]) for side in ("From", "To"))
    where = words.say(f"answer.widest_{_side(gap)}", own=own, other=other, size=size)
    return words.say("answer.counted_and_widest", counted=counted, where=where)


def ceiling(material: Material) -> str:
    """Which ladder ends furthest from the one it is compared with; "" where no top is known."""
    table = material.ceilings.dropna(subset=["Ceiling gap"])
    if table.empty:
        return ""
    row = table.iloc[int(np.argmax(np.abs(np.log1p(table["Ceiling gap"].to_numpy(float)))))]
    gap = float(row["Ceiling gap"])
    own, other = row["From top level"], row["To top level"]
    return material.words.say(
        f"answer.ceiling_{_side(gap)}", track=row["From track"], other_track=row["To track"], own=own, other=other,
        size=abs(gap),
    )  # fmt: skip


def _side(gap: float) -> str:
    """Where a gap rounds to nothing, the two are level."""
    return "level" if abs(gap) < 0.0005 else "below" if gap < 0 else "above"


def cost(material: Material) -> str:
    """What closing the gaps costs: by the best scenario, else by a parity weight, else what the minimums cost now."""
    say, scenario, closing = material.words.say, best(material), material.closing
    if scenario is not None:
        told, price = scenarios.effect(material, scenario), scenarios.price(material, scenario)
        return say("answer.cost_scenario", name=scenario.name, effect=told, price=price)
    if material.placed is None:
        return say("answer.cost_unknown")
    if not material.anyone:
        return say("answer.cost_nobody")
    lift = lifting(material)
    form = "few" if isinstance(lift.amount, Hidden) else "none" if lift.people == 0 else "shown"
    figures = {"people": lift.people, "amount": lift.amount, "share": lift.share}
    if closing is None:
        return say(f"answer.cost_now_{form}", n=lift.people, **figures)
    return say(f"answer.cost_closing_{form}", n=lift.people, weight=closing.weight, pairs=_all_pairs(material), **figures)


def slips(material: Material) -> str:
    """That the cost counts pay which looks like a slip; "" where it does not, or no cost is shown."""
    scenario = best(material)
    if scenario is not None:
        counted = scenario.doubtful and not np.isnan(scenario.run_rate)
    else:
        counted = material.anyone and not isinstance(lifting(material).amount, Hidden) and lifts.doubtful(material)
    return material.words.say("answer.slips") if counted else ""


def _all_pairs(material: Material) -> str:
    """What a parity weight brings within tolerance: every pair, or those without a stated reason."""
    return material.words.say("answer.every_other_pair" if material.head.justified else "answer.every_pair")


def lifting(material: Material) -> Lift:
    """Whom it takes to lift: to the new minimums where a parity weight closes the gaps, else to those of now."""
    return lifts.now(material) if material.closing is None else lifts.then(material)


def _figures(material: Material) -> list[Figure]:
    """Average gap, widest gap, pairs outside tolerance, cost of closing them a year."""
    return [*_gaps(material), _outside(material), _cost(material)]


def _gaps(material: Material) -> list[Figure]:
    say = material.words.say
    if not material.compares or material.head.worst is None:
        unknown = say("answer.needs_equivalence")
        return [Figure(say(f"answer.{name}_gap"), None, "gap", unknown) for name in ("average", "widest")]
    pair = material.pairs["base"].iloc[material.head.worst]
    return [
        Figure(say("answer.average_gap"), material.head.gap, "gap", say("answer.average_note")),
        Figure(say("answer.widest_gap"), float(pair["Gap"]), "gap", material.pair_name(pair)),
    ]


def _outside(material: Material) -> Figure:
    say = material.words.say
    label = say("answer.outside_tolerance", tolerance=material.tolerance)
    if not material.compares:
        return Figure(label, None, "count", say("answer.needs_equivalence"))
    head = material.head
    note = say("answer.of_compared", known=head.known)
    if head.justified:
        note = say("answer.and_justified", n=head.justified, note=note, justified=head.justified)
    if head.unknown:
        note = say("answer.and_unknown", n=head.unknown, note=note, unknown=head.unknown)
    return Figure(label, float(head.outside), "count", note)


def _cost(material: Material) -> Figure:
    say, scenario = material.words.say, best(material)
    if scenario is not None:
        note = say("answer.share_and_scenario", share=scenario.percent_of_payroll, name=scenario.name)
        return Figure(say("answer.cost_of_closing"), scenario.run_rate, "money", note)
    label = say("answer.cost_of_minimum" if material.closing is None else "answer.cost_of_closing")
    if material.placed is None:
        return Figure(label, None, "money", say("answer.needs_people"))
    if not material.anyone:
        return Figure(label, None, "money", say("answer.nobody_placed"))
    lift = lifting(material)
    if isinstance(lift.amount, Hidden):
        return Figure(label, lift.amount, "money", say("answer.few_people"))
    return Figure(label, lift.amount, "money", say("answer.share_of_payroll", share=lift.share))


def _decision(material: Material) -> list[str]:
    """What is asked: choose a scenario, set a parity weight, judge what remains, lift people; else nothing."""
    say = material.words.say
    if material.scenarios:
        return _choice(material)
    if not material.compares:
        return [say("answer.ask_equivalence"), *_minimum(material)]
    if material.closing is not None:
        return _weight(material, material.closing)
    return [*_judgement(material), *_minimum(material)]


def _judgement(material: Material) -> list[str]:
    """What to do about pairs that no parity weight closes, and about those of which nothing is known."""
    say, head = material.words.say, material.head
    asked = []
    if head.outside:
        asked = [say("answer.ask_justify", n=head.outside, outside=head.outside), say("answer.ask_proposal", n=head.outside)]
    elif head.justified:
        asked = [say("answer.ask_justified", n=head.justified, justified=head.justified)]
    elif not head.unknown:
        asked = [say("answer.ask_nothing")]
    return asked + ([say("answer.ask_unknown", n=head.unknown, unknown=head.unknown)] if head.unknown else [])


def _minimum(material: Material) -> list[str]:
    """The money that lifting people to the minimums of now takes."""
    if not material.anyone:
        return []
    say, lift = material.words.say, lifts.now(material)
    if isinstance(lift.amount, Hidden):
        return [say("answer.ask_money_few")]
    return [say("answer.ask_minimum", n=lift.people, people=lift.people, amount=lift.amount)] if lift.people else []


def _choice(material: Material) -> list[str]:
    say = material.words.say
    each = [
        say("answer.scenario_line", name=found.name, run_rate=found.run_rate, share=found.percent_of_payroll,
            after=abs(found.worst_gap_after))
        for found in material.scenarios
    ]  # fmt: skip
    return [say("answer.ask_scenario", n=len(each)), *each]


def _weight(material: Material, closing: Closing) -> list[str]:
    say, date = material.words.say, material.model.policy["structure date"]
    anchor = say(f"anchor.{material.model.policy['parity anchor']}")
    asked = [say("answer.ask_weight", weight=material.words.figure(closing.weight, "weight"), date=date, anchor=anchor,
                 tolerance=material.tolerance, pairs=_all_pairs(material))]  # fmt: skip
    if material.anyone:
        asked += _money(material)
    if closing.falls:
        asked.append(say("answer.ask_falls", n=closing.falls, falls=closing.falls))
    return asked


def _money(material: Material) -> list[str]:
    """The money that lifting people takes, and how much of it is due without any change of bands."""
    say, lift, now = material.words.say, lifts.then(material), lifts.now(material)
    if isinstance(lift.amount, Hidden):
        return [say("answer.ask_money_few")]
    if not lift.people:
        return []
    asked = say("answer.ask_money", n=lift.people, people=lift.people, amount=lift.amount)
    due = isinstance(now.amount, float) and now.amount > 0
    return [f"{asked} {say('answer.due_anyway', amount=now.amount)}" if due else asked]
