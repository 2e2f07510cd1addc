"""Who is counted in an unadjusted gap, in which group, what each is paid, and who is left out for which reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bandmodel import placement
from bandmodel.core.design import Categories
from bandmodel.equity import variables
from bandmodel.equity.measures import EXTRAS, PAY, Measure
from bandmodel.errors import InputError
from bandmodel.figures import LABELLED
from bandmodel.structure import Structure

ONE_AT_A_TIME = "give the rows of one currency at a time: these gaps are reported country by country"
SIGN = "Gap = (reference - group) / reference; positive = group paid less"
INTERNAL = (
    "Disclosure",
    "internal: not suppressed",
    "small groups are shown: only for those who may see single people's pay",
)

Reason = tuple[str, np.ndarray, str]
"""Why people are left out, whom it concerns (a mask over the active people), and a remark."""


@dataclass(frozen=True, eq=False)
class Workforce:
    """The active people, their groups and their pay, one entry per row of `people`.

    people  active rows of the People table
    group   the groups, with their reference; people of an unknown group have the code −1
    factor  what turns amounts as typed into one currency [ratio]
    base    annual full-time-equivalent base pay in that currency [pay]; unknown where People has no such column
    away    people who are not active, by status
    """

    people: pd.DataFrame
    group: Categories
    factor: np.ndarray
    base: np.ndarray
    away: dict[str, int]

    @property
    def reference(self) -> str:
        """Label of the group that others are compared with."""
        return self.group.labels[self.group.reference]

    @property
    def others(self) -> list[int]:
        """Numbers of the groups that are compared with the reference."""
        return [number for number in range(len(self.group.labels)) if number != self.group.reference]

    def column(self, name: str) -> np.ndarray:
        """A column of amounts in one currency; base or hourly pay of 0 is no pay and unknown, as is a column not there."""
        values = self.base if name == "Base pay" else placement.numbers(self.people, name) * self.factor
        return np.where(values > 0, values, np.nan) if name in PAY else values

    def total(self, measure: Measure) -> np.ndarray:
        """Pay of each person by a measure [pay], 0 where nothing was received; unknown where one of its columns is."""
        total: np.ndarray = np.sum([self.column(name) for name in measure.columns], axis=0)
        return total

    def values(self, measure: Measure) -> np.ndarray:
        """Pay of each person by a measure, as its gap is taken [pay]: where it is over receivers, unknown for the others."""
        total = self.total(measure)
        return total if measure.zeros else np.where(total > 0, total, np.nan)

    def lacking(self, measure: Measure) -> str:
        """Which columns keep everyone's pay by this measure unknown, and the remedy; "" where none does."""
        missing = [name for name in measure.columns if name not in self.people]
        blank = [name for name in measure.columns if name in self.people and np.isnan(self.column(name)).all()]
        said = ["People has no column " + " or ".join(f'"{name}"' for name in missing)] if missing else []
        if blank:
            said.append(f"{' and '.join(blank)} {'is' if len(blank) == 1 else 'are'} blank throughout")
        them = "it" if len(missing + blank) == 1 else "them"
        none = ", 0 for none" if set(missing + blank) <= set(EXTRAS) else ""
        return f"unknown: {'; '.join(said)}; fill {them} in{none}" if said else ""

    def first_known(self, measures: Sequence[Measure], purpose: str) -> Measure:
        """The first of some measures by which anyone's pay is known. Raises InputError where there is none."""
        found = next((measure for measure in measures if not np.isnan(self.values(measure)).all()), None)
        if found is None:
            wanted = " or ".join(dict.fromkeys(f'"{measure.columns[0]}"' for measure in measures))
            raise InputError(f"Pay is known of no active person, {purpose}: fill in the column {wanted} of People.")
        return found

    def left_out(self, basis: Measure, also: Sequence[Reason] = ()) -> tuple[int, list[tuple[str, int, str]]]:
        """(people used by a measure of pay, the others as reason, number, remark); each person by the first that fits.

        also   further reasons, which come after an unknown group
        """
        (paid,) = (name for name in basis.columns if name in PAY)
        reasons = [
            (f"{self.group.name} unknown", self.group.codes < 0, "blank"),
            *also,
            (f"{paid} is 0", placement.numbers(self.people, paid) == 0, "0 is no pay"),
            (f"{basis.name} unknown", np.isnan(self.values(basis)), "blank, or in a currency that is not known"),
        ]
        told = [("not active", sum(self.away.values()), ", ".join(f"{status} {n}" for status, n in self.away.items()))]
        left = np.ones(len(self.people), bool)
        for reason, who, remark in reasons:
            told.append((reason, int((left & who).sum()), remark))
            left &= ~who
        return int(left.sum()), [line for line in told if line[1]]

    def remarks(self, basis: Measure, about: Sequence[tuple[str, object, str]], also: Sequence[Reason] = ()) -> pd.DataFrame:
        """What figures rest on, in labelled lines: `about` first, then basis, sign, reference, rows used and left out."""
        used, out = self.left_out(basis, also)
        lines = [
            *about,
            ("Basis", basis.name, basis.meaning),
            ("Sign", "positive = group paid less", SIGN),
            ("Reference group", self.reference, f"of {self.group.name}"),
            ("Rows used", used, f"{basis.name} known; other figures count the people of whom they are known"),
            *((f"Left out: {reason}", count, remark) for reason, count, remark in out),
            INTERNAL,
        ]
        return pd.DataFrame(lines, columns=list(LABELLED))


def of(
    people: pd.DataFrame, group: str, reference: str = "", structure: Structure | None = None, remedy: str = ONE_AT_A_TIME
) -> Workforce:
    """The active people and their groups (`variables.groups`).

    structure  of a model, whose exchange rates convert pay in several currencies; Track and Level must be there with it
    remedy     for pay in several currencies without it, as the message ends
    Raises InputError for pay in several currencies without it, and for groups that cannot be compared.
    """
    counted = placement.active(people)
    staff = people[counted]
    factor = worked = np.ones(len(staff))
    if structure is None:
        placement.one_currency(staff, remedy)
    else:
        placed = placement.place(structure, people.assign(**{"Base pay": 1.0}))  # what a unit of pay becomes
        worked = placed.fte if structure.policy["base pay is"] == "actual" else worked
        factor = placed.pay * placed.rate * worked
    base = placement.numbers(staff, "Base pay") * factor / worked
    statuses, counts = np.unique(placement.texts(people, "Status")[~counted].astype(str), return_counts=True)
    away = dict(zip(statuses.tolist(), counts.tolist(), strict=True))
    return Workforce(staff, variables.groups(staff, group, reference), factor, base, away)
