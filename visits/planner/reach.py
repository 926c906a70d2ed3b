"""Which visits nobody can make whatever the plan, told without looking for tours."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .problem import NEVER, Day, Ints, Problem, Visit
from .tours import ways_home

Ways = tuple[Ints, Ints]
"""The least minutes from a base to each place and back, by any way over other places."""


def out_of_reach(problem: Problem, visits: Iterable[int]) -> list[int]:
    """Return those of `visits` that fit no day of anybody who may make them, even by the shortest ways alone."""
    ways: dict[int, Ways] = {}
    return [visit for visit in visits if not _may_fit(problem, visit, ways)]


def _may_fit(problem: Problem, visit: int, ways: dict[int, Ways]) -> bool:
    entry = problem.visits[visit]
    if entry.pinned is not None:
        return bool(problem.open_slots[visit])
    days = ((problem.visitors[who], problem.visitors[who].by_day[day]) for who, day in problem.open_slots[visit])
    kinds = {(who.base, day.earliest, day.latest, entry.hours_on(day.day)): (who.base, day) for who, day in days}
    return any(_fits(entry, day, _ways(problem, base, ways)) for base, day in kinds.values())


def _ways(problem: Problem, base: int, ways: dict[int, Ways]) -> Ways:
    if base not in ways:
        ways[base] = (ways_home(np.ascontiguousarray(problem.legs.T), base), ways_home(problem.legs, base))
    return ways[base]


def _fits(visit: Visit, day: Day, ways: Ways) -> bool:
    out, home = int(ways[0][visit.place]), int(ways[1][visit.place])
    start = visit.earliest_start(day.earliest + out, day.day) if max(out, home) < NEVER else None
    return start is not None and start + visit.minutes + home <= day.latest
