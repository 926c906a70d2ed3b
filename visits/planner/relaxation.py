"""The linear relaxation of one level, solved by pricing: its bound is proved over all columns of the space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from .cuts import Cut, Near, broken_nears, broken_triples
from .master import Master
from .pricing import Pricer, Prices, whole
from .problem import Ints
from .space import Floats, Space

if TYPE_CHECKING:
    from .levels import Limits

ENTERING = 1 / 32
"""A column enters when it would lower the value by more than this; below it the bound is as good as the optimum."""
MOST_ENTERING = 400
KEPT = 0.8
"""Columns are priced at the linear program's prices, and between these and the best known: those of a program with few
columns swing, and prove little. A share this large stays of the best."""
MOST_CUTS = 80
MOST_ROUNDS = 25
LEAST_LIFT = 0.0001
FIRST_CHOICE = 4_000


class Relaxation:
    """Grows a master by pricing and cuts. `bound` is a proved lower bound of the level, or None before the first."""

    def __init__(self, space: Space, level: str, kept: Mapping[str, int], seed: int) -> None:
        self.space, self.level, self.kept = space, level, dict(kept)
        self.master = Master(space, level, self.kept, seed)
        self.pricer = Pricer(space, level, self.kept)
        self.bound: int | None = None
        self.exact = -np.inf
        self.reduced: Floats | None = None
        self.least: Floats | None = None
        self.prices: Prices | None = None
        self.choice_size = FIRST_CHOICE

    def cuts(self) -> list[Cut]:
        return self.pricer.cuts

    def solve(self, start: list[int], below: int, limits: Limits) -> None:
        """Raise the bound until it reaches `below` (a known value), no cut lifts it, or the limits are over."""
        self.master.add_columns(np.array(start, dtype=np.int64))
        if self.prices is None and len(self.space):
            self._take(self.pricer.plain())
        for _ in range(MOST_ROUNDS):
            before = self.exact
            if not self._priced_out(below, limits) or self._reached(below):
                return
            cuts = self._broken()
            if not cuts or (self.exact - before < LEAST_LIFT * abs(self.exact) and not _has_near(cuts)):
                break
            for cut in cuts:
                self.master.add_cut(cut)
                self.pricer.add(cut)

    def _reached(self, below: int) -> bool:
        return self.bound is not None and self.bound >= below

    def _broken(self) -> list[Cut]:
        columns, values = self.master.fractions()
        return [
            *broken_nears(self.space, columns, values),
            *broken_triples(self.space, columns, values, MOST_CUTS),
        ]

    def _priced_out(self, below: int, limits: Limits) -> bool:
        """Add columns until none would lower the value; return whether it came so far."""
        while not limits.over():
            if not self.master.solve(limits.seconds_left()):
                return False
            entering = self._price()
            if self._reached(below) or not len(entering):
                return True
            self.master.add_columns(entering)
        return False

    def _price(self) -> Ints:
        """Price all columns; keep the bound when it is better; return the columns to enter."""
        prices = self.master.prices()
        entering = self._entering(self._take(prices), prices)
        if not len(entering) or self.prices is None:
            # Only the program's own prices say that nothing is left to enter.
            return entering
        between = self.pricer.between(self.prices, prices, KEPT)
        return np.union1d(entering, self._entering(self._take(between), between))

    def _take(self, prices: Prices) -> Floats:
        """Keep the bound that the prices prove when it is better; return the reduced costs."""
        reduced = self.pricer.reduced(prices)
        exact, least = self.pricer.bound(prices, reduced)
        if exact > self.exact or self.reduced is None:
            self.exact = exact
            self.raise_bound(whole(exact))
            self.reduced, self.least, self.prices = reduced, least, prices
        return reduced

    def _entering(self, reduced: Floats, prices: Prices) -> Ints:
        """Return the best column of each day that would lower the value, as many as enter at a time."""
        with_cell = reduced - prices.cells[self.space.cell]
        cells = np.minimum.reduceat(with_cell, self.space.first[:-1])
        good = np.flatnonzero(cells < -ENTERING)
        order = good[np.argsort(cells[good], kind="stable")][:MOST_ENTERING]
        return np.array([self._best_of(cell, with_cell) for cell in order.tolist()], dtype=np.int64)

    def _best_of(self, cell: int, reduced: Floats) -> int:
        begin, end = int(self.space.first[cell]), int(self.space.first[cell + 1])
        return begin + int(np.argmin(reduced[begin:end]))

    def survivors(self, below: int) -> Ints:
        """Return every column that a plan with a value under `below` may hold."""
        if self.reduced is None or self.least is None:
            return np.arange(len(self.space))
        return self.pricer.survivors(self.reduced, self.least, self.exact, below)

    def bound_without(self, columns: Ints, value: int) -> int:
        """Return a proved lower bound, at most `value`, of all plans that hold a column other than `columns`."""
        if self.reduced is None or self.least is None:
            return self.bound if self.bound is not None else 0
        others = np.ones(len(self.space), dtype=bool)
        others[columns] = False
        extra = self.pricer.extra(self.reduced, self.least)[others]
        return min(value, whole(self.exact + float(extra.min()))) if len(extra) else value

    def raise_bound(self, bound: int | None) -> None:
        if bound is not None:
            self.bound = bound if self.bound is None else max(self.bound, bound)

    def ranked(self) -> Ints:
        """Return all columns, the most promising first."""
        if self.reduced is None or self.prices is None:
            return np.arange(len(self.space))
        return np.argsort(self.reduced - self.prices.cells[self.space.cell], kind="stable")

    def priced_cells(self) -> set[int]:
        """Return the days on which a visitor has more tours to choose from than the one that can be driven."""
        return set() if self.prices is None else set(np.flatnonzero(self.prices.cells < 0).tolist())


def _has_near(cuts: list[Cut]) -> bool:
    return any(isinstance(cut, Near) for cut in cuts)
