"""The engine as the worker calls it: plain JSON values in and out, no Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.engine.problem import parse
from matching.engine.solving import solve
from matching.recruitment import what_helps
from matching.relief import problem as relief_problem
from matching.relief import solving as relief_solving
from matching.runner_ups import runner_ups


def solve_json(
    problem: dict[str, Any],
    options: dict[str, Any],
    *,
    progress: Callable[[dict[str, Any]], None],
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    """Solve the problem file's content; `options` may hold seconds, seed and workers."""
    parsed, done = parse(problem), 0

    def told(level: Any) -> None:
        nonlocal done
        done += 1
        progress({"done": done, "of": len(parsed.levels), "level": level.name, "value": level.value})

    result = solve(parsed, progress=told, cancelled=cancelled, **options).as_json()
    # Kept with the proposals and taken out again before the result is stored: that one is the engine's own.
    result["runner_ups"] = runner_ups(problem, result, options, cancelled=cancelled)
    return result


def relief_json(
    problem: dict[str, Any],
    options: dict[str, Any],
    *,
    progress: Callable[[dict[str, Any]], None],
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    """Solve a problem of relief weekends."""
    parsed, done = relief_problem.parse(problem), 0

    def told(level: Any) -> None:
        nonlocal done
        done += 1
        progress({"done": done, "of": len(parsed.levels), "level": level.name, "value": level.value})

    return relief_solving.solve(parsed, progress=told, cancelled=cancelled, **options).as_json()


def lacks_json(
    problem: dict[str, Any],
    options: dict[str, Any],
    *,
    progress: Callable[[dict[str, Any]], None],
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    """Solve today's problem again with each home and supervisor that could be recruited."""
    return what_helps(
        problem, options, progress=lambda done, of: progress({"done": done, "of": of}), cancelled=cancelled
    )
