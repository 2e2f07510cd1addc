"""What a report is made of: a model, its people, and the tables of parity, cost and careers, each asked for once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from bandmodel import audit, distributions, findings, people, placement, views, weighting
from bandmodel.core import parity
from bandmodel.core.ladder import BASES, kind_of, tracks
from bandmodel.core.parity import Headline
from bandmodel.errors import Finding
from bandmodel.inputs.inputs import fingerprint
from bandmodel.model import Model
from bandmodel.placement import Placement
from bandmodel.report import disclosure
from bandmodel.report.privacy import Privacy
from bandmodel.report.wording import Words
from bandmodel.structure import Structure
from bandmodel.weighting import Weighting

BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION = range(6)
"""Colours of the palette by number (`svg.palette.HUES`)."""
OTHERS = (SKY, VERMILLION, GREEN, PURPLE, BLUE, ORANGE)
"""Colours in the order in which tracks without one of their own get them."""
OF_KIND = {"manager": ORANGE, "specialist": BLUE, "project": GREEN, "contributor": PURPLE}


STEP = 0.05
EDGES = np.round(np.arange(0.70, 1.30 + STEP / 2, STEP), 10)
"""Ends of the bins of compa-ratios; below and above them the bins are open."""


@dataclass(frozen=True)
class ScenarioSummary:
    """One scenario in a line.

    one_off        cost that comes once [pay]; run_rate a year, in the last year [pay]
    percent_of_payroll   run-rate as a share of payroll [fraction]
    low, high      range of the run-rate; unknown where there is none [pay]
    worst_gap_before, worst_gap_after   the widest gap of a compared pair [fraction]
    doubtful       whether pay that looks like a slip makes part of the run-rate
    """

    name: str
    one_off: float
    run_rate: float
    percent_of_payroll: float
    low: float
    high: float
    worst_gap_before: float
    worst_gap_after: float
    doubtful: bool = False


@dataclass(frozen=True, eq=False)
class Closing:
    """What it takes to bring every pair within tolerance: a parity weight, and lifting people to the new minimums.

    weight      the smallest parity weight, to type into Policy
    structure   the bands at it
    worst       widest gap then, of the pairs that can be pulled [fraction]
    falls       levels whose midpoint is then lower than now
    placed      people in the bands of then, and cost to minimum in all (`people.COST`); None without people
    """

    weight: float
    structure: Structure
    worst: float
    falls: int
    placed: Placement | None
    cost: pd.Series | None


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that the parts of a report are told from.

    on          day of the report
    internal    whether single people may be named
    scenarios   what was computed of scenarios; none by default
    """

    model: Model
    on: dt.date
    words: Words
    internal: bool = False
    scenarios: tuple[ScenarioSummary, ...] = ()

    @property
    def structure(self) -> Structure:
        """The published bands."""
        return self.model.structure

    @cached_property
    def placed(self) -> Placement | None:
        """The active people in their bands; None without a People table."""
        if not self.model.inputs.given("People"):
            return None
        return placement.place(self.structure, self.model.inputs.table("People"))

    @cached_property
    def privacy(self) -> Privacy:
        """What may be shown of people."""
        return disclosure.privacy(self)

    @cached_property
    def anyone(self) -> bool:
        """Whether anyone has a band and a known pay; without one there is no cost to tell of."""
        return self.placed is not None and not bool(np.isnan(self.placed.cost_to_min).all())

    @property
    def compares(self) -> bool:
        """Whether anything says which levels are equivalent."""
        return self.structure.comparisons is not None and len(self.structure.comparisons) > 0

    @property
    def tolerance(self) -> float:
        """Largest gap that is within [fraction]."""
        return self.structure.tolerance()

    @cached_property
    def tracks(self) -> list[str]:
        """The tracks in order."""
        return tracks(self.structure.bands)

    def tracks_of(self, kind: str) -> list[str]:
        """The tracks of a kind."""
        return [name for name in self.tracks if kind_of(self.structure.bands, name) == kind]

    @cached_property
    def track_labels(self) -> np.ndarray:
        """The track of each active person as tables by track name it. Requires people."""
        assert self.placed is not None
        return np.array([name or people.BLANK for name in placement.texts(self.placed.people, "Track")], object)

    @cached_property
    def track_pairs(self) -> list[tuple[str, str]]:
        """The tracks that are compared: (from track, to track)."""
        return parity.track_pairs(self.structure.bands, self.structure.compared())

    @cached_property
    def hues(self) -> dict[str, int]:
        """Colour of each track: that of its kind for the first of a kind, else one that is still free."""
        chosen: dict[str, int] = {}
        for name in self.tracks:
            wanted = OF_KIND.get(kind_of(self.structure.bands, name), SKY)
            free = [hue for hue in (wanted, *OTHERS) if hue not in chosen.values()]
            chosen[name] = free[0] if free else OTHERS[len(chosen) % len(OTHERS)]
        return chosen

    @cached_property
    def pairs(self) -> dict[str, pd.DataFrame]:
        """The compared pairs on each basis of pay: base, cash, total."""
        return {basis: self.structure.pairs(basis) for basis in BASES}

    @cached_property
    def order(self) -> list[int]:
        """Rows of the pairs as a reader expects them: pair of tracks by pair of tracks, the highest rung first."""
        pairs = self.pairs["base"]
        number = {tracks: place for place, tracks in enumerate(self.track_pairs)}
        key = [number[tracks] for tracks in zip(pairs["From track"], pairs["To track"], strict=True)]
        return sorted(range(len(pairs)), key=lambda row: (key[row], -row))

    @property
    def unit(self) -> str:
        """Last word of the key of a chart's unit: pay is in a currency where the tables name one."""
        return "unit" if self.words.currency else "unit_plain"

    def pair_name(self, pair: pd.Series) -> str:
        """The two sides of a pair by their levels, "S16 / M11"; with their tracks where a level's name is on several."""
        unique = not self.structure.bands["Level"].duplicated().any()
        sides = (pair[f"{side} level"] if unique else level_name(pair[f"{side} track"], pair[f"{side} level"])
                 for side in ("From", "To"))  # fmt: skip
        return " / ".join(sides)

    @cached_property
    def heads(self) -> dict[str, Headline]:
        """The headline of the pairs on each basis."""
        return {basis: parity.headline(pairs) for basis, pairs in self.pairs.items()}

    @property
    def head(self) -> Headline:
        """The headline of the pairs in base pay."""
        return self.heads["base"]

    @cached_property
    def ceilings(self) -> pd.DataFrame:
        """Top rung against top rung."""
        return views.ceiling_table(self.structure)

    @cached_property
    def missing(self) -> pd.DataFrame:
        """Missing rungs."""
        return views.missing_table(self.structure)

    @cached_property
    def split(self) -> pd.DataFrame:
        """Each pair's gap in total pay, split."""
        return views.split_table(self.structure)

    @cached_property
    def weighting(self) -> Weighting:
        """The smallest parity weight within tolerance."""
        return weighting.smallest(self.structure)

    @cached_property
    def closing(self) -> Closing | None:
        """What it takes to close what is outside tolerance; None where nothing is, or no parity weight does."""
        if not self.compares or not self.head.outside or not self.weighting.pulling.any():
            return None
        weight = self.weighting.typed
        if np.isnan(weight):
            return None
        closed = self.structure.pulled(weight)
        if parity.headline(closed.pairs()).outside:
            return None
        worst = float(closed.pairs()["Gap"].iloc[self._widest(closed)])
        fall = closed.bands["Mid"].to_numpy(float) < self.structure.bands["Mid"].to_numpy(float)
        if self.placed is None:
            return Closing(weight, closed, worst, int(fall.sum()), None, None)
        placed = placement.place(closed, self.model.inputs.table("People"))
        return Closing(weight, closed, worst, int(fall.sum()), placed, people.cost_to_min(closed, placed).iloc[-1])

    def _widest(self, structure: Structure) -> int:
        """Row of the widest gap among the pairs that a parity weight pulls."""
        gap = structure.pairs()["Gap"].to_numpy(float)
        return int(np.nanargmax(np.where(self.weighting.pulling, np.abs(np.log1p(gap)), np.nan)))

    @property
    def worst_pulled(self) -> float:
        """The widest gap of now among the pairs that a parity weight pulls [fraction]. Requires one."""
        return float(self.pairs["base"]["Gap"].iloc[self._widest(self.structure)])

    @cached_property
    def cost(self) -> pd.DataFrame:
        """Cost to minimum by track, and in all. Requires people."""
        assert self.placed is not None
        return people.cost_to_min(self.structure, self.placed, ["Track"])

    @cached_property
    def trapped(self) -> pd.DataFrame:
        """Specialists whom the figures suggest are trapped. Requires people."""
        assert self.placed is not None
        return audit.trapped(self.structure, self.placed)

    @cached_property
    def forced(self) -> pd.DataFrame:
        """Managers whom the figures suggest were forced. Requires people."""
        assert self.placed is not None
        return audit.forced(self.structure, self.placed)

    @cached_property
    def blocked(self) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
        """Levels on which growth is blocked, and the kinds of reason; without people, as far as bands tell."""
        return audit.blocked(self.structure, self.placed)

    @cached_property
    def medians(self) -> pd.DataFrame:
        """Median pay of each level. Requires people."""
        assert self.placed is not None
        return distributions.by_level(self.structure, self.placed)

    @cached_property
    def compa(self) -> pd.DataFrame:
        """Quartiles of the compa-ratios by track. Requires people."""
        assert self.placed is not None
        return distributions.compa_by_track(self.structure, self.placed)

    @cached_property
    def bins(self) -> dict[str, list[distributions.Bin]]:
        """Compa-ratios in bins, of each track with people enough for a histogram. Requires people."""
        assert self.placed is not None
        policy, counts = self.model.policy, self.compa["Headcount"].to_list()
        least, each = (1, 1) if self.internal else (policy["minimum group for statistics"], policy["minimum group"])
        return {
            track: distributions.binned(distributions.compa_of(self.structure, self.placed, track), EDGES, int(each))
            for track, count in zip(self.tracks, counts, strict=True)
            if count >= least
        }

    @cached_property
    def findings(self) -> list[Finding]:
        """Every finding of the model."""
        return findings.of_model(self.model)

    @cached_property
    def key(self) -> str:
        """Hash of the bands' inputs and settings, the people and the scenarios."""
        digest = hashlib.blake2b(self.model.key.encode(), digest_size=8)
        if self.placed is not None:
            digest.update(fingerprint(self.model.inputs.table("People")).encode())
        digest.update(repr(self.scenarios).encode())
        return digest.hexdigest()


def level_name(track: str, level: str) -> str:
    """A level with its track, unless its name says the track already: "EX EX-01" is "EX-01"."""
    return level if level.startswith(track) else f"{track} {level}"


def listed(names: Sequence[str]) -> list[str]:
    """The names, each once, in order."""
    return list(dict.fromkeys(names))
