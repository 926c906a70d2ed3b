"""Solve a problem: level after level, until all are proved or time is up."""

from __future__ import annotations

import time
from collections.abc import Callable

from .explain import why_not
from .model import Model
from .problem import Problem
from .solution import Level, Solution


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int = 1,
    started: float | None = None,
    progress: Callable[[Level], None] = lambda level: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Solution:
    """Return the best that was found within `seconds` of `started` (a reading of `time.perf_counter`)."""
    began = time.perf_counter() if started is None else started
    model = Model(problem, seed=seed, workers=workers)
    possible = model.feasible(began + seconds, cancelled)
    levels: list[Level] = []
    for name in problem.levels if possible else ():
        if not cancelled():
            level = model.decide(name, began + seconds, cancelled)
            if level is not None:
                levels.append(level)
                progress(level)
    proved = possible is not None and all(level.optimal for level in levels) and len(levels) == len(problem.levels)
    status = "infeasible" if possible is False else "optimal" if proved else "feasible"
    chosen = model.best or ()
    return Solution(
        status=status,
        levels=tuple(levels),
        chosen=chosen,
        unplaced=() if possible is False else tuple(why_not(problem, chosen)),
        conflict=problem.pinned if possible is False else (),
        seed=seed,
        seconds=round(time.perf_counter() - began, 3),
    )
