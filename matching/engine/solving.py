"""Decide the levels of a problem one after the other, and hand back a verified result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matching.engine.check import minimal_conflict, values, verify
from matching.engine.explain import explain_unplaced
from matching.engine.greedy import greedy, only_pins, with_everyone, with_supervisors
from matching.engine.levels import Levels, Progress, Solver
from matching.engine.model import Highs
from matching.engine.problem import SMALLER_IS_BETTER, Problem
from matching.engine.program import Program, build
from matching.engine.solution import FEASIBLE, INFEASIBLE, OPTIMAL, Choice, Level, Result
from matching.engine.watch import Watch

# Above this a solver's tolerance of one part in a million of a column could hide a whole unit.
_WIDE = 10**6


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
        levels, choice = _decide(problem, watch, (seed, workers), progress or (lambda level: None))
        status = OPTIMAL if all(level.optimal for level in levels) else FEASIBLE
        result = Result(status, levels, choice, explain_unplaced(problem, choice), (), seed, 0.0)
    wrong = verify(problem, result)
    if wrong:
        raise WrongResult("; ".join(wrong[:5]))
    return replace(result, seconds=round(watch.elapsed, 3))


def _decide(
    problem: Problem, watch: Watch, how: tuple[int, int], progress: Progress
) -> tuple[tuple[Level, ...], Choice]:
    program = build(problem)
    levels = Levels(program, _solver(program, watch, *how), watch, program.solution(_start(problem)))
    levels.decide(progress)
    choice = program.choice(levels.solution)
    if not all(level.optimal for level in levels.decided):
        choice = _best(problem, choice, with_supervisors(problem, choice), with_everyone(problem, choice))
    true = values(problem, choice)
    return tuple(level.reaching(true[level.name]) for level in levels.decided), choice


def _solver(program: Program, watch: Watch, seed: int, workers: int) -> Solver:
    """Return HiGHS, or CP-SAT where numbers are too wide for floating point."""
    if _widest(program) <= _WIDE:
        return Highs(program, watch, seed=seed, workers=workers)
    # Imported here: it takes half a second, and hardly any problem needs it.
    from matching.engine.exact import Exact

    return Exact(program, watch, seed=seed, workers=workers)


def _widest(program: Program) -> int:
    rows = [row.coefficients for row in program.rows]
    return max((abs(c) for costs in [*rows, *program.objectives.values()] for c in costs.values()), default=0)


def _start(problem: Problem) -> Choice:
    """Return the better of doing nothing beyond the pins and of what a careful person would do."""
    return _best(problem, only_pins(problem), greedy(problem))


def _best(problem: Problem, *choices: Choice) -> Choice:
    """Return the choice that is best at the first level at which they differ."""

    def worth(choice: Choice) -> list[int]:
        true = values(problem, choice)
        return [-true[name] if name in SMALLER_IS_BETTER else true[name] for name in problem.levels]

    return max(choices, key=worth)
