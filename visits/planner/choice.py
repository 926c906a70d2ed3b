"""An exact choice among some of the columns: the rows that hardly ever bind are added only where they are broken.

One tour a day and the distances of `apart` are thousands of rows, of which a plan touches a few. Without most of
them a choice takes a tenth of the time; where it breaks one, that row comes in with its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .cuts import broken_groups, near_cuts
from .model import Answer, choose
from .problem import Ints
from .relaxation import Relaxation
from .rows import Model
from .space import Space

if TYPE_CHECKING:
    from .levels import Limits

NEIGHBOUR_DAYS = 14


@dataclass
class Watched:
    """The cells and the groups of `apart` whose rows are in the model, kept from one choice to the next."""

    cells: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)

    def watch(self, space: Space, columns: list[int]) -> bool:
        """Take in what a choice of columns breaks, with the neighbouring days; return whether anything was broken."""
        often = Counter(int(space.cell[column]) for column in columns)
        twice = [cell for cell, times in often.items() if times > 1]
        groups = broken_groups(space, columns)
        for cell in twice:
            self.cells |= set(_neighbours(space, cell))
        self.groups |= groups
        return bool(twice or groups)


def _neighbours(space: Space, cell: int) -> Iterator[int]:
    here = space.cells[cell]
    for number, other in enumerate(space.cells):
        if other.visitor == here.visitor and abs(other.day - here.day) <= NEIGHBOUR_DAYS:
            yield number


def choose_among(
    relaxation: Relaxation,
    watched: Watched,
    columns: Ints,
    plan: Callable[[], Iterable[int]],
    repair: Callable[[list[int]], None],
    slack: int,
    limits: Limits,
) -> Answer:
    """Return the best choice of `columns` (as columns), or as far as it came.

    `plan` gives the columns of the best plan known, all among `columns` or not used as a start; `repair` is shown each
    choice that breaks a row, to make a plan of what it can. The bound holds for all choices among
    `columns`; `slack` is how far from it the choice may stay.
    """
    model = Model(relaxation.space, columns.tolist())
    while True:
        cuts = [*relaxation.cuts(), *near_cuts(relaxation.space, model.columns, watched.groups)]
        answer = choose(
            model.costs(relaxation.level),
            model.rows(relaxation.kept, watched.cells, cuts),
            seconds=limits.seconds_left(),
            seed=limits.seed,
            slack=slack,
            start=model.start(plan()),
            stop=limits.cancelled,
        )
        if answer.chosen is None:
            return answer
        chosen = model.chosen(answer.chosen)
        if not watched.watch(relaxation.space, chosen):
            return Answer(chosen, answer.bound, answer.done and slack == 0)
        repair(chosen)
        if limits.over():
            return Answer(None, answer.bound, False)
