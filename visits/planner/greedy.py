"""Plans made quickly and plainly, without a solver: a first plan to improve, and the baselines of the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .board import Board
from .problem import Problem
from .solution import Plan, schedule, travel_between

Slot = tuple[int, int]


class Draft:
    """A plan in the making: every tour in it fits its day, and nothing in it is too near in time."""

    def __init__(self, problem: Problem, plan: Plan | None = None) -> None:
        self.problem = problem
        self.tours: dict[Slot, tuple[int, ...]] = dict(plan or {})
        self.day_of = {visit: day for (_, day), order in self.tours.items() for visit in order}
        self.groups: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        for group in problem.apart:
            for visit in group.visits:
                self.groups.setdefault(visit, []).append((group.visits, group.days))

    def far_enough(self, visit: int, day: int) -> bool:
        return not any(
            other != visit and other in self.day_of and abs(self.day_of[other] - day) < days
            for visits, days in self.groups.get(visit, ())
            for other in visits
        )

    def set_tour(self, slot: Slot, order: tuple[int, ...]) -> None:
        for visit in self.tours.get(slot, ()):
            self.day_of.pop(visit, None)
        self.tours.pop(slot, None)
        if order:
            self.tours[slot] = order
            self.day_of.update(dict.fromkeys(order, slot[1]))

    def insertions(self, visit: int, slots: Iterable[Slot]) -> Iterator[tuple[int, Slot, tuple[int, ...]]]:
        """Yield (cost, slot, order) of putting `visit` into the tours of `slots`; not yet tried against the clock."""
        for slot in slots:
            if not self.far_enough(visit, slot[1]):
                continue
            order, base = self.tours.get(slot, ()), self.problem.visitors[slot[0]].base
            before = (travel_between(self.problem, base, order) or 0) if order else 0
            spacing = self.problem.spacing_cost(visit, slot[1])
            for at in range(len(order) + 1):
                new = (*order[:at], visit, *order[at:])
                travel = travel_between(self.problem, base, new)
                if travel is not None:
                    yield travel - before + spacing, slot, new

    def insert(self, visit: int, slots: Iterable[Slot]) -> bool:
        """Put `visit` where it costs least among `slots`; return whether any of them could take it."""
        for _, slot, order in sorted(self.insertions(visit, slots)):
            visitor = self.problem.visitors[slot[0]]
            if schedule(self.problem, visitor.base, visitor.by_day[slot[1]], order) is not None:
                self.set_tour(slot, order)
                return True
        return False


def open_slots(problem: Problem, visit: int) -> tuple[Slot, ...]:
    """Return the (visitor, day) pairs that visitors, window, pin and working days leave for a visit."""
    return problem.open_slots[visit]


def never() -> bool:
    return False


def first_plan(board: Board, start: Plan, over: Callable[[], bool] = never) -> Plan:
    """Return `start` with as many of the board's visits put in as plain insertion can: where the previous plan had
    them first, then by need. When it is `over` the rest is left out."""
    board.place(start)
    _as_before(board)
    left = [k for k, cell in enumerate(board.where) if cell < 0]
    left.sort(key=lambda k: (board.entries[k].target_day, k))
    moved = [k for k in left if over() or not _put(board, k, board.cell_before(k))]
    moved.sort(key=lambda k: (len(board.alone[k]), board.entries[k].target_day, k))
    for k in moved:
        if over():
            break
        _put(board, k)
    return board.plan()


def _as_before(board: Board) -> None:
    """Drive the tours of the previous plan again, as many as can be driven as they were."""
    tours: dict[int, list[tuple[int, int]]] = {}
    for k, visit in enumerate(board.visits):
        cell = board.cell_before(k)
        if cell >= 0 and (cell not in board.tours) and board.where[k] < 0 and board.is_open(k, cell):
            tours.setdefault(cell, []).append((board.problem.previous_of[visit].start, k))
    for cell, stops in tours.items():
        order = tuple(k for _, k in sorted(stops))
        together = any(mate in order and days > 0 for k in order for mate, days in board.mates[k])
        if not together and all(board.far(k, cell) for k in order):
            board.set_tour(cell, order)


def _put(board: Board, visit: int, only: int | None = None) -> bool:
    """Put a visit in where it costs least (`only`: if that is in this cell); return whether it is in now."""
    found = board.best_gap(visit)
    if found is None or (only is not None and found[1] != only):
        return False
    return board.insert(visit, *found[1:])
