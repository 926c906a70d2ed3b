"""One part of the year planned: the three levels one after the other, over the columns of its space."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from .choice import Watched
from .floor import least_cost, shares_of
from .greedy import Draft, first_plan
from .problem import Ints, Problem
from .reach import out_of_reach, too_near
from .rebuild import Rebuilder
from .relaxation import Relaxation
from .rows import LEVELS
from .search import search
from .solution import Plan, figures
from .space import Part, Space, tables_of, with_tried
from .tours import TourTable

ROUNDS = (500, 10_000, 20_000)
"""Where tours are missing: how often a plan is rebuilt, for each visit, before it is chosen anew among all tours met.
A short turn first: a choice joins what rebuilding alone never would, and a long one has then more to begin with."""
LEAST_BEFORE, MOST_BEFORE, TOURS_A_ROUND = 30, 1000, 1
"""Rebuildings for each visit before all tours are looked at, more where there are many tours: a good plan to begin with
spares much of that."""
TO_BEGIN, TO_REBUILD, TO_CHOOSE, TO_LEVEL = 0.3, 0.7, 0.2, 0.5
"""Shares of the time left that these may take."""


@dataclass(frozen=True)
class Value:
    """What is minimised, first to last: visits left out, visits of the previous plan moved, cost."""

    unplanned: int
    moved: int
    cost: int

    def key(self) -> tuple[int, int, int]:
        return self.unplanned, self.moved, self.cost


@dataclass(frozen=True)
class PartPlan:
    """A part's plan, what it is worth, and for each level the proved least value with the levels before it kept
    (None: not proved)."""

    plan: Plan
    value: Value
    bounds: tuple[int | None, int | None, int | None] = (None, None, None)

    def proved(self) -> bool:
        return self.bounds == self.value.key()


@dataclass(frozen=True)
class Limits:
    """The time left, whether somebody wants to stop, and where better plans are told. Nothing else here has a clock."""

    seconds_left: Callable[[], float]
    cancelled: Callable[[], bool]
    tell: Callable[[PartPlan], None]
    seed: int

    def over(self) -> bool:
        return self.seconds_left() <= 0 or self.cancelled()

    def part(self, share: float) -> Limits:
        """Return limits that are over when this share of the time left is used."""
        kept = (1 - share) * self.seconds_left()
        return replace(self, seconds_left=lambda: self.seconds_left() - kept)


def value_of(problem: Problem, part: Part, plan: Plan) -> Value:
    """Return the three levels of a part's plan."""
    inside = set(part.visits)
    values = figures(problem, plan)
    elsewhere = sum(p.visit not in inside for p in problem.previous)
    return Value(len(inside) - values["planned"], values["moved"] - elsewhere, values["cost"])


class PartSolver:
    """Plans one part. `start` keeps the pins that belong to it. `advance` may be called again with more time."""

    def __init__(self, problem: Problem, part: Part, start: Plan, limits: Limits) -> None:
        self.problem, self.part = problem, part
        self.pins = set(problem.pins).intersection(part.visits)
        self.without_day = out_of_reach(problem, part.visits)
        self.with_day = sorted(set(part.visits) - set(self.without_day))
        self.left_anyway = len(self.without_day) + too_near(problem, self.with_day)
        self.moved_anyway = sum(self._must_move(visit) for visit in part.visits)
        self.rebuilder = Rebuilder(problem, self.with_day, limits.seed)
        plan = self.rebuilder.first_plan(start, limits.over)
        self.best = PartPlan(plan, value_of(problem, part, plan))
        self.tables: list[TourTable] | None = None
        self.space: Space | None = None
        self.relaxations: dict[str, Relaxation] = {}
        self.watched = Watched()

    @cached_property
    def shares(self) -> Ints:
        """What each visit with a day costs at least (`floor.shares_of`)."""
        return shares_of(self.problem, self.with_day)

    def _must_move(self, visit: int) -> bool:
        before = self.problem.previous_of.get(visit)
        return before is not None and (before.visitor, before.day) not in self.problem.open_slots[visit]

    def advance(self, limits: Limits) -> PartPlan:
        """Go on until all three levels are proved or the limits are over; return the best so far."""
        self._raise_to_floor()
        self._advance(limits)
        self._raise_to_floor()
        return self.best

    def _raise_to_floor(self) -> None:
        """Claim at least the bound that needs no tours, where every visit that has a day to itself is planned."""
        unplanned, moved, cost = self.best.bounds
        value = self.best.value
        if unplanned is None and value.unplanned == self.left_anyway:
            unplanned = value.unplanned
        if moved is None and unplanned == value.unplanned and value.moved == self.moved_anyway:
            moved = value.moved
        if (unplanned, moved) == (value.unplanned, value.moved):
            floor = least_cost(self.shares, value.unplanned - len(self.without_day))
            cost = max(cost or 0, min(value.cost, floor))
            self.best = replace(self.best, bounds=(unplanned, moved, cost))

    def _advance(self, limits: Limits) -> None:
        if limits.over() or self.best.proved():
            return
        if self.tables is None:
            tables = tables_of(self.problem, self.part, limits.over)
            if limits.over():
                return
            self.tables = tables
            self.better(self.rebuilder.run(self.best.plan, self._rounds_before(), limits.part(TO_BEGIN)), limits)
        if all(table.complete for table in self.tables):
            self.space = self.space or Space(self.problem, self.part, self.tables)
            self._levels(self.space, limits)
        else:
            self._by_turns(self.tables, limits)

    def _rounds_before(self) -> int:
        visits, tours = len(self.part.visits), sum(len(table.travel) for table in self.tables or ())
        return min(MOST_BEFORE * visits, max(LEAST_BEFORE * visits, tours // TOURS_A_ROUND))

    def _by_turns(self, tables: list[TourTable], limits: Limits) -> None:
        """Too many tours to list: rebuild the plan, then choose among all tours met on the way, and so on."""
        for rounds in ROUNDS:
            rebuilt = self.rebuilder.run(self.best.plan, rounds * len(self.part.visits), limits.part(TO_REBUILD))
            self.better(rebuilt, limits)
            if limits.over() or self.best.proved():
                return
            met = with_tried(self.problem, tables, self.rebuilder.tried())
            self.relaxations.clear()
            self.watched = Watched()
            self._levels(Space(self.problem, self.part, met), limits.part(TO_CHOOSE))

    def _levels(self, space: Space, limits: Limits) -> None:
        """Decide the levels one after the other. One that is not proved is kept at its best value for the next."""
        kept = dict[str, int]()
        constant = Value(len(space.never), sum(visit in self.problem.previous_of for visit in space.never), 0)
        for number, level in enumerate(LEVELS):
            if limits.over():
                return
            last = number == len(LEVELS) - 1
            bound = self._level(space, level, kept, getattr(constant, level), limits if last else limits.part(TO_LEVEL))
            value = getattr(self.best.value, level)
            if space.complete or bound == value:
                self.prove(number, bound, limits)
            kept[level] = value - getattr(constant, level)

    def forget(self) -> None:
        """Give back the memory of the columns; nothing is left to do here."""
        self.space = self.tables = None
        self.relaxations.clear()
        self.rebuilder.forget()

    def _level(self, space: Space, level: str, kept: dict[str, int], constant: int, limits: Limits) -> int | None:
        value = int(getattr(self.best.value, level))
        if value == constant and level != "cost":
            return value
        if level not in self.relaxations or self.relaxations[level].kept != kept:
            self.relaxations[level] = Relaxation(space, level, kept, limits.seed)
        seen = _SeenFrom(self, space, level, constant, limits)
        search(self.relaxations[level], self.watched, seen, limits)
        return self.best.bounds[LEVELS.index(level)]

    def better(self, plan: Plan, limits: Limits) -> None:
        """Keep a plan if it is better than the best so far (a repair may have lost a pin: that is none)."""
        planned = {visit for order in plan.values() for visit in order}
        if not planned.issuperset(self.pins):
            return
        value = value_of(self.problem, self.part, plan)
        if value.key() < self.best.value.key():
            # The bounds of the later levels were proved for so many visits planned.
            same = value.unplanned == self.best.value.unplanned
            self.best = PartPlan(plan, value, self.best.bounds if same else (self.best.bounds[0], None, None))
            limits.tell(self.best)

    def prove(self, number: int, bound: int | None, limits: Limits) -> None:
        bounds = [*self.best.bounds[:number], bound, None, None]
        self.best = replace(self.best, bounds=(bounds[0], bounds[1], bounds[2]))
        limits.tell(self.best)


@dataclass(frozen=True)
class _SeenFrom:
    """The best plan of a part as the search of one level sees it (`search.Best`)."""

    solver: PartSolver
    space: Space
    level: str
    constant: int
    limits: Limits

    def value(self) -> int:
        return int(getattr(self.solver.best.value, self.level)) - self.constant

    def columns(self) -> list[int]:
        return self.space.columns_of(self.solver.best.plan)

    def accept(self, columns: list[int]) -> None:
        self.solver.better(_plan_of(self.space, columns), self.limits)

    def repair(self, columns: list[int]) -> None:
        start = going_together(self.space, columns)
        plan = first_plan(self.solver.rebuilder.board, start, self.limits.over)
        if self.space.complete or len(self.space.columns_of(plan)) == len(plan):
            self.solver.better(plan, self.limits)

    def prove(self, bound: int | None) -> None:
        if self.space.complete and bound is not None:
            bound = min(bound + self.constant, int(getattr(self.solver.best.value, self.level)))
            self.solver.prove(LEVELS.index(self.level), bound, self.limits)


def _plan_of(space: Space, columns: Iterable[int]) -> Plan:
    return {space.slot(column): space.order(column) for column in columns}


def going_together(space: Space, columns: list[int]) -> Plan:
    """Return the plan of as many of these tours as can be driven side by side: those with pins, then the fullest."""
    pinned = set(space.problem.pins)

    def rank(column: int) -> tuple[bool, int, int]:
        members = space.members(column)
        return pinned.isdisjoint(members), -len(members), column

    draft = Draft(space.problem)
    for column in sorted(columns, key=rank):
        members, slot = space.members(column), space.slot(column)
        if slot not in draft.tours and all(draft.far_enough(visit, slot[1]) for visit in members):
            draft.set_tour(slot, tuple(members))
    kept = {space.slot(column): column for column in columns if draft.tours.get(space.slot(column)) is not None}
    chosen = [c for c in kept.values() if set(draft.tours[space.slot(c)]) == set(space.members(c))]
    return _plan_of(space, chosen)
