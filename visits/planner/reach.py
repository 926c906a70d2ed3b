"""Which visits nobody can make whatever the plan, and how many stand in each other's way, told without tours."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from .problem import NEVER, Day, Ints, Problem, Visit
from .tours import ways_home

MOST_TOGETHER = 200
"""Larger groups of `apart` are not looked at: it takes the third power of their size."""

Ways = tuple[Ints, Ints]
"""The least minutes from a base to each place and back, by any way over other places."""


def out_of_reach(problem: Problem, visits: Iterable[int]) -> list[int]:
    """Return those of `visits` that fit no day of anybody who may make them, even by the shortest ways alone."""
    ways: dict[int, Ways] = {}
    return [visit for visit in visits if not _may_fit(problem, visit, ways)]


def too_near(problem: Problem, visits: Collection[int]) -> int:
    """Return how many of `visits` at least no plan holds: too many of a group of `apart` are open on few days."""
    free, left_out = set(visits), 0
    for group in problem.apart:
        together = [visit for visit in group.visits if visit in free]
        if group.days and len(together) <= MOST_TOGETHER:
            days = [[day for _, day in problem.open_slots[visit]] for visit in together]
            more = _too_many([(min(open_on), max(open_on)) for open_on in days], group.days)
            left_out += more
            # No visit counts twice: of those of this group nobody knows which are left out.
            free.difference_update(together if more else ())
    return left_out


def _too_many(spans: list[tuple[int, int]], apart: int) -> int:
    """Return how many more lie inside some days, first and last, than can lie `apart` there."""
    pairs = ((first, last) for first, _ in spans for _, last in spans if first <= last)
    inside = (sum(first <= a and b <= last for a, b in spans) - ((last - first) // apart + 1) for first, last in pairs)
    return max(inside, default=0)


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
