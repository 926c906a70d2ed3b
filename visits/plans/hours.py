"""Which hours of a day stay as they were planned, where the planner has laid the day anew and saved no driving.

To the planner another hour of the same day is no move. To a family, and to who comes, it is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from ..planner.problem import Problem, Visit, Visitor
from .slots import Slot

Tour = dict[str, Any]
"""A tour of a result, as in `contracts.md` § 2."""

Order = list[tuple[int, Visit]]
"""The visits of a day with the minute at which each begins, in order."""


def kept_hours(problem: Problem, tours: list[Tour], before: Mapping[str, Slot]) -> dict[str, str]:
    """Return when the visits begin on the days whose hours can stay: ids of visits to clock times.

    `before`: where a visit was planned, by its id in the problem.
    """
    visits = {visit.id: visit for visit in problem.visits}
    visitors = {visitor.id: visitor for visitor in problem.visitors}
    kept: dict[str, str] = {}
    for tour in tours:
        starts = {stop["visit"]: _start(stop, tour, before) for stop in tour["stops"]}
        old = sorted(((_minute(start), visits[one]) for one, start in starts.items()), key=lambda at: at[0])
        new = [(_minute(stop["start"]), visits[stop["visit"]]) for stop in tour["stops"]]
        visitor = visitors[tour["visitor"]]
        saves = _driving(problem, visitor, new) < _driving(problem, visitor, old)
        if not saves and _can_be_made(problem, visitor, tour["date"], old):
            kept |= starts
    return kept


def _start(stop: dict[str, Any], tour: Tour, before: Mapping[str, Slot]) -> str:
    """Return when the visit was to begin, where it stays on its day with its visitor; else when it begins now."""
    slot = before.get(stop["visit"])
    stays = slot is not None and (slot.visitor, slot.on_day) == (tour["visitor"], tour["date"])
    return slot.start if slot and stays and slot.start else stop["start"]


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _legs(problem: Problem, visitor: Visitor, order: Order) -> Iterator[int | None]:
    places = [visitor.base, *(visit.place for _start, visit in order), visitor.base]
    return (problem.travel[one][other] for one, other in pairwise(places))


def _driving(problem: Problem, visitor: Visitor, order: Order) -> int:
    """Return the minutes on the road; more than a day where a way is closed."""
    return sum(24 * 60 if minutes is None else minutes for minutes in _legs(problem, visitor, order))


def _can_be_made(problem: Problem, visitor: Visitor, on_day: str, order: Order) -> bool:
    """Return whether the day can be driven so: within the working day, and each visit within its hours."""
    (day,) = [day for day in visitor.days if problem.date_of(day.day) == on_day]
    free = day.earliest
    for (start, visit), way in zip(order, _legs(problem, visitor, order), strict=False):
        if way is None or free + way > start or not _suits(visit, start, day.day):
            return False
        free = start + visit.minutes
    *_there, back = _legs(problem, visitor, order)
    return back is not None and free + back <= day.latest


def _suits(visit: Visit, start: int, day: int) -> bool:
    if visit.pinned is not None:
        return start == visit.pinned.start
    return any(first <= start and start + visit.minutes <= last for first, last in visit.hours_on(day))
