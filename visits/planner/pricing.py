"""Reduced costs and proved bounds from prices on the rows; no solver here.

Prices come from a linear program, but a bound made of them holds for any prices of the right sign. They are rounded to
multiples of 1/256 first: every sum below is then exact, and a bound is proved whatever the solver's tolerances were.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .cuts import Cut, Near, Triple
from .problem import Ints
from .rows import column_shares, free_shares
from .space import Floats, Space

GRAIN = 256


@dataclass(frozen=True)
class Prices:
    """What the rows are worth: each visit's cover, each level kept, each cut, each cell (one tour a day).

    All but the covers are at most 0: their rows say *at most*.
    """

    visits: Floats
    kept: Mapping[str, float]
    cuts: Floats
    cells: Floats


def rounded(values: Floats) -> Floats:
    return np.round(values * GRAIN) / GRAIN


def rounded_down_to_zero(values: Floats) -> Floats:
    return np.minimum(rounded(values), 0.0)


@dataclass
class Pricer:
    """Prices the columns of a space on one level with the levels before it kept."""

    space: Space
    level: str
    kept: Mapping[str, int]
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shares = column_shares(self.space, self.level).astype(np.float64)
        self._marked: list[Ints] = []

    def add(self, cut: Cut) -> None:
        self.cuts.append(cut)
        self._marked.append(
            np.flatnonzero(cut.serves(self.space)) if isinstance(cut, Near) else cut.columns(self.space)
        )

    def plain(self) -> Prices:
        """Return prices that need no linear program: each tour's cost is shared out among its visits by what each of
        them costs alone, and a visit is worth its least share. No tour costs less than its visits are worth then."""
        space, visits = self.space, np.zeros(len(self.space.problem.visits))
        alone = self._least_by_visit(np.where(space.sizes == 1, self.shares, np.inf))
        weights = np.append(np.where(np.isfinite(alone), np.maximum(alone, 1.0), 1.0), 0.0)
        weight = weights[space.visit][space.services].sum(axis=1)
        least = self._least_by_visit(self.shares / np.maximum(weight, 1.0))
        known = [visit for visit in space.plannable if np.isfinite(least[visit])]
        visits[known] = np.floor(least[known] * weights[known] * GRAIN) / GRAIN
        free = free_shares(space, self.level)
        most = max((visits[visit] - free.get(visit, 0) for visit in known), default=0.0)
        kept = {level: -max(0.0, most) if level == "unplanned" else 0.0 for level in self.kept}
        return Prices(visits, kept, np.zeros(len(self.cuts)), np.zeros(len(space.cells)))

    def _least_by_visit(self, values: Floats) -> Floats:
        """Return the least of the columns' values for each visit; infinite for one without."""
        found = np.full(len(self.space.problem.visits), np.inf)
        for visit in self.space.plannable:
            found[visit] = values[self.space.columns_with(visit)].min(initial=np.inf)
        return found

    def between(self, first: Prices, second: Prices, share: float) -> Prices:
        """Return prices between two, `share` of the first. A cut that the first did not know had no price there."""
        cuts = np.zeros(len(second.cuts))
        cuts[: len(first.cuts)] = first.cuts
        kept = {k: float(rounded_down_to_zero(_mixed(first.kept[k], second.kept[k], share))) for k in second.kept}
        return Prices(
            rounded(_mixed(first.visits, second.visits, share)),
            kept,
            rounded_down_to_zero(_mixed(cuts, second.cuts, share)),
            rounded_down_to_zero(_mixed(first.cells, second.cells, share)),
        )

    def reduced(self, prices: Prices) -> Floats:
        """Return each column's cost less what its rows are worth, all but the row of its cell."""
        space = self.space
        worth = np.append(prices.visits, 0.0)[space.visit]
        if "moved" in self.kept:
            worth += prices.kept["moved"] * space.moved
        for cut, marked, price in zip(self.cuts, self._marked, prices.cuts, strict=True):
            if isinstance(cut, Near):
                worth[marked] += price
        reduced = self.shares - worth[space.services].sum(axis=1)
        for cut, marked, price in zip(self.cuts, self._marked, prices.cuts, strict=True):
            if isinstance(cut, Triple):
                reduced[marked] -= price
        return reduced

    def bound(self, prices: Prices, reduced: Floats) -> tuple[float, Floats]:
        """Return a proved lower bound of the level over the space, and the least reduced cost of each cell."""
        least = np.minimum.reduceat(reduced, self.space.first[:-1]) if len(reduced) else np.zeros(0)
        total = prices.visits[self.space.plannable].sum() + prices.cuts.sum() + np.minimum(least, 0.0).sum()
        total += sum(prices.kept[level] * most for level, most in self.kept.items())
        return float(total + sum(min(0.0, left) for left in self._left_out(prices))), least

    def _left_out(self, prices: Prices) -> list[float]:
        own = free_shares(self.space, self.level)
        before = {level: free_shares(self.space, level) for level in self.kept}
        return [
            share - prices.visits[visit] - sum(prices.kept[level] * shares[visit] for level, shares in before.items())
            for visit, share in own.items()
        ]

    def survivors(self, reduced: Floats, least: Floats, bound: float, below: int) -> Ints:
        """Return the columns that a plan with a value under `below` may hold: no other can be in one."""
        return np.flatnonzero(bound + self.extra(reduced, least) <= below - 1)

    def extra(self, reduced: Floats, least: Floats) -> Floats:
        """Return by how much the bound rises when a column is to be in the plan."""
        return reduced - np.minimum(least, 0.0)[self.space.cell] if len(reduced) else reduced


def _mixed(first: Any, second: Any, share: float) -> Any:
    return share * first + (1 - share) * second


def whole(bound: float) -> int:
    """Return the least whole value that is not under a proved bound (values are whole).

    The sums are exact up to 2^53 / 256; beyond, the last digits are given away.
    """
    return math.ceil(bound - abs(bound) * 1e-12)
