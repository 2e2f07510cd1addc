"""Market movement by chance: factors on pay, and a cost that follows them, exactly and for many draws at once.

A market that moves with volatility σ multiplies pay by exp(σZ − σ²/2), Z standard normal: its mean is 1, so that no
drift is smuggled in. Groups (tracks, as a rule) that move differently share a part of Z:

    Z of a group = √ρ · Z₀ + √(1 − ρ) · Z own,   any two groups correlated by ρ

The cost of lifting everyone to minimums that move, Σ max(0, f·min − pay)·weight, is piecewise linear in f with a break at
each person's pay / min. Sorted once, with running sums, a draw is one search: O((n + draws) log n), not n · draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bandmodel.errors import InputError

QUANTILES = {"P10": 0.1, "P50": 0.5, "P90": 0.9}
CELLS_PER_BREAK = 32
"""Fineness of the table that stands in for most searches: the finer, the fewer cells hold a break and need one."""


def movements(
    volatility: float | np.ndarray, draws: int, seed: int, groups: int = 1, correlation: float = 1.0
) -> np.ndarray:
    """Logs of the factors by which each group's market moves, one row per draw and one column per group.

    volatility   standard deviation of the log movement, one for all groups or one each [fraction]
    seed         the same seed gives the same draws: numpy's Generator(PCG64(seed)).standard_normal, Z₀ first, then the
                 groups in order; so Z₀ is the same whatever the correlation and the number of groups
    correlation  between the movements of any two groups, 0 … 1; 1 = one movement for all
    Raises InputError for a volatility below 0, a correlation outside 0 … 1, fewer than 1 draw or a seed below 0.
    """
    sigma = np.broadcast_to(np.asarray(volatility, float), (groups,))
    _require(bool(((sigma >= 0) & np.isfinite(sigma)).all()), f"Volatility {volatility} is not 0 or more.")
    _require(0 <= correlation <= 1, f"Correlation {correlation:g} is not between 0 and 1.")
    _require(draws >= 1 and seed >= 0, f"{draws} draws with seed {seed}: give at least 1 draw and a seed of 0 or more.")
    own = groups if correlation < 1 else 0
    normal = np.random.Generator(np.random.PCG64(seed)).standard_normal((1 + own, draws))
    shared = np.sqrt(correlation) * normal[:1]
    mixed = shared + np.sqrt(1 - correlation) * normal[1:] if own else np.repeat(shared, groups, axis=0)
    moves: np.ndarray = (sigma[:, None] * mixed - (sigma**2 / 2)[:, None]).T
    return moves


def factors(volatility: float | np.ndarray, draws: int, seed: int, groups: int = 1, correlation: float = 1.0) -> np.ndarray:
    """Factors by which each group's market moves (`movements`, not in logs), mean 1: one row per draw [ratio]."""
    factor: np.ndarray = np.exp(movements(volatility, draws, seed, groups, correlation))
    return factor


def quantiles(values: np.ndarray) -> dict[str, float]:
    """P10, P50 and P90 of the draws, as Excel's PERCENTILE.INC; unknown without draws, or where one is unknown."""
    if not len(values):
        return dict.fromkeys(QUANTILES, np.nan)
    found = np.quantile(values, list(QUANTILES.values()))
    return dict(zip(QUANTILES, found.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class PiecewiseCost:
    """Σ max(0, f · minimum − pay) · weight, f the factor of the person's group, ready for any number of factors.

    Each group has a run of entries: one for "nobody is below", then one per person by rising break. Between its break
    and the next, an entry's cost is offset + slope · (f − 1).

    starts   first entry of each group, and the end of the last
    breaks   movement f − 1 beyond which the person is below: (pay − minimum) / minimum [fraction]
    slopes   Σ minimum · weight of all up to the entry [pay]
    offsets  cost at f = 1 of the line that holds beyond the entry's break [pay]
    """

    starts: np.ndarray
    breaks: np.ndarray
    slopes: np.ndarray
    offsets: np.ndarray

    @classmethod
    def of(
        cls, pay: np.ndarray, minimum: np.ndarray, weight: np.ndarray, group: np.ndarray | None = None,
        groups: int | None = None,
    ) -> PiecewiseCost:  # fmt: skip
        """The cost of people with these pays and minimums [pay, in any currency of their own].

        weight   turns a person's shortfall into cost, such as FTE × exchange rate; 0 or more
        group    number of each person's group from 0 on; all one group if not given
        groups   how many groups there are; as many as are numbered if not given
        Who has an unknown pay, minimum or weight makes no cost, as does a minimum of 0.
        """
        code = np.zeros(len(pay), int) if group is None else np.asarray(group, int)
        size = groups if groups is not None else int(code.max(initial=0)) + 1
        known = np.isfinite(pay) & np.isfinite(minimum) & np.isfinite(weight) & (minimum > 0)
        if not known.all():
            pay, minimum, weight, code = pay[known], minimum[known], weight[known], code[known]
        movement = (pay - minimum) / minimum
        order = np.argsort(movement)
        if size > 1:
            order = order[np.argsort(code[order], kind="stable")]
        starts = np.concatenate([[0], np.cumsum(np.bincount(code, minlength=size) + 1)])
        breaks, slopes, offsets = np.zeros((3, starts[-1]))
        place = np.arange(len(order)) + code[order] + 1
        breaks[place], slopes[place] = movement[order], (minimum * weight)[order]
        for start, end in _runs(starts):
            np.cumsum(slopes[start:end], out=slopes[start:end])
            # cost at each break, summed over the stretches below it: nothing is subtracted, so that it keeps its digits
            np.cumsum(slopes[start : end - 1] * np.diff(breaks[start:end]), out=offsets[start + 1 : end])
        return cls(starts, breaks, slopes, offsets - slopes * breaks)

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.starts) - 1

    def at(self, factors: np.ndarray) -> np.ndarray:
        """Cost at each draw [pay].

        factors   one row per draw and one column per group, or one factor per draw for all groups
        """
        moved = np.asarray(factors, float) - 1
        table = np.broadcast_to(moved[:, None] if moved.ndim == 1 else moved, (len(moved), self.groups))
        total = np.zeros(len(table))
        for number, (start, end) in enumerate(_runs(self.starts)):
            if end - start > 1:
                part = slice(start, end)
                line = _Lines(self.breaks[start + 1 : end], self.slopes[part], self.offsets[part])
                total += line.at(np.ascontiguousarray(table[:, number]))
        return np.maximum(total, 0.0)  # what rounding leaves below 0


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of one group: line k, offset + slope · x, holds where k breaks lie below the movement x."""

    breaks: np.ndarray
    slopes: np.ndarray
    offsets: np.ndarray

    def at(self, moved: np.ndarray) -> np.ndarray:
        """Cost at each movement, by a table of equal cells; only in a cell that holds a break is the line searched.

        A cell's number rises with the movement, as rounding too keeps order, so that breaks in lower cells lie below.
        """
        least, most = moved.min(initial=np.inf), moved.max(initial=-np.inf)
        if len(self.breaks) >= len(moved) or not least < most:
            return self._searched(moved)
        cells = min(max(CELLS_PER_BREAK * len(self.breaks), 1024), 2 * len(moved))
        scale = cells / (most - least)
        first, end = np.searchsorted(self.breaks, [least, most])
        mixed = ((self.breaks[first:end] - least) * scale).astype(np.intp)
        line = first + np.cumsum(np.bincount(mixed, minlength=cells + 1))
        slopes, offsets = self.slopes[line], self.offsets[line]
        offsets[mixed] = np.nan
        cell = ((moved - least) * scale).astype(np.intp)
        cost: np.ndarray = slopes[cell]
        cost *= moved
        cost += offsets[cell]
        left = np.flatnonzero(np.isnan(cost))
        cost[left] = self._searched(moved[left])
        return cost

    def _searched(self, moved: np.ndarray) -> np.ndarray:
        line = np.searchsorted(self.breaks, moved)
        cost: np.ndarray = self.offsets[line] + self.slopes[line] * moved
        return cost


def _runs(starts: np.ndarray) -> list[tuple[int, int]]:
    """First entry of each group and the end of it."""
    return list(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))


def _require(good: bool, text: str) -> None:
    if not good:
        raise InputError(text)
