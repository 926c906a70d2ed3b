"""From a relaxation to whole plans: exact choices among ever more of the promising columns.

The last choice is among all columns that a better plan may hold; when the solver finishes it, the value is proved.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np

from .choice import Watched, choose_among
from .model import Answer
from .problem import Ints
from .relaxation import Relaxation

if TYPE_CHECKING:
    from .levels import Limits

GROWTH = 2
ALL_AT_ONCE = 2
SLACK = 0.05
"""A choice that is not the last need not be proved to the last minute: share of the gap that it may leave open."""
MOST_TRUSTED = 10**9
"""Above this value the solver's own arithmetic is not exact enough to call its answers proofs."""


class Best(Protocol):
    """The best plan of a part, seen from one level: what the visits outside the space add is left out."""

    def value(self) -> int: ...

    def columns(self) -> list[int]: ...

    def accept(self, columns: list[int]) -> None:
        """Keep a plan if it is better."""

    def repair(self, columns: list[int]) -> None:
        """Make a plan of as many of these tours as go together, and keep it if it is better."""

    def prove(self, bound: int | None) -> None:
        """Take note of a proved lower bound."""


def search(relaxation: Relaxation, watched: Watched, best: Best, limits: Limits) -> None:
    """Improve on the best plan and its bound until they meet or the limits are over."""
    relaxation.solve(best.columns(), best.value(), limits)
    best.prove(relaxation.bound)
    watched.cells |= relaxation.priced_cells()
    while not limits.over() and not _reached(relaxation, best):
        columns, all_of_them = _choice(relaxation, best.value())
        slack = 0 if all_of_them else int(SLACK * (best.value() - (relaxation.bound or 0)))
        with_plan = np.union1d(columns, best.columns()).astype(np.int64)
        answer = choose_among(relaxation, watched, with_plan, best.columns, best.repair, slack, limits)
        if answer.chosen is not None:
            best.accept(answer.chosen)
        relaxation.raise_bound(_proved(relaxation, with_plan, answer, best.value()))
        best.prove(relaxation.bound)
        if all_of_them:
            return
        if not limits.over():
            relaxation.choice_size *= GROWTH


def _reached(relaxation: Relaxation, best: Best) -> bool:
    return relaxation.bound is not None and relaxation.bound >= best.value()


def _choice(relaxation: Relaxation, value: int) -> tuple[Ints, bool]:
    """Return the columns to choose among next, and whether they are all that a better plan may hold."""
    survivors = relaxation.survivors(value)
    if len(survivors) <= ALL_AT_ONCE * relaxation.choice_size:
        return survivors, True
    return relaxation.ranked()[: relaxation.choice_size], False


def _proved(relaxation: Relaxation, columns: Ints, answer: Answer, value: int) -> int | None:
    """Return the bound that a choice among `columns` proves.

    A plan holds only these columns, and is then no better than the choice; or it holds another one, and is then no
    better than the relaxation with that column in it; or it is no better than the best plan known.
    """
    if value > MOST_TRUSTED or not math.isfinite(answer.bound):
        return None
    among = value if answer.done else min(value, math.ceil(answer.bound - 1e-6))
    return min(among, relaxation.bound_without(columns, value))
