"""The best choice by trying every one: for problems of a few children only."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from matching.engine.check import faults, homes_of_children, values
from matching.engine.problem import SMALLER_IS_BETTER, Problem
from matching.engine.solution import Choice


def best_values(problem: Problem) -> dict[str, int] | None:
    """Return the best value of each level, decided one after the other; None when nothing is allowed."""
    names = problem.levels
    all_values = [values(problem, choice) for choice in allowed_choices(problem)]
    if not all_values:
        return None
    best = max(all_values, key=lambda v: [-v[n] if n in SMALLER_IS_BETTER else v[n] for n in names])
    return {name: best[name] for name in names}


def allowed_choices(problem: Problem) -> Iterator[Choice]:
    for homes in _placements(problem):
        if not faults(problem, Choice(homes, {})):
            yield from (choice for choice in _supervisions(problem, homes) if not faults(problem, choice))


def _placements(problem: Problem) -> Iterator[dict[str, str]]:
    options = [[None, *(o.home for o in problem.options if o.unit == unit)] for unit in problem.units]
    for homes in product(*options):
        yield {unit: home for unit, home in zip(problem.units, homes, strict=True) if home is not None}


def _supervisions(problem: Problem, homes: dict[str, str]) -> Iterator[Choice]:
    where = homes_of_children(problem, Choice(homes, {}))
    reach = [[None, *(r.supervisor for r in problem.reach if r.home == home)] for home in where.values()]
    for chosen in product(*reach):
        yield Choice(homes, {child: s for child, s in zip(where, chosen, strict=True) if s is not None})
