"""Solve a year-plan problem: the pins, then each part by itself, then the whole put together and checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from . import check, explain, pins
from .levels import Limits, PartPlan, PartSolver, value_of
from .problem import Problem
from .solution import Plan, Result, as_json, figures, tours_of
from .space import Part, parts_of

Progress = Callable[[Result], None]


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Return the best plan found within `seconds`, with what is proved about it.

    `progress` is called with the best result so far, from this thread; `cancelled` is polled, and once it
    returns true the best plan so far is returned. Raises `check.BrokenPlan` rather than return a wrong plan.
    """
    began = time.monotonic()
    limits = Limits(lambda: began + seconds - time.monotonic(), cancelled or (lambda: False), seed)
    kept = pins.kept_pins(problem)
    if kept is None:
        result = Result("infeasible", conflict=pins.conflict(problem), seed=seed)
    else:
        result = _feasible(problem, kept, limits)
    result = _timed(result, time.monotonic() - began)
    check.verify(problem, as_json(problem, result))
    return result


def _feasible(problem: Problem, kept: Plan, limits: Limits) -> Result:
    solved = []
    for part in parts_of(problem):
        start = {slot: order for slot, order in kept.items() if slot[0] in part.visitors}
        solved.append((part, PartSolver(problem, part, start, limits).solve()))
    return _together(problem, solved, limits.seed)


def _together(problem: Problem, solved: list[tuple[Part, PartPlan]], seed: int) -> Result:
    plan: Plan = {slot: order for _, answer in solved for slot, order in answer.plan.items()}
    bounds = _bounds(problem, solved)
    return Result(
        "feasible",
        **figures(problem, plan),
        planned_bound=bounds[0],
        moved_bound=bounds[1],
        bound=bounds[2],
        tours=tours_of(problem, plan),
        unplanned=explain.unplanned(problem, plan),
        seed=seed,
    ).settled()


def _bounds(problem: Problem, solved: list[tuple[Part, PartPlan]]) -> tuple[int | None, int | None, int | None]:
    """Add up the parts' bounds. A level counts only when the levels before it are proved in every part: otherwise
    the same total could be shared out among the parts in another way."""
    values = [value_of(problem, part, answer.plan) for part, answer in solved]
    unplanned = [answer.bounds[0] or 0 for _, answer in solved]
    planned_bound = len(problem.visits) - sum(unplanned)
    moved_bound = bound = None
    if unplanned == [value.unplanned for value in values]:
        moved = [answer.bounds[1] for _, answer in solved]
        moved_bound = None if None in moved else sum(m or 0 for m in moved)
        if moved == [value.moved for value in values]:
            cost = [answer.bounds[2] for _, answer in solved]
            bound = None if None in cost else sum(c or 0 for c in cost)
    return planned_bound, moved_bound, bound


def _timed(result: Result, seconds: float) -> Result:
    return replace(result, seconds=round(seconds, 3))
