"""The year planner as the worker calls it: plain JSON values in and out, no Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from visits.planner.problem import parse
from visits.planner.solution import Result, as_json
from visits.planner.solve import solve

SOLVER_OPTIONS = ("seconds", "seed", "workers")


def gap(best: Result) -> float | None:
    """Return by how many per cent a better plan could be cheaper at most; None while nothing is proved."""
    return round(100 * (best.cost - best.bound) / best.cost, 1) if best.cost and best.bound is not None else None


def solve_json(
    problem: dict[str, Any],
    options: dict[str, Any],
    *,
    progress: Callable[[dict[str, Any]], None],
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    """Solve the problem file's content; `options` may hold seconds, seed and workers beside what is ours."""
    parsed = parse(problem)

    def told(best: Result) -> None:
        found = {"planned": best.planned, "most": best.planned_bound}
        progress(found | {"cost": best.cost, "bound": best.bound, "gap": gap(best)})

    how = {name: options[name] for name in SOLVER_OPTIONS if name in options}
    return as_json(parsed, solve(parsed, progress=told, cancelled=cancelled, **how))
