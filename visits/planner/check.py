"""Check an answer against its problem, with no solver in sight.

It reads the very result that would be written to the file and recomputes everything from the contract,
so that it shares no arithmetic with the code that made the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from .problem import Problem, Visit

Slots = dict[int, tuple[int, int]]


class BrokenPlan(Exception):
    """A result that does not keep the contract. A mistake of the planner, never of its input."""


def verify(problem: Problem, result: dict[str, Any]) -> None:
    """Raise `BrokenPlan` with what is wrong with `result`, the first few faults."""
    faults = list(check(problem, result))
    if faults:
        raise BrokenPlan(f"{len(faults)} faults: {'; '.join(faults[:5])}")


def check(problem: Problem, result: dict[str, Any]) -> Iterator[str]:
    """Yield a line for everything in `result` that breaks the contract or is not as it says."""
    if result["status"] == "infeasible":
        yield from _check_infeasible(problem, result)
        return
    reading = _Reading(problem)
    yield from reading.read(result["tours"])
    yield from _check_pins(problem, reading.slots)
    yield from _check_apart(problem, reading.slots)
    yield from _check_unplanned(problem, reading.slots, result["unplanned"])
    yield from _check_figures(problem, reading, result)
    yield from _check_bounds(problem, result)


def _check_infeasible(problem: Problem, result: dict[str, Any]) -> Iterator[str]:
    pinned = {problem.visits[i].id for i in problem.pins}
    conflict = result["conflict"]
    if not conflict or not set(conflict) <= pinned or len(set(conflict)) != len(conflict):
        yield f"conflict {conflict} is no list of pinned visits"
    if result["tours"] or result["unplanned"]:
        yield "an infeasible problem has no tours and nothing unplanned"


@dataclass
class _Stop:
    visit: Visit
    index: int
    arrive: int
    start: int
    end: int


class _Reading:
    """Walks the tours of a result; collects who makes each visit when, and the minutes driven."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.visits = {visit.id: i for i, visit in enumerate(problem.visits)}
        self.visitors = {visitor.id: i for i, visitor in enumerate(problem.visitors)}
        self.slots: Slots = {}
        self.travel = 0
        self.days_used: set[tuple[int, int]] = set()

    def read(self, tours: list[dict[str, Any]]) -> Iterator[str]:
        for tour in tours:
            for fault in self._tour(tour):
                yield f"tour of {tour['visitor']} on {tour['date']}: {fault}"

    def _tour(self, tour: dict[str, Any]) -> Iterator[str]:
        visitor = self.visitors[tour["visitor"]]
        day = (date.fromisoformat(tour["date"]) - self.problem.start).days
        entries = [entry for entry in self.problem.visitors[visitor].days if entry.day == day]
        if not entries:
            yield "no working day"
            return
        if (visitor, day) in self.days_used:
            yield "a second tour on the same day"
        self.days_used.add((visitor, day))
        leave, back = _minutes(tour["leave"]), _minutes(tour["back"])
        if leave < entries[0].earliest or back > entries[0].latest:
            yield "outside the working day"
        stops = [self._stop(stop) for stop in tour["stops"]]
        if not stops:
            yield "no stops"
        for stop in stops:
            yield from self._check_visit(stop, visitor, day)
        yield from self._drive(visitor, leave, back, stops)

    def _stop(self, stop: dict[str, Any]) -> _Stop:
        index = self.visits[stop["visit"]]
        times = (_minutes(stop[name]) for name in ("arrive", "start", "end"))
        return _Stop(self.problem.visits[index], index, *times)

    def _check_visit(self, stop: _Stop, visitor: int, day: int) -> Iterator[str]:
        visit = stop.visit
        if stop.index in self.slots:
            yield f"{visit.id} is made twice"
        self.slots[stop.index] = (visitor, day)
        if stop.start < stop.arrive:
            yield f"{visit.id} starts before the arrival"
        if stop.end != stop.start + visit.minutes:
            yield f"{visit.id} does not last {visit.minutes} minutes"
        if visit.pinned is not None:
            if stop.start != visit.pinned.start:
                yield f"{visit.id} does not start as pinned"
        else:
            yield from self._check_open(stop, visitor, day)

    def _check_open(self, stop: _Stop, visitor: int, day: int) -> Iterator[str]:
        visit = stop.visit
        if visitor not in visit.visitors:
            yield f"{visit.id} may not be made by this visitor"
        if not visit.from_day <= day < visit.until_day:
            yield f"{visit.id} is outside its window"
        if not any(first <= stop.start and stop.end <= last for first, last in visit.hours):
            yield f"{visit.id} is outside its hours"
        yield from self._check_weekday(stop, day)

    def _check_weekday(self, stop: _Stop, day: int) -> Iterator[str]:
        named = stop.visit.weekday_hours
        weekday = (self.problem.start + timedelta(days=day)).weekday()
        if named and not any(first <= stop.start and stop.end <= last for first, last in named.spans[weekday]):
            yield f"{stop.visit.id} is outside the hours of the weekday"

    def _drive(self, visitor: int, leave: int, back: int, stops: list[_Stop]) -> Iterator[str]:
        base = self.problem.visitors[visitor].base
        place, clock = base, leave
        for stop in stops:
            yield from self._leg(place, stop.visit.place, clock, stop.arrive)
            place, clock = stop.visit.place, stop.end
        yield from self._leg(place, base, clock, back)

    def _leg(self, a: int, b: int, leave: int, arrive: int) -> Iterator[str]:
        minutes = self.problem.travel[a][b]
        if minutes is None:
            yield f"nobody can drive from {self.problem.places[a]} to {self.problem.places[b]}"
            return
        self.travel += minutes
        if leave + minutes != arrive:
            yield f"arrival from {self.problem.places[a]} at {self.problem.places[b]} is not leaving + {minutes}"


def _minutes(text: str) -> int:
    if not re.fullmatch("[0-9]{2}:[0-9]{2}", text):
        raise BrokenPlan(f"{text!r} is not a clock time")
    return int(text[:2]) * 60 + int(text[3:])


def _check_pins(problem: Problem, slots: Slots) -> Iterator[str]:
    for index in problem.pins:
        pin = problem.visits[index].pinned
        if pin is not None and slots.get(index) != (pin.visitor, pin.day):
            yield f"{problem.visits[index].id} is not made as pinned"


def _check_apart(problem: Problem, slots: Slots) -> Iterator[str]:
    for group in problem.apart:
        for a, b in combinations([visit for visit in group.visits if visit in slots], 2):
            if abs(slots[a][1] - slots[b][1]) < group.days:
                yield f"{problem.visits[a].id} and {problem.visits[b].id} are not {group.days} days apart"


def _check_unplanned(problem: Problem, slots: Slots, unplanned: list[dict[str, Any]]) -> Iterator[str]:
    expected = [visit.id for i, visit in enumerate(problem.visits) if i not in slots]
    if sorted(entry["visit"] for entry in unplanned) != sorted(expected):
        yield "unplanned does not list each visit without a tour once"
    for entry in unplanned:
        if not isinstance(entry["why"].get("code"), str):
            yield f"{entry['visit']} is unplanned without a reason"


def _check_figures(problem: Problem, reading: _Reading, result: dict[str, Any]) -> Iterator[str]:
    slots = reading.slots
    spacing = sum(abs(day - problem.visits[visit].target_day) for visit, (_, day) in slots.items())
    moved = sum(slots.get(entry.visit) != (entry.visitor, entry.day) for entry in problem.previous)
    figures = {
        "planned": len(slots),
        "moved": moved,
        "travel_minutes": reading.travel,
        "spacing_days": spacing,
        "cost": reading.travel + problem.spacing_weight * spacing,
    }
    for name, value in figures.items():
        if result[name] != value:
            yield f"{name} is {value}, not {result[name]}"


def _check_bounds(problem: Problem, result: dict[str, Any]) -> Iterator[str]:
    planned, moved, cost = result["planned"], result["moved"], result["cost"]
    planned_bound, moved_bound, bound = result["planned_bound"], result["moved_bound"], result["bound"]
    if planned_bound is not None and planned_bound < planned:
        yield f"planned_bound {planned_bound} is below planned {planned}"
    if moved_bound is not None and moved_bound > moved:
        yield f"moved_bound {moved_bound} is above moved {moved}"
    if bound is not None and bound > cost:
        yield f"bound {bound} is above cost {cost}"
    if cost < least_spacing_cost(problem, planned):
        yield f"cost {cost} is below what the spacing of {planned} visits costs at least"
    reached = (planned_bound, moved_bound, bound) == (planned, moved, cost)
    if result["status"] != ("optimal" if reached else "feasible"):
        yield f"status {result['status']} does not follow from the bounds"
    if result["conflict"]:
        yield "a conflict is listed although a plan was found"


def least_spacing_cost(problem: Problem, planned: int) -> int:
    """Return a simple lower bound of the cost of any plan with that many visits: each on its own best open day."""
    least = sorted(cost for cost in (_own_spacing(problem, i) for i in range(len(problem.visits))) if cost is not None)
    return problem.spacing_weight * sum(least[:planned])


def _own_spacing(problem: Problem, index: int) -> int | None:
    visit = problem.visits[index]
    who = visit.visitors if visit.pinned is None else (visit.pinned.visitor,)
    slots = ((v, entry.day) for v in who for entry in problem.visitors[v].days)
    open_days = [day for v, day in slots if visit.may_be_made_by(v, day)]
    return min((abs(day - visit.target_day) for day in open_days), default=None)
