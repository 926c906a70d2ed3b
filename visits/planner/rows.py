"""The rows of the set-partitioning model over a choice of columns; no solver here.

Variables: one for each column, then one for each visit that may be left out (in the order of `Model.free`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .model import Row
from .problem import Apart
from .space import Column, Space

UNLIMITED = float("inf")


@dataclass(frozen=True)
class Value:
    """What is minimised, first to last: visits left out, visits of the previous plan moved, cost."""

    unplanned: int
    moved: int
    cost: int


LEVELS = ("unplanned", "moved", "cost")


class Model:
    """Columns of a space with everything the solver needs to know of them."""

    def __init__(self, space: Space, columns: Sequence[Column]) -> None:
        self.space, self.columns = space, list(columns)
        self.members = [space.members(column) for column in self.columns]
        self.free = [v for v in space.plannable if space.problem.visits[v].pinned is None]
        self.left_out = {visit: len(self.columns) + k for k, visit in enumerate(self.free)}

    def costs(self, level: str) -> list[int]:
        """Return each variable's share of a level (its objective)."""
        before = self.space.problem.previous_of
        column_cost: dict[str, Callable[[Column], int]] = {
            "unplanned": lambda column: 0,
            "moved": self.space.moves,
            "cost": self.space.cost,
        }
        free_cost = {"unplanned": [1] * len(self.free), "moved": [int(v in before) for v in self.free]}
        return [
            *(column_cost[level](column) for column in self.columns),
            *free_cost.get(level, [0] * len(self.free)),
        ]

    def rows(self, limits: dict[str, int]) -> list[Row]:
        """Return all rows; `limits` keeps levels already decided at their value."""
        return [*self._cover(), *self._one_tour_a_day(), *self._apart(), *self._kept(limits)]

    def _cover(self) -> Iterator[Row]:
        covering: dict[int, list[int]] = {visit: [] for visit in self.space.plannable}
        for index, members in enumerate(self.members):
            for visit in members:
                covering[visit].append(index)
        for visit, indexes in covering.items():
            variables = [*indexes, self.left_out[visit]] if visit in self.left_out else indexes
            yield Row(1, 1, variables, [1] * len(variables))

    def _one_tour_a_day(self) -> Iterator[Row]:
        cells: dict[int, list[int]] = {}
        for index, (cell, _) in enumerate(self.columns):
            cells.setdefault(cell, []).append(index)
        for indexes in cells.values():
            yield Row(-UNLIMITED, 1, indexes, [1] * len(indexes))

    def _apart(self) -> Iterator[Row]:
        """Of the visits of a group, at most one on any `days` days in a row: that is what the distance means."""
        for group, by_day in self._group_days():
            days = sorted(by_day)
            last_end = None
            for begin, day in enumerate(days):
                span = [d for d in days[begin:] if d < day + group.days]
                if span[-1] == last_end:
                    continue
                last_end = span[-1]
                entries = [entry for d in span for entry in by_day[d]]
                if len({visit for visit, _ in entries}) > 1:
                    indexes = sorted({index for _, index in entries})
                    yield Row(-UNLIMITED, 1, indexes, [1] * len(indexes))

    def _group_days(self) -> Iterator[tuple[Apart, dict[int, list[tuple[int, int]]]]]:
        for group in self.space.problem.apart:
            members = set(group.visits)
            by_day: dict[int, list[tuple[int, int]]] = {}
            for index, visits in enumerate(self.members):
                day = self.space.cells[self.columns[index][0]].day
                for visit in members.intersection(visits):
                    by_day.setdefault(day, []).append((visit, index))
            if group.days > 0 and len(members) > 1:
                yield group, by_day

    def _kept(self, limits: dict[str, int]) -> Iterator[Row]:
        for level, most in limits.items():
            shares = [(index, cost) for index, cost in enumerate(self.costs(level)) if cost]
            yield Row(-UNLIMITED, most, [i for i, _ in shares], [c for _, c in shares])
