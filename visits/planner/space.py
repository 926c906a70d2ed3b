"""The columns of the set-partitioning model: which tour on which day, what it costs, what it covers.

No solver here. A *cell* is one working day of one visitor: at most one tour is chosen in it.
A *column* is a tour of a cell; columns are numbered, those of a cell one after the other. A *service* is a visit in
a cell; a column is made of services, so that everything that depends on visit and day is a number for each service.
A part of the problem that shares no visit and no `apart` with the rest has its own space.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .greedy import Slot
from .problem import Ints, Problem
from .reach import out_of_reach
from .solution import Plan, travel_between
from .tours import DayKind, Met, TourTable, day_kinds, day_tours, thinned, with_tours

MOST_LABELS = 500_000
MOST_COLUMNS = 2_000_000
LEAST_COLUMNS = 30_000
"""Beyond these only the promising tours are looked at, and no bound is claimed."""
PROMISING = 300_000
"""The columns of listed tours for a part where tours are missing anyway: beside those that plans had."""
DAYS_AROUND = 10
"""A tour that some plan had is looked at so many days before and after, too."""

Tried = Iterable[tuple[Slot, tuple[int, ...]]]
"""Tours in driving order that plans had, and where."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Visits and visitors that no other visit or visitor is tied to."""

    visits: tuple[int, ...]
    visitors: tuple[int, ...]


def parts_of(problem: Problem) -> list[Part]:
    """Split the problem into parts that can be planned each by itself, the largest last."""
    groups = _Union()
    for visit, slots in enumerate(problem.open_slots):
        for visitor in dict.fromkeys(visitor for visitor, _ in slots):
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
    """One working day of one visitor, and the table of its tours."""

    visitor: int
    day: int
    table: int


def tables_of(problem: Problem, part: Part, over: Callable[[], bool] = lambda: False) -> list[TourTable]:
    """Return the tours of every kind of day of a part. Once it is `over` they are not looked for any more."""
    most = max(LEAST_COLUMNS, MOST_COLUMNS // max(1, len(part.visitors)))
    tables = [
        thinned(day_tours(problem, kind, visits, MOST_LABELS, over=over), most)
        for visitor in part.visitors
        for kind in day_kinds(problem, visitor)
        if (visits := [v for v in _open_to(problem, part, visitor) if _open_on(problem, v, kind)])
    ]
    if all(table.complete for table in tables):
        return tables
    return [thinned(table, max(LEAST_COLUMNS, PROMISING // len(part.visitors))) for table in tables]


def _open_to(problem: Problem, part: Part, visitor: int) -> list[int]:
    return [v for v in part.visits if any(who == visitor for who, _ in problem.open_slots[v])]


def _open_on(problem: Problem, visit: int, kind: DayKind) -> bool:
    return any(problem.visits[visit].may_be_made_by(kind.visitor, day) for day in kind.days)


def with_tried(problem: Problem, tables: Iterable[TourTable], tried: Tried) -> list[TourTable]:
    """Return tables with the tours that plans had, where they lack some."""
    where: dict[Slot, list[tuple[int, ...]]] = {}
    for slot, order in tried:
        where.setdefault(slot, []).append(order)
    return [table if table.complete else with_tours(table, _met(problem, table, where)) for table in tables]


def _met(problem: Problem, table: TourTable, where: Mapping[Slot, list[tuple[int, ...]]]) -> list[Met]:
    held = {frozenset(v for v in row if v >= 0) for row in table.members.tolist()}
    best: dict[frozenset[int], Met] = {}
    for day in table.kind.days:
        for order in where.get((table.kind.visitor, day), ()):
            travel = travel_between(problem, problem.visitors[table.kind.visitor].base, order)
            if travel is not None:
                tour = Met(order, travel, *_days_around(problem, order, day))
                best[frozenset(order)] = _joined(best.get(frozenset(order)), tour)
    return [tour for members, tour in best.items() if members not in held]


def _days_around(problem: Problem, order: tuple[int, ...], day: int) -> tuple[int, int]:
    """Return days about this one on which all visits of a tour are open."""
    visits = [problem.visits[visit] for visit in order]
    if any(visit.pinned for visit in visits):
        return day, day + 1
    first, until = max(visit.from_day for visit in visits), min(visit.until_day for visit in visits)
    return max(first, day - DAYS_AROUND), min(until, day + DAYS_AROUND + 1)


def _joined(a: Met | None, b: Met) -> Met:
    if a is None:
        return b
    better = min(a, b, key=lambda tour: (tour.travel, tour.order))
    return Met(better.order, better.travel, min(a.first, b.first), max(a.until, b.until))


class Space:
    """All columns of a part. `complete` says that no tour is missing, so that bounds over the columns are proved.

    For each column: `cell`, `tour` (row of the cell's table), `travel`, `cost`, `moves`, `sizes` (visits), and its
    `services` (padded with the last service, which stands for none). For each service: `visit`, `day`, `spacing`,
    `moved`.
    """

    def __init__(self, problem: Problem, part: Part, tables: Iterable[TourTable]) -> None:
        self.problem, self.part = problem, part
        self.complete = True
        self.tables: list[TourTable] = []
        self.cells: list[Cell] = []
        self._tours: list[Ints] = []
        for table in tables:
            self._add_table(table)
        self.cell_at = {(cell.visitor, cell.day): c for c, cell in enumerate(self.cells)}
        self._rows_of: dict[int, dict[frozenset[int], int]] = {}
        self.plannable = sorted({int(v) for t in self.tables for v in np.unique(t.members) if v >= 0})
        self.never = self._never()
        self._number_services()
        self._number_columns()
        self._sort_by_visit()
        self.cut_columns: dict[Hashable, Ints] = {}

    def _never(self) -> list[int]:
        """Return the visits that no plan holds: without a tour, or, where tours are missing, without a day."""
        if self.complete:
            return sorted(set(self.part.visits) - set(self.plannable))
        return out_of_reach(self.problem, self.part.visits)

    def _add_table(self, table: TourTable) -> None:
        self.complete &= table.complete
        if len(table.travel):
            self.tables.append(table)
        for day in table.kind.days:
            tours = np.flatnonzero((table.first <= day) & (day < table.until))
            if len(tours):
                self.cells.append(Cell(table.kind.visitor, day, len(self.tables) - 1))
                self._tours.append(tours)

    def _number_services(self) -> None:
        names = [np.unique(table.members[table.members >= 0]) for table in self.tables]
        self._names = names
        sizes = [len(names[cell.table]) for cell in self.cells]
        self.service_first = np.cumsum([0, *sizes])
        visits = [names[cell.table] for cell in self.cells]
        self.visit: Ints = np.concatenate([*visits, np.array([-1])])
        days = [cell.day for cell in self.cells]
        self.day: Ints = np.append(np.repeat(np.array(days, dtype=np.int64), sizes), -1)
        target = np.array([v.target_day for v in self.problem.visits] + [-1], dtype=np.int64)
        self.spacing: Ints = self.problem.spacing_weight * np.abs(self.day - target[self.visit])
        self.moved: Ints = np.zeros(len(self.visit), dtype=np.int64)
        for cell, begin in zip(self.cells, self.service_first, strict=False) if self.problem.previous else ():
            for k, visit in enumerate(names[cell.table]):
                self.moved[begin + k] = self.problem.moved(int(visit), cell.visitor, cell.day)

    def _number_columns(self) -> None:
        sizes = [len(tours) for tours in self._tours]
        self.first: Ints = np.cumsum([0, *sizes])
        self.column_day: Ints = np.repeat(np.array([cell.day for cell in self.cells], dtype=np.int64), sizes)
        self.cell: Ints = np.repeat(np.arange(len(self.cells)), sizes)
        none = np.zeros(0, dtype=np.int64)
        self.tour: Ints = np.concatenate([none, *self._tours])
        travels = [self.tables[cell.table].travel[tours] for cell, tours in zip(self.cells, self._tours, strict=True)]
        self.travel: Ints = np.concatenate([none, *travels])
        width = max((table.members.shape[1] for table in self.tables), default=1)
        services = np.full((len(self.cell), width), len(self.visit) - 1, dtype=np.int32)
        local = [
            np.where(t.members >= 0, np.searchsorted(n, t.members), -1)
            for t, n in zip(self.tables, self._names, strict=True)
        ]
        for c, cell in enumerate(self.cells):
            rows = local[cell.table][self._tours[c]]
            block = services[self.first[c] : self.first[c + 1], : rows.shape[1]]
            np.copyto(block, rows + self.service_first[c], where=rows >= 0, casting="same_kind")
        self.services = services
        self.cost: Ints = self.travel + self.spacing[services].sum(axis=1)
        self.sizes: Ints = (services < len(self.visit) - 1).sum(axis=1)
        self.moves: Ints = self.moved[services].sum(axis=1)

    def columns_with(self, visit: int) -> Ints:
        """Return the columns that hold a visit, in order."""
        return self._with[self._with_first[visit] : self._with_first[visit + 1]]

    def _sort_by_visit(self) -> None:
        visits = self.visit[self.services]
        column, place = np.nonzero(visits >= 0)
        sequence = np.argsort(visits[column, place], kind="stable")
        self._with: Ints = column[sequence]
        every = np.arange(len(self.problem.visits) + 1)
        self._with_first = np.searchsorted(visits[column, place][sequence], every)

    def __len__(self) -> int:
        return len(self.cell)

    def members(self, column: int) -> list[int]:
        return [int(visit) for visit in self.visit[self.services[column]] if visit >= 0]

    def order(self, column: int) -> tuple[int, ...]:
        """Return the visits of a column in driving order."""
        orders = self.tables[self.cells[self.cell[column]].table].orders
        return tuple(int(visit) for visit in orders[self.tour[column]] if visit >= 0)

    def slot(self, column: int) -> Slot:
        cell = self.cells[self.cell[column]]
        return cell.visitor, cell.day

    def columns_of(self, plan: Plan) -> list[int]:
        """Return the columns of a plan; a tour that the tables do not hold is left out."""
        found = (self._column_of(slot, order) for slot, order in plan.items())
        return [column for column in found if column is not None]

    def _column_of(self, slot: Slot, order: Iterable[int]) -> int | None:
        cell = self.cell_at.get(slot)
        if cell is None:
            return None
        row = self._sets(self.cells[cell].table).get(frozenset(order))
        if row is None:
            return None
        return int(self.first[cell] + np.searchsorted(self._tours[cell], row))

    def _sets(self, table: int) -> dict[frozenset[int], int]:
        if table not in self._rows_of:
            rows = self.tables[table].members.tolist()
            self._rows_of[table] = {frozenset(v for v in row if v >= 0): k for k, row in enumerate(rows)}
        return self._rows_of[table]
