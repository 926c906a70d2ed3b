"""The columns of the set-partitioning model: which tour on which day, what it costs, what it covers.

No solver here. A *cell* is one working day of one visitor: at most one tour is chosen in it.
A *column* is `(cell, tour)`. A part of the problem that shares no visit and no `apart` with the rest has its own space.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .greedy import Slot, open_slots
from .problem import Problem
from .solution import Plan
from .tours import Ints, TourTable, day_kinds, day_tours

Column = tuple[int, int]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Visits and visitors that no other visit or visitor is tied to."""

    visits: tuple[int, ...]
    visitors: tuple[int, ...]


def parts_of(problem: Problem) -> list[Part]:
    """Split the problem into parts that can be planned each by itself, the largest last."""
    groups = _Union()
    for visit in range(len(problem.visits)):
        for visitor, _ in open_slots(problem, visit):
            groups.join(("visit", visit), ("visitor", visitor))
    for group in problem.apart:
        for visit in group.visits[1:] if group.days > 0 else ():
            groups.join(("visit", group.visits[0]), ("visit", visit))
    parts: dict[tuple[str, int], tuple[list[int], list[int]]] = {}
    for visit in range(len(problem.visits)):
        parts.setdefault(groups.find(("visit", visit)), ([], []))[0].append(visit)
    for visitor in range(len(problem.visitors)):
        root = groups.find(("visitor", visitor))
        if root in parts:
            parts[root][1].append(visitor)
    return [
        Part(tuple(visits), tuple(visitors)) for visits, visitors in sorted(parts.values(), key=lambda p: len(p[0]))
    ]


class _Union:
    def __init__(self) -> None:
        self.above: dict[tuple[str, int], tuple[str, int]] = {}

    def find(self, thing: tuple[str, int]) -> tuple[str, int]:
        while (above := self.above.get(thing, thing)) != thing:
            self.above[thing] = self.above.get(above, above)
            thing = above
        return thing

    def join(self, a: tuple[str, int], b: tuple[str, int]) -> None:
        self.above[self.find(a)] = self.find(b)


@dataclass(frozen=True)
class Cell:
    """One working day of one visitor, and which rows of its table are open then."""

    visitor: int
    day: int
    table: int
    tours: Ints


class Space:
    """All columns of a part. `complete` says that no tour is missing, so that bounds over the columns are proved."""

    def __init__(self, problem: Problem, part: Part, most_labels: int) -> None:
        self.problem, self.part = problem, part
        self.tables: list[TourTable] = []
        self.cells: list[Cell] = []
        for visitor in part.visitors:
            self._add_visitor(visitor, most_labels)
        self.complete = all(table.complete for table in self.tables)
        self.cell_at = {(cell.visitor, cell.day): c for c, cell in enumerate(self.cells)}
        self.rows_of = [{self._set(t, row): row for row in range(len(t.travel))} for t in self.tables]
        self.plannable = sorted({int(v) for t in self.tables for v in np.unique(t.members) if v >= 0})
        self.never = self._never()

    def _add_visitor(self, visitor: int, most_labels: int) -> None:
        for kind in day_kinds(self.problem, visitor):
            visits = [v for v in self._open_to(visitor) if self._open_on(v, visitor, kind.days)]
            if not visits:
                continue
            table = day_tours(self.problem, kind, visits, most_labels)
            if not len(table.travel):
                continue
            self.tables.append(table)
            for day in kind.days:
                tours = np.flatnonzero((table.first <= day) & (day < table.until))
                if len(tours):
                    self.cells.append(Cell(visitor, day, len(self.tables) - 1, tours))

    def _never(self) -> list[int]:
        """Return the visits that no plan holds: without a tour, or, where tours are missing, without a day."""
        if self.complete:
            return sorted(set(self.part.visits) - set(self.plannable))
        return [visit for visit in self.part.visits if not open_slots(self.problem, visit)]

    def _open_to(self, visitor: int) -> Iterator[int]:
        for index in self.part.visits:
            visit = self.problem.visits[index]
            if visitor in visit.visitors or (visit.pinned is not None and visit.pinned.visitor == visitor):
                yield index

    def _open_on(self, visit: int, visitor: int, days: tuple[int, ...]) -> bool:
        return any(self.problem.visits[visit].may_be_made_by(visitor, day) for day in days)

    @staticmethod
    def _set(table: TourTable, row: int) -> frozenset[int]:
        return frozenset(int(v) for v in table.members[row] if v >= 0)

    def columns(self) -> list[Column]:
        return [(c, int(tour)) for c, cell in enumerate(self.cells) for tour in cell.tours]

    def size(self) -> int:
        return sum(len(cell.tours) for cell in self.cells)

    def members(self, column: Column) -> list[int]:
        table = self.tables[self.cells[column[0]].table]
        return [int(visit) for visit in table.members[column[1]] if visit >= 0]

    def travel(self, column: Column) -> int:
        return int(self.tables[self.cells[column[0]].table].travel[column[1]])

    def moves(self, column: Column) -> int:
        """Return how many visits of the previous plan this column moves."""
        cell = self.cells[column[0]]
        return sum(self.problem.moved(visit, cell.visitor, cell.day) for visit in self.members(column))

    def cost(self, column: Column) -> int:
        day = self.cells[column[0]].day
        return self.travel(column) + sum(self.problem.spacing_cost(visit, day) for visit in self.members(column))

    def columns_of(self, plan: Plan) -> list[Column]:
        """Return the columns of a plan; a tour that the tables do not hold is left out."""
        found = []
        for slot, order in plan.items():
            cell = self.cell_at.get(slot)
            row = None if cell is None else self.rows_of[self.cells[cell].table].get(frozenset(order))
            if cell is not None and row is not None:
                found.append((cell, row))
        return found

    def slot(self, column: Column) -> Slot:
        cell = self.cells[column[0]]
        return cell.visitor, cell.day
