"""The rows of the set-partitioning model over a choice of columns; no solver here.

Variables: one for each chosen column, then one for each visit that may be left out (in the order of `Model.free`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from .cuts import Cut, holding
from .problem import Ints
from .space import Space

UNLIMITED = float("inf")
LEVELS = ("unplanned", "moved", "cost")


@dataclass(frozen=True)
class Row:
    """`low <= sum of coefficient x variable <= high`."""

    low: float
    high: float
    variables: Sequence[int]
    coefficients: Sequence[float]


def column_shares(space: Space, level: str) -> Ints:
    """Return what each column of the space adds to a level."""
    return {"unplanned": np.zeros(len(space), dtype=np.int64), "moved": space.moves, "cost": space.cost}[level]


def free_shares(space: Space, level: str) -> dict[int, int]:
    """Return what each visit adds to a level when it is left out; pinned visits cannot be."""
    free = [v for v in space.plannable if space.problem.visits[v].pinned is None]
    before = space.problem.previous_of
    return {v: {"unplanned": 1, "moved": int(v in before), "cost": 0}[level] for v in free}


class Model:
    """A choice of columns of a space as a set-partitioning model."""

    def __init__(self, space: Space, columns: Iterable[int]) -> None:
        self.space = space
        self.columns = np.array(sorted(columns), dtype=np.int64)
        self.free = list(free_shares(space, "cost"))
        self.left_out = {visit: len(self.columns) + k for k, visit in enumerate(self.free)}

    def costs(self, level: str) -> list[int]:
        """Return each variable's share of a level (its objective)."""
        return [*column_shares(self.space, level)[self.columns].tolist(), *free_shares(self.space, level).values()]

    def rows(self, limits: dict[str, int], cells: Set[int], cuts: Iterable[Cut]) -> list[Row]:
        """Return the rows of all visits and of these cells and cuts; `limits` keeps levels already decided."""
        return [*self._cover(), *self._one_tour_a_day(cells), *self._cuts(cuts), *self._kept(limits)]

    def chosen(self, variables: Iterable[int]) -> list[int]:
        """Return the columns among variables that are 1."""
        return [int(self.columns[index]) for index in variables if index < len(self.columns)]

    def start(self, chosen: Iterable[int]) -> list[int]:
        """Return the variables of a plan given by its columns, which must be among the model's."""
        columns = list(chosen)
        planned = {visit for column in columns for visit in self.space.members(column)}
        positions = np.searchsorted(self.columns, columns).tolist() if columns else []
        return [*positions, *(index for visit, index in self.left_out.items() if visit not in planned)]

    def _cover(self) -> Iterator[Row]:
        covering: dict[int, list[int]] = {visit: [] for visit in self.space.plannable}
        for index, visits in enumerate(self.space.visit[self.space.services[self.columns]].tolist()):
            for visit in visits:
                if visit >= 0:
                    covering[visit].append(index)
        for visit, indexes in covering.items():
            variables = [*indexes, self.left_out[visit]] if visit in self.left_out else indexes
            yield Row(1, 1, variables, [1] * len(variables))

    def _one_tour_a_day(self, wanted: Set[int]) -> Iterator[Row]:
        cells: dict[int, list[int]] = {}
        for index, cell in enumerate(self.space.cell[self.columns].tolist()):
            if cell in wanted:
                cells.setdefault(cell, []).append(index)
        for indexes in cells.values():
            yield Row(-UNLIMITED, 1, indexes, [1] * len(indexes))

    def _cuts(self, cuts: Iterable[Cut]) -> Iterator[Row]:
        for cut in cuts:
            indexes = holding(cut, self.space, self.columns).tolist()
            yield Row(-UNLIMITED, 1, indexes, [1] * len(indexes))

    def _kept(self, limits: dict[str, int]) -> Iterator[Row]:
        for level, most in limits.items():
            shares = [(index, cost) for index, cost in enumerate(self.costs(level)) if cost]
            yield Row(-UNLIMITED, most, [i for i, _ in shares], [c for _, c in shares])
