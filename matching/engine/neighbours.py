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

# At first so many units are freed. A round that is solved outright frees too little, one that is cut short too much.
_FIRST, _LESS, _MORE = 20, 0.9, 1.1


class Neighbours:
    """Draws the units to free, for so many rounds, or without end when `rounds` is None."""

    def __init__(self, options: Sequence[Option], seed: int, rounds: int | None) -> None:
        units: dict[str, list[int]] = {}
        for column, option in enumerate(options):
            units.setdefault(option.unit, []).append(column)
        self._units = list(units.values())
        self._random = random.Random(seed)
        self._rounds = rounds
        self._share = min(1.0, _FIRST / max(1, len(self._units)))

    def rounds(self) -> Iterator[list[int]]:
        """Yield the option columns that stay as they are; what follows was freed."""
        for _ in count() if self._rounds is None else range(self._rounds):
            kept = round(len(self._units) * (1 - self._share))
            yield [column for unit in self._random.sample(self._units, kept) for column in unit]

    def learn(self, *, solved: bool) -> None:
        """Free more the next time when the last round was solved outright, less when it was cut short."""
        self._share = min(1.0, self._share * (_MORE if solved else _LESS))


def held(columns: list[int], solution: Sequence[int], lower: Integers, upper: Integers) -> tuple[Integers, Integers]:
    """Return bounds that hold these columns at their value in the solution."""
    low, high = lower.copy(), upper.copy()
    low[columns] = high[columns] = np.array(solution, dtype=np.int64)[columns]
    return low, high
