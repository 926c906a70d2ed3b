"""Which part of a good solution to solve anew while the rest stays: for problems too hard to prove.

No solver and no clock here: the same seed frees the same units in the same order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from matching.engine.matrix import Integers
from matching.engine.problem import Option

# At first so many units are freed. A round that needs no branching frees too little, any other too much: many small
# rounds find more than a few large ones.
_FIRST, _LESS, _MORE = 20, 0.93, 1.03

# A freed unit may go to so many homes, the best by the prices of the relaxation, or stay.
_BEST = 5


class Neighbours:
    """Draws the units to free, for so many rounds, or without end when `rounds` is None."""

    def __init__(self, options: Sequence[Option], prices: Integers, seed: int, rounds: int | None) -> None:
        units: dict[str, list[int]] = {}
        for column, option in enumerate(options):
            units.setdefault(option.unit, []).append(column)
        self._units = [sorted(columns, key=lambda column: -prices[column]) for columns in units.values()]
        self._poor = [column for columns in self._units for column in columns[_BEST:]]
        self._random = random.Random(seed)
        self._rounds = rounds
        self._share = min(1.0, _FIRST / max(1, len(self._units)))

    def rounds(self) -> Iterator[list[int]]:
        """Yield the option columns that stay as they are; what follows was freed."""
        for _ in count() if self._rounds is None else range(self._rounds):
            kept = round(len(self._units) * (1 - self._share))
            yield [column for unit in self._random.sample(self._units, kept) for column in unit]

    def learn(self, *, easy: bool) -> None:
        """Free more the next time when the last round was easy, less when it was not."""
        self._share = min(1.0, self._share * (_MORE if easy else _LESS))

    def bounds(
        self, fixed: list[int], solution: Sequence[int], lower: Integers, upper: Integers
    ) -> tuple[Integers, Integers]:
        """Return bounds that keep the `fixed` columns as in the solution, and close poor ones that are not in it."""
        point, low, high = np.array(solution, dtype=np.int64), lower.copy(), upper.copy()
        low[fixed] = high[fixed] = point[fixed]
        high[self._poor] = point[self._poor]
        return low, high
