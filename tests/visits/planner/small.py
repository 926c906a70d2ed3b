"""Small problems to test with, and the slow, obvious solver they are held against."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, permutations, product
from typing import Any

from visits.planner.problem import Problem, Visit, parse


def day(date: str, first: str = "08:00", last: str = "16:00") -> dict[str, str]:
    return {"date": date, "from": first, "until": last}


def visit(name: str, place: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "id": name,
        "place": place,
        "visitors": ["v1"],
        "from": "2026-01-01",
        "until": "2026-02-01",
        "target": "2026-01-06",
        "minutes": 60,
        "hours": [["08:00", "16:00"]],
        "pinned": None,
    }
    return {**plain, **changes}


def pin(visitor: str = "v1", date: str = "2026-01-05", start: str = "10:00") -> dict[str, str]:
    return {"visitor": visitor, "date": date, "start": start}


def data(**changes: Any) -> dict[str, Any]:
    """An office and three places on a line, 30 minutes from one to the next; one visitor with two days."""
    plain = {
        "version": 1,
        "start": "2026-01-01",
        "days": 60,
        "places": ["office", "a", "b", "c"],
        "travel_minutes": [[0, 30, 60, 90], [30, 0, 30, 60], [60, 30, 0, 30], [90, 60, 30, 0]],
        "visitors": [{"id": "v1", "base": "office", "days": [day("2026-01-05"), day("2026-01-07")]}],
        "visits": [visit("x1", "a"), visit("x2", "b")],
        "apart": [],
        "previous": [],
        "spacing_weight": 1,
    }
    return {**plain, **changes}


def problem(**changes: Any) -> Problem:
    return parse(data(**changes))


def brute_force(problem: Problem) -> tuple[int, int, int] | None:
    """Return (planned, moved, cost) of the best plan by trying every placing of every visit; None: infeasible."""
    choices = [_slots(problem, i) for i in range(len(problem.visits))]
    tours: dict[tuple[int, int, tuple[int, ...]], int | None] = {}
    best: tuple[int, int, int] | None = None
    for placing in product(*choices):
        value = _value(problem, placing, tours)
        if value is not None and (best is None or value < best):
            best = value
    return None if best is None else (-best[0], best[1], best[2])


Slot = tuple[int, int] | None


def _slots(problem: Problem, index: int) -> list[Slot]:
    visit = problem.visits[index]
    days = [(v, d.day) for v, visitor in enumerate(problem.visitors) for d in visitor.days]
    if visit.pinned is not None:
        return [slot for slot in days if slot == (visit.pinned.visitor, visit.pinned.day)]
    return [None, *(slot for slot in days if slot[0] in visit.visitors and visit.from_day <= slot[1] < visit.until_day)]


def _value(problem: Problem, placing: tuple[Slot, ...], tours: dict[Any, int | None]) -> tuple[int, int, int] | None:
    if not _far_enough(problem, placing):
        return None
    cost = 0
    for slot in {slot for slot in placing if slot is not None}:
        members = tuple(i for i, other in enumerate(placing) if other == slot)
        key = (*slot, members)
        if key not in tours:
            tours[key] = _least_travel(problem, *slot, members)
        travel = tours[key]
        if travel is None:
            return None
        cost += travel + sum(problem.spacing_cost(i, slot[1]) for i in members)
    moved = sum(placing[p.visit] != (p.visitor, p.day) for p in problem.previous)
    return -sum(slot is not None for slot in placing), moved, cost


def _far_enough(problem: Problem, placing: tuple[Slot, ...]) -> bool:
    days = [(group.days, [slot[1] for v in group.visits if (slot := placing[v])]) for group in problem.apart]
    return all(abs(a - b) >= least for least, members in days for a, b in combinations(members, 2))


def _least_travel(problem: Problem, visitor: int, on: int, members: tuple[int, ...]) -> int | None:
    minutes = (_minutes(problem, visitor, on, order) for order in permutations(members))
    return min((total for total in minutes if total is not None), default=None)


def _minutes(problem: Problem, visitor: int, on: int, order: tuple[int, ...]) -> int | None:
    """Drive the tour minute by minute: each visit begins at the first minute at which it may."""
    base = problem.visitors[visitor].base
    hours = next(entry for entry in problem.visitors[visitor].days if entry.day == on)
    place, clock, total = base, hours.earliest, 0
    for index in order:
        leg, target = problem.travel[place][problem.visits[index].place], problem.visits[index]
        if leg is None:
            return None
        clock, total, place = clock + leg, total + leg, target.place
        while clock < 24 * 60 and not _may_begin(problem, target, on, clock):
            clock += 1
        if clock >= 24 * 60:
            return None
        clock += target.minutes
    leg = problem.travel[place][base]
    return None if leg is None or clock + leg > hours.latest else total + leg


def _may_begin(problem: Problem, visit: Visit, on: int, clock: int) -> bool:
    if visit.pinned is not None:
        return clock == visit.pinned.start
    weekday = (problem.start + timedelta(days=on)).weekday()
    rules = [visit.hours, *([visit.weekday_hours.spans[weekday]] if visit.weekday_hours else [])]
    return all(any(first <= clock and clock + visit.minutes <= last for first, last in spans) for spans in rules)
