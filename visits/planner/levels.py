"""One part of the year planned: the three levels one after the other, over the columns of its space."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .greedy import first_plan
from .model import choose
from .order import least_order
from .problem import Problem
from .rows import LEVELS, Model, Value
from .solution import Plan, figures
from .space import Part, Space

MOST_LABELS = 300_000


@dataclass(frozen=True)
class PartPlan:
    """A part's plan and, for each level, the proved least value with the levels before it (None: not proved)."""

    plan: Plan
    bounds: tuple[int | None, int | None, int | None]


class Limits:
    """The time left and whether somebody wants to stop. The one place of the planner that looks at a clock."""

    def __init__(self, seconds_left: Callable[[], float], cancelled: Callable[[], bool], seed: int) -> None:
        self.seconds_left, self.cancelled, self.seed = seconds_left, cancelled, seed

    def over(self) -> bool:
        return self.seconds_left() <= 0 or self.cancelled()


def value_of(problem: Problem, part: Part, plan: Plan) -> Value:
    """Return the three levels of a part's plan."""
    inside = set(part.visits)
    values = figures(problem, plan)
    never = [p.visit for p in problem.previous if p.visit not in inside]
    return Value(len(inside) - values["planned"], values["moved"] - len(never), values["cost"])


class PartSolver:
    """Plans one part. `start` keeps the pins that belong to it."""

    def __init__(self, problem: Problem, part: Part, start: Plan, limits: Limits) -> None:
        self.problem, self.part, self.limits = problem, part, limits
        self.plan = first_plan(problem, part.visits, start)

    def solve(self) -> PartPlan:
        space = Space(self.problem, self.part, MOST_LABELS)
        model = Model(space, space.columns())
        kept: dict[str, int] = {}
        bounds: list[int | None] = []
        constant = self._constant(space)
        for level in LEVELS:
            bound = self._level(space, model, level, kept, constant)
            value = getattr(value_of(self.problem, self.part, self.plan), level)
            bounds.append(bound)
            if bound != value:
                break
            kept[level] = value - getattr(constant, level)
        padded = [*bounds, None, None, None]
        return PartPlan(self.plan, (padded[0], padded[1], padded[2]))

    def _constant(self, space: Space) -> Value:
        """What the visits that fit no tour at all add to each level."""
        return Value(len(space.never), sum(visit in self.problem.previous_of for visit in space.never), 0)

    def _level(self, space: Space, model: Model, level: str, kept: dict[str, int], constant: Value) -> int | None:
        now = getattr(value_of(self.problem, self.part, self.plan), level)
        if now == getattr(constant, level):
            return now
        columns = {column: index for index, column in enumerate(model.columns)}
        start = [columns[column] for column in space.columns_of(self.plan)]
        planned = {visit for order in self.plan.values() for visit in order}
        start += [index for visit, index in model.left_out.items() if visit not in planned]
        answer = choose(
            model.costs(level),
            model.rows(kept),
            seconds=self.limits.seconds_left(),
            seed=self.limits.seed,
            start=start,
            stop=self.limits.cancelled,
        )
        if answer.chosen is not None:
            self._accept(space, model, answer.chosen)
        if not space.complete:
            return None
        return min(
            getattr(value_of(self.problem, self.part, self.plan), level),
            math.ceil(answer.bound - 1e-6) + getattr(constant, level),
        )

    def _accept(self, space: Space, model: Model, chosen: list[int]) -> None:
        plan = {}
        for index in chosen:
            if index < len(model.columns):
                column = model.columns[index]
                kind = space.tables[space.cells[column[0]].table].kind
                plan[space.slot(column)] = least_order(self.problem, kind, tuple(space.members(column)))
        if _key(value_of(self.problem, self.part, plan)) < _key(value_of(self.problem, self.part, self.plan)):
            self.plan = plan


def _key(value: Value) -> tuple[int, int, int]:
    return value.unplanned, value.moved, value.cost
