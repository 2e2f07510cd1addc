"""What a pay regression is made of: ln pay, the groups compared, and what they are adjusted for.

Two makers: `of_groups` for groups of people (a column of People), `of_tracks` for two career tracks on their compared
rungs. Everything that adjusts a gap (its estimate, its test, its decomposition, its closing) starts from here, so that all
of them speak of the same rows, pay and reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from bandmodel.core import parity, regression
from bandmodel.core.design import Categories, Column
from bandmodel.core.regression import Fit
from bandmodel.equity import variables
from bandmodel.errors import InputError
from bandmodel.placement import Placement, active, one_currency, texts
from bandmodel.structure import Structure

RUNG = "Rung"


@dataclass(frozen=True, eq=False)
class PayModel:
    """ln pay on a group and controls; arrays have one entry per row of `people`.

    people     the rows of the People table that are compared; the index holds their row numbers
    pay        annual full-time-equivalent base pay in one currency [pay]
    group      the groups, with their reference
    controls   what they are adjusted for
    position   place of each row in the Placement it was taken from; the place on the People table where there is none
    left_out   people not compared, by reason; rows with an unknown value are told by the fit (`Fit.unknown`)
    """

    people: pd.DataFrame
    pay: np.ndarray
    group: Categories
    controls: tuple[Column, ...]
    position: np.ndarray
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def formula(self) -> str:
        """The model in one line: ln(Base pay) ~ C(Gender) + C(Level) + Tenure."""
        return "ln(Base pay) ~ " + " + ".join(variables.written(column) for column in (self.group, *self.controls))

    @property
    def log_pay(self) -> np.ndarray:
        """ln pay."""
        log_pay: np.ndarray = np.log(self.pay)
        return log_pay

    @property
    def reference(self) -> str:
        """Label of the group that others are compared with."""
        return self.group.labels[self.group.reference]

    @property
    def others(self) -> tuple[str, ...]:
        """Labels of the groups that are compared with the reference."""
        return tuple(label for place, label in enumerate(self.group.labels) if place != self.group.reference)

    def coefficient(self, label: str) -> str:
        """Name of a group's coefficient in the fit."""
        return f"{self.group.name}: {label}"

    def fit(self, se: str = "HC3", cluster: np.ndarray | None = None) -> Fit:
        """The regression. The group comes last: where a control tells the groups apart, it is the group that is dropped."""
        return regression.fit(self.log_pay, (*self.controls, self.group), se=se, cluster=cluster)


def of_groups(
    people: pd.DataFrame, group: str, controls: Sequence[str] = (), reference: str = "", placed: Placement | None = None
) -> PayModel:
    """The model of the groups in a column of People.

    controls   columns, `C(name)` for categories
    reference  label to compare with (`variables.groups` says which if not given)
    placed     the same people on bands: their pay is then in the structure currency, and actual pay is divided by FTE
    Raises InputError for a column that is not there, pay in several currencies, or a control that is the group itself.
    """
    counted = active(people) if placed is None else np.ones(len(placed.people), bool)
    staff = people[counted] if placed is None else placed.people
    if placed is None:
        one_currency(staff)
    pay = staff["Base pay"].to_numpy(float) if placed is None else placed.pay * placed.rate
    chosen = variables.groups(staff, group, reference)
    _refuse(staff, controls, {chosen.name: "is the group that is compared"})
    adjusted = variables.controls(staff, controls)
    away = len(people) - len(staff)
    left_out = {"not active": away} if away else {}
    return PayModel(staff, pay, chosen, adjusted, np.flatnonzero(counted), left_out)


def of_tracks(
    structure: Structure, placed: Placement, from_track: str, to_track: str, controls: Sequence[str] = ()
) -> PayModel:
    """The model of the people of two tracks on the rungs that are compared: effects of rung and location, then `controls`.

    A rung is what equivalence joins: levels that are compared with each other, directly or in a chain, have one effect.
    People on a rung that the other track lacks are left out: nothing says what they should be paid.
    Raises InputError where the two tracks are not compared.
    """
    _refuse(placed.people, controls, {"Track": "is what is compared", "Level": "tells the tracks apart"})
    rung = rungs(structure, from_track, to_track)
    level = np.where(placed.row >= 0, rung[placed.row], -1)
    inside = level >= 0
    staff = placed.people[inside]
    on_from = structure.bands["Track"].to_numpy(object)[placed.row[inside]] == from_track
    group = Categories("Track", on_from.astype(int), (to_track, from_track), 0)
    adjusted: list[Column] = [_rung_effects(structure, rung, level[inside])]
    if (texts(staff, "Location") != "").any():
        adjusted.append(variables.categories(staff, "Location"))
    further = variables.controls(staff, [name for name in controls if variables.header_of(staff, name) != "Location"])
    away = np.isin(texts(placed.people, "Track"), [from_track, to_track]) & ~inside
    left_out = {
        "on a rung that the other track lacks": int((away & (placed.row >= 0)).sum()),
        "on a level that the bands do not have": int((away & (placed.row < 0)).sum()),
    }
    pay = (placed.pay * placed.rate)[inside]
    told = {reason: count for reason, count in left_out.items() if count}
    return PayModel(staff, pay, group, (*adjusted, *further), np.flatnonzero(inside), told)


def rungs(structure: Structure, from_track: str, to_track: str) -> np.ndarray:
    """Number of the rung of each level that two tracks are compared on; −1 for levels that are on none of them.

    Raises InputError where the two tracks are not compared.
    """
    compared = structure.compared()
    track = structure.bands["Track"].to_numpy(object)
    here = (track[compared.from_row] == from_track) & (np.array(compared.to_track, object) == to_track)
    if not here.any():
        raise InputError(f"{from_track} and {to_track} are not compared: no level of one is equivalent to one of the other.")
    pairs = compared.only(here)
    joined = np.concatenate([pairs.from_row, pairs.to_row])
    rung = np.full(len(track), -1)
    rung[joined] = pairs.components(len(track))[joined]
    return rung


def compared_tracks(structure: Structure) -> list[tuple[str, str]]:
    """The pairs of tracks that are compared, (from, to), in the order of the comparisons."""
    return parity.track_pairs(structure.bands, structure.compared())


def _refuse(people: pd.DataFrame, controls: Sequence[str], refused: Mapping[str, str]) -> None:
    """Raise InputError for a control that is the pay itself, or one of those refused, with the reason."""
    reasons = {"Base pay": "is what is explained", **refused}
    for name in controls:
        header = variables.header_of(people, name)
        if header in reasons:
            raise InputError(f"{header} {reasons[header]}; it cannot be a control too. Leave it out of the controls.")


def _rung_effects(structure: Structure, rung: np.ndarray, of_people: np.ndarray) -> Categories:
    """The rungs as categories named by their levels (S3 / M1 / M2); the reference is the rung with most people."""
    used, codes = np.unique(of_people, return_inverse=True)
    level = structure.bands["Level"].to_numpy(object)
    names = tuple(" / ".join(level[rung == number].tolist()) for number in used)
    return Categories(RUNG, codes, names, int(np.bincount(codes).argmax()) if len(codes) else 0)
