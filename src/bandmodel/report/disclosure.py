"""Every figure of people that the report wants to show, with the people behind it, so that all are decided together.

Figures have names, by which the parts ask for them (`Privacy.cell`): a figure that is not added here cannot be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from bandmodel import audit, distributions, placement
from bandmodel.core.pages import Pages
from bandmodel.core.position import ABOVE, BELOW
from bandmodel.errors import Finding
from bandmodel.people import ALL
from bandmodel.placement import Placement
from bandmodel.report.privacy import Privacy

if TYPE_CHECKING:
    from bandmodel.report.material import Material

PEOPLE, COMPA, COST, COST_THEN, PAYROLL = "People", "Compa", "Cost", "Cost then", "Payroll"
TRAPPED, UNTOLD, FORCED = "Trapped", "Cannot tell", "Forced"
Named = tuple[tuple[object, ...], str, np.ndarray, str]
"""Name of a figure, its kind, the people of its groups (a row each), and its variable (`core.pages`)."""


def privacy(material: Material) -> Privacy:
    """The privacy of a report: its limits, and for the leadership version what may be shown of each figure."""
    policy = material.model.policy
    limits = int(policy["minimum group"]), int(policy["minimum group for statistics"])
    if material.internal:
        return Privacy(*limits)
    atoms = _Atoms(material)
    pages = Pages(atoms.known, amounts=atoms.amounts, minimum=limits[0], minimum_statistics=limits[1])
    for name, kind, groups, variable in atoms.figures():
        pages.add(name, kind, groups, variable)
    return Privacy(*limits, pages.settle())


class _Atoms:
    """The people of a report, one atom each: every row of the People table, active or not."""

    def __init__(self, material: Material) -> None:
        self.material, self.people = material, material.model.inputs.table("People")
        self.active = placement.active(self.people)
        self.known, self.amounts = self._variables()

    def _variables(self) -> tuple[dict[str, np.ndarray], Mapping[str, np.ndarray]]:
        known = {PEOPLE: np.ones(len(self.people))}
        placed = self.material.placed
        if placed is None:
            return known, {}
        amounts = {COST: placed.cost_to_min * placed.rate, PAYROLL: placed.payroll}
        closing = self.material.closing
        if closing is not None and closing.placed is not None:
            amounts[COST_THEN] = closing.placed.cost_to_min * closing.placed.rate
        full = {name: self.spread(figures) for name, figures in amounts.items()}
        known |= {name: (~np.isnan(figures)).astype(float) for name, figures in full.items()}
        known[COMPA] = (~np.isnan(self.spread(placed.compa))).astype(float)
        return known, {name: np.nan_to_num(figures) for name, figures in full.items()}

    def spread(self, figures: np.ndarray) -> np.ndarray:
        """Figures of the active people over all rows; unknown for the others."""
        full = np.full(len(self.people), np.nan)
        full[self.active] = figures
        return full

    def mask(self, who: np.ndarray) -> np.ndarray:
        """Some of the active people as atoms."""
        full = np.zeros(len(self.people), bool)
        full[self.active] = who
        return full

    def figures(self) -> Iterator[Named]:
        """Every figure."""
        placed = self.material.placed
        if placed is None:
            return
        yield (("Rows",), "count", np.ones(len(self.people), bool), PEOPLE)
        yield (("Away",), "count", ~self.active, PEOPLE)
        yield from self._cost(placed)
        yield from self._pay(placed)
        yield from self._histograms(placed)
        yield from self._careers(placed)
        yield from self._findings()

    def _cost(self, placed: Placement) -> Iterator[Named]:
        """The columns of cost to minimum, by track and in all; those who would be below at the closing bands."""
        status, groups = placed.status, {"Headcount": np.ones(len(placed.row), bool)}
        groups |= {"Not placed": np.isnan(placed.cost_to_min), "Below": status == BELOW, "Above": status == ABOVE}
        label = self.material.track_labels
        for track in (*dict.fromkeys(label), ALL):
            here = np.ones(len(label), bool) if track == ALL else label == track
            for name, who in groups.items():
                yield ((name, track), "count", self.mask(who & here), PEOPLE)
            yield ((COST, track), "sum", self.mask(groups["Below"] & here), COST)
            yield ((PAYROLL, track), "sum", self.mask(here), PAYROLL)
        closing = self.material.closing
        if closing is not None and closing.placed is not None:
            below = self.mask(closing.placed.status == BELOW)
            yield (("Below then",), "count", below, PEOPLE)
            yield ((COST_THEN,), "sum", below, COST_THEN)

    def _pay(self, placed: Placement) -> Iterator[Named]:
        """Medians of levels; medians and quartiles of tracks."""
        known = ~np.isnan(placed.compa)
        structure = self.material.structure
        frame = structure.bands
        for row, (track, level) in enumerate(zip(frame["Track"], frame["Level"], strict=True)):
            yield (("Median", track, level), "median", self.mask(known & (placed.row == row)), COMPA)
        on = distributions.tracks_of(structure, placed)
        for track in self.material.tracks:
            who = self.mask(known & (on == track))
            yield (("Median", track), "median", who, COMPA)
            yield (("Quartiles", track), "quartiles", who, COMPA)

    def _histograms(self, placed: Placement) -> Iterator[Named]:
        on = distributions.tracks_of(self.material.structure, placed)
        for track, bins in self.material.bins.items():
            whole = self.mask((on == track) & ~np.isnan(placed.compa))
            for place, found in enumerate(bins):
                inside = self.mask((on == track) & found.holds(placed.compa))
                yield (("Share", track, place), "share", np.stack([inside, whole]), COMPA)

    def _careers(self, placed: Placement) -> Iterator[Named]:
        trapped, forced = self.material.trapped, self.material.forced
        told = trapped["Evidence"] == audit.SUGGESTS_TRAPPED
        for name, table, kind in (
            (TRAPPED, trapped[told], "specialist"), (UNTOLD, trapped[~told], "specialist"), (FORCED, forced, "manager"),
        ):  # fmt: skip
            listed = self.people.index.isin(table.index)
            on = self.people["Track"].to_numpy(object)
            for track in self.material.tracks_of(kind):
                yield ((name, track), "count", listed & (on == track), PEOPLE)
            yield ((name, ALL), "count", listed, PEOPLE)

    def _findings(self) -> Iterator[Named]:
        """Findings on single people; the rows that were left out on reading are nobody's here."""
        for key, found in by_person(self.material.findings).items():
            rows = [finding.row for finding in found]
            yield (("Finding", *key), "count", self.people.index.isin(rows), PEOPLE)


def by_person(findings: list[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """The findings on single people, by severity and code."""
    found = [finding for finding in findings if finding.table == "People" and finding.row is not None]

    def key(finding: Finding) -> tuple[str, str]:
        return finding.severity, finding.code

    return {kind: list(group) for kind, group in groupby(sorted(found, key=key), key=key)}
