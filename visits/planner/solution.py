"""What the planner answers: the tours with clock times, the figures, and the contract's result file.

A *plan* is the bare decision, `{(visitor, day): visits in driving order}`; clock times follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypedDict

from .problem import VERSION, Day, Problem, clock_text

Plan = Mapping[tuple[int, int], tuple[int, ...]]
"""Visits in driving order for each (visitor, day) that has any."""


@dataclass(frozen=True)
class Stop:
    """One visit on a tour, in minutes since midnight."""

    visit: int
    arrive: int
    start: int
    end: int


@dataclass(frozen=True)
class Tour:
    """One visitor's day from the base and back."""

    visitor: int
    day: int
    leave: int
    back: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Result:
    """A plan with its figures. Bounds are proved, or None. `conflict` holds the visits whose pins contradict."""

    status: str
    planned: int = 0
    planned_bound: int | None = None
    moved: int = 0
    moved_bound: int | None = None
    travel_minutes: int = 0
    spacing_days: int = 0
    cost: int = 0
    bound: int | None = None
    tours: tuple[Tour, ...] = ()
    unplanned: tuple[tuple[int, dict[str, Any]], ...] = ()
    conflict: tuple[int, ...] = ()
    seed: int = 1
    seconds: float = 0.0

    def settled(self) -> Result:
        """Return the same with `status` optimal when all three levels are proved reached, else feasible."""
        reached = (self.planned_bound, self.moved_bound, self.bound) == (self.planned, self.moved, self.cost)
        return replace(self, status="optimal" if reached else "feasible")


def travel_between(problem: Problem, base: int, order: tuple[int, ...]) -> int | None:
    """Return the driving minutes of the round from `base` through `order`, or None where nobody can drive."""
    places = [base, *(problem.visits[i].place for i in order), base]
    legs = [problem.travel[a][b] for a, b in pairwise(places)]
    return None if None in legs else sum(leg for leg in legs if leg is not None)


def schedule(problem: Problem, base: int, hours: Day, order: tuple[int, ...]) -> Tour | None:
    """Return the tour through `order` with clock times, or None when it does not fit the day.

    It comes back as early as this order can, and leaves as late as that allows (the least waiting).
    """
    starts = _earliest_starts(problem, base, hours, order)
    if starts is None:
        return None
    last = problem.visits[order[-1]]
    home = problem.travel[last.place][base]
    if home is None or starts[-1] + last.minutes + home > hours.latest:
        return None
    return _with_least_waiting(problem, base, hours.day, order, starts)


def _earliest_starts(problem: Problem, base: int, hours: Day, order: tuple[int, ...]) -> list[int] | None:
    starts: list[int] = []
    place, clock = base, hours.earliest
    for index in order:
        visit = problem.visits[index]
        leg = problem.travel[place][visit.place]
        start = None if leg is None else visit.earliest_start(clock + leg, hours.day)
        if start is None:
            return None
        starts.append(start)
        place, clock = visit.place, start + visit.minutes
    return starts


def _with_least_waiting(problem: Problem, base: int, day: int, order: tuple[int, ...], starts: list[int]) -> Tour:
    visits = [problem.visits[i] for i in order]
    legs = [
        _leg(problem, a, b)
        for a, b in zip([base, *(v.place for v in visits)], [*(v.place for v in visits), base], strict=True)
    ]
    late = list(starts)
    for i in range(len(order) - 2, -1, -1):
        start = visits[i].latest_start(late[i + 1] - legs[i + 1], day)
        late[i] = starts[i] if start is None else max(start, starts[i])
    leave = late[0] - legs[0]
    stops, clock = [], leave
    for index, visit, leg, start in zip(order, visits, legs, late, strict=False):
        stops.append(Stop(index, clock + leg, start, start + visit.minutes))
        clock = start + visit.minutes
    return Tour(-1, day, leave, clock + legs[-1], tuple(stops))


def _leg(problem: Problem, a: int, b: int) -> int:
    minutes = problem.travel[a][b]
    if minutes is None:
        raise ValueError(f"nobody can drive from {problem.places[a]} to {problem.places[b]}")
    return minutes


def tours_of(problem: Problem, plan: Plan) -> tuple[Tour, ...]:
    """Return the tours of a plan, by visitor and day. Raises ValueError for a plan that does not fit."""
    tours = []
    for (visitor, day), order in sorted(plan.items()):
        entry = problem.visitors[visitor]
        tour = schedule(problem, entry.base, entry.by_day[day], order)
        if tour is None:
            raise ValueError(f"the tour of {entry.id} on {problem.date_of(day)} does not fit the day")
        tours.append(replace(tour, visitor=visitor))
    return tuple(tours)


class Figures(TypedDict):
    planned: int
    moved: int
    travel_minutes: int
    spacing_days: int
    cost: int


def figures(problem: Problem, plan: Plan) -> Figures:
    """Return what a plan is measured by."""
    slots = {visit: slot for slot, order in plan.items() for visit in order}
    travel = sum(travel_between(problem, problem.visitors[v].base, order) or 0 for (v, _), order in plan.items())
    spacing = sum(abs(day - problem.visits[visit].target_day) for visit, (_, day) in slots.items())
    moved = sum(slots.get(entry.visit) != (entry.visitor, entry.day) for entry in problem.previous)
    return {
        "planned": len(slots),
        "moved": moved,
        "travel_minutes": travel,
        "spacing_days": spacing,
        "cost": travel + problem.spacing_weight * spacing,
    }


def as_json(problem: Problem, result: Result) -> dict[str, Any]:
    """Return the result as the contract's file."""
    return {
        "version": VERSION,
        "status": result.status,
        "planned": result.planned,
        "planned_bound": result.planned_bound,
        "moved": result.moved,
        "moved_bound": result.moved_bound,
        "travel_minutes": result.travel_minutes,
        "spacing_days": result.spacing_days,
        "cost": result.cost,
        "bound": result.bound,
        "tours": [_tour_json(problem, tour) for tour in result.tours],
        "unplanned": [{"visit": problem.visits[visit].id, "why": why} for visit, why in result.unplanned],
        "conflict": [problem.visits[visit].id for visit in result.conflict],
        "seed": result.seed,
        "seconds": result.seconds,
    }


def _tour_json(problem: Problem, tour: Tour) -> dict[str, Any]:
    return {
        "visitor": problem.visitors[tour.visitor].id,
        "date": problem.date_of(tour.day),
        "leave": clock_text(tour.leave),
        "back": clock_text(tour.back),
        "stops": [_stop_json(problem, stop) for stop in tour.stops],
    }


def _stop_json(problem: Problem, stop: Stop) -> dict[str, str]:
    return {
        "visit": problem.visits[stop.visit].id,
        "arrive": clock_text(stop.arrive),
        "start": clock_text(stop.start),
        "end": clock_text(stop.end),
    }
