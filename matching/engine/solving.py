"""Decide the levels of a problem one after the other, and hand back a verified result."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from matching.engine.check import minimal_conflict, values, verify
from matching.engine.explain import explain_unplaced
from matching.engine.greedy import greedy, only_pins
from matching.engine.model import Highs
from matching.engine.problem import SMALLER_IS_BETTER, Problem
from matching.engine.program import build
from matching.engine.solution import FEASIBLE, INFEASIBLE, OPTIMAL, Choice, Level, Result
from matching.engine.watch import Watch

Progress = Callable[[Level], None]


class WrongResult(AssertionError):
    """The engine's own result failed its check: a defect of the engine, never to be shown as a proposal."""


def solve(
    problem: Problem,
    *,
    seconds: float = 60,
    seed: int = 1,
    workers: int = 2,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    started: float | None = None,
) -> Result:
    """Return the best choice found within `seconds`, checked, with what is proved about every level.

    `progress` is told of each level when it is finished; `cancelled` is asked again and again, and when it says
    yes the best found so far comes back. `started` (of `time.perf_counter`) counts time already spent. Raises
    `WrongResult` when the independent check disagrees.
    """
    watch = Watch(seconds, cancelled, started)
    conflict = minimal_conflict(problem)
    if conflict:
        result = Result(INFEASIBLE, (), Choice({}, {}), (), conflict, seed, 0.0)
    else:
        levels, choice = _decide(problem, watch, seed, workers, progress or (lambda level: None))
        status = OPTIMAL if all(level.optimal for level in levels) else FEASIBLE
        result = Result(status, levels, choice, explain_unplaced(problem, choice), (), seed, 0.0)
    wrong = verify(problem, result)
    if wrong:
        raise WrongResult("; ".join(wrong[:5]))
    return replace(result, seconds=round(watch.elapsed, 3))


def _decide(
    problem: Problem, watch: Watch, seed: int, workers: int, progress: Progress
) -> tuple[tuple[Level, ...], Choice]:
    program = build(problem)
    solution = program.solution(_start(problem))
    if not program.upper or not problem.levels:
        return _unsolved(problem, program.choice(solution), 0), program.choice(solution)
    solver = Highs(program, seed=seed, workers=workers)
    levels: list[Level] = []
    for index, name in enumerate(problem.levels):
        began = time.perf_counter()
        share = watch.left / 2 if index + 1 < len(problem.levels) else watch.left
        solution, bound = solver.maximise(program.objectives[name], solution, share, watch)
        value = program.worth(name, solution)
        solver.keep(program.objectives[name], value)
        levels.append(_level(name, value, bound, time.perf_counter() - began))
        progress(levels[-1])
    choice = program.choice(solution)
    true = values(problem, choice)
    return tuple(level.reaching(true[level.name]) for level in levels), choice


def _level(name: str, value: int, bound: int | None, seconds: float) -> Level:
    sign = -1 if name in SMALLER_IS_BETTER else 1
    bound = None if bound is None else sign * bound
    return Level(name, sign * value, bound, sign * value == bound, round(seconds, 3))


def _unsolved(problem: Problem, choice: Choice, bound: int | None) -> tuple[Level, ...]:
    true = values(problem, choice)
    return tuple(Level(name, true[name], bound, true[name] == bound, 0.0) for name in problem.levels)


def _start(problem: Problem) -> Choice:
    """Return the better of doing nothing beyond the pins and of what a careful person would do."""

    def worth(choice: Choice) -> list[int]:
        true = values(problem, choice)
        return [-true[name] if name in SMALLER_IS_BETTER else true[name] for name in problem.levels]

    return max(only_pins(problem), greedy(problem), key=worth)
